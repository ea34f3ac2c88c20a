"""Two years of records later, to a decision: a commissioner writes down what happened, and the board is asked what follows from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from browsing import EXAMPLE, at_rest, on_page
from finished_cases import case_at
from person import Person
from test_board_summary import flat, needs_poppler
from test_board_summary import pages as pdf_pages

from make_the_case.store import Drafts
from valuation.answers.saving import body_of
from valuation.case.editing import edited

pytestmark = [pytest.mark.browser, pytest.mark.slow]
YEARS = (
    ("30042028", "2027/28", "1600", "58", "34", [0, 2, 4, 6, 5, 6, 7, 5, 4, 6, 7, 6]),
    ("30042029", "2028/29", "3000", "117", "70", [7, 8, 9, 11, 9, 10, 12, 10, 8, 11, 12, 10]),
)


def at_the_page(chromium: Any, address: str) -> Person:
    """Opens the page for the example as it was approved, before anything had happened."""
    approved = edited(case_at(EXAMPLE), {"measured": None})
    drafts = Drafts(f"sqlite:///{Path(os.environ['MAKE_THE_CASE_DATA']) / 'drafts.sqlite'}")
    secret = drafts.create(body_of(approved))
    drafts.close()
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.goto(f"{address}/delivery?draft={secret}")
    page.get_by_role("heading", name="Delivery", exact=True, level=1).wait_for()
    at_rest(page)
    person = Person(page)
    person.click(page.get_by_role("link", name="Once it runs: how is it going?"), "the page")
    page.get_by_role("heading", name="How is it going?", exact=True, level=1).wait_for()
    page.get_by_text("Nothing has been recorded yet").wait_for()
    return person


def write_down(
    person: Person, at: str, year: str, offered: str, starts: str, finished: str, months: list[int]
) -> None:
    page = person.page

    def field(label: str) -> Any:
        return page.get_by_role("textbox", name=label, exact=True).first

    person.click(page.get_by_test_id("stDateInput").get_by_role("spinbutton").first, "the day")
    page.keyboard.type(at)
    page.keyboard.press("Tab")
    at_rest(page)
    if page.get_by_role("combobox", name="Which year?").input_value() != year:
        person.choose(
            page.get_by_role("combobox", name="Which year?"), page.get_by_role("option", name=year), year
        )
    person.answer(field("People offered it"), offered, "offered")
    person.answer(field("People who started"), starts, "started")
    person.answer(field("People who finished"), finished, "finished")
    person.click(page.get_by_role("button", name="Write down this year"), "written")
    person.click(page.get_by_role("radio", name="Months", exact=True), "months")
    first = page.get_by_role("combobox", name="First month")
    if first.input_value() != f"April {year[:4]}":
        person.answer(first, f"April {year[:4]}", "the first month")
    pasted = page.get_by_role("textbox", name="Paste a column of numbers")
    pasted.fill("\n".join(map(str, months)))
    pasted.press("Control+Enter")
    at_rest(page)
    person.click(page.get_by_role("button", name="Write down these months"), "written")
    person.click(page.get_by_role("radio", name="A year", exact=True), "a year")


@needs_poppler
def test_two_years_of_records_later_the_board_is_asked_to_decide(
    chromium: Any, address: str, tmp_path: Path
) -> None:
    person = at_the_page(chromium, address)
    page = person.page
    for year in YEARS:
        write_down(person, *year)
    page.get_by_text("When it was approved, the best estimate was").wait_for()
    assert page.locator(".mtc-standings li", has_text="Failed, so stop").count() == 2
    page.get_by_text("The plan will not be met without a change").first.wait_for()
    on_page(page, "Papers")
    page.get_by_role("button", name="Make the files").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download six-months-in.pdf").click()
    (paper,) = pdf_pages(Path(download.value.path()).read_bytes(), tmp_path)
    assert flat("The board is asked to: decide whether to stop.") in flat(paper)
    assert len(person.clicks) <= 18, "from Delivery, two years with their months"
