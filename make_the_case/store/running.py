"""What whoever runs the server may ask of the database: its teams, the audit log, legal holds, and a person's data on their behalf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from make_the_case.store import audit_log
from make_the_case.store.about_person import Erased, about_person, erase_person, finish_erasing
from make_the_case.store.audit_log import OPERATOR, Entry, last_called, note
from make_the_case.store.database import Database
from make_the_case.store.database_tables import DRAFT, GROUPED, MEMBER, PERSON, TEAM
from make_the_case.store.refusals import NotUnderstood
from make_the_case.store.roles import OWNER, has_owner
from make_the_case.store.signed_in import as_address


@dataclass(frozen=True)
class TeamHeld:
    """A team as whoever runs the server sees it."""

    number: int
    name: str
    is_of_groups: bool
    cases: int
    people: int
    """Besides its owner."""
    has_owner: bool
    owner_signed_in: str
    """The day when an owner last signed in, by the provider's clock; nothing where none has or it is not known."""


@dataclass(frozen=True)
class Hold:
    """A case that a legal hold keeps."""

    case: int
    since: str
    team: int | None


class Running:
    """The database as whoever runs the server may ask it; no page has it."""

    def __init__(self, database: Database):
        """Binds the database."""
        self._database = database

    def log(self, team: int | None = None, case: int | None = None, since: str = "") -> list[Entry]:
        """Returns the audit log, the last line first."""
        teams, cases = ([] if one is None else [one] for one in (team, case))
        with self._database.doing(reads=True) as work:
            if team is None and case is None:
                return audit_log.entries(work, since=since)
            return audit_log.entries(work, teams=teams, drafts=cases, since=since)

    def note_log_taken(self) -> None:
        """Takes note that the audit log was taken away as a file."""
        with self._database.doing() as work:
            note(work, OPERATOR, audit_log.TOOK_LOG)

    def teams(self) -> list[TeamHeld]:
        """Returns every team, those without an owner first."""
        with self._database.doing(reads=True) as work:
            rows = work.execute(
                select(TEAM.c.id, TEAM.c.name, TEAM.c.mapped, TEAM.c.owner).order_by(TEAM.c.name, TEAM.c.id)
            ).all()
            found = [self._team(work, *row) for row in rows]
        return sorted(found, key=lambda team: team.has_owner)

    def _team(self, work: Connection, team: int, name: str, mapped: str | None, keeper: int) -> TeamHeld:
        def how_many(table: Any) -> int:
            return int(work.scalar(select(func.count()).select_from(table).where(table.c.team == team)) or 0)

        by_group = select(GROUPED.c.person).where(GROUPED.c.team == team, GROUPED.c.role == OWNER)
        owners = [keeper] if mapped is None else list(work.scalars(by_group))
        last = work.scalar(select(func.max(PERSON.c.signed_in)).where(PERSON.c.id.in_(owners)))
        day = "" if last is None else datetime.fromtimestamp(last, UTC).date().isoformat()
        people = how_many(MEMBER) + how_many(GROUPED)
        return TeamHeld(team, name, mapped is not None, how_many(DRAFT), people, has_owner(work, team), day)

    def make_owner(self, team: int, address: str) -> None:
        """Makes whoever signs in with a verified address an owner of a team, beside those it has."""
        address = as_address(address)
        with self._database.doing() as work:
            if work.scalar(select(TEAM.c.id).where(TEAM.c.id == team).with_for_update()) is None:
                raise NotUnderstood(f"There is no team {team}. `make-the-case teams` lists them.")
            is_member = (MEMBER.c.team == team) & (MEMBER.c.address == address)
            if not work.execute(update(MEMBER).where(is_member).values(role=OWNER)).rowcount:
                work.execute(insert(MEMBER).values(team=team, address=address, role=OWNER))
            note(work, OPERATOR, audit_log.CHANGED_ROLE, team=team, about=f"{address}, {OWNER}")

    # Legal holds -----------------------------------------------------------------------------------------------

    def holds(self) -> list[Hold]:
        """Returns the cases that a hold keeps, by number."""
        asked = select(DRAFT.c.id, DRAFT.c.held, DRAFT.c.team).where(DRAFT.c.held.is_not(None))
        with self._database.doing(reads=True) as work:
            return [Hold(*row) for row in work.execute(asked.order_by(DRAFT.c.id)).all()]

    def hold(self, cases: Sequence[int]) -> None:
        """Keeps cases from being deleted, by a person or by time, until the hold is lifted; one in the bin is taken out of it."""
        with self._database.doing() as work:
            teams = self._known(work, cases)
            for case in teams:
                is_new = (DRAFT.c.id == case) & DRAFT.c.held.is_(None)
                held = {"held": audit_log.moment(), "binned": None, "binned_day": None}
                if work.execute(update(DRAFT).where(is_new).values(held)).rowcount:
                    note(work, OPERATOR, audit_log.HELD, draft=case, team=teams[case])

    def lift(self, cases: Sequence[int]) -> list[int]:
        """Lifts holds, and returns which cases are deleted by it: those of people who have had their data erased meanwhile."""
        gone = []
        with self._database.doing() as work:
            teams = self._known(work, cases)
            for case in teams:
                # Used as of now: it goes through the bin from here, and not at once.
                lifted = {"held": None, "used": audit_log.moment()}
                is_held = (DRAFT.c.id == case) & DRAFT.c.held.is_not(None)
                if work.execute(update(DRAFT).where(is_held).values(lifted)).rowcount:
                    note(work, OPERATOR, audit_log.RELEASED, draft=case, team=teams[case])
                    gone += [case] if finish_erasing(work, case) else []
        if gone:
            self._database.erase()
        return gone

    def _known(self, work: Connection, cases: Sequence[int]) -> dict[int, int | None]:
        """Returns the team of each case, or refuses all of it where there is no such case."""
        rows = work.execute(select(DRAFT.c.id, DRAFT.c.team).where(DRAFT.c.id.in_(cases))).all()
        found: dict[int, int | None] = dict(rows)
        missing = sorted(set(cases) - found.keys())
        if missing:
            named = ", ".join(map(str, missing))
            raise NotUnderstood(
                f"There is no case {named}, so nothing was changed. The page History and sharing says the number of a case, and so does the "
                "audit log."
            )
        return found

    # People ----------------------------------------------------------------------------------------------------

    def about(self, subject: str, issuer: str = "") -> dict[str, Any]:
        """Returns everything that is held about a person, by the subject under which the provider knows them."""
        with self._database.doing() as work:
            me, called, address = self._person(work, subject, issuer)
            note(work, OPERATOR, audit_log.TOOK_DATA, me)
            return about_person(work, me, address) | {"called_last": called}

    def erase(self, subject: str, issuer: str = "", address: str = "") -> Erased:
        """Erases a person; the address under which they are in teams has to be said, as it is not kept with their subject."""
        with self._database.doing() as work:
            me, called, _ = self._person(work, subject, issuer)
            erased = erase_person(work, me, as_address(address) if address else "", called)
        self._database.erase()
        return erased

    def _person(self, work: Connection, subject: str, issuer: str) -> tuple[int, str, str]:
        asked = select(PERSON.c.id).where(PERSON.c.subject == subject, PERSON.c.issuer != "")
        found = work.scalars(asked.where(PERSON.c.issuer == issuer) if issuer else asked).all()
        if len(found) != 1:
            many = "Several people have" if found else "Nobody has"
            raise NotUnderstood(
                f"{many} this subject. Write the subject by which the provider knows the person, and its issuer with --issuer where several do."
            )
        return int(found[0]), last_called(work, int(found[0])), ""
