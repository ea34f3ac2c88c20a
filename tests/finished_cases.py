"""The cases that are files, each read once in a run of the tests: a case is frozen, and nobody changes what it holds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from valuation import Case, read_case


@cache
def case_at(path: Path) -> Case:
    """Returns the case in a file of the repository."""
    return read_case(path)
