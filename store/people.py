"""People as a sign-in provider knows them, and their teams: a name and its members' e-mail addresses, kept by its owner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from store.database import DRAFT, MEMBER, PERSON, TEAM, Database
from store.errors import NotUnderstood, NotYours

MOST_MEMBERS = 200
LONGEST_NAME = 100
LONGEST_CLAIM = 500
SIGNED_IN_HOURS = 12
"""How long a sign-in lasts: a working day. Streamlit's cookie would last 30."""


@dataclass(frozen=True)
class Person:
    """Who is signed in: the provider's issuer and subject, which never change; what they are called; and their address, where it is verified."""

    issuer: str
    subject: str
    name: str = ""
    address: str = ""
    """Empty unless the provider says that the address is verified: else anybody could join a team by claiming one."""


def person_of(claims: Mapping[str, Any], now: datetime) -> Person | None:
    """Returns whom a provider's claims name, or None where nobody is signed in, the sign-in has ended, or it names nobody.

    The claims are those of an OpenID Connect identity token whose signature has been checked (OpenID Connect Core 1.0, section 2).
    """
    issuer, subject, signed_in = (claims.get(key) for key in ("iss", "sub", "iat"))
    if claims.get("is_logged_in") is not True or not (isinstance(issuer, str) and isinstance(subject, str)):
        return None
    if not issuer.strip() or not subject.strip() or max(len(issuer), len(subject)) > LONGEST_CLAIM:
        return None
    if not isinstance(signed_in, int | float) or now.timestamp() - signed_in > 3600 * SIGNED_IN_HOURS:
        return None
    address = claims.get("email") if _is_verified(claims) else None
    try:
        verified = as_address(str(address or ""))
    except NotUnderstood:
        verified = ""
    name = " ".join(str(claims.get("name") or claims.get("email") or "").split())
    return Person(issuer, subject, name[:LONGEST_NAME], verified)


def _is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that the address is the person's: in the standard's claim, or where that is not given in Microsoft Entra's."""
    if "email_verified" in claims:
        return claims["email_verified"] is True
    return claims.get("xms_edov") in (True, "1", "true")


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
            there = set(work.scalars(select(MEMBER.c.address).where(MEMBER.c.team == team)))
            if len(there) >= MOST_MEMBERS:
                raise NotUnderstood(f"A team has at most {MOST_MEMBERS} members.")
            if address not in there:
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


def id_of(work: Connection, person: Person) -> int:
    """Returns the number by which the database knows a person, or 0, which nobody has: `column = NULL` would find what is nobody's."""
    asked = select(PERSON.c.id).where(PERSON.c.issuer == person.issuer, PERSON.c.subject == person.subject)
    return int(work.scalar(asked) or 0)


def made_id_of(work: Connection, person: Person) -> int:
    """Returns the number by which the database knows a person, from now on if not before."""
    found = id_of(work, person)
    if not found:
        try:
            with work.begin_nested():
                work.execute(insert(PERSON).values(issuer=person.issuer, subject=person.subject))
        except IntegrityError:  # in another tab, at the same moment
            pass
        found = id_of(work, person)
    return found


def teams_of(me: int, person: Person) -> Select[Any]:
    """Returns the query for the teams that a person keeps or is a member of."""
    is_theirs = TEAM.c.owner == me
    if person.address:
        is_theirs |= TEAM.c.id.in_(select(MEMBER.c.team).where(MEMBER.c.address == person.address))
    return select(TEAM.c.id).where(is_theirs)


def as_address(typed: str) -> str:
    """Returns an e-mail address as it is compared, or raises NotUnderstood.

    >>> as_address(" Ada@Example.org ")
    'ada@example.org'
    """
    address = typed.strip().casefold()
    if len(address) > 254 or not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+", address):
        raise NotUnderstood(
            f"{typed.strip()[:80] or 'Nothing'} is not an e-mail address. Write one address, such as ada@example.org."
        )
    return address
