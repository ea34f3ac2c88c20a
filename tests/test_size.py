"""What a large case asks of the evaluator: how many rows, how much at once, and that neither changes an answer.

How long it takes and how much memory is in benchmarks/size.py.
"""

from __future__ import annotations

import numpy as np
import pytest
from cases_at_random import case_of, cases
from hypothesis import given
from hypothesis import strategies as st
from small_cases import a_cost, a_gain, an_option, between, small_model, sure

from valuation import appraise, central, compile_case, draws, evpi, evppi, measures, simulate
from valuation.checks.subject import Reading
from valuation.draws import Draws, Sample, one_at_a_time
from valuation.lines.dependence import dependence
from valuation.measures import BLOCK_CELLS, MOST_ROWS, rows_per_block, values_of
from valuation.sensitivity.moved import rows_apart
from valuation.sensitivity.rerouted import values_of_each
from valuation.streams import MEASURES, Streams, measures_of


def two_ends(model):
    """Both ends of each of the model's numbers: a tenth below and a tenth above."""
    columns = np.repeat(np.arange(len(model.assumptions)), 2)
    usual = central(model).values[0][columns]
    return columns, usual * np.tile([0.9, 1.1], len(model.assumptions))


# One number at a time ----------------------------------------------------------------------------------------


@given(
    cases(), st.sampled_from(MEASURES.keys), st.sampled_from(["society", "commissioner", "health_and_care"])
)
def test_a_number_moved_beside_others_in_one_row_answers_as_in_a_row_of_its_own(data, measure, account):
    model = compile_case(case_of(data))
    columns, ends = two_ends(model)
    apart = values_of(model, one_at_a_time(model, columns, ends), account, measure)
    together = values_of_each(model, columns, ends, account, measure)
    amounts = appraise(model)
    for option, values in apart.items():
        size = float(np.abs(amounts[option].accounts[account].pv_costs[0]) + 1)
        size += float(np.abs(amounts[option].accounts[account].pv_benefits[0]))
        size = 1.0 if measure == "bcr" else size
        np.testing.assert_allclose(together[option], values, rtol=1e-9, atol=1e-12 * size)


def test_numbers_of_different_costs_share_a_row():
    costs = [a_cost(f"c{k}", between(100, 90, 110)) for k in range(50)]
    model = small_model(an_option(costs), an_option(costs, ident="other"))
    columns = np.array(
        [k for k, a in enumerate(model.assumptions) if a.path.endswith("unit_cost") for _ in range(2)]
    )
    assert len(columns) == 200
    assert set(rows_apart(dependence(model), columns, len(model.lines))) == {0, 1}


def test_a_number_that_every_line_hangs_on_has_rows_of_its_own():
    gains = [a_gain(f"g{k}", between(1, 0.5, 2), lasts={"use": "lasts"}) for k in range(4)]
    model = small_model(an_option([], gains), assumptions={"lasts": between(1, 0.5, 2)})
    path = [assumption.path for assumption in model.assumptions]
    columns = np.array(
        [path.index("assumptions.lasts"), *(k for k, place in enumerate(path) if place.endswith("adds"))]
    )
    rows = rows_apart(dependence(model), columns, len(model.lines))
    assert rows[0] == 0
    assert set(rows[1:]) == {1}


def test_a_rate_moves_every_present_value_and_no_line():
    """£100 in each of two years at 5% a year: 100 + 100 / 1.05."""
    model = small_model(
        an_option([a_cost("run", sure(100), per="year", until=1)]),
        years=2,
        appraisal={
            "first_year": "2026-27", "years": 2, "price_year": "2026-27", "optimism_bias": "none",
            "discounting": {"standard": 0.03, "health": 0.01},
        },
    )  # fmt: skip
    rate = [a.path for a in model.assumptions].index("appraisal.discounting.standard")
    found = values_of_each(model, [rate], [0.05], "society", "pv_costs")
    assert found["it"][0] == pytest.approx(100 + 100 / 1.05)
    assert dependence(model).of(rate).size == 0


def test_another_row_may_stand_in_the_place_of_the_base_case():
    model = small_model(an_option([a_cost("a", sure(100)), a_cost("b", sure(50))]))
    path = [a.path for a in model.assumptions]
    a, b = (path.index(f"options.it.costs.{ident}.unit_cost") for ident in "ab")
    base = Draws(central(model).values.copy())
    base.values[0, a] = 200
    found = values_of_each(model, [b], [70], "society", "npv", base)
    assert found["it"].tolist() == [-270]


# Blocks ------------------------------------------------------------------------------------------------------


def test_the_more_lines_and_years_a_row_has_the_fewer_are_worked_out_at_once():
    def rows(costs: int, years: int) -> int:
        return rows_per_block(
            small_model(an_option([a_cost(f"c{k}", sure(1)) for k in range(costs)]), years=years)
        )

    assert rows(1, 1) == MOST_ROWS
    assert BLOCK_CELLS == 1_000_000  # and so 41, 83 and 41 rows would fit; divisors of 400 are taken
    assert rows(400, 60) == 40
    assert rows(400, 30) == 80
    assert rows(800, 30) == 40


def test_a_row_larger_than_a_block_is_worked_out_by_itself(monkeypatch):
    monkeypatch.setattr(measures, "BLOCK_CELLS", 5)
    assert rows_per_block(small_model(an_option([a_cost(f"c{k}", sure(1)) for k in range(9)]))) == 1


@given(cases(), st.integers(1, 2000), st.integers(1, 40))
def test_answers_are_the_same_whatever_the_size_of_a_block(data, cells, rows):
    model = compile_case(case_of(data))
    columns, ends = two_ends(model)

    def answers():
        return (
            values_of(model, one_at_a_time(model, columns, ends), "society", "npv"),
            values_of_each(model, columns, ends, "society", "npv"),
            {name: found.accounts["society"].npv for name, found in simulate(model, 30).options.items()},
        )

    usual = answers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measures, "BLOCK_CELLS", cells)
        patch.setattr(measures, "MOST_ROWS", rows)
        for before, after in zip(usual, answers(), strict=True):
            for option, values in before.items():
                size = float(np.abs(values).max()) + float(
                    appraise(model)[option].accounts["society"].pv_costs[0]
                )
                np.testing.assert_allclose(after[option], values, rtol=1e-10, atol=1e-12 * (1 + size))


# What is kept ------------------------------------------------------------------------------------------------


def test_only_the_measures_that_are_wanted_are_worked_out():
    costs, benefits = np.array([[10.0, 0.0]]), np.array([[0.0, 15.0]])
    assert set(measures_of(Streams(costs, benefits, costs, benefits), ("npv",))) == {"npv"}
    assert set(measures_of(Streams(costs, benefits, costs, benefits), ("bcr", "peak_funding"))) == {
        "bcr", "peak_funding",
    }  # fmt: skip


def test_a_check_keeps_four_numbers_of_each_end_of_a_range_and_no_years():
    model = small_model(an_option([a_cost(f"c{k}", between(100, 90, 110)) for k in range(5)]), years=30)
    _, ends, found = Reading(appraise(model))._ends
    assert len(ends) == 10
    assert found["it"].shape == (4, 10)


# Memory of many numbers --------------------------------------------------------------------------------------


def test_a_sample_of_many_numbers_is_made_in_shorter_blocks_and_a_usual_one_as_before(monkeypatch):
    model = small_model(an_option([a_cost(f"c{k}", between(100, 90, 110)) for k in range(100)]))
    assert Sample(model).rows_at_once == 10_000
    monkeypatch.setattr(draws, "SAMPLE_CELLS", 100 * 1234)
    assert Sample(model).rows_at_once == 1200


def test_the_rows_of_short_blocks_are_those_of_the_blocks_they_lie_in(monkeypatch):
    model = small_model(an_option([a_cost(f"c{k}", between(100, 90, 110)) for k in range(3)]))
    monkeypatch.setattr(draws, "SAMPLE_CELLS", 600)
    sample = Sample(model, 1000)
    assert sample.rows_at_once == 200
    whole = sample.block(0, 1000).values
    assert np.array_equal(whole[150:450], sample.block(150, 300).values)
    assert [len(np.unique(whole[k : k + 200, sample.columns[0]])) for k in range(0, 1000, 200)] == [200] * 5


def test_a_simulation_that_is_sampled_at_once_keeps_the_numbers_once():
    model = small_model(an_option([a_cost(f"c{k}", between(100, 90, 110)) for k in range(3)]))
    simulation = simulate(model, 500)
    assert simulation.values is simulation.sample.first()
    assert np.array_equal(
        simulation.values, simulation.sample.block(0, 500).values[:, simulation.sample.columns]
    )


def test_more_parameters_than_can_be_told_apart_are_worth_what_their_sum_is():
    """A net benefit that is the sum of 200 numbers: to learn all of them is to learn everything."""
    x = np.random.default_rng(1).normal(size=(4000, 200))
    nb = np.stack([np.zeros(4000), x.sum(axis=1)], axis=1)
    assert evppi(nb, x) == pytest.approx(evpi(nb), rel=0.05)
    nothing = np.random.default_rng(2).normal(size=(4000, 200))
    assert evppi(nb, nothing) < 0.2 * evpi(nb)
