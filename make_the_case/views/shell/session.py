"""The session: which case is open, which was before it, and what the widgets hold; the only file that touches session state."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from make_the_case.views.shell import collecting
from make_the_case.views.shell.open_case import OpenCase
from valuation import (
    Case,
    Library,
    load_library,
)
from valuation.case.numbers_of_a_case import is_there

UNKEPT, SAYS_BEFORE = "unkept", "says_before"
"""Cases that were open earlier and could not be kept yet; and whether the page says where the one before this is."""
OF_A_CASE = (
    "field:",
    "choice:",
    "form:",
    "log:",
    "results:",
    "compare:",
    "dispute:",
    "drawn",
    "option",
)
"""How the names begin of what stands for something of one case: nothing of it holds for another."""


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """Returns the library, read once for every session; nothing changes it."""
    read = load_library()
    collecting.begin()
    return read


class _Found(threading.local):
    """The open case as the page that is being drawn by this thread has found it: two hundred pieces of a page ask for it."""

    drawn: object = None
    """The page; None where it is to be looked for again."""
    case: OpenCase | None = None


_found = _Found()


def current() -> OpenCase | None:
    """Returns the open case, if there is one."""
    drawn = get_script_run_ctx()
    if drawn is None or _found.drawn is not drawn:
        _found.drawn, _found.case = drawn, st.session_state.get("open")
    return _found.case


def opened() -> OpenCase:
    """Returns the open case where there must be one."""
    case = current()
    if case is None:
        raise RuntimeError("no case is open")
    return case


def make_open(
    case: Case, is_in_a_file: bool, moved: list[tuple[str, float, float]] | None = None, file: str = ""
) -> None:
    """Makes a case the open one; the one before it can be gone back to, with all that was typed."""
    before = current()
    if before is not None:
        _set_aside(before)
    st.session_state["open"] = OpenCase(case, case if is_in_a_file else None, file=file, moved=moved or [])
    _found.drawn = None
    forget_fields()


def _set_aside(case: OpenCase) -> None:
    """Lets a case be gone back to; the one that could be until now is let go of only once it is kept."""
    case.forget_work()
    older = before()
    if older is not None and not older.is_kept:
        keep(UNKEPT, [*value_of(UNKEPT, []), older])
    keep("before", case)
    keep(SAYS_BEFORE, True)


def before() -> OpenCase | None:
    """Returns the case that was open before this one."""
    return st.session_state.get("before")


def go_back() -> None:
    """Opens the case that was open before this one, which stays to be gone back to."""
    forget(SAYS_BEFORE)
    if before() is not None:
        st.session_state["open"], st.session_state["before"] = before(), current()
        _found.drawn = None
        forget_fields()


def forget_fields() -> None:
    """Lets go of what the fields and choices of one case hold: nothing of it holds for another."""
    forget_those(*OF_A_CASE)


def offer(key: str, choices: Iterable[Any]) -> None:
    """Lets go of what a list holds where it is no longer among its choices."""
    if key in st.session_state and st.session_state[key] not in list(choices):
        del st.session_state[key]


def has_place(path: str) -> bool:
    """Returns whether the open case has the entry that a path is of."""
    return is_there(opened().case.data, path)


def value_of(key: str, otherwise: Any = None) -> Any:
    """Returns what a widget holds."""
    return st.session_state.get(key, otherwise)


def is_unfolded(key: str) -> bool:
    """Returns whether the form of an entry is open."""
    return key in opened().kept.unfolded


def unfold(key: str, is_open: bool = True) -> None:
    """Opens the form of an entry, or closes it."""
    if is_open:
        opened().kept.unfolded[key] = True
    else:
        opened().kept.unfolded.pop(key, None)


def keep(key: str, value: Any) -> None:
    """Keeps a choice of the page, such as which entry is open; never a number of the case."""
    st.session_state[key] = value


def let_go(file: UploadedFile) -> None:
    """Frees the memory of an uploaded file that has been read; Streamlit would hold it until the page is closed."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def forget_everything() -> None:
    """Lets go of the open case and of every choice, as when somebody else sits down."""
    st.session_state.clear()
    _found.drawn = None


def is_held(key: str) -> bool:
    """Returns whether anything is held under a name, be it None."""
    return key in st.session_state


def forget_those(*beginnings: str) -> None:
    """Lets go of everything whose name begins so."""
    for key in [key for key in st.session_state if str(key).startswith(beginnings)]:
        del st.session_state[key]


def forget(key: str) -> None:
    """Lets a choice of the page begin anew, as where what was chosen is no longer offered."""
    st.session_state.pop(key, None)
