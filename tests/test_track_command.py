"""`make-the-case track` is run as a person runs it: its keys, its words, its CSV files and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cases_at_random import case_of
from command import DONE, HAS_ERRORS, ROOT, printed, run, words_of
from finished_cases import case_at
from test_known_now import record, service

from valuation import case_text
from valuation.learning.months_file import months_of
from valuation.learning.stop_go import judged
from valuation.learning.track import track

SOUTHFOLD = ROOT / "cases" / "southfold_befriending.yaml"


@pytest.fixture(scope="module")
def southfold() -> Any:
    return json.loads(printed(run("track", SOUTHFOLD, "--json")))


def test_as_json_it_has_the_keys_of_the_contract(southfold: Any) -> None:
    assert set(southfold) == {"format", "options"} and southfold["format"] == "make-the-case-track/1"
    (option,) = southfold["options"].values()
    assert {"years", "plan", "actual", "approved", "now", "tests"} <= set(option)
    for course in (option["plan"], option["actual"]):
        assert {"starts", "completers", "cash"} <= set(course)
    assert set(option["approved"]) == set(option["now"]) == {"npv", "chance"}
    assert all(set(test) == {"id", "status", "value"} for test in option["tests"])
    assert option["actual"]["starts"] == [58, 117, None, None, None]
    assert option["actual"]["cash"]["local_authority"] == [None] * 5  # not all that it paid was recorded
    assert option["actual"]["cash"]["nhs_icb"][0] == pytest.approx(0.3 * 39_500)


def test_the_finished_example_does_worse_than_hoped_and_the_decision_changes(southfold: Any) -> None:
    (option,) = southfold["options"].values()
    assert option["approved"]["npv"] > 0 > option["now"]["npv"]
    assert option["approved"]["chance"] > option["now"]["chance"]
    statuses = {test["id"]: test["status"] for test in option["tests"]}
    assert statuses == {
        "started_year_1": "failed", "started_year_2": "failed", "finished_year_2": "between",
        "coordinators_year_2": "passed", "less_low_year_2": "between", "started_year_3": "not_due",
    }  # fmt: skip


def test_in_words_it_says_what_was_approved_and_what_is_known_now() -> None:
    told = printed(run("track", SOUTHFOLD))
    assert max(map(len, told.splitlines())) <= 80
    words = " ".join(told.split())
    for sentence in (
        "When it was approved, the best estimate was a gain of £170,000. Now it is a loss of £480,000.",
        "Of 4,600 people who were offered it, 175 started. The share who start was planned at 7%. Later years now use 3.9%.",
        "✕ Failed, so stop. People who started so far, by 31 March 2028: 58. Go on at 100, stop at 60.",
        "The plan will not be met without a change.",
    ):
        assert sentence in words


def test_a_case_without_records_says_so() -> None:
    told = printed(run("track", ROOT / "cases" / "larkmoor_green_prescribing.yaml"))
    assert "Nothing has been recorded yet" in " ".join(told.split())


def written(folder: Path, months: str) -> Path:
    path = folder / "case.yaml"
    path.write_text(case_text(case_of(service(record(months=months)))), encoding="utf-8")
    return path


def test_months_come_from_a_csv_file_in_the_folder_of_the_case(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    rows = "".join(f"2026-{m:02d},{m},1,a note\n" for m in range(4, 13))
    (tmp_path / "records" / "year.csv").write_text(
        f"\ufeffMonth,Starts,Completers,Note\n{rows}", encoding="utf-8"
    )
    found = json.loads(printed(run("track", written(tmp_path, "records/year.csv"), "--json")))
    assert found["options"]["it"]["series"]["starts"]["values"] == list(range(4, 13))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("month,starts\n2026-04,twelve\n", "line 2 has text where a number of people belongs, in the column starts"),
        ("month,starts\n2026-04,1\n2026-04,2\n", "2026-04 is here twice"),
        ("month,starts\n2036-04,1\n", "outside the years of the case"),
        ("month,starts\nApril,1\n", "this is not a month"),
        ("a,b\n1,2\n", "the first line does not name the columns"),
        ("", "this file is empty"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, body: str, words: str) -> None:
    (tmp_path / "year.csv").write_text(body, encoding="utf-8")
    ended = run("track", written(tmp_path, "year.csv"))
    assert ended.returncode == HAS_ERRORS and words in words_of(ended.stderr.decode())


def test_a_link_and_a_file_that_is_not_there_are_never_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("month,starts\n2026-04,1\n", encoding="utf-8")
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "year.csv").symlink_to(outside)
    ended = run("track", written(folder, "year.csv"))
    assert ended.returncode == HAS_ERRORS and "through a link" in words_of(ended.stderr.decode())
    assert "no such file" in words_of(run("track", written(folder, "other.csv")).stderr.decode())


def test_columns_that_are_not_known_and_empty_cells_are_passed_over() -> None:
    months, problems = months_of("Month,Note,Starts\n2026-04,x,\n\n2026-05,y,3\n")
    assert months == [{"month": "2026-04"}, {"month": "2026-05", "starts": 3}] and not problems


def test_to_go_on_wins_and_lower_may_be_better() -> None:
    assert [judged(x, 100, 60) for x in (120, 100, 99, 61, 60)] == [
        "passed",
        "passed",
        "between",
        "between",
        "failed",
    ]
    assert [judged(x, -0.3, -0.1) for x in (-0.4, -0.3, -0.2, -0.1, 0.2)] == ["passed", "passed", "between", "failed", "failed"]  # fmt: skip


def test_a_test_is_not_due_before_its_day_and_overdue_after_it() -> None:
    from datetime import date

    case = case_at(SOUTHFOLD)
    without = case_of({**case.data, "measured": []})
    early = track(without, date(2027, 5, 1), 200).options["befriending"].tests
    late = track(without, date(2029, 5, 1), 200).options["befriending"].tests
    assert {test.status for test in early} == {"not_due"}
    assert [test.status for test in late] == ["overdue"] * 5 + ["not_due"]
    assert DONE == 0


def test_in_the_middle_of_a_year_people_are_counted_by_the_month() -> None:
    tests = [{"id": "half", "measure": "starts", "at": "2026-09-30", "go": 30, "stop": 10}]
    months = [{"month": f"2026-{m:02d}", "starts": m} for m in range(4, 10)]
    found = track(case_of(service(record(months=months), stop_go={"tests": tests})), draws=200)
    (test,) = found.options["it"].tests
    assert (test.value, test.status) == (39, "passed")
