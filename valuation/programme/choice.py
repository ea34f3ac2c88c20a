"""The choice among services: an integer programme, solved by HiGHS, with ties broken by cost and then by the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from valuation.errors import EvaluationError
from valuation.people import Array

Chosen = tuple[int, ...]
"""The places of the candidates that are chosen, in order."""
SCALE = 1e6
"""The largest value after scaling: HiGHS calls two sets the same that differ by a millionth."""
SAME = 1e-9
"""Of the largest value or of a ceiling, what differs by less is the same."""


@dataclass(frozen=True)
class Limit:
    """What a chosen set may not exceed: Σ amounts · x ≤ most."""

    name: str
    amounts: Array
    """Of each candidate, shape (candidates,)."""
    most: float
    is_ceiling: bool = False
    """Whether it is a sum of money that the frontier moves."""
    kind: str = ""
    """Which of the rules it is, where it is one: `at_most`, `needs`, `at_least` or `claim`."""


@dataclass(frozen=True)
class Choice:
    """Candidates of which at most one of each service is chosen, under limits."""

    services: tuple[str, ...]
    """The service of each candidate, in the order of the file."""
    cost: Array
    """What the commissioner spends on each, shape (candidates,)."""
    always: frozenset[str]
    never: frozenset[str]
    limits: tuple[Limit, ...] = ()
    forced: frozenset[int] = field(default_factory=frozenset)
    """Candidates that are in whatever they are worth."""

    def with_ceilings(self, factor: float) -> Choice:
        """Returns the same choice with every ceiling times a factor."""
        scaled = (replace(each, most=each.most * factor) if each.is_ceiling else each for each in self.limits)
        return replace(self, limits=tuple(scaled))

    def best(self, values: Array, without: Sequence[Chosen] = ()) -> Chosen | None:
        """Returns the set with the largest sum of values that keeps every limit, and is none of some others; None where there is none.

        Ties: less cost to the commissioner, then the order of the file. `values` has shape (candidates,).
        """
        excluded = list(without)
        while True:
            found = self._tied(values, excluded)
            if found is None or self.keeps(found):
                return found
            excluded.append(found)  # HiGHS takes a ceiling to be kept that is missed by less than it can see

    def any_best(self, values: Array) -> Chosen | None:
        """Returns a set with the largest sum of values; which of equals is left open, as for one draw of many it may be."""
        found = self._solved(values, [])
        return found if found is None or self.keeps(found) else self.best(values)

    def keeps(self, chosen: Chosen) -> bool:
        """Returns whether a set keeps every limit."""
        picked = list(chosen)
        return all(
            each.amounts[picked].sum() <= each.most + SAME * max(1.0, abs(each.most)) for each in self.limits
        )

    def every_set(self, most: int) -> Array | None:
        """Returns every set that keeps every limit, a row of 0 and 1 for each, shape (sets, candidates); None where there are more than `most` to look at."""
        sets = np.zeros((1, len(self.services)))
        low, high = self.bounds
        for service in dict.fromkeys(self.services):
            places = [int(k) for k in np.flatnonzero(self.members(service)) if high[k]]
            nothing = [sets] if service not in self.always and not low[places].any() else []
            with_one = [sets + np.eye(len(self.services))[k] for k in places if low[k] == low[places].max()]
            if sum(map(len, [*nothing, *with_one])) > most:
                return None
            sets = np.concatenate([*nothing, *with_one]) if nothing or with_one else sets[:0]
        for each in self.limits:
            sets = sets[sets @ each.amounts <= each.most + SAME * max(1.0, abs(each.most))]
        return sets

    def _tied(self, values: Array, without: Sequence[Chosen]) -> Chosen | None:
        """Returns the best set, of several as good the cheapest, and of these the first in the order of the file."""
        found = self._solved(values, without)
        if found is None or self._solved(values, [*without, found], self._as_good(values, found)) is None:
            return found
        as_good = self._as_good(values, found)
        cheapest = self._solved(-self.cost, without, as_good)
        assert cheapest is not None
        kept = [*as_good, self._as_cheap(cheapest)]
        chosen: set[int] = set()
        for place in range(len(self.services)):
            tried = replace(self, forced=self.forced | chosen | {place})
            if tried._solved(np.zeros(len(values)), without, kept) is not None:
                chosen.add(place)
        return tuple(sorted(chosen))

    def _as_good(self, values: Array, found: Chosen) -> list[LinearConstraint]:
        scale = SCALE / max(float(np.abs(values).max()), 1e-300)
        least = scale * values[list(found)].sum() - SAME * SCALE
        return [LinearConstraint(scale * values, least, np.inf)]

    def _as_cheap(self, found: Chosen) -> LinearConstraint:
        scale = SCALE / max(float(np.abs(self.cost).max()), 1e-300)
        return LinearConstraint(
            scale * self.cost, -np.inf, scale * self.cost[list(found)].sum() + SAME * SCALE
        )

    def _solved(
        self, values: Array, without: Sequence[Chosen], more: Sequence[LinearConstraint] = ()
    ) -> Chosen | None:
        """Returns a set with the largest sum of values, or None where no set keeps every limit."""
        scale = SCALE / max(float(np.abs(values).max()), 1e-300)
        rows = [*self.constraints, *(self._other_than(one) for one in without), *more]
        low, high = self.bounds
        if (low > high).any():
            return None
        solved = milp(
            -scale * values,
            integrality=np.ones(len(self.services)),
            bounds=Bounds(low, high),
            constraints=rows,
            options={"mip_rel_gap": 0.0, "disp": False},
        )
        if solved.status == INFEASIBLE:
            return None
        if solved.x is None:
            raise EvaluationError(f"The choice could not be worked out: {solved.message}")
        return tuple(int(k) for k in np.flatnonzero(solved.x > 0.5))

    @property
    def bounds(self) -> tuple[Array, Array]:
        """Returns the least and the most of each candidate: 0 and 1, but for those that are forced or never chosen."""
        low = np.zeros(len(self.services))
        low[list(self.forced)] = 1.0
        return low, np.array([float(each not in self.never) for each in self.services])

    @property
    def constraints(self) -> list[LinearConstraint]:
        """Returns the limits, each scaled to 1, and that each service is chosen once at most, or once."""
        rows = [
            LinearConstraint(
                each.amounts / max(abs(each.most), 1.0), -np.inf, each.most / max(abs(each.most), 1.0)
            )
            for each in self.limits
        ]
        for service in dict.fromkeys(self.services):
            members = self.members(service).astype(float)
            rows.append(LinearConstraint(members, 1.0 if service in self.always else 0.0, 1.0))
        return rows

    def members(self, service: str) -> NDArray[np.bool_]:
        """Returns which candidates are of a service, shape (candidates,)."""
        return np.array([each == service for each in self.services])

    def _other_than(self, chosen: Chosen) -> LinearConstraint:
        """Returns that a set differs from another: Σ over it (1 − x) + Σ over the rest x ≥ 1."""
        signs = np.ones(len(self.services))
        signs[list(chosen)] = -1.0
        return LinearConstraint(signs, 1.0 - len(chosen), np.inf)


INFEASIBLE = 2
"""What `milp` says where nothing keeps every limit."""


def value_of(values: Array, chosen: Chosen) -> float:
    """Returns the sum of the values of a set."""
    return float(values[list(chosen)].sum())
