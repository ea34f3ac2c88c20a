"""The page Your cases: every case that whoever is here may open; where people sign in, their teams and the bin too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from make_the_case.views.pages.history import when
from make_the_case.views.shell import draft_keeper, draft_list, session
from make_the_case.views.shell.action import action, when_used
from make_the_case.views.shell.draft_list import IN_A_ROW, MOST_WORKED_OUT
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, Rule, notice, paragraphs, refused, state

SHOWN = 30
WHICH = "Which of several for the money: compare them under a budget"
SAID, OPENED = "cases:said", "cases:opened"


def show(
    keeper: draft_keeper.Keeper, goto: Callable[[str], None], where_kept: str, which: StreamlitPage
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
    said = session.value_of(SAID)
    if said:
        say(refused(str(said)))
        session.forget(SAID)
    try:
        _cases(keeper)
        _bin(keeper)
        _teams(keeper)
        say(Rule(), state(where_kept))
    except keeper.failed as error:
        say(notice(keeper.why(error, "page not drawn")))


def _cases(keeper: draft_keeper.Keeper) -> None:
    listed = keeper.store().listed()
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
        say(state(f"{whose}. Last changed on {when(case.at)}{by}."))


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
    is_sure = st.checkbox(
        "I want to delete for good what is in the bin and is mine to delete", key=f"cases:bin:{len(in_bin)}"
    )
    action(
        "Empty the bin",
        "cases:empty",
        _try,
        lambda: keeper.store().empty_bin(),
        keeper,
        type="secondary",
        disabled=not is_sure,
    )


def _open(keeper: draft_keeper.Keeper, ident: int) -> None:
    try:
        session.keep(OPENED, draft_keeper.open_draft(keeper, keeper.store().link_to(ident)))
    except keeper.failed as error:
        session.keep("draft:refused", keeper.why(error, "draft not opened"))


def _teams(keeper: draft_keeper.Keeper) -> None:
    say(
        Heading("Your teams", 2),
        paragraphs(
            "A team is a name and its members' e-mail addresses. Its members open and change every case that was given to it. Give a "
            "case to a team on the page History and sharing."
        ),
    )
    address = keeper.person.address
    if not address:
        say(
            paragraphs(
                "Your sign-in says no address that has been verified, so you cannot be added to a team. You can keep teams of your own."
            )
        )
    for team in keeper.store().teams().mine():
        with st.expander(
            f"{as_label(team.name)}: {_how_many(len(team.members))}", key=f"cases:team:{team.id}"
        ):
            if team.is_mine:
                _kept(keeper, team)
            else:
                say(paragraphs(f"You are a member. So are: {_others(team, address)}."))
                action(
                    "Leave the team",
                    f"cases:leave:{team.id}",
                    _try,
                    lambda t=team.id: keeper.store().teams().leave(t),
                    keeper,
                    type="secondary",
                )
    with st.form("cases:make", clear_on_submit=True):
        st.text_input("Name of a new team", max_chars=100, key="cases:name")
        st.form_submit_button("Make the team", on_click=when_used("cases:make", lambda: _make(keeper)))


def _make(keeper: draft_keeper.Keeper) -> None:
    name = str(session.value_of("cases:name") or "")
    _try(lambda: keeper.store().teams().make(name), keeper)


def _kept(keeper: draft_keeper.Keeper, team: Any) -> None:
    """Shows a team that this person keeps: members in and out, and its end."""
    teams = keeper.store().teams
    for address in team.members:
        action(
            f"Take out {address}",
            f"cases:out:{team.id}:{address}",
            _try,
            lambda a=address: teams().remove(team.id, a),
            keeper,
        )
    with st.form(f"cases:add:{team.id}", clear_on_submit=True):
        st.text_input(
            "E-mail address of a member",
            key=f"cases:address:{team.id}",
            help="They see the team's cases when they next sign in with this address.",
        )
        st.form_submit_button(
            "Add the member", on_click=when_used("cases:add", lambda: _add(keeper, team.id))
        )
    is_sure = st.checkbox("I want to end this team: its cases become mine alone", key=f"cases:sure:{team.id}")
    action(
        "End the team",
        f"cases:end:{team.id}",
        _try,
        lambda: teams().end(team.id),
        keeper,
        type="secondary",
        disabled=not is_sure,
    )


def _add(keeper: draft_keeper.Keeper, team: int) -> None:
    address = str(session.value_of(f"cases:address:{team}") or "")
    _try(lambda: keeper.store().teams().add(team, address), keeper)


def _how_many(members: int) -> str:
    return f"{members} member{'' if members == 1 else 's'}"


def _others(team: Any, address: str) -> str:
    return ", ".join(other for other in team.members if other != address) or "no other member"


def _try(work: Callable[[], object], keeper: draft_keeper.Keeper) -> None:
    try:
        work()
    except keeper.failed as error:
        session.keep(SAID, keeper.why(error, "team not changed"))
