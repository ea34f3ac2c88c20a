"""The teams of a person on the page Your cases: who is in each and what they may do, passing one on, and what was done in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from make_the_case.views.pages.history import when
from make_the_case.views.shell import draft_keeper, offered_files, session
from make_the_case.views.shell.action import action, when_used
from make_the_case.views.shell.said_where import attempt, say_why_not
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.audit_words import WHAT_IT_IS, log_table
from make_the_case.words.blocks import Heading, Tabled, notice, paragraphs
from make_the_case.words.file_names import file_name
from make_the_case.words.phrases import counted
from make_the_case.words.team_words import EDITOR, NO_OWNER, READER, ROLES, WHAT_ROLES_ARE, role_of

MAKING, CHANGING = "cases:make", "cases:team:"
LOG = "cases:log"
NAME = "cases:name"
LINES_SHOWN = 30
LogMaker = Callable[[Any], bytes]
"""Makes a CSV file of an audit log, given by the app."""
GIVEN = (EDITOR, READER)


def show(keeper: draft_keeper.Keeper, log_csv: LogMaker) -> None:
    """Draws the section."""
    say(
        Heading("Your teams", 2),
        paragraphs(
            "A team shares cases. Give a case to a team on the page History and sharing. Each person in a team has a role.",
            WHAT_ROLES_ARE,
        ),
    )
    if not keeper.person.address:
        say(
            paragraphs(
                "Your sign-in says no address that has been verified, so you cannot be added to a team by your address. You can keep teams "
                "of your own."
            )
        )
    mine = keeper.store().teams().mine()
    for team in mine:
        _team(keeper, team)
    with st.form("cases:make"):
        st.text_input("Name of a new team", max_chars=100, key=NAME)
        say_why_not(MAKING)
        st.form_submit_button("Make the team", on_click=when_used("cases:make", lambda: _make(keeper)))
    owned = [team for team in mine if team.is_mine]
    if owned:
        _log(keeper, owned, log_csv)


def _make(keeper: draft_keeper.Keeper) -> None:
    name = str(session.value_of(NAME) or "")
    if attempt(MAKING, lambda: keeper.store().teams().make(name), keeper, "team not made"):
        session.keep(NAME, "")  # what was refused stays, to be put right


def _change(team: int, work: Callable[[], object], keeper: draft_keeper.Keeper) -> bool:
    """Does one thing to a team, and returns whether it was done; where it cannot be, the team says why not."""
    return attempt(f"{CHANGING}{team}", work, keeper, "team not changed")


def _team(keeper: draft_keeper.Keeper, team: Any) -> None:
    """Shows a team: to an owner with all that can be done with it, to others with who is in it."""
    address = keeper.person.address
    is_offered = bool(team.offered_to) and team.offered_to == address and not team.is_mine
    if is_offered:
        _take_on(keeper, team)
    count = counted(len(team.people), "member") if team.people else "nobody else yet"
    with st.expander(
        f"{as_label(team.name)}: {count}, you are {role_of(team.role)}", key=f"cases:team:{team.id}"
    ):
        say_why_not(f"{CHANGING}{team.id}")
        if not team.has_owner:
            say(notice(NO_OWNER, aloud=""))
        if team.is_of_groups:
            say(
                paragraphs(
                    "Your organisation's sign-in decides who is in this team, and with which role, each time a person signs in. An owner can "
                    "also add people by their address."
                )
            )
        by_group = [
            f"{member.called} ({role_of(member.role)})" for member in team.people if member.is_by_group
        ]
        if by_group:
            say(paragraphs(f"In the team by the sign-in: {', '.join(by_group)}."))
        if team.is_mine:
            _kept(keeper, team)
        else:
            _seen(keeper, team, address)


def _seen(keeper: draft_keeper.Keeper, team: Any, address: str) -> None:
    """Shows a team to a member who does not keep it."""
    others = [
        f"{member.called} ({role_of(member.role)})"
        for member in team.people
        if not member.is_by_group and member.called != address
    ]
    owner = f" Its owner is {team.owner_called}." if team.owner_called else ""
    say(
        paragraphs(
            f"You are {role_of(team.role)}.{owner} Other members by their address: {', '.join(others) or 'none'}."
        )
    )
    if address in team.members:
        work = lambda: keeper.store().teams().leave(team.id)  # noqa: E731
        action("Leave the team", f"cases:leave:{team.id}", _change, team.id, work, keeper, type="secondary")


def _take_on(keeper: draft_keeper.Keeper, team: Any) -> None:
    teams = keeper.store().teams
    say(
        notice(
            f"The team {team.name} is offered to you. If you take it on, you become its owner, and whoever owns it now stays in it as an editor.",
            aloud="status",
        )
    )
    with st.container(horizontal=True):
        action("Take the team on", f"cases:take:{team.id}", _change, team.id, lambda: teams().take_on(team.id), keeper, type="primary")  # fmt: skip
        action("Decline the team", f"cases:decline:{team.id}", _change, team.id, lambda: teams().decline(team.id), keeper, type="secondary")  # fmt: skip


def _kept(keeper: draft_keeper.Keeper, team: Any) -> None:
    """Shows a team that this person keeps: members in and out, their roles, passing it on, and its end."""
    for member in team.people:
        if not member.is_by_group:
            _member(keeper, team, member)
    with st.form(f"cases:add:{team.id}"):
        st.text_input(
            "E-mail address of a member",
            key=_address_key(team.id),
            help="They see the team's cases when they next sign in with this address.",
        )
        st.selectbox("Role of the member", GIVEN, format_func=ROLES.__getitem__, key=f"cases:role:{team.id}")
        st.form_submit_button(
            "Add the member", on_click=when_used("cases:add", lambda: _add(keeper, team.id))
        )
    if team.is_of_groups:
        return
    _pass_on(keeper, team)
    is_sure = st.checkbox("I want to end this team: its cases become mine alone", key=f"cases:sure:{team.id}")
    action(
        "End the team",
        f"cases:end:{team.id}",
        _change,
        team.id,
        lambda: keeper.store().teams().end(team.id),
        keeper,
        type="secondary",
        disabled=not is_sure,
    )


def _member(keeper: draft_keeper.Keeper, team: Any, member: Any) -> None:
    teams, address = keeper.store().teams, member.called
    with st.container(horizontal=True, vertical_alignment="center"):
        say(paragraphs(f"{address} is {role_of(member.role)}."), width="content")
        other = READER if member.role != READER else EDITOR
        action(
            f"Make {role_of(other)}",
            f"cases:as:{team.id}:{address}",
            _change,
            team.id,
            lambda: teams().set_role(team.id, address, other),
            keeper,
            about=address,
        )
        action(
            f"Take out {address}",
            f"cases:out:{team.id}:{address}",
            _change,
            team.id,
            lambda: teams().remove(team.id, address),
            keeper,
        )


def _add(keeper: draft_keeper.Keeper, team: int) -> None:
    address = str(session.value_of(_address_key(team)) or "")
    role = str(session.value_of(f"cases:role:{team}") or EDITOR)
    if _change(team, lambda: keeper.store().teams().add(team, address, role), keeper):
        session.keep(_address_key(team), "")


def _address_key(team: int) -> str:
    """Returns the key of the field for the address of a new member."""
    return f"cases:address:{team}"


def _pass_on(keeper: draft_keeper.Keeper, team: Any) -> None:
    """Lets an owner offer the team to a member, or take the offer back."""
    teams = keeper.store().teams
    if team.offered_to:
        say(
            paragraphs(
                f"The team is offered to {team.offered_to}, who sees that on this page. Until they take it on, you are its owner."
            )
        )
        action("Take the offer back", f"cases:unoffer:{team.id}", _change, team.id, lambda: teams().withdraw_offer(team.id), keeper, type="secondary")  # fmt: skip
        return
    if not team.members:
        say(paragraphs("To pass the team on, add the person as a member first."))
        return
    key = f"cases:to:{team.id}"
    session.offer(key, team.members)
    what = "They become its owner when they take it on. You then stay in it as an editor."
    chosen = st.selectbox("Pass the team on to", team.members, key=key, help=what)
    if not keeper.person.address:
        say(paragraphs("Your address is not verified, so you would no longer be in the team afterwards."))
    action(
        "Offer the team",
        f"cases:offer:{team.id}",
        _change,
        team.id,
        lambda: teams().offer(team.id, str(chosen)),
        keeper,
        type="secondary",
    )


def _log(keeper: draft_keeper.Keeper, owned: list[Any], log_csv: LogMaker) -> None:
    """Shows an owner what was done with a team of theirs and with its cases, and gives it as a file."""
    place = st.expander("What was done in a team that you own", key=LOG, on_change="rerun")
    if not place.open:
        return
    with place:
        say(paragraphs(WHAT_IT_IS))
        names = {team.id: team.name for team in owned}
        session.offer("cases:log:team", names)
        team = st.selectbox("Team", list(names), format_func=names.__getitem__, key="cases:log:team")
        if team is None:
            return
        teams = keeper.store().teams()
        log = teams.log(team)
        say(Tabled(log_table(log[:LINES_SHOWN], teams.titles(team), when)))
        left = len(log) - LINES_SHOWN
        if left > 0:
            say(paragraphs(f"Another {counted(left, 'line')} came before these. The file has all of them."))
        name = file_name(names[team], "audit log", ".csv")
        offered_files.offer(
            log_csv(log), "audit log", "text/csv", f"cases:log:take:{team}", kept_as=name,
            taken=lambda: _note_taken(team, keeper),
        )  # fmt: skip


def _note_taken(team: int, keeper: draft_keeper.Keeper) -> None:
    _change(team, lambda: keeper.store().teams().note_log_taken(team), keeper)
