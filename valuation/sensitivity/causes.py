"""Causes: why the simulation's mean is not the central estimate, and what puts that outside its own likely range."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from valuation.case.drivers import DRIVERS
from valuation.case.places import concerns, key_of
from valuation.draws import central, spreads, with_values
from valuation.lines.model import Model
from valuation.measures import values_of
from valuation.people import Array
from valuation.sensitivity.monte_carlo import Simulation, likely_range, summary

MATTERS = 0.1
"""The share of the way from a central estimate to the mean from which a cause is named."""
CUT = 0.001
"""The share of a distribution beyond what the quantity can be from which it counts as cut off."""
POSTS_ROWS = 1000
"""Draws tried again with posts in parts."""


class Cause(StrEnum):
    """What keeps a central estimate outside its own likely range."""

    CUT_OFF = "cut_off"
    """Numbers whose distribution is cut off at the end of what the quantity can be: no share above 1, no cost below 0."""
    LOPSIDED_RANGE = "lopsided_range"
    """Numbers whose range reaches further one way than the other from their best estimate."""
    WHOLE_POSTS = "whole_posts"
    """Costs by posts that are rounded up, so that a few people more cost a whole post, or none."""
    BENDS = "bends"
    """The rest: products, caps and the growth of one number on another."""


@dataclass(frozen=True)
class Because:
    """One cause, how much of the way from the central estimate to the mean it makes, and where it comes from."""

    cause: Cause
    amount: float
    """In the units of the measure; with its sign."""
    paths: tuple[str, ...]
    """The numbers, or the costs by posts, that it comes from, the most important first; none for `bends`."""


@dataclass(frozen=True)
class Outside:
    """That a central estimate lies outside its own likely range (10th to 90th percentile), and why."""

    low: float
    high: float
    is_below: bool
    """Whether the central estimate is below the range, and not above it."""
    because: tuple[Because, ...]
    """At least one, the largest first."""


@dataclass(frozen=True)
class Expectation:
    """Why the simulation's mean is not the central estimate; the two parts add up to the difference.

    NaN where a measure is undefined: a payback that never comes has no mean.
    """

    central: float
    expected: float
    lopsided_ranges: float
    """What moving every number to the mean of its draws alone does: ranges that reach further one way."""
    bends: float
    """The rest: products, caps, rounding up and other bends, where the mean of results is not the result of means."""
    numbers: tuple[tuple[str, float, float], ...]
    """(path, central, mean of its draws) of the numbers whose mean differs by over 1% and moves this option's measure alone.

    Sorted by how far each alone takes the measure the way that all of them together do, in the measure's units.
    """
    outside: Outside | None = None
    """That the central estimate is outside its own likely range, and why; None where it is inside."""

    @property
    def differs(self) -> bool:
        """Returns whether the two differ by over 1%, so that both are shown."""
        return abs(self.expected - self.central) > 0.01 * abs(self.central)


@np.errstate(over="ignore", invalid="ignore")
def expectation(
    simulation: Simulation, option: str, account: str = "society", measure: str = "npv"
) -> Expectation:
    """Returns the central estimate, the simulation's mean, and what lies between them.

    expected − central = [f(means) − f(central)] + [mean f − f(means)], with f the evaluator. Source: model.md, section 1.
    """
    model = simulation.model
    means = simulation.moments.mean
    chance = 3 * simulation.moments.sd / math.sqrt(simulation.moments.rows)
    middle = float(values_of(model, central(model), account, measure)[option][0])
    at_means = with_values(model, dict(zip(simulation.sample.paths, means[:, None], strict=True)))
    moved = float(values_of(model, at_means, account, measure)[option][0])
    values = simulation[option].accounts[account].measure(measure)
    mean_of_draws = summary(values).mean
    expected = math.nan if mean_of_draws is None else mean_of_draws
    usual = [model.assumptions[k].value for k in simulation.sample.columns]
    apart = [
        (path, value, float(mean))
        for path, value, mean, noise in zip(simulation.sample.paths, usual, means, chance, strict=True)
        if abs(mean - value) > max(0.01 * abs(value), noise)
    ]
    asked = _Asked(option, account, measure)
    numbers = _by_what_each_does(model, apart, asked, middle, moved - middle)
    between = Expectation(middle, expected, moved - middle, expected - moved, numbers)
    low, high = likely_range(values)
    rounding = 1e-9 * max(abs(low), abs(high))  # of a case in which nothing is uncertain
    if not (middle < low - rounding or middle > high + rounding):
        return between
    because = _because(simulation, between, means, option, account, measure)
    return replace(between, outside=Outside(low, high, middle < low, because))


@dataclass(frozen=True)
class _Asked:
    """What is looked at: a measure of an account of one option."""

    option: str
    account: str
    measure: str


def _by_what_each_does(
    model: Model, apart: list[tuple[str, float, float]], asked: _Asked, middle: float, together: float
) -> tuple[tuple[str, float, float], ...]:
    """Returns the numbers whose mean alone moves the measure from its central estimate, those that take it the way of all first."""
    if not apart:
        return ()
    rows = np.arange(len(apart))
    alone = {
        path: np.where(rows == row, mean, usual) for row, (path, usual, mean) in enumerate(apart)
    }  # one row for each number, in which it alone is at its mean
    values = values_of(model, with_values(model, alone), asked.account, asked.measure)[asked.option]
    does = (np.asarray(values, dtype=float) - middle) * (1.0 if together >= 0 else -1.0)
    rounding = 1e-9 * abs(middle)
    order = sorted(range(len(apart)), key=lambda row: -does[row])
    return tuple(apart[row] for row in order if abs(does[row]) > rounding)


def _because(
    simulation: Simulation, between: Expectation, means: Array, option: str, account: str, measure: str
) -> tuple[Because, ...]:
    """Returns what keeps a central estimate outside its likely range: what makes a tenth or more of the difference.

    What rounding posts up does is taken first, and the rest worked out with posts in parts.
    """
    whole = between.expected - between.central
    smooth, posts = _smooth(simulation, option)
    rows: list[Because] = []
    if smooth is not simulation.model:
        shifts = [_shift(simulation, model, option, account, measure) for model in (simulation.model, smooth)]
        rows.append(Because(Cause.WHOLE_POSTS, shifts[0] - shifts[1], posts))
    rows += _from_ranges(simulation, smooth, between, means, option, account, measure)
    rows = [row for row in rows if math.isfinite(row.amount)]  # at the means of all there may be no answer
    rest = Because(Cause.BENDS, whole - sum(row.amount for row in rows), ())
    most = [
        row for row in (*rows, rest) if row.amount * whole > 0 and abs(row.amount) >= MATTERS * abs(whole)
    ]
    return tuple(sorted(most or [rest], key=lambda row: -abs(row.amount)))


def _from_ranges(
    simulation: Simulation,
    model: Model,
    between: Expectation,
    means: Array,
    option: str,
    account: str,
    measure: str,
) -> list[Because]:
    """Returns what numbers do whose mean is not their best estimate: cut off at a domain's end, or of a lopsided range."""
    from valuation.distributions import cut_off  # scipy, which a base case does without

    columns, known = simulation.sample.columns, spreads(model)
    names = [model.assumptions[k].path for k in columns]
    usual = np.array([model.assumptions[k].value for k in columns])
    apart = dict.fromkeys(path for path, _, _ in between.numbers if concerns(path, option))
    is_cut = {
        path: (spread := known[k]) is not None and cut_off(model.assumptions[k], spread) > CUT
        for path, k in zip(names, columns, strict=True)
        if path in apart
    }
    middle = _at(simulation, model, usual, option, account, measure)
    rows = []
    for cause in (Cause.CUT_OFF, Cause.LOPSIDED_RANGE):
        paths = tuple(path for path in apart if is_cut[path] == (cause is Cause.CUT_OFF))
        if paths:
            among = set(paths)
            moved = np.where([path in among for path in names], means, usual)
            amount = _at(simulation, model, moved, option, account, measure) - middle
            rows.append(Because(cause, amount, paths))
    return rows


def _smooth(simulation: Simulation, option: str) -> tuple[Model, tuple[str, ...]]:
    """Returns the model with posts in parts, and the option's costs whose posts are rounded up; else the model itself."""
    model = simulation.model
    place = [o.id for o in model.options].index(option)
    paths = _posts_among(model, place)
    if not paths:
        return model, ()
    parts = tuple((*row[:3], 0.0, row[4]) for row in model.costs.fte)
    return replace(model, costs=replace(model.costs, fte=parts)), paths


def _shift(simulation: Simulation, model: Model, option: str, account: str, measure: str) -> float:
    """Returns by how much the mean of the first draws differs from the central estimate."""
    few = simulation.sample.block(0, POSTS_ROWS)
    mean = summary(values_of(model, few, account, measure)[option]).mean
    middle = values_of(model, central(model), account, measure)[option][0]
    return 0.0 if mean is None else mean - float(middle)


def _posts_among(model: Model, place: int) -> tuple[str, ...]:
    """Returns which of an option's costs are posts that are rounded up."""
    shape = model.case.shape.options[place]
    written = [
        c for group in (shape.costs, shape.replaces, *(e.costs for e in shape.enablers)) for c in group
    ]
    rounded = {cost.id for cost in written if DRIVERS[cost.per].counts == "posts" and cost.round_up_to}
    lines = model.lines[model.options[place].lines]
    return tuple(dict.fromkeys(line.path for line in lines if key_of(line.path) in rounded))


def _at(
    simulation: Simulation, model: Model, values: Array, option: str, account: str, measure: str
) -> float:
    """Returns a measure with every uncertain number at one value of its own."""
    rows = with_values(model, dict(zip(simulation.sample.paths, values[:, None], strict=True)))
    return float(values_of(model, rows, account, measure)[option][0])
