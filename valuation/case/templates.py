"""The templates of the library: interventions to start from, and what each says of itself, of its people and at a place of its option."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from ruamel.yaml import YAML

from valuation.answers.cautions import caution_words
from valuation.case.file import plain
from valuation.case.places import option_of, within_option, written_at
from valuation.case.validity.validation import Case
from valuation.library import Library, assumption_from
from valuation.quantities import Assumption


@dataclass(frozen=True)
class Template:
    """One intervention of the library: an option to start from, and what is said of it."""

    id: str
    text: str

    @cached_property
    def document(self) -> Any:
        """Returns the template with its comments; read when it is first asked for, because a library has many."""
        return with_comments().load(self.text)

    @property
    def said(self) -> dict[str, Any]:
        """Returns the template as plain data."""
        return plain(self.document)

    @property
    def is_enabler(self) -> bool:
        """Returns whether it has costs and no benefit of its own, and makes another option work better."""
        return bool(self.document.get("enabler", False))

    @property
    def is_alone(self) -> bool:
        """Returns whether it is a benchmark that holds other templates in it, so that it refuses company."""
        return bool(self.document.get("alone", False))

    def as_enabler(self) -> dict[str, Any]:
        """Returns an enabler as what an option holds under `enablers`: its costs, and what it is judged to multiply."""
        said = self.said
        return {
            "id": self.id,
            "name": said["name"],
            "initiative": said["initiative"],
            "template": self.id,
            "cautions": said["cautions"],
            "costs": said["option"]["costs"],
            "multiplies": said["multiplies"],
        }

    def row(self) -> dict[str, Any]:
        """Returns what `templates --json` prints of it."""
        said = self.said
        claims = said.get("claims", (said.get("option") or {}).get("claims", []))
        return {
            "id": self.id,
            "name": said.get("name", self.id),
            "initiative": said.get("initiative"),
            "serves": said.get("serves"),
            "evidence": said.get("evidence"),
            "claims": claims,
            "enabler": self.is_enabler,
            "alone": self.is_alone,
            "approach": said.get("approach"),
            "cautions": caution_words(said.get("cautions")),
        }


def with_comments() -> YAML:
    """Returns the reader and writer of YAML that keeps comments, quotes and the order of keys."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def templates(library: Library) -> Iterator[Template]:
    """Yields every template of the library, in order."""
    try:
        idents = library.template_ids()
    except OSError:
        idents = []
    for ident in idents:
        yield Template(ident, library.template_text(ident))


def number_in_template(case: Case, path: str) -> Any:
    """Returns what an option's template says at the same place, as plain data, or None where it says nothing."""
    ident, below = option_of(path), within_option(path)
    option = next((found for found in case.shape.options if found.id == ident), None)
    if option is None or option.template not in case.library.template_ids() or not below:
        return None
    return written_at(plain_template(case.library, str(option.template))["option"], below)


PUBLISHED = ("published", "derived", "cited_fact")
"""Statuses of a number that somebody has published, or that was worked out from what is."""


@cache
def _plain_text(text: str) -> dict[str, Any]:
    return plain(with_comments().load(text))


def said_of_templates(library: Library) -> dict[str, dict[str, Any]]:
    """Returns what every template says of itself before its option, which is all that a list of them needs."""
    return {ident: _head(library.template_text(ident)) for ident in library.template_ids()}


@cache
def _head(text: str) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(text.partition("\noption:")[0].partition("\nscenarios:")[0])


def published_of_people(library: Library, key: str) -> list[tuple[str, Assumption]]:
    """Returns what templates say of a number of people, such as `uptake`, where a study or a record stands behind it."""
    said = said_of_templates(library)
    found = []
    for ident, head in said.items():
        raw = _people(library.template_text(ident)).get(key)
        if isinstance(raw, dict) and raw.get("status") in PUBLISHED:
            found.append((str(head["name"]), assumption_from(f"{ident}.{key}", raw)))
    return sorted(found, key=lambda row: row[1].value)


@cache
def _people(text: str) -> dict[str, Any]:
    """Returns whom a template is for, without reading the rest of its file, which takes a second for all of them."""
    block = re.search(r"^  people:\n(?:    .*\n|\n)+", text, re.MULTILINE)
    return YAML(typ="safe", pure=True).load(block.group())["people"] if block else {}


def plain_template(library: Library, ident: str) -> dict[str, Any]:
    """Returns a template as plain data; the same for everybody, so not to be changed."""
    return _plain_text(library.template_text(ident))
