"""The business case in five cases, as blocks: the same for the web page and the Word file."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from make_the_case.words import uncertainty
from make_the_case.words.blocks import Block, Drawn, Facts, Heading, Lines, Tabled, ToWrite, paragraphs
from make_the_case.words.charts import answer_charts, people_charts, sensitivity_charts
from make_the_case.words.charts.evidence_charts import findings_chart
from make_the_case.words.names import CLASS_WORDS, VERDICT_WORDS
from make_the_case.words.papers import summary
from make_the_case.words.papers.annexes import annexes, short_annexes
from make_the_case.words.papers.constant_block import constant_block
from make_the_case.words.papers.draft import draft_words
from make_the_case.words.papers.health import health_sentences
from make_the_case.words.papers.meeting_words import (
    TESTS_TITLE,
    TO_ADD,
    header,
    implications,
    quotation,
    tests_blocks,
    why,
)
from make_the_case.words.papers.money_asked import cash_by_year_table, money_note
from make_the_case.words.papers.one_list import with_blanks_in_one_list
from make_the_case.words.papers.recommended import DRAFTED_BY_RULE, Recommendation, recommended
from make_the_case.words.papers.workshop_held import shaping_rows, workshop_blocks
from make_the_case.words.phrases import capital, listed, quantity, quoted
from make_the_case.words.plan_a_test import compared_table, money_of_test_table
from make_the_case.words.tables import options_compared, sensitivity_tables
from make_the_case.words.tables.appraisal_summary import appraisal_summary_table
from make_the_case.words.tables.budget_steps import asked_for, budget_steps, budget_table
from make_the_case.words.tables.closer import without_empty_columns
from make_the_case.words.tables.evidence_tables import findings_table, standards_table
from make_the_case.words.tables.finance_tables import funding_facts, payers_tables
from make_the_case.words.tables.registers import main_risks, readiness_table, registers
from make_the_case.words.tables.source_costs import source_costs_table
from make_the_case.words.tables.summary_tables import (
    Table,
    accounts_table,
    options_table,
)
from make_the_case.words.unpriced_effects import way_of
from valuation import Answer, Case, compile_case
from valuation.accounts import BENEFIT_CLASSES
from valuation.answers.appraised import Appraised
from valuation.answers.reach import reach
from valuation.case.places import entry_of, key_of
from valuation.case.words_of_choices import CHOICES
from valuation.sensitivity.scenarios import own_scenarios, ready_made
from valuation.sensitivity.sensitivity_answer import monte_carlo_of, scenario_row

COMMERCIAL = (
    "Service requirement", "Procurement route", "Contract form and length", "Payment approach", "Risk transfer",
    "Provider market, the voluntary sector included", "Workforce transfer, if any",
)  # fmt: skip
LEAST_FOR_FULL = 250_000.0
"""£ a year: under it the short case is the usual size."""
SHORT_LOG = 10
"""Assumptions that the short case prints: those to test first."""
SHORT = (
    "This is the short case. The full case adds the findings of studies, scenarios, how it should work, and cash by organisation. It "
    "also has the registers, the value map, the method, what the model leaves out, and the reporting checklist."
)
TEST_ALONE = "What is asked for is the test alone. The financial case has what all of it would cost if it went ahead at once."
IN_THE_LOG = "The values at both ends are in the assumptions log, in annex A."
Length = Literal["full", "short"]


def usual_length(answer: Answer, option: str) -> Length:
    """Returns the size that suits a case: short where its payer pays less than £250,000 in every year."""
    paid = answer.options[option].nominal_costs(answer.commissioner)
    return "full" if max(paid, default=0.0) >= LEAST_FOR_FULL else "short"


def full_case(appraised: Appraised, length: Length = "full") -> list[Block]:
    """Returns the document of one option: the five cases in their order, then the annexes; the short case has a page of each."""
    case, answer, option, _ = appraised
    is_full = length == "full"
    blocks = [
        *draft_blocks(case, option),
        *_control(appraised),
        *_executive(appraised, is_full),
        *_strategic(case, answer, option, is_full),
        *_economic(appraised, is_full),
        *_commercial(case, is_full),
        *_financial(case, answer, option, is_full),
        *_management(appraised, is_full),
    ]
    if is_full:
        return with_blanks_in_one_list([*blocks, *annexes(appraised)])
    return with_blanks_in_one_list(
        [*blocks, *short_annexes(appraised, SHORT_LOG), paragraphs(SHORT, style="small")]
    )


def draft_blocks(case: Case, option: str) -> list[Block]:
    """Returns what stands across the top of a paper in which numbers are still the template's; nothing where none is."""
    banner = draft_words(case, option).banner
    return [paragraphs(banner, style="notice")] if banner else []


def _written(text: str | None, what: str) -> Block:
    return paragraphs(*text.split("\n\n")) if text else ToWrite(what)


def _control(appraised: Appraised) -> list[Block]:
    case, answer = appraised.case, appraised.answer
    block = constant_block(appraised)
    rows = [(label, words) for label, words in header(case)]
    rows += [
        ("Checked by", block.checked), ("Funding and interests of the author", block.interests), ("Review date", block.sunset),
        ("Versions", block.versions), ("Check code", block.check_code),
    ]  # fmt: skip
    return [Heading("Document control"), Facts((*rows, *summary.facts(answer, case)[:-1]))]


def _executive(appraised: Appraised, is_full: bool) -> list[Block]:
    answer, option, analysis = appraised.answer, appraised.option, appraised.analysis
    block, advised = constant_block(appraised), recommended(appraised)
    blocks: list[Block] = [
        Heading("1 Executive summary"),
        paragraphs(advised.words, style="recommendation"),
        paragraphs(advised.by_rule, advised.reason),
    ]
    if not advised.written:
        blocks.append(paragraphs(DRAFTED_BY_RULE, style="small"))
    if block.notices:
        blocks.append(paragraphs(*block.notices, style="notice"))
    blocks += [
        paragraphs(block.verdict, style="verdict"), Lines(block.lines, is_numbered=True), Heading("How sure are we?", 2),
        paragraphs(*block.uncertainty, block.evidence),
    ]  # fmt: skip
    if block.depends_on:
        rows = tuple((d.name, d.used, d.breaks_even, d.evidence) for d in block.depends_on)
        table = Table(
            "Three things this depends on", ("Assumption", "Our figure", "Break-even value", "Evidence"), rows
        )
        blocks.append(Tabled(table))
    if analysis is not None and not analysis.simulation.has_nothing_uncertain:
        blocks.append(
            Drawn(sensitivity_charts.fan_chart(analysis.simulation, answer, option), has_table=False)
        )
    return [*blocks, Drawn(answer_charts.parties_chart(answer, option))]


def _strategic(case: Case, answer: Answer, option: str, is_full: bool) -> list[Block]:
    proposal, narrative, usual = case.shape.proposal, case.shape.narrative, case.shape.counterfactual
    blocks: list[Block] = [
        Heading("2 Strategic case"), Facts(tuple((a, b) for a, b in why(case))),
        _written(narrative.strategic if narrative else None, "Why something has to change, and how it fits national and local plans."),
        Heading("Existing arrangements", 2),
        _written(usual.description if usual else None, "What happens to these people now."),
        Heading("Objectives", 2), _objectives(case),
        Heading("Main benefits", 2), paragraphs(*_main_benefits(answer, option)),
        Heading("Main risks", 2), Lines(main_risks(case)) if case.shape.risks else ToWrite("The three risks that matter most."),
        Heading("Who shaped this", 2), _shaped_by(case), *workshop_blocks(case),
    ]  # fmt: skip
    if is_full and proposal and proposal.aims:
        words = CHOICES[("Proposal", "aims")]
        blocks += [Heading("Which aims of an integrated care system it serves", 2), Lines(tuple(words[aim] for aim in proposal.aims))]  # fmt: skip
    if is_full:
        blocks += [
            Heading("How it should work, step by step", 2), Facts(_logic(case, answer, option)),
            Heading("Constraints and dependencies", 2), ToWrite("What limits it, what it depends on, and who is responsible."),
        ]  # fmt: skip
    if proposal and proposal.not_known:
        blocks += [Heading("What we do not know", 2), paragraphs(proposal.not_known)]
    return blocks


def _objectives(case: Case) -> Block:
    objectives = case.shape.proposal.objectives if case.shape.proposal else []
    if not objectives:
        return ToWrite("Up to three objectives, each with a measure, where it is now, a target and a date.")
    keys = ("what", "measure", "baseline", "target", "when")
    rows = tuple(tuple(getattr(o, key) or TO_ADD for key in keys) for o in objectives)
    return Tabled(Table("Objectives", ("Objective", "Measured by", "Now", "Target", "By when"), rows))


def _shaped_by(case: Case) -> Block:
    shaped = case.shape.proposal.shaped_by if case.shape.proposal else []
    asked = shaping_rows(case)
    if not shaped and not asked:
        return ToWrite("Not yet involved: who helped to shape this, how, and what changed because of them.")
    keys = ("how", "how_many", "what_changed")
    rows = tuple(
        (CHOICES[("Shaping", "group")][s.group], *(getattr(s, key) or TO_ADD for key in keys)) for s in shaped
    )
    return Tabled(Table("Who shaped this case", ("Who", "How", "How many", "What changed"), (*rows, *asked)))


def _main_benefits(answer: Answer, option: str) -> list[str]:
    """Returns the outcomes that are valued in money by class, and those that are not; a harm is in neither.

    Nor is an outcome for which no clear difference was found: it is shown with the effects that are not valued in money.
    """
    option_answer, sentences = answer.options[option], []
    for name in BENEFIT_CLASSES.keys:
        paths = {
            entry_of(line.path)
            for line in option_answer.lines
            if line.side == "benefit" and line.benefit_class == name and line.pv > 0
        }
        named = [o.name for o in option_answer.outcomes if o.path in paths]
        if named:
            sentences.append(f"{CLASS_WORDS[name].row}. {listed(map(quoted, named))}.")
    better = [
        effect.name
        for effect in option_answer.not_priced
        if effect.direction == "better" and not effect.no_clear_difference and not effect.is_only_hoped_for
    ]
    if better:
        sentences.append(f"Not valued in money. {listed(map(quoted, better))}.")
    return sentences or ["The case counts no benefit."]


def _logic(case: Case, answer: Answer, option: str) -> tuple[tuple[str, str], ...]:
    """Returns the chain from what there is to what should come of it, and why each step should follow from the last."""
    option_answer, logic = answer.options[option], case.shape.proposal.logic if case.shape.proposal else None
    costs = case.option(option).costs
    starts, finish = sum(option_answer.starts), sum(option_answer.completers)
    reached = (
        f"{quantity(starts)} people start and {quantity(finish)} finish, over all years."
        if starts
        else TO_ADD
    )
    steps = {
        "context": ("Context", logic and logic.context),
        "inputs": ("Inputs", capital(listed(quoted(cost.name or cost.id) for cost in costs)) + "."),
        "activities": ("Activities", logic and logic.activities),
        "outputs": ("People reached", reached),
        "outcomes": ("Outcomes", capital(listed(quoted(o.name) for o in option_answer.outcomes)) + "."),
        "impact": ("Impact", logic and logic.impact),
    }
    rows = []
    for key, (label, words) in steps.items():
        why_so = logic.because.get(key) if logic else None  # type: ignore[call-overload]
        rows.append((label, words or TO_ADD))
        if why_so:
            rows[-1] = (label, f"{words or TO_ADD} We assume: {why_so}")
    return tuple(rows)


def _considered(appraised: Appraised) -> list[Block]:
    """Returns the options, beside each other where there are several; one alone is in the appraisal summary table."""
    case, answer, _, analysis = appraised
    blocks: list[Block] = [
        Heading("What was considered", 2),
        ToWrite(
            "What any option had to meet (critical success factors), and the longlist that these options came from."
        ),
    ]
    if len(answer.options) == 1:
        return blocks
    blocks.append(Tabled(options_table(answer, case)))
    if analysis is None:
        return blocks
    return [
        *blocks,
        Drawn(options_compared.options_chart(case, answer, analysis.simulation)),
        Tabled(options_compared.best_for_whom_table(case, analysis.simulation)),
        Tabled(options_compared.gains_by_option_table(case, answer)),
    ]


def _economic(appraised: Appraised, is_full: bool) -> list[Block]:
    case, answer, option, analysis = appraised
    narrative = case.shape.narrative
    blocks: list[Block] = [Heading("3 Economic case")]
    if narrative and narrative.economic:
        blocks.append(paragraphs(*narrative.economic.split("\n\n")))
    if is_full:
        blocks += _considered(appraised)
    blocks += [
        Tabled(appraisal_summary_table(case, answer, analysis)),
        paragraphs(_preferred(answer, option)),
        Heading("Results", 2), Tabled(accounts_table(answer, option)),
    ]  # fmt: skip
    if answer.options[option].evidence.standard is not None:
        blocks += [
            Tabled(_standards(appraised)),
            Tabled(findings_table(answer, case, option)),
            *(
                _findings(answer, case, option, f"options.{option}.outcomes.{ident}")
                for ident in answer.options[option].evidence.outcomes
                if is_full
            ),
        ]
    if is_full:
        beside = source_costs_table(answer, option, case)
        blocks += [] if beside is None else [Tabled(beside)]
    blocks += [
        paragraphs(summary.basis(answer), summary.optimism_sentence(answer, option, case)),
        Heading("Health and wellbeing", 2),
        paragraphs(*health_sentences(answer, option, case), summary.beyond_sentence(answer, option)),
    ]  # fmt: skip
    if is_full:
        blocks += [Heading("Effects not valued in money", 2), Tabled(_not_priced(answer, option))]
        groups = reach(compile_case(case), option)
        reached = (
            [
                paragraphs(f"{people_charts.reach_chart(groups).title}."),
                Tabled(people_charts.reach_chart(groups).table),
            ]
            if groups
            else [paragraphs(people_charts.NOBODY_TOLD_APART)]
        )
        blocks += [Heading("Who is reached", 2), *reached]
    return [*blocks, *_how_sure(appraised, is_full)]


def _standards(appraised: Appraised) -> Table:
    """Returns the three standards of proof, each with its verdict in the words of the table of scenarios."""
    answer, option, analysis = appraised.answer, appraised.option, appraised.analysis
    table = standards_table(answer, option, None if analysis is None else analysis.chances[option])
    rungs = answer.options[option].evidence.rungs.values()
    rows = (
        (*row[:-1], VERDICT_WORDS[rung.verdict].short) for row, rung in zip(table.rows, rungs, strict=True)
    )
    return replace(table, rows=tuple(rows))


def _findings(answer: Answer, case: Case, option: str, path: str) -> Block:
    """Returns what was found of an outcome: drawn where something of it counts, otherwise as a table."""
    effect = case.effects[path]
    known = answer.options[option].evidence.outcomes[key_of(path)].label
    chart = findings_chart(case, effect, known)
    return Drawn(chart) if effect.at(case.standard or "expected").sd else Tabled(chart.table)


def _preferred(answer: Answer, option: str) -> str:
    name = answer.options[option].name
    if len(answer.options) == 1:
        return f"The preferred option is {name}. It was the only one compared with business as usual."
    return f"The preferred option is {name}."


def _how_sure(appraised: Appraised, is_full: bool) -> list[Block]:
    case, answer, option, analysis = appraised
    heading = Heading("How sure are we?", 2)
    if analysis is None:
        return [heading, paragraphs(*constant_block(Appraised(case, answer, option)).uncertainty)]
    simulation = analysis.simulation
    chances = Tabled(sensitivity_tables.chances_table(case, monte_carlo_of(simulation, option)))
    base = float(simulation.base[option].accounts["society"].npv[0])
    tornado = Drawn(sensitivity_charts.tornado_chart(case, analysis.swings[option], base), has_table=False)
    in_the_log = paragraphs(IN_THE_LOG, style="small")
    if not is_full:
        return [heading, chances, Heading("What matters most", 2), tornado, in_the_log]
    break_even = Tabled(
        sensitivity_tables.switching_table(case, analysis.switches[option], analysis.swings[option])
    )
    classes = answer_charts.classes_chart(answer, option)
    sets = [scenario_row(case, scenario) for scenario in (*ready_made(case), *own_scenarios(case))]
    return [
        heading,
        Drawn(sensitivity_charts.with_ranges(classes, simulation, option), has_table=False),
        chances,
        paragraphs(uncertainty.expectation_sentence(case, analysis.expectations[option])),
        Heading("What matters most", 2),
        tornado,
        in_the_log,
        break_even,
        Heading("Scenarios", 2),
        Tabled(without_empty_columns(sensitivity_tables.scenarios_table(case, sets, option))),
    ]


def _not_priced(answer: Answer, option: str) -> Table:
    rows = tuple(
        (
            effect.name, way_of(effect, has_size=False), effect.size or "not stated", str(effect.who or "not stated"), str(effect.why_not_priced or "not stated"),
        )
        for effect in answer.options[option].not_priced
    )  # fmt: skip
    note = "" if rows else "The case names nothing. That does not mean that there is nothing."
    return Table(
        "Effects not valued in money",
        ("Effect", "Better or worse", "Size", "People", "Why it is not valued in money"),
        rows,
        note,
    )


def _commercial(case: Case, is_full: bool) -> list[Block]:
    narrative = case.shape.narrative
    if narrative and narrative.commercial:
        return [Heading("4 Commercial case"), paragraphs(*narrative.commercial.split("\n\n"))]
    to_write = COMMERCIAL if is_full else (", ".join((COMMERCIAL[0], *map(_low, COMMERCIAL[1:]))),)
    return [Heading("4 Commercial case"), *(ToWrite(f"{words}.") for words in to_write)]


def _financial(case: Case, answer: Answer, option: str, is_full: bool) -> list[Block]:
    narrative, steps = case.shape.narrative, budget_steps(answer, option, case)
    blocks: list[Block] = [
        Heading("5 Financial case"),
        _written(narrative.financial if narrative else None, "Affordability, sources of money, and the agreement of each organisation asked to pay."),
        Facts(funding_facts(answer, option, case)),
        Tabled(budget_table(steps, answer)),
        paragraphs(money_note(answer, asked_for(answer, option, case, is_test=False), steps)),
        Tabled(cash_by_year_table(answer, option, case)),
    ]  # fmt: skip
    return [*blocks, *(Tabled(table) for table in payers_tables(answer, option, case))] if is_full else blocks


def _of_the_test(case: Case, advised: Recommendation) -> list[Block]:
    """Returns what the test that is advised costs by year, and what each way of comparing is worth; nothing where none is."""
    if advised.test is None:
        return []
    return [
        paragraphs(TEST_ALONE),
        Tabled(money_of_test_table(case, advised.test.size)),
        Tabled(compared_table(case, advised.test.pilot)),
    ]


def _management(appraised: Appraised, is_full: bool) -> list[Block]:
    case, answer, option = appraised.case, appraised.answer, appraised.option
    narrative, advised = case.shape.narrative, recommended(appraised)
    blocks: list[Block] = [
        Heading("6 Management case"),
        _written(narrative.management if narrative else None, "Who runs it, the plan and its milestones, and how it ends if it falls short."),
        Tabled(readiness_table(case)),
        Heading(TESTS_TITLE, 2), *tests_blocks(case, advised), *_of_the_test(case, advised),
        Heading("Implications", 2), Facts(tuple((a, b) for a, b in implications(case))),
    ]  # fmt: skip
    words = quotation(case)
    if words:
        blocks += [Heading("In their words", 2), paragraphs(words)]
    return [*blocks, *registers(case, answer, option)] if is_full else blocks


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
