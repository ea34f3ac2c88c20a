"""Edits to a case: what is set, added and taken away at a path, with the file's comments and order kept.

An edit gives a new case or raises CaseError; the case it was asked of stays as it was. Unlike the changes of a
scenario, an edit stays in the file.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from valuation.case_file import plain, with_every_rule
from valuation.case_walk import numbers
from valuation.errors import CaseError, Problem
from valuation.places import (
    entry_name,
    group_of,
    holder_of,
    is_at_or_below,
    is_below,
    key_of,
    option_at,
    option_of,
    step,
    steps_of,
)
from valuation.validation import Case

LONGEST_ID = 40
GONE = None
"""What an edit gives for a key that is to be taken away."""


def edited(case: Case, changes: Mapping[str, Any], also: list[str] | None = None) -> Case:
    """Returns the case with plain data set at paths, a key whose value is None taken away; all or nothing.

    `also`, where given, collects in words what else had to go with it.
    """

    def work(document: Any) -> None:
        for path, value in changes.items():
            _put(document, path, value, case.name)

    return _worked_over(case, work, [] if also is None else also)


def with_entry(case: Case, at: str, entry: Mapping[str, Any], place: int | None = None) -> Case:
    """Returns the case with one more entry in the list at a path, its id made free: at the end, or at a place."""

    def work(document: Any) -> None:
        entries = _list_at(document, at, case.name)
        new = as_document(dict(entry))
        if "id" in new:
            new["id"] = free_id(str(new["id"]), [entry_name(e, k) for k, e in enumerate(entries)])
        entries.insert(len(entries) if place is None else place, new)

    return _worked_over(case, work, [])


def without_entry(case: Case, path: str) -> tuple[Case, list[str]]:
    """Returns the case without one entry of a list, and in words what else had to go with it."""
    at, name = holder_of(path), key_of(path)
    also: list[str] = []

    def work(document: Any) -> None:
        entries = _list_at(document, at, case.name)
        place = _place(entries, name, at, case.name)
        if at == "options" and len(entries) == 1:
            raise _refused(case.name, path, "a case has at least one option, so the last one stays.")
        gone = entries[place]
        del entries[place]
        also.extend(_untie(document, path, gone, case.name))
        if not entries and at != "options":
            _put(document, at, GONE, case.name)

    return _worked_over(case, work, also), also


def free_id(wanted: str, taken: Any) -> str:
    """Returns an id made of the words, with a number after it where it is taken.

    >>> free_id("Peer support: groups!", []), free_id("rent", ["rent", "rent_2"]), free_id("9 lives", [])
    ('peer_support_groups', 'rent_3', 'entry_9_lives')
    """
    stem = re.sub(r"[^a-z0-9]+", "_", wanted.casefold()).strip("_") or "entry"
    stem = (stem if stem[0].isalpha() else f"entry_{stem}")[:LONGEST_ID].rstrip("_")
    ident, count = stem, 1
    while ident in taken:
        count += 1
        ident = f"{stem[: LONGEST_ID - 1 - len(str(count))]}_{count}"
    return ident


def own_document(case: Case) -> Any:
    """Returns a copy of the case's document, its comments with it, that may be written to.

    By pickle, because `copy.deepcopy` of ruamel.yaml's lists loses the comment before the first entry, and then the
    file that is written cannot be read.
    """
    return pickle.loads(pickle.dumps(case.document if case.document is not None else case.data))


def _worked_over(case: Case, work: Callable[[Any], None], also: list[str]) -> Case:
    """Returns the case after work on its document; a scenario's change to a number that went goes with it."""
    document = own_document(case)
    work(document)
    try:
        return with_every_rule(plain(document), case.name, case.library, document)
    except CaseError as error:
        said = list(_untie_scenarios(case, document))
        if not said or not all(is_below(problem.path, "scenarios") for problem in error.problems):
            raise
    found = with_every_rule(plain(document), case.name, case.library, document)
    also.extend(said)
    return found


def _untie_scenarios(case: Case, document: Any) -> Iterator[str]:
    """Takes out of the scenarios what they change of numbers that were written and are no longer, and says so."""
    written = {path for path, _, _ in numbers(plain(document))}
    scenarios = document.get("scenarios") or {}
    for ident in list(scenarios):
        found = scenarios[ident]
        gone = [path for path in found["changes"] if path in case.numbers_written and path not in written]
        for path in gone:
            del found["changes"][path]
        if gone:
            what = "nothing any more, and is gone" if not found["changes"] else "less than it did"
            yield f"the scenario {found.get('name') or ident} changes {what}"
        if not found["changes"]:
            del scenarios[ident]


def _refused(name: str, path: str, message: str) -> CaseError:
    return CaseError(name, [Problem(path, message)])


# The document ----------------------------------------------------------------------------------------------


def _put(document: Any, path: str, value: Any, name: str) -> None:
    *way, last = steps_of(path)
    node, at = document, ""
    for part in way:
        if isinstance(node, list):
            node = node[_place(node, part, at, name)]
        elif isinstance(node.get(part), dict | list):
            node = node[part]
        elif value is GONE:
            return
        else:
            node[part] = CommentedMap()
            node = node[part]
        at = step(at, part)
    if isinstance(node, list):
        node[_place(node, last, at, name)] = as_document(value)
    elif value is GONE:
        node.pop(last, None)
    elif isinstance(value, dict) and isinstance(node.get(last), dict):
        _lay_over(node[last], value)
    else:
        node[last] = as_document(value)


def _lay_over(old: Any, new: Mapping[str, Any]) -> None:
    """Makes a mapping of the file say what the new one says, in place, so that its look and comments stay."""
    for key in [key for key in old if key not in new]:
        del old[key]
    for key, item in new.items():
        if isinstance(item, dict) and isinstance(old.get(key), dict):
            _lay_over(old[key], item)
        elif _has_entries(item) and _has_entries(old.get(key)):
            _lay_entries_over(old[key], item)
        elif key not in old or plain(old[key]) != item:
            old[key] = as_document(item)


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _lay_entries_over(old: Any, new: Sequence[Mapping[str, Any]]) -> None:
    """Makes a list of the file say what the new one says; an entry that is still there, by its name, stays where its comments are."""
    names = [entry_name(item, k) for k, item in enumerate(new)]
    for k in reversed(range(len(old))):
        if entry_name(old[k], k) not in names:
            del old[k]
    for k, item in enumerate(new):
        if k < len(old) and entry_name(old[k], k) == names[k]:
            _lay_over(old[k], item)
        else:
            old.insert(k, as_document(item))
    del old[len(new) :]


def laid_over(document: Any, data: Mapping[str, Any]) -> Any:
    """Returns plain data as a document that looks like a file's, its comments with it where what they stand at is still there."""
    _lay_over(document, data)
    return document if plain(document) == data else as_document(data)


def as_document(value: Any) -> Any:
    """Returns plain data as YAML that is written as a person would: a number and what is said of it on one line."""
    if isinstance(value, dict):
        found = CommentedMap((key, as_document(item)) for key, item in value.items())
        if "value" in found or "use" in found:
            found.fa.set_flow_style()
        return found
    if isinstance(value, list):
        items = CommentedSeq(as_document(item) for item in value)
        if not any(isinstance(item, dict) for item in value):
            items.fa.set_flow_style()
        return items
    return value


def _list_at(document: Any, at: str, name: str) -> Any:
    """Returns the list at a path, made where there is none yet."""
    *way, last = steps_of(at)
    node, gone = document, ""
    for part in way:
        node = node[_place(node, part, gone, name)] if isinstance(node, list) else node[part]
        gone = step(gone, part)
    if not isinstance(node.get(last), list):
        node[last] = CommentedSeq()
    return node[last]


def _place(entries: Any, part: str, at: str, name: str) -> int:
    names = [entry_name(item, k) for k, item in enumerate(entries)]
    if part not in names:
        raise _refused(name, step(at, part), f"nothing is called {part} here any more.")
    return names.index(part)


# What goes with an entry -----------------------------------------------------------------------------------


def _untie(document: Any, path: str, gone: Any, name: str) -> Iterator[str]:
    """Takes away what named the entry, and says so."""
    yield from _untie_shares(document, path, gone, name)
    yield from _untie_overlaps(document, path, gone)
    if path == option_at(str(document.get("preferred"))):
        document["preferred"] = document["options"][0]["id"]
        yield f"the option put forward is now {document['options'][0].get('name') or document['preferred']}"

    def is_below(other: Any) -> bool:
        return is_at_or_below(str(other), path)

    scenarios = document.get("scenarios") or {}
    for ident in list(scenarios):
        changes = scenarios[ident]["changes"]
        dropped = [other for other in changes if is_below(other)]
        for other in dropped:
            del changes[other]
        if dropped and not changes:
            yield f"the scenario {scenarios[ident].get('name') or ident}, which changed nothing else"
            del scenarios[ident]
    pairs = document.get("correlations") or []
    for place in reversed(range(len(pairs))):
        if any(is_below(other) for other in pairs[place][:2]):
            del pairs[place]
            yield "a correlation with it"


def _untie_shares(document: Any, path: str, gone: Any, name: str) -> Iterator[str]:
    """Takes a cost out of the costs that are a share of it."""
    at, ident = holder_of(path), key_of(path)
    if key_of(at) not in ("costs", "replaces"):
        return
    for other in _list_at(document, at, name):
        named = other.get("of") or []
        if ident in named:
            if len(named) == 1:
                raise _refused(
                    name,
                    path,
                    f"{other.get('name') or other['id']} is a share of this cost alone. Remove that one first, "
                    "or let it be a share of another cost.",
                )
            named.remove(ident)
            yield f"its part in {other.get('name') or other['id']}"


def _untie_overlaps(document: Any, path: str, gone: Any) -> Iterator[str]:
    """Counts another value of the same change where the counted one is taken away."""
    if group_of(path) != "outcomes":
        return
    lost = {
        str(value["overlap"]["group"])
        for value in ([gone] if key_of(holder_of(path)) == "values" else gone.get("values") or [])
        if value.get("overlap") and value["overlap"].get("counted", True)
    }
    option = next(o for o in document["options"] if o["id"] == option_of(path))
    for group in sorted(lost):
        others = [
            (outcome, value)
            for outcome in option.get("outcomes") or []
            for value in outcome.get("values") or []
            if value.get("overlap") and str(value["overlap"]["group"]) == group
        ]
        if others:
            outcome, value = others[0]
            value["overlap"]["counted"] = True
            yield f"{outcome.get('name') or outcome['id']} is counted in its place"
