"""What is deleted for good leaves nothing in the files of the database, whatever else is open."""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import database, postgresql
from sqlalchemy import update

from make_the_case.store import Drafts, Person
from make_the_case.store.database import DRAFT

__all__ = ["database", "postgresql"]
RELEASE = Path(__file__).parent / "releases" / "0.1.0" / "drafts.sqlite"
LINK_OF_RELEASE = "a-link-of-release-010A"


def held(folder: Path) -> bytes:
    """Every byte of the database and of the files beside it."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("drafts.sqlite*")))


def marked(where: str, size: int) -> str:
    """A text that no page of the database holds whole, with a mark at its start, at its end and between."""
    words = random.Random(where)
    filling = "".join(words.choices("abcdefgh", k=max(size - 90, 0) // 2))
    return f"MARKER-{where}-{filling}MARKER-{where}-{filling}MARKER-{where}"


SIZES = (50, 900, 5_000, 400_000)
"""A few words, most of a page, and texts that run over many pages."""


def with_marks(drafts: Drafts, size: int) -> str:
    secret = drafts.create(
        marked("body", size),
        "MARKER-author",
        "MARKER-note",
        "MARKER-title",
        marked("file", size),
        "MARKER-verdict",
    )
    drafts.save(secret, 1, marked("second", size), "MARKER-author", "MARKER-note", "MARKER-title-2")
    drafts.share_for_reading(secret)
    return secret


@pytest.fixture
def drafts(tmp_path):
    found = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    yield found
    found.close()


@pytest.mark.parametrize("size", SIZES)
def test_delete_for_good_leaves_no_byte_of_it_while_the_app_runs(drafts, tmp_path: Path, size: int) -> None:
    kept = drafts.create("KEPT" * 2000, title="KEPT")
    secret = with_marks(drafts, size)
    assert held(tmp_path).count(b"MARKER") > 8
    drafts.delete(secret)
    assert b"MARKER" not in held(tmp_path)
    assert drafts.open(kept).head.body == "KEPT" * 2000


def test_what_is_typed_over_goes_with_its_draft_too(drafts, tmp_path: Path) -> None:
    secret = drafts.create("MARKER-0", title="MARKER-old-title")
    for k in range(1, 40):
        drafts.save(secret, k, f"MARKER-{k}" * 100 * k, title=f"MARKER-title-{k}")
    drafts.delete(secret)
    assert b"MARKER" not in held(tmp_path)


def test_somebody_who_reads_at_that_moment_delays_it_and_does_not_prevent_it(
    drafts, tmp_path: Path, monkeypatch
) -> None:
    """A backup that runs, for example: the log cannot be emptied under it, and is with the next thing that anybody does."""
    monkeypatch.setattr("make_the_case.store.database.WAIT_MS", 50)
    drafts.close()
    drafts = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    other, secret = drafts.create("other"), with_marks(drafts, 5_000)
    backup = sqlite3.connect(tmp_path / "drafts.sqlite", isolation_level=None)
    backup.execute("BEGIN")
    backup.execute("SELECT count(*) FROM draft").fetchone()
    drafts.delete(secret)
    assert b"MARKER" in held(tmp_path), "so this test shows something"
    backup.execute("COMMIT")
    backup.close()
    drafts.open(other)
    assert b"MARKER" not in held(tmp_path)
    drafts.close()


def test_emptying_the_bin_and_the_days_sweep_leave_nothing_either(drafts, tmp_path: Path) -> None:
    ada = drafts.of(Person("i", "ada", signed_in=1.0))
    with_marks(ada, 5_000)
    drafts.create("in use")
    now = datetime.now(UTC)
    with drafts._database.doing() as work:
        old = (now - timedelta(days=91)).isoformat(timespec="seconds")
        work.execute(update(DRAFT).where(DRAFT.c.id == 1).values(used=old))
    assert drafts.expire(now + timedelta(hours=1)).binned == 1 and b"MARKER" in held(tmp_path)
    assert ada.empty_bin() == 1
    assert b"MARKER" not in held(tmp_path)


def test_what_an_earlier_version_had_deleted_goes_when_its_database_is_taken_on(tmp_path: Path) -> None:
    file = tmp_path / "drafts.sqlite"
    shutil.copy(RELEASE, file)
    with sqlite3.connect(file) as work:  # as 0.1.0 deleted: the row goes, and its bytes stay
        work.execute("PRAGMA secure_delete=OFF")
        work.execute("INSERT INTO revision VALUES (1, 99, '', '', '', ?)", ["MARKER" * 3000])
        work.commit()
        work.execute("DELETE FROM revision WHERE number = 99")
    work.close()
    assert b"MARKER" in held(tmp_path)
    drafts = Drafts(f"sqlite:///{file}")
    assert b"MARKER" not in held(tmp_path)
    assert drafts.open(LINK_OF_RELEASE).head.number == 2
    drafts.close()


def test_postgresql_frees_the_room_of_what_is_deleted_at_once(postgresql) -> None:
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as work:
        work.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    drafts = Drafts(postgresql)
    secret = with_marks(drafts, 5_000)
    drafts.delete(secret)
    with psycopg.connect(postgresql, autocommit=True) as work:
        assert work.execute("SELECT count(*) FROM revision").fetchone() == (0,)
        assert work.execute("SELECT pg_relation_size('revision')").fetchone() == (0,), (
            "its pages were given back"
        )
    drafts.close()
