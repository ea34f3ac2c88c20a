"""The headlines of an option on the sheet *Accounts*: verdict, ratios, the NICE reading, and net value with weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from make_the_case.exports.workbook.formulas import Formula, choose, chosen, products, term
from make_the_case.exports.workbook.ledger_sheets import LedgerSheets
from make_the_case.exports.workbook.measure_formulas import AccountCells
from make_the_case.exports.workbook.year_sheets import ONE, ZERO, Calculation, YearSheet, summed
from make_the_case.words.assumption_phrases import entry_name
from make_the_case.words.phrases import capital
from valuation.accounts import SOCIETY
from valuation.measures import HEALTH_OPPORTUNITY_COST, QALY_PRICES
from valuation.verdict import BREAK_EVEN, DECIDING, VERDICTS, Verdict


class HeadlineRows:
    """Writes what is read from an option's accounts, row by row."""

    def __init__(
        self,
        calculation: Calculation,
        ledger: LedgerSheets,
        sheet: YearSheet,
        place: int,
        accounts: Mapping[str, AccountCells],
    ):
        self.calculation, self.ledger, self.sheet = calculation, ledger, sheet
        self.place, self.option, self.accounts = place, calculation.model.options[place], accounts
        self.readings: dict[str, Formula] = {}

    def written(self, qalys_at_nice_rates: Formula) -> dict[str, Formula]:
        """Writes the rows and returns their cells by name."""
        self._verdict()
        self._ratios()
        self._row(
            "weighted_npv", "society's net value and the extra weight of segments", self._weighted_npv()
        )
        self._nice(qalys_at_nice_rates)
        return self.readings

    def _row(self, name: str, how: str, content: Formula, style: str = "money") -> Formula:
        words = capital(name.replace("nice.", "NICE reading: ").replace("_", " ").replace(".", ", "))
        self.readings[name] = self.sheet.figure(self.option.name, words, how, content, style)
        return self.readings[name]

    def _npv(self, account: str) -> Formula:
        return self.accounts[account].measures["npv"]

    # Verdict and ratios ---------------------------------------------------------------------------------------

    def _verdict(self) -> None:
        breaks_even = {account: self._npv(account) >= BREAK_EVEN for account in DECIDING}
        number = self._row(
            "verdict.number",
            "by rule on who breaks even (Method, section 7)",
            _number_of(list(VERDICTS), breaks_even, (SOCIETY, "public_sector", "public_cash")),
            "people",
        )
        sentences = [
            choose(self._npv("commissioner") < BREAK_EVEN, row.sentence_beyond_own_budget, row.sentence)
            if row.sentence_beyond_own_budget
            else term(row.sentence)
            for row in VERDICTS
        ]
        self._row("verdict.sentence", "in words", chosen(number, *sentences), "text")

    def _ratios(self) -> None:
        """Writes the two ratios that never lead."""
        society, sector = self.accounts["society"].measures, self.accounts["public_sector"].measures
        costs = society["pv_costs"]
        sroi = choose(costs > ZERO, society["pv_benefits"] / costs, "not defined")
        self._row("sroi", "society's benefits ÷ costs", sroi, "ratio")
        net_public_cost = sector["pv_costs"] - sector["pv_benefits"]
        bcr = choose(net_public_cost > ZERO, ONE + society["npv"] / net_public_cost, "not defined")
        self._row("bcr_public", "1 + society's net value ÷ net public cost", bcr, "ratio")

    # The NICE reading -----------------------------------------------------------------------------------------

    def _nice(self, qalys_at_nice_rates: Formula) -> None:
        payer, factors = self.accounts["health_and_care"], self.ledger.discounting.nice
        factors_run = self.ledger.discounting.sheet.run(factors)
        costs, benefits = (
            products(self.sheet.run(years), factors_run) for years in (payer.costs, payer.benefits)
        )
        net_cost = self._row(
            "nice.net_cost", "health and care's costs − benefits, at NICE's rates", costs - benefits
        )
        qalys = self._row("nice.qalys", "at NICE's rates", qalys_at_nice_rates, "factor")
        reading = self._row(
            "nice.icer.reading", "how the two stand to each other", _icer_reading(net_cost, qalys), "text"
        )
        has_ratio = Formula(
            f'OR({reading.text}="ratio",{reading.text}="cheaper_and_worse")',
            reading.value in ("ratio", "cheaper_and_worse"),
        )
        icer = choose(has_ratio, net_cost / qalys, "not defined")
        self._row("nice.icer.value", "net cost ÷ QALYs", icer)
        for price in QALY_PRICES:
            self._row(
                f"nice.net_monetary_benefit.{price:.0f}", f"£{price:,.0f} × QALYs − net cost", term(int(price)) * qalys - net_cost
            )  # fmt: skip
        self._row(
            "nice.net_health_benefit", f"QALYs − net cost ÷ £{HEALTH_OPPORTUNITY_COST:,.0f}",
            qalys - net_cost / int(HEALTH_OPPORTUNITY_COST), "factor",
        )  # fmt: skip

    # Distributional weights -----------------------------------------------------------------------------------

    def _weighted_npv(self) -> Formula:
        """Returns society's npv + Σ (weight − 1) · PV of each segment's part of the lines to participants."""
        model, discounting = self.calculation.model, self.ledger.discounting
        extra = []
        for k, (how, first, second) in zip(model.parts.weighted, model.parts.weighted_by, strict=True):
            line = model.lines[int(k)]
            is_one_stream = how == "exposure" and first == second
            may_count = any(each.lines[int(k)].counted for each in self.ledger.lines.routes.models_of(int(k)))
            if line.option != self.place or not may_count or self.option.weighting is None or is_one_stream:  # fmt: skip
                continue
            counted = self.ledger.lines.words[int(k)]["counted"]
            gains = []
            for year, amount in enumerate(self.ledger.lines.years[int(k)][: self.calculation.years]):
                people, weighted = self._weighing(how, first, second, year)
                gain = choose(people.is_same(0), ZERO, amount * weighted / people)
                is_by_route = len(self.ledger.lines.routes.models_of(int(k))) > 1
                gains.append(choose(counted.is_same("yes"), gain, ZERO) if is_by_route else gain)
            cells = self.sheet.by_year(
                self.option.name, f"Extra weight: {entry_name(model.case, line.path)} ({line.kind})",
                "line × weighted part of its people", gains, "money",
            )  # fmt: skip
            factors = discounting.health if line.discount == "health" else discounting.standard
            factors_run = discounting.sheet.run(factors[: self.calculation.years])
            extra.append(products(self.sheet.run(cells), factors_run))
        return summed([self._npv("society"), *extra])

    def _weighing(self, how: str, first: int, second: int, year: int) -> tuple[Formula, Formula]:
        """Returns the people of a line in a year, and Σ (weight − 1) × those of each segment."""
        if how == "exposure":
            return self.ledger.exposures[first][year], self.ledger.exposures[second][year]
        people = self.ledger.people.options[first]
        years = [year] if how == "starts" else range(self.calculation.years)
        by_segment = [summed([row[y] for y in years]) for row in people.by_segment]
        weighted = [
            starts * (weight - ONE) for starts, weight in zip(by_segment, people.weights, strict=True)
        ]
        return summed(by_segment), summed(weighted)


def _icer_reading(net_cost: Formula, qalys: Formula) -> Formula:
    """Returns how net cost and QALYs stand to each other, as the word of the NICE reading."""
    is_better = qalys > ZERO
    costs_no_more = choose(net_cost.is_same(0), "dominated", "cheaper_and_worse")
    return choose(
        qalys.is_same(0),
        "no_qalys",
        choose(
            net_cost > ZERO,
            choose(is_better, "ratio", "dominated"),
            choose(is_better, "dominant", costs_no_more),
        ),
    )


def _number_of(rows: Sequence[Verdict], breaks_even: Mapping[str, Formula], order: Sequence[str]) -> Formula:
    """Returns the number of the verdict that holds, asking one account after another whether it breaks even."""
    if len(rows) == 1 or not order:
        return term(rows[0].number)
    account, rest = order[0], order[1:]
    if not any(account in row.holds for row in rows):
        return _number_of(rows, breaks_even, rest)
    ahead, behind = (
        _number_of([row for row in rows if row.holds.get(account, is_ahead) == is_ahead], breaks_even, rest)
        for is_ahead in (True, False)
    )
    return choose(breaks_even[account], ahead, behind)
