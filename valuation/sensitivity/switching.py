"""Switching values: how far an assumption can move before the answer changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from valuation.case.places import concerns
from valuation.draws import central
from valuation.lines.model import Model
from valuation.measures import values_of
from valuation.people import Array
from valuation.quantities import LARGEST, Assumption
from valuation.sensitivity.one_way import DEFAULT_ACCOUNT, DEFAULT_MEASURE, set_with_effect
from valuation.sensitivity.rerouted import Rerouted
from valuation.sensitivity.trials import Gap, Room, rooms, undefined

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
    gap: Gap | None = None
    """Why part of its domain could not be searched, where no value was found and that may be the reason."""
    set_with: dict[str, float] = field(default_factory=dict)
    """What has to be set with it so that all else is as in the base case: the place of an effect that findings come to."""


def switching_values(
    model: Model, account: str = DEFAULT_ACCOUNT, measure: str = DEFAULT_MEASURE, target: float = 0.0
) -> dict[str, list[Switch]]:
    """Returns for each option the switching value of every assumption: the crossing nearest the base value.

    Sought in the quantity's domain, up to 10 times the larger of value and high (below 0 as far, where it may be),
    at four points to each side and then between the two that differ in sign. Only values that a case may hold are tried:
    a share of several that add up to 1 has none, a step of a standing pool's ramp lies between its neighbours. An effect from
    findings is sought up to the most that there can be in its measure. A search ends where the measure is undefined.
    Source: model.md, section 9.
    """
    room = rooms(model)
    base = values_of(model, central(model), account, measure)
    asked = [
        (option.id, column)
        for option in model.options
        for column, assumption in enumerate(model.assumptions)
        if concerns(assumption.path, option.id)
    ]
    names = [option.id for option in model.options]
    rerouted, companions = Rerouted(model), set_with_effect(model.case)
    owner = np.array([names.index(option) for option, _ in asked], dtype=np.intp)
    column = np.array([place for _, place in asked], dtype=np.intp)

    def values(x: Array, which: NDArray[np.intp]) -> Array:
        pairs = np.stack([column[which].astype(float), x], axis=1)
        rows, place = np.unique(
            pairs, axis=0, return_inverse=True
        )  # a number that options share is moved once for all
        by_option = rerouted.values_of_each(rows[:, 0].astype(np.intp), rows[:, 1], account, measure)
        return np.stack([by_option[name] for name in names])[owner[which], place.ravel()]

    searched = [k for k, (_, place) in enumerate(asked) if not room[place].is_tied]
    scale = [_scale(base[option][0], target) for option, _ in asked]
    limits = [_limits(model.assumptions[asked[k][1]], room[asked[k][1]]) for k in searched]
    which = np.array(searched, dtype=np.intp)
    roots = nearest(
        lambda x, problem: values(x, which[problem]),
        limits,
        [target] * len(searched),
        [scale[k] for k in searched],
    )
    by_place = dict(zip(searched, roots, strict=True))
    switches: dict[str, list[Switch]] = {name: [] for name in names}
    for k, (option, place) in enumerate(asked):
        value, gap = _told(room[place], by_place.get(k), measure)
        assumption, is_over = model.assumptions[place], bool(base[option][0] >= target)
        if value is not None:
            ends = (assumption.value, assumption.low or 0.0, assumption.high or 0.0)
            value = settled_at_0(value, max(map(abs, ends)))
        set_with = {} if value is None else companions.get(assumption.path, {})
        switches[option].append(Switch(assumption.path, assumption.value, value, is_over, gap, set_with))
    return switches


def settled_at_0(x: float, size: float) -> float:
    """Returns 0 for what a search leaves over of it: less than a billionth of how large the number otherwise is.

    >>> settled_at_0(7.2e-15, 0.018), settled_at_0(0.0045, 0.018), settled_at_0(1e-12, 0.0)
    (0.0, 0.0045, 1e-12)
    """
    return 0.0 if abs(x) < 1e-9 * size else x


def _scale(base: float, target: float) -> float:
    """Returns how large what is measured is, 0 where the base case has no such measure."""
    size = abs(float(base)) + abs(target)
    return size if math.isfinite(size) else 0.0


def _told(room: Room, root: Root | None, measure: str) -> tuple[float | None, Gap | None]:
    """Returns the switching value of one assumption, or why there may be none."""
    if root is None:
        return None, Gap.SHARES_ADD_UP
    if root.x is None:
        return None, undefined(measure) if root.met_a_gap else None
    unheld = room.gap(root.x)
    return (None, unheld) if unheld else (root.x, None)


def _limits(assumption: Assumption, room: Room) -> tuple[float, float, float]:
    known = [x for x in (assumption.low, assumption.high) if x is not None]
    return search_limits(room, assumption.value, known)


def search_limits(room: Room, base: float, others: Sequence[float] = ()) -> tuple[float, float, float]:
    """Returns how far down a crossing is sought, the base value, and how far up."""
    bottom = room.low if math.isfinite(room.low) else -FARTHEST * max(abs(x) for x in (base, *others))
    if room.low_is_open:
        bottom += 1e-9 * max(1.0, abs(bottom))
    larger = max(base, *others) if others else base
    top = FARTHEST * (
        larger if larger > 0 else max(abs(x) for x in (base, *others))
    )  # a harm may turn into a gain
    least, most = room.reach
    bottom, top = max(bottom, least), min(room.high, top, most)
    return min(max(bottom, -LARGEST), base), base, max(min(top, LARGEST), base)


@dataclass(frozen=True)
class Root:
    """Where a value crosses its goal, nearest its base, or None; and whether the search ended at a gap."""

    x: float | None
    met_a_gap: bool


@np.errstate(all="ignore")  # where a search runs out of the numbers that there are, it ends in a gap
def nearest(
    values: Callable[[Array, NDArray[np.intp]], Array],
    limits: Sequence[tuple[float, float, float]],
    goals: Sequence[float],
    scale: Sequence[float],
) -> list[Root]:
    """Returns for each problem the x nearest its base at which its value crosses its goal, or None where it does not.

    `values(x, which)` is the value of problem `which` at x, elementwise, NaN where it has none; a problem's limits are
    (low, base, high); `scale` is how large its values are, so that what is left at the root is rounding.
    """
    if not limits:
        return []
    points = np.array([_points(*limit) for limit in limits])
    each = np.repeat(np.arange(len(limits)), points.shape[1])
    goal = np.asarray(goals, dtype=float)
    over = values(points.ravel(), each).reshape(points.shape) - goal[:, None]
    brackets = [(k, a, b) for k in range(len(limits)) for a, b in _crossings(points[k], over[k])]
    roots = _roots(lambda x, which: values(x, which) - goal[which], brackets, np.asarray(scale, dtype=float))
    best: list[float | None] = [None] * len(limits)
    for (k, _, _), root in zip(brackets, roots, strict=True):
        base, known = limits[k][1], best[k]
        if not math.isnan(root) and (known is None or abs(root - base) < abs(known - base)):
            best[k] = root
    middle = points.shape[1] // 2
    return [
        Root(limits[k][1] if over[k, middle] == 0 else root, bool(np.isnan(over[k]).any()))
        for k, root in enumerate(best)
    ]


def _points(low: float, base: float, high: float) -> list[float]:
    """Returns the values at which a crossing is looked for, in rising order, the base value in their middle."""
    below = [base + (low - base) * share for share in reversed(STEPS)]
    return [*below, base, *(base + (high - base) * share for share in STEPS)]


def _crossings(points: Array, over: Array) -> list[tuple[float, float]]:
    """Returns the pairs of neighbouring points between which the value crosses its goal, one to each side at most."""
    middle = len(points) // 2
    crossings = []
    for side, step in ((range(middle, 0, -1), -1), (range(middle, len(points) - 1), 1)):
        for k in side:
            a, b = over[k], over[k + step]
            if math.isnan(a) or math.isnan(b):
                break
            if (a < 0) != (b < 0) or b == 0:
                crossings.append((float(points[min(k, k + step)]), float(points[max(k, k + step)])))
                break
    return crossings


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
        problem = np.broadcast_to(place, np.shape(x)).ravel()
        return over(np.ravel(x), problem).reshape(np.shape(x))

    # Most measures are straight lines in most numbers, and there the first guess is the answer.
    at_low, at_high = flat(low, which), flat(high, which)
    roots = low - at_low * (high - low) / np.where(at_high == at_low, 1.0, at_high - at_low)
    close = 1e-12 * np.where(scale[which] > 0, scale[which], 1.0)
    bent = np.flatnonzero(~(np.abs(flat(roots, which)) <= close))
    if bent.size:
        tolerances = {"xrtol": 1e-12, "fatol": float(close[bent].min())}
        solved = elementwise.find_root(
            flat, (low[bent], high[bent]), args=(which[bent],), tolerances=tolerances
        )
        roots[bent] = np.where(solved.success, solved.x, np.nan)
    return [float(x) for x in roots]
