"""What the files of a programme and of a roll-out have in common: a summary that stands on two pages, the result as JSON, a check code."""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from make_the_case.words.blocks import Block

SIZES = (10.5, 10.0, 9.5, 9.0, 8.6, 8.2, 7.8, 7.4)
"""Sizes of type in points, the largest first: the first at which the summary stands on two pages is used."""
PAGES = 2


@dataclass(frozen=True)
class Front:
    """What stands at the head of every paper of a document, and its check code."""

    title: str
    subtitle: str
    organisation: str
    code: str
    made_at: datetime | None


def check_code(text: str) -> str:
    """Returns the check code of a text: the first 8 characters, base 32, of its SHA-256."""
    return b32encode(sha256(text.encode()).digest()).decode()[:8]


def two_pages(front: Front, blocks: Sequence[Block]) -> bytes:
    """Returns blocks as a PDF in the largest type in which they stand on two pages."""
    from make_the_case.exports.board_pdf import STANDARD
    from make_the_case.exports.paper_pdf import paper

    for size in SIZES:
        head = front.title, front.subtitle, front.organisation, front.code
        with paper(*head, blocks, front.made_at, size) as made:
            if size == SIZES[-1] or len(made.pages("png", ppi=10)) <= PAGES:
                return made.pdf(STANDARD)
    raise AssertionError("there is a smallest size")


def word_paper(front: Front, blocks: Sequence[Block]) -> bytes:
    """Returns blocks as a Word file."""
    from make_the_case.exports.word_file import word_file

    return word_file(front.title, front.subtitle, front.organisation, front.code, list(blocks), front.made_at)


def web_paper(front: Front, blocks: Sequence[Block], verdict: str) -> bytes:
    """Returns blocks as a web page."""
    from make_the_case.exports.web_page import page_of

    return page_of(front.title, front.subtitle, list(blocks), front.code, verdict, front.organisation)


def result_as_json(told: dict[str, object]) -> bytes:
    """Returns a result as a JSON file, every number settled to what all machines agree on."""
    from make_the_case.exports.data_files import settled_all

    return f"{json.dumps(settled_all(told), indent=1, ensure_ascii=False, allow_nan=False)}\n".encode()
