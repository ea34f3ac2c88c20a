"""A draft as its links open it: its revisions, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Revision:
    """One state of a draft: when, who wrote it, why, and the text."""

    number: int
    at: str
    """UTC, ISO 8601."""
    author: str
    note: str
    body: str


@dataclass(frozen=True)
class Draft:
    """A draft as one of its links opens it."""

    is_for_reading: bool
    has_reading_link: bool
    head: Revision
    file: str
    """The text of the file that it began as, for its comments; empty where there was none."""
    was_in_bin: bool = False
    """Whether opening it has brought it back from the bin."""
    reads_for: str = ""
    """The team of which who opens it is a reader; then it is for reading, whatever the link."""


@dataclass(frozen=True)
class Whose:
    """Whose a draft is, and whether who asks may give it to somebody else or delete it."""

    is_mine: bool
    team: int | None
    may_end: bool
    may_change: bool = True
    role: str = ""
    """What who asks is in its team."""
    team_name: str = ""
    held: str = ""
    """Since when a legal hold keeps it; nothing where none does."""
    number: int = 0
    """By which the audit log and whoever runs the server know it."""
    person: int | None = None
    """The number of the person whose it is."""
