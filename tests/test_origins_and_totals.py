"""Where a number comes from, what becomes of it when a person types their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from finished_cases import case_at
from template_cases import LIBRARY, case_from

from make_the_case.authoring.new_case import new_case
from make_the_case.authoring.origins import (
    ANSWERS,
    KEPT,
    answer_of,
    is_library_changed,
    origin,
    own_figure,
    six_questions,
    with_answer,
)
from valuation import (
    case_text,
    library_changes,
    parse_case,
    result,
    with_changes,
)
from valuation.answers.saving import as_saved, code_then, with_old_values
from valuation.case.editing import edited
from valuation.case.places import written_at
from valuation.case.templates import number_in_template

ROOT = Path(__file__).resolve().parents[1]


def of_template(ident: str):
    return case_from(ident)


PEERS = of_template("peer_support_ltc")
AT = "options.peer_support_ltc"
UPTAKE, POST = f"{AT}.people.uptake", f"{AT}.costs.coordinator.unit_cost"
BLANK = parse_case(new_case([], LIBRARY).text, "case", LIBRARY)


def test_a_number_says_whether_it_is_a_default_a_published_figure_a_stand_in_or_ones_own():
    assert origin(PEERS, UPTAKE) == "stand_in"
    assert origin(PEERS, POST) == "library"
    assert origin(PEERS, f"{AT}.costs.members_expenses.unit_cost") == "published"
    assert origin(PEERS, f"{AT}.outcomes.nhs_cost_rapsid.lasts") == "setting"
    assert origin(BLANK, "options.our_service.people.uptake") == "unanswered"
    assert origin(edited(PEERS, {UPTAKE: own_figure(PEERS, UPTAKE, 0.12)}), UPTAKE) == "own"
    kept = {**written_at(PEERS.data, UPTAKE), "reason": KEPT}
    assert origin(edited(PEERS, {UPTAKE: kept}), UPTAKE) == "kept"


def test_a_figure_typed_over_a_templates_loses_the_templates_source_grade_range_and_status():
    assert own_figure(PEERS, UPTAKE, 0.12) == {"value": 0.12}
    assert own_figure(PEERS, POST, 50_000) == {
        "value": 50_000,
        "use": "staff.afc_band_5",
        "unit": "£ per WTE per year",
    }


def test_a_figure_of_ones_own_that_is_typed_again_keeps_what_was_said_of_it_and_a_range_that_still_holds_it():
    said = {"value": 0.12, "range": [0.1, 0.2], "source": "Our records", "grade": 2, "note": "March"}
    case = edited(PEERS, {UPTAKE: said})
    assert own_figure(case, UPTAKE, 0.15) == {**said, "value": 0.15}
    assert "range" not in own_figure(case, UPTAKE, 0.3)


@pytest.mark.parametrize("answer", ANSWERS)
def test_each_answer_to_where_it_comes_from_gives_its_grade_and_its_allowance(answer):
    words, grade = ANSWERS[answer]
    case = edited(PEERS, {POST: with_answer(own_figure(PEERS, POST, 50_000), answer)})
    assert answer_of(case, POST) == answer and written_at(case.data, POST)["source"] == words
    lines = [
        line
        for line in result(case)["options"]["peer_support_ltc"]["lines"]
        if line["path"] == POST.rpartition(".")[0]
    ]
    cost = sum(line["pv"] for line in lines if line["kind"] == "cost")
    allowance = sum(line["pv"] for line in lines if line["kind"] == "optimism")
    bias = {1: 0.0, 2: 0.05, 3: 0.10, 4: 0.15, 5: 0.25, 6: 0.40}[grade]
    assert allowance == pytest.approx(cost * bias, rel=1e-9)


def test_a_changed_library_figure_is_known_as_one_until_the_library_s_is_used_again():
    case = edited(PEERS, {POST: own_figure(PEERS, POST, 50_000)})
    assert is_library_changed(case, POST) and not is_library_changed(PEERS, POST)
    assert edited(case, {POST: {"use": "staff.afc_band_5"}}).data == PEERS.data


def test_a_number_can_be_put_back_to_what_its_template_says():
    case = edited(PEERS, {UPTAKE: own_figure(PEERS, UPTAKE, 0.12)})
    assert edited(case, {UPTAKE: number_in_template(case, UPTAKE)}).data == PEERS.data
    assert number_in_template(BLANK, "options.our_service.people.uptake") is None


def test_the_six_questions_count_what_was_answered_or_kept():
    assert [key for key, done in six_questions(PEERS, "peer_support_ltc").items() if not done] == [
        "eligible",
        "uptake",
        "completion",
        "cost",
    ]
    assert not any(list(six_questions(BLANK, "our_service").values())[:4])
    northshire = case_at(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml")
    assert all(six_questions(northshire, "peer_courses").values())


# Saved files -----------------------------------------------------------------------------------------------


def test_a_saved_case_says_what_it_rested_on_and_is_the_same_case():
    saved = parse_case(case_text(as_saved(PEERS, "2026-11-23T09:00")))
    assert saved.data["saved"]["used"]["staff.afc_band_5"] == LIBRARY.get("staff.afc_band_5").value
    assert code_then(saved) is None and library_changes(saved) == []
    assert result(saved)["check_code"] == result(PEERS)["check_code"] == saved.data["saved"]["code"]
    assert code_then(edited(saved, {"title": "Another"})) == result(PEERS)["check_code"]


def test_library_values_that_have_moved_can_be_kept_as_they_were():
    now = LIBRARY.get("staff.afc_band_5").value
    text = case_text(as_saved(PEERS, "2026-11-23T09:00")).replace(str(now), "40000.0")
    moved = library_changes(parse_case(text))
    assert moved == [("staff.afc_band_5", 40_000.0, now)]
    kept = with_old_values(parse_case(text), moved)
    assert written_at(kept.data, POST)["value"] == 40_000
    as_if = result(with_changes(PEERS, {"staff.afc_band_5": 40_000}))["options"]["peer_support_ltc"]
    found = result(kept)["options"]["peer_support_ltc"]
    assert found["accounts"]["commissioner"]["pv_costs"] == pytest.approx(
        as_if["accounts"]["commissioner"]["pv_costs"]
    )
