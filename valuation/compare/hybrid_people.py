"""The people of a hybrid: one stream of people where the two cases differ in numbers alone, else a part of the case that is switched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from valuation.case.places import step
from valuation.case.validity.case_as_written import mapping
from valuation.compare.hybrid_numbers import (
    FIRST,
    SECOND,
    Difference,
    Sides,
    Written,
    WrittenPair,
    entries_by_id,
)

BY_YEAR: tuple[tuple[str, Literal["last", "nothing"]], ...] = (
    ("ramp", "last"), ("planned_starts", "nothing"), ("capacity", "last"),
)  # fmt: skip
"""Lists by year, each with what holds beyond its end."""


def people_of_both(sides: Sides) -> Written | None:
    """Returns the people of the merged case, or None where neither case has any."""
    path = step(sides.path, "people")
    first, second = (
        None if option.get("people") is None else mapping(option["people"]) for option in sides.written
    )
    if first is None and second is None:
        return None
    if first is None or second is None or _form(sides, FIRST) != _form(sides, SECOND):
        return _people_apart(sides, path, first, second)
    people: Written = {key: first[key] for key in ("pool", "delivery_years", "timing") if key in first}
    people |= sides.numbers(path, ("eligible", "uptake", "completion"), (first, second))
    is_standing = people.get("pool") == "standing"
    for key, beyond in BY_YEAR:
        written = (first.get(key), second.get(key))
        if written != (None, None):
            is_one = key == "ramp" and is_standing
            people[key] = sides.by_year(step(path, key), written, beyond, is_one)
    if first.get("segments"):
        people["segments"] = _segments(sides, step(path, "segments"), (first, second))
    return people


def _people_apart(sides: Sides, path: str, first: Written | None, second: Written | None) -> Written | None:
    """Returns the people of the first case, whose form is not that of the second's: the whole of them is one change."""
    ours, theirs = (
        None if people is None else sides.spelled_entry(side, path, people)
        for side, people in enumerate((first, second))
    )
    if first and second and ours is not None and theirs is not None:
        for key in _alike(first, second):  # a change of its own, whatever else differs
            ours[key] = theirs[key] = sides.number(step(path, key))
    a, b = ("nobody" if people is None else _in_words(people) for people in (first, second))
    sides.differences[path] = Difference(path, "structure", a, b, parts={path: theirs}, places={path})
    return ours


def _form(sides: Sides, side: int) -> tuple[object, ...] | None:
    """Returns what of an option's people is no number."""
    people = sides.options[side].people
    if people is None:
        return None
    is_free = people.planned_starts is None
    segments = [segment.id for segment in people.segments or []]
    return (
        people.pool,
        is_free,
        people.timing,
        sides.delivered_years(side),
        people.capacity is None,
        segments,
    )


def _alike(first: Written, second: Written) -> list[str]:
    """Returns the numbers of people that mean the same in both cases, however they differ in form."""
    same_pool = first.get("pool") == second.get("pool")
    keys = ("eligible", "uptake", "completion") if same_pool else ("uptake", "completion")
    return [key for key in keys if first.get(key) is not None and second.get(key) is not None]


def _segments(sides: Sides, path: str, people: WrittenPair) -> list[Written]:
    """Returns the segments that both cases have; their shares are one change."""
    first, second = (entries_by_id(side, "segments") for side in people)
    segments = []
    for ident, segment in first.items():
        place = step(path, ident)
        made: Written = {"id": ident, "share": sides.number(step(place, "share"), group=path)}
        made |= sides.numbers(place, ("uptake_multiplier", "effect_multiplier"), (segment, second[ident]))
        segments.append(made)
    if path in sides.differences:
        difference = sides.differences[path]
        difference.a, difference.b = (_shares(sides, side, path) for side in (FIRST, SECOND))
    return segments


def _shares(sides: Sides, side: int, path: str) -> dict[str, float]:
    """Returns the share of each segment, by its name."""
    people = sides.options[side].people
    segments = (people.segments if people else None) or []
    numbers = {
        segment.name or segment.id: sides.cases[side].assumption_at(step(step(path, segment.id), "share"))
        for segment in segments
    }
    return {name: 0.0 if number is None else number.value for name, number in numbers.items()}


def _in_words(people: Mapping[str, object]) -> str:
    if people.get("planned_starts") is not None:
        return "planned starts"
    return "one population, offered once" if people.get("pool") == "standing" else "newly eligible every year"
