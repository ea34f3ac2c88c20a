"""Formulas of a workbook that came back over which somebody typed: they are not read, and so they are named."""

from __future__ import annotations

from collections.abc import Iterator

from make_the_case.exports.workbook.evidence_sheet import EVIDENCE
from make_the_case.exports.workbook.formulas import Formula, Sheet, address
from make_the_case.exports.workbook.input_sheets import HIGH, INPUTS, LOW, VALUE
from make_the_case.exports.workbook.other_sheets import filled
from make_the_case.exports.workbook.record_sheets import VERSIONS
from make_the_case.exports.workbook.sheet_cells import Area, Book, Cells, Held
from valuation import Case, answer
from valuation.figures import digits
from valuation.version import PROGRAM_VERSION

NAMED = 5
"""Cells that are named; of more, how many there are."""
LONGEST_CELL = 60
MOST_VERSIONS = 40


def overwritten(case: Case, book: Book) -> list[str]:
    """Returns what was typed over formulas outside the inputs, as a sentence; nothing where each is still a formula.

    The sheets are filled anew from the case within the workbook, to know where formulas were. Another version of the program
    puts them elsewhere: of its workbooks nothing is said.
    """
    if not _is_of_this_version(book):
        return []
    found = [place for sheet in filled(case, answer(case)).sheets for place in _typed_over(sheet, book)]
    if not found:
        return []
    named = ", ".join(found[:NAMED])
    more = f" and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
    what = "1 formula" if len(found) == 1 else f"{len(found):,} formulas"
    were = "was" if len(found) == 1 else "were"
    return [
        f"{what} outside the yellow cells of Inputs {were} typed over: {named}{more}. What stands there was not read. "
        "Change the figures on Inputs instead."
    ]


def _is_of_this_version(book: Book) -> bool:
    if VERSIONS not in book.sheets:
        return False
    cells = book.cells(VERSIONS, Area(1, MOST_VERSIONS, frozenset({0, 1}), LONGEST_CELL))
    said = {cells.at(row, 0): cells.at(row, 1) for row in cells.rows()}
    return str(said.get("Program")) == PROGRAM_VERSION


def _typed_over(sheet: Sheet, book: Book) -> Iterator[str]:
    """Yields the cells of a sheet that were formulas and are none, with what stands there now."""
    formulas = {
        place
        for place, cell in sheet.cells.items()
        if isinstance(cell.content, Formula) and _is_ours(sheet, place)
    }
    if not formulas or sheet.name not in book.sheets:
        return
    last, columns = max(row for row, _ in formulas), frozenset(column for _, column in formulas)
    cells = book.cells(sheet.name, Area(1, last + 1, columns, LONGEST_CELL))
    for row, column in sorted(formulas):
        if (row + 1, column) not in cells.formulas:
            yield f"{sheet.name}!{address(row, column, is_fixed=False)} ({_in_words(cells, row + 1, column)})"


def _is_ours(sheet: Sheet, place: tuple[int, int]) -> bool:
    """Returns whether a formula is no input: a number that findings come to may be typed over on Inputs, and is read."""
    return sheet.name != EVIDENCE and not (sheet.name == INPUTS and place[1] in (VALUE, LOW, HIGH))


def _in_words(cells: Cells, row: int, column: int) -> str:
    held: Held | None = cells.at(row, column)
    if held is None:
        return "now empty"
    return f"now {digits(held)}" if isinstance(held, float) else "now another value"
