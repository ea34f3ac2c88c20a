"""The library as rows: every assumption with its value, source, licence and who uses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from make_the_case.words.phrases import plain_number
from valuation import Library
from valuation.case.places import step, table_and_entry
from valuation.case.templates import plain_template


@dataclass(frozen=True)
class EntryRow:
    """One assumption of the library, in words."""

    path: str
    table: str
    label: str
    value: str
    price_year: str
    grade: str
    status: str
    source: str
    licence: str


def entry_rows(library: Library) -> Iterator[EntryRow]:
    """Yields every assumption of the library, table by table."""
    for path in library.ids():
        entry = library.entry(path)
        number = library.get(path)
        source = library.sources.get(str(entry.get("source")))
        licence = library.licences.get(source.licence) if source else None
        value = plain_number(number.value)
        if number.low is not None and number.high is not None:
            value += f" ({plain_number(number.low)} to {plain_number(number.high)})"
        yield EntryRow(
            path=path, table=table_and_entry(path)[0], label=str(entry.get("label", path)), value=f"{value} {entry.get('unit', '')}".strip(),
            price_year=str(entry.get("price_year", "")), grade=str(entry.get("grade", "none")), status=str(entry.get("status", "")),
            source=f"{source.publisher}, {source.date}" if source else str(entry.get("source", "")),
            licence=licence.name if licence else "",
        )  # fmt: skip


def users_of_entries(library: Library) -> dict[str, tuple[str, ...]]:
    """Returns by assumption the templates that use it, and the assumptions that are worked out from it."""
    users: dict[str, list[str]] = {}
    for ident in library.template_ids():
        for path in sorted(set(_uses(plain_template(library, ident)))):
            users.setdefault(path, []).append(ident)
    for path in library.ids():
        table = table_and_entry(path)[0]
        others = library.entry(path).get("from")
        for other in others if isinstance(others, list) else []:
            named = other if table_and_entry(str(other))[1] else step(table, other)
            users.setdefault(named, []).append(path)
    return {path: tuple(names) for path, names in users.items()}


def _uses(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("use"), str):
            yield node["use"]
        for item in node.values():
            yield from _uses(item)
    elif isinstance(node, list):
        for item in node:
            yield from _uses(item)
