"""Drafts that nobody uses go into a bin, and no clock that jumps deletes anything. On SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from databases import database, postgresql
from patience import PATIENCE
from sqlalchemy import update

from make_the_case.store import IN_BIN_DAYS, KEPT_DAYS, Drafts, NoSuchDraft, Person
from make_the_case.store.bin import CLOCK_AHEAD, CLOCK_BEHIND, DONE, FEWEST_A_DAY, SHARE_OF_ALL
from make_the_case.store.database import DRAFT

__all__ = ["database", "postgresql"]

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
TEN_YEARS = 3652 * DAY


@pytest.fixture
def drafts(database):
    found = Drafts(database)
    yield found
    found.close()


def used(drafts: Drafts, when: datetime, *others: datetime) -> None:
    """Makes it so that the first draft was last used then, and the next ones then."""
    with drafts._database.doing() as work:
        for number, moment in enumerate((when, *others), 1):
            text = moment.isoformat(timespec="seconds")
            work.execute(update(DRAFT).where(DRAFT.c.id == number).values(used=text))


def in_use_daily(drafts: Drafts, secret: str, start: datetime, days: int) -> list[tuple[int, int]]:
    """Sweeps up once a day while one draft is in use, and returns what went in and out each day."""
    found = []
    (ident,) = [row.id for row in drafts.known([secret])]
    for day in range(days):
        moment = start + day * DAY
        with drafts._database.doing() as work:
            text = (moment - timedelta(hours=1)).isoformat(timespec="seconds")
            work.execute(update(DRAFT).where(DRAFT.c.id == ident).values(used=text))
        done = drafts.expire(moment)
        found.append((done.binned, done.deleted))
    return found


def test_a_draft_goes_into_the_bin_after_90_days_and_for_good_30_days_later(drafts) -> None:
    old, other = drafts.create("old"), drafts.create("in use")
    used(drafts, NOW)
    done = in_use_daily(drafts, other, NOW + timedelta(hours=12), KEPT_DAYS + IN_BIN_DAYS + 3)
    assert [day for day, (binned, _) in enumerate(done) if binned] == [KEPT_DAYS]
    assert [day for day, (_, deleted) in enumerate(done) if deleted] == [KEPT_DAYS + IN_BIN_DAYS + 1]
    with pytest.raises(NoSuchDraft):
        drafts.open(old)
    assert drafts.open(other).head.body == "in use"


def test_what_lies_in_the_bin_comes_back_whole_when_it_is_opened_or_saved(drafts) -> None:
    one, two, _ = drafts.create("one"), drafts.create("two"), drafts.create("in use")
    used(drafts, NOW - 91 * DAY, NOW - 92 * DAY)
    assert drafts.expire(NOW + timedelta(hours=1)).binned == 2
    assert [found.title for found in drafts.on_own_computer().in_bin()] == ["", ""]
    opened = drafts.open(one)
    assert opened.was_in_bin and opened.head.body == "one" and not drafts.open(one).was_in_bin
    assert drafts.save(two, 1, "typed on a page that stayed open") == 2
    assert drafts.on_own_computer().in_bin() == [] and len(drafts.on_own_computer().listed()) == 3


def test_never_more_than_a_days_share_goes_into_the_bin_or_out_of_it_in_one_day(drafts) -> None:
    for k in range(65):
        drafts.create(f"case {k}")
    secret = drafts.create("in use")
    used(drafts, *[NOW - 200 * DAY] * 65)
    done = in_use_daily(drafts, secret, NOW + timedelta(hours=2), 40)
    assert [binned for binned, _ in done][:5] == [20, 20, 20, 5, 0] and FEWEST_A_DAY == 20
    assert max(deleted for _, deleted in done) == FEWEST_A_DAY
    assert sum(deleted for _, deleted in done[:IN_BIN_DAYS]) == 0
    assert sum(deleted for _, deleted in done) == 65


def test_of_very_many_drafts_a_thirtieth_goes_in_a_day(drafts) -> None:
    secret = drafts.create("in use")
    with drafts._database.doing() as work:
        text = (NOW - 100 * DAY).isoformat(timespec="seconds")
        work.execute(
            DRAFT.insert(),
            [{"link": f"{k:064}", "head": 1, "made": text, "used": text} for k in range(899)],
        )
    assert in_use_daily(drafts, secret, NOW + timedelta(hours=2), 1) == [(900 // SHARE_OF_ALL, 0)]


def test_one_sweep_a_day_whoever_opens_what(drafts) -> None:
    drafts.create("old")
    secret = drafts.create("in use")
    used(drafts, NOW - 100 * DAY, NOW)
    assert drafts.expire(NOW + timedelta(hours=1)).binned == 1
    drafts.open(secret)
    assert drafts.expire(NOW + timedelta(hours=20)) == DONE


@pytest.mark.parametrize(
    "jump", [2 * DAY + timedelta(hours=1), 91 * DAY, TEN_YEARS, 300 * TEN_YEARS], ids=str
)
def test_a_clock_that_jumps_ahead_of_the_last_use_of_everything_changes_nothing(drafts, jump) -> None:
    secrets = [drafts.create(f"case {k}") for k in range(30)]
    used(drafts, *[NOW - k * DAY for k in range(30)])
    for later in (timedelta(), DAY, 2 * DAY, 40 * DAY):
        assert drafts.expire(NOW + jump + later) == CLOCK_AHEAD
    assert drafts.count() == 30 and drafts.on_own_computer().in_bin() == []
    assert [drafts.open(secret).head.body for secret in secrets] == [f"case {k}" for k in range(30)]


@pytest.mark.parametrize("jump", [timedelta(seconds=1), DAY, 91 * DAY, TEN_YEARS], ids=str)
def test_a_clock_that_stands_before_the_last_use_changes_nothing(drafts, jump) -> None:
    drafts.create("old")
    drafts.create("in use")
    used(drafts, NOW - 100 * DAY - TEN_YEARS, NOW)
    assert drafts.expire(NOW - jump) == CLOCK_BEHIND
    assert drafts.expire(NOW + timedelta(hours=1)).binned == 1, "and when it is right again, it goes on"


def test_a_clock_that_jumps_again_and_again_while_people_work_deletes_nothing(drafts) -> None:
    """Each wrong clock lasts for days, and somebody works under it: the days of the bin are counted one by one all the same."""
    for k in range(50):
        drafts.create(f"case {k}")
    secret = drafts.create("in use")
    used(drafts, *[NOW - k * DAY for k in range(50)])
    wrong = NOW
    for _ in range(6):
        wrong += TEN_YEARS
        assert sum(deleted for _, deleted in in_use_daily(drafts, secret, wrong, 2)) == 0
    assert drafts.count() == 51
    assert drafts.expire(NOW) == CLOCK_BEHIND, "and back again"


def test_the_hour_of_the_day_on_the_hosts_wall_changes_nothing(drafts, monkeypatch) -> None:
    drafts.create("nearly 90 days old")
    drafts.create("in use")
    used(drafts, NOW - 90 * DAY + timedelta(hours=3), NOW)
    if hasattr(time, "tzset"):
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            drafts.create(f"made in {zone}")
            assert drafts.expire().binned == 0
        monkeypatch.undo()
        time.tzset()
    assert drafts.expire(NOW + timedelta(hours=4) + DAY).binned == 1


def test_opening_and_beginning_sweep_up_only_where_drafts_expire(database) -> None:
    own, hosted = Drafts(database), Drafts(database, expires=True)
    own.create("old")
    secret = own.create("in use")
    used(own, NOW - 100 * DAY, NOW)
    own.open(secret)
    assert own.on_own_computer().in_bin() == []
    hosted.open(secret)
    assert len(own.on_own_computer().in_bin()) == 1
    for drafts in (own, hosted):
        drafts.close()


def test_the_bin_of_a_person_is_theirs_to_see_and_to_empty(database) -> None:
    drafts = Drafts(database)
    ada, ben = drafts.of(Person("i", "ada", signed_in=1.0)), drafts.of(Person("i", "ben", signed_in=1.0))
    hers, his = ada.create("hers", title="Hers"), ben.create("his", title="His")
    drafts.create("in use")
    used(drafts, NOW - 91 * DAY, NOW - 91 * DAY)
    assert drafts.expire(NOW + timedelta(hours=1)).binned == 2
    assert [found.title for found in ada.in_bin()] == ["Hers"] and ada.listed() == []
    assert [found.binned[:10] for found in ben.in_bin()] == [(NOW + timedelta(hours=1)).isoformat()[:10]]
    assert ada.empty_bin() == 1 and drafts.empty_bin() == 0
    with pytest.raises(NoSuchDraft):
        ada.open(hers)
    assert ben.open(his).was_in_bin
    drafts.close()


def test_a_link_of_the_list_ends_by_number_and_by_no_clock(database, monkeypatch) -> None:
    drafts = Drafts(database).of(Person("i", "ada", signed_in=1.0))
    drafts.create("hers")
    (listed,) = drafts.listed()
    first = drafts.link_to(listed.id)
    monkeypatch.setattr(
        "make_the_case.store.drafts._now", lambda: (NOW + TEN_YEARS).isoformat(timespec="seconds")
    )
    for _ in range(99):
        last = drafts.link_to(listed.id)
    assert drafts.open(first).head.body == drafts.open(last).head.body == "hers"
    later = NOW + TEN_YEARS + DAY
    monkeypatch.setattr("make_the_case.store.drafts._now", lambda: later.isoformat(timespec="seconds"))
    for _ in range(100):
        drafts.link_to(listed.id)
    with pytest.raises(NoSuchDraft):
        drafts.open(first)
    drafts.close()


def test_the_first_sweep_of_all_is_done_once_though_several_processes_begin_it_at_the_same_moment(
    database,
) -> None:
    """As in the first minute of a new server, when one person opens a case at each of its processes."""
    processes = [Drafts(database) for _ in range(6)]
    processes[0].create("in use")
    together = threading.Barrier(len(processes))

    def sweeps(drafts: Drafts) -> str:
        together.wait(PATIENCE)
        return drafts.expire(NOW + timedelta(hours=1)).why_not

    with ThreadPoolExecutor(len(processes)) as threads:
        said = sorted(threads.map(sweeps, processes))
    for drafts in processes:
        drafts.close()
    assert said == ["", *[DONE.why_not] * (len(processes) - 1)]
