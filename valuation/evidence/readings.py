"""How a finding is read: its error, what would have changed anyhow, per person and good positive, and what its design leaves of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import copysign, sqrt

from valuation.evidence.findings import Design, Finding, MarkDown, Scale

WIDTH_IN_ERRORS = 3.92
"""Standard errors between the two ends of a 95% interval: 2 · 1.96."""


@dataclass(frozen=True)
class Reading:
    """A finding as it is read: an estimate with its standard error, per person and with good positive, the design it is read as, and what that leaves of it."""

    finding: Finding
    value: float
    se: float
    design: Design
    mark_down: MarkDown


def standard_error(finding: Finding, scale: Scale) -> float | None:
    """Returns the standard error of a finding, as published or worked out from its numbers; None where it cannot be.

    (high − low)/3.92, or as stated; of a comparison σ√(1/n_with + 1/n_without), where one number is two halves; of a change
    σ√(2(1 − ρ)/n), with σ the finding's or the measure's. Source: evidence.md, section 2, step 1.
    """
    if finding.interval is not None:
        low, high = finding.interval
        return (high - low) / WIDTH_IN_ERRORS
    if finding.se is not None:
        return finding.se
    sd = finding.sd if finding.sd is not None else scale.sd
    if sd is None:
        return None
    if finding.is_change:
        return None if finding.n is None else sd * sqrt(2 * (1 - scale.retest) / finding.n)
    if finding.n is not None:
        return sd * sqrt(4 / finding.n)
    if finding.n_with is None or finding.n_without is None:
        return None
    return sd * sqrt(1 / finding.n_with + 1 / finding.n_without)


def is_claim(finding: Finding, scale: Scale) -> bool:
    """Returns whether a finding is believed for nothing: a claim by its design, or a number without any error."""
    return finding.design == "claim" or standard_error(finding, scale) is None


def drift(finding: Finding, scale: Scale) -> tuple[float, Design]:
    """Returns what a change would have been anyhow, in the measure's own direction, and the design that the change is read as.

    (1 − ρ)(population mean − baseline). Without a baseline, or a mean to set it against, (1 − ρ) · sd on the side of the
    estimate, and a before-and-after study is read as monitoring. Source: evidence.md, section 2, step 2.
    """
    mean = finding.population_mean if finding.population_mean is not None else scale.mean
    if finding.baseline is not None and mean is not None:
        return (1 - scale.retest) * (mean - finding.baseline), finding.design
    return copysign((1 - scale.retest) * (scale.sd or 0.0), finding.estimate), "monitoring"


def without_drift(estimate: float, drifted: float) -> float:
    """Returns an estimate less what would have changed anyhow, never beyond nothing; a drift to the other side takes nothing away.

    >>> without_drift(2.1, 1.2), without_drift(0.5, 1.2), without_drift(-0.5, 1.2)
    (0.9000000000000001, 0.0, -0.5)
    """
    if drifted * estimate <= 0:
        return estimate
    return copysign(max(0.0, abs(estimate) - abs(drifted)), estimate)


def per_person(amount: float, finding: Finding, scale: Scale) -> float:
    """Returns an estimate or an error for each person who took part, a year: over the share who did, and over the years of a total.

    Source: evidence.md, section 2, step 3.
    """
    if finding.is_comparison and not is_claim(finding, scale):
        amount /= finding.took_part
    if scale.is_total and finding.follow_up_months is not None:
        amount /= finding.follow_up_months / 12
    return amount


def as_good(estimate: float, scale: Scale) -> float:
    """Returns an estimate with good positive, whichever way its measure runs."""
    return estimate if scale.is_higher_better else -estimate


def claimed_value(finding: Finding, scale: Scale) -> float:
    """Returns what a finding says for each person, with good positive and nothing taken off."""
    return per_person(as_good(finding.estimate, scale), finding, scale)


def read(finding: Finding, scale: Scale) -> Reading:
    """Returns a finding by steps 1 to 3: with its error, without drift, per person and good positive. A claim is not read."""
    se = standard_error(finding, scale)
    assert se is not None, "a finding without an error is a claim, and claims are not read"
    estimate, design = finding.estimate, finding.design
    if finding.is_change:
        drifted, design = drift(finding, scale)
        estimate = without_drift(estimate, drifted)
    return Reading(
        finding,
        per_person(as_good(estimate, scale), finding, scale),
        per_person(se, finding, scale),
        design,
        scale.mark_downs[design],
    )


def marked_down(value: float, se: float, mark_down: MarkDown, scale: Scale) -> tuple[float, float]:
    """Returns what a design leaves of an estimate and its error: d·x, and √(s² + (β·max(|d·x|, q))²).

    Source: evidence.md, section 2, step 4.
    """
    believed = mark_down.share * value
    added = mark_down.added_spread * max(abs(believed), scale.spread)
    return believed, sqrt(se**2 + added**2)


def by_design(readings: Iterable[Reading], scale: Scale) -> list[tuple[float, float]]:
    """Returns each reading's estimate and error by steps 1 to 4."""
    return [marked_down(reading.value, reading.se, reading.mark_down, scale) for reading in readings]
