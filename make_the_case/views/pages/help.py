"""The Help page: the tour, how it is worked out, what the words mean, accessibility, and what this program is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from make_the_case.views.shell import session
from make_the_case.views.shell.say import say
from make_the_case.views.text import copy, paragraphs_of
from make_the_case.words.blocks import Heading, paragraphs
from make_the_case.words.glossary import TERMS, meanings
from make_the_case.words.phrases import day
from valuation.version import PROGRAM_VERSION


def show(take_tour: Callable[[], None]) -> None:
    """Draws the page."""
    say(
        Heading("Help"),
        Heading("A tour of a finished case", 2),
        paragraphs("Six pages, about five minutes. What is open now stays one click away."),
    )
    if st.button("Take the tour", key="help:tour", type="primary"):
        take_tour()
    say(Heading("How it is worked out", 2), paragraphs(*paragraphs_of("method")))
    say(Heading("What the words mean", 2))
    sought = st.text_input("Find a word", key="help:word", placeholder="capacity").casefold().strip()
    terms_shown = [term for term in TERMS if sought in f"{term.word} {term.means}".casefold()]
    say(meanings(terms_shown) if terms_shown else paragraphs(f"No word here has “{sought}” in it."))
    say(Heading("Accessibility", 2))
    st.markdown(copy("accessibility"))
    say(Heading("About", 2))
    st.markdown(copy("about"))
    say(paragraphs(version_line()))


def version_line() -> str:
    """Returns which program and which library this is, and when its sources were last looked at."""
    library = session.library()
    read = max(date.fromisoformat(source.accessed) for source in library.sources.values() if source.accessed)
    return f"Make the Case {PROGRAM_VERSION}, library {library.version}. Its sources were last looked at on {day(read)}."
