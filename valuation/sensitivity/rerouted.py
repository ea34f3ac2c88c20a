"""Rerouted: numbers moved where findings leave open which of two values of one change counts.

Each value that is tried takes its own route, as `--set` does: the lower of the two counts there. The draws of a
simulation keep the case's route. Source: evidence.md, section 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from valuation.draws import Draws, central
from valuation.ledger import with_gaps
from valuation.lines.compile import compiled_by
from valuation.lines.dependence import dependence
from valuation.lines.model import Model, Route
from valuation.lines.routes import cautious_routes_of_rows, open_groups
from valuation.measures import Asked, ledgers, values_asked
from valuation.people import Array, Columns
from valuation.sensitivity.moved import moved_together


def values_of_each(
    model: Model, columns: ArrayLike, values: ArrayLike, account: str, measure: str, base: Draws | None = None
) -> dict[str, Array]:
    """Returns a measure of every option with the number in columns[k] at values[k] and all else as in the base case.

    The same as `values_of` over `one_at_a_time`, each row on its own route, to rounding and in a fraction of the rows.
    `base`, one row, stands in the base case's place where it is given.
    """
    return Rerouted(model, base).values_of_each(columns, values, account, measure)


class Rerouted:
    """Moves numbers of a model, and lets each row of draws take its own route."""

    def __init__(
        self, model: Model, base: Draws | None = None, groups: Mapping[Route, Sequence[str]] | None = None
    ):
        self.model = model
        self.base = central(model) if base is None else base
        known = open_groups(model.case) if groups is None else groups
        self.groups = {route: paths for route, paths in known.items() if len(paths) > 1}
        self._models: dict[tuple[str, ...], Model] = {}

    def values_of_each(
        self, columns: ArrayLike, values: ArrayLike, account: str, measure: str
    ) -> dict[str, Array]:
        """Returns a measure of every option with the number in columns[k] at values[k] and all else as in the base case."""
        by_option = self.moved(columns, values, [Asked(account, measure)])
        return {option: rows[0] for option, rows in by_option.items()}

    def moved(self, columns: ArrayLike, values: ArrayLike, asked: Sequence[Asked]) -> dict[str, Array]:
        """Returns some measures of every option, shape (asked, values), one number moved at a time."""
        different, which = np.unique(np.asarray(columns, dtype=np.intp), return_inverse=True)
        return self.moved_together(different[:, None].tolist(), which, values, asked)

    def moved_together(
        self, bundles: Sequence[Sequence[int]], which: ArrayLike, values: ArrayLike, asked: Sequence[Asked]
    ) -> dict[str, Array]:
        """Returns some measures of every option, shape (asked, values), the numbers of bundle which[k] all at values[k]."""
        where, numbers = np.asarray(which, dtype=np.intp), np.asarray(values, dtype=float)
        by_option = moved_together(self.model, bundles, where, numbers, asked, self.base)
        if self.groups:
            touching = [not self._touching.isdisjoint(bundle) for bundle in bundles]
            moved = np.flatnonzero(np.array(touching, dtype=bool)[where])
            drawn = np.repeat(self.base.values, len(moved), axis=0)
            for row, k in enumerate(moved):
                drawn[row, list(bundles[where[k]])] = numbers[k]
            for rows, model in self._elsewhere(Draws(drawn)):
                for option, found in values_asked(model, Draws(drawn[rows]), asked).items():
                    by_option[option][:, moved[rows]] = found
        return by_option

    def values_of(self, draws: Draws, account: str, measure: str) -> dict[str, Array]:
        """Returns a measure of every option in every row of draws, shape (draws,)."""
        asked = [Asked(account, measure)]
        by_option = values_asked(self.model, draws, asked)
        for rows, model in self._elsewhere(draws) if self.groups else ():
            for option, found in values_asked(model, Draws(draws.values[rows]), asked).items():
                by_option[option][:, rows] = found
        return {option: rows[0] for option, rows in by_option.items()}

    def _elsewhere(self, draws: Draws) -> Iterator[tuple[Columns, Model]]:
        """Yields the rows that take another route than the model's, those of one route together, and the model of that route."""
        own = tuple(self.model.routes[route] for route in self.groups)
        rows_by_routes: dict[tuple[str, ...], list[int]] = {}
        for rows, ledger in ledgers(self.model, draws) if len(draws) else ():
            routes_of_rows = cautious_routes_of_rows(self.model, with_gaps(ledger), self.groups)
            for place, routes in enumerate(routes_of_rows):
                counted = tuple(routes.values())
                if counted != own:
                    rows_by_routes.setdefault(counted, []).append(rows.start + place)
        for counted, listed in rows_by_routes.items():
            yield np.array(listed, dtype=np.intp), self._by_routes(counted)

    def _by_routes(self, counted: tuple[str, ...]) -> Model:
        if counted not in self._models:
            routes = {**self.model.routes, **dict(zip(self.groups, counted, strict=True))}
            self._models[counted] = compiled_by(self.model.case, routes)
        return self._models[counted]

    @cached_property
    def _touching(self) -> frozenset[int]:
        """Returns the columns that move the worth of a value of which it is left open whether it counts."""
        paths = {path for group in self.groups.values() for path in group}
        lines = np.array([k for k, line in enumerate(self.model.lines) if line.path in paths], dtype=np.intp)
        hangs = dependence(self.model)
        columns = range(len(self.model.assumptions))
        by_number = {column for column in columns if np.isin(hangs.of(column), lines).any()}
        return frozenset(by_number | set(self.model.own_rates or ()))
