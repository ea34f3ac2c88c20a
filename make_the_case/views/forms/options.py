"""The options of a case: which one a page is about, and adding, copying, naming and removing them."""

from __future__ import annotations

import streamlit as st

from make_the_case.views.forms import fields, template_finder
from make_the_case.views.forms.bound import Bound
from make_the_case.views.shell import opening, session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import template_words
from make_the_case.words.blocks import Heading
from valuation.case.templates import template_heads

SIZES = {
    "smaller": ("Add a do-minimum version, for half as many people", "Do minimum", 0.5),
    "larger": ("Add a more ambitious version, for twice as many", "More ambitious", 2.0),
}
"""By key: what the button says, how the copy is called, and how many times as many people it is for."""

FIRST_TOLD = 3
"""How many of the templates that were found say which people they fit."""


def choose() -> str:
    """Asks which option the page is about, where there are several, and offers to add, copy or remove one."""
    shape = session.opened().case.shape
    names = {option.id: option.name or option.id for option in shape.options}
    preferred = session.opened().case.preferred
    chosen = session.value_of("option", preferred)
    if chosen not in names:
        chosen = preferred
    if len(names) > 1:
        chosen = st.radio(
            "Which option?",
            list(names),
            format_func=lambda ident: as_label(names[ident]) + (" (preferred)" if ident == preferred else ""),
            horizontal=True,
            **Bound("choice:option", chosen, "", _option_chosen).widget(),
        )
    return str(chosen)


def _option_chosen(option: str) -> None:
    session.keep("option", option)


def show(option: str) -> None:
    """Shows what can be done with options: name, add from a template, copy, start blank, put forward, remove."""
    shape = session.opened().case.shape
    place = st.expander("Options: add, copy, remove", key="choice:options", on_change="rerun")
    if not place.open:
        return
    with place:
        fields.text(f"options.{option}.name", "Name of this option")
        fields.word_list(f"options.{option}.claims", "peer, diabetes")
        fields.lines(f"options.{option}.cautions", "What to be careful about, one thing on each line")
        left, right = st.columns(2)
        with left:
            _from_template()
        with right:
            action("Copy this option, to change it", "choice:option:copy", _copied, option, type="secondary")
            if session.opened().case.option(option).people is not None:
                for key, (words, _, _) in SIZES.items():
                    action(words, f"choice:option:{key}", _sized, option, key, type="secondary")
            action("Add a blank option", "choice:option:blank", _blank_added, type="secondary")
            if shape.preferred != option and len(shape.options) > 1:
                action(
                    "Make this the preferred option",
                    "choice:option:prefer",
                    steps.put,
                    "preferred",
                    option,
                    type="secondary",
                )
            if len(shape.options) > 1:
                action(
                    "Remove this option",
                    "choice:option:remove",
                    steps.remove,
                    f"options.{option}",
                    type="secondary",
                )


def _from_template() -> None:
    """Asks for a template by words or by need, and adds the one that is chosen."""
    heads = {
        ident: head for ident, head in template_heads(session.library()).items() if not head.get("alone")
    }
    asked = template_finder.ask("choice:option:find", "Find a template to add", heads)
    st.selectbox(
        "Add an option from a template",
        asked.idents,
        format_func=lambda ident: as_label(heads[ident]["name"]),
        index=None,
        placeholder="Choose a template",
        disabled=not asked.idents,
        **Bound("choice:option:template", None, "", _template_added).widget(),
    )
    if asked.is_asked:
        say(
            *(
                block
                for ident in asked.idents[:FIRST_TOLD]
                for block in (
                    Heading(heads[ident]["name"], 3),
                    template_words.lines_of(heads[ident], heads),
                )
            )
        )


def _template_added(ident: str | None) -> None:
    if ident and opening.add_from_template(ident):
        session.keep("option", session.opened().case.shape.options[-1].id)


def _copied(option: str) -> None:
    name = session.opened().case.option(option).name or option
    if opening.add_copy(option, f"{name}, changed"):
        session.keep("option", session.opened().case.shape.options[-1].id)


def _sized(option: str, size: str) -> None:
    name = session.opened().case.option(option).name or option
    _, lead, times = SIZES[size]
    if opening.add_scaled(option, f"{lead}: {name}", times):
        session.keep("option", session.opened().case.shape.options[-1].id)
        session.opened().said = [
            f"“{lead}: {name}” is a copy for {'half' if times < 1 else 'twice'} as many people. Costs for a year and costs paid once "
            "are the same as before. Change those that would differ."
        ]


def _blank_added() -> None:
    if opening.add_blank("Another option"):
        session.keep("option", session.opened().case.shape.options[-1].id)
