"""Compare A with B: our case, a scenario or another file; what differs, what it does, and what would settle it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from make_the_case.authoring import challenges
from make_the_case.jobs.worker import progress
from make_the_case.views.forms import whole_forms
from make_the_case.views.pages import dispute
from make_the_case.views.pages.at_a_glance import tried_of
from make_the_case.views.shell import (
    offered_files,
    opening,
    page_tasks,
    parts_of_test,
    session,
    simulations,
    slow_work,
)
from make_the_case.views.shell.action import action
from make_the_case.views.shell.opening import ReadBack, is_workbook
from make_the_case.views.shell.parts_of_test import BASE, A, B
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, Rowed, Tabled, notice, paragraphs
from make_the_case.words.charts.bridge_charts import bridge_chart, dumbbell_chart
from make_the_case.words.file_names import file_name
from make_the_case.words.formats import NOTES
from make_the_case.words.papers import comparison
from make_the_case.words.papers.challenge_note import Signed, signed_by
from valuation import Case, CaseError, MakeTheCaseError, check_code, with_changes, with_scenario
from valuation.answers.saving import packed, unpacked
from valuation.case.places import key_of
from valuation.compare.bridge import Bridge, bridge
from valuation.sensitivity.scenarios import Scenario, own_scenarios

NoteMaker = Callable[..., Mapping[str, bytes | offered_files.NotMade]]
"""What writes the note on two packed cases in a process of its own, given by the app."""
ROWS_OF_A_BRIDGE = 2_000
FILE = "‹file›"
OUR_CASE = "Our case as it stands"


def show(option: str, read_back: ReadBack, note_maker: NoteMaker) -> None:
    """Draws the comparison for one option."""
    now = session.opened()
    others = offered(option)
    left, right = st.columns(2)
    sides = {BASE: OUR_CASE} | {ident: others[ident].name for ident in now.case.shape.scenarios}
    session.offer(A, sides)
    a = left.selectbox("A", list(sides), format_func=lambda key: as_label(sides[key]), key=A)
    names = sides | {ident: scenario.name for ident, scenario in others.items()} | {FILE: "Another case file"}
    if session.value_of(B) not in names:
        session.keep(B, first_compared(now.case, others))
    b = right.selectbox("B", list(names), format_func=lambda key: as_label(names[key]), key=B)
    if a == b:
        say(paragraphs("A and B are the same. Choose another scenario for one of them."))
    else:
        other = _other_file(read_back) if b == FILE else None
        if b != FILE or other is not None:
            first = with_scenario(now.case, a) if a else now.case
            second = other if other is not None else others[b].of(now.case) if b else now.case
            _compared(first, second, option, a, b, names, note_maker)
    dispute.show(option)


def offered(option: str) -> dict[str, Scenario]:
    """Returns the scenarios that our case can be compared with: its own, the standard ones, and each study taken as right."""
    case = session.opened().case
    own = {scenario.id: scenario for scenario in own_scenarios(case)}
    tried = tried_of(option) or []
    return own | {each.scenario.id: each.scenario for each in tried if each.scenario.changes}


LIKELIEST = ("proven", "evidence_only", "cautious")
"""What a case without a scenario of its own is compared with at first."""


def first_compared(case: Case, others: Mapping[str, Scenario]) -> str:
    """Returns what our case is compared with before somebody chooses: what is challenged, its own first scenario, or a stricter reading."""
    own = list(case.shape.scenarios)
    return challenges.challenge_id(case) or next(
        (ident for ident in (*own, *LIKELIEST, *others) if ident in others), FILE
    )


def show_card(option: str) -> None:
    """Draws the way from our case to what it would be compared with first, and what would settle it."""
    now = session.opened()
    others = offered(option)
    b = first_compared(now.case, others)
    if b == FILE:
        return
    second = others[b].of(now.case)
    found = between(now.case, second, option, BASE, b)
    if found is None or not found.changes:
        return
    with st.container(border=True, height="stretch"):
        chart = bridge_chart(now.case, second, found, totals=(OUR_CASE, others[b].name))
        say(Rowed(chart, has_summary=False))
        say(comparison.settled_by(now.case, second, found, ()))
        action("Compare them", "test:compare:first", parts_of_test.open_comparison, b, type="secondary")


def _other_file(read_back: ReadBack) -> Case | None:
    """Asks for the other case, and says what is wrong with it where it cannot be read."""
    uploaded = st.file_uploader(
        "The other case (.yaml), or a workbook that came back (.xlsx)",
        type=["yaml", "yml", "xlsx"],
        key="compare:file",
    )
    if uploaded is None:
        return None
    content = uploaded.getvalue()
    try:
        case, report = _read(uploaded.file_id, content, uploaded.name, read_back)
        if report:
            say(paragraphs(*report))
        return case
    except CaseError as error:
        say(paragraphs(*(problem.sentence() for problem in error.problems[:5])))
        return None
    except MakeTheCaseError as error:
        say(paragraphs(str(error)))
        return None


def _read(ident: str, content: bytes, name: str, read_back: ReadBack) -> tuple[Case, Sequence[str]]:
    """Returns the case of a file or of a workbook, and what could not be used of it; read once for each upload."""
    key = "choice:compared:read"
    kept = session.value_of(key)
    if kept is None or kept[0] != ident:
        if is_workbook(name, content):
            read = opening.came_back(content, name, read_back)
            kept = (ident, unpacked(read.changed, session.library()), read.report)
        else:
            kept = (ident, opening.case_in(content, name), ())
        session.keep(key, kept)
    return kept[1], kept[2]


def _compared(
    first: Case, second: Case, option: str, a: str, b: str, names: Mapping[str, str], note_maker: NoteMaker
) -> None:
    try:
        second = _matched(first, second)
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return
    found = between(first, second, option, a, b)
    if found is None:
        return
    if not found.changes:
        say(paragraphs("These two do not differ in anything that changes this option."))
        return
    chart = bridge_chart(first, second, found, totals=(names[a], names[b]))
    with st.container(border=True):
        say(Rowed(chart))
        settle = st.empty()
        say(comparison.settled_by(first, second, found, ()), at=settle)
    _more(first, second, found, a, b)
    base = (
        simulations.analysis(a or None) if a in session.opened().case.shape.scenarios or a == BASE else None
    )
    info = None if base is None else simulations.information(a or None)
    if info is not None:
        say(comparison.settled_by(first, second, found, info.evppi), at=settle)
    other = simulations.simulation(b or None) if b in session.opened().case.shape.scenarios else None
    if base is not None and other is not None:
        say(paragraphs(comparison.overlap_sentence(base.simulation, other, found.option)))
    _note(first, second, found, (_side(first, a, names), _side(second, b, names)), f"{a}:{b}", note_maker)


def between(first: Case, second: Case, option: str, a: str, b: str) -> Bridge | None:
    """Returns the way from one case to another; None where there is none, which the page has said."""
    shared = {found.id for found in second.shape.options}
    whose = option if option in shared else None
    try:
        what = f"bridge:{a}:{option}:{check_code(second)}"
        return simulations.worked_out(what, lambda: _bridged(first, second, whose), b if b != FILE else None)
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return None


def _more(first: Case, second: Case, found: Bridge, a: str, b: str) -> None:
    """Offers both sides of each difference in a table, and where each stands in its range."""
    with st.expander("In a table: both values, their sources and what each difference does"):
        say(Tabled(comparison.differences_table(first, second, found)))
    dots = dumbbell_chart(first, second, found)
    if dots is not None:
        with st.expander("Where each figure stands in its likely range"):
            say(Rowed(dots))


def _bridged(first: Case, second: Case, option: str | None) -> Bridge:
    """Returns the way from one case to another."""
    if slow_work.is_slow(session.opened().measures().model, ROWS_OF_A_BRIDGE):
        words = "Working out what each difference does…"
        return slow_work.run(page_tasks.bridged, packed(first), packed(second), option, words=words)
    return bridge(first, second, option)


def _note(
    first: Case, second: Case, found: Bridge, names: tuple[str, str], sides: str, note_maker: NoteMaker
) -> None:
    """Offers the challenge note on the two: what was claimed, where both agree, what differs and what would settle it."""
    say(
        Heading("Challenge note", 3),
        paragraphs(
            "A note of two pages at most on the two: where they agree, where they differ, and what would settle it. "
            "The boxes that only you can fill are marked."
        ),
    )
    signed = _signed(first, second, sides)
    asked = f"{id(first)}:{sides}:{found.option}:{found.b}:{signed}"
    if session.value_of("choice:note:asked") != asked:
        action(
            "Write the challenge note", "note:make", session.keep, "choice:note:asked", asked, type="primary"
        )
        return
    made = simulations.worked_out(
        f"note:{asked}",
        lambda: slow_work.run(
            note_maker,
            packed(first),
            packed(second),
            found,
            names,
            signed,
            progress,
            words="Writing the note…",
        ),
    )
    if made is None:
        return
    files = {key: offered_files.taken(row.file, made[key]) for key, row in NOTES.items()}
    offered_files.show_failed(list(files.values()))
    for key, row in NOTES.items():
        content = files[key]
        if isinstance(content, bytes):
            kept_as = file_name(first.shape.title or "", "Challenge note", f".{key}")
            offered_files.offer(content, row.file, row.mime, f"note:{key}", kept_as=kept_as)


def _signed(first: Case, second: Case, sides: str) -> Signed:
    """Asks who disputes and what they stand to gain; nobody signs for the author, and the author for nobody else."""
    scenario = session.opened().case.shape.scenarios.get(sides.rpartition(":")[2])
    known = signed_by(first, second, scenario)
    left, right = st.columns(2)
    with left:
        author = whole_forms.text(
            "note:author", "Who disputes it?", known.author, placeholder="Eastmoor Carers' Forum"
        )
    with right:
        example = "We were not paid. Our members would lose the advice line."
        interests = whole_forms.text(
            "note:interests",
            "Who paid for this note, and who stands to gain?",
            known.interests,
            placeholder=example,
        )
    return Signed(author.strip(), interests.strip())


def _side(case: Case, chosen: str, names: Mapping[str, str]) -> str:
    """Returns what the note calls one of the two."""
    if chosen == BASE:
        return "The case"
    if chosen == FILE:
        return (
            "Our reading"
            if case.shape.title == session.opened().case.shape.title
            else (case.shape.title or "The other case")
        )
    return names[chosen]


LIKE = ("first_year", "years", "price_year")
"""What two cases must share to be compared."""


def _matched(first: Case, second: Case) -> Case:
    """Returns B as it is, or with A's years and prices where that keeps the two apart and somebody asks for it."""
    ours, theirs = first.shape.appraisal, second.shape.appraisal
    apart = {
        f"appraisal.{key}": getattr(ours, key) for key in LIKE if getattr(ours, key) != getattr(theirs, key)
    }
    if not apart:
        return second
    words = " and ".join(key_of(key).replace("_", " ") for key in apart)
    apart_in = f"A and B differ in {words}, so a difference between them would mix that with everything else."
    say(notice(apart_in, aloud=""))
    if st.toggle("Make B match A: the same years and prices, for this comparison alone", key="compare:match"):
        return with_changes(second, apart)
    return second
