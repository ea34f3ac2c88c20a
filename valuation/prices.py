"""Price years: money restated from its own price year to the case's, and real money made nominal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
    source: str = ""

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


def restate(value: float, from_year: str | int, to_year: str | int, deflator: Deflator) -> float:
    """Returns money of one price year in the prices of another: value × deflator(to) / deflator(from).

    >>> restate(100.0, "2023-24", "2024-25", Deflator({"2023-24": 95.0, "2024-25": 100.0}, "2024-25"))
    105.26315789473684
    """
    return value * deflator.at(to_year) / deflator.at(from_year)
