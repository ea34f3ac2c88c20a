"""The sheet *Sensitivity*: one number tried at an end of its range, live, and what each number does, from the app."""

from __future__ import annotations

import math

from make_the_case.exports.workbook.exported_case import Exported
from make_the_case.exports.workbook.formulas import Formula
from make_the_case.exports.workbook.input_sheets import (
    FIRST_INPUT,
    INPUTS,
    SENSITIVITY,
    TEST_END,
    TEST_NUMBER,
    TRIED,
)
from make_the_case.exports.workbook.page_sheets import PageSheet, page_sheet
from make_the_case.words.assumption_phrases import name_of
from valuation.sensitivity.analysis import Analysis

HEADER = (
    "No.",
    "Assumption",
    "Option",
    "Low",
    "High",
    "Net value at low £",
    "Net value at high £",
    "Break-even value",
)
STYLES_OF_SWINGS = ("count", "text", "text", "plain", "plain", "money", "money", "right")


def trial_sheet(exported: Exported) -> PageSheet:
    """Returns the sheet: where a number is tried, what it does to each option, and the swings of every number."""
    sheet = page_sheet(SENSITIVITY, HEADER, row=13)
    _ask(sheet, len(exported.inputs.inputs))
    for k, (option, here) in enumerate(exported.headlines()):
        column, app = 2 + k, exported.answer.options[option.id]
        sheet.put(3, column, option.name, "label")
        live = sheet.put(7, column, here.accounts["society"].measures["npv"], "total")
        as_exported = sheet.put(8, column, float(app.accounts["society"].npv), "money")
        sheet.put(9, column, live - as_exported, "money")
        sheet.put(10, column, here.readings["verdict.sentence"], "words")
    if exported.analysis is None:
        sheet.put(sheet.row, 0, "No sensitivity analysis was run for this file.", "note")
    else:
        _swings(sheet, exported, exported.analysis)
    return sheet


def _ask(sheet: PageSheet, inputs: int) -> None:
    """Writes where the number and the end are typed, and what each of the rows below says."""
    (number_row, number_column), (end_row, end_column) = TEST_NUMBER, TEST_END
    sheet.put(3, 1, "Change one thing", "label")
    sheet.put(number_row, 1, "Number to try: its No. on the sheet Inputs, or 0 for none", "words")
    sheet.put(number_row, number_column, 0.0, "input")
    sheet.put(end_row, 1, "At which end: low or high", "words")
    sheet.put(end_row, end_column, "low", "input")
    first, last = FIRST_INPUT + 1, FIRST_INPUT + max(1, inputs)
    name = f"INDEX({INPUTS}!$B${first}:$B${last},MAX(1,{TRIED.text}))"
    sheet.put(6, 1, "What is tried", "words")
    sheet.put(6, 2, Formula(f'IF({TRIED.text}=0,"nothing",{name})', "nothing"), "text")
    sheet.put(7, 1, "Net value, counting everyone, with it", "words")
    sheet.put(8, 1, "Net value as exported", "words")
    sheet.put(9, 1, "The difference", "words")
    sheet.put(10, 1, "Verdict with it", "words")


def _swings(sheet: PageSheet, exported: Exported, analysis: Analysis) -> None:
    """Writes what each number does at the ends of its range, and where it would break even."""
    numbers = {row.assumption.path: row.row - FIRST_INPUT + 1 for row in exported.inputs.inputs}
    for option in exported.options:
        edges = {switch.path: switch.value for switch in analysis.switches[option.id]}
        for swing in analysis.swings[option.id]:
            edge = edges.get(swing.path)
            ends = [npv if math.isfinite(npv) else "not defined" for npv in (swing.at_low, swing.at_high)]
            cells = (
                float(numbers[swing.path]), name_of(exported.case, swing.path), option.name, swing.low, swing.high, *ends,
                "none" if edge is None else edge,
            )  # fmt: skip
            sheet.add(cells, STYLES_OF_SWINGS)
