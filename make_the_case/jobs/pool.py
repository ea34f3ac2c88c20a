"""The pool: each worker a process of its own, ended and replaced where its task takes too long, too much or is stopped."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import spawn
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from make_the_case.jobs import worker
from make_the_case.jobs.worker import DONE, STOP, Stopped

T = TypeVar("T")
TICK = 0.05
"""Seconds between two looks at whether a task is done."""
GRACE = 1.0
"""Seconds that a stopped task has to end by itself, before its process is ended."""
TO_BEGIN = 60.0
"""Seconds that a process may take to begin, beyond those of its task."""
IDLE = 600.0
"""Seconds after which a worker without work is ended, and its memory is free again."""
WORKERS_NAME = "pebble_pool_worker"


class Unfinished(Exception):
    """A task that came to no end of its own; the text says why, what is safe and what to do."""


class TookTooLong(Unfinished):
    """A task that did not end within its time."""


class TookTooMuch(Unfinished):
    """A task that asked for more memory than one may have."""


class Crowded(TookTooMuch):
    """The same in a process that had worked before: what earlier work left there may have been too much, and it has been ended."""


class Ended(Unfinished):
    """A task whose process was ended from outside, or by a fault in it."""


@dataclass(frozen=True)
class Limits:
    """What a task may take, and how many may run at once."""

    workers: int = 1
    megabytes: int = 1500
    seconds: float = 300.0


def limits_set() -> Limits:
    """Returns the limits that the environment sets, or the usual ones; a setting that is no number above 0 is left."""

    def number(name: str, usual: float) -> float:
        try:
            limit = float(os.environ.get(f"MAKE_THE_CASE_{name}", ""))
        except ValueError:
            return usual
        return limit if 0 < limit < 1e6 else usual

    usual = Limits()
    return Limits(
        max(1, int(number("WORKERS", usual.workers))),
        int(number("WORKER_MEMORY_MB", usual.megabytes)),
        number("WORKER_SECONDS", usual.seconds),
    )


_usual_preparation = spawn.get_preparation_data


def _without_main(name: str) -> dict[str, Any]:
    """Returns what a new process is told, for a worker without the file that was started: Streamlit puts the app's page there."""
    told = _usual_preparation(name)
    if name == WORKERS_NAME:
        told.pop("init_main_from_name", None)
        told.pop("init_main_from_path", None)
    return told


spawn.get_preparation_data = _without_main


class Worker:
    """One process, and the memory in which it says how far it is; begun when it is first needed."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self._pool: ProcessPool | None = None
        self._told: worker.Told = [0.0, 0.0]
        self._is_busy = False
        self._begins = 0
        self._idle: threading.Timer | None = None
        self._lock = threading.Lock()

    @property
    def has_worked(self) -> bool:
        """Returns whether its process did anything before the task that it has now."""
        return self._begins > 1

    def start(self, task: Callable[..., T], args: tuple[object, ...], seconds: float) -> Future[T]:
        """Begins a task, and returns what will be its answer."""
        if self._idle is not None:
            self._idle.cancel()
        for _ in range(2):
            try:
                with self._lock:
                    self._is_busy = True
                    pool = self._pool or self._begun()
                    self._told[DONE] = self._told[STOP] = 0.0
                    self._begins += 1
                    return pool.schedule(worker.do, args=(task, args, seconds), timeout=seconds)
            except RuntimeError:  # its process was ended while it had nothing to do
                self.end()
        raise Ended(ENDED)

    def _begun(self) -> ProcessPool:
        context = multiprocessing.get_context("spawn")
        self._begins = 0
        self._told = context.RawArray("d", 2)
        self._pool = ProcessPool(
            max_workers=1, initializer=worker.begin, initargs=(self._told, self.megabytes), context=context
        )
        return self._pool

    @property
    def done(self) -> float:
        """Returns how far the task says that it is."""
        return self._told[DONE]

    def stop(self) -> None:
        """Asks the task to stop."""
        self._told[STOP] = 1.0

    def rest(self) -> None:
        """Lets the worker wait for the next task, and ends it where none comes."""
        self._is_busy = False
        self._idle = threading.Timer(IDLE, self._end_idle)
        self._idle.daemon = True
        self._idle.start()

    def _end_idle(self) -> None:
        with self._lock:
            pool = None if self._is_busy else self._pool
            if pool is not None:
                self._pool = None
        _ended(pool)

    def end(self) -> None:
        """Ends the process and whatever it does; the next task begins another."""
        with self._lock:
            pool, self._pool = self._pool, None
        _ended(pool)


def _ended(pool: ProcessPool | None) -> None:
    if pool is not None:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


@dataclass
class Asked:
    """A piece of work that somebody waits for."""

    who: str
    is_called_off: bool = False
    worker: Worker | None = None


@dataclass
class Pool:
    """Workers and those who wait for one: in the order in which they came, nobody with more than one task."""

    limits: Limits = field(default_factory=limits_set)

    def __post_init__(self) -> None:
        self._free = [Worker(self.limits.megabytes) for _ in range(self.limits.workers)]
        self._every = list(self._free)
        self._waiting: list[Asked] = []
        self._asked: dict[str, Asked] = {}
        self._changed = threading.Condition()
        atexit.register(self.close)

    def run(
        self,
        who: str,
        each: Callable[[float | None], None],
        task: Callable[..., T],
        *args: object,
        seconds: float | None = None,
    ) -> T:
        """Returns what a task comes to in a process of its own.

        An older task of the same `who` is called off. `each` is told how far the task is, or None while it waits for its turn,
        twenty times a second; whatever it raises stops the task. Raises Unfinished in words, Stopped, or what the task raised.
        A task that found no room in a process that had worked before is begun again in a new one: the memory is its own.
        """
        seconds = self.limits.seconds if seconds is None else seconds
        while True:
            with suppress(Crowded):
                return self._run(who, each, task, args, seconds)

    def _run(
        self,
        who: str,
        each: Callable[[float | None], None],
        task: Callable[..., T],
        args: tuple[object, ...],
        seconds: float,
    ) -> T:
        asked = self._join(who)
        future: Future[T] | None = None
        try:
            ours = self._turn(asked, each)
            future = ours.start(task, args, seconds)
            last = time.monotonic() + seconds + TO_BEGIN
            while not wait([future], TICK).done:
                each(ours.done)
                if asked.is_called_off:
                    raise Stopped
                if time.monotonic() > last:
                    raise Ended(ENDED)
            try:
                return _answer(future, seconds, self.limits.megabytes)
            except TookTooMuch as error:
                if ours.has_worked:
                    raise Crowded(str(error)) from error
                raise
        finally:
            self._leave(asked, future)

    def _join(self, who: str) -> Asked:
        asked = Asked(who)
        with self._changed:
            if who in self._asked:
                self._asked[who].is_called_off = True
            self._asked[who] = asked
            self._waiting.append(asked)
        return asked

    def _turn(self, asked: Asked, each: Callable[[float | None], None]) -> Worker:
        """Waits until a worker is free for this one, and returns it."""
        while True:
            with self._changed:
                if asked.is_called_off:
                    raise Stopped
                if self._free and self._waiting[0] is asked:
                    self._waiting.remove(asked)
                    asked.worker = self._free.pop()
                    return asked.worker
                self._changed.wait(TICK)
            each(None)

    def _leave(self, asked: Asked, future: Future[Any] | None) -> None:
        """Gives the worker back: at once where its task is done, else when it has been stopped; the caller does not wait for that."""
        with self._changed:
            if self._asked.get(asked.who) is asked:
                del self._asked[asked.who]
            if asked in self._waiting:
                self._waiting.remove(asked)
            self._changed.notify_all()
        if asked.worker is None:
            return
        if future is not None and future.done() and not _is_spoilt(future):
            self._give_back(asked.worker)
        else:
            threading.Thread(target=self._clear, args=(asked.worker, future), daemon=True).start()

    def _clear(self, ours: Worker, future: Future[Any] | None) -> None:
        if future is not None and not future.done():
            ours.stop()
            last = time.monotonic() + TO_BEGIN
            while not (future.done() or future.running()) and time.monotonic() < last:
                wait([future], TICK)  # a process that is only beginning hears of it when it has begun
            wait([future], GRACE)
        if future is None or not future.done() or _is_spoilt(future):
            ours.end()
        self._give_back(ours)

    def _give_back(self, ours: Worker) -> None:
        ours.rest()
        with self._changed:
            self._free.append(ours)
            self._changed.notify_all()

    def waiting(self) -> int:
        """Returns how many pieces of work wait for a worker."""
        return len(self._waiting)

    def running(self) -> int:
        """Returns how many workers are at work."""
        return len(self._every) - len(self._free)

    def warm(self) -> None:
        """Begins the first worker in the background, for the first who needs one."""
        threading.Thread(target=self._warmed, daemon=True).start()

    def _warmed(self) -> None:
        with suppress(Unfinished, Stopped):
            self.run("nobody", lambda done: None, time.monotonic)

    def close(self) -> None:
        """Ends every worker."""
        for ours in self._every:
            ours.end()


@cache
def the_pool() -> Pool:
    """Returns the one pool of this process."""
    return Pool()


def _is_spoilt(future: Future[Any]) -> bool:
    """Returns whether a task ended in a way that its process does not go on from, or should not."""
    return future.cancelled() or isinstance(
        future.exception(), TimeoutError | ProcessExpired | BrokenProcessPool | MemoryError
    )


SAFE = "Your inputs are safe."
ENDED = (
    f"The work was ended from outside before it was done: the computer may be short of memory. {SAFE} Try it again; if it happens "
    "twice, try it with fewer options, lines or years."
)


def _answer(future: Future[T], seconds: float, megabytes: int) -> T:
    try:
        return future.result()
    except TimeoutError as error:
        raise TookTooLong(
            f"This took longer than the {seconds:,.0f} seconds that one piece of work may take here, so it was ended. {SAFE} Try it "
            "with fewer options, lines or years, or with fewer simulation runs."
        ) from error
    except MemoryError as error:
        raise TookTooMuch(
            f"This needed more than the {megabytes:,} MB of memory that one piece of work may take here, so it was ended. {SAFE} Try "
            "it with fewer options, lines or years, or with fewer simulation runs."
        ) from error
    except (ProcessExpired, CancelledError, BrokenProcessPool) as error:
        raise Ended(ENDED) from error
