"""Switching values: how far an assumption can move before the answer changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuation.draws import central
from valuation.measures import values_of
from valuation.model import Model
from valuation.moved import values_of_each
from valuation.people import Array
from valuation.quantities import Assumption, Kind
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
    is_over: bool = True
    """Whether the measure reaches its target at the base value: on which side of the crossing it does."""


def switching_values(
    model: Model, account: str = DEFAULT_ACCOUNT, measure: str = DEFAULT_MEASURE, target: float = 0.0
) -> dict[str, list[Switch]]:
    """Returns for each option the switching value of every assumption: the crossing nearest the base value.

    Sought in the quantity's domain, up to 10 times the larger of value and high (below 0 as far, where it may be),
    at four points to each side and then between the two that differ in sign. Source: model.md, section 9.
    """
    base = values_of(model, central(model), account, measure)
    asked = [
        (option.id, column)
        for option in model.options
        for column, assumption in enumerate(model.assumptions)
        if concerns(assumption.path, option.id)
    ]
    names = [option.id for option in model.options]
    owner = np.array([names.index(option) for option, _ in asked], dtype=np.intp)
    column = np.array([place for _, place in asked], dtype=np.intp)

    def values(x: Array, which: NDArray[np.intp]) -> Array:
        pairs = np.stack([column[which].astype(float), x], axis=1)
        rows, place = np.unique(
            pairs, axis=0, return_inverse=True
        )  # a number that options share is moved once for all
        found = values_of_each(model, rows[:, 0].astype(np.intp), rows[:, 1], account, measure)
        return np.stack([found[name] for name in names])[owner[which], place.ravel()]

    scale = [abs(float(base[option][0])) + abs(target) for option, _ in asked]
    roots = nearest(values, [_limits(model.assumptions[k]) for _, k in asked], [target] * len(asked), scale)
    found: dict[str, list[Switch]] = {name: [] for name in names}
    for (option, place), root in zip(asked, roots, strict=True):
        assumption = model.assumptions[place]
        is_over = bool(base[option][0] >= target)
        found[option].append(Switch(assumption.path, assumption.value, root, is_over))
    return found


def _limits(assumption: Assumption) -> tuple[float, float, float]:
    known = [x for x in (assumption.low, assumption.high) if x is not None]
    return search_limits(assumption.kind, assumption.value, known)


def search_limits(kind: Kind, base: float, others: Sequence[float] = ()) -> tuple[float, float, float]:
    """Returns how far down a crossing is sought, the base value, and how far up."""
    bottom = kind.low if math.isfinite(kind.low) else -FARTHEST * max(abs(x) for x in (base, *others))
    if kind.low_is_open:
        bottom += 1e-9 * max(1.0, abs(bottom))
    larger = max(base, *others) if others else base
    top = FARTHEST * (
        larger if larger > 0 else max(abs(x) for x in (base, *others))
    )  # a harm may turn into a gain
    top = min(kind.high, top)
    return min(bottom, base), base, max(top, base)


def nearest(
    values: Callable[[Array, NDArray[np.intp]], Array],
    limits: Sequence[tuple[float, float, float]],
    goals: Sequence[float],
    scale: Sequence[float],
) -> list[float | None]:
    """Returns for each problem the x nearest its base at which its value crosses its goal, or None where it does not.

    `values(x, which)` is the value of problem `which` at x, elementwise; a problem's limits are (low, base, high); `scale`
    is how large its values are, so that what is left at the root is rounding.
    """
    if not limits:
        return []
    points = np.array([_points(*limit) for limit in limits])
    each = np.repeat(np.arange(len(limits)), points.shape[1])
    goal = np.asarray(goals, dtype=float)
    over = values(points.ravel(), each).reshape(points.shape) - goal[:, None]
    brackets = [(k, a, b) for k in range(len(limits)) for a, b in _crossings(points[k], over[k])]
    roots = _roots(lambda x, which: values(x, which) - goal[which], brackets, np.asarray(scale, dtype=float))
    found: list[float | None] = [None] * len(limits)
    middle = points.shape[1] // 2
    for (k, _, _), root in zip(brackets, roots, strict=True):
        base, best = limits[k][1], found[k]
        if not math.isnan(root) and (best is None or abs(root - base) < abs(best - base)):
            found[k] = root
    return [limits[k][1] if over[k, middle] == 0 else root for k, root in enumerate(found)]


def _points(low: float, base: float, high: float) -> list[float]:
    """Returns the values at which a crossing is looked for, in rising order, the base value in their middle."""
    below = [base + (low - base) * share for share in reversed(STEPS)]
    return [*below, base, *(base + (high - base) * share for share in STEPS)]


def _crossings(points: Array, over: Array) -> list[tuple[float, float]]:
    """Returns the pairs of neighbouring points between which the value crosses its goal, one to each side at most."""
    middle = len(points) // 2
    found = []
    for side, step in ((range(middle, 0, -1), -1), (range(middle, len(points) - 1), 1)):
        for k in side:
            a, b = over[k], over[k + step]
            if math.isnan(a) or math.isnan(b):
                break
            if (a < 0) != (b < 0) or b == 0:
                found.append((float(points[min(k, k + step)]), float(points[max(k, k + step)])))
                break
    return found


def _roots(
    over: Callable[[Array, NDArray[np.intp]], Array],
    brackets: Sequence[tuple[int, float, float]],
    scale: Array,
) -> list[float]:
    """Returns where each bracket's value is 0, NaN where none is found."""
    if not brackets:
        return []
    from scipy.optimize import elementwise

    which = np.array([k for k, _, _ in brackets])
    low, high = (np.array([bracket[place] for bracket in brackets]) for place in (1, 2))

    def flat(x: Array, place: NDArray[np.intp]) -> Array:
        at = np.broadcast_to(place, np.shape(x)).ravel()
        return over(np.ravel(x), at).reshape(np.shape(x))

    # Most measures are straight lines in most numbers, and there the first guess is the answer.
    at_low, at_high = flat(low, which), flat(high, which)
    found = low - at_low * (high - low) / np.where(at_high == at_low, 1.0, at_high - at_low)
    close = 1e-12 * np.where(scale[which] > 0, scale[which], 1.0)
    bent = np.flatnonzero(~(np.abs(flat(found, which)) <= close))
    if bent.size:
        tolerances = {"xrtol": 1e-12, "fatol": float(close[bent].min())}
        solved = elementwise.find_root(
            flat, (low[bent], high[bent]), args=(which[bent],), tolerances=tolerances
        )
        found[bent] = np.where(solved.success, solved.x, np.nan)
    return [float(x) for x in found]
