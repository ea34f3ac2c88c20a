"""Groups that a sign-in provider names, and the teams that a setting makes of them. On SQLite and on PostgreSQL."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from databases import database, postgresql

from make_the_case.store import (
    Drafts,
    GroupMapping,
    Groups,
    LastOwner,
    NoSuchDraft,
    OfGroups,
    Person,
    ReaderOfTeam,
    Unavailable,
    mapping_of,
    person_of,
)
from make_the_case.store.groups import ELSEWHERE, NONE_SAID, NOT_A_LIST, NOT_ALL_TEXT

__all__ = ["database", "postgresql"]

HERE = "https://sign-in.example.org"
MAPPING = mapping_of(
    {"MAKE_THE_CASE_GROUPS": "leads=Northshire:owner; staff = Northshire : editor\nfinance=Finance:reader;"}
)


@pytest.fixture
def drafts(database):
    found = Drafts(database, mapping=MAPPING)
    yield found
    found.close()


def signed_in(drafts: Drafts, name: str, *groups: str, at: float = 1.0, fault: str = "") -> Drafts:
    """The drafts as somebody sees them who has just signed in with some groups."""
    person = Person(HERE, name, name.title(), f"{name}@example.org", at, Groups(groups, fault))
    theirs = drafts.of(person)
    assert theirs.is_signed_in()
    return theirs


def teams(theirs: Drafts) -> dict[str, str]:
    return {team.name: team.role for team in theirs.teams().mine()}


def test_groups_put_a_person_into_teams_with_the_most_that_any_of_them_allows(drafts) -> None:
    ada = signed_in(drafts, "ada", "staff", "leads", "football")
    ben = signed_in(drafts, "ben", "finance", "staff")
    assert teams(ada) == {"Northshire": "owner"}
    assert teams(ben) == {"Finance": "reader", "Northshire": "editor"}
    secret = ada.create("one", title="One")
    (team,) = [t.id for t in ada.teams().mine()]
    ada.give(secret, team)
    assert ben.save(secret, 1, "two") == 2
    assert [m.called for m in ada.teams().mine()[0].people] == ["Ada", "Ben"]


def test_a_group_that_disappears_closes_the_team_at_the_next_sign_in_and_loses_nothing(drafts) -> None:
    ada, ben = signed_in(drafts, "ada", "leads"), signed_in(drafts, "ben", "staff")
    secret = ben.create("his", title="His")
    ben.give(secret, ben.teams().mine()[0].id)
    assert signed_in(drafts, "ben", at=1.0).open(secret).head.body == "his", "the same sign-in as before"
    again = signed_in(drafts, "ben", at=2.0, fault="")
    with pytest.raises(NoSuchDraft):
        again.open(secret)
    news = again.news()
    assert news is not None and news.left == ["Northshire"] and not news.joined
    again.news_read()
    assert again.news() is None
    assert ada.open(secret).head.body == "his"
    back = signed_in(drafts, "ben", "staff", at=3.0)
    assert back.open(secret).head.body == "his" and back.news().joined == [("Northshire", "editor")]


def test_a_smaller_role_is_one_at_once(drafts) -> None:
    ada = signed_in(drafts, "ada", "leads")
    secret = ada.create("one")
    ada.give(secret, ada.teams().mine()[0].id)
    smaller = replace(MAPPING, rows=(("leads", "Northshire", "reader"),))
    drafts.mapping = smaller
    ada = signed_in(drafts, "ada", "leads", at=2.0)
    with pytest.raises(ReaderOfTeam):
        ada.save(secret, 1, "two")


def test_a_team_whose_last_owner_is_gone_is_seen_everywhere_and_keeps_its_cases(drafts, caplog) -> None:
    ada, ben = signed_in(drafts, "ada", "leads"), signed_in(drafts, "ben", "staff")
    team = ada.teams().mine()[0].id
    secret = ada.create("one", title="One")
    ada.give(secret, team)
    with caplog.at_level(logging.WARNING, "make_the_case"):
        ada = signed_in(drafts, "ada", at=2.0)
    assert f"team {team} has no owner now" in caplog.text and "Ada" not in caplog.text
    assert ada.news().without_owner == ["Northshire"]
    (bens,) = ben.teams().mine()
    assert not bens.has_owner and ben.save(secret, 1, "two") == 2
    (seen,) = drafts.running().teams()
    assert (seen.has_owner, seen.cases, seen.people) == (False, 1, 1)
    assert "no_owner" in [entry.did for entry in drafts.running().log(team=team)]
    drafts.running().make_owner(team, "ben@example.org")
    assert ben.teams().mine()[0].has_owner and ben.whose(secret).may_end


def test_a_member_by_address_stays_one_when_the_group_goes_and_is_not_told_otherwise(drafts) -> None:
    ada = signed_in(drafts, "ada", "leads")
    ben = signed_in(drafts, "ben", "staff")
    ada.teams().add(ada.teams().mine()[0].id, "ben@example.org", "reader")
    assert teams(ben) == {"Northshire": "editor"}
    ben = signed_in(drafts, "ben", at=2.0)
    assert teams(ben) == {"Northshire": "reader"} and ben.news() is None


def test_a_team_of_groups_is_neither_passed_on_nor_ended_nor_left_by_its_last_owner(drafts) -> None:
    ada = signed_in(drafts, "ada", "leads")
    team = ada.teams().mine()[0].id
    ada.teams().add(team, "ben@example.org")
    for attempt in (lambda: ada.teams().end(team), lambda: ada.teams().offer(team, "ben@example.org")):
        with pytest.raises(OfGroups):
            attempt()
    drafts.running().make_owner(team, "ben@example.org")
    ben = signed_in(drafts, "ben")
    signed_in(drafts, "ada", at=2.0)
    with pytest.raises(LastOwner):
        ben.teams().leave(team)
    with pytest.raises(LastOwner):
        ben.teams().remove(team, "ben@example.org")
    assert teams(ben) == {"Northshire": "owner"}


def test_a_persons_own_team_of_the_same_name_is_another(drafts) -> None:
    cy = drafts.of(Person(HERE, "cy", "Cy", "cy@example.org", 1.0))
    own = cy.teams().make("Northshire")
    ada = signed_in(drafts, "ada", "leads")
    assert [team.id for team in ada.teams().mine()] != [own]
    assert [team.id for team in cy.teams().mine()] == [own]


def test_people_who_sign_in_at_once_make_one_team(drafts) -> None:
    start, failed = threading.Barrier(6), []

    def come(k: int) -> None:
        start.wait()
        try:
            signed_in(drafts, f"person{k}", "staff")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=come, args=(k,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and [team.people for team in drafts.running().teams()] == [6]


# What a provider may say -------------------------------------------------------------------------------------


def claims(**other: Any) -> dict[str, Any]:
    now = datetime.now(UTC).timestamp()
    return {"is_logged_in": True, "iss": HERE, "sub": "ada", "iat": now, "name": "Ada"} | other


def groups_of(**other: Any) -> Groups:
    person = person_of(claims(**other), datetime.now(UTC), MAPPING)
    assert person is not None
    return person.groups


@pytest.mark.parametrize(
    ("said", "named", "fault"),
    [
        ({}, (), NONE_SAID),
        ({"groups": None}, (), NONE_SAID),
        ({"groups": []}, (), ""),
        ({"groups": ["football"]}, (), ""),
        ({"groups": [f"group {k}" for k in range(1000)] + ["staff"]}, ("staff",), ""),
        ({"groups": ["staff"] * 1000}, ("staff",), ""),
        ({"groups": "staff"}, (), NOT_A_LIST),
        ({"groups": {"staff": True}}, (), NOT_A_LIST),
        ({"groups": 7}, (), NOT_A_LIST),
        ({"groups": ["staff", 7, None, ["leads"], {"leads": 1}]}, ("staff",), NOT_ALL_TEXT),
        ({"groups": [" staff", "STAFF", "sta\u200bff"]}, (), ""),
        ({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}}}, (), ELSEWHERE),
        ({"hasgroups": True}, (), ELSEWHERE),
    ],
    ids=str,
)
def test_whatever_a_provider_says_puts_nobody_where_it_does_not_say(
    said: dict[str, Any], named: tuple[str, ...], fault: str
) -> None:
    assert groups_of(**said) == Groups(named, fault)
    kept = MAPPING.shortened(claims(**said))
    assert len(str(kept)) < 1000, "what a cookie holds is short, whatever the provider says"
    if fault != ELSEWHERE or "_claim_names" not in said:
        assert MAPPING.read(kept) == Groups(named, fault), "and says the same"


def test_what_points_elsewhere_does_so_in_the_cookie_too() -> None:
    said = claims(_claim_names={"groups": "src1"}, _claim_sources={"src1": {"endpoint": "https://x"}})
    assert MAPPING.read(MAPPING.shortened(said)).fault == ELSEWHERE


@pytest.mark.parametrize("fault", [NONE_SAID, NOT_A_LIST, ELSEWHERE, NOT_ALL_TEXT])
def test_a_fault_is_told_to_the_person_and_stands_in_the_log_without_a_name(
    drafts, fault: str, caplog
) -> None:
    ada = signed_in(drafts, "ada", "leads")
    secret = ada.create("one")
    ada.give(secret, ada.teams().mine()[0].id)
    with caplog.at_level(logging.WARNING, "make_the_case"):
        ada = signed_in(drafts, "ada", at=2.0, fault=fault)
    assert ada.news().fault == fault
    assert "groups" in caplog.text and "Ada" not in caplog.text and "ada" not in caplog.text
    assert drafts.running().teams()[0].cases == 1, "no case is lost by it"


def test_without_the_setting_nothing_is_said_of_groups(database) -> None:
    drafts = Drafts(database)
    person = person_of(claims(groups="nonsense"), datetime.now(UTC), GroupMapping())
    assert person is not None and person.groups == Groups()
    assert drafts.of(person).is_signed_in() and drafts.of(person).news() is None
    drafts.close()


@pytest.mark.parametrize(
    "setting",
    [
        "leads",
        "leads=Northshire",
        "leads=Northshire:king",
        "=Northshire:owner",
        "leads=:owner",
        "a=B:owner;x",
    ],
)
def test_a_setting_that_cannot_be_understood_stops_the_server_and_no_part_of_it_is_guessed(
    setting: str,
) -> None:
    with pytest.raises(Unavailable, match="MAKE_THE_CASE_GROUPS cannot be understood"):
        mapping_of({"MAKE_THE_CASE_GROUPS": setting})


def test_a_group_may_hold_the_signs_of_the_setting_itself() -> None:
    (row,) = mapping_of({"MAKE_THE_CASE_GROUPS": "CN=leads,OU=x:y=Northshire:Owner"}).rows
    assert row == ("CN=leads,OU=x:y", "Northshire", "owner")
