"""The bridge from the case as approved to the case as it is known now: what each thing that was learned contributes (Shapley)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from valuation.accounts import SOCIETY
from valuation.case.places import option_at
from valuation.case.validity.validation import Case
from valuation.compare.bridge import Bridge, Change
from valuation.compare.contributions import MOST_EXACT, exact_shares
from valuation.compare.hybrid_values import Members, columns_of
from valuation.draws import Draws, central
from valuation.learning.known_now import KnownNow, cost_paths
from valuation.lines.columns import NOT_KNOWN
from valuation.lines.compile import compile_case
from valuation.lines.known_columns import known_place
from valuation.lines.model import Model
from valuation.measures import values_of
from valuation.people import Array
from valuation.streams import NET_VALUE

MOST_MEASURED = 3
"""Outcomes of which what was measured is a change each; of more it is one change together."""


@dataclass(frozen=True)
class _Step:
    """One thing that was learned, and the numbers that go with it."""

    path: str
    kind: str
    a: object
    b: object
    columns: tuple[str, ...] = ()
    """Places of what is known, which a hybrid without it has not."""
    approved: tuple[tuple[str, float], ...] = ()
    """Numbers that were learned, with what was approved."""
    outcomes: frozenset[tuple[str, str]] = frozenset()


def what_moved_it(known: KnownNow, option: str) -> Bridge:
    """Returns what each thing that was learned of an option contributes to the change of society's net value.

    Of all 2^n hybrids, each by the one evaluator, as between any two cases (model.md, section 9). More than 12 things are
    made fewer: first what was paid for several costs is one change.
    """
    steps = _steps(known, option)
    hybrids = _Hybrids(known, option, steps)
    ends = hybrids.values(np.array([[False] * len(steps), [True] * len(steps)]))
    split = exact_shares(hybrids.values, len(steps))
    shares = np.zeros(len(steps)) if isinstance(split, np.ndarray) else split[0]
    alone = hybrids.values(np.eye(len(steps), dtype=bool)) if steps else np.zeros(0)
    changes = [
        Change(each.path, each.kind, each.a, each.b, float(share), 0.0, (each.path,), float(only))
        for each, share, only in zip(steps, shares, alone, strict=True)
    ]
    ordered = tuple(sorted(changes, key=lambda change: (-abs(change.contribution), change.path)))
    return Bridge(option, SOCIETY, NET_VALUE, float(ends[0]), float(ends[1]), True, ordered, ())


def _steps(known: KnownNow, option: str) -> list[_Step]:
    """Returns the things that were learned of an option."""
    records, path, case = known.records[option], option_at(option), known.approved
    steps: list[_Step] = []
    for what, by_year in (("starts", records.starts), ("completers", records.completers)):
        columns = tuple(f"{known_place(option, what)}.{year}" for year in by_year)
        if columns:
            steps.append(_Step(f"{path}.people.{what}", "people", None, sum(by_year.values()), columns))
    for each in known.learned:
        if each.option == option:
            value = case.number(each.path)
            now = known.now.number(each.path)
            steps.append(_Step(each.path, "number", value, now, approved=((each.path, value),)))
    steps += _steps_of_findings(known, option)
    return steps + _steps_of_costs(known, option, MOST_EXACT - len(steps))


def _steps_of_costs(known: KnownNow, option: str, most: int) -> list[_Step]:
    paths = cost_paths(option, known.approved)
    steps = []
    for cost, by_year in known.records[option].money.items():
        columns = tuple(f"{known_place(option, cost)}.{year}" for year in by_year)
        paid = sum(payment.restated for payment in by_year.values())
        steps.append(_Step(f"{paths[cost]}.unit_cost", "number", None, paid, columns))
    if len(steps) <= most:
        return steps
    together = tuple(column for step in steps for column in step.columns)
    return [_Step(f"{option_at(option)}.costs", "structure", None, None, together)]


def _steps_of_findings(known: KnownNow, option: str) -> list[_Step]:
    """Returns what was measured of each outcome, where it is read; of many outcomes as one change."""
    found = known.records[option].findings
    read = [each for each in known.approved.option(option).outcomes if each.id in found and each.findings]
    path = f"{option_at(option)}.outcomes"
    if len(read) > MOST_MEASURED:
        return [_Step(path, "findings", None, None, outcomes=frozenset((option, each.id) for each in read))]
    steps = []
    for each in read:
        place = f"{path}.{each.id}.{each.effect_key}"
        before, after = (_effect(case, f"{path}.{each.id}", place) for case in (known.approved, known.now))
        steps.append(
            _Step(
                f"{path}.{each.id}.findings",
                "findings",
                before,
                after,
                outcomes=frozenset({(option, each.id)}),
            )
        )
    return steps


def _effect(case: Case, outcome: str, place: str) -> float:
    """Returns what is counted of an outcome: its effect, and how this place differs."""
    return case.number(place) + case.number(f"{outcome}.place")


class _Hybrids:
    """Works out the case with some of the things that were learned, and not with others."""

    def __init__(self, known: KnownNow, option: str, steps: Sequence[_Step]):
        self.known, self.option, self.steps = known, option, steps
        self.measured = [k for k, step in enumerate(steps) if step.outcomes]
        self._models: dict[tuple[bool, ...], Model] = {}

    def values(self, members: Members) -> Array:
        """Returns society's net value of each hybrid, shape (rows,)."""
        values = np.empty(len(members))
        chosen = [tuple(row[self.measured].tolist()) for row in members]
        for variant in dict.fromkeys(chosen):
            rows = np.array([k for k, each in enumerate(chosen) if each == variant], dtype=np.intp)
            model = self.model(variant)
            draws = self._draws(model, members[rows])
            values[rows] = values_of(model, draws, SOCIETY, NET_VALUE)[self.option]
        return values

    def model(self, variant: tuple[bool, ...]) -> Model:
        """Returns the case as it is known now, with what was measured of some outcomes alone."""
        if variant not in self._models:
            outcomes: set[tuple[str, str]] = set()
            for k, is_made in zip(self.measured, variant, strict=True):
                if is_made:
                    outcomes |= self.steps[k].outcomes
            others = {
                (ident, outcome)
                for ident, records in self.known.records.items()
                for outcome in records.findings
                if ident != self.option
            }
            self._models[variant] = compile_case(self.known.with_findings(frozenset(outcomes | others)))
        return self._models[variant]

    def _draws(self, model: Model, members: Members) -> Draws:
        columns = columns_of(model)
        values = central(model, len(members)).values
        for k, step in enumerate(self.steps):
            without = ~members[:, k]
            for place in step.columns:
                values[without, columns[place]] = NOT_KNOWN
            for place, approved in step.approved:
                if place in columns:
                    values[without, columns[place]] = approved
        return Draws(values)
