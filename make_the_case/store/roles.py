"""What a person may do in a team: its owner keeps it, an editor changes its cases, and a reader reads them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, union_all
from sqlalchemy.sql.expression import literal

from make_the_case.store.database_tables import GROUPED, MEMBER, NOT_AN_ISSUER, PERSON, TEAM

OWNER, EDITOR, READER = "owner", "editor", "reader"
ROLES = (OWNER, EDITOR, READER)
"""From the one that may do most to the one that may do least."""
GIVEN = (EDITOR, READER)
"""What the owner of a team may make of a member."""


def roles_of(work: Connection, me: int, address: str, team: int | None = None) -> dict[int, str]:
    """Returns what a person may do in each of their teams, or in one: the most that any of their ways into it allows.

    They are in a team because they keep it, because it has their verified address, or because a group of the provider says so.
    """
    found: dict[int, str] = {}
    for ident, role in work.execute(_roles(me, address, team)).all():
        if ident not in found or ROLES.index(role) < ROLES.index(found[ident]):
            found[ident] = role
    return found


def _roles(me: int, address: str, team: int | None) -> Any:
    """Returns the query for each way by which a person is in a team; `me` is 0, which nobody is, for who is not known yet."""

    def of(ident: ColumnElement[int], query: Select[Any]) -> Select[Any]:
        return query if team is None else query.where(ident == team)

    # Where groups say who is in a team, its first person keeps it only if a group of theirs says that too.
    kept = select(TEAM.c.id, literal(OWNER)).where(TEAM.c.owner == me, TEAM.c.mapped.is_(None))
    grouped = select(GROUPED.c.team, GROUPED.c.role).where(GROUPED.c.person == me)
    ways = [of(TEAM.c.id, kept), of(GROUPED.c.team, grouped)]
    if address:
        added = select(MEMBER.c.team, MEMBER.c.role).where(MEMBER.c.address == address)
        ways.append(of(MEMBER.c.team, added))
    return union_all(*ways)


def has_owner(work: Connection, team: int, but: tuple[int, str] = (0, "")) -> bool:
    """Returns whether a team has an owner, besides one person by their number and address where they are named.

    One that groups decide about can lose its last, and who keeps another can have been erased.
    """
    me, address = but
    kept = (
        select(TEAM.c.id)
        .join(PERSON, PERSON.c.id == TEAM.c.owner)
        .where(
            TEAM.c.id == team, TEAM.c.mapped.is_(None), PERSON.c.issuer != NOT_AN_ISSUER, PERSON.c.id != me
        )
    )
    by_group = select(GROUPED.c.person).where(
        GROUPED.c.team == team, GROUPED.c.role == OWNER, GROUPED.c.person != me
    )
    by_address = select(MEMBER.c.address).where(
        MEMBER.c.team == team, MEMBER.c.role == OWNER, MEMBER.c.address != address
    )
    return any(work.scalar(query.limit(1)) is not None for query in (kept, by_group, by_address))
