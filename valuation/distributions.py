"""Distributions: the quantile function that each uncertain number is drawn by. Imports scipy: only for simulation."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy import special
from scipy.interpolate import CubicSpline

from valuation.people import Array
from valuation.quantities import PERT_WEIGHT, SPREAD_OF_95, Assumption
from valuation.spreads import Spread

FURTHEST = 8.0
"""Standard normal scores are kept within this: beyond it lies one draw in 10^15."""
NODES = np.linspace(-FURTHEST, FURTHEST, 161)
"""Scores at which a quantile function is worked out; between them it is interpolated."""
CLOSE_ENOUGH = 1e-7
"""How far a spline may miss the exact quantile between its nodes, as a share of the range."""
NEARLY_NORMAL = 1e5
"""The shape of a gamma distribution from which a series is closer than `gammaincinv`, which jumps by up to 0.2 sd."""
NARROW_BETA = 1e8
"""The smaller shape of a beta distribution from which a series is closer than `betaincinv`."""
MOST_REMEMBERED = 10_000
"""Fitted distributions that are kept: those of the largest case, and not of every value that anybody ever types."""


def quantile_function(assumption: Assumption, spread: Spread) -> Callable[[Array], Array]:
    """Returns the function from standard normal scores to values of the number, truncated to its domain.

    x(z) = Q(F(a) + Φ(z) · (F(b) − F(a))), with Q and F the distribution fitted to value and range, a and b the ends
    of the domain. It rises with z. Beta, gamma and PERT are interpolated by a cubic spline to within 1e-6 of their
    standard deviation (`tests/test_draws.py`); the others are exact.
    """
    numbers = (assumption.value, spread.low, spread.high, assumption.kind.low, assumption.kind.high)
    return _quantiles(spread.distribution, *numbers)


@lru_cache(maxsize=MOST_REMEMBERED)
def _quantiles(
    distribution: str, value: float, low: float, high: float, domain_low: float, domain_high: float
) -> Callable[[Array], Array]:
    fitted = (distribution, value, low, high, domain_low, domain_high)
    exact = exact_quantiles(*fitted)
    if distribution not in ("beta", "gamma", "pert"):
        return lambda z: exact(special.ndtr(z))
    if distribution == "pert":  # a spline may leave its ends by a rounding
        domain_low, domain_high = max(domain_low, low), min(domain_high, high)
    known = exact(special.ndtr(NODES))
    spline = CubicSpline(NODES, known)
    between = (NODES[30:-30:2] + NODES[31:-29:2]) / 2
    if np.abs(spline(between) - exact(special.ndtr(between))).max() > CLOSE_ENOUGH * (high - low):
        return lambda z: exact(special.ndtr(z))  # most of it lies at one end, where no spline follows it
    return lambda z: np.clip(spline(np.clip(z, -FURTHEST, FURTHEST)), domain_low, domain_high)


def exact_quantiles(
    distribution: str, value: float, low: float, high: float, domain_low: float, domain_high: float
) -> Callable[[Array], Array]:
    """Returns the exact quantile function of a number, from probabilities, truncated to its domain.

    Normal, beta and gamma: mean = value, sd = (high − low) / 3.92; lognormal: median = value, log-sd =
    (ln high − ln low) / 3.92; triangular and PERT (λ = 4): mode = value, ends = range. Source: model.md, section 1.
    """
    inverse, share_below = _fitted(distribution, value, low, high)
    below = share_below(domain_low) if np.isfinite(domain_low) else 0.0
    above = share_below(domain_high) if np.isfinite(domain_high) else 1.0
    return lambda u: np.clip(inverse(below + u * (above - below)), domain_low, domain_high)


def cut_off(assumption: Assumption, spread: Spread) -> float:
    """Returns the share of a number's fitted distribution that lies beyond what the quantity can be, and is cut off."""
    _, share_below = _fitted(spread.distribution, assumption.value, spread.low, spread.high)
    low, high = assumption.kind.low, assumption.kind.high
    below = share_below(low) if np.isfinite(low) else 0.0
    above = 1 - share_below(high) if np.isfinite(high) else 0.0
    return below + above


def _fitted(
    distribution: str, value: float, low: float, high: float
) -> tuple[Callable[[Array], Array], Callable[[float], float]]:
    """Returns Q and F of the distribution fitted to a value and a range."""
    sd = (high - low) / SPREAD_OF_95
    if distribution == "normal":
        return lambda u: value + sd * special.ndtri(u), lambda x: float(special.ndtr((x - value) / sd))
    if distribution == "lognormal":
        log_sd = (np.log(high) - np.log(low)) / SPREAD_OF_95
        return (
            lambda u: value * np.exp(log_sd * special.ndtri(u)),
            lambda x: float(special.ndtr(np.log(x / value) / log_sd)) if x > 0 else 0.0,
        )
    if distribution == "gamma":
        shape, scale = (value / sd) ** 2, sd * sd / value
        return (
            lambda u: scale * _gamma_quantile(shape, u),
            lambda x: _gamma_share(shape, max(x, 0.0) / scale),
        )
    if distribution == "beta":
        weight = value * (1 - value) / sd**2 - 1
        a, b = value * weight, (1 - value) * weight
        return lambda u: _beta_quantile(a, b, value, sd, u), lambda x: float(
            special.betainc(a, b, np.clip(x, 0, 1))
        )
    width = high - low
    if distribution == "pert":
        a, b = (
            1 + PERT_WEIGHT * (value - low) / width,
            1 + PERT_WEIGHT * (high - value) / width,
        )
        return (
            lambda u: low + width * special.betaincinv(a, b, u),
            lambda x: float(special.betainc(a, b, np.clip((x - low) / width, 0, 1))),
        )
    if distribution == "uniform":
        return lambda u: low + width * u, lambda x: float(np.clip((x - low) / width, 0, 1))
    mode = (value - low) / width  # triangular

    def rising(u: Array) -> Array:
        first, second = np.sqrt(u * mode), 1 - np.sqrt((1 - u) * (1 - mode))
        return low + width * np.where(u < mode, first, second)

    def below(x: float) -> float:
        along = float(np.clip((x - low) / width, 0, 1))
        return (
            along * along / mode if along < mode else 1 - (1 - along) ** 2 / (1 - mode) if mode < 1 else 1.0
        )

    return rising, below


def _beta_quantile(a: float, b: float, mean: float, sd: float, u: Array) -> Array:
    """Returns the quantiles of a beta distribution; `betaincinv` loses its digits where a range is next to nothing.

    There by the Cornish-Fisher series: mean + sd · (z + skewness · (z² − 1)/6), where the next term is below 1e-8 of sd.
    """
    if min(a, b) < NARROW_BETA:
        return special.betaincinv(a, b, u)
    z = special.ndtri(u)
    skewness = 2 * (b - a) / (a + b + 2) * np.sqrt((a + b + 1) / b / a)
    return mean + sd * (z + skewness * (z * z - 1) / 6)


def _gamma_share(shape: float, x: float) -> float:
    """Returns the share of a gamma distribution of scale 1 below x, which for a shape next to nothing comes to over 1."""
    return min(float(special.gammainc(shape, x)), 1.0)


def _gamma_quantile(shape: float, u: Array) -> Array:
    """Returns the quantiles of a gamma distribution of scale 1.

    From a shape of 10^5 by the Cornish-Fisher series: k + z·√k + (z² − 1)/3 + (z³ − 7z)/(36·√k) −
    (3z⁴ + 7z² − 16)/(810·k), where the next term is below 1e-8 of the standard deviation, √k.
    """
    if shape < NEARLY_NORMAL:
        return special.gammaincinv(shape, u)
    z, root = special.ndtri(u), np.sqrt(shape)
    third = (z**3 - 7 * z) / (36 * root) - (3 * z**4 + 7 * z * z - 16) / (810 * shape)
    return shape + z * root + (z * z - 1) / 3 + third
