"""The two sheets that a workbook's calculation starts from: every number that may be changed, and the price index."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.exports.workbook.formulas import Formula, Sheet, choose, term
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.first_answer import ORIGINS
from make_the_case.words.papers.assumptions_log import where_from
from valuation import Assumption, Case
from valuation.draws import spreads
from valuation.lines.model import Model
from valuation.prices import financial_year
from valuation.spreads import Spread

INPUT_HEADER = (
    "No.", "Name", "Where", "Value", "Low", "High", "Unit", "Price year", "Where it comes from", "Grade", "Source",
    "In use", "In this case's prices", "As exported", "Changed",
)  # fmt: skip
VALUE, LOW, HIGH, IN_USE, IN_PRICES, AS_EXPORTED = 3, 4, 5, 11, 12, 13
INPUTS, PRICES, SENSITIVITY = "Inputs", "Prices", "Sensitivity"
TEST_NUMBER, TEST_END = (4, 2), (5, 2)
"""On the sheet Sensitivity: which number is tried at an end of its range, and at which end."""
TRIED, TRIED_END = Formula(f"{SENSITIVITY}!$C$5", 0.0), Formula(f"{SENSITIVITY}!$C$6", "low")
"""The cells at these two places."""
FIRST_INPUT = 4
FROM_FINDINGS = "What the findings come to"


@dataclass(frozen=True)
class Input:
    """One row of the inputs."""

    assumption: Assumption
    row: int
    spread: Spread | None


class InputSheets:
    """Writes the inputs and the price index, and says where each number of the model stands."""

    def __init__(self, model: Model):
        self.model = model
        self.prices = Sheet(PRICES, row=4)
        self.index = self._prices()
        self.sheet = Sheet(INPUTS)
        reach = spreads(model)
        self.inputs = [
            Input(assumption, FIRST_INPUT + k, reach[k]) for k, assumption in enumerate(model.assumptions)
        ]
        self.effect_of = {each.place_path: each.effect_path for each in model.case.effects.values()}
        """The effect beside each place that findings come to."""
        self.is_as_exported: dict[str, Formula] = {}
        """Whether an input stands as it was exported, by its path."""
        self.cells = [self._input(row) for row in self.inputs]

    def number(self, column: int) -> Formula:
        """Returns a number of the model by its column: an input in the case's prices, or a default as it stands."""
        if column >= 0:
            return self.cells[column]
        return term(float(self.model.constants[column]))

    def deflator_at(self, year: str | int) -> Formula:
        """Returns the price index of a financial year, or of a calendar year: ¼ of the one ending in it, ¾ of the other."""
        if isinstance(year, int):
            return self.index[financial_year(year - 1)] * 0.25 + self.index[financial_year(year)] * 0.75
        return self.index[year]

    def _prices(self) -> dict[str, Formula]:
        deflator, index = self.model.case.deflator, {}
        for year in sorted(deflator.index):
            row = self.prices.row
            self.prices.row += 1
            self.prices.put(row, 0, year, "words")
            index[year] = self.prices.put(row, 1, float(deflator.index[year]), "factor")
            kind = "outturn" if year <= deflator.last_outturn else "forecast"
            self.prices.put(row, 2, kind, "words")
        return index

    def _input(self, entered: Input) -> Formula:
        """Writes an input with its range, and returns it as it is used: at an end of its range where it is tried there."""
        case, a, put, row = self.model.case, entered.assumption, self.sheet.put, entered.row
        number = row - FIRST_INPUT + 1
        put(row, 0, float(number), "count")
        put(row, 1, _name(case, a), "text")
        put(row, 2, a.path, "text")
        value = put(row, VALUE, float(a.value), "input")
        if entered.spread:
            put(row, LOW, float(entered.spread.low), "range")
            put(row, HIGH, float(entered.spread.high), "range")
        put(row, 6, a.unit or "", "text")
        put(row, 7, "" if a.price_year is None else str(a.price_year), "text")
        put(row, 8, FROM_FINDINGS if a.is_from_findings else ORIGINS[where_from(case, a.path)], "text")
        put(row, 9, float(a.grade) if a.grade else "none", "count")
        put(row, 10, case.library.source_title(a.source) if a.source else "not said", "text")
        exported = put(row, AS_EXPORTED, float(a.value), "faint")
        is_as_exported = self.is_as_exported[a.path] = value.is_same(exported)
        used: Formula = value
        if a.path in self.effect_of:  # an effect that is typed stands in place of both
            is_effect_ours = self.is_as_exported[self.effect_of[a.path]]
            used = choose(is_effect_ours, value, choose(is_as_exported, 0, value))
        if entered.spread:
            low, high = (
                Formula(f"{INPUTS}!{cell}", x)
                for cell, x in ((f"$E${row + 1}", entered.spread.low), (f"$F${row + 1}", entered.spread.high))
            )
            used = choose(TRIED.is_same(number), choose(TRIED_END.is_same("low"), low, high), used)
        in_use = put(row, IN_USE, used, "number")
        in_prices: Formula = in_use
        if a.price_year is not None:
            ours = self.deflator_at(case.shape.appraisal.price_year)
            in_prices = in_use * (ours / self.deflator_at(a.price_year))
        put(row, 14, choose(is_as_exported, "", "changed"), "text")
        return put(row, IN_PRICES, in_prices, "number")


def _name(case: Case, a: Assumption) -> str:
    try:
        return name_of(case, a.path)
    except (KeyError, ValueError, IndexError, TypeError):
        return a.label or a.path
