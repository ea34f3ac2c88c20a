"""Discount factors: what a pound, or a year of health, in each year is worth at the start of year 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

NICE_REFERENCE_CASE = "nice_reference_case"


@dataclass(frozen=True)
class Band:
    """A yearly rate and the first year to which it applies."""

    from_year: int
    rate: float


@dataclass(frozen=True)
class Schedule:
    """A dated set of rates: `standard` for money, `health` for health and wellbeing values."""

    id: str
    label: str
    standard: tuple[Band, ...]
    health: tuple[Band, ...]
    edition: str = ""
    source: str = ""
    note: str = ""


def discount_factors(bands: Sequence[Band], years: int) -> NDArray[np.float64]:
    """Returns the factor of each year 0 … years − 1, shape (years,).

    factor(0) = 1; factor(y) = Π_{i=1..y} 1 / (1 + rate(i)), rate(i) that of the last band begun by year i.
    Source: HM Treasury, Green Book; model.md, section 6.

    >>> discount_factors([Band(1, 0.035)], 3).round(6).tolist()
    [1.0, 0.966184, 0.933511]
    """
    return _factors(tuple(bands), years)


@lru_cache(maxsize=256)
def _factors(bands: tuple[Band, ...], years: int) -> NDArray[np.float64]:
    """Returns the same, worked out once for every block of draws; nobody writes to it."""
    starts = np.array([band.from_year for band in bands])
    rates = np.array([band.rate for band in bands])
    year = np.arange(1, max(years, 1))
    rate = rates[np.searchsorted(starts, year, side="right") - 1]
    factors = np.concatenate([[1.0], np.cumprod(1 / (1 + rate))])[:years]
    factors.flags.writeable = False
    return factors


def level_factors(rate: ArrayLike, years: int) -> NDArray[np.float64]:
    """Returns the factors of one rate for every year, shape (draws, years) for rates of shape (draws,)."""
    return (1 + np.asarray(rate, dtype=float))[:, None] ** -np.arange(years)
