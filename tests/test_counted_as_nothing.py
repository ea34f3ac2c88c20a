"""A claim that counts as nothing moves no mean: an effect that stands at 0 and is weak, or fixed there.

A finding of no difference, of grade 1 or 2, is another thing: it is known to be about 0, and drawn as such.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_cases import a_cost, a_gain, an_option, small_model, sure
from template_cases import SERVICES, case_from

from valuation.draws import Sample, spreads
from valuation.lines.compile import compile_case
from valuation.sensitivity.monte_carlo import simulate
from valuation.sensitivity.one_way import one_way
from valuation.sensitivity.switching import switching_values

ADDS = "options.it.outcomes.g.adds"


def claiming(**number: Any) -> Any:
    return small_model(
        an_option([a_cost("run", sure(100.0))], [a_gain("g", {"value": 0, "range": [0, 500], **number})])
    )


@pytest.mark.parametrize(
    "number",
    [
        {"grade": 3},
        {"grade": 6, "distribution": "triangular"},
        {},
        {"grade": 1, "distribution": "fixed", "reason": "Too weak"},
    ],
)
def test_a_weak_or_fixed_effect_at_0_is_not_drawn_and_not_moved_one_way(number):
    model = claiming(**number)
    assert ADDS not in Sample(model).paths
    assert ADDS not in {swing.path for swing in one_way(model)["it"]}
    assert np.unique(simulate(model, 200)["it"].accounts["society"].npv).tolist() == [-100.0]


def test_what_it_would_have_to_be_is_still_sought():
    found = {s.path: s.value for s in switching_values(claiming(grade=5))["it"]}
    assert found[ADDS] == pytest.approx(100.0)


def test_a_finding_of_no_difference_is_drawn_and_moved():
    model = claiming(grade=1, range=[-500, 500])
    assert ADDS in Sample(model).paths
    swing = next(s for s in one_way(model)["it"] if s.path == ADDS)
    assert (swing.at_low, swing.at_high) == (-600.0, 400.0)


def test_a_price_or_a_share_at_0_is_no_claim_and_is_drawn():
    gain = a_gain("g", sure(1.0), {"value": 0, "range": [0, 10], "grade": 6, "distribution": "triangular"})
    assert Sample(small_model(an_option([], [gain]))).paths == ["options.it.outcomes.g.values.0.unit_value"]


@pytest.mark.parametrize("template", SERVICES)
def test_no_template_draws_an_effect_that_it_counts_as_nothing(template):
    model = compile_case(case_from(template))
    for assumption, spread in zip(model.assumptions, spreads(model), strict=True):
        is_effect = assumption.path.endswith((".adds", ".reduces")) and not assumption.is_from_findings
        if is_effect and assumption.value == 0 and assumption.confidence > 2:
            assert spread is None, assumption.path
