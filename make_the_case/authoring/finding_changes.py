"""What changes in a case when somebody says what was measured, or adds what they have seen or read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from make_the_case.authoring.entry_changes import unanswered
from valuation import Case
from valuation.case.editing import with_entry, without_entry
from valuation.case.effects import RELATIVE_REDUCTION, measure_of
from valuation.case.places import key_of, option_of, step, written_at
from valuation.evidence.scales import bridges_of, measures_of

Changes = dict[str, Any]
"""A value for each path; None takes what stands there away."""
Compared = Literal["nobody", "waiting", "similar", "by_chance"]
DESIGN_OF: Mapping[Compared, str] = {
    "nobody": "before_after",
    "waiting": "controlled",
    "similar": "controlled",
    "by_chance": "randomised",
}


NOT_SAID_YET = "to_be_said"
"""The id of the first finding of an outcome, until somebody says what was found."""


@dataclass(frozen=True)
class TwiceMeasured:
    """The averages of a group of people at two times, and how many of them were measured both times."""

    before: float
    after: float
    people: float

    @property
    def change(self) -> float:
        """Returns by how much the average moved, without the dust of subtracting two decimal numbers."""
        return round(self.after - self.before, 12)


@dataclass(frozen=True)
class OwnFigures:
    """What somebody has measured here: before and after, and perhaps of other people too."""

    period: str
    ours: TwiceMeasured
    months: float | None
    compared: Compared = "nobody"
    theirs: TwiceMeasured | None = None

    source: str = ""
    """Where it is written down."""
    interval: tuple[float, float] | None = None
    """The 95% interval of the change, where somebody has worked it out."""
    usual: float | None = None
    """The average of people like them: people drift back to it from where they began."""

    def finding(self, needs_months: bool, is_share_fewer: bool = False) -> dict[str, Any]:
        """Returns it as a finding: the change less that of those it is compared with, or by what share a rate fell."""
        found: dict[str, Any] = {
            "id": "ours",
            "study": f"Ours, {self.period}" if self.period else "Ours",
            "design": DESIGN_OF[self.compared],
            "estimate": self._fall if is_share_fewer else self._change,
            "here": True,
        }
        if not is_share_fewer:
            found["baseline"] = self.ours.before
        if self.theirs is None:
            found["n"] = self.ours.people
        else:
            found |= {"n_with": self.ours.people, "n_without": self.theirs.people}
        if self.usual is not None:
            found["population_mean"] = self.usual
        if self.interval is not None:
            found["interval"] = list(self.interval)
        if self.months is not None or needs_months:
            found["follow_up_months"] = self.months or 12
        if self.source:
            found["source"] = self.source
        return found

    @property
    def _change(self) -> float:
        theirs = 0.0 if self.theirs is None else self.theirs.change
        return round(self.ours.change - theirs, 12)

    @property
    def _fall(self) -> float:
        """Returns 1 − the ratio of the rates, ours over theirs where there are others."""
        ratio = self.ours.after / self.ours.before
        if self.theirs is not None:
            ratio /= self.theirs.after / self.theirs.before
        return round(1 - ratio, 12)


def findings_begun(case: Case, path: str) -> Changes:
    """Returns the changes that state an outcome's effect by findings: what a design takes off is taken off by hand no more."""
    outcome = written_at(case.data, path)
    unit = str(outcome.get("unit") or "unit")
    measure = unit if unit in measures_of(case.library) else RELATIVE_REDUCTION
    gone: Changes = {
        step(path, key): None for key in ("adds", "reduces", "place", "deadweight", "attribution", "bridge")
    }
    rate = (
        (outcome.get("of") or unanswered(f"{unit} per person per year"))
        if measure == RELATIVE_REDUCTION
        else None
    )
    return {
        **gone,
        step(path, "of"): rate,
        step(path, "measure"): measure,
        step(path, "findings"): [begun_with(unit)],
        step(path, "applies_to"): outcome.get("applies_to") or "completers",
    }


def begun_with(unit: str) -> dict[str, Any]:
    """Returns the first finding of an outcome that has none: a claim of nothing, until somebody says more."""
    return {
        "id": NOT_SAID_YET,
        "study": "Not said yet",
        "design": "claim",
        "estimate": 0,
        "follow_up_months": 12,
        "note": f"Say what was found, in {unit}.",
    }


def with_finding(case: Case, path: str, finding: Mapping[str, Any]) -> Case:
    """Returns the case with one more finding of an outcome; the one that stood there until somebody said anything goes."""
    grown = with_entry(case, step(path, "findings"), finding)
    at = step(path, f"findings.{NOT_SAID_YET}")
    is_there = any(each["id"] == NOT_SAID_YET for each in written_at(grown.data, step(path, "findings")))
    return without_entry(grown, at)[0] if is_there else grown


def measure_chosen(case: Case, path: str, measure: str) -> Changes:
    """Returns the changes that count an outcome's findings in a measure: those in another are shown, and not read."""
    outcome = written_at(case.data, path)
    was = measure_of(case.option(option_of(path) or "").outcome(key_of(path)), case.library)
    changes: Changes = {step(path, "measure"): measure, step(path, "bridge"): _bridge(case, outcome, measure)}
    for finding in outcome.get("findings") or []:
        at = step(path, f"findings.{finding['id']}.measure")
        stated = finding.get("measure") or was
        changes[at] = None if stated == measure else stated
    if measure == RELATIVE_REDUCTION:
        changes[step(path, "of")] = outcome.get("of") or unanswered("a person a year")
    else:
        changes[step(path, "of")] = None
    scale = measures_of(case.library)[measure].scale
    if scale is not None and scale.is_total:
        for finding in outcome.get("findings") or []:
            if finding.get("follow_up_months") is None:
                changes[step(path, f"findings.{finding['id']}.follow_up_months")] = 12
    return changes


def _bridge(case: Case, outcome: Mapping[str, Any], measure: str) -> dict[str, str] | None:
    """Returns the library's bridge from a measure to what the outcome is counted in, where there is one."""
    for bridge in bridges_of(case.library).values():
        if bridge.measure == measure and bridge.unit == outcome.get("unit"):
            return {"use": f"bridges.{bridge.id}"}
    return None
