"""The workbook: the case as live formulas, from its inputs to its headlines, as bytes.

What stands on the sheets is filled by `other_sheets.py`: the inputs, the calculation (`model_sheets.py`) and the pages around it.
Everything deterministic is a formula; what comes from a simulation is a value, and says so.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from make_the_case.exports.data_files import wakes_a_spreadsheet
from make_the_case.exports.workbook.cell_styles import BLUE, STYLES, Style, shown_in_all_digits, style_for
from make_the_case.exports.workbook.evidence_sheet import EVIDENCE, STANDARD, EvidenceSheet
from make_the_case.exports.workbook.finding_table import PUBLISHED, WORDS_OF_A_FINDING, column_of
from make_the_case.exports.workbook.formulas import Cell, Content, Formula, Sheet, Value, column_name, text_on
from make_the_case.exports.workbook.input_sheets import (
    AS_EXPORTED,
    HIGH,
    IN_PRICES,
    IN_USE,
    INPUT_HEADER,
    INPUTS,
    LOW,
    PRICES,
    SENSITIVITY,
    TEST_END,
    TEST_NUMBER,
    VALUE,
    Input,
)
from make_the_case.exports.workbook.line_sheet import LINE_WORDS, first_line_year, line_columns
from make_the_case.exports.workbook.other_sheets import ABOUT, Made, filled
from make_the_case.exports.workbook.page_layout import (
    CHART,
    LINE,
    column_widths,
    lay_out,
    lines_of,
    style_of,
)
from make_the_case.exports.workbook.record_sheets import CASE_SHEET
from make_the_case.exports.workbook.year_sheets import FIRST_YEAR, HEADER_ROW, YEAR_ROW
from make_the_case.words.phrases import capital, financial_year, party_in_prose, settled
from valuation import Answer, Case, check_code
from valuation.accounts import BENEFIT_CLASSES
from valuation.case.effects import RUNGS
from valuation.prices import years_from
from valuation.quantities import SHARE, Kind
from valuation.sensitivity.analysis import Analysis

ANY_NUMBER: dict[str, str | float] = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": -1e300,
    "maximum": 1e300,
}
COMMENT = {"author": "Make the Case", "x_scale": 2}


def workbook(
    case: Case,
    answer: Answer,
    analysis: Analysis | None = None,
    made_at: datetime | None = None,
    is_wrong: bool = False,
) -> bytes:
    """Returns the workbook of a case; `is_wrong` writes every cached value wrong, so that a test sees what recalculates."""
    made = filled(case, answer, analysis, made_at)
    stream = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }  # fmt: skip
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties(
        {
            "title": case.shape.title or "Make the Case",
            "comments": f"Check code {check_code(case)}",
            "created": made_at or datetime(2026, 1, 1),
        }
    )
    book.formats[0].set_font_name("Arial")
    book.formats[0].set_font_size(10)
    Writer(book, made, case, answer, is_wrong).write()
    book.close()
    return stream.getvalue()


class Writer:
    """Writes filled sheets: cells, headings, widths, names, bounds, notes and charts."""

    def __init__(self, book: xlsxwriter.Workbook, made: Made, case: Case, answer: Answer, is_wrong: bool):
        self.book, self.made, self.case, self.answer, self.is_wrong = book, made, case, answer, is_wrong
        self.formats: dict[tuple[str, bool], Format] = {}

    def write(self) -> None:
        pages: dict[str, Worksheet] = {}
        for sheet in self.made.sheets:
            pages[sheet.name] = self.book.add_worksheet(sheet.name)
        for sheet in self.made.sheets:
            page = pages[sheet.name]
            self._headings(page, sheet)
            for (row, column), cell in sheet.cells.items():
                shown = replace(cell, style=style_of(sheet, row, column, cell))
                self._cell(page, sheet.name, row, column, shown)
            self._look(page, sheet)
        self._inputs(pages[INPUTS])
        if self.made.inputs.evidence is not None:
            self._evidence(pages[EVIDENCE], self.made.inputs.evidence)
        self._contents(pages["Cover"])
        self._charts(pages["Summary"])
        for name, target in self.made.names.items():
            if len(name) <= 255:
                self.book.define_name(name, f"={target.text}")
        page = pages[SENSITIVITY]
        count = len(self.made.inputs.inputs)
        page.data_validation(
            *TEST_NUMBER,
            *TEST_NUMBER,
            {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": count},
        )
        page.data_validation(*TEST_END, *TEST_END, {"validate": "list", "source": ["low", "high"]})

    def _format(self, style: str, quoted: bool = False) -> Format:
        if (style, quoted) not in self.formats:
            made: Style = {"font_name": "Arial", "font_size": 10, "valign": "top", **STYLES[style]}
            if quoted:
                made["quote_prefix"] = True
            self.formats[style, quoted] = self.book.add_format(made)
        return self.formats[style, quoted]

    def _cell(self, page: Worksheet, name: str, row: int, column: int, cell: Cell) -> None:
        content = cell.content
        if isinstance(content, Formula):
            self._formula(page, name, row, column, content, self._format(cell.style))
        elif isinstance(content, str):
            if content:
                quoted = wakes_a_spreadsheet(content) or "://" in content
                page.write_string(row, column, content[:32_767], self._format(cell.style, quoted))
            else:
                page.write_blank(row, column, None, self._format(cell.style))
        else:
            number = float(content) or 0.0  # never minus nothing
            page.write_number(row, column, number, self._format(style_for(cell.style, number)))

    def _formula(
        self, page: Worksheet, name: str, row: int, column: int, content: Content, shown: Format
    ) -> None:
        """Writes a formula with what it comes to."""
        assert isinstance(content, Formula)
        value: Value = content.value
        if isinstance(value, float):
            value = settled(value) if math.isfinite(value) else "#NUM!"
        if self.is_wrong:
            value = "wrong" if isinstance(value, str) else 12345.678
        page.write_formula(row, column, text_on(name, content), shown, value)

    def _headings(self, page: Worksheet, sheet: Sheet) -> None:
        title = self.case.shape.title or "A case without a title"
        page.write_string(0, 0, ABOUT[sheet.name] if sheet.name != "Cover" else f"The business case as a live model: {title}"[:500], self._format("title"))  # fmt: skip
        calculation = self.made.model.calculation
        years = years_from(self.case.shape.appraisal.first_year, calculation.all_years)
        names = [
            financial_year(year) + (" (after the last year)" if k >= calculation.years else "")
            for k, year in enumerate(years)
        ]
        header, right = self._format("header"), self._format("header_right")
        page.set_row(0, 24)
        if sheet.years_from == FIRST_YEAR:
            page.write_string(
                1, 0, "Rows are items and columns are years. Nothing is typed here.", self._format("note")
            )
            for k, words in enumerate(("Option", "Item", "How", "One figure", "")):
                page.write_string(HEADER_ROW, k, words, right if k == 3 else header)
            if sheet.name == "Effect":
                page.write_string(
                    YEAR_ROW, FIRST_YEAR, "Years since the start, counted backwards", self._format("note")
                )
            else:
                last = max((c for (_, c) in sheet.cells if c >= FIRST_YEAR), default=FIRST_YEAR - 1)
                for k in range(last - FIRST_YEAR + 1):
                    page.write_string(HEADER_ROW, FIRST_YEAR + k, names[k], right)
        elif sheet.name == "Lines":
            columns, first = line_columns(), first_line_year()
            readers = f"{column_name(len(LINE_WORDS))} to {column_name(len(columns) - 1)}"
            page.write_string(1, 0, f"Present values are at the start of the first year. Columns {readers} say who reads the line, and how.", self._format("note"))  # fmt: skip
            labels = [capital(key.replace("_", " ")) for key in columns]
            for k, word in enumerate((*labels, "Present value", "After the last year")):
                page.write_string(HEADER_ROW, k, word, header)
            last = max((c for (_, c) in sheet.cells if c >= first), default=first - 1)
            for k in range(last - first + 1):
                page.write_string(HEADER_ROW, first + k, names[k], right)
        elif sheet.name == INPUTS:
            page.write_string(
                1,
                0,
                "Type in the yellow cells only. A name leads to each: it is the path under Where.",
                self._format("note"),
            )
            page.set_row(HEADER_ROW, 27)
            for k, word in enumerate(INPUT_HEADER):
                is_number = k in (VALUE, LOW, HIGH, IN_USE, IN_PRICES, AS_EXPORTED)
                page.write_string(HEADER_ROW, k, word, right if is_number else header)
        elif sheet.name == PRICES:
            for k, word in enumerate(("Financial year", "GDP deflator", "Kind")):
                page.write_string(HEADER_ROW, k, word, header)

    def _look(self, page: Worksheet, sheet: Sheet) -> None:
        options = self.made.model.calculation.model.options
        wide = column_widths(sheet, [option.name for option in options])
        for column, width in enumerate(wide):
            page.set_column(column, column, width)
        for row, lines in _lines_needed(sheet, wide).items():
            page.set_row(row, LINE * lines)
        is_of_years = sheet.years_from <= first_line_year() or sheet.name == INPUTS
        if is_of_years:
            page.freeze_panes(HEADER_ROW + 1, 3 if sheet.name in (INPUTS, "Lines") else 2)
        page.hide_gridlines(2)
        printed = 1 if sheet.name == CASE_SHEET else 11 if sheet.name == "Simulation" else len(wide)
        lay_out(page, wide[:printed], CHART if sheet.name == "Summary" else 0.0)
        if (
            any(key == (HEADER_ROW, 0) and cell.style == "header" for key, cell in sheet.cells.items())
            or is_of_years
        ):
            page.repeat_rows(HEADER_ROW)
        if sheet.name == "Simulation":  # the draws are for a program, not for paper
            page.print_area(0, 0, 5 + 5 * len(self.made.model.accounts.options), 10)
        if sheet.name == CASE_SHEET:
            page.print_area(0, 0, HEADER_ROW, 0)
        page.set_footer(f"&L&A&CCheck code {check_code(self.case)}&RPage &P of &N")

    def _inputs(self, page: Worksheet) -> None:
        for entered in self.made.inputs.inputs:
            a = entered.assumption
            follows = isinstance(self.made.inputs.sheet.cells[entered.row, VALUE].content, Formula)
            if follows:
                self._derived(page, entered)
            else:
                page.write_number(entered.row, VALUE, a.value, self._input_format("input", a.kind, a.value))
            if entered.spread and not follows:
                for column, x in ((LOW, entered.spread.low), (HIGH, entered.spread.high)):
                    page.write_number(entered.row, column, x, self._input_format("range", a.kind, x))
            page.write_number(entered.row, AS_EXPORTED, a.value, self._input_format("faint", a.kind, a.value))
            bounds = _bounds(a.kind)
            if bounds:
                page.data_validation(entered.row, VALUE, entered.row, VALUE, bounds)
            notes = [
                words for words in (_source_note(self.case, a.source), a.locator, a.note, a.reason) if words
            ]
            if notes:
                page.write_comment(
                    entered.row,
                    VALUE,
                    "\n".join(map(str, notes))[:2000],
                    COMMENT,
                )

    def _evidence(self, page: Worksheet, evidence: EvidenceSheet) -> None:
        """Writes what each input of a finding may hold, and keeps its names in sight."""
        words = {
            "design": [str(word.value) for word in evidence.designs.words.cells],
            "here": ["yes", "no"],
        }
        page.data_validation(*STANDARD, *STANDARD, {"validate": "list", "source": list(RUNGS)})
        for row in evidence.findings:
            for key in PUBLISHED:
                place = (row.number, column_of(key))
                if key in words:
                    page.data_validation(*place, *place, {"validate": "list", "source": words[key]})
                elif key not in WORDS_OF_A_FINDING:
                    page.data_validation(*place, *place, ANY_NUMBER)
            notes = [
                words_of_it
                for words_of_it in (
                    _source_note(self.case, row.stated.source),
                    row.stated.locator,
                    row.stated.note,
                )
                if words_of_it
            ]
            if notes:
                page.write_comment(row.number, 1, "\n".join(map(str, notes))[:2000], COMMENT)
        page.freeze_panes(0, 2)

    def _derived(self, page: Worksheet, entered: Input) -> None:
        """Writes what findings come to, which is a formula, in the format of its kind."""
        a = entered.assumption
        for column, style in ((VALUE, "input"), (LOW, "range"), (HIGH, "range")):
            cell = self.made.inputs.sheet.cells[entered.row, column]
            shown = self._input_format(style, a.kind, a.value)
            self._formula(page, INPUTS, entered.row, column, cell.content, shown)

    def _input_format(self, style: str, kind: Kind, number: float) -> Format:
        """Returns a style with the numbers of a kind of quantity: shares in per cent, money in pounds and pence."""
        money = "#,##0.00" if number == 0 or abs(number) >= 0.01 else shown_in_all_digits(number)
        shown = (
            "[>=0.0005]0.0##%;[<=-0.0005]-0.0##%;0.0#######%"
            if kind is SHARE
            else money
            if kind.is_money
            else shown_in_all_digits(number)
        )
        name = f"{style} {shown}"
        STYLES.setdefault(name, {**STYLES[style], "num_format": shown})
        return self._format(name)

    def _contents(self, page: Worksheet) -> None:
        cover = next(sheet for sheet in self.made.sheets if sheet.name == "Cover")
        row = max(at for at, _ in cover.cells) + 1
        for sheet in self.made.sheets:
            page.write_url(row, 0, f"internal:'{sheet.name}'!A1", self._format("link"), sheet.name)
            page.write_string(row, 1, ABOUT[sheet.name], self._format("words"))
            row += 1

    def _charts(self, page: Worksheet) -> None:
        """Draws the payer's position and the kinds of benefit of the option put forward, from the live cells."""
        model = self.made.model
        ident = self.case.preferred
        options = model.calculation.model.options
        place = next(k for k, option in enumerate(options) if option.id == ident)
        name = options[place].name
        row = model.accounts.so_far_rows.get((place, "commissioner"))
        if row is None:
            return
        payer = party_in_prose(self.answer.commissioner)
        line = self.book.add_chart({"type": "line"})
        end = FIRST_YEAR + model.calculation.years - 1
        line.add_series(
            {
                "name": f"{capital(payer)}: net so far, £",
                "categories": ["Accounts", HEADER_ROW, FIRST_YEAR, HEADER_ROW, end],
                "values": ["Accounts", row, FIRST_YEAR, row, end],
                "line": {"color": BLUE, "width": 2.5}, "marker": {"type": "circle", "fill": {"color": BLUE}},
            }
        )  # fmt: skip
        self._finish(line, f"{capital(payer)}: position at the end of each year, £", page, "D4",
                     f"Line chart of what {payer} has received less what it has paid, by the end of each year, for {name}; not discounted.")  # fmt: skip
        bars = self.book.add_chart({"type": "bar"})
        title_row = next(
            r for (r, c), cell in _summary(self.made).cells.items() if c == 0 and cell.content == name
        )
        bars.add_series(
            {
                "name": "Present value, £",
                "categories": ["Summary", title_row + 2, 0, title_row + 2 + len(BENEFIT_CLASSES), 0],
                "values": ["Summary", title_row + 2, 1, title_row + 2 + len(BENEFIT_CLASSES), 1],
                "fill": {"color": BLUE}, "invert_if_negative": False,
            }
        )  # fmt: skip
        bars.set_y_axis({"reverse": True, "num_font": {"name": "Arial", "size": 9}})
        self._finish(bars, "Cost, cash, capacity and wider value, £", page, "D22",
                     f"Bar chart of the cost to {payer}, cash released, capacity freed and wider value of {name}; the kinds are not added up.", is_lying=True)  # fmt: skip

    @property
    def figures(self) -> list[list[Formula]]:
        """Returns the amounts that the charts draw."""
        return [
            [*here.accounts["commissioner"].measures.values(), *here.classes.values()]
            for here in self.made.model.accounts.options
        ]

    def _finish(
        self, chart: Chart, title: str, page: Worksheet, at: str, alt: str, is_lying: bool = False
    ) -> None:
        chart.set_title({"name": title, "name_font": {"name": "Arial", "size": 11}})
        chart.set_legend({"none": True})
        largest = max(abs(cell.number) for cells in self.figures for cell in cells)
        plain = {
            "num_format": '0.0,,"m"' if largest >= 1e6 else "#,##0",
            "num_font": {"name": "Arial", "size": 9},
        }
        (chart.set_x_axis if is_lying else chart.set_y_axis)(
            {**plain, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
        )
        chart.set_size({"width": 560, "height": 320})
        page.insert_chart(at, chart, {"description": alt[:2000]})


def _summary(made: Made) -> Sheet:
    return next(sheet for sheet in made.sheets if sheet.name == "Summary")


def _lines_needed(sheet: Sheet, widths: Sequence[float]) -> dict[int, int]:
    """Returns how many lines each row needs that holds words which run on."""
    lines_of_row: dict[int, int] = {}
    for (row, column), cell in sheet.cells.items():
        content = cell.content.value if isinstance(cell.content, Formula) else cell.content
        style = STYLES[style_of(sheet, row, column, cell)]
        if isinstance(content, str) and style.get("text_wrap"):
            lines = lines_of(content, widths[column], style.get("font_size", 10))
            if lines > 1:
                lines_of_row[row] = max(lines_of_row.get(row, 1), min(lines, 28))
    return lines_of_row


def _bounds(kind: Kind) -> dict[str, str | float] | None:
    """Returns the bounds of the schema as a cell's rule, or None where any number will do."""
    has_low, has_high = math.isfinite(kind.low), math.isfinite(kind.high)
    message = {"error_title": "Outside what it can be", "error_message": f"This is {kind.allowed}."[:250]}
    if has_low and has_high:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": kind.low,
            "maximum": kind.high,
            **message,
        }
    if has_low:
        return {
            "validate": "decimal",
            "criteria": ">" if kind.low_is_open else ">=",
            "value": kind.low,
            **message,
        }
    if has_high:
        return {"validate": "decimal", "criteria": "<=", "value": kind.high, **message}
    return {**ANY_NUMBER, **message}


def _source_note(case: Case, source: str | None) -> str | None:
    return f"Source: {case.library.source_title(source)}" if source else None
