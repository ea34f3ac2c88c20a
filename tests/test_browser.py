"""The app in a real browser: every page at two widths, light and dark, by keyboard, and asking no other host."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse

import pytest
from browsing import (
    PAGES,
    PARTS,
    at_rest,
    host_of,
    settled,
    walk_with_a_phone,
    walk_with_a_wide_screen,
    with_draft,
    with_example,
)
from conftest import free_port, start_app, stop_app

from valuation import read_case, result

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "cases" / "southfold_befriending.yaml"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def visit(chromium, address):
    """Opens the app in a window of some width, at its first page or a draft at another; gives the page and every host that it asks."""
    opened_pages = []

    def opened(width: int, dark: bool = False, draft_at: str = ""):
        page = chromium.new_page(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        opened_pages.append(page)
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(host_of(request.url)))
        page.on("websocket", lambda found: hosts.add(urlparse(found.url).hostname or ""))
        if draft_at:
            with_draft(page, address, draft_at)
        else:
            page.goto(address)
            settled(page)
            page.wait_for_selector(".mtc-verdict")
        return page, hosts

    yield opened
    for page in opened_pages:
        page.close()


def test_a_button_that_leads_to_another_page_leads_to_its_head(visit):
    """From the foot of a long page to the next: a reader who is left as far down as before sees the middle of it."""
    page, _ = visit(1280, draft_at="Costs and people")
    main = page.get_by_test_id("stMain")
    field = page.get_by_role("textbox", name="Of every 100 offered it")
    field.fill("23")
    field.press("Enter")  # so that the next page has something to work out, and grows while it is drawn
    at_rest(page)
    assert main.evaluate("main => main.scrollTop") > 500
    page.get_by_role("button", name="See the results").click()
    page.get_by_role("tab").first.wait_for()
    at_rest(page)
    assert main.evaluate("main => main.scrollTop") == 0


def test_the_first_screen_has_the_question_a_finished_example_beside_it_and_who_made_this(chromium, tmp_path):
    port = free_port()
    server = start_app(port, tmp_path, MAKE_THE_CASE_DATA=str(tmp_path))  # where nobody has kept a draft yet
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"http://localhost:{port}")
    page.wait_for_selector(".mtc-verdict")
    case = read_case(EXAMPLE)
    option = result(case)["options"][case.shape.preferred]
    assert page.locator(".mtc-verdict").first.inner_text() == option["verdict"]["sentence"]
    assert page.locator("h1").count() == 1
    asked = page.get_by_role("searchbox", name="What do you want to make the case for?").bounding_box()
    beside = page.get_by_role("button", name="Read it in three minutes").bounding_box()
    made_by = page.get_by_text("not endorsed by the NHS").bounding_box()
    assert beside["x"] > asked["x"] + asked["width"] > made_by["x"]
    for box in (asked, beside, made_by):
        assert box["y"] + box["height"] < 700
    page.close()
    stop_app(server)


@pytest.mark.longer
def test_the_browser_asks_no_other_host_on_any_page(chromium, address):
    assert walk_with_a_wide_screen(chromium, address).hosts == {"localhost"}


@pytest.mark.longer
@pytest.mark.parametrize("width", [320, 390])
def test_nothing_runs_over_the_side_of_a_narrow_screen(chromium, address, width):
    looked = [found for found in walk_with_a_phone(chromium, address).looked if found.width == width]
    assert len(looked) == len(PAGES) + len(PARTS)
    assert [(found.page, found.part) for found in looked if found.reaches > width] == []
    assert {(found.page, found.part): found.over for found in looked if found.over} == {}


@pytest.mark.longer
def test_nothing_runs_over_the_side_with_text_at_twice_its_size(chromium, address):
    looked = walk_with_a_wide_screen(chromium, address).looked
    assert len(looked) == len(PAGES) + len(PARTS) and {found.width for found in looked} == {640}
    assert [(found.page, found.part) for found in looked if found.reaches > 640] == []
    assert {(found.page, found.part): found.over for found in looked if found.over} == {}


@pytest.mark.longer
@pytest.mark.parametrize("walk", [walk_with_a_wide_screen, walk_with_a_phone], ids=["1280", "390"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_has_a_fault_that_axe_finds_beyond_streamlits_own(chromium, address, walk, colours):
    pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    assert walk(chromium, address).faults[colours] == []


def test_every_chart_has_alternative_text_and_its_numbers_in_a_table(visit):
    page, _ = visit(1280)
    with_example(page)
    page.get_by_text("More charts").click()
    figures = page.get_by_role("figure")
    charts = 6  # who pays and cash by year, and the four of one point of view
    figures.nth(charts - 1).wait_for()
    at_rest(page)
    assert figures.count() == charts
    for k in range(charts):
        assert figures.nth(k).get_attribute("aria-label").endswith(".")
    tables = page.get_by_text("In words and a table")
    assert tables.count() == charts
    page.get_by_text("In words and a table: the likely position").click()
    assert page.get_by_role("table", name="The likely position at the end of each year").is_visible()


def test_a_number_is_changed_by_keyboard_alone_and_the_sentence_at_the_top_follows(visit):
    page, _ = visit(1280, draft_at="Costs and people")
    before = page.locator(".st-key-answer").inner_text()
    field = page.get_by_role("textbox", name="Of every 100 offered it")
    for _ in range(150):
        page.keyboard.press("Tab")
        if field.evaluate("e => e === document.activeElement"):
            break
    assert field.evaluate("e => e === document.activeElement"), "the field is reached with the Tab key"
    page.keyboard.press("Control+a")
    page.keyboard.type("40%")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => document.querySelector('.st-key-answer').innerText !== {before!r}")
    page.wait_for_function("() => document.activeElement.value === '40'")  # drawn after the sentence
    assert field.evaluate("e => e === document.activeElement"), "the focus stays where it was"


def test_a_form_stays_open_while_its_figures_are_changed(visit):
    page, _ = visit(1280, draft_at="Costs and people")
    page.get_by_role("button", name="Change: Coordinators (brokers)").click()
    name = page.get_by_role("textbox", name="Name of the cost").first
    name.wait_for()
    name.fill("Matchmakers")
    name.press("Enter")
    page.get_by_role("button", name="Close: Matchmakers").wait_for()
    assert page.get_by_role("combobox", name="What this cost depends on").first.is_visible()
