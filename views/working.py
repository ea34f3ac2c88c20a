"""Slow work on the open case: shown with its progress where it takes long, stopped on request, remembered by content."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from valuation import MakeTheCaseError, compile_case
from valuation.draws import DRAWS
from valuation.sensitivity.monte_carlo import Simulation, simulate
from valuation.sensitivity.result import Analysis, analysis_of
from views import session
from views.action import action

PATIENCE = 0.5
"""Seconds after which work shows how far it is."""
BREATH = 0.05
"""Seconds in which the server sends what is already drawn, the changed sentence first: it shares a processor with the work."""
CHOICES = {DRAWS: "10,000: enough for most cases", 30_000: "30,000", 100_000: "100,000: slow"}
STOPPED = "choice:stopped"


def draws() -> int:
    """Returns how many futures are tried."""
    return int(session.value_of("choice:draws", DRAWS))


def choose_draws() -> None:
    """Asks how many futures to try."""
    st.selectbox(
        "How many futures to try", list(CHOICES), format_func=lambda count: CHOICES[count], key="choice:draws"
    )


def is_ready(scenario: str | None = None) -> bool:
    """Returns whether the simulation of the case as it is now has been run."""
    return session.opened().is_worked_out(scenario, draws(), "simulation")


def simulation(scenario: str | None = None) -> Simulation | None:
    """Returns the simulation of the case as it is now, or None where it was stopped or could not be run."""
    now, count = session.opened(), draws()
    if is_ready(scenario):
        return now.worked_out(scenario, count, "simulation", lambda: None)
    asked = f"{id(now.case)}:{scenario}:{count}"
    if session.value_of(STOPPED) == asked:
        st.html('<p class="mtc-notice">The simulation was stopped. Your inputs are safe.</p>')
        action("Run it", f"choice:run:{asked}", session.keep, STOPPED, "", type="secondary")
        return None
    place = st.empty()
    time.sleep(BREATH)
    try:
        model = compile_case(now.under(scenario))
        found = now.worked_out(
            scenario, count, "simulation", lambda: simulate(model, count, each=_progress(place, count, asked))
        )
    except MakeTheCaseError as error:
        place.empty()
        st.warning(
            f"We could not run the simulation. Your inputs are safe. {error} Change that number, or save your case file."
        )
        return None
    place.empty()
    return found


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
        words = f"Trying {count:,} futures: {done:,} done"
        if bar is None:
            with place.container():
                bar = st.progress(0.0, words)
                action("Stop", f"choice:stop:{asked}", session.keep, STOPPED, asked, type="secondary")
        bar.progress(
            done / count, words
        )  # Streamlit stops the script here when somebody has done something else

    return each


def analysis(scenario: str | None = None) -> Analysis | None:
    """Returns the simulation with what goes with it: one-way, switching values and the value of finding out."""
    found = simulation(scenario)
    if found is None:
        return None
    with st.spinner("Working out what matters most…"):
        return session.opened().worked_out(scenario, draws(), "analysis", lambda: analysis_of(found))
