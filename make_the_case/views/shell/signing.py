"""Signing in, where whoever runs the app for others has set it up: who is here, the page that asks, and how a sign-in ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st
from streamlit.errors import StreamlitAPIException

from make_the_case.views.shell import draft_keeper, failures, session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.brand import PROMISE
from make_the_case.views.shell.say import say
from make_the_case.views.text import copy
from make_the_case.words.blocks import Heading, notice, paragraphs, refused, state

AS, SAID, ON = "signed:as", "signed:said", "signed:on"
LEAVING, NOT_OUT = "signed:leaving", "signed:not_out"
EVERYWHERE, HERE = "everywhere", "here"
SHARED = ("redirect_uri", "cookie_secret", "expose_tokens", "client_kwargs")
"""What stands beside the providers in the settings."""
NOT_SET_UP = "Signing in is not completely set up on this server. Ask whoever runs it: docs/hosting.md says what it takes."
SIGNED_OUT = (
    "You have signed out in another browser, or had what is held about you erased, which ends your sign-in everywhere. Unless it was erased, what "
    "you had open is kept up to then: sign in again, and choose it under Your cases."
)
ENDED = "Your sign-in has ended, as it does after a working day. What you had open is kept: sign in again, and choose it under Your cases."


def is_on() -> bool:
    """Returns whether people sign in here: Streamlit says so where its settings have a section `auth`.

    A page asks once, and it holds for as long as the page is open: where there is no file of settings, Streamlit looks for one each time.
    """
    if not session.is_held(ON):
        session.keep(ON, "is_logged_in" in st.user)
    return bool(session.value_of(ON))


def claims() -> Mapping[str, Any]:
    """Returns what the provider says of whoever is here; its signature has been checked."""
    return st.user.to_dict()


def arrive(person: Any) -> None:
    """Takes note of who is here; where it is somebody else than before, nothing of the one before stays."""
    before = session.value_of(AS)
    if person is not None and before is not None and _number(person) != _number(before):
        session.forget_everything()
        before = None
    if person is not None or before is None:
        session.keep(AS, person)


def person() -> Any:
    """Returns who is signed in, or was until just now: a last change is still theirs."""
    return session.value_of(AS)


def leave_if_ended(found: Any) -> None:
    """Closes what is open where the sign-in has ended, unless a change could not be kept: that stays on the screen."""
    if found is not None or person() is None:
        return
    now = session.current()
    draft = None if now is None else now.draft
    if draft is not None and (draft.failed or draft.theirs is not None):
        return
    session.forget_everything()
    session.keep(SAID, ENDED)


def still_in(found: Any, keeper: draft_keeper.Keeper) -> Any:
    """Returns who is here, unless they have signed out since, in another browser: then nothing stays open here either."""
    if found is None:
        return None
    try:
        is_in = keeper.store().is_signed_in()
    except (
        keeper.outage
    ):  # what is on the screen stays, and whatever the database is asked for, it looks at the sign-in first
        return found
    if is_in:
        return found
    if person() is not None:
        session.forget_everything()
        session.keep(SAID, SIGNED_OUT)
    return None


def leaves_this_browser() -> bool:
    """Signs out here alone whoever was erased, or asks for it because the database does not answer, and returns whether it did.

    It comes before anything is asked of the database: that would take note of an erased person anew.
    """
    if session.value_of(LEAVING) != HERE:
        return False
    _leave()
    return True


def leave_everywhere_if_asked(keeper: draft_keeper.Keeper) -> None:
    """Signs out everywhere whoever has asked for it, once their last change is kept; where that cannot be done, the page says so."""
    if session.value_of(LEAVING) != EVERYWHERE:
        return
    session.forget(LEAVING)
    try:
        keeper.store().sign_out()
    except keeper.failed as error:
        session.keep(NOT_OUT, keeper.why(error, "not signed out"))
        return
    _leave()


def _leave() -> None:
    session.forget_everything()
    st.logout()


def _number(person: Any) -> tuple[str, str]:
    return person.issuer, person.subject


def show() -> None:
    """Draws the page that asks to sign in."""
    say(Heading("Make the Case", is_program=True))
    say(paragraphs(f"{PROMISE}."))
    st.markdown(copy("start"))
    said = session.value_of(SAID)
    if said:
        say(notice(str(said)))
    say(
        Heading("Sign in", 2),
        paragraphs("This copy is for people who have an account with the organisation that runs it."),
    )
    for name in _providers():
        label = "Sign in" if name is None else f"Sign in with {name}"
        if st.button(label, type="primary", key=f"signing:in:{name or ''}"):
            _go(name)
    say(
        paragraphs(
            "Have you come by a link? Sign in, then follow the link again. A link for reading opens without signing in."
        )
    )


def _providers() -> list[str | None]:
    """Returns the providers that are named in the settings, or one without a name."""
    try:
        settings = st.secrets.get("auth", {})
    except FileNotFoundError:  # taken away since the server began
        settings = {}
    named = [key for key, value in settings.items() if key not in SHARED and isinstance(value, Mapping)]
    return [*named] or [None]


def _go(name: str | None) -> None:
    try:
        st.login(name)
    except StreamlitAPIException as error:
        code = failures.reported("sign-in is not set up", error)
        say(refused(f"{NOT_SET_UP} Report code {code}."))


def show_who(width: Literal["stretch", "content"] = "stretch") -> None:
    """Shows who is signed in, and the way out."""
    who = person()
    if who is None:
        return
    say(state(f"Signed in as {who.name or who.address or 'a person without a name'}."), width=width)
    not_out = session.value_of(NOT_OUT)
    if not_out:
        say(notice(f"You are still signed in. {not_out}"))
        action("Sign out of this browser alone", "signing:here", session.keep, LEAVING, HERE, width=width)
    action("Sign out", "signing:out", session.keep, LEAVING, EVERYWHERE, type="secondary", width=width)
