"""What stands before the app on the network: which requests are let in, and what the browser is told with each answer."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from make_the_case.views.shell import provider_faults

THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")
"""Under which names one's own computer is opened, on any port."""
CORE = frozenset({"health", "host-config", "stream", "upload_file"})
"""What the pages need of Streamlit's own addresses; its metrics and its interface for programs are nobody's business."""
MOST_PAGES = 100
"""Pages that one network address may hold open at once: an office often has one address for all."""
MOST_OPENINGS, PER_SECONDS = 300, 120.0
"""How often one address may open a page in how many seconds: what a page held is kept for a minute or two after it is closed."""
MOST_HELD_OF_ONE, MOST_HELD = 40_000_000, 400_000_000
"""Bytes of uploaded files that are held for one page, and for all."""

HEADERS = {
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
POLICY = (
    "default-src 'self'; script-src 'self' blob:{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""Scripts from the app alone, among them none that a text on a page could carry; Streamlit's own styles stand in the page.

Streamlit runs a component of ours (make_the_case/views/browser) from a blob, which only a script that already runs here can make.
"""
POLICY_OF_FILES = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'"
"""For a file that somebody made or uploaded: it runs nothing, wherever it is opened."""


class Refusal(NamedTuple):
    """Why a request is not let in: the status of HTTP, and a sentence."""

    status: int
    why: str


FOREIGN_NAME = Refusal(
    403,
    "Make the Case does not answer to the name in this address. On your own computer open http://localhost with the port that it "
    "printed when it started. Whoever runs it for others names the host in MAKE_THE_CASE_HOSTED: docs/hosting.md says how.",
)
FOREIGN_PAGE = Refusal(
    403, "A page of another site asked for this, and Make the Case answers its own pages alone."
)
NOT_SERVED = Refusal(404, "There is nothing at this address.")
NOT_DONE = Refusal(405, "This address can only be read.")
TOO_MANY = Refusal(
    429, "Too many pages are open from this network. Close some, wait two minutes, and load this page again."
)
TOO_MUCH = Refusal(
    413,
    "Too many uploaded files are held. Take some out of their fields, or load the page again, and try once more.",
)


def failed(_: Request, __: Exception) -> Response:
    """Returns what is said where the server itself fails: no more than that, with the headers that the guard would have set."""
    headers = {**HEADERS, "content-security-policy": POLICY_OF_FILES}
    return PlainTextResponse("Something in the program failed. Load the page again.", 500, headers)


class Guard:
    """The app behind its guard, as one application of the ASGI standard."""

    def __init__(self, app: ASGIApp, names: Iterable[str]):
        """Binds the app, and the host names that it answers to."""
        self._app, self._names = app, frozenset(names)
        self._policy = POLICY.format(scripts="".join(f" 'sha256-{one}'" for one in _own_scripts()))
        self._open: Counter[str] = Counter()
        self._openings: dict[str, deque[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or refuses it."""
        if scope["type"] == "websocket":
            await self._page(scope, receive, send)
        elif scope["type"] == "http":
            refusal = self._refusal(scope)
            answer = PlainTextResponse(refusal.why, refusal.status) if refusal is not None else _moved(scope)
            sends = self._with_headers(scope, send)
            if provider_faults.is_between_us_and_the_provider(scope):
                sends = provider_faults.in_words(sends)
            await (answer or self._app)(scope, receive, sends)
        else:
            await self._app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a page talk to the app for as long as it is open, if it may."""
        client = str((scope.get("client") or ("",))[0])
        if self._refusal(scope) is not None or self._is_too_many(client):
            await send({"type": "websocket.close", "code": 1008, "reason": ""})  # before it is accepted: 403
            return
        self._open[client] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open[client] -= 1
            self._open += Counter()  # which forgets those who have none open

    def _is_too_many(self, client: str) -> bool:
        now = time.monotonic()
        for other, moments in [*self._openings.items()]:
            while moments and now - moments[0] > PER_SECONDS:
                moments.popleft()
            if not moments:
                del self._openings[other]
        moments = self._openings.setdefault(client, deque())
        if self._open[client] >= MOST_PAGES or len(moments) >= MOST_OPENINGS:
            return True
        moments.append(now)
        return False

    def _refusal(self, scope: Scope) -> Refusal | None:
        """Returns why a request is not let in, or None where it is."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or name_in(hosts[0]) not in self._names:
            return FOREIGN_NAME
        if not self._is_own_page(scope, headers, hosts[0]):
            return FOREIGN_PAGE
        path = str(scope["path"])
        core = re.search(r"_stcore/+([^/]*)", path, re.IGNORECASE)
        if (core is not None and core.group(1) not in CORE) or re.search(r"(^|/)component/", path):
            return NOT_SERVED
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            if core is None or core.group(1) != "upload_file":
                return NOT_DONE
            if scope["method"] == "PUT" and _is_too_much(path):
                return TOO_MUCH
        return None

    def _is_own_page(self, scope: Scope, headers: Headers, host: str) -> bool:
        """Returns whether no page of another site asks: it may lead here by a link, and do nothing else."""
        origin = headers.get("origin")
        if origin is not None:
            asking = origin.partition("://")[2]
            served = self._names - set(THIS_COMPUTER)  # on whichever port the web server in front has
            if asking.lower() != host.lower() and name_in(asking) not in served:
                return False
        if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            is_link = (
                headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
            )
            return scope["type"] == "http" and is_link
        return True

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        is_file = re.search(r"(?<!/static)/media/", str(scope["path"])) is not None

        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["content-security-policy"] = POLICY_OF_FILES if is_file else self._policy
                if is_file:
                    headers["cache-control"] = "private"
                if scope.get("scheme") == "https":  # as the web server in front of it says
                    cookies = headers.getlist("set-cookie")
                    del headers["set-cookie"]
                    for cookie in cookies:
                        is_marked = "; secure" in cookie.lower()
                        headers.append("set-cookie", cookie if is_marked else f"{cookie}; Secure")
            await send(message)

        return sends


def _moved(scope: Scope) -> Response | None:
    """Returns the way to the first page for who asks for it by its name, which Streamlit does not know it by; else None."""
    if scope["method"] not in ("GET", "HEAD") or re.search(r"/start/?$", str(scope["path"])) is None:
        return None
    first = "../" if str(scope["path"]).endswith("/") else "./"
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse(f"{first}?{query}" if query else first)


def name_in(host: str) -> str:
    """Returns the name in what a request says of its host, without the port; nothing where it is no host at all.

    >>> name_in("LocalHost:8501"), name_in("[::1]:80"), name_in("cases.example.org."), name_in("me@localhost"), name_in("localhost:x")
    ('localhost', '::1', 'cases.example.org', '', '')
    """
    match = re.fullmatch(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]{1,5})?", host.lower())
    return "" if match is None else (match.group(1) or match.group(2)).removesuffix(".")


def _own_scripts() -> Iterator[str]:
    """Yields the hashes of the scripts that stand in Streamlit's own page, which a policy without inline scripts has to name."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL):
        yield base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _is_too_much(path: str) -> bool:
    """Returns whether the page that uploads here, or all of them together, hold as many files as may be."""
    held = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {}) if runtime.exists() else {}
    sizes = {page: sum(len(file.data) for file in [*files.values()]) for page, files in [*held.items()]}
    page = path.rstrip("/").split("/")[-2]
    return sizes.get(page, 0) >= MOST_HELD_OF_ONE or sum(sizes.values()) >= MOST_HELD
