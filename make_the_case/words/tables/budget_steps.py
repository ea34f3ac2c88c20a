"""The budget in seven lines: what it costs in the case's prices, in cash terms, if it overruns, and as a present value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from make_the_case.words.panels import BudgetLines, Strip, StripStep
from make_the_case.words.phrases import capital, counted, financial_year, party_in_prose, pounds
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.answer import LineAnswer
from valuation.figures import MINUS
from valuation.prices import PAY, CashFactors
from valuation.sensitivity.pilots.pilot_answer import PilotPlanned, PilotYear

HALF_A_POUND = 0.5
"""What differs by less is the same amount: every figure here is shown in whole pounds."""


@dataclass(frozen=True)
class BudgetStep:
    """One line of the budget: its words, its amount in £, and whether it is a sum, the sum to ask for, or a change from one to the next."""

    words: str
    few_words: str
    """The same in so few words that the steps stand beside each other."""
    amount: float
    kind: Literal["sum", "asked", "change"] = "sum"


@dataclass(frozen=True)
class BudgetYear:
    """What the organisation asked to pay spends in one financial year."""

    year: str
    real: float
    """In the prices of the case."""
    cash: float
    """In cash terms, with inflation."""
    overrun: float
    """In cash terms, with the optimism bias adjustment."""


@dataclass(frozen=True)
class BudgetSteps:
    """What the organisation asked to pay spends, from the prices of the case to present value; sums of the answer's own lines."""

    steps: tuple[BudgetStep, ...]
    """What it costs, inflation, the budget to ask for, the adjustment, the cost if it overruns, discounting, present value."""
    by_year: tuple[BudgetYear, ...]
    present_value: float

    @property
    def panel(self) -> BudgetLines:
        """Returns the seven lines as a page shows them, one below the other."""
        return BudgetLines(tuple(_shown(step, step.words) for step in self.steps))

    @property
    def strip(self) -> Strip:
        """Returns the same amounts beside each other, in few words."""
        title = "The budget of the organisation asked to pay, step by step"
        return Strip(title, tuple(_shown(step, step.few_words) for step in self.steps))

    @property
    def real(self) -> float:
        """Returns what it costs in the prices of the case, over all years."""
        return sum(year.real for year in self.by_year)

    @property
    def cash(self) -> float:
        """Returns the budget to ask for, in cash terms over all years."""
        return sum(year.cash for year in self.by_year)

    @property
    def overrun(self) -> float:
        """Returns the cost in cash terms if it overruns by the optimism bias adjustment."""
        return sum(year.overrun for year in self.by_year)


def _sign(amount: float) -> str:
    return MINUS if amount < 0 else "+"


def _shown(step: BudgetStep, words: str) -> StripStep:
    """Returns a step as a page shows it: a sum as an amount, a change with its sign."""
    amount = f"£{pounds(abs(step.amount))}" if step.kind == "change" else f"£{pounds(step.amount)}"
    sign = f"{_sign(step.amount)} " if step.kind == "change" else ""
    return StripStep(
        words, f"{sign}{amount}", is_change=step.kind == "change", is_chosen=step.kind == "asked"
    )


@dataclass(frozen=True)
class MoneyLeft:
    """The money that there is beside what is spent of it, in the prices of the case over all years."""

    per_year: float
    years: int
    spent: float

    @property
    def have(self) -> float:
        """Returns the money that there is over all years."""
        return self.per_year * self.years

    @property
    def left(self) -> float:
        """Returns what is left of it; below 0 is what is missing."""
        return self.have - self.spent

    @property
    def is_all_planned(self) -> bool:
        """Returns whether all of it is planned, and no more."""
        return abs(self.left) < HALF_A_POUND


def budget_steps(answer: Answer, option: str, case: Case) -> BudgetSteps:
    """Returns what the organisation asked to pay spends on an option, step by step from the prices of the case to present value."""
    option_answer, payer = answer.options[option], answer.commissioner
    lines = [line for line in option_answer.lines if _is_paid_by(line, payer)]
    planned = [line.undiscounted for line in lines if line.kind != "optimism"]
    allowed = in_cash(case.cash_factors, [line for line in lines if line.kind == "optimism"])
    paid = option_answer.nominal_costs(payer) or [0.0] * len(answer.years)
    by_year = tuple(
        BudgetYear(
            year,
            sum(amounts[place] for amounts in planned),
            paid[place],
            paid[place] + allowed[place],
        )
        for place, year in enumerate(answer.years)
    )
    found = BudgetSteps((), by_year, option_answer.accounts["commissioner"].pv_costs)
    return BudgetSteps(_steps(found, answer, option, case), by_year, found.present_value)


def in_cash(inflation: CashFactors, lines: Sequence[LineAnswer]) -> list[float]:
    """Returns what some lines come to in cash by year: all of them at the factor of all else, and of pay what that adds."""
    added = inflation.pay - inflation.other
    pay = [line for line in lines if line.category == PAY]
    return [
        float(inflation.other[year]) * sum(line.undiscounted[year] for line in lines)
        + float(added[year]) * sum(line.undiscounted[year] for line in pay)
        for year in range(len(inflation.other))
    ]


def _is_paid_by(line: LineAnswer, payer: str) -> bool:
    """Returns whether a line is a cost in money to a payer: what it gives to itself is none."""
    return line.side == "cost" and line.cash and line.party == payer and line.counterparty != payer


def _steps(found: BudgetSteps, answer: Answer, option: str, case: Case) -> tuple[BudgetStep, ...]:
    prices = f"in {financial_year(answer.price_year)} prices"
    have = _money(case, option, found.real)
    first = f"What it costs {party_in_prose(answer.commissioner)}, {prices}"
    if have is not None and have.is_all_planned:
        first = f"You have £{pounds(have.per_year)} × {have.years}, {prices}"
    return (
        BudgetStep(first, capital(prices), found.real),
        BudgetStep("Inflation", "inflation", found.cash - found.real, "change"),
        BudgetStep("Budget to ask for, in cash terms", "Budget to ask for", found.cash, "asked"),
        BudgetStep(
            "Optimism bias adjustment, not in the budget",
            "optimism bias",
            found.overrun - found.cash,
            "change",
        ),
        BudgetStep("If it overruns, in cash terms", "If it overruns", found.overrun),
        BudgetStep(
            "Take off inflation, and discount",
            "inflation off, discounted",
            found.present_value - found.overrun,
            "change",
        ),
        BudgetStep("Present value of what is paid", "Present value", found.present_value),
    )


# What a meeting is asked for -----------------------------------------------------------------------------------

TEST_YEARS = 2
"""The years for which a test is paid at most: what is learned in them decides on the rest."""


@dataclass(frozen=True)
class Asked:
    """What the organisation asked to pay is asked for, all in cash terms: in the years to agree now, and in those to decide on later."""

    now: tuple[BudgetYear, ...]
    later: tuple[BudgetYear, ...]
    others: tuple[tuple[str, float], ...]
    """What each other organisation pays over all years, the largest first."""

    @property
    def is_money(self) -> bool:
        """Returns whether there is any money to agree."""
        return self.total >= LEAST_ASKED

    @property
    def sum_now(self) -> float:
        """Returns what is asked for now."""
        return sum(year.cash for year in self.now)

    @property
    def sum_later(self) -> float:
        """Returns what is decided on later."""
        return sum(year.cash for year in self.later)

    @property
    def total(self) -> float:
        """Returns what is asked for in all."""
        return self.sum_now + self.sum_later

    @property
    def allowance(self) -> float:
        """Returns the optimism bias adjustment over all years, which is not asked for."""
        return sum(year.overrun - year.cash for year in (*self.now, *self.later))


LEAST_ASKED = 100.0
"""£: less than this over all years is no sum to ask a board for."""


def _until_the_last_paid(years: tuple[BudgetYear, ...]) -> tuple[BudgetYear, ...]:
    """Returns the years up to the last in which anything is paid, because nobody approves years in which only benefits fall; all where nothing is."""
    paid = [place for place, year in enumerate(years) if abs(year.cash) >= HALF_A_POUND]
    return years[: paid[-1] + 1] if paid else years


def asked_for(answer: Answer, option: str, case: Case, is_test: bool) -> Asked:
    """Returns what a meeting is asked for: all years up to the last that costs it anything, or those of a test first, which leaves
    at least one year to decide on."""
    years = _until_the_last_paid(budget_steps(answer, option, case).by_year)
    now = max(1, min(TEST_YEARS, len(years) - 1)) if is_test else len(years)
    paid = answer.options[option].financial_case
    others = {payer: sum(cash.nominal_costs) for payer, cash in paid.items() if payer != answer.commissioner}
    named = sorted((row for row in others.items() if row[1] >= LEAST_ASKED), key=lambda row: -row[1])
    return Asked(years[:now], years[now:], tuple(named))


def asked_for_test(plan: PilotPlanned) -> Asked:
    """Returns what a meeting is asked for where it tests first: what the test commits it to, and what going on would add."""
    others = tuple(row for row in plan.others if row[1] >= LEAST_ASKED)
    return Asked(tuple(map(_budget_year, plan.until)), tuple(map(_budget_year, plan.after)), others)


def _budget_year(year: PilotYear) -> BudgetYear:
    return BudgetYear(year.year, year.paid / year.inflation, year.paid, year.paid + year.allowance)


def money_left(answer: Answer, option: str, case: Case) -> MoneyLeft | None:
    """Returns the money that there is beside what an option spends of it; None where the case does not say what there is."""
    return _money(case, option, budget_steps(answer, option, case).real)


def _money(case: Case, option: str, spent: float) -> MoneyLeft | None:
    budget = case.shape.proposal.budget if case.shape.proposal else None
    if budget is None:
        return None
    served = min(case.delivery_years(option), case.shape.appraisal.years)
    return MoneyLeft(budget.per_year, budget.years or served, spent)


def money_sentence(left: MoneyLeft) -> str:
    """Returns how far the money goes: all planned, what is left of it, or what is missing."""
    has = f"You have £{pounds(left.have)} over {counted(left.years, 'year')}"
    if left.is_all_planned:
        return f"{has}, and all of it is planned."
    each = f"£{pounds(abs(left.left) / left.years)} a year"
    if left.left > 0:
        return f"{has}. The costs come to £{pounds(left.spent)}, so £{pounds(left.left)} is left: {each}."
    return f"{has}. The costs come to £{pounds(left.spent)}, so £{pounds(-left.left)} is missing: {each}. No price has been changed."


def budget_by_year(steps: BudgetSteps) -> Table:
    """Returns the budget by financial year: in the prices of the case, in cash terms, and if it overruns."""
    rows = [
        (financial_year(year.year), pounds(year.real), pounds(year.cash), pounds(year.overrun))
        for year in steps.by_year
    ]
    total = ("All years", pounds(steps.real), pounds(steps.cash), pounds(steps.overrun))
    return Table(
        "The budget by year",
        ("Financial year", "In the case's prices £", "To ask for, in cash £", "If it overruns, in cash £"),
        (*rows, total),
        f"Discounted, and without inflation, the last column comes to £{pounds(steps.present_value)}.",
    )


def budget_table(steps: BudgetSteps, answer: Answer) -> Table:
    """Returns the budget step by step as a paper prints it: what it costs, what is asked for, if it overruns, and at present value."""
    rows = tuple(
        (
            step.words,
            f"{_sign(step.amount)}{pounds(abs(step.amount))}"
            if step.kind == "change"
            else pounds(step.amount),
        )
        for step in steps.steps
    )
    over = f"over {counted(len(answer.years), 'year')}"
    return Table(
        f"The budget step by step, {over}", (capital(party_in_prose(answer.commissioner)), "£"), rows
    )
