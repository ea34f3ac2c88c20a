"""Charts over two numbers: a line that changes in steps, and triangles as wide and as high as what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from make_the_case.words.charts.chart import Chart
from make_the_case.words.markup import beside_the_pointer, chart_label
from make_the_case.words.phrases import settled

ROOM = 1.06
"""How much further than its last mark an axis goes."""


def _curve(chart: Chart, colours: dict[str, str]) -> list[Any]:
    """Returns a line over numbers that changes in steps, and a dotted line at the place that is marked."""
    (line,) = chart.series
    at = [settled(place / chart.scale) for place in line.at]
    marked = (chart.base or 0.0) / chart.scale
    traces: list[Any] = [
        go.Scatter(
            x=at, y=list(line.values), mode="lines", line={"color": colours["main"], "width": 3, "shape": "hv"},
            hovertemplate=beside_the_pointer("%{x:,.4~r}: %{y:,.4~r}"),
        )
    ]  # fmt: skip
    ends = [min(0.0, *line.values), max(line.values)] if line.values else [0.0, 1.0]
    look = {"color": colours["text"], "width": 2, "dash": "dot"}
    return [*traces, go.Scatter(x=[marked, marked], y=ends, mode="lines", line=look, hoverinfo="skip")]


def _triangles(chart: Chart, colours: dict[str, str]) -> list[Any]:
    """Returns a triangle in each row: as wide as it costs, as high as it is worth beside the highest."""
    worth, full = chart.series
    high = max([*map(abs, worth.values), 1e-9])
    traces = []
    for row, (cost, value, is_full) in enumerate(zip(worth.at, worth.values, full.values, strict=True)):
        wide = settled(cost / chart.scale)
        line = -float(row) - (0.45 if value >= 0 else -0.45)
        colour = colours["main" if value >= 0 else "second"]
        traces.append(
            go.Scatter(
                x=[0, wide, wide, 0], y=[line, line + 0.9 * value / high, line, line], mode="lines", fill="toself",
                fillcolor=colour if is_full else colours["band"], line={"color": colour, "width": 1.5}, hoverinfo="skip",
            )
        )  # fmt: skip
    return traces


DRAWN: dict[str, Callable[[Chart, dict[str, str]], list[Any]]] = {"curve": _curve, "triangles": _triangles}
"""How each kind of chart over two numbers is drawn."""


def axes(chart: Chart, names: Sequence[str]) -> dict[str, Any]:
    """Returns what the two axes are in place of the usual ones; `names` stand beside the rows of triangles."""
    if chart.kind == "triangles":
        most = max([*chart.series[0].at, 0.0]) / chart.scale
        rows = len(names)
        across = {"range": [0.0, most * ROOM or 1.0]}
        return {
            "xaxis": across,
            "yaxis": {
                "type": "linear", "tickmode": "array", "tickvals": [-float(row) for row in range(rows)], "ticktext": list(names),
                "range": [0.5 - rows, 0.5], "autorange": False, "showgrid": False, "zeroline": False,
            },
        }  # fmt: skip
    (line,) = chart.series
    most = max([*line.at, chart.base or 0.0, 1e-9]) / chart.scale
    title = {"text": chart_label(chart.axis), "font": {"size": 14}}
    values = [0.0, *line.values]
    room = (max(values) - min(values) or 1.0) * (ROOM - 1)
    return {
        "xaxis": {"type": "linear", "range": [0.0, most * ROOM], "title": title, "tickformat": ",.4~r", "nticks": 5, "showgrid": False},
        "yaxis": {"range": [min(values) - room * (min(values) < 0), max(values) + room]},
    }  # fmt: skip
