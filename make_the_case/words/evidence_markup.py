"""The panels of an outcome as HTML: marks stand at shares of the width, as in `panel_markup.py`, and words never move with them."""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.words.evidence_panels import (
    SQUARES,
    EvidencePanel,
    Fact,
    Forest,
    ForestRow,
    OutcomeFacts,
    Product,
    StepBar,
    StepBars,
)
from make_the_case.words.html_elements import Markup, element, joined

Place = Callable[[float], float]
"""Where an amount stands, in hundredths of the width from the left."""


def evidence_markup(panel: EvidencePanel) -> Markup:
    """Returns a panel of an outcome as HTML."""
    if isinstance(panel, OutcomeFacts):
        return _outcome_facts(panel)
    if isinstance(panel, StepBars):
        return _step_bars(panel)
    if isinstance(panel, Forest):
        return _forest(panel)
    if isinstance(panel, Product):
        return _product(panel)
    return element("p", element("strong", panel.lead), " ", panel.words, class_="mtc-advice")


def _div(kind: str, *content: str) -> Markup:
    return element("div", *content, class_=f"mtc-{kind}")


def _mark(kind: str, style: str, *content: str) -> Markup:
    return element("span", *content, class_=f"mtc-{kind}", style=style, aria_hidden="true")


def _head(title: str, subtitle: str) -> Markup:
    under = (element("p", subtitle, class_="mtc-under"),) if subtitle else ()
    return joined((element("h3", title, class_="mtc-card-title"), *under))


def _on(span: tuple[float, float]) -> Place:
    low, high = span
    return lambda amount: min(100.0, max(0.0, 100 * (amount - low) / (high - low)))


def _left(at: float) -> str:
    return f"left:{at:.2f}%"


def _from_to(start: float, end: float) -> str:
    return f"left:{min(start, end):.2f}%;width:{abs(end - start):.2f}%"


def _outcome_facts(panel: OutcomeFacts) -> Markup:
    squares = (
        element("span", class_=f"mtc-square mtc-{'full' if place < panel.squares else 'empty'}")
        for place in range(SQUARES)
    )
    drawn = element(
        "span",
        *squares,
        class_="mtc-strength",
        role="img",
        aria_label=f"{panel.squares} of {SQUARES} squares filled",
    )
    evidence = _div("fact", _fact_words("Evidence", joined((drawn, " ", panel.evidence)), panel.known))
    return _div("outcome-facts", *map(_fact, panel.facts), evidence)


def _fact(fact: Fact) -> Markup:
    return _div(
        f"fact{' mtc-is-harm' if fact.is_harm else ''}", _fact_words(fact.label, fact.words, fact.note)
    )


def _fact_words(label: str, words: str, note: str) -> Markup:
    under = (element("p", note, class_="mtc-fact-note"),) if note else ()
    return joined(
        (element("p", label, class_="mtc-fact-label"), element("p", words, class_="mtc-fact-words"), *under)
    )


def _step_bars(panel: StepBars) -> Markup:
    at = _on(panel.span)
    rows = [_step_bar(row, at, is_last=place == len(panel.rows) - 1) for place, row in enumerate(panel.rows)]
    return _div("step-bars", _head(panel.title, panel.subtitle), element("ul", *rows))


def _step_bar(row: StepBar, at: Place, is_last: bool) -> Markup:
    start, end = at(row.start), at(row.end)
    bar = _mark(f"piece mtc-{row.kind}", _from_to(start, end))
    words = element("strong", row.words, class_="mtc-step-words", style=_left(max(start, end)))
    marks = [_mark("zero", _left(at(0.0))), bar, words]
    if not is_last:
        marks.append(_mark("joint", _left(end)))
    name = element("strong", row.name) if row.kind != "taken" else element("span", row.name)
    note = (element("span", row.note, class_="mtc-row-note"),) if row.note else ()
    return element("li", element("p", name, " ", *note), _div("track", *marks))


def _forest(panel: Forest) -> Markup:
    at = _on(panel.span)
    rows = [_forest_row(row, at, panel) for row in panel.rows]
    rows.append(_forest_row(panel.together, at, panel, is_together=True))
    ticks = (element("span", words, style=_left(at(place))) for place, words in panel.ticks)
    even = (element("p", panel.break_even_words, class_="mtc-even-note"),) if panel.break_even_words else ()
    return _div(
        "forest",
        _head(panel.title, panel.subtitle),
        *even,
        element("ul", *rows),
        element("div", element("div", *ticks), class_="mtc-ticks", aria_hidden="true"),
    )


def _forest_row(row: ForestRow, at: Place, panel: Forest, is_together: bool = False) -> Markup:
    low, high = panel.span
    marks = [_mark("zero", _left(at(0.0)))]
    if panel.break_even is not None:
        marks.append(_mark("even", _left(at(panel.break_even))))
    if row.ends is not None and not is_together:
        marks.append(_mark("interval", _from_to(*map(at, row.ends))))
    if row.read is not None:
        marks.append(_mark("taken-to", _from_to(at(row.value), at(row.read))))
    if is_together:
        marks.append(_mark("together", _from_to(*map(at, row.ends or (row.value, row.value)))))
        marks.append(_mark("dot-read", _left(at(row.value))))
    elif low <= row.value <= high:
        marks.append(_mark(f"found-{row.mark}", _left(at(row.value))))
    else:
        side = "right" if row.value > high else "left"
        marks.append(_mark(f"off-{side}", _left(at(row.value))))
    if row.read is not None:
        marks.append(_mark("dot-read", _left(at(row.read))))
    name = element("strong" if row.is_own or is_together else "span", row.name)
    words = panel.words if is_together else row.note
    note = (element("span", words, class_="mtc-row-note"),) if words else ()
    return element(
        "li", element("p", name, " ", *note), _div("track", *marks), class_="mtc-sum" if is_together else None
    )


def _product(panel: Product) -> Markup:
    parts: list[Markup] = []
    for place, (words, label) in enumerate(panel.factors):
        if place:
            parts.append(element("span", "\N{MULTIPLICATION SIGN}", class_="mtc-times"))
        parts.append(_factor(words, label))
    parts.append(element("span", "=", class_="mtc-times"))
    parts.append(_factor(*panel.result))
    note = (element("p", panel.note, class_="mtc-row-note"),) if panel.note else ()
    return _div("product", _head(panel.title, ""), _div("factors", *parts), *note)


def _factor(words: str, label: str) -> Markup:
    return element("span", element("strong", words), " ", element("span", label), class_="mtc-factor")
