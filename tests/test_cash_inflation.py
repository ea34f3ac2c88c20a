"""Cash terms by the GDP deflator or by NHS pay and other prices apart, worked by hand; nothing but cash depends on the choice."""

from __future__ import annotations

import io
from typing import Any

import pytest
from finished_cases import FINISHED, case_at, path_of
from openpyxl import load_workbook
from small_cases import a_cost, an_option, small_case, sure

from make_the_case.exports.workbook.whole_workbook import workbook
from make_the_case.words.sources import attributions
from make_the_case.words.tables.finance_tables import funding_facts
from valuation import Case, answer
from valuation.case.editing import edited

PAY = [1.0, 1.02325, 1.02325 * 1.02125, 1.02325 * 1.02125 * 1.0225, 1.02325 * 1.02125 * 1.0225**2]
"""From 2026/27: ¾ of the growth of a calendar year and ¼ of the next, 2.4, 2.1, 2.2 and 2.4%; after 2029/30 the last goes on."""
OTHER = [1.02**year for year in range(5)]
"""2% in every year from 2027."""


def a_service(inflation: str) -> Case:
    """A post at £40,000 and rooms at £1,000 a year for five years, in prices of 2026/27."""
    costs = [
        a_cost("coordinator", sure(40_000.0), per="year", category="pay"),
        a_cost("rooms", sure(1_000.0), per="year", category="non_pay"),
    ]
    option = an_option(costs)
    option["people"] |= {"planned_starts": [sure(10.0)] * 5}
    return edited(small_case(option, years=5), {"appraisal.inflation": inflation})


def test_pay_grows_with_awards_and_forecast_earnings_and_all_else_with_consumer_prices() -> None:
    cash = answer(a_service("nhs")).options["it"].financial_case["nhs_icb"]
    assert cash.costs_by_category["pay"] == pytest.approx([40_000 * factor for factor in PAY], rel=1e-12)
    assert cash.costs_by_category["non_pay"] == pytest.approx([1_000 * factor for factor in OTHER], rel=1e-12)
    assert cash.nominal_costs == pytest.approx(
        [40_000 * pay + 1_000 * other for pay, other in zip(PAY, OTHER, strict=True)], rel=1e-12
    )


def test_the_award_of_2026_27_is_the_one_that_was_made() -> None:
    indices = a_service("nhs").library.cash_indices["nhs"]
    assert indices.pay.at("2026-27") / indices.pay.at("2025-26") == pytest.approx(1.033)
    assert indices.other.at("2026-27") / indices.other.at("2025-26") == pytest.approx(
        1 + 0.75 * 0.023 + 0.25 * 0.02
    )
    assert indices.pay.at("2019-20") == a_service("nhs").deflator.at("2019-20")


@pytest.mark.parametrize("name", FINISHED)
def test_the_gdp_deflator_gives_what_it_gave_to_the_last_digit(name: str) -> None:
    case = case_at(path_of(name))
    appraisal = case.shape.appraisal
    factors, _ = case.deflator.nominal_factors(appraisal.first_year, appraisal.years, appraisal.price_year)
    assert case.cash_factors.pay.tolist() == case.cash_factors.other.tolist() == factors.tolist()
    assert case.cash_factors.pay is case.cash_factors.of("pay")


@pytest.mark.parametrize("name", FINISHED)
def test_nothing_but_cash_depends_on_the_choice(name: str) -> None:
    case = case_at(path_of(name))
    before, after = answer(case), answer(edited(case, {"appraisal.inflation": "nhs"}))
    for ident, was in before.options.items():
        now = after.options[ident]
        assert was.accounts == now.accounts and was.nice == now.nice and was.parties == now.parties
        assert [line.undiscounted for line in was.lines] == [line.undiscounted for line in now.lines]
        assert was.verdict == now.verdict
        assert was.financial_case != now.financial_case


def test_the_finance_section_says_which_and_by_how_much_it_differs() -> None:
    case = a_service("nhs")
    words = dict(funding_facts(answer(case), "it", case))["Inflation"]
    index = case.deflator.index
    by_deflator = sum(41_000 * index[f"{y}-{y - 1999}"] / index["2026-27"] for y in range(2026, 2031))
    paid = sum(40_000 * pay + 1_000 * other for pay, other in zip(PAY, OTHER, strict=True))
    assert f"The budget over 5 years is £{paid - by_deflator:,.0f} more than the £{by_deflator:,.0f}" in words
    assert "No pay award after 2026/27 has been made" in words and "planning assumption" in words
    plain = a_service("gdp_deflator")
    assert "GDP deflator" in dict(funding_facts(answer(plain), "it", plain))["Inflation"]


def test_the_sources_of_the_inflation_are_named_with_their_licence() -> None:
    named = [words for _, _, words in attributions(a_service("nhs"), [])]
    assert any("March 2026" in words for words in named) and any("Pay scales" in words for words in named)
    assert ["November 2025" in words for _, _, words in attributions(a_service("gdp_deflator"), [])] == [True]


def test_the_workbook_has_pay_and_all_else_apart_as_formulas() -> None:
    case = a_service("nhs")
    content = workbook(case, answer(case), None)
    formulas, values = (
        load_workbook(io.BytesIO(content), data_only=is_value)["Cash_flow"] for is_value in (False, True)
    )
    (row,) = [k for k in range(1, values.max_row + 1) if str(values.cell(k, 2).value).endswith(": pays")]
    shown: list[Any] = [values.cell(row, 6 + year).value for year in range(5)]
    assert shown == pytest.approx(
        answer(case).options["it"].financial_case["nhs_icb"].nominal_costs, rel=1e-9
    )
    formula = str(formulas.cell(row, 8).value)
    assert '"pay"' in formula and '"<>pay"' in formula
