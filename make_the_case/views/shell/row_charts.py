"""Charts of rows on a page: drawn by the page itself, so that every word is text and nothing has to be loaded first."""

from __future__ import annotations

import streamlit as st

from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Rowed, Tabled
from make_the_case.words.charts.chart import Chart
from make_the_case.words.phrases import going_on


def show(chart: Chart) -> None:
    """Shows a chart in a card, and the same numbers in a table below it."""
    with st.container(border=True):
        say(Rowed(chart))
    show_table(chart)


def show_table(chart: Chart) -> None:
    """Shows the numbers of a chart in a table, which is opened by whoever asks for it."""
    with st.expander(f"The numbers in a table: {as_label(going_on(chart.table.caption))}"):
        say(Tabled(chart.table))
