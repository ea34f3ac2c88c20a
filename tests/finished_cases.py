"""The cases that are files, each read once in a run of the tests: a case is frozen, and nobody changes what it holds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from valuation import Case, read_case

ROOT = Path(__file__).resolve().parents[1]
FINISHED = (
    "southfold_befriending",
    "larkmoor_green_prescribing",
    "oldhaven_telehealth",
    "highcombe_diabetes",
)
"""The finished cases that the app opens: worth it, nobody knows yet, costs more than it gives back, and three options."""
EARLIER = ("northshire_peer_support", "westmere_lay_led_courses", "eastmoor_community_links")
"""Finished cases that were shipped before: they open and answer as they did."""


def path_of(name: str) -> Path:
    """Returns the file of a finished case, one of today or an earlier one."""
    return ROOT / ("tests/cases/earlier" if name in EARLIER else "cases") / f"{name}.yaml"


@cache
def case_at(path: Path) -> Case:
    """Returns the case in a file of the repository."""
    return read_case(path)
