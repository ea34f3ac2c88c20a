"""The Test and compare page: everything tried, what matters most, A against B, what further evidence is worth, blind spots."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from make_the_case.views.forms.long_lists import part_of
from make_the_case.views.pages import at_a_glance, two_compared
from make_the_case.views.shell import page_tasks, row_charts, session, simulations, slow_work
from make_the_case.views.shell.action import action
from make_the_case.views.shell.opening import ReadBack
from make_the_case.views.shell.parts_of_test import KEY, PARTS
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import check_words, uncertainty
from make_the_case.words.assumption_phrases import name_of, value_in_words
from make_the_case.words.blocks import (
    Bold,
    Break,
    Cell,
    Grid,
    Heading,
    Lines,
    Rowed,
    Tabled,
    notice,
    paragraphs,
)
from make_the_case.words.charts.chart import Chart
from make_the_case.words.charts.sensitivity_charts import acceptability_chart, break_even_chart, tornado_chart
from make_the_case.words.phrases import going_on, money, whole_percent
from make_the_case.words.tables import sensitivity_tables
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.case.places import group_of, key_of
from valuation.lines.model import Model
from valuation.people import Array
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.decision import Acceptability
from valuation.sensitivity.monte_carlo import Convergence, Simulation, convergence
from valuation.sensitivity.one_way import two_way
from valuation.sensitivity.variance import VarianceShare

STEPS = 5
"""Values of each of the two assumptions in the grid."""


def show(
    option: str, done: Callable[[], None], read_back: ReadBack, note_maker: two_compared.NoteMaker
) -> None:
    """Draws the page for one option: of its parts the open one alone is worked out."""
    say(
        Heading("Test and compare"),
        paragraphs(
            "See how far the answer depends on each figure, what would have to be true, and why two scenarios differ."
        ),
    )
    draw: dict[str, Callable[[], None]] = {
        "glance": lambda: _glance(option),
        "matters": lambda: _matters(option),
        "compare": lambda: two_compared.show(option, read_back, note_maker),
        "learn": lambda: _learn(option),
        "blind": lambda: _blind_spots(option),
    }
    tabs = st.tabs(list(PARTS.values()), key=KEY, on_change="rerun")
    for part, tab in zip(PARTS, tabs, strict=True):
        if tab.open:
            with tab:
                say(Heading(PARTS[part], 2, is_unseen=True))
                draw[part]()
    done()


# At a glance -------------------------------------------------------------------------------------------------


def _glance(option: str) -> None:
    at_a_glance.show(option)
    left, right = st.columns(2)
    with left:
        _tornado(option)
    with right:
        two_compared.show_card(option)


def _tornado(option: str) -> None:
    """Shows what matters most in a card, where anything is uncertain."""
    analysis = simulations.analysis()
    if analysis is None or not analysis.swings[option]:
        return
    base = float(analysis.simulation.base[option].accounts["society"].npv[0])
    with st.container(border=True, height="stretch"):
        say(Rowed(tornado_chart(analysis.case, analysis.swings[option], base), has_summary=False))


def _is_worth_it(analysis: Analysis, option: str) -> bool:
    return float(analysis.simulation.base[option].accounts["society"].npv[0]) >= 0


# What matters most -------------------------------------------------------------------------------------------


def _matters(option: str) -> None:
    analysis = simulations.analysis()
    if analysis is None:
        return
    swings, switches = analysis.swings[option], analysis.switches[option]
    if not swings:
        say(paragraphs(uncertainty.NOTHING_UNCERTAIN))
        return
    base = float(analysis.simulation.base[option].accounts["society"].npv[0])
    row_charts.show(tornado_chart(analysis.case, swings, base))
    with st.container(border=True):
        chart = break_even_chart(analysis.case, swings, switches, _is_worth_it(analysis, option))
        say(Rowed(chart, has_summary=False))
    with st.expander("In words and a table: the break-even value of every figure"):
        say(
            paragraphs(chart.summary),
            Tabled(sensitivity_tables.switching_table(analysis.case, switches, swings)),
        )
    say(Heading("Two figures at once", 3))
    _works(analysis, option)
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


# Two figures at once -----------------------------------------------------------------------------------------


def _works(analysis: Analysis, option: str) -> None:
    """Asks which two figures to try together, and shows where the answer changes."""
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
    label = f"“{names[across]}” across, “{names[down]}” down"
    head = tuple(value_in_words(analysis.case, across, float(x)) for x in seconds)
    rows = tuple(
        (value_in_words(analysis.case, down, float(x)), tuple(_cell(float(value)) for value in row))
        for x, row in zip(firsts, values, strict=True)
    )
    lead = "Net value, counting everyone, from the low to the high end of each range."
    say(Heading(label, 3), paragraphs(lead), Grid(label, head, rows))


def _cell(value: float) -> Cell:
    """Returns one pair's net value, or that there is none."""
    if math.isnan(value):
        return Cell("No answer")
    if value >= 0:
        return Cell(("Breaks even", Break(), money(value)), "even")
    return Cell(("Falls short", Break(), money(value)), "short")


# What further evidence is worth -----------------------------------------------------------------------------------


def _learn(option: str) -> None:
    analysis = simulations.analysis()
    if analysis is None:
        return
    case, info = analysis.case, simulations.information()
    if info is None:
        return
    sentences = [uncertainty.best_sentence(case, info), *uncertainty.information_sentences(case, info)]
    say(paragraphs(*sentences))
    table = sensitivity_tables.information_table(case, info)
    if any(worth.distinguishable for worth in (*info.groups, *info.evppi)):
        say(Tabled(table))
    else:
        with st.expander(f"In a table: {going_on(table.caption)}"):
            say(Tabled(table))
    curves = simulations.worked_out("curves", lambda: _curves(analysis.simulation), count=simulations.draws())
    for unit, curve in (curves or {}).items():
        if isinstance(curve, str):
            say(notice(curve, aloud=""))
        elif curve is not None:
            _show_curve(acceptability_chart(case, curve), f"chart:acceptability:{unit}")
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


def _show_curve(chart: Chart, key: str) -> None:
    from make_the_case.views.shell import (
        plotly_charts,
    )  # it takes a second to load, for which no other part should wait

    plotly_charts.show(chart, key=key)


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
    left, right = st.columns(2)
    with left:
        say(Heading("What cases leave out, and whether this one does", 3), Lines(spots, style="bare"))
    with right:
        say(Heading("What no number shows: ask it of every case", 3), Lines(check_words.NEVER_SEEN))
    shown = part_of("checks", checks, partial(check_words.in_names, case))
    say(Heading("Checks", 3), *check_words.friend_says(case, shown))
