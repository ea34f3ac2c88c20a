"""By hand: tests/cases/hand_worked_newcomers.yaml. Newcomers every year, prices of several years, a harm, and cash by year.

Lists run over years 0 to 3, 2026-27 to 2029-30. People start evenly over each year. The case is in prices of 2024-25, where the
deflator is 100. Deflators are those of assumptions/price_indices.yaml: GDP deflator, OBR, November 2025.
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import account, line, option_of, paybacks, same

from valuation import parse_case, result

# A calendar year is a quarter of the financial year that ends in it and three quarters of the one that begins in it.
IN_2019 = 0.25 * 79.020 + 0.75 * 81.147  # 2018-19 and 2019-20: 80.61525
IN_2023 = 0.25 * 91.565 + 0.75 * 96.416  # 2022-23 and 2023-24: 95.20325
POST = 10_000 * 100 / IN_2019  # 12,404.60
KIT = 3_000 * 100 / 102.943  # from 2025-26: 2,914.23
BED_DAY = 300 * 100 / IN_2023  # 315.12
WELLBY = 13_000 * 100 / IN_2019  # 16,125.98


@pytest.fixture(scope="module")
def option() -> Any:
    return option_of("hand_worked_newcomers", "welcome")


def pv(a: float, b: float, c: float, d: float) -> float:
    """Present value at 3.5% a year: NICE's rate for money and for health."""
    return a + b / 1.035 + c / 1.035**2 + d / 1.035**3


def test_newcomers_who_are_turned_away_do_not_come_back(option: Any) -> None:
    # The average multiplier is 0.5 x 3 + 0.5 x 1 = 2. Nearby: 100 x 0.5 x 3 / 2 = 75; further off: 100 x 0.5 x 1 / 2 = 25.
    # So 200 x 0.5 = 100 want to start, half as many in year 0: 50, 100, 100, 100. Places: 40, 60, 150, 150.
    same(option["starts"], [40, 60, 100, 100])
    # The enabler lifts completion to 0.8 x 1.5 = 1.2; but no more than everyone can complete.
    same(option["completers"], [40, 60, 100, 100])


def test_costs_are_restated_to_the_prices_of_the_case(option: Any) -> None:
    # 40/40 = 1 post, and not rounded up to 2; 60/40 = 1.5: 2; 100/40 = 2.5: 3.
    same(line(option, "costs.workers", "cost", "nhs_icb"), [POST, 2 * POST, 3 * POST, 3 * POST])
    same(line(option, "costs.kit", "cost", "nhs_icb"), [0, KIT, 0, 0])
    same(line(option, "costs.kit", "vat", "nhs_icb"), [0, 0.2 * KIT, 0, 0])
    # Grade 2: 5% of the kit, 5% of its VAT.
    same(line(option, "costs.kit", "optimism", "nhs_icb"), [0, 0.05 * KIT + 0.01 * KIT, 0, 0])
    # A year each, half of it in the year of the start: 20; 20 + 30; 30 + 50; 50 + 50 person-years at £2.
    same(line(option, "costs.leaflets", "cost", "nhs_icb"), [40, 100, 160, 200])
    same(line(option, "enablers.facilitation.costs.days", "cost", "nhs_icb"), [500, 500, 500, 500])


# Bed days last two years, the second at half. Of a year's starters: 0.5; half the first year and half the second,
# 0.5 + 0.25 = 0.75; the rest of the second, 0.25.
# Year 0: 20. Year 1: 30 + 30 = 60. Year 2: 10 + 45 + 50 = 105. Year 3: 15 + 75 + 50 = 140. Then 25 + 75 = 100, and 25.
# x 0.4: 8, 24, 42, 56 bed days; beyond the horizon 40 and 10.


def test_bed_days_are_half_cash_once_fewer_are_bought(option: Any) -> None:
    path = "outcomes.bed_days.values.0"
    cash = [0, 12 * BED_DAY, 21 * BED_DAY, 28 * BED_DAY]
    same(line(option, path, "fiscal", "nhs_icb", "cash_releasing"), cash)
    room = [8 * BED_DAY, 12 * BED_DAY, 21 * BED_DAY, 28 * BED_DAY]
    same(line(option, path, "fiscal", "nhs_icb", "capacity"), room)
    later = 20 * BED_DAY / 1.035**4 + 5 * BED_DAY / 1.035**5
    same(option["beyond_horizon"]["cash_releasing"], later)
    same(option["beyond_horizon"]["capacity"], later)


def test_wellbys_and_a_harm_in_qalys(option: Any) -> None:
    # Person-years 20, 50, 80, 100, and 50 beyond the horizon.
    path = "outcomes.satisfaction.values.0"
    wellbeing = [0.2 * WELLBY, 0.5 * WELLBY, 0.8 * WELLBY, 1.0 * WELLBY]
    same(line(option, path, "wellbeing", "participants", "wider"), wellbeing)
    same(option["wellbys"]["undiscounted"], 2.5)
    same(option["wellbys"]["discounted"], pv(0.2, 0.5, 0.8, 1.0))
    # Carers lose 0.001 QALYs: -0.02, -0.05, -0.08, -0.1, at £70,000. Grade 3 makes a harm 10% worse.
    path = "outcomes.carers_strain.values.0"
    same(line(option, path, "health", "carers", "wider"), [-1_400, -3_500, -5_600, -7_000])
    same(line(option, path, "optimism", "carers", "wider"), [-140, -350, -560, -700])
    same(option["qalys"]["undiscounted"], -0.275)
    same(option["qalys"]["discounted"], pv(-0.022, -0.055, -0.088, -0.11))
    same(option["beyond_horizon"]["wider"], (0.5 * WELLBY - 3_850) / 1.035**4)


WORKERS = pv(POST, 2 * POST, 3 * POST, 3 * POST)
KIT_WITH_OPTIMISM = 1.05 * KIT / 1.035
OTHER = pv(540, 600, 660, 700)
CASH = BED_DAY * pv(0, 12, 21, 28)
ROOM = BED_DAY * pv(8, 12, 21, 28)
WELLBEING = WELLBY * pv(0.2, 0.5, 0.8, 1.0)
HARM = pv(-1_540, -3_850, -6_160, -7_700)


def test_each_account_reads_what_is_its_own(option: Any) -> None:
    costs = WORKERS + KIT_WITH_OPTIMISM + OTHER
    account(option, "commissioner", costs + 0.2 * KIT_WITH_OPTIMISM, CASH)
    account(option, "public_cash", costs, CASH)
    account(option, "public_sector", costs, CASH + ROOM)
    account(option, "health_and_care", costs, CASH + ROOM)
    account(option, "society", costs, CASH + ROOM + WELLBEING + HARM)
    same(option["benefit_classes"]["wider"], WELLBEING + HARM)
    # Three quarters of the participants live nearby and count half as much again; carers carry no weight.
    same(option["weighted_npv"], CASH + ROOM + WELLBEING + HARM - costs + 0.5 * 0.75 * WELLBEING)


def test_dearer_and_worse_is_dominated(option: Any) -> None:
    found = option["nice"]
    net_cost = WORKERS + KIT_WITH_OPTIMISM + OTHER - CASH - ROOM
    qalys = pv(-0.022, -0.055, -0.088, -0.11)
    same([found["net_cost"], found["qalys"]], [net_cost, qalys])
    assert found["icer"] == {"value": None, "reading": "dominated"}
    same(found["net_monetary_benefit"]["20000"], 20_000 * qalys - net_cost)


def test_the_financial_case_by_category_and_by_whether_it_comes_back(option: Any) -> None:
    # A price of 2019 or 2025-26 moves straight to the money of the year: 105.239, 107.355, 109.378, 111.397 from 2026-27.
    found = option["financial_case"]["nhs_icb"]
    pay = [
        10_000 * 105.239 / IN_2019,
        20_000 * 107.355 / IN_2019,
        30_000 * 109.378 / IN_2019,
        30_000 * 111.397 / IN_2019,
    ]
    capital = 3_600 * 107.355 / 102.943  # with VAT
    other = [5.40 * 105.239, 6.00 * 107.355, 6.60 * 109.378, 7.00 * 111.397]  # hundredths: the base is 100
    same(found["costs_by_category"]["pay"], pay)
    same(found["costs_by_category"]["capital"], [0, capital, 0, 0])
    same(found["costs_by_category"]["non_pay"], other)
    recurrent = [pay[0] + other[0], pay[1] + other[1], pay[2] + other[2], pay[3] + other[3]]
    same(found["recurrent_costs"], recurrent)
    same(found["non_recurrent_costs"], [0, capital, 0, 0])
    nominal = [recurrent[0], recurrent[1] + capital, recurrent[2], recurrent[3]]
    same(found["nominal_costs"], nominal)
    cash = [
        0,
        3_600 * 107.355 / IN_2023,  # 12 bed days at £300
        6_300 * 109.378 / IN_2023,
        8_400 * 111.397 / IN_2023,
    ]
    same(found["nominal_cash_benefits"], cash)
    same(found["optimism_allowance"], [0, 0.05 * capital, 0, 0])
    same(found["wte"], [1, 2, 3, 3])
    same(found["peak_funding"], sum(nominal) - sum(cash))  # short in every year


@pytest.mark.parametrize(
    ("last_saving", "payback", "discounted"),
    [
        (25, None, None),  # -100, +20, -30, -5: ahead for a while only
        (40, 4, None),  # -100, +20, -30, +10; at 10%: 109.09 - 100 - 41.32 + 30.05 = -2.18
        (45, 4, 4),  # at 10%: 109.09 - 100 - 41.32 + 33.81 = +1.58
    ],
)
def test_payback_is_when_it_stays_paid_back(
    last_saving: float, payback: int | None, discounted: int | None
) -> None:
    release = "cashable: 1, release: {action: It stops, owner: Someone}"
    text = f"""
format: make-the-case/1
title: Spend, save, spend again, save again
commissioner: nhs_icb
appraisal: {{first_year: 2026-27, years: 4, price_year: 2026-27, discounting: {{standard: 0.1, health: 0.1}}, optimism_bias: none}}
options:
- id: it
  people: {{planned_starts: [1], timing: start_of_year}}
  costs:
  - {{id: first, per: once, unit_cost: 100, payer: nhs_icb}}
  - {{id: again, per: once, year: 2, unit_cost: 50, payer: nhs_icb}}
  replaces:
  - {{id: one, per: once, year: 1, unit_cost: 120, payer: nhs_icb, {release}}}
  - {{id: two, per: once, year: 3, unit_cost: {last_saving}, payer: nhs_icb, {release}}}
"""
    found = result(parse_case(text))["options"]["it"]
    assert paybacks(found, "commissioner") == (payback, discounted)
    same(found["accounts"]["commissioner"]["peak_funding"], 100)
    same(found["accounts"]["commissioner"]["pv_costs"], 100 + 50 / 1.21)
    same(found["accounts"]["commissioner"]["pv_benefits"], 120 / 1.1 + last_saving / 1.331)
