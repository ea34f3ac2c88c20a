"""Help where it is needed: the tour of the finished case, the words in place, what others found, and what this program is."""

from __future__ import annotations

from pathlib import Path

import pytest
from finished_cases import case_at
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from test_pages import at_page, case_of, opened, run, started, text_of, unfolded

from make_the_case.views.shell import tour
from make_the_case.views.shell.frame import WORDS
from make_the_case.words.glossary import BY_WORD, IN_PAPERS, TERMS, terms
from valuation import load_library
from valuation.case.templates import plain_template, published_of_people
from valuation.version import PROGRAM_VERSION

ROOT = Path(__file__).resolve().parents[1]
FIRST = ROOT / "cases" / "southfold_befriending.yaml"
NORTHSHIRE = ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"


def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()


def test_the_tour_opens_the_finished_case_and_says_something_at_the_top_of_each_of_its_pages() -> None:
    page = app()
    page.button(key="start:tour").click()
    page = run(page)
    assert case_of(page).data == case_at(FIRST).data
    names = list(tour.steps())
    assert names == ["results", "costs", "assumptions", "test", "delivery", "papers"]
    for place, name in enumerate(names, 1):
        page = at_page(page, name)
        said = " ".join(element.value for element in page.markdown)
        assert f"Tour, {place} of 6." in said and tour.steps()[name] in said
        if place < 6:
            page.button(key="tour:next").click()
            page.run()  # leads to the next page, which AppTest is then brought to as the link would
            assert page.session_state["tour"] == names[place]
    page.button(key="tour:start").click()
    page.run()
    assert "tour" not in page.session_state


def test_the_tour_can_be_left_and_the_case_stays_open() -> None:
    page = app()
    page.button(key="start:tour").click()
    page = at_page(run(page), "results")
    page.button(key="tour:end").click()
    page = run(page)
    assert not any("Tour, " in element.value for element in page.markdown)
    assert case_of(page).shape.preferred


def test_every_page_explains_words_that_the_glossary_has_and_so_does_the_full_case() -> None:
    assert len(BY_WORD) == len(TERMS), "one concept, one entry"
    for words in (*WORDS.values(), IN_PAPERS):
        assert [term.word for term in terms(words)] == list(words)
    page = at_page(opened(NORTHSHIRE), "costs")
    for term in terms(WORDS["costs"]):
        assert f"{term.word} {term.means}." in text_of(page).replace("  ", " ")


def test_a_word_is_found_by_a_part_of_it_or_of_its_meaning() -> None:
    page = at_page(app(), "help")
    page.text_input(key="help:word").set_value("not money to spend").run()
    said = text_of(page)
    assert "capacity freed" in said and "weighted result" not in said
    page.text_input(key="help:word").set_value("zebra").run()
    assert "No word here has “zebra” in it." in text_of(page)


def test_help_says_what_has_not_been_tried_and_which_version_this_is() -> None:
    said = " ".join([text_of(at_page(app(), "help")), *(m.value for m in at_page(app(), "help").markdown)])
    for words in (
        "What has not been tried",
        "MIT licence",
        "It is not endorsed by",
        PROGRAM_VERSION,
        load_library().version,
    ):
        assert words in said


@pytest.mark.parametrize(("key", "fewest"), [("uptake", 3), ("completion", 6)])
def test_what_others_found_stands_beside_a_number_of_people_and_is_published(key: str, fewest: int) -> None:
    library = load_library()
    found = published_of_people(library, key)
    assert len(found) >= fewest
    by_hand = [
        number["value"]
        for ident in library.template_ids()
        if isinstance(
            number := ((plain_template(library, ident)["option"].get("people") or {}).get(key)), dict
        )
        and number.get("status") in ("published", "derived", "cited_fact")
    ]
    assert [number.value for _, number in found] == sorted(by_hand), (
        "the quick reading finds what reading the whole file finds"
    )
    page = at_page(started("peer_support_ltc"), "costs")
    page = unfolded(page, f"choice:from:options.peer_support_ltc.people.{key}")
    said = text_of(page)
    assert "What others found" in said and f"{found[0][1].value * 100:.3g}" in said and found[0][0] in said


def test_the_same_number_on_two_pages_shows_what_the_case_says_on_both() -> None:
    path = "options.peer_courses.people.uptake"
    page = at_page(opened(NORTHSHIRE), "costs")
    page.text_input(key=f"field:{path}").set_value("23").run()
    page = at_page(page, "assumptions")
    page.selectbox(key="log:one").set_value(path).run()
    assert page.text_input(key=f"field:{path}").value == "23"
    assert at_page(page, "costs").text_input(key=f"field:{path}").value == "23"
