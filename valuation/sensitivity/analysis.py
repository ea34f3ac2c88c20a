"""The analysis: everything that sensitivity comes to for a case, worked out together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from valuation.case.validity.validation import Case
from valuation.draws import DRAWS, SEED
from valuation.lines.compile import compile_case
from valuation.measures import refuse_unknown
from valuation.sensitivity.causes import Expectation, expectation
from valuation.sensitivity.decision import Information, information
from valuation.sensitivity.evidence_shares import EvidenceShares, evidence_shares
from valuation.sensitivity.monte_carlo import (
    Simulation,
    simulate,
)
from valuation.sensitivity.one_way import DEFAULT_ACCOUNT, DEFAULT_MEASURE, Swing, one_way
from valuation.sensitivity.pilot import pilot_or_why_not
from valuation.sensitivity.pilots.pilot_answer import NoPilot, Pilot
from valuation.sensitivity.rung_chances import RungChances, rung_chances
from valuation.sensitivity.switching import Switch, switching_values


@dataclass(frozen=True)
class Analysis:
    """Everything that sensitivity comes to, before it is told: `sensitivity_answer.py`."""

    case: Case
    account: str
    measure: str
    simulation: Simulation
    swings: dict[str, list[Swing]]
    switches: dict[str, list[Switch]]
    expectations: dict[str, Expectation]
    evidence: dict[str, EvidenceShares | None]
    chances: dict[str, RungChances]
    """By option, of each standard of proof that is uncertain."""

    pilots: dict[str, Pilot | NoPilot] = field(default_factory=dict, compare=False)
    """By option, the pilots that have been worked out; others are when they are first asked for."""

    def pilot_of(self, option: str) -> Pilot | NoPilot:
        """Returns what it is worth to try an option first, on as many draws as the simulation; or why that cannot be worked out."""
        if option not in self.pilots:
            sample = self.simulation.sample
            self.pilots[option] = pilot_or_why_not(self.case, option, len(sample), sample.seed)
        return self.pilots[option]

    @cached_property
    def information(self) -> Information:
        """Returns what finding out would be worth: worked out when it is first asked for, as not every reader does."""
        return information(self.simulation, self.account)


def analysed(
    case: Case,
    draws: int = DRAWS,
    seed: int = SEED,
    account: str = DEFAULT_ACCOUNT,
    measure: str = DEFAULT_MEASURE,
    method: str = "lhs",
    each: Callable[[int], None] | None = None,
) -> Analysis:
    """Returns one-way, switching values, Monte Carlo and value of information of a case.

    `each` is told how many draws are done, and stops the work by raising.
    """
    refuse_unknown(account, measure)
    return analysis_of(simulate(compile_case(case), draws, seed, method, each), account, measure)


def analysis_of(
    simulation: Simulation, account: str = DEFAULT_ACCOUNT, measure: str = DEFAULT_MEASURE
) -> Analysis:
    """Returns what goes with a simulation that has been run."""
    model = simulation.model
    return Analysis(
        case=model.case,
        account=account,
        measure=measure,
        simulation=simulation,
        swings=one_way(model, account, measure),
        switches=switching_values(model, account, measure),
        expectations={o.id: expectation(simulation, o.id, account, measure) for o in model.options},
        evidence={o.id: evidence_shares(simulation.base, o.id) for o in model.options},
        chances=rung_chances(simulation),
    )
