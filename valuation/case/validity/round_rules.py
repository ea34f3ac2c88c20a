"""Rules for workshops: each was on a day, has an id of its own, and is there where a number says that it comes from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from valuation.case.places import step
from valuation.case.validity.case_as_written import Reading, entries, mapping
from valuation.case.validity.record_rules import is_day
from valuation.errors import Problem, choices, figure, probably, shown


def round_rules(reading: Reading) -> Iterator[Problem]:
    """Every round is whole in itself, and every number that names a round names one that there is."""
    ids: Counter[str] = Counter()
    for path, held in entries(reading.data.get("rounds"), "rounds"):
        ident = held.get("id")
        ids[str(ident)] += 1
        if ids[str(ident)] == 2:
            message = f"two rounds are called {ident}."
            yield Problem(step(path, "id"), message, shown(ident), "an id of its own for each")
        if isinstance(held.get("at"), str) and not is_day(held["at"]):
            allowed = "year-month-day, such as 2026-11-30"
            yield Problem(step(path, "at"), "this is not a day.", shown(held["at"]), allowed)
        for place, question in entries(held.get("questions"), step(path, "questions")):
            yield from _range_rules(place, question)
            for kind, apart in mapping(question.get("by_kind")).items():
                yield from _range_rules(step(step(place, "by_kind"), kind), mapping(apart))
    for path, stated in reading.stated.items():
        named = mapping(stated.raw).get("uses_round")
        if isinstance(named, str) and named not in ids:
            message = f"no round of this case is called {named}.{probably(named, ids)}"
            allowed = choices(list(ids)) or "none: this case has no rounds"
            yield Problem(step(path, "uses_round"), message, shown(named), allowed)


def _range_rules(path: str, told: dict[str, object]) -> Iterator[Problem]:
    """What answers come to lies in its own range."""
    ends, value = told.get("range"), told.get("value")
    if not (isinstance(ends, list) and len(ends) == 2 and isinstance(value, int | float)):
        return
    if all(isinstance(end, int | float) for end in ends) and not ends[0] <= value <= ends[1]:
        found = f"{figure(value)}, with a range of {figure(ends[0])} to {figure(ends[1])}"
        yield Problem(
            step(path, "range"),
            "the value is outside its own range.",
            found,
            "the lower end first, and the value between",
        )
