"""Drafts and their revisions: each change is a revision, nothing is overwritten, and a link is the only way in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from store.errors import Conflict, NewerDatabase, NoSuchDraft, ReadOnlyLink, Unavailable

SCHEMA_VERSION = 1
SECRET_BYTES = 16
"""128 random bits: nobody guesses them."""
KEPT_DAYS = 90
"""Days after its last use that a draft is kept where `expire` is asked to clear up."""
WAIT_MS = 5000
"""How long SQLite waits for another writer."""

SHAPE = MetaData()
META = Table(
    "meta", SHAPE, Column("key", String(40), primary_key=True), Column("value", String(200), nullable=False)
)
DRAFT = Table(
    "draft", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("link", String(64), unique=True, nullable=False),
    Column("reading_link", String(64), unique=True),
    Column("head", Integer, nullable=False),
    Column("made", String(32), nullable=False),
    Column("used", String(32), nullable=False, index=True),
)  # fmt: skip
REVISION = Table(
    "revision", SHAPE,
    Column("draft", Integer, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("author", String(200), nullable=False),
    Column("note", String(500), nullable=False),
    Column("body", Text, nullable=False),
)  # fmt: skip


@dataclass(frozen=True)
class Revision:
    """One state of a draft: when, by whom, why, and the text."""

    number: int
    at: str
    """UTC, ISO 8601."""
    author: str
    note: str
    body: str


@dataclass(frozen=True)
class Draft:
    """A draft as one of its links opens it."""

    is_for_reading: bool
    has_reading_link: bool
    head: Revision


class Drafts:
    """The drafts of one database; safe for many threads and processes at once."""

    def __init__(self, url: str, expires: bool = False):
        """Opens a database, made where there is none; with `expires` each new draft clears up those that nobody uses."""
        self._expires = expires
        self._engine = _engine(url)
        with self._doing() as work:
            SHAPE.create_all(work)
            stated = work.scalar(select(META.c.value).where(META.c.key == "schema_version"))
            if stated is None:
                work.execute(insert(META).values(key="schema_version", value=str(SCHEMA_VERSION)))
            elif int(stated) > SCHEMA_VERSION:
                raise NewerDatabase(
                    "The database of drafts was written by a later version of Make the Case. Update the program to use it."
                )

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    # Saving ------------------------------------------------------------------------------------------------

    def create(self, body: str, author: str = "", note: str = "") -> str:
        """Keeps a new draft, and returns the secret of its link: told once, kept only as a hash."""
        if self._expires:
            self.expire()
        secret, now = _secret(), _now()
        with self._doing() as work:
            made = work.execute(insert(DRAFT).values(link=_hash(secret), head=1, made=now, used=now))
            work.execute(_revision((made.inserted_primary_key or (0,))[0], 1, now, author, note, body))
        return secret

    def save(self, secret: str, base: int, body: str, author: str = "", note: str = "") -> int:
        """Keeps a revision on top of the one it was made from, and returns its number; raises Conflict where that is no longer the last."""
        now = _now()
        with self._doing() as work:
            draft = self._for_writing(work, secret)
            # One statement decides who was first, so two writers can never both be.
            moved = work.execute(
                update(DRAFT).where(DRAFT.c.id == draft, DRAFT.c.head == base).values(head=base + 1, used=now)
            )
            if moved.rowcount == 1:
                work.execute(_revision(draft, base + 1, now, author, note, body))
                return base + 1
            raise Conflict(self._head(work, draft))

    # Reading -----------------------------------------------------------------------------------------------

    def open(self, secret: str) -> Draft:
        """Returns a draft as this link opens it, and marks it as used; raises NoSuchDraft."""
        with self._doing() as work:
            draft, is_for_reading, has_link = self._found(work, secret)
            work.execute(update(DRAFT).where(DRAFT.c.id == draft).values(used=_now()))
            return Draft(is_for_reading, has_link, self._head(work, draft))

    def history(self, secret: str, most: int = 200) -> list[Revision]:
        """Returns the revisions, the last first, without their texts."""
        columns = (REVISION.c.number, REVISION.c.at, REVISION.c.author, REVISION.c.note)
        with self._doing() as work:
            draft = self._for_writing(work, secret)
            rows = work.execute(
                select(*columns)
                .where(REVISION.c.draft == draft)
                .order_by(REVISION.c.number.desc())
                .limit(most)
            )
            return [Revision(*row, "") for row in rows]

    def revision(self, secret: str, number: int) -> Revision:
        """Returns one revision whole; raises NoSuchDraft where there is none of this number."""
        with self._doing() as work:
            return self._one(work, self._for_writing(work, secret), number)

    # Links and their end -----------------------------------------------------------------------------------

    def share_for_reading(self, secret: str) -> str:
        """Returns the secret of a new link that opens the draft for reading; the one before it, if any, is withdrawn."""
        reading = _secret()
        self._set_reading_link(secret, _hash(reading))
        return reading

    def withdraw(self, secret: str) -> None:
        """Ends the link for reading."""
        self._set_reading_link(secret, None)

    def delete(self, secret: str) -> None:
        """Deletes a draft with all its revisions, for good."""
        with self._doing() as work:
            draft = self._for_writing(work, secret)
            work.execute(delete(REVISION).where(REVISION.c.draft == draft))
            work.execute(delete(DRAFT).where(DRAFT.c.id == draft))

    def expire(self, now: datetime | None = None) -> int:
        """Deletes every draft that nobody has used for 90 days, and returns how many there were."""
        oldest = ((now or datetime.now(UTC)) - timedelta(days=KEPT_DAYS)).isoformat(timespec="seconds")
        with self._doing() as work:
            gone = select(DRAFT.c.id).where(DRAFT.c.used < oldest).scalar_subquery()
            work.execute(delete(REVISION).where(REVISION.c.draft.in_(gone)))
            return work.execute(delete(DRAFT).where(DRAFT.c.used < oldest)).rowcount

    def count(self) -> int:
        """Returns how many drafts there are."""
        with self._doing() as work:
            return int(work.scalar(select(func.count()).select_from(DRAFT)) or 0)

    # What they share ---------------------------------------------------------------------------------------

    @contextmanager
    def _doing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or none; a database that fails is said in words."""
        try:
            with self._engine.begin() as work:
                yield work
        except (OperationalError, DBAPIError, SQLAlchemyError) as error:
            raise Unavailable(_in_words(error)) from error

    def _found(self, work: Connection, secret: str) -> tuple[int, bool, bool]:
        hashed = _hash(secret)
        row = work.execute(
            select(DRAFT.c.id, DRAFT.c.link == hashed, DRAFT.c.reading_link.is_not(None)).where(
                (DRAFT.c.link == hashed) | (DRAFT.c.reading_link == hashed)
            )
        ).first()
        if row is None:
            raise NoSuchDraft
        return int(row[0]), not row[1], bool(row[2])

    def _for_writing(self, work: Connection, secret: str) -> int:
        draft, is_for_reading, _ = self._found(work, secret)
        if is_for_reading:
            raise ReadOnlyLink
        return draft

    def _set_reading_link(self, secret: str, hashed: str | None) -> None:
        with self._doing() as work:
            draft = self._for_writing(work, secret)
            work.execute(update(DRAFT).where(DRAFT.c.id == draft).values(reading_link=hashed))

    def _head(self, work: Connection, draft: int) -> Revision:
        number = work.scalar(select(DRAFT.c.head).where(DRAFT.c.id == draft))
        return self._one(work, draft, int(number or 0))

    def _one(self, work: Connection, draft: int, number: int) -> Revision:
        columns = (REVISION.c.number, REVISION.c.at, REVISION.c.author, REVISION.c.note, REVISION.c.body)
        row = work.execute(
            select(*columns).where(REVISION.c.draft == draft, REVISION.c.number == number)
        ).first()
        if row is None:
            raise NoSuchDraft
        return Revision(*row)


def _engine(url: str) -> Engine:
    """Returns the way to a database, SQLite set so that a killed process loses nothing that was kept."""
    try:
        named = make_url(url)
        if named.drivername in ("postgres", "postgresql"):
            named = named.set(drivername="postgresql+psycopg")
        engine = create_engine(named, pool_pre_ping=True, hide_parameters=True)
    except (SQLAlchemyError, ImportError) as error:
        raise Unavailable(
            "DATABASE_URL does not name a database that can be used. It takes sqlite:///FILE or postgresql://USER@HOST/NAME, and "
            "PostgreSQL needs the packages of requirements-team.txt."
        ) from error
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _set(connection, _):  # type: ignore[no-untyped-def]
            connection.isolation_level = None  # so that the next hook begins each transaction as a writer
            for words in (
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                f"busy_timeout={WAIT_MS}",
            ):
                connection.execute(f"PRAGMA {words}")

        @event.listens_for(engine, "begin")
        def _begin(connection):  # type: ignore[no-untyped-def]
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _in_words(error: Exception) -> str:
    """Returns why the database cannot be used, without what was in the statement."""
    said = str(getattr(error, "orig", error)).lower()
    why = next(
        (
            words
            for sign, words in (
                ("locked", "somebody else is writing to it"),
                ("readonly", "it may only be read"),
                ("read-only", "it may only be read"),
                ("full", "its disk is full"),
                ("no space", "its disk is full"),
                ("unable to open", "its file cannot be opened"),
                ("malformed", "its file is damaged"),
                ("not a database", "its file is not a database"),
                ("no such table", "its tables are gone"),
                ("does not exist", "its tables are gone"),
            )
            if sign in said
        ),
        "it does not answer",
    )
    return f"The database of drafts cannot be used: {why}. Your work is still on this screen. Save the case file to keep it."


def _revision(draft: int, number: int, at: str, author: str, note: str, body: str):  # type: ignore[no-untyped-def]
    return insert(REVISION).values(
        draft=draft, number=number, at=at, author=author[:200], note=note[:500], body=body
    )


def _secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
