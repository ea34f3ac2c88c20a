"""Dispute a figure, or add a cost or a benefit that is missing: each goes into a scenario of its own, never into the author's case."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from make_the_case.authoring import challenges
from make_the_case.authoring.origins import ANSWERS
from make_the_case.views.forms import whole_forms
from make_the_case.views.forms.number_field import NotUnderstood, read_number
from make_the_case.views.shell import parts_of_test, session, simulations, steps
from make_the_case.views.shell.action import action, say_refusal
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.assumption_phrases import (
    assumption,
    name_of,
    reads_as_share,
    unit_in_words,
    value_in_words,
)
from make_the_case.words.blocks import Bold, paragraphs, state
from make_the_case.words.one_scenario import changed_value
from make_the_case.words.phrases import party_name
from valuation import Case
from valuation.case.drivers import DRIVERS
from valuation.case.numbers_of_a_case import place_at
from valuation.errors import shown
from valuation.quantities import MONEY, Kind
from valuation.sensitivity.analysis import Analysis

FIGURE, COST, BENEFIT = "figure", "cost", "benefit"
WHAT = {FIGURE: "A figure", COST: "A cost that is missing", BENEFIT: "A benefit that is missing"}
NO_WHY = "Say why, in one sentence. A dispute without a reason does not convince."
NO_NAME = "Say what it is called, in a few words."
NO_PARTY = "Say who pays it, or who gains."
FIELDS = tuple(f"dispute:{key}" for key in ("value", "reason", "from", "name", "party", "per"))


def show(option: str) -> None:
    """Asks what is disputed, what it should be, where that comes from and why."""
    analysis = simulations.analysis()
    if analysis is None:
        return
    place = st.expander("Dispute a figure: the author's own is kept", key="choice:dispute", expanded=True)
    with place:
        what = whole_forms.segments(
            "dispute:what", "What do you dispute?", list(WHAT), FIGURE, lambda key: WHAT[str(key)]
        )
        if what == FIGURE:
            _figure(analysis, option)
        else:
            _missing(str(what), option)
        say_refusal("dispute")
    _challenged(session.opened().case)


def _figure(analysis: Analysis, option: str) -> None:
    """Asks for another value of a figure of the case."""
    paths = dict.fromkeys(
        [*(s.path for s in analysis.swings[option]), *(s.path for s in analysis.switches[option])]
    )
    names = {path: name_of(analysis.case, path) for path in paths}
    session.offer("dispute:path", names)
    path = st.selectbox(
        "Which figure do you dispute?",
        list(names),
        format_func=lambda at: as_label(names[at]),
        key="dispute:path",
    )
    if path is None:
        return
    used = next(s.base for s in analysis.switches[option] if s.path == path)
    known = assumption(analysis.case, path)
    unit = "%" if reads_as_share(known.kind) else unit_in_words(analysis.case, known)
    say(state(f"The author says {value_in_words(analysis.case, path, used)}."))
    _value_and_reason(f"What should it be?{f' ({as_label(unit)})' if unit else ''}")
    action("Add to the challenge", "dispute:add", _figure_disputed, path, type="primary")


def _missing(what: str, option: str) -> None:
    """Asks for a cost or a benefit that the case lacks."""
    payers = [payer.id for payer in session.opened().case.library.payers.values()]
    left, right = st.columns(2)
    with left:
        example = "Interpreters" if what == COST else "Carers who can go back to work"
        whole_forms.text("dispute:name", "What is missing?", placeholder=example)
    with right:
        label = "Who pays it?" if what == COST else "Who gains?"
        whole_forms.choice("dispute:party", label, payers, format_func=party_name)
    if what == COST:
        drivers = list(challenges.MISSING_COSTS)
        whole_forms.choice(
            "dispute:per",
            "What does it depend on?",
            drivers,
            "year",
            format_func=lambda per: DRIVERS[per].words,
        )
        _value_and_reason("How much is it each time? (£)")
    else:
        _value_and_reason("What is it worth a year, for each person who starts? (£)")
    action("Add to the challenge", "dispute:add", _missing_disputed, what, option, type="primary")


def _value_and_reason(label: str) -> None:
    left, right = st.columns(2)
    with left:
        whole_forms.text("dispute:value", label)
    with right:
        whole_forms.text("dispute:reason", "Why? (needed)", placeholder="Our own count of 2025/26 says so.")
    whole_forms.pills(
        "dispute:from",
        "Where does your figure come from?",
        list(ANSWERS),
        lambda key: ANSWERS[key][0],
        "dispute:from",
    )
    say(state("This sets the evidence grade of your figure. The author's source is not taken over."))


def _figure_disputed(path: str) -> None:
    case = session.opened().case
    known = assumption(case, path)
    kind = place_at(case.data, path).kind if path not in case.library else None
    read = _read(kind or known.kind, reads_as_share(known.kind))
    if read is None:
        return
    value, answer, reason = read
    _add(path, challenges.own_number(value, answer, reason, **challenges.in_prices(case, known)))


def _missing_disputed(what: str, option: str) -> None:
    case = session.opened().case
    name, party, per = (
        str(session.value_of(f"dispute:{key}") or "").strip() for key in ("name", "party", "per")
    )
    if not name or not party:
        steps.refuse("dispute", None, NO_PARTY if name else NO_NAME)
        return
    read = _read(MONEY, False)
    if read is None:
        return
    number = challenges.own_number(*read)
    _add(
        *(
            challenges.missing_cost(case, option, name, number, per or "year", party)
            if what == COST
            else challenges.missing_benefit(case, option, name, number, party)
        )
    )


def _read(kind: Kind, per_hundred: bool) -> tuple[float, str | None, str] | None:
    """Returns the value that was typed, where it comes from and why; None where one of them was refused, which the form says."""
    typed, reason = (str(session.value_of(f"dispute:{key}") or "").strip() for key in ("value", "reason"))
    try:
        value = read_number(typed, kind, per_hundred=per_hundred, label="The figure", example="12")
    except NotUnderstood as error:
        steps.refuse("dispute", None, str(error))
        return None
    if not reason:
        steps.refuse("dispute", None, NO_WHY)
        return None
    answer = session.opened().kept.typed.get("dispute:from")
    return value, answer if isinstance(answer, str) else None, reason


def _add(path: str, change: challenges.Changes) -> None:
    case = session.opened().case
    if steps.put_all(challenges.with_dispute(case, path, change), "dispute"):
        ident = challenges.challenge_id(session.opened().case)
        parts_of_test.open_comparison(str(ident))
        whole_forms.begin_anew(FIELDS)


def _challenged(case: Case) -> None:
    """Shows what has been disputed so far, each with its reason and a way to take it back."""
    ident = challenges.challenge_id(case)
    if ident is None:
        return
    for path, change in case.shape.scenarios[ident].changes.items():
        said = _in_words(case, path, change)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            say(paragraphs((Bold("Disputed:"), f" {' '.join(said)}"), style="row"))
            action("Take back", f"dispute:back:{path}", _taken_back, ident, path)


def _in_words(case: Case, path: str, change: object) -> Sequence[str]:
    """Returns one dispute in words: what it is called, what it should be, where that comes from, and why."""
    entry = change if isinstance(change, dict) else {}
    why = str(entry.get("reason") or "no reason given")
    if "id" in entry:
        return (f"{entry.get('name') or entry['id']}, which the case lacks.",)
    words = changed_value(case, path, change) or shown(change)
    source = f"{entry['source']}." if entry.get("source") else "No source is given, so it counts as grade 6."
    return (f"{name_of(case, path)}: {words}.", source, why)


def _taken_back(ident: str, path: str) -> None:
    steps.put_all(challenges.without_dispute(session.opened().case, ident, path))
