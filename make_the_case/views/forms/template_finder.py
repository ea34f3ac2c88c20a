"""Asking for a template: by the words that people use, by what people need, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from make_the_case.authoring.template_search import find_templates
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Words, paragraphs
from make_the_case.words.template_words import found_in_words, needs_of, search_notes
from valuation.case.templates import Head

EXAMPLES = "For example: loneliness, link worker, falls"
ELSEWHERE = "{} for other needs. Choose no need to see them."


@dataclass(frozen=True)
class Asked:
    """The templates that were asked for, the best first; all of them where nothing was asked."""

    idents: tuple[str, ...]
    is_asked: bool


def ask(key: str, label: str, heads: Mapping[str, Head], is_live: bool = False) -> Asked:
    """Asks for words and for a need, says what came of it, and returns what was found."""
    typed = st.text_input(
        label, type="search", icon=None, key=f"{key}:words", placeholder=EXAMPLES, live=is_live
    )
    needs = needs_of(heads)
    need = st.selectbox(
        "Or choose a need",
        list(needs),
        index=None,
        format_func=lambda ident: needs[ident],
        placeholder="Any need",
        key=f"{key}:need",
    )
    search = find_templates(typed or "", heads)
    idents = tuple(ident for ident in search.idents if not need or need in heads[ident].get("needs", []))
    is_asked = bool((typed or "").strip() or need)
    if is_asked:
        notes = search_notes(search)
        if search.idents and not idents:
            notes.append(ELSEWHERE.format(found_in_words(len(search.idents))))
        say(_aloud(notes))
    return Asked(idents, is_asked)


def _aloud(notes: list[str]) -> Words:
    return paragraphs(*notes, style="state", aloud="status")
