"""The likely range of an amount in words, beside the amount or in a sentence of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from make_the_case.words.phrases import NEGLIGIBLE, better_or_worse, money_range
from valuation.sensitivity.monte_carlo import likely_range

Amounts = NDArray[np.float32] | NDArray[np.float64]
"""An amount in every simulation run."""


@dataclass(frozen=True)
class LikelyRange:
    """The likely range of an amount, as it is said beside the amount or in a sentence of its own."""

    words: str
    """From its low to its high end."""
    outside: str = ""
    """On which side of it the best estimate is, where it is outside."""

    @property
    def beside(self) -> str:
        """Returns it as it stands after an amount, in brackets or after a comma."""
        return f"likely range {self.words}{self.outside and f', {self.outside}'}"

    @property
    def sentence(self) -> str:
        """Returns it as a sentence."""
        return f"The likely range is {self.words}{self.outside and f', and {self.outside}'}."


def range_beside(central: float, low: float, high: float) -> str:
    """Returns the likely range of an amount of money in little room, and on which side of the amount most results are where it is outside.

    >>> range_beside(150_000.0, 100_000.0, 200_000.0), range_beside(100_000.0, 120_000.0, 280_000.0)
    ('likely £100,000 to £200,000', 'likely £120,000 to £280,000, so most results are higher')
    """
    said = f"likely {money_range(low, high)}"
    if low - NEGLIGIBLE <= central <= high + NEGLIGIBLE:
        return said
    return f"{said}, so most results are {'higher' if central < low else 'lower'}"


def range_found(
    values: Amounts, central: float | None = None, words: tuple[str, str] = ("worse", "better")
) -> LikelyRange | None:
    """Returns the likely range of an amount, and on which side of it a best estimate is that is outside; None where no draw differs."""
    low, high = likely_range(values)  # 10th to 90th percentile
    if high - low < NEGLIGIBLE:
        return None
    said = better_or_worse(low, high, words)
    if central is None or low - NEGLIGIBLE <= central <= high + NEGLIGIBLE:
        return LikelyRange(said)
    side = "lower" if central < low else "higher"
    return LikelyRange(said, f"the best estimate is {side} than most simulation results")
