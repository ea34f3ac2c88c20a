"""The Results page: verdict and five lines first, then the charts, then the tables; ratios never lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

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
from make_the_case.words.charts import answer_charts, sensitivity_charts
from make_the_case.words.glossary import meanings, terms
from make_the_case.words.names import account_row
from make_the_case.words.papers import summary
from make_the_case.words.tables import options_compared
from make_the_case.words.tables.appraisal_summary import appraisal_summary_table
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


def show(option: str, scenario: str | None, done: Callable[[], None]) -> None:
    """Draws the page for one option under one set of assumptions: the first answer at once, its ranges when they are ready."""
    now = session.opened()
    try:
        result, case = now.answer(scenario), now.under(scenario)
    except EvaluationError:
        why = f"This set of assumptions has no answer. {Gap.NO_ANSWER.sentence} Choose another above, or change the set."
        say(Heading("Results"), notice(why))
        return
    say(Heading("Results"), Words((_heading(case),)))
    if scenario:
        note = f"This is a scenario, not the case: {case_note(now.case, scenario)}"
        say(notice(note, aloud=""))
    # Emptied at once, so that what an earlier number came to never stands beside a new one.
    answer = st.empty()
    with st.expander("What these words mean"):
        say(meanings(terms(ANSWER)))
    sure, waiting = st.empty(), st.container()
    found = simulations.simulation(scenario) if simulations.is_ready(scenario) else None
    say(*_answer(result, case, option, found), at=answer)
    beside = st.container() if len(result.options) > 1 else None
    if beside is not None:
        with beside:
            say(Heading("Which option?", 2), Tabled(options_table(result, case)))
            compared = st.empty()
            _appraisal_summary(case, result, scenario)
    account, prices = _ask_reading(result)
    ranged = st.empty()
    for chart in (
        answer_charts.position_chart(result, option, account, prices),
        answer_charts.parties_chart(result, option),
        answer_charts.people_chart(result, option),
        answer_charts.costs_chart(result, option, case),
        answer_charts.cash_chart(result, option),
    ):
        show_chart(chart, key=f"chart:{chart.id}")
    groups = reach(compile_case(case), option)
    if groups:
        show_chart(answer_charts.reach_chart(groups), key="chart:reach")
    else:
        say(Heading("Who is reached", 3), paragraphs(answer_charts.NOBODY_TOLD_APART))
    for make in TABLES:
        say(Tabled(make(result, option)))
    health = [*summary.health_sentences(result, option), summary.beyond_sentence(result, option)]
    say(Heading("Health and wellbeing", 3), paragraphs(*health))
    _cautions(result.options[option].cautions)
    _facts(result, case)
    done()
    if found is None:
        with waiting:
            found = simulations.simulation(scenario)
        if found is not None:
            say(*_answer(result, case, option, found), at=answer)
    if found is not None:
        say(*_sure(case, option, found), at=sure)
        with ranged.container():
            _show_ranged(result, option, account, found)
        if beside is not None:
            with compared.container():
                _show_compared(case, result, found)


def _show_compared(case: Case, result: Answer, found: Simulation) -> None:
    """Shows which option is best for whom, and how sure that is."""
    show_chart(options_compared.options_chart(case, result, found), key="chart:options")
    say(Tabled(options_compared.best_for_whom_table(case, found)))
    say(Tabled(options_compared.gains_by_option_table(case, result)))


def _appraisal_summary(case: Case, result: Answer, scenario: str | None) -> None:
    """Shows the Green Book's table where it is asked for: it needs each number moved by itself."""
    place = st.expander(
        "Appraisal summary table, as the Green Book asks for it", key="results:summary", on_change="rerun"
    )
    if place.open:
        with place:
            say(Tabled(appraisal_summary_table(case, result, simulations.analysis(scenario))))


def _show_ranged(result: Answer, option: str, account: str, found: Simulation) -> None:
    show_chart(sensitivity_charts.fan_chart(found, result, option, account), key="chart:fan")
    classes = answer_charts.classes_chart(result, option, account)
    show_chart(sensitivity_charts.with_ranges(classes, found, option, account), key="chart:classes")


def _sure(case: Case, option: str, found: Simulation) -> list[PageBlock]:
    """Returns the chances: ten figures, both sides in words, and whether enough futures were tried."""
    if found.has_nothing_uncertain:
        return [Heading("How sure are we?", 3), paragraphs(uncertainty.NOTHING_UNCERTAIN)]
    accounts = found[option].accounts
    chance = chance_positive(accounts["society"].npv)
    said = [
        *uncertainty.chance_sentences(found, option),
        uncertainty.expectation_sentence(case, expectation(found, option)),
        uncertainty.enough_sentence(len(found.sample), convergence(accounts["society"].npv)),
        uncertainty.LIKELY_MEANS,
    ]
    return [
        Heading("How sure are we?", 3),
        paragraphs((Bold(uncertainty.futures_sentence(chance)),)),
        Icons(uncertainty.Chance(chance).filled),
        paragraphs(*said),
    ]


def case_note(case: Case, scenario: str) -> str:
    """Returns what a scenario is called and what its author says of it."""
    found = case.shape.scenarios[scenario]
    return " ".join(str(text) for text in (f"{found.name or scenario}.", found.note) if text)


def _heading(case: Case) -> str:
    said = [text for text in (case.shape.title, case.shape.place, case.shape.organisation) if text]
    return " · ".join(dict.fromkeys(said))


def _answer(result: Answer, case: Case, option: str, found: Simulation | None) -> list[PageBlock]:
    """Returns what stands before the verdict, the verdict, the five lines with their ranges, and the evidence."""
    row = result.options[option]
    evidence = evidence_shares(found.base, option) if found is not None else None
    before, ranges, clause = summary.notices(case), [], ""
    if found is not None:
        before = [*before, *uncertainty.banners(found, option, evidence)]
        ranges = uncertainty.line_ranges(found, option)
        if not found.has_nothing_uncertain:
            chance = chance_positive(found[option].accounts["society"].npv)
            clause = uncertainty.confidence_clause(chance)
    basis = [summary.basis(result), summary.optimism_sentence(result, option, case)]
    if found is None:
        basis.append(summary.BEING_WORKED_OUT)
    quality = [uncertainty.evidence_line(evidence)] if found is not None else []
    quality += summary.evidence_sentences(compile_case(case).assumptions, case)
    return [
        Heading(row.name or option, 2),
        paragraphs(*before, style="notice"),
        paragraphs(row.verdict.sentence, style="verdict"),
        paragraphs(clause, style="clause"),
        five(summary.five_lines(result, option, ranges)),
        paragraphs(*basis),
        Heading("How good is the evidence?", 3),
        paragraphs(*quality),
    ]


def _ask_reading(result: Answer) -> tuple[str, answer_charts.Prices]:
    """Asks who is counting, and in which prices."""
    say(Heading("Charts", 2))
    left, right = st.columns(2)
    account = left.selectbox(
        "Who is counting?",
        ACCOUNTS.keys,
        format_func=lambda key: account_row(key, result.commissioner),
        key="results:account",
    )
    prices = right.radio(
        "Money as", list(PRICES), format_func=lambda key: PRICES[key], horizontal=True, key="results:prices"
    )
    return account, prices


def _cautions(cautions: Sequence[str]) -> None:
    if cautions:
        say(Heading("What to be careful of", 3), Lines(tuple(cautions)))


def _facts(result: Answer, case: Case) -> None:
    say(Heading("How this was worked out", 3), Facts(tuple(summary.facts(result, case))))
