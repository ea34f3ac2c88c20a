"""A widget bound to the case: when the case writes what it shows, and when what a person makes of it is handed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from make_the_case.views.shell import session
from make_the_case.views.shell.action import when_used

GONE = "What you changed there is no longer in the case, so nothing was changed."
AS_TYPED = object()
"""Stands for what a widget shows after somebody has typed into it, until it is known whether that is as the case says it."""
SHOWN, DRAWN, STANDING, PAGE = "shown:", "drawn", "drawn:now", "page"
"""What the case last wrote into each widget; what each widget of this page held when it was drawn; which of them have been drawn
this time; and which page this is."""


class Bound:
    """A widget with one rule: it shows what the case says, hands on once what a person makes of it, and then shows again what the
    case says."""

    def __init__(self, key: str, shown: object, at: str, work: Callable[..., object], *args: Any):
        """Binds a key to what the case says now, the place that it is about, and what is done with what it holds.

        The work is called with what the widget holds, and then `args`. Without a place it is about the whole case; with one,
        nothing is done once the entry has gone: removed, undone, or taken out by somebody else.
        """
        self._key, self._shown, self._at, self._work, self._args = key, shown, at, work, args

    def widget(self) -> dict[str, Any]:
        """Returns what a widget of Streamlit is given to be this one."""
        self._follow()
        _note(self._key)
        return {"key": self._key, "on_change": when_used(self._key, self._hand_on)}

    def _follow(self) -> None:
        """Writes what the case says, where that has changed since it was last written."""
        key, mark = self._key, SHOWN + self._key
        if (
            session.value_of(mark) is AS_TYPED
            and session.is_held(key)
            and session.value_of(key) == self._shown
        ):
            # It shows that already. Writing it again would overwrite in the browser what is being typed by now.
            session.keep(mark, self._shown)
        if not session.is_held(key) or not session.is_held(mark) or session.value_of(mark) != self._shown:
            session.keep(key, self._shown)
            session.keep(mark, self._shown)

    def _hand_on(self) -> None:
        if not _is_changed(self._key):
            return
        if self._at and not session.has_place(self._at):
            session.opened().said = [GONE]
            return
        write_again(self._key)
        self._work(session.value_of(self._key), *self._args)


def write_again(key: str) -> None:
    """Lets the case write a widget anew the next time it is drawn, as after `1.2m` was typed."""
    session.keep(SHOWN + key, AS_TYPED)


def arrive(page: str) -> None:
    """Lets the case write every widget of a page anew when the reader comes from another.

    The same number may stand on two pages: there Streamlit makes two widgets of one key, and the second begins empty.
    """
    session.keep(STANDING, set())
    if session.value_of(PAGE) != page:
        session.keep(PAGE, page)
        session.keep(DRAWN, {})
        session.forget_those(SHOWN)


def leave() -> None:
    """Forgets the widgets that no longer stand on a page which has been drawn to its end, as those of a form that was closed."""
    standing: set[str] = session.value_of(STANDING, set())
    drawn: dict[str, Any] = session.value_of(DRAWN, {})
    session.keep(DRAWN, {key: held for key, held in drawn.items() if key in standing})


def _note(key: str) -> None:
    """Remembers what a widget of this page shows, so that what a person changes is told from what is merely sent again."""
    drawn: dict[str, Any] = session.value_of(DRAWN, {})
    drawn[key] = _as_held(key)
    session.keep(DRAWN, drawn)
    standing: set[str] = session.value_of(STANDING, set())
    standing.add(key)
    session.keep(STANDING, standing)


def _is_changed(key: str) -> bool:
    """Returns whether a widget that stands on the page has been changed by a person since it was drawn, once for each change.

    A browser may send once more what a widget showed that is no longer there, as one of the page before, or of a form that was closed.
    """
    drawn: dict[str, Any] = session.value_of(DRAWN, {})
    if key not in drawn or not session.is_held(key) or drawn[key] == _as_held(key):
        return False
    _note(key)
    return True


def _as_held(key: str) -> Any:
    held = session.value_of(key)
    return list(held) if isinstance(held, list) else held
