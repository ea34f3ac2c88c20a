"""The worked example, as a person would do it on paper: cases/worked_example.yaml, line by line.

Read the case first. Nothing here calls the program to get an expected figure: each is typed in or is one short sum.
Money is in pounds of 2026-27; year 0 is 2026-27; lists run over years 0, 1 and 2.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from finished_cases import case_at

from valuation import result

CASE = Path(__file__).parent.parent / "cases" / "worked_example.yaml"


@pytest.fixture(scope="module")
def option() -> Any:
    return result(case_at(CASE))["options"]["walking_group"]


def same(found: Any, expected: Any) -> None:
    """Equal to nine figures."""
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def a_line(option: Any, entry: str, kind: str, benefit_class: str | None = None) -> list[float]:
    """The one line of the ledger of this entry, kind and class, year by year, before discounting."""
    path = f"options.walking_group.{entry}"
    lines = [
        line["undiscounted"]
        for line in option["lines"]
        if (line["path"], line["kind"], line["benefit_class"]) == (path, kind, benefit_class)
    ]
    assert len(lines) == 1, (entry, kind, benefit_class, len(lines))
    return lines[0]


def test_half_of_100_people_start_each_year_and_four_fifths_of_them_complete(option: Any) -> None:
    same(option["starts"], [50, 50, 50])  # 100 x 0.5
    same(option["completers"], [40, 40, 40])  # 50 x 0.8


def test_each_cost_is_what_it_says_and_grades_add_0_10_and_5_per_cent(option: Any) -> None:
    same(a_line(option, "costs.co_design", "cost"), [10_000, 0, 0])  # once
    same(a_line(option, "costs.co_design", "optimism"), [0, 0, 0])  # grade 1: nothing

    same(a_line(option, "costs.coordinator", "cost"), [20_000, 20_000, 20_000])
    same(a_line(option, "costs.coordinator", "optimism"), [0, 0, 0])  # grade 1: nothing

    same(a_line(option, "costs.overheads", "cost"), [2_000, 2_000, 2_000])  # 10% of 20,000
    same(a_line(option, "costs.overheads", "optimism"), [200, 200, 200])  # grade 3: 10%

    same(a_line(option, "costs.volunteers_time", "cost"), [5_000, 5_000, 5_000])  # 50 x 10 hours x £10
    same(a_line(option, "costs.volunteers_time", "optimism"), [250, 250, 250])  # grade 2: 5%


def test_bed_days_last_two_years_fade_by_a_quarter_and_are_part_cash_from_year_1(option: Any) -> None:
    # People with the effect. Year 0: 40. Year 1: 40 new, and last year's 40 x 0.75 = 30. Year 2: the same.
    # Each avoids 25% of 2 bed days = 0.5 a year: 20, 35 and 35 bed days, at £500: £10,000, £17,500 and £17,500.
    # No bed closes before year 1: all of year 0 is capacity. Then 40% is cash and 60% capacity.
    bed_days = "outcomes.bed_days.values.0"
    same(a_line(option, bed_days, "fiscal", "cash_releasing"), [0, 7_000, 7_000])
    same(a_line(option, bed_days, "fiscal", "capacity"), [10_000, 10_500, 10_500])
    # The worst grade among 25%, 2 and £500 is 3: 10% comes off both parts.
    same(a_line(option, bed_days, "optimism", "cash_releasing"), [0, -700, -700])
    same(a_line(option, bed_days, "optimism", "capacity"), [-1_000, -1_050, -1_050])


def test_quality_of_life_is_0_4_qalys_a_year_and_grade_2_takes_off_5_per_cent(option: Any) -> None:
    # 40 completers x 0.01 = 0.4 QALYs a year, x £70,000 = £28,000.
    same(a_line(option, "outcomes.quality_of_life.values.0", "health", "wider"), [28_000, 28_000, 28_000])
    same(a_line(option, "outcomes.quality_of_life.values.0", "optimism", "wider"), [-1_400, -1_400, -1_400])

    same(option["qalys"]["undiscounted"], 3 * 0.38)  # 0.4 less 5%
    same(option["qalys"]["discounted"], 0.38 + 0.38 / 1.015 + 0.38 / 1.015**2)
    assert option["wellbys"] is None


# Present values: a year's wait costs money 3.5%, and health 1.5%. Net figures include the caution of the grades.
PV_CO_DESIGN = 10_000
PV_COORDINATOR = 20_000 + 20_000 / 1.035 + 20_000 / 1.035**2  # 57,993.89
PV_OVERHEADS = 2_200 + 2_200 / 1.035 + 2_200 / 1.035**2  # 6,379.33
PV_VOLUNTEERS = 5_250 + 5_250 / 1.035 + 5_250 / 1.035**2  # 15,223.39
PV_CASH = 0 + 6_300 / 1.035 + 6_300 / 1.035**2  # 11,968.07
PV_CAPACITY = 9_000 + 9_450 / 1.035 + 9_450 / 1.035**2  # 26,952.11
PV_HEALTH = 26_600 + 26_600 / 1.015 + 26_600 / 1.015**2  # 78,626.50


def check_account(
    option: Any, name: str, costs: float, benefits: float, payback: Any, shortfall: float
) -> None:
    found = option["accounts"][name]
    same(found["pv_costs"], costs)
    same(found["pv_benefits"], benefits)
    same(found["npv"], benefits - costs)
    assert (found["payback_years"], found["discounted_payback_years"]) == payback
    same(found["peak_funding"], shortfall)


NEVER = (None, None)  # undiscounted, discounted


def test_the_five_accounts_read_the_same_lines_in_five_ways(option: Any) -> None:
    # The commissioner pays for the co-design and the post, and releases no cash of its own: short by 30, 20 and 20 thousand.
    costs = PV_CO_DESIGN + PV_COORDINATOR
    check_account(option, "commissioner", costs, 0, NEVER, 70_000)

    # Health and care pays the same; the acute trust's beds are a benefit, cash or not.
    # Year by year: 9,000 - 30,000 = -21,000, then 15,750 - 20,000 = -4,250 twice: 29,500 short at the end.
    benefits = PV_CASH + PV_CAPACITY
    check_account(option, "health_and_care", costs, benefits, NEVER, 29_500)

    # The public sector also holds the local authority: -23,200, then 15,750 - 22,200 = -6,450 twice: 36,100 short.
    costs = PV_CO_DESIGN + PV_COORDINATOR + PV_OVERHEADS
    check_account(option, "public_sector", costs, benefits, NEVER, 36_100)

    # In cash alone: -32,200, then 6,300 - 22,200 = -15,900 twice: 64,000 short.
    check_account(option, "public_cash", costs, PV_CASH, NEVER, 64_000)

    # Society also counts volunteers' time, and health. Year 0: 9,000 + 26,600 - 37,450 = -1,850.
    # Year 1: 15,750 + 26,600 - 27,450 = +14,900. So it is £1,850 short at worst, and ahead by the end of the second year.
    costs += PV_VOLUNTEERS
    benefits += PV_HEALTH
    check_account(option, "society", costs, benefits, (2, 2), 1_850)
    same(option["accounts"]["society"]["bcr"], benefits / costs)  # 117,547 / 89,597
    same(option["sroi"], benefits / costs)
    # Net public cost is what the public sector pays less what it gains: 74,373 - 38,920 = 35,453. So 1 + 27,950 / 35,453.
    net_public_cost = PV_CO_DESIGN + PV_COORDINATOR + PV_OVERHEADS - PV_CASH - PV_CAPACITY
    same(option["bcr_public"], 1 + (benefits - costs) / net_public_cost)
    same(option["weighted_npv"], benefits - costs)  # no segment carries a weight


def test_the_benefit_is_shown_in_classes_that_add_up_to_society(option: Any) -> None:
    classes = option["benefit_classes"]
    same(classes["cash_releasing"], PV_CASH)
    same(classes["capacity"], PV_CAPACITY)
    same(classes["wider"], PV_HEALTH)
    assert classes["not_priced"] == ["Friendships that outlast the group"]


def test_the_last_starters_second_year_falls_beyond_the_horizon_and_is_not_added(option: Any) -> None:
    # Year 3: 30 people x 0.5 x £500 = £7,500, less 10% = £6,750: 40% cash, £2,700; 60% capacity, £4,050.
    beyond = option["beyond_horizon"]
    same(beyond["cash_releasing"], 2_700 / 1.035**3)
    same(beyond["capacity"], 4_050 / 1.035**3)
    same(beyond["wider"], 0)


def test_the_verdict_is_3_because_only_society_comes_out_ahead(option: Any) -> None:
    accounts = option["accounts"]
    assert accounts["public_cash"]["npv"] < 0  # not C
    assert accounts["public_sector"]["npv"] < 0  # not P
    assert accounts["society"]["npv"] > 0  # S
    assert option["verdict"]["number"] == 3


def test_those_who_pay_are_not_those_who_gain(option: Any) -> None:
    nets = {party: row["net"] for party, row in option["parties"].items()}
    same(nets, {
        "nhs_icb": -(PV_CO_DESIGN + PV_COORDINATOR),
        "local_authority": -PV_OVERHEADS,
        "volunteers": -PV_VOLUNTEERS,
        "acute_trust": PV_CASH + PV_CAPACITY,
        "participants": PV_HEALTH,
    })  # fmt: skip
    same(sum(nets.values()), option["accounts"]["society"]["npv"])  # 27,950


def test_the_nice_reading_is_about_26_000_pounds_a_qaly(option: Any) -> None:
    # NICE discounts health at 3.5% too. The net cost is health and care's; the local authority's £2,200 is not in it.
    net_cost = PV_CO_DESIGN + PV_COORDINATOR - PV_CASH - PV_CAPACITY  # 29,073.70
    qalys = 0.38 + 0.38 / 1.035 + 0.38 / 1.035**2  # 1.1019
    nice = option["nice"]
    same(nice["net_cost"], net_cost)
    same(nice["qalys"], qalys)
    assert nice["icer"]["reading"] == "ratio"
    same(nice["icer"]["value"], net_cost / qalys)  # 26,385
    same(nice["net_monetary_benefit"]["20000"], 20_000 * qalys - net_cost)
    same(nice["net_monetary_benefit"]["30000"], 30_000 * qalys - net_cost)
    same(nice["net_health_benefit"], qalys - net_cost / 15_000)
