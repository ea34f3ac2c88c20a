"""Answers as bars, and a QR code, as HTML: marks stand at shares of the width, so that one drawing serves every width of screen."""

from __future__ import annotations

from make_the_case.words.answer_bars import AnswerBar, AnswerBars, RoomCode
from make_the_case.words.html_elements import Markup, element, joined

QUIET = 4
"""Modules that are left free around a QR code, as the standard asks."""


def answers_markup(bars: AnswerBars) -> Markup:
    """Returns answers one below the other, with the ends of their scale."""
    rows = (element("li", _row(bars, row), class_="mtc-answer") for row in bars.rows)
    ends = element(
        "div",
        *(element("span", words) for words in bars.end_words),
        class_="mtc-answer-ends",
        aria_hidden="true",
    )
    return joined((element("ul", *rows, class_="mtc-answers", aria_label=bars.label), ends))


def _row(bars: AnswerBars, row: AnswerBar) -> Markup:
    low, best, high = (bars.place(value) for value in (row.low, row.best, row.high))
    own = " mtc-answer-own" if row.is_own else ""
    line = element("span", class_=f"mtc-answer-line{own}", style=f"left:{low:.2f}%;width:{high - low:.2f}%")
    dot = element("span", class_=f"mtc-answer-dot{own}", style=f"left:{best:.2f}%")
    drawn = element("span", line, dot, class_="mtc-answer-drawn", aria_hidden="true")
    return joined((drawn, element("span", row.words, class_="mtc-unseen")))


def code_markup(code: RoomCode) -> Markup:
    """Returns a QR code as a picture in SVG, on white whatever the page's colours are."""
    import segno  # of the pages with a code alone

    drawn = segno.make(code.address, error="m", micro=False).svg_data_uri(
        scale=8, border=QUIET, dark="#000", light="#fff"
    )
    return element("img", src=drawn, alt=code.words, class_="mtc-room-code")
