"""Changes of a programme: each returns another, as a person builds one service, ceiling and rule after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from valuation import Case
from valuation.case.editing import free_id
from valuation.programme.programme_shape import (
    FORMAT,
    Ceiling,
    ProgrammeAppraisal,
    ProgrammeShape,
    Rule,
    Service,
    Status,
)


def empty_programme(
    title: str, commissioner: str, first_year: str, price_year: str, years: int
) -> ProgrammeShape:
    """Returns a programme of no services yet, with what every case is read under."""
    appraisal = ProgrammeAppraisal(
        first_year=first_year,
        price_year=price_year,
        years=years,
        discounting="green_book",
        evidence="expected",
    )
    return ProgrammeShape.model_construct(
        format=FORMAT,
        title=title,
        organisation=None,
        commissioner=commissioner,
        appraisal=appraisal,
        budget=[],
        maximise="society.npv",
        services=[],
        rules=[],
    )


def with_case(programme: ProgrammeShape, case: Case, option: str | None = None) -> ProgrammeShape:
    """Returns the programme with another service: the preferred option of a case, or another, the case whole within it."""
    chosen = option or case.preferred
    ident = free_id(chosen, [service.id for service in programme.services])
    added = Service(id=ident, case=dict(case.data), option=chosen, status="open")
    return programme.model_copy(update={"services": [*programme.services, added]})


def without_service(programme: ProgrammeShape, ident: str) -> ProgrammeShape:
    """Returns the programme without a service, and without the rules that then say nothing."""
    services = [service for service in programme.services if service.id != ident]
    rules = [left for rule in programme.rules if (left := _rule_without(rule, ident)) is not None]
    return programme.model_copy(update={"services": services, "rules": rules})


def _rule_without(rule: Rule, ident: str) -> Rule | None:
    """Returns a rule without a service, or None where nothing is left of it."""
    if rule.needs == ident:
        return None
    update: dict[str, object] = {}
    for key in ("of", "for_", "of_spend_on"):
        named: list[str] | None = getattr(rule, key)
        if named is not None:
            left = [each for each in named if each != ident]
            if not left:
                return None
            update[key] = left
    return rule.model_copy(update=update)


def with_service(
    programme: ProgrammeShape,
    ident: str,
    status: Status | None = None,
    sizes: Sequence[float] | None = None,
    option: str | None = None,
) -> ProgrammeShape:
    """Returns the programme with one of its services changed: in, out or open; its sizes; or which option of its case it is."""
    update: dict[str, object] = {}
    if status is not None:
        update["status"] = status
    if sizes is not None:
        update["sizes"] = list(sizes)
    if option is not None:
        update["option"] = option
    services = [
        service.model_copy(update=update) if service.id == ident else service
        for service in programme.services
    ]
    return programme.model_copy(update={"services": services})


def with_ceiling(programme: ProgrammeShape, ceiling: Ceiling) -> ProgrammeShape:
    """Returns the programme with another ceiling, in place of one of the same payer and kind where there is one."""
    kept = [
        each
        for each in programme.budget
        if each.payer != ceiling.payer or (each.total is None) != (ceiling.total is None)
    ]
    return programme.model_copy(update={"budget": [*kept, ceiling]})


def without_ceiling(programme: ProgrammeShape, place: int) -> ProgrammeShape:
    """Returns the programme without one of its ceilings."""
    kept = [each for k, each in enumerate(programme.budget) if k != place]
    return programme.model_copy(update={"budget": kept})


def with_rule(programme: ProgrammeShape, rule: Rule) -> ProgrammeShape:
    """Returns the programme with another rule."""
    return programme.model_copy(update={"rules": [*programme.rules, rule]})


def without_rule(programme: ProgrammeShape, place: int) -> ProgrammeShape:
    """Returns the programme without one of its rules."""
    kept = [each for k, each in enumerate(programme.rules) if k != place]
    return programme.model_copy(update={"rules": kept})


def with_cases_of_files(programme: ProgrammeShape, files: Mapping[str, object]) -> ProgrammeShape:
    """Returns the programme with each case that it names by a path in its place, where a file of that name is among some that were given."""
    services = []
    for service in programme.services:
        path = service.case
        found = files.get(PurePosixPath(path).name) if isinstance(path, str) else None
        services.append(service if found is None else service.model_copy(update={"case": found}))
    return programme.model_copy(update={"services": services})
