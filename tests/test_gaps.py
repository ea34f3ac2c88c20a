"""A value at which there is no answer is a gap in the search that tried it, with its reason; it never ends the run.

Domain ends are where that happens: a discount rate near −100%, shares of payers all at 0, nobody left to take part.
"""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of, cases
from finished_cases import case_at
from hypothesis import HealthCheck, given, settings
from small_cases import a_cost, a_gain, an_option, between, case_data, small_case, small_model, sure

from make_the_case.exports.plain_text import bridge_report
from valuation import EvaluationError, with_changes
from valuation.answers.base_case import result
from valuation.checks.critical_friend import checks
from valuation.compare.bridge import bridge
from valuation.draws import central, one_at_a_time, places
from valuation.lines.compile import compile_case
from valuation.measures import appraise, values_of
from valuation.sensitivity.analysis import analysed
from valuation.sensitivity.one_way import one_way, two_way
from valuation.sensitivity.scenarios import Scenario
from valuation.sensitivity.sensitivity_answer import scenario_row, sensitivity
from valuation.sensitivity.switching import switching_values
from valuation.sensitivity.trials import Gap

FAULTS = Path(__file__).parent / "cases" / "faults"
ENDS_OF_DOMAINS = (
    "own_rates_40_years", "own_rates_40_years_b", "edge_one_segment", "edge_payer_one", "edge_mult_range0",
    "bridge_one_segment_a", "bridge_one_segment_b",
)  # fmt: skip


def fault(name: str) -> Any:
    return case_at(FAULTS / f"{name}.yaml")


def is_finite(found: Any) -> bool:
    """Whether every number of a JSON object is one that JSON can say."""
    if isinstance(found, dict):
        return all(is_finite(item) for item in found.values())
    if isinstance(found, list | tuple):
        return all(is_finite(item) for item in found)
    return not isinstance(found, float) or math.isfinite(found)


@pytest.mark.parametrize("name", ENDS_OF_DOMAINS)
def test_a_trial_value_without_an_answer_ends_no_analysis_and_warns_of_nothing(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        case = fault(name)
        found = sensitivity(analysed(case, draws=200))
        assert checks(case) is not None
        assert is_finite(result(case))
    assert is_finite(found)
    json.dumps(found, allow_nan=False)


def test_a_discount_rate_near_minus_100_percent_is_where_the_search_ends_and_the_rest_is_answered():
    # £1,000 in year 0 alone against 100 visits in years 0 and 1, half in each, at £50 less 0% for optimism (grade 1).
    found = {s.path: s for s in switching_values(compile_case(fault("own_rates_40_years")))["a"]}
    rate, price = found["appraisal.discounting.standard"], found["options.a.outcomes.o.values.0.unit_value"]
    assert (rate.value, rate.gap) == (None, Gap.NO_ANSWER)
    assert price.value == pytest.approx(1000 / (50 + 50 / 1.03))


def test_two_cases_with_rates_of_their_own_over_40_years_can_be_compared():
    found = bridge(fault("own_rates_40_years"), fault("own_rates_40_years_b"))
    a, b = (2500 + 2500 / rate - 1000 for rate in (1.03, 1.035))
    assert (found.a, found.b) == (pytest.approx(a), pytest.approx(b))
    (change,) = found.changes
    assert (change.path, change.contribution) == ("appraisal.discounting.standard", pytest.approx(b - a))
    assert found.agree[0].value == pytest.approx(0.03)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("edge_one_segment", "options.a.people.segments.s.share"),
        ("edge_payer_one", "options.a.costs.c.payer.nhs_icb"),
    ],
)
def test_one_of_several_shares_is_not_moved_alone_and_says_why(name, path):
    model = compile_case(fault(name))
    swing = next(s for s in one_way(model)["a"] if s.path == path)
    switch = next(s for s in switching_values(model)["a"] if s.path == path)
    assert math.isnan(swing.at_low) and math.isnan(swing.at_high) and swing.gap is Gap.SHARES_ADD_UP
    assert switch.value is None and switch.gap is Gap.SHARES_ADD_UP
    row = next(
        r for r in sensitivity(analysed(model.case, draws=50))["options"]["a"]["one_way"] if r["path"] == path
    )
    assert row["at_low"] is None and row["swing"] is None and "add up to 1" in row["reason"]


def test_nobody_left_to_take_part_is_a_gap_at_one_end_alone():
    swings = {s.path: s for s in one_way(compile_case(fault("edge_mult_range0")))["a"]}
    swing = swings["options.a.people.segments.s.uptake_multiplier"]
    assert math.isnan(swing.at_low) and math.isfinite(swing.at_high) and swing.gap is Gap.NO_ANSWER


def test_a_gap_in_one_option_leaves_the_other_as_it_is():
    shared = an_option([a_cost("c", sure(10.0), payer={"nhs_icb": sure(1.0)})], ident="a")
    alone = an_option([a_cost("c", sure(10.0))], ident="b")
    model = small_model(shared, alone)
    column = places(model, ["options.a.costs.c.payer.nhs_icb"])
    found = values_of(model, one_at_a_time(model, [*column, *column], [0.0, 1.0]), "society", "npv")
    assert np.isnan(found["a"]).tolist() == [True, False]
    assert np.isfinite(found["b"]).all()


def test_payback_in_a_gap_is_undefined_and_not_the_first_year():
    model = small_model(an_option([a_cost("c", sure(10.0), payer={"nhs_icb": sure(1.0)})], ident="a"))
    column = places(model, ["options.a.costs.c.payer.nhs_icb"])
    assert np.isnan(values_of(model, one_at_a_time(model, column, [0.0]), "society", "payback_years")["a"][0])


def test_a_base_case_without_a_finite_answer_is_still_refused_by_name():
    growing = an_option([a_cost("c", sure(1e15), per="year", real_growth=sure(1e15))], ident="a")
    with pytest.raises(EvaluationError, match=r"options\.a\.costs\.c"):
        appraise(small_model(growing, years=60))


def test_what_falls_beyond_the_horizon_may_be_too_large_without_refusing_the_case():
    gain = a_gain("g", sure(1.0), sure(1.0), lasts=sure(900))
    data = case_data(an_option([], [gain], ident="a"))
    data["appraisal"]["discounting"] = {"standard": sure(-0.9), "health": sure(-0.9)}
    case = case_of(data)
    found = result(case)["options"]["a"]
    assert found["beyond_horizon"]["wider"] is None and math.isfinite(found["accounts"]["society"]["npv"])


# Values that a case may hold -------------------------------------------------------------------------------------


def figure(case: Any, option: str) -> float:
    """Society's npv of an option, worked out from the case alone."""
    model = compile_case(case)
    return float(values_of(model, central(model), "society", "npv")[option][0])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_value_that_is_offered_can_be_set_and_gives_the_same_figure(data):
    case = case_of(data)
    model = compile_case(case)
    if not np.isfinite([v[0] for v in values_of(model, central(model), "society", "npv").values()]).all():
        return
    for option, swings in one_way(model).items():
        scale = 1 + abs(figure(case, option))
        for s in swings[:12]:
            for value, told in ((s.low, s.at_low), (s.high, s.at_high)):
                if math.isnan(told):
                    assert s.gap is not None
                    continue
                again = figure(with_changes(case, {s.path: value}), option)
                assert again == pytest.approx(told, rel=1e-9, abs=1e-9 * scale), (s.path, value)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_switching_value_can_be_set_and_is_where_the_answer_turns(data):
    case = case_of(data)
    model = compile_case(case)
    for option, switches in switching_values(model).items():
        for s in switches[:20]:
            if s.value is None:
                continue
            column = places(model, [s.path])
            told = float(
                values_of(model, one_at_a_time(model, column, [s.value]), "society", "npv")[option][0]
            )
            again = figure(with_changes(case, {s.path: s.value}), option)
            assert again == pytest.approx(told, rel=1e-9, abs=1e-6), (s.path, s.value)


def standing(ramp: list[Any]) -> dict[str, Any]:
    people = {
        "eligible": sure(100),
        "pool": "standing",
        "uptake": sure(0.5),
        "ramp": ramp,
        "timing": "start_of_year",
    }
    return an_option([], [a_gain("g", sure(1.0), sure(10.0))], ident="a", people=people)


def test_a_step_of_a_standing_pools_ramp_goes_no_further_than_its_neighbours():
    model = small_model(standing([0.4, 0.6, 1.0]), years=3)
    swings = {s.path: s for s in one_way(model)["a"]}
    middle, last = (swings[f"options.a.people.ramp.{k}"] for k in (1, 2))
    assert (middle.low, middle.high) == (0.4, pytest.approx(0.9))
    assert (last.low, last.high) == (0.6, 1.0)
    for s in (middle, last):
        for value, told in ((s.low, s.at_low), (s.high, s.at_high)):
            assert figure(with_changes(model.case, {s.path: value}), "a") == pytest.approx(told)


def test_two_numbers_that_no_case_may_hold_together_are_a_gap_in_their_grid():
    model = small_model(standing([0.4, 0.6, 1.0]), years=3)
    paths = ("options.a.people.ramp.0", "options.a.people.ramp.1")
    grid = two_way(model, paths[0], [0.2, 0.8], paths[1], [0.5, 0.9])["a"]
    assert np.isnan(grid).tolist() == [[False, False], [True, False]]


def test_an_end_at_which_a_quantity_cannot_stand_is_a_gap():
    cost = a_cost("c", sure(10.0), per="fte", starts_per_fte=between(100, 0, 200, "triangular"))
    model = small_model(an_option([cost], ident="a"))
    swing = next(s for s in one_way(model)["a"] if s.path.endswith("starts_per_fte"))
    assert math.isnan(swing.at_low) and math.isfinite(swing.at_high) and swing.gap is Gap.NOT_IN_A_CASE


# Sets and bridges ------------------------------------------------------------------------------------------------


def test_a_set_of_changes_without_an_answer_is_a_row_with_its_reason():
    case = small_case(
        an_option([a_cost("c", sure(1.0), per="year", real_growth=sure(0.0))], ident="a"), years=60
    )
    row = scenario_row(case, Scenario("x", "X", "", {"options.a.costs.c.real_growth": 1e15}))
    assert row.options == {"a": None} and row.gap == "no_answer" and row.reason
    row = scenario_row(case, Scenario("x", "X", "", {"options.a.costs.c.real_growth": -2}))
    assert row.options == {"a": None} and row.gap == "not_in_a_case"


def two_segments(first: float, second: float) -> dict[str, Any]:
    segments = [
        {"id": ident, "share": sure(0.5), "uptake_multiplier": sure(m)}
        for ident, m in (("s", first), ("t", second))
    ]
    people = {"planned_starts": [sure(100)], "segments": segments}
    gain = a_gain("g", sure(1.0), sure(10.0))
    return an_option([], [gain], ident="a", people=people)


def test_changes_that_have_no_answer_one_by_one_are_one_change():
    # From the first segment alone to the second alone: with both at 0 nobody is left, so they change together.
    a, b = (small_case(two_segments(*each)) for each in ((1, 0), (0, 1)))
    found = bridge(a, b)
    assert len(found.changes) <= 1 and found.exact
    assert sum(change.contribution for change in found.changes) == pytest.approx(found.b - found.a)
    told = " ".join(bridge_report(found, a, b).split())
    assert "S: how much likelier to start" in told and "people.segments" not in told
