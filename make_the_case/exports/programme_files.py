"""Every file that a programme is written as; each maker loads what it needs when it is called."""

from __future__ import annotations

import hashlib
import json
from base64 import b32encode
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from make_the_case.words.programme_formats import PROGRAMME_FORMATS
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import Programme

if TYPE_CHECKING:
    from valuation.answers.appraised import Appraised

SIZES = (10.5, 10.0, 9.5, 9.0, 8.6, 8.2, 7.8, 7.4)
"""Sizes of type in points, the largest first: the first at which the summary stands on two pages is used."""
PAGES = 2


def makers(
    programme: Programme, answer: ProgrammeAnswer, made_at: datetime | None = None
) -> dict[str, Callable[[], bytes]]:
    """Returns by format what makes its file."""
    return {key: partial(MAKERS[key], programme, answer, made_at) for key in PROGRAMME_FORMATS}


def code_of_programme(programme: Programme) -> str:
    """Returns the check code of a programme: the same for the same cases under the same ceilings and rules.

    The first 8 characters, base 32, of the SHA-256 of what the programme says without its cases, and of the cases' own codes.
    """
    said = programme.shape.model_dump_json(exclude={"services": {"__all__": {"case"}}})
    codes = ",".join(member.case.code for member in programme.members)
    return b32encode(hashlib.sha256(f"{said}|{codes}".encode()).digest()).decode()[:8]


def _pdf(programme: Programme, answer: ProgrammeAnswer, made_at: datetime | None) -> bytes:
    from make_the_case.exports.board_pdf import STANDARD
    from make_the_case.exports.paper_pdf import paper
    from make_the_case.words.papers.programme_paper import programme_summary, title_of

    blocks, code = programme_summary(programme, answer), code_of_programme(programme)
    author = programme.shape.organisation or ""
    for size in SIZES:
        with paper(title_of(programme), SUBTITLE, author, code, blocks, made_at, size) as made:
            if size == SIZES[-1] or len(made.pages("png", ppi=10)) <= PAGES:
                return made.pdf(STANDARD)
    raise AssertionError("there is a smallest size")


SUBTITLE = "Which services for the money"


def _docx(programme: Programme, answer: ProgrammeAnswer, made_at: datetime | None) -> bytes:
    from make_the_case.exports.word_file import word_file
    from make_the_case.words.papers.programme_paper import title_of, whole_paper

    blocks = whole_paper(programme, answer, _appraised(programme))
    author, code = programme.shape.organisation or "", code_of_programme(programme)
    return word_file(title_of(programme), SUBTITLE, author, code, blocks, made_at)


def _html(programme: Programme, answer: ProgrammeAnswer, _: datetime | None) -> bytes:
    from make_the_case.exports.web_page import page_of
    from make_the_case.words.papers.programme_paper import title_of, whole_paper
    from make_the_case.words.programme_words import best_sentence

    blocks = whole_paper(programme, answer, _appraised(programme))
    code = code_of_programme(programme)
    organisation = programme.shape.organisation or ""
    return page_of(title_of(programme), SUBTITLE, blocks, code, best_sentence(answer), organisation)


def _appraised(programme: Programme) -> list[Appraised]:
    """Returns each service's own case with what it comes to, read under the programme."""
    from valuation import answer
    from valuation.answers.appraised import Appraised

    return [Appraised(member.case, answer(member.case), member.option, None) for member in programme.members]


def _xlsx(programme: Programme, answer: ProgrammeAnswer, made_at: datetime | None) -> bytes:
    from make_the_case.exports.workbook.programme_workbook import programme_workbook

    return programme_workbook(programme, answer, code_of_programme(programme), made_at)


def _json(_: Programme, answer: ProgrammeAnswer, __: datetime | None) -> bytes:
    from make_the_case.exports.data_files import settled_all

    told = json.dumps(settled_all(answer.as_dict()), indent=1, ensure_ascii=False, allow_nan=False)
    return f"{told}\n".encode()


def _csv(programme: Programme, answer: ProgrammeAnswer, _: datetime | None) -> bytes:
    from make_the_case.exports.programme_tables import programme_zip

    return programme_zip(programme, answer, code_of_programme(programme))


MAKERS: Mapping[str, Callable[[Programme, ProgrammeAnswer, datetime | None], bytes]] = {
    "pdf": _pdf,
    "docx": _docx,
    "html": _html,
    "xlsx": _xlsx,
    "json": _json,
    "csv": _csv,
}
"""What makes each format of `make_the_case.words.programme_formats`."""
