"""The bridge: what each change between two cases contributes to the change in a measure (Shapley), and where they would agree."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from valuation.case.places import steps_of
from valuation.case.shape import CaseShape
from valuation.case.validity.validation import Case
from valuation.compare.hybrid_case import Draft, Merged, bias_of
from valuation.compare.shapley import sampled
from valuation.draws import SEED, Draws, central
from valuation.errors import EvaluationError, choices, probably
from valuation.lines.compile import compile_case
from valuation.lines.dependence import dependence
from valuation.lines.model import Model
from valuation.measures import Asked, appraise, refuse_unknown, values_of
from valuation.people import Array, Columns
from valuation.quantities import ANY
from valuation.sensitivity.moved import moved_together
from valuation.sensitivity.one_way import DEFAULT_ACCOUNT, DEFAULT_MEASURE
from valuation.sensitivity.switching import Root, nearest, search_limits
from valuation.sensitivity.trials import Gap, Room, room_of, rooms
from valuation.streams import MEASURES, measure_names

MOST_EXACT = 12
"""Changes up to which every combination of them is worked out."""
PERMUTATIONS = 300
"""Orders in which the changes are made, each and its reverse, where there are more."""
Members = NDArray[np.bool_]


@dataclass(frozen=True)
class Change:
    """One change between two cases, and what it contributes."""

    path: str
    kind: str
    a: Any
    b: Any
    contribution: float
    se: float
    paths: tuple[str, ...]
    """Every place that changes with it."""


@dataclass(frozen=True)
class Agreement:
    """Where the two cases would agree, moving one number of the second alone."""

    path: str
    value: float | None
    """The value at which the second case comes to what the first does."""
    decision: float | None
    """The value at which the second's measure crosses 0, where the two are on different sides of it."""
    gap: Gap | None = None
    """Why part of what it may be could not be searched, where no value was found and that may be the reason."""


@dataclass(frozen=True)
class Bridge:
    """The way from one case to another."""

    option: str
    account: str
    measure: str
    a: float
    b: float
    exact: bool
    changes: tuple[Change, ...]
    agree: tuple[Agreement, ...]

    def as_dict(self) -> dict[str, Any]:
        """Returns the bridge as `bridge --json` prints it."""
        found = asdict(self)
        for row, agreement in zip(found["agree"], self.agree, strict=True):
            row["reason"] = None if agreement.gap is None else agreement.gap.sentence
        return found


def bridge(
    a: Case,
    b: Case,
    option: str | None = None,
    account: str = DEFAULT_ACCOUNT,
    measure: str = DEFAULT_MEASURE,
    seed: int = SEED,
    permutations: int = PERMUTATIONS,
) -> Bridge:
    """Returns what each change from case A to case B contributes to the change in a measure of one option.

    Shapley: the mean, over all orders in which the changes can be made, of what each adds when it is made;
    contributions add up to the change. Exact to 12 changes, from all 2^n hybrids; beyond, the mean over sampled orders, each
    with its reverse, and its standard error. Source: model.md, section 9.
    """
    refuse_unknown(account, measure)
    refuse_ratio(measure)
    _refuse_unlike(a, b)
    whose = _option(a, b, option)
    hybrids = _Hybrids(Merged(a, b, whose), account, measure)
    count = len(hybrids.drafts)
    none, every = np.zeros((1, count), dtype=bool), np.ones((1, count), dtype=bool)
    at_a, at_b = (float(hybrids.values(members)[0]) for members in (none, every))
    for case, value in ((a, at_a), (b, at_b)):
        if math.isnan(value):
            appraise(compile_case(case))  # says by name what cannot be worked out
            raise EvaluationError(
                f"{measure} is undefined in one of the two cases, so there is no change to split."
            )
    groups, exact, shares, errors = _split(hybrids, count, seed, permutations)
    changes = [
        Change(d.path, d.kind, d.a, d.b, float(share), float(se), tuple(sorted(d.places)))
        for d, share, se in zip((_as_one(hybrids, group) for group in groups), shares, errors, strict=True)
        if d.a != d.b or share or se  # a grade alone, where it decides nothing
    ]
    return Bridge(
        option=whose,
        account=account,
        measure=measure,
        a=at_a,
        b=at_b,
        exact=exact,
        changes=tuple(sorted(changes, key=lambda c: (-abs(c.contribution), c.path))),
        agree=tuple(_agreements(hybrids, at_a, at_b)),
    )


def splittable() -> list[str]:
    """Returns the measures that can be split between changes: sums of costs and benefits, not ratios or years."""
    return measure_names(measure for measure in MEASURES if measure.per_cost_and_benefit is not None)


def refuse_ratio(measure: str) -> None:
    """Raises EvaluationError where a measure is no amount, and so cannot be split between changes."""
    split = splittable()
    if measure not in split:
        raise EvaluationError(
            f"{measure} cannot be split between changes: ratios and years do not add up. Use one of {choices(split)}."
        )


def _refuse_unlike(a: Case, b: Case) -> None:
    """Raises EvaluationError naming all that makes a difference between two cases one of unlike with unlike."""
    said, keys, sets = [], [], []
    for key, words in (("first_year", "begin in"), ("years", "run for"), ("price_year", "are in prices of")):
        ours, theirs = getattr(a.shape.appraisal, key), getattr(b.shape.appraisal, key)
        if ours != theirs:
            unit = " years" if key == "years" else ""
            said.append(f"they {words} {ours}{unit} and {theirs}{unit}")
            keys.append(f"`appraisal.{key}`")
            sets.append(f"--set appraisal.{key}={ours}")
    if said:
        raise EvaluationError(
            f"These two cases are not alike: {'; '.join(said)}. A difference between them would mix that with "
            f"everything else. Give both the same {' and '.join(keys)} and compare again, for example with "
            f"{' '.join(sets)} on the second."
        )


def _option(a: Case, b: Case, wanted: str | None) -> str:
    ours, theirs = ([option.id for option in case.shape.options] for case in (a, b))
    both = [ident for ident in ours if ident in theirs]
    if wanted is not None and wanted not in both:
        where = "the first" if wanted not in ours else "the second"
        raise EvaluationError(
            f"No option of {where} case is called {wanted}.{probably(wanted, both)} Both have: {choices(both) or 'none in common'}."
        )
    if not both:
        raise EvaluationError(
            f"The two cases have no option in common: the first has {choices(ours)}, the second {choices(theirs)}. "
            "Give the options that are to be compared the same id."
        )
    first = a.shape.preferred or ours[0]
    return wanted or (first if first in both else both[0])


class _Hybrids:
    """Works out hybrids of two cases: rows that say which of the changes are made."""

    def __init__(self, merged: Merged, account: str, measure: str):
        self.merged, self.account, self.measure = merged, account, measure
        self.option = merged.raw[0]["id"]
        self.drafts: list[Draft] = sorted(merged.drafts.values(), key=lambda draft: draft.path)
        self.place = {draft.path: k for k, draft in enumerate(self.drafts)}
        self.key = {key: self.place[draft.path] for key, draft in merged.drafts.items()}
        self.variants = [k for k, draft in enumerate(self.drafts) if draft.parts]
        self._models: dict[tuple[bool, ...], Model] = {}

    def model(self, chosen: tuple[bool, ...]) -> Model:
        """Returns the merged case compiled with some of the parts that no number expresses as the second case has them."""
        if chosen not in self._models:
            data = copy.deepcopy(self.merged.data)
            for k, is_made in zip(self.variants, chosen, strict=True):
                if is_made:
                    for path, part in self.drafts[k].parts.items():
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
        column = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
        moved = [{column[place] for place in draft.columns if place in column} for draft in self.drafts]
        biases = {f"valuation.optimism_bias_grade_{grade}" for grade in range(1, 7)} | {
            "appraisal.optimism_bias"
        }
        for place, rate in self.merged.rates.items():
            for key in (rate.stated_change, *(key for *_, key in rate.grades), *biases):
                if key in self.key and place in column:
                    moved[self.key[key]].add(column[place])
        by_number, everything = dependence(model), np.arange(len(model.lines))
        found: list[Columns | None] = []
        for k, columns in enumerate(moved):
            if k in self.variants:
                found.append(None)
            elif columns & set(model.own_rates or ()):
                found.append(everything)
            else:
                parts = [by_number.of(one) for one in columns] or [everything[:0]]
                found.append(np.unique(np.concatenate(parts)))
        return found

    def draws(self, chosen: tuple[bool, ...], members: Members) -> Draws:
        """Returns the rows of a model in which these changes are made."""
        return Draws(self._rows(self.model(chosen), members))

    def values(self, members: Members) -> Array:
        """Returns the measure of each hybrid, shape (rows,)."""
        found = np.empty(len(members))
        for chosen in product((False, True), repeat=len(self.variants)):
            rows = np.flatnonzero((members[:, self.variants] == chosen).all(axis=1))
            if rows.size:
                model = self.model(chosen)
                draws = self.draws(chosen, members[rows])
                found[rows] = values_of(model, draws, self.account, self.measure)[self.option]
        return found

    def _rows(self, model: Model, members: Members) -> Array:
        columns = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
        values = central(model, len(members)).values
        for k, draft in enumerate(self.drafts):
            for place, value in draft.columns.items():
                if place in columns:
                    values[members[:, k], columns[place]] = value
        biases = self._biases(members)
        for place in self.merged.rates:
            if place in columns:
                values[:, columns[place]] = self._rate(place, members, biases)
        return values

    def _made(self, members: Members, key: str | None) -> NDArray[np.bool_]:
        if key is None or key not in self.key:
            return np.zeros(len(members), dtype=bool)
        return members[:, self.key[key]]

    def _rate(self, place: str, members: Members, biases: Array) -> Array:
        """Returns the optimism bias of an entry in each hybrid: none, stated, or that of the worst grade among its numbers."""
        rate = self.merged.rates[place]
        worst = np.ones(len(members), dtype=int)
        for a, b, key in rate.grades:
            worst = np.maximum(worst, np.where(self._made(members, key), b, a))
        found = biases[np.arange(len(members)), worst - 1]
        is_second = self._made(members, rate.stated_change)
        for stated, where in zip(rate.stated, (~is_second, is_second), strict=True):
            if stated is not None:
                found = np.where(where, stated, found)
        modes = [case.shape.appraisal.optimism_bias == "none" for case in self.merged.cases]
        is_second = self._made(members, "appraisal.optimism_bias")
        none = np.where(is_second, modes[1], modes[0])
        return np.where(none, 0.0, found)

    def _biases(self, members: Members) -> Array:
        """Returns the optimism bias of each grade in each hybrid, shape (rows, 6)."""
        columns = []
        for grade in range(1, 7):
            a, b = (bias_of(case, grade) for case in self.merged.cases)
            columns.append(np.where(self._made(members, f"valuation.optimism_bias_grade_{grade}"), b, a))
        return np.stack(columns, axis=1)

    @cached_property
    def whole(self) -> Members:
        """Returns the row of the second case itself."""
        return np.ones((1, len(self.drafts)), dtype=bool)


def _put(data: dict[str, Any], path: str, part: Any) -> None:
    *way, last = steps_of(path)
    node: Any = data
    for step in way:
        node = next(item for item in node if item["id"] == step) if isinstance(node, list) else node[step]
    if part is None:
        node.pop(last, None)
    else:
        node[last] = part


# Shapley -----------------------------------------------------------------------------------------------------


def _split(
    hybrids: _Hybrids, count: int, seed: int, permutations: int
) -> tuple[list[list[int]], bool, Array, Array]:
    """Returns the groups of changes that are made as one, whether the split is exact, and each group's contribution and
    standard error.

    Each change is a group of its own, until a hybrid without an answer shows that some are valid only together.
    """
    groups = [[k] for k in range(count)]
    while True:
        is_exact = len(groups) <= MOST_EXACT
        values = _valued(hybrids, groups)
        split = (
            _exact(values, len(groups)) if is_exact else sampled(hybrids, groups, count, seed, permutations)
        )
        if not isinstance(split, np.ndarray):
            return groups, is_exact, *split
        groups = _together(values, groups, split)


def _valued(hybrids: _Hybrids, groups: list[list[int]]) -> Callable[[Members], Array]:
    """Returns the function from which groups are made, shape (rows, groups), to the measure of each hybrid."""
    of_group = np.zeros((len(groups), len(hybrids.drafts)), dtype=bool)
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
    one = fewest.copy()
    one[saving[:1] if saving.size else others] = True
    joined = sorted(k for place in np.flatnonzero(one) for k in groups[place])
    return [joined, *(group for place, group in enumerate(groups) if not one[place])]


def _as_one(hybrids: _Hybrids, group: list[int]) -> Draft:
    """Returns a group of changes as one change."""
    drafts = [hybrids.drafts[k] for k in group]
    if len(drafts) == 1:
        return drafts[0]
    return Draft(
        path=drafts[0].path,
        kind="structure",
        a={draft.path: draft.a for draft in drafts},
        b={draft.path: draft.b for draft in drafts},
        places=set().union(*(draft.places for draft in drafts)),
    )


def _exact(values_of: Callable[[Members], Array], count: int) -> tuple[Array, Array] | NDArray[np.bool_]:
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


# Where the two would agree -----------------------------------------------------------------------------------


def _agreements(hybrids: _Hybrids, at_a: float, at_b: float) -> Iterator[Agreement]:
    """Yields for each number that is another where the two would come to the same, with all else as the second has it."""
    movable = [d for d in hybrids.drafts if _is_movable(d)]
    room = _rooms_of(hybrids.merged.numbers[1], movable)
    movable = [d for d in movable if not room[d.path].is_tied]
    if not movable:
        return
    goals = [(d, goal) for d in movable for goal in ((at_a, 0.0) if (at_a < 0) != (at_b < 0) else (at_a,))]

    chosen = hybrids.variant(hybrids.whole[0])
    model, second = hybrids.model(chosen), hybrids.draws(chosen, hybrids.whole)
    column = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
    bundles = [[column[place] for place in draft.columns if place in column] for draft, _ in goals]
    factor = np.array([draft.factor for draft, _ in goals])

    def values(x: Array, which: NDArray[np.intp]) -> Array:
        found = moved_together(model, bundles, which, x * factor[which], [hybrids.asked], second)
        return found[hybrids.option][0]

    roots = nearest(
        values,
        [search_limits(room[draft.path], float(draft.b), [float(draft.a)]) for draft, _ in goals],
        [goal for _, goal in goals],
        [abs(at_a) + abs(at_b)] * len(goals),
    )
    found: dict[str, list[Root]] = {}
    for (draft, _), root in zip(goals, roots, strict=True):
        found.setdefault(draft.path, []).append(root)
    for path, both in found.items():
        unheld = room[path].gap(both[0].x) if both[0].x is not None else None
        gap = unheld or (Gap.NO_ANSWER if both[0].x is None and both[0].met_a_gap else None)
        value, decision = (
            None if root.x is None or room[path].gap(root.x) else root.x for root in (both[0], both[-1])
        )
        yield Agreement(path, value, decision if len(both) > 1 else None, gap)


def _rooms_of(case: Case, drafts: Sequence[Draft]) -> dict[str, Room]:
    """Returns by path the values that a case may hold at each of these numbers."""
    model = compile_case(case)
    known = {assumption.path: room for assumption, room in zip(model.assumptions, rooms(model), strict=True)}
    found = {}
    for draft in drafts:
        number = case.assumption_at(next(iter(draft.columns)))
        anything = room_of([ANY if number is None else number.kind])
        found[draft.path] = anything if number is None else known.get(number.path, anything)
    return found


def _is_movable(draft: Draft) -> bool:
    numbers = all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in (draft.a, draft.b)
    )
    return draft.kind == "number" and numbers and bool(draft.columns)
