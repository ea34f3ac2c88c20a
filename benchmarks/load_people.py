"""The people of benchmarks/load.py: each a page over TLS and the web server in front, as a browser opens it, without a browser."""

from __future__ import annotations

import re
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from test_proxies import Proxy
from visitor import Visitor
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

EVERY = 3.0
FIELD = "Of every 100 offered it"
KEPT = re.compile(r"Kept as revision (\d+) of your draft")
PATIENCE = 60.0
"""Seconds after which somebody gives up waiting for a page, or for a change to be kept."""
PAUSE = 1.0
"""Seconds between two tries to find the page again; a browser waits as long."""
PARTS = ("What matters most", "What further evidence is worth", "Blind spots")
WRONG = ("Something in the program failed", "This part of the page has stopped working")
TAKEN_APART = tuple(words.encode() for words in ("Kept as revision", "is not kept yet", *WRONG))
LOST = (WebSocketException, OSError)  # a process that has ended, or a web server that does not find one


@dataclass
class Kept:
    """A change that a page said is kept."""

    secret: str
    revision: int
    percent: str


@dataclass
class Heard:
    """What everybody saw; the lists are only added to, which threads may do together."""

    kept: list[Kept] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """From a change to where the page says that it is kept, seen from outside."""
    wrong: list[str] = field(default_factory=list)
    found_again: list[float] = field(default_factory=list)
    """Seconds until somebody whose connection was lost had the page again."""
    not_kept: list[str] = field(default_factory=list)
    """Who was told that a change is not kept yet."""
    rounds: Counter[str] = field(default_factory=Counter)
    """How often the one beside them came to the end of each thing."""


class Clock:
    """When everybody is there, and when the time is over that is measured from then."""

    def __init__(self, people: int, seconds: float) -> None:
        """Binds how many change something; one more runs everything, and one more measures."""
        self.people, self.seconds = people, seconds
        self.all_here = threading.Barrier(people + 2, self._begin)
        self.begun = self.until = 0.0

    def _begin(self) -> None:
        self.begun = time.monotonic()
        self.until = self.begun + self.seconds

    def is_over(self) -> bool:
        """Returns whether the time is over."""
        return time.monotonic() >= self.until


class Page(Visitor):
    """A page behind the web server: it has a cookie, and speaks over TLS."""

    def __init__(self, proxy: Proxy, page: str, query: str) -> None:
        """Opens it."""
        status, _, self.cookie = proxy.ask(f"/{page}?{query}")
        if status != 200:
            raise ConnectionError(f"the page was answered with {status}")
        self.tls: ssl.SSLContext = proxy.tls
        self.reads_on = False
        super().__init__(proxy.port, page, query)

    def connected(self) -> ClientConnection:
        """Returns a connection through the web server."""
        where = f"localhost:{self.port}"
        return connect(
            f"wss://{where}/_stcore/stream", subprotocols=["streamlit"], max_size=None, origin=f"https://{where}", ssl=self.tls, additional_headers={"Cookie": self.cookie}, open_timeout=PATIENCE, close_timeout=1, ping_interval=None  # type: ignore[list-item,arg-type]
        )  # fmt: skip

    def _read(self, seconds: float) -> bool:
        """Reads one message; of a page whose fields are known, it takes only those apart that say what became of a change.

        Fifty browsers have fifty processors of their own, and these visitors share the server's.
        """
        if not self.reads_on:
            return super()._read(seconds)
        sent = self._line.recv(seconds, decode=False)
        if any(words in sent for words in TAKEN_APART):
            message = ForwardMsg.FromString(sent)
            if message.WhichOneof("type") == "delta":
                element = message.delta.new_element
                which = element.WhichOneof("type")
                if which in ("html", "alert"):
                    self.texts.append(getattr(element, which).body)
        return False

    def revision(self) -> int:
        """Returns the last revision that the page says is kept, or 0."""
        return max((int(found) for found in KEPT.findall(self.words)), default=0)

    def reads_until(self, is_so: Callable[[], bool], until: float) -> bool:
        """Reads what the server sends until something is so, and returns whether it came to that in time."""
        with suppress(TimeoutError):
            while not is_so():
                if time.monotonic() > until:
                    return False
                self._read(max(0.01, until - time.monotonic()))
            return True
        return is_so()


@dataclass
class Person:
    """Somebody with a draft and a page."""

    proxy: Proxy
    secret: str
    who: int
    clock: Clock
    heard: Heard
    page: Page | None = None
    count: int = 0
    last: int = 0

    def opened(self, where: str = "costs") -> Page:
        """Opens the page, again and again until that is done; says how long it took where the page was lost."""
        begun, was_open = time.monotonic(), self.page is not None
        while True:
            try:
                self.page = Page(self.proxy, where, f"draft={self.secret}")
                break
            except (*LOST, TimeoutError, EOFError):
                if time.monotonic() - begun > 3 * PATIENCE:
                    raise
                time.sleep(PAUSE)
        if was_open:
            self.heard.found_again.append(time.monotonic() - begun)
        return self.page

    def changes(self) -> None:
        """Makes a change every three seconds, and notes each that is said to be kept."""
        try:
            page = self.opened()
            page.reads_on = True
            self.last = page.revision()
            self.clock.all_here.wait(20 * PATIENCE)
            time.sleep(EVERY * self.who / self.clock.people)
            while not self.clock.is_over():
                begun = time.monotonic()
                try:
                    self._change(page, begun)
                    page.reads_until(lambda: False, begun + EVERY)  # whatever else the page draws meanwhile
                except LOST:
                    page = self.opened()
                    page.reads_on = True
                    self.last = max(self.last, page.revision())
                    continue
                time.sleep(max(0.0, begun + EVERY - time.monotonic()))
            page.close()
        except Exception as error:
            self.heard.wrong.append(f"somebody gave up: {type(error).__name__}: {error}")
            self.clock.all_here.abort()

    def _change(self, page: Page, begun: float) -> None:
        self.count += 1
        if not page.reads_until(lambda: any(FIELD in label for label in page.widgets), begun + PATIENCE):
            self.heard.wrong.append(f"the page has no field to change: {page.words[-300:]}")
            return
        percent = f"{10 + self.count % 80}.{1 + self.count // 80 % 9}"
        page.type(FIELD, percent, is_waited_for=False)
        if page.reads_until(lambda: page.revision() > self.last or says_not_kept(page), begun + PATIENCE):
            if page.revision() > self.last:
                self.last = page.revision()
                self.heard.seconds.append(time.monotonic() - begun)
                self.heard.kept.append(Kept(self.secret, self.last, percent))
            else:
                self.heard.not_kept.append(self.secret)
        else:
            self.heard.wrong.append(
                f"{self.who}'s change {self.count} was not kept within {PATIENCE:.0f} seconds"
            )
        self.heard.wrong.extend(words for words in WRONG if words in page.words)

    def runs_everything(self) -> None:
        """Changes a number, runs each analysis of Test and compare, and makes every paper, again and again."""
        self.clock.all_here.wait(20 * PATIENCE)
        while not self.clock.is_over():
            try:
                page = self.page or self.opened()
                steps: list[tuple[str, Callable[[], None]]] = [
                    (
                        "simulations",
                        partial(self._goes, page, "costs", f"{20 + self.heard.rounds['papers'] % 60}.7"),
                    )
                ]
                steps += [("analyses", partial(self._opens, page, part)) for part in PARTS]
                steps += [("papers", partial(self._makes_papers, page))]
                for what, step in steps:
                    step()
                    is_drawn = page.settle_within(
                        min(PATIENCE, max(1.0, self.clock.until - time.monotonic()))
                    )
                    if self.clock.is_over():
                        break
                    self.heard.rounds[what if is_drawn else f"{what} not done within {PATIENCE:.0f} s"] += 1
                    self.heard.wrong.extend(words for words in WRONG if words in page.words)
            except (*LOST, TimeoutError):
                self.opened()
            except Exception as error:
                self.heard.wrong.append(f"the one beside: {type(error).__name__}: {error}")
                time.sleep(PAUSE)
                self.page = None

    def _goes(self, page: Page, where: str, percent: str) -> None:
        page.go(where)
        page.type(FIELD, percent, is_waited_for=False)

    def _opens(self, page: Page, part: str) -> None:
        if page.page != "test":
            page.go("test")
        page.open_tab(part, is_waited_for=False)

    def _makes_papers(self, page: Page) -> None:
        page.go("papers")
        if "Make the files" in page.widgets:  # else they are made, or being made
            page.press("Make the files", is_waited_for=False)


def says_not_kept(page: Page) -> bool:
    """Returns whether the page says that the last change is not kept."""
    return "is not kept yet" in page.words
