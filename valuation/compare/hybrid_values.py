"""What hybrids of two cases come to: rows that say which of the changes between them are made, each worked out by the one evaluator."""

from __future__ import annotations

import copy
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from valuation.case.places import steps_of
from valuation.case.shape import CaseShape
from valuation.case.validity.validation import Case
from valuation.compare.hybrid_case import Merged
from valuation.compare.hybrid_numbers import Difference, Written
from valuation.compare.hybrid_optimism import GRADES, MODE, bias_at, bias_of
from valuation.draws import Draws, central
from valuation.lines.compile import compile_case
from valuation.lines.dependence import dependence
from valuation.lines.model import Model
from valuation.measures import Asked, values_of
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

    def model(self, chosen: tuple[bool, ...]) -> Model:
        """Returns the merged case compiled with some of the parts that no number expresses as the second case has them."""
        if chosen not in self._models:
            data = copy.deepcopy(self.merged.data)
            for k, is_made in zip(self.variants, chosen, strict=True):
                if is_made:
                    for path, part in self.differences[k].parts.items():
                        _put(data, path, part)
            first = self.merged.cases[0]
            self._models[chosen] = compile_case(
                Case(CaseShape.model_validate(data), data, first.library, first.name)
            )
        return self._models[chosen]

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
                draws = self.draws(chosen, members[rows])
                values[rows] = values_of(self.model(chosen), draws, self.account, self.measure)[self.option]
        return values

    def _rows(self, model: Model, members: Members) -> Array:
        columns = columns_of(model)
        values = central(model, len(members)).values
        for k, difference in enumerate(self.differences):
            for place, value in difference.columns.items():
                if place in columns:
                    values[members[:, k], columns[place]] = value
        biases = self._biases(members)
        for place in self.merged.rates:
            if place in columns:
                values[:, columns[place]] = self._rate(place, members, biases)
        return values

    def _made(self, members: Members, key: str | None) -> NDArray[np.bool_]:
        if key is None or key not in self.column:
            return np.zeros(len(members), dtype=bool)
        return members[:, self.column[key]]

    def _rate(self, place: str, members: Members, biases: Array) -> Array:
        """Returns the optimism bias of an entry in each hybrid: none, stated, or that of the worst grade among its numbers."""
        rate = self.merged.rates[place]
        worst = np.ones(len(members), dtype=int)
        for a, b, key in rate.grades:
            worst = np.maximum(worst, np.where(self._made(members, key), b, a))
        rates = biases[np.arange(len(members)), worst - 1]
        is_second = self._made(members, rate.stated_change)
        for stated, where in zip(rate.stated, (~is_second, is_second), strict=True):
            if stated is not None:
                rates = np.where(where, stated, rates)
        has_none = [case.shape.appraisal.optimism_bias == "none" for case in self.merged.cases]
        is_second = self._made(members, MODE)
        return np.where(np.where(is_second, has_none[1], has_none[0]), 0.0, rates)

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


def columns_of(model: Model) -> dict[str, int]:
    """Returns the column of each assumption of a model, by its path."""
    return {assumption.path: k for k, assumption in enumerate(model.assumptions)}


def _put(data: Written, path: str, part: object) -> None:
    """Writes a part at a path of a case's data in place of what stands there; None takes it away."""
    *way, last = steps_of(path)
    node: object = data
    for step in way:
        if isinstance(node, list):
            node = next(entry for entry in node if entry["id"] == step)
        elif isinstance(node, dict):
            node = node[step]
    assert isinstance(node, dict)  # the path of a key of the case, of an option or of its people
    if part is None:
        node.pop(last, None)
    else:
        node[last] = part
