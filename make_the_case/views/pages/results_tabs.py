"""What lies behind the first screen of Results, a tab for each question; only the open one is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from make_the_case.views.shell import session, simulations
from make_the_case.views.shell.frame import ANSWER
from make_the_case.views.shell.plotly_charts import show as show_chart
from make_the_case.views.shell.say import say
from make_the_case.words import uncertainty
from make_the_case.words.blocks import (
    Beside,
    Bold,
    Box,
    Facts,
    Heading,
    Icons,
    Lines,
    PageBlock,
    Tabled,
    five,
    paragraphs,
)
from make_the_case.words.charts import answer_charts, cost_charts, people_charts, sensitivity_charts
from make_the_case.words.glossary import meanings, terms
from make_the_case.words.names import account_row
from make_the_case.words.papers import summary
from make_the_case.words.papers.health import health_sentences
from make_the_case.words.people_rows import by_area
from make_the_case.words.tables import options_compared
from make_the_case.words.tables.appraisal_summary import appraisal_summary_table
from make_the_case.words.tables.budget_steps import budget_steps
from make_the_case.words.tables.evidence_tables import Chances, findings_table, standards_table
from make_the_case.words.tables.source_costs import source_costs_table
from make_the_case.words.tables.summary_tables import TABLES, options_table
from make_the_case.words.tables.value_made_of import not_valued_table, value_made_of_table
from valuation import ACCOUNTS, Answer, Case, compile_case
from valuation.answers.reach import reach
from valuation.sensitivity.causes import expectation
from valuation.sensitivity.evidence_shares import evidence_shares
from valuation.sensitivity.monte_carlo import Simulation, chance_positive, convergence

PRICES: dict[answer_charts.Prices, str] = {"present_value": "Present value", "cash": "Cash by year"}


@dataclass(frozen=True)
class Read:
    """What is read together: an answer with its case, for one option under one scenario, and its simulation where it has come."""

    answer: Answer
    case: Case
    option: str
    scenario: str | None
    simulation: Simulation | None
    chances: Chances | None


def show(read: Read) -> None:
    """Shows the tabs, and draws the open one."""
    drawn: dict[str, Callable[[Read], None]] = {
        **({"Options": _options} if len(read.answer.options) > 1 else {}),
        "Money": _money,
        "People": _people,
        "Evidence": _evidence,
        "Risk": _risk,
        "Method": _method,
    }
    opened = st.tabs(list(drawn), key="results:tabs", on_change="rerun")
    for tab, draw in zip(opened, drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw(read)


def _options(read: Read) -> None:
    """Shows the options beside each other, and which is best for each reader."""
    say(Heading("Which option?", 2), Tabled(options_table(read.answer, read.case)))
    if read.simulation is not None:
        chart = options_compared.options_chart(read.case, read.answer, read.simulation)
        show_chart(chart, key="chart:options")
        say(Tabled(options_compared.best_for_whom_table(read.case, read.simulation)))
        say(Tabled(options_compared.gains_by_option_table(read.case, read.answer)))
    _appraisal_summary(read)


def _appraisal_summary(read: Read) -> None:
    """Shows the Green Book's table where it is asked for: it needs each number moved by itself."""
    place = st.expander(
        "Appraisal summary table, as the Green Book asks for it", key="results:summary", on_change="rerun"
    )
    if place.open:
        with place:
            table = appraisal_summary_table(read.case, read.answer, simulations.analysis(read.scenario))
            say(Tabled(table))


# Money -------------------------------------------------------------------------------------------------------


def _money(read: Read) -> None:
    answer, option = read.answer, read.option
    say(budget_steps(answer, option, read.case).strip)
    left, right = st.columns(2, gap="medium")
    with left:
        show_chart(answer_charts.parties_chart(answer, option), key="chart:parties")
    with right:
        show_chart(cost_charts.cash_chart(answer, option), key="chart:cash")
    made_of = Box((Tabled(value_made_of_table(answer, read.case, option)),), "plain")
    not_valued = not_valued_table(answer, option)
    say(Beside((made_of, Box((Tabled(not_valued),), "plain"))) if not_valued.rows else made_of)
    _more_charts(read)
    beside = source_costs_table(answer, option, read.case)
    if beside is not None:
        with st.expander("What it costs for each person who starts, beside what was published"):
            say(Tabled(beside))
    with st.expander("The result in five sentences, as every paper prints it"):
        ranges = [] if read.simulation is None else uncertainty.line_ranges(read.simulation, option)
        say(five(summary.five_lines(answer, option, ranges)))
    tables = st.expander("More tables: who pays, points of view, kinds of benefit and cash by year")
    with tables:
        for make in TABLES:
            say(Tabled(make(answer, option)))


def _more_charts(read: Read) -> None:
    """Shows the charts of one point of view where they are asked for, in present value or cash."""
    place = st.expander(
        "More charts: the position by year, the likely range, and what costs are made of",
        key="results:charts",
        on_change="rerun",
    )
    if not place.open:
        return
    answer, option = read.answer, read.option
    with place:
        account, prices = _ask_reading(answer)
        shown = [answer_charts.position_chart(answer, option, account, prices)]
        classes = answer_charts.classes_chart(answer, option, account)
        if read.simulation is not None:
            shown.append(sensitivity_charts.fan_chart(read.simulation, answer, option, account))
            classes = sensitivity_charts.with_ranges(classes, read.simulation, option, account)
        shown += [classes, cost_charts.costs_chart(answer, option, read.case)]
        for chart in shown:
            show_chart(chart, key=f"chart:{chart.id}")


def _ask_reading(answer: Answer) -> tuple[str, answer_charts.Prices]:
    """Asks from which point of view to read, and in which prices."""
    left, right = st.columns(2)
    account = left.selectbox(
        "Point of view",
        ACCOUNTS.keys,
        format_func=lambda key: account_row(key, answer.commissioner),
        key="results:account",
    )
    prices = right.radio(
        "Money as", list(PRICES), format_func=lambda key: PRICES[key], horizontal=True, key="results:prices"
    )
    return account, prices


# People, evidence, risk, method ------------------------------------------------------------------------------


def _people(read: Read) -> None:
    answer, option = read.answer, read.option
    left, right = st.columns(2, gap="medium")
    with left:
        show_chart(people_charts.people_chart(answer, option), key="chart:people")
    with right:
        groups = reach(compile_case(read.case), option)
        if groups:
            show_chart(people_charts.reach_chart(groups), key="chart:reach")
            areas = by_area(groups, read.case, option, answer)
            if areas is not None:
                say(Tabled(areas))
        else:
            say(Heading("Who is reached", 3), paragraphs(people_charts.NOBODY_TOLD_APART))
        health = [*health_sentences(answer, option, read.case), summary.beyond_sentence(answer, option)]
        say(Heading("Health and wellbeing", 3), paragraphs(*health))


def _evidence(read: Read) -> None:
    answer, case, option = read.answer, read.case, read.option
    row = answer.options[option]
    standards = standards_table(answer, option, read.chances)
    if row.evidence.standard is not None:
        say(Tabled(standards))
    say(Heading("How good is the evidence?", 3))
    if row.evidence.outcomes:
        say(Tabled(findings_table(answer, case, option)))
    shares = None if read.simulation is None else evidence_shares(read.simulation.base, option)
    quality = [uncertainty.evidence_line(shares)] if read.simulation is not None else []
    quality += [words for words in (summary.unread_sentence(case, answer, option),) if words]
    quality += summary.evidence_sentences(compile_case(case).assumptions, case)
    say(paragraphs(*quality))


def _risk(read: Read) -> None:
    cautions = read.answer.options[read.option].cautions
    sure = [] if read.simulation is None else _sure(read.case, read.option, read.simulation)
    say(*sure)
    if cautions:
        say(Heading("What to be careful of", 3), Lines(tuple(cautions)))


def _sure(case: Case, option: str, simulation: Simulation) -> list[PageBlock]:
    """Returns the chances: ten figures, both sides in words, and whether the simulation has enough runs."""
    heading = Heading("How sure are we?", 3)
    if simulation.has_nothing_uncertain:
        return [heading, paragraphs(uncertainty.NOTHING_UNCERTAIN)]
    accounts = simulation[option].accounts
    chance = chance_positive(accounts["society"].npv)
    sentences = [
        uncertainty.confidence_clause(chance),
        *uncertainty.chance_sentences(simulation, option)[1:],  # the first has just been said
        uncertainty.expectation_sentence(case, expectation(simulation, option)),
        uncertainty.enough_sentence(len(simulation.sample), convergence(accounts["society"].npv)),
        uncertainty.LIKELY_MEANS,
    ]
    return [
        heading,
        paragraphs((Bold(uncertainty.futures_sentence(chance)),)),
        Icons(uncertainty.Chance(chance).filled),
        paragraphs(*sentences),
    ]


def _method(read: Read) -> None:
    answer, case, option = read.answer, read.case, read.option
    facts = Facts(tuple(summary.facts(answer, case)))
    basis = [summary.basis(answer), summary.optimism_sentence(answer, option, case)]
    say(Heading("How this was worked out", 3), paragraphs(*basis), facts)
    if len(answer.options) == 1:
        _appraisal_summary(read)
    with st.expander("What these words mean"):
        say(meanings(terms(ANSWER)))
    if session.opened().case is not case:
        say(paragraphs("These figures are of the scenario that is chosen above."))
