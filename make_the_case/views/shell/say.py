"""What a page says beside its widgets: blocks, which the renderer alone turns into HTML."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from make_the_case.views.shell.brand import mark_address
from make_the_case.words.blocks import PageBlock
from make_the_case.words.html_elements import style_sheet
from make_the_case.words.markup import Screen

SCREEN = Screen()
SHEETS = ("screen.css", "rows.css", "outcomes.css", "costs.css", "rounds.css")
"""The style sheets, the one that names the colours first."""


@cache
def style() -> str:
    """Returns the pages' looks: every colour, size and space is named once, at the head of the first sheet."""
    return "\n".join(files(__package__).joinpath(name).read_text(encoding="utf-8") for name in SHEETS)


def show_style() -> None:
    """Puts the pages' looks in place."""
    st.html(style_sheet(f":root {{--mark: url({mark_address()});}}\n{style()}"))


def show_own_style(sheet: Literal["start.css", "answering.css", "room.css"]) -> None:
    """Puts the looks in place that one page alone has: that of Start, of a phone on which people answer, or of the screen of a room."""
    st.html(style_sheet(files(__package__).joinpath(sheet).read_text(encoding="utf-8")))


def say(
    *blocks: PageBlock,
    at: DeltaGenerator | None = None,
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    """Shows blocks, in a place that was kept for them where one is given; nothing where they say nothing, which Streamlit refuses."""
    made = SCREEN.blocks(blocks)
    if made:
        (st if at is None else at).html(made, width=width)


def as_label(text: str) -> str:
    """Returns a text that a widget prints as it stands: what somebody typed into a name is never marked up.

    No more is escaped than must be, because a checkbox reads its label aloud with the escapes in it.

    >>> as_label("*Peers* [x](y) £5 (new)"), as_label("# 1: first"), as_label(":red[y]")
    ('\\\\*Peers\\\\* \\\\[x\\\\](y) £5 (new)', '\\\\# 1: first', '\\\\:red\\\\[y\\\\]')
    """
    plain = re.sub(r"([\\`*_{}\[\]<>~$])", r"\\\1", " ".join(str(text).split()))
    return re.sub(r"^([#+-])|:(?=[a-z])", lambda found: f"\\{found.group()}", plain)


def unseen(text: str) -> str:
    """Returns words of a widget's label that are read aloud and not shown: `screen.css` hides what is grey in a button."""
    return f":gray[{as_label(text)}]"
