"""Saved work: nothing is overwritten, a link is the only way in, and what a database does wrong is said. On SQLite and on PostgreSQL."""

from __future__ import annotations

import re
import sqlite3
import threading
from pathlib import Path

import pytest
from databases import database, postgresql

from make_the_case.store import (
    Conflict,
    Drafts,
    NewerDatabase,
    NoSuchDraft,
    Person,
    ReadOnlyLink,
    Unavailable,
    opened_drafts,
)
from make_the_case.store.database import SCHEMA_VERSION

__all__ = ["database", "postgresql"]


@pytest.fixture
def drafts(database):
    found = Drafts(database)
    yield found
    found.close()


def test_a_draft_is_kept_and_found_again_by_its_link(drafts) -> None:
    secret = drafts.create("first", "Ada", "Begun")
    assert len(secret) == 22, "128 bits in base 64"
    assert drafts.save(secret, 1, "second", "Ada", "Uptake is ours") == 2
    found = drafts.open(secret)
    assert (found.head.number, found.head.body, found.is_for_reading) == (2, "second", False)
    assert [(r.number, r.author, r.note, r.body) for r in drafts.history(secret)] == [
        (2, "Ada", "Uptake is ours", ""),
        (1, "Ada", "Begun", ""),
    ]
    assert drafts.revision(secret, 1).body == "first"


def test_what_is_kept_is_there_when_the_database_is_opened_again(database) -> None:
    first = Drafts(database)
    secret = first.create("£ “quoted” \N{SNOWMAN}")
    first.close()
    again = Drafts(database)
    assert again.open(secret).head.body == "£ “quoted” \N{SNOWMAN}"
    again.close()


def test_the_second_to_save_is_told_who_was_first_and_overwrites_nothing(drafts) -> None:
    secret = drafts.create("base", "Ada")
    assert drafts.save(secret, 1, "Ada's", "Ada") == 2
    with pytest.raises(Conflict, match="Ada saved revision 2") as found:
        drafts.save(secret, 1, "Ben's", "Ben")
    assert found.value.head.body == "Ada's"
    assert [r.number for r in drafts.history(secret)] == [2, 1]
    assert drafts.save(secret, 2, "Ben's, having looked", "Ben") == 3


def test_of_twelve_who_save_at_once_exactly_one_is_first(drafts) -> None:
    secret = drafts.create("base")
    start, won, lost = threading.Barrier(12), [], []

    def one(k: int) -> None:
        start.wait()
        try:
            won.append(drafts.save(secret, 1, f"by {k}"))
        except Conflict:
            lost.append(k)

    threads = [threading.Thread(target=one, args=(k,)) for k in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (won, len(lost)) == ([2], 11)
    assert len(drafts.history(secret)) == 2


def test_a_link_for_reading_reads_the_last_revision_and_does_nothing_else(drafts) -> None:
    secret = drafts.create("one")
    reading = drafts.share_for_reading(secret)
    assert reading != secret
    drafts.save(secret, 1, "two")
    found = drafts.open(reading)
    assert (found.is_for_reading, found.head.body) == (True, "two")
    for attempt in (
        lambda: drafts.save(reading, 2, "theirs"),
        lambda: drafts.history(reading),
        lambda: drafts.revision(reading, 1),
        lambda: drafts.share_for_reading(reading),
        lambda: drafts.withdraw(reading),
        lambda: drafts.delete(reading),
    ):
        with pytest.raises(ReadOnlyLink):
            attempt()
    assert drafts.open(secret).head.body == "two"


def test_a_withdrawn_link_leads_nowhere_and_so_does_the_one_that_a_new_one_replaced(drafts) -> None:
    secret = drafts.create("one")
    first = drafts.share_for_reading(secret)
    second = drafts.share_for_reading(secret)
    with pytest.raises(NoSuchDraft):
        drafts.open(first)
    assert drafts.open(second).is_for_reading and drafts.open(secret).has_reading_link
    drafts.withdraw(secret)
    with pytest.raises(NoSuchDraft):
        drafts.open(second)
    assert not drafts.open(secret).has_reading_link


@pytest.mark.parametrize(
    "guess",
    [
        "",
        " ",
        "1",
        "draft",
        "%",
        "_" * 22,
        "' OR 1=1 --",
        "\x00",
        "..",
        "A" * 5000,
        "e3b0c44298fc1c149afbf4c8996fb924",
        "None",
        "🙂" * 22,
    ],
)
def test_what_is_tried_in_place_of_a_link_opens_changes_and_deletes_nothing(drafts, guess: str) -> None:
    secret = drafts.create("mine")
    said = set()
    for attempt in (
        lambda: drafts.open(guess),
        lambda: drafts.save(guess, 1, "theirs"),
        lambda: drafts.history(guess),
        lambda: drafts.revision(guess, 1),
        lambda: drafts.share_for_reading(guess),
        lambda: drafts.delete(guess),
    ):
        with pytest.raises(NoSuchDraft) as found:
            attempt()
        said.add(str(found.value))
    assert len(said) == 1, "one sentence, whatever was tried: it gives nothing away"
    assert drafts.open(secret).head.body == "mine"


def test_the_hash_that_is_kept_is_no_way_in(drafts, database) -> None:
    secret = drafts.create("mine")
    from make_the_case.store.secret_words import hash_of

    with pytest.raises(NoSuchDraft):
        drafts.open(hash_of(secret))


def test_a_draft_that_is_deleted_is_gone_with_all_its_revisions(drafts) -> None:
    kept, gone = drafts.create("kept"), drafts.create("gone")
    drafts.save(gone, 1, "gone too")
    drafts.delete(gone)
    with pytest.raises(NoSuchDraft):
        drafts.open(gone)
    with pytest.raises(NoSuchDraft):
        drafts.save(gone, 2, "back again")
    assert drafts.count() == 1 and drafts.open(kept).head.body == "kept"


def test_the_link_is_nowhere_in_the_database(tmp_path: Path) -> None:
    drafts = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    secret = drafts.create("body")
    reading = drafts.share_for_reading(secret)
    drafts.close()
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"body" in held and secret.encode() not in held and reading.encode() not in held


# Databases that go wrong -------------------------------------------------------------------------------------


def in_a_sentence(why: str) -> str:
    return rf"The database of drafts cannot be used: {why}\. Your work is still on this screen\."


def test_a_locked_database_is_said_after_a_wait_and_used_again_afterwards(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("make_the_case.store.database.WAIT_MS", 100)
    file = tmp_path / "drafts.sqlite"
    drafts = Drafts(f"sqlite:///{file}")
    secret = drafts.create("one")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unavailable, match=in_a_sentence("someone else is writing to it")):
        drafts.save(secret, 1, "two")
    other.execute("ROLLBACK")
    other.close()
    assert drafts.save(secret, 1, "two") == 2


def test_a_full_database_is_said_and_what_was_kept_is_still_there(tmp_path: Path) -> None:
    drafts = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    secret = drafts.create("one")
    with drafts._database._engine.connect() as work:
        pages = work.exec_driver_sql("PRAGMA page_count").scalar()
        work.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        work.rollback()
    with pytest.raises(Unavailable, match=in_a_sentence("its disk is full")):
        drafts.save(secret, 1, "x" * 5_000_000)
    assert drafts.open(secret).head.body == "one"


def test_a_database_that_is_taken_away_while_someone_types_is_said(tmp_path: Path) -> None:
    file = tmp_path / "drafts.sqlite"
    drafts = Drafts(f"sqlite:///{file}")
    secret = drafts.create("one")
    with sqlite3.connect(file) as other:
        other.execute("DROP TABLE revision")
    other.close()
    with pytest.raises(Unavailable, match=in_a_sentence("its tables are gone")):
        drafts.save(secret, 1, "two")


def test_a_file_that_is_taken_away_is_said_and_used_again_when_it_is_back(tmp_path: Path) -> None:
    """An open file that is deleted goes on taking writes, which nobody would ever see again."""
    file = tmp_path / "drafts.sqlite"
    drafts = Drafts(f"sqlite:///{file}")
    secret = drafts.create("one")
    drafts.close()  # so that all of it is in the one file
    moved = file.rename(tmp_path / "elsewhere.sqlite")
    for _ in range(2):
        with pytest.raises(Unavailable, match=in_a_sentence("its file is gone")):
            drafts.save(secret, 1, "two")
    moved.rename(file)
    assert drafts.save(secret, 1, "two") == 2
    drafts.close()
    moved.write_bytes(file.read_bytes())
    moved.replace(file)
    with pytest.raises(Unavailable, match=in_a_sentence("its file was replaced while the app ran")):
        drafts.save(secret, 2, "three")


def test_a_database_that_may_only_be_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "drafts.sqlite"
    whole = Drafts(f"sqlite:///{file}")
    secret = whole.create("one")
    whole.close()
    drafts = Drafts(f"sqlite:///file:{file}?mode=ro&uri=true")
    for attempt in (lambda: drafts.create("two"), lambda: drafts.save(secret, 1, "two")):
        with pytest.raises(Unavailable, match=in_a_sentence("it may only be read")):
            attempt()
    drafts.close()


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "drafts.sqlite").write_bytes(b"not a database, whatever its name says" * 50)
    with pytest.raises(Unavailable, match=in_a_sentence("its file is not a database")):
        Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")


def test_a_database_of_a_later_version_is_refused_and_left_alone(database) -> None:
    first = Drafts(database)
    secret = first.create("one")
    with first._database._engine.begin() as work:
        work.exec_driver_sql("UPDATE meta SET value = '999'")
    with pytest.raises(NewerDatabase, match="later version"):
        Drafts(database)
    with first._database._engine.begin() as work:
        work.exec_driver_sql(f"UPDATE meta SET value = '{SCHEMA_VERSION}'")
    again = Drafts(database)
    assert again.open(secret).head.body == "one"
    for drafts in (first, again):
        drafts.close()


SINCE = {
    6: ["DROP TABLE entry", "DROP TABLE grouped", "DROP INDEX team_of_setting", "ALTER TABLE person DROP COLUMN news", "ALTER TABLE person DROP COLUMN arrived",
        "ALTER TABLE team DROP COLUMN mapped", "ALTER TABLE team DROP COLUMN offered_to", "ALTER TABLE team DROP COLUMN offered_by",
        "ALTER TABLE member DROP COLUMN role", "ALTER TABLE draft DROP COLUMN held", "ALTER TABLE revision DROP COLUMN person"],
    5: ["DROP TABLE reply", "DROP TABLE participant", "DROP TABLE round"],
    4: ["ALTER TABLE draft DROP COLUMN binned", "ALTER TABLE draft DROP COLUMN binned_day",
        "ALTER TABLE person DROP COLUMN signed_in", "ALTER TABLE person DROP COLUMN not_before"],
    3: ["ALTER TABLE draft DROP COLUMN verdict"],
}  # fmt: skip
"""What takes away from a database what each version added."""


@pytest.mark.parametrize("version", [2, 3, 4, 5])
def test_a_database_of_each_earlier_version_is_taken_on_and_signs_out_and_sweeps_as_a_new_one(
    database, version: int
) -> None:
    first = Drafts(database)
    ada = Person("i", "ada", signed_in=1.0)
    secret = first.of(ada).create("hers", title="Hers")
    with first._database._engine.begin() as work:
        for since in range(SCHEMA_VERSION, version, -1):
            for words in SINCE[since]:
                work.exec_driver_sql(words)
        work.exec_driver_sql(f"UPDATE meta SET value = '{version}' WHERE key = 'schema_version'")
    first.close()
    again = Drafts(database)
    assert again.of(ada).open(secret).head.body == "hers" and again.of(ada).in_bin() == []
    assert again.of(ada).is_signed_in()
    again.of(ada).sign_out()
    assert not again.of(ada).is_signed_in() and again.expire().binned == 0
    again.close()
    Drafts(database).close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://x",
        "postgresql://nobody@127.0.0.1:1/none",
        "sqlite:////no/such/folder/x.sqlite",
    ],
)
def test_a_url_that_leads_to_no_database_is_said_without_its_password(url: str) -> None:
    with pytest.raises(Unavailable) as found:
        Drafts(url)
    assert re.search("DATABASE_URL|database of drafts", str(found.value)) and "secret" not in str(found.value)


def test_a_password_in_the_url_is_in_no_message() -> None:
    with pytest.raises(Unavailable) as found:
        Drafts("postgresql://ada:opensesame@127.0.0.1:1/none")
    assert "opensesame" not in str(found.value)


def test_the_environment_says_where_drafts_are(tmp_path: Path, database) -> None:
    on_this_computer = opened_drafts({"MAKE_THE_CASE_DATA": str(tmp_path / "mine")})
    on_this_computer.create("one")
    assert (tmp_path / "mine" / "drafts.sqlite").is_file()
    assert (tmp_path / "mine").stat().st_mode & 0o077 == 0, "nobody else on this computer reads it"
    named = opened_drafts({"DATABASE_URL": database})
    named.create("two")
    assert (on_this_computer.count(), named.count()) == (1, 1)
    for drafts in (on_this_computer, named):
        drafts.close()


def test_a_backup_that_is_restored_elsewhere_gives_back_every_case(tmp_path: Path) -> None:
    drafts = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    secrets = [drafts.create(f"case {k}") for k in range(20)]
    backup = tmp_path / "backup.sqlite"
    with drafts._database._engine.connect() as work:
        work.rollback()
    with sqlite3.connect(tmp_path / "drafts.sqlite") as work:
        work.execute(f"VACUUM INTO '{backup}'")  # as docs/hosting.md says, while the app runs
    work.close()
    drafts.delete(secrets[0])
    drafts.close()
    elsewhere = tmp_path / "another machine"
    elsewhere.mkdir()
    backup.rename(elsewhere / "drafts.sqlite")
    restored = Drafts(f"sqlite:///{elsewhere / 'drafts.sqlite'}")
    assert [restored.open(secret).head.body for secret in secrets] == [f"case {k}" for k in range(20)]
    restored.close()
