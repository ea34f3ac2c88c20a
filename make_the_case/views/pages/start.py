"""The Start page: start a case, open one, or read a finished example."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from make_the_case.views.forms import template_finder
from make_the_case.views.pages.help import version_line
from make_the_case.views.shell import draft_keeper, draft_list, failures, opening, session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.views.text import copy
from make_the_case.words.blocks import (
    Box,
    Heading,
    Lines,
    Rule,
    five,
    in_one_line,
    paragraphs,
    state,
)
from make_the_case.words.papers import summary
from make_the_case.words.papers.summary import PRODUCED_WITH
from make_the_case.words.phrases import counted
from make_the_case.words.template_words import found_in_words, lines_of
from valuation import MakeTheCaseError, answer, parse_case
from valuation.answers.cautions import caution_words
from valuation.case.templates import Head, template_heads

FIND, COMPARED = "start", "start:compared"
"""How the names of the fields begin that ask for a template; and which templates are put side by side."""
FIRST_SHOWN = 5
"""Templates that are shown before it is asked for more."""
MOST_PROBLEMS = 20
"""Problems of a file that are listed at once."""
MOST_BYTES = 10
"""Megabytes that an uploaded file may have: a workbook is larger than a case."""


def show(
    examples: Mapping[str, str],
    goto: Callable[[str], None],
    read_back: opening.ReadBack,
    take_tour: Callable[[], None],
    where_kept: str,
    keeper: draft_keeper.Keeper,
) -> None:
    """Draws the page: on the left one's own case, on the right a finished example."""
    say(Heading("Make the Case", is_program=True))
    st.markdown(copy("start"))
    say(paragraphs(f"{where_kept} Save the case file as well: it is yours, and opens anywhere."))
    with failures.said("drafts"):
        draft_list.show(keeper, goto)
    left, right = st.columns(2, gap="large")
    with left:
        _start_your_own(goto)
        _open_a_file(goto, read_back)
    with right:
        _finished_example(examples, goto, take_tour)
    say(Rule(), paragraphs(f"{PRODUCED_WITH} {version_line()}"))


def _start_your_own(goto: Callable[[str], None]) -> None:
    say(Heading("Start your own", 2))
    heads = template_heads(session.library())
    asked = template_finder.ask(FIND, "What do you want to make the case for?", heads, is_live=True)
    _to_compare(heads, goto)
    if asked.is_asked:
        _found(asked.idents, heads, goto)
    else:
        say(
            state(
                f"There are {len(heads)} templates. Type a word or choose a need to see them. Or start blank."
            )
        )
    if st.button("Start blank", key="start:blank"):
        opening.start_blank()
        goto("proposal")
    with st.expander("What you will need"):
        st.markdown(copy("needs"))


def _to_compare(heads: Mapping[str, Head], goto: Callable[[str], None]) -> None:
    """Shows which templates were put side by side, if any, and builds a case with an option for each."""
    chosen = _compared()
    if not chosen:
        return
    with st.container(border=True):
        say(Heading("To compare in one case", 3))
        for ident in chosen:
            action(f"Take out: {heads[ident]['name']}", f"start:out:{ident}", _take_out, ident)
        options = counted(len(chosen), "option")
        if st.button(f"Build a case with {options}", type="primary", key="start:go"):
            session.forget(COMPARED)
            _build(chosen, goto)


def _found(idents: Sequence[str], heads: Mapping[str, Head], goto: Callable[[str], None]) -> None:
    """Shows the templates that were found, each with whom it fits; one press takes one of them."""
    if not idents:
        return
    say(Heading(found_in_words(len(idents)), 3))
    for ident in idents[:FIRST_SHOWN]:
        _card(ident, heads, goto)
    more = idents[FIRST_SHOWN:]
    if more:
        place = st.expander(f"Show {len(more)} more", key="start:more", on_change="rerun")
        if place.open:
            with place:
                for ident in more:
                    _card(ident, heads, goto)


def _card(ident: str, heads: Mapping[str, Head], goto: Callable[[str], None]) -> None:
    head = heads[ident]
    cautions = caution_words(head.get("cautions"))
    with st.container(border=True):
        say(Heading(head["name"], 4), lines_of(head, heads))
        evidence = st.expander("What studies found", key=f"start:evidence:{ident}", on_change="rerun")
        if evidence.open:
            with evidence:
                say(paragraphs(in_one_line(head.get("evidence", "")), in_one_line("".join(cautions[:1]))))
        with st.container(horizontal=True):
            if st.button(as_label(f"Build a case: {head['name']}"), key=f"start:build:{ident}", wrap=True):
                _build([ident], goto)
            if not head.get("alone") and ident not in _compared():
                action(f"Compare with others: {head['name']}", f"start:add:{ident}", _put_in, ident)


def _build(chosen: Sequence[str], goto: Callable[[str], None]) -> None:
    opening.start_from(chosen)
    goto("proposal")


def _compared() -> list[str]:
    return session.value_of(COMPARED, [])


def _put_in(ident: str) -> None:
    session.keep(COMPARED, [*_compared(), ident])


def _take_out(ident: str) -> None:
    session.keep(COMPARED, [one for one in _compared() if one != ident])


def _open_a_file(goto: Callable[[str], None], read_back: opening.ReadBack) -> None:
    say(Heading("Open a saved case", 2))
    file = st.file_uploader(
        "A case file, yours or somebody else's, ending .yaml; or a workbook exported from here, ending .xlsx",
        max_upload_size=MOST_BYTES,
        key="start:file",
    )
    if file is None:
        return
    if st.button("Open this file", key="start:open", type="primary"):
        content = file.getvalue()
        if opening.is_workbook(file.name, content):
            problems, has_changes = opening.open_workbook(content, file.name, read_back)
        else:
            problems, has_changes = opening.open_text(content, file.name), False
        if not problems:
            session.let_go(file)
            goto("test" if has_changes else "results")
        count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
        why = f"{file.name} could not be opened: it has {count}. Nothing was changed, and the case that was open still is."
        more = f"And {len(problems) - MOST_PROBLEMS} more." if len(problems) > MOST_PROBLEMS else ""
        listed = Lines(tuple(problems[:MOST_PROBLEMS]))
        say(Box((paragraphs(why), listed, paragraphs(more)), "refused", "alert"))


def _finished_example(
    examples: Mapping[str, str], goto: Callable[[str], None], take_tour: Callable[[], None]
) -> None:
    say(Heading("Read a finished example", 2))
    if not examples:
        say(paragraphs("No finished example is installed. Start your own, or open a saved case."))
        return
    chosen = st.selectbox(
        "Finished example",
        list(examples),
        format_func=lambda name: title_in(examples[name], name),
        key="start:example",
    )
    finished = example(examples[chosen], chosen)
    if finished["problems"]:
        say(paragraphs(f"{chosen} cannot be read.", *finished["problems"]))
        return
    said = (
        Heading(finished["title"], 3),
        paragraphs(*finished["notices"], style="notice"),
        paragraphs(finished["verdict"], style="verdict"),
        five(finished["lines"]),
    )
    say(Box(said, "beside"))
    with st.container(horizontal=True):
        if st.button("Open this example", key="start:example:open"):
            opening.open_text(examples[chosen], chosen)
            goto("results")
        if st.button("Take the tour: five minutes", key="start:tour"):
            take_tour()


def title_in(text: str, name: str) -> str:
    """Returns the title of a case file without reading the whole of it, or its name where it has none.

    >>> title_in("format: x\\ntitle: 'Ours: new'\\n", "a.yaml"), title_in("- 1", "a.yaml")
    ('Ours: new', 'a.yaml')
    """
    title = re.search(r"^title:[ \t]*(\S.*?)[ \t]*$", text, re.MULTILINE)
    return title.group(1).strip("\"'") if title else name


@st.cache_data(max_entries=20, show_spinner=False)
def example(text: str, name: str) -> dict[str, Any]:
    """Returns what the page says of a finished example, or its problems, from the file's text alone."""
    try:
        case = parse_case(text, name, session.library())
        answered = answer(case)
    except MakeTheCaseError as error:
        return {"title": name, "problems": str(error).splitlines()}
    option = case.preferred
    return {
        "title": answered.title or name,
        "problems": [],
        "notices": summary.notices(case),
        "verdict": answered.options[option].verdict.sentence,
        "lines": summary.five_lines(answered, option),
    }
