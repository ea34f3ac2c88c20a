"""What each change between two cases contributes (Shapley): from all hybrids where there are few, from sampled orders beyond."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuation.compare.hybrid_numbers import Difference
from valuation.compare.hybrid_values import Hybrids, Members
from valuation.compare.shapley import sampled
from valuation.people import Array

MOST_EXACT = 12
"""Changes up to which every combination of them is worked out."""


@dataclass(frozen=True)
class Contributions:
    """What each group of changes that are made as one contributes."""

    groups: list[list[int]]
    """Each change is a group of its own, but for those that are valid only together."""
    is_exact: bool
    shares: Array
    errors: Array
    """The standard error of each share."""


def contributions(hybrids: Hybrids, seed: int, permutations: int) -> Contributions:
    """Returns what each change contributes, those as one that a hybrid without an answer shows to be valid only together."""
    count = len(hybrids.differences)
    groups = [[k] for k in range(count)]
    while True:
        is_exact = len(groups) <= MOST_EXACT
        values = _valued(hybrids, groups)
        split = (
            exact_shares(values, len(groups))
            if is_exact
            else sampled(hybrids, groups, count, seed, permutations)
        )
        if not isinstance(split, np.ndarray):
            return Contributions(groups, is_exact, *split)
        groups = _together(values, groups, split)


def as_one(hybrids: Hybrids, group: list[int]) -> Difference:
    """Returns a group of changes as one change."""
    members = [hybrids.differences[k] for k in group]
    if len(members) == 1:
        return members[0]
    return Difference(
        path=members[0].path,
        kind="structure",
        a={member.path: member.a for member in members},
        b={member.path: member.b for member in members},
        places=set().union(*(member.places for member in members)),
    )


def _valued(hybrids: Hybrids, groups: list[list[int]]) -> Callable[[Members], Array]:
    """Returns the function from which groups are made, shape (rows, groups), to the measure of each hybrid."""
    of_group = np.zeros((len(groups), len(hybrids.differences)), dtype=bool)
    for row, group in enumerate(groups):
        of_group[row, group] = True
    return lambda members: hybrids.values(members @ of_group)


def _together(
    values: Callable[[Members], Array], groups: list[list[int]], members: NDArray[np.bool_]
) -> list[list[int]]:
    """Returns the groups with those made one that have no answer without each other.

    `members` is a hybrid without an answer: the fewest of its changes that have none, and the one that gives them one, or
    all where no single one does.
    """
    fewest = members.copy()
    for k in np.flatnonzero(members):
        without = fewest.copy()
        without[k] = False
        if without.any() and np.isnan(values(without[None])[0]):
            fewest = without
    others = np.flatnonzero(~fewest)
    more = np.repeat(fewest[None], len(others), axis=0)
    more[np.arange(len(others)), others] = True
    saving = others[~np.isnan(values(more))]
    joint = fewest.copy()
    joint[saving[:1] if saving.size else others] = True
    joined = sorted(k for place in np.flatnonzero(joint) for k in groups[place])
    return [joined, *(group for place, group in enumerate(groups) if not joint[place])]


def exact_shares(
    values_of: Callable[[Members], Array], count: int
) -> tuple[Array, Array] | NDArray[np.bool_]:
    """Returns each change's contribution from all 2^n hybrids: Σ_S |S|! (n − |S| − 1)! / n! · [v(S ∪ i) − v(S)].

    Or the smallest hybrid that has no answer, where there is one.
    """
    if not count:
        return np.zeros(0), np.zeros(0)
    subsets = np.arange(2**count)
    members = (subsets[:, None] >> np.arange(count)) & 1 == 1
    values = values_of(members)
    size = members.sum(axis=1)
    if np.isnan(values).any():
        return _smallest(members[np.isnan(values)])
    weight = np.array(
        [math.factorial(s) * math.factorial(count - s - 1) / math.factorial(count) for s in range(count)]
    )
    shares = np.empty(count)
    for k in range(count):
        without = subsets[~members[:, k]]
        shares[k] = weight[size[without]] @ (values[without | (1 << k)] - values[without])
    return shares, np.zeros(count)


def _smallest(members: Members) -> NDArray[np.bool_]:
    """Returns the row in which the fewest changes are made."""
    return np.asarray(members[np.argmin(members.sum(axis=1))])
