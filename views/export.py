"""The Export page: what can be taken away, and what each file is for."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from valuation import Case
from valuation.sensitivity.result import Analysis
from views import session, working
from views.html import paragraphs
from words.constant_block import constant_block

Make = Callable[[Case, dict[str, Any], Analysis | None], bytes]


@dataclass(frozen=True)
class Format:
    """A file that the case can be written as."""

    key: str
    name: str
    file: str
    mime: str
    about: str
    make: Make


WHO = {
    "commissioners": "Commissioners and boards",
    "people": "People and patient groups",
    "clinicians": "Clinicians",
    "researchers": "Researchers",
}
"""Whom the summary and the web page can be for."""


def choose_audience() -> str:
    """Asks whom the summary and the web page are for: the same facts, in their order and words."""
    chosen = st.selectbox(
        "Who are the summary and the web page for?",
        list(WHO),
        format_func=lambda key: WHO[key],
        key="choice:audience",
    )
    return chosen or "commissioners"


def show(option: str, formats: Sequence[Format], done: Callable[[], None]) -> None:
    """Draws the page: the files first, then what every one of them says of this case."""
    st.html(
        "<h1>Export</h1><p>Each file holds the same numbers, and the check code by which two papers can be told to rest on "
        "one case.</p>"
    )
    now = session.opened()
    files, waiting, block = st.container(), st.container(), st.container()
    with waiting:
        found = working.analysis()
    case, result = now.case, now.result(None)
    with files:
        for one in formats:
            st.html(f"<h2>{html.escape(one.name)}</h2>{paragraphs([one.about])}")
            st.download_button(
                f"Download {one.file}",
                _maker(one, case, result, found),
                one.file,
                one.mime,
                key=f"export:{one.key}",
                type="primary" if one is formats[0] else "secondary",
                on_click="ignore",
            )
    with block:
        rows = "".join(
            f"<dt>{html.escape(label)}</dt><dd>{html.escape(words)}</dd>"
            for label, words in constant_block(case, result, option, found).rows()
            if label
        )
        st.html(f'<h2>What every file says</h2><dl class="mtc-facts">{rows}</dl>')
    done()


def _maker(one: Format, case: Case, result: dict[str, Any], found: Analysis | None) -> Callable[[], bytes]:
    """Returns what makes the file when it is asked for, and not before."""
    return lambda: one.make(case, result, found)
