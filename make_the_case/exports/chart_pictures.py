"""Charts as pictures for files: the plain data of `words` drawn by the figures of the board summary's typesetter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from make_the_case.exports.lettering import clusters, unprinted
from make_the_case.exports.typesetting import ticks, typesetting
from make_the_case.words.charts.chart import Chart
from make_the_case.words.phrases import settled

LONGEST_NAME = 110
"""Letters of a name beside a bar: about three lines."""
DRAWN = ("fan", "bars", "span", "steps")


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


def figure(chart: Chart) -> dict[str, Any]:
    """Returns what a chart draws, divided by its scale to stand on the axis."""
    if chart.kind not in DRAWN:
        raise ValueError(f"No file draws a chart of kind {chart.kind}.")
    series: list[dict[str, Any]] = [
        {"name": one.name, "values": [settled(v / chart.scale) for v in one.values]} for one in chart.series
    ]
    if chart.kind == "fan":
        return {
            "kind": "fan",
            "years": list(chart.categories),
            "series": series,
            "axis": chart.axis,
            "ticks": ticks(series),
        }
    base = (chart.base or 0.0) / chart.scale
    rows = []
    starts = _starts(series[0]["values"]) if chart.kind == "steps" else None
    for k, name in enumerate(chart.categories):
        ends = chart.ends[k] if chart.ends else None
        values = [one["values"][k] for one in series]
        start = starts[k] if starts else base
        if starts and 0 < k < len(starts) - 1:
            values = [start + values[0]]
        around = [x / chart.scale for x in ends] if ends else []
        said = [one.labels[k] for one in chart.series if one.labels[k]]
        words = " ".join(
            (
                " to ".join(said)
                if chart.kind == "span"
                else "; ".join(said[0].split("\n", 1))
                if said
                else ""
            ).split()
        )
        rows.append(
            {
                "name": shortened(name), "words": words, "values": values, "start": start, "ends": around or None,
                "low": min([base, start, *values, *around]), "high": max([base, start, *values, *around]),
            }
        )  # fmt: skip
    return {"kind": "bars", "rows": rows, "base": base, "axis": chart.axis}


def _starts(values: list[float]) -> list[float]:
    """Returns where each bar of a bridge begins: the two ends at nothing, each change where the one before it ended."""
    found, running = [0.0], values[0]
    for value in values[1:-1]:
        found.append(running)
        running += value
    return [*found, 0.0]
