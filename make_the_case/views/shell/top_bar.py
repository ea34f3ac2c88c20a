"""The bar at the top of Start: the name of the program, the way back to the open case, and what there is besides one's own case."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from make_the_case.views.shell import session, signing
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import paragraphs

LINKS = {
    "cases": "Your cases",
    "library": "Library of evidence",
    "test": "Test someone's case",
    "help": "Help",
}
GO_ON = "Go on with the open case"


def show(pages: Mapping[str, StreamlitPage]) -> None:
    """Shows the bar."""
    with st.container(horizontal=True, vertical_alignment="center", key="top"):
        say(paragraphs("Make the Case", style="brand"), width="content")
        st.space("stretch")
        if session.current() is not None:
            st.page_link(pages["results"], label=GO_ON)
        for name, label in LINKS.items():
            if name in pages:
                st.page_link(pages[name], label=label)
    if signing.person() is not None:
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
            signing.show_who("content")
