"""The History page: the link to the draft, who changed what, going back, a link for reading, and the end of it."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from valuation import Case, MakeTheCaseError
from valuation.saving import case_of_body
from views import drafts, session
from views.action import action
from views.html import table_html
from words.differences import differences_table
from words.phrases import day
from words.summary_tables import Table

SHOWN = 20


def show(keeper: drafts.Keeper, done: Callable[[], None]) -> None:
    """Draws the page."""
    st.html("<h1>History and sharing</h1>")
    now = session.opened()
    draft = now.draft
    if draft is None:
        st.html(
            "<p>Nothing has been changed yet, so there is no draft. It begins with your first change.</p>"
        )
    elif draft.is_for_reading:
        st.html(
            "<p>This link is for reading: the history is open to those who have the link for writing.</p>"
        )
    else:
        try:
            _link(draft)
            _revisions(keeper, draft)
            _reading(keeper, draft)
            _end(keeper, draft)
        except keeper.failed as error:
            st.html(f'<p class="mtc-notice" role="alert">{html.escape(str(error))}</p>')
    done()


def _link(draft: session.Draft) -> None:
    st.html(
        "<h2>Your link</h2><p>Your draft is at this link: keep it. Whoever has it can read and change the draft, so pass it on with care. "
        "Save the case file as well.</p>"
    )
    st.code(drafts.address_of(draft.secret), language=None, wrap_lines=True)
    st.text_input(
        "Your name, for the history (if you wish)", key=drafts.WHO, persist_state="session", max_chars=100
    )


def _revisions(keeper: drafts.Keeper, draft: session.Draft) -> None:
    found = keeper.store().history(draft.secret)
    rows = tuple((f"Revision {r.number}", _when(r.at), r.author or "not said", r.note) for r in found[:SHOWN])
    left = len(found) - len(rows)
    note = f"Another {left} came before." if left else ""
    st.html(
        f"<h2>What has changed</h2>{table_html(Table('Revisions, the last first', ('Which', 'When', 'Who', 'What'), rows, note))}"
    )
    numbers = [r.number for r in found]
    if len(numbers) < 2:
        return
    left_side, right_side = st.columns(2)
    before = left_side.selectbox("Compare revision", numbers[1:], key=f"history:before:{draft.base}")
    after = right_side.selectbox("with revision", numbers, key=f"history:after:{draft.base}")
    first, second = (_case(keeper, draft, number) for number in (before, after))
    if first is None or second is None:
        return
    names = (f"Revision {before}", f"Revision {after}")
    st.html(table_html(differences_table(first, second, names)))
    action(
        f"Go back to revision {before}",
        "history:restore",
        session.use,
        first,
        f"Back to revision {before}",
        type="secondary",
    )


def _case(keeper: drafts.Keeper, draft: session.Draft, number: int | None) -> Case | None:
    try:
        return case_of_body(
            keeper.store().revision(draft.secret, int(number or draft.base)).body, "case", session.library()
        )
    except MakeTheCaseError as error:
        st.html(
            f'<p class="mtc-notice">Revision {number} cannot be read by this version. {html.escape(str(error))}</p>'
        )
        return None


def _when(at: str) -> str:
    moment = datetime.fromisoformat(at).astimezone()
    return f"{day(moment)}, {moment:%H:%M}"


def _reading(keeper: drafts.Keeper, draft: session.Draft) -> None:
    st.html(
        "<h2>A link for reading</h2><p>For board members: it opens the last revision, changes nothing, and can be withdrawn. It is another "
        "secret, shown once.</p>"
    )
    shown = session.value_of(f"reading:{draft.secret}")
    if shown:
        st.code(drafts.address_of(str(shown)), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        words = (
            "Make a new link, which ends the one before"
            if draft.has_reading_link
            else "Make a link for reading"
        )
        action(words, "history:share", _share, keeper, draft, type="secondary")
        if draft.has_reading_link:
            action("Withdraw the link", "history:withdraw", _withdraw, keeper, draft, type="secondary")


def _share(keeper: drafts.Keeper, draft: session.Draft) -> None:
    _try(
        keeper,
        draft,
        lambda store: session.keep(f"reading:{draft.secret}", store.share_for_reading(draft.secret)),
    )
    draft.has_reading_link = not draft.failed


def _withdraw(keeper: drafts.Keeper, draft: session.Draft) -> None:
    _try(keeper, draft, lambda store: store.withdraw(draft.secret))
    if not draft.failed:
        draft.has_reading_link = False
        session.forget(f"reading:{draft.secret}")


def _end(keeper: drafts.Keeper, draft: session.Draft) -> None:
    st.html(
        "<h2>Delete for good</h2><p>The draft goes with its whole history, for everybody who has a link. What is on this screen stays until "
        "you close it, and is a new draft with the next change.</p>"
    )
    is_sure = st.checkbox("I want to delete this draft and its history", key=f"history:sure:{draft.base}")
    action(
        "Delete the draft", "history:delete", _delete, keeper, draft, type="secondary", disabled=not is_sure
    )


def _delete(keeper: drafts.Keeper, draft: session.Draft) -> None:
    _try(keeper, draft, lambda store: store.delete(draft.secret))
    if not draft.failed:
        now = session.opened()
        now.draft, now.saved = None, now.case  # the next change begins another draft


def _try(keeper: drafts.Keeper, draft: session.Draft, work: Callable[[drafts.Store], Any]) -> None:
    try:
        work(keeper.store())
        draft.failed = ""
    except keeper.failed as error:
        draft.failed = str(error)
