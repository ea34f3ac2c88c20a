"""The sheet *Accounts*: what the lines come to for each reader by year, its measures, and the headlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from make_the_case.exports.workbook.formulas import (
    Formula,
    Range,
    both,
    choose,
    products,
    size,
    term,
    total,
    total_where,
)
from make_the_case.exports.workbook.headline_rows import HeadlineRows
from make_the_case.exports.workbook.ledger_sheets import LedgerSheets
from make_the_case.exports.workbook.measure_formulas import MEASURE_FORMULAS, STYLES, AccountCells
from make_the_case.exports.workbook.year_sheets import FIRST_YEAR, YEAR_ROW, ZERO, Calculation, summed
from make_the_case.words.names import ACCOUNT_WORDS, MEASURE_WORDS
from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES
from valuation.lines.model import OptionModel
from valuation.streams import MEASURES

NET_SO_FAR = "net so far"


@dataclass
class OptionHeadlines:
    """Where the headlines of an option are."""

    accounts: dict[str, AccountCells] = field(default_factory=dict)
    classes: dict[str, Formula] = field(default_factory=dict)
    beyond: dict[str, Formula] = field(default_factory=dict)
    """By class of benefit, what falls after the last year and is not added."""
    readings: dict[str, Formula] = field(default_factory=dict)
    """Verdict, ratios, QALYs and WELLBYs, and the NICE reading, by name."""


class AccountSheet:
    """Writes the accounts of every option, its classes of benefit, its health, and its headlines."""

    def __init__(self, calculation: Calculation, ledger: LedgerSheets):
        self.calculation, self.ledger = calculation, ledger
        self.sheet = calculation.year_sheet("Accounts")
        self.so_far_rows: dict[tuple[int, str], int] = {}
        """Where the position at the end of each year stands, by option and account."""
        self.year_numbers = [
            self.sheet.put(YEAR_ROW, FIRST_YEAR + k, term(k + 1), "year") for k in range(calculation.years)
        ]
        self.options = [self._option(place) for place in range(len(calculation.model.options))]

    def _option(self, place: int) -> OptionHeadlines:
        option, headlines = self.calculation.model.options[place], OptionHeadlines()
        for name in ACCOUNTS.keys:
            headlines.accounts[name] = self._account(place, option, name)
        self._classes(option, headlines)
        qalys_at_nice_rates = self._health(place, option, headlines)
        rows = HeadlineRows(self.calculation, self.ledger, self.sheet, place, headlines.accounts)
        headlines.readings |= rows.written(qalys_at_nice_rates)
        return headlines

    # Accounts and their measures ------------------------------------------------------------------------------

    def _account(self, place: int, option: OptionModel, name: str) -> AccountCells:
        sheet, whose, who = self.sheet, option.name, ACCOUNT_WORDS[name].sheet
        costs = self._read_by_year(option, name, "cost", "costs")
        benefits = self._read_by_year(option, name, "benefit", "benefits")
        health = None
        if ACCOUNTS[name].reads_wider:
            health = self._read_by_year(option, name, "health benefit", "health benefits")
        net = [benefit - cost for benefit, cost in zip(benefits, costs, strict=True)]
        discounting = self.ledger.discounting
        discounted = [amount * factor for amount, factor in zip(net, discounting.standard, strict=False)]
        if health:
            gains = [gain * factor for gain, factor in zip(health, discounting.health, strict=False)]
            discounted = [money + gain for money, gain in zip(discounted, gains, strict=True)]
            net = [money + gain for money, gain in zip(net, health, strict=True)]
        net = sheet.by_year(whose, f"{who}: net", "benefits − costs", net, "money")
        self.so_far_rows[place, name] = sheet.row
        so_far = self._added_up(whose, f"{who}: {NET_SO_FAR}", net)
        discounted = sheet.by_year(
            whose, f"{who}: net, discounted", "net × discount factor", discounted, "money"
        )
        discounted_so_far = self._added_up(whose, f"{who}: {NET_SO_FAR}, discounted", discounted)
        cells = AccountCells(
            sheet, sheet.run(self.year_numbers), costs, benefits, health, net, so_far, discounted, discounted_so_far,
            self._factors(discounting.standard), self._factors(discounting.health),
        )  # fmt: skip
        self._measures(whose, who, cells)
        return cells

    def _read_by_year(self, option: OptionModel, account: str, word: str, item: str) -> list[Formula]:
        """Writes what an account reads by year: the lines that stand for it as this word."""
        years = [ZERO] * self.calculation.years
        if option.lines.stop > option.lines.start:
            lines, readers = self.ledger.lines, self.ledger.lines.words_of(option, account)
            years = [total_where(lines.amounts_in(option, k), (readers, word)) for k in range(len(years))]
        item = f"{ACCOUNT_WORDS[account].sheet}: {item}"
        return self.sheet.by_year(option.name, item, "lines that it reads so", years, "money")

    def _added_up(self, whose: str, item: str, years: Sequence[Formula]) -> list[Formula]:
        """Writes a row of what the years have come to by the end of each."""
        first = f"{self.sheet.name}!${_address(years[0])}"  # it stays when the formula is copied sideways
        sums = [total(Range(f"{first}:{_address(last)}", tuple(years[: k + 1]))) for k, last in enumerate(years)]  # fmt: skip
        return self.sheet.by_year(whose, item, "added up", sums, "money")

    def _factors(self, factors: Sequence[Formula]) -> Range:
        return self.ledger.discounting.sheet.run(factors[: self.calculation.years])

    def _measures(self, whose: str, who: str, cells: AccountCells) -> None:
        for measure in MEASURES:
            words, formula = MEASURE_WORDS[measure.name], MEASURE_FORMULAS[measure.name](cells)
            cells.measures[measure.name] = self.sheet.figure(
                whose, f"{who}: {words.sheet}", words.how, formula, STYLES[measure.unit]
            )

    # Classes of benefit, and health ---------------------------------------------------------------------------

    def _classes(self, option: OptionModel, headlines: OptionHeadlines) -> None:
        if option.lines.stop == option.lines.start:
            headlines.classes = dict.fromkeys(BENEFIT_CLASSES.keys, ZERO)
            headlines.beyond = dict.fromkeys(BENEFIT_CLASSES.keys, ZERO)
            return
        lines = self.ledger.lines
        classes = lines.words_of(option, "society_class")
        pv, beyond = (lines.sheet.run(cells[option.lines]) for cells in (lines.pv, lines.beyond))
        how = "lines of the class that society reads"
        for name in BENEFIT_CLASSES.keys:
            words = name.replace("_", " ")
            headlines.classes[name] = self.sheet.figure(
                option.name, f"Benefits: {words}", how, total_where(pv, (classes, name)), "money"
            )
            headlines.beyond[name] = self.sheet.figure(
                option.name, f"After the last year, not added: {words}", how, total_where(beyond, (classes, name)), "money"
            )  # fmt: skip

    def _health(self, place: int, option: OptionModel, headlines: OptionHeadlines) -> Formula:
        """Writes the QALYs and WELLBYs, after optimism bias, and returns the QALYs at the rates of NICE."""
        by_unit: dict[str, list[list[Formula]]] = {}
        for unit, outcome, column, tests in self.ledger.lines.routes.health_units(place):
            amounts = self.ledger.benefits.outcome_years[outcome][: self.calculation.years]
            if column is not None:
                bias = self.calculation.number(column)
                amounts = [amount - bias * size(amount) for amount in amounts]
            if tests:  # of two ways to value one change, that of the route that counts is totalled
                is_totalled = both(*tests)
                amounts = [choose(is_totalled, amount, ZERO) for amount in amounts]
            by_unit.setdefault(unit, []).append(amounts)
        qalys = self._health_unit(option.name, "qalys", by_unit.get("qaly"), headlines)
        self._health_unit(option.name, "wellbys", by_unit.get("wellby"), headlines)
        return products(qalys, self._factors(self.ledger.discounting.nice_health)) if qalys else ZERO

    def _health_unit(
        self, whose: str, name: str, outcomes: list[list[Formula]] | None, headlines: OptionHeadlines
    ) -> Range | None:
        """Writes a unit of health, undiscounted and discounted, and returns its years; none where nothing is in it."""
        sheet, readings = self.sheet, headlines.readings
        if not outcomes:
            for key in ("undiscounted", "discounted"):
                readings[f"{name}.{key}"] = sheet.figure(whose, f"{name}: {key}", "", term("none"), "people")
            return None
        added = [summed(amounts) for amounts in zip(*outcomes, strict=True)]
        years = sheet.run(sheet.by_year(whose, name, "amounts less optimism bias", added, "factor"))
        discounted = products(years, self._factors(self.ledger.discounting.health))
        readings[f"{name}.undiscounted"] = sheet.figure(
            whose, f"{name}: undiscounted", "added up", total(years), "factor"
        )
        readings[f"{name}.discounted"] = sheet.figure(
            whose, f"{name}: discounted", "Σ × factor", discounted, "factor"
        )
        return years


def _address(cell: Formula) -> str:
    return cell.text.partition("!")[2]
