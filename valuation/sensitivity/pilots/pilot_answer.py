"""What a pilot comes to, typed: the three ways, each size, and by what it is gone on with, changed or stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from valuation.errors import EvaluationError

Comparison = Literal["randomised", "controlled", "none"]
WayForward = Literal["pilot", "commit", "nothing"]
FORMAT = "make-the-case-pilot/1"


@dataclass(frozen=True)
class Expected:
    """An expected net value and its standard error, in £."""

    value: float
    se: float


@dataclass(frozen=True)
class CarryOn:
    """By what a board goes on, changes the service or stops it: in people, points and dates."""

    people: int
    """Who start in the pilot; as many more without it, where it is compared."""
    measured: float
    """How many of them answer."""
    go_at: float
    """What is seen, in the measure, from which on it is gone on with."""
    stop_at: float | None
    """What is seen beyond which, the other way, it is stopped; None where nothing that is seen makes 1 in 5 of it."""
    is_rising: bool
    """Whether more of it speaks for going on, as it does in all but strange cases."""
    started_by: date
    measured_by: date
    decided_on: date

    def says(self, seen: float) -> Literal["go", "change", "stop"]:
        """Returns what follows from what is seen: going on wins where bands would overlap."""
        sign = 1 if self.is_rising else -1
        if sign * seen >= sign * self.go_at:
            return "go"
        return "stop" if self.stop_at is not None and sign * seen < sign * self.stop_at else "change"


@dataclass(frozen=True)
class PilotYear:
    """One year of a plan, at the best estimates: who starts, and what the organisation asked to pay pays, £ in cash terms."""

    year: str
    starts: float
    running: float
    """What the service costs."""
    testing: float
    """What measuring costs."""
    allowance: float
    """The optimism bias adjustment, which is in neither."""
    inflation: float
    """What £1 in the case's prices is in cash terms."""

    @property
    def paid(self) -> float:
        """Returns what is paid for the service and the test together."""
        return self.running + self.testing


@dataclass(frozen=True)
class PilotPlanned:
    """Who starts and what is paid by year: what the pilot commits to, and what going on adds from when it is decided."""

    until: tuple[PilotYear, ...]
    """The years until it is decided, and later ones in which what has begun is still paid for."""
    after: tuple[PilotYear, ...]
    """Up to the last year in which going on costs anything."""
    others: tuple[tuple[str, float], ...]
    """What each other organisation pays until it is decided, £ in cash terms; the largest first."""


@dataclass(frozen=True)
class PilotSize:
    """A pilot of one size."""

    people: int
    expected: Expected
    """Of trying first, and then going on or stopping by what is seen."""
    cost: float
    """What the test itself costs the account, at present value; in the expected value already."""
    evsi: float
    """What is learned is worth, before the delay and the cost of learning it."""
    carry_on: CarryOn | None
    """None where nothing that may be seen would change the decision."""
    plan: PilotPlanned
    answering: float
    """How many of those who start answer; where it is compared, as many without it."""
    error_sd: float
    """The standard error of what is found, for chance alone, in the measure."""
    is_uncertain: bool
    """Whether going on and stopping differ by an amount that is not certain, and what would be measured is not either."""
    chance_go: float
    """That it is gone on with."""
    chance_wrong: float
    """That, after it, what is decided is the worse of going on and stopping."""

    @property
    def threshold(self) -> float | None:
        """Returns what has to be seen for it to be gone on with; None where the decision does not hang on it."""
        return None if self.carry_on is None else self.carry_on.go_at

    def as_dict(self) -> dict[str, float | int | None]:
        """Returns the size as `pilot --json` prints it."""
        return {
            "people": self.people,
            "value": self.expected.value,
            "se": self.expected.se,
            "cost": self.cost,
            "evsi": self.evsi,
            "threshold": self.threshold,
            "chance_go": self.chance_go,
            "chance_wrong": self.chance_wrong,
        }


class WhyNot(StrEnum):
    """Why no pilot can be worked out."""

    NO_FINDINGS = "no_findings"
    NO_SPREAD = "no_spread"
    """It is not known how far people differ in the measure."""
    NO_TIME = "no_time"
    """No years would be left to go on in."""
    NO_PEOPLE = "no_people"
    OTHER = "other"


class PilotError(EvaluationError):
    """A pilot that cannot be worked out, with its cause."""

    def __init__(self, message: str, why: WhyNot = WhyNot.OTHER, outcome: str = ""):
        super().__init__(message)
        self.why = why
        self.outcome = outcome
        """The outcome that it is about, where it is about one."""


@dataclass(frozen=True)
class NoPilot:
    """That no pilot can be worked out, and why."""

    reason: str
    """As the terminal says it, in the words of the case file."""
    why: WhyNot = WhyNot.OTHER
    outcome: str = ""


Compared = Mapping[Comparison, PilotSize]
"""One size by each way of comparing."""


def best_of(sizes: Sequence[PilotSize]) -> PilotSize | None:
    """Returns the size with the highest expected value, the smallest of equals; None where no size could start."""
    return max(sizes, key=lambda size: (size.expected.value, -size.people), default=None)


@dataclass(frozen=True)
class Pilot:
    """An option committed to, tried first, or left, on the same draws."""

    option: str
    account: str
    years: int
    """For how many years people start in it."""
    follow_up: float
    """Years after which each person is asked."""
    go_year: int
    """The year of the case, 0 the first, in which it would be gone on."""
    comparison: Comparison
    outcome: str
    measure: str
    commit: Expected
    run_out: float
    """What is counted of it here and not in the case, at the best estimates: what begins late and is over after the case's years."""
    sizes: tuple[PilotSize, ...]
    chance_wrong_now: float
    """That deciding now is the worse of committing and doing nothing."""
    compared: Compared = field(default_factory=dict)
    """The best size as it would be by each way of comparing; empty where no size could start."""

    nothing: float = 0.0

    @property
    def is_uncertain(self) -> bool:
        """Returns whether a test of any size could teach something."""
        return any(size.is_uncertain for size in self.sizes)

    @property
    def best_size(self) -> PilotSize | None:
        """Returns the size with the highest expected value, the smallest of equals; None where no size could start."""
        return best_of(self.sizes)

    @property
    def now(self) -> float:
        """Returns what deciding now is worth: the better of committing and doing nothing."""
        return max(self.commit.value, self.nothing)

    @property
    def best_way(self) -> WayForward:
        """Returns the way with the highest expected value: a test only where it is worth more than deciding now."""
        size = self.best_size
        if size is not None and size.expected.value > self.now:
            return "pilot"
        return "commit" if self.commit.value > self.nothing else "nothing"

    def as_dict(self) -> dict[str, object]:
        """Returns the answer as `pilot --json` prints it."""
        size = self.best_size
        return {
            "format": FORMAT,
            "option": self.option,
            "account": self.account,
            "years": self.years,
            "go_year": self.go_year,
            "comparison": self.comparison,
            "outcome": self.outcome,
            "commit": {"value": self.commit.value, "se": self.commit.se},
            "nothing": self.nothing,
            "sizes": [each.as_dict() for each in self.sizes],
            "chance_wrong_now": self.chance_wrong_now,
            "best": {"way": self.best_way, "people": None if size is None else size.people},
        }
