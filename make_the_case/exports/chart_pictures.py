"""Charts as pictures for files: the plain data of `words` drawn by the figures of the board summary's typesetter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from make_the_case.exports.lettering import clusters, unprinted
from make_the_case.exports.typesetting import ticks, typesetting
from make_the_case.words.charts.chart import Chart, DrawnSeries
from make_the_case.words.phrases import settled

LONGEST_NAME = 110
"""Letters of a name beside a bar: about three lines."""
DRAWN = ("fan", "bars", "span", "steps", "triangles", "curve")


def pictures(charts: Sequence[Chart], form: Literal["svg", "png"]) -> list[bytes]:
    """Returns a picture of each chart, in their order: SVG for a page, PNG for a word processor."""
    if not charts:
        return []
    with typesetting("sheet.typ", {"figures": [figure(chart) for chart in charts]}) as made:
        return made.pages(form)


def unprinted_in(charts: Sequence[Chart]) -> str:
    """Returns which characters the pictures of some charts could not print, as a sentence; nothing where they printed them all."""
    return unprinted(name for chart in charts for name in chart.categories)


def shortened(name: str, most: int = LONGEST_NAME) -> str:
    """Returns a name that stands beside a bar, without its middle where it is long: the table has the whole.

    >>> shortened("a" * 50 + ": cost of each one", 30)
    'aaaaaaaaaa…: cost of each one'
    """
    signs = list(clusters(name))
    if len(signs) <= most:
        return name
    last = min(18, most // 2 + 4)
    return "".join([*signs[: most - last - 2], "…", *signs[-last:]])


def figure(chart: Chart) -> dict[str, object]:
    """Returns what a chart draws, divided by its scale to stand on the axis."""
    if chart.kind not in DRAWN:
        raise ValueError(f"No file draws a chart of kind {chart.kind}.")
    series: list[DrawnSeries] = [
        {"name": row.name, "values": [settled(value / chart.scale) for value in row.values]}
        for row in chart.series
    ]
    if chart.kind == "fan":
        years = list(chart.categories)
        return {"kind": "fan", "years": years, "series": series, "axis": chart.axis, "ticks": ticks(series)}
    if chart.kind == "curve":
        return _curve(chart)
    if chart.kind == "triangles":
        return _triangles(chart)
    rows = [_bar(chart, series, k) for k in range(len(chart.categories))]
    whole = chart.whole / chart.scale
    return {"kind": "bars", "rows": rows, "base": _base(chart), "whole": whole, "axis": chart.axis}


def _curve(chart: Chart) -> dict[str, object]:
    """Returns a line over numbers, in steps, with round numbers for both axes and the place that is marked."""
    (line,) = chart.series
    at = [settled(place / chart.scale) for place in line.at]
    return {
        "kind": "curve", "at": at, "values": list(line.values), "axis": chart.axis, "mark": _base(chart),
        "across": ticks([{"name": "", "values": [*at, _base(chart)]}]), "up": ticks([{"name": "", "values": list(line.values)}]),
    }  # fmt: skip


def _triangles(chart: Chart) -> dict[str, object]:
    """Returns triangles, each with its name and words, its width and its height as shares of the largest, and whether it is full."""
    worth, full = chart.series
    wide, high = (max([*map(abs, amounts), 1e-9]) for amounts in (worth.at, worth.values))
    rows = [
        {"name": shortened(name), "words": words, "wide": place / wide, "high": value / high, "full": bool(is_full)}
        for name, words, place, value, is_full in zip(
            chart.categories, worth.labels, worth.at, worth.values, full.values, strict=True
        )
    ]  # fmt: skip
    return {"kind": "triangles", "rows": rows}


def _base(chart: Chart) -> float:
    return (chart.base or 0.0) / chart.scale


def _bar(chart: Chart, series: list[DrawnSeries], k: int) -> dict[str, object]:
    """Returns one bar with its words, where it starts, and its likely range where it has one."""
    base, values = _base(chart), [row["values"][k] for row in series]
    start = base
    if chart.kind == "steps":
        starts = _starts(series[0]["values"])
        start = starts[k]
        if 0 < k < len(starts) - 1:
            values = [start + values[0]]
    ends = chart.ends[k] if chart.ends else None
    around = [end / chart.scale for end in ends] if ends else []
    return {
        "name": shortened(chart.categories[k]), "words": _words_at(chart, k), "values": values, "start": start, "ends": around or None,
        "low": min([base, start, *values, *around]), "high": max([base, start, *values, *around]),
    }  # fmt: skip


def _words_at(chart: Chart, k: int) -> str:
    """Returns what stands at a bar, on one line."""
    labels = [row.labels[k] for row in chart.series if row.labels[k]]
    first = labels[0] if labels else ""
    words = " to ".join(labels) if chart.kind == "span" else "; ".join(first.split("\n", 1))
    return " ".join(words.split())


def _starts(values: list[float]) -> list[float]:
    """Returns where each bar of a bridge begins: the two ends at nothing, each change where the one before it ended."""
    starts, running = [0.0], values[0]
    for value in values[1:-1]:
        starts.append(running)
        running += value
    return [*starts, 0.0]
