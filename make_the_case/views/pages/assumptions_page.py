"""The Assumptions page: the log, what to test first at the top, and one assumption at a time to look at and change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from make_the_case.authoring.origins import assumption_at, is_library_changed
from make_the_case.views.forms import fields, provenance
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.long_lists import part_of
from make_the_case.views.shell import row_charts, session, simulations, steps
from make_the_case.views.shell.action import say_refusal
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.assumption_phrases import QUALITY, QUALITY_MEANS
from make_the_case.words.blocks import Bold, Break, Cell, Facts, Grid, Heading, Tabled, notice, paragraphs
from make_the_case.words.charts.sensitivity_charts import tornado_chart
from make_the_case.words.first_answer import GRADES
from make_the_case.words.papers import assumptions_log
from make_the_case.words.papers.assumptions_log import LogRow
from valuation.case.places import entry_of, group_of, is_below, key_of, written_at
from valuation.sensitivity.analysis import Analysis

SHORT = 12
"""Rows of the log that are shown until somebody asks for all of them."""
NAMED = 8
"""Assumptions that are named at one place of the grid."""
TEST_FIRST = (
    "Start with weak evidence that has a big effect. Improve it first, or say clearly that you cannot."
)
WHY_CHOSEN = "Why chosen"
NOT_NAMED = "It is not said yet what is unknown or left out of the model. Readers will ask. Write it on the Proposal page, under “What do we not know, or leave out?”"


def show(option: str, done: Callable[[], None]) -> None:
    """Draws the page for one option."""
    say(
        Heading("Assumptions"),
        paragraphs(
            "Every figure that this case depends on, with how good its evidence is and how much it matters."
        ),
    )
    _unknowns()
    analysis = simulations.analysis()
    if analysis is not None:
        rows = (
            simulations.worked_out(
                f"log:{option}", lambda: rows_of(analysis, option), count=simulations.draws()
            )
            or []
        )
        _say_grid(rows)
        with st.container():  # the list may be short or long: what comes after it keeps its place
            _log(rows)
        _one(rows, option, analysis)
    say(
        Heading("Choices that are not figures", 2),
        Facts(tuple(assumptions_log.structure_rows(session.opened().case))),
    )
    done()


def rows_of(analysis: Analysis, option: str) -> list[LogRow]:
    """Returns the log of an option."""
    base = analysis.simulation.base
    return assumptions_log.log_rows(
        analysis.case, option, base, analysis.swings[option], analysis.switches[option]
    )


def _unknowns() -> None:
    proposal = session.opened().case.data.get("proposal") or {}
    unknowns = proposal.get("not_known")
    words = f"Not in the model: {unknowns}" if unknowns else NOT_NAMED
    say(notice(words, aloud=""))


def _say_grid(rows: list[LogRow]) -> None:
    """Shows the grid of evidence across and effect down, with the corner to test first named."""
    cells = assumptions_log.grid_of(rows)
    label = "Evidence, and effect on net value"
    grid = Grid(
        label,
        tuple(f"{quality} evidence" for quality in assumptions_log.QUALITIES),
        tuple(
            (
                f"{impact} effect",
                tuple(
                    _cell(
                        cells[impact, quality],
                        (impact, quality) == (assumptions_log.BIG, assumptions_log.WEAK),
                    )
                    for quality in assumptions_log.QUALITIES
                ),
            )
            for impact in assumptions_log.IMPACTS
        ),
    )
    say(Heading("What to test first", 2), Heading(label, 3), grid, paragraphs(TEST_FIRST))


def _cell(names: list[str], is_first: bool) -> Cell:
    """Returns how many assumptions stand at one place of the grid, and the first of them."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    listed = f"{len(names)}{': ' if names else ''}{', '.join(names[:NAMED])}{more}"
    return Cell((Bold("Test first"), Break(), listed), "first") if is_first else Cell(listed)


def _log(rows: list[LogRow]) -> None:
    left, right = st.columns(2)
    which = left.selectbox(
        "Show",
        list(assumptions_log.FILTERS),
        format_func=lambda key: assumptions_log.FILTERS[key][0],
        key="log:filter",
    )
    subjects = _subjects(rows)
    session.offer("log:about", subjects)
    about = right.selectbox("About", list(subjects), format_func=lambda key: subjects[key], key="log:about")
    shown = [
        row for row in rows if assumptions_log.FILTERS[which][1](row) and (not about or _is_about(row, about))
    ]
    if not shown:
        say(paragraphs("There is no assumption of this kind."))
        return
    every = len(shown) <= SHORT or st.toggle(f"Show all {len(shown)}", key="log:every")
    rows_shown = part_of("log", shown, lambda row: f"{row.id} {row.name}") if every else shown[:SHORT]
    if rows_shown:
        say(Tabled(assumptions_log.log_table(rows_shown)))


def _subjects(rows: list[LogRow]) -> dict[str, str]:
    """Returns what the log can be narrowed to: each cost and each benefit."""
    subjects = {"": "Everything"}
    for row in rows:
        for place in row.places:
            at = entry_of(place)
            if at is not None and group_of(at) in ("costs", "outcomes", "replaces"):
                entry = written_at(session.opened().case.data, at)
                subjects.setdefault(at, str((entry or {}).get("name") or key_of(at)))
    return subjects


def _is_about(row: LogRow, at: str) -> bool:
    return any(is_below(place, at) for place in row.places)


# One assumption ----------------------------------------------------------------------------------------------


def _one(rows: list[LogRow], option: str, analysis: Analysis) -> None:
    say(Heading("Look at one, and change it", 2))
    names = {row.path: f"{row.id} {row.name}" for row in rows}
    session.offer("log:one", names)
    path = st.selectbox(
        "Which assumption?", list(names), format_func=lambda at: as_label(names[at]), key="log:one"
    )
    row = next((row for row in rows if row.path == path), None)
    if row is None:
        return
    say(_facts(row), paragraphs(assumptions_log.impact_sentence(row)))
    if path in session.opened().case.library:
        _instead_of_the_library(row)
    else:
        fields.number(path, standard=_standard(path), may_not_know=True)
        _quality(path)
        _who(path)
    base = float(analysis.simulation.base[option].accounts["society"].npv[0])
    row_charts.show(tornado_chart(analysis.case, analysis.swings[option], base))


def _standard(path: str) -> str:
    return "" if written_at(session.opened().case.data, path) is not None else "Standard setting"


def _facts(row: LogRow) -> Facts:
    rows = (
        ("Used", row.value),
        ("Likely range", f"{row.low} to {row.high}" if row.low else "none, so it is taken as certain"),
        ("Where it comes from", row.where_from),
        ("Source", row.source),
        ("Evidence", f"{row.quality}: {QUALITY_MEANS[row.quality]}"),
        ("Break-even value", row.breaks_even),
        ("Why chosen", row.reason or "not stated"),
        ("Evidence to ask for", row.ask_for),
        *row.details,
    )
    return Facts(rows)


def _instead_of_the_library(row: LogRow) -> None:
    """Offers a figure of one's own wherever the case uses the library's."""
    if not row.places:
        say(paragraphs("The model itself uses this figure of the library. Try another in a scenario."))
        return
    several = (
        f" It is used in {len(row.places)} places, and each may have its own." if len(row.places) > 1 else ""
    )
    say(paragraphs(f"This is the library's figure. Type your own if it is not right here.{several}"))
    for place in row.places[:6]:
        fields.number(place)


def _quality(path: str) -> None:
    """Asks how good the evidence is: lowered freely, raised only with a reason."""
    assumption = assumption_at(session.opened().case, path)
    if assumption is None:
        return
    key = f"choice:grade:{path}"
    st.selectbox(
        "How good is its evidence?",
        list(GRADES),
        format_func=lambda grade: f"{QUALITY[grade]}, grade {grade}: {GRADES[grade]}",
        **Bound(key, assumption.grade or 6, path, _graded, path).widget(),
    )
    say_refusal(f"{path}:grade")


def _graded(chosen: int, path: str) -> None:
    case = session.opened().case
    assumption = assumption_at(case, path)
    raw = written_at(case.data, path)
    number: dict[str, Any] = dict(raw) if isinstance(raw, Mapping) else {"value": raw}
    at = f"{path}:grade"
    if (
        assumption is not None
        and QUALITY[chosen] != QUALITY[assumption.confidence]
        and chosen < assumption.confidence
        and not number.get("reason")
    ):
        asked = provenance.ASKS_WHY if is_library_changed(case, path) else WHY_CHOSEN
        why = f"Give a reason for raising this to {QUALITY[chosen].lower()}, in one sentence, under “{asked}”. Then raise it."
        steps.refuse(at, None, why)
        return
    steps.put_all({path: {**number, "grade": chosen}}, at)


def _who(path: str) -> None:
    left, right = st.columns(2)
    with left:
        if not is_library_changed(session.opened().case, path):  # there the number itself asks for its reason
            provenance.text_beside(path, "reason", WHY_CHOSEN, "As in our pilot, 2025/26.")
        provenance.text_beside(path, "by", "Written by", "Head of planning")
        provenance.text_beside(path, "signed_off_by", "Signed off by", "Director of finance")
    with right:
        provenance.text_beside(
            path, "review", "How and when to improve it", "Count starts from April; review in July 2027."
        )
        provenance.text_beside(path, "owner", "Owner", "Programme manager")
        provenance.text_beside(path, "at", "Date", "22 November 2026")
