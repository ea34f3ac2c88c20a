"""The critical friend: one case that passes, one change of it for each thing there is to say, and what the finished cases are told."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cases_at_random import case_of, cases
from command import run
from finished_cases import EARLIER, case_at, path_of
from hypothesis import HealthCheck, given, settings
from small_cases import a_gain, an_option, small_case, sure
from template_cases import EVERY_TEMPLATE, case_from

from make_the_case.words.check_words import blind_spots, in_names
from valuation import checks, parse_case, result, with_changes
from valuation.answers.check import SEVERITIES
from valuation.checks.check_rules import RULES

ROOT = Path(__file__).resolve().parents[1]


def number(value: float, grade: int = 1, **more: Any) -> dict[str, Any]:
    return {"value": value, "grade": grade, "source": "Our records", **more}


def cost(ident: str, value: float, **more: Any) -> dict[str, Any]:
    return {"id": ident, "per": "year", "unit_cost": number(value), "payer": "nhs_icb", **more}


def sound() -> dict[str, Any]:
    """Returns a case of which a critical friend has nothing to say."""
    visits = {
        "id": "visits", "name": "GP visits avoided", "unit": "visit", "reduces": number(0.2, follow_up_months=12, range=[0.18, 0.22]), "of": number(5),
        "applies_to": "starters", "lasts": number(1), "owner": "Practice manager",
        "values": [{
            "kind": "fiscal", "to": "primary_care", "unit_value": number(40), "cashable": number(0.2),
            "release": {"action": "Fewer locum sessions", "owner": "Practice manager"},
        }],
    }  # fmt: skip
    waiting = {"id": "waiting", "name": "Others wait longer", "direction": "worse", "size": "small"}
    costs = [
        cost("coordinator", 20_000),
        cost("training", 2000),
        cost("co_design", 1000),
        cost("involvement", 1500, name="Payments to people with lived experience"),
        cost("evaluation", 1500),
        {"id": "time", "per": "start", "quantity": number(2), "unit_cost": number(12), "payer": "participants", "cash": False},
    ]  # fmt: skip
    people = {
        "eligible": number(1000),
        "pool": "standing",
        "uptake": number(0.3),
        "ramp": [number(0.4), number(1)],
    }
    return {
        "format": "make-the-case/1",
        "commissioner": "nhs_icb",
        "appraisal": {
            "first_year": "2026-27",
            "years": 4,
            "price_year": "2026-27",
            "discounting": "green_book",
        },
        "options": [{"id": "group", "people": people, "costs": costs, "outcomes": [visits, waiting]}],
    }


def with_findings(*findings: dict[str, Any]) -> Callable[[dict[str, Any], dict[str, Any]], Any]:
    """Returns the change that states the benefit by findings, in a file of the format that may hold them."""

    def change(option: dict[str, Any], data: dict[str, Any]) -> None:
        del benefit(option)["reduces"]
        benefit(option)["findings"] = list(findings)
        data["format"] = "make-the-case/2"

    return change


def finding(ident: str, **more: Any) -> dict[str, Any]:
    """Returns a trial that proves a fifth fewer."""
    return {
        "id": ident, "study": f"Study {ident}", "design": "review", "trials": 9, "tau": 0.01, "estimate": 0.2, "se": 0.01,
        "follow_up_months": 12, **more,
    }  # fmt: skip


def published(value: float, **more: Any) -> dict[str, Any]:
    """Returns what a trial published that the service costs each person, in the prices of the case."""
    unit_cost = {"value": value, "price_year": "2026-27", "source": "Trial"}
    return {"id": "trial", "name": "As the trial costed it", "unit_cost": unit_cost, "covers": ["coordinator"], **more}  # fmt: skip


AT = "options.group"
Change = Callable[[dict[str, Any], dict[str, Any]], Any]


def changed(change: Change) -> dict[str, Any]:
    data = copy.deepcopy(sound())
    change(data["options"][0], data)
    return data


def gain(ident: str, unit: str, kind: str, **more: Any) -> dict[str, Any]:
    value = {"kind": kind, "to": "participants", "unit_value": number(100)}
    return {
        "id": ident,
        "unit": unit,
        "adds": number(0.1),
        "applies_to": "starters",
        "owner": "Lead",
        "values": [value],
        **more,
    }


def benefit(option: dict[str, Any]) -> dict[str, Any]:
    return option["outcomes"][0]


def priced(option: dict[str, Any]) -> dict[str, Any]:
    return benefit(option)["values"][0]


def without(option: dict[str, Any], *idents: str) -> None:
    option["costs"] = [c for c in option["costs"] if c["id"] not in idents]


SAID: dict[str, tuple[Change, str, str, str]] = {
    # id: (what is changed, severity, path, words that the message must hold)
    "value_counted_twice": (
        lambda o, _: o["outcomes"].extend([gain("joy", "wellby", "wellbeing"), gain("health", "qaly", "health")]),
        "stop", f"{AT}.outcomes.health.values.0", "in health and in wellbeing",
    ),
    "caseload_claimed_twice": (lambda o, _: o.update(claims=["peer", "peer"]), "stop", f"{AT}.claims", "claimed 2 times"),
    "benchmark_in_company": (
        lambda o, data: (o.update(template="nesta_pph_programme"), data["options"].append({"id": "other", "name": "Another"})),
        "stop", AT, "already includes other services",
    ),
    "net_effect_adjusted_again": (
        lambda o, _: benefit(o).update(deadweight=number(0.35)), "warn", f"{AT}.outcomes.visits.deadweight", "deadweight (35%)",
    ),
    "cashable_without_release": (
        lambda o, _: priced(o).pop("release"), "warn", f"{AT}.outcomes.visits.values.0.cashable", "With a decision it would be £2,300 of cash",
    ),
    "cash_without_owner": (
        lambda o, _: (priced(o)["release"].pop("owner")), "warn", f"{AT}.outcomes.visits.values.0.release", "no budget holder is named",
    ),
    "more_avoided_than_exists": (
        lambda o, _: (_everyone_each_year(o), benefit(o).update(lasts=number(3), drop_off=number(0.01), reduces=number(0.5, follow_up_months=36))),
        "warn", f"{AT}.outcomes.visits", "this group has about 5,000 a year",
    ),
    "more_starts_than_eligible": (
        lambda o, _: o["people"].update(uptake=number(0.8), segments=[{"id": "near", "share": number(0.5), "uptake_multiplier": number(3)}, {"id": "far", "share": number(0.5), "uptake_multiplier": number(1)}]),
        "warn", f"{AT}.people.segments.near", "120% of “near” would have to start",
    ),
    "larger_than_best_study": (lambda o, d: None, "warn", "", "The template's study supports no more than"),
    "journey_counted_apart": (
        lambda o, _: o["outcomes"].extend([
            {**copy.deepcopy(benefit(o)), "id": ident, "name": name} for ident, name in (("trips", "Ambulance journeys"), ("stays", "Emergency admissions"))
        ]),
        "warn", f"{AT}.outcomes.trips.values.0", "one event",
    ),
    "use_counted_twice": (
        lambda o, _: o["outcomes"].append({**copy.deepcopy(benefit(o)), "id": "more", "name": "Visits, again"}),
        "warn", f"{AT}.outcomes.more.values.0", "“GP visits avoided” and “Visits, again” may count the same use",
    ),
    "cash_not_proven": (
        with_findings(finding("a", design="before_after", trials=None, tau=None)),
        "warn", f"{AT}.outcomes.visits.values.0.cashable", "20% of “GP visits avoided” becomes cash, but no comparison shows it",
    ),
    "one_study_under_two_names": (
        with_findings(*(finding(name, design="randomised", trials=None, tau=None, source="Report") for name in ("a", "b"))),
        "warn", f"{AT}.outcomes.visits.findings.b", "“Study a” and “Study b” for “GP visits avoided” have the same source",
    ),
    "outside_its_measure": (
        with_findings(finding("a", estimate=1.2)),
        "stop", f"{AT}.outcomes.visits.findings.a", "“Study a” says more of “GP visits avoided” than can be: it is counted in share fewer",
    ),
    "findings_set_aside": (
        with_findings(finding("a"), finding("b", estimate=0.4, set_aside="Another service")),
        "note", f"{AT}.outcomes.visits.reduces", "One finding is set aside for “GP visits avoided”. If every finding counted",
    ),
    "enjoyed_time_left_out": (
        lambda o, data: (o["costs"][-1].update(enjoyed="The walk is the service"), data.update(format="make-the-case/2")),
        "note", f"{AT}.costs", "is not counted as a cost where they enjoy it: “time”",
    ),
    "outlasts_its_study": (lambda o, _: benefit(o).update(lasts=number(2)), "warn", f"{AT}.outcomes.visits.lasts", "counted for 24 months, but its study followed people for 12"),
    "never_fades": (
        lambda o, _: benefit(o).update(lasts=number(3), reduces=number(0.2, follow_up_months=36, range=[0.18, 0.22])), "warn", f"{AT}.outcomes.visits.drop_off", "lasts 3 years and does not fade",
    ),
    "benefit_beyond_horizon": (
        lambda o, _: (benefit(o).update(lasts=number(2), drop_off=number(0.1), reduces=number(0.2, follow_up_months=24, range=[0.18, 0.22])), o["people"].update(ramp=[number(0.2), number(0.4), number(0.6), number(1)])),
        "warn", AT, "falls after 2029/30",
    ),
    "growth_at_health_rate": (
        lambda o, _: o["outcomes"].append({**gain("joy", "wellby", "wellbeing"), "values": [{"kind": "wellbeing", "to": "participants", "unit_value": number(100), "real_growth": number(0.02)}]}),
        "warn", f"{AT}.outcomes.joy.values.0.real_growth", "grows by 2.0% a year",
    ),
    "tax_or_benefit_as_value": (lambda o, _: priced(o).update(to="dwp"), "warn", f"{AT}.outcomes.visits.values.0", "money to DWP"),
    "weights_on_health": (
        lambda o, _: (o["people"].update(segments=[{"id": "poorest", "share": number(1), "weight": number(2)}]), o["outcomes"].append(gain("health", "qaly", "health"))),
        "warn", f"{AT}.people.segments.poorest.weight", "worth the same to everyone",
    ),
    "dearer_than_published": (
        lambda o, _: o.update(published_costs=[published(200)]),
        # £26,000 in each of four years, and 300 people's two hours at £12: £111,200, of 300 people.
        "warn", f"{AT}.published_costs.trial", "costs £371 for each person who starts, 1.9 times the published cost (As the trial costed it), which is £200",
    ),
    "costs_left_out": (lambda o, _: without(o, "training", "evaluation", "time"), "warn", f"{AT}.costs", "training, evaluation or people's own time"),
    "ungraded_numbers": (lambda o, _: o["people"].update(uptake=0.3), "warn", f"{AT}.people.uptake", "One figure has no grade or no source, so it counts as the weakest"),
    "moved_since_the_workshop": (
        lambda o, c: (
            c.update(format="make-the-case/2", rounds=[{"id": "round_1", "at": "2026-11-30", "questions": [{"path": f"{AT}.people.uptake", "value": 0.2, "range": [0.1, 0.4]}]}]),
            o["people"].update(uptake=number(0.3, uses_round="round_1")),
        ),
        "warn", f"{AT}.people.uptake", "The workshop came to 0.2, and it is 0.3 now",
    ),
    "library_changed_without_reason": (
        lambda o, _: priced(o).update(unit_value={"use": "unit_costs.ae_attendance", **number(300), "price_year": "2026-27"}), "warn", f"{AT}.outcomes.visits.values.0.unit_value", "The library's “A&E attendance, all types and outcomes” (it says 280.17) is replaced by 300",
    ),
    "still_a_placeholder": (lambda o, _: o["people"].update(uptake=number(0.3, note="placeholder: put your own")), "warn", f"{AT}.people.uptake", "One figure is still the template's: people.uptake."),
    "bcr_too_good": (lambda o, _: priced(o).update(unit_value=number(40_000)), "warn", AT, "for each £1 of cost"),
    "one_number_turns_it": (
        lambda o, _: priced(o).update(unit_value=number(40, range=[10, 500])), "warn", f"{AT}.outcomes.visits.values.0.unit_value", "is £500, the high end of its range",
    ),
    "verdict_rests_outside_society": (lambda o, _: _read_by_payers_alone(o), "warn", AT, "Society does not, because it counts another value"),
    "nice_disagrees": (
        lambda o, _: o["outcomes"].append({**gain("health", "qaly", "health"), "adds": number(0.001), "values": [{"kind": "health", "to": "participants", "unit_value": number(1_000_000)}]}),
        "warn", AT, "spent elsewhere in the NHS",
    ),
    "benefits_before_service": (
        lambda o, _: [c.update({"from": 1}) for c in o["costs"]], "warn", f"{AT}.people", "people start before anything is spent",
    ),
    "full_from_the_first_year": (lambda o, _: o["people"].pop("ramp"), "note", f"{AT}.people.ramp", "at full size from 2026/27"),
    "no_harm_considered": (lambda o, _: o["outcomes"].pop(), "note", f"{AT}.outcomes", "nothing gets worse"),
    "large_benefit_without_owner": (
        lambda o, _: (benefit(o).pop("owner"), priced(o).pop("release"), priced(o).pop("cashable")), "note", f"{AT}.outcomes.visits", "is 100% of all benefit",
    ),
    "old_unit_costs": (lambda o, _: priced(o).update(unit_value=number(40, price_year="2018-19")), "note", f"{AT}.outcomes.visits.values.0.unit_value", "is from 2018/19"),
    "mixed_price_years": (
        lambda o, _: [c.update(unit_cost=number(1000, price_year=year)) for c, year in zip(o["costs"], ("2023-24", "2024-25", "2025-26", "2026-27"), strict=False)],
        "note", "appraisal.price_year", "uses prices of 4 different years",
    ),
    "rests_on_what_is_not_published": (
        lambda o, _: benefit(o).update(of=number(5, status="planning_assumption")), "note", AT, "depends on a figure that is unpublished",
    ),
}  # fmt: skip


def _everyone_each_year(option: dict[str, Any]) -> None:
    option["people"].update(pool="each_year", uptake=number(1.0), ramp=[number(0.9), number(1)])


def _read_by_payers_alone(option: dict[str, Any]) -> None:
    """A fiscal value left out of society by an overlap group, on which the verdict's cash and capacity rest."""
    option["costs"] = [{**c, "unit_cost": number(1)} for c in option["costs"]]
    value = priced(option)
    value["overlap"] = {"group": "visits", "counted": False}
    whole = {
        "kind": "economic",
        "to": "participants",
        "unit_value": number(60),
        "overlap": {"group": "visits", "counted": True},
    }
    benefit(option)["values"].append(whole)


def test_a_sound_case_is_told_nothing():
    assert [(c.id, c.message) for c in checks(case_of(sound()))] == []


@pytest.mark.parametrize("ident", [ident for ident in SAID if ident != "larger_than_best_study"])
def test_each_thing_there_is_to_say_is_said_with_its_place_its_numbers_and_what_to_do(ident: str):
    change, severity, path, words = SAID[ident]
    found = checks(case_of(changed(change)))
    said = [c for c in found if c.id == ident]
    assert said, [(c.id, c.message) for c in found]
    assert (said[0].severity, said[0].path) == (severity, path)
    assert words in said[0].message, said[0].message
    assert said[0].remedy.endswith(".") and said[0].message.endswith((".", "”", "too."))


def test_every_rule_has_a_case_that_it_speaks_of():
    assert {rule.__name__ for rule in RULES} == set(SAID)


def test_an_effect_beyond_what_the_templates_study_allows_is_told():
    case = case_from("expert_patients_programme")
    at = "options.expert_patients_programme.outcomes.quality_of_life.adds"
    found = {c.id: c for c in checks(with_changes(case, {at: {"value": 0.5, "range": [0.4, 0.6]}}))}
    assert found["larger_than_best_study"].path == at and "is 0.5" in found["larger_than_best_study"].message
    assert "larger_than_best_study" not in {c.id for c in checks(case)}


def test_two_outcomes_in_qalys_stop_the_case_unless_one_group_holds_both():
    twice = changed(
        lambda o, _: o["outcomes"].extend([gain("a", "qaly", "health"), gain("b", "qaly", "health")])
    )
    assert [c.id for c in checks(case_of(twice)) if c.severity == "stop"] == ["value_counted_twice"]
    for outcome, counted in zip(twice["options"][0]["outcomes"][-2:], (True, False), strict=True):
        outcome["values"][0]["overlap"] = {"group": "health", "counted": counted}
    assert not [c for c in checks(case_of(twice)) if c.severity == "stop"]


KEY_OF_THE_FILE = re.compile(r"`|\b[a-z]+(?:_[a-z0-9]+)+\b")


@pytest.mark.parametrize("ident", [ident for ident in SAID if ident != "larger_than_best_study"])
def test_no_sentence_names_a_key_of_the_file(ident: str):
    case = case_of(changed(SAID[ident][0]))
    for check in checks(case):
        for words in (in_names(case, check), check.remedy):
            assert not KEY_OF_THE_FILE.search(words), words


APART = {
    "in another year of a person's time": {"lag": number(1), "lasts": number(1)},
    "at another price": {"price": 55},
    "for another payer": {"to": "acute_trust"},
    "in one group, with one of them counted": {"overlap": {"group": "visits", "counted": False}},
}


@pytest.mark.parametrize("how", APART)
def test_nothing_is_counted_twice_is_ticked_only_where_two_outcomes_are_really_apart(how: str):
    data = sound()
    (option,) = data["options"]
    second = {**copy.deepcopy(benefit(option)), "id": "more", "name": "Visits, again"}
    option["outcomes"].append(second)

    def is_ticked() -> bool:
        said = checks(parse_case(json.dumps(data)))
        return next(
            ok for words, ok, _ in blind_spots(said, option["id"]) if words == "Nothing is counted twice"
        )

    assert not is_ticked(), "the same unit, payer, price and time"
    change = copy.deepcopy(APART[how])
    value = second["values"][0]
    if "price" in change:
        value["unit_value"] = number(change.pop("price"))
    if "overlap" in change:
        benefit(option)["values"][0]["overlap"] = {"group": "visits", "counted": True}
        value["overlap"] = change.pop("overlap")
    if "to" in change:
        value["to"] = change.pop("to")
    second.update(change)
    assert is_ticked()


def test_the_most_severe_comes_first_and_the_order_is_always_the_same():
    def several(option: dict[str, Any], data: dict[str, Any]) -> None:
        for ident in ("caseload_claimed_twice", "never_fades", "no_harm_considered", "ungraded_numbers"):
            SAID[ident][0](option, data)

    found = checks(case_of(changed(several)))
    ranks = [SEVERITIES.index(c.severity) for c in found]
    assert ranks == sorted(ranks) and len(found) >= 4
    assert found == checks(case_of(changed(several)))


# The finished cases ------------------------------------------------------------------------------------------

MEANT = {
    "southfold_befriending": {"one_number_turns_it", "benefit_beyond_horizon", "enjoyed_time_left_out", "findings_set_aside"},
    "larkmoor_green_prescribing": {"one_number_turns_it", "enjoyed_time_left_out", "findings_set_aside"},
    "oldhaven_telehealth": {"mixed_price_years", "old_unit_costs", "findings_set_aside"},
    "highcombe_diabetes": {
        "one_number_turns_it", "benefit_beyond_horizon", "nice_disagrees", "rests_on_what_is_not_published", "findings_set_aside",
    },
    "northshire_peer_support": {"one_number_turns_it", "rests_on_what_is_not_published"},
    "eastmoor_community_links": {"findings_set_aside", "mixed_price_years", "old_unit_costs"},
    "westmere_lay_led_courses": {"findings_set_aside", "large_benefit_without_owner"},
    "worked_example": {
        "nice_disagrees", "costs_left_out", "large_benefit_without_owner", "no_harm_considered", "full_from_the_first_year",
        "one_number_turns_it", "rests_on_what_is_not_published",
    },
}  # fmt: skip
"""What each finished case is told, and means to be: what it hangs on, that NICE would say otherwise, and what is made up."""


@pytest.mark.parametrize("name", sorted(MEANT))
def test_a_finished_case_is_told_what_it_means_to_be_told_and_nothing_else(name: str):
    found = checks(case_at(path_of(name)))
    assert {c.id for c in found} == MEANT[name]
    assert not [c for c in found if c.severity == "stop"]


def test_every_finished_case_is_looked_at():
    assert {path.stem for path in (ROOT / "cases").glob("*.yaml")} == set(MEANT) - set(EARLIER)


@pytest.mark.parametrize("template", EVERY_TEMPLATE)
def test_a_template_has_its_placeholders_named_and_nothing_to_stop_for(template: str):
    found = {c.id: c for c in checks(case_from(template))}
    assert "still_a_placeholder" in found and not [c for c in found.values() if c.severity == "stop"]
    assert "costs_left_out" not in found and "ungraded_numbers" not in found


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_any_valid_case_is_read_to_the_end(data: dict[str, Any]):
    from valuation import EvaluationError

    try:
        found = checks(case_of(data))
    except EvaluationError:
        return  # a case too large to be worked out says so itself
    assert all(c.severity in SEVERITIES and c.message and c.remedy and c.path for c in found)


# Where they are read -----------------------------------------------------------------------------------------


def written(tmp_path: Path, data: dict[str, Any]) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(data))  # JSON is YAML
    return path


def test_check_prints_them_and_strict_fails_on_a_stop_alone(tmp_path: Path):
    stop = written(tmp_path, changed(SAID["caseload_claimed_twice"][0]))
    done = run("check", stop, "--json")
    (said,) = json.loads(done.stdout)["checks"]
    assert done.returncode == 0 and (said["severity"], said["path"]) == ("stop", f"{AT}.claims")
    assert set(said) >= {"severity", "path", "message", "remedy"}
    assert run("check", stop, "--strict").returncode == 1
    assert b"Must fix: " in run("check", stop).stdout
    warned = written(tmp_path, changed(SAID["never_fades"][0]))
    assert run("check", warned, "--strict").returncode == 0
    assert b"Review: " in run("check", warned).stdout
    assert b"found nothing else" in run("check", written(tmp_path, sound())).stdout


def test_what_is_left_out_is_a_field_and_ticks_no_box_of_another():
    def only_trained(option: dict[str, Any], _: dict[str, Any]) -> None:
        option["costs"] = [cost("training", 100, payer="volunteers", cash=False)]

    case = case_of(changed(only_trained))
    found = next(check for check in checks(case) if check.id == "costs_left_out")
    assert found.missing == ("facilitation", "involvement", "evaluation")
    assert "missing" not in found.as_dict(), "the contract of `check --json` has five keys"
    option = case.shape.options[0].id
    ticked = {words: ok for words, ok, _ in blind_spots([found], option)}
    assert [words for words, ok in ticked.items() if not ok] == [
        "Evaluation is paid for", "People with lived experience are paid", "Facilitation or co-design is paid for",
    ]  # fmt: skip


def test_the_result_holds_them():
    case = case_of(changed(SAID["never_fades"][0]))
    assert result(case)["checks"] == [c.as_dict() for c in checks(case)] != []


def test_of_a_kind_of_finding_fifty_are_named_and_of_the_rest_how_many_there_are():
    """60 outcomes in QALYs for the same people, each against all before it, are 60 · 59 / 2 = 1,770 pairs."""
    price = {"kind": "health", "to": "participants", "unit_value": sure(1)}
    gains = [a_gain(f"g{k}", sure(1)) | {"unit": "qaly", "values": [price]} for k in range(60)]
    found = [check for check in checks(small_case(an_option([], gains))) if check.id == "value_counted_twice"]
    assert len(found) == 51
    assert found[-1].message.startswith("There are 1,720 more of this kind than the 50 that are named")


@pytest.mark.parametrize("entry", [published(200, why_dearer="It left out training."), published(250)])
def test_a_cost_that_is_explained_or_near_what_was_published_is_no_finding(entry: dict[str, Any]) -> None:
    said = checks(case_of(changed(lambda o, _: o.update(published_costs=[entry]))))
    assert "dearer_than_published" not in {check.id for check in said}
