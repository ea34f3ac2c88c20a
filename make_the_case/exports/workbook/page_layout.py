"""How a sheet of the workbook lies on paper: its columns, what wraps in them, and a print that is never too small to read."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from make_the_case.exports.workbook.evidence_sheet import EVIDENCE
from make_the_case.exports.workbook.formulas import Cell, Sheet
from make_the_case.exports.workbook.input_sheets import INPUTS, PRICES, SENSITIVITY
from make_the_case.exports.workbook.published_cost_sheet import PUBLISHED_COSTS
from make_the_case.exports.workbook.record_sheets import CASE_SHEET, VERSIONS
from make_the_case.exports.workbook.year_sheets import FIRST_YEAR

OPTION_COLUMN = {SENSITIVITY: 2, "Checks": 1, "Simulation": 0, "Value_map": 0}
"""Where the options are named, on the sheets that are not of years."""
YEAR_SHEET = (18, 40, 40, 14, 2)
"""The first columns of a sheet of years: option, item, how, one figure, and room before the years."""
YEAR, OTHER = 12, 14
WIDTHS: dict[str, Sequence[float]] = {
    "Cover": (26, 110), "Summary": (34, 92, 3), "Options": (66,), "Checks": (66, 36, 18, 18, 14),
    EVIDENCE: (36, 32, 26, 16, 16, 16), PUBLISHED_COSTS: (60, 34, 16, 16, 60),
    INPUTS: (6, 46, 34, 14, 12, 12, 18, 10, 18, 7, 50, 13, 15, 13, 10, 40), PRICES: (16, 16, 12),
    SENSITIVITY: (6, 66, 44, 14, 14, 20, 20, 16), "Assumptions": (6, 44, 34, 14, 12, 12, 18, 44, 9, 9, 16, 36, 60),
    "Simulation": (30, 38), "Sources": (60, 24, 90), VERSIONS: (28, 110), CASE_SHEET: (120,), "Value_map": (30, 30, 46, 15, 16, 14, 11, 12, 15, 44, 14, 14, 14, 12, 16),
    "Lines": (16, 56, 22, 10, 16, 18),
}  # fmt: skip
WRAPPED = {INPUTS: (1, 2, 6, 8, 10), "Assumptions": (2,)}
"""Columns of words that are longer than they are wide, by sheet; on sheets of years, what an item is called and how it comes about."""
SMALLEST_SCALE = 70
"""Per cent: letters of 10 points are then 7 on paper."""
PAPER = 1_045
"""Pixels between the margins of A4 on its side, at 96 to the inch."""
MARGIN = 0.4
LINE = 13.5
"""Points of a line of words."""
CHART = 560
"""Pixels of a chart beside the columns of the summary."""


def style_of(sheet: Sheet, row: int, column: int, cell: Cell) -> str:
    """Returns the style of a cell: words wrap where their column is narrow, and an option is named once for all its rows."""
    if cell.style != "text":
        return cell.style
    if sheet.years_from != FIRST_YEAR:
        return "wrapped" if column in WRAPPED.get(sheet.name, ()) else cell.style
    if column:
        return "wrapped" if column < 3 else cell.style
    above = sheet.cells.get((row - 1, column))
    return "again" if above is not None and above.content == cell.content else "wrapped"


def column_widths(sheet: Sheet, options: Sequence[str]) -> list[float]:
    """Returns how wide each column of a sheet is, in characters."""
    is_of_years = sheet.years_from == FIRST_YEAR
    given = WIDTHS.get(sheet.name, YEAR_SHEET)
    last = max((column for _, column in sheet.cells), default=0)
    rest = 40 if sheet.name == "Options" else YEAR if is_of_years else OTHER
    wide = [float(given[column]) if column < len(given) else float(rest) for column in range(last + 1)]
    names = OPTION_COLUMN.get(sheet.name)
    if names is not None:  # wide enough for what the options are called
        longest = max(map(len, options))
        wide[names] = min(60, max(12, 1.05 * longest + 2))
    return wide


def printed_at(widths: Sequence[float], beside: float = 0.0) -> int:
    """Returns at how many per cent columns fit the width of one page, 100 at most.

    >>> printed_at([140.0]), printed_at([40.0] * 5), printed_at([40.0] * 10)
    (100, 73, 36)
    """
    pixels = sum(7 * width + 5 for width in widths) + beside
    return min(100, int(100 * PAPER / pixels))


def lines_of(words: str, width: float, font_size: float = 10) -> int:
    """Returns how many lines words take in a column that is so many characters wide: no spreadsheet but Excel finds out by itself.

    >>> lines_of("A few words", 40), lines_of("word " * 20, 40), lines_of("one\\ntwo", 40)
    (1, 3, 2)
    """
    per_line = width * 10 / font_size * 0.95
    return sum(max(1, math.ceil(len(part) / per_line)) for part in words.split("\n"))


def lay_out(page: Worksheet, widths: Sequence[float], beside: float = 0.0, names: int = 2) -> None:
    """Lays a sheet out for A4: on one page's width where that can be read, else on several, its first columns (`names`) again on each.

    `beside` is what stands to the right of the columns, as a chart, in pixels.
    """
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=MARGIN, right=MARGIN)
    if printed_at(widths, beside) >= SMALLEST_SCALE:
        page.fit_to_pages(1, 0)
        return
    page.set_print_scale(SMALLEST_SCALE)
    page.print_across()
    page.repeat_columns(0, names - 1)
