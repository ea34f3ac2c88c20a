"""A stage: an option as it stands, or tried by a few first and then gone on with or stopped, over the same longer horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from valuation.people import Array, Columns, PilotStarts

Way = Literal["commit", "go", "stop"]


@dataclass(frozen=True)
class Stage:
    """How one option of a case is compiled for a pilot; all ways have the case's years and `go_year` more.

    Source: docs/method.md, *A pilot*.
    """

    way: Way
    pilot_years: int
    """For how many years people start in the pilot."""
    go_year: int
    """The year, 0 the first, in which it is gone on."""
    most_a_year: float = np.inf
    """How many people start in each year of the pilot at most."""

    @property
    def starts(self) -> PilotStarts | None:
        """Returns what the pilot lets start; None of the option as it stands."""
        if self.way == "commit":
            return None
        return PilotStarts(self.pilot_years, self.go_year, self.most_a_year)

    def last_year(self, until: int) -> int:
        """Returns the last year of something that is paid until a year: nothing is after a stop."""
        return min(until, self.go_year - 1) if self.way == "stop" else until

    def delivery_years(self, stated: int) -> int:
        """Returns for how many years people can start: until a stop, or as the case says."""
        return min(stated, self.go_year) if self.way == "stop" else stated

    def from_first_step(self, columns: Columns) -> Columns:
        """Returns what the case says year by year (years along the last axis), begun again where it is gone on."""
        if self.way != "go":
            return columns
        years = columns.shape[-1]
        return np.concatenate(
            [columns[..., : self.go_year], columns[..., : max(0, years - self.go_year)]], axis=-1
        )[..., :years]

    def once(self, year: int, waits: bool) -> int | None:
        """Returns the year of a cost paid once; None where it is never paid."""
        if self.way == "stop":
            return None if waits or year >= self.go_year else year
        return max(year, self.go_year) if waits and self.way == "go" else year

    def only_if_gone_on(self, by_year: Array) -> Array:
        """Returns what a decision to go on brings about (years along the last axis): nothing before it, nor after a stop."""
        if self.way == "commit":
            return by_year
        gone_on = np.arange(by_year.shape[-1]) >= self.go_year
        return by_year * (gone_on & (self.way == "go"))


AS_IT_STANDS = Stage("commit", 0, 0)
"""A case as it is compiled for every other question: over its own years."""
