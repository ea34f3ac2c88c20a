"""Roles in a team, and a team that is passed on: what each may do is asked of the store itself. On SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from databases import database, postgresql

from make_the_case.store import (
    EDITOR,
    OWNER,
    READER,
    Drafts,
    NoSuchDraft,
    NotUnderstood,
    NotYours,
    Person,
    ReaderOfTeam,
)

__all__ = ["database", "postgresql"]

HERE = "https://sign-in.example.org"
ADA = Person(HERE, "1", "Ada", "ada@example.org", 1.0)
BEN = Person(HERE, "2", "Ben", "ben@example.org", 1.0)
CY = Person(HERE, "3", "Cy", "cy@example.org", 1.0)


@pytest.fixture
def drafts(database):
    found = Drafts(database)
    yield found
    found.close()


def team_with_a_case(drafts: Drafts, role: str) -> tuple[int, str]:
    """A team of Ada's with one case, in which Ben has a role."""
    ada = drafts.of(ADA)
    team, secret = ada.teams().make("Northshire"), ada.create("one", title="One")
    ada.give(secret, team)
    ada.teams().add(team, "ben@example.org", role)
    return team, secret


CHANGES: dict[str, Callable[[Drafts, str], Any]] = {
    "save": lambda them, secret: them.save(secret, 1, "theirs"),
    "make a link for reading": lambda them, secret: them.share_for_reading(secret),
    "withdraw the link for reading": lambda them, secret: them.withdraw(secret),
    "give it away": lambda them, secret: them.give(secret, None),
    "delete it": lambda them, secret: them.delete(secret),
    "ask people about it": lambda them, secret: them.rounds().open(secret, "{}", datetime.now(UTC).date()),
    "see what people answered": lambda them, secret: them.rounds().of_draft(secret),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_reader_changes_nothing_and_is_told_why(drafts, change: str) -> None:
    _, secret = team_with_a_case(drafts, READER)
    ben = drafts.of(BEN)
    with pytest.raises(ReaderOfTeam, match="You are a reader of the team"):
        CHANGES[change](ben, secret)
    assert drafts.of(ADA).open(secret).head.body == "one"


def test_a_reader_reads_a_case_and_its_history(drafts) -> None:
    _, secret = team_with_a_case(drafts, READER)
    drafts.of(ADA).save(secret, 1, "two", "Ada", "Title")
    ben = drafts.of(BEN)
    opened = ben.open(secret)
    assert opened.is_for_reading and opened.reads_for == "Northshire" and opened.head.body == "two"
    assert [r.number for r in ben.history(secret)] == [2, 1] and ben.revision(secret, 1).body == "one"
    whose = ben.whose(secret)
    assert (whose.may_change, whose.may_end, whose.role) == (False, False, READER)
    (case,) = ben.listed()
    assert not case.may_change
    assert ben.open(ben.link_to(case.id)).reads_for == "Northshire"


def test_an_editor_changes_and_an_owner_decides(drafts) -> None:
    team, secret = team_with_a_case(drafts, EDITOR)
    ben = drafts.of(BEN)
    assert ben.save(secret, 1, "two") == 2 and not ben.open(secret).is_for_reading
    drafts.of(ADA).teams().set_role(team, "BEN@example.org ", READER)
    with pytest.raises(ReaderOfTeam):
        ben.save(secret, 2, "three")
    drafts.of(ADA).teams().set_role(team, "ben@example.org", EDITOR)
    assert ben.save(secret, 2, "three") == 3


def test_nobody_gives_a_case_to_a_team_in_which_they_only_read(drafts) -> None:
    team, _ = team_with_a_case(drafts, READER)
    ben = drafts.of(BEN)
    secret = ben.create("his", title="His")
    with pytest.raises(NotYours):
        ben.give(secret, team)
    assert ben.whose(secret).is_mine


def test_only_its_owner_says_who_may_do_what(drafts) -> None:
    team, _ = team_with_a_case(drafts, EDITOR)
    for them in (drafts.of(BEN), drafts.of(CY)):
        for attempt in (
            lambda t: t.set_role(team, "ben@example.org", READER),
            lambda t: t.add(team, "cy@example.org", READER),
            lambda t: t.offer(team, "ben@example.org"),
            lambda t: t.withdraw_offer(team),
            lambda t: t.log(team),
            lambda t: t.titles(team),
            lambda t: t.note_log_taken(team),
        ):
            with pytest.raises(NotYours):
                attempt(them.teams())
    for role in (OWNER, "king", ""):
        with pytest.raises(NotUnderstood, match="an editor or a reader"):
            drafts.of(ADA).teams().set_role(team, "ben@example.org", role)


def test_a_team_is_passed_on_once_it_is_taken_on(drafts) -> None:
    team, secret = team_with_a_case(drafts, READER)
    ada, ben = drafts.of(ADA).teams(), drafts.of(BEN).teams()
    ada.offer(team, "Ben@example.org")
    assert ada.mine()[0].is_mine and ada.mine()[0].offered_to == "ben@example.org"
    assert ben.mine()[0].offered_to == "ben@example.org" and not ben.mine()[0].is_mine
    ben.take_on(team)
    (bens,) = ben.mine()
    assert bens.is_mine and bens.offered_to == "" and bens.members == ("ada@example.org",)
    (adas,) = ada.mine()
    assert (adas.is_mine, adas.role) == (False, EDITOR)
    assert drafts.of(BEN).whose(secret).may_end and not drafts.of(ADA).whose(secret).may_end


def test_an_offer_may_be_declined_taken_back_or_lost_with_the_membership(drafts) -> None:
    team, _ = team_with_a_case(drafts, EDITOR)
    ada, ben = drafts.of(ADA).teams(), drafts.of(BEN).teams()
    for end in (
        lambda: ben.decline(team),
        lambda: ada.withdraw_offer(team),
        lambda: ada.remove(team, "ben@example.org"),
    ):
        ada.offer(team, "ben@example.org")
        end()
        for attempt in (ben.take_on, ben.decline):
            with pytest.raises(NotUnderstood, match="no longer offered to you"):
                attempt(team)
        assert ada.mine()[0].is_mine


def test_a_team_is_offered_to_a_member_alone_and_taken_on_by_no_other(drafts) -> None:
    team, _ = team_with_a_case(drafts, EDITOR)
    with pytest.raises(NotUnderstood, match="Add the person first"):
        drafts.of(ADA).teams().offer(team, "cy@example.org")
    drafts.of(ADA).teams().offer(team, "ben@example.org")
    for other in (CY, Person(HERE, "2", "Ben", ""), Person(HERE, "9", "Ada", "ada@example.org")):
        with pytest.raises(NotUnderstood):
            drafts.of(other).teams().take_on(team)
    assert drafts.of(ADA).teams().mine()[0].is_mine


def test_who_runs_the_server_gives_a_team_another_owner(drafts) -> None:
    """Where its owner has left the organisation without passing it on."""
    team, secret = team_with_a_case(drafts, READER)
    drafts.running().make_owner(team, "Ben@Example.org")
    assert drafts.of(BEN).whose(secret).may_end and drafts.of(ADA).whose(secret).may_end
    with pytest.raises(NotUnderstood, match="There is no team 999"):
        drafts.running().make_owner(999, "ben@example.org")
    with pytest.raises(NotUnderstood, match="is not an e-mail address"):
        drafts.running().make_owner(team, "ben")


def test_a_link_of_a_case_still_says_nothing_to_who_is_in_no_team(drafts) -> None:
    _, secret = team_with_a_case(drafts, READER)
    with pytest.raises(NoSuchDraft):
        drafts.of(CY).open(secret)
