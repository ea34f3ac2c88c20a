"""Steps on the open case: each whole or not at all, to be taken back and made again, and refused in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from make_the_case.views.shell import failures, taken_files
from make_the_case.views.shell.kept_entries import Kept, Left, Refused, brought_back
from make_the_case.views.shell.offered_files import give
from make_the_case.views.shell.open_case import Answered, OpenCase, Step
from make_the_case.views.shell.session import forget_fields, opened
from make_the_case.words.file_names import case_file_name
from valuation import (
    Answer,
    Case,
    CaseError,
    MakeTheCaseError,
    case_text,
)
from valuation.answers.saving import as_saved, with_old_values
from valuation.case.editing import edited, with_entry, without_entry
from valuation.case.places import written_at

MOST_STEPS_BACK = 50
TAKEN_BACK, DONE_AGAIN = "A change taken back", "A change made again"


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
        done = work(now.case)
        case, also = done if isinstance(done, tuple) else (done, [])
        if case.data == now.case.data:
            now.kept.refused.pop(at, None)
            return ""
        answered = Answered.of(case)
    except CaseError as error:
        return " ".join(in_words(problem.message, problem.allowed) for problem in error.problems[:3])
    except MakeTheCaseError as error:
        return str(error)
    except Exception as error:
        return _of_ours(error)
    now.earlier = [*now.earlier[-MOST_STEPS_BACK:], _step_of(now, removed)]
    now.later = []
    now.before = _answer_now(now)
    now.becomes(case, answered)
    now.did = at
    now.kept = now.kept.without(removed) if removed else now.kept.copy()
    now.kept.refused.pop(at, None)
    now.said = [f"Changed with it: {'; '.join(also)}."] if also else []
    return ""


def _answer_now(now: OpenCase) -> Answer | None:
    """Returns what the case comes to before a step, where it comes to anything."""
    try:
        return now.answer()
    except MakeTheCaseError:
        return None


def _step_of(now: OpenCase, removed: str = "") -> Step:
    return Step(now.case.bare(), now.kept, list(now.moved), removed)


def _of_ours(error: Exception) -> str:
    return f"Something in the program has stopped working. Report code {failures.reported('step not done', error)}."


def in_words(message: str, allowed: str) -> str:
    """Returns a problem as a sentence for a field, without the path that its place on the page already says."""
    sentence = message[:1].upper() + message[1:]
    return f"{sentence} It takes {allowed}." if allowed and allowed not in message else sentence


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
    now.case, now.moved, now.before = case, list(to.moved), None


def use(case: Case, did: str) -> None:
    """Goes on with another state of the same case, as an earlier revision; the one before can be gone back to."""
    now = opened()
    if case.data != now.case.data:
        now.earlier = [*now.earlier[-MOST_STEPS_BACK:], _step_of(now)]
        now.later = []
    now.case, now.did, now.before = case, did, None
    now.kept = now.kept.there(case.data)
    forget_fields()


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


def save_to_file() -> None:
    """Gives the reader the case as a file, with what it rests on, and remembers that it was saved as it is now."""
    now = opened()
    case, at = now.case, datetime.now().astimezone()
    text = case_text(as_saved(case, at.isoformat(timespec="minutes")))
    give(text, case_file_name(case.name, case.shape.title), "application/yaml")
    taken_files.taken("case file")
    now.saved, now.saved_at = case, at.strftime("%H:%M")
