"""Optimism bias by part: half of what goes with the grade of a cost's price, and half of what goes with that of its quantity.

By hand: grades 1 to 6 stand for 0, 5, 10, 15, 25 and 40%. Each cost below is 100 units at £30, £3,000 in the one year.

    salary      price grade 1, hours grade 6       (0 + 40) / 2 = 20%    £600      by the worse of the two 40%, £1,200
    guesses     price grade 6, hours grade 6      (40 + 40) / 2 = 40%    £1,200
    between     price grade 5, hours grade 2       (25 + 5) / 2 = 15%    £450
    ungraded    price grade 1, hours not graded    (0 + 40) / 2 = 20%    £600
    no_hours    price grade 3 alone                        10%            £300
    own_rate    price grade 1, hours grade 6, own 30%      30%            £900
    overheads   a tenth of salary, share grade 4           15% of £300    £45
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import same
from cases_at_random import case_of, cases
from hypothesis import given
from small_cases import a_cost, an_option, case_data, sure

from make_the_case.exports.workbook.read_back import read_workbook
from make_the_case.exports.workbook.whole_workbook import workbook
from valuation import Case, CaseError, answer, bridge, compile_case, one_way, result, simulate, with_changes
from valuation.case.editing import edited
from valuation.lines.dependence import dependence

AT = "options.it.costs"
POLICY = "appraisal.optimism_bias"
GRADE_6 = "valuation.optimism_bias_grade_6"


def graded(value: float, grade: int | None) -> Any:
    return {"value": value, "distribution": "fixed", "reason": "By hand.", **({} if grade is None else {"grade": grade})}  # fmt: skip


def hours(ident: str, price_grade: int, hours_grade: int | None, **keys: Any) -> dict[str, Any]:
    return a_cost(ident, graded(30, price_grade), quantity=graded(100, hours_grade), **keys)


COSTS = [
    hours("salary", 1, 6, vat=sure(0.2)),
    hours("guesses", 6, 6),
    hours("between", 5, 2),
    hours("ungraded", 1, None),
    a_cost("no_hours", graded(3000, 3)),
    hours("own_rate", 1, 6, optimism_bias=sure(0.3)),
    a_cost("overheads", graded(0.1, 4), per="costs", of=["salary"]),
    hours("grant", 1, 6, transfer=True, to="voluntary_sector"),
]
BY_PART = {"salary": 600, "guesses": 1200, "between": 450, "ungraded": 600, "no_hours": 300, "own_rate": 900, "overheads": 45}  # fmt: skip
BY_GRADE = BY_PART | {"salary": 1200, "between": 750, "ungraded": 1200}


def a_case(policy: str | None, **keys: Any) -> Case:
    value = {"kind": "fiscal", "to": "acute_trust", "unit_value": graded(30, 1), "quantity": graded(100, 6)}
    gain = {"id": "visits", "adds": sure(1), "applies_to": "starters", "values": [value]}
    data = case_data(an_option(COSTS, [gain], replaces=[hours("clinic", 1, 6)], **keys))
    data["format"] = "make-the-case/2"
    if policy is None:
        del data["appraisal"]["optimism_bias"]
    else:
        data["appraisal"]["optimism_bias"] = policy
    return case_of(data)


def taken(case: Case, kind: str = "cost") -> dict[str, float]:
    """The optimism bias on each cost, by its id: on the cost, or on its VAT."""
    return {
        line.path.rpartition(".")[2]: line.undiscounted[0]
        for line in answer(case).options["it"].lines
        if line.kind == "optimism" and line.adjusts == kind
    }


# By hand ----------------------------------------------------------------------------------------------------


def test_a_pay_scale_is_not_marked_up_for_a_guessed_number_of_hours() -> None:
    case = a_case("by_part")
    same(taken(case), BY_PART)
    same(taken(case, "vat"), {"salary": 120})  # 20% of £600


@pytest.mark.parametrize("policy", ["by_grade", None])
def test_by_grade_and_where_nothing_is_said_the_worse_of_the_two_holds_as_before(policy: str | None) -> None:
    case = a_case(policy)
    same(taken(case), BY_GRADE)
    same(taken(case, "vat"), {"salary": 240})


def test_what_is_replaced_is_lowered_likewise_and_what_is_gained_as_before() -> None:
    by_part, by_grade = (taken(a_case(policy), "fiscal") for policy in ("by_part", "by_grade"))
    same(by_part, {"clinic": -600, "0": -1200})  # the value: the worst grade, as ever
    same(by_grade, {"clinic": -1200, "0": -1200})


def test_none_still_switches_all_of_it_off() -> None:
    assert taken(a_case("none")) == {}


def test_a_change_of_the_policy_makes_a_file_of_the_first_format_one_of_the_second() -> None:
    data = case_data(an_option(COSTS))
    case = case_of(data)
    for made in (with_changes(case, {POLICY: "by_part"}), edited(case, {POLICY: "by_part"})):
        assert made.shape.format == "make-the-case/2"
        same(taken(made), BY_PART)
    data["appraisal"]["optimism_bias"] = "by_part"
    with pytest.raises(CaseError, match="belongs to make-the-case/2"):
        case_of(data)


# Questioned like any number ----------------------------------------------------------------------------------


def test_both_rates_of_the_library_move_a_cost_that_rests_on_both() -> None:
    case = a_case("by_part")
    changed = with_changes(case, {"valuation.optimism_bias_grade_5": 0.35})
    same(taken(changed)["between"], 3000 * (0.35 + 0.05) / 2)
    changed = with_changes(case, {"valuation.optimism_bias_grade_2": 0.15})
    same(taken(changed)["between"], 3000 * (0.25 + 0.15) / 2)
    same(taken(with_changes(case, {GRADE_6: 0.6}))["salary"], 3000 * 0.3)


def test_one_number_at_a_time_knows_both_rates_and_the_simulation_holds_them() -> None:
    case = a_case("by_part")
    model = compile_case(case)
    place = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
    line = next(
        k for k, each in enumerate(model.lines) if each.path == f"{AT}.between" and each.kind == "optimism"
    )
    lines_of = dependence(model)
    for grade, hangs in ((1, False), (2, True), (5, True), (6, False)):
        assert (line in lines_of.of(place[f"valuation.optimism_bias_grade_{grade}"]).tolist()) == hangs
    ranged = with_changes(case, {"valuation.optimism_bias_grade_2": {"value": 0.05, "range": [0.0, 0.1], "reason": "Tried"}})  # fmt: skip
    model, path = compile_case(ranged), "valuation.optimism_bias_grade_2"
    swing = next(swing for swing in one_way(model)["it"] if swing.path == path)
    same(swing.swing, 3000 * (swing.high - swing.low) / 2)
    assert simulate(model, draws=10).sample.paths == []  # a policy, held in the simulation like every other


# Two cases compared ------------------------------------------------------------------------------------------


def test_another_policy_is_one_change_between_two_cases() -> None:
    way = bridge(a_case("by_grade"), a_case("by_part"))
    (change,) = way.changes
    assert (change.path, change.a, change.b) == (POLICY, "by_grade", "by_part")
    # £600 + £300 + £600 less on costs and £120 on VAT, which society does not read; £600 less is taken off what stops.
    same(change.contribution, 600 + 300 + 600 + 600)
    (back,) = bridge(a_case("by_part"), a_case("none")).changes
    same(back.contribution, sum(BY_PART.values()) + 600 + 1200)


def test_a_grade_alone_counts_half_where_the_other_is_no_worse() -> None:
    case = a_case("by_part")
    better = with_changes(case, {f"{AT}.salary.quantity.grade": 3, f"{AT}.own_rate.quantity.grade": 3})
    (change,) = bridge(case, better).changes
    assert change.path == f"{AT}.salary.quantity"
    same(change.contribution, 600 - 150)


def test_a_quantity_that_only_one_case_states_brings_its_grade_with_it() -> None:
    case = a_case("by_part")
    with_one = with_changes(case, {f"{AT}.no_hours.quantity": graded(1, 6)})
    way = bridge(case, with_one)
    same(sum(change.contribution for change in way.changes), 300 - 3000 * (0.1 + 0.4) / 2)


# Whatever the case -------------------------------------------------------------------------------------------


@given(cases())
def test_by_part_takes_no_more_than_by_grade_and_moves_costs_alone(data: dict[str, Any]) -> None:
    made = {}
    for policy in ("by_grade", "by_part"):
        appraisal = {**data["appraisal"], "optimism_bias": policy}
        made[policy] = answer(case_of({**data, "format": "make-the-case/2", "appraisal": appraisal}))
    for ident, by_part in made["by_part"].options.items():
        for one, other in zip(by_part.lines, made["by_grade"].options[ident].lines, strict=True):
            assert (one.path, one.kind, one.party) == (other.path, other.kind, other.party)
            is_cost = ".costs." in one.path or ".replaces." in one.path
            if one.kind == "optimism" and is_cost:
                sizes = zip(one.undiscounted, other.undiscounted, strict=True)
                assert all(abs(a) <= abs(b) * (1 + 1e-12) for a, b in sizes)
            else:
                assert one.undiscounted == other.undiscounted


@given(cases())
def test_where_no_cost_states_a_quantity_both_come_to_the_same(data: dict[str, Any]) -> None:
    for option in data["options"]:
        for group in (option, *option.get("enablers", [])):
            for cost in [*group.get("costs", []), *group.get("replaces", [])]:
                cost.pop("quantity", None)
    found = [
        result(case_of({**data, "format": "make-the-case/2", "appraisal": {**data["appraisal"], "optimism_bias": policy}}))["options"]
        for policy in ("by_grade", "by_part")
    ]  # fmt: skip
    assert found[0] == found[1]


# The workbook ------------------------------------------------------------------------------------------------


def test_a_workbook_of_such_a_case_is_read_back_without_a_change() -> None:
    case = a_case("by_part")
    uploaded = read_workbook(workbook(case, answer(case)))
    assert uploaded.changes == {} and uploaded.case.shape.appraisal.optimism_bias == "by_part"
