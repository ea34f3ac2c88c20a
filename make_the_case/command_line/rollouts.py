"""The command that rolls a service out: from one place to many, with what is done kept until all of it is."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from make_the_case.command_line.output import (
    CASE_HAS_ERRORS,
    DONE,
    UsageError,
    print_json,
    progress,
    say,
    why_of,
)
from make_the_case.words.rollout_formats import ROLLOUT_FORMATS

if TYPE_CHECKING:
    from valuation.rollout.rollout_answer import RolloutAnswer
    from valuation.rollout.rollout_file import Rollout

PLACES = "Roll-out to {:,} places"


def roll_a_service_out(asked: argparse.Namespace) -> int:
    """Prints what a service comes to in many places that begin in waves."""
    from valuation import EvaluationError
    from valuation.rollout.rolling_out import MOST_JOBS, refuse_no_rollout, roll_out
    from valuation.rollout.rollout_file import read_rollout

    formats = formats_asked_for(asked.to)
    jobs = asked.jobs if asked.jobs is not None else min(os.cpu_count() or 1, MOST_JOBS)
    try:
        refuse_no_rollout(asked.draws, asked.seed, jobs)
    except EvaluationError as error:
        raise UsageError(str(error)) from error
    rollout = read_rollout(Path(asked.rollout))
    keep, done = kept_folder(asked.keep), 0
    with progress(len(rollout.places), PLACES) as shown:

        def each(places: int) -> None:
            nonlocal done
            done = places
            if shown is not None:
                shown(places)

        try:
            found = roll_out(rollout, asked.draws, asked.seed, jobs, each, keep)
        except KeyboardInterrupt:
            say(
                [
                    "",
                    f"{done:,} of {len(rollout.places):,} places are done and kept in {keep}. The same command goes on from there.",
                ]
            )
            raise
    if formats:
        return _write(rollout, found, formats, Path(asked.output))
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        print_json(settled_all(found.as_dict()))
        return DONE
    from make_the_case.exports.plain_text import rollout_report

    print(rollout_report(rollout, found), end="")
    return DONE


def formats_asked_for(to: str | None) -> list[str]:
    """Returns the formats in which the papers of a roll-out are asked for; raises UsageError where one is not known."""
    formats = list(dict.fromkeys(word.strip().lower() for word in (to or "").split(",") if word.strip()))
    if any(key not in ROLLOUT_FORMATS for key in formats) or (to is not None and not formats):
        known = ", ".join(ROLLOUT_FORMATS)
        raise UsageError(f"--to {to}: a roll-out is written as {known}. Use --to with any of them, such as --to pdf,xlsx")  # fmt: skip
    return formats


def _write(rollout: Rollout, found: RolloutAnswer, formats: list[str], folder: Path) -> int:
    """Writes the papers that are asked for, each whole or not at all."""
    from datetime import datetime

    from make_the_case.exports.rollout_files import rollout_makers
    from valuation import MakeTheCaseError
    from valuation.case.file import write_atomically

    makers, failed = rollout_makers(rollout, found, datetime.now()), list[str]()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key in formats:
            place = folder / ROLLOUT_FORMATS[key].file
            try:
                content = makers[key]()
            except MakeTheCaseError as error:
                failed.append(f"{place.name} could not be made. {error}")
                continue
            write_atomically(place, content)
            print(f"Written to {place}")
    except OSError as error:
        raise UsageError(f"The files cannot be written to {folder} ({why_of(error)}).") from error
    say(failed)
    return CASE_HAS_ERRORS if failed else DONE


def kept_folder(named: str | None) -> Path:
    """Returns the folder in which what is done is kept: the one that is named, or one of the user's own that may be emptied at any time."""
    if named is not None:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("make-the-case", appauthor=False) / "rollouts"
