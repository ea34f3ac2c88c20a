"""The databases that the store's tests run on: SQLite in a folder, and a real PostgreSQL server where one is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import free_port
from patience import PATIENCE

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if sys.platform == "linux" else []


def program_of_postgresql(name: str) -> str | None:
    return shutil.which(name) or next(
        (str(folder / name) for folder in PROGRAMS[::-1] if (folder / name).exists()), None
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own on this computer alone; gives the URL of its database."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (requirements-tests.txt has it)")
    control, init = program_of_postgresql("pg_ctl"), program_of_postgresql("initdb")
    if control is None or init is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql)")
    # Not in pytest's own folder: each further run of pytest on this computer shuts that to all but who runs it, and the server ends.
    folder = Path(tempfile.mkdtemp(prefix="postgresql-of-tests-"))
    as_them: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_them = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "data", free_port()

    def run(*words: str) -> None:
        subprocess.run([*as_them, *words], check=True, capture_output=True, timeout=PATIENCE, cwd="/")

    run(init, "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync")
    run(
        control,
        "-D",
        str(data),
        "-w",
        "-t",
        str(PATIENCE),
        "-l",
        str(folder / "log"),
        "-o",
        f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -F",
        "start",
    )
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        # A loaded computer may not see it end within pg_ctl's minute: no test failed by that, and it goes with the run.
        with suppress(subprocess.SubprocessError):
            run(control, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


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
