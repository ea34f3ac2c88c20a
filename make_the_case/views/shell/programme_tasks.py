"""What the page of a programme has done in a process of its own: functions importable by name, which keep what they read for the next time."""

from __future__ import annotations

from importlib.resources import as_file, files

from make_the_case.jobs.worker import progress
from make_the_case.views.shell.page_tasks import library
from valuation.draws import SEED
from valuation.programme.candidates import Candidate, KnownBy, candidates
from valuation.programme.choosing import Chooser
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import ReadMember, parse_programme, with_cases_inside
from valuation.programme.programme_shape import ProgrammeShape

EXAMPLE = "community_programme.yml"
MOST_KEPT = 40
"""Candidates that a process keeps: beyond these it begins anew, so that its memory is bounded."""
_MEMBERS: dict[str, ReadMember] = {}
_CANDIDATES: dict[KnownBy, Candidate] = {}


def example() -> ProgrammeShape:
    """Returns the programme that is shipped, its cases whole within it."""
    with as_file(files("cases")) as folder:
        return with_cases_inside(folder / EXAMPLE)


def chosen(text: str, draws: int) -> ProgrammeAnswer:
    """Returns which services of a programme are best; only what changed since the last time is read and worked out again."""
    if len(_CANDIDATES) > MOST_KEPT:
        _CANDIDATES.clear()
        _MEMBERS.clear()
    programme = parse_programme(text, "The programme", None, library(), _MEMBERS)
    found = candidates(programme, draws, SEED, progress, _CANDIDATES)
    return Chooser(programme, found).answer(progress)
