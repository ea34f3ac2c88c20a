"""The money that a paper asks for: as a sum that adds up, which money it is, and the cash by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from make_the_case.words.phrases import (
    capital,
    counted,
    each_pays,
    financial_year,
    party_in_prose,
    pounds,
)
from make_the_case.words.tables.budget_steps import Asked, BudgetSteps, BudgetYear, asked_for
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.sensitivity.pilots.pilot_answer import PilotPlanned

MOST_YEARS = 5
"""Years that stand beside each other in a sum or a table; those after them are one column."""


@dataclass(frozen=True)
class SumPart:
    """A part of a sum: the sign before it, an amount, and what it is."""

    sign: Literal["", "+", "="]
    amount: str
    words: str


def sum_asked(asked: Asked) -> tuple[SumPart, ...]:
    """Returns the sum that makes what is asked for, in cash terms: the years to agree now, and those to decide on later."""
    if not asked.is_money:
        return ()
    parts = [
        SumPart("+" if k else "", amount, words) for k, (amount, words) in enumerate(_by_year(asked.now))
    ]
    if len(parts) > 1:
        parts.append(
            SumPart(
                "=",
                f"£{pounds(asked.sum_now)}",
                "asked for now" if asked.later else "asked for, in cash terms",
            )
        )
    if asked.later:
        parts.append(SumPart("+", f"£{pounds(asked.sum_later)}", f"to decide later: {_span(asked.later)}"))
        years = counted(len(asked.now) + len(asked.later), "year")
        parts.append(SumPart("=", f"£{pounds(asked.total)}", f"{years}, in cash terms"))
    return tuple(parts)


def _by_year(years: tuple[BudgetYear, ...]) -> list[tuple[str, str]]:
    """Returns each year's amount, and one amount for all years after those that fit."""
    shown = years if len(years) <= MOST_YEARS else years[: MOST_YEARS - 1]
    rest = years[len(shown) :]
    rows = [(f"£{pounds(year.cash)}", financial_year(year.year)) for year in shown]
    return [*rows, (f"£{pounds(sum(year.cash for year in rest))}", _span(rest))] if rest else rows


def _span(years: tuple[BudgetYear, ...]) -> str:
    names = [financial_year(year.year) for year in years]
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def money_note(answer: Answer, asked: Asked, steps: BudgetSteps) -> str:
    """Returns which money the sum is: what it leaves out, what it comes to in the case's prices, and who else pays."""
    if not asked.is_money and not asked.others:
        return ""
    payer, prices = party_in_prose(answer.commissioner), financial_year(answer.price_year)
    sentences = []
    if asked.is_money:
        sentences += [
            f"An optimism bias adjustment of £{pounds(asked.allowance)} in cash terms is not in this budget.",
            f"In {prices} prices the budget is £{pounds(steps.real)}. With the adjustment, and discounted, it costs {payer} £{pounds(steps.present_value)}.",
        ]
    return " ".join([*sentences, _others_pay(asked)])


def measuring_sentence(plan: PilotPlanned, of_what: str) -> str:
    """Returns how much of the money of a test measuring takes, or that nothing is planned for it."""
    testing = sum(year.testing for year in plan.until)
    return (
        f"{of_what}, £{pounds(testing)} pays for measuring."
        if testing >= 1
        else "Nothing is planned yet for what measuring costs."
    )


def note_on_a_test(answer: Answer, asked: Asked, plan: PilotPlanned, steps: BudgetSteps) -> str:
    """Returns which money the sum of a test is: what measuring takes of it, what it leaves out, and what all of it would cost at once."""
    payer = party_in_prose(answer.commissioner)
    sentences = []
    if asked.is_money:
        sentences = [
            measuring_sentence(plan, "Of what is asked for now"),
            f"An optimism bias adjustment of £{pounds(asked.allowance)} in cash terms is not in this budget.",
            f"Going ahead at once would cost {payer} £{pounds(steps.cash)} in cash terms, and £{pounds(steps.present_value)} with the adjustment and discounted.",
        ]
    return " ".join([*sentences, _others_pay(asked)])


def _others_pay(asked: Asked) -> str:
    if not asked.others:
        return "No other organisation is asked to pay cash."
    return f"Others are asked to pay, in cash terms: {each_pays(asked.others)}."


def cash_by_year_table(answer: Answer, option: str, case: Case, is_test: bool = False) -> Table:
    """Returns the budget by year in cash terms, as it is where all of it goes ahead at once, the optimism bias adjustment, both together, and what other organisations pay."""
    asked = asked_for(answer, option, case, is_test=False)
    years = asked.now
    rows = [
        _row(
            "Budget, if all goes ahead at once" if is_test else "Budget to ask for",
            [year.cash for year in years],
        ),
        _row("Optimism bias adjustment, not in the budget", [year.overrun - year.cash for year in years]),
        _row("If it overruns", [year.overrun for year in years]),
    ]
    for party, _ in asked.others:
        paid = answer.options[option].nominal_costs(party)
        rows.append(_row(f"{capital(party_in_prose(party))} pays", paid[: len(years)]))
    names = [financial_year(year.year) for year in years]
    shown = (
        names
        if len(names) <= MOST_YEARS + 1
        else [*names[:MOST_YEARS], f"{names[MOST_YEARS]} to {names[-1]}"]
    )
    payer = capital(party_in_prose(answer.commissioner))
    return Table(
        "Cash by year, if all goes ahead at once" if is_test else "Cash by year",
        (f"{payer}, £ in cash terms", *shown, "All years"),
        tuple(rows),
    )


def _row(words: str, amounts: list[float]) -> tuple[str, ...]:
    shown = amounts if len(amounts) <= MOST_YEARS + 1 else [*amounts[:MOST_YEARS], sum(amounts[MOST_YEARS:])]
    return (words, *map(pounds, shown), pounds(sum(amounts)))
