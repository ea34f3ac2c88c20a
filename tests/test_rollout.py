"""A roll-out: by pencil (docs/rollout.md), equal to the case in one place, the same digits in any order, and the decision against its closed form."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of, cases
from finished_cases import case_at
from hypothesis import given, settings
from scipy.stats import norm
from small_cases import between, sure

from valuation import CaseError, case_text, simulate
from valuation.case.changes import with_changes
from valuation.rollout.place_models import PlaceModels
from valuation.rollout.rolling_out import roll_out
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout, parse_rollout, rollout_of
from valuation.sensitivity.monte_carlo import likely_range

ROOT = Path(__file__).resolve().parents[1]
PENCIL = (ROOT / "docs" / "rollout.md").read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]  # fmt: skip
DRAWS = 400


def pencil_data() -> dict[str, Any]:
    return parse_rollout(PENCIL, "pencil").as_data()


def rollout_data(case: dict[str, Any], places: list[dict[str, Any]], **keys: Any) -> dict[str, Any]:
    first = case["appraisal"]["first_year"]
    return {"format": "make-the-case-rollout/1", "case": case, "places": places, "waves": {"1": first}} | keys


def made(data: dict[str, Any]) -> Rollout:
    return rollout_of(data, "roll-out")


def uncertain_data(**keys: Any) -> dict[str, Any]:
    """Seven places in three waves, with numbers that are uncertain and a place effect in each."""
    data = pencil_data()
    data["case"]["format"] = "make-the-case/2"
    option = data["case"]["options"][0]
    option["people"]["uptake"] = between(0.5, 0.3, 0.7)
    option["costs"][1]["unit_cost"] = between(100, 60, 140)
    option["outcomes"][0] |= {"adds": between(0.5, -0.7, 1.7), "place": between(0, -0.4, 0.4)}
    places = [
        {"id": f"p{k}", "eligible": 100 + 10 * k, "wave": 1 + k % 3, "deprivation": 1 + k % 5}
        for k in range(7)
    ]
    waves = {"1": "2027-28", "2": "2028-29", "3": "2029-30"}
    learning = {"value": 0.2, "range": [0, 0.4], "on": ["training"]}
    return data | {"places": places, "waves": waves, "fidelity": {"value": 0.8, "range": [0.6, 1.0]}, "learning": learning} | keys  # fmt: skip


# By pencil ---------------------------------------------------------------------------------------------------


def test_two_places_in_two_waves_by_pencil() -> None:
    found = roll_out(made(pencil_data()), DRAWS)
    ash, birch = found.places
    assert (ash.npv, birch.npv) == pytest.approx((32_000, 6_000))
    assert (ash.chance, birch.chance, found.planned.chance, found.below_zero) == (1, 1, 1, 0)
    assert found.planned.likely == pytest.approx((18_000, 18_000)) and found.at_once.likely == pytest.approx(
        (24_000, 24_000)
    )
    assert found.planned.within == 0 and found.likely_below == (0, 0)
    assert found.committed("nhs_icb") == pytest.approx(sum(found.cost["nhs_icb"])), (
        "nothing is decided after a wave"
    )
    assert ash.people == (100, 100, 0, 0) and birch.people == (0, 0, 50, 50)
    assert found.npv == pytest.approx(18_000)
    assert found.central.npv == pytest.approx(-20_000)
    assert found.all_at_once == pytest.approx(24_000)
    assert found.in_waves_with_stop == found.npv, "nothing is decided after a wave"
    assert [fifth.key for fifth in found.fifths] == [1, 4] and found.fifths[1].benefits == pytest.approx(24_000)  # fmt: skip


def test_with_a_second_place_in_the_first_wave_training_costs_less() -> None:
    data = pencil_data()
    data["places"].append({"id": "elm", "eligible": 200, "wave": 1})
    found = {place.id: place for place in roll_out(made(data), DRAWS).places}
    assert found["birch"].npv == pytest.approx(6_000 + 1_600)
    assert found["elm"].npv == pytest.approx(32_000), "those who begin together learn nothing from each other"


def test_cash_is_in_the_prices_of_its_own_year() -> None:
    data = pencil_data()
    found = roll_out(made(data), DRAWS)
    case = case_of(data["case"])
    factors = case.cash_factors_over(4).other
    assert found.cost["nhs_icb"] == pytest.approx(
        np.array([8_000 + 10_000 + 5_000, 10_000 + 5_000, 8_000 + 5_000 + 5_000, 5_000 + 5_000]) * factors
    )
    assert found.central_per_person == pytest.approx((5_000 * factors).sum() / 300)


def test_a_harm_is_kept_whole_where_a_gain_is_not() -> None:
    data = pencil_data()
    data["case"]["options"][0]["outcomes"][0]["adds"] = sure(-1)
    found = roll_out(made(data), DRAWS)
    assert found.places[1].npv == pytest.approx(-8_000 - 10_000 - 30_000)


def test_what_rises_in_real_terms_has_risen_until_a_later_wave_and_is_discounted_from_the_first_year() -> (
    None
):
    data = pencil_data()
    case = data["case"]
    case["appraisal"] |= {"discounting": {"standard": sure(0.1), "health": 0}}
    case["options"][0]["costs"][1]["real_growth"] = sure(0.5)
    birch = roll_out(made(data), DRAWS).places[1]
    sessions = 50 * 100 * (1.5**2 / 1.1**2 + 1.5**3 / 1.1**3)
    assert birch.npv == pytest.approx(24_000 - 8_000 / 1.1**2 - sessions)


# One place, one wave -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["southfold_befriending", "larkmoor_green_prescribing", "highcombe_diabetes", "worked_example"]
)
def test_one_place_and_one_wave_are_the_case_to_the_last_digit(name: str) -> None:
    case = case_at(f"cases/{name}.yaml")
    option = case.preferred
    eligible = case.number(f"options.{option}.people.eligible")
    data = rollout_data(dict(case.data), [{"id": "only", "eligible": eligible, "wave": 1}], waves={"1": case.shape.appraisal.first_year})  # fmt: skip
    found, simulated = roll_out(made(data), DRAWS), simulate(case, DRAWS)
    npv = simulated[option].accounts["society"].npv
    assert found.npv == npv.mean() == found.all_at_once
    assert found.planned == found.at_once
    assert found.planned.chance == (npv > 0).mean()
    assert found.planned.likely == likely_range(npv)
    assert found.planned.within == pytest.approx(1.96 * npv.std(ddof=1) / math.sqrt(DRAWS))
    assert found.likely_below == likely_range((npv < 0).astype(float))


def test_findings_of_one_place_move_the_others_through_the_effect_alone() -> None:
    """A case whose findings are `here`: the place that is marked is the case, and the others differ by τ from the average place."""
    case = case_at("cases/larkmoor_green_prescribing.yaml")
    data = copy.deepcopy(dict(case.data))
    option = next(each for each in data["options"] if each["id"] == case.preferred)
    outcome = next(
        each for each in option["outcomes"] if each.get("findings") and each["unit"] in ("wellby", "qaly")
    )
    own = {"id": "ours", "study": "ours 2027", "design": "randomised", "estimate": 0.9, "se": 0.2, "here": True, "source": "Made up"}  # fmt: skip
    outcome["findings"].append(own | ({"measure": outcome["measure"]} if "measure" in outcome else {}))
    here = case_of(data)
    effect = here.effects[f"options.{case.preferred}.outcomes.{outcome['id']}"]
    assert effect.is_bound_to_here and effect.expected.place != 0
    eligible = here.number(f"options.{case.preferred}.people.eligible")
    places = [{"id": ident, "eligible": eligible, "wave": 1, "here": ident == "b"} for ident in "abc"]
    rollout = made(rollout_data(data, places, waves={"1": here.shape.appraisal.first_year}))
    models = PlaceModels(rollout)
    columns = {}
    for place in rollout.places:
        model = models.compiled(place)
        sample = models.sample(model, place, 4000, 1)
        values = sample.block(0, 4000).values
        known = [number.path for number in model.assumptions]
        columns[place.id] = values[:, [known.index(effect.effect_path), known.index(effect.place_path)]]
    assert all(np.array_equal(columns["a"][:, 0], columns[other][:, 0]) for other in "bc"), "one effect"
    assert columns["b"][:, 1].mean() == pytest.approx(effect.expected.place, abs=0.02)
    for other in "ac":
        assert columns[other][:, 1].mean() == pytest.approx(0, abs=0.02)
        assert columns[other][:, 1].std() == pytest.approx(effect.evidence.scale.tau, rel=0.03)
        assert abs(np.corrcoef(columns[other].T)[0, 1]) < 0.06
    assert abs(np.corrcoef(columns["a"][:, 1], columns["c"][:, 1])[0, 1]) < 0.06, "each place by itself"
    alone = roll_out(made(rollout_data(data, places[1:2], waves=rollout.shape.waves)), DRAWS)
    together = {place.id: place for place in roll_out(rollout, DRAWS).places}
    assert together["b"].npv == alone.places[0].npv == simulate(here, DRAWS)[case.preferred].accounts["society"].npv.mean()  # fmt: skip
    assert together["a"].npv < together["b"].npv


def test_a_column_is_a_change_of_the_case_in_one_place() -> None:
    data = uncertain_data(fidelity=None, learning=None, waves={"1": "2027-28"})
    data = {key: item for key, item in data.items() if item is not None}
    data["places"] = [{"id": "a", "eligible": 100, "wave": 1}, {"id": "b", "eligible": 300, "wave": 1, "people.uptake": 0.6, "outcomes.better.place": 0.5}]  # fmt: skip
    found = roll_out(made(data), DRAWS)
    at = "options.service."
    changes = {f"{at}people.eligible": 300, f"{at}people.uptake": 0.6, f"{at}outcomes.better.place": 0.5}
    case = with_changes(case_of(data["case"]), changes)
    expected = simulate(case, DRAWS)["service"].accounts["society"].npv.mean()
    assert found.places[1].npv == pytest.approx(expected, rel=1e-12)


# Properties --------------------------------------------------------------------------------------------------


def digits_of(found: RolloutAnswer) -> str:
    return json.dumps(found.as_dict())


def test_the_order_of_the_places_and_the_number_of_processes_change_no_digit() -> None:
    data = uncertain_data()
    found = digits_of(roll_out(made(data), DRAWS))
    data["places"] = [data["places"][k] for k in (3, 6, 0, 5, 1, 4, 2)]
    assert digits_of(roll_out(made(data), DRAWS)) == found


@pytest.mark.longer
def test_two_processes_give_the_digits_of_one() -> None:
    rollout = made(uncertain_data())
    assert digits_of(roll_out(rollout, 20_000, jobs=2)) == digits_of(roll_out(rollout, 20_000, jobs=1))


def test_the_whole_is_the_sum_of_places_and_central_costs() -> None:
    found = roll_out(made(uncertain_data()), DRAWS)
    told = found.as_dict()
    places, waves, total, central = (told[key] for key in ("places", "waves", "total", "central"))
    assert total["npv"] == pytest.approx(sum(place["npv"] for place in places) + central["npv"], rel=1e-12)
    assert total["npv"] == pytest.approx(sum(wave["npv"] for wave in waves) + central["npv"], rel=1e-12)
    assert sum(total["people"]) == pytest.approx(sum(place["people"] for place in places), rel=1e-12)
    assert [wave["places"] for wave in waves] == [3, 2, 2]
    by_payer = sum(np.array(place["cost"]["nhs_icb"]) for place in places) + np.array(central["cost"])
    assert total["cost"]["nhs_icb"] == pytest.approx(by_payer, rel=1e-12)
    assert sum(fifth["npv"] for fifth in told["fifths"]) == pytest.approx(total["npv"] - central["npv"])
    assert 0 < told["below_zero"] < 7


def test_all_at_once_is_the_roll_out_with_every_place_in_the_first_wave() -> None:
    data = uncertain_data()
    at_once = roll_out(made(data), DRAWS).all_at_once
    data["places"] = [place | {"wave": 1} for place in data["places"]]
    together = roll_out(made(data), DRAWS)
    assert together.npv == pytest.approx(at_once, rel=1e-12) and together.all_at_once == together.npv


@settings(max_examples=15)
@given(cases())
def test_any_case_in_one_place_is_itself(data: dict[str, Any]) -> None:
    case = case_of(data)
    option = case.preferred
    path = f"options.{option}.people.eligible"
    row: dict[str, Any] = {"id": "only", "wave": 1}
    if case.assumption_at(path) is not None:
        if case.number(path) <= 0:
            return
        row["eligible"] = case.number(path)
    try:
        rollout = made(rollout_data(dict(case.data), [row], option=option))
    except CaseError as error:
        pytest.fail(str(error))
    found = roll_out(rollout, 100)
    npv = simulate(case, 100)[option].accounts["society"].npv
    assert found.npv == pytest.approx(npv[np.isfinite(npv)].mean(), rel=1e-9, abs=1e-6)


# The stop ----------------------------------------------------------------------------------------------------


def stop_data(se: float = 0.3, per_person: float = 1_300.0) -> dict[str, Any]:
    """One place in each of two waves: 100 people a year, worth 1,000 for each point of life satisfaction, at so much a person."""
    finding = {"id": "trial", "study": "trial", "design": "randomised", "estimate": 0.6, "se": se, "source": "Made up"}  # fmt: skip
    case = {
        "format": "make-the-case/2",
        "title": "A stop by its closed form",
        "commissioner": "nhs_icb",
        "appraisal": {"first_year": "2027-28", "years": 6, "price_year": "2027-28", "discounting": {"standard": 0, "health": 0}, "optimism_bias": "none"},
        "options": [
            {
                "id": "it",
                "people": {"eligible": sure(100), "pool": "each_year", "uptake": sure(1), "delivery_years": 2, "timing": "start_of_year"},
                "costs": [{"id": "each", "per": "start", "unit_cost": sure(per_person), "payer": "nhs_icb"}],
                "outcomes": [
                    {
                        "id": "better", "unit": "wellby", "measure": "life_satisfaction", "applies_to": "starters", "lasts": sure(1),
                        "findings": [finding],
                        "values": [{"kind": "wellbeing", "to": "participants", "unit_value": sure(5000)}],
                    }
                ],
                "pilot": {"answer_share": sure(0.7)},
            }
        ],
    }  # fmt: skip
    places = [{"id": "a", "eligible": 100, "wave": 1}, {"id": "b", "eligible": 100, "wave": 2}]
    stop = {"wave": 1, "outcome": "better", "years": 2}
    return rollout_data(case, places, waves={"1": "2027-28", "2": "2030-31"}, stop_after=stop)


@pytest.mark.parametrize("se", [0.1, 0.3, 0.6])
def test_the_worth_of_deciding_after_a_wave_is_its_closed_form(se: float) -> None:
    """Δ = a(adds + place of b) + c, seen by x̂ = (adds + place of a + b + e)/d: what is learned of adds alone decides."""
    data = stop_data(se)
    rollout = made(data)
    found = roll_out(rollout, 20_000)
    stop, measured = found.stop, rollout.measured
    assert stop is not None and measured is not None
    assert stop.answering == pytest.approx(200 * 0.7) and stop.decided_in == "2030-31"
    effect = measured.effect.expected
    slope, at_0 = 200 * 5000.0, -200 * 1300.0
    noise = effect.place_sd**2 + measured.bias_sd**2 + measured.error_sd(140) ** 2
    mean = slope * effect.adds + at_0
    reach = slope * effect.adds_sd**2 / math.sqrt(effect.adds_sd**2 + noise)
    u = mean / reach
    assert stop.later == pytest.approx(mean, abs=0.03 * reach)
    assert stop.expected == pytest.approx(reach * norm.pdf(u) + mean * norm.cdf(u), abs=0.03 * reach)
    assert stop.chance_go == pytest.approx(norm.cdf(u), abs=0.03)
    assert found.in_waves_with_stop == pytest.approx(found.places[0].npv + stop.expected)
    assert found.in_waves_with_stop >= found.npv - 0.01 * reach


def test_deciding_by_what_is_seen_is_what_trying_every_threshold_would_choose() -> None:
    """By brute force: of all values of x̂ at which it might be gone on, none is worth more than the threshold that is given."""
    rollout = made(stop_data())
    found = roll_out(rollout, 20_000).stop
    measured = rollout.measured
    assert found is not None and measured is not None and found.threshold is not None
    rng = np.random.default_rng(5)
    effect, n = measured.effect.expected, 400_000
    adds = rng.normal(effect.adds, effect.adds_sd, n)
    here, there = (rng.normal(0, effect.place_sd, n) for _ in range(2))
    error = math.hypot(measured.bias_sd, measured.error_sd(140))
    seen = (adds + here + rng.normal(0, error, n)) / measured.share_read
    delta = 200 * 5000 * (adds + there) - 200 * 1300
    worth = {at: np.where(seen >= at, delta, 0).mean() for at in np.linspace(-1, 2, 61)}
    best = max(worth, key=lambda at: worth[at])
    assert found.threshold == pytest.approx(best, abs=0.15)
    assert found.expected == pytest.approx(worth[best], rel=0.05)


def test_each_way_says_how_its_worth_differs_and_deciding_cuts_the_losses_off() -> None:
    """By hand: the place that begins first, and the second one in those draws alone in which it is gone on."""
    rollout = made(stop_data())
    found = roll_out(rollout, 20_000)
    at_once, in_waves, decided = found.ways
    assert [way.key for way in found.ways] == ["all_at_once", "in_waves", "in_waves_with_stop"]
    assert found.stop is not None and decided.spread == found.stop.spread
    assert (at_once.npv, in_waves.npv, decided.npv) == (
        found.all_at_once,
        found.npv,
        found.in_waves_with_stop,
    )
    assert decided.spread.likely[0] > in_waves.spread.likely[0], "the worst is stopped"
    assert decided.spread.within < in_waves.spread.within
    assert 0 < decided.spread.chance < 1
    told = found.as_dict()["ways"]
    assert [set(way) for way in told] == [{"way", "npv", "npv_within", "chance", "interval_80"}] * 3
    first, second = (sum(place.cost["nhs_icb"]) for place in found.places)
    assert found.committed("nhs_icb") == pytest.approx(first), (
        "the second place is not paid for until it is decided"
    )
    assert sum(found.cost["nhs_icb"]) == pytest.approx(first + second)


def test_how_many_places_come_out_below_nothing_is_counted_in_every_draw() -> None:
    found = roll_out(made(uncertain_data()), DRAWS)
    low, high = found.likely_below
    assert 0 <= low <= found.below_zero <= high <= len(found.places)
    sure_loss = pencil_data()
    sure_loss["case"]["options"][0]["outcomes"][0]["adds"] = sure(-1)
    assert roll_out(made(sure_loss), DRAWS).likely_below == (2, 2)


def test_by_another_account_the_later_waves_stop_where_it_loses() -> None:
    data = stop_data()
    data["stop_after"]["account"] = "commissioner"
    found = roll_out(made(data), DRAWS)
    assert found.stop is not None
    assert found.stop.chance_go == 0 and found.stop.expected == 0, "no cash ever comes back"
    assert found.in_waves_with_stop == found.places[0].npv


def test_the_file_as_data_is_the_same_roll_out() -> None:
    rollout = made(uncertain_data())
    assert made(json.loads(json.dumps(rollout.as_data()))).as_data() == rollout.as_data()
    assert case_text(rollout.case)
