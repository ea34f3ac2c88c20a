"""The recommendation of a paper: one of three by rule, with the sum that is asked for and the reason in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words import pilot_words
from make_the_case.words.first_screen import chance_of
from make_the_case.words.papers.progress_tests import (
    ProgressTest,
    last_day,
    progress_tests,
    tests_of_starts,
)
from make_the_case.words.phrases import (
    capital,
    counted,
    day,
    financial_year,
    going_on,
    listed,
    money,
    party_in_prose,
    pounds,
)
from make_the_case.words.tables.budget_steps import Asked, BudgetYear, asked_for, asked_for_test
from make_the_case.words.tables.evidence_tables import LABEL_WORDS
from make_the_case.words.uncertainty import WORTH_MORE, Chance
from valuation import Answer, Case, OptionAnswer
from valuation.answers.advice import Advice, Advised, Reason, advised, by_rule
from valuation.answers.appraised import Appraised
from valuation.answers.main_outcome import main_outcome
from valuation.case.places import key_of
from valuation.sensitivity.pilots.pilot_answer import CarryOn, NoPilot, Pilot, PilotSize


@dataclass(frozen=True)
class Recommendation:
    """What a meeting is advised to do by rule, and beside it what the author of the case wrote, if anything."""

    advised: Advised
    asks: str
    """What the meeting is asked to agree, in a sentence or two."""
    reason: str
    written: str
    asked: Asked
    tests: tuple[ProgressTest, ...]
    """When to go on, change or stop, by rule."""
    test: WorkedOutTest | None = None
    """The test that is advised, where it has been worked out."""

    @property
    def words(self) -> str:
        """Returns what the paper asks for: the author's own words, or those drafted by rule."""
        return self.written or self.asks

    @property
    def by_rule(self) -> str:
        """Returns what the rule says beside the author's own words; nothing where the author has written none."""
        return f"By the rules of this tool: {going_on(self.asks)}" if self.written else ""


@dataclass(frozen=True)
class WorkedOutTest:
    """A test that is expected to be worth more than deciding now: the three ways, its size, and by what it is gone on with."""

    pilot: Pilot
    size: PilotSize
    carry_on: CarryOn


DRAFTED_BY_RULE = "This recommendation was drafted by rule. The author has not written one."


def recommended(appraised: Appraised) -> Recommendation:
    """Returns what a meeting is advised to do about one option of a case."""
    case, answer, option, analysis = appraised
    option_answer = answer.options[option]
    chance = chance_of(None if analysis is None else analysis.simulation, option)
    pilot = deciding_pilot(appraised)
    found = advised(option_answer, chance, pilot)
    test = worked_out_test(found, pilot)
    meeting = case.shape.meeting
    written = (meeting and meeting.recommendation) or ""
    if test is not None:
        asked = asked_for_test(test.size.plan)
        tests = tests_of_a_pilot(case, test, asked)
        return Recommendation(
            found, _asks_for_a_test(case, test, asked), _reason(found.reason, option_answer, chance, pilot), written, asked, tests, test
        )  # fmt: skip
    asked = asked_for(answer, option, case, is_test=found.advice == Advice.TEST_FIRST)
    tests = () if found.advice == Advice.DO_NOT_APPROVE else progress_tests(appraised, asked)
    return Recommendation(
        found,
        _asks(found.advice, answer, asked, tests),
        _reason(found.reason, option_answer, chance, pilot),
        written,
        asked,
        tests,
    )


def deciding_pilot(appraised: Appraised) -> Pilot | NoPilot | None:
    """Returns what it is worth to try an option first, where the rule says to test; None where it does not, or nothing was simulated."""
    _, answer, option, analysis = appraised
    if analysis is None:
        return None
    first = by_rule(answer.options[option], chance_of(analysis.simulation, option))
    return analysis.pilot_of(option) if first.advice == Advice.TEST_FIRST else None


def worked_out_test(found: Advised, pilot: Pilot | NoPilot | None) -> WorkedOutTest | None:
    """Returns the test that is advised with its people, threshold and date; None where another answer is, or none is worth its cost."""
    if found.advice != Advice.TEST_FIRST or not isinstance(pilot, Pilot) or pilot.best_way != "pilot":
        return None
    size = pilot.best_size
    return None if size is None or size.carry_on is None else WorkedOutTest(pilot, size, size.carry_on)


def _asks_for_a_test(case: Case, test: WorkedOutTest, asked: Asked) -> str:
    """Returns what the meeting is asked to agree to: the sum of the test, its people, its threshold and its date."""
    paid = _sum(asked.sum_now) if asked.is_money else "a test"
    go_on = pilot_words.go_sentences(case, test.pilot, test.size, test.carry_on)[0]
    offer = pilot_words.offer_sentence(test.pilot, test.size)
    return f"Test it first. Approve {paid} for {_span(asked.now)}. {offer} {go_on} Decide on {day(test.carry_on.decided_on)}."


def _asks(advice: Advice, answer: Answer, asked: Asked, tests: tuple[ProgressTest, ...]) -> str:
    years = (*asked.now, *asked.later)
    if advice == Advice.DO_NOT_APPROVE:
        over = f"over {counted(len(years), 'year')}"
        costs = f"It would cost {party_in_prose(answer.commissioner)} {_sum(asked.total)} {over}."
        return f"Do not approve this as it stands. {costs}" if asked.is_money else NOT_AS_IT_STANDS
    paid = _sum(asked.sum_now) if asked.is_money else "this proposal"
    if advice == Advice.APPROVE:
        return f"Approve {paid} for {_span(asked.now)}."
    if not asked.later:
        return f"Test it first. Approve {paid} for {_span(asked.now)}. {_decide(asked, tests)}"
    rest = (
        f"on {_sum(asked.sum_later)} for {_span(asked.later)}"
        if asked.is_money
        else f"on {_span(asked.later)}"
    )
    return f"Test it first. Approve {paid} for {_span(asked.now)}, and then decide {rest}. {_decide(asked, tests)}"


NOT_AS_IT_STANDS = "Do not approve this as it stands."


def _sum(amount: float) -> str:
    return f"£{pounds(amount)} in cash terms"


def _span(years: tuple[BudgetYear, ...]) -> str:
    """Returns financial years as they are read: one, two, or the first and the last of several."""
    names = [financial_year(year.year) for year in years]
    return listed(names) if len(names) <= 2 else f"the {len(names)} years from {names[0]} to {names[-1]}"


def _decide(asked: Asked, tests: tuple[ProgressTest, ...]) -> str:
    """Returns what has to be measured, how much of it is enough, and by which day."""
    by = day(last_day(asked.now[-1].year))
    measured = next((test for test in tests if test.is_effect), None)
    if measured is None:
        return f"Decide by {by}, with the tests below."
    return f"Compare people with it and people without it. Go on if, by {by}, this is {measured.go}: {going_on(measured.what)}."


def _reason(reason: Reason, option: OptionAnswer, chance: float | None, pilot: Pilot | NoPilot | None) -> str:
    """Returns why, in a few sentences; the last is what testing it first is worth, where that has been worked out."""
    is_left = isinstance(pilot, Pilot) and pilot.best_size is not None and pilot.best_way == "nothing"
    all_the_same = ALL_THE_SAME if reason == Reason.NOT_YET_KNOWN and is_left else ""
    return (
        f"{_reason_without_a_pilot(reason, option, chance)} {_worth_of_a_test(pilot)} {all_the_same}".strip()
    )


ALL_THE_SAME = "It is not refused all the same, because a worthwhile gain has not been ruled out."
"""Why an option is tested first although a test is worth less than leaving it: what is not yet known is never refused."""


def _worth_of_a_test(pilot: Pilot | NoPilot | None) -> str:
    size = pilot.best_size if isinstance(pilot, Pilot) else None
    if size is None or not isinstance(pilot, Pilot):
        return ""
    if pilot.best_way == "pilot":
        return f"Testing it first is expected to be worth {money(size.expected.value - pilot.now)} more than deciding now."
    less = money(pilot.now - size.expected.value)
    if pilot.best_way == "commit":
        return f"Testing it first is expected to be worth {less} less than going ahead now."
    return f"A test with {size.people:,} people, the best of those that were tried, is expected to be worth {less} less than leaving it."


def _reason_without_a_pilot(reason: Reason, option: OptionAnswer, chance: float | None) -> str:
    evidence = option.evidence
    said = "" if chance is None else f" {Chance(chance).that(WORTH_MORE)}"
    proven, expected = evidence.rungs["proven"].npv, evidence.rungs["expected"].npv
    if reason == Reason.PROVEN:
        return f"Even at the strictest standard of proof, the benefits counted are {_more(proven)} the costs.{said}"
    if reason == Reason.LIKELY:
        return f"On what we expect, the benefits counted are {_more(expected)} the costs.{said}"
    if reason in (Reason.AS_LIKELY_AS_NOT, Reason.WORTH_MORE_NOW, Reason.NOT_WORTH_TESTING):
        return f"It could go either way.{said}"
    if reason == Reason.NOT_YET_KNOWN:
        return f"It is not yet known whether it is worth its cost. {_known(option)}{said}".strip()
    costs = f"On what we expect, the costs are {money(-expected)} greater than the benefits counted."
    return f"{costs} {_known(option)}{said}" if reason == Reason.UNLIKELY else f"{costs}{said}"


def _more(net: float) -> str:
    return f"{money(net)} greater than" if net >= 1 else "as great as"


def _known(option: OptionAnswer) -> str:
    """Returns what comparisons show of the outcome that the value depends on most, with its name."""
    main = main_outcome(option)
    if main is None:
        return "No effect that was found is valued in money."
    name = next(outcome.name for outcome in option.outcomes if key_of(outcome.path) == main)
    return f"{capital(name)}: {going_on(LABEL_WORDS[option.evidence.outcomes[main].label])}"


def tests_of_a_pilot(case: Case, test: WorkedOutTest, asked: Asked) -> tuple[ProgressTest, ...]:
    """Returns the tests of a pilot: who has started of those planned for it, and what is seen once they have been asked."""
    starts = {year.year: year.starts for year in test.size.plan.until}
    bands = pilot_words.carry_on_bands(case, test.pilot, test.carry_on)
    seen = ProgressTest(
        test.carry_on.measured_by, bands.what, bands.plan, bands.go, bands.change, bands.stop, is_effect=True
    )
    years = [year.year for year in asked.now][: test.pilot.years]
    return (*tests_of_starts(starts, years), seen)
