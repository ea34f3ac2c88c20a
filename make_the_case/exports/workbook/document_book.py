"""A workbook of a document over several cases, as a programme or a roll-out: its sheets as they look and lie on paper."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from make_the_case.exports.workbook.cell_styles import STYLES, Style
from make_the_case.exports.workbook.page_layout import LINE, lay_out, lines_of

ABOUT = "About"
HEADER, FIRST_ROW = 2, 3
"""The row of the headings, 0 the first, and the row in which the figures begin."""
PROSE = 110.0
"""Characters of a line of words on the first sheet."""
TO_THE_LEFT = frozenset({"text", "words", "wrapped", "label"})
"""Styles of columns that hold words; the headings of all others stand to the right, over their numbers."""
WRONG = 12345.678

Cells = Sequence[str | float | None]
"""What stands in a row; None leaves a cell empty."""


@dataclass(frozen=True)
class Column:
    """A column of a sheet."""

    words: str
    """Its heading."""
    style: str = "money"
    width: float = 15


class DocumentBook:
    """Sheets with a title, headings that are again on every page of paper, and rows as tall as their words."""

    def __init__(self, title: str, code: str, made_at: datetime | None = None, is_wrong: bool = False):
        """Begins a book; `is_wrong` writes every cached value wrong, so that a test sees what recalculates."""
        self._stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
        self.book = xlsxwriter.Workbook(self._stream, options)
        self.book.set_properties(
            {"title": title, "comments": f"Check code {code}", "created": made_at or datetime(2026, 1, 1)}
        )
        self.code, self.is_wrong = code, is_wrong
        self._formats: dict[str, Format] = {}

    def style(self, name: str) -> Format:
        """Returns a format of the house by its name."""
        if name not in self._formats:
            made: Style = {"font_name": "Arial", "font_size": 10, "valign": "top", **STYLES[name]}
            self._formats[name] = self.book.add_format(made)
        return self._formats[name]

    def about(self, title: str, lines: Sequence[str]) -> Worksheet:
        """Writes the first sheet, one line a row below its title, the check code last."""
        page = self._page(ABOUT, title, [PROSE])
        for row, words in enumerate((*lines, f"Check code {self.code}"), HEADER):
            page.write_string(row, 0, words, self.style("words"))
            page.set_row(row, LINE * lines_of(words, PROSE))
        return page

    def sheet(self, name: str, title: str, columns: Sequence[Column], note: str = "", names: int = 1) -> Worksheet:  # fmt: skip
        """Begins a sheet of rows under headings, of which the first columns (`names`) say what a row is."""
        widths = [column.width for column in columns]
        page = self._page(name, title, widths, names)
        if note:
            page.write_string(1, 0, note, self.style("note"))
        for place, column in enumerate(columns):
            style = "header" if column.style in TO_THE_LEFT else "header_right"
            page.write_string(HEADER, place, column.words, self.style(style))
        tallest = max(lines_of(column.words, 0.9 * column.width) for column in columns)  # in bold
        page.set_row(HEADER, LINE * tallest + 2)
        page.freeze_panes(FIRST_ROW, names)
        page.repeat_rows(HEADER)
        return page

    def _page(self, name: str, title: str, widths: Sequence[float], names: int = 1) -> Worksheet:
        page = self.book.add_worksheet(name)
        page.write_string(0, 0, title, self.style("title"))
        page.set_row(0, 24)
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.hide_gridlines(2)
        lay_out(page, widths, names=names)
        page.set_footer(f"&L&A&CCheck code {self.code}&RPage &P of &N")
        return page

    def row(self, page: Worksheet, at: int, columns: Sequence[Column], cells: Cells) -> None:  # fmt: skip
        """Writes a row, each cell as its column looks; None leaves a cell empty."""
        lines = 1
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if cell is not None:
                page.write(at, place, cell, self.style(column.style))
            if isinstance(cell, str) and STYLES[column.style].get("text_wrap"):
                lines = max(lines, lines_of(cell, column.width))
        if lines > 1:
            page.set_row(at, LINE * lines)

    def formula(self, page: Worksheet, row: int, column: int, formula: str, style: str, value: float | str) -> None:  # fmt: skip
        """Writes a formula with what it comes to."""
        if self.is_wrong:
            value = "wrong" if isinstance(value, str) else WRONG
        page.write_formula(row, column, formula, self.style(style), value)

    def done(self) -> bytes:
        """Returns the whole workbook as a file."""
        self.book.close()
        return self._stream.getvalue()
