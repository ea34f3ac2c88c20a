"""One-way and two-way sensitivity: each assumption at its low and high end, and two assumptions over a grid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from valuation.draws import grid, spreads
from valuation.measures import values_of
from valuation.model import Model
from valuation.moved import values_of_each
from valuation.people import Array

DEFAULT_ACCOUNT, DEFAULT_MEASURE = "society", "npv"


@dataclass(frozen=True)
class Swing:
    """What a measure comes to with one assumption at its low and its high end, all else as in the base case."""

    path: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """Returns |at high − at low|; NaN where the measure is undefined at an end."""
        return abs(self.at_high - self.at_low)


def one_way(
    model: Model, account: str = DEFAULT_ACCOUNT, measure: str = DEFAULT_MEASURE
) -> dict[str, list[Swing]]:
    """Returns for each option every assumption that is uncertain there, the largest swing first.

    Moved within its stated range, else within its grade's default range; policy values too. All in one batch of
    2 rows for each assumption. Source: model.md, sections 1 and 9.
    """
    moved = [(k, spread) for k, spread in enumerate(spreads(model)) if spread is not None]
    columns = [k for k, _ in moved for _ in range(2)]
    ends = [end for _, spread in moved for end in (spread.low, spread.high)]
    found = values_of_each(model, columns, ends, account, measure)
    return {
        option: sorted(
            (
                Swing(
                    model.assumptions[k].path,
                    spread.low,
                    spread.high,
                    *map(float, values[2 * row : 2 * row + 2]),
                )
                for row, (k, spread) in enumerate(moved)
                if concerns(model.assumptions[k].path, option)
            ),
            key=lambda s: (-s.swing if not math.isnan(s.swing) else math.inf, s.path),
        )
        for option, values in found.items()
    }


def concerns(path: str, option: str) -> bool:
    """Returns whether a number can matter to an option: its own, or one that belongs to none."""
    return not path.startswith("options.") or path.startswith(f"options.{option}.")


def two_way(
    model: Model,
    first: str,
    firsts: ArrayLike,
    second: str,
    seconds: ArrayLike,
    account: str = DEFAULT_ACCOUNT,
    measure: str = DEFAULT_MEASURE,
) -> dict[str, Array]:
    """Returns a measure of each option over a grid of two assumptions, shape (firsts, seconds)."""
    values = values_of(model, grid(model, first, firsts, second, seconds), account, measure)
    return {
        option: np.reshape(found, (np.size(firsts), np.size(seconds))) for option, found in values.items()
    }
