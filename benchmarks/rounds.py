"""How fast a workshop is: thirty phones that answer eight questions at once, and a pool of fifty people with the verdict under each of eight kinds.

.venv/bin/python benchmarks/rounds.py

The phones are lines to one process of the app, as a browser has one: each types a field every three seconds, quicker than people do, and waits until
its page is drawn, which is after the answer was kept. Then what the store alone takes, with no pause between two answers.
"""

from __future__ import annotations

import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from change import started
from conftest import free_port
from visitor import Visitor

from make_the_case.store import Drafts
from make_the_case.views.pages.workshop_page import sheet_for
from make_the_case.words import answering_words as words
from valuation import read_case
from valuation.answers.saving import body_of
from valuation.rounds.beliefs import Opinion
from valuation.rounds.kinds import KINDS
from valuation.rounds.questions import question_at
from valuation.rounds.replies import Replies, Reply
from valuation.rounds.round_answer import pooled_round
from valuation.rounds.round_sheet import KeptAnswer
from valuation.rounds.suggested import suggested
from valuation.rounds.what_kinds_change import what_kinds_change

CASE = ROOT / "cases" / "larkmoor_green_prescribing.yaml"
PEOPLE, PHONES, QUESTIONS = 50, 30, 8
PAUSE = 3.0
"""Seconds between two fields of one phone, on average: half as long to half as long again."""


def answered_by_phones() -> list[float]:
    """Returns how long each field of thirty phones at once took, from its being left to the page that is drawn once it is kept, in ms."""
    case = read_case(CASE)
    paths = suggested(case, case.preferred, {})[:QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = started(folder, port)
        drafts = Drafts(f"sqlite:///{folder}/drafts.sqlite")
        secret = drafts.create(body_of(case))
        sheet = sheet_for(case, paths, [], "Which figures do you expect?", True)
        ident, _ = drafts.rounds().open(secret, sheet.text(), date.today() + timedelta(days=90), 0)
        room = drafts.rounds().of_draft(secret)[0].room
        took, go = list[float](), threading.Barrier(PHONES)

        def timed(act: Callable[[], None], own: random.Random) -> None:
            begun = time.perf_counter()
            act()
            took.append(1000 * (time.perf_counter() - begun))
            time.sleep(own.uniform(0.5, 1.5) * PAUSE)

        def answer(place: int) -> None:
            phone = Visitor(port, "", f"room={room}")
            phone.choose(words.WHICH_ARE_YOU, list(words.kind_choices().values())[place % len(KINDS)])
            phone.press(words.BEGIN)
            go.wait()
            own = random.Random(place)
            time.sleep(own.uniform(0, PAUSE))
            for k in range(len(paths)):
                for label, value in ((words.LOWEST, "10"), (words.HIGHEST, "40"), (words.BEST_GUESS, "20")):
                    timed(partial(phone.type, label, value), own)
                timed(partial(phone.choose, words.HOW_SURE, words.CHOICES_OF_SURE["80"]), own)
                phone.press(words.NEXT if k + 1 < len(paths) else words.FINISH)
            phone.close()

        threads = [threading.Thread(target=answer, args=(place,)) for place in range(PHONES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = drafts.rounds().answers(secret, ident)
        print(f"{len(kept)} answers of {PHONES * len(paths)} are in the store")
        drafts.close()
        server.send_signal(signal.SIGINT)
        server.wait()
        return took


def kept_at_once() -> list[float]:
    """Returns how long each answer of thirty people who answer at once took to be kept, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        drafts = Drafts(f"sqlite:///{folder}/drafts.sqlite")
        secret = drafts.create("a case")
        _, codes = drafts.rounds().open(secret, "{}", date.today() + timedelta(days=90), PHONES)
        room = drafts.rounds().of_draft(secret)[0].room
        body = KeptAnswer(
            {"low": "10", "high": "40", "best": "20", "sure": "80", "why": "As last year"},
            Opinion(0.1, 0.4, 0.2, 0.8),
        ).text()
        took, go = list[float](), threading.Barrier(PHONES)

        def answer(code: str) -> None:
            go.wait()
            for place in range(QUESTIONS):
                begun = time.perf_counter()
                drafts.rounds().keep(room, code, str(place), body)
                took.append(1000 * (time.perf_counter() - begun))

        threads = [threading.Thread(target=answer, args=(code,)) for code in codes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        begun = time.perf_counter()
        drafts.rounds().counts(secret, 1)
        print(
            f"counting them for the screen: {1000 * (time.perf_counter() - begun):.0f} ms, asked for every 1.5 seconds"
        )
        drafts.close()
        return took


def pooled_with_verdicts() -> float:
    """Returns how many seconds a pool of fifty people and eight questions takes, with the verdict under each kind that may be shown."""
    case = read_case(CASE)
    paths = suggested(case, case.preferred, {})[:QUESTIONS]
    kinds = list(KINDS)
    replies = []
    for person in range(PEOPLE):
        for path in paths:
            value = question_at(case, path).number.value
            low, high = value * (0.7 + 0.002 * person), value * (1.1 + 0.001 * person)
            kind = question_at(case, path).kind
            high = min(high, kind.high)
            replies.append(
                Reply(
                    str(person), kinds[person % len(kinds)], path, Opinion(low, high, min(value, high), 0.8)
                )
            )
    begun = time.perf_counter()
    answer = pooled_round(case, Replies(tuple(replies)), date.today())
    found = what_kinds_change(case, answer)
    took = time.perf_counter() - begun
    print(f"{len(answer.asked)} questions, {answer.people} people, {len(found.kinds)} kinds shown apart")
    return took


def main() -> None:
    """Prints both, beside what they may take."""
    for what, took in (("fields on", answered_by_phones()), ("answers in the store of", kept_at_once())):
        p95 = statistics.quantiles(took, n=20)[-1]
        print(
            f"{len(took)} {what} {PHONES} phones at once: median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms (may be 300)"
        )
    print(f"pool and verdicts: {pooled_with_verdicts():.2f} s (may be 2)")


if __name__ == "__main__":
    main()
