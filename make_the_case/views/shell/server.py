"""Starts the app's server: on this computer alone, without telemetry or prompts, in any folder."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import signal
import socket
import sys
import threading
from asyncio import base_events
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from streamlit import cli_util, config, net_util
from streamlit import logger as streamlit_log
from streamlit.runtime import Runtime
from streamlit.web import cli
from streamlit.web.server import server_util

from make_the_case.serving import log_lines
from make_the_case.telemetry import switched_on
from make_the_case.views.shell import guard, provider_faults, request_times
from make_the_case.views.shell.kept_files import KeptFiles

SETTINGS = {
    "SERVER_ADDRESS": "localhost",
    "SERVER_SHOW_EMAIL_PROMPT": "false",
    "SERVER_MAX_UPLOAD_SIZE": "10",  # megabytes of one file, bounded by the server as well as by the fields
    "SERVER_MAX_MESSAGE_SIZE": "30",  # megabytes of one message, either way: each is held whole
    "SERVER_MAX_WIDGET_STATE_SIZE": "5",  # megabytes of what one page's fields hold
    "SERVER_FILE_WATCHER_TYPE": "none",
    "SERVER_DISCONNECTED_SESSION_TTL": "60",  # seconds in which a browser that lost its connection finds its page again
    "RUNNER_POST_SCRIPT_GC": "false",
    "RUNNER_FAST_RERUNS": "false",
    "BROWSER_GATHER_USAGE_STATS": "false",
    "CLIENT_TOOLBAR_MODE": "minimal",
    "CLIENT_SHOW_ERROR_LINKS": "false",
    "CLIENT_SHOW_ERROR_DETAILS": "none",
    "GLOBAL_DEVELOPMENT_MODE": "false",
    "THEME_FONT": "sans-serif",
    "THEME_HEADING_FONT": "serif",
    "THEME_BASE_RADIUS": "4px",
    "THEME_BUTTON_RADIUS": "4px",
    "THEME_SHOW_WIDGET_BORDER": "true",
    "THEME_LIGHT_PRIMARY_COLOR": "#12436D",
    "THEME_LIGHT_BACKGROUND_COLOR": "#FFFFFF",
    "THEME_LIGHT_SECONDARY_BACKGROUND_COLOR": "#F3F6F8",
    "THEME_LIGHT_TEXT_COLOR": "#14202B",
    "THEME_LIGHT_LINK_COLOR": "#12436D",
    "THEME_LIGHT_BORDER_COLOR": "#71808D",
    "THEME_LIGHT_SIDEBAR_BACKGROUND_COLOR": "#F3F6F8",
    "THEME_LIGHT_SIDEBAR_SECONDARY_BACKGROUND_COLOR": "#FFFFFF",
    "THEME_DARK_PRIMARY_COLOR": "#2073BC",
    "THEME_DARK_BACKGROUND_COLOR": "#0E161D",
    "THEME_DARK_SECONDARY_BACKGROUND_COLOR": "#151F29",
    "THEME_DARK_TEXT_COLOR": "#EAEFF3",
    "THEME_DARK_LINK_COLOR": "#93C6F4",
    "THEME_DARK_BORDER_COLOR": "#8796A4",
    "THEME_DARK_SIDEBAR_BACKGROUND_COLOR": "#151F29",
    "THEME_DARK_SIDEBAR_SECONDARY_BACKGROUND_COLOR": "#131D26",
}
"""As environment variables, which stand above any settings file; what a team has set stands above these."""


def why_not(port: int) -> str | None:
    """Returns why the app cannot listen on a port, or None where it can."""
    if not 1 <= port <= 65535:
        return f"A port is a number from 1 to 65535, not {port}."
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            other = port % 65535 + 1
            return f"Port {port} cannot be used ({why}). Choose another: make-the-case app --port {other}"
    return None


class GoesOnUnread(io.TextIOWrapper):
    """Output that fails nobody when its reader has gone: else Streamlit, which prints that it stops, does not stop."""

    def write(self, text: str, /) -> int:
        with contextlib.suppress(BrokenPipeError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            super().flush()


def names_of(hosted: str) -> list[str]:
    """Returns the host names that a setting names, as a browser says them; raises ValueError where one is none.

    >>> names_of("https://Cases.example.org:8443/, fälle.example.org"), names_of("")
    (['cases.example.org', 'xn--flle-loa.example.org'], [])
    """
    names = []
    for address in hosted.replace(",", " ").split():
        host = urlsplit(address if "//" in address else f"//{address}").netloc
        with contextlib.suppress(UnicodeError):
            host = host.encode("idna").decode()
        if not guard.name_in(host):
            raise ValueError(
                f"MAKE_THE_CASE_HOSTED takes the host name in the address that people open, such as cases.example.org, not {address[:80]}."
            )
        names.append(guard.name_in(host))
    return names


def guards(hosted: str) -> list[Middleware]:
    """Returns what stands before the app, however its server was started; `hosted` names what others open, where others are served."""
    # Else a page of another site that tries this port makes Streamlit ask other hosts for this computer's own addresses.
    net_util.get_internal_ip = net_util.get_external_ip = lambda: None
    answer_at_once()
    write_the_log_as_asked()
    provider_faults.say_in_one_line()
    timed = [Middleware(request_times.RequestTimes)] if switched_on.is_asked() else []
    return [*timed, Middleware(guard.Guard, names=(*guard.THIS_COMPUTER, *names_of(hosted)))]


def write_the_log_as_asked() -> None:
    """Has the log be JSON where a setting asks for that: Streamlit's part of it too, which otherwise has handlers of its own."""
    if log_lines.is_json():
        log_lines.write_as_json(port=os.environ.get("STREAMLIT_SERVER_PORT", ""), process=os.getpid())
        streamlit_log.setup_formatter = _to_the_one_log
        streamlit_log.update_formatter()


def _to_the_one_log(logger: logging.Logger) -> None:
    for handler in [*logger.handlers]:
        logger.removeHandler(handler)
    logger.propagate = True


def answer_at_once() -> None:
    """Has what a page is sent leave when it is written, and not wait for the browser to confirm what was sent before.

    Python's event loop asks for that of every connection whose socket says that it is TCP, and the socket on which Streamlit listens
    does not say so: a page that is sent as two hundred small messages then stood still for up to 40 ms at a time.
    """
    base_events._set_nodelay = _without_delay  # type: ignore[attr-defined]


def _without_delay(connection: socket.socket) -> None:
    if connection.family in (socket.AF_INET, socket.AF_INET6) and connection.type == socket.SOCK_STREAM:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


FORGETS_EVERY = 15.0
"""Seconds between two looks for sessions whose time is over, and for files that no page offers any more."""


def forget_closed_sessions() -> None:
    """Lets go of the sessions whose browser has been away for longer than it may be.

    Streamlit does so only when the next browser leaves, and a session of a large case holds 100 MB until then. It has no public
    way to ask for it, so this reaches into its store of sessions; `tests/test_closed_sessions.py` sees that it is still there.
    """
    Runtime.instance()._session_mgr._session_storage._cache.expire()  # type: ignore[attr-defined]


async def _forgets_again_and_again(files: KeptFiles) -> None:
    while True:
        await asyncio.sleep(FORGETS_EVERY)
        forget_closed_sessions()
        files.let_go()


def while_it_runs(get_ready: Callable[[], None]) -> Callable[[st.App], AbstractAsyncContextManager[None]]:
    """Returns what begins and ends with the server; `get_ready` works out what the first page shows, while the browser still starts."""

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        threading.Thread(target=get_ready, name="get ready", daemon=True).start()
        seen = request_times.switch()
        seen.on()
        async with _opened_and_kept_tidy():
            yield
        await asyncio.to_thread(seen.off)

    return lifespan


@asynccontextmanager
async def _opened_and_kept_tidy() -> AsyncIterator[None]:
    """Opens the first page as soon as the server runs, where there is a screen, and forgets what is no longer needed until it stops."""
    loop = asyncio.get_running_loop()
    if not config.get_option("server.headless"):
        address = server_util.get_url(config.get_option("browser.serverAddress"))
        loop.call_soon(cli_util.open_browser, address)
    forgets = loop.create_task(_forgets_again_and_again(KeptFiles(Runtime.instance().media_file_mgr)))
    yield
    forgets.cancel()


def _end(*_: object) -> None:
    sys.exit(0)


def serve(script: Path, port: int, headless: bool, host: str = "") -> int:
    """Runs the app until it is stopped, and returns its exit status; `host` names what others open, where others are served."""
    names = names_of(host)
    os.environ["STREAMLIT_SERVER_PORT"] = str(port)
    also = ({"SERVER_HEADLESS": "true"} if headless else {}) | (
        {"BROWSER_SERVER_ADDRESS": names[0]} if names else {}
    )
    for name, value in (SETTINGS | also).items():
        os.environ.setdefault(f"STREAMLIT_{name}", value)
    sys.stdout = GoesOnUnread(sys.stdout.buffer, encoding="utf-8", line_buffering=True)
    # It warns that the pages are loaded before its runtime is, which changes nothing for caches that are held in memory.
    logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
        lambda record: record.levelno > logging.WARNING
    )
    sys.argv = ["streamlit", "run", str(script)]
    for sign in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # raised again once the server has stopped: then the rest ends in order too
        signal.signal(sign, _end)
    try:
        cli.main(prog_name="streamlit")
    except SystemExit as ended:
        return 2 if ended.code else 0
    return 0
