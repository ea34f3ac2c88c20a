"""Pages of the largest case: each list shows so many entries at once, and a search and a choice lead to every other."""

from __future__ import annotations

import pytest
from large_cases import large_case
from test_pages import at_page, clicked, opened, run, text_of

from make_the_case.views.forms.long_lists import MOST

SEARCH = "choice:find:options.option_0.outcomes"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A case of one option with 100 costs and 100 benefits."""
    file = tmp_path_factory.mktemp("large") / "large.yaml"
    file.write_text(large_case(options=1, costs=100, outcomes=100, years=2))
    return file


def ticked(page) -> list[str]:
    """Returns the benefits that the page shows."""
    return [box.label for box in page.checkbox if box.label.startswith("Outcome")]


def test_numbers_shows_so_many_benefits_at_once_and_leads_to_each_of_the_others(path):
    page = at_page(opened(path), "outcomes")
    first = ticked(page)
    assert len(first) == MOST
    key = "choice:page:options.option_0.outcomes"
    seen = set(first)
    for begin in (MOST, 2 * MOST):
        page.selectbox(key=key).set_value(begin)
        run(page)
        assert len(ticked(page)) <= MOST
        seen |= set(ticked(page))
    assert seen == {f"Outcome {k}" for k in range(100)}


def test_a_search_finds_an_entry_wherever_it_stands_and_one_that_finds_nothing_says_so(path):
    page = at_page(opened(path), "outcomes")
    page.text_input(key=SEARCH).set_value("outcome 97")
    assert ticked(run(page)) == ["Outcome 97"]
    page.text_input(key=SEARCH).set_value("bicycle")
    assert ticked(run(page)) == [] and "None of them is called that." in text_of(page)


def test_an_open_entry_stays_in_view_whatever_is_searched_for(path):
    page = at_page(opened(path), "outcomes")
    clicked(page, "choice:fold:options.option_0.outcomes.outcome_3")
    page.text_input(key=SEARCH).set_value("outcome 97")
    assert ticked(run(page)) == ["Outcome 3", "Outcome 97"]


def test_every_row_of_a_long_log_can_be_reached(path):
    page = at_page(opened(path), "assumptions")
    page.toggle(key="log:every").set_value(True)
    run(page)
    pages = page.selectbox(key="choice:page:log").options
    assert len(pages) > 3 and pages[0].startswith(f"1 to {MOST} of ")
    table = next(element.proto.body for element in page.get("html") if "Break-even value" in element.proto.body and "<table" in element.proto.body)  # fmt: skip
    assert table.count('<tr role="row">') <= MOST + 1
