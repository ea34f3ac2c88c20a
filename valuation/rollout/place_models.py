"""The model of each place: the case with its numbers, begun in the year of its wave, with what is lost and learned on the way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from valuation.case.changes import with_changes
from valuation.case.places import option_at, step
from valuation.case.validity.validation import Case
from valuation.draws import Drawn, Sample
from valuation.evidence.standards import ERRORS_ON_A_SIDE
from valuation.lines.compile import compile_case, compile_stage
from valuation.lines.model import Model, Routes
from valuation.lines.stage import Stage
from valuation.quantities import Assumption
from valuation.rollout.place import Place
from valuation.rollout.rollout_file import Rollout, costs_of


@dataclass(frozen=True)
class Beginning:
    """When a place begins, and what that does to what it costs and gains."""

    year: int
    """0 the first of the roll-out."""
    is_copy: bool
    """Whether it is outside the first wave, so that a part of the gain may be lost."""
    doublings: float
    """log₂ of the places that have begun before."""


@dataclass
class PlaceModels:
    """Makes the model and the sample of any place of a roll-out."""

    rollout: Rollout
    drawn: Drawn = field(default_factory=dict)
    """Columns of the sample of the place before, of which those that are the same again are used."""

    @cached_property
    def beginnings(self) -> dict[int, Beginning]:
        """Returns how each wave begins as the file says it: places learn from those that have begun in an earlier year."""
        begins = self.rollout.begins
        counts = {wave: sum(place.wave == wave for place in self.rollout.places) for wave in begins}
        return {
            wave: Beginning(
                year,
                wave != self.rollout.first_wave,
                math.log2(max(1, sum(counts[other] for other in begins if begins[other] < year))),
            )
            for wave, year in begins.items()
        }

    @property
    def all_at_once(self) -> Beginning:
        """Returns how every place begins where all are the first wave: none is a copy, and none has learned from another."""
        return Beginning(0, False, 0.0)

    @cached_property
    def routes(self) -> Routes:
        """Returns by which value each change is counted that is valued in two ways, the same in every place."""
        return compile_case(self.rollout.case).routes

    @cached_property
    def stage(self) -> Stage:
        """Returns the option as it stands, over the case's own years or more where the roll-out has more."""
        return Stage("commit", 0, max(0, self.rollout.years - self.rollout.case.shape.appraisal.years))

    @cached_property
    def elsewhere(self) -> Case:
        """Returns the case of a place in which nothing was measured: what was measured in one place moves the others through the effect alone."""
        case, standard = self.rollout.case, self.rollout.case.standard
        changes: dict[str, object] = {}
        for effect in case.effects.values() if standard else ():
            if standard is not None and effect.is_bound_to_here:
                half = ERRORS_ON_A_SIDE * effect.place_sd_elsewhere(standard)
                spread = {"range": [-half, half], "distribution": "normal"} if half else {"distribution": "fixed", "range": None}  # fmt: skip
                changes[effect.place_path] = {"value": 0.0, **spread}
        return with_changes(case, changes) if changes else case

    def is_own(self, place: Place) -> bool:
        """Returns whether the case's own findings were measured in a place: it is marked, or there is no other."""
        return place.is_here or len(self.rollout.places) == 1

    def case_of(self, place: Place) -> Case:
        """Returns the case of a place."""
        case = self.rollout.case if self.is_own(place) else self.elsewhere
        return place.case_of(case, self.rollout.option)

    def compiled(self, place: Place) -> Model:
        """Returns the option in a place, begun in the first year."""
        return compile_stage(self.case_of(place), self.rollout.option, self.stage, self.routes)

    def begun(self, model: Model, beginning: Beginning) -> Model:
        """Returns a place's model as it begins: so many years later and so many fewer, with what is lost and learned on the way."""
        later = replace(
            model,
            years=self.rollout.years - beginning.year,
            begins=beginning.year,
            costs=replace(model.costs, begins=beginning.year),
            values=replace(model.values, begins=beginning.year),
        )
        fidelity, learning = self.rollout.fidelity, self.rollout.learning
        if fidelity is not None and beginning.is_copy:
            later, (column,) = with_numbers(later, [fidelity])
            later = replace(later, outcomes=replace(later.outcomes, kept=np.array([column])))
        if learning is not None and beginning.doublings > 0:
            later, (column,) = with_numbers(later, [learning])
            learned = tuple((cost, column, beginning.doublings) for cost in self._learned(model))
            later = replace(later, costs=replace(later.costs, learned=learned))
        return later

    def at_once(self, model: Model) -> Model:
        """Returns a place's model, however it begins, as it begins where all are the first wave; its numbers are the same, in the same columns."""
        return replace(
            model,
            years=self.rollout.years,
            begins=0,
            costs=replace(model.costs, begins=0, learned=()),
            values=replace(model.values, begins=0),
            outcomes=replace(model.outcomes, kept=np.zeros(0, dtype=np.intp)),
        )

    def _learned(self, model: Model) -> list[int]:
        """Returns the places of the costs that later places do for less, among the entries of the model."""
        assert self.rollout.shape.learning is not None
        paths = costs_of(self.rollout.case, self.rollout.option)
        named = [paths[ident] for ident in self.rollout.shape.learning.on]
        entry_of = {
            line.path: int(entry)
            for line, entry in zip(model.lines, model.parts.entry, strict=True)
            if line.side == "cost"
        }
        return [entry_of[path] for path in named if path in entry_of]

    def sample(self, model: Model, place: Place, draws: int, seed: int) -> Sample:
        """Returns the sample of a place: how it differs from the average place is its own, and everything else is drawn once for all."""
        apart = {} if self.is_own(place) else {path: place.id for path in self.place_paths}
        return Sample(model, draws, seed, drawn=self.drawn, apart=apart)

    @cached_property
    def place_paths(self) -> tuple[str, ...]:
        """Returns where the case says of each outcome how a place differs from the average place."""
        at = option_at(self.rollout.option)
        outcomes = self.rollout.case.option(self.rollout.option).outcomes
        return tuple(step(at, f"outcomes.{outcome.id}.place") for outcome in outcomes)


def with_numbers(model: Model, numbers: Sequence[Assumption]) -> tuple[Model, list[int]]:
    """Returns a model with more numbers, which are no part of its case, and the column of each.

    They come last: constants are counted from the end, so that every other column stays where it is.
    """
    first = len(model.assumptions)
    more = replace(
        model,
        assumptions=(*model.assumptions, *numbers),
        restate=np.concatenate([model.restate, np.ones(len(numbers))]),
    )
    return more, list(range(first, first + len(numbers)))
