"""The sheets that keep what the app knew on the day of export: log, value map, simulation, sources, versions, and the case itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from make_the_case.exports.workbook.exported_case import Exported
from make_the_case.exports.workbook.formulas import Content, Formula
from make_the_case.exports.workbook.page_sheets import PageSheet, page_sheet
from make_the_case.words.names import ACCOUNT_WORDS
from make_the_case.words.papers.annexes import LEFT_OUT
from make_the_case.words.papers.assumptions_log import log_rows
from make_the_case.words.phrases import day, financial_year
from make_the_case.words.sources import attributions
from make_the_case.words.tables.sensitivity_tables import chance_cell
from make_the_case.words.tables.value_map import VALUE_MAP, value_map_rows
from valuation import MODEL_VERSION, PROGRAM_VERSION, Case
from valuation.accounts import ACCOUNTS
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.monte_carlo import Simulation, chance_positive

NUMBER_OF_DRAWS = 1000
LEVELS = (5, 10, 25, 50, 75, 90, 95)
PIECE = 30_000
"""Characters of the case file in one cell: a cell holds 32,767."""
CASE_SHEET = "Case_file"
VERSIONS = "Versions"
LOG_HEADER = (
    "No.", "Assumption", "Where", "Used", "Low", "High", "Where it comes from", "Source", "Evidence", "Effect", "Break-even value", "Reason", "More",
)  # fmt: skip
VALUE_STYLES = {
    "input": "money",
    "quantity": "people",
    "proxy": "money2",
    "present_value": "money",
} | dict.fromkeys(("deadweight", "displacement", "attribution", "drop_off"), "share")


def record_sheets(exported: Exported) -> Iterator[PageSheet]:
    """Yields the sheets; those of an analysis only where there was one."""
    if exported.analysis is not None:
        yield _log(exported, exported.analysis)
    yield _value_map(exported)
    if exported.analysis is not None and not exported.analysis.simulation.has_nothing_uncertain:
        yield _simulation(exported, exported.analysis.simulation)
    yield _sources(exported)
    yield _versions(exported)
    yield _case_file(exported.case)


def _log(exported: Exported, analysis: Analysis) -> PageSheet:
    sheet, option = page_sheet("Assumptions", LOG_HEADER), exported.case.preferred
    rows = log_rows(
        exported.case, option, analysis.simulation.base, analysis.swings[option], analysis.switches[option]
    )
    for row in rows:
        more = "; ".join(f"{label}: {words}" for label, words in row.details)
        sheet.add(
            (
                row.id, row.name, row.path, row.value, row.low, row.high, row.where_from, row.source, row.quality, row.impact,
                row.breaks_even, row.reason, more,
            ),
            ("text", "words", "text", *["words"] * 10),
        )  # fmt: skip
    return sheet


def _value_map(exported: Exported) -> PageSheet:
    """Returns the value map, with each benefit's years and present value from the sheet of lines."""
    years = [financial_year(year) for year in exported.answer.years]
    sheet, lines = page_sheet("Value_map", (*VALUE_MAP.values(), *years)), exported.model.ledger.lines
    present_value = list(VALUE_MAP).index("present_value")
    for row in value_map_rows(exported.case, exported.answer):
        cells = [row.cell(key) for key in VALUE_MAP]
        styles = [
            "words" if isinstance(cell, str) or cell is None else VALUE_STYLES.get(key, "ratio")
            for key, cell in zip(VALUE_MAP, cells, strict=True)
        ]
        place = sheet.add(cells, styles)
        if row.line is not None:
            live = [Formula(cell.text, cell.value) for cell in lines.years[row.line][: len(years)]]
            sheet.across(place, len(VALUE_MAP), live, "money")
            sheet.put(place, present_value, lines.pv[row.line], "money")
    for option, here in exported.headlines():
        place = sheet.add((option.name, "Social value for each £1 of cost, counting everyone"))
        sheet.put(place, present_value, here.readings["sroi"], "ratio")
    return sheet


def _simulation(exported: Exported, simulation: Simulation) -> PageSheet:
    """Returns the simulated net values: percentiles for every account, and the first of the draws themselves."""
    import numpy as np

    header = ("Option", "Account", "Mean", *(f"P{level}" for level in LEVELS), "Chance above 0")
    sheet = page_sheet("Simulation", header, row=4)
    when = f" on {day(exported.made_at)}" if exported.made_at else ""
    draws = len(simulation.sample)
    sheet.put(
        1, 0, f"Values from the app, not formulas: worked out{when} from {draws:,} draws, seed {simulation.sample.seed}. "
        "They do not change when an input does.", "note",
    )  # fmt: skip
    npv_by_column = {}
    for option in exported.options:
        for account in ACCOUNTS.keys:
            npv = simulation[option.id].accounts[account].npv
            percentiles = [float(amount) for amount in np.percentile(npv, LEVELS)]
            cells: list[Content] = [
                option.name,
                ACCOUNT_WORDS[account].sheet,
                float(npv.mean()),
                *percentiles,
            ]
            cells.append(chance_cell(chance_positive(npv)))
            sheet.add(cells, ("text", "text", *["money"] * 8, "right"))
            npv_by_column[f"{option.id} {account}"] = npv[:NUMBER_OF_DRAWS].tolist()
    sheet.row += 1
    shown = min(NUMBER_OF_DRAWS, draws)
    sheet.add((f"The first {shown:,} draws of net value, £",), ("label",))
    sheet.add(("Draw", *npv_by_column), ["header"] * (len(npv_by_column) + 1))
    for k in range(shown):
        npvs = [npv[k] for npv in npv_by_column.values()]
        sheet.add((float(k + 1), *npvs), ("count", *["money"] * len(npvs)))
    return sheet


def _sources(exported: Exported) -> PageSheet:
    sheet = page_sheet("Sources", ("Source", "Licence", "Attribution"))
    for source in attributions(exported.case, (row.assumption for row in exported.inputs.inputs)):
        sheet.add(source)
    return sheet


def _versions(exported: Exported) -> PageSheet:
    sheet, outturn = page_sheet(VERSIONS, ("What", "Which")), exported.case.deflator.last_outturn
    for row in (
        ("Made", day(exported.made_at) if exported.made_at else "not stated"),
        ("Program", PROGRAM_VERSION),
        ("Model", MODEL_VERSION),
        ("Library", exported.case.library.version),
        ("Check code", exported.answer.check_code),
        ("Price index", f"outturn to {financial_year(outturn)}, forecast after it"),
        ("What the model leaves out", LEFT_OUT),
        ("Incremental analysis", "The fully incremental NICE analysis of all options is in result.json: it is not worked out here."),
    ):  # fmt: skip
        sheet.add(row)
    return sheet


def _case_file(case: Case) -> PageSheet:
    sheet = page_sheet(CASE_SHEET, ("The case as JSON, in pieces: join the cells of this column",))
    for piece in pieces(case):
        sheet.add((piece,), ("text",))
    return sheet


def pieces(case: Case) -> list[str]:
    """Returns the case as exported, without what the app saved beside it, in pieces that a cell holds."""
    data = {key: value for key, value in case.data.items() if key != "saved"}
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=str)
    return [text[k : k + PIECE] for k in range(0, len(text), PIECE)]
