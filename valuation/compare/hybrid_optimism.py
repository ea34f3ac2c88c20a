"""The optimism bias of each entry of a hybrid: stated, because it follows from which of the changes are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from valuation.case.places import step
from valuation.case.validity.validation import Case
from valuation.compare.hybrid_numbers import (
    FIRST,
    NO_GRADE,
    SECOND,
    Difference,
    Numbers,
    Sides,
    Written,
    as_number,
    grade_of,
    shared_path,
)
from valuation.quantities import Assumption

GRADES = range(1, 7)
MODE = "appraisal.optimism_bias"
"""Where a case says whether its optimism bias goes by grade, by part, or is none."""


@dataclass(frozen=True)
class OptimismRate:
    """How the optimism bias of one entry follows from a hybrid: a stated rate, or what goes with the grades of its numbers."""

    stated: tuple[float | None, float | None]
    stated_change: str | None
    grades: tuple[tuple[int, int, str | None], ...]
    """(grade in A, grade in B, the key of the change that takes one to the other)."""
    has_parts: bool
    """Whether each grade counts by itself where a case takes optimism bias by part: a cost's do."""


class OptimismRates:
    """Writes the optimism bias of one entry after another, and remembers how that of a hybrid follows."""

    def __init__(self, sides: Sides):
        self.sides = sides
        self.by_place: dict[str, OptimismRate] = {}

    def of_both(
        self, path: str, stated: Sequence[str], graded: Sequence[str], has_parts: bool = False
    ) -> Written:
        """Returns the optimism bias to write for an entry of both cases.

        `stated` are the places at which it may be stated, the nearest first; `graded` those of the numbers whose grades it hangs on.
        """
        sides, place = self.sides, step(path, "optimism_bias")
        a, b = (self._stated(side, stated) for side in (FIRST, SECOND))
        change = None
        if a != b:
            written = {self._stated_at(side, stated) for side in (FIRST, SECOND)} - {None}
            change = (
                (written.pop() or place) if len(written) == 1 else place
            )  # one for many values is one change
            sides.differences.setdefault(change, Difference(change, "number", a, b, places={change}))
        grades = []
        for path_of_number in graded:
            numbers = self._graded_at(path_of_number)
            if numbers != (None, None):
                grades.append(
                    (grade_of(numbers[0]), grade_of(numbers[1]), self._moved_by(path_of_number, numbers))
                )
        self.by_place[place] = OptimismRate((a, b), change, tuple(grades), has_parts)
        sides.base[place] = self._own_rate(FIRST, stated, graded, has_parts)
        return as_number(sides.base[place])

    def of_one(
        self, side: int, path: str, stated: Sequence[str], graded: Sequence[str], has_parts: bool = False
    ) -> Written:
        """Returns the optimism bias to write for an entry of one case, whose path in the merged case this is."""
        rate = self._stated(side, stated)
        grades = []
        for path_of_number in graded:
            number = self._graded_at(path_of_number)[side]
            if number is not None:
                first, second = self.sides.both_of(side, number, path_of_number) or (number, number)
                key = number.path if number.path in self.sides.differences else None
                grades.append((first.confidence, second.confidence, key))
        self.by_place[step(path, "optimism_bias")] = OptimismRate(
            (rate, rate), None, tuple(grades), has_parts
        )
        return as_number(self._own_rate(side, stated, graded, has_parts))

    def _graded_at(self, place: str) -> Numbers:
        """Returns the number of each case at a place whose grade counts: what findings come to has been marked down once."""
        first, second = (
            None if number is None or number.is_from_findings else number
            for number in self.sides.numbers_at(place)
        )
        return first, second

    def _moved_by(self, place: str, numbers: Numbers) -> str | None:
        key = self.sides.made_with.get(place) or shared_path(place, numbers)
        return key if key in self.sides.differences else None

    def _stated_at(self, side: int, places: Sequence[str]) -> str | None:
        return next((place for place in places if self._number(side, place) is not None), None)

    def _stated(self, side: int, places: Sequence[str]) -> float | None:
        number = self._number(side, self._stated_at(side, places) or "")
        return None if number is None else number.value

    def _number(self, side: int, place: str) -> Assumption | None:
        return self.sides.cases[side].assumption_at(place)

    def _own_rate(
        self, side: int, stated: Sequence[str], graded: Sequence[str], has_parts: bool = False
    ) -> float:
        """Returns the optimism bias of an entry as one of the cases has it."""
        case = self.sides.cases[side]
        policy = case.shape.appraisal.optimism_bias
        if policy == "none":
            return 0.0
        rate = self._stated(side, stated)
        if rate is not None:
            return rate
        grades = [grade for place in graded if (grade := grade_of(self._graded_at(place)[side])) != NO_GRADE]
        if policy == "by_part" and has_parts and grades:
            return sum(bias_of(case, grade) for grade in grades) / len(grades)
        return bias_of(case, max(grades, default=1))


def note_policy(sides: Sides) -> None:
    """Notes where one case takes optimism bias in another way than the other, and the grades whose rate differs."""
    a, b = (case.shape.appraisal.optimism_bias for case in sides.cases)
    if a != b:
        sides.differences[MODE] = Difference(MODE, "structure", a, b, places={MODE})
    for grade in GRADES:
        path = bias_at(grade)
        rates = [bias_of(case, grade) for case in sides.cases]
        if rates[0] != rates[1]:
            sides.differences[path] = Difference(path, "number", rates[0], rates[1], places={path})


def bias_at(grade: int) -> str:
    """Returns the path of the optimism bias of a grade."""
    return f"valuation.optimism_bias_grade_{grade}"


def bias_of(case: Case, grade: int) -> float:
    """Returns the optimism bias of a grade, as this case's library has it."""
    return case.library_number(bias_at(grade)).value
