"""What of a valid case stands as it was in a changed one, and so need not be looked at again.

A changed case is made of the very parts of the one before, but for those on the way to what changed. An edit, and two
hundred scenarios of a large case, are judged by what they touch and what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import BaseModel

from valuation.case.numbers_of_a_case import Stated, Walked, numbers
from valuation.case.option_shape import Enabler, Option
from valuation.case.places import OPTIONS, OWN, entry_name, step
from valuation.case.shape import CaseShape, field_name
from valuation.case.validity.case_as_written import listed, mapping
from valuation.case.validity.limits import OptionSize, size_of_option
from valuation.case.written.plain_values import PlainMapping

GROUPS = ("costs", "replaces", "outcomes", "enablers")
"""The lists of an option whose entries are parts."""


@dataclass(frozen=True)
class Part:
    """An option, an entry or an assumption of its own, of a valid case."""

    raw: object
    """As it was read. It lives as long as what is known of it, so that its identity stays its own."""
    shape: BaseModel
    uses: frozenset[str]
    """The numbers that it takes from elsewhere."""
    walked: Walked
    size: OptionSize | None = None
    """How much an option holds."""


Section = tuple[object, object]
"""What was read of a section of the case, and its shape: a mapping, a list of them, or several by name."""


@dataclass(frozen=True)
class KnownParts:
    """The parts of a valid case by the identity of what was read, and its other sections."""

    parts: Mapping[int, Part]
    sections: Mapping[int, Section]
    """What was read of each section of the case but its options and its own numbers, and its shape."""

    def __contains__(self, ident: object) -> bool:
        return ident in self.parts or ident in self.sections

    def size_of(self, option: PlainMapping) -> OptionSize:
        """Returns how much an option holds, from what is known of it where anything is."""
        part = self.parts.get(id(option))
        return size_of_option(option) if part is None or part.size is None else part.size


NOTHING_KNOWN = KnownParts(MappingProxyType({}), MappingProxyType({}))


def known_parts(
    shape: CaseShape,
    data: PlainMapping,
    stated: Mapping[str, Stated],
    before: KnownParts = NOTHING_KNOWN,
) -> KnownParts:
    """Returns the parts of a valid case; those that a case before it had too are not looked at again.

    A part whose numbers may have moved with what they take from elsewhere is looked at all the same.
    """
    parts: dict[int, Part] = {}

    def note(raw: PlainMapping, made: BaseModel, path: str) -> None:
        old = before.parts.get(id(raw))
        if old is not None and old.walked[0] == path and all(stated[s.path] is s for s in old.walked[1]):
            parts[id(raw)] = old
            return
        is_option = isinstance(made, Option)
        known = {ident: part.walked for ident, part in parts.items()} if is_option else {}
        walked = tuple(stated[each.path] for each in numbers(raw, type(made), path, known=known))
        size = size_of_option(raw) if is_option else None
        parts[id(raw)] = Part(raw, made, frozenset(_used(raw)), (path, walked), size)

    for name, raw in mapping(data.get(OWN)).items():
        if isinstance(raw, dict):
            path = step(OWN, name)
            parts[id(raw)] = Part(
                raw, shape.assumptions[name], frozenset(_used(raw)), (path, (stated[path],))
            )
    for raw, option in zip(listed(data[OPTIONS]), shape.options, strict=True):
        path = step(OPTIONS, option.id)
        for entry, entry_shape, entry_path in _entries(mapping(raw), option, path):
            note(entry, entry_shape, entry_path)
        note(mapping(raw), option, path)
    return KnownParts(parts, _sections(shape, data))


def _entries(
    holder: PlainMapping, shape: Option | Enabler, path: str
) -> Iterator[tuple[PlainMapping, BaseModel, str]]:
    """Yields (as read, shape, path) of each entry of an option, those of its enablers before these themselves."""
    for key in GROUPS:
        made: list[BaseModel] = getattr(shape, key, [])
        for place, (raw, entry) in enumerate(zip(listed(holder.get(key)), made, strict=True)):
            entry_path = step(step(path, key), entry_name(raw, place))
            if isinstance(entry, Enabler):
                yield from _entries(mapping(raw), entry, entry_path)
            yield mapping(raw), entry, entry_path


def _sections(shape: CaseShape, data: PlainMapping) -> dict[int, Section]:
    """Returns what was read of each other section, and its shape; of a mapping of sections, such as scenarios, each."""
    sections: dict[int, Section] = {}
    for key, raw in data.items():
        if key in (OPTIONS, OWN) or not isinstance(raw, dict | list):
            continue
        made = getattr(shape, field_name(CaseShape, key))
        sections[id(raw)] = raw, made
        if isinstance(raw, dict) and isinstance(made, dict):
            sections |= {
                id(raw[name]): (raw[name], made[name]) for name in raw if isinstance(raw[name], dict)
            }
    return sections


def _used(node: object) -> Iterator[str]:
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
    before: PlainMapping,
    after: PlainMapping,
    library_before: Mapping[str, PlainMapping],
    library_after: Mapping[str, PlainMapping],
) -> frozenset[int]:
    """Returns the parts that no rule need look at again: none where the first year changed, from which every other year is
    counted, and none that takes a number from where one changed."""
    if _first_year(after) != _first_year(before):
        return frozenset()
    own, own_after = mapping(before.get(OWN)), mapping(after.get(OWN))
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


def _first_year(data: PlainMapping) -> object:
    """Returns the one key of `appraisal` that a rule of an option or an entry reads; a rule of its own looks at the others."""
    appraisal = data.get("appraisal")
    return appraisal.get("first_year") if isinstance(appraisal, dict) else None


def with_known_shapes(data: PlainMapping, known: KnownParts) -> dict[str, object]:
    """Returns plain data with the shapes of its known parts in their place, for pydantic to take as they are."""

    def shape_of(raw: object) -> BaseModel | None:
        part = known.parts.get(id(raw))
        return None if part is None else part.shape

    def held(entries: object) -> object:
        if not isinstance(entries, list):
            return entries
        return [shape_of(entry) or opened(entry) for entry in entries]

    def opened(holder: object) -> object:
        if not isinstance(holder, dict):
            return holder
        return {key: held(item) if key in GROUPS else item for key, item in holder.items()}

    def section(raw: object) -> object:
        if id(raw) in known.sections:
            return known.sections[id(raw)][1]
        if isinstance(raw, dict):
            return {
                name: known.sections[id(item)][1] if id(item) in known.sections else item
                for name, item in raw.items()
            }
        return raw

    made = {key: section(raw) for key, raw in data.items()}
    made[OPTIONS] = held(data.get(OPTIONS))
    own = data.get(OWN)
    if isinstance(own, dict):
        made[OWN] = {name: shape_of(raw) or raw for name, raw in own.items()}
    return made
