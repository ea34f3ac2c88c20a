"""What somebody who answers a workshop's questions reads: short sentences that an eleven-year-old can read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from make_the_case.words.answer_bars import AnswerBar, AnswerBars
from make_the_case.words.phrases import day
from valuation.figures import digits
from valuation.rounds import round_sheet
from valuation.rounds.beliefs import Opinion
from valuation.rounds.kinds import KINDS
from valuation.rounds.round_sheet import RoundSheet, SheetQuestion

OUT_OF_100 = "Type how many out of 100, from 0 to 100."
BEGIN, GO_ON, BACK, NEXT, FINISH = (
    "Begin",
    "Go on with my answers",
    "Go back",
    "Go to the next question",
    "Finish",
)
DECLINE = "I would rather not say"
ANSWER_ALL_THE_SAME = "Answer this after all"
WHICH_ARE_YOU = "Which of these are you? Choose the one that fits best."
PRIVACY = "Before you begin"
LOWEST = "What is the lowest it could be?"
HIGHEST = "What is the highest it could be?"
BEST_GUESS = "What is your best guess?"
HOW_SURE = "How sure are you that the true number is between your lowest and your highest?"
WHY = "Why do you think so? You can leave this empty."
WHY_HELP = "One sentence is fine. Others will read it, so please do not name anyone."
KEPT = "Your answer is kept."
NOT_WHOLE = "Your answer is not finished yet. What you typed is kept."
DECLINED = "You would rather not say. That is fine."
EVERYONE = "What everyone answered"
MAY_CHANGE = "Here is what everyone said. You may change your answer, or leave it as it is."
REASONS = "Why people think so"
POINTS = "What matters to you?"
SHARE_POINTS = "You have 100 points. Give more points to what matters more to you. You can give 0."
WAITING = "Thank you. Your answers are kept. You can close this page, or wait to see what everyone said."
SEEN = "You can now see what everyone said. Go through the questions again if you want to change an answer."
CLOSED = "These questions are closed now. Thank you for your answers."
AGAIN = "Go through the questions again"
TAKE_OUT = "Take out all my answers"
TAKE_OUT_WORDS = "You can take out your answers at any time. They are then deleted for good."
TAKEN_OUT = "Your answers have been taken out. Nothing that you answered is kept."
TAKE_OUT_SURE = "Yes, I want to take out all my answers"
COME_BACK = "Keep the address of this page. With it you can come back and change your answers."
NEEDS_SLIP = "You need a slip of paper with a code to answer. Scan the code on your slip, or ask for one."
CHOICES_OF_SURE = {
    "50": "50 out of 100: it could go either way",
    "60": "60 out of 100",
    "70": "70 out of 100",
    "80": "80 out of 100: quite sure",
    "90": "90 out of 100: very sure",
    "95": "95 out of 100",
    "99": "99 out of 100: almost certain",
}
"""What can be chosen for how sure somebody is."""


def all_asked(sheet: RoundSheet) -> dict[str, str]:
    """Returns everything that a round asks, by the place under which its answers are kept: the numbers, and then what matters."""
    numbers = {question.place: question.words for question in sheet.questions}
    return numbers | ({round_sheet.POINTS: POINTS} if sheet.outcomes else {})


def privacy_lines(delete_on: date) -> list[str]:
    """Returns what is kept, who sees it, until when, and how to take it out."""
    return [
        "We keep your answers, and which kind of person you say you are.",
        "We do not ask for your name. We do not keep the time, or what phone you use.",
        "Later, everyone here can see all the answers and reasons. No one is told who gave which.",
        "If only a few people of your kind are here, someone may guess which answer is yours.",
        "The person who runs this adds all the answers together for a report.",
        f"All answers are deleted on {day(delete_on)}.",
        "You can take your answers out on the last page.",
    ]


def kind_choices() -> dict[str, str]:
    """Returns which kinds of person can be chosen, each as somebody says it of themselves."""
    said = {
        "person_using_services": "A person who uses services", "carer": "A carer", "volunteer": "A volunteer",
        "clinician": "A clinician, such as a nurse or a doctor", "manager": "A manager", "finance": "Someone who works in finance",
        "charity": "Someone from a charity", "other": "Someone else",
    }  # fmt: skip
    return {kind: said[kind] for kind in KINDS}


def which_question(number: int, count: int) -> str:
    """Returns which of the questions this is."""
    return f"Question {number} of {count}"


def answered_in(question: SheetQuestion) -> str:
    """Returns in what the numbers are typed."""
    if question.is_share:
        return OUT_OF_100
    return f"The numbers are {question.unit}." if question.unit else "Type numbers."


def said_number(question: SheetQuestion, value: float) -> str:
    """Returns a number of an answer as people read it."""
    return f"{digits(100 * value, 3)}" if question.is_share else digits(value, 4)


def in_words(question: SheetQuestion, opinion: Opinion) -> str:
    """Returns an answer in one sentence."""
    low, best, high = (said_number(question, value) for value in (opinion.low, opinion.best, opinion.high))
    of = " out of 100" if question.is_share else ""
    return f"From {low} to {high}{of}. Best guess {best}. {round(100 * opinion.sure)}% sure."


def bars_of(question: SheetQuestion, opinions: Iterable[Opinion], own: Opinion | None = None) -> AnswerBars:
    """Returns answers as bars on one scale: a share on 0 to 100, anything else on what the answers span."""
    listed = [*((own,) if own is not None else ()), *opinions]
    if question.is_share:
        ends = (0.0, 1.0)
    else:
        low, high = min(each.low for each in listed), max(each.high for each in listed)
        room = 0.1 * (high - low) or 1.0
        ends = (max(low - room, question.kind.low), min(high + room, question.kind.high))
    rows = tuple(
        AnswerBar(each.low, each.best, each.high, in_words(question, each), is_own=each is own)
        for each in listed
    )
    unit = " out of 100" if question.is_share else ""
    words = (f"{said_number(question, ends[0])}", f"{said_number(question, ends[1])}{unit}")
    return AnswerBars(EVERYONE if len(rows) > 1 else "Your answer", rows, ends, words)


def points_left(points: Iterable[float]) -> str:
    """Returns how many points are still to be given."""
    left = 100 - sum(points)
    if left == 0:
        return "You have given all 100 points. They are kept."
    return f"You have {left:.0f} points left." if left > 0 else f"You have given {-left:.0f} points too many."
