"""Compare A with B: two sets of the case, or the case and another file; what differs, what it does, what would settle it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from make_the_case.jobs.worker import progress
from make_the_case.views.forms import whole_forms
from make_the_case.views.forms.number_field import NotUnderstood, read_number
from make_the_case.views.shell import (
    offered_files,
    opening,
    page_tasks,
    session,
    simulations,
    slow_work,
    steps,
)
from make_the_case.views.shell.action import action, say_refusal
from make_the_case.views.shell.opening import ReadBack, is_workbook
from make_the_case.views.shell.plotly_charts import show as show_chart
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.assumption_phrases import assumption, name_of, reads_as_share, value_in_words
from make_the_case.words.blocks import Bold, Heading, Tabled, notice, paragraphs, state
from make_the_case.words.file_names import file_name
from make_the_case.words.formats import NOTES
from make_the_case.words.papers import comparison
from valuation import Case, CaseError, MakeTheCaseError, check_code, with_changes, with_scenario
from valuation.answers.saving import packed, unpacked
from valuation.case.editing import free_id
from valuation.case.numbers_of_a_case import place_at
from valuation.case.places import key_of, written_at
from valuation.case.written.earlier_formats import CHALLENGE, kind_in_words
from valuation.compare.bridge import Bridge, bridge
from valuation.errors import shown

NoteMaker = Callable[..., Mapping[str, bytes | offered_files.NotMade]]
"""What writes the note on two packed cases in a process of its own, given by the app."""
ROWS_OF_A_BRIDGE = 2_000
BASE = ""
FILE = "‹file›"


def show(option: str, read_back: ReadBack, note_maker: NoteMaker) -> None:
    """Draws the comparison for one option."""
    now = session.opened()
    _dispute(option)
    names = {BASE: "Base: the case as it stands"}
    names |= {
        ident: scenario.name or ident.replace("_", " ")
        for ident, scenario in now.case.shape.scenarios.items()
    }
    names[FILE] = "Another case file"
    left, right = st.columns(2)
    sets = list(names)
    session.offer("compare:a", sets[:-1])
    a = left.selectbox("A", sets[:-1], format_func=lambda key: as_label(names[key]), key="compare:a")
    if session.value_of("compare:b") not in sets:
        session.keep("compare:b", challenge_id(now.case) or sets[1])
    b = right.selectbox("B", sets, format_func=lambda key: as_label(names[key]), key="compare:b")
    if a == b:
        say(
            paragraphs("Make a second set to compare. Start from a copy of the base: dispute a number above.")
        )
        return
    other = _other_file(read_back) if b == FILE else None
    if b == FILE and other is None:
        return
    first = with_scenario(now.case, a) if a else now.case
    second = other if other is not None else with_scenario(now.case, b) if b else now.case
    _compared(first, second, option, a, b, note_maker)


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


def _compared(first: Case, second: Case, option: str, a: str, b: str, note_maker: NoteMaker) -> None:
    try:
        second = _matched(first, second)
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return
    shared = {found.id for found in second.shape.options}
    whose = option if option in shared else None
    try:
        what = f"bridge:{a}:{option}:{check_code(second)}"
        found = simulations.worked_out(what, lambda: _bridged(first, second, whose), b if b != FILE else None)
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return
    if found is None:
        return
    if not found.changes:
        say(paragraphs("These two do not differ in anything that changes this option."))
        return
    which = f"A is {_named(a)}. B is {_named(b)}."
    say(Heading("A against B", 3), paragraphs(which, *comparison.gap_sentences(first, second, found)))
    show_chart(comparison.bridge_chart(first, second, found), key="chart:bridge")
    say(Tabled(comparison.differences_table(first, second, found)))
    dots = comparison.dumbbell_chart(first, second, found)
    if dots is not None:
        show_chart(dots, key="chart:differences")
    _agreement(first, second, found, a, b)
    _note(first, second, found, a, b, note_maker)


def _bridged(first: Case, second: Case, option: str | None) -> Bridge:
    """Returns the way from one case to another."""
    if slow_work.is_slow(session.opened().measures().model, ROWS_OF_A_BRIDGE):
        words = "Working out what each difference does…"
        return slow_work.run(page_tasks.bridged, packed(first), packed(second), option, words=words)
    return bridge(first, second, option)


def _named(chosen: str) -> str:
    """Returns what a side of the comparison is, in the middle of a sentence."""
    if chosen == BASE:
        return "the case as it stands"
    if chosen == FILE:
        return "the other file"
    return f"the set “{session.opened().case.shape.scenarios[chosen].name or chosen}”"


def _agreement(first: Case, second: Case, between: Bridge, a: str, b: str) -> None:
    sentences = comparison.agreement_sentences(first, second, between)
    say(Heading("Where the two would agree", 3), paragraphs(*sentences))
    base = simulations.analysis(a or None)
    if base is not None:
        say(Heading("What evidence would settle it", 3))
        info = simulations.information(a or None)
        if info is not None:
            say(paragraphs(*comparison.settle_sentences(first, second, between, info.evppi)))
    other = simulations.simulation(b or None) if b != FILE else None
    if base is not None and other is not None:
        say(paragraphs(comparison.overlap_sentence(base.simulation, other, between.option)))


def _note(first: Case, second: Case, between: Bridge, a: str, b: str, note_maker: NoteMaker) -> None:
    """Offers the challenge note on the two: what was claimed, where both agree, what differs and what would settle it."""
    say(
        Heading("Challenge note", 3),
        paragraphs(
            "One or two pages on the two, agreement before dispute, with the check codes of both. The boxes that only you can fill "
            "are marked."
        ),
    )
    names = (_side(first, a), _side(second, b))
    asked = f"{id(first)}:{a}:{b}:{between.option}:{between.b}"
    if session.value_of("choice:note:asked") != asked:
        action(
            "Write the challenge note", "note:make", session.keep, "choice:note:asked", asked, type="primary"
        )
        return
    made = simulations.worked_out(
        f"note:{asked}",
        lambda: slow_work.run(
            note_maker, packed(first), packed(second), between, names, progress, words="Writing the note…"
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


def _side(case: Case, chosen: str) -> str:
    """Returns what the note calls one of the two."""
    if chosen == BASE:
        return "The case"
    if chosen == FILE:
        return (
            "Our reading"
            if case.shape.title == session.opened().case.shape.title
            else (case.shape.title or "The other case")
        )
    return session.opened().case.shape.scenarios[chosen].name or chosen


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
    apart_in = f"A and B are not alike in {words}, so that a difference between them would mix that with everything else."
    say(notice(apart_in, aloud=""))
    if st.toggle("Make B match A: the same years and prices, for this comparison alone", key="compare:match"):
        return with_changes(second, apart)
    return second


# Disputing a number ------------------------------------------------------------------------------------------


def _dispute(option: str) -> None:
    """Asks which number is disputed, what it should be and why; each goes into a set of its own, never into the base."""
    analysis = simulations.analysis()
    if analysis is None:
        return
    place = st.expander("Dispute a number: the author's figure is kept", key="choice:dispute", expanded=True)
    with place:
        rows = analysis.swings[option]
        names = {s.path: name_of(analysis.case, s.path) for s in rows}
        names |= {
            s.path: name_of(analysis.case, s.path) for s in analysis.switches[option] if s.path not in names
        }
        session.offer("dispute:path", names)
        path = st.selectbox(
            "Which number do you dispute?",
            list(names),
            format_func=lambda at: as_label(names[at]),
            key="dispute:path",
        )
        if path is None:
            return
        used = next(s.base for s in analysis.switches[option] if s.path == path)
        known = assumption(analysis.case, path)
        unit = "%" if reads_as_share(known.kind) else known.unit or ""
        say(state(f"The author says {value_in_words(analysis.case, path, used)}."))
        left, right = st.columns(2)
        with left:
            whole_forms.text("dispute:value", f"What should it be?{f' ({as_label(unit)})' if unit else ''}")
        with right:
            example = "Our own count of 2025/26 says so."
            whole_forms.text("dispute:reason", "Why? (needed)", placeholder=example)
        action("Add to the challenge set", "dispute:add", _disputed, path, type="primary")
        say_refusal("dispute")
    _challenged(analysis.case)


def challenge_id(case: Case) -> str | None:
    """Returns the set in which disputed numbers stand, where there is one."""
    return next(
        (
            ident
            for ident, s in case.shape.scenarios.items()
            if (s.kind or kind_in_words(s.name)) == "challenge"
        ),
        None,
    )


def _challenge(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the set in which disputed numbers stand, as it is written."""
    return {"name": CHALLENGE, "kind": "challenge", "changes": dict(changes)}


def _disputed(path: str) -> None:
    now = session.opened()
    typed, reason = (str(session.value_of(f"dispute:{key}") or "").strip() for key in ("value", "reason"))
    kind = place_at(now.case.data, path).kind if path not in now.case.library else None
    known = assumption(now.case, path)
    try:
        value = read_number(
            typed,
            kind or known.kind,
            per_hundred=reads_as_share(known.kind),
            label="The figure",
            example="12",
        )
    except NotUnderstood as error:
        steps.refuse("dispute", None, str(error))
        return
    if not reason:
        why = "Say why, in one sentence: a dispute without a reason convinces nobody."
        steps.refuse("dispute", None, why)
        return
    ident = challenge_id(now.case) or free_id("challenge", list(now.case.shape.scenarios))
    written = written_at(now.case.data, f"scenarios.{ident}")
    before = dict(written["changes"]) if isinstance(written, dict) else {}
    changes = {**before, path: {"value": value, "reason": reason}}
    done = steps.put_all({f"scenarios.{ident}": _challenge(changes)}, "dispute")
    if done:
        session.keep("compare:a", BASE)
        session.keep("compare:b", ident)
        whole_forms.begin_anew(("dispute:value", "dispute:reason"))


def _challenged(case: Case) -> None:
    """Shows what has been disputed so far, each with its reason and a way to take it back."""
    ident = challenge_id(case)
    if ident is None:
        return
    for path, change in case.shape.scenarios[ident].changes.items():
        value = change.get("value") if isinstance(change, dict) else change
        words = shown(change)
        if isinstance(value, int | float) and not isinstance(value, bool):
            words = value_in_words(case, path, float(value))
        why = change.get("reason", "no reason given") if isinstance(change, dict) else "no reason given"
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            disputed = (Bold("Disputed:"), f" {name_of(case, path)}: {words}. {why}")
            say(paragraphs(disputed, style="row"))
            action("Take back", f"dispute:back:{path}", _taken_back, ident, path)


def _taken_back(ident: str, path: str) -> None:
    case = session.opened().case
    changes = {key: item for key, item in case.shape.scenarios[ident].changes.items() if key != path}
    if changes:
        steps.put(f"scenarios.{ident}", _challenge(changes))
    else:
        steps.put(f"scenarios.{ident}", None)
