"""By hand: tests/cases/hand_money.yaml. Price years, VAT, transfers, resources in kind, trainees, and cash by financial year.

Lists run over 2029-30 to 2032-33, in 2026-27 prices: 40 people start in the first year, 80 in the second. The deflators are
those of assumptions/price_indices.yaml; when that file takes newer ones, the six typed here change with it.
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import account, entries, line, option_of, paybacks, same

IN_2018_19, IN_2019_20, IN_2023_24, IN_2026_27, IN_2029_30, IN_2030_31 = (
    79.020,
    81.147,
    96.416,
    105.239,
    111.397,
    113.571,
)
# A calendar year is a quarter of the financial year that ends in it and three quarters of the one that begins in it.
IN_2019 = 0.25 * IN_2018_19 + 0.75 * IN_2019_20
TRAINER = 100 * IN_2026_27 / IN_2023_24  # £109.15
EQUIPMENT = 50_000 * IN_2026_27 / IN_2019  # £65,272.40


@pytest.fixture(scope="module")
def option() -> Any:
    return option_of("hand_money", "hub")


def pv(a: float, b: float, c: float, d: float) -> float:
    """Present value at 3.5% a year, of money and of health alike in this schedule."""
    return a + b / 1.035 + c / 1.035**2 + d / 1.035**3


def test_twelve_trainees_over_three_years_and_a_quarter_of_those_in_post_replaced_each_year(
    option: Any,
) -> None:
    # New: 4, 4, 4, 0. In post at the start of each year: 0, 4, 8, 12; a quarter leave: 0, 1, 2, 3. Trained: 4, 5, 6, 3.
    same(TRAINER, 109.15097079322934)
    trained = [4 * TRAINER, 5 * TRAINER, 6 * TRAINER, 3 * TRAINER]
    same(line(option, "costs.trainers", "cost", "nhs_icb"), trained)
    # VAT is a line of its own, at a fifth; grade 1 adds nothing to either.
    same(line(option, "costs.trainers", "vat", "nhs_icb"), [amount / 5 for amount in trained])


def test_equipment_priced_in_a_calendar_year_is_restated_and_its_vat_has_an_optimism_part(
    option: Any,
) -> None:
    same(IN_2019, 80.61525)
    same(line(option, "costs.equipment", "cost", "acute_trust"), [0, EQUIPMENT, 0, 0])
    same(line(option, "costs.equipment", "vat", "acute_trust"), [0, 0.2 * EQUIPMENT, 0, 0])
    # Grade 3: 10% of the cost, and 10% of the VAT.
    same(
        line(option, "costs.equipment", "optimism", "acute_trust"),
        [0, 0.1 * EQUIPMENT + 0.02 * EQUIPMENT, 0, 0],
    )


def test_peoples_own_time_is_left_out_but_overheads_on_it_are_not(option: Any) -> None:
    assert entries(option, "volunteers") == set()
    assert entries(option, "carers") == set()  # neither the lifts they give nor the hours they gain
    same(line(option, "costs.lifts", "cost", "employers"), [120, 240, 0, 0])  # the other half of £6 stays
    same(line(option, "costs.room", "cost", "local_authority"), [3_000, 3_000, 3_000, 3_000])
    same(line(option, "costs.room", "optimism", "local_authority"), [150, 150, 150, 150])  # grade 2: 5%
    same(line(option, "costs.staff_hours", "cost", "nhs_icb"), [2_000, 2_000, 0, 0])
    # A tenth of volunteers' time (40 and 80 x 4 hours x £10 = 1,600 and 3,200) and of the room (3,000).
    same(line(option, "costs.insurance", "cost", "nhs_icb"), [460, 620, 300, 300])
    same(line(option, "outcomes.hours.values.1", "economic", "employers", "wider"), [1_200, 2_400, 0, 0])


def test_transfers_have_two_sides_a_pair_for_each_payer_and_no_optimism(option: Any) -> None:
    # The grant: £1,000, then 10% more; it ends in 2030-31.
    same(line(option, "costs.grant", "transfer", "nhs_icb"), [600, 660, 0, 0])
    same(line(option, "costs.grant", "transfer", "local_authority"), [400, 440, 0, 0])
    same(line(option, "costs.grant", "transfer", "voluntary_sector"), [1_000, 1_100, 0, 0])
    same(line(option, "costs.charge", "transfer", "participants", side="cost"), [200, 400, 0, 0])
    same(line(option, "costs.charge", "transfer", "nhs_icb", side="benefit"), [200, 400, 0, 0])
    same(line(option, "costs.to_the_trust", "transfer", "nhs_icb", side="cost"), [700, 0, 0, 0])
    same(line(option, "costs.to_the_trust", "transfer", "acute_trust", side="benefit"), [700, 0, 0, 0])
    # Work: person-years of effect 40, 40 + 80, 80, 0; a tenth in work: 4, 12, 8, 0. £1,000 each earned, £200 of it paid in tax.
    same(
        line(option, "outcomes.work.values.0", "economic", "participants", "wider"), [4_000, 12_000, 8_000, 0]
    )
    same(
        line(option, "outcomes.work.values.1", "transfer", "participants", side="cost"),
        [800, 2_400, 1_600, 0],
    )
    same(line(option, "outcomes.work.values.1", "transfer", "hmrc", side="benefit"), [600, 1_800, 1_200, 0])
    same(
        line(option, "outcomes.work.values.1", "transfer", "local_authority", side="benefit"),
        [200, 600, 400, 0],
    )
    optimism = {
        row["path"] for row in option["lines"] if row["kind"] == "optimism" and any(row["undiscounted"])
    }
    assert not {
        path for path in optimism if path.endswith(("grant", "charge", "to_the_trust", "work.values.1"))
    }


def test_a_clinic_closes_and_its_cash_is_released_a_year_later(option: Any) -> None:
    same(line(option, "replaces.clinic", "fiscal", "nhs_icb", "cash_releasing"), [0, 0, 6_000, 6_000])
    same(line(option, "replaces.clinic", "fiscal", "nhs_icb", "capacity"), [0, 8_000, 2_000, 2_000])
    same(line(option, "replaces.clinic", "optimism", "nhs_icb", "cash_releasing"), [0, 0, -300, -300])
    same(line(option, "replaces.clinic", "optimism", "nhs_icb", "capacity"), [0, -400, -100, -100])


TRAINING = pv(4 * TRAINER, 5 * TRAINER, 6 * TRAINER, 3 * TRAINER)
EQUIPPING = 1.1 * EQUIPMENT / 1.035
INSURANCE = pv(460, 620, 300, 300)
ROOM = pv(3_150, 3_150, 3_150, 3_150)
STAFF_HOURS = pv(2_000, 2_000, 0, 0)
LIFTS = pv(120, 240, 0, 0)
GRANT = pv(1_000, 1_100, 0, 0)
CHARGE = pv(200, 400, 0, 0)
CLINIC_CASH = pv(0, 0, 5_700, 5_700)
CLINIC_ROOM = pv(0, 7_600, 1_900, 1_900)
HOURS = pv(1_200, 2_400, 0, 0)
EARNINGS = pv(4_000, 12_000, 8_000, 0)
TAX = pv(800, 2_400, 1_600, 0)


def test_every_line_counts_where_nothing_overlaps(option: Any) -> None:
    assert {row["counted"] for row in option["lines"]} == {True}


def test_each_account_reads_the_sides_and_parts_that_are_its_own(option: Any) -> None:
    # The commissioner pays VAT, its six tenths of the grant, and what it sends the trust; it receives the charge.
    account(option, "commissioner", 1.2 * TRAINING + INSURANCE + 0.6 * GRANT + 700, CHARGE + CLINIC_CASH)
    # Between public bodies, VAT and the payment to the trust cancel; the grant leaves, the charge and tax come in.
    cash_costs = TRAINING + EQUIPPING + INSURANCE + GRANT
    account(option, "public_cash", cash_costs, CHARGE + TAX + CLINIC_CASH)
    account(
        option, "public_sector", cash_costs + ROOM + STAFF_HOURS, CHARGE + TAX + CLINIC_CASH + CLINIC_ROOM
    )
    account(
        option,
        "health_and_care",
        TRAINING + EQUIPPING + INSURANCE + 0.6 * GRANT + STAFF_HOURS,
        CHARGE + CLINIC_CASH + CLINIC_ROOM,
    )
    # Society holds both sides of every transfer, so it reads none.
    society_costs = TRAINING + EQUIPPING + INSURANCE + ROOM + STAFF_HOURS + LIFTS
    gains = CLINIC_CASH + CLINIC_ROOM + HOURS + EARNINGS
    account(option, "society", society_costs, gains)
    net_public_cost = cash_costs + ROOM + STAFF_HOURS - CHARGE - TAX - CLINIC_CASH - CLINIC_ROOM
    same(option["bcr_public"], 1 + (gains - society_costs) / net_public_cost)
    assert option["verdict"]["number"] == 5


def test_peak_funding_is_the_deepest_shortfall_before_discounting(option: Any) -> None:
    # Commissioner. 2029-30: 200 - (4.8 trainers + 460 + 600 + 700). 2030-31: 400 - (6 trainers + 620 + 660).
    # 2031-32: 5,700 - (7.2 trainers + 300) is a gain, so the deepest point is the end of 2030-31.
    deepest = 4.8 * TRAINER + 1_760 - 200 + 6 * TRAINER + 1_280 - 400
    same(option["accounts"]["commissioner"]["peak_funding"], deepest)
    # 10.8 trainers and £2,440 short (£3,618.83); £4,614.11 better in 2031-32: paid back by the end of the third year.
    assert paybacks(option, "commissioner") == (3, 3)
    assert paybacks(option, "public_cash") == (None, None)


def test_who_pays_and_who_gains_adds_up_to_society_with_vat_as_a_gain_to_hmrc(option: Any) -> None:
    parties = option["parties"]
    vat = 0.2 * TRAINING + 0.2 * EQUIPPING
    same(parties["hmrc"]["pv_cash_benefits"], vat + 0.75 * TAX)
    same(parties["acute_trust"]["net"], 700 - 1.2 * EQUIPPING)
    same(parties["voluntary_sector"]["net"], GRANT)
    same(parties["participants"]["net"], EARNINGS - TAX - CHARGE)
    same(parties["local_authority"]["net"], 0.25 * TAX - 0.4 * GRANT - ROOM)
    same(parties["employers"]["net"], HOURS - LIFTS)
    same(
        parties["nhs_icb"]["net"],
        CHARGE + CLINIC_CASH + CLINIC_ROOM - 1.2 * TRAINING - INSURANCE - STAFF_HOURS - 0.6 * GRANT - 700,
    )
    same(sum(row["net"] for row in parties.values()), option["accounts"]["society"]["npv"])


def test_the_financial_case_is_in_the_money_of_each_year_with_vat_and_optimism_apart(option: Any) -> None:
    # The last forecast year is 2030-31; after it, its own growth goes on.
    growth = IN_2030_31 / IN_2029_30
    money_of = [
        IN_2029_30 / IN_2026_27,
        IN_2030_31 / IN_2026_27,
        IN_2030_31 * growth / IN_2026_27,
        IN_2030_31 * growth**2 / IN_2026_27,
    ]
    icb = option["financial_case"]["nhs_icb"]
    costs = [
        money_of[0] * (4.8 * TRAINER + 460 + 600 + 700),
        money_of[1] * (6.0 * TRAINER + 620 + 660),
        money_of[2] * (7.2 * TRAINER + 300),
        money_of[3] * (3.6 * TRAINER + 300),
    ]
    gains = [money_of[0] * 200, money_of[1] * 400, money_of[2] * 6_000, money_of[3] * 6_000]
    same(icb["nominal_costs"], costs)
    same(icb["nominal_cash_benefits"], gains)
    same(icb["net"], [gains[0] - costs[0], gains[1] - costs[1], gains[2] - costs[2], gains[3] - costs[3]])
    same(icb["optimism_allowance"], [0, 0, money_of[2] * 300, money_of[3] * 300])
    trust = option["financial_case"]["acute_trust"]
    same(trust["nominal_costs"], [0, money_of[1] * 1.2 * EQUIPMENT, 0, 0])
    same(trust["nominal_cash_benefits"], [money_of[0] * 700, 0, 0, 0])
    same(trust["optimism_allowance"], [0, money_of[1] * 0.12 * EQUIPMENT, 0, 0])
