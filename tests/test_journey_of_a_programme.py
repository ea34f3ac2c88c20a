"""A commissioner with six ideas and £3 million: from the example to a paper for the board, and to an own question about it."""

from __future__ import annotations

import io

import pytest
from browsing import EVERYTHING, FAULTS_OF_STREAMLIT, OVER, at_rest, faults_of, settled
from person import Person
from pypdf import PdfReader

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.longer]
MOST_CLICKS = 11


def test_six_ideas_and_three_million_from_the_first_page_to_the_board(chromium, address, tmp_path):
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.goto(f"{address}/cases")
    page.get_by_role("heading", name="Your cases", exact=True, level=1).wait_for()
    settled(page)
    person = Person(page)
    person.click(page.get_by_role("link", name="Which of several for the money"), "Which of several")
    person.click(page.get_by_role("button", name="Open the example: six ideas and £3 million"), "The example")
    best = page.get_by_text(
        "Best under these ceilings and rules: Befriending by trained volunteers and Year of Care reviews."
    )
    # The work can be stopped, and begun again; there is nothing to stop where another test has had the same worked out by this server
    stop = page.get_by_role("button", name="Stop", exact=True)
    stop.or_(best).first.wait_for()
    if stop.is_visible():
        person.click(stop, "Stop")
        page.get_by_text("The work was stopped. Your programme is safe.").wait_for()
        person.click(page.get_by_role("button", name="Work it out"), "Work it out")
    best.first.wait_for()
    at_rest(page)
    said = page.get_by_test_id("stMain").inner_text()
    assert "of £3.0 million, in cash terms" in said  # what is asked of the money, and that most of it is left
    assert (
        "Nearly used up: The council, all years" in said
        and "The most for each £1: Year of Care reviews" in said
    )

    faults = [fault["id"] for fault in faults_of(page, EVERYTHING)]
    assert [each for each in faults if ("Which of these?", each) not in FAULTS_OF_STREAMLIT] == []

    # What if we drop this? What would the last £100,000 buy?
    assert (
        "Without Befriending by trained volunteers, the best would be: Peer support (at half its size) and Year of Care reviews."
        in said
    )
    assert (
        "With £100,000 less from the ICB, the same services would be best: the last £100,000 buys nothing."
        in said
    )
    person.click(page.get_by_role("tab", name="How sure"), "How sure")
    page.get_by_text("Most of that is to be found out about Year of Care reviews").first.wait_for()

    # The board wants peer support whatever it is worth: what does that give up?
    service = page.locator("[data-testid=stRadioGroup], [data-testid=stButtonGroup]").filter(
        has=page.get_by_role("radio", name="In", exact=True)
    )
    person.click(service.nth(1).get_by_role("radio", name="In", exact=True), "Peer support is in")
    page.get_by_text("Best under these ceilings and rules: Peer support").first.wait_for()
    at_rest(page)
    person.click(page.get_by_role("button", name="Undo the last change"), "Undo")
    best.first.wait_for()
    at_rest(page)

    # The papers, and the programme itself
    person.click(page.get_by_role("button", name="Make the papers"), "Make the papers")
    button = page.get_by_role("button", name="Download programme-summary.pdf")
    button.wait_for()
    with page.expect_download() as download:
        person.click(button, "The board summary")
    file = tmp_path / "summary.pdf"
    download.value.save_as(file)
    text = " ".join(
        " ".join(each.extract_text() for each in PdfReader(io.BytesIO(file.read_bytes())).pages).split()
    )
    assert "Recommendation: fund Befriending by trained volunteers and Year of Care reviews." in text
    with page.expect_download() as download:
        person.click(page.get_by_role("button", name="Save programme file"), "Save the programme")
    saved = tmp_path / "programme.yml"
    download.value.save_as(saved)
    assert len(person.clicks) <= MOST_CLICKS

    # Nothing is wider than a phone; and what was saved opens again in another window as it was
    page.set_viewport_size({"width": 390, "height": 900})
    at_rest(page)
    assert page.evaluate(OVER, 390) == []
    kept = page.url
    page.close()
    again = chromium.new_page(viewport={"width": 1280, "height": 900})
    again.goto(kept)
    again.get_by_text("Kept at").wait_for()  # the address alone brings it back
    again.close()
    other = chromium.new_page(viewport={"width": 1280, "height": 900})
    other.goto(f"{address}/which")
    other.get_by_role("heading", name="Which of these?", exact=True, level=1).wait_for()
    settled(other)
    other.locator("input[type=file]").first.set_input_files(str(saved))
    other.get_by_role("button", name="Add what these files hold").click()
    other.get_by_text(
        "Best under these ceilings and rules: Befriending by trained volunteers and Year of Care reviews."
    ).first.wait_for()
    other.close()
