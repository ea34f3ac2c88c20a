"""Answers that others have published, or that follow by arithmetic from what they published.

Each test names its source. *Seen*: the answer was read in a public source. *Derived*: arithmetic on inputs read there.
Where a published figure and exact arithmetic differ, the test asserts the exact one and says by how much they differ.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from valuation import load_library, parse_case, result
from valuation.discounting import discount_factors
from valuation.measures import present_value
from valuation.prices import Deflator, restate
from valuation.streams import payback

DATA = Path(__file__).parent / "data"


def case(
    years: int,
    option: str,
    discounting: str = "green_book",
    people: str = "{planned_starts: [1], timing: start_of_year}",
) -> Any:
    """The result of a case of one option whose flows are written out; no optimism bias, start-of-year timing."""
    text = f"""
format: make-the-case/1
title: A published example
commissioner: nhs_icb
appraisal: {{first_year: 2026-27, years: {years}, price_year: 2026-27, discounting: {discounting}, optimism_bias: none}}
options:
- id: it
  people: {people}
{option}
"""
    return result(parse_case(text))["options"]["it"]


# Discounting -------------------------------------------------------------------------------------------------

STANDARD = {
    0: 1.0000, 8: 0.7594, 16: 0.5767, 24: 0.4380, 1: 0.9662, 9: 0.7337, 17: 0.5572, 25: 0.4231, 2: 0.9335, 10: 0.7089,
    18: 0.5384, 26: 0.4088, 3: 0.9019, 11: 0.6849, 19: 0.5202, 27: 0.3950, 4: 0.8714, 12: 0.6618, 20: 0.5026, 28: 0.3817,
    5: 0.8420, 13: 0.6394, 21: 0.4856, 29: 0.3687, 6: 0.8135, 14: 0.6178, 22: 0.4692, 30: 0.3563, 7: 0.7860, 15: 0.5969,
    23: 0.4533, 40: 0.2651, 50: 0.1973, 60: 0.1468, 75: 0.0942, 80: 0.0833, 90: 0.0651, 100: 0.0508, 125: 0.0274,
    150: 0.0167, 200: 0.0062, 250: 0.0029, 300: 0.0014, 350: 0.0009, 400: 0.0005, 500: 0.0002,
}  # fmt: skip


@pytest.mark.parametrize("year", STANDARD)
def test_standard_factors_are_those_of_the_green_books_published_table(year: int) -> None:
    """Seen: HM Treasury, Green Book, table of discount factors; to 4 decimals."""
    found = discount_factors(load_library().schedules["green_book"].standard, 501)
    assert found[year] == pytest.approx(STANDARD[year], abs=5e-5)


def test_the_rate_of_a_band_is_not_applied_to_the_years_before_it() -> None:
    """Derived: year 31 is 1.035^-30 / 1.03, and not 1.03^-31."""
    found = discount_factors(load_library().schedules["green_book"].standard, 32)[31]
    assert found == pytest.approx(0.345901, abs=1e-6)
    assert found == pytest.approx(1.035**-30 / 1.03, rel=1e-12)


FACTORS = {  # year: standard, health, lower rate (standard lines)
    1: (0.966184, 0.985222, 0.970874),
    5: (0.841973, 0.928260, 0.862609),
    10: (0.708919, 0.861667, 0.744094),
    20: (0.502566, 0.742470, 0.553676),
    30: (0.356278, 0.639762, 0.411987),
    31: (0.345901, 0.631615, 0.401664),
    60: (0.146782, 0.435534, 0.192430),
    75: (0.094214, 0.359354, 0.131513),
    76: (0.091916, 0.355550, 0.128757),
    100: (0.050818, 0.275402, 0.077459),
    125: (0.027411, 0.211062, 0.045622),
}


@pytest.mark.parametrize("year", FACTORS)
def test_health_and_lower_rate_factors_follow_from_the_published_rates(year: int) -> None:
    """Rates seen in the Department for Transport's note on the 2026 Green Book; factors derived; to 1e-6."""
    book, lower = load_library().schedules["green_book"], load_library().schedules["green_book_lower_rate"]
    found = [discount_factors(bands, 126)[year] for bands in (book.standard, book.health, lower.standard)]
    assert found == pytest.approx(FACTORS[year], abs=1e-6)


def test_every_factor_of_the_reference_table_is_met() -> None:
    """Derived from the same published rates, years 0 to 125: tests/data/discount_factors.csv."""
    book, lower = load_library().schedules["green_book"], load_library().schedules["green_book_lower_rate"]
    bands = {"standard": book.standard, "health": book.health, "lower_rate": lower.standard}
    with (DATA / "discount_factors.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 126
    for name, schedule in bands.items():
        published = [float(row[name]) for row in rows]
        np.testing.assert_allclose(discount_factors(schedule, 126), published, rtol=0, atol=1e-9)


# Present values ----------------------------------------------------------------------------------------------


def box_15(saving: float) -> Any:
    return case(
        11,
        f"""
  costs: [{{id: capital, per: once, unit_cost: 1000000, payer: nhs_icb}}]
  replaces:
  - {{id: saved, per: year, from: 1, until: 10, unit_cost: {saving}, payer: nhs_icb, cashable: 1, release: {{action: Close}}}}""",
    )


@pytest.mark.parametrize(
    ("saving", "exact", "published"), [(150_000, 247_490.80, 247_000), (100_000, -168_339.47, -168_000)]
)
def test_net_present_value_of_the_green_books_box_15(saving: float, exact: float, published: float) -> None:
    """Seen: HM Treasury, Green Book (2003), Box 15: £1m now, a saving in each of ten years; published to £1,000."""
    npv = box_15(saving)["accounts"]["public_cash"]["npv"]
    assert npv == pytest.approx(exact, abs=0.01)
    assert npv == pytest.approx(published, abs=500)


def test_the_saving_at_which_box_15_breaks_even() -> None:
    """Derived: £120,241.37 a year, 19.839% below the £150,000 assumed."""
    assert box_15(120_241.37)["accounts"]["public_cash"]["npv"] == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(
    ("amount", "first", "last", "exact", "published", "apart"),
    [(10_000, 1, 20, 142_124.03, 142_339, 0.0015), (75, 7, 21, 702.71, 704, 0.0018)],
)
def test_annuities_that_were_published_with_an_error(
    amount: float, first: int, last: int, exact: float, published: float, apart: float
) -> None:
    """Seen: £142,339 and £704 were published; exact arithmetic gives 0.15% and 0.18% less."""
    option = f"  costs: [{{id: paid, per: year, from: {first}, until: {last}, unit_cost: {amount}, payer: nhs_icb}}]"
    found = case(22, option)["accounts"]["public_cash"]["pv_costs"]
    assert found == pytest.approx(exact, abs=0.01)
    assert published / found - 1 == pytest.approx(apart, abs=1e-4)


def test_a_wellby_over_two_years() -> None:
    """Seen: Jacobs, 0.2 points × £13,000 for two years; £4,939.21 at 3.5% and £5,085.30 at 1.5% derived, from year 1."""
    outcome = """
  outcomes:
  - id: wellbeing
    adds: 0.2
    unit: wellby
    applies_to: starters
    lag: 1
    lasts: 2
    values: [{kind: wellbeing, to: participants, unit_value: 13000 DISCOUNT}]"""
    at_health = case(3, outcome.replace(" DISCOUNT", ""))
    at_standard = case(3, outcome.replace(" DISCOUNT", ", discount: standard"))
    undiscounted = sum(at_health["lines"][0]["undiscounted"])
    assert undiscounted == pytest.approx(5200, rel=1e-12)
    assert at_health["accounts"]["society"]["pv_benefits"] == pytest.approx(5085.30, abs=0.01)
    assert at_standard["accounts"]["society"]["pv_benefits"] == pytest.approx(4939.21, abs=0.01)


@pytest.mark.parametrize(
    ("nominal", "year", "real"),
    [(687_000, 1, 655_534), (850_500, 2, 774_376), (1_040_000, 3, 903_544), (1_237_500, 4, 1_025_888)],
)
def test_nominal_flows_made_real_at_flat_inflation(nominal: float, year: int, real: float) -> None:
    """Seen: ACCA, inflation of 4.8% a year; to £1."""
    index = {f"{2020 + y}-{21 + y}": 100 * 1.048**y for y in range(5)}
    found = restate(nominal, f"{2020 + year}-{21 + year}", "2020-21", Deflator(index, "2024-25"))
    assert found == pytest.approx(real, abs=1)


def test_real_flows_at_a_real_rate_equal_nominal_flows_at_the_nominal_rate() -> None:
    """Derived identity: (1.035 × 1.048 − 1) = 8.468%."""
    nominal = np.array([0, 687_000, 850_500, 1_040_000, 1_237_500])
    year = np.arange(5)
    real = present_value((nominal / 1.048**year)[None], 1.035**-year)
    assert real[0] == pytest.approx((nominal / 1.08468**year).sum(), rel=1e-9)


# Adjustments and ratios --------------------------------------------------------------------------------------

SROI = """
  costs: [{id: inputs, per: once, unit_cost: 15000, payer: nhs_icb}]
  outcomes:
  - {id: row_a, adds: 1, share: 1, lag: 1, lasts: 3, drop_off: 0.3, deadweight: 0.2, displacement: 0.1, attribution: 0.25,
     applies_to: starters, values: [{kind: economic, to: participants, unit_value: 500, quantity: 100}]}
  - {id: row_b, adds: -20, lag: 1, lasts: 1, applies_to: starters, values: [{kind: economic, to: participants, unit_value: 150}]}"""


def test_rows_of_a_social_value_map_with_drop_off_and_a_harm() -> None:
    """Derived: 100 × £500, deadweight 20%, displacement 10%, attribution 25%, drop-off 30%, three years; 20 × −£150."""
    found = case(5, SROI)
    row_a, row_b = (line for line in found["lines"] if line["side"] == "benefit")
    assert row_a["undiscounted"] == pytest.approx([0, 27_000, 18_900, 13_230, 0], rel=1e-12)
    assert row_a["pv"] == pytest.approx(55_663.01, abs=0.01)
    assert row_b["pv"] == pytest.approx(-2_898.55, abs=0.01)
    assert found["sroi"] == pytest.approx(3.5176, abs=1e-4)


def test_a_harm_is_a_lower_benefit_and_never_a_higher_cost() -> None:
    """Derived: moving the harm to the denominator would give 3.1099, and adding the three shares £22,500."""
    found = case(5, SROI)
    assert found["sroi"] != pytest.approx(3.1099, abs=1e-3)
    assert found["accounts"]["society"]["pv_costs"] == pytest.approx(15_000, rel=1e-12)
    assert found["lines"][1]["undiscounted"][1] != pytest.approx(22_500)


def test_two_benefit_cost_ratios_are_told_apart_by_name() -> None:
    """Derived: gross public cost 100, public savings 60, other benefits 90: 1.50 on gross cost, 2.25 on net public cost."""
    found = case(
        1,
        """
  costs: [{id: gross, per: once, unit_cost: 100, payer: nhs_icb}]
  replaces: [{id: saved, per: once, unit_cost: 60, payer: nhs_icb}]
  outcomes: [{id: other, adds: 1, applies_to: starters, values: [{kind: economic, to: residents, unit_value: 90}]}]""",
    )
    assert found["accounts"]["society"]["npv"] == pytest.approx(50, rel=1e-12)
    assert found["accounts"]["society"]["bcr"] == pytest.approx(1.50, rel=1e-12)
    assert found["bcr_public"] == pytest.approx(2.25, rel=1e-12)


def test_discounted_and_undiscounted_payback() -> None:
    """Derived: −£100,000 then £30,000 for five years; cumulative PV −71,014.49, −43,009.17, −15,950.89, +10,192.38."""
    found = case(
        6,
        """
  costs: [{id: paid, per: once, unit_cost: 100000, payer: nhs_icb}]
  replaces: [{id: back, per: year, from: 1, until: 5, unit_cost: 30000, payer: nhs_icb, cashable: 1, release: {action: Close}}]""",
    )["accounts"]["public_cash"]
    assert (found["payback_years"], found["discounted_payback_years"]) == (5, 5)
    assert found["yearly_net"] == pytest.approx([-100_000] + [30_000] * 5, rel=1e-12)
    cumulative = (np.array(found["yearly_net"]) * 1.035 ** -np.arange(6)).cumsum()
    assert cumulative[1:5] == pytest.approx([-71_014.49, -43_009.17, -15_950.89, 10_192.38], abs=0.01)
    assert np.isnan(payback(np.array([[-1.0, -0.5]]), np.array([True])))[0]


WSIPP = {  # T, P, O, I, cost → total, net, ratio
    "572 work experience, 2016": ((2570, 1547, 0, -283), 2053, 3834, 1780, 1.87),
    "290 peer support, 2016": ((794, 1426, 37, -1667), 3477, 590, -2887, 0.17),
    "290 peer support, 2023": ((3086, 6900, 36, -1992), 4142, 8030, 3888, 1.94),
    "282 peer in place of staff": ((-1351, -2182, -730, -210), 0, -4473, -4473, None),
}


@pytest.mark.parametrize("name", WSIPP)
def test_the_accounting_identity_of_the_washington_state_institute(name: str) -> None:
    """Seen: WSIPP, benefits to taxpayers, participants, others and indirect; net and ratio to £1 and 0.01."""
    parts, cost, total, net, published = WSIPP[name]
    outcomes = "\n".join(
        f"  - {{id: part_{k}, adds: {value}, applies_to: starters, values: [{{kind: economic, to: residents, unit_value: 1}}]}}"
        for k, value in enumerate(parts)
    )
    found = case(
        1, f"  costs: [{{id: it, per: once, unit_cost: {cost}, payer: nhs_icb}}]\n  outcomes:\n{outcomes}"
    )
    society = found["accounts"]["society"]
    assert society["pv_benefits"] == pytest.approx(total, abs=1)
    assert society["npv"] == pytest.approx(net, abs=1)
    assert (
        society["bcr"] is None if published is None else society["bcr"] == pytest.approx(published, abs=0.01)
    )


@pytest.mark.parametrize(
    ("value", "cost", "published", "net"),
    [(1300, 450, 2.89, 850), (300, 80, 3.75, 220), (900, 480, 1.875, 420)],
)
def test_ratios_of_building_community_capacity(
    value: float, cost: float, published: float, net: float
) -> None:
    """Seen: Knapp and others, value and cost a person in one year; ratios derived. Published as thresholds, mixed perspectives."""
    found = case(
        1,
        f"""
  costs: [{{id: it, per: start, unit_cost: {cost}, payer: local_authority}}]
  outcomes: [{{id: gain, adds: 1, applies_to: starters, values: [{{kind: economic, to: residents, unit_value: {value}}}]}}]""",
    )["accounts"]["society"]
    assert found["bcr"] == pytest.approx(published, abs=0.005)
    assert found["npv"] == pytest.approx(net, rel=1e-12)


def test_a_return_of_half_is_never_called_a_saving() -> None:
    """Seen: the Rotherham pilot, £552,000 saved and a return of 0.50; implied cost £1.104m and fiscal net value derived."""
    found = case(
        1,
        """
  costs: [{id: pilot, per: once, unit_cost: 1104000, payer: nhs_icb}]
  outcomes: [{id: avoided, adds: 1, applies_to: starters, values: [{kind: fiscal, to: acute_trust, unit_value: 552000}]}]""",
    )
    assert found["accounts"]["public_sector"]["npv"] == pytest.approx(-552_000, rel=1e-12)
    assert found["accounts"]["public_sector"]["bcr"] == pytest.approx(0.50, rel=1e-12)
    assert found["benefit_classes"]["cash_releasing"] == 0
    assert found["verdict"] == {
        "number": 5,
        "sentence": "On these assumptions the costs are greater than the benefits counted.",
    }
