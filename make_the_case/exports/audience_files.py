"""The summary and the web page for each audience."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from make_the_case.exports.board_pdf import PREVIEW, STANDARD, board_summary_page, board_summary_pdf
from make_the_case.exports.logo import Logo
from make_the_case.exports.paper_pdf import LARGE_PRINT, USUAL_PRINT, paper
from make_the_case.exports.typesetting import Typesetting
from make_the_case.exports.web_page import page_of
from make_the_case.words.formats import AUDIENCES, BOARDS
from make_the_case.words.papers.audiences import for_audience
from make_the_case.words.papers.one_page import one_page
from valuation.answers.appraised import Appraised


def pdf_for(
    appraised: Appraised,
    made_at: datetime | None,
    audience: str,
    logo: Logo | None = None,
) -> bytes:
    """Returns the summary as a PDF: two pages for a board, and for others the same facts in their order; people get large print."""
    if audience == BOARDS:
        return board_summary_pdf(appraised, made_at, logo)
    with _typeset(appraised, made_at, audience, logo) as made:
        return made.pdf(STANDARD)


def first_page_for(appraised: Appraised, audience: str, logo: Logo | None = None) -> bytes:
    """Returns page one of the summary as a picture (PNG)."""
    if audience == BOARDS:
        return board_summary_page(appraised, logo)
    with _typeset(appraised, None, audience, logo) as made:
        return made.pages("png", ppi=PREVIEW)[0]


def _typeset(
    appraised: Appraised,
    made_at: datetime | None,
    audience: str,
    logo: Logo | None,
) -> AbstractContextManager[Typesetting]:
    case, answer, option = appraised.case, appraised.answer, appraised.option
    title, name = case.shape.title or "A case without a title", answer.options[option].name
    blocks = for_audience(appraised, audience)
    size = LARGE_PRINT if AUDIENCES[audience].is_in_large_print else USUAL_PRINT
    return paper(title, name, case.shape.organisation or "", answer.check_code, blocks, made_at, size, logo)


def page_for(appraised: Appraised, audience: str, logo: Logo | None = None) -> bytes:
    """Returns the web page for an audience."""
    case, answer, option = appraised.case, appraised.answer, appraised.option
    title, option_answer = case.shape.title or "A case without a title", answer.options[option]
    blocks = for_audience(appraised, audience)
    named = (title, option_answer.name, blocks, answer.check_code, option_answer.verdict.sentence)
    return page_of(*named, case.shape.organisation or "", logo)


def summary_page(appraised: Appraised) -> bytes:
    """Returns the summary as one small web page, to send."""
    case, answer = appraised.case, appraised.answer
    title, option_answer = case.shape.title or "A case without a title", answer.options[appraised.option]
    return page_of(
        title, option_answer.name, one_page(appraised), answer.check_code, option_answer.verdict.sentence
    )
