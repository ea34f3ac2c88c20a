"""The audit log: who did what with which case, and nothing that was typed. On SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from databases import database, postgresql
from sqlalchemy import select, update

from make_the_case.exports.log_csv import HEADER, log_csv
from make_the_case.store import Days, Drafts, NoSuchDraft, Person
from make_the_case.store.audit_log import DEEDS as STORED
from make_the_case.store.audit_log import forget_old
from make_the_case.store.database_tables import DRAFT, ENTRY
from make_the_case.words.audit_words import DEEDS as SAID

__all__ = ["database", "postgresql"]

HERE = "https://sign-in.example.org"
ADA = Person(HERE, "1", "Ada", "ada@example.org", 1.0)
BEN = Person(HERE, "2", "Ben", "ben@example.org", 1.0)
TYPED = "a sentence that somebody typed"


@pytest.fixture
def drafts(database):
    found = Drafts(database)
    yield found
    found.close()


def lines(drafts: Drafts, **which: int) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.did, entry.about) for entry in reversed(drafts.running().log(**which))]


def test_everything_that_is_done_with_a_case_is_a_line_and_holds_nothing_that_was_typed(drafts) -> None:
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    secret = ada.create(TYPED, "Ada", TYPED, title=TYPED, file=TYPED, verdict=TYPED)
    team = ada.teams().make("Northshire")
    ada.teams().add(team, "ben@example.org", "reader")
    ada.give(secret, team)
    ben.open(secret)
    ada.save(secret, 1, TYPED, "Ada", TYPED, title=TYPED)
    reading = ada.share_for_reading(secret)
    drafts.open(reading)
    ada.rounds().open(secret, TYPED, datetime.now(UTC).date())
    ben.note_exported(secret, "papers")
    ada.withdraw(secret)
    ada.teams().set_role(team, "ben@example.org", "editor")
    ada.delete(secret)
    assert lines(drafts, case=1) == [
        ("Ada", "began", ""),
        ("Ada", "gave", f"to team {team}"),
        ("Ben", "opened", ""),
        ("Ada", "changed", "revision 2"),
        ("Ada", "shared", "link for reading"),
        ("Someone with the link for reading", "opened", "link for reading"),
        ("Ada", "asked", ""),
        ("Ben", "exported", "papers"),
        ("Ada", "withdrew", "link for reading"),
        ("Ada", "deleted", ""),
    ]
    assert ("Ada", "added", "ben@example.org, reader") in lines(drafts, team=team)
    with drafts._database.doing() as work:
        held = str(work.execute(select(ENTRY)).all())
    assert TYPED not in held and secret not in held and reading not in held


def test_what_was_not_done_is_no_line(drafts) -> None:
    secret = drafts.of(ADA).create("one")
    before = len(drafts.running().log())
    with pytest.raises(NoSuchDraft):
        drafts.of(BEN).open(secret)
    with pytest.raises(NoSuchDraft):
        drafts.of(BEN).note_exported(secret, "papers")
    assert len(drafts.running().log()) == before


def test_without_signing_in_nobody_is_written_down(drafts) -> None:
    secret = drafts.create("one")
    drafts.save(secret, 1, "two")
    drafts.open(drafts.share_for_reading(secret))
    drafts.delete(secret)
    assert drafts.running().log() == []


def test_an_owner_reads_the_log_of_their_team_and_of_no_other(drafts) -> None:
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    adas, bens = ada.teams().make("Northshire"), ben.teams().make("Elsewhere")
    theirs = ben.create("his")
    ben.give(theirs, bens)
    mine = ada.create("hers", title="Hers")
    ada.give(mine, adas)
    assert {entry.team for entry in ada.teams().log(adas)} == {adas}
    assert ada.teams().titles(adas) == {2: "Hers"}
    assert [entry.did for entry in ada.teams().log(adas, most=1)] == ["gave"]


def test_what_leaves_a_team_stands_in_the_log_of_both(drafts) -> None:
    ada = drafts.of(ADA)
    first, second = ada.teams().make("One"), ada.teams().make("Two")
    secret = ada.create("hers")
    ada.give(secret, first)
    ada.give(secret, second)
    for team in (first, second):
        assert "gave" in [entry.did for entry in ada.teams().log(team)]
    assert lines(drafts, case=1).count(("Ada", "gave", f"to team {second}")) == 2


def test_the_log_is_kept_for_as_long_as_it_is_said_to_be(database) -> None:
    drafts = Drafts(database, kept=Days(log=30))
    secret = drafts.of(ADA).create("one")
    drafts.of(ADA).open(secret)
    now = datetime.now(UTC)
    old = (now - timedelta(days=31)).isoformat(timespec="seconds")
    with drafts._database.doing() as work:
        work.execute(update(ENTRY).where(ENTRY.c.did == "began").values(at=old))
    drafts.expire(now)  # the first look only begins to count
    with drafts._database.doing() as work:
        work.execute(update(DRAFT).values(used=(now + timedelta(hours=20)).isoformat(timespec="seconds")))
    assert drafts.expire(now + timedelta(days=1, hours=1)).why_not == ""
    assert [entry.did for entry in drafts.running().log()] == ["opened"]
    drafts.close()


def test_the_log_is_a_csv_file_in_which_nothing_runs(drafts) -> None:
    mallory = Person(HERE, "4", "=HYPERLINK(1)", "m@example.org", 1.0)
    drafts.of(mallory).create("one")
    rows = list(csv.reader(io.StringIO(log_csv(drafts.running().log()).decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADER
    (when, who, did, words, case, team, about) = rows[1]
    assert (who, did, words, case, team, about) == ("'=HYPERLINK(1)", "began", "Began a case", "1", "", "")
    assert datetime.fromisoformat(when).tzinfo is not None


def test_everything_that_the_log_can_say_has_words() -> None:
    assert set(STORED) == set(SAID)


def test_the_server_says_what_it_did_itself(database) -> None:
    drafts = Drafts(database, kept=Days(7, 7))
    secret, other = drafts.of(ADA).create("old"), drafts.of(BEN).create("in use")
    start = datetime.now(UTC)
    for day in range(20):
        now = start + timedelta(days=day)
        with drafts._database.doing() as work:
            text = (now - timedelta(minutes=1)).isoformat(timespec="seconds")
            work.execute(update(DRAFT).where(DRAFT.c.id == 2).values(used=text))
        drafts.expire(now)
    assert [(who, did) for who, did, _ in lines(drafts, case=1)] == [
        ("Ada", "began"),
        ("The server", "binned"),
        ("The server", "deleted"),
    ]
    with pytest.raises(NoSuchDraft):
        drafts.of(ADA).open(secret)
    assert drafts.of(BEN).open(other)
    drafts.close()


def test_a_clock_that_jumps_empties_no_log(drafts, monkeypatch) -> None:
    monkeypatch.setattr("make_the_case.store.audit_log.FEWEST_A_DAY", 2)
    ada = drafts.of(ADA)
    for _ in range(9):
        ada.create("one")
    with drafts._database.doing() as work:
        assert forget_old(work, datetime.now(UTC) + timedelta(days=9999), 30) == 2
    assert len(drafts.running().log()) == 7
