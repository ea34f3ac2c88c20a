"""Draws: the distribution of each number, default ranges, the three ways of sampling, and numbers that move together."""

from __future__ import annotations

import itertools
import math
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from cases_at_random import LIBRARY, case_of, cases
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats
from small_cases import (
    a_cost,
    a_gain,
    an_option,
    between,
    case_data,
    gain_path,
    gains_of,
    normal,
    small_case,
    small_model,
    sure,
)

from valuation import CaseError, EvaluationError, Model, central, compile_case, evaluate, with_changes
from valuation.case.file import with_every_rule
from valuation.distributions import exact_quantiles, quantile_function
from valuation.draws import METHODS, SAMPLE_BLOCK, Saltelli, Sample, grid, one_at_a_time, orders, with_values
from valuation.quantities import (
    COUNT,
    GAIN,
    MONEY,
    MULTIPLIER,
    REDUCTION,
    SHARE,
    Assumption,
    Kind,
    infeasibility,
)
from valuation.spreads import EFFECTS, Spread, default_ranges, spread_of

DEFAULTS = default_ranges(LIBRARY)
Z = np.linspace(-5.5, 5.5, 1101)
"""Standard normal scores: beyond them lies one draw in 25 million."""
MIDDLE = 1.96


def drawn(
    kind: Kind, value: float, low: float, high: float, distribution: str | None = None
) -> Any:  # a function of scores
    name = distribution or kind.distribution
    return quantile_function(Assumption("x", value, kind), Spread(low, high, name, is_default=False))


def exactly(kind: Kind, value: float, low: float, high: float, distribution: str | None = None) -> Any:
    return exact_quantiles(distribution or kind.distribution, value, low, high, kind.low, kind.high)


def moments(quantile: Any) -> tuple[float, float]:
    """Mean and standard deviation of a quantile function of scores, by integrating over the normal density."""

    def of(f: Any) -> float:
        return float(
            integrate.quad(lambda z: f(float(quantile(np.array(z)))) * stats.norm.pdf(z), -8, 8, limit=400)[0]
        )

    mean = of(lambda x: x)
    return mean, math.sqrt(of(lambda x: (x - mean) ** 2))


# Each distribution, against scipy's own ------------------------------------------------------------------------


def test_a_normal_has_the_value_as_mean_and_the_range_as_its_central_95_per_cent() -> None:
    found = drawn(GAIN, 3.0, 1.0, 7.0)
    sd = 6 / 3.92
    np.testing.assert_allclose(found(Z), stats.norm(3, sd).ppf(stats.norm.cdf(Z)), rtol=1e-9, atol=1e-9)
    assert moments(found) == pytest.approx((3, sd), rel=1e-6)


def test_a_share_is_a_beta_with_the_value_as_mean_by_the_method_of_moments() -> None:
    found = drawn(SHARE, 0.2, 0.05, 0.4)
    sd = 0.35 / 3.92
    n = 0.2 * 0.8 / sd**2 - 1
    np.testing.assert_allclose(found(Z), stats.beta(0.2 * n, 0.8 * n).ppf(stats.norm.cdf(Z)), atol=1e-6 * sd)
    assert moments(found) == pytest.approx((0.2, sd), rel=1e-6)


def test_money_is_a_gamma_with_the_value_as_mean_by_the_method_of_moments() -> None:
    found = drawn(MONEY, 500.0, 300.0, 900.0)
    sd = 600 / 3.92
    law = stats.gamma((500 / sd) ** 2, scale=sd**2 / 500)
    np.testing.assert_allclose(found(Z), law.ppf(stats.norm.cdf(Z)), atol=1e-6 * sd)
    assert moments(found) == pytest.approx((500, sd), rel=1e-6)


def test_a_lognormal_has_the_value_as_median_and_the_range_in_logs_as_its_log_sd() -> None:
    found = drawn(MONEY, 100.0, 40.0, 400.0, "lognormal")
    law = stats.lognorm(math.log(10) / 3.92, scale=100)
    np.testing.assert_allclose(found(Z), law.ppf(stats.norm.cdf(Z)), rtol=1e-8)
    assert float(found(np.array(0.0))) == pytest.approx(100, rel=1e-12)


def test_a_triangular_has_the_value_as_mode_and_the_range_as_its_ends() -> None:
    for mode in (2.0, 3.5, 6.0):
        found = drawn(COUNT, mode, 2.0, 6.0, "triangular")
        law = stats.triang((mode - 2) / 4, loc=2, scale=4)
        np.testing.assert_allclose(found(Z), law.ppf(stats.norm.cdf(Z)), rtol=1e-9)


def test_a_pert_has_the_value_as_mode_and_a_mean_of_a_sixth_of_the_ends_and_four_of_the_mode() -> None:
    for mode in (2.0, 3.0, 6.0):
        found = drawn(COUNT, mode, 2.0, 6.0, "pert")
        law = stats.beta(1 + mode - 2, 1 + 6 - mode, loc=2, scale=4)
        np.testing.assert_allclose(found(Z), law.ppf(stats.norm.cdf(Z)), atol=1e-6 * law.std())
        assert moments(found)[0] == pytest.approx((2 + 4 * mode + 6) / 6, rel=1e-6)


def test_a_uniform_is_as_likely_anywhere_between_its_ends() -> None:
    found = drawn(COUNT, 3.0, 2.0, 6.0, "uniform")
    np.testing.assert_allclose(found(Z), stats.uniform(2, 4).ppf(stats.norm.cdf(Z)), rtol=1e-12)


TRUNCATED = [
    # a relative reduction is at most 1; a cost is never negative; a share lies within 0 and 1
    (
        REDUCTION,
        0.9,
        0.5,
        1.0,
        "normal",
        stats.truncnorm(-np.inf, 0.1 * 3.92 / 0.5, loc=0.9, scale=0.5 / 3.92),
    ),
    (MONEY, 1.0, 0.0, 4.0, "normal", stats.truncnorm(-1 * 3.92 / 4, np.inf, loc=1, scale=4 / 3.92)),
    (SHARE, 0.5, 0.0, 1.0, "normal", stats.truncnorm(-0.5 * 3.92, 0.5 * 3.92, loc=0.5, scale=1 / 3.92)),
]


@pytest.mark.parametrize(("kind", "value", "low", "high", "name", "law"), TRUNCATED)
def test_a_distribution_that_would_leave_the_domain_is_truncated_there_and_not_piled_up(
    kind: Kind, value: float, low: float, high: float, name: str, law: Any
) -> None:
    np.testing.assert_allclose(drawn(kind, value, low, high, name)(Z), law.ppf(stats.norm.cdf(Z)), atol=1e-9)


def test_a_lognormal_share_is_truncated_at_1() -> None:
    found = drawn(SHARE, 0.5, 0.2, 0.9, "lognormal")(Z)
    law = stats.lognorm(math.log(4.5) / 3.92, scale=0.5)
    np.testing.assert_allclose(found, law.ppf(stats.norm.cdf(Z) * law.cdf(1)), rtol=1e-8)
    assert found.max() <= 1


# Interpolated quantiles ------------------------------------------------------------------------------------------

SIZES = st.floats(-4, -0.01).map(lambda x: 10**x)
POSITIVE = st.floats(-4, 7).map(lambda x: 10**x)


@st.composite
def fitted(draw: st.DrawFn) -> tuple[Kind, float, float, float, str, float]:
    """A kind, value, range and distribution that fit each other, however narrow or lopsided; and the sd."""
    name = draw(st.sampled_from(["beta", "gamma", "pert"]))
    if name == "beta":
        value = draw(st.floats(1e-4, 1 - 1e-4) | st.floats(-6, -2).map(lambda x: 1 - 10**x))
        sd = math.sqrt(value * (1 - value)) * draw(SIZES)
        return SHARE, value, value - MIDDLE * sd, value + MIDDLE * sd, name, sd
    if name == "gamma":
        value = draw(POSITIVE)
        sd = value * 10 ** draw(st.floats(-4, 0.8))
        return MONEY, value, value - MIDDLE * sd, value + MIDDLE * sd, name, sd
    low, width, at = (
        draw(st.floats(0, 100)),
        draw(st.floats(-2, 4).map(lambda x: 10**x)),
        draw(st.floats(0, 1)),
    )
    a, b = 1 + 4 * at, 5 - 4 * at
    return COUNT, min(low + at * width, low + width), low, low + width, name, width * math.sqrt(a * b / 252)


@given(fitted())
@settings(max_examples=120)
def test_an_interpolated_quantile_is_within_a_millionth_of_a_standard_deviation_of_the_exact_one(
    fit: Any,
) -> None:
    kind, value, low, high, name, sd = fit
    assume(not infeasibility(name, value, low, high))
    found, true = (
        drawn(kind, value, low, high, name)(Z),
        exactly(kind, value, low, high, name)(stats.norm.cdf(Z)),
    )
    assert np.abs(found - true).max() <= 1e-6 * sd


@given(fitted())
@settings(max_examples=120)
def test_a_quantile_never_falls_and_never_leaves_the_domain(fit: Any) -> None:
    kind, value, low, high, name, sd = fit
    assume(not infeasibility(name, value, low, high))
    found = drawn(kind, value, low, high, name)(np.linspace(-8, 8, 2001))
    assert np.isfinite(found).all()
    # a rounding of numbers of this size is not a fall
    assert np.diff(found).min() >= -1e-9 * sd - 4e-16 * max(abs(low), abs(high))
    assert found.min() >= kind.low and found.max() <= kind.high
    if name == "pert":
        assert found.min() >= low and found.max() <= high


@pytest.mark.parametrize("shape", [1e4, 9.9e4, 1.1e5, 1e6, 1e8, 1e12])
def test_a_gamma_of_a_narrow_range_neither_jumps_nor_falls(shape: float) -> None:
    # scipy's gammaincinv jumps by 0.09 sd at a score of -4.59 for a shape of 1e8: a range of ±0.02%.
    sd = 1 / math.sqrt(shape)
    scores = (drawn(MONEY, 1.0, 1 - MIDDLE * sd, 1 + MIDDLE * sd)(Z) - 1) / sd
    # For large shapes the quantile is the score and (z² − 1)/3 of 1/√shape, then terms of 1/shape.
    bend = scores - Z - (Z * Z - 1) / 3 * sd
    assert np.abs(bend).max() < 5 / shape + 1e-9 + 3e-16 * shape
    assert np.diff(scores).min() > 0


def test_pert_and_most_betas_and_gammas_are_read_from_a_table_so_that_simulations_are_quick() -> None:
    # The exact quantile of half is a number that no spline through other nodes gives to the last digit.
    off_the_nodes = np.linspace(-3, 3, 61) + 0.031
    for kind, name, value in ((SHARE, "beta", 0.4), (MONEY, "gamma", 2.0), (COUNT, "pert", 3.0)):
        low, high = 0.5 * value, 1.5 * value
        found = drawn(kind, value, low, high, name)(off_the_nodes)
        assert (found != exactly(kind, value, low, high, name)(special.ndtr(off_the_nodes))).any(), name


# How far a number without a range may be --------------------------------------------------------------------------

REACH = {3: 0.2, 4: 0.3, 5: 0.4, 6: 0.5, None: 0.5}


@pytest.mark.parametrize("grade", [3, 4, 5, 6, None])
def test_a_number_without_a_range_is_moved_by_its_grades_default(grade: int | None) -> None:
    found = spread_of(Assumption("x", 80.0, MONEY, grade=grade), DEFAULTS)
    assert found is not None and found.is_default and found.is_drawn
    assert (found.low, found.high) == pytest.approx((80 * (1 - REACH[grade]), 80 * (1 + REACH[grade])))
    assert found.distribution == "gamma"


@pytest.mark.parametrize("grade", [1, 2])
def test_grades_1_and_2_without_a_range_are_taken_as_they_are(grade: int) -> None:
    assert spread_of(Assumption("x", 80.0, MONEY, grade=grade), DEFAULTS) is None


def test_a_default_range_stays_within_the_domain() -> None:
    for kind, value, ends in (
        (SHARE, 0.8, (0.4, 1.0)),
        (REDUCTION, 0.9, (0.45, 1.0)),
        (REDUCTION, -0.4, (-0.6, -0.2)),
    ):
        found = spread_of(Assumption("x", value, kind), DEFAULTS)
        assert found is not None
        assert (found.low, found.high) == pytest.approx(ends)


def test_fixed_with_a_reason_is_certain_and_fixed_without_one_is_not() -> None:
    fixed = Assumption("x", 80.0, MONEY, stated_distribution="fixed", grade=6)
    assert spread_of(fixed, DEFAULTS) is not None
    with_reason = Assumption("x", 80.0, MONEY, stated_distribution="fixed", reason="In the contract", grade=6)
    assert spread_of(with_reason, DEFAULTS) is None


def test_fixed_with_a_range_is_moved_one_way_and_never_drawn() -> None:
    found = spread_of(Assumption("x", 70.0, MONEY, 20.0, 70.0, "fixed", reason="A policy value"), DEFAULTS)
    assert found is not None and not found.is_drawn
    assert (found.low, found.high) == (20, 70)


def test_a_stated_range_is_kept_whatever_the_grade() -> None:
    for grade in (1, 2, 6, None):
        found = spread_of(Assumption("x", 70.0, MONEY, 69.0, 72.0, grade=grade), DEFAULTS)
        assert found == Spread(69.0, 72.0, "gamma", is_default=False)


KINDS = st.sampled_from([SHARE, MONEY, COUNT, MULTIPLIER, GAIN, REDUCTION])


@st.composite
def a_number(draw: st.DrawFn) -> tuple[Kind, float]:
    kind = draw(KINDS)
    low, high = max(kind.low, -1e6), min(kind.high, 1e6)
    return kind, draw(st.floats(low, high).filter(lambda x: abs(x) > 1e-9))


@given(a_number(), st.integers(1, 5))
def test_a_better_grade_never_widens_a_spread(number: tuple[Kind, float], grade: int) -> None:
    kind, value = number
    assume(kind not in EFFECTS or grade > 2)  # of a grade that is as good an effect is no more certain for it
    better, worse = (spread_of(Assumption("x", value, kind, grade=g), DEFAULTS) for g in (grade, grade + 1))
    if better is not None:
        assert worse is not None
        assert worse.low <= better.low <= value <= better.high <= worse.high


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("grade", [1, 2])
def test_an_effect_without_a_range_is_never_certain(kind: Kind, grade: int) -> None:
    stated = Assumption("x", 0.4, kind, grade=grade)
    spread = spread_of(stated, DEFAULTS)
    assert spread is not None and (spread.low, spread.high) == (pytest.approx(0.2), pytest.approx(0.6))
    assert spread_of(replace(stated, kind=SHARE), DEFAULTS) is None
    assert spread_of(replace(stated, stated_distribution="fixed", reason="Agreed"), DEFAULTS) is None


@given(
    a_number(),
    st.sampled_from([3, 4, 5, 6, None]),
    st.floats(0.001, 0.9),
    st.sampled_from([None, "normal", "fixed"]),
)
def test_taking_the_range_from_a_weak_number_never_makes_it_look_certain(
    number: tuple[Kind, float], grade: int | None, reach: float, distribution: str | None
) -> None:
    kind, value = number
    low, high = max(kind.low, value - reach * abs(value)), min(kind.high, value + reach * abs(value))
    assume(low < high)
    stated = Assumption("x", value, kind, low, high, distribution, grade=grade)
    bare = Assumption("x", value, kind, None, None, distribution, grade=grade)
    assert spread_of(stated, DEFAULTS) is not None
    found = spread_of(bare, DEFAULTS)
    assert found is not None and found.is_drawn and found.low <= value <= found.high
    draws = quantile_function(bare, found)(Z)
    assert draws.min() < draws.max()
    assert draws.min() >= kind.low and draws.max() <= kind.high


@given(a_number(), st.sampled_from([3, 4, 5, 6, None]))
def test_every_default_range_can_be_drawn(number: tuple[Kind, float], grade: int | None) -> None:
    kind, value = number
    found = spread_of(Assumption("x", value, kind, grade=grade), DEFAULTS)
    assert found is not None
    assert infeasibility(found.distribution, value, found.low, found.high) is None


# Samples ----------------------------------------------------------------------------------------------------------


def three_uniforms() -> Model:
    """Three numbers, each as likely anywhere from 0 to 1, so that a draw is its own probability."""
    return gains_of(*(between(0.5, 0, 1, "uniform") for _ in range(3)))


def columns_of(sample: Sample) -> Any:
    """Every draw of the uncertain numbers, shape (draws, numbers)."""
    return sample.block(0, len(sample)).values[:, sample.columns]


def column(sample: Sample, path: str) -> Any:
    return columns_of(sample)[:, sample.paths.index(path)]


def test_a_latin_hypercube_has_one_value_in_each_stratum_of_each_block() -> None:
    found = columns_of(Sample(three_uniforms(), 25_000))
    for start, rows in ((0, 10_000), (10_000, 10_000), (20_000, 5_000)):
        strata = np.sort(np.floor(found[start : start + rows] * rows), axis=0)
        assert (strata == np.arange(rows)[:, None]).all()


def test_plain_sampling_leaves_some_strata_empty() -> None:
    found = columns_of(Sample(three_uniforms(), 10_000, method="plain"))
    filled = [len(np.unique(np.floor(x * 10_000))) for x in found.T]
    # 1 − 1/e of them are filled: 6,321, give or take 31
    assert all(abs(count - 6321) < 150 for count in filled)


def test_sobol_fills_every_box_of_a_grid_alike_where_plain_sampling_does_not() -> None:
    def boxes(method: str) -> Any:
        found = columns_of(Sample(three_uniforms(), 8192, method=method))[:, :2]
        return np.histogram2d(*found.T, bins=(8, 8), range=((0, 1), (0, 1)))[0]

    assert (boxes("sobol") == 128).all()
    assert not (boxes("plain") == 128).all()


@pytest.mark.parametrize("method", METHODS)
def test_draws_of_different_numbers_have_nothing_to_do_with_each_other(method: str) -> None:
    found = columns_of(Sample(three_uniforms(), 10_000, method=method))
    ranks = stats.spearmanr(found).statistic
    assert np.abs(ranks - np.eye(3)).max() < 0.04  # four standard errors


@pytest.mark.parametrize("method", METHODS)
def test_each_number_has_its_own_mean_and_spread_in_a_sample(method: str) -> None:
    found = columns_of(
        Sample(gains_of(normal(200, 50), between(10, 4, 20, "triangular")), 10_000, method=method)
    )
    assert found.mean(axis=0) == pytest.approx([200, 34 / 3], abs=4 * 50 / 100)
    # the sd of a triangle: √((a² + b² + c² − ab − ac − bc) / 18)
    assert found.std(axis=0) == pytest.approx(
        [50, math.sqrt((16 + 400 + 100 - 80 - 40 - 200) / 18)], rel=0.03
    )
    assert found[:, 1].min() >= 4 and found[:, 1].max() <= 20


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(method: str) -> None:
    model = gains_of(normal(200, 50), between(0.5, 0, 1, "uniform"))
    first, again, other = (columns_of(Sample(model, 500, seed, method)) for seed in (7, 7, 8))
    assert (first == again).all()
    assert not (first == other).any()


def test_the_three_ways_of_sampling_give_different_numbers() -> None:
    found = [columns_of(Sample(three_uniforms(), 500, 7, method)) for method in METHODS]
    assert not any((a == b).any() for a, b in itertools.combinations(found, 2))


PINNED = {
    "lhs": (163.575519668, 0.557563845362),
    "plain": (198.110397354, 0.133274225232),
    "sobol": (145.492426173, 0.752992892638),
}


@pytest.mark.parametrize("method", METHODS)
def test_the_first_draws_of_seed_1_are_those_of_this_version(method: str) -> None:
    # Our own output: not evidence, but a change of a library that moves every result must not go unseen.
    sample = Sample(gains_of(normal(200, 50), between(0.5, 0, 1, "uniform")), 1000, 1, method)
    assert columns_of(sample)[0] == pytest.approx(PINNED[method], rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [250, 3_333, 10_000, 25_000])
def test_rows_are_the_same_however_many_are_asked_for_at_once(method: str, size: int) -> None:
    model = gains_of(normal(200, 50), between(0.5, 0, 1, "uniform"))
    whole = Sample(model, 25_000, 3, method).block(0, 25_000).values
    sample = Sample(model, 25_000, 3, method)
    parts = [sample.block(start, size).values for start in range(0, 25_000, size)]
    assert (np.concatenate(parts) == whole).all()
    # and in any order
    assert (sample.block(20_100, 50).values == whole[20_100:20_150]).all()
    assert (sample.block(9_990, 20).values == whole[9_990:10_010]).all()


def test_draws_come_in_blocks_of_ten_thousand_whatever_the_number_asked_for() -> None:
    assert SAMPLE_BLOCK == 10_000
    model = three_uniforms()
    for method in METHODS:
        more, fewer = (columns_of(Sample(model, count, 1, method)) for count in (25_000, 10_000))
        assert (more[:10_000] == fewer).all()


@pytest.mark.parametrize("method", ["lhs", "plain"])
def test_one_more_assumption_does_not_change_the_draws_of_the_others(method: str) -> None:
    numbers = [normal(200, 50), between(0.5, 0, 1, "uniform")]
    before = Sample(gains_of(*numbers), 2000, 1, method)
    after = Sample(gains_of(*numbers, between(5, 2, 9, "pert")), 2000, 1, method)
    for path in before.paths:
        assert (column(before, path) == column(after, path)).all()


def test_numbers_that_are_certain_stand_at_their_value_in_every_draw() -> None:
    model = gains_of(normal(200, 50), sure(30), {"value": 70, "range": [20, 70], "distribution": "fixed"})
    sample = Sample(model, 100)
    assert sample.paths == [gain_path(0)]
    values = sample.block(0, 100).values
    for k, assumption in enumerate(model.assumptions):
        assert (values[:, k] == assumption.value).all() == (assumption.path != gain_path(0))


def shared_case(**keys: Any) -> Any:
    """Two gains that use one number, two that each state it, and one more that is its own."""
    own = {"effect": normal(10, 2), "effect_too": normal(10, 2)}
    gains = [a_gain(f"g{k}", use) for k, use in enumerate([{"use": "effect"}, {"use": "effect"}])]
    gains += [a_gain("g2", normal(10, 2)), a_gain("g3", normal(10, 2))]
    return small_case(an_option([a_cost("run", sure(10))], gains), assumptions=own, **keys)


def test_two_places_that_use_one_number_share_one_draw_and_two_bare_numbers_do_not() -> None:
    model = compile_case(shared_case())
    sample = Sample(model, 400)
    assert sample.paths == ["assumptions.effect", gain_path(2), gain_path(3)]
    amounts = evaluate(model, sample.block(0, 400)).outcomes[:, :, 0]
    assert (amounts[:, 0] == amounts[:, 1]).all()
    assert (amounts[:, 2] != amounts[:, 3]).all()
    assert amounts[:, 0] == pytest.approx(column(sample, "assumptions.effect"))


@given(cases())
@settings(max_examples=15)
def test_every_draw_of_every_case_stays_in_the_domain_of_its_quantity(data: dict[str, Any]) -> None:
    model = compile_case(case_of(data))
    values = Sample(model, 300).block(0, 300).values
    for k, assumption in enumerate(model.assumptions):
        assert values[:, k].min() >= assumption.kind.low and values[:, k].max() <= assumption.kind.high


@pytest.mark.parametrize(
    ("settings_", "words"),
    [
        ({"count": 0}, "from 1 to 1,000,000"),
        ({"count": -5}, "from 1 to 1,000,000"),
        ({"count": 10_000_000}, "10,000,000 were asked for"),
        ({"seed": -1}, "0 or more"),
        ({"seed": 2**63}, "0 or more"),
        ({"method": "lsh"}, "Probably meant: lhs"),
    ],
)
def test_a_sample_that_cannot_be_made_is_refused_in_words(settings_: dict[str, Any], words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        Sample(three_uniforms(), **settings_)


# Rows that are no sample ------------------------------------------------------------------------------------------


def test_one_at_a_time_moves_one_number_in_each_row_and_a_grid_two() -> None:
    model = gains_of(sure(1), sure(2), sure(3))
    base = central(model).values[0]
    moved = one_at_a_time(model, [0, 2, 2], [9, 8, 7]).values
    assert [list(np.flatnonzero(row != base)) for row in moved] == [[0], [2], [2]]
    assert moved[[0, 1, 2], [0, 2, 2]].tolist() == [9, 8, 7]
    pairs = grid(model, gain_path(0), [5, 6], gain_path(1), [7, 8, 9]).values
    where = [[a.path for a in model.assumptions].index(gain_path(k)) for k in (0, 1)]
    assert pairs[:, where].tolist() == [[5, 7], [5, 8], [5, 9], [6, 7], [6, 8], [6, 9]]


def test_a_number_that_the_case_does_not_have_cannot_be_moved() -> None:
    model = gains_of(sure(1))
    with pytest.raises(EvaluationError, match=r"g0\.add\. Probably meant: options\.it\.outcomes\.g0\.adds"):
        with_values(model, {"options.it.outcomes.g0.add": 3.0})
    with pytest.raises(EvaluationError, match="same number of values"):
        with_values(model, {gain_path(0): [1.0, 2.0], "options.it.costs.run.unit_cost": [1.0]})


def test_saltelli_rows_are_two_samples_and_each_column_swapped_in_turn() -> None:
    model = three_uniforms()
    sample = Sample(model)
    rows = Saltelli(sample, sample.columns, 8)
    assert len(rows) == 8 * 5
    values = np.concatenate([rows.block(start, 7).values for start in range(0, 40, 7)])[:, sample.columns]
    a, b, *mixed = np.split(values, 5)
    assert not (a == b).any()
    for j, found in enumerate(mixed):
        assert (found[:, j] == b[:, j]).all()
        others = [k for k in range(3) if k != j]
        assert (found[:, others] == a[:, others]).all()


def test_saltelli_rows_come_in_powers_of_2() -> None:
    sample = Sample(three_uniforms())
    with pytest.raises(EvaluationError, match="power of 2"):
        Saltelli(sample, sample.columns, 1000)


def test_random_orders_hold_each_thing_once_and_come_with_their_reverse() -> None:
    found = orders(7, 5)
    assert found.shape == (7, 5)
    assert (np.sort(found, axis=1) == np.arange(5)).all()
    assert (found[1] == found[0][::-1]).all()
    assert len({tuple(row) for row in found}) > 2
    assert (orders(7, 5) == found).all() and not (orders(7, 5, seed=2) == found).all()


# Numbers that move together ---------------------------------------------------------------------------------------


def correlated(*pairs: list[Any], **keys: Any) -> Model:
    numbers = (normal(200, 50), between(100, 20, 260, "gamma"), between(0.5, 0, 1, "uniform"))
    options = an_option([a_cost("run", sure(100))], [a_gain(f"g{k}", x) for k, x in enumerate(numbers)])
    return small_model(options, correlations=list(pairs), **keys)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [-0.9, -0.3, 0.5, 0.8])
def test_draws_are_rank_correlated_as_a_gaussian_copula_of_that_size(size: float, method: str) -> None:
    found = columns_of(Sample(correlated([gain_path(0), gain_path(1), size]), 10_000, 1, method))
    ranks = stats.spearmanr(found).statistic
    # Spearman's rank correlation of a Gaussian copula is 6/π · asin(ρ/2).
    assert ranks[0, 1] == pytest.approx(6 / math.pi * math.asin(size / 2), abs=0.03)
    assert np.abs(ranks[2, :2]).max() < 0.04


@pytest.mark.parametrize("size", [1, -1])
def test_perfectly_correlated_numbers_rise_or_fall_together_in_every_draw(size: int) -> None:
    sample = Sample(correlated([gain_path(0), gain_path(1), size]), 5000)
    ranks = stats.spearmanr(column(sample, gain_path(0)), column(sample, gain_path(1))).statistic
    assert ranks == pytest.approx(size, abs=1e-6)


def test_a_correlation_leaves_each_number_its_own_distribution() -> None:
    alone, together = (
        Sample(correlated(*pairs), 10_000) for pairs in ([], [[gain_path(0), gain_path(1), 0.8]])
    )
    for path in alone.paths:
        a, b = column(alone, path), column(together, path)
        assert stats.ks_2samp(a, b).pvalue > 0.001
        assert b.mean() == pytest.approx(a.mean(), abs=4 * a.std() / 100)
        assert b.std() == pytest.approx(a.std(), rel=0.03)
    # what is named in no correlation is not touched, and the first of a pair keeps its own draws
    for path in (gain_path(0), gain_path(2)):
        assert column(alone, path) == pytest.approx(column(together, path), rel=1e-9)


def test_a_correlation_of_a_number_that_is_never_drawn_changes_nothing() -> None:
    def sample(*pairs: list[Any]) -> Sample:
        options = an_option([a_cost("run", sure(100))], [a_gain("g0", normal(9, 2)), a_gain("g1", sure(3))])
        return Sample(small_model(options, correlations=list(pairs)), 100)

    assert (columns_of(sample([gain_path(0), gain_path(1), 0.7])) == columns_of(sample())).all()


def test_a_place_that_uses_a_number_is_correlated_as_that_number() -> None:
    model = compile_case(shared_case(correlations=[[gain_path(1), gain_path(2), 0.9]]))
    sample = Sample(model, 5000)
    ranks = stats.spearmanr(column(sample, "assumptions.effect"), column(sample, gain_path(2))).statistic
    assert ranks == pytest.approx(6 / math.pi * math.asin(0.45), abs=0.03)


def test_a_correlation_holds_under_a_change_to_another_number_and_to_one_of_its_own() -> None:
    case = shared_case(correlations=[["assumptions.effect", gain_path(2), 0.9]])
    expected = 6 / math.pi * math.asin(0.45)
    for changes in (
        {gain_path(3): 4.0},
        {"assumptions.effect": 11.0},
        {gain_path(2): {"value": 7, "range": [1, 9]}},
    ):
        sample = Sample(compile_case(with_changes(case, changes)), 4000)
        ranks = stats.spearmanr(column(sample, "assumptions.effect"), column(sample, gain_path(2))).statistic
        assert ranks == pytest.approx(expected, abs=0.03), changes


def problems_of(*pairs: Any) -> list[Any]:
    options = an_option(
        [a_cost("run", normal(100, 9))],
        [a_gain(f"g{k}", normal(9, 2)) for k in range(3)] + [a_gain("u", {"use": "e"})],
    )
    data = case_data(options, correlations=list(pairs), assumptions={"e": normal(5, 1)})
    with pytest.raises(CaseError) as refused:
        with_every_rule(data, "case", LIBRARY, None)
    return refused.value.problems


def test_correlations_that_no_numbers_can_have_together_are_refused_with_the_pair_and_the_room_left() -> None:
    a, b, c = (gain_path(k) for k in range(3))
    (problem,) = problems_of([a, b, 0.9], [b, c, 0.9], [a, c, -0.9])
    # Without the last, a and c would be taken as uncorrelated, which 0.9 and 0.9 leave no room for either.
    assert problem.path == "correlations.1"
    assert b in problem.message and c in problem.message and problem.found == "0.9"
    # With 0.9 and −0.9, the third lies within −0.81 ± (1 − 0.81): from −1 to −0.62.
    assert problem.allowed.startswith("from −1 to −0.62 for this pair")


def test_the_room_left_for_a_correlation_is_as_wide_as_is_said() -> None:
    a, b, c = (gain_path(k) for k in range(3))
    for size in (0.62, 0.8, 1):
        assert len(Sample(correlated([a, b, 0.9], [b, c, 0.9], [a, c, size]), 10).block(0, 10)) == 10
    assert problems_of([a, b, 0.9], [b, c, 0.9], [a, c, 0.61])


def test_impossible_correlations_that_a_change_brings_in_are_refused_in_words() -> None:
    a, b, c = (gain_path(k) for k in range(3))
    case = correlated([a, b, 0.9], [b, c, 0.9], [a, c, 0.9]).case
    changed = compile_case(with_changes(case, {"correlations": [[a, b, 0.9], [b, c, 0.9], [a, c, -0.9]]}))
    with pytest.raises(EvaluationError, match="contradict each other"):
        Sample(changed, 10).block(0, 10)


def test_a_pair_that_is_correlated_twice_is_refused_in_whichever_order_and_by_whichever_place() -> None:
    a, b = gain_path(0), gain_path(1)
    (problem,) = problems_of([a, b, 0.2], [b, a, 0.3])
    assert (
        problem.path == "correlations.1"
        and "twice" in problem.message
        and "correlations.0" in problem.message
    )
    (problem,) = problems_of(["assumptions.e", a, 0.2], ["options.it.outcomes.u.adds", a, 0.2])
    assert problem.path == "correlations.1" and "twice" in problem.message


def test_a_number_cannot_be_correlated_with_itself_under_another_name() -> None:
    (problem,) = problems_of(["assumptions.e", "options.it.outcomes.u.adds", 0.5])
    assert "with itself" in problem.message


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ([gain_path(0), gain_path(0), 0.5], "with itself"),
        ([gain_path(0), gain_path(1), 1.2], "from -1 to 1"),
        ([gain_path(0), gain_path(1) + "s", 0.2], "Probably meant: options.it.outcomes.g"),
    ],
)
def test_a_correlation_that_says_nothing_is_refused_by_its_place(pair: list[Any], words: str) -> None:
    problems = problems_of(pair)
    assert {problem.path for problem in problems} == {"correlations.0"}
    assert any(words in problem.message for problem in problems)


# Ranges that no draw can fill ----------------------------------------------------------------------------------------

DRAWN = ("normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform")


@pytest.mark.parametrize("distribution", DRAWN)
@pytest.mark.parametrize(
    ("value", "narrow"), [(0.12, 1e-9), (0.12, 1e-8), (0.999999, 1e-9), (1e-9, 1e-16), (0.5, 1e-15)]
)
def test_a_range_too_narrow_to_draw_is_a_fixed_value(distribution, value, narrow):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cost = a_cost(
            "c", {**between(value, value - narrow, value + narrow, distribution)}, per="costs", of=["b"]
        )
        sample = Sample(small_model(an_option([a_cost("b", sure(100.0)), cost])), 100)
        assert sample.paths == []
        assert len(np.unique(sample.block(0, 100).values, axis=0)) == 1


@pytest.mark.parametrize("distribution", DRAWN)
@pytest.mark.parametrize("value", [1e-9, 0.12, 0.5, 0.999])
def test_a_range_just_wide_enough_is_drawn_within_its_domain(distribution, value):
    reach = 2e-6 * value
    share = Assumption("x", value, SHARE, value - reach, min(value + reach, 1.0), distribution)
    spread = Spread(value - reach, min(value + reach, 1.0), distribution, is_default=False)
    z = special.ndtri((np.arange(1000) + 0.5) / 1000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = quantile_function(share, spread)(z)
    assert spread.is_drawn and np.isfinite(drawn).all() and (np.diff(drawn) >= -1e-12 * value).all()
    assert drawn.mean() == pytest.approx(value, rel=1e-5) and drawn.min() >= 0 and drawn.max() <= 1


@pytest.mark.parametrize("value", [1e-12, 1e-9, 1e-3])
@pytest.mark.parametrize("high", [1e-3, 1.0, 1e15])
def test_a_gamma_whose_mass_is_all_at_0_is_drawn_there_without_a_warning(value, high):
    kind = SHARE if high <= 1 else MONEY
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw = quantile_function(Assumption("x", value, kind), Spread(0.0, high, "gamma", is_default=False))
        drawn = draw(special.ndtri((np.arange(1000) + 0.5) / 1000))
    assert np.isfinite(drawn).all() and drawn.min() >= 0
