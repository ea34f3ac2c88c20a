"""*Six months in* as a tagged PDF of one A4 page, by the template of the papers."""

from __future__ import annotations

from datetime import datetime

from make_the_case.exports.board_pdf import STANDARD
from make_the_case.exports.paper_pdf import paper
from make_the_case.words.papers.six_months_in import six_months_in
from valuation.answers.appraised import Appraised
from valuation.learning.track import track

SIZES = (11.0, 10.0, 9.4, 8.8, 8.2, 7.7, 7.2)
"""Sizes of type in points, the largest first: the first at which all stands on one page is used."""


def progress_pdf(appraised: Appraised, made_at: datetime | None = None) -> bytes:
    """Returns the page of one option; longer at the smallest type, and whole: nothing is cut off."""
    case, option = appraised.case, appraised.option
    found = track(case, None if made_at is None else made_at.date())
    blocks = six_months_in(appraised, found)
    title, subtitle = (
        f"Six months in: {found.options[option].name}",
        case.shape.title or "A case without a title",
    )
    for size in SIZES:
        with paper(
            title, subtitle, case.shape.organisation or "", appraised.answer.check_code, blocks, made_at, size
        ) as made:
            if size == SIZES[-1] or len(made.pages("png", ppi=10)) <= 1:
                return made.pdf(STANDARD)
    raise AssertionError("there is a smallest size")
