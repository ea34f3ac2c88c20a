"""What makes every file that a case can be written as. Terminal and app take them from here.

Each maker loads what it needs when it is called, so that asking for one file does not load the libraries of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from make_the_case.words.formats import BOARDS, FORMATS
from valuation.answers.appraised import Appraised

if TYPE_CHECKING:
    from make_the_case.exports.logo import Logo
    from make_the_case.words.papers.challenge_note import Signed
    from valuation import Case
    from valuation.compare.bridge import Bridge

Maker = Callable[[], bytes]


@dataclass(frozen=True)
class Wanted:
    """How the papers are asked for: for whom, how long, in whose styles."""

    audience: str = BOARDS
    length: Literal["full", "short"] = "full"
    styles: bytes | None = None
    styles_name: str = "the style file"
    made_at: datetime | None = None

    @property
    def logo(self) -> Logo | None:
        """Returns the logo in the file of styles; None where there is no such file, it has none, or it may not be opened."""
        from make_the_case.exports.logo import logo_in
        from make_the_case.exports.uploads import UploadError

        try:
            return logo_in(self.styles, self.styles_name) if self.styles is not None else None
        except UploadError:
            return None  # said once, by `left_out_of_styles` or where the Word file fails


@dataclass(frozen=True)
class Paper:
    """One option of a case with what it comes to, and how its papers are asked for."""

    appraised: Appraised
    wanted: Wanted


def _xlsx(paper: Paper) -> bytes:
    from make_the_case.exports.workbook.whole_workbook import workbook

    case, answer, _, analysis = paper.appraised
    return workbook(case, answer, analysis, paper.wanted.made_at)


def _docx(paper: Paper) -> bytes:
    from make_the_case.exports.word_file import five_case_docx

    wanted = paper.wanted
    return five_case_docx(
        paper.appraised, wanted.made_at, wanted.styles, wanted.styles_name, wanted.length
    )  # fmt: skip


def _pdf(paper: Paper) -> bytes:
    from make_the_case.exports.audience_files import pdf_for

    wanted = paper.wanted
    return pdf_for(paper.appraised, wanted.made_at, wanted.audience, wanted.logo)


def _html(paper: Paper) -> bytes:
    from make_the_case.exports.audience_files import page_for

    return page_for(paper.appraised, paper.wanted.audience, paper.wanted.logo)


def _json(paper: Paper) -> bytes:
    from make_the_case.exports.data_files import result_json
    from make_the_case.words.papers.constant_block import printed_blocks

    case, answer, _, analysis = paper.appraised
    return result_json(answer, printed_blocks(case, answer, analysis))


def _csv(paper: Paper) -> bytes:
    from make_the_case.exports.data_files import tables_zip

    case, answer, _, analysis = paper.appraised
    return tables_zip(answer, case, analysis)


def _pptx(paper: Paper) -> bytes:
    from make_the_case.exports.slide_file import slide

    return slide(paper.appraised, paper.wanted.made_at)


def _summary(paper: Paper) -> bytes:
    from make_the_case.exports.audience_files import summary_page

    return summary_page(paper.appraised)


def _easy(paper: Paper) -> bytes:
    from make_the_case.exports.easy_read_pdf import easy_read_pdf

    return easy_read_pdf(paper.appraised, paper.wanted.made_at)


def _progress(paper: Paper) -> bytes:
    from make_the_case.exports.progress_pdf import progress_pdf

    return progress_pdf(paper.appraised, paper.wanted.made_at)


def _charts(paper: Paper) -> bytes:
    from make_the_case.exports.charts_zip import charts_zip

    return charts_zip(paper.appraised)


def _plan(paper: Paper) -> bytes:
    from make_the_case.exports.word_file import evaluation_plan_docx

    return evaluation_plan_docx(paper.appraised, paper.wanted.made_at)


def _calendar(paper: Paper) -> bytes:
    from make_the_case.exports.calendar_file import calendar_file

    return calendar_file(paper.appraised, paper.wanted.made_at)


MAKERS: dict[str, Callable[[Paper], bytes]] = {
    "xlsx": _xlsx,
    "docx": _docx,
    "pdf": _pdf,
    "html": _html,
    "json": _json,
    "csv": _csv,
    "pptx": _pptx,
    "summary": _summary,
    "easy": _easy,
    "plan": _plan,
    "calendar": _calendar,
    "progress": _progress,
    "charts": _charts,
}
"""What makes each format of `make_the_case.words.formats`."""
STYLED = frozenset({"docx", "html", "pdf"})
"""The formats that take something from an organisation's file of styles: all of its look, or its logo."""


def makers(appraised: Appraised, wanted: Wanted) -> dict[str, Maker]:
    """Returns by format what makes its file for one option of a case."""
    paper = Paper(appraised, wanted)
    return {key: partial(MAKERS[key], paper) for key in FORMATS}


def unprinted(case: Case) -> str:
    """Returns which of a case's characters the papers cannot print, and what becomes of them; nothing where they print them all."""
    from make_the_case.exports.lettering import unprinted as of_words

    note = of_words(_words(case.data))
    return (
        note
        and f"In the PDF and in the charts, {note} The Word file, the workbook and the web page keep what was written."
    )


def left_out_of_styles(wanted: Wanted, word_file_is_made: bool = True) -> str:
    """Returns what was left out of an organisation's style file, as a sentence; nothing where nothing was or none is given.

    Why that file may not be opened is said where the Word file fails, or here where none is made.
    """
    from make_the_case.exports.style_file import read_styles
    from make_the_case.exports.uploads import UploadError

    if wanted.styles is None:
        return ""
    try:
        return read_styles(wanted.styles, wanted.styles_name).sentence(wanted.styles_name)
    except UploadError as error:
        return "" if word_file_is_made else str(error)


def _words(item: object) -> Iterator[str]:
    """Yields every text of a case."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict):
        for value in item.values():
            yield from _words(value)
    elif isinstance(item, list | tuple):
        for value in item:
            yield from _words(value)


def note_makers(
    first: Case,
    second: Case,
    bridge: Bridge,
    made_at: datetime,
    names: tuple[str, str] | None = None,
    signed: Signed | None = None,
) -> dict[str, Maker]:
    """Returns by format what makes the challenge note on two cases; `names` are what it calls them, `signed` is whose it is."""
    from make_the_case.words.papers.challenge_note import NAMES, challenge_note, signed_by
    from valuation import answer

    answers = (answer(first), answer(second))
    whose = signed or signed_by(first, second)
    blocks = challenge_note(first, second, answers, bridge, names=names or NAMES, signed=whose)
    title = f"Challenge note: {first.shape.title or first.name}"
    subtitle = answers[0].options[bridge.option].name
    code = f"{answers[0].check_code} and {answers[1].check_code}"

    def note_docx() -> bytes:
        from make_the_case.exports.word_file import word_file

        return word_file(title, subtitle, whose.author, code, blocks, made_at, is_short=True)

    def note_html() -> bytes:
        from make_the_case.exports.web_page import page_of

        return page_of(title, subtitle, blocks, code)

    return {"docx": note_docx, "html": note_html}


def first_page(appraised: Appraised, wanted: Wanted) -> bytes:
    """Returns page one of the summary as a picture (PNG)."""
    from make_the_case.exports.audience_files import first_page_for

    return first_page_for(appraised, wanted.audience, wanted.logo)
