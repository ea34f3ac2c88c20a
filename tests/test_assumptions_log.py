"""The log: what can turn the answer comes first, and how much a number matters is measured by how large the case is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from small_cases import a_cost, a_gain, an_option, between, small_case

from make_the_case.words.papers.assumptions_log import (
    BIG,
    MEDIUM,
    SMALL,
    LogRow,
    asked_table,
    impact_of,
    log_rows,
    log_table,
)
from valuation import Case, appraise, compile_case, one_way, switching_values
from valuation.sensitivity.one_way import Swing


def rows_of(case: Case) -> list[LogRow]:
    model = compile_case(case)
    return log_rows(case, "it", appraise(model), one_way(model)["it"], switching_values(model)["it"])


def by_name(case: Case) -> dict[str, LogRow]:
    return {row.path.removeprefix("options.it."): row for row in rows_of(case)}


def swing(at_low: float, at_high: float) -> Swing:
    model = compile_case(small_case(an_option([a_cost("run", between(100, 90, 110))])))
    (found,) = one_way(model)["it"]
    return replace(found, at_low=at_low, at_high=at_high)


@pytest.mark.parametrize(
    ("at_low", "at_high", "impact"),
    [
        (-1_040, -1_000, SMALL),  # 4% of a case of £1,000
        (-1_050, -1_000, MEDIUM),  # 5%
        (-1_240, -1_000, MEDIUM),  # 24%
        (-1_250, -1_000, BIG),  # a quarter
        (-10, 10, BIG),  # however little, it turns the answer
    ],
)
def test_how_much_a_number_matters_is_its_share_of_the_case(
    at_low: float, at_high: float, impact: str
) -> None:
    assert impact_of(swing(at_low, at_high), 1_000) == impact


def without_a_benefit(**gain: Any) -> Case:
    """£1,000 of staff and £20 of tea, and a gain of nothing that may be worth £3,000: a case that has no benefit by its best estimate."""
    costs = [a_cost("staff", between(1_000, 900, 1_100)), a_cost("tea", {**between(20, 10, 30), "grade": 6})]
    effect = {"value": 0, "range": [-0.03, 0.03], "grade": 1, **gain}
    return small_case(an_option(costs, [a_gain("health", effect, 100_000.0)]))


def test_in_a_case_without_a_priced_benefit_not_everything_is_big() -> None:
    found = by_name(without_a_benefit())
    assert {name: row.impact for name, row in found.items() if row.impact != SMALL} == {
        "outcomes.health.adds": BIG, "costs.staff.unit_cost": MEDIUM,
    }  # fmt: skip
    assert found["costs.tea.unit_cost"].impact == SMALL  # £20 of £1,020, though of no benefit at all


def test_the_number_that_can_turn_the_answer_comes_first_whatever_its_evidence() -> None:
    first, *_ = rows_of(without_a_benefit())
    assert (first.id, first.path, first.quality) == ("A1", "options.it.outcomes.health.adds", "Strong")


def test_a_strong_figure_that_nobody_has_read_at_its_source_is_not_put_below_a_mixed_one() -> None:
    sure_of_it, unread = ({**between(1_000, 900, 1_100), "grade": grade} for grade in (3, 1))
    costs = [
        a_cost("mixed", sure_of_it),
        a_cost("unread", {**unread, "range": [890, 1_110], "status": "to_verify"}),
    ]
    case = small_case(an_option(costs))
    assert [row.path for row in rows_of(case)][:2] == [
        "options.it.costs.unread.unit_cost",
        "options.it.costs.mixed.unit_cost",
    ]


def test_what_to_ask_for_stands_beside_the_first_numbers_and_fits_each() -> None:
    rows = rows_of(without_a_benefit())
    asked = {row[0]: row[2] for row in asked_table(rows).rows}
    assert asked["A1 health: what each person gains"].startswith("A comparison with people like ours")
    assert "A quote, a contract or last year's accounts, from the finance team" in asked.values()


def test_both_ends_of_net_value_stand_in_one_column_so_that_the_first_has_room() -> None:
    table = log_table(rows_of(without_a_benefit()))
    assert len(table.header) == 8
    assert table.rows[0][6] == "−4,020 and 1,980"  # £3,000 either way of £1,020
