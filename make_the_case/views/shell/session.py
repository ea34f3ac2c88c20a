"""The one open case and what has been done with it: the only file that touches session state."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from make_the_case.views.shell import collecting, failures
from make_the_case.views.shell.kept_entries import Kept, Left, Refused, brought_back
from valuation import (
    Case,
    CaseError,
    Check,
    Library,
    MakeTheCaseError,
    appraise,
    case_text,
    check_code,
    compile_case,
    load_library,
    with_scenario,
)
from valuation.answer import Answer
from valuation.answers.base_case import answer_of
from valuation.answers.saving import as_saved, packed, with_old_values
from valuation.case.editing import edited, with_entry, without_entry
from valuation.case.numbers_of_a_case import is_there
from valuation.case.places import written_at
from valuation.checks.critical_friend import checks_of
from valuation.draws import Drawn
from valuation.measures import Measures
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.carried import size_of
from valuation.sensitivity.monte_carlo import Simulation

MOST_STEPS_BACK = 50
TAKEN_BACK, DONE_AGAIN = "A change taken back", "A change made again"
UNKEPT, SAYS_BEFORE = "unkept", "says_before"
"""Cases that were open earlier and could not be kept yet; and whether the page says where the one before this is."""
SMALL = 100_000
"""Bytes that anything else is taken to hold."""
MOST_HELD = 30_000_000
"""Bytes of simulations and papers that are remembered for one open case, beyond the latest."""


@dataclass(frozen=True)
class Step:
    """A state of the case before or after a step: bare, as fifty states share all that no step changed."""

    case: Case
    kept: Kept
    moved: list[tuple[str, float, float]]
    removed: str = ""
    """The entry that the step after it takes out, so that what is held by place follows it back."""


@dataclass
class Draft:
    """Where the open case is kept: its link, and which revision this work stands on."""

    secret: str
    base: int
    kept: Case | None
    """The case as it was last kept; None where what is open is not what was kept last."""
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
    result: Answer
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
    number: int = field(default_factory=itertools.count(1).__next__)
    """Tells this opening of a case from every other, for what was drawn of another and is used late."""
    earlier: list[Step] = field(default_factory=list)
    """The steps before this one, to be taken back."""
    later: list[Step] = field(default_factory=list)
    """Steps that were taken back, to be done again."""
    draft: Draft | None = None
    """Where the case is kept as it is worked on, once there is something to keep."""
    did: str = ""
    """What the last step changed, for the history."""
    begun: float = 0.0
    """When the last step began, until what it changed stands at the top of the page."""
    kept: Kept = field(default_factory=Kept)
    """What was typed and is not in the case: refused, not used yet, unticked, or left for another form."""
    moved: list[tuple[str, float, float]] = field(default_factory=list)
    """Library numbers that have changed since the file was saved, until somebody says which to use."""
    said: list[str] = field(default_factory=list)
    """What the last step did besides what was asked, or why it was refused; shown once."""
    _answers: dict[Any, Any] = field(default_factory=dict)
    """What the case as it is now comes to, and each of its scenarios."""
    drawn: Drawn = field(default_factory=dict)
    """The columns of the last sample, of which the next one takes those that are the same again."""
    _pack: tuple[Case, bytes] | None = None
    _worked_out: dict[tuple[str, str | None, int, str], Any] = field(default_factory=dict)
    """Simulations and what goes with them, by the case's content, the set, the draws and what it is."""

    @property
    def refused(self) -> dict[str, Refused]:
        """Returns what was typed and not understood, by the place where it stands."""
        return self.kept.refused

    @property
    def is_saved(self) -> bool:
        """Returns whether every change is in the file that was last saved or opened."""
        return self.saved is not None and (self.saved is self.case or self.saved.data == self.case.data)

    @property
    def is_kept(self) -> bool:
        """Returns whether every change is in a draft, or in the file that it was opened from, or need not be anywhere."""
        if self.draft is None:
            return self.is_saved
        return self.draft.is_for_reading or (self.draft.kept is self.case and self.draft.theirs is None)

    def answer(self, scenario: str | None = None) -> Answer:
        """Returns the result of the case, or of one of its scenarios, before its checks, which take longer than the rest.

        Raises MakeTheCaseError where it has none.
        """
        if self._answers.get("of") is not self.case:
            self._answers = {"of": self.case}
        if scenario not in self._answers:
            self._answers[scenario] = _answered(self.under(scenario))
        answered: Answered = self._answers[scenario]
        return answered.result

    def result(self, scenario: str | None = None, checks: Sequence[Check] | None = None) -> Answer:
        """Returns the whole result, with what a critical friend says of the case, where that has not been worked out elsewhere."""
        self.answer(scenario)
        answered: Answered = self._answers[scenario]
        if not answered.is_checked:
            here = checks_of(answered.measures) if checks is None else checks
            answered.result = replace(answered.result, checks=tuple(here))
            answered.is_checked = True
        return answered.result

    def is_checked(self, scenario: str | None = None) -> bool:
        """Returns whether what a critical friend says is in the result."""
        self.answer(scenario)
        return bool(self._answers[scenario].is_checked)

    def measures(self, scenario: str | None = None) -> Measures:
        """Returns the measures of the case's base row, or of one of its scenarios, with its model."""
        self.answer(scenario)
        found: Answered = self._answers[scenario]
        return found.measures

    def packed(self) -> bytes:
        """Returns the case as a process of its own unpacks it."""
        if self._pack is None or self._pack[0] is not self.case:
            self._pack = (self.case, packed(self.case))
        return self._pack[1]

    def worked_out(self, scenario: str | None, draws: int, what: str, work: Callable[[], Any]) -> Any:
        """Returns something slow about the case as it is now, from memory where it has been worked out before."""
        key = self.key(scenario, draws, what)
        if key not in self._worked_out:
            self._worked_out[key] = work()
            sizes = {each: _size_of(found) for each, found in self._worked_out.items()}
            for oldest in list(sizes)[:-1]:
                if sum(sizes.values()) <= MOST_HELD:
                    break
                del self._worked_out[oldest], sizes[oldest]
        return self._worked_out[key]

    def is_worked_out(self, scenario: str | None, draws: int, what: str) -> bool:
        """Returns whether something slow about the case as it is now is in memory."""
        return self.key(scenario, draws, what) in self._worked_out

    def forget_work(self) -> None:
        """Frees what was worked out: it is worked out again where somebody comes back to the case."""
        self._worked_out.clear()
        self.drawn.clear()
        self._answers, self._pack = {}, None

    def key(self, scenario: str | None, draws: int, what: str) -> tuple[str, str | None, int, str]:
        """Returns what tells something slow about the case as it is now from everything else."""
        return check_code(self.case), scenario, draws, what

    def under(self, scenario: str | None) -> Case:
        """Returns the case, or the case under one of its scenarios."""
        return with_scenario(self.case, scenario) if scenario else self.case


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """Returns the library, read once for every session; nothing changes it."""
    found = load_library()
    collecting.begin()
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
        _set_aside(before)
    st.session_state["open"] = OpenCase(case, case if is_in_a_file else None, file=file, moved=moved or [])
    _forget_fields()


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
        _forget_fields()


OF_A_CASE = (
    "field:",
    "shown:",
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


def _forget_fields() -> None:
    forget_those(*OF_A_CASE)


def _size_of(found: Any) -> int:
    """Returns about how many bytes something that was worked out holds."""
    if isinstance(found, Analysis):
        return SMALL  # its simulation is remembered beside it
    if isinstance(found, Simulation):
        return size_of(found)
    if isinstance(found, dict):
        held = (
            len(each) if isinstance(each, bytes) else getattr(each, "nbytes", 0) for each in found.values()
        )
        return SMALL + sum(held)
    return SMALL


def _answered(case: Case) -> Answered:
    measures = appraise(compile_case(case))
    return Answered(measures, answer_of(measures))


# Steps -----------------------------------------------------------------------------------------------------


Work = Callable[[Case], Case | tuple[Case, list[str]]]


def step(work: Work, at: str = "", typed: str | None = None, removed: str = "") -> bool:
    """Does one step on the open case; where it is refused the case stays as it was and the reason is shown.

    The reason stands at the field, where the step was asked for at one, else at the top of the page. A step that
    changes nothing is none: there is nothing to take back.
    """
    now = opened()
    now.begun = time.perf_counter()
    why = _tried(now, work, at, removed)
    if not why:
        return True
    if at:
        refuse(at, typed, why)
    else:
        now.said = [f"That could not be done, and nothing was changed. {why}"]
    return False


def _tried(now: OpenCase, work: Work, at: str, removed: str) -> str:
    """Does a step whole or not at all, and returns why it could not be done."""
    try:
        found = work(now.case)
        case, also = found if isinstance(found, tuple) else (found, [])
        if case.data == now.case.data:
            now.kept.refused.pop(at, None)
            return ""
        answers = {"of": case, None: _answered(case)}
    except CaseError as error:
        return " ".join(in_words(problem.message, problem.allowed) for problem in error.problems[:3])
    except MakeTheCaseError as error:
        return str(error)
    except Exception as error:
        return _of_ours(error)
    now.earlier = [*now.earlier[-MOST_STEPS_BACK:], _step_of(now, removed)]
    now.later = []
    now.case, now.did, now._answers = case, at, answers
    now.kept = now.kept.without(removed) if removed else now.kept.copy()
    now.kept.refused.pop(at, None)
    now.said = [f"Changed with it: {'; '.join(also)}."] if also else []
    return ""


def _step_of(now: OpenCase, removed: str = "") -> Step:
    return Step(now.case.bare(), now.kept, list(now.moved), removed)


def _of_ours(error: Exception) -> str:
    return f"Something in the program failed. Report code {failures.reported('step not done', error)}."


def in_words(message: str, allowed: str) -> str:
    """Returns a problem as a sentence for a field, without the path that its place on the page already says."""
    said = message[:1].upper() + message[1:]
    return f"{said} It takes {allowed}." if allowed and allowed not in message else said


def put(path: str, value: Any, typed: str | None = None) -> bool:
    """Sets one place of the case; None takes it away."""
    return put_all({path: value}, path, typed)


def put_all(changes: Mapping[str, Any], at: str = "", typed: str | None = None) -> bool:
    """Sets several places of the case together."""
    also: list[str] = []
    return step(lambda case: (edited(case, changes, also), also), at, typed)


def choose(
    at: str,
    was: str,
    form: str,
    changes: Mapping[str, Any],
    shown_at: str = "",
    brings_back: bool = True,
) -> bool:
    """Sets what goes with another form of an entry, and brings back what stood in that form when it was left."""
    now = opened()
    before = now.case

    def work(case: Case) -> tuple[Case, list[str]]:
        left = now.kept.forms.get((at, form), {}) if brings_back else {}
        also: list[str] = []
        try:
            again = brought_back(left, changes, lambda path: written_at(case.data, path))
            return edited(case, again, also), also
        except CaseError:  # something that it named has gone since
            also.clear()
            return edited(case, changes, also), also

    if not step(work, shown_at or at):
        return False
    paths = {*changes, *now.kept.forms.get((at, form), {})}
    now.kept.forms[at, was] = left_over(before, now.case, paths)
    return True


def left_over(before: Case, after: Case, paths: Iterable[str]) -> dict[str, Left]:
    """Returns what a step wrote over at these places, and in the scenarios that changed with it."""
    ids = {*before.shape.scenarios, *after.shape.scenarios}
    tied = {
        path
        for path in (f"scenarios.{ident}" for ident in ids)
        if written_at(before.data, path) != written_at(after.data, path)
    }
    return {
        path: Left(written_at(before.data, path), written_at(after.data, path)) for path in {*paths, *tied}
    }


def left_form(at: str, form: str) -> Any:
    """Returns what stood at a place in another form, when that was left."""
    left = opened().kept.forms.get((at, form), {}).get(at)
    return None if left is None else left.was


def add(at: str, entry: Mapping[str, Any], place: int | None = None) -> bool:
    """Adds an entry to a list of the case."""
    return step(lambda case: with_entry(case, at, entry, place))


def remove(path: str, was: Any = None) -> bool:
    """Takes an entry out of a list of the case; where `was` says what it held, only if it is still that one."""
    if was is not None and written_at(opened().case.data, path) != was:
        opened().said = ["That row had changed or gone already, so nothing was removed."]
        return False
    return step(lambda case: without_entry(case, path), removed=path)


def refuse(path: str, typed: str | None, why: str) -> None:
    """Keeps what was typed into a field and not understood, with the reason, until it is typed again."""
    opened().kept.refused[path] = Refused(typed or "", why, typed is not None)


def undo() -> None:
    """Takes the last step back; what was typed and refused stays in its field, where the field is still there."""
    now = opened()
    if now.earlier:
        to = now.earlier[-1]
        here = _step_of(now, to.removed)
        _go_to(now, to, now.kept.with_place(to.removed) if to.removed else now.kept)
        now.earlier, now.later = now.earlier[:-1], [*now.later, here]
        now.did, now.said = TAKEN_BACK, ["The last change was taken back."]


def redo() -> None:
    """Does again what was taken back last."""
    now = opened()
    if now.later:
        to = now.later[-1]
        here = _step_of(now, to.removed)
        _go_to(now, to, now.kept.without(to.removed) if to.removed else now.kept)
        now.earlier, now.later = [*now.earlier, here], now.later[:-1]
        now.did, now.said = DONE_AGAIN, ["The change was made again."]


def _go_to(now: OpenCase, to: Step, held: Kept) -> None:
    """Makes another state the case's; what is held of fields that both have stays, as nobody took that back."""
    case = to.case
    now.kept = held.beside(to.kept, now.case.data).there(case.data)
    now.case, now.moved = case, list(to.moved)


def use(case: Case, did: str) -> None:
    """Goes on with another state of the same case, as an earlier revision; the one before can be gone back to."""
    now = opened()
    if case.data != now.case.data:
        now.earlier = [*now.earlier[-MOST_STEPS_BACK:], _step_of(now)]
        now.later = []
    now.case, now.did = case, did
    now.kept = now.kept.there(case.data)
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


def typed_or(path: str, shown: str) -> str:
    """Returns what stands in a field: what was typed and refused, else what the case says."""
    refused = opened().refused.get(path)
    return refused.typed if refused is not None and refused.is_typed else shown


# Saving ----------------------------------------------------------------------------------------------------


def text_to_save(case: Case) -> str:
    """Returns the case file to download, with what it rested on when it was saved."""
    return case_text(as_saved(case, datetime.now().astimezone().isoformat(timespec="minutes")))


def mark_saved(case: Case) -> None:
    """Remembers that the case, as it is now, has been saved to a file."""
    now = opened()
    now.saved, now.saved_at = case, datetime.now().strftime("%H:%M")


# Widgets ---------------------------------------------------------------------------------------------------


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
