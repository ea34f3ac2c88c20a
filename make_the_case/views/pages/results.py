"""The Results page: the answer on one screen, and behind it money, people, evidence, risk and method, each drawn when it is opened."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from make_the_case.views.pages import results_tabs
from make_the_case.views.pages.results_tabs import Read
from make_the_case.views.shell import session, simulations
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import first_screen, uncertainty
from make_the_case.words.blocks import Beside, Box, Heading, PageBlock, Words, notice, paragraphs
from make_the_case.words.panels import Decision
from make_the_case.words.papers import summary
from make_the_case.words.phrases import counted, financial_year
from make_the_case.words.tables.evidence_tables import Chances
from make_the_case.words.thresholds import thresholds
from valuation import Answer, Case, EvaluationError
from valuation.answers.advice import hangs_on_a_pilot
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.evidence_shares import evidence_shares
from valuation.sensitivity.monte_carlo import Simulation
from valuation.sensitivity.trials import Gap

BASE = "Base case"


def choose_scenario() -> str | None:
    """Shows which case the page is about, and asks which scenario to read: the base case, or one of the case's own."""
    now = session.opened()
    shape = now.case.shape
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        say(Heading("Results", is_quiet=True), Words((_heading(now.case),), style="state"))
    if not shape.scenarios:
        return None
    names: dict[str | None, str] = {None: BASE}
    names |= {ident: scenario.name or ident.replace("_", " ") for ident, scenario in shape.scenarios.items()}
    session.offer("results:scenario", names)
    label = names.get(session.value_of("results:scenario"), BASE)
    with right, st.popover(as_label(f"Scenario: {label}"), type="tertiary"):
        chosen = st.selectbox(
            "Which scenario?", list(names), format_func=lambda ident: names[ident], key="results:scenario"
        )
    return chosen if chosen in names else None


def show(option: str, scenario: str | None, goto: Callable[[str], None], done: Callable[[], None]) -> None:
    """Draws the page for one option under one scenario: the first answer and the foot of the page at once, ranges when they are ready."""
    now = session.opened()
    try:
        answer, case = now.answer(scenario), now.under(scenario)
    except EvaluationError:
        why = f"This scenario has no answer. {Gap.NO_ANSWER.sentence} Choose another above, or change the scenario."
        say(notice(why))
        return
    # Emptied at once, so that what an earlier number came to never stands beside a new one.
    first, waiting = st.empty(), st.container()
    is_ready = simulations.is_ready(scenario)
    simulation = simulations.simulation(scenario) if is_ready else None
    known = _chances(case, option, simulation, scenario) if simulations.are_chances_ready(scenario) else None
    advice = _advice(answer, option, scenario, simulation, waits=False)
    say(*_first_screen(answer, case, option, scenario, simulation, known, advice), at=first)
    left, right = st.columns([3, 1])
    with left:
        what_it_takes = st.container(border=True, height="stretch").empty()
    with right:
        _next_step(goto)
    tabs = st.container()
    done()
    if simulation is None:
        with waiting:
            simulation = simulations.simulation(scenario)
        if simulation is not None:
            advice = _advice(answer, option, scenario, simulation, waits=False)
            say(*_first_screen(answer, case, option, scenario, simulation, known, advice), at=first)
    if known is None and simulation is not None:
        with waiting:
            known = _chances(case, option, simulation, scenario)
        if known is not None:
            say(*_first_screen(answer, case, option, scenario, simulation, known, advice), at=first)
    if advice is None and simulation is not None:
        with waiting:
            advice = _advice(answer, option, scenario, simulation, waits=True)
        say(*_first_screen(answer, case, option, scenario, simulation, known, advice), at=first)
    with waiting:
        analysis = simulations.analysis(scenario) if simulation is not None else None
    say(_what_it_takes(case, answer, option, analysis), at=what_it_takes)
    with tabs:
        results_tabs.show(Read(answer, case, option, scenario, simulation, known))


def _chances(case: Case, option: str, simulation: Simulation | None, scenario: str | None) -> Chances | None:
    """Returns the chance of being worth it at each standard of proof, where the case has findings and numbers that are uncertain."""
    if simulation is None or simulation.has_nothing_uncertain or case.standard is None:
        return None
    by_option = simulations.chances(simulation, scenario)
    return None if by_option is None else by_option[option]


def _advice(
    answer: Answer, option: str, scenario: str | None, simulation: Simulation | None, waits: bool
) -> Decision | None:
    """Returns which answer a board is best advised to give; None until it is known, so that no other stands there before it."""
    if simulation is None:
        return None
    row, chance = answer.options[option], first_screen.chance_of(simulation, option)
    if not hangs_on_a_pilot(row, chance):
        return first_screen.decision(row, chance)
    if not waits and not simulations.is_pilot_ready(option, scenario):
        return None
    return first_screen.decision(row, chance, simulations.pilot(option, scenario))


def _first_screen(
    answer: Answer,
    case: Case,
    option: str,
    scenario: str | None,
    simulation: Simulation | None,
    chances: Chances | None,
    advice: Decision | None,
) -> list[PageBlock]:
    """Returns what the page says before anything is opened."""
    row = answer.options[option]
    before = list(summary.notices(case))
    if scenario:
        before.insert(0, f"This is a scenario, not the case: {case_note(session.opened().case, scenario)}")
    if simulation is not None:
        evidence = evidence_shares(simulation.base, option)
        before += uncertainty.banners(simulation, option, evidence)
    bars = Box((first_screen.cost_and_value(answer, option, simulation),), "card")
    ladder = first_screen.ladder(answer, option, chances)
    drawn: PageBlock = Beside((bars, Box((ladder,), "card")), "wide-narrow") if ladder is not None else bars
    return [
        paragraphs(" ".join(before), style="notice"),
        *([] if advice is None else [advice]),
        paragraphs(row.verdict.sentence, style="verdict"),
        first_screen.tiles(answer, option, simulation),
        drawn,
    ]


def _what_it_takes(case: Case, answer: Answer, option: str, analysis: Analysis | None) -> PageBlock:
    if analysis is None:
        return paragraphs(summary.BEING_WORKED_OUT)
    return thresholds(case, answer, option, analysis)


def _next_step(goto: Callable[[str], None]) -> None:
    """Shows the next step as a button, and a second one."""
    with st.container(border=True, key="next", height="stretch"):
        say(Heading("Next", 3))
        if st.button("Plan a test", type="primary", key="results:plan", width="stretch"):
            goto("plan")
        if st.button("See what would change it", key="results:next", width="stretch"):
            goto("test")
        if st.button("Add what you have seen", key="results:seen", width="stretch"):
            goto("outcomes")
        if st.button("Write the papers", key="results:papers", width="stretch"):
            goto("papers")


def case_note(case: Case, scenario: str) -> str:
    """Returns what a scenario is called and what its author says of it."""
    changes = case.shape.scenarios[scenario]
    return " ".join(str(text) for text in (f"{changes.name or scenario}.", changes.note) if text)


def _heading(case: Case) -> str:
    first, years = case.shape.appraisal.first_year, case.shape.appraisal.years
    span = f"{counted(years, 'year')} from {financial_year(first)}"
    names = [text for text in (case.shape.title, case.shape.organisation, span) if text]
    return " · ".join(dict.fromkeys(names))
