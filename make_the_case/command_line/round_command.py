"""The command for a workshop without a server: its questions written as a file, and the answers in a file pooled into a case."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from make_the_case.command_line.asked_cases import bytes_of, read, say_of_the_file
from make_the_case.command_line.output import DONE, UsageError, print_json, say, why_of

if TYPE_CHECKING:
    from valuation import Case


def hold_a_round(asked: argparse.Namespace) -> int:
    """Writes a round's questions, or pools the answers in a file into a case."""
    if (asked.ask is None and asked.weigh is None) == (asked.answers is None):
        raise UsageError(
            "Say what is asked with --ask PATH,… or give the file of answers with --answers FILE."
        )
    place = asked.case or asked.into
    if place is None:
        raise UsageError("Name the case file that the round is about.")
    case = read(place)
    say_of_the_file(case)
    return _write_questions(case, asked) if asked.answers is None else _pool_answers(case, asked)


def _named(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _write_questions(case: Case, asked: argparse.Namespace) -> int:
    """Writes the questions as CSV to a file, or to standard output."""
    from make_the_case.words.round_questions import question_words
    from valuation.case.file import write_atomically
    from valuation.rounds.answers_file import questions_csv
    from valuation.rounds.questions import outcomes_weighed, questions_of

    weighed = outcomes_weighed(case, _named(asked.weigh))
    questions = questions_of(case, _named(asked.ask)) if asked.ask is not None or not weighed else ()
    text = questions_csv(
        [(question_words(case, question), question) for question in questions],
        [(f"How many of 100 points does this deserve: {outcome.name}?", outcome) for outcome in weighed],
    )
    if asked.output in (None, "-"):
        print(text.replace("\r\n", "\n"), end="")
        return DONE
    try:
        write_atomically(asked.output, text)
    except OSError as error:
        raise UsageError(f"{asked.output} cannot be written ({why_of(error)}).") from error
    print(f"Written to {asked.output}")
    next_step = f"make-the-case round {asked.case or asked.into} --answers {asked.output} --into {asked.case or asked.into}"
    say(
        [
            "Next: copy its rows once for each person, with a code for each person, fill them in, and then:",
            next_step,
        ]
    )
    return DONE


def _pool_answers(case: Case, asked: argparse.Namespace) -> int:
    """Pools the answers in a file, prints what they come to, and writes the case with them where that is asked for."""
    from make_the_case.exports.round_text import round_report
    from valuation.case.file import write_case
    from valuation.rounds.answers_file import replies_of
    from valuation.rounds.round_answer import pooled_round
    from valuation.rounds.what_kinds_change import what_kinds_change

    if asked.into is not None:
        _refuse_another(asked.case, asked.into, asked.force)
    replies = replies_of(case, bytes_of(asked.answers), Path(asked.answers).name)
    answer = pooled_round(case, replies, _day(asked.at))
    found = what_kinds_change(case, answer)
    if asked.into is not None:
        try:
            write_case(found.case, asked.into)
        except OSError as error:
            raise UsageError(f"{asked.into} cannot be written ({why_of(error)}).") from error
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        print_json(settled_all(found.as_dict(answer)))
    else:
        print(round_report(case, answer, found), end="")
    if asked.into is not None:
        say([f"The pooled figures are written to {asked.into}."])
    return DONE


def _refuse_another(case: str | None, into: str, is_forced: bool) -> None:
    """Refuses to write over a file that is not the case that was read."""
    is_same = case is None or (os.path.exists(case) and os.path.exists(into) and os.path.samefile(case, into))
    if os.path.lexists(into) and not is_same and not is_forced:
        raise UsageError(f"{into} is there already and has been kept. Choose another name, or --force it.")


def _day(text: str | None) -> date:
    try:
        return date.today() if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--at {text}: this is not a day. Write year-month-day, such as 2026-11-30."
        ) from None
