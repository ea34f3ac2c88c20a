"""What people answered, as it is pooled: one opinion of one number, and points shared between outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from valuation.errors import figure
from valuation.quantities import Kind
from valuation.rounds.beliefs import LEAST_SURE, MOST_SURE, Opinion
from valuation.rounds.kinds import counts_of

MOST_WORDS = 300
"""Of a reason."""
MOST_SIGNS = 3000
ALL_POINTS = 100.0
NEARLY_ALL = 0.5
"""How far points may be from 100 by rounding."""


@dataclass(frozen=True)
class Reply:
    """One person's answer to one question."""

    code: str
    kind: str
    path: str
    opinion: Opinion
    why: str = ""
    set_aside: str = ""
    """The owner's reason for leaving it out of the pool; nothing where it counts."""


@dataclass(frozen=True)
class Points:
    """How one person shared 100 points between outcomes."""

    code: str
    kind: str
    points: Mapping[str, float]
    """By the id of the outcome."""


@dataclass(frozen=True)
class Replies:
    """Everything that people answered in a round."""

    replies: tuple[Reply, ...] = ()
    points: tuple[Points, ...] = ()

    @property
    def people(self) -> dict[str, str]:
        """Returns the kind of everybody who answered anything, by their code."""
        answered: list[Reply | Points] = [*self.replies, *self.points]
        return {each.code: each.kind for each in answered}

    @property
    def counts(self) -> dict[str, int]:
        """Returns how many of each kind answered."""
        return counts_of(self.people.values())

    def to(self, path: str) -> list[Reply]:
        """Returns the answers to one question."""
        return [reply for reply in self.replies if reply.path == path]


def opinion_problems(
    low: float, high: float, best: float, sure: float | None, kind: Kind, per_hundred: bool = False
) -> Iterator[tuple[str, str, str]]:
    """Yields (what is wrong in a sentence, what was found, what is allowed) of one answer."""
    times = 100 if per_hundred else 1

    def said(value: float) -> str:
        return figure(round(value * times, 9))

    for name, value in (("lowest", low), ("highest", high), ("best guess", best)):
        if not (kind.holds(value) or (kind.low_is_open and value == kind.low and name == "lowest")):
            allowed = f"from {said(kind.low)} to {said(kind.high)}" if per_hundred else kind.allowed
            yield f"The {name} is outside what this can be.", said(value), allowed
    if low > high:
        yield "The lowest is above the highest.", f"{said(low)} and {said(high)}", "the lower number first"
    elif not low <= best <= high:
        yield (
            "The best guess is not between the lowest and the highest.",
            said(best),
            f"from {said(low)} to {said(high)}",
        )
    if sure is not None and not LEAST_SURE <= round(sure, 12) <= MOST_SURE:
        why = (
            "No one can be quite sure."
            if sure > MOST_SURE
            else "Less than half sure means that the range is too narrow."
        )
        yield why, f"{figure(round(100 * sure, 9))}%", "50% to 99%"


def reason_problem(why: str) -> tuple[str, str, str] | None:
    """Returns what is wrong with a reason: only its length can be."""
    words = len(why.split())
    if words <= MOST_WORDS and len(why) <= MOST_SIGNS:
        return None
    return "The reason is too long. Please shorten it.", f"{words:,} words", f"up to {MOST_WORDS} words"


def points_problem(points: Iterable[float]) -> tuple[str, str, str] | None:
    """Returns what is wrong with points that somebody shared: they are 0 or more, and 100 together."""
    listed = list(points)
    if any(each < 0 for each in listed):
        return "Points cannot be below 0.", figure(min(listed)), "0 or more for each outcome"
    if abs(sum(listed) - ALL_POINTS) > NEARLY_ALL:
        return "The points do not add up to 100.", figure(round(sum(listed), 9)), "100 points in all"
    return None
