"""What hybrids of two cases come to: rows that say which of the changes between them are made, each worked out by the one evaluator."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from valuation.case.effects import STANDARD_AT
from valuation.case.places import option_at, steps_of
from valuation.case.shape import CaseShape
from valuation.case.validity.validation import Case
from valuation.compare.hybrid_case import Merged
from valuation.compare.hybrid_numbers import NO_GRADE, Difference, Written
from valuation.compare.hybrid_optimism import GRADES, MODE, bias_at, bias_of
from valuation.draws import Draws, central
from valuation.ledger import with_gaps
from valuation.lines.compile import compiled_by
from valuation.lines.dependence import dependence
from valuation.lines.model import Model, Route, Routes
from valuation.lines.routes import cautious_routes_of_rows, values_of_option
from valuation.measures import Asked, ledgers, values_of
from valuation.people import Array, Columns

Members = NDArray[np.bool_]
"""Which of the changes are made in each hybrid, shape (rows, changes)."""


class Hybrids:
    """Works out hybrids of two cases: rows that say which of the changes are made."""

    def __init__(self, merged: Merged, account: str, measure: str):
        self.merged, self.account, self.measure = merged, account, measure
        self.option = merged.option
        self.differences: list[Difference] = sorted(merged.differences.values(), key=lambda each: each.path)
        place = {difference.path: k for k, difference in enumerate(self.differences)}
        self.column = {key: place[difference.path] for key, difference in merged.differences.items()}
        self.variants = [k for k, difference in enumerate(self.differences) if difference.parts]
        self._models: dict[tuple[bool, ...], Model] = {}
        self._groups: dict[tuple[bool, ...], dict[Route, list[str]]] = {}
        self._routed: dict[tuple[tuple[bool, ...], tuple[str, ...]], Model] = {}

    def model(self, chosen: tuple[bool, ...]) -> Model:
        """Returns the merged case compiled with some of the parts that no number expresses as the second case has them.

        Of ways to value one change that are left open the first of the file counts: `routed` says which does in each hybrid.
        """
        if chosen not in self._models:
            data = copy.deepcopy(self.merged.data)
            for k, is_made in zip(self.variants, chosen, strict=True):
                if is_made:
                    for path, part in self.differences[k].parts.items():
                        _put(data, path, part)
            first = self.merged.cases[0]
            case = Case(CaseShape.model_validate(data), data, first.library, first.name)
            groups = _left_open(case, self.option)
            self._groups[chosen] = groups
            routes = {route: paths[0] for route, paths in groups.items()}
            self._models[chosen] = compiled_by(case, routes)
        return self._models[chosen]

    def routed(self, chosen: tuple[bool, ...], members: Members) -> Iterator[tuple[Columns, Model, Draws]]:
        """Yields (rows, their model, their draws) of hybrids of one model, those together in which the same values count.

        A hybrid's route is that of its own central values, as a case's is.
        """
        model, draws = self.model(chosen), self.draws(chosen, members)
        groups = self._groups[chosen]
        if not groups:
            yield np.arange(len(members)), model, draws
            return
        rows_by_routes: dict[tuple[str, ...], list[int]] = {}
        for rows, ledger in ledgers(model, draws):
            for place, routes in enumerate(cautious_routes_of_rows(model, with_gaps(ledger), groups)):
                rows_by_routes.setdefault(tuple(routes.values()), []).append(rows.start + place)
        for counted, listed in rows_by_routes.items():
            together = np.array(listed, dtype=np.intp)
            routes = dict(zip(groups, counted, strict=True))
            yield together, self._by_routes(chosen, routes), Draws(draws.values[together])

    def left_open(self, chosen: tuple[bool, ...]) -> dict[Route, list[str]]:
        """Returns the values of each group of which no case says which is counted."""
        self.model(chosen)
        return self._groups[chosen]

    def _by_routes(self, chosen: tuple[bool, ...], routes: Routes) -> Model:
        key = (chosen, tuple(routes.values()))
        if key not in self._routed:
            model = self.model(chosen)
            self._routed[key] = compiled_by(model.case, routes, model)
        return self._routed[key]

    @property
    def asked(self) -> Asked:
        """Returns the measure that is split."""
        return Asked(self.account, self.measure)

    def variant(self, members: Members) -> tuple[bool, ...]:
        """Returns which of the changes that no number expresses are made in one hybrid."""
        return tuple(members[self.variants].tolist())

    def hangs(self, chosen: tuple[bool, ...]) -> list[Columns | None]:
        """Returns the lines of a model that hang on each change; None for a change that no number expresses."""
        model = self.model(chosen)
        column = columns_of(model)
        moved = [
            {column[place] for place in difference.columns if place in column}
            for difference in self.differences
        ]
        policy = {*map(bias_at, GRADES), MODE}
        for place, rate in self.merged.rates.items():
            for key in (rate.stated_change, *(key for *_, key in rate.grades), *policy):
                if key in self.column and place in column:
                    moved[self.column[key]].add(column[place])
        looked_up = [(each.effect, each.place, each.change) for each in self.merged.effects]
        looked_up += [(each.effect, each.place, each.change) for each in self.merged.typed_effects]
        for *places, change in looked_up:
            own = {column[place] for place in places if place in column}
            for key in (change, STANDARD_AT):
                if key in self.column:
                    moved[self.column[key]] |= own
        by_number, everything = dependence(model), np.arange(len(model.lines))
        lines: list[Columns | None] = []
        for k, columns in enumerate(moved):
            if k in self.variants:
                lines.append(None)
            elif columns & set(model.own_rates or ()):
                lines.append(everything)
            else:
                parts = [by_number.of(each) for each in columns] or [everything[:0]]
                lines.append(np.unique(np.concatenate(parts)))
        return [own if own is None else self._with_rivals(chosen, own) for own in lines]

    def _with_rivals(self, chosen: tuple[bool, ...], lines: Columns) -> Columns:
        """Returns some lines with every other line of the groups that are left open: which of them count hangs on all of them."""
        model = self.model(chosen)
        for paths in self._groups[chosen].values():
            group = np.array([k for k, line in enumerate(model.lines) if line.path in paths], dtype=np.intp)
            if np.isin(group, lines).any():
                lines = np.union1d(lines, group)
        return lines

    def draws(self, chosen: tuple[bool, ...], members: Members) -> Draws:
        """Returns the rows of a model in which these changes are made."""
        return Draws(self._rows(self.model(chosen), members))

    def values(self, members: Members) -> Array:
        """Returns the measure of each hybrid, shape (rows,)."""
        values = np.empty(len(members))
        for chosen in product((False, True), repeat=len(self.variants)):
            rows = np.flatnonzero((members[:, self.variants] == chosen).all(axis=1))
            if rows.size:
                for part, model, draws in self.routed(chosen, members[rows]):
                    values[rows[part]] = values_of(model, draws, self.account, self.measure)[self.option]
        return values

    def _rows(self, model: Model, members: Members) -> Array:
        columns = columns_of(model)
        values = central(model, len(members)).values
        for k, difference in enumerate(self.differences):
            for place, value in difference.columns.items():
                if place in columns:
                    values[members[:, k], columns[place]] = value
        self._put_effects(values, columns, members)
        biases = self._biases(members)
        for place in self.merged.rates:
            if place in columns:
                values[:, columns[place]] = self._rate(place, members, biases)
        return values

    def _put_effects(self, values: Array, columns: dict[str, int], members: Members) -> None:
        """Writes the effect and the place that findings come to in each hybrid, and nothing for what is weak where proof is asked for."""
        is_second = self._made(members, STANDARD_AT)
        proven = np.where(is_second, self.merged.is_proven[1], self.merged.is_proven[0])
        for effect in self.merged.effects:
            side = self._made(members, effect.change)
            for (which, is_proven), pair in effect.at.items():
                rows = (side == bool(which)) & (proven == is_proven)
                for place, number in zip((effect.effect, effect.place), pair, strict=True):
                    if place in columns:
                        values[rows, columns[place]] = number
        for typed in self.merged.typed_effects:
            is_weak = np.where(self._made(members, typed.change), typed.is_weak[1], typed.is_weak[0])
            for place in (typed.effect, typed.place):
                if place in columns:
                    values[proven & is_weak, columns[place]] = 0.0

    def _made(self, members: Members, key: str | None) -> NDArray[np.bool_]:
        if key is None or key not in self.column:
            return np.zeros(len(members), dtype=bool)
        return members[:, self.column[key]]

    def _rate(self, place: str, members: Members, biases: Array) -> Array:
        """Returns the optimism bias of an entry in each hybrid: none, stated, or what goes with the grades of its numbers."""
        rate = self.merged.rates[place]
        every = np.arange(len(members))
        grades = [np.where(self._made(members, key), b, a) for a, b, key in rate.grades]
        worst = np.maximum.reduce([np.ones(len(members), dtype=int), *grades])
        rates = biases[every, worst - 1]
        if rate.has_parts:
            graded = np.stack([grade != NO_GRADE for grade in grades])
            parts = np.stack([biases[every, grade - 1] for grade in grades])
            by_part = (parts * graded).sum(axis=0) / np.maximum(graded.sum(axis=0), 1)
            rates = np.where(self._is_policy("by_part", members), by_part, rates)
        is_second = self._made(members, rate.stated_change)
        for stated, where in zip(rate.stated, (~is_second, is_second), strict=True):
            if stated is not None:
                rates = np.where(where, stated, rates)
        return np.where(self._is_policy("none", members), 0.0, rates)

    def _is_policy(self, policy: str, members: Members) -> NDArray[np.bool_]:
        """Returns whether each hybrid takes optimism bias in this way."""
        first, second = (case.shape.appraisal.optimism_bias == policy for case in self.merged.cases)
        return np.where(self._made(members, MODE), second, first)

    def _biases(self, members: Members) -> Array:
        """Returns the optimism bias of each grade in each hybrid, shape (rows, 6)."""
        columns = []
        for grade in GRADES:
            a, b = (bias_of(case, grade) for case in self.merged.cases)
            columns.append(np.where(self._made(members, bias_at(grade)), b, a))
        return np.stack(columns, axis=1)

    @cached_property
    def whole(self) -> Members:
        """Returns the row of the second case itself."""
        return np.ones((1, len(self.differences)), dtype=bool)


def _left_open(case: Case, option: str) -> dict[Route, list[str]]:
    """Returns the values of each overlap group of the merged case of which no case says which is counted."""
    groups: dict[Route, list[str]] = {}
    settled = set()
    for path, _, value in values_of_option(option_at(option), case.option(option)):
        if value.overlap is not None:
            route = option, value.overlap.group
            groups.setdefault(route, []).append(path)
            if "counted" in value.overlap.model_fields_set:
                settled.add(route)
    return {route: paths for route, paths in groups.items() if route not in settled and len(paths) > 1}


def columns_of(model: Model) -> dict[str, int]:
    """Returns the column of each assumption of a model, by its path."""
    return {assumption.path: k for k, assumption in enumerate(model.assumptions)}


def _put(data: Written, path: str, part: object) -> None:
    """Writes a part at a path of a case's data in place of what stands there; None takes it away."""
    *way, last = steps_of(path)
    node: object = data
    for step in way:
        if isinstance(node, list):
            node = next(entry for k, entry in enumerate(node) if entry.get("id", str(k)) == step)
        elif isinstance(node, dict):
            node = node[step]
    assert isinstance(node, dict)  # the path of a key of the case, of an option or of its people
    if part is None:
        node.pop(last, None)
    else:
        node[last] = part
