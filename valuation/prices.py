"""Price years: money restated from its own price year to the case's, and real money made nominal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PAY = "pay"
"""The category of costs that grow with pay awards."""


def financial_year(first: int) -> str:
    """Returns the financial year that begins in the given calendar year, as written: 2026 is 2026-27.

    >>> financial_year(2099)
    '2099-00'
    """
    return f"{first}-{(first + 1) % 100:02d}"


def is_financial_year(text: object) -> bool:
    """Returns whether the text is a financial year as written, such as 2026-27.

    >>> is_financial_year("2026-27"), is_financial_year("2026-28")
    (True, False)
    """
    return (
        isinstance(text, str)
        and len(text) == 7
        and text.isascii()
        and text[:4].isdigit()
        and text == financial_year(int(text[:4]))
    )


def years_from(first_year: str, count: int) -> list[str]:
    """Returns that many financial years, the first included."""
    start = int(first_year[:4])
    return [financial_year(start + y) for y in range(count)]


@dataclass(frozen=True)
class Deflator:
    """A price index by financial year; `last_outturn` is the last year that is not a forecast."""

    index: Mapping[str, float]
    last_outturn: str
    sources: tuple[str, ...] = ()
    name: str = ""
    label: str = ""

    def at(self, year: str | int) -> float:
        """Returns the index of a financial year, or of a calendar year Y as ¼ FY(Y−1) + ¾ FY(Y); KeyError outside the table."""
        if isinstance(year, int):
            return 0.25 * self.index[financial_year(year - 1)] + 0.75 * self.index[financial_year(year)]
        return self.index[year]

    def covers(self, year: object) -> bool:
        """Returns whether money of this price year can be restated."""
        if isinstance(year, int):
            if not 0 < year < 10_000:
                return False
            return financial_year(year - 1) in self.index and financial_year(year) in self.index
        return isinstance(year, str) and year in self.index

    def span(self) -> str:
        """Returns the price years that the table allows, for a message."""
        years = sorted(self.index)
        return f"a financial year from {years[0]} to {years[-1]}, or a calendar year from {int(years[0][:4]) + 1} to {int(years[-1][:4])}"

    def nominal_factors(
        self, first_year: str, years: int, price_year: str | int
    ) -> tuple[NDArray[np.float64], str | None]:
        """Returns deflator(year) / deflator(price year) for each year of the case, shape (years,), and the year
        from which the last forecast growth is carried on (None where the table reaches the end).

        Source: model.md, section 7, the financial case.
        """
        last = max(self.index)
        growth = self.index[last] / self.index[financial_year(int(last[:4]) - 1)]
        factors, carried_from = [], None
        for year in years_from(first_year, years):
            beyond = int(year[:4]) - int(last[:4])
            if beyond > 0:
                carried_from = carried_from or year
            factors.append(self.index[last] * growth**beyond if beyond > 0 else self.index[year])
        return np.array(factors) / self.at(price_year), carried_from


@dataclass(frozen=True)
class CashFactors:
    """What £1 in prices of the price year is in cash in each year of a case, for pay and for all else, shape (years,) each."""

    pay: NDArray[np.float64]
    other: NDArray[np.float64]
    settled: str
    """The last year in which pay is not a forecast."""
    carried_from: str | None
    """The year from which the last forecast growth is carried on."""

    def of(self, category: str | None) -> NDArray[np.float64]:
        """Returns the factors of one category of cost."""
        return self.pay if category == PAY else self.other


@dataclass(frozen=True)
class CashIndices:
    """The price indices of pay and of all else, by which real money becomes cash."""

    pay: Deflator
    other: Deflator

    def factors(self, first_year: str, years: int, price_year: str | int) -> CashFactors:
        """Returns index(year) / index(price year) of pay and of all else. Source: docs/method.md, section 7, the financial case."""
        pay, carried_from = self.pay.nominal_factors(first_year, years, price_year)
        other, _ = self.other.nominal_factors(first_year, years, price_year)
        return CashFactors(pay, other, self.pay.last_outturn, carried_from)


def growth_of_financial_year(year: int, by_calendar_year: Mapping[int, float]) -> float:
    """Returns the growth of the financial year that begins in a calendar year Y: ¾ of the growth of Y and ¼ of that of Y + 1.

    >>> round(growth_of_financial_year(2027, {2027: 0.024, 2028: 0.020}), 12)
    0.023
    """
    return 0.75 * by_calendar_year[year] + 0.25 * by_calendar_year[year + 1]


def chained(base: Deflator, growth: Mapping[str, float]) -> dict[str, float]:
    """Returns the index that follows another until the year before its own growth begins, and then grows by that of each year.

    >>> chained(Deflator({"2025-26": 100.0, "2026-27": 103.0}, "2025-26"), {"2026-27": 0.05})
    {'2025-26': 100.0, '2026-27': 105.0}
    """
    index = {year: level for year, level in base.index.items() if year < min(growth)}
    for year in sorted(growth):
        index[year] = index[max(index)] * (1 + growth[year])
    return index


def restate(value: float, from_year: str | int, to_year: str | int, deflator: Deflator) -> float:
    """Returns money of one price year in the prices of another: value × deflator(to) / deflator(from).

    >>> restate(100.0, "2023-24", "2024-25", Deflator({"2023-24": 95.0, "2024-25": 100.0}, "2024-25"))
    105.26315789473684
    """
    return value * deflator.at(to_year) / deflator.at(from_year)
