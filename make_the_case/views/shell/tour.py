"""The tour: the finished case, page by page, with a few sentences at the top of each and the way to the next."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from make_the_case.views.shell import session
from make_the_case.views.shell.action import action
from make_the_case.views.text import copy

PLACE = "tour"
"""The page of the tour at which its reader is, as the session keeps it."""


def steps() -> dict[str, str]:
    """Returns what is said on each page of the tour, in its order."""
    parts = re.split(r"^## (\w+)\n", copy("tour"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], (text.strip() for text in parts[1::2]), strict=True))


def begin() -> str:
    """Begins the tour, and returns the page that it begins on."""
    first = next(iter(steps()))
    session.keep(PLACE, first)
    return first


def show(page: str, title_of: Callable[[str], str], goto: Callable[[str], None]) -> None:
    """Shows what the tour says of a page, where its reader is on it; elsewhere the way back to it."""
    at = session.value_of(PLACE)
    said = steps()
    if at not in said:
        return
    names = list(said)
    with st.container(border=True, key="tour"):
        if page != at:
            st.markdown(f"The tour is at {title_of(at)}.")
            follows = at
        else:
            st.markdown(f"Tour, {names.index(at) + 1} of {len(names)}. {said[at]}")
            follows = names[names.index(at) + 1] if at != names[-1] else ""
        with st.container(horizontal=True):
            if follows and st.button(
                f"{'Next' if page == at else 'Go there'}: {title_of(follows)}",
                key="tour:next",
                type="primary",
            ):
                session.keep(PLACE, follows)
                goto(follows)
            if page == at == names[-1] and st.button("Start your own", key="tour:start", type="primary"):
                session.forget(PLACE)
                goto("start")
            action("End the tour", "tour:end", session.forget, PLACE, type="secondary")
