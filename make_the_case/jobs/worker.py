"""The worker's end: what a process of the pool does before and around each task. It imports nothing slow."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar

T = TypeVar("T")
MEGABYTE = 1024 * 1024
LESS_URGENT = 10
"""How far a worker stands behind the server when both want the processor, so that a page never waits for somebody's work."""
SELDOM = (50_000, 20, 20)
"""When a worker searches for memory that may go: seldom, because a task makes hundreds of thousands of objects and keeps most."""


class Told(Protocol):
    """Two numbers in memory that the server and its worker share: how far the task is, and whether it is to stop."""

    def __getitem__(self, place: int, /) -> float: ...
    def __setitem__(self, place: int, value: float, /) -> None: ...


DONE, STOP = 0, 1
_told: Told | None = None


class Stopped(Exception):
    """The task was stopped by whoever asked for it, or by something that they did since."""


def progress(done: float) -> None:
    """Tells whoever waits how far the task is, and raises Stopped where it is to stop; outside a worker does nothing."""
    if _told is not None:
        _told[DONE] = done
        if _told[STOP]:
            raise Stopped


def begin(told: Told, megabytes: int) -> None:
    """Makes this process a worker: behind the server, on one core, and within a limit of memory where the platform has one."""
    global _told
    _told = told
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ[name] = "1"  # read when numpy and typst are imported, which is later
    with suppress(OSError, AttributeError):
        os.nice(LESS_URGENT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server is told of Ctrl-C, and ends its workers
    gc.set_threshold(*SELDOM)
    limit_memory(megabytes)


def limit_memory(megabytes: int) -> None:
    """Bounds the data of this process; Windows has no such limit, and macOS keeps none."""
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, megabytes * MEGABYTE))


def limit_time(seconds: float) -> None:
    """Bounds the processor time of the next task, for the case in which nobody is left to end it."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + 2 * seconds) + 10, most))


def do(task: Callable[..., T], args: Sequence[object], seconds: float) -> T:
    """Does a task, and notes on whatever it raises where in the program that was: a traceback does not travel."""
    progress(0.0)
    limit_time(seconds)
    try:
        return task(*args)
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)
        error.place = f"{Path(at[-1].filename).name}:{at[-1].lineno}"  # type: ignore[attr-defined]
        traceback.clear_frames(
            error.__traceback__
        )  # else what the task held stays until the next one has ended
        raise
