"""The same facts for four readers, in their order and words: commissioners, people and patient groups, clinicians, researchers.

The constant block is never left out and never rewritten.
"""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.words import uncertainty
from make_the_case.words.blocks import Block, Drawn, Facts, Heading, Lines, Tabled, ToWrite, paragraphs
from make_the_case.words.charts import sensitivity_charts
from make_the_case.words.formats import BOARDS
from make_the_case.words.papers import summary
from make_the_case.words.papers.annexes import CHEERS, LEFT_OUT, METHOD
from make_the_case.words.papers.assumptions_log import log_rows, log_table, structure_rows
from make_the_case.words.papers.constant_block import constant_block
from make_the_case.words.papers.easy_read import PICTURES_ARE
from make_the_case.words.papers.full_case import draft_blocks, full_case
from make_the_case.words.papers.health import health_sentences, nice_discounting
from make_the_case.words.papers.meeting_words import TO_ADD, quotation, tests_blocks
from make_the_case.words.papers.recommended import recommended
from make_the_case.words.papers.workshop_held import weights_chart, what_matters, workshop_sentences
from make_the_case.words.phrases import TAX, capital, counted, listed, money, party_in_prose, quantity, quoted
from make_the_case.words.sources import attributions
from make_the_case.words.tables import sensitivity_tables
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.unpriced_effects import way_of
from valuation import Answer, Case, compile_case
from valuation.answer import LineAnswer
from valuation.answers.appraised import Appraised
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.monte_carlo import chance_positive
from valuation.sensitivity.sensitivity_answer import monte_carlo_of

MENTIONED = 500.0
"""£: less than this is not worth a line."""


def for_audience(appraised: Appraised, audience: str = BOARDS) -> list[Block]:
    """Returns the document of one option for an audience: for boards the whole case, for others its own opening first."""
    if audience == BOARDS:
        return full_case(appraised)
    draft = draft_blocks(appraised.case, appraised.option)
    return [*draft, *OPENINGS[audience](appraised), *_closing(appraised)]


def _closing(appraised: Appraised) -> list[Block]:
    """Returns the constant block, as every paper prints it."""
    block = constant_block(appraised)
    blocks: list[Block] = [Heading("What every paper on this says")]
    if block.notices:
        blocks.append(paragraphs(*block.notices, style="notice"))
    blocks += [
        paragraphs(block.verdict, style="verdict"),
        Lines(block.lines, is_numbered=True),
        paragraphs(*block.uncertainty, block.evidence),
    ]
    if block.depends_on:
        blocks.append(paragraphs(*(dependence.sentence for dependence in block.depends_on)))
    facts = [
        ("In the figures", f"{block.basis} {block.optimism}"), ("Author", block.author),
        ("Funding and interests of the author", block.interests), ("Checked by", block.checked), ("Review date", block.sunset),
        ("Versions", block.versions), ("Check code", block.check_code),
    ]  # fmt: skip
    return [*blocks, Facts(tuple(facts)), paragraphs(block.produced, style="small")]


def _proposal(case: Case, key: str) -> str:
    return (case.shape.proposal and getattr(case.shape.proposal, key)) or TO_ADD


def _reach(case: Case, answer: Answer, option: str) -> str:
    """Returns how many start and finish, and how many of every 100 who start that is."""
    option_answer = answer.options[option]
    starts, finish = sum(option_answer.starts), sum(option_answer.completers)
    if starts < 0.5:
        return "The case does not say how many people take part."
    years = counted(len(answer.years), "year")
    return (
        f"About {quantity(max(starts, 10.0))} people would start over {years}, and about {quantity(max(finish, 10.0))} would finish. "
        f"That is {round(100 * finish / starts)} of every 100 who start."
    )


def _effects(case: Case, answer: Answer, option: str) -> list[str]:
    """Returns what gets better or worse, valued in money or not, in a sentence each."""
    return [*_priced_effects(answer, option, case), *_unpriced_effects(answer, option)] or [
        "The case names no effect on people."
    ]


def _priced_effects(answer: Answer, option: str, case: Case) -> list[str]:
    """Returns a sentence for each effect, and for years of full health one total: the same as in every other paper."""
    option_answer = answer.options[option]
    sentences = []
    unpriced = {effect.name for effect in option_answer.not_priced}
    for outcome in option_answer.outcomes:
        total = sum(outcome.amounts)
        if outcome.unit == "qaly" and total and outcome.name not in unpriced:
            sentences.append(f"{outcome.name}: {'better' if total > 0 else 'worse'}.")
        elif abs(total) >= 0.05 and outcome.name not in unpriced:
            sentences.append(
                f"{outcome.name}: {'about' if total > 0 else 'worse by about'} {quantity(abs(total))} {_unit(outcome.unit)} over all years."
            )
    qalys = option_answer.nice.qalys
    if option_answer.qalys is not None and abs(qalys) >= 0.05:
        way = "better" if qalys > 0 else "worse"
        sentences.append(
            f"Health in all: {way} by about {quantity(abs(qalys))} {_unit('qaly')}, {nice_discounting(case)}."
        )
    return sentences


def _unpriced_effects(answer: Answer, option: str) -> list[str]:
    return [
        f"{effect.name}: {way_of(effect, has_size=False)}. It has not been valued in money."
        for effect in answer.options[option].not_priced
    ]


def _unit(unit: str | None) -> str:
    return {
        "qaly": "years of full health (QALYs)",
        "wellby": "points of life satisfaction for a year (WELLBYs)",
        None: "",
    }.get(unit, f"({unit})")


def _people(appraised: Appraised) -> list[Block]:
    case, answer, option, analysis = appraised
    option_answer = answer.options[option]
    asked = sorted(
        {
            _line_name(case, line)
            for line in option_answer.lines
            if line.side == "cost" and line.party in ("participants", "carers")
        }
    )
    ask = (
        f"The case counts what you would give: {listed(quoted(name) for name in asked)}."
        if asked
        else "The case counts no time or money of yours."
    )
    return [
        Heading("What would change", picture="paper"), paragraphs(_proposal(case, "change")), Facts((("Who it is for", _proposal(case, "for_whom")), ("The problem", _proposal(case, "problem")))),
        paragraphs(*filter(None, [quotation(case)])),
        Heading("Out of 100 people", picture="people"), paragraphs(_reach(case, answer, option), _chance(analysis, option)),
        Heading("What would get better or worse", picture="good"), Lines(tuple(_effects(case, answer, option))),
        *_workshop(case),
        Heading("What it asks of you", picture="time"), paragraphs(ask),
        Heading("What we do not know", picture="question"), paragraphs(_proposal(case, "not_known")),
        Heading("Who pays and who gains", picture="money"), paragraphs(*_who_pays(answer, option)),
        Heading("How to have a say", picture="say"), ToWrite("Who decides, when, and how people can take part in it."), paragraphs(PICTURES_ARE, style="small"),
    ]  # fmt: skip


def _workshop(case: Case) -> list[Block]:
    """Returns what the people who were asked said, and what matters to them; nothing where nobody was asked."""
    sentences, chart = workshop_sentences(case), weights_chart(case)
    if not sentences:
        return []
    told: list[Block] = [
        Heading("What people said", picture="say"),
        paragraphs(*sentences, *what_matters(case)),
    ]
    return told if chart is None else [*told, Drawn(chart)]


def _chance(analysis: Analysis | None, option: str) -> str:
    if analysis is None or analysis.simulation.has_nothing_uncertain:
        return ""
    return uncertainty.futures_sentence(chance_positive(analysis.simulation[option].accounts["society"].npv))


def _who_pays(answer: Answer, option: str) -> list[str]:
    """Returns who pays and who gains, a sentence each, without a table."""
    parties = answer.options[option].parties
    order = sorted(parties, key=lambda party: (parties[party].net, party))
    pays = [f"{party_in_prose(p)} ({money(-parties[p].net)})" for p in order if parties[p].net <= -MENTIONED]
    gains = [
        f"{party_in_prose(p)} ({money(parties[p].net)})"
        for p in order
        if parties[p].net >= MENTIONED and p != TAX
    ]
    return [
        f"These pay more than they gain: {listed(pays)}. Unpaid time is counted.",
        f"These gain more than they pay: {listed(gains)}." if gains else "No one gains more than they pay.",
    ]


def _line_name(case: Case, line: LineAnswer) -> str:
    from make_the_case.words.assumption_phrases import entry_name

    return entry_name(case, line.path)


def _unbracketed(words: str) -> str:
    """Returns words without the brackets around all of them.

    >>> _unbracketed("(points)"), _unbracketed("years of full health (QALYs)")
    ('points', 'years of full health (QALYs)')
    """
    return words[1:-1] if words.startswith("(") and words.endswith(")") else words


def _clinicians(appraised: Appraised) -> list[Block]:
    case, answer, option = appraised.case, appraised.answer, appraised.option
    option_answer = answer.options[option]
    finish = sum(option_answer.completers)
    shape = case.option(option)
    numbers = {a.path: a for a in compile_case(case).assumptions}
    unclear = {effect.name for effect in option_answer.not_priced if effect.no_clear_difference}
    rows = []
    for outcome in option_answer.outcomes:
        number = next(
            (numbers[p] for p in (f"{outcome.path}.adds", f"{outcome.path}.reduces") if p in numbers),
            None,
        )
        per = quantity(100 * sum(outcome.amounts) / finish) if finish > 0 else "not known"
        if outcome.name in unclear:
            per = "no clear difference"
        source = case.library.source_title(number.source) if number and number.source else "not stated"
        rows.append(
            (
                outcome.name,
                per,
                _unbracketed(_unit(outcome.unit)) or "not stated",
                f"{number.grade if number and number.grade else 'none'}",
                source,
            )
        )
    effects = Table("What it does, for every 100 who finish, over all years", ("Outcome", "Per 100", "Counted in", "Grade", "Study"), tuple(rows),
                    "Grade 1 is the best evidence and 6 the weakest. What would have happened anyway is already taken off.")  # fmt: skip
    staff = sorted(
        {
            _line_name(case, line)
            for line in option_answer.lines
            if line.side == "cost"
            and not line.cash
            and line.party not in ("participants", "carers", "volunteers")
        }
    )
    stops = [cost.name or cost.id for cost in shape.replaces]
    harms = [effect.name for effect in option_answer.not_priced if effect.direction == "worse"]
    lead = (case.shape.meeting and case.shape.meeting.lead) or TO_ADD
    return [
        Heading("Does it help our patients?"), paragraphs(_proposal(case, "problem"), _reach(case, answer, option)), Tabled(effects),
        paragraphs(*_unpriced_effects(answer, option)),
        Heading("Does it add work?"),
        paragraphs(f"It uses time of staff already in post: {listed(quoted(n) for n in staff)}." if staff else "The case counts no time of staff already in post."),
        paragraphs(f"What stops: {listed(quoted(n) for n in stops)}." if stops else "Nothing that you do now would stop."),
        Heading("Is it safe?"), paragraphs(f"What may get worse: {listed(quoted(n) for n in harms)}." if harms else "The case names no harm."),
        ToWrite("Training, supervision, privacy and liability, and who to call."),
        Heading("Who leads it"), paragraphs(f"Named lead: {lead}."),
    ]  # fmt: skip


def _researchers(appraised: Appraised) -> list[Block]:
    case, answer, option, analysis = appraised
    blocks: list[Block] = [
        Heading("Question and design"), Facts((*structure_rows(case), ("Organisation asked to pay", capital(party_in_prose(answer.commissioner))))),
        paragraphs(*METHOD),
        Heading("Parameters"),
    ]  # fmt: skip
    if analysis is None:
        blocks.append(
            paragraphs("No simulation has been run for this paper. The parameters are in tables.zip.")
        )
    else:
        rows = log_rows(
            case, option, analysis.simulation.base, analysis.swings[option], analysis.switches[option]
        )
        simulation = analysis.simulation
        base = float(simulation.base[option].accounts["society"].npv[0])
        blocks += [
            Tabled(log_table(rows)),
            Heading("Uncertainty"),
            paragraphs(
                f"The simulation has {len(simulation.sample):,} runs, seed {simulation.sample.seed}, {simulation.sample.method}.",
                uncertainty.expectation_sentence(case, analysis.expectations[option]),
            ),
            Tabled(sensitivity_tables.chances_table(case, monte_carlo_of(simulation, option))),
            Drawn(sensitivity_charts.tornado_chart(case, analysis.swings[option], base)),
            Tabled(
                sensitivity_tables.switching_table(case, analysis.switches[option], analysis.swings[option])
            ),
            Heading("Value of further evidence"),
            paragraphs(*uncertainty.information_sentences(case, analysis.information)),
            Tabled(sensitivity_tables.information_table(case, analysis.information)),
        ]
    blocks += [
        Heading("Health and wellbeing"), paragraphs(*health_sentences(answer, option, case), summary.beyond_sentence(answer, option)),
        Heading("Tests"), *tests_blocks(case, recommended(appraised)),
        Heading("What the model leaves out"), paragraphs(LEFT_OUT),
        Heading("Reporting checklist"),
        Tabled(Table("CHEERS 2022, and where the full case reports each item", ("Item", "Where"), tuple((f"{k} {a}", b) for k, (a, b) in enumerate(CHEERS, start=1)))),
        Heading("Sources and licences"),
        Tabled(Table("Sources", ("Source", "Licence", "Attribution"), tuple(attributions(case, compile_case(case).assumptions)))),
    ]  # fmt: skip
    return blocks


OPENINGS: dict[str, Callable[[Appraised], list[Block]]] = {
    "people": _people,
    "clinicians": _clinicians,
    "researchers": _researchers,
}
"""What stands first in the papers for each audience of `make_the_case.words.formats` but boards, who read the whole case."""
