"""How long requests take, for whoever watches the server from outside: by what kind of address it was, never by which."""

from __future__ import annotations

import re
from http import HTTPMethod

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from make_the_case.jobs.pool import the_pool
from make_the_case.serving.addresses import LIVE, READY
from make_the_case.telemetry import memory_held, signals
from make_the_case.telemetry.signals import Timed
from make_the_case.telemetry.switched_on import Gauges, Switch
from valuation.version import PROGRAM_VERSION

KINDS = (
    ("live", LIVE),
    ("ready", READY),
    ("upload", r"/_stcore/+upload_file(/|$)"),
    ("stream", r"/_stcore/+stream$"),
    ("core", r"/_stcore/"),
    ("static", r"/static/"),
    ("file", r"/media/"),
    ("sign in", r"/auth/|/oauth2callback$"),
)
"""What is said of an address: a draft's link stands behind a page's, and a file's is a secret itself."""
PAGE = "page"
METHODS = frozenset(HTTPMethod)


def kind_of(path: str) -> str:
    """Returns which kind of address it is.

    >>> kind_of("/_stcore/upload_file/a/b"), kind_of("/media/0f.pdf"), kind_of("/costs")
    ('upload', 'file', 'page')
    """
    return next((kind for kind, pattern in KINDS if re.search(pattern, path)), PAGE)


class RequestTimes:
    """The app, with the time of each request told to whoever listens."""

    open_pages = 0
    """Pages that talk to this process now."""

    def __init__(self, app: ASGIApp) -> None:
        """Binds the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] == "websocket":
            await self._page(scope, receive, send)
        elif scope["type"] != "http" or not signals.is_heard():
            await self._app(scope, receive, send)
        else:
            await self._timed(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        RequestTimes.open_pages += 1
        try:
            await self._app(scope, receive, send)
        finally:
            RequestTimes.open_pages -= 1

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, kind = str(scope["method"]), kind_of(str(scope["path"]))
        facts = {
            "http.request.method": method if method in METHODS else "_OTHER",
            "http.route": kind,
        }
        with signals.timed(Timed.REQUEST, **facts) as told:

            async def sends(message: Message) -> None:
                if message["type"] == "http.response.start":
                    told["http.response.status_code"] = int(message["status"])
                await send(message)

            await self._app(scope, receive, sends)


def switch() -> Switch:
    """Returns what begins and ends telling whoever watches from outside, where an address is set."""
    gauges: Gauges = {
        "process.memory.usage": ("By", memory_held.bytes_of_the_server),
        "make_the_case.workers.memory.usage": ("By", memory_held.bytes_of_the_workers),
        "make_the_case.work.waiting": ("{task}", lambda: the_pool().waiting()),
        "make_the_case.work.running": ("{task}", lambda: the_pool().running()),
        "make_the_case.pages.open": ("{page}", lambda: RequestTimes.open_pages),
    }
    return Switch(PROGRAM_VERSION, gauges)
