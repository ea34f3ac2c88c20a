"""A charity has a service in one town, and is asked what it would come to in ten: from its case to the paper for a funder, as a person would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from browsing import with_draft
from person import Person
from test_board_summary import flat, needs_poppler
from test_board_summary import pages as pdf_pages

pytestmark = [pytest.mark.browser, pytest.mark.longer]
TOWNS = ["Ashby", "Barton", "Calder", "Denholm", "Elmley", "Fenwick", "Garton", "Halsey", "Ingle", "Kelby"]
TABLE = "id,name,eligible,wave,deprivation\n" + "".join(
    f"town_{k},{name},{600 + 150 * k},{1 if k < 3 else 2},{k % 5 + 1}\n" for k, name in enumerate(TOWNS)
)
MOST_CLICKS = 18


def table_uploaded(person: Person, text: str, tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    place.write_text(text, encoding="utf-8")
    page = person.page
    tab = page.get_by_role("tabpanel").filter(has_text="Your own places")
    tab.locator("input[type=file]").set_input_files(str(place))
    button = page.get_by_role("button", name=f"Use the 10 places of {name}")
    button.wait_for()
    person.click(button, "use the table")


def chosen(person: Person, label: str, option: str) -> None:
    page = person.page
    person.choose(
        page.get_by_role("combobox", name=label), page.get_by_role("option", name=option, exact=True), option
    )


@needs_poppler
def test_a_charity_takes_its_service_to_ten_places(chromium: Any, address: str, tmp_path: Path) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    with_draft(page, address, "Delivery")
    person = Person(page)
    person.click(page.get_by_role("link", name="From one place to many"), "the page")
    page.get_by_role("heading", name="From one place to many", exact=True, level=1).wait_for()
    page.get_by_role("button", name="Begin with the case that is open").click()
    person.clicks.append("begin")
    page.get_by_text("There are 42 places in 3 waves. They are made up, to begin with").wait_for()

    # A table with two slips in it: both are told, and nothing is lost.
    wrong = TABLE.replace("town_4,Elmley,1200,2", "town_4,Elmley,0,5")
    table_uploaded(person, wrong, tmp_path, "ten-towns.csv")
    page.get_by_text(
        "The roll-out cannot be worked out yet: it has 2 problems. Nothing of it is lost."
    ).wait_for()
    for said in ("this place has no people.", "there is no such wave."):
        page.get_by_text(said).first.wait_for()
    table_uploaded(person, TABLE, tmp_path, "towns.csv")
    page.get_by_text("There are 10 places in 3 waves.", exact=True).wait_for()

    person.click(page.get_by_role("tab", name="Waves", exact=True), "the waves")
    chosen(person, "How many waves", "2")
    chosen(person, "Wave 2 begins", "2031/32")
    person.click(page.get_by_role("tab", name="Costs of the whole"), "the costs")
    page.get_by_role("textbox", name="Add a cost of the whole").fill("A learning network")
    amount = page.get_by_role("textbox", name="£", exact=True)
    amount.fill("sixty")
    amount.press("Tab")
    person.click(page.get_by_role("button", name="Add the cost"), "add")
    page.get_by_text("not a number").wait_for()
    amount.fill("60,000")
    amount.press("Tab")
    person.click(page.get_by_role("button", name="Add the cost"), "add")
    page.get_by_text("A learning network: £60,000 a year", exact=True).wait_for()
    person.click(page.get_by_role("tab", name="Deciding after a wave"), "the decision")
    chosen(person, "Decide on the later waves by", "Depression, within a year")

    page.get_by_text("In April 2029 it is decided whether the later waves go ahead").wait_for()
    page.get_by_text("They go ahead if the difference in “Depression, within a year”").wait_for()
    person.click(page.get_by_role("tab", name="Areas", exact=True), "the areas")
    page.get_by_text("Ashby").first.wait_for()
    assert len(person.clicks) <= MOST_CLICKS, person.clicks

    with page.expect_download() as saved:
        page.get_by_role("button", name="Save roll-out file").click()
    data = json.loads(Path(saved.value.path()).read_bytes())
    assert len(data["places"]) == 10 and list(data["waves"].values()) == ["2027-28", "2031-32"]
    assert data["stop_after"]["outcome"] == "depression_short" and "illustrative" not in data

    page.get_by_role("button", name="Make the papers").click()
    button = page.get_by_role("button", name="Download roll-out-summary.pdf")
    button.wait_for()
    with page.expect_download() as download:
        button.click()
    pages = pdf_pages(Path(download.value.path()).read_bytes(), tmp_path)
    assert len(pages) == 2 and flat("In waves, or all at once") in flat(pages[0])

    # Another day, from the file that was saved.
    other = chromium.new_page(viewport={"width": 1280, "height": 900})
    other.goto(f"{address}/many")
    other.get_by_text("Go on with a roll-out that was saved").wait_for()
    other.locator("input[type=file]").set_input_files(
        {
            "name": "saved.json",
            "mimeType": "application/json",
            "buffer": Path(saved.value.path()).read_bytes(),
        }
    )
    other.get_by_role("button", name="Open this roll-out").click()
    other.get_by_text("There are 10 places in 2 waves.", exact=True).wait_for()
    other.get_by_text("In April 2029 it is decided whether the later waves go ahead").wait_for()
