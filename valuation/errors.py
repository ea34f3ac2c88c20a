"""The few ways in which a case can fail, and how a message is built.

MakeTheCaseError
├── CaseError         the case file, or a change asked of it, has problems: all of them together
├── AssumptionError   a file of the library is broken
└── EvaluationError   a valid case gave a number that is not one
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

LONGEST_MESSAGE = 600
"""Characters: a message is longer only where what it quotes is a page."""
LONGEST_WORD = 100
"""Characters: beyond this nothing is a slip for a word that is known."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where it is, what was found there, what is allowed, and what to do."""

    path: str
    message: str
    found: str = ""
    allowed: str = ""
    line: int | None = None

    def sentence(self) -> str:
        """Returns the problem as one plain line: line, path, what is wrong, found and allowed."""
        place = f"line {self.line}, " if self.line else ""
        path = self.path if len(self.path) <= LONGEST_MESSAGE else self.path[: LONGEST_MESSAGE - 1] + "…"
        where = f"{place}{path}: " if path else place.replace(", ", ": ")
        found = f" Found: {self.found}." if self.found else ""
        allowed = f" Allowed: {self.allowed}." if self.allowed else ""
        return f"{where}{self.message}{found}{allowed}"

    def printable(self) -> Problem:
        """Returns the problem in signs that every terminal and paper can hold: its path is as odd as what was written."""
        texts = (self.path, self.message, self.found, self.allowed)
        if all(text.isprintable() for text in texts) and len(self.message) <= LONGEST_MESSAGE:
            return self
        path, message, found, allowed = (printable(text) for text in texts)
        if len(message) > LONGEST_MESSAGE:
            message = message[: LONGEST_MESSAGE - 1] + "…"
        return Problem(path, message, found, allowed, self.line)

    def as_dict(self) -> dict[str, object]:
        """Returns the problem with the keys of `check --json`."""
        return asdict(self)


class MakeTheCaseError(Exception):
    """Any failure whose text is written for the person who asked."""


class CaseError(MakeTheCaseError):
    """A case that cannot be appraised, with every problem found in it."""

    def __init__(self, name: str, problems: Iterable[Problem]):
        self.name = name
        shown = (problem.printable() for problem in problems)
        self.problems: list[Problem] = sorted(shown, key=lambda p: (p.line or 0, p.path))
        count = len(self.problems)
        head = f"{printable(name)} has {count} problem{'s' if count != 1 else ''}:"
        super().__init__("\n".join([head, *(f"- {p.sentence()}" for p in self.problems)]))

    def __reduce__(self) -> tuple[type[CaseError], tuple[str, list[Problem]], dict[str, object]]:
        """Returns what it is made of, so that it can come from another process."""
        return CaseError, (self.name, self.problems), self.__dict__


class AssumptionError(MakeTheCaseError):
    """A file of the library that cannot be used, and why."""


class EvaluationError(MakeTheCaseError):
    """A line of the ledger that is not a finite number, and the first draw in which it is not."""


def shown(value: object) -> str:
    """Returns a short rendering of what was found, for a message; never a page of it."""
    if isinstance(value, dict):
        return "a mapping with " + (", ".join(map(str, list(value)[:4])) or "nothing in it")
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return figure(value)
    text = printable(str(value)[:100])
    return text if len(text) <= 60 else text[:57] + "…"


def figure(value: float) -> str:
    """Returns a number as a person writes it: six figures, no powers of ten, and only its length where that is absurd.

    >>> figure(1234567.0), figure(0.00001), figure(-2.50), figure(1e160)
    ('1234570', '0.00001', '-2.5', 'a number of 161 digits')
    """
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinity" if value > 0 else "minus infinity"
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    # Never `str` of a long whole number, which Python refuses beyond 4,300 digits.
    digits = int(abs(value).bit_length() * math.log10(2)) if isinstance(value, int) else _places(value)
    if digits >= 18:
        return f"a number of {digits + 1:,} digits"
    if digits < -15:
        return f"a number with {-digits - 1} zeros after its point"
    return f"{Decimal(f'{value:.6g}').normalize() + 0:f}"


def _places(value: float) -> int:
    """Returns the power of ten of a number's first figure."""
    return Decimal(value).adjusted() if value else 0


def printable(text: str) -> str:
    """Returns text with a space for each sign that does not show, so that it can stand in a sentence."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)


def choices(allowed: Sequence[str], most: int = 12) -> str:
    """Returns the allowed words as a readable list, cut where it would become a page."""
    listed = [str(word) for word in allowed]
    return (
        ", ".join(listed)
        if len(listed) <= most
        else ", ".join(listed[:most]) + f" and {len(listed) - most} more"
    )


def probably(word: object, allowed: Iterable[str]) -> str:
    """Returns ` Probably meant: uptake.` for a near miss, or nothing."""
    if not isinstance(word, str) or len(word) > LONGEST_WORD:
        return ""
    close = difflib.get_close_matches(word, [str(a) for a in allowed], n=1, cutoff=0.6)
    return f" Probably meant: {close[0]}." if close else ""
