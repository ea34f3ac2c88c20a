"""The command that rolls a service out: from one place to many, with what is done kept until all of it is."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from make_the_case.command_line.output import DONE, UsageError, print_json, progress, say

PLACES = "Roll-out to {:,} places"


def roll_a_service_out(asked: argparse.Namespace) -> int:
    """Prints what a service comes to in many places that begin in waves."""
    from valuation import EvaluationError
    from valuation.rollout.rolling_out import refuse_no_rollout, roll_out
    from valuation.rollout.rollout_file import read_rollout

    jobs = asked.jobs if asked.jobs is not None else os.cpu_count() or 1
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
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        print_json(settled_all(found.as_dict()))
        return DONE
    from make_the_case.exports.plain_text import rollout_report

    print(rollout_report(rollout, found), end="")
    return DONE


def kept_folder(named: str | None) -> Path:
    """Returns the folder in which what is done is kept: the one that is named, or one of the user's own that may be emptied at any time."""
    if named is not None:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("make-the-case", appauthor=False) / "rollouts"
