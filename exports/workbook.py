"""The workbook: the case as live formulas, from its inputs to its headlines, with what a reader needs beside them.

The calculation is `workbook_model.py`; here are the pages around it, and the bytes. Everything deterministic is a formula; what
comes from a simulation is a value, and says so.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.formulas import Cell, Formula, Sheet, address, choose, size, term, text_on
from exports.value_map import VALUE_MAP, value_map_rows
from exports.workbook_inputs import (
    AS_EXPORTED,
    FIRST_INPUT,
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
    InputSheets,
)
from exports.workbook_model import (
    ACCOUNT_WORDS,
    FIRST_YEAR,
    HEADER_ROW,
    LINE_COLUMNS,
    LINE_YEARS,
    MEASURE_WORDS,
    NET_SO_FAR,
    YEAR_ROW,
    ModelSheets,
)
from valuation import MODEL_VERSION, PROGRAM_VERSION, Case, check_code
from valuation.accounts import ACCOUNT_NAMES, BENEFIT_CLASSES
from valuation.measures import MEASURES
from valuation.prices import years_from
from valuation.quantities import SHARE, Kind
from valuation.sensitivity.result import Analysis
from words.assumptions import name_of
from words.constant_block import ConstantBlock, constant_block
from words.log import log_rows
from words.phrases import capital, financial_year, party_in_prose
from words.sensitivity_tables import chance_cell
from words.sources import attributions
from words.summary import Result
from words.summary_tables import ACCOUNTS

WAKES = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER_OF_DRAWS = 1000
PIECE = 30_000
"""Characters of the case file in one cell: a cell holds 32,767."""
CASE_SHEET = "Case_file"
MATCHES = "matches_the_app"
INK, BLUE, ORANGE, PALE, FAINT = "#1F1F1F", "#12436D", "#F46A25", "#E7EEF5", "#6B6B6B"
MONEY = "#,##0;(#,##0);0"
STYLES: dict[str, dict[str, Any]] = {
    "": {},
    "title": {"bold": True, "font_size": 16, "font_color": BLUE},
    "note": {"font_color": FAINT, "italic": True},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, "text_wrap": True, "valign": "top"},
    "header_right": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": BLUE,
        "text_wrap": True,
        "valign": "top",
        "align": "right",
    },
    "words": {"text_wrap": True, "valign": "top"},
    "text": {"valign": "top", "indent": 1},
    "strong": {"bold": True, "text_wrap": True, "valign": "top", "font_size": 12},
    "label": {"bold": True, "valign": "top"},
    "input": {"bg_color": "#FFF6D6", "font_color": "#0B3C8C", "border": 1, "border_color": "#C9B25A"},
    "range": {"font_color": FAINT},
    "faint": {"font_color": FAINT},
    "count": {"num_format": "0", "align": "left"},
    "number": {"num_format": "#,##0.0000"},
    "share": {"num_format": "0.0%"},
    "rate": {"num_format": "0.00%"},
    "factor": {"num_format": "0.000000"},
    "people": {"num_format": "#,##0.0"},
    "money": {"num_format": MONEY},
    "money2": {"num_format": "#,##0.00;(#,##0.00);0"},
    "headline": {"num_format": MONEY, "bold": True, "font_size": 12, "align": "left"},
    "total": {"num_format": MONEY, "bold": True},
    "right": {"align": "right", "num_format": "#,##0.####"},
    "plain": {"num_format": "#,##0.####"},
    "ratio": {"num_format": "0.00", "align": "right"},
    "year": {"num_format": "0", "bold": True, "font_color": "#FFFFFF", "bg_color": BLUE},
    "index": {"num_format": "0", "font_color": FAINT},
    "link": {"font_color": BLUE, "underline": 1},
}
OPTION_COLUMN = {SENSITIVITY: 2, "Checks": 1, "Simulation": 0, "Value_map": 0}
"""Where the options are named, on the sheets that are not of years."""
VALUE_STYLES = {
    "input": "money",
    "quantity": "people",
    "proxy": "money2",
    "present_value": "money",
} | dict.fromkeys(("deadweight", "displacement", "attribution", "drop_off"), "share")
ABOUT = {
    "Cover": "What this is, and how to use it",
    "Summary": "The verdict, the five lines, and what every paper says of this case",
    "Options": "The options side by side",
    INPUTS: "Every number that may be changed: the only place to type",
    "People": "Who starts and who finishes, by year",
    "Effect": "How much of each year after starting is lived with the effect",
    "Exposure": "Person-years of effect",
    "Shares": "How payments and gains are shared",
    "Costs": "What each cost comes to, by year",
    "Benefits": "What changes, and what it is worth, by year",
    "Lines": "Every part of every cost and value, and who reads it",
    "Discounting": "Discount factors, and inflation",
    PRICES: "The price index that restates money of other years",
    "Accounts": "What it comes to for each reader, and the headlines",
    "Who_pays": "Who pays and who gains",
    "Cash_flow": "Cash by payer and financial year, with inflation",
    SENSITIVITY: "Try one number at an end of its range; what each does, from the app",
    "Assumptions": "The log: how good each number is and how much it matters",
    "Value_map": "The value map, in the order of the Social Value guide",
    "Simulation": "All numbers at once: values from the app, not formulas",
    "Checks": "Whether the sheets agree with the app and with themselves",
    "Sources": "Where the numbers come from, and their licences",
    "Versions": "What made this file, and what the model leaves out",
    CASE_SHEET: "The case as it was exported: uploading this file reads the inputs against it",
}
LEFT_OUT = (
    "Months; money released in lumps; residual values; who fills the capacity that is freed; people who move in and out of a "
    "standing population; the costs of added life; effects on people who do not take part, unless entered as outcomes."
)


@dataclass
class Made:
    """The sheets of a workbook before they are written, and its names."""

    sheets: list[Sheet]
    names: dict[str, Formula]
    inputs: InputSheets
    model: ModelSheets


def workbook(
    case: Case,
    result: Result,
    analysis: Analysis | None = None,
    made_at: datetime | None = None,
    is_wrong: bool = False,
) -> bytes:
    """Returns the workbook of a case; `is_wrong` writes every cached value wrong, so that a test sees what recalculates."""
    made = filled(case, result, analysis, made_at)
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
    _Writer(book, made, case, result, is_wrong).write()
    book.close()
    return stream.getvalue()


def filled(
    case: Case, result: Result, analysis: Analysis | None = None, made_at: datetime | None = None
) -> Made:
    """Returns every sheet filled with formulas, values and words, before any of it is bytes."""
    from valuation import compile_case

    model = analysis.simulation.model if analysis is not None else compile_case(case)
    inputs = InputSheets(model)
    sheets = ModelSheets(model, inputs.numbers, inputs.deflator_at)
    pages = _Pages(case, result, analysis, made_at, inputs, sheets)
    by_name = {sheet.name: sheet for sheet in [*pages.sheets, *sheets.sheets, inputs.sheet, inputs.prices]}
    return Made([by_name[name] for name in ABOUT if name in by_name], pages.names, inputs, sheets)


class _Pages:
    """Fills the pages around the calculation."""

    def __init__(
        self,
        case: Case,
        result: Result,
        analysis: Analysis | None,
        made_at: datetime | None,
        inputs: InputSheets,
        model: ModelSheets,
    ):
        self.case, self.result, self.analysis = case, result, analysis
        self.made_at, self.inputs, self.model = made_at, inputs, model
        self.preferred = case.shape.preferred or next(iter(result["options"]))
        self.sheets: list[Sheet] = []
        self.names: dict[str, Formula] = {}
        self._names()
        self.checks = self._checks()
        self._sensitivity()
        self._summary()
        self._options()
        self._cover()
        self._log()
        self._value_map()
        self._simulation()
        self._sources()
        self._case_file()

    def _sheet(self, name: str, header: Sequence[str] = (), row: int = HEADER_ROW) -> Sheet:
        sheet = Sheet(name, row=row + 1 if header else row)
        self.sheets.append(sheet)
        sheet.across(row, 0, header, "header")
        return sheet

    @staticmethod
    def _add(sheet: Sheet, cells: Sequence[Any], styles: Sequence[str] = ()) -> int:
        for column, content in enumerate(cells):
            style = styles[column] if column < len(styles) else "words"
            sheet.put(sheet.row, column, "" if content is None else content, style)
        sheet.row += 1
        return sheet.row - 1

    # Names ----------------------------------------------------------------------------------------------------

    def _names(self) -> None:
        for one in self.inputs.inputs:
            self.names[one.assumption.path] = Formula(
                f"{INPUTS}!{address(one.row, VALUE)}", one.assumption.value
            )
        for option, found in zip(self.model.model.options, self.model.options, strict=True):
            for account, measures in found.accounts.items():
                for measure, cell in measures.items():
                    self.names[f"{option.id}.{account}.{measure}"] = cell
            for name, cell in found.more.items():
                self.names[f"{option.id}.{name}"] = cell
            for name, cell in found.classes.items():
                if cell.text != "0":
                    self.names[f"{option.id}.benefit_classes.{name}"] = cell
            for name, cell in found.beyond.items():
                if cell.text != "0":
                    self.names[f"{option.id}.beyond_horizon.{name}"] = cell

    # Checks ---------------------------------------------------------------------------------------------------

    def _checks(self) -> Formula:
        sheet = self._sheet("Checks", ("Check", "Option", "Here", "The app", "Agrees"))
        agreed = []

        def row(what: str, option: str, here: Formula, app: Any) -> None:
            at = sheet.row
            self._add(sheet, (what, option))
            sheet.row -= 1
            live = sheet.put(at, 2, here, "money2")
            if app is None or isinstance(app, str):
                said = sheet.put(at, 3, app or here.value, "text")
                test = live.is_same(said)
            else:
                said = sheet.put(at, 3, float(app), "money2")
                biggest = Formula(f"MAX(1,ABS({said.text}))", max(1.0, abs(said.number)))
                test = size(live - said) <= biggest * 1e-9
            agreed.append(sheet.put(at, 4, choose(test, "yes", "no"), "right"))
            sheet.row += 1

        for option, found in zip(self.model.model.options, self.model.options, strict=True):
            app = self.result["options"][option.id]
            for account in ACCOUNT_NAMES:
                for measure in MEASURES:
                    row(f"{ACCOUNT_WORDS[account]}: {MEASURE_WORDS[measure]}", option.name, found.accounts[account][measure], app["accounts"][account][measure])  # fmt: skip
            for name in BENEFIT_CLASSES:
                row(
                    f"Benefits: {name.replace('_', ' ')}",
                    option.name,
                    found.classes[name],
                    app["benefit_classes"][name],
                )
            row("Verdict", option.name, found.more["verdict.number"], app["verdict"]["number"])
            row("Society's net value, with weights", option.name, found.more["weighted_npv"], app["weighted_npv"])  # fmt: skip
        run = sheet.run(agreed)
        unlike = Formula(f'COUNTIF({run.text},"no")', float(sum(c.value == "no" for c in agreed)))
        answer = choose(unlike.is_same(0), "Yes", "No: inputs have been changed, or a number is being tried")
        at = self._add(sheet, ("Matches the app", "All"), ("label", "label"))
        self.names[MATCHES] = sheet.put(at, 4, answer, "strong")
        self._own_checks(sheet)
        return self.names[MATCHES]

    def _own_checks(self, sheet: Sheet) -> None:
        """Writes the checks that hold whatever is typed: sums that must agree, and effects that end within the years shown."""
        for option, found in zip(self.model.model.options, self.model.options, strict=True):
            society = found.accounts["society"]
            sums = [
                (
                    "Parties' nets add up to society's net value",
                    _added([p["net"] for p in found.parties.values()]),
                    society["npv"],
                )
            ]
            sums.append(
                (
                    "Kinds of benefit add up to society's benefits",
                    _added(list(found.classes.values())),
                    society["pv_benefits"],
                )
            )
            for what, here, there in sums:
                biggest = Formula(f"MAX(1,ABS({there.text}))", max(1.0, abs(there.number)))
                at = self._add(sheet, (what, option.name))
                live = sheet.put(at, 2, here, "money2")
                other = sheet.put(at, 3, there, "money2")
                sheet.put(at, 4, choose(size(live - other) <= biggest * 1e-9, "yes", "no"), "right")
        table = self.model.model.exposures
        ends = [
            self.model.n(int(lag)) + self.model.n(int(lasts))
            for lag, lasts in zip(table.lag, table.lasts, strict=True)
        ]
        if ends:
            at = self._add(sheet, ("Every effect ends within the years that are worked out", "All"))
            longest = Formula(f"MAX({','.join(e.text for e in ends)})", max(e.number for e in ends))
            shown = term(self.model.all_years - self.model.years)
            live = sheet.put(at, 2, longest + 1, "people")
            there = sheet.put(at, 3, shown, "people")
            words = "no: benefit after the last year is worth more than the sheet Accounts says"
            sheet.put(at, 4, choose(live <= there, "yes", words), "text")

    # Summary --------------------------------------------------------------------------------------------------

    def _summary(self) -> None:
        sheet = self._sheet("Summary", row=2)
        self.summary_figures: dict[str, list[Formula]] = {}
        tried = Formula(f"{SENSITIVITY}!$C$5", 0.0)
        self._add(sheet, ("Matches the app", self.checks), ("label", "strong"))
        says = choose(
            tried.is_same(0),
            "No: every figure is with the inputs as they stand",
            "Yes: see the sheet Sensitivity",
        )
        self._add(sheet, ("Is one number being tried?", says), ("label", "words"))
        payer = party_in_prose(self.result["commissioner"])
        for option, found in zip(self.model.model.options, self.model.options, strict=True):
            sheet.row += 1
            self._add(sheet, (option.name,), ("title",))
            self._add(sheet, ("Verdict", found.more["verdict.sentence"]), ("label", "strong"))
            rows = [
                (f"Costs {payer}, £", found.accounts["commissioner"]["pv_costs"]),
                ("Releases in cash, £", found.classes["cash_releasing"]),
                ("Frees capacity worth, £", found.classes["capacity"]),
                ("Wider value, £", found.classes["wider"]),
                ("Net value, everyone counted, £", found.accounts["society"]["npv"]),
            ]
            cells = []
            for words, cell in rows:
                at = self._add(sheet, (words, cell), ("label", "headline"))
                cells.append(Formula(f"Summary!{address(at, 1)}", cell.value))
            self.summary_figures[option.id] = cells
            effects = "; ".join(o.name or o.id for o in option.not_priced) or "the case names none"
            self._add(sheet, ("Not priced", effects), ("label", "words"))
        sheet.row += 1
        self.block_row = sheet.row
        self._add(sheet, ("As it was exported",), ("title",))
        for option in self.model.model.options:
            block: ConstantBlock = constant_block(self.case, self.result, option.id, self.analysis)
            for label, words in block.rows():
                self._add(sheet, (label, words), ("label", "words"))
            sheet.row += 1

    def _options(self) -> None:
        options = self.model.model.options
        sheet = self._sheet("Options", ("Measure", *(option.name for option in options)))
        found = self.model.options

        def row(words: str, cells: Iterable[Formula], style: str) -> None:
            self._add(sheet, (words, *cells), ("label", *[style] * len(options)))

        row("Verdict", (f.more["verdict.sentence"] for f in found), "words")
        payer = capital(party_in_prose(self.result["commissioner"]))
        for account, words in ACCOUNTS.items():
            for key, says in (("pv_costs", "costs"), ("pv_benefits", "benefits"), ("npv", "net value")):
                row(
                    f"{words.format(commissioner=payer)}: {says}, £",
                    (f.accounts[account][key] for f in found),
                    "money",
                )
        for name, words in (
            ("cash_releasing", "Cash released, £"),
            ("capacity", "Capacity freed, £"),
            ("wider", "Wider value, £"),
        ):
            row(words, (f.classes[name] for f in found), "money")
        row("QALYs, discounted", (f.more["qalys.discounted"] for f in found), "ratio")
        row("NICE reading", (f.more["nice.icer.reading"] for f in found), "text")
        row("Net cost for each QALY, £", (f.more["nice.icer.value"] for f in found), "money")
        row("Net health benefit, QALYs", (f.more["nice.net_health_benefit"] for f in found), "ratio")
        row("Net value with distributional weights, £", (f.more["weighted_npv"] for f in found), "money")

    # Sensitivity ----------------------------------------------------------------------------------------------

    def _sensitivity(self) -> None:
        header = (
            "No.",
            "Assumption",
            "Option",
            "Low",
            "High",
            "Net value at low £",
            "Net value at high £",
            "Breaks even at",
        )
        sheet = self._sheet(SENSITIVITY, header, row=13)
        number, end = TEST_NUMBER, TEST_END
        sheet.put(3, 1, "Change one thing", "label")
        sheet.put(number[0], 1, "Number to try: its No. on the sheet Inputs, or 0 for none", "words")
        sheet.put(number[0], number[1], 0.0, "input")
        sheet.put(end[0], 1, "At which end: low or high", "words")
        sheet.put(end[0], end[1], "low", "input")
        test = Formula(f"{SENSITIVITY}!$C$5", 0.0)
        first, last = FIRST_INPUT + 1, FIRST_INPUT + max(1, len(self.inputs.inputs))
        name = Formula(f"INDEX({INPUTS}!$B${first}:$B${last},MAX(1,{test.text}))", "none")
        sheet.put(6, 1, "What is tried", "words")
        sheet.put(6, 2, Formula(f'IF({test.text}=0,"nothing",{name.text})', "nothing"), "text")
        sheet.put(7, 1, "Net value, everyone counted, with it", "words")
        sheet.put(8, 1, "Net value as exported", "words")
        sheet.put(9, 1, "The difference", "words")
        sheet.put(10, 1, "Verdict with it", "words")
        for k, option in enumerate(self.model.model.options):
            found, at = self.model.options[k], 2 + k
            sheet.put(3, at, option.name, "label")
            live = sheet.put(7, at, found.accounts["society"]["npv"], "total")
            app = sheet.put(8, at, float(self.result["options"][option.id]["accounts"]["society"]["npv"]), "money")  # fmt: skip
            sheet.put(9, at, live - app, "money")
            sheet.put(10, at, found.more["verdict.sentence"], "words")
        if self.analysis is None:
            sheet.put(sheet.row, 0, "No sensitivity analysis was run for this file.", "note")
            return
        numbers = {one.assumption.path: one.row - FIRST_INPUT + 1 for one in self.inputs.inputs}
        styles = ("count", "text", "text", "plain", "plain", "money", "money", "right")
        for option in self.model.model.options:
            edges = {s.path: s.value for s in self.analysis.switches[option.id]}
            for s in self.analysis.swings[option.id]:
                edge = edges.get(s.path)
                ends = [x if math.isfinite(x) else "not defined" for x in (s.at_low, s.at_high)]
                cells = (
                    float(numbers[s.path]), name_of(self.case, s.path), option.name, s.low, s.high, *ends,
                    "no value tried" if edge is None else edge,
                )  # fmt: skip
                self._add(sheet, cells, styles)

    # The rest -------------------------------------------------------------------------------------------------

    def _cover(self) -> None:
        sheet = self._sheet("Cover", row=2)
        when = f", {_day(self.made_at)}" if self.made_at else ""
        case = self.case.shape
        for words in (
            case.title or "A case without a title",
            f"{case.organisation or 'Organisation not said'}{when}. Check code {self.result['check_code']}.",
            "Produced with Make the Case, open source. Not endorsed by the NHS, HM Treasury or NICE.",
        ):
            self._add(sheet, (words,), ("text",))
        sheet.row += 1
        for head, words in (
            ("How to use it", "Type only in the yellow cells of the sheet Inputs. Everything else follows by formula; nothing is hidden or locked."),
            ("To follow a figure", "Select a headline on Accounts and use Trace precedents: it leads through Lines, Costs and Benefits to Inputs."),
            ("To try one number", "On Sensitivity, type its number and an end of its range. Set it back to 0 afterwards."),
            ("To bring it back", "Upload the saved file in the app: it reads the sheet Inputs and says what your changes did."),
            ("Colours", "Yellow: may be changed. Dark blue: headings. Grey: notes, and what is left as exported."),
            ("Brackets", "On the sheets of money, (1,234) is less than nothing. Money is in the case's prices unless the sheet says otherwise."),
            ("Not formulas", "Simulation, and the table on Sensitivity, are values from the app as it was on the day of export."),
        ):  # fmt: skip
            self._add(sheet, (head, words), ("label", "words"))
        sheet.row += 1
        self.contents_row = sheet.row
        self._add(sheet, ("Sheet", "What is on it"), ("header", "header"))

    def _log(self) -> None:
        header = ("No.", "Assumption", "Where", "Used", "Low", "High", "Where from", "Source", "Quality", "Impact", "Breaks even at", "Reason", "More")  # fmt: skip
        if self.analysis is None:
            return
        sheet = self._sheet("Assumptions", header)
        option = self.preferred
        rows = log_rows(
            self.case, option, self.analysis.simulation.base, self.analysis.swings[option], self.analysis.switches[option]
        )  # fmt: skip
        for r in rows:
            more = "; ".join(f"{label}: {words}" for label, words in r.details)
            self._add(
                sheet,
                (r.id, r.name, r.path, r.value, r.low, r.high, r.where_from, r.source, r.quality, r.impact, r.breaks_even, r.reason, more),
                ("text", "words", "text", *["words"] * 10),
            )  # fmt: skip

    def _value_map(self) -> None:
        years = [financial_year(year) for year in self.result["years"]]
        sheet = self._sheet("Value_map", (*VALUE_MAP.values(), *years))
        for row in value_map_rows(self.case, self.result):
            cells = [row[key] for key in VALUE_MAP]
            styles = [
                "words" if isinstance(c, str) or c is None else VALUE_STYLES.get(key, "ratio")
                for key, c in zip(VALUE_MAP, cells, strict=True)
            ]
            at = self._add(sheet, cells, styles)
            if row["line"] is not None:
                live = self.model.line_years[int(row["line"])][: len(years)]
                sheet.across(at, len(VALUE_MAP), [Formula(c.text, c.value) for c in live], "money")
                sheet.put(
                    at, list(VALUE_MAP).index("present_value"), self.model.line_pv[int(row["line"])], "money"
                )
        for option, found in zip(self.model.model.options, self.model.options, strict=True):
            at = self._add(sheet, (option.name, "Social value for each £1 of cost, everyone counted"))
            sheet.put(at, list(VALUE_MAP).index("present_value"), found.more["sroi"], "ratio")

    def _simulation(self) -> None:
        if self.analysis is None or self.analysis.simulation.has_nothing_uncertain:
            return
        simulation = self.analysis.simulation
        levels = (5, 10, 25, 50, 75, 90, 95)
        header = ("Option", "Account", "Mean", *(f"P{level}" for level in levels), "Chance above 0")
        sheet = self._sheet("Simulation", header, row=4)
        when = f" on {_day(self.made_at)}" if self.made_at else ""
        sheet.put(
            1, 0, f"Values from the app, not formulas: worked out{when} from {len(simulation.sample):,} draws, seed {simulation.sample.seed}. "
            "They do not change when an input does.", "note",
        )  # fmt: skip
        import numpy as np

        columns = []
        for option in self.model.model.options:
            for account in ACCOUNT_NAMES:
                npv = simulation[option.id].accounts[account].npv
                found = np.percentile(npv, levels)
                cells = (
                    option.name,
                    ACCOUNT_WORDS[account],
                    float(npv.mean()),
                    *map(float, found),
                    chance_cell(float((npv > 0).mean())),
                )
                self._add(sheet, cells, ("text", "text", *["money"] * 8, "right"))
                columns.append((f"{option.id} {account}", npv[:NUMBER_OF_DRAWS]))
        sheet.row += 1
        self._add(
            sheet,
            (f"The first {min(NUMBER_OF_DRAWS, len(simulation.sample)):,} draws of net value, £",),
            ("label",),
        )
        self._add(sheet, ("Draw", *(name for name, _ in columns)), ["header"] * (len(columns) + 1))
        for k in range(len(columns[0][1])):
            self._add(
                sheet,
                (float(k + 1), *(float(npv[k]) for _, npv in columns)),
                ("count", *["money"] * len(columns)),
            )

    def _sources(self) -> None:
        sheet = self._sheet("Sources", ("Source", "Licence", "As it asks to be named"))
        for source in attributions(self.case, (one.assumption for one in self.inputs.inputs)):
            self._add(sheet, source)
        versions = self._sheet("Versions", ("What", "Which"))
        when = _day(self.made_at) if self.made_at else "not said"
        for row in (
            ("Made", when),
            ("Program", PROGRAM_VERSION),
            ("Model", MODEL_VERSION),
            ("Library", self.case.library.version),
            ("Check code", self.result["check_code"]),
            ("Price index", f"outturn to {financial_year(self.case.deflator.last_outturn)}, forecast after it"),
            ("What the model leaves out", LEFT_OUT),
            ("Incremental analysis", "The fully incremental NICE analysis of all options is in result.json: it is not worked out here."),
        ):  # fmt: skip
            self._add(versions, row)

    def _case_file(self) -> None:
        sheet = self._sheet(CASE_SHEET, ("The case as JSON, in pieces: join the cells of this column",))
        for piece in pieces(self.case):
            self._add(sheet, (piece,), ("text",))


def pieces(case: Case) -> list[str]:
    """Returns the case as exported, without what the app saved beside it, in pieces that a cell holds."""
    data = {key: value for key, value in case.data.items() if key != "saved"}
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), default=str)
    return [text[k : k + PIECE] for k in range(0, len(text), PIECE)]


def _day(when: datetime) -> str:
    """Returns a date as it is written.

    >>> _day(datetime(2026, 11, 5))
    '5 November 2026'
    """
    return f"{when.day} {when:%B %Y}"


def _added(cells: Sequence[Formula]) -> Formula:
    made = term(0)
    for cell in cells:
        made = made + cell
    return made


# Bytes -------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes filled sheets: cells, headings, widths, names, bounds, notes and charts."""

    def __init__(self, book: Any, made: Made, case: Case, result: Result, is_wrong: bool):
        self.book, self.made, self.case, self.result, self.is_wrong = book, made, case, result, is_wrong
        self.formats: dict[tuple[str, bool], Format] = {}

    def write(self) -> None:
        pages: dict[str, Worksheet] = {}
        for sheet in self.made.sheets:
            pages[sheet.name] = self.book.add_worksheet(sheet.name)
        for sheet in self.made.sheets:
            page = pages[sheet.name]
            self._headings(page, sheet)
            for (row, column), cell in sheet.cells.items():
                self._cell(page, sheet.name, row, column, cell)
            self._look(page, sheet)
        self._inputs(pages[INPUTS])
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
            made = {"font_name": "Arial", "font_size": 10, "valign": "top", **STYLES[style]}
            if quoted:
                made["quote_prefix"] = True
            self.formats[style, quoted] = self.book.add_format(made)
        return self.formats[style, quoted]

    def _cell(self, page: Worksheet, name: str, row: int, column: int, cell: Cell) -> None:
        content = cell.content
        if isinstance(content, Formula):
            value: Any = content.value
            if isinstance(value, float) and not math.isfinite(value):
                value = "#NUM!"
            if self.is_wrong:
                value = "wrong" if isinstance(value, str) else 12345.678
            page.write_formula(row, column, text_on(name, content), self._format(cell.style), value)
        elif isinstance(content, str):
            if content:
                quoted = content.startswith(WAKES) or "://" in content
                page.write_string(row, column, content[:32_767], self._format(cell.style, quoted))
            else:
                page.write_blank(row, column, None, self._format(cell.style))
        else:
            page.write_number(row, column, float(content), self._format(cell.style))

    def _headings(self, page: Worksheet, sheet: Sheet) -> None:
        title = self.case.shape.title or "A case without a title"
        page.write_string(0, 0, ABOUT[sheet.name] if sheet.name != "Cover" else f"The business case as a live model: {title}"[:500], self._format("title"))  # fmt: skip
        model = self.made.model
        years = years_from(self.case.shape.appraisal.first_year, model.all_years)
        names = [
            financial_year(year) + (" (after the last year)" if k >= model.years else "")
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
            page.write_string(1, 0, "Present values are at the start of the first year. Columns N to S say who reads the line, and how.", self._format("note"))  # fmt: skip
            labels = [capital(key.replace("_", " ")) for key in LINE_COLUMNS]
            for k, word in enumerate((*labels, "Present value", "After the last year")):
                page.write_string(HEADER_ROW, k, word, header)
            last = max((c for (_, c) in sheet.cells if c >= LINE_YEARS), default=LINE_YEARS - 1)
            for k in range(last - LINE_YEARS + 1):
                page.write_string(HEADER_ROW, LINE_YEARS + k, names[k], right)
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
        widths: dict[str, Sequence[float]] = {
            "Cover": (26, 110), "Summary": (34, 92, 3), "Options": (66,), "Checks": (66, 36, 18, 18, 14),
            INPUTS: (6, 76, 66, 15, 13, 13, 18, 10, 24, 7, 44, 13, 16, 13, 10), PRICES: (16, 16, 12),
            SENSITIVITY: (6, 76, 44, 14, 14, 20, 20, 16), "Assumptions": (6, 44, 58, 14, 12, 12, 22, 60, 9, 9, 16, 44, 110),
            "Simulation": (30, 38), "Sources": (60, 24, 90), "Versions": (28, 110), CASE_SHEET: (120,), "Value_map": (30, 30, 46, 15, 16, 14, 11, 12, 15, 44, 14, 14, 14, 12, 16),
            "Lines": (24, 56, 22, 10, 16, 18),
        }  # fmt: skip
        given = widths.get(sheet.name, (34, 56, 60, 15, 3))
        last = max((column for _, column in sheet.cells), default=0)
        rest = 40 if sheet.name == "Options" else 14
        wide = [given[column] if column < len(given) else rest for column in range(last + 1)]
        names = OPTION_COLUMN.get(sheet.name, 0 if sheet.years_from == FIRST_YEAR else None)
        if names is not None:  # wide enough for what the options are called
            longest = max(len(option.name) for option in self.made.model.model.options)
            wide[names] = min(70, max(12, 1.05 * longest + 2))
        for column, width in enumerate(wide):
            page.set_column(column, column, width)
        for row, lines in _lines_needed(sheet, wide).items():
            page.set_row(row, 13.5 * lines)
        is_of_years = sheet.years_from <= LINE_YEARS or sheet.name == INPUTS
        if is_of_years:
            page.freeze_panes(HEADER_ROW + 1, 3 if sheet.name in (INPUTS, "Lines") else 2)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        if (
            any(key == (HEADER_ROW, 0) and cell.style == "header" for key, cell in sheet.cells.items())
            or is_of_years
        ):
            page.repeat_rows(HEADER_ROW)
        if sheet.name == "Simulation":  # the draws are for a program, not for paper
            page.print_area(0, 0, 5 + 5 * len(self.made.model.options), 10)
        if sheet.name == CASE_SHEET:
            page.print_area(0, 0, HEADER_ROW, 0)
        page.set_footer(f"&L&A&CCheck code {check_code(self.case)}&RPage &P of &N")

    def _inputs(self, page: Worksheet) -> None:
        for one in self.made.inputs.inputs:
            a = one.assumption
            page.write_number(one.row, VALUE, a.value, self._input_format("input", a.kind))
            if one.spread:
                for column, x in ((LOW, one.spread.low), (HIGH, one.spread.high)):
                    page.write_number(one.row, column, x, self._input_format("range", a.kind))
            page.write_number(one.row, AS_EXPORTED, a.value, self._input_format("faint", a.kind))
            bounds = _bounds(a.kind)
            if bounds:
                page.data_validation(one.row, VALUE, one.row, VALUE, bounds)
            said = [
                words for words in (_source_note(self.case, a.source), a.locator, a.note, a.reason) if words
            ]
            if said:
                page.write_comment(
                    one.row,
                    VALUE,
                    "\n".join(map(str, said))[:2000],
                    {"author": "Make the Case", "x_scale": 2},
                )

    def _input_format(self, style: str, kind: Kind) -> Format:
        """Returns a style with the numbers of a kind of quantity: shares in per cent, money in pounds and pence."""
        shown = "0.0##%" if kind is SHARE else "#,##0.00" if kind.is_money else "General"
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
        ident = self.case.shape.preferred or model.model.options[0].id
        place = next(k for k, option in enumerate(model.model.options) if option.id == ident)
        account = next(s for s in self.made.sheets if s.name == "Accounts")
        name = model.model.options[place].name
        row = next(
            (at for (at, column), cell in account.cells.items() if column == 1 and cell.content == f"{ACCOUNT_WORDS['commissioner']}: {NET_SO_FAR}"
             and account.cells[at, 0].content == name), None,
        )  # fmt: skip
        if row is None:
            return
        payer = party_in_prose(self.result["commissioner"])
        line = self.book.add_chart({"type": "line"})
        end = FIRST_YEAR + model.years - 1
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
        at = next(r for (r, c), cell in _summary(self.made).cells.items() if c == 0 and cell.content == name)
        bars.add_series(
            {
                "name": "Present value, £",
                "categories": ["Summary", at + 2, 0, at + 5, 0],
                "values": ["Summary", at + 2, 1, at + 5, 1],
                "fill": {"color": BLUE}, "invert_if_negative": False,
            }
        )  # fmt: skip
        bars.set_y_axis({"reverse": True, "num_font": {"name": "Arial", "size": 9}})
        self._finish(bars, "Cost, cash, capacity and wider value, £", page, "D22",
                     f"Bar chart of the cost to {payer}, cash released, capacity freed and wider value of {name}; the kinds are not added up.", is_lying=True)  # fmt: skip

    @property
    def figures(self) -> list[list[Formula]]:
        """Returns the amounts that the charts draw."""
        found = self.made.model.options
        return [[*f.accounts["commissioner"].values(), *f.classes.values()] for f in found]

    def _finish(
        self, chart: Any, title: str, page: Worksheet, at: str, alt: str, is_lying: bool = False
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
    """Returns how many lines each row needs that holds words which run on: no spreadsheet but Excel finds out by itself."""
    found: dict[int, int] = {}
    for (row, column), cell in sheet.cells.items():
        content = cell.content.value if isinstance(cell.content, Formula) else cell.content
        style = STYLES[cell.style]
        if isinstance(content, str) and style.get("text_wrap"):
            per_line = widths[column] * 10 / style.get("font_size", 10) * 0.95
            lines = sum(max(1, math.ceil(len(part) / per_line)) for part in content.split("\n"))
            if lines > 1:
                found[row] = max(found.get(row, 1), min(lines, 28))
    return found


def _bounds(kind: Kind) -> dict[str, Any] | None:
    """Returns the bounds of the schema as a cell's rule, or None where any number will do."""
    has_low, has_high = math.isfinite(kind.low), math.isfinite(kind.high)
    said = {"error_title": "Outside what it can be", "error_message": f"This is {kind.allowed}."[:250]}
    if has_low and has_high:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": kind.low,
            "maximum": kind.high,
            **said,
        }
    if has_low:
        return {
            "validate": "decimal",
            "criteria": ">" if kind.low_is_open else ">=",
            "value": kind.low,
            **said,
        }
    if has_high:
        return {"validate": "decimal", "criteria": "<=", "value": kind.high, **said}
    return {"validate": "decimal", "criteria": "between", "minimum": -1e300, "maximum": 1e300, **said}


def _source_note(case: Case, source: str | None) -> str | None:
    return f"Source: {case.library.source_title(source)}" if source else None
