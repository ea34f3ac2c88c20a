"""The first screen of Results: its figures are the answer's, they add up, and what would have to be true does break even."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from finished_cases import case_at
from small_cases import a_cost, an_option, between, case_data, small_case, sure

from make_the_case.words import first_screen
from make_the_case.words.panels import ValueBar
from make_the_case.words.thresholds import thresholds
from valuation import Case, answer, compile_case, read_case
from valuation.answers.advice import Advice, Advised, Reason, advised
from valuation.answers.counted_in import better_off_than_average
from valuation.sensitivity.analysis import Analysis, analysis_of
from valuation.sensitivity.monte_carlo import simulate

ROOT = Path(__file__).resolve().parents[1]
FINISHED = sorted((ROOT / "cases").glob("*.yaml"))
WORKED = ROOT / "cases" / "worked_example.yaml"
finished = pytest.mark.parametrize("file", FINISHED, ids=lambda file: file.stem)


def analysed(case: Case, draws: int = 2000) -> Analysis:
    return analysis_of(simulate(compile_case(case), draws))


# Which of three answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "chance", "expected", "reason"),
    [
        ("worked_example", 0.91, Advice.APPROVE, Reason.LIKELY),  # typed figures are never proven
        ("worked_example", 0.8, Advice.APPROVE, Reason.LIKELY),
        ("worked_example", 0.79, Advice.TEST_FIRST, Reason.AS_LIKELY_AS_NOT),
        (
            "worked_example",
            0.1,
            Advice.TEST_FIRST,
            Reason.AS_LIKELY_AS_NOT,
        ),  # below 0 is asked of the central value too
        ("worked_example", None, Advice.APPROVE, Reason.LIKELY),
        ("southfold_befriending", 0.51, Advice.APPROVE, Reason.PROVEN),
        ("highcombe_diabetes", 0.72, Advice.APPROVE, Reason.PROVEN),
        ("larkmoor_green_prescribing", 0.33, Advice.TEST_FIRST, Reason.AS_LIKELY_AS_NOT),
        ("larkmoor_green_prescribing", 0.04, Advice.TEST_FIRST, Reason.NOT_YET_KNOWN),  # nobody has compared
        (
            "oldhaven_telehealth",
            0.02,
            Advice.DO_NOT_APPROVE,
            Reason.UNLIKELY,
        ),  # a worthwhile gain is ruled out
        ("oldhaven_telehealth", 0.2, Advice.DO_NOT_APPROVE, Reason.UNLIKELY),
        ("oldhaven_telehealth", 0.21, Advice.TEST_FIRST, Reason.AS_LIKELY_AS_NOT),
    ],
)
def test_the_advice_follows_its_rule(name: str, chance: float | None, expected: Advice, reason: Reason):
    case = case_at(ROOT / "cases" / f"{name}.yaml")
    assert advised(answer(case).options[case.preferred], chance) == Advised(expected, reason)


def test_what_only_costs_is_not_to_be_approved_and_needs_no_test(tmp_path: Path):
    file = tmp_path / "cost.yaml"
    file.write_text(json.dumps(case_data(an_option([a_cost("c", sure(1000.0), per="year")], ident="a"))))
    case = read_case(file)
    assert advised(answer(case).options["a"]) == Advised(Advice.DO_NOT_APPROVE, Reason.TYPED)


# Figures that add up -----------------------------------------------------------------------------------------


@finished
def test_the_parts_of_each_bar_add_up_to_what_society_pays_and_gains(file: Path):
    case = case_at(file)
    answered = answer(case)
    account = answered.options[case.preferred].accounts["society"]
    cost, value = first_screen.cost_and_value(answered, case.preferred).bars
    assert cost.total == pytest.approx(account.pv_costs, abs=1.0)
    assert value.total == pytest.approx(account.pv_benefits, abs=1.0)


def test_an_amount_outside_its_likely_range_says_where_most_results_are():
    # A cost of £100,000 that may be anything up to £300,000 with the same chance: 8 in 10 results are from £120,000 to £280,000.
    case = small_case(an_option([a_cost("run", between(100_000.0, 100_000.0, 300_000.0, "uniform"))]))
    cost, _ = first_screen.cost_and_value(answer(case), "it", simulate(case)).bars
    assert cost.total == 100_000.0 and cost.ends == pytest.approx((120_000.0, 280_000.0), rel=0.02)
    assert cost.likely == "likely £120,000 to £280,000, so most results are higher"


@finished
def test_a_bar_says_where_most_results_are_just_where_its_amount_is_outside_its_range(file: Path):
    case = case_at(file)
    answered, simulation = answer(case), simulate(case, 500)
    for option in answered.options:
        for bar in first_screen.cost_and_value(answered, option, simulation).bars:
            if bar.ends is not None:
                low, high = bar.ends
                assert ("most results are" in bar.likely) == (not low - 0.5 <= bar.total <= high + 0.5), (
                    option
                )


@finished
def test_every_rung_says_what_the_answer_says(file: Path):
    case = case_at(file)
    answered = answer(case)
    ladder = first_screen.ladder(answered, case.preferred, None)
    evidence = answered.options[case.preferred].evidence
    if evidence.standard is None:
        assert ladder is None
    else:
        assert ladder is not None
        assert [rung.amount for rung in ladder.rungs] == [found.npv for found in evidence.rungs.values()]
        assert [rung.is_chosen for rung in ladder.rungs] == [False, True, False]


def test_the_headline_of_the_worked_example_is_that_of_its_answer():
    case = case_at(WORKED)
    answered = answer(case)
    found = answered.options[case.preferred]
    paid = sum(found.nominal_costs(answered.commissioner))
    cost, people, each, chance = first_screen.tiles(answered, case.preferred, None).tiles
    assert (cost.value, cost.note) == ("£24,000", "£71,000 in cash over 3 years")
    assert (people.value, people.note) == ("150", "120 finish, over 3 years")
    assert (
        each.value == f"£{round(paid / 150, -1):,.0f}"
        and each.note == f"£{round(paid / 120, -1):,.0f} for each who finishes"
    )
    assert chance.value == "–" and chance.note == "Being worked out"


def test_a_bar_of_one_part_says_its_amount_once():
    bar = first_screen.cost_and_value(
        answer(case_at(ROOT / "cases" / "oldhaven_telehealth.yaml")), "telehealth_wsd"
    ).bars[1]
    assert isinstance(bar, ValueBar) and len(bar.pieces) == 1 and bar.beside == ""


# What would have to be true ----------------------------------------------------------------------------------


def test_what_would_have_to_be_true_of_the_worked_example_is_said_in_days_people_and_months():
    case = case_at(WORKED)
    rows = thresholds(case, answer(case), case.preferred, analysed(case)).rows
    # 0.006445 QALYs are 2.35 days of 365; the bed days would have to last 0.42 of a year in place of two years
    assert [row.amount for row in rows] == ["2.4 days", "73 people", "5 months"]
    assert [row.plan_words for row in rows] == ["plan 3.6", "plan 100", "plan 24"]


@finished
def test_the_break_even_point_lies_within_its_scale_and_on_the_side_that_the_title_says(file: Path):
    case = case_at(file)
    answered = answer(case)
    panel = thresholds(case, answered, case.preferred, analysed(case))
    is_worth_it = answered.options[case.preferred].accounts["society"].npv >= 0
    assert panel.title.startswith(
        "What would have to stay true" if is_worth_it else "What would have to be true"
    )
    for row in panel.rows:
        low, high = row.span
        assert low < row.edge < high and low < row.plan < high
        assert row.edge != row.plan


def test_half_of_people_do_better_than_the_average_person_where_nothing_differs():
    assert better_off_than_average(0.0) == 0.5
    assert better_off_than_average(0.2) == pytest.approx(0.5793, abs=1e-4)  # Cohen's table of U3
    assert better_off_than_average(0.5) == pytest.approx(0.6915, abs=1e-4)
