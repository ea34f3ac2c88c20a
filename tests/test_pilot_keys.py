"""What a case says of its pilot: what may stand there, what is said of what may not, and that a workbook brings it back."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from cases_at_random import case_of
from small_cases import a_cost, an_option, case_data, sure

from make_the_case.exports.workbook.read_back import read_workbook
from make_the_case.exports.workbook.whole_workbook import workbook
from valuation import Case, CaseError, answer, case_text, parse_case, result
from valuation.case.defaults import COMPARISON, PILOT_YEARS, default_number
from valuation.case.editing import without_entry

PILOT: dict[str, Any] = {
    "people": 100, "years": 2, "comparison": "randomised", "outcome": "health",
    "fixed_cost": {"value": 20000, "grade": 3}, "cost_per_person": 40, "answer_share": 0.6, "sd": 0.3,
}  # fmt: skip


def data_with(pilot: dict[str, Any] | None = None, **cost: Any) -> dict[str, Any]:
    """A case of five years with one outcome that has findings and one that has none, and a pilot."""
    trial = {
        "id": "a",
        "study": "A",
        "design": "randomised",
        "estimate": 0.02,
        "se": 0.01,
        "follow_up_months": 12,
    }
    worth = {"kind": "health", "to": "participants", "unit_value": sure(70000)}
    outcomes = [
        {"id": "health", "unit": "qaly", "applies_to": "starters", "findings": [trial], "values": [worth]},
        {"id": "visits", "adds": sure(1), "applies_to": "starters", "values": [{"kind": "fiscal", "to": "acute_trust", "unit_value": sure(9)}]},
    ]  # fmt: skip
    option = an_option([a_cost("start_up", sure(1000), **cost)], outcomes)
    if pilot is not None:
        option["pilot"] = pilot
    return case_data(option, years=5, format="make-the-case/2")


def problems_of(data: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(CaseError) as refused:
        case_of(data)
    return {problem.path: problem.sentence() for problem in refused.value.problems}


def test_every_key_of_a_pilot_may_be_left_empty() -> None:
    plan = case_of(data_with({})).shape.options[0].pilot
    assert plan is not None and (plan.years, plan.comparison) == (PILOT_YEARS, COMPARISON) == (
        2,
        "controlled",
    )
    assert (plan.people, plan.outcome, plan.fixed_cost, plan.cost_per_person, plan.answer_share, plan.sd) == (
        None,
    ) * 6
    assert (
        default_number("answer_share"),
        default_number("fixed_cost"),
        default_number("cost_per_person"),
    ) == (0.7, 0, 0)


def test_a_pilot_and_a_cost_that_waits_change_no_result_of_the_case() -> None:
    plain = result(case_of(data_with()))
    with_pilot = result(case_of(data_with(PILOT, waits=True)))
    assert with_pilot["options"] == plain["options"]


WRONG: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
    ({"people": 0}, "people", ("0", "1 or more")),
    ({"people": 12.5}, "people", ("12.5", "a whole number")),
    ({"years": 0}, "years", ("0", "from 1 to 10")),
    ({"years": 30}, "years", ("30", "from 1 to 10")),
    ({"outcome": "visits"}, "outcome", ("visits has no findings", "Add what has been found elsewhere", "health")),
    ({"outcome": "helth"}, "outcome", ("no outcome of this option is called helth", "Probably meant: health")),
    ({"outcome": ["health", "visits"]}, "outcome", ("decided by one outcome", "the id of one outcome")),
    ({"comparison": "waiting_list"}, "comparison", ("not a word that is known here", "randomised, controlled")),
    ({"answer_share": 0}, "answer_share", ("0", "a share above 0")),
    ({"answer_share": 70}, "answer_share", ("70", "If 70% is meant, write 0.7")),
    ({"sd": 0}, "sd", ("0", "a number above 0")),
    ({"fixed_cost": -5}, "fixed_cost", ("-5", "an amount of money, 0 or more")),
    ({"threshold": 2}, "threshold", ("`threshold` is not a key that is known here",)),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "key", "said"), WRONG, ids=[f"{key}={keys[key]}" for keys, key, _ in WRONG])
def test_what_a_pilot_may_not_say_is_refused_with_what_to_write(
    keys: dict[str, Any], key: str, said: tuple[str, ...]
) -> None:
    problems = problems_of(data_with(PILOT | keys))
    assert list(problems) == [f"options.it.pilot.{key}"]
    assert [words for words in said if words not in problems[f"options.it.pilot.{key}"]] == []


def test_all_that_is_wrong_with_a_pilot_is_said_at_once() -> None:
    wrong = {"people": 0, "years": 30, "outcome": "visits", "comparison": "lot"}
    assert set(problems_of(data_with(wrong))) == {f"options.it.pilot.{key}" for key in wrong}


def test_only_a_cost_paid_once_may_wait() -> None:
    data = data_with(waits=True)
    data["options"][0]["costs"][0]["per"] = "year"
    said = problems_of(data)["options.it.costs.start_up.waits"]
    assert "`waits` does nothing for a cost per year" in said and "per: once" in said


def test_a_file_of_the_first_format_holds_neither() -> None:
    data = data_with(PILOT, waits=True) | {"format": "make-the-case/1"}
    assert {"options.it.pilot", "options.it.costs.start_up.waits"} <= set(problems_of(data))


def test_a_case_file_and_a_workbook_bring_a_pilot_back() -> None:
    case = case_of(data_with(PILOT, waits=True))
    assert parse_case(case_text(case).encode(), "again").data == case.data
    uploaded = read_workbook(workbook(case, answer(case)))
    assert uploaded.case.data == case.data and not uploaded.changes


def test_taking_away_the_outcome_of_a_pilot_leaves_the_pilot() -> None:
    data = copy.deepcopy(data_with(PILOT))
    second = copy.deepcopy(data["options"][0]["outcomes"][0]) | {
        "id": "mood",
        "unit": "mood",
        "measure": "life_satisfaction",
        "values": [],
    }
    data["options"][0]["outcomes"].append(second)
    data["options"][0]["pilot"]["outcome"] = "mood"
    case: Case = case_of(data)
    left, also = without_entry(case, "options.it.outcomes.mood")
    assert also == ["that the pilot is decided by it"]
    assert left.data["options"][0]["pilot"] == {k: v for k, v in PILOT.items() if k != "outcome"}
