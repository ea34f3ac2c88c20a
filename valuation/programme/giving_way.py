"""What has to give way where no set of services keeps every ceiling and rule, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from valuation.figures import digits
from valuation.programme.choice import Choice, Limit, value_of

PENNY = 0.005
"""£ below which a ceiling is not missed."""


@dataclass(frozen=True)
class GivingWay:
    """A ceiling or a rule that is given up, and how far what it limits goes beyond it at the least."""

    limit: Limit
    over: float

    @property
    def words(self) -> str:
        """Returns what would have to be, as the rest of a sentence."""
        name, most = self.limit.name, self.limit.most + self.over
        if self.limit.is_ceiling:
            return f"{name} would have to be at least £{np.ceil(self.over - PENNY):,.0f} more"
        if self.limit.kind == "at_most":
            return f"{name} would have to allow {digits(most)} of them"
        if self.limit.kind == "at_least":
            return f"{name} would have to be given up, as at least £{np.ceil(self.over - PENNY):,.0f} too little goes there"
        return f"{name} would have to be given up"


def alone_enough(choice: Choice) -> list[GivingWay]:
    """Returns each ceiling and rule of which giving up that one alone is enough: ceilings first, the one that is missed by least first.

    Of each, by how much: min over the sets that keep all the others of Σ amounts · x, less the most that it allows. Money and rules
    have no measure in common, so the cheapest ceiling stands before the first rule.
    """
    found = []
    for limit in choice.limits:
        others = replace(choice, limits=tuple(each for each in choice.limits if each is not limit))
        nearest = others.any_best(-limit.amounts)
        if nearest is not None:
            found.append(GivingWay(limit, value_of(limit.amounts, nearest) - limit.most))
    return sorted(found, key=lambda one: (not one.limit.is_ceiling, one.over if one.limit.is_ceiling else 0))


def ceilings_raised(choice: Choice) -> list[GivingWay] | None:
    """Returns by how much ceilings have to rise together, the least in £ over all of them; None where money alone is not enough.

    min Σ s over sets x and s ≥ 0 with Σ amounts · x − s ≤ the ceiling, for each ceiling, and every rule kept.
    """
    ceilings = [each for each in choice.limits if each.is_ceiling]
    rules = [each for each in choice.limits if not each.is_ceiling]
    count, raised = len(choice.services), len(ceilings)
    scale = max([1.0, *(abs(each.most) for each in ceilings)])
    low, high = choice.bounds
    if not raised or (low > high).any():
        return None
    rows = [
        LinearConstraint(np.append(each.amounts / scale, -np.eye(raised)[k]), -np.inf, each.most / scale)
        for k, each in enumerate(ceilings)
    ]
    kept = replace(choice, limits=tuple(rules)).constraints
    rows += [LinearConstraint(np.append(one.A, np.zeros(raised)), one.lb, one.ub) for one in kept]
    solved = milp(
        np.append(np.zeros(count), np.ones(raised)),
        integrality=np.append(np.ones(count), np.zeros(raised)),
        bounds=Bounds(np.append(low, np.zeros(raised)), np.append(high, np.full(raised, np.inf))),
        constraints=rows,
        options={"mip_rel_gap": 0.0, "disp": False},
    )
    if solved.x is None:
        return None
    chosen = tuple(int(k) for k in np.flatnonzero(solved.x[:count] > 0.5))
    over = [GivingWay(each, value_of(each.amounts, chosen) - each.most) for each in ceilings]
    return [one for one in over if one.over > PENNY]


def rules_that_contradict(choice: Choice) -> list[Limit]:
    """Returns rules that no set keeps together, none of which can be left out of that: where ceilings play no part in it."""
    left = [each for each in choice.limits if not each.is_ceiling]
    for limit in list(left):
        others = [each for each in left if each is not limit]
        if not _can_be(choice, others):
            left = others
    return left


def _can_be(choice: Choice, limits: Sequence[Limit]) -> bool:
    return replace(choice, limits=tuple(limits)).any_best(np.zeros(len(choice.services))) is not None


def why_none(choice: Choice) -> str:
    """Returns which rule or ceiling has to give way, and by how much, where no set keeps every one of them."""
    said = "No set of services keeps every ceiling and rule. "
    alone = alone_enough(choice)
    if alone:
        first, *further = alone
        others = "; or ".join(one.words for one in further[:2])
        return f"{said}The least that can give way: {first.words}." + (
            f" Or else: {others}." if others else ""
        )
    raised = ceilings_raised(choice)
    if raised:
        return f"{said}No one ceiling is enough. Together, {'; and '.join(one.words for one in raised)}."
    rules = rules_that_contradict(choice)
    if len(rules) == 1:
        return f"{said}One rule does not go with the services that are marked in, whatever the money: {rules[0].name}. Give up that rule, or one of those services."
    if rules:
        return f"{said}These contradict each other, whatever the money: {'; '.join(one.name for one in rules)}. Give up one of them, or a service that is marked in."
    return f"{said}Look at the services that are marked in."
