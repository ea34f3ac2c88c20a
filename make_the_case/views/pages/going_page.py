"""How is it going? What happened beside what was planned, what is known now, the tests, and where it is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from make_the_case.authoring import what_happened
from make_the_case.views.forms import whole_forms
from make_the_case.views.shell import plotly_charts, row_charts, session, steps
from make_the_case.views.shell.action import action, say_refusal
from make_the_case.views.shell.offered_files import give
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import track_words
from make_the_case.words.blocks import Heading, Tabled, notice, paragraphs, state
from make_the_case.words.charts import track_charts
from make_the_case.words.phrases import day, financial_year
from valuation import Case, CaseError, MakeTheCaseError
from valuation.case.written.written_numbers import NotUnderstood
from valuation.learning.findings_file import findings_text, outcomes_with
from valuation.learning.known_now import cost_paths
from valuation.learning.months_file import months_of
from valuation.learning.recorded import MONTHS_OF_A_YEAR, records_of
from valuation.learning.track import Track, TrackedOption, track
from valuation.prices import years_from

SheetReader = Callable[[bytes, str], str]
"""Reads an uploaded sheet as CSV text, given by the app."""
YEAR, MONTHS = "year", "months"
WHAT = {YEAR: "A year", MONTHS: "Months"}
COUNTS = {"starts": "People who started", "completers": "People who finished"}
OF_A_YEAR = tuple(f"going:{key}" for key in ("offered", "starts", "completers", "cost", "paid", "carries"))
OF_MONTHS = ("going:pasted",)
IN_A_FILE = "The months of a record are in a CSV file beside the case. The app does not read it: paste the months here, or upload the file below."


def show(option: str, done: Callable[[], None], sheet_reader: SheetReader) -> None:
    """Draws the page for one option."""
    say(
        Heading("How is it going?"),
        paragraphs(
            "What happened stands beside what was planned. It never changes the forecast that was approved: it makes the case as it is "
            "known now."
        ),
    )
    now = session.opened()
    found = _tracked(now.case)
    if found is not None:
        _known_now(now.case, found, found.options[option])
    _record(now.case, option, sheet_reader)
    _across_cases(now.case, option)
    done()


def _tracked(case: Case) -> Track | None:
    """Returns how the case goes, or says why that cannot be worked out."""
    try:
        found: Track = session.opened().worked_out(None, 0, "track", lambda: track(case, date.today()))
    except MakeTheCaseError as error:
        say(notice(f"What is known now cannot be worked out. {error}"))
        return None
    return found


def _known_now(case: Case, found: Track, tracked: TrackedOption) -> None:
    if tracked.records.is_empty:
        say(paragraphs(track_words.NOTHING_YET))
    else:
        say(
            Heading(f"What is known now, {day(found.today)}", 2),
            paragraphs(" ".join(track_words.worth_sentences(tracked))),
            track_charts.worth_tiles(tracked),
        )
        chart = track_charts.moved_chart(case, tracked)
        if chart is not None:
            row_charts.show(chart)
        say(paragraphs(" ".join(track_words.learned_sentences(tracked))))
    say(Heading(track_words.TESTS, 2), paragraphs(track_words.tests_sentence(tracked)))
    if tracked.tests:
        say(track_charts.standings(case, tracked))
    if tracked.records.is_empty:
        return
    say(Heading("Planned and actual", 2))
    course = track_charts.people_course_chart(tracked)
    if course is not None:
        plotly_charts.show(course, "going:course")
    say(Tabled(track_words.plan_table(case, tracked, is_known_only=True)))
    for what, months in tracked.series.items():
        say(Heading(f"{track_words.COUNTED[what]}, month by month", 2))
        plotly_charts.show(track_charts.xmr_chart(what, months), f"going:{what}")
    if any(isinstance(record.months, str) for record in case.shape.measured):
        say(state(IN_A_FILE))
    if tracked.records.remarks:
        say(Heading("What to know about the records", 2), paragraphs(*tracked.records.remarks))


# What is written down ----------------------------------------------------------------------------------------


def _record(case: Case, option: str, sheet_reader: SheetReader) -> None:
    """Asks for a year, or for months that are pasted or uploaded."""
    say(
        Heading("Write down what happened", 2),
        state("A later record of the same thing is used in place of an earlier one. Both stay in the case."),
    )
    what = whole_forms.segments(
        "going:what", "What do you want to write down?", list(WHAT), YEAR, lambda key: WHAT[str(key)]
    )
    left, right = st.columns(2)
    with left:
        whole_forms.day("going:at", "Recorded on", date.today())
    with right:
        whole_forms.text("going:source", "Where it comes from", placeholder="Service records")
    if what == YEAR:
        _ask_for_a_year(case, option)
    else:
        _ask_for_months(case, option, sheet_reader)


def _across_cases(case: Case, option: str) -> None:
    """Offers what was measured as a file for another place, and reads such a file of another place."""
    say(Heading("What others can learn from it", 2))
    if records_of(case)[option].findings:
        say(
            state(
                "What was measured can be saved as a file, which another case of the same service reads. The name is yours to give."
            )
        )
        is_named = whole_forms.tick("going:named", "Name the organisation in the file")
        action("Save what was measured as a file", "going:give", _given, option, is_named, type="secondary")
    uploaded = st.file_uploader(
        "What another place measured of the same service: its file of findings (.yaml)",
        type=["yaml", "yml"],
        key="going:findings",
    )
    if uploaded is not None:
        content, name = uploaded.getvalue(), uploaded.name
        action(
            "Add its findings to this case", "going:read", _read_in, option, content, name, type="secondary"
        )
    say_refusal("going:findings")


def _given(option: str, is_named: bool) -> None:
    case = session.opened().case
    try:
        give(findings_text(case, option, is_named), f"findings-{option}.yaml", "application/yaml")
    except CaseError as error:
        steps.refuse("going:findings", None, " ".join(problem.sentence() for problem in error.problems))


def _read_in(option: str, content: bytes, name: str) -> None:
    """Adds the findings of a file to the outcomes of an option, in one step that can be taken back."""
    now = session.opened()
    try:
        outcomes, left = outcomes_with(now.case, option, content, name)
    except CaseError as error:
        steps.refuse(
            "going:findings", None, " ".join(steps.in_words(p.message, p.allowed) for p in error.problems)
        )
        return
    if steps.put_all({f"options.{option}.outcomes": outcomes}, "going:findings"):
        now.said = [*now.said, *left]


def _ask_for_a_year(case: Case, option: str) -> None:
    years = years_from(case.shape.appraisal.first_year, case.shape.appraisal.years)
    whole_forms.choice("going:year", "Which year?", years, years[0], format_func=financial_year)
    columns = st.columns(3)
    for column, key, label in zip(
        columns, OF_A_YEAR, ("People offered it", "People who started", "People who finished"), strict=False
    ):
        with column:
            whole_forms.text(key, label)
    costs = list(cost_paths(option, case))
    left, right = st.columns(2)
    with left:
        whole_forms.choice(
            "going:cost", "What was paid for? (if known)", costs,
            format_func=lambda cost: as_label(track_words.cost_name(case, option, cost)), placeholder="Choose a cost",
        )  # fmt: skip
    with right:
        whole_forms.text("going:paid", "How much was paid in that year? (£, without VAT)")
    whole_forms.tick("going:carries", "It goes on at this price in later years")
    keys = ("going:at", "going:source", "going:year", *OF_A_YEAR)
    whole_forms.use("Write down this year", "going", keys, _year_written, option)


def _year_written(
    at: date, source: str, year: str, offered: str, starts: str, completers: str, cost: str, paid: str, carries_on: bool,
    option: str,
) -> bool:  # fmt: skip
    people = {"offered": offered or "", "starts": starts or "", "completers": completers or ""}
    try:
        record = what_happened.record_of_year(
            at.isoformat(), year, option, source or "", people, cost or "", paid or "", bool(carries_on)
        )
    except NotUnderstood as error:
        steps.refuse("going", None, str(error))
        return False
    if not {"offered", "starts", "completers", "money"} & set(record):
        steps.refuse("going", None, "Enter one figure at least: how many started, or what was paid.")
        return False
    if not _added(record):
        return False
    session.opened().kept.typed["going:year"] = year
    return True


def _added(record: dict[str, object]) -> bool:
    return steps.put_all(
        {what_happened.AT: what_happened.records_with(session.opened().case, record)}, "going"
    )


def _ask_for_months(case: Case, option: str, sheet_reader: SheetReader) -> None:
    left, right = st.columns(2)
    with left:
        whole_forms.choice("going:count", "What is in the column?", list(COUNTS), "starts", format_func=lambda key: COUNTS[key])  # fmt: skip
    with right:
        names = months_of_the_case(case)
        whole_forms.choice("going:first", "First month", names, names[0], format_func=track_words.month_name)
    whole_forms.paragraph(
        "going:pasted",
        "Paste a column of numbers, one for each month. Or paste a table with the heads month, starts and completers.",
        placeholder="7\n9\n12",
    )
    keys = ("going:at", "going:source", "going:count", "going:first", "going:pasted")
    whole_forms.use("Write down these months", "going", keys, _months_written, option)
    uploaded = st.file_uploader(
        "Or upload a CSV file or a sheet with the columns month, starts and completers (.csv, .xlsx)",
        type=["csv", "xlsx"],
        key="going:file",
    )
    if uploaded is not None:
        _read_file(uploaded.getvalue(), uploaded.name, option, sheet_reader)


def months_of_the_case(case: Case) -> list[str]:
    """Returns every month of the years of a case, from April of the first."""
    first = int(case.shape.appraisal.first_year[:4]) * 12 + 3
    months = range(first, first + MONTHS_OF_A_YEAR * case.shape.appraisal.years)
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months]


def _months_written(at: date, source: str, count: str, first: str, pasted: str, option: str) -> bool:
    if not (pasted or "").strip():
        steps.refuse("going", None, "Paste the months first: one number in each line.")
        return False
    try:
        months = what_happened.months_pasted(pasted, first, count or "starts")
    except CaseError as error:
        steps.refuse("going", None, " ".join(problem.message for problem in error.problems[:3]))
        return False
    return _added(what_happened.record_of_months(at.isoformat(), option, source or "", months))


def _read_file(content: bytes, name: str, option: str, sheet_reader: SheetReader) -> None:
    """Says what an uploaded file holds, and offers to write it down."""
    try:
        months, problems = months_of(sheet_reader(content, name))
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return
    if problems:
        say(notice(" ".join(steps.in_words(problem.message, problem.allowed) for problem in problems[:3])))
        return
    say(paragraphs(f"{as_label(name)} holds {len(months)} months."))
    keys = ("going:at", "going:source")
    whole_forms.use("Write down the months of this file", "going:upload", keys, _file_written, months, option)


def _file_written(at: date, source: str, months: list[dict[str, object]], option: str) -> bool:
    record = what_happened.record_of_months(at.isoformat(), option, source or "", months)
    return steps.put_all(
        {what_happened.AT: what_happened.records_with(session.opened().case, record)}, "going:upload"
    )
