"""Sheets whose rows are items and whose columns are years, and what every formula on them starts from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from make_the_case.exports.workbook.formulas import Formula, Sheet, term
from valuation.lines.model import Model
from valuation.prices import Deflator

YEAR_ROW, HEADER_ROW = 2, 3
FIRST_YEAR = 5
"""The column of the first year on every sheet of years but that of the lines."""
LONGEST_TAIL = 45
"""Years after the horizon at most that a workbook works out."""
ZERO, ONE = term(0), term(1)
Numbers = Callable[[int], Formula]
Held = TypeVar("Held")


@dataclass
class YearSheet(Sheet):
    """A sheet of items by year: whose each is, what it is, how it is worked out, its one figure, and its years."""

    years_from: int = FIRST_YEAR
    row: int = HEADER_ROW + 1
    horizon: int = 0
    """Years of the case, which are written even where they are nothing."""

    def label(self, row: int, whose: str, item: str, how: str) -> None:
        """Writes what a row holds."""
        for column, words in enumerate((whose, item, how)):
            self.put(row, column, words, "text")

    def next_row(self, whose: str, item: str, how: str) -> int:
        """Returns the next free row, with what it holds written."""
        row = self.row
        self.row += 1
        self.label(row, whose, item, how)
        return row

    def figure(self, whose: str, item: str, how: str, content: Formula, style: str = "number") -> Formula:
        """Writes a row of one figure and returns its cell."""
        return self.put(self.next_row(whose, item, how), 3, content, style)

    def by_year(
        self, whose: str, item: str, how: str, years: Sequence[Formula], style: str = "number"
    ) -> list[Formula]:
        """Writes a row of figures by year and returns the cells; nothing is written after the last that is not nothing."""
        row = self.next_row(whose, item, how)
        last = max((k for k, cell in enumerate(years) if cell is not ZERO), default=-1)
        kept = max(last + 1, min(self.horizon, len(years)))
        cells = self.across(row, FIRST_YEAR, years[:kept], style)
        return [*cells, *[ZERO] * (len(years) - kept)]


@dataclass(frozen=True)
class Proof:
    """What a calculation asks of the findings of a case: whether it stands on *Proven*, and what is proven."""

    is_proven: Formula
    """Whether the standard is *Proven*."""
    gains: Mapping[str, Formula]
    """Whether each outcome that has findings is a proven gain, `yes` or `no`, by its path."""


@dataclass
class Calculation:
    """What every sheet starts from: the compiled model, and where its numbers stand among the inputs."""

    model: Model
    number: Numbers
    """The cell of a number of the model, by its column."""
    index_at: Callable[[Deflator, str | int], Formula]
    """The cell of a price index in a year."""
    proof: Proof | None = None
    """In a case that has findings."""
    sheets: list[Sheet] = field(default_factory=list)
    all_years: int = 0
    """Years worked out, those after the horizon too."""

    def __post_init__(self) -> None:
        self.all_years = self.years + tail_of(self.model)

    @property
    def years(self) -> int:
        """Returns how many years the case has."""
        return self.model.years

    def year_sheet(self, name: str) -> YearSheet:
        """Returns a new sheet of items by year."""
        sheet = YearSheet(name, horizon=self.years)
        self.sheets.append(sheet)
        return sheet


def tail_of(model: Model) -> int:
    """Returns how many years after the horizon a workbook works out: as far as any effect reaches within its ranges."""
    table = model.exposures
    high = [max(a.value, a.high if a.high is not None else a.value) for a in model.assumptions]
    constants = model.constants

    def most(column: int) -> float:
        return high[column] if column >= 0 else float(constants[column])

    ends = [most(int(a)) + most(int(b)) for a, b in zip(table.lag, table.lasts, strict=True)]
    return int(max(0, min(math.ceil(max(ends, default=0.0)) + 1, LONGEST_TAIL)))


def in_year(row: Sequence[Held], year: int) -> Held:
    """Returns what a row of the model holds in a year; the last carries on, for years that only a longer effect reaches."""
    return row[min(year, len(row) - 1)]


def summed(items: Sequence[Formula]) -> Formula:
    """Returns items added up one by one, nothing for none."""
    if not items:
        return ZERO
    total = items[0]
    for item in items[1:]:
        total = total + item
    return total


def multiplied(items: Sequence[Formula]) -> Formula:
    """Returns items multiplied, those that are the number 1 left out."""
    kept = [item for item in items if item.text != "1"]
    if not kept:
        return ONE
    product = kept[0]
    for item in kept[1:]:
        product = product * item
    return product
