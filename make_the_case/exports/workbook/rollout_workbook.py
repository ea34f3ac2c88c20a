"""A roll-out as a workbook: the areas, and people and money by year, with sums that are formulas over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from make_the_case.exports.workbook.document_book import FIRST_ROW, Cells, Column, DocumentBook
from make_the_case.words.phrases import capital, financial_year, party_in_prose
from make_the_case.words.rollout_words import LEAVES_OUT, MADE_UP, name_of_way, title_of, verdict_sentence
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout

WAYS, AREAS, PEOPLE, MONEY = "The ways", "Areas", "People by year", "Money by year"
NOTE = "Every figure is the mean over the simulation runs, worked out by the program. Totals are formulas over the rows above them."
AREA = Column("Area", "text", 30)


def rollout_workbook(
    rollout: Rollout, answer: RolloutAnswer, code: str, made_at: datetime | None = None, is_wrong: bool = False
) -> bytes:  # fmt: skip
    """Returns the workbook of a roll-out; `is_wrong` writes every cached total wrong, so that a test sees what recalculates."""
    book = DocumentBook(title_of(rollout), code, made_at, is_wrong)
    _RolloutWriter(book, rollout, answer).write()
    return book.done()


class _RolloutWriter:
    """Writes the sheets of a roll-out."""

    def __init__(self, book: DocumentBook, rollout: Rollout, answer: RolloutAnswer):
        self.book, self.rollout, self.answer = book, rollout, answer
        self.years = [Column(financial_year(year), width=13) for year in answer.years]
        self.last = FIRST_ROW + len(answer.places) - 1

    def write(self) -> None:
        """Writes every sheet."""
        lines = [verdict_sentence(self.rollout, self.answer), NOTE, LEAVES_OUT]
        if self.rollout.shape.illustrative:
            lines.insert(0, MADE_UP)
        self.book.about(title_of(self.rollout), lines)
        self._ways()
        self._areas()
        self._people()
        self._money()

    def _ways(self) -> None:
        columns = [
            Column("Way", "text", 40),
            Column("Net value £", width=18),
            Column("Likely range from £", width=18),
            Column("Likely range to £", width=18),
            Column("Chance above 0", "share"),
            Column("Mean known to within £", width=18),
        ]
        title = "The ways to go about it, net value of the whole, central costs taken off"
        page = self.book.sheet(WAYS, title, columns)
        for at, way in enumerate(self.answer.ways, FIRST_ROW):
            low, high = way.spread.likely
            cells: Cells = [
                name_of_way(self.answer, way),
                way.npv,
                low,
                high,
                way.spread.chance,
                way.spread.within,
            ]
            self.book.row(page, at, columns, cells)

    def _total(self, page: Worksheet, row: int, column: int, value: float, style: str) -> None:
        """Writes the sum of the cells above."""
        span = f"{xl_rowcol_to_cell(FIRST_ROW, column)}:{xl_rowcol_to_cell(row - 1, column)}"
        self.book.formula(page, row, column, f"=SUM({span})", style, value)

    def _all_years(self, page: Worksheet, row: int, first: int, by_year: Sequence[float], style: str) -> None:
        """Writes the sum of a row of years to the right of them."""
        ends = xl_rowcol_to_cell(row, first), xl_rowcol_to_cell(row, first + len(by_year) - 1)
        self.book.formula(page, row, first + len(by_year), f"=SUM({ends[0]}:{ends[1]})", style, sum(by_year))

    def _areas(self) -> None:
        columns = [
            AREA,
            Column("Wave", "right", 8),
            Column("Fifth of deprivation", "right", 12),
            Column("People who start", "people", 12),
            Column("Net value £"),
            Column("Benefits £"),
            Column("Chance that it is worth more than it costs", "share", 18),
            Column("Net value £ if all began at once", width=18),
        ]
        title = "The areas, present values in the case's prices, central costs in a row of their own"
        page, answer = self.book.sheet(AREAS, title, columns), self.answer
        for at, place in enumerate(answer.places, FIRST_ROW):
            cells: Cells = [
                place.name, place.wave, place.deprivation, place.people_in_all,
                place.npv, place.benefits, place.chance, place.at_once,
            ]  # fmt: skip
            self.book.row(page, at, columns, cells)
        row, central = self.last + 1, answer.central.npv
        self.book.row(page, row, columns, ["Central costs", None, None, None, central, None, None, central])
        page.write_string(row + 1, 0, "The whole", self.book.style("label"))
        self._total(page, row + 1, 3, sum(answer.people), "people")
        self._total(page, row + 1, 4, answer.npv, "total")
        self._total(page, row + 1, 7, answer.all_at_once, "total")
        self.book.book.define_name("roll_out.npv", f"='{AREAS}'!{xl_rowcol_to_cell(row + 1, 4, True, True)}")

    def _people(self) -> None:
        years = [Column(column.words, "people", column.width) for column in self.years]
        columns = [AREA, *years, Column("All years", "people")]
        page = self.book.sheet(PEOPLE, "People who start", columns)
        for at, place in enumerate(self.answer.places, FIRST_ROW):
            self.book.row(page, at, columns, [place.name, *place.people, None])
            self._all_years(page, at, 1, place.people, "people")
        at = self.last + 1
        page.write_string(at, 0, "All areas", self.book.style("label"))
        for column, people in enumerate((*self.answer.people, sum(self.answer.people)), 1):
            self._total(page, at, column, people, "people")

    def _money(self) -> None:
        columns = [AREA, Column("Who pays", "text", 20), *self.years, Column("All years", "total")]
        title = "What is paid, £ in cash terms, VAT and the optimism bias adjustment in"
        page = self.book.sheet(MONEY, title, columns, names=2)
        rows = [
            (place.name, payer, paid)
            for place in self.answer.places
            for payer, paid in place.cost.items()
            if any(paid)
        ]
        rows += [("Central costs", payer, paid) for payer, paid in self.answer.central.cost.items()]
        for at, (name, payer, paid) in enumerate(rows, FIRST_ROW):
            self.book.row(page, at, columns, [name, capital(party_in_prose(payer)), *paid, None])
            self._all_years(page, at, 2, paid, "total")
        last = FIRST_ROW + len(rows)
        page.write_string(last, 0, "All that is paid", self.book.style("label"))
        totals = [sum(paid[k] for paid in self.answer.cost.values()) for k in range(len(self.years))]
        for column, total in enumerate((*totals, sum(totals)), 2):
            self._total(page, last, column, total, "total")
