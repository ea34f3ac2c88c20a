"""What somebody typed for an answer, read as they type it: an opinion once there is one, and what is wrong so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuation.case.written.written_numbers import NotUnderstood, read_number
from valuation.quantities import ANY, SHARE
from valuation.rounds.beliefs import Opinion
from valuation.rounds.replies import opinion_problems, reason_problem
from valuation.rounds.round_sheet import SheetQuestion

LOW, HIGH, BEST, SURE, WHY = "low", "high", "best", "sure", "why"
FIELDS = (LOW, HIGH, BEST, SURE, WHY)
"""In the order in which they are asked."""
NUMBERS = (LOW, HIGH, BEST)


@dataclass(frozen=True)
class ReadAnswer:
    """What was typed, as far as it can be read."""

    numbers: Mapping[str, float]
    sure: float | None
    problems: tuple[str, ...]
    """Each in a sentence, with what is allowed."""

    @property
    def opinion(self) -> Opinion | None:
        """Returns the answer once all of it is there and nothing is wrong."""
        if self.problems or self.sure is None or len(self.numbers) < len(NUMBERS):
            return None
        return Opinion(self.numbers[LOW], self.numbers[HIGH], self.numbers[BEST], self.sure)


def read_answer(question: SheetQuestion, typed: Mapping[str, str]) -> ReadAnswer:
    """Returns what was typed of an answer, read; a share is typed as so many out of 100."""
    kind = SHARE if question.is_share else ANY
    numbers: dict[str, float] = {}
    problems: list[str] = []
    for field in NUMBERS:
        text = typed.get(field, "").strip()
        if text:
            try:
                numbers[field] = read_number(text, kind, per_hundred=question.is_share)
            except NotUnderstood as error:
                problems.append(str(error))
    sure = _sure(typed.get(SURE, ""))
    if len(numbers) == len(NUMBERS):
        told = opinion_problems(
            numbers[LOW], numbers[HIGH], numbers[BEST], sure, question.kind, question.is_share
        )
        problems += [f"{message} It can be {allowed}." for message, _, allowed in told]
    elif LOW in numbers and HIGH in numbers and numbers[LOW] > numbers[HIGH]:
        problems.append("The lowest is above the highest. Put the lower number first.")
    long = reason_problem(typed.get(WHY, ""))
    if long is not None:
        problems.append(f"{long[0]} It has {long[1]}, and it can have {long[2]}.")
    return ReadAnswer(numbers, sure, tuple(problems))


def _sure(text: str) -> float | None:
    try:
        return read_number(text.strip().removesuffix("%"), ANY) / 100 if text.strip() else None
    except NotUnderstood:
        return None
