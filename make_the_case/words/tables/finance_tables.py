"""The financial case as NHS finance reads it: cash by organisation and year with totals, pay and non-pay, posts by band, and funding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from make_the_case.words.assumption_phrases import entry_name
from make_the_case.words.names import CLASS_WORDS
from make_the_case.words.phrases import (
    capital,
    counted,
    financial_year,
    listed,
    money,
    party_in_prose,
    party_name,
    pounds,
    quoted,
)
from make_the_case.words.tables.budget_steps import budget_steps, in_cash
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.accounts import CASH_RELEASING
from valuation.answer import LineAnswer
from valuation.case import defaults
from valuation.case.option_shape import Cost
from valuation.case.places import entry_of, key_of, option_at, path_of
from valuation.figures import digits

CATEGORIES = {"pay": "pay", "non_pay": "non-pay", "capital": "capital", "not_said": "kind not stated"}
NOT_IN_IT = "The optimism bias adjustment is not included."
ALL = "All years"
LEAST = 0.5
"""£: less than this rounds to nothing."""


def payers_tables(answer: Answer, option: str, case: Case) -> list[Table]:
    """Returns the financial case of every organisation by year with its totals: cash, what it is spent on, and posts by band."""
    tables = [
        _organisations(answer, option, case),
        _categories(answer, option),
        posts_table(answer, option, case),
    ]
    return [table for table in tables if table.rows]


def _row(words: str, amounts: Sequence[float]) -> tuple[str, ...]:
    return (words, *map(pounds, amounts), pounds(sum(amounts)))


def _sums(rows: Iterable[Sequence[float]], years: int) -> list[float]:
    """Returns the sum of some rows by year."""
    return [sum(amounts) for amounts in zip(*rows, strict=True)] or [0.0] * years


def _organisations(answer: Answer, option: str, case: Case) -> Table:
    """Returns what each organisation pays, how much of that has no end date, what it receives, and the net; then all together."""
    years, option_answer = len(answer.years), answer.options[option]
    rows = []
    for party, found in option_answer.financial_case.items():
        who = capital(party_name(party))
        recurrent = recurrent_costs(answer, option, case, party)
        rest = [paid - part for paid, part in zip(found.nominal_costs, recurrent, strict=True)]
        for words, amounts in (
            ("pays", found.nominal_costs),
            ("of which recurrent", recurrent),
            ("of which non-recurrent", rest),
            ("receives", found.nominal_cash_benefits),
            ("net", found.net),
        ):
            if any(abs(amount) >= LEAST for amount in amounts):
                rows.append(_row(f"{who}: {words}", amounts))
    cash = list(option_answer.financial_case.values())
    if len(cash) > 1:
        rows.append(
            _row("All organisations: paid in all", _sums((found.nominal_costs for found in cash), years))
        )
        rows.append(_row("All organisations: net", _sums((found.net for found in cash), years)))
    names = map(financial_year, answer.years)
    note = f"{NOT_IN_IT} Recurrent funding has no end date; all other funding is non-recurrent. {inflation_words(case)}"
    return Table(
        "Cash by organisation and financial year, in cash terms, £", ("Who", *names, ALL), tuple(rows), note
    )


def _categories(answer: Answer, option: str) -> Table:
    """Returns what each organisation spends its money on; that there is no capital is said."""
    rows, has_capital = [], False
    for party, found in answer.options[option].financial_case.items():
        for category, amounts in found.costs_by_category.items():
            if any(amounts):
                rows.append(_row(f"{capital(party_name(party))}: {CATEGORIES[category]}", amounts))
                has_capital = has_capital or category == "capital"
    if rows and not has_capital:
        rows.append(("Capital", *("nil" for _ in answer.years), "nil"))
    names = map(financial_year, answer.years)
    return Table("Pay, non-pay and capital, in cash terms, £", ("Who", *names, ALL), tuple(rows), NOT_IN_IT)


def posts_table(answer: Answer, option: str, case: Case) -> Table:
    """Returns the whole-time posts by cost, with the band or the pay that each has and who pays for them, and all together."""
    posts = [row for row in answer.options[option].posts if any(row.by_year)]
    rows = [
        (
            entry_name(case, row.path),
            pay_of(case, option, row.path),
            capital(party_in_prose(row.party)),
            *map(_posts, row.by_year),
        )
        for row in posts
    ]
    if len(rows) > 1:
        together = _sums((row.by_year for row in posts), len(answer.years))
        rows.append(("All posts", "", "", *map(_posts, together)))
    names = map(financial_year, answer.years)
    note = "Posts are shared between organisations as their pay is. Work that is paid by the hour or for each person is not in this table."
    return Table(
        "Posts (WTE) by band and financial year", ("Post", "Band", "Paid by", *names), tuple(rows), note
    )


def _posts(number: float) -> str:
    return digits(number, 2) if number else "0"


def pay_of(case: Case, option: str, path: str) -> str:
    """Returns what a post is paid: the name of the library's pay, such as its band, or that the pay is the case's own."""
    number = case.assumption_at(path_of((path, "unit_cost")))
    if number is None or number.path not in case.library:
        return "a pay of its own"
    return str(case.library.entry(number.path).get("label", number.path)).partition(",")[0]


# Recurrent, and what else finance asks -----------------------------------------------------------------------


def has_end_date(case: Case, option: str) -> bool:
    """Returns whether an option is planned to end, so that none of its funding is recurrent."""
    people = case.option(option).people
    return people is not None and people.delivery_years is not None


def recurrent_costs(answer: Answer, option: str, case: Case, party: str) -> list[float]:
    """Returns what an organisation pays by year in cash terms that has no end date: sums of the answer's own lines."""
    years = len(answer.years)
    if has_end_date(case, option):
        return [0.0] * years
    ended = {
        path_of((option_at(option), "costs", cost.id)) for cost in case.option(option).costs if _ends(cost)
    }
    lines = [
        line
        for line in answer.options[option].lines
        if _is_cash_cost(line, party) and (entry_of(line.path) or line.path) not in ended
    ]
    return in_cash(case.cash_factors, lines)


def _ends(cost: Cost) -> bool:
    return cost.until is not None or cost.per == "once"


def _is_cash_cost(line: LineAnswer, party: str) -> bool:
    return (
        line.side == "cost"
        and line.cash
        and line.party == party
        and line.counterparty != party
        and line.kind != "optimism"
    )


DEFLATOR_WORDS = (
    "Amounts in cash terms grow with the GDP deflator, which is one rate for pay and all other costs."
)
NHS_WORDS = (
    "Pay grows with NHS pay awards, and all other costs with forecast consumer prices. "
    "No pay award after {settled} has been made: growth with average earnings, as the Office for Budget Responsibility forecast it in "
    "March 2026, is a planning assumption. So is growth with consumer prices."
)


def inflation_words(case: Case) -> str:
    """Returns by what amounts in cash terms grow, and what of that is a planning assumption."""
    if case.shape.appraisal.inflation == defaults.INFLATION:
        return DEFLATOR_WORDS
    return NHS_WORDS.format(settled=financial_year(case.cash_factors.settled))


def inflation_sentence(answer: Answer, option: str, case: Case) -> str:
    """Returns which inflation was used, and where it is not the GDP deflator what the budget would be with that."""
    if case.shape.appraisal.inflation == defaults.INFLATION:
        return inflation_words(case)
    lines = [line for line in answer.options[option].lines if _is_cash_cost(line, answer.commissioner)]
    by_deflator = sum(in_cash(case.cash_factors_over(len(answer.years), defaults.INFLATION), lines))
    difference = sum(answer.options[option].nominal_costs(answer.commissioner)) - by_deflator
    than = f"the £{pounds(by_deflator)} that it would be with the GDP deflator"
    if abs(difference) < LEAST:
        return f"{inflation_words(case)} The budget is the same as with the GDP deflator."
    more = "more" if difference > 0 else "less"
    over = f"over {counted(len(answer.years), 'year')}"
    return f"{inflation_words(case)} The budget {over} is £{pounds(abs(difference))} {more} than {than}."


def funding_facts(answer: Answer, option: str, case: Case) -> tuple[tuple[str, str], ...]:
    """Returns what finance asks of every proposal, a line each: recurrent or not, full-year effect, capital, contingency, cash released."""
    steps, payer = budget_steps(answer, option, case), party_in_prose(answer.commissioner)
    prices = financial_year(answer.price_year)
    paid = [year for year in steps.by_year if year.real >= LEAST]
    if not paid:
        return (("Funding", f"No cash is asked of {payer}."),)
    last = paid[-1]
    kind = (
        f"Non-recurrent. It ends after {financial_year(last.year)}."
        if has_end_date(case, option)
        else "Recurrent, because the case gives no end date."
    )
    has_capital = any(
        any(cash.costs_by_category.get("capital", ()))
        for cash in answer.options[option].financial_case.values()
    )
    adjustment = steps.overrun - steps.cash
    return (
        ("Funding", kind),
        ("Full-year effect", f"£{pounds(last.real)} in {prices} prices, in {financial_year(last.year)}."),
        ("Inflation", inflation_sentence(answer, option, case)),
        ("Capital", "As in the table of pay, non-pay and capital." if has_capital else "Nil."),
        (
            "Contingency",
            f"£{pounds(adjustment)} in cash terms over all years: the optimism bias adjustment, which is not in the budget.",
        ),
        ("Cash released", _released(answer, option, case)),
        ("Cost of stopping", exit_cost_words(case)),
    )


NO_EXIT_COST = "Not in the case. Add what redundancy, notice and contracts would cost, or write 0 where they cost nothing."


def exit_cost_words(case: Case) -> str:
    """Returns what it costs to stop as the author gives it, with what it covers; or plainly that the case does not say."""
    stop_go = case.shape.stop_go
    if stop_go is None or stop_go.exit_cost is None:
        return NO_EXIT_COST
    covers = (stop_go.exit_cost_covers or "").strip().rstrip(".")
    prices = f"in {financial_year(case.shape.appraisal.price_year)} prices"
    if stop_go.exit_cost < LEAST:
        return f"Nothing, the author says. {covers}." if covers else "Nothing, the author says."
    said = f" It covers: {covers}." if covers else " The case does not say what that covers."
    return f"£{pounds(stop_go.exit_cost)} {prices}, which is not in the budget.{said}"


def _released(answer: Answer, option: str, case: Case) -> str:
    """Returns how much cash is released and who has signed for it."""
    option_answer = answer.options[option]
    amount = option_answer.benefit_classes[CASH_RELEASING]
    if amount < LEAST:
        return "None."
    entries = {
        key_of(entry)
        for line in option_answer.lines
        if line.counted
        and line.benefit_class == CASH_RELEASING
        and line.pv > LEAST
        and (entry := entry_of(line.path))
    }
    owners = {row.outcome: row.responsible for row in case.shape.benefits if row.outcome in entries}
    signed = [f"{quoted(owner)}" for owner in owners.values() if owner]
    who = f"Signed for by {listed(signed)}." if signed else "No budget holder has signed for it."
    return f"{money(amount)} ({CLASS_WORDS[CASH_RELEASING].prose}, present value). {who}"
