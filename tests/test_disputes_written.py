"""What somebody disputes, as the app writes it: beside the case, with the answer to where it comes from, and whole where it is missing."""

from __future__ import annotations

import pytest
from cases_at_random import case_of
from small_cases import a_cost, a_gain, an_option, case_data, sure

from make_the_case.authoring import challenges
from valuation import Case, answer, with_scenario
from valuation.case.editing import edited

RUN = "options.it.costs.run.unit_cost"


@pytest.fixture
def case() -> Case:
    return case_of(case_data(an_option([a_cost("run", sure(100))], [a_gain("g0", sure(1), 30.0)])))


def net_value(case: Case) -> float:
    ident = challenges.challenge_id(case)
    return answer(with_scenario(case, str(ident))).options["it"].accounts["society"].npv


@pytest.mark.parametrize(
    ("where_from", "source", "grade"),
    [("quote", "A quote or contract", 1), ("records", "Our records", 2), ("similar", "A similar service", 4),
     ("judgement", "Judgement", 5), (None, None, None)],
)  # fmt: skip
def test_where_a_disputed_figure_comes_from_sets_its_source_and_grade(
    case: Case, where_from: str | None, source: str | None, grade: int | None
) -> None:
    number = challenges.own_number(120, where_from, "The contract says so.")
    disputed = edited(case, challenges.with_dispute(case, RUN, number))
    found = with_scenario(disputed, str(challenges.challenge_id(disputed))).assumption_at(RUN)
    assert found is not None
    assert (found.value, found.source, found.grade, found.reason) == (
        120,
        source,
        grade,
        "The contract says so.",
    )
    assert disputed.number(RUN) == 100  # the author's case keeps its own


def test_a_missing_cost_and_a_missing_benefit_stand_beside_the_case_and_count_in_the_challenge(
    case: Case,
) -> None:
    price = challenges.own_number(40, "quote", "Nobody has costed them.")
    path, cost = challenges.missing_cost(case, "it", "Interpreters", price, "start", "nhs_icb")
    case = edited(case, challenges.with_dispute(case, path, cost))
    assert net_value(case) == pytest.approx(30 - 100 - 40)  # one person starts
    worth = challenges.own_number(25, "records", "Carers told us.")
    path, gain = challenges.missing_benefit(case, "it", "Carers' time", worth, "carers")
    case = edited(case, challenges.with_dispute(case, path, gain))
    assert net_value(case) == pytest.approx(30 - 100 - 40 + 25)
    assert len(case.shape.options[0].costs) == len(case.shape.options[0].outcomes) == 1


def test_two_missing_costs_of_one_name_are_two(case: Case) -> None:
    for _ in range(2):
        number = challenges.own_number(40, "quote", "x")
        path, cost = challenges.missing_cost(case, "it", "Run", number, "year", "nhs_icb")
        case = edited(case, challenges.with_dispute(case, path, cost))
    assert list(case.shape.scenarios["challenge"].changes) == [
        "options.it.costs.run_2",
        "options.it.costs.run_3",
    ]


def test_the_last_dispute_taken_back_takes_the_challenge_with_it(case: Case) -> None:
    disputed = edited(case, challenges.with_dispute(case, RUN, challenges.own_number(120, None, "x")))
    assert (
        challenges.challenge_id(edited(disputed, challenges.without_dispute(disputed, "challenge", RUN)))
        is None
    )
