"""What a meeting asks of every paper and a person has written: where it goes, why, the implications, the tests, a quotation."""

from __future__ import annotations

from make_the_case.words.blocks import Block, Facts, Tabled, paragraphs
from make_the_case.words.papers.progress_tests import HEADER
from make_the_case.words.papers.recommended import Recommendation
from make_the_case.words.phrases import capital, listed
from make_the_case.words.pilot_words import chances_of_a_test
from make_the_case.words.tables.summary_tables import Table
from valuation import Case

NOT_DONE_YET = "Not done yet"
"""The label of what is still missing, said once in a paper."""
TO_ADD = "To be added"
"""What stands where somebody still has to write something."""
IMPLICATIONS = {
    "finance": "Finance",
    "workforce": "Workforce",
    "quality": "Quality",
    "equality": "Equality and health inequalities",
    "risk": "Risk and assurance framework",
    "legal": "Legal and procurement",
    "people": "People and communities",
    "conflicts": "Conflicts of interest",
    "sustainability": "Sustainability",
}
PURPOSES = ("decision", "assurance", "information")
HEADER_WORDS = {
    "report_to": "Report to",
    "date": "Meeting",
    "agenda_item": "Agenda item",
    "lead": "Lead executive",
    "author": "Author",
}
WHY_WORDS = {"problem": "The problem", "for_whom": "Who it is for", "change": "What changes for them"}
TESTS_TITLE = "Go on, change or stop"
BY_RULE = (
    "These tests were drafted by rule. The author has not written any. Go on at 9 in 10 of the planned starts, and stop below 6 in 10. "
    "For what people gain, go on at the break-even value, and stop below half of it."
)
BY_PILOT = (
    "The number of starts to go on is 9 in 10 of those planned for the test, and fewer than 6 in 10 is a stop. What has to be gained was worked "
    "out: go on where it is then expected to be worth its cost. Stop where the chance of that is below 2 in 10."
)
NO_TESTS = "No tests are drafted, because the recommendation is not to approve it."


def header(case: Case) -> list[list[str]]:
    """Returns the header of the paper: where it goes, when, and who brings it."""
    purpose = case.shape.meeting.purpose if case.shape.meeting else None
    ticked = [f"{'☒' if word == purpose else '☐'}\N{NO-BREAK SPACE}{word}" for word in PURPOSES]
    facts = [[label, _meeting(case, key) or TO_ADD] for key, label in HEADER_WORDS.items()]
    return [*facts, ["Purpose", "  ".join(ticked)]]


def _meeting(case: Case, key: str) -> str:
    return (case.shape.meeting and getattr(case.shape.meeting, key)) or ""


def known_header(case: Case) -> list[list[str]]:
    """Returns the rows of the header that somebody has written."""
    rows = [[label, _meeting(case, key)] for key, label in HEADER_WORDS.items() if _meeting(case, key)]
    purpose = _meeting(case, "purpose")
    before = _meeting(case, "considered_before")
    rows += [["For", purpose]] if purpose else []
    return [*rows, *([["Considered before", before]] if before else [])]


def why(case: Case) -> list[list[str]]:
    """Returns what is proposed, why, and who it is for."""
    return [[label, _proposal(case, key) or TO_ADD] for key, label in WHY_WORDS.items()]


def known_why(case: Case) -> list[list[str]]:
    """Returns the same as far as somebody has written it."""
    return [[label, _proposal(case, key)] for key, label in WHY_WORDS.items() if _proposal(case, key)]


def _proposal(case: Case, key: str) -> str:
    return (case.shape.proposal and getattr(case.shape.proposal, key)) or ""


def known_implications(case: Case) -> list[list[str]]:
    """Returns what a board asks of every paper, a line each, as far as somebody has written it."""
    stated = case.shape.implications
    return [
        [words, getattr(stated, key)]
        for key, words in IMPLICATIONS.items()
        if stated and getattr(stated, key)
    ]


def implications(case: Case) -> list[list[str]]:
    """Returns what a board asks of every paper, a line each, and in one line what is not written yet."""
    rows = known_implications(case)
    written = {label for label, _ in rows}
    left = [words.lower() for words in IMPLICATIONS.values() if words not in written]
    return [*rows, [NOT_DONE_YET, f"{capital(listed(left))}."]] if left else rows


def not_written(case: Case) -> list[str]:
    """Returns everything that somebody still has to write before a board can decide, each named once."""
    meeting, check = case.shape.meeting, case.shape.checked
    missing = [label for key, label in HEADER_WORDS.items() if not _meeting(case, key)]
    missing += [] if _meeting(case, "purpose") else ["Purpose"]
    missing += [label for key, label in WHY_WORDS.items() if not _proposal(case, key)]
    missing += [] if case.shape.stop_go and case.shape.stop_go.reports else ["Who reports, and when"]
    missing += (
        []
        if case.shape.stop_go and case.shape.stop_go.exit_cost is not None
        else ["What it would cost to stop"]
    )
    written = {label for label, _ in known_implications(case)}
    missing += [words for words in IMPLICATIONS.values() if words not in written]
    missing += [] if meeting and meeting.interests else ["The author's funding and interests"]
    missing += [] if (check and check.by) or case.data.get("signed_off_by") else ["A second person's check"]
    return [*missing, *([] if case.shape.sunset else ["Review date"])]


def quotation(case: Case) -> str:
    """Returns one quotation where its author has agreed to it, or nothing where none is supplied."""
    supplied = case.shape.quotation
    if supplied is None or not supplied.words:
        return ""
    if not supplied.consent:
        return "A quotation was supplied without its author's agreement, so it is not printed."
    return f"“{supplied.words}” {supplied.who or ''}".strip()


# When to go on, change or stop -------------------------------------------------------------------------------


def written_tests(case: Case) -> list[list[str]]:
    """Returns the tests that the author has written, a line each."""
    written = case.shape.stop_go
    labels = {"carry_on": "Go on if", "change": "Change if", "stop": "Stop if"}
    return [
        [label, getattr(written, key)] for key, label in labels.items() if written and getattr(written, key)
    ]


def reports(case: Case) -> str:
    """Returns who reports on the tests and when, or nothing where nobody is named."""
    return (case.shape.stop_go and case.shape.stop_go.reports) or ""


def tests_table(recommendation: Recommendation) -> Table:
    """Returns the tests by rule as a table, with how they were come by."""
    test = recommendation.test
    note = BY_RULE if test is None else f"{BY_PILOT} {chances_of_a_test(test.size)}"
    return Table(TESTS_TITLE, HEADER, tuple(each.row for each in recommendation.tests), note)


def tests_blocks(case: Case, recommendation: Recommendation) -> list[Block]:
    """Returns the tests as a document prints them: the author's where written, otherwise those by rule; and who reports."""
    written = written_tests(case)
    who = Facts((("Who reports, and when", reports(case) or TO_ADD),))
    if written:
        return [Facts(tuple((label, words) for label, words in written)), who]
    if recommendation.tests:
        return [Tabled(tests_table(recommendation)), who]
    return [paragraphs(NO_TESTS)]
