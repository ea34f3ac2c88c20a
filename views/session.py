"""The one open case and what has been done with it: the only file that touches session state."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import streamlit as st

from valuation import (
    Case,
    CaseError,
    Library,
    MakeTheCaseError,
    appraise,
    case_text,
    check_code,
    compile_case,
    load_library,
    with_scenario,
)
from valuation.case_editing import edited, with_entry, without_entry
from valuation.checks import checks_of
from valuation.measures import Measures
from valuation.result import result_of
from valuation.saving import as_saved, packed, unpacked, with_old_values
from views import failing

MOST_STEPS_BACK = 50
TAKEN_BACK, DONE_AGAIN = "A change taken back", "A change made again"
MOST_REMEMBERED = 8
"""Simulations kept at once: each holds a few megabytes."""


@dataclass
class Refused:
    """What was typed into a field and not understood, with the sentence that says why."""

    typed: str
    why: str


@dataclass
class Draft:
    """Where the open case is kept: its link, and which revision this work stands on."""

    secret: str
    base: int
    kept: Case
    """The case as it was last kept."""
    is_for_reading: bool = False
    has_reading_link: bool = False
    at: str = ""
    failed: str = ""
    """Why the last change could not be kept, until it can."""
    is_gone: bool = False
    """Whether that is because the draft is there no more, or no longer open to this person."""
    theirs: Any = None
    """The revision that somebody else has saved since, until the reader says which to go on with."""


@dataclass
class Answered:
    """What a case comes to: its measures, and its result, to which the checks are added when they are asked for."""

    measures: Measures
    result: dict[str, Any]
    is_checked: bool = False


@dataclass
class OpenCase:
    """The open case, which every page reads and every widget edits."""

    case: Case
    saved: Case | None = None
    """The case as it was when it was last saved or opened; None where it never was in a file of its own."""
    saved_at: str = ""
    file: str = ""
    """The text of the file that it began as, for its comments."""
    earlier: list[bytes] = field(default_factory=list)
    """The steps before this one, to be taken back: packed, because fifty cases would slow every search for what may be forgotten."""
    later: list[bytes] = field(default_factory=list)
    """Steps that were taken back, to be done again."""
    draft: Draft | None = None
    """Where the case is kept as it is worked on, once there is something to keep."""
    did: str = ""
    """What the last step changed, for the history."""
    begun: float = 0.0
    """When the last step began, until what it changed stands at the top of the page."""
    refused: dict[str, Refused] = field(default_factory=dict)
    put_aside: dict[str, Any] = field(default_factory=dict)
    """Entries that were unticked, by path, so that ticking them again brings back what was typed."""
    moved: list[tuple[str, float, float]] = field(default_factory=list)
    """Library numbers that have changed since the file was saved, until somebody says which to use."""
    said: list[str] = field(default_factory=list)
    """What the last step did besides what was asked, or why it was refused; shown once."""
    _answers: dict[Any, Any] = field(default_factory=dict)
    """What the case as it is now comes to, and each of its scenarios."""
    _worked_out: dict[tuple[str, str | None, int, str], Any] = field(default_factory=dict)
    """Simulations and what goes with them, by the case's content, the set, the draws and what it is."""

    @property
    def is_saved(self) -> bool:
        """Returns whether every change is in the file that was last saved or opened."""
        return self.saved is not None and (self.saved is self.case or self.saved.data == self.case.data)

    def answer(self, scenario: str | None = None) -> dict[str, Any]:
        """Returns the result of the case, or of one of its scenarios, before its checks, which take longer than the rest.

        Raises MakeTheCaseError where it has none.
        """
        if self._answers.get("of") is not self.case:
            self._answers = {"of": self.case}
        if scenario not in self._answers:
            self._answers[scenario] = _answered(self.under(scenario))
        return self._answers[scenario].result

    def result(self, scenario: str | None = None) -> dict[str, Any]:
        """Returns the whole result, with what a critical friend says of the case."""
        found = self.answer(scenario)
        answered = self._answers[scenario]
        if not answered.is_checked:
            found["checks"] = [check.as_dict() for check in checks_of(answered.measures)]
            answered.is_checked = True
        return found

    def worked_out(self, scenario: str | None, draws: int, what: str, work: Callable[[], Any]) -> Any:
        """Returns something slow about the case as it is now, from memory where it has been worked out before."""
        key = self._key(scenario, draws, what)
        if key not in self._worked_out:
            found = work()
            while len(self._worked_out) >= MOST_REMEMBERED:
                self._worked_out.pop(next(iter(self._worked_out)))
            self._worked_out[key] = found
        return self._worked_out[key]

    def is_worked_out(self, scenario: str | None, draws: int, what: str) -> bool:
        """Returns whether something slow about the case as it is now is in memory."""
        return self._key(scenario, draws, what) in self._worked_out

    def _key(self, scenario: str | None, draws: int, what: str) -> tuple[str, str | None, int, str]:
        return check_code(self.case), scenario, draws, what

    def under(self, scenario: str | None) -> Case:
        """Returns the case, or the case under one of its scenarios."""
        return with_scenario(self.case, scenario) if scenario else self.case


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """Returns the library, read once for every session; nothing changes it."""
    found = load_library()
    gc.freeze()  # what stays for good is not searched again for what may go, in the middle of somebody's change
    return found


def current() -> OpenCase | None:
    """Returns the open case, if there is one."""
    return st.session_state.get("open")


def opened() -> OpenCase:
    """Returns the open case where there must be one."""
    found = current()
    if found is None:
        raise RuntimeError("no case is open")
    return found


def open_case(
    case: Case, is_in_a_file: bool, moved: list[tuple[str, float, float]] | None = None, file: str = ""
) -> None:
    """Makes a case the open one; the one before it can be gone back to, with all that was typed."""
    before = current()
    if before is not None:
        st.session_state["before"] = before
    st.session_state["open"] = OpenCase(case, case if is_in_a_file else None, file=file, moved=moved or [])
    _forget_fields()


def before() -> OpenCase | None:
    """Returns the case that was open before this one."""
    return st.session_state.get("before")


def go_back() -> None:
    """Opens the case that was open before this one, which stays to be gone back to."""
    if before() is not None:
        st.session_state["open"], st.session_state["before"] = before(), current()
        _forget_fields()


def _forget_fields() -> None:
    for key in [key for key in st.session_state if str(key).startswith(("field:", "shown:", "choice:"))]:
        del st.session_state[key]


def _answered(case: Case) -> Answered:
    measures = appraise(compile_case(case))
    return Answered(measures, result_of(measures))


# Steps -----------------------------------------------------------------------------------------------------


def step(work: Callable[[Case], Case | tuple[Case, list[str]]], at: str = "", typed: str = "") -> bool:
    """Does one step on the open case; where it is refused the case stays as it was and the reason is shown.

    The reason stands at the field, where the step was asked for at one, else at the top of the page.
    """
    now = opened()
    now.begun = time.perf_counter()
    try:
        found = work(now.case)
    except CaseError as error:
        why = " ".join(in_words(problem.message, problem.allowed) for problem in error.problems[:3])
    except MakeTheCaseError as error:
        why = str(error)
    except Exception as error:
        why = _of_ours(error)
    else:
        case, also = found if isinstance(found, tuple) else (found, [])
        try:
            answers = {"of": case, None: _answered(case)}
        except MakeTheCaseError as error:
            why = str(error)
        except Exception as error:
            why = _of_ours(error)
        else:
            now._answers = answers
            now.earlier = [*now.earlier[-MOST_STEPS_BACK:], packed(now.case)]
            now.later = []
            now.case, now.did = case, at
            now.refused.pop(at, None)
            now.said = [f"Changed with it: {'; '.join(also)}."] if also else []
            return True
    if at:
        now.refused[at] = Refused(typed, why)
    else:
        now.said = [f"That could not be done, and nothing was changed. {why}"]
    return False


def _of_ours(error: Exception) -> str:
    return f"Something in the program failed. Report code {failing.reported('step not done', error)}."


def in_words(message: str, allowed: str) -> str:
    """Returns a problem as a sentence for a field, without the path that its place on the page already says."""
    said = message[:1].upper() + message[1:]
    return f"{said} It takes {allowed}." if allowed and allowed not in message else said


def put(path: str, value: Any, typed: str = "") -> bool:
    """Sets one place of the case; None takes it away."""
    return put_all({path: value}, path, typed)


def put_all(changes: Mapping[str, Any], at: str = "", typed: str = "") -> bool:
    """Sets several places of the case together."""
    also: list[str] = []
    return step(lambda case: (edited(case, changes, also), also), at, typed)


def add(at: str, entry: Mapping[str, Any], place: int | None = None) -> bool:
    """Adds an entry to a list of the case."""
    return step(lambda case: with_entry(case, at, entry, place))


def remove(path: str) -> bool:
    """Takes an entry out of a list of the case."""
    return step(lambda case: without_entry(case, path))


def refuse(path: str, typed: str, why: str) -> None:
    """Keeps what was typed into a field and not understood, with the reason, until it is typed again."""
    opened().refused[path] = Refused(typed, why)


def undo() -> None:
    """Takes the last step back."""
    now = opened()
    if now.earlier:
        now.later.append(packed(now.case))
        now.case, now.did = unpacked(now.earlier.pop(), library()), TAKEN_BACK
        now.refused.clear()
        now.said = ["The last change was taken back."]


def redo() -> None:
    """Does again what was taken back last."""
    now = opened()
    if now.later:
        now.earlier.append(packed(now.case))
        now.case, now.did = unpacked(now.later.pop(), library()), DONE_AGAIN
        now.refused.clear()
        now.said = ["The change was made again."]


def use(case: Case, did: str) -> None:
    """Goes on with another state of the same case, as an earlier revision; the one before can be gone back to."""
    now = opened()
    now.earlier = [*now.earlier[-MOST_STEPS_BACK:], packed(now.case)]
    now.later = []
    now.case, now.did = case, did
    now.refused.clear()
    _forget_fields()


def settle_moved(keeps_old: bool) -> None:
    """Uses the library's new figures, or keeps those that the case was saved with."""
    now = opened()
    if not keeps_old or step(lambda case: with_old_values(case, now.moved)):
        now.moved = []


def take_notices() -> list[str]:
    """Returns what the last step has to say, once."""
    now = opened()
    said, now.said = now.said, []
    return said


# Saving ----------------------------------------------------------------------------------------------------


def text_to_save(case: Case) -> str:
    """Returns the case file to download, with what it rested on when it was saved."""
    return case_text(as_saved(case, datetime.now().astimezone().isoformat(timespec="minutes")))


def mark_saved(case: Case) -> None:
    """Remembers that the case, as it is now, has been saved to a file."""
    now = opened()
    now.saved, now.saved_at = case, datetime.now().strftime("%H:%M")


# Widgets ---------------------------------------------------------------------------------------------------


def follow(key: str, shown: Any) -> None:
    """Lets a widget show what the case says now, where that has changed since the widget last showed it."""
    mark = f"shown:{key}"
    if key not in st.session_state or st.session_state.get(mark) != shown:
        st.session_state[key] = shown
        st.session_state[mark] = shown


def arrive(page: str) -> None:
    """Lets every widget of a page be written by the case anew when the reader comes from another.

    The same number may stand on two pages: there Streamlit makes two widgets of one key, and the second begins empty.
    """
    if st.session_state.get("page") != page:
        st.session_state["page"] = page
        for key in [key for key in st.session_state if str(key).startswith("shown:")]:
            del st.session_state[key]


def forget_shown(key: str) -> None:
    """Lets a widget be written again by the case the next time it is shown, as after `1.2m` was typed."""
    st.session_state.pop(f"shown:{key}", None)


def value_of(key: str, otherwise: Any = None) -> Any:
    """Returns what a widget holds."""
    return st.session_state.get(key, otherwise)


def is_unfolded(key: str) -> bool:
    """Returns whether a part of the page that opens and closes is open."""
    return bool(st.session_state.get(f"unfolded:{key}"))


def unfold(key: str, is_open: bool = True) -> None:
    """Opens a part of the page, or closes it."""
    st.session_state[f"unfolded:{key}"] = is_open


def keep(key: str, value: Any) -> None:
    """Keeps a choice of the page, such as which entry is open; never a number of the case."""
    st.session_state[key] = value


def forget_everything() -> None:
    """Lets go of the open case and of every choice, as when somebody else sits down."""
    st.session_state.clear()


def forget(key: str) -> None:
    """Lets a choice of the page begin anew, as where what was chosen is no longer offered."""
    st.session_state.pop(key, None)
