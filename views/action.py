"""What is done when a widget is used: only where it was a person who used it, and what it is about is still there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from views import failing, session
from views.say import as_label, say
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
    """Shows a button, its label as it stands; what the work returns is for those who call it otherwise."""
    do = when_used(key, lambda: work(*args))
    st.button(as_label(label), key=key, type=type, disabled=disabled, width=width, wrap=True, on_click=do)


class Bound:
    """A widget bound to the case, with one rule: it shows what the case says, hands on once what a person makes of it, and then
    shows again what the case says."""

    def __init__(self, key: str, shown: object, at: str, work: Callable[..., object], *args: Any):
        """Binds a key to what the case says now, the place that it is about, and what is done with what it holds.

        The work is called with what the widget holds, and then `args`. Without a place it is about the whole case; with one,
        nothing is done once the entry has gone: removed, undone, or taken out by somebody else.
        """
        self.key, self._shown, self._at, self._work, self._args = key, shown, at, work, args

    def widget(self) -> dict[str, Any]:
        """Returns what a widget of Streamlit is given to be this one."""
        session.follow(self.key, self._shown)
        session.draw(self.key)
        return {"key": self.key, "on_change": when_used(self.key, self._hand_on)}

    def _hand_on(self) -> None:
        if not session.is_changed(self.key):
            return
        if self._at and not session.has_place(self._at):
            session.opened().said = [GONE]
            return
        session.forget_shown(self.key)
        self._work(session.value_of(self.key), *self._args)


def when_used(name: str, work: Callable[[], object]) -> Callable[[], None]:
    """Returns what Streamlit calls when a widget is used: nothing is done where it was drawn of another case."""
    drawn_for = _number()

    def do() -> None:
        with failing.said(name), whole():
            if drawn_for == _number():
                work()

    return do


def say_refusal(at: str) -> None:
    """Shows why the last change at a place was refused, if it was."""
    found = session.opened().refused.get(at)
    if found is not None:
        say(refused(found.why))


def _number() -> int:
    now = session.current()
    return 0 if now is None else now.number
