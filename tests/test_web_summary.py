"""The web summary: one small page that needs nothing beside it, with the figures of the board summary in the same characters."""

from __future__ import annotations

import html

import pytest
from finished_cases import FINISHED, case_at, path_of
from template_cases import case_from

from make_the_case.exports.audience_files import page_for, summary_page
from make_the_case.words.blocks import numeric_columns
from make_the_case.words.formats import BOARDS
from make_the_case.words.papers.board_summary import board_summary
from make_the_case.words.tables.summary_tables import Table
from valuation import Case, analysed, answer
from valuation.answers.appraised import Appraised


def appraised(case: Case) -> Appraised:
    return Appraised(case, answer(case), case.preferred, analysed(case, 100))


@pytest.mark.parametrize("name", FINISHED)
def test_it_says_what_the_board_summary_says_in_the_same_characters(name: str) -> None:
    of = appraised(case_at(path_of(name)))
    found, said = board_summary(of), html.unescape(summary_page(of).decode())
    for words in (
        found.title, found.ask.words, found.ask.reason, found.ask.note, found.verdict, found.check_code, found.value.title, *found.saves,
        *(mark.words for mark in found.marks), *(chance.words for chance in found.chances), *(party.words for party in found.parties),
        *(cell for row in found.standards.rows for cell in row), *(cell for row in (found.tests.rows if found.tests else ()) for cell in row),
    ):  # fmt: skip
        assert words in said, words


def test_it_says_the_recommendation_once_and_nothing_of_lines_that_it_does_not_draw() -> None:
    said = html.unescape(summary_page(appraised(case_from("deep_end_links"))).decode())
    assert "Recommendation: Test it first. Approve" in said and "Thin lines" not in said
    assert '<caption class="unseen">Go on, change or stop</caption>' in said, "a heading has just said it"


@pytest.mark.parametrize(
    ("words", "is_number"), [("+£3.1 million", True), ("less than £100", True), ("about 7 in 10", False)]
)
def test_amounts_stand_to_the_right_however_they_are_written(words: str, is_number: bool) -> None:
    assert numeric_columns(Table("", ("", ""), (("a", words), ("b", "£200")), "")) == [False, is_number]


def test_it_is_a_twentieth_of_the_whole_page_and_loads_nothing() -> None:
    of = appraised(case_at(path_of("southfold_befriending")))
    page = summary_page(of)
    assert len(page) < len(page_for(of, BOARDS)) / 20
    assert b"<script" not in page and b"src=" not in page


def test_a_template_s_figures_make_it_a_draft() -> None:
    assert b"Not for a decision." in summary_page(appraised(case_from("newcastle_social_prescribing")))
