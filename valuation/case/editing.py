"""Edits to a case: what is set, added and taken away at a path, with the file's comments and order kept.

An edit gives a new case or raises CaseError; the case it was asked of stays as it was. Unlike the changes of a
scenario, an edit stays in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from valuation.case.document import Document, as_document, plain_beside
from valuation.case.file import plain, with_every_rule
from valuation.case.numbers_of_a_case import numbers
from valuation.case.places import (
    OPTIONS,
    entry_name,
    group_of,
    holder_of,
    is_at_or_below,
    is_below,
    key_of,
    option_at,
    option_of,
    place_of,
    step,
    steps_of,
)
from valuation.case.shape import FORMAT_WITH_FINDINGS
from valuation.case.validity.case_as_written import listed, mapping
from valuation.case.validity.format_needed import needs_format_2
from valuation.case.validity.validation import Case
from valuation.case.written.plain_values import Branch, PlainMapping
from valuation.errors import CaseError, Problem

LONGEST_ID = 40
GONE = None
"""What an edit gives for a key that is to be taken away."""


def edited(case: Case, changes: Mapping[str, object], also: list[str] | None = None) -> Case:
    """Returns the case with plain data set at paths, a key whose value is None taken away; all or nothing.

    `also`, where given, collects in words what else had to go with it.
    """

    def work(document: Document) -> None:
        for path, value in changes.items():
            _put(document, path, value, case.name)

    return _worked_over(case, work, [] if also is None else also)


def with_entry(case: Case, list_path: str, entry: Mapping[str, object], place: int | None = None) -> Case:
    """Returns the case with one more entry in the list at a path, its id made free: at the end, or at a place."""

    def work(document: Document) -> None:
        entries = _list_at(document, list_path, case.name)
        new = mapping(as_document(dict(entry)))
        if "id" in new:
            new["id"] = free_id(str(new["id"]), [entry_name(e, k) for k, e in enumerate(entries)])
        entries.insert(len(entries) if place is None else place, new)

    return _worked_over(case, work, [])


def without_entry(case: Case, path: str) -> tuple[Case, list[str]]:
    """Returns the case without one entry of a list, and in words what else had to go with it."""
    list_path, name = holder_of(path), key_of(path)
    also: list[str] = []

    def work(document: Document) -> None:
        entries = _list_at(document, list_path, case.name)
        place = _place(entries, name, list_path, case.name)
        if list_path == OPTIONS and len(entries) == 1:
            raise _refused(case.name, path, "a case has at least one option, so the last one stays.")
        gone = entries[place]
        del entries[place]
        also.extend(_untie(document, path, gone, case.name))
        if not entries and list_path != OPTIONS:
            _put(document, list_path, GONE, case.name)

    return _worked_over(case, work, also), also


def free_id(wanted: str, taken: Container[object]) -> str:
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


def _worked_over(case: Case, work: Callable[[Document], None], also: list[str]) -> Case:
    """Returns the case after work on its document; a scenario's change to a number that went goes with it."""
    was = case.root
    document = Document(was)
    work(document)
    if needs_format_2(document.root):
        _put(document, "format", FORMAT_WITH_FINDINGS, case.name)

    def judged() -> Case:
        data = mapping(plain_beside(document.root, was, case.data))
        return with_every_rule(data, case.name, case.library, document.root, like=case)

    try:
        return judged()
    except CaseError as error:
        untied_words = list(_untie_scenarios(case, document))
        if not untied_words or not all(is_below(problem.path, "scenarios") for problem in error.problems):
            raise
    untied = judged()
    also.extend(untied_words)
    return untied


def _untie_scenarios(case: Case, document: Document) -> Iterator[str]:
    """Takes out of the scenarios what they change of numbers that were written and are no longer, and says so."""
    written = {each.path for each in numbers(plain(document.root))}
    for ident, scenario in _scenarios(document):
        changes = mapping(scenario["changes"])
        gone = [path for path in changes if path in case.numbers_written and path not in written]
        if gone:
            _drop(document, ident, gone)
            what = "nothing any more, and is gone" if len(gone) == len(changes) else "less than it did"
            yield f"the scenario {scenario.get('name') or ident} changes {what}"


def _scenarios(document: Document) -> list[tuple[str, PlainMapping]]:
    """Returns (id, scenario) of every scenario as it is written before anything is taken out of it."""
    scenarios = mapping(document.root.get("scenarios"))
    return [(ident, mapping(scenario)) for ident, scenario in scenarios.items()]


def _drop(document: Document, ident: str, paths: list[str]) -> None:
    """Takes changes out of a scenario, and the scenario away where it changes nothing else."""
    scenarios = document.mapping_in(document.root, "scenarios")
    if len(paths) == len(mapping(mapping(scenarios[ident])["changes"])):
        del scenarios[ident]
        return
    changes = document.mapping_in(document.mapping_in(scenarios, ident), "changes")
    for path in paths:
        del changes[path]


def _refused(name: str, path: str, message: str) -> CaseError:
    return CaseError(name, [Problem(path, message)])


# The document ----------------------------------------------------------------------------------------------


def _put(document: Document, path: str, value: object, name: str) -> None:
    *way, last = steps_of(path)
    branch: Branch = document.root
    so_far = ""
    for part in way:
        if isinstance(branch, list):
            branch = document.child(branch, _place(branch, part, so_far, name))
        elif isinstance(branch.get(part), dict | list):
            branch = document.child(branch, part)
        elif value is GONE:
            return
        else:
            branch[part] = CommentedMap()
            branch = document.child(branch, part)
        so_far = step(so_far, part)
    if isinstance(branch, list):
        branch[_place(branch, last, so_far, name)] = as_document(value)
    elif value is GONE:
        branch.pop(last, None)
    elif isinstance(value, dict) and isinstance(branch.get(last), dict):
        document.lay_over(document.mapping_in(branch, last), value)
    else:
        branch[last] = as_document(value)


def _list_at(document: Document, path: str, name: str) -> list[object]:
    """Returns the list at a path, to be written to, made where there is none yet."""
    *way, last = steps_of(path)
    branch: Branch = document.root
    so_far = ""
    for part in way:
        key = _place(branch, part, so_far, name) if isinstance(branch, list) else part
        branch = document.child(branch, key)
        so_far = step(so_far, part)
    holder = mapping(branch)
    if not isinstance(holder.get(last), list):
        holder[last] = CommentedSeq()
    return document.list_in(holder, last)


def _place(entries: list[object], part: str, path: str, name: str) -> int:
    place = place_of(entries, part)
    if place is None:
        raise _refused(name, step(path, part), f"nothing is called {part} here any more.")
    return place


# What goes with an entry -----------------------------------------------------------------------------------


def _untie(document: Document, path: str, gone: object, name: str) -> Iterator[str]:
    """Takes away what named the entry, and says so."""
    yield from _untie_shares(document, path, name)
    yield from _untie_published(document, path)
    yield from _untie_overlaps(document, path, mapping(gone))
    yield from _untie_pilot(document, path)
    root = document.root
    if path == option_at(str(root.get("preferred"))):
        first = mapping(listed(root["options"])[0])
        root["preferred"] = first["id"]
        yield f"the preferred option is now {first.get('name') or root['preferred']}"
    for ident, scenario in _scenarios(document):
        changes = mapping(scenario["changes"])
        dropped = [changed for changed in changes if is_at_or_below(str(changed), path)]
        if dropped:
            if len(dropped) == len(changes):
                yield f"the scenario {scenario.get('name') or ident}, which changed nothing else"
            _drop(document, ident, dropped)
    pairs = listed(root.get("correlations"))
    for place in reversed(range(len(pairs))):
        if any(is_at_or_below(str(paired), path) for paired in listed(pairs[place])[:2]):
            del document.list_in(root, "correlations")[place]
            yield "a correlation with it"


def _untie_shares(document: Document, path: str, name: str) -> Iterator[str]:
    """Takes a cost out of the costs that are a share of it."""
    siblings_path, ident = holder_of(path), key_of(path)
    if key_of(siblings_path) not in ("costs", "replaces"):
        return
    costs = _list_at(document, siblings_path, name)
    for place, other in enumerate(map(mapping, costs)):
        named = listed(other.get("of"))
        if ident in named:
            if len(named) == 1:
                raise _refused(
                    name,
                    path,
                    f"{other.get('name') or other['id']} is a share of this cost alone. Remove that one first, "
                    "or let it be a share of another cost.",
                )
            document.list_in(document.child(costs, place), "of").remove(ident)
            yield f"its part in {other.get('name') or other['id']}"


def _untie_published(document: Document, path: str) -> Iterator[str]:
    """Takes a cost out of what published costs cover, and one that covered nothing else away."""
    group, ident = holder_of(path), key_of(path)
    if group_of(path) != "costs" or holder_of(group) != option_at(str(option_of(path))):
        return
    option_place = place_of(listed(document.root[OPTIONS]), str(option_of(path)))
    if option_place is None:
        return
    option = mapping(document.child(document.list_in(document.root, OPTIONS), option_place))
    for place, published in reversed(list(enumerate(_mappings(option.get("published_costs"))))):
        covers = listed(published.get("covers"))
        if ident not in covers:
            continue
        entries = document.list_in(option, "published_costs")
        if len(covers) == 1:
            del entries[place]
            yield f"{published.get('name') or published['id']}, which covered it alone"
        else:
            document.list_in(document.child(entries, place), "covers").remove(ident)
            yield f"its part in {published.get('name') or published['id']}"
    if not listed(option.get("published_costs")):
        option.pop("published_costs", None)


def _untie_overlaps(document: Document, path: str, gone: PlainMapping) -> Iterator[str]:
    """Counts another value of the same change where the counted one is taken away."""
    if group_of(path) != "outcomes":
        return
    values = [gone] if key_of(holder_of(path)) == "values" else _mappings(gone.get("values"))
    overlaps = [mapping(value.get("overlap")) for value in values]
    lost = {str(overlap["group"]) for overlap in overlaps if overlap and overlap.get("counted", True)}
    option_place = place_of(listed(document.root["options"]), str(option_of(path)))
    if option_place is None:
        return
    for group in sorted(lost):
        option = mapping(listed(document.root["options"])[option_place])
        rivals = [
            (k, outcome, j)
            for k, outcome in enumerate(_mappings(option.get("outcomes")))
            for j, value in enumerate(_mappings(outcome.get("values")))
            if (overlap := mapping(value.get("overlap"))) and str(overlap["group"]) == group
        ]
        if rivals:
            k, outcome, j = rivals[0]
            branch: Branch = document.root
            for part in ("options", option_place, "outcomes", k, "values", j, "overlap"):
                branch = document.child(branch, part)
            mapping(branch)["counted"] = True
            yield f"{outcome.get('name') or outcome['id']} is counted in its place"


def _untie_pilot(document: Document, path: str) -> Iterator[str]:
    """Takes an outcome out of the pilot that was decided by it, which is then decided by the one that matters most."""
    option_place = place_of(listed(document.root[OPTIONS]), str(option_of(path)))
    if option_place is None or holder_of(path) != step(option_at(str(option_of(path))), "outcomes"):
        return
    option = document.child(document.list_in(document.root, OPTIONS), option_place)
    if mapping(mapping(option).get("pilot")).get("outcome") == key_of(path):
        del document.mapping_in(mapping(option), "pilot")["outcome"]
        yield "that the pilot is decided by it"


def _mappings(value: object) -> list[PlainMapping]:
    """Returns the entries of a list, each a mapping; none where there is no list."""
    return [mapping(item) for item in listed(value)]
