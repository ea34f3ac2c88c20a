"""The History page: the link to the draft, who changed what, going back, a link for reading, and the end of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from make_the_case.views.shell import draft_keeper, open_case, opening, session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, Tabled, notice, paragraphs
from make_the_case.words.differences import differences_table
from make_the_case.words.phrases import day
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.team_words import MAY, READER, role_of
from valuation import Case, MakeTheCaseError

SHOWN = 20


def show(keeper: draft_keeper.Keeper, done: Callable[[], None]) -> None:
    """Draws the page."""
    say(Heading("History and sharing"))
    now = session.opened()
    draft = now.draft
    if draft is None:
        say(
            paragraphs(
                "Nothing has been changed yet, so there is no draft. It begins with your first change."
            )
        )
    elif draft.is_for_reading and not draft.reads_for:
        say(
            paragraphs(
                "This link is for reading: the history is open to those who have the link for writing."
            )
        )
    else:
        try:
            whose = keeper.store().whose(draft.secret) if keeper.signs_in else None
            _link(keeper, draft, whose)
            _revisions(keeper, draft)
            if whose is not None:
                _belongs(keeper, draft, whose)
            if whose is None or whose.may_change:
                _reading(keeper, draft)
            if whose is not None and whose.held:
                say(Heading("Under a legal hold", 2), paragraphs(hold_words(whose.held)))
            elif whose is None or whose.may_end:
                _end(keeper, draft)
        except keeper.failed as error:
            say(notice(keeper.why(error, "page not drawn")))
    done()


def _link(keeper: draft_keeper.Keeper, draft: open_case.Draft, whose: Any) -> None:
    if whose is None or is_nobodys(whose):
        opens = "Anyone with this link can read and change the draft, so pass it on with care."
    elif whose.is_mine:
        opens = "It opens only for you, when you are signed in."
    else:
        opens = "It opens for the people of your team, when they are signed in."
    say(
        Heading("Your link", 2),
        paragraphs(f"Your draft is at this link: keep it. {opens} Save the case file as well."),
    )
    st.code(draft_keeper.address_of(draft.secret), language=None, wrap_lines=True)
    if draft.is_for_reading:
        return
    if keeper.person is None:
        st.text_input(
            "Your name, for the history (if you wish)",
            key=draft_keeper.WHO,
            persist_state="session",
            max_chars=100,
        )
    st.text_input(
        "Why you make the next changes, for the history (if you wish)",
        key=draft_keeper.WHY,
        persist_state="session",
        max_chars=200,
        placeholder="After the workshop with carers",
        help="It stands beside each change from now on, until you empty it.",
    )


def is_nobodys(whose: Any) -> bool:
    """Returns whether a draft is of no person and no team, as one from before there was sign-in."""
    return not whose.is_mine and whose.team is None


def hold_words(since: str) -> str:
    """Returns what a legal hold on a case means for who works on it."""
    return (
        f"Since {when(since)} this case is under a legal hold. It cannot be deleted and does not go into the bin, and every change is kept. "
        "You can go on working on it. Whoever runs this server placed the hold, and can lift it."
    )


ALONE = 0
"""Stands for no team in the list of teams."""


def _belongs(keeper: draft_keeper.Keeper, draft: open_case.Draft, whose: Any) -> None:
    """Shows whose the case is, and lets those who may give it to a team or take it back."""
    mine = keeper.store().teams().mine()
    names = {team.id: team.name for team in mine if team.role != READER}
    if is_nobodys(whose):
        sentence = "It has no owner yet. Anyone with its link can read, change and delete it."
    elif whose.is_mine:
        sentence = "It is yours. Others can open it only if you make a link for reading."
    else:
        may = f"You are {role_of(whose.role)}. {MAY[whose.role]}"
        sentence = f"It is the team's, {whose.team_name}. {may}"
    number = f"In the audit log this is case {whose.number}."
    say(Heading("Whose case is it?", 2), paragraphs(sentence, number))
    if not whose.may_end:
        say(paragraphs("Only an owner of the team can give it to others or delete it."))
        return
    places = [ALONE, *names]
    chosen = st.selectbox(
        "Give it to",
        places,
        index=places.index(whose.team or ALONE),
        format_func=lambda ident: names.get(ident, "Myself alone"),
        key=f"history:team:{draft.secret}:{whose.team}",
    )
    is_as_it_is = not is_nobodys(whose) and chosen == (whose.team or ALONE)
    action(
        "Give it",
        "history:give",
        _give,
        keeper,
        draft,
        chosen or None,
        type="secondary",
        disabled=is_as_it_is,
    )
    if not names:
        say(paragraphs("You are in no team yet. Make one on the page Your cases."))


def _give(keeper: draft_keeper.Keeper, draft: open_case.Draft, team: int | None) -> None:
    _done(keeper, lambda store: store.give(draft.secret, team))


def _revisions(keeper: draft_keeper.Keeper, draft: open_case.Draft) -> None:
    revisions = keeper.store().history(draft.secret)
    rows = tuple(
        (f"Revision {r.number}", when(r.at), r.author or "not stated", r.note) for r in revisions[:SHOWN]
    )
    left = len(revisions) - len(rows)
    note = f"Another {left} came before." if left else ""
    header = ("Which", "When", "Who", "What and why")
    say(Heading("What has changed", 2), Tabled(Table("Revisions, the last first", header, rows, note)))
    numbers = [r.number for r in revisions]
    if len(numbers) < 2:
        return
    left_side, right_side = st.columns(2)
    before = left_side.selectbox("Compare revision", numbers[1:], key=f"history:before:{draft.base}")
    after = right_side.selectbox("with revision", numbers, key=f"history:after:{draft.base}")
    first, second = (_case(keeper, draft, number) for number in (before, after))
    if first is None or second is None:
        return
    names = (f"Revision {before}", f"Revision {after}")
    say(Tabled(differences_table(first, second, names)))
    if draft.is_for_reading:
        return
    action(
        f"Go back to revision {before}",
        "history:restore",
        _go_back,
        keeper,
        draft,
        before,
        type="secondary",
    )


def _go_back(keeper: draft_keeper.Keeper, draft: open_case.Draft, number: int) -> None:
    def back(store: draft_keeper.Store) -> None:
        body = store.revision(draft.secret, number).body
        case = opening.kept_case(body, session.opened().file)
        steps.use(case, f"Back to revision {number}")

    _done(keeper, back)


def _case(keeper: draft_keeper.Keeper, draft: open_case.Draft, number: int | None) -> Case | None:
    try:
        revision = keeper.store().revision(draft.secret, int(number or draft.base))
        return opening.kept_case(revision.body)
    except MakeTheCaseError as error:
        say(notice(f"Revision {number} cannot be read by this version. {error}", aloud=""))
        return None


def when(at: str) -> str:
    """Returns a moment as a day and a time."""
    moment = datetime.fromisoformat(at).astimezone()
    return f"{day(moment)}, {moment:%H:%M}"


def _reading(keeper: draft_keeper.Keeper, draft: open_case.Draft) -> None:
    say(
        Heading("A link for reading", 2),
        paragraphs(
            "For board members. It opens the last revision, changes nothing, and can be withdrawn. It is another secret link, shown once."
        ),
    )
    shown = session.value_of(f"reading:{draft.secret}")
    if shown:
        st.code(draft_keeper.address_of(str(shown)), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        words = (
            "Make a new link, which ends the one before"
            if draft.has_reading_link
            else "Make a link for reading"
        )
        action(words, "history:share", _share, keeper, draft, type="secondary")
        if draft.has_reading_link:
            action("Withdraw the link", "history:withdraw", _withdraw, keeper, draft, type="secondary")


def _share(keeper: draft_keeper.Keeper, draft: open_case.Draft) -> None:
    def make(store: draft_keeper.Store) -> None:
        session.keep(f"reading:{draft.secret}", store.share_for_reading(draft.secret))

    draft.has_reading_link = _done(keeper, make) or draft.has_reading_link


def _withdraw(keeper: draft_keeper.Keeper, draft: open_case.Draft) -> None:
    if _done(keeper, lambda store: store.withdraw(draft.secret)):
        draft.has_reading_link = False
        session.forget(f"reading:{draft.secret}")


def _end(keeper: draft_keeper.Keeper, draft: open_case.Draft) -> None:
    say(
        Heading("Delete for good", 2),
        paragraphs(
            "The draft goes with its whole history, for everyone who has a link. What is on this screen stays until you close it, "
            "and is a new draft with the next change."
        ),
    )
    is_sure = st.checkbox("I want to delete this draft and its history", key=f"history:sure:{draft.base}")
    action(
        "Delete the draft", "history:delete", _delete, keeper, draft, type="secondary", disabled=not is_sure
    )


def _delete(keeper: draft_keeper.Keeper, draft: open_case.Draft) -> None:
    if _done(keeper, lambda store: store.delete(draft.secret)):
        now = session.opened()
        now.draft, now.saved = None, now.case  # the next change begins another draft


def _done(keeper: draft_keeper.Keeper, work: Callable[[draft_keeper.Store], Any]) -> bool:
    """Does one thing with the draft and returns whether it is done; else the page says why not."""
    try:
        work(keeper.store())
    except keeper.failed as error:
        session.opened().said = [keeper.why(error, "draft not changed")]
        return False
    return True
