"""Asking for a template: by the words that people use, by what people need, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from make_the_case.authoring.template_search import find_templates
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import paragraphs
from make_the_case.words.template_words import found_in_words, needs_of, search_notes
from valuation.case.templates import Head

EXAMPLES = "For example: lonely older people, debt, falls"
ELSEWHERE = "{} for other needs. Choose no need to see them."


@dataclass(frozen=True)
class Asked:
    """The templates that were asked for, the best first, or all of them where nothing was asked; and what to say of the search."""

    idents: tuple[str, ...]
    is_asked: bool
    notes: tuple[str, ...] = ()


def ask(key: str, label: str, heads: Mapping[str, Head]) -> Asked:
    """Asks for words and for a need, says what came of it, and returns what was found."""
    typed = words(key, label)
    needs = needs_of(heads)
    need = st.selectbox(
        "Or choose a need",
        list(needs),
        index=None,
        format_func=lambda ident: needs[ident],
        placeholder="Any need",
        key=f"{key}:need",
    )
    asked = found(typed, need, heads)
    say_notes(asked)
    return asked


def words(key: str, label: str, is_live: bool = False) -> str:
    """Asks for words, and returns them."""
    typed = st.text_input(
        label, type="search", icon=None, key=f"{key}:words", placeholder=EXAMPLES, live=is_live
    )
    return (typed or "").strip()


def found(typed: str, need: str | None, heads: Mapping[str, Head]) -> Asked:
    """Returns the templates that have some words and are for a need, where either is given."""
    search = find_templates(typed, heads)
    idents = tuple(ident for ident in search.idents if not need or need in heads[ident].get("needs", []))
    if not typed and not need:
        return Asked(idents, False)
    notes = search_notes(search)
    if search.idents and not idents:
        notes.append(ELSEWHERE.format(found_in_words(len(search.idents))))
    return Asked(idents, True, tuple(notes))


def say_notes(asked: Asked) -> None:
    """Says how the words were read, and what to try where nothing was found."""
    if asked.is_asked:
        say(paragraphs(*asked.notes, style="state", aloud="status"))
