"""Every file that a roll-out is written as; each maker loads what it needs when it is called."""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256

from make_the_case.words.rollout_formats import ROLLOUT_FORMATS
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout

SIZES = (10.5, 10.0, 9.5, 9.0, 8.6, 8.2, 7.8, 7.4)
"""Sizes of type in points, the largest first: the first at which the summary stands on two pages is used."""
PAGES = 2


def rollout_makers(
    rollout: Rollout, answer: RolloutAnswer, made_at: datetime | None = None
) -> dict[str, Callable[[], bytes]]:
    """Returns by format what makes its file."""
    return {key: partial(MAKERS[key], rollout, answer, made_at) for key in ROLLOUT_FORMATS}


def code_of_rollout(rollout: Rollout) -> str:
    """Returns the check code of a roll-out: the first 8 characters, base 32, of the SHA-256 of its file with its case's own code."""
    stated = {key: item for key, item in rollout.as_data().items() if key != "case"}
    text = json.dumps([stated, rollout.case.code], sort_keys=True, default=str)
    return b32encode(sha256(text.encode()).digest()).decode()[:8]


def _pdf(rollout: Rollout, answer: RolloutAnswer, made_at: datetime | None) -> bytes:
    from make_the_case.exports.board_pdf import STANDARD
    from make_the_case.exports.paper_pdf import paper
    from make_the_case.words.papers.rollout_paper import SUBTITLE, rollout_summary
    from make_the_case.words.rollout_words import title_of

    blocks, code = rollout_summary(rollout, answer), code_of_rollout(rollout)
    for size in SIZES:
        author = rollout.shape.organisation or ""
        with paper(title_of(rollout), SUBTITLE, author, code, blocks, made_at, size) as made:
            if size == SIZES[-1] or len(made.pages("png", ppi=10)) <= PAGES:
                return made.pdf(STANDARD)
    raise AssertionError("there is a smallest size")


def _docx(rollout: Rollout, answer: RolloutAnswer, made_at: datetime | None) -> bytes:
    from make_the_case.exports.word_file import word_file
    from make_the_case.words.papers.rollout_paper import SUBTITLE, whole_rollout_paper
    from make_the_case.words.rollout_words import title_of

    author, code = rollout.shape.organisation or "", code_of_rollout(rollout)
    blocks = whole_rollout_paper(rollout, answer)
    return word_file(title_of(rollout), SUBTITLE, author, code, blocks, made_at)


def _html(rollout: Rollout, answer: RolloutAnswer, _: datetime | None) -> bytes:
    from make_the_case.exports.web_page import page_of
    from make_the_case.words.papers.rollout_paper import SUBTITLE, whole_rollout_paper
    from make_the_case.words.rollout_words import title_of, verdict_sentence

    blocks, code = whole_rollout_paper(rollout, answer), code_of_rollout(rollout)
    verdict = verdict_sentence(rollout, answer)
    return page_of(title_of(rollout), SUBTITLE, blocks, code, verdict, rollout.shape.organisation or "")


def _xlsx(rollout: Rollout, answer: RolloutAnswer, made_at: datetime | None) -> bytes:
    from make_the_case.exports.workbook.rollout_workbook import rollout_workbook

    return rollout_workbook(rollout, answer, code_of_rollout(rollout), made_at)


def _json(_: Rollout, answer: RolloutAnswer, __: datetime | None) -> bytes:
    from make_the_case.exports.data_files import settled_all

    told = json.dumps(settled_all(answer.as_dict()), indent=1, ensure_ascii=False, allow_nan=False)
    return f"{told}\n".encode()


def _csv(rollout: Rollout, answer: RolloutAnswer, _: datetime | None) -> bytes:
    from make_the_case.exports.rollout_tables import rollout_zip

    return rollout_zip(rollout, answer, code_of_rollout(rollout))


MAKERS: Mapping[str, Callable[[Rollout, RolloutAnswer, datetime | None], bytes]] = {
    "pdf": _pdf,
    "docx": _docx,
    "html": _html,
    "xlsx": _xlsx,
    "json": _json,
    "csv": _csv,
}
"""What makes each format of `make_the_case.words.rollout_formats`."""
