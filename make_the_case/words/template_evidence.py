"""The effects of a template with their intervals and their studies, null ones and every finding among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from make_the_case.words.charts.chart import Chart, Group, Series
from make_the_case.words.phrases import counted, plain_number, quoted
from make_the_case.words.tables.summary_tables import Table
from valuation import Library
from valuation.case.effects import GRADES as GRADES_OF_DESIGNS
from valuation.case.effects import evidence_of, finding_of, measure_of
from valuation.case.option_shape import Finding, Outcome
from valuation.evidence.readings import standard_error
from valuation.evidence.scales import Measure, designs_of, measures_of
from valuation.evidence.standards import ERRORS_ON_A_SIDE, readings_of
from valuation.quantities import UNGRADED

GRADES = {
    1: "grade 1, a trial or a review of trials", 2: "grade 2, a controlled comparison", 3: "grade 3, before and after or a survey",
    4: "grade 4, monitoring or practitioners' own figures", 5: "grade 5, a simulation or borrowed", 6: "grade 6, judgement",
}  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """One effect of a template, or one finding: the figure with its interval, its study, and whether the base case counts it.

    What a study found is as it was published, but for its direction: good is positive.
    """

    name: str
    unit: str
    value: float
    low: float
    high: float
    grade: int
    status: str
    study: str
    design: str
    people: str
    months: str
    source: str
    note: str
    is_counted: bool
    is_priced: bool
    """Whether the template gives it a price: where it has one, a value of 0 counts none of it."""
    set_aside: str = ""
    """Why a finding is shown and not read, where somebody set it aside."""
    is_finding: bool = False
    as_published: str = ""
    """The figure with its interval where that is a ratio: `value`, `low` and `high` are then how far it is from 1."""

    @property
    def includes_nothing(self) -> bool:
        """Returns whether its interval includes no difference."""
        return self.low <= 0 <= self.high

    @property
    def has_interval(self) -> bool:
        """Returns whether it has a range, stated or worked out: of a claim, and of a study that gives no error, none is."""
        return not self.is_finding or self.low < self.high

    @property
    def interval(self) -> str:
        """Returns the figure with its range."""
        if self.as_published:
            return self.as_published
        if not self.has_interval:
            return f"{plain_number(self.value)} (no interval seen)"
        return f"{plain_number(self.value)} ({plain_number(self.low)} to {plain_number(self.high)})"

    @property
    def figure(self) -> str:
        """Returns the figure with its range and what it is in."""
        return f"{self.interval} {self.unit}".strip()

    @property
    def reading(self) -> str:
        """Returns what the figure says, in a few words."""
        if self.set_aside:
            return "Shown, set aside"
        if self.is_counted:
            return "Counted for what it is worth" if self.is_finding else "Counted"
        if self.is_finding and self.is_priced:
            return "Shown, does not count"
        if self.is_priced:
            return "Counted as nothing"
        return "No clear difference" if self.includes_nothing else "Shown, not valued in money"


# A template is YAML that has been read and not judged: what stands under a key may be anything.
def effects_of(template: Mapping[str, Any], library: Library) -> list[Effect]:
    """Returns the effects of a template (plain data), null ones and each finding among them, in their order."""
    found: list[Effect] = []
    for outcome in template["option"].get("outcomes") or []:
        if outcome.get("findings"):
            found += _findings_of(Outcome.model_validate(outcome), library)
            continue
        number = outcome.get("adds", outcome.get("reduces"))
        if not isinstance(number, dict):
            continue
        low, high = number.get("range") or (number["value"], number["value"])
        is_priced = bool(outcome.get("values"))
        found.append(
            Effect(
                name=outcome.get("name", outcome["id"]), unit=str(outcome.get("unit", "")), value=float(number["value"]), low=float(low),
                high=float(high), grade=int(number["grade"]), status=str(number.get("status", "")), study=str(number.get("study", "")),
                design=str(number.get("design", "")), people=str(number.get("n", "")), months=str(number.get("follow_up_months", "")),
                source=str(number.get("source", "")), note=str(number.get("note", "")),
                is_counted=is_priced and number["value"] != 0, is_priced=is_priced,
            )
        )  # fmt: skip
    return found


def _findings_of(outcome: Outcome, library: Library) -> Iterator[Effect]:
    """Yields each finding of an outcome, and whether it is read where the outcome has a price."""
    pooled_in = measure_of(outcome, library) or ""
    read = {reading.finding.id for reading in readings_of(evidence_of(outcome, pooled_in, library))}
    is_priced = bool(outcome.values)
    for finding in outcome.findings or ():
        measure = measures_of(library)[finding.measure or pooled_in]
        value, low, high = _good_positive(finding, measure)
        yield Effect(
            name=outcome.name or outcome.id, unit=measure.unit, value=value, low=low, high=high,
            grade=GRADES_OF_DESIGNS.get(finding.design, UNGRADED), status=finding.status or "", study=finding.study,
            design=designs_of(library)[finding.design].label, people=_people_measured(finding),
            months="" if finding.follow_up_months is None else plain_number(finding.follow_up_months),
            source=finding.source or "", note=finding.note or "", is_counted=is_priced and finding.id in read,
            is_priced=is_priced, set_aside=finding.set_aside or "", is_finding=True,
            as_published=_ratio_words(finding) if measure.no_difference else "",
        )  # fmt: skip


def _good_positive(finding: Finding, measure: Measure) -> tuple[float, float, float]:
    """Returns how far what a study found, and both ends of its 95% interval, are from no difference, good positive; the ends are the figure itself where no error is known."""
    ends = finding.interval
    if ends is None and measure.scale is not None and finding.design != "claim":
        error = standard_error(finding_of(finding, measure.id), measure.scale)
        half = ERRORS_ON_A_SIDE * error if error is not None else 0.0
        ends = [finding.estimate - half, finding.estimate + half]
    low, high = ends or (finding.estimate, finding.estimate)
    value, low, high = (each - measure.no_difference for each in (finding.estimate, low, high))
    return (value, low, high) if measure.is_higher_better else (-value, -high, -low)


def _ratio_words(finding: Finding) -> str:
    """Returns a ratio as it was published, of which 1 is no difference."""
    if finding.interval is None:
        return f"{plain_number(finding.estimate)} (no interval seen; 1 is no difference)"
    low, high = map(plain_number, finding.interval)
    return f"{plain_number(finding.estimate)} ({low} to {high}; 1 is no difference)"


def _people_measured(finding: Finding) -> str:
    """Returns how many people, or trials, a finding is of."""
    n = finding.n or ((finding.n_with or 0) + (finding.n_without or 0)) or None
    people = None if n is None else f"{plain_number(n)} people"
    trials = None if finding.trials is None else counted(finding.trials, "trial")
    return " in ".join(words for words in (people, trials) if words)


STATUS_WORDS = {
    "published": "published", "derived": "worked out from published figures", "cited_fact": "quoted from the study",
    "planning_assumption": "a planning assumption", "to_verify": "not yet checked at its source",
}  # fmt: skip


def effects_table(effects: list[Effect]) -> Table:
    """Returns the effects in a few columns; nothing is left out because it found nothing."""
    rows = tuple(
        (effect.name, named_study(effect), effect.figure, effect.reading, f"{effect.grade}")
        for effect in effects
    )
    note = "Grade 1 is the best evidence and 6 the weakest. A fall that is good is entered as a gain."
    return Table(
        "What studies found", ("Effect", "Study", "Figure and range", "In the base case", "Grade"), rows, note
    )


def forest_chart(effects: list[Effect]) -> Chart:
    """Returns the effects with their ranges, null ones among them, by outcome and study, each in shares of its own reach about the line of no difference."""
    null = sum(effect.includes_nothing for effect in effects)
    title = (
        f"Of {counted(len(effects), 'effect')}, {null} may be no difference at all"
        if null
        else "Every effect lies on one side of no difference"
    )
    widest = [max(abs(effect.low), abs(effect.high), abs(effect.value)) or 1.0 for effect in effects]
    series = Series(
        "Effect", tuple(effect.value / scale for effect, scale in zip(effects, widest, strict=True)),
        tuple(f"{effect.figure} · {effect.reading}" for effect in effects),
    )  # fmt: skip
    ends = tuple(
        (effect.low / scale, effect.high / scale) if effect.has_interval else None
        for effect, scale in zip(effects, widest, strict=True)
    )
    said = ". ".join(
        f"{quoted(effect.name)}: {effect.figure}, {effect.reading.lower()}" for effect in effects[:3]
    )
    return Chart(
        "forest", "findings", title,
        "Each effect is on a scale of its own. A thin line is its range, and a hollow mark has none", f"{said}.",
        f"Forest plot of {len(effects)} effects with their ranges. {title}.", tuple(map(named_study, effects)), (series,),
        "share of its own range", 1.0, effects_table(effects), ends=ends,
        groups=tuple(Group(name, len(found)) for name, found in by_outcome(effects)),
    )  # fmt: skip


def named_study(effect: Effect) -> str:
    """Returns the name of the study that an effect is of."""
    return effect.study or "No study is named"


def by_outcome(effects: list[Effect]) -> list[tuple[str, list[Effect]]]:
    """Returns the effects under the name of their outcome, in their order."""
    return [(name, list(found)) for name, found in groupby(effects, key=lambda effect: effect.name)]
