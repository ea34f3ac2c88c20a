"""Correlations: pairs of numbers that move together, and whether all of them can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from valuation.case.effects import correlations_of
from valuation.case.validity.validation import Case
from valuation.errors import Problem, probably, shown
from valuation.figures import digits
from valuation.people import Array

Pair = tuple[str, str, float]
ALMOST_NOTHING = 1e-10
"""An eigenvalue this little below 0 is rounding."""


def correlations_drawn(case: Case) -> list[Pair]:
    """Returns (path, path, correlation) of each pair that the case names, by the paths at which they are drawn, and of each
    effect and place that a measurement of this place binds.

    A place that `use`s a number is that number.
    """

    def drawn_at(path: str) -> str:
        drawn = case.assumption_at(path)
        return path if drawn is None else drawn.path

    stated = [(drawn_at(str(a)), drawn_at(str(b)), float(size)) for a, b, size in case.shape.correlations]
    return [*stated, *correlations_of(case.effects, case.standard, case.changed_effects)]


def correlation_problems(case: Case) -> Iterator[Problem]:
    """Yields what is wrong with each correlation, and with all of them together."""
    known = [*case.numbers_written, *case.derived]
    problems = []
    for place, (first, second, size) in enumerate(case.data.get("correlations") or []):
        pair_path = f"correlations.{place}"
        for path in (first, second):
            if path not in known and path not in case.library:
                message = f"no number of this case is at {path}.{probably(path, known)}"
                problems.append(Problem(pair_path, message, shown(path), "the path of an assumption"))
        if isinstance(size, bool) or not isinstance(size, int | float) or not -1 <= size <= 1:
            problems.append(
                Problem(pair_path, "a correlation is a number from -1 to 1.", shown(size), "-1 to 1")
            )
        if first == second:
            problems.append(
                Problem(pair_path, "a number cannot be correlated with itself.", shown(first), "two paths")
            )
    yield from problems
    if not problems and case.data.get("correlations"):
        yield from _problems_together(correlations_drawn(case), len(case.shape.correlations))


def _problems_together(pairs: Sequence[Pair], stated: int) -> Iterator[Problem]:
    """Yields the pair, of the first so many that are stated, that is said twice, or that the others leave no room for."""
    seen: dict[frozenset[str], int] = {}
    for place, (a, b, size) in enumerate(pairs):
        pair_path, pair = f"correlations.{place}", frozenset((a, b))
        if len(pair) == 1:
            message = f"both of these are {a}, and a number cannot be correlated with itself."
            yield Problem(pair_path, message, a, "two numbers that are drawn apart")
            return
        if pair in seen:
            if place >= stated:
                pair_path = f"correlations.{seen[pair]}"
                message = f"how {a} and {b} move together follows from what was measured here."
                yield Problem(pair_path, message, digits(pairs[seen[pair]][2]), "no correlation of these two")
                return
            message = f"{a} and {b} are correlated twice, here and in correlations.{seen[pair]}."
            yield Problem(pair_path, message, digits(size), "each pair once")
            return
        seen[pair] = place
    if _is_possible(pairs):
        return
    guilty = next(
        (k for k in reversed(range(stated)) if _is_possible([*pairs[:k], *pairs[k + 1 :]])),
        next((k for k in range(stated) if not _is_possible(pairs[: k + 1])), stated - 1),
    )
    a, b, size = pairs[guilty]
    yield Problem(
        f"correlations.{guilty}",
        f"{a} and {b} cannot be correlated by {digits(size)} while the others are as they are: no numbers move together so.",
        digits(size),
        _room(pairs, guilty),
    )


def matrix_of(pairs: Sequence[Pair]) -> Array:
    """Returns the matrix of correlations of all numbers named, in order of name, 0 where no pair is."""
    names = sorted({name for a, b, _ in pairs for name in (a, b)})
    matrix = np.eye(len(names))
    for a, b, size in pairs:
        matrix[names.index(a), names.index(b)] = matrix[names.index(b), names.index(a)] = size
    return matrix


def _is_possible(pairs: Sequence[Pair]) -> bool:
    return not pairs or bool(np.linalg.eigvalsh(matrix_of(pairs)).min() >= -ALMOST_NOTHING)


def _room(pairs: Sequence[Pair], place: int) -> str:
    """Returns in words what correlation of one pair the others leave room for."""
    a, b, _ = pairs[place]
    others = [*pairs[:place], *pairs[place + 1 :]]
    possible = [k / 100 for k in range(-100, 101) if _is_possible([*others, (a, b, k / 100)])]
    if not possible:
        return "fewer correlations, or smaller ones: several pairs contradict each other"
    return f"from {digits(possible[0])} to {digits(possible[-1])} for this pair, or a smaller correlation of another"
