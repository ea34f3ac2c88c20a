"""What a round comes to: each number pooled, by kind where that may be shown, and what matters to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from valuation.case.validity.validation import Case
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import CaseError, Problem
from valuation.rounds.beliefs import Belief, belief_of
from valuation.rounds.kinds import FEWEST_APART, OTHERS, folded_counts, shown_apart
from valuation.rounds.pools import KindPooled, Pooled, apart, by_kinds_equally, equally, pooled, settled
from valuation.rounds.questions import Question, questions_of
from valuation.rounds.replies import ALL_POINTS, Points, Replies, Reply

MIDDLE_HALF = (0.25, 0.75)
"""Between which half of the people are."""


@dataclass(frozen=True)
class Asked:
    """One question and what the answers to it come to."""

    question: Question
    people: int
    """Whose answers are pooled: those set aside are not."""
    number: Pooled
    all_equally: Pooled
    with_set_aside: Pooled | None
    """What it would be with the answers that were set aside; None where none was."""
    set_aside: int
    by_kind: Mapping[str, KindPooled]
    reasons: tuple[str, ...]
    """In the order of the alphabet, so that nothing tells whose each is."""


@dataclass(frozen=True)
class Weight:
    """What share of the points one outcome has."""

    outcome: str
    share: float
    low: float
    high: float
    """Half of the people gave a share between these two."""
    all_equally: float
    by_kind: Mapping[str, float]


@dataclass(frozen=True)
class RoundAnswer:
    """A round that is closed: who answered, and what was pooled."""

    id: str
    at: date
    counts: Mapping[str, int]
    """People by the kinds that they gave."""
    asked: tuple[Asked, ...]
    weights: tuple[Weight, ...]

    @property
    def people(self) -> int:
        """Returns how many answered anything."""
        return sum(self.counts.values())

    @property
    def people_by_kind(self) -> dict[str, int]:
        """Returns how many answered, kinds with fewer than five merged into *others*."""
        return folded_counts(self.counts) if self.people >= FEWEST_APART else {OTHERS: self.people}

    @property
    def kinds_apart(self) -> list[str]:
        """Returns the kinds that are shown apart in any question."""
        listed = dict.fromkeys(kind for asked in self.asked for kind in asked.by_kind)
        return [kind for kind in self.people_by_kind if kind in listed] + [
            kind for kind in listed if kind not in self.people_by_kind
        ]


def pooled_round(case: Case, replies: Replies, at: date, ident: str | None = None) -> RoundAnswer:
    """Returns what a round of a case comes to; raises CaseError where nobody answered, or a number cannot be asked for.

    `ident` is the round's own, where it has one: added up once more, it takes the place of what it came to before.
    """
    paths = list(dict.fromkeys(reply.path for reply in replies.replies))
    if not replies.people:
        allowed = "at least one answer with a lowest, a highest, a best guess and how sure"
        raise CaseError(
            case.name,
            [Problem("", "no one has answered yet, so there is nothing to pool.", "no answers", allowed)],
        )
    questions = questions_of(case, paths) if paths else ()
    taken = [each.id for each in case.shape.rounds]
    asked = (_asked(question, replies.to(question.path)) for question in questions)
    return RoundAnswer(
        id=ident or _next_id(taken),
        at=at,
        counts=replies.counts,
        asked=tuple(each for each in asked if each is not None),
        weights=weights_of(replies.points),
    )


def _next_id(taken: Sequence[str]) -> str:
    number = len(taken) + 1
    while f"round_{number}" in taken:
        number += 1
    return f"round_{number}"


def _asked(question: Question, replies: Sequence[Reply]) -> Asked | None:
    """Returns what the answers to one question come to; None where all of them are set aside."""
    believed = [(reply, belief_of(reply.opinion, question.kind)) for reply in replies]
    counted = [(reply.kind, belief) for reply, belief in believed if not reply.set_aside]
    if not counted:
        return None
    everyone = [(reply.kind, belief) for reply, belief in believed]

    def number(answers: Sequence[tuple[str, Belief]]) -> Pooled:
        return pooled(by_kinds_equally(answers), question.kind)

    return Asked(
        question=question,
        people=len(counted),
        number=number(counted),
        all_equally=pooled(equally([belief for _, belief in counted]), question.kind),
        with_set_aside=number(everyone) if len(everyone) > len(counted) else None,
        set_aside=len(everyone) - len(counted),
        by_kind=apart(counted, question.kind),
        reasons=tuple(sorted({reply.why for reply in replies if reply.why})),
    )


def weights_of(points: Sequence[Points]) -> tuple[Weight, ...]:
    """Returns each outcome's share of the points: the mean of each kind's people, then of the kinds, and where half of the people are.

    shareₒ = 1/kinds · Σ_kinds (1/n · Σ_people pₒ/Σp). The greatest first.
    """
    if not points:
        return ()
    outcomes = list(dict.fromkeys(outcome for each in points for outcome in each.points))
    shares = (
        np.array([[each.points.get(outcome, 0.0) for outcome in outcomes] for each in points]) / ALL_POINTS
    )
    shares /= shares.sum(axis=1, keepdims=True)
    kinds = np.array([each.kind for each in points])
    means = {kind: shares[kinds == kind].mean(axis=0) for kind in dict.fromkeys(kinds.tolist())}
    together = np.mean(list(means.values()), axis=0)
    counts = {kind: int((kinds == kind).sum()) for kind in means}
    names = shown_apart(counts)
    groups = {
        name: np.isin(kinds, [kind for kind in names if names[kind] == name])
        for name in dict.fromkeys(names.values())
    }
    low, high = np.quantile(shares, MIDDLE_HALF, axis=0)
    made = [
        Weight(
            outcome,
            settled(float(together[k])),
            settled(float(low[k])),
            settled(float(high[k])),
            settled(float(shares[:, k].mean())),
            {name: settled(float(shares[members, k].mean())) for name, members in groups.items()},
        )
        for k, outcome in enumerate(outcomes)
    ]
    return tuple(sorted(made, key=lambda weight: -weight.share))


# As the case holds it ----------------------------------------------------------------------------------------


def record_of(answer: RoundAnswer) -> PlainMapping:
    """Returns a round as the case file holds it: what was pooled, and no single answer."""
    record: PlainMapping = {
        "id": answer.id,
        "at": answer.at.isoformat(),
        "people": answer.people_by_kind,
        "questions": [_question_of(asked) for asked in answer.asked],
    }
    if answer.weights:
        record["weights"] = {weight.outcome: _weight_of(weight) for weight in answer.weights}
    return record


def _question_of(asked: Asked) -> PlainMapping:
    question: PlainMapping = {
        "path": asked.question.path,
        "people": asked.people,
        **_number(asked.number),
        "before": asked.question.number.value,
    }
    if asked.by_kind:  # where a few are hidden, both pools together would tell what they said
        question["all_equally"] = _number(asked.all_equally)
    if asked.with_set_aside is not None:
        question["with_set_aside"] = {
            "people": asked.people + asked.set_aside,
            **_number(asked.with_set_aside),
        }
    if asked.by_kind:
        question["by_kind"] = {
            kind: {"people": each.people, **_number(each.number)} for kind, each in asked.by_kind.items()
        }
    return question


def _number(number: Pooled) -> PlainMapping:
    return {"value": number.value, "range": [number.low, number.high]}


def _weight_of(weight: Weight) -> PlainMapping:
    told: PlainMapping = {
        "share": weight.share,
        "range": [weight.low, weight.high],
        "all_equally": weight.all_equally,
    }
    return {**told, "by_kind": dict(weight.by_kind)} if weight.by_kind else told
