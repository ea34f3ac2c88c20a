"""The screen for the room: what is asked, the code and the link, how many have answered, and the answers once they are shown."""

from __future__ import annotations

from typing import Any

import streamlit as st

from make_the_case.views.pages.workshop_page import CLOSED, SEEN, address_of, show_counts
from make_the_case.views.shell import draft_keeper, session
from make_the_case.views.shell.say import say
from make_the_case.words import answering_words, workshop_words
from make_the_case.words.answer_bars import RoomCode
from make_the_case.words.blocks import Beside, Box, Heading, Lines, notice, paragraphs
from valuation.rounds.round_sheet import answer_of, sheet_of


def show(keeper: draft_keeper.Keeper) -> None:
    """Draws the screen, which follows the room by itself."""
    now = session.current()
    if now is None or now.draft is None or now.draft.is_for_reading:
        say(Heading("The screen for the room"), notice(workshop_words.NO_DRAFT, aloud=""))
        return
    _follow(keeper, now.draft.secret)


@st.fragment(run_every=1.5)
def _follow(keeper: draft_keeper.Keeper, secret: str) -> None:
    try:
        rounds = keeper.store().rounds()
        held = next((each for each in rounds.of_draft(secret) if each.state != CLOSED), None)
        if held is None:
            say(
                Heading("The screen for the room"),
                paragraphs("No workshop is open. Open one on the page Workshop."),
            )
            return
        _draw(keeper, rounds, secret, held)
    except keeper.failed as error:
        say(notice(keeper.why(error, "room not shown")))


def _draw(keeper: draft_keeper.Keeper, rounds: Any, secret: str, held: Any) -> None:
    sheet = sheet_of(held.asked)
    link = address_of(held.room)
    say(
        Heading(sheet.title),
        Beside(
            (
                Box((RoomCode(link, "A code that leads a phone to the questions"),), "plain"),
                Box(
                    (
                        paragraphs(sheet.about, "Scan the code with your phone, or go to:", link),
                        Lines(tuple(answering_words.all_asked(sheet).values())),
                    ),
                    "plain",
                ),
            )
        ),
    )
    if held.has_slips:
        say(paragraphs("Use the code on your slip of paper: it is yours alone."))
    show_counts(keeper, secret, held)
    if held.state != SEEN:
        return
    given = rounds.answers(secret, held.id)
    for question in sheet.questions:
        opinions = [
            o
            for each in given
            if each.place == question.place and (o := answer_of(each.body).opinion) is not None
        ]
        if opinions:
            say(
                Heading(question.words, 2),
                answering_words.bars_of(question, sorted(opinions, key=lambda each: each.best)),
            )
