"""The findings of the templates against the table in which they were collected: estimates, signs, intervals and designs.

`tests/data/raw_findings.csv` is that table as it was on 28 November 2026, before any template was written from it. A row that is
not in its template, and a figure that differs from its row, stands below with its reason.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from template_cases import LIBRARY

from valuation.case.templates import plain_template

ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "raw_findings.csv").open(encoding="utf-8")))
NAMED = [row for row in ROWS if row["finding"]]
UNNAMED = [row for row in ROWS if not row["finding"]]
ERRORS_BOTH_SIDES = 3.92

OF_AN_ENABLER = "An enabler has no people and no effect of its own, so it holds no finding: its template says this in words"
LEFT_OUT: dict[tuple[str, str], str] = {
    ("health_coaching_training", "hee_coaching_2015"): OF_AN_ENABLER,
    ("nurse_first", "alumni_claim"): OF_AN_ENABLER,
    ("lived_experience_leadership", "Trainees who completed and stayed"): OF_AN_ENABLER,
    ("community_mental_health_transformation", "Referrals to secondary care, Lambeth hub"): OF_AN_ENABLER
    + ", and slam_coproduction holds it as a finding",
    (
        "breast_open_access_followup",
        "arithmetic",
    ): "No study: the hours of the appointments that stop, which the template enters as a number and a scenario",
}
"""(template, finding or outcome) of a row that no finding of the template holds, and why."""
DIFFERS: dict[tuple[str, str], str] = {
    (
        "structured_diabetes_education_desmond",
        "gillett_2010_qaly",
    ): "A lifetime's QALYs from a model: a claim, and not the trial's own",
    (
        "newcastle_social_prescribing",
        "mercer_2019_eq5d",
    ): "The level at nine months as QALYs of these nine months (half of it for 0.75 of a year), pooled with QALYs of another study",
}
"""(template, finding) of a finding that is not as its row says, and why."""


def figure(text: str) -> float | None:
    return float(text) if text else None


@cache
def findings(ident: str) -> dict[str, dict[str, Any]]:
    outcomes = plain_template(LIBRARY, ident)["option"].get("outcomes") or []
    return {finding["id"]: finding for outcome in outcomes for finding in outcome.get("findings") or ()}


def error_of_ratio(row: dict[str, str]) -> float | None:
    """Returns RR · ln(high/low) / 3.92 of a ratio that was entered as 1 − RR, as the contract reads it."""
    low, high = figure(row["low"]), figure(row["high"])
    if low is None or high is None or low >= 1 or high >= 1:
        return None
    return (1 - float(row["estimate"])) * math.log((1 - low) / (1 - high)) / ERRORS_BOTH_SIDES


def is_as_in(finding: dict[str, Any], row: dict[str, str]) -> bool:
    """Returns whether a finding has its row's figures, as published or for a year."""
    low, high = finding.get("interval") or (None, None)
    ratio_error = error_of_ratio(row)
    if low is None and finding.get("se") and ratio_error is not None:
        return finding["estimate"] == float(row["estimate"]) and finding["se"] == pytest.approx(
            ratio_error, rel=0.02
        )
    told = [finding["estimate"], low, high]
    for factor in (1.0, figure(row["per_year_factor"]) or 1.0):
        meant = [
            None if (x := figure(row[key])) is None else x * factor for key in ("estimate", "low", "high")
        ]
        if all(
            (a is None) == (b is None) and (a is None or a == pytest.approx(b, rel=5e-3, abs=1e-9))
            for a, b in zip(told, meant, strict=True)
        ):
            return True
    return False


@pytest.mark.parametrize("row", NAMED, ids=lambda row: f"{row['template']}-{row['finding']}")
def test_a_finding_is_as_it_was_collected(row: dict[str, str]) -> None:
    key = (row["template"], row["finding"])
    finding = findings(row["template"]).get(row["finding"])
    if key in LEFT_OUT:
        assert finding is None, "it is there: take it off the list"
        return
    assert finding is not None, (
        f"{row['study']}: {row['estimate']} ({row['as_published']}) is in no outcome of the template"
    )
    if key in DIFFERS:
        assert not (is_as_in(finding, row) and finding["design"] == row["design"]), (
            "it agrees: take it off the list"
        )
        return
    assert is_as_in(finding, row), (
        finding["estimate"],
        finding.get("interval"),
        row["estimate"],
        row["low"],
        row["high"],
    )
    assert finding["design"] == row["design"]


@pytest.mark.parametrize("row", UNNAMED, ids=lambda row: f"{row['template']}-{row['outcome']}")
def test_what_was_collected_of_a_newer_service_is_in_its_template(row: dict[str, str]) -> None:
    turned = {
        **row,
        "estimate": f"{-float(row['estimate'])}",
        "low": row["high"] and f"{-float(row['high'])}",
        "high": row["low"] and f"{-float(row['low'])}",
    }
    there = [
        finding for finding in findings(row["template"]).values()
        if any(is_as_in(finding, one) for one in (row, turned)) and finding["design"] == row["design"]
    ]  # fmt: skip
    is_left_out = (row["template"], row["outcome"]) in LEFT_OUT
    assert bool(there) is not is_left_out, (
        "found nowhere" if not there else "it is there: take it off the list"
    )


def test_every_exception_is_a_row_and_has_a_reason() -> None:
    known = {(row["template"], row["finding"] or row["outcome"]) for row in ROWS}
    assert {*LEFT_OUT, *DIFFERS} <= known and all(
        reason for reason in (*LEFT_OUT.values(), *DIFFERS.values())
    )
