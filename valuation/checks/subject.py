"""What the rules of the critical friend look at, and what each of them says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import numpy as np

from valuation.accounts import SOCIETY
from valuation.answers.check import Check
from valuation.case.option_shape import Option, Outcome, Value
from valuation.case.places import OWN, concerns, entry_of, is_below, leading_to, option_of
from valuation.draws import spreads
from valuation.lines.model import OptionModel
from valuation.measures import Asked, Measures
from valuation.people import Array
from valuation.prices import years_from
from valuation.quantities import Assumption
from valuation.sensitivity.rerouted import Rerouted
from valuation.sensitivity.trials import rooms
from valuation.verdict import BREAK_EVEN, DECIDING, verdict, verdict_of

HEALTH_RATE = ("health", "wellbeing")
"""Kinds of value that are discounted at the health rate where nothing else is said."""

Rule = Callable[["Reading"], Iterator[Check]]


class Reading:
    """A case with all that the rules look at, each worked out once and only when asked for."""

    def __init__(self, measures: Measures):
        self.measures = measures
        """The base case's."""
        self.model = measures.model
        self.case = measures.model.case

    @cached_property
    def numbers_below(self) -> Mapping[str | None, list[int]]:
        """Returns the places of the model's numbers by the option that each stands in, and under `OWN` those of the case's own."""
        below: defaultdict[str | None, list[int]] = defaultdict(list)
        for place, number in enumerate(self.model.assumptions):
            below[OWN if is_below(number.path, OWN) else option_of(number.path)].append(place)
        return below

    @cached_property
    def swings(self) -> dict[str, dict[str, float]]:
        """Returns by option how far each assumption moves society's npv between the ends of its range; 0 in a gap."""
        columns, _, npv_at_ends = self._ends
        society = DECIDING.index(SOCIETY)
        paths = [self.model.assumptions[k].path for k in columns]
        return {
            option: dict(
                zip(
                    paths, np.nan_to_num(np.abs(npv[society, 1::2] - npv[society, ::2])).tolist(), strict=True
                )
            )
            for option, npv in npv_at_ends.items()
        }

    @cached_property
    def _ends(self) -> tuple[list[int], list[float], dict[str, Array]]:
        """Returns each uncertain assumption, both ends of each, and by option the npv of what decides at each end.

        The npv have the shape (accounts that decide the verdict, ends); NaN where a case may not hold the end, or has no
        answer there.
        """
        room = rooms(self.model)
        moving = [(k, spread) for k, spread in enumerate(spreads(self.model)) if spread is not None]
        columns = [k for k, _ in moving for _ in range(2)]
        ends = [room[k].nearest(end) for k, spread in moving for end in (spread.low, spread.high)]
        asked = [Asked(account, "npv") for account in DECIDING]
        npv_at_ends = Rerouted(self.model).moved(columns, ends, asked)
        unheld = [room[k].gap(end) is not None for k, end in zip(columns, ends, strict=True)]
        for npv in npv_at_ends.values():
            npv[:, unheld] = np.nan
        return [k for k, _ in moving], ends, npv_at_ends

    def turning(self, option: str) -> list[tuple[str, float, int]]:
        """Returns (path, end of its range, verdict there) where one assumption alone gives another verdict."""
        columns, ends, npv_at_ends = self._ends
        usual, _ = verdict_of(self.measures[option])
        before = np.array([self.measures[option].accounts[name].npv[0] for name in DECIDING])
        has_crossed = ((npv_at_ends[option] >= BREAK_EVEN) != (before >= BREAK_EVEN)[:, None]).any(axis=0)
        turned = []
        for row in np.flatnonzero(has_crossed & ~np.isnan(npv_at_ends[option]).any(axis=0)):
            number, _ = verdict(*npv_at_ends[option][:, row].tolist())
            path = self.model.assumptions[columns[row // 2]].path
            if number != usual and concerns(path, option):
                turned.append((path, ends[row], number))
        return sorted(turned, key=lambda row: (-self.swings[option].get(row[0], 0.0), row[0], row[1]))

    # What the rules ask of a case ----------------------------------------------------------------------------

    @property
    def years(self) -> list[str]:
        """Returns the case's financial years, as they are written in a sentence."""
        first = self.case.shape.appraisal.first_year
        return [year.replace("-", "/") for year in years_from(first, self.model.years)]

    def options(self) -> Iterator[tuple[str, Option, OptionModel]]:
        """Yields (path, option, the option compiled)."""
        for option, compiled in zip(self.case.shape.options, self.model.options, strict=True):
            yield f"options.{option.id}", option, compiled

    def outcomes(self, path: str, option: Option) -> Iterator[tuple[str, Outcome]]:
        """Yields (path, outcome) of each outcome with an effect."""
        for outcome in option.outcomes:
            if outcome.has_effect:
                yield f"{path}.outcomes.{outcome.id}", outcome

    def values(self, path: str, option: Option) -> Iterator[tuple[str, Outcome, Value]]:
        """Yields (path, outcome, value) of each value of an outcome with an effect."""
        for place, outcome in self.outcomes(path, option):
            for k, value in enumerate(outcome.values):
                yield f"{place}.values.{k}", outcome, value

    def number(self, path: str) -> Assumption | None:
        """Returns the assumption at a place, or None where none is written."""
        return self.case.assumption_at(path)

    def value(self, path: str, otherwise: float | None = None) -> float:
        """Returns the number at a place, or what holds where none is written: what is said here, or else its default."""
        return self.case.number(path, otherwise)

    def effect(self, path: str, outcome: Outcome) -> float:
        """Returns an outcome's effect as stated, this place included; below 0 is a harm."""
        return self.value(f"{path}.{outcome.effect_key}", 0.0) + self.value(f"{path}.place")

    def may_release(self, path: str) -> bool:
        """Returns whether a gain at a place may release cash: one from findings does where it is proven."""
        effect = self.case.effects.get(entry_of(path) or "")
        return effect is None or effect.is_proven_gain

    def pv_of(self, path: str, side: str = "benefit", counted_only: bool = True) -> float:
        """Returns the present value of the lines of an entry and of what lies under it."""
        return self._values_under.get((path, side, counted_only), 0.0)

    @cached_property
    def _values_under(self) -> dict[tuple[str, str, bool], float]:
        """Returns the present value of the lines at and under each path, by side, and of the counted ones alone."""
        ledger, years = self.measures.base, self.model.years
        amounts, standard, health = (
            a[0, ..., :years] for a in (ledger.amounts, ledger.standard, ledger.health)
        )
        values: dict[tuple[str, str, bool], float] = {}
        for k, line in enumerate(self.model.lines):
            value = float(amounts[k] @ (health if line.discount == "health" else standard))
            for counted_only in (False, True) if line.counted else (False,):
                for path in leading_to(line.path):
                    place = (path, line.side, counted_only)
                    values[place] = values.get(place, 0.0) + value
        return values

    def amounts(self, option: OptionModel, outcome: Outcome) -> Array:
        """Returns an outcome's units by year, before the years beyond the horizon."""
        index = next(k for measured, k in option.outcomes if measured.id == outcome.id)
        return self.measures.base.outcomes[0, index, : self.model.years]
