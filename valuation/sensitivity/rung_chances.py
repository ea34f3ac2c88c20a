"""Rungs: the chance of being worth it at each standard of proof that is uncertain, on the same draws."""

from __future__ import annotations

from valuation.accounts import SOCIETY
from valuation.case.changes import with_changes
from valuation.case.effects import EXPECTED, PROVEN, STANDARD_AT, Standard
from valuation.draws import Sample
from valuation.lines.compile import compile_case
from valuation.measures import values_of
from valuation.people import Array
from valuation.sensitivity.monte_carlo import Simulation, chance_positive
from valuation.streams import NET_VALUE

UNCERTAIN_RUNGS: tuple[Standard, ...] = (PROVEN, EXPECTED)
"""The rungs that have a chance: what is claimed is one number, without a spread."""
RungChances = dict[Standard, float]


def rung_chances(simulation: Simulation) -> dict[str, RungChances]:
    """Returns by option the chance that society's net value is above 0, under *Proven* and under *Expected*.

    Each standard has the draws of the simulation: the same count, seed and way of sampling, in which every number that
    both read is the same. A case without findings stands on neither, and both are its own chance. Source: evidence.md,
    section 5.
    """
    own = {ident: draws.accounts[SOCIETY].npv for ident, draws in simulation.options.items()}
    standing_on = simulation.model.case.standard
    by_rung = {
        rung: own if standing_on in (None, rung) else _net_values_at(simulation, rung)
        for rung in UNCERTAIN_RUNGS
    }
    return {
        ident: {rung: chance_positive(values[ident]) for rung, values in by_rung.items()} for ident in own
    }


def _net_values_at(simulation: Simulation, rung: Standard) -> dict[str, Array]:
    """Returns society's net value in every draw, of the case at another standard than its own."""
    sample = simulation.sample
    model = compile_case(with_changes(simulation.model.case, {STANDARD_AT: rung}))
    same_draws = Sample(model, sample.count, sample.seed, sample.method)
    return values_of(model, same_draws, SOCIETY, NET_VALUE)
