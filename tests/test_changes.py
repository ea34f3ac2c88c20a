"""What `--set` and scenarios do: a number at a path, and nothing else, is different."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from valuation import (
    Case,
    check_code,
    compile_case,
    library_changes,
    load_library,
    parse_case,
    result,
    with_changes,
    with_scenario,
)

TEXT = (Path(__file__).parent / "cases" / "every_section.yaml").read_text(encoding="utf-8")
AE = "options.peer_support.outcomes.ae"


@pytest.fixture(scope="module")
def case() -> Case:
    return parse_case(TEXT)


def benefit(case: Case) -> float:
    """The present value of A&E attendances avoided, before optimism bias."""
    lines = result(case)["options"]["peer_support"]["lines"]
    return sum(line["pv"] for line in lines if line["path"] == f"{AE}.values.0" and line["kind"] == "fiscal")


def assumption(case: Case, path: str) -> Any:
    return next(a for a in compile_case(case).assumptions if a.path == path)


def test_a_bare_number_replaces_the_value_and_leaves_source_grade_and_range(case: Case) -> None:
    before = assumption(case, "options.peer_support.people.uptake")
    after = assumption(with_changes(case, {before.path: 0.1}), before.path)
    assert (after.value, after.low, after.high, after.grade) == (0.1, before.low, before.high, before.grade)


def test_outside_its_range_a_number_is_fixed_for_that_run(case: Case) -> None:
    path = "options.peer_support.people.uptake"
    after = assumption(with_changes(case, {path: 0.5}), path)
    assert (after.value, after.low, after.distribution) == (0.5, None, "fixed")


def test_a_change_with_a_range_of_its_own_keeps_it(case: Case) -> None:
    path = "options.peer_support.people.uptake"
    after = assumption(
        with_changes(case, {path: {"value": 0.5, "range": [0.4, 0.6], "reason": "A trial"}}), path
    )
    assert (after.value, after.low, after.high, after.reason) == (0.5, 0.4, 0.6, "A trial")


def test_a_path_through_a_use_changes_that_place_alone_and_keeps_the_librarys_prices(case: Case) -> None:
    library = load_library().get("unit_costs.ae_attendance")
    doubled = with_changes(case, {f"{AE}.values.0.unit_value": 2 * library.value})
    mine = assumption(doubled, f"{AE}.values.0.unit_value")
    assert (mine.price_year, mine.grade, mine.source) == (library.price_year, library.grade, library.source)
    assert benefit(doubled) == pytest.approx(2 * benefit(case), rel=1e-12)


def test_a_library_path_changes_every_place_that_uses_it(case: Case) -> None:
    library = load_library().get("unit_costs.ae_attendance")
    doubled = with_changes(case, {library.path: 2 * library.value})
    assert assumption(doubled, library.path).value == 2 * library.value
    assert benefit(doubled) == pytest.approx(2 * benefit(case), rel=1e-12)


def test_a_library_path_changed_outside_its_range_is_fixed_for_that_run(case: Case) -> None:
    post = parse_case(TEXT.replace("{use: unit_costs.ae_attendance}", "{use: staff.afc_band_5}"))
    library = load_library().get("staff.afc_band_5")
    assert library.high is not None and library.high < 60_000
    found = assumption(with_changes(post, {library.path: 60_000}), library.path)
    assert (found.value, found.low, found.distribution) == (60_000, None, "fixed")
    assert benefit(with_changes(post, {library.path: 60_000})) == pytest.approx(
        benefit(post) * 60_000 / library.value, rel=1e-9
    )


def test_a_change_to_another_number_of_the_library_takes_that_number(case: Case) -> None:
    path = f"{AE}.values.0.unit_value"
    taken = with_changes(case, {path: {"use": "unit_costs.gp_hour", "reason": "another price"}})
    price = assumption(taken, "unit_costs.gp_hour")
    assert price.value == load_library().get("unit_costs.gp_hour").value
    assert benefit(taken) != benefit(case)


def test_the_table_of_optimism_bias_can_be_questioned_like_any_number(case: Case) -> None:
    changed = with_changes(case, {"valuation.optimism_bias_grade_2": 0.5})
    lines = result(changed)["options"]["peer_support"]["lines"]
    optimism = sum(
        line["pv"] for line in lines if line["path"] == f"{AE}.values.0" and line["kind"] == "optimism"
    )
    assert optimism == pytest.approx(-0.5 * benefit(case), rel=1e-12)


def test_a_value_typed_beside_use_is_the_users_number_in_the_cases_prices() -> None:
    typed = parse_case(
        TEXT.replace("{use: unit_costs.ae_attendance}", "{use: unit_costs.ae_attendance, value: 300}")
    )
    mine = assumption(typed, f"{AE}.values.0.unit_value")
    assert (mine.value, mine.price_year, mine.source, mine.grade) == (300, None, None, None)
    assert mine.changed_from == "unit_costs.ae_attendance"


def test_two_places_that_use_one_number_share_its_column() -> None:
    text = TEXT.replace(
        "reduces: {value: 0.18",
        "share: {use: shared}\n    deadweight: {use: shared}\n    reduces: {value: 0.18",
    )
    text = text.replace("assumptions: {ae_rate", "assumptions: {shared: 0.5, ae_rate")
    paths = [a.path for a in compile_case(parse_case(text)).assumptions]
    assert paths.count("assumptions.shared") == 1
    assert benefit(parse_case(text)) == pytest.approx(0.25 * benefit(parse_case(TEXT)), rel=1e-12)


def test_structure_can_be_changed_and_a_default_can_be_written(case: Case) -> None:
    assert len(result(with_changes(case, {"appraisal.years": 3}))["years"]) == 3
    halved = with_changes(case, {f"{AE}.deadweight": 0.5})
    assert benefit(halved) == pytest.approx(0.5 * benefit(case), rel=1e-12)


def test_a_scenario_is_its_changes_and_leaves_the_case_as_it_was(case: Case) -> None:
    before = result(case)
    slow = result(with_scenario(case, "slow_start"))["options"]["peer_support"]
    assert sum(slow["starts"]) == pytest.approx(4200 * 0.08, rel=1e-12)
    assert result(case) == before


def test_the_check_code_is_that_of_the_content() -> None:
    code = check_code(parse_case(TEXT))
    assert len(code) == 8
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    saved = TEXT + "\nsaved: {at: 2026-11-23, used: {unit_costs.ae_attendance: 280.17}}\n"
    for same in (TEXT, TEXT + "\n# a comment\n", TEXT.replace("drop_off: 0.25", "drop_off: 0.250"), saved):
        assert check_code(parse_case(same)) == code
    assert check_code(parse_case(TEXT.replace("delivery_years: 5", "delivery_years: 4"))) != code


def test_a_case_saved_with_other_library_values_says_which() -> None:
    saved = TEXT + "\nsaved: {used: {unit_costs.ae_attendance: 250.0, time.volunteer_hour: 12.71}}\n"
    now = load_library().get("unit_costs.ae_attendance").value
    assert library_changes(parse_case(saved)) == [("unit_costs.ae_attendance", 250.0, now)]
