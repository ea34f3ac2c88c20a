"""Two cases of one option side by side: the numbers of a hybrid of both, and what is noted of every difference between them.

A number of both is written as the first case has it, restated to the common prices, and as a column that the second's
value goes into.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from valuation.case.defaults import default_number
from valuation.case.places import key_of, option_at, own_name, step
from valuation.case.validity.case_as_written import entries, mapping, year_index
from valuation.case.validity.validation import Case
from valuation.quantities import Assumption

Written = dict[str, object]
"""A part of a case as its file holds it."""
WrittenPair = tuple[Written, Written]
Numbers = tuple[Assumption | None, Assumption | None]
"""The number of each case behind one place; None where it is at its default."""
FIRST, SECOND = 0, 1
"""The sides: whose part, or whose number, something is."""
NO_GRADE = 0
"""Stands for the grade of a number that is not there: no other is better."""


@dataclass
class Difference:
    """One change between the cases, before anything is known of what it contributes."""

    path: str
    kind: Literal["number", "structure"]
    a: object
    """What the first case has: a number, numbers by party or year, or words; None for nothing."""
    b: object
    columns: dict[str, float] = field(default_factory=dict)
    """What the second case has at each place of the merged one that it moves."""
    places: set[str] = field(default_factory=set)
    factor: float = 1.0
    """deflator(case) / deflator(own) of both numbers, or 1 where the two are said in the case's prices."""
    parts: Written = field(default_factory=dict)
    """What the second case has in place of a part of the case that no number expresses, by its path."""


class Sides:
    """One option of two cases, side by side."""

    def __init__(self, first: Case, second: Case, option: str):
        self.cases = (first, second)
        self.path = option_at(option)
        self.options = (first.option(option), second.option(option))
        self.written = (_option_as_written(first, self.path), _option_as_written(second, self.path))
        self.differences: dict[str, Difference] = {}
        """By path, or by what else makes several places one change."""
        self.base: dict[str, float] = {}
        """What the first case has at each place of the merged one."""
        self.made_with: dict[str, str] = {}
        """The key of the change with which a number comes or goes, by its place, where that is not the number's own."""

    # One number ---------------------------------------------------------------------------------------------

    def numbers_at(self, place: str) -> Numbers:
        """Returns the number of each case at a place."""
        first, second = self.cases
        return first.assumption_at(place), second.assumption_at(place)

    def restated(self, side: int, number: Assumption) -> float:
        """Returns a number of one case in the prices of both."""
        return number.value * self.cases[side].price_factor(number)

    def number(self, place: str, group: str | None = None, also_by_grade: bool = False) -> Written:
        """Returns the number to write at a place of both cases, and notes the change where they differ."""
        numbers = self.numbers_at(place)
        default = default_number(key_of(place), 0.0)
        a, b = (
            default if number is None else self.restated(side, number) for side, number in enumerate(numbers)
        )
        self.base[place] = a
        if a != b or (also_by_grade and grade_of(numbers[0]) != grade_of(numbers[1])):
            self.note_number(place, numbers, a, b, group)
        return as_number(a)

    def note_number(
        self,
        place: str,
        numbers: Numbers,
        a: float,
        b: float,
        group: str | None,
        written_at: str | None = None,
    ) -> None:
        """Notes that a number moves: as the one that both share, as one of a group, or by itself.

        Its two values are said as they are written, or in the case's prices where they are in prices of two years.
        """
        key = group or shared_path(place, numbers)
        factors = [
            case.price_factor(number)
            for case, number in zip(self.cases, numbers, strict=True)
            if number is not None
        ]
        is_alike = len(set(factors)) == 1
        values = [x / factors[0] for x in (a, b)] if is_alike else [a, b]
        values = [
            number.value if is_alike and number is not None else x
            for number, x in zip(numbers, values, strict=True)
        ]
        difference = self.differences.setdefault(key, Difference(key, "number", values[0], values[1]))
        difference.columns[place] = b
        difference.places.add(written_at or place)
        difference.factor = factors[0] if is_alike else 1.0

    # Numbers that belong together -----------------------------------------------------------------------------

    def numbers(
        self, path: str, keys: Iterable[str], written: WrittenPair, graded: Iterable[str] = ()
    ) -> Written:
        """Returns an entry's numbers that either case states, and notes how they differ."""
        return {
            key: self.number(step(path, key), also_by_grade=key in graded)
            for key in keys
            if any(side.get(key) is not None for side in written)
        }

    def by_year(
        self,
        path: str,
        written: tuple[object, object],
        beyond: Literal["last", "nothing"] = "last",
        is_one: bool = False,
    ) -> object:
        """Returns a list by year, both padded to the longer with their last or with nothing; `is_one` where a falling list would be an error."""
        if not any(isinstance(listing, list) for listing in written):
            return self.number(path)
        length = max(len(listing) if isinstance(listing, list) else 1 for listing in written)
        if (
            beyond == "nothing"
        ):  # one number for every year of delivery, beside a list after which nobody starts
            length = max(length, self.delivered_years(FIRST))
        sides = [
            [self._in_year(side, path, written[side], k, beyond) for k in range(length)]
            for side in (FIRST, SECOND)
        ]
        differing = [k for k in range(length) if sides[0][k][0] != sides[1][k][0]]
        group = path if is_one and len(differing) > 1 else None
        for k in range(length):
            (a, first), (b, second) = sides[0][k], sides[1][k]
            place = step(path, k)
            self.base[place] = a
            if a != b:
                self.note_number(place, (first, second), a, b, group)
        if group:
            difference = self.differences[group]
            difference.a, difference.b = ([value for value, _ in side] for side in sides)
        return [as_number(value) for value, _ in sides[0]]

    def _in_year(
        self, side: int, path: str, written: object, k: int, beyond: str
    ) -> tuple[float, Assumption | None]:
        if written is None:
            return default_number(key_of(path), 1.0), None
        place = path
        if isinstance(written, list):
            if k >= len(written) and beyond == "nothing":
                return 0.0, None
            place = step(path, min(k, len(written) - 1))
        number = self.cases[side].assumption_at(place)
        return (0.0 if number is None else self.restated(side, number)), number

    def parties(self, path: str, written: tuple[object, object]) -> object:
        """Returns a sharing among the parties of both, a share of 0 for who has none; their shares are one change."""
        shares = [self._shares(side, path, sharing) for side, sharing in enumerate(written)]
        names = list(dict.fromkeys([*shares[0], *shares[1]]))
        if len(names) == 1:
            return names[0]
        for name in names:
            self.base[step(path, name)] = shares[0].get(name, 0.0)
        if shares[0] != shares[1]:
            a, b = (
                sharing if isinstance(sharing, str) else dict(shares[side])
                for side, sharing in enumerate(written)
            )
            self.differences[path] = Difference(
                path,
                "number" if set(shares[0]) == set(shares[1]) else "structure",
                a,
                b,
                columns={step(path, name): shares[1].get(name, 0.0) for name in names},
                places={path},
            )
        return {name: as_number(shares[0].get(name, 0.0)) for name in names}

    def _shares(self, side: int, path: str, sharing: object) -> dict[str, float]:
        names = [sharing] if isinstance(sharing, str) else list(mapping(sharing))
        numbers = {name: self.cases[side].assumption_at(step(path, name)) for name in names}
        return {name: 1.0 if number is None else number.value for name, number in numbers.items()}

    # Parts that no number expresses ---------------------------------------------------------------------------

    def note_part(self, path: str, a: object, b: object) -> None:
        """Notes a part of the case that is another in the second one and that no number expresses."""
        if a != b:
            self.differences[path] = Difference(path, "structure", a, b, parts={path: b}, places={path})

    def note_switch(
        self, side: int, key: str, place: str, on: float, entry: Written, other: Written | None, path: str
    ) -> None:
        """Notes that a place is on in one of the cases, which has this entry at this path, and 0 in the other.

        Of several entries that are one change, it says how that one stands apart by whose path it is known.
        """
        first, second = (entry, other) if side == FIRST else (other, entry)
        a, b = set_apart(first, second), set_apart(second, first)
        difference = self.differences.setdefault(key, Difference(key, "structure", a, b))
        if key == path:
            difference.a, difference.b = a, b
        difference.places.add(key)
        self.base[place] = on if side == FIRST else 0.0
        difference.columns[place] = 0.0 if side == FIRST else on

    def spelled(self, side: int, path: str, part: object, to: str | None = None) -> object:
        """Returns a part of one case with every number in it spelled out; `to` is its place in the merged one."""
        to = to or path
        number = self.cases[side].assumption_at(path)
        if number is not None:
            return as_number(self._only_here(side, number, path, to))
        if isinstance(part, dict):
            return self.spelled_entry(side, path, part, to)
        if isinstance(part, list):
            names = [item.get("id") if isinstance(item, dict) else None for item in part]
            return [
                self.spelled(side, step(path, name or k), item, step(to, name or k))
                for k, (name, item) in enumerate(zip(names, part, strict=True))
            ]
        return copy.deepcopy(part)

    def spelled_entry(
        self, side: int, path: str, entry: Mapping[str, object], to: str | None = None
    ) -> Written:
        """Returns an entry of one case, or another mapping that is no number, with every number in it spelled out."""
        return {
            key: self.spelled(side, step(path, key), part, step(to or path, key))
            for key, part in entry.items()
        }

    def _only_here(self, side: int, number: Assumption, path: str, to: str) -> float:
        """Returns a number of a part that one case has, and moves it where it is one that both cases share."""
        pair = self.both_of(side, number, path)
        there = self.cases[1 - side].assumption_at(path) if to == path else None
        if pair is None or (there is not None and there.path != number.path):
            return self.restated(side, number)
        a, b = (self.restated(each, shared) for each, shared in enumerate(pair))
        self.base[to] = a
        if a != b or pair[0].confidence != pair[1].confidence:
            self.note_number(to, pair, a, b, None, path)
        return a

    def both_of(self, side: int, number: Assumption, path: str) -> tuple[Assumption, Assumption] | None:
        """Returns a number that many places use as the first case has it and the second, or None where they do not share it."""
        if number.path == path:
            return None
        theirs = self.cases[1 - side].used(own_name(number.path) or number.path)
        if theirs is None:
            return None
        return (number, theirs) if side == FIRST else (theirs, number)

    # Years ------------------------------------------------------------------------------------------------------

    def year(self, side: int, year: object) -> int | None:
        """Returns the index of a year of one of the cases, 0 the first."""
        return None if year is None else year_index(self.cases[side].data, year)

    def delivered_years(self, side: int) -> int:
        """Returns in how many years of a case people start."""
        case = self.cases[side]
        return min(case.delivery_years(self.options[side].id), case.shape.appraisal.years)


def _option_as_written(case: Case, path: str) -> Written:
    return next(option for place, option in entries(case.data["options"], "options") if place == path)


def entries_by_id(part: Mapping[str, object], key: str) -> dict[str, Written]:
    """Returns the entries of a list of a case as written, each by its id."""
    return {key_of(place): entry for place, entry in entries(part.get(key), key)}


def grade_of(number: Assumption | None) -> int:
    """Returns the grade that counts of a number, or `NO_GRADE` where there is none."""
    return NO_GRADE if number is None else number.confidence


def shared_path(place: str, numbers: Numbers) -> str:
    """Returns the path of the number that both cases use at a place, or the place itself where each has its own."""
    first, second = numbers
    shared = first is not None and second is not None and first.path == second.path
    return first.path if shared and first is not None else place


def as_number(value: float) -> Written:
    """Returns a number as a hybrid's file holds it: its grade decides nothing, because its optimism bias is stated."""
    return {"value": value, "grade": 1}


APART = ("per", "of", "applies_to", "unit", "cash", "transfer", "year", "from", "until", "release")
"""What can tell two versions of one entry apart in a word or two."""


def set_apart(entry: Mapping[str, object] | None, other: Mapping[str, object] | None) -> str | None:
    """Returns in what words an entry stands apart from the other case's, or None where it is not there."""
    if not entry:
        return None
    if not other:
        return "there"
    apart = [key for key in APART if entry.get(key) != other.get(key)]
    return ", ".join(f"{key} {_in_a_word(entry.get(key))}" for key in apart) or "as it stands there"


def _in_a_word(part: object) -> str:
    if part is None:
        return "not said"
    if isinstance(part, dict):
        return " ".join(f"{key} {value}" for key, value in part.items())
    words = ", ".join(map(str, part)) if isinstance(part, list) else str(part)
    return words.replace("_", " ")
