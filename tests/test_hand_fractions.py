"""By hand: tests/cases/hand_fractions.yaml. People start evenly over each year; lags and durations are fractions of a year.

Lists run over years 0 to 2. 400 x 0.5 = 200 start in a full year: 100 in year 0 (a ramp of 0.5), 200 in year 1, and nobody
in year 2, as delivery ends after two years. Three quarters complete: 75 and 150.

Where s, from 0 to 1, is the part of the year gone when a person starts, the share of a year's starters for whom an effect
holds is an average over s, an area under straight lines, worked out beside each use.
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import account, line, option_of, same


@pytest.fixture(scope="module")
def option() -> Any:
    return option_of("hand_fractions", "course")


def money(a: float, b: float, c: float) -> float:
    """Present value at the case's own 4% a year."""
    return a + b / 1.04 + c / 1.04**2


def test_people_start_in_two_years_only(option: Any) -> None:
    same(option["starts"], [100, 200, 0])
    same(option["completers"], [75, 150, 0])


def test_support_for_a_year_and_a_half_from_a_quarter_of_a_year_after_the_start(option: Any) -> None:
    # First twelve months, from s + 0.25 to s + 1.25, in full:
    #   in the year of the start 0.75 x 0.75 / 2 = 0.28125; in the year after next 0.25 x 0.25 / 2 = 0.03125; so 0.6875 between.
    # Then half a year, from s + 1.25 to s + 1.75, at 1 - 0.2 = 0.8:
    #   next year: all of it (0.5) for s up to 0.25, falling to none at 0.75: 0.125 + 0.125 = 0.25; the year after: the other 0.25.
    # Of one year's starters: 0.28125; 0.6875 + 0.8 x 0.25 = 0.8875; 0.03125 + 0.8 x 0.25 = 0.23125.
    # Year 0: 100 x 0.28125                    =  28.125 person-years, at £20            =   562.50
    # Year 1: 100 x 0.8875  + 200 x 0.28125    = 145,     at £20 x 1.05                  = 3,045.00
    # Year 2: 100 x 0.23125 + 200 x 0.8875     = 200.625, at £20 x 1.1025                = 4,423.78125
    same(line(option, "costs.support", "cost", "nhs_icb"), [562.5, 3_045, 4_423.78125])
    # A stated 10% stands in place of grade 6's 40%.
    same(line(option, "costs.support", "optimism", "nhs_icb"), [56.25, 304.5, 442.378125])


def test_costs_by_the_year_and_by_the_person_keep_to_their_years(option: Any) -> None:
    # 100/80 and 200/80 posts, not rounded; none once delivery has ended.
    same(line(option, "costs.tutors", "cost", "nhs_icb"), [37_500, 75_000, 0])
    same(line(option, "costs.venue", "cost", "nhs_icb"), [500, 750, 0])  # half, then three quarters of £1,000
    same(line(option, "costs.website", "cost", "nhs_icb"), [200, 200, 200])  # `until` outlives delivery
    same(line(option, "costs.launch", "cost", "nhs_icb"), [300, 0, 0])  # `until` ends before it
    same(line(option, "costs.kit", "cost", "local_authority"), [0, 1_600, 0])  # from year 1: 200 x £8
    same(line(option, "costs.certificates", "cost", "local_authority"), [300, 0, 0])  # until year 0: 75 x £4
    same(line(option, "costs.review", "cost", "nhs_icb"), [0, 0, 5_000])
    assert not any(row["pv"] for row in option["lines"] if row["path"].endswith("too_late"))


def test_a_cost_of_business_as_usual_stops_and_three_fifths_of_it_is_released(option: Any) -> None:
    # 75 and 150 completers at £30 = £2,250 and £4,500, half to each payer; cash from year 1. Grade 2: 5% is taken off.
    for party in ("acute_trust", "local_authority"):
        same(line(option, "replaces.leaflets", "fiscal", party, "cash_releasing"), [0, 1_350, 0])
        same(line(option, "replaces.leaflets", "fiscal", party, "capacity"), [1_125, 900, 0])
        same(line(option, "replaces.leaflets", "optimism", party, "cash_releasing"), [0, -67.5, 0])
        same(line(option, "replaces.leaflets", "optimism", party, "capacity"), [-56.25, -45, 0])


# Admissions. Each has 0.5 x 0.4 = 0.2 a year of effect; x 0.8 x 0.75 x 0.5 = 0.3 is left: 0.06.
# First twelve months, from s + 0.5 to s + 1.5: 0.125 this year, 0.75 next, 0.125 the year after.
# Then nine months, from s + 1.5 to s + 2.25, at 0.6:
#   next year: 0.5 x 0.5 / 2 = 0.125; the last year: 0.25 x 0.25 / 2 = 0.03125; the year between: 0.75 - those = 0.59375.
# Of one year's starters: 0.125; 0.75 + 0.6 x 0.125 = 0.825; 0.125 + 0.6 x 0.59375 = 0.48125; 0.6 x 0.03125 = 0.01875.
# Year 0: 12.5. Year 1: 82.5 + 25 = 107.5. Year 2: 48.125 + 165 = 213.125. Year 3: 1.875 + 96.25 = 98.125. Year 4: 3.75.
# x 0.06:  0.75,         6.45,                12.7875,                    5.8875,                        0.225.


def test_an_effect_with_a_lag_of_half_a_year_that_lasts_a_year_and_nine_months(option: Any) -> None:
    path = "outcomes.admissions.values.0"
    # £2,000 each, 1% dearer each year: £1,500; £12,900 x 1.01 = £13,029; £25,575 x 1.0201 = £26,089.0575. Half is cash in year 2.
    same(line(option, path, "fiscal", "acute_trust", "capacity"), [1_500, 13_029, 13_044.52875])
    same(line(option, path, "fiscal", "acute_trust", "cash_releasing"), [0, 0, 13_044.52875])
    # The value states 20%, which stands in place of the outcome's 10% and of every grade.
    same(line(option, path, "optimism", "acute_trust", "capacity"), [-300, -2_605.8, -2_608.90575])
    same(line(option, path, "optimism", "acute_trust", "cash_releasing"), [0, 0, -2_608.90575])
    # Three days at £100 for each: £225, £1,935 and £3,836.25. A fifth is the ICB's, though it is not public money or capacity,
    # so that only society reads it. The outcome's 10% holds here.
    path = "outcomes.admissions.values.1"
    same(line(option, path, "economic", "employers", "wider"), [180, 1_548, 3_069])
    same(line(option, path, "economic", "nhs_icb", "wider"), [45, 387, 767.25])
    same(line(option, path, "optimism", "employers", "wider"), [-18, -154.8, -306.9])
    same(line(option, path, "optimism", "nhs_icb", "wider"), [-4.5, -38.7, -76.725])


def test_half_a_year_of_better_health_falls_partly_in_the_next_year(option: Any) -> None:
    # From s to s + 0.5: this year 0.5 for s up to 0.5, then falling to none: 0.25 + 0.125 = 0.375; next year 0.125.
    # Completers: 75 x 0.375 = 28.125; 75 x 0.125 + 150 x 0.375 = 65.625; 150 x 0.125 = 18.75. Drop-off never begins.
    # x 0.02 = 0.5625, 1.3125, 0.375 QALYs; stated optimism 0, so nothing comes off.
    path = "outcomes.quality_of_life.values.0"
    same(line(option, path, "health", "participants", "wider"), [39_375, 91_875, 26_250])
    same(option["qalys"]["undiscounted"], 2.25)
    same(option["qalys"]["discounted"], 0.5625 + 1.3125 / 1.02 + 0.375 / 1.02**2)
    # The value asks for the standard rate, 4%; the count of QALYs keeps the health rate, 2%.
    pv = next(
        r["pv"]
        for r in option["lines"]
        if r["path"].endswith("quality_of_life.values.0") and r["kind"] == "health"
    )
    same(pv, money(39_375, 91_875, 26_250))


def test_a_harm_is_made_worse_by_optimism_and_its_cash_needs_no_release(option: Any) -> None:
    # For one year from s: half this year, half next. 50, 50 + 100 = 150, 100; x -0.5 = -25, -75, -50 visits at £40.
    path = "outcomes.more_gp_visits.values.0"
    same(line(option, path, "fiscal", "primary_care", "cash_releasing"), [-250, -750, -500])
    same(line(option, path, "fiscal", "primary_care", "capacity"), [-750, -2_250, -1_500])
    same(
        line(option, path, "optimism", "primary_care", "cash_releasing"), [-100, -300, -200]
    )  # ungraded: 40%
    same(line(option, path, "optimism", "primary_care", "capacity"), [-300, -900, -600])


def test_an_effect_that_lasts_no_time_is_worth_nothing_and_a_late_one_falls_beyond_the_horizon(
    option: Any,
) -> None:
    assert not any(row["pv"] for row in option["lines"] if "gone_at_once" in row["path"])
    assert not any(row["pv"] for row in option["lines"] if "much_later" in row["path"])
    beyond = option["beyond_horizon"]
    # A lag of three years: 100 x 0.5 = 50 in year 3; 50 + 200 x 0.5 = 150 in year 4; 100 in year 5; £10 each.
    late = 500 / 1.04**3 + 1_500 / 1.04**4 + 1_000 / 1.04**5
    # Days at work: 5.8875 and 0.225 x 3 x £100, less 10%.
    days = 0.9 * (1_766.25 / 1.04**3 + 67.5 / 1.04**4)
    same(beyond["wider"], late + days)
    # Admissions: 5.8875 and 0.225 x £2,000 = £11,775 and £450, with growth, less 20%; half of it cash.
    admissions = 0.8 * (11_775 * 1.01**3 / 1.04**3 + 450 * 1.01**4 / 1.04**4)
    same(beyond["cash_releasing"], admissions / 2)
    same(beyond["capacity"], admissions / 2)


# With optimism. ICB costs: 562.5 x 1.1 + 37,500 + 500 + 200 + 300; 3,045 x 1.1 + 75,000 + 750 + 200; 4,423.78125 x 1.1 + 200 + 5,000.
ICB = [39_118.75, 79_299.5, 10_066.159375]
LA = [300, 1_600, 0]
LEAFLET_CASH = [0, 1_282.5, 0]  # for each of two payers: 1,350 x 0.95
LEAFLET_ROOM = [1_068.75, 855, 0]
ACUTE_CASH = [0, 0, 10_435.623]  # 13,044.52875 x 0.8
ACUTE_ROOM = [1_200, 10_423.2, 10_435.623]
GP_CASH = [-350, -1_050, -700]
GP_ROOM = [-1_050, -3_150, -2_100]
DAYS = [202.5, 1_741.5, 3_452.625]
HEALTH = [39_375, 91_875, 26_250]


def test_each_account_reads_what_is_its_own(option: Any) -> None:
    icb, la, leaflet_cash = money(*ICB), money(*LA), money(*LEAFLET_CASH)
    cash = 2 * leaflet_cash + money(*ACUTE_CASH) + money(*GP_CASH)
    room = 2 * money(*LEAFLET_ROOM) + money(*ACUTE_ROOM) + money(*GP_ROOM)
    account(option, "commissioner", icb, 0)
    account(option, "public_cash", icb + la, cash)
    account(option, "public_sector", icb + la, cash + room)
    account(option, "health_and_care", icb, cash + room - leaflet_cash - money(*LEAFLET_ROOM))
    wider = money(*DAYS) + money(*HEALTH)
    account(option, "society", icb + la, cash + room + wider)
    same(option["benefit_classes"]["cash_releasing"], cash)
    same(option["benefit_classes"]["capacity"], room)
    same(option["benefit_classes"]["wider"], wider)
    society = cash + room + wider - icb - la
    same(option["bcr_public"], 1 + society / (icb + la - cash - room))
    same(option["weighted_npv"], society)


def test_the_nice_reading_uses_three_and_a_half_per_cent_whatever_the_case_says(option: Any) -> None:
    def nice(a: float, b: float, c: float) -> float:
        return a + b / 1.035 + c / 1.035**2

    gains = nice(*LEAFLET_CASH) + nice(*LEAFLET_ROOM) + nice(*ACUTE_CASH) + nice(*ACUTE_ROOM)
    net_cost = nice(*ICB) - gains - nice(*GP_CASH) - nice(*GP_ROOM)
    qalys = nice(0.5625, 1.3125, 0.375)
    found = option["nice"]
    same([found["net_cost"], found["qalys"]], [net_cost, qalys])
    assert found["icer"]["reading"] == "ratio"
    same(found["icer"]["value"], net_cost / qalys)
    same(found["net_monetary_benefit"]["20000"], 20_000 * qalys - net_cost)
    same(found["net_monetary_benefit"]["30000"], 30_000 * qalys - net_cost)
    same(found["net_health_benefit"], qalys - net_cost / 15_000)
