"""Changes to a case: what `--set` and scenarios do, each at a path."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeGuard, get_args

from valuation.case.effects import as_changed, as_written
from valuation.case.key_types import Number
from valuation.case.numbers_of_a_case import place_at
from valuation.case.places import (
    OWN,
    entry_name,
    first_of,
    is_at_or_below,
    is_of_an_option,
    path_of,
    place_of,
    step,
    steps_of,
)
from valuation.case.shape import CaseShape, Scenario
from valuation.case.validity.case_as_written import mapping
from valuation.case.validity.format_needed import with_format_needed
from valuation.case.validity.validation import Case, Fixed, validated
from valuation.case.written.earlier_formats import is_challenge
from valuation.case.written.plain_values import Branch, PlainMapping
from valuation.case.written.written_numbers import NotUnderstood, read_number
from valuation.errors import CaseError, Problem, choices, probably, shown
from valuation.library import assumption_from
from valuation.quantities import ANY, Assumption, Kind, infeasibility, number_problems

OUTSIDE_RANGE = "The value is outside its range, so it is fixed for this run."
NO_DISTRIBUTION = "No distribution with its range can be centred on the value, so it is fixed for this run."
RETIRED = {
    "evidence_only": (
        "the set Evidence only is retired: Proven asks what could be defended to an auditor, of every finding.",
        "Evidence only",
        "--evidence proven, or appraisal.evidence: proven",
    )
}
"""Ready-made sets of old by their ids: what is to be said to somebody who asks for one, and what to ask for instead."""
ID = re.compile(r"^[a-z][a-z0-9_]*$")


def with_changes(case: Case, changes: Mapping[str, object]) -> Case:
    """Returns the case with values set at paths, as a scenario or `--set` does; raises CaseError naming bad paths.

    A bare number replaces a number's `value` only; outside its range, and where its distribution cannot be fitted to
    the value, the number is fixed for that run, which `Case.fixed` says. A path through a `use` changes that place alone,
    a library path every place (model.md, section 2).
    """
    writing = _Writing({key: item for key, item in case.data.items() if key != "scenarios"})
    changed = dict(case.changed_library)
    effects = dict(case.changed_effects)
    problems: list[Problem] = []
    fixed = {each.path: each for each in case.fixed if each.path not in changes}
    written = case.numbers_written
    for path, change in changes.items():
        if path in case.library and first_of(path) != OWN:
            entry = changed.get(path) or case.library.entry(path)
            new = _changed_entry(entry, change, path, partial(_kinds_used_at, case, path), fixed)
            problem = _library_problem(case, path, entry, change, new)
            if problem is None:
                changed[path] = new
            else:
                problems.append(problem)
            continue
        if path in case.derived:
            number = case.derived[path]
            entry = effects.get(path) or as_written(number)
            new = _changed_entry(entry, change, path, partial(_kind_of, number), fixed)
            problem = _effect_problem(number, change, new)
            if problem is None:
                effects[path] = new
            else:
                problems.append(problem)
            continue
        try:
            if path in written and not isinstance(change, str | bool | list):
                change = _changed_number(case, path, written[path], change, fixed)
            writing.set(path, copy.deepcopy(change))
        except KeyError as error:
            problems.append(
                Problem(
                    path,
                    str(error.args[0]),
                    shown(change),
                    "a path of this case, such as options.ID.people.uptake",
                )
            )
    if problems:
        raise CaseError(case.name, problems)
    data = with_format_needed(writing.data)
    made = validated(data, case.name, case.library, None, changed, like=case)
    return replace(made, changed_effects=effects, fixed=tuple(fixed[path] for path in sorted(fixed)))


EVIDENCE = (
    "source", "locator", "status", "grade", "note", "reason", "range", "distribution", "study", "design", "n",
    "follow_up_months", "serves", "by", "at", "signed_off_by", "owner", "review", "uses_round",
)  # fmt: skip
"""What is known of a number beside its value and unit: whoever puts another number in its place does not inherit it."""


def own_readings(case: Case, changes: Mapping[str, object]) -> dict[str, object]:
    """Returns changes as somebody else's figures: with nothing of the evidence of the numbers that they take the place of.

    What a change says of itself stays. A figure of which nothing is said has no source, and counts as grade 6.
    """
    return {path: _own_reading(case, path, change) for path, change in changes.items()}


def _own_reading(case: Case, path: str, change: object) -> object:
    if not (path in case.library or path in case.derived or path in case.numbers_written):
        return change
    if isinstance(change, dict):
        return {**dict.fromkeys(EVIDENCE), **change} if "value" in change else change
    is_number = isinstance(change, int | float) and not isinstance(change, bool)
    return {**dict.fromkeys(EVIDENCE), "value": change} if is_number else change


def changes_of(case: Case, scenario: Scenario) -> dict[str, object]:
    """Returns what a scenario changes; the figures of a challenge are another person's, and inherit nothing of the author's."""
    if not is_challenge(scenario.kind, scenario.name):
        return dict(scenario.changes)
    return own_readings(case, scenario.changes)


def _kind_of(number: Assumption) -> list[Kind]:
    return [number.kind]


def _effect_problem(number: Assumption, change: object, new: PlainMapping) -> Problem | None:
    """Returns why what findings come to cannot be changed so."""
    path, kind = number.path, number.kind
    try:
        Number.model_validate(new)
        stated = as_changed(number, new)
    except (TypeError, ValueError, KeyError, OverflowError):  # a ValidationError is a ValueError
        message = "what findings come to can be changed only to a number."
        return Problem(path, message, shown(change), "a number, or {value, range, reason}")
    wrong = next(
        number_problems(kind, stated.value, stated.low, stated.high, stated.stated_distribution), None
    )
    return None if wrong is None else Problem(path, *wrong)


def _library_problem(
    case: Case, path: str, entry: PlainMapping, change: object, new: PlainMapping
) -> Problem | None:
    """Returns why a library number cannot be changed so; what it is changed to is a number like those of a case."""
    allowed = "a number, or {value, range, reason}"
    stated = change if isinstance(change, dict) else {"value": change}
    year = stated.get("price_year")
    if year is not None and not case.deflator.covers(year):
        message = "this price year is not in the table of GDP deflators."
        return Problem(path, message, shown(year), case.deflator.span())
    try:
        Number.model_validate({"value": entry["value"], **stated})
        assumption_from(path, new)
    except (TypeError, ValueError, KeyError, OverflowError):  # a ValidationError is a ValueError
        return Problem(path, "a library number can be changed only to a number.", shown(change), allowed)
    return None


def as_typed(case: Case, changes: Mapping[str, object]) -> dict[str, object]:
    """Returns changes as typed on a command line, each text where a number belongs read as a field of the app reads it.

    Raises CaseError with every text that is no number there, or that may be either of two.
    """
    read: dict[str, object] = {}
    problems: list[Problem] = []
    for path, change in changes.items():
        kind = _kind_at(case, path)
        try:
            read[path] = change if kind is None else _read(change, kind)
        except NotUnderstood as error:
            problems.append(
                Problem(
                    path, error.what or "there is no number.", shown(change), kind.allowed if kind else ""
                )
            )
    if problems:
        raise CaseError(case.name, problems)
    return read


def _read(change: object, kind: Kind) -> object:
    if isinstance(change, str):
        return read_number(change, kind)
    if isinstance(change, list):
        return [_read(item, kind) for item in change]
    if isinstance(change, dict) and isinstance(change.get("value"), str):
        return {**change, "value": read_number(change["value"], kind)}
    return change


def _kind_at(case: Case, path: str) -> Kind | None:
    """Returns the kind of number that belongs at a path, or None where words may stand."""
    kind = case.kind_at(path)
    if kind is not None:
        return kind
    if path in case.derived:
        return case.derived[path].kind
    if path in case.library:
        return ANY
    try:
        place = place_at(case.data, path)
    except (KeyError, AttributeError):
        return None
    if place.type in (float, int, Number):
        return place.kind or ANY
    is_list_of_numbers = place.is_list and any(part is Number for part in _parts(place.type))
    return place.kind if is_list_of_numbers else None


def _parts(form: object) -> Iterator[object]:
    """Yields what a form is made of, without marks."""
    yield form
    for part in get_args(form):
        yield from _parts(part)


def with_scenario(case: Case, ident: str) -> Case:
    """Returns the case with the changes of one of its scenarios."""
    scenario = case.shape.scenarios.get(ident)
    if scenario is None:
        known = list(case.shape.scenarios)
        retired = RETIRED.get(ident.strip().lower().replace(" ", "_"))
        if retired is not None:
            raise CaseError(case.name, [Problem("scenarios", *retired)])
        raise CaseError(
            case.name,
            [
                Problem(
                    "scenarios",
                    f"no scenario is called {ident}.{probably(ident, known)}",
                    ident,
                    choices(known) or "none: this case has no scenarios",
                )
            ],
        )
    return with_changes(case, changes_of(case, scenario))


def _changed_number(case: Case, path: str, raw: object, change: object, fixed: dict[str, Fixed]) -> object:
    """Returns what to write in a number's place, so that nothing but what the change says is different."""
    if not isinstance(raw, dict) and not isinstance(change, dict):
        return change
    if isinstance(raw, dict) and raw.get("use") is not None:
        was = case.assumption_at(path)
        if was is None:
            return change
        stated: PlainMapping = {
            "value": was.value, "unit": was.unit, "price_year": was.price_year, "source": was.source, "grade": was.grade,
            "status": was.status, "label": was.label, "distribution": was.stated_distribution, "note": was.note,
            "range": None if was.low is None else [was.low, was.high],
        }  # fmt: skip
        entry = {key: item for key, item in stated.items() if item is not None}
    else:
        entry = dict(raw) if isinstance(raw, dict) else {"value": raw}
    return _changed_entry(entry, change, path, lambda: _kinds_used_at(case, path), fixed)


def _kinds_used_at(case: Case, path: str) -> list[Kind]:
    """Returns what sort of quantity a number is, at its own place and at every place that uses it."""
    kinds = [] if (own := case.kind_at(path)) is None else [own]
    if not is_of_an_option(path):  # what many places may use
        kinds += [
            each.kind for each in case.stated.values() if each.assumption and each.assumption.path == path
        ]
    return list(dict.fromkeys(kinds))


def _changed_entry(
    entry: PlainMapping, change: object, path: str, kinds: Callable[[], list[Kind]], fixed: dict[str, Fixed]
) -> PlainMapping:
    """Returns a number's mapping with a change laid over it.

    Fixed, and noted in `fixed`, where the new value is outside its range, or its distribution cannot be fitted to both.
    """
    if isinstance(change, dict) and "use" in change and "value" not in change:
        return change  # another number altogether, taken from the library or from the case's own
    new = {**entry, **change} if isinstance(change, dict) else {**entry, "value": change}
    value, ends = new.get("value"), _two_numbers(new.get("range"))
    changed = mapping(change)
    if ends and "range" not in changed and _is_number(value):
        why = _no_room(value, ends, new.get("distribution"), kinds)
        if why and ("distribution" not in changed or not ends[0] <= value <= ends[1]):
            del new["range"]
            new.update(distribution="fixed", reason=new.get("reason") or why)
            if changed.get("distribution") != "fixed":
                fixed[path] = Fixed(path, float(value), why)
    return new


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _two_numbers(ends: object) -> tuple[float, float] | None:
    """Returns both ends of a range as it is written, or None where it is no range of two numbers."""
    if not (isinstance(ends, list | tuple) and len(ends) == 2 and all(map(_is_number, ends))):
        return None
    return ends[0], ends[1]


def _no_room(
    value: float, ends: tuple[float, float], stated: object, kinds: Callable[[], list[Kind]]
) -> str | None:
    """Returns why a number's range, or its distribution, has no room for a value, or None where they have."""
    low, high = ends
    if not low <= value <= high:
        return OUTSIDE_RANGE
    words = [stated] if stated else [kind.distribution for kind in kinds()]
    return NO_DISTRIBUTION if any(infeasibility(str(word), value, low, high) for word in words) else None


class _Writing:
    """Plain data that is written to: only what stands on the way to a change is copied, and all else is shared."""

    def __init__(self, data: PlainMapping):
        self.data = data
        self._copied: dict[int, Branch] = {id(data): data}
        self._names: dict[int, dict[str, int]] = {}
        """The places of a list's entries by their names, by the list's identity."""

    def set(self, path: str, change: object) -> None:
        """Sets a value; KeyError with a sentence where the path leads nowhere."""
        *way, last = steps_of(path)
        branch: Branch = self.data
        so_far = ""
        for part in way:
            child = self._child(branch, part, so_far)
            if child is None and isinstance(branch, dict):
                child = {}
            if not isinstance(child, dict | list):
                is_one_payer = isinstance(child, str)
                raise KeyError(
                    f"{step(so_far, part)} is {'one word' if is_one_payer else 'a single number'}; it has no {last}."
                )
            own = self._own(child)
            if isinstance(branch, list):
                branch[self._place(branch, part, so_far)] = own
            else:
                branch[part] = own
            branch, so_far = own, step(so_far, part)
        if isinstance(branch, list):
            if isinstance(change, dict) and change.get("id") == last and ID.match(last):
                self._put_entry(
                    branch, last, change
                )  # a cost or a benefit as a whole: in place of one, or one more
            else:
                branch[self._place(branch, last, so_far)] = change
            self._names.pop(id(branch), None)
        else:
            if not ID.match(last) and last not in branch:
                raise KeyError(f"{so_far or 'the case'} has no {last}.")
            branch[last] = change
            if last == "id":
                self._names.clear()

    def _put_entry(self, entries: list[object], ident: str, entry: PlainMapping) -> None:
        place = place_of(entries, ident)
        if place is None:
            entries.append(entry)
        else:
            entries[place] = entry

    def _own(self, branch: Branch) -> Branch:
        """Returns a mapping or list that may be written to: a copy, made once."""
        if id(branch) not in self._copied:
            branch = branch.copy()
            self._copied[id(branch)] = branch
        return branch

    def _place(self, entries: list[object], part: str, path: str) -> int:
        names = self._names.get(id(entries))
        if names is None:
            names = self._names[id(entries)] = {}
            for place, item in enumerate(entries):
                names.setdefault(entry_name(item, place), place)
        if part not in names:
            raise KeyError(f"{path} has no {part}.{probably(part, names)}")
        return names[part]

    def _child(self, branch: Branch, part: str, path: str) -> object:
        if isinstance(branch, list):
            return branch[self._place(branch, part, path)]
        if part not in branch and part not in CaseShape.model_fields and not path:
            raise KeyError(f"nothing in the case or the library is called {part}.{probably(part, branch)}")
        return branch.get(part)


def scenario_problems(case: Case) -> Iterator[Problem]:
    """Yields the problems that a case would have under each of its scenarios."""
    for ident, scenario in case.shape.scenarios.items():
        try:
            with_changes(case, changes_of(case, scenario))
        except CaseError as error:
            for problem in error.problems:
                path = problem.path
                key = next((p for p in scenario.changes if is_at_or_below(path, p)), None)
                change_path = path_of(["scenarios", ident, "changes", *([key] if key else [])])
                yield replace(
                    problem,
                    path=change_path,
                    message=problem.message if key == path else f"{path}: {problem.message}",
                    line=None,
                )
