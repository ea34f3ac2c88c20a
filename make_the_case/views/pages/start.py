"""The Start page: start a case, open one, or read a finished example."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from make_the_case.views.pages.help import version_line
from make_the_case.views.shell import draft_keeper, draft_list, failures, opening, session
from make_the_case.views.shell.say import say
from make_the_case.views.text import copy
from make_the_case.words.blocks import (
    Box,
    Heading,
    Lines,
    Rule,
    facts,
    five,
    in_one_line,
    paragraphs,
    refused,
    state,
)
from make_the_case.words.papers import summary
from make_the_case.words.papers.summary import PRODUCED_WITH
from make_the_case.words.template_evidence import GROUPS
from valuation import MakeTheCaseError, answer, parse_case
from valuation.answers.cautions import caution_words
from valuation.case.templates import template_heads

ALL = ""
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
    left, right = st.columns([5, 6], gap="large")
    with left:
        _start_your_own(goto)
        _open_a_file(goto, read_back)
    with right:
        _finished_example(examples, goto, take_tour)
    say(Rule(), paragraphs(f"{PRODUCED_WITH} {version_line()}"))


def _start_your_own(goto: Callable[[str], None]) -> None:
    say(Heading("Start your own", 2))
    by_template = template_heads(session.library())
    purpose = st.selectbox(
        "What is it for?",
        [ALL, *GROUPS],
        format_func=lambda name: name or f"All {len(by_template)} templates",
        key="start:purpose",
    )
    before = session.value_of("start:templates") or []
    known = [ident for idents in GROUPS.values() for ident in idents if ident in by_template]
    shown = [ident for ident in known if not purpose or ident in GROUPS[purpose] or ident in before]
    chosen = st.multiselect(
        "What kind of service is it?",
        shown,
        format_func=lambda ident: by_template[ident]["name"],
        placeholder="Choose one, or several to compare",
        key="start:templates",
    )
    for ident in chosen:
        _template(by_template[ident])
    alone = [by_template[ident]["name"] for ident in chosen if by_template[ident].get("alone")]
    is_refused = bool(alone) and len(chosen) > 1
    if is_refused:
        say(
            refused(
                f"{alone[0]} is a benchmark that holds other services in it: choose it alone, or take it out."
            )
        )
    with st.container(horizontal=True):
        if st.button("Build a case", type="primary", disabled=not chosen or is_refused, key="start:go"):
            opening.start_from(chosen)
            goto("proposal")
        if st.button("Start blank", key="start:blank"):
            opening.start_blank()
            goto("proposal")
    if not chosen:
        say(state("To build a case, choose a kind of service first. Or start blank."))
    with st.expander("What you will need"):
        st.markdown(copy("needs"))


def _template(template: Mapping[str, object]) -> None:
    cautions = caution_words(template.get("cautions"))
    rows = [
        ("For", template.get("serves")),
        ("Evidence", template.get("evidence")),
        ("Caution", "".join(cautions[:1])),
    ]
    say(
        Heading(str(template["name"]), 3),
        facts((label, in_one_line(words)) for label, words in rows if words),
    )


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
