"""How the findings of an outcome are read, on the screen: the panels, and the same numbers in a table."""

from __future__ import annotations

import streamlit as st

from make_the_case.views.shell import session
from make_the_case.views.shell.open_case import Answered
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Tabled, notice
from make_the_case.words.charts.evidence_charts import findings_chart
from make_the_case.words.reading_of_findings import reading_of
from valuation import Answer, Case, MakeTheCaseError
from valuation.case.places import key_of, option_of


def show(case: Case, answer: Answer, path: str, own: str | None = None) -> None:
    """Shows how an outcome's findings are read in a case that has been answered, one's own step by step where it is named."""
    reading = reading_of(case, answer, path, own)
    say(*(notice(words, aloud="status") for words in reading.notes))
    say(
        *(
            panel
            for panel in (reading.steps, reading.forest, reading.worth, reading.advice)
            if panel is not None
        )
    )
    with st.expander("The numbers in a table"):
        known = answer.options[option_of(path) or ""].evidence.outcomes[key_of(path)].label
        say(Tabled(findings_chart(case, case.effects[path], known).table))


def show_drafted(drafted: Case, path: str) -> None:
    """Shows how findings would be read in a case that somebody is about to make, the last of them being their own."""
    outcome = drafted.effects[path].outcome
    findings, now = outcome.findings or [], session.opened()
    what = f"reading:{path}:{outcome.model_dump_json()}"
    try:
        answer: Answer = now.worked_out(None, 0, what, lambda: Answered.of(drafted).answer)
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return
    show(drafted, answer, path, findings[-1].id)
