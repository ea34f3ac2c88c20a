"""Read a programme file: every problem in one go, those of its cases with it, and no file but in its own folder."""

from __future__ import annotations

import copy
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from valuation.accounts import ACCOUNTS
from valuation.case.document import as_document
from valuation.case.file import document_of, parse_case, plain, with_every_rule
from valuation.case.places import in_the_case, step
from valuation.case.validity.case_as_written import mapping
from valuation.case.validity.case_messages import shape_problems
from valuation.case.validity.record_rules import outside_the_folder
from valuation.case.validity.validation import Case, refused
from valuation.case.written.guarded_yaml import yaml_for
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import CaseError, Problem, choices, probably, shown
from valuation.library import Library, load_library
from valuation.programme.programme_shape import FORMAT, ProgrammeShape, Rule, Service
from valuation.streams import NET_VALUE

HEALTH = "nice.net_health_benefit"
OTHER_MEASURES = (HEALTH, "qalys", "wellbys", "weighted_npv")
MOST_BYTES = 1_000_000
STANDARDS = {"evidence": "expected"}
"""What holds where a case says nothing."""
RESTATED = ("first_year", "years", "price_year", "discounting", "evidence")


@dataclass(frozen=True)
class Restated:
    """One thing that a case says otherwise than the programme, under which it is read."""

    service: str
    path: str
    was: str
    now: str


@dataclass(frozen=True)
class Member:
    """A service with its case, read under the programme's appraisal."""

    service: Service
    case: Case
    option: str
    told_apart: str = ""
    """What it is called where another service has the name of its option too."""

    @property
    def name(self) -> str:
        """Returns what its option is called, told apart from others of that name."""
        return self.told_apart or self.case.option(self.option).name or self.service.id

    @property
    def claims(self) -> frozenset[str]:
        """Returns the people or activity that it draws its benefit from."""
        return frozenset(self.case.option(self.option).claims)


@dataclass(frozen=True)
class Programme:
    """A programme that can be worked out."""

    shape: ProgrammeShape
    members: tuple[Member, ...]
    restated: tuple[Restated, ...]
    name: str
    payers: Mapping[str, str] = field(default_factory=dict)
    """What each payer is called, by its id."""


def read_programme(path: Path, library: Library | None = None) -> Programme:
    """Returns the programme in a file, with the cases that it names; raises CaseError with every problem."""
    return parse_programme(_bytes_of(path), path.name, path.parent, library)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()[: MOST_BYTES + 1]
    except OSError as error:
        problem = Problem(
            "", f"the file cannot be read: {error.strerror or error}.", str(path), "a programme file"
        )
        raise CaseError(str(path), [problem]) from error


def programme_text(shape: ProgrammeShape) -> str:
    """Returns a programme as the text of a programme file."""
    data = shape.model_dump(exclude_defaults=True, by_alias=True) | {"format": shape.format}
    stream = io.StringIO()
    yaml_for().dump(
        as_document({key: data[key] for key in ProgrammeShape.model_fields if key in data}), stream
    )
    return stream.getvalue()


def with_cases_inside(path: Path) -> ProgrammeShape:
    """Returns the programme of a file with each of its cases whole within it, as each file has it; none of them is judged yet.

    Raises CaseError where the programme has no such shape, or names a file that is not read.
    """
    shape = shape_of(_bytes_of(path), path.name)
    services = []
    for service in shape.services:
        if isinstance(service.case, str):
            text = _text_of(service.case, path.parent)
            inside = mapping(plain(document_of(text, service.case)))
            service = service.model_copy(update={"case": dict(inside)})
        services.append(service)
    return shape.model_copy(update={"services": services})


def shape_of(text: str | bytes, name: str) -> ProgrammeShape:
    """Returns what a text states of a programme, its cases as they are written and not read; raises CaseError with every problem of its shape."""
    return _shape_of(document_of(text, name), name)


def _shape_of(document: PlainMapping, name: str) -> ProgrammeShape:
    data = mapping(plain(document))
    if data.get("format") != FORMAT:
        problem = Problem("format", "this is not a programme file.", shown(data.get("format")), FORMAT)
        raise refused(name, [problem], document)
    try:
        return ProgrammeShape.model_validate(data)
    except ValidationError as error:
        raise refused(name, list(shape_problems(error, data)), document) from error


def parse_programme(
    text: str | bytes,
    name: str,
    folder: Path | None = None,
    library: Library | None = None,
    known: MutableMapping[str, ReadMember] | None = None,
) -> Programme:
    """Returns the programme that a text states; cases that it names by a path are read in the folder, where one is given.

    `known` holds services that were read before, so that a change of one does not have all of them read again.
    """
    library = library or load_library()
    document = document_of(text, name)
    shape = _shape_of(document, name)
    problems = [*_rule_problems(shape), *_ceiling_problems(shape, library), *_measure_problems(shape)]
    members, restated = [], []
    for service in shape.services:
        try:
            member, changes = _known_member(shape, service, folder, library, known)
            members.append(member)
            restated += changes
        except CaseError as error:
            problems += [_within(service, problem) for problem in error.problems]
    if not problems:
        problems += _together_problems(members)
    if problems:
        raise refused(name, problems, document)
    payers = {ident: payer.name for ident, payer in library.payers.items()}
    return Programme(shape, _told_apart(members), tuple(restated), name, payers)


def _told_apart(members: Sequence[Member]) -> tuple[Member, ...]:
    """Returns the services, those of one name told apart by the titles of their cases, or where these are alike too by a number."""
    same: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        same[member.name].append(member)

    def apart(member: Member) -> Member:
        alike = same[member.name]
        if len(alike) == 1:
            return member
        titles = [each.case.shape.title for each in alike]
        is_by_title = all(titles) and len(set(titles)) == len(titles)
        more = f": {member.case.shape.title}" if is_by_title else f" ({alike.index(member) + 1})"
        return replace(member, told_apart=f"{member.name}{more}")

    return tuple(map(apart, members))


def _within(service: Service, problem: Problem) -> Problem:
    """Returns a problem of a case as one of the service that it is of."""
    at = in_the_case(f"services.{service.id}.case", problem.path)
    return Problem(at, problem.message, problem.found, problem.allowed)


# The cases ---------------------------------------------------------------------------------------------------


ReadMember = tuple[Member, list[Restated]]
"""A service as it was read, with what the programme's appraisal changes in its case."""


def _known_member(
    shape: ProgrammeShape,
    service: Service,
    folder: Path | None,
    library: Library,
    known: MutableMapping[str, ReadMember] | None,
) -> ReadMember:
    """Returns a service as it was read before, with its sizes and status as they are now, or reads it."""
    if known is None:
        return _member(shape, service, folder, library)
    stated = {"case": service.case, "id": service.id, "option": service.option}
    asked = json.dumps(
        [stated, shape.commissioner, shape.appraisal.model_dump()], sort_keys=True, default=str
    )
    if asked not in known:
        known[asked] = _member(shape, service, folder, library)
    member, changes = known[asked]
    return replace(member, service=service), changes


def _member(
    shape: ProgrammeShape, service: Service, folder: Path | None, library: Library
) -> tuple[Member, list[Restated]]:
    """Returns a service with its case under the programme's appraisal, and what that changes in the case."""
    case = _case_of(service, folder, library)
    known = [option.id for option in case.shape.options]
    option = service.option or case.preferred
    if option not in known:
        raise CaseError(
            case.name,
            [
                Problem(
                    "option",
                    f"no option of this case is called so.{probably(option, known)}",
                    option,
                    choices(known),
                )
            ],
        )
    data, changes = _restated(shape, service, case)
    return Member(service, with_every_rule(data, case.name, library, None), option), changes


def _case_of(service: Service, folder: Path | None, library: Library) -> Case:
    if isinstance(service.case, dict):
        return with_every_rule(service.case, service.id, library, None)
    where = service.case
    if folder is None:
        message = "here a case is given whole, and no file is read."
        raise CaseError(where, [Problem("", message, shown(where), "the case itself")])
    return parse_case(_text_of(where, folder), where, library)


def _text_of(where: str, folder: Path) -> bytes:
    """Returns the text of a case file in the folder of a programme, or below it; raises CaseError for any other."""
    message = outside_the_folder(where)
    place = folder
    for part in Path(where).parts if message is None else ():
        place = place / part
        if place.is_symlink():
            message = "this leads through a link, and only a file in the folder of the programme is read."
            break
    if message is None and not place.is_file():
        message = "there is no such case file in the folder of the programme."
    if message is not None:
        allowed = "a case file in the folder of the programme, or the case itself"
        raise CaseError(where, [Problem("", message, shown(where), allowed)])
    with place.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _restated(
    shape: ProgrammeShape, service: Service, case: Case
) -> tuple[dict[str, object], list[Restated]]:
    """Returns a case's data under the programme's appraisal and commissioner, and each thing that this changes."""
    data = copy.deepcopy(dict(case.data))
    changes = []

    def put(within: dict[str, object], key: str, path: str, now: object) -> None:
        was = within.get(key, STANDARDS.get(key))
        if now is not None and was != now:
            changes.append(Restated(service.id, path, shown(was), shown(now)))
        if now is not None:
            within[key] = now

    put(data, "commissioner", "commissioner", shape.commissioner)
    appraisal = dict(mapping(data.get("appraisal")))
    data["appraisal"] = appraisal
    for key in RESTATED:
        put(appraisal, key, f"appraisal.{key}", getattr(shape.appraisal, key))
    if appraisal.get("evidence") is not None:
        data["format"] = "make-the-case/2"
    return data, changes


# What a programme may say ------------------------------------------------------------------------------------


def _measure_problems(shape: ProgrammeShape) -> Iterator[Problem]:
    allowed = [*(f"{account}.{NET_VALUE}" for account in ACCOUNTS.keys), *OTHER_MEASURES]
    if shape.maximise not in allowed:
        message = f"this is nothing that can be made as large as can be.{probably(shape.maximise, allowed)}"
        yield Problem("maximise", message, shape.maximise, choices(allowed))


def _ceiling_problems(shape: ProgrammeShape, library: Library) -> Iterator[Problem]:
    for k, ceiling in enumerate(shape.budget):
        at = f"budget.{k}"
        if ceiling.payer not in library.payers:
            known = sorted(library.payers)
            yield Problem(
                step(at, "payer"),
                f"no payer is called so.{probably(ceiling.payer, known)}",
                ceiling.payer,
                choices(known),
            )
        if (ceiling.total is None) == (ceiling.by_year is None):
            yield Problem(
                at,
                "a ceiling has a total, or an amount for each year.",
                "both" if ceiling.total is not None else "neither",
                "total, or by_year",
            )
        years = shape.appraisal.years
        if ceiling.by_year is not None and years is not None and len(ceiling.by_year) != years:
            yield Problem(
                step(at, "by_year"),
                "there is an amount for each year.",
                f"amounts: {len(ceiling.by_year)}",
                f"amounts: {years}",
            )


def _rule_problems(shape: ProgrammeShape) -> Iterator[Problem]:
    known = [service.id for service in shape.services]
    for ident, count in Counter(known).items():
        if count > 1:
            yield Problem(
                f"services.{ident}", "two services have this id.", ident, "an id of its own for each service"
            )
    for service in shape.services:
        for size, count in Counter(service.sizes).items():
            if count > 1:
                yield Problem(
                    f"services.{service.id}.sizes", "this size stands twice.", shown(size), "each size once"
                )
    for k, rule in enumerate(shape.rules):
        at = f"rules.{k}"
        if _kind_of(rule) is None:
            allowed = "at_most with of; needs with for; or at_least with of_spend_on"
            yield Problem(
                at,
                "this is none of the rules that there are.",
                ", ".join(sorted(rule.model_fields_set)) or "nothing",
                allowed,
            )
        for ident in [
            *(rule.of or ()),
            *(rule.for_ or ()),
            *(rule.of_spend_on or ()),
            *([rule.needs] if rule.needs else []),
        ]:
            if ident not in known:
                yield Problem(at, f"no service is called so.{probably(ident, known)}", ident, choices(known))


def _kind_of(rule: Rule) -> str | None:
    """Returns which of the rules it is, None where it is none of them or more than one."""
    parts = {
        key
        for key in ("at_most", "needs", "at_least", "of", "for_", "of_spend_on")
        if getattr(rule, key) is not None
    }
    kinds: Mapping[str, set[str]] = {
        "at_most": {"at_most", "of"},
        "needs": {"needs", "for_"},
        "at_least": {"at_least", "of_spend_on"},
    }
    return next((kind for kind, keys in kinds.items() if keys == parts), None)


def _together_problems(members: list[Member]) -> Iterator[Problem]:
    """Yields what the cases together rule out: two of one claim that are both in, and years that differ."""
    always = [member for member in members if member.service.status == "in"]
    for k, one in enumerate(always):
        for other in always[k + 1 :]:
            for claim in sorted(one.claims & other.claims):
                yield Problem(
                    f"services.{other.service.id}.status",
                    f"{one.name} and {other.name} both draw their benefit from “{claim}”, so at most one of them can be in.",
                    "in, for both",
                    "open or out for one of them",
                )
    spans = {
        (m.case.shape.appraisal.first_year, m.case.shape.appraisal.years, m.case.shape.appraisal.price_year)
        for m in members
    }
    if len(spans) > 1:
        yield Problem(
            "appraisal",
            "the cases have different years or prices, and only the programme can say which to use.",
            "; ".join(
                sorted(f"first year {first}, years {years}, {price} prices" for first, years, price in spans)
            ),
            "first_year, years and price_year of the programme",
        )
