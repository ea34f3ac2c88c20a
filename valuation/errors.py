"""The few ways in which a case can fail, and how a message is built.

MakeTheCaseError
├── CaseError         the case file, or a change asked of it, has problems: all of them together
├── AssumptionError   a file of the library is broken
└── EvaluationError   a valid case gave a number that is not one
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


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
        where = f"{place}{self.path}: " if self.path else place.replace(", ", ": ")
        found = f" Found: {self.found}." if self.found else ""
        allowed = f" Allowed: {self.allowed}." if self.allowed else ""
        return f"{where}{self.message}{found}{allowed}"

    def as_dict(self) -> dict[str, object]:
        """Returns the problem with the keys of `check --json`."""
        return asdict(self)


class MakeTheCaseError(Exception):
    """Any failure whose text is written for the person who asked."""


class CaseError(MakeTheCaseError):
    """A case that cannot be appraised, with every problem found in it."""

    def __init__(self, name: str, problems: Iterable[Problem]):
        self.name = name
        self.problems: list[Problem] = sorted(problems, key=lambda p: (p.line or 0, p.path))
        count = len(self.problems)
        head = f"{name} has {count} problem{'s' if count != 1 else ''}:"
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
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


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
    close = difflib.get_close_matches(str(word), [str(a) for a in allowed], n=1, cutoff=0.6)
    return f" Probably meant: {close[0]}." if close else ""
