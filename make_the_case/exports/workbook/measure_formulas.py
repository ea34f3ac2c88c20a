"""The measures of an account as formulas: one for each row of the table of measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from make_the_case.exports.workbook.formulas import (
    Formula,
    Range,
    Sheet,
    choose,
    largest,
    lowest,
    products,
    term,
)
from make_the_case.exports.workbook.year_sheets import ZERO
from valuation.streams import NOTHING, Unit

STYLES = {Unit.MONEY: "money", Unit.RATIO: "ratio", Unit.YEARS: "people"}
"""How the cell of a measure is dressed, by what it is in."""


@dataclass(frozen=True)
class AccountCells:
    """The rows of an account by year, and its measures, each worked out from them and the measures before it."""

    sheet: Sheet
    years: Range
    """The numbers of the years, from 1."""
    costs: list[Formula]
    benefits: list[Formula]
    health: list[Formula] | None
    """Benefits at the health rate, where the account reads any."""
    net: list[Formula]
    so_far: list[Formula]
    discounted: list[Formula]
    """Net, discounted."""
    discounted_so_far: list[Formula]
    factors: Range
    health_factors: Range
    measures: dict[str, Formula] = field(default_factory=dict)


def pv_benefits(of: AccountCells) -> Formula:
    """Returns the benefits at present value, those at the health rate by its own factors."""
    gained = products(of.sheet.run(of.benefits), of.factors)
    return gained + products(of.sheet.run(of.health), of.health_factors) if of.health else gained


def ratio(of: AccountCells) -> Formula:
    """Returns benefits over costs, or a text where there are no costs."""
    costs, benefits = of.measures["pv_costs"], of.measures["pv_benefits"]
    return choose(costs > ZERO, benefits / costs, "not defined")


def payback(of: AccountCells, so_far: list[Formula]) -> Formula:
    """Returns the number of years after the last in which more has been spent than gained; a text where there is none."""
    cells, spent = of.sheet.run(so_far), of.sheet.run(of.costs)
    last = max((k + 1 for k, cell in enumerate(so_far) if cell.number < -NOTHING), default=0)
    short = Formula(f"SUMPRODUCT(MAX(({cells.text}<{term(-NOTHING).text})*{of.years.text}))", float(last))
    spends = Formula(f'COUNTIF({spent.text},"<>0")', float(sum(c.number != 0 for c in of.costs)))
    years = term(len(so_far))
    return choose(spends.is_same(0), "nothing spent", choose(short >= years, "not paid back", short + 1))


MEASURE_FORMULAS: dict[str, Callable[[AccountCells], Formula]] = {
    "pv_costs": lambda of: products(of.sheet.run(of.costs), of.factors),
    "pv_benefits": pv_benefits,
    "npv": lambda of: of.measures["pv_benefits"] - of.measures["pv_costs"],
    "bcr": ratio,
    "payback_years": lambda of: payback(of, of.so_far),
    "discounted_payback_years": lambda of: payback(of, of.discounted_so_far),
    "peak_funding": lambda of: largest(ZERO, -lowest(of.sheet.run(of.so_far))),
}
"""A row for each row of `valuation.streams.MEASURES`; each may read the measures before it."""
