"""A sheet of words and figures, filled row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from make_the_case.exports.workbook.formulas import Content, Sheet
from make_the_case.exports.workbook.year_sheets import HEADER_ROW


@dataclass
class PageSheet(Sheet):
    """A sheet of words and figures, filled row by row."""

    def add(self, cells: Sequence[Content | None], styles: Sequence[str] = ()) -> int:
        """Writes a row, as words where no style is said, and returns where it stands."""
        for column, content in enumerate(cells):
            style = styles[column] if column < len(styles) else "words"
            self.put(self.row, column, "" if content is None else content, style)
        self.row += 1
        return self.row - 1


def page_sheet(name: str, header: Sequence[str] = (), row: int = HEADER_ROW) -> PageSheet:
    """Returns a page with its header at this row, or without one a page that begins there."""
    sheet = PageSheet(name, row=row + 1 if header else row)
    sheet.across(row, 0, header, "header")
    return sheet
