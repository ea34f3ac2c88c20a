"""What a person says of a programme: its services, the money that there is, and rules in plain words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from make_the_case.authoring import programme_changes as changes
from make_the_case.views.shell import programme_session, session
from make_the_case.views.shell.action import action, when_used
from make_the_case.views.shell.programme_session import PROGRAMME
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Bold, Heading, paragraphs, refused
from make_the_case.words.names import account_row
from make_the_case.words.phrases import counted, financial_year, party_name
from make_the_case.words.programme_words import (
    ceiling_words,
    options_of_service,
    rule_words,
)
from valuation.accounts import ACCOUNTS
from valuation.case.places import step
from valuation.case.written.written_numbers import NotUnderstood, read_number, read_numbers
from valuation.figures import digits
from valuation.prices import years_from
from valuation.programme.programme_shape import Ceiling, ProgrammeShape, Rule, Service, Status
from valuation.quantities import MONEY, SHARE
from valuation.streams import NET_VALUE

STATUSES: dict[Status, str] = {"open": "Open", "in": "In", "out": "Out"}
SIZE_WORDS = {
    0.25: "A quarter",
    0.5: "Half",
    0.75: "Three quarters",
    1.0: "Whole",
    1.5: "Half as large again",
    2.0: "Double",
}
"""The sizes that are offered, of the size in the case."""
CEILINGS = {"total": "In all years together", "by_year": "In each year"}
RULES = {"at_most": "At most so many of them", "needs": "One needs another", "at_least": "A share of the money"}  # fmt: skip
MAXIMISED = {
    "nice.net_health_benefit": "Net health benefit, as NICE reads it",
    "qalys": "QALYs",
    "wellbys": "WELLBYs",
    "weighted_npv": "Value to everyone, weighted towards people with less",
}
REFUSED = "programme:refused"
LONGEST_NAME = 200


def show(programme: ProgrammeShape) -> None:
    """Draws the questions, each part in a tab of its own."""
    services, money, rules, basis = st.tabs(
        ["Services", "Money", "Rules", "Name and basis"], key="programme:parts"
    )
    with services:
        _services(programme)
    with money:
        _money(programme)
    with rules:
        _rules(programme)
    with basis:
        _basis(programme)


def _key(*parts: object) -> str:
    """Returns the key of a field: another after every step, so that it shows what the programme says."""
    return ":".join(["programme", str(PROGRAMME.serial()), *map(str, parts)])


# Services ----------------------------------------------------------------------------------------------------


def _services(programme: ProgrammeShape) -> None:
    names = programme_session.names(programme)
    if not programme.services:
        say(paragraphs("No service has been added yet. Add the first below."))
    for service in programme.services:
        with st.container(border=True):
            left, middle, right, last = st.columns([3, 2, 4, 1], vertical_alignment="center")
            with left:
                say(paragraphs((Bold(names[service.id]),)))
                _option(service)
            with middle:
                _status(service, names[service.id])
            with right:
                _sizes(service, names[service.id])
            with last:
                remove = partial(changes.without_service, ident=service.id)
                action("Remove", _key("remove", service.id), _change, remove, about=names[service.id])


def _option(service: Service) -> None:
    options = options_of_service(service)
    if len(options) < 2:
        return
    key = _key("option", service.id)
    known = list(options)
    st.selectbox(
        "Which of its options",
        known,
        index=known.index(service.option) if service.option in known else 0,
        format_func=lambda ident: as_label(options[ident]),
        key=key,
        on_change=_when(key, lambda ident: partial(changes.with_service, ident=service.id, option=ident)),
    )


def _status(service: Service, name: str) -> None:
    key = _key("status", service.id)
    st.segmented_control(
        f"In, out or open: {as_label(name)}",
        list(STATUSES),
        default=service.status,
        format_func=lambda status: STATUSES[status],
        key=key,
        on_change=_when(
            key, lambda status: partial(changes.with_service, ident=service.id, status=status or "open")
        ),
        label_visibility="collapsed",
    )


def _sizes(service: Service, name: str) -> None:
    key = _key("sizes", service.id)
    offered = sorted({*SIZE_WORDS, *service.sizes})
    st.pills(
        f"Sizes that may be chosen: {as_label(name)}",
        offered,
        selection_mode="multi",
        default=list(service.sizes),
        wrap=True,
        format_func=lambda size: SIZE_WORDS.get(size, digits(size)),
        key=key,
        on_change=_when(key, lambda sizes: partial(changes.with_service, ident=service.id, sizes=sorted(sizes) or [1.0])),
        label_visibility="collapsed",
    )  # fmt: skip


# Money -------------------------------------------------------------------------------------------------------


def _years(programme: ProgrammeShape) -> list[str]:
    appraisal = programme.appraisal
    return (
        years_from(appraisal.first_year, appraisal.years) if appraisal.first_year and appraisal.years else []
    )


def _money(programme: ProgrammeShape) -> None:
    for place, ceiling in enumerate(programme.budget):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = ceiling_words(ceiling, _years(programme))
            say(paragraphs(words), width="content")
            action("Remove", _key("ceiling", place), _change, partial(changes.without_ceiling, place=place), about=words)  # fmt: skip
    if not programme.budget:
        say(
            paragraphs(
                "There is no ceiling yet, so every service that is worth more than it costs is chosen."
            )
        )
    say(Heading("Add a ceiling, or change one", 3))
    payers = list(session.library().payers)
    left, middle, right = st.columns([2, 2, 3])
    left.selectbox(
        "Who pays",
        payers,
        index=payers.index(programme.commissioner),
        format_func=lambda ident: as_label(party_name(ident)),
        key=_key("payer"),
    )
    kind = middle.selectbox(
        "The most that may be spent",
        list(CEILINGS),
        format_func=lambda kind: CEILINGS[kind],
        key=_key("kind"),
    )
    example = "3,000,000" if kind == "total" else "500,000; 700,000; 700,000"
    right.text_input("£, in cash terms", key=_key("amount"), placeholder=f"For example {example}")
    _say_refused("ceiling")
    key = _key("add ceiling")
    action("Set the ceiling", key, _add_ceiling, example, type="secondary")


def _held(*parts: object) -> Any:
    """Returns what a field of this step holds when a button is used, which is newer than what the page was drawn with."""
    return session.value_of(_key(*parts))


def _add_ceiling(example: str) -> None:
    payer, kind, typed = _held("payer"), _held("kind"), _held("amount") or ""
    try:
        if kind == "total":
            ceiling = Ceiling(payer=payer, total=read_number(typed, MONEY, label="the ceiling", example=example))  # fmt: skip
        else:
            ceiling = Ceiling(payer=payer, by_year=read_numbers(typed, MONEY, label="the ceiling of each year", example=example))  # fmt: skip
    except NotUnderstood as error:
        session.keep(REFUSED, ("ceiling", str(error)))
        return
    _change(partial(changes.with_ceiling, ceiling=ceiling))


# Rules -------------------------------------------------------------------------------------------------------


def _rules(programme: ProgrammeShape) -> None:
    names = programme_session.names(programme)
    for place, rule in enumerate(programme.rules):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = rule_words(rule, names, programme.commissioner)
            say(paragraphs(words), width="content")
            action("Remove", _key("rule", place), _change, partial(changes.without_rule, place=place), about=words)  # fmt: skip
    if not programme.rules:
        say(paragraphs("There is no rule yet. Two services for the same people are kept apart without one."))
    if len(programme.services) < 2:
        return
    say(Heading("Add a rule", 3))
    kind = st.selectbox(
        "What the rule says", list(RULES), format_func=lambda kind: RULES[kind], key=_key("rule kind")
    )
    known = list(names)

    names_of = lambda ident: as_label(names[ident])  # noqa: E731
    if kind == "needs":
        st.pills("Where any of these is chosen", known, selection_mode="multi", format_func=names_of, key=_key("chosen", kind))  # fmt: skip
        st.selectbox("this one has to be chosen too", known, format_func=names_of, key=_key("needed"))
    elif kind == "at_most":
        st.pills("Of these", known, selection_mode="multi", format_func=names_of, key=_key("chosen", kind))
        st.text_input("at most how many may be chosen", "1", key=_key("number", kind))
    else:
        st.pills("On these together", known, selection_mode="multi", format_func=names_of, key=_key("chosen", kind))  # fmt: skip
        st.text_input("at least how many of every £100 that is spent", "30", key=_key("number", kind))
    st.text_input("Because", key=_key("because"), placeholder="For example: one team can be found")
    _say_refused("rule")
    action("Add the rule", _key("add rule"), _add_rule, type="secondary")


def _add_rule() -> None:
    kind = _held("rule kind")
    chosen, needed, number = _held("chosen", kind), _held("needed"), _held("number", kind) or ""
    reason = (_held("because") or "").strip() or None
    if not chosen:
        session.keep(REFUSED, ("rule", "Choose the services that the rule is about."))
        return
    try:
        if kind == "needs":
            others = [ident for ident in chosen if ident != needed]
            if not others:
                session.keep(REFUSED, ("rule", "A service cannot need itself. Choose another."))
                return
            rule = Rule.model_validate({"needs": needed, "for": others, "because": reason})
        elif kind == "at_most":
            most = round(read_number(number, MONEY, label="how many may be chosen", example="1"))
            rule = Rule(at_most=most, of=chosen, because=reason)
        else:
            share = read_number(number, SHARE, per_hundred=True, label="the share", example="30")
            rule = Rule(at_least=share, of_spend_on=chosen, because=reason)
    except NotUnderstood as error:
        session.keep(REFUSED, ("rule", str(error)))
        return
    _change(partial(changes.with_rule, rule=rule))


# What they are compared by -----------------------------------------------------------------------------------


def _basis(programme: ProgrammeShape) -> None:
    appraisal = programme.appraisal
    _words("What the programme is called", "title", programme.title)
    _words("Organisation whose programme it is", "organisation", programme.organisation)
    say(paragraphs("Every case is read under these, in place of what it says itself. What that changes is listed with the answer."))  # fmt: skip
    measures = {
        step(account, NET_VALUE): f"Net value: {account_row(account, programme.commissioner)}"
        for account in ACCOUNTS.keys
    } | MAXIMISED
    _choice(
        "What is made as large as it can be",
        "maximise",
        measures,
        programme.maximise,
        lambda key: {"maximise": key},
    )
    payers = {ident: party_name(ident) for ident in session.library().payers}
    _choice("Organisation asked to pay", "commissioner", payers, programme.commissioner, lambda key: {"commissioner": key})  # fmt: skip
    years = {year: financial_year(year) for year in years_from("2024-25", 12)}
    _choice(
        "First year", "first", years, appraisal.first_year, lambda key: {"appraisal": appraisal.model_copy(update={"first_year": key})}
    )  # fmt: skip
    lengths = {str(count): counted(count, "year") for count in range(1, 21)}
    _choice(
        "Number of years", "years", lengths, str(appraisal.years), lambda key: {"appraisal": appraisal.model_copy(update={"years": int(key)})}
    )  # fmt: skip
    proofs = {"expected": "Expected: what to plan on", "proven": "Proven: what could be defended to an auditor"}  # fmt: skip
    _choice(
        "Standard of proof", "evidence", proofs, appraisal.evidence, lambda key: {"appraisal": appraisal.model_copy(update={"evidence": key})}
    )  # fmt: skip


def _words(label: str, name: str, now: str | None) -> None:
    """Asks for a name of the programme's own; an empty one is none."""
    key = _key("basis", name)
    change = _when(
        key, lambda typed: lambda shape: shape.model_copy(update={name: " ".join(typed.split()) or None})
    )
    st.text_input(label, now or "", max_chars=LONGEST_NAME, key=key, on_change=change)


def _choice(
    label: str,
    name: str,
    choices: dict[str, str],
    now: str | None,
    update: Callable[[str], dict[str, object]],
) -> None:
    key, known = _key("basis", name), list(choices)
    st.selectbox(
        label,
        known,
        index=known.index(now) if now in known else None,
        format_func=lambda ident: as_label(choices[ident]),
        placeholder="As each case says",
        key=key,
        on_change=_when(key, lambda ident: lambda programme: programme.model_copy(update=update(ident))),
    )


# What is done ------------------------------------------------------------------------------------------------

Change = Callable[[ProgrammeShape], ProgrammeShape]


def _when(key: str, change: Callable[..., Change]) -> Callable[[], None]:
    """Returns what is done when a field is used: a step with what it then holds."""
    return when_used(key, lambda: _change(change(session.value_of(key))))


def _change(change: Change) -> None:
    session.forget(REFUSED)
    PROGRAMME.changed(change)


def _say_refused(what: str) -> None:
    found: tuple[str, str] | None = session.value_of(REFUSED)
    if found is not None and found[0] == what:
        say(refused(found[1]))
