"""The papers of a workshop as tagged PDFs: the answer sheet in large print, one side on how to run it, and slips with a code each."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.exports.board_pdf import STANDARD
from make_the_case.exports.paper_pdf import LARGE_PRINT, USUAL_PRINT, paper
from make_the_case.exports.typesetting import typesetting
from make_the_case.words.answering_words import NEEDS_SLIP
from make_the_case.words.papers.answer_sheet import GUIDE_TITLE, answer_sheet, facilitators_page
from valuation.rounds.round_sheet import RoundSheet

SMALLER = (USUAL_PRINT, 10.5, 10.0, 9.5, 9.0)
"""Sizes of type in points, the largest first: the first at which how to run it stands on one side."""
NO_NAME = "Please do not write your name on this sheet."
FOR_RUNNING = "For the person who runs the workshop."


def workshop_pdf(what: str, sheet: RoundSheet, links: Sequence[str] = ()) -> bytes:
    """Returns a paper of a workshop: `sheet`, `guide` or `slips`."""
    if what == "slips":
        return _slips(sheet, links)
    if what == "guide":
        return _guide(sheet)
    blocks = answer_sheet(sheet)
    with paper(
        sheet.title, "Answer sheet", sheet.invited_by, "", blocks, size=LARGE_PRINT, footer=NO_NAME
    ) as made:
        return made.pdf(STANDARD)


def _guide(sheet: RoundSheet) -> bytes:
    for size in SMALLER:
        blocks = facilitators_page(sheet)
        with paper(
            GUIDE_TITLE, sheet.title, sheet.invited_by, "", blocks, size=size, footer=FOR_RUNNING
        ) as made:
            if size == SMALLER[-1] or len(made.pages("png", ppi=10)) <= 1:
                return made.pdf(STANDARD)
    raise AssertionError("there is a smallest size")


def _slips(sheet: RoundSheet, links: Sequence[str]) -> bytes:
    """Returns slips to cut out, each with the link and the code of one person."""
    import segno

    codes = [
        [list(map(int, row)) for row in segno.make(link, error="m", micro=False).matrix] for link in links
    ]
    data = {
        "title": sheet.title,
        "author": sheet.invited_by or "Make the Case",
        "words": NEEDS_SLIP,
        "slips": [{"code": code, "link": link} for code, link in zip(codes, links, strict=True)],
    }
    with typesetting("slips.typ", data) as made:
        return made.pdf(STANDARD)
