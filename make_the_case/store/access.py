"""Who may do what with a draft: asked of the database at each step, in the transaction of what is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, select

from make_the_case.store import audit_log
from make_the_case.store.database_tables import DRAFT, LINK, TEAM
from make_the_case.store.lists import IS_NOBODYS
from make_the_case.store.refusals import NoSuchDraft, NotYours, ReaderOfTeam, ReadOnlyLink, UnderHold
from make_the_case.store.roles import OWNER, READER, roles_of
from make_the_case.store.secret_words import hash_of
from make_the_case.store.shapes import Whose
from make_the_case.store.signed_in import Person, id_of


class Found(NamedTuple):
    """A draft as one of its links leads to it."""

    id: int
    is_for_reading: bool
    """Whether it was found by its link for reading."""
    has_reading_link: bool
    whose: Whose


@dataclass(frozen=True)
class Access:
    """What one person, or nobody, may do with the drafts of a database."""

    who: Person | None = None
    is_on_own_computer: bool = False
    """Whether they sit at the computer whose folder it is: then what is nobody else's is theirs."""

    def me(self, work: Connection) -> int:
        """Returns the number of the person who asks, or 0."""
        return 0 if self.who is None else id_of(work, self.who)

    def found(self, work: Connection, secret: str) -> Found:
        """Returns what a link leads to; raises NoSuchDraft also where it is somebody else's."""
        self.me(work)  # a sign-in that was ended opens nothing, not even what is nobody's
        hashed = hash_of(secret)
        further = select(LINK.c.draft).where(LINK.c.link == hashed)
        row = work.execute(
            select(DRAFT.c.id, DRAFT.c.reading_link, DRAFT.c.person, DRAFT.c.team, DRAFT.c.held, TEAM.c.name)
            .outerjoin(TEAM, TEAM.c.id == DRAFT.c.team)
            .where((DRAFT.c.link == hashed) | (DRAFT.c.reading_link == hashed) | DRAFT.c.id.in_(further))
        ).first()
        if row is None:
            raise NoSuchDraft
        ident, reading_link, person, team, held, name = row
        if reading_link == hashed:
            return Found(ident, True, True, Whose(False, team, False, False, number=ident, person=person))
        whose = self.whose(work, person, team)
        if whose is None:
            raise NoSuchDraft
        named = Whose(
            whose.is_mine, team, whose.may_end, whose.may_change, whose.role, name or "", held or "", ident, person
        )  # fmt: skip
        return Found(ident, False, reading_link is not None, named)

    def whose(self, work: Connection, person: int | None, team: int | None) -> Whose | None:
        """Returns whose a draft is as far as who asks may know it, or None where they may not open it."""
        if person is None and team is None:
            return Whose(False, None, True)
        if self.who is None:
            return None
        me = self.me(work)
        if team is None:
            return Whose(True, None, True) if person == me else None
        role = roles_of(work, me, self.who.address, team).get(team)
        return None if role is None else Whose(False, team, role == OWNER, role != READER, role)

    def for_history(self, work: Connection, secret: str) -> Found:
        """Returns what a link leads to for those whose case it is, readers of its team among them."""
        draft = self.found(work, secret)
        if draft.is_for_reading:
            raise ReadOnlyLink
        return draft

    def for_writing(self, work: Connection, secret: str) -> Found:
        """Returns what a link leads to, to be changed."""
        draft = self.for_history(work, secret)
        if not draft.whose.may_change:
            raise ReaderOfTeam
        return draft

    def to_move(self, work: Connection, secret: str) -> Found:
        """Returns what a link leads to, to be given to others."""
        draft = self.for_writing(work, secret)
        if not draft.whose.may_end:
            raise NotYours
        return draft

    def to_end(self, work: Connection, secret: str) -> Found:
        """Returns what a link leads to, to be deleted for good."""
        draft = self.to_move(work, secret)
        if draft.whose.held:
            raise UnderHold
        return draft

    def is_theirs(self, work: Connection) -> ColumnElement[bool] | None:
        """Returns what says of a draft that it is in the list of the person who asks, or None where they have no list."""
        if self.who is not None:
            me = self.me(work)
            return (DRAFT.c.person == me) | DRAFT.c.team.in_(list(roles_of(work, me, self.who.address)))
        return IS_NOBODYS if self.is_on_own_computer else None

    def roles(self, work: Connection) -> dict[int, str]:
        """Returns what the person who asks may do in each of their teams."""
        return {} if self.who is None else roles_of(work, self.me(work), self.who.address)

    def in_list(self, work: Connection, ident: int) -> Whose:
        """Refuses a case that is not in the list of the person who asks."""
        row = work.execute(select(DRAFT.c.person, DRAFT.c.team).where(DRAFT.c.id == ident)).first()
        is_nobodys = row is not None and tuple(row) == (None, None)
        if row is None or (is_nobodys and (self.who is not None or not self.is_on_own_computer)):
            raise NoSuchDraft
        whose = self.whose(work, *row)
        if whose is None:
            raise NoSuchDraft
        return whose

    # What is written down of it ------------------------------------------------------------------------------

    def note(self, work: Connection, did: str, draft: int, team: int | None = None, about: str = "") -> None:
        """Writes to the audit log, where people sign in."""
        if self.who is not None:
            audit_log.note(work, self.who.called, did, self.me(work), draft, team, about)

    def note_reading(self, work: Connection, draft: Found, did: str, about: str) -> None:
        """Writes to the audit log what needs no sign-in where somebody has the link for reading."""
        whose = draft.whose
        is_somebodys = whose.team is not None or whose.person is not None
        if self.who is None and draft.is_for_reading and is_somebodys:
            audit_log.note(work, audit_log.LINK_HOLDER, did, None, draft.id, whose.team, about)
        else:
            self.note(work, did, draft.id, whose.team, about)
