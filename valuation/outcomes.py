"""Outcomes: how much changes in each year, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from valuation.people import Array, Columns


@dataclass(frozen=True)
class OutcomeTable:
    """Every outcome with an effect, as columns of the numbers."""

    exposure: Columns
    share: Columns
    effect: Columns
    """`adds`, or `reduces`."""
    place: Columns
    """How this place differs from the average place; the constant 0 where nothing says."""
    base: Columns
    """The constant 1, or `of`."""
    bridge: Columns
    """Units of the outcome for each unit of what was measured; the constant 1 where both are the same."""
    clipped: Columns
    """Outcomes that reduce a rate by what findings and the place come to, which is at most the whole of it either way."""
    deadweight: Columns
    attribution: Columns
    displacement: Columns
    kept: Columns = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    """The share of a gain, never of a harm, that is kept where the service is copied: one column, or none where the whole is."""


@dataclass(frozen=True)
class ValueTable:
    """Every value of an outcome, as columns of the numbers."""

    outcome: Columns
    quantity: Columns
    unit_value: Columns
    growing: Columns
    growth: Columns
    begins: int = 0
    """The year in which this begins, of a roll-out whose places begin one after another."""


def effect_per_person_year(outcomes: OutcomeTable, numbers: Array) -> Array:
    """Returns the net units of good in a person-year of effect, shape (draws, outcomes).

    per_person · (1 − deadweight)(1 − attribution)(1 − displacement), with per_person = share · (adds + place) · bridge, or
    share · of · clip(reduces + place, −1, 1) · bridge. Below 0 is a harm. What is kept multiplies a gain alone.
    Source: model.md, section 5; evidence.md, section 1; docs/rollout.md.
    """
    here = numbers[:, outcomes.effect] + numbers[:, outcomes.place]
    if outcomes.clipped.size:
        here[:, outcomes.clipped] = here[:, outcomes.clipped].clip(-1.0, 1.0)
    per_person = numbers[:, outcomes.share] * numbers[:, outcomes.base] * here
    if outcomes.kept.size:
        per_person *= np.where(per_person > 0, numbers[:, outcomes.kept], 1.0)
    return (
        per_person
        * numbers[:, outcomes.bridge]
        * (1 - numbers[:, outcomes.deadweight])
        * (1 - numbers[:, outcomes.attribution])
        * (1 - numbers[:, outcomes.displacement])
    )


def amount_by_year(outcomes: OutcomeTable, effect: Array, exposures: Array) -> Array:
    """Returns amount(y) = exposure(y) · the net effect of a person-year, shape (draws, outcomes, years)."""
    return exposures[:, outcomes.exposure] * effect[:, :, None]


def value_by_year(values: ValueTable, numbers: Array, amounts: Array) -> Array:
    """Returns value(y) = amount(y) · quantity · unit_value · (1 + real_growth)^y, shape (draws, values, years)."""
    worth = (
        amounts[:, values.outcome] * (numbers[:, values.quantity] * numbers[:, values.unit_value])[:, :, None]
    )
    if values.growing.size:
        years_on = np.arange(values.begins, values.begins + amounts.shape[2])
        worth[:, values.growing] *= (1 + numbers[:, values.growth])[:, :, None] ** years_on
    return worth


def cash_share_by_year(cashable: Array, released: Array, is_harm: np.ndarray) -> Array:
    """Returns the share of each value that is cash in each year, shape (draws, values, years).

    `cashable`, in the years in which a decision has released it; of a harm, from the first year. `released` is
    1 from the release's year on, shape (values, years). Source: model.md, section 5.
    """
    return cashable[:, :, None] * np.where(is_harm[:, :, None], 1.0, released)
