"""The value of information from plain arrays: published answers first, then closed forms, then what must always hold."""

from __future__ import annotations

import csv
import gzip
import io
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import valuation
from valuation import EvaluationError
from valuation.measures import incremental_analysis
from valuation.sensitivity.information import (
    acceptability,
    best,
    evpi,
    evpi_standard_error,
    evppi,
    evppi_of_each,
    expected_loss,
    noise_floor,
)

DATA = Path(__file__).parent / "data" / "dampack"
OPTIONS = ("Chemo", "Radio", "Surgery")


@cache
def zipped(name: str) -> tuple[list[str], np.ndarray]:
    with gzip.open(DATA / f"dampack_example_{name}.csv.gz") as file:
        rows = list(csv.reader(io.TextIOWrapper(file)))
    return rows[0], np.array(rows[1:], dtype=float)


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"dampack_{name}.csv").open() as file:
        return list(csv.DictReader(file))


def net_benefit(price: float) -> np.ndarray:
    _, values = zipped("ec")
    return price * values[:, :3] - values[:, 3:]


# Another programme's example ---------------------------------------------------------------------------------


def test_acceptability_is_the_share_of_draws_in_which_each_option_is_best_at_every_price():
    for row in table("ceac_exact"):
        found = acceptability(net_benefit(float(row["WTP"])))
        assert found.tolist() == pytest.approx(
            [float(row[f"p_best_exact {name}"]) for name in OPTIONS], abs=1e-12
        )
        assert found.sum() == pytest.approx(1)


def test_evpi_and_its_standard_error_are_those_of_voi_and_its_best_option_theirs():
    for row in table("evpi"):
        nb = net_benefit(float(row["WTP"]))
        assert evpi(nb) == pytest.approx(float(row["EVPI_voi"]), rel=1e-9)
        assert evpi(nb) == pytest.approx(float(row["EVPI"]), rel=1e-7)  # printed from other draws' rounding
        assert evpi_standard_error(nb) == pytest.approx(float(row["EVPI_se"]), rel=1e-9)
        assert OPTIONS[best(nb)] == row["best"]


def test_expected_loss_of_every_option_at_every_price():
    for row in table("exp_loss"):
        nb = net_benefit(float(row["WTP"]))
        found = expected_loss(nb)[OPTIONS.index(row["Strategy"])]
        assert found == pytest.approx(float(row["Expected_Loss"]), rel=1e-6)
        assert (row["On_Frontier"] == "TRUE") == (OPTIONS[best(nb)] == row["Strategy"])


def test_evppi_of_every_parameter_is_within_a_hundredth_and_a_half_of_evpi_of_what_three_programmes_find():
    names, parameters = zipped("params")
    for row in table("evppi"):
        nb = net_benefit(float(row["WTP"]))
        found = evppi(nb, parameters[:, names.index(row["param"])])
        for programme in ("dampack_gam", "dampack_poly2", "voi_gam_nb"):
            assert found == pytest.approx(float(row[programme]), abs=0.015 * evpi(nb)), row


def test_the_incremental_analysis_names_who_is_dominated_and_the_price_of_the_rest():
    _, values = zipped("ec")
    means = values.mean(axis=0)
    found = {row.name: row for row in incremental_analysis(OPTIONS, list(means[3:]), list(means[:3]))}
    status = {"ND": "frontier", "ED": "extended_dominance", "D": "dominated"}
    for row in table("icers"):
        mine = found[row["Strategy"]]
        assert (mine.cost, mine.effect) == pytest.approx((float(row["Cost"]), float(row["Effect"])), rel=1e-9)
        assert mine.status == status[row["Status"]]
        assert mine.icer == (None if row["ICER"] == "NA" else pytest.approx(float(row["ICER"]), rel=1e-6))


# Closed forms ------------------------------------------------------------------------------------------------


def unit_normal_loss(mean: float, sd: float) -> float:
    """Returns EVPI of two options with net benefit 0 and N(mean, sd²): σ·φ(|μ|/σ) − |μ|·(1 − Φ(|μ|/σ))."""
    z = abs(mean) / sd
    return sd * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) - abs(mean) * 0.5 * math.erfc(z / math.sqrt(2))


def test_evpi_of_two_options_is_the_closed_form():
    draws = np.random.default_rng(1).normal(1, math.sqrt(5), 1_000_000)
    nb = np.stack([np.zeros_like(draws), draws], axis=1)
    assert unit_normal_loss(1, math.sqrt(5)) == pytest.approx(0.4798107, abs=1e-7)
    assert (
        evpi(nb)
        == pytest.approx(0.4798107, abs=3 * evpi_standard_error(nb))
        == pytest.approx(0.4798107, abs=0.005)
    )
    assert acceptability(nb)[1] == pytest.approx(0.672640, abs=0.0015)


def linear(draws: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(seed).normal(size=(draws, 3)) * [1, 0.5, 2]
    return np.stack([np.zeros(draws), 500 + x @ [1000, -2000, 300]], axis=1), x


def test_evppi_of_a_linear_model_is_the_closed_form_for_each_and_for_all_together():
    nb, x = linear(100_000)
    error = evpi_standard_error(nb)
    assert evpi(nb) == pytest.approx(395.0444, abs=3 * error)
    assert evppi_of_each(nb, x).tolist() == pytest.approx([197.7966, 197.7966, 67.98293], abs=3 * error)
    assert evppi(nb, x) == pytest.approx(evpi(nb), rel=1e-6), "nothing is left to learn"
    assert evppi(nb, x[:, :2]) > evppi(nb, x[:, 0])


# What must always hold ---------------------------------------------------------------------------------------


def test_ties_are_shared_equally():
    assert acceptability([[1, 1, 0], [0, 2, 2]]).tolist() == [0.25, 0.5, 0.25]


def test_a_parameter_with_few_values_is_averaged_at_each_of_them():
    x = np.tile([0.0, 1.0], 500)
    nb = np.stack([np.zeros(1000), np.where(x == 1, 3.0, -1.0)], axis=1)
    assert evppi(nb, x) == pytest.approx(0.5)  # knowing x: half of (3 + 0); not knowing it: a mean of 1


def test_what_cannot_matter_is_worth_nothing():
    nb, x = linear(2000)
    assert evppi(nb, np.full(2000, 7.0)) == 0
    assert evppi(nb[:, [1, 1]], x[:, 0]) == 0 and evpi(nb[:, [1]]) == 0


@pytest.mark.parametrize("seed", range(8))
def test_numbers_that_decide_nothing_lie_below_the_noise_floor_and_those_that_decide_above(seed):
    generator = np.random.default_rng(seed)
    nb, x = linear(5000, seed)
    idle = generator.normal(size=(5000, 40))
    everything = np.concatenate([x, idle], axis=1)
    floor, found = noise_floor(nb, everything), evppi_of_each(nb, everything)
    assert (found[:3] > floor).all()
    assert (found[3:] > floor).sum() <= 1
    assert evppi(nb, idle[:, :5]) <= 2 * noise_floor(nb, idle[:, :5], together=True)


@given(
    arrays(float, st.tuples(st.integers(30, 60), st.integers(1, 4)), elements=st.floats(-1e6, 1e6)),
    st.floats(-1e6, 1e6),
    st.randoms(use_true_random=False),
)
def test_learning_one_thing_is_worth_between_nothing_and_everything_whatever_is_added_to_all(
    nb, constant, random
):
    x = np.array([random.gauss(0, 1) for _ in nb])
    whole, one = evpi(nb), evppi(nb, x)
    assert 0 <= one <= whole
    scale = np.abs(nb).max() + abs(constant) + 1
    assert evpi(nb + constant) == pytest.approx(whole, abs=1e-9 * scale)
    order = list(range(nb.shape[1]))
    random.shuffle(order)
    assert acceptability(nb[:, order]).tolist() == pytest.approx(acceptability(nb)[order].tolist())
    assert expected_loss(nb).min() == pytest.approx(whole, abs=1e-9 * scale)


@pytest.mark.parametrize(
    ("nb", "x", "words"),
    [
        ([1.0, 2.0], [1.0, 2.0], "shape (draws, options)"),
        ([[1.0, math.nan]], [1.0], "not finite"),
        ([[1.0, 2.0]], [1.0, 2.0], "1 draws"),
        ([[1.0, 2.0]], [math.inf], "not finite"),
        (np.zeros((0, 2)), np.zeros(0), "shape (draws, options)"),
    ],
)
def test_arrays_that_cannot_be_read_are_refused_in_words(nb, x, words):
    with pytest.raises(EvaluationError, match=words.replace("(", r"\(").replace(")", r"\)")):
        evppi(nb, x)


def test_the_three_are_exported_from_the_engine():
    assert (valuation.evpi, valuation.evppi, valuation.acceptability) == (evpi, evppi, acceptability)


def test_learning_several_things_is_worth_no_less_than_the_best_of_them_alone():
    # A kink at 0 that polynomials of two columns fit worse than a spline of one: a copy of a number adds nothing.
    r = np.random.default_rng(1)
    x = r.normal(0, 1, 10_000)
    nb = np.c_[np.zeros(10_000), np.maximum(x, 0) * 3 - 1 + r.normal(0, 1, 10_000)]
    alone = evppi(nb, x)
    assert evppi(nb, np.c_[x, x]) >= alone
    assert evppi(nb, np.c_[r.normal(size=10_000), x]) >= alone
    assert evppi(nb, np.c_[x, x]) <= evpi(nb)
