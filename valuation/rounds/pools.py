"""Answers pooled: a mixture in which every kind of person counts equally, its mean and its middle 95%, and the number it becomes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from valuation.quantities import SMALLEST, Kind, number_problems
from valuation.rounds.beliefs import Belief
from valuation.rounds.kinds import KINDS, OTHERS, counts_of, shown_apart

LOW_POINT, HIGH_POINT = 0.025, 0.975
"""Between which the middle 95% of a pool lies."""
FIGURES = 12
"""Significant figures that a pooled number is kept to: the rest is rounding of the search for it."""


@dataclass(frozen=True)
class Pool:
    """A mixture of what answers say."""

    beliefs: tuple[Belief, ...]
    weights: tuple[float, ...]
    """They add up to 1."""

    @property
    def mean(self) -> float:
        """Returns the mean of the mixture: Σ wᵢ · meanᵢ."""
        return float(sum(w * belief.mean for w, belief in zip(self.weights, self.beliefs, strict=True)))

    def below(self, x: float) -> float:
        """Returns the chance of a value of x or less: Σ wᵢ · Fᵢ(x)."""
        return float(sum(w * belief.below(x) for w, belief in zip(self.weights, self.beliefs, strict=True)))

    def point(self, share: float) -> float:
        """Returns the value below which a share of the mixture lies."""
        low = min(belief.ends[0] for belief in self.beliefs)
        high = max(belief.ends[1] for belief in self.beliefs)
        if self.below(low) >= share:
            return low
        if self.below(high) < share:  # by a rounding
            return high
        from scipy import optimize  # which takes a moment to load, and no page but a workshop's asks for

        found = float(
            optimize.brentq(lambda x: self.below(x) - share, low, high, xtol=1e-300, rtol=1e-14, maxiter=2000)
        )
        steps = (belief.mode for belief in self.beliefs if belief.is_a_point)
        near = 1e-12 * max(
            abs(low), abs(high)
        )  # where the chance jumps, the search ends on either side of it
        return next((step for step in steps if abs(step - found) <= near), found)

    @cached_property
    def range(self) -> tuple[float, float]:
        """Returns the 2.5% and the 97.5% point."""
        return self.point(LOW_POINT), self.point(HIGH_POINT)


def equally(beliefs: Sequence[Belief]) -> Pool:
    """Returns a pool in which every answer counts equally."""
    return Pool(tuple(beliefs), (1 / len(beliefs),) * len(beliefs))


def by_kinds_equally(answers: Iterable[tuple[str, Belief]]) -> Pool:
    """Returns a pool in which each kind's answers count equally, and then each kind that was given: wᵢ = 1/(kinds · answers of the kind)."""
    listed = list(answers)
    counts = counts_of(kind for kind, _ in listed)
    return Pool(
        tuple(belief for _, belief in listed),
        tuple(1 / (len(counts) * counts[kind]) for kind, _ in listed),
    )


@dataclass(frozen=True)
class Pooled:
    """What a pool makes of a number."""

    value: float
    low: float
    high: float
    mean: float
    """The pool's mean, which is the value unless `is_even`."""
    is_even: bool = False
    """Whether the distribution of the number's kind cannot have this mean and range, so that every value of the range is as likely."""


def pooled(pool: Pool, kind: Kind, distribution: str | None = None) -> Pooled:
    """Returns the number that a pool becomes: its mean with its 2.5% and 97.5% points as range.

    Where the number's distribution cannot have these, uniform over the range, with its middle as value.
    """
    mean, (low, high) = settled(pool.mean), (settled(end) for end in pool.range)
    if all(belief.is_a_point and belief.weight == 1 for belief in pool.beliefs):
        low, mean, high = sorted((low, mean, high))
    if next(number_problems(kind, mean, low, high, distribution), None) is None:
        return Pooled(mean, low, high, mean)
    return Pooled(settled((low + high) / 2), low, high, mean, is_even=True)


def settled(value: float) -> float:
    """Returns a number as a case may hold it: to 12 significant figures, and 0 where it is nearer to 0 than any number of a case.

    >>> settled(0.1234567890123456), settled(1e-14)
    (0.123456789012, 0.0)
    """
    if abs(value) < SMALLEST:
        return 0.0
    return round(value, FIGURES - 1 - math.floor(math.log10(abs(value))))


@dataclass(frozen=True)
class KindPooled:
    """What one kind's answers come to."""

    people: int
    number: Pooled


def apart(
    answers: Sequence[tuple[str, Belief]], kind: Kind, distribution: str | None = None
) -> Mapping[str, KindPooled]:
    """Returns what each kind that may be shown apart says of a number, *others* among them; nothing where that would single out a few."""
    names = shown_apart(counts_of(each for each, _ in answers))
    groups: dict[str, list[Belief]] = {}
    for each, belief in answers:
        if each in names:
            groups.setdefault(names[each], []).append(belief)
    return {
        name: KindPooled(len(groups[name]), pooled(equally(groups[name]), kind, distribution))
        for name in (*KINDS, OTHERS)
        if name in groups
    }
