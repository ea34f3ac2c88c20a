"""The sheet *Cash_flow*: cash by payer and financial year with inflation, and the payer's whole-time posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from make_the_case.exports.workbook.account_sheet import NET_SO_FAR
from make_the_case.exports.workbook.formulas import Formula, largest, lowest, total_where
from make_the_case.exports.workbook.ledger_sheets import LedgerSheets
from make_the_case.exports.workbook.line_sheet import budget_word
from make_the_case.exports.workbook.year_sheets import ZERO, Calculation, in_year, multiplied, summed
from make_the_case.words.phrases import capital, party_in_prose
from valuation.lines.line import Line
from valuation.lines.model import OptionModel
from valuation.prices import PAY

IN_CASH_PRICES = "cash prices, with inflation"


@dataclass(frozen=True)
class PayerCells:
    """Where a payer's cash is: each of its streams by year, by the name that the answer gives it, and its peak."""

    streams: dict[str, list[Formula]]
    peak_funding: Formula


class CashFlowSheet:
    """Writes the cash of every option: the commissioner's first, then that of the others who pay or receive any."""

    def __init__(self, calculation: Calculation, ledger: LedgerSheets):
        self.calculation, self.ledger = calculation, ledger
        self.sheet = calculation.year_sheet("Cash_flow")
        self.options = [self._option(place, option) for place, option in enumerate(calculation.model.options)]
        self._cost_of_stopping()

    def _cost_of_stopping(self) -> None:
        """Writes what it costs to stop, as the author gives it; where it is not given, the row says so and holds no figure."""
        stop_go = self.calculation.model.case.shape.stop_go
        row = self.sheet.next_row(
            "All", "Cost of stopping", "in the prices of the case; not in any budget above"
        )
        if stop_go is None or stop_go.exit_cost is None:
            self.sheet.put(row, 3, "not in the case", "text")
        else:
            self.sheet.put(row, 3, float(stop_go.exit_cost), "money")

    def _option(self, place: int, option: OptionModel) -> dict[str, PayerCells]:
        model = self.calculation.model
        commissioner, lines = model.case.shape.commissioner, model.lines[option.lines]
        others = sorted({line.party for line in lines if line.cash} - {commissioner})
        return {party: self._payer(place, option, party) for party in (commissioner, *others)}

    def _payer(self, place: int, option: OptionModel, party: str) -> PayerCells:
        payer = PayerRows(self, option, party, self.calculation.model.lines[option.lines])
        streams = payer.budget()
        streams |= payer.by_category() | payer.by_recurrence()
        streams["wte"] = payer.by_year("posts (WTE)", "posts × quantity × phase, shared as their pay is", self._posts(place, party), "people")  # fmt: skip
        net = streams["net"]
        so_far = [summed(net[: year + 1]) for year in range(self.calculation.years)]
        so_far = payer.by_year(NET_SO_FAR, "added up", so_far)
        peak = self.sheet.figure(
            option.name, f"{payer.name}: largest shortfall", "the largest shortfall so far",
            largest(ZERO, -lowest(self.sheet.run(so_far))), "money",
        )  # fmt: skip
        return PayerCells(streams, peak)

    def _posts(self, place: int, party: str) -> list[Formula]:
        """Returns a payer's whole-time posts: how many × quantity × phase, shared as their pay is."""
        model, costs, shares = self.calculation.model, self.ledger.costs, self.ledger.shares
        table = model.costs
        paid_for = [
            (int(table.posts[post.place]), post.share)
            for post in model.posts
            if post.option == place and post.party == party
        ]
        years = []
        for year in range(self.calculation.years):
            posts = []
            for cost, share in paid_for:
                many = costs.drivers[cost][year]
                if many is ZERO or not in_year(table.window[cost].tolist(), year):
                    continue
                factors = [many, self.calculation.number(int(table.quantity[cost]))]
                factors += [costs.phases[cost][year]] if cost in costs.phases else []
                factors += [shares[share]] if share >= 0 else []
                posts.append(multiplied(factors))
            years.append(summed(posts))
        return years


class PayerRows:
    """Writes the rows of one payer of an option."""

    def __init__(self, flow: CashFlowSheet, option: OptionModel, party: str, lines: Sequence[Line]):
        self.flow, self.option, self.party, self.lines = flow, option, party, lines
        self.name = capital(party_in_prose(party))

    def by_year(self, item: str, how: str, years: Sequence[Formula], style: str = "money") -> list[Formula]:
        """Writes a row of the payer and returns its cells."""
        return self.flow.sheet.by_year(self.option.name, f"{self.name}: {item}", how, years, style)

    def budget(self) -> dict[str, list[Formula]]:
        """Writes what it pays, receives and is left with, and the allowance for optimism that is not in its budget."""
        paid = self._stream("pays", ("budget", "paid"))
        received = self._stream("receives", ("budget", "received"))
        net = [gain - cost for gain, cost in zip(received, paid, strict=True)]
        net = self.by_year("net", "receives − pays", net)
        how = f"{IN_CASH_PRICES}; not in the budget"
        added = self._stream("optimism added", ("budget", "optimism paid"), how=how)
        taken = self._stream("optimism taken off", ("budget", "optimism received"), how=how)
        allowance = [more - less for more, less in zip(added, taken, strict=True)]
        allowance = self.by_year("optimism bias adjustment", "not part of the budget", allowance)
        return {"nominal_costs": paid, "nominal_cash_benefits": received, "net": net, "optimism_allowance": allowance}  # fmt: skip

    def by_category(self) -> dict[str, list[Formula]]:
        """Writes what it pays for each category of cost."""
        paid = [line for line in self.lines if line.party == self.party and budget_word(line) == "paid"]
        return {
            f"costs_by_category.{category}": self._stream(
                f"pays for {category.replace('_', ' ')}", ("budget", "paid"), ("category", category)
            )
            for category in sorted({line.category or "not_said" for line in paid})
        }

    def by_recurrence(self) -> dict[str, list[Formula]]:
        """Writes what it pays every year, and what it pays once."""
        return {
            "recurrent_costs": self._stream("pays every year", ("budget", "paid"), ("once", "no")),
            "non_recurrent_costs": self._stream("pays once", ("budget", "paid"), ("once", "yes")),
        }

    def _stream(self, item: str, *tests: tuple[str, str], how: str = IN_CASH_PRICES) -> list[Formula]:
        """Writes what the payer's lines that hold these words come to by year, with inflation."""
        years = [ZERO] * self.flow.calculation.years
        if self.lines:
            sheet, discounting = self.flow.ledger.lines, self.flow.ledger.discounting
            held = [(sheet.words_of(self.option, key), word) for key, word in (("party", self.party), *tests)]
            parts = [(held, discounting.nominal)]
            if discounting.nominal_pay is not discounting.nominal:
                category = sheet.words_of(self.option, "category")
                parts = [
                    ([*held, (category, PAY)], discounting.nominal_pay),
                    ([*held, (category, f"<>{PAY}")], discounting.nominal),
                ]
            years = [
                summed(
                    [
                        total_where(sheet.amounts_in(self.option, year), *tests) * inflation[year]
                        for tests, inflation in parts
                    ]
                )
                for year in range(len(years))
            ]
        return self.by_year(item, how, years)
