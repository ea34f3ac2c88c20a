"""The page Plan a test: how it would be tried, what that would tell, and what it is worth beside going ahead and leaving it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from make_the_case.views.forms import fields
from make_the_case.views.shell import row_charts, session, simulations
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import pilot_words
from make_the_case.words.blocks import Heading, Lines, Tabled, notice, paragraphs
from make_the_case.words.plan_a_test import (
    compared_table,
    money_of_test_table,
    tiles_of_a_test,
    ways_chart,
)
from valuation import Case
from valuation.case.defaults import default_words
from valuation.case.places import option_at, step
from valuation.sensitivity.pilots.pilot_answer import NoPilot, Pilot

LEAD = "Try it here with some people first, measure one thing, and decide by what you see. Nothing on this page changes the case itself."
THE_BEST = "The best of six sizes"
TWO_YEARS = "2"
MATTERS_MOST = "The one that the decision turns on"
NOT_BY_LOT = "Others like them, such as a waiting list"


def show(option: str, done: Callable[[], None]) -> None:
    """Draws the page for one option."""
    say(Heading("Plan a test"), paragraphs(LEAD))
    first, waiting = st.container(), st.container()
    left, right = st.columns([4, 7], gap="medium")
    with left:
        _questions(option)
    with waiting:
        found = simulations.pilot(option)
    with first:
        if isinstance(found, Pilot):
            _answer(session.opened().case, found)
        elif isinstance(found, NoPilot):
            say(
                Heading("No test can be worked out yet", 2),
                notice(pilot_words.why_not_sentence(session.opened().case, option, found)),
            )
    if isinstance(found, Pilot):
        with right:
            row_charts.show(ways_chart(session.opened().case, found))
        _more(session.opened().case, found)
    done()


def _questions(option: str) -> None:
    """Asks how it would be tried: what is measured, who is compared, how many for how long, and what measuring costs."""
    case = session.opened().case
    at = step(option_at(option), "pilot")
    measured = _measured(case, option)
    with st.container(border=True):
        say(Heading("Your test", 2))
        fields.choice(
            f"{at}.outcome",
            "Decide by which outcome?",
            list(measured),
            says=lambda ident: as_label(measured.get(ident, ident)),
            standard=MATTERS_MOST,
        )
        fields.choice(
            f"{at}.comparison", "Compare them with", standard=NOT_BY_LOT, options=["randomised", "none"]
        )
        left, right = st.columns(2)
        with left:
            fields.plain_number(f"{at}.people", THE_BEST)
        with right:
            fields.plain_number(f"{at}.years", TWO_YEARS)
        for key in ("fixed_cost", "cost_per_person", "answer_share"):
            fields.number(f"{at}.{key}", standard=default_words(key))
        if _asks_how_far_people_differ(case, option):
            fields.number(f"{at}.sd", standard=_how_far_without(case, option))


def _measured(case: Case, option: str) -> dict[str, str]:
    """Returns the outcomes with findings, which a test may be decided by, with their names."""
    return {
        outcome.id: outcome.name or outcome.id
        for outcome in case.option(option).outcomes
        if step(option_at(option), f"outcomes.{outcome.id}") in case.effects
    }


def _asks_how_far_people_differ(case: Case, option: str) -> bool:
    """Returns whether the library does not say how far people differ in a measure, or the case says it itself."""
    plan = case.option(option).pilot
    if plan is not None and plan.sd is not None:
        return True
    paths = (step(option_at(option), f"outcomes.{ident}") for ident in _measured(case, option))
    return any(case.effects[path].evidence.scale.sd is None for path in paths)


def _how_far_without(case: Case, option: str) -> str:
    """Returns what holds where the case does not say how far people differ: the library's figure, where it has one of any measure."""
    paths = (step(option_at(option), f"outcomes.{ident}") for ident in _measured(case, option))
    is_known = any(case.effects[path].evidence.scale.sd is not None for path in paths)
    return "As the library says of the measure" if is_known else "Not known yet"


def _answer(case: Case, pilot: Pilot) -> None:
    """Shows which way is worth most, and the best test in words and in four figures."""
    size = pilot.best_size
    verdict, *offered = [pilot_words.way_sentence(pilot), *pilot_words.offered_sentences(case, pilot)]
    say(paragraphs(verdict, style="verdict"), paragraphs(" ".join(offered)))
    if size is not None:
        say(tiles_of_a_test(case, pilot, size))


def _more(case: Case, pilot: Pilot) -> None:
    """Shows when to go on, change or stop, what it costs, what other ways of comparing are worth, and every size in a table."""
    size = pilot.best_size
    if size is None:
        return
    left, right = st.columns(2, gap="large")
    with left:
        if size.carry_on is not None:
            sentences = tuple(pilot_words.carry_on_sentences(case, pilot, size.carry_on))
            say(Heading("Go on, change or stop", 2), Lines(sentences, style="bare"))
        say(Heading("Deciding now", 2), paragraphs(*pilot_words.decided_now_sentences(case, pilot)))
    with right:
        say(Heading("What the test costs, and who pays", 2), Tabled(money_of_test_table(case, size)))
    say(Heading("Where people cannot be chosen by lot", 2), Tabled(compared_table(case, pilot)))
    if len(pilot.sizes) > 1:
        with st.expander("Every size in a table"):
            say(Tabled(pilot_words.sizes_table(case, pilot)))
