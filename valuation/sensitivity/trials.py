"""Trials: the values at which a number may be tried, which are those that a case file may hold, and why others may not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from valuation.case.option_shape import Option
from valuation.draws import Draws
from valuation.lines.model import Model
from valuation.people import Array
from valuation.quantities import LARGEST, SMALLEST, Assumption, Kind, is_of_a_size
from valuation.streams import MEASURES, Unit

WHOLE = 1e-9
"""How far shares that add up to 1 may be from it (model.md, section 2)."""


class Gap(StrEnum):
    """Why there is no answer at a value that was tried."""

    SHARES_ADD_UP = "shares_add_up"
    NOT_IN_A_CASE = "not_in_a_case"
    NO_ANSWER = "no_answer"
    NOT_DEFINED = "not_defined"

    @property
    def sentence(self) -> str:
        """Returns the reason as one plain sentence."""
        return SENTENCES[self]


SENTENCES = {
    Gap.SHARES_ADD_UP: "This is one of several shares that add up to 100%, so it cannot be moved by itself.",
    Gap.NOT_IN_A_CASE: "A case cannot hold the value that would be tried.",
    Gap.NO_ANSWER: "There is no answer at a value that was tried. It divides by 0, or the result is too large to calculate.",
    Gap.NOT_DEFINED: "What is measured is not defined at a value that was tried.",
}


def undefined(measure: str) -> Gap:
    """Returns why a measure that is undefined at a value that a case may hold has no answer there."""
    return Gap.NO_ANSWER if MEASURES[measure].unit is Unit.MONEY else Gap.NOT_DEFINED


@dataclass(frozen=True)
class Room:
    """The values that one number may take, with every other as it is."""

    low: float
    high: float
    low_is_open: bool
    kinds: tuple[Kind, ...]
    """What it is at each place that uses it."""
    is_tied: bool = False
    """Whether it is one of shares that add up to 1."""
    reach: tuple[float, float] = (-math.inf, math.inf)
    """The least and the most that it can be where findings come to it: a share of people has no effect above 1."""

    def gap(self, value: float) -> Gap | None:
        """Returns why the value may not be tried, or None where a case may hold it."""
        if self.is_tied:
            return Gap.SHARES_ADD_UP
        above = value > self.low if self.low_is_open else value >= self.low
        is_held = (
            above
            and value <= self.high
            and is_of_a_size(value)
            and all(kind.holds(value) for kind in self.kinds)
        )
        return None if is_held else Gap.NOT_IN_A_CASE

    def nearest(self, value: float) -> float:
        """Returns the value, or the end of the room that is nearest to it where that end may itself be taken."""
        if value < self.low and not self.low_is_open:
            return self.low
        return min(value, self.high)


def rooms(model: Model) -> list[Room]:
    """Returns for each of the model's assumptions the values that a case may hold there.

    The domain of every place that uses it; a step of a standing pool's ramp between its neighbours, since the ramp
    cannot fall; and of shares that add up to 1, none but its own. Source: model.md, sections 2 and 9.
    """
    place = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
    kinds: list[list[Kind]] = [[assumption.kind] for assumption in model.assumptions]
    for each in model.case.stated.values():
        column = None if each.assumption is None else place.get(each.assumption.path)
        if column is not None and each.kind not in kinds[column]:
            kinds[column].append(each.kind)
    made = [room_of(each) for each in kinds]
    for column in _tied(model):
        made[column] = replace(made[column], is_tied=True)
    for column, reach in _reaches(model, place):
        made[column] = replace(made[column], reach=reach)
    for steps in _ramps(model, place):
        for column, low, high in _between(steps, model.assumptions):
            room = made[column]
            is_open = room.low_is_open and low <= room.low
            made[column] = replace(
                room, low=max(room.low, low), high=min(room.high, high), low_is_open=is_open
            )
    return made


def room_of(kinds: Sequence[Kind]) -> Room:
    """Returns the values that a number may take that is all of these kinds of quantity."""
    low = max(kind.low for kind in kinds)
    is_open = any(kind.low_is_open and kind.low == low for kind in kinds)
    return Room(low, min(kind.high for kind in kinds), is_open, tuple(kinds))


def _tied(model: Model) -> set[int]:
    """Returns the columns of all shares that add up to 1: of payers, of those who gain, and of segments."""
    shares = [model.shares.column, *(option.people.share for option in model.options)]
    return {int(column) for columns in shares for column in columns if column >= 0}


def _reaches(model: Model, place: dict[str, int]) -> Iterator[tuple[int, tuple[float, float]]]:
    """Yields the column of each effect that findings come to, and of each place, with the least and the most that it can be.

    −most ≤ adds + place ≤ most, the other of the two as it is.
    """
    for effect in model.case.effects.values():
        if effect.most is not None:
            paths = (effect.effect_path, effect.place_path)
            for path, other in (paths, paths[::-1]):
                beside = model.case.number(other)
                yield place[path], (-effect.most - beside, effect.most - beside)


def _ramps(model: Model, place: dict[str, int]) -> Iterator[list[int | float]]:
    """Yields the steps of each standing pool's ramp: a column, or the number itself where the model does not read it."""
    for option in model.case.shape.options:
        for path in _steps(option):
            numbers = [model.case.assumption_at(each) for each in path]
            yield [place.get(step.path, step.value) for step in numbers if step is not None]


def _steps(option: Option) -> Iterator[list[str]]:
    people = option.people
    if people is not None and people.pool == "standing" and isinstance(people.ramp, list):
        yield [f"options.{option.id}.people.ramp.{k}" for k in range(len(people.ramp))]


def _between(
    steps: list[int | float], assumptions: Sequence[Assumption]
) -> Iterator[tuple[int, float, float]]:
    """Yields each column of a ramp with the largest step before it and the smallest after it."""
    values = [assumptions[step].value if isinstance(step, int) else step for step in steps]
    for k, step in enumerate(steps):
        if isinstance(step, int):
            before = [value for other, value in zip(steps[:k], values[:k], strict=True) if other != step]
            after = [value for other, value in zip(steps[k:], values[k:], strict=True) if other != step]
            yield step, max(before, default=-math.inf), min(after, default=math.inf)


def held(model: Model, draws: Draws) -> NDArray[np.bool_]:
    """Returns which rows a case may hold as a whole, shape (draws,): for rows in which several numbers move together."""
    place = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
    values = draws.values
    fits = np.ones(len(values), dtype=bool)
    for column, room in enumerate(rooms(model)):
        moved = values[:, column]
        fits &= (moved == 0) | ((np.abs(moved) >= SMALLEST) & (np.abs(moved) <= LARGEST))
        for kind in room.kinds:
            fits &= (moved > kind.low if kind.low_is_open else moved >= kind.low) & (moved <= kind.high)
    for steps in _ramps(model, place):
        listed = [values[:, s] if isinstance(s, int) else np.full(len(values), s) for s in steps]
        if len(listed) > 1:
            fits &= (np.diff(np.stack(listed, axis=1), axis=1) >= 0).all(axis=1)
    return fits & _adds_up(model, values)


def _adds_up(model: Model, values: Array) -> NDArray[np.bool_]:
    """Returns in which rows all shares that add up to 1 still do."""
    table = model.shares
    groups = [table.column[begin : begin + size] for begin, size in zip(table.group, table.size, strict=True)]
    groups += [option.people.share for option in model.options if (option.people.share >= 0).all()]
    fits = np.ones(len(values), dtype=bool)
    for columns in groups:
        fits &= np.abs(values[:, columns].sum(axis=1) - 1) <= WHOLE
    return fits
