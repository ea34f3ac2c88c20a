"""A finished example on Start: what it costs beside what it gives back, how sure that is, and the way to the whole of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import streamlit as st

from make_the_case.views.shell import opening, session
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, paragraphs, state
from make_the_case.words.case_cards import FinishedCase, finished_case
from valuation import MakeTheCaseError, parse_case


def show(examples: Mapping[str, str], goto: Callable[[str], None], take_tour: Callable[[], None]) -> None:
    """Draws the example that is chosen, the first until another is."""
    with st.container(border=True, key="example", gap="small"):
        if not examples:
            say(paragraphs("No finished example is installed. Start your own, or open a saved case."))
            return
        chosen = str(session.value_of("start:example") or next(iter(examples)))
        if chosen not in examples:
            chosen = next(iter(examples))
        found = example(examples[chosen], chosen)
        if isinstance(found, list):
            say(paragraphs(f"{chosen} cannot be read.", *found))
        else:
            say(state("A finished example"), Heading(found.title, 2), *found.blocks)
        with st.container(horizontal=True, vertical_alignment="center"):
            if not isinstance(found, list):
                if st.button("Read it in three minutes", key="start:example:open", type="secondary"):
                    opening.open_text(examples[chosen], chosen)
                    goto("results")
                if st.button("Take the tour: five minutes", key="start:tour", type="tertiary"):
                    take_tour()
            with st.popover("Choose another", type="tertiary"):
                st.selectbox(
                    "Finished example",
                    list(examples),
                    format_func=lambda name: title_in(examples[name], name),
                    key="start:example",
                )


def title_in(text: str, name: str) -> str:
    """Returns the title of a case file without reading the whole of it, or its name where it has none.

    >>> title_in("format: x\\ntitle: 'Ours: new'\\n", "a.yaml"), title_in("- 1", "a.yaml")
    ('Ours: new', 'a.yaml')
    """
    title = re.search(r"^title:[ \t]*(\S.*?)[ \t]*$", text, re.MULTILINE)
    return title.group(1).strip("\"'") if title else name


@st.cache_data(max_entries=20, show_spinner=False)
def example(text: str, name: str) -> FinishedCase | list[str]:
    """Returns what the page says of a finished example, or its problems, from the file's text alone."""
    try:
        return finished_case(parse_case(text, name, session.library()))
    except MakeTheCaseError as error:
        return str(error).splitlines()
