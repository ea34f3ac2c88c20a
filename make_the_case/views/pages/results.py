"""The Results page: verdict and five lines first, then the charts, then the tables; ratios never lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from make_the_case.views.shell import session, simulations
from make_the_case.views.shell.frame import ANSWER
from make_the_case.views.shell.plotly_charts import show as show_chart
from make_the_case.views.shell.say import say
from make_the_case.words import uncertainty
from make_the_case.words.blocks import (
    Bold,
    Facts,
    Heading,
    Icons,
    Lines,
    PageBlock,
    Tabled,
    Words,
    five,
    notice,
    paragraphs,
)
from make_the_case.words.charts import answer_charts, cost_charts, people_charts, sensitivity_charts
from make_the_case.words.glossary import meanings, terms
from make_the_case.words.names import account_row
from make_the_case.words.papers import summary
from make_the_case.words.tables import options_compared
from make_the_case.words.tables.appraisal_summary import appraisal_summary_table
from make_the_case.words.tables.evidence_tables import Chances, findings_table, standards_table
from make_the_case.words.tables.source_costs import source_costs_table
from make_the_case.words.tables.summary_tables import TABLES, options_table
from valuation import ACCOUNTS, Answer, Case, EvaluationError, compile_case
from valuation.answers.reach import reach
from valuation.sensitivity.causes import expectation
from valuation.sensitivity.evidence_shares import evidence_shares
from valuation.sensitivity.monte_carlo import Simulation, chance_positive, convergence
from valuation.sensitivity.trials import Gap

PRICES: dict[answer_charts.Prices, str] = {"present_value": "Present value", "cash": "Cash by year"}
BASE = "Base: the case as it stands"


def choose_scenario() -> str | None:
    """Asks which set of assumptions to read: the case itself, or one of its scenarios."""
    shape = session.opened().case.shape
    if not shape.scenarios:
        return None
    names: dict[str | None, str] = {None: BASE}
    names |= {ident: scenario.name or ident.replace("_", " ") for ident, scenario in shape.scenarios.items()}
    session.offer("results:scenario", names)
    chosen = st.selectbox(
        "Which set of assumptions?",
        list(names),
        format_func=lambda ident: names[ident],
        key="results:scenario",
    )
    return chosen if chosen in names else None


def show(option: str, scenario: str | None, goto: Callable[[str], None], done: Callable[[], None]) -> None:
    """Draws the page for one option under one set of assumptions: the first answer at once, its ranges when they are ready."""
    now = session.opened()
    try:
        answer, case = now.answer(scenario), now.under(scenario)
    except EvaluationError:
        why = f"This set of assumptions has no answer. {Gap.NO_ANSWER.sentence} Choose another above, or change the set."
        say(Heading("Results"), notice(why))
        return
    say(Heading("Results"), Words((_heading(case),)))
    if scenario:
        note = f"This is a scenario, not the case: {case_note(now.case, scenario)}"
        say(notice(note, aloud=""))
    # Emptied at once, so that what an earlier number came to never stands beside a new one.
    verdict = st.empty()
    with st.expander("What these words mean"):
        say(meanings(terms(ANSWER)))
    sure, waiting = st.empty(), st.container()
    simulation = simulations.simulation(scenario) if simulations.is_ready(scenario) else None
    known = _chances(case, option, simulation, scenario) if simulations.are_chances_ready(scenario) else None
    say(*_verdict(answer, case, option, simulation, known), at=verdict)
    compared = _show_options(answer, case, scenario) if len(answer.options) > 1 else None
    account, prices = _ask_reading(answer)
    ranged = st.empty()
    _show_charts(answer, case, option, account, prices)
    _show_tables(answer, case, option)
    done()
    if simulation is None:
        with waiting:
            simulation = simulations.simulation(scenario)
        if simulation is None:
            return
        say(*_verdict(answer, case, option, simulation), at=verdict)
    say(*_sure(case, option, simulation), at=sure)
    with ranged.container():
        _show_ranged(answer, option, account, simulation)
    if compared is not None:
        with compared.container():
            _show_compared(case, answer, simulation)
    if known is None and (known := _chances(case, option, simulation, scenario)) is not None:
        say(*_verdict(answer, case, option, simulation, known), at=verdict)


def _chances(case: Case, option: str, simulation: Simulation | None, scenario: str | None) -> Chances | None:
    """Returns the chance of being worth it at each standard of proof, where the case has findings and numbers that are uncertain."""
    if simulation is None or simulation.has_nothing_uncertain or case.standard is None:
        return None
    by_option = simulations.chances(simulation, scenario)
    return None if by_option is None else by_option[option]


def _show_options(answer: Answer, case: Case, scenario: str | None) -> DeltaGenerator:
    """Shows the options beside each other, and returns the place of what needs the simulation."""
    say(Heading("Which option?", 2), Tabled(options_table(answer, case)))
    compared = st.empty()
    _appraisal_summary(case, answer, scenario)
    return compared


def _show_charts(answer: Answer, case: Case, option: str, account: str, prices: answer_charts.Prices) -> None:
    for chart in (
        answer_charts.position_chart(answer, option, account, prices),
        answer_charts.parties_chart(answer, option),
        people_charts.people_chart(answer, option),
        cost_charts.costs_chart(answer, option, case),
        cost_charts.cash_chart(answer, option),
    ):
        show_chart(chart, key=f"chart:{chart.id}")
    groups = reach(compile_case(case), option)
    if groups:
        show_chart(people_charts.reach_chart(groups), key="chart:reach")
    else:
        say(Heading("Who is reached", 3), paragraphs(people_charts.NOBODY_TOLD_APART))


def _show_tables(answer: Answer, case: Case, option: str) -> None:
    for make in TABLES:
        say(Tabled(make(answer, option)))
    beside = source_costs_table(answer, option, case)
    if beside is not None:
        say(Tabled(beside))
    health = [*summary.health_sentences(answer, option), summary.beyond_sentence(answer, option)]
    say(Heading("Health and wellbeing", 3), paragraphs(*health))
    _cautions(answer.options[option].cautions)
    _facts(answer, case)


def _show_compared(case: Case, answer: Answer, simulation: Simulation) -> None:
    """Shows which option is best for whom, and how sure that is."""
    show_chart(options_compared.options_chart(case, answer, simulation), key="chart:options")
    say(Tabled(options_compared.best_for_whom_table(case, simulation)))
    say(Tabled(options_compared.gains_by_option_table(case, answer)))


def _appraisal_summary(case: Case, answer: Answer, scenario: str | None) -> None:
    """Shows the Green Book's table where it is asked for: it needs each number moved by itself."""
    place = st.expander(
        "Appraisal summary table, as the Green Book asks for it", key="results:summary", on_change="rerun"
    )
    if place.open:
        with place:
            say(Tabled(appraisal_summary_table(case, answer, simulations.analysis(scenario))))


def _show_ranged(answer: Answer, option: str, account: str, simulation: Simulation) -> None:
    show_chart(sensitivity_charts.fan_chart(simulation, answer, option, account), key="chart:fan")
    classes = answer_charts.classes_chart(answer, option, account)
    show_chart(sensitivity_charts.with_ranges(classes, simulation, option, account), key="chart:classes")


def _sure(case: Case, option: str, simulation: Simulation) -> list[PageBlock]:
    """Returns the chances: ten figures, both sides in words, and whether enough futures were tried."""
    if simulation.has_nothing_uncertain:
        return [Heading("How sure are we?", 3), paragraphs(uncertainty.NOTHING_UNCERTAIN)]
    accounts = simulation[option].accounts
    chance = chance_positive(accounts["society"].npv)
    sentences = [
        *uncertainty.chance_sentences(simulation, option),
        uncertainty.expectation_sentence(case, expectation(simulation, option)),
        uncertainty.enough_sentence(len(simulation.sample), convergence(accounts["society"].npv)),
        uncertainty.LIKELY_MEANS,
    ]
    return [
        Heading("How sure are we?", 3),
        paragraphs((Bold(uncertainty.futures_sentence(chance)),)),
        Icons(uncertainty.Chance(chance).filled),
        paragraphs(*sentences),
    ]


def case_note(case: Case, scenario: str) -> str:
    """Returns what a scenario is called and what its author says of it."""
    changes = case.shape.scenarios[scenario]
    return " ".join(str(text) for text in (f"{changes.name or scenario}.", changes.note) if text)


def _heading(case: Case) -> str:
    names = [text for text in (case.shape.title, case.shape.place, case.shape.organisation) if text]
    return " · ".join(dict.fromkeys(names))


def _verdict(
    answer: Answer, case: Case, option: str, simulation: Simulation | None, chances: Chances | None = None
) -> list[PageBlock]:
    """Returns what stands before the verdict, the verdict, the five lines with their ranges, the three standards, and the evidence."""
    row = answer.options[option]
    evidence = evidence_shares(simulation.base, option) if simulation is not None else None
    before, ranges, clause = summary.notices(case), [], ""
    if simulation is not None:
        before = [*before, *uncertainty.banners(simulation, option, evidence)]
        ranges = uncertainty.line_ranges(simulation, option)
        if not simulation.has_nothing_uncertain:
            chance = chance_positive(simulation[option].accounts["society"].npv)
            clause = uncertainty.confidence_clause(chance)
    basis = [summary.basis(answer), summary.optimism_sentence(answer, option, case)]
    if simulation is None:
        basis.append(summary.BEING_WORKED_OUT)
    quality = [uncertainty.evidence_line(evidence)] if simulation is not None else []
    quality += [words for words in (summary.unread_sentence(case, answer, option),) if words]
    quality += summary.evidence_sentences(compile_case(case).assumptions, case)
    return [
        Heading(row.name or option, 2),
        paragraphs(*before, style="notice"),
        paragraphs(row.verdict.sentence, style="verdict"),
        paragraphs(clause, style="clause"),
        five(summary.five_lines(answer, option, ranges)),
        *([Tabled(standards_table(answer, option, chances))] if row.evidence.standard is not None else []),
        paragraphs(*basis),
        Heading("How good is the evidence?", 3),
        *([Tabled(findings_table(answer, case, option))] if row.evidence.outcomes else []),
        paragraphs(*quality),
    ]


def _ask_reading(answer: Answer) -> tuple[str, answer_charts.Prices]:
    """Asks who is counting, and in which prices."""
    say(Heading("Charts", 2))
    left, right = st.columns(2)
    account = left.selectbox(
        "Who is counting?",
        ACCOUNTS.keys,
        format_func=lambda key: account_row(key, answer.commissioner),
        key="results:account",
    )
    prices = right.radio(
        "Money as", list(PRICES), format_func=lambda key: PRICES[key], horizontal=True, key="results:prices"
    )
    return account, prices


def _cautions(cautions: Sequence[str]) -> None:
    if cautions:
        say(Heading("What to be careful of", 3), Lines(tuple(cautions)))


def _facts(answer: Answer, case: Case) -> None:
    say(Heading("How this was worked out", 3), Facts(tuple(summary.facts(answer, case))))
