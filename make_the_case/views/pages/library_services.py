"""The services of the library side by side: what each comes to at three standards of proof, in the order that a reader asks for."""

from __future__ import annotations

import streamlit as st

from make_the_case.views.shell import session
from make_the_case.views.shell.row_charts import show as show_chart
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Lines, in_one_line, paragraphs
from make_the_case.words.service_rows import service_rows
from make_the_case.words.services import (
    ORDERS,
    STANDING_WORDS,
    ServiceAnswer,
    counts_in_words,
    kept_services,
)
from make_the_case.words.template_evidence import effects_of, forest_chart
from valuation.case.templates import NEEDS, plain_template

EVERY = "All services"
ANY_NEED = "Every need"


def show() -> None:
    """Draws the table, in the order and of the standing that are chosen, and the studies of one service."""
    found = kept_services()
    say(Lines(tuple(in_one_line(words) for words in counts_in_words(found))))
    first, second, third = st.columns(3)
    need = first.selectbox(
        "For what need?",
        [None, *NEEDS],
        format_func=lambda each: ANY_NEED if each is None else NEEDS[each],
        key="services:need",
    )
    order = second.selectbox("In the order of", list(ORDERS), key="services:order")
    standing = third.selectbox(
        "Which services?",
        [None, *STANDING_WORDS],
        format_func=lambda each: EVERY if each is None else STANDING_WORDS[each],
        key="services:standing",
    )
    chosen = [
        service
        for service in found
        if not service.is_enabler
        and standing in (None, service.standing)
        and (need is None or need in service.needs)
    ]
    if not chosen:
        say(paragraphs("No service of the library is of this kind."))
        return
    chosen.sort(key=ORDERS[order or next(iter(ORDERS))])
    say(service_rows(chosen))
    _show_studies(chosen)


def _show_studies(chosen: list[ServiceAnswer]) -> None:
    """Draws what studies found of a service, once one is chosen."""
    names = {service.id: service.name for service in chosen}
    ident = st.selectbox(
        "Whose studies do you want to see?",
        list(names),
        index=None,
        placeholder="Choose a service",
        format_func=lambda each: as_label(names[each]),
        key="services:studies",
    )
    if ident is None:
        return
    library = session.library()
    effects = effects_of(plain_template(library, ident), library)
    if effects:
        show_chart(forest_chart(effects))
    else:
        say(paragraphs("No study of it was found."))
