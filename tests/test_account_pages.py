"""Roles, passing a team on, the audit log, legal holds and a person's own data, as people meet them on the pages."""

from __future__ import annotations

import io
import json
import time
import zipfile

import pytest
from streamlit.testing.v1 import AppTest
from test_drafts import UPTAKE, secret_of, uptake
from test_pages import at_page, clicked, submitted, text_of, typed, unfolded
from test_screen_words import faults_on, written_by_others
from test_signing import NOBODY, as_user, claims, database, with_a_case

from make_the_case.store import Drafts

__all__ = ["database"]


def team_of_ada(role: str) -> tuple[AppTest, str]:
    """Ada's page Your cases, where she has made a team with one case, and given Ben a role in it; and the link of the case."""
    ada, secret = with_a_case(claims("ada"))
    ada = at_page(ada, "cases")
    ada.text_input(key="cases:name").set_value("Northshire")
    ada = submitted(ada, "Make the team")
    ada.text_input(key="cases:address:1").set_value("ben@example.org")
    ada.selectbox(key="cases:role:1").set_value(role)
    ada = submitted(ada, "Add the member")
    ada = at_page(ada, "history")
    ada.selectbox(key=f"history:team:{secret}:None").set_value(1).run()
    return at_page(clicked(ada, "history:give"), "cases"), secret


def bens_case(**other: object) -> AppTest:
    ben = at_page(as_user(claims("ben", **other)), "cases")
    return clicked(ben, next(b.key for b in ben.button if b.key.startswith("cases:open:")))


def test_a_reader_sees_why_nothing_is_kept_and_can_keep_a_copy(database: str) -> None:
    ada, secret = team_of_ada("reader")
    ben = at_page(as_user(claims("ben")), "cases")
    assert "You read it." in text_of(ben)
    ben = bens_case()
    assert "You are a reader of the team Northshire, so you can read this case and not change it." in text_of(
        ben
    )
    ben = typed(at_page(ben, "costs"), UPTAKE, "44")
    assert uptake(ben) == 0.44 and "Only you see them, and they are not kept." in text_of(ben)
    ben = at_page(ben, "history")
    said = text_of(ben)
    assert (
        "What has changed" in said
        and "You are a reader." in said
        and "In the audit log this is case 1." in said
    )
    assert not [
        b
        for b in ben.button
        if b.key in ("history:share", "history:give", "history:delete", "history:restore")
    ]
    assert faults_on(ben, written_by_others(ben)) == []
    assert uptake(as_user(claims("ada"), secret)) == 0.21

    ada = clicked(ada, "cases:as:1:ben@example.org")
    ben = typed(at_page(bens_case(), "costs"), UPTAKE, "33")
    assert uptake(as_user(claims("ada"), secret)) == 0.33, "and an editor changes it"
    ada = clicked(ada, "cases:as:1:ben@example.org")
    ben = typed(ben, UPTAKE, "55")
    said = text_of(ben)
    assert "You are a reader of the team that this case belongs to" in said and uptake(ben) == 0.55
    ben = clicked(ben, "draft:own")
    assert "Kept as revision 1" in text_of(ben) and secret_of(ben) != secret, "and no work is lost"


def test_a_team_is_passed_on_by_the_page() -> None:
    ada, _ = team_of_ada("reader")
    ada = clicked(ada, "cases:offer:1")
    assert "The team is offered to ben@example.org" in text_of(ada)
    ben = at_page(as_user(claims("ben")), "cases")
    assert "The team Northshire is offered to you." in text_of(ben)
    assert faults_on(ben, written_by_others(ben)) == []
    ben = clicked(ben, "cases:take:1")
    (label,) = [e.label for e in ben.expander if "Northshire" in e.label]
    assert label == "Northshire: one member, you are an owner"
    ada = at_page(as_user(claims("ada")), "cases")
    (label,) = [e.label for e in ada.expander if "Northshire" in e.label]
    assert label == "Northshire: one member, you are an editor"


def test_what_cannot_be_done_to_a_team_is_said_there_and_what_was_typed_stays() -> None:
    ada, _ = team_of_ada("reader")
    for typed_in, why in (
        ("ben at example.org", "ben at example.org is not an e-mail address."),
        (" BEN@example.org", "ben@example.org is in this team already."),
    ):
        ada.text_input(key="cases:address:1").set_value(typed_in)
        ada = submitted(ada, "Add the member")
        (team,) = [e for e in ada.expander if "Northshire" in e.label]
        assert why in text_of(team) and text_of(ada).count(why) == 1, "in the team, and nowhere else"
        assert ada.text_input(key="cases:address:1").value == typed_in
        assert why not in text_of(at_page(ada, "cases")), "and said once"
    ada.text_input(key="cases:address:1").set_value("cy@example.org")
    ada = submitted(ada, "Add the member")
    assert "cy@example.org is" in text_of(ada) and ada.text_input(key="cases:address:1").value == ""


def test_a_member_reads_who_owns_the_team() -> None:
    team_of_ada("reader")
    ben = at_page(as_user(claims("ben")), "cases")
    assert "You are a reader. Its owner is Ada. Other members by their address: none." in text_of(ben)


def test_what_cannot_be_said_at_its_place_is_said_above() -> None:
    """A team that was ended meanwhile is no longer on the page of who would take it on."""
    ada, _ = team_of_ada("editor")
    ben = at_page(as_user(claims("ben")), "cases")
    ada = clicked(ada, "cases:offer:1")
    ben = at_page(ben, "cases")
    ada.checkbox(key="cases:sure:1").check().run()
    clicked(ada, "cases:end:1")
    ben = clicked(ben, "cases:take:1")
    assert "This team is no longer offered to you." in text_of(ben)


def test_an_owner_reads_what_was_done_and_takes_it_away(database: str) -> None:
    ada, _ = team_of_ada("reader")
    bens_case()
    ada = at_page(as_user(claims("ada")), "cases")
    assert "Opened a case" not in text_of(ada), "nobody waits for it who has not asked"
    ada = unfolded(ada, "cases:log")
    said = text_of(ada)
    assert "Opened a case" in said and "Added a member" in said and "Case 1, “Befriending" in said
    assert faults_on(ada, written_by_others(ada)) == []


def test_a_file_that_is_taken_away_is_noted(database: str) -> None:
    page, secret = with_a_case(claims("ada"))
    clicked(page, "save")
    log = [(entry.who, entry.did, entry.about) for entry in Drafts(database).running().log(case=1)]
    assert log[0] == ("Ada", "exported", "case file")
    page = clicked(at_page(page, "history"), "history:share")
    reader = as_user(NOBODY, page.session_state[f"reading:{secret}"])
    clicked(reader, "save")
    log = [(entry.who, entry.did, entry.about) for entry in Drafts(database).running().log(case=1)]
    assert log[0] == ("Someone with the link for reading", "exported", "case file")


def test_a_legal_hold_is_said_and_nothing_is_offered_that_it_forbids(database: str) -> None:
    page, secret = with_a_case(claims("ada"))
    Drafts(database).running().hold([1])
    page = at_page(page, "history")
    assert "this case is under a legal hold" in text_of(page)
    assert not [b for b in page.button if b.key == "history:delete"]
    assert faults_on(page, written_by_others(page)) == []
    assert "It is under a legal hold." in text_of(at_page(page, "cases"))
    assert "A legal hold keeps one case of yours" in text_of(
        page
    ) or "A legal hold keeps 1 case of yours" in text_of(page)
    page = typed(at_page(page, "costs"), UPTAKE, "22")
    assert uptake(as_user(claims("ada"), secret)) == 0.22


def test_a_person_takes_their_data_away_and_has_it_erased(database: str) -> None:
    page, secret = with_a_case(claims("ada"))
    page = clicked(at_page(page, "cases"), "cases:own:make")
    with zipfile.ZipFile(io.BytesIO(page.session_state["cases:own data"])) as file:
        assert set(file.namelist()) == {"read_me.txt", "about_you.json", "cases/case_1.yaml"}
        assert b"cases/" in file.read("read_me.txt")
        told = json.loads(file.read("about_you.json"))
        assert told["person"]["subject"] == "number-ada" and told["cases"][0]["revisions"]
        assert b"make-the-case" in file.read("cases/case_1.yaml")
    assert next(b for b in page.button if b.key == "cases:erase:do").disabled
    page.checkbox(key="cases:erase:sure").check().run()
    page = clicked(page, "cases:erase:do")
    assert "open" not in page.session_state and Drafts(database).count() == 0
    assert "ada" not in str([(e.who, e.about) for e in Drafts(database).running().log()]).casefold()
    assert "leads to no draft" in text_of(as_user(claims("ada", iat=time.time()), secret))


def test_the_only_owner_of_a_team_is_told_why_they_are_not_erased(database: str) -> None:
    ada, _ = team_of_ada("editor")
    ada.checkbox(key="cases:erase:sure").check().run()
    ada = clicked(ada, "cases:erase:do")
    assert "You are the only owner of “Northshire”." in text_of(
        ada
    ) and "Nothing has been erased." in text_of(ada)
    assert Drafts(database).count() == 1


GROUPED = "leads=Northshire:owner; staff=Northshire:editor"


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"groups": []}, "You can no longer open the cases of the team Northshire"),
        ({}, "Your sign-in named no groups, so no group puts you in a team."),
        ({"groups": "staff"}, "Your sign-in did not give your groups as a list"),
        ({"hasgroups": True}, "You are in so many groups that your sign-in left them out"),
        ({"groups": [7, "other"]}, "Some of the groups that your sign-in named could not be read."),
    ],
    ids=str,
)
def test_a_group_that_is_gone_or_not_said_rightly_is_a_sentence_and_loses_no_work(
    groups: dict[str, object], said: str, database: str, monkeypatch
) -> None:
    monkeypatch.setenv("MAKE_THE_CASE_GROUPS", GROUPED)
    now = time.time()
    ada = at_page(as_user(claims("ada", groups=["leads"], iat=now - 60)), "cases")
    assert "Your sign-in makes you an owner of the team Northshire." in text_of(ada)
    ben, secret = with_a_case(claims("ben", groups=["staff"], iat=now - 60))
    ben = at_page(ben, "history")
    ben.selectbox(key=f"history:team:{secret}:None").set_value(1).run()
    ben = clicked(ben, "history:give")
    again = as_user(claims("ben", iat=now, **groups), secret)
    assert "open" not in again.session_state and "leads to no draft" in text_of(again)
    found = text_of(again)
    assert said in found and "Nothing of them is lost." in found and "ask whoever looks after" in found
    assert faults_on(again, written_by_others(again)) == []
    again = clicked(again, "signed:news:close")
    assert said not in text_of(again) and said not in text_of(as_user(claims("ben", iat=now, **groups)))
    assert uptake(as_user(claims("ada", groups=["leads"], iat=now - 60), secret)) == 0.21


def test_a_team_without_an_owner_is_said_to_who_is_left_in_it(database: str, monkeypatch) -> None:
    monkeypatch.setenv("MAKE_THE_CASE_GROUPS", GROUPED)
    now = time.time()
    as_user(claims("ada", groups=["leads"], iat=now - 60))
    ben = as_user(claims("ben", groups=["staff"], iat=now - 60))
    ada = as_user(claims("ada", groups=[], iat=now))
    assert "The team Northshire has no owner now." in text_of(ada)
    ben = at_page(ben, "cases")
    assert "This team has no owner now. Its cases are kept" in text_of(ben)
    assert faults_on(ben, written_by_others(ben)) == []


def test_a_setting_of_groups_that_cannot_be_understood_is_said_on_the_page(
    monkeypatch, fails_on_purpose
) -> None:
    monkeypatch.setenv("MAKE_THE_CASE_GROUPS", "leads=Northshire:king")
    page = at_page(as_user(claims("ada")), "cases")
    assert "MAKE_THE_CASE_GROUPS cannot be understood." in text_of(page)
