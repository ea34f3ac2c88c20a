"""The scripts that back drafts up and restore them: run as whoever runs the app runs them, on both databases, and against what goes wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from databases import database, postgresql, program_of_postgresql  # noqa: F401
from patience import PATIENCE

from make_the_case.store import Drafts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="they are scripts of a Unix shell")
DEPLOY = ROOT / "deploy"


def run(script: str, *words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs one of the scripts with nothing set but what is given; skips where the programs that it needs are absent."""
    for program in ("sqlite3",) if "MAKE_THE_CASE_DATA" in settings else ("pg_dump", "pg_restore", "psql"):
        if shutil.which(program) is None and program_of_postgresql(program) is None:
            pytest.skip(f"{program} is not installed (apt install sqlite3 postgresql-client)")
    found = program_of_postgresql("pg_restore")
    path = f"{os.environ['PATH']}:{Path(found).parent}" if found else os.environ["PATH"]
    command = ["sh", str(DEPLOY / script), *map(str, words)]
    return subprocess.run(
        command, env={"PATH": path, **settings}, capture_output=True, encoding="utf-8", timeout=PATIENCE
    )


def backup_in(folder: Path) -> Path:
    (found,) = folder.glob("make-the-case-*")
    return found


def settings_of(url: str) -> dict[str, str]:
    if url.startswith("sqlite"):
        return {"MAKE_THE_CASE_DATA": str(Path(url.removeprefix("sqlite:///")).parent)}
    return {"DATABASE_URL": url}


def test_a_backup_of_drafts_in_use_is_restored_elsewhere_and_every_one_opens(
    database: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    drafts, folder = Drafts(database), tmp_path / "it's safe here"
    secrets = [drafts.create(f"case {k}") for k in range(5)]
    made = run("backup.sh", folder, **settings_of(database))
    assert made.returncode == 0, made.stderr
    backup = backup_in(folder)
    assert str(backup) in made.stdout and backup.stat().st_mode & 0o077 == 0
    drafts.save(secrets[0], 1, "after the backup")

    refused = run("restore.sh", backup, **settings_of(database))
    assert refused.returncode == 1 and "left as it is" in refused.stderr
    assert drafts.open(secrets[0]).head.body == "after the backup"
    drafts.close()

    elsewhere = f"sqlite:///{tmp_path / 'another machine' / 'drafts.sqlite'}"
    if not database.startswith("sqlite"):
        import psycopg

        with psycopg.connect(database, autocommit=True) as work:
            work.execute("DROP DATABASE IF EXISTS restored")
            work.execute("CREATE DATABASE restored")
        elsewhere = database.rpartition("/")[0] + "/restored"
    done = run("restore.sh", backup, **settings_of(elsewhere))
    assert done.returncode == 0, done.stderr
    restored = Drafts(elsewhere)
    assert [restored.open(secret).head.body for secret in secrets] == [f"case {k}" for k in range(5)]
    restored.close()


def test_old_backups_go_only_once_the_new_one_is_whole(tmp_path: Path) -> None:
    folder, data = tmp_path / "backups", tmp_path / "drafts"
    folder.mkdir()
    old, other = folder / "make-the-case-2020-01-01T00-00-00Z.sqlite", folder / "notes.txt"
    for file in (old, other):
        file.touch()
        os.utime(file, (time.time() - 90 * 86400,) * 2)
    failed = run("backup.sh", folder, "30", MAKE_THE_CASE_DATA=str(data))
    assert failed.returncode == 1 and old.exists()
    assert f"There are no drafts at {data}/drafts.sqlite." in failed.stderr
    assert "No backup was made." in failed.stderr

    data.mkdir(mode=0o700)
    Drafts(f"sqlite:///{data / 'drafts.sqlite'}").close()
    assert run("backup.sh", folder, "30", MAKE_THE_CASE_DATA=str(data)).returncode == 0
    assert not old.exists() and other.exists()
    assert backup_in(folder).suffix == ".sqlite"


def test_a_damaged_backup_is_refused_and_nothing_takes_its_place(tmp_path: Path) -> None:
    file = tmp_path / "make-the-case-damaged.sqlite"
    file.write_bytes(b"no database" * 500)
    done = run("restore.sh", file, MAKE_THE_CASE_DATA=str(tmp_path / "drafts"))
    assert done.returncode != 0 and [*(tmp_path / "drafts").iterdir()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="a disk of one megabyte is made by Linux alone")
def test_a_full_disk_leaves_no_half_backup_and_no_old_one_deleted(tmp_path: Path) -> None:
    disk, data = tmp_path / "disk", tmp_path / "drafts"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this user may not make a small disk (mount -t tmpfs)")
    try:
        old = disk / "make-the-case-2020-01-01T00-00-00Z.sqlite"
        old.touch()
        os.utime(old, (time.time() - 90 * 86400,) * 2)
        data.mkdir(mode=0o700)
        drafts = Drafts(f"sqlite:///{data / 'drafts.sqlite'}")
        drafts.create("x" * 200_000)
        drafts.close()
        done = run("backup.sh", disk, "30", MAKE_THE_CASE_DATA=str(data))
        assert done.returncode != 0 and "No backup was made." in done.stderr
        assert [*disk.iterdir()] == [old]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
