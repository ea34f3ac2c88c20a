"""Whether it matters that people differ: the verdict under each kind's numbers, and the bridge from them to everybody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuation.answer import VerdictAnswer
from valuation.case.changes import with_changes
from valuation.case.validity.validation import Case
from valuation.compare.bridge import PERMUTATIONS
from valuation.compare.contributions import as_one, contributions
from valuation.compare.hybrid_case import merged
from valuation.compare.hybrid_values import Hybrids
from valuation.draws import SEED
from valuation.lines.compile import compile_case
from valuation.measures import appraise
from valuation.rounds.closing import with_round
from valuation.rounds.round_answer import RoundAnswer, record_of
from valuation.sensitivity.one_way import DEFAULT_ACCOUNT, DEFAULT_MEASURE
from valuation.verdict import verdict_of


@dataclass(frozen=True)
class Reading:
    """The case under some numbers of a round."""

    verdict: VerdictAnswer
    npv: float
    """Net present value to society of the preferred option, in £."""

    def as_dict(self) -> dict[str, object]:
        """Returns the reading as plain data."""
        return {"npv": self.npv, "verdict": self.verdict.number, "sentence": self.verdict.sentence}


@dataclass(frozen=True)
class KindReading:
    """The case under one kind's numbers, and what leads from it to the case under everybody's."""

    kind: str
    people: int
    reading: Reading
    bridge: Mapping[str, float]
    """By the path of a question, what moving it from this kind's number to everybody's adds to the net present value."""


@dataclass(frozen=True)
class WhatKindsChange:
    """The verdict under everybody's numbers and under those of each kind that may be shown apart."""

    case: Case
    """With everybody's numbers."""
    before: Reading
    everyone: Reading
    all_equally: Reading
    with_set_aside: Reading | None
    kinds: tuple[KindReading, ...]

    def as_dict(self, answer: RoundAnswer) -> dict[str, object]:
        """Returns a round and what it changes as `round --json` prints it."""
        return {
            "round": record_of(answer),
            "reasons": {asked.question.path: list(asked.reasons) for asked in answer.asked},
            "before": self.before.as_dict(),
            "everyone": self.everyone.as_dict(),
            "all_equally": self.all_equally.as_dict(),
            "with_set_aside": None if self.with_set_aside is None else self.with_set_aside.as_dict(),
            "kinds": {
                kind.kind: {"people": kind.people, **kind.reading.as_dict(), "bridge": dict(kind.bridge)}
                for kind in self.kinds
            },
            "differ_most_on": self.differ_most_on,
            "changes_the_verdict": self.changes_the_verdict,
        }

    @property
    def changes_the_verdict(self) -> bool:
        """Returns whether the verdict under any kind's numbers is another one."""
        return any(kind.reading.verdict.number != self.everyone.verdict.number for kind in self.kinds)

    @property
    def differ_most_on(self) -> str | None:
        """Returns the path of the question on which kinds are furthest apart, in net present value; None where nothing is apart."""
        spans = {
            path: max(kind.bridge.get(path, 0.0) for kind in self.kinds)
            - min(kind.bridge.get(path, 0.0) for kind in self.kinds)
            for path in dict.fromkeys(path for kind in self.kinds for path in kind.bridge)
        }
        most = max(spans, key=lambda path: spans[path], default=None)
        return most if most is not None and spans[most] > 0 else None


def what_kinds_change(case: Case, answer: RoundAnswer) -> WhatKindsChange:
    """Returns the case worked out under everybody's numbers and under each kind's, each by the one evaluator."""
    everyone = with_round(case, answer)
    equally = {asked.question.path: asked.all_equally.value for asked in answer.asked}
    aside = {a.question.path: a.with_set_aside.value for a in answer.asked if a.with_set_aside is not None}
    return WhatKindsChange(
        case=everyone,
        before=_reading(case),
        everyone=_reading(everyone),
        all_equally=_reading(with_changes(everyone, equally)),
        with_set_aside=_reading(with_changes(everyone, aside)) if aside else None,
        kinds=tuple(_kind(everyone, answer, kind) for kind in answer.kinds_apart),
    )


def _reading(case: Case) -> Reading:
    measured = appraise(compile_case(case))[case.preferred]
    return Reading(VerdictAnswer(*verdict_of(measured)), float(measured.accounts[DEFAULT_ACCOUNT].npv[0]))


def _kind(everyone: Case, answer: RoundAnswer, kind: str) -> KindReading:
    own = {asked.question.path: asked.by_kind[kind] for asked in answer.asked if kind in asked.by_kind}
    theirs = with_changes(everyone, {path: each.number.value for path, each in own.items()})
    hybrids = Hybrids(merged(theirs, everyone, everyone.preferred), DEFAULT_ACCOUNT, DEFAULT_MEASURE)
    split = contributions(hybrids, SEED, PERMUTATIONS)
    led = dict.fromkeys(own, 0.0)
    for group, share in zip(split.groups, split.shares, strict=True):
        change = as_one(hybrids, group)
        place = next((place for place in (change.path, *sorted(change.places)) if place in led), None)
        if place is not None:
            led[place] += float(share)
    people = answer.people_by_kind.get(kind) or max(each.people for each in own.values())
    return KindReading(kind, people, _reading(theirs), led)
