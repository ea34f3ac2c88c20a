"""By hand: tests/cases/hand_overlap.yaml. Values of the same change, of which each account may count one.

100 people start on the first day of each of three years; every effect lasts one year, so each list is the same thrice.
Rates: 3% for money and 1% for health.
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import account, line, option_of, paybacks, same

MONEY = 1 + 1 / 1.03 + 1 / 1.03**2  # the present value of £1 in each of three years
HEALTH = 1 + 1 / 1.01 + 1 / 1.01**2
COSTS = 8_650 + 2_100 * MONEY  # 100 x £20, and grade 2 adds 5%


@pytest.fixture(scope="module")
def option() -> Any:
    return option_of("hand_overlap", "choir")


def is_counted(option: Any, value: str) -> set[bool]:
    return {row["counted"] for row in option["lines"] if row["path"].endswith(value)}


def test_each_value_is_in_the_ledger_whether_it_is_counted_or_not(option: Any) -> None:
    # 100 x 0.05 x half x £20,000; 100 x 0.03 x £20,000; 100 x 10% of 4 x £45.
    same(line(option, "outcomes.pain.values.0", "health", "participants", "wider"), [50_000] * 3)
    same(line(option, "outcomes.mood.values.0", "health", "participants", "wider"), [60_000] * 3)
    same(line(option, "outcomes.gp_visits.values.0", "fiscal", "primary_care", "capacity"), [1_800] * 3)
    # The worst grade of 0.05, one half and £20,000 is 4: 15% off.
    same(line(option, "outcomes.pain.values.0", "optimism", "participants", "wider"), [-7_500] * 3)
    assert is_counted(option, "pain.values.0") == {True}
    assert is_counted(option, "mood.values.0") == is_counted(option, "gp_visits.values.0") == {False}
    assert is_counted(option, "beds.values.0") == {True}
    assert is_counted(option, "beds.values.1") == {False}


def test_society_counts_one_value_of_each_group(option: Any) -> None:
    # Pain and not mood or GP visits; days at work and not friendship or confidence; the trust's beds, not the placements.
    wider = 42_500 * HEALTH + 10_000 * MONEY
    account(option, "society", COSTS, wider + 3_000 * MONEY)
    same(option["benefit_classes"]["wider"], wider)
    same(option["benefit_classes"]["capacity"], 3_000 * MONEY)
    same(option["benefit_classes"]["cash_releasing"], 0)
    assert option["verdict"]["number"] == 3
    same(option["accounts"]["society"]["npv"], sum(row["net"] for row in option["parties"].values()))
    for party in ("primary_care", "dwp"):  # what is not counted is not in who pays and who gains
        assert party not in option["parties"] or option["parties"][party]["net"] == 0


def test_an_account_that_does_not_read_the_counted_value_reads_the_others(option: Any) -> None:
    # Pain is health, which no public account reads: so they read GP visits. Of the stays they read the trust's beds.
    # Nor do they read days at work, the counted value of its group: so they read the £40 a year that the DWP pays out.
    account(option, "public_sector", COSTS + 40 * MONEY, (1_800 + 3_000) * MONEY)
    account(option, "health_and_care", 0, (1_800 + 3_000) * MONEY)
    # Public cash would read the counted value of the stays by its kind and party, though none of it is cash: so not the other.
    account(option, "public_cash", COSTS + 40 * MONEY, 0)
    # The commissioner, a council, does not read the trust's: so it reads its own placements, all of them cash.
    account(option, "commissioner", COSTS, 5_000 * MONEY)
    same(option["financial_case"]["local_authority"]["nominal_cash_benefits"][0], 5_000)
    # Net public cost: 8,650 + 2,140 a year - 4,800 a year.
    net_public_cost = 8_650 - 2_660 * MONEY
    same(option["bcr_public"], 1 + option["accounts"]["society"]["npv"] / net_public_cost)


def test_the_two_paybacks_differ_when_time_has_a_price(option: Any) -> None:
    # 5,000 - 2,100 - 8,650 = -5,750, then +2,900 twice: +50 at the end of the third year.
    # At 3% the two are worth 2,815.53 and 2,733.53, which is 200.93 too little.
    assert paybacks(option, "commissioner") == (3, None)
    same(option["accounts"]["commissioner"]["peak_funding"], 5_750)
    # Health and care pays nothing, so there is nothing to pay back.
    assert paybacks(option, "health_and_care") == (None, None)


def test_only_one_outcome_of_a_group_is_totalled_in_each_unit(option: Any) -> None:
    # QALYs: pain has the counted value. 5 a year, less 5% for its own effect's grade 2 (not the 15% of its value).
    same(option["qalys"]["undiscounted"], 14.25)
    same(option["qalys"]["discounted"], 4.75 * HEALTH)
    # WELLBYs: no wellbeing value is counted in its group, so the one that is marked: 2 a year.
    same(option["wellbys"]["undiscounted"], 6)
    same(option["wellbys"]["discounted"], 2 * HEALTH)


def test_better_and_cheaper_for_the_nhs_prints_no_ratio(option: Any) -> None:
    at_nice = 1 + 1 / 1.035 + 1 / 1.035**2
    found = option["nice"]
    same(found["net_cost"], -4_800 * at_nice)
    same(found["qalys"], 4.75 * at_nice)
    assert found["icer"] == {"value": None, "reading": "dominant"}
    same(found["net_health_benefit"], 4.75 * at_nice + 4_800 * at_nice / 15_000)
