"""Databases that fail in every way that we could make them: it is said in a sentence, nothing typed is lost, and it goes on afterwards."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from databases import opened_anew, postgresql, program_of_postgresql
from patience import PATIENCE
from test_drafts import UPTAKE, drafted, uptake, visited
from test_pages import run, text_of, typed

from make_the_case.store import Drafts, NewerDatabase, Unavailable
from make_the_case.store.faults import OF_POSTGRESQL, OF_SQLITE, in_words

__all__ = ["postgresql"]
STAYS = "Your work is still on this screen"


@pytest.fixture
def file(tmp_path, monkeypatch) -> Iterator[Path]:
    """The file of a database for one test, which the app uses."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    monkeypatch.setattr("make_the_case.store.database.WAIT_MS", 100)
    opened_anew()
    yield tmp_path / "drafts.sqlite"
    opened_anew()


@contextmanager
def as_nobody_in_particular() -> Iterator[Path]:
    """A folder of somebody who is not root, as whom everything is done in it: root may write where nobody may."""
    with tempfile.TemporaryDirectory() as folder:
        if os.geteuid() != 0:
            yield Path(folder)
            return
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


@posix
def test_a_database_whose_rights_are_taken_away_while_someone_types() -> None:
    with as_nobody_in_particular() as folder:
        file = folder / "drafts.sqlite"
        drafts = Drafts(f"sqlite:///{file}")
        secret = drafts.create("one")
        drafts.close()  # connections that are open keep their rights: these are new ones
        file.chmod(0o000)
        with pytest.raises(Unavailable, match=f"cannot be opened.*{STAYS}"):
            drafts.save(secret, 1, "typed meanwhile")
        with pytest.raises(Unavailable, match=STAYS):
            Drafts(f"sqlite:///{file}")
        file.chmod(0o400)
        with pytest.raises(Unavailable, match=f"it may only be read.*{STAYS}"):
            drafts.save(secret, 1, "typed meanwhile")
        for part in folder.glob("drafts.sqlite*"):  # SQLite gives the files beside it the same rights
            part.chmod(0o600)
        folder.chmod(0o000)
        with pytest.raises(Unavailable, match=STAYS):
            drafts.save(secret, 1, "typed meanwhile")
        folder.chmod(0o700)
        assert drafts.save(secret, 1, "typed meanwhile") == 2
        drafts.close()


def test_a_page_of_the_file_that_is_damaged_is_said_and_the_work_stays(file, fails_on_purpose) -> None:
    page, _ = drafted("21")
    with sqlite3.connect(file) as work:
        work.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    work.close()
    good = file.read_bytes()
    with file.open("r+b") as damaged:  # every page but the first
        damaged.seek(4096)
        damaged.write(b"\xff" * (len(good) - 4096))
    opened_anew()
    page = typed(page, UPTAKE, "22")
    said = text_of(page)
    assert (
        uptake(page) == 0.22 and STAYS in said and "The database of drafts cannot be used: its file" in said
    )
    file.write_bytes(good)
    opened_anew()
    page = run(page)
    assert "Kept as revision 2" in text_of(page)


def test_a_file_that_is_cut_short_or_another_programs_is_said_and_left_alone(tmp_path: Path) -> None:
    whole = tmp_path / "whole.sqlite"
    drafts = Drafts(f"sqlite:///{whole}")
    drafts.create("x" * 50_000)
    drafts.close()
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as work:
        work.execute("CREATE TABLE bookmark (place TEXT)")
    work.close()
    alike = tmp_path / "alike.sqlite"
    with sqlite3.connect(alike) as work:
        work.execute("CREATE TABLE meta (key TEXT, value TEXT)")
        work.execute("INSERT INTO meta VALUES ('schema_version', 'one')")
    work.close()
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(whole.read_bytes()[:5000])
    folder = tmp_path / "folder.sqlite"
    folder.mkdir()
    for file in (cut, other, alike, folder):
        before = file.read_bytes() if file.is_file() else b""
        with pytest.raises(Unavailable, match=STAYS) as found:
            Drafts(f"sqlite:///{file}").create("typed")
        assert not isinstance(found.value, NewerDatabase)
        if file in (other, alike):
            assert "belongs to another program" in str(found.value)
        if file == other:
            assert file.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="a disk of one megabyte is made by Linux alone")
def test_a_disk_that_is_full_is_said_and_written_again_when_there_is_room(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True)
    if made.returncode:
        pytest.skip("this user may mount no disk")
    try:
        drafts = Drafts(f"sqlite:///{disk / 'drafts.sqlite'}")
        secret = drafts.create("one")
        filler = disk / "filler"
        with pytest.raises(OSError, match="No space"):
            filler.write_bytes(b"x" * 2_000_000)
        with pytest.raises(Unavailable, match=f"disk.*{STAYS}"):
            for number in range(1, 50):
                drafts.save(secret, number, "y" * 50_000)
        head = drafts.open(secret).head.number if _writes(drafts, secret) else number
        filler.unlink()
        assert drafts.save(secret, head, "there is room again") == head + 1
        assert [r.number for r in drafts.history(secret)] == list(range(head + 1, 0, -1))
        drafts.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _writes(drafts: Drafts, secret: str) -> bool:
    try:
        drafts.open(secret)
    except Unavailable:
        return False
    return True


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud83d", "\udfff alone"], ids=ascii)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_character_that_a_database_cannot_keep_is_said(
    request, tmp_path: Path, kind: str, odd: str
) -> None:
    url = (
        f"sqlite:///{tmp_path / 'drafts.sqlite'}"
        if kind == "sqlite"
        else request.getfixturevalue("postgresql")
    )
    drafts = Drafts(url)
    secret = drafts.create("one")
    try:
        number = drafts.save(secret, 1, odd, odd, odd, odd)
    except Unavailable as error:
        assert STAYS in str(error)
        number = 1
    assert drafts.save(secret, number, "plain") == number + 1
    for attempt in (lambda: drafts.open(odd), lambda: drafts.known([odd])):
        try:
            assert attempt() == []
        except Exception as error:
            assert type(error).__name__ == "NoSuchDraft"
    drafts.close()


def test_a_postgresql_that_is_restarted_in_the_middle_is_said_and_used_again(
    postgresql, monkeypatch, fails_on_purpose
) -> None:
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as work:
        work.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        (data,) = work.execute("SHOW data_directory").fetchone()
    monkeypatch.setenv("DATABASE_URL", postgresql)
    opened_anew()
    page, secret = drafted("21")
    as_them = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    control = [*as_them, program_of_postgresql("pg_ctl"), "-D", data, "-w", "-t", str(PATIENCE)]
    options = (
        Path(data, "postmaster.opts").read_text(encoding="utf-8").strip().split(" ", 1)[1].replace('"', "")
    )
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")
    page = typed(page, UPTAKE, "22")
    said = text_of(page)
    assert uptake(page) == 0.22 and STAYS in said and "Report code E-" in said
    options = options.replace(f"-D {data}", "").replace("-D", "").replace(data, "")
    log = str(Path(data).parent / "log")
    subprocess.run([*control, "-l", log, "-o", options, "start"], check=True, capture_output=True, cwd="/")
    page = run(page)
    assert "Kept as revision 2" in text_of(page)
    with psycopg.connect(postgresql, autocommit=True) as work:
        work.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    page = typed(page, UPTAKE, "23")
    page = run(page)
    assert "Kept as revision 3" in text_of(page)
    assert uptake(visited(secret)) == 0.23
    opened_anew()


def test_a_postgresql_that_refuses_says_why_and_never_the_password(postgresql) -> None:
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as work:
        work.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        work.execute("DROP ROLE IF EXISTS reader")
        work.execute("CREATE ROLE reader LOGIN PASSWORD 'opensesame'")
    Drafts(postgresql).close()
    with psycopg.connect(postgresql, autocommit=True) as work:
        work.execute("GRANT USAGE ON SCHEMA public TO reader")
        work.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    as_reader = postgresql.replace("postgres@", "reader:opensesame@")
    drafts = Drafts(as_reader)
    with pytest.raises(Unavailable, match="this user may not use its tables") as found:
        drafts.create("one")
    assert "opensesame" not in str(found.value)
    drafts.close()
    with pytest.raises(Unavailable, match=r"there is no database of this name|does not answer"):
        Drafts(postgresql.replace("/postgres", "/another"))
    with psycopg.connect(postgresql, autocommit=True) as work:
        work.execute("DROP OWNED BY reader; DROP ROLE reader")


class Fault(Exception):
    def __init__(self, **said: str):
        super().__init__("INSERT INTO revision VALUES ('what Mrs Smith typed')")
        for name, value in said.items():
            setattr(self, name, value)


def test_every_code_of_a_database_is_a_sentence_without_what_was_typed() -> None:
    names = [name for name in dir(sqlite3) if name.startswith("SQLITE_")]
    assert {"_".join(name.split("_")[:2]) for name in OF_SQLITE} <= {*names}, "SQLite has a code of each name"
    for name in names:
        assert "Smith" not in in_words(Fault(sqlite_errorname=name))
    assert in_words(Fault(sqlite_errorname="SQLITE_IOERR_WRITE")) == OF_SQLITE["SQLITE_IOERR"]
    assert (
        in_words(Fault(sqlstate="53100")) == "its disk is full"
        and in_words(Fault(sqlstate="57P01")) == OF_POSTGRESQL["57"]
    )
    assert in_words(Fault()) == in_words(Fault(sqlstate="ZZ999")) == "it does not answer"
