"""Contributions from sampled orders: laid out in a few rows each, and the same as from every step of every order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from finished_cases import case_at
from small_cases import a_cost, an_option, small_case, sure

from valuation import ready_made, with_changes
from valuation.compare.hybrid_case import merged
from valuation.compare.hybrid_values import Hybrids
from valuation.compare.shapley import _Stretches, sampled
from valuation.draws import orders

CASES = Path(__file__).parent / "cases" / "finished_0_1_0"


def hybrids_of(a, b, measure="npv", account="society"):
    return Hybrids(merged(a, b, a.shape.preferred or a.shape.options[0].id), account, measure)


def step_by_step(hybrids, seed, permutations):
    """What each change adds on average, every hybrid of every order worked out as a whole."""
    count = len(hybrids.differences)
    gains = []
    for order in orders(2 * permutations, count, seed):
        rank = np.argsort(order)
        members = rank[None, :] < np.arange(count + 1)[:, None]
        gains.append(np.diff(hybrids.values(members))[rank])
    pairs = (np.array(gains[0::2]) + np.array(gains[1::2])) / 2
    return np.mean(gains, axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))


@pytest.mark.parametrize("measure", ["npv", "pv_costs", "pv_benefits"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"commissioner": "local_authority"},
        {"appraisal.discounting": {"standard": 0.05, "health": 0.02}, "appraisal.own_time": "left_out"},
        {"appraisal.optimism_bias": "none", "valuation.optimism_bias_grade_6": 0.5},
    ],
    ids=["costs", "another commissioner", "other rates and no time of one's own", "no optimism bias"],
)
def test_each_order_laid_out_in_rows_gives_what_every_step_of_it_gives(measure, more):
    case = case_at(CASES / "northshire_peer_support.yaml")
    worst = next(scenario for scenario in ready_made(case) if scenario.id == "worst")
    other = with_changes(case, {**worst.changes, **more})
    hybrids = hybrids_of(case, other, measure)
    count = len(hybrids.differences)
    assert count > 12
    mean, error = sampled(hybrids, [[k] for k in range(count)], count, 3, 4)
    expected, expected_error = step_by_step(hybrids, 3, 4)
    size = np.abs(expected).sum()
    np.testing.assert_allclose(mean, expected, rtol=1e-9, atol=1e-12 * size)
    np.testing.assert_allclose(error, expected_error, rtol=1e-9, atol=1e-12 * size)


def test_contributions_add_up_to_the_change():
    case = case_at(CASES / "northshire_peer_support.yaml")
    worst = next(scenario for scenario in ready_made(case) if scenario.id == "worst")
    hybrids = hybrids_of(case, worst.of(case))
    count = len(hybrids.differences)
    mean, _ = sampled(hybrids, [[k] for k in range(count)], count, 1, 2)
    none, every = (hybrids.values(np.full((1, count), made))[0] for made in (False, True))
    assert mean.sum() == pytest.approx(every - none, rel=1e-9)


def test_a_hundred_changes_of_a_hundred_costs_take_two_rows_and_not_a_hundred():
    def costs(price):
        return small_case(an_option([a_cost(f"c{k}", sure(price)) for k in range(100)]))

    hybrids = hybrids_of(costs(100), costs(110))
    stretches = _Stretches(hybrids, [[k] for k in range(100)], 100)
    way = stretches.way(np.random.default_rng(1).permutation(100))
    assert way.rows == 2
    assert way.members().tolist() == [[False] * 100, [True] * 100]


def test_changes_of_one_line_are_made_one_after_the_other_in_their_order():
    """A price and a quantity of one cost: (110 − 100) · 2 and then 110 · (3 − 2), or the other way about."""

    def cost(price, quantity):
        return small_case(an_option([a_cost("c", sure(price), quantity=sure(quantity))]))

    hybrids = hybrids_of(cost(100, 2), cost(110, 3), "pv_costs")
    names = [draft.path.rpartition(".")[2] for draft in hybrids.differences]
    mean, _ = sampled(hybrids, [[0], [1]], 2, 1, 50)
    found = dict(zip(names, mean.tolist(), strict=True))
    assert found["unit_cost"] == pytest.approx((20 + 30) / 2)
    assert found["quantity"] == pytest.approx((110 + 100) / 2)
