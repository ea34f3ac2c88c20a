"""Places of a case: the one file that takes a dotted path apart, joins one and compares two.

A path is the keys of mappings and the names of list entries that lead to a place, such as
`options.peer_support.costs.rent.unit_cost`: an entry is named by its id, or by its place in the list where it has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

DOT = "."
CASE_AT = ":"
"""What stands between a place in a programme and a path in the case that stands there."""
OPTIONS, OWN = "options", "assumptions"
"""The list of options, and the block of numbers that a case gives names of its own."""
STEPS_TO_AN_ENTRY = 4
"""options · ID · costs, replaces, outcomes or enablers · ID"""
MOST_KNOWN = 20_000
"""Paths that are held taken apart: every line of a case asks for its entry again with each change."""


def step(path: str, part: object) -> str:
    """Returns the path one step further."""
    return f"{path}{DOT}{part}" if path else str(part)


def path_of(parts: Iterable[object]) -> str:
    """Returns the path that leads through these steps."""
    return DOT.join(map(str, parts))


def steps_of(path: str) -> list[str]:
    """Returns the steps of a path; none of the whole case.

    >>> steps_of("options.it.people"), steps_of("")
    (['options', 'it', 'people'], [])
    """
    return path.split(DOT) if path else []


def in_the_case(place: str, path: str) -> str:
    """Returns a path in the case that stands at a place of a programme; the place alone for the whole case."""
    return f"{place}{CASE_AT} {path}" if path else place


def place_and_path(path: str) -> tuple[str, str]:
    """Returns the place of a programme, and the path in the case that stands there; none where it is no place in a case.

    >>> place_and_path(in_the_case("services.a.case", "title")), place_and_path("rules.0")
    (('services.a.case', 'title'), ('rules.0', ''))
    """
    place, _, inside = path.partition(CASE_AT)
    return place, inside.strip()


def key_of(path: str) -> str:
    """Returns the last step of a path: the key, or the name of the entry, that stands there."""
    return path.rpartition(DOT)[2]


def holder_of(path: str) -> str:
    """Returns the path of what holds the place: nothing for what stands at the top of the case."""
    return path.rpartition(DOT)[0]


def first_of(path: str) -> str:
    """Returns the first step of a path."""
    return path.partition(DOT)[0]


def rest_of(path: str) -> str:
    """Returns what follows the first step of a path."""
    return path.partition(DOT)[2]


@lru_cache(MOST_KNOWN)
def leading_to(path: str) -> tuple[str, ...]:
    """Returns every path from the top to this one, itself the last.

    >>> leading_to("options.it.people")
    ('options', 'options.it', 'options.it.people')
    """
    parts = steps_of(path)
    return tuple(path_of(parts[:depth]) for depth in range(1, len(parts) + 1))


def is_below(path: str, other: str) -> bool:
    """Returns whether a place is within another one, and not that place itself."""
    return path.startswith(f"{other}{DOT}")


def is_at_or_below(path: str, other: str) -> bool:
    """Returns whether a place is another one, or within it.

    >>> is_at_or_below("options.a.costs", "options.a"), is_at_or_below("options.ab.costs", "options.a")
    (True, False)
    """
    return path == other or is_below(path, other)


def below(path: str, other: str) -> str:
    """Returns the way on from another place to this one, which is within it.

    >>> below("options.a.costs.rent", "options.a")
    'costs.rent'
    """
    return path.removeprefix(f"{other}{DOT}")


def has_step(path: str, key: str) -> bool:
    """Returns whether a place of an option lies within a key of this name, at whatever depth.

    >>> has_step("options.a.enablers.e.costs.van.quantity", "costs"), has_step("options.costs.people.uptake", "costs")
    (True, False)
    """
    return key in steps_of(path)[2:-1]


# What stands at a place by the shape of a case --------------------------------------------------------------


def option_at(ident: str) -> str:
    """Returns the path of an option."""
    return step(OPTIONS, ident)


def option_of(path: str) -> str | None:
    """Returns the id of the option that a place belongs to, or None where it belongs to none.

    >>> option_of("options.a.people.uptake"), option_of("appraisal.years"), option_of("options")
    ('a', None, None)
    """
    parts = steps_of(path)
    return parts[1] if len(parts) > 1 and parts[0] == OPTIONS else None


def is_of_an_option(path: str) -> bool:
    """Returns whether a place is within the list of options."""
    return is_below(path, OPTIONS)


def concerns(path: str, option: str) -> bool:
    """Returns whether a place can matter to an option: its own, or one that belongs to none.

    >>> concerns("options.a.costs.rent", "a"), concerns("options.ab.costs.rent", "a"), concerns("appraisal.years", "a")
    (True, False, True)
    """
    return not is_of_an_option(path) or is_at_or_below(path, option_at(option))


@lru_cache(MOST_KNOWN)
def entry_of(path: str) -> str | None:
    """Returns the path of the cost, replaced cost, outcome or enabler that a place belongs to, or None.

    >>> entry_of("options.a.costs.rent.unit_cost"), entry_of("options.a.people.uptake.value")
    ('options.a.costs.rent', None)
    """
    parts = steps_of(path)
    has_one = len(parts) >= STEPS_TO_AN_ENTRY and parts[0] == OPTIONS and parts[2] != "people"
    return path_of(parts[:STEPS_TO_AN_ENTRY]) if has_one else None


def group_of(path: str) -> str | None:
    """Returns the part of its option that a place belongs to, such as `costs` or `people`, or None."""
    parts = steps_of(path)
    return parts[2] if len(parts) > 2 and parts[0] == OPTIONS else None


def within_option(path: str) -> str:
    """Returns a path without the option that it belongs to.

    >>> within_option("options.a.costs.rent"), within_option("appraisal.years")
    ('costs.rent', 'appraisal.years')
    """
    return path_of(steps_of(path)[2:]) if first_of(path) == OPTIONS else path


def own_name(path: str) -> str | None:
    """Returns the name of one of the case's own assumptions, or None where a path is of none."""
    return rest_of(path) if is_below(path, OWN) else None


def table_and_entry(library_id: str) -> tuple[str, str]:
    """Returns the file of the library, and the entry in it, that a library's number is named by."""
    return first_of(library_id), rest_of(library_id)


# What is written at a place ----------------------------------------------------------------------------------


def entry_name(item: object, place: int) -> str:
    """Returns how a list entry is named in a path: by its id, or by its place where it has none."""
    ident = item.get("id") if isinstance(item, dict) else getattr(item, "id", None)
    return ident if isinstance(ident, str) and ident else str(place)


def place_of(entries: Iterable[object], name: str) -> int | None:
    """Returns where in a list the entry of a name is, or None where none is called so."""
    for place, item in enumerate(entries):
        ident = item.get("id") if isinstance(item, dict) else None
        has_no_name = not (ident and isinstance(ident, str))
        if ident == name or (has_no_name and entry_name(item, place) == name):
            return place
    return None


def written_at(data: object, path: str) -> Any:
    """Returns what plain data holds at a path, or None where nothing is written there.

    `Any`, because it is whatever stands there: whoever asks for a place knows from the shape what that can be.
    """
    node = data
    for part in path.split(DOT):
        if isinstance(node, list):
            place = place_of(node, part)
            node = None if place is None else node[place]
        elif isinstance(node, dict):
            node = node.get(part)
        else:
            return None
    return node
