"""The database itself: its tables, how it is opened and brought up to date, and what it does wrong in words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from make_the_case.store.database_tables import (
    DRAFT,
    ENTRY,
    GROUPED,
    LINK,
    MEMBER,
    META,
    PERSON,
    ROUND_TABLES,
    SHAPE,
    TEAM,
)
from make_the_case.store.faults import in_short, in_words, sentence
from make_the_case.store.refusals import NewerDatabase, Unavailable
from make_the_case.store.turns import Turns

SCHEMA_VERSION = 6
ERASES_SINCE = 4
"""The version since which what is deleted leaves nothing behind."""
WAIT_MS = 5000
"""How long SQLite waits for another writer."""
_VERSION = select(META.c.value).where(META.c.key == "schema_version")


class Database:
    """One database, opened, made where there is none, and brought up to this version; safe for many threads and processes."""

    def __init__(self, url: str | URL):
        """Opens it; raises Unavailable, or NewerDatabase, which leaves it as it is."""
        self._engine = _engine(url)
        named = self._engine.url
        self._file = named.database if named.drivername.startswith("sqlite") and not named.query else None
        self._inode = 0
        self._turns = Turns()
        self._is_to_erase = False
        self._is_up_to_date = False
        if self._file is not None and _is_another_programs(self._file):
            raise _unavailable("its file belongs to another program")
        with self.doing() as work:
            if self._engine.dialect.name == "postgresql":
                work.exec_driver_sql(
                    "SELECT pg_advisory_xact_lock(20261123)"
                )  # one process at a time brings it up to date
            before = self._brought_up_to_date(work)
        self._is_up_to_date = True
        if before is not None and before < ERASES_SINCE and self._engine.dialect.name == "sqlite":
            # Earlier versions left what was deleted in free pages. Where there is no room for this now, it is left to another day.
            with contextlib.suppress(self._engine.dialect.loaded_dbapi.Error):
                self._told("VACUUM")
            self.erase()

    def _brought_up_to_date(self, work: Connection) -> int | None:
        """Makes or changes the tables, and returns of which version they were, or None where there were none."""
        META.create(work, checkfirst=True)
        stated = work.scalar(_VERSION)
        if stated is None:
            SHAPE.create_all(work)
            work.execute(insert(META).values(key="schema_version", value=str(SCHEMA_VERSION)))
            return None
        if not (stated.isascii() and stated.isdigit() and int(stated) > 0):
            raise _unavailable("its file belongs to another program")
        if int(stated) > SCHEMA_VERSION:
            raise NewerDatabase
        for step in UPGRADES[int(stated) - 1 :]:
            step(work)
        if int(stated) < SCHEMA_VERSION:
            is_version = META.c.key == "schema_version"
            work.execute(update(META).where(is_version).values(value=str(SCHEMA_VERSION)))
        return int(stated)

    @contextmanager
    def doing(self, reads: bool = False) -> Iterator[Connection]:
        """One transaction: all of it is kept, or none; a database that fails is said in words. One that `reads` waits for no writer."""
        self._look_for_the_file()
        if self._is_to_erase:
            self.erase()
        try:
            with (
                self._turn_to_write(reads),
                self._engine.connect().execution_options(reads=reads) as work,
                work.begin(),
            ):
                self._refuse_a_later_version(work)
                yield work
        except SQLAlchemyError as error:
            self._engine.dispose()  # a file that could only be read when it was opened stays so until it is opened anew
            raise _unavailable(in_words(error)) from error
        except UnicodeError as error:
            raise _unavailable("what was typed holds a character that it cannot keep") from error

    def _refuse_a_later_version(self, work: Connection) -> None:
        """Refuses a database that another process has brought to a later version while this one had it open."""
        if not self._is_up_to_date:
            return
        stated = work.scalar(_VERSION)
        if stated is not None and stated.isdigit() and int(stated) > SCHEMA_VERSION:
            raise NewerDatabase(is_open=True)

    def look(self) -> None:
        """Asks the database for something, and raises Unavailable where it does not give it."""
        with self.doing(reads=True) as work:
            work.scalar(select(DRAFT.c.id).limit(1))

    def _turn_to_write(self, reads: bool) -> contextlib.AbstractContextManager[object]:
        """Returns what lets one thread of this process write to SQLite at a time: who finds it locked asks again ever more seldom."""
        is_queued = not reads and self._engine.dialect.name == "sqlite"
        return self._turns.taken() if is_queued else contextlib.nullcontext()

    def erase(self) -> None:
        """Leaves nothing of what was deleted in the database's files, as far as the database lets us; else it is tried again.

        SQLite has overwritten it in its pages; what is left is its log of changes. PostgreSQL frees the room to be used anew.
        """
        self._is_to_erase = False
        try:
            if self._engine.dialect.name == "sqlite":
                self._is_to_erase = bool(self._told("PRAGMA wal_checkpoint(TRUNCATE)")[0])
            else:
                self._told(
                    "VACUUM draft, link, revision, round, participant, reply, person, member, grouped, entry"
                )
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            self._is_to_erase = True

    def _told(self, words: str) -> Sequence[int]:
        """Does what no transaction can hold, and returns the first row that came of it."""
        raw = self._engine.raw_connection()
        try:
            connection: Any = raw.driver_connection  # of sqlite3 or of psycopg
            if self._engine.dialect.name == "sqlite":
                return tuple(connection.execute(words).fetchone() or ())
            connection.autocommit = True
            try:
                connection.execute(words)
            finally:
                connection.autocommit = False
            return ()
        finally:
            raw.close()

    def _look_for_the_file(self) -> None:
        """Refuses a file that was taken away or replaced: an open one goes on taking writes that nobody would ever see."""
        if self._file is None:
            return
        try:
            inode = os.stat(self._file).st_ino
        except OSError:
            inode = 0
        if self._inode and inode != self._inode:
            raise _unavailable("its file was replaced while the app ran" if inode else "its file is gone")
        self._inode = inode

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()


def _unavailable(why: str) -> Unavailable:
    return Unavailable(sentence(why), in_short(why))


def _is_another_programs(file: str) -> bool:
    """Looks whether a file is a database without our tables, before anything in it is changed."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{Path(file).resolve().as_uri()}?mode=ro", uri=True)
        ) as looked:
            tables = {
                name for (name,) in looked.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
    except sqlite3.Error:
        return False  # there is none yet; or opening it says what is wrong
    return bool(tables) and META.name not in tables


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


def _from_version_3(work: Connection) -> None:
    """Adds what version 4 has: the bin, and when a person's sign-ins were ended. None of them has been."""
    _add_columns(
        work,
        ("draft", "binned VARCHAR(32)"),
        ("draft", "binned_day INTEGER"),
        ("person", "signed_in DOUBLE PRECISION"),
        ("person", "not_before DOUBLE PRECISION"),
    )


def _add_columns(work: Connection, *wanted: tuple[str, str]) -> None:
    """Adds columns to tables that do not have them yet: a step before may just have made the table as it is now."""
    for table, column in wanted:
        columns = {existing["name"] for existing in inspect(work).get_columns(table)}
        if column.split()[0] not in columns:
            work.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column}")


def _from_version_4(work: Connection) -> None:
    """Adds what version 5 has: rounds, who may answer them, and what they answered."""
    SHAPE.create_all(work, tables=ROUND_TABLES)


def _from_version_5(work: Connection) -> None:
    """Adds what version 6 has: roles, groups, the audit log and holds. Every member may change, as before, and nothing is held."""
    _add_columns(
        work,
        ("person", "arrived DOUBLE PRECISION"),
        ("person", "news TEXT"),
        ("team", "mapped VARCHAR(100)"),
        ("team", "offered_to VARCHAR(254)"),
        ("team", "offered_by VARCHAR(254)"),
        ("member", "role VARCHAR(10) NOT NULL DEFAULT 'editor'"),
        ("draft", "held VARCHAR(32)"),
        ("revision", "person INTEGER"),
    )
    for index in TEAM.indexes:
        index.create(work, checkfirst=True)
    SHAPE.create_all(work, tables=[GROUPED, ENTRY])


UPGRADES: Sequence[Callable[[Connection], None]] = (
    _from_version_1,
    _from_version_2,
    _from_version_3,
    _from_version_4,
    _from_version_5,
)
"""What brings a database from each version to the next, from version 1 on."""


def _engine(url: str | URL) -> Engine:
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
                "secure_delete=ON",
                f"busy_timeout={WAIT_MS}",
            ):
                connection.execute(f"PRAGMA {words}")

        @event.listens_for(engine, "begin")
        def _begin(connection):  # type: ignore[no-untyped-def]
            reads = connection.get_execution_options().get("reads")
            connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
