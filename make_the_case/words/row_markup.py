"""Charts of rows as HTML: every name and amount is text of the page, and only the marks between them are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from make_the_case.words.charts.rows_placed import (
    PlacedBar,
    PlacedDot,
    PlacedGroup,
    PlacedRow,
    PlacedRows,
    PlacedWords,
)
from make_the_case.words.charts.value_line import Tick
from make_the_case.words.html_elements import Markup, element

ARROWS = {"left": "←", "right": "→"}
CLOSE = 22.0
"""Per cent of the line that the words at its head take on each side of where it breaks even."""
AT_AN_END = 7.0
"""Per cent from either end within which words are set inwards."""


def rows_markup(rows: PlacedRows, alt: str) -> Markup:
    """Returns a chart of rows; without a mouse or a picture it is a list of names with their amounts."""
    return _div(
        "rows",
        _div("rows-head", *_head(rows.even), aria_hidden="true"),
        _div("rows-body", _uprights(rows), *(part for group in rows.groups for part in _group(group))),
        _div("rows-ticks", *map(_tick, rows.ticks), aria_hidden="true"),
        role="group",
        aria_label=alt,
    )


def _div(kind: str, *content: str, **attributes: str | None) -> Markup:
    return element("div", *content, class_=f"mtc-{kind}", **attributes)


def _span(kind: str, *content: str, **attributes: str | None) -> Markup:
    return element("span", *content, class_=f"mtc-{kind}", **attributes)


def _at(place: float) -> str:
    return f"--at:{place:.2f}%"


def _from(start: float, width: float) -> str:
    return f"--at:{start:.2f}%;--wide:{width:.2f}%"


def _head(even: float | None) -> Iterator[Markup]:
    """Yields what stands above the line: where it breaks even, and what lies on either side."""
    if even is None:
        return
    if even > CLOSE:
        yield _span("rows-side mtc-before", "← costs more", style=_at(even))
    yield _words_at("rows-even", "breaks even", even)
    if even < 100 - CLOSE:
        yield _span("rows-side mtc-after", "worth more →", style=_at(even))


def _words_at(kind: str, words: str, at: float) -> Markup:
    """Returns words below or above a place of the line, set inwards at its ends."""
    side = "left" if at < AT_AN_END else "right" if at > 100 - AT_AN_END else "middle"
    return _span(f"{kind} mtc-{side}", words, style=_at(at))


def _tick(tick: Tick) -> Markup:
    return _words_at("between" if tick.is_between else "tick", tick.words, tick.at)


def _uprights(rows: PlacedRows) -> Markup:
    """Returns the side below nothing as a shade, and the lines that run through every row."""
    marks = []
    if rows.even is not None:
        marks += [_span("rows-short", style=_from(0.0, rows.even)), _span("rows-line", style=_at(rows.even))]
    if rows.ours is not None:
        marks.append(_span("rows-ours", style=_at(rows.ours)))
    return _div("rows-plot", *marks, aria_hidden="true")


def _group(group: PlacedGroup) -> Iterator[Markup]:
    if group.heading:
        yield element("h4", group.heading)
    if group.rows:
        yield element("ul", *map(_row, group.rows))


def _row(row: PlacedRow) -> Markup:
    name = element("strong", row.name) if row.is_strong else row.name
    under = (_span("rows-under", row.under),) if row.under else ()
    marks = [*map(_bar, row.bars)]
    if row.reach is not None:
        marks.append(_span("rows-reach", style=_from(*row.reach)))
    marks += [mark for dot in row.dots for mark in _dot(dot, row.is_strong)]
    return element(
        "li",
        _span("rows-name", name, *under),
        _span("rows-track", *marks, aria_hidden="true"),
        *(_words(words, row.is_strong) for words in row.words),
    )


def _bar(bar: PlacedBar) -> Markup:
    pale = " mtc-pale" if bar.is_pale else ""
    return _span(f"rows-bar mtc-{bar.tone}{pale}", style=_from(bar.start, bar.width))


def _dot(dot: PlacedDot, is_strong: bool) -> Iterator[Markup]:
    large = " mtc-large" if is_strong else ""
    yield _span(f"rows-{dot.shape} mtc-{dot.tone}{large}", style=_at(dot.at))
    if dot.points:
        yield _span(f"rows-arrow mtc-to-{dot.points}", ARROWS[dot.points], style=_at(dot.at))


def _words(words: PlacedWords, is_strong: bool) -> Markup:
    aside = " mtc-aside" if words.is_aside else ""
    strong = " mtc-strong" if is_strong else ""
    return _span(f"rows-words mtc-{words.side}{aside}{strong}", words.words, style=_at(words.at))
