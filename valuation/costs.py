"""Costs: what drives each one, and what it comes to by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from valuation.people import Array, Columns


@dataclass(frozen=True)
class CostTable:
    """Every cost of a case, replaced ones and enablers' too, as columns of the numbers and masks of years."""

    option: Columns
    quantity: Columns
    unit_cost: Columns
    steady: Array
    """The driver of costs once and per year, shape (costs, years): 1 where it falls; 0 for other drivers."""
    window: Array
    """1 in the years from `from` to `until` in which the cost can fall, shape (costs, years)."""
    by_start: Columns
    by_completer: Columns
    by_participant_year: Columns
    exposure: Columns
    """The exposure of each cost per participant_year."""
    fte: tuple[tuple[int, int, int, float, int], ...]
    """(cost, starts_per_fte, at_least, round_up_to, delivery_years)"""
    posts: Columns
    """The costs whose quantity is whole-time posts."""
    trainee: tuple[tuple[int, int, int, int, int], ...]
    """(cost, trainees, turnover, over_years, delivery_years)"""
    times: tuple[tuple[int, int], ...]
    """(cost, the number that what it counts is multiplied by)"""
    share_of: tuple[tuple[int, tuple[int, ...]], ...]
    """(cost, the costs it is a share of)"""
    phased: Columns
    phase: Columns
    """Columns of the shares by year of the phased costs, shape (phased costs, years)."""
    growing: Columns
    growth: Columns
    known: tuple[tuple[int, Columns], ...] = ()
    """(cost, columns of what was paid by year, NaN in a year that is forecast)"""
    carries_on: tuple[frozenset[int], ...] = ()
    """Years after which each of these costs goes on at the price that was paid."""
    begins: int = 0
    """The year in which this begins, of a roll-out whose places begin one after another: prices have risen until then."""
    learned: tuple[tuple[int, int, float], ...] = ()
    """(cost, the share that it falls by with each doubling of the places before it, doublings)"""


def cost_by_year(
    costs: CostTable, numbers: Array, starts: Array, completers: Array, exposures: Array
) -> Array:
    """Returns cost(y) of every cost, shape (draws, costs, years).

    cost(y) = driver(y) · quantity · unit_cost · phase(y) · (1 + real_growth)^y in the years from … until.
    `starts` and `completers` have shape (draws, options, years of the case); `exposures` has every year that is
    worked out, which may be more. Source: model.md, section 4.
    """
    years, horizon = exposures.shape[2], starts.shape[2]
    driver = np.tile(costs.steady[:, :years], (len(numbers), 1, 1))
    driver[:, costs.by_start, :horizon] = starts[:, costs.option[costs.by_start]]
    driver[:, costs.by_completer, :horizon] = completers[:, costs.option[costs.by_completer]]
    driver[:, costs.by_participant_year] = exposures[:, costs.exposure]
    posts = fte_by_year(costs, numbers, starts)
    for k, (cost, *_) in enumerate(costs.fte):
        driver[:, cost, :horizon] = posts[:, k]
    for cost, people, turnover, over_years, delivery_years in costs.trainee:
        end = min(delivery_years, horizon)
        driver[:, cost, :end] = trainees(numbers[:, people], numbers[:, turnover], over_years, end)
    for cost, number in costs.times:
        driver[:, cost] *= numbers[:, number, None]
    scale = costs_scale(costs, numbers, years)
    amount = driver * scale
    for (cost, paid), carries_on in zip(costs.known, costs.carries_on, strict=True):
        amount[:, cost] = as_paid(amount[:, cost], numbers[:, paid], carries_on)
    for cost, named in costs.share_of:
        amount[:, cost] = amount[:, list(named)].sum(axis=1) * scale[:, cost]
    for (cost, paid), carries_on in zip(costs.known, costs.carries_on, strict=True):
        if any(cost == share for share, _ in costs.share_of):
            amount[:, cost] = as_paid(amount[:, cost], numbers[:, paid], carries_on)
    return amount


def as_paid(amount: Array, paid: Array, carries_on: frozenset[int]) -> Array:
    """Returns what a cost comes to by year, shape (draws, years), where it is known what was paid in some of the years of the case.

    In such a year it is what was paid, shape (draws, years of the case), NaN where that is not known. After one whose price
    carries on, cost(y) is multiplied by paid/forecast of that year: the unit cost is that paid, at the year's own driver. Where
    nothing was forecast no price can be told from it. Source: docs/method.md, *What happened*.

    >>> forecast, paid = np.array([[100.0, 200.0, 200.0]]), np.array([[120.0, np.nan, np.nan]])
    >>> as_paid(forecast, paid, frozenset({0})).tolist(), as_paid(forecast, paid, frozenset()).tolist()
    ([[120.0, 240.0, 240.0]], [[120.0, 200.0, 200.0]])
    """
    known = amount.copy()
    for year in range(paid.shape[1]):
        is_known, before = np.isfinite(paid[:, year]), known[:, year].copy()
        known[is_known, year] = paid[is_known, year]
        if year in carries_on:
            rows = is_known & (before != 0)
            known[rows, year + 1 :] *= (paid[rows, year] / before[rows])[:, None]
    return known


def costs_scale(costs: CostTable, numbers: Array, years: int) -> Array:
    """Returns quantity · unit_cost · phase(y) · (1 + real_growth)^y within from … until, shape (draws, costs, years).

    In a roll-out y counts from the first year of the whole, and a cost that later places have learned to do for less is
    multiplied by (1 − learned)^doublings. Source: docs/rollout.md.
    """
    price = numbers[:, costs.quantity] * numbers[:, costs.unit_cost]
    scale = price[:, :, None] * costs.window[:, :years]
    if costs.phased.size:
        scale[:, costs.phased] *= numbers[:, costs.phase][:, :, :years]
    if costs.growing.size:
        years_on = np.arange(costs.begins, costs.begins + years)
        scale[:, costs.growing] *= (1 + numbers[:, costs.growth])[:, :, None] ** years_on
    for cost, share, doublings in costs.learned:
        scale[:, cost] *= ((1 - numbers[:, share]) ** doublings)[:, None]
    return scale


def fte_by_year(costs: CostTable, numbers: Array, starts: Array) -> Array:
    """Returns the driver of each cost per fte while the option is delivered, shape (draws, such costs, years of the case)."""
    driver = np.zeros((len(numbers), len(costs.fte), starts.shape[2]))
    for k, (cost, per_fte, at_least, multiple, delivery_years) in enumerate(costs.fte):
        posts = fte(starts[:, costs.option[cost]], numbers[:, per_fte], numbers[:, at_least], multiple)
        driver[:, k, :delivery_years] = posts[:, :delivery_years]
    return driver


def posts_by_year(costs: CostTable, numbers: Array, starts: Array) -> Array:
    """Returns the whole-time equivalents of each cost in posts: driver · quantity · phase, in from … until.

    The driver is that of a cost per fte, and of posts that are stated 1 in each year of delivery.
    """
    years = starts.shape[2]
    posts = np.tile(costs.steady[costs.posts, :years], (len(numbers), 1, 1))
    by_starts = fte_by_year(costs, numbers, starts)
    for k, (cost, *_) in enumerate(costs.fte):
        posts[:, costs.posts == cost] = by_starts[:, k, None]
    posts *= numbers[:, costs.quantity[costs.posts], None] * costs.window[costs.posts, :years]
    for row, cost in enumerate(costs.phased):
        posts[:, costs.posts == cost] *= numbers[:, None, costs.phase[row, :years]]
    return posts


def fte(starts: Array, starts_per_fte: Array, at_least: Array, multiple: float) -> Array:
    """Returns max(at_least, starts(y) / starts_per_fte), rounded up to a multiple r as ceil(x/r − 1e-9) · r, shape (draws, years).

    >>> fte(np.array([[130.0, 0.0]]), np.array([120.0]), np.array([1.0]), 0.5).tolist()
    [[1.5, 1.0]]
    """
    posts = np.maximum(at_least[:, None], starts / starts_per_fte[:, None])
    return np.ceil(posts / multiple - 1e-9) * multiple if multiple else posts


def trainees(people: Array, turnover: Array, over_years: int, years: int) -> Array:
    """Returns (n/k if y < k else 0) + τ · n · min(y, k)/k: people trained and, as they leave, replaced, shape (draws, years).

    >>> trainees(np.array([20.0]), np.array([0.1]), 2, 4).tolist()
    [[10.0, 11.0, 2.0, 2.0]]
    """
    year = np.arange(years)
    first = np.where(year < over_years, people[:, None] / over_years, 0)
    return first + (turnover * people)[:, None] * np.minimum(year, over_years) / over_years
