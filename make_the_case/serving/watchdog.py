"""Keeps several processes at work: what ends or falls silent is started anew, and all of them are, one after the other, when asked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from collections.abc import Awaitable, Sequence

from make_the_case.serving.addresses import LIVE, READY
from make_the_case.serving.one_process import LOG, Process

EVERY = 5.0
"""Seconds between two looks at a process."""
WHILE_IT_BEGINS = 0.5
"""The same while it has not drawn a page yet."""
MOST_MISSES = 3
"""Looks in a row at which a process drew no page, after which it is started anew."""
BEGINS_WITHIN = 180.0
"""Seconds in which a process has to draw its first page: a slow computer takes half a minute."""
LONGEST_PAUSE = 60.0
"""Seconds between two starts of a process that keeps ending; the first pause is one second, and each next one twice as long."""
GOES_WELL_AFTER = 60.0
WRONG_USAGE = 2
"""The exit status of a process that was told to do what it cannot: started anew, it would end the same."""


class CannotStart(Exception):
    """A process that ended as soon as it was started, because of how it was told to start."""


class Watched:
    """One process and who watches it."""

    def __init__(self, process: Process, every: float = EVERY):
        """Binds the process, and how many seconds lie between two looks at it."""
        self.process, self._every = process, every
        self.is_live = asyncio.Event()
        self.can_never_start = asyncio.Event()
        self._again = asyncio.Event()
        self._ready: bool | None = None
        self._has_lived = False
        self._pause = 0.0

    async def keep(self) -> None:
        """Keeps the process at work until this is cancelled."""
        try:
            while not self.can_never_start.is_set():
                began = time.monotonic()
                why = await self._started_until_it_fails()
                self.is_live.clear()
                self._ready = None
                was_asked = self._again.is_set()
                self._again.clear()
                self._note_the_end(why, was_asked)
                await self.process.stop()
                if not was_asked and not self.can_never_start.is_set():
                    await self._rest(time.monotonic() - began)
        finally:
            await self.process.stop()

    def _note_the_end(self, why: str, was_asked: bool) -> None:
        next_step = "" if self.can_never_start.is_set() else ": starting it anew"
        self.process.log(f"{why}{next_step}", logging.INFO if was_asked else logging.ERROR)

    async def _rest(self, lasted: float) -> None:
        """Waits before the next start, ever longer where a process ends again and again."""
        self._pause = 0.0 if lasted > GOES_WELL_AFTER else min(max(2 * self._pause, 1.0), LONGEST_PAUSE)
        await asyncio.sleep(self._pause)

    async def _started_until_it_fails(self) -> str:
        """Starts the process, and returns why it has to be started anew."""
        try:
            await self.process.start()
        except OSError as error:
            return f"it cannot be started ({(error.strerror or str(error)).lower()})"
        return await self._until_it_fails()

    async def _until_it_fails(self) -> str:
        """Looks at the process again and again, and returns why it has to be started anew."""
        began, misses = time.monotonic(), 0
        ends = asyncio.ensure_future(self.process.ended())
        again = asyncio.ensure_future(self._again.wait())
        try:
            while True:
                pause = self._every if self.is_live.is_set() else min(self._every, WHILE_IT_BEGINS)
                await asyncio.wait({ends, again}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                if ends.done():
                    if ends.result() == WRONG_USAGE and not self._has_lived:
                        self.can_never_start.set()
                    return f"it ended by itself, with status {ends.result()}"
                if again.done():
                    return "a restart was asked for"
                said = await self.process.ask(LIVE)
                if self._again.is_set():  # what it said counts no more
                    continue
                if said.is_well:
                    misses = 0
                    self._has_lived = True
                    self.is_live.set()
                    await self._look_whether_it_is_ready()
                elif self.is_live.is_set():
                    misses += 1
                    self.process.log(
                        f"drew no page, {misses} of {MOST_MISSES}: {said.words}", logging.WARNING
                    )
                    if misses == MOST_MISSES:
                        return f"it draws no page ({said.words})"
                elif time.monotonic() - began > BEGINS_WITHIN:
                    return f"it drew no page within {BEGINS_WITHIN:.0f} seconds of its start"
        finally:
            ends.cancel()
            again.cancel()

    async def _look_whether_it_is_ready(self) -> None:
        said = await self.process.ask(READY)
        if said.is_well != self._ready and not self._again.is_set():
            self._ready = said.is_well
            words = "ready" if said.is_well else f"not ready: {said.words}"
            self.process.log(words, logging.INFO if said.is_well else logging.ERROR)

    @property
    def is_ready(self) -> bool:
        """Whether people may be sent to it, when it was last looked at."""
        return bool(self._ready)

    def start_anew(self) -> None:
        """Has the process end and its successor start."""
        self.is_live.clear()
        self._ready = None
        self._again.set()


class Watchdog:
    """All the processes, started one after the other, and what is done with them together."""

    def __init__(self, processes: Sequence[Process], every: float = EVERY):
        """Binds the processes, and how many seconds lie between two looks at each."""
        self._all = [Watched(process, every) for process in processes]
        self._ends = asyncio.Event()
        self._rolls: asyncio.Task[None] | None = None
        self._is_to_roll = False

    async def run(self) -> None:
        """Runs until a signal ends it; raises CannotStart where a process cannot start at all."""
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, self._ends.set)
        loop.add_signal_handler(signal.SIGHUP, self._roll)
        kept: list[asyncio.Task[None]] = []
        begins = asyncio.ensure_future(self._begin(kept))
        try:
            await _first_of(begins, self._ends.wait())
            if not self._ends.is_set():
                begins.result()
                tell_systemd("READY=1")
                await self._ends.wait()
        finally:
            tell_systemd("STOPPING=1")
            LOG.info("ending %s processes", len(self._all))
            for task in (begins, *kept, *([self._rolls] if self._rolls else [])):
                task.cancel()
            await asyncio.gather(*kept, return_exceptions=True)

    async def _begin(self, kept: list[asyncio.Task[None]]) -> None:
        """Starts the processes, each when the one before draws pages: the first makes the database, and none is slowed by all."""
        for watched in self._all:
            kept.append(asyncio.ensure_future(watched.keep()))
            await _first_of(watched.is_live.wait(), watched.can_never_start.wait())
            if watched.can_never_start.is_set():
                raise CannotStart(
                    f"The process on port {watched.process.port} cannot start. What it said stands above."
                )
        LOG.info("all %s processes draw pages", len(self._all))

    def _roll(self) -> None:
        """Begins a restart of all, one after the other; one that is asked for meanwhile follows it."""
        self._is_to_roll = True
        if self._rolls is None or self._rolls.done():
            self._rolls = asyncio.ensure_future(self._restart_each())

    async def _restart_each(self) -> None:
        while self._is_to_roll:
            self._is_to_roll = False
            LOG.info("restarting %s processes, one after the other", len(self._all))
            for place, watched in enumerate(self._all):
                watched.start_anew()
                if not await self._comes_back(watched):
                    left = [str(other.process.port) for other in self._all[place + 1 :]]
                    kept = f" Left as they are: {', '.join(left)}." if left else ""
                    watched.process.log(
                        f"is not ready again, so the restart stops here.{kept}", logging.ERROR
                    )
                    return
            LOG.info("restarted all %s processes", len(self._all))

    async def _comes_back(self, watched: Watched) -> bool:
        end = time.monotonic() + BEGINS_WITHIN
        while time.monotonic() < end:
            if watched.is_live.is_set() and watched.is_ready:
                return True
            await asyncio.sleep(WHILE_IT_BEGINS)
        return False


async def _first_of(*waits: Awaitable[object]) -> None:
    """Waits until one of several things has come, and lets go of the waiting for the others; a task that was given goes on."""
    going = {asyncio.ensure_future(each) for each in waits}
    await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
    for each in going.difference(waits):
        each.cancel()


def tell_systemd(words: str) -> None:
    """Tells systemd how the whole of it is, where systemd started it and asks."""
    where = os.environ.get("NOTIFY_SOCKET", "")
    if not where:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect(f"\0{where[1:]}" if where.startswith("@") else where)
        line.send(words.encode())
