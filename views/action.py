"""What is done when a widget is used: only where it was a person who used it, and what it is about is still there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from views import failing, session
from views.say import say
from views.whole import whole
from words.blocks import refused

GONE = "What you changed there is no longer in the case, so nothing was changed."


def action(
    label: str,
    key: str,
    work: Callable[..., object],
    *args: Any,
    type: Literal["primary", "secondary", "tertiary"] = "tertiary",
    disabled: bool = False,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Shows a button; what the work returns is for those who call it otherwise."""
    drawn_for = _number()

    def do() -> None:
        with failing.said(key), whole():
            if drawn_for == _number():
                work(*args)

    st.button(label, key=key, type=type, disabled=disabled, width=width, wrap=True, on_click=do)


def when_changed(key: str, at: str, work: Callable[..., object], *args: Any) -> Callable[[], None]:
    """Returns what a widget does once its key holds something else; `at` is the place of the case that it is about.

    Nothing is done where the widget is of another case or another page, where nobody has changed it, or where the
    entry has gone: removed, undone, or taken out by somebody else.
    """
    session.draw(key)
    drawn_for = _number()

    def do() -> None:
        with failing.said(key), whole():
            if drawn_for != _number() or not session.is_changed(key):
                return
            if at and not session.has_place(at):
                session.opened().said = [GONE]
                return
            work(*args)

    return do


def say_refusal(at: str) -> None:
    """Shows why the last change at a place was refused, if it was."""
    found = session.opened().refused.get(at)
    if found is not None:
        say(refused(found.why))


def _number() -> int:
    now = session.current()
    return 0 if now is None else now.number
