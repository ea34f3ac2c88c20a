"""The evaluation plan: one page for an evaluator on what a test asks, who and how many are asked when, by how much it is decided, and who decides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from make_the_case.words import pilot_words
from make_the_case.words.blocks import Block, Facts, Tabled, paragraphs
from make_the_case.words.papers.meeting_words import HEADER_WORDS, TESTS_TITLE, TO_ADD, reports
from make_the_case.words.papers.money_asked import measuring_sentence
from make_the_case.words.papers.progress_tests import HEADER, ProgressTest, progress_tests
from make_the_case.words.papers.recommended import WorkedOutTest, tests_of_a_pilot
from make_the_case.words.papers.summary import PRODUCED_WITH
from make_the_case.words.phrases import (
    capital,
    counted,
    day,
    financial_year,
    party_in_prose,
    plain_number,
    pounds,
    quoted,
)
from make_the_case.words.tables.budget_steps import asked_for, asked_for_test
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.answers.appraised import Appraised
from valuation.evidence.scales import measures_of
from valuation.sensitivity.pilots.pilot_answer import Comparison, NoPilot, Pilot, PilotSize

LIKELY_ERROR = 1.96
"""Standard errors on either side that hold 95 of 100 differences that arise by chance."""
COMPARED: dict[Comparison, str] = {
    "randomised": "People chosen by lot who start after the test. No one who decides on the draw knows who is next.",
    "controlled": "People like them who are on the waiting list, or in a similar place without the service. Say before the start how they are found.",
    "none": "No one else. The same people are asked before they start, so what would have changed anyway is allowed for by a rule.",
}
ANALYSIS: dict[Comparison, str] = {
    "randomised": "The difference between the two groups when they are asked again, allowing for how they answered at the start, with its 95% interval. "
    "Everybody counts in the group that they were drawn into, whether they came or not.",
    "controlled": "The difference between the two groups when they are asked again, allowing for how they answered at the start and for age, sex and where "
    "they live, with its 95% interval. Everybody who was offered it counts, whether they came or not.",
    "none": "How much the same people's answers changed, with its 95% interval. Everybody who was offered it counts, whether they came or not.",
}
BEFORE_IT_STARTS = (
    "Write down this plan, and who may see the answers, before anybody is asked. Ask your research office whether it needs an ethical review. "
    "Agree the questions and how people are asked with people who use the service. Report how many did not answer, in each group."
)


@dataclass(frozen=True)
class PlannedTest:
    """The test of an option, whatever is advised: worked out where it can be, else the reason and the tests by rule."""

    pilot: Pilot | NoPilot | None
    size: PilotSize | None
    tests: tuple[ProgressTest, ...]

    @property
    def dates(self) -> tuple[tuple[date, str], ...]:
        """Returns the days on which something of the test is due, in order, each with what that is."""
        rows = [(test.by, f"{test.what}: go on at {test.go}, stop at {test.stop}") for test in self.tests]
        go = None if self.size is None else self.size.carry_on
        if go is not None:
            rows += [
                (go.started_by, "The last person of the test has started"),
                (go.decided_on, "Decide: go on, change or stop"),
            ]
        return tuple(sorted(rows))


def planned_test(appraised: Appraised) -> PlannedTest:
    """Returns the test of an option, with the days on which something is due."""
    case, answer, option, analysis = appraised
    pilot = None if analysis is None else analysis.pilot_of(option)
    size = pilot.best_size if isinstance(pilot, Pilot) else None
    if isinstance(pilot, Pilot) and size is not None and size.carry_on is not None:
        test = WorkedOutTest(pilot, size, size.carry_on)
        return PlannedTest(pilot, size, tests_of_a_pilot(case, test, asked_for_test(size.plan)))
    asked = asked_for(answer, option, case, is_test=True)
    return PlannedTest(pilot, size, progress_tests(appraised, asked))


def evaluation_plan(appraised: Appraised) -> list[Block]:
    """Returns the plan as blocks of a document."""
    case, option = appraised.case, appraised.option
    planned = planned_test(appraised)
    name = appraised.answer.options[option].name
    facts: list[tuple[str, str]] = [("The question", _question(case, name, planned))]
    if isinstance(planned.pilot, Pilot) and planned.size is not None:
        facts += _of_a_pilot(case, planned.pilot, planned.size)
    else:
        facts += [("How many, and for how long", _why_not(case, option, planned.pilot))]
    facts += [
        ("Who decides", _meeting(case, "report_to")),
        ("Who reports, and when", reports(case) or TO_ADD),
        ("Before it starts", BEFORE_IT_STARTS),
    ]
    tests = Table(TESTS_TITLE, HEADER, tuple(test.row for test in planned.tests))
    return [
        Facts(tuple(facts)),
        *([Tabled(tests)] if planned.tests else []),
        paragraphs(_worth(case, planned), PRODUCED_WITH, style="small"),
    ]


def _question(case: Case, name: str, planned: PlannedTest) -> str:
    if not isinstance(planned.pilot, Pilot):
        return f"Is “{name}” worth its cost to the people who would use it here?"
    measured = quoted(pilot_words.effect_of(case, planned.pilot).outcome.name or planned.pilot.outcome)
    beside = "than without it" if planned.pilot.comparison != "none" else "than before it"
    return f"For people here, how much better is {measured} with “{name}” {beside}?"


def _of_a_pilot(case: Case, pilot: Pilot, size: PilotSize) -> list[tuple[str, str]]:
    effect = pilot_words.effect_of(case, pilot)
    label = measures_of(case.library)[effect.measure].label
    shape = case.shape
    who = (shape.proposal and shape.proposal.for_whom) or TO_ADD
    years = pilot.follow_up
    asked = f"{label}. Everybody is asked before they start and again {_after(years)} later."
    payer = capital(party_in_prose(shape.commissioner))
    plan = size.plan.until
    paid = sum(year.paid for year in plan)
    first, last = financial_year(plan[0].year), financial_year(plan[-1].year)
    money = f"{payer} pays £{pounds(paid)} in cash terms from {first} to {last}. {measuring_sentence(size.plan, 'Of this')}"
    return [
        ("Who is offered it", f"{size.people:,} people over {counted(pilot.years, 'year')}, from {first}. {who}"),
        ("Compared with", COMPARED[pilot.comparison]),
        ("What is measured, and when", asked),
        ("How many answer", _how_many(case, pilot, size)),
        ("How it is analysed", ANALYSIS[pilot.comparison]),
        ("What it costs", money),
        *([("Decided on", day(size.carry_on.decided_on))] if size.carry_on else []),
    ]  # fmt: skip


def _after(years: float) -> str:
    months = round(12 * years)
    return counted(months // 12, "year") if months % 12 == 0 else counted(months, "month")


def _how_many(case: Case, pilot: Pilot, size: PilotSize) -> str:
    """Returns how many are expected to answer, and how far a difference between so many may be off by chance."""
    if not math.isfinite(size.error_sd):
        return "No one is expected to answer, so nothing would be found."
    answering = plain_number(round(size.answering))
    groups = f"{answering} of each group" if pilot.comparison != "none" else answering
    amount = pilot_words.amount_seen(case, pilot_words.effect_of(case, pilot), LIKELY_ERROR * size.error_sd)
    return f"We expect {groups} to answer. By chance alone, what is found may then be off by {amount} either way (95 times in 100)."


def _why_not(case: Case, option: str, pilot: Pilot | NoPilot | None) -> str:
    reason = (
        pilot_words.why_not_sentence(case, option, pilot)
        if isinstance(pilot, NoPilot)
        else "Nothing has been simulated."
    )
    return f"This is not worked out. {reason}"


def _meeting(case: Case, key: str) -> str:
    return (case.shape.meeting and getattr(case.shape.meeting, key)) or f"{TO_ADD}: {HEADER_WORDS[key]}"


def _worth(case: Case, planned: PlannedTest) -> str:
    """Returns why it is worth doing, or that it is not expected to be."""
    if not isinstance(planned.pilot, Pilot):
        return ""
    return " ".join(pilot_words.pilot_sentences(case, planned.pilot))
