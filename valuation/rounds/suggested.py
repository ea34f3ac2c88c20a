"""Which numbers to ask people about: those that matter most and are least sure."""

from __future__ import annotations

from collections.abc import Mapping

from valuation.case.places import concerns, has_step, key_of
from valuation.case.validity.validation import Case
from valuation.rounds.questions import may_be_asked

SELDOM_KNOWN = ("lag", "lasts", "drop_off", "unit_value", "vat", "cost_per_person", "fixed_cost")
"""Keys of what a room seldom knows: how long an effect lasts, what it is worth, what a test costs. It may be asked, and is not suggested."""


def suggested(
    case: Case, option: str, swings: Mapping[str, float], worth: Mapping[str, float] | None = None
) -> list[str]:
    """Returns the paths that people may be asked about, the first to ask first: by EVPPI, then by swing × grade of evidence.

    What no range moves comes last. Effects are never among them, nor what the library knows for the
    whole country.
    """
    worth = worth or {}
    paths = [
        path
        for path in may_be_asked(case)
        if concerns(path, option)
        and key_of(path) not in SELDOM_KNOWN
        and not has_step(path, "ramp")
        and not _is_of_the_library(case, path)
    ]

    def weight(path: str) -> tuple[float, float, str]:
        number = case.assumption_at(path)
        resolved = path if number is None else number.path
        swing = max(swings.get(path, 0.0), swings.get(resolved, 0.0))
        grade = 6 if number is None else number.confidence
        return -max(worth.get(path, 0.0), worth.get(resolved, 0.0)), -swing * grade, path

    return sorted(paths, key=weight)


def _is_of_the_library(case: Case, path: str) -> bool:
    number = case.assumption_at(path)
    return number is not None and number.path != path and number.path in case.library
