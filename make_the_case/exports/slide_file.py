"""One slide of an option for a meeting (PowerPoint): the recommendation, the figures that make it, and a chart that can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Cm, Pt

from make_the_case.words.panels import CostAndValue
from make_the_case.words.papers.board_summary import BoardSummary, board_summary
from make_the_case.words.tables.summary_tables import Table
from valuation.answers.appraised import Appraised


def cm(size: float) -> int:
    """Returns a length in the units of a slide."""
    return int(Cm(size))


def colour_of(red: int, green: int, blue: int) -> RGBColor:
    """Returns a colour."""
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]  # python-pptx has types in part


WIDTH, HEIGHT = cm(33.867), cm(19.05)
"""A wide slide, 16 to 9."""
MARGIN = cm(1.4)
WHITE = colour_of(0xFF, 0xFF, 0xFF)
INK, FAINT, BLUE = colour_of(0x14, 0x20, 0x2B), colour_of(0x4B, 0x59, 0x65), colour_of(0x12, 0x43, 0x6D)
COST, VALUE = colour_of(0xAD, 0x46, 0x19), colour_of(0x0B, 0x6B, 0x63)
TINT, WARNING = colour_of(0xE8, 0xEF, 0xF6), colour_of(0xFF, 0xF3, 0xD6)
FONT = "Arial"
"""What every Office has: a slide carries no letters of its own."""
LONG_TITLE, LONG_WORDS = 75, 150
"""Letters from which on a title, and what is asked, is set smaller, so that each keeps to its room."""
BLANK = 6
"""The layout without placeholders."""


def slide(appraised: Appraised, made_at: datetime | None = None) -> bytes:
    """Returns one slide of one option, every figure of it as the board summary prints it."""
    summary = board_summary(appraised)
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title = summary.title
    deck.core_properties.author = appraised.case.shape.organisation or "Make the Case"
    deck.core_properties.created = deck.core_properties.modified = made_at or datetime(2026, 1, 1)
    page = deck.slides.add_slide(deck.slide_layouts[BLANK])
    _head(page, summary)
    _tiles(page, summary)
    _chart(page, summary.value)
    _standards(page, summary.standards)
    _foot(page, summary)
    made = BytesIO()
    deck.save(made)
    return made.getvalue()


def _words(
    page: Any,
    place: tuple[int, int, int, int],
    lines: Sequence[tuple[str, float, bool, RGBColor]],
) -> Any:
    """Adds a box of lines, each with its size in points, whether it is bold, and its colour.

    `Any`, because python-pptx makes its classes of slides and shapes when it runs.
    """
    frame = page.shapes.add_textbox(*place).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, (words, size, is_bold, colour) in enumerate(line for line in lines if line[0]):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = words
        run.font.name, run.font.size, run.font.bold = FONT, Pt(size), is_bold
        run.font.color.rgb = colour
    return frame


def _head(page: Any, summary: BoardSummary) -> None:
    """Adds the title, whether it is a draft, what is asked, and why."""
    room = WIDTH - 2 * MARGIN
    _words(
        page,
        (MARGIN, cm(0.8), room, cm(1.2)),
        [(summary.title, 22 if len(summary.title) < LONG_TITLE else 15, True, INK)],
    )
    panel = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, MARGIN, cm(2.3), room, cm(4.0))
    panel.fill.solid()
    panel.fill.fore_color.rgb = WARNING if summary.draft else TINT
    panel.line.fill.background()
    panel.shadow.inherit = False
    is_short = len(summary.ask.words) < LONG_WORDS
    lines = [
        (summary.draft, 14, True, INK),
        (f"Recommendation: {summary.ask.advice}", 12, True, BLUE),
        (summary.ask.words, 17 if is_short else 13, True, INK),
        (summary.ask.reason, 13 if is_short else 11, False, INK),
    ]
    inside = (MARGIN + cm(0.4), cm(2.45), room - cm(0.8), cm(3.7))
    frame = _words(page, inside, lines)
    frame.vertical_anchor = MSO_ANCHOR.TOP


def _tiles(page: Any, summary: BoardSummary) -> None:
    """Adds the marks with their numbers, and how many people."""
    tiles = [(f"{mark.label}: {mark.word}", mark.words) for mark in summary.marks]
    tiles.append((f"People: {summary.people.number}", summary.people.words))
    tiles += [("How sure", "\n".join(chance.words for chance in summary.chances) or summary.no_chances)]
    each = (WIDTH - 2 * MARGIN) // len(tiles)
    for number, (label, words) in enumerate(tiles):
        place = (MARGIN + number * each, cm(6.6), each - cm(0.4), cm(3.0))
        _words(page, place, [(label, 13, True, BLUE), (words, 11, False, INK)])


def _chart(page: Any, value: CostAndValue) -> None:
    """Adds the bars of cost and value as a chart whose numbers can be changed."""
    _words(
        page,
        (MARGIN, cm(9.8), cm(19), cm(1.4)),
        [(value.title, 16, True, INK), (value.money, 10, False, FAINT)],
    )
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has types in part
    bars = tuple(reversed(value.bars))  # a bar chart begins at the foot
    data.categories = [f"{bar.name}{f' ({bar.likely})' if bar.likely else ''}" for bar in bars]
    data.add_series("Present value, £", [round(bar.total) for bar in bars])
    shape = page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, MARGIN, cm(11.2), cm(19), cm(5.8), data)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", value.alt)
    chart = shape.chart
    chart.has_legend = chart.has_title = False
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = min(0.0, *(bar.total for bar in bars))
    chart.category_axis.format.line.color.rgb = INK
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.tick_labels.font.size = Pt(11)
    chart.category_axis.tick_labels.font.name = FONT
    plot = chart.plots[0]
    plot.gap_width = 60
    for number, bar in enumerate(bars):
        fill = plot.series[0].points[number].format.fill
        fill.solid()
        fill.fore_color.rgb = COST if bar.tone == "cost" else VALUE


def _standards(page: Any, standards: Table) -> None:
    """Adds what it comes to by standard of proof; nothing where the case has no findings."""
    if not standards.rows:
        return
    left, room = cm(21.2), WIDTH - cm(21.2) - MARGIN
    _words(page, (left, cm(9.8), room, cm(0.9)), [(standards.caption, 16, True, INK)])
    shape = page.shapes.add_table(
        len(standards.rows) + 1, len(standards.header), left, cm(11.2), room, cm(3.2)
    )
    for row, cells in enumerate((standards.header, *standards.rows)):
        for column, words in enumerate(cells):
            cell = shape.table.cell(row, column)
            cell.text = words
            cell.fill.solid()
            cell.fill.fore_color.rgb = BLUE if row == 0 else WHITE
            run = cell.text_frame.paragraphs[0].runs
            for part in run:
                part.font.size, part.font.name, part.font.bold = Pt(11), FONT, row == 0
                part.font.color.rgb = WHITE if row == 0 else INK


def _foot(page: Any, summary: BoardSummary) -> None:
    """Adds which money the sum is, what is said first, and the check code."""
    notes = " ".join([*summary.notices, summary.ask.note])
    _words(
        page,
        (MARGIN, cm(17.3), WIDTH - 2 * MARGIN, cm(1.5)),
        [(notes, 10, False, FAINT), (summary.footer, 9, False, FAINT)],
    )
