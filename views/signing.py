"""Signing in, where whoever runs the app for others has set it up: who is here, the page that asks, and how a sign-in ends."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from views import failing, session
from views.action import action
from views.text import copy

AS, SAID = "signed:as", "signed:said"
SHARED = ("redirect_uri", "cookie_secret", "expose_tokens", "client_kwargs")
"""What stands beside the providers in the settings."""
NOT_SET_UP = "Signing in is not completely set up on this server. Ask whoever runs it: docs/hosting.md says what it takes."
ENDED = "Your sign-in has ended, as it does after a working day. What you had open is kept: sign in again, and choose it under Your cases."


def is_on() -> bool:
    """Returns whether people sign in here: Streamlit says so once its settings have a section `auth`."""
    return "is_logged_in" in st.user


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


def _number(person: Any) -> tuple[str, str]:
    return person.issuer, person.subject


def show() -> None:
    """Draws the page that asks to sign in."""
    st.html('<h1 class="mtc-title">Make the Case</h1>')
    st.markdown(copy("start"))
    said = session.value_of(SAID)
    if said:
        st.html(f'<p class="mtc-notice" role="alert">{html.escape(str(said))}</p>')
    st.html(
        "<h2>Sign in</h2><p>This copy is for people who have an account with the organisation that runs it.</p>"
    )
    for name in _providers():
        label = "Sign in" if name is None else f"Sign in with {name}"
        if st.button(label, type="primary", key=f"signing:in:{name or ''}"):
            _go(name)
    st.html(
        "<p>Have you come by a link? Sign in, then follow the link again. A link for reading opens without signing in.</p>"
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
        code = failing.reported("sign-in is not set up", error)
        st.html(f'<p class="mtc-refused" role="alert">{html.escape(NOT_SET_UP)} Report code {code}.</p>')


def show_who() -> None:
    """Shows who is signed in, and the way out."""
    found = person()
    if found is None:
        return
    st.html(
        f'<p class="mtc-state">Signed in as {html.escape(found.name or found.address or "somebody without a name")}.</p>'
    )
    action("Sign out", "signing:out", _leave, type="secondary", width="stretch")


def _leave() -> None:
    session.forget_everything()
    st.logout()
