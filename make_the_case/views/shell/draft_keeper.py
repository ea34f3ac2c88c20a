"""Drafts: the open case is kept as it is worked on, under a link in the address; nothing is overwritten unseen."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from make_the_case.authoring.origins import six_questions
from make_the_case.telemetry import signals
from make_the_case.telemetry.signals import Timed
from make_the_case.views import browser
from make_the_case.views.shell import failures, open_case, opening, session, slow_work, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Tabled, notice
from make_the_case.words.change_words import changed_words
from make_the_case.words.differences import differences_table
from make_the_case.words.names import VERDICT_WORDS
from valuation import MakeTheCaseError
from valuation.answers.saving import body_of, case_of_body

LOG = logging.getLogger("make_the_case")
KEY = "draft"
"""What stands before the link's secret in the address."""
SEEN = "draft:seen"
EARLIER = "draft:earlier"
"""The last revision that can be read of a draft that could not be opened: its link, and the number."""
MOST_TRIED = 20
WHO, WHY = "draft:who", "draft:why"
OUT_OF_BIN = (
    "This draft had not been opened for a long time and was in the bin. Opening it has brought it back."
)
DAMAGED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What reading a body may raise that `body_of` did not write, or that has been altered since."""
NOT_READ = "This draft cannot be read: another version of the program wrote it, or it is damaged."
NOT_KEPT = "What you have changed in this case is not kept. Save the case file as soon as you can."
SIGN_IN_FIRST = "Sign in to open this link. It opens only for those whose case it is."


class Store(Protocol):
    """What keeps drafts."""

    def create(
        self,
        body: str,
        author: str = "",
        note: str = "",
        title: str = "",
        file: str = "",
        verdict: str | None = None,
    ) -> str: ...
    def save(
        self,
        secret: str,
        base: int,
        body: str,
        author: str = "",
        note: str = "",
        title: str = "",
        verdict: str | None = None,
    ) -> int: ...
    def open(self, secret: str) -> Any: ...
    def history(self, secret: str, most: int = 200) -> Sequence[Any]: ...
    def revision(self, secret: str, number: int) -> Any: ...
    def share_for_reading(self, secret: str) -> str: ...
    def withdraw(self, secret: str) -> None: ...
    def delete(self, secret: str) -> None: ...
    def listed(self) -> Sequence[Any]: ...
    def documents(self, kind: str) -> Sequence[Any]: ...
    def create_document(self, kind: str, body: str, author: str = "", title: str = "") -> str: ...
    def known(self, secrets: Sequence[str]) -> Sequence[Any]: ...
    def head_of(self, ident: int) -> Any: ...
    def last_by(self, secret: str) -> Any: ...
    def set_verdict(self, ident: int, number: int, verdict: str) -> None: ...
    def link_to(self, ident: int) -> str: ...
    def whose(self, secret: str) -> Any: ...
    def give(self, secret: str, team: int | None) -> None: ...
    def teams(self) -> Any: ...
    def in_bin(self) -> Sequence[Any]: ...
    def empty_bin(self) -> int: ...
    def is_signed_in(self) -> bool: ...
    def sign_out(self) -> None: ...
    def rounds(self) -> Any: ...
    def news(self) -> Any: ...
    def news_read(self) -> None: ...
    def note_exported(self, secret: str, kind: str) -> None: ...
    def about_me(self) -> Mapping[str, Any]: ...
    def erase_me(self) -> Any: ...


@dataclass(frozen=True)
class Keeper:
    """The store as the app hands it over for whoever is here, and what it raises."""

    store: Callable[[], Store]
    failed: type[Exception]
    conflict: type[Exception]
    gone: tuple[type[Exception], ...]
    """Where a draft is there no more, no longer open to this person, or no longer theirs to change."""
    outage: type[Exception]
    what_the_bin_is: str = ""
    signs_in: bool = False
    """Whether people sign in here."""
    person: Any = None
    """Who is signed in."""
    is_own_computer: bool = False
    """Whether whoever is here sits at the computer that keeps the drafts, so that all of them are theirs."""

    def why(self, error: Exception, what: str) -> str:
        """Returns what went wrong in words; where it is the database, with a code that the log has too."""
        if not isinstance(error, self.outage):
            return str(error)
        return f"{error} Report code {failures.reported(what, error)}."

    @property
    def is_shut(self) -> bool:
        """Returns whether nobody is signed in where people sign in: then nothing is kept, and a link for reading alone is opened."""
        return self.signs_in and self.person is None


def begin(keeper: Keeper) -> bool:
    """Opens the draft that the address names, where a reader has just come, and returns whether it did; else keeps what has changed."""
    has_come_back = False
    if session.value_of(SEEN) is None:
        session.keep(SEEN, True)
        asked = str(st.query_params.get(KEY, ""))
        if asked:
            has_come_back = open_draft(keeper, asked)
    now = session.current()
    unkept = session.value_of(session.UNKEPT, [])
    for case in (*unkept, session.before(), now):
        if case is not None:
            keep(keeper, case)
    if unkept:
        session.keep(session.UNKEPT, [case for case in unkept if not case.is_kept])
    secret = now.draft.secret if now is not None and now.draft is not None else ""
    if secret and st.query_params.get(KEY) != secret:
        st.query_params[KEY] = secret
    elif not secret and KEY in st.query_params and now is not None:
        del st.query_params[KEY]
    return has_come_back


def open_draft(keeper: Keeper, secret: str, number: int | None = None) -> bool:
    """Opens what a link leads to, at an earlier revision where one is named, and returns whether there was something; else the page says why not."""
    session.forget(EARLIER)
    try:
        opened = keeper.store().open(secret)
        if keeper.is_shut and not opened.is_for_reading:
            session.keep("draft:refused", SIGN_IN_FIRST)
            return False
        shown = opened.head if number is None else keeper.store().revision(secret, number)
        case = opening.kept_case(shown.body, opened.file)
    except keeper.failed as error:
        is_hidden = keeper.is_shut and isinstance(
            error, keeper.gone
        )  # the same words as for one that is there
        session.keep("draft:refused", SIGN_IN_FIRST if is_hidden else keeper.why(error, "draft not opened"))
        return False
    except slow_work.NotFinished as error:
        session.keep("draft:refused", f"{error} Load the page again to try once more.")
        return False
    except (MakeTheCaseError, *DAMAGED):
        session.keep("draft:refused", f"{NOT_READ} {_way_on(keeper, secret)}")
        return False
    session.forget("draft:refused")
    browser.remember(secret)
    session.make_open(case, is_in_a_file=False, file=opened.file)
    now = session.opened()
    kept = case if number is None else None
    now.draft = open_case.Draft(
        secret,
        opened.head.number,
        kept,
        opened.is_for_reading,
        opened.has_reading_link,
        _clock(opened.head.at),
        reads_for=opened.reads_for,
    )
    if opened.was_in_bin:
        session.opened().said = [OUT_OF_BIN]
    now.did = "" if number is None else f"Back to revision {number}"
    return True


def _way_on(keeper: Keeper, secret: str) -> str:
    """Returns what to do about a draft whose last revision cannot be read, and notes the last one that can."""
    otherwise = "Open a saved case file, or ask whoever sent the link."
    try:
        earlier = [revision.number for revision in keeper.store().history(secret, MOST_TRIED)][1:]
        for number in earlier:
            try:
                case_of_body(keeper.store().revision(secret, number).body, "case", session.library())
            except (MakeTheCaseError, *DAMAGED):
                continue
            session.keep(EARLIER, (secret, number))
            return f"Revision {number} of it can be read, and opening that one takes nothing away."
    except keeper.failed:  # a link for reading has no history
        return otherwise
    return otherwise


def keep(keeper: Keeper, now: open_case.OpenCase) -> None:
    """Keeps the case as it is now, where it has changed since it was last kept; what fails is said and tried again."""
    draft = now.draft
    is_kept = draft is not None and (
        draft.kept is now.case or draft.is_for_reading or draft.theirs is not None
    )
    is_as_opened = draft is None and now.saved is now.case
    if is_kept or is_as_opened or keeper.is_shut:
        return
    begun = time.perf_counter()
    body, who, title = body_of(now.case), author(keeper), str(now.case.shape.title or "")
    verdict = came_to(now)
    try:
        if draft is None:
            secret = keeper.store().create(body, who, "Begun", title, now.file, verdict)
            now.draft = open_case.Draft(secret, 1, now.case)
        else:
            draft.base = keeper.store().save(
                draft.secret, draft.base, body, who, note_of(now), title, verdict
            )
            draft.kept, draft.failed = now.case, ""
    except keeper.conflict as error:
        if draft is not None:
            draft.theirs = error.head  # type: ignore[attr-defined]
        return
    except keeper.failed as error:
        why = keeper.why(error, "draft not kept")
        if draft is None:
            session.keep("draft:refused", why)
        else:
            draft.failed, draft.is_gone = why, isinstance(error, keeper.gone)
        return
    session.forget("draft:refused")
    if now.draft is not None:
        now.draft.at = datetime.now().strftime("%H:%M")
    seconds = time.perf_counter() - begun
    facts = {"event": "draft_kept", "ms": round(1000 * seconds)}
    LOG.info("draft kept, %.0f ms", 1000 * seconds, extra={"facts": facts})
    signals.took(Timed.KEEPING, seconds)


def came_to(now: open_case.OpenCase) -> str:
    """Returns the verdict on a case in a few words, for a list of drafts."""
    option = now.case.preferred
    try:
        answer = now.answer().options[option]
    except MakeTheCaseError:
        return "No result yet"
    if not sum(answer.starts):
        return "No result yet"
    words = VERDICT_WORDS[answer.verdict.number].short
    is_whole = sum(six_questions(now.case, option).values()) == 6
    return words if is_whole else f"So far: {words[0].lower()}{words[1:]}"


def shows(now: open_case.OpenCase | None) -> str:
    """Returns which revision the page shows, and whether that is all that there is, for when the connection is lost."""
    if now is None:
        return "No case is open here."
    draft = now.draft
    if draft is None:
        return "Nothing has been changed in this case since it was opened." if now.is_saved else NOT_KEPT
    if draft.is_for_reading:
        return "You are reading: what you change here is not kept."
    if draft.failed or draft.theirs is not None:
        return f"The last change is not kept. Kept is revision {draft.base} of your draft."
    return f"This page shows revision {draft.base} of your draft, kept at {draft.at}."


def reader_words(team: str) -> str:
    """Returns why a reader of a team cannot change its case."""
    return f"You are a reader of the team {team}, so you can read this case and not change it. The team's owner can make you an editor."


def author(keeper: Keeper) -> str:
    """Returns who changes the case, as the history says it: who is signed in, or the name that was given."""
    if keeper.person is not None:
        return str(keeper.person.name or keeper.person.address)
    return str(session.value_of(WHO) or "")


def note_of(now: open_case.OpenCase) -> str:
    """Returns what the last step changed, and why where somebody has said so, as the history says it."""
    what = changed_words(now.case, now.did)
    why = str(session.value_of(WHY) or "").strip()
    return f"{what}: {why}" if why else what


def _clock(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%H:%M")


def show(keeper: Keeper) -> None:
    """Shows what a reader has to know or decide about the draft: nothing, where all is well."""
    refused = session.value_of("draft:refused")
    if refused:
        say(notice(str(refused)))
    earlier = session.value_of(EARLIER)
    if earlier:
        action(
            f"Open revision {earlier[1]}",
            "draft:earlier:open",
            open_draft,
            keeper,
            *earlier,
            type="secondary",
        )
    now = session.current()
    if now is None:
        return
    _say_where_the_first_is(keeper)
    if now.draft is None:
        return
    if now.draft.failed:
        also = "" if now.draft.is_gone else " It is tried again with each change."
        say(notice(f"{now.draft.failed}{also}"))
    if now.draft.is_gone:
        action("Keep it as a draft of my own", "draft:own", _as_ones_own, now, type="secondary")
    if now.draft.is_for_reading:
        why = reader_words(now.draft.reads_for) if now.draft.reads_for else "This link is for reading."
        may = "You may try other numbers. Only you see them, and they are not kept."
        copy = "Save the case file to keep a copy of your own."
        say(notice(f"{why} {may} {copy}", aloud=""))
    if now.draft.theirs is not None:
        _settle(keeper, now, now.draft)


def _say_where_the_first_is(keeper: Keeper) -> None:
    """Says where the case is that was open before this one, and leads back to it, until the reader has seen it."""
    before = session.before()
    if before is None or not session.value_of(session.SAYS_BEFORE):
        return
    draft, title = before.draft, str(before.case.shape.title or before.case.name)
    if before.is_kept and (draft is None or draft.is_for_reading):
        return  # nothing was changed in it
    if before.is_kept and draft is not None:
        sentence = f"“{title}”, which was open before, is kept as revision {draft.base} of its draft. You find it on the page Your cases."
    else:
        sentence = f"The last change in “{title}”, which was open before, is not kept yet. Go back to it, and save the case file."
    say(notice(sentence, aloud="status"))
    with st.container(horizontal=True):
        action(f"Open it again: {title}", "draft:before", session.go_back, type="secondary")
        action("Close this note", "draft:before:close", session.forget, session.SAYS_BEFORE, type="secondary")


def _settle(keeper: Keeper, now: open_case.OpenCase, draft: open_case.Draft) -> None:
    """Shows what somebody else has saved meanwhile, and asks which to go on with."""
    theirs = draft.theirs
    who = theirs.author or "Someone"
    say(
        notice(
            f"{who} saved revision {theirs.number} of this draft at {_clock(theirs.at)}, while you worked. Nothing is overwritten: yours "
            "is still here, and theirs is kept."
        )
    )
    try:
        case = opening.kept_case(theirs.body)
    except MakeTheCaseError as error:
        say(notice(f"Theirs cannot be read. {error}", aloud=""))
        return
    say(Tabled(differences_table(case, now.case, ("Theirs", "Yours"))))
    with st.container(horizontal=True):
        action("Go on with mine, saved after theirs", "draft:mine", _mine, now, draft, type="secondary")
        action("Go on with theirs", "draft:theirs", _theirs, now, draft, type="secondary")


def _as_ones_own(now: open_case.OpenCase) -> None:
    now.draft, now.saved = None, None  # and so it is kept as a new one


def _mine(now: open_case.OpenCase, draft: open_case.Draft) -> None:
    draft.base, draft.theirs = draft.theirs.number, None
    now.did = "Saved after someone else's change, having seen it"


def _theirs(now: open_case.OpenCase, draft: open_case.Draft) -> None:
    case = opening.kept_case(draft.theirs.body, now.file)
    steps.use(case, "")
    draft.base, draft.theirs, draft.kept = draft.theirs.number, None, case


def address_of(secret: str, page: str = "", key: str = KEY) -> str:
    """Returns the whole link to a draft, or to what another page keeps under a key of its own."""
    parts = urlsplit(str(st.context.url or ""))
    return urlunsplit((parts.scheme, parts.netloc, f"/{page}", f"{key}={secret}", ""))
