"""Your cases: on one's own computer every draft that is kept there, elsewhere those whose links were opened in this browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from make_the_case.views import browser
from make_the_case.views.shell import draft_keeper, open_case, opening, session, slow_work
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import PageBlock, notice, paragraphs, refused, state
from make_the_case.words.case_cards import case_card
from make_the_case.words.phrases import day
from valuation import Case, MakeTheCaseError
from valuation.answers.saving import body_of, case_of_body
from valuation.case.editing import edited

IN_A_ROW = 3
NEWEST = 3
"""Cases that Start shows."""
FIRST_SHOWN, MORE_SHOWN = 9, 30
MOST_WORKED_OUT = 9
"""Drafts whose picture is worked out in one drawing of the list, and their verdict where it was not kept with them."""
SHOWN, FIND, SAID, SURE = "drafts:shown", "drafts:find", "drafts:said", "drafts:sure"
OPENED = "drafts:opened"
NONE_HERE = (
    "No draft is kept here yet. One begins with your first change to a case, and is listed here from then on."
)
NONE_IN_BROWSER = "No link to a draft has been opened in this browser yet. A draft begins with your first change to a case, and is listed here from then on."
NOT_REMEMBERED = "This browser lets pages keep nothing, so it cannot list your drafts. Keep the link of each, or its case file."
IN_BROWSER = "This list stands in this browser alone. On a computer that others use, take your links off it before you leave."


@dataclass(frozen=True)
class Found:
    """The drafts to list, and which of them is open."""

    cases: Sequence[Any]
    links_to_nothing: Sequence[str] = ()
    open_id: int | None = None


def leave() -> None:
    """Lets go of what was said and asked on this page, once one is on another."""
    session.forget(SAID)
    session.forget(SURE)


def show_newest(keeper: draft_keeper.Keeper, goto: Callable[[str], None], every: StreamlitPage) -> None:
    """Draws the cases that were changed last, and the way to all of them."""
    found = _looked_up(keeper, goto)
    if found is None:
        return
    if found.cases:
        _cards(keeper, _newest(found)[:NEWEST], found)
    else:
        say(state(NONE_IN_BROWSER))
    if len(found.cases) > NEWEST or not keeper.is_own_computer:
        st.page_link(every, label=f"See all {len(found.cases)} cases" if found.cases else "See your cases")


def show(keeper: draft_keeper.Keeper, goto: Callable[[str], None]) -> None:
    """Draws the whole list, or a sentence where there is nothing in it."""
    found = _looked_up(keeper, goto)
    if found is not None:
        _list(keeper, found)


def kept_cases(keeper: draft_keeper.Keeper) -> Sequence[Any]:
    """Returns the drafts that whoever is here may open, the last changed first; none where that cannot be told now."""
    try:
        found = _found(keeper)
    except keeper.failed:
        return ()
    return _newest(found) if isinstance(found, Found) else ()


def case_of(keeper: draft_keeper.Keeper, case: Any) -> Case | str:
    """Returns the case of a draft of the list, or the sentence that says why it cannot be read."""
    try:
        kept = keeper.store().open(_link(keeper, case))
        return opening.kept_case(kept.head.body, kept.file)
    except keeper.failed as error:
        return keeper.why(error, "draft not read")
    except (MakeTheCaseError, *draft_keeper.DAMAGED):
        return f"“{_title(case)}” cannot be used. {draft_keeper.NOT_READ}"


def title_of(case: Any) -> str:
    """Returns what a draft of the list is called."""
    return _title(case)


def _looked_up(keeper: draft_keeper.Keeper, goto: Callable[[str], None]) -> Found | None:
    """Returns the drafts to list; leads on to one that has just been opened, and says what was done and what went wrong."""
    if session.value_of(OPENED):
        session.forget(OPENED)
        goto("results")
    said = session.value_of(SAID)
    if said:
        # It stays while one is on this page: the browser may have the page drawn again at once, as when its list has changed.
        say(notice(str(said), aloud="status"))
    try:
        found = _found(keeper)
    except keeper.failed as error:
        say(notice(f"Your cases cannot be listed now. {keeper.why(error, 'drafts not listed')}"))
        return None
    if isinstance(found, Found):
        return found
    say(state(found))
    return None


def _found(keeper: draft_keeper.Keeper) -> Found | str:
    """Returns the drafts to list, or the sentence that stands in their place."""
    store, now = keeper.store(), session.current()
    secret = now.draft.secret if now is not None and now.draft is not None else ""
    open_id = next((case.id for case in store.known([secret])), None) if secret else None
    if keeper.is_shut:
        return ""
    if keeper.signs_in:
        cases = store.listed()
        return Found(cases, open_id=open_id) if cases else NONE_HERE
    if keeper.is_own_computer:
        cases = [*store.listed(), *store.in_bin()]  # opening one brings it back out of the bin
        return Found(cases, open_id=open_id) if cases else NONE_HERE
    links = browser.links()
    if links is None:  # the browser has not said yet
        return ""
    if isinstance(links, str):
        return NOT_REMEMBERED
    looked_up = store.known(links)
    cases = list({_key(case): case for case in looked_up}.values())  # two links may lead to one draft
    known = {case.link for case in looked_up}
    nothing = [link for link in links if link not in known]
    return Found(cases, nothing, open_id) if cases or nothing else NONE_IN_BROWSER


def _newest(found: Found) -> list[Any]:
    return sorted(found.cases, key=lambda case: case.at, reverse=True)


def _list(keeper: draft_keeper.Keeper, found: Found) -> None:
    newest = _newest(found)
    wanted = ""
    if len(newest) > FIRST_SHOWN:
        wanted = st.text_input(f"Find one of your {len(newest)} cases by its title", key=FIND).strip()
    matching = [case for case in newest if wanted.casefold() in case.title.casefold()]
    if wanted and not matching:
        say(
            paragraphs(
                "No case has that in its title. Try a shorter part of it, or empty the field to see all."
            )
        )
    most = int(session.value_of(SHOWN) or FIRST_SHOWN)
    _cards(keeper, matching[:most], found)
    left = len(matching) - most
    if left > 0:
        action(f"Show {min(left, MORE_SHOWN)} more of {left}", "drafts:more", session.keep, SHOWN, most + MORE_SHOWN, type="secondary")  # fmt: skip
    if not keeper.is_own_computer and not keeper.signs_in:
        _browsers_own(found)


def _cards(keeper: draft_keeper.Keeper, cases: Sequence[Any], found: Found) -> None:
    with st.container(key="listed"):
        _rows(keeper, cases, found)


def _rows(keeper: draft_keeper.Keeper, cases: Sequence[Any], found: Found) -> None:
    for first in range(0, len(cases), IN_A_ROW):
        row = cases[first : first + IN_A_ROW]
        for column, (place, case) in zip(st.columns(IN_A_ROW), enumerate(row, first), strict=False):
            with column:
                _card(keeper, case, case.id == found.open_id, place < MOST_WORKED_OUT)


def _card(keeper: draft_keeper.Keeper, case: Any, is_open: bool, may_work_out: bool) -> None:
    name = _title(case)
    told = [_came_to(keeper, case) if may_work_out else case.verdict or "", _changed(case.at)]
    told += [f"The team's, {case.team}"] * bool(case.team) + ["It is open in this window"] * is_open
    told += ["For reading only"] * (case.is_for_reading or not case.may_change)
    told += ["Under a legal hold"] * case.is_held
    told += ["It is in the bin, and opening it brings it back"] * bool(case.binned)
    with st.container(border=True, height="stretch", gap="xsmall"):
        if session.value_of(SURE) == _key(case):
            say(paragraphs(_title(case)))
            _ask(keeper, case, is_open)
            return
        action(f"Open: {name}", f"drafts:open:{_key(case)}", _open, keeper, case, is_open)
        if may_work_out:
            say(*picture(keeper, case))
        facts = ". ".join(fact.rstrip(".") for fact in told if fact)
        say(state(f"{facts}."))
        with st.container(horizontal=True, gap="small"):
            action("Copy", f"drafts:copy:{_key(case)}", _copy, keeper, case)
            if not case.is_for_reading and case.may_change and not case.is_held:
                action("Delete", f"drafts:delete:{_key(case)}", _sure, case)
            if case.link:
                action("Take off this list", f"drafts:off:{_key(case)}", _take_off, [case.link])


def _ask(keeper: draft_keeper.Keeper, case: Any, is_open: bool) -> None:
    """Asks before a draft is deleted."""
    say(
        refused(
            "Delete this draft with its whole history, for everyone who has its link? It cannot be brought back."
        )
    )
    with st.container(horizontal=True):
        action(
            "Delete it for good",
            f"drafts:sure:{_key(case)}",
            _delete,
            keeper,
            case,
            is_open,
            type="secondary",
        )
        action("Keep it", f"drafts:keep:{_key(case)}", session.forget, SURE, type="secondary")


def _browsers_own(found: Found) -> None:
    """Shows what is peculiar to a list that the browser keeps."""
    if found.links_to_nothing:
        count = len(found.links_to_nothing)
        sentence = (
            "One link that was opened here leads" if count == 1 else f"Of the links opened here, {count} lead"
        )
        say(paragraphs(f"{sentence} to no draft: it was withdrawn or deleted, or has expired."))
        action(
            "Take them off this list" if count > 1 else "Take it off this list",
            "drafts:gone",
            _take_off,
            list(found.links_to_nothing),
        )
    say(state(IN_BROWSER))
    if found.cases:
        action("Take all off this list", "drafts:all", _take_off, [case.link for case in found.cases])


# What is said of a draft -------------------------------------------------------------------------------------


def _title(case: Any) -> str:
    return str(case.title) or "A case without a title"


def _key(case: Any) -> str:
    return f"{case.id}:reading" if case.is_for_reading else str(case.id)


def _came_to(keeper: draft_keeper.Keeper, case: Any) -> str:
    """Returns the verdict of a draft; one from before it was kept with drafts is worked out, and kept."""
    if case.verdict is not None or not keeper.is_own_computer:
        return str(case.verdict or "")
    try:
        head = keeper.store().head_of(case.id)
        verdict = _verdict_of_body(head.body)
        if verdict:
            keeper.store().set_verdict(case.id, head.number, verdict)
        return verdict or "Its last revision cannot be read by this version"
    except keeper.failed:  # deleted a moment ago, or the database: opening it says which
        return ""


@st.cache_data(max_entries=200, show_spinner=False)
def _verdict_of_body(body: str) -> str:
    """Returns the verdict of a case as it is kept, or nothing where it cannot be read."""
    try:
        return draft_keeper.came_to(open_case.OpenCase(case_of_body(body, "case", session.library())))
    except (MakeTheCaseError, *draft_keeper.DAMAGED):
        return ""


def picture(keeper: draft_keeper.Keeper, case: Any) -> tuple[PageBlock, ...]:
    """Returns where a case is for, what may be decided and its two bars; nothing of one that is long or cannot be read."""
    try:
        last = keeper.store().last_by(case.link) if case.link else keeper.store().head_of(case.id)
    except keeper.failed:
        return ()
    return _picture_of_body(last.body) if len(last.body) <= slow_work.IN_PAGE_BYTES else ()


@st.cache_data(max_entries=200, show_spinner=False)
def _picture_of_body(body: str) -> tuple[PageBlock, ...]:
    try:
        return case_card(case_of_body(body, "case", session.library()))
    except (MakeTheCaseError, *draft_keeper.DAMAGED):
        return ()


def _changed(at: str) -> str:
    zone = _zone()
    return f"Last changed {in_words(datetime.fromisoformat(at).astimezone(zone), datetime.now(zone))}"


def _zone() -> tzinfo | None:
    """Returns the time zone of whoever looks, or the server's own."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (KeyError, ValueError, OSError):  # a zone that this computer does not know
        return None


def in_words(moment: datetime, now: datetime) -> str:
    """Returns when something was, as one says it.

    >>> now = datetime(2026, 12, 3, 9, 30)
    >>> in_words(datetime(2026, 12, 3, 9, 5), now), in_words(datetime(2026, 12, 2, 23, 59), now)
    ('today at 09:05', 'yesterday at 23:59')
    >>> in_words(datetime(2026, 11, 29, 9, 0), now), in_words(datetime(2026, 11, 20, 9, 0), now)
    ('on Sunday at 09:00', 'on 20 November 2026 at 09:00')
    """
    days = (now.date() - moment.date()) // timedelta(days=1)
    if days in (0, 1):
        which = "today" if days == 0 else "yesterday"
    else:
        which = f"on {moment:%A}" if 1 < days < 7 else f"on {day(moment)}"
    return f"{which} at {moment:%H:%M}"


# What is done with a draft -----------------------------------------------------------------------------------


def _link(keeper: draft_keeper.Keeper, case: Any) -> str:
    """Returns a link to a draft of the list; where there is none any more, one that says so."""
    if case.link:
        return str(case.link)
    try:
        return keeper.store().link_to(case.id)
    except keeper.gone:
        return ""


def _open(keeper: draft_keeper.Keeper, case: Any, is_open: bool) -> None:
    """Opens a draft of the list, also where the list has changed meanwhile; the page then says what has become of it."""
    session.forget(SAID)
    try:
        session.keep(OPENED, is_open or draft_keeper.open_draft(keeper, _link(keeper, case)))
    except keeper.failed as error:
        session.keep(SAID, keeper.why(error, "draft not opened"))


def _copy(keeper: draft_keeper.Keeper, case: Any) -> None:
    """Keeps a copy of a draft as a new one, beside it."""
    title = f"{_title(case)} (copy)"
    try:
        original = keeper.store().open(_link(keeper, case))
        copied = edited(opening.kept_case(original.head.body, original.file), {"title": title})
        made = keeper.store().create(
            body_of(copied), draft_keeper.author(keeper), "A copy", title, original.file, case.verdict
        )
    except keeper.failed as error:
        session.keep(SAID, keeper.why(error, "draft not copied"))
    except (MakeTheCaseError, *draft_keeper.DAMAGED):
        session.keep(SAID, f"“{_title(case)}” cannot be copied. {draft_keeper.NOT_READ}")
    else:
        browser.remember(made)
        session.keep(SAID, f"“{title}” is a draft of its own now.")


def _sure(case: Any) -> None:
    session.forget(SAID)
    session.keep(SURE, _key(case))


def _delete(keeper: draft_keeper.Keeper, case: Any, is_open: bool) -> None:
    session.forget(SURE)
    try:
        keeper.store().delete(_link(keeper, case))
    except keeper.failed as error:
        session.keep(SAID, keeper.why(error, "draft not deleted"))
        return
    if case.link:
        browser.forget([case.link])
    also = ""
    if is_open:
        now = session.opened()
        now.draft, now.saved = None, now.case  # as on the page History: the next change begins another draft
        also = " What is on this screen stays until you close it, and is a new draft with the next change."
    session.keep(SAID, f"“{_title(case)}” has been deleted.{also}")


def _take_off(links: Sequence[str]) -> None:
    browser.forget(links)
    session.keep(SAID, "Taken off the list of this browser. The draft itself is kept: whoever has the link can open it.")  # fmt: skip
