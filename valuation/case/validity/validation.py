"""From plain data to a valid case, or every problem of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from valuation.case.codes import code_of, code_with_challenges
from valuation.case.defaults import default_number
from valuation.case.effects import FromFindings, Standard, derived_numbers, effects_of, standard_of
from valuation.case.numbers_of_a_case import Stated, Walked, numbers
from valuation.case.option_shape import Option
from valuation.case.places import OWN, key_of, path_of, place_of, step, steps_of
from valuation.case.records.known_years import KnownYears
from valuation.case.shape import FORMAT, FORMATS, CaseShape
from valuation.case.validity.case_as_written import Reading, mapping
from valuation.case.validity.case_messages import shape_problems
from valuation.case.validity.case_rules import problems
from valuation.case.validity.known_parts import (
    NOTHING_KNOWN,
    KnownParts,
    known_parts,
    still_right,
    with_known_shapes,
)
from valuation.case.validity.limits import size_problems
from valuation.case.written.plain_values import PlainMapping
from valuation.case.written.printable_text import text_problems, tidied
from valuation.case.written.written_text import WrittenText
from valuation.errors import CaseError, Problem, probably, shown
from valuation.library import Library, resolve
from valuation.prices import CashFactors, Deflator
from valuation.quantities import Assumption, Kind


@dataclass(frozen=True)
class Fixed:
    """A number that a change has fixed for this run, because its range or its distribution has no room for the value."""

    path: str
    value: float
    reason: str
    """In a sentence."""


@dataclass(frozen=True)
class Judged:
    """What was found out while the rules of a case were tried."""

    stated: Mapping[str, Stated]
    """Every number by its path, with the assumption that it stands for."""
    before: KnownParts = NOTHING_KNOWN
    """What was known of the case that it was made from."""


@dataclass(frozen=True)
class Case:
    """A valid case: its shape, the same as plain data, and the file it came from."""

    shape: CaseShape
    data: dict[str, Any]
    """`Any`, because the shape beside it has said what stands where, and every chapter and page reads it so."""
    library: Library
    name: str = "case"
    document: PlainMapping | WrittenText | None = None
    """The file as read, with comments and order, where there is one."""
    changed_library: dict[str, PlainMapping] = field(default_factory=dict)
    """Library entries changed for this run, in every place that uses them."""
    changed_effects: dict[str, PlainMapping] = field(default_factory=dict)
    """Effects and places that findings come to, changed for this run in place of what they come to."""
    fixed: tuple[Fixed, ...] = ()
    """Numbers that changes for this run have fixed."""
    known: Mapping[str, KnownYears] = field(default_factory=dict)
    """By option what is known of its years, where it is worked out as it is known now."""
    judged: Judged | None = field(default=None, repr=False, compare=False)
    """What was found out when its rules were tried, where they were: of a case that was held or made it is worked out when asked for."""

    @property
    def root(self) -> PlainMapping:
        """Returns the case as it is written to a file: with the comments and order of the one it was read from, where there is one."""
        if isinstance(self.document, WrittenText):
            return self.document.root
        return self.data if self.document is None else self.document

    @cached_property
    def stated(self) -> Mapping[str, Stated]:
        """Returns every number of the case as written, by its path, with the assumption that it stands for; each is resolved once."""
        if self.judged is not None:
            return self.judged.stated
        own = self.data.get(OWN) or {}

        def resolved(each: Stated) -> Stated:
            assumption = resolve(each.path, each.raw, own, self.library, self.changed_library)
            return each._replace(assumption=replace(assumption, kind=each.kind))

        return {each.path: resolved(each) for each in numbers(self.data)}

    @cached_property
    def numbers_written(self) -> dict[str, object]:
        """Returns every number of the case as written, by its path."""
        return {path: each.raw for path, each in self.stated.items()}

    def kind_at(self, path: str) -> Kind | None:
        """Returns the kind of quantity of the number at a place, or None where none is written."""
        stated = self.stated.get(path)
        return None if stated is None else stated.kind

    def assumption_at(self, path: str) -> Assumption | None:
        """Returns the assumption behind a place, or None where the place is at its default."""
        stated = self.stated.get(path)
        if stated is None:
            return self.derived.get(path)
        return stated.assumption

    @cached_property
    def standard(self) -> Standard | None:
        """Returns the standard of proof that the case stands on; None where it has no findings."""
        return standard_of(self.shape)

    @cached_property
    def effects(self) -> Mapping[str, FromFindings]:
        """Returns every outcome that has findings, by its path, with what they come to at each standard."""
        return effects_of(self.shape, self.library)

    @cached_property
    def derived(self) -> Mapping[str, Assumption]:
        """Returns the numbers that nobody wrote because findings come to them, by their paths."""
        return derived_numbers(self.effects, self.standard, self.changed_effects)

    def number(self, path: str, otherwise: float | None = None) -> float:
        """Returns the number at a place, or what holds where none is written: what is said here, or else its default."""
        assumption = self.assumption_at(path)
        if assumption is not None:
            return assumption.value
        return default_number(key_of(path)) if otherwise is None else otherwise

    def used(self, name: str) -> Assumption | None:
        """Returns the number that many places may use under this name: one of the case's own, or the library's; None where there is none."""
        own = self.assumption_at(step(OWN, name))
        return self.library_number(name) if own is None and name in self.library else own

    def library_number(self, library_id: str) -> Assumption:
        """Returns a number of the library as it is in this case, where a change for this run may have moved it."""
        return resolve(library_id, {"use": library_id}, {}, self.library, self.changed_library)

    @cached_property
    def _options(self) -> dict[str, Option]:
        return {option.id: option for option in self.shape.options}

    def option(self, ident: str) -> Option:
        """Returns an option by its id; KeyError where none is called so."""
        return self._options[ident]

    @property
    def preferred(self) -> str:
        """Returns the id of the option put forward: the first, where the case does not say."""
        return self.shape.preferred or self.shape.options[0].id

    def delivery_years(self, option: str) -> int:
        """Returns for how many years people can start in an option, which may be more than are counted."""
        people = self.option(option).people
        planned = people.planned_starts if people else None
        stated = people.delivery_years if people else None
        return stated or (len(planned) if isinstance(planned, list) else self.shape.appraisal.years)

    def worst_grade(self, paths: Iterable[str]) -> int | None:
        """Returns the worst grade among the numbers given at these places."""
        return max(
            (assumption.confidence for path in paths if (assumption := self.assumption_at(path))),
            default=None,
        )

    @cached_property
    def code(self) -> str:
        """Returns the check code of the case."""
        return code_of(self.data, self.library.version)

    @cached_property
    def code_with_challenges(self) -> str:
        """Returns the same of the case with what is disputed of it, which is no part of the case."""
        return code_with_challenges(self.code, self.data)

    def bare(self) -> Case:
        """Returns the case without what was found out of it, to be held: no more than its content, most of which other states share."""
        return replace(self, judged=None)

    def price_factor(self, assumption: Assumption) -> float:
        """Returns deflator(case) / deflator(own) of a number: what restates it to the case's prices; 1 where it is not money of a year."""
        return 1.0 if assumption.price_year is None else self.price_factor_from(assumption.price_year)

    def price_factor_from(self, price_year: int | str) -> float:
        """Returns what restates money of a year to the case's prices."""
        return self.deflator.at(self.shape.appraisal.price_year) / self.deflator.at(price_year)

    @cached_property
    def parts(self) -> KnownParts:
        """Returns what a case made from this one need not have looked at again."""
        before = NOTHING_KNOWN if self.judged is None else self.judged.before
        return known_parts(self.shape, self.data, self.stated, before)

    @cached_property
    def deflator(self) -> Deflator:
        """Returns the price index that the case's money is restated by."""
        return self.library.deflator

    @cached_property
    def cash_factors(self) -> CashFactors:
        """Returns what £1 in the case's prices is in cash in each year, by the inflation that the case chooses."""
        return self.cash_factors_over(self.shape.appraisal.years)

    def cash_factors_over(self, years: int, inflation: str = "") -> CashFactors:
        """Returns what £1 in the case's prices is in cash in each of so many years, by the case's inflation or another of the library's."""
        appraisal = self.shape.appraisal
        indices = self.library.cash_indices[inflation or appraisal.inflation]
        return indices.factors(appraisal.first_year, years, appraisal.price_year)


def validated(
    data: PlainMapping,
    name: str,
    library: Library,
    document: PlainMapping | WrittenText | None,
    changed: dict[str, PlainMapping],
    like: Case | None = None,
) -> Case:
    """Returns the case, or raises CaseError with the problems of its shape and of its rules together.

    `like` is a valid case that it was made from: what still stands there as it was is not looked at again.
    """
    known = NOTHING_KNOWN if like is None else like.parts
    for at_once in (size_problems(data, known.size_of), text_problems(data, known)):
        problems_at_once = list(at_once)
        if problems_at_once:
            raise refused(name, problems_at_once, document)
    data = mapping(tidied(data, known))
    stated = data.get("format")
    against = [] if stated in FORMATS else [_format_problem(stated)]
    shape = None
    right: dict[int, Walked] = {}
    if like is not None:
        still = still_right(known, like.data, data, like.changed_library, changed)
        right = {ident: known.parts[ident].walked for ident in still}
    reading = Reading(data, library, library.deflator, changed, right)
    if not (against and isinstance(stated, str) and stated.startswith("make-the-case/")):
        try:
            shape = CaseShape.model_validate(data if like is None else with_known_shapes(data, known))
        except ValidationError as error:
            against += [problem for problem in shape_problems(error, data) if problem.path != "format"]
        against += problems(reading)
    if against or shape is None:
        raise refused(name, against, document)
    return Case(shape, data, library, name, document, changed, judged=Judged(reading.stated, known))


def refused(name: str, problems: list[Problem], document: object) -> CaseError:
    """Returns the error that holds each problem once, with its line of the file."""
    unique = {(p.path, p.message): p for p in problems}
    return CaseError(name, [replace(p, line=p.line or line_of(document, p.path)) for p in unique.values()])


def _format_problem(stated: object) -> Problem:
    if stated is None:
        return Problem("format", "the file does not say that it is a case.", "no format", FORMAT)
    number = str(stated).rpartition("/")[2]
    if str(stated).startswith("make-the-case/") and number.isdecimal() and int(number) > len(FORMATS):
        return Problem(
            "format",
            "this case was written by a later version of Make the Case; update the program to open it.",
            shown(stated),
            FORMAT,
        )
    return Problem(
        "format", f"this is not a format that can be read.{probably(stated, FORMATS)}", shown(stated), FORMAT
    )


def line_of(document: object, path: str) -> int | None:
    """Returns the line of the file at which a path, or the nearest part of it that is written, begins."""
    node: object = document.root if isinstance(document, WrittenText) else document
    line: int | None = None
    parts = steps_of(path)
    while parts and isinstance(node, CommentedMap | CommentedSeq):
        marks = node.lc
        known = marks.data or {}  # nothing for what was made in the app and never stood in a file
        if isinstance(node, list):
            place = place_of(node, parts[0])
            if place is None:
                place = int(parts[0]) if parts[0].isdecimal() and int(parts[0]) < len(node) else None
            if place is None:
                return line
            line = marks.item(place)[0] + 1 if place in known else line
            node, parts = node[place], parts[1:]
        elif isinstance(node, dict):
            keys = {str(key): key for key in node}  # a key may be a number or a date
            width = next((w for w in range(len(parts), 0, -1) if path_of(parts[:w]) in keys), None)
            if width is None:
                return line
            key = keys[path_of(parts[:width])]
            if key in known:
                line = marks.key(key)[0] + 1
            node, parts = node[key], parts[width:]
    return line
