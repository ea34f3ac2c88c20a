"""Rounds in the store: each answer is kept at once or refused in a sentence, by nobody but who has a code, and can be taken out again."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from databases import database, postgresql
from patience import PATIENCE
from sqlalchemy import select

from make_the_case.store import (
    ALONE,
    CLOSED,
    SEEN,
    Drafts,
    NoSuchDraft,
    NoSuchRound,
    ReadOnlyLink,
    RoundClosed,
    RoundFull,
    keep_to_the_days,
)
from make_the_case.store.database_tables import ROUND

__all__ = ["database", "postgresql"]
LATER = date.today() + timedelta(days=90)


@pytest.fixture
def drafts(database):
    opened = Drafts(database)
    yield opened
    opened.close()


def a_round(drafts: Drafts, slips: int = 0) -> tuple[str, int, str, list[str]]:
    """Returns the draft's secret, the round's number, its room and the codes of its slips."""
    secret = drafts.create("a case")
    ident, codes = drafts.rounds().open(secret, '{"questions": []}', LATER, slips)
    return secret, ident, drafts.rounds().of_draft(secret)[0].room, codes


def test_an_answer_is_kept_at_once_changed_with_its_code_and_seen_by_the_owner_without_it(drafts) -> None:
    secret, ident, room, _ = a_round(drafts)
    code = drafts.rounds().arrive(room)
    drafts.rounds().say_who(room, code, "carer")
    drafts.rounds().keep(room, code, "0", "first")
    drafts.rounds().keep(room, code, "0", "second")
    drafts.rounds().keep(room, code, "1", "other")
    mine = drafts.rounds().mine(room, code)
    assert (mine.kind, dict(mine.answers)) == ("carer", {"0": "second", "1": "other"})
    given = drafts.rounds().answers(secret, ident)
    assert [(each.kind, each.place, each.body) for each in given] == [
        ("carer", "0", "second"),
        ("carer", "1", "other"),
    ]
    assert code not in given[0].person
    assert drafts.rounds().counts(secret, ident) == (1, {"0": 1, "1": 1})


def test_all_answers_are_shown_only_once_the_owner_shows_them_and_without_who_gave_them(drafts) -> None:
    secret, ident, room, _ = a_round(drafts)
    codes = [drafts.rounds().arrive(room) for _ in range(3)]
    for code in codes:
        drafts.rounds().say_who(room, code, "clinician")
        drafts.rounds().keep(room, code, "0", f"answer {codes.index(code)}")
    assert drafts.rounds().everyone(room, codes[0]) == []
    drafts.rounds().set_state(secret, ident, SEEN)
    shown = drafts.rounds().everyone(room, codes[0])
    assert sorted(each.body for each in shown) == ["answer 0", "answer 1", "answer 2"]
    assert {(each.kind, each.person) for each in shown} == {("", "")}
    drafts.rounds().keep(room, codes[0], "0", "changed")
    assert drafts.rounds().mine(room, codes[0]).answers["0"] == "changed"
    assert sorted(each.body for each in drafts.rounds().answers(secret, ident)) == [
        "answer 1",
        "answer 2",
        "changed",
    ]


def test_a_slip_is_one_persons_and_the_room_alone_lets_no_one_answer(drafts) -> None:
    _, _, room, codes = a_round(drafts, slips=2)
    with pytest.raises(NoSuchRound):
        drafts.rounds().arrive(room)
    drafts.rounds().keep(room, codes[0], "0", "mine")
    assert dict(drafts.rounds().mine(room, codes[1]).answers) == {}
    assert len(set(codes)) == 2 and all(len(code) >= 22 for code in codes), "128 bits each"


@pytest.mark.parametrize("guess", ["", "x", "' OR '1'='1", "\x00", "\udc80", "a" * 10_000, "../..", "%"])
def test_what_is_tried_in_place_of_a_code_or_a_room_opens_nothing(drafts, guess: str) -> None:
    _, _, room, _ = a_round(drafts)
    code = drafts.rounds().arrive(room)
    drafts.rounds().keep(room, code, "0", "kept")
    for tried in (
        lambda: drafts.rounds().mine(room, guess),
        lambda: drafts.rounds().keep(room, guess, "0", "other"),
        lambda: drafts.rounds().everyone(room, guess),
        lambda: drafts.rounds().withdraw(room, guess),
        lambda: drafts.rounds().look(guess),
        lambda: drafts.rounds().mine(guess, code),
        lambda: drafts.open(room),
        lambda: drafts.open(code),
        lambda: drafts.rounds().of_draft(code),
    ):
        with pytest.raises((NoSuchRound, NoSuchDraft)):
            tried()
    assert drafts.rounds().mine(room, code).answers["0"] == "kept"


def test_nobody_but_the_owner_of_its_draft_reads_or_changes_a_round(drafts) -> None:
    secret, ident, room, _ = a_round(drafts)
    other = drafts.create("another")
    reading = drafts.share_for_reading(secret)
    for stranger, refusal in ((other, NoSuchRound), (reading, ReadOnlyLink), ("guess", NoSuchDraft)):
        for tried in (
            lambda who=stranger: drafts.rounds().answers(who, ident),
            lambda who=stranger: drafts.rounds().counts(who, ident),
            lambda who=stranger: drafts.rounds().set_state(who, ident, CLOSED),
            lambda who=stranger: drafts.rounds().new_link(who, ident),
            lambda who=stranger: drafts.rounds().type_in(who, ident, "carer", {"0": "x"}),
            lambda who=stranger: drafts.rounds().set_aside(who, ident, "x", "0", "why"),
            lambda who=stranger: drafts.rounds().delete(who, ident),
        ):
            with pytest.raises(refusal):
                tried()
    assert drafts.rounds().look(room).state == ALONE


def test_a_link_that_was_withdrawn_leads_nowhere_and_the_answers_stay(drafts) -> None:
    secret, ident, room, _ = a_round(drafts)
    code = drafts.rounds().arrive(room)
    drafts.rounds().keep(room, code, "0", "kept")
    drafts.rounds().new_link(secret, ident)
    with pytest.raises(NoSuchRound):
        drafts.rounds().keep(room, code, "0", "late")
    now = drafts.rounds().of_draft(secret)[0].room
    assert now != room and drafts.rounds().mine(now, code).answers["0"] == "kept"
    assert drafts.rounds().look(now.upper().replace("-", " ")).state == ALONE, "typed from a screen"


def test_a_round_that_is_closed_takes_nothing_more_and_loses_nothing(drafts) -> None:
    secret, ident, room, _ = a_round(drafts)
    code = drafts.rounds().arrive(room)
    drafts.rounds().keep(room, code, "0", "kept")
    drafts.rounds().set_state(secret, ident, CLOSED)
    for tried in (
        lambda: drafts.rounds().keep(room, code, "0", "late"),
        lambda: drafts.rounds().say_who(room, code, "carer"),
        lambda: drafts.rounds().arrive(room),
    ):
        with pytest.raises(RoundClosed, match="closed now"):
            tried()
    assert drafts.rounds().mine(room, code).answers["0"] == "kept"
    drafts.rounds().set_state(secret, ident, ALONE)
    drafts.rounds().keep(room, code, "0", "again")


def test_who_withdraws_is_taken_out_of_the_store_before_and_after_closing(drafts) -> None:
    secret, ident, room, _ = a_round(drafts)
    first, second = (drafts.rounds().arrive(room) for _ in range(2))
    for code in (first, second):
        drafts.rounds().keep(room, code, "0", f"by {code}")
    drafts.rounds().withdraw(room, first)
    drafts.rounds().set_state(secret, ident, CLOSED)
    assert [each.body for each in drafts.rounds().answers(secret, ident)] == [f"by {second}"]
    drafts.rounds().withdraw(room, second)
    assert drafts.rounds().answers(secret, ident) == []
    with pytest.raises(NoSuchRound):
        drafts.rounds().mine(room, second)


def test_answers_are_deleted_on_their_day_and_with_their_draft(drafts) -> None:
    secret, ident, room, _ = a_round(drafts)
    code = drafts.rounds().arrive(room)
    drafts.rounds().keep(room, code, "0", "kept")
    assert drafts.rounds().of_draft(secret, LATER - timedelta(days=1)) != []
    assert drafts.rounds().of_draft(secret, LATER) == []
    with pytest.raises(NoSuchRound):
        drafts.rounds().look(room)
    secret, ident, room, _ = a_round(drafts)
    drafts.delete(secret)
    with pytest.raises(NoSuchRound):
        drafts.rounds().look(room)
    secret, ident, room, _ = a_round(drafts)
    drafts.rounds().delete(secret, ident)
    assert drafts.rounds().of_draft(secret) == []


def rounds_in_the_database(drafts: Drafts) -> list[int]:
    """Returns which rounds there are, without any of the doors that delete what is due on the way."""
    with drafts._database.doing(reads=True) as work:
        return list(work.scalars(select(ROUND.c.id).order_by(ROUND.c.id)))


def test_the_server_keeps_to_the_day_without_anybody_opening_a_page(drafts) -> None:
    secret = drafts.create("a case")
    due, _ = drafts.rounds().open(secret, '{"questions": []}', date.today() - timedelta(days=1))
    stays, _ = drafts.rounds().open(secret, '{"questions": []}', LATER)
    assert rounds_in_the_database(drafts) == [due, stays]
    until = threading.Event()
    until.set()
    keep_to_the_days(lambda: drafts, until)
    assert rounds_in_the_database(drafts) == [stays], "at once, when the server starts"
    due, _ = drafts.rounds().open(secret, '{"questions": []}', date.today() - timedelta(days=1))
    until.clear()
    server = threading.Thread(target=keep_to_the_days, args=(lambda: drafts, until, 0.02))
    server.start()
    for _ in range(int(PATIENCE / 0.05)):
        if rounds_in_the_database(drafts) == [stays]:
            break
        time.sleep(0.05)
    until.set()
    server.join(PATIENCE)
    assert not server.is_alive() and rounds_in_the_database(drafts) == [stays]


def test_a_database_that_is_away_is_asked_again(tmp_path: Path, caplog) -> None:
    until = threading.Event()
    until.set()
    keep_to_the_days(lambda: Drafts(f"sqlite:///{tmp_path / 'no folder' / 'drafts.sqlite'}"), until)
    assert "no workshop could be looked at" in caplog.text


def test_neither_a_code_nor_what_was_withdrawn_is_anywhere_in_the_database(tmp_path: Path) -> None:
    file = tmp_path / "drafts.sqlite"
    drafts = Drafts(f"sqlite:///{file}")
    _, _, room, codes = a_round(drafts, slips=2)
    drafts.rounds().keep(room, codes[0], "0", "WHAT_SOMEBODY_SAID")
    drafts.rounds().withdraw(room, codes[0])
    drafts.close()
    content = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"WHAT_SOMEBODY_SAID" not in content
    assert not any(code.encode() in content for code in codes)


def test_thirty_who_answer_at_once_are_all_kept(drafts) -> None:
    secret, ident, room, codes = a_round(drafts, slips=30)
    go, failed = threading.Barrier(30), list[Exception]()

    def answer(code: str) -> None:
        try:
            go.wait()
            drafts.rounds().say_who(room, code, "carer")
            for place in range(4):
                drafts.rounds().keep(room, code, str(place), f"{code} {place}")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=answer, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert drafts.rounds().counts(secret, ident) == (30, {str(place): 30 for place in range(4)})


def test_what_is_kept_while_a_round_is_closed_is_counted_or_was_refused(drafts) -> None:
    secret, ident, room, codes = a_round(drafts, slips=12)
    go, kept = threading.Barrier(13), list[str]()

    def answer(code: str) -> None:
        go.wait()
        try:
            drafts.rounds().keep(room, code, "0", code)
            kept.append(code)
        except RoundClosed:
            pass

    threads = [threading.Thread(target=answer, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    go.wait()
    drafts.rounds().set_state(secret, ident, CLOSED)
    counted = sorted(each.body for each in drafts.rounds().answers(secret, ident))
    for thread in threads:
        thread.join()
    assert counted == sorted(kept)


def test_sheets_of_paper_are_typed_in_and_an_answer_is_set_aside_with_its_reason(drafts) -> None:
    secret, ident, _, _ = a_round(drafts)
    drafts.rounds().type_in(secret, ident, "volunteer", {"0": "on paper", "1": "too"})
    (first, _) = drafts.rounds().answers(secret, ident)
    drafts.rounds().set_aside(secret, ident, first.person, "0", "It answers another question")
    assert [each.aside for each in drafts.rounds().answers(secret, ident)] == [
        "It answers another question",
        "",
    ]
    with pytest.raises(RoundFull):
        drafts.rounds().keep(*_someone(drafts, secret), "0", "x" * 20_001)


def _someone(drafts: Drafts, secret: str) -> tuple[str, str]:
    room = drafts.rounds().of_draft(secret)[0].room
    return room, drafts.rounds().arrive(room)


KEEPS = """
import sys
from make_the_case.store import Drafts
rounds = Drafts(sys.argv[1]).rounds()
for number in range(10_000):
    rounds.keep(sys.argv[2], sys.argv[3], str(number % 50), f"answer {number}")
    print(number, flush=True)
"""


def test_every_answer_that_was_said_to_be_kept_is_there_after_the_process_was_killed(drafts, request) -> None:
    url = request.getfixturevalue("database")
    _, _, room, _ = a_round(drafts)
    code = drafts.rounds().arrive(room)
    writer = subprocess.Popen(
        [sys.executable, "-c", KEEPS, url, room, code], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent
    )  # fmt: skip
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(60)]
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.read().splitlines()
    writer.wait(PATIENCE)
    last = int([line for line in said if line.strip()][-1])
    answers = drafts.rounds().mine(room, code).answers
    assert answers[str(last % 50)] in (f"answer {last}", f"answer {last + 50}")
    assert len(answers) == 50
