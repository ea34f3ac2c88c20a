"""Every sheet of a workbook, in its order, filled with formulas, values and words, and the names that lead to its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from make_the_case.exports.workbook.agreement_sheet import AgreementSheet
from make_the_case.exports.workbook.evidence_sheet import EVIDENCE
from make_the_case.exports.workbook.exported_case import Exported
from make_the_case.exports.workbook.formulas import Formula, Sheet, address
from make_the_case.exports.workbook.input_sheets import INPUTS, PRICES, SENSITIVITY, VALUE, InputSheets
from make_the_case.exports.workbook.model_sheets import ModelSheets
from make_the_case.exports.workbook.published_cost_sheet import PUBLISHED_COSTS, published_cost_sheet
from make_the_case.exports.workbook.record_sheets import CASE_SHEET, record_sheets
from make_the_case.exports.workbook.summary_sheets import cover_sheet, options_sheet, summary_sheet
from make_the_case.exports.workbook.trial_sheet import trial_sheet
from make_the_case.exports.workbook.year_sheets import Calculation
from valuation import Answer, Case, compile_case
from valuation.sensitivity.analysis import Analysis

MATCHES = "matches_the_app"
ABOUT = {
    "Cover": "What this is, and how to use it",
    "Summary": "The verdict, the five lines, and what every paper says of this case",
    "Options": "The options side by side",
    INPUTS: "Every number that may be changed",
    EVIDENCE: "What studies found, how each finding is read, and what they come to at each standard of proof",
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
    PUBLISHED_COSTS: "What was published that it costs, beside what this case counts",
    SENSITIVITY: "Try one number at an end of its range; what each does, from the app",
    "Assumptions": "The log: how good each number is and how much it matters",
    "Value_map": "The value map, in the order of the Social Value guide",
    "Simulation": "All numbers at once: values from the app, not formulas",
    "Checks": "Whether the sheets agree with the app and with themselves",
    "Sources": "Where the numbers come from, and their licences",
    "Versions": "What made this file, and what the model leaves out",
    CASE_SHEET: "The case as it was exported: uploading this file reads the inputs against it",
}


@dataclass(frozen=True)
class Made:
    """The sheets of a workbook before they are written, and its names."""

    sheets: list[Sheet]
    names: dict[str, Formula]
    inputs: InputSheets
    model: ModelSheets


def filled(
    case: Case, answer: Answer, analysis: Analysis | None = None, made_at: datetime | None = None
) -> Made:
    """Returns every sheet filled with formulas, values and words, before any of it is bytes."""
    model = analysis.simulation.model if analysis is not None else compile_case(case)
    inputs = InputSheets(model)
    sheets = ModelSheets(Calculation(model, inputs.number, inputs.index_at, inputs.proof))
    exported = Exported(case, answer, analysis, made_at, inputs, sheets)
    agreement = AgreementSheet(exported)
    findings = [] if inputs.evidence is None else [inputs.evidence.sheet]
    published = published_cost_sheet(exported)
    by_name = {
        sheet.name: sheet
        for sheet in (
            *findings, *([] if published is None else [published]), inputs.sheet, inputs.prices, *sheets.calculation.sheets, agreement.sheet, trial_sheet(exported),
            summary_sheet(exported, agreement.matches), options_sheet(exported), cover_sheet(exported), *record_sheets(exported),
        )
    }  # fmt: skip
    names = {**dict(_names(exported)), MATCHES: agreement.matches}
    return Made([by_name[name] for name in ABOUT if name in by_name], names, inputs, sheets)


def _names(exported: Exported) -> Iterator[tuple[str, Formula]]:
    """Yields the name of each input, which is its path, and of each headline of every option."""
    for row in exported.inputs.inputs:
        yield row.assumption.path, Formula(f"{INPUTS}!{address(row.row, VALUE)}", row.assumption.value)
    for option, here in exported.headlines():
        for account, cells in here.accounts.items():
            for measure, cell in cells.measures.items():
                yield f"{option.id}.{account}.{measure}", cell
        for name, cell in here.readings.items():
            yield f"{option.id}.{name}", cell
        for group, classes in (("benefit_classes", here.classes), ("beyond_horizon", here.beyond)):
            for name, cell in classes.items():
                if cell.text != "0":  # an option without lines has no cell for it
                    yield f"{option.id}.{group}.{name}", cell
