"""Slow work on the open case: shown with its progress where it takes long, stopped on request, remembered by content."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from make_the_case.views.shell import page_tasks, session, slow_work
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.views.shell.slow_work import PATIENCE, NotFinished
from make_the_case.words.blocks import notice
from make_the_case.words.first_screen import chance_of
from valuation import Answer, Check, MakeTheCaseError
from valuation.answers.advice import Advice, by_rule
from valuation.draws import DRAWS
from valuation.people import Array
from valuation.sensitivity.analysis import Analysis, analysis_of
from valuation.sensitivity.carried import Asked, without_draws
from valuation.sensitivity.decision import Information
from valuation.sensitivity.monte_carlo import Simulation, simulate
from valuation.sensitivity.monte_carlo import net_values as simulated_net_values
from valuation.sensitivity.pilots.pilot_answer import NoPilot, Pilot
from valuation.sensitivity.rung_chances import RungChances, rung_chances

T = TypeVar("T")
CHOICES = {DRAWS: "10,000: enough for most cases", 30_000: "30,000", 100_000: "100,000: slow"}
HALTED = "choice:stopped"
"""What was stopped or came to no end, by what it is: why, until somebody asks for it again."""
STOPPED = "The simulation was stopped. Your inputs are safe."
ROWS_OF_CHECKS = 4
"""Rows in which the checks move each number by itself."""
PER_NUMBER = 40
"""Rows in which an analysis moves each number by itself."""


def draws() -> int:
    """Returns how many simulation runs there are."""
    return int(session.value_of("choice:draws", DRAWS))


def choose_draws() -> None:
    """Asks how many simulation runs to make."""
    st.selectbox(
        "Number of simulation runs",
        list(CHOICES),
        format_func=lambda count: CHOICES[count],
        key="choice:draws",
    )


# Whatever is slow --------------------------------------------------------------------------------------------


def worked_out(
    what: str,
    work: Callable[[], T],
    scenario: str | None = None,
    count: int = 0,
    again: str = "Try again",
) -> T | None:
    """Returns something slow about the case as it is now, from memory where it can; or None where it came to no end, and says why.

    What was stopped or took too long is not begun again by itself: the page offers it.
    """
    now = session.opened()
    asked = name_of_work(what, scenario, count)
    halted: dict[str, str] = session.value_of(HALTED, {})
    with (
        st.container()
    ):  # whether or not it has to wait or to say something, what comes after it keeps its place
        if asked in halted and not now.is_worked_out(scenario, count, what):
            _show_halted(asked, halted[asked], again)
            return None
        try:
            return now.worked_out(scenario, count, what, work)
        except NotFinished as error:
            halt(asked, str(error))
            _show_halted(asked, str(error), again)
            return None


def name_of_work(what: str, scenario: str | None = None, count: int = 0) -> str:
    """Returns what tells a piece of work on the case as it is now from every other."""
    return ":".join(str(part) for part in session.opened().key(scenario, count, what))


def halt(asked: str, why: str) -> None:
    """Keeps a piece of work from beginning by itself."""
    session.keep(HALTED, {**session.value_of(HALTED, {}), asked: why})


def _go_on(asked: str) -> None:
    session.keep(HALTED, {key: why for key, why in session.value_of(HALTED, {}).items() if key != asked})


def _show_halted(asked: str, why: str, again: str) -> None:
    say(notice(why))
    action(again, f"choice:run:{asked}", _go_on, asked, type="secondary")


def asked_of(scenario: str | None = None, count: int | None = None) -> Asked:
    """Returns the open case as a process of its own is asked about it."""
    now = session.opened()
    return Asked(now.packed(), scenario, draws() if count is None else count)


def checks() -> tuple[Check, ...] | None:
    """Returns what a critical friend says of the case, or None where that came to no end."""
    now = session.opened()
    model = now.measures().model
    if not now.is_checked() and slow_work.is_slow(model, ROWS_OF_CHECKS * len(model.assumptions)):
        words = "Checking the case…"
        answered = worked_out(
            "checks", lambda: slow_work.run(page_tasks.checked, asked_of(count=0), words=words)
        )
        if answered is None:
            return None
        now.checked_answer(checks=answered)
    return now.checked_answer().checks


def checked_answer() -> Answer:
    """Returns the result with its checks; where these came to no end, with none, which the page has then said."""
    answered = checks()
    answer = session.opened().answer()
    return answer if answered is not None else replace(answer, checks=None)


# The simulation, and what goes with it -----------------------------------------------------------------------


def is_ready(scenario: str | None = None) -> bool:
    """Returns whether the simulation of the case as it is now has been run."""
    return session.opened().is_worked_out(scenario, draws(), "simulation")


def simulation(scenario: str | None = None) -> Simulation | None:
    """Returns the simulation of the case as it is now, or None where it was stopped or could not be run."""
    try:
        return worked_out("simulation", lambda: _simulated(scenario), scenario, draws(), "Run it")
    except MakeTheCaseError as error:
        _say_why_not(error)
        return None


def net_values(option: str) -> Array | None:
    """Returns an option's net value, counting everyone, in every simulation run of the case as it is now; None where no number has a range.

    A page that shows no more of the runs than this has no more of them worked out, which takes a third of the time.
    None too where it was stopped or could not be run, which the page then says.
    """
    if is_ready():
        simulated = simulation()
        return (
            None
            if simulated is None or simulated.has_nothing_uncertain
            else simulated[option].accounts["society"].npv
        )
    try:
        return (worked_out("net values", _net_values, None, draws(), "Run it") or {}).get(option)
    except MakeTheCaseError as error:
        _say_why_not(error)
        return None


def are_net_values_ready() -> bool:
    """Returns whether the net value in every future of the case as it is now has been worked out."""
    return is_ready() or session.opened().is_worked_out(None, draws(), "net values")


def _net_values() -> dict[str, Array]:
    count, now = draws(), session.opened()
    asked, model = name_of_work("net values", None, count), now.measures().model
    if slow_work.is_slow(model, count):
        return _run_apart(page_tasks.net_values_of, count, asked)
    place = st.empty()
    try:
        return simulated_net_values(model, count, each=_progress(place, count, asked), drawn=now.drawn)
    finally:
        place.empty()


def _run_apart(task: Callable[[Asked], T], count: int, asked: str, scenario: str | None = None) -> T:
    """Returns what comes of the draws in a process of its own, with how many are done and a way to stop."""
    return slow_work.run(
        task,
        asked_of(scenario),
        words=lambda done: _trying(count, done),
        total=count,
        stop=lambda: halt(asked, STOPPED),
    )


def _say_why_not(error: MakeTheCaseError) -> None:
    st.warning(
        f"The simulation could not be run. Your inputs are safe. {error} Change that number, or save your case file."
    )


def _simulated(scenario: str | None) -> Simulation:
    count = draws()
    base = session.opened().measures(scenario)
    asked = name_of_work("simulation", scenario, count)
    if slow_work.is_slow(base.model, count):
        simulated = _run_apart(page_tasks.simulated, count, asked, scenario)
        return simulated.joined(base)
    place = st.empty()
    try:
        each, drawn = _progress(place, count, asked), session.opened().drawn
        return without_draws(simulate(base.model, count, each=each, drawn=drawn))
    finally:
        place.empty()


def _trying(count: int, done: float) -> str:
    return f"Simulation of {count:,} runs: {done:,.0f} done"


def _progress(place: st.delta_generator.DeltaGenerator, count: int, asked: str) -> Callable[[int], None]:
    """Returns what is told how many draws are done; after half a second it shows them, with a way to stop."""
    begun = shown = time.monotonic()
    bar: st.delta_generator.DeltaGenerator | None = None

    def each(done: int) -> None:
        nonlocal bar, shown
        now = time.monotonic()
        if now - begun < PATIENCE or now - shown < 0.1:
            return
        shown = now
        if bar is None:
            with place.container():
                bar = st.progress(0.0, _trying(count, done))
                action("Stop", f"choice:stop:{asked}", halt, asked, STOPPED, type="secondary")
        bar.progress(
            done / count, _trying(count, done)
        )  # Streamlit stops the script here when somebody has done something else

    return each


def analysis(scenario: str | None = None) -> Analysis | None:
    """Returns the simulation with what goes with it: one-way and switching values."""
    simulated = simulation(scenario)
    if simulated is None:
        return None
    return worked_out("analysis", lambda: _analysed(simulated, scenario), scenario, draws())


def _analysed(simulated: Simulation, scenario: str | None) -> Analysis:
    if slow_work.is_slow(simulated.model, PER_NUMBER * len(simulated.model.assumptions)):
        made = slow_work.run(page_tasks.analysed, asked_of(scenario), words="Working out what matters most…")
        return made.joined(simulated)
    with st.spinner("Working out what matters most…"):
        return analysis_of(simulated)


def are_chances_ready(scenario: str | None = None) -> bool:
    """Returns whether the chance at each standard of proof has been worked out for the case as it is now."""
    return session.opened().is_worked_out(scenario, draws(), "chances")


def chances(simulated: Simulation, scenario: str | None = None) -> dict[str, RungChances] | None:
    """Returns by option the chance at each standard of proof, on the draws of a simulation; or None where that came to no end.

    A case that is slow has them from its analysis, which is worked out in a process of its own.
    """
    if slow_work.is_slow(simulated.model, draws()):
        made = analysis(scenario)
        return None if made is None else made.chances
    return worked_out("chances", lambda: _chances(simulated), scenario, draws())


def _chances(simulated: Simulation) -> dict[str, RungChances]:
    with st.spinner("Working out the chance at each standard of proof…"):
        return rung_chances(simulated)


def pilot(option: str, scenario: str | None = None) -> Pilot | NoPilot | None:
    """Returns what it is worth to try an option first, or why that cannot be worked out; None where it came to no end, as the page has said."""
    return worked_out(
        f"pilot:{option}",
        lambda: slow_work.run(
            page_tasks.piloted, asked_of(scenario), option, words="Working out what a test is worth…"
        ),
        scenario,
        draws(),
    )


def is_pilot_ready(option: str, scenario: str | None = None) -> bool:
    """Returns whether the pilot of an option of the case as it is now has been worked out."""
    return session.opened().is_worked_out(scenario, draws(), f"pilot:{option}")


def analysis_with_pilot(option: str, scenario: str | None = None) -> Analysis | None:
    """Returns the analysis, with the pilot of an option where the advice hangs on it: so that no page waits while its words ask for it."""
    made = analysis(scenario)
    if made is None or option in made.pilots:
        return made
    answer = session.opened().answer(scenario).options[option]
    if by_rule(answer, chance_of(made.simulation, option)).advice == Advice.TEST_FIRST:
        found = pilot(option, scenario)
        if found is not None:
            made.pilots[option] = found
    return made


def information(scenario: str | None = None) -> Information | None:
    """Returns what finding out would be worth, which takes a second or more in any case."""
    return worked_out(
        "information",
        lambda: slow_work.run(
            page_tasks.informed, asked_of(scenario), words="Working out the value of further evidence…"
        ),
        scenario,
        draws(),
    )
