"""Every file that a programme is written as; each maker loads what it needs when it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from make_the_case.exports.document_files import (
    Front,
    check_code,
    result_as_json,
    two_pages,
    web_paper,
    word_paper,
)
from make_the_case.words.programme_formats import PROGRAMME_FORMATS
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import Programme

if TYPE_CHECKING:
    from make_the_case.words.blocks import Block
    from valuation.case.validity.validation import Case
    from valuation.sensitivity.analysis import Analysis

SUBTITLE = "Which services for the money"


def makers(
    programme: Programme, answer: ProgrammeAnswer, made_at: datetime | None = None
) -> dict[str, Callable[[], bytes]]:
    """Returns by format what makes its file; the services' own simulations are run once for all of them, when the first wants them."""
    made_of = _MadeOf(programme, answer, made_at)
    return {key: partial(MAKERS[key], made_of) for key in PROGRAMME_FORMATS}


def code_of_programme(programme: Programme) -> str:
    """Returns the check code of a programme, of what it says without its cases and of the cases' own codes: the same for the same cases under the same ceilings and rules."""
    said = programme.shape.model_dump_json(exclude={"services": {"__all__": {"case"}}})
    return check_code(f"{said}|{','.join(member.case.code for member in programme.members)}")


@dataclass
class _MadeOf:
    """What the files of a programme are made of."""

    programme: Programme
    answer: ProgrammeAnswer
    made_at: datetime | None

    @property
    def front(self) -> Front:
        """Returns what stands at the head of every paper."""
        from make_the_case.words.papers.programme_paper import title_of

        organisation, code = self.programme.shape.organisation or "", code_of_programme(self.programme)
        return Front(title_of(self.programme), SUBTITLE, organisation, code, self.made_at)

    @cached_property
    def whole(self) -> list[Block]:
        """Returns the whole paper, with page one of each service's own case as its own papers have it."""
        from make_the_case.words.papers.programme_paper import whole_paper
        from valuation import answer
        from valuation.answers.appraised import Appraised

        appraised = [
            Appraised(member.case, answer(member.case), member.option, _analysis(member.case))
            for member in self.programme.members
        ]
        return whole_paper(self.programme, self.answer, appraised)


def _analysis(case: Case) -> Analysis | None:
    """Returns the simulation of a service's own case with what goes with it; None where it cannot be run, which its page then says."""
    from valuation import MakeTheCaseError
    from valuation.sensitivity.analysis import analysed

    try:
        return analysed(case)
    except MakeTheCaseError:
        return None


def _pdf(made_of: _MadeOf) -> bytes:
    from make_the_case.words.papers.programme_paper import programme_summary

    return two_pages(made_of.front, programme_summary(made_of.programme, made_of.answer))


def _docx(made_of: _MadeOf) -> bytes:
    return word_paper(made_of.front, made_of.whole)


def _html(made_of: _MadeOf) -> bytes:
    from make_the_case.words.programme_words import best_sentence

    return web_paper(made_of.front, made_of.whole, best_sentence(made_of.answer))


def _xlsx(made_of: _MadeOf) -> bytes:
    from make_the_case.exports.workbook.programme_workbook import programme_workbook

    return programme_workbook(made_of.programme, made_of.answer, made_of.front.code, made_of.made_at)


def _json(made_of: _MadeOf) -> bytes:
    return result_as_json(made_of.answer.as_dict())


def _csv(made_of: _MadeOf) -> bytes:
    from make_the_case.exports.programme_tables import programme_zip

    return programme_zip(made_of.programme, made_of.answer, made_of.front.code)


MAKERS: Mapping[str, Callable[[_MadeOf], bytes]] = {
    "pdf": _pdf,
    "docx": _docx,
    "html": _html,
    "xlsx": _xlsx,
    "json": _json,
    "csv": _csv,
}
"""What makes each format of `make_the_case.words.programme_formats`."""
