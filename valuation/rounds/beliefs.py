"""What one answer says of a number: a PERT distribution that holds as much between its low and its high as the person was sure of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from valuation.quantities import PERT_WEIGHT, Kind

LEAST_SURE, MOST_SURE = 0.5, 0.99
"""How sure somebody may be that the truth lies between their low and their high."""
FURTHEST_STRETCHED = 2.0**80
"""A factor beyond which stretching moves nothing any more."""


@dataclass(frozen=True)
class Opinion:
    """One answer to one question, in the number's own unit."""

    low: float
    high: float
    best: float
    sure: float
    """The chance that the truth lies between low and high, 0.5 to 0.99."""


@dataclass(frozen=True)
class Belief:
    """The distribution that an answer says: a PERT (λ = 4), mixed where need be with an even spread over the domain."""

    low: float
    mode: float
    high: float
    weight: float = 1.0
    """Of the PERT; the rest is spread evenly between floor and ceiling."""
    floor: float = 0.0
    ceiling: float = 1.0

    @cached_property
    def _shapes(self) -> tuple[float, float]:
        width = self.high - self.low
        return (
            1 + PERT_WEIGHT * (self.mode - self.low) / width,
            1 + PERT_WEIGHT * (self.high - self.mode) / width,
        )

    @property
    def is_a_point(self) -> bool:
        """Returns whether the PERT is one single value."""
        return not self.high > self.low

    @property
    def ends(self) -> tuple[float, float]:
        """Returns the lowest and the highest value that can be."""
        if self.weight < 1:
            return min(self.low, self.floor), max(self.high, self.ceiling)
        return self.low, self.high

    def below(self, x: float) -> float:
        """Returns the chance of a value of x or less: w · I((x − a)/(b − a); α, β) + (1 − w) · (x − floor)/(ceiling − floor)."""
        if self.is_a_point:
            pert = float(x >= self.mode)
        else:
            from scipy import special  # which takes a moment to load, and no page but a workshop's asks for

            along = min(max((x - self.low) / (self.high - self.low), 0.0), 1.0)
            pert = float(special.betainc(*self._shapes, along))
        if self.weight == 1:
            return pert
        even = min(max((x - self.floor) / (self.ceiling - self.floor), 0.0), 1.0)
        return self.weight * pert + (1 - self.weight) * even

    def within(self, low: float, high: float) -> float:
        """Returns the chance of a value between two others, both included."""
        under = 0.0 if self.is_a_point and self.mode >= low else self.below(low)
        if self.is_a_point and self.weight < 1:
            even = (high - low) / (self.ceiling - self.floor)
            return self.weight * float(low <= self.mode <= high) + (1 - self.weight) * even
        return self.below(high) - under

    @property
    def mean(self) -> float:
        """Returns the mean: w · (a + 4m + b)/6 + (1 − w) · (floor + ceiling)/2."""
        pert = (self.low + PERT_WEIGHT * self.mode + self.high) / (PERT_WEIGHT + 2)
        return pert if self.weight == 1 else self.weight * pert + (1 - self.weight) * self._middle

    @property
    def _middle(self) -> float:
        return (self.floor + self.ceiling) / 2


def belief_of(opinion: Opinion, kind: Kind) -> Belief:
    """Returns the distribution that an answer says of a number of this kind.

    PERT (λ = 4) with mode m the best guess and ends a = max(floor, m − k(m − low)), b = min(ceiling, m + k(high − m)), with the
    factor k ≥ 1 at which P(low ≤ X ≤ high) is as sure as was said. Where no factor brings it down to that, the PERT is stretched as
    far as it goes and mixed with an even spread over the domain: w · p + (1 − w) · u = sure, with p and u the chance
    between low and high of the two, w from 0 to 1. Where low and high are the whole domain, or it has no end, the PERT stands.
    Source: the workshop's part of docs/method.md.
    """
    stretch = _Stretch(opinion, kind)
    furthest = stretch.furthest
    at_most = stretch.chance(furthest)
    if at_most <= opinion.sure:
        return stretch.pert(stretch.factor(furthest))
    widest = stretch.pert(furthest)
    if not (np.isfinite(kind.low) and np.isfinite(kind.high)):
        return widest
    even = (opinion.high - opinion.low) / (kind.high - kind.low)
    if at_most - even <= 0:
        return widest
    weight = min(max((opinion.sure - even) / (at_most - even), 0.0), 1.0)
    return Belief(widest.low, widest.mode, widest.high, weight, kind.low, kind.high)


@dataclass(frozen=True)
class _Stretch:
    """An answer's PERT with both ends stretched by one factor about its mode, and kept within the domain."""

    opinion: Opinion
    kind: Kind

    def pert(self, factor: float) -> Belief:
        said = self.opinion
        low = max(self.kind.low, said.best - factor * (said.best - said.low))
        high = min(self.kind.high, said.best + factor * (said.high - said.best))
        return Belief(min(low, said.low), said.best, max(high, said.high))

    def chance(self, factor: float) -> float:
        """Returns the chance between low and high when both ends are stretched by the factor."""
        return self.pert(factor).within(self.opinion.low, self.opinion.high)

    @cached_property
    def furthest(self) -> float:
        """Returns a factor at which the chance has come down to what was said, or beyond which nothing moves."""
        factor = 1.0
        while self.chance(factor) > self.opinion.sure and factor < FURTHEST_STRETCHED:
            before, factor = self.pert(factor), 2 * factor
            if self.pert(factor) == before:
                break
        return factor

    def factor(self, furthest: float) -> float:
        """Returns the factor at which the chance is what was said."""
        if furthest == 1 or self.chance(furthest) == self.opinion.sure:
            return furthest
        from scipy import optimize

        return float(
            optimize.brentq(
                lambda factor: self.chance(factor) - self.opinion.sure,
                furthest / 2,
                furthest,
                xtol=1e-13,
                rtol=1e-14,
            )
        )
