"""A programme as a workbook: services by size and year, the choice as values that may be changed, and a live check against every ceiling."""

from __future__ import annotations

from datetime import datetime

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from make_the_case.exports.workbook.document_book import FIRST_ROW, Cells, Column, DocumentBook
from make_the_case.words.phrases import capital, financial_year, party_in_prose
from make_the_case.words.programme_words import UNITS, next_best_table, rule_words
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import Programme

CHOICE, CEILINGS, SERVICES, NEXT = "Choice", "Ceilings", "Each service once", "What comes next"
CHOSEN, VALUE, PEOPLE, FIRST_COST = 2, 3, 4, 5
WITHIN, OVER = "within", "over"
NOTE = (
    "The choice was worked out by the program: 1 is chosen and 0 is not. Change the yellow cells to try another set. What each set costs and is worth "
    "then follows, and the sheet Ceilings says which ceiling it keeps. It is not solved anew here."
)  # fmt: skip
SERVICE = Column("Service", "text", 44)


def programme_workbook(
    programme: Programme, answer: ProgrammeAnswer, code: str, made_at: datetime | None = None, is_wrong: bool = False
) -> bytes:  # fmt: skip
    """Returns the workbook of a programme; `is_wrong` writes every cached value wrong, so that a test sees what recalculates."""
    title = programme.shape.title or "Programme"
    book = DocumentBook(title, code, made_at, is_wrong)
    _Writer(book, programme, answer).write(title)
    return book.done()


class _Writer:
    """Writes the sheets of a programme."""

    def __init__(self, book: DocumentBook, programme: Programme, answer: ProgrammeAnswer):
        self.book, self.programme, self.answer = book, programme, answer
        self.payers = sorted({payer for row in answer.services for payer in row.cost})
        self.last = FIRST_ROW + len(answer.services) - 1

    def write(self, title: str) -> None:
        shape = self.programme.shape
        names = {member.service.id: member.name for member in self.programme.members}
        lines = [
            NOTE,
            "Costs are in cash terms, with VAT and the optimism bias adjustment, and averages over the simulation runs.",
            *(rule_words(rule, names, shape.commissioner) for rule in shape.rules),
            "The rules are not checked in this workbook. The ceilings are, and that no service is chosen in two sizes.",
        ]
        self.book.about(title, lines)
        self._choice()
        self._ceilings()
        self._services()
        self._next()

    # The choice ----------------------------------------------------------------------------------------------

    def _costs(self) -> list[tuple[str, int]]:
        """Returns every payer and year that has a column of costs, in their order."""
        return [(payer, k) for payer in self.payers for k in range(len(self.answer.years))]

    def _column_of(self, payer: str, year: int) -> int:
        return FIRST_COST + self._costs().index((payer, year))

    def _choice(self) -> None:
        unit = UNITS.get(self.programme.shape.maximise, "£")
        columns = [
            SERVICE,
            Column("Size", "right", 8),
            Column("Chosen", "input", 9),
            Column(f"Expected to be worth, {unit}", "money" if unit == "£" else "right"),
            Column("People who start", "people", 12),
            *(
                Column(f"{capital(party_in_prose(payer))}, {financial_year(self.answer.years[k])} £")
                for payer, k in self._costs()
            ),
        ]
        page = self.book.sheet(
            CHOICE, "Every service in every size, and what is chosen", columns, NOTE, names=2
        )
        chosen = set(self.answer.best.chosen)
        for at, row in enumerate(self.answer.services, FIRST_ROW):
            costs = [row.cost[payer][k] if payer in row.cost else 0.0 for payer, k in self._costs()]
            cells: Cells = [
                row.name,
                row.picked.size,
                int(row.picked in chosen),
                row.value,
                row.people,
                *costs,
            ]
            self.book.row(page, at, columns, cells)
            page.data_validation(at, CHOSEN, at, CHOSEN, {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 1})  # fmt: skip
        self._sums(page)

    def _sums(self, page: Worksheet) -> None:
        at = self.last + 1
        page.write_string(at, 0, "What is chosen, together", self.book.style("label"))
        chosen = [row for row in self.answer.services if row.picked in set(self.answer.best.chosen)]
        worth = {
            VALUE: sum(row.value for row in chosen),
            PEOPLE: sum(row.people for row in chosen),
            **{
                self._column_of(payer, k): sum(row.cost[payer][k] for row in chosen if payer in row.cost)
                for payer, k in self._costs()
            },
        }
        picked = xl_range_abs(FIRST_ROW, CHOSEN, self.last, CHOSEN)
        for column, value in worth.items():
            amounts = xl_range_abs(FIRST_ROW, column, self.last, column)
            self.book.formula(page, at, column, f"=SUMPRODUCT({picked},{amounts})", "total", value)

    def _ceilings(self) -> None:
        columns = [
            Column("Ceiling", "text", 60),
            Column("Spent £"),
            Column("Ceiling £"),
            Column("Left £"),
            Column("The ceiling is", "reading", 16),
        ]
        page = self.book.sheet(CEILINGS, "What is chosen, against each ceiling", columns)
        at = FIRST_ROW
        for use in self.answer.ceilings:
            when = financial_year(use.year) if use.year else "all years"
            words = f"{capital(party_in_prose(use.payer))}, {when}"
            self.book.row(page, at, columns, [words, None, use.most, None, None])
            self.book.formula(page, at, 1, self._spent(use.payer, use.year), "money", use.spent)
            self._left(page, at, use.most - use.spent)
            at += 1
        for ident, first, last in self._sizes():
            name = next(m.name for m in self.programme.members if m.service.id == ident)
            words = f"Sizes of {name} that are chosen, one at most"
            self.book.row(page, at, columns, [words, None, 1, None, None])
            picked = xl_range_abs(first, CHOSEN, last, CHOSEN)
            count = float(any(each.service == ident for each in self.answer.best.chosen))
            self.book.formula(page, at, 1, f"=SUM('{CHOICE}'!{picked})", "money", count)
            self._left(page, at, 1 - count)
            at += 1

    def _left(self, page: Worksheet, at: int, left: float) -> None:
        spent, most, rest = (xl_rowcol_to_cell(at, column) for column in (1, 2, 3))
        self.book.formula(page, at, 3, f"={most}-{spent}", "money", left)
        self.book.formula(page, at, 4, f'=IF({rest}>=-0.01,"{WITHIN}","{OVER}")', "reading", WITHIN)

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

    def _services(self) -> None:
        columns = [
            SERVICE,
            Column("Payer", "text", 20),
            Column("Size", "right", 8),
            *(Column(financial_year(year), width=13) for year in self.answer.years),
            Column("All years", "total"),
        ]
        title = "What each service costs by year, in each size, £ in cash terms"
        page = self.book.sheet(SERVICES, title, columns, names=3)
        at, first = FIRST_ROW, 3
        for row in self.answer.services:
            for payer, years in row.cost.items():
                who = capital(party_in_prose(payer))
                self.book.row(page, at, columns, [row.name, who, row.picked.size, *years, None])
                ends = xl_rowcol_to_cell(at, first), xl_rowcol_to_cell(at, first + len(years) - 1)
                total = f"=SUM({ends[0]}:{ends[1]})"
                self.book.formula(page, at, first + len(years), total, "total", sum(years))
                at += 1

    def _next(self) -> None:
        table = next_best_table(self.answer, self.programme.shape.maximise)
        services, *amounts = table.header
        columns = [Column(services, "wrapped", 90), *(Column(words, "reading", 22) for words in amounts)]
        page = self.book.sheet(NEXT, table.caption, columns)
        for at, cells in enumerate(table.rows, FIRST_ROW):
            self.book.row(page, at, columns, cells)
