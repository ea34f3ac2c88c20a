"""The audit log in words: what was done, with which case or team. The log holds no title, so a table of it says them as they are now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from make_the_case.words.tables.summary_tables import Table

DEEDS = {
    "began": "Began a case",
    "opened": "Opened a case",
    "changed": "Changed a case",
    "exported": "Took a case away as a file",
    "deleted": "Deleted a case for good",
    "shared": "Made a link for reading",
    "withdrew": "Withdrew the link for reading",
    "gave": "Gave a case to others",
    "binned": "Put a case in the bin",
    "held": "Placed a legal hold",
    "released": "Lifted a legal hold",
    "asked": "Opened a workshop",
    "signed_in": "Signed in",
    "joined": "Came in by a group of the sign-in",
    "left": "Is no longer in the team",
    "no_owner": "The team has no owner now",
    "made_team": "Made the team",
    "added": "Added a member",
    "removed": "Took a member out",
    "changed_role": "Changed a role",
    "ended_team": "Ended the team",
    "offered_team": "Offered the team",
    "took_on_team": "Took the team on",
    "declined_team": "Declined the team",
    "took_own_data": "Took a person's data away as a file",
    "erased": "Erased a person's data",
    "took_log": "Took the audit log away as a file",
}
"""By the store's word for what was done."""
WHAT_IT_IS = (
    "Who opened, changed, exported or shared a case of the team, and what was done with the team itself. It never holds what was typed into "
    "a case. Only owners of the team and whoever runs the server can read it."
)


class Logged(Protocol):
    """A line of the log."""

    @property
    def at(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def did(self) -> str: ...
    @property
    def draft(self) -> int | None: ...
    @property
    def team(self) -> int | None: ...
    @property
    def about(self) -> str: ...


def log_table(log: Iterable[Logged], titles: Mapping[int, str], when: Callable[[str], str]) -> Table:
    """Returns lines of the log as a table, each case by its number and, where it is still there, its title as it is now."""
    rows = tuple((when(line.at), line.who, DEEDS[line.did], _about(line, titles)) for line in log)
    return Table("What was done, the last first", ("When", "Who", "What", "Which"), rows)


def _about(line: Logged, titles: Mapping[int, str]) -> str:
    """Returns which case a line is about, and what of it."""
    parts = []
    if line.draft is not None:
        title = titles.get(line.draft)
        parts.append(f"Case {line.draft}" + (f", “{title}”" if title else ""))
    if line.about:
        parts.append(line.about)
    return ", ".join(parts)
