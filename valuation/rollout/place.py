"""A place: who could take part there, in which wave it begins, and which numbers of the case are its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from valuation.case.changes import with_changes
from valuation.case.places import is_at_or_below, is_below, option_at, step, within_option
from valuation.case.validity.validation import Case
from valuation.case.written.written_numbers import NotUnderstood, read_number
from valuation.errors import CaseError, Problem, choices, probably, shown
from valuation.quantities import COUNT, Kind, is_of_a_size
from valuation.rollout.places_table import HEADS, PlacesTable, TableRow

FIFTHS = range(1, 6)
"""Fifths of deprivation, 1 the most deprived."""
YES = ("yes", "y", "true", "1", "x")
NO = ("", "no", "n", "false", "0")
LONGEST_ID = 100
MOST_SHOWN = 100
"""Problems of places that are told one by one."""


@dataclass(frozen=True)
class Place:
    """One place of a roll-out."""

    id: str
    name: str
    eligible: float | None
    """None where the case plans how many start, and the place says nothing else."""
    wave: int
    deprivation: int | None = None
    is_here: bool = False
    """Whether it is the place in which the case's own findings were measured."""
    numbers: tuple[tuple[str, float], ...] = ()
    """Numbers of the option that are this place's own, by their paths within it."""

    def case_of(self, case: Case, option: str) -> Case:
        """Returns the case with the numbers of this place; raises CaseError where no case may hold them."""
        at = option_at(option)
        changes: dict[str, object] = {step(at, path): value for path, value in self.numbers}
        if self.eligible is not None:
            changes[step(at, "people.eligible")] = self.eligible
        return with_changes(case, changes) if changes else case

    def as_row(self) -> dict[str, object]:
        """Returns the place as a row that a roll-out file may hold."""
        row: dict[str, object] = {"id": self.id, "name": self.name, "wave": self.wave}
        optional = {"eligible": self.eligible, "deprivation": self.deprivation}
        row |= {key: item for key, item in optional.items() if item is not None}
        return row | ({"here": True} if self.is_here else {}) | dict(self.numbers)

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Place:
        """Returns the place that a row of `as_row` states (`Any`: text and numbers, as it wrote them)."""
        numbers = tuple((key, row[key]) for key in sorted(row) if key not in HEADS)
        return cls(
            row["id"], row["name"], row.get("eligible"), row["wave"], row.get("deprivation"), bool(row.get("here")), numbers
        )  # fmt: skip


def numbers_by_place(case: Case, option: str) -> dict[str, Kind]:
    """Returns what columns may be: every number that the option states or that findings come to, by its path within the option."""
    at = option_at(option)
    kinds = {
        path: kind
        for path in case.numbers_written
        if is_below(path, at) and (kind := case.kind_at(path)) is not None
    }
    kinds |= {path: number.kind for path, number in case.derived.items() if is_below(path, at)}
    return {within_option(path): kind for path, kind in kinds.items()}


@dataclass(frozen=True)
class PlacesRead:
    """The places of a table, by their ids in order, and all that is wrong with it."""

    places: tuple[Place, ...]
    problems: tuple[Problem, ...]


def places_of(table: PlacesTable, case: Case | None, option: str, waves: Sequence[int]) -> PlacesRead:
    """Returns the places that a table states, each with its numbers judged, and every problem of it.

    Without a case, whose own problems have to be mended first, only what needs none is judged.
    """
    kinds = {} if case is None else numbers_by_place(case, option)
    at = option_at(option)
    columns = {each: within_option(each) if is_below(each, at) else each for each in table.columns}
    problems = [] if case is None else list(_column_problems(table, columns, kinds))
    reader = _Reader(table, {c: path for c, path in columns.items() if path in kinds}, kinds, tuple(waves))
    places = [place for row in table.rows if (place := reader.place(row)) is not None]
    problems += reader.problems
    problems += _together_problems(places, table)
    if case is not None and not problems:
        problems += [problem for place in places for problem in _case_problems(place, case, option)]
    if len(problems) > MOST_SHOWN:
        more = len(problems) - MOST_SHOWN
        problems = [*problems[:MOST_SHOWN], Problem("places", f"{more:,} more things are wrong with the places.", f"{len(table.rows):,} places", "the same as above")]  # fmt: skip
    return PlacesRead(tuple(sorted(places, key=lambda place: place.id)), tuple(problems))


def _column_problems(
    table: PlacesTable, columns: dict[str, str], kinds: dict[str, Kind]
) -> Iterator[Problem]:
    if not table.rows:
        yield Problem("places", "there is no place.", "no rows", "a row for each place")
    known = [*HEADS, *kinds]
    for column, path in columns.items():
        if column not in HEADS and path not in kinds:
            message = f"a column is called so, and the option has no such number.{probably(path, known)}"
            allowed = f"{choices(HEADS)}, or the path of a number that the option states: {choices(list(kinds), 30)}"
            yield Problem(f"places, column {shown(column)}", message, shown(column), allowed)
    needed = ["id", "wave", *(["eligible"] if "people.eligible" in kinds else [])]
    for column in needed:
        if table.rows and column not in columns:
            yield Problem(
                "places", f"no column is called {column}.", choices(list(columns)), f"a column {column}"
            )
    if "eligible" in columns and "people.eligible" not in kinds:
        message = (
            "the case plans how many start and does not say who could take part, so eligible changes nothing."
        )
        planned = [path for path in kinds if is_at_or_below(path, "people.planned_starts")]
        yield Problem("places, column eligible", message, "eligible", f"{choices(planned)} in its place")
    if "eligible" in columns and "people.eligible" in columns.values():
        yield Problem(
            "places", "two columns say who could take part.", "eligible and people.eligible", "one of them"
        )


def _together_problems(places: Sequence[Place], table: PlacesTable) -> Iterator[Problem]:
    """Yields the places that are there twice, and more than one in which the case's own findings were measured."""
    seen: dict[str, int] = {}
    for place in places:
        seen[place.id] = seen.get(place.id, 0) + 1
        if seen[place.id] == 2:
            yield Problem(
                f"places.{place.id}",
                "this place is there twice.",
                place.id,
                "an id of its own for each place",
            )
    here = [place.id for place in places if place.is_here]
    if len(here) > 1:
        message = "more than one place is marked as the one in which the case's own findings were measured."
        yield Problem(
            "places, column here", message, choices(here), "yes for one place, nothing for the others"
        )


def _case_problems(place: Place, case: Case, option: str) -> Iterator[Problem]:
    """Yields what no case could hold of a place that has more than who could take part of its own."""
    if not place.numbers:
        return
    try:
        place.case_of(case, option)
    except CaseError as error:
        for problem in error.problems:
            path = within_option(problem.path)
            yield Problem(f"places.{place.id}.{path}", problem.message, problem.found, problem.allowed)


@dataclass
class _Reader:
    """Reads the cells of one table, and notes what is wrong with them."""

    table: PlacesTable
    paths: dict[str, str]
    kinds: dict[str, Kind]
    waves: tuple[int, ...]

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, row: TableRow, column: str, message: str, found: str, allowed: str) -> None:
        """Notes what is wrong with a cell, and where it is."""
        ident = row.cells.get("id") or "a place without an id"
        where = "" if row.line is None else f"line {row.line} of {self.table.name}: "
        self.problems.append(Problem(f"places.{ident}.{column}", where + message, found, allowed))

    def place(self, row: TableRow) -> Place | None:
        """Returns the place of a row; None where something is wrong with it."""
        before = len(self.problems)
        ident = row.cells.get("id", "")
        if not ident or len(ident) > LONGEST_ID:
            self.refuse(
                row,
                "id",
                "a place needs an id.",
                shown(ident) if ident else "nothing",
                f"text of {LONGEST_ID} characters at most",
            )
        eligible = self.eligible(row)
        numbers = tuple(
            (path, number)
            for column, path in sorted(self.paths.items())
            if (number := self.number(row, column, self.kinds[path])) is not None
        )
        wave, deprivation, is_here = self.wave(row), self.deprivation(row), self.is_here(row)
        if len(self.problems) > before or wave is None:
            return None
        name = row.cells.get("name") or ident
        return Place(ident, name, eligible, wave, deprivation, is_here, numbers)

    def eligible(self, row: TableRow) -> float | None:
        """Returns how many could take part, of a place that says so."""
        if "eligible" not in self.table.columns or "people.eligible" not in self.kinds:
            return None
        cell, allowed = row.cells.get("eligible", ""), "how many people could take part, above 0"
        if not cell:
            self.refuse(row, "eligible", "this place has no people.", "nothing", allowed)
            return None
        number = self.number(row, "eligible", COUNT)
        if number == 0:
            self.refuse(row, "eligible", "this place has no people.", shown(cell), allowed)
        return number

    def number(self, row: TableRow, column: str, kind: Kind) -> float | None:
        """Returns the number in a cell; None of an empty one, where the case's own holds."""
        cell = row.cells.get(column, "")
        if not cell:
            return None
        try:
            number = read_number(cell, kind)
        except NotUnderstood as error:
            self.refuse(row, column, error.what or "there is no number.", shown(cell), kind.allowed)
            return None
        if not (kind.holds(number) and is_of_a_size(number)):
            self.refuse(row, column, f"this is outside what a {kind.name} can be.", shown(cell), kind.allowed)
            return None
        return number

    def wave(self, row: TableRow) -> int | None:
        """Returns the wave in which a place begins."""
        cell = row.cells.get("wave", "")
        allowed = f"one of the waves {choices([str(wave) for wave in self.waves])}"
        wave = whole_number(cell)
        if not cell:
            self.refuse(row, "wave", "this place is in no wave.", "nothing", allowed)
        elif wave not in self.waves:
            self.refuse(row, "wave", "there is no such wave.", shown(cell), allowed)
        else:
            return wave
        return None

    def deprivation(self, row: TableRow) -> int | None:
        """Returns the fifth of deprivation of a place, where it is said."""
        cell = row.cells.get("deprivation", "")
        fifth = whole_number(cell)
        if cell and fifth not in FIFTHS:
            allowed = "1 (most deprived) to 5 (least deprived), or nothing"
            self.refuse(row, "deprivation", "this is no fifth of deprivation.", shown(cell), allowed)
            return None
        return fifth

    def is_here(self, row: TableRow) -> bool:
        """Returns whether the case's own findings were measured in a place."""
        cell = row.cells.get("here", "").lower()
        if cell in YES:
            return True
        if cell not in NO:
            self.refuse(
                row,
                "here",
                "this says neither yes nor no.",
                shown(cell),
                "yes for one place, nothing for the others",
            )
        return False


def whole_number(cell: str) -> int | None:
    """Returns the whole number in a cell, which a sheet may have written as 2.0; None where there is none."""
    try:
        number = read_number(cell, COUNT)
    except NotUnderstood:
        return None
    return int(number) if number == int(number) else None
