"""The board summary as a tagged PDF of two A4 pages: `assets/board.typ` laid out by Typst."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from make_the_case.exports.typesetting import Typesetting, ticks, typesetting
from make_the_case.words.papers.board_summary import BoardSummary, board_summary
from valuation import Case
from valuation.answers.appraised import Appraised

STANDARD: Final = "ua-1"
"""PDF/UA: Typst refuses to write a page with a figure that has no words for who cannot see it."""
SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
"""Sizes of type in points, the largest first: the first at which all stands on two pages is used."""
PAGES = 2
PREVIEW = 110
"""Dots to the inch of a page shown on screen."""


def board_summary_pdf(
    appraised: Appraised,
    made_at: datetime | None = None,
) -> bytes:
    """Returns the two pages of one option; the same case on the same day gives the same bytes."""
    with _typeset(appraised, made_at) as made:
        return made.pdf(STANDARD)


def board_summary_page(appraised: Appraised) -> bytes:
    """Returns page one as a picture (PNG)."""
    with _typeset(appraised, None) as made:
        return made.pages("png", ppi=PREVIEW)[0]


@contextmanager
def _typeset(appraised: Appraised, made_at: datetime | None) -> Iterator[Typesetting]:
    """Gives the pages at the largest type at which they are two; longer at the smallest, and whole: nothing is cut off."""
    case = appraised.case
    summary = board_summary(appraised)
    for size in SIZES:
        with typesetting("board.typ", _laid_out(summary, case, size), made_at) as made:
            if size == SIZES[-1] or len(made.pages("png", ppi=10)) <= PAGES:
                yield made
                return


def _laid_out(summary: BoardSummary, case: Case, size: float) -> dict[str, object]:
    """Returns the summary with what the template needs beside it: sizes, the footer, and round numbers for the axis."""
    title, fan = summary["title"], summary["fan"]
    return {
        **summary,
        "fan": None if fan is None else {**fan, "ticks": ticks(fan["series"])},
        "author": (case.shape.meeting and case.shape.meeting.author)
        or case.shape.organisation
        or "Make the Case",
        "size": size,
        "title_size": size * (1.75 if len(title) < 70 else 1.45 if len(title) < 140 else 1.15),
        "footer": f"Check code {summary['check_code']}. Papers with the same code come from the same case.",
    }
