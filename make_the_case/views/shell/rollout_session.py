"""The roll-out of this window, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from make_the_case.authoring.rollout_changes import RolloutData, read_text, text_of
from make_the_case.views.shell import rollout_tasks, session, slow_work
from make_the_case.views.shell.open_document import Document
from make_the_case.words import document_words
from make_the_case.words.document_places import place_in_rollout
from make_the_case.words.phrases import counted
from valuation.draws import DRAWS
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout, rollout_of

ROLLOUT = Document[RolloutData](
    key="rollout",
    page="many",
    words=document_words.ROLLOUT,
    text_of=text_of,
    read=read_text,
    title_of=lambda data: str(data.get("title") or ""),
    holds_something=lambda data: bool(data.get("places")),
    place_in=place_in_rollout,
)


@dataclass(frozen=True)
class WorkedOut:
    """A roll-out that was worked out, and what it came to."""

    code: str
    rollout: Rollout
    answer: RolloutAnswer


def worked_out(data: RolloutData) -> WorkedOut | None:
    """Returns what the roll-out comes to; None where it was stopped or could not be worked out, which it says."""
    return ROLLOUT.answer(data, _worked_out)


def _worked_out(data: RolloutData, stop: Callable[[], None]) -> WorkedOut:
    rollout = rollout_of(data, "The roll-out", None, session.library())
    places = len(rollout.places)

    def words(done: float) -> str:
        return f"Working out {counted(places, 'area')}: {done:,.0f} done…"

    total = float(places)
    answer = slow_work.run(rollout_tasks.rolled_out, data, DRAWS, words=words, total=total, stop=stop)
    return WorkedOut(ROLLOUT.code(data), rollout, answer)
