"""A share learned from counts: the beta distribution that a number and its range say, updated by k of n."""

from __future__ import annotations

import math
from dataclasses import dataclass

from valuation.case.validity.validation import Case
from valuation.library import Library
from valuation.quantities import SPREAD_OF_95, Assumption
from valuation.spreads import default_ranges, spread_of


@dataclass(frozen=True)
class Beta:
    """A beta distribution of a share."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """Returns a/(a + b)."""
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        """Returns √(ab/(a + b + 1))/(a + b)."""
        total = self.a + self.b
        return math.sqrt(self.a * self.b / (total + 1)) / total

    def updated(self, k: float, n: float) -> Beta:
        """Returns what it is once k of n have done it: a + k, b + n − k. Source: docs/method.md, *What happened*.

        >>> Beta(2.0, 8.0).updated(30, 100)
        Beta(a=32.0, b=78.0)
        """
        return Beta(self.a + k, self.b + n - k)

    def range(self) -> tuple[float, float]:
        """Returns the range, within 0 to 1, whose width is 3.92 of its standard deviations: read again it is this distribution."""
        width = SPREAD_OF_95 * self.sd
        low = min(max(self.mean - width / 2, 0.0), max(1.0 - width, 0.0))
        return low, min(low + width, 1.0)


def beta_of(mean: float, sd: float) -> Beta:
    """Returns the beta distribution of a mean and a standard deviation, by the method of moments (model.md, section 1).

    >>> beta_of(0.2, 0.1)
    Beta(a=3.0, b=12.0)
    """
    weight = mean * (1 - mean) / sd**2 - 1
    return Beta(round(mean * weight, 12), round((1 - mean) * weight, 12))


def drawn_as_beta(number: Assumption | None, library: Library) -> Beta | None:
    """Returns the beta distribution that a share is drawn from; None where it is fixed, or drawn in another way."""
    if number is None:
        return None
    spread = spread_of(number, default_ranges(library))
    if spread is None or not spread.is_drawn or spread.distribution != "beta":
        return None
    return beta_of(number.value, (spread.high - spread.low) / SPREAD_OF_95)


def factor_of_enablers(case: Case, option: str, key: str) -> float:
    """Returns what the option's enablers multiply a share by, at the best estimates: what was counted is of the product."""
    path = f"options.{option}.enablers"
    paths = [f"{path}.{enabler.id}.multiplies.{key}" for enabler in case.option(option).enablers]
    return math.prod(case.number(each) for each in paths if case.assumption_at(each) is not None)
