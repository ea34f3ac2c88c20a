"""First walks of three users, with a pointer and without: what each came for is there in as few steps as they have patience for.

`docs/walks.md` has the same walks done by hand, and every doubt that was met on them. The commissioner's is in `test_journey.py`
and, without a pointer, in `test_keyboard.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import EXAMPLE, at_rest, settled, with_draft
from finished_cases import case_at
from person import Person

from valuation import answer

WIDTH, HEIGHT = 1280, 900
MOST_CLICKS = 3

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(chromium, address):
    """The first page of the app, in a window of its own."""
    opened = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    opened.goto(address)
    opened.wait_for_selector(".mtc-verdict")
    settled(opened)
    yield opened
    opened.close()


def pressed(page, role: str, name: str | re.Pattern[str]):
    """Presses Tab until a control has the focus, and then Enter."""
    goal = page.get_by_role(role, name=name).first
    goal.wait_for()
    for _ in range(150):
        if goal.evaluate("e => e === document.activeElement || e.contains(document.activeElement)"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")


# A board member -----------------------------------------------------------------------------------------------


def five_answers(page) -> dict[str, object]:
    """Returns what stands on Results for each of the five questions of a board."""
    return {
        "What are we asked for?": page.locator(".mtc-tile", has_text="Cost to").first,
        "Is it worth it?": page.locator(".mtc-verdict").first,
        "Does it save cash?": page.locator(".mtc-tile-note", has_text="saves cash: ").first,
        "How sure are you?": page.locator(".mtc-tile", has_text="Chance that it is worth its cost").first,
        "What would make us stop?": page.get_by_text(re.compile("^What would have to (stay|be) true")).first,
    }


def assert_five_answers_on_the_first_screen(page) -> None:
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    page.locator(".mtc-tiles .mtc-dots").wait_for()  # the chance comes with the simulation
    at_rest(page)
    for question, found in five_answers(page).items():
        box = found.bounding_box()
        assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= HEIGHT, question
    case = case_at(EXAMPLE)
    verdict = answer(case).options[case.preferred].verdict
    assert page.locator(".mtc-verdict").first.inner_text() == verdict.sentence


def test_a_board_member_has_five_answers_on_the_first_screen_after_one_click(page) -> None:
    person = Person(page)
    person.click(page.get_by_role("button", name="Read it in three minutes"), "the finished example")
    assert_five_answers_on_the_first_screen(page)
    assert len(person.clicks) == 1


def test_a_board_member_without_a_pointer_has_them_too(page) -> None:
    pressed(page, "button", "Read it in three minutes")
    assert_five_answers_on_the_first_screen(page)


# A charity ----------------------------------------------------------------------------------------------------


def opens_a_file(page, press: Callable[[], None]) -> None:
    """Chooses the case that somebody has sent, in the window of the browser for files."""
    with page.expect_file_chooser() as chooser:
        press()
    chooser.value.set_files(EXAMPLE.parent / "highcombe_diabetes.yaml")
    at_rest(page)


def assert_it_says_what_would_settle_it(page) -> None:
    page.get_by_role("heading", name="Test and compare", exact=True, level=1).wait_for()
    settled_by = page.get_by_text("What would settle it.", exact=True)
    settled_by.wait_for()
    said = " ".join(
        settled_by.locator("xpath=ancestor::*[contains(@class, 'mtc-')][1]/..").inner_text().split()
    )
    assert "have the same result if it is" in said and "ask for" in said


def test_a_charity_finds_what_would_settle_a_case_that_it_was_sent_in_three_clicks(page) -> None:
    person = Person(page)
    person.click(page.get_by_role("link", name="Test someone's case"), "Test someone's case")
    assert page.get_by_text("Open the case that you want to test").is_visible()
    opens_a_file(page, lambda: person.click(page.get_by_role("button", name="Upload", exact=True), "Upload"))
    person.click(page.get_by_role("button", name="Open this file"), "Open this file")
    assert_it_says_what_would_settle_it(page)
    assert len(person.clicks) <= MOST_CLICKS, person.clicks


def test_a_charity_without_a_pointer_finds_it_too(page) -> None:
    pressed(page, "link", "Test someone's case")
    page.get_by_text("Open the case that you want to test").wait_for()
    opens_a_file(page, lambda: pressed(page, "button", re.compile("^Upload")))
    pressed(page, "button", "Open this file")
    assert_it_says_what_would_settle_it(page)


# On a phone ---------------------------------------------------------------------------------------------------

PHONE = 390
MOST_PIXELS = 5_500
"""How long a page may be with the form of an outcome open; the folded parts of that form are 2,000 more."""

CUT_ON_A_BAR = """() => [...document.querySelectorAll('.mtc-on-bar')].filter(words => words.getClientRects().length)
    .filter(words => words.getBoundingClientRect().right > words.parentElement.getBoundingClientRect().right + 1)
    .map(words => words.textContent)"""


@pytest.mark.parametrize("width", [PHONE, WIDTH])
def test_no_words_on_a_bar_are_cut_and_those_without_room_stand_below_it(chromium, address, width) -> None:
    opened = chromium.new_page(viewport={"width": width, "height": HEIGHT})
    opened.goto(f"{address}/")
    opened.wait_for_selector(".mtc-verdict")
    opened.get_by_role("button", name="Read it in three minutes").click()
    opened.locator(".mtc-tiles .mtc-dots").wait_for()
    at_rest(opened)
    assert opened.evaluate(CUT_ON_A_BAR) == []
    said = opened.locator(".mtc-bar-row", has_text="It is worth").get_by_text("etter lives £")
    assert [words.is_visible() for words in said.all()].count(True) == 1, "once, on the bar or below it"
    opened.close()


def test_the_form_of_an_outcome_is_folded_where_few_change_it(chromium, address) -> None:
    opened = chromium.new_page(viewport={"width": PHONE, "height": HEIGHT})
    with_draft(opened, address, "Outcomes")
    opened.get_by_role("button", name=re.compile("^Change")).first.click()
    folded = opened.get_by_text("Who it is for, how long it lasts and how it is counted")
    folded.wait_for()
    at_rest(opened)
    assert not opened.get_by_role("textbox", name="Name of the outcome").first.is_visible()
    tall = opened.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    assert tall < MOST_PIXELS
    folded.click()
    opened.get_by_role("textbox", name="Name of the outcome").first.wait_for()
    opened.close()
