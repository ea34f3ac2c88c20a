"""A programme is kept as it is built, like a draft of a case: under a link in the address, each step a revision, nothing overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import streamlit as st

from make_the_case.views.shell import draft_keeper, programme_session, session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, notice, state
from valuation import CaseError
from valuation.programme.programme_file import programme_text, shape_of

KEY = "programme"
"""What stands before the link's secret in the address."""
KEPT, SEEN, REFUSED = "programme:kept", "programme:seen", "programme:not kept"
MOST_LISTED = 20
TWICE = (
    "This programme was changed in another window since. Both are kept: what stands here is a programme of its own now, and the other is "
    "under the link that it had."
)
NOT_READ = "That programme cannot be read: another version of the program wrote it, or it is damaged. Open a saved programme file."  # fmt: skip
WHILE_OPEN = "Save the programme file as well: it holds the cases too, and opens anywhere."


@dataclass(frozen=True)
class Kept:
    """Where the programme of this window is kept, as what, and when."""

    secret: str
    base: int
    text: str
    at: str


def begin(keeper: draft_keeper.Keeper) -> None:
    """Opens the programme that the address names, where a reader has just come."""
    if session.value_of(SEEN) is not None:
        return
    session.keep(SEEN, True)
    asked = str(st.query_params.get(KEY, ""))
    if asked and programme_session.current() is None:
        open_kept(keeper, asked)


def open_kept(keeper: draft_keeper.Keeper, secret: str) -> None:
    """Makes a programme that is kept the one of this window; the page says why where that cannot be."""
    try:
        kept = keeper.store().open(secret)
        shape = shape_of(kept.head.body, "the programme")
    except keeper.failed as error:
        session.keep(REFUSED, keeper.why(error, "programme not opened"))
        return
    except CaseError:
        session.keep(REFUSED, NOT_READ)
        return
    session.forget(REFUSED)
    programme_session.put(shape)
    if not kept.is_for_reading:
        session.keep(KEPT, Kept(secret, kept.head.number, programme_text(shape), _now()))


def keep(keeper: draft_keeper.Keeper) -> None:
    """Keeps the programme as it is now, where it has changed since it was last kept; what fails is said and tried again."""
    shape, kept = programme_session.current(), _kept()
    if shape is None or not shape.services:
        if shape is None:
            session.forget(KEPT)
        _show_in_address("")
        return
    text = programme_text(shape)
    if kept is None or kept.text != text:
        try:
            kept = _saved(keeper, kept, text, shape.title or "")
            session.keep(KEPT, kept)
            session.forget(REFUSED)
        except keeper.failed as error:
            session.keep(REFUSED, keeper.why(error, "programme not kept"))
    _show_in_address(kept.secret if kept is not None else "")


def _saved(keeper: draft_keeper.Keeper, kept: Kept | None, text: str, title: str) -> Kept:
    store, who = keeper.store(), draft_keeper.author(keeper)
    if kept is not None:
        try:
            base = store.save(kept.secret, kept.base, text, who, "", title)
            return replace(kept, base=base, text=text, at=_now())
        except keeper.conflict:
            programme_session.remark(TWICE)
        except keeper.gone:
            pass  # somebody deleted it: what stands here is kept anew
    return Kept(store.create_programme(text, who, title), 1, text, _now())


def say_where() -> None:
    """Says where the programme is kept, or why it is not."""
    why, kept = session.value_of(REFUSED), _kept()
    if why:
        say(notice(str(why)))
    if kept is not None:
        say(state(f"Kept at {kept.at}, under the link in the address. {WHILE_OPEN}"))


def show_list(keeper: draft_keeper.Keeper) -> None:
    """Lists the programmes that whoever is here has kept; nothing where there is none or they are known by their links alone."""
    try:
        listed: Sequence[Any] = keeper.store().programmes()[:MOST_LISTED]
    except keeper.failed as error:
        say(notice(f"Your programmes cannot be listed now. {keeper.why(error, 'programmes not listed')}"))
        return
    if not listed:
        return
    say(Heading("Your programmes", 2))
    for one in listed:
        title = one.title or "A programme without a title"
        action(f"Open: {title}", f"programme:open:{one.id}", _open_listed, keeper, one.id)


def _open_listed(keeper: draft_keeper.Keeper, ident: int) -> None:
    try:
        open_kept(keeper, keeper.store().link_to(ident))
    except keeper.failed as error:
        session.keep(REFUSED, keeper.why(error, "programme not opened"))


def let_go() -> None:
    """Lets the next programme be one of its own: the one before stays kept under its link."""
    session.forget(KEPT)
    programme_session.put(None)


def _kept() -> Kept | None:
    found = session.value_of(KEPT)
    return found if isinstance(found, Kept) else None


def _now() -> str:
    return datetime.now().strftime("%H:%M")


def _show_in_address(secret: str) -> None:
    if secret and st.query_params.get(KEY) != secret:
        st.query_params[KEY] = secret
    elif not secret and KEY in st.query_params:
        del st.query_params[KEY]
