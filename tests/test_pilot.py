"""A pilot beside committing and doing nothing: against closed forms, by pencil (docs/pilot.md), and at its limits."""

from __future__ import annotations

import copy
import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of
from finished_cases import case_at
from scipy.stats import norm
from small_cases import sure

from make_the_case.words.pilot_words import (
    carry_on_bands,
    carry_on_sentences,
    pilot_sentences,
    size_sentences,
)
from valuation import Case, EvaluationError, appraise, compile_case, evppi, evsi, parse_case, pilot
from valuation.draws import scores_of
from valuation.sensitivity.pilot import refuse_too_few
from valuation.sensitivity.pilots.pilot_answer import CarryOn, Pilot, PilotSize
from valuation.sensitivity.pilots.sample_information import crossing, learned

ROOT = Path(__file__).resolve().parents[1]
PENCIL = (ROOT / "docs" / "pilot.md").read_text(encoding="utf-8")
M, V = 0.1444 / 0.3 * 0.5, 0.1444 / 0.3 * 0.1556 + 0.1156
"""The mean and the variance of the effect here, in the case by pencil."""


def pencil_data() -> dict[str, Any]:
    text = PENCIL.partition("```yaml\n")[2].partition("```")[0]
    return copy.deepcopy(parse_case(text.encode(), "pencil").data)


def pencil_case(**keys: Any) -> Case:
    """The case of docs/pilot.md, with other keys of its pilot."""
    data = pencil_data()
    data["options"][0]["pilot"] |= keys
    return case_of(data)


def only(found: Pilot) -> PilotSize:
    (size,) = found.sizes
    return size


def closed_form(slope: float, at_0: float, mean: float, variance: float, noise: float) -> float:
    """EVSI of Δ = slope · θ + at_0 with θ ~ N(mean, variance), seen with an error of variance `noise`, by Raiffa and Schlaifer."""
    expected, reach = slope * mean + at_0, abs(slope) * variance / math.sqrt(variance + noise)
    u = expected / reach
    return float(reach * norm.pdf(u) - abs(expected) * norm.cdf(-abs(u)))


SETTINGS = [
    (1e6, -250e3, 0.24, 0.19, 0.11),  # as docs/pilot.md
    (1e6, 0.0, 0.0, 0.04, 0.0),  # the decision on a knife's edge, and seen without error
    (2e5, 9e4, -0.1, 0.09, 0.5),  # to go on is best, and little is seen
    (-5e5, 1e5, 0.3, 0.25, 0.05),  # the more there is, the worse it is to go on
    (1e4, -2e4, 1.0, 0.3, 0.3),  # what is learned hardly ever changes the decision
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_evsi_is_the_closed_form_within_three_standard_errors(setting: tuple[float, ...]) -> None:
    slope, at_0, mean, variance, noise = setting
    theta = mean + math.sqrt(variance) * scores_of("theta", 10_000, 7)
    delta = slope * theta + at_0
    seen = theta + math.sqrt(noise) * scores_of("evsi", 10_000)
    gain = np.where(learned(delta, seen).go_on, delta, 0.0) - max(0.0, np.sign(delta.mean())) * delta
    error = gain.std() / 100
    assert evsi(delta, theta, math.sqrt(noise)) == pytest.approx(closed_form(*setting), abs=3 * error)


@pytest.mark.parametrize("setting", SETTINGS[:4])
def test_the_threshold_is_the_closed_form(setting: tuple[float, ...]) -> None:
    slope, at_0, mean, variance, noise = setting
    theta = mean + math.sqrt(variance) * scores_of("theta", 10_000, 7)
    seen = theta + math.sqrt(noise) * scores_of("evsi", 10_000)
    found = learned(slope * theta + at_0, seen).threshold
    assert found is not None and found.is_rising == (slope > 0)
    wanted = (-at_0 / slope * (variance + noise) - mean * noise) / variance
    assert found.at == pytest.approx(wanted, abs=0.1 * math.sqrt(variance + noise))


def test_without_an_error_it_is_evppi_and_without_a_sight_nothing() -> None:
    theta = scores_of("theta", 4000, 3)
    others = scores_of("others", 4000, 3)
    delta = 3 * theta + others - 0.5
    nb = np.stack([np.zeros_like(delta), delta], axis=1)
    assert evsi(delta, theta, 0.0) == evppi(nb, theta)
    assert evsi(delta, theta, 1e-6) == pytest.approx(evppi(nb, theta), rel=1e-3)
    assert evsi(delta, theta, math.inf) == 0.0
    assert evsi(delta, np.full(4000, 2.0), 0.1) == 0.0, "what does not vary tells nothing"
    assert evsi(np.full(4000, -1.0), theta, 0.1) == 0.0, "where the decision is certain, nothing is learned"


def test_evsi_of_several_options_beside_doing_nothing() -> None:
    theta = scores_of("theta", 4000, 3)
    delta = np.stack([theta, -theta, np.full_like(theta, -9.0)], axis=1)
    assert evsi(delta, theta, 0.5) > evsi(delta[:, 0], theta, 0.5) > 0
    assert evsi(delta[:, 2], theta, 0.5) == 0.0


@pytest.mark.parametrize(
    ("theta", "noise", "said"),
    [(np.zeros(3), 1.0, "2 draws"), (np.zeros((2, 2)), 1.0, "(draws,)"), (np.zeros(2), -1.0, "0 or more"), (np.array([0, np.nan]), 1.0, "not finite")],
)  # fmt: skip
def test_evsi_refuses_what_it_cannot_read(theta: Any, noise: float, said: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        evsi(np.array([1.0, -1.0]), theta, noise)
    assert said in str(refused.value)


def test_a_crossing_is_sought_where_it_sets_most_draws_apart() -> None:
    seen = np.arange(8.0)
    wiggles = np.array([1.0, -1, -1, -1, 1, 1, 1, 1])
    assert crossing(seen, wiggles, 0.0) == crossing(seen[1:], wiggles[1:], 0.0)
    assert crossing(seen, np.ones(8), 0.0) is None
    falling = crossing(seen, -wiggles, 0.0)
    assert falling is not None and not falling.is_rising


# By pencil ---------------------------------------------------------------------------------------------------


def test_the_pilot_by_pencil_is_what_the_program_says() -> None:
    found = pilot(pencil_case())
    size = only(found)
    assert (found.years, found.follow_up, found.go_year, found.comparison) == (1, 0.5, 2, "controlled")
    assert found.commit.value == pytest.approx(-18_667, abs=3 * found.commit.se)
    assert (size.cost, found.nothing, found.best_way) == (17_000, 0.0, "pilot")
    assert size.evsi == pytest.approx(133522, abs=3 * size.expected.se)
    assert size.expected.value == pytest.approx(111855, abs=3 * size.expected.se)
    assert size.threshold == pytest.approx(0.34, abs=0.02)
    assert size.chance_go == pytest.approx(0.49, abs=0.015)


def test_the_figures_by_pencil_are_worked_out_and_not_typed() -> None:
    noise = 1.9**2 * 2 / 70 + (0.25 * 0.38) ** 2
    learning = closed_form(1e6, -250e3, M, V, noise)
    threshold = (0.25 * (V + noise) - M * noise) / V / 0.75
    figures = {
        "0.2407, 0.1905": (round(M, 4), round(V, 4)) == (0.2407, 0.1905),
        "**£18,667 below 0**": round(400 * (5000 * M - 1250)) == -18_667,
        "0.1122": round(noise, 4) == 0.1122,
        "£346,262": round(1e6 * V / math.sqrt(V + noise)) == 346262,
        f"**£{learning:,.0f}**": round(learning) == 133522,
        "**0.34 points**": round(threshold, 2) == 0.34,
        "**49%**": round(float(norm.cdf((1e6 * M - 250e3) / (1e6 * V / math.sqrt(V + noise)))), 2) == 0.49,
        "**£111,855**": round(100 * (5000 * M - 1250) + learning - 17_000) == 111855,
    }
    assert {figure: figure in PENCIL and holds for figure, holds in figures.items()} == dict.fromkeys(
        figures, True
    )


def test_the_words_by_pencil_are_the_words_of_the_program() -> None:
    case = pencil_case()
    found = pilot(case)
    said = " ".join(pilot_sentences(case, found))
    quoted = " ".join(line.removeprefix("> ") for line in PENCIL.splitlines() if line.startswith("> "))
    assert said == quoted


def test_commit_and_stop_are_the_cases_own_answers_at_the_best_estimates() -> None:
    """400 people, and 100: appraised by the same command as any case."""
    data = pencil_data()
    data["options"][0] |= {"people": {"planned_starts": [sure(100)], "timing": "start_of_year"}}
    by_itself = {
        years: float(appraise(compile_case(case_of(each)))["group"].accounts["society"].npv[0])
        for years, each in ((4, pencil_data()), (1, data))
    }
    found = pilot(pencil_case())
    assert found.commit.value == pytest.approx(by_itself[4], abs=3 * found.commit.se)
    sure_not = pilot(
        pencil_case(fixed_cost=0, cost_per_person=0, answer_share=1e-9)
    )  # so few answer that nothing is seen
    assert only(sure_not).expected.value == pytest.approx(by_itself[1], abs=0.02 * 346_261)


# What it depends on ------------------------------------------------------------------------------------------


def test_more_people_teach_more_up_to_knowing_the_effect_and_its_bias() -> None:
    """Costs and gains go with each person, so Δ is the same at every size."""
    data = pencil_data()
    data["options"][0]["people"]["planned_starts"] = sure(10_000)
    del data["options"][0]["pilot"]["people"]
    found = pilot(case_of(data))
    assert [size.people for size in found.sizes] == [25, 50, 100, 200, 400, 800]
    learning = [size.evsi for size in found.sizes]
    assert learning == sorted(learning) and learning[0] > 0
    limit = closed_form(1e8, -250e5, M, V, (0.25 * 0.38) ** 2)
    assert learning[-1] < limit
    data["options"][0]["pilot"] |= {"people": 10_000}
    assert only(pilot(case_of(data))).evsi == pytest.approx(limit, rel=0.02)


def test_chosen_by_lot_tells_more_than_a_waiting_list_and_that_more_than_a_change() -> None:
    found = {how: only(pilot(pencil_case(comparison=how))) for how in ("randomised", "controlled", "none")}
    assert found["randomised"].evsi > found["controlled"].evsi
    noise = {
        "randomised": 1.9**2 * 2 / 70,
        "controlled": 1.9**2 * 2 / 70 + (0.25 * 0.38) ** 2,
        "none": 1.9**2 * 2 * 0.45 / 70 + (0.5 * 0.38) ** 2,  # ρ = 0.55
    }
    for how, size in found.items():
        assert size.evsi == pytest.approx(
            closed_form(1e6, -250e3, M, V, noise[how]), abs=3 * size.expected.se
        )
    assert (found["none"].cost, found["randomised"].cost) == (10_000 + 50 * 70, 10_000 + 50 * 140)


def test_those_who_are_measured_complete_where_it_is_in_them_and_answer() -> None:
    data = pencil_data()
    data["options"][0]["people"]["completion"] = sure(0.5)
    data["options"][0]["outcomes"][0]["applies_to"] = "completers"
    data["options"][0]["pilot"] |= {"answer_share": sure(0.8)}
    size = only(pilot(case_of(data)))
    assert size.cost == pytest.approx(10_000 + 50 * 2 * 100 * 0.5 * 0.8)
    assert size.carry_on is not None and size.carry_on.measured == pytest.approx(40)


def test_the_spread_of_a_pilot_stands_before_that_of_the_measure() -> None:
    assert (
        only(pilot(pencil_case(sd=5))).evsi
        < only(pilot(pencil_case())).evsi
        < only(pilot(pencil_case(sd=0.5))).evsi
    )


def test_the_cost_of_a_test_is_the_commissioners() -> None:
    """It is cash of the commissioner, spread evenly over the years before it is decided."""
    data = pencil_data()
    data["appraisal"]["discounting"] = {"standard": 0.1, "health": 0}
    case = case_of(data)
    assert only(pilot(case)).cost == pytest.approx(17_000 * (1 + 1 / 1.1) / 2)
    assert only(pilot(case, account="commissioner")).cost == only(pilot(case)).cost
    data["commissioner"] = "voluntary_sector"
    assert only(pilot(case_of(data), account="public_cash")).cost == 0.0


def test_money_of_an_earlier_year_is_restated() -> None:
    stated = {"value": 10_000, "grade": 1, "price_year": "2020-21"}
    case = pencil_case(fixed_cost=stated, cost_per_person=0)
    factor = case.deflator.at("2026-27") / case.deflator.at("2020-21")
    assert only(pilot(case)).cost == pytest.approx(10_000 * factor) and factor > 1


def test_a_pilot_never_helps_where_nothing_is_uncertain() -> None:
    """A claim is believed for nothing, for certain: the case costs what it costs."""
    data = pencil_data()
    outcome = data["options"][0]["outcomes"][0]
    outcome |= {"unit": "point", "findings": [{"id": "c", "study": "C", "design": "claim", "estimate": 3.0}]}
    case = case_of(data)
    found = pilot(case)
    size = only(found)
    assert (size.evsi, size.carry_on, found.is_uncertain, found.best_way) == (0.0, None, False, "nothing")
    assert (size.chance_go, size.chance_wrong, found.chance_wrong_now) == (0.0, 0.0, 0.0)
    assert found.commit.value == -500_000 and size.expected.value == -125_000 - 17_000
    assert "it would teach nothing" in " ".join(pilot_sentences(case, found))


def test_where_what_is_seen_can_change_nothing_that_is_said() -> None:
    """At £100,000 a place it is not worth it, whatever is seen."""
    data = pencil_data()
    data["options"][0]["costs"][0]["unit_cost"] = sure(1e5)
    case = case_of(data)
    found = pilot(case)
    assert (only(found).threshold, only(found).evsi, found.is_uncertain, found.best_way) == (
        None,
        0.0,
        True,
        "nothing",
    )
    assert "Whatever it found, the decision would be the same." in " ".join(pilot_sentences(case, found))


def test_a_case_that_stands_on_proof_is_piloted_at_what_to_expect() -> None:
    data = pencil_data()
    data["appraisal"]["evidence"] = "proven"
    assert pilot(case_of(data)) == pilot(pencil_case())


def test_the_outcome_that_matters_most_decides_unless_another_is_asked_for() -> None:
    data = pencil_data()
    small = copy.deepcopy(data["options"][0]["outcomes"][0]) | {"id": "small"}
    small["values"][0]["unit_value"] = 1.0
    data["options"][0]["outcomes"].insert(0, small)
    for value, group in zip(
        (o["values"][0] for o in data["options"][0]["outcomes"]), ("a", "b"), strict=True
    ):
        value["overlap"] = {"group": group}
    case = case_of(data)
    assert pilot(case).outcome == "satisfaction"
    assert pilot(case, outcome="small").outcome == "small"
    assert only(pilot(case, outcome="small")).evsi < only(pilot(case)).evsi / 10


def test_the_same_seed_is_the_same_pilot_and_another_is_near() -> None:
    case = pencil_case()
    assert pilot(case, seed=5) == pilot(case, seed=5) != pilot(case, seed=6)
    assert only(pilot(case, draws=400)).expected.se > 3 * only(pilot(case)).expected.se


def test_the_nice_reading_counts_health_and_the_cost_to_health_and_care() -> None:
    """In QALYs at £20,000 each, less £1,250 a start: 1 QALY in the place of a point of life satisfaction."""
    data = pencil_data()
    outcome = data["options"][0]["outcomes"][0]
    outcome |= {
        "unit": "qaly",
        "measure": "qaly",
        "values": [{"kind": "health", "to": "participants", "unit_value": sure(70_000)}],
    }
    outcome["findings"][0] |= {"estimate": 0.05, "se": 0.02, "follow_up_months": 12}
    found = pilot(case_of(data), account="nice")
    base = appraise(compile_case(case_of(data)))["group"]
    by_hand = 20_000 * float(base.nice_qalys[0]) - float(base.nice_net_cost[0])
    assert found.commit.value == pytest.approx(by_hand, abs=3 * found.commit.se)


# The board's rule --------------------------------------------------------------------------------------------


def test_carry_on_change_or_stop_is_in_people_points_and_dates() -> None:
    size = only(pilot(pencil_case()))
    rule = size.carry_on
    assert rule is not None and rule.stop_at is not None
    assert (rule.people, rule.measured) == (100, pytest.approx(70))
    assert (rule.started_by, rule.measured_by, rule.decided_on) == (
        date(2027, 3, 31),
        date(2027, 9, 30),
        date(2028, 4, 1),
    )
    noise = 1.9**2 * 2 / 70 + (0.25 * 0.38) ** 2
    spread = math.sqrt(V * noise / (V + noise))  # of the effect, once it is seen
    mean = 0.25 + norm.ppf(0.2) * spread  # at which the chance that Δ > 0 is 1 in 5
    stop = (mean * (V + noise) - M * noise) / V / 0.75
    assert rule.stop_at == pytest.approx(stop, abs=0.06)
    assert [rule.says(seen) for seen in (rule.go_at, rule.stop_at, rule.stop_at - 0.01)] == [
        "go",
        "change",
        "stop",
    ]


def test_bands_do_not_overlap_and_to_go_on_wins() -> None:
    dates = (date(2027, 3, 31), date(2027, 9, 30), date(2028, 4, 1))
    falling = CarryOn(
        10,
        7,
        go_at=-0.2,
        stop_at=-0.2,
        is_rising=False,
        started_by=dates[0],
        measured_by=dates[1],
        decided_on=dates[2],
    )
    assert [falling.says(seen) for seen in (-0.3, -0.2, -0.1)] == ["go", "go", "stop"]
    case = pencil_case()
    said = carry_on_sentences(case, pilot(case), falling)
    assert "Otherwise stop." in said and "gain" not in said[0]
    bands = carry_on_bands(case, pilot(case), falling)
    assert bands.go.endswith("for the worse or more") and bands.stop.startswith("less than 0.2 ")
    rising = CarryOn(10, 7, 0.3, -0.1, True, *dates)
    bands = carry_on_bands(case, pilot(case), rising)
    assert bands.go.endswith("or more") and "0.3 " in bands.go
    assert bands.stop.startswith("more than 0.1 ") and bands.stop.endswith("for the worse"), (
        "less than 0.1 for the worse is better than that"
    )
    slight = CarryOn(10, 7, -0.1, None, True, *dates)
    bands = carry_on_bands(case, pilot(case), slight)
    assert bands.go.endswith("for the worse or less") and bands.change.startswith("more than 0.1 ")
    never = CarryOn(10, 7, 0.2, None, True, *dates)
    assert never.says(-9) == "change"
    assert "Otherwise change it" in " ".join(carry_on_sentences(case, pilot(case), never))


# What is refused ---------------------------------------------------------------------------------------------

REFUSED: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"people": 0}, ("1 person or more", "0 were asked for")),
    ({"people": 101}, ("101 people cannot start in 1 year", "100 would", "Take fewer people")),
    ({"years": 0}, ("1 to 10 years", "0 were")),
    ({"years": 30}, ("1 to 10 years", "30 were")),
    ({"years": 3}, ("no years would be left to go on in", "Take fewer years of pilot")),
    ({"outcome": "visits"}, ("visits has no findings", "satisfaction")),
    (
        {"outcome": "satisfactoin"},
        ("No outcome of group is called satisfactoin", "Probably meant: satisfaction"),
    ),
    ({"outcome": "satisfaction, visits"}, ("decided by one outcome", "names more than one")),
    ({"option": "grup"}, ("No option is called grup", "Probably meant: group")),
    ({"comparison": "lot"}, ("No way to compare is called lot", "randomised, controlled")),
    ({"account": "sociaty"}, ("No account is called sociaty",)),
]


@pytest.mark.parametrize(("asked", "said"), REFUSED, ids=[str(asked) for asked, _ in REFUSED])
def test_what_cannot_be_is_refused_with_what_to_do(asked: dict[str, Any], said: tuple[str, ...]) -> None:
    data = pencil_data()
    visits = {"kind": "fiscal", "to": "acute_trust", "unit_value": sure(9)}
    data["options"][0]["outcomes"].append(
        {"id": "visits", "adds": sure(1), "applies_to": "starters", "values": [visits]}
    )
    with pytest.raises(EvaluationError) as refused:
        pilot(case_of(data), **asked)
    assert [words for words in said if words not in str(refused.value)] == []


def test_a_measure_without_a_spread_asks_for_it() -> None:
    data = pencil_data()
    outcome = data["options"][0]["outcomes"][0]
    del outcome["measure"]
    outcome |= {
        "unit": "visit",
        "of": sure(2),
        "values": [{"kind": "fiscal", "to": "acute_trust", "unit_value": sure(900)}],
    }
    with pytest.raises(EvaluationError, match=r"options\.group\.pilot\.sd: a standard deviation"):
        pilot(case_of(data))
    data["options"][0]["pilot"]["sd"] = 1.0
    assert only(pilot(case_of(data))).evsi >= 0


def test_an_option_without_findings_or_without_people_is_refused() -> None:
    data = pencil_data()
    outcome = data["options"][0]["outcomes"][0]
    del outcome["findings"], outcome["measure"]
    outcome["adds"] = 0.2
    with pytest.raises(EvaluationError, match="No outcome of group has findings"):
        pilot(case_of(data))


def test_draws_without_an_answer_are_left_out_and_too_few_are_refused() -> None:
    """A price that is beyond all numbers in some draws is a gap in these."""
    kept = np.zeros(1000, dtype=bool)
    kept[:100] = True
    refuse_too_few(kept)
    kept[0] = False
    with pytest.raises(EvaluationError, match="only 99 of 1,000 draws"):
        refuse_too_few(kept)


def test_a_test_too_large_for_those_who_come_is_left_out() -> None:
    data = pencil_data()
    del data["options"][0]["pilot"]["people"]
    assert [size.people for size in pilot(case_of(data)).sizes] == [25, 50, 100]
    data["options"][0]["people"]["planned_starts"] = [sure(10), sure(100), sure(100), sure(100)]
    case = case_of(data)
    found = pilot(case)
    assert found.sizes == () and found.as_dict()["best"] == {"way": "nothing", "people": None}
    assert "Too few people could start in one year" in " ".join(pilot_sentences(case, found))


@pytest.mark.parametrize(
    "name", ["larkmoor_green_prescribing", "southfold_befriending", "highcombe_diabetes"]
)
def test_every_finished_case_with_findings_can_be_piloted(name: str) -> None:
    case = case_at(ROOT / "cases" / f"{name}.yaml")
    found = pilot(case, draws=2000)
    assert found.sizes and all(math.isfinite(size.expected.value) for size in found.sizes)
    assert all(size_sentences(case, found, size) for size in found.sizes)
    assert list(found.as_dict()) == [
        "format", "option", "account", "years", "go_year", "comparison", "outcome", "commit", "nothing", "sizes", "chance_wrong_now", "best",
    ]  # fmt: skip
