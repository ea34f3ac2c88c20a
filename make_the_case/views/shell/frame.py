"""What stands on every page: the list of pages, the case strip, saving, and the foot."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from make_the_case.authoring.origins import six_questions
from make_the_case.telemetry import signals
from make_the_case.telemetry.signals import Timed
from make_the_case.views.shell import open_case, open_file, opening, session, signing, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.brand import MARK
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import (
    Bold,
    Box,
    Heading,
    Rule,
    Tabled,
    amounts_in_bold,
    notice,
    paragraphs,
    state,
)
from make_the_case.words.first_answer import running_sentence
from make_the_case.words.glossary import meanings, terms
from make_the_case.words.papers import summary
from make_the_case.words.tables.registers import CHALLENGES
from make_the_case.words.tables.summary_tables import moved_table
from valuation import Case, EvaluationError
from valuation.case.option_shape import Option

LOG = logging.getLogger("make_the_case")
NOT_STARTED = "not started"
ANSWER = (
    "cash-releasing", "capacity freed", "wider value", "not valued in money", "likely range",
    "present value", "verdict",
)  # fmt: skip
WORDS = {
    "proposal": ("option", "business as usual", "organisation asked to pay", "enabler"),
    "costs": (
        *ANSWER[:4], "ICB", "National default; published figure; template figure; your figure", "grade", "fades", "would have happened anyway",
        "share due to others", "moved from elsewhere", "unpaid time and resources", "optimism bias adjustment", "QALY", "WELLBY",
        "finding", "measure",
    ),
    "outcomes": (*ANSWER[:4], "fades", "would have happened anyway", "share due to others", "moved from elsewhere", "QALY", "WELLBY", "finding", "measure"),
    "assumptions": ("assumption", "quality of evidence", "effect on the result", "grade", "break-even value", "planning assumption", "to verify", "likely range"),
    "results": (
        *ANSWER, "ICB", "business as usual", "discounting", "optimism bias adjustment", "QALY", "WELLBY", "net value to society", "check code",
        "Proven (standard of proof)", "Expected (standard of proof)", "Claimed (standard of proof)",
    ),
    "test": ("break-even value", "scenario", "challenge", "what explains the difference", "value of further evidence", "business as usual", "check"),
    "plan": ("value of further evidence", "present value", "likely range", "finding", "measure", "planning assumption"),
    "delivery": ("break-even value", "business as usual", "unpaid time and resources"),
    "workshop": ("assumption", "uptake", "completion", "quality of evidence", "value of further evidence", "what explains the difference", "verdict"),
    "going": ("uptake", "completion", "what explains the difference", "XmR chart"),
    "history": ("check code", "scenario", "what explains the difference"),
    "papers": ("check code", "scenario", "beyond the appraisal period", "financial case"),
}  # fmt: skip
"""Words of the glossary that a page uses."""
NEEDED_FOR_A_PROPOSAL = ("problem", "for_whom", "change")


GROUPS = (
    (
        "Build and read",
        (
            "proposal",
            "costs",
            "outcomes",
            "results",
            "test",
            "plan",
            "workshop",
            "delivery",
            "going",
            "papers",
        ),
    ),
    ("Behind it", ("assumptions", "history", "library", "help")),
)
"""The pages as the sidebar lists them, under their headings."""


def statuses() -> dict[str, str]:
    """Returns how far each page is, in a word or two; nothing for a page that is only read."""
    now = session.current()
    if now is None:
        return {}
    proposal = now.case.data.get("proposal") or {}
    filled = sum(bool(proposal.get(key)) for key in NEEDED_FOR_A_PROPOSAL)
    answered = sum(six_questions(now.case, preferred()).values())
    return {
        "proposal": "done"
        if filled == len(NEEDED_FOR_A_PROPOSAL)
        else f"{filled} of {len(NEEDED_FOR_A_PROPOSAL)}"
        if filled
        else NOT_STARTED,
        "costs": "done" if answered == 6 else f"{6 - answered} to check",
        "outcomes": outcomes_status(now.case.option(preferred())),
        "delivery": delivery_status(now.case),
    }


def outcomes_status(option: Option) -> str:
    """Returns how many outcomes are valued in money, or say why they are not."""
    settled = sum(1 for outcome in option.outcomes if outcome.values or outcome.why_not_priced)
    if not option.outcomes:
        return NOT_STARTED
    return "done" if settled == len(option.outcomes) else f"{settled} of {len(option.outcomes)}"


def delivery_status(case: Case) -> str:
    """Returns how far the six challenges have an answer."""
    answered = sum(1 for challenge in case.shape.readiness.values() if challenge.answer)
    if not answered:
        return NOT_STARTED
    return "done" if answered == len(CHALLENGES) else f"{answered} of {len(CHALLENGES)}"


def preferred() -> str:
    """Returns the option that is put forward."""
    return session.opened().case.preferred


def show_sidebar(pages: Mapping[str, StreamlitPage]) -> None:
    """Shows which case is open, the pages with how far each is, and what can be done with the case from anywhere."""
    now = session.current()
    st.logo(MARK, size="large")
    with st.sidebar:
        if now is not None:
            _show_which(now, pages)
        else:
            st.page_link(pages["start"], label=pages["start"].title)
            st.page_link(pages["cases"], label=pages["cases"].title)
        st.page_link(pages["which"], label=pages["which"].title)
        st.page_link(pages["many"], label=pages["many"].title)
        by_page = statuses()
        for heading, keys in GROUPS:
            say(paragraphs(heading, style="state"))
            for key in keys:
                st.page_link(pages[key], label=_labelled(pages[key].title, by_page.get(key, "")))
        if now is not None:
            _show_case(now)
        signing.show_who()


def _labelled(title: str, status: str) -> str:
    """Returns a page's name with how far it is, smaller and to the right."""
    return f"{title} :small[{status}]" if status else title


def _show_which(now: open_case.OpenCase, pages: Mapping[str, StreamlitPage]) -> None:
    """Shows the name of the open case, and where the others are."""
    with st.container(border=True, key="your_case"):
        title = now.case.shape.title or "A case without a title"
        say(paragraphs("Your case", style="state"), paragraphs((Bold(title),)))
        st.page_link(pages["start"], label="Start and open cases")
        st.page_link(pages["cases"], label=pages["cases"].title)


def _show_case(now: open_case.OpenCase) -> None:
    """Shows what can be done with the open case from anywhere."""
    action("Save case file", "save", steps.save_to_file, width="stretch", type="primary")
    say(state(saved_words(now)))
    action(
        "Undo the last change",
        "undo",
        steps.undo,
        disabled=not now.earlier,
        width="stretch",
        type="secondary",
    )
    if now.later:
        action("Make it again", "redo", steps.redo, width="stretch", type="secondary")
    before = session.before()
    if before is not None:
        title = before.case.shape.title or before.case.name
        action(f"Go back to: {title}", "go_back", session.go_back, width="stretch")


def saved_words(now: open_case.OpenCase) -> str:
    """Returns where the work is: kept as a draft, in a file of the reader's own, or neither yet."""
    draft = now.draft
    if draft is not None and draft.is_for_reading:  # by its link, or as a reader of its team
        return "You are reading. What you change here is not kept."
    if draft is not None and (draft.failed or draft.theirs is not None):
        return "The last change is not kept yet."
    if now.is_saved and now.saved_at:
        return f"Saved to your computer at {now.saved_at}."
    if draft is not None and draft.kept is now.case:
        return f"Kept as revision {draft.base} of your draft at {draft.at}."
    if now.is_saved:
        return "No changes since it was opened."
    return "You have changes that are not saved."


def show_strip() -> None:
    """Shows which case is open, and the result so far in one sentence."""
    now = session.opened()
    option = preferred()
    answered = sum(six_questions(now.case, option).values())
    head = now.case.shape.title or "A case without a title"
    try:
        answer = now.answer()
    except EvaluationError:  # the page says why
        say(Box((paragraphs(head),), "strip", "status"))
        return
    if answered == 6:
        lead, goes_on = "", False
    elif not sum(answer.options[option].starts):
        lead, goes_on = "Answer six questions to see a first result. ", False
    else:
        left = "one" if answered == 5 else str(6 - answered)
        lead, goes_on = f"So far, with {left} of the 6 numbers still the template's: ", True
    sentence = running_sentence(answer, option)
    if goes_on:
        sentence = sentence[0].lower() + sentence[1:]
    running = paragraphs((lead, *amounts_in_bold(sentence)), style="running")
    say(Box((paragraphs(head), running), "strip", "status"))
    note_of_the_last_step()


def note_of_the_last_step() -> None:
    """Shows what the last step has to say, and which figures of the library have moved since the case was saved."""
    now = session.opened()
    if now.begun:
        seconds = time.perf_counter() - now.begun
        facts = {"event": "change_drawn", "ms": round(1000 * seconds)}
        LOG.info("change drawn, %.0f ms", 1000 * seconds, extra={"facts": facts})
        signals.took(Timed.CHANGE, seconds)
        now.begun = 0.0
    with (
        st.container()
    ):  # there even where it is empty: what comes after it keeps its place, and so what is typed in it
        show_notices(steps.take_notices())
        if now.moved:
            _show_moved(now, preferred())


def _show_moved(now: open_case.OpenCase, option: str) -> None:
    """Shows which library numbers have moved since the case was saved, and asks which to use."""
    say(Tabled(moved_table(now.case, option, now.moved)))
    say(paragraphs("The new figures are in use. You may keep the old ones instead."))
    with st.container(horizontal=True):
        action("Use the new figures", "choice:moved:new", steps.settle_moved, False, type="secondary")
        action("Keep the old figures", "choice:moved:old", steps.settle_moved, True, type="secondary")


def show_notices(sentences: Sequence[str]) -> None:
    """Shows what the last step has to say."""
    for sentence in sentences:
        say(notice(sentence))


NEXT = {
    "proposal": "costs",
    "costs": "outcomes",
    "outcomes": "results",
    "results": "test",
    "test": "plan",
    "plan": "delivery",
    "delivery": "papers",
    "workshop": "results",
    "going": "papers",
    "papers": "history",
    "assumptions": "results",
    "history": "papers",
}
"""The page that each page leads on to at its foot."""


def show_foot(page: str, sentences: Sequence[str], pages: Mapping[str, StreamlitPage]) -> None:
    """Shows the next page, how the page's figures are worked out, what its words mean, and what stands at the foot of every page."""
    following = pages[NEXT[page]]
    with st.container(key="next_page"):
        st.page_link(following, label=f"Next: {following.title}")
    with st.expander("How this is worked out"):
        say(paragraphs(*sentences))
    with st.expander("What the words on this page mean"):
        say(meanings(terms(WORDS[page])))
    say(Rule(), paragraphs(f"{summary.PRODUCED_WITH} Something wrong? Help says how to report a problem."))


WITHOUT_A_CASE = {
    "test": (
        "Open the case that you want to test: the case file or the workbook that somebody sent you, or your own.",
        "You then see what the answer depends on, what would settle it, and you can change what you dispute.",
    )
}
"""What a page that somebody may come to on purpose says where no case is open."""


def ask_to_open(
    pages: Mapping[str, StreamlitPage], goto: Callable[[str], None], read_back: opening.ReadBack, page: str
) -> None:
    """Says what to do on a page that needs a case, where none is open, and asks for a file, which it goes on with."""
    say(
        Heading(pages[page].title),
        paragraphs(
            *WITHOUT_A_CASE.get(
                page, ("No case is open here. Start one, open a saved one, or read a finished example.",)
            ),
            "If you had one open, the page was loaded anew or the session ended. Open your saved case file to carry on.",
        ),
    )
    st.page_link(pages["start"], label="Go to Start")
    open_file.ask("unopened", goto, read_back, page)
