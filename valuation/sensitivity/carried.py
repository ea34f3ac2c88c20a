"""A simulation and an analysis as they go from one process to another: without what the other side has, or never reads."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from valuation.answers.saving import unpacked
from valuation.case.changes import with_scenario
from valuation.case.validity.validation import Case
from valuation.draws import Sample
from valuation.library import Library
from valuation.lines.compile import compile_case
from valuation.measures import Measures
from valuation.sensitivity.analysis import Analysis, analysis_of
from valuation.sensitivity.causes import Expectation
from valuation.sensitivity.evidence_shares import EvidenceShares
from valuation.sensitivity.monte_carlo import (
    AccountDraws,
    Moments,
    OptionDraws,
    Simulation,
    bands,
    simulate,
)
from valuation.sensitivity.one_way import Swing
from valuation.sensitivity.rung_chances import RungChances
from valuation.sensitivity.switching import Switch


@dataclass(frozen=True)
class Asked:
    """Which simulation: of which case, packed, under which of its sets, with how many draws."""

    pack: bytes
    scenario: str | None
    draws: int

    def case(self, library: Library) -> Case:
        """Returns the case, under its set."""
        case = unpacked(self.pack, library)
        return with_scenario(case, self.scenario) if self.scenario else case


@dataclass(frozen=True)
class CarriedSimulation:
    """What a simulation came to; the case, its model and its base row are with whoever asked."""

    options: dict[str, OptionDraws]
    moments: Moments
    draws: int
    seed: int
    method: str

    def joined(self, base: Measures) -> Simulation:
        """Returns the simulation of the case whose base row this is; the draws of its assumptions stay behind."""
        sample = Sample(base.model, self.draws, self.seed, self.method)
        nothing = np.empty((0, len(sample.columns)))
        return Simulation(base.model, sample, self.options, nothing, base, self.moments)


@dataclass(frozen=True)
class CarriedAnalysis:
    """What goes with a simulation, without it."""

    account: str
    measure: str
    swings: dict[str, list[Swing]]
    switches: dict[str, list[Switch]]
    expectations: dict[str, Expectation]
    evidence: dict[str, EvidenceShares | None]
    chances: dict[str, RungChances]

    def joined(self, simulation: Simulation) -> Analysis:
        """Returns the analysis with its simulation."""
        return Analysis(
            case=simulation.model.case,
            account=self.account,
            measure=self.measure,
            simulation=simulation,
            swings=self.swings,
            switches=self.switches,
            expectations=self.expectations,
            evidence=self.evidence,
            chances=self.chances,
        )


def carried(simulation: Simulation) -> CarriedSimulation:
    """Returns a simulation as it travels: the years of each draw give way to the bands that are drawn of them."""
    sample = simulation.sample
    return CarriedSimulation(simulation.options, simulation.moments, len(sample), sample.seed, sample.method)


def carried_analysis(analysis: Analysis) -> CarriedAnalysis:
    """Returns an analysis as it travels, beside its simulation."""
    return CarriedAnalysis(
        analysis.account,
        analysis.measure,
        analysis.swings,
        analysis.switches,
        analysis.expectations,
        analysis.evidence,
        analysis.chances,
    )


def without_years(simulation: Simulation) -> Simulation:
    """Returns a simulation that has the bands of the yearly position and no longer the years of each draw: a tenth of its size."""
    options = {
        ident: replace(draws, accounts={name: _banded(account) for name, account in draws.accounts.items()})
        for ident, draws in simulation.options.items()
    }
    return replace(simulation, options=options)


def without_draws(simulation: Simulation) -> Simulation:
    """Returns a simulation without the draws of its assumptions, which only the value of finding out reads."""
    simulation.sample.let_go()
    return replace(simulation, values=np.empty((0, simulation.values.shape[1])))


def size_of(simulation: Simulation) -> int:
    """Returns about how many bytes a simulation holds."""
    accounts = [account for draws in simulation.options.values() for account in draws.accounts.values()]
    return simulation.values.nbytes + sum(
        account.pv_costs.nbytes * 3 + account.yearly_net.nbytes for account in accounts
    )


def _banded(account: AccountDraws) -> AccountDraws:
    nothing = np.empty((0, account.yearly_net.shape[1]))
    return replace(account, yearly_net=nothing, bands=bands(account))


class Last:
    """The last simulation that a process was asked for, which the next question is mostly about too."""

    def __init__(self) -> None:
        self._asked: Asked | None = None
        self._found: Analysis | Simulation | None = None

    def simulation(self, asked: Asked, library: Library, each: Callable[[int], None] | None) -> Simulation:
        """Returns a simulation, from memory where it was the last."""
        if asked != self._asked or self._found is None:
            self._asked = self._found = None
            gc.collect()  # so that its memory is free before the next one takes as much
            simulated = simulate(compile_case(asked.case(library)), asked.draws, each=each)
            simulated.sample.let_go()
            self._found = without_years(simulated)
            self._asked = asked
        return self._found.simulation if isinstance(self._found, Analysis) else self._found

    def analysis(self, asked: Asked, library: Library, each: Callable[[int], None] | None) -> Analysis:
        """Returns an analysis, from memory where it was the last."""
        simulation = self.simulation(asked, library, each)
        if not isinstance(self._found, Analysis):
            self._found = analysis_of(simulation)
        return self._found


LAST = Last()
"""Of this process: a cache, of which no answer depends."""
