"""A central estimate outside its own likely range comes with its cause, as data that a sentence can be made of."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import a_cost, a_gain, an_option, between, gain_path, gains_of, small_model, sure

from valuation.sensitivity.causes import Cause, Expectation, expectation
from valuation.sensitivity.monte_carlo import simulate


def expected(model: Any) -> Expectation:
    return expectation(simulate(model, 2000), "it")


def test_an_estimate_inside_its_range_has_nothing_to_explain():
    assert expected(gains_of(between(100, 50, 150, "normal"))).outside is None
    assert expected(gains_of(sure(100))).outside is None  # nothing is uncertain


def test_a_range_that_reaches_one_way_only_puts_it_outside_and_is_named():
    # Best estimate 0, triangular to 100: the mean is 33, and 1 draw in 10 is below 5.
    found = expected(gains_of(between(0, 0, 100, "triangular"), cost=0.0))
    outside = found.outside
    assert outside is not None and outside.is_below and outside.low > 0 == found.central
    (because,) = outside.because
    assert because.cause is Cause.LOPSIDED_RANGE and because.paths == (gain_path(0),)
    assert because.amount == pytest.approx(found.expected - found.central, rel=0.02)


def test_a_distribution_cut_off_at_the_end_of_its_domain_is_named():
    # A unit cost of about nothing whose normal distribution would go far below 0: half of it is cut off.
    model = small_model(an_option([a_cost("c", between(1, 0, 400, "normal"))]))
    found = expected(model)
    assert found.outside is not None and not found.outside.is_below
    assert found.outside.because[0].cause is Cause.CUT_OFF
    assert found.outside.because[0].paths == ("options.it.costs.c.unit_cost",)


def test_whole_posts_are_named():
    # 100 starts at 100 a post are one post to the dot; one start more in any draw is another post.
    people = {"planned_starts": [between(100, 99.999, 140, "pert")], "timing": "start_of_year"}
    post = a_cost("post", sure(1000.0), per="fte", starts_per_fte=sure(100), round_up_to=1)
    found = expected(small_model(an_option([post], people=people)))
    assert found.central == -1000 and found.outside is not None and not found.outside.is_below
    assert Cause.WHOLE_POSTS in {because.cause for because in found.outside.because}
    assert next(b for b in found.outside.because if b.cause is Cause.WHOLE_POSTS).paths == (
        "options.it.costs.post",
    )


def test_what_no_range_and_no_post_explains_is_said_to_bend():
    # What two numbers lose together: a gain counts only to the point where everybody has started.
    people = {
        "eligible": sure(100), "pool": "each_year", "uptake": between(1.0, 0.0, 1.0, "triangular"),
        "ramp": [sure(1.0)], "timing": "start_of_year",
    }  # fmt: skip
    found = expected(small_model(an_option([], [a_gain("g", sure(1.0))], people=people)))
    assert found.outside is not None and not found.outside.is_below
    assert found.outside.because and sum(b.amount for b in found.outside.because) < 0
