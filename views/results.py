"""The Results page: verdict and five lines first, then the charts, then the tables; ratios never lead."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from valuation import Case, compile_case
from views import session
from views.charts import show as show_chart
from views.html import five_lines_html, paragraphs, table_html
from words import charts, summary
from words.phrases import party_in_prose
from words.summary_tables import ACCOUNTS, TABLES, options_table

PRICES: dict[charts.Prices, str] = {"present_value": "Present value", "cash": "Cash by year"}
BASE = "Base: the case as it stands"


def choose_scenario() -> str | None:
    """Asks which set of assumptions to read: the case itself, or one of its scenarios."""
    shape = session.opened().case.shape
    if not shape.scenarios:
        return None
    names: dict[str | None, str] = {None: BASE}
    names |= {ident: scenario.name or ident.replace("_", " ") for ident, scenario in shape.scenarios.items()}
    chosen = st.selectbox(
        "Which set of assumptions?",
        list(names),
        format_func=lambda ident: names[ident],
        key="results:scenario",
    )
    return chosen if chosen in names else None


def show(option: str, scenario: str | None, done: Callable[[], None]) -> None:
    """Draws the page for one option under one set of assumptions."""
    now = session.opened()
    result, case = now.result(scenario), now.under(scenario)
    st.html(f"<h1>Results</h1><p>{html.escape(_heading(case))}</p>")
    if scenario:
        note = case_note(now.case, scenario)
        st.html(f'<p class="mtc-notice">This is a scenario, not the case: {html.escape(note)}</p>')
    _answer(result, case, option)
    if len(result["options"]) > 1:
        st.html(table_html(options_table(result, case)))
    _charts(result, case, option)
    for make in TABLES:
        st.html(table_html(make(result, option)))
    health = [*summary.health_sentences(result, option), summary.beyond_sentence(result, option)]
    st.html(f"<h3>Health and wellbeing</h3>{paragraphs(health)}")
    _cautions(case, option)
    _facts(result, case)
    done()


def case_note(case: Case, scenario: str) -> str:
    """Returns what a scenario is called and what its author says of it."""
    found = case.shape.scenarios[scenario]
    return " ".join(str(text) for text in (f"{found.name or scenario}.", found.note) if text)


def _heading(case: Case) -> str:
    said = [text for text in (case.shape.title, case.shape.place, case.shape.organisation) if text]
    return " · ".join(dict.fromkeys(said))


def _answer(result: dict[str, Any], case: Case, option: str) -> None:
    found = result["options"][option]
    basis = [summary.basis(result), summary.optimism_sentence(result, option, case), summary.NO_RANGES_YET]
    said = "".join(f'<p class="mtc-notice">{html.escape(words)}</p>' for words in summary.notices(case))
    st.html(
        f"<h2>{html.escape(found['name'] or option)}</h2>{said}"
        f'<p class="mtc-verdict">{html.escape(found["verdict"]["sentence"])}</p>'
        f"{five_lines_html(summary.five_lines(result, option))}{paragraphs(basis)}"
        f"<h3>How good is the evidence?</h3>"
        f"{paragraphs(summary.evidence_sentences(compile_case(case).assumptions, case))}"
    )


def _charts(result: dict[str, Any], case: Case, option: str) -> None:
    st.html("<h2>Charts</h2>")
    left, right = st.columns(2)
    names = {
        key: words.format(commissioner=party_in_prose(result["commissioner"]))
        for key, words in ACCOUNTS.items()
    }
    account = left.selectbox(
        "Who is counting?",
        list(names),
        format_func=lambda key: names[key][:1].upper() + names[key][1:],
        key="results:account",
    )
    prices = right.radio(
        "Money as", list(PRICES), format_func=lambda key: PRICES[key], horizontal=True, key="results:prices"
    )
    for chart in (
        charts.position_chart(result, option, account, prices),
        charts.classes_chart(result, option, account),
        charts.parties_chart(result, option),
        charts.people_chart(result, option),
        charts.costs_chart(result, option, case),
        charts.cash_chart(result, option),
    ):
        show_chart(chart, key=f"chart:{chart.id}")


def _cautions(case: Case, option: str) -> None:
    said = next(found.cautions for found in case.shape.options if found.id == option)
    if said:
        rows = "".join(
            f"<li>{html.escape(str(text))}</li>" for text in (said if isinstance(said, Sequence) else [said])
        )
        st.html(f"<h3>What to be careful of</h3><ul>{rows}</ul>")


def _facts(result: dict[str, Any], case: Case) -> None:
    rows = "".join(
        f"<dt>{html.escape(label)}</dt><dd>{html.escape(words)}</dd>"
        for label, words in summary.facts(result, case)
    )
    st.html(f'<h3>How this was worked out</h3><dl class="mtc-facts">{rows}</dl>')
