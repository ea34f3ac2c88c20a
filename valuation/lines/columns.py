"""Every number of a case becomes a column: shared where it is used twice, a constant where it is a default."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from valuation.case.defaults import default_number
from valuation.case.places import key_of, step
from valuation.case.validity.validation import Case
from valuation.people import Columns
from valuation.quantities import COUNT, RATE, Assumption

NOT_KNOWN = math.nan
"""What stands in the place of a year that is still forecast."""


class NumberColumns:
    """Gives each number of the case its column; defaults are constants, not assumptions."""

    def __init__(self, case: Case):
        self.case = case
        self.column_of: dict[str, int] = {}
        self.assumptions: list[Assumption] = []
        self.constants: list[float] = []
        self.rates: dict[str, int] = {}

    def of(self, path: str, default: float | None = None) -> int:
        """Returns the column of the number at a path, or of the constant that stands for it."""
        assumption = self.case.assumption_at(path)
        if assumption is None:
            if default is None:
                raise KeyError(path)
            return self.constant(default)
        return self._column(assumption)

    def or_default(self, path: str) -> int:
        """Returns the column of the number at a path, or of what holds where a case says nothing there."""
        return self.of(path, default_number(key_of(path)))

    def library(self, library_id: str) -> int:
        """Returns the column of a library number that the model itself reads: a rate, never below 0."""
        if library_id not in self.rates:
            entry = self.case.library_number(library_id)
            self.rates[library_id] = self._column(replace(entry, kind=RATE))
        return self.rates[library_id]

    def known_by_year(self, path: str, known: Mapping[int, float], years: int) -> Columns:
        """Returns the columns of what is known by year, shape (years,); of a year that is forecast, that of NaN.

        What is known is a number of its own, which is certain: a row of draws that has NaN in its place has the forecast.
        """

        def column(year: int) -> int:
            if year not in known:
                return self.constant(NOT_KNOWN)
            place = step(path, year)
            return self._column(
                Assumption(
                    place, known[year], COUNT, stated_distribution="fixed", reason="It is what happened."
                )
            )

        return column_array(column(year) for year in range(years))

    def _column(self, assumption: Assumption) -> int:
        if assumption.path not in self.column_of:
            self.column_of[assumption.path] = len(self.assumptions)
            self.assumptions.append(assumption)
        return self.column_of[assumption.path]

    def constant(self, value: float) -> int:
        """Returns the column of a constant: constants stand, last first, after the assumptions."""
        if value not in self.constants:
            self.constants.append(value)
        return -1 - self.constants.index(value)

    def constants_last_first(self) -> NDArray[np.float64]:
        """Returns the constants in the order of their columns."""
        return np.array(self.constants[::-1], dtype=float)

    def by_year(
        self, path: str, written: object, years: int, default: float | None = None, after: str = "carry"
    ) -> Columns:
        """Returns the columns of a list by year; its last carries on, or none come after it."""
        if not isinstance(written, list):
            return np.array([self.or_default(path) if default is None else self.of(path, default)] * years)
        listed = [self.of(f"{path}.{k}") for k in range(len(written))]
        rest = listed[-1] if after == "carry" else self.constant(0.0)
        return np.array((listed + [rest] * years)[:years])


def column_array(values: Iterable[int]) -> Columns:
    """Returns column numbers, or places in a table, as an index array."""
    return np.array(list(values), dtype=np.intp)
