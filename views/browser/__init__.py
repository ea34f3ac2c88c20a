"""What only the page in the browser knows: a lost connection and what was typed meanwhile, links that were opened here, the menu."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import streamlit as st

KEY = "browser"
WORDS = {
    "lost": "The connection to Make the Case is lost. It is tried again by itself: leave this page open.",
    "back": "The connection is back.",
    "sent": "What you typed while it was lost has been sent.",
    "notKept": "Not kept, so type it again:",
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


def show(shows: str) -> bool:
    """Puts what watches the connection in place; `shows` says which revision the page shows. Returns whether the connection has just come back."""
    found = _page(
        key=KEY,
        data={
            "words": {**WORDS, "shows": shows},
            "remembers": False,
            "link": "",
            "forget": [],
            "asks": False,
        },
        on_back_change=lambda: None,
        on_seen_change=lambda: None,
        on_links_change=lambda: None,
        height=0,
    )
    return bool(_given(found, "back"))


def _given(found: Any, name: str) -> Any:
    return getattr(found, name, None)
