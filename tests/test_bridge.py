"""The bridge between two cases: small ones by hand, then any two at random, then what is refused."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from cases_at_random import case_of, cases
from finished_cases import case_at
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from valuation import (
    CaseError,
    EvaluationError,
    appraise,
    bridge,
    compile_case,
    own_scenarios,
    parse_case,
    ready_made,
    with_changes,
)

ROOT = Path(__file__).resolve().parents[1]
CASES = sorted([*(ROOT / "cases").glob("*.yaml"), *(ROOT / "tests" / "cases").glob("*.yaml")])


def data(**option: Any) -> dict[str, Any]:
    """Returns a case of one year: 100 people start; each brings 2 of something worth £30, at £1,000 a year."""
    made: dict[str, Any] = {
        "id": "group",
        "people": {"planned_starts": [{"value": 100, "grade": 1}], "timing": "start_of_year"},
        "costs": [
            {"id": "post", "per": "year", "unit_cost": {"value": 1000, "grade": 1}, "payer": "nhs_icb"},
        ],
        "outcomes": [
            {
                "id": "visits", "adds": {"value": 2, "grade": 1}, "applies_to": "starters",
                "values": [{"kind": "fiscal", "to": "primary_care", "unit_value": {"value": 30, "grade": 1}}],
            }
        ],
    }  # fmt: skip
    made.update(option)
    return {
        "format": "make-the-case/1",
        "commissioner": "nhs_icb",
        "appraisal": {
            "first_year": "2026-27",
            "years": 1,
            "price_year": "2026-27",
            "discounting": "green_book",
        },
        "options": [made],
    }


def changed(base: dict[str, Any], change: Any) -> dict[str, Any]:
    copied = copy.deepcopy(base)
    change(copied["options"][0], copied)
    return copied


def npv(case: Any, account: str = "society", option: str = "group", measure: str = "npv") -> float:
    return float(getattr(appraise(compile_case(case))[option].accounts[account], measure)[0])


def contributions(found: Any) -> dict[str, float]:
    return {change.path: change.contribution for change in found.changes}


# By hand -----------------------------------------------------------------------------------------------------


def test_two_numbers_that_multiply_share_what_they_do_together_evenly():
    # 100 · adds · price: from 100 · 2 · 30 = 6,000 to 100 · 3 · 40 = 12,000.
    second = changed(
        data(),
        lambda o, _: (
            o["outcomes"][0].update(adds={"value": 3, "grade": 1}),
            o["outcomes"][0]["values"][0].update(unit_value={"value": 40, "grade": 1}),
        ),
    )
    found = bridge(case_of(data()), case_of(second))
    assert (found.a, found.b, found.exact) == (pytest.approx(5000), pytest.approx(11_000), True)
    at = "options.group.outcomes.visits"
    # Shapley of a · b: each change times the mean of the other's two values.
    assert contributions(found) == {
        f"{at}.adds": pytest.approx(100 * 1 * (30 + 40) / 2),
        f"{at}.values.0.unit_value": pytest.approx(100 * 10 * (2 + 3) / 2),
    }
    assert [(c.kind, c.a, c.b, c.se) for c in found.changes] == [("number", 2, 3, 0), ("number", 30, 40, 0)]
    # All else as B has it: 100 · adds · 40 − 1,000 = 5,000 at adds = 1.5; 100 · 3 · price − 1,000 = 5,000 at £20.
    assert {row.path: row.value for row in found.agree} == {
        f"{at}.adds": pytest.approx(1.5),
        f"{at}.values.0.unit_value": pytest.approx(20),
    }


def test_a_cost_added_and_an_outcome_dropped_are_changes_like_any_other():
    extra = {"id": "rent", "per": "once", "unit_cost": {"value": 700, "grade": 1}, "payer": "nhs_icb"}
    second = changed(data(), lambda o, _: (o["costs"].append(extra), o["outcomes"].clear()))
    found = bridge(case_of(data()), case_of(second))
    assert contributions(found) == {
        "options.group.costs.rent": pytest.approx(-700),
        "options.group.outcomes.visits": pytest.approx(-6000),
    }
    assert {c.path: (c.kind, c.a, c.b) for c in found.changes} == {
        "options.group.costs.rent": ("structure", None, "there"),
        "options.group.outcomes.visits": ("structure", "there", None),
    }
    assert not found.agree, "there is no number to agree on"


def test_overheads_follow_a_cost_that_comes_and_one_that_goes():
    overhead = {
        "id": "overhead",
        "per": "costs",
        "of": ["post"],
        "unit_cost": {"value": 0.1, "grade": 1},
        "payer": "nhs_icb",
    }
    first = changed(data(), lambda o, _: o["costs"].append(overhead))
    extra = {"id": "rent", "per": "once", "unit_cost": {"value": 700, "grade": 1}, "payer": "nhs_icb"}
    second = changed(
        first, lambda o, _: (o["costs"].insert(1, extra), o["costs"][2].update(of=["post", "rent"]))
    )
    assert contributions(bridge(case_of(first), case_of(second))) == {
        "options.group.costs.rent": pytest.approx(-770)
    }


def test_a_cost_paid_otherwise_changes_who_pays_and_not_what_society_loses():
    second = changed(
        data(), lambda o, _: o["costs"][0].update(payer={"nhs_icb": 0.25, "local_authority": 0.75})
    )
    first, other = case_of(data()), case_of(second)
    assert contributions(bridge(first, other, account="commissioner")) == {
        "options.group.costs.post.payer": pytest.approx(750)
    }
    assert contributions(bridge(first, other)) == {
        "options.group.costs.post.payer": pytest.approx(0, abs=1e-9)
    }


def test_a_cost_driven_by_something_else_is_one_change_of_structure():
    per_person = {"id": "post", "per": "start", "unit_cost": {"value": 25, "grade": 1}, "payer": "nhs_icb"}
    found = bridge(
        case_of(data()), case_of(changed(data(), lambda o, _: o["costs"].__setitem__(0, per_person)))
    )
    (change,) = found.changes
    assert (change.path, change.kind, change.a, change.b) == (
        "options.group.costs.post",
        "structure",
        "per year",
        "per start",
    )
    assert change.contribution == pytest.approx(1000 - 2500)


def test_a_number_whose_grade_changed_too_is_one_change_with_what_the_allowance_does():
    second = changed(data(), lambda o, _: o["outcomes"][0].update(adds={"value": 3, "grade": 5}))
    found = bridge(case_of(data()), case_of(second))
    (change,) = found.changes
    assert change.path == "options.group.outcomes.visits.adds"
    assert change.contribution == pytest.approx(100 * 3 * 30 * 0.75 - 6000)  # grade 5: 25% off


def test_a_worse_grade_alone_is_a_change_and_two_of_them_share_the_worst():
    weak = lambda value, grade: {"value": value, "grade": grade}  # noqa: E731
    second = changed(
        data(),
        lambda o, _: (
            o["outcomes"][0].update(adds=weak(2, 3)),
            o["outcomes"][0]["values"][0].update(unit_value=weak(30, 5)),
        ),
    )
    found = contributions(bridge(case_of(data()), case_of(second)))
    # 10% for grade 3 alone, 25% for grade 5 alone, 25% together: grade 3 adds 10% or nothing, grade 5 adds 25% or 15%.
    assert found == {
        "options.group.outcomes.visits.adds": pytest.approx(-6000 * 0.05),
        "options.group.outcomes.visits.values.0.unit_value": pytest.approx(-6000 * 0.20),
    }


def test_the_allowance_switched_off_and_other_discount_rates_are_changes_of_the_whole_case():
    first = changed(
        data(), lambda o, d: (o["costs"][0].update(unit_cost=1000), d["appraisal"].update(years=2))
    )
    second = changed(
        first,
        lambda _, d: d["appraisal"].update(
            optimism_bias="none", discounting={"standard": 0.1, "health": 0.1}
        ),
    )
    a, b = case_of(first), case_of(second)
    found = bridge(a, b)
    assert set(contributions(found)) == {"appraisal.optimism_bias", "appraisal.discounting"}
    assert sum(contributions(found).values()) == pytest.approx(npv(b) - npv(a))


def test_a_number_that_two_places_share_is_one_change():
    def use(o: Any, d: Any) -> None:
        d["assumptions"] = {"price": {"value": 30, "grade": 1}}
        o["outcomes"][0]["values"] = [
            {"kind": "fiscal", "to": to, "unit_value": {"use": "price"}}
            for to in ("primary_care", "acute_trust")
        ]

    first = changed(data(), use)
    second = changed(first, lambda _, d: d["assumptions"].update(price={"value": 31, "grade": 1}))
    found = bridge(case_of(first), case_of(second))
    assert contributions(found) == {"assumptions.price": pytest.approx(2 * 200)}
    assert [row.value for row in found.agree] == [pytest.approx(30)]
    assert len(found.changes[0].paths) == 2


def test_a_value_restated_from_its_own_price_year_agrees_in_its_own_prices():
    old = {"value": 30, "grade": 1, "price_year": "2020-21"}
    first = changed(data(), lambda o, _: o["outcomes"][0]["values"][0].update(unit_value=old))
    second = changed(
        data(), lambda o, _: o["outcomes"][0]["values"][0].update(unit_value={**old, "value": 40})
    )
    found = bridge(case_of(first), case_of(second))
    assert [row.value for row in found.agree] == [pytest.approx(30)]


def test_a_library_figure_changed_in_every_place_is_named_by_its_library_path():
    case = case_at(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml")
    found = bridge(case, with_changes(case, {"valuation.qaly": 20_000}))
    (change,) = found.changes
    assert (change.path, change.a, change.b) == ("valuation.qaly", 70_000, 20_000)
    assert [row.path for row in found.agree] == ["valuation.qaly"] and found.agree[0].value == pytest.approx(
        70_000
    )
    assert found.agree[0].decision == pytest.approx(40_151.517, abs=0.01), "where society breaks even"


# What must hold between any two ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_set_of_every_case_bridges_from_its_base_and_both_ends_are_the_cases_own(path):
    case = case_at(path)
    option = case.shape.preferred or case.shape.options[0].id
    base = appraise(compile_case(case))[option].accounts
    for scenario in [*ready_made(case), *own_scenarios(case)]:
        other = scenario.of(case)
        changed_to = appraise(compile_case(other))[option].accounts
        for account in ("society", "commissioner"):
            found = bridge(case, other, account=account, permutations=20)
            ends = float(base[account].npv[0]), float(changed_to[account].npv[0])
            assert (found.a, found.b) == (
                pytest.approx(ends[0], rel=1e-9, abs=1e-6),
                pytest.approx(ends[1], rel=1e-9, abs=1e-6),
            )
            assert sum(c.contribution for c in found.changes) == pytest.approx(
                ends[1] - ends[0], rel=1e-9, abs=1e-5
            )
            json.dumps(found.as_dict(), allow_nan=False)


def two_cases() -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(cases(), cases())


def alike(first: dict[str, Any], second: dict[str, Any]) -> tuple[Any, Any]:
    """Returns two random cases as far alike as they must be to be compared: years, prices, and the first option's id."""
    second = copy.deepcopy(second)
    for key in ("first_year", "years", "price_year"):
        second["appraisal"][key] = first["appraisal"][key]
    ident = first["options"][0]["id"]
    second["options"] = [{**second["options"][0], "id": ident}]
    second.pop("preferred", None)
    try:
        return case_of(first), case_of(second)
    except CaseError:
        assume(False)
        raise


@settings(deadline=None)
@given(
    two_cases(),
    st.sampled_from(["society", "commissioner", "public_sector"]),
    st.sampled_from(["npv", "pv_costs"]),
)
def test_any_two_cases_bridge_exactly_and_back_again_the_other_way(pair, account, measure):
    first, second = alike(*pair)
    option = first.shape.options[0].id
    try:
        ends = [npv(case, account, option, measure) for case in (first, second)]
        found = bridge(first, second, option, account, measure, permutations=5)
        back = bridge(second, first, option, account, measure, permutations=5)
    except EvaluationError:
        assume(False)
        return
    scale = max(abs(ends[0]), abs(ends[1]), 1.0) + sum(abs(c.contribution) for c in found.changes)
    assert [found.a, found.b] == pytest.approx(ends, abs=1e-9 * scale)
    assert sum(c.contribution for c in found.changes) == pytest.approx(found.b - found.a, abs=1e-9 * scale)
    assert contributions(back) == {
        path: pytest.approx(-c, abs=1e-7 * scale) for path, c in contributions(found).items()
    }


def test_one_number_for_every_year_against_a_list_after_which_nobody_starts():
    text = """format: make-the-case/1
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 5, price_year: 2026-27, discounting: {standard: 0, health: 0}, optimism_bias: none}
options:
- id: group
  people: {planned_starts: PLAN, delivery_years: 3, timing: start_of_year}
  costs: [{id: tea, per: start, unit_cost: {value: 10, grade: 1}, payer: nhs_icb}]
"""
    every, listed = (parse_case(text.replace("PLAN", plan).encode(), plan) for plan in ("20", "[50]"))
    found = bridge(every, listed)
    assert (found.a, found.b) == (pytest.approx(-600), pytest.approx(-500))
    assert [change.contribution for change in bridge(listed, every).changes] == [
        pytest.approx(-change.contribution) for change in found.changes
    ]


def test_the_order_in_which_entries_are_written_does_not_matter():
    case = case_at(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml")
    at = "options.peer_courses"
    moved = {
        f"{at}.people.uptake": 0.08,
        f"{at}.people.completion": 0.7,
        f"{at}.outcomes.quality_of_life.adds": 0.01,
    }
    cautious = with_changes(case, moved)
    turned = copy.deepcopy(cautious.data)
    for key in ("costs", "outcomes"):
        turned["options"][0][key].reverse()
    found, other = bridge(case, cautious), bridge(case, case_of(turned))
    assert contributions(other) == {path: pytest.approx(c) for path, c in contributions(found).items()}


def with_costs(values: list[float]) -> dict[str, Any]:
    costs = [
        {"id": f"cost_{k}", "per": "once", "unit_cost": {"value": v, "grade": 1}, "payer": "nhs_icb"}
        for k, v in enumerate(values)
    ]
    return data(costs=costs)


def test_thirteen_changes_are_sampled_and_still_add_up_and_a_change_by_itself_has_no_error():
    before, after = [100.0] * 13, [100.0 + k for k in range(1, 14)]
    found = bridge(case_of(with_costs(before)), case_of(with_costs(after)))
    assert not found.exact and len(found.changes) == 13
    assert contributions(found) == {
        f"options.group.costs.cost_{k}.unit_cost": pytest.approx(-(k + 1)) for k in range(13)
    }
    assert all(change.se < 1e-9 for change in found.changes)


def test_what_is_sampled_lies_within_its_error_of_what_is_exact():
    def products(o: Any, _: Any) -> None:
        o["outcomes"][0].update(adds={"value": 3, "grade": 1})
        o["outcomes"][0]["values"][0].update(unit_value={"value": 40, "grade": 1})
        o["people"].update(planned_starts=[{"value": 150, "grade": 1}])

    many = case_of(changed(with_costs([100.0 + k for k in range(1, 11)]), products))
    base = case_of(with_costs([100.0] * 10))
    sampled = bridge(base, many)
    exact = contributions(bridge(base, case_of(changed(with_costs([100.0] * 10), products))))
    assert not sampled.exact
    errors = {change.path: change.se for change in sampled.changes}
    for path, contribution in exact.items():
        assert errors[path] > 0
        assert contributions(sampled)[path] == pytest.approx(contribution, abs=4 * errors[path])


def test_two_cases_alike_have_no_changes():
    found = bridge(case_of(data()), case_of(data()))
    assert (found.changes, found.agree, found.a - found.b) == ((), (), 0)


# What is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("years", 2, "1 years and 2 years"),
        ("price_year", "2025-26", "prices of"),
        ("first_year", "2027-28", "begin in"),
    ],
)
def test_unlike_is_not_compared_with_unlike_and_the_fix_is_said(key, value, words):
    second = changed(data(), lambda _, d: d["appraisal"].update({key: value}))
    with pytest.raises(EvaluationError) as refused:
        bridge(case_of(data()), case_of(second))
    said = str(refused.value)
    assert words in said and f"--set appraisal.{key}=" in said


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"option": "groop"}, "Probably meant: group"),
        ({"account": "societe"}, "Probably meant: society"),
        ({"measure": "bcr"}, "do not add up"),
        ({"measure": "payback_years"}, "npv, pv_costs, pv_benefits"),
    ],
)
def test_a_question_that_has_no_answer_is_refused_in_words(asked, words):
    with pytest.raises(EvaluationError, match=words):
        bridge(case_of(data()), case_of(data()), **asked)


def test_two_cases_without_an_option_in_common_are_told_what_to_do():
    other = data(id="choir")
    with pytest.raises(EvaluationError, match="no option in common: the first has group, the second choir"):
        bridge(case_of(data()), case_of(other))
