"""Teams of people who sign in: a name and its members' e-mail addresses, kept by its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from make_the_case.store.database import Database
from make_the_case.store.database_tables import DRAFT, MEMBER, TEAM
from make_the_case.store.people import LONGEST_NAME, Person, as_address, id_of, made_id_of
from make_the_case.store.refusals import NotUnderstood, NotYours

MOST_MEMBERS = 200


@dataclass(frozen=True)
class Team:
    """A team as one of its people sees it."""

    id: int
    name: str
    is_mine: bool
    """Whether this person keeps it."""
    members: tuple[str, ...]


class Teams:
    """The teams of one person: those they keep, and those that have their address."""

    def __init__(self, database: Database, person: Person):
        """Binds the teams to who asks."""
        self._database, self._person = database, person

    def mine(self) -> list[Team]:
        """Returns the teams that this person keeps or is a member of, by name."""
        with self._database.doing() as work:
            me = id_of(work, self._person)
            rows = work.execute(
                select(TEAM.c.id, TEAM.c.name, TEAM.c.owner)
                .where(TEAM.c.id.in_(teams_of(me, self._person)))
                .order_by(TEAM.c.name, TEAM.c.id)
            ).all()
            members = work.execute(
                select(MEMBER.c.team, MEMBER.c.address)
                .where(MEMBER.c.team.in_([row[0] for row in rows]))
                .order_by(MEMBER.c.address)
            ).all()
        return [
            Team(ident, name, owner == me, tuple(address for team, address in members if team == ident))
            for ident, name, owner in rows
        ]

    def make(self, name: str) -> int:
        """Makes a team that this person keeps, and returns its id."""
        name = " ".join(name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise NotUnderstood(f"A team's name has from one to {LONGEST_NAME} characters.")
        with self._database.doing() as work:
            made = work.execute(insert(TEAM).values(name=name, owner=made_id_of(work, self._person)))
            return int((made.inserted_primary_key or (0,))[0])

    def add(self, team: int, address: str) -> None:
        """Adds a member by their address; who is in already stays in."""
        address = as_address(address)
        with self._database.doing() as work:
            self._as_its_owner(work, team)
            members = set(work.scalars(select(MEMBER.c.address).where(MEMBER.c.team == team)))
            if len(members) >= MOST_MEMBERS:
                raise NotUnderstood(f"A team has at most {MOST_MEMBERS} members.")
            if address not in members:
                work.execute(insert(MEMBER).values(team=team, address=address))

    def remove(self, team: int, address: str) -> None:
        """Takes a member out: from then on they open none of the team's cases."""
        with self._database.doing() as work:
            self._as_its_owner(work, team)
            work.execute(
                delete(MEMBER).where(MEMBER.c.team == team, MEMBER.c.address == address.strip().casefold())
            )

    def leave(self, team: int) -> None:
        """Takes the person who asks out of a team that somebody else keeps."""
        with self._database.doing() as work:
            id_of(work, self._person)
            work.execute(
                delete(MEMBER).where(MEMBER.c.team == team, MEMBER.c.address == self._person.address)
            )

    def end(self, team: int) -> None:
        """Ends a team; its cases become its owner's own."""
        with self._database.doing() as work:
            me = self._as_its_owner(work, team)
            work.execute(update(DRAFT).where(DRAFT.c.team == team).values(team=None, person=me))
            work.execute(delete(MEMBER).where(MEMBER.c.team == team))
            work.execute(delete(TEAM).where(TEAM.c.id == team))

    def _as_its_owner(self, work: Connection, team: int) -> int:
        me = id_of(work, self._person)
        # Locked, so that two who add at once do not pass the limit, and none adds to a team that is being ended.
        owner = work.scalar(select(TEAM.c.owner).where(TEAM.c.id == team).with_for_update())
        if owner is None or owner != me:
            raise NotYours
        return int(owner)


def teams_of(me: int, person: Person) -> Select[Any]:
    """Returns the query for the teams that a person keeps or is a member of."""
    is_theirs = TEAM.c.owner == me
    if person.address:
        is_theirs |= TEAM.c.id.in_(select(MEMBER.c.team).where(MEMBER.c.address == person.address))
    return select(TEAM.c.id).where(is_theirs)
