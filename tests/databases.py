"""The databases that the store's tests run on: SQLite in a folder, and a real PostgreSQL server where one is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import free_port
from patience import PATIENCE

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if sys.platform == "linux" else []


def program_of_postgresql(name: str) -> str | None:
    return shutil.which(name) or next(
        (str(folder / name) for folder in PROGRAMS[::-1] if (folder / name).exists()), None
    )


@dataclass(frozen=True)
class PostgreSQL:
    """A PostgreSQL server of our own on this computer alone."""

    folder: Path
    port: int
    is_safe: bool
    """Whether it waits until what it keeps is on the disk: tests need no such safety."""

    @property
    def url(self) -> str:
        """Returns where its database is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, name: str, *words: str) -> None:
        """Runs one of its programs; PostgreSQL refuses to run as root."""
        as_them = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_them, str(program_of_postgresql(name)), "-D", str(self.folder / "data"), *words]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE, cwd="/")

    def control(self, *words: str) -> None:
        """Starts, restarts or stops it."""
        unsafe = "" if self.is_safe else " -F"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}{unsafe}"
        self.run("pg_ctl", "-w", "-t", str(PATIENCE), "-l", str(self.folder / "log"), "-o", options, *words)


@contextmanager
def postgresql_server(is_safe: bool = False) -> Iterator[PostgreSQL]:
    """Runs a PostgreSQL server, or skips where none is installed."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (requirements-tests.txt has it)")
    if program_of_postgresql("pg_ctl") is None or program_of_postgresql("initdb") is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql)")
    # Not in pytest's own folder: each further run of pytest on this computer shuts that to all but who runs it, and the server ends.
    folder = Path(tempfile.mkdtemp(prefix="postgresql-of-tests-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = PostgreSQL(folder, free_port(), is_safe)
    server.run("initdb", "-A", "trust", "-U", "postgres", "--no-sync")
    server.control("start")
    try:
        yield server
    finally:
        # A loaded computer may not see it end within pg_ctl's minute: no test failed by that, and it goes with the run.
        with suppress(subprocess.SubprocessError):
            server.run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own on this computer alone; gives the URL of its database."""
    with postgresql_server() as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'drafts.sqlite'}"
    url = request.getfixturevalue("postgresql")
    import psycopg

    with psycopg.connect(url, autocommit=True) as work:
        work.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return url


def opened_anew() -> None:
    """Lets the app in this process open its database anew, where the settings then say; what it has read of the library stays."""
    from make_the_case import streamlit_app

    streamlit_app._drafts.clear()
