"""The Start page: one question, one's own cases, what people need, and a finished example to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from make_the_case.views.forms import template_cards, template_finder
from make_the_case.views.pages.help import version_line
from make_the_case.views.shell import (
    draft_keeper,
    draft_list,
    failures,
    finished_example,
    open_file,
    opening,
    session,
)
from make_the_case.views.shell.action import action
from make_the_case.views.shell.brand import PROMISE
from make_the_case.views.shell.say import say
from make_the_case.views.text import copy, paragraphs_of
from make_the_case.words.blocks import Bold, Heading, Rule, paragraphs, state
from make_the_case.words.need_cards import SQUARES_MEAN, NeedCard, need_cards
from make_the_case.words.phrases import counted
from make_the_case.words.services import kept_services
from make_the_case.words.template_words import found_in_words
from valuation.case.templates import NEEDS, Head, template_heads

FIND, NEED, EVERY_NEED = "start", "start:need", "start:needs"
"""How the name of the field begins that asks for words; which need was chosen; and whether all needs are shown."""
TRY = ("social prescribing", "peer support", "carers", "befriending", "pain")
"""What the page offers to look for."""
MADE_BY = "Open source, and not endorsed by the NHS, HM Treasury or NICE."
FIRST_NEEDS, IN_A_ROW = 8, 4


def show(
    examples: Mapping[str, str],
    goto: Callable[[str], None],
    read_back: opening.ReadBack,
    take_tour: Callable[[], None],
    where_kept: str,
    keeper: draft_keeper.Keeper,
    every_case: StreamlitPage,
) -> None:
    """Draws the page; what takes long to work out of the example comes last."""
    heads = template_heads(session.library())
    with st.container(key="hero"):
        left, right = st.columns([1.2, 1], gap="large", vertical_alignment="center")
    with left:
        typed = _ask(goto, heads)
    with right:
        complete = finished_example.show(examples, goto, take_tour)
    need = session.value_of(NEED)
    asked = template_finder.found(typed, need, heads)
    if typed:
        _found(asked, need, heads, goto)
    elif not need:
        template_cards.to_compare(heads, goto)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        say(Heading("Your cases", 2), width="content")
        st.space("stretch")
        with st.popover("Open a saved case or workbook", type="tertiary", key="start:saved"):
            open_file.ask("start", goto, read_back)
    with failures.said("drafts"):
        draft_list.show_newest(keeper, goto, every_case)
    if need and not typed:
        _found(asked, need, heads, goto)
    else:
        _needs(heads)
    kept = f"{where_kept} Save the case file as well: it is yours, and opens anywhere."
    say(Rule(), paragraphs(kept, style="state"))
    complete()


def _ask(goto: Callable[[str], None], heads: Mapping[str, Head]) -> str:
    """Shows what this is, asks what the case is for, and returns what is typed."""
    lead, *more = paragraphs_of("start")
    say(Heading(PROMISE, is_program=True), paragraphs(lead, style="clause"))
    typed = template_finder.words(FIND, "What do you want to make the case for?", is_live=True)
    best = next(iter(template_finder.found(typed, None, heads).idents), None) if typed else None
    with st.container(horizontal=True, gap="small", key="suggested", vertical_alignment="center"):
        if best is not None:
            _best(best, heads, goto)
        else:
            for words in TRY:
                action(f"Find {words}", f"start:try:{words}", session.keep, f"{FIND}:words", words)
        if st.button("Start blank", key="start:blank", type="tertiary"):
            opening.start_blank()
            goto("costs")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        say(paragraphs(*more, style="state"), width="content")
        with st.popover("See what you will need", type="tertiary"):
            st.markdown(copy("needs"))
    say(paragraphs(f"{MADE_BY} {version_line()}", style="state"))
    return typed


def _best(ident: str, heads: Mapping[str, Head], goto: Callable[[str], None]) -> None:
    """Shows the best of what was found at once, where the question is: the cards of all stand further down."""
    say(paragraphs((Bold("Best match: "), heads[ident]["name"])), width="content")
    if st.button("Build this case", key="start:best", type="primary"):
        template_cards.build([ident], goto)


def _found(
    asked: template_finder.Asked, need: str | None, heads: Mapping[str, Head], goto: Callable[[str], None]
) -> None:
    """Shows the templates that were found, and the way back to every need where one was chosen."""
    said = found_in_words(len(asked.idents))
    with st.container(key="found"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            say(Heading(f"{said} for: {NEEDS[need]}" if need else said, 2), width="content")
            if need:
                action("Look at every need", "start:need:none", session.forget, NEED)
        template_finder.say_notes(asked)
        template_cards.to_compare(heads, goto)
        template_cards.show(asked.idents, heads, goto)


# What people need ---------------------------------------------------------------------------------------------


def _needs(heads: Mapping[str, Head]) -> None:
    cards = need_cards(heads, kept_services())
    about = f"There are {counted(len(heads), 'template')}, each with its costs, its prices and every study we found, null results too."
    say(Heading("Start from a need", 2), state(f"{about} {SQUARES_MEAN}"))
    shows_all = bool(session.value_of(EVERY_NEED))
    with st.container(key="needs"):
        _need_rows(cards if shows_all else cards[:FIRST_NEEDS])
    more = len(cards) - FIRST_NEEDS
    if more > 0 and not shows_all:
        action(f"Show {counted(more, 'more need')}", "start:needs:more", session.keep, EVERY_NEED, True)


def _need_rows(cards: Sequence[NeedCard]) -> None:
    for first in range(0, len(cards), IN_A_ROW):
        row = cards[first : first + IN_A_ROW]
        for column, card in zip(st.columns(IN_A_ROW), row, strict=False):
            with column, st.container(border=True, height="stretch", gap="xsmall"):
                say(*card.blocks)
                action(f"See {counted(card.templates, 'template')}", f"start:need:{card.id}", session.keep, NEED, card.id)  # fmt: skip
