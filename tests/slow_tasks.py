"""Tasks for a worker: each importable by its name, as a process of its own needs them."""

from __future__ import annotations

import os
import signal
import time

from make_the_case.jobs.worker import progress


def doubled(number: float) -> float:
    """Returns twice a number."""
    return 2 * number


def pid() -> int:
    """Returns which process this is."""
    return os.getpid()


def asleep(seconds: float) -> str:
    """Returns after some seconds, without saying how far it is."""
    time.sleep(seconds)
    return "awake"


def counting(to: int) -> int:
    """Counts in steps of a twentieth of a second, and says how far it is."""
    for done in range(to):
        progress(done)
        time.sleep(0.05)
    return to


def greedy() -> int:
    """Asks for memory until it is refused."""
    held = []
    while True:
        held.append(bytearray(50_000_000))


HOARD: list[bytearray] = []


def hoarding(megabytes: int) -> int:
    """Leaves memory behind in its process, and returns how many pieces lie there."""
    HOARD.append(bytearray(megabytes * 1_000_000))
    return len(HOARD)


def killed() -> None:
    """Ends its own process as the system does that is short of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def refused() -> None:
    """Raises what a case raises that has problems."""
    from valuation.errors import CaseError, Problem

    raise CaseError("case.yaml", [Problem("options", "has no entry", line=3)])


def imported() -> list[str]:
    """Returns the packages that this process has imported."""
    import sys

    return sorted({name.partition(".")[0] for name in sys.modules})


def holding(megabytes: int, to: int) -> int:
    """Holds memory while it counts, and returns how much that was."""
    held = bytearray(megabytes * 1_000_000)
    counting(to)
    return len(held) // 1_000_000
