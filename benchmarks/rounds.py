"""How fast a workshop is: thirty people who answer eight questions at once, and a pool of fifty people with the verdict under each of eight kinds.

.venv/bin/python benchmarks/rounds.py
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from make_the_case.store import Drafts
from valuation import read_case
from valuation.rounds.beliefs import Opinion
from valuation.rounds.kinds import KINDS
from valuation.rounds.questions import question_at
from valuation.rounds.replies import Replies, Reply
from valuation.rounds.round_answer import pooled_round
from valuation.rounds.round_sheet import KeptAnswer
from valuation.rounds.suggested import suggested
from valuation.rounds.what_kinds_change import what_kinds_change

CASE = Path(__file__).resolve().parent.parent / "cases" / "larkmoor_green_prescribing.yaml"
PEOPLE, PHONES, QUESTIONS = 50, 30, 8


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
    took = sorted(kept_at_once())
    p95 = statistics.quantiles(took, n=20)[-1]
    print(
        f"{len(took)} answers by {PHONES} people at once: median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms (may be 300)"
    )
    print(f"pool and verdicts: {pooled_with_verdicts():.2f} s (may be 2)")


if __name__ == "__main__":
    main()
