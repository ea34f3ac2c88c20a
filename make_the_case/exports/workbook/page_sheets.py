"""What every page around the calculation is filled from, and the sheet that it is filled on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from make_the_case.exports.workbook.account_sheet import OptionHeadlines
from make_the_case.exports.workbook.formulas import Content, Sheet
from make_the_case.exports.workbook.input_sheets import InputSheets
from make_the_case.exports.workbook.model_sheets import ModelSheets
from make_the_case.exports.workbook.year_sheets import HEADER_ROW
from valuation import Answer, Case
from valuation.lines.model import OptionModel
from valuation.sensitivity.analysis import Analysis


@dataclass(frozen=True)
class Exported:
    """A case that is exported with its answer, and the sheets on which it is worked out."""

    case: Case
    answer: Answer
    analysis: Analysis | None
    made_at: datetime | None
    inputs: InputSheets
    model: ModelSheets

    @property
    def options(self) -> tuple[OptionModel, ...]:
        """Returns the options of the case."""
        return self.model.calculation.model.options

    def headlines(self) -> Iterator[tuple[OptionModel, OptionHeadlines]]:
        """Yields each option with where its headlines are."""
        yield from zip(self.options, self.model.accounts.options, strict=True)


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
