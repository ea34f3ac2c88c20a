"""XmR charts as NHS boards read them: limits from the moving ranges, and what sets a month apart from chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

SCALE = 2.66
"""3/1.128: three standard deviations over what a mean moving range of two is of one."""
RUN = 7
"""Points in a row on one side of the mean, or rising or falling, that chance hardly brings."""
NEAR = 2 / 3
"""How far towards a limit a point is close to it: beyond two of the three standard deviations."""
FEWEST = 12
"""Points below which the limits are only provisional."""

Rule = Literal["outside", "one_side", "trend", "two_of_three"]
Side = Literal["high", "low"]
Reading = Literal["no_change", "better", "worse"]


@dataclass(frozen=True)
class Signal:
    """What one rule finds at one point: it is the last of those that it is found in."""

    rule: Rule
    point: int
    side: Side
    points: tuple[int, ...]
    """Every point that it is found in."""


@dataclass(frozen=True)
class Xmr:
    """A series with its mean, its limits and what is not chance in it."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    mean: float
    moving_range: float
    signals: tuple[Signal, ...]
    target: float | None
    is_higher_better: bool

    @property
    def lower(self) -> float:
        """Returns the lower limit: mean − 2.66 · mean moving range; never below 0, because people are counted."""
        return max(0.0, self.mean - SCALE * self.moving_range)

    @property
    def upper(self) -> float:
        """Returns the upper limit: mean + 2.66 · mean moving range."""
        return self.mean + SCALE * self.moving_range

    @property
    def is_provisional(self) -> bool:
        """Returns whether there are too few points for limits that will stay."""
        return len(self.values) < FEWEST

    @property
    def reading(self) -> Reading:
        """Returns what the last signal says: nothing has changed, or it gets better or worse."""
        if not self.signals:
            return "no_change"
        last = max(self.signals, key=lambda signal: signal.point)
        return "better" if (last.side == "high") == self.is_higher_better else "worse"

    @property
    def is_target_out_of_reach(self) -> bool:
        """Returns whether the plan lies beyond the limits, so that it will not be met without a change."""
        if self.target is None:
            return False
        return self.target > self.upper if self.is_higher_better else self.target < self.lower


def xmr(
    labels: Sequence[str], values: Sequence[float], target: float | None = None, is_higher_better: bool = True
) -> Xmr | None:
    """Returns the chart of a series; None of fewer than two points, which have no moving range.

    mean ± 2.66 · the mean of |x(i) − x(i − 1)|. A point outside the limits; seven in a row on one side of the mean; seven in a row
    each above, or each below, the one before; two of three in a row in the outer third of one side. Source: NHS England, *Making
    Data Count*; docs/method.md, *What happened*.
    """
    if len(values) < 2:
        return None
    x = np.array(values, dtype=float)
    mean, moving_range = float(x.mean()), float(np.abs(np.diff(x)).mean())
    reach = SCALE * moving_range
    signals = [
        *_outside(x, mean, reach),
        *_one_side(x, mean),
        *_trend(x),
        *_two_of_three(x, mean, reach),
    ]
    ordered = tuple(sorted(signals, key=lambda signal: signal.point))
    return Xmr(
        tuple(labels), tuple(map(float, values)), mean, moving_range, ordered, target, is_higher_better
    )


def _side(is_high: bool) -> Side:
    return "high" if is_high else "low"


def _outside(x: np.ndarray, mean: float, reach: float) -> list[Signal]:
    return [Signal("outside", k, _side(v > mean), (k,)) for k, v in enumerate(x) if abs(v - mean) > reach]


def _one_side(x: np.ndarray, mean: float) -> list[Signal]:
    """A point on the mean itself is on neither side, and ends a run."""
    found, run, before = [], 0, 0.0
    for k, value in enumerate(x):
        side = float(np.sign(value - mean))
        run = run + 1 if side and side == before else int(side != 0)
        before = side
        if run >= RUN:
            found.append(Signal("one_side", k, _side(side > 0), tuple(range(k - run + 1, k + 1))))
    return found


def _trend(x: np.ndarray) -> list[Signal]:
    found, run, before = [], 1, 0.0
    for k, (earlier, later) in enumerate(pairwise(x), 1):
        way = float(np.sign(later - earlier))
        run = (run + 1 if way == before else 2) if way else 1
        before = way
        if run >= RUN:
            found.append(Signal("trend", k, _side(way > 0), tuple(range(k - run + 1, k + 1))))
    return found


def _two_of_three(x: np.ndarray, mean: float, reach: float) -> list[Signal]:
    """Of three in a row on one side of the mean two or more are close to the limit, and not beyond it."""
    found: dict[tuple[int, ...], Signal] = {}
    for last in range(2, len(x)):
        away = x[last - 2 : last + 1] - mean
        sign = np.sign(away[0])
        if not sign or (np.sign(away) != sign).any():
            continue
        size = np.abs(away)
        near = tuple(last - 2 + k for k in np.flatnonzero((size > NEAR * reach) & (size <= reach)).tolist())
        if len(near) >= 2:
            found[near] = Signal("two_of_three", near[-1], _side(sign > 0), near)
    return list(found.values())
