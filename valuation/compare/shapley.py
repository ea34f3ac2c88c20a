"""Shapley contributions from sampled orders, of thousands of changes: each order in a few rows of the evaluator.

A measure that can be split is a sum over the lines of the ledger, and a line hangs on few of the changes. In one row
of draws, then, every line may be as far along an order as its own changes need: a row stands for one step of each line
and not for one step of all. What a change adds is what its own lines come to in its row less what they come to in the
row before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuation.compare.hybrid_values import Hybrids, Members
from valuation.draws import orders
from valuation.measures import ledgers
from valuation.people import Array, Columns
from valuation.streams import MEASURES

MOST_CELLS = 4_000_000
"""Rows × lines whose present values are held at once, 32 MB."""


@dataclass(frozen=True)
class _Way:
    """One order in which the changes are made, laid out in rows."""

    row: Columns
    """The row in which each group of changes is first made; the first case itself is row 0."""
    lines: list[Columns | None]
    """What hangs on each group in its own stretch; None for a change of the model."""

    @property
    def rows(self) -> int:
        """Returns how many rows there are."""
        return int(self.row.max(initial=0)) + 1

    def members(self) -> Members:
        """Returns which groups are made in each row, shape (rows, groups)."""
        return self.row <= np.arange(self.rows)[:, None]


def sampled(
    hybrids: Hybrids, groups: Sequence[Sequence[int]], changes: int, seed: int, permutations: int
) -> tuple[Array, Array] | Members:
    """Returns each group's mean contribution over sampled orders, each with its reverse, and its standard error.

    Or, of the hybrids that were tried, one that has no answer: which groups are made in it.
    """
    stretches = _Stretches(hybrids, groups, changes)
    gains = np.empty((2 * permutations, len(groups)))
    done = 0
    for batch in _batches(stretches, orders(2 * permutations, len(groups), seed)):
        gains_of_batch, unanswered = _gains(stretches, batch)
        if unanswered is not None:
            return unanswered
        gains[done : done + len(batch)] = gains_of_batch
        done += len(batch)
    pairs = (gains[0::2] + gains[1::2]) / 2
    return gains.mean(axis=0), pairs.std(axis=0, ddof=1) / math.sqrt(len(pairs))


class _Stretches:
    """What hangs on each group of changes, in every model that some of them make."""

    def __init__(self, hybrids: Hybrids, groups: Sequence[Sequence[int]], changes: int):
        self.hybrids, self.groups = hybrids, groups
        self.group_of = np.empty(changes, dtype=np.intp)
        """The group that each change is one of."""
        for place, group in enumerate(groups):
            self.group_of[list(group)] = place
        self._lines: dict[tuple[bool, ...], list[Columns | None]] = {}
        some = self.lines(hybrids.variant(np.zeros(changes, dtype=bool)))
        self.turns = np.array([lines is None for lines in some], dtype=bool)
        """Whether each group changes the model."""

    def lines(self, chosen: tuple[bool, ...]) -> list[Columns | None]:
        """Returns the lines that hang on each group in one model."""
        if chosen not in self._lines:
            hangs = self.hybrids.hangs(chosen)
            self._lines[chosen] = [_union([hangs[k] for k in group]) for group in self.groups]
        return self._lines[chosen]

    def way(self, order: Columns) -> _Way:
        """Returns an order laid out in rows: each group in the first in which all its lines have had those before it."""
        row = np.zeros(len(order), dtype=np.intp)
        lines: list[Columns | None] = [None] * len(order)
        begin = last = 0  # the row before the stretch, and the last so far
        chosen = self.hybrids.variant(np.zeros(len(self.group_of), dtype=bool))
        made = np.zeros(len(order), dtype=bool)
        hangs = self.lines(chosen)
        free = np.zeros(len(self.hybrids.model(chosen).lines), dtype=np.intp)
        for k in order:
            made[k] = True
            if self.turns[k]:
                last += 1
                row[k] = begin = last
                chosen = self.hybrids.variant(made[self.group_of])
                hangs = self.lines(chosen)
                free = np.full(len(self.hybrids.model(chosen).lines), last, dtype=np.intp)
                continue
            own = hangs[k]
            assert own is not None
            lines[k] = own
            row[k] = free[own].max(initial=begin) + 1
            free[own] = row[k]
            last = max(last, int(row[k]))
        return _Way(row, lines)


def _union(parts: Sequence[Columns | None]) -> Columns | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else np.unique(np.concatenate(known))


def _batches(stretches: _Stretches, made: NDArray[np.intp]) -> Iterator[list[_Way]]:
    """Yields the orders laid out, as many together as their rows and lines may be held at once."""
    batch: list[_Way] = []
    cells = 0
    for order in made:
        way = stretches.way(order)
        chosen = stretches.hybrids.variant(np.zeros(len(stretches.group_of), dtype=bool))
        size = way.rows * max(len(stretches.hybrids.model(chosen).lines), 1)
        if batch and cells + size > MOST_CELLS:
            yield batch
            batch, cells = [], 0
        batch.append(way)
        cells += size
    if batch:
        yield batch


def _gains(stretches: _Stretches, ways: Sequence[_Way]) -> tuple[Array, Members | None]:
    """Returns what each group adds in each order, shape (orders, groups), and a hybrid without an answer, if there is one."""
    hybrids = stretches.hybrids
    made = np.concatenate([way.members() for way in ways])
    members = made[:, stretches.group_of]
    chosen = [hybrids.variant(row) for row in members]
    values: list[Array] = [np.zeros(0)] * len(members)
    for variant in dict.fromkeys(chosen):
        rows = np.array([k for k, each in enumerate(chosen) if each == variant], dtype=np.intp)
        by_line = present_values(hybrids, variant, members[rows])
        without = np.flatnonzero(~np.isfinite(by_line.sum(axis=1)))
        if len(without):
            fewest = without[np.argmin(made[rows[without]].sum(axis=1))]
            return np.zeros(0), np.asarray(made[rows[fewest]])
        for row, line in zip(rows, by_line, strict=True):
            values[row] = line
    gains = np.zeros((len(ways), len(stretches.groups)))
    begin = 0
    for k, way in enumerate(ways):
        gains[k] = _gains_of(way, values[begin : begin + way.rows])
        begin += way.rows
    return gains, None


def _gains_of(way: _Way, values: Sequence[Array]) -> Array:
    """Returns what each group adds in one order: its own lines in its row, less the same in the row before."""
    gains = np.empty(len(way.row))
    for k, (row, lines) in enumerate(zip(way.row, way.lines, strict=True)):
        if lines is None:
            gains[k] = values[row].sum() - values[row - 1].sum()
        else:
            gains[k] = (values[row][lines] - values[row - 1][lines]).sum()
    return gains


@np.errstate(all="ignore")  # what cannot be worked out is a hybrid without an answer
def present_values(hybrids: Hybrids, chosen: tuple[bool, ...], members: Members) -> Array:
    """Returns what each line adds to the measure in each hybrid, shape (rows, lines)."""
    per_sum = MEASURES[hybrids.asked.measure].per_cost_and_benefit
    assert per_sum is not None  # `refuse_ratio` lets no other measure come here
    per_cost, per_benefit = per_sum
    by_line = np.empty((len(members), len(hybrids.model(chosen).lines)))
    for together, model, draws in hybrids.routed(chosen, members):
        option = next(each for each in model.options if each.id == hybrids.option)
        costs, benefits, health = hybrids.asked.rows(option)
        for rows, ledger in ledgers(model, draws):
            at_standard = np.einsum("rly,ry->rl", ledger.amounts, _for_each(ledger.standard, rows))
            at_health = np.einsum("rly,ry->rl", ledger.amounts, _for_each(ledger.health, rows))
            by_line[together[rows]] = per_cost * costs * at_standard + per_benefit * (
                benefits * at_standard + health * at_health
            )
    return by_line


def _for_each(factors: Array, rows: slice) -> Array:
    return np.broadcast_to(factors, (rows.stop - rows.start, factors.shape[1]))
