"""Rules on findings: cash that is not proven, what is set aside, what cannot be, one study under two names, and time not counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from valuation.answers.check import Check
from valuation.case.effects import FromFindings
from valuation.checks.subject import Reading
from valuation.evidence.findings import Finding
from valuation.evidence.readings import claimed_value
from valuation.evidence.scales import Measure, measures_of
from valuation.figures import digits


def cash_not_proven(case: Reading) -> Iterator[Check]:
    """A gain that a decision would turn into cash, from findings that do not prove it."""
    for path, option, _ in case.options():
        for place, outcome, value in case.values(path, option):
            effect = case.case.effects.get(f"{path}.outcomes.{outcome.id}")
            if effect is None or effect.is_proven_gain or value.kind != "fiscal" or value.release is None:
                continue
            share = case.value(f"{place}.cashable")
            if share > 0 and case.effect(effect.path, outcome) > 0:
                why = (
                    "no comparison shows it"
                    if effect.is_official
                    else "what one unit of the measure is worth is not settled by government"
                )
                yield Check(
                    "cash_not_proven", "warn", f"{place}.cashable",
                    f"The case says that {share:.0%} of “{outcome.name or outcome.id}” becomes cash, but {why}. It counts as capacity until then.",
                    "Find a comparison, or make one here, before a budget is cut for it.",
                    abs(case.pv_of(place)),
                )  # fmt: skip


def findings_set_aside(case: Reading) -> Iterator[Check]:
    """Findings that are shown and not read, and what would be expected with them."""
    for effect in case.case.effects.values():
        aside = [finding for finding in effect.evidence.findings if finding.is_set_aside]
        if aside:
            counts = "One finding is" if len(aside) == 1 else f"There are {len(aside)} findings"
            name = effect.outcome.name or effect.outcome.id
            all_read, planned = digits(effect.all_read, 2), digits(effect.expected.mean, 2)
            comes_to = "be the same" if all_read == planned else f"be {all_read} instead of {planned}"
            yield Check(
                "findings_set_aside", "note", effect.effect_path,
                f"{counts} set aside for “{name}”. If every finding counted, the effect would {comes_to}.",
                "Tell those who decide why each is set aside.",
            )  # fmt: skip


def outside_its_measure(case: Reading) -> Iterator[Check]:
    """A finding that says more than its measure can: an effect above the most that there can be, or people beyond the ends of the scale."""
    for effect in case.case.effects.values():
        measure = measures_of(case.case.library)[effect.measure]
        for finding in effect.evidence.findings:
            if finding.is_in_measure and not finding.is_set_aside and _is_outside(finding, effect, measure):
                name = effect.outcome.name or effect.outcome.id
                yield Check(
                    "outside_its_measure", "stop", f"{effect.path}.findings.{finding.id}",
                    f"“{finding.study}” says more of “{name}” than can be: it is counted in {measure.unit}.",
                    "Look at the figure and its unit again. A percentage is written as a share: 12% is 0.12.",
                    abs(case.pv_of(effect.path)),
                )  # fmt: skip


def _is_outside(finding: Finding, effect: FromFindings, measure: Measure) -> bool:
    """Returns whether an effect for each person is above the most, or people began or ended beyond the ends of the scale."""
    if effect.most is not None and abs(claimed_value(finding, effect.evidence.scale)) > effect.most:
        return True
    if measure.ends is None or finding.baseline is None:
        return False
    low, high = measure.ends
    levels = (finding.baseline, *((finding.baseline + finding.estimate,) if finding.is_change else ()))
    return not all(low <= level <= high for level in levels)


def one_study_under_two_names(case: Reading) -> Iterator[Check]:
    """Two findings with the same source, design and estimate: a study that is split counts twice."""
    for effect in case.case.effects.values():
        for first, second in _alike(effect):
            name = effect.outcome.name or effect.outcome.id
            yield Check(
                "one_study_under_two_names", "warn", f"{effect.path}.findings.{second}",
                f"The findings {_quoted(effect, first)} and {_quoted(effect, second)} for “{name}” have the same source, design and result. A study "
                "counts once.",
                "Set one of them aside and say why, or show that they are of different people.",
                abs(case.pv_of(effect.path)),
            )  # fmt: skip


def _alike(effect: FromFindings) -> Iterator[tuple[str, str]]:
    live = [finding for finding in effect.outcome.findings or () if finding.set_aside is None]
    for first, second in combinations(live, 2):
        if (first.source, first.design, first.estimate) == (second.source, second.design, second.estimate):
            yield first.id, second.id


def _quoted(effect: FromFindings, ident: str) -> str:
    return next(f"“{finding.study}”" for finding in effect.outcome.findings or () if finding.id == ident)


def enjoyed_time_left_out(case: Reading) -> Iterator[Check]:
    """Hours of people or carers that are the activity itself, and so are shown and not counted."""
    if case.case.shape.appraisal.own_time != "counted":
        return
    for path, option, _ in case.options():
        names = [cost.name or cost.id for cost in option.costs if cost.enjoyed]
        if names:
            listed = ", ".join(f"“{name}”" for name in names[:3])
            yield Check(
                "enjoyed_time_left_out", "note", f"{path}.costs",
                f"People's own time is not counted as a cost where they enjoy it: {listed}.",
                "Ask some of them whether they would rather have the time back. Look at the scenario in which all own time is counted.",
            )  # fmt: skip
