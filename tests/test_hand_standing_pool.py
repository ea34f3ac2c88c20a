"""By hand: tests/cases/hand_standing_pool.yaml. A standing pool, a queue for places, segments, an enabler, posts and weights.

Lists run over years 0 to 3. Everyone starts on the first day of a year.
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import account, line, option_of, paybacks, same

from valuation import parse_case, result


@pytest.fixture(scope="module")
def option() -> Any:
    return option_of("hand_standing_pool", "circle")


def money(a: float, b: float, c: float, d: float) -> float:
    """Present value at 3.5% a year."""
    return a + b / 1.035 + c / 1.035**2 + d / 1.035**3


def health(a: float, b: float, c: float, d: float) -> float:
    """Present value at 1.5% a year."""
    return a + b / 1.015 + c / 1.015**2 + d / 1.015**3


def test_those_turned_away_start_later_and_everyone_is_offered_a_place_once(option: Any) -> None:
    # The enabler lifts uptake to 0.5 x 1.2 = 0.6 and lowers the ramp to 0.2, 0.4, 0.6, 0.8.
    # The average multiplier is 0.25 x 3 + 0.75 x 1 = 1.5. Uptake of the poorer: 0.6 x 3 / 1.5 = 1.2, at most 1; of the others 0.4.
    # Poorer: 1000 x 0.25 x 1   = 250 in all; by the end of each year 50, 100, 150, 200.
    # Others: 1000 x 0.75 x 0.4 = 300 in all; by the end of each year 60, 120, 180, 240.
    # Year 0: 50 + 60 = 110 want to start; 55 places, a half:        25 + 30 start.
    # Year 1: 75 + 90 = 165 want to;      132 places, four fifths:   60 + 72 start (85 and 102 so far).
    # Year 2: 65 + 78 = 143 want to;      400 places:                65 + 78 start (150 and 180 so far).
    # Year 3: 50 + 60 = 110.                                         Everyone who was turned away has started.
    same(option["starts"], [55, 132, 143, 110])
    same(option["completers"], [44, 105.6, 114.4, 88])  # 0.5 x 1.6 = 0.8 complete


def test_posts_are_rounded_up_and_shared_and_filled_late(option: Any) -> None:
    # 55/60 = 0.92, at least 1: 1 post. 132/60 = 2.2: 2.5. 143/60 = 2.38: 2.5. 110/60 = 1.83: 2. Half of year 0 is vacant.
    # 1 x 0.5 x 40,000 = 20,000; 2.5 x 40,000 = 100,000; the same; 2 x 40,000 = 80,000. Grade 1: nothing is added.
    same(line(option, "costs.workers", "cost", "nhs_icb"), [15_000, 75_000, 75_000, 60_000])
    same(line(option, "costs.workers", "cost", "voluntary_sector"), [5_000, 25_000, 25_000, 20_000])


def test_other_costs_follow_people_and_each_other(option: Any) -> None:
    # Two certificates at £25 for each who completes: 44, 105.6, 114.4 and 88 x £50. The worse grade is 2: 5% more.
    same(line(option, "costs.certificates", "cost", "public_health"), [2_200, 5_280, 5_720, 4_400])
    same(line(option, "costs.certificates", "optimism", "public_health"), [110, 264, 286, 220])
    # A tenth of posts and certificates, before their optimism; grade 4: 15% more.
    same(line(option, "costs.overheads", "cost", "nhs_icb"), [2_220, 10_528, 10_572, 8_440])
    same(line(option, "costs.overheads", "optimism", "nhs_icb"), [333, 1_579.2, 1_585.8, 1_266])
    # £10 for each who starts. A bare number has no grade, and no grade counts as 6: 40% more.
    same(line(option, "costs.bus_fares", "cost", "participants"), [550, 1_320, 1_430, 1_100])
    same(line(option, "costs.bus_fares", "optimism", "participants"), [220, 528, 572, 440])
    # A bursary of £40 moves from one purse to another, and carries no optimism.
    same(
        line(option, "costs.bursary", "transfer", "public_health", side="cost"), [2_200, 5_280, 5_720, 4_400]
    )
    same(
        line(option, "costs.bursary", "transfer", "participants", side="benefit"),
        [2_200, 5_280, 5_720, 4_400],
    )
    # The enabler's own cost, once; grade 3: 10% more.
    same(line(option, "enablers.training.costs.course", "cost", "nhs_icb"), [10_000, 0, 0, 0])
    same(line(option, "enablers.training.costs.course", "optimism", "nhs_icb"), [1_000, 0, 0, 0])


def test_visits_avoided_last_two_years_and_count_half_as_much_again_for_the_poorer(option: Any) -> None:
    # Completers: poorer 20, 48, 52, 40; others 24, 57.6, 62.4, 48. Poorer count 1.5 times: 30, 72, 78, 60.
    # Together 54, 129.6, 140.4, 108; and half of last year's: 0, 27, 64.8, 70.2.
    # Each avoids 20% of 5 = 1 visit a year: 54, 156.6, 205.2, 178.2 visits at £40 = £2,160, £6,264, £8,208, £7,128.
    # A quarter is cash from year 2.
    same(
        line(option, "outcomes.visits.values.0", "fiscal", "primary_care", "cash_releasing"),
        [0, 0, 2_052, 1_782],
    )
    same(
        line(option, "outcomes.visits.values.0", "fiscal", "primary_care", "capacity"),
        [2_160, 6_264, 6_156, 5_346],
    )
    # The worst grade among 20%, 5 and £40 is 2: 5% off each part.
    same(
        line(option, "outcomes.visits.values.0", "optimism", "primary_care", "cash_releasing"),
        [0, 0, -102.6, -89.1],
    )
    same(
        line(option, "outcomes.visits.values.0", "optimism", "primary_care", "capacity"),
        [-108, -313.2, -307.8, -267.3],
    )
    # Year 4, beyond the horizon: half of year 3's 108 = 54 visits, £2,160, less 5%.
    same(option["beyond_horizon"]["cash_releasing"], 2_160 * 0.25 * 0.95 / 1.035**4)
    same(option["beyond_horizon"]["capacity"], 2_160 * 0.75 * 0.95 / 1.035**4)
    same(option["beyond_horizon"]["wider"], 0)


# WELLBYs. Starters: poorer 25, 60, 65, 50, x 1.5 = 37.5, 90, 97.5, 75; others 30, 72, 78, 60. 0.1 point each, for one year.
# Poorer 3.75, 9, 9.75, 7.5; others 3, 7.2, 7.8, 6; together 6.75, 16.2, 17.55, 13.5.


def test_wellbeing_is_totalled_in_wellbys_and_valued_in_pounds(option: Any) -> None:
    path = "outcomes.wellbeing.values.0"
    same(line(option, path, "wellbeing", "participants", "wider"), [87_750, 210_600, 228_150, 175_500])
    same(line(option, path, "optimism", "participants", "wider"), [-4_387.5, -10_530, -11_407.5, -8_775])
    # The effect's own grade is 2: 5% off 6.75, 16.2, 17.55 and 13.5.
    same(option["wellbys"]["undiscounted"], 6.4125 + 15.39 + 16.6725 + 12.825)
    same(option["wellbys"]["discounted"], health(6.4125, 15.39, 16.6725, 12.825))
    assert option["qalys"] is None


# Present values with optimism.
ICB_POSTS = money(15_000, 75_000, 75_000, 60_000)
CHARITY_POSTS = money(5_000, 25_000, 25_000, 20_000)
CERTIFICATES = money(2_310, 5_544, 6_006, 4_620)
OVERHEADS = money(2_553, 12_107.2, 12_157.8, 9_706)
FARES = money(770, 1_848, 2_002, 1_540)
COURSE = 11_000
BURSARIES = money(2_200, 5_280, 5_720, 4_400)
CASH = money(0, 0, 1_949.4, 1_692.9)
CAPACITY = money(2_052, 5_950.8, 5_848.2, 5_078.7)
WELLBEING = health(83_362.5, 200_070, 216_742.5, 166_725)


def test_each_account_reads_what_is_its_own(option: Any) -> None:
    icb = ICB_POSTS + OVERHEADS + COURSE
    account(option, "commissioner", icb, 0)
    account(option, "public_cash", icb + CERTIFICATES + BURSARIES, CASH)
    account(option, "public_sector", icb + CERTIFICATES + BURSARIES, CASH + CAPACITY)
    account(option, "health_and_care", icb, CASH + CAPACITY)
    society_costs = icb + CERTIFICATES + CHARITY_POSTS + FARES
    account(option, "society", society_costs, CASH + CAPACITY + WELLBEING)
    same(option["sroi"], (CASH + CAPACITY + WELLBEING) / society_costs)
    net_public_cost = icb + CERTIFICATES + BURSARIES - CASH - CAPACITY
    same(option["bcr_public"], 1 + (CASH + CAPACITY + WELLBEING - society_costs) / net_public_cost)
    # Society, year 0: 2,052 + 83,362.5 - (20,000 + 2,310 + 2,553 + 770 + 11,000) = +48,781.5, and never short after.
    assert paybacks(option, "society") == (1, 1)
    same(option["accounts"]["society"]["peak_funding"], 0)
    # The commissioner spends 28,553, then 87,107.2, 87,157.8 and 69,706, and gets nothing back.
    assert paybacks(option, "commissioner") == (None, None)
    same(option["accounts"]["commissioner"]["peak_funding"], 272_524)
    assert option["verdict"]["number"] == 3  # society gains; neither cash nor capacity covers the public cost


def test_weights_count_the_poorer_twice_and_the_others_at_nine_tenths(option: Any) -> None:
    # Weight of the poorer: (40,000 / 20,000) to the power 1 = 2. WELLBYs less 5%: poorer 3.5625, 8.55, 9.2625, 7.125;
    # others 2.85, 6.84, 7.41, 5.7. Of the starters the poorer are 25 in 55 (5 in 11) in every year, and so of the bursaries.
    # Fares are a cost to participants, not a line to them.
    poorer = 13_000 * health(3.5625, 8.55, 9.2625, 7.125) + 5 / 11 * BURSARIES
    others = 13_000 * health(2.85, 6.84, 7.41, 5.7) + 6 / 11 * BURSARIES
    same(option["weighted_npv"], option["accounts"]["society"]["npv"] + 1.0 * poorer - 0.1 * others)


def test_no_qalys_means_no_ratio(option: Any) -> None:
    # The NICE reading takes its own 3.5%, which is the case's standard rate too.
    net_cost = ICB_POSTS + OVERHEADS + COURSE - CASH - CAPACITY
    same(option["nice"]["net_cost"], net_cost)
    assert option["nice"]["icer"] == {"value": None, "reading": "no_qalys"}
    same(option["nice"]["net_monetary_benefit"], {"20000": -net_cost, "30000": -net_cost})
    same(option["nice"]["net_health_benefit"], -net_cost / 15_000)


def test_who_pays_and_who_gains_adds_up_to_society(option: Any) -> None:
    nets = {party: row["net"] for party, row in option["parties"].items()}
    same(nets["nhs_icb"], -ICB_POSTS - OVERHEADS - COURSE)
    same(nets["voluntary_sector"], -CHARITY_POSTS)
    same(nets["public_health"], -CERTIFICATES - BURSARIES)
    same(nets["primary_care"], CASH + CAPACITY)
    same(nets["participants"], WELLBEING - FARES + BURSARIES)
    same(option["parties"]["participants"]["pv_other_benefits"], WELLBEING)
    same(option["parties"]["primary_care"]["pv_cash_benefits"], CASH)
    same(sum(nets.values()), option["accounts"]["society"]["npv"])


def people_of(people: str) -> Any:
    """The starts and completers of a case of two years that has nothing but people."""
    case = f"""format: make-the-case/1
title: People
commissioner: nhs_icb
appraisal: {{first_year: 2026-27, years: 2, price_year: 2026-27, discounting: green_book}}
options:
- id: it
{people}"""
    return result(parse_case(case))["options"]["it"]


def test_an_enabler_lifts_a_share_to_one_and_no_further() -> None:
    found = people_of("""
  people:
    eligible: 100
    pool: each_year
    uptake: 0.8
    ramp: [0.4, 0.6]
    completion: 0.9
    segments: [{id: slow, share: 0.5, uptake_multiplier: 0.5}, {id: quick, share: 0.5, uptake_multiplier: 1.5}]
  enablers: [{id: help, name: Help, multiplies: {uptake: 1.5, ramp: 2, completion: 1.25}}]""")
    # Uptake 1.2 is 1: half of the slow 50 and (1.5, so) all of the quick 50, 75 people. The ramp 0.8 and 1.2 is 0.8 and 1.
    # Completion 1.125 is 1.
    same(found["starts"], [60, 75])
    same(found["completers"], [60, 75])


def test_a_pool_that_has_been_offered_its_places_has_nobody_left_to_start() -> None:
    found = people_of("  people: {eligible: 100, pool: standing, uptake: 0.5}")
    same(found["starts"], [50, 0])
