"""The most that an effect can be in its measure: what would have to be more cannot be reached, and is said so; a finding that says more is to be looked at again.

By hand, of one person and one year: an outcome worth £1,000 a unit pays for £X at an effect of X ÷ 1,000.
"""

from __future__ import annotations

from typing import Any

import pytest
from cases_at_random import LIBRARY
from small_cases import a_cost, sure
from test_findings_in_a_case import a_finding, an_outcome, case_of

from make_the_case.words.tables.evidence_tables import findings_lines, findings_table
from valuation import Case, answer, checks, compile_case, switching_values, with_changes
from valuation.evidence.scales import measures_of

OUTCOME = "options.it.outcomes.o"
SHARE: dict[str, Any] = {"unit": "person", "measure": "share_unwanted"}
FEWER: dict[str, Any] = {"estimate": -0.3, "se": 0.02, "follow_up_months": None}
"""Three in ten people fewer, in a trial that is all but sure: 0.3 is counted, and a little less."""


def a_case(cost: float, *findings: dict[str, Any], **keys: Any) -> Case:
    stated = findings or (a_finding(**FEWER),)
    costs = [a_cost("all", sure(cost))]
    return case_of(an_outcome(*stated, **{**SHARE, **keys}), costs=costs)


def needed(case: Case) -> tuple[str, str]:
    """What the outcome would have to be, in the table and as a sentence."""
    ((_, _, _, _, cell, _),) = findings_table(answer(case), case, "it").rows
    (line,) = findings_lines(answer(case), case, "it")
    return cell, line


@pytest.mark.parametrize(
    ("measure", "most"),
    [
        ("share_unwanted", 1), ("share_of_people", 1), ("share_lonely", 1), ("relative_reduction", 1),
        ("life_satisfaction", 10), ("wellby", 10), ("eq5d", 1.6), ("qaly", 1.6), ("phq9", 27), ("swemwbs", 28),
        ("hba1c", None), ("smd_depression", None),
    ],
)  # fmt: skip
def test_the_most_is_the_way_from_one_end_of_a_measure_to_the_other(measure: str, most: float | None) -> None:
    scale = measures_of(LIBRARY)[measure].scale
    assert scale is not None and scale.most == most


def test_a_share_that_would_have_to_be_above_everybody_is_said_to_be_out_of_reach() -> None:
    cell, line = needed(a_case(1360))
    assert cell == "Out of reach: 1.36, and the most is 1"
    assert "it would have to be 1.36, and the most is 1." in line


def test_a_share_that_some_could_be_is_said_as_it_is() -> None:
    cell, line = needed(a_case(620))
    assert cell == "0.62" and "it would have to be 0.62." in line


def test_a_reduction_of_more_than_all_is_out_of_reach_in_percent() -> None:
    keys = {"unit": "visit", "measure": None, "of": sure(1)}
    cell, _ = needed(a_case(1360, a_finding(estimate=0.3, se=0.02), **keys))
    assert cell == "Out of reach: 136%, and the most is 100%"


def test_a_point_that_the_scale_does_not_have_is_out_of_reach_and_a_total_of_a_life_has_no_end() -> None:
    keys = {"unit": "wellby", "measure": "life_satisfaction"}
    cell, _ = needed(a_case(12_000, a_finding(estimate=1, se=0.02), **keys))
    assert cell == "Out of reach: 12, and the most is 10"
    years = {"unit": "qaly", "measure": None}
    assert needed(a_case(2000, a_finding(), **years))[0] == "Out of reach: 2, and the most is 1.6"
    assert needed(a_case(2000, a_finding(), **years, total=True))[0] == "2"


def test_no_switching_value_of_an_effect_is_above_the_most() -> None:
    def where(cost: float) -> float | None:
        found = switching_values(compile_case(a_case(cost)))["it"]
        return next(switch.value for switch in found if switch.path == f"{OUTCOME}.adds")

    assert where(900) == pytest.approx(0.9)
    assert where(1360) is None


def test_with_what_this_place_adds_the_effect_is_no_more_than_the_most() -> None:
    case = with_changes(a_case(900), {f"{OUTCOME}.adds": 0.3, f"{OUTCOME}.place": 0.5})
    found = {switch.path: switch.value for switch in switching_values(compile_case(case))["it"]}
    assert found[f"{OUTCOME}.adds"] == pytest.approx(0.4)
    more = with_changes(a_case(1360), {f"{OUTCOME}.adds": 0.3, f"{OUTCOME}.place": 0.5})
    found = {switch.path: switch.value for switch in switching_values(compile_case(more))["it"]}
    assert found[f"{OUTCOME}.adds"] is None and found[f"{OUTCOME}.place"] is None


WHAT_CANNOT_BE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (SHARE, {**FEWER, "estimate": -1.2}),
    (SHARE, {**FEWER, "estimate": -0.6, "took_part": 0.5}),
    ({"unit": "visit", "of": sure(1)}, {"estimate": 30, "se": 1}),
    ({"unit": "qaly"}, {"estimate": 1.2, "follow_up_months": 6}),
    ({"unit": "wellby", "measure": "life_satisfaction"}, {"design": "before_after", "se": None, "n": 62, "estimate": 0.9, "baseline": 52}),
    ({"unit": "wellby", "measure": "life_satisfaction"}, {"design": "before_after", "se": None, "n": 62, "estimate": 6.1, "baseline": 5.2}),
]  # fmt: skip
WHAT_CAN: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (SHARE, FEWER),
    (SHARE, {**FEWER, "estimate": -0.6, "took_part": 0.6}),
    ({"unit": "qaly"}, {"estimate": 1.2, "follow_up_months": 12}),
    ({"unit": "qaly", "total": True}, {"estimate": 9, "follow_up_months": 12}),
    ({"unit": "wellby", "measure": "life_satisfaction"}, {"design": "before_after", "se": None, "n": 62, "estimate": 0.9, "baseline": 5.2}),
]  # fmt: skip


def is_told(outcome: dict[str, Any], found: dict[str, Any]) -> bool:
    said = checks(case_of(an_outcome(a_finding(**found), **outcome)))
    return f"{OUTCOME}.findings.a" in {check.path for check in said if check.id == "outside_its_measure"}


@pytest.mark.parametrize(("outcome", "found"), WHAT_CANNOT_BE)
def test_a_finding_that_says_more_than_its_measure_can_is_to_be_looked_at(outcome, found) -> None:
    assert is_told(outcome, found)


@pytest.mark.parametrize(("outcome", "found"), WHAT_CAN)
def test_a_finding_that_its_measure_can_hold_is_not(outcome, found) -> None:
    assert not is_told(outcome, found)
