"""Several options beside each other: which is best for whom, and how sure, first by hand; then on the pages as a person works."""

from __future__ import annotations

from pathlib import Path

import pytest
from finished_cases import case_at
from small_cases import a_cost, a_gain, an_option, between, small_case, sure
from test_pages import at_page, case_of, clicked, opened, text_of, unfolded

from make_the_case.words.names import account_row
from make_the_case.words.tables.options_compared import (
    THE_SAME,
    best_for_whom_table,
    gains_by_option_table,
    options_chart,
)
from valuation import Case, answer, case_text, compile_case
from valuation.measures import BUSINESS_AS_USUAL
from valuation.sensitivity.decision import standings
from valuation.sensitivity.monte_carlo import Simulation, simulate

ROOT = Path(__file__).resolve().parents[1]
NORTHSHIRE = ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"


def two_options() -> tuple[Case, Simulation]:
    """The sure one costs £100 and gives £200; the other costs £100 and gives anything from £0 to £300 with equal chance."""
    evenly = between(150, 0, 300, "uniform")
    case = small_case(
        an_option([a_cost("run", sure(100))], [a_gain("g", sure(200))], "sure_one", name="The sure one"),
        an_option([a_cost("run", sure(100))], [a_gain("g", evenly)], "other", name="The other"),
    )
    return case, simulate(compile_case(case))


def test_the_best_option_and_the_chance_that_it_is_by_hand() -> None:
    _, simulation = two_options()
    found = standings(simulation)
    # For everyone: the sure one is worth 100 each time, the other between −100 and 200, on average 50.
    everyone = found["society"]
    assert everyone.best == "sure_one"
    assert everyone.mean == pytest.approx({BUSINESS_AS_USUAL: 0, "sure_one": 100, "other": 50}, abs=0.1)
    # The other is better where it gives more than 200 of 300: in one future of three. What happens now is never best.
    assert everyone.chance_best == pytest.approx(
        {BUSINESS_AS_USUAL: 0, "sure_one": 2 / 3, "other": 1 / 3}, abs=0.001
    )
    # The ICB pays 100 and gets nothing back: for it nothing is better than what happens now.
    assert found["commissioner"].best == BUSINESS_AS_USUAL
    assert found["commissioner"].chance_best[BUSINESS_AS_USUAL] == 1


def test_the_tables_say_it_in_words_and_never_that_something_is_certain() -> None:
    case, simulation = two_options()
    rows = {row[0]: row[1:] for row in best_for_whom_table(case, simulation).rows}
    everyone = rows["Everyone: public bodies, people, families and others"]
    assert everyone == ("The sure one", "100", "about 7 in 10", "The other (about 3 in 10)")
    assert rows["The ICB, cash only"] == (
        "Business as usual",
        "0",
        "more than 9 in 10",
        "nothing else in any run",
    )
    gains = {row[0]: row[1:] for row in gains_by_option_table(case, answer(case)).rows}
    assert gains == {
        "The ICB": ("−100", "−100", "Business as usual"),
        "Residents": ("200", "150", "The sure one"),
    }


def test_the_chart_has_a_bar_and_a_likely_range_for_each_option() -> None:
    case, simulation = two_options()
    chart = options_chart(case, answer(case), simulation)
    assert chart.title == "The sure one is worth most: a gain of £100, counting everyone"
    assert chart.series[0].values == (100, 50)
    low, high = chart.ends[1] or (0.0, 0.0)
    assert (low, high) == pytest.approx(
        (-70, 170), abs=0.5
    )  # a tenth and nine tenths of the way from −100 to 200
    assert chart.ends[0] is None, "nothing about the sure one is uncertain"


def test_where_no_option_is_worth_its_cost_the_chart_says_so() -> None:
    case = small_case(
        an_option([a_cost("run", sure(100))], ident="a"), an_option([a_cost("run", sure(50))], ident="b")
    )
    assert options_chart(case, answer(case)).title.startswith("No option is worth more than it costs")
    assert {row[-1] for row in gains_by_option_table(case, answer(case)).rows} == {"Business as usual"}


def test_a_smaller_and_a_larger_version_are_added_compared_and_removed_on_the_pages() -> None:
    page = unfolded(at_page(opened(NORTHSHIRE), "costs"), "choice:options")
    page = clicked(page, "choice:option:smaller")
    (preferred, smaller) = case_of(page).shape.options
    assert smaller.name == f"Do minimum: {preferred.name}"
    assert smaller.people.eligible.value == preferred.people.eligible.value / 2
    assert smaller.people.eligible.status == "planning_assumption", "nobody has planned it"
    assert "Costs for a year and costs paid once are the same" in text_of(page)

    found = answer(case_of(page)).options
    starts = [sum(found[option.id].starts) for option in (preferred, smaller)]
    assert starts[1] == pytest.approx(starts[0] / 2)
    said = text_of(at_page(page, "results"))
    for caption in (
        "The options side by side",
        "Which option is best from each point of view, and how sure that is",
        "Who is best off with which option",
    ):
        assert caption in said

    page = unfolded(at_page(page, "costs"), "choice:options")
    page = clicked(page, "choice:option:remove")
    assert [option.id for option in case_of(page).shape.options] == [preferred.id]


def test_the_appraisal_summary_table_is_on_results_when_it_is_asked_for(tmp_path: Path) -> None:
    case, _ = two_options()
    path = tmp_path / "two.yaml"
    path.write_text(case_text(case), encoding="utf-8")
    assert answer(case_at(path)).options.keys() == {"sure_one", "other"}
    page = opened(path)
    assert "Appraisal summary table" not in text_of(page)
    page = unfolded(page, "results:summary")
    assert "Net present social value, £" in text_of(page)


def test_options_that_come_to_the_same_are_not_told_apart() -> None:
    """Two options that another body pays for: to the council each is £0 in every run, and so is business as usual."""
    costs = [a_cost("run", between(1_000.0, 500.0, 2_000.0))]
    case = small_case(
        an_option(costs, ident="first"), an_option(costs, ident="second"), commissioner="local_authority"
    )
    rows = {row[0]: row[1:] for row in best_for_whom_table(case, simulate(compile_case(case), 200)).rows}
    council = rows[account_row("commissioner", "local_authority")]
    assert council == (THE_SAME, "0", "every run", "nothing, in any run")
    society = rows[account_row("society", "local_authority")]
    assert society[0] == "Business as usual", "everyone pays something for either"
