"""What differs between two states of a case: every number and every word, in the names that the case gives."""

from __future__ import annotations

from collections.abc import Iterator

from make_the_case.words.assumption_phrases import assumption, name_of, value_in_words
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.case.places import entry_name, step

MOST_CHARACTERS = 120
NOT_THERE = "not there"
IS_NUMBER = ("value", "use")


def differences_table(first: Case, second: Case, names: tuple[str, str] = ("Before", "After")) -> Table:
    """Returns what stands otherwise in the second than in the first; numbers in words, each once."""
    a, b = dict(_places(first.data)), dict(_places(second.data))
    rows = tuple(
        (_name(first, second, path), _shown(first, path, a.get(path)), _shown(second, path, b.get(path)))
        for path in {**a, **b}
        if a.get(path) != b.get(path)
    )
    note = "" if rows else "There is no difference."
    return Table("What differs", ("What", *names), rows, note)


def _places(data: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yields each number whole, and each other thing that is written, at its path; what was saved beside the case is left out."""
    if isinstance(data, dict) and not (path and any(key in data for key in IS_NUMBER)):
        for key, item in data.items():
            if path or key != "saved":
                yield from _places(item, step(path, str(key)))
    elif isinstance(data, list) and any(isinstance(item, dict) for item in data):
        for place, item in enumerate(data):
            yield from _places(item, step(path, entry_name(item, place)))
    elif path:
        yield path, data


def _name(first: Case, second: Case, path: str) -> str:
    for case in (second, first):
        if path in case.numbers_written:
            return name_of(case, path)
    return path.replace("_", " ").replace(".", ", ")


def _shown(case: Case, path: str, written: object) -> str:
    if written is None:
        return NOT_THERE
    if path in case.numbers_written:
        number = assumption(case, path)
        ends = (
            ""
            if number.low is None
            else f" ({value_in_words(case, path, number.low)} to {value_in_words(case, path, number.high or 0.0)})"
        )
        return f"{value_in_words(case, path, number.value)}{ends}"
    text = ", ".join(map(str, written)) if isinstance(written, list) else str(written)
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1].rstrip()}…"
