"""Findings: what one study, review or measurement of one's own found, as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Design = Literal["review", "randomised", "controlled", "before_after", "monitoring", "claim"]
COMPARISONS = frozenset({"review", "randomised", "controlled"})
"""Designs in which some people were offered the service and others were not."""
CHANGES = frozenset({"before_after", "monitoring"})
"""Designs in which the same people were measured twice, and nobody else."""
MANY_TRIALS = 5
"""Trials from which on a review says how much they differ among themselves."""


@dataclass(frozen=True)
class MarkDown:
    """What a design leaves of an estimate: the share d that is believed, and the spread β · max(|x|, q) that is added."""

    share: float
    added_spread: float


@dataclass(frozen=True)
class Scale:
    """A measure in which an outcome is counted, with what is known of it before any study of this service.

    `spread` q is how far services like these have been seen to work, `tau` τ how much one service differs from place to
    place, `retest` ρ how far one person's answers at two times go together. Source: evidence.md, sections 2 and 6.
    """

    id: str
    tau: float
    spread: float
    is_higher_better: bool = True
    is_total: bool = False
    """Whether it adds up over the time in which people are followed, as years of health do."""
    sd: float | None = None
    mean: float | None = None
    retest: float = 0.5
    most: float | None = field(default=None, compare=False)
    """The largest effect that one person can have in a year; None where there is no such end. Nothing is read otherwise for it."""
    no_difference: float = field(default=0.0, compare=False)
    """What is found where there is no difference: 1 for a ratio, which is shown and never read."""
    mark_downs: Mapping[Design, MarkDown] = field(kw_only=True, hash=False, repr=False)
    """What each design leaves of an estimate: data of the library, which travels with the measure."""


@dataclass(frozen=True)
class Finding:
    """One finding of an outcome, in the outcome's measure and in that measure's own direction."""

    id: str
    study: str
    design: Design
    estimate: float
    interval: tuple[float, float] | None = None
    se: float | None = None
    n: float | None = None
    n_with: float | None = None
    n_without: float | None = None
    sd: float | None = None
    trials: int = 0
    tau: float | None = None
    """How much the trials of a review differ, as a standard deviation."""
    includes: frozenset[str] = frozenset()
    """The studies that a review contains."""
    baseline: float | None = None
    population_mean: float | None = None
    took_part: float = 1.0
    follow_up_months: float | None = None
    is_here: bool = False
    """Whether it was measured in this service and place."""
    is_set_aside: bool = False
    is_to_verify: bool = False
    is_in_measure: bool = True
    """Whether it is in the outcome's measure; one in another measure is shown and not read."""

    @property
    def is_comparison(self) -> bool:
        """Returns whether people who were offered the service are set against others."""
        return self.design in COMPARISONS

    @property
    def is_change(self) -> bool:
        """Returns whether the same people are set against themselves, earlier."""
        return self.design in CHANGES

    @property
    def is_large_review(self) -> bool:
        """Returns whether it pools so many trials that it stands for services in general, and not for one more place."""
        return self.design == "review" and self.trials >= MANY_TRIALS
