"""The summary of an option on one web page, to send by email: the board summary's first page as blocks, in its characters."""

from __future__ import annotations

from make_the_case.words.blocks import Block, Facts, Heading, Lines, Tabled, paragraphs
from make_the_case.words.papers.board_summary import BoardSummary, board_summary
from make_the_case.words.papers.meeting_words import NO_TESTS, TESTS_TITLE
from make_the_case.words.tables.summary_tables import Table
from valuation.answers.appraised import Appraised


def one_page(appraised: Appraised) -> list[Block]:
    """Returns the summary of one option: what is asked, what it comes to, how sure that is, who pays, and when to stop."""
    summary = board_summary(appraised)
    ask = summary.ask
    return [
        *([paragraphs(summary.draft, style="notice")] if summary.draft else []),
        *([paragraphs(*summary.notices, style="notice")] if summary.notices else []),
        paragraphs(f"Recommendation: {ask.words}", style="recommendation"),  # which opens with the advice
        paragraphs(ask.by_rule, ask.reason),
        paragraphs(ask.note, style="small"),
        Heading("What it comes to"),
        Facts((*((f"{mark.label}: {mark.word}", mark.words) for mark in summary.marks), ("People", f"{summary.people.number} {summary.people.words}"))),
        paragraphs(f"{summary.value.title}. {summary.value.money}"),
        Lines(tuple(f"{bar.name}{f' ({bar.likely})' if bar.likely else ''}. {bar.beside}".strip() for bar in summary.value.bars)),
        *([Tabled(summary.standards)] if summary.standards.rows else []),
        Heading("How sure are we?"),
        paragraphs(*(f"{chance.words}." for chance in summary.chances), summary.no_chances, summary.standards_note),
        Heading("Who pays and who gains"),
        Tabled(_parties(summary)),
        Heading("Does it save money?"),
        paragraphs(*summary.saves, f"As NICE would read it: {summary.nice[0]}"),
        Heading(TESTS_TITLE),
        *_tests(summary),
    ]  # fmt: skip


def _parties(summary: BoardSummary) -> Table:
    rows = tuple((party.name, party.words) for party in summary.parties)
    return Table("Who pays and who gains most", ("Who", "Net £"), rows, summary.parties_note)


def _tests(summary: BoardSummary) -> list[Block]:
    if summary.written_tests:
        return [Facts(tuple((label, words) for label, words in summary.written_tests))]
    return [Tabled(summary.tests)] if summary.tests is not None else [paragraphs(NO_TESTS)]
