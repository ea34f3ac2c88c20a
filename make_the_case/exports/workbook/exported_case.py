"""What every page around the calculation is filled from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from make_the_case.exports.workbook.account_sheet import OptionHeadlines
from make_the_case.exports.workbook.input_sheets import InputSheets
from make_the_case.exports.workbook.model_sheets import ModelSheets
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
