"""A value that a number's range or distribution has no room for is taken, fixed for the run, and the result says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from finished_cases import case_at
from small_cases import a_cost, an_option, between, small_case

from valuation import with_changes
from valuation.answers.base_case import result
from valuation.draws import Sample
from valuation.lines.compile import compile_case

ROOT = Path(__file__).parents[1]
CASE = ROOT / "tests" / "cases" / "faults" / "set_to_end_of_range.yaml"
UPTAKE = "options.a.people.uptake"


@pytest.mark.parametrize("value", [0, 0.01, 0.4, 0.41])
def test_an_end_of_a_range_can_be_set_whatever_its_distribution(value):
    case = with_changes(case_at(CASE), {UPTAKE: value})
    assert result(case)["options"]["a"]["starts"][0] == pytest.approx(1000 * value)


@pytest.mark.parametrize(
    ("value", "is_fixed"), [(0, True), (0.01, True), (0.41, True), (0.2, False), (0.3, False)]
)
def test_the_result_names_what_is_fixed_for_the_run_and_why(value, is_fixed):
    case = with_changes(case_at(CASE), {UPTAKE: value})
    told = result(case)["fixed_for_this_run"]
    assert [row["path"] for row in told] == ([UPTAKE] if is_fixed else [])
    assert all(
        row["value"] == value and row["reason"].endswith("so it is fixed for this run.") for row in told
    )
    assert (UPTAKE in Sample(compile_case(case)).paths) is not is_fixed


@pytest.mark.parametrize(
    "distribution", ["normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform"]
)
@pytest.mark.parametrize("end", ["low", "high"])
def test_both_ends_of_every_distribution_can_be_set(distribution, end):
    low, high = (0.001, 0.999) if distribution == "lognormal" else (0.0, 1.0)
    data = a_cost("c", 1.0, per="costs", of=["b"])
    data["unit_cost"] = between(0.5, low, high, distribution)
    case = small_case(an_option([a_cost("b", 100.0), data]))
    value = low if end == "low" else high
    changed = with_changes(case, {"options.it.costs.c.unit_cost": value})
    npv = result(changed)["options"]["it"]["accounts"]["society"]["npv"]
    assert npv == pytest.approx(-100 * (1 + value))
    if distribution in ("triangular", "pert", "uniform", "normal"):
        assert changed.fixed == ()


def test_a_number_of_the_library_and_one_of_the_cases_own_are_fixed_by_what_uses_them():
    from small_cases import case_data

    from valuation.case.validity.validation import validated

    base = small_case(an_option([a_cost("b", 100.0)]))
    cost = a_cost("c", {"use": "rate"}, per="costs", of=["b"])
    data = case_data(
        an_option([a_cost("b", 100.0), cost]),
        assumptions={"rate": {"value": 0.5, "range": [0, 0.9], "grade": 2}},
    )
    case = validated(data, "case", base.library, None, {})
    changed = with_changes(case, {"assumptions.rate": 0})
    assert [fixed.path for fixed in changed.fixed] == ["assumptions.rate"]


def test_a_later_change_of_the_same_number_forgets_that_it_was_fixed():
    once = with_changes(case_at(CASE), {UPTAKE: 0})
    assert [fixed.path for fixed in with_changes(once, {"options.a.costs.c.unit_cost": 50}).fixed] == [UPTAKE]
    assert with_changes(once, {UPTAKE: {"value": 0.2, "range": [0.1, 0.3]}}).fixed == ()


def test_the_terminal_says_so_on_standard_error():
    run = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "make_the_case",
            "appraise",
            str(CASE),
            "--set",
            f"{UPTAKE}=0",
            "--json",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "fixed for this run" in " ".join(run.stderr.split()) and UPTAKE not in run.stderr
