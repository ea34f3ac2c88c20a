"""The templates of the library: interventions to start from, and what each says of itself, of its people and at a place of its option."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypedDict

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from valuation.answers.cautions import caution_words
from valuation.case.file import plain
from valuation.case.places import option_of, within_option, written_at
from valuation.case.validity.case_as_written import listed, mapping
from valuation.case.validity.validation import Case
from valuation.case.written import quick_yaml
from valuation.case.written.plain_values import PlainMapping
from valuation.case.written.quick_yaml import plain_yaml
from valuation.library import Library, assumption_from
from valuation.quantities import Assumption

NEEDS = {
    "loneliness": "Loneliness and connection",
    "mood": "Low mood, anxiety and wellbeing",
    "serious_mental_illness": "Serious mental illness and crisis",
    "long_term_conditions": "Living with long-term conditions",
    "diabetes": "Diabetes",
    "pain": "Long-term pain",
    "frailty": "Frailty, falls and later life",
    "hospital": "Coming home from hospital, or not having to go",
    "carers": "Unpaid carers",
    "work": "Work, money and housing",
    "activity": "Being more active",
    "children": "Children, young people and families",
    "communities": "Neighbourhoods and communities",
    "appointments": "Appointments and follow-up",
    "decisions": "Deciding together about treatment",
    "how_we_work": "How staff and services work",
}
"""What people need that a template may be for, and its words: a template names one to three of them."""


class Head(TypedDict, total=False):
    """What a template says of itself before its option."""

    id: str
    name: str
    initiative: str
    serves: str
    evidence: str
    approach: str
    commissioner: str
    needs: list[str]
    """Which of NEEDS it is for."""
    also_called: list[str]
    """Words that people type for it and that are in no name."""
    fits: str
    not_for: str
    like: list[str]
    """The ids of other templates that somebody who looks at this one would look at too."""
    no_findings: str
    """Why it holds no finding, where it holds none."""
    enabler: bool
    alone: bool
    claims: list[str]
    cautions: object


class EnablerEntry(TypedDict):
    """What an option holds under `enablers` of one of the library's."""

    id: str
    name: object
    initiative: object
    template: str
    cautions: object
    costs: object
    multiplies: object


@dataclass(frozen=True)
class Template:
    """One intervention of the library: an option to start from, and what is said of it."""

    id: str
    text: str

    @property
    def document(self) -> CommentedMap:
        """Returns the template with its comments, read when it is first asked for; the same for everybody, so not to be changed."""
        return _document(self.text)

    @property
    def data(self) -> PlainMapping:
        """Returns the template as plain data; the same for everybody, so not to be changed."""
        return _plain_text(self.text)

    @property
    def head(self) -> Head:
        """Returns what it says of itself before its option, which is read in a tenth of the time; the same for everybody."""
        return _head(self.text)

    @property
    def name(self) -> str:
        """Returns what it is called, or its id where it is called nothing."""
        return str(self.head.get("name", self.id))

    @property
    def is_enabler(self) -> bool:
        """Returns whether it has costs and no benefit of its own, and makes another option work better."""
        return bool(self.head.get("enabler", False))

    @property
    def is_alone(self) -> bool:
        """Returns whether it is a benchmark that holds other templates in it, so that it refuses company."""
        return bool(self.head.get("alone", False))

    @property
    def count_of_findings(self) -> int:
        """Returns how many findings of studies its outcomes hold, those that are shown and not read among them."""
        outcomes = listed(mapping(self.data.get("option")).get("outcomes"))
        return sum(len(listed(mapping(outcome).get("findings"))) for outcome in outcomes)

    def as_enabler(self) -> EnablerEntry:
        """Returns an enabler as what an option holds under `enablers`: its costs, and what it is judged to multiply."""
        data = self.data
        return {
            "id": self.id,
            "name": data["name"],
            "initiative": data["initiative"],
            "template": self.id,
            "cautions": data["cautions"],
            "costs": mapping(data["option"])["costs"],
            "multiplies": data["multiplies"],
        }

    def row(self) -> PlainMapping:
        """Returns what `templates --json` prints of it."""
        data = self.data
        claims = data.get("claims", mapping(data.get("option")).get("claims", []))
        return {
            "id": self.id,
            "name": data.get("name", self.id),
            "initiative": data.get("initiative"),
            "serves": data.get("serves"),
            "evidence": data.get("evidence"),
            "claims": claims,
            "enabler": self.is_enabler,
            "alone": self.is_alone,
            "approach": data.get("approach"),
            "needs": data.get("needs", []),
            "also_called": data.get("also_called", []),
            "fits": data.get("fits"),
            "not_for": data.get("not_for"),
            "like": data.get("like", []),
            "cautions": caution_words(data.get("cautions")),
            "findings": self.count_of_findings,
            "no_findings": data.get("no_findings"),
        }


def with_comments() -> YAML:
    """Returns the reader and writer of YAML that keeps comments, quotes and the order of keys."""
    yaml = quick_yaml.with_comments()
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


def number_in_template(case: Case, path: str) -> object:
    """Returns what an option's template says at the same place, as plain data, or None where it says nothing."""
    ident, below = option_of(path), within_option(path)
    option = next((option for option in case.shape.options if option.id == ident), None)
    if option is None or not option.template or not below:
        return None
    if option.template not in case.library.template_ids():
        return None
    return written_at(plain_template(case.library, option.template)["option"], below)


PUBLISHED = ("published", "derived", "cited_fact")
"""Statuses of a number that somebody has published, or that was worked out from what is."""


@lru_cache(maxsize=8)
def _document(text: str) -> CommentedMap:
    """Returns a template with its comments; a case begins with a few, and all of them would be held for nothing."""
    return with_comments().load(text)


@cache
def _plain_text(text: str) -> PlainMapping:
    return mapping(plain(plain_yaml(text)))


def template_heads(library: Library) -> dict[str, Head]:
    """Returns what every template says of itself before its option, which is all that a list of them needs."""
    return {ident: _head(library.template_text(ident)) for ident in library.template_ids()}


@cache
def _head(text: str) -> Head:
    return plain_yaml(text.partition("\noption:")[0].partition("\nscenarios:")[0])


def published_of_people(library: Library, key: str) -> list[tuple[str, Assumption]]:
    """Returns what templates say of a number of people, such as `uptake`, where a study or a record stands behind it."""
    published = []
    for ident, head in template_heads(library).items():
        raw = _people(library.template_text(ident)).get(key)
        if isinstance(raw, dict) and raw.get("status") in PUBLISHED:
            published.append((head["name"], assumption_from(f"{ident}.{key}", raw)))
    return sorted(published, key=lambda row: row[1].value)


@cache
def _people(text: str) -> PlainMapping:
    """Returns who a template is for, without reading the rest of its file, which takes a second for all of them."""
    block = re.search(r"^  people:\n(?:    .*\n|\n)+", text, re.MULTILINE)
    return plain_yaml(block.group())["people"] if block else {}


def plain_template(library: Library, ident: str) -> dict[str, Any]:
    """Returns a template as plain data; the same for everybody, so not to be changed.

    `Any`, because it is the library's own file, which its tests hold to its form, and pages read deep into its option.
    """
    return _plain_text(library.template_text(ident))
