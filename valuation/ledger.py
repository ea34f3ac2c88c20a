"""THE MODEL: a case and a batch of draws in, every line by year out. Its steps are those of docs/method.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from valuation.costs import cost_by_year, posts_by_year
from valuation.discounting import discount_factors, level_factors
from valuation.draws import Draws
from valuation.errors import EvaluationError
from valuation.lines.model import Model, Weighting
from valuation.outcomes import amount_by_year, cash_share_by_year, effect_per_person_year, value_by_year
from valuation.people import Array, Columns, completion_by_year, exposure, persistence, starts


@dataclass(frozen=True)
class Missing:
    """The first amount of a batch that is no finite number."""

    path: str
    what: str
    """The kind of line, or `people`, `amount` or `posts`."""
    year: int
    draw: int

    def sentence(self) -> str:
        """Returns what cannot be worked out, where, and what to look for."""
        return (
            f"{self.path} ({self.what}) cannot be worked out in year {self.year} of draw {self.draw}: it divides by "
            "nothing, or is too large. Look for a number of the case that is very large or almost nothing, or a rate "
            "that grows beyond all bounds."
        )


@dataclass(frozen=True)
class Ledger:
    """Every amount of a batch, in the case's price year, undiscounted; costs and benefits both positive.

    What cannot be worked out is infinite or NaN here: in a base case it is refused by name (`refuse_missing`), and in any
    other row it is a gap in the option that the line belongs to (`with_gaps`).
    """

    model: Model
    amounts: Array
    """£ of each line, shape (draws, lines, years)."""
    starts: Array
    """People who start, shape (draws, options, years of the case)."""
    completers: Array
    outcomes: Array
    """Units of each outcome with an effect, shape (draws, outcomes, years)."""
    health_optimism: Array
    """The optimism bias of each option's totalled outcomes' own effect, shape (draws, totalled outcomes)."""
    segment_gain: Array
    """Σ (weight − 1) · each segment's part of each line to participants, shape (draws, such lines, years)."""
    numbers: Array
    """Every column of the numbers, shape (draws, columns)."""
    standard: Array
    """Discount factors, shape (draws or 1, years)."""
    health: Array

    @property
    def years(self) -> int:
        """Returns how many years were worked out."""
        return self.amounts.shape[2]

    @cached_property
    @np.errstate(all="ignore")  # what is missing is refused by name, as of the rest
    def posts(self) -> Array:
        """Returns the whole-time posts of each payer, shape (draws, posts of the model, years of the case).

        Worked out when it is asked for: no simulation reads them.
        """
        return _posts(self.model, self.numbers, self.starts)


@np.errstate(
    all="ignore"
)  # what overflows or divides by nothing is a gap, and in a base case refused by name
def evaluate(model: Model, draws: Draws, beyond: bool = False) -> Ledger:
    """Returns the ledger of a batch of draws; `beyond` works out the years after the horizon too.

    It draws nothing, reads nothing and knows not why one row differs from another: row k of a batch is row k
    alone, and a row without a finite answer is a gap. Source: model.md, sections 3 to 6.
    """
    years = model.years + (model.tail if beyond else 0)
    # 1 Numbers: every assumption in the case's prices, and the defaults as constants
    numbers = _numbers(model, draws)
    # 2 People: who starts and completes
    by_segment = [starts(option.people, numbers, model.years) for option in model.options]
    starting = np.stack([s.sum(axis=1) for s in by_segment], axis=1)
    completed = [
        completion_by_year(option.people, numbers, starting[:, place])
        for place, option in enumerate(model.options)
    ]
    completing = np.stack([starting[:, place] * share for place, share in enumerate(completed)], axis=1)
    # 3 Exposure: person-years of effect
    exposures = _exposures(model, numbers, by_segment, completed, years)
    # 4 Costs
    costs = cost_by_year(model.costs, numbers, starting, completing, exposures)
    # 5 Outcomes and their values
    effect = effect_per_person_year(model.outcomes, numbers)
    amounts = amount_by_year(model.outcomes, effect, exposures)
    values = value_by_year(model.values, numbers, amounts)
    # 6 Parts: each line in one account or out of it
    lines = _lines(model, numbers, np.concatenate([costs, values], axis=1), effect)
    gain = _segment_gain(model, numbers, lines, exposures, by_segment)
    standard, health = _factors(model, numbers, years)
    return Ledger(
        model=model,
        amounts=lines,
        starts=starting,
        completers=completing,
        outcomes=amounts,
        health_optimism=_health_optimism(model, numbers),
        segment_gain=gain,
        numbers=numbers,
        standard=standard,
        health=health,
    )


def starts_by_segment(model: Model, draws: Draws) -> list[Array]:
    """Returns the people who start in each option, shape (draws, segments, years)."""
    numbers = _numbers(model, draws)
    return [starts(option.people, numbers, model.years) for option in model.options]


def _numbers(model: Model, draws: Draws) -> Array:
    """Returns every column: assumptions restated to the case's price year, then constants, shape (draws, columns)."""
    constants = np.broadcast_to(model.constants, (len(draws), len(model.constants)))
    return np.concatenate([draws.values * model.restate, constants], axis=1)


def _exposures(
    model: Model, numbers: Array, by_segment: list[Array], completed: list[Array], years: int
) -> Array:
    """Returns person-years of effect of every distinct stream and profile, shape (draws, exposures, years)."""
    table = model.exposures
    lag, lasts, drop_off = (numbers[:, columns] for columns in (table.lag, table.lasts, table.drop_off))
    effect = persistence(lag, lasts, drop_off, table.through_year, years)
    streams = [_stream(model, numbers, place, name, by_segment, completed) for place, name in model.streams]
    if not streams:
        return np.zeros((len(numbers), 0, years))
    return exposure(np.stack(streams, axis=1)[:, table.stream], effect[:, table.profile])


def _stream(
    model: Model, numbers: Array, place: int, name: str, by_segment: list[Array], completed: list[Array]
) -> Array:
    """Returns people by year, shape (draws, years): starts, or those in whom an effect acts, Σ_s e_s · people_s.

    `weighted` streams hold Σ_s (weight_s − 1) · e_s · people_s.
    """
    option = model.options[place]
    people = by_segment[place]
    if not name.endswith("starts"):
        people = people * numbers[:, option.people.effect_multiplier][:, :, None]
    if name.startswith("weighted"):
        people = people * (_weights(numbers, option.weighting) - 1)[:, :, None]
    total = people.sum(axis=1)
    return total * completed[place] if name.endswith("completers") else total


def _weights(numbers: Array, weighting: Weighting | None) -> Array:
    """Returns each segment's distributional weight, shape (draws, segments): typed, or (median / income) ^ elasticity."""
    if weighting is None:
        return np.ones((len(numbers), 1))
    weights = numbers[:, weighting.weight]
    for segment, income, median, elasticity in weighting.incomes:
        weights[:, segment] = (numbers[:, median] / numbers[:, income]) ** numbers[:, elasticity]
    return weights


def _lines(model: Model, numbers: Array, entries: Array, effect: Array) -> Array:
    """Returns the lines: entries split into cash and capacity, shared between parties, VAT and optimism bias apart.

    A line of optimism bias is |what it adjusts| · rate, so the sign of its outcome's effect is taken off again. The rate is
    half of each of its two.
    """
    parts = model.parts
    years = entries.shape[2]
    # One more column for what follows no outcome: a cost is never below 0.
    signs = np.concatenate([np.sign(effect), np.ones((len(effect), 1))], axis=1)
    if parts.splitting.size:
        is_harm = signs[:, parts.harm_of] < 0
        share = cash_share_by_year(numbers[:, parts.cashable], parts.released[:, :years], is_harm)
        cash = entries[:, parts.splitting] * share
        entries = np.concatenate([entries, cash], axis=1)
        entries[:, parts.splitting] -= cash
    shares = _shares(model, numbers)
    scale = shares[:, parts.share[:, 0]] * shares[:, parts.share[:, 1]] * numbers[:, parts.vat]
    rate = 0.5 * (numbers[:, parts.rates[:, 0]] + numbers[:, parts.rates[:, 1]])
    scale[:, parts.adjusting] *= rate * parts.sign * signs[:, parts.follows]
    lines = np.take(entries, parts.entry, axis=1)
    lines *= scale[:, :, None]
    _without_optimism_on_what_was_paid(model, numbers, lines)
    return lines


def _without_optimism_on_what_was_paid(model: Model, numbers: Array, lines: Array) -> None:
    """Writes 0 in the lines of optimism bias on a cost in the years in which it is known what was paid."""
    for cost, paid in model.costs.known:
        is_known = np.isfinite(numbers[:, paid])
        for line in model.parts.adjusting[model.parts.entry[model.parts.adjusting] == cost]:
            own = lines[:, line, : is_known.shape[1]]
            own[is_known[:, : own.shape[1]]] = 0.0


def _shares(model: Model, numbers: Array) -> Array:
    """Returns each party's share, and 1 for the whole in the last column, shape (draws, shares + 1)."""
    table = model.shares
    whole = np.ones((len(numbers), 1))
    if not table.column.size:
        return whole
    share = numbers[:, table.column]
    total = np.repeat(np.add.reduceat(share, table.group, axis=1), table.size, axis=1)
    return np.concatenate([share / total, whole], axis=1)


def _health_optimism(model: Model, numbers: Array) -> Array:
    """Returns the rate of optimism bias of each totalled outcome in QALYs or WELLBYs, shape (draws, such outcomes)."""
    columns = [column for option in model.options for _, _, column in option.health_units]
    rates = [np.zeros(len(numbers)) if column is None else numbers[:, column] for column in columns]
    return np.stack(rates, axis=1) if rates else np.zeros((len(numbers), 0))


def _segment_gain(
    model: Model, numbers: Array, lines: Array, exposures: Array, by_segment: list[Array]
) -> Array:
    """Returns Σ_s (weight_s − 1) · segment s's part of each line to participants, shape (draws, such lines, years)."""
    gains = []
    for line, (how, first, second) in zip(model.parts.weighted, model.parts.weighted_by, strict=True):
        if how == "exposure":
            whole, extra = exposures[:, first], exposures[:, second]
            if first == second:
                extra = np.zeros_like(whole)
        else:
            people = by_segment[first] if how == "starts" else by_segment[first].sum(axis=2, keepdims=True)
            whole = people.sum(axis=1)
            extra = (people * (_weights(numbers, model.options[first].weighting) - 1)[:, :, None]).sum(axis=1)
        part = np.divide(extra, whole, out=np.zeros_like(extra), where=whole != 0)
        amount = lines[:, line]
        gain = np.zeros_like(amount)
        span = amount.shape[1] if part.shape[1] == 1 else part.shape[1]
        gain[:, :span] = amount[:, :span] * part
        gains.append(gain)
    return np.stack(gains, axis=1) if gains else np.zeros((len(lines), 0, lines.shape[2]))


def _posts(model: Model, numbers: Array, starting: Array) -> Array:
    """Returns the whole-time posts that each payer pays for, shared as their pay is, shape (draws, posts, years)."""
    rows = np.array([post.place for post in model.posts], dtype=np.intp)
    share = np.array([post.share for post in model.posts], dtype=np.intp)
    return posts_by_year(model.costs, numbers, starting)[:, rows] * _shares(model, numbers)[:, share, None]


def _factors(model: Model, numbers: Array, years: int) -> tuple[Array, Array]:
    """Returns the discount factors of money, and of health and wellbeing, each of shape (draws or 1, years)."""
    begins, end = model.begins, model.begins + years
    if model.own_rates is not None:
        standard, health = model.own_rates
        return (
            level_factors(numbers[:, standard], end)[:, begins:],
            level_factors(numbers[:, health], end)[:, begins:],
        )
    assert model.schedule is not None
    return (
        discount_factors(model.schedule.standard, end)[None, begins:],
        discount_factors(model.schedule.health, end)[None, begins:],
    )


# Gaps --------------------------------------------------------------------------------------------------------

_Belongings = list[tuple[Array, Columns, list[tuple[str, str]]]]
"""Parts of a ledger, which of their columns are one option's, and the path and kind of each."""


def with_gaps(ledger: Ledger) -> Ledger:
    """Returns the ledger with NaN in all lines of an option in each row in which one of them cannot be worked out.

    Years beyond the horizon are no part of the answer, and are left as they are.
    """
    amounts = ledger.amounts[:, :, : ledger.model.years]
    if np.isfinite(float(amounts.sum())):
        return ledger
    marked = ledger.amounts.copy()
    for option in ledger.model.options:
        gap = ~np.isfinite(amounts[:, option.lines]).all(axis=(1, 2))
        marked[gap, option.lines] = np.nan
    return replace(ledger, amounts=marked)


def refuse_missing(ledger: Ledger) -> None:
    """Raises EvaluationError naming the first amount of a batch that cannot be worked out, where there is one."""
    model, gain = ledger.model, ledger.segment_gain
    parts = [each for place in range(len(model.options)) for each in _belongings(ledger, place)]
    parts.append((gain[:, :, : model.years], np.arange(gain.shape[1]), _names(ledger, model.parts.weighted)))
    missing = next(_culprits(parts), None)
    if missing is not None:
        raise EvaluationError(missing.sentence())


def _belongings(ledger: Ledger, place: int) -> _Belongings:
    """Returns all that belongs to one option in a ledger, within the horizon."""
    model, option = ledger.model, ledger.model.options[place]
    years, path = model.years, f"options.{option.id}"
    lines = np.arange(option.lines.start, option.lines.stop)
    own = np.array([place], dtype=np.intp)
    outcomes = np.array([index for _, index in option.outcomes], dtype=np.intp)
    effects = [(f"{path}.outcomes.{outcome.id}", "amount") for outcome, _ in option.outcomes]
    posts = np.array([k for k, post in enumerate(model.posts) if post.option == place], dtype=np.intp)
    people = [(f"{path}.people", "people")]
    return [
        (ledger.starts, own, people),
        (ledger.completers, own, people),
        (ledger.outcomes[:, :, :years], outcomes, effects),
        (ledger.amounts[:, :, :years], lines, _names(ledger, lines)),
        (ledger.posts, posts, [(path, "posts")] * len(posts)),
    ]


def _names(ledger: Ledger, lines: Columns) -> list[tuple[str, str]]:
    return [(line.path, line.kind) for line in (ledger.model.lines[int(index)] for index in lines)]


def _culprits(belongings: _Belongings) -> Iterator[Missing]:
    """Yields the first amount of the first of an option's parts that is no finite number."""
    for part, columns, names in belongings:
        bad = np.argwhere(~np.isfinite(part[:, columns]))
        if len(bad):
            draw, column, year = (int(place) for place in bad[0])
            yield Missing(*names[column], year, draw)
            return
