"""The sheet *Who_pays*: what each party pays, what it gains in cash and otherwise, and its net by year."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.exports.workbook.formulas import Formula, Range, total_where
from make_the_case.exports.workbook.line_sheet import LineSheet
from make_the_case.exports.workbook.year_sheets import Calculation
from make_the_case.words.phrases import capital, party_in_prose
from valuation.accounts import is_shared_out
from valuation.lines.model import OptionModel

TAX_OFFICE = "hmrc"
"""Who receives the VAT that the others pay."""


@dataclass(frozen=True)
class PartyCells:
    """Where a party's figures are."""

    pv_costs: Formula
    pv_cash_benefits: Formula
    pv_other_benefits: Formula
    net: Formula
    net_by_year: list[Formula]


class WhoPaysSheet:
    """Writes the parties of every option, in the order in which its lines name them."""

    def __init__(self, calculation: Calculation, lines: LineSheet):
        self.calculation, self.lines = calculation, lines
        self.sheet = calculation.year_sheet("Who_pays")
        self.options = [self._option(option) for option in calculation.model.options]

    def _option(self, option: OptionModel) -> dict[str, PartyCells]:
        models_of = self.lines.routes.models_of
        shared_out = [
            self.calculation.model.lines[k]
            for k in range(option.lines.start, option.lines.stop)
            if any(is_shared_out(model.lines[k]) for model in models_of(k))
        ]
        parties = dict.fromkeys(line.party for line in shared_out)
        if any(line.is_vat for line in shared_out):
            parties[TAX_OFFICE] = None
        return {party: self._party(option, party) for party in parties}

    def _party(self, option: OptionModel, party: str) -> PartyCells:
        name = capital(party_in_prose(party))
        pv = self.lines.sheet.run(self.lines.pv[option.lines])

        def present_value(words: str, word: str) -> Formula:
            amount = self._amount(option, party, pv, word)
            return self.sheet.figure(
                option.name, f"{name}: {words}", "present value of its lines", amount, "money"
            )

        costs = present_value("pays", "cost")
        cash, other = present_value("gains in cash", "cash"), present_value("gains otherwise", "other")
        net = self.sheet.figure(
            option.name, f"{name}: net", "gains − what it pays", cash + other - costs, "money"
        )
        years = []
        for year in range(self.calculation.years):
            amounts = self.lines.amounts_in(option, year)
            paid, gained, gained_otherwise = (
                self._amount(option, party, amounts, word) for word in ("cost", "cash", "other")
            )
            years.append(gained + gained_otherwise - paid)
        by_year = self.sheet.by_year(option.name, f"{name}: net by year", "not discounted", years, "money")
        return PartyCells(costs, cash, other, net, by_year)

    def _amount(self, option: OptionModel, party: str, amounts: Range, word: str) -> Formula:
        """Returns what a party pays or gains of these amounts of an option's lines; the tax office gains VAT as cash."""
        who, how, vat = (self.lines.words_of(option, key) for key in ("party", "shared_out", "vat"))
        amount = total_where(amounts, (who, party), (how, word))
        if word == "cash" and party == TAX_OFFICE and any(cell.value for cell in vat.cells):
            return amount + total_where(amounts, (vat, "yes"), (how, "cost"))
        return amount
