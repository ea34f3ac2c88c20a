"""What a measurement with an error tells of a decision: the value of sample information, from plain arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from valuation.draws import SEED, scores_of
from valuation.errors import EvaluationError
from valuation.people import Array
from valuation.sensitivity.information import (
    evpi,
    gain_of,
    net_benefits_checked,
    parameters_checked,
    regression,
)

LEAST_CHANCE = 0.2
"""Where, given what was found, the chance that going on is worth it is below this, it is stopped: 1 in 5."""


def evsi(delta: ArrayLike, theta: ArrayLike, noise_sd: float, seed: int = SEED) -> float:
    """Returns what it would be worth to measure theta with an error before the choice, in the units of delta.

    E[max(0, max over options of E[delta | x̂])] − max(0, max over options of E[delta]), with x̂ = theta + e and
    e ~ Normal(0, noise_sd²); E[delta | x̂] is the regression of `evppi`. `delta`, of shape (draws,) or (draws, options), is what
    each option is worth more than the one that counts as 0, which may be chosen too; `theta` has shape (draws,). 0 where
    theta does not vary or the error is infinite. Never above EVPI. Source: Strong and others (2015), by regression on a summary.

    >>> evsi([-1.0, 1.0], [0.0, 1.0], 0.0), evsi([-1.0, 1.0], [0.0, 1.0], float("inf"))
    (0.5, 0.0)
    """
    stated = np.asarray(delta, dtype=float)
    values = stated[:, None] if stated.ndim == 1 else stated
    nb = net_benefits_checked(np.concatenate([np.zeros((len(values), 1)), values], axis=1))
    measured = parameters_checked(theta, len(nb))
    if measured.shape[1] != 1:
        raise EvaluationError("What is measured has the shape (draws,): one number in each draw.")
    if not noise_sd >= 0:
        raise EvaluationError(f"An error is a standard deviation of 0 or more, and {noise_sd} is not.")
    if np.isinf(noise_sd) or not _varies(measured[:, 0]):
        return 0.0
    seen = measured[:, 0] + noise_sd * scores_of("evsi", len(nb), seed)
    return gain_of(regression(seen[:, None])(nb), evpi(nb))


def _varies(values: Array) -> bool:
    return bool(values.max() > values.min())


@dataclass(frozen=True)
class Crossing:
    """Where a regression passes a level, and whether it is above the level beyond it."""

    at: float
    is_rising: bool


@dataclass(frozen=True)
class Learned:
    """What a measurement tells of whether to go on, in every draw."""

    expected: Array
    """E[delta | what is seen], shape (draws,)."""
    go_on: NDArray[np.bool_]
    """Whether it is gone on: where that is not below 0."""
    threshold: Crossing | None
    """What is seen where E[delta | seen] crosses 0; None where it does not."""
    stop_below: Crossing | None
    """What is seen where the chance that delta is above 0 crosses 1 in 5; None where it does not."""
    is_uncertain: bool
    """Whether delta varies, and what is seen does."""


def learned(delta: Array, seen: Array | None) -> Learned:
    """Returns what is learned of delta from what is seen, in each draw; nothing where nothing is seen or delta does not vary.

    E[delta | seen], and the chance that delta > 0, by the regression of EVPPI. Shapes (draws,).
    """
    if seen is None or not _varies(seen) or not _varies(delta):
        expected = np.full(len(delta), delta.mean())
        return Learned(expected, expected >= 0, None, None, False)
    both = np.stack([delta, (delta > 0).astype(float)], axis=1)
    fitted = regression(seen[:, None])(both)
    order = np.argsort(seen, kind="stable")
    rising = seen[order]
    return Learned(
        fitted[:, 0],
        fitted[:, 0] >= 0,
        crossing(rising, fitted[order, 0], 0.0),
        crossing(rising, fitted[order, 1], LEAST_CHANCE),
        True,
    )


def crossing(seen: Array, fitted: Array, level: float) -> Crossing | None:
    """Returns where a fit over rising values passes a level; of several places the one that sets apart most draws rightly.

    >>> crossing(np.array([0.0, 1.0, 2.0]), np.array([-1.0, -0.5, 0.5]), 0.0)
    Crossing(at=1.5, is_rising=True)
    """
    is_above = fitted >= level
    places = np.flatnonzero(is_above[1:] != is_above[:-1])
    if not places.size:
        return None
    above_before = np.cumsum(is_above)[places]
    below_before = places + 1 - above_before
    right_if_rising = below_before + (is_above.sum() - above_before)
    rises = is_above[places + 1]
    right = np.where(rises, right_if_rising, len(seen) - right_if_rising)
    best = int(np.argmax(right))
    k = int(places[best])
    low, high = fitted[k] - level, fitted[k + 1] - level
    at = seen[k] + (seen[k + 1] - seen[k]) * (low / (low - high))
    return Crossing(float(at), bool(rises[best]))
