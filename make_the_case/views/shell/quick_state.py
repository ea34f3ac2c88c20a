"""Lets a widget ask for its own value alone, where Streamlit copies all that a page holds for each widget that it draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

from streamlit.elements.widgets import radio, selectbox, text_widgets


class State(Protocol):
    """What a page holds of a person's session, by key."""

    def __contains__(self, key: str) -> bool: ...

    def __getitem__(self, key: str) -> object: ...


@dataclass(frozen=True)
class WithoutCopying:
    """A session's state as a widget asks for it."""

    filtered_state: State
    """The state itself: a widget asks whether its own key is in it, and what for, and nothing else."""


WIDGETS: tuple[ModuleType, ...] = (radio, selectbox, text_widgets)


def ask_for_one_key() -> None:
    """Has the widgets ask a session's state for their own key.

    Streamlit's text fields and choices ask whether their value was set to nothing, and take a copy of the whole state to
    do so: on a page of two hundred fields, a quarter of its time. It has no public way to spare that, so this reaches into their
    modules; `tests/test_quick_state.py` sees that they ask for no more than is answered here.
    """
    for widget in WIDGETS:
        if not isinstance(widget.get_session_state, _Asked):
            widget.get_session_state = _Asked(widget.get_session_state)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _Asked:
    """Streamlit's own way to the state of the session that is drawn, and the state without a copy."""

    usual: Callable[[], State]

    def __call__(self) -> WithoutCopying:
        return WithoutCopying(self.usual())
