"""Switching values: how far an assumption can move before the answer changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuation.draws import central, one_at_a_time
from valuation.measures import values_of
from valuation.model import Model
from valuation.people import Array
from valuation.quantities import Assumption
from valuation.sensitivity.one_way import DEFAULT_ACCOUNT, DEFAULT_MEASURE, concerns

FARTHEST = 10.0
"""A switching value is sought up to this many times the larger of value and high (model.md, section 9)."""
STEPS = (0.05, 0.2, 0.5, 1.0)
"""Where a crossing is looked for on the way from the base value to each end, as shares of the way."""


@dataclass(frozen=True)
class Switch:
    """The value of one assumption at which a measure crosses its target, or None where it does not in its domain."""

    path: str
    base: float
    value: float | None


def switching_values(
    model: Model, account: str = DEFAULT_ACCOUNT, measure: str = DEFAULT_MEASURE, target: float = 0.0
) -> dict[str, list[Switch]]:
    """Returns for each option the switching value of every assumption: the crossing nearest the base value.

    Sought in the quantity's domain, up to 10 times the larger of value and high (below 0 as far, where it may be),
    at four points to each side and then between the two that differ in sign. Source: model.md, section 9.
    """
    columns = range(len(model.assumptions))
    return switches(model, list(columns), {option.id: target for option in model.options}, account, measure)


def switches(
    model: Model, columns: list[int], targets: dict[str, float], account: str, measure: str
) -> dict[str, list[Switch]]:
    """Returns the switching values of some assumptions, by their columns, with a target for each option."""
    base = values_of(model, central(model), account, measure)
    points = np.array([_points(model.assumptions[k]) for k in columns]).reshape(len(columns), -1)
    rows = one_at_a_time(model, np.repeat(columns, points.shape[1]), points.ravel())
    seen = values_of(model, rows, account, measure)
    brackets = [
        _Bracket(option, k, low, high)
        for option, target in targets.items()
        for i, k in enumerate(columns)
        if concerns(model.assumptions[k].path, option)
        for low, high in _crossings(points[i], seen[option].reshape(points.shape)[i] - target)
    ]
    scale = max(abs(float(base[option][0])) + abs(target) for option, target in targets.items())
    near: dict[tuple[str, int], list[float]] = {}
    for bracket, root in zip(
        brackets, _roots(model, brackets, targets, account, measure, scale), strict=True
    ):
        if not math.isnan(root):
            near.setdefault((bracket.option, bracket.column), []).append(root)

    def switch(option: str, column: int) -> Switch:
        assumption = model.assumptions[column]
        if float(base[option][0]) == targets[option]:
            return Switch(assumption.path, assumption.value, assumption.value)
        found = near.get((option, column), [])
        nearest = min(found, key=lambda value: abs(value - assumption.value), default=None)
        return Switch(assumption.path, assumption.value, nearest)

    return {
        option: [switch(option, k) for k in columns if concerns(model.assumptions[k].path, option)]
        for option in targets
    }


@dataclass(frozen=True)
class _Bracket:
    """Two values of an assumption between which an option's measure crosses its target."""

    option: str
    column: int
    low: float
    high: float


def _points(assumption: Assumption) -> list[float]:
    """Returns the values at which a crossing is looked for, in rising order, the base value in their middle."""
    value, kind = assumption.value, assumption.kind
    known = [abs(x) for x in (value, assumption.low, assumption.high) if x is not None]
    reach = FARTHEST * max(known)
    top = min(kind.high, FARTHEST * max(x for x in (value, assumption.high) if x is not None))
    bottom = kind.low if math.isfinite(kind.low) else -reach
    if kind.low_is_open:
        bottom += 1e-9 * max(1.0, abs(bottom))
    top = max(top, value)
    below = [value + (bottom - value) * share for share in reversed(STEPS)]
    return [*below, value, *(value + (top - value) * share for share in STEPS)]


def _crossings(points: Array, over: Array) -> list[tuple[float, float]]:
    """Returns the pairs of neighbouring points between which the measure crosses its target, one to each side at most."""
    middle = len(points) // 2
    sides = (range(middle, 0, -1), range(middle, len(points) - 1))
    found = []
    for side, step in zip(sides, (-1, 1), strict=True):
        for k in side:
            a, b = over[k], over[k + step]
            if math.isnan(a) or math.isnan(b):
                break
            if (a < 0) != (b < 0) or b == 0:
                found.append((float(points[min(k, k + step)]), float(points[max(k, k + step)])))
                break
    return found


def _roots(
    model: Model,
    brackets: list[_Bracket],
    targets: dict[str, float],
    account: str,
    measure: str,
    scale: float,
) -> list[float]:
    """Returns the value between each pair of points at which the measure meets its target, NaN where none is found."""
    if not brackets:
        return []
    from scipy.optimize import elementwise

    names = list(targets)
    option = np.array([names.index(bracket.option) for bracket in brackets])
    column = np.array([bracket.column for bracket in brackets])
    low, high = (np.array([getattr(bracket, end) for bracket in brackets]) for end in ("low", "high"))
    goal = np.array([targets[name] for name in names])

    def over(x: Array, which: NDArray[np.intp]) -> Array:
        shape = np.shape(x)
        at = np.broadcast_to(which, shape).ravel()
        rows = one_at_a_time(model, column[at], np.ravel(x))
        found = values_of(model, rows, account, measure)
        values = np.stack([found[name] for name in names])
        return (values[option[at], np.arange(len(at))] - goal[option[at]]).reshape(shape)

    each = np.arange(len(brackets))
    # Most measures are straight lines in most numbers, and there the first guess is the answer.
    at_low, at_high = over(low, each), over(high, each)
    straight = low - at_low * (high - low) / np.where(at_high == at_low, 1.0, at_high - at_low)
    close = 1e-12 * (scale if scale > 0 else 1.0)
    bent = np.flatnonzero(~(np.abs(over(straight, each)) <= close))
    if bent.size:
        solved = elementwise.find_root(
            over, (low[bent], high[bent]), args=(bent,), tolerances={"xrtol": 1e-12, "fatol": close}
        )
        straight[bent] = np.where(solved.success, solved.x, np.nan)
    return [float(x) for x in straight]
