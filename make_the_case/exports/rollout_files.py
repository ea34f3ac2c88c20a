"""Every file that a roll-out is written as; each maker loads what it needs when it is called."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from make_the_case.exports.document_files import (
    Front,
    check_code,
    result_as_json,
    two_pages,
    web_paper,
    word_paper,
)
from make_the_case.words.rollout_formats import ROLLOUT_FORMATS
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout


def rollout_makers(
    rollout: Rollout, answer: RolloutAnswer, made_at: datetime | None = None
) -> dict[str, Callable[[], bytes]]:
    """Returns by format what makes its file."""
    made_of = _MadeOf(rollout, answer, made_at)
    return {key: partial(MAKERS[key], made_of) for key in ROLLOUT_FORMATS}


def code_of_rollout(rollout: Rollout) -> str:
    """Returns the check code of a roll-out, of its file with its case's own code in the place of its case."""
    stated = {key: item for key, item in rollout.as_data().items() if key != "case"}
    return check_code(json.dumps([stated, rollout.case.code], sort_keys=True, default=str))


@dataclass
class _MadeOf:
    """What the files of a roll-out are made of."""

    rollout: Rollout
    answer: RolloutAnswer
    made_at: datetime | None

    @property
    def front(self) -> Front:
        """Returns what stands at the head of every paper."""
        from make_the_case.words.papers.rollout_paper import SUBTITLE
        from make_the_case.words.rollout_words import title_of

        organisation, code = self.rollout.shape.organisation or "", code_of_rollout(self.rollout)
        return Front(title_of(self.rollout), SUBTITLE, organisation, code, self.made_at)


def _pdf(made_of: _MadeOf) -> bytes:
    from make_the_case.words.papers.rollout_paper import rollout_summary

    return two_pages(made_of.front, rollout_summary(made_of.rollout, made_of.answer))


def _docx(made_of: _MadeOf) -> bytes:
    from make_the_case.words.papers.rollout_paper import whole_rollout_paper

    return word_paper(made_of.front, whole_rollout_paper(made_of.rollout, made_of.answer))


def _html(made_of: _MadeOf) -> bytes:
    from make_the_case.words.papers.rollout_paper import whole_rollout_paper
    from make_the_case.words.rollout_words import verdict_sentence

    verdict = verdict_sentence(made_of.rollout, made_of.answer)
    return web_paper(made_of.front, whole_rollout_paper(made_of.rollout, made_of.answer), verdict)


def _xlsx(made_of: _MadeOf) -> bytes:
    from make_the_case.exports.workbook.rollout_workbook import rollout_workbook

    return rollout_workbook(made_of.rollout, made_of.answer, made_of.front.code, made_of.made_at)


def _json(made_of: _MadeOf) -> bytes:
    return result_as_json(made_of.answer.as_dict())


def _csv(made_of: _MadeOf) -> bytes:
    from make_the_case.exports.rollout_tables import rollout_zip

    return rollout_zip(made_of.rollout, made_of.answer, made_of.front.code)


MAKERS: Mapping[str, Callable[[_MadeOf], bytes]] = {
    "pdf": _pdf,
    "docx": _docx,
    "html": _html,
    "xlsx": _xlsx,
    "json": _json,
    "csv": _csv,
}
"""What makes each format of `make_the_case.words.rollout_formats`."""
