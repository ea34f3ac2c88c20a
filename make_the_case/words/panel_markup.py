"""Panels as HTML: marks stand at shares of the width, so that one drawing serves every width of screen."""

from __future__ import annotations

from typing import Literal

from make_the_case.words.answer_bars import AnswerBars, RoomCode
from make_the_case.words.answer_markup import answers_markup, code_markup
from make_the_case.words.evidence_markup import evidence_markup
from make_the_case.words.evidence_panels import EvidencePanel
from make_the_case.words.html_elements import Markup, element, joined
from make_the_case.words.panels import (
    BarRow,
    BarRows,
    BudgetLines,
    CostAndValue,
    Decision,
    Ladder,
    Marked,
    OpeningRow,
    OpeningRows,
    Panel,
    Piece,
    Rung,
    Squares,
    Standing,
    Standings,
    Strip,
    StripStep,
    Swatches,
    Threshold,
    Thresholds,
    Tile,
    Tiles,
    ValueBar,
)
from make_the_case.words.phrases import capital, listed

NARROWEST_WITH_WORDS = 24.0
"""The share of the width, in hundredths, that a part of a bar has where words stand on it."""
LETTERS_OF_A_BAR = 1.15
"""Hundredths of the width that a letter on a bar takes."""
LETTERS_OF_A_NARROW_BAR = 3.1
"""The same on a phone, where words that have no room stand below the bar."""
DOTS = 10


def panel_markup(panel: Panel) -> Markup:
    """Returns a panel as HTML; raises TypeError for what is none."""
    if isinstance(panel, AnswerBars):
        return answers_markup(panel)
    if isinstance(panel, RoomCode):
        return code_markup(panel)
    if isinstance(panel, Tiles):
        return _div("tiles", *map(_tile, panel.tiles))
    if isinstance(panel, CostAndValue):
        return _cost_and_value(panel)
    if isinstance(panel, Decision):
        return _decision(panel)
    if isinstance(panel, Ladder):
        return _ladder(panel)
    if isinstance(panel, Thresholds):
        return _thresholds(panel)
    if isinstance(panel, Strip):
        return _strip(panel)
    if isinstance(panel, BudgetLines):
        return element("ul", *map(_strip_step, panel.steps), class_="mtc-budget-lines")
    if isinstance(panel, BarRows):
        return _bar_rows(panel)
    if isinstance(panel, OpeningRows):
        return _opening_rows(panel)
    if isinstance(panel, Standings):
        return element("ul", *map(_standing, panel.rows), class_="mtc-standings", aria_label=panel.label)
    if isinstance(panel, Marked):
        return _marked(panel)
    if isinstance(panel, Squares):
        squares = (_square("full" if place < panel.filled else "empty") for place in range(panel.of))
        return element("p", *squares, _span("squares-words", panel.words), class_="mtc-squares")
    if isinstance(panel, EvidencePanel):
        return evidence_markup(panel)
    if isinstance(panel, Swatches):
        return element("ul", *map(_swatch, panel.names), class_="mtc-swatches")
    raise TypeError(f"{type(panel).__name__} is no panel")


def _swatch(name: str) -> Markup:
    return element("li", _span("swatch", style=f"background:var(--{name})", aria_hidden="true"), name)


def _div(kind: str, *content: str, **attributes: str | None) -> Markup:
    return element("div", *content, class_=f"mtc-{kind}", **attributes)


def _span(kind: str, *content: str, **attributes: str | None) -> Markup:
    return element("span", *content, class_=f"mtc-{kind}", **attributes)


def _head(title: str, subtitle: str = "") -> Markup:
    under = (element("p", subtitle, class_="mtc-under"),) if subtitle else ()
    return joined((element("h2", title, class_="mtc-card-title"), *under))


def _decision(panel: Decision) -> Markup:
    answers = (
        element(
            "li",
            answer,
            class_="mtc-chosen" if place == panel.chosen else None,
            aria_current="true" if place == panel.chosen else None,
        )
        for place, answer in enumerate(panel.answers)
    )
    return _div("decision", _span("decision-label", panel.label), element("ul", *answers))


def _tile(tile: Tile) -> Markup:
    unit = (_span("tile-unit", tile.unit),) if tile.unit else ()
    dots = (_dots(tile.filled),) if tile.filled is not None else ()
    value = element("p", _span("tile-value", tile.value), " ", *unit, *dots, class_="mtc-tile-line")
    note = (element("p", tile.note, class_="mtc-tile-note"),) if tile.note else ()
    return _div("tile", element("p", tile.label, class_="mtc-tile-label"), value, *note)


def _dots(filled: int) -> Markup:
    dots = (_span("dot mtc-filled" if place < filled else "dot") for place in range(DOTS))
    return _span("dots", *dots, role="img", aria_label=f"{filled} of {DOTS} dots filled")


# Bars on one scale -------------------------------------------------------------------------------------------


class _Scale:
    """Where an amount stands, in hundredths of the width."""

    def __init__(self, span: tuple[float, float]) -> None:
        self.low, self.high = span

    def at(self, amount: float) -> float:
        """Returns how far from the left an amount stands."""
        return 100 * (amount - self.low) / (self.high - self.low)


def _left(at: float) -> str:
    return f"left:{at:.2f}%"


def _from_to(start: float, end: float) -> str:
    low, high = min(start, end), max(start, end)
    return f"left:{low:.2f}%;width:{high - low:.2f}%"


def _cost_and_value(panel: CostAndValue) -> Markup:
    scale = _Scale(panel.span)
    at = scale.at(panel.break_even)
    rows = (_value_bar(bar, scale, panel.is_small) for bar in panel.bars)
    line = _span("even", style=_left(at), aria_hidden="true")
    side = "left" if at < 15 else "right" if at > 85 else "middle"
    words = element(
        "p",
        _span(f"even-words mtc-{side}", panel.break_even_words, style=_left(at)),
        class_="mtc-even-row",
    )
    small = " mtc-small" if panel.is_small else ""
    head = () if panel.is_small or not panel.title else (_head(panel.title, panel.subtitle),)
    return _div(
        f"bars{small}",
        *head,
        _div("drawing", *rows, line, role="group", aria_label=panel.alt),
        words,
    )


def _value_bar(bar: ValueBar, scale: _Scale, is_small: bool) -> Markup:
    start, parts = 0.0, []
    for piece in bar.pieces:
        parts.append(_piece(piece, bar.tone, scale, start))
        start += piece.amount
    likely = (_span("likely", bar.likely),) if bar.likely and not is_small else ()
    name = element("p", element("strong", bar.name), *likely, class_="mtc-bar-name")
    marks = [*parts, _span("zero", style=_left(scale.at(0.0)), aria_hidden="true")]
    if bar.ends is not None and not is_small:
        marks.append(_span("range", style=_from_to(*map(scale.at, bar.ends)), aria_hidden="true"))
    return _div("bar-row", name, _div("track", *marks), *(() if is_small else _beside_bar(bar, scale)))


def _beside_bar(bar: ValueBar, scale: _Scale) -> tuple[Markup, ...]:
    """Returns what is said below a bar; where that is nothing, the words that a narrow bar has no room for."""
    if bar.beside:
        return (element("p", bar.beside, class_="mtc-beside-bar"),)
    cut = [piece.words for piece in bar.pieces if _room(piece, scale) == "wide"]
    return (element("p", capital(listed(cut)), class_="mtc-beside-bar mtc-when-narrow"),) if cut else ()


def _room(piece: Piece, scale: _Scale) -> Literal["any", "wide", "none"]:
    """Returns which widths of screen have room for the words on a part of a bar."""
    width = abs(scale.at(piece.amount) - scale.at(0.0))
    least = max(NARROWEST_WITH_WORDS, LETTERS_OF_A_BAR * len(piece.words))
    if not piece.words or piece.is_pale or width < least:
        return "none"
    return "any" if width >= LETTERS_OF_A_NARROW_BAR * len(piece.words) else "wide"


def _piece(piece: Piece, tone: str, scale: _Scale, start: float) -> Markup:
    ends = scale.at(start), scale.at(start + piece.amount)
    pale = " mtc-pale" if piece.is_pale else ""
    room = _room(piece, scale)
    kind = "on-bar" if room == "any" else "on-bar mtc-when-wide"
    words = () if room == "none" else (_span(kind, piece.words),)
    return _span(f"piece mtc-{tone}{pale}", *words, style=_from_to(*ends), title=piece.words or None)


# The ladder --------------------------------------------------------------------------------------------------


def _ladder(panel: Ladder) -> Markup:
    amounts = [rung.amount for rung in panel.rungs]
    reach = sorted(abs(amount) for amount in amounts)
    most = max(reach[-2] if len(reach) > 2 else reach[-1], 1.0) * 1.2
    low = max(min(0.0, *amounts), -most)
    high = min(max(0.0, *amounts), most)
    scale = _Scale((low, high if high > low else low + 1.0))
    rungs = (_rung(rung, scale) for rung in panel.rungs)
    note = (element("p", panel.note, class_="mtc-ladder-note"),) if panel.note else ()
    return _div("ladder", _head(panel.title, panel.subtitle), element("ul", *rungs), *note)


def _rung(rung: Rung, scale: _Scale) -> Markup:
    reach = min(max(rung.amount, scale.low), scale.high)
    tone = "cost" if rung.amount < 0 else "value"
    style = "hollow" if rung.mark == "empty" else "solid"
    off = " mtc-off" if reach != rung.amount else ""
    bar = _span(
        f"piece mtc-{tone} mtc-{style}{off}",
        style=_from_to(scale.at(0.0), scale.at(reach)),
        aria_hidden="true",
    )
    zero = _span("zero", style=_left(scale.at(0.0)), aria_hidden="true")
    name = element("p", element("strong", rung.name), " ", _span("asks", rung.asks))
    numbers = _div("rung-numbers", element("strong", rung.value), _span("rung-chance", rung.chance))
    return element(
        "li",
        _square(rung.mark),
        _div("rung-name", name, _div("track mtc-thin", bar, zero)),
        numbers,
        class_="mtc-chosen" if rung.is_chosen else None,
    )


def _square(mark: str) -> Markup:
    return _span(f"square mtc-{mark}", aria_hidden="true")


# What would have to be true ----------------------------------------------------------------------------------


def _thresholds(panel: Thresholds) -> Markup:
    note = (element("p", panel.note, class_="mtc-under"),) if panel.note else ()
    return _div(
        "thresholds",
        _head(panel.title),
        _div("threshold-row", *map(_threshold, panel.rows)) if panel.rows else "",
        *note,
    )


def _threshold(row: Threshold) -> Markup:
    scale = _Scale(row.span)
    marks = []
    if row.ends is not None:
        marks.append(_span("reach", style=_from_to(*map(scale.at, row.ends))))
    marks += [_span("even", style=_left(scale.at(row.edge))), _span("plan", style=_left(scale.at(row.plan)))]
    notes = [
        element("strong", row.edge_words),
        _span("plan-words", row.plan_words),
        *((_span("likely", row.likely_words),) if row.likely_words else ()),
    ]
    return _div(
        "threshold",
        element("p", row.amount, class_="mtc-threshold-amount"),
        element("p", row.sentence, class_="mtc-threshold-sentence"),
        _div("line", *marks, aria_hidden="true"),
        element("p", joined(notes, " · "), class_="mtc-threshold-notes"),
    )


# Money step by step ------------------------------------------------------------------------------------------


def _strip(panel: Strip) -> Markup:
    return joined(
        (_head(panel.title), element("ul", *map(_strip_step, panel.steps), class_="mtc-strip-steps"))
    )


def _strip_step(step: StripStep) -> Markup:
    kind = "mtc-change" if step.is_change else "mtc-chosen" if step.is_chosen else None
    label = element("p", step.label, class_="mtc-step-label")
    amount = element("p", step.amount, class_="mtc-step-amount")
    note = (element("p", step.note, class_="mtc-step-note"),) if step.note else ()
    return element("li", *((amount, label) if step.is_change else (label, amount)), *note, class_=kind)


def _bar_rows(panel: BarRows) -> Markup:
    most = max([panel.most, *(abs(row.amount) for row in panel.rows)]) or 1.0
    rows = [_bar_row(row, most) for row in panel.rows]
    if panel.total:
        rows.append(element("li", element("strong", panel.total), class_="mtc-total"))
    return element("ul", *rows, class_="mtc-bar-rows", aria_label=panel.label)


def _bar_row(row: BarRow, most: float) -> Markup:
    pale = " mtc-pale" if row.is_pale else ""
    bar = _span(f"piece mtc-{row.tone}{pale}", style=f"left:0;width:{100 * abs(row.amount) / most:.2f}%")
    note = (_span("row-note", row.note),) if row.note else ()
    return element(
        "li",
        _span("row-name", row.name),
        _div("track mtc-thin", bar, aria_hidden="true"),
        element("strong", row.words),
        *note,
    )


def _marked(panel: Marked) -> Markup:
    return element("span", _square(panel.mark), panel.words, class_="mtc-marked")


def _standing(row: Standing) -> Markup:
    mark = _span(f"standing-mark mtc-{row.tone}", row.mark, aria_hidden="true")
    said = element("p", _span(f"standing-words mtc-{row.tone}", row.words), f": {row.name}.")
    return element("li", mark, _div("standing", said, element("p", row.figures, class_="mtc-under")))


# Rows that open ----------------------------------------------------------------------------------------------


def _opening_rows(panel: OpeningRows) -> Markup:
    heads = (_span("opening-cell", words) for words in panel.header)
    rows = (_opening_row(row, panel.header) for row in panel.rows)
    note = (element("p", panel.note, class_="mtc-under"),) if panel.note else ()
    head = _div("opening-head", *heads, aria_hidden="true")
    return joined((_div("opening", head, *rows, role="group", aria_label=panel.label), *note))


def _opening_row(row: OpeningRow, header: tuple[str, ...]) -> Markup:
    """Returns a row whose cells each say what they are: to a screen reader always, and to the eye where the heads have no room."""
    name, *cells = row.cells
    said = (
        _span("opening-cell", _span("opening-label", f"{label}: "), cell)
        for label, cell in zip(header[1:-1], cells, strict=True)
    )
    standing = _span(
        "opening-cell",
        _span("opening-label", f"{header[-1]}: "),
        _square(row.standing.mark),
        row.standing.words,
    )
    return element(
        "details",
        element("summary", _span("opening-name", name), *said, standing),
        *(element("p", sentence) for sentence in row.sentences),
    )
