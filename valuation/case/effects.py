"""What the findings of an outcome come to: the effect that a case counts, at each standard of proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final, Generic, Literal, TypeVar

from valuation.case.option_shape import Finding as StatedFinding
from valuation.case.option_shape import Option, Outcome
from valuation.case.places import step, table_and_entry
from valuation.case.shape import CaseShape
from valuation.case.written.plain_values import PlainMapping
from valuation.evidence.findings import Finding, Scale
from valuation.evidence.readings import Reading
from valuation.evidence.scales import bridges_of, mark_downs_of, measures_of
from valuation.evidence.standards import (
    ERRORS_ON_A_SIDE,
    NOTHING,
    Effect,
    Evidence,
    claimed,
    expected,
    is_anything_read,
    planned_on,
    proven_set,
    readings_of,
)
from valuation.library import Library, assumption_from
from valuation.quantities import GAIN, REDUCTION, UNGRADED, Assumption, Kind

Standard = Literal["expected", "proven"]
"""The standard that a case stands on; what is claimed is shown beside it and never stood on."""
Rung = Literal["proven", "expected", "claimed"]
RUNGS: Final[tuple[Rung, ...]] = ("proven", "expected", "claimed")
"""The standards of proof as they stand beside one another, the strictest first."""
EXPECTED: Final = "expected"
PROVEN: Final = "proven"
CLAIMED: Final = "claimed"
STANDARD_AT = "appraisal.evidence"
"""Where a case says at which standard of proof it stands."""
UNITS_WITH_A_PRIOR = ("qaly", "wellby")
"""Units in which an option whose findings cannot be read is expected to do nothing, within what like services have done."""
RELATIVE_REDUCTION = "relative_reduction"
"""The measure of an outcome that is a share fewer of something."""
OWN_FINDINGS = "findings of this case"
"""What stands as the source of an effect whose findings name none that is read."""
GRADES = {"review": 1, "randomised": 1, "controlled": 2, "before_after": 3, "monitoring": 4}
"""The grade of an effect by the design of the best finding that was read."""
PROVEN_GRADES = (1, 2)
"""Grades of an effect without findings that counts under *Proven*, in a case that has findings anywhere."""


def has_findings(shape: CaseShape) -> bool:
    """Returns whether an outcome of the case has findings."""
    return any(outcome.findings for option in shape.options for outcome in option.outcomes)


def standard_of(shape: CaseShape) -> Standard | None:
    """Returns the standard of proof that a case stands on; None where it has no findings."""
    return (shape.appraisal.evidence or EXPECTED) if has_findings(shape) else None


def measure_of(outcome: Outcome, library: Library) -> str | None:
    """Returns the measure that an outcome's findings are pooled in: its own, a relative reduction of a rate, or its unit where that is one."""
    if outcome.measure is not None:
        return outcome.measure
    if outcome.of is not None:
        return RELATIVE_REDUCTION
    return outcome.unit if outcome.unit in measures_of(library) else None


def is_bridge_official(outcome: Outcome, library: Library) -> bool:
    """Returns whether a gain may release cash through an outcome's bridge: it has none, or one that government says."""
    bridge = outcome.bridge
    if bridge is None:
        return True
    if bridge.use is None or bridge.value is not None:
        return False
    named = bridges_of(library).get(table_and_entry(bridge.use)[1])
    return named is not None and named.is_official


@dataclass(frozen=True)
class FromFindings:
    """An outcome's effect as its findings come to it, at each standard."""

    path: str
    """The outcome's."""
    outcome: Outcome
    measure: str
    evidence: Evidence
    has_prior: bool
    """Whether, with nothing to read, no effect is only the best guess, and not certain."""
    is_official: bool
    """Whether there is no bridge, or government says what it is worth."""

    @property
    def key(self) -> Literal["adds", "reduces"]:
        """Returns the key of the effect."""
        return self.outcome.effect_key

    @property
    def effect_path(self) -> str:
        """Returns where the effect is drawn, moved and changed."""
        return step(self.path, self.key)

    @property
    def place_path(self) -> str:
        """Returns where the difference of this place from the average place is drawn, moved and changed."""
        return step(self.path, "place")

    @property
    def most(self) -> float | None:
        """Returns the largest effect that there can be for one person; None where there is no end, as over a whole life."""
        return None if self.outcome.total else self.evidence.scale.most

    @cached_property
    def expected(self) -> Effect:
        """Returns what to plan on."""
        return expected(self.evidence, self.has_prior)

    @cached_property
    def _proven_set(self) -> Evidence | None:
        return proven_set(self.evidence)

    @cached_property
    def proven(self) -> Effect:
        """Returns what could be defended to an auditor."""
        if self._proven_set is not None:
            return expected(self._proven_set)
        return planned_on(self.expected)

    @cached_property
    def claimed(self) -> Effect:
        """Returns what its supporters say: one number, without a spread."""
        return Effect(claimed(self.evidence, self.has_prior), 0.0)

    @cached_property
    def all_read(self) -> float:
        """Returns what would be expected if nothing were set aside."""
        findings = tuple(replace(finding, is_set_aside=False) for finding in self.evidence.findings)
        return expected(replace(self.evidence, findings=findings), self.has_prior).mean

    @property
    def is_proven_gain(self) -> bool:
        """Returns whether it counts above nothing under *Proven*, and so may release cash."""
        return self.is_official and self.proven.mean > 0

    def at(self, rung: Rung) -> Effect:
        """Returns the effect at a standard."""
        if rung == EXPECTED:
            return self.expected
        return self.proven if rung == PROVEN else self.claimed

    @property
    def is_bound_to_here(self) -> bool:
        """Returns whether something that is read was measured in this service and place."""
        return any(finding.is_here for finding in self.evidence.live)

    def place_sd_elsewhere(self, standard: Standard) -> float:
        """Returns τ, how far a place in which nothing was measured may differ from the average place; 0 where nothing counts for certain."""
        if self.at(standard) == NOTHING:
            return 0.0
        evidence = self.read_from(standard)
        elsewhere = evidence.read_elsewhere
        return evidence.scale.tau if elsewhere is None else elsewhere.pooled.tau

    def read_from(self, standard: Standard) -> Evidence:
        """Returns the findings that a standard reads: all that are live, or the comparisons that prove the effect."""
        return (self._proven_set if standard == PROVEN else None) or self.evidence

    def readings(self, standard: Standard) -> tuple[Reading, ...]:
        """Returns the findings that are read at a standard, as they are read."""
        return readings_of(self.read_from(standard))

    def assumptions(self, standard: Standard) -> tuple[Assumption, Assumption]:
        """Returns the effect and the place as numbers that can be questioned: normal, with the grade of the best finding that was read."""
        return self._proven_numbers if standard == PROVEN else self._expected_numbers

    @cached_property
    def _proven_numbers(self) -> tuple[Assumption, Assumption]:
        return self._numbers(PROVEN)

    @cached_property
    def _expected_numbers(self) -> tuple[Assumption, Assumption]:
        return self._numbers(EXPECTED)

    def _numbers(self, standard: Standard) -> tuple[Assumption, Assumption]:
        effect, read = self.at(standard), self.readings(standard)
        grade = min((GRADES[reading.design] for reading in read), default=UNGRADED)
        name = self.outcome.name or self.outcome.id
        status = "to_verify" if any(reading.finding.is_to_verify for reading in read) else "derived"
        best = [reading.finding.id for reading in read if GRADES[reading.design] == grade]
        sources = [f.source for f in self.outcome.findings or () if f.id in best and f.source]

        def stated(path: str, mean: float, sd: float, label: str, kind: Kind) -> Assumption:
            half = ERRORS_ON_A_SIDE * sd
            return Assumption(
                path,
                mean,
                kind,
                low=mean - half if sd else None,
                high=mean + half if sd else None,
                stated_distribution="normal" if sd else "fixed",
                unit=self.measure,
                source=sources[0] if sources else OWN_FINDINGS,
                grade=grade,
                status=status,
                label=label,
                is_from_findings=True,
            )

        kind = REDUCTION if self.key == "reduces" else GAIN
        return (
            stated(self.effect_path, effect.adds, effect.adds_sd, name, kind),
            stated(self.place_path, effect.place, effect.place_sd, f"{name}: how this place differs", GAIN),
        )


def effects_of(shape: CaseShape, library: Library) -> dict[str, FromFindings]:
    """Returns every outcome that has findings, by its path, with what they come to."""
    return {
        effect.path: effect
        for option in shape.options
        for effect in _effects_of_option(step("options", option.id), option, library)
    }


def _effects_of_option(path: str, option: Option, library: Library) -> Iterator[FromFindings]:
    has_had_prior = False
    for outcome in option.outcomes:
        if not outcome.findings:
            continue
        itself, of_library = _Itself(outcome), _Itself(library)
        has_prior = (
            not has_had_prior
            and outcome.unit in UNITS_WITH_A_PRIOR
            and not is_anything_read(_evidence_known(itself, of_library))
        )
        has_had_prior |= has_prior
        yield _effect_known(itself, of_library, step(path, f"outcomes.{outcome.id}"), has_prior)


T = TypeVar("T")


class _Itself(Generic[T]):
    """A thing that is equal to itself alone: an outcome that stands in a changed case as it stood before is read once."""

    def __init__(self, thing: T):
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.thing is self.thing


MOST_KNOWN = 4096
"""Outcomes of which it is held what their findings come to."""


@lru_cache(MOST_KNOWN)
def _evidence_known(outcome: _Itself[Outcome], library: _Itself[Library]) -> Evidence:
    measure = measure_of(outcome.thing, library.thing) or ""
    return evidence_of(outcome.thing, measure, library.thing)


@lru_cache(MOST_KNOWN)
def _effect_known(
    outcome: _Itself[Outcome], library: _Itself[Library], path: str, has_prior: bool
) -> FromFindings:
    return FromFindings(
        path,
        outcome.thing,
        measure_of(outcome.thing, library.thing) or "",
        _evidence_known(outcome, library),
        has_prior,
        is_bridge_official(outcome.thing, library.thing),
    )


def evidence_of(outcome: Outcome, measure: str, library: Library) -> Evidence:
    """Returns an outcome's findings as they are read; in a measure that is only shown, each is a claim."""
    known = measures_of(library)[measure]
    scale = known.scale or Scale(
        measure, 0.0, 0.0, known.is_higher_better, no_difference=known.no_difference, mark_downs=mark_downs_of(library)
    )  # fmt: skip
    findings = tuple(finding_of(stated, measure) for stated in outcome.findings or ())
    if known.is_shown_only:
        findings = tuple(replace(finding, design="claim") for finding in findings)
    return Evidence(findings, scale)


def finding_of(stated: StatedFinding, measure: str) -> Finding:
    """Returns a finding of the case file as one that can be read in a measure."""
    return Finding(
        id=stated.id,
        study=stated.study,
        design=stated.design,
        estimate=stated.estimate,
        interval=(stated.interval[0], stated.interval[1]) if stated.interval else None,
        se=stated.se,
        n=stated.n,
        n_with=stated.n_with,
        n_without=stated.n_without,
        sd=stated.sd,
        trials=stated.trials or 0,
        tau=stated.tau,
        includes=frozenset(stated.includes),
        baseline=stated.baseline,
        population_mean=stated.population_mean,
        took_part=1.0 if stated.took_part is None else stated.took_part,
        follow_up_months=stated.follow_up_months,
        is_here=stated.here,
        is_set_aside=stated.set_aside is not None,
        is_to_verify=stated.status == "to_verify",
        is_in_measure=stated.measure in (None, measure),
    )


def derived_numbers(
    effects: Mapping[str, FromFindings],
    standard: Standard | None,
    changed: Mapping[str, PlainMapping] = MappingProxyType({}),
) -> dict[str, Assumption]:
    """Returns every effect and place that findings come to at a standard, each at its own path, as changed for this run.

    A changed effect stands in place of both, so that the place is 0 unless it is changed too.
    """
    if standard is None:
        return {}
    numbers: dict[str, Assumption] = {}
    for effect in effects.values():
        adds, place = effect.assumptions(standard)
        if effect.effect_path in changed:
            adds = as_changed(adds, changed[effect.effect_path])
            place = replace(place, value=0.0, low=None, high=None, stated_distribution="fixed")
        if effect.place_path in changed:
            place = as_changed(place, changed[effect.place_path])
        numbers |= {adds.path: adds, place.path: place}
    return numbers


def as_written(number: Assumption) -> PlainMapping:
    """Returns what findings come to as it would be written in a case, for a change to be laid over it."""
    stated: PlainMapping = {
        "value": number.value,
        "unit": number.unit,
        "source": number.source,
        "grade": number.grade,
        "status": number.status,
        "label": number.label,
        "distribution": number.stated_distribution,
        "range": None if number.low is None else [number.low, number.high],
    }
    return {key: item for key, item in stated.items() if item is not None}


def as_changed(number: Assumption, written: PlainMapping) -> Assumption:
    """Returns what findings come to as a change has it: still what is counted of them, and marked down no further.

    Unless the change is somebody's own reading, with nothing of the findings' evidence: that is marked down by its own grade.
    """
    is_theirs = written.get("status") == number.status
    return replace(assumption_from(number.path, written), kind=number.kind, is_from_findings=is_theirs)


def correlations_of(
    effects: Mapping[str, FromFindings],
    standard: Standard | None,
    changed: Mapping[str, PlainMapping],
) -> Iterator[tuple[str, str, float]]:
    """Yields (effect, place, correlation) of each outcome whose own measurement binds the two."""
    for effect in effects.values() if standard else ():
        correlation = effect.at(standard).correlation if standard else 0.0
        if correlation and effect.effect_path not in changed and effect.place_path not in changed:
            yield effect.effect_path, effect.place_path, correlation
