"""What the session holds beside the case: what was typed and not used yet, refused, unticked, or left for another form.

Each is held by the path of its place, so it follows the entries of the case: an entry that goes takes its own with it,
and those after it in a list without ids move up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from valuation.case.numbers_of_a_case import is_there
from valuation.case.places import (
    below,
    first_of,
    holder_of,
    is_at_or_below,
    is_below,
    key_of,
    path_of,
    rest_of,
)
from valuation.case.statuses import status_of

FORM = "form:"
"""What stands before the path in the name of a field of a form."""


@dataclass(frozen=True)
class Refused:
    """What was typed into a field and not understood, with the sentence that says why."""

    typed: str
    why: str
    is_typed: bool = True
    """Whether it was typed: a choice that was refused leaves the field at the case's own."""


@dataclass(frozen=True)
class Left:
    """One place that a choice of another form wrote over: what stood there, and what the choice wrote."""

    was: Any
    wrote: Any


Forms = dict[tuple[str, str], dict[str, Left]]
"""By the place of a choice and the form that was left: what stood at each path then."""


@dataclass(frozen=True)
class Kept:
    """Everything that is held beside the case."""

    refused: dict[str, Refused] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    """What stands in the fields of forms that have not been used yet."""
    put_aside: dict[str, Any] = field(default_factory=dict)
    """Entries that were unticked, by path, so that ticking them again brings back what was typed."""
    forms: Forms = field(default_factory=dict)
    unfolded: dict[str, bool] = field(default_factory=dict)
    """Entries whose form is open."""

    def copy(self) -> Kept:
        """Returns the same, to be changed by itself."""
        return Kept(
            dict(self.refused),
            dict(self.typed),
            dict(self.put_aside),
            dict(self.forms),
            dict(self.unfolded),
        )

    def beside(self, other: Kept, data: Mapping[str, Any]) -> Kept:
        """Returns what is held when another state of the case is gone to.

        What was unticked or left for another form is that state's; what was typed stays as it is, and comes back with
        entries that the case as it was (`data`) did not have.
        """
        refused, typed = (
            {name: item for name, item in entries.items() if not _is_there(data, name)}
            for entries in (other.refused, other.typed)
        )
        return Kept(
            {**refused, **self.refused},
            {**typed, **self.typed},
            dict(other.put_aside),
            dict(other.forms),
            dict(self.unfolded),
        )

    def without(self, path: str) -> Kept:
        """Returns what is held once an entry is taken out of the case: what was its own goes with it."""
        return self._moved(lambda name: moved(name, path, -1))

    def with_place(self, path: str) -> Kept:
        """Returns what is held once an entry is put into its list: in a list without ids, those after it move down."""
        return self._moved(lambda name: moved(name, path, 1))

    def there(self, data: Mapping[str, Any]) -> Kept:
        """Returns what is held of entries that the case has."""
        refused = {name: item for name, item in self.refused.items() if _is_there(data, name)}
        typed = {name: item for name, item in self.typed.items() if _is_there(data, name)}
        return replace(self, refused=refused, typed=typed)

    def _moved(self, to: Callable[[str], str | None]) -> Kept:
        forms: Forms = {}
        for (at, form), left in self.forms.items():
            if (place := to(at)) is not None:
                forms[place, form] = {n: item for name, item in left.items() if (n := to(name)) is not None}
        refused, typed, put_aside, unfolded = (
            _renamed(entries, to) for entries in (self.refused, self.typed, self.put_aside, self.unfolded)
        )
        return Kept(refused, typed, put_aside, forms, unfolded)


def _renamed(entries: Mapping[str, Any], to: Callable[[str], str | None]) -> dict[str, Any]:
    return {new: item for name, item in entries.items() if (new := to(name)) is not None}


def moved(name: str, path: str, by: int) -> str | None:
    """Returns the name of what is held at a place once an entry is put in (`by` 1) or taken out (−1); None where it goes.

    >>> moved("measures.2.what", "measures.1", -1), moved("measures.1.what", "measures.1", -1)
    ('measures.1.what', None)
    >>> moved("form:risks.gaps:owner", "risks.gaps", -1), moved("risks.gaps_2.owner", "risks.gaps", -1)
    (None, 'risks.gaps_2.owner')
    """
    lead, place, rest = _place_in(name)
    at, entry = holder_of(path), key_of(path)
    if not entry.isdecimal():
        return None if by < 0 and is_at_or_below(place, path) else name
    if not is_below(place, at):
        return name
    first, more = first_of(below(place, at)), rest_of(below(place, at))
    if not first.isdecimal() or int(first) < int(entry):
        return name
    if by < 0 and first == entry:
        return None
    return lead + path_of([at, int(first) + by, *([more] if more else [])]) + rest


def _place_in(name: str) -> tuple[str, str, str]:
    """Returns what stands before the path in a name, the path, and what stands after it."""
    lead = FORM if name.startswith(FORM) else ""
    place, colon, rest = name.removeprefix(lead).partition(":")
    return lead, place, f"{colon}{rest}"


def _is_there(data: Mapping[str, Any], name: str) -> bool:
    _, place, _ = _place_in(name)
    return not holder_of(place) or is_there(data, place)


# Forms that exclude one another ----------------------------------------------------------------------------------------


def brought_back(
    left: Mapping[str, Left], changes: Mapping[str, Any], now: Callable[[str], Any]
) -> dict[str, Any]:
    """Returns the changes of a choice with what stood in the chosen form before, wherever nothing else was typed since."""
    if left and all(now(path) == item.wrote for path, item in left.items()):
        return {path: item.was for path, item in left.items()}
    again = {
        path: item.was
        for path, item in left.items()
        if item.was is not None
        and (now(path) == item.wrote or is_waiting(now(path)) or is_waiting(changes.get(path, now(path))))
    }
    return {**changes, **again}


def is_waiting(written: Any) -> bool:
    """Returns whether a place waits for an answer: nothing is written, or a number said to be nothing yet."""
    if isinstance(written, list):
        return all(is_waiting(item) for item in written)
    return written is None or (isinstance(written, dict) and status_of(written) == "unanswered")
