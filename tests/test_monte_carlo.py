"""Monte Carlo: the base row of any batch, cases whose mean and variance are known, and what the draws say together."""

from __future__ import annotations

import dataclasses
import math
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of, cases
from finished_cases import case_at
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_cases import (
    a_cost,
    a_gain,
    an_option,
    between,
    gain_path,
    gains_of,
    normal,
    small_case,
    small_model,
    sure,
)

from valuation import Draws, Model, appraise, central, compile_case, measures, with_changes
from valuation.draws import METHODS, Drawn, Sample
from valuation.measures import BUSINESS_AS_USUAL, MOST_ROWS, values_of
from valuation.sensitivity.causes import expectation
from valuation.sensitivity.decision import acceptability_curve, information, wellby_prices
from valuation.sensitivity.evidence_shares import evidence_shares
from valuation.sensitivity.monte_carlo import (
    convergence,
    fan,
    likely_range,
    net_benefits,
    net_values,
    payback_chances,
    simulate,
    summary,
)

ROOT = Path(__file__).parent.parent
CASES = [*sorted((ROOT / "cases").glob("*.yaml")), *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]


def arrays(measured: Any) -> Iterator[tuple[str, Any]]:
    """Every measure by name, whatever object it stands in; its first axis is the draws."""
    if isinstance(measured, np.ndarray):
        yield "", measured
    elif isinstance(measured, dict):
        for key, item in measured.items():
            yield from ((f"{key}.{name}", found) for name, found in arrays(item))
    elif dataclasses.is_dataclass(measured):
        for each in dataclasses.fields(measured):
            yield from (
                (f"{each.name}.{name}", found) for name, found in arrays(getattr(measured, each.name))
            )


def assert_row_is_the_base_case(model: Model, batch: Any, row: int) -> None:
    base = dict(arrays(appraise(model).options))
    found = dict(arrays(appraise(model, batch).options))
    assert base.keys() == found.keys()
    for name, expected in base.items():
        np.testing.assert_allclose(found[name][row], expected[0], rtol=1e-12, atol=1e-9, err_msg=name)


def with_the_base_case_at(model: Model, sample: Sample, row: int) -> Draws:
    values = sample.block(0, len(sample)).values.copy()
    values[row] = central(model).values[0]
    return Draws(values)


# The base case in a batch ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_base_case_is_the_same_at_any_place_of_any_batch(path: Path) -> None:
    model = compile_case(case_at(path))
    for count, row in ((1, 0), (3, 1), (600, 0), (600, 249), (600, 250), (600, 599)):
        assert_row_is_the_base_case(model, with_the_base_case_at(model, Sample(model, count), row), row)


@given(cases(), st.integers(0, 39))
@settings(max_examples=20)
def test_the_base_case_is_the_same_at_any_place_of_a_batch_of_any_case(
    data: dict[str, Any], row: int
) -> None:
    model = compile_case(case_of(data))
    assert_row_is_the_base_case(model, with_the_base_case_at(model, Sample(model, 40), row), row)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_size_of_the_blocks_does_not_matter(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = compile_case(case_at(path))
    sample = Sample(model, 600)
    usual = dict(arrays(appraise(model, sample).options))
    for size in (1, 7, 600) if path.stem == "worked_example" else (599,):
        monkeypatch.setattr(measures, "MOST_ROWS", size)
        for name, found in arrays(appraise(model, sample).options):
            np.testing.assert_allclose(found, usual[name], rtol=1e-12, atol=1e-9, err_msg=name)


def test_a_simulation_holds_what_appraise_gives_for_its_sample() -> None:
    model = compile_case(case_at(ROOT / "cases" / "worked_example.yaml"))
    simulation = simulate(model, 700, seed=5)
    expected = appraise(model, Sample(model, 700, 5))
    for ident, option in expected.options.items():
        for name, account in option.accounts.items():
            kept = simulation[ident].accounts[name]
            assert (kept.npv == account.npv).all()
            np.testing.assert_array_equal(kept.measure("bcr"), account.bcr)
            np.testing.assert_array_equal(kept.measure("payback_years"), account.payback_years)
            np.testing.assert_allclose(kept.measure("peak_funding"), account.peak_funding, rtol=1e-6)
            assert (kept.yearly_net == account.yearly_net).all()
        for name, values in option.benefit_classes.items():
            np.testing.assert_allclose(simulation[ident].benefit_classes[name], values, rtol=1e-6)
        np.testing.assert_allclose(simulation[ident].nice_qalys, option.nice_qalys, rtol=1e-6)
    values = Sample(model, 700, 5).block(0, 700).values[:, simulation.sample.columns]
    assert (simulation.values == values).all()


# Cases whose answer is known ------------------------------------------------------------------------------------

KNOWN: list[tuple[str, Any, Any, float, float]] = [
    ("normal", None, normal(200, 50), 200, 50),
    ("gamma", between(500, 300, 900), None, -500, 600 / 3.92),
    ("triangular", between(10, 4, 20, "triangular"), None, -34 / 3, math.sqrt(196 / 18)),
    ("uniform", between(3, 2, 6, "uniform"), None, -4, 4 / math.sqrt(12)),
    # A PERT's mean is (a + 4m + b)/6, its variance (mean − a)(b − mean)/7.
    ("pert", between(3, 2, 6, "pert"), None, -10 / 3, math.sqrt((10 / 3 - 2) * (6 - 10 / 3) / 7)),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("name", "cost", "gain", "mean", "sd"), KNOWN, ids=[row[0] for row in KNOWN])
def test_a_case_of_one_uncertain_line_has_the_mean_and_spread_of_that_number(
    name: str, cost: Any, gain: Any, mean: float, sd: float, method: str
) -> None:
    costs = [a_cost("run", cost or sure(0))]
    case = small_case(an_option(costs, [a_gain("g", gain)] if gain else []))
    npv = simulate(case, 10_000, method=method)["it"].accounts["society"].npv
    assert npv.mean() == pytest.approx(mean, abs=3 * sd / 100)
    kurtosis = stats.kurtosis(npv)
    assert npv.std() == pytest.approx(sd, abs=3 * sd * math.sqrt((kurtosis + 2) / 4 / 10_000))


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_a_latin_hypercube_and_a_sobol_sequence_know_the_mean_far_better_than_plain_draws(
    method: str,
) -> None:
    npv = simulate(gains_of(normal(200, 50)), 10_000, method=method)["it"].accounts["society"].npv
    assert npv.mean() == pytest.approx(100, abs=3 * 50 / 100 / 20)


def test_the_variance_of_a_sum_of_independent_numbers_is_the_sum_of_their_variances() -> None:
    model = gains_of(normal(200, 30), normal(150, 40), between(10, 4, 20, "triangular"))
    npv = simulate(model, 20_000)["it"].accounts["society"].npv
    sd = math.sqrt(30**2 + 40**2 + 196 / 18)
    assert npv.mean() == pytest.approx(250 + 34 / 3, abs=3 * sd / math.sqrt(20_000))
    assert npv.std() == pytest.approx(sd, rel=3 / math.sqrt(2 * 20_000))


def test_correlation_widens_a_sum_by_twice_the_covariance() -> None:
    def sd(*pairs: Any) -> float:
        model = gains_of(normal(200, 30), normal(150, 40), correlations=list(pairs))
        return float(simulate(model, 20_000)["it"].accounts["society"].npv.std())

    near = 3 / math.sqrt(2 * 20_000)
    assert sd([gain_path(0), gain_path(1), 0.6]) == pytest.approx(math.sqrt(2500 + 2 * 0.6 * 1200), rel=near)
    assert sd([gain_path(0), gain_path(1), -0.6]) == pytest.approx(math.sqrt(2500 - 2 * 0.6 * 1200), rel=near)


@pytest.mark.parametrize("method", METHODS)
def test_the_chance_and_the_intervals_of_a_known_normal_are_its_own(method: str) -> None:
    # 60 − 100 + N(90, 50²) = N(50, 50²): the chance of being above 0 is Φ(1) = 84.1%.
    found = summary(
        simulate(gains_of(sure(60), normal(90, 50)), 10_000, method=method)["it"].accounts["society"].npv
    )
    law = stats.norm(50, 50)

    def error(p: float) -> float:
        """The standard error of a percentile, √(p(1 − p)/n) / density."""
        return math.sqrt(p * (1 - p) / 10_000) / float(law.pdf(law.ppf(p)))

    assert found.chance_positive == pytest.approx(0.841345, abs=3 * math.sqrt(0.8413 * 0.1587 / 10_000))
    assert found.mean == pytest.approx(50, abs=3 * 0.5)
    assert found.median == pytest.approx(50, abs=3 * error(0.5))
    assert found.se == pytest.approx(0.5, rel=0.03)
    for ends, (low, high) in (("interval_80", (0.1, 0.9)), ("interval_95", (0.025, 0.975))):
        assert getattr(found, ends)[0] == pytest.approx(law.ppf(low), abs=3 * error(low))
        assert getattr(found, ends)[1] == pytest.approx(law.ppf(high), abs=3 * error(high))
    assert found.undefined == 0


def test_a_summary_is_that_of_the_draws_by_numpy() -> None:
    values = np.random.default_rng(3).normal(5, 10, 997)
    found = summary(values)
    assert found.mean == pytest.approx(values.mean(), rel=1e-12)
    assert found.se == pytest.approx(values.std(ddof=1) / math.sqrt(997), rel=1e-12)
    assert found.interval_80 == pytest.approx(np.quantile(values, [0.1, 0.9]))
    assert found.interval_95 == pytest.approx(np.quantile(values, [0.025, 0.975]))
    assert likely_range(values) == pytest.approx(tuple(found.interval_80))
    assert found.chance_positive == (values > 0).sum() / 997


def test_0_is_not_above_0() -> None:
    assert summary(np.array([0.0, 0.0, 1.0, -1.0])).chance_positive == 0.25


# Undefined, certain, few and many -------------------------------------------------------------------------------


def test_draws_in_which_a_ratio_is_undefined_are_left_out_and_their_share_is_said() -> None:
    # The only cost is for person-years from `lag` to a year later, so that it is 0 where `lag` is 1 or more: half the time.
    cost = a_cost("run", sure(100), per="participant_year", lag=between(0.9, 0, 2, "uniform"))
    found = summary(
        simulate(small_case(an_option([cost], [a_gain("g", sure(150))])), 10_000)["it"]
        .accounts["society"]
        .bcr
    )
    assert found.undefined == pytest.approx(0.5, abs=1e-4)
    assert found.chance_positive == 1
    # 150 / (100 · (1 − lag)), whose median over lags from 0 to 1 is at a half
    assert found.median == pytest.approx(3, rel=1e-3)


def test_a_summary_of_some_undefined_values_is_that_of_the_others() -> None:
    found = summary(np.array([1.0, np.nan, 3.0, np.nan, np.nan]))
    assert found.undefined == pytest.approx(0.6)
    assert found.mean == 2 and found.median == 2
    nothing = summary(np.array([np.nan, np.nan]))
    assert nothing.undefined == 1
    assert nothing.mean is None and nothing.interval_95 is None and nothing.chance_positive is None


def test_the_share_of_draws_that_never_pay_back_stands_as_undefined() -> None:
    # It costs £100 and gives back N(110, 20²) in cash: it is paid back where that is 100 or more, Φ(0.5) = 69.1%.
    clinic = {"id": "clinic", "per": "once", "unit_cost": normal(110, 20), "payer": "nhs_icb", "cashable": sure(1),
              "release": {"action": "Close it", "from_year": 0}}  # fmt: skip
    case = small_case(an_option([a_cost("run", sure(100))], replaces=[clinic]))
    account = simulate(case, 10_000)["it"].accounts["public_cash"]
    found = summary(account.measure("payback_years"))
    never = 1 - float(stats.norm.cdf(0.5))
    assert found.undefined == pytest.approx(never, abs=0.015)
    assert found.mean == 1
    assert payback_chances(account, 1) == pytest.approx([1 - never], abs=0.015)


def test_chances_of_payback_rise_by_year_to_the_share_that_is_ever_paid_back() -> None:
    model = compile_case(case_at(ROOT / "tests" / "cases" / "hand_worked_newcomers.yaml"))
    simulation = simulate(model, 500)
    for option in simulation.options.values():
        for name in ("commissioner", "public_cash"):
            account = option.accounts[name]
            chances = payback_chances(account, model.years)
            assert len(chances) == model.years
            assert chances == sorted(chances)
            years = account.measure("payback_years")
            expected = [float((years <= y).mean()) for y in range(1, model.years + 1)]
            assert chances == pytest.approx(expected)


def test_a_case_with_nothing_uncertain_says_so_and_every_draw_is_the_base_case() -> None:
    simulation = simulate(gains_of(sure(27_950.1234567)), 1000)
    assert simulation.has_nothing_uncertain
    assert not simulate(gains_of(normal(200, 50)), 10).has_nothing_uncertain
    npv = simulation["it"].accounts["society"].npv
    assert (npv == npv[0]).all() and npv[0] == pytest.approx(27_850.1234567, rel=1e-12)
    found = expectation(simulation, "it")
    assert (found.lopsided_ranges, found.numbers, found.differs) == (0, (), False)
    assert found.bends == pytest.approx(0, abs=1e-8)
    assert convergence(npv).enough  # more draws would say nothing new
    assert information(simulation).evppi == ()


@pytest.mark.parametrize("method", METHODS)
def test_one_draw_is_a_simulation_that_is_too_small(method: str) -> None:
    simulation = simulate(gains_of(normal(200, 50)), 1, method=method)
    npv = simulation["it"].accounts["society"].npv
    assert npv.shape == (1,)
    found = summary(npv)
    assert found.se is None and found.mean == npv[0]
    assert not convergence(npv).enough
    assert information(simulation).rows == 1


def test_twenty_five_thousand_draws_are_kept_whole_and_the_first_ten_thousand_year_by_year() -> None:
    simulation = simulate(gains_of(normal(200, 50)), 25_000)
    account = simulation["it"].accounts["society"]
    assert account.npv.shape == (25_000,) and np.isfinite(account.npv).all()
    assert simulation.values.shape == (25_000, 1)
    np.testing.assert_allclose(account.npv, simulation.values[:, 0] - 100, rtol=1e-9, atol=1e-9)
    assert account.yearly_net.shape == (10_000, 1)
    np.testing.assert_allclose(account.yearly_net[:, 0], account.npv[:10_000], rtol=1e-9, atol=1e-9)
    steps = convergence(account.npv).steps
    assert [step.draws for step in steps] == [100, 300, 1000, 3000, 10_000, 25_000]
    assert steps[-1].mean == pytest.approx(account.npv.mean())
    assert steps[0].chance_positive == (account.npv[:100] > 0).mean()


def test_whether_there_were_enough_draws_depends_on_how_many_there_were() -> None:
    npv = simulate(gains_of(normal(120, 50)), 10_000)["it"].accounts["society"].npv
    assert convergence(npv).enough
    few = convergence(npv[:200])
    assert not few.enough
    chance = float((npv[:200] > 0).mean())
    assert few.chance_within == pytest.approx(1.96 * math.sqrt(chance * (1 - chance) / 200))
    assert few.mean_within == pytest.approx(1.96 * npv[:200].std(ddof=1) / math.sqrt(200))


def test_the_fan_is_the_percentiles_of_the_cumulative_position_by_year() -> None:
    model = compile_case(case_at(ROOT / "cases" / "worked_example.yaml"))
    account = simulate(model, 900)["walking_group"].accounts["society"]
    found = fan(account)
    assert list(found) == ["p10", "p25", "p50", "p75", "p90"]
    last = account.yearly_net.sum(axis=1)
    assert [found[f"p{p}"][-1] for p in (10, 25, 50, 75, 90)] == pytest.approx(
        np.percentile(last, [10, 25, 50, 75, 90])
    )
    assert len(found["p50"]) == 3


def test_a_sample_beside_an_earlier_one_draws_what_changed_and_is_the_same_as_by_itself() -> None:
    """Correlated numbers are joined after they are drawn, so that a column held from before is one before it is joined."""
    case = case_at(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml")
    path = next(path for path in case.numbers_written if path.endswith(".people.uptake"))
    other = next(path for path in case.numbers_written if path.endswith(".people.completion"))
    joined = with_changes(case, {"correlations": [[path, other, 0.5]]})
    drawn: Drawn = {}
    for each in (case, with_changes(case, {path: 0.13}), joined, with_changes(joined, {path: 0.14}), case):
        model = compile_case(each)
        before = dict(drawn)
        found = Sample(model, 500, drawn=drawn).first()
        assert np.array_equal(found, Sample(model, 500).first())
        assert len(drawn) == found.shape[1]
        fresh = [key for key, column in drawn.items() if before.get(key) is not column]
        assert not before or len(fresh) <= 2


def test_net_values_are_those_of_the_simulation() -> None:
    for path in CASES:
        model = compile_case(case_at(path))
        simulation = simulate(model, 500)
        found = net_values(model, 500)
        assert list(found) == [option.id for option in model.options]
        for ident, npv in found.items():
            np.testing.assert_allclose(npv, simulation[ident].accounts["society"].npv, rtol=1e-12)


def test_progress_is_told_block_by_block_and_stops_the_work_by_raising() -> None:
    told: list[int] = []
    simulate(gains_of(normal(200, 50)), 3 * MOST_ROWS + 20, each=told.append)
    assert told == [MOST_ROWS, 2 * MOST_ROWS, 3 * MOST_ROWS, 3 * MOST_ROWS + 20]

    class Enough(Exception):
        pass

    def stop(done: int) -> None:
        if done >= 500:
            raise Enough

    with pytest.raises(Enough):
        simulate(gains_of(normal(200, 50)), 100_000, each=stop)


# Which option is best -------------------------------------------------------------------------------------------


def two_options(first: Any, second: Any) -> Model:
    options = [an_option([a_cost("run", sure(100))], [a_gain("g", gain)], ident) for ident, gain in
               (("a", first), ("b", second))]  # fmt: skip
    return small_model(*options)


def test_business_as_usual_is_always_one_of_the_options_and_the_chances_add_up_to_1() -> None:
    # a is N(0, 30²), b is N(20, 40²): each against 0 and against each other.
    simulation = simulate(two_options(normal(100, 30), normal(120, 40)), 10_000)
    found = information(simulation).chance_best
    assert list(found) == [BUSINESS_AS_USUAL, "a", "b"]
    assert sum(found.values()) == pytest.approx(1)
    # P(both below 0) = Φ(0) · Φ(−0.5)
    assert found[BUSINESS_AS_USUAL] == pytest.approx(0.5 * float(stats.norm.cdf(-0.5)), abs=3 * 0.0036)
    # P(b above 0 and above a) = ∫₀^∞ φ_b(x) Φ_a(x) dx
    grid = np.linspace(0, 400, 40_001)
    expected = np.trapezoid(stats.norm.pdf(grid, 20, 40) * stats.norm.cdf(grid, 0, 30), grid)
    assert found["b"] == pytest.approx(expected, abs=3 * 0.005)
    nb = net_benefits(simulation, "society")
    assert nb.shape == (10_000, 3) and (nb[:, 0] == 0).all()


def test_options_that_cannot_be_told_apart_share_the_chance() -> None:
    found = information(simulate(two_options(sure(130), sure(130)), 100)).chance_best
    assert found == pytest.approx({BUSINESS_AS_USUAL: 0, "a": 0.5, "b": 0.5})


# Expected and central -------------------------------------------------------------------------------------------


def test_a_straight_case_with_even_ranges_is_expected_to_come_to_its_central_estimate() -> None:
    found = expectation(simulate(gains_of(normal(200, 50), normal(30, 5)), 10_000), "it")
    assert found.central == pytest.approx(130)
    assert found.expected == pytest.approx(130, abs=0.1)
    assert found.lopsided_ranges == pytest.approx(0, abs=0.1)
    assert found.bends == pytest.approx(0, abs=1e-9)
    assert not found.differs and found.numbers == ()


def test_a_lopsided_range_moves_the_mean_by_itself() -> None:
    # A triangle from 90 to 300 with its top at 120 has its mean at 170.
    found = expectation(simulate(gains_of(between(120, 90, 300, "triangular")), 10_000), "it")
    assert found.central == pytest.approx(20)
    assert found.lopsided_ranges == pytest.approx(50, abs=0.1)
    assert found.bends == pytest.approx(0, abs=1e-9)
    assert found.differs
    ((path, value, mean),) = found.numbers
    assert (path, value) == (gain_path(0), 120) and mean == pytest.approx(170, abs=0.1)


def test_the_numbers_behind_the_average_are_those_that_move_this_option_most_in_pounds() -> None:
    # Triangles, all with their top well below their middle. Alone, the means take the answer of "a" this far:
    # its price from 100 to 130, 30; its small number from 1 to 2.33, by 1.33, though that is a far larger share of it.
    # What only "b" depends on moves "a" by nothing, however lopsided it is.
    large, small = between(100, 80, 210, "triangular"), between(1, 0, 6, "triangular")
    others = between(10, 0, 500, "triangular")
    a = an_option([a_cost("run", sure(50))], [a_gain("large", large), a_gain("small", small)], ident="a")
    b = an_option([a_cost("run", sure(50))], [a_gain("theirs", others)], ident="b")
    simulation = simulate(small_case(a, b), 5_000)
    of_a, of_b = (expectation(simulation, ident).numbers for ident in ("a", "b"))
    assert [path for path, _, _ in of_a] == [f"options.a.outcomes.{name}.adds" for name in ("large", "small")]
    assert [path for path, _, _ in of_b] == ["options.b.outcomes.theirs.adds"]


def test_a_number_that_pulls_the_other_way_is_not_what_moves_the_average_most() -> None:
    # The price pulls the mean down by 60 and the gain pulls it up by 100: the average is higher, because of the gain.
    cost, gain = between(100, 90, 290, "triangular"), between(200, 180, 520, "triangular")
    found = expectation(
        simulate(small_case(an_option([a_cost("run", cost)], [a_gain("g0", gain)])), 5_000), "it"
    )
    assert found.lopsided_ranges > 0
    assert [path for path, _, _ in found.numbers] == [gain_path(0), "options.it.costs.run.unit_cost"]


def test_a_product_of_numbers_that_move_together_bends_by_their_covariance() -> None:
    gain = a_gain("g0", normal(200, 20), normal(10, 2))
    price = "options.it.outcomes.g0.values.0.unit_value"
    case = small_case(
        an_option([a_cost("run", sure(100))], [gain]), correlations=[[gain_path(0), price, 0.5]]
    )
    found = expectation(simulate(case, 40_000), "it")
    # E[xy] = E[x]E[y] + ρ σ_x σ_y
    sd = math.sqrt((200 * 2) ** 2 + (10 * 20) ** 2 + 2 * 0.5 * 200 * 2 * 10 * 20)
    assert found.bends == pytest.approx(0.5 * 20 * 2, abs=3)
    assert found.expected == pytest.approx(1900 + 20, abs=3 * sd / 200)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_two_reasons_add_up_to_the_difference_of_expected_and_central(path: Path) -> None:
    simulation = simulate(case_at(path), 500)
    for option in simulation.options:
        for account, measure in (("society", "npv"), ("public_cash", "pv_costs")):
            found = expectation(simulation, option, account, measure)
            gap = found.expected - found.central
            assert found.lopsided_ranges + found.bends == pytest.approx(gap, rel=1e-9, abs=1e-6)
            usual = float(getattr(simulation.base[option].accounts[account], measure)[0])
            assert found.central == pytest.approx(usual, rel=1e-12)


def test_a_payback_that_never_comes_has_no_mean_and_gives_no_warning() -> None:
    simulation = simulate(gains_of(normal(200, 50)), 200)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = expectation(simulation, "it", "public_cash", "payback_years")
    assert math.isnan(found.expected) and math.isnan(found.central)
    assert not found.differs


# What the benefit rests on --------------------------------------------------------------------------------------


def test_evidence_is_shared_out_by_the_worst_number_behind_each_benefit() -> None:
    gains = [
        a_gain("good", sure(40)),  # grade 1 alone: £40
        a_gain("mixed", {"value": 30, "grade": 3}),  # grade 3, no range: £30 on a default range
        a_gain("weak", {"value": 20, "range": [10, 30], "grade": 5}),  # £20, with a range of its own
        a_gain("ungraded", sure(10), {"value": 1, "status": "planning_assumption", "range": [0.5, 2]}),  # £10
        a_gain("harm", {"value": -50, "grade": 6}),  # harms are no benefit that could rest on anything
    ]
    case = small_case(an_option([a_cost("run", {"value": 5, "grade": 6})], gains))
    found = evidence_shares(appraise(compile_case(case)), "it")
    assert found is not None
    assert found.good == pytest.approx(0.4)
    assert found.mixed == pytest.approx(0.3)
    assert found.weak == pytest.approx(0.3)
    assert found.default_ranges == pytest.approx(0.3)
    assert found.unverified == pytest.approx(0.1)


def test_how_long_an_effect_lasts_is_evidence_too_and_how_many_people_there_are_is_not() -> None:
    gain = {**a_gain("g", sure(40)), "lasts": {"value": 1, "range": [0.5, 1], "grade": 4}}
    people = {"planned_starts": [{"value": 1, "grade": 6}], "timing": "start_of_year"}
    case = small_case(an_option([a_cost("run", sure(5))], [gain], people=people))
    found = evidence_shares(appraise(compile_case(case)), "it")
    assert found is not None
    assert (found.good, found.mixed, found.weak) == pytest.approx((0, 1, 0))


def test_an_option_without_benefits_rests_on_nothing() -> None:
    assert evidence_shares(appraise(small_model(an_option([a_cost("run", sure(5))]))), "it") is None


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_good_mixed_and_weak_evidence_add_up_to_the_whole(path: Path) -> None:
    measured = appraise(compile_case(case_at(path)))
    for ident in measured.options:
        found = evidence_shares(measured, ident)
        if found is not None:
            assert found.good + found.mixed + found.weak == pytest.approx(1)
            assert 0 <= found.default_ranges <= 1 and 0 <= found.unverified <= 1


# Acceptability --------------------------------------------------------------------------------------------------


def health_option(ident: str, unit: str, adds: Any, cost: Any, price: Any) -> dict[str, Any]:
    kind = "health" if unit == "qaly" else "wellbeing"
    value = {"kind": kind, "to": "participants", "unit_value": price}
    gain = {"id": "gain", "unit": unit, "adds": adds, "applies_to": "starters", "values": [value]}
    return an_option([a_cost("run", cost)], [gain], ident)


def wellby_case(price: Any) -> Any:
    return small_case(
        health_option("a", "wellby", normal(0.1, 0.03), normal(1200, 100), price),
        health_option("b", "wellby", normal(0.2, 0.1), normal(2900, 200), price),
        assumptions={"wellby": {"value": 15_000, "range": [10_000, 18_000], "distribution": "fixed", "grade": 2,
                                "reason": "A policy value"}},
    )  # fmt: skip


def test_at_its_own_price_a_wellby_curve_gives_the_chances_of_society() -> None:
    simulation = simulate(wellby_case({"use": "wellby"}), 3000)
    base = simulation.model.assumptions[wellby_prices(simulation.model)[0]].value
    curve = acceptability_curve(simulation, "wellby", [0, 12_000, base])
    assert curve is not None
    assert {name: chances[-1] for name, chances in curve.chances.items()} == pytest.approx(
        information(simulation).chance_best
    )
    assert curve.evpi[-1] == pytest.approx(information(simulation).evpi)
    assert curve.chances[BUSINESS_AS_USUAL][0] == 1  # WELLBYs at nothing: only costs are left


def test_the_library_s_wellby_in_its_own_price_year_gives_them_too() -> None:
    simulation = simulate(wellby_case({"use": "valuation.wellby"}), 500)
    (column,) = wellby_prices(simulation.model)
    stated = simulation.model.assumptions[column]
    in_the_case_s_prices = stated.value * float(simulation.model.restate[column])
    assert in_the_case_s_prices != stated.value
    curve = acceptability_curve(simulation, "wellby", [in_the_case_s_prices])
    assert curve is not None
    found = {name: chances[0] for name, chances in curve.chances.items()}
    assert found == pytest.approx(information(simulation).chance_best)


def qaly_simulation() -> Any:
    return simulate(
        small_case(
            health_option("a", "qaly", normal(0.05, 0.02), normal(800, 300), sure(70_000)),
            health_option("b", "qaly", normal(0.1, 0.05), normal(2500, 400), sure(70_000)),
        ),
        3000,
    )


def test_where_a_qaly_is_worth_nothing_only_the_net_cost_decides() -> None:
    simulation = qaly_simulation()
    curve = acceptability_curve(simulation, "qaly", [0.0])
    assert curve is not None
    net = np.stack(
        [np.zeros(3000), *(-option.nice_net_cost for option in simulation.options.values())], axis=1
    )
    for k, name in enumerate((BUSINESS_AS_USUAL, "a", "b")):
        assert curve.chances[name][0] == pytest.approx((net.argmax(axis=1) == k).mean())
    assert curve.frontier == (BUSINESS_AS_USUAL,)


def test_the_frontier_is_the_option_with_the_best_mean_and_not_the_likeliest_to_be_best() -> None:
    simulation = qaly_simulation()
    prices = [0, 5_000, 10_000, 20_000, 30_000, 50_000, 80_000]
    curve = acceptability_curve(simulation, "qaly", prices)
    assert curve is not None
    names = [BUSINESS_AS_USUAL, *simulation.options]
    for k, price in enumerate(prices):
        means = [0.0] + [
            float((price * o.nice_qalys.astype(float) - o.nice_net_cost).mean())
            for o in simulation.options.values()
        ]
        assert curve.frontier[k] == names[int(np.argmax(means))]
        assert sum(chances[k] for chances in curve.chances.values()) == pytest.approx(1)
    assert list(dict.fromkeys(curve.frontier)) == [BUSINESS_AS_USUAL, "a", "b"]


def test_there_is_no_curve_over_a_unit_that_no_option_has() -> None:
    simulation = simulate(gains_of(normal(200, 50)), 50)
    assert acceptability_curve(simulation, "qaly", [20_000]) is None
    assert acceptability_curve(simulation, "wellby", [13_000]) is None


@given(cases())
@settings(max_examples=10)
def test_every_case_can_be_simulated_and_summed_up(data: dict[str, Any]) -> None:
    simulation = simulate(case_of(data), 60)
    assert sum(information(simulation).chance_best.values()) == pytest.approx(1)
    for ident, option in simulation.options.items():
        for account in option.accounts.values():
            found = summary(account.npv)
            low, high = found.interval_80
            low95, high95 = found.interval_95
            assert low95 <= low <= found.median <= high <= high95
        found = expectation(simulation, ident)
        gap = found.expected - found.central
        assert found.lopsided_ranges + found.bends == pytest.approx(gap, rel=1e-9, abs=1e-6)


def test_the_measures_of_a_simulation_are_those_of_values_of() -> None:
    model = compile_case(case_at(ROOT / "cases" / "worked_example.yaml"))
    simulation = simulate(model, 300)
    for measure in ("npv", "pv_costs", "pv_benefits", "bcr", "payback_years", "peak_funding"):
        expected = values_of(model, Sample(model, 300), "society", measure)["walking_group"]
        found = simulation["walking_group"].accounts["society"].measure(measure)
        np.testing.assert_allclose(found, expected, rtol=1e-6)
