"""Says that a file is taken away, to whatever wants to know it: the audit log, where people sign in."""

from __future__ import annotations

from make_the_case.views.shell import session

NOTE = "file:note"


def is_noted() -> bool:
    """Returns whether anybody wants to know that a file is taken away."""
    return session.value_of(NOTE) is not None


def taken(kind: str) -> None:
    """Says that a file was taken away."""
    note = session.value_of(NOTE)
    if note is not None:
        note(kind)
