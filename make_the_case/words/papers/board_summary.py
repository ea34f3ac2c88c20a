"""The board summary: what stands on its two pages, as plain data; `make_the_case/exports/board_pdf.py` lays it out."""

from __future__ import annotations

from dataclasses import dataclass, field

from make_the_case.words.first_screen import ADVICE_WORDS, chance_of, cost_and_value, ladder
from make_the_case.words.panels import CostAndValue, Thresholds
from make_the_case.words.papers.constant_block import (
    NO_SIMULATION,
    ConstantBlock,
    constant_block,
)
from make_the_case.words.papers.draft import draft_words
from make_the_case.words.papers.health import nice_words
from make_the_case.words.papers.marks import Mark, marks
from make_the_case.words.papers.meeting_words import (
    known_header,
    known_implications,
    known_why,
    not_written,
    quotation,
    reports,
    tests_table,
    written_tests,
)
from make_the_case.words.papers.money_asked import (
    SumPart,
    cash_by_year_table,
    money_note,
    note_on_a_test,
    sum_asked,
)
from make_the_case.words.papers.recommended import Recommendation, recommended
from make_the_case.words.papers.workshop_held import weights_chart, what_matters, workshop_sentences
from make_the_case.words.phrases import (
    TAX,
    capital,
    counted,
    financial_year,
    going_on,
    listed,
    money_range,
    party_in_prose,
    plain_number,
    pounds,
)
from make_the_case.words.tables.budget_steps import budget_steps
from make_the_case.words.tables.finance_tables import NO_EXIT_COST, exit_cost_words
from make_the_case.words.tables.options_for_boards import options_table
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.tables.value_made_of import not_valued_table, value_made_of_table
from make_the_case.words.thresholds import thresholds
from make_the_case.words.uncertainty import LIKELY_MEANS, Chance
from valuation import Answer, Case
from valuation.answers.advice import Advice
from valuation.answers.appraised import Appraised
from valuation.sensitivity.monte_carlo import likely_range

AT_PRESENT_VALUE = "At present value."
MOST_PARTIES = 6
MOST_EFFECTS = 6


@dataclass(frozen=True)
class AskPanel:
    """What the meeting is asked to agree: in words, as a sum that adds up, and which money that is."""

    advice: str
    words: str
    is_drafted: bool
    by_rule: str
    """What the rule says, where the author has written something."""
    sum: tuple[SumPart, ...]
    note: str
    reason: str


@dataclass(frozen=True)
class Certainty:
    """A chance as ten dots and in words."""

    filled: int
    words: str


@dataclass(frozen=True)
class PartyBar:
    """Who pays or gains how much."""

    name: str
    amount: float
    words: str


@dataclass(frozen=True)
class PeopleMark:
    """How many people it is for."""

    number: str
    words: str


@dataclass(frozen=True)
class BoardSummary:
    """The two pages as plain data, which the typesetter's template reads by these names."""

    title: str
    option: str
    header: list[list[str]]
    draft: str
    """What is said across the top of a paper that is not for a decision."""
    notices: list[str]
    ask: AskPanel
    verdict: str
    marks: tuple[Mark, ...]
    people: PeopleMark
    value: CostAndValue
    standards: Table
    standards_note: str
    chances: list[Certainty]
    no_chances: str
    parties: list[PartyBar]
    parties_note: str
    nice: list[str]
    saves: list[str]
    """Whether it releases cash or capacity."""
    tests: Table | None
    written_tests: list[list[str]]
    reports: str
    why: list[list[str]]
    quotation: str
    workshop: list[str]
    """What workshops there were, and what matters to the people who came."""
    weights: list[PartyBar]
    """Points out of 100 of each outcome."""
    options: Table
    cash: Table
    needs: Table | None
    needs_note: str
    made_of: Table
    implications: list[list[str]]
    missing: str
    signed: list[list[str]]
    basis: list[str]
    check_code: str
    footer: str = field(default="")


def board_summary(appraised: Appraised) -> BoardSummary:
    """Returns the two pages of one option as plain data: only words, numbers as they are printed, and what the figures draw."""
    case, answer, option, analysis = appraised
    block, found = constant_block(appraised), recommended(appraised)
    draft = draft_words(case, option)
    simulation = None if analysis is None else analysis.simulation
    needed = None if analysis is None else thresholds(case, answer, option, analysis)
    table = ladder(answer, option, None if analysis is None else analysis.chances[option])
    left = not_written(case)
    written = written_tests(case)
    return BoardSummary(
        title=block.title,
        option=block.option,
        header=known_header(case),
        draft=draft.banner,
        notices=list(block.notices),
        ask=_ask(appraised, found),
        verdict=block.verdict,
        marks=marks(appraised),
        people=_people(answer, option),
        value=cost_and_value(answer, option, simulation),
        standards=Table(
            "By three standards of proof",
            ("Standard of proof", "Value less cost", "Chance above 0"),
            tuple((f"{r.name}, {r.asks}", r.value, r.chance) for r in (table.rungs if table else ())),
        ),
        standards_note=_likely(appraised),
        chances=_chances(appraised),
        no_chances="" if _chances(appraised) else NO_SIMULATION,
        parties=_parties(answer, option),
        parties_note=_parties_note(answer, option),
        nice=[capital(nice_words(answer.options[option].nice, case))],
        saves=list(block.lines[1:-1]),  # a line for each class of benefit
        tests=tests_table(found) if found.tests and not written else None,
        written_tests=written,
        reports=_reports_and_exit(case),
        why=known_why(case),
        quotation=quotation(case),
        workshop=[*workshop_sentences(case), *what_matters(case)],
        weights=_weights(case),
        options=options_table(case, answer, simulation),
        cash=cash_by_year_table(answer, option, case, is_test=found.test is not None),
        needs=_needed(needed),
        needs_note=needed.note if needed else "",
        made_of=_made_of(appraised),
        implications=known_implications(case),
        missing=f"Still to be written: {listed(map(going_on, left), most=99)}." if left else "",
        signed=_signed(block),
        basis=[
            block.evidence,
            f"{block.basis} {block.optimism}",
            LIKELY_MEANS,
            f"{block.versions}. {block.produced}",
        ],
        check_code=answer.check_code,
        footer=_footer(answer, draft.footer),
    )


def _reports_and_exit(case: Case) -> str:
    """Returns who reports, and what it would cost to stop; a cost that is not given is listed with what is still to be written."""
    exit_cost = exit_cost_words(case)
    return f"{reports(case)} {'' if exit_cost == NO_EXIT_COST else f'Cost of stopping: {exit_cost}'}".strip()


def _weights(case: Case) -> list[PartyBar]:
    """Returns the points that people gave to each outcome, as bars."""
    chart = weights_chart(case)
    if chart is None:
        return []
    (series,) = chart.series
    return [PartyBar(*row) for row in zip(chart.categories, series.values, series.labels, strict=True)]


def _ask(appraised: Appraised, found: Recommendation) -> AskPanel:
    steps = budget_steps(appraised.answer, appraised.option, appraised.case)
    return AskPanel(
        advice=ADVICE_WORDS[found.advised.advice],
        words=found.words,
        is_drafted=not found.written,
        by_rule=found.by_rule,
        sum=sum_asked(found.asked) if found.advised.advice != Advice.DO_NOT_APPROVE else (),
        note=money_note(appraised.answer, found.asked, steps)
        if found.test is None
        else note_on_a_test(appraised.answer, found.asked, found.test.size.plan, steps),
        reason=found.reason,
    )


def _people(answer: Answer, option: str) -> PeopleMark:
    option_answer = answer.options[option]
    starts, finish = sum(option_answer.starts), sum(option_answer.completers)
    return PeopleMark(
        plain_number(round(starts)),
        f"start over {counted(len(answer.years), 'year')}; {plain_number(round(finish))} finish",
    )


def _likely(appraised: Appraised) -> str:
    """Returns which money the standards of proof are in, and the likely range of the net value."""
    analysis = appraised.analysis
    if analysis is None or analysis.simulation.has_nothing_uncertain:
        return AT_PRESENT_VALUE
    low, high = likely_range(analysis.simulation[appraised.option].accounts["society"].npv)
    return f"{AT_PRESENT_VALUE} Likely range of value less cost: {money_range(low, high)}."


def _chances(appraised: Appraised) -> list[Certainty]:
    """Returns the chances that a board asks for, as dots and words; none where nothing has been simulated."""
    simulation = None if appraised.analysis is None else appraised.analysis.simulation
    overall = chance_of(simulation, appraised.option)
    cash = chance_of(simulation, appraised.option, "public_cash")
    if overall is None or cash is None:
        return []
    rows = (
        (overall, "it is worth more than it costs, counting everyone"),
        (cash, "it pays for itself in cash across public bodies"),
    )
    return [
        Certainty(Chance(share).filled, f"{capital(Chance(share).words)}: {what}") for share, what in rows
    ]


def _parties(answer: Answer, option: str) -> list[PartyBar]:
    """Returns who pays and who gains most, those who pay most first."""
    nets = answer.options[option].parties
    named = (party for party in nets if party != TAX)
    order = sorted(named, key=lambda party: (-abs(nets[party].net), party))[:MOST_PARTIES]
    shown = sorted(order, key=lambda party: nets[party].net)
    return [
        PartyBar(capital(party_in_prose(party)), nets[party].net, pounds(nets[party].net)) for party in shown
    ]


def _parties_note(answer: Answer, option: str) -> str:
    """Returns which money the bars of who pays and gains are, and the VAT in them that comes back, so that they add up to the value less cost."""
    note = f"Net present value over {counted(len(answer.years), 'year')}, in {financial_year(answer.price_year)} prices. Unpaid time is counted."
    tax = answer.options[option].parties.get(TAX)
    if tax is None or round(tax.net) < 1:
        return note
    return f"{note} £{pounds(tax.net)} of what they pay is VAT, which {party_in_prose(TAX)} receives."


def _needed(needed: Thresholds | None) -> Table | None:
    """Returns what would have to be true as a table, one figure in a row."""
    if needed is None or not needed.rows:
        return None
    rows = tuple(
        (
            row.what,
            row.plan_words.removeprefix("plan "),
            row.edge_words.removeprefix("breaks even at "),
            row.likely_words.removeprefix("range "),
        )
        for row in needed.rows
    )
    return Table(needed.title, ("Figure", "We plan on", "Breaks even at", "Range"), rows)


def _made_of(appraised: Appraised) -> Table:
    """Returns what the value is made of, the largest first, and what has no value in money, in one table."""
    case, answer, option, _ = appraised
    valued = value_made_of_table(answer, case, option)
    *rows, total = valued.rows
    shown = sorted(rows, key=lambda row: row[2] == "0")[:MOST_EFFECTS]
    unvalued = [
        (name, "", "", ". ".join(filter(None, ("Not valued in money", way, who))))
        for name, way, who in not_valued_table(answer, option).rows
    ]
    hidden = len(rows) - len(shown) + max(0, len(unvalued) - MOST_EFFECTS)
    note = valued.note + (
        f" {capital(counted(hidden, 'more effect is', 'more effects are'))} in the full case."
        if hidden
        else ""
    )
    cells = [(name, amount, known) for name, _, amount, known in (*shown, total, *unvalued[:MOST_EFFECTS])]
    return Table(
        "What the value is made of, and what is not valued in money",
        ("Effect", "Value £", "What is known"),
        tuple(cells),
        note,
    )


def _signed(block: ConstantBlock) -> list[list[str]]:
    return [
        ["Written by", f"{block.author}. Funding and interests: {block.interests}"],
        ["Checked by", block.checked],
        ["Review date", block.sunset],
    ]


def _footer(answer: Answer, draft: str) -> str:
    code = f"Check code {answer.check_code}. Papers with the same code come from the same case."
    return f"{code} {draft}".strip()
