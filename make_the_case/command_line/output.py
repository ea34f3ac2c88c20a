"""What the commands print: results on standard output, messages on standard error, and the statuses that they end with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

DONE, CASE_HAS_ERRORS, WRONG_USAGE, STOPPED = 0, 1, 2, 130
WIDTH = 80


class UsageError(Exception):
    """What was asked for cannot be done as asked; its text is for the person who asked."""


def print_json(data: object) -> None:
    import json

    print(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False, default=str))


def say(lines: Iterable[str], fold: bool = True) -> None:
    """Prints messages, which are not results, to standard error."""
    import textwrap

    for line in lines:
        print(textwrap.fill(line, WIDTH) if fold else line, file=sys.stderr)


def why_of(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


@contextmanager
def progress(draws: int, what: str = "Simulation of {:,} runs") -> Iterator[Callable[[int], None] | None]:
    """Gives what to tell how many draws, or other steps, are done: shown on standard error where a terminal is attached."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = -1

    def each(done: int) -> None:
        nonlocal shown
        share = 100 * done // draws
        if share != shown:
            shown = share
            print(f"\r{what.format(draws)}: {share}%", end="", file=sys.stderr, flush=True)

    try:
        yield each
    finally:
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)
