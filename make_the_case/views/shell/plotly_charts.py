"""A chart's words and numbers → its picture on the screen, with its summary above and its table below."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from make_the_case.views.shell import plane_charts
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Bold, Drawn, Tabled, paragraphs
from make_the_case.words.charts.chart import Chart, Series
from make_the_case.words.markup import beside_the_pointer, chart_label, lines_in
from make_the_case.words.phrases import going_on, settled

# Green is value and orange is cost, as in `screen.css`; on a dark page their lighter tints. Each has 3:1 to its background.
COLOURS = {
    "light": {"main": "#0B6B63", "second": "#AD4619", "given": "#4F958C", "allowance": "#801650", "text": "#14202B", "line": "#8A8A8A", "band": "#DCEEEB", "inner_band": "#B9DDD8"},
    "dark": {"main": "#5CCABC", "second": "#F09A68", "given": "#3F9A8F", "allowance": "#E58DBB", "text": "#EAEFF3", "line": "#8A8A8A", "band": "#17352F", "inner_band": "#1F5049"},
}  # fmt: skip
BACKGROUNDS = {"light": "#FFFFFF", "dark": "#0E161D"}
FONT = "Source Sans, Arial, sans-serif"
"""The page's own. Each name has to be one that CSS takes without quotes: else the browser drops the list, and draws wider than was measured."""
WIDEST_NAME = 22
"""Letters in a line of a bar's name: longer names go on in the next line, so that they fit on a phone."""


def figure(chart: Chart, theme: str = "light") -> go.Figure:
    """Returns the chart as a Plotly figure in our own colours, whatever the page's template is."""
    colours = COLOURS[theme]
    drawn = go.Figure(layout=_layout(chart, colours))
    for trace in DRAWN[chart.kind](chart, colours):
        drawn.add_trace(trace)
    if chart.kind in plane_charts.DRAWN:
        drawn.update_layout(
            plane_charts.axes(chart, _bar_names(chart)), showlegend=False, annotations=[], margin_t=12
        )
    return drawn


def _each(
    draw: Callable[[Chart, Series, dict[str, str]], Any],
) -> Callable[[Chart, dict[str, str]], list[Any]]:
    """Returns a drawer that draws each series by itself."""
    return lambda chart, colours: [draw(chart, series, colours) for series in chart.series]


def _line(chart: Chart, series: Series, colours: dict[str, str]) -> go.Scatter:
    return go.Scatter(
        x=[chart_label(name) for name in chart.categories],
        y=[settled(value / chart.scale) for value in series.values],
        name=chart_label(series.name),
        mode="lines+markers+text",
        text=[chart_label(label) for label in series.labels],
        textposition=[_beside(series.values, k) for k in range(len(series.values))],
        cliponaxis=False,
        line={"color": colours["main"], "width": 3},
        marker={"size": 9},
        hovertemplate=beside_the_pointer("%{x}: %{y:,.4~r}"),
    )


def _beside(values: Sequence[float], place: int) -> str:
    """Returns on which side of a point its words are clear of the line that leads there."""
    if place == len(values) - 1:
        return "bottom left" if place and values[place] < values[place - 1] else "top left"
    return "bottom center"


def _columns(chart: Chart, series: Series, colours: dict[str, str]) -> go.Bar:
    return go.Bar(
        x=[chart_label(*textwrap.wrap(name, 14)) for name in chart.categories],
        y=[settled(value / chart.scale) for value in series.values],
        name=chart_label(series.name),
        text=[chart_label(label) for label in series.labels],
        textposition="outside",
        textangle=0,
        textfont={"size": 12},
        constraintext="none",  # else it is drawn as small as the column is narrow
        cliponaxis=False,
        marker={"color": colours[series.role]},
        hovertemplate=beside_the_pointer(f"{chart_label(series.name)}, %{{x}}: %{{y:,.4~r}}"),
    )


def _bars(chart: Chart, series: Series, colours: dict[str, str]) -> go.Bar:
    is_signed = series.name == "Net"
    return go.Bar(
        y=_bar_names(chart),
        x=[settled(value / chart.scale) for value in series.values],
        orientation="h",
        name=chart_label(series.name),
        marker={
            "color": [
                colours["second" if value < 0 else "main"] if is_signed else colours[series.role]
                for value in series.values
            ],
            "pattern": {"shape": "/" if series.role == "given" else ""},
        },
        error_x=_whiskers(chart, series, colours),
        hovertemplate=beside_the_pointer("%{y}: %{x:,.4~r}"),
    )


def _whiskers(chart: Chart, series: Series, colours: dict[str, str]) -> dict[str, Any] | None:
    """Returns the likely range of each bar as a line from end to end, where it has one."""
    if not any(chart.ends):
        return None
    pairs = zip(series.values, chart.ends, strict=True)
    reach = [
        (0.0, 0.0) if ends is None else (max(ends[1] - value, 0.0), max(value - ends[0], 0.0))
        for value, ends in pairs
    ]
    up, down = ([side / chart.scale for side in sides] for sides in zip(*reach, strict=True))
    look = {"color": colours["text"], "thickness": 2, "width": 8}
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, **look}


def _fan(chart: Chart, colours: dict[str, str]) -> list[Any]:
    """Returns the bands, widest first and each over the last, and the line in their middle."""
    x = [chart_label(name) for name in chart.categories]
    rows = {series.name: [settled(value / chart.scale) for value in series.values] for series in chart.series}
    low, quarter, middle, three_quarters, high = rows.values()
    traces: list[Any] = []
    for below, above, name, colour in (
        (low, high, "8 in 10", colours["band"]),
        (quarter, three_quarters, "5 in 10", colours["inner_band"]),
    ):
        edge = {"color": colours["main"], "width": 1}
        traces.append(go.Scatter(x=x, y=below, mode="lines", line=edge, hoverinfo="skip", showlegend=False))
        traces.append(
            go.Scatter(
                x=x, y=above, mode="lines", line=edge, fill="tonexty", fillcolor=colour, name=name, hoverinfo="skip"
            )
        )  # fmt: skip
    traces.append(
        go.Scatter(
            x=x, y=middle, mode="lines+markers", name="Middle", line={"color": colours["main"], "width": 3},
            marker={"size": 8}, hovertemplate=beside_the_pointer("%{x}: %{y:,.4~r}"),
        )
    )  # fmt: skip
    return traces


def _lines(chart: Chart, series: Series, colours: dict[str, str]) -> go.Scatter:
    dashes = {"main": "solid", "second": "dash", "given": "dot", "allowance": "dashdot"}
    return go.Scatter(
        x=list(series.at), y=list(series.values), mode="lines", name=_legend_name(series.name),
        line={"color": colours[series.role], "width": 3, "dash": dashes[series.role]},
        hovertemplate=beside_the_pointer("%{x:,.0f}: %{y:.0f}%"),
    )  # fmt: skip


def _legend_name(name: str) -> str:
    """Returns a name in lines short enough for a legend on a phone."""
    lines = textwrap.wrap(name, 32)
    if len(lines) > LEGEND_LINES:
        lines = [*lines[: LEGEND_LINES - 1], f"{lines[LEGEND_LINES - 1][:31]}…"]
    return chart_label(*(line + ROOM for line in lines))


def _xmr(chart: Chart, colours: dict[str, str]) -> list[Any]:
    """Returns the months as a line, their levels as lines with their words at the end, and the months that are part of a change."""
    x = [chart_label(name) for name in chart.categories]
    months, *others = chart.series
    traces: list[Any] = []
    for series in others:
        if series.at:
            traces.append(
                go.Scatter(
                    x=[x[int(place)] for place in series.at], y=list(series.values), mode="markers",
                    marker={"color": colours["second"], "size": 13, "symbol": "diamond"}, hoverinfo="skip",
                )
            )  # fmt: skip
        elif series.labels:
            look = {"color": colours["allowance" if series.role == "edge" else "line"], "width": 2}
            look["dash"] = "dot" if series.role == "edge" else "solid" if series.name == "Mean" else "dash"
            words = [""] * len(x)
            words[0] = chart_label(series.labels[0])
            traces.append(
                go.Scatter(
                    x=x, y=list(series.values), mode="lines+text", line=look, text=words, textposition="top right",
                    textfont={"size": 13}, cliponaxis=False, hoverinfo="skip",
                )
            )  # fmt: skip
    line = {"color": colours["main"], "width": 2}
    points = go.Scatter(
        x=x, y=list(months.values), mode="lines+markers", line=line, marker={"size": 7},
        hovertemplate=beside_the_pointer("%{x}: %{y:,.4~r}"),
    )  # fmt: skip
    return [points, *traces]


LEGEND_LINES = 4
"""Lines that a name has in a legend at most; the table below the chart has the whole."""


DRAWN: dict[str, Callable[[Chart, dict[str, str]], list[Any]]] = {
    "line": _each(_line),
    "columns": _each(_columns),
    "bars": _each(_bars),
    "fan": _fan,
    "lines": _each(_lines),
    "xmr": _xmr,
    **plane_charts.DRAWN,
}
"""How each kind of chart is drawn."""
LEGEND_ABOVE = {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 1, "xanchor": "right"}
LEGEND_BELOW = {"orientation": "v", "y": -0.15, "yanchor": "top", "x": 0, "xanchor": "left"}
"""Below, one under another, stand the names that a person gave: of any length."""
LEGENDS = {
    "lines": LEGEND_BELOW,
    "fan": LEGEND_BELOW | {"orientation": "h"},
    "columns": LEGEND_BELOW | {"orientation": "h", "y": -0.22},  # under names of two lines
}
ROOM = "\N{NO-BREAK SPACE}" * 4
"""After each line of a legend: Plotly measures a line before the page's font is there, and cuts off what is then wider."""
LYING = ("bars", "triangles")
"""The kinds whose names stand at the left and whose values run to the right."""


def _value_axis(chart: Chart, colours: dict[str, str]) -> dict[str, Any]:
    """Returns the axis of the values, with few lines and a strong one at zero."""
    axis: dict[str, Any] = {
        "zeroline": True,
        "zerolinewidth": 2,
        "zerolinecolor": colours["text"],
        "showgrid": True,
        "gridcolor": "rgba(138,138,138,0.25)",
        "tickangle": 0,
        "tickformat": ",.4~r",
        "nticks": 5,
        "automargin": True,
        "fixedrange": True,
        "range": _range(chart),
    }
    if chart.kind in LYING:
        title = {"text": chart_label(*textwrap.wrap(chart.axis, WIDEST_NAME)), "font": {"size": 14}}
        axis |= {"nticks": 4, "title": title}
    return axis


def _name_axis(chart: Chart) -> dict[str, Any]:
    """Returns the axis of what the values are of: names, years or prices."""
    axis: dict[str, Any] = {
        "type": "category",
        "tickangle": 0,
        "automargin": True,
        "fixedrange": True,
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 8,
        "tickcolor": "rgba(0,0,0,0)",
    }
    if chart.kind == "lines":
        axis |= {"type": "linear", "tickprefix": "£", "tickformat": ",.0f"}
    if chart.kind in LYING:
        return axis | {"autorange": "reversed"}
    return axis | {"nticks": 6, "tickfont": {"size": 12}}


def _layout(chart: Chart, colours: dict[str, str]) -> dict[str, Any]:
    """Returns a layout without a title of its own: the page has it in words, above."""
    above = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left"}
    unit = above | {"text": chart.axis}
    value_axis, name_axis = _value_axis(chart, colours), _name_axis(chart)
    if chart.kind in LYING:
        names = _bar_names(chart)
        lines = max(lines_in(name) for name in [*names, ""])
        x, y, height = value_axis, name_axis, 110 + (26 + 18 * lines) * max(1, len(chart.categories))
    else:
        x, y, height = name_axis, value_axis, 360 + 24 * len(chart.series) * (chart.kind in LEGENDS)
    return {
        "template": None,
        "height": height,
        "margin": {"l": 12, "r": 16, "t": 12 if chart.kind == "bars" else 64, "b": 8},
        "annotations": []
        if chart.kind in LYING
        else [unit | {"y": 1, "yanchor": "bottom", "yshift": 8}, *_mark(chart)],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 14, "color": colours["text"], "family": FONT},
        "barmode": "overlay" if chart.kind in LYING else "group",
        "bargap": 0.3 if chart.kind in LYING else 0.15,
        "showlegend": len(chart.series) > 1 and chart.kind not in ("bars", "xmr"),
        "legend": LEGENDS.get(chart.kind, LEGEND_ABOVE),
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
    return [{"text": chart_label((Bold(words),)), "showarrow": False, **at}]


def _range(chart: Chart) -> list[float]:
    """Returns the ends of the value axis, with room for the words beside the marks."""
    if chart.kind == "lines":
        return [0.0, 104.0]
    values = [settled(value / chart.scale) for value in _reached(chart)] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    room = 0.05 if chart.kind in LYING else 0.18
    return [
        low - (room * span if low < 0 else 0.0),
        high + (room * span if high > 0 or low == 0 else 0.06 * span),
    ]


def _reached(chart: Chart) -> list[float]:
    """Returns every value that the drawing reaches: marks, likely ranges, and the whole that they are shares of."""
    values = [value for series in chart.series for value in series.values]
    return [*values, *(end for ends in chart.ends if ends for end in ends), chart.whole]


def _bar_names(chart: Chart) -> list[str]:
    """Returns each bar's name with its amount below it: beside the bar they would collide on a phone."""
    labels = [
        "".join(labels_there)
        for labels_there in zip(*(series.labels for series in chart.series), strict=True)
    ]
    return [
        chart_label(*_wrapped(name), (Bold(label),))
        for name, label in zip(chart.categories, labels, strict=True)
    ]


def _wrapped(name: str) -> list[str]:
    """Returns a name in short lines, each with room to its left: Plotly measures another font than it draws."""
    short = name if len(name) <= 3 * WIDEST_NAME else f"{name[: 3 * WIDEST_NAME - 1].rstrip()}…"
    lines = textwrap.wrap(short, WIDEST_NAME) or [""]
    return [f"\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{line}" for line in lines]


def show(chart: Chart, key: str) -> None:
    """Shows a chart: what it says, what it measures, the picture, and the same in words and in a table."""
    say(Drawn(chart))
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.plotly_chart(
        figure(chart, theme),
        key=f"{key}:{theme}",
        theme=None,
        alt=chart.alt,
        config={"displayModeBar": False, "responsive": True},
    )
    with st.expander(f"In words and a table: {as_label(going_on(chart.table.caption))}"):
        say(paragraphs(chart.summary), Tabled(chart.table))
