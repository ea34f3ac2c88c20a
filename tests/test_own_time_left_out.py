"""Own time that is left out displaces nothing: the other value of its overlap group is read in its place.

By hand, from tests/cases/faults/own_time_overlap.yaml: 100 people gain an hour each, worth £7 to them (counted) and £10 to
employers (not counted); it costs £500. With people's own time left out the £7 is in no account, and the £10 is read: +£500.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workbook_cells import SOFFICE, named, recalculated

from make_the_case.exports.workbook.other_sheets import MATCHES
from make_the_case.exports.workbook.whole_workbook import workbook
from valuation import Case, answer, compile_case, read_case, with_changes
from valuation.checks.critical_friend import checks
from valuation.compare.bridge import bridge

CASE = Path(__file__).parent / "cases" / "faults" / "own_time_overlap.yaml"


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(CASE)


def society(case: Case) -> float:
    found: float = answer(case).options["a"].accounts["society"].npv
    return found


def test_the_other_value_of_the_group_is_read_where_the_counted_one_is_left_out(case: Case) -> None:
    found = answer(case).options["a"]
    assert society(case) == 500.0
    assert found.verdict.number == 3
    assert [(row.party, row.counted) for row in found.lines if row.side == "benefit"] == [("employers", True)]
    assert sum(party.net for party in found.parties.values()) == 500.0


def test_it_is_displaced_again_where_own_time_is_counted(case: Case) -> None:
    assert society(with_changes(case, {"appraisal.own_time": "counted"})) == 100 * 7 - 500


@pytest.mark.parametrize(
    ("to", "npv"),
    [
        # Shared with residents, who have no own time to leave out: society reads half of £7, and not the £10.
        ({"participants": 0.5, "residents": 0.5}, 100 * 3.5 - 500),
        ({"participants": 0.5, "carers": 0.5}, 500.0),
    ],
)
def test_of_a_shared_counted_value_only_what_is_left_displaces(case: Case, to: Any, npv: float) -> None:
    shared = with_changes(case, {"options.a.outcomes.o.values.0.to": to})
    assert society(shared) == npv


def test_only_hours_to_people_themselves_are_own_time(case: Case) -> None:
    for changes in (
        {"options.a.outcomes.o.unit": "visit"},
        {"options.a.outcomes.o.values.0.to": "residents"},
    ):
        assert society(with_changes(case, changes)) == 100 * 7 - 500


def test_leaving_own_time_out_is_one_change_between_two_cases(case: Case) -> None:
    found = bridge(with_changes(case, {"appraisal.own_time": "counted"}), case)
    assert [(change.path, change.contribution) for change in found.changes] == [("appraisal.own_time", 300.0)]


def test_no_check_says_that_the_option_has_no_benefit(case: Case) -> None:
    assert not [check for check in checks(case) if check.severity == "stop"]


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")
def test_the_workbook_comes_to_the_same(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(workbook(case, answer(case), is_wrong=True))
    (book,) = recalculated([path], tmp_path)
    assert named(book, MATCHES) == "Yes"
    assert named(book, "a.society.npv") == pytest.approx(500.0)
    assert compile_case(case).lines[-1].counted
