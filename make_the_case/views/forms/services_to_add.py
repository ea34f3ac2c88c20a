"""Where the services of a programme come from: one's own cases, the templates of the library, and files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from make_the_case.authoring import programme_changes as changes
from make_the_case.authoring.new_case import HORIZON, new_case
from make_the_case.views.forms import template_finder
from make_the_case.views.shell import (
    document_keeper,
    draft_keeper,
    draft_list,
    opening,
    session,
)
from make_the_case.views.shell.action import action
from make_the_case.views.shell.programme_session import PROGRAMME
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Box, Heading, Lines, paragraphs, refused
from make_the_case.words.phrases import counted
from valuation import Case, CaseError, MakeTheCaseError
from valuation.case.file import document_of, plain
from valuation.case.templates import template_heads, templates
from valuation.programme.programme_file import shape_of
from valuation.programme.programme_shape import FORMAT, MOST_SERVICES, ProgrammeShape

FIRST_YEAR, PRICE_YEAR = "2027-28", "2026-27"
MOST_MEGABYTES = 10
MOST_OFFERED = 50
MOST_PROBLEMS = 20
REFUSED, WANTED = "programme:not added", "programme:wants files"


def new_programme() -> ProgrammeShape:
    """Returns the programme that a person begins with."""
    return changes.empty_programme("A new programme", "nhs_icb", FIRST_YEAR, PRICE_YEAR, HORIZON)


def show(programme: ProgrammeShape, keeper: draft_keeper.Keeper) -> None:
    """Draws the three ways to add a service."""
    say(Heading("Add a service", 2))
    why = session.value_of(REFUSED)
    if why:
        say(refused(str(why)))
    if len(programme.services) >= MOST_SERVICES:
        say(paragraphs(f"A programme has {MOST_SERVICES} services at most."))
        return
    own, library, files = st.tabs(["From your cases", "From the library", "From files"], key="programme:from")
    with own:
        _own_cases(keeper)
    with library:
        _templates()
    with files:
        ask_for_files(programme)


def _add(case: Case | str) -> None:
    if isinstance(case, str):
        session.keep(REFUSED, case)
        return
    session.forget(REFUSED)
    PROGRAMME.changed(partial(changes.with_case, case=case))


def _own_cases(keeper: draft_keeper.Keeper) -> None:
    now = session.current()
    if now is not None:
        title = now.case.shape.title or "A case without a title"
        action(f"Add the open case: {title}", "programme:add open", _add, now.case, type="secondary")
    kept = draft_list.kept_cases(keeper)[:MOST_OFFERED]
    if not kept:
        say(paragraphs("No case of yours is kept here yet. Start one, or add a service from the library or from a file."))  # fmt: skip
        return
    st.selectbox(
        "One of your cases",
        range(len(kept)),
        format_func=lambda k: as_label(draft_list.title_of(kept[k])),
        key="programme:own",
    )
    action("Add this case", "programme:add own", _add_kept, keeper, kept, type="secondary")


def _add_kept(keeper: draft_keeper.Keeper, kept: Sequence[Any]) -> None:
    _add(draft_list.case_of(keeper, kept[session.value_of("programme:own")]))


def _templates() -> None:
    heads = template_heads(session.library())
    asked = template_finder.ask("programme:library", "What is it called, or what do people need?", heads)
    found = [ident for ident in asked.idents if not heads[ident].get("enabler", False)]
    if not found:
        return
    key = f"programme:template:{found[0]}:{len(found)}"  # another search begins with the first that it found
    st.selectbox(
        "One of the templates found",
        found,
        format_func=lambda ident: as_label(heads[ident]["name"]),
        key=key,
    )
    say(paragraphs("A template's local figures are not yours. Make it a case of your own before a board decides on it."))  # fmt: skip
    action("Add this template", "programme:add template", _add_template, key, type="secondary")


def _add_template(key: str) -> None:
    library, ident = session.library(), session.value_of(key)
    try:
        _add(new_case([next(each for each in templates(library) if each.id == ident)], library).case)
    except MakeTheCaseError as error:
        _add(str(error))


# Files -------------------------------------------------------------------------------------------------------


def ask_for_files(programme: ProgrammeShape) -> None:
    """Asks for case files, or for a programme file with or without the cases that it names."""
    files = st.file_uploader(
        "Case files, or a programme file, ending .yaml or .yml",
        type=["yaml", "yml"],
        accept_multiple_files=True,
        max_upload_size=MOST_MEGABYTES,
        key=_key_of_files(),
    )
    if files:
        action("Add what these files hold", "programme:add files", session.keep, WANTED, programme, type="secondary")  # fmt: skip


def _key_of_files() -> str:
    """Returns the key of the field for files: another after every step, so that what was added is not offered again."""
    return f"programme:files:{PROGRAMME.serial()}"


def add_what_was_asked() -> None:
    """Adds what some files hold where somebody asked for it, or says everything that is wrong with them."""
    programme = session.value_of(WANTED)
    session.forget(WANTED)
    if not isinstance(programme, ProgrammeShape):
        return
    files = session.value_of(_key_of_files()) or []
    problems = _opened(programme, {file.name: file.getvalue() for file in files})
    if not problems:
        for file in files:
            session.let_go(file)
        return
    why = f"Nothing was added: these files have {counted(len(problems), 'problem')}. The programme is as it was."
    more = f"And {len(problems) - MOST_PROBLEMS} more." if len(problems) > MOST_PROBLEMS else ""
    say(Box((paragraphs(why), Lines(tuple(problems[:MOST_PROBLEMS])), paragraphs(more)), "refused", "alert"))


def _opened(programme: ProgrammeShape, texts: dict[str, bytes]) -> list[str]:
    """Makes the programme of some files the one of this window, or adds their cases to it; returns every problem, and then does nothing."""
    problems: list[str] = []
    cases: dict[str, Case] = {}
    opened: list[ProgrammeShape] = []
    for name, text in texts.items():
        try:
            data = plain(document_of(text, name))
            if isinstance(data, dict) and data.get("format") == FORMAT:
                opened.append(shape_of(text, name))
            else:
                cases[name] = opening.case_in(text, name)
        except CaseError as error:
            problems += [f"{name}, {problem.sentence()}" for problem in error.problems]
        except MakeTheCaseError as error:
            problems.append(f"{name}: {error}")
    if len(opened) > 1:
        problems.append("Two of these are programme files. Open one at a time.")
    if problems:
        return problems
    if opened:
        inside = {name: dict(case.data) for name, case in cases.items()}
        document_keeper.let_go(PROGRAMME)
        PROGRAMME.put(changes.with_cases_of_files(opened[0], inside))
        return []
    for case in cases.values():
        programme = changes.with_case(programme, case)
    PROGRAMME.put(programme)
    return []
