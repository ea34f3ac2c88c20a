"""Everything tried at a glance: each study, scenario and claim as a dot on one line; one is opened, kept, or compared with our case."""

from __future__ import annotations

import streamlit as st

from make_the_case.views.shell import page_tasks, session, simulations, slow_work, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.parts_of_test import open_comparison
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Bold, Lines, Rowed, Tabled
from make_the_case.words.charts.chart import Chart
from make_the_case.words.charts.tried_chart import BASE, tried_chart, tried_name
from make_the_case.words.one_scenario import one_scenario
from valuation.case.editing import free_id
from valuation.sensitivity.everything_tried import Tried, everything_tried
from valuation.sensitivity.monte_carlo import likely_range
from valuation.sensitivity.scenarios import Scenario

READY_MADE = 24
"""Scenarios and studies that any case may be asked about, about."""
NO_NOTE = "This scenario has no note."
OPENED = "test:keep"


def show(option: str) -> None:
    """Draws everything tried of one option."""
    tried = tried_of(option)
    if tried is None:
        return
    with st.container(border=True):
        place = st.empty()
        if not simulations.are_net_values_ready():
            say(Rowed(_chart(option, tried, None)), at=place)
        _open_one(option, tried)
    chart = _chart(option, tried, _likely(option))
    say(Rowed(chart), at=place)
    with st.expander("In a table, and what each scenario does"):
        say(
            Tabled(chart.table),
            Lines(tuple((Bold(tried_name(each)), f". {each.scenario.note or NO_NOTE}") for each in tried)),
        )


def tried_of(option: str) -> list[Tried] | None:
    """Returns everything tried of an option of the case as it is now; None where that came to no end, which the page has said."""
    return simulations.worked_out(f"tried:{option}", lambda: _tried(option))


def _tried(option: str) -> list[Tried]:
    now = session.opened()
    model = now.measures().model
    count = READY_MADE + len(now.case.shape.scenarios)
    if slow_work.is_slow(model, slow_work.EDIT * count + simulations.PER_NUMBER * len(model.assumptions)):
        return slow_work.run(
            page_tasks.tried,
            now.packed(),
            option,
            total=count,
            words=lambda done: f"Trying each scenario: {done:.0f} done",
        )
    return everything_tried(now.case, option)


def _likely(option: str) -> tuple[float, float] | None:
    if not simulations.are_net_values_ready() and simulations.simulation() is None:
        return None  # the page shows more of the simulation below, so all of it is run at once
    values = simulations.net_values(option)
    return None if values is None else likely_range(values)


def _chart(option: str, tried: list[Tried], ends: tuple[float, float] | None) -> Chart:
    now = session.opened()
    return tried_chart(now.case, option, tried, now.answer().options[option].evidence, ends)


def _open_one(option: str, tried: list[Tried]) -> None:
    """Offers to read one of what was tried, to keep it as a scenario of this case, and to compare it with our case."""
    case = session.opened().case
    by_id = {each.scenario.id: each for each in tried if each.scenario.id != BASE}
    session.offer(OPENED, by_id)
    chosen = st.selectbox(
        "Open one to read it, to keep it or to compare it",
        list(by_id),
        index=None,
        format_func=lambda ident: as_label(tried_name(by_id[ident])),
        placeholder="Choose a scenario or a study",
        key=OPENED,
    )
    if chosen is None:
        return
    each = by_id[chosen]
    say(*one_scenario(case, option, each))
    with st.container(horizontal=True, gap="small"):
        action("Compare it with our case", "test:compare:go", open_comparison, chosen, type="primary")
        if each.scenario.changes and chosen not in case.shape.scenarios:
            action("Keep this scenario", "test:keep:go", keep_scenario, each.scenario, type="secondary")


def keep_scenario(scenario: Scenario) -> None:
    """Writes a ready-made scenario, or a study taken as right, into the case as one of its own."""
    case = session.opened().case
    ident = free_id(scenario.id, list(case.shape.scenarios))
    made = {"name": scenario.name, "note": scenario.note, "changes": dict(scenario.changes)}
    if steps.put(f"scenarios.{ident}", made):
        session.forget(OPENED)
