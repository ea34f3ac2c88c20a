"""Slow work of the running app: what takes too long or too much, is stopped or dies says so; what was typed stays, and the next works."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from conftest import free_port, start_app, stop_app
from large_cases import LARGEST, large_case
from patience import comes_true
from visitor import Visitor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds workers as Linux lists them"),
]
CASE = large_case(options=3, costs=25, outcomes=55, years=20)
"""Large enough to be read in a process of its own, and for a simulation of some seconds."""
SHORTER = large_case(options=3, costs=15, outcomes=30, years=30)
"""As much work, in a file that a page reads itself."""
LARGE = large_case(**LARGEST)
TITLES = itertools.count()
FILE, OPEN = "A case file, yours", "Open this file"
UPTAKE = "Of every 100 offered it"
TRYING = "Simulation of 10,000 runs"


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The running app; gives its port and its process."""
    port = free_port()
    server = start_app(port, tmp_path_factory.mktemp("app"))
    yield port, server
    stop_app(server)


def opened(port: int) -> Visitor:
    """Opens a case, and leaves the page that it leads to."""
    visitor = Visitor(port)
    case = CASE.replace("A large case", f"A large case {next(TITLES)}")  # a worker remembers what it did last
    assert visitor.upload(FILE, "large.yaml", case.encode()) == 204
    visitor.press(OPEN, is_waited_for=False)
    visitor.read_until(TRYING)
    visitor.go("proposal")
    return visitor


def workers(server: subprocess.Popen[bytes]) -> list[int]:
    """Returns the processes of the pool."""
    found = subprocess.run(
        ["ps", "-ww", "-eo", "pid,ppid,args", "--no-headers"], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in found.stdout.splitlines()]
    return [int(pid) for pid, parent, args in rows if int(parent) == server.pid and "spawn_main" in args]


def is_there(process: int) -> bool:
    return (
        os.path.exists(f"/proc/{process}") and "Z" not in open(f"/proc/{process}/stat").read().split(")")[1]
    )


def test_a_file_over_the_limit_is_refused_by_the_server_whether_or_not_it_says_how_long_it_is(app) -> None:
    visitor = Visitor(app[0])
    assert visitor.upload(FILE, "big.yaml", b"x" * 11_000_000, is_told=False) == 413
    path = f"/_stcore/upload_file/{visitor.session}/any"
    assert visitor.put(path, "big.yaml", b"x" * 30_000_000, is_chunked=True) == 413
    assert visitor.upload(FILE, "small.yaml", b"x" * 1000, is_told=False) == 204
    visitor.close()


def test_work_is_shown_and_stopped_by_a_button_and_begun_again_by_another(app) -> None:
    visitor = opened(app[0])
    visitor.go("results", is_waited_for=False)
    visitor.read_until("Stop")
    visitor.press("Stop")
    assert "The simulation was stopped. Your inputs are safe." in visitor.words
    visitor.press("Run it", is_waited_for=False)
    visitor.read_until(TRYING)
    visitor.settle()
    assert "saves cash: " in visitor.words  # the chances come with the simulation
    visitor.close()


def test_a_worker_killed_in_the_middle_is_said_and_what_was_typed_stays_and_the_next_task_works(app) -> None:
    port, server = app
    visitor = opened(port)
    visitor.go("costs", is_waited_for=False)
    visitor.read_until(TRYING)
    said = "ended from outside before it was done"
    for text in (
        "21",
        "22",
        "23",
    ):  # on a loaded computer a worker may be between two tasks, and then nothing is lost
        visitor.type(UPTAKE, text, is_waited_for=False)
        visitor.read_until(TRYING)
        (worker,) = workers(server)
        os.kill(worker, signal.SIGKILL)
        visitor.settle()
        if said in visitor.words:
            break
    assert said in visitor.words
    visitor.press("Run it")
    assert "Net value, counting everyone" in visitor.words
    visitor.go("proposal")
    visitor.go("costs")
    assert visitor.value(UPTAKE) == text
    visitor.close()


def test_something_else_that_somebody_does_stops_the_work_and_their_own_is_next(app) -> None:
    port, _ = app
    visitor = opened(port)
    visitor.go("results", is_waited_for=False)
    visitor.read_until(TRYING)
    visitor.go("proposal")
    assert "Proposal" in visitor.words
    visitor.go("results", is_waited_for=False)
    visitor.read_until(TRYING)  # it had not been done to its end
    visitor.close()


@pytest.mark.parametrize(
    ("text", "settings", "words"),
    [
        (
            SHORTER,
            {"MAKE_THE_CASE_WORKER_SECONDS": "1"},
            "longer than the 1 seconds that one piece of work may take",
        ),
        pytest.param(
            LARGE,
            {"MAKE_THE_CASE_WORKER_MEMORY_MB": "400"},
            "more than the 400 MB of memory that one piece of work may take",
            marks=pytest.mark.longer,
        ),
    ],
    ids=["time", "memory"],
)
def test_work_beyond_the_limits_is_ended_and_said_and_the_rest_of_the_page_stands(
    tmp_path, text: str, settings: dict[str, str], words: str
) -> None:
    port = free_port()
    server = start_app(port, tmp_path, **settings)
    try:
        visitor = Visitor(port)
        assert visitor.upload(FILE, "large.yaml", text.encode()) == 204
        visitor.press(OPEN)
        assert words in visitor.words and "Your inputs are safe" in visitor.words
        assert "It costs everyone" in visitor.words and "Run it" in visitor.widgets
        visitor.close()
    finally:
        stop_app(server)


def test_a_page_says_that_a_change_is_kept_before_what_takes_long_is_worked_out(app) -> None:
    """Fifty people wait for one worker: each read that their change was kept when their own simulation was done, up to a minute later."""
    visitor = opened(app[0])
    visitor.go("costs", is_waited_for=False)
    visitor.read_until(TRYING)
    visitor.type(UPTAKE, "24", is_waited_for=False)
    visitor.read_until("Kept as revision")
    visitor.read_until(TRYING)  # which is said after it
    kept = next(place for place, words in enumerate(visitor.texts) if "Kept as revision" in words)
    assert not any(TRYING in words for words in visitor.texts[:kept])
    visitor.go("proposal")
    visitor.close()


@pytest.mark.parametrize("name", ["results", "assumptions"])
def test_the_list_of_pages_is_there_before_what_takes_long_is_worked_out(app, name: str) -> None:
    """It says whether the work is kept, and leads to every other page: it stayed empty until the simulation was done."""
    visitor = opened(app[0])
    visitor.go(name, is_waited_for=False)
    visitor.read_until(TRYING)
    assert "Save case file" in visitor.widgets
    visitor.go("proposal")
    visitor.close()


def test_no_worker_outlives_the_app(tmp_path) -> None:
    port = free_port()
    server = start_app(port, tmp_path)
    visitor = opened(port)
    visitor.go("results", is_waited_for=False)
    visitor.read_until(TRYING)
    found = workers(server)
    assert len(found) == 1
    visitor.close()
    stop_app(server)
    assert comes_true(lambda: not any(is_there(process) for process in found))


@pytest.mark.longer
def test_a_large_case_comes_back_by_its_link(app) -> None:
    port, _ = app
    visitor = opened(port)
    visitor.go("costs", is_waited_for=False)
    visitor.read_until(TRYING)
    visitor.type(UPTAKE, "23", is_waited_for=False)
    visitor.read_until(TRYING)
    visitor.settle()
    link = visitor.query
    assert link.startswith("draft=")
    visitor.close()
    again = Visitor(port, "costs", link)
    assert again.value(UPTAKE) == "23"
    again.close()
