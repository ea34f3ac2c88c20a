"""A test that is planned: its money by hand, which answer it leads to, the page, the evaluation plan and the calendar, opened again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pytest
from docx import Document
from finished_cases import case_at, path_of
from icalendar import Calendar
from streamlit.testing.v1 import AppTest
from template_cases import case_from, text_from
from test_pages import at_page, opened
from test_pilot import pencil_case

from make_the_case.exports.calendar_file import calendar_file
from make_the_case.exports.word_file import evaluation_plan_docx
from make_the_case.words import pilot_words
from make_the_case.words.papers.board_summary import board_summary
from make_the_case.words.papers.evaluation_plan import planned_test
from make_the_case.words.papers.recommended import recommended
from make_the_case.words.plan_a_test import WAYS_TO_COMPARE, compared_table, ways_chart
from valuation import answer, pilot
from valuation.answers.advice import Advice, Advised, Reason, advised, by_rule, hangs_on_a_pilot
from valuation.answers.appraised import Appraised
from valuation.sensitivity.analysis import analysed
from valuation.sensitivity.pilot import pilot_or_why_not
from valuation.sensitivity.pilots.pilot_answer import NoPilot, Pilot, PilotSize

WORTH_TESTING = "green_social_prescribing"
"""A template that is neither worth its cost on what is known nor ruled out, and of which a test is worth more than both."""
DRAWS = 2_000


@cache
def planned(template: str) -> Appraised:
    """Returns a template's case with its analysis, as a paper is made of it."""
    case = case_from(template)
    return Appraised(case, answer(case), case.preferred, analysed(case, DRAWS))


@cache
def larkmoor() -> Appraised:
    case = case_at(path_of("larkmoor_green_prescribing"))
    return Appraised(case, answer(case), case.preferred, analysed(case, DRAWS))


def pilot_of(appraised: Appraised) -> Pilot:
    assert appraised.analysis is not None
    found = appraised.analysis.pilot_of(appraised.option)
    assert isinstance(found, Pilot)
    return found


def best(found: Pilot) -> PilotSize:
    assert found.best_size is not None
    return found.best_size


# Its money, by hand ------------------------------------------------------------------------------------------


def test_the_money_of_the_case_by_pencil():
    """100 people at £1,250 in year 0, and £17,000 of measuring over two years; going on is 100 people in year 2 and in year 3."""
    plan = best(pilot(pencil_case(), draws=DRAWS)).plan
    first, second = plan.until
    assert (first.year, second.year) == ("2026-27", "2027-28")
    assert (first.starts, second.starts) == (100, 0)
    assert [year.running / year.inflation for year in plan.until] == pytest.approx([125_000, 0])
    assert [year.testing / year.inflation for year in plan.until] == pytest.approx([8_500, 8_500])
    assert [(year.year, year.starts) for year in plan.after] == [("2028-29", 100), ("2029-30", 100)]
    assert [year.running / year.inflation for year in plan.after] == pytest.approx([125_000, 125_000])
    assert first.inflation == 1.0 < second.inflation < plan.after[0].inflation
    assert plan.others == ()


def test_how_exactly_it_measures_by_hand():
    """70 of 100 answer, beside 70 without: 1.9 · √(2/70) points, which docs/pilot.md has as the variance 0.1031."""
    size = best(pilot(pencil_case(), draws=DRAWS))
    assert size.answering == pytest.approx(70)
    assert size.error_sd**2 == pytest.approx(0.1031, abs=5e-5)


@pytest.mark.parametrize("comparison", ["randomised", "controlled", "none"])
def test_each_way_of_comparing_is_what_a_pilot_compared_so_comes_to(comparison):
    found = pilot(pencil_case(), draws=DRAWS)
    asked = best(pilot(pencil_case(comparison=comparison), draws=DRAWS))
    assert found.compared[comparison].as_dict() == asked.as_dict()


# Which answer it leads to ------------------------------------------------------------------------------------


def with_way(found: Pilot, commit: float, test: float) -> Pilot:
    """Returns a pilot in which going ahead and the test are worth this much, and leaving it nothing."""
    size = best(found)
    sizes = (replace(size, expected=replace(size.expected, value=test)),)
    return replace(found, commit=replace(found.commit, value=commit), sizes=sizes)


@pytest.mark.parametrize(
    ("commit", "test", "expected"),
    [
        (-100.0, 1.0, Advised(Advice.TEST_FIRST, Reason.AS_LIKELY_AS_NOT)),
        (100.0, 101.0, Advised(Advice.TEST_FIRST, Reason.AS_LIKELY_AS_NOT)),
        (100.0, 100.0, Advised(Advice.APPROVE, Reason.WORTH_MORE_NOW)),  # a test has to be worth more
        (100.0, -5.0, Advised(Advice.APPROVE, Reason.WORTH_MORE_NOW)),
        (-100.0, 0.0, Advised(Advice.DO_NOT_APPROVE, Reason.NOT_WORTH_TESTING)),
    ],
)
def test_where_it_could_go_either_way_what_is_worth_most_is_advised(commit, test, expected):
    found, option = pilot_of(larkmoor()), larkmoor().answer.options[larkmoor().option]
    assert hangs_on_a_pilot(option, 0.33)
    assert advised(option, 0.33, with_way(found, commit, test)) == expected


def test_what_is_not_yet_known_is_never_refused_and_what_cannot_be_tested_stays_with_the_rule():
    found, option = pilot_of(larkmoor()), larkmoor().answer.options[larkmoor().option]
    not_known = Advised(Advice.TEST_FIRST, Reason.NOT_YET_KNOWN)
    assert by_rule(option, 0.04) == advised(option, 0.04, with_way(found, -100.0, -5.0)) == not_known
    assert advised(option, 0.33, NoPilot("No outcome has findings.")) == by_rule(option, 0.33)
    assert advised(option, 0.33, None) == by_rule(option, 0.33)


def test_a_test_that_is_worth_less_than_leaving_it_says_why_it_is_advised_all_the_same():
    worth_less = planned("newcastle_social_prescribing")
    assert pilot_of(worth_less).best_way == "nothing"
    advice = recommended(worth_less)
    assert advice.advised == Advised(Advice.TEST_FIRST, Reason.NOT_YET_KNOWN)
    assert advice.reason.endswith(
        "less than leaving it. It is not refused all the same, because a worthwhile gain has not been ruled out."
    )
    assert "all the same" not in recommended(planned(WORTH_TESTING)).reason


def test_the_sum_that_a_board_is_asked_for_is_that_of_the_test_and_adds_up():
    appraised = planned(WORTH_TESTING)
    advice, plan = recommended(appraised), best(pilot_of(appraised)).plan
    assert advice.advised.advice == Advice.TEST_FIRST
    assert advice.asked.sum_now == pytest.approx(sum(year.paid for year in plan.until))
    assert advice.asked.sum_later == pytest.approx(sum(year.paid for year in plan.after))
    summary = board_summary(appraised)
    assert summary.ask.advice == "Test first"
    whole = round(advice.asked.sum_now)
    assert f"Approve £{whole:,} in cash terms" in summary.ask.words
    assert f"£{whole:,}" in {part.amount for part in summary.ask.sum}
    by_year = sum(round(year.cash) for year in advice.asked.now)
    assert abs(by_year - whole) <= len(advice.asked.now)


def test_the_same_threshold_stands_in_the_recommendation_the_tests_and_the_evaluation_plan():
    appraised = planned(WORTH_TESTING)
    found = pilot_of(appraised)
    go = best(found).carry_on
    assert go is not None
    seen = pilot_words.amount_seen(appraised.case, pilot_words.effect_of(appraised.case, found), go.go_at)
    summary = board_summary(appraised)
    assert f"Go on if they gain at least {seen} of life satisfaction more." in summary.ask.words
    assert summary.tests is not None
    assert summary.tests.rows[-1][2] == f"{seen} or more"
    words = "\n".join(all_words(evaluation_plan_docx(appraised)))
    assert f"{seen} or more" in words


# The evaluation plan and the calendar ------------------------------------------------------------------------


def all_words(docx: bytes) -> list[str]:
    """Returns the text of every paragraph and cell of a Word file."""
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_the_evaluation_plan_says_what_an_evaluator_needs():
    appraised = larkmoor()
    words = all_words(evaluation_plan_docx(appraised))
    joined = "\n".join(words)
    assert (
        "For people here, how much better is “Life satisfaction” with “Green social prescribing” than without it?"
        in joined
    )
    assert "100 people over one year, from 2027/28. Adults in Larkmoor with anxiety or depression" in joined
    assert "People chosen by lot who start after the test." in joined
    assert "Everybody is asked before they start and again one year later." in joined
    assert "Everybody counts in the group that they were drawn into" in joined
    assert "1 April 2029" in words
    assert "Larkmoor ICB Board" in words and "Director of mental health, at months 6, 12 and 15" in words


def test_where_no_test_can_be_worked_out_the_plan_says_why():
    case = case_from("falls_exercise")  # a share of falls: the library does not say how far people differ
    appraised = Appraised(case, answer(case), case.preferred, analysed(case, DRAWS))
    joined = "\n".join(all_words(evaluation_plan_docx(appraised)))
    assert "This is not worked out. It is not known how far people differ in" in joined
    assert isinstance(planned_test(appraised).pilot, NoPilot)
    assert planned_test(appraised).dates  # who has started is counted all the same


def test_the_calendar_has_each_day_of_the_test_with_notice():
    appraised = larkmoor()
    calendar = Calendar.from_ical(calendar_file(appraised, datetime(2026, 11, 29)))
    events = calendar.walk("VEVENT")
    days = [event.decoded("dtstart") for event in events]
    assert days == [day for day, _ in planned_test(appraised).dates] == sorted(days)
    assert date(2029, 4, 1) in days
    decision = events[days.index(date(2029, 4, 1))]
    assert str(decision["summary"]) == "Green social prescribing: Decide: go on, change or stop"
    assert answer(appraised.case).check_code in str(decision["description"])
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(event.walk("VALARM")[0].decoded("trigger").days == -28 for event in events)


# What the page says ------------------------------------------------------------------------------------------


def test_the_three_ways_stand_on_one_line_with_the_best_in_bold():
    appraised = planned(WORTH_TESTING)
    found = pilot_of(appraised)
    chart = ways_chart(appraised.case, found)
    values = chart.series[0].values
    assert chart.categories[:2] == ("Go ahead with all of it", "Leave it")
    assert values[:2] == (found.commit.value, 0.0)
    assert values[2:] == tuple(size.expected.value for size in found.sizes)
    assert chart.own is not None and values[chart.own] == max(values)


def test_every_way_to_compare_is_offered_with_what_it_is_worth():
    appraised = planned(WORTH_TESTING)
    found = pilot_of(appraised)
    table = compared_table(appraised.case, found)
    assert len(table.rows) == len(WAYS_TO_COMPARE) == 5
    assert {way.counts_as for way in WAYS_TO_COMPARE} == set(found.compared)
    assert [row[0] for row in table.rows if "(planned)" in row[0]] == [
        "Waiting list (planned)",
        "Similar people or places (planned)",
    ]


@pytest.fixture
def planning(tmp_path) -> AppTest:
    file = tmp_path / "case.yaml"
    file.write_text(text_from(WORTH_TESTING), encoding="utf-8")
    return at_page(opened(file), "plan")


def shown(page: AppTest) -> str:
    """Returns all that the page says."""
    return " ".join(str(each.value) for kind in ("markdown", "html", "warning", "error") for each in page.get(kind) if hasattr(each, "value")) + " ".join(
        each.proto.body for each in page.get("html")
    )  # fmt: skip


def test_the_page_plans_a_test_and_follows_what_is_chosen(planning):
    said = shown(planning)
    assert "Testing it first is expected to be worth most." in said
    assert "beside 100 on the waiting list" in said
    planning.selectbox(key=f"choice:options.{WORTH_TESTING}.pilot.comparison").set_value("randomised").run()
    assert not planning.exception
    assert "and choose by lot 100 more who start later" in shown(planning)


@pytest.mark.parametrize(
    ("key", "typed", "why"),
    [
        ("people", "0", "1 or more"),
        ("people", "-5", "too low"),
        ("people", "many", "is not a number"),
        ("years", "0", "1 to 10"),
        ("years", "30", "1 to 10"),
        ("answer_share", "0", "%"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_lost(planning, key, typed, why):
    at = f"options.{WORTH_TESTING}.pilot.{key}"
    field = next(each for each in planning.text_input if at in each.key)
    field.set_value(typed).run()
    assert not planning.exception
    said = shown(planning)
    assert why in said
    assert "Testing it first is expected to be worth most." in said  # the test before it stands
    assert next(each for each in planning.text_input if at in each.key).value == typed


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("falls_exercise", "It is not known how far people differ in “Falls”"),
        ("ebcd", "No outcome of “Experience-based co-design” has findings"),
        ("local_area_coordination", "no years of “Local area coordination” are left to go on in"),
    ],
)
def test_why_no_test_can_be_worked_out_is_said_in_the_names_of_the_case(template, why):
    case = case_from(template)
    found = pilot_or_why_not(case, case.preferred, 100)
    assert isinstance(found, NoPilot)
    said = pilot_words.why_not_sentence(case, case.preferred, found)
    assert why in said
    assert template not in said and "_" not in said


def test_more_people_than_could_start_is_said_with_what_to_do(planning):
    field = next(each for each in planning.text_input if f"options.{WORTH_TESTING}.pilot.people" in each.key)
    field.set_value("50000").run()
    assert "50,000 people cannot start in 2 years of pilot" in shown(planning)
