"""Spreads: how far each number may be from its best estimate, stated or by the grade of its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuation.library import Library
from valuation.quantities import GAIN, REDUCTION, UNGRADED, Assumption, infeasibility

NO_DEFAULT_RANGE = (1, 2)
"""Grades at which a number without a range is taken as it is (model.md, section 1)."""


COUNTED_GRADES = (1, 2)
"""Grades of an effect that a base case counts; a weaker one stands at 0 until somebody sets it (docs/evidence.md)."""
EFFECTS = (GAIN, REDUCTION)
"""What a service does, whatever its evidence."""
NARROWEST = 1e-6
"""A range narrower than this share of its larger end is too narrow to draw from: the number is as good as fixed."""


@dataclass(frozen=True)
class Spread:
    """How far a number is moved one way, and how it is drawn."""

    low: float
    high: float
    distribution: str
    """`fixed` for a policy value, which is moved one way and never drawn."""
    is_default: bool
    """Whether the range is its grade's default, and not one that somebody stated."""

    @property
    def is_drawn(self) -> bool:
        """Returns whether the number differs from draw to draw."""
        narrowest = NARROWEST * max(abs(self.low), abs(self.high))
        return self.distribution != "fixed" and self.high - self.low > narrowest


def default_ranges(library: Library) -> dict[int, float]:
    """Returns by grade how far a number without a range may be out, as a share of it: planning assumptions."""
    return {grade: library.get(f"valuation.default_range_grade_{grade}").value for grade in (3, 4, 5, 6)}


def is_counted_as_nothing(assumption: Assumption) -> bool:
    """Returns whether a number is a claim that counts as nothing: an effect that stands at 0 and is weak, or fixed there.

    A finding of no difference (grade 1 or 2, not fixed) is none: it is known, and drawn as such. Nor is an effect that
    findings come to.
    """
    if assumption.is_from_findings or assumption.value != 0 or assumption.kind not in EFFECTS:
        return False
    return assumption.stated_distribution == "fixed" or assumption.confidence not in COUNTED_GRADES


def spread_of(assumption: Assumption, defaults: Mapping[int, float]) -> Spread | None:
    """Returns how far a number may be from its value, or None where it is taken as certain.

    Its own range; else, of grade 3 to 6, value ± its grade's default share of it, within the quantity's domain.
    `fixed` without a range and with a reason, and grades 1 and 2 without a range, are certain, but an effect is not: without a
    range it may be as far out as one of grade 6. A claim that counts as
    nothing stays there, so that no mean rests on it. Source: model.md, section 1.
    """
    if is_counted_as_nothing(assumption):
        return None
    value, stated = assumption.value, assumption.stated_distribution
    if assumption.low is not None and assumption.high is not None:
        return Spread(assumption.low, assumption.high, assumption.distribution, is_default=False)
    if stated == "fixed" and assumption.reason:
        return None
    grade = assumption.confidence
    if grade in NO_DEFAULT_RANGE:
        if assumption.kind not in EFFECTS:
            return None
        grade = UNGRADED  # how well a service works is never certain, whoever found it
    reach = defaults[grade] * abs(value)
    low = max(value - reach, assumption.kind.low)
    high = min(value + reach, assumption.kind.high)
    if low == high:
        return None
    distribution = assumption.kind.distribution if stated == "fixed" else assumption.distribution
    if infeasibility(distribution, value, low, high):
        distribution = (
            "triangular"  # a share near 1 has no beta this wide, and nobody stated the range to be told so
        )
    return Spread(low, high, distribution, is_default=True)
