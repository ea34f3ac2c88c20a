"""A programme or a roll-out is kept as it is built, like a draft of a case: under a link in the address, each step a revision, nothing overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import streamlit as st

from make_the_case.views.shell import draft_keeper, session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.open_document import Document
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, notice, paragraphs, state
from valuation import CaseError

MOST_LISTED = 20
T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """Where the document of this window is kept, as what, and when."""

    secret: str
    base: int
    text: str
    at: str


def begin(document: Document[T], keeper: draft_keeper.Keeper) -> None:
    """Opens the one that the address names, where a reader has just come."""
    if session.value_of(document.name("seen")) is not None:
        return
    session.keep(document.name("seen"), True)
    asked = str(st.query_params.get(document.key, ""))
    if asked and document.current() is None:
        open_kept(document, keeper, asked)


def open_kept(document: Document[T], keeper: draft_keeper.Keeper, secret: str) -> None:
    """Makes one that is kept the one of this window; the page says why where that cannot be."""
    try:
        kept = keeper.store().open(secret)
        one = document.read(kept.head.body)
    except keeper.failed as error:
        _refuse(document, keeper.why(error, f"{document.key} not opened"))
        return
    except CaseError:
        _refuse(document, document.words.not_read)
        return
    session.forget(document.name("not kept"))
    document.put(one, document.words.for_reading if kept.is_for_reading else "")
    if kept.is_for_reading:
        session.forget(document.name("kept"))
    else:
        session.keep(document.name("kept"), Kept(secret, kept.head.number, document.text_of(one), _now()))


def keep(document: Document[T], keeper: draft_keeper.Keeper) -> None:
    """Keeps the one of this window as it is now, where it has changed since it was last kept; what fails is said and tried again."""
    one, kept = document.current(), _kept(document)
    if one is None or not document.holds_something(one):
        if one is None:
            session.forget(document.name("kept"))
        _show_in_address(document, "")
        return
    text = document.text_of(one)
    if kept is None or kept.text != text:
        try:
            kept = _saved(document, keeper, kept, text, document.title_of(one))
            session.keep(document.name("kept"), kept)
            session.forget(document.name("not kept"))
        except keeper.failed as error:
            _refuse(document, keeper.why(error, f"{document.key} not kept"))
    _show_in_address(document, kept.secret if kept is not None else "")


def _saved(
    document: Document[T], keeper: draft_keeper.Keeper, kept: Kept | None, text: str, title: str
) -> Kept:
    store, who = keeper.store(), draft_keeper.author(keeper)
    if kept is not None:
        try:
            base = store.save(kept.secret, kept.base, text, who, "", title)
            return replace(kept, base=base, text=text, at=_now())
        except keeper.conflict:
            document.remark(document.words.changed_twice)
        except keeper.gone:
            pass  # somebody deleted it: what stands here is kept anew
    return Kept(store.create_document(document.key, text, who, title), 1, text, _now())


def say_where(document: Document[T]) -> None:
    """Says where it is kept, or why it is not."""
    why, kept = session.value_of(document.name("not kept")), _kept(document)
    if why:
        say(notice(str(why)))
    if kept is not None:
        say(state(f"Kept at {kept.at}, under the link in the address. {document.words.save_too}"))


def show_list(document: Document[T], keeper: draft_keeper.Keeper) -> None:
    """Lists those that whoever is here has kept; nothing where there is none or they are known by their links alone."""
    called = document.words.called
    try:
        listed: Sequence[Any] = keeper.store().documents(document.key)[:MOST_LISTED]
    except keeper.failed as error:
        say(notice(f"Your {called}s cannot be listed now. {keeper.why(error, f'{document.key} not listed')}"))
        return
    if not listed:
        return
    say(Heading(f"Your {called}s", 2))
    for one in listed:
        title = one.title or f"A {called} without a title"
        action(f"Open: {title}", document.name(f"open:{one.id}"), _open_listed, document, keeper, one.id)


def _open_listed(document: Document[T], keeper: draft_keeper.Keeper, ident: int) -> None:
    try:
        open_kept(document, keeper, keeper.store().link_to(ident))
    except keeper.failed as error:
        _refuse(document, keeper.why(error, f"{document.key} not opened"))


def let_go(document: Document[T]) -> None:
    """Lets the next one be one of its own: the one before stays kept under its link."""
    session.forget(document.name("kept"))
    document.put(None)


# Sharing and deleting ----------------------------------------------------------------------------------------


def show_sharing(document: Document[T], keeper: draft_keeper.Keeper) -> None:
    """Offers a link for reading, and to delete what is kept; nothing where nothing is kept."""
    kept, called = _kept(document), document.words.called
    if kept is None:
        return
    with st.expander("Share or delete", key=document.name("sharing")):
        say(
            paragraphs(
                f"A link for reading opens the {called} as it was last kept. Whoever has it cannot change yours."
            )
        )
        shown = session.value_of(document.name(f"reading:{kept.secret}"))
        if shown:
            st.code(_address_of(document, str(shown)), language=None, wrap_lines=True)
            action("Withdraw the link", document.name("withdraw"), _withdraw, document, keeper, kept.secret, type="secondary")  # fmt: skip
        words = "Make a new link, which ends the one before" if shown else "Make a link for reading"
        action(words, document.name("share"), _share, document, keeper, kept.secret, type="secondary")
        is_sure = st.checkbox(f"I want to delete this {called} and its history", key=document.name("sure"))
        action(f"Delete the {called}", document.name("delete"), _delete, document, keeper, kept.secret, type="secondary", disabled=not is_sure)  # fmt: skip


def _share(document: Document[T], keeper: draft_keeper.Keeper, secret: str) -> None:
    try:
        session.keep(document.name(f"reading:{secret}"), keeper.store().share_for_reading(secret))
    except keeper.failed as error:
        _refuse(document, keeper.why(error, f"{document.key} not shared"))


def _withdraw(document: Document[T], keeper: draft_keeper.Keeper, secret: str) -> None:
    try:
        keeper.store().withdraw(secret)
        session.forget(document.name(f"reading:{secret}"))
    except keeper.failed as error:
        _refuse(document, keeper.why(error, f"{document.key} not withdrawn"))


def _delete(document: Document[T], keeper: draft_keeper.Keeper, secret: str) -> None:
    try:
        keeper.store().delete(secret)
    except keeper.failed as error:
        _refuse(document, keeper.why(error, f"{document.key} not deleted"))
        return
    let_go(document)
    session.forget(document.name("earlier"))
    document.remark(f"The {document.words.called} was deleted, with its history.")


def _address_of(document: Document[T], secret: str) -> str:
    """Returns the address of this page by another link."""
    return draft_keeper.address_of(secret, document.page, document.key)


def secret_of(document: Document[T]) -> str:
    """Returns the link of the one of this window; nothing where it is not kept."""
    kept = _kept(document)
    return "" if kept is None else kept.secret


def _refuse(document: Document[T], why: str) -> None:
    session.keep(document.name("not kept"), why)


def _kept(document: Document[T]) -> Kept | None:
    found = session.value_of(document.name("kept"))
    return found if isinstance(found, Kept) else None


def _now() -> str:
    return datetime.now().strftime("%H:%M")


def _show_in_address(document: Document[T], secret: str) -> None:
    if secret and st.query_params.get(document.key) != secret:
        st.query_params[document.key] = secret
    elif not secret and document.key in st.query_params:
        del st.query_params[document.key]
