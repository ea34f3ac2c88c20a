"""The app in a real browser: how a page is waited for, gone to and looked at, and walks of which several tests read what they found."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlparse

from finished_cases import case_at
from patience import PATIENCE_MS
from playwright.sync_api import TimeoutError

from make_the_case.store import Drafts
from make_the_case.views.shell.brand import PROMISE
from valuation.answers.saving import body_of

EXAMPLE = Path(__file__).resolve().parents[1] / "cases" / "southfold_befriending.yaml"
PAGES = (
    "Start",
    "Your cases",
    "Which of these?",
    "From one place to many",
    "Proposal",
    "Costs and people",
    "Outcomes",
    "Results",
    "Test and compare",
    "Plan a test",
    "Workshop",
    "Delivery",
    "How is it going?",
    "Papers",
    "Assumptions",
    "History and sharing",
    "Library",
    "Help",
)
ADDRESSES = {
    "Costs and people": "costs",
    "Test and compare": "test",
    "Plan a test": "plan",
    "History and sharing": "history",
    "How is it going?": "going",
    "Which of these?": "which",
    "From one place to many": "many",
}
"""What stands in the address of a page, where that is not its name."""
TIMES_CLICKED = 10
"""How often a list is asked to open before it is said that it does not."""
PARTS = ("What matters most", "Compare two scenarios", "What further evidence is worth", "Blind spots")


def settled(page):
    """Waits until the page has been drawn."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


AT_REST = """patience => new Promise((done, gaveUp) => {
  const app = () => document.querySelector('[data-testid=stApp]');
  const moves = () => document.getAnimations().some(a => a.playState === 'running' && Number.isFinite(a.effect.getComputedTiming().endTime));
  const isDrawn = () => !document.querySelector('[data-testid=stSkeleton]') && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => chart.querySelector('.main-svg'));
  const began = Date.now();
  let changed = began;
  const seen = new MutationObserver(() => { changed = Date.now(); });
  seen.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  const look = () => {
    const isQuiet = Date.now() - changed >= 200 && app()?.dataset.testScriptState === 'notRunning';  // else nothing more is looked at
    if (isQuiet && isDrawn() && !moves()) { seen.disconnect(); done(); }
    else if (Date.now() - began > patience) { seen.disconnect(); gaveUp(new Error('the page comes to no rest')); }
    else setTimeout(look, 20);
  };
  look();
})"""


def at_rest(page):
    """Waits until the page has been drawn with its charts, and nothing has changed for a fifth of a second or moves."""
    settled(page)
    page.evaluate(AT_REST, PATIENCE_MS)


def with_list_open(page, field):
    """Opens the list of a field to choose from, and returns its options.

    The field is brought into view first: a list shuts when the page moves below it. A page that is drawn anew just then shuts it too, or
    draws the field that was clicked once more: a person clicks again.
    """
    options = page.get_by_role("option")
    for _ in range(TIMES_CLICKED):
        field.scroll_into_view_if_needed()
        at_rest(page)
        field.click()
        with suppress(TimeoutError):
            options.first.wait_for(timeout=PATIENCE_MS / TIMES_CLICKED)
            return options
    raise AssertionError(f"the list of {field} did not open, clicked {TIMES_CLICKED} times")


def host_of(url: str) -> str:
    """Returns the host of an address; a blob is made in the page and asks nobody."""
    return urlparse(url.removeprefix("blob:")).hostname or ""


def with_example(page):
    """Opens the finished example."""
    page.get_by_role("button", name="Read it in three minutes").click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    return page


def with_draft(page, address: str, name: str):
    """Opens a page of a draft of the finished example by its link: at once, where with_example has every chart drawn before."""
    drafts = Drafts(f"sqlite:///{Path(os.environ['MAKE_THE_CASE_DATA']) / 'drafts.sqlite'}")
    secret = drafts.create(body_of(case_at(EXAMPLE)))
    drafts.close()
    page.goto(f"{address}/{ADDRESSES.get(name, name.lower())}?draft={secret}")
    page.get_by_role("heading", name=name, exact=True, level=1).wait_for()
    settled(page)
    return page


def show_part(page, part):
    """Chooses what to look at on the Test and compare page."""
    page.get_by_role("tab", name=part, exact=True).click()
    at_rest(page)


def off_start(page):
    """Leaves Start, which has a few links of its own in place of the list of pages."""
    if page.get_by_role("heading", name=PROMISE, exact=True, level=1).is_visible():
        page.get_by_role("link", name="Help", exact=True).click()
        page.get_by_role("heading", name="Help", exact=True, level=1).wait_for()
        settled(page)


def on_page(page, name):
    """Goes to a page by its link, which on a narrow screen stands in a drawer."""
    off_start(page)
    is_narrow = page.viewport_size["width"] < 768
    if is_narrow and page.get_by_test_id("stExpandSidebarButton").is_visible():
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    heading = {"Start": PROMISE}.get(name, name)
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for()
    settled(page)
    collapse = page.get_by_test_id("stSidebarCollapseButton").locator("button")
    if is_narrow and name != "Start" and not page.get_by_test_id("stExpandSidebarButton").is_visible():
        collapse.click()
        at_rest(page)
    return page


FAULTS_OF_STREAMLIT = {
    (page, "presentation-role-conflict"): "the drop zone of its file uploader"
    for page in ("Start", "Papers", "How is it going?", "Which of these?", "From one place to many")
}
"""(page, rule) that Streamlit's own parts break; any other fault is ours."""


CUT = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(chart => {
    const whole = chart.querySelector('.main-svg').getBoundingClientRect();
    return [...chart.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < whole.left - 1 || box.right > whole.right + 1 || box.top < whole.top - 1 || box.bottom > whole.bottom + 1);
    }).map(text => text.textContent);
})"""
"""The words of charts that reach over the edge of their picture."""

LETTERING = """() => [...new Set([...document.querySelectorAll('.js-plotly-plot text')].map(text => getComputedStyle(text).fontFamily))]"""

ALONE = r"""() => {
    const found = [], walker = document.createTreeWalker(document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        for (const match of text.data.matchAll(/\u2212\u2060?£?[\d.,]+/g)) {
            const range = document.createRange();
            range.setStart(text, match.index);
            range.setEnd(text, match.index + match[0].length);
            const tops = new Set([...range.getClientRects()].filter(box => box.width > 1).map(box => Math.round(box.top)));
            if (tops.size > 1) found.push(match[0]);
        }
    }
    return found;
}"""
"""The amounts below 0 that stand on two lines."""


OVER = """width => [...document.querySelectorAll('[data-testid=stMain] :is(p, li, h1, h2, h3, td, th, dd, label, button, input)')]
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > width + 1 && !e.closest('.mtc-table thead, .js-plotly-plot, [role=tablist]'))
    .map(e => e.tagName + ' ' + e.innerText.slice(0, 40))"""
"""What of a page's words and controls reaches over its side."""


def chosen(page, name: str) -> None:
    """Goes to a page by the menu, which has to be opened and closes by itself."""
    off_start(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    heading = {"Start": PROMISE}.get(name, name)
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for()
    settled(page)
    if name != "Start":
        page.get_by_test_id("stExpandSidebarButton").wait_for()


CONTROLS = """() => {
  const shown = e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden' && !e.closest('[aria-hidden=true], [inert]');
  const found = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])')]
    .filter(e => shown(e) && !e.disabled && e.tabIndex >= 0 && !e.closest('header, .js-plotly-plot, [data-testid=stToolbar]'));
  // of the choices of one question the Tab key reaches one, and the arrows the others
  const asked = new Set();
  const once = key => !asked.has(key) && asked.add(key);
  const group = e => e.closest('[data-testid=stButtonGroup]');
  return found.filter(e => e.type === 'radio' ? e.checked && once(e.name) : !group(e) || once(group(e)))
    .map((e, k) => { e.dataset.walk = k; return e.tagName + ' ' + (e.getAttribute('aria-label') || e.innerText || e.type || '').slice(0, 60); });
}"""
"""Numbers what the Tab key has to reach on a page, and returns what each is."""


def not_reached(page, where: str) -> list[str]:
    """Presses Tab until every control of the page has had the focus; returns what is wrong."""
    at_rest(page)  # what comes late, as the sidebar does, would have lost its number
    names = page.evaluate(CONTROLS)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    reached: dict[str, dict] = {}
    held, before = 0, None
    for _ in range(len(names) + 60):
        page.keyboard.press("Tab")
        now = page.evaluate("() => document.activeElement && document.activeElement.dataset.walk")
        held = held + 1 if now is not None and now == before else 0
        if held > 2:
            return [f"{where}: the focus stays at {names[int(now)]}"]
        before = now
        if now is not None and now not in reached:
            reached[now] = {}
        if len(reached) == len(names):
            break
    missed = [names[k] for k in range(len(names)) if str(k) not in reached]
    return [f"{where}: Tab does not reach {name}" for name in missed]


# Walks through every page, of which several tests read what they found ------------------------------------------


@dataclass(frozen=True)
class Looked:
    """What was found on a page, or on a part of it, at a width."""

    page: str
    part: str
    width: int
    reaches: int
    """How far the whole page reaches to the right."""
    over: list[str]
    cut: list[str]
    alone: list[str]
    lettering: list[str]


@dataclass
class Walk:
    """What was found on a walk through every page of the finished example."""

    looked: list[Looked] = field(default_factory=list)
    faults: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: {"light": [], "dark": []})
    """What axe finds beyond Streamlit's own, by the colours that were asked for."""
    colours: list[str] = field(default_factory=lambda: ["light", "dark"])
    hosts: set[str] = field(default_factory=set)
    """Every host that the browser asked."""
    not_reached: list[str] = field(default_factory=list)
    """What the Tab key did not reach, or did not leave."""
    controls: int = 0
    """How many the Tab key had to reach."""
    papers: list[str] = field(default_factory=list)
    """The files that were made."""


def views(page, go):
    """Yields every page of the app and every part of it, each once it is there."""
    for name in PAGES:
        go(page, name)
        yield name, ""
        for part in PARTS if name == "Test and compare" else ():
            show_part(page, part)
            yield name, part


def looked_at(page, name: str, part: str, width: int) -> Looked:
    """Returns what is found on a page at a width."""
    from playwright.sync_api import TimeoutError as TookTooLong

    page.set_viewport_size({"width": width, "height": 900})
    at_rest(page)
    with suppress(TookTooLong):  # a chart follows the width of its page a little later
        page.wait_for_function(
            "width => document.documentElement.scrollWidth <= width", arg=width, timeout=5_000
        )
    reaches = page.evaluate("document.documentElement.scrollWidth")
    return Looked(
        name, part, width, reaches, page.evaluate(OVER, width), page.evaluate(CUT), page.evaluate(ALONE), page.evaluate(LETTERING)
    )  # fmt: skip


def in_colours(page, colours: str) -> str:
    """Asks for light or dark colours, and returns the colour that the page then stands on."""
    page.emulate_media(color_scheme=colours)
    at_rest(page)
    return page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")


OUR_PAGE = {"exclude": [["#stFloatingOverlayPortal"]]}
"""All but the layer in which Streamlit shows what it calls up beside a control: it stands outside every region of the page."""


EVERYTHING = {"resultTypes": ["violations"]}
OF_COLOURS = {**EVERYTHING, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""Asks axe for what depends on colours: all else on a page is the same in light and in dark."""


def faults_of(page, options: dict) -> list[dict]:
    """Returns what axe finds on a page; its half a million signs are read once by every page that is loaded."""
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return page.evaluate("asked => axe.run(...asked).then(found => found.violations)", [OUR_PAGE, options])


def note_faults(walk: Walk, page, name: str, part: str) -> None:
    """Notes what axe finds on a page: all of it in the colours in which the page stands, and what depends on colours in the others too."""
    if name == "Costs and people":
        page.get_by_role("button", name="Change: Coordinators (brokers)").click()
        page.get_by_role("button", name="Close: Coordinators (brokers)").wait_for()
        at_rest(page)
    page.mouse.move(0, 0)  # what a pointer that rests on a button calls up is no part of the page
    grounds = set()
    for colours, options in zip(walk.colours, (EVERYTHING, OF_COLOURS), strict=True):
        grounds.add(in_colours(page, colours))
        walk.faults[colours] += [
            (name, part, fault["id"], fault["nodes"][0]["html"][:200])
            for fault in faults_of(page, options)
            if (name, fault["id"]) not in FAULTS_OF_STREAMLIT
        ]
    assert len(grounds) == 2, "light and dark stand on grounds of their own"
    walk.colours.reverse()  # the next page is drawn in the colours of this one as it is left


TWICE = "twice => { document.documentElement.style.fontSize = twice ? '200%' : ''; }"
"""Shows text at twice its size, or at its own again."""


def used(walk: Walk, page, name: str) -> None:
    """Changes a number of the case where the numbers stand, and makes every paper where papers are made."""
    if name == "Costs and people":
        number = page.get_by_role("textbox", name="Of every 100 offered it")
        number.fill("21")
        number.press("Enter")
        page.get_by_text("Kept as revision 1 of your draft").first.wait_for()
    if name == "Papers":
        page.get_by_role("button", name="Make the files").click()
        page.get_by_role("button", name="Download case.html").wait_for()
        made = page.get_by_role("button", name="Download ").all_inner_texts()
        walk.papers += [words.removeprefix("Download ") for words in made]


@cache
def walk_with_a_wide_screen(chromium, address: str) -> Walk:
    """Looks at every page on a wide screen and uses it; and looks at it with text at twice its size, where half as much has room."""
    walk = Walk()
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.on("request", lambda request: walk.hosts.add(host_of(request.url)))
    page.on("websocket", lambda found: walk.hosts.add(urlparse(found.url).hostname or ""))
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    with_example(page)
    for name, part in views(page, on_page):
        used(walk, page, name)
        walk.not_reached += not_reached(page, f"{name} {part}".strip())
        walk.controls += page.locator("[data-walk]").count()
        note_faults(walk, page, name, part)
        page.evaluate(TWICE, True)
        walk.looked.append(looked_at(page, name, part, 640))
        page.evaluate(TWICE, False)
        page.set_viewport_size({"width": 1280, "height": 900})
    at_rest(page)
    page.close()
    return walk


@cache
def walk_with_a_phone(chromium, address: str) -> Walk:
    """Looks at every page on the screen of a phone of 390 and of 320 pixels, and for faults on the wider of them."""
    walk = Walk()
    page = chromium.new_page(viewport={"width": 390, "height": 900}, color_scheme="light")
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    with_example(page)
    for name, part in views(page, chosen):
        is_narrow_first = (
            page.viewport_size["width"] == 320 or name == "Costs and people"
        )  # where a form is then opened
        for width in (320, 390) if is_narrow_first else (390, 320):
            walk.looked.append(looked_at(page, name, part, width))
            if width == 390:
                note_faults(walk, page, name, part)
    page.close()
    return walk
