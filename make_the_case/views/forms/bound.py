"""A widget bound to the case: when the case writes what it shows, and when what a person makes of it is handed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from make_the_case.views.shell import session
from make_the_case.views.shell.action import when_used

GONE = "What you changed there is no longer in the case, so nothing was changed."
AS_TYPED = object()
"""Stands for what a widget shows after somebody has typed into it, until it is known whether that is as the case says it."""
BOUND = "drawn"
"""Where the session holds what is known of the widgets: in one place, because Streamlit looks through all that is held for many a widget."""


@dataclass
class Widgets:
    """What is known of the widgets of the page that is open."""

    page: str = ""
    shown: dict[str, Any] = field(default_factory=dict)
    """What the case last wrote into each."""
    drawn: dict[str, Any] = field(default_factory=dict)
    """What each held when it was drawn."""
    standing: set[str] = field(default_factory=set)
    """Those that have been drawn this time."""

    def note(self, key: str) -> None:
        """Remembers what a widget shows, so that what a person changes is told from what is merely sent again."""
        self.drawn[key] = _as_held(session.value_of(key))
        self.standing.add(key)


def _widgets() -> Widgets:
    known: Widgets | None = session.value_of(BOUND)
    if known is None:
        known = Widgets()
        session.keep(BOUND, known)
    return known


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
        known = _widgets()
        self._follow(known)
        known.note(self._key)
        return {"key": self._key, "on_change": when_used(self._key, self._hand_on)}

    def _follow(self, known: Widgets) -> None:
        """Writes what the case says, where that has changed since it was last written."""
        key, shown = self._key, known.shown
        is_held = session.is_held(key)
        if is_held and shown.get(key) is AS_TYPED and session.value_of(key) == self._shown:
            # It shows that already. Writing it again would overwrite in the browser what is being typed by now.
            shown[key] = self._shown
        if not is_held or key not in shown or shown[key] != self._shown:
            session.keep(key, self._shown)
            shown[key] = self._shown

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
    _widgets().shown[key] = AS_TYPED


def arrive(page: str) -> None:
    """Lets the case write every widget of a page anew when the reader comes from another.

    The same number may stand on two pages: there Streamlit makes two widgets of one key, and the second begins empty.
    """
    known = _widgets()
    known.standing = set()
    if known.page != page:
        session.keep(BOUND, Widgets(page))


def leave() -> None:
    """Forgets the widgets that no longer stand on a page which has been drawn to its end, as those of a form that was closed."""
    known = _widgets()
    known.drawn = {key: held for key, held in known.drawn.items() if key in known.standing}


def _is_changed(key: str) -> bool:
    """Returns whether a widget that stands on the page has been changed by a person since it was drawn, once for each change.

    A browser may send once more what a widget showed that is no longer there, as one of the page before, or of a form that was closed.
    """
    known = _widgets()
    if key not in known.drawn or not session.is_held(key):
        return False
    if known.drawn[key] == _as_held(session.value_of(key)):
        return False
    known.note(key)
    return True


def _as_held(held: Any) -> Any:
    return list(held) if isinstance(held, list) else held
