"""The outcome that an option's value depends on most."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from valuation.case.places import entry_of, first_of, key_of, within_option

if TYPE_CHECKING:
    from valuation.answer import OptionAnswer

BENEFIT = "benefit"


def main_outcome(option: OptionAnswer) -> str | None:
    """Returns the outcome with findings, valued in money, whose counted benefits are furthest from 0; None where there is none.

    Of equals, such as two that are both read as nothing, it is the one that the case names first.
    """
    benefits = benefits_by_outcome(option)
    valued = [outcome for outcome in option.evidence.outcomes if outcome in benefits]
    return max(valued, key=lambda outcome: abs(benefits[outcome])) if valued else None


def benefits_by_outcome(option: OptionAnswer) -> dict[str, float]:
    """Returns the present value of the benefits that count of each outcome valued in money, 0 where none of them counts."""
    sums: defaultdict[str, float] = defaultdict(float)
    for line in option.lines:
        entry = entry_of(line.path)
        if line.side == BENEFIT and entry is not None and first_of(within_option(entry)) == "outcomes":
            sums[key_of(entry)] += line.pv if line.counted else 0.0
    return dict(sums)
