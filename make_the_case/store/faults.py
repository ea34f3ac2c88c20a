"""What a database does wrong, in words: read from the code that it gives, never from its sentences."""

from __future__ import annotations

LOCKED, READ_ONLY, FULL = "someone else is writing to it", "it may only be read", "its disk is full"
NO_TABLES = "its tables are gone"

OF_SQLITE = {
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_FULL": FULL,
    "SQLITE_CANTOPEN": "its file cannot be opened",
    "SQLITE_PERM": "its file cannot be opened",
    "SQLITE_AUTH": "its file cannot be opened",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_NOTADB": "its file is not a database",
    "SQLITE_IOERR": "its disk does not answer as it should, or is full",
    "SQLITE_NOMEM": "this computer is out of memory",
    "SQLITE_TOOBIG": "the case is larger than it takes",
    "SQLITE_SCHEMA": NO_TABLES,
    "SQLITE_ERROR": NO_TABLES,  # of our own statements, which are right, it says no more
}
"""By the first two words of SQLite's result code: https://sqlite.org/rescode.html."""
OF_POSTGRESQL = {
    "08": "it does not answer",
    "25": READ_ONLY,
    "28": "it does not know this user or password",
    "3D": "there is no database of this name",
    "3F": "this user may not use its tables",
    "40": LOCKED,
    "42": NO_TABLES,
    "42501": "this user may not use its tables",
    "53": "it has no room left",
    "53100": FULL,
    "53300": "it has no room for another connection",
    "55": LOCKED,
    "57": "it is being stopped or started",
    "58": "its disk does not answer as it should",
    "XX": "its files are damaged",
}
"""By the class of PostgreSQL's code, or the code: https://www.postgresql.org/docs/current/errcodes-appendix.html."""


def in_words(error: BaseException) -> str:
    """Returns why a database cannot be used, without what was in the statement."""
    cause = getattr(error, "orig", None) or error
    name = str(getattr(cause, "sqlite_errorname", None) or "")
    code = str(getattr(cause, "sqlstate", None) or "")
    if name:
        return OF_SQLITE.get("_".join(name.split("_")[:2]), "it does not answer")
    return OF_POSTGRESQL.get(code) or OF_POSTGRESQL.get(code[:2]) or "it does not answer"


def sentence(why: str) -> str:
    """Returns what is shown where the database cannot be used."""
    return f"{in_short(why)} Your work is still on this screen. Save the case file to keep it."


def in_short(why: str) -> str:
    """Returns the same for whoever runs the server, who has no work on a screen."""
    return f"The database of drafts cannot be used: {why}."
