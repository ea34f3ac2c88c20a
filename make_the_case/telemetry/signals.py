"""Where the program says what it does and how long that takes; without a listener that is all, and costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import Protocol

Facts = dict[str, str | int]
"""Words of the program's own beside a number, such as the name of a page: never a word of somebody's."""
OUTCOME = "outcome"


class Timed(StrEnum):
    """What takes time."""

    REQUEST = "http.server.request.duration"
    PAGE = "make_the_case.page.duration"
    CHANGE = "make_the_case.change.duration"
    KEEPING = "make_the_case.keeping.duration"
    WORK = "make_the_case.work.duration"


class Listener(Protocol):
    """Whoever is told."""

    def times(self, what: Timed, facts: Facts) -> AbstractContextManager[None]:
        """Times what happens inside; facts may be added until it ends."""

    def took(self, what: Timed, seconds: float, facts: Facts) -> None:
        """Takes note of something that took so many seconds until now."""

    def failed(self, code: str, kind: str) -> None:
        """Takes note of a failure that nobody foresaw, by its report code and its kind."""


_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Has everything told to this listener from now on, or to nothing."""
    global _listener
    _listener = listener


def is_heard() -> bool:
    """Returns whether anybody listens."""
    return _listener is not None


@contextmanager
def timed(what: Timed, **facts: str | int) -> Iterator[Facts]:
    """Times what happens inside, and gives its facts, to which more may be added until it ends."""
    listener = _listener
    if listener is None:
        yield facts
        return
    with listener.times(what, facts):
        try:
            yield facts
        except Exception:
            facts.setdefault(OUTCOME, "failed")
            raise
        except (
            BaseException
        ):  # how Streamlit goes to another page, or ends one where somebody has done something else
            facts.setdefault(OUTCOME, "left")
            raise
        else:
            facts.setdefault(OUTCOME, "done")


def took(what: Timed, seconds: float, **facts: str | int) -> None:
    """Says that something took so many seconds until now."""
    if _listener is not None:
        _listener.took(what, seconds, facts)


def failed(code: str, kind: str) -> None:
    """Says that something failed that nobody foresaw."""
    if _listener is not None:
        _listener.failed(code, kind)
