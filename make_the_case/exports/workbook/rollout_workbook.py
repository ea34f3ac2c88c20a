"""A roll-out as a workbook: the areas, and people and money by year, with sums that are formulas over them."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from make_the_case.exports.workbook.cell_styles import STYLES, Style
from make_the_case.words.phrases import capital, financial_year, party_in_prose
from make_the_case.words.rollout_words import LEAVES_OUT, MADE_UP, name_of_way, title_of, verdict_sentence
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout

ABOUT, AREAS, PEOPLE, MONEY = "About", "Areas", "People by year", "Money by year"
FIRST = 3
"""The row, 0 the first, in which the areas begin."""
NOTE = "Every figure is the mean over the simulation runs, worked out by the program. Totals are formulas over the rows above them."


def rollout_workbook(
    rollout: Rollout, answer: RolloutAnswer, code: str, made_at: datetime | None = None, is_wrong: bool = False
) -> bytes:  # fmt: skip
    """Returns the workbook of a roll-out; `is_wrong` writes every cached total wrong, so that a test sees what recalculates."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties(
        {
            "title": title_of(rollout),
            "comments": f"Check code {code}",
            "created": made_at or datetime(2026, 1, 1),
        }
    )
    _RolloutWriter(book, rollout, answer, is_wrong).write(code)
    book.close()
    return stream.getvalue()


class _RolloutWriter:
    """Writes the sheets of a roll-out."""

    def __init__(self, book: xlsxwriter.Workbook, rollout: Rollout, answer: RolloutAnswer, is_wrong: bool):
        self.book, self.rollout, self.answer, self.is_wrong = book, rollout, answer, is_wrong
        self.formats: dict[str, Format] = {}
        self.last = FIRST + len(answer.places) - 1

    def style(self, name: str) -> Format:
        """Returns a format of the house by its name."""
        if name not in self.formats:
            made: Style = {"font_name": "Arial", "font_size": 10, "valign": "top", **STYLES[name]}
            self.formats[name] = self.book.add_format(made)
        return self.formats[name]

    def write(self, code: str) -> None:
        """Writes every sheet."""
        pages = {name: self.book.add_worksheet(name) for name in (ABOUT, AREAS, PEOPLE, MONEY)}
        for page in pages.values():
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
        self._about(pages[ABOUT], code)
        self._areas(pages[AREAS])
        self._people(pages[PEOPLE])
        self._money(pages[MONEY])

    def _about(self, page: Worksheet, code: str) -> None:
        lines = [verdict_sentence(self.rollout, self.answer), NOTE, LEAVES_OUT, f"Check code {code}"]
        if self.rollout.shape.illustrative:
            lines.insert(0, MADE_UP)
        page.set_column(0, 0, 60)
        page.write(0, 0, title_of(self.rollout), self.style("title"))
        for row, line in enumerate(lines, 2):
            page.write(row, 0, line, self.style("words"))
        at = len(lines) + 3
        page.set_column(1, 5, 20)
        columns = (
            "The ways to go about it",
            "Net value £",
            "Likely range from £",
            "Likely range to £",
            "Chance above 0",
            "Mean known to within £",
        )
        page.write_row(at, 0, columns, self.style("header"))
        for row, way in enumerate(self.answer.ways, at + 1):
            page.write(row, 0, name_of_way(self.answer, way), self.style("text"))
            for column, value in ((1, way.npv), (2, way.spread.likely[0]), (3, way.spread.likely[1]), (5, way.spread.within)):  # fmt: skip
                page.write(row, column, value, self.style("money"))
            page.write(row, 4, way.spread.chance, self.style("share"))

    def _head(self, page: Worksheet, title: str, columns: list[str]) -> None:
        page.write(0, 0, title, self.style("title"))
        page.write_row(FIRST - 1, 0, columns, self.style("header"))
        page.set_column(0, 0, 30)
        page.set_column(1, len(columns), 15)
        page.freeze_panes(FIRST, 1)

    def _total(self, page: Worksheet, row: int, first: int, column: int, value: float, style: str) -> None:
        """Writes the sum of the cells above."""
        span = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(row - 1, column)}"
        cached = -1.0 if self.is_wrong else value
        page.write_formula(row, column, f"=SUM({span})", self.style(style), cached)

    def _areas(self, page: Worksheet) -> None:
        columns = ["Area", "Wave", "Fifth of deprivation", "People who start", "Net value £", "Benefits £", "Chance that it is worth more than it costs", "Net value £ if all began at once"]  # fmt: skip
        self._head(
            page,
            "The areas, present values in the case's prices, central costs in a row of their own",
            columns,
        )
        answer = self.answer
        for row, place in enumerate(answer.places, FIRST):
            page.write(row, 0, place.name, self.style("text"))
            page.write(row, 1, place.wave, self.style("count"))
            page.write(row, 2, place.deprivation, self.style("count"))
            page.write(row, 3, place.people_in_all, self.style("people"))
            for column, value in ((4, place.npv), (5, place.benefits), (7, place.at_once)):
                page.write(row, column, value, self.style("money"))
            page.write(row, 6, place.chance, self.style("share"))
        row = self.last + 1
        page.write(row, 0, "Central costs", self.style("text"))
        page.write(row, 4, answer.central.npv, self.style("money"))
        page.write(row, 7, answer.central.npv, self.style("money"))
        page.write(row + 1, 0, "The whole", self.style("text"))
        self._total(page, row + 1, FIRST, 3, sum(answer.people), "people")
        self._total(page, row + 1, FIRST, 4, answer.npv, "money")
        self._total(page, row + 1, FIRST, 7, answer.all_at_once, "money")
        self.book.define_name("roll_out.npv", f"='{AREAS}'!{xl_rowcol_to_cell(row + 1, 4, True, True)}")

    def _people(self, page: Worksheet) -> None:
        years = list(map(financial_year, self.answer.years))
        self._head(page, "People who start", ["Area", *years])
        for row, place in enumerate(self.answer.places, FIRST):
            page.write(row, 0, place.name, self.style("text"))
            for column, people in enumerate(place.people, 1):
                page.write(row, column, people, self.style("people"))
        page.write(self.last + 1, 0, "All areas", self.style("text"))
        for column, people in enumerate(self.answer.people, 1):
            self._total(page, self.last + 1, FIRST, column, people, "people")

    def _money(self, page: Worksheet) -> None:
        years = list(map(financial_year, self.answer.years))
        self._head(
            page,
            "What is paid, £ in cash terms, VAT and the optimism bias adjustment in",
            ["Area", "Who pays", *years],
        )
        rows = [
            (place.name, payer, paid)
            for place in self.answer.places
            for payer, paid in place.cost.items()
            if any(paid)
        ]
        rows += [("Central costs", payer, paid) for payer, paid in self.answer.central.cost.items()]
        for row, (name, payer, paid) in enumerate(rows, FIRST):
            page.write(row, 0, name, self.style("text"))
            page.write(row, 1, capital(party_in_prose(payer)), self.style("text"))
            for column, amount in enumerate(paid, 2):
                page.write(row, column, amount, self.style("money"))
        last = FIRST + len(rows)
        page.write(last, 0, "All that is paid", self.style("text"))
        for column in range(len(years)):
            total = sum(paid[column] for paid in self.answer.cost.values())
            self._total(page, last, FIRST, column + 2, total, "money")
