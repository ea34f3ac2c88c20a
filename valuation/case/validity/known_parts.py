"""What of a valid case stands as it was in a changed one, and so need not be looked at again.

A changed case is made of the very parts of the one before, but for those on the way to what changed. An edit, and two
hundred scenarios of a large case, are judged by what they touch and what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from valuation.case.numbers_of_a_case import Stated, Walked, numbers
from valuation.case.option_shape import Cost, Enabler, Option, Outcome
from valuation.case.places import OPTIONS, OWN, entry_name, step
from valuation.case.shape import CaseShape, field_name
from valuation.case.validity.limits import OptionSize, size_of_option

GROUPS: dict[str, type[BaseModel]] = {
    "costs": Cost,
    "replaces": Cost,
    "outcomes": Outcome,
    "enablers": Enabler,
}
"""The lists of an option whose entries are parts, and the shape of each."""


@dataclass(frozen=True)
class Part:
    """An option, an entry or an assumption of its own, of a valid case."""

    raw: Any
    """As it was read. It lives as long as what is known of it, so that its identity stays its own."""
    shape: BaseModel
    uses: frozenset[str]
    """The numbers that it takes from elsewhere."""
    walked: Walked
    size: OptionSize | None = None
    """How much an option holds."""


@dataclass(frozen=True)
class KnownParts:
    """The parts of a valid case by the identity of what was read, and its other sections."""

    parts: Mapping[int, Part]
    sections: Mapping[int, tuple[Any, Any]]
    """What was read of each section of the case but its options and its own numbers, and its shape."""

    def __contains__(self, ident: object) -> bool:
        return ident in self.parts or ident in self.sections

    def size_of(self, option: dict[str, Any]) -> OptionSize:
        """Returns how much an option holds, from what is known of it where anything is."""
        part = self.parts.get(id(option))
        return size_of_option(option) if part is None or part.size is None else part.size


NOTHING_KNOWN = KnownParts(MappingProxyType({}), MappingProxyType({}))


def known_parts(
    shape: CaseShape,
    data: Mapping[str, Any],
    stated: Mapping[str, Stated],
    before: KnownParts = NOTHING_KNOWN,
) -> KnownParts:
    """Returns the parts of a valid case; those that a case before it had too are not looked at again.

    A part whose numbers may have moved with what they take from elsewhere is looked at all the same.
    """
    parts: dict[int, Part] = {}

    def noted(raw: Any, found: BaseModel, form: Any, path: str) -> None:
        old = before.parts.get(id(raw))
        if old is not None and old.walked[0] == path and all(stated[s.path] is s for s in old.walked[1]):
            parts[id(raw)] = old
            return
        known = {ident: part.walked for ident, part in parts.items()} if form is Option else {}
        walked = tuple(stated[each.path] for each in numbers(raw, form, path, known=known))
        size = size_of_option(raw) if form is Option else None
        parts[id(raw)] = Part(raw, found, frozenset(_used(raw)), (path, walked), size)

    for name, raw in (data.get(OWN) or {}).items():
        if isinstance(raw, dict):
            at = step(OWN, name)
            parts[id(raw)] = Part(raw, shape.assumptions[name], frozenset(_used(raw)), (at, (stated[at],)))
    for option, found in zip(data[OPTIONS], shape.options, strict=True):
        at = step(OPTIONS, found.id)
        for entry, entry_shape, form, path in _entries(option, found, at):
            noted(entry, entry_shape, form, path)
        noted(option, found, Option, at)
    return KnownParts(parts, _sections(shape, data))


def _entries(holder: Mapping[str, Any], shape: Any, at: str) -> Iterator[tuple[Any, BaseModel, Any, str]]:
    """Yields (as read, shape, form, path) of each entry of an option, those of its enablers before these themselves."""
    for key, form in GROUPS.items():
        entries = holder.get(key)
        for place, (entry, found) in enumerate(zip(entries or [], getattr(shape, key, []), strict=True)):
            path = step(step(at, key), entry_name(entry, place))
            if form is Enabler:
                yield from _entries(entry, found, path)
            yield entry, found, form, path


def _sections(shape: CaseShape, data: Mapping[str, Any]) -> dict[int, tuple[Any, Any]]:
    """Returns what was read of each other section, and its shape; of a mapping of sections, such as scenarios, each."""
    found: dict[int, tuple[Any, Any]] = {}
    for key, raw in data.items():
        if key in (OPTIONS, OWN) or not isinstance(raw, dict | list):
            continue
        made = getattr(shape, field_name(CaseShape, key))
        found[id(raw)] = raw, made
        if isinstance(raw, dict) and isinstance(made, dict):
            found |= {id(raw[name]): (raw[name], made[name]) for name in raw if isinstance(raw[name], dict)}
    return found


def _used(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("use"), str):
            yield node["use"]
        for item in node.values():
            yield from _used(item)
    elif isinstance(node, list):
        for item in node:
            yield from _used(item)


def still_right(
    parts: KnownParts,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    library_before: Mapping[str, Any],
    library_after: Mapping[str, Any],
) -> frozenset[int]:
    """Returns the parts that no rule need look at again: none where the first year changed, from which every other year is
    counted, and none that takes a number from where one changed."""
    if _first_year(after) != _first_year(before):
        return frozenset()
    own, own_after = (data.get(OWN) or {} for data in (before, after))
    moved = {name for name in {*own, *own_after} if own.get(name) is not own_after.get(name)}
    moved |= {
        name
        for name in {*library_before, *library_after}
        if library_before.get(name) is not library_after.get(name)
    }
    while moved:
        more = {name for name, raw in own_after.items() if not moved.isdisjoint(_used(raw))} - moved
        if not more:
            break
        moved |= more
    return frozenset(ident for ident, part in parts.parts.items() if moved.isdisjoint(part.uses))


def _first_year(data: Mapping[str, Any]) -> Any:
    """Returns the one key of `appraisal` that a rule of an option or an entry reads; a rule of its own looks at the others."""
    appraisal = data.get("appraisal")
    return appraisal.get("first_year") if isinstance(appraisal, dict) else None


def with_known_shapes(data: Mapping[str, Any], known: KnownParts) -> dict[str, Any]:
    """Returns plain data with the shapes of its known parts in their place, for pydantic to take as they are."""

    def shape_of(raw: Any) -> Any:
        part = known.parts.get(id(raw))
        return None if part is None else part.shape

    def held(entries: Any) -> Any:
        if not isinstance(entries, list):
            return entries
        return [shape_of(entry) or opened(entry) for entry in entries]

    def opened(holder: Any) -> Any:
        if not isinstance(holder, dict):
            return holder
        return {key: held(item) if key in GROUPS else item for key, item in holder.items()}

    def section(raw: Any) -> Any:
        if id(raw) in known.sections:
            return known.sections[id(raw)][1]
        if isinstance(raw, dict):
            return {
                name: known.sections[id(item)][1] if id(item) in known.sections else item
                for name, item in raw.items()
            }
        return raw

    found = {key: section(raw) for key, raw in data.items()}
    found[OPTIONS] = held(data.get(OPTIONS))
    own = data.get(OWN)
    if isinstance(own, dict):
        found[OWN] = {name: shape_of(raw) or raw for name, raw in own.items()}
    return found
