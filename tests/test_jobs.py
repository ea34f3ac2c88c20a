"""Slow work in a process of its own: what takes too long, too much, is stopped or dies says so, and the next task works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
import slow_tasks
from patience import PATIENCE, comes_true

from make_the_case.jobs.pool import Ended, Limits, Pool, TookTooLong, TookTooMuch, limits_set
from make_the_case.jobs.worker import Stopped
from valuation import CaseError


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    found = Pool(Limits(workers=1, megabytes=600, seconds=60))
    yield found
    found.close()


def nothing(done: float | None) -> None:
    """Looks on and does nothing."""


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_task_is_done_in_another_process_which_the_next_task_finds_again(pool: Pool) -> None:
    first = pool.run("Ann", nothing, slow_tasks.pid)
    assert first != os.getpid()
    assert pool.run("Ben", nothing, slow_tasks.pid) == first
    assert pool.run("Ann", nothing, slow_tasks.doubled, 21) == 42


def test_a_worker_imports_no_page_and_not_what_was_started(pool: Pool) -> None:
    assert not {"streamlit", "app", "_pytest", "plotly"} & set(pool.run("Ann", nothing, slow_tasks.imported))


def test_what_a_task_raises_arrives_whole_with_its_place_in_the_program(pool: Pool) -> None:
    with pytest.raises(CaseError) as caught:
        pool.run("Ann", nothing, slow_tasks.refused)
    assert caught.value.problems[0].sentence() == "line 3, options: has no entry"
    assert caught.value.place.startswith("slow_tasks.py:")  # type: ignore[attr-defined]


def test_a_task_that_takes_too_long_is_ended_and_the_next_one_works(pool: Pool) -> None:
    process = pool.run("Ann", nothing, slow_tasks.pid)
    with pytest.raises(TookTooLong, match=r"longer than the 1 seconds.*Your inputs are safe"):
        pool.run("Ann", nothing, slow_tasks.asleep, 60, seconds=1)
    assert pool.run("Ann", nothing, slow_tasks.doubled, 1) == 2
    assert comes_true(lambda: not is_alive(process))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of data")
def test_a_task_that_takes_too_much_memory_is_ended_and_the_next_one_works(pool: Pool) -> None:
    with pytest.raises(TookTooMuch, match=r"more than the 600 MB.*Your inputs are safe"):
        pool.run("Ann", nothing, slow_tasks.greedy)
    assert pool.run("Ann", nothing, slow_tasks.doubled, 1) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of data")
def test_a_task_has_its_memory_whatever_earlier_work_left_in_the_process(pool: Pool) -> None:
    process = pool.run("Ann", nothing, slow_tasks.pid)
    assert pool.run("Ann", nothing, slow_tasks.hoarding, 300) == 1
    assert pool.run("Ben", nothing, slow_tasks.hoarding, 100) == 2, "there is room, and nothing is begun anew"
    assert pool.run("Ben", nothing, slow_tasks.hoarding, 300) == 1, (
        "there is none, so it had a process of its own"
    )
    assert pool.run("Ann", nothing, slow_tasks.pid) != process


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals")
def test_a_worker_that_is_killed_says_so_and_the_next_task_works(pool: Pool) -> None:
    with pytest.raises(Ended, match=r"ended from outside.*Your inputs are safe"):
        pool.run("Ann", nothing, slow_tasks.killed)
    assert pool.run("Ann", nothing, slow_tasks.doubled, 1) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals")
def test_a_worker_that_is_killed_while_it_waits_is_not_missed(pool: Pool) -> None:
    process = pool.run("Ann", nothing, slow_tasks.pid)
    os.kill(process, signal.SIGKILL)
    assert comes_true(lambda: not is_alive(process))
    assert pool.run("Ann", nothing, slow_tasks.doubled, 1) == 2


def test_whoever_looks_on_hears_how_far_it_is_and_stops_it_by_raising(pool: Pool) -> None:
    heard: list[float] = []

    def stop_at_five(done: float | None) -> None:
        heard.append(done or 0.0)
        if (done or 0) >= 5:
            raise KeyError("something else was done")

    with pytest.raises(KeyError):
        pool.run("Ann", stop_at_five, slow_tasks.counting, 10_000)
    assert 5 <= heard[-1] < 100
    process = pool.run("Ann", nothing, slow_tasks.pid)
    assert is_alive(process) and pool.run("Ann", nothing, slow_tasks.doubled, 1) == 2


def test_a_task_that_does_not_hear_is_ended_when_it_is_stopped(pool: Pool) -> None:
    process = pool.run("Ann", nothing, slow_tasks.pid)
    begun = time.monotonic()

    def stop(done: float | None) -> None:
        if time.monotonic() - begun > 0.3:
            raise KeyError

    with pytest.raises(KeyError):
        pool.run("Ann", stop, slow_tasks.asleep, 600)
    assert pool.run("Ann", nothing, slow_tasks.doubled, 1) == 2
    assert comes_true(lambda: not is_alive(process))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of data")
def test_what_a_stopped_task_held_is_free_for_the_next_one(pool: Pool) -> None:
    process = pool.run("Ann", nothing, slow_tasks.pid)

    def stop_at_five(done: float | None) -> None:
        if (done or 0) >= 5:
            raise KeyError("something else was done")

    with pytest.raises(KeyError):
        pool.run("Ann", stop_at_five, slow_tasks.holding, 400, 10_000)
    assert pool.run("Ann", nothing, slow_tasks.holding, 400, 1) == 400, "of 600, so not both at once"
    assert pool.run("Ann", nothing, slow_tasks.pid) == process


def test_a_newer_task_of_the_same_person_calls_the_older_one_off(pool: Pool) -> None:
    caught: list[BaseException] = []
    begun = threading.Event()

    def older() -> None:
        try:
            pool.run("Ann", lambda done: begun.set() if done else None, slow_tasks.counting, 10_000)
        except Stopped as error:
            caught.append(error)

    thread = threading.Thread(target=older)
    thread.start()
    assert begun.wait(PATIENCE)
    assert pool.run("Ann", nothing, slow_tasks.doubled, 1) == 2
    thread.join(PATIENCE)
    assert len(caught) == 1


def test_who_asks_a_second_time_stands_behind_who_has_waited() -> None:
    pool = Pool(Limits(workers=1))
    done: list[str] = []
    begun = threading.Event()

    def busy() -> None:
        for k in range(2):
            pool.run("Ann", lambda found: begun.set() if found else None, slow_tasks.counting, 8)
            done.append(f"Ann {k}")

    ann = threading.Thread(target=busy)
    ann.start()
    begun.wait(PATIENCE)
    pool.run("Ben", nothing, slow_tasks.doubled, 1)
    done.append("Ben")
    ann.join(PATIENCE)
    pool.close()
    assert done == ["Ann 0", "Ben", "Ann 1"]


def test_two_workers_work_side_by_side() -> None:
    pool = Pool(Limits(workers=2))
    begun, enough = threading.Event(), threading.Event()

    def look_on(done: float | None) -> None:
        if done:
            begun.set()
        if enough.is_set():
            raise Stopped

    def slow() -> None:
        with pytest.raises(Stopped):
            pool.run("Ann", look_on, slow_tasks.counting, 10_000)

    ann = threading.Thread(target=slow)
    ann.start()
    assert begun.wait(PATIENCE)
    assert pool.run("Ben", nothing, slow_tasks.doubled, 1) == 2
    assert ann.is_alive()
    enough.set()
    ann.join(PATIENCE)
    pool.close()


def test_the_limits_are_set_by_the_environment_and_nonsense_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits_set() == Limits(1, 1500, 300.0)
    monkeypatch.setenv("MAKE_THE_CASE_WORKERS", "3")
    monkeypatch.setenv("MAKE_THE_CASE_WORKER_MEMORY_MB", "-1")
    monkeypatch.setenv("MAKE_THE_CASE_WORKER_SECONDS", "30")
    assert limits_set() == Limits(3, 1500, 30.0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_program(how: signal.Signals) -> None:
    program = (
        "import sys, time; sys.path[:0] = ['tests', '.']\n"
        "import signal; signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))\n"
        "import slow_tasks; from make_the_case.jobs.pool import Pool\n"
        "print(Pool().run('Ann', lambda done: None, slow_tasks.pid), flush=True)\n"
        "time.sleep(600)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    process = int(run.stdout.readline())
    run.send_signal(how)
    run.wait(PATIENCE)
    assert comes_true(lambda: not is_alive(process))
    run.stdout.close()
