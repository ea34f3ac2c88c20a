"""Rules for the findings of an outcome: each states its error once, counts once, and is in a measure that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from valuation.case.effects import RELATIVE_REDUCTION, finding_of
from valuation.case.option_shape import Finding as StatedFinding
from valuation.case.places import step, table_and_entry
from valuation.case.validity.case_as_written import Reading, entries, mapping
from valuation.case.validity.format_needed import KEYS_OF_AN_OUTCOME
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem, choices, figure, probably, shown
from valuation.evidence.findings import CHANGES
from valuation.evidence.readings import is_claim
from valuation.evidence.scales import Bridge, Measure, bridges_of, measures_of
from valuation.quantities import LARGEST

_Entry = tuple[str, PlainMapping]
"""A finding as written, and its path."""
OF_A_REVIEW = ("trials", "tau", "includes")
UNITS_THAT_ARE_PRICED = ("qaly", "wellby")
"""Units to which bridges of the library lead."""
IN_THE_DESIGN = ("deadweight", "attribution")
"""What a design's mark-down already takes off."""


def finding_rules(reading: Reading, path: str, outcome: PlainMapping) -> Iterator[Problem]:
    """An outcome's findings are in a measure that is known, each complete in itself and counted once."""
    if all(outcome.get(key) is None for key in KEYS_OF_AN_OUTCOME):
        return
    measures = measures_of(reading.library)
    measure = _measure(outcome, measures)
    findings = list(entries(outcome.get("findings"), step(path, "findings")))
    yield from _measure_rules(path, outcome, measures, bool(findings))
    yield from _bridge_rules(path, outcome, measure, bridges_of(reading.library))
    if not findings:
        return
    for finding_path, finding in findings:
        yield from rules_of_one_finding(reading, finding_path, finding, outcome)
    yield from _once_rules(path, findings, measure, measures)
    if any(finding.get("set_aside") is None for _, finding in findings):
        for key in IN_THE_DESIGN:
            if outcome.get(key) is not None:
                yield Problem(
                    step(path, key),
                    f"`{key}` takes off what the design of a finding already takes off.",
                    shown(outcome[key]),
                    f"no {key} beside findings; `displacement` may stand",
                )
    if outcome.get("place") is not None:
        yield Problem(
            step(path, "place"),
            "how this place differs follows from the findings; a scenario or `--set` may change it.",
            shown(outcome["place"]),
            "no `place` beside findings",
        )


def rules_of_one_finding(
    reading: Reading, path: str, finding: PlainMapping, outcome: PlainMapping
) -> Iterator[Problem]:
    """A finding of an outcome is complete in itself, and in a measure that is known."""
    measures = measures_of(reading.library)
    yield from _error_rules(path, finding)
    yield from _people_rules(path, finding)
    yield from _review_rules(path, finding)
    yield from _measure_of_a_finding(path, finding, _measure(outcome, measures), measures)


def _measure(outcome: PlainMapping, measures: Mapping[str, Measure]) -> str | None:
    """Returns the measure that an outcome says, or that follows from what it says."""
    stated = outcome.get("measure")
    if isinstance(stated, str):
        return stated
    if outcome.get("of") is not None:
        return RELATIVE_REDUCTION
    unit = outcome.get("unit")
    return unit if isinstance(unit, str) and unit in measures else None


def _measure_rules(
    path: str, outcome: PlainMapping, measures: Mapping[str, Measure], has_findings: bool
) -> Iterator[Problem]:
    """The outcome's measure is one of the library's, and a relative reduction exactly where it reduces a rate."""
    stated = outcome.get("measure")
    if isinstance(stated, str) and stated not in measures:
        yield _unknown_measure(step(path, "measure"), stated, measures)
        return
    measure = _measure(outcome, measures)
    if not has_findings:
        return
    if measure is None:
        yield Problem(
            step(path, "measure"),
            "`measure` is missing: what the findings of this outcome are counted in.",
            shown(outcome.get("unit")) if outcome.get("unit") is not None else "nothing",
            "a measure of the library, such as qaly, life_satisfaction or swemwbs",
        )
    elif (measure == RELATIVE_REDUCTION) != (outcome.get("of") is not None):
        is_without_rate = outcome.get("of") is None
        yield Problem(
            step(path, "of" if is_without_rate else "measure"),
            "a relative reduction needs `of`: the rate that is reduced."
            if is_without_rate
            else "findings on an outcome with `of` are relative reductions of that rate.",
            "nothing" if is_without_rate else shown(measure),
            "a rate per person per year" if is_without_rate else f"measure: {RELATIVE_REDUCTION}, or no `of`",
        )


def _unknown_measure(path: str, stated: str, measures: Mapping[str, Measure]) -> Problem:
    return Problem(
        path,
        f"no measure is called {stated}.{probably(stated, list(measures))}",
        shown(stated),
        "a measure of the library, such as qaly, life_satisfaction or swemwbs",
    )


def _bridge_rules(
    path: str, outcome: PlainMapping, measure: str | None, bridges: Mapping[str, Bridge]
) -> Iterator[Problem]:
    """A bridge of the library leads from what was measured."""
    use, unit = mapping(outcome.get("bridge")).get("use"), outcome.get("unit")
    bridge = bridges.get(table_and_entry(use)[1]) if isinstance(use, str) else None
    if bridge is not None and measure is not None and bridge.measure != measure:
        fitting = [step("bridges", other.id) for other in bridges.values() if other.measure == measure]
        yield Problem(
            step(path, "bridge.use"),
            f"this bridge leads from {bridge.measure}, and the outcome is measured in {measure}.",
            shown(use),
            choices(fitting) or f"a number of your own: no bridge of the library leads from {measure}",
        )
    elif bridge is not None and unit in UNITS_THAT_ARE_PRICED and bridge.unit != unit:
        yield Problem(
            step(path, "bridge.use"),
            f"this bridge leads to {bridge.unit}, and the outcome is counted in {unit}.",
            shown(use),
            f"a bridge that leads to {unit}, or unit: {bridge.unit}",
        )


def _error_rules(path: str, finding: PlainMapping) -> Iterator[Problem]:
    """An error is stated in one way, and the right way up."""
    interval = finding.get("interval")
    if interval is not None and finding.get("se") is not None:
        yield Problem(
            step(path, "se"),
            "`interval` and `se` say the same thing in two ways.",
            shown(finding["se"]),
            "the 95% interval, or the standard error",
        )
    if isinstance(interval, list) and len(interval) == 2:
        low, high = interval
        if _is_number(low) and _is_number(high) and not low < high:
            yield Problem(
                step(path, "interval"),
                "the interval is upside down, or has no width: its low end comes first.",
                f"[{figure(low)}, {figure(high)}]",
                "the lower end, then the higher",
            )


def _is_number(value: object) -> bool:
    """Returns whether a value is a number that can be compared; the shape says what any other is."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _people_rules(path: str, finding: PlainMapping) -> Iterator[Problem]:
    """How many were measured is said once, and as the design needs it."""
    groups = [key for key in ("n_with", "n_without") if finding.get(key) is not None]
    if not groups:
        return
    if finding.get("n") is not None:
        yield Problem(
            step(path, "n"),
            f"`n` and `{groups[0]}` say in two ways how many were measured.",
            shown(finding["n"]),
            "n alone, or n_with and n_without",
        )
    if finding.get("design") in CHANGES:
        yield Problem(
            step(path, groups[0]),
            "a change is measured in one group of people, and has no second.",
            shown(finding[groups[0]]),
            "n, how many were measured both times",
        )
    elif len(groups) == 1:
        other = "n_without" if groups[0] == "n_with" else "n_with"
        yield Problem(
            step(path, other),
            f"`{groups[0]}` needs `{other}`: how many were measured in the other group.",
            "nothing",
            "both, or n alone",
        )


def _review_rules(path: str, finding: PlainMapping) -> Iterator[Problem]:
    """What describes a review stands with a review, and a review is of other places."""
    if finding.get("design") == "review":
        if finding.get("here") is True:
            yield Problem(
                step(path, "here"),
                "a review pools what was found elsewhere.",
                "true",
                "no `here`, or the design of what was measured here",
            )
        return
    for key in OF_A_REVIEW:
        if finding.get(key) not in (None, []):
            yield Problem(
                step(path, key),
                f"`{key}` goes with a review alone.",
                shown(finding[key]),
                f"no {key}, or design: review",
            )


def _measure_of_a_finding(
    path: str, finding: PlainMapping, measure: str | None, measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    """A finding's measure is one of the library's, and a total over time says over how long."""
    stated = finding.get("measure")
    if isinstance(stated, str) and stated not in measures:
        yield _unknown_measure(step(path, "measure"), stated, measures)
        return
    own = _own_measure(finding, measure)
    scale = measures[own].scale if own is not None and own in measures else None
    if scale is not None and scale.is_total and finding.get("follow_up_months") is None:
        yield Problem(
            step(path, "follow_up_months"),
            f"a finding in {own} is a total over time, and needs `follow_up_months`: over how long.",
            "nothing",
            "a number of months above 0",
        )


def _own_measure(finding: PlainMapping, measure: str | None) -> str | None:
    """Returns the measure that a finding is in: the one that it says, or the outcome's."""
    stated = finding.get("measure")
    return stated if isinstance(stated, str) else measure


def _once_rules(
    path: str, findings: list[_Entry], measure: str | None, measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    """A study counts once in one measure, and so does a review."""
    live = [(where, finding) for where, finding in findings if finding.get("set_aside") is None]
    seen: Counter[tuple[str, str | None]] = Counter()
    for finding_path, finding in live:
        key = (str(finding.get("study")), _own_measure(finding, measure))
        seen[key] += 1
        if seen[key] > 1:
            yield Problem(
                step(finding_path, "study"),
                f"the study {key[0]} is here twice: a study counts once, by its last report.",
                shown(finding.get("study")),
                "one of the two with `set_aside` and the reason, or the study's other name",
            )
    reviews = [
        where
        for where, finding in live
        if _own_measure(finding, measure) == measure and _is_read_as_review(finding, measure, measures)
    ]
    if len(reviews) > 1:
        yield Problem(
            reviews[1],
            "two reviews would count the same trials twice.",
            choices(reviews),
            "one review, and `set_aside` with the reason on the others",
        )


def _is_read_as_review(finding: PlainMapping, measure: str | None, measures: Mapping[str, Measure]) -> bool:
    """Returns whether a finding is a review with an error: one without is a claim, and contains nothing."""
    if finding.get("design") != "review" or measure is None or measure not in measures:
        return False
    scale = measures[measure].scale
    try:
        stated = StatedFinding.model_validate(finding)
    except ValidationError:
        return True
    return scale is None or not is_claim(finding_of(stated, measure), scale)
