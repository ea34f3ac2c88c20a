"""The business case in five cases, as blocks: the same for the web page and the Word file."""

from __future__ import annotations

from typing import Any

from valuation import Case
from valuation.sensitivity.result import Analysis, monte_carlo_of, scenario_row
from valuation.sensitivity.scenarios import own_scenarios, ready_made
from words import charts, sensitivity_charts, sensitivity_tables, summary, uncertainty
from words.board_summary import header, implications, quotation, recommendation, stop_go, why
from words.check_words import blind_spots
from words.constant_block import NOT_DONE_YET, constant_block
from words.document import Block, Drawn, Facts, Heading, Lines, Tabled, ToWrite, Words, paragraphs
from words.log import log_rows, log_table, structure_rows
from words.phrases import capital, party_name, pounds
from words.sources import attributions
from words.summary import Result
from words.summary_tables import (
    Table,
    accounts_table,
    cash_table,
    classes_table,
    options_table,
    payback_sentence,
)

LEFT_OUT = (
    "Months; money released in lumps; residual values; who fills the capacity that is freed; people who move in and out of a "
    "standing population; the costs of added life; effects on people who do not take part, unless entered as outcomes."
)
METHOD = (
    "A case is people, costs and outcomes by financial year, and every number in it is an assumption with a source and a grade. People "
    "start within an option's reach and capacity; an effect begins after its lag, lasts as long as stated and fades.",
    "Each cost and each value is split into parts that different readers count differently: cash and capacity, VAT, the two sides of a "
    "payment from one body to another, and an allowance for optimism that grows as the evidence weakens. An account is a way of reading "
    "those parts: the payer's cash, all public bodies' cash, all public bodies with capacity, NHS and social care, and everyone.",
    "Amounts are in the prices of one year and discounted to its start. Cash that a decision releases, capacity that is freed and wider value "
    "are never added into one figure. Every figure is the central estimate; ranges and chances come from trying all uncertain numbers at once, "
    "each within its range.",
)
COMMERCIAL = (
    "Service requirement", "Procurement route", "Contract form and length", "Payment approach", "Risk transfer",
    "Provider market, the voluntary sector included", "Workforce transfer, if any",
)  # fmt: skip
GROUPS = {
    "lived_experience": "People with lived experience", "carers": "Carers", "clinicians": "Clinicians",
    "voluntary_sector": "The voluntary sector", "public": "The public",
}  # fmt: skip
CHALLENGES = {
    "diverse": "Can people with different needs, languages, confidence and resources all take part?",
    "both_sides": "What do people get from it, and what do clinicians get from it?",
    "adoption": "Does it fit the working day without extra layers?",
    "third_parties": "Who else shapes this: employers, families, regulators, other services, funders?",
    "scale": "Who trains, supervises and holds the power issues, privacy and liability?",
    "communities": "Would it work in a place with fewer community groups or different specialties?",
}
ANSWERS = {"not_yet": "Not yet", "partly": "Partly", "in_place": "In place", None: NOT_DONE_YET}
CHEERS = (
    ("Title", "Title"), ("Abstract", "1 Executive summary"), ("Background and objectives", "2 Strategic case"),
    ("Health economic analysis plan", "Not reported"), ("Study population", "2 Strategic case"),
    ("Setting and location", "2 Strategic case"), ("Comparators", "3 Economic case"), ("Perspective", "3 Economic case"),
    ("Time horizon", "A Assumptions log"), ("Discount rate", "A Assumptions log"), ("Selection of outcomes", "2 Strategic case"),
    ("Measurement of outcomes", "A Assumptions log"), ("Valuation of outcomes", "A Assumptions log"),
    ("Measurement and valuation of resources and costs", "A Assumptions log"),
    ("Currency, price date, and conversion", "A Assumptions log"), ("Rationale and description of model", "C Method in words"),
    ("Analytics and assumptions", "C Method in words"), ("Characterising heterogeneity", "Not reported"),
    ("Characterising distributional effects", "3 Economic case"), ("Characterising uncertainty", "3 Economic case"),
    ("Approach to engagement with patients and others affected by the study", "2 Strategic case"),
    ("Study parameters", "A Assumptions log"), ("Summary of main results", "1 Executive summary"),
    ("Effect of uncertainty", "3 Economic case"), ("Effect of engagement with patients and others affected by the study", "2 Strategic case"),
    ("Study findings, limitations, generalisability, and current knowledge", "C Method in words"),
    ("Source of funding", "Document control"), ("Conflicts of interest", "Document control"),
)  # fmt: skip
"""The 28 items of CHEERS 2022 (Husereau and others), and where this document reports each."""


def full_case(case: Case, result: Result, option: str, analysis: Analysis | None = None) -> list[Block]:
    """Returns the whole document of one option, the five cases in their order and then the annexes."""
    return [
        *_control(case, result, option, analysis),
        *_executive(case, result, option, analysis),
        *_strategic(case),
        *_economic(case, result, option, analysis),
        *_commercial(case),
        *_financial(case, result, option),
        *_management(case, result, option, analysis),
        *_annexes(case, result, option, analysis),
    ]


def _written(text: str | None, what: str) -> Block:
    return paragraphs(*text.split("\n\n")) if text else ToWrite(what)


def _control(case: Case, result: Result, option: str, analysis: Analysis | None) -> list[Block]:
    block = constant_block(case, result, option, analysis)
    rows = [(label, words) for label, words in header(case)]
    rows += [
        ("Checked by", block.checked), ("Funding and interests of the author", block.interests), ("Look again by", block.sunset),
        ("Versions", block.versions), ("Check code", block.check_code),
    ]  # fmt: skip
    return [Heading("Document control"), Facts(tuple(rows)), Facts(tuple(summary.facts(result, case)[:-1]))]


def _executive(case: Case, result: Result, option: str, analysis: Analysis | None) -> list[Block]:
    block = constant_block(case, result, option, analysis)
    found: list[Block] = [
        Heading("1 Executive summary"),
        paragraphs(recommendation(case, result, option), style="recommendation"),
    ]
    if not (case.shape.meeting and case.shape.meeting.recommendation):
        found.append(
            paragraphs("Drafted by rule from the verdict; the author has not written one.", style="small")
        )
    if block.notices:
        found.append(paragraphs(*block.notices, style="notice"))
    found += [
        paragraphs(block.verdict, style="verdict"), Lines(block.lines), Heading("How sure are we?", 2),
        paragraphs(*block.uncertainty, block.evidence),
    ]  # fmt: skip
    if block.depends_on:
        rows = tuple((d.name, d.used, d.breaks_even, d.evidence) for d in block.depends_on)
        table = Table(
            "Three things this depends on", ("Assumption", "Our figure", "Breaks even at", "Evidence"), rows
        )
        found.append(Tabled(table))
    if analysis is not None and not analysis.simulation.has_nothing_uncertain:
        found.append(Drawn(sensitivity_charts.fan_chart(analysis.simulation, result, option)))
    return [*found, Drawn(charts.parties_chart(result, option))]


def _strategic(case: Case) -> list[Block]:
    proposal, narrative = case.shape.proposal, case.shape.narrative
    found: list[Block] = [
        Heading("2 Strategic case"), Facts(tuple((a, b) for a, b in why(case))),
        _written(narrative.strategic if narrative else None, "Why something has to change, and how it fits national and local plans."),
        Heading("Objectives", 2),
    ]  # fmt: skip
    objectives = proposal.objectives if proposal else []
    if objectives:
        rows = tuple(
            tuple(
                getattr(o, key) or NOT_DONE_YET for key in ("what", "measure", "baseline", "target", "when")
            )
            for o in objectives
        )
        found.append(
            Tabled(Table("Objectives", ("Objective", "Measured by", "Now", "Target", "By when"), rows))
        )
    else:
        found.append(
            ToWrite("Up to three objectives, each with a measure, where it is now, a target and a date.")
        )
    found.append(Heading("Who shaped this", 2))
    shaped = proposal.shaped_by if proposal else []
    if shaped:
        rows = tuple(
            (
                GROUPS[s.group],
                s.how or NOT_DONE_YET,
                s.how_many or NOT_DONE_YET,
                s.what_changed or NOT_DONE_YET,
            )
            for s in shaped
        )
        found.append(Tabled(Table("Who shaped this case", ("Who", "How", "How many", "What changed"), rows)))
    else:
        found.append(ToWrite("Who helped to shape this, how, and what changed because of them."))
    if proposal and proposal.not_known:
        found += [Heading("What we do not know", 2), paragraphs(proposal.not_known)]
    return found


def _economic(case: Case, result: Result, option: str, analysis: Analysis | None) -> list[Block]:
    narrative = case.shape.narrative
    usual = case.shape.counterfactual
    found: list[Block] = [
        Heading("3 Economic case"),
        paragraphs((usual and usual.description) or "", (narrative.economic if narrative else None) or ""),
        Tabled(options_table(result, case)),
        Heading("What it comes to", 2), Tabled(accounts_table(result, option)), Tabled(classes_table(result, option)),
        paragraphs(payback_sentence(result, option), summary.basis(result), summary.optimism_sentence(result, option, case)),
        Heading("Health and wellbeing", 2),
        paragraphs(*summary.health_sentences(result, option), summary.beyond_sentence(result, option)),
        Heading("Effects without a price", 2), Tabled(_not_priced(result, option)),
    ]  # fmt: skip
    if analysis is None:
        return [
            *found,
            Heading("How sure are we?", 2),
            paragraphs(*constant_block(case, result, option).uncertainty),
        ]
    simulation = analysis.simulation
    base = float(simulation.base[option].accounts["society"].npv[0])
    classes = charts.classes_chart(result, option)
    sets = [scenario_row(case, scenario) for scenario in (*ready_made(case), *own_scenarios(case))]
    found += [
        Heading("How sure are we?", 2),
        Drawn(sensitivity_charts.with_ranges(classes, simulation, option)),
        Tabled(sensitivity_tables.chances_table(case, monte_carlo_of(simulation, option))),
        paragraphs(uncertainty.expectation_sentence(case, analysis.expectations[option])),
        Heading("What matters most", 2),
        Drawn(sensitivity_charts.tornado_chart(case, analysis.swings[option], base)),
        Tabled(sensitivity_tables.switching_table(case, analysis.switches[option], analysis.swings[option])),
        Heading("Sets of assumptions", 2),
        Tabled(sensitivity_tables.scenarios_table(case, sets, option)),
    ]
    return found


def _not_priced(result: Result, option: str) -> Table:
    rows = tuple(
        (
            effect["name"], "no clear difference" if effect["no_clear_difference"] else effect["direction"] or "not known",
            effect["size"] or "not said", str(effect["who"] or "not said"), str(effect["why_not_priced"] or "not said"),
        )
        for effect in result["options"][option]["not_priced"]
    )  # fmt: skip
    note = "" if rows else "The case names none. That does not mean that there is none."
    return Table(
        "Effects without a price",
        ("Effect", "Which way", "How large", "For whom", "Why it has no price"),
        rows,
        note,
    )


def _commercial(case: Case) -> list[Block]:
    narrative = case.shape.narrative
    if narrative and narrative.commercial:
        return [Heading("4 Commercial case"), paragraphs(*narrative.commercial.split("\n\n"))]
    return [Heading("4 Commercial case"), *(ToWrite(f"{words}.") for words in COMMERCIAL)]


def _financial(case: Case, result: Result, option: str) -> list[Block]:
    narrative = case.shape.narrative
    cases = result["options"][option]["financial_case"]
    years = [year.replace("-", "/") for year in result["years"]]
    rows = []
    for party, found in cases.items():
        for key, words in (
            ("nominal_costs", "pays"),
            ("nominal_cash_benefits", "receives"),
            ("net", "net"),
            ("wte", "whole-time posts"),
        ):
            if any(found[key]):
                shown = (f"{x:,.1f}" if key == "wte" else pounds(x) for x in found[key])
                rows.append((f"{capital(party_name(party))}: {words}", *shown))
    table = Table(
        "Cash by organisation and financial year, in cash prices, £",
        ("Who", *years),
        tuple(rows),
        "The optimism allowance is not in it.",
    )
    return [
        Heading("5 Financial case"),
        _written(narrative.financial if narrative else None, "Affordability, sources of money, and each payer's agreement."),
        Tabled(cash_table(result, option)), Tabled(table),
    ]  # fmt: skip


def _management(case: Case, result: Result, option: str, analysis: Analysis | None) -> list[Block]:
    shape, narrative = case.shape, case.shape.narrative
    block = constant_block(case, result, option, analysis)
    ready = tuple(
        (question, ANSWERS[shape.readiness[key].answer if key in shape.readiness else None],
         (shape.readiness[key].have if key in shape.readiness else None) or NOT_DONE_YET)
        for key, question in CHALLENGES.items()
    )  # fmt: skip
    found: list[Block] = [
        Heading("6 Management case"),
        _written(narrative.management if narrative else None, "Who runs it, the plan and its milestones, and how it ends if it falls short."),
        Tabled(Table("Is it ready to work here?", ("Question", "How far", "What we have"), ready)),
        Heading("Carry on, change or stop", 2), Facts(tuple((a, b) for a, b in stop_go(case, result, option, block.depends_on))),
        Heading("What it means for the rest", 2), Facts(tuple((a, b) for a, b in implications(case))),
        paragraphs(quotation(case)),
    ]  # fmt: skip
    found += _register(
        "Benefits register", "Each benefit with who answers for it, its measure, where it is now and its target.",
        shape.benefits, {"description": "Benefit", "responsible": "Who answers", "measure": "Measure", "baseline": "Now", "target": "Target", "timescale": "By when"},
    )  # fmt: skip
    found += _register(
        "Risk register", "What may go wrong, how likely and how bad, and who answers for it.",
        shape.risks, {"event": "What may happen", "cause": "Cause", "likelihood": "Likelihood", "consequence": "Consequence", "controls": "What holds it back", "owner": "Owner"},
    )  # fmt: skip
    found += _register(
        "Who does what", "Each task with who does it, answers for it, is asked and is told.",
        shape.responsibilities, {"task": "Task", "responsible": "Does it", "accountable": "Answers for it", "consulted": "Is asked", "informed": "Is told"},
    )  # fmt: skip
    found += _register(
        "Measurement plan", "What is measured, when, and what each figure should be.",
        shape.measures, {"what": "Measure", "chosen_by": "Chosen by", "baseline": "Now", "month_6": "Month 6", "month_12": "Month 12", "yearly": "Yearly"},
    )  # fmt: skip
    return found


def _register(title: str, to_write: str, rows: list[Any], columns: dict[str, str]) -> list[Block]:
    if not rows:
        return [Heading(title, 2), ToWrite(to_write)]
    cells = tuple(tuple(str(getattr(row, key) or NOT_DONE_YET) for key in columns) for row in rows)
    return [Heading(title, 2), Tabled(Table(title, tuple(columns.values()), cells))]


def _annexes(case: Case, result: Result, option: str, analysis: Analysis | None) -> list[Block]:
    from valuation import compile_case

    found: list[Block] = [Heading("A Assumptions log"), Facts(tuple(structure_rows(case)))]
    if analysis is not None:
        rows = log_rows(
            case, option, analysis.simulation.base, analysis.swings[option], analysis.switches[option]
        )
        found.append(Tabled(log_table(rows)))
    found += [
        Heading("B Value map"), paragraphs("The value map, in the columns of the sector, is in tables.zip and in the workbook."),
        Heading("C Method in words"), paragraphs(*METHOD), Heading("What the model leaves out", 2), paragraphs(LEFT_OUT),
    ]  # fmt: skip
    if result["checks"]:
        spots = tuple(
            (words, "yes" if is_there else "no", instead)
            for words, is_there, instead in blind_spots(result["checks"], option)
        )
        found += [
            Heading("What a critical friend looks for", 2),
            Tabled(Table("Blind spots", ("What should be there", "Is it?", "What was found"), spots)),
        ]
    sources = tuple(attributions(case, compile_case(case).assumptions))
    found += [
        Heading("D Sources and licences"), Tabled(Table("Sources", ("Source", "Licence", "As it asks to be named"), sources)),
        Heading("E Reporting checklist"),
        Tabled(Table("CHEERS 2022, and where this document reports each item", ("Item", "Where"),
                     tuple((f"{k} {item}", where) for k, (item, where) in enumerate(CHEERS, start=1)))),
        Heading("F Assurance statement"), paragraphs(constant_block(case, result, option, analysis).checked),
        ToWrite("What checking was done, what is known to be limited, and on which conditions this may be used."),
        paragraphs(summary.PRODUCED_WITH, style="small"),
    ]  # fmt: skip
    return found


__all__ = ["Words", "full_case"]
