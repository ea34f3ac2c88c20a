"""The open case: its states to go back to, what it comes to, and what has been worked out about it. It knows no page."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from make_the_case.views.shell.kept_entries import Kept, Refused
from valuation import (
    Case,
    Check,
    appraise,
    compile_case,
    with_scenario,
)
from valuation.answer import Answer
from valuation.answers.base_case import answer_of
from valuation.answers.saving import packed
from valuation.checks.critical_friend import checks_in
from valuation.checks.subject import Reading
from valuation.draws import Drawn
from valuation.measures import Measures
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.carried import size_of
from valuation.sensitivity.monte_carlo import Simulation

SMALL = 100_000
"""Bytes that anything else is taken to hold."""
MOST_HELD = 30_000_000
"""Bytes of simulations and papers that are remembered for the open case as it is now, beyond the latest."""
MOST_OF_EARLIER = 6_000_000
"""The same of what the case was before, so that taking back the last change of most cases runs no simulation again: somebody who types makes
one with every change, and fifty people at once would hold them all."""


@dataclass(frozen=True)
class Step:
    """A state of the case before or after a step: bare, as fifty states share all that no step changed."""

    case: Case
    kept: Kept
    moved: list[tuple[str, float, float]]
    removed: str = ""
    """The entry that the step after it takes out, so that what is held by place follows it back."""


@dataclass
class Draft:
    """Where the open case is kept: its link, and which revision this work stands on."""

    secret: str
    base: int
    kept: Case | None
    """The case as it was last kept; None where what is open is not what was kept last."""
    is_for_reading: bool = False
    has_reading_link: bool = False
    at: str = ""
    failed: str = ""
    """Why the last change could not be kept, until it can."""
    is_gone: bool = False
    """Whether that is because the draft is there no more, or no longer open to this person."""
    reads_for: str = ""
    """The team of which this person is a reader, where that is why it is for reading."""
    theirs: Any = None
    """The revision that somebody else has saved since, until the reader says which to go on with."""


@dataclass
class Answered:
    """What a case comes to: its measures, and the answer, to which the checks are added when they are asked for."""

    measures: Measures
    answer: Answer
    is_checked: bool = False

    @cached_property
    def reading(self) -> Reading:
        """Returns the case as the checks look at it, with how far each number moves the answer."""
        return Reading(self.measures)

    @staticmethod
    def of(case: Case) -> Answered:
        """Returns what a case comes to, before its checks; raises MakeTheCaseError where it comes to nothing."""
        measures = appraise(compile_case(case))
        return Answered(measures, answer_of(measures))


@dataclass
class OpenCase:
    """The open case, which every page reads and every widget edits."""

    case: Case
    saved: Case | None = None
    """The case as it was when it was last saved or opened; None where it never was in a file of its own."""
    saved_at: str = ""
    file: str = ""
    """The text of the file that it began as, for its comments."""
    number: int = field(default_factory=itertools.count(1).__next__)
    """Tells this opening of a case from every other, for what was drawn of another and is used late."""
    earlier: list[Step] = field(default_factory=list)
    """The steps before this one, to be taken back."""
    later: list[Step] = field(default_factory=list)
    """Steps that were taken back, to be done again."""
    draft: Draft | None = None
    """Where the case is kept as it is worked on, once there is something to keep."""
    did: str = ""
    """What the last step changed, for the history."""
    before: Answer | None = None
    """What the case came to before the last step, where that was a change of it and not a way back."""
    begun: float = 0.0
    """When the last step began, until what it changed stands at the top of the page."""
    kept: Kept = field(default_factory=Kept)
    """What was typed and is not in the case: refused, not used yet, unticked, or left for another form."""
    moved: list[tuple[str, float, float]] = field(default_factory=list)
    """Library numbers that have changed since the file was saved, until somebody says which to use."""
    said: list[str] = field(default_factory=list)
    """What the last step did besides what was asked, or why it was refused; shown once."""
    _answers: dict[Any, Any] = field(default_factory=dict)
    """What the case as it is now comes to, and each of its scenarios."""
    drawn: Drawn = field(default_factory=dict)
    """The columns of the last sample, of which the next one takes those that are the same again."""
    _pack: tuple[Case, bytes] | None = None
    _worked_out: dict[tuple[str, str | None, int, str], Any] = field(default_factory=dict)
    """Simulations and what goes with them, by the case's content, the set, the draws and what it is."""

    @property
    def refused(self) -> dict[str, Refused]:
        """Returns what was typed and not understood, by the place where it stands."""
        return self.kept.refused

    @property
    def is_saved(self) -> bool:
        """Returns whether every change is in the file that was last saved or opened."""
        return self.saved is not None and (self.saved is self.case or self.saved.data == self.case.data)

    @property
    def is_kept(self) -> bool:
        """Returns whether every change is in a draft, or in the file that it was opened from, or need not be anywhere."""
        if self.draft is None:
            return self.is_saved
        return self.draft.is_for_reading or (self.draft.kept is self.case and self.draft.theirs is None)

    def becomes(self, case: Case, answered: Answered) -> None:
        """Makes another state the case's, with what that comes to."""
        self.case, self._answers = case, {"of": case, None: answered}

    def answer(self, scenario: str | None = None) -> Answer:
        """Returns the answer of the case, or of one of its scenarios, before its checks, which take longer than the rest.

        Raises MakeTheCaseError where it has none.
        """
        if self._answers.get("of") is not self.case:
            self._answers = {"of": self.case}
        if scenario not in self._answers:
            self._answers[scenario] = Answered.of(self.under(scenario))
        answered: Answered = self._answers[scenario]
        return answered.answer

    def checked_answer(self, scenario: str | None = None, checks: Sequence[Check] | None = None) -> Answer:
        """Returns the whole answer, with what a critical friend says of the case, where that has not been worked out elsewhere."""
        self.answer(scenario)
        answered: Answered = self._answers[scenario]
        if not answered.is_checked:
            advice = checks_in(answered.reading) if checks is None else checks
            answered.answer = replace(answered.answer, checks=tuple(advice))
            answered.is_checked = True
        return answered.answer

    def is_checked(self, scenario: str | None = None) -> bool:
        """Returns whether what a critical friend says is in the answer."""
        self.answer(scenario)
        return bool(self._answers[scenario].is_checked)

    def measures(self, scenario: str | None = None) -> Measures:
        """Returns the measures of the case's base row, or of one of its scenarios, with its model."""
        self.answer(scenario)
        answered: Answered = self._answers[scenario]
        return answered.measures

    def swings(self) -> dict[str, dict[str, float]]:
        """Returns by option how far each number moves society's net value between the ends of its range."""
        self.answer()
        answered: Answered = self._answers[None]
        return answered.reading.swings

    def packed(self) -> bytes:
        """Returns the case as a process of its own unpacks it: without the comments of its file, which no result reads."""
        if self._pack is None or self._pack[0] is not self.case:
            self._pack = (self.case, packed(replace(self.case, document=None)))
        return self._pack[1]

    def worked_out(self, scenario: str | None, draws: int, what: str, work: Callable[[], Any]) -> Any:
        """Returns something slow about the case as it is now, from memory where it has been worked out before."""
        key = self.key(scenario, draws, what)
        if key not in self._worked_out:
            self._worked_out[key] = work()
            self._forget_the_oldest(key[0])
        return self._worked_out[key]

    def _forget_the_oldest(self, code: str) -> None:
        """Lets go of what was worked out longest ago, where there is too much: of the case of this code, and of what it was before."""
        now = [each for each in self._worked_out if each[0] == code]
        earlier = [each for each in self._worked_out if each[0] != code]
        for keys, spared, most in ((earlier, 0, MOST_OF_EARLIER), (now, 1, MOST_HELD)):
            sizes = {each: _size_of(self._worked_out[each]) for each in keys}
            for oldest in keys[: len(keys) - spared]:
                if sum(sizes.values()) <= most:
                    break
                del self._worked_out[oldest], sizes[oldest]

    def is_worked_out(self, scenario: str | None, draws: int, what: str) -> bool:
        """Returns whether something slow about the case as it is now is in memory."""
        return self.key(scenario, draws, what) in self._worked_out

    def forget_work(self) -> None:
        """Frees what was worked out: it is worked out again where somebody comes back to the case."""
        self._worked_out.clear()
        self.drawn.clear()
        self._answers, self._pack = {}, None

    def key(self, scenario: str | None, draws: int, what: str) -> tuple[str, str | None, int, str]:
        """Returns what tells something slow about the case as it is now from everything else."""
        return self.case.code_with_challenges, scenario, draws, what

    def under(self, scenario: str | None) -> Case:
        """Returns the case, or the case under one of its scenarios."""
        return with_scenario(self.case, scenario) if scenario else self.case


def _size_of(held_thing: Any) -> int:
    """Returns about how many bytes something that was worked out holds."""
    if isinstance(held_thing, Analysis):
        return SMALL  # its simulation is remembered beside it
    if isinstance(held_thing, Simulation):
        return size_of(held_thing)
    if isinstance(held_thing, dict):
        held = (
            len(each) if isinstance(each, bytes) else getattr(each, "nbytes", 0)
            for each in held_thing.values()
        )
        return SMALL + sum(held)
    return SMALL
