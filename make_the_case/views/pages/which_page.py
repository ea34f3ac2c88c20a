"""The page Which of these?: which services are best together for the money that there is, and what a room asks about that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from make_the_case.authoring import programme_changes as changes
from make_the_case.views.forms import programme_form, services_to_add
from make_the_case.views.shell import (
    document_keeper,
    draft_keeper,
    offered_files,
    plotly_charts,
    programme_session,
    programme_tasks,
    session,
    slow_work,
)
from make_the_case.views.shell.action import action
from make_the_case.views.shell.programme_session import PROGRAMME
from make_the_case.views.shell.say import as_label, say
from make_the_case.words import programme_words as words
from make_the_case.words.blocks import Heading, Lines, Rule, Tabled, five, notice, paragraphs, state
from make_the_case.words.charts import programme_charts as charts
from make_the_case.words.file_names import case_file_name, file_name
from make_the_case.words.programme_panels import programme_tiles
from valuation import MakeTheCaseError
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import programme_text
from valuation.programme.programme_shape import ProgrammeShape

LEAD = (
    "Which of several services are best together for the money that there is? Add the cases, say how much each organisation can spend, "
    "and see the set that is worth most, what comes next and how sure that is."
)
NOT_KNOWN = (
    "The figures do not know whether the staff exist, what two services do to each other beyond the same caseload, or what a service "
    "that closes leaves behind. They say what the money buys if each case is right."
)
MADE = "programme:made"
PaperMaker = Callable[..., Mapping[str, bytes | offered_files.NotMade]]
"""What writes the papers of a programme in a process of its own, given by the app."""


def show(keeper: draft_keeper.Keeper, maker: PaperMaker, formats: Mapping[str, Any]) -> None:
    """Draws the page."""
    say(Heading("Which of these?"))
    document_keeper.begin(PROGRAMME, keeper)
    open_what_was_asked()
    document_keeper.keep(PROGRAMME, keeper)
    PROGRAMME.say_what_was_done()
    programme = PROGRAMME.current()
    if programme is None:
        _begin(keeper)
        return
    _head(programme)
    result = st.container()
    say(Heading("The programme", 2))
    programme_form.show(programme)
    services_to_add.show(programme, keeper)
    if not programme.services:
        return
    with result:
        found = programme_session.answer(programme)
        if found is not None:
            _result(programme, found)
    if found is not None:
        _papers(programme, found, maker, formats)
    document_keeper.show_sharing(PROGRAMME, keeper)
    say(Rule(), paragraphs(NOT_KNOWN))


def _begin(keeper: draft_keeper.Keeper) -> None:
    """Asks how to begin where there is no programme yet."""
    document_keeper.say_where(PROGRAMME)
    say(paragraphs(LEAD))
    with st.container(horizontal=True):
        action("Open the example: six ideas and £3 million", "programme:example", _open_example, type="primary")  # fmt: skip
        action("Begin a programme", "programme:begin", PROGRAMME.put, services_to_add.new_programme(), type="secondary")  # fmt: skip
    say(state("The example is made up, as are its places. Its answer surprises most people."))
    with st.container(border=True):
        services_to_add.ask_for_files(services_to_add.new_programme())
    document_keeper.show_list(PROGRAMME, keeper)


def _open_example() -> None:
    session.keep("programme:wants example", True)


def open_what_was_asked() -> None:
    """Opens the example or files where somebody asked for that: it takes seconds, which only a page can show."""
    services_to_add.add_what_was_asked()
    if not session.value_of("programme:wants example"):
        return
    session.forget("programme:wants example")
    try:
        shape = slow_work.run(programme_tasks.example, words="Opening the example…")
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return
    PROGRAMME.put(shape)


def _head(programme: ProgrammeShape) -> None:
    """Shows what the programme is called, and what can be done with all of it."""
    text = programme_text(programme)
    title = programme.title or "Programme"
    say(paragraphs(title, style="state"))
    with st.container(horizontal=True):
        st.download_button(
            "Save programme file",
            text.encode(),
            case_file_name("programme", title).removesuffix(".yaml") + ".yml",
            "application/yaml",
            key="programme:save",
            type="secondary",
            on_click=offered_files.noting("programme file", "programme:save"),
            disabled=not programme.services,
        )
        action("Undo the last change", "programme:undo", PROGRAMME.undo, disabled=not PROGRAMME.can_undo())  # fmt: skip
        action("Begin another programme", "programme:another", document_keeper.let_go, PROGRAMME)
    document_keeper.say_where(PROGRAMME)


# The answer --------------------------------------------------------------------------------------------------


def _result(programme: ProgrammeShape, found: ProgrammeAnswer) -> None:
    maximise, commissioner = programme.maximise, programme.commissioner
    say(Heading("The best services", 2, is_unseen=True))
    say(paragraphs(words.best_sentence(found), style="verdict"))
    say(programme_tiles(found, maximise, commissioner))
    left, right = st.columns(2, gap="large")
    with left:
        if found.ceilings:
            plotly_charts.show(charts.ceilings_chart(found), "programme:ceilings")
        else:
            say(Heading("The money", 2), paragraphs("No ceiling has been set."))
    with right:
        plotly_charts.show(charts.triangles_chart(found, maximise, commissioner), "programme:triangles")
    tabs = st.tabs(
        ["What if?", "What comes next", "More or less money", "How sure", "Who pays and gains", "Each service"],
        key="programme:tabs",
    )  # fmt: skip
    for tab, draw in zip(tabs, (_what_if, _next, _money, _sure, _who, _each), strict=True):
        with tab:
            draw(programme, found)


def _what_if(programme: ProgrammeShape, found: ProgrammeAnswer) -> None:
    """The two moves that rooms make: to drop a service, and to ask what the last of the money buys."""
    names = words.names_of(found)
    left, right = st.columns(2, gap="large")
    with left:
        say(Heading("What if we drop this?", 2))
        dropped = {one.service: one for one in found.dropped}
        if dropped:
            ident = st.selectbox("Drop", list(dropped), format_func=lambda key: as_label(names[key]), key="programme:drop")  # fmt: skip
            say(paragraphs(words.dropped_sentence(found, dropped[ident], programme.maximise)))
            action(
                "Mark it as out",
                f"programme:out:{ident}",
                PROGRAMME.changed,
                lambda shape: changes.with_service(shape, ident, status="out"),
                type="secondary",
                about=names[ident],
            )
        else:
            say(paragraphs("No service is chosen, so there is none to drop."))
    with right:
        say(Heading("What would the last £100,000 buy?", 2))
        if found.moved:
            say(Lines(tuple(words.moved_sentence(found, one, programme.maximise) for one in found.moved)))
        else:
            say(paragraphs("Set a ceiling to see what the last of the money buys."))


def _next(programme: ProgrammeShape, found: ProgrammeAnswer) -> None:
    if found.next_best:
        say(Tabled(words.next_best_table(found, programme.maximise)))
    if found.left_out:
        say(Heading("What would bring a service in", 2), Lines(tuple(words.left_out_sentences(found, programme.maximise))))  # fmt: skip


def _money(programme: ProgrammeShape, found: ProgrammeAnswer) -> None:
    if not found.ceilings:
        say(paragraphs("Set a ceiling to see what more or less money would buy."))
        return
    plotly_charts.show(charts.frontier_chart(found, programme.maximise), "programme:frontier")


def _sure(programme: ProgrammeShape, found: ProgrammeAnswer) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        plotly_charts.show(charts.in_best_chart(found), "programme:best")
    with right:
        say(
            Heading("What is worth finding out first", 2),
            paragraphs(*words.finding_out_sentences(found, programme.maximise)),
            Tabled(words.finding_out_table(found, programme.maximise)),
        )


def _who(programme: ProgrammeShape, found: ProgrammeAnswer) -> None:
    say(five(words.five_lines_of(found, programme.commissioner)))
    say(Tabled(words.parties_table(found)), Tabled(words.cost_by_year_table(found)))
    if found.worth.groups:
        say(Tabled(words.groups_table(found)))


def _each(programme: ProgrammeShape, found: ProgrammeAnswer) -> None:
    say(Tabled(words.services_table(found, programme.maximise, programme.commissioner)))
    restated = words.restated_sentences(found)
    if restated:
        say(Heading("What the programme changes in a case", 2), Lines(tuple(restated)))


# Papers ------------------------------------------------------------------------------------------------------


def _papers(
    programme: ProgrammeShape, found: ProgrammeAnswer, maker: PaperMaker, formats: Mapping[str, Any]
) -> None:
    """Offers the papers of the programme as it is now: made when they are asked for."""
    say(Heading("Papers", 2))
    code = PROGRAMME.code(programme)
    made = session.value_of(MADE)
    if made is None or made[0] != code:
        say(paragraphs("A two-page summary for a board, the whole paper in Word and for the web, a workbook, and the figures."))  # fmt: skip
        if not st.button("Make the papers", key="programme:make", type="primary"):
            return
        try:
            files = slow_work.run(maker, programme_text(programme), found, words="Making the papers…")
        except MakeTheCaseError as error:
            say(notice(str(error)))
            return
        made = (code, {key: offered_files.taken(row.file, files[key]) for key, row in formats.items()})
        session.keep(MADE, made)
    with st.container(horizontal=True):
        for key, row in formats.items():
            content = made[1][key]
            if isinstance(content, bytes):
                name = file_name(programme.title or "Programme", row.name, row.ending)
                offered_files.offer(content, row.file, row.mime, f"programme:take:{key}", key == "pdf", name)
    offered_files.show_failed(list(made[1].values()))
