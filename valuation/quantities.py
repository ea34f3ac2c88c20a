"""A number that can be questioned: its value, its range, where it comes from, and what it may be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from valuation.errors import figure
from valuation.figures import digits

UNGRADED = 6
"""The grade of a number that says nothing of its evidence (model.md, section 1)."""

DISTRIBUTIONS = ("normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform", "fixed")
SPREAD_OF_95 = 3.92
"""High minus low of a central 95% interval, in standard deviations: 2 × 1.96."""
PERT_WEIGHT = 4.0
"""λ of a PERT distribution: how much the mode counts for (model.md, section 1)."""
LARGEST, SMALLEST = 1e15, 1e-12
"""Between these, in either direction from 0, lies every number of a case that is not 0 (model.md, section 2).

A million times the yearly product of the United Kingdom in pounds, and a millionth of a millionth: whatever is beyond is a slip, and
products of a few numbers within them can still be worked out.
"""
SIZES = "a number from -1,000,000,000,000,000 to 1,000,000,000,000,000, and no nearer to 0 than 0.000000000001 unless it is 0"


def is_of_a_size(value: float) -> bool:
    """Returns whether a number is 0, or neither so large nor so near 0 that no case means it."""
    return value == 0 or SMALLEST <= abs(value) <= LARGEST


@dataclass(frozen=True)
class Kind:
    """What sort of quantity a place in the case holds, and so what it may be."""

    name: str
    low: float
    high: float
    distribution: str
    allowed: str
    low_is_open: bool = False
    is_money: bool = False

    def holds(self, value: float) -> bool:
        """Returns whether the value lies in this kind's domain."""
        above = value > self.low if self.low_is_open else value >= self.low
        return above and value <= self.high


INF = math.inf
SHARE = Kind("share", 0, 1, "beta", "a share from 0 to 1 (45% is 0.45)")
SHARE_ABOVE_0 = Kind("share", 0, 1, "beta", "a share above 0, at most 1 (70% is 0.7)", low_is_open=True)
SPREAD = Kind("standard deviation", 0, INF, "gamma", "a number above 0", low_is_open=True)
MONEY = Kind("money", 0, INF, "gamma", "an amount of money, 0 or more", is_money=True)
COUNT = Kind("count", 0, INF, "gamma", "a number, 0 or more")
POSITIVE_COUNT = Kind("count", 0, INF, "gamma", "a number above 0", low_is_open=True)
MULTIPLIER = Kind("multiplier", 0, INF, "gamma", "a multiplier, 0 or more (1 changes nothing)")
RATE = Kind("rate", 0, INF, "gamma", "a rate, 0 or more")
DURATION = Kind("duration", 0, INF, "gamma", "a number of years, 0 or more")
GAIN = Kind("signed gain", -INF, INF, "normal", "a number; below 0 is a harm")
REDUCTION = Kind(
    "relative reduction", -INF, 1, "normal", "a relative reduction, at most 1; below 0 is an increase"
)
GROWTH = Kind("growth", -1, INF, "normal", "growth a year above -1 (2% is 0.02)", low_is_open=True)
DISCOUNT_RATE = Kind("rate", -1, INF, "normal", "a yearly rate above -1 (3.5% is 0.035)", low_is_open=True)
ANY = Kind("number", -INF, INF, "normal", "a number")


@dataclass(frozen=True)
class Assumption:
    """One number of a case or of the library, with everything a reader may ask of it."""

    path: str
    value: float
    kind: Kind = ANY
    low: float | None = None
    high: float | None = None
    stated_distribution: str | None = None
    unit: str | None = None
    price_year: str | int | None = None
    source: str | None = None
    grade: int | None = None
    status: str | None = None
    label: str | None = None
    note: str | None = None
    reason: str | None = None
    locator: str | None = None
    changed_from: str | None = None
    """The library id that a value typed beside `use` replaces."""
    is_from_findings: bool = False
    """Whether it is what findings come to: its spread is theirs, and it takes no optimism bias."""

    @property
    def confidence(self) -> int:
        """Returns the grade, with ungraded counted as 6."""
        return self.grade if self.grade is not None else UNGRADED

    @property
    def distribution(self) -> str:
        """Returns the stated distribution, or the one that goes with the kind of quantity."""
        return self.stated_distribution or self.kind.distribution


def infeasibility(distribution: str, value: float, low: float | None, high: float | None) -> str | None:
    """Returns why the value and range cannot be fitted by the distribution, or None where they can.

    Normal, beta and gamma have mean = value and sd = (high − low) / 3.92, beta and gamma by the method of
    moments; a lognormal has median = value. Source: model.md, section 1.
    """
    if distribution == "fixed":
        return None
    if low is None or high is None:
        needs_range = ("triangular", "pert", "uniform")
        return (
            f"a {distribution} distribution needs a range, its minimum and maximum"
            if distribution in needs_range
            else None
        )
    if high == low:
        return None
    sd = (high - low) / SPREAD_OF_95
    if distribution == "beta":
        if not 0 < value < 1:
            return f"a beta distribution cannot have its mean at {figure(value)}; use triangular, or take the range away"
        if sd * sd >= value * (1 - value):
            return (
                f"no beta distribution has mean {figure(value)} and a range this wide: its standard deviation, {digits(sd, 3)}, "
                f"must be below {digits(math.sqrt(value * (1 - value)), 3)}; narrow the range, or use triangular or pert"
            )
    if distribution == "gamma" and value <= 0:
        return f"a gamma distribution cannot have its mean at {figure(value)}; use triangular, or take the range away"
    if distribution == "lognormal" and (value <= 0 or low <= 0):
        return "a lognormal distribution needs its value and both ends of its range above 0"
    return None


def number_problems(
    kind: Kind, value: float, low: float | None, high: float | None, distribution: str | None
) -> Iterator[tuple[str, str, str]]:
    """Yields (message, found, allowed) for all that is wrong with one number at a place of this kind."""
    if not all(is_of_a_size(number) for number in (value, low or 0.0, high or 0.0)):
        return  # the shape of the case has said so
    if not kind.holds(value):
        hint = ""
        if kind.name == SHARE.name and 1 < value <= 100:
            hint = f" If {figure(value)}% is meant, write {figure(value / 100)}."
        yield (
            f"{figure(value)} is outside what a {kind.name} can be.{hint}",
            f"{figure(value)}",
            kind.allowed,
        )
    ends = ""
    if low is not None and high is not None:
        ends = f"[{figure(low)}, {figure(high)}]"
        if low > high:
            yield ("the low end of the range is above its high end.", ends, "the lower number first")
            return
        if not (kind.holds(low) or low == kind.low) or not kind.holds(high):
            yield ("an end of the range is outside what the quantity can be.", ends, kind.allowed)
            return
        if not low <= value <= high:
            yield (
                f"the value {figure(value)} is outside its own range.",
                ends,
                f"a range that holds {figure(value)}",
            )
            return
    if kind.holds(value):
        why = infeasibility(distribution or kind.distribution, value, low, high)
        if why:
            yield (
                why + ".",
                f"value {figure(value)}" + (f", range {ends}" if ends else ""),
                "a value and range that fit",
            )
