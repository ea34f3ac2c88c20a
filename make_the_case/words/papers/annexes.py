"""The annexes of the business case: the assumptions log, the value map, method, sources, reporting checklist, assurance."""

from __future__ import annotations

from string import ascii_uppercase

from make_the_case.words.blocks import Block, Facts, Heading, Tabled, ToWrite, paragraphs
from make_the_case.words.check_words import blind_spots
from make_the_case.words.glossary import IN_PAPERS, terms
from make_the_case.words.papers import summary
from make_the_case.words.papers.assumptions_log import asked_table, log_rows, log_table, structure_rows
from make_the_case.words.papers.constant_block import constant_block
from make_the_case.words.phrases import NEGLIGIBLE, plain_number, pounds, quantity, whole_percent
from make_the_case.words.sources import attributions
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.tables.value_map import VALUE_MAP, value_map_rows
from valuation import Answer, Case, compile_case
from valuation.answers.appraised import Appraised
from valuation.sensitivity.analysis import Analysis

LEFT_OUT = (
    "The model works by year, not by month. It leaves out cash released in one sum, residual values and who uses freed capacity. It also leaves "
    "out people who move in or out of a fixed population, and the costs of added years of life. Effects on people who do not take part "
    "count only if they are entered as outcomes."
)
METHOD = (
    "A case is people, costs and outcomes by financial year. Every number in it is an assumption with a source and a grade. People "
    "start within an option's reach and capacity. An effect begins after its delay, lasts as long as stated and fades.",
    "Each cost and each value is split into parts that count differently from different points of view. The parts are cash and capacity, "
    "VAT, the two sides of a payment between organisations, and the optimism bias adjustment. That adjustment is larger for weaker "
    "evidence. There are five points of view: the payer's cash, all public bodies' cash, all public bodies with capacity, NHS and social "
    "care, and everyone.",
    "Amounts are in the prices of one year and discounted to its start. Cash released, capacity freed and wider value are never added into "
    "one figure. Every figure is a best estimate. Ranges and chances come from a simulation that varies all uncertain figures at once, "
    "each within its range.",
)
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
"""The 28 items of CHEERS 2022 (Husereau and others), and where the full case reports each."""
UNMOVED = "change nothing by themselves: they have no range, or this option does not depend on them. They are in the workbook and in tables.zip."
SHARES = ("deadweight", "displacement", "attribution", "drop_off")
MONEY = ("input", "present_value")


def annexes(appraised: Appraised) -> list[Block]:
    """Returns the annexes of the full case, lettered in their order; `CHEERS` says which letters two of them have."""
    case, answer, option, analysis = appraised
    return lettered(
        {
            "Assumptions log": [Facts(_fixed_by_choice(case)), *assumptions_log(case, option, analysis)],
            "Value map": [Tabled(table) for table in value_map_tables(case, answer, option)],
            "Method in words": [
                paragraphs(*METHOD, style="small"),
                Heading("What the model leaves out", 2),
                paragraphs(LEFT_OUT, style="small"),
                *_blind_spots(answer, option),
            ],
            SOURCES: sources(case),
            "Reporting checklist": [Tabled(_checklist())],
            ASSURANCE: assurance(appraised),
            "What the words mean": [Facts(tuple((term.word, f"{term.means}.") for term in terms(IN_PAPERS)))],
        }
    )


def _fixed_by_choice(case: Case) -> tuple[tuple[str, str], ...]:
    """Returns what is no number and does not stand under *Document control*, which has the years, the prices and the discounting."""
    control = {"Prices", "Discounting", "Compared with"}
    return tuple(row for row in structure_rows(case) if row[0] not in control)


def short_annexes(appraised: Appraised, most: int) -> list[Block]:
    """Returns the annexes of the short case, lettered anew: the first few assumptions, the sources, and who checked it."""
    case, _, option, analysis = appraised
    return lettered(
        {
            "Assumptions log": assumptions_log(case, option, analysis, most),
            SOURCES: sources(case),
            ASSURANCE: assurance(appraised),
        }
    )


SOURCES = "Sources and licences"
ASSURANCE = "Assurance statement"


def lettered(parts: dict[str, list[Block]]) -> list[Block]:
    """Returns annexes under their headings, lettered from A without a gap."""
    return [
        block
        for letter, (title, blocks) in zip(ascii_uppercase, parts.items(), strict=False)
        for block in (Heading(f"{letter} {title}"), *blocks)
    ]


def assumptions_log(
    case: Case, option: str, analysis: Analysis | None, most: int | None = None
) -> list[Block]:
    """Returns every number or the first few, what to test first at the top."""
    if analysis is None:
        return [paragraphs("No simulation has been run for this paper. The assumptions are in tables.zip.")]
    rows = log_rows(
        case, option, analysis.simulation.base, analysis.swings[option], analysis.switches[option]
    )
    shown = [row for row in rows if row.swing or row.has_edge] if most is None else rows[:most]
    left = len(rows) - len(shown)
    where = UNMOVED if most is None else "are in the full case, and in tables.zip."
    rest = [paragraphs(f"The other {left} {where}", style="small")] if left else []
    return [Tabled(log_table(shown)), *rest, Tabled(asked_table(rows[:most]))]


def _without_vat(answer: Answer, option: str) -> str:
    """Returns how much VAT that cannot be recovered is left out of what organisations put in; nothing where there is none."""
    vat = sum(
        line.pv
        for line in answer.options[option].lines
        if "vat" in (line.kind, line.adjusts) and line.party == answer.commissioner
    )
    return f" VAT that cannot be recovered is not: £{pounds(vat)}." if vat >= 1 else ""


def value_map_tables(case: Case, answer: Answer, option: str) -> list[Table]:
    """Returns the value map of one option, in the columns of the Social Value guide: what each puts in, then what changes for each."""
    inputs: dict[str, dict[str, float]] = {}
    outcomes = []
    keys = [key for key in VALUE_MAP if key not in ("option", "input")]
    for row in value_map_rows(case, answer, only=option):
        if row.input is None:
            if row.indicator is None and abs(row.present_value or 0.0) < NEGLIGIBLE:
                continue  # an allowance on nothing, or capacity where all of it is cash
            outcomes.append(tuple(_cell(key, row.cell(key)) for key in keys))
            continue
        given = inputs.setdefault(row.stakeholder, {})
        given[row.entry] = given.get(row.entry, 0.0) + row.input
    note = "The ratio of the two sides is not given. It says little alone, and is often compared where it should not be."
    rows = tuple(
        (
            who,
            "; ".join(f"{what} {pounds(amount)}" for what, amount in given.items()),
            pounds(sum(given.values())),
        )
        for who, given in inputs.items()
    )
    return [
        Table(
            "Value map: inputs",
            ("Stakeholder", "What they put in, present value £", "All £"),
            rows,
            f"The optimism bias adjustment is included.{_without_vat(answer, option)}",
        ),
        Table("Value map: outcomes", tuple(VALUE_MAP[key] for key in keys), tuple(outcomes), note),
    ]


def _cell(key: str, value: str | float | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if key in MONEY:
        return pounds(value)
    if key in SHARES:
        return whole_percent(value)
    return quantity(value) if key == "quantity" and value else plain_number(value)


def _blind_spots(answer: Answer, option: str) -> list[Block]:
    """Returns what should be there and is, in a sentence, and a table of what is not."""
    if not answer.checks:
        return []
    spots = blind_spots(answer.checks, option)
    there = [words for words, is_there, _ in spots if is_there]
    missing = tuple((words, instead) for words, is_there, instead in spots if not is_there)
    said = paragraphs(
        f"These were looked for, and are there: {'; '.join(there)}." if there else "", style="small"
    )
    table = Table("Blind spots", ("What should be there and is not", "What was found"), missing)
    heading = Heading("Checks for blind spots", 2)
    return [heading, said, Tabled(table)] if missing else [heading, said]


def sources(case: Case) -> list[Block]:
    """Returns every source that the numbers come from in the words that it and its licence ask for, as lines in small type."""
    named = tuple(dict.fromkeys(words for _, _, words in attributions(case, compile_case(case).assumptions)))
    return [paragraphs(*named, style="small")]


def _checklist() -> Table:
    """Returns the 28 items by the part of the paper that reports them: one row a part."""
    items: dict[str, list[str]] = {}
    for k, (item, where) in enumerate(CHEERS, start=1):
        items.setdefault(where, []).append(f"{k} {item}")
    rows = tuple((where, "; ".join(named)) for where, named in items.items())
    return Table("CHEERS 2022, and where this document reports each item", ("Where", "Items"), rows)


def assurance(appraised: Appraised) -> list[Block]:
    """Returns who has checked what, until when it may be used, and what only a person can add."""
    block = constant_block(appraised)
    return [
        paragraphs(block.checked, f"Review date: {block.sunset}."),
        ToWrite("What was checked, what is known to be limited, and on which conditions this may be used."),
        paragraphs(summary.PRODUCED_WITH, style="small"),
    ]
