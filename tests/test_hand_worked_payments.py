"""By hand: tests/cases/hand_worked_payments.yaml. Who pays whom, time in kind, and one change valued three ways.

Lists run over years 0 to 3. People start on the first day of a year: 10, 20, 10 by plan, then nobody, and half complete.
The first segment takes up three times as readily: of the starts, 0.5 x 3 = 1.5 parts in 2, three quarters, are renters.
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import account, entries, line, option_of, paybacks, same


@pytest.fixture(scope="module")
def option() -> Any:
    return option_of("hand_worked_payments", "coaching")


def money(a: float, b: float, c: float) -> float:
    """Present value at the lower rate of 3% a year."""
    return a + b / 1.03 + c / 1.03**2


def health(a: float, b: float, c: float) -> float:
    """Present value at the lower rate for health, 1% a year."""
    return a + b / 1.01 + c / 1.01**2


def nice(a: float, b: float, c: float) -> float:
    """Present value at 3.5% a year."""
    return a + b / 1.035 + c / 1.035**2


def test_people_start_by_plan(option: Any) -> None:
    same(option["starts"], [10, 20, 10, 0])
    same(option["completers"], [5, 10, 5, 0])


def test_coaches_are_trained_over_two_years_and_replaced_while_delivery_lasts(option: Any) -> None:
    # 4 trained, 4 trained, none. A quarter of those in post leave: 0, 1 of 4, 2 of 8. Trained: 4, 5, 2; delivery is three years.
    # At £100: £400, £500, £200, six tenths to the council. Grade 2 adds 5%; VAT is a fifth, and 5% of VAT is added to it.
    same(line(option, "costs.coaches", "cost", "local_authority"), [240, 300, 120, 0])
    same(line(option, "costs.coaches", "cost", "nhs_icb"), [160, 200, 80, 0])
    same(line(option, "costs.coaches", "vat", "local_authority"), [48, 60, 24, 0])
    same(line(option, "costs.coaches", "vat", "nhs_icb"), [32, 40, 16, 0])
    same(line(option, "costs.coaches", "optimism", "local_authority"), [12 + 2.4, 15 + 3, 6 + 1.2, 0])
    same(line(option, "costs.coaches", "optimism", "nhs_icb"), [8 + 1.6, 10 + 2, 4 + 0.8, 0])


def test_members_own_time_is_left_out_but_evaluation_still_reads_it(option: Any) -> None:
    # Coaches 400, 500, 200; the room 1,000 a year; members' time 10, 20, 10 x 4 hours x £10 = 400, 800, 400. A tenth of the sum.
    same(line(option, "costs.evaluation", "cost", "local_authority"), [180, 230, 160, 0])
    assert "costs.members_time" not in entries(option, "participants")
    same(
        line(option, "costs.employers_time", "cost", "employers"), [300, 600, 300, 0]
    )  # not their own: counted
    same(line(option, "costs.room", "cost", "acute_trust"), [1_000, 1_000, 1_000, 0])
    # Hours: starters 7.5, 15, 7.5 renters twice over and 2.5, 5, 2.5 owners: 17.5, 35, 17.5; 10 hours each, at £1.
    same(line(option, "outcomes.free_time.values.1", "economic", "residents", "wider"), [175, 350, 175, 0])
    assert entries(option, "carers") == set()


def test_a_grant_makes_a_pair_of_lines_for_each_who_pays_it(option: Any) -> None:
    same(line(option, "costs.grant", "transfer", "nhs_icb", side="cost"), [2_500, 0, 0, 0])
    same(line(option, "costs.grant", "transfer", "voluntary_sector", side="cost"), [2_500, 0, 0, 0])
    same(line(option, "costs.grant", "transfer", "local_authority", side="benefit"), [5_000, 0, 0, 0])
    same(line(option, "costs.charge", "transfer", "participants", side="cost"), [20, 40, 20, 0])
    same(line(option, "costs.charge", "transfer", "local_authority", side="benefit"), [20, 40, 20, 0])
    assert not [r for r in option["lines"] if "costs.grant" in r["path"] and r["kind"] == "optimism"]


def test_a_job_is_worth_its_pay_and_moves_some_of_it_from_benefits(option: Any) -> None:
    # Completers 3.75, 7.5, 3.75 renters twice over and 1.25, 2.5, 1.25 owners: 8.75, 17.5, 8.75; half of them: 4.375, 8.75, 4.375.
    path = "outcomes.jobs.values.0"
    same(line(option, path, "economic", "participants", "wider"), [4_375, 8_750, 4_375, 0])
    path = "outcomes.jobs.values.1"
    same(line(option, path, "transfer", "participants", side="cost"), [1_750, 3_500, 1_750, 0])
    same(line(option, path, "transfer", "dwp", side="benefit"), [1_750, 3_500, 1_750, 0])


def test_a_negative_transfer_keeps_its_sides_and_its_sign(option: Any) -> None:
    # 17.5, 35, 17.5 x -0.1 x £50.
    path = "outcomes.donations.values.0"
    same(line(option, path, "transfer", "nhs_icb", side="cost"), [-87.5, -175, -87.5, 0])
    same(line(option, path, "transfer", "voluntary_sector", side="benefit"), [-87.5, -175, -87.5, 0])


def test_of_three_values_of_one_change_one_is_counted_and_all_are_shown(option: Any) -> None:
    # Satisfaction: 17.5, 35, 17.5 x 0.02 = 0.35, 0.7, 0.35 WELLBYs at £10,000; grade 1.
    path = "outcomes.satisfaction.values.0"
    same(line(option, path, "wellbeing", "participants", "wider"), [3_500, 7_000, 3_500, 0])
    # Health: 0.175, 0.35, 0.175 QALYs at £70,000; shown, not counted.
    same(
        line(option, "outcomes.health.values.0", "health", "participants", "wider"),
        [12_250, 24_500, 12_250, 0],
    )
    # GP visits: 17.5, 35, 17.5 x 0.4 = 7, 14, 7 at £20; shown, not counted.
    same(
        line(option, "outcomes.gp_visits.values.0", "fiscal", "primary_care", "capacity"), [140, 280, 140, 0]
    )
    counted = {r["path"].split(".")[3]: r["counted"] for r in option["lines"] if ".outcomes." in r["path"]}
    assert (counted["satisfaction"], counted["health"], counted["gp_visits"]) == (True, False, False)
    same(option["benefit_classes"]["capacity"], 0)
    same(option["benefit_classes"]["wider"], money(4_550, 9_100, 4_550) + health(3_500, 7_000, 3_500))
    # Each unit has its own total: WELLBYs as they are, QALYs less 5%.
    same(option["wellbys"]["undiscounted"], 1.4)
    same(option["wellbys"]["discounted"], health(0.35, 0.7, 0.35))
    same(option["qalys"]["undiscounted"], 0.665)
    same(option["qalys"]["discounted"], health(0.16625, 0.3325, 0.16625))


def test_each_account_reads_the_sides_that_are_inside_it(option: Any) -> None:
    # The council: coaches 252, 315, 126, their VAT 50.4, 63, 25.2 and evaluation. It receives the grant and the charge.
    account(option, "commissioner", money(482.4, 608, 311.2), money(5_020, 40, 20))
    # Public cash: coaches 420, 525, 210 without VAT; evaluation; the ICB's donations, -87.5, -175, -87.5.
    # The ICB's half of the grant stays inside. In come the charity's half, the charge and what DWP no longer pays.
    account(option, "public_cash", money(512.5, 580, 282.5), money(4_270, 3_540, 1_770))
    # The public sector adds the trust's room, and the GP visits: no public account reads the satisfaction that displaced them.
    account(option, "public_sector", money(1_512.5, 1_580, 1_282.5), money(4_410, 3_820, 1_910))
    # Health and care: the ICB's coaches 168, 210, 84, the room, half the grant (now a payment out), and donations.
    health_and_care = (3_580.5, 1_035, 996.5)
    account(option, "health_and_care", money(*health_and_care), money(140, 280, 140))
    # Society: coaches, evaluation, room and employers' time; no side of any transfer.
    costs = money(1_900, 2_355, 1_670)
    benefits = money(4_550, 9_100, 4_550) + health(3_500, 7_000, 3_500)
    account(option, "society", costs, benefits)
    same(option["sroi"], benefits / costs)
    assert option["bcr_public"] is None  # the public sector gains more than it pays
    assert option["verdict"]["number"] == 1


def test_paybacks_and_the_deepest_shortfall(option: Any) -> None:
    # Health and care, year by year: 140 - 3,580.5, 280 - 1,035, 140 - 996.5: short by £5,052 in the end.
    assert paybacks(option, "health_and_care") == (None, None)
    same(option["accounts"]["health_and_care"]["peak_funding"], 3_440.5 + 755 + 856.5)
    # The council: 5,020 - 482.4 = 4,537.6 ahead at once, then -568 and -291.2: never short.
    assert paybacks(option, "commissioner") == (1, 1)
    same(option["accounts"]["commissioner"]["peak_funding"], 0)


def test_the_nice_reading_keeps_to_its_own_rates_and_total(option: Any) -> None:
    net_cost = nice(3_580.5 - 140, 1_035 - 280, 996.5 - 140)
    qalys = nice(0.16625, 0.3325, 0.16625)
    same([option["nice"]["net_cost"], option["nice"]["qalys"]], [net_cost, qalys])
    assert option["nice"]["icer"]["reading"] == "ratio"
    same(option["nice"]["icer"]["value"], net_cost / qalys)
    same(option["nice"]["net_health_benefit"], qalys - net_cost / 15_000)


def test_who_pays_and_who_gains_adds_up_to_society(option: Any) -> None:
    nets = {party: row["net"] for party, row in option["parties"].items()}
    same(nets["local_authority"], money(5_020 - 482.4, 40 - 608, 20 - 311.2))
    same(nets["nhs_icb"], -money(168 + 33.6 + 2_500 - 87.5, 210 + 42 - 175, 84 + 16.8 - 87.5))
    same(
        nets["hmrc"], money(50.4 + 33.6, 63 + 42, 25.2 + 16.8)
    )  # VAT, a cost to its payers, is a gain to HMRC
    same(nets["voluntary_sector"], money(-2_587.5, -175, -87.5))
    same(nets["acute_trust"], money(-1_000, -1_000, -1_000))
    same(nets["employers"], money(-300, -600, -300))
    same(nets["residents"], money(175, 350, 175))
    same(nets["dwp"], money(1_750, 3_500, 1_750))
    # Participants earn 4,375, lose 1,750 of benefits, pay 20, and are more satisfied.
    same(nets["participants"], money(2_605, 5_210, 2_605) + health(3_500, 7_000, 3_500))
    same(nets.get("primary_care", 0), 0)  # what society does not count, nobody gains here
    same(sum(nets.values()), option["accounts"]["society"]["npv"])


def test_the_councils_cash_is_in_the_money_of_each_year_with_optimism_apart(option: Any) -> None:
    # GDP deflator, assumptions/price_indices.yaml (OBR, November 2025): 105.239, 107.355, 109.378, 111.397 from 2026-27.
    found = option["financial_case"]["local_authority"]
    up_1, up_2 = 107.355 / 105.239, 109.378 / 105.239
    # Coaches 240, 300, 120; VAT 48, 60, 24; evaluation 180, 230, 160.
    same(found["nominal_costs"], [468, 590 * up_1, 304 * up_2, 0])
    same(found["nominal_cash_benefits"], [5_020, 40 * up_1, 20 * up_2, 0])
    same(found["net"], [4_552, -550 * up_1, -284 * up_2, 0])
    same(found["optimism_allowance"], [14.4, 18 * up_1, 7.2 * up_2, 0])
