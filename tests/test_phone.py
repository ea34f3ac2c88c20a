"""Every page of a finished case on a phone: the menu gets out of the way, no amount loses its minus, and no chart its words."""

from __future__ import annotations

import re

import pytest
from test_browser import PAGES, PARTS, at_rest, settled, show_part, visit, with_example

__all__ = ["visit"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (390, 320)

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


def chosen(page, name: str) -> None:
    """Goes to a page by the menu, which has to be opened and closes by itself."""
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    heading = {"Start": "Make the Case"}.get(name, name)
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for(timeout=60_000)
    settled(page)
    page.get_by_test_id("stExpandSidebarButton").wait_for(timeout=10_000)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_menu_closes_amounts_keep_their_minus_and_charts_their_words(visit, width: int) -> None:
    page, _ = visit(width)
    with_example(page)
    for name in PAGES:
        chosen(page, name)
        for part in ("", *PARTS) if name == "Test and compare" else ("",):
            if part:
                show_part(page, part)
            at_rest(page)
            where = (name, part)
            assert page.evaluate(CUT) == [], where
            assert page.evaluate(ALONE) == [], where
            assert page.evaluate("document.documentElement.scrollWidth") <= width, where
            assert [found for found in page.evaluate(LETTERING) if "Source Sans" not in found] == [], where


def test_an_amount_below_0_keeps_its_minus_at_any_width(visit) -> None:
    page, _ = visit(390)
    with_example(page)
    for width in range(300, 420, 7):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_timeout(100)
        assert page.evaluate(ALONE) == [], width


def test_what_the_menu_covered_is_where_the_keyboard_goes_on(visit) -> None:
    page, _ = visit(390)
    with_example(page)
    chosen(page, "Results")
    assert page.evaluate("document.activeElement.dataset.testid") == "stMain"
