"""Templates that were found, as cards: one press builds a case from one of them, another puts it beside others to compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from make_the_case.views.shell import opening, session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, in_one_line, paragraphs
from make_the_case.words.phrases import counted
from make_the_case.words.template_words import lines_of
from valuation.answers.cautions import caution_words
from valuation.case.templates import Head

COMPARED = "start:compared"
"""Which templates are put side by side."""
FIRST_SHOWN = 6
"""Templates that are shown before it is asked for more."""
IN_A_ROW = 2

Goto = Callable[[str], None]


def to_compare(heads: Mapping[str, Head], goto: Goto) -> None:
    """Shows which templates were put side by side, if any, and builds a case with an option for each."""
    chosen = _compared()
    if not chosen:
        return
    with st.container(border=True):
        say(Heading("To compare in one case", 3))
        for ident in chosen:
            action(f"Take out: {heads[ident]['name']}", f"start:out:{ident}", _take_out, ident)
        options = counted(len(chosen), "option")
        if st.button(f"Build a case with {options}", type="primary", key="start:go"):
            session.forget(COMPARED)
            build(chosen, goto)


def show(idents: Sequence[str], heads: Mapping[str, Head], goto: Goto) -> None:
    """Shows templates, each with the people it fits; the first few of them until the rest is asked for."""
    _rows(idents[:FIRST_SHOWN], heads, goto)
    more = idents[FIRST_SHOWN:]
    if more:
        place = st.expander(f"Show {len(more)} more", key="start:more", on_change="rerun")
        if place.open:
            with place:
                _rows(more, heads, goto)


def _rows(idents: Sequence[str], heads: Mapping[str, Head], goto: Goto) -> None:
    for first in range(0, len(idents), IN_A_ROW):
        row = idents[first : first + IN_A_ROW]
        for column, ident in zip(st.columns(IN_A_ROW), row, strict=False):
            with column:
                _card(ident, heads, goto)


def _card(ident: str, heads: Mapping[str, Head], goto: Goto) -> None:
    head = heads[ident]
    cautions = caution_words(head.get("cautions"))
    with st.container(border=True, height="stretch"):
        say(Heading(head["name"], 3), lines_of(head, heads))
        evidence = st.expander("What studies found", key=f"start:evidence:{ident}", on_change="rerun")
        if evidence.open:
            with evidence:
                say(paragraphs(in_one_line(head.get("evidence", "")), in_one_line("".join(cautions[:1]))))
        with st.container(horizontal=True):
            if st.button(as_label(f"Build a case: {head['name']}"), key=f"start:build:{ident}", wrap=True):
                build([ident], goto)
            if not head.get("alone") and ident not in _compared():
                action(f"Compare with others: {head['name']}", f"start:add:{ident}", _put_in, ident)


def build(chosen: Sequence[str], goto: Goto) -> None:
    """Opens a new case with an option for each template, where its answer stands beside the numbers: what is told in words can follow."""
    opening.start_from(chosen)
    goto("costs")


def _compared() -> list[str]:
    return session.value_of(COMPARED, [])


def _put_in(ident: str) -> None:
    session.keep(COMPARED, [*_compared(), ident])


def _take_out(ident: str) -> None:
    session.keep(COMPARED, [one for one in _compared() if one != ident])
