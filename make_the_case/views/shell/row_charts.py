"""Charts of rows on a page: drawn by the page itself, so that every word is text and nothing has to be loaded first."""

from __future__ import annotations

import streamlit as st

from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Rowed, Tabled, paragraphs
from make_the_case.words.charts.chart import Chart
from make_the_case.words.phrases import going_on


def show(chart: Chart) -> None:
    """Shows a chart in a card, and the same in words and in a table below it."""
    with st.container(border=True):
        say(Rowed(chart, has_summary=False))
    with st.expander(f"In words and a table: {as_label(going_on(chart.table.caption))}"):
        say(paragraphs(chart.summary), Tabled(chart.table))
