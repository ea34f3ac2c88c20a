"""A chart's words and numbers → its picture on the screen, with its summary above and its table below."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from views.html import table_html
from words.charts import Chart, Series

# The palette of the Analysis Function on white; on a dark page its lighter tints. Each has 3:1 to its background.
COLOURS = {
    "light": {"main": "#12436D", "second": "#F46A25", "given": "#28A197", "allowance": "#801650", "text": "#1F1F1F", "line": "#8A8A8A"},
    "dark": {"main": "#6BACE6", "second": "#F9A36F", "given": "#5FC7BF", "allowance": "#D98BB4", "text": "#FAFAFA", "line": "#8A8A8A"},
}  # fmt: skip
BACKGROUNDS = {"light": "#FFFFFF", "dark": "#171614"}
WIDEST_NAME = 22
"""Letters in a line of a bar's name: longer names go on in the next line, so that they fit on a phone."""


def figure(chart: Chart, theme: str = "light") -> go.Figure:
    """Returns the chart as a Plotly figure in our own colours, whatever the page's template is."""
    colours = COLOURS[theme]
    drawn = go.Figure(layout=_layout(chart, colours))
    for series in chart.series:
        draw = {"line": _line, "columns": _columns, "bars": _bars}[chart.kind]
        drawn.add_trace(draw(chart, series, colours))
    return drawn


def _line(chart: Chart, series: Series, colours: dict[str, str]) -> go.Scatter:
    return go.Scatter(
        x=[_escaped(name) for name in chart.categories],
        y=[value / chart.scale for value in series.values],
        name=_escaped(series.name),
        mode="lines+markers+text",
        text=[_escaped(label) for label in series.labels],
        textposition=[_beside(series.values, k) for k in range(len(series.values))],
        cliponaxis=False,
        line={"color": colours["main"], "width": 3},
        marker={"size": 9},
        hovertemplate="%{x}: %{y:,.4~g}<extra></extra>",
    )


def _beside(values: Sequence[float], place: int) -> str:
    """Returns on which side of a point its words are clear of the line that leads there."""
    if place == len(values) - 1:
        return "bottom left" if place and values[place] < values[place - 1] else "top left"
    return "bottom center"


def _columns(chart: Chart, series: Series, colours: dict[str, str]) -> go.Bar:
    return go.Bar(
        x=[_escaped(name) for name in chart.categories],
        y=[value / chart.scale for value in series.values],
        name=_escaped(series.name),
        text=[_escaped(label) for label in series.labels],
        textposition="outside",
        textangle=0,
        textfont={"size": 12},
        cliponaxis=False,
        marker={"color": colours[series.role]},
        hovertemplate=f"{_escaped(series.name)}, %{{x}}: %{{y:,.4~g}}<extra></extra>",
    )


def _bars(chart: Chart, series: Series, colours: dict[str, str]) -> go.Bar:
    is_signed = series.name == "Net"
    return go.Bar(
        y=_bar_names(chart),
        x=[value / chart.scale for value in series.values],
        orientation="h",
        name=_escaped(series.name),
        marker={
            "color": [
                colours["second" if value < 0 else "main"] if is_signed else colours[series.role]
                for value in series.values
            ],
            "pattern": {"shape": "/" if series.role == "given" else ""},
        },
        hovertemplate="%{y}: %{x:,.4~g}<extra></extra>",
    )


def _layout(chart: Chart, colours: dict[str, str]) -> dict[str, Any]:
    """Returns a layout without a title of its own: the page has it in words, above."""
    value_axis: dict[str, Any] = {
        "zeroline": True,
        "zerolinewidth": 2,
        "zerolinecolor": colours["text"],
        "showgrid": True,
        "gridcolor": "rgba(138,138,138,0.25)",
        "tickangle": 0,
        "tickformat": ",.4~g",
        "nticks": 5,
        "automargin": True,
        "fixedrange": True,
        "range": _range(chart),
    }
    name_axis: dict[str, Any] = {
        "type": "category",
        "tickangle": 0,
        "automargin": True,
        "fixedrange": True,
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 8,
        "tickcolor": "rgba(0,0,0,0)",
    }
    unit: dict[str, Any] = {
        "text": chart.axis,
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xanchor": "left",
    }
    if chart.kind == "bars":
        name_axis["autorange"] = "reversed"
        value_axis |= {"nticks": 4, "title": {"text": chart.axis, "font": {"size": 14}}}
        lines = max(name.count("<br>") + 1 for name in [*_bar_names(chart), ""])
        x, y, height = value_axis, name_axis, 110 + (26 + 18 * lines) * max(1, len(chart.categories))
    else:
        name_axis["nticks"] = 6
        x, y, height = name_axis, value_axis, 360
    return {
        "template": None,
        "height": height,
        "margin": {"l": 12, "r": 16, "t": 12 if chart.kind == "bars" else 64, "b": 8},
        "annotations": []
        if chart.kind == "bars"
        else [unit | {"y": 1, "yanchor": "bottom", "yshift": 8}, *_mark(chart)],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {
            "size": 14,
            "color": colours["text"],
            "family": "Source Sans, Source Sans 3, Arial, sans-serif",
        },
        "barmode": "overlay" if chart.kind == "bars" else "group",
        "bargap": 0.3 if chart.kind == "bars" else 0.15,
        "showlegend": len(chart.series) > 1 and chart.kind != "bars",
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 1, "xanchor": "right"},
        "dragmode": False,
        "xaxis": x,
        "yaxis": y,
    }


def _mark(chart: Chart) -> list[dict[str, Any]]:
    """Returns what is said at one place, above the plot, where no line runs through it."""
    if chart.mark is None:
        return []
    place, words = chart.mark
    side = "right" if place > (len(chart.categories) - 1) / 2 else "left"
    at = {
        "x": place,
        "xref": "x",
        "xanchor": side,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 28,
    }
    return [{"text": f"<b>{_escaped(words)}</b>", "showarrow": False, **at}]


def _range(chart: Chart) -> list[float]:
    """Returns the ends of the value axis, with room for the words beside the marks."""
    values = [value / chart.scale for series in chart.series for value in series.values] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    room = 0.05 if chart.kind == "bars" else 0.18
    return [
        low - (room * span if low < 0 else 0.0),
        high + (room * span if high > 0 or low == 0 else 0.06 * span),
    ]


def _escaped(text: str) -> str:
    """Returns a text that Plotly prints as it stands: it would read tags and links in a name otherwise."""
    return html.escape(text, quote=False)


def _bar_names(chart: Chart) -> list[str]:
    """Returns each bar's name with its amount below it: beside the bar they would collide on a phone."""
    labels = ["".join(found) for found in zip(*(series.labels for series in chart.series), strict=True)]
    return [
        f"{_wrapped(name)}<br><b>{_escaped(label)}</b>"
        for name, label in zip(chart.categories, labels, strict=True)
    ]


def _wrapped(name: str) -> str:
    """Returns a name in short lines, each with room to its left: Plotly measures another font than it draws."""
    short = name if len(name) <= 3 * WIDEST_NAME else f"{name[: 3 * WIDEST_NAME - 1].rstrip()}…"
    lines = textwrap.wrap(short, WIDEST_NAME) or [""]
    return "<br>".join(f"\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{_escaped(line)}" for line in lines)


def show(chart: Chart, key: str) -> None:
    """Shows a chart: what it says, what it measures, a summary, the picture, and the same numbers in a table."""
    st.html(
        f"<h3>{html.escape(chart.title)}</h3><p>{html.escape(chart.subtitle)}.</p>"
        f"<p>{html.escape(chart.summary)}</p>"
    )
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.plotly_chart(
        figure(chart, theme),
        key=f"{key}:{theme}",
        theme=None,
        alt=chart.alt,
        config={"displayModeBar": False, "responsive": True},
    )
    with st.expander(f"The numbers in a table: {chart.table.caption.lower()}"):
        st.html(table_html(chart.table))
