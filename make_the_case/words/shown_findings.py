"""A finding as a chart shows it: how far it is from no difference, with good to the right, and its figure as it was published."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.tables.evidence_tables import in_measure
from valuation.evidence.findings import Finding, Scale
from valuation.evidence.readings import as_good, claimed_value, per_person, standard_error
from valuation.evidence.standards import ERRORS_ON_A_SIDE
from valuation.figures import digits

NO_INTERVAL = "Not known"


@dataclass(frozen=True)
class ShownFinding:
    """Where a finding stands beside no difference, with its 95% interval, and both in words."""

    value: float
    ends: tuple[float, float] | None
    figure: str
    interval: str

    @property
    def words(self) -> str:
        """Returns the figure with its interval, where it has one."""
        return self.figure if self.ends is None else f"{self.figure} ({self.interval})"


def shown_finding(finding: Finding, scale: Scale) -> ShownFinding:
    """Returns a finding for each person, with good positive; a ratio by how far it is from 1, and its figure as it was published."""
    if scale.no_difference:
        return _ratio(finding, scale)
    value, se = claimed_value(finding, scale), standard_error(finding, scale)
    if se is None:
        return ShownFinding(value, None, in_measure(scale.id, value), NO_INTERVAL)
    around = ERRORS_ON_A_SIDE * per_person(se, finding, scale)
    return _with_ends(value, (value - around, value + around), scale)


def _with_ends(value: float, ends: tuple[float, float], scale: Scale) -> ShownFinding:
    interval = " to ".join(in_measure(scale.id, end) for end in ends)
    return ShownFinding(value, ends, in_measure(scale.id, value), interval)


def _ratio(finding: Finding, scale: Scale) -> ShownFinding:
    def from_one(ratio: float) -> float:
        return as_good(ratio - scale.no_difference, scale)

    figure = digits(finding.estimate, 2)
    if finding.interval is None:
        return ShownFinding(from_one(finding.estimate), None, figure, NO_INTERVAL)
    low, high = sorted(map(from_one, finding.interval))
    interval = " to ".join(digits(end, 2) for end in finding.interval)
    return ShownFinding(from_one(finding.estimate), (low, high), figure, interval)


def as_published(gain: float, scale: Scale) -> float:
    """Returns the ratio that is so far from 1, or of any other measure the gain itself."""
    return scale.no_difference + as_good(gain, scale) if scale.no_difference else gain
