"""Two addresses for whoever watches the server: whether it still draws pages, and whether people may be sent to it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.state import SCRIPT_RUN_WITHOUT_ERRORS_KEY

from make_the_case.serving.addresses import LIVE, READY

ASKED = "asked-whether-it-answers"
"""What stands in the address of the page that is drawn for the question alone, and shows nothing."""
WITHIN = 10.0
"""Seconds in which an answer has to come."""
FRESH = 1.0
"""Seconds for which one answer serves everybody who asks: however often that is, it costs no more than one page a second."""
LOOKS_EVERY = 0.02
LOG = logging.getLogger("make_the_case")

NO_PAGE = "No page was drawn in time. Start this process again."
FAILED_PAGE = "A page failed that shows nothing. The log has a report code."
NO_DATABASE = "The database of drafts did not answer in time."
IS_LIVE, IS_READY = "Pages are drawn.", "Pages are drawn, and drafts can be kept."


def is_asked() -> bool:
    """Returns whether the page that is being drawn was asked for to see that one is drawn, and by nobody to read."""
    return ASKED in st.query_params


def routes(why_not_ready: Callable[[], str | None], within: float = WITHIN) -> list[BaseRoute]:
    """Returns the two addresses; `why_not_ready` looks at the database, and returns what is wrong with it or None."""

    async def database() -> str | None:
        return await asyncio.to_thread(why_not_ready)

    live = Look("draw pages", _page, NO_PAGE, within)
    ready = Look("keep drafts", database, NO_DATABASE, within)

    async def say_live(_: Request) -> PlainTextResponse:
        return _said(await live.why(), IS_LIVE)

    async def say_ready(_: Request) -> PlainTextResponse:
        return _said(await live.why() or await ready.why(), IS_READY)

    return [Route(LIVE, say_live), Route(READY, say_ready)]


def _said(why_not: str | None, words: str) -> PlainTextResponse:
    return PlainTextResponse(why_not or words, 503 if why_not else 200, {"cache-control": "no-store"})


class Look:
    """One question, asked once at a time however many wait for the answer; what hangs is asked no second time beside itself."""

    def __init__(
        self, task: str, asks: Callable[[], Awaitable[str | None]], too_late: str, within: float = WITHIN
    ):
        """Binds what the log says that cannot be done, what finds that out, and what is said where no answer comes within how many seconds."""
        self._task, self._asks, self._too_late, self._within = task, asks, too_late, within
        self._going: asyncio.Future[str | None] | None = None
        self._found: str | None = None
        self._until = 0.0

    async def why(self) -> str | None:
        """Returns what is wrong, or None."""
        if self._going is None and time.monotonic() < self._until:
            return self._found
        if self._going is None:
            self._going = asyncio.ensure_future(self._asks())
            self._going.add_done_callback(self._take)
        going = self._going
        done, _ = await asyncio.wait({going}, timeout=self._within)
        if not done:
            self._note(self._too_late)
            return self._too_late
        return self._found

    def _take(self, done: asyncio.Future[str | None]) -> None:
        error = None if done.cancelled() else done.exception()
        self._note(done.result() if error is None and not done.cancelled() else f"{type(error).__name__}.")
        self._going, self._until = None, time.monotonic() + FRESH

    def _note(self, found: str | None) -> None:
        """Keeps what was found, and writes to the log when it changes."""
        if found is not None and found != self._found:
            facts = {"event": "not_well", "task": self._task}
            LOG.error("this process cannot %s: %s", self._task, found, extra={"facts": facts})
        elif found is None and self._found is not None:
            facts = {"event": "well_again", "task": self._task}
            LOG.warning("this process can %s again", self._task, extra={"facts": facts})
        self._found = found


async def _page() -> str | None:
    """Has a page drawn as for a person, though it shows nothing, and waits until it is."""
    runtime = Runtime.instance()
    # As Streamlit's own check of a script makes a session, which is nobody's; `tests/test_liveness.py` sees that it is still made so.
    session = AppSession(
        script_data=ScriptData(runtime._main_script_path, False),
        uploaded_file_manager=runtime.uploaded_file_mgr,
        script_cache=runtime._script_cache,
        message_enqueued_callback=None,
        user_info={},
    )
    try:
        session.request_rerun(ClientState(query_string=f"{ASKED}=1"))
        while SCRIPT_RUN_WITHOUT_ERRORS_KEY not in session.session_state:
            await asyncio.sleep(LOOKS_EVERY)
        return None if session.session_state[SCRIPT_RUN_WITHOUT_ERRORS_KEY] else FAILED_PAGE
    finally:
        session.shutdown()
