"""The list of drafts: whose it is, what it says of each, and that nobody is ever shown another's. On SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3

import pytest
from databases import database, postgresql
from sqlalchemy import update

from make_the_case.store import Drafts, NoSuchDraft, Person
from make_the_case.store.database import DRAFT

__all__ = ["database", "postgresql"]

ADA = Person("https://id.example.org", "ada", "Ada", "ada@example.org")


@pytest.fixture
def drafts(database):
    found = Drafts(database)
    yield found
    found.close()


def test_on_ones_own_computer_every_draft_is_listed_with_what_it_came_to(drafts) -> None:
    first = drafts.create("a", "Ada", title="First", verdict="Worth it")
    drafts.create("b", title="Second")
    drafts.save(first, 1, "c", title="First, renamed", verdict="Costs more")
    listed = drafts.on_own_computer().listed()
    assert {(case.title, case.verdict) for case in listed} == {
        ("First, renamed", "Costs more"),
        ("Second", None),
    }
    opened = drafts.on_own_computer().link_to(next(case.id for case in listed if case.verdict))
    assert drafts.open(opened).head.body == "c" and opened != first


def test_elsewhere_a_draft_without_a_person_is_its_links_alone(drafts) -> None:
    drafts.create("a", title="A stranger's")
    (case,) = drafts.on_own_computer().listed()
    for asks in (drafts, drafts.of(None), drafts.of(ADA), drafts.on_own_computer().of(ADA)):
        assert asks.listed() == []
        for ask in (asks.link_to, asks.head_of, lambda ident, asks=asks: asks.set_verdict(ident, 1, "x")):
            with pytest.raises(NoSuchDraft):
                ask(case.id)


def test_on_ones_own_computer_what_belongs_to_somebody_is_not_listed_and_does_not_open(drafts) -> None:
    drafts.of(ADA).create("a", title="Ada's")
    (hers,) = drafts.of(ADA).listed()
    mine = drafts.on_own_computer()
    assert mine.listed() == []
    with pytest.raises(NoSuchDraft):
        mine.link_to(hers.id)


def test_links_that_a_browser_remembers_are_told_apart_from_those_that_lead_to_nothing(drafts) -> None:
    own, deleted = drafts.create("a", title="Own", verdict="Worth it"), drafts.create("b")
    reading = drafts.share_for_reading(own)
    hers = drafts.of(ADA).create("c")
    drafts.delete(deleted)
    found = drafts.known([deleted, own, "guessed", "", hers, reading])
    assert [(case.link, case.title, case.is_for_reading) for case in found] == [
        (own, "Own", False),
        (reading, "Own", True),
    ]


def test_what_a_link_leads_to_is_looked_at_without_bringing_it_out_of_the_bin(drafts) -> None:
    own, hers = drafts.create("a"), drafts.of(ADA).create("c")
    drafts.save(own, 1, "b")
    reading = drafts.share_for_reading(own)
    with drafts._database.doing() as work:
        work.execute(update(DRAFT).values(binned="2026-11-01T09:00:00+00:00"))
    assert [drafts.last_by(link).body for link in (own, reading)] == ["b", "b"]
    assert drafts.of(ADA).last_by(hers).body == "c"
    for link in (hers, "guessed", ""):
        with pytest.raises(NoSuchDraft):
            drafts.last_by(link)
    assert all(case.binned for case in drafts.known([own]))


def test_a_verdict_is_kept_only_for_the_revision_that_it_is_of(drafts) -> None:
    secret = drafts.create("a")
    mine = drafts.on_own_computer()
    (case,) = mine.listed()
    assert mine.head_of(case.id).body == "a"
    mine.set_verdict(case.id, 1, "Worth it")
    assert mine.listed()[0].verdict == "Worth it"
    drafts.save(secret, 1, "b", verdict="Costs more")
    mine.set_verdict(case.id, 1, "Worth it")
    assert mine.listed()[0].verdict == "Costs more"


def test_a_database_of_the_second_version_is_taken_on_with_every_draft(tmp_path) -> None:
    file = tmp_path / "drafts.sqlite"
    drafts = Drafts(f"sqlite:///{file}")
    secret = drafts.create("a", title="From before")
    drafts.close()
    with sqlite3.connect(file) as old:
        old.execute("ALTER TABLE draft DROP COLUMN verdict")
        old.execute("UPDATE meta SET value = '2'")
    old.close()
    for _ in range(2):
        again = Drafts(f"sqlite:///{file}")
        (case,) = again.on_own_computer().listed()
        assert (case.title, case.verdict) == ("From before", None) and again.open(secret).head.body == "a"
        again.close()
