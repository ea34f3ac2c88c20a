"""A workshop on paper: the answer sheet in large print, and one side for the person who runs it."""

from __future__ import annotations

from make_the_case.words import answering_words as words
from make_the_case.words.blocks import Block, Heading, Lines, Tabled, paragraphs
from make_the_case.words.tables.summary_tables import Table
from valuation.rounds.round_sheet import RoundSheet, SheetQuestion

LINE = "_" * 22
BOX = "\N{BALLOT BOX}"
GUIDE_TITLE = "How to run the workshop in 45 minutes"


def answer_sheet(sheet: RoundSheet) -> list[Block]:
    """Returns the sheet that somebody without a phone fills in."""
    blocks: list[Block] = [
        paragraphs(sheet.about),
        paragraphs(
            "Please do not write your name. Give this sheet to the person who runs the workshop. They type it in and destroy it."
        ),
        Heading("Which of these are you? Tick one"),
        paragraphs(*(f"{BOX} {said}" for said in words.kind_choices().values())),
    ]
    for number, question in enumerate(sheet.questions, 1):
        blocks += _question(sheet, number, question)
    if sheet.outcomes:
        lines = (f"{outcome.name}: {LINE} points" for outcome in sheet.outcomes)
        blocks += [Heading(words.POINTS), paragraphs(words.SHARE_POINTS, *lines, "All together: 100 points")]
    return blocks


def _question(sheet: RoundSheet, number: int, question: SheetQuestion) -> list[Block]:
    known = question.known if not sheet.hides_known else ""
    asked = (
        words.LOWEST,
        words.HIGHEST,
        words.BEST_GUESS,
        "How sure are you, from 50 to 99 out of 100?",
        words.WHY,
    )
    return [
        Heading(f"Question {number}. {question.words}"),
        paragraphs(
            known,
            words.answered_in(question).replace("Type", "Write"),
            *(f"{what} {LINE}" for what in asked),
            f"{BOX} {words.DECLINE}",
            style="together",
        ),
    ]


def facilitators_page(sheet: RoundSheet) -> list[Block]:
    """Returns one side on how to run it: what to do when, what to say, and how not to lead."""
    count = len(sheet.questions)
    plan = (
        ("0 to 5", "Welcome. Say what is proposed and that no one has to answer. Read out what is kept, who sees it and until when."),
        ("5 to 10", "Do one question together that everyone can check, such as the number of beans in a jar."),
        ("10 to 20", f"Everyone answers {'the question' if count == 1 else f'the {count} questions'} alone, without talking. Help with the phone and never with the number."),
        ("20 to 35", "Press “Show all answers to everyone”. Ask about the lowest and the highest. Ask what someone could know who said that."),
        ("35 to 40", "People go through the questions again and change what they want to change."),
        ("40 to 45", "Close it. Show what it came to and say what happens next. Say how answers can be taken out."),
    )  # fmt: skip
    return [
        Tabled(Table("The plan", ("Minutes", "What to do"), plan)),
        Heading("What to say"),
        Lines(
            (
                "“There is no right answer here. We want to know what you have seen.”",
                "“First think of the lowest it could be, and then of the highest. Only then make your best guess.”",
                "“Being unsure is useful. A wide range is better than a wrong one.”",
                "“You can always say that you would rather not say.”",
            )
        ),
        Heading("How not to lead"),
        Lines(
            (
                "Do not say what you expect, or what the last group said.",
                "Do not ask the most senior person first. Ask those who use the service first.",
                "Do not ask anyone to defend their answer. Ask what could make it higher or lower.",
                "Do not press for agreement: the differences are part of the result.",
            )
        ),
        Heading("Before you begin"),
        Lines(
            (
                "Invite at least five of each kind of person. Fewer could be recognised.",
                "Print some answer sheets in large print. Have someone ready to read the questions out.",
                "Pay people for their time and travel, as you would pay others in the room.",
            )
        ),
    ]
