"""Answers to a question as bars with dots, and the code by which a phone finds the questions: as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerBar:
    """One answer: from its lowest to its highest, with a dot at the best guess; words for who does not see it."""

    low: float
    best: float
    high: float
    words: str
    is_own: bool = False


@dataclass(frozen=True)
class AnswerBars:
    """Answers one below the other on one scale."""

    label: str
    rows: tuple[AnswerBar, ...]
    ends: tuple[float, float]
    """Of the scale."""
    end_words: tuple[str, str]

    def place(self, value: float) -> float:
        """Returns where a value stands on the scale, in hundredths of the width."""
        low, high = self.ends
        return 50.0 if not high > low else 100 * min(max((value - low) / (high - low), 0.0), 1.0)


@dataclass(frozen=True)
class RoomCode:
    """A QR code of an address."""

    address: str
    words: str
