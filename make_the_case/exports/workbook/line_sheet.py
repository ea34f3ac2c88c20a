"""The sheet *Lines*: the ledger itself, every part of every cost and value by year, and who reads it."""

from __future__ import annotations

from make_the_case.exports.workbook.benefit_sheet import BenefitSheet
from make_the_case.exports.workbook.discounting_sheet import DiscountingSheet
from make_the_case.exports.workbook.formulas import Formula, Range, Sheet, products, sign
from make_the_case.exports.workbook.route_rows import RouteRows, option_of_line
from make_the_case.exports.workbook.year_sheets import HEADER_ROW, ZERO, Calculation, multiplied
from make_the_case.words.assumption_phrases import entry_name
from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES, is_shared_out, payer_reads
from valuation.lines.line import Line
from valuation.lines.model import Model, OptionModel

READS = ("cost", "benefit", "health benefit")
LINE_WORDS = (
    "option", "name", "kind", "side", "class", "party", "counted", "cash", "vat", "category", "once", "budget", "shared_out",
)  # fmt: skip
"""What a line is; who reads it stands in the columns after these, one for each account."""


def line_columns() -> tuple[str, ...]:
    """Returns the columns of the sheet of lines that hold words, by key: what a line is, and who reads it."""
    return (*LINE_WORDS, *ACCOUNTS.keys, "society_class")


def pv_column() -> int:
    """Returns the column of a line's present value; after it stands that of the years beyond the horizon."""
    return len(line_columns())


def first_line_year() -> int:
    """Returns the column of the first year on the sheet of lines."""
    return pv_column() + 2


class LineSheet:
    """Writes the lines of every option: words that say what a line is, its years, and its present values."""

    def __init__(
        self,
        calculation: Calculation,
        discounting: DiscountingSheet,
        shares: list[Formula],
        benefits: BenefitSheet,
    ):
        self.calculation, self.discounting = calculation, discounting
        self.shares, self.benefits = shares, benefits
        self.sheet = Sheet("Lines", years_from=first_line_year(), row=HEADER_ROW + 1)
        calculation.sheets.append(self.sheet)
        self.years: list[list[Formula]] = []
        self.words: list[dict[str, Formula]] = []
        self.pv: list[Formula] = []
        self.beyond: list[Formula] = []
        """The present value of what falls after the horizon."""
        self.optimism = {
            int(line): adjustment for adjustment, line in enumerate(calculation.model.parts.adjusting)
        }
        self.routes = RouteRows(calculation.model)
        first = self.sheet.row
        for k, line in enumerate(calculation.model.lines):
            self._line(k, line)
        self.routes.write(self.sheet, pv_column(), self.pv)
        for k in range(len(calculation.model.lines)):
            self.words.append(self._line_words(first + k, k))

    def words_of(self, option: OptionModel, key: str) -> Range:
        """Returns a column of words of an option's lines."""
        return self.sheet.run([words[key] for words in self.words[option.lines]])

    def amounts_in(self, option: OptionModel, year: int) -> Range:
        """Returns the amounts of an option's lines in a year."""
        return self.sheet.run([amounts[year] for amounts in self.years[option.lines]])

    def _line(self, k: int, line: Line) -> None:
        sheet, horizon = self.sheet, self.calculation.years
        row = sheet.row
        sheet.row += 1
        scale = self._scale(k, line)
        entry = self.benefits.entries[int(self.calculation.model.parts.entry[k])]
        amounts = [amount if amount is ZERO else multiplied([amount, *scale]) for amount in entry]
        last = max((year for year, amount in enumerate(amounts) if amount is not ZERO), default=-1)
        kept = max(last + 1, horizon)
        cells = sheet.across(row, sheet.years_from, amounts[:kept], "money")
        self.years.append([*cells, *[ZERO] * (self.calculation.all_years - kept)])
        factors = self.discounting.health if line.discount == "health" else self.discounting.standard
        run = self.discounting.sheet.run
        pv = products(sheet.run(cells[:horizon]), run(factors[:horizon]))
        beyond: Formula = ZERO
        if kept > horizon:
            beyond = products(sheet.run(cells[horizon:]), run(factors[horizon:kept]))
        self.pv.append(sheet.put(row, pv_column(), pv, "money"))
        self.beyond.append(sheet.put(row, pv_column() + 1, beyond, "money"))

    def _scale(self, k: int, line: Line) -> list[Formula]:
        """Returns what a line is of its entry: the payer's shares, the rate of VAT, and that of optimism bias."""
        parts, number = self.calculation.model.parts, self.calculation.number
        scale = [self.shares[share] for share in parts.share[k] if share >= 0]
        if line.is_vat:
            scale.append(number(int(parts.vat[k])))
        if k in self.optimism:
            adjustment = self.optimism[k]
            rate = self._rate(*parts.rates[adjustment].tolist())
            scale.append(rate if parts.sign[adjustment] > 0 else -rate)
            if parts.follows[adjustment] >= 0:
                scale.append(sign(self.benefits.effects[int(parts.follows[adjustment])]))
        return scale

    def _rate(self, first: int, second: int) -> Formula:
        """Returns the rate of optimism bias of two that count half each, which may be one and the same."""
        number = self.calculation.number
        return number(first) if first == second else (number(first) + number(second)) / 2

    def _line_words(self, row: int, k: int) -> dict[str, Formula]:
        """Writes what a line is and who reads it; a reader finds its lines by these words, which follow the route that counts."""
        by_route = [words_of_line(model, k) for model in self.routes.models_of(k)]
        columns = line_columns()
        return {
            key: self.sheet.put(
                row, columns.index(key), self.routes.followed(k, [words[key] for words in by_route]), "text"
            )
            for key in by_route[0]
        }


def words_of_line(model: Model, k: int) -> dict[str, str]:
    """Returns what a line is and who reads it, by column."""
    line, (option, place) = model.lines[k], option_of_line(model, k)
    return {
        "option": option.id,
        "name": entry_name(model.case, line.path),
        "kind": line.kind if line.adjusts is None else f"optimism on {line.adjusts}",
        "side": line.side,
        "class": line.benefit_class or "",
        "party": line.party,
        "counted": "yes" if line.counted else "no",
        "cash": "yes" if line.cash else "no",
        "vat": "yes" if line.is_vat else "",
        "category": line.category or "not_said",
        "once": "yes" if line.is_once else "no",
        "budget": budget_word(line),
        "shared_out": _shared_out(line),
        **_readers(option, place),
    }


def _readers(option: OptionModel, place: int) -> dict[str, str]:
    """Returns how each account reads a line of an option, and in which class society counts it."""
    words: dict[str, str] = {}
    for account in ACCOUNTS.keys:
        read = option.rows.of_account(account)[:, place]
        words[account] = next((word for word, reads in zip(READS, read, strict=True) if reads), "")
    number = len(BENEFIT_CLASSES)  # at the standard rate, then at that of health
    counted = [
        name
        for k, name in enumerate(BENEFIT_CLASSES.keys)
        if option.rows.classes[[k, k + number], place].any()
    ]
    return {**words, "society_class": counted[0] if counted else ""}


def budget_word(line: Line) -> str:
    """Returns how a line stands in its party's own cash: paid, received, as optimism on either, or not at all."""
    if not payer_reads(line.party, line):
        return ""
    word = "paid" if line.side == "cost" else "received"
    return f"optimism {word}" if line.kind == "optimism" else word


def _shared_out(line: Line) -> str:
    """Returns how a line stands in *who pays and who gains*."""
    if not is_shared_out(line):
        return ""
    return "cost" if line.side == "cost" else "cash" if line.cash else "other"
