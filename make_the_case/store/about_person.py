"""What is held about a person: told to them whole, and erased, but for what a legal hold keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from make_the_case.store import audit_log
from make_the_case.store.bin import remove
from make_the_case.store.database_tables import (
    DRAFT,
    ENTRY,
    GROUPED,
    MEMBER,
    NOT_AN_ISSUER,
    PERSON,
    REVISION,
    TEAM,
)
from make_the_case.store.refusals import OwnsTeams
from make_the_case.store.roles import OWNER, has_owner, roles_of
from make_the_case.store.signed_in import end_for_erasing


@dataclass(frozen=True)
class Erased:
    """What came of erasing a person."""

    drafts: int
    """Their own, deleted for good."""
    held: int
    """Their own that a legal hold keeps: deleted when it is lifted."""
    revisions: int
    """In cases of teams, whose author is no longer named."""


def about_person(work: Connection, me: int, address: str) -> dict[str, Any]:
    """Returns everything that is held about a person, as plain data; of a team's cases, which changes are theirs and not what they say."""
    person = work.execute(select(PERSON).where(PERSON.c.id == me)).first()
    own = work.execute(select(DRAFT).where(DRAFT.c.person == me).order_by(DRAFT.c.id)).all()
    changes = work.execute(
        select(REVISION.c.draft, REVISION.c.number, REVISION.c.at, REVISION.c.author, REVISION.c.note)
        .join(DRAFT, DRAFT.c.id == REVISION.c.draft)
        .where(REVISION.c.person == me, or_(DRAFT.c.person.is_(None), DRAFT.c.person != me))
        .order_by(REVISION.c.draft, REVISION.c.number)
    ).all()
    roles = roles_of(work, me, address)
    names = dict(work.execute(select(TEAM.c.id, TEAM.c.name).where(TEAM.c.id.in_(list(roles)))).all())
    return {
        "person": {} if person is None else _person_data(person),
        "verified_address_of_this_sign_in": address,
        "teams": [{"number": team, "name": names[team], "role": role} for team, role in roles.items()],
        "cases": [_draft_data(work, draft) for draft in own],
        "changes_in_cases_of_teams": [
            {"case": draft, "revision": number, "when": at, "name": author, "note": note}
            for draft, number, at, author, note in changes
        ],
        "audit_log": audit_log.as_data(audit_log.of_person(work, me)),
    }


def _person_data(person: Row[Any]) -> dict[str, Any]:
    return {
        "number": person.id,
        "issuer": person.issuer,
        "subject": person.subject,
        "last_signed_in": _time(person.signed_in),
        "sign_ins_ended_up_to": _time(person.not_before),
    }


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _draft_data(work: Connection, draft: Row[Any]) -> dict[str, Any]:
    columns = (REVISION.c.number, REVISION.c.at, REVISION.c.author, REVISION.c.note, REVISION.c.body)
    rows = work.execute(
        select(*columns).where(REVISION.c.draft == draft.id).order_by(REVISION.c.number)
    ).all()
    return {
        "number": draft.id,
        "title": draft.title,
        "begun": draft.made,
        "last_opened": draft.used,
        "in_the_bin_since": draft.binned,
        "under_a_legal_hold_since": draft.held,
        "file": draft.file,
        "revisions": [
            {"number": number, "when": at, "name": author, "note": note, "body": body}
            for number, at, author, note, body in rows
        ],
    }


def erase_person(work: Connection, me: int, address: str, called: str) -> Erased:
    """Erases a person: their own cases, their place in teams, and their name wherever it stands; raises OwnsTeams where a team would have no owner.

    What is left is a number without a name. A case of theirs that is held stays as it is until the hold is lifted.
    """
    owned = [team for team, role in roles_of(work, me, address).items() if role == OWNER]
    owned = [team for team in owned if not has_owner(work, team, but=(me, address))]
    if owned:
        names = work.scalars(select(TEAM.c.name).where(TEAM.c.id.in_(owned)).order_by(TEAM.c.name)).all()
        raise OwnsTeams(names)
    own = work.execute(select(DRAFT.c.id, DRAFT.c.held).where(DRAFT.c.person == me)).all()
    gone = [row.id for row in own if row.held is None]
    remove(work, gone)
    revisions = _unnamed(work, me, called, list(roles_of(work, me, address)))
    work.execute(delete(GROUPED).where(GROUPED.c.person == me))
    if address:
        work.execute(delete(MEMBER).where(MEMBER.c.address == address))
        for column in (TEAM.c.offered_to, TEAM.c.offered_by):
            work.execute(update(TEAM).where(column == address).values({column.name: None}))
        work.execute(_without_address(address))
    work.execute(update(ENTRY).where(ENTRY.c.person == me).values(who=audit_log.ERASED_NAME))
    audit_log.note(work, audit_log.ERASED_NAME, audit_log.ERASED, me)
    end_for_erasing(work, me)
    nobody = {"issuer": NOT_AN_ISSUER, "subject": f"erased {me}", "signed_in": None, "not_before": None, "arrived": None, "news": None}  # fmt: skip
    work.execute(update(PERSON).where(PERSON.c.id == me).values(nobody))
    return Erased(len(gone), len(own) - len(gone), revisions)


def _without_address(address: str) -> Any:
    """Returns what takes an address out of the log, where it says whom something was done for."""
    is_theirs = (ENTRY.c.about == address) | func.substr(ENTRY.c.about, 1, len(address) + 1).in_(
        [f"{address},"]
    )
    return update(ENTRY).where(is_theirs).values(about=audit_log.ERASED_NAME)


def _unnamed(work: Connection, me: int, called: str, teams: list[int]) -> int:
    """Takes a person's name off their revisions, but for those of cases that are held, and returns how many.

    A revision of before version 6 names its author alone: it is theirs where it has their name and is in a team of theirs.
    """
    free = select(DRAFT.c.id).where(DRAFT.c.held.is_(None))
    of_teams = free.where(DRAFT.c.team.in_(teams))
    is_by_name = REVISION.c.person.is_(None) & (REVISION.c.author == called) & REVISION.c.draft.in_(of_teams)
    is_theirs = ((REVISION.c.person == me) & REVISION.c.draft.in_(free)) | is_by_name
    return int(work.execute(update(REVISION).where(is_theirs).values(author=audit_log.ERASED_NAME)).rowcount)


def finish_erasing(work: Connection, draft: int) -> bool:
    """Does to a draft whose hold was lifted what erasing its people would have done, and returns whether it is deleted."""
    erased = select(PERSON.c.id).where(PERSON.c.issuer == NOT_AN_ISSUER)
    is_theirs = (REVISION.c.draft == draft) & REVISION.c.person.in_(erased)
    work.execute(update(REVISION).where(is_theirs).values(author=audit_log.ERASED_NAME))
    owner = work.scalar(select(DRAFT.c.person).where(DRAFT.c.id == draft, DRAFT.c.person.in_(erased)))
    if owner is None:
        return False
    audit_log.note(work, audit_log.SERVER, audit_log.DELETED, draft=draft)
    remove(work, [draft])
    return True
