"""How long things are kept, legal holds, and a person's own data: told whole, and erased. On SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import database, postgresql
from sqlalchemy import select, update

from make_the_case.store import (
    Days,
    Drafts,
    Groups,
    LastOwner,
    NoSuchDraft,
    NotUnderstood,
    OwnsTeams,
    Person,
    SignedOut,
    Unavailable,
    UnderHold,
    days_kept,
    mapping_of,
    opened_drafts,
    where_kept,
)
from make_the_case.store.audit_log import ERASED_NAME
from make_the_case.store.database_tables import DRAFT, SHAPE

__all__ = ["database", "postgresql"]

HERE = "https://sign-in.example.org"
ADA = Person(HERE, "subject-of-ada", "Ada Lovelace", "ada@example.org", 1.0)
BEN = Person(HERE, "subject-of-ben", "Ben", "ben@example.org", 1.0)


@pytest.fixture
def drafts(database):
    found = Drafts(database)
    yield found
    found.close()


def everything(drafts: Drafts) -> str:
    """All that every table holds, as one text."""
    with drafts._database.doing() as work:
        return "\n".join(str(work.execute(select(table)).all()) for table in SHAPE.tables.values())


# How long things are kept ------------------------------------------------------------------------------------


def test_the_environment_says_how_long_things_are_kept() -> None:
    assert days_kept({}) == Days(90, 30, 730)
    assert days_kept({"MAKE_THE_CASE_UNUSED_DAYS": "365", "MAKE_THE_CASE_BIN_DAYS": " 14 "}) == Days(365, 14)
    said = where_kept(True, {"MAKE_THE_CASE_HOSTED": "x.org", "MAKE_THE_CASE_UNUSED_DAYS": "365"})
    assert "365 days after it was last opened" in said
    assert "for 365 days" in Days(365).what_the_bin_is


@pytest.mark.parametrize("said", ["0", "6", "-1", "3.5", "ninety", "٩٠", "1e9", "36501"])
def test_a_number_of_days_that_is_none_is_said_and_deletes_nothing(said: str, tmp_path: Path) -> None:
    settings = {"MAKE_THE_CASE_DATA": str(tmp_path / "drafts"), "MAKE_THE_CASE_UNUSED_DAYS": said}
    with pytest.raises(Unavailable, match="It takes a whole number of days from 7 to"):
        opened_drafts(settings)


# Legal holds -------------------------------------------------------------------------------------------------


def test_what_is_held_is_deleted_by_nobody_and_can_be_worked_on(drafts) -> None:
    ada = drafts.of(ADA)
    secret = ada.create("one", title="One")
    drafts.running().hold([1])
    with pytest.raises(UnderHold, match="A legal hold keeps this case"):
        ada.delete(secret)
    assert ada.whose(secret).held and ada.listed()[0].is_held
    assert ada.save(secret, 1, "two") == 2 and [r.number for r in ada.history(secret)] == [2, 1]
    assert [(hold.case, hold.team) for hold in drafts.running().holds()] == [(1, None)]
    assert drafts.running().lift([1]) == [] and drafts.running().holds() == []
    ada.delete(secret)


def test_a_hold_keeps_what_time_would_delete_and_takes_it_out_of_the_bin(database) -> None:
    drafts = Drafts(database, kept=Days(7, 7))
    held, let_go = drafts.of(ADA).create("held"), drafts.of(ADA).create("let go")
    other = drafts.of(BEN).create("in use")
    start = datetime.now(UTC)

    def pass_days(first: int, last: int) -> None:
        for day in range(first, last):
            now = start + timedelta(days=day)
            with drafts._database.doing() as work:
                text = (now - timedelta(minutes=1)).isoformat(timespec="seconds")
                work.execute(update(DRAFT).where(DRAFT.c.id == 3).values(used=text))
            drafts.expire(now)

    pass_days(0, 10)
    assert len(drafts.of(ADA).in_bin()) == 2
    drafts.running().hold([1])
    assert [case.id for case in drafts.of(ADA).in_bin()] == [2]
    pass_days(10, 40)
    assert drafts.of(ADA).open(held).head.body == "held" and drafts.of(BEN).open(other)
    with pytest.raises(NoSuchDraft):
        drafts.of(ADA).open(let_go)
    drafts.close()


def test_the_bin_is_emptied_but_for_what_is_held(drafts) -> None:
    ada = drafts.of(ADA)
    for _ in range(2):
        ada.create("one")
    drafts.running().hold([1])
    with drafts._database.doing() as work:
        work.execute(update(DRAFT).values(binned="2026-11-01T12:00:00+00:00", binned_day=0))
    assert ada.empty_bin() == 1 and drafts.count() == 1


def test_a_case_that_is_not_there_is_said_and_no_other_is_held(drafts) -> None:
    drafts.of(ADA).create("one")
    with pytest.raises(NotUnderstood, match="There is no case 7, 9, so nothing was changed"):
        drafts.running().hold([1, 9, 7])
    assert drafts.running().holds() == []


def test_a_held_case_of_a_team_that_is_ended_stays_held(drafts) -> None:
    ada = drafts.of(ADA)
    team, secret = ada.teams().make("Northshire"), ada.create("one")
    ada.give(secret, team)
    drafts.running().hold([1])
    ada.teams().end(team)
    with pytest.raises(UnderHold):
        ada.delete(secret)


# A person's own data -----------------------------------------------------------------------------------------


def with_much(drafts: Drafts) -> tuple[str, str, int]:
    """Ada with a case of her own and a change in a case of Ben's team."""
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    assert ada.is_signed_in()
    own = ada.create("hers", "Ada Lovelace", "Begun", title="Hers")
    team, shared = ben.teams().make("Northshire"), ben.create("Ben's", "Ben", title="Shared")
    ben.give(shared, team)
    ben.teams().add(team, "ada@example.org")
    ada.save(shared, 1, "changed", "Ada Lovelace", "Title")
    return own, shared, team


def test_a_person_is_told_everything_that_is_held_about_them(drafts) -> None:
    with_much(drafts)
    told = drafts.of(ADA).about_me()
    json.dumps(told)
    assert told["person"]["subject"] == "subject-of-ada" and told["person"]["issuer"] == HERE
    assert [team["name"] for team in told["teams"]] == ["Northshire"]
    (case,) = told["cases"]
    assert (case["title"], [r["body"] for r in case["revisions"]]) == ("Hers", ["hers"])
    (change,) = told["changes_in_cases_of_teams"]
    assert (change["revision"], change["note"]) == (2, "Title") and "body" not in change
    assert "Ben's" not in json.dumps(told), "and nothing of what others wrote"
    assert [line["did"] for line in told["audit_log"]][:2] == ["signed_in", "began"]


def test_a_person_is_erased_wherever_they_stand_and_the_work_of_others_is_kept(drafts) -> None:
    own, shared, _ = with_much(drafts)
    erased = drafts.of(ADA).erase_me()
    assert (erased.drafts, erased.held, erased.revisions) == (1, 0, 1)
    left = everything(drafts)
    for of_ada in ("Ada", "ada@", "subject-of-ada", "hers"):
        assert of_ada not in left
    ben = drafts.of(BEN)
    assert ben.open(shared).head.body == "changed" and ben.open(shared).head.author == ERASED_NAME
    again = drafts.of(replace(ADA, signed_in=2.0))
    with pytest.raises(NoSuchDraft):
        again.open(own)
    assert again.listed() == [], "and who signs in again begins anew"


def test_a_page_that_is_still_open_does_not_make_an_erased_person_known_again(drafts) -> None:
    """The page asked the database who is here once more before it signed the person out, and so wrote their name into the log."""
    with_much(drafts)
    now = datetime.now(UTC).timestamp()
    ada = replace(ADA, signed_in=now - 60)
    assert drafts.of(ada).is_signed_in()
    drafts.of(ada).erase_me()
    left = everything(drafts)
    assert not drafts.of(ada).is_signed_in() and not drafts.of(ADA).is_signed_in()
    for do in (drafts.of(ada).listed, drafts.of(ada).about_me, lambda: drafts.of(ada).create("more")):
        with pytest.raises(SignedOut):
            do()
    assert everything(drafts) == left and "subject-of-ada" not in left and "Ada" not in left

    later = replace(ADA, signed_in=now)
    assert drafts.of(later).is_signed_in() and drafts.of(later).listed() == []
    assert not drafts.of(ada).is_signed_in(), (
        "and a copy of the cookie from before opens nothing of the new one"
    )


def test_what_says_that_an_erased_persons_sign_ins_have_ended_is_forgotten_when_they_would_have(
    drafts,
) -> None:
    now = datetime.now(UTC).timestamp()
    for person in (replace(ADA, signed_in=now - 14 * 3600), replace(BEN, signed_in=now)):
        assert drafts.of(person).is_signed_in()
        drafts.of(person).erase_me()
    assert everything(drafts).count("ended:") == 1, "Ben's: Ada's would have ended by itself"


def test_who_is_not_known_yet_may_be_erased(drafts) -> None:
    """Where the database did not answer when they signed in, it has nothing of them."""
    erased = drafts.of(ADA).erase_me()
    assert (erased.drafts, erased.held, erased.revisions) == (0, 0, 0)


def test_an_operator_who_erases_a_person_ends_their_sign_ins(drafts) -> None:
    with_much(drafts)
    drafts.running().erase("subject-of-ada", address="ada@example.org")
    assert not drafts.of(ADA).is_signed_in() and drafts.of(BEN).is_signed_in()


def test_a_hold_is_stronger_than_erasing_and_the_erasing_is_done_when_it_is_lifted(drafts) -> None:
    own, shared, _ = with_much(drafts)
    drafts.running().hold([1, 2])
    erased = drafts.of(ADA).erase_me()
    assert (erased.drafts, erased.held, erased.revisions) == (0, 1, 0)
    assert drafts.of(BEN).open(shared).head.author == "Ada Lovelace"
    with pytest.raises(NoSuchDraft):
        drafts.of(replace(ADA, signed_in=2.0)).open(own)
    assert drafts.running().lift([1, 2]) == [1]
    assert drafts.count() == 1 and drafts.of(BEN).open(shared).head.author == ERASED_NAME
    assert "Lovelace" not in everything(drafts)


def test_the_only_owner_of_a_team_passes_it_on_before_they_are_erased(drafts) -> None:
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    team, secret = ada.teams().make("Northshire"), ada.create("one")
    ada.give(secret, team)
    ada.teams().add(team, "ben@example.org")
    before = everything(drafts)
    with pytest.raises(OwnsTeams, match="only owner of “Northshire”"):
        ada.erase_me()
    assert everything(drafts) == before
    ada.teams().offer(team, "ben@example.org")
    ben.teams().take_on(team)
    ada.erase_me()
    assert ben.whose(secret).may_end and ben.teams().mine()[0].members == ()


def test_an_owner_by_a_group_is_erased_where_the_group_has_another(database) -> None:
    drafts = Drafts(database, mapping=mapping_of({"MAKE_THE_CASE_GROUPS": "leads=Northshire:owner"}))
    ada, ben = (
        drafts.of(Person(HERE, name, name.title(), f"{name}@example.org", 1.0, Groups(("leads",))))
        for name in ("ada", "ben")
    )
    assert ada.is_signed_in()
    with pytest.raises(OwnsTeams):
        ada.erase_me()
    assert ben.is_signed_in()
    ada.erase_me()
    (team,) = ben.teams().mine()
    assert team.is_mine and [member.called for member in team.people] == ["Ben"]
    drafts.close()


def test_a_team_whose_keeper_was_erased_keeps_the_owner_that_it_was_given(drafts) -> None:
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    team = ada.teams().make("Northshire")
    drafts.running().make_owner(team, "ben@example.org")
    ada.erase_me()
    assert ben.teams().mine()[0].is_mine
    for attempt in (
        lambda: ben.teams().leave(team),
        lambda: ben.teams().set_role(team, "ben@example.org", "reader"),
    ):
        with pytest.raises(LastOwner):
            attempt()
    with pytest.raises(OwnsTeams):
        ben.erase_me()
    ben.teams().end(team)
    assert drafts.running().teams() == []


def test_who_runs_the_server_tells_and_erases_on_a_persons_behalf(drafts) -> None:
    with_much(drafts)
    running = drafts.running()
    assert running.about("subject-of-ada")["cases"][0]["title"] == "Hers"
    for subject, issuer in (("nobody", ""), ("subject-of-ada", "https://elsewhere"), ("", "")):
        with pytest.raises(NotUnderstood, match=" this subject"):
            running.about(subject, issuer)
    running.erase("subject-of-ada", address="ada@example.org")
    left = everything(drafts)
    assert "Ada" not in left and "ada@" not in left and "subject-of-ada" not in left
