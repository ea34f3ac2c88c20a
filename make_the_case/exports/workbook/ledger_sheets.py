"""The ledger in formulas: the tables that `evaluate` reads, written out sheet by sheet in the order of the method.

Nothing here knows a case's words: the sheets walk the compiled model, and what a cell comes to is the formula's own value, held
by the tests to the engine's answer. What reads the lines is in `model_sheets.py`.
"""

from __future__ import annotations

from make_the_case.exports.workbook.benefit_sheet import BenefitSheet
from make_the_case.exports.workbook.cost_sheet import CostSheet
from make_the_case.exports.workbook.discounting_sheet import DiscountingSheet
from make_the_case.exports.workbook.exposure_sheets import exposure_sheets
from make_the_case.exports.workbook.line_sheet import LineSheet
from make_the_case.exports.workbook.people_sheet import PeopleSheet
from make_the_case.exports.workbook.shares_sheet import shares_sheet
from make_the_case.exports.workbook.year_sheets import Calculation


class LedgerSheets:
    """Writes the sheets from people to lines, each from the ones before it."""

    def __init__(self, calculation: Calculation):
        self.discounting = DiscountingSheet(calculation)
        self.shares = shares_sheet(calculation)
        self.people = PeopleSheet(calculation)
        self.exposures = exposure_sheets(calculation, self.people)
        self.costs = CostSheet(calculation, self.people, self.exposures)
        self.benefits = BenefitSheet(calculation, self.exposures, self.costs)
        self.lines = LineSheet(calculation, self.discounting, self.shares, self.benefits)
