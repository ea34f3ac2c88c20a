"""The services of the library side by side: what each comes to at three standards of proof, in the order that a reader asks for."""

from __future__ import annotations

import streamlit as st

from make_the_case.views.shell import session
from make_the_case.views.shell.plotly_charts import show as show_chart
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Lines, Tabled, in_one_line, paragraphs
from make_the_case.words.services import (
    ORDERS,
    STANDING_WORDS,
    ServiceAnswer,
    counts_in_words,
    kept_services,
    services_table,
)
from make_the_case.words.template_evidence import effects_of, forest_chart
from valuation.case.templates import plain_template

EVERY = "All services"


def show() -> None:
    """Draws the table, in the order and of the standing that are chosen, and the studies of one service."""
    found = kept_services()
    say(Lines(tuple(in_one_line(words) for words in counts_in_words(found))))
    left, right = st.columns(2)
    order = left.selectbox("In the order of", list(ORDERS), index=1, key="services:order")
    standing = right.selectbox(
        "Which services?",
        [None, *STANDING_WORDS],
        format_func=lambda each: EVERY if each is None else STANDING_WORDS[each],
        key="services:standing",
    )
    chosen = [s for s in found if not s.is_enabler and standing in (None, s.standing)]
    if not chosen:
        say(paragraphs("No service of the library is of this kind."))
        return
    chosen.sort(key=ORDERS[order or next(iter(ORDERS))])
    say(Tabled(services_table(chosen)))
    _show_studies(chosen)


def _show_studies(chosen: list[ServiceAnswer]) -> None:
    names = {service.id: service.name for service in chosen}
    ident = st.selectbox(
        "Whose studies do you want to see?",
        list(names),
        format_func=lambda each: as_label(names[each]),
        key="services:studies",
    )
    library = session.library()
    effects = effects_of(plain_template(library, ident or chosen[0].id), library)
    if effects:
        show_chart(forest_chart(effects), key=f"chart:services:{ident}")
    else:
        say(paragraphs("No study of it was found."))
