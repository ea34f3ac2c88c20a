"""The bin: where drafts that nobody uses are put, and what a clock that jumps can never do to them."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from make_the_case.store import audit_log
from make_the_case.store.database import Database
from make_the_case.store.database_tables import DRAFT, LINK, META, PARTICIPANT, REPLY, REVISION, ROUND

LOG = logging.getLogger("make_the_case")
KEPT_DAYS = 90
"""Days after its last use that a draft is put in the bin, where drafts expire."""
IN_BIN_DAYS = 30
"""Days that it lies there at least."""
FEWEST_A_DAY, SHARE_OF_ALL = 20, 30
"""At most the larger of so many drafts, and of one in so many, goes into the bin in one day, and as many are deleted."""
UNUSED_DAYS = 2
"""Where nothing at all was used for so many days by this clock, the clock is doubted before the drafts are."""
MOST_DAYS_AT_ONCE = 4
"""Days that are counted for one step of the clock: a long weekend passes, a jump of ten years is four days."""
SWEPT, DAYS = "swept", "days"
LOG_DAYS = 730
"""Days that a line of the audit log is kept."""


@dataclass(frozen=True)
class Days:
    """How long things are kept, in days: what nobody opens until it goes into the bin, what lies there, and the audit log."""

    unused: int = KEPT_DAYS
    in_bin: int = IN_BIN_DAYS
    log: int = LOG_DAYS

    @property
    def what_the_bin_is(self) -> str:
        """Returns what the bin is, to stand above what lies in it."""
        return (
            f"These had not been opened for {self.unused} days. Each is deleted for good after {self.in_bin} days here, unless someone "
            "opens it, or a legal hold keeps it."
        )


class Swept(NamedTuple):
    """What a day's sweep did: how many drafts went into the bin and out of it, or why it did nothing."""

    binned: int = 0
    deleted: int = 0
    why_not: str = ""


DONE = Swept(why_not="today's sweep is done")
CLOCK_BEHIND = Swept(why_not="the clock stands before what was kept last")
CLOCK_AHEAD = Swept(why_not=f"nothing was used for {UNUSED_DAYS} days by this clock")


def sweep(database: Database, now: datetime, kept: Days) -> Swept:
    """Puts in the bin what nobody has used for long, deletes what has lain there for long, at most a day's share of each, once a day."""
    with database.doing() as work:
        last = work.scalar(select(func.max(DRAFT.c.used)))
        if last is not None and now < datetime.fromisoformat(last):
            LOG.warning("no sweep: %s", CLOCK_BEHIND.why_not)
            return CLOCK_BEHIND
        days = _days_counted(work, now)
        if isinstance(days, Swept):
            return days
        if last is None or now - datetime.fromisoformat(last) > timedelta(days=UNUSED_DAYS):
            LOG.warning("no sweep today: %s", CLOCK_AHEAD.why_not)
            return CLOCK_AHEAD
        of_all = int(work.scalar(select(func.count()).select_from(DRAFT)) or 0)
        share = max(FEWEST_A_DAY, math.ceil(of_all / SHARE_OF_ALL))
        binned, deleted = _put_in(work, now, days, share, kept), _take_out(work, now, days, share, kept)
        done = Swept(binned, deleted)
        audit_log.forget_old(work, now, kept.log)
    if done.deleted:
        database.erase()
    LOG.info("the day's sweep: %d drafts into the bin, %d out of it for good", done.binned, done.deleted)
    return done


def _days_counted(work: Connection, now: datetime) -> int | Swept:
    """Returns how many days have been counted one by one, this one included, or why this is no day to sweep."""
    known: dict[str, str] = dict(work.execute(select(META.c.key, META.c.value)).all())
    before = known.get(SWEPT)
    if before is None:
        first = [{"key": SWEPT, "value": _text(now)}, {"key": DAYS, "value": "0"}]
        try:
            with work.begin_nested():
                work.execute(insert(META), first)
        except IntegrityError:
            return DONE  # another process has just begun to count
        return 0
    since = now - datetime.fromisoformat(before)
    if since < timedelta():
        return CLOCK_BEHIND
    if since < timedelta(days=1):
        return DONE
    days = int(known[DAYS]) + min(since.days, MOST_DAYS_AT_ONCE)
    was_first = work.execute(
        update(META).where(META.c.key == SWEPT, META.c.value == before).values(value=_text(now))
    )
    if was_first.rowcount != 1:
        return DONE  # another process has just swept
    work.execute(update(META).where(META.c.key == DAYS).values(value=str(days)))
    return days


def _put_in(work: Connection, now: datetime, days: int, share: int, kept: Days) -> int:
    is_unused = DRAFT.c.binned.is_(None) & (DRAFT.c.used < _text(now - timedelta(days=kept.unused)))
    asked = select(DRAFT.c.id, DRAFT.c.team, DRAFT.c.person).where(is_unused, DRAFT.c.held.is_(None))
    unused = work.execute(asked.order_by(DRAFT.c.used).limit(share)).all()
    put_in = update(DRAFT).where(DRAFT.c.id.in_([row.id for row in unused]))
    work.execute(put_in.values(binned=_text(now), binned_day=days))
    _note_each(work, unused, audit_log.BINNED)
    return len(unused)


def _take_out(work: Connection, now: datetime, days: int, share: int, kept: Days) -> int:
    has_lain = (DRAFT.c.binned < _text(now - timedelta(days=kept.in_bin))) & (
        DRAFT.c.binned_day <= days - kept.in_bin
    )
    asked = select(DRAFT.c.id, DRAFT.c.team, DRAFT.c.person).where(has_lain, DRAFT.c.held.is_(None))
    ended = work.execute(asked.order_by(DRAFT.c.binned).limit(share)).all()
    _note_each(work, ended, audit_log.DELETED)
    remove(work, [row.id for row in ended])
    return len(ended)


def _note_each(work: Connection, drafts: Sequence[Any], did: str) -> None:
    """Writes to the audit log what the server did with drafts that are somebody's."""
    for draft in drafts:
        if draft.team is not None or draft.person is not None:
            audit_log.note(work, audit_log.SERVER, did, draft=draft.id, team=draft.team)


def remove(work: Connection, drafts: Sequence[int]) -> None:
    """Deletes drafts with all that hangs on them; `Database.erase` then leaves nothing of them in its files."""
    rounds = work.scalars(select(ROUND.c.id).where(ROUND.c.draft.in_(drafts))).all()
    remove_rounds(work, rounds)
    for table in (REVISION, LINK):
        work.execute(delete(table).where(table.c.draft.in_(drafts)))
    work.execute(delete(DRAFT).where(DRAFT.c.id.in_(drafts)))


def remove_rounds(work: Connection, rounds: Sequence[int]) -> None:
    """Deletes rounds with every answer to them."""
    codes = select(PARTICIPANT.c.code).where(PARTICIPANT.c.round.in_(rounds))
    work.execute(delete(REPLY).where(REPLY.c.code.in_(codes)))
    work.execute(delete(PARTICIPANT).where(PARTICIPANT.c.round.in_(rounds)))
    work.execute(delete(ROUND).where(ROUND.c.id.in_(rounds)))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
