"""What earlier files say in words alone, and later ones by a key: read here, and nowhere else.

Whoever asks reads the key first, and what is here only where the file has no such key.
"""

from __future__ import annotations

from collections.abc import Mapping

KEPT = "Not known here: the template's figure is kept."
UNANSWERED = "Not answered yet."
CHALLENGE = "Challenge set"
"""How a reason, a note and a name were written while they alone said so; they are still printed."""
PLACEHOLDERS = ("template figure", "placeholder")
"""How the note begins of a template's number in whose place everybody has to put their own."""
SAYS_WHAT_IT_IS = ("title", "organisation", "place", "status", "label", "note")


def is_illustrative_in_words(case: Mapping[str, object]) -> bool:
    """Returns whether a file without the key `illustrative` says in one of its leading texts that it is so."""
    texts = (case.get(key) for key in SAYS_WHAT_IT_IS)
    return any("illustrative" in str(text).casefold() for text in texts if text)


def status_in_words(status: str | None, note: str | None, reason: str | None) -> str | None:
    """Returns the status of a number whose note or reason says what no status word said: unanswered, kept, a placeholder."""
    if note == UNANSWERED:
        return "unanswered"
    if reason == KEPT and status == "planning_assumption":
        return "kept"
    if (note or "").startswith(PLACEHOLDERS) and not reason:
        return "placeholder"
    return status


def is_challenge(kind: object, name: object) -> bool:
    """Returns whether a set of changes disputes the case: by its kind, or by the name that the program gave before it had one."""
    return kind == "challenge" or (kind is None and name == CHALLENGE)
