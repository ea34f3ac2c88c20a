"""What is done when a widget is used: only where the case is still the one that it was drawn of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from make_the_case.views.shell import failures, session
from make_the_case.views.shell.say import as_label, say, unseen
from make_the_case.views.shell.whole_steps import whole
from make_the_case.words.blocks import refused


def action(
    label: str,
    key: str,
    work: Callable[..., object],
    *args: Any,
    type: Literal["primary", "secondary", "tertiary"] = "tertiary",
    disabled: bool = False,
    width: Literal["content", "stretch"] = "content",
    about: str = "",
) -> None:
    """Shows a button, its label as it stands; what the work returns is for those who call it otherwise.

    `about` is what it is about where many buttons of a page say the same: it is read aloud, and not shown.
    """
    do = when_used(key, lambda: work(*args))
    words = f"{as_label(label)}{unseen(f': {about}')}" if about else as_label(label)
    st.button(words, key=key, type=type, disabled=disabled, width=width, wrap=True, on_click=do)


def when_used(name: str, work: Callable[[], object]) -> Callable[[], None]:
    """Returns what Streamlit calls when a widget is used: nothing is done where it was drawn of another case."""
    drawn_for = _number()

    def do() -> None:
        with failures.said(name), whole():
            if drawn_for == _number():
                work()

    return do


def say_refusal(*places: str) -> None:
    """Shows why the last change at any of these places was refused, if it was; what comes after it keeps its place either way."""
    refused_at = session.opened().refused
    with st.container():
        for at in places:
            if at in refused_at:
                say(refused(refused_at[at].why))


def _number() -> int:
    now = session.current()
    return 0 if now is None else now.number
