"""The Help page: the tour, how it is worked out, what the words mean, accessibility, and what this program is."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date

import streamlit as st

from valuation.version import PROGRAM_VERSION
from views import session
from views.html import paragraphs, terms_html
from views.text import copy, paragraphs_of
from words.glossary import TERMS
from words.phrases import day


def show(take_tour: Callable[[], None]) -> None:
    """Draws the page."""
    st.html(
        "<h1>Help</h1><h2>A tour of a finished case</h2><p>Six pages, about five minutes. What is open now stays one click away.</p>"
    )
    if st.button("Take the tour", key="help:tour", type="primary"):
        take_tour()
    st.html(f"<h2>How it is worked out</h2>{paragraphs(paragraphs_of('method'))}")
    st.html("<h2>What the words mean</h2>")
    sought = st.text_input("Find a word", key="help:word", placeholder="capacity").casefold().strip()
    found = [term for term in TERMS if sought in f"{term.word} {term.means}".casefold()]
    st.html(terms_html(found) if found else f"<p>No word here has “{html.escape(sought)}” in it.</p>")
    st.html("<h2>Accessibility</h2>")
    st.markdown(copy("accessibility"))
    st.html("<h2>About</h2>")
    st.markdown(copy("about"))
    st.html(f"<p>{html.escape(version_line())}</p>")


def version_line() -> str:
    """Returns which program and which library this is, and when its sources were last looked at."""
    library = session.library()
    read = max(
        date.fromisoformat(str(source["accessed"]))
        for source in library.sources.values()
        if source.get("accessed")
    )
    return f"Make the Case {PROGRAM_VERSION}, library {library.version}. Its sources were last looked at on {day(read)}."
