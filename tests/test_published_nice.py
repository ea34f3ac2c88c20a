"""Published answers to do with cost per QALY, dominance and distributional weights; each test names its source."""

from __future__ import annotations

import numpy as np
import pytest
from test_published_answers import case

from valuation.measures import (
    distributional_weight,
    incremental_analysis,
    net_monetary_benefit,
    nice_reading,
    ratio,
)


def test_a_frontier_with_dominance_and_extended_dominance() -> None:
    """Seen: the example of the VA Health Economics Resource Center, in dampack's tests; exact."""
    rows = incremental_analysis(
        ["UC", "A", "B", "C", "D", "E"], [5000, 12000, 10000, 25000, 35000, 55000], [1, 1.5, 2, 3, 4, 5]
    )
    found = {row.name: (row.status, row.icer) for row in rows}
    assert found == {
        "UC": ("frontier", None),
        "B": ("frontier", 5000),
        "A": ("dominated", None),
        "C": ("extended_dominance", None),
        "D": ("frontier", 12500),
        "E": ("frontier", 20000),
    }


def test_the_incremental_analysis_of_dampacks_example() -> None:
    """Seen: the example data of the R package dampack, means of 10,000 draws of three options."""
    rows = incremental_analysis(
        ["Chemo", "Radio", "Surgery"],
        [30900.798260136999, 16128.877534167899, 25110.215486557001],
        [11.0686865226552, 10.6849196356068, 10.881203218040501],
    )
    found = {row.name: (row.status, row.icer) for row in rows}
    assert found["Radio"] == ("frontier", None)
    assert found["Surgery"] == ("extended_dominance", None)
    assert found["Chemo"][1] == pytest.approx(38491.910648106721, rel=1e-12)


def test_screening_for_hiv() -> None:
    """Inputs seen: Paltiel and others 2006, table 4, in dampack; ratios derived, to £1 (the paper's differ by rounding)."""
    months = [277.25, 277.57, 277.78, 277.83, 277.76]
    names = ["none", "once", "five years", "three years", "annual"]
    rows = incremental_analysis(names, [26000, 27000, 28020, 28440, 29440], [m / 12 for m in months])
    icers = {row.name: row.icer for row in rows}
    assert icers["once"] == pytest.approx(37_500, abs=1)
    assert icers["five years"] == pytest.approx(58_285.71, abs=1)
    assert icers["three years"] == pytest.approx(100_800, abs=1)
    assert next(row.status for row in rows if row.name == "annual") == "dominated"


@pytest.mark.parametrize(
    ("cost", "qalys", "published"),
    [(270.72, 0.019, 14_248.42), (337.02, 0.019, 17_738), (63.34, 0.019, 3_334)],
)
def test_cost_per_qaly_of_collaborative_care(cost: float, qalys: float, published: float) -> None:
    """Seen: the CADET trial of collaborative care for depression; to £1."""
    value, reading = nice_reading(cost, qalys)
    assert reading == "ratio"
    assert value == pytest.approx(published, abs=1)


def test_net_benefit_of_collaborative_care_and_its_broader_perspective() -> None:
    """Derived: £109.28 at £20,000 a QALY; seen: dominant where the difference in cost is −£312.83."""
    assert net_monetary_benefit(270.72, 0.019, 20_000) == pytest.approx(109.28, abs=0.005)
    assert nice_reading(-312.83, 0.019) == (None, "dominant")


def test_the_expert_patients_programme_is_dominant_and_prints_no_ratio() -> None:
    """Seen: £27 cheaper and 0.020 QALYs better; net benefit £427 and £627 derived."""
    assert nice_reading(-27, 0.020) == (None, "dominant")
    assert net_monetary_benefit(-27, 0.020, 20_000) == pytest.approx(427, abs=1e-9)
    assert net_monetary_benefit(-27, 0.020, 30_000) == pytest.approx(627, abs=1e-9)


@pytest.mark.parametrize(
    ("cost", "qalys", "reading"),
    [
        (0, 0.1, "dominant"),
        (0, -0.1, "dominated"),
        (5, -0.1, "dominated"),
        (-5, -0.1, "cheaper_and_worse"),
        (5, 0, "no_qalys"),
    ],
)
def test_every_corner_of_the_plane_has_its_name(cost: float, qalys: float, reading: str) -> None:
    assert nice_reading(cost, qalys)[1] == reading


# Weights -----------------------------------------------------------------------------------------------------


def test_distributional_weights() -> None:
    """Method seen in the Green Book and a guide to it: 2.0 at an elasticity of 1; 2.4623 at 1.3 derived."""
    assert distributional_weight(20_000, 40_000, 1) == 2.0
    assert distributional_weight(20_000, 40_000, 1.3) == pytest.approx(2.4623, abs=5e-5)
    assert distributional_weight(1, 2.024, 1.3) == pytest.approx(2.5, abs=0.005)
    assert distributional_weight(1, 1.961, 1.3) == pytest.approx(2.4, abs=0.005)


def test_a_weight_changes_the_weighted_result_and_never_the_other() -> None:
    """Derived: £100 to people who all have half the median income."""
    people = """
    planned_starts: [1]
    timing: start_of_year
    segments: [{id: all, share: 1, weight: {income: 20000, median_income: 40000, elasticity: 1.3}}]"""
    option = "  outcomes: [{id: gain, adds: 1, applies_to: starters, values: [{kind: economic, to: participants, unit_value: 100}]}]"
    found = case(1, option, people=people)
    assert (
        case(1, option, people=people.replace(", elasticity: 1.3", ""))["weighted_npv"]
        == found["weighted_npv"]
    )
    assert found["accounts"]["society"]["npv"] == pytest.approx(100, rel=1e-12)
    assert found["weighted_npv"] == pytest.approx(246.23, abs=0.005)


def test_a_ratio_with_nothing_to_divide_by_is_undefined() -> None:
    assert np.isnan(ratio(np.array([5.0, 5.0]), np.array([0.0, -1.0]))).all()
