"""The programme of this window, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.views.shell import programme_tasks, slow_work
from make_the_case.views.shell.open_document import Document
from make_the_case.words import document_words
from make_the_case.words.document_places import place_in_programme
from make_the_case.words.phrases import counted
from make_the_case.words.programme_words import name_of_service
from valuation.draws import DRAWS
from valuation.programme.choosing import SOLVED
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import programme_text, shape_of
from valuation.programme.programme_shape import ProgrammeShape

PROGRAMME = Document[ProgrammeShape](
    key="programme",
    page="which",
    words=document_words.PROGRAMME,
    text_of=programme_text,
    read=lambda text: shape_of(text, "the programme"),
    title_of=lambda programme: programme.title or "",
    holds_something=lambda programme: bool(programme.services),
    place_in=place_in_programme,
)


def names(programme: ProgrammeShape) -> dict[str, str]:
    """Returns what each service is called."""
    return {service.id: name_of_service(service) for service in programme.services}


def answer(programme: ProgrammeShape) -> ProgrammeAnswer | None:
    """Returns which services are best; None where it was stopped or could not be worked out, which it says."""
    return PROGRAMME.answer(programme, _worked_out)


def _worked_out(programme: ProgrammeShape, stop: Callable[[], None]) -> ProgrammeAnswer:
    candidates = sum(len(service.sizes) for service in programme.services)
    total = float(DRAWS * candidates + SOLVED)

    def words(done: float) -> str:
        if done >= DRAWS * candidates:
            return "Choosing among the services…"
        return f"Working out {counted(candidates, 'size')} of {counted(len(programme.services), 'service')}…"

    text = programme_text(programme)
    return slow_work.run(programme_tasks.chosen, text, DRAWS, words=words, total=total, stop=stop)
