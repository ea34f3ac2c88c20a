"""What only the page in the browser knows or can do: a lost connection and what was typed meanwhile, links, the menu, a file to keep."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import streamlit as st

from make_the_case.views.shell import offered_files, session

LINKS, ADDED, FORGOTTEN = "browser:links", "browser:added", "browser:forgotten"
MOST_LINKS = 200
WORDS = {
    "lost": "The connection to Make the Case is lost. It is tried again by itself: leave this page open.",
    "back": "The connection is back.",
    "sent": "What you typed while it was lost has been sent. Look whether what you typed just before is there too.",
    "notKept": "Not kept, so type it again:",
    "cutOff": "The connection was lost while you typed this. Look whether it is whole:",
    "last": "What you chose or clicked last may not have been done: look before you do it again.",
    "mark": "Not kept: the connection is lost.",
    "nothing": "emptied",
    "close": "Close this message",
}
"""What is said in the page, where the server cannot say it."""


def _read(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


_page = st.components.v2.component(
    "make_the_case_page", js=_read("page.js"), css=_read("page.css"), isolate_styles=False
)


def show(shows: str, link: str = "", remembers: bool = False, asks: bool = False) -> None:
    """Puts what watches the page in place.

    `shows` says which revision the page shows, for when the connection is lost. With `remembers` the browser keeps the links that
    are opened in it, and with `asks` it says which they are; a link leaves the browser for the server alone.
    """
    data = {
        "words": {**WORDS, "shows": shows},
        "remembers": remembers,
        "links": list(dict.fromkeys(sent for sent in (link, *_kept(ADDED)) if sent)),
        "forget": _kept(FORGOTTEN),
        "asks": asks,
        "file": offered_files.to_keep(),
    }
    sent = _page(
        key="browser",
        data=data,
        on_back_change=_nothing,
        on_seen_change=_nothing,
        on_links_change=_nothing,
        on_given_change=offered_files.has_come,
        height=1,
    )
    session.keep(LINKS, getattr(sent, "links", None))


def _nothing() -> None:
    """The page is drawn anew, which is all that is asked for."""


def links() -> list[str] | str | None:
    """Returns the links that this browser remembers, the last opened first; None until it has said, and a text where it keeps nothing."""
    held = session.value_of(LINKS)
    if not isinstance(held, list):
        return None if held is None else "nothing is kept"
    off = set(_kept(FORGOTTEN))
    return [link for link in dict.fromkeys((*_kept(ADDED), *map(str, held))) if link not in off]


def remember(link: str) -> None:
    """Lets the browser remember a link, where it remembers any."""
    session.keep(ADDED, [link, *(other for other in _kept(ADDED) if other != link)][:MOST_LINKS])
    session.keep(FORGOTTEN, [other for other in _kept(FORGOTTEN) if other != link])


def forget(links: Sequence[str]) -> None:
    """Lets the browser forget some links."""
    session.keep(FORGOTTEN, [*_kept(FORGOTTEN), *links][-MOST_LINKS:])
    session.keep(ADDED, [other for other in _kept(ADDED) if other not in links])


def _kept(key: str) -> list[str]:
    return list(session.value_of(key) or [])
