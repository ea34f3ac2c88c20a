"""The page From one place to many: a service taken to many places in waves, what that comes to, and who would gain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from make_the_case.authoring import rollout_changes as changes
from make_the_case.authoring.rollout_changes import RolloutData
from make_the_case.views.forms import rollout_form
from make_the_case.views.shell import (
    document_keeper,
    draft_keeper,
    offered_files,
    plotly_charts,
    rollout_session,
    rollout_tasks,
    session,
    slow_work,
)
from make_the_case.views.shell.action import action
from make_the_case.views.shell.rollout_session import ROLLOUT, WorkedOut
from make_the_case.views.shell.say import say
from make_the_case.words import rollout_words as words
from make_the_case.words.blocks import Heading, Rule, Tabled, notice, paragraphs, state
from make_the_case.words.charts import rollout_charts as charts
from make_the_case.words.file_names import case_file_name, file_name
from make_the_case.words.rollout_panels import rollout_tiles
from valuation import MakeTheCaseError

TITLE = "From one place to many"
LEAD = (
    "A service works in one place. What would it come to in forty? Begin with a case, say which places begin when, and see what the "
    "whole is worth, who would gain, which places would lose, and what it is worth to go in waves."
)
WANTS_EXAMPLE, WANTS_FILE, MADE = "rollout:wants example", "rollout:wants file", "rollout:made"
PaperMaker = Callable[..., Mapping[str, bytes | offered_files.NotMade]]
"""What writes the papers of a roll-out in a process of its own, given by the app."""


def show(
    keeper: draft_keeper.Keeper,
    reader: rollout_form.PlacesReader,
    maker: PaperMaker,
    formats: Mapping[str, Any],
) -> None:
    """Draws the page."""
    say(Heading(TITLE))
    document_keeper.begin(ROLLOUT, keeper)
    _open_what_was_asked()
    document_keeper.keep(ROLLOUT, keeper)
    ROLLOUT.say_what_was_done()
    data = ROLLOUT.current()
    if data is None:
        _begin(keeper)
        return
    _head(data)
    result = st.container()
    say(Heading("The roll-out", 2))
    rollout_form.show(data, reader)
    with result:
        found = rollout_session.worked_out(data)
        if found is not None:
            _result(found)
    if found is not None:
        _papers(data, found, maker, formats)
    document_keeper.show_sharing(ROLLOUT, keeper)
    say(Rule(), paragraphs(words.LEAVES_OUT))


def _begin(keeper: draft_keeper.Keeper) -> None:
    """Asks how to begin where there is no roll-out yet."""
    document_keeper.say_where(ROLLOUT)
    say(paragraphs(LEAD))
    now = session.current()
    with st.container(horizontal=True):
        action("Open the example: one place to 42 boards", "rollout:example", session.keep, WANTS_EXAMPLE, True, type="primary")  # fmt: skip
        if now is not None:
            action("Begin with the case that is open", "rollout:begin", _begin_with_open, type="secondary")
    say(state("The example is made up, as are its places. Its answer surprises most people."))
    if now is None:
        say(state("To begin with a case of your own, open it first on Your cases or Start."))
    with st.container(border=True):
        uploaded = st.file_uploader(
            "Go on with a roll-out that was saved (.yml, .yaml or .json)",
            type=["yml", "yaml", "json"],
            key="rollout:file",
        )
        if uploaded is not None:
            action("Open this roll-out", "rollout:open", session.keep, WANTS_FILE, (uploaded.getvalue(), uploaded.name), type="secondary")  # fmt: skip
    document_keeper.show_list(ROLLOUT, keeper)


def _begin_with_open() -> None:
    case = session.opened().case
    ROLLOUT.put(changes.new_rollout(case, case.preferred))


def _open_what_was_asked() -> None:
    """Opens the example or a saved file where somebody asked for it: it takes seconds, which only a page can show."""
    wanted = session.value_of(WANTS_FILE)
    if not session.value_of(WANTS_EXAMPLE) and not wanted:
        return
    session.forget(WANTS_EXAMPLE)
    session.forget(WANTS_FILE)
    try:
        if wanted:
            data = slow_work.run(rollout_tasks.read_file, *wanted, words="Opening the roll-out…")
        else:
            data = slow_work.run(rollout_tasks.example, words="Opening the example…")
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return
    ROLLOUT.put(data)


def _head(data: RolloutData) -> None:
    """Shows what the roll-out is called, and what can be done with all of it."""
    title = str(data.get("title") or TITLE)
    say(paragraphs(title, style="state"))
    with st.container(horizontal=True):
        st.download_button(
            "Save roll-out file",
            changes.text_of(data).encode(),
            case_file_name("roll-out", title).removesuffix(".yaml") + ".json",
            "application/json",
            key="rollout:save",
            type="secondary",
            on_click=offered_files.noting("roll-out file", "rollout:save"),
        )
        action("Undo the last change", "rollout:undo", ROLLOUT.undo, disabled=not ROLLOUT.can_undo())  # fmt: skip
        action("Begin another roll-out", "rollout:another", document_keeper.let_go, ROLLOUT)
    document_keeper.say_where(ROLLOUT)


# The answer --------------------------------------------------------------------------------------------------


def _result(found: WorkedOut) -> None:
    rollout, answer = found.rollout, found.answer
    if rollout.shape.illustrative:
        say(paragraphs(words.MADE_UP))
    say(paragraphs(words.verdict_sentence(rollout, answer), style="verdict"))
    say(rollout_tiles(answer, rollout.case.shape.commissioner))
    tabs = st.tabs(
        ["In waves, or all at once", "Areas", "People and money", "Who gains", "Wave by wave"],
        key="rollout:tabs",
    )
    for tab, draw in zip(tabs, (_ways, _areas, _money, _who, _waves), strict=True):
        with tab:
            draw(found)


def _ways(found: WorkedOut) -> None:
    sentences = words.waves_sentences(found.rollout, found.answer)
    left, right = st.columns([3, 4], gap="large")
    with left:
        say(Heading("What it is worth to go in waves", 2), paragraphs(*sentences))
        say(state("All at once takes it that places which begin together all do as well as the first."))
    with right:
        plotly_charts.show(charts.ways_chart(found.answer), "rollout:ways")


def _areas(found: WorkedOut) -> None:
    say(paragraphs(" ".join(words.areas_sentences(found.answer))))
    plotly_charts.show(charts.places_chart(found.answer), "rollout:places")


def _money(found: WorkedOut) -> None:
    plotly_charts.show(charts.money_chart(found.answer, found.rollout.case.shape.commissioner), "rollout:money")  # fmt: skip
    say(Tabled(words.years_table(found.answer)))


def _who(found: WorkedOut) -> None:
    chart = charts.fifths_chart(found.answer)
    if chart is None:
        say(paragraphs("No place says in which fifth of deprivation it is. Add the column deprivation to the table of places."))  # fmt: skip
        return
    plotly_charts.show(chart, "rollout:fifths")
    say(Tabled(words.fifths_table(found.answer)))


def _waves(found: WorkedOut) -> None:
    say(Tabled(words.waves_table(found.answer)))
    small = charts.wave_charts(found.answer)
    for begin in range(0, len(small), 3):
        for column, chart in zip(st.columns(3), small[begin : begin + 3], strict=False):
            with column:
                plotly_charts.show(chart, f"rollout:{chart.id}")


# Papers ------------------------------------------------------------------------------------------------------


def _papers(data: RolloutData, found: WorkedOut, maker: PaperMaker, formats: Mapping[str, Any]) -> None:
    """Offers the papers of the roll-out as it is now: made when they are asked for."""
    say(Heading("Papers", 2))
    made = session.value_of(MADE)
    if made is None or made[0] != found.code:
        say(paragraphs("A two-page summary for a board, the same in Word and for the web, a workbook, and the figures."))  # fmt: skip
        action("Make the papers", "rollout:make", session.keep, MADE, (found.code, None), type="primary")
        return
    if made[1] is None:
        try:
            files = slow_work.run(maker, data, found.answer, words="Making the papers…")
        except MakeTheCaseError as error:
            session.forget(MADE)
            say(notice(str(error)))
            return
        made = (found.code, {key: offered_files.taken(row.file, files[key]) for key, row in formats.items()})
        session.keep(MADE, made)
    with st.container(horizontal=True):
        for key, row in formats.items():
            content = made[1][key]
            if isinstance(content, bytes):
                name = file_name(str(data.get("title") or TITLE), row.name, f".{row.ending}")
                offered_files.offer(content, row.file, row.mime, f"rollout:take:{key}", key == "pdf", name)
    offered_files.show_failed(list(made[1].values()))
