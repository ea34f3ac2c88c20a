"""One process of the app: started, asked how it is, and ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from make_the_case.serving.log_lines import passed_on

ANSWERS_WITHIN = 15.0
"""Seconds until a process that says nothing counts as silent: longer than it takes itself to say that it draws no page."""
ENDS_WITHIN = 15.0
"""Seconds that a process has to end by itself, and to keep what is being typed, before it is ended."""
LONGEST_LINE = 1 << 20
MOST_READ = 4096
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}
"""Where to ask a process that listens on every address."""
LOG = logging.getLogger("make_the_case.serving")


class Said(NamedTuple):
    """What a process answers: the status of HTTP, or 0 where it is silent, and its words."""

    status: int
    words: str

    @property
    def is_well(self) -> bool:
        return self.status == 200


class Process:
    """The process that listens on one port, and its successors there."""

    def __init__(self, command: Sequence[str], settings: Mapping[str, str], address: str, port: int):
        """Binds what is started, with which environment, and where it listens."""
        self.port = port
        self._command, self._settings = command, settings
        self._address = EVERYWHERE.get(address, address)
        self._running: asyncio.subprocess.Process | None = None
        self._reads: asyncio.Task[None] | None = None

    def log(self, words: str, level: int = logging.INFO) -> None:
        """Writes a line to the log that says of which process it speaks."""
        LOG.log(level, "port %s: %s", self.port, words, extra={"facts": {"port": self.port}})

    async def start(self) -> None:
        """Starts it, in a group of its own, so that its workers end with it."""
        self._running = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._settings,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=LONGEST_LINE,
        )
        self._reads = asyncio.ensure_future(self._pass_on())
        self.log(f"started as process {self._running.pid}")

    async def _pass_on(self) -> None:
        """Passes on what the process writes to its log, with its port before each line."""
        assert self._running is not None and self._running.stderr is not None
        while True:
            try:
                line = await self._running.stderr.readline()
            except ValueError:  # longer than any line of ours
                continue
            if not line:
                return
            with contextlib.suppress(OSError, ValueError):  # whoever read ours has gone
                said = passed_on(line.decode(errors="replace").rstrip(), self.port)
                print(said, file=sys.stderr, flush=True)

    @property
    def status(self) -> int | None:
        """How it ended: its exit status, or None where it runs."""
        return None if self._running is None else self._running.returncode

    async def ended(self) -> int:
        """Waits until it ends, and returns its exit status; a signal counts below zero."""
        assert self._running is not None
        return await self._running.wait()

    async def stop(self) -> None:
        """Asks it to end, ends it where it does not, and its workers with it."""
        running = self._running
        if running is None:
            return
        if running.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                running.terminate()
            try:
                await asyncio.wait_for(running.wait(), ENDS_WITHIN)
            except TimeoutError:
                self.log(f"did not end within {ENDS_WITHIN:.0f} seconds, and was ended", logging.WARNING)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(running.pid, signal.SIGKILL)
        await running.wait()
        if self._reads is not None:
            self._reads.cancel()

    async def ask(self, path: str) -> Said:
        """Returns what it says at one of its addresses."""
        try:
            return await asyncio.wait_for(self._asked(path), ANSWERS_WITHIN)
        except TimeoutError:
            return Said(0, f"no answer within {ANSWERS_WITHIN:.0f} seconds")
        except OSError as error:
            return Said(0, f"no answer ({(error.strerror or str(error)).lower()})")
        except ValueError:
            return Said(0, "an answer that is none of ours")

    async def _asked(self, path: str) -> Said:
        reads, writes = await asyncio.open_connection(self._address, self.port)
        try:
            writes.write(f"GET {path} HTTP/1.0\r\nHost: localhost:{self.port}\r\n\r\n".encode())
            answer = (await reads.read(MOST_READ)).decode(errors="replace")
            while more := (await reads.read(MOST_READ)).decode(errors="replace"):
                answer = (answer + more)[:MOST_READ]
        finally:
            writes.close()
        head, _, words = answer.partition("\r\n\r\n")
        version, status, *_ = head.split(maxsplit=2)
        if not version.startswith("HTTP/"):
            raise ValueError
        return Said(int(status), words.strip())
