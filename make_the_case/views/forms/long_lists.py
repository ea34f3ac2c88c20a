"""Entries of a list: each a line that opens into its form, and of a long list so many at once, with a search and a choice that lead to every other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from make_the_case.views.shell import session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Text, paragraphs

T = TypeVar("T")
MOST = 40
"""Entries of a list that a page shows at once."""


def part_of(
    key: str,
    entries: Sequence[T],
    name_of: Callable[[T], str],
    is_open: Callable[[T], bool] = lambda entry: False,
) -> list[T]:
    """Returns which entries of a list to show: all of a short one; of a long one those searched for, a page of them, and any that is open."""
    if len(entries) <= MOST:
        return list(entries)
    left, right = st.columns(2)
    typed = left.text_input(f"Find one of {len(entries):,} by its name", key=f"choice:find:{key}")
    words = (typed or "").casefold().split()
    matching = [entry for entry in entries if all(word in name_of(entry).casefold() for word in words)]
    if not matching:
        say(paragraphs("None of them is called that. Try fewer words, or empty the search."))
    begins = list(range(0, len(matching), MOST)) or [0]
    session.offer(f"choice:page:{key}", begins)
    first = right.selectbox(
        "Show",
        begins,
        format_func=lambda begin: (
            f"{begin + 1:,} to {min(begin + MOST, len(matching)):,} of {len(matching):,}"
        ),
        key=f"choice:page:{key}",
        disabled=len(begins) < 2,
    )
    shown = matching[first or 0 : (first or 0) + MOST]
    kept = [entry for entry in entries if is_open(entry) and entry not in shown]
    return [*kept, *shown]


def foldable(key: str, name: str, line: Text) -> bool:
    """Shows one entry as a line with a button that opens its form, and returns whether it is open.

    Not an expander: one whose label changes, as a name or an amount does while its form is used, closes by itself.
    """
    is_open = session.is_unfolded(key)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"fold:{key}"):
        say(paragraphs(line, style="row"))
        verb = "Close" if is_open else "Change"
        action(verb, f"choice:fold:{key}", session.unfold, key, not is_open, about=name)
    return is_open
