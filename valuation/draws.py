"""Draws: the values at which a case is worked out, one row for each time it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from valuation.errors import EvaluationError
from valuation.model import Model
from valuation.people import Array


@dataclass(frozen=True)
class Draws:
    """A value for each assumption in each row, shape (draws, assumptions), in the order of the model's assumptions."""

    values: Array

    def __len__(self) -> int:
        return len(self.values)

    def block(self, start: int, size: int) -> Draws:
        """Returns the rows from start, size of them at most."""
        return Draws(self.values[start : start + size])


def central(model: Model, rows: int = 1) -> Draws:
    """Returns every assumption at its best estimate: the base case, a batch of one (or of `rows` alike)."""
    return Draws(np.tile([assumption.value for assumption in model.assumptions], (rows, 1)).astype(float))


def with_values(model: Model, values: Mapping[str, ArrayLike]) -> Draws:
    """Returns the base case with some assumptions, named by path, at given values, one row for each value.

    Every array has the same length; a path that the case does not use is an error.
    """
    places = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
    missing = [path for path in values if path not in places]
    if missing:
        raise EvaluationError(f"No number of this case is drawn at {', '.join(missing)}.")
    rows = {len(np.atleast_1d(np.asarray(v, dtype=float))) for v in values.values()} or {1}
    if len(rows) > 1:
        raise EvaluationError("Every assumption needs the same number of values.")
    draws = central(model, rows.pop()).values
    for path, value in values.items():
        draws[:, places[path]] = value
    return Draws(draws)
