"""The budget in seven lines: worked by hand, and the same figures as the financial case and the result in every finished case."""

from __future__ import annotations

import pytest
from finished_cases import FINISHED, case_at, path_of
from template_cases import SERVICES, case_from

from make_the_case.words.tables.budget_steps import (
    budget_by_year,
    budget_steps,
    money_left,
    money_sentence,
)
from valuation import answer, parse_case
from valuation.case.editing import edited

HAND_WORKED = """
format: make-the-case/2
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 2, price_year: 2026-27, discounting: green_book, optimism_bias: by_grade}
proposal: {budget: {per_year: 60000, years: 2}}
options:
- id: a
  people: {planned_starts: [10, 10], completion: 1}
  costs:
  - {id: post, per: year, quantity: 2, people_per_post: 5, unit_cost: {value: 25000, grade: 6, source: x}, payer: nhs_icb}
  - {id: room, per: year, unit_cost: {value: 9000, grade: 1, source: x}, payer: nhs_icb, cash: false}
  - {id: help, per: year, unit_cost: {value: 7000, grade: 1, source: x}, payer: local_authority}
"""


def of(case, option):
    return budget_steps(answer(case), option, case)


def test_the_budget_of_a_case_worked_by_hand():
    case = parse_case(HAND_WORKED)
    index = case.deflator.index
    rise = index["2027-28"] / index["2026-27"]
    found = of(case, "a")
    # two posts at £25,000 in each of two years; what is given, and what others pay, is not in it
    real, cash = 100_000, 50_000 * (1 + rise)
    # a grade that nobody gave, and a price of grade 6: 40% in the library; nothing is discounted in the first year
    overrun, present = 1.4 * cash, 1.4 * 50_000 * (1 + 1 / 1.035)
    amounts = [step.amount for step in found.steps]
    assert amounts == pytest.approx(
        [real, cash - real, cash, overrun - cash, overrun, present - overrun, present], rel=1e-12
    )
    assert budget_by_year(found).rows[-1][1] == "100,000"


def test_what_is_left_of_the_money_and_what_is_missing_is_said_and_changes_no_price():
    case = parse_case(HAND_WORKED)
    left = money_left(answer(case), "a", case)
    assert left is not None and left.left == pytest.approx(20_000)
    assert "£20,000 is left: £10,000 a year." in money_sentence(left)
    short = edited(case, {"proposal.budget.per_year": 45_000})
    missing = money_left(answer(short), "a", short)
    assert missing is not None and missing.left == pytest.approx(-10_000)
    assert "£10,000 is missing: £5,000 a year. No price has been changed." in money_sentence(missing)
    assert answer(short).as_dict()["options"] == answer(case).as_dict()["options"]
    even = edited(case, {"proposal.budget.per_year": 50_000})
    assert of(even, "a").steps[0].words == "You have £50,000 × 2, in 2026/27 prices"
    assert money_left(answer(even), "a", even).is_all_planned


@pytest.mark.parametrize("name", [*FINISHED, *SERVICES[::5]])
def test_the_seven_lines_are_the_figures_of_the_financial_case_and_of_the_result(name: str):
    case = case_at(path_of(name)) if name in FINISHED else case_from(name)
    answered = answer(case)
    for option, found in answered.options.items():
        steps = budget_steps(answered, option, case)
        amounts = [step.amount for step in steps.steps]
        cash = found.financial_case[answered.commissioner]
        account = found.accounts["commissioner"]
        assert amounts[2] == pytest.approx(sum(cash.nominal_costs), abs=0.005)
        assert amounts[6] == account.pv_costs
        for before, change, after in ((0, 1, 2), (2, 3, 4), (4, 5, 6)):
            assert amounts[before] + amounts[change] == pytest.approx(amounts[after], abs=0.005)
        # in the prices of the case the years with the adjustment are those of the account itself
        lines = [
            line
            for line in found.lines
            if line.side == "cost" and line.cash and line.party == answered.commissioner
        ]
        assert sum(sum(line.undiscounted) for line in lines) == pytest.approx(
            sum(account.yearly_costs), abs=0.005
        )
        allowed = sum(sum(line.undiscounted) for line in lines if line.kind == "optimism")
        assert amounts[0] + allowed == pytest.approx(sum(account.yearly_costs), abs=0.005)
