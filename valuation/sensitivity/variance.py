"""Where the spread comes from: first-order and total Sobol' indices, to check the one-at-a-time view against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from valuation.case.places import concerns
from valuation.draws import SEED, Saltelli, Sample, correlated_columns
from valuation.lines.model import Model
from valuation.measures import values_of
from valuation.sensitivity.one_way import DEFAULT_ACCOUNT, DEFAULT_MEASURE

ROWS = 1024
"""Rows of each of the two samples; a power of 2."""
CorrelatedColumns = tuple[int, int, float]
LARGE = 1e100
"""From here on squares would be beyond all numbers."""


@dataclass(frozen=True)
class VarianceShare:
    """How much of an option's variance one assumption explains: alone, and with all that it does together with others."""

    path: str
    first_order: float
    total: float
    path_with_it: str | None = None
    """The place that a measurement here binds to an effect: the two are one share."""


def variance_shares(
    model: Model,
    account: str = DEFAULT_ACCOUNT,
    measure: str = DEFAULT_MEASURE,
    n: int = ROWS,
    seed: int = SEED,
    each: Callable[[int], None] | None = None,
) -> dict[str, list[VarianceShare]]:
    """Returns for each option the Sobol' indices of every uncertain assumption, the largest total first.

    S = Var(E[Y | x]) / Var(Y); T = 1 − Var(E[Y | all but x]) / Var(Y), by Saltelli's estimators (2010) with
    n · (assumptions + 2) rows. Assumptions named in `correlations` have none: they stay at their central value. An effect and
    a place that a measurement here binds to each other have one share, of the two together.
    An option whose measure does not vary, or is undefined in some rows, has an empty list.
    """
    sample = Sample(model, seed=seed)
    stated, bound = _correlated(model)
    joined = {column for a, b, _ in stated for column in (a, b)}
    bound = [(effect, place, size) for effect, place, size in bound if joined.isdisjoint((effect, place))]
    places = {place: effect for effect, place, _ in bound}
    columns = [column for column in sample.columns if column not in joined and column not in places]
    if not columns:
        return {option.id: [] for option in model.options}
    rows = Saltelli(sample, columns, n, bound)
    by_option = values_of(model, rows, account, measure, each)
    usable = [
        ident
        for ident, values in by_option.items()
        if np.isfinite(values).all() and values.max() > values.min()
    ]
    shares: dict[str, list[VarianceShare]] = {option.id: [] for option in model.options}
    if not usable:
        return shares
    from scipy.stats import sobol_indices

    values = np.stack([by_option[ident] for ident in usable])
    largest = np.abs(values).max(axis=1, keepdims=True)
    values /= np.where(largest > LARGE, largest, 1.0)  # shares have no unit
    whole = values - values[:, :n].mean(axis=1, keepdims=True)
    parts = whole.reshape(len(usable), len(columns) + 2, n)
    if len(columns) == 1:  # all of it comes from the one, and scipy fails on a single number
        first = total = np.ones((len(usable), 1))
    else:
        evaluated = {"f_A": parts[:, 0], "f_B": parts[:, 1], "f_AB": parts[:, 2:].transpose(1, 0, 2)}
        solved = sobol_indices(func=evaluated, n=n)
        first, total = (
            np.reshape(index, (len(usable), -1)) for index in (solved.first_order, solved.total_order)
        )
    with_it = {effect: model.assumptions[place].path for place, effect in places.items()}
    for k, ident in enumerate(usable):
        listed = [
            VarianceShare(
                model.assumptions[column].path, float(first[k, j]), float(total[k, j]), with_it.get(column)
            )
            for j, column in enumerate(columns)
            if concerns(model.assumptions[column].path, ident)
        ]
        shares[ident] = sorted(listed, key=lambda share: (-share.total, share.path))
    return shares


def _correlated(model: Model) -> tuple[list[CorrelatedColumns], list[CorrelatedColumns]]:
    """Returns the pairs that the case states, and each effect with the place that a measurement here binds to it."""
    of_findings = {(effect.effect_path, effect.place_path) for effect in model.case.effects.values()}
    stated: list[CorrelatedColumns] = []
    bound: list[CorrelatedColumns] = []
    for a, b, size in correlated_columns(model):
        paths = model.assumptions[a].path, model.assumptions[b].path
        (bound if paths in of_findings else stated).append((a, b, size))
    return stated, bound
