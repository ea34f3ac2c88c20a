"""Every page of a finished case on a phone: the menu gets out of the way, no amount loses its minus, and no chart its words."""

from __future__ import annotations

import pytest
from browsing import ALONE, PAGES, PARTS, chosen, walk_with_a_phone, with_example
from test_browser import visit

__all__ = ["visit"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (390, 320)


@pytest.mark.longer
@pytest.mark.parametrize("width", WIDTHS)
def test_the_menu_closes_amounts_keep_their_minus_and_charts_their_words(
    chromium, address, width: int
) -> None:
    looked = [found for found in walk_with_a_phone(chromium, address).looked if found.width == width]
    assert len(looked) == len(PAGES) + len(PARTS)
    assert {(found.page, found.part): found.cut for found in looked if found.cut} == {}
    assert {(found.page, found.part): found.alone for found in looked if found.alone} == {}
    assert [(found.page, found.part) for found in looked if found.reaches > width] == []
    lettering = {font for found in looked for font in found.lettering}
    assert lettering and all("Source Sans" in font for font in lettering)


def test_an_amount_below_0_keeps_its_minus_at_any_width(visit) -> None:
    page, _ = visit(390)
    with_example(page)
    for width in range(300, 420, 7):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_timeout(100)
        assert page.evaluate(ALONE) == [], width


def test_what_the_menu_covered_is_where_the_keyboard_goes_on(visit) -> None:
    page, _ = visit(390, draft_at="Costs and people")
    chosen(page, "Proposal")
    assert page.evaluate("document.activeElement.dataset.testid") == "stMain"
