"""How much memory this process and its workers hold, where the system says so in files: on Linux."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PROCESSES = Path("/proc")
PARENT, PAGES_HELD = 1, 21
"""Places of the parent's number and of the pages in memory in what Linux says of a process, after its name."""


def bytes_of_the_server() -> int | None:
    """Returns the bytes that this process holds, or None where the system does not say."""
    said = _said_of(str(os.getpid()))
    return None if said is None else _bytes_in(said)


def bytes_of_the_workers() -> int | None:
    """Returns the bytes that the processes hold which this one has begun, or None where the system does not say."""
    if not PROCESSES.is_dir():
        return None
    own, held = str(os.getpid()), 0
    for process in PROCESSES.iterdir():
        said = _said_of(process.name) if process.name.isdigit() else None
        if said is not None and said[PARENT] == own:
            held += _bytes_in(said)
    return held


def _said_of(process: str) -> list[str] | None:
    with suppress(OSError, IndexError):  # a process that has ended meanwhile, or a system without such files
        words = (PROCESSES / process / "stat").read_text(encoding="utf-8", errors="replace")
        fields = words[words.rindex(")") + 1 :].split()  # the name before may hold anything
        return fields if len(fields) > PAGES_HELD else None
    return None


def _bytes_in(said: list[str]) -> int:
    return int(said[PAGES_HELD]) * os.sysconf("SC_PAGE_SIZE")
