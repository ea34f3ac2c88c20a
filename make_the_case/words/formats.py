"""The files that a case is written as, and who its papers are for: one row each, read by the page, the command line and the exports.

It imports nothing, because the command line reads it to say what it can do, before anything is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{OFFICE}.wordprocessingml.document"


@dataclass(frozen=True)
class DocumentFormat:
    """A file that the case can be written as."""

    key: str
    name: str
    file: str
    mime: str
    about: str
    page_place: int
    """Where it stands on the page, the one that most people take first; the rows are in the order of the command line."""
    is_only_on_request: bool = False
    """Whether the command line writes it only where it is asked for by name."""
    is_of_an_option: bool = False
    """Whether it is about the option that is shown; the others hold every option."""
    name_for_others: str = ""
    """What it is called where it is written for another audience than boards; empty where it is the same for everybody."""
    is_set_of_parts: bool = False
    """Whether it holds parts for papers of one's own, and is no paper by itself."""
    is_set_in_letters: bool = False
    """Whether it is set in the letters that the program ships, so that a character may have no shape."""

    @property
    def is_paper(self) -> bool:
        """Returns whether it is a paper that a meeting may decide on, so that its name says where it is only a draft."""
        return self.is_of_an_option and not self.is_set_of_parts

    def file_of(self, is_draft: bool) -> str:
        """Returns what the file is called where the command line writes it.

        >>> FORMATS["pdf"].file_of(is_draft=True), FORMATS["json"].file_of(is_draft=True)
        ('draft-board-summary.pdf', 'result.json')
        """
        return f"draft-{self.file}" if is_draft and self.is_paper else self.file


FORMATS: dict[str, DocumentFormat] = {
    row.key: row
    for row in (
        DocumentFormat(
            "xlsx", "Workbook", "workbook.xlsx", f"{OFFICE}.spreadsheetml.sheet",
            "The model as live formulas, for finance: change a number on the sheet Inputs and every figure follows. Save it and open it on "
            "Start to see what the changes did.",
            page_place=4,
        ),
        DocumentFormat(
            "docx", "Five-case document", "business-case.docx", WORD,
            "The case in Word, under the headings of the Treasury's five cases, with boxes where only a person can write.",
            page_place=2, is_of_an_option=True, is_set_in_letters=True,
        ),
        DocumentFormat(
            "pdf", "Board summary", "board-summary.pdf", "application/pdf",
            "Two pages for the meeting: what is asked, costs and benefits, how sure we are, and when to stop. "
            "Tagged for screen readers, and readable in black and white.",
            page_place=1, is_of_an_option=True, name_for_others="Summary", is_set_in_letters=True,
        ),
        DocumentFormat(
            "html", "Web page", "case.html", "text/html",
            "The whole case as one file that works offline, with a screen reader, on a telephone and on paper.",
            page_place=5, is_of_an_option=True, name_for_others="Web page", is_set_in_letters=True,
        ),
        DocumentFormat("json", "Result", "result.json", "application/json", "Every figure, unrounded, for a program to read.", page_place=12),
        DocumentFormat(
            "csv", "Tables", "tables.zip", "application/zip",
            "Tidy tables with their dictionary: results, lines by year, who pays, the assumptions, the value map.",
            page_place=11,
        ),
        DocumentFormat(
            "pptx", "Slide", "slide.pptx", f"{OFFICE}.presentationml.presentation",
            "One slide for a meeting: the recommendation, the figures that make it, and a chart whose numbers can be changed.",
            page_place=3, is_only_on_request=True, is_of_an_option=True,
        ),
        DocumentFormat(
            "summary", "Web summary", "summary.html", "text/html",
            "The first page of the board summary as a small web page, to send by email: for a telephone and a screen reader too.",
            page_place=6, is_only_on_request=True, is_of_an_option=True,
        ),
        DocumentFormat(
            "easy", "Easy Read", "easy-read.pdf", "application/pdf",
            "For people with learning disabilities: short sentences in large print, with a picture beside each idea. Ask readers to check it first.",
            page_place=7, is_only_on_request=True, is_of_an_option=True, is_set_in_letters=True,
        ),
        DocumentFormat(
            "plan", "Evaluation plan", "evaluation-plan.docx", WORD,
            "One page in Word for an evaluator: the question, who is asked what and when, how many, the comparison, and what decides.",
            page_place=8, is_only_on_request=True, is_of_an_option=True,
        ),
        DocumentFormat(
            "calendar", "Dates of the test", "dates.ics", "text/calendar",
            "The days on which something of the test is due, for a calendar, with four weeks' notice of each.",
            page_place=9, is_only_on_request=True, is_of_an_option=True, is_set_of_parts=True,
        ),
        DocumentFormat(
            "progress", "Six months in", "six-months-in.pdf", "application/pdf",
            "One page for the board once the service runs: what was planned, what happened, what is known now, the tests, and what is asked.",
            page_place=13, is_only_on_request=True, is_of_an_option=True, is_set_in_letters=True,
        ),
        DocumentFormat(
            "charts", "Charts", "charts.zip", "application/zip", "Each chart as SVG and PNG, with its words and its numbers.",
            page_place=10, is_only_on_request=True, is_of_an_option=True, is_set_of_parts=True, is_set_in_letters=True,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class NoteFormat:
    """A file that the challenge note can be written as."""

    key: str
    file: str
    mime: str


NOTES: dict[str, NoteFormat] = {
    row.key: row
    for row in (
        NoteFormat("docx", "challenge-note.docx", WORD),
        NoteFormat("html", "challenge-note.html", "text/html"),
    )
}


@dataclass(frozen=True)
class Audience:
    """Whom a summary and a web page are for."""

    key: str
    name: str
    is_in_large_print: bool = False


BOARDS = "commissioners"
"""Those the papers are for, where no one else is named: the board summary and the whole case."""
AUDIENCES: dict[str, Audience] = {
    row.key: row
    for row in (
        Audience(BOARDS, "Commissioners and boards"),
        Audience("people", "People and patient groups", is_in_large_print=True),
        Audience("clinicians", "Clinicians"),
        Audience("researchers", "Researchers"),
    )
}


def usual_formats() -> list[str]:
    """Returns the formats that are written where none is named."""
    return [row.key for row in FORMATS.values() if not row.is_only_on_request]


def asked_for_formats() -> list[DocumentFormat]:
    """Returns the formats that are written only where they are asked for by name."""
    return [row for row in FORMATS.values() if row.is_only_on_request]


def formats_on_the_page() -> list[DocumentFormat]:
    """Returns the formats as the page lists them."""
    return sorted(FORMATS.values(), key=lambda row: row.page_place)


def any_set_in_letters(keys: Iterable[str]) -> bool:
    """Returns whether one of these formats is set in the letters that the program ships."""
    return any(FORMATS[key].is_set_in_letters for key in keys)
