"""Easy Read as a tagged PDF in large print: `assets/easy.typ` laid out by Typst, with the pictures that are shipped."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime

from make_the_case.exports.board_pdf import STANDARD
from make_the_case.exports.typesetting import Typesetting, typesetting
from make_the_case.words.papers.easy_read import PICTURES, easy_read
from valuation.answers.appraised import Appraised

PEOPLE = ("person", "person-white")
"""The pictures of the ten people, of whom some are filled in."""


def easy_read_pdf(appraised: Appraised, made_at: datetime | None = None) -> bytes:
    """Returns one option of a case in Easy Read."""
    with easy_read_typeset(appraised, made_at) as made:
        return made.pdf(STANDARD)


def easy_read_typeset(
    appraised: Appraised, made_at: datetime | None = None
) -> AbstractContextManager[Typesetting]:
    """Gives the pages of one option in Easy Read, ready to be compiled."""
    paper = easy_read(appraised)
    ideas = [
        {"heading": section.heading, "ideas": [{**asdict(idea), "alt": idea.alt} for idea in section.ideas]}
        for section in paper.sections
    ]
    data = {
        **asdict(paper),
        "sections": ideas,
        "author": appraised.case.shape.organisation or "Make the Case",
        "footer": f"Check code {appraised.answer.check_code}",
    }
    return typesetting("easy.typ", data, made_at, pictures=(*PICTURES, *PEOPLE))
