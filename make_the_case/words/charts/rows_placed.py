"""Where the marks of a chart of rows stand: each in per cent of the way along one line, for a page that draws them itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from make_the_case.words.charts.chart import Chart, Group, Kind, Series
from make_the_case.words.charts.value_line import Line, Tick, line_with_room
from make_the_case.words.likely_range import range_beside
from make_the_case.words.panels import Tone

Side = Literal["before", "after"]
ROOM = 0.04
"""Of the line, beyond the outermost mark."""
ROOM_AFTER_RANGE = 0.14
"""Of the line, beyond our likely range, for what our case comes to."""
LETTER = 1.1
"""Per cent of a wide line that a letter takes beside a mark."""
NARROW_LETTER = 0.022
"""Share of a narrow line that a letter takes at the end of a bar."""
MOST_ROOM = 0.3
AT_A_STEP = 0.15
"""Of the line, on either side of the steps from one total to another, for the words beside them."""
FAR = 0.6
"""How far beyond our likely range, and half of what was tried, a scenario may stretch the line, in shares of their span."""


@dataclass(frozen=True)
class PlacedBar:
    """A bar along the line."""

    start: float
    width: float
    tone: Tone
    is_pale: bool = False


@dataclass(frozen=True)
class PlacedDot:
    """A mark at one place of the line; what is off the line stands at its end and points on."""

    at: float
    tone: Tone
    shape: Literal["dot", "diamond", "claim", "edge"] = "dot"
    """A claim is a hollow diamond; an edge is where the answer changes."""
    points: Literal["", "left", "right"] = ""


@dataclass(frozen=True)
class PlacedWords:
    """Words beside a mark."""

    words: str
    at: float
    side: Side
    is_aside: bool = False
    """Whether they name an end of a bar and not the row's amount: on a phone the amount goes up to the name."""


@dataclass(frozen=True)
class PlacedRow:
    """A row: its name, what is said below that, and its marks."""

    name: str
    under: str = ""
    is_strong: bool = False
    bars: tuple[PlacedBar, ...] = ()
    reach: tuple[float, float] | None = None
    """Where its likely range starts, and how wide it is."""
    dots: tuple[PlacedDot, ...] = ()
    words: tuple[PlacedWords, ...] = ()


@dataclass(frozen=True)
class PlacedGroup:
    """Rows under a heading, or without one."""

    heading: str
    rows: tuple[PlacedRow, ...]


@dataclass(frozen=True)
class PlacedRows:
    """A chart of rows, all of it on one line of values."""

    groups: tuple[PlacedGroup, ...]
    even: float | None
    """Where it breaks even, where that is on the line."""
    ours: float | None
    """Where our case stands, for a chart that departs from it."""
    ticks: tuple[Tick, ...]


def placed(chart: Chart) -> PlacedRows:
    """Returns where everything of a chart of rows stands."""
    return PLACED[chart.kind](chart)


# One dot in each row -----------------------------------------------------------------------------------------


def _tried(chart: Chart) -> PlacedRows:
    values = chart.series[0].values
    claimed = [group.is_claimed for group in chart.groups for _ in range(group.rows)]
    line = _line_of_dots(
        chart, [value for value, is_claim in zip(values, claimed, strict=True) if not is_claim]
    )
    rows = [_dot_row(chart, k, line, claimed[k]) for k in range(len(values))]
    return PlacedRows(_grouped(chart.groups, rows), line.place_of(0.0), None, line.ticks())


def _line_of_dots(chart: Chart, counted: Sequence[float]) -> Line:
    """Returns the line that holds what is counted: no claim stretches it, and no scenario far beyond all others."""
    ordered = sorted(counted)
    middle = ordered[len(ordered) // 4 : len(ordered) - len(ordered) // 4]
    core = [0.0, chart.base or 0.0, *middle, *(end for ends in chart.ends if ends for end in ends)]
    low, high = min(core), max(core)
    far = FAR * (high - low)
    held = [value for value in ordered if low - far <= value <= high + far]
    after = ROOM_AFTER_RANGE if any(chart.ends) else ROOM
    return line_with_room(min([low, *held]), max([high, *held]), ROOM, after)


def _dot_row(chart: Chart, k: int, line: Line, is_claim: bool) -> PlacedRow:
    (series,) = chart.series
    value, words, ends = series.values[k], series.labels[k], chart.ends[k]
    points: Literal["", "left", "right"] = (
        "" if line.holds(value) else "left" if value < line.low else "right"
    )
    at = {"": line.at(value), "left": 4.0, "right": 96.0}[points]
    dot = PlacedDot(at, _tone(value), "claim" if is_claim else "dot", points)
    said = f"{words}, off the scale" if points else words
    under = "" if ends is None or ends[0] == ends[1] else range_beside(value, *ends)
    reach = None if ends is None else (line.at(ends[0]), line.at(ends[1]) - line.at(ends[0]))
    start, end = (at, at) if reach is None else (min(at, reach[0]), max(at, sum(reach)))
    side = _side(said, start, end, value)
    return PlacedRow(
        chart.categories[k], under, k == chart.own, reach=reach, dots=(dot,),
        words=(PlacedWords(said, start if side == "before" else end, side),),
    )  # fmt: skip


def _side(words: str, start: float, end: float, value: float) -> Side:
    """Returns on which side of a mark its words have room: outwards from where it breaks even, where both do."""
    width = LETTER * len(words) + 2
    has_room = {"before": start - width >= 0, "after": end + width <= 100}
    first: Side = "before" if value < 0 else "after"
    other: Side = "after" if first == "before" else "before"
    return first if has_room[first] or not has_room[other] else other


def _grouped(groups: Sequence[Group], rows: Sequence[PlacedRow]) -> tuple[PlacedGroup, ...]:
    found, at = [], 0
    for group in groups:
        found.append(PlacedGroup(group.heading, tuple(rows[at : at + group.rows])))
        at += group.rows
    return tuple(found)


# A bar from our case to each end ----------------------------------------------------------------------------


def _span(chart: Chart) -> PlacedRows:
    base = chart.base or 0.0
    low, high = chart.series
    ends = [
        sorted(((low.values[k], low.labels[k]), (high.values[k], high.labels[k])))
        for k in range(len(chart.categories))
    ]
    reached = [base, 0.0, *(value for row in ends for value, _ in row)]
    before, after = (_room_for(row[side][1] for row in ends) for side in (0, 1))
    line = line_with_room(min(reached), max(reached), before, after)
    rows = []
    for name, ((worse, worse_words), (better, better_words)) in zip(chart.categories, ends, strict=True):
        rows.append(
            PlacedRow(
                name,
                bars=(_bar(line, base, worse, "cost"), _bar(line, base, better, "value")),
                words=(
                    PlacedWords(worse_words, line.at(min(worse, base)), "before", is_aside=True),
                    PlacedWords(better_words, line.at(max(better, base)), "after", is_aside=True),
                ),
            )
        )
    return PlacedRows((PlacedGroup("", tuple(rows)),), line.place_of(0.0), line.at(base), line.ticks())


def _room_for(words: Iterable[str]) -> float:
    """Returns the share of a line that words at the end of a bar take, where the line is narrow."""
    return min(MOST_ROOM, NARROW_LETTER * max((len(each) for each in words), default=0) + ROOM)


# From one total to another ----------------------------------------------------------------------------------


def _steps(chart: Chart) -> PlacedRows:
    (series,) = chart.series
    tops = list(_tops(series.values))
    reached = [0.0, *(end for pair in tops for end in pair)]
    line = line_with_room(min(reached), max(reached), AT_A_STEP, AT_A_STEP)
    rows = []
    for k, (start, end) in enumerate(tops):
        is_total = k in (0, len(tops) - 1)
        bar = _bar(line, start, end, _tone(end - start), is_pale=not is_total)
        value = series.values[k]
        side = _side(series.labels[k], bar.start, bar.start + bar.width, value)
        at = bar.start if side == "before" else bar.start + bar.width
        rows.append(
            PlacedRow(
                chart.categories[k], is_strong=is_total, bars=(bar,),
                words=(PlacedWords(series.labels[k], at, side),),
            )
        )  # fmt: skip
    return PlacedRows((PlacedGroup("", tuple(rows)),), line.place_of(0.0), None, line.ticks())


def _tops(values: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Yields where each bar starts and ends: the two totals at nothing, each step where the one before it ended."""
    yield 0.0, values[0]
    at = values[0]
    for step in values[1:-1]:
        yield at, at + step
        at += step
    yield 0.0, values[-1]


# Two marks in the range of a number ---------------------------------------------------------------------------

RANGE = (-8.0, 108.0)
"""The line of a range, in per cent of the way from its low to its high end: marks beyond it stand at its edge."""


def _within(chart: Chart) -> PlacedRows:
    line = Line(*RANGE)
    rows = []
    for k, name in enumerate(chart.categories):
        said = [_mark_words(series, k) for series in chart.series if series.labels[k]]
        dots = [
            PlacedDot(line.at(series.values[k]), "value" if place == 0 else "cost", _shape(series, place))
            for place, series in enumerate(chart.series)
            if not math.isnan(series.values[k])
        ]
        reach = (line.at(0.0), line.at(100.0) - line.at(0.0))
        rows.append(PlacedRow(name, "; ".join(said), reach=reach, dots=tuple(dots)))
    ticks = (Tick(line.at(0.0), "low end"), Tick(line.at(100.0), "high end"))
    return PlacedRows((PlacedGroup("", tuple(rows)),), None, None, ticks)


def _mark_words(series: Series, k: int) -> str:
    """Returns the words of a mark of a row; where there is no mark, its label says so by itself."""
    return series.labels[k] if math.isnan(series.values[k]) else f"{series.name} {series.labels[k]}"


def _shape(series: Series, place: int) -> Literal["dot", "diamond", "edge"]:
    if series.role == "edge":
        return "edge"
    return "dot" if place == 0 else "diamond"


# What studies found, each about the line of no difference ------------------------------------------------------

NO_DIFFERENCE = (-1.08, 1.08)
"""The line of what studies found: each is drawn in shares of its own reach, so that its interval ends at 1 on one side."""


def _findings(chart: Chart) -> PlacedRows:
    (series,) = chart.series
    line = Line(*NO_DIFFERENCE)
    rows = []
    for k, study in enumerate(chart.categories):
        ends = chart.ends[k]
        reach = None if ends is None else (line.at(ends[0]), line.at(ends[1]) - line.at(ends[0]))
        shape: Literal["dot", "claim"] = "dot" if reach is not None else "claim"
        dot = PlacedDot(line.at(series.values[k]), _tone(series.values[k]), shape)
        rows.append(PlacedRow(study, series.labels[k], reach=reach, dots=(dot,)))
    ticks = (Tick(line.at(-1.0), "worse"), Tick(line.at(0.0), "no difference"), Tick(line.at(1.0), "better"))
    return PlacedRows(_grouped(chart.groups, rows), None, line.at(0.0), ticks)


# What all of them share -------------------------------------------------------------------------------------


def _bar(line: Line, start: float, end: float, tone: Tone, is_pale: bool = False) -> PlacedBar:
    low, high = line.at(min(start, end)), line.at(max(start, end))
    return PlacedBar(low, high - low, tone, is_pale)


def _tone(value: float) -> Tone:
    return "cost" if value < 0 else "value"


PLACED: dict[Kind, Callable[[Chart], PlacedRows]] = {
    "tried": _tried,
    "span": _span,
    "steps": _steps,
    "dots": _within,
    "findings": _findings,
}
"""The kinds of chart that a page draws as rows."""
