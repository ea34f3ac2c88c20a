"""The financial case as finance reads it, worked by hand: totals, recurrent or not, pay and non-pay, posts by band, full-year effect."""

from __future__ import annotations

from typing import Any

from small_cases import a_cost, an_option, small_case, sure

from make_the_case.words.tables.budget_steps import asked_for, budget_steps, budget_table
from make_the_case.words.tables.finance_tables import funding_facts, payers_tables, posts_table
from valuation import Case, answer


def a_service(**people: Any) -> Case:
    """Half a coordinator at £40,000 a post and £1,000 of rooms a year for three years, £5,000 once for training, and a council that pays
    £2,000 a year until the third: by hand, in prices of 2026/27."""
    costs = [
        a_cost(
            "coordinator", sure(40_000.0), per="year", category="pay", quantity={**sure(0.5), "unit": "posts"}
        ),
        a_cost("rooms", sure(1_000.0), per="year", category="non_pay"),
        a_cost("training", sure(5_000.0), category="non_pay"),
        a_cost("grant", sure(2_000.0), per="year", category="non_pay", payer="local_authority", until=2),
    ]
    option = an_option(costs)
    option["people"] |= {"planned_starts": [sure(10.0)] * 3, **people}
    return small_case(option, years=3)


def rows_of(case: Case, place: int) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in payers_tables(answer(case), "it", case)[place].rows}


def test_cash_by_organisation_has_totals_by_row_and_by_year() -> None:
    """In 2026/27, the year of the prices, cash is real: 20,000 + 1,000 + 5,000 = 26,000 and 2,000 from the council make 28,000."""
    rows = rows_of(a_service(), 0)
    assert rows["NHS integrated care board (ICB): pays"][0] == "26,000"
    assert rows["Local authority (other services): pays"][0] == "2,000"
    assert rows["All organisations: paid in all"][0] == "28,000"
    paid = answer(a_service()).options["it"].financial_case["nhs_icb"].nominal_costs
    assert rows["NHS integrated care board (ICB): pays"][-1] == f"{sum(paid):,.0f}"


def test_recurrent_is_what_has_no_end_date() -> None:
    """The training is paid once and the grant ends: of £26,000 and £2,000 in the first year, £21,000 and nothing are recurrent."""
    rows = rows_of(a_service(), 0)
    assert rows["NHS integrated care board (ICB): of which recurrent"][0] == "21,000"
    assert rows["NHS integrated care board (ICB): of which non-recurrent"][0] == "5,000"
    assert "Local authority (other services): of which recurrent" not in rows


def test_nothing_is_recurrent_in_a_service_that_ends() -> None:
    case = a_service(delivery_years=3)
    assert not [name for name in rows_of(case, 0) if name.endswith("of which recurrent")]
    facts = dict(funding_facts(answer(case), "it", case))
    assert facts["Funding"] == "Non-recurrent. It ends after 2028/29."


def test_pay_and_non_pay_have_totals_and_capital_is_nil() -> None:
    rows = rows_of(a_service(), 1)
    assert rows["NHS integrated care board (ICB): pay"][0] == "20,000"
    assert rows["NHS integrated care board (ICB): non-pay"][0] == "6,000"
    assert rows["Capital"] == ("nil", "nil", "nil", "nil")


def test_every_post_is_counted_however_it_was_entered() -> None:
    """Half a post typed as a quantity in posts, and 10 starters a year at 5 for each post: 0.5 and 2."""
    case = a_service()
    data = {**case.data, "options": [{**case.data["options"][0]}]}
    by_starts = a_cost(
        "workers", {"use": "staff.afc_band_5"}, per="fte", category="pay", starts_per_fte=sure(5.0)
    )
    data["options"][0]["costs"] = [*data["options"][0]["costs"], by_starts]
    from cases_at_random import case_of

    case = case_of(data)
    rows = posts_table(answer(case), "it", case).rows
    assert rows == (
        ("coordinator", "a pay of its own", "The ICB", "0.5", "0.5", "0.5"),
        ("workers", "Agenda for Change band 5", "The ICB", "2", "2", "2"),
        ("All posts", "", "", "2.5", "2.5", "2.5"),
    )
    assert answer(case).options["it"].financial_case["nhs_icb"].wte == [2.5, 2.5, 2.5]


def test_the_full_year_effect_is_the_last_year_in_the_prices_of_the_case() -> None:
    """20,000 + 1,000 in 2028/29: the training is over."""
    case = a_service()
    facts = dict(funding_facts(answer(case), "it", case))
    assert facts["Full-year effect"] == "£21,000 in 2026/27 prices, in 2028/29."
    assert facts["Capital"] == "Nil." and facts["Cash released"] == "None."


def test_nobody_is_asked_for_years_in_which_nothing_is_paid() -> None:
    """Three years of costs in a case of five: 2026/27 to 2028/29 are asked for, and a test of two years leaves one to decide on."""
    costs = [a_cost("rooms", sure(1_000.0), per="year", until=2)]
    case = small_case(an_option(costs), years=5)
    asked = asked_for(answer(case), "it", case, is_test=False)
    assert [year.year for year in asked.now] == ["2026-27", "2027-28", "2028-29"] and asked.later == ()
    tested = asked_for(answer(case), "it", case, is_test=True)
    assert [year.year for year in tested.later] == ["2028-29"]
    assert asked.total == tested.total == sum(answer(case).options["it"].nominal_costs("nhs_icb"))


def test_the_budget_step_by_step_adds_up() -> None:
    """What it costs + inflation = budget; budget + adjustment = if it overruns; that − inflation and discounting = present value."""
    case = a_service()
    steps = [step.amount for step in budget_steps(answer(case), "it", case).steps]
    assert abs(steps[0] + steps[1] - steps[2]) < 1e-6
    assert abs(steps[2] + steps[3] - steps[4]) < 1e-6
    assert abs(steps[4] + steps[5] - steps[6]) < 1e-6
    table = budget_table(budget_steps(answer(case), "it", case), answer(case))
    assert table.rows[0] == ("What it costs the ICB, in 2026/27 prices", "68,000")  # 3 × 21,000 + 5,000
