"""The model in formulas: the ledger, what its lines come to for each reader, who pays and who gains, and cash."""

from __future__ import annotations

from make_the_case.exports.workbook.account_sheet import AccountSheet
from make_the_case.exports.workbook.cash_flow_sheet import CashFlowSheet
from make_the_case.exports.workbook.ledger_sheets import LedgerSheets
from make_the_case.exports.workbook.who_pays_sheet import WhoPaysSheet
from make_the_case.exports.workbook.year_sheets import Calculation


class ModelSheets:
    """Writes the sheets of the whole calculation: the ledger, then its accounts, parties and cash."""

    def __init__(self, calculation: Calculation):
        self.calculation = calculation
        self.ledger = LedgerSheets(calculation)
        self.accounts = AccountSheet(calculation, self.ledger)
        self.who_pays = WhoPaysSheet(calculation, self.ledger.lines)
        self.cash_flow = CashFlowSheet(calculation, self.ledger)
