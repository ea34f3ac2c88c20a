"""The status words of a number: how it came about, and whether anybody still has to look at it. One row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuation.case.written.earlier_formats import status_in_words
from valuation.quantities import Assumption


@dataclass(frozen=True)
class Status:
    """How a number came about."""

    id: str
    words: str
    """What it is, in the middle of a sentence."""
    counts_as: str
    """The status under which it is listed among what nobody has published or read at its source; itself for most."""
    awaits_an_answer: bool = False
    """Whether a check asks for one's own number in its place."""


STATUSES: dict[str, Status] = {
    row.id: row
    for row in (
        Status("published", "the publisher's own figure", "published"),
        Status("derived", "worked out from published figures", "derived"),
        Status("cited_fact", "a single figure quoted from the work named", "cited_fact"),
        Status("planning_assumption", "a planning assumption that has not been published", "planning_assumption"),
        Status("judgement", "the judgement of people who were asked in a workshop", "judgement"),
        Status("to_verify", "commonly cited, not yet checked at its source", "to_verify"),
        Status("placeholder", "a template's figure, to be replaced by your own", "planning_assumption", True),
        Status("kept", "a template's figure, kept because none is known here", "planning_assumption"),
        Status("unanswered", "not answered yet", "planning_assumption", True),
    )
}  # fmt: skip
UNPUBLISHED = ("planning_assumption", "to_verify")
"""What a case that leans on it says on its first page."""


def counts_as(number: Assumption) -> str | None:
    """Returns the status under which a number is listed; any word of the file's own as it stands."""
    known = STATUSES.get(number.status or "")
    return known.counts_as if known else number.status


def is_unpublished(number: Assumption) -> bool:
    """Returns whether nobody has published a number, or nobody has read it at its source."""
    return counts_as(number) in UNPUBLISHED


def status_of(number: Assumption | Mapping[str, object] | None) -> str | None:
    """Returns the status of a number, of a resolved one or of one as it is written: its word, or what earlier files say in a note.

    >>> status_of({"value": 0, "status": "unanswered"}), status_of({"value": 0, "note": "Not answered yet."})
    ('unanswered', 'unanswered')
    """
    if isinstance(number, Assumption):
        status, note, reason = number.status, number.note, number.reason
    elif isinstance(number, Mapping):
        status, note, reason = (
            None if number.get(key) is None else str(number[key]) for key in ("status", "note", "reason")
        )
    else:
        return None
    known = STATUSES.get(status or "")
    if known is None or known.counts_as == known.id:
        return status_in_words(status, note, reason)
    return known.counts_as if known.id == "placeholder" and reason else known.id


def awaits_an_answer(number: Mapping[str, object] | None) -> bool:
    """Returns whether a number as it is written stands in for one's own: a blank, or a template's placeholder."""
    known = STATUSES.get(status_of(number) or "")
    return known is not None and known.awaits_an_answer
