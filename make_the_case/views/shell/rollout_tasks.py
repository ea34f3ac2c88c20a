"""What the page of a roll-out has done in a process of its own: functions importable by name."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path

from make_the_case.authoring import rollout_changes
from make_the_case.authoring.rollout_changes import RolloutData
from make_the_case.jobs.worker import progress
from make_the_case.views.shell.page_tasks import library
from valuation.rollout.rolling_out import roll_out
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import parse_rollout, rollout_of


def example() -> RolloutData:
    """Returns the roll-out that is shipped."""
    return rollout_changes.example(library())


def read_file(content: bytes, name: str) -> RolloutData:
    """Returns the roll-out of a saved file, which holds its case and its places; raises CaseError where it cannot be worked out."""
    return parse_rollout(content, name, None, library()).as_data()


def rolled_out(data: RolloutData, draws: int) -> RolloutAnswer:
    """Returns what a roll-out comes to; what is done of one that is stopped is kept, and not worked out again."""
    rollout = rollout_of(data, "The roll-out", None, library())
    return roll_out(rollout, draws, each=progress, keep=kept_folder())


def kept_folder() -> Path:
    """Returns the folder in which the places that are done are kept until all are."""
    return user_cache_path("make-the-case", appauthor=False) / "rollouts"
