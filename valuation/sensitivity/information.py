"""Value of information from plain arrays: EVPI, EVPPI, acceptability, expected loss.

Net benefits `nb` have shape (draws, options), and so do those of any other programme: nothing here knows a case.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from valuation.errors import EvaluationError
from valuation.people import Array

ROUNDING = 1e-12
"""A gain this small against the net benefits is what adding them up leaves over."""
KNOTS = 6
"""Inner knots of the regression spline, at quantiles of the parameter."""
FEW_VALUES = 12
"""A parameter with so few different values is averaged at each of them, without a spline."""
MOST_COLUMNS = 150
"""Columns of a regression on several parameters: more would fit the noise."""
NOISE = (10, 20)
"""Of how many parameters, and by how many shifts of each, the noise floor is estimated."""


def acceptability(nb: ArrayLike) -> Array:
    """Returns each option's share of draws with the highest net benefit, ties shared equally, shape (options,)."""
    values = net_benefits_checked(nb)
    is_best = values == values.max(axis=1, keepdims=True)
    return (is_best / is_best.sum(axis=1, keepdims=True)).mean(axis=0)


def best(nb: ArrayLike) -> int:
    """Returns the option with the highest mean net benefit, the first of equals: the frontier."""
    return int(np.argmax(net_benefits_checked(nb).mean(axis=0)))


def evpi(nb: ArrayLike) -> float:
    """Returns E[max over options] − max over options of E[net benefit], in the units of nb, for the whole decision."""
    values = net_benefits_checked(nb)
    gain = float(values.max(axis=1).mean() - values.mean(axis=0).max())
    return gain if gain > ROUNDING * float(np.abs(values).max()) else 0.0


def evpi_standard_error(nb: ArrayLike) -> float:
    """Returns the standard error of EVPI over independent draws: sd of the loss of the best option, / √draws."""
    values = net_benefits_checked(nb)
    loss = values.max(axis=1) - values[:, best(values)]
    unit = float(np.abs(loss).max()) or 1.0  # so that no square is beyond all numbers
    return float((loss / unit).std(ddof=1) / math.sqrt(len(loss))) * unit if len(loss) > 1 else math.nan


def expected_loss(nb: ArrayLike) -> Array:
    """Returns what choosing each option loses on average against the best in each draw, shape (options,)."""
    values = net_benefits_checked(nb)
    return (values.max(axis=1, keepdims=True) - values).mean(axis=0)


def evppi(nb: ArrayLike, x: ArrayLike) -> float:
    """Returns what it would be worth to learn x exactly: E[max over options of E[nb | x]] − max over options of E[nb].

    x has shape (draws,), or (draws, parameters) for all of them together. E[nb | x] is a regression on cubic splines of
    one parameter, or on polynomials and products of several. Never below 0 or above EVPI, which the true value cannot be; and
    of several parameters the larger of the joint fit and the best single one, since to learn all of them is worth no less
    than to learn one.
    """
    values = net_benefits_checked(nb)
    columns = parameters_checked(x, len(values))
    joint = joint_evppi(values, columns)
    return joint if columns.shape[1] == 1 else max(joint, *evppi_of_each(values, columns).tolist())


def joint_evppi(nb: ArrayLike, x: ArrayLike) -> float:
    """Returns the EVPPI of all parameters by their joint fit alone, which may fall short of the best single one."""
    values = net_benefits_checked(nb)
    return gain_of(regression(parameters_checked(x, len(values)))(values), evpi(values))


def evppi_of_each(nb: ArrayLike, x: ArrayLike) -> Array:
    """Returns the EVPPI of each parameter alone, shape (parameters,)."""
    values = net_benefits_checked(nb)
    columns, most = parameters_checked(x, len(values)), evpi(values)
    return np.array([gain_of(regression(columns[:, [k]])(values), most) for k in range(columns.shape[1])])


def noise_floor(nb: ArrayLike, x: ArrayLike, together: bool = False) -> float:
    """Returns what parameters that decide nothing could show: the largest EVPPI among 200 sets of shifted draws.

    Regression EVPPI is biased up: the maximum is taken of a noisy fit. Shifting nb against x by some rows leaves both as
    they are and breaks what joins them. Ten of the parameters, each alone, or all of them `together`, at twenty shifts. A
    parameter that decides nothing stands above it about once in 200; a case has a hundred parameters to be wrong about.
    """
    values = net_benefits_checked(nb)
    columns, most = parameters_checked(x, len(values)), evpi(values)
    many, shifts = NOISE
    each = np.unique(np.linspace(0, columns.shape[1] - 1, many).astype(int))
    fits = [regression(columns)] if together else [regression(columns[:, [k]]) for k in each]
    gains = (
        gain_of(fit(np.roll(values, (k + 1) * len(values) // (shifts + 1), axis=0)), most)
        for fit in fits
        for k in range(shifts)
    )
    return max(gains, default=0.0)


def net_benefits_checked(nb: ArrayLike) -> Array:
    values = np.asarray(nb, dtype=float)
    if values.ndim != 2 or not values.size:
        raise EvaluationError(f"Net benefits have the shape (draws, options), not {values.shape}.")
    if not np.isfinite(values).all():
        raise EvaluationError("Net benefits hold a number that is not finite; leave such draws out first.")
    return values


def parameters_checked(x: ArrayLike, draws: int) -> Array:
    columns = np.asarray(x, dtype=float)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if columns.ndim != 2 or len(columns) != draws:
        raise EvaluationError(
            f"Parameters have the shape (draws,) or (draws, parameters) with {draws} draws."
        )
    if not np.isfinite(columns).all():
        raise EvaluationError("A parameter holds a number that is not finite; leave such draws out first.")
    return columns


def gain_of(fitted: Array, most: float) -> float:
    """Returns E[max of the fit] − max of its means, between nothing and EVPI."""
    gain = float(fitted.max(axis=1).mean() - fitted.mean(axis=0).max())
    return min(gain, most) if gain > ROUNDING * float(np.abs(fitted).max()) else 0.0


def regression(x: Array) -> Callable[[Array], Array]:
    """Returns the function from net benefits to their regression on the parameters, both of shape (draws, options)."""
    if x.shape[1] > MOST_COLUMNS:
        return _sums(x)
    x = x[:, x.max(axis=0) > x.min(axis=0)]
    if not x.shape[1]:
        return lambda values: np.broadcast_to(values.mean(axis=0), values.shape)
    if x.shape[1] == 1:
        return _spline(x[:, 0])
    directions, _ = np.linalg.qr(_basis(x))
    return lambda values: directions @ (directions.T @ values)


def _sums(x: Array) -> Callable[[Array], Array]:
    """Returns a regression on more parameters than could be told apart by their products: for each option, on the sum of
    what each of them explains alone, those left out that explain no more than chance would."""
    draws = len(x)
    spread = np.array([column.std() for column in x.T])
    middle = x.mean(axis=0)
    weight = np.divide(1.0, draws * spread**2, out=np.zeros_like(spread), where=spread > 0)[:, None]

    def fitted(values: Array) -> Array:
        gap = values - values.mean(axis=0)
        slope = (x.T @ gap) * weight
        slope[np.abs(slope) * spread[:, None] <= 2 / math.sqrt(draws) * gap.std(axis=0)] = 0.0
        sums = np.concatenate([np.ones((draws, 1)), x @ slope - middle @ slope], axis=1)
        solved, *_ = np.linalg.lstsq(sums, values, rcond=None)
        return np.asarray(sums @ solved)

    return fitted


def _spline(x: Array) -> Callable[[Array], Array]:
    """Returns a regression on one parameter: its means where it has few values, else a cubic least-squares spline."""
    order = np.argsort(x, kind="stable")
    rising = x[order]
    is_new = np.diff(rising, prepend=np.nan) != 0
    different = rising[is_new]
    if len(different) <= FEW_VALUES:
        place = np.empty(len(x), dtype=np.intp)
        place[order] = np.cumsum(is_new) - 1
        counts = np.bincount(place)[:, None]

        def means(values: Array) -> Array:
            sums = np.stack([np.bincount(place, weights=column) for column in values.T], axis=1)
            return np.asarray((sums / counts)[place])

        return means
    from scipy.interpolate import BSpline

    inner = np.unique(np.quantile(different, np.linspace(0, 1, KNOTS + 2)[1:-1]))
    knots = np.concatenate([[different[0]] * 4, inner, [different[-1]] * 4])
    directions, _ = np.linalg.qr(BSpline.design_matrix(x, knots, 3).toarray())
    return lambda values: directions @ (directions.T @ values)


def _basis(x: Array) -> Array:
    """Returns 1, the parameters, and while the columns stay few: their cubes, products of each two, squares."""
    draws, p = x.shape
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    columns = [np.ones((draws, 1)), scaled]
    room = min(MOST_COLUMNS, draws // 20) - 1 - p
    first, second = np.triu_indices(p, 1)
    more: tuple[tuple[int, Callable[[], Array]], ...] = (
        (p, lambda: scaled**2),
        (p, lambda: scaled**3),
        (len(first), lambda: scaled[:, first] * scaled[:, second]),
    )
    for size, made in more:
        if size <= room:
            columns.append(made())
            room -= size
    return np.concatenate(columns, axis=1)
