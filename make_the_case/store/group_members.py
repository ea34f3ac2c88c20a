"""Who is in which team because a group of the provider says so: settled when a person signs in, and told to them once."""

from __future__ import annotations

import json
import logging

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from make_the_case.store.audit_log import JOINED, LEFT, NO_OWNER, SERVER, SIGNED_IN, note
from make_the_case.store.database_tables import GROUPED, PERSON, TEAM
from make_the_case.store.groups import NOT_ALL_TEXT, NOT_READ, GroupMapping, News
from make_the_case.store.roles import OWNER, has_owner, roles_of
from make_the_case.store.signed_in import Person

LOG = logging.getLogger("make_the_case")


def settle(work: Connection, me: int, person: Person, mapping: GroupMapping) -> News:
    """Puts a person who has just signed in into the teams that their groups name, and out of those that they no longer do.

    No case is touched: a team keeps its cases whoever is in it.
    """
    note(work, person.called, SIGNED_IN, me)
    _log_the_fault(mapping, person.groups.fault)
    wanted = {_team_of(work, name, me): role for name, role in mapping.roles(person.groups).items()}
    rows = work.execute(select(GROUPED.c.team, GROUPED.c.role).where(GROUPED.c.person == me)).all()
    before: dict[int, str] = dict(rows)
    called = person.called[:100]
    for team, role in wanted.items():
        if team not in before:
            work.execute(insert(GROUPED).values(team=team, person=me, role=role, name=called))
        else:
            is_it = (GROUPED.c.team == team) & (GROUPED.c.person == me)
            work.execute(update(GROUPED).where(is_it).values(role=role, name=called))
        if before.get(team) != role:
            note(work, person.called, JOINED, me, team=team, about=role)
    gone = sorted(before.keys() - wanted.keys())
    work.execute(delete(GROUPED).where(GROUPED.c.person == me, GROUPED.c.team.in_(gone)))
    for team in gone:
        note(work, person.called, LEFT, me, team=team, about=before[team])
    lost = [team for team in before if before[team] == OWNER and wanted.get(team) != OWNER]
    without = [team for team in lost if not has_owner(work, team)]
    for team in without:
        LOG.warning(
            "team %d has no owner now: the groups of its last one no longer say so. Its cases are kept. `make-the-case teams --owner "
            "ADDRESS %d` gives it one.", team, team,
        )  # fmt: skip
        note(work, SERVER, NO_OWNER, team=team)
    return _told(work, me, person, before, wanted, gone, without)


def _told(
    work: Connection,
    me: int,
    person: Person,
    before: dict[int, str],
    wanted: dict[int, str],
    gone: list[int],
    without: list[int],
) -> News:
    """Returns what there is to tell the person, and keeps it until they have read it."""
    concerned = {*before, *wanted}
    names = dict(work.execute(select(TEAM.c.id, TEAM.c.name).where(TEAM.c.id.in_(concerned))).all())
    still = roles_of(work, me, person.address)  # a member by address stays one when the group goes
    news = News(
        [(names[team], role) for team, role in wanted.items() if before.get(team) != role],
        [names[team] for team in gone if team not in still],
        [names[team] for team in without],
        person.groups.fault,
    )
    is_something = bool(news.joined or news.left or news.without_owner or news.fault)
    said = json.dumps([*map(list, (news.joined, news.left, news.without_owner)), news.fault])
    work.execute(update(PERSON).where(PERSON.c.id == me).values(news=said if is_something else None))
    return news


def news_of(work: Connection, me: int) -> News | None:
    """Returns what a person has not read yet of what their last sign-in changed."""
    said = work.scalar(select(PERSON.c.news).where(PERSON.c.id == me))
    if not said:
        return None
    joined, left, without_owner, fault = json.loads(said)
    return News([(team, role) for team, role in joined], left, without_owner, fault)


def forget_news(work: Connection, me: int) -> None:
    """Takes note that a person has read it."""
    work.execute(update(PERSON).where(PERSON.c.id == me).values(news=None))


def _log_the_fault(mapping: GroupMapping, fault: str) -> None:
    """Writes a line where a provider's claim of groups is not as it should be: never a name, and never what the claim held."""
    if fault in NOT_READ:
        LOG.warning(
            "a sign-in puts its person in no team by a group: the claim “%s” is at fault (%s)", mapping.claim[:80], fault
        )  # fmt: skip
    elif fault == NOT_ALL_TEXT:
        LOG.warning("a sign-in named groups in the claim “%s” of which some are no text: those were left out", mapping.claim[:80])  # fmt: skip


def _team_of(work: Connection, name: str, me: int) -> int:
    """Returns the team that the setting calls so, made where there is none yet."""
    asked = select(TEAM.c.id).where(TEAM.c.mapped == name)
    found = work.scalar(asked)
    if found is None:
        try:
            with work.begin_nested():
                work.execute(insert(TEAM).values(name=name, owner=me, mapped=name))
        except IntegrityError:  # somebody else of the team signs in at the same moment
            pass
        found = work.scalar(asked)
    return int(found or 0)
