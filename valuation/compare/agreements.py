"""Where two cases would agree: the value of one number of the second, all else as it is, at which it comes to what the first does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from valuation.case.validity.validation import Case
from valuation.compare.hybrid_numbers import Difference
from valuation.compare.hybrid_values import Hybrids, columns_of
from valuation.lines.compile import compile_case
from valuation.people import Array
from valuation.quantities import ANY
from valuation.sensitivity.rerouted import Rerouted
from valuation.sensitivity.switching import Root, nearest, search_limits, settled_at_0
from valuation.sensitivity.trials import Gap, Room, room_of, rooms


@dataclass(frozen=True)
class Agreement:
    """Where the two cases would agree, moving one number of the second alone."""

    path: str
    value: float | None
    """The value at which the second case comes to what the first does."""
    decision: float | None
    """The value at which the second's measure crosses 0, where the two are on different sides of it."""
    gap: Gap | None = None
    """Why part of what it may be could not be searched, where no value was found and that may be the reason."""


@dataclass(frozen=True)
class _Movable:
    """A number that is another in the second case."""

    difference: Difference
    a: float
    b: float

    @property
    def path(self) -> str:
        return self.difference.path


def agreements(hybrids: Hybrids, at_a: float, at_b: float) -> Iterator[Agreement]:
    """Yields for each number that is another where the two would come to the same, with all else as the second has it."""
    movable = list(_movable(hybrids.differences))
    room = _rooms_of(hybrids.merged.cases[1], movable)
    movable = [number for number in movable if not room[number.path].is_tied]
    if not movable:
        return
    targets = (at_a, 0.0) if (at_a < 0) != (at_b < 0) else (at_a,)
    goals = [(number, target) for number in movable for target in targets]

    chosen = hybrids.variant(hybrids.whole[0])
    ((_, model, second),) = hybrids.routed(chosen, hybrids.whole)
    rerouted = Rerouted(model, second, hybrids.left_open(chosen))
    column = columns_of(model)
    bundles = [
        [column[place] for place in number.difference.columns if place in column] for number, _ in goals
    ]
    factor = np.array([number.difference.factor for number, _ in goals])

    def values(x: Array, which: NDArray[np.intp]) -> Array:
        moved = rerouted.moved_together(bundles, which, x * factor[which], [hybrids.asked])
        return moved[hybrids.option][0]

    roots = nearest(
        values,
        [search_limits(room[number.path], number.b, [number.a]) for number, _ in goals],
        [target for _, target in goals],
        [abs(at_a) + abs(at_b)] * len(goals),
    )
    sizes = {number.path: max(abs(number.a), abs(number.b)) for number in movable}
    by_path: dict[str, list[Root]] = {}
    for (number, _), root in zip(goals, roots, strict=True):
        by_path.setdefault(number.path, []).append(root)
    for path, both in by_path.items():
        unheld = room[path].gap(both[0].x) if both[0].x is not None else None
        gap = unheld or (Gap.NO_ANSWER if both[0].x is None and both[0].met_a_gap else None)
        value, decision = (
            None if root.x is None or room[path].gap(root.x) else settled_at_0(root.x, sizes[path])
            for root in (both[0], both[-1])
        )
        yield Agreement(path, value, decision if len(both) > 1 else None, gap)


def _movable(differences: Sequence[Difference]) -> Iterator[_Movable]:
    """Yields the differences that are of one number each."""
    for difference in differences:
        a, b = difference.a, difference.b
        is_number = difference.kind == "number" and bool(difference.columns)
        if is_number and _is_figure(a) and _is_figure(b):
            yield _Movable(difference, float(a), float(b))


def _is_figure(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _rooms_of(case: Case, movable: Sequence[_Movable]) -> dict[str, Room]:
    """Returns by path the values that a case may hold at each of these numbers."""
    model = compile_case(case)
    known = {assumption.path: room for assumption, room in zip(model.assumptions, rooms(model), strict=True)}
    by_path = {}
    for each in movable:
        number = case.assumption_at(next(iter(each.difference.columns)))
        anything = room_of([ANY if number is None else number.kind])
        by_path[each.path] = anything if number is None else known.get(number.path, anything)
    return by_path
