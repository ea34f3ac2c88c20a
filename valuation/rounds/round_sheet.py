"""A round's questions as they are sent to who answers, and each answer as it is kept: plain JSON that holds nothing else of the case."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from valuation import quantities as q
from valuation.quantities import Kind
from valuation.rounds.beliefs import Opinion
from valuation.rounds.kinds import KINDS
from valuation.rounds.replies import Points, Replies, Reply, opinion_problems, points_problem, reason_problem

POINTS = "points"
"""The place of the points among the questions."""
ANSWERED_IN = {
    (kind.name, kind.low, kind.high, kind.low_is_open): kind
    for kind in (
        q.SHARE, q.SHARE_ABOVE_0, q.SPREAD, q.MONEY, q.COUNT, q.POSITIVE_COUNT, q.MULTIPLIER, q.RATE, q.DURATION, q.GAIN, q.REDUCTION,
        q.GROWTH, q.DISCOUNT_RATE, q.ANY,
    )
}  # fmt: skip


@dataclass(frozen=True)
class SheetQuestion:
    """One question as people see it."""

    place: str
    path: str
    words: str
    unit: str
    known: str
    """What the case says of it now; nothing where that is hidden until they have answered."""
    kind: Kind

    @property
    def is_share(self) -> bool:
        """Returns whether it is answered out of 100."""
        return self.kind.low == 0 and self.kind.high == 1


@dataclass(frozen=True)
class SheetOutcome:
    """One outcome on which people share points."""

    id: str
    name: str


@dataclass(frozen=True)
class RoundSheet:
    """All that a round shows to those who have its link."""

    title: str
    about: str
    invited_by: str
    hides_known: bool
    questions: tuple[SheetQuestion, ...]
    outcomes: tuple[SheetOutcome, ...] = ()

    def text(self) -> str:
        """Returns the sheet as it is kept."""
        data = asdict(self)
        for question in data["questions"]:
            kind = question["kind"]
            question["kind"] = [
                kind["name"],
                None if math.isinf(kind["low"]) else kind["low"],
                None if math.isinf(kind["high"]) else kind["high"],
                kind["low_is_open"],
            ]
        return json.dumps(data, ensure_ascii=False)


def sheet_of(text: str) -> RoundSheet:
    """Returns a sheet from how it was kept."""
    data: dict[str, Any] = json.loads(text)
    questions = tuple(SheetQuestion(**{**each, "kind": _kind(*each["kind"])}) for each in data["questions"])
    outcomes = tuple(SheetOutcome(**each) for each in data["outcomes"])
    return RoundSheet(**{**data, "questions": questions, "outcomes": outcomes})


def _kind(name: str, low: float | None, high: float | None, is_open: bool) -> Kind:
    ends = (-math.inf if low is None else low, math.inf if high is None else high)
    return ANSWERED_IN[name, *ends, is_open]


# An answer as it is kept -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeptAnswer:
    """One person's answer to one question: what was typed, and what that says once it says something."""

    typed: Mapping[str, str]
    opinion: Opinion | None = None
    is_declined: bool = False
    """Whether they would rather not say."""

    def text(self) -> str:
        """Returns the answer as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)


def answer_of(text: str) -> KeptAnswer:
    """Returns an answer from how it was kept."""
    data = json.loads(text)
    opinion = None if data["opinion"] is None else Opinion(**data["opinion"])
    return KeptAnswer(dict(data["typed"]), opinion, bool(data["is_declined"]))


def points_text(points: Mapping[str, float]) -> str:
    """Returns shared points as they are kept."""
    return json.dumps({POINTS: dict(points)})


def points_of(text: str) -> dict[str, float]:
    """Returns shared points from how they were kept."""
    shared: dict[str, float] = json.loads(text)[POINTS]
    return {key: float(value) for key, value in shared.items()}


class Given(Protocol):
    """One answer as the store gives it to the owner."""

    @property
    def person(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def aside(self) -> str: ...


def replies_given(sheet: RoundSheet, given: Iterable[Given]) -> Replies:
    """Returns what is pooled of the answers that were kept: those that say something, each judged anew by the rules of an answer."""
    questions = {question.place: question for question in sheet.questions}
    replies, points = list[Reply](), list[Points]()
    for each in given:
        kind = each.kind if each.kind in KINDS else "other"
        if each.place == POINTS:
            shared = points_of(each.body)
            if points_problem(shared.values()) is None:
                points.append(Points(each.person, kind, shared))
        elif each.place in questions:
            kept, question = answer_of(each.body), questions[each.place]
            said = kept.opinion
            if said is not None and not any(
                opinion_problems(said.low, said.high, said.best, said.sure, question.kind)
            ):
                why = kept.typed.get("why", "")
                why = "" if reason_problem(why) else why
                replies.append(Reply(each.person, kind, question.path, said, why, each.aside))
    return Replies(tuple(replies), tuple(points))
