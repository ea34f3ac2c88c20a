"""A programme as a workbook: services by size and year, the choice as values that may be changed, and a live check against every ceiling."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from make_the_case.exports.workbook.cell_styles import STYLES, Style
from make_the_case.words.phrases import capital, financial_year, party_in_prose
from make_the_case.words.programme_words import UNITS, next_best_table, rule_words
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import Programme

CHOICE, CEILINGS, SERVICES, NEXT, ABOUT = (
    "Choice",
    "Ceilings",
    "Each service once",
    "What comes next",
    "About",
)
FIRST_ROW = 3
CHOSEN, VALUE, PEOPLE, FIRST_COST = 2, 3, 4, 5
WITHIN, OVER = "within", "over"
NOTE = (
    "The choice was worked out by the program: 1 is chosen and 0 is not. Change the yellow cells to try another set. What each set costs and is worth "
    "then follows, and the sheet Ceilings says which ceiling it keeps. It is not solved anew here."
)  # fmt: skip


def programme_workbook(
    programme: Programme, answer: ProgrammeAnswer, code: str, made_at: datetime | None = None, is_wrong: bool = False
) -> bytes:  # fmt: skip
    """Returns the workbook of a programme; `is_wrong` writes every cached value wrong, so that a test sees what recalculates."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
    book = xlsxwriter.Workbook(stream, options)
    title = programme.shape.title or "Programme"
    book.set_properties({"title": title, "comments": f"Check code {code}", "created": made_at or datetime(2026, 1, 1)})  # fmt: skip
    _Writer(book, programme, answer, is_wrong).write(title, code)
    book.close()
    return stream.getvalue()


class _Writer:
    """Writes the sheets of a programme."""

    def __init__(
        self, book: xlsxwriter.Workbook, programme: Programme, answer: ProgrammeAnswer, is_wrong: bool
    ):
        self.book, self.programme, self.answer, self.is_wrong = book, programme, answer, is_wrong
        self.payers = sorted({payer for row in answer.services for payer in row.cost})
        self.last = FIRST_ROW + len(answer.services) - 1
        self.formats: dict[str, Format] = {}

    def style(self, name: str) -> Format:
        """Returns a format of the house by its name."""
        if name not in self.formats:
            made: Style = {"font_name": "Arial", "font_size": 10, "valign": "top", **STYLES[name]}
            self.formats[name] = self.book.add_format(made)
        return self.formats[name]

    def write(self, title: str, code: str) -> None:
        pages = {name: self.book.add_worksheet(name) for name in (ABOUT, CHOICE, CEILINGS, SERVICES, NEXT)}
        for page in pages.values():
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
        self._about(pages[ABOUT], title, code)
        self._choice(pages[CHOICE])
        self._ceilings(pages[CEILINGS])
        self._services(pages[SERVICES])
        self._next(pages[NEXT])

    def _formula(
        self, page: Worksheet, row: int, column: int, formula: str, style: str, value: float | str
    ) -> None:
        if self.is_wrong:
            value = "wrong" if isinstance(value, str) else 12345.678
        page.write_formula(row, column, formula, self.style(style), value)

    def _about(self, page: Worksheet, title: str, code: str) -> None:
        shape = self.programme.shape
        page.set_column(0, 0, 110)
        page.write_string(0, 0, title, self.style("title"))
        names = {member.service.id: member.name for member in self.programme.members}
        lines = [
            NOTE,
            "Costs are in cash terms, with VAT and the optimism bias adjustment, and averages over the simulation runs.",
            *(rule_words(rule, names, shape.commissioner) for rule in shape.rules),
            "The rules are not checked in this workbook. The ceilings are, and that no service is chosen in two sizes.",
            f"Check code {code}",
        ]
        for row, words in enumerate(lines, 2):
            page.write_string(row, 0, words, self.style("words"))

    # The choice ----------------------------------------------------------------------------------------------

    def _columns(self) -> list[tuple[str, int]]:
        """Returns every payer and year that has a column of costs, in their order."""
        return [(payer, k) for payer in self.payers for k in range(len(self.answer.years))]

    def _column_of(self, payer: str, year: int) -> int:
        return FIRST_COST + self._columns().index((payer, year))

    def _choice(self, page: Worksheet) -> None:
        unit = UNITS.get(self.programme.shape.maximise, "£")
        page.write_string(0, 0, "Every service in every size, and what is chosen", self.style("title"))
        page.write_string(1, 0, NOTE, self.style("note"))
        header = ["Service", "Size", "Chosen", f"Expected to be worth, {unit}", "People who start"]
        header += [
            f"{capital(party_in_prose(payer))}, {financial_year(self.answer.years[k])} £"
            for payer, k in self._columns()
        ]
        for column, words in enumerate(header):
            page.write_string(FIRST_ROW - 1, column, words, self.style("header" if column < 1 else "header_right"))  # fmt: skip
        page.set_row(FIRST_ROW - 1, 45)
        page.set_column(0, 0, 44)
        page.set_column(1, FIRST_COST + len(self._columns()), 15)
        page.freeze_panes(FIRST_ROW, 1)
        chosen = set(self.answer.best.chosen)
        for place, row in enumerate(self.answer.services):
            at = FIRST_ROW + place
            page.write_string(at, 0, row.name, self.style("text"))
            page.write_number(at, 1, row.picked.size, self.style("right"))
            page.write_number(at, CHOSEN, int(row.picked in chosen), self.style("input"))
            page.data_validation(at, CHOSEN, at, CHOSEN, {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 1})  # fmt: skip
            page.write_number(at, VALUE, row.value, self.style("money" if unit == "£" else "right"))
            page.write_number(at, PEOPLE, row.people, self.style("people"))
            for payer, k in self._columns():
                cost = row.cost[payer][k] if payer in row.cost else 0.0
                page.write_number(at, self._column_of(payer, k), cost, self.style("money"))
        self._sums(page)

    def _sums(self, page: Worksheet) -> None:
        at = self.last + 1
        page.write_string(at, 0, "What is chosen, together", self.style("label"))
        chosen = [row for row in self.answer.services if row.picked in set(self.answer.best.chosen)]
        worth = {
            VALUE: sum(row.value for row in chosen),
            PEOPLE: sum(row.people for row in chosen),
            **{
                self._column_of(payer, k): sum(row.cost[payer][k] for row in chosen if payer in row.cost)
                for payer, k in self._columns()
            },
        }
        picked = xl_range_abs(FIRST_ROW, CHOSEN, self.last, CHOSEN)
        for column, value in worth.items():
            amounts = xl_range_abs(FIRST_ROW, column, self.last, column)
            self._formula(page, at, column, f"=SUMPRODUCT({picked},{amounts})", "total", value)

    def _ceilings(self, page: Worksheet) -> None:
        page.write_string(0, 0, "What is chosen, against each ceiling", self.style("title"))
        for column, words in enumerate(("Ceiling", "Spent £", "Ceiling £", "Left £", "The ceiling is")):
            page.write_string(FIRST_ROW - 1, column, words, self.style("header" if column in (0, 4) else "header_right"))  # fmt: skip
        page.set_column(0, 0, 60)
        page.set_column(1, 4, 16)
        at = FIRST_ROW
        for use in self.answer.ceilings:
            when = financial_year(use.year) if use.year else "all years"
            page.write_string(at, 0, f"{capital(party_in_prose(use.payer))}, {when}", self.style("text"))
            self._formula(page, at, 1, self._spent(use.payer, use.year), "money", use.spent)
            page.write_number(at, 2, use.most, self.style("money"))
            self._left(page, at, use.most - use.spent)
            at += 1
        for ident, first, last in self._sizes():
            name = next(m.name for m in self.programme.members if m.service.id == ident)
            page.write_string(at, 0, f"Sizes of {name} that are chosen, one at most", self.style("text"))
            picked = xl_range_abs(first, CHOSEN, last, CHOSEN)
            count = float(any(each.service == ident for each in self.answer.best.chosen))
            self._formula(page, at, 1, f"=SUM('{CHOICE}'!{picked})", "plain", count)
            page.write_number(at, 2, 1, self.style("plain"))
            self._left(page, at, 1 - count)
            at += 1

    def _left(self, page: Worksheet, at: int, left: float) -> None:
        spent, most, rest = (xl_rowcol_to_cell(at, column) for column in (1, 2, 3))
        self._formula(page, at, 3, f"={most}-{spent}", "money", left)
        self._formula(page, at, 4, f'=IF({rest}>=-0.01,"{WITHIN}","{OVER}")', "label", WITHIN)

    def _spent(self, payer: str, year: str) -> str:
        """Returns what a payer spends on what is chosen, in a year or in all, as a formula over the sheet of the choice."""
        if payer not in self.payers:
            return "=0"
        years = [self.answer.years.index(year)] if year else range(len(self.answer.years))
        total = self.last + 1
        cells = [f"'{CHOICE}'!{xl_rowcol_to_cell(total, self._column_of(payer, k))}" for k in years]
        return f"={'+'.join(cells)}"

    def _sizes(self) -> list[tuple[str, int, int]]:
        """Returns the services that have several sizes, each with its first and last row."""
        found: dict[str, list[int]] = {}
        for place, row in enumerate(self.answer.services):
            found.setdefault(row.picked.service, []).append(FIRST_ROW + place)
        return [(ident, rows[0], rows[-1]) for ident, rows in found.items() if len(rows) > 1]

    # The rest ------------------------------------------------------------------------------------------------

    def _services(self, page: Worksheet) -> None:
        page.write_string(0, 0, "What each service costs by year, in each size, £ in cash terms", self.style("title"))  # fmt: skip
        header = ["Service", "Size", "Payer", *map(financial_year, self.answer.years), "All years"]
        for column, words in enumerate(header):
            page.write_string(FIRST_ROW - 1, column, words, self.style("header" if column in (0, 2) else "header_right"))  # fmt: skip
        page.set_column(0, 0, 44)
        page.set_column(1, len(header), 14)
        at, first = FIRST_ROW, 3
        for row in self.answer.services:
            for payer, years in row.cost.items():
                page.write_string(at, 0, row.name, self.style("text"))
                page.write_number(at, 1, row.picked.size, self.style("right"))
                page.write_string(at, 2, capital(party_in_prose(payer)), self.style("text"))
                for k, cost in enumerate(years):
                    page.write_number(at, first + k, cost, self.style("money"))
                ends = xl_rowcol_to_cell(at, first), xl_rowcol_to_cell(at, first + len(years) - 1)
                self._formula(page, at, first + len(years), f"=SUM({ends[0]}:{ends[1]})", "total", sum(years))
                at += 1

    def _next(self, page: Worksheet) -> None:
        table = next_best_table(self.answer, self.programme.shape.maximise)
        page.write_string(0, 0, table.caption, self.style("title"))
        page.set_column(0, 0, 90)
        page.set_column(1, 2, 22)
        for at, cells in enumerate((table.header, *table.rows), FIRST_ROW - 1):
            for column, words in enumerate(cells):
                style = "header" if at == FIRST_ROW - 1 else "words"
                page.write_string(at, column, words, self.style(style))
