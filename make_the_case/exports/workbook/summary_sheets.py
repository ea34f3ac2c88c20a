"""The sheets that are read first: *Cover*, *Summary* and *Options*."""

from __future__ import annotations

from make_the_case.exports.workbook.exported_case import Exported
from make_the_case.exports.workbook.formulas import Formula, choose
from make_the_case.exports.workbook.input_sheets import TRIED
from make_the_case.exports.workbook.page_sheets import PageSheet, page_sheet
from make_the_case.words.names import CLASS_WORDS, account_row
from make_the_case.words.papers.constant_block import constant_block
from make_the_case.words.phrases import day, party_in_prose
from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES
from valuation.answers.appraised import Appraised


def cover_sheet(exported: Exported) -> PageSheet:
    """Returns the cover: whose case it is, and how to use the workbook; the sheets are listed below it as it is written."""
    sheet = page_sheet("Cover", row=2)
    when = f", {day(exported.made_at)}" if exported.made_at else ""
    case = exported.case.shape
    for words in (
        case.title or "A case without a title",
        f"{case.organisation or 'Organisation not stated'}{when}. Check code {exported.answer.check_code}.",
        "Produced with Make the Case, open source. Not endorsed by the NHS, HM Treasury or NICE.",
    ):
        sheet.add((words,), ("text",))
    sheet.row += 1
    has_findings = exported.inputs.evidence is not None
    where = "sheets Inputs and Evidence" if has_findings else "sheet Inputs"
    for head, words in (
        ("How to use it", f"Type only in the yellow cells of the {where}. Everything else follows by formula. Nothing is hidden or locked."),
        ("To follow a figure", "Select a headline on Accounts and use Trace precedents. It leads through Lines, Costs and Benefits to Inputs."),
        ("To try one number", "On Sensitivity, type its number and an end of its range. Set it back to 0 afterwards."),
        ("To bring it back", f"Open the saved file in the app. It reads the {where} and says what your changes did."),
        ("Colours", "Yellow: may be changed. Dark blue: headings. Grey: notes, and what is left as exported."),
        ("Brackets", "On the sheets of money, (1,234) means minus £1,234. Money is in the case's prices unless the sheet says otherwise."),
        ("Not formulas", "Simulation, and the table on Sensitivity, are values from the app as it was on the day of export."),
    ):  # fmt: skip
        sheet.add((head, words), ("label", "words"))
    sheet.row += 1
    sheet.add(("Sheet", "What is on it"), ("header", "header"))
    return sheet


def summary_sheet(exported: Exported, matches: Formula) -> PageSheet:
    """Returns the summary: the verdict and the lines that lead every result, live, and the case as it was exported."""
    sheet = page_sheet("Summary", row=2)
    sheet.add(("Matches the app", matches), ("label", "strong"))
    is_tried = choose(
        TRIED.is_same(0),
        "No: every figure is with the inputs as they stand",
        "Yes: see the sheet Sensitivity",
    )
    sheet.add(("Is one number being tried?", is_tried), ("label", "words"))
    if exported.inputs.evidence is not None:
        sheet.add(("Standard of proof", exported.inputs.evidence.standard), ("label", "words"))
    payer = party_in_prose(exported.answer.commissioner)
    for option, here in exported.headlines():
        sheet.row += 1
        sheet.add((option.name,), ("title",))
        sheet.add(("Verdict", here.readings["verdict.sentence"]), ("label", "strong"))
        for words, cell in (
            (f"Costs {payer}, £", here.accounts["commissioner"].measures["pv_costs"]),
            *((f"{CLASS_WORDS[name].does}, £", here.classes[name]) for name in BENEFIT_CLASSES.keys),
            ("Net value, counting everyone, £", here.accounts["society"].measures["npv"]),
        ):
            sheet.add((words, cell), ("label", "headline"))
        effects = "; ".join(o.name or o.id for o in option.not_priced) or "the case names none"
        sheet.add(("Not valued in money", effects), ("label", "words"))
    sheet.row += 1
    sheet.add(("As it was exported",), ("title",))
    for option in exported.options:
        block = constant_block(Appraised(exported.case, exported.answer, option.id, exported.analysis))
        for row in block.rows():
            sheet.add(row, ("label", "words"))
        sheet.row += 1
    return sheet


def options_sheet(exported: Exported) -> PageSheet:
    """Returns the options side by side."""
    sheet = page_sheet("Options", ("Measure", *(option.name for option in exported.options)))
    options = exported.model.accounts.options

    def row(words: str, cells: list[Formula], style: str) -> None:
        sheet.add((words, *cells), ("label", *[style] * len(cells)))

    row("Verdict", [here.readings["verdict.sentence"] for here in options], "words")
    for account in ACCOUNTS.keys:
        reader = account_row(account, exported.answer.commissioner)
        for key, words in (("pv_costs", "costs"), ("pv_benefits", "benefits"), ("npv", "net value")):
            row(f"{reader}: {words}, £", [here.accounts[account].measures[key] for here in options], "money")
    for name in BENEFIT_CLASSES.keys:
        row(f"{CLASS_WORDS[name].amount}, £", [here.classes[name] for here in options], "money")
    for words, reading, style in (
        ("QALYs, discounted", "qalys.discounted", "ratio"),
        ("NICE reading", "nice.icer.reading", "text"),
        ("Net cost for each QALY, £", "nice.icer.value", "money"),
        ("Net health benefit, QALYs", "nice.net_health_benefit", "ratio"),
        ("Net value with distributional weights, £", "weighted_npv", "money"),
    ):
        row(words, [here.readings[reading] for here in options], style)
    return sheet
