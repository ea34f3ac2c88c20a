"""The rows noted while walking a case: one for each cost, outcome and value, and for how each line is made of them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from valuation.case.option_shape import Cost, Option, Release
from valuation.case.validity.validation import Case
from valuation.lines.columns import NumberColumns
from valuation.lines.line import Line
from valuation.lines.optimism import HalfRates
from valuation.lines.stage import AS_IT_STANDS, Stage

Key = TypeVar("Key", bound=Hashable)
Column = int
"""The place of a number among all numbers of the case; a constant counts from the end."""


@dataclass(frozen=True)
class CostRow:
    """A cost of an option, or one that it replaces."""

    option: int
    path: str
    cost: Cost
    is_replaced: bool


@dataclass(frozen=True)
class OutcomeRow:
    """The columns of an outcome with an effect."""

    exposure: int
    share: Column
    effect: Column
    place: Column
    base: Column
    bridge: Column
    is_clipped: bool
    deadweight: Column
    attribution: Column
    displacement: Column


@dataclass(frozen=True)
class ValueRow:
    """The columns of a value of an outcome."""

    outcome: int
    quantity: Column
    unit_value: Column
    growth: Column | None


@dataclass(frozen=True)
class BySegment:
    """Where the segments' parts of a gain are found: an exposure and the weighted one, or people who start."""

    how: Literal["exposure", "starts", "all starts"]
    first: int
    second: int


@dataclass(frozen=True)
class CashableSplit:
    """That a fiscal line is the cash-releasing part of its entry, or the capacity that is left of it."""

    cashable: Column
    release: Release | None
    is_cash: bool


@dataclass(frozen=True)
class EntryPart:
    """How a line is made from an entry, a cost or else a value: times which shares, and what else."""

    cost: int | None = None
    value: int | None = None
    outcome: int | None = None
    """Of a value, its outcome."""
    shares: tuple[int | None, ...] = (None,)
    """Places among the shares, one for each party of the line; none is the whole."""
    by: BySegment | None = None
    vat: Column | None = None
    split: CashableSplit | None = None


@dataclass(frozen=True)
class OptimismPart:
    """How a line of optimism bias is made: from which line, at which two rates that count half each."""

    adjusts: int
    rates: HalfRates
    by: BySegment | None


@dataclass(frozen=True)
class PostRow:
    """Whole-time posts that one party pays for: of which cost counted in posts, times which share."""

    option: int
    place: int
    """Among the costs whose quantity is posts."""
    party: str
    share: int | None
    path: str


@dataclass
class Rows:
    """What the walk over a case notes, in its order."""

    case: Case
    columns: NumberColumns
    stage: Stage = AS_IT_STANDS
    streams: dict[tuple[int, str], int] = field(default_factory=dict)
    """Each with its place, in the order in which they were noted; so are profiles and exposures."""
    profiles: dict[tuple[int, int, int, bool], int] = field(default_factory=dict)
    exposures: dict[tuple[int, int], int] = field(default_factory=dict)
    costs: list[CostRow] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)
    values: list[ValueRow] = field(default_factory=list)
    share_columns: list[int] = field(default_factory=list)
    share_groups: list[tuple[int, int]] = field(default_factory=list)
    share_places: dict[str, int] = field(default_factory=dict)
    """Where the shares of a sharing begin, by its path."""
    lines: list[Line] = field(default_factory=list)
    parts: list[EntryPart | OptimismPart] = field(default_factory=list)
    """How each line is made."""
    posts: list[PostRow] = field(default_factory=list)

    @property
    def years(self) -> int:
        """Returns the case's own years."""
        return self.case.shape.appraisal.years

    @property
    def horizon(self) -> int:
        """Returns the years that are worked out: the case's own, and more where what starts late in them is to run out."""
        return self.years + self.stage.go_year

    def exposure(self, place: int, stream: str, path: str, option: Option) -> int:
        """Returns the exposure of a stream of people to an effect with this path's lag, lasts and drop_off."""
        through = option.people is None or option.people.timing == "through_year"
        lag, lasts, drop_off = (
            self.columns.or_default(f"{path}.{key}") for key in ("lag", "lasts", "drop_off")
        )
        profile = (lag, lasts, drop_off, through)
        return noted(self.exposures, (noted(self.streams, (place, stream)), noted(self.profiles, profile)))


def noted(known: dict[Key, int], wanted: Key) -> int:
    """Returns the place of what is noted, noting it where it is not yet."""
    return known.setdefault(wanted, len(known))
