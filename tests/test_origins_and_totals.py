"""Where a number comes from, what becomes of it when a person types their own, and a yearly total given for a service."""

from __future__ import annotations

from pathlib import Path

import pytest
from finished_cases import case_at
from hypothesis import given
from hypothesis import strategies as st
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
from make_the_case.authoring.yearly_total import running_cost, with_running_cost
from valuation import (
    CaseError,
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


# A yearly total --------------------------------------------------------------------------------------------


def test_the_running_cost_of_a_case_worked_by_hand():
    case = parse_case(
        """
format: make-the-case/1
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 4, price_year: 2026-27, discounting: green_book}
options:
- id: a
  people: {planned_starts: [10, 20], completion: 1}
  costs:
  - {id: post, per: year, unit_cost: {value: 30000, grade: 1, source: x}, payer: nhs_icb, vat: {value: 0.2, grade: 1, source: x}}
  - {id: each, per: start, unit_cost: {value: 100, grade: 6, source: x}, payer: local_authority}
  - {id: start_up, per: once, unit_cost: {value: 5000, grade: 1, source: x}, payer: nhs_icb}
  - {id: time, per: start, unit_cost: {value: 50, grade: 1, source: x}, payer: participants, cash: false}
  - {id: overheads, per: costs, of: [post, start_up], unit_cost: {value: 0.1, grade: 1, source: x}, payer: nhs_icb}
"""
    )
    # two years of delivery: posts 60,000; people 10 and 20 at £100 = 3,000; overheads a tenth of 60,000 and 5,000 = 6,500
    assert running_cost(case, "a") == pytest.approx((60_000 + 3_000 + 6_500) / 2, rel=1e-12)
    # £34,750 is to be £50,000. Of it 500 / 2 = £250 a year are overheads on what is paid once, which no factor moves.
    factor = (50_000 - 250) / (34_750 - 250)
    scaled = with_running_cost(case, "a", 50_000, "quote")
    assert running_cost(scaled, "a") == pytest.approx(50_000, rel=1e-12)
    post = written_at(scaled.data, "options.a.costs.post.unit_cost")
    assert post["value"] == pytest.approx(30_000 * factor, rel=1e-12)
    assert post["grade"] == 1 and "£50,000 a year" in post["reason"]
    for untouched in ("start_up", "time", "overheads"):
        path = f"options.a.costs.{untouched}"
        assert written_at(scaled.data, path) == written_at(case.data, path)
    with pytest.raises(CaseError, match="cannot be less"):
        with_running_cost(case, "a", 200, "quote")


@given(st.floats(1_000, 5e6), st.sampled_from(list(ANSWERS)))
def test_any_total_is_met_by_one_factor_on_the_unit_costs(total, answer):
    base = running_cost(PEERS, "peer_support_ltc")
    try:
        case = with_running_cost(PEERS, "peer_support_ltc", total, answer)
    except CaseError:
        assert total < 0.05 * base
        return
    assert running_cost(case, "peer_support_ltc") == pytest.approx(total, rel=1e-9)
    factors = set()
    for cost in written_at(case.data, f"{AT}.costs"):
        path = f"{AT}.costs.{cost['id']}.unit_cost"
        was, now = (found.numbers_written[path] for found in (PEERS, case))
        if now != was:
            old = was["value"] if "value" in was else LIBRARY.get(was["use"]).value
            factors.add(round(now["value"] / old, 9))
            assert now["grade"] == ANSWERS[answer][1] and "Scaled by" in now["reason"]
    assert len(factors) == 1


def test_a_total_for_a_blank_case_becomes_its_first_cost():
    case = with_running_cost(BLANK, "our_service", 190_000, "records")
    assert running_cost(case, "our_service") == 190_000
    assert six_questions(case, "our_service")["cost"]


def test_a_total_where_there_is_nothing_to_scale_is_refused_in_words():
    empty = edited(BLANK, {"options.our_service.costs": None})
    with pytest.raises(CaseError, match="no running cost to scale"):
        with_running_cost(empty, "our_service", 1000, "quote")


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
