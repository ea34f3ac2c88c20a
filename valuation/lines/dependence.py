"""Which lines of the ledger hang on which number: what need not be worked out again when one number moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuation.lines.model import Model
from valuation.people import Columns, PeopleTable


@dataclass(frozen=True)
class Dependence:
    """Things by what they hang on: the lines of each number, or the numbers of each entry."""

    begin: Columns
    """Where the things of each one begin among all of them, and where the last ends."""
    things: Columns

    def of(self, place: int) -> Columns:
        """Returns what hangs on one of them, in rising order."""
        return self.things[self.begin[place] : self.begin[place + 1]]

    def sizes(self, places: Columns) -> Columns:
        """Returns how many things hang on each of some of them."""
        return self.begin[places + 1] - self.begin[places]

    def of_many(self, places: Columns) -> tuple[Columns, Columns]:
        """Returns (place among those asked for, thing) of every thing that hangs on each of them."""
        sizes = self.sizes(places)
        return np.repeat(np.arange(len(places)), sizes), self.things[_runs(self.begin[places], sizes)]

    @staticmethod
    def listed(things: Sequence[Columns]) -> Dependence:
        """Returns what hangs on the first, the second and so on."""
        sizes = np.array([len(each) for each in things], dtype=np.intp)
        return Dependence(
            np.concatenate([[0], np.cumsum(sizes)]), np.concatenate([*things, np.zeros(0, np.intp)])
        )

    def then(self, after: Dependence) -> Dependence:
        """Returns what hangs on each one through what hangs on it here, each thing once."""
        if (np.diff(self.begin) == 1).all():
            sizes = after.sizes(self.things)
            begin = np.concatenate([[0], np.cumsum(sizes)])
            return Dependence(begin, after.of_many(self.things)[1])
        things_of_each = [after.of_many(self.of(place))[1] for place in range(len(self.begin) - 1)]
        return Dependence.listed([np.unique(things) for things in things_of_each])


def _grouped(group: Columns, things: Columns, groups: int) -> Dependence:
    order = np.argsort(group, kind="stable")
    return Dependence(np.searchsorted(group[order], np.arange(groups + 1)), things[order])


def _runs(begin: Columns, sizes: Columns) -> Columns:
    """Returns begin, begin + 1 … for as many as each size says, one run after the other."""
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(begin, sizes) + within


def dependence(model: Model) -> Dependence:
    """Returns the lines that hang on each of the model's assumptions, and none that do not name it on their way.

    A line hangs on the numbers of its entry, on those that share it out, tax it and adjust it, and where its entry
    counts people on the numbers that say how many. Discount rates and weights move no line.
    """
    columns, entries = _columns_of_entries(model)
    by_entry = _grouped(entries, columns, _count(model))
    parts, count = model.parts, len(model.lines)
    line, own = by_entry.of_many(parts.entry)
    pairs = [
        (own, line),
        (parts.vat, np.arange(count)),
        (parts.rates.ravel(), np.repeat(parts.adjusting, 2)),
        *_shares(model),
        *_people(model),
    ]
    column = np.concatenate([np.asarray(pair[0], dtype=np.intp) for pair in pairs])
    line = np.concatenate([np.asarray(pair[1], dtype=np.intp) for pair in pairs])
    is_number = column >= 0  # constants stand last first, below 0
    both = np.unique(column[is_number] * count + line[is_number])
    return _grouped(both // max(count, 1), both % max(count, 1), len(model.assumptions))


def _count(model: Model) -> int:
    """Returns how many entries lines are made of: costs, then values, then cash parts."""
    return len(model.costs.quantity) + len(model.values.outcome) + len(model.parts.splitting)


def _columns_of_entries(model: Model) -> tuple[Columns, Columns]:
    """Returns (column, entry) of every number that an entry names itself; people are apart."""
    costs, values, outcomes, parts = model.costs, model.values, model.outcomes, model.parts
    of_costs: list[_Pair] = [
        (costs.quantity, np.arange(len(costs.quantity))),
        (costs.unit_cost, np.arange(len(costs.unit_cost))),
        (costs.growth, costs.growing),
        (costs.phase.ravel(), np.repeat(costs.phased, costs.phase.shape[1])),
        *((columns, costs.by_participant_year) for columns in _profile(model, costs.exposure)),
        *(([per_fte, at_least], [cost] * 2) for cost, per_fte, at_least, _, _ in costs.fte),
        *(([people, turnover], [cost] * 2) for cost, people, turnover, _, _ in costs.trainee),
        *(([number], [cost]) for cost, number in costs.times),
    ]
    column, cost = _joined(of_costs)
    column, cost = _joined([(column, cost), *_of_named(costs.share_of, column, cost)])
    first = len(costs.quantity)
    outcome = values.outcome
    places = first + np.arange(len(outcome))
    effects = ("share", "effect", "place", "base", "bridge", "deadweight", "attribution", "displacement")
    of_values: list[_Pair] = [
        (values.quantity, places),
        (values.unit_value, places),
        (values.growth, first + values.growing),
        *((getattr(outcomes, name)[outcome], places) for name in effects),
        *((columns, places) for columns in _profile(model, outcomes.exposure[outcome])),
    ]
    column, entry = _joined([(column, cost), *of_values])
    last = first + len(outcome) + np.arange(len(parts.splitting))
    split = _grouped(entry, column, first + len(outcome))
    place, shared = split.of_many(parts.splitting)
    return _joined(
        [(column, entry), (parts.cashable, parts.splitting), (parts.cashable, last), (shared, last[place])]
    )


_Pair = tuple[Sequence[int] | Columns, Sequence[int] | Columns]


def _joined(pairs: Iterable[_Pair]) -> tuple[Columns, Columns]:
    both = list(pairs)
    left, right = (
        np.concatenate([np.asarray(pair[side], dtype=np.intp) for pair in both] or [np.zeros(0, np.intp)])
        for side in (0, 1)
    )
    return left, right


def _profile(model: Model, exposure: Columns) -> tuple[Columns, Columns, Columns]:
    """Returns the columns of how long an effect is away, lasts and fades, of each of some exposures."""
    table = model.exposures
    profile = table.profile[exposure]
    return table.lag[profile], table.lasts[profile], table.drop_off[profile]


def _of_named(
    share_of: Sequence[tuple[int, tuple[int, ...]]], column: Columns, cost: Columns
) -> Iterable[tuple[Columns, Columns]]:
    """Yields the numbers of the costs that a cost is a share of, as its own."""
    if not share_of:
        return
    by_cost = _grouped(cost, column, int(cost.max()) + 1)
    for share, named in share_of:
        _, columns = by_cost.of_many(np.array(named, dtype=np.intp))
        yield columns, np.full(len(columns), share)


def _shares(model: Model) -> Iterable[tuple[Columns, Columns]]:
    """Yields (column, line) of the shares of payers: of a line that is shared, all that add up to 1 with its own."""
    table = model.shares
    group = np.repeat(np.arange(len(table.group)), table.size)
    for side in (0, 1):
        place = model.parts.share[:, side]
        line = np.flatnonzero(place >= 0)
        if len(line):
            first, size = table.group[group[place[line]]], table.size[group[place[line]]]
            yield table.column[_runs(first, size)], np.repeat(line, size)


def _people(model: Model) -> Iterable[tuple[Columns, Columns]]:
    """Yields (column, line) of the numbers that say how many people start, for every line that counts them."""
    counts = _counts_people(model)
    for option in model.options:
        line = option.lines.start + np.flatnonzero(counts[model.parts.entry[option.lines]])
        columns = np.unique(np.concatenate([np.ravel(part) for part in _people_columns(option.people)]))
        columns = columns[columns >= 0]
        yield np.repeat(columns, len(line)), np.tile(line, len(columns))


def _counts_people(model: Model) -> NDArray[np.bool_]:
    """Returns whether each entry hangs on how many people there are."""
    costs = model.costs
    counts = np.ones(_count(model), dtype=bool)
    counts[: len(costs.quantity)] = False
    for per in (costs.by_start, costs.by_completer, costs.by_participant_year):
        counts[per] = True
    counts[[cost for cost, *_ in costs.fte]] = True
    for share, named in costs.share_of:
        counts[share] = counts[list(named)].any()
    last = len(costs.quantity) + len(model.values.outcome)
    counts[last:] = counts[model.parts.splitting]
    return counts


def _people_columns(people: PeopleTable) -> list[Columns]:
    alone = np.array([people.eligible, people.uptake, people.completion], dtype=np.intp)
    lists = (
        people.ramp, people.planned, people.share, people.uptake_multiplier, people.effect_multiplier,
        people.uptake_factors, people.completion_factors, people.ramp_factors,
    )  # fmt: skip
    return [alone, *lists, *([] if people.capacity is None else [people.capacity])]
