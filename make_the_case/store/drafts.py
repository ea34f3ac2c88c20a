"""Drafts and their revisions: each change is a revision, nothing is overwritten, and a link, or being its owner, is the only way in."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import URL, ColumnElement, Connection, delete, func, insert, select, update

from make_the_case.store.bin import Swept, remove, sweep
from make_the_case.store.database import Database
from make_the_case.store.database_tables import DRAFT, LINK, REVISION, TEAM
from make_the_case.store.held_rounds import Rounds
from make_the_case.store.lists import DOCUMENTS, IS_CASE, IS_NOBODYS, Listed, listed_of, lists
from make_the_case.store.members import Teams, teams_of
from make_the_case.store.people import Person, id_of, is_still_in, made_id_of, sign_out
from make_the_case.store.refusals import Conflict, NoSuchDraft, NotYours, ReadOnlyLink
from make_the_case.store.secret_words import hash_of, new_secret
from make_the_case.store.shapes import Draft, Revision, Whose

MOST_FURTHER_LINKS = 100
"""Links of one draft that its list has made: with one more, the one unused for longest goes. No clock has a say in that."""
MOST_LISTED = 5_000
MOST_LINKS = 200
"""Links that are looked up together: as many as one browser remembers."""


class _Found(NamedTuple):
    id: int
    is_for_reading: bool
    has_reading_link: bool
    whose: Whose


class Drafts:
    """The drafts of one database; safe for many threads and processes at once."""

    def __init__(self, url: str | URL, expires: bool = False):
        """Opens a database, made where there is none; with `expires` a draft that nobody has used for 90 days goes into the bin."""
        self._database = Database(url)
        self._expires = expires
        self._who: Person | None = None
        self._is_on_own_computer = False

    def on_own_computer(self) -> Drafts:
        """Returns the same drafts as the one person may see them whose computer this is: every one that is nobody else's is theirs.

        Only for a folder of one's own, asked for from the computer itself: elsewhere a draft without a person is its link's alone.
        """
        drafts = copy.copy(self)
        drafts._is_on_own_computer = True
        return drafts

    def of(self, person: Person | None) -> Drafts:
        """Returns the same drafts as this person may see them; of nobody, those that belong to nobody."""
        drafts = copy.copy(self)
        drafts._who = person
        return drafts

    def teams(self) -> Teams:
        """Returns the teams of the person who asks."""
        if self._who is None:
            raise NotYours
        return Teams(self._database, self._who)

    def rounds(self) -> Rounds:
        """Returns the rounds of the drafts that the person who asks may change, and the way in for those who answer one."""
        return Rounds(self._database, lambda work, secret: self._for_writing(work, secret).id)

    def is_signed_in(self) -> bool:
        """Returns whether the sign-in of the person who asks still counts: they may have ended it in another browser."""
        return self._who is not None and is_still_in(self._database, self._who)

    def sign_out(self) -> None:
        """Ends every sign-in of the person who asks, in whichever browser."""
        if self._who is not None:
            sign_out(self._database, self._who)

    def look(self) -> None:
        """Asks the database for something, and raises Unavailable where it cannot be used."""
        self._database.look()

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()

    # Saving ------------------------------------------------------------------------------------------------

    def create(
        self,
        body: str,
        author: str = "",
        note: str = "",
        title: str = "",
        file: str = "",
        verdict: str | None = None,
    ) -> str:
        """Keeps a new draft, of whoever is signed in, and returns the secret of its link: told once, kept only as a hash."""
        if self._expires:
            self.expire()
        secret, now = new_secret(), _now()
        with self._database.doing() as work:
            made = work.execute(
                insert(DRAFT).values(
                    link=hash_of(secret),
                    head=1,
                    made=now,
                    used=now,
                    person=None if self._who is None else made_id_of(work, self._who),
                    title=title[:300],
                    file=file,
                    verdict=_short(verdict),
                )
            )
            work.execute(_revision((made.inserted_primary_key or (0,))[0], 1, now, author, note, body))
        return secret

    def save(
        self,
        secret: str,
        base: int,
        body: str,
        author: str = "",
        note: str = "",
        title: str = "",
        verdict: str | None = None,
    ) -> int:
        """Keeps a revision on top of the one it was made from, and returns its number; raises Conflict where that is no longer the last."""
        now = _now()
        with self._database.doing() as work:
            draft = self._for_writing(work, secret).id
            # One statement decides who was first, so two writers can never both be.
            moved = work.execute(
                update(DRAFT)
                .where(DRAFT.c.id == draft, DRAFT.c.head == base)
                .values(head=base + 1, used=now, title=title[:300], verdict=_short(verdict), binned=None)
            )
            if moved.rowcount == 1:
                work.execute(_revision(draft, base + 1, now, author, note, body))
                return base + 1
            raise Conflict(self._head(work, draft))

    # Reading -----------------------------------------------------------------------------------------------

    def open(self, secret: str) -> Draft:
        """Returns a draft as this link opens it, and marks it as used; raises NoSuchDraft."""
        if self._expires:
            self.expire()
        with self._database.doing() as work:
            draft = self._found(work, secret)
            file, binned = work.execute(
                select(DRAFT.c.file, DRAFT.c.binned).where(DRAFT.c.id == draft.id)
            ).one()
            work.execute(update(DRAFT).where(DRAFT.c.id == draft.id).values(used=_now(), binned=None))
            work.execute(update(LINK).where(LINK.c.link == hash_of(secret)).values(used=_now()))
            head = self._head(work, draft.id)
            return Draft(
                draft.is_for_reading, draft.has_reading_link, head, file or "", was_in_bin=binned is not None
            )

    def history(self, secret: str, most: int = 200) -> list[Revision]:
        """Returns the revisions, the last first, without their texts."""
        columns = (REVISION.c.number, REVISION.c.at, REVISION.c.author, REVISION.c.note)
        with self._database.doing() as work:
            draft = self._for_writing(work, secret).id
            rows = work.execute(
                select(*columns)
                .where(REVISION.c.draft == draft)
                .order_by(REVISION.c.number.desc())
                .limit(most)
            )
            return [Revision(*row, "") for row in rows]

    def revision(self, secret: str, number: int) -> Revision:
        """Returns one revision whole; raises NoSuchDraft where there is none of this number."""
        with self._database.doing() as work:
            return self._one(work, self._for_writing(work, secret).id, number)

    # Links and their end -----------------------------------------------------------------------------------

    def share_for_reading(self, secret: str) -> str:
        """Returns the secret of a new link that opens the draft for reading; the one before it, if any, is withdrawn."""
        reading = new_secret()
        self._set_reading_link(secret, hash_of(reading))
        return reading

    def withdraw(self, secret: str) -> None:
        """Ends the link for reading."""
        self._set_reading_link(secret, None)

    def delete(self, secret: str) -> None:
        """Deletes a draft with all its revisions, for good; a team's only by whoever keeps the team."""
        with self._database.doing() as work:
            remove(work, [self._to_end(work, secret).id])
        self._database.erase()

    def expire(self, now: datetime | None = None) -> Swept:
        """Sweeps up for the day, and returns what went into the bin and out of it."""
        return sweep(self._database, now or datetime.now(UTC))

    def count(self) -> int:
        """Returns how many drafts there are."""
        with self._database.doing() as work:
            return int(work.scalar(select(func.count()).select_from(DRAFT)) or 0)

    # Whose they are ----------------------------------------------------------------------------------------

    def listed(self) -> list[Listed]:
        """Returns the cases of the person who asks and of their teams, the last changed first; on one's own computer all that are nobody else's."""
        return self._list(IS_CASE & DRAFT.c.binned.is_(None), REVISION.c.at.desc())

    def documents(self, kind: str) -> list[Listed]:
        """Returns the programmes or roll-outs of the person who asks, the last changed first, those in the bin too: opening one brings it back."""
        return self._list(DRAFT.c.file == DOCUMENTS[kind], REVISION.c.at.desc())

    def create_document(self, kind: str, body: str, author: str = "", title: str = "") -> str:
        """Keeps a new draft that is a programme or a roll-out, and returns the secret of its link."""
        return self.create(body, author, "Begun", title, DOCUMENTS[kind])

    def in_bin(self) -> list[Listed]:
        """Returns which of these cases lie in the bin, the last put there first."""
        return self._list(IS_CASE & DRAFT.c.binned.is_not(None), DRAFT.c.binned.desc())

    def _list(self, wanted: ColumnElement[bool], newest: ColumnElement[str]) -> list[Listed]:
        with self._database.doing(reads=True) as work:
            is_theirs = self._is_theirs(work)
            if is_theirs is None:
                return []
            asked = lists().where(is_theirs, wanted).order_by(newest, DRAFT.c.id.desc()).limit(MOST_LISTED)
            return [listed_of(row) for row in work.execute(asked)]

    def empty_bin(self) -> int:
        """Deletes for good what lies in the bin and is the person's to delete, and returns how many there were."""
        with self._database.doing() as work:
            is_theirs = self._is_theirs(work)
            if is_theirs is None:
                return 0
            rows = work.execute(
                select(DRAFT.c.id, DRAFT.c.person, DRAFT.c.team).where(is_theirs, DRAFT.c.binned.is_not(None))
            )
            whose = [(ident, self._whose(work, person, team)) for ident, person, team in rows.all()]
            gone = [ident for ident, draft in whose if draft is not None and draft.may_end]
            remove(work, gone)
        self._database.erase()
        return len(gone)

    def _is_theirs(self, work: Connection) -> ColumnElement[bool] | None:
        """Returns what says of a draft that it is in the list of the person who asks, or None where they have no list."""
        if self._who is not None:
            me = id_of(work, self._who)
            return (DRAFT.c.person == me) | DRAFT.c.team.in_(teams_of(me, self._who))
        return IS_NOBODYS if self._is_on_own_computer else None

    def known(self, secrets: Sequence[str]) -> list[Listed]:
        """Returns what some links lead to, in their order and without those that lead to nothing; none is marked as used."""
        with self._database.doing() as work:
            listed = []
            for secret in secrets[:MOST_LINKS]:
                try:
                    draft = self._found(work, secret)
                except NoSuchDraft:
                    continue
                row = work.execute(lists().where(DRAFT.c.id == draft.id)).first()
                if row is not None:
                    listed.append(replace(listed_of(row), link=secret, is_for_reading=draft.is_for_reading))
            return listed

    def link_to(self, ident: int) -> str:
        """Returns the secret of another link to a case of the list, which opens it for nobody else."""
        secret = new_secret()
        with self._database.doing() as work:
            self._in_list(work, ident)
            newest = (LINK.c.used.desc(), LINK.c.link)
            kept = (
                select(LINK.c.link)
                .where(LINK.c.draft == ident)
                .order_by(*newest)
                .limit(MOST_FURTHER_LINKS - 1)
            )
            work.execute(
                delete(LINK).where(LINK.c.draft == ident, LINK.c.link.not_in(work.scalars(kept).all()))
            )
            work.execute(insert(LINK).values(link=hash_of(secret), draft=ident, used=_now()))
        return secret

    def head_of(self, ident: int) -> Revision:
        """Returns the last revision of a case of the list."""
        with self._database.doing() as work:
            self._in_list(work, ident)
            return self._head(work, ident)

    def last_by(self, secret: str) -> Revision:
        """Returns the last revision of the draft that a link leads to; the link is not marked as used."""
        with self._database.doing() as work:
            return self._head(work, self._found(work, secret).id)

    def set_verdict(self, ident: int, number: int, verdict: str) -> None:
        """Keeps what a case of the list came to, unless it has changed since that revision."""
        with self._database.doing() as work:
            self._in_list(work, ident)
            work.execute(
                update(DRAFT)
                .where(DRAFT.c.id == ident, DRAFT.c.head == number)
                .values(verdict=_short(verdict))
            )

    def _in_list(self, work: Connection, ident: int) -> None:
        """Refuses a case that is not in the list of the person who asks."""
        row = work.execute(select(DRAFT.c.person, DRAFT.c.team).where(DRAFT.c.id == ident)).first()
        if row is None or (row == (None, None) and (self._who is not None or not self._is_on_own_computer)):
            raise NoSuchDraft
        if self._whose(work, *row) is None:
            raise NoSuchDraft

    def whose(self, secret: str) -> Whose:
        """Returns whose a draft is."""
        with self._database.doing() as work:
            return self._for_writing(work, secret).whose

    def give(self, secret: str, team: int | None) -> None:
        """Makes a draft a team's, one that the person who asks is in, or their own."""
        if self._who is None:
            raise NotYours
        with self._database.doing() as work:
            draft = self._to_end(work, secret).id
            me = made_id_of(work, self._who)
            if team is not None and team not in set(work.scalars(teams_of(me, self._who))):
                raise NotYours
            work.execute(
                update(DRAFT)
                .where(DRAFT.c.id == draft)
                .values(team=team, person=me if team is None else None)
            )

    def _found(self, work: Connection, secret: str) -> _Found:
        if self._who is not None:
            id_of(work, self._who)  # a sign-in that was ended opens nothing, not even what is nobody's
        hashed = hash_of(secret)
        further = select(LINK.c.draft).where(LINK.c.link == hashed)
        row = work.execute(
            select(DRAFT.c.id, DRAFT.c.reading_link, DRAFT.c.person, DRAFT.c.team).where(
                (DRAFT.c.link == hashed) | (DRAFT.c.reading_link == hashed) | DRAFT.c.id.in_(further)
            )
        ).first()
        if row is None:
            raise NoSuchDraft
        ident, reading_link, person, team = row
        if reading_link == hashed:
            return _Found(ident, True, True, Whose(False, None, False))
        whose = self._whose(work, person, team)
        if whose is None:
            raise NoSuchDraft
        return _Found(ident, False, reading_link is not None, whose)

    def _whose(self, work: Connection, person: int | None, team: int | None) -> Whose | None:
        """Returns whose a draft is as far as who asks may know it, or None where they may not open it."""
        if person is None and team is None:
            return Whose(False, None, True)
        if self._who is None:
            return None
        me = id_of(work, self._who)
        if person is not None:
            return Whose(True, None, True) if person == me else None
        if team not in set(work.scalars(teams_of(me, self._who))):
            return None
        return Whose(False, team, work.scalar(select(TEAM.c.owner).where(TEAM.c.id == team)) == me)

    def _for_writing(self, work: Connection, secret: str) -> _Found:
        draft = self._found(work, secret)
        if draft.is_for_reading:
            raise ReadOnlyLink
        return draft

    def _to_end(self, work: Connection, secret: str) -> _Found:
        draft = self._for_writing(work, secret)
        if not draft.whose.may_end:
            raise NotYours
        return draft

    def _set_reading_link(self, secret: str, hashed: str | None) -> None:
        with self._database.doing() as work:
            draft = self._for_writing(work, secret).id
            work.execute(update(DRAFT).where(DRAFT.c.id == draft).values(reading_link=hashed))

    def _head(self, work: Connection, draft: int) -> Revision:
        number = work.scalar(select(DRAFT.c.head).where(DRAFT.c.id == draft))
        return self._one(work, draft, int(number or 0))

    def _one(self, work: Connection, draft: int, number: int) -> Revision:
        columns = (REVISION.c.number, REVISION.c.at, REVISION.c.author, REVISION.c.note, REVISION.c.body)
        row = work.execute(
            select(*columns).where(REVISION.c.draft == draft, REVISION.c.number == number)
        ).first()
        if row is None:
            raise NoSuchDraft
        return Revision(*row)


def _revision(draft: int, number: int, at: str, author: str, note: str, body: str):  # type: ignore[no-untyped-def]
    return insert(REVISION).values(
        draft=draft, number=number, at=at, author=author[:200], note=note[:500], body=body
    )


def _short(verdict: str | None) -> str | None:
    return None if verdict is None else verdict[:120]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
