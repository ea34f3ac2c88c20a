"""What to be careful of is said only as long as it is true of the numbers."""

from __future__ import annotations

import json

import pytest
from template_cases import LIBRARY, SERVICES, case_from, template, text_from

from valuation import CaseError, parse_case, result, with_changes

GP_VISITS = {
    "id": "gp", "name": "GP visits avoided", "unit": "visit", "adds": 0.5, "applies_to": "starters",
    "values": [{"kind": "fiscal", "to": "primary_care", "unit_value": 40}],
}  # fmt: skip


def cautions(text: str) -> list[str]:
    case = parse_case(text, "case", LIBRARY)
    return result(case)["options"][case.shape.options[0].id]["cautions"]


def worked_example(**more: object) -> str:
    """Returns a case of one service that costs £1,000 and does nothing yet."""
    option = {
        "id": "service", "people": {"planned_starts": [10]}, "costs": [{"id": "all", "per": "once", "unit_cost": 1000, "payer": "nhs_icb"}],
        **more,
    }  # fmt: skip
    appraisal = {"first_year": "2026-27", "years": 1, "price_year": "2026-27", "discounting": "green_book"}
    return json.dumps(
        {"format": "make-the-case/1", "commissioner": "nhs_icb", "appraisal": appraisal, "options": [option]}
    )


def test_a_caution_that_nothing_is_claimed_for_gps_goes_when_something_is():
    said = ["Look twice.", {"words": "Nothing is claimed for GPs.", "while_nothing_for": ["primary_care"]}]
    assert cautions(worked_example(cautions=said)) == ["Look twice.", "Nothing is claimed for GPs."]
    assert cautions(worked_example(cautions=said, outcomes=[GP_VISITS])) == ["Look twice."]
    elsewhere = {**GP_VISITS, "values": [{"kind": "fiscal", "to": "acute_trust", "unit_value": 40}]}
    assert "Nothing is claimed for GPs." in cautions(worked_example(cautions=said, outcomes=[elsewhere]))
    at_nothing = {**GP_VISITS, "adds": 0}
    assert "Nothing is claimed for GPs." in cautions(worked_example(cautions=said, outcomes=[at_nothing]))


def test_a_harm_is_something_that_is_counted():
    said = [{"words": "Nothing is counted.", "while_nothing_for": ["anyone"]}]
    assert cautions(worked_example(cautions=said, outcomes=[{**GP_VISITS, "adds": -0.5}])) == []


def test_a_caution_that_nothing_is_replaced_goes_when_something_is():
    said = [{"words": "Nothing runs twice.", "while_nothing_is_replaced": True}]
    assert cautions(worked_example(cautions=said)) == ["Nothing runs twice."]
    clinic = {"id": "clinic", "per": "year", "unit_cost": 500, "payer": "nhs_icb"}
    assert cautions(worked_example(cautions=said, replaces=[clinic])) == []


def test_one_text_is_one_caution():
    assert cautions(worked_example(cautions="Look twice.")) == ["Look twice."]


def test_a_party_that_there_is_not_is_refused_with_the_one_that_was_probably_meant():
    said = [{"words": "Nothing is claimed for GPs.", "while_nothing_for": ["primary_cares"]}]
    with pytest.raises(CaseError) as refused:
        cautions(worked_example(cautions=said))
    (problem,) = refused.value.problems
    assert problem.path == "options.service.cautions.0.while_nothing_for"
    assert "Probably meant: primary_care." in problem.message


@pytest.mark.parametrize("ident", SERVICES)
def test_every_caution_of_a_template_is_true_of_it_as_it_stands(ident: str):
    said = cautions(text_from(ident))
    assert said == template(ident).row()["cautions"]


def test_a_case_says_nothing_more_of_nothing_claimed_once_a_gain_is():
    case = case_from("nesta_pph_programme")
    said = result(case)["options"]["nesta_pph_programme"]["cautions"]
    assert any("nothing is gained" in words for words in said)
    gained = with_changes(case, {"options.nesta_pph_programme.outcomes.cost_of_conditions.reduces": 0.07})
    after = result(gained)["options"]["nesta_pph_programme"]["cautions"]
    assert not any("nothing is gained" in words for words in after) and set(after) < set(said)
