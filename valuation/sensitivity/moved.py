"""One number moved at a time, for thousands of numbers at once.

Numbers that share no line of the ledger cannot tell of each other, so one row of draws moves one of each: a case of
2,000 numbers, both ends of each, is some thirty rows of the evaluator and not 4,000. What a measure comes to with one
of them moved is the base case with that number's own lines exchanged for those of its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from valuation.draws import Draws, central
from valuation.ledger import evaluate
from valuation.lines.dependence import Dependence, dependence
from valuation.lines.model import Model
from valuation.measures import Asked, ledgers, values_asked
from valuation.people import Array, Columns

MOST_CELLS = 1_000_000
"""Amounts of exchanged lines, in lines × years, that are added up at once."""


def moved_together(
    model: Model,
    bundles: Sequence[Sequence[int]],
    which: ArrayLike,
    values: ArrayLike,
    asked: Sequence[Asked],
    base: Draws | None = None,
) -> dict[str, Array]:
    """Returns some measures of every option, shape (asked, values), the numbers of bundle which[k] all at values[k]."""
    where, numbers = np.asarray(which, dtype=np.intp), np.asarray(values, dtype=float)
    start = central(model) if base is None else base
    by_option = {option.id: np.empty((len(asked), len(where))) for option in model.options}
    rates = set(model.own_rates or ())  # these move every present value, and no line
    is_rate = np.array([not rates.isdisjoint(bundle) for bundle in bundles], dtype=bool)[where]
    if is_rate.any():
        drawn = np.repeat(start.values, int(is_rate.sum()), axis=0)
        for row, k in enumerate(np.flatnonzero(is_rate)):
            drawn[row, list(bundles[where[k]])] = numbers[k]
        for option, rows in values_asked(model, Draws(drawn), asked).items():
            by_option[option][:, is_rate] = rows
    lines = np.flatnonzero(~is_rate)
    packed = _Packed(model, bundles, where[lines], numbers[lines], start)
    for option, rows in packed.measures(asked).items():
        by_option[option][:, lines] = rows
    return by_option


class _Packed:
    """Numbers to be moved, in as few rows as keep apart any two that move one line."""

    def __init__(
        self, model: Model, bundles: Sequence[Sequence[int]], which: Columns, values: Array, base: Draws
    ):
        self.model, self.base = model, base
        columns = Dependence.listed([np.array(bundle, dtype=np.intp) for bundle in bundles])
        self.hangs = columns.then(dependence(model))
        row = rows_apart(self.hangs, which, len(model.lines))
        drawn = np.repeat(base.values, row.max(initial=-1) + 1, axis=0)
        item, column = columns.of_many(which)
        drawn[row[item], column] = values[item]
        self.draws = Draws(drawn)
        self.order = np.argsort(row, kind="stable")
        self.row, self.columns = row[self.order], which[self.order]

    @np.errstate(
        all="ignore"
    )  # what cannot be worked out is a gap of the number that hangs on the line, and of no other
    def measures(self, asked: Sequence[Asked]) -> dict[str, Array]:
        """Returns some measures of every option, shape (asked, values), in the order in which the values were given."""
        options = self.model.options
        usual = evaluate(self.model, self.base)
        owner = np.array([line.option for line in self.model.lines], dtype=np.intp)
        reading = [np.concatenate([wanted.rows(option) for option in options], axis=1) for wanted in asked]
        streams = [
            np.stack([rows[:, option.lines] @ usual.amounts[0, option.lines] for option in options])
            for rows in reading
        ]
        values = np.empty((len(asked), len(options), len(self.row)))
        for k, wanted in enumerate(asked):
            values[k] = wanted.values(streams[k], usual.standard, usual.health)[:, None]
        for item, line, change in self._changes(usual.amounts[0]):
            begin = np.flatnonzero(np.diff(item * len(options) + owner[line], prepend=-1))
            place = owner[line[begin]]
            for k, wanted in enumerate(asked):
                added = [np.add.reduceat(change * rows[line, None], begin) for rows in reading[k]]
                moved_streams = streams[k][place] + np.stack(added, axis=1)
                values[k, place, item[begin]] = wanted.values(moved_streams, usual.standard, usual.health)
        back = np.empty_like(values)
        back[:, :, self.order] = values
        return {option.id: back[:, place] for place, option in enumerate(options)}

    def _changes(self, usual: Array) -> Iterator[tuple[Columns, Columns, Array]]:
        """Yields (number moved, line that hangs on it, change of the line by year), many at once and each once."""
        sizes = np.cumsum(self.hangs.sizes(self.columns))
        most = max(1, MOST_CELLS // max(self.model.years, 1))
        for rows, ledger in ledgers(self.model, self.draws):
            first, last = np.searchsorted(self.row, (rows.start, rows.stop))
            while first < last:
                before = sizes[first - 1] if first else 0
                end = min(max(int(np.searchsorted(sizes, before + most)), first + 1), last)
                place, line = self.hangs.of_many(self.columns[first:end])
                row = self.row[first:end][place] - rows.start
                if len(line):
                    yield first + place, line, ledger.amounts[row, line] - usual[line]
                first = end


def rows_apart(hangs: Dependence, columns: Columns, lines: int) -> Columns:
    """Returns a row for each number to be moved, such that no two in one row move the same line.

    Those that move the most lines come first; each takes the first rows in which all its lines are free.
    """
    order = np.argsort(columns, kind="stable")
    different, begin, counts = np.unique(columns[order], return_index=True, return_counts=True)
    row = np.empty(len(columns), dtype=np.intp)
    free = np.zeros(lines, dtype=np.intp)
    for k in np.argsort(-hangs.sizes(different), kind="stable"):
        own = hangs.of(different[k])
        first = free[own].max(initial=0)
        free[own] = first + counts[k]
        row[order[begin[k] : begin[k] + counts[k]]] = first + np.arange(counts[k])
    return row
