"""The line of values along which the rows of a chart stand: where a value is on it, and the round values below it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from valuation.figures import MINUS, digits

MOST_TICKS = 5


@dataclass(frozen=True)
class Tick:
    """A round value below the line, and where it stands."""

    at: float
    words: str
    is_between: bool = False
    """Whether it is left out where there is little room."""


@dataclass(frozen=True)
class Line:
    """The line of values, from its low end to its high end."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Returns where a value stands, in per cent of the way."""
        return 100 * (value - self.low) / (self.high - self.low)

    def holds(self, value: float) -> bool:
        """Returns whether a value is on the line."""
        return self.low <= value <= self.high

    def place_of(self, value: float) -> float | None:
        """Returns where a value stands, or None where it is not on the line."""
        return self.at(value) if self.holds(value) else None

    def ticks(self) -> tuple[Tick, ...]:
        """Returns up to five round values along the line, each with where it stands."""
        step = tick_step(self.high - self.low)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return tuple(
            Tick(self.at(k * step), round_money(k * step), k % 2 != 0) for k in range(first, last + 1)
        )


def line_with_room(low: float, high: float, before: float, after: float) -> Line:
    """Returns a line from one value to another with room beyond each end, in shares of the whole line.

    >>> line_with_room(0.0, 60.0, 0.1, 0.3)
    Line(low=-10.0, high=90.0)
    """
    span = (high - low) or max(abs(high), 1.0)
    whole = span / (1 - before - after)
    return Line(low - before * whole, high + after * whole)


def tick_step(span: float) -> float:
    """Returns the smallest round step of which no more than five stand along a span.

    >>> tick_step(4.0), tick_step(10.0), tick_step(330_000.0), tick_step(0.9)
    (1.0, 2.5, 100000.0, 0.2)
    """
    size = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    return next(
        times * size
        for times in (1, 2, 2.5, 5, 10, 20)
        if math.floor(span / (times * size)) + 1 <= MOST_TICKS
    )


def round_money(amount: float) -> str:
    """Returns a round amount of money at an axis, in as few digits as it has.

    >>> round_money(1_500_000.0), round_money(-200_000.0), round_money(0.0), round_money(-2e9)
    ('£1.5 million', '\u2212£200,000', '0', '\u2212£2 billion')
    """
    size = abs(amount)
    if size < 1e-9:
        return "0"
    sign = MINUS if amount < 0 else ""
    for unit, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size >= unit:
            return f"{sign}£{digits(size / unit, 4)} {name}"
    return f"{sign}£{digits(size, 4)}"
