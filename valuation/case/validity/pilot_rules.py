"""Rules for a pilot: it is decided by an outcome of the option that something has been found of."""

from __future__ import annotations

from collections.abc import Iterator

from valuation.case.places import step
from valuation.case.validity.case_as_written import entries, mapping
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem, choices, probably, shown


def pilot_rules(path: str, option: PlainMapping) -> Iterator[Problem]:
    """The outcome that a pilot measures is one of the option's, and has findings."""
    named = mapping(option.get("pilot")).get("outcome")
    if not isinstance(named, str):
        return
    outcomes = {str(outcome.get("id")): outcome for _, outcome in entries(option.get("outcomes"), "")}
    with_findings = [ident for ident, outcome in outcomes.items() if outcome.get("findings")]
    allowed = choices(with_findings, most=40) or "an outcome with findings, which this option does not have"
    place = step(path, "pilot.outcome")
    if named not in outcomes:
        hint = probably(named, with_findings)
        yield Problem(place, f"no outcome of this option is called {named}.{hint}", shown(named), allowed)
    elif named not in with_findings:
        yield Problem(
            place,
            f"{named} has no findings, so nothing says what a pilot may find. Add what has been found elsewhere.",
            shown(named),
            allowed,
        )
