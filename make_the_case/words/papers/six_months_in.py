"""Six months in: one page for a board on how a service goes. What was planned, what happened, what is known now, the tests, what is asked."""

from __future__ import annotations

from datetime import date

from make_the_case.words import track_words
from make_the_case.words.blocks import Block, Facts, Heading, Lines, Tabled, paragraphs
from make_the_case.words.papers.constant_block import constant_block
from make_the_case.words.papers.full_case import draft_blocks
from make_the_case.words.phrases import counted, day
from valuation.answers.appraised import Appraised
from valuation.learning.track import Track, TrackedOption

STOP = "Decide whether to stop. At least one test that was agreed has failed."
CHANGE = "Agree what is changed, who changes it, and by when. At least one test is between the two figures."
REPORT = "Ask for what is overdue. At least one test should have been reported by now."
GO_ON = "Note that every test that is due has been passed, and go on as planned."
NOTE = "Note how it is going. No test in figures has come due."


def six_months_in(appraised: Appraised, track: Track) -> list[Block]:
    """Returns the page for one option: what is asked of the board stands first."""
    case, tracked = appraised.case, track.options[appraised.option]
    notices = constant_block(appraised).notices
    head = [paragraphs(*notices, style="notice")] if notices else []
    return [
        *draft_blocks(case, appraised.option),
        *head,
        paragraphs(f"The board is asked to: {asked_of_the_board(tracked)}", style="recommendation"),
        paragraphs(" ".join(track_words.worth_sentences(tracked))),
        paragraphs(
            " ".join([track_words.largest_sentence(case, tracked), *track_words.learned_sentences(tracked)])
        ),
        *_what_happened(appraised, tracked),
        *([Tabled(track_words.tests_table(case, tracked))] if tracked.tests else []),
        paragraphs(track_words.tests_sentence(tracked)),
        *_month_by_month(tracked),
        Facts(
            (
                ("As things are on", day(track.today)),
                ("Records", _records(appraised, tracked)),
                ("Next report", _next_report(tracked)),
            )
        ),
    ]


def asked_of_the_board(tracked: TrackedOption) -> str:
    """Returns what is asked of the board, by what has become of the tests: the gravest first."""
    statuses = {test.status for test in tracked.tests}
    for status, words in (("failed", STOP), ("overdue", REPORT), ("between", CHANGE), ("passed", GO_ON)):
        if status in statuses:
            return words[0].lower() + words[1:]
    return NOTE[0].lower() + NOTE[1:]


def _what_happened(appraised: Appraised, tracked: TrackedOption) -> list[Block]:
    if tracked.records.is_empty:
        return []
    return [Tabled(track_words.plan_table(appraised.case, tracked, is_known_only=True))]


def _month_by_month(tracked: TrackedOption) -> list[Block]:
    if not tracked.series:
        return []
    lines = [
        " ".join(track_words.series_sentences(what, chart)[:2]) for what, chart in tracked.series.items()
    ]
    return [Heading("Month by month"), Lines(tuple(lines))]


def _records(appraised: Appraised, tracked: TrackedOption) -> str:
    shape = appraised.case.shape
    own = [each for each in shape.measured if (each.option or appraised.case.preferred) == tracked.id]
    if not own:
        return "None yet."
    last = max(own, key=lambda each: each.at)
    by = f" by {last.by}" if last.by else ""
    return f"{counted(len(own), 'record').capitalize()}, the last of {day(date.fromisoformat(last.at))}{by}."


def _next_report(tracked: TrackedOption) -> str:
    waiting = [test.test.at for test in tracked.tests if test.status == "not_due"]
    return (
        f"{day(date.fromisoformat(min(waiting)))}, when the next test is due."
        if waiting
        else "No test is still to come."
    )
