"""A person's own data on the page Your cases: taken away whole as one file, and erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from make_the_case.views.shell import draft_keeper, offered_files, opening, session, signing
from make_the_case.views.shell.action import action
from make_the_case.views.shell.said_where import attempt, say_why_not
from make_the_case.views.shell.say import say
from make_the_case.words import own_data_words as words
from make_the_case.words.blocks import Heading, paragraphs
from valuation import MakeTheCaseError, case_text

MADE = "cases:own data"
TAKING, ERASING = "cases:own", "cases:erasing"
MOST_CASE_FILES = 50
"""Of so many cases a file is made that this program opens; the data have the text of all of them."""
ZipMaker = Callable[[Mapping[str, Any], Mapping[int, str]], bytes]
"""Makes the file from the data and, by the number of a case, its case file; given by the app."""


def show(keeper: draft_keeper.Keeper, make: ZipMaker, listed: Sequence[Any]) -> None:
    """Draws the section."""
    say(Heading("What is held about you", 2), paragraphs(words.WHAT_IS_HELD))
    say_why_not(TAKING)
    made = session.value_of(MADE)
    if made is None:
        action("Gather everything that is held about me", "cases:own:make", _gather, keeper, make, type="secondary")  # fmt: skip
    else:
        say(paragraphs(words.WHAT_THE_FILE_HOLDS))
        offered_files.offer(made, "everything that is held about me", "application/zip", "cases:own:take", kept_as=words.FILE_NAME)  # fmt: skip
    with st.expander("Erase everything that is held about me", key="cases:erase"):
        held = sum(1 for case in listed if case.is_held and not case.team)
        say(paragraphs(*words.what_erasing_does(held)))
        say_why_not(ERASING)
        is_sure = st.checkbox(words.SURE, key="cases:erase:sure")
        action("Erase my data and sign me out", "cases:erase:do", _erase, keeper, type="secondary", disabled=not is_sure)  # fmt: skip


def _gather(keeper: draft_keeper.Keeper, make: ZipMaker) -> None:
    def gather() -> None:
        data = keeper.store().about_me()
        newest = sorted(data["cases"], key=lambda case: str(case["last_opened"]), reverse=True)
        files = {case["number"]: _case_file(case) for case in newest[:MOST_CASE_FILES]}
        session.keep(MADE, make(data, {number: text for number, text in files.items() if text}))

    attempt(TAKING, gather, keeper, "own data not gathered")


def _case_file(case: Mapping[str, Any]) -> str:
    """Returns a case as a case file; nothing where it is none, or cannot be read by this version."""
    try:
        return case_text(opening.kept_case(case["revisions"][-1]["body"], case["file"] or ""))
    except (MakeTheCaseError, *draft_keeper.DAMAGED):
        return ""


def _erase(keeper: draft_keeper.Keeper) -> None:
    if attempt(ERASING, lambda: keeper.store().erase_me(), keeper, "own data not erased"):
        session.keep(signing.LEAVING, signing.HERE)
