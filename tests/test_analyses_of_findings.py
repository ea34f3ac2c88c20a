"""How sure we are of a case with findings: by hand, with one person, one year and one certain price."""

from __future__ import annotations

from dataclasses import replace
from math import exp, pi, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of
from small_cases import a_cost, an_option, between, case_data, sure

from valuation import (
    Case,
    CaseError,
    Scenario,
    analysed,
    appraise,
    compile_case,
    one_way,
    ready_made,
    sensitivity,
    simulate,
    switching_values,
    two_way,
    with_changes,
    with_scenario,
)
from valuation.sensitivity.variance import variance_shares

TRIAL = {
    "id": "t1", "study": "Trial A 2015", "design": "randomised", "estimate": 0.0325,
    "interval": [-0.0238, 0.0888], "follow_up_months": 12,
}  # fmt: skip
"""evidence.md, section 8, row 1: adds 0.0046520174 (sd 0.011570848), place 0 (sd 0.0105)."""
OURS = {
    "id": "own", "study": "ours 2027", "here": True, "design": "controlled", "estimate": 0.04,
    "n_with": 120, "n_without": 110, "follow_up_months": 12,
}  # fmt: skip
"""With the trial, row 14: adds 0.0070945851 (0.010999238), place 0.0020113831 (0.010074799), correlation −0.095870025."""
PROOF = {
    "id": "p", "study": "Trial B 2020", "design": "randomised", "estimate": 0.04,
    "se": 0.001, "follow_up_months": 12,
}  # fmt: skip
PRICE = 100_000
MEAN, SD, PLACE_SD = 0.0046520174, 0.011570848, 0.0105


def quality(*findings: dict[str, Any], price: Any = PRICE, **keys: Any) -> dict[str, Any]:
    """A gain in QALYs, from findings, to the one person who starts."""
    value = {"kind": "health", "to": "participants", "unit_value": sure(price) if price is PRICE else price}
    return {
        "id": "quality",
        "unit": "qaly",
        "applies_to": "starters",
        "findings": list(findings),
        "values": [value],
        **keys,
    }


def case_with(*outcomes: dict[str, Any], cost: Any = None, **keys: Any) -> Case:
    """A case of one certain cost of £300 and these outcomes."""
    data = case_data(an_option([a_cost("run", cost or sure(300))], list(outcomes)), **keys)
    data["format"] = "make-the-case/2"
    return case_of(data)


def answer_of(case: Case, draws: int = 10_000) -> dict[str, Any]:
    return sensitivity(analysed(case, draws))


def expected_gain(mean: float, sd: float) -> float:
    """What it is worth to learn a normal number before choosing between it and nothing: E max(x, 0) − max(E x, 0)."""
    u = mean / sd
    return mean * NormalDist().cdf(u) + sd * exp(-u * u / 2) / sqrt(2 * pi) - max(mean, 0.0)


# The chance at each standard ---------------------------------------------------------------------------------------


def test_the_chance_under_each_standard_is_that_of_its_own_normal_effect() -> None:
    rungs = answer_of(case_with(quality(TRIAL)))["options"]["it"]["evidence"]["rungs"]
    # net value = £100,000 · (adds + place) − £300, above 0 where adds + place > 0.003
    chance = 1 - NormalDist(MEAN, sqrt(SD**2 + PLACE_SD**2)).cdf(0.003)
    assert rungs["expected"]["chance"] == pytest.approx(chance, abs=0.01)  # two standard errors
    assert rungs["proven"]["chance"] == 0  # no comparison shows it: £300 for nothing, for certain


def test_a_case_at_proven_has_both_chances_on_the_draws_of_its_own_simulation() -> None:
    proven = case_with(quality(PROOF), quality(TRIAL, id="other"), cost=between(3900, 3000, 5000))
    at_proven = with_changes(proven, {"appraisal.evidence": "proven"})
    analysis = analysed(at_proven, 2000)
    for rung in ("proven", "expected"):
        simulated = simulate(with_changes(proven, {"appraisal.evidence": rung}), 2000)["it"].accounts[
            "society"
        ]
        assert analysis.chances["it"][rung] == float((simulated.npv > 0).mean())
    assert 0 < analysis.chances["it"]["proven"] != analysis.chances["it"]["expected"] < 1


def test_without_findings_both_rungs_have_the_chance_of_the_case() -> None:
    gain = {"id": "g", "adds": between(300, 100, 500), "applies_to": "starters", "values": [
        {"kind": "economic", "to": "residents", "unit_value": sure(1)}]}  # fmt: skip
    found = answer_of(case_of(case_data(an_option([a_cost("run", sure(250))], [gain]))), 1000)["options"][
        "it"
    ]
    own = found["monte_carlo"]["accounts"]["society"]["chance_positive"]
    assert found["evidence"]["rungs"] == {"proven": {"chance": own}, "expected": {"chance": own}}


# What research, a pilot here and better prices could find out -------------------------------------------------------


def test_whether_it_works_and_whether_it_works_here_are_worth_what_each_normal_number_is() -> None:
    groups = answer_of(case_with(quality(TRIAL)))["evppi_groups"]
    mean = PRICE * MEAN - 300
    assert groups["works"] == pytest.approx(expected_gain(mean, PRICE * SD), rel=0.03)
    assert groups["works_here"] == pytest.approx(expected_gain(mean, PRICE * PLACE_SD), rel=0.03)
    assert (groups["bridges_and_prices"], groups["people"], groups["costs"]) == (0, 0, 0)


def test_a_bridge_and_a_price_are_one_group_and_a_cost_another() -> None:
    price = between(100_000, 1_000, 199_000, "uniform")
    found = answer_of(
        case_with(
            quality(PROOF, price=price, bridge=between(1, 0, 2, "uniform")),
            cost=between(4000, 0, 8000, "uniform"),
        ),
        2000,
    )
    groups = found["evppi_groups"]
    themes = {theme["path"]: theme for theme in found["evppi_themes"]}
    assert set(themes["what_it_is_worth"]["paths"]) == {
        "options.it.outcomes.quality.bridge", "options.it.outcomes.quality.values.0.unit_value",
    }  # fmt: skip
    assert themes["works_here"]["paths"] == ("options.it.outcomes.quality.place",)
    assert groups["bridges_and_prices"] == themes["what_it_is_worth"]["value"] > 0
    assert groups["costs"] == themes["what_it_costs"]["value"] > 0
    assert groups["people"] == 0
    assert groups["works"] >= max(row["value"] for row in found["evppi"] if row["path"].endswith(".adds"))


def test_nothing_is_said_of_a_group_from_too_few_draws() -> None:
    assert set(answer_of(case_with(quality(TRIAL)), 50)["evppi_groups"].values()) == {None}


def test_an_effect_that_somebody_typed_is_not_what_research_is_asked_for() -> None:
    typed = {"id": "g", "adds": between(300, 100, 500), "applies_to": "starters", "values": [
        {"kind": "economic", "to": "residents", "unit_value": sure(1)}]}  # fmt: skip
    groups = answer_of(case_of(case_data(an_option([a_cost("run", sure(300))], [typed]))), 500)[
        "evppi_groups"
    ]
    assert groups == {"works": 0, "works_here": 0, "bridges_and_prices": 0, "people": 0, "costs": 0}


# Draws --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["lhs", "plain", "sobol"])
def test_what_was_measured_here_binds_effect_and_place_in_the_draws(method: str) -> None:
    simulation = simulate(compile_case(case_with(quality(TRIAL, OURS))), 10_000, method=method)
    adds, place = simulation.values.T
    assert [path.rpartition(".")[2] for path in simulation.sample.paths] == ["adds", "place"]
    assert np.corrcoef(adds, place)[0, 1] == pytest.approx(-0.095870025, abs=0.02)
    assert (adds.mean(), adds.std()) == pytest.approx((0.0070945851, 0.010999238), abs=2e-4)
    assert (place.mean(), place.std()) == pytest.approx((0.0020113831, 0.010074799), abs=2e-4)
    # The two together are as sure as the update says, not as two numbers that know nothing of each other
    together = sqrt(0.010999238**2 + 0.010074799**2 - 2 * 0.095870025 * 0.010999238 * 0.010074799)
    assert (adds + place).std() == pytest.approx(together, rel=0.03)


def test_without_anything_measured_here_effect_and_place_know_nothing_of_each_other() -> None:
    adds, place = simulate(compile_case(case_with(quality(TRIAL))), 10_000).values.T
    assert np.corrcoef(adds, place)[0, 1] == pytest.approx(0, abs=0.02)


# Ready-made sets ------------------------------------------------------------------------------------------------------


def sets_of(case: Case) -> dict[str, Scenario]:
    return {scenario.id: scenario for scenario in ready_made(case)}


def npv_of(case: Case) -> float:
    return float(appraise(compile_case(case))["it"].accounts["society"].npv[0])


NEW_SETS = {"proven", "expected", "everything_read", "other_route", "all_own_time"}
LIFE = "options.it.outcomes.life"
EFFECT, PLACE = "options.it.outcomes.quality.adds", "options.it.outcomes.quality.place"


def test_each_standard_is_offered_to_a_case_that_stands_on_the_other() -> None:
    planned = case_with(quality(TRIAL))
    sets = sets_of(planned)
    assert "evidence_only" not in sets and NEW_SETS & set(sets) == {"proven"}
    assert npv_of(sets["proven"].of(planned)) == pytest.approx(-300)  # no comparison shows it
    defended = with_changes(planned, {"appraisal.evidence": "proven"})
    sets = sets_of(defended)
    assert NEW_SETS & set(sets) == {"expected"}
    assert npv_of(sets["expected"].of(defended)) == pytest.approx(PRICE * MEAN - 300, rel=1e-6)


def test_a_standard_that_counts_the_same_is_not_offered() -> None:
    nothing = quality(TRIAL | {"design": "claim"}, unit="point", measure="phq9")
    nothing["findings"][0].pop("follow_up_months")
    assert "proven" not in sets_of(case_with(nothing))
    typed = {"id": "typed", "adds": {"value": 3, "grade": 4}, "applies_to": "starters", "values": [
        {"kind": "economic", "to": "residents", "unit_value": sure(1)}]}  # fmt: skip
    both = case_with(nothing, typed)
    assert npv_of(both) == pytest.approx(-297)
    assert npv_of(sets_of(both)["proven"].of(both)) == pytest.approx(-300)  # grade 4 counts nothing there


def test_a_case_without_findings_has_the_sets_of_old_and_none_of_the_new() -> None:
    weak = {"id": "g", "adds": {"value": 3, "grade": 5}, "applies_to": "starters", "values": [
        {"kind": "economic", "to": "residents", "unit_value": sure(1)}]}  # fmt: skip
    sets = sets_of(case_of(case_data(an_option([a_cost("run", sure(300))], [weak]))))
    assert "evidence_only" in sets and not NEW_SETS & set(sets)


def test_evidence_only_takes_away_the_place_of_a_weak_effect_too() -> None:
    weak = {"id": "g", "adds": {"value": 3, "grade": 5}, "place": {"value": 2, "grade": 1}, "applies_to": "starters",
            "values": [{"kind": "economic", "to": "residents", "unit_value": sure(1)}]}  # fmt: skip
    case = case_with(weak)
    assert npv_of(case) == pytest.approx(-295)
    assert npv_of(sets_of(case)["evidence_only"].of(case)) == pytest.approx(-300)


def test_somebody_who_asks_for_evidence_only_is_told_what_stands_in_its_place() -> None:
    for name in ("evidence_only", "Evidence only"):
        with pytest.raises(CaseError, match="Evidence only is retired: Proven"):
            with_scenario(case_with(quality(TRIAL)), name)
    own = {"evidence_only": {"changes": {"options.it.costs.run.unit_cost": 1}}}
    case = case_with(quality(PROOF), scenarios=own)
    assert npv_of(with_scenario(case, "evidence_only")) == pytest.approx(npv_of(case) + 299)


def test_with_everything_read_what_was_set_aside_is_read_again() -> None:
    aside = {**TRIAL, "set_aside": "Another population"}
    case = case_with(quality(PROOF, aside))
    everything = sets_of(case)["everything_read"]
    both = case_with(quality(PROOF, TRIAL))
    assert npv_of(everything.of(case)) == npv_of(both) != npv_of(case)
    effect = case.effects["options.it.outcomes.quality"]
    assert everything.of(case).number(EFFECT) == effect.all_read


def test_an_earlier_report_of_a_study_that_is_read_stays_aside() -> None:
    earlier = {**PROOF, "id": "earlier", "estimate": 0.5, "set_aside": "Its last report counts"}
    assert "everything_read" not in sets_of(case_with(quality(PROOF, earlier)))
    aside = {**TRIAL, "set_aside": "Another population"}
    changes = sets_of(case_with(quality(PROOF, earlier, aside)))["everything_read"].changes
    assert list(changes) == ["options.it.outcomes.quality.findings.t1.set_aside"]


def routed(counted: dict[str, bool] | None = None) -> Case:
    """£100,000 a QALY, and the same change as WELLBYs at £1,000: the lower counts where nobody says which."""
    outcomes = [quality(PROOF), quality(PROOF, id="life")]
    outcomes[1]["values"][0] |= {"unit_value": sure(1000)}
    for outcome in outcomes:
        overlap: dict[str, Any] = {"group": "life"}
        if counted is not None:
            overlap["counted"] = counted[outcome["id"]]
        outcome["values"][0]["overlap"] = overlap
    return case_with(*outcomes)


def test_the_other_route_counts_the_value_that_is_not_the_lower() -> None:
    case = routed()
    other = sets_of(case)["other_route"]
    assert npv_of(case) == npv_of(routed({"quality": False, "life": True})) < 0
    assert npv_of(other.of(case)) == npv_of(routed({"quality": True, "life": False})) > 0
    assert "other_route" not in sets_of(routed({"quality": False, "life": True}))


def test_all_own_time_is_offered_where_somebody_enjoys_it() -> None:
    walk = a_cost("walk", sure(40)) | {"payer": "participants", "cash": False}
    option = an_option([a_cost("run", sure(300)), walk | {"enjoyed": "A walk is the service itself"}], [])
    data = case_data(option) | {"format": "make-the-case/2"}
    case = case_of(data)
    assert npv_of(case) == pytest.approx(-300)
    assert npv_of(sets_of(case)["all_own_time"].of(case)) == pytest.approx(-340)
    assert "all_own_time" not in sets_of(with_changes(case, {"appraisal.own_time": "all"}))
    assert "all_own_time" not in sets_of(case_of(case_data(an_option([a_cost("run", sure(300)), walk], []))))


def test_a_cautious_effect_leaves_its_place_as_it_is() -> None:
    # £4,312 between the ends of the effect, £4,100 between those of each cost, £3,949 between those of the place
    costs = [a_cost(f"c{k}", between(9000, 8000, 12_100)) for k in range(4)]
    case = case_of(case_data(an_option(costs, [quality(TRIAL, OURS)])) | {"format": "make-the-case/2"})
    cautious = sets_of(case)["cautious"]
    low = {swing.path: swing for swing in one_way(compile_case(case))["it"]}[EFFECT]
    assert set(cautious.changes) == {f"options.it.costs.c{k}.unit_cost" for k in range(4)} | {EFFECT, PLACE}
    made = cautious.of(case)
    assert made.derived[PLACE] == replace(case.derived[PLACE], reason="As it is in the case")
    assert npv_of(made) == pytest.approx(low.at_low - 4 * 3100)


def test_slow_start_and_fades_fast_move_effects_that_findings_come_to_and_no_harm() -> None:
    harm = quality({**PROOF, "estimate": -0.05}, id="harm", lasts=2)
    sets = sets_of(case_with(quality(PROOF, lasts=2), harm, years=3))
    assert list(sets["slow_start"].changes) == ["options.it.outcomes.quality.lag"]
    assert list(sets["fades_fast"].changes) == ["options.it.outcomes.quality.lasts"]


def test_cash_only_keeps_no_cash_of_a_gain_that_is_not_proven() -> None:
    cash = {"kind": "fiscal", "to": "acute_trust", "unit_value": sure(PRICE), "cashable": sure(1),
            "release": {"action": "Beds close", "from_year": 0}}  # fmt: skip
    quantity = "options.it.outcomes.quality.values.0.quantity"
    only = sets_of(case_with(quality(TRIAL) | {"values": [cash]}))["cash_only"]
    assert only.changes[quantity]["value"] == 0.0
    proven = case_with(quality(PROOF) | {"values": [cash]})
    assert "cash_only" not in sets_of(proven)  # all of it is cash already, so the set would change nothing


# What --set gives again ---------------------------------------------------------------------------------------------


def test_an_effect_and_its_place_are_offered_so_that_set_gives_them_again() -> None:
    case = case_with(quality(TRIAL, OURS))
    swings = {swing.path: swing for swing in one_way(compile_case(case))["it"]}
    switches = {switch.path: switch for switch in switching_values(compile_case(case))["it"]}
    place = case.number(PLACE)
    assert place == pytest.approx(0.0020113831)
    assert (swings[EFFECT].set_with, swings[PLACE].set_with) == ({PLACE: place}, {})
    assert switches[EFFECT].value == pytest.approx(0.003 - place)  # £100,000 · (adds + place) = £300
    assert switches[PLACE].value == pytest.approx(0.003 - 0.0070945851)
    for path, value, npv in (
        (EFFECT, swings[EFFECT].low, swings[EFFECT].at_low),
        (EFFECT, swings[EFFECT].high, swings[EFFECT].at_high),
        (PLACE, swings[PLACE].high, swings[PLACE].at_high),
        (EFFECT, switches[EFFECT].value, 0.0),
        (PLACE, switches[PLACE].value, 0.0),
    ):
        beside = swings[path].set_with
        assert npv_of(with_changes(case, {path: value, **beside})) == pytest.approx(npv, abs=1e-6)
    rows = answer_of(case, 100)["options"]["it"]
    assert [row["set_with"] for row in rows["switching"] if "set_with" in row] == [{PLACE: place}]


def test_an_effect_whose_place_is_nothing_is_set_by_itself() -> None:
    found = answer_of(case_with(quality(TRIAL)), 100)["options"]["it"]
    assert not any("set_with" in row for row in (*found["one_way"], *found["switching"]))


def two_routes() -> Case:
    """A change in QALYs, of which a trial and our own figures say little, and the same as WELLBYs: here the QALYs count."""
    life = quality({"id": "own", "study": "ours 2027", "here": True, "design": "before_after", "estimate": 0.9, "n": 62, "baseline": 6.8}) | {
        "id": "life", "unit": "wellby", "measure": "life_satisfaction", "bridge": {"value": 1, "grade": 2},
        "values": [{"kind": "wellbeing", "to": "participants", "unit_value": {"value": 16_000, "grade": 3}}],
    }  # fmt: skip
    outcomes = [quality(TRIAL, OURS), life]
    for outcome in outcomes:
        outcome["values"][0]["overlap"] = {"group": "life"}
    return case_with(*outcomes)


def test_each_value_that_is_tried_takes_its_own_route_as_set_does() -> None:
    case = two_routes()
    model = compile_case(case)
    assert list(model.routes.values()) == ["options.it.outcomes.quality.values.0"]
    swings = one_way(model)["it"]
    for swing in swings:
        for value, npv in ((swing.low, swing.at_low), (swing.high, swing.at_high)):
            again = with_changes(case, {swing.path: value, **swing.set_with})
            assert npv_of(again) == pytest.approx(npv, abs=1e-6), swing.path
    ends = {swing.path.removeprefix("options.it.outcomes."): swing for swing in swings}
    # at the high end of the QALYs the WELLBYs are the lower, and at the low end of the WELLBYs they are
    as_wellbys = 16_000 * (case.number(f"{LIFE}.adds") + case.number(f"{LIFE}.place")) - 300
    far = with_changes(case, {EFFECT: 0.5})
    assert npv_of(far) == pytest.approx(as_wellbys)
    assert ends["life.adds"].at_low < npv_of(case) == ends["life.adds"].at_high
    for switch in switching_values(model)["it"]:
        if switch.value is not None:
            again = with_changes(case, {switch.path: switch.value, **switch.set_with})
            assert npv_of(again) == pytest.approx(0, abs=1e-6), switch.path
    places, prices = (0.0, 0.5), (100.0, 16_000.0)
    grid = two_way(model, PLACE, places, f"{LIFE}.values.0.unit_value", prices)["it"]
    for i, place in enumerate(places):
        for j, price in enumerate(prices):
            again = with_changes(case, {PLACE: place, f"{LIFE}.values.0.unit_value": price})
            assert grid[i, j] == pytest.approx(npv_of(again), abs=1e-6)


def test_in_every_draw_the_route_of_the_case_counts() -> None:
    case = two_routes()
    values = simulate(case, 500)
    adds, place = (values.values[:, values.sample.paths.index(path)] for path in (EFFECT, PLACE))
    npv = values["it"].accounts["society"].npv
    np.testing.assert_allclose(npv, PRICE * (adds + place) - 300, atol=1e-6)


# Where the spread comes from -------------------------------------------------------------------------------------------


def test_an_effect_and_the_place_bound_to_it_have_one_share_of_the_spread() -> None:
    # The cost: 12,000 wide, uniform, so £² 12,000² / 12. The two together: £100,000² · (A + B + 2C).
    cost = between(9000, 3000, 15_000, "uniform")
    shares = variance_shares(compile_case(case_with(quality(TRIAL, OURS), cost=cost)), n=4096)["it"]
    variance = PRICE**2 * (0.010999238**2 + 0.010074799**2 - 2 * 0.095870025 * 0.010999238 * 0.010074799)
    whole = variance + 12_000**2 / 12
    by_path = {share.path: share for share in shares}
    assert set(by_path) == {EFFECT, "options.it.costs.run.unit_cost"}
    assert by_path[EFFECT].path_with_it == PLACE
    assert by_path[EFFECT].first_order == pytest.approx(variance / whole, abs=0.02)
    assert by_path[EFFECT].total == pytest.approx(variance / whole, abs=0.02)


def test_an_effect_and_a_place_that_nothing_binds_have_a_share_each() -> None:
    shares = variance_shares(compile_case(case_with(quality(TRIAL))), n=4096)["it"]
    variance = {EFFECT: SD**2, PLACE: PLACE_SD**2}
    assert {share.path: share.path_with_it for share in shares} == dict.fromkeys(variance)
    for share in shares:
        assert share.total == pytest.approx(variance[share.path] / (SD**2 + PLACE_SD**2), abs=0.02)
