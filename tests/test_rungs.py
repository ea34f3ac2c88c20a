"""The three standards of proof side by side, worked by hand: one person, one year, £100 a year spent, £70,000 a QALY.

The trial is the first of evidence.md's answers: 0.0325 (−0.0238 to 0.0888) comes to an Expected 0.0046520174, Proven 0,
Claimed 0.0325. Net value to society is then 70,000 × each, less £100.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from command import run
from small_cases import a_cost, sure
from test_findings_in_a_case import a_finding, an_outcome, case_of, data_of

from make_the_case.words.papers.summary import unread_sentence
from make_the_case.words.tables.summary_tables import moved_table
from valuation import Case, answer, library_changes, with_changes
from valuation.answer import OptionEvidence
from valuation.answers.saving import as_saved

COST, QALY = 100.0, 70_000.0
TRIAL = a_finding("trial", estimate=0.0325, interval=[-0.0238, 0.0888], se=None)
EXPECTED = 0.0046520174
OUTCOME = "options.it.outcomes.o"


def priced(*findings: dict[str, Any], **keys: Any) -> dict[str, Any]:
    value = {"kind": "health", "to": "participants", "unit_value": sure(QALY)}
    return an_outcome(*findings, **{"values": [value], **keys})


def a_case(*outcomes: dict[str, Any], **keys: Any) -> Case:
    return case_of(*outcomes, costs=[a_cost("post", sure(COST))], **keys)


def evidence_of(case: Case) -> OptionEvidence:
    return answer(case).options["it"].evidence


def npvs(case: Case) -> dict[str, float]:
    return {rung: found.npv for rung, found in evidence_of(case).rungs.items()}


def test_the_three_rungs_of_one_trial() -> None:
    assert npvs(a_case(priced(TRIAL))) == {
        "proven": pytest.approx(-COST),
        "expected": pytest.approx(QALY * EXPECTED - COST, rel=1e-7),
        "claimed": pytest.approx(QALY * 0.0325 - COST),
    }


@pytest.mark.parametrize("standard", ["expected", "proven"])
def test_the_case_stands_on_its_own_standard_and_the_rungs_are_the_same_beside_either(standard: str) -> None:
    case = a_case(priced(TRIAL))
    stated = with_changes(case, {"appraisal.evidence": standard})
    found = answer(stated).options["it"]
    assert found.evidence.standard == standard
    assert npvs(stated) == pytest.approx(npvs(case))
    assert found.accounts["society"].npv == pytest.approx(npvs(case)[standard])
    assert found.verdict.number == found.evidence.of_the_case.verdict
    assert stated.code != case.code, "a paper on another standard is another paper"


def test_the_sentence_of_the_verdict_says_first_that_it_hangs_on_how_much_proof_is_asked_for() -> None:
    said = answer(a_case(priced(TRIAL))).options["it"].verdict.sentence
    assert said.startswith("The answer depends on how much proof is asked for")
    little = answer(a_case(priced(a_finding("c", design="claim", se=None)))).options["it"]
    assert little.verdict.sentence.startswith("Only what its supporters claim gives another answer.")
    proven = answer(
        a_case(priced(a_finding("t", estimate=0.05, se=0.001, trials=9, design="review", tau=0.001)))
    )
    assert proven.options["it"].verdict.sentence.startswith("This needs funding."), "all three agree"


def test_a_case_without_findings_has_three_rungs_that_are_the_case() -> None:
    value = {"kind": "health", "to": "participants", "unit_value": sure(QALY)}
    typed = {"id": "o", "unit": "qaly", "applies_to": "starters", "adds": sure(0.002), "values": [value]}
    case = a_case(typed)
    found = answer(case).options["it"]
    assert found.evidence.standard is None and not found.evidence.outcomes
    assert set(npvs(case).values()) == {found.accounts["society"].npv}
    assert "proof" not in found.verdict.sentence


@pytest.mark.parametrize(("grade", "counts"), [(1, True), (2, True), (3, False), (None, False)])
def test_beside_findings_an_effect_that_somebody_typed_is_proven_at_grade_1_or_2_alone(
    grade: int | None, counts: bool
) -> None:
    value = {"kind": "economic", "to": "residents", "unit_value": sure(1000)}
    effect = {"value": 2, "distribution": "fixed", "reason": "Said so"} | ({"grade": grade} if grade else {})
    typed = {"id": "typed", "unit": "hour", "applies_to": "starters", "adds": effect, "values": [value]}
    case = a_case(priced(TRIAL), typed)
    at = npvs(case)
    assert at["proven"] == pytest.approx((2000 if counts else 0) - COST)
    assert at["expected"] == pytest.approx(QALY * EXPECTED + 2000 - COST, rel=1e-7)
    assert npvs(with_changes(case, {"appraisal.evidence": "proven"})) == pytest.approx(at)


def test_each_rung_takes_the_route_that_is_the_lower_at_it() -> None:
    """Quality of life is worth less where it is expected, and more where it is claimed, than life satisfaction is."""
    overlap = {"overlap": {"group": "life"}}
    health = {"kind": "health", "to": "participants", "unit_value": sure(QALY), **overlap}
    wellbeing = {"kind": "wellbeing", "to": "participants", "unit_value": sure(4000), **overlap}
    trial = a_finding("l", estimate=0.5, se=0.05, follow_up_months=None)
    case = a_case(
        priced(TRIAL, a_finding("claim", design="claim", estimate=0.02, se=None), values=[health]),
        priced(trial, ident="w", unit="wellby", measure="life_satisfaction", values=[wellbeing]),
    )
    effects = case.effects
    quality, satisfaction = effects[OUTCOME], effects["options.it.outcomes.w"]
    at = npvs(case)
    assert at["expected"] == pytest.approx(QALY * quality.expected.mean - COST)
    assert QALY * quality.expected.mean < 4000 * satisfaction.expected.mean
    assert at["claimed"] == pytest.approx(4000 * satisfaction.claimed.mean - COST)
    assert 4000 * satisfaction.claimed.mean < QALY * quality.claimed.mean


def test_a_change_of_the_effect_stands_at_every_rung() -> None:
    case = with_changes(a_case(priced(TRIAL)), {f"{OUTCOME}.adds": 0.01})
    assert npvs(case) == pytest.approx(dict.fromkeys(("proven", "expected", "claimed"), 700 - COST))


def test_what_it_would_have_to_be_is_costs_over_the_benefit_of_an_effect_of_1() -> None:
    (found,) = evidence_of(a_case(priced(TRIAL))).outcomes.values()
    assert found.worthwhile == pytest.approx(COST / QALY)
    assert found.label == "not_ruled_out"
    not_priced = an_outcome(TRIAL, values=None)
    (found,) = evidence_of(a_case(not_priced)).outcomes.values()
    assert found.worthwhile is None, "no effect on it pays for anything"
    ruled_out = evidence_of(
        a_case(priced(a_finding("r", design="review", trials=9, estimate=0.0, se=0.0003, tau=0.0)))
    )
    assert ruled_out.outcomes["o"].label == "ruled_out"


def test_what_was_read_of_each_finding() -> None:
    findings = [
        TRIAL,
        a_finding("group", design="controlled", estimate=0.02, se=0.01),
        a_finding("own", here=True, design="before_after", estimate=0.03, se=0.02, baseline=0.7),
        a_finding("aside", estimate=0.2, set_aside="Another service"),
        a_finding("claim", design="claim", estimate=0.11, se=None),
        a_finding("other", measure="phq9", estimate=-3, follow_up_months=None),
    ]
    found = evidence_of(a_case(priced(*findings))).outcomes["o"]
    by_id = {each.id: each for each in found.findings}
    assert [each.id for each in found.findings if each.read] == ["trial", "group", "own"]
    assert by_id["trial"].value == pytest.approx(0.0325) and by_id["trial"].se == pytest.approx(0.1126 / 3.92)
    assert by_id["group"].value == pytest.approx(0.75 * 0.02), "as its design leaves it"
    assert sum(each.weight for each in found.findings if each.weight is not None) == pytest.approx(1)
    assert by_id["own"].weight is None, "what was measured here is not pooled"
    assert (by_id["claim"].value, by_id["claim"].se) == (pytest.approx(0.11), None)
    assert (by_id["other"].value, by_id["other"].se) == (None, None), "in another measure"
    assert found.all_read > found.value + found.place, "what was set aside would raise it"


def test_the_json_and_the_command(tmp_path) -> None:
    from ruamel.yaml import YAML

    path = tmp_path / "case.yaml"
    YAML(typ="safe").dump(data_of(priced(TRIAL), costs=[a_cost("post", sure(COST))]), path)
    told = json.loads(run("appraise", path, "--json").stdout)["options"]["it"]["evidence"]
    assert told["standard"] == "expected" and list(told["rungs"]) == ["proven", "expected", "claimed"]
    assert set(told["rungs"]["proven"]) == {"verdict", "npv", "benefit_classes"}
    assert set(told["outcomes"]["o"]) == {
        "label", "worthwhile", "value", "sd", "place", "place_sd", "rho", "all_read", "findings",
    }  # fmt: skip
    assert set(told["outcomes"]["o"]["findings"][0]) == {"id", "read", "value", "se", "weight"}
    on_proof = json.loads(run("appraise", path, "--json", "--evidence", "proven").stdout)["options"]["it"]
    assert on_proof["evidence"]["standard"] == "proven"
    assert on_proof["accounts"]["society"]["npv"] == pytest.approx(-COST)
    said = run("appraise", path).stdout.decode()
    assert "Proven. What could we defend to an auditor?" in said and "Claimed." in said
    assert max(map(len, said.splitlines())) <= 80


def test_a_standard_asked_for_where_nothing_has_findings_changes_nothing_and_says_so() -> None:
    usual = run("appraise", "cases/worked_example.yaml", "--json")
    asked = run("appraise", "cases/worked_example.yaml", "--json", "--evidence", "proven")
    assert asked.stdout == usual.stdout and b"has no findings" in asked.stderr


def test_a_saved_case_lists_the_measures_and_designs_that_it_was_read_by_and_says_what_has_moved_since() -> (
    None
):
    saved = as_saved(a_case(priced(TRIAL)), "2026-11-28T10:00")
    used = saved.data["saved"]["used"]
    assert used["measures.qaly.tau"] == 0.0105 and used["measures.qaly.spread"] == 0.0125
    assert used["designs.randomised.share"] == 1 and "designs.controlled.share" not in used
    assert library_changes(saved) == []
    then = {**saved.data, "saved": {**saved.data["saved"], "used": {**used, "measures.qaly.tau": 0.02}}}
    moved = library_changes(replace(saved, data=then))
    assert moved == [("measures.qaly.tau", 0.02, 0.0105)]
    ((name, before, now, _),) = moved_table(saved, "it", moved).rows
    assert (name, before, now) == ("Quality-adjusted life years: how far places differ", "0.02", "0.0105")


def test_a_first_page_counts_what_nobody_has_read_findings_by_their_study():
    read, unread = (
        dict(TRIAL, study="Read 2020"),
        dict(TRIAL, study="Unread 2021", id="unread", status="to_verify"),
    )
    aside = dict(unread, study="Aside 2022", id="aside", set_aside="another service")

    def said(case: Case) -> str:
        return unread_sentence(case, answer(case), "it")

    assert said(a_case(priced(read))) == ""
    assert (
        said(a_case(priced(read, unread, aside)))
        == "It depends on one figure that has not been checked at its source: “Unread 2021”."
    )
    post = a_cost("post", {**sure(COST), "status": "to_verify"})
    both = said(case_of(priced(read, unread), costs=[post]))
    assert both.startswith("It depends on 2 figures that have not been checked at their source: ")
    assert "Unread 2021" in both
