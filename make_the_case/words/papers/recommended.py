"""The recommendation of a paper: one of three by rule, with the sum that is asked for and the reason in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.first_screen import chance_of
from make_the_case.words.papers.progress_tests import ProgressTest, last_day, progress_tests
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
from make_the_case.words.tables.budget_steps import Asked, BudgetYear, asked_for
from make_the_case.words.tables.evidence_tables import LABEL_WORDS
from make_the_case.words.uncertainty import WORTH_MORE, Chance
from valuation import Answer, OptionAnswer
from valuation.answers.advice import Advice, Advised, Reason, advised
from valuation.answers.appraised import Appraised
from valuation.answers.main_outcome import main_outcome
from valuation.case.places import key_of


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

    @property
    def words(self) -> str:
        """Returns what the paper asks for: the author's own words, or those drafted by rule."""
        return self.written or self.asks

    @property
    def by_rule(self) -> str:
        """Returns what the rule says beside the author's own words; nothing where the author has written none."""
        return f"By the rules of this tool: {going_on(self.asks)}" if self.written else ""


DRAFTED_BY_RULE = "This recommendation was drafted by rule. The author has not written one."


def recommended(appraised: Appraised) -> Recommendation:
    """Returns what a meeting is advised to do about one option of a case."""
    case, answer, option, analysis = appraised
    option_answer = answer.options[option]
    chance = chance_of(None if analysis is None else analysis.simulation, option)
    found = advised(option_answer, chance)
    asked = asked_for(answer, option, case, is_test=found.advice == Advice.TEST_FIRST)
    tests = () if found.advice == Advice.DO_NOT_APPROVE else progress_tests(appraised, asked)
    meeting = case.shape.meeting
    return Recommendation(
        found,
        _asks(found.advice, answer, asked, tests),
        _reason(found.reason, option_answer, chance),
        (meeting and meeting.recommendation) or "",
        asked,
        tests,
    )


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


def _reason(reason: Reason, option: OptionAnswer, chance: float | None) -> str:
    """Returns why, in a sentence or two."""
    evidence = option.evidence
    said = "" if chance is None else f" {Chance(chance).that(WORTH_MORE)}"
    proven, expected = evidence.rungs["proven"].npv, evidence.rungs["expected"].npv
    if reason == Reason.PROVEN:
        return f"Even at the strictest standard of proof, the benefits counted are {_more(proven)} the costs.{said}"
    if reason == Reason.LIKELY:
        return f"On what we expect, the benefits counted are {_more(expected)} the costs.{said}"
    if reason == Reason.AS_LIKELY_AS_NOT:
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
