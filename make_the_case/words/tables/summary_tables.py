"""The tables of the constant block: who pays and gains, the accounts, the benefit classes, cash by year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from make_the_case.words.names import CLASS_WORDS, account_row, who_is_paid_back
from make_the_case.words.phrases import (
    ALL_TOGETHER,
    capital,
    counted,
    financial_year,
    listed,
    party_in_prose,
    party_name,
    plain_number,
    pounds,
)
from valuation import Answer, Case, with_changes
from valuation import answer as answer_of_case
from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES, cash_accounts
from valuation.case.places import first_of, key_of, rest_of
from valuation.evidence.scales import designs_of, measures_of
from valuation.library import Library


@dataclass(frozen=True)
class Table:
    """A table as words: a caption, the headings, and rows whose first cell names the row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def accounts_table(answer: Answer, option: str) -> Table:
    """Returns the results from each point of view; ratios are left to the data files."""
    accounts = answer.options[option].accounts
    rows = tuple(
        (
            account_row(name, answer.commissioner),
            *(pounds(x) for x in (accounts[name].pv_costs, accounts[name].pv_benefits, accounts[name].npv)),
        )
        for name in ACCOUNTS.keys
    )
    header = ("Point of view", "Costs £", "Benefits £", "Net £")
    note = payback_sentence(answer, option) + _vat_sentence(answer, option)
    return Table("Results from different points of view", header, rows, note)


def _vat_sentence(answer: Answer, option: str) -> str:
    payer = answer.commissioner
    has_vat = any(line.kind == "vat" and line.party == payer for line in answer.options[option].lines)
    return f" VAT that cannot be recovered is only in the row of {party_in_prose(payer)}." if has_vat else ""


def payback_sentence(answer: Answer, option: str) -> str:
    """Returns when the cash accounts are paid back; the word is used of cash alone."""
    accounts = answer.options[option].accounts
    horizon = counted(len(answer.years), "year")
    clauses = []
    for name in cash_accounts():
        account, who = accounts[name], who_is_paid_back(name, answer.commissioner)
        if account.pv_costs == 0 and account.payback_years is None and account.peak_funding == 0:
            clauses.append(f"no cash cost to {who}")
        elif account.payback_years is None:
            clauses.append(f"not within {horizon} for {who}")
        else:
            clauses.append(f"in year {account.payback_years} for {who}")
    return f"Payback in cash: {listed(clauses)}."


def classes_table(answer: Answer, option: str) -> Table:
    """Returns the benefits by class, without a total: the classes are never added into one figure."""
    classes = answer.options[option].benefit_classes
    rows = tuple((CLASS_WORDS[name].row, pounds(classes[name])) for name in BENEFIT_CLASSES.keys)
    return Table(
        "Benefits by kind",
        ("Kind of benefit", "Value £"),
        rows,
        "A figure below 0 is a cost. Do not add these rows together.",
    )


def parties_table(answer: Answer, option: str) -> Table:
    """Returns who pays and who gains, those who lose most first."""
    parties = answer.options[option].parties
    keys = ("pv_costs", "pv_cash_benefits", "pv_other_benefits", "net")
    touched = [party for party in parties if any(getattr(parties[party], key) for key in keys)]
    order = sorted(touched, key=lambda party: (parties[party].net, party))
    rows = [
        (capital(party_in_prose(party)), *(pounds(getattr(parties[party], key)) for key in keys))
        for party in order
    ]
    rows.append(
        (ALL_TOGETHER, *(pounds(sum(getattr(parties[party], key) for party in order)) for key in keys))
    )
    note = "“Pays” includes unpaid time and rooms. Payments between organisations, and VAT, appear for both payer and recipient."
    return Table(
        "Who pays and who gains",
        ("Who", "Pays £", "Cash released £", "Capacity and wider value £", "Net £"),
        tuple(rows),
        note,
    )


def cash_table(answer: Answer, option: str) -> Table:
    """Returns the commissioner's cash by financial year, in cash terms, and the optimism bias adjustment apart."""
    payer = answer.commissioner
    cash = answer.options[option].financial_case.get(payer)
    caption = f"Cash by year: {party_name(payer)}, in cash terms (with inflation)"
    header = ("Financial year", "Pays £", "Receives £", "Net £", "Optimism bias adjustment £")
    if cash is None:
        return Table(caption, header, (), "This payer's cash does not change.")
    keys = ("nominal_costs", "nominal_cash_benefits", "net", "optimism_allowance")
    rows = tuple(
        (financial_year(year), *(pounds(getattr(cash, key)[y]) for key in keys))
        for y, year in enumerate(answer.years)
    )
    return Table(caption, header, rows, "The optimism bias adjustment is not part of the budget.")


TABLES = (parties_table, accounts_table, classes_table, cash_table)
"""The tables that follow the five lines, in their order."""


def options_table(answer: Answer, case: Case) -> Table:
    """Returns the options side by side, business as usual first, in the five lines; the kinds are never added together."""
    options = answer.options
    names = [found.name or ident for ident, found in options.items()]
    payer = party_in_prose(answer.commissioner)
    usual = (case.shape.counterfactual.name if case.shape.counterfactual else None) or "Business as usual"

    def row(label: str, cells: Iterable[str], base: str = "0") -> tuple[str, ...]:
        return (label, base, *cells)

    rows = (
        row(f"Costs {payer}, £", (pounds(o.accounts["commissioner"].pv_costs) for o in options.values())),
        *(
            row(f"{CLASS_WORDS[name].does}, £", [pounds(o.benefit_classes[name]) for o in options.values()])
            for name in BENEFIT_CLASSES.keys
        ),
        row("Effects not valued in money", (str(len(o.not_priced)) for o in options.values()), "none"),
        row("Net value to society, £", (pounds(o.accounts["society"].npv) for o in options.values())),
        row("Verdict", (o.verdict.sentence for o in options.values()), "Current services continue."),
    )
    header = ("Present values", usual, *names)
    return Table("The options side by side", header, rows, "Every option is compared with business as usual.")


def moved_table(case: Case, option: str, moved: Iterable[tuple[str, float, float]]) -> Table:
    """Returns the library numbers that have moved since a case was saved, and what each does to net value to society."""
    now = _society(case, option)
    rows = [
        (
            figure_name(case.library, ident),
            plain_number(then),
            plain_number(value),
            pounds(now - _society(with_changes(case, {ident: then}), option))
            if ident in case.library
            else "Cannot be separated",
        )
        for ident, then, value in moved
    ]
    header = ("Figure of the library", "When saved", "Now", "What the new one adds to net value, £")
    return Table("The library has changed since this case was saved", header, tuple(rows))


FIGURE_WORDS = {
    "mean": "population mean",
    "sd": "how far people differ",
    "retest": "how far two answers of one person go together",
    "tau": "how far places differ",
    "spread": "how far services differ",
    "share": "share that is believed",
    "added_spread": "spread that is added",
}
"""The figures of a measure and of a design, as they follow its name."""


def figure_name(library: Library, ident: str) -> str:
    """Returns what a figure of the library is called: a number that a case may use, or one of a measure or a design."""
    if ident in library:
        return str(library.entry(ident).get("label", ident))
    entry, figure = first_of(rest_of(ident)), key_of(ident)
    measures, designs = measures_of(library), designs_of(library)
    name = measures[entry].label if entry in measures else designs[entry].label
    return f"{name}: {FIGURE_WORDS[figure]}"


def _society(case: Case, option: str) -> float:
    return float(answer_of_case(case).options[option].accounts["society"].npv)
