"""Adding an outcome: what was measured, what was found, and beside it at once how that is read and what it is worth."""

from __future__ import annotations

import streamlit as st

from make_the_case.authoring.what_is_measured import (
    OFFERED,
    Group,
    Measurable,
    found_by,
    is_counted_in_money,
    measurables,
    outcome_there,
    with_measured,
)
from make_the_case.views.forms import own_figures, reading_shown, whole_forms
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action, say_refusal
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, paragraphs, state
from make_the_case.words.finding_words import own_questions, shown_only_words
from make_the_case.words.outcome_cards import years_words
from make_the_case.words.phrases import counted, listed
from valuation import Case, CaseError
from valuation.case.places import step

GROUPS: dict[Group, str] = {"feel": "How people feel", "health": "Health", "use": "What they use"}
MOST_FOUND = 12
LASTING = (0.25, 0.5, 1.0, 2.0, 3.0)
"""Years for which a gain may be said to last."""


def _form(option: str) -> str:
    return f"form:outcome:{option}"


def is_open(option: str) -> bool:
    """Returns whether an outcome is being added."""
    return session.is_unfolded(_form(option))


def open_form(option: str) -> None:
    """Begins to add an outcome."""
    session.unfold(_form(option))


def close_form(option: str) -> None:
    """Goes back to the outcomes; what was typed stays, to be gone on with."""
    session.unfold(_form(option), False)


def show(option: str) -> None:
    """Shows the questions, and beside them the reading."""
    with st.container(key=f"form:outcome:head:{option}"):
        action("Back to all outcomes", f"choice:outcomes:back:{option}", close_form, option)
        say(Heading("What have you seen, or what do studies show?"))
    with st.container(key=f"form:outcome:beside:{option}"):
        left, right = st.columns(2, gap="medium")
    with left, st.container(key=f"form:outcome:questions:{option}"):
        measurable = _what_was_measured(option)
        if measurable is not None:
            _what_was_found(option, measurable)
    with right, st.container(border=True, key=f"reading:{option}"):
        _reading(option, measurable)


# What was measured -------------------------------------------------------------------------------------------


def _what_was_measured(option: str) -> Measurable | None:
    form, library = _form(option), session.library()
    known = measurables(library)
    held_in = f"{form}:measure"
    say(Heading("1. What was measured?", 2))
    typed = whole_forms.text(
        f"{form}:search",
        "Search by any word",
        placeholder="For example: mood, isolation, ambulance, work",
        label_visibility="collapsed",
    )
    chosen = session.opened().kept.typed.get(held_in)
    groups: dict[str, tuple[str, ...]] = {GROUPS[name]: idents for name, idents in OFFERED.items()}
    if typed.strip():
        groups = {"Found": _found(typed)}
    if chosen in known and not any(chosen in idents for idents in groups.values()):
        groups["Chosen"] = (str(chosen),)
    for name, idents in groups.items():
        if idents:
            key = f"{form}:pill:{name}"
            whole_forms.pills(key, name, idents, lambda ident: known[ident].name, held_in)
    if not typed.strip():
        offered = sum(len(idents) for idents in OFFERED.values())
        say(state(f"Searching finds {len(known) - offered} more."))
    chosen = session.opened().kept.typed.get(held_in)
    return known.get(str(chosen)) if chosen else None


def _found(typed: str) -> tuple[str, ...]:
    """Returns what is found for the words, and says how they were read."""
    found = found_by(session.library(), typed)
    for word, meant in found.read_as.items():
        say(state(f"Nothing is called {word}, so this shows what is found for {meant}."))
    if not found.idents:
        say(
            paragraphs(
                "Nothing is called that. Try another word, or add it in your own words at the foot of the outcomes."
            )
        )
    elif len(found.idents) > MOST_FOUND:
        say(state(f"The first {MOST_FOUND} of {len(found.idents)} are shown. Another word finds fewer."))
    return found.idents[:MOST_FOUND]


# What was found ----------------------------------------------------------------------------------------------


def _what_was_found(option: str, measurable: Measurable) -> None:
    form, case = _form(option), session.opened().case
    say(Heading("2. What did you find?", 2))
    thing = measurable.use.unit + "s" if measurable.use is not None else ""
    questions = own_questions(case, measurable.measure, thing)
    own_figures.ask(form, questions)
    there = outcome_there(case, option, measurable)
    if there is None:
        whole_forms.choice(
            f"{form}:lasts",
            "How long does the full gain last?",
            LASTING,
            format_func=years_words,
            placeholder="I do not know: keep 1 year",
        )
    with st.container(horizontal=True):
        action("Count it", f"use:{form}", _count, option, measurable.id, type="primary")
        words = "Add it without figures" if there is None else "Use studies only"
        action(words, f"choice:{form}:without", _without_figures, option, measurable.id, type="secondary")
    say_refusal(form)


def _lasts(option: str) -> float | None:
    years = session.opened().kept.typed.get(f"{_form(option)}:lasts")
    return None if years is None else float(years)


def _count(option: str, ident: str) -> None:
    form, case = _form(option), session.opened().case
    measurable = measurables(session.library())[ident]
    try:
        if not own_figures.period_of(form):
            raise own_figures.Missing("Say when it was, like 2026/27: each time counts once.")
        own = own_figures.figures(form, own_questions(case, measurable.measure))
    except own_figures.Missing as error:
        steps.refuse(form, None, str(error))
        return
    years = _lasts(option)
    if steps.step(lambda case: with_measured(case, option, measurable, own, years), form):
        _begin_anew(option)


def _without_figures(option: str, ident: str) -> None:
    measurable = measurables(session.library())[ident]
    before = {outcome.id for outcome in session.opened().case.option(option).outcomes}
    if steps.step(lambda case: with_measured(case, option, measurable, None, None), _form(option)):
        _begin_anew(option)
        for outcome in session.opened().case.option(option).outcomes:
            if outcome.id not in before:
                session.unfold(step(step("options", option), f"outcomes.{outcome.id}"))


def _begin_anew(option: str) -> None:
    form = _form(option)
    session.opened().kept.refused.pop(form, None)
    whole_forms.begin_anew([f"{form}:search", f"{form}:measure", f"{form}:lasts", *own_figures.keys_of(form)])
    close_form(option)


# How it is read ----------------------------------------------------------------------------------------------


def _reading(option: str, measurable: Measurable | None) -> None:
    if measurable is None:
        words = "Choose what was measured. How your figures are read, and what they are worth, then stands here as you type."
        say(paragraphs(words))
        return
    form, case = _form(option), session.opened().case
    there = outcome_there(case, option, measurable)
    path = step(step("options", option), f"outcomes.{there.id}") if there is not None else ""
    if not is_counted_in_money(case.library, measurable):
        say(state(shown_only_words(case, measurable.measure)))
    questions = own_questions(case, measurable.measure)
    try:
        own = own_figures.figures(form, questions)
        drafted = with_measured(case, option, measurable, own, _lasts(option))
    except own_figures.Missing as error:
        say(paragraphs(str(error) if own_figures.is_begun(form) else _nothing_typed(option, path)))
        if path:
            reading_shown.show(case, session.opened().answer(), path)
        return
    except CaseError as error:
        problem = error.problems[0]
        say(paragraphs(steps.in_words(problem.message, problem.allowed)))
        return
    reading_shown.show_drafted(drafted, path or _newest(drafted, case, option))


def _newest(drafted: Case, case: Case, option: str) -> str:
    before = {outcome.id for outcome in case.option(option).outcomes}
    ident = next(outcome.id for outcome in drafted.option(option).outcomes if outcome.id not in before)
    return step(step("options", option), f"outcomes.{ident}")


def _nothing_typed(option: str, path: str) -> str:
    if not path:
        return "Type what you found: how it is read, and what it is worth, then stands here."
    studies = session.opened().case.effects[path].evidence.live
    names = listed([finding.study for finding in studies], 3)
    return f"The case has {counted(len(studies), 'finding')} of this already: {names}. Yours is read beside them."
