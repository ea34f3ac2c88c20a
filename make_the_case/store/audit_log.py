"""The audit log: who opened, changed, exported or shared which case, when; never a word that was typed into one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from make_the_case.store.database_tables import ENTRY, NOT_AN_ISSUER, PERSON

BEGAN, OPENED, CHANGED, EXPORTED, DELETED = "began", "opened", "changed", "exported", "deleted"
SHARED, WITHDREW, GAVE = "shared", "withdrew", "gave"
BINNED, HELD, RELEASED, ASKED = "binned", "held", "released", "asked"
SIGNED_IN, JOINED, LEFT, NO_OWNER = "signed_in", "joined", "left", "no_owner"
MADE, ADDED, REMOVED, CHANGED_ROLE, ENDED = "made_team", "added", "removed", "changed_role", "ended_team"
OFFERED, TOOK_ON, DECLINED = "offered_team", "took_on_team", "declined_team"
TOOK_DATA, ERASED, TOOK_LOG = "took_own_data", "erased", "took_log"
DEEDS = (
    BEGAN, OPENED, CHANGED, EXPORTED, DELETED, SHARED, WITHDREW, GAVE, BINNED, HELD, RELEASED, ASKED, SIGNED_IN, JOINED, LEFT, NO_OWNER,
    MADE, ADDED, REMOVED, CHANGED_ROLE, ENDED, OFFERED, TOOK_ON, DECLINED, TOOK_DATA, ERASED, TOOK_LOG,
)  # fmt: skip
"""Everything that the log can say that was done."""
SERVER, LINK_HOLDER = "The server", "Someone with the link for reading"
"""Who did it where it was no person who signs in."""
OPERATOR = "Whoever runs the server"
ERASED_NAME = "A person whose data was erased"
MOST_READ = 100_000


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    at: str
    """UTC, ISO 8601."""
    who: str
    did: str
    draft: int | None
    team: int | None
    about: str
    """Which revision, kind of file, role, or member's address."""


def note(
    work: Connection,
    who: str,
    did: str,
    me: int | None = None,
    draft: int | None = None,
    team: int | None = None,
    about: str = "",
) -> None:
    """Writes a line, in the transaction of what it is about: both are kept, or neither."""
    work.execute(
        insert(ENTRY).values(
            at=moment(), person=me or None, who=who[:200], did=did, draft=draft, team=team, about=about[:254]
        )
    )


def moment() -> str:
    """Returns the time as the log has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def entries(
    work: Connection,
    teams: Collection[int] | None = None,
    drafts: Collection[int] | None = None,
    since: str = "",
    most: int = MOST_READ,
) -> list[Entry]:
    """Returns the log, the last line first: all of it, or what is about some teams or drafts."""
    asked = select(ENTRY.c.at, ENTRY.c.who, ENTRY.c.did, ENTRY.c.draft, ENTRY.c.team, ENTRY.c.about).order_by(
        ENTRY.c.at.desc(), ENTRY.c.id.desc()
    )
    wanted: list[ColumnElement[bool]] = []
    if teams is not None:
        wanted.append(ENTRY.c.team.in_(teams))
    if drafts is not None:
        wanted.append(ENTRY.c.draft.in_(drafts))
    if wanted:
        either = wanted[0]
        for more in wanted[1:]:
            either = either | more
        asked = asked.where(either)
    if since:
        asked = asked.where(ENTRY.c.at >= since)
    return [Entry(*row) for row in work.execute(asked.limit(most)).all()]


def of_person(work: Connection, me: int) -> list[Entry]:
    """Returns what the log says of a person."""
    columns = (ENTRY.c.at, ENTRY.c.who, ENTRY.c.did, ENTRY.c.draft, ENTRY.c.team, ENTRY.c.about)
    rows = work.execute(select(*columns).where(ENTRY.c.person == me).order_by(ENTRY.c.id).limit(MOST_READ))
    return [Entry(*row) for row in rows.all()]


def last_called(work: Connection, me: int) -> str:
    """Returns what the log last called a person; nothing where it says nothing of them, or their data was erased."""
    is_theirs = (ENTRY.c.person == me) & (PERSON.c.issuer != NOT_AN_ISSUER)
    of_them = select(ENTRY.c.who).join(PERSON, PERSON.c.id == ENTRY.c.person).where(is_theirs)
    return str(work.scalar(of_them.order_by(ENTRY.c.id.desc()).limit(1)) or "")


FEWEST_A_DAY, SHARE_OF_ALL = 1000, 30
"""At most the larger of so many lines, and of one in so many, is deleted in one day, so that no clock that jumps empties the log."""


def forget_old(work: Connection, now: datetime, days: int) -> int:
    """Deletes lines that are older than so many days, the oldest first and at most a day's share, and returns how many."""
    before = (now - timedelta(days=days)).isoformat(timespec="seconds")
    of_all = int(work.scalar(select(func.count()).select_from(ENTRY)) or 0)
    share = max(FEWEST_A_DAY, of_all // SHARE_OF_ALL)
    old = select(ENTRY.c.id).where(ENTRY.c.at < before).order_by(ENTRY.c.at).limit(share)
    return int(work.execute(delete(ENTRY).where(ENTRY.c.id.in_(old))).rowcount)


def as_data(log: Iterable[Entry]) -> list[dict[str, Any]]:
    """Returns lines of the log as plain data."""
    return [
        {"when": e.at, "who": e.who, "did": e.did, "case": e.draft, "team": e.team, "about": e.about}
        for e in log
    ]
