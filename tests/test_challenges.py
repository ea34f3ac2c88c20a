"""A challenge: its figures are another person's, it stands beside the case and is no part of it, and it may add what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from cases_at_random import case_of
from small_cases import a_cost, a_gain, an_option, between, case_data, sure

from valuation import Case, CaseError, answer, bridge, check_code, own_scenarios, with_scenario

GAIN = "options.it.outcomes.g0.adds"
RUN = "options.it.costs.run.unit_cost"
NEW_COST = "options.it.costs.interpreters"
INTERPRETERS = {
    "id": "interpreters", "name": "Interpreters", "per": "once", "payer": "nhs_icb",
    "unit_cost": {"value": 40, "grade": 1, "source": "A quote or contract", "reason": "Nobody has costed them."},
}  # fmt: skip
NEW_GAIN = "options.it.outcomes.carers"


def disputed(changes: dict[str, Any] | None, kind: str | None = "challenge", **keys: Any) -> Case:
    """One person, who may gain units of £1,000 each, at a certain cost of £100; grades mark benefits down as they do in a case."""
    effect = {
        "value": 0,
        "range": [0, 0.05],
        "grade": 1,
        "source": "The author's trial",
        "note": "Read in full.",
    }
    data = case_data(an_option([a_cost("run", sure(100))], [a_gain("g0", effect, 1000.0)]))
    data["appraisal"]["optimism_bias"] = "by_grade"
    if changes is not None:
        data["scenarios"] = {"challenge": {"name": "Our reading", "changes": changes, **keys}}
        if kind is not None:
            data["scenarios"]["challenge"]["kind"] = kind
    return case_of(data)


def net_value(case: Case) -> float:
    return answer(case).options["it"].accounts["society"].npv


@pytest.mark.parametrize(
    ("said", "net"),
    [
        # 0.018 of £1,000 is £18. Grade 1 takes nothing off it, grade 2 5%, grade 4 15%, grade 5 25%; nothing said is grade 6: 40%.
        ({"source": "A quote or contract", "grade": 1}, 18.00 - 100),
        ({"source": "Our records", "grade": 2}, 17.10 - 100),
        ({"source": "A similar service", "grade": 4}, 15.30 - 100),
        ({"source": "Judgement", "grade": 5}, 13.50 - 100),
        ({}, 10.80 - 100),
    ],
)
def test_a_challenge_is_marked_down_by_the_grade_of_its_own_figure_and_not_of_the_authors(
    said: dict[str, Any], net: float
) -> None:
    case = disputed({GAIN: {"value": 0.018, "reason": "The subgroup.", **said}})
    assert net_value(with_scenario(case, "challenge")) == pytest.approx(net)
    (scenario,) = own_scenarios(case)  # as Results, Compare and the papers ask for it
    assert net_value(scenario.of(case)) == pytest.approx(net)


def test_a_disputed_figure_inherits_no_source_note_or_reason_of_the_authors() -> None:
    number = with_scenario(disputed({GAIN: 0.018}), "challenge").assumption_at(GAIN)
    assert number is not None and number.value == 0.018
    known = (number.source, number.grade, number.note, number.reason, number.low, number.high)
    assert known == (None,) * 6


def test_a_scenario_of_the_author_keeps_the_evidence_of_the_number_that_it_moves() -> None:
    number = with_scenario(disputed({GAIN: 0.018}, kind=None), "challenge").assumption_at(GAIN)
    assert number is not None
    assert (number.source, number.grade, number.note, number.low) == (
        "The author's trial",
        1,
        "Read in full.",
        0,
    )


def test_what_is_disputed_of_a_case_leaves_its_check_code_as_the_paper_bears_it() -> None:
    code = check_code(disputed(None))
    assert check_code(disputed({GAIN: 0.018})) == code
    assert (
        check_code(disputed({GAIN: {"value": 0.02, "reason": "x"}}, author="Us", interests="None.")) == code
    )
    assert (
        check_code(disputed({GAIN: 0.018}, kind=None)) != code
    )  # a scenario of the author's is part of the case
    assert (
        check_code(with_scenario(disputed({GAIN: 0.018}), "challenge")) != code
    )  # our reading has a code of its own


def test_a_missing_cost_is_disputed_by_adding_it_and_the_case_keeps_its_own() -> None:
    case = disputed({NEW_COST: INTERPRETERS})
    assert net_value(case) == pytest.approx(-100)
    assert net_value(with_scenario(case, "challenge")) == pytest.approx(-140)
    found = bridge(case, with_scenario(case, "challenge"))
    assert [(change.path, change.a) for change in found.changes] == [(NEW_COST, None)]
    assert found.changes[0].contribution == pytest.approx(-40)


def test_a_missing_benefit_is_disputed_by_adding_it() -> None:
    carers = a_gain("carers", {"value": 1, "grade": 1}, {"value": 60, "grade": 1})
    case = disputed({NEW_GAIN: {**carers, "name": "Carers' time"}})
    found = bridge(case, with_scenario(case, "challenge"))
    assert found.b == pytest.approx(-100 + 60) and found.changes[0].contribution == pytest.approx(60)


def test_an_entry_that_is_added_under_another_name_than_its_own_is_refused() -> None:
    case = disputed({"options.it.costs.translators": INTERPRETERS})
    with pytest.raises(CaseError) as caught:
        with_scenario(case, "challenge")
    assert "has no translators" in caught.value.problems[0].message


def test_each_change_says_what_it_does_alone() -> None:
    # The cost alone: -140. The gain alone, marked down by 5%: 1 × £95 less 100. Both: what each does adds up here.
    case = disputed({NEW_COST: INTERPRETERS, GAIN: {"value": 0.1, "grade": 2, "source": "Our records"}})
    found = bridge(case, with_scenario(case, "challenge"))
    assert {change.path: change.alone for change in found.changes} == {
        NEW_COST: pytest.approx(-140), GAIN: pytest.approx(95 - 100),
    }  # fmt: skip
    assert found.b == pytest.approx(95 - 140)


def test_where_two_cases_agree_at_nothing_that_is_said_as_0_and_not_as_what_a_search_leaves_over() -> None:
    # With the author's cost of 30.1 both come to the same where the gain is 0, whatever rounding is left over of it.
    gain = a_gain("g0", between(0, 0, 0.05), 72_900.7)
    option = an_option([a_cost("run", sure(30.1), per="start", quantity=sure(1 / 3))], [gain])
    case = case_of({**case_data(option), "scenarios": {"c": {"kind": "challenge", "changes": {GAIN: 0.018}}}})
    (agreement,) = bridge(case, with_scenario(case, "c")).agree
    assert agreement.value == 0.0


def test_what_is_worked_out_of_a_case_is_told_apart_by_what_is_disputed_of_it() -> None:
    one, other = (disputed({GAIN: value}) for value in (0.018, 0.02))
    assert one.code == other.code and one.code_with_challenges != other.code_with_challenges


FINDING = {
    "id": "t1", "study": "Trial A 2015", "design": "randomised", "estimate": 0.0325, "interval": [-0.0238, 0.0888],
    "follow_up_months": 12,
}  # fmt: skip
QUALITY = "options.it.outcomes.quality.adds"


@pytest.mark.parametrize(
    ("said", "gain"),
    [
        # 0.02 QALYs of £100,000 are £2,000: less 0 by a quote, 25% by judgement, 40% where nothing is said.
        ({"source": "A quote or contract", "grade": 1}, 2_000),
        ({"source": "Judgement", "grade": 5}, 1_500),
        ({}, 1_200),
    ],
)
def test_a_figure_put_in_place_of_what_findings_come_to_is_marked_down_by_its_own_grade(
    said: dict[str, Any], gain: float
) -> None:
    value = {"kind": "health", "to": "participants", "unit_value": sure(100_000)}
    outcome = {
        "id": "quality",
        "unit": "qaly",
        "applies_to": "starters",
        "findings": [FINDING],
        "values": [value],
    }
    data = case_data(an_option([a_cost("run", sure(300))], [outcome]), format="make-the-case/2")
    data["appraisal"]["optimism_bias"] = "by_grade"
    change = {"value": 0.02, "reason": "The subgroup who came back.", **said}
    data["scenarios"] = {
        "ours": {"kind": "challenge", "changes": {QUALITY: change}},
        "authors": {"changes": {QUALITY: {"value": 0.02, "reason": "As the findings may turn out."}}},
    }
    case = case_of(data)
    ours = with_scenario(case, "ours")
    assert net_value(ours) == pytest.approx(gain - 300)
    assert bridge(case, ours).b == pytest.approx(gain - 300)  # the way there comes to what the case there is
    assert net_value(with_scenario(case, "authors")) == pytest.approx(
        2_000 - 300
    )  # findings, marked down once already
