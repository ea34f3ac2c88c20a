"""The Delivery page: six challenges, suggestions that nobody has to take, the registers, and the tests to carry on or stop."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pages import at_page, case_of, clicked, opened, text_of, typed, unfolded
from test_uncertainty_pages import chosen

from make_the_case.views.pages.delivery import SUGGESTIONS, USUAL_TASKS
from make_the_case.words.papers.meeting_words import BY_RULE
from make_the_case.words.tables.registers import CHALLENGES
from valuation import check_code, read_case, result
from valuation.case.places import written_at

ROOT = Path(__file__).resolve().parents[1]
WORKED = ROOT / "cases" / "worked_example.yaml"
NORTHSHIRE = ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"


def delivery(path: Path = WORKED):
    return at_page(opened(path), "delivery")


def answered(page, key: str, answer: str):
    radio = next(r for r in page.radio if r.key == f"choice:readiness.{key}.answer")
    return radio.set_value(answer).run()


@pytest.mark.parametrize("key", SUGGESTIONS)
def test_a_challenge_not_met_suggests_and_changes_nothing_until_somebody_accepts(key: str) -> None:
    page = delivery()
    before = result(case_of(page))["options"]
    page = answered(page, key, "not_yet")
    found = SUGGESTIONS[key]
    assert found.words in text_of(page) and not written_at(case_of(page).data, found.at)
    page = clicked(page, f"choice:suggest:{key}")
    (row,) = written_at(case_of(page).data, found.at)
    assert row == {k: v for k, v in found.entry.items() if v != ""}
    assert result(case_of(page))["options"] == before, "words change no number"


def test_a_slower_build_up_is_offered_and_its_reason_is_kept() -> None:
    page = answered(
        at_page(opened(ROOT / "tests" / "cases" / "earlier" / "eastmoor_community_links.yaml"), "delivery"),
        "adoption",
        "not_yet",
    )
    starts = sum(result(case_of(page))["options"]["links_practitioners"]["starts"])
    page = clicked(page, "choice:suggest:adoption")
    ramp = written_at(case_of(page).data, "options.links_practitioners.people.ramp")
    assert [number["value"] for number in ramp] == [0.5, 0.8, 1.0]
    assert "does not fit the working day" in ramp[0]["reason"]
    assert sum(result(case_of(page))["options"]["links_practitioners"]["starts"]) < starts


def test_all_six_answered_is_completed_in_the_list_of_pages() -> None:
    page = delivery()
    for key in CHALLENGES:
        page = answered(page, key, "in_place")
    assert {found.answer for found in case_of(page).shape.readiness.values()} == {"in_place"}
    page = typed(page, "readiness.diverse.have", "Interpreters are paid for")
    assert case_of(page).shape.readiness["diverse"].have == "Interpreters are paid for"


def test_a_risk_is_added_scored_owned_and_removed() -> None:
    page = clicked(delivery(), "choice:risks:add")
    page = clicked(page, "choice:fold:risks.risk")
    page = chosen(page, "choice:risks.risk.likelihood", 4)
    page = chosen(page, "choice:risks.risk.consequence", 3)
    page = typed(page, "risks.risk.owner", "Course lead")
    (risk,) = case_of(page).shape.risks
    assert (risk.likelihood, risk.consequence, risk.owner) == (4, 3, "Course lead")
    assert "Score 12. Course lead." in text_of(page)
    page = clicked(page, "choice:risks.risk:remove")
    assert not case_of(page).shape.risks


def test_the_button_of_a_risk_prints_what_it_is_called_as_it_stands() -> None:
    page = clicked(delivery(), "choice:risks:add")
    page = clicked(page, "choice:fold:risks.risk")
    page = typed(page, "risks.risk.event", "*Few* start")
    labels = [button.label for button in page.button if "risks.risk" in button.key]
    assert labels == [r"Close:gray[: \*Few\* start]", r"Remove: \*Few\* start"], (
        "escaped once, for Streamlit to print it"
    )


def test_a_benefit_is_written_down_from_the_outcomes_with_who_answers_for_it() -> None:
    page = delivery()
    outcome = case_of(page).shape.options[0].outcomes[0]
    page = chosen(page, "choice:benefits:new", outcome.id)
    page = typed(page, f"benefits.{outcome.id}.responsible", "Head of wards")
    (row,) = case_of(page).shape.benefits
    assert (row.outcome, row.responsible) == (outcome.id, "Head of wards")


def test_the_usual_tasks_are_added_and_each_can_be_filled_and_removed() -> None:
    page = clicked(delivery(), "choice:tasks:usual")
    assert [row.task for row in case_of(page).shape.responsibilities] == list(USUAL_TASKS)
    page = clicked(page, "choice:fold:responsibilities.2")
    page = typed(page, "responsibilities.2.responsible", "Dr Example")
    assert case_of(page).shape.responsibilities[2].responsible == "Dr Example"
    page = clicked(page, "choice:responsibilities:2:remove")
    assert len(case_of(page).shape.responsibilities) == len(USUAL_TASKS) - 1


def test_the_tests_to_go_on_change_or_stop_are_drafted_by_rule_until_somebody_writes_them() -> None:
    page = delivery(NORTHSHIRE)
    assert "How many people have started (plan " in text_of(page) and BY_RULE in text_of(page)
    page = typed(page, "stop_go.stop", "fewer than 60 people have started by month 12")
    assert "fewer than 60 people have started by month 12" in text_of(page) and BY_RULE not in text_of(page)
    assert check_code(case_of(page)) != check_code(read_case(NORTHSHIRE))


def test_the_papers_details_are_asked_for_on_export() -> None:
    page = at_page(opened(WORKED), "papers")
    page = unfolded(page, "choice:details")
    page = typed(page, "meeting.report_to", "The board")
    page = typed(page, "checked.by", "A. Second")
    case = case_of(page)
    assert case.shape.meeting.report_to == "The board" and "A. Second" in str(case.shape.checked.by)
    assert "Someone other than the author has checked it" in text_of(page)
