"""The database itself: its tables, how it is opened and brought up to date, and what it does wrong in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from store.errors import NewerDatabase, Unavailable

SCHEMA_VERSION = 3
WAIT_MS = 5000
"""How long SQLite waits for another writer."""

SHAPE = MetaData()
META = Table(
    "meta", SHAPE, Column("key", String(40), primary_key=True), Column("value", String(200), nullable=False)
)
PERSON = Table(
    "person", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("issuer", String(500), nullable=False),
    Column("subject", String(500), nullable=False),
    UniqueConstraint("issuer", "subject"),
)  # fmt: skip
TEAM = Table(
    "team", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("owner", Integer, ForeignKey("person.id"), nullable=False),
)  # fmt: skip
MEMBER = Table(
    "member", SHAPE,
    Column("team", Integer, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), primary_key=True, index=True),
)  # fmt: skip
DRAFT = Table(
    "draft", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("link", String(64), unique=True, nullable=False),
    Column("reading_link", String(64), unique=True),
    Column("head", Integer, nullable=False),
    Column("made", String(32), nullable=False),
    Column("used", String(32), nullable=False, index=True),
    # Since version 2. A draft of no person and no team is anybody's who has its link. The file is the one it began as.
    Column("person", Integer, ForeignKey("person.id")),
    Column("team", Integer, ForeignKey("team.id")),
    Column("title", String(300)),
    Column("file", Text),
    # Since version 3: what the case came to when it was last kept, in the words of whoever kept it.
    Column("verdict", String(120)),
    Index("draft_of_person", "person"),
    Index("draft_of_team", "team"),
)  # fmt: skip
LINK = Table(
    "link", SHAPE,
    Column("link", String(64), primary_key=True),
    Column("draft", Integer, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("used", String(32), nullable=False),
)  # fmt: skip
"""Further links of a draft, made when its owner opens it from the list: a link that is kept as a hash cannot be shown again."""
REVISION = Table(
    "revision", SHAPE,
    Column("draft", Integer, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("author", String(200), nullable=False),
    Column("note", String(500), nullable=False),
    Column("body", Text, nullable=False),
)  # fmt: skip


class Database:
    """One database, opened, made where there is none, and brought up to this version; safe for many threads and processes."""

    def __init__(self, url: str):
        """Opens it; raises Unavailable, or NewerDatabase, which leaves it as it is."""
        self._engine = _engine(url)
        named = self._engine.url
        self._file = named.database if named.drivername.startswith("sqlite") and not named.query else None
        self._inode = 0
        with self.doing() as work:
            if self._engine.dialect.name == "postgresql":
                work.exec_driver_sql(
                    "SELECT pg_advisory_xact_lock(20261123)"
                )  # one process at a time brings it up to date
            META.create(work, checkfirst=True)
            stated = work.scalar(select(META.c.value).where(META.c.key == "schema_version"))
            if stated is not None and int(stated) > SCHEMA_VERSION:
                raise NewerDatabase(
                    "The database of drafts was written by a later version of Make the Case. Update the program to use it."
                )
            if stated is None:
                SHAPE.create_all(work)
                work.execute(insert(META).values(key="schema_version", value=str(SCHEMA_VERSION)))
            elif int(stated) < SCHEMA_VERSION:
                for step in UPGRADES[int(stated) - 1 :]:
                    step(work)
                work.execute(
                    update(META).where(META.c.key == "schema_version").values(value=str(SCHEMA_VERSION))
                )

    @contextmanager
    def doing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or none; a database that fails is said in words."""
        self._look_for_the_file()
        try:
            with self._engine.begin() as work:
                yield work
        except SQLAlchemyError as error:
            raise Unavailable(_in_words(error)) from error

    def _look_for_the_file(self) -> None:
        """Refuses a file that was taken away or replaced: an open one goes on taking writes that nobody would ever see."""
        if self._file is None:
            return
        try:
            inode = os.stat(self._file).st_ino
        except OSError:
            inode = 0
        if self._inode and inode != self._inode:
            raise Unavailable(
                _sentence("its file was replaced while the app ran" if inode else "its file is gone")
            )
        self._inode = inode

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()


def _from_version_1(work: Connection) -> None:
    """Adds what version 2 has: people, teams, and whose a draft is. No draft of version 1 is anybody's but its link's."""
    SHAPE.create_all(work, tables=[PERSON, TEAM, MEMBER, LINK])
    for column in (
        "person INTEGER REFERENCES person (id)",
        "team INTEGER REFERENCES team (id)",
        "title VARCHAR(300)",
        "file TEXT",
    ):
        work.exec_driver_sql(f"ALTER TABLE draft ADD COLUMN {column}")
    for index in DRAFT.indexes:
        index.create(work, checkfirst=True)


def _from_version_2(work: Connection) -> None:
    """Adds what version 3 has: what a case came to. No draft of version 2 says it until it is next kept or listed."""
    work.exec_driver_sql("ALTER TABLE draft ADD COLUMN verdict VARCHAR(120)")


UPGRADES: Sequence[Callable[[Connection], None]] = (_from_version_1, _from_version_2)
"""What brings a database from each version to the next, from version 1 on."""


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
            "PostgreSQL needs the packages of requirements-hosting.txt."
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
    return _sentence(why)


def _sentence(why: str) -> str:
    return f"The database of drafts cannot be used: {why}. Your work is still on this screen. Save the case file to keep it."
