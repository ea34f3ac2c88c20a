"""What the hand-worked cases share: reading one line of a result, and comparing to nine figures. No arithmetic of the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from finished_cases import case_at

from valuation import result

CASES = Path(__file__).parent / "cases"


def option_of(name: str, option: str) -> Any:
    """The result of one option of tests/cases/NAME.yaml."""
    return result(case_at(CASES / f"{name}.yaml"))["options"][option]


def same(found: Any, expected: Any) -> None:
    """Equal to nine figures."""
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def line(
    option: Any, entry: str, kind: str, party: str, benefit_class: str | None = None, side: str | None = None
) -> list[float]:
    """One entry's amounts by year, undiscounted, of this kind, party and class (and side, where a transfer has two)."""
    found = [
        row["undiscounted"]
        for row in option["lines"]
        if row["path"].split(".", 2)[2] == entry
        and (row["kind"], row["party"], row["benefit_class"]) == (kind, party, benefit_class)
        and side in (None, row["side"])
    ]
    assert found, (entry, kind, party, benefit_class, side)
    return [sum(year) for year in zip(*found, strict=True)]


def entries(option: Any, party: str) -> set[str]:
    """The entries of which a party has a line that is not nought in every year."""
    return {
        row["path"].split(".", 2)[2]
        for row in option["lines"]
        if row["party"] == party and any(row["undiscounted"])
    }


def account(option: Any, name: str, costs: float, benefits: float) -> None:
    """This account has these present values, and the net value and ratio that go with them."""
    found = option["accounts"][name]
    same([found["pv_costs"], found["pv_benefits"], found["npv"]], [costs, benefits, benefits - costs])
    if costs > 0:
        same(found["bcr"], benefits / costs)
    else:
        assert found["bcr"] is None


def paybacks(option: Any, name: str) -> tuple[int | None, int | None]:
    """Payback in years, undiscounted and discounted."""
    found = option["accounts"][name]
    return found["payback_years"], found["discounted_payback_years"]
