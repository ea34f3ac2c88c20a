"""What an outcome rests on, in little room: its facts, how a figure is read step by step, the studies beside each other, and a sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SQUARES = 4
"""Squares of evidence: all filled for trials or official figures, none where nobody has looked."""


@dataclass(frozen=True)
class Fact:
    """A label, what it says, and a line below."""

    label: str
    words: str
    note: str = ""
    is_harm: bool = False


@dataclass(frozen=True)
class OutcomeFacts:
    """An outcome on its card: how much, for how many, how long, what it is worth, and how well that is known."""

    facts: tuple[Fact, ...]
    squares: int
    evidence: str
    known: str


@dataclass(frozen=True)
class StepBar:
    """A step on the way from what was measured to what is counted: where its bar begins and ends, and its words."""

    name: str
    note: str
    start: float
    end: float
    words: str
    kind: Literal["found", "taken", "counted"]


@dataclass(frozen=True)
class StepBars:
    """How a figure is read, a step on each row, on one scale that holds 0."""

    title: str
    subtitle: str
    rows: tuple[StepBar, ...]

    @property
    def span(self) -> tuple[float, float]:
        """Returns the ends of the scale, with room for the words to the right of the longest bar."""
        marks = [0.0, *(end for row in self.rows for end in (row.start, row.end))]
        low, high = min(marks), max(marks)
        width = (high - low) or 1.0
        return low - 0.02 * width, high + 0.3 * width


@dataclass(frozen=True)
class ForestRow:
    """A finding: what was published with its interval, and how it is read."""

    name: str
    note: str
    value: float
    ends: tuple[float, float] | None
    read: float | None
    """What is read of it, where that is another figure."""
    mark: Literal["square", "diamond", "claim"]
    """Filled where people were compared, hollow where they were not, and a hollow circle where nothing is believed."""
    is_own: bool = False


@dataclass(frozen=True)
class Forest:
    """Studies and one's own figures on one scale, with what they come to together and the line of what would pay for the service."""

    title: str
    subtitle: str
    rows: tuple[ForestRow, ...]
    together: ForestRow
    words: str
    """What they come to together, in words."""
    break_even: float | None
    break_even_words: str
    ticks: tuple[tuple[float, str], ...]
    span: tuple[float, float]


@dataclass(frozen=True)
class Product:
    """A sum that multiplies: each factor with what it is, and what they come to."""

    title: str
    factors: tuple[tuple[str, str], ...]
    result: tuple[str, str]
    note: str = ""


@dataclass(frozen=True)
class Advice:
    """What somebody could do next: a few words in bold, and a sentence."""

    lead: str
    words: str


EvidencePanel = OutcomeFacts | StepBars | Forest | Product | Advice
"""What `evidence_markup.py` writes."""
