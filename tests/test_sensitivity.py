"""One number at a time, two at a time, sets of changes, and where the spread comes from."""

from __future__ import annotations

import csv
import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of, cases
from finished_cases import case_at
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import sobol_indices, truncnorm
from small_cases import (
    a_cost,
    a_gain,
    an_option,
    between,
    gain_path,
    gains_of,
    normal,
    small_case,
    small_model,
    sure,
)
from template_cases import EVERY_TEMPLATE, case_from

from valuation import Model, appraise, compile_case, result, with_changes, with_values
from valuation.draws import Saltelli, Sample
from valuation.measures import values_of
from valuation.sensitivity.one_way import concerns, one_way, two_way
from valuation.sensitivity.scenarios import Scenario, own_scenarios, ready_made
from valuation.sensitivity.switching import switching_values
from valuation.sensitivity.variance import variance_shares

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
WORKED = ROOT / "cases" / "worked_example.yaml"
FINISHED = sorted((ROOT / "cases").glob("*.yaml"))
CASES = [*FINISHED, *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]
BED_DAYS = "options.walking_group.outcomes.bed_days"


def each_case(path: Path) -> str:
    return path.stem


def at(
    model: Model, option: str, path: str, value: float, account: str = "society", measure: str = "npv"
) -> float:
    """What a measure comes to with one number at a value, in a batch of its own."""
    return float(values_of(model, with_values(model, {path: [value]}), account, measure)[option][0])


def base_of(model: Model, option: str, account: str = "society", measure: str = "npv") -> float:
    return float(getattr(appraise(model)[option].accounts[account], measure)[0])


# One way ----------------------------------------------------------------------------------------------------------


def test_a_swing_is_the_sum_on_paper_at_each_end_the_largest_first() -> None:
    # 200 + 10 × 3 − 100 = 130: each number at its ends, the others at their value.
    gains = [a_gain("g0", between(200, 150, 260)), a_gain("g1", sure(10), between(3, 1, 9))]
    model = small_model(an_option([a_cost("run", between(100, 95, 150)), a_cost("rent", sure(0))], gains))
    found = one_way(model)["it"]
    assert [(s.path, s.low, s.high, s.at_low, s.at_high, s.swing) for s in found] == [
        (gain_path(0), 150, 260, 80, 190, 110),
        (
            "options.it.outcomes.g1.values.0.unit_value",
            1,
            9,
            pytest.approx(110),
            pytest.approx(190),
            pytest.approx(80),
        ),
        ("options.it.costs.run.unit_cost", 95, 150, pytest.approx(135), pytest.approx(80), pytest.approx(55)),
    ]


@pytest.mark.parametrize("path", FINISHED, ids=each_case)
def test_each_end_is_what_the_case_comes_to_with_that_number_alone_there(path: Path) -> None:
    model = compile_case(case_at(path))
    for account, measure in (("society", "npv"), ("public_cash", "pv_costs"), ("health_and_care", "bcr")):
        for option, swings in one_way(model, account, measure).items():
            assert swings
            for swing in swings:
                ends = [
                    at(model, option, swing.path, end, account, measure) for end in (swing.low, swing.high)
                ]
                assert [swing.at_low, swing.at_high] == pytest.approx(ends, rel=1e-12, abs=1e-9, nan_ok=True)
            sizes = [swing.swing for swing in swings if not math.isnan(swing.swing)]
            assert sizes == sorted(sizes, reverse=True)


def test_the_case_with_a_number_at_an_end_is_what_set_would_give() -> None:
    case = case_at(WORKED)
    for swing in one_way(compile_case(case))["walking_group"]:
        for end, found in ((swing.low, swing.at_low), (swing.high, swing.at_high)):
            changed = result(with_changes(case, {swing.path: end}))
            assert found == pytest.approx(
                changed["options"]["walking_group"]["accounts"]["society"]["npv"], rel=1e-9
            )


def test_numbers_of_grade_3_to_6_and_effects_are_moved_by_their_default_ranges_and_better_ones_are_not() -> (
    None
):
    swings = {
        swing.path: (swing.low, swing.high)
        for swing in one_way(compile_case(case_at(WORKED)))["walking_group"]
    }
    # The worked example has two numbers of grade 3, 25% and 10%, and no range at all: ±20%; and an effect of grade 2, ±50%.
    assert swings == {
        "options.walking_group.outcomes.quality_of_life.adds": pytest.approx((0.005, 0.015)),
        f"{BED_DAYS}.reduces": pytest.approx((0.2, 0.3)),
        "options.walking_group.costs.overheads.unit_cost": pytest.approx((0.08, 0.12)),
    }


def test_a_policy_value_is_moved_one_way_though_it_is_never_drawn() -> None:
    price = {"value": 70, "range": [20, 70], "distribution": "fixed", "reason": "Set by government"}
    model = small_model(an_option([a_cost("run", sure(100))], [a_gain("g0", sure(3), price)]))
    (swing,) = one_way(model)["it"]
    assert (swing.low, swing.high, swing.at_low, swing.at_high) == (
        20,
        70,
        pytest.approx(-40),
        pytest.approx(110),
    )


def test_an_option_sees_its_own_numbers_and_the_shared_ones_only() -> None:
    def option(ident: str) -> dict[str, Any]:
        return an_option([a_cost("run", between(100, 50, 200))], [a_gain("g0", {"use": "effect"})], ident)

    model = small_model(option("a"), option("b"), assumptions={"effect": between(5, 1, 9)})
    for find in (one_way, switching_values):
        for ident, rows in find(model).items():
            paths = {row.path for row in rows}
            assert {"assumptions.effect", f"options.{ident}.costs.run.unit_cost"} <= paths
            assert not any(path.startswith(f"options.{'b' if ident == 'a' else 'a'}.") for path in paths)
    assert not concerns("options.a.costs.run", "a_b") and not concerns("options.a_b.costs.run", "a")


def test_a_ratio_that_is_undefined_at_one_end_has_no_swing_and_comes_last() -> None:
    # With the only cost at 0 there is no ratio.
    model = small_model(
        an_option([a_cost("run", between(100, 0, 200))], [a_gain("g0", between(150, 100, 160))])
    )
    first, last = one_way(model, "society", "bcr")["it"]
    assert (first.path, first.at_low, first.at_high) == (gain_path(0), pytest.approx(1), pytest.approx(1.6))
    assert math.isnan(last.at_low) and math.isnan(last.swing) and last.at_high == pytest.approx(0.75)


# Another program's tornado ----------------------------------------------------------------------------------------

PEOPLE = "options.b.people.uptake"
TORNADO = {
    "gain": "options.b.outcomes.gain.adds",
    "take": PEOPLE,
    "fixed": "options.b.costs.fixed.unit_cost",
    "unit": "options.b.costs.unit.unit_cost",
}


def tornado() -> dict[str, list[tuple[float, float]]]:
    """By parameter, (its value, strategy B less strategy A) at its low end, in the middle and at its high end."""
    with (DATA / "dampack_tornado.csv").open(newline="", encoding="utf-8") as file:
        rows = [
            (r["parameter"], r["strategy"], float(r["param_val"]), float(r["outcome_val"]))
            for r in csv.DictReader(file)
        ]
    a = {(name, value): outcome for name, strategy, value, outcome in rows if strategy == "A"}
    found: dict[str, list[tuple[float, float]]] = {}
    for name, strategy, value, outcome in rows:
        if strategy == "B":
            found.setdefault(name, []).append((value, outcome - a[name, value]))
    return found


def tornado_case() -> Model:
    """Of 1,000 people 70% take part; each gains 0.6 units of £200 and costs £60; running it costs £50,000.

    The case is read off the file: every line is straight, so that its slopes say which numbers multiply which, and
    A is business as usual (1,000,000 whatever happens).
    """
    people = {
        "eligible": sure(1000),
        "pool": "each_year",
        "uptake": between(0.7, 0.4, 0.9),
        "timing": "start_of_year",
    }
    costs = [
        a_cost("fixed", between(50_000, 20_000, 80_000)),
        {**a_cost("unit", between(60, 30, 90)), "per": "start"},
    ]
    return small_model(an_option(costs, [a_gain("gain", between(0.6, 0.2, 1.1), 200)], "b", people=people))


def test_one_way_gives_the_tornado_that_dampack_gives() -> None:
    found = {swing.path: swing for swing in one_way(tornado_case())["b"]}
    expected = tornado()
    assert {TORNADO[name] for name in expected} == set(found)
    for name, points in expected.items():
        (low, at_low), _, (high, at_high) = points
        swing = found[TORNADO[name]]
        assert (swing.low, swing.high) == pytest.approx((low, high))
        assert (swing.at_low, swing.at_high) == pytest.approx((at_low, at_high), abs=1e-6)
    sizes = {TORNADO[name]: abs(points[2][1] - points[0][1]) for name, points in expected.items()}
    assert list(found) == sorted(sizes, key=lambda path: (-sizes[path], path))


def test_the_middle_of_dampack_s_tornado_is_a_grid_of_ours() -> None:
    model = tornado_case()
    for name, points in tornado().items():
        for value, expected in points:
            assert at(model, "b", TORNADO[name], value) == pytest.approx(expected, abs=1e-6)


def test_switching_values_lie_where_dampack_s_lines_cross() -> None:
    found = {switch.path: switch.value for switch in switching_values(tornado_case())["b"]}
    for name, points in tornado().items():
        (low, at_low), _, (high, at_high) = points
        crossing = low - at_low * (high - low) / (at_high - at_low)  # the straight line through the ends
        assert found[TORNADO[name]] == pytest.approx(crossing, rel=1e-9), name


# Switching values -------------------------------------------------------------------------------------------------


def box_15() -> Model:
    """Green Book 2003, box 15: £1m in year 0, and a saving of £150,000 a year in years 1 to 10."""
    saving = {
        "id": "saving",
        "per": "year",
        "from": 1,
        "until": 10,
        "unit_cost": sure(150_000),
        "payer": "nhs_icb",
    }
    return small_model(an_option([a_cost("build", sure(1_000_000))], replaces=[saving]), years=11)


SAVING = "options.it.replaces.saving.unit_cost"


def test_the_green_book_s_saving_would_have_to_fall_by_a_fifth_before_it_no_longer_pays() -> None:
    model = box_15()
    assert base_of(model, "it") == pytest.approx(247_490.80, abs=0.005)
    (saving,) = (switch for switch in switching_values(model)["it"] if switch.path == SAVING)
    assert saving.base == 150_000
    assert saving.value == pytest.approx(120_241.37, abs=0.005)
    assert saving.value / saving.base - 1 == pytest.approx(-0.19839, abs=5e-6)


@pytest.mark.parametrize("path", CASES, ids=each_case)
def test_at_a_switching_value_the_measure_is_at_its_target_or_jumps_across_it(path: Path) -> None:
    model = compile_case(case_at(path))
    kinds = {assumption.path: assumption.kind for assumption in model.assumptions}
    found = 0
    for option, rows in switching_values(model).items():
        scale = abs(base_of(model, option))
        for switch in rows:
            if switch.value is None:
                continue
            found += 1
            assert kinds[switch.path].low <= switch.value <= kinds[switch.path].high
            if abs(at(model, option, switch.path, switch.value)) > 1e-6 * scale:
                around = [at(model, option, switch.path, switch.value * f) for f in (1 - 1e-6, 1 + 1e-6)]
                assert min(around) < 0 < max(around), switch
    assert found


@given(cases())
@settings(max_examples=20)
def test_every_switching_value_of_every_case_turns_its_answer(data: dict[str, Any]) -> None:
    model = compile_case(case_of(data))
    for option, rows in switching_values(model).items():
        scale = max(abs(base_of(model, option)), 1e-3)
        for switch in rows:
            if switch.value is not None and abs(at(model, option, switch.path, switch.value)) > 1e-6 * scale:
                step = 1e-6 * max(abs(switch.value), 1e-6)
                around = [at(model, option, switch.path, switch.value + d) for d in (-step, step)]
                assert min(around) <= 0 <= max(around), switch


def the_switch(
    model: Model, path: str, target: float = 0.0, account: str = "society", measure: str = "npv"
) -> Any:
    (found,) = (s.value for s in switching_values(model, account, measure, target)["it"] if s.path == path)
    return found


def test_another_target_than_0_is_met() -> None:
    model = gains_of(between(200, 150, 260), cost=100)
    assert the_switch(model, gain_path(0), 0) == pytest.approx(100)
    assert the_switch(model, gain_path(0), 500) == pytest.approx(600)
    assert the_switch(model, gain_path(0), 1.5, measure="bcr") == pytest.approx(150)
    assert the_switch(model, gain_path(0), -2000) == pytest.approx(-1900)  # below 0 as far as above it
    assert the_switch(model, gain_path(0), -4000) is None


def test_a_switching_value_is_sought_up_to_ten_times_the_larger_of_value_and_high() -> None:
    cost = "options.it.costs.run.unit_cost"
    for high, farthest in ((100, 1000), (150, 1500)):
        for gain, found in ((0.999 * farthest, 0.999 * farthest), (1.001 * farthest, None)):
            model = small_model(
                an_option([a_cost("run", between(100, 50, high))], [a_gain("g0", sure(gain))])
            )
            assert the_switch(model, cost) == (found if found is None else pytest.approx(found))


def test_there_is_no_switching_value_outside_the_domain() -> None:
    # 40 people at £10 bring £400 if all of them complete; the cost is £500.
    people = {"planned_starts": [sure(40)], "completion": sure(0.5), "timing": "start_of_year"}
    gain = {**a_gain("g0", sure(1), 10), "applies_to": "completers"}
    model = small_model(an_option([a_cost("run", sure(500))], [gain], people=people))
    assert the_switch(model, "options.it.people.completion") is None
    assert the_switch(model, "options.it.people.planned_starts.0") == pytest.approx(100)
    # and a cost that would have to be below 0
    dear = gains_of(sure(-5), cost=10)
    assert the_switch(dear, "options.it.costs.run.unit_cost") is None


def test_a_harm_may_have_to_shrink_or_to_turn_into_a_gain() -> None:
    # 3 − 5 − 1 = −3: the harm of 5 would have to be one of 2. And 3 − 5 − 7: it would have to be a gain of 4.
    for cost, expected in ((1, -2), (7, 4)):
        assert the_switch(gains_of(sure(3), between(-5, -8, -2), cost=cost), gain_path(1)) == pytest.approx(
            expected
        )


def test_of_two_crossings_the_nearer_is_told() -> None:
    # Two numbers share one path: 12·x − 100 − x·x is 0 at x = 50 ± √… with x people whose effect is x.
    gain = a_gain("g0", {"use": "x"}, {"use": "x"})
    costs = [
        {**a_cost("run", sure(12)), "per": "start", "quantity": {"use": "x"}},
        a_cost("rent", sure(-0.0)),
    ]
    model = small_model(an_option(costs, [gain]), assumptions={"x": between(9, 8, 13)})
    # npv = x² − 12x: 0 at x = 0 and at x = 12; 12 is nearer to 9
    assert base_of(model, "it") == pytest.approx(-27)
    assert the_switch(model, "assumptions.x") == pytest.approx(12)
    model = small_model(an_option(costs, [gain]), assumptions={"x": between(5, 4, 13)})
    assert the_switch(model, "assumptions.x") == pytest.approx(0, abs=1e-9)


def test_where_posts_come_whole_the_answer_changes_sign_across_the_switching_value() -> None:
    # 100 starts at £11 bring £1,100; a post of £400 takes 40 starts, so 3 posts: −100. With 50 a post, 2: +300.
    people = {"planned_starts": [sure(100)], "timing": "start_of_year"}
    post = {"id": "post", "per": "fte", "starts_per_fte": between(40, 20, 60), "round_up_to": 1, "unit_cost": sure(400),
            "payer": "nhs_icb"}  # fmt: skip
    model = small_model(an_option([post], [a_gain("g0", sure(1), 11)], people=people))
    path = "options.it.costs.post.starts_per_fte"
    assert base_of(model, "it") == pytest.approx(-100)
    found = the_switch(model, path)
    assert found == pytest.approx(50, rel=1e-6)
    assert at(model, "it", path, found * (1 - 1e-6)) < 0 < at(model, "it", path, found * (1 + 1e-6))


def test_a_measure_that_is_already_at_its_target_has_its_base_values_as_switching_values() -> None:
    for switch in switching_values(gains_of(sure(60), sure(40), cost=100))["it"]:
        assert switch.value == switch.base


def test_a_number_that_changes_nothing_has_no_switching_value() -> None:
    gain = {
        **a_gain("g0", sure(10)),
        "drop_off": between(0.5, 0.1, 0.9),
    }  # it lasts a year, so nothing drops off
    model = small_model(an_option([a_cost("run", sure(100))], [gain]))
    assert the_switch(model, "options.it.outcomes.g0.drop_off") is None


# Two ways ---------------------------------------------------------------------------------------------------------


def test_a_grid_over_two_numbers_is_what_each_pair_alone_gives() -> None:
    model = compile_case(case_at(WORKED))
    first, second = f"{BED_DAYS}.reduces", f"{BED_DAYS}.values.0.unit_value"
    firsts, seconds = [-0.1, 0.0, 0.25, 0.9], [0.0, 500.0, 1200.0]
    for account, measure in (("society", "npv"), ("public_sector", "bcr")):
        found = two_way(model, first, firsts, second, seconds, account, measure)["walking_group"]
        assert found.shape == (4, 3)
        for (i, a), (j, b) in itertools.product(enumerate(firsts), enumerate(seconds)):
            alone = values_of(model, with_values(model, {first: [a], second: [b]}), account, measure)
            assert found[i, j] == pytest.approx(alone["walking_group"][0], rel=1e-12)


def test_a_grid_by_hand() -> None:
    model = small_model(an_option([a_cost("run", sure(100))], [a_gain("g0", sure(3), 40)]))
    found = two_way(model, gain_path(0), [1, 2], "options.it.costs.run.unit_cost", [10, 20, 30])["it"]
    assert found.tolist() == [[pytest.approx(v) for v in row] for row in ([30, 20, 10], [70, 60, 50])]


# Ready-made sets --------------------------------------------------------------------------------------------------


def sets_of(case: Any) -> dict[str, Scenario]:
    return {scenario.id: scenario for scenario in ready_made(case)}


def accounts_under(case: Any, ident: str, option: str = "walking_group") -> Any:
    return result(sets_of(case)[ident].of(case))["options"][option]["accounts"]


WORKED_COSTS = 10_000 + (20_000 + 2_200 + 5_250) * (1 + 1 / 1.035 + 1 / 1.035**2)


def test_the_base_comes_first_the_hopeful_last_and_each_has_a_name_and_a_note() -> None:
    for path in CASES:
        found = ready_made(case_at(path))
        assert (found[0].id, found[-1].id) == ("base", "hopeful"), path
        assert found[0].changes == {} and all(scenario.changes for scenario in found[1:])
        assert len({scenario.id for scenario in found}) == len(found)
        assert all(scenario.name and scenario.note for scenario in found)


def test_every_set_that_the_screens_promise_is_there_where_it_applies() -> None:
    everything = {scenario.name for path in CASES for scenario in ready_made(case_at(path))}
    assert {
        "Base case",
        "Cautious",
        "Cash only",
        "Benefits come a year late",
        "Fades fast",
        "Hopeful",
    } <= everything
    assert everything & {"Evidence only", "Proven"}  # the second of a case with findings


def test_a_slow_start_brings_every_benefit_a_year_later_and_leaves_costs() -> None:
    found = accounts_under(case_at(WORKED), "slow_start")["society"]
    # Bed days after optimism: 0, 9,000 and 15,750; health: 0, 26,600 and 26,600.
    beds, health = 9_000 / 1.035 + 15_750 / 1.035**2, 26_600 / 1.015 + 26_600 / 1.015**2
    assert found["pv_costs"] == pytest.approx(WORKED_COSTS, rel=1e-9)
    assert found["pv_benefits"] == pytest.approx(beds + health, rel=1e-9)


def test_a_set_under_which_no_account_moves_is_not_among_them() -> None:
    # The gain is of no worth, so that to have it a year later, or for one year only, moves nothing.
    gain = {**a_gain("g0", between(3, 1, 4), 0), "lasts": sure(2)}
    run = a_cost("run", between(100, 80, 120))
    worthless = small_case(an_option([run], [gain]), years=2)
    assert {"slow_start", "fades_fast", "cash_only"} & set(sets_of(worthless)) == set()
    worth = small_case(an_option([run], [{**gain, **a_gain("g0", between(3, 1, 4), 50)}]), years=2)
    assert {"slow_start", "fades_fast", "cash_only"} <= set(sets_of(worth))


def test_a_slow_start_does_not_put_a_harm_off() -> None:
    gains = [a_gain("good", sure(300)), a_gain("harm", sure(-40))]
    case = small_case(an_option([a_cost("run", sure(100))], gains), years=2)
    changed = sets_of(case)["slow_start"]
    assert set(changed.changes) == {"options.it.outcomes.good.lag"}
    npv = result(changed.of(case))["options"]["it"]["accounts"]["society"]["npv"]
    assert npv == pytest.approx(300 / 1.035 - 40 - 100)


def test_a_slow_start_adds_a_year_to_a_lag_that_is_written() -> None:
    gain = {**a_gain("g0", sure(300)), "lag": between(0.5, 0.2, 2, "triangular")}
    case = small_case(an_option([a_cost("run", sure(100))], [gain]), years=3)
    changed = sets_of(case)["slow_start"].of(case)
    amounts = result(changed)["options"]["it"]["lines"][-1]["undiscounted"]
    assert amounts == pytest.approx([0, 150, 150])  # from 1.5 to 2.5 years


def test_cash_only_keeps_what_a_decision_releases_and_every_cost() -> None:
    found = accounts_under(case_at(WORKED), "cash_only")
    # 40% of the bed days after optimism, all of it cash from the year of the release: before it, capacity.
    beds = 0.4 * (9_000 + 15_750 / 1.035 + 15_750 / 1.035**2)
    assert found["society"]["pv_costs"] == pytest.approx(WORKED_COSTS, rel=1e-9)
    assert found["society"]["pv_benefits"] == pytest.approx(beds, rel=1e-9)
    assert found["public_cash"]["pv_benefits"] == pytest.approx(beds - 0.4 * 9_000, rel=1e-9)


def test_cash_only_keeps_harms_and_counts_nothing_that_is_never_released() -> None:
    clinic = {"id": "clinic", "per": "once", "unit_cost": sure(70), "payer": "nhs_icb"}
    gains = [a_gain("good", sure(300)), a_gain("harm", sure(-40))]
    case = small_case(an_option([a_cost("run", sure(100))], gains, replaces=[clinic]))
    npv = result(sets_of(case)["cash_only"].of(case))["options"]["it"]["accounts"]["society"]["npv"]
    assert npv == pytest.approx(-140)


def test_without_the_allowance_no_cost_is_raised_and_no_benefit_cut() -> None:
    found = accounts_under(case_at(WORKED), "without_optimism_allowance")["society"]
    years = 1 + 1 / 1.035 + 1 / 1.035**2
    assert found["pv_costs"] == pytest.approx(10_000 + 27_000 * years, rel=1e-9)
    beds, health = 10_000 + 17_500 / 1.035 + 17_500 / 1.035**2, 28_000 * (1 + 1 / 1.015 + 1 / 1.015**2)
    assert found["pv_benefits"] == pytest.approx(beds + health, rel=1e-9)


def test_fades_fast_ends_every_effect_after_its_first_year() -> None:
    found = accounts_under(case_at(WORKED), "fades_fast")["society"]
    beds, health = 9_000 * (1 + 1 / 1.035 + 1 / 1.035**2), 26_600 * (1 + 1 / 1.015 + 1 / 1.015**2)
    assert found["pv_benefits"] == pytest.approx(beds + health, rel=1e-9)
    assert found["pv_costs"] == pytest.approx(WORKED_COSTS, rel=1e-9)


def test_fades_fast_lets_harms_last() -> None:
    gains = [{**a_gain("good", sure(300)), "lasts": sure(2)}, {**a_gain("harm", sure(-40)), "lasts": sure(2)}]
    case = small_case(an_option([a_cost("run", sure(100))], gains), years=2)
    assert set(sets_of(case)["fades_fast"].changes) == {"options.it.outcomes.good.lasts"}


def test_evidence_only_counts_nothing_that_rests_on_weak_evidence_and_keeps_harms() -> None:
    gains = [
        a_gain("sound", sure(300)),
        a_gain("weak_effect", {"value": 70, "grade": 5}),
        a_gain("weak_price", sure(10), {"value": 5, "grade": 6}),
        a_gain("ungraded", 9),
        a_gain("weak_harm", {"value": -40, "grade": 6}),
        a_gain("amber", {"value": 20, "grade": 4}),
    ]
    clinic = {"id": "clinic", "per": "once", "unit_cost": {"value": 33, "grade": 5}, "payer": "nhs_icb"}
    case = small_case(an_option([a_cost("run", {"value": 100, "grade": 6})], gains, replaces=[clinic]))
    npv = result(sets_of(case)["evidence_only"].of(case))["options"]["it"]["accounts"]["society"]["npv"]
    assert npv == pytest.approx(300 + 20 - 40 - 100)


def test_a_case_on_sound_evidence_without_an_allowance_has_no_set_about_either() -> None:
    option = an_option(
        [a_cost("run", between(100, 50, 150), per="year")], [a_gain("g0", sure(300), lasts=sure(1))]
    )
    case = small_case(option, years=2)  # in a single year no rate of discounting does anything
    found = sets_of(case)
    assert not {"evidence_only", "without_optimism_allowance", "fades_fast", "discounted_green_book"} & set(
        found
    )
    assert {"slow_start", "cash_only"} <= set(found)
    assert "discounted_nice_reference_case" not in found  # it differs in health alone, and this gain is none


def test_cautious_and_hopeful_move_the_five_that_matter_most_and_the_worst_and_best_all_of_them() -> None:
    # Seven gains whose ranges are 1 to 7 wide on either side of 10.
    case = gains_of(*(between(10, 10 - k, 10 + k) for k in range(1, 8))).case
    found = sets_of(case)

    def npv(ident: str) -> float:
        return float(found[ident].measures(case)["it"].accounts["society"].npv[0])

    assert npv("base") == pytest.approx(-30)
    moves = {"cautious": -(3 + 4 + 5 + 6 + 7), "hopeful": 3 + 4 + 5 + 6 + 7, "worst": -28, "best": 28}
    for ident, move in moves.items():
        assert npv(ident) == pytest.approx(-30 + move), ident


def test_cautious_takes_the_end_that_is_worse_which_for_a_cost_is_the_higher() -> None:
    case = small_case(
        an_option([a_cost("run", between(100, 50, 180))], [a_gain("g0", between(300, 250, 310))])
    )
    changes = sets_of(case)["cautious"].changes
    assert {path: change["value"] for path, change in changes.items()} == {
        "options.it.costs.run.unit_cost": 180,
        gain_path(0): 250,
    }
    assert all(change["reason"] for change in changes.values())


def test_cautious_and_hopeful_push_the_option_that_is_asked_for() -> None:
    options = [an_option([a_cost("run", between(100, 50, 180))], ident=ident) for ident in ("a", "b")]
    case = small_case(*options, preferred="b")
    assert list(sets_of(case)["cautious"].changes) == ["options.b.costs.run.unit_cost"]
    asked = {scenario.id: scenario for scenario in ready_made(case, "a")}
    assert list(asked["cautious"].changes) == ["options.a.costs.run.unit_cost"]


def test_a_set_fixes_what_it_changes_and_leaves_the_rest_as_uncertain_as_it_was() -> None:
    case = case_at(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml")
    before = {swing.path for swings in one_way(compile_case(case)).values() for swing in swings}
    cautious = sets_of(case)["cautious"]
    after = {a.path: a for a in compile_case(cautious.of(case)).assumptions}
    for path in cautious.changes:
        assert (
            after[path].stated_distribution == "fixed"
            and after[path].value == cautious.changes[path]["value"]
        )
    unchanged = before - set(cautious.changes)
    assert unchanged == {
        swing.path for swings in one_way(compile_case(cautious.of(case))).values() for swing in swings
    } - set(cautious.changes)


def test_numbers_that_must_add_up_to_1_are_not_moved_alone_though_they_stand_elsewhere() -> None:
    shares = {"nhs_icb": {"use": "ours"}, "local_authority": {"use": "theirs"}}
    cost = {**a_cost("run", between(100, 50, 180)), "payer": shares}
    own = {"ours": between(0.4, 0.2, 0.6), "theirs": between(0.6, 0.4, 0.8)}
    case = small_case(an_option([cost], [a_gain("g0", sure(300))]), assumptions=own)
    for scenario in ready_made(case):
        assert not any(path.startswith("assumptions.") for path in scenario.changes)
        scenario.measures(case)


def test_the_steps_of_a_standing_pool_are_not_moved_alone_though_they_stand_elsewhere() -> None:
    # The second step's best end, 0.45, lies below the first step's.
    people = {
        "eligible": sure(100),
        "pool": "standing",
        "uptake": sure(0.5),
        "ramp": [{"use": "first"}, {"use": "then"}],
    }
    own = {"first": between(0.4, 0.2, 0.6), "then": between(0.45, 0.41, 0.45)}
    case = small_case(
        an_option([a_cost("run", between(9, 5, 18))], [a_gain("g0", sure(300))], people=people),
        assumptions=own,
    )
    for scenario in ready_made(case):
        assert not any(path.startswith("assumptions.") for path in scenario.changes)
        scenario.measures(case)


def ends(scenarios: list[Scenario], case: Any) -> dict[str, Any]:
    """What each set comes to, having looked that every figure is a number."""
    found = {scenario.id: scenario.measures(case) for scenario in scenarios}
    for measured in found.values():
        for option in measured.options.values():
            assert all(np.isfinite(account.npv).all() for account in option.accounts.values())
    return found


@pytest.mark.parametrize("path", CASES, ids=each_case)
def test_every_set_can_be_made_of_every_case(path: Path) -> None:
    case = case_at(path)
    found = ends([*ready_made(case), *own_scenarios(case)], case)
    whose = case.shape.preferred or case.shape.options[0].id
    worst, cautious, base, hopeful, best = (
        float(found[ident][whose].accounts["society"].npv[0])
        for ident in ("worst", "cautious", "base", "hopeful", "best")
        if ident in found
    )
    assert worst <= base <= best and cautious <= base <= hopeful


@pytest.mark.parametrize("template", EVERY_TEMPLATE)
def test_every_set_can_be_made_of_every_template(template: str) -> None:
    case = case_from(template)
    assert len(ends(ready_made(case), case)) > 5


@given(cases())
@settings(max_examples=25)
def test_every_set_can_be_made_of_every_case_that_can_be_written(data: dict[str, Any]) -> None:
    case = case_of(data)
    assert next(iter(ends(ready_made(case), case))) == "base"


# Where the spread comes from --------------------------------------------------------------------------------------


def shares_of(model: Model, **keys: Any) -> dict[str, tuple[float, float]]:
    return {share.path: (share.first_order, share.total) for share in variance_shares(model, **keys)["it"]}


def test_in_a_sum_each_number_explains_its_own_variance() -> None:
    # Var = 40² + (2 · 15)² + 10²: 1600, 900 and 100 of 2,600.
    gains = [a_gain("g0", normal(200, 40)), a_gain("g1", normal(50, 15), 2), a_gain("g2", normal(90, 10))]
    found = shares_of(small_model(an_option([a_cost("run", sure(100))], gains)), n=4096)
    assert list(found) == [gain_path(k) for k in range(3)]
    for k, variance in enumerate((1600, 900, 100)):
        assert found[gain_path(k)] == pytest.approx((variance / 2600, variance / 2600), abs=0.02)


def test_in_a_product_numbers_explain_more_together_than_alone() -> None:
    # y = x · p, with means 20 and 10, sds 8 and 5. Var y = (10·8)² + (20·5)² + (8·5)² = 6400 + 10000 + 1600.
    model = small_model(
        an_option([a_cost("run", sure(100))], [a_gain("g0", normal(20, 8 / 1.0), normal(10, 5))])
    )
    price = "options.it.outcomes.g0.values.0.unit_value"
    # A price is never negative: N(10, 5²) cut off at 0 has these mean and variance.
    cut = truncnorm(-2, np.inf, loc=10, scale=5)
    mean, variance = float(cut.mean()), float(cut.var())
    own = {gain_path(0): 64 * mean**2, price: 400 * variance}
    together = 64 * variance
    whole = sum(own.values()) + together
    found = shares_of(model, n=8192)
    for path, alone in own.items():
        assert found[path][0] == pytest.approx(alone / whole, abs=0.02)
        assert found[path][1] == pytest.approx((alone + together) / whole, abs=0.02)


def test_the_shares_are_those_that_scipy_finds_in_the_same_rows() -> None:
    model = small_model(
        an_option([a_cost("run", normal(100, 9))], [a_gain("g0", normal(20, 8), normal(10, 2))])
    )
    sample = Sample(model)
    rows = Saltelli(sample, sample.columns, 512)
    a, b, *swapped = values_of(model, rows, "society", "npv")["it"].reshape(-1, 1, 512)
    solved = sobol_indices(func={"f_A": a, "f_B": b, "f_AB": np.stack(swapped)}, n=512)
    found = shares_of(model, n=512)
    for k, path in enumerate(sample.paths):
        assert found[path] == pytest.approx((solved.first_order[k], solved.total_order[k]), rel=1e-9)


def test_correlated_numbers_are_left_out_because_their_shares_cannot_be_told_apart() -> None:
    model = gains_of(
        normal(200, 40), normal(150, 30), normal(90, 10), correlations=[[gain_path(0), gain_path(1), 0.5]]
    )
    assert list(shares_of(model)) == [gain_path(2)]
    assert shares_of(model)[gain_path(2)] == pytest.approx((1, 1), abs=0.03)


def test_a_measure_that_does_not_vary_or_is_undefined_in_some_rows_has_no_shares() -> None:
    assert variance_shares(gains_of(sure(200))) == {"it": []}
    assert variance_shares(gains_of(normal(200, 40)), measure="pv_costs") == {"it": []}
    assert variance_shares(gains_of(normal(200, 40)), "public_cash", "payback_years") == {"it": []}


def test_an_option_is_told_its_own_shares_and_those_of_what_options_share() -> None:
    options = [an_option([a_cost("run", sure(9))], [a_gain("g0", {"use": "x"}), a_gain("g1", normal(9, 2))], ident)
               for ident in ("a", "b")]  # fmt: skip
    found = variance_shares(small_model(*options, assumptions={"x": normal(10, 3)}))
    for ident, shares in found.items():
        assert {share.path for share in shares} == {"assumptions.x", f"options.{ident}.outcomes.g1.adds"}
        assert [share.total for share in shares] == pytest.approx([9 / 13, 4 / 13], abs=0.03)


@pytest.mark.parametrize("path", FINISHED, ids=each_case)
def test_what_explains_most_of_the_spread_is_among_the_longest_bars_of_the_tornado(path: Path) -> None:
    model = compile_case(case_at(path))
    swings = one_way(model)
    drawn = {share.path for shares in variance_shares(model, n=256).values() for share in shares}
    for option, shares in variance_shares(model).items():
        bars = [swing.path for swing in swings[option] if swing.path in drawn]
        # By itself: what explains much only together with another, as an effect's length does beside a gain of 0, has a short bar.
        most = [share.path for share in shares if share.first_order > 0.1]
        assert most
        assert set(most) <= set(bars[: len(most) + 1]), option
        assert shares[0].path == bars[0]


@given(st.lists(st.floats(1, 50), min_size=2, max_size=4))
@settings(max_examples=10)
def test_the_shares_of_any_sum_add_up_to_1(sds: list[float]) -> None:
    found = shares_of(gains_of(*(normal(100, sd) for sd in sds)), n=2048)
    whole = sum(sd**2 for sd in sds)
    for k, sd in enumerate(sds):
        assert found[gain_path(k)] == pytest.approx((sd**2 / whole, sd**2 / whole), abs=0.03)
    assert sum(total for _, total in found.values()) == pytest.approx(1, abs=0.05)
