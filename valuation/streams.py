"""Streams: an account's costs and benefits by year, and the table of what is measured of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from valuation.catalogue import Catalogue
from valuation.people import Array

NOTHING = 1e-9
"""A cumulative net value this little below 0 has been paid back."""
NET_VALUE = "npv"
"""The measure of the headlines, and of whoever asks for no other."""


class Unit(StrEnum):
    """What a measure is in: by it a measure is written, kept, and said to be undefined."""

    MONEY = "money"
    """£; every finite answer has it."""
    RATIO = "ratio"
    """Undefined where there is nothing to divide by."""
    YEARS = "years"
    """A whole number of years; undefined where it never comes."""


@dataclass(frozen=True)
class Streams:
    """Costs and benefits by year, undiscounted and at present value; years run along the last axis."""

    costs: Array
    benefits: Array
    discounted_costs: Array
    discounted_benefits: Array

    @cached_property
    def pv_costs(self) -> Array:
        """Returns the present value of the costs."""
        present_value: Array = self.discounted_costs.sum(axis=-1)
        return present_value

    @cached_property
    def pv_benefits(self) -> Array:
        """Returns the present value of the benefits."""
        present_value: Array = self.discounted_benefits.sum(axis=-1)
        return present_value

    @cached_property
    def spends(self) -> NDArray[np.bool_]:
        """Returns whether there is a cost in any year."""
        is_spent: NDArray[np.bool_] = (self.costs != 0).any(axis=-1)
        return is_spent

    @cached_property
    def position(self) -> Array:
        """Returns benefits less costs up to the end of each year."""
        return (self.benefits - self.costs).cumsum(axis=-1)

    @cached_property
    def discounted_position(self) -> Array:
        """Returns the same at present value."""
        return (self.discounted_benefits - self.discounted_costs).cumsum(axis=-1)


@dataclass(frozen=True)
class Measure:
    """What is measured of an account: one number in each draw, NaN where it is undefined."""

    name: str
    unit: Unit
    of_present_values: Callable[[Array, Array], Array] | None = None
    """How it follows from the present values of costs and benefits, where it follows from them alone."""
    of_streams: Callable[[Streams], Array] | None = None
    """How it follows from the years, where it does not."""
    per_cost_and_benefit: tuple[float, float] | None = None
    """How much £1 of cost and £1 of benefit, at present value, add to it; None where it is not such a sum."""

    def of(self, streams: Streams) -> Array:
        """Returns the measure of streams."""
        if self.of_present_values is not None:
            return self.of_present_values(streams.pv_costs, streams.pv_benefits)
        assert self.of_streams is not None  # a measure is worked out in one of the two ways
        return self.of_streams(streams)


@np.errstate(over="ignore", under="ignore")
def ratio(over: Array, under: Array) -> Array:
    """Returns over / under, and NaN where there is nothing, or less, to divide by, or almost nothing."""
    quotient = np.divide(over, under, out=np.full(np.shape(over), np.nan), where=np.asarray(under) > 0)
    return np.where(np.isfinite(quotient), quotient, np.nan)


def payback(cumulative: Array, spends: NDArray[np.bool_]) -> Array:
    """Returns the smallest n such that the cumulative net value is ≥ −1e-9 at the end of year n, counted from 1, and
    stays so to the horizon; NaN where it never is, where nothing is spent, and in a gap. Years run along the last axis.

    >>> payback(np.array([[-5.0, 1.0, -1.0, 2.0], [-1.0, -1.0, -1.0, -1.0]]), np.array([True, True])).tolist()
    [4.0, nan]
    """
    years = cumulative.shape[-1]
    below = cumulative < -NOTHING
    last_below = np.where(below.any(axis=-1), years - np.argmax(below[..., ::-1], axis=-1), 0)
    is_paid_back = spends & (last_below < years) & np.isfinite(cumulative[..., -1])
    return np.where(is_paid_back, last_below + 1.0, np.nan)


MEASURES = Catalogue(
    {
        measure.name: measure
        for measure in (
            Measure("pv_costs", Unit.MONEY, lambda costs, benefits: costs, per_cost_and_benefit=(1.0, 0.0)),
            Measure("pv_benefits", Unit.MONEY, lambda costs, benefits: benefits, per_cost_and_benefit=(0.0, 1.0)),
            Measure(NET_VALUE, Unit.MONEY, lambda costs, benefits: benefits - costs, per_cost_and_benefit=(-1.0, 1.0)),
            Measure("bcr", Unit.RATIO, lambda costs, benefits: ratio(benefits, costs)),
            Measure("payback_years", Unit.YEARS, of_streams=lambda s: payback(s.position, s.spends)),
            Measure("discounted_payback_years", Unit.YEARS, of_streams=lambda s: payback(s.discounted_position, s.spends)),
            Measure("peak_funding", Unit.MONEY, of_streams=lambda s: np.maximum(0, -s.position.min(axis=-1))),
        )
    }
)  # fmt: skip
"""In the order of the result. Source: model.md, section 7."""


def measure_names(measures: Iterable[Measure] = MEASURES) -> list[str]:
    """Returns the names of measures as somebody chooses between them: the usual one first."""
    return sorted((measure.name for measure in measures), key=lambda name: name != NET_VALUE)


def measures_of(streams: Streams, wanted: Sequence[str]) -> dict[str, Array]:
    """Returns the measures of streams that are wanted; NaN where a present value is too large to be worked out: a gap."""
    by_name = {name: MEASURES[name].of(streams) for name in wanted}
    size = np.abs(streams.pv_costs) + np.abs(streams.pv_benefits)
    if not np.isfinite(size.sum()):
        by_name = {name: np.where(np.isfinite(size), values, np.nan) for name, values in by_name.items()}
    return by_name
