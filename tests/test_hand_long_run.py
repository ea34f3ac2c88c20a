"""By hand: tests/cases/hand_long_run.yaml. Thirty-five years, through the change of rates after year 30, by geometric sums.

Year 0 to year 30 is discounted at 3.5% (health 1.5%), and each later step at 3% (health 1.29%). A sum of thirty-one powers
1 + q + ... + q^30 is (1 - q^31) / (1 - q). `optimism_bias: none` switches off the 30% that the building states, and every grade.
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import account, line, option_of, paybacks, same

Q = 0.98 / 1.035  # crime: what is left of a year's effect, discounted
R = 0.98 / 1.03  # the same, after year 30
CRIME = 10_000 * ((1 - Q**31) / (1 - Q) + Q**30 * (R + R**2 + R**3 + R**4))
CRIME_LATER = 10_000 * Q**30 * (R**5 + R**6 + R**7 + R**8 + R**9)  # years 35 to 39

V, W = 1 / 1.035, 1 / 1.03
UPKEEP = 1_000 * ((1 - V**31) / (1 - V) + V**30 * (W + W**2 + W**3 + W**4))

G, H = 1.01 / 1.015, 1.01 / 1.0129  # a WELLBY dearer by 1% a year, at the health rates
WELLBEING = 13_000 * ((1 - G**31) / (1 - G) + G**30 * (H + H**2 + H**3 + H**4))
WELLBEING_LATER = 13_000 * G**30 * (H**5 - H**20) / (1 - H)  # years 35 to 49

D, E = 1 / 1.015, 1 / 1.0129
WELLBYS = (1 - D**31) / (1 - D) + D**30 * (E + E**2 + E**3 + E**4)


@pytest.fixture(scope="module")
def option() -> Any:
    return option_of("hand_long_run", "garden")


def test_one_group_of_starters_and_no_delivery_after_it(option: Any) -> None:
    same(option["starts"], [100] + [0] * 34)
    same(line(option, "costs.opening", "cost", "residents"), [600] + [0] * 34)  # delivery lasts one year
    same(line(option, "costs.upkeep", "cost", "local_authority"), [1_000] * 35)  # `until` replaces that end


def test_optimism_is_switched_off_even_where_it_is_stated(option: Any) -> None:
    assert not any(any(row["undiscounted"]) for row in option["lines"] if row["kind"] == "optimism")


def test_present_values_change_rate_after_year_30(option: Any) -> None:
    crime = line(option, "outcomes.crime.values.0", "fiscal", "justice", "capacity")
    same(crime[0:3], [10_000, 9_800, 9_604])  # 100 x 0.5 x £200, and 2% less each year
    same(crime[34], 10_000 * 0.98**34)
    account(option, "commissioner", 100_000 + UPKEEP, 0)
    account(option, "public_sector", 100_000 + UPKEEP, CRIME)
    account(option, "society", 100_600 + UPKEEP, CRIME + WELLBEING - 50_000)
    same(option["benefit_classes"]["capacity"], CRIME)
    same(option["benefit_classes"]["wider"], WELLBEING - 50_000)
    same(option["beyond_horizon"]["capacity"], CRIME_LATER)
    same(option["beyond_horizon"]["wider"], WELLBEING_LATER)
    assert (
        option["verdict"]["number"] == 2
    )  # worth it, and the capacity freed covers the public cost; the cash does not


def test_wellbys_are_discounted_at_the_health_rates(option: Any) -> None:
    same(option["wellbys"]["undiscounted"], 35)
    same(option["wellbys"]["discounted"], WELLBYS)


def test_payback_in_the_thirteenth_year_and_later_when_discounted(option: Any) -> None:
    # After n years: 10,000 (1 - 0.98^n) / 0.02 - 100,000 - 1,000 n.
    assert (
        10_000 * (1 - 0.98**12) / 0.02 - 100_000 - 12_000
        < 0
        < 10_000 * (1 - 0.98**13) / 0.02 - 100_000 - 13_000
    )
    # Discounted: 10,000 (1 - Q^n) / (1 - Q) - 100,000 - 1,000 (1 - V^n) / (1 - V).
    assert 10_000 * (1 - Q**16) / (1 - Q) - 100_000 - 1_000 * (1 - V**16) / (1 - V) < 0
    assert 10_000 * (1 - Q**17) / (1 - Q) - 100_000 - 1_000 * (1 - V**17) / (1 - V) > 0
    assert paybacks(option, "public_sector") == (13, 17)


def test_a_ratio_of_gain_to_net_public_cost_is_undefined_where_the_public_sector_gains(option: Any) -> None:
    assert CRIME > 100_000 + UPKEEP
    assert option["bcr_public"] is None
    same(option["sroi"], (CRIME + WELLBEING - 50_000) / (100_600 + UPKEEP))
