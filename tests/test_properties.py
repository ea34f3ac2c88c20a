"""What must hold for every case, whatever its numbers: Hypothesis makes the cases and tries to break the rules."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest
from cases_at_random import PUBLIC, case_of, cases, share
from hypothesis import assume, given
from hypothesis import strategies as st

from valuation import ACCOUNTS, Draws, appraise, central, compile_case, evaluate, result, with_values
from valuation.case.numbers_of_a_case import numbers
from valuation.people import persistence

ACCOUNT_NAMES = [account.name for account in ACCOUNTS]
MEMBERS = {
    "public_cash": set(PUBLIC),
    "public_sector": set(PUBLIC),
    "health_and_care": {"nhs_icb", "acute_trust", "primary_care"},
}


def answers(data: dict[str, Any]) -> dict[str, Any]:
    return result(case_of(data))["options"]


def same(a: Any, b: Any, relative: float = 1e-9, absolute: float = 1e-6) -> bool:
    """Whether two results are the same number by number (£ to a millionth)."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k], relative, absolute) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y, relative, absolute) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=relative, abs_tol=absolute)
    return bool(a == b)


def totals(option: dict[str, Any]) -> dict[str, Any]:
    """What an option comes to, without the table of its lines."""
    left_out = ("lines", "outcomes", "financial_case", "parties", "name")
    return {key: item for key, item in option.items() if key not in left_out}


def all_costs(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Every cost of the options and their enablers, which a test may change."""
    found = []
    for option in data["options"]:
        found += option["costs"] + [c for e in option.get("enablers", []) for c in e["costs"]]
    return found


def each_number(data: Any, change: Any) -> None:
    """Applies a change to every unit cost and unit value."""
    if isinstance(data, dict):
        for key, item in data.items():
            if key in ("unit_cost", "unit_value") and data.get("per") != "costs":
                data[key] = (
                    {**item, "value": change(item["value"])} if isinstance(item, dict) else change(item)
                )
            else:
                each_number(item, change)
    elif isinstance(data, list):
        for item in data:
            each_number(item, change)


@given(cases())
def test_without_an_effect_there_is_no_benefit(data: dict[str, Any]) -> None:
    for option in data["options"]:
        option["replaces"] = []
        option["costs"] = [{**c, "transfer": False} for c in option["costs"]]
        for entry in option["costs"]:
            entry.pop("to", None)
        for enabler in option.get("enablers", []):
            enabler["costs"] = []
        for outcome in option["outcomes"]:
            outcome.pop("reduces", None), outcome.pop("of", None)
            outcome["adds"] = 0
    for option in answers(data).values():
        assert all(account["pv_benefits"] == 0 for account in option["accounts"].values())
        assert all(v == 0 for k, v in option["benefit_classes"].items() if k != "not_priced")


@given(cases())
def test_doubling_every_price_doubles_every_pound_and_leaves_ratios_alone(data: dict[str, Any]) -> None:
    once = answers(data)
    each_number(data["options"], lambda x: 2 * x)
    twice = answers(data)
    for ident, option in once.items():
        for name, account in option["accounts"].items():
            doubled = twice[ident]["accounts"][name]
            for key in ("pv_costs", "pv_benefits", "npv", "peak_funding"):
                assert same(2 * account[key], doubled[key])
            assert same(account["bcr"], doubled["bcr"])
        assert same(2 * option["weighted_npv"], twice[ident]["weighted_npv"])
        assert same(option["qalys"], twice[ident]["qalys"])
        assert same(
            [2 * line["pv"] for line in option["lines"]], [line["pv"] for line in twice[ident]["lines"]]
        )


@given(cases())
def test_the_order_of_options_and_lines_is_immaterial(data: dict[str, Any]) -> None:
    turned = copy.deepcopy(data)
    turned["options"].reverse()
    for option in turned["options"]:
        for key in ("costs", "replaces", "outcomes"):
            option[key].reverse()
    first, second = answers(data), answers(turned)
    assert all(same(totals(first[ident]), totals(second[ident])) for ident in first)


@given(cases())
def test_segments_all_alike_equal_no_segments(data: dict[str, Any]) -> None:
    alike = copy.deepcopy(data)
    for plain, split in zip(data["options"], alike["options"], strict=True):
        plain["people"].pop("segments", None)
        split["people"]["segments"] = [
            {"id": "a", "share": 0.3},
            {"id": "b", "share": 0.7, "uptake_multiplier": 1},
        ]
    first, second = answers(data), answers(alike)
    assert all(same(totals(first[ident]), totals(second[ident])) for ident in first)


@given(cases())
def test_parts_add_up_to_their_entry_lines_to_accounts_and_parties_to_society(data: dict[str, Any]) -> None:
    for option in answers(data).values():
        lines = option["lines"]
        society = option["accounts"]["society"]
        counts = [
            line for line in lines if line["kind"] not in ("vat", "transfer") and line["adjusts"] != "vat"
        ]
        assert same(sum(line["pv"] for line in counts if line["side"] == "cost"), society["pv_costs"])
        assert same(sum(line["pv"] for line in counts if line["side"] == "benefit"), society["pv_benefits"])
        assert same(sum(party["net"] for party in option["parties"].values()), society["npv"])
        assert same(
            sum(v for k, v in option["benefit_classes"].items() if k != "not_priced"), society["pv_benefits"]
        )
        for account in option["accounts"].values():
            assert same(account["pv_benefits"] - account["pv_costs"], account["npv"])
        for party in option["parties"].values():
            assert same(
                party["pv_cash_benefits"] + party["pv_other_benefits"] - party["pv_costs"], party["net"]
            )


@given(cases())
def test_what_is_split_between_cash_and_capacity_is_the_whole_value(data: dict[str, Any]) -> None:
    whole = copy.deepcopy(data)
    for option in whole["options"]:
        entries = [v for o in option["outcomes"] for v in o["values"]] + option["replaces"]
        for entry in entries:
            entry.pop("cashable", None), entry.pop("release", None)
    first, second = answers(data), answers(whole)
    for ident in first:
        for name in ("public_sector", "health_and_care", "society"):
            assert same(first[ident]["accounts"][name]["npv"], second[ident]["accounts"][name]["npv"])


@given(cases())
def test_making_a_cost_in_kind_changes_only_cash_accounts(data: dict[str, Any]) -> None:
    data["appraisal"]["own_time"] = "counted"
    in_kind = copy.deepcopy(data)
    for entry in all_costs(in_kind):
        if not entry.get("transfer") and "vat" not in entry:
            entry["cash"] = False
    first, second = answers(data), answers(in_kind)
    for ident in first:
        for name in ("public_sector", "health_and_care", "society"):
            assert same(first[ident]["accounts"][name], second[ident]["accounts"][name])
        assert second[ident]["accounts"]["public_cash"]["pv_costs"] <= first[ident]["accounts"][
            "public_cash"
        ]["pv_costs"] + 1e-6 or any(entry.get("transfer") for entry in all_costs(data))


@given(cases(), st.sampled_from([0.25, 0.6]))
def test_splitting_a_payer_changes_no_account_that_holds_both(data: dict[str, Any], part: float) -> None:
    data["commissioner"] = "local_authority"
    split = copy.deepcopy(data)
    for entry in all_costs(data) + [c for option in data["options"] for c in option["replaces"]]:
        entry["payer"] = "nhs_icb"
    for entry in all_costs(split) + [c for option in split["options"] for c in option["replaces"]]:
        entry["payer"] = {"nhs_icb": part, "primary_care": 1 - part}
    for entry in all_costs(data) + all_costs(split):
        if entry.get("transfer"):
            entry["to"] = "local_authority"
    first, second = answers(data), answers(split)
    for ident in first:
        for name in ("public_cash", "public_sector", "health_and_care", "society"):
            assert same(first[ident]["accounts"][name], second[ident]["accounts"][name])


@given(cases(), st.sampled_from(PUBLIC), st.sampled_from([*PUBLIC, "participants"]), share(0, 1000))
def test_a_transfer_changes_no_npv_that_holds_both_sides(
    data: dict[str, Any], payer: str, to: str, grant: float
) -> None:
    paid = copy.deepcopy(data)
    for option in paid["options"]:
        option["costs"].append(
            {"id": "grant", "per": "year", "unit_cost": grant, "payer": payer, "transfer": True, "to": to}
        )
        option["people"].pop("segments", None)
    for option in data["options"]:
        option["people"].pop("segments", None)
    first, second = answers(data), answers(paid)
    for ident in first:
        assert same(first[ident]["accounts"]["society"], second[ident]["accounts"]["society"])
        for name, members in MEMBERS.items():
            if {payer, to} <= members:
                assert same(first[ident]["accounts"][name], second[ident]["accounts"][name])


@given(cases(), st.data())
def test_more_cost_never_raises_any_npv(data: dict[str, Any], pick: st.DataObject) -> None:
    for option in data["options"]:
        option["costs"] = [c for c in option["costs"] if not c.get("transfer")] or [
            {"id": "one", "per": "year", "unit_cost": 5, "payer": "nhs_icb"}
        ]
        for enabler in option.get("enablers", []):
            enabler["costs"] = []
    dearer = copy.deepcopy(data)
    entry = pick.draw(st.sampled_from(all_costs(dearer)))
    was = entry["unit_cost"]
    ceiling = 1.0 if entry["per"] == "costs" else math.inf
    more = min(
        ceiling, (was["value"] if isinstance(was, dict) else was) * 1.5 + (0.1 if ceiling == 1 else 10)
    )
    entry["unit_cost"] = {**was, "value": more} if isinstance(was, dict) else more
    first, second = answers(data), answers(dearer)
    for ident in first:
        for name in ACCOUNT_NAMES:
            assert second[ident]["accounts"][name]["npv"] <= first[ident]["accounts"][name]["npv"] + 1e-6


@given(cases(), share(0, 0.1), share(0.001, 0.1))
def test_the_present_value_of_gains_falls_as_the_rate_rises(
    data: dict[str, Any], rate: float, more: float
) -> None:
    for option in data["options"]:
        for outcome in option["outcomes"]:
            outcome.pop("reduces", None), outcome.pop("of", None)
            outcome["adds"] = 1
    found = []
    for level in (rate, rate + more):
        data["appraisal"]["discounting"] = {"standard": level, "health": level}
        found.append(answers(data))
    for ident in found[0]:
        for k, line in enumerate(found[0][ident]["lines"]):
            if line["side"] == "benefit" and line["kind"] != "optimism" and min(line["undiscounted"]) >= 0:
                assert found[1][ident]["lines"][k]["pv"] <= line["pv"] + 1e-9


@given(cases(), st.sampled_from([1e-7, 1e-6]))
def test_lengthening_an_effect_a_little_changes_the_result_a_little(
    data: dict[str, Any], little: float
) -> None:
    longer = copy.deepcopy(data)
    for option in longer["options"]:
        for outcome in option["outcomes"]:
            outcome["lasts"] = outcome.get("lasts", 1) + little
    first, second = answers(data), answers(longer)
    for ident, option in first.items():
        people = max(sum(option["starts"]), 1)
        largest = (
            people * 2 * 3 * 3 * 5000 * 2 * 3 * 2 * 3
        )  # starts · effect · of · quantity · price · growth · values …
        moved = abs(option["accounts"]["society"]["npv"] - second[ident]["accounts"]["society"]["npv"])
        assert moved <= little * largest


@given(cases())
def test_row_k_of_a_batch_equals_row_k_alone(data: dict[str, Any]) -> None:
    model = compile_case(case_of(data))
    generator = np.random.default_rng(0)
    values = central(model, 5).values * generator.uniform(0.5, 1, (5, len(model.assumptions)))
    batch = evaluate(model, Draws(values))
    whole = appraise(model, Draws(values))
    for k in range(5):
        alone = evaluate(model, Draws(values[k : k + 1]))
        np.testing.assert_allclose(batch.amounts[k], alone.amounts[0], rtol=1e-12, atol=0)
        one = appraise(model, Draws(values[k : k + 1]))
        for ident, found in one.options.items():
            for name, account in found.accounts.items():
                scale = max(1.0, account.pv_costs[0], abs(account.pv_benefits[0]))
                assert abs(whole[ident].accounts[name].npv[k] - account.npv[0]) <= 1e-12 * scale


@given(cases())
def test_every_number_of_a_case_is_an_assumption_at_a_path_of_its_own(data: dict[str, Any]) -> None:
    paths = [stated.path for stated in numbers(case_of(data).data)]
    assert len(paths) == len(set(paths))


def test_row_k_of_several_blocks_equals_row_k_alone() -> None:
    data = {
        "format": "make-the-case/1",
        "commissioner": "nhs_icb",
        "appraisal": {
            "first_year": "2026-27",
            "years": 2,
            "price_year": "2026-27",
            "discounting": "green_book",
        },
        "options": [{"id": "a", "costs": [{"id": "c", "per": "year", "unit_cost": 5, "payer": "nhs_icb"}]}],
    }
    model = compile_case(case_of(data))
    prices = np.linspace(1, 2, 25_001)
    found = (
        appraise(model, with_values(model, {"options.a.costs.c.unit_cost": prices}))["a"]
        .accounts["society"]
        .npv
    )
    once = (
        appraise(model, with_values(model, {"options.a.costs.c.unit_cost": [1.0]}))["a"]
        .accounts["society"]
        .npv[0]
    )
    np.testing.assert_allclose(found, once * prices, rtol=1e-12)


def half_square(x: float) -> float:
    return 0.5 * max(0.0, x) ** 2


def second_difference(x: float) -> float:
    return half_square(x + 1) - 2 * half_square(x) + half_square(x - 1)


@given(st.floats(0, 6), st.floats(0, 6), st.floats(0, 1))
def test_persistence_is_the_formula_of_the_model_written_out(
    lag: float, lasts: float, drop_off: float
) -> None:
    assume(drop_off < 1)
    years = 9
    keep = 1 - drop_off
    intervals = [(n, lag + n, min(lag + n + 1, lag + lasts)) for n in range(math.ceil(lasts))]
    plain = [
        sum(keep**n * max(0.0, min(k + 1, b) - max(k, a)) for n, a, b in intervals) for k in range(years)
    ]
    through = [
        sum(keep**n * (second_difference(k - a) - second_difference(k - b)) for n, a, b in intervals)
        for k in range(years)
    ]
    one = np.array([[lag]]), np.array([[lasts]]), np.array([[drop_off]])
    np.testing.assert_allclose(
        persistence(*one, np.array([False]), years)[0, 0], plain, rtol=1e-9, atol=1e-12
    )
    np.testing.assert_allclose(
        persistence(*one, np.array([True]), years)[0, 0], through, rtol=1e-9, atol=1e-11
    )


def test_persistence_of_whole_years_is_half_this_year_and_half_the_last() -> None:
    found = persistence(np.array([[0.0]]), np.array([[3.0]]), np.array([[0.2]]), np.array([True]), 5)[0, 0]
    assert found == pytest.approx([0.5, 0.5 * (0.8 + 1), 0.5 * (0.64 + 0.8), 0.5 * 0.64, 0])
