"""Drafts as they stand in a list: what each is called, when it was last changed, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select

from make_the_case.store.database_tables import DRAFT, REVISION, TEAM

IS_NOBODYS = DRAFT.c.person.is_(None) & DRAFT.c.team.is_(None)
"""Whether a draft belongs to no person and to no team, so that it is its link's alone."""
DOCUMENTS = {"programme": "a programme", "rollout": "a roll-out"}
"""By kind what stands in place of the file that a draft began as, where it is no case."""
IS_CASE = DRAFT.c.file.is_(None) | DRAFT.c.file.not_in(DOCUMENTS.values())


@dataclass(frozen=True)
class Listed:
    """A case in the list of whoever may open it."""

    id: int
    title: str
    at: str
    """When it was last changed: UTC, ISO 8601."""
    author: str
    team: str
    """The team whose it is, or nothing where it is the person's own."""
    verdict: str | None = None
    """What it came to when it was last kept, in a few words; None where nobody has said so yet."""
    link: str = ""
    """The secret by which it was found, where it was found by one."""
    is_for_reading: bool = False
    binned: str = ""
    """When it was put in the bin; nothing where it was not."""
    team_id: int | None = None
    may_change: bool = True
    """Whether who asks may change it, and not only read it."""
    is_held: bool = False
    """Whether a legal hold keeps it."""


def lists() -> Select[Any]:
    """Returns the query for drafts as they stand in a list."""
    columns = (
        DRAFT.c.id,
        DRAFT.c.title,
        REVISION.c.at,
        REVISION.c.author,
        TEAM.c.name,
        DRAFT.c.verdict,
        DRAFT.c.binned,
        DRAFT.c.team,
        DRAFT.c.held,
    )
    is_head = (REVISION.c.draft == DRAFT.c.id) & (REVISION.c.number == DRAFT.c.head)
    return select(*columns).join(REVISION, is_head).outerjoin(TEAM, TEAM.c.id == DRAFT.c.team)


def listed_of(row: Row[Any]) -> Listed:
    """Returns a draft of a list from its row."""
    ident, title, at, author, team, verdict, binned, team_id, held = tuple(row)
    return Listed(
        ident, title or "", at, author, team or "", verdict, binned=binned or "", team_id=team_id, is_held=held is not None
    )  # fmt: skip
