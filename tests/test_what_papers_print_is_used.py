"""What stands in an annex is what the model uses, in words that fit it: prices of the case, one hour, sources that can be looked up."""

from __future__ import annotations

import io

import pytest
from finished_cases import FINISHED, case_at, path_of
from pypdf import PdfReader

from make_the_case.exports.board_pdf import STANDARD
from make_the_case.exports.paper_pdf import paper
from make_the_case.words.assumption_phrases import amount_in_words
from make_the_case.words.blocks import Drawn, numeric_columns
from make_the_case.words.charts.sensitivity_charts import fan_chart
from make_the_case.words.papers.board_summary import board_summary
from make_the_case.words.sources import attributions
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.tables.value_map import value_map_rows
from valuation import analysed, answer, compile_case, simulate
from valuation.answers.appraised import Appraised


def test_a_proxy_is_the_price_that_is_used_with_the_published_one_beside_it() -> None:
    case = case_at("cases/highcombe_diabetes.yaml")
    (row,) = [row for row in value_map_rows(case, answer(case), "year_of_care") if row.indicator == "QALY"]
    number = next(a for a in compile_case(case).assumptions if a.value == 70_000)
    assert row.proxy == pytest.approx(number.value * case.price_factor(number))
    assert row.proxy == pytest.approx(86_286, abs=1) and row.source is not None
    assert row.source.endswith(": £70,000 in 2020/21 prices")


@pytest.mark.parametrize("name", FINISHED)
def test_an_indicator_is_said_in_words(name: str) -> None:
    case = case_at(path_of(name))
    for row in value_map_rows(case, answer(case)):
        assert row.indicator not in ("qaly", "wellby"), "a key of the file is no word for a reader"


@pytest.mark.parametrize("name", FINISHED)
def test_what_is_listed_as_a_source_can_be_looked_up(name: str) -> None:
    case = case_at(path_of(name))
    assert "findings of this case" not in {
        title for title, _, _ in attributions(case, compile_case(case).assumptions)
    }


def test_one_of_a_thing_is_said_as_one() -> None:
    case = case_at("cases/highcombe_diabetes.yaml")
    path = next(a.path for a in compile_case(case).assumptions if a.unit == "hours" and a.value == 1)
    assert amount_in_words(case, path, 1.0) == "1 hour" and amount_in_words(case, path, 2.0) == "2 hours"


def test_a_column_of_numbers_stands_to_the_right_where_a_word_stands_for_none() -> None:
    rows = (
        ("Pay", "1,200", "2.6", "nil"),
        ("Capital", "nil", "Nothing", "nil"),
        ("All", "1,200", "3 or more", "nil"),
    )
    assert numeric_columns(Table("", ("Who", "£", "Each", "None"), rows)) == [False, True, False, False]


def test_the_axis_of_a_fan_says_what_its_numbers_are() -> None:
    case = case_at("cases/southfold_befriending.yaml")
    chart = fan_chart(simulate(case, 200), answer(case), case.preferred)
    with paper("Fan", "", "", "CODE", [Drawn(chart, has_table=False)]) as made:
        (page,) = PdfReader(io.BytesIO(made.pdf(STANDARD))).pages
    assert chart.axis.startswith("£") and chart.axis in page.extract_text()


def test_no_range_counts_people_below_nothing() -> None:
    """Larkmoor's life satisfaction may be worse or better: 74 of every 100 people end worse, and not −74 of them."""
    case = case_at(path_of("larkmoor_green_prescribing"))
    summary = board_summary(Appraised(case, answer(case), case.preferred, analysed(case, 200)))
    assert summary.needs is not None
    ranges = [row[3] for row in summary.needs.rows]
    assert any(words.endswith(" better") and " worse to " in words for words in ranges)
    assert not any("\N{MINUS SIGN}" in words for words in ranges)
