"""A finished example on Start: what it costs beside what it gives back, how sure that is, and the way to the whole of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from make_the_case.views.shell import opening, session
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, paragraphs, state
from make_the_case.words.case_cards import FinishedCase, finished_case
from valuation import MakeTheCaseError, parse_case

NOT_FOR_READING = frozenset({"worked_example"})  # it teaches the method rather than making a case
OPENED_FIRST = "southfold_befriending.yaml"
CLAIMS = "claims"  # the folder of famous claims, re-run


@cache
def installed() -> Mapping[str, str]:
    """Returns the text of each finished case that comes with the program, read once."""
    return MappingProxyType(finished_cases(files("cases")))


def finished_cases(folder: Traversable) -> dict[str, str]:
    """Returns the text of each finished case in a folder, then of the famous claims that were re-run, by its file's name."""
    found: dict[str, str] = {}
    for where in (folder, folder.joinpath(CLAIMS)):
        if not where.is_dir():
            continue
        names = sorted(item.name for item in where.iterdir() if item.name.endswith(".yaml"))
        names.sort(key=lambda name: name != OPENED_FIRST)
        found |= {
            name: where.joinpath(name).read_bytes().decode(errors="replace")
            for name in names
            if name.removesuffix(".yaml") not in NOT_FOR_READING and name not in found
        }
    return found


def show(
    examples: Mapping[str, str], goto: Callable[[str], None], take_tour: Callable[[], None]
) -> Callable[[], None]:
    """Draws the example that is chosen, the first until another is; returns what adds its ranges and its chance, which take longer."""
    with st.container(border=True, key="example", gap="small"):
        if not examples:
            say(paragraphs("No finished example is installed. Start your own, or open a saved case."))
            return _nothing_more
        chosen = str(session.value_of("start:example") or "")
        chosen = chosen if chosen in examples else next(iter(examples))
        text, place = examples[chosen], st.empty()
        found = example(text, chosen, is_simulated=False)
        _say(found, chosen, place)
        with st.container(horizontal=True, vertical_alignment="center"):
            if isinstance(found, FinishedCase):
                if st.button("Read it in three minutes", key="start:example:open", type="secondary"):
                    opening.open_text(text, chosen)
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
    return lambda: _say(example(text, chosen, is_simulated=True), chosen, place)


def get_ready(examples: Mapping[str, str]) -> None:
    """Works out the example that is shown first, as `show` does, for it to be there when the page is opened."""
    for name, text in [*examples.items()][:1]:
        for is_simulated in (False, True):
            example(text, name, is_simulated)


def _nothing_more() -> None:
    """There is no example, so nothing of it is to come."""


def _say(found: FinishedCase | list[str], name: str, place: DeltaGenerator) -> None:
    if isinstance(found, FinishedCase):
        say(state("A finished example"), Heading(found.title, 2), *found.blocks, at=place)
    else:
        say(paragraphs(f"{name} cannot be read.", *found), at=place)


def title_in(text: str, name: str) -> str:
    """Returns the title of a case file without reading the whole of it, or its name where it has none.

    >>> title_in("format: x\\ntitle: 'Ours: new'\\n", "a.yaml"), title_in("- 1", "a.yaml")
    ('Ours: new', 'a.yaml')
    """
    title = re.search(r"^title:[ \t]*(\S.*?)[ \t]*$", text, re.MULTILINE)
    return title.group(1).strip("\"'") if title else name


@st.cache_data(max_entries=20, show_spinner=False)
def example(text: str, name: str, is_simulated: bool) -> FinishedCase | list[str]:
    """Returns what the page says of a finished example, or its problems, from the file's text alone."""
    try:
        return finished_case(parse_case(text, name, session.library()), is_simulated)
    except MakeTheCaseError as error:
        return str(error).splitlines()
