"""The form into which somebody types an answer sheet that was filled in on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from make_the_case.views.shell import session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import answering_words as words
from make_the_case.words.blocks import paragraphs, refused
from valuation.rounds.replies import points_problem
from valuation.rounds.round_sheet import POINTS, KeptAnswer, RoundSheet, points_text
from valuation.rounds.typed_answers import BEST, HIGH, LOW, SURE, WHY, read_answer

COLUMNS = ((LOW, "Lowest"), (HIGH, "Highest"), (BEST, "Best guess"), (SURE, "How sure, 50 to 99"))
WRONG = "sheet:wrong"


def show_form(held: Any, sheet: RoundSheet, keep: Callable[[str, Mapping[str, str]], bool]) -> None:
    """Shows the form of one sheet; what is typed stays until all of it can be kept."""
    choices = words.kind_choices()
    at = f"sheet:{held.id}"
    st.selectbox(
        "Which kind of person",
        list(choices),
        format_func=lambda key: choices[key],
        index=None,
        key=f"{at}:kind",
    )
    for question in sheet.questions:
        say(paragraphs(question.words))
        for column, (field, label) in zip(st.columns(len(COLUMNS)), COLUMNS, strict=True):
            with column:
                st.text_input(
                    as_label(f"{label} ({question.unit or 'number'})" if field != SURE else label),
                    key=f"{at}:{question.place}:{field}",
                )
        st.text_input("Why", key=f"{at}:{question.place}:{WHY}")
    for outcome in sheet.outcomes:
        st.number_input(
            as_label(f"Points for {outcome.name}"),
            min_value=0,
            max_value=100,
            step=5,
            value=0,
            key=f"{at}:points:{outcome.id}",
        )
    for problem in session.value_of(WRONG, []):
        say(refused(problem))
    action("Keep this sheet", f"{at}:keep", _keep, at, sheet, keep, type="secondary")


def _keep(at: str, sheet: RoundSheet, keep: Callable[[str, Mapping[str, str]], bool]) -> None:
    """Keeps a sheet whole, or says all that is wrong in it."""
    kind = session.value_of(f"{at}:kind")
    wrong = [] if kind else ["Choose which kind of person filled it in."]
    answers: dict[str, str] = {}
    for number, question in enumerate(sheet.questions, 1):
        typed = {
            field: str(session.value_of(f"{at}:{question.place}:{field}") or "")
            for field in (LOW, HIGH, BEST, SURE, WHY)
        }
        if not any(typed[field] for field in (LOW, HIGH, BEST, SURE)):
            continue
        read = read_answer(question, typed)
        wrong += [f"Question {number}. {problem}" for problem in read.problems]
        if read.opinion is None and not read.problems:
            wrong.append(
                f"Question {number}. It needs a lowest, a highest, a best guess and how sure; or leave all of them empty."
            )
        answers[question.place] = KeptAnswer(typed, read.opinion).text()
    points = {
        outcome.id: float(session.value_of(f"{at}:points:{outcome.id}") or 0) for outcome in sheet.outcomes
    }
    if any(points.values()):
        problem = points_problem(points.values())
        wrong += [] if problem is None else [f"{problem[0]} They come to {problem[1]}."]
        answers[POINTS] = points_text(points)
    if not answers and not wrong:
        wrong.append("Nothing has been typed yet.")
    session.keep(WRONG, wrong)
    if not wrong and keep(str(kind), answers):
        session.forget_those(f"{at}:")
