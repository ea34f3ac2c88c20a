"""The answer beside the questions: it stays in view while they are answered, and says what the last change did."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from make_the_case.authoring.origins import six_questions
from make_the_case.views.shell import session, simulations, slow_work
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.answer_so_far import (
    change_sentence,
    numbers_to_check,
    one_line,
    so_far,
)
from make_the_case.words.blocks import Bold, Box, Icons, paragraphs, state
from make_the_case.words.check_words import checks_in_one_line, friend_says
from make_the_case.words.first_screen import cost_and_value
from make_the_case.words.names import VERDICT_WORDS
from make_the_case.words.uncertainty import Chance, confidence_clause, range_sentence
from valuation.accounts import SOCIETY
from valuation.case.places import concerns
from valuation.people import Array
from valuation.sensitivity.monte_carlo import chance_positive

TO_CHECK = 3
ROWS_OF_A_SWING = 2
"""Rows in which each number is moved by itself."""
NOTHING_YET = "Say who does the work and who comes. The answer is then here."


def beside(
    option: str, questions: Callable[[], None], goto: Callable[[str], None], done: Callable[[], None]
) -> None:
    """Draws questions with the answer to the right of them, and the foot of the page before the answer's range, which takes longer.

    On a phone the answer is a line at the foot.
    """
    with st.container(key="beside"):
        left, right = st.columns([2.2, 1], gap="large")
    with right, st.container(border=True, key="answer"):
        say(state(so_far(six_questions(session.opened().case, option))))
        _verdict(option)
        sure = st.empty()  # emptied at once: what an earlier number came to never stands beside a new one
        is_ready = simulations.are_net_values_ready()
        if is_ready:
            _likely(sure, simulations.net_values(option))
        _last_change(option)
        _in_one_line(option, goto)
        _to_check(option)
        action("See the results", "choice:beside:results", goto, "results", type="primary", width="stretch")
    with left:
        questions()
    done()
    if not is_ready:
        with sure.container():
            npv = simulations.net_values(option)
        _likely(sure, npv)


def _verdict(option: str) -> None:
    answer = session.opened().answer()
    found = answer.options[option]
    if not sum(found.starts) and not found.accounts[SOCIETY].pv_costs:
        say(paragraphs(NOTHING_YET))
        return
    say(
        paragraphs(VERDICT_WORDS[found.verdict.number].short, style="verdict"),
        cost_and_value(answer, option, is_small=True),
    )


def _likely(place: st.delta_generator.DeltaGenerator, npv: Array | None) -> None:
    """Shows the likely range of net value and the chance that it is above nothing."""
    if npv is None:
        return
    words, share = range_sentence(npv), chance_positive(npv)
    chance = confidence_clause(share)
    sentence = f"Net value, counting everyone: {words}. {chance}" if words else chance
    say(Icons(Chance(share).filled), paragraphs(sentence, style="small", aloud="status"), at=place)


def _in_one_line(option: str, goto: Callable[[str], None]) -> None:
    """Shows the answer as a line, which a phone keeps at its foot."""
    with st.container(key="answer_line", horizontal=True, vertical_alignment="center", gap="small"):
        say(paragraphs(one_line(session.opened().answer(), option)))
        action("Results", "choice:beside:line", goto, "results", type="primary")


def _last_change(option: str) -> None:
    """Says what the last change did to the answer, where there was one."""
    now = session.opened()
    if now.before is None:
        return
    said = change_sentence(now.before, now.answer(), option)
    if said:
        say(Box((paragraphs((Bold("Your last change: "), said)),), "tint", "status"))


def _to_check(option: str) -> None:
    """Shows the weakest numbers that move the answer most, and leads to what a critical friend says."""
    now = session.opened()
    model = now.measures().model
    if slow_work.is_slow(model, ROWS_OF_A_SWING * len(model.assumptions)):
        return
    found = numbers_to_check(now.case, now.swings().get(option, {}), TO_CHECK)
    if found is not None:
        say(paragraphs((Bold("Numbers to check first"),)), found)
    checks = [check for check in simulations.checks() or () if concerns(check.path, option)]
    must_fix = [check for check in checks if check.severity == "stop"]
    if must_fix:
        say(*friend_says(now.case, must_fix, most=1))
    say(state(checks_in_one_line(checks)))
