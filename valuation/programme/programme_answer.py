"""What a programme comes to, typed: the chosen set, the next best, the frontier, and what is worth finding out."""

from __future__ import annotations

from dataclasses import dataclass

from valuation.programme.programme_file import Restated
from valuation.sensitivity.decision import Worth
from valuation.sensitivity.spread import Spread

FORMAT = "make-the-case-programme-result/1"


@dataclass(frozen=True)
class Picked:
    """A service in a size."""

    service: str
    size: float

    def as_dict(self) -> dict[str, str | float]:
        """Returns it as `programme --json` prints it."""
        return {"service": self.service, "size": self.size}


@dataclass(frozen=True)
class ServiceRow:
    """A service in one of its sizes, by itself."""

    picked: Picked
    name: str
    value: float
    cost: dict[str, list[float]]
    people: float
    verdict: int
    in_best: float
    """The share of draws in whose best set it is."""


@dataclass(frozen=True)
class Sum:
    """A set of services with what it is worth on average."""

    chosen: tuple[Picked, ...]
    value: float


@dataclass(frozen=True)
class FrontierPoint:
    """The best set at one size of the budget; None where nothing keeps the rules with so little."""

    budget: float
    best: Sum | None


@dataclass(frozen=True)
class LeftOut:
    """A service that is not chosen, and what would bring it in."""

    service: str
    comes_in_at: float | None
    """The least budget of the frontier, from today's on, at which it is chosen; None where it never is."""
    rise: float | None
    """By how much its own mean value would have to rise to be chosen now; None where no set with it keeps the rules."""


@dataclass(frozen=True)
class CeilingUse:
    """How much of a ceiling the chosen set uses."""

    name: str
    payer: str
    year: str
    """The financial year; empty for a ceiling over all years."""
    spent: float
    most: float


@dataclass(frozen=True)
class SetWorth:
    """What the chosen set comes to, at present value and on average over the draws: the parts of its five lines, and who pays and gains."""

    cost: float
    """What the commissioner spends in money."""
    classes: dict[str, float]
    """£ of benefit by its class."""
    parties: dict[str, tuple[float, float]]
    """By party what it pays and what it gains."""
    people: float
    not_priced: tuple[str, ...]
    groups: tuple[tuple[str, str, float], ...]
    """Service, group and people who start, of the services whose cases tell groups apart."""


@dataclass(frozen=True)
class Dropped:
    """What is best without one of the chosen services."""

    service: str
    best: Sum | None
    """None where no set without it keeps every ceiling and rule."""


@dataclass(frozen=True)
class Moved:
    """What is best where every ceiling of a payer is moved by the factor that moves its first by a sum of money."""

    payer: str
    by: float
    """£ by which the payer's first ceiling is moved; less where there is not so much of it."""
    best: Sum | None


@dataclass(frozen=True)
class ProgrammeAnswer:
    """The choice among services under a budget, and how sure it is."""

    best: Sum
    cost: dict[str, list[float]]
    """£ of the chosen set in cash terms by payer and year."""
    years: tuple[str, ...]
    services: tuple[ServiceRow, ...]
    ceilings: tuple[CeilingUse, ...]
    frontier: tuple[FrontierPoint, ...]
    next_best: tuple[Sum, ...]
    left_out: tuple[LeftOut, ...]
    evpi: float
    evppi: tuple[Worth, ...]
    """What it would be worth to know each service's own numbers, its path being the service's id."""
    chance_best: float
    """The share of draws in which the chosen set is the best."""
    spread: Spread
    """Of what is maximised, for the chosen set, over all draws."""
    restated: tuple[Restated, ...]
    worth: SetWorth
    dropped: tuple[Dropped, ...]
    """Of each chosen service that may be left out."""
    moved: tuple[Moved, ...]
    """With less money, and with more, of each payer that has a ceiling."""

    def as_dict(self) -> dict[str, object]:
        """Returns the answer as `programme --json` prints it."""
        return {
            "format": FORMAT,
            "chosen": [each.as_dict() for each in self.best.chosen],
            "value": self.best.value,
            "interval_80": list(self.spread.likely),
            "chance_positive": self.spread.chance,
            "value_within": self.spread.within,
            "cost": {payer: {"total": sum(years), "by_year": years} for payer, years in self.cost.items()},
            "services": [
                {
                    "id": row.picked.service,
                    "size": row.picked.size,
                    "value": row.value,
                    "cost": row.cost,
                    "people": row.people,
                    "verdict": row.verdict,
                    "in_best": row.in_best,
                }
                for row in self.services
            ],
            "frontier": [
                {
                    "budget": point.budget,
                    "value": None if point.best is None else point.best.value,
                    "chosen": [each.as_dict() for each in (point.best.chosen if point.best else ())],
                }
                for point in self.frontier
            ],
            "next_best": [
                {"chosen": [each.as_dict() for each in one.chosen], "value": one.value} for one in self.next_best
            ],
            "evpi": self.evpi,
            "evppi": [{"service": worth.path, "value": worth.value} for worth in self.evppi],
        }  # fmt: skip
