"""What is known of an option's years, and so is no longer forecast: who started and completed, and what was paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class KnownYears:
    """What happened in one option by year of the case, 0 the first; a year that is not here is forecast."""

    starts: Mapping[int, float] = field(default_factory=dict)
    completers: Mapping[int, float] = field(default_factory=dict)
    money: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    """By the path of a cost: what was paid, in the case's prices."""
    carries_on: frozenset[tuple[str, int]] = frozenset()
    """The path of a cost and a year after which it goes on at the price that was paid."""
