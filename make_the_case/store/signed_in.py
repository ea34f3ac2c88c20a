"""People as a sign-in provider knows them: who the claims name, by which number the database knows them, and how a sign-in ends."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from make_the_case.store.database import Database
from make_the_case.store.database_tables import META, PERSON
from make_the_case.store.groups import GroupMapping, Groups
from make_the_case.store.refusals import NotUnderstood, SignedOut

LONGEST_NAME = 100
LONGEST_CLAIM = 500
SIGNED_IN_HOURS = 12
"""How long a sign-in lasts: a working day. Streamlit's cookie would last 30."""
LASTS = 3600.0 * SIGNED_IN_HOURS
CLOCKS_DIFFER = 600.0
"""Seconds by which the provider's clock may be ahead: a sign-in from further in the future would last for longer than a day."""


@dataclass(frozen=True)
class Person:
    """Who is signed in: the provider's issuer and subject, which never change; what they are called; and their address, where it is verified."""

    issuer: str
    subject: str
    name: str = ""
    address: str = ""
    """Empty unless the provider says that the address is verified: else anybody could join a team by claiming one."""
    signed_in: float = field(default=0.0, compare=False)
    """When they signed in, in seconds by the provider's clock."""
    groups: Groups = field(default=Groups(), compare=False)
    """The groups that their sign-in named, of those that are mapped to teams."""

    @property
    def called(self) -> str:
        """Returns what they are called where something is said of them."""
        return self.name or self.address or "A person without a name"


def person_of(claims: Mapping[str, Any], now: datetime, mapping: GroupMapping | None = None) -> Person | None:
    """Returns the person that a provider's claims name, or None where nobody is signed in, the sign-in has ended, or it names nobody.

    The claims are those of an OpenID Connect identity token whose signature has been checked (OpenID Connect Core 1.0, section 2).
    """
    issuer, subject, signed_in = (claims.get(key) for key in ("iss", "sub", "iat"))
    if claims.get("is_logged_in") is not True or not (isinstance(issuer, str) and isinstance(subject, str)):
        return None
    if not issuer.strip() or not subject.strip() or max(len(issuer), len(subject)) > LONGEST_CLAIM:
        return None
    if not isinstance(signed_in, int | float) or not -CLOCKS_DIFFER <= now.timestamp() - signed_in <= LASTS:
        return None
    address = claims.get("email") if _is_verified(claims) else None
    try:
        verified = as_address(str(address or ""))
    except NotUnderstood:
        verified = ""
    name = " ".join(str(claims.get("name") or claims.get("email") or "").split())
    groups = Groups() if mapping is None else mapping.read(claims)
    return Person(issuer, subject, name[:LONGEST_NAME], verified, float(signed_in), groups)


def _is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that the address is the person's: in the standard's claim, or where that is not given in Microsoft Entra's."""
    if "email_verified" in claims:
        return claims["email_verified"] is True
    return claims.get("xms_edov") in (True, "1", "true")


def id_of(work: Connection, person: Person) -> int:
    """Returns the number by which the database knows a person, or 0, which nobody has: `column = NULL` would find what is nobody's.

    Every way to what is somebody's goes through here, so that a sign-in that was ended opens nothing: raises SignedOut.
    """
    row = work.execute(select(PERSON.c.id, PERSON.c.not_before).where(_is(person))).first()
    not_before = _ended_by_erasing(work, person) if row is None else row.not_before
    if not_before is not None and person.signed_in <= not_before:
        raise SignedOut
    return 0 if row is None else int(row.id)


def made_id_of(work: Connection, person: Person) -> int:
    """Returns the number by which the database knows a person, from now on if not before."""
    ident = id_of(work, person)
    if not ident:
        try:
            with work.begin_nested():
                work.execute(
                    insert(PERSON).values(
                        issuer=person.issuer,
                        subject=person.subject,
                        signed_in=person.signed_in,
                        not_before=_ended_by_erasing(work, person),
                    )
                )
        except IntegrityError:  # in another tab, at the same moment
            pass
        ident = id_of(work, person)
    return ident


Arrives = Callable[[Connection, int], object]
"""What is done in the database when a person has signed in anew."""


def is_still_in(database: Database, person: Person, arrives: Arrives | None = None) -> bool:
    """Returns whether a person's sign-in still counts, and takes note of it, so that signing out elsewhere ends this one too."""
    asked = select(PERSON.c.arrived, PERSON.c.not_before).where(_is(person))
    with database.doing(reads=True) as work:
        row = work.execute(asked).first()
        not_before = _ended_by_erasing(work, person) if row is None else row.not_before
    if not_before is not None and person.signed_in <= not_before:
        return False
    if row is None or row.arrived is None or person.signed_in > row.arrived:
        with database.doing() as work:
            me = made_id_of(work, person)
            _forget_old_endings(work)
            is_later = PERSON.c.signed_in.is_(None) | (PERSON.c.signed_in < person.signed_in)
            work.execute(update(PERSON).where(_is(person), is_later).values(signed_in=person.signed_in))
            is_first = PERSON.c.arrived.is_(None) | (PERSON.c.arrived < person.signed_in)
            noted = work.execute(update(PERSON).where(_is(person), is_first).values(arrived=person.signed_in))
            if arrives is not None and noted.rowcount:  # of two tabs that come at once, one sees to it
                arrives(work, me)
    return True


def sign_out(database: Database, person: Person) -> None:
    """Ends every sign-in of a person up to their latest.

    It goes by what the provider's clock said of each: ours may stand before or behind it, or jump.
    """
    with database.doing() as work:
        with contextlib.suppress(SignedOut):  # it has been ended, and so have those before it
            made_id_of(work, person)
        latest = work.scalar(select(PERSON.c.signed_in).where(_is(person)))
        ended = max(person.signed_in, latest or 0.0)
        work.execute(update(PERSON).where(_is(person)).values(not_before=ended))


# After a person was erased ------------------------------------------------------------------------------------

ERASED_UP_TO = "ended:"
"""What the keys of `meta` begin with that say up to which sign-in an erased person's count no more: a hash of them follows, no name."""


def end_for_erasing(work: Connection, me: int) -> None:
    """Has a person's sign-ins open nothing once they are erased: a page of theirs that is still open would make them known again.

    What is kept for it is a hash of how the provider knows them, for as long as their last sign-in could have lasted.
    """
    _forget_old_endings(work)
    asked = select(PERSON.c.issuer, PERSON.c.subject, PERSON.c.signed_in, PERSON.c.not_before)
    known = work.execute(asked.where(PERSON.c.id == me)).first()
    if known is None:  # the database did not answer when they signed in, so it has nothing of them
        return
    key = _ending_key(known.issuer, known.subject)
    work.execute(delete(META).where(META.c.key == key))
    work.execute(
        insert(META).values(key=key, value=repr(max(known.signed_in or 0.0, known.not_before or 0.0)))
    )


def _ended_by_erasing(work: Connection, person: Person) -> float | None:
    """Returns up to which sign-in a person's have been ended by erasing them, where they have."""
    key = _ending_key(person.issuer, person.subject)
    ended = work.scalar(select(META.c.value).where(META.c.key == key))
    return None if ended is None else float(ended)


def _forget_old_endings(work: Connection) -> None:
    """Forgets those up to whose sign-in none can count any more."""
    oldest = datetime.now(UTC).timestamp() - LASTS - CLOCKS_DIFFER
    rows = work.execute(select(META.c.key, META.c.value).where(META.c.key.startswith(ERASED_UP_TO))).all()
    old = [key for key, value in rows if float(value) < oldest]
    if old:
        work.execute(delete(META).where(META.c.key.in_(old)))


def _ending_key(issuer: str, subject: str) -> str:
    return ERASED_UP_TO + hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:32]


def _is(person: Person) -> ColumnElement[bool]:
    return (PERSON.c.issuer == person.issuer) & (PERSON.c.subject == person.subject)


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
