"""The Test and compare page: what matters, how well it must work, ready-made sets, A against B, what to find out, blind spots."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from make_the_case.views.forms.long_lists import part_of
from make_the_case.views.pages import two_compared
from make_the_case.views.shell import page_tasks, session, simulations, slow_work, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.opening import ReadBack
from make_the_case.views.shell.plotly_charts import show as show_chart
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import check_words, uncertainty
from make_the_case.words.assumption_phrases import name_of, value_in_words
from make_the_case.words.blocks import Bold, Break, Cell, Grid, Heading, Lines, Tabled, notice, paragraphs
from make_the_case.words.charts.sensitivity_charts import acceptability_chart, break_even_chart, tornado_chart
from make_the_case.words.phrases import money, whole_percent
from make_the_case.words.tables import sensitivity_tables
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.case.editing import free_id
from valuation.case.places import group_of, key_of
from valuation.lines.model import Model
from valuation.people import Array
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.decision import Acceptability
from valuation.sensitivity.monte_carlo import Convergence, Simulation, convergence
from valuation.sensitivity.one_way import two_way
from valuation.sensitivity.scenarios import Scenario
from valuation.sensitivity.variance import VarianceShare

PARTS = {
    "matters": "What matters most",
    "works": "How well must it work?",
    "sets": "Ready-made sets",
    "compare": "Compare A with B",
    "learn": "What is worth finding out",
    "blind": "Blind spots",
}
STEPS = 5
"""Values of each of the two assumptions in the grid."""
READY_MADE = 12
"""Sets that any case may be asked about, about."""


def show(
    option: str, done: Callable[[], None], read_back: ReadBack, note_maker: two_compared.NoteMaker
) -> None:
    """Draws the page for one option, one part of it at a time."""
    say(
        Heading("Test and compare"),
        paragraphs(
            "How fragile the answer is, what would have to be true, and exactly why two sets of assumptions differ."
        ),
    )
    part = st.radio(
        "What to look at", list(PARTS), format_func=lambda key: PARTS[key], key="test:part", horizontal=True
    )
    say(Heading(PARTS[part or "matters"], 2))
    {
        "matters": _matters,
        "works": _works,
        "sets": _sets,
        "compare": lambda option: two_compared.show(option, read_back, note_maker),
        "learn": _learn,
        "blind": _blind_spots,
    }[part or "matters"](option)
    done()


def _is_worth_it(analysis: Analysis, option: str) -> bool:
    return float(analysis.simulation.base[option].accounts["society"].npv[0]) >= 0


# What matters most -------------------------------------------------------------------------------------------


def _matters(option: str) -> None:
    analysis = simulations.analysis()
    if analysis is None:
        return
    if not analysis.swings[option]:
        say(paragraphs(uncertainty.NOTHING_UNCERTAIN))
        return
    base = float(analysis.simulation.base[option].accounts["society"].npv[0])
    show_chart(tornado_chart(analysis.case, analysis.swings[option], base), key="chart:tornado")
    chart = break_even_chart(
        analysis.case, analysis.swings[option], analysis.switches[option], _is_worth_it(analysis, option)
    )
    show_chart(chart, key="chart:break_even")
    say(
        Tabled(
            sensitivity_tables.switching_table(
                analysis.case, analysis.switches[option], analysis.swings[option]
            )
        )
    )
    _variance(analysis, option)


def _variance(analysis: Analysis, option: str) -> None:
    """Offers to check the one-at-a-time view against all numbers moving at once."""
    say(
        Heading("Does it hold when everything moves at once?", 3),
        paragraphs(
            "One assumption at a time can mislead where two work together. This shares out the spread of the simulation among the "
            "assumptions."
        ),
    )
    key = f"choice:variance:{id(analysis.case)}"
    if not session.value_of(key):
        action("Check it", f"{key}:go", session.keep, key, True, type="secondary")
        return
    words = "Moving all numbers at once…"
    shares = simulations.worked_out(
        "variance",
        lambda: slow_work.run(page_tasks.shares, simulations.asked_of(), words=words),
        count=simulations.draws(),
    )
    if shares is None:
        return
    rows = tuple(
        (_named(analysis.case, share), _percent(share.first_order), _percent(share.total))
        for share in shares[option][:8]
    )
    if not rows:
        say(paragraphs("Net value does not vary, or only through numbers that are tied together."))
        return
    note = (
        "“Alone” adds up to less than 100% where numbers work together; “in all” counts what each does together with others too. "
        "Numbers that are tied to each other by a correlation are left out."
    )
    say(Tabled(Table("Where the spread comes from", ("Assumption", "Alone", "In all"), rows, note)))


def _named(case: Case, share: VarianceShare) -> str:
    """Returns what a share is of: a number, or an effect together with how this place differs."""
    names = [name_of(case, path) for path in (share.path, share.path_with_it) if path is not None]
    return ", with ".join(names)


def _percent(share: float) -> str:
    return "under 1%" if share < 0.01 else whole_percent(min(share, 1.0))


# How well must it work? --------------------------------------------------------------------------------------


def _works(option: str) -> None:
    analysis = simulations.analysis()
    if analysis is None:
        return
    movable = [s for s in analysis.swings[option] if s.swing > 0]
    if len(movable) < 2:
        say(paragraphs("Fewer than two numbers of this option have a range, so there is no grid to show."))
        return
    names = {s.path: name_of(analysis.case, s.path) for s in movable}
    across_default = next(
        (p for p in names if group_of(p) == "people" and key_of(p) == "uptake"), movable[0].path
    )
    down_default = next(p for p in names if p != across_default)
    for key in ("test:across", "test:down"):
        session.offer(key, names)
    left, right = st.columns(2)
    across = left.selectbox(
        "Across", list(names), index=list(names).index(across_default),
        format_func=lambda path: as_label(names[path]), key="test:across",
    )  # fmt: skip
    down = right.selectbox(
        "Down", list(names), index=list(names).index(down_default),
        format_func=lambda path: as_label(names[path]), key="test:down",
    )  # fmt: skip
    if across == down:
        say(paragraphs("Choose two different assumptions."))
        return
    ends = {s.path: (s.low, s.high) for s in movable}
    firsts, seconds = (np.linspace(*ends[path], STEPS) for path in (down, across))
    values = simulations.worked_out(
        f"grid:{down}:{across}", lambda: _crossed(analysis.simulation.model, down, firsts, across, seconds)
    )
    if values is not None:
        _say_grid(analysis, names, down, across, firsts, seconds, values[option])


def _crossed(model: Model, down: str, firsts: Array, across: str, seconds: Array) -> dict[str, Array]:
    """Returns each option's net value at each pair of values."""
    if slow_work.is_slow(model, STEPS * STEPS):
        words = "Trying each pair of values…"
        return slow_work.run(
            page_tasks.crossed, simulations.asked_of(), down, firsts, across, seconds, words=words
        )
    return two_way(model, down, firsts, across, seconds)


def _say_grid(
    analysis: Analysis,
    names: dict[str, str],
    down: str,
    across: str,
    firsts: Array,
    seconds: Array,
    values: Array,
) -> None:
    """Shows the net value at each pair of values of two assumptions."""
    label = f"{names[across]} across, {names[down]} down"
    head = tuple(value_in_words(analysis.case, across, float(x)) for x in seconds)
    rows = tuple(
        (value_in_words(analysis.case, down, float(x)), tuple(_cell(float(value)) for value in row))
        for x, row in zip(firsts, values, strict=True)
    )
    lead = "Net value, everyone counted, from the low to the high end of each range."
    say(Heading(label, 3), paragraphs(lead), Grid(label, head, rows))


def _cell(value: float) -> Cell:
    """Returns one pair's net value, or that there is none."""
    if math.isnan(value):
        return Cell("No answer")
    if value >= 0:
        return Cell(("Breaks even", Break(), money(value)), "even")
    return Cell(("Falls short", Break(), money(value)), "short")


# Ready-made sets ---------------------------------------------------------------------------------------------


def _sets(option: str) -> None:
    case = session.opened().case
    sets = simulations.worked_out(f"sets:{option}", lambda: _rows(option))
    if sets is None:
        return
    say(
        Tabled(sensitivity_tables.scenarios_table(case, (row for _, row in sets), option)),
        Heading("What each set does", 3),
        Lines(tuple((Bold(scenario.name), f": {scenario.note or 'no note'}") for scenario, _ in sets)),
    )
    addable = {
        scenario.id: scenario.name
        for scenario, _ in sets
        if scenario.changes and scenario.id not in case.shape.scenarios
    }
    if addable:
        session.offer("test:keep", addable)
        chosen = st.selectbox(
            "Keep one as a set of this case, to read it on Results and to change it",
            list(addable),
            format_func=lambda ident: as_label(addable[ident]),
            key="test:keep",
        )
        scenario = next(s for s, _ in sets if s.id == chosen)
        action("Keep this set", "test:keep:go", keep_set, scenario, type="secondary")


def _rows(option: str) -> page_tasks.Sets:
    """Returns each set of the case and each ready-made one, with what the case comes to under it."""
    now = session.opened()
    model = now.measures().model
    count = READY_MADE + len(now.case.shape.scenarios)
    if slow_work.is_slow(model, slow_work.EDIT * count + simulations.PER_NUMBER * len(model.assumptions)):
        return slow_work.run(
            page_tasks.sets,
            now.packed(),
            option,
            total=count,
            words=lambda done: f"Trying each set: {done:.0f} done",
        )
    return page_tasks.sets_of(now.case, option, lambda done: None)


def keep_set(scenario: Scenario) -> None:
    """Writes a ready-made set into the case as one of its own."""
    case = session.opened().case
    ident = free_id(scenario.id, list(case.shape.scenarios))
    made = {"name": scenario.name, "note": scenario.note, "changes": dict(scenario.changes)}
    if steps.put(f"scenarios.{ident}", made):
        session.forget("test:keep")


# What is worth finding out -----------------------------------------------------------------------------------


def _learn(option: str) -> None:
    analysis = simulations.analysis()
    if analysis is None:
        return
    case, info = analysis.case, simulations.information()
    if info is None:
        return
    sentences = [uncertainty.best_sentence(case, info), *uncertainty.information_sentences(case, info)]
    say(Heading("What it would be worth to find out", 3), paragraphs(*sentences))
    say(Tabled(sensitivity_tables.information_table(case, info)))
    curves = simulations.worked_out("curves", lambda: _curves(analysis.simulation), count=simulations.draws())
    for unit, curve in (curves or {}).items():
        if isinstance(curve, str):
            say(notice(curve, aloud=""))
        elif curve is not None:
            show_chart(acceptability_chart(case, curve), key=f"chart:acceptability:{unit}")
    say(
        paragraphs(
            uncertainty.enough_sentence(len(analysis.simulation.sample), _convergence(analysis, option))
        )
    )
    simulations.choose_draws()


def _curves(simulation: Simulation) -> dict[str, Acceptability | str | None]:
    """Returns the chance of being best at each price of a unit of health or wellbeing."""
    if not any(option.nice_qalys.any() or option.wellbys.any() for option in simulation.options.values()):
        return {}
    words = "Trying each price…"
    return slow_work.run(page_tasks.curves, simulations.asked_of(), words=words)


def _convergence(analysis: Analysis, option: str) -> Convergence:
    return convergence(analysis.simulation[option].accounts["society"].npv)


# Blind spots -------------------------------------------------------------------------------------------------


def _blind_spots(option: str) -> None:
    case, checks = session.opened().case, simulations.checks()
    if checks is None:
        return
    spots = tuple(
        (
            f"{'✓' if is_there else '✗'} ",
            Bold(words),
            ": yes" if is_there else f": not yet. {checks_of_it}",
        )
        for words, is_there, checks_of_it in check_words.blind_spots(
            checks, option, partial(check_words.in_names, case)
        )
    )
    say(
        Heading("What cases leave out, and whether this one does", 3),
        Lines(spots, style="bare"),
        Heading("What no number shows: ask it of every case", 3),
        Lines(check_words.NEVER_SEEN),
    )
    shown = part_of("checks", checks, partial(check_words.in_names, case))
    say(Heading("What a critical friend would say", 3), *check_words.friend_says(case, shown))
