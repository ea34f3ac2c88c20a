"""What an outcome is worth as a sum that multiplies, and a finding read step by step: each worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from valuation import answer, parse_case, read_case
from valuation.answers.outcome_worth import person_years, worth_of
from valuation.evidence.findings import Finding, MarkDown, Scale
from valuation.evidence.reading_steps import steps_of

WALKING = "options.walking_group.outcomes"
SCALE = Scale(
    "points", tau=0.34, spread=0.38, sd=1.9, mean=7.5, retest=0.55,
    mark_downs={"before_after": MarkDown(0.5, 0.5), "controlled": MarkDown(0.75, 0.25), "randomised": MarkDown(1, 0), "monitoring": MarkDown(0.25, 1)},
)  # fmt: skip


def worth(name: str):
    case = read_case("cases/worked_example.yaml")
    outcome = case.option("walking_group").outcome(name)
    return worth_of(case, answer(case), f"{WALKING}.{name}", outcome)


def test_a_share_fewer_of_a_rate_is_worth_what_its_factors_multiply_to():
    found = worth("bed_days")
    assert [(factor.kind, factor.value) for factor in found.factors] == [
        ("effect", 0.25),
        ("rate", 2),
        ("years", 1.75),  # a whole year, and then three quarters of one
        ("price", 500),
    ]
    assert found.each == 0.25 * 2 * 1.75 * 500 == 437.5
    assert (found.whose, found.people) == ("completers", 120), "40 finish in each of three years"


def test_what_it_comes_to_is_the_answers_own_with_the_optimism_bias_adjustment_in_it():
    found = worth("quality_of_life")
    assert found.each == 0.01 * 70_000
    # £28,000 a year at 1.5% a year for health, less 5% for evidence of grade 2
    before = 28_000 * (1 + 1 / 1.015 + 1 / 1.015**2)
    assert found.total == pytest.approx(0.95 * before)
    assert found.adjustment == pytest.approx(0.05 * before)


def test_what_has_no_price_is_worth_no_sum():
    assert worth("friendships") is None


def test_what_fades_is_held_for_fewer_years_of_full_effect():
    assert person_years(2.5, 0.2) == pytest.approx(1 + 0.8 + 0.5 * 0.64)


def test_a_change_loses_what_would_have_come_anyway_and_then_half_for_want_of_a_comparison():
    found = steps_of(Finding("ours", "Ours", "before_after", 1.5, n=140, baseline=4.9), SCALE)
    assert found.measured == 1.5
    assert found.anyway == pytest.approx(0.45 * (7.5 - 4.9))  # 1.17
    assert found.taken_off == found.believed == pytest.approx((1.5 - 1.17) / 2)
    assert (found.share, found.design) == (0.5, "before_after")


def test_a_change_without_a_beginning_is_read_as_a_providers_own_figures():
    found = steps_of(Finding("ours", "Ours", "before_after", 1.5, n=140), SCALE)
    assert found.anyway == pytest.approx(0.45 * 1.9)
    assert (found.design, found.share) == ("monitoring", 0.25)


def test_a_fall_where_lower_is_better_is_a_gain_at_every_step():
    lower = Scale(
        "points",
        tau=1,
        spread=1.2,
        is_higher_better=False,
        sd=6,
        mean=5,
        retest=0.5,
        mark_downs=SCALE.mark_downs,
    )
    found = steps_of(Finding("ours", "Ours", "before_after", -5, n=50, baseline=13), lower)
    assert (found.measured, found.anyway, found.taken_off, found.believed) == (5, 4, 0.5, 0.5)


def test_a_comparison_loses_nothing_for_what_would_have_come_anyway():
    found = steps_of(Finding("ours", "Ours", "controlled", 0.4, n_with=60, n_without=60), SCALE)
    assert (found.anyway, found.believed) == (0, pytest.approx(0.3))


def test_a_claim_has_no_steps_because_it_is_not_read():
    assert steps_of(Finding("said", "Said", "claim", 2), SCALE) is None


def test_a_price_of_another_year_stands_in_the_prices_of_the_case():
    text = Path("cases/worked_example.yaml").read_text(encoding="utf-8")
    older = text.replace(
        "500, unit: GBP a bed day, price_year: 2026-27", "500, unit: GBP a bed day, price_year: 2020-21"
    )
    case = parse_case(older.encode(), "case.yaml")
    price = case.assumption_at(f"{WALKING}.bed_days.values.0.unit_value")
    found = worth_of(
        case, answer(case), f"{WALKING}.bed_days", case.option("walking_group").outcome("bed_days")
    )
    assert found.factors[-1].value == 500 * case.price_factor(price) > 500
