"""Where a page meets the pool: slow work runs in a process of its own while the page shows how far it is and can be stopped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from make_the_case.jobs.pool import Unfinished, the_pool
from make_the_case.jobs.worker import Stopped
from make_the_case.telemetry import signals
from make_the_case.telemetry.signals import OUTCOME, Timed
from make_the_case.views.shell.action import action
from valuation import MakeTheCaseError
from valuation.lines.model import Model

LOG = logging.getLogger("make_the_case")
T = TypeVar("T")
IN_PAGE = 5_000_000
"""Lines × years × rows that a page works out itself: about a second of one processor."""
EDIT = 300
"""Rows that cost as much as making a change to the case does."""
IN_PAGE_BYTES = 60_000
"""Length of a case file that a page reads itself: about half a second."""
PATIENCE = 0.5
"""Seconds after which work shows how far it is."""
OFTEN = 0.2
"""Seconds between two looks at whether somebody has done something else, which stops the work."""
IN_TURN = "Waiting until an earlier piece of work is done…"


class NotFinished(MakeTheCaseError):
    """Work that came to no end of its own, in a sentence that says why, what is safe and what to do."""


def is_slow(model: Model, rows: int) -> bool:
    """Returns whether working a case out for so many rows may take over a second, and so is no work for a page."""
    return len(model.lines) * (model.years + model.tail) * rows > IN_PAGE


def run(
    task: Callable[..., T],
    *args: object,
    words: Callable[[float], str] | str = "Working…",
    total: float = 0.0,
    stop: Callable[[], None] | None = None,
) -> T:
    """Returns what a task comes to in a process of its own; raises NotFinished in words, or what the task raised.

    Streamlit ends the page where somebody has done something else meanwhile, and the task with it. `total` is what the task's
    own count goes up to; `stop` is what a button beside the words does, if there is to be one.
    """
    place = st.empty()
    try:
        with signals.timed(Timed.WORK, task=_name_of(task)) as told:
            return _done(told, _shown(place, words, total, stop), task, *args)
    finally:
        place.empty()


def _done(
    told: signals.Facts, each: Callable[[float | None], None], task: Callable[..., T], *args: object
) -> T:
    try:
        return the_pool().run(_who(), each, task, *args)
    except Stopped as error:
        told[OUTCOME] = "stopped"
        raise NotFinished(
            "This was stopped by a newer piece of work of yours. Your inputs are safe."
        ) from error
    except Unfinished as error:
        kind, name = type(error).__name__, _name_of(task)
        told[OUTCOME] = kind
        facts = {"event": "work_not_finished", "kind": kind, "task": name}
        LOG.warning("work not finished: %s in %s", kind, name, extra={"facts": facts})
        raise NotFinished(str(error)) from error


def _name_of(task: Callable[..., object]) -> str:
    return str(getattr(task, "__name__", "work"))


def _who() -> str:
    context = get_script_run_ctx()
    return context.session_id if context is not None else f"thread {threading.get_ident()}"


def _shown(
    place: DeltaGenerator, words: Callable[[float], str] | str, total: float, stop: Callable[[], None] | None
) -> Callable[[float | None], None]:
    """Returns what is told how far the task is; after half a second it shows that, with a way to stop."""
    begun = shown = time.monotonic()
    bar: DeltaGenerator | None = None

    def each(done: float | None) -> None:
        nonlocal bar, shown
        now = time.monotonic()
        if now - shown < OFTEN:
            return
        shown = now
        if now - begun < PATIENCE:
            place.empty()  # Streamlit ends the page here, and at what follows, when somebody has done something else
            return
        state = IN_TURN if done is None else words if isinstance(words, str) else words(done)
        if bar is None:
            with place.container():
                bar = st.progress(0.0, state)
                if stop is not None:
                    action("Stop", f"choice:stop:{id(place)}", stop, type="secondary")
        bar.progress(min(max((done or 0.0) / total, 0.0), 1.0) if total else 0.0, state)

    return each
