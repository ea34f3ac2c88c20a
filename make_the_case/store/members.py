"""Teams of people who sign in: a name, its owner, and members who change its cases or read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from make_the_case.store import audit_log
from make_the_case.store.audit_log import Entry, note
from make_the_case.store.database import Database
from make_the_case.store.database_tables import DRAFT, GROUPED, MEMBER, TEAM
from make_the_case.store.refusals import LastOwner, NotUnderstood, NotYours, OfGroups
from make_the_case.store.roles import EDITOR, GIVEN, OWNER, has_owner, roles_of
from make_the_case.store.signed_in import LONGEST_NAME, Person, as_address, id_of, made_id_of

MOST_MEMBERS = 200


@dataclass(frozen=True)
class Member:
    """Somebody in a team besides who keeps it: by their address, or by a group, and then by what their sign-in calls them."""

    called: str
    role: str
    is_by_group: bool = False


@dataclass(frozen=True)
class Team:
    """A team as one of its people sees it."""

    id: int
    name: str
    is_mine: bool
    """Whether this person is an owner of it."""
    members: tuple[str, ...]
    """The addresses of its members."""
    role: str = OWNER
    """What this person may do in it."""
    people: tuple[Member, ...] = ()
    """Its members by address, and those whom groups put into it."""
    is_of_groups: bool = False
    """Whether groups of the provider say who is in it and who keeps it."""
    has_owner: bool = True
    owner_called: str = ""
    """What the log last called who keeps it; empty where groups decide that, or the log goes back no further."""
    offered_to: str = ""
    """The address of the member that it has been offered to; empty for who is neither that member nor an owner."""


class Teams:
    """The teams of one person: those they keep, those that have their address, and those that a group of theirs puts them into."""

    def __init__(self, database: Database, person: Person):
        """Binds the teams to who asks."""
        self._database, self._person = database, person

    def mine(self) -> list[Team]:
        """Returns the teams that this person is in, by name."""
        with self._database.doing(reads=True) as work:
            roles = roles_of(work, id_of(work, self._person), self._person.address)
            rows = work.execute(
                select(TEAM.c.id, TEAM.c.name, TEAM.c.owner, TEAM.c.mapped, TEAM.c.offered_to)
                .where(TEAM.c.id.in_(list(roles)))
                .order_by(TEAM.c.name, TEAM.c.id)
            ).all()
            people = _people_of(work, [row.id for row in rows])
            return [
                Team(
                    ident,
                    name,
                    roles[ident] == OWNER,
                    tuple(member.called for member in people[ident] if not member.is_by_group),
                    roles[ident],
                    tuple(people[ident]),
                    mapped is not None,
                    has_owner(work, ident),
                    audit_log.last_called(work, owner) if mapped is None else "",
                    self._seen(offered_to, roles[ident]),
                )
                for ident, name, owner, mapped, offered_to in rows
            ]

    def _seen(self, offered_to: str | None, role: str) -> str:
        may_see = offered_to and (role == OWNER or offered_to == self._person.address)
        return str(offered_to) if may_see else ""

    def make(self, name: str) -> int:
        """Makes a team that this person keeps, and returns its id."""
        name = " ".join(name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise NotUnderstood(f"A team's name has from one to {LONGEST_NAME} characters.")
        with self._database.doing() as work:
            me = made_id_of(work, self._person)
            made = work.execute(insert(TEAM).values(name=name, owner=me))
            team = int((made.inserted_primary_key or (0,))[0])
            self._note(work, audit_log.MADE, me, team)
            return team

    def add(self, team: int, address: str, role: str = EDITOR) -> None:
        """Adds a member by their address; says so where they are in already, and leaves them what they are."""
        address = as_address(address)
        with self._database.doing() as work:
            me = self._as_its_owner(work, team)
            members = set(work.scalars(select(MEMBER.c.address).where(MEMBER.c.team == team)))
            if len(members) >= MOST_MEMBERS:
                raise NotUnderstood(f"A team has at most {MOST_MEMBERS} members.")
            if address in members:
                raise NotUnderstood(
                    f"{address} is in this team already. What they may do is changed beside their address."
                )
            work.execute(insert(MEMBER).values(team=team, address=address, role=_given(role)))
            self._note(work, audit_log.ADDED, me, team, f"{address}, {role}")

    def set_role(self, team: int, address: str, role: str) -> None:
        """Lets a member change the team's cases, or only read them."""
        address = address.strip().casefold()
        is_member = (MEMBER.c.team == team) & (MEMBER.c.address == address)
        with self._database.doing() as work:
            me = self._as_its_owner(work, team)
            before = work.scalar(select(MEMBER.c.role).where(is_member))
            if before in (None, _given(role)):
                return
            work.execute(update(MEMBER).where(is_member).values(role=role))
            self._note(work, audit_log.CHANGED_ROLE, me, team, f"{address}, {role}")
            _keep_an_owner(work, team, before)

    def remove(self, team: int, address: str) -> None:
        """Takes a member out: from then on they open none of the team's cases."""
        address = address.strip().casefold()
        with self._database.doing() as work:
            me = self._as_its_owner(work, team)
            before = _take_out(work, team, address)
            if before:
                self._note(work, audit_log.REMOVED, me, team, address)
                _keep_an_owner(work, team, before)

    def leave(self, team: int) -> None:
        """Takes the person who asks out of a team that somebody else keeps."""
        with self._database.doing() as work:
            me = id_of(work, self._person)
            before = _take_out(work, team, self._person.address)
            if before:
                self._note(work, audit_log.LEFT, me, team)
                _keep_an_owner(work, team, before)

    def end(self, team: int) -> None:
        """Ends a team; its cases become its owner's own."""
        with self._database.doing() as work:
            me = self._as_its_owner(work, team)
            self._not_of_groups(work, team)
            self._note(work, audit_log.ENDED, me, team)
            work.execute(update(DRAFT).where(DRAFT.c.team == team).values(team=None, person=me))
            for table in (MEMBER, GROUPED):
                work.execute(delete(table).where(table.c.team == team))
            work.execute(delete(TEAM).where(TEAM.c.id == team))

    # Passing a team on -----------------------------------------------------------------------------------------

    def offer(self, team: int, address: str) -> None:
        """Offers a team to one of its members, who becomes its owner once they take it on; until then nothing changes."""
        address = address.strip().casefold()
        with self._database.doing() as work:
            me = self._as_its_owner(work, team)
            self._not_of_groups(work, team)
            is_member = (MEMBER.c.team == team) & (MEMBER.c.address == address)
            if work.scalar(select(MEMBER.c.address).where(is_member)) is None:
                raise NotUnderstood(
                    "A team is passed on to one of its members. Add the person first, then offer it to them."
                )
            offered = {"offered_to": address, "offered_by": self._person.address or None}
            work.execute(update(TEAM).where(TEAM.c.id == team).values(offered))
            self._note(work, audit_log.OFFERED, me, team, address)

    def withdraw_offer(self, team: int) -> None:
        """Takes an offer of a team back."""
        with self._database.doing() as work:
            self._as_its_owner(work, team)
            work.execute(update(TEAM).where(TEAM.c.id == team).values(offered_to=None, offered_by=None))

    def take_on(self, team: int) -> None:
        """Makes the person who asks the owner of a team that was offered to them; who was it before goes on as an editor."""
        with self._database.doing() as work:
            offered_by = self._offered(work, team)
            me = made_id_of(work, self._person)
            _take_out(work, team, self._person.address)
            work.execute(
                update(TEAM).where(TEAM.c.id == team).values(owner=me, offered_to=None, offered_by=None)
            )
            is_there = (MEMBER.c.team == team) & (MEMBER.c.address == offered_by)
            if offered_by and work.scalar(select(MEMBER.c.address).where(is_there)) is None:
                work.execute(insert(MEMBER).values(team=team, address=offered_by, role=EDITOR))
            self._note(work, audit_log.TOOK_ON, me, team)

    def decline(self, team: int) -> None:
        """Refuses a team that was offered to the person who asks; its owner stays its owner."""
        with self._database.doing() as work:
            self._offered(work, team)
            work.execute(update(TEAM).where(TEAM.c.id == team).values(offered_to=None, offered_by=None))
            self._note(work, audit_log.DECLINED, id_of(work, self._person), team)

    def _offered(self, work: Connection, team: int) -> str:
        """Returns who offered a team to the person who asks, or refuses where nobody does any more."""
        id_of(work, self._person)
        asked = select(TEAM.c.offered_to, TEAM.c.offered_by, TEAM.c.mapped).where(TEAM.c.id == team)
        row = work.execute(asked.with_for_update()).first()
        is_theirs = row is not None and self._person.address and row.offered_to == self._person.address
        if row is None or not is_theirs or row.mapped is not None:
            raise NotUnderstood("This team is no longer offered to you. Ask its owner.")
        return str(row.offered_by or "")

    # What was done ---------------------------------------------------------------------------------------------

    def log(self, team: int, since: str = "", most: int = audit_log.MOST_READ) -> list[Entry]:
        """Returns what was done with a team of the person who asks and with its cases, the last first: for its owners alone."""
        with self._database.doing(reads=True) as work:
            if self._role(work, team) != OWNER:
                raise NotYours
            return audit_log.entries(work, teams=[team], since=since, most=most)

    def note_log_taken(self, team: int) -> None:
        """Takes note that an owner has taken the log away as a file."""
        with self._database.doing() as work:
            self._note(work, audit_log.TOOK_LOG, self._as_its_owner(work, team), team)

    def titles(self, team: int) -> dict[int, str]:
        """Returns the titles of a team's cases by their numbers, as they are now: the log itself holds none."""
        with self._database.doing(reads=True) as work:
            if self._role(work, team) != OWNER:
                raise NotYours
            rows = work.execute(select(DRAFT.c.id, DRAFT.c.title).where(DRAFT.c.team == team)).all()
            return {ident: str(title or "") for ident, title in rows}

    def _note(self, work: Connection, did: str, me: int, team: int, about: str = "") -> None:
        note(work, self._person.called, did, me, team=team, about=about)

    def _role(self, work: Connection, team: int) -> str:
        return roles_of(work, id_of(work, self._person), self._person.address, team).get(team, "")

    def _not_of_groups(self, work: Connection, team: int) -> None:
        if work.scalar(select(TEAM.c.mapped).where(TEAM.c.id == team)) is not None:
            raise OfGroups

    def _as_its_owner(self, work: Connection, team: int) -> int:
        """Returns the number of the person who asks, where they are an owner of the team."""
        me = id_of(work, self._person)
        # Locked, so that two who add at once do not pass the limit, and none adds to a team that is being ended.
        work.scalar(select(TEAM.c.id).where(TEAM.c.id == team).with_for_update())
        if self._role(work, team) != OWNER:
            raise NotYours
        return me


def _take_out(work: Connection, team: int, address: str) -> str:
    """Takes a member out, with what was offered to them, and returns what they were; nothing where they were none."""
    is_theirs = (TEAM.c.id == team) & (TEAM.c.offered_to == address)
    work.execute(update(TEAM).where(is_theirs).values(offered_to=None, offered_by=None))
    is_member = (MEMBER.c.team == team) & (MEMBER.c.address == address)
    before = work.scalar(select(MEMBER.c.role).where(is_member))
    work.execute(delete(MEMBER).where(is_member))
    return str(before or "")


def _keep_an_owner(work: Connection, team: int, before: str) -> None:
    """Refuses what was just done to a member where it took a team's last owner: the transaction is undone."""
    if before == OWNER and not has_owner(work, team):
        raise LastOwner


def _given(role: str) -> str:
    if role not in GIVEN:
        raise NotUnderstood("A member of a team is an editor or a reader.")
    return role


def _people_of(work: Connection, teams: Sequence[int]) -> dict[int, list[Member]]:
    """Returns the people of some teams, by team, besides who keeps each."""
    people: dict[int, list[Member]] = {team: [] for team in teams}
    by_address = select(MEMBER.c.team, MEMBER.c.address, MEMBER.c.role).where(MEMBER.c.team.in_(teams))
    for team, address, role in work.execute(by_address.order_by(MEMBER.c.address)).all():
        people[team].append(Member(address, role))
    by_group = select(GROUPED.c.team, GROUPED.c.name, GROUPED.c.role).where(GROUPED.c.team.in_(teams))
    for team, name, role in work.execute(by_group.order_by(func.lower(GROUPED.c.name))).all():
        people[team].append(Member(name, role, is_by_group=True))
    return people
