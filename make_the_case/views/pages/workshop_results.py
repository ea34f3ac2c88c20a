"""What a closed workshop came to: the pool, the kinds, whether it matters, what matters to people, and each answer without who gave it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from make_the_case.views.shell import session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words import answering_words, round_words
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.blocks import Heading, Lines, Tabled, notice, paragraphs
from make_the_case.words.phrases import capital
from valuation import Case, MakeTheCaseError, with_changes
from valuation.rounds.questions import outcomes_of
from valuation.rounds.round_answer import RoundAnswer, pooled_round
from valuation.rounds.round_sheet import RoundSheet, answer_of, replies_given
from valuation.rounds.what_kinds_change import WhatKindsChange, what_kinds_change

SetAside = Callable[[str, str, str], object]
"""Sets an answer aside for a reason, or takes it back where there is none: by person and place."""


def show_result(sheet: RoundSheet, given: Sequence[Any], ident: str, set_aside: SetAside) -> None:
    """Shows what a closed round comes to with the answers as they are kept now, beside the case as it was before."""
    now = session.opened().case
    replies = replies_given(sheet, given)
    if not replies.people:
        say(notice("No answer is kept any more.", aloud=""))
        return
    try:
        key = f"round:{hash((replies.replies, tuple(each.code for each in replies.points)))}"
        case, answer, found = session.opened().worked_out(
            None, 0, key, lambda: _worked_out(now, ident, replies)
        )
    except MakeTheCaseError as error:
        say(notice(f"What it comes to cannot be worked out. {error}"))
        return
    say(paragraphs(round_words.who_was_there(answer)))
    for asked in answer.asked:
        say(
            Heading(capital(name_of(case, asked.question.path)), 3),
            paragraphs(*round_words.pooled_sentences(case, asked)),
        )
        table = round_words.kinds_table(case, asked)
        if table is not None:
            say(Tabled(table))
        if asked.reasons:
            say(Lines(asked.reasons))
    _difference(case, answer, found)
    _each_answer(sheet, given, set_aside)


def _worked_out(now: Case, ident: str, replies: Any) -> tuple[Case, RoundAnswer, WhatKindsChange]:
    """Returns the case before a round, what the round comes to, and what that changes."""
    held = next((held for held in now.shape.rounds if held.id == ident), None)
    before = {each.path: each.before for each in held.questions if each.before is not None} if held else {}
    case = with_changes(now, before) if before else now
    at = date.fromisoformat(held.at) if held else date.today()
    answer = pooled_round(case, replies, at, ident)
    return case, answer, what_kinds_change(case, answer)


def _difference(case: Case, answer: RoundAnswer, found: WhatKindsChange) -> None:
    if answer.asked:
        say(Heading("Whether it matters that people differ", 3))
        say(paragraphs(*round_words.difference_sentences(case, answer, found)))
        table = round_words.verdicts_table(case, found)
        if table is not None:
            say(Tabled(table))
    names = {outcome.id: outcome.name for outcome in outcomes_of(case)}
    weights = round_words.weights_table(names, answer)
    if weights is not None:
        say(
            Tabled(weights),
            paragraphs(*round_words.weights_sentences(names, [(w.outcome, w.share) for w in answer.weights])),
        )


def _each_answer(sheet: RoundSheet, given: Sequence[Any], set_aside: SetAside) -> None:
    """Shows every answer by a number, to be set aside with a reason: never with the kind of who gave it."""
    with st.expander("Each answer, and setting one aside"):
        say(
            paragraphs(
                "An answer that you set aside stays, and the numbers are shown with it and without it."
            )
        )
        for question in sheet.questions:
            answers = [
                each
                for each in given
                if each.place == question.place and answer_of(each.body).opinion is not None
            ]
            answers.sort(key=lambda each: each.person)
            say(Heading(question.words, 4))
            for number, each in enumerate(answers, 1):
                _one(question, number, each, set_aside)


def _one(question: Any, number: int, each: Any, set_aside: SetAside) -> None:
    opinion = answer_of(each.body).opinion
    if opinion is None:
        return
    at = f"workshop:aside:{each.person}:{each.place}"
    say(paragraphs(f"Answer {number}. {answering_words.in_words(question, opinion)}"))
    if each.aside:
        say(paragraphs(f"Set aside: {each.aside}"))
        action(
            "Count it again", f"{at}:back", set_aside, each.person, each.place, "", about=f"answer {number}"
        )
    else:
        reason = st.text_input(f"Reason to set answer {number} aside", key=at, max_chars=300)
        action(
            "Set it aside",
            f"{at}:out",
            set_aside,
            each.person,
            each.place,
            reason,
            disabled=not reason,
            about=f"answer {number}",
        )
