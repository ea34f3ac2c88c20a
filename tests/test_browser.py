"""The app in a real browser: every page at two widths, light and dark, by keyboard, and asking no other host."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from conftest import free_port, start_app, stop_app

from valuation import read_case, result

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "cases" / "northshire_peer_support.yaml"
PAGES = (
    "Start",
    "Proposal",
    "Numbers",
    "Assumptions",
    "Results",
    "Test and compare",
    "Delivery",
    "Export",
    "History and sharing",
    "Library",
    "Help",
)
PARTS = (
    "How well must it work?",
    "Ready-made sets",
    "Compare A with B",
    "What is worth finding out",
    "Blind spots",
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def settled(page):
    """Waits until the page has been drawn."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)


AT_REST = """() => new Promise((done, gaveUp) => {
  const app = () => document.querySelector('[data-testid=stApp]');
  const moves = () => document.getAnimations().some(a => a.playState === 'running' && Number.isFinite(a.effect.getComputedTiming().endTime));
  const began = Date.now();
  let changed = began;
  const seen = new MutationObserver(() => { changed = Date.now(); });
  seen.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  const look = () => {
    const isAtRest = app()?.dataset.testScriptState === 'notRunning' && Date.now() - changed >= 200 && !moves();
    if (isAtRest) { seen.disconnect(); done(); }
    else if (Date.now() - began > 60_000) { seen.disconnect(); gaveUp(new Error('the page comes to no rest')); }
    else setTimeout(look, 20);
  };
  look();
})"""


def at_rest(page):
    """Waits until the page has been drawn, and nothing has changed for a fifth of a second or moves."""
    settled(page)
    page.evaluate(AT_REST)


def host_of(url: str) -> str:
    """Returns the host of an address; a blob is made in the page and asks nobody."""
    return urlparse(url.removeprefix("blob:")).hostname or ""


@pytest.fixture
def visit(chromium, address):
    """Opens the app in a window of some width; gives the page and every host that it asks."""
    opened_pages = []

    def opened(width: int, dark: bool = False):
        page = chromium.new_page(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        opened_pages.append(page)
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(host_of(request.url)))
        page.on("websocket", lambda found: hosts.add(urlparse(found.url).hostname or ""))
        page.goto(address)
        settled(page)
        page.wait_for_selector(".mtc-verdict", timeout=60_000)
        return page, hosts

    yield opened
    for page in opened_pages:
        page.close()


def with_example(page):
    """Opens the finished example."""
    page.get_by_role("button", name="Open this example").click()
    page.get_by_role("heading", name="Charts", exact=True).wait_for(timeout=60_000)
    settled(page)
    return page


def show_part(page, part):
    """Chooses what to look at on the Test and compare page."""
    page.get_by_role("radiogroup", name="What to look at").get_by_text(part, exact=True).click()
    at_rest(page)


def on_page(page, name):
    """Goes to a page by its link, which on a narrow screen stands in a drawer."""
    is_narrow = page.viewport_size["width"] < 768
    if is_narrow and page.get_by_test_id("stExpandSidebarButton").is_visible():
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    heading = {"Start": "Make the Case"}.get(name, name)
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for(timeout=60_000)
    settled(page)
    collapse = page.get_by_test_id("stSidebarCollapseButton").locator("button")
    if is_narrow and not page.get_by_test_id("stExpandSidebarButton").is_visible():
        collapse.click()
        at_rest(page)
    return page


def test_the_first_page_has_a_finished_example_in_view_and_starting_ones_own_beside_it(chromium, tmp_path):
    port = free_port()
    server = start_app(port, tmp_path, MAKE_THE_CASE_DATA=str(tmp_path))  # where nobody has kept a draft yet
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"http://localhost:{port}")
    page.wait_for_selector(".mtc-verdict", timeout=60_000)
    case = read_case(EXAMPLE)
    option = result(case)["options"][case.shape.preferred]
    assert page.locator(".mtc-verdict").first.inner_text() == option["verdict"]["sentence"]
    assert page.locator(".mtc-five").first.locator("li").count() == 5
    assert page.locator("h1").count() == 1
    for words in ("Start your own", "Read a finished example"):
        assert page.get_by_role("heading", name=words).bounding_box()["y"] < 600
    page.close()
    stop_app(server)


def test_the_browser_asks_no_other_host_on_any_page(visit):
    page, hosts = visit(1280)
    with_example(page)
    for name in PAGES:
        on_page(page, name)
    at_rest(page)
    assert hosts == {"localhost"}


TWICE = "document.documentElement.style.fontSize = '200%'"


@pytest.mark.parametrize(("width", "is_large"), [(320, False), (390, False), (640, True)])
def test_nothing_runs_over_the_side_of_a_narrow_screen_nor_with_text_at_twice_its_size(
    visit, width, is_large
):
    page, _ = visit(width)
    if is_large:
        page.evaluate(TWICE)
    with_example(page)
    for name in PAGES:
        on_page(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        over = f"""() => [...document.querySelectorAll(
            '[data-testid=stMain] :is(p, li, h1, h2, h3, td, th, dd, label, button, input)')]
            .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > {width} + 1
                && !e.closest('.mtc-table thead, .js-plotly-plot'))
            .map(e => e.tagName + ' ' + e.innerText.slice(0, 40))"""
        for part in ("", *PARTS) if name == "Test and compare" else ("",):
            if part:
                show_part(page, part)
            assert page.evaluate(over) == [], (name, part)


FAULTS_OF_STREAMLIT = {
    (page, "presentation-role-conflict"): "the drop zone of its file uploader" for page in ("Start", "Export")
}
"""(page, rule) that Streamlit's own parts break; any other fault is ours."""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_fault_that_axe_finds_beyond_streamlits_own(visit, width, dark):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page, _ = visit(width, dark)
    with_example(page)
    found = []
    for name in PAGES:
        on_page(page, name)
        if name == "Numbers":
            page.get_by_role("button", name="Change: Course coordinators").click()
            page.get_by_role("button", name="Close: Course coordinators").wait_for()
            settled(page)
        for part in ("", *PARTS) if name == "Test and compare" else ("",):
            if part:
                show_part(page, part)
            faults = axe.Axe().run(page).response["violations"]
            found += [
                (name, part, fault["id"], fault["nodes"][0]["html"][:200])
                for fault in faults
                if (name, fault["id"]) not in FAULTS_OF_STREAMLIT
            ]
    assert found == []


def test_every_chart_has_alternative_text_and_its_numbers_in_a_table(visit):
    page, _ = visit(1280)
    with_example(page)
    figures = page.get_by_role("figure")
    charts = 8
    figures.nth(charts - 1).wait_for()
    assert figures.count() == charts
    for k in range(charts):
        assert figures.nth(k).get_attribute("aria-label").endswith(".")
    tables = page.get_by_text("The numbers in a table")
    assert tables.count() == charts
    tables.first.click()
    assert page.get_by_role("table", name="The likely position at the end of each year").is_visible()


def test_a_number_is_changed_by_keyboard_alone_and_the_sentence_at_the_top_follows(visit):
    page, _ = visit(1280)
    with_example(page)
    on_page(page, "Numbers")
    before = page.locator(".mtc-running").inner_text()
    field = page.get_by_role("textbox", name="2. Of every 100 offered it")
    for _ in range(60):
        page.keyboard.press("Tab")
        if field.evaluate("e => e === document.activeElement"):
            break
    assert field.evaluate("e => e === document.activeElement"), "the field is reached with the Tab key"
    page.keyboard.press("Control+a")
    page.keyboard.type("40%")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => document.querySelector('.mtc-running').innerText !== {before!r}")
    page.wait_for_function("() => document.activeElement.value === '40'")  # drawn after the sentence
    assert field.evaluate("e => e === document.activeElement"), "the focus stays where it was"


def test_a_form_stays_open_while_its_figures_are_changed(visit):
    page, _ = visit(1280)
    with_example(page)
    on_page(page, "Numbers")
    page.get_by_role("button", name="Change: Course coordinators").click()
    name = page.get_by_role("textbox", name="Name of the cost").first
    name.wait_for()
    name.fill("Coordinators")
    name.press("Enter")
    page.get_by_role("button", name="Close: Coordinators").wait_for()
    assert page.get_by_role("combobox", name="What it grows with").first.is_visible()
