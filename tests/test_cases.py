"""The case files and templates that people see keep their promises: sources, nulls shown, cash only with a release."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from finished_cases import EARLIER, path_of
from finished_cases import FINISHED as SHIPPED
from template_cases import LIBRARY, case_from, library_file, template

from make_the_case.authoring.new_case import new_case
from valuation import (
    Case,
    CaseError,
    compile_case,
    load_library,
    parse_case,
    read_case,
    result,
    with_changes,
    with_scenario,
)
from valuation.answers.cautions import caution_words
from valuation.case.key_types import DESCRIPTIVE_KEYS
from valuation.case.written.quick_yaml import plain_yaml

ROOT = Path(__file__).resolve().parents[1]
CASES = {path.stem: path for path in (*sorted((ROOT / "cases").glob("*.yaml")), *map(path_of, EARLIER))}
TEMPLATES = {path.stem: path for path in sorted((ROOT / "assumptions" / "templates").glob("*.yaml"))}
ENABLERS = tuple(name for name, path in TEMPLATES.items() if "\nenabler: true\n" in path.read_text("utf-8"))
SERVICES = tuple(name for name in TEMPLATES if name not in ENABLERS)
FINISHED = (*SHIPPED, *EARLIER)
SOURCES = library_file("sources")["sources"]
STATUSES = {"published", "derived", "cited_fact", "planning_assumption", "to_verify"}
ILLUSTRATIVE = "Illustrative: made-up place"
PLANNING = "make_the_case"
PUBLIC = {ident for ident, payer in load_library().payers.items() if payer.is_public}

every_file = pytest.mark.parametrize("name", [*FINISHED, *TEMPLATES])
every_service = pytest.mark.parametrize("name", [*FINISHED, *SERVICES])
every_enabler = pytest.mark.parametrize("name", ENABLERS)
every_finished_case = pytest.mark.parametrize("name", FINISHED)


@cache
def as_read(path: Path) -> dict[str, Any]:
    return plain_yaml(path.read_text(encoding="utf-8"))


def plain(path: Path) -> dict[str, Any]:
    return copy.deepcopy(as_read(path))


@cache
def case_named(name: str) -> Case:
    return read_case(CASES[name])


@cache
def base_of(name: str) -> dict[str, Any]:
    return result(opened(name))


def opened(name: str) -> Case:
    return case_from(name) if name in TEMPLATES else case_named(name)


def options(name: str) -> list[dict[str, Any]]:
    return [plain(TEMPLATES[name])["option"]] if name in TEMPLATES else plain(CASES[name])["options"]


def outcomes(name: str) -> list[dict[str, Any]]:
    return [outcome for option in options(name) for outcome in option["outcomes"]]


def effects(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Returns each outcome that has an effect, with the number that is its effect."""
    found = [(outcome, outcome.get("adds", outcome.get("reduces"))) for outcome in outcomes(name)]
    return [(outcome, effect) for outcome, effect in found if effect is not None]


def findings(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Returns each finding of a file, with its outcome."""
    return [(outcome, finding) for outcome in outcomes(name) for finding in outcome.get("findings", [])]


def mappings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for item in node.values():
            yield from mappings(item)
    elif isinstance(node, list):
        for item in node:
            yield from mappings(item)


def stated_numbers(name: str) -> list[dict[str, Any]]:
    """Returns every number that a file states itself, with what it says of it."""
    document = plain(TEMPLATES[name] if name in TEMPLATES else CASES[name])
    document.pop("scenarios", None)
    return [found for found in mappings(document) if "value" in found]


def published_figures(name: str) -> list[dict[str, Any]]:
    """Returns what sources published that a service costs: shown as it was published, and nothing is drawn from it."""
    return [
        published["unit_cost"] for option in options(name) for published in option.get("published_costs", [])
    ]


@pytest.mark.parametrize("name", CASES)
def test_every_case_in_the_folder_is_valid_and_runs(name: str) -> None:
    found = base_of(name)
    assert found["options"]
    assert all(sum(option["starts"]) > 0 for option in found["options"].values())


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_says_what_it_is_and_runs_as_the_whole_of_a_case(name: str) -> None:
    template = plain(TEMPLATES[name])
    assert template["format"] == "make-the-case-template/1" and template["id"] == name
    assert all(template[key] for key in ("name", "initiative", "serves", "evidence", "cautions"))
    assert template["enabler"] is (name in ENABLERS) and template["option"]["claims"] == template["claims"]
    assert bool(template["claims"]) is not template["enabler"], "what has a benefit says whose"
    option = next(iter(result(case_from(name))["options"].values()))
    assert option["accounts"]["commissioner"]["pv_costs"] > 0


@every_file
def test_every_number_that_is_stated_has_a_source_a_grade_and_says_how_it_was_come_by(name: str) -> None:
    assert len(stated_numbers(name)) > (10 if name in ENABLERS else 20)
    for number in stated_numbers(name):
        assert number.get("grade") in range(1, 7) and number.get("source"), number
        if number.get("distribution") != "fixed":
            assert number.get("status") in STATUSES, number
            assert (
                number.get("range")
                or number["grade"] <= 2
                or number["source"] in (ILLUSTRATIVE, PLANNING)
                or number in published_figures(name)
            ), number


@every_file
def test_no_number_of_a_file_is_left_without_a_grade(name: str) -> None:
    assert [a.path for a in compile_case(opened(name)).assumptions if a.grade is None] == []


@every_file
def test_a_source_written_as_an_id_is_in_the_library(name: str) -> None:
    named = [str(found["source"]) for found in mappings(options(name)) if "source" in found]
    ids = {source for source in named if re.fullmatch(r"[a-z0-9_]+", source)}
    assert ids and ids <= set(SOURCES)


@every_service
def test_every_effect_names_its_study_design_people_follow_up_grade_and_interval(name: str) -> None:
    assert effects(name) or findings(name)
    for outcome, effect in effects(name):
        for key in ("study", "design", "n", "follow_up_months", "grade", "status", "source", "range"):
            assert effect.get(key) is not None, f"{outcome['id']} does not say its {key}"


@every_service
def test_every_finding_names_its_source_its_people_and_how_it_was_read(name: str) -> None:
    for outcome, finding in findings(name):
        for key in ("study", "source", "status", "population"):
            assert finding.get(key), f"{outcome['id']}.{finding['id']} does not say its {key}"
        assert finding["status"] in STATUSES
        if finding["design"] not in ("claim", "monitoring"):
            assert finding.get("comparator"), f"{finding['id']} does not say what it was compared with"
        if "recalled" in finding.get("note", ""):
            assert finding["status"] == "to_verify", finding["id"]
        if finding["design"] != "claim" and not finding.keys() & {"interval", "se"}:
            assert "interval" in finding["note"], f"{finding['id']} says no interval, and not why"


@every_file
def test_the_base_case_rests_on_good_studies_or_is_not_priced(name: str) -> None:
    for outcome, effect in effects(name):
        assert effect["grade"] <= 2 or effect["value"] == 0 or not outcome.get("values"), outcome["id"]


@every_file
def test_no_effect_lasts_longer_than_its_study_followed_people(name: str) -> None:
    for outcome, effect in effects(name):
        lasts = outcome.get("lasts", 1)
        years = lasts["value"] if isinstance(lasts, dict) else lasts
        months = effect["follow_up_months"]
        if isinstance(months, int):
            assert years * 12 <= months, outcome["id"]
        else:
            assert effect["value"] == 0, f"{outcome['id']} is worth something without a known follow-up"


@every_service
def test_no_effect_from_findings_lasts_longer_than_a_study_followed_people(name: str) -> None:
    for path, effect in opened(name).effects.items():
        if not effect.outcome.values or not effect.expected.mean:
            continue
        followed = [f.follow_up_months for f in effect.outcome.findings or () if f.follow_up_months and not f.set_aside]  # fmt: skip
        assert followed, f"{effect.outcome.id} is worth something without a known follow-up"
        lasts = opened(name).assumption_at(f"{path}.lasts")
        assert (1 if lasts is None else lasts.value) * 12 <= max(followed), effect.outcome.id


@every_file
def test_an_effect_whose_published_interval_includes_no_difference_is_called_null_and_is_not_priced(
    name: str,
) -> None:
    for outcome, effect in effects(name):
        low, high = effect["range"]
        if low <= 0 <= high and effect["value"] != 0 and outcome.get("values"):
            assert "No interval was seen" in effect["note"], "a range that reaches below nothing is ours"
        elif low <= 0 <= high and effect["value"] != 0:
            assert effect["note"].startswith("Null"), outcome["id"]


@every_file
def test_nothing_is_cash_without_a_decision_that_releases_it(name: str) -> None:
    for entry in mappings(options(name)):
        if "cashable" in entry:
            assert all(entry["release"].get(key) for key in ("action", "owner", "from_year"))
    for ident, option in base_of(name)["options"].items():
        cash = [
            line for line in option["lines"] if line["benefit_class"] == "cash_releasing" and line["pv"] > 0
        ]
        assert all(line["path"].startswith(f"options.{ident}.replaces.") for line in cash)


@every_file
def test_what_is_not_priced_says_which_way_how_much_for_whom_and_why(name: str) -> None:
    without = [outcome for outcome in outcomes(name) if not outcome.get("values")]
    assert {outcome["direction"] for outcome in without} == {"better", "worse"}, "harms are thought of too"
    for outcome in without:
        assert all(outcome.get(key) for key in ("direction", "size", "who", "why_not_priced")), outcome["id"]


NEVER_LEFT_OUT = (
    "supervision",
    "facilitat",
    "evaluation",
    "overheads",
    "interpreters",
    "data protection",
    "training",
)
LEFT_OUT_WITH_A_REASON = ("coordination", "dbs", "benefits")


@every_service
def test_the_costs_usually_forgotten_are_there_or_are_left_out_with_a_reason(name: str) -> None:
    document = plain(TEMPLATES[name]) if name in TEMPLATES else None
    for option in options(name):
        costs = option["costs"]
        cautions = (document or option)["cautions"]
        left_out = " ".join(
            text for text in caution_words(cautions) if text.startswith("Left out, with the reason:")
        ).lower()
        in_kind = {cost["payer"] for cost in costs if cost.get("cash") is False}
        assert "participants" in in_kind, "people's own time"
        assert "volunteers" in in_kind or "volunteer" in left_out
        assert in_kind & PUBLIC or "referral" in left_out, "the time of staff already in post"
        assert any(cost["per"] == "trainee" and cost["turnover"]["value"] > 0 for cost in costs)
        assert any(cost["unit_cost"].get("use") == "time.involvement_payment_hour" for cost in costs)
        assert sum(cost["per"] == "costs" for cost in costs) >= 2, "evaluation and overheads"
        said = " ".join(cost["name"].lower() for cost in costs)
        assert [word for word in NEVER_LEFT_OUT if word not in said] == []
        assert [word for word in LEFT_OUT_WITH_A_REASON if word not in f"{said} {left_out}"] == []


@every_enabler
def test_an_enabler_has_costs_no_benefit_and_a_judgement_marked_as_one(name: str) -> None:
    template = plain(TEMPLATES[name])
    assert effects(name) == [] and not any(outcome.get("values") for outcome in outcomes(name))
    said = " ".join(cost["name"].lower() for cost in template["option"]["costs"])
    wanted = ("supervision", "training", "interpreters", "evaluation", "overheads")
    assert [word for word in wanted if word not in said] == []
    (option,) = base_of(name)["options"].values()
    account = option["accounts"]["society"]
    assert account["pv_benefits"] == 0 and account["npv"] == -account["pv_costs"] < 0
    assert set(template["multiplies"]) <= {"uptake", "completion", "ramp"}
    for factor in template["multiplies"].values():
        assert factor["grade"] == 6 and factor["status"] == "planning_assumption"
        assert factor["range"][0] <= 1 <= factor["value"], "it may do nothing"
        assert factor["note"].startswith("Judgement, and yours")


@every_enabler
def test_an_enabler_that_is_attached_adds_its_costs_and_changes_who_starts_or_finishes(name: str) -> None:
    alone = base_of("deep_end_links")["options"]["deep_end_links"]
    text = new_case([template("deep_end_links")], LIBRARY, enablers=[template(name)]).text
    case = parse_case(text, "case", LIBRARY)
    with_it = result(case)["options"]["deep_end_links"]
    paths = {line["path"] for line in with_it["lines"] if f".enablers.{name}.costs." in line["path"]}
    assert len(paths) == len(template(name).data["option"]["costs"])
    assert with_it["accounts"]["society"]["pv_costs"] > alone["accounts"]["society"]["pv_costs"]
    factors = template(name).data["multiplies"]
    if "uptake" in factors or "ramp" in factors:
        assert sum(with_it["starts"]) >= sum(alone["starts"])
    at = f"options.deep_end_links.enablers.{name}.multiplies"
    without = result(with_changes(case, {f"{at}.{key}": 1 for key in factors}))["options"]["deep_end_links"]
    assert without["starts"] == pytest.approx(alone["starts"]), "its factors alone change who starts"


def test_a_benchmark_stands_by_itself_and_only_an_enabler_is_attached() -> None:
    with pytest.raises(CaseError, match="already includes other services"):
        new_case([template("nesta_pph_programme"), template("befriending")], LIBRARY)
    with pytest.raises(CaseError, match="is a service of its own"):
        new_case([template("befriending")], LIBRARY, enablers=[template("time_banking")])


COUNTER_EXAMPLES = ("results_sharing_only", "self_management_support_primary_care")


@pytest.mark.parametrize("name", COUNTER_EXAMPLES)
def test_a_counter_example_is_worth_about_minus_its_cost(name: str) -> None:
    (option,) = base_of(name)["options"].values()
    account = option["accounts"]["society"]
    assert account["npv"] == pytest.approx(-account["pv_costs"], rel=0.02)
    assert "counter-example" in plain(TEMPLATES[name])["evidence"]


EVERY_ID = {
    "year_of_care", "results_sharing_only", "rcgp_care_planning", "co_creating_health", "care_plus", "deep_end_links",
    "deep_end_green_space", "shine_micro_enterprise", "positive_deviance", "ucsf_foundations", "sdm_preference_diagnosis",
    "breast_open_access_followup", "newcastle_social_prescribing", "peer_support_ltc", "health_champions", "community_navigators",
    "local_area_coordination", "health_trainers", "pain_self_management", "slam_coproduction", "recovery_college", "peer_support_mh",
    "rethink_collective_commissioning", "stockport_clinician_engagement", "stockport_facilitation", "ebcd",
    "skills_cross_boundary_teams", "nurse_first", "national_voices_business_case", "online_peer_tools", "online_booking_self_service",
    "activation_low_health_literacy", "primary_care_nursing", "nesta_pph_programme", "expert_patients_programme",
    "structured_diabetes_education_xpert", "structured_diabetes_education_desmond", "health_coaching", "health_coaching_training",
    "employment_support_ips", "carer_support", "exercise_referral", "brief_physical_activity_advice", "collaborative_care", "telephone_behavioural_activation", "digital_self_management", "diabetes_prevention_programme", "falls_exercise",
    "group_consultations", "time_banking", "befriending", "personal_health_budgets", "green_social_prescribing",
    "home_from_hospital", "telehealth_wsd", "self_management_support_primary_care",
    "community_health_workers", "patient_initiated_follow_up", "neighbourhood_mdt", "virtual_wards", "young_people_social_prescribing", "asset_based_community_development", "crisis_alternatives", "lived_experience_leadership", "community_mental_health_transformation",
}  # fmt: skip
"""Every initiative of *Insights from Practitioners*, and its obvious neighbours."""


def test_every_initiative_has_a_template() -> None:
    assert set(TEMPLATES) == EVERY_ID


OVERLAP = (
    {"year_of_care", "rcgp_care_planning", "care_plus", "results_sharing_only"},
    {"co_creating_health", "expert_patients_programme", "structured_diabetes_education_xpert", "pain_self_management", "health_coaching", "digital_self_management"},
    {"deep_end_links", "newcastle_social_prescribing", "community_navigators", "local_area_coordination", "health_trainers", "green_social_prescribing", "community_health_workers", "young_people_social_prescribing", "asset_based_community_development", "exercise_referral"},
    {"peer_support_ltc", "peer_support_mh", "recovery_college", "online_peer_tools"},
    {"shine_micro_enterprise", "home_from_hospital", "skills_cross_boundary_teams", "neighbourhood_mdt", "virtual_wards", "falls_exercise"},
    {"breast_open_access_followup", "online_booking_self_service", "sdm_preference_diagnosis", "group_consultations", "patient_initiated_follow_up"},
    {"peer_support_mh", "recovery_college", "slam_coproduction", "crisis_alternatives", "employment_support_ips"},
    {"befriending", "collaborative_care", "telephone_behavioural_activation"},
    {"exercise_referral", "brief_physical_activity_advice", "diabetes_prevention_programme", "falls_exercise"},
)  # fmt: skip
"""Templates that draw on one caseload: one review, one course, one worker, one peer, one bed day, one slot, one mood, one habit."""


@pytest.mark.parametrize(
    "group",
    OVERLAP,
    ids=["review", "course", "connector", "peer", "discharge", "clinic", "crisis", "mood", "activity"],
)
def test_templates_of_one_caseload_share_a_claim_so_that_two_in_one_option_stop_the_case(
    group: set[str],
) -> None:
    shared = set.intersection(*(set(plain(TEMPLATES[name])["claims"]) for name in group))
    assert shared
    first, second = sorted(group)[:2]
    case = parse_case(new_case([template(first), template(second)], LIBRARY).text, "case", LIBRARY)
    assert "caseload_claimed_twice" not in {c["id"] for c in result(case)["checks"]}, "alternatives are fine"
    together = [claim for name in (first, second) for claim in plain(TEMPLATES[name])["claims"]]
    stops = {c["id"] for c in result(with_changes(case, {f"options.{first}.claims": together}))["checks"]}
    assert "caseload_claimed_twice" in stops


@every_file
def test_the_cautions_begin_with_what_a_finance_director_would_attack_first(name: str) -> None:
    document = plain(TEMPLATES[name]) if name in TEMPLATES else options(name)[0]
    assert caution_words(document["cautions"])[0].startswith(
        (
            "A finance director is likely to question",
            "What a finance director would attack first",
        )  # earlier files
    )


@every_file
def test_no_licensed_social_value_bank_figure_is_used(name: str) -> None:
    text = (TEMPLATES.get(name) or CASES[name]).read_text(encoding="utf-8")
    assert not re.search(r"hact|social value bank", text, re.IGNORECASE)


@every_finished_case
def test_a_made_up_place_is_marked_illustrative_wherever_it_is_named_first(name: str) -> None:
    case = plain(CASES[name])
    for key in ("title", "organisation", "place"):
        assert "(illustrative" in case[key]
    assert all(case["narrative"][key] for key in ("strategic", "commercial", "management"))
    assert case["counterfactual"]["description"]


@every_finished_case
def test_made_up_numbers_carry_an_honest_grade_and_a_recalled_one_is_to_be_verified(name: str) -> None:
    numbers = stated_numbers(name)
    made_up = [number for number in numbers if number["source"] == ILLUSTRATIVE]
    assert made_up and all(number["grade"] >= 5 for number in made_up)
    for number in numbers:
        if "recalled" in str(number.get("note", "")):
            assert number["status"] == "to_verify", number


@every_finished_case
def test_bias_is_taken_off_and_the_rules_are_the_green_books(name: str) -> None:
    appraisal = plain(CASES[name])["appraisal"]
    assert appraisal["optimism_bias"] in ("by_part", "by_grade") and appraisal["own_time"] == "counted"
    assert appraisal["discounting"] == "green_book" and appraisal["price_year"] == "2026-27"
    assert not [found for found in mappings(options(name)) if "optimism_bias" in found], "none is set by hand"


@every_finished_case
def test_every_scenario_runs_and_gives_a_reason_for_every_change(name: str) -> None:
    case = case_named(name)
    assert len(case.shape.scenarios) >= 3
    for ident, scenario in case.shape.scenarios.items():
        assert all(change.get("reason") for change in scenario.changes.values()), ident
        assert not set(scenario.changes) & set(DESCRIPTIVE_KEYS)
        assert result(with_scenario(case, ident))["options"] != base_of(name)["options"], ident


@every_finished_case
def test_weaker_studies_appear_in_scenarios_alone(name: str) -> None:
    case = case_named(name)
    weak = [
        change
        for scenario in case.shape.scenarios.values()
        for path, change in scenario.changes.items()
        if ".outcomes." in path and change.get("grade", 0) >= 3
    ]
    assert all(change["reason"] for change in weak)
    assert weak or any(f["design"] == "claim" or f.get("set_aside") for _, f in findings(name))
    assert not [effect for _, effect in effects(name) if effect["grade"] >= 3]


def test_the_cases_between_them_show_what_a_reader_should_see_once() -> None:
    case = plain(CASES["northshire_peer_support"])
    (option,) = case["options"]
    segments = [segment["id"] for segment in option["people"]["segments"]]
    assert segments == ["most_deprived", "middle", "least_deprived"]
    assert option["replaces"][0]["release"]["owner"]
    for name in FINISHED:
        costs = [cost for option in options(name) for cost in option["costs"]]
        assert any(isinstance(cost["payer"], dict) and len(cost["payer"]) == 2 for cost in costs)
    values = next(outcome for outcome in option["outcomes"] if outcome["id"] == "quality_of_life")["values"]
    assert [value["overlap"]["counted"] for value in values] == [True, False]


def test_the_null_findings_on_peer_support_are_shown_as_they_were_published() -> None:
    published = {
        "smith_2011_hba1c": (-0.08, [-0.35, 0.18], 24),
        "norfolk_mentors": (-0.05, [-0.225, 0.124], 12),
        "smith_2011_sbp": (-3.9, [-8.9, 1.1], 24),
        "norfolk_group": (-2.57, [-4.5, -0.6], 12),
    }
    found = {finding["id"]: (outcome, finding) for outcome, finding in findings("peer_support_ltc")}
    for ident, (estimate, interval, months) in published.items():
        outcome, finding = found[ident]
        assert (finding["estimate"], finding["interval"], finding["follow_up_months"]) == (
            estimate,
            interval,
            months,
        )
        assert bool(outcome.get("values")) == (outcome["id"] == "hba1c")


def test_the_rapsid_saving_counts_as_nothing_until_somebody_says_that_they_believe_it() -> None:
    case = case_from("peer_support_ltc")
    base = result(case)["options"]["peer_support_ltc"]
    claim = with_changes(case, {"options.peer_support_ltc.outcomes.nhs_cost_rapsid.adds": 138.38})
    claimed = result(claim)["options"]["peer_support_ltc"]
    path = "options.peer_support_ltc.outcomes.nhs_cost_rapsid.values.0"
    assert sum(line["pv"] for line in base["lines"] if line["path"] == path) == 0
    first_year = sum(line["undiscounted"][0] for line in claimed["lines"] if line["path"] == path)
    # £138.38 of 2013, restated to 2026-27, a twentieth off at grade 2, half a year each on average
    years = library_file("price_indices")["gdp_deflator"]["years"]
    restated = 138.38 * years["2026-27"] / (0.25 * years["2012-13"] + 0.75 * years["2013-14"])
    assert first_year == pytest.approx(claimed["starts"][0] * 0.5 * restated * 0.95, rel=1e-9)
    assert claimed["benefit_classes"]["cash_releasing"] == 0


CARRIED_BY = {"befriending": "Mead", "year_of_care": "Coulter"}
"""Templates that come out at verdict 1 to 3, each with the grade 1 to 2 study without which it would not."""


def without_weak_benefits(case: Case, option: str) -> Case:
    """Returns the case with every benefit whose effect is of grade 3 or worse at nothing, what is replaced among them."""
    used = {a.path: a for a in compile_case(case).assumptions}
    shape = next(found for found in case.shape.options if found.id == option)
    changes: dict[str, Any] = {}
    for outcome in shape.outcomes:
        for key in ("adds", "reduces"):
            path = f"options.{option}.outcomes.{outcome.id}.{key}"
            if path in used and used[path].confidence >= 3:
                changes[path] = 0
    for cost in shape.replaces:
        path = f"options.{option}.replaces.{cost.id}"
        driver = used.get(f"{path}.quantity") or used.get(f"{path}.unit_cost")
        if driver is not None and driver.confidence >= 3:
            changes[f"{path}.quantity"] = 0
    return with_changes(case, changes)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_is_worth_it_without_weak_benefits_names_the_good_study_that_carries_it(
    name: str,
) -> None:
    case = case_from(name)
    (option,) = result(without_weak_benefits(case, name))["options"].values()
    assert (option["verdict"]["number"] <= 3) == (name in CARRIED_BY)
    if name in CARRIED_BY:
        said = plain(TEMPLATES[name])
        assert CARRIED_BY[name] in said["evidence"] or CARRIED_BY[name] in caution_words(said["cautions"])[0]
        studies = {
            str(effect.get("study"))
            for outcome, effect in effects(name)
            if effect["grade"] <= 2 and outcome.get("values")
        }
        studies |= {
            finding["study"]
            for outcome, finding in findings(name)
            if outcome.get("values") and finding["design"] in ("review", "randomised", "controlled")
        }
        assert any(CARRIED_BY[name] in study for study in studies)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_scenario_of_a_template_runs_has_reasons_and_one_of_them_is_against_it(name: str) -> None:
    case = case_from(name)
    base = base_of(name)["options"][name]["accounts"]["society"]["npv"]
    worse = 0
    assert len(case.shape.scenarios) >= (1 if name in ENABLERS else 2)
    for ident, scenario in case.shape.scenarios.items():
        assert scenario.name and all(change.get("reason") for change in scenario.changes.values()), ident
        found = result(with_scenario(case, ident))["options"][name]
        assert found["accounts"] != base_of(name)["options"][name]["accounts"], f"{ident} changes nothing"
        assert found["benefit_classes"]["cash_releasing"] == 0
        worse += found["accounts"]["society"]["npv"] < base
    assert worse, "every scenario flatters"


def test_every_placeholder_of_the_template_says_that_it_is_one() -> None:
    people = plain(TEMPLATES["peer_support_ltc"])["option"]["people"]
    for key in ("eligible", "uptake", "completion"):
        assert people[key]["status"] == "planning_assumption"
        assert people[key]["note"].startswith("template figure: put your own")


def test_no_library_figure_is_typed_by_hand_where_it_could_be_used() -> None:
    library = load_library()
    for name in (*FINISHED, *TEMPLATES):
        used = {str(found["use"]) for found in mappings(options(name)) if "use" in found}
        if name not in ENABLERS:
            assert "time.participant_hour" in used
            assert any(ident.startswith("staff.afc_band_") for ident in used)
        in_kind = {
            cost["payer"] for option in options(name) for cost in option["costs"] if cost.get("cash") is False
        }
        assert ("volunteers" in in_kind) == ("time.volunteer_hour" in used)
        own = plain(TEMPLATES[name] if name in TEMPLATES else CASES[name]).get("assumptions") or {}
        assert all(ident in library or ident in own for ident in used)


VERDICTS = {
    "southfold_befriending": (3, "befriending"),
    "larkmoor_green_prescribing": (5, "green_social_prescribing"),
    "oldhaven_telehealth": (5, "telehealth_wsd"),
    "highcombe_diabetes": (3, "year_of_care"),
    "northshire_peer_support": (5, "peer_courses"),
    "eastmoor_community_links": (5, "links_practitioners"),
    "westmere_lay_led_courses": (5, "peer_courses"),
}


@every_finished_case
def test_each_finished_case_has_the_verdict_that_its_readme_says(name: str) -> None:
    number, ident = VERDICTS[name]
    option = base_of(name)["options"][ident]
    assert option["verdict"]["number"] == number
    assert (option["accounts"]["society"]["npv"] > 0) == (number == 3)
    assert option["accounts"]["public_cash"]["npv"] < 0 and option["accounts"]["public_sector"]["npv"] < 0
    row = next(
        line for line in (ROOT / "cases" / "README.md").read_text().splitlines() if f"`{name}.yaml`" in line
    )
    assert row.endswith(f"| {number} |")


@pytest.mark.parametrize(
    ("name", "scenario", "number"),
    [
        ("southfold_befriending", "bridge_of_points", 5),
        ("southfold_befriending", "few_volunteers", 5),
        ("larkmoor_green_prescribing", "our_comparison_finds_half_a_point", 3),
        ("highcombe_diabetes", "nhs_value_of_health", 5),
        ("eastmoor_community_links", "three_visits_subgroup", 3),
    ],
)
def test_the_scenarios_that_turn_a_verdict_are_those_that_the_readme_names(
    name: str, scenario: str, number: int
) -> None:
    case = with_scenario(case_named(name), scenario)
    assert result(case)["options"][VERDICTS[name][1]]["verdict"]["number"] == number


RUNGS = {
    "southfold_befriending": {"proven": 3, "expected": 3, "claimed": 3},
    "larkmoor_green_prescribing": {"proven": 5, "expected": 5, "claimed": 3},
    "oldhaven_telehealth": {"proven": 5, "expected": 5, "claimed": 5},
    "highcombe_diabetes": {"proven": 3, "expected": 3, "claimed": 3},
    "northshire_peer_support": {"proven": 5, "expected": 5, "claimed": 3},
    "westmere_lay_led_courses": {"proven": 5, "expected": 5, "claimed": 3},
}
LABELS = {
    "southfold_befriending": ("depression_short", "shown"),
    "larkmoor_green_prescribing": ("life_satisfaction", "no_comparison"),
    "oldhaven_telehealth": ("quality_of_life", "ruled_out"),
    "highcombe_diabetes": ("hba1c", "shown"),
    "northshire_peer_support": ("quality_of_life", "not_ruled_out"),
    "westmere_lay_led_courses": ("quality_of_life", "not_ruled_out"),
}


@pytest.mark.parametrize("name", RUNGS)
def test_each_finished_case_stands_where_its_place_in_the_list_says_at_every_standard(name: str) -> None:
    """Worth it even on what is proven; nobody knows yet; ruled out whatever is claimed; and three options of which one is worth it."""
    option = base_of(name)["options"][VERDICTS[name][1]]
    assert {rung: found["verdict"] for rung, found in option["evidence"]["rungs"].items()} == RUNGS[name]
    outcome, label = LABELS[name]
    assert option["evidence"]["outcomes"][outcome]["label"] == label


def test_of_the_three_options_the_one_put_forward_is_worth_most_and_the_others_cost_more_than_they_give() -> (
    None
):
    case = case_named("highcombe_diabetes")
    npv = {ident: found["accounts"]["society"]["npv"] for ident, found in base_of(case.name.removesuffix(".yaml"))["options"].items()}  # fmt: skip
    assert len(npv) == 3 and max(npv, key=lambda ident: npv[ident]) == case.shape.preferred == "year_of_care"
    assert sorted(found > 0 for found in npv.values()) == [False, False, True]


BEGUN_WITH = {
    "southfold_befriending": ("befriending",),
    "larkmoor_green_prescribing": ("green_social_prescribing",),
    "oldhaven_telehealth": ("telehealth_wsd",),
    "highcombe_diabetes": ("group_consultations", "structured_diabetes_education_xpert", "year_of_care"),
    "northshire_peer_support": ("pain_self_management",),
    "westmere_lay_led_courses": ("expert_patients_programme",),
}


@pytest.mark.parametrize("name", BEGUN_WITH)
def test_a_finished_case_holds_the_findings_of_its_template(name: str) -> None:
    theirs = {finding["id"]: finding for ident in BEGUN_WITH[name] for _, finding in findings(ident)}
    ours = {finding["id"]: finding for _, finding in findings(name)}
    assert len(ours) >= (3 if name in SHIPPED else 6) and ours == {ident: theirs[ident] for ident in ours}
    if name in SHIPPED:
        assert set(ours) == set(theirs), "the newest of its template"


SAVED_BEFORE = sorted((ROOT / "tests" / "cases" / "finished_0_1_0").glob("*.yaml"))


@pytest.mark.parametrize("path", SAVED_BEFORE, ids=lambda path: path.stem)
def test_a_finished_case_of_an_earlier_release_opens_and_answers_as_it_did(path: Path) -> None:
    before = {
        "northshire_peer_support": (3, 1_161_799, 2_912_582, 1_241_945),
        "westmere_lay_led_courses": (5, 1_072_360, 1_421_713, -145_561),
    }
    option = result(read_case(path))["options"]["peer_courses"]
    found = (option["accounts"]["commissioner"]["pv_costs"], option["benefit_classes"]["wider"], option["accounts"]["society"]["npv"])  # fmt: skip
    assert (option["verdict"]["number"], *(round(amount) for amount in found)) == before[path.stem]


# Our own output, not evidence: read a change here as the statement of what a change of the model or the library did.
# Commissioner's cost, cash released, capacity freed, wider value and society's net value, present values in £ of 2026-27.
GOLDEN = {
    "southfold_befriending": (901_190, 0, 0, 1_727_840, 170_404),
    "larkmoor_green_prescribing": (1_690_524, 0, 0, 0, -1_937_181),
    "oldhaven_telehealth": (2_054_914, 0, -61_032, 121_954, -2_274_615),
    "highcombe_diabetes": (696_916, 0, 0, 4_330_462, 3_092_050),
    "northshire_peer_support": (1_161_799, 60_606, 0, 438_846, -1_231_791),
    "eastmoor_community_links": (1_204_142, 0, 0, 122_410, -1_552_976),
    "westmere_lay_led_courses": (1_072_360, 60_606, 0, 241_861, -1_325_413),
}


@every_finished_case
def test_the_headlines_are_what_they_were_to_the_pound(name: str) -> None:
    option = base_of(name)["options"][VERDICTS[name][1]]
    classes = option["benefit_classes"]
    headline = (
        option["accounts"]["commissioner"]["pv_costs"],
        classes["cash_releasing"],
        classes["capacity"],
        classes["wider"],
        option["accounts"]["society"]["npv"],
    )
    assert tuple(round(amount) for amount in headline) == GOLDEN[name]
