"""The board summary: what stands on its two pages, as plain data; `make_the_case/exports/board_pdf.py` lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from make_the_case.words.charts.chart import DrawnSeries
from make_the_case.words.charts.sensitivity_charts import fan_chart
from make_the_case.words.names import VERDICT_WORDS
from make_the_case.words.papers.constant_block import (
    NOT_DONE_YET,
    TO_ADD,
    ConstantBlock,
    Dependence,
    constant_block,
)
from make_the_case.words.phrases import (
    capital,
    counted,
    either,
    financial_year,
    listed,
    money,
    party_in_prose,
    pounds,
    quoted,
)
from make_the_case.words.uncertainty import Chance, futures_sentence
from valuation import Answer, Case
from valuation.answers.appraised import Appraised
from valuation.case.places import first_of
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.monte_carlo import chance_positive
from valuation.verdict import VERDICTS

FIRST_YEARS = 2
"""The years that a board is asked for at once: what it learns in them decides on the rest."""
MOST_PARTIES = 5
MOST_OPTIONS = 4
IMPLICATIONS = {
    "finance": "Finance",
    "workforce": "Workforce",
    "quality": "Quality",
    "equality": "Equality and health inequalities",
    "risk": "Risk and assurance framework",
    "legal": "Legal and procurement",
    "people": "People and communities",
    "conflicts": "Conflicts of interest",
    "sustainability": "Sustainability",
}
PURPOSES = ("decision", "assurance", "information")


class Fan(TypedDict):
    """What the figure of the simulation draws."""

    title: str
    subtitle: str
    alt: str
    axis: str
    years: list[str]
    series: list[DrawnSeries]
    mark: str


class Icons(TypedDict):
    """How many of ten figures are filled, and what that says."""

    filled: int
    words: str


class PlainTable(TypedDict):
    """A table of words with a note below it."""

    header: list[str]
    rows: list[list[str]]
    note: str


class BoardSummary(TypedDict):
    """The two pages as plain data, which the typesetter's template reads by these names."""

    title: str
    option: str
    header: list[list[str]]
    recommendation: str
    is_drafted: bool
    notices: list[str]
    verdict: str
    lines: list[str]
    uncertainty: list[str]
    fan: Fan | None
    icons: Icons | None
    parties: PlainTable
    why: list[list[str]]
    options: PlainTable
    depends: list[list[str]]
    stop_go: list[list[str]]
    stop: str
    implications: list[list[str]]
    quotation: str
    evidence: str
    block: list[list[str]]
    check_code: str


def board_summary(appraised: Appraised) -> BoardSummary:
    """Returns the two pages of one option as plain data: only words, numbers as they are printed, and what the figures draw."""
    case, answer, option, analysis = appraised
    block = constant_block(appraised)
    drafts = drafted_tests(answer, option, block.depends_on)
    simulated = analysis is not None and not analysis.simulation.has_nothing_uncertain
    return {
        "title": block.title,
        "option": block.option,
        "header": header(case),
        "recommendation": recommendation(case, answer, option),
        "is_drafted": not (case.shape.meeting and case.shape.meeting.recommendation),
        "notices": list(block.notices),
        "verdict": block.verdict,
        "lines": list(block.lines),
        "uncertainty": list(block.uncertainty),
        "fan": _fan(analysis, answer, option) if simulated and analysis is not None else None,
        "icons": _icons(analysis, option) if simulated and analysis is not None else None,
        "parties": parties(answer, option),
        "why": why(case),
        "options": options(case, answer),
        "depends": [[_short(d.name), d.used, d.breaks_even, d.evidence] for d in block.depends_on],
        "stop_go": stop_go(case, answer, option, block.depends_on),
        "stop": _stops_if(case, drafts),
        "implications": implications(case),
        "quotation": quotation(case),
        "evidence": block.evidence,
        "block": [list(row) for row in closing(block)],
        "check_code": answer.check_code,
    }


def header(case: Case) -> list[list[str]]:
    """Returns the header of the paper: where it goes, when, and who brings it."""
    meeting = case.shape.meeting
    rows = {
        "report_to": "Report to",
        "date": "Meeting",
        "agenda_item": "Agenda item",
        "lead": "Lead executive",
        "author": "Author",
    }
    facts = [[label, (meeting and getattr(meeting, key)) or TO_ADD] for key, label in rows.items()]
    purpose = meeting.purpose if meeting else None
    ticked = [f"{'☒' if word == purpose else '☐'}\N{NO-BREAK SPACE}{word}" for word in PURPOSES]
    return [*facts, ["Purpose", "  ".join(ticked)]]


def recommendation(case: Case, answer: Answer, option: str) -> str:
    """Returns what the meeting is asked to agree: the author's words, else drafted from the verdict."""
    written = case.shape.meeting.recommendation if case.shape.meeting else None
    if written:
        return written
    option_answer = answer.options[option]
    cost, years = option_answer.accounts["commissioner"].pv_costs, answer.years
    if not VERDICTS[option_answer.verdict.number].is_worth_it:
        payer, over = party_in_prose(answer.commissioner), f"over {counted(len(years), 'year')}"
        return (
            f"Do not approve this as it stands. It would cost {payer} {money(max(cost, 0.0))} {over}. "
            f"{TESTS} says what would have to be true."
        )
    paid = option_answer.nominal_costs(answer.commissioner)[:FIRST_YEARS]
    sum_of = f"{money(sum(paid))} in cash terms" if sum(paid) >= 100 else "this proposal"
    if len(years) <= FIRST_YEARS:
        return f"Approve {sum_of} for {listed(map(financial_year, years))}, using the tests in {TESTS}."
    first = listed(map(financial_year, years[:FIRST_YEARS]))
    rest = counted(len(years) - FIRST_YEARS, "more year")
    return f"Approve {sum_of} for {first}, then decide on {rest} using the tests in {TESTS}."


TESTS = "“Carry on, change or stop”"
"""The part of the paper that says when to go on."""


def _fan(analysis: Analysis, answer: Answer, option: str) -> Fan:
    chart = fan_chart(analysis.simulation, answer, option)
    series = {row.name: [value / chart.scale for value in row.values] for row in chart.series}
    return {
        "title": chart.title, "subtitle": chart.subtitle, "alt": chart.alt, "axis": chart.axis,
        "years": list(chart.categories), "series": [{"name": name, "values": values} for name, values in series.items()],
        "mark": chart.mark[1] if chart.mark else "",
    }  # fmt: skip


def _icons(analysis: Analysis, option: str) -> Icons:
    chance = chance_positive(analysis.simulation[option].accounts["society"].npv)
    return {"filled": Chance(chance).filled, "words": futures_sentence(chance)}


def parties(answer: Answer, option: str) -> PlainTable:
    """Returns who pays and who gains most, in the first year and over all years."""
    nets = answer.options[option].parties
    order = sorted(nets, key=lambda party: (-abs(nets[party].net), party))
    shown = sorted(order[:MOST_PARTIES], key=lambda party: nets[party].net)
    rows = [
        [capital(party_in_prose(party)), pounds(nets[party].net_by_year[0]), pounds(nets[party].net)]
        for party in shown
    ]
    others = order[MOST_PARTIES:]
    note = "A minus sign means that it pays more than it gains. The last column is in present value."
    if others:
        note += f" Not shown: {listed(party_in_prose(party) for party in others)}."
    years = answer.years
    header = ["Who", f"{financial_year(years[0])} £", f"{counted(len(years), 'year')} £"]
    return {"header": header, "rows": rows, "note": note}


def why(case: Case) -> list[list[str]]:
    """Returns what is proposed, for whom and why."""
    proposal = case.shape.proposal
    rows = (("problem", "The problem"), ("for_whom", "Who it is for"), ("change", "What changes for them"))
    return [[label, (proposal and getattr(proposal, key)) or TO_ADD] for key, label in rows]


def options(case: Case, answer: Answer) -> PlainTable:
    """Returns what was considered: business as usual first, each option with its cost and its verdict."""
    usual = (case.shape.counterfactual.name if case.shape.counterfactual else None) or "Business as usual"
    payer = party_in_prose(answer.commissioner)
    rows = [[usual, "0", "Current services continue."]]
    for option_answer in list(answer.options.values())[:MOST_OPTIONS]:
        cost = pounds(option_answer.accounts["commissioner"].pv_costs)
        rows.append([_short(option_answer.name, 70), cost, VERDICT_WORDS[option_answer.verdict.number].short])
    left = len(answer.options) - MOST_OPTIONS
    note = f"{counted(left, 'more option')} in the full case." if left > 0 else ""
    return {"header": ["Options considered", f"Costs {payer} £", "Verdict"], "rows": rows, "note": note}


def drafted_tests(answer: Answer, option: str, depends: tuple[Dependence, ...]) -> dict[str, str]:
    """Returns the three tests drafted from the break-even values; none where there is none."""
    is_worth_it = VERDICTS[answer.options[option].verdict.number].is_worth_it
    edges = [d for d in depends if d.has_edge and first_of(d.path) != "valuation"]
    if edges and is_worth_it:
        first, *rest = (
            f"{quoted(d.name)} {'falls' if d.breaks_even_below else 'rises'} to {d.breaks_even}"
            for d in edges
        )
        again = "raised again" if edges[0].breaks_even_below else "lowered again"
        also = f" The same holds if {either(rest)}." if rest else ""
        return {
            "carry_on": "what we measure is closer to our figures than to the break-even values.",
            "change": "a figure falls between the two.",
            "stop": f"{first}, and cannot be {again}.{also}",
        }
    if edges:
        first, *rest = (
            f"{quoted(d.name)} of at {'most' if d.breaks_even_below else 'least'} {d.breaks_even}"
            for d in edges
        )
        also = f" It would also be enough to show {either(rest)}." if rest else ""
        other = ", or what else would be enough" if rest else ""
        return {
            "carry_on": f"a trial or a count shows {first}.{also}",
            "change": "a cheaper way to deliver it is found.",
            "stop": f"no trial or count shows {first}{other}. As it stands, costs are greater than the benefits counted.",
        }
    return {}


def stop_go(case: Case, answer: Answer, option: str, depends: tuple[Dependence, ...]) -> list[list[str]]:
    """Returns the three tests: as written, else drafted from the break-even values."""
    written, drafts = case.shape.stop_go, drafted_tests(answer, option, depends)
    labels = {"carry_on": "Carry on if", "change": "Change if", "stop": "Stop if"}
    rows = [
        [label, (written and getattr(written, key)) or drafts.get(key, f"{TO_ADD}.")]
        for key, label in labels.items()
    ]
    return [*rows, ["Who reports, and when", (written and written.reports) or TO_ADD]]


def _stops_if(case: Case, drafts: Mapping[str, str]) -> str:
    """Returns when to stop in one sentence, or that it is to be added."""
    words = (case.shape.stop_go and case.shape.stop_go.stop) or drafts.get("stop")
    return f"Stop if {words}" if words else f"{TO_ADD}."


def _short(text: str, most: int = 100) -> str:
    """Returns a name cut to what two pages can hold, with the end that tells which number it is; the full case has the whole of it."""
    head, _, tail = text.rpartition(": ")
    if len(text) > most and head and len(tail) < most // 2:
        return f"{head[: most - len(tail) - 3].rstrip()}…: {tail}"
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def implications(case: Case) -> list[list[str]]:
    """Returns what a board asks of every paper, a line each, and in one line what is not written yet."""
    stated = case.shape.implications
    written = {key: getattr(stated, key) for key in IMPLICATIONS if stated and getattr(stated, key)}
    rows = [[IMPLICATIONS[key], words] for key, words in written.items()]
    left = [IMPLICATIONS[key].lower() for key in IMPLICATIONS if key not in written]
    return [*rows, [NOT_DONE_YET, f"{capital(listed(left))}."]] if left else rows


def quotation(case: Case) -> str:
    """Returns one quotation where its author has agreed to it, or nothing where none is supplied."""
    supplied = case.shape.quotation
    if supplied is None or not supplied.words:
        return ""
    if not supplied.consent:
        return "A quotation was supplied without its author's agreement, so it is not printed."
    return f"“{supplied.words}” {supplied.who or ''}".strip()


def closing(block: ConstantBlock) -> list[tuple[str, str]]:
    """Returns the constant block's rows that the pages do not print elsewhere."""
    return [
        ("Evidence", block.evidence),
        ("In the figures", f"{block.basis} {block.optimism}"),
        ("Checked by", block.checked),
        ("Author's funding and interests", block.interests),
        ("Review date", block.sunset),
        ("Code and versions", f"{block.check_code} {block.versions}."),
        ("", block.produced),
    ]
