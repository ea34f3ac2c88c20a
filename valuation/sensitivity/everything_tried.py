"""Everything tried of an option: each study taken as right, the case and its scenarios, and each claim at its word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from valuation.case.effects import PROVEN, FromFindings
from valuation.case.places import option_at, step
from valuation.case.validity.validation import Case
from valuation.evidence.findings import Finding
from valuation.evidence.readings import claimed_value, is_claim
from valuation.sensitivity.scenarios import Scenario, own_scenarios, ready_made
from valuation.sensitivity.sensitivity_answer import ScenarioAnswer, scenario_row

TriedAs = Literal["comparison", "scenario", "claim"]
"""What is tried: what a comparison found, the case or a scenario of it, or what is claimed without a comparison."""


@dataclass(frozen=True)
class Found:
    """What a study found of one outcome, for each person in a year, with good positive."""

    outcome: str
    """The outcome's path."""
    measure: str
    value: float


@dataclass(frozen=True)
class Tried:
    """A scenario that was tried, and what the case comes to under it."""

    tried_as: TriedAs
    scenario: Scenario
    answer: ScenarioAnswer
    found: tuple[Found, ...] = ()
    """What the study found that is taken as right; nothing for a scenario."""

    def net_value(self, option: str) -> float | None:
        """Returns the option's net value, everyone counted; None where there is no answer."""
        headlines = self.answer.options[option]
        return None if headlines is None else headlines.npv["society"]


def everything_tried(
    case: Case, option: str, each: Callable[[float], None] = lambda done: None
) -> list[Tried]:
    """Returns what an option comes to by each comparison, in the case and each of its scenarios, and by each claim.

    Each is a scenario of the case and goes through the one evaluator. `each` is told how many are done.
    """
    asked: list[tuple[TriedAs, Scenario, tuple[Found, ...]]] = [
        (_tried_as(scenario), scenario, ()) for scenario in (*ready_made(case, option), *own_scenarios(case))
    ]
    asked += taken_as_right(case, option)
    tried: list[Tried] = []
    for kind, scenario, found in asked:
        each(len(tried))
        tried.append(Tried(kind, scenario, scenario_row(case, scenario), found))
    return tried


def _tried_as(scenario: Scenario) -> TriedAs:
    """Returns what a scenario is tried as: *Proven* is what all comparisons together say."""
    return "comparison" if scenario.id == PROVEN else "scenario"


def taken_as_right(case: Case, option: str) -> list[tuple[TriedAs, Scenario, tuple[Found, ...]]]:
    """Returns for each study of an option the case in which what it found is exactly so here.

    The effect is the estimate for each person with good positive (evidence.md, section 2, step 3), nothing is taken off, and
    this place does not differ. Of findings that are priced, in the outcome's measure and not set aside; one study's findings
    on several outcomes are one scenario.
    """
    by_study: dict[tuple[TriedAs, str], list[tuple[FromFindings, Finding]]] = {}
    for outcome in case.option(option).outcomes:
        effect = case.effects.get(step(option_at(option), f"outcomes.{outcome.id}"))
        if effect is None or not outcome.values:
            continue
        for finding in effect.evidence.findings:
            if finding.is_set_aside or not finding.is_in_measure:
                continue
            is_compared = finding.is_comparison and not is_claim(finding, effect.evidence.scale)
            kind: TriedAs = "comparison" if is_compared else "claim"
            by_study.setdefault((kind, finding.study), []).append((effect, finding))
    return [
        (kind, _as_right(f"as_found_{place}", study, rows), tuple(_found(*row) for row in rows))
        for place, ((kind, study), rows) in enumerate(by_study.items(), start=1)
    ]


def _found(effect: FromFindings, finding: Finding) -> Found:
    return Found(effect.path, effect.measure, claimed_value(finding, effect.evidence.scale))


def _as_right(ident: str, study: str, rows: Iterable[tuple[FromFindings, Finding]]) -> Scenario:
    """Returns the scenario in which a study's findings are exactly so; a changed effect stands in place of this place's difference too."""
    changes: dict[str, object] = {
        effect.effect_path: {
            "value": _found(effect, finding).value,
            "distribution": "fixed",
            "reason": f"As {study} found it",
        }
        for effect, finding in rows
    }
    note = f"The gain is exactly what {study} found. Nothing is taken off, and this place is like the place that was studied."
    return Scenario(ident, study, note, changes)
