"""How an amount differs over the draws, in three figures."""

from __future__ import annotations

from dataclasses import dataclass

from valuation.people import Array
from valuation.sensitivity.monte_carlo import chance_positive, convergence, likely_range


@dataclass(frozen=True)
class Spread:
    """The likely range of an amount, the chance that it is above 0, and how closely its mean is known."""

    likely: tuple[float, float]
    """Its 10th and its 90th percentile."""
    chance: float
    """The share of the draws in which it is above 0."""
    within: float
    """How closely its mean is known from so many draws: 1.96 standard errors."""


def spread_of(values: Array) -> Spread:
    """Returns how values differ over the draws, shape (draws,)."""
    return Spread(likely_range(values), chance_positive(values), convergence(values).mean_within or 0.0)
