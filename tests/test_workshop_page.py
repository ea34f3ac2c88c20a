"""The page of a workshop as its owner uses it: a round is opened, a sheet typed in, answers shown, closed into a revision, one set aside."""

from __future__ import annotations

import pytest
from browsing import at_rest, with_list_open
from test_answering_page import PHONE, a_case, drafts_of_the_app

from make_the_case.words import answering_words as words
from make_the_case.words import workshop_words
from valuation.answers.saving import body_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_owner_opens_a_round_types_a_sheet_shows_the_room_and_closes_it(chromium, address: str) -> None:
    drafts = drafts_of_the_app()
    case, _ = a_case()
    secret = drafts.create(body_of(case))
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/workshop?draft={secret}")
    page.get_by_role("button", name="Open the workshop").click()
    page.get_by_text("The link for the room:").wait_for()
    at_rest(page)
    assert page.get_by_role("img", name="A code that leads a phone to the questions").is_visible()
    (held,) = drafts.rounds().of_draft(secret)
    room = chromium.new_page(viewport={"width": 1280, "height": 900})
    room.goto(f"{address}/room?draft={secret}")
    room.get_by_text("No one has answered yet.").wait_for()
    _type_a_sheet(page)
    room.get_by_text("One person has answered.").wait_for()  # which follows by itself
    page.get_by_role("button", name="Show all answers to everyone").click()
    page.get_by_text(workshop_words.STATES["seen"]).wait_for()
    room.get_by_text("From 10 to 30").first.wait_for(state="attached")
    room.close()
    page.get_by_role("button", name="Close and add up the answers").click()
    page.get_by_text(workshop_words.STATES["closed"]).wait_for()
    page.get_by_text("Only one person answered").first.wait_for()
    at_rest(page)
    assert drafts.open(secret).head.note.startswith("Workshop of ")
    assert drafts.rounds().answers(secret, held.id)
    late = chromium.new_page(**PHONE)
    late.goto(f"{address}/?room={held.room}")
    late.get_by_text(words.CLOSED).wait_for()
    late.close()
    page.close()
    drafts.close()


def _type_a_sheet(page) -> None:
    page.get_by_text("Type in a sheet that someone filled in").click()
    page.get_by_role("button", name="Keep this sheet").click()
    page.get_by_text("Choose which kind of person filled it in.").wait_for()
    with_list_open(page, page.get_by_role("combobox", name="Which kind of person"))
    page.get_by_role("option", name="A carer", exact=True).click()
    at_rest(page)
    for label, value in (("Lowest", "10"), ("Highest", "30"), ("Best guess", "20"), ("How sure", "80")):
        field = page.get_by_role("textbox", name=label).first
        field.fill(value)
        field.press("Tab")
        at_rest(page)
    page.get_by_role("button", name="Keep this sheet").click()
    page.get_by_text("One person has answered.").wait_for()
