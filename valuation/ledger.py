"""THE MODEL: a case and a batch of draws in, every line by year out. Its steps are those of docs/method.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from valuation.costs import cost_by_year, posts_by_year
from valuation.discounting import discount_factors, level_factors
from valuation.draws import Draws
from valuation.errors import EvaluationError
from valuation.model import Model, Weighting
from valuation.outcomes import amount_by_year, cash_share_by_year, effect_per_person_year, value_by_year
from valuation.people import Array, completion, exposure, persistence, starts


@dataclass(frozen=True)
class Ledger:
    """Every amount of a batch, in the case's price year, undiscounted; costs and benefits both positive."""

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
    posts: Array
    """Whole-time posts of each payer, shape (draws, posts of the model, years of the case)."""
    standard: Array
    """Discount factors, shape (draws or 1, years)."""
    health: Array

    @property
    def years(self) -> int:
        """Returns how many years were worked out."""
        return self.amounts.shape[2]


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # what overflows is refused by name
def evaluate(model: Model, draws: Draws, beyond: bool = False) -> Ledger:
    """Returns the ledger of a batch of draws; `beyond` works out the years after the horizon too.

    It draws nothing, reads nothing and knows not why one row differs from another: row k of a batch is row k
    alone. Source: model.md, sections 3 to 6.
    """
    years = model.years + (model.tail if beyond else 0)
    # 1 Numbers: every assumption in the case's prices, and the defaults as constants
    numbers = _numbers(model, draws)
    # 2 People: who starts and completes
    by_segment = [starts(option.people, numbers, model.years) for option in model.options]
    completed = [completion(option.people, numbers) for option in model.options]
    starting = np.stack([s.sum(axis=1) for s in by_segment], axis=1)
    completing = starting * np.stack(completed, axis=1)[:, :, None]
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
    _refuse_missing(model, lines, gain)
    return Ledger(
        model=model,
        amounts=lines,
        starts=starting,
        completers=completing,
        outcomes=amounts,
        health_optimism=_health_optimism(model, numbers),
        segment_gain=gain,
        posts=_posts(model, numbers, starting),
        **_factors(model, numbers, years),
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
    return total * completed[place][:, None] if name.endswith("completers") else total


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

    A line of optimism bias is |what it adjusts| · rate, so the sign of its outcome's effect is taken off again.
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
    scale[:, parts.adjusting] *= numbers[:, parts.rate] * parts.sign * signs[:, parts.follows]
    lines = np.take(entries, parts.entry, axis=1)
    lines *= scale[:, :, None]
    return lines


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
    rows = np.array([row for _, row, _, _ in model.posts], dtype=np.intp)
    share = np.array([place for *_, place in model.posts], dtype=np.intp)
    return posts_by_year(model.costs, numbers, starting)[:, rows] * _shares(model, numbers)[:, share, None]


def _factors(model: Model, numbers: Array, years: int) -> dict[str, Array]:
    """Returns the discount factors of money, and of health and wellbeing, each of shape (draws or 1, years)."""
    if model.own_rates is not None:
        standard, health = model.own_rates
        return {
            "standard": level_factors(numbers[:, standard], years),
            "health": level_factors(numbers[:, health], years),
        }
    assert model.schedule is not None
    return {
        "standard": discount_factors(model.schedule.standard, years)[None],
        "health": discount_factors(model.schedule.health, years)[None],
    }


def _refuse_missing(model: Model, lines: Array, gain: Array) -> None:
    """Raises EvaluationError naming the line and the first draw that is not a finite number."""
    if np.isfinite(lines.sum() + gain.sum()):
        return
    bad = ~np.isfinite(lines)
    bad[:, model.parts.weighted] |= ~np.isfinite(gain)
    if not bad.any():  # each is finite, and their sum is not: the largest is the one to look at
        bad = np.abs(lines) == np.abs(lines).max()
    draw, line, year = (int(place[0]) for place in np.nonzero(bad))
    where = model.lines[line]
    raise EvaluationError(
        f"{where.path} ({where.kind}) is too large to be worked out in year {year} of draw {draw}. "
        "Look for a number of the case with too many digits, or a rate that grows beyond all bounds."
    )
