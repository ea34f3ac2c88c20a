"""By hand: who is reached, where groups differ in how many of them start."""

from __future__ import annotations

import pytest
from small_cases import a_cost, an_option, small_case, sure

from make_the_case.words.charts.people_charts import reach_chart
from valuation import Case, compile_case
from valuation.answers.reach import reach


def with_groups(multiplier: float) -> Case:
    """Of 1,000 people a fifth are the most deprived; a tenth of all start, and the most deprived start at some multiple of the rest."""
    groups = [
        {
            "id": "deprived",
            "name": "Most deprived fifth",
            "share": sure(0.2),
            "uptake_multiplier": sure(multiplier),
        },
        {"id": "others", "name": "Everyone else", "share": sure(0.8)},
    ]
    people = {"eligible": sure(1000), "pool": "each_year", "uptake": sure(0.1), "segments": groups}
    return small_case(an_option([a_cost("run", sure(100))], people=people))


def test_a_group_that_starts_half_as_often_is_a_ninth_of_those_who_start() -> None:
    # 0.2 × 0.5 = 0.1 against 0.8 × 1: one in nine.
    deprived, others = reach(compile_case(with_groups(0.5)), "it")
    assert (deprived.of_eligible, others.of_eligible) == pytest.approx((0.2, 0.8))
    assert (deprived.of_starters, others.of_starters) == pytest.approx((1 / 9, 8 / 9))
    chart = reach_chart((deprived, others))
    assert chart.title == "Most deprived fifth: 20% of people, 11% of those who start"


def test_groups_that_start_alike_are_reached_as_they_are() -> None:
    groups = reach(compile_case(with_groups(1.0)), "it")
    assert [g.of_starters for g in groups] == pytest.approx([0.2, 0.8])
    assert reach_chart(groups).title.startswith("Each group starts as often")


def test_where_everybody_is_alike_nothing_is_claimed() -> None:
    assert reach(compile_case(small_case(an_option([a_cost("run", sure(100))]))), "it") == ()
