"""One-way and two-way sensitivity: each assumption at its low and high end, and two assumptions over a grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from valuation.accounts import SOCIETY
from valuation.case.places import concerns
from valuation.case.validity.validation import Case
from valuation.draws import grid, spreads
from valuation.lines.model import Model
from valuation.people import Array
from valuation.sensitivity.rerouted import Rerouted, values_of_each
from valuation.sensitivity.trials import Gap, held, rooms, undefined
from valuation.streams import NET_VALUE

DEFAULT_ACCOUNT, DEFAULT_MEASURE = SOCIETY, NET_VALUE


@dataclass(frozen=True)
class Swing:
    """What a measure comes to with one assumption at its low and its high end, all else as in the base case."""

    path: str
    low: float
    high: float
    at_low: float
    """NaN where there is no answer; `gap` says why."""
    at_high: float
    gap: Gap | None = None
    """Why there is no answer at an end, where there is none."""
    set_with: dict[str, float] = field(default_factory=dict)
    """What has to be set with it so that all else is as in the base case: `set_with_effect`."""

    @property
    def swing(self) -> float:
        """Returns |at high − at low|; NaN where the measure is undefined at an end."""
        return abs(self.at_high - self.at_low)


def one_way(
    model: Model, account: str = DEFAULT_ACCOUNT, measure: str = DEFAULT_MEASURE
) -> dict[str, list[Swing]]:
    """Returns for each option every assumption that is uncertain there, the largest swing first.

    Moved within its stated range, else within its grade's default range; policy values too. Ends are values that a case
    may hold: a step of a standing pool's ramp goes no further than its neighbours, and where a case may not hold an end
    (one of shares that add up to 1, the open end of a domain) or has no answer there, the row is a gap with its reason.
    All in one batch of 2 rows for each assumption. Source: model.md, sections 1 and 9.
    """
    room = rooms(model)
    moved = [(k, spread) for k, spread in enumerate(spreads(model)) if spread is not None]
    columns = [k for k, _ in moved for _ in range(2)]
    ends = [room[k].nearest(end) for k, spread in moved for end in (spread.low, spread.high)]
    gaps = [room[k].gap(end) for k, end in zip(columns, ends, strict=True)]
    tried = [k for k, gap in enumerate(gaps) if gap is None]
    at_ends = values_of_each(model, [columns[k] for k in tried], [ends[k] for k in tried], account, measure)
    companions = set_with_effect(model.case)
    swings_of: dict[str, list[Swing]] = {}
    for option, values in at_ends.items():
        at_end = np.full(len(ends), np.nan)
        at_end[tried] = values
        swings = [
            _swing(
                model.assumptions[k].path,
                ends[row : row + 2],
                at_end[row : row + 2],
                gaps[row : row + 2],
                measure,
                companions.get(model.assumptions[k].path, {}),
            )
            for row, (k, _) in zip(range(0, len(ends), 2), moved, strict=True)
            if concerns(model.assumptions[k].path, option)
        ]
        swings_of[option] = sorted(
            swings, key=lambda s: (-s.swing if not math.isnan(s.swing) else math.inf, s.path)
        )
    return swings_of


def _swing(
    path: str,
    ends: Sequence[float],
    at_end: Array,
    gaps: Sequence[Gap | None],
    measure: str,
    set_with: dict[str, float],
) -> Swing:
    """Returns one assumption's row; its gap is why a case may not hold an end, else why there is no answer there."""
    unheld = next((gap for gap in gaps if gap is not None), None)
    gap = unheld or (undefined(measure) if np.isnan(at_end).any() else None)
    low, high = map(float, ends)
    at_low, at_high = map(float, at_end)
    return Swing(path, low, high, at_low, at_high, gap, set_with)


def set_with_effect(case: Case) -> dict[str, dict[str, float]]:
    """Returns what has to be set with each effect that findings come to: the place, which an effect by itself stands in place of too.

    Of those alone whose place is not 0. Source: evidence.md, section 1.
    """
    places = {effect.effect_path: effect.place_path for effect in case.effects.values()}
    return {
        path: {place: case.number(place)} for path, place in places.items() if case.number(place, 0.0) != 0
    }


def two_way(
    model: Model,
    first: str,
    firsts: ArrayLike,
    second: str,
    seconds: ArrayLike,
    account: str = DEFAULT_ACCOUNT,
    measure: str = DEFAULT_MEASURE,
) -> dict[str, Array]:
    """Returns a measure of each option over a grid of two assumptions, shape (firsts, seconds).

    NaN where the measure is undefined, and where a case may not hold the two values together.
    """
    draws = grid(model, first, firsts, second, seconds)
    fits = held(model, draws)
    values = Rerouted(model).values_of(draws, account, measure)
    shape = (np.size(firsts), np.size(seconds))
    return {option: np.where(fits, at_grid, np.nan).reshape(shape) for option, at_grid in values.items()}
