"""By hand: the verdict of a one-year case, from the three net values that decide it.

C, P and S: the net value is not negative in public cash, in the public sector (capacity too), and for society.
"""

from __future__ import annotations

from typing import Any

import pytest
from by_hand import same

from valuation import parse_case, result

COST = "costs: [{id: cost, per: once, unit_cost: 100, payer: nhs_icb}]"


def option(*parts: str) -> Any:
    """A case of one person in one year; no optimism bias."""
    text = """format: make-the-case/1
title: A verdict
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 1, price_year: 2026-27, discounting: green_book, optimism_bias: none}
options:
- id: it
  people: {planned_starts: [1], timing: start_of_year}
  """ + "\n  ".join(parts)
    return result(parse_case(text))["options"]["it"]


def cash(amount: float, payer: str = "nhs_icb") -> str:
    return (
        f"replaces: [{{id: old, per: once, unit_cost: {amount}, payer: {payer}, cashable: 1, "
        "release: {action: It stops, owner: Someone}}]"
    )


def room(amount: float) -> str:
    return f"replaces: [{{id: old, per: once, unit_cost: {amount}, payer: acute_trust}}]"


def wider(amount: float) -> str:
    value = "{kind: economic, to: residents, unit_value: 1}"
    return f"outcomes: [{{id: wider, adds: {amount}, applies_to: starters, values: [{value}]}}]"


IN_KIND = (
    "costs: [{id: cost, per: once, unit_cost: 100, payer: nhs_icb}, "
    "{id: staff, per: once, unit_cost: 100, payer: nhs_icb, cash: false}]"
)


@pytest.mark.parametrize(
    ("parts", "nets", "number"),
    [
        ([COST, cash(150)], (50, 50, 50), 1),
        ([COST, cash(100)], (0, 0, 0), 1),  # breaking even is enough
        (
            [COST, cash(99.9999995)],
            (-5e-7, -5e-7, -5e-7),
            1,
        ),  # and so is less than a millionth of a pound short
        ([COST, cash(99.9999)], (-1e-4, -1e-4, -1e-4), 5),  # but not a hundredth of a penny
        ([COST, room(150)], (-100, 50, 50), 2),
        ([COST, wider(150)], (-100, -100, 50), 3),
        ([COST, room(150), wider(-100)], (-100, 50, -50), 4),
        ([COST, cash(150), wider(-100)], (50, 50, -50), 4),  # cash does not make up for a loss to society
        ([COST], (-100, -100, -100), 5),
        ([IN_KIND, cash(120)], (20, -80, -80), 5),
        ([IN_KIND, cash(120), wider(200)], (20, -80, 120), 6),
    ],
)
def test_the_verdict_follows_from_cash_capacity_and_society(
    parts: list[str], nets: tuple[float, float, float], number: int
) -> None:
    found = option(*parts)
    accounts = [found["accounts"][name]["npv"] for name in ("public_cash", "public_sector", "society")]
    same(accounts, list(nets))
    assert found["verdict"]["number"] == number


def test_verdict_1_says_when_the_cash_is_not_the_commissioners() -> None:
    ours, theirs = option(COST, cash(150)), option(COST, cash(150, "acute_trust"))
    assert ours["verdict"]["number"] == theirs["verdict"]["number"] == 1
    assert ours["accounts"]["commissioner"]["npv"] > 0 > theirs["accounts"]["commissioner"]["npv"]
    assert "but not in the commissioner's own budget" not in ours["verdict"]["sentence"]
    assert "but not in the commissioner's own budget" in theirs["verdict"]["sentence"]


def test_verdict_6_says_that_it_takes_more_capacity_than_it_frees() -> None:
    sentence = option(IN_KIND, cash(120), wider(200))["verdict"]["sentence"]
    assert "takes more capacity than it frees" in sentence


@pytest.mark.parametrize(
    ("cost", "saved", "qalys", "value", "reading"),
    [
        (100, 40, 0.01, 6_000, "ratio"),  # 60 / 0.01
        (100, 150, 0.01, None, "dominant"),
        (100, 100, 0.01, None, "dominant"),  # equal and better
        (100, 40, -0.01, None, "dominated"),
        (100, 100, -0.01, None, "dominated"),  # equal and worse
        (100, 160, -0.01, 6_000, "cheaper_and_worse"),  # 60 saved for each hundredth of a QALY lost
        (100, 40, 0, None, "no_qalys"),
    ],
)
def test_the_nice_reading_of_a_whole_case_names_its_corner(
    cost: float, saved: float, qalys: float, value: float | None, reading: str
) -> None:
    found = option(
        f"costs: [{{id: cost, per: once, unit_cost: {cost}, payer: nhs_icb}}]",
        room(saved),
        f"outcomes: [{{id: health, unit: qaly, adds: {qalys}, applies_to: starters, "
        "values: [{kind: health, to: participants, unit_value: 70000}]}]",
    )["nice"]
    assert found["icer"]["reading"] == reading
    if value is None:
        assert found["icer"]["value"] is None
    else:
        same(found["icer"]["value"], value)
    same(
        found["net_monetary_benefit"],
        {"20000": 20_000 * qalys - cost + saved, "30000": 30_000 * qalys - cost + saved},
    )
