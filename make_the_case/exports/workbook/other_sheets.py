"""The pages of a workbook: cover, summary, options, sensitivity, log, value map, simulation, checks, sources, the case itself.

The calculation that they read is `workbook_model.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from make_the_case.exports.workbook.formulas import Formula, Sheet, address, choose, size, term
from make_the_case.exports.workbook.input_sheets import (
    FIRST_INPUT,
    INPUTS,
    PRICES,
    SENSITIVITY,
    TEST_END,
    TEST_NUMBER,
    VALUE,
    InputSheets,
)
from make_the_case.exports.workbook.ledger_sheets import HEADER_ROW
from make_the_case.exports.workbook.model_sheets import ModelSheets
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.names import ACCOUNT_WORDS, CLASS_WORDS, MEASURE_WORDS, account_row
from make_the_case.words.papers.assumptions_log import log_rows
from make_the_case.words.papers.constant_block import ConstantBlock, constant_block
from make_the_case.words.phrases import day, financial_year, party_in_prose
from make_the_case.words.sources import attributions
from make_the_case.words.tables.sensitivity_tables import chance_cell
from make_the_case.words.tables.value_map import VALUE_MAP, value_map_rows
from valuation import MODEL_VERSION, PROGRAM_VERSION, Answer, Case
from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.monte_carlo import chance_positive
from valuation.streams import measure_names

NUMBER_OF_DRAWS = 1000
PIECE = 30_000
"""Characters of the case file in one cell: a cell holds 32,767."""
CASE_SHEET = "Case_file"
MATCHES = "matches_the_app"
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


def filled(
    case: Case, result: Answer, analysis: Analysis | None = None, made_at: datetime | None = None
) -> Made:
    """Returns every sheet filled with formulas, values and words, before any of it is bytes."""
    from valuation import compile_case

    model = analysis.simulation.model if analysis is not None else compile_case(case)
    inputs = InputSheets(model)
    sheets = ModelSheets(model, inputs.numbers, inputs.deflator_at)
    pages = Pages(case, result, analysis, made_at, inputs, sheets)
    by_name = {sheet.name: sheet for sheet in [*pages.sheets, *sheets.sheets, inputs.sheet, inputs.prices]}
    return Made([by_name[name] for name in ABOUT if name in by_name], pages.names, inputs, sheets)


class Pages:
    """Fills the pages around the calculation."""

    def __init__(
        self,
        case: Case,
        result: Answer,
        analysis: Analysis | None,
        made_at: datetime | None,
        inputs: InputSheets,
        model: ModelSheets,
    ):
        self.case, self.result, self.analysis = case, result, analysis
        self.made_at, self.inputs, self.model = made_at, inputs, model
        self.preferred = case.preferred
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
            app = self.result.options[option.id]
            for account in ACCOUNTS.keys:
                for measure in measure_names():
                    row(f"{ACCOUNT_WORDS[account].sheet}: {MEASURE_WORDS[measure].sheet}", option.name, found.accounts[account][measure], app.accounts[account].by_name[measure])  # fmt: skip
            for name in BENEFIT_CLASSES.keys:
                row(
                    f"Benefits: {name.replace('_', ' ')}",
                    option.name,
                    found.classes[name],
                    app.benefit_classes[name],
                )
            row("Verdict", option.name, found.more["verdict.number"], app.verdict.number)
            row("Society's net value, with weights", option.name, found.more["weighted_npv"], app.weighted_npv)  # fmt: skip
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
        payer = party_in_prose(self.result.commissioner)
        for option, found in zip(self.model.model.options, self.model.options, strict=True):
            sheet.row += 1
            self._add(sheet, (option.name,), ("title",))
            self._add(sheet, ("Verdict", found.more["verdict.sentence"]), ("label", "strong"))
            rows = [
                (f"Costs {payer}, £", found.accounts["commissioner"]["pv_costs"]),
                *((f"{CLASS_WORDS[name].does}, £", found.classes[name]) for name in BENEFIT_CLASSES.keys),
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
        for account in ACCOUNTS.keys:
            for key, says in (("pv_costs", "costs"), ("pv_benefits", "benefits"), ("npv", "net value")):
                row(
                    f"{account_row(account, self.result.commissioner)}: {says}, £",
                    (f.accounts[account][key] for f in found),
                    "money",
                )
        for name in BENEFIT_CLASSES.keys:
            row(f"{CLASS_WORDS[name].amount}, £", (f.classes[name] for f in found), "money")
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
            app = sheet.put(8, at, float(self.result.options[option.id].accounts["society"].npv), "money")  # fmt: skip
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
        when = f", {day(self.made_at)}" if self.made_at else ""
        case = self.case.shape
        for words in (
            case.title or "A case without a title",
            f"{case.organisation or 'Organisation not said'}{when}. Check code {self.result.check_code}.",
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
        years = [financial_year(year) for year in self.result.years]
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
        when = f" on {day(self.made_at)}" if self.made_at else ""
        sheet.put(
            1, 0, f"Values from the app, not formulas: worked out{when} from {len(simulation.sample):,} draws, seed {simulation.sample.seed}. "
            "They do not change when an input does.", "note",
        )  # fmt: skip
        import numpy as np

        columns = []
        for option in self.model.model.options:
            for account in ACCOUNTS.keys:
                npv = simulation[option.id].accounts[account].npv
                found = np.percentile(npv, levels)
                cells = (
                    option.name,
                    ACCOUNT_WORDS[account].sheet,
                    float(npv.mean()),
                    *map(float, found),
                    chance_cell(chance_positive(npv)),
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
        when = day(self.made_at) if self.made_at else "not said"
        for row in (
            ("Made", when),
            ("Program", PROGRAM_VERSION),
            ("Model", MODEL_VERSION),
            ("Library", self.case.library.version),
            ("Check code", self.result.check_code),
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
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=str)
    return [text[k : k + PIECE] for k in range(0, len(text), PIECE)]


def _added(cells: Sequence[Formula]) -> Formula:
    made = term(0)
    for cell in cells:
        made = made + cell
    return made
