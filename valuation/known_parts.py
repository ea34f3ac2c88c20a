"""What of a valid case stands as it was in a changed one, and so need not be looked at again.

A changed case is made of the very parts of the one before, but for those on the way to what changed. Two hundred
scenarios of a large case are tried in the time of a few cases, and not of two hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from valuation.case import CaseShape

GROUPS = ("costs", "replaces", "outcomes", "enablers")


@dataclass(frozen=True)
class KnownParts:
    """The parts of a valid case, each by the identity of what was read; they live as long as the case does."""

    shapes: dict[int, BaseModel]
    """The shape of each option, entry and assumption of its own."""
    uses: dict[int, frozenset[str]]
    """The numbers that each of them takes from elsewhere."""


def known_parts(shape: CaseShape, data: Mapping[str, Any]) -> KnownParts:
    """Returns the parts of a valid case."""
    shapes = {id(part): found for part, found in _parts(shape, data)}
    uses = {id(part): frozenset(_used(part)) for part, _ in _parts(shape, data)}
    return KnownParts(shapes, uses)


def _parts(shape: CaseShape, data: Mapping[str, Any]) -> Iterator[tuple[Any, BaseModel]]:
    own = data.get("assumptions") or {}
    yield from ((raw, shape.assumptions[name]) for name, raw in own.items() if isinstance(raw, dict))
    for option, found in zip(data["options"], shape.options, strict=True):
        yield option, found
        yield from _entries(option, found)
        for enabler, enabler_shape in zip(option.get("enablers") or [], found.enablers, strict=True):
            yield from _entries(enabler, enabler_shape)


def _entries(holder: Mapping[str, Any], shape: Any) -> Iterator[tuple[Any, BaseModel]]:
    for key in GROUPS:
        entries = holder.get(key)
        if entries:
            yield from zip(entries, getattr(shape, key), strict=True)


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
    """Returns the parts that no rule need look at again: none where years, prices or rates changed, and none that
    takes a number from where one changed."""
    if after.get("appraisal") is not before.get("appraisal"):
        return frozenset()
    own, own_after = (data.get("assumptions") or {} for data in (before, after))
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
    return frozenset(ident for ident, names in parts.uses.items() if moved.isdisjoint(names))


def with_known_shapes(data: Mapping[str, Any], shapes: Mapping[int, BaseModel]) -> dict[str, Any]:
    """Returns plain data with the shapes of its known parts in their place, for pydantic to take as they are."""

    def held(entries: Any) -> Any:
        if not isinstance(entries, list):
            return entries
        return [shapes.get(id(entry)) or opened(entry) for entry in entries]

    def opened(holder: Any) -> Any:
        if not isinstance(holder, dict):
            return holder
        return {key: held(item) if key in GROUPS else item for key, item in holder.items()}

    found = {**data, "options": held(data.get("options"))}
    own = data.get("assumptions")
    if isinstance(own, dict):
        found["assumptions"] = {name: shapes.get(id(raw), raw) for name, raw in own.items()}
    return found
