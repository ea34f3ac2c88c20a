"""How sure a choice is: each draw solved under the same limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from valuation.people import Array
from valuation.programme.choice import Choice, Chosen, value_of

SAME = 1e-9
"""Of the best of a draw: a set that is worth less by no more than this is as good."""
MOST_SETS = 5_000
"""Where there are no more sets than these, all are looked at in every draw, which is quicker than to solve it, and the same."""


@dataclass(frozen=True)
class HowSure:
    """How often each candidate is in the best set, how often the chosen set is the best, and what knowing all would be worth."""

    in_best: Array
    """The share of draws in whose best set each candidate is, shape (candidates,)."""
    chance_best: float
    evpi: float


def how_sure(
    choice: Choice, values: Array, chosen: Chosen, each: Callable[[int], None] | None = None
) -> HowSure:
    """Returns how sure a choice is, from the value of each candidate in each draw, shape (draws, candidates).

    EVPI = E[max over sets] − max over sets of E, both on these draws. `each` is told how many draws are solved.
    """
    in_best, own, total = np.zeros(len(choice.services)), 0, 0.0
    sets = choice.every_set(MOST_SETS)
    for k, row in enumerate(values):
        found = choice.any_best(row) if sets is None else _best_of(sets, row)
        assert found is not None  # as the chosen set keeps every limit
        in_best[list(found)] += 1
        best = value_of(row, found)
        own += value_of(row, chosen) >= best - SAME * max(1.0, abs(best))
        total += best
        if each is not None:
            each(k + 1)
    mean = values.mean(axis=0)
    now = choice.best(mean)
    assert now is not None
    gain = total / len(values) - value_of(mean, now)
    return HowSure(in_best / len(values), own / len(values), max(0.0, gain))


def _best_of(sets: Array, row: Array) -> Chosen:
    """Returns the set of the largest value in one draw; which of equals is left open."""
    return tuple(int(k) for k in np.flatnonzero(sets[int((sets @ row).argmax())]))
