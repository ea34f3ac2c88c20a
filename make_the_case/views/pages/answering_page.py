"""The page on which somebody answers a workshop's questions: on a phone, without signing in, one question a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from make_the_case.views import browser
from make_the_case.views.shell import session
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import answering_words as words
from make_the_case.words.blocks import Heading, Lines, notice, paragraphs, refused, state
from valuation.rounds.round_sheet import (
    POINTS,
    KeptAnswer,
    RoundSheet,
    SheetQuestion,
    answer_of,
    points_of,
    points_text,
    sheet_of,
)
from valuation.rounds.typed_answers import BEST, FIELDS, HIGH, LOW, SURE, WHY, ReadAnswer, read_answer

ROOM, CODE = "room", "code"
"""What the address of the page holds."""
STEP, TYPED, DRAWN, SAID, GIVEN = "room:step", "room:typed", "room:drawn", "room:said", "room:points"
SEEN, CLOSED = "seen", "closed"
WAITS = 4.0
"""Seconds between two looks whether everybody's answers are shown."""


@dataclass(frozen=True)
class Answering:
    """The rounds as the app hands them over, and what they raise."""

    rounds: Callable[[], Any]
    failed: type[Exception]


@dataclass(frozen=True)
class _Visit:
    """Somebody's visit to a round."""

    answering: Answering
    room: str
    code: str
    sheet: RoundSheet
    state: str
    has_slips: bool
    delete_on: date
    mine: Any
    """What they have answered; None before they have begun."""

    @property
    def steps(self) -> int:
        """Returns how many screens there are between the first and the last."""
        return len(self.sheet.questions) + bool(self.sheet.outcomes)

    def tried(self, work: Callable[[Any], Any]) -> Any:
        """Does one thing in the store and returns what it gives; where it is refused the page says why, and what was typed stays."""
        try:
            return work(self.answering.rounds())
        except self.answering.failed as error:
            session.keep(SAID, str(error))
            return None


def show(answering: Answering) -> None:
    """Draws the screen that is next for whoever came by the address."""
    browser.show("What you finished is kept. Come back by the same address.", "", False, False)
    try:
        visit = _visit(answering)
    except answering.failed as error:
        say(Heading("Questions"), notice(str(error)))
        return
    said = session.value_of(SAID)
    if said:
        say(notice(str(said)))
        session.forget(SAID)
    if visit is None:
        say(Heading("Questions"), notice(words.NEEDS_SLIP))
    elif visit.mine is None or visit.mine.kind is None:
        _welcome(visit)
    else:
        if (
            session.value_of(STEP) is None
        ):  # who comes back stays on the question that was open, also once it is answered
            _go(_first_open(visit))
        _screen(visit, int(session.value_of(STEP)))


def _visit(answering: Answering) -> _Visit | None:
    """Returns the visit, or None where only a slip lets one in and there is none."""
    room, code = str(st.query_params.get(ROOM, "")), str(st.query_params.get(CODE, ""))
    look = answering.rounds().look(room)
    if look.has_slips and not code:
        return None
    mine = answering.rounds().mine(room, code) if code else None
    return _Visit(
        answering,
        room,
        code,
        sheet_of(look.asked),
        look.state,
        look.has_slips,
        date.fromisoformat(look.delete_on),
        mine,
    )


def _first_open(visit: _Visit) -> int:
    """Returns the first screen whose answer is not whole yet; the last where all are."""
    places = [question.place for question in visit.sheet.questions] + (
        [POINTS] if visit.sheet.outcomes else []
    )

    def is_whole(place: str) -> bool:
        body = visit.mine.answers.get(place)
        if body is None or place == POINTS:
            return body is not None
        kept = answer_of(body)
        return kept.is_declined or kept.opinion is not None

    return next((at for at, place in enumerate(places, 1) if not is_whole(place)), len(places) + 1)


def _go(step: int) -> None:
    session.keep(STEP, step)


# Before the first question -----------------------------------------------------------------------------------


def _welcome(visit: _Visit) -> None:
    if visit.state == CLOSED:
        say(Heading(visit.sheet.title), paragraphs(words.CLOSED))
        return
    invited = f"{visit.sheet.invited_by} asks you." if visit.sheet.invited_by else ""
    say(
        Heading(visit.sheet.title),
        paragraphs(visit.sheet.about, invited),
        Heading(words.PRIVACY, 2),
        Lines(tuple(words.privacy_lines(visit.delete_on))),
    )
    choices = words.kind_choices()
    kind = st.radio(
        words.WHICH_ARE_YOU, list(choices), index=None, format_func=lambda key: choices[key], key="room:kind"
    )
    st.button(
        words.BEGIN,
        key="room:begin",
        type="primary",
        width="stretch",
        disabled=kind is None,
        on_click=_begin,
        args=(visit,),
    )


def _begin(visit: _Visit) -> None:
    kind = session.value_of("room:kind")
    code = visit.code or visit.tried(lambda rounds: rounds.arrive(visit.room))
    if not code or kind is None:
        return
    st.query_params[CODE] = code
    visit.tried(lambda rounds: rounds.say_who(visit.room, code, kind))
    _go(1)


# The screens -------------------------------------------------------------------------------------------------


def _screen(visit: _Visit, step: int) -> None:
    if step > visit.steps or visit.state == CLOSED:
        _last(visit)
    elif step <= len(visit.sheet.questions):
        _ask(visit, visit.sheet.questions[step - 1], step)
    else:
        _share_points(visit, step)


def _ask(visit: _Visit, question: SheetQuestion, step: int) -> None:
    """Asks one question: lowest, highest, best guess, how sure, and why."""
    typed = _typed(visit, question.place)
    read = read_answer(question, typed)
    kept = visit.mine.answers.get(question.place)
    is_declined = kept is not None and answer_of(kept).is_declined
    say(paragraphs(words.which_question(step, visit.steps), style="small"), Heading(question.words))
    if question.known and (not visit.sheet.hides_known or read.opinion is not None):
        say(paragraphs(question.known))
    if visit.state == SEEN:
        _show_everyone(visit, question)
    if is_declined:
        say(state(words.DECLINED))
        st.button(
            words.ANSWER_ALL_THE_SAME,
            key=f"room:after:{question.place}",
            on_click=_keep,
            args=(visit, question),
        )
    else:
        say(paragraphs(words.answered_in(question)))
        _fields(visit, question, typed)
        _show_own(question, read, typed)
        st.button(
            words.DECLINE,
            key=f"room:decline:{question.place}",
            width="stretch",
            on_click=_decline,
            args=(visit, question, step),
        )
    _ways_on(visit, step)


def _fields(visit: _Visit, question: SheetQuestion, typed: Mapping[str, str]) -> None:
    def how(field: str) -> dict[str, Any]:
        key = _key(question, field)
        if not _is_drawn(key):
            session.keep(key, typed.get(field) or (None if field == SURE else ""))
        return {"key": key, "on_change": _keep, "args": (visit, question)}

    for field, label in ((LOW, words.LOWEST), (HIGH, words.HIGHEST), (BEST, words.BEST_GUESS)):
        st.text_input(label, max_chars=40, autocomplete="off", **how(field))
    st.radio(
        words.HOW_SURE,
        list(words.CHOICES_OF_SURE),
        format_func=lambda key: words.CHOICES_OF_SURE[key],
        **how(SURE),
    )
    st.text_area(words.WHY, help=words.WHY_HELP, height=80, **how(WHY))


def _show_own(question: SheetQuestion, read: ReadAnswer, typed: Mapping[str, str]) -> None:
    """Shows the answer as it is typed: a picture, or what is wrong."""
    for problem in read.problems:
        say(refused(problem))
    opinion = read.opinion
    if opinion is not None:
        say(
            words.bars_of(question, (), opinion),
            paragraphs(words.in_words(question, opinion)),
            paragraphs(words.KEPT, style="state", aloud="status"),
        )
    elif any(typed.values()):
        say(paragraphs(words.NOT_WHOLE, style="state", aloud="status"))


def _show_everyone(visit: _Visit, question: SheetQuestion) -> None:
    """Shows all answers without who gave them, and the reasons apart."""
    shown = visit.tried(lambda rounds: rounds.everyone(visit.room, visit.code)) or []
    answers = [answer_of(each.body) for each in shown if each.place == question.place]
    opinions = [answer.opinion for answer in answers if answer.opinion is not None]
    if not opinions:
        return
    say(
        Heading(words.EVERYONE, 2),
        paragraphs(words.MAY_CHANGE),
        words.bars_of(question, sorted(opinions, key=lambda each: each.best)),
    )
    reasons = sorted({answer.typed.get(WHY, "").strip() for answer in answers} - {""})
    if reasons:
        say(Heading(words.REASONS, 2), Lines(tuple(reasons)))


def _is_drawn(key: str) -> bool:
    """Returns whether a field has been drawn here; else it shows what is kept.

    A browser that lost its connection tells the next process what its fields held, which was perhaps never kept.
    """
    drawn: set[str] = session.value_of(DRAWN, set())
    is_drawn = key in drawn and session.is_held(key)
    session.keep(DRAWN, drawn | {key})
    return is_drawn


def _key(question: SheetQuestion, field: str) -> str:
    return f"room:{question.place}:{field}"


def _typed(visit: _Visit, place: str) -> dict[str, str]:
    """Returns what was typed for a question: here, or before the page was opened anew."""
    held: dict[str, dict[str, str]] = session.value_of(TYPED, {})
    if place not in held:
        kept = visit.mine.answers.get(place)
        held[place] = dict(answer_of(kept).typed) if kept is not None else {}
        session.keep(TYPED, held)
    return held[place]


def _keep(visit: _Visit, question: SheetQuestion) -> None:
    """Keeps what stands in the fields, at once."""
    typed = _typed(visit, question.place)
    for field in FIELDS:
        key = _key(question, field)
        if session.is_held(key):
            typed[field] = str(session.value_of(key) or "")
    kept = KeptAnswer(typed, read_answer(question, typed).opinion)
    visit.tried(lambda rounds: rounds.keep(visit.room, visit.code, question.place, kept.text()))


def _decline(visit: _Visit, question: SheetQuestion, step: int) -> None:
    kept = KeptAnswer(_typed(visit, question.place), None, is_declined=True)
    if visit.tried(lambda rounds: rounds.keep(visit.room, visit.code, question.place, kept.text()) or True):
        _go(step + 1)


def _ways_on(visit: _Visit, step: int) -> None:
    left, right = st.columns(2)
    with left:
        st.button(
            words.BACK,
            key=f"room:back:{step}",
            width="stretch",
            disabled=step == 1,
            on_click=_go,
            args=(step - 1,),
        )
    with right:
        is_last = step == visit.steps
        st.button(
            words.FINISH if is_last else words.NEXT,
            key=f"room:next:{step}",
            type="primary",
            width="stretch",
            on_click=_go,
            args=(step + 1,),
        )


# What matters ------------------------------------------------------------------------------------------------


def _share_points(visit: _Visit, step: int) -> None:
    """Asks to share 100 points between outcomes."""
    say(
        paragraphs(words.which_question(step, visit.steps), style="small"),
        Heading(words.POINTS),
        paragraphs(words.SHARE_POINTS),
    )
    kept = visit.mine.answers.get(POINTS)
    before = points_of(kept) if kept is not None else {}
    given: dict[str, float] = {}
    for outcome in visit.sheet.outcomes:
        key = f"room:points:{outcome.id}"
        if not _is_drawn(key):
            session.keep(key, int(before.get(outcome.id, 0)))
        found = st.number_input(
            as_label(outcome.name),
            min_value=0,
            max_value=100,
            step=5,
            key=key,
            on_change=_keep_points,
            args=(visit,),
        )
        given[outcome.id] = float(found or 0)
    say(paragraphs(words.points_left(given.values()), style="state", aloud="status"))
    _ways_on(visit, step)


def _keep_points(visit: _Visit) -> None:
    given = {
        outcome.id: float(session.value_of(f"room:points:{outcome.id}") or 0)
        for outcome in visit.sheet.outcomes
    }
    visit.tried(lambda rounds: rounds.keep(visit.room, visit.code, POINTS, points_text(given)))


# The end -----------------------------------------------------------------------------------------------------


def _last(visit: _Visit) -> None:
    say(Heading("Thank you"))
    if visit.state == CLOSED:
        say(paragraphs(words.CLOSED))
    elif visit.state == SEEN:
        say(paragraphs(words.SEEN))
    else:
        say(paragraphs(words.WAITING))
        _wait_for_everyone(visit)
    if visit.state != CLOSED:
        say(paragraphs(words.COME_BACK))
        st.button(words.AGAIN, key="room:again", width="stretch", on_click=_go, args=(1,))
    say(Heading("Change your mind", 2), paragraphs(words.TAKE_OUT_WORDS))
    is_sure = st.checkbox(words.TAKE_OUT_SURE, key="room:sure")
    st.button(
        words.TAKE_OUT,
        key="room:out",
        width="stretch",
        disabled=not is_sure,
        on_click=_take_out,
        args=(visit,),
    )


@st.fragment(run_every=WAITS)
def _wait_for_everyone(visit: _Visit) -> None:
    """Looks now and then whether everybody's answers are shown."""
    look = visit.tried(lambda rounds: rounds.look(visit.room))
    if look is not None and look.state != visit.state:
        say(paragraphs(words.SEEN if look.state == SEEN else words.CLOSED, style="notice", aloud="status"))


def _take_out(visit: _Visit) -> None:
    if visit.tried(lambda rounds: rounds.withdraw(visit.room, visit.code) or True):
        session.forget_those("room:")
        if not visit.has_slips:
            st.query_params.pop(CODE, None)
        session.keep(SAID, words.TAKEN_OUT)
