"""Rounds: their questions, who may answer by a link or a code, and every answer as it was last kept. It knows no question's meaning.

Of an answer it keeps which kind of person gave it and no name, no address and no time.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from make_the_case.store.bin import remove_rounds
from make_the_case.store.database import Database
from make_the_case.store.database_tables import PARTICIPANT, REPLY, ROUND
from make_the_case.store.refusals import NoSuchRound, RoundClosed, RoundFull
from make_the_case.store.secret_words import hash_of, new_room, new_secret

ALONE, SEEN, CLOSED = "alone", "seen", "closed"
"""People answer alone; then they see all answers and may change their own; then nothing more is taken."""
TURNS = {ALONE: 1, SEEN: 2}
MOST_PEOPLE = 1000
MOST_ROUNDS = 50
"""Of one draft."""
LONGEST_ANSWER = 20_000
LONGEST_ROOM = 40

DraftOf = Callable[[Connection, str], int]
"""Finds the draft that a link may change, or refuses it."""
Opened = Callable[[Connection, str], None]
"""Takes note, in the same transaction, that people are asked about the draft of a link."""


@dataclass(frozen=True)
class HeldRound:
    """A round as the owner of its draft sees it."""

    id: int
    room: str
    state: str
    has_slips: bool
    delete_on: str
    asked: str


@dataclass(frozen=True)
class Room:
    """A round as those who have its link see it."""

    state: str
    has_slips: bool
    delete_on: str
    asked: str


@dataclass(frozen=True)
class Mine:
    """What one person has answered."""

    kind: str | None
    answers: Mapping[str, str]
    """By the place of the question, as it was last kept."""


@dataclass(frozen=True)
class Given:
    """One answer as the owner sees it: by a number that stands for somebody, never by their code."""

    person: str
    kind: str
    place: str
    body: str
    aside: str


class _Found(NamedTuple):
    id: int
    state: str
    has_slips: bool
    kind: str | None = None
    """Which kind of person asks, where it has been said."""


# What a phone asks with every field is put together once: with thirty of them at once, doing so each time took longer than the
# database did.
_IS_ROOM = (ROUND.c.room == bindparam("name")) & (ROUND.c.delete_on > bindparam("today"))
_LOOK = select(ROUND.c.state, ROUND.c.has_slips, ROUND.c.delete_on, ROUND.c.asked).where(_IS_ROOM)
_ROOM = select(ROUND.c.id, ROUND.c.state, ROUND.c.has_slips).where(_IS_ROOM)
_VISIT = (
    select(ROUND.c.id, ROUND.c.state, ROUND.c.has_slips, PARTICIPANT.c.kind)
    .join_from(ROUND, PARTICIPANT, PARTICIPANT.c.round == ROUND.c.id)
    .where(_IS_ROOM, PARTICIPANT.c.code == bindparam("who"))
)
_MINE = select(REPLY.c.place, REPLY.c.body).where(REPLY.c.code == bindparam("who")).order_by(REPLY.c.turn)
_ONE_MORE = (
    update(ROUND)
    .where(ROUND.c.id == bindparam("round_id"), ROUND.c.state != CLOSED)
    .values(saves=ROUND.c.saves + 1)
    .returning(ROUND.c.state)
)
_CHANGE = (
    update(REPLY)
    .where(
        REPLY.c.code == bindparam("who"),
        REPLY.c.place == bindparam("where"),
        REPLY.c.turn == bindparam("when"),
    )
    .values(body=bindparam("said"), aside="")
)
_ANSWER = insert(REPLY).values(
    code=bindparam("who"), place=bindparam("where"), turn=bindparam("when"), body=bindparam("said"), aside=""
)


class Rounds:
    """The rounds of one database; safe for many threads and processes at once."""

    def __init__(self, database: Database, draft_of: DraftOf, opened: Opened | None = None):
        """Binds the database, what says which draft a link may change, and what is told when a round of it is opened."""
        self._database, self._draft_of, self._opened = database, draft_of, opened

    # For the owner -------------------------------------------------------------------------------------------

    def open(self, secret: str, asked: str, delete_on: date, slips: int = 0) -> tuple[int, list[str]]:
        """Opens a round of a draft, and returns its number and the codes of its slips: told once, kept only as hashes."""
        codes = [new_secret() for _ in range(min(slips, MOST_PEOPLE))]
        with self._database.doing() as work:
            draft = self._draft_of(work, secret)
            if (
                work.scalar(select(func.count()).select_from(ROUND).where(ROUND.c.draft == draft)) or 0
            ) >= MOST_ROUNDS:
                raise RoundFull
            made = work.execute(
                insert(ROUND).values(
                    draft=draft, room=new_room(), state=ALONE, has_slips=int(bool(codes)),
                    delete_on=delete_on.isoformat(), asked=asked, saves=0,
                )
            )  # fmt: skip
            ident = int((made.inserted_primary_key or (0,))[0])
            if codes:
                work.execute(insert(PARTICIPANT), [{"code": hash_of(code), "round": ident} for code in codes])
            if self._opened is not None:
                self._opened(work, secret)
        return ident, codes

    def of_draft(self, secret: str, today: date | None = None) -> list[HeldRound]:
        """Returns the rounds of a draft, the last first; those whose day of deletion has come are deleted first."""
        self.delete_what_is_due(today)
        columns = (
            ROUND.c.id,
            ROUND.c.room,
            ROUND.c.state,
            ROUND.c.has_slips,
            ROUND.c.delete_on,
            ROUND.c.asked,
        )
        with self._database.doing() as work:
            draft = self._draft_of(work, secret)
            rows = work.execute(select(*columns).where(ROUND.c.draft == draft).order_by(ROUND.c.id.desc()))
            return [
                HeldRound(i, room, state, bool(slips), day, asked)
                for i, room, state, slips, day, asked in rows
            ]

    def set_state(self, secret: str, ident: int, state: str) -> None:
        """Lets people answer alone, shows them all answers, or closes a round; no answer is kept after it has been closed."""
        with self._database.doing() as work:
            self._own(work, secret, ident)
            work.execute(update(ROUND).where(ROUND.c.id == ident).values(state=state))

    def new_link(self, secret: str, ident: int) -> None:
        """Withdraws the link of a room, and makes another."""
        with self._database.doing() as work:
            self._own(work, secret, ident)
            work.execute(update(ROUND).where(ROUND.c.id == ident).values(room=new_room()))

    def counts(self, secret: str, ident: int) -> tuple[int, dict[str, int]]:
        """Returns how many people have answered anything, and how many each question."""
        with self._database.doing(reads=True) as work:
            self._own(work, secret, ident)
            mine = REPLY.c.code.in_(select(PARTICIPANT.c.code).where(PARTICIPANT.c.round == ident))
            people = work.scalar(select(func.count(func.distinct(REPLY.c.code))).where(mine)) or 0
            each = (
                select(REPLY.c.place, func.count(func.distinct(REPLY.c.code)))
                .where(mine)
                .group_by(REPLY.c.place)
            )
            return int(people), {place: int(count) for place, count in work.execute(each)}

    def answers(self, secret: str, ident: int) -> list[Given]:
        """Returns every answer of a round as it was last kept."""
        with self._database.doing(reads=True) as work:
            self._own(work, secret, ident)
            return _given(work, ident)

    def set_aside(self, secret: str, ident: int, person: str, place: str, reason: str) -> None:
        """Sets an answer aside for a reason, or takes it back where there is none; the answer stays."""
        with self._database.doing() as work:
            self._own(work, secret, ident)
            codes = select(PARTICIPANT.c.code).where(PARTICIPANT.c.round == ident)
            whose = [code for code in work.scalars(codes) if _person(code) == person]
            is_theirs = REPLY.c.code.in_(whose) & (REPLY.c.place == place)
            work.execute(update(REPLY).where(is_theirs).values(aside=reason[:500]))

    def type_in(self, secret: str, ident: int, kind: str, answers: Mapping[str, str]) -> None:
        """Keeps the answers of a sheet of paper that somebody filled in."""
        with self._database.doing() as work:
            self._own(work, secret, ident)
            code = hash_of(new_secret())
            _refuse_one_more(work, ident)
            work.execute(insert(PARTICIPANT).values(code=code, round=ident, kind=kind[:40]))
            for place, body in answers.items():
                work.execute(
                    insert(REPLY).values(code=code, place=place, turn=1, body=body[:LONGEST_ANSWER], aside="")
                )

    def delete(self, secret: str, ident: int) -> None:
        """Deletes a round with every answer to it, for good."""
        with self._database.doing() as work:
            self._own(work, secret, ident)
            remove_rounds(work, [ident])
        self._database.erase()

    def delete_what_is_due(self, today: date | None = None) -> int:
        """Deletes the rounds whose day of deletion has come, with every answer to them, and returns how many there were."""
        day = (today or datetime.now(UTC).date()).isoformat()
        with self._database.doing(reads=True) as work:
            if work.scalar(select(ROUND.c.id).where(ROUND.c.delete_on <= day).limit(1)) is None:
                return 0
        with self._database.doing() as work:
            due = work.scalars(select(ROUND.c.id).where(ROUND.c.delete_on <= day)).all()
            remove_rounds(work, due)
        self._database.erase()
        return len(due)

    def _own(self, work: Connection, secret: str, ident: int) -> None:
        """Refuses a round that is not of the draft that a link may change."""
        draft = self._draft_of(work, secret)
        if work.scalar(select(ROUND.c.id).where(ROUND.c.id == ident, ROUND.c.draft == draft)) is None:
            raise NoSuchRound

    # For those who answer ------------------------------------------------------------------------------------

    def look(self, room: str) -> Room:
        """Returns what a room's link shows before anybody answers; raises NoSuchRound."""
        with self._database.doing(reads=True) as work:
            row = work.execute(_LOOK, _named(room)).first()
        if row is None:
            raise NoSuchRound
        return Room(row[0], bool(row[1]), row[2], row[3])

    def arrive(self, room: str) -> str:
        """Returns a new code for somebody who comes by the room's link; of a round with slips only a slip has one."""
        code = new_secret()
        with self._database.doing() as work:
            found = self._room(work, room)
            if found.has_slips:
                raise NoSuchRound
            if found.state == CLOSED:
                raise RoundClosed
            _refuse_one_more(work, found.id)
            work.execute(insert(PARTICIPANT).values(code=hash_of(code), round=found.id))
        return code

    def mine(self, room: str, code: str) -> Mine:
        """Returns what the person with a code has answered; raises NoSuchRound."""
        with self._database.doing(reads=True) as work:
            found = self._participant(work, room, code)
            rows = work.execute(_MINE, {"who": hash_of(code)})
            return Mine(found.kind, dict(rows.all()))

    def say_who(self, room: str, code: str, kind: str) -> None:
        """Keeps which kind of person somebody is."""
        with self._database.doing() as work:
            self._to_write(work, room, code)
            work.execute(
                update(PARTICIPANT).where(PARTICIPANT.c.code == hash_of(code)).values(kind=kind[:40])
            )

    def keep(self, room: str, code: str, place: str, body: str) -> None:
        """Keeps one answer in the place of the one before; raises RoundClosed once the round has been closed."""
        if len(body) > LONGEST_ANSWER:
            raise RoundFull
        with self._database.doing() as work:
            found = self._to_write(work, room, code)
            answer = {"who": hash_of(code), "where": place[:20], "when": TURNS[found.state], "said": body}
            if not work.execute(_CHANGE, answer).rowcount:
                work.execute(_ANSWER, answer)

    def everyone(self, room: str, code: str) -> list[Given]:
        """Returns all answers once they are shown to everybody: without the kind of who gave each, and in no order of theirs."""
        with self._database.doing(reads=True) as work:
            found = self._participant(work, room, code)
            if found.state == ALONE:
                return []
            shown = [Given("", "", each.place, each.body, "") for each in _given(work, found.id)]
        secrets.SystemRandom().shuffle(shown)
        return shown

    def withdraw(self, room: str, code: str) -> None:
        """Takes all that somebody answered out of the store, for good; a slip's code can be used again."""
        with self._database.doing() as work:
            found = self._participant(work, room, code)
            work.execute(delete(REPLY).where(REPLY.c.code == hash_of(code)))
            if found.has_slips:
                work.execute(update(PARTICIPANT).where(PARTICIPANT.c.code == hash_of(code)).values(kind=None))
            else:
                work.execute(delete(PARTICIPANT).where(PARTICIPANT.c.code == hash_of(code)))
        self._database.erase()

    def _room(self, work: Connection, room: str) -> _Found:
        row = work.execute(_ROOM, _named(room)).first()
        if row is None:
            raise NoSuchRound
        return _Found(int(row[0]), row[1], bool(row[2]))

    def _participant(self, work: Connection, room: str, code: str) -> _Found:
        row = work.execute(_VISIT, {**_named(room), "who": hash_of(code)}).first()
        if row is None:
            raise NoSuchRound
        return _Found(int(row[0]), row[1], bool(row[2]), row[3])

    def _to_write(self, work: Connection, room: str, code: str) -> _Found:
        """Returns the round for one more answer: who closes it meanwhile waits until this one is kept."""
        found = self._participant(work, room, code)
        # One statement decides which was first, the answer or the closing.
        state = work.scalar(_ONE_MORE, {"round_id": found.id})
        if state is None:
            raise RoundClosed
        return found._replace(state=str(state))


def _given(work: Connection, ident: int) -> list[Given]:
    """Returns every answer of a round as it was last kept, by a number that stands for somebody."""
    columns = (REPLY.c.code, PARTICIPANT.c.kind, REPLY.c.place, REPLY.c.body, REPLY.c.aside)
    rows = work.execute(
        select(*columns)
        .join(PARTICIPANT, PARTICIPANT.c.code == REPLY.c.code)
        .where(PARTICIPANT.c.round == ident)
        .order_by(REPLY.c.code, REPLY.c.place, REPLY.c.turn)
    )
    last: dict[tuple[str, str], Given] = {}
    for code, kind, place, body, aside in rows:
        last[code, place] = Given(_person(code), kind or "other", place, body, aside)
    return list(last.values())


def _person(code: str) -> str:
    """Returns what stands for somebody in the owner's sight: no part of it leads to their code."""
    return hash_of(f"person {code}")[:8]


def _refuse_one_more(work: Connection, ident: int) -> None:
    people = work.scalar(select(func.count()).select_from(PARTICIPANT).where(PARTICIPANT.c.round == ident))
    if (people or 0) >= MOST_PEOPLE:
        raise RoundFull


def _named(room: str) -> dict[str, str]:
    """Returns what finds the round of a room's link, unless its day of deletion has come."""
    return {"name": _room(room), "today": datetime.now(UTC).date().isoformat()}


def _room(written: str) -> str:
    """Returns the name of a room as it is kept, from one that somebody typed."""
    signs = "".join(sign for sign in written[:LONGEST_ROOM].lower() if sign.isalnum())
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))
