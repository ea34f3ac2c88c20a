"""A compiled case: the tables that `evaluate` reads beside the draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuation.accounts import AccountRows
from valuation.case.option_shape import Outcome
from valuation.case.validity.validation import Case
from valuation.costs import CostTable
from valuation.discounting import Schedule
from valuation.lines.line import Line
from valuation.outcomes import OutcomeTable, ValueTable
from valuation.people import Array, Columns, PeopleTable
from valuation.quantities import Assumption

Route = tuple[str, str]
"""An option and one of its overlap groups, of whose values the case does not say which is counted."""
Routes = Mapping[Route, str]
"""The value that is counted of each such group, by its path."""


@dataclass(frozen=True)
class Weighting:
    """Where an option's distributional weights are found: one for each segment."""

    weight: Columns
    """Columns of typed weights (the constant 1 where none is typed)."""
    incomes: tuple[tuple[int, int, int, int], ...]
    """(segment, income, median income, elasticity)"""


@dataclass(frozen=True)
class OptionModel:
    """One option, compiled."""

    id: str
    name: str
    people: PeopleTable
    weighting: Weighting | None
    lines: slice
    rows: AccountRows
    health_units: tuple[tuple[str, int, int | None], ...]
    """(qaly or wellby, outcome, optimism column) of each outcome that is totalled."""
    not_priced: tuple[Outcome, ...]
    outcomes: tuple[tuple[Outcome, int], ...]
    """Each outcome with an effect, and its place among the model's."""


@dataclass(frozen=True)
class ExposureTable:
    """Distinct pairs of a stream of people and a profile of effect."""

    stream: Columns
    profile: Columns
    lag: Columns
    lasts: Columns
    drop_off: Columns
    through_year: NDArray[np.bool_]


@dataclass(frozen=True)
class ShareTable:
    """Shares of payers: each a column, and the columns it adds up to 1 with."""

    column: Columns
    group: Columns
    """Where each group of shares begins, for a sum by group."""
    size: Columns


@dataclass(frozen=True)
class PartTable:
    """How the ledger's lines are made from entries (costs, then values, then cash parts)."""

    entry: Columns
    """The entry that each line is a part of."""
    share: Columns
    """Two places among the shares for each line, shape (lines, 2); −1 for the whole."""
    vat: Columns
    """The rate of VAT of lines of VAT, and of the optimism bias on them; the constant 1 of others."""
    adjusting: Columns
    """Lines of optimism bias, the rates and the sign of each, and the outcome that its amount follows; −1 for costs."""
    rates: Columns
    """Two rates that count half each, shape (such lines, 2)."""
    sign: Array
    follows: Columns
    splitting: Columns
    """Entries split into cash and capacity."""
    cashable: Columns
    released: Array
    harm_of: Columns
    """The outcome whose sign makes the split entry a harm; -1 where it cannot be one."""
    weighted: Columns
    """Lines to participants, and where each one's segments are found: an exposure, or an option's starts."""
    weighted_by: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class ModelPost:
    """Whole-time posts that one party pays for."""

    option: int
    place: int
    """Of the cost among those in posts."""
    party: str
    share: int
    """Its place among the shares."""
    path: str
    """Of the cost in the case."""


@dataclass(frozen=True)
class Model:
    """A compiled case: what `evaluate` reads beside the draws."""

    case: Case
    assumptions: tuple[Assumption, ...]
    restate: Array
    """deflator(case) / deflator(own) of each assumption, shape (assumptions,)."""
    constants: Array
    years: int
    tail: int
    """Years worked out beyond the horizon in the base case, so that nothing that falls there goes unseen."""
    options: tuple[OptionModel, ...]
    streams: tuple[tuple[int, str], ...]
    """(option, starts | starters | completers, or one of these weighted) of each stream of people."""
    exposures: ExposureTable
    costs: CostTable
    outcomes: OutcomeTable
    values: ValueTable
    shares: ShareTable
    parts: PartTable
    lines: tuple[Line, ...]
    posts: tuple[ModelPost, ...]
    """Each payer's posts."""
    schedule: Schedule | None
    own_rates: tuple[int, int] | None
    nice: Schedule
    routes: Routes
    """By which value each change is counted that is valued in two ways, where findings leave it open."""
    begins: int = 0
    """The year in which this begins, of a roll-out whose places begin one after another: its first year is discounted as that one."""
