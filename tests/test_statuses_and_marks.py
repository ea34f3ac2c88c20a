"""What logic needs is a key and not a sentence: status words, sets of changes, and whether a place is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import run
from finished_cases import case_at
from small_cases import a_cost, a_gain, an_option, case_data, small_case, sure

from make_the_case.authoring.origins import kept, origin
from make_the_case.words.papers.summary import ILLUSTRATIVE, notices, said_of_an_earlier_file
from valuation import Case, CaseError, answer, check_code, parse_case
from valuation.answers.base_case import result
from valuation.case.editing import edited
from valuation.case.file import case_text
from valuation.case.places import written_at
from valuation.case.statuses import STATUSES, awaits_an_answer, status_of
from valuation.case.written.earlier_formats import CHALLENGE, KEPT, UNANSWERED
from valuation.checks.critical_friend import checks

ROOT = Path(__file__).parent.parent
FINISHED = sorted((ROOT / "cases").glob("*.yaml"))
PRICE = "options.it.costs.staff.unit_cost"


def priced(**keys: Any) -> Case:
    """A case whose one price has these keys."""
    return small_case(an_option([{**a_cost("staff", 100), "unit_cost": {"value": 100, **keys}}], [a_gain("visits", sure(1))]))  # fmt: skip


# Illustrative ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FINISHED, ids=lambda path: path.stem)
def test_every_finished_case_says_by_its_key_that_it_is_illustrative(path: Path):
    case = case_at(path)
    assert case.shape.illustrative is True and ILLUSTRATIVE in notices(case)
    assert said_of_an_earlier_file(case) == []


@pytest.mark.parametrize(
    ("keys", "is_marked", "is_told"),
    [
        ({"title": "A group"}, False, False),
        ({"title": "A group (illustrative)"}, True, True),
        ({"title": "A group", "illustrative": True}, True, False),
        ({"title": "A group (illustrative)", "illustrative": False}, False, False),
    ],
)
def test_the_key_decides_and_only_a_file_without_it_is_read_by_its_words(keys, is_marked, is_told):
    case = edited(small_case(an_option([a_cost("staff", 100)], [])), keys)
    assert (ILLUSTRATIVE in notices(case)) == is_marked
    assert bool(said_of_an_earlier_file(case)) == is_told


def test_a_file_that_says_so_in_words_alone_is_told_on_standard_error(tmp_path: Path):
    case = edited(small_case(an_option([a_cost("staff", 100)], [])), {"title": "Illustrative"})
    path = tmp_path / "case.yaml"
    path.write_text(case_text(case), "utf-8")
    done = run("check", path)
    assert b"illustrative: true" in done.stderr


# The check code ----------------------------------------------------------------------------------------------


def test_a_mark_leaves_the_check_code_and_the_answer_as_they_were():
    case = small_case(an_option([a_cost("staff", 100)], []))
    changes = {"changes": {"options.it.costs.staff.unit_cost": 120}}
    with_set = edited(case, {"scenarios.dear": changes})
    marked = edited(with_set, {"illustrative": True})
    assert check_code(marked) == check_code(with_set) != check_code(case)
    assert result(marked) == result(with_set)


def test_a_challenge_leaves_the_check_code_as_the_paper_that_it_disputes_bears_it():
    case = small_case(an_option([a_cost("staff", 100)], []))
    disputed = edited(case, {"scenarios.dear": {"kind": "challenge", "changes": {PRICE: 120}}})
    assert check_code(disputed) == check_code(case)
    assert check_code(edited(disputed, {"scenarios.dear": None})) == check_code(case)


def test_a_mark_is_kept_in_the_file():
    case = edited(small_case(an_option([a_cost("staff", 100)], [])), {"illustrative": True})
    assert parse_case(case_text(case)).shape.illustrative is True


def test_a_mark_comes_back_from_a_workbook():
    from make_the_case.exports.workbook.read_back import read_workbook
    from make_the_case.exports.workbook.whole_workbook import workbook

    marks = {"illustrative": True, "scenarios.dear": {"kind": "challenge", "changes": {PRICE: 120}}}
    case = edited(small_case(an_option([a_cost("staff", 100)], [])), marks)
    back = read_workbook(workbook(case, answer(case))).case
    assert back.shape.illustrative is True and back.shape.scenarios["dear"].kind == "challenge"


# Status words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        ({"status": "unanswered"}, "unanswered"),
        ({"note": UNANSWERED, "status": "planning_assumption"}, "unanswered"),
        ({"status": "kept", "note": "placeholder: put your own", "reason": KEPT}, "kept"),
        ({"status": "planning_assumption", "reason": KEPT}, "kept"),
        ({"status": "planning_assumption", "note": "placeholder: put your own"}, "placeholder"),
        ({"status": "planning_assumption", "note": "template figure: put your own"}, "placeholder"),
        ({"status": "placeholder"}, "placeholder"),
        ({"status": "placeholder", "reason": "Looked at"}, "planning_assumption"),
        ({"status": "published", "reason": KEPT}, "published"),
        ({}, None),
    ],
)
def test_a_status_is_a_word_and_in_earlier_files_a_note(keys, status):
    assert status_of({"value": 1, **keys}) == status
    assert status_of(priced(**keys).assumption_at(PRICE)) == status


@pytest.mark.parametrize("status", STATUSES)
def test_a_critical_friend_asks_for_what_stands_in_by_its_status_alone(status):
    case = priced(status=status, source="Somebody", grade=3)
    asked = [check for check in checks(case) if check.id == "still_a_placeholder"]
    assert [check.path for check in asked] == [PRICE] * STATUSES[status].awaits_an_answer
    assert awaits_an_answer(written_at(case.data, PRICE)) == STATUSES[status].awaits_an_answer


@pytest.mark.parametrize("status", STATUSES)
def test_a_number_is_listed_among_what_nobody_has_published_as_its_status_says(status):
    found = result(priced(status=status))["evidence"]
    listed = {key: PRICE in found[key] for key in ("planning_assumption", "to_verify")}
    assert listed == {key: STATUSES[status].counts_as == key for key in listed}


def test_a_number_that_is_kept_says_so_by_its_status_and_to_a_reader_in_words():
    stand_in = {"value": 100, "status": "planning_assumption", "source": "make_the_case"}
    case = edited(priced(), {PRICE: stand_in})
    assert origin(case, PRICE) == "stand_in"
    decided = kept(stand_in)
    assert decided["reason"] == KEPT
    del decided["reason"]
    assert origin(edited(case, {PRICE: decided}), PRICE) == "kept"


# Sets of changes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys",
    [{"kind": "challenge", "name": "Anything"}, {"name": CHALLENGE}],
    ids=["by its kind", "by its name"],
)
def test_the_challenge_set_is_found_by_its_kind_and_in_earlier_files_by_its_name(keys):
    from make_the_case.authoring.challenges import challenge_id

    case = small_case(an_option([a_cost("staff", 100)], []))
    assert challenge_id(case) is None
    assert challenge_id(edited(case, {"scenarios.ours": {**keys, "changes": {PRICE: 120}}})) == "ours"


def test_a_kind_that_the_program_does_not_know_is_refused():
    data = case_data(an_option([a_cost("staff", 100)], []))
    data["scenarios"] = {"ours": {"kind": "dispute", "changes": {PRICE: 120}}}
    with pytest.raises(CaseError, match="dispute"):
        parse_case(json.dumps(data))
