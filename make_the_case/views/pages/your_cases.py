"""The page Your cases: every case that whoever is here may open; where people sign in, their teams and the bin too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from make_the_case.views.pages import own_data, teams_section
from make_the_case.views.pages.history import when
from make_the_case.views.shell import draft_keeper, draft_list, session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.draft_list import IN_A_ROW, MOST_WORKED_OUT
from make_the_case.views.shell.said_where import attempt, say_what_is_left, say_why_not
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, Rule, notice, paragraphs, state

SHOWN = 30
WHICH = "Which of several for the money: compare them under a budget"
OPENED = "cases:opened"
BIN = "cases:empty"


@dataclass(frozen=True)
class Makers:
    """What makes the files of this page, given by the app: the page knows no format."""

    log: teams_section.LogMaker
    own_data: own_data.ZipMaker


def show(
    keeper: draft_keeper.Keeper,
    goto: Callable[[str], None],
    where_kept: str,
    which: StreamlitPage,
    makers: Makers,
) -> None:
    """Draws the page, or leads on to the case that has just been opened on it."""
    if keeper.person is None:
        say(Heading("Your cases"))
        st.page_link(which, label=WHICH)
        draft_list.show(keeper, goto)
        say(Rule(), state(where_kept))
        return
    if session.value_of(OPENED):
        session.forget(OPENED)
        goto("results")
    say(Heading("Your cases"))
    st.page_link(which, label=WHICH)
    above = st.container()
    try:
        listed = keeper.store().listed()
        _cases(keeper, listed)
        _bin(keeper)
        teams_section.show(keeper, makers.log)
        own_data.show(keeper, makers.own_data, listed)
        with above:
            say_what_is_left()
        say(Rule(), state(where_kept))
    except keeper.failed as error:
        say(notice(keeper.why(error, "page not drawn")))


def _cases(keeper: draft_keeper.Keeper, listed: Sequence[Any]) -> None:
    if not listed:
        nothing = (
            "Nothing is kept here but what lies in the bin."
            if keeper.store().in_bin()
            else "No case is kept here yet. It begins with your first change to a case."
        )
        say(paragraphs(nothing))
        return
    wanted = ""
    if len(listed) > SHOWN:
        wanted = st.text_input("Find a case by its title", key="cases:find").strip().casefold()
    matching = [case for case in listed if wanted in case.title.casefold()]
    shown = matching[:SHOWN]
    for first in range(0, len(shown), IN_A_ROW):
        row = shown[first : first + IN_A_ROW]
        for column, (place, case) in zip(st.columns(IN_A_ROW), enumerate(row, first), strict=False):
            with column:
                _card(keeper, case, has_picture=place < MOST_WORKED_OUT)
    left = len(matching) - SHOWN
    if left > 0:
        say(paragraphs(f"Another {left} were changed before these. Write a part of the title to find one."))


def _card(keeper: draft_keeper.Keeper, case: Any, has_picture: bool) -> None:
    title = case.title or "A case without a title"
    whose = f"The team's, {case.team}" if case.team else "Yours"
    by = f", by {case.author}" if case.author else ""
    with st.container(border=True, height="stretch", gap="xsmall"):
        action(f"Open: {title}", f"cases:open:{case.id}", _open, keeper, case.id)
        if has_picture:
            say(*draft_list.picture(keeper, case))
        also = " You read it." * (not case.may_change) + " It is under a legal hold." * case.is_held
        say(state(f"{whose}. Last changed on {when(case.at)}{by}.{also}"))


def _bin(keeper: draft_keeper.Keeper) -> None:
    """Shows what nobody has opened for long, to be brought back or deleted for good; nothing, where there is none."""
    in_bin = keeper.store().in_bin()
    if not in_bin:
        return
    say(Heading("The bin", 2), paragraphs(keeper.what_the_bin_is))
    for case in in_bin[:SHOWN]:
        title = case.title or "A case without a title"
        whose = f"The team's, {case.team}" if case.team else "Yours"
        with st.container(border=True):
            words = f"Bring back: {title}"
            action(words, f"cases:back:{case.id}", _open, keeper, case.id, type="secondary")
            say(paragraphs(f"{whose}. Put in the bin on {when(case.binned)}."))
    left = len(in_bin) - SHOWN
    if left > 0:
        say(paragraphs(f"Another {left} were put there before these."))
    say_why_not(BIN)
    is_sure = st.checkbox(
        "I want to delete for good what is in the bin and is mine to delete", key=f"cases:bin:{len(in_bin)}"
    )
    action(
        "Empty the bin",
        BIN,
        attempt,
        BIN,
        lambda: keeper.store().empty_bin(),
        keeper,
        "bin not emptied",
        type="secondary",
        disabled=not is_sure,
    )


def _open(keeper: draft_keeper.Keeper, ident: int) -> None:
    try:
        session.keep(OPENED, draft_keeper.open_draft(keeper, keeper.store().link_to(ident)))
    except keeper.failed as error:
        session.keep("draft:refused", keeper.why(error, "draft not opened"))
