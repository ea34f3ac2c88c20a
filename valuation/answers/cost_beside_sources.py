"""What an option costs for each person who starts, beside what its sources published: what it adds, in parts that add up."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final, Literal

from valuation.case.drivers import DRIVERS
from valuation.case.option_shape import Cost, Option, PublishedCost
from valuation.case.places import option_at, step
from valuation.lines.line import Line
from valuation.lines.model import Model
from valuation.measures import Measures

Kind = Literal[
    "training",
    "supervision",
    "evaluation",
    "overheads",
    "involvement",
    "own_time",
    "volunteers_time",
    "staff_time",
    "other",
    "optimism",
]
KINDS: tuple[Kind, ...] = (
    "training", "supervision", "evaluation", "overheads", "involvement", "own_time", "volunteers_time", "staff_time", "other",
    "optimism",
)  # fmt: skip
"""What an option adds to what a published figure covers, in the order in which it is shown."""
COVERED: Final = "covered"
Part = Kind | Literal["covered"]
"""What a line of costs is beside a published figure: what that covers too, or a kind of what the option adds."""
DEARER = 1.5
"""An option that costs over so many times what was published owes its reader a reason (issue 20)."""


@dataclass(frozen=True)
class AddedCost:
    """What an option adds of one kind, in £ for each person who starts."""

    kind: Kind
    per_start: float


@dataclass(frozen=True)
class CostBesideSource:
    """One published cost and the option's own, both in £ for each person who starts, undiscounted, over all years of the case."""

    id: str
    name: str
    source: str | None
    price_year: str | int
    published: float
    """As it was stated, in the prices of its own year."""
    restated: float
    """In the prices of the case."""
    covers: list[str]
    covered: float
    """What the option itself counts for the costs that the published figure covers."""
    added: list[AddedCost]
    """What it counts beside them, by kind, in the order of `KINDS`; with `covered` they add up to `full`."""
    full: float
    ratio: float
    """`full` over `restated`."""
    ratio_like_for_like: float
    """`covered` over `restated`."""
    why_dearer: str | None

    @property
    def is_dearer(self) -> bool:
        """Returns whether the option comes to over one and a half times what was published."""
        return self.ratio > DEARER


def cost_beside_sources(measures: Measures, place: int) -> list[CostBesideSource]:
    """Returns each published cost of an option beside its own at central values; none where nobody starts.

    own(k) = Σ_y amount(y) of the cost lines of kind k ÷ Σ_y starts(y). Before VAT, without transfers and what is replaced.
    Source: docs/method.md, section 4.
    """
    option = measures.model.case.shape.options[place]
    starts = float(measures[option.id].starts[0].sum())
    if not option.published_costs or starts <= 0:
        return []
    return [_beside(measures, place, published, starts) for published in option.published_costs]


def parts_by_line(model: Model, place: int, published: PublishedCost) -> dict[int, Part]:
    """Returns which part of all costs each cost line of an option is, by the line's place: what a published figure covers, or a kind of what is added."""
    option = model.case.shape.options[place]
    costs = costs_by_path(option)
    covers = {step(option_at(option.id), f"costs.{ident}") for ident in published.covers}
    return {
        index: _part_of(line, costs, covers)
        for index, line in enumerate(model.lines)
        if line.option == place and line.side == "cost" and line.basis == "cost"
    }


def _part_of(line: Line, costs: Mapping[str, Cost], covers: Set[str]) -> Part:
    if line.kind == "optimism":
        return "optimism"
    return COVERED if line.path in covers else _kind_of(costs[line.path], line)


def costs_by_path(option: Option) -> dict[str, Cost]:
    """Returns the costs of an option, those of its enablers too, by their paths."""
    path = option_at(option.id)
    costs = {step(path, f"costs.{cost.id}"): cost for cost in option.costs}
    for enabler in option.enablers:
        costs |= {step(path, f"enablers.{enabler.id}.costs.{cost.id}"): cost for cost in enabler.costs}
    return costs


def _beside(measures: Measures, place: int, published: PublishedCost, starts: float) -> CostBesideSource:
    case, figure = measures.model.case, published.unit_cost
    restated = figure.value * case.price_factor_from(figure.price_year)
    covered, added = 0.0, dict.fromkeys(KINDS, 0.0)
    for index, part in parts_by_line(measures.model, place, published).items():
        per_start = float(measures.base.amounts[0, index, : measures.model.years].sum()) / starts
        if part == COVERED:
            covered += per_start
        else:
            added[part] += per_start
    full = sum([covered, *added.values()])
    return CostBesideSource(
        id=published.id,
        name=published.name or published.id,
        source=figure.source,
        price_year=figure.price_year,
        published=figure.value,
        restated=restated,
        covers=list(published.covers),
        covered=covered,
        added=[AddedCost(kind, per_start) for kind, per_start in added.items()],
        full=full,
        ratio=full / restated,
        ratio_like_for_like=covered / restated,
        why_dearer=published.why_dearer,
    )


def _kind_of(cost: Cost, line: Line) -> Kind:
    """Returns what kind of cost a line is that no published figure covers: by who gives it, else as the case says, else by its driver."""
    if not line.cash:
        own = line.party in ("participants", "carers")
        return "own_time" if own else "volunteers_time" if line.party == "volunteers" else "staff_time"
    if cost.purpose is not None:
        return cost.purpose
    driver = DRIVERS[cost.per]
    return "training" if driver.counts == "trained" else "overheads" if driver.is_share else "other"
