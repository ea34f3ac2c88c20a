"""The designs, measures and bridges of the library, held as strictly as the code: by the contract's rules, and each with its source."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from template_cases import library_file
from test_evidence_answers import L, P, Q

from valuation.errors import AssumptionError
from valuation.evidence.scales import bridges_of, designs_of, mark_downs_of, measures_of
from valuation.library import Library, load_library

FOLDER = Path(__file__).resolve().parents[1] / "assumptions"
LIBRARY = load_library()
LICENCES = library_file("sources")["licences"]
DATA: dict[str, Any] = library_file("evidence")
RULES, MEASURES, BRIDGES = DATA["rules"], DATA["measures"], DATA["bridges"]
READ = {ident: entry for ident, entry in MEASURES.items() if not entry.get("shown_only")}
SHOWN = {ident: entry for ident, entry in MEASURES.items() if entry.get("shown_only")}
FIGURES = ("mean", "sd", "retest", "tau", "spread")
PROVENANCE = {"source", "locator", "grade", "status"}
OF_A_MEASURE = {
    "label", "unit", "better", "total", "scale", "most", "no_difference", "asked_as", *FIGURES, "rule", *PROVENANCE, "figures", "note", "shown_only", "reason",
}  # fmt: skip
OF_A_BRIDGE = {
    "label", "from", "to", "association", "value", "range", "distribution", "reason", "unit", *PROVENANCE, "official", "note", "levels", "between",
}  # fmt: skip
STATUSES = {"published", "derived", "cited_fact", "planning_assumption", "to_verify"}
OPEN_LICENCES = {"ogl_v3", "open_parliament_v3", "cc_by_2"}
ONE_THING = (("qaly", "eq5d", "ascot"), ("life_satisfaction", "wellby"))
"""Measures that are one another by definition, or by a bridge of nearly 1."""

every_measure = pytest.mark.parametrize("ident", MEASURES)
every_measure_that_is_read = pytest.mark.parametrize("ident", READ)
every_measure_that_is_shown = pytest.mark.parametrize("ident", SHOWN)
every_bridge = pytest.mark.parametrize("ident", BRIDGES)


def provenances(node: Any) -> list[dict[str, Any]]:
    """Returns every entry and figure of the file that names a source."""
    if isinstance(node, list):
        return [found for item in node for found in provenances(item)]
    if not isinstance(node, dict):
        return []
    return [node] * ("source" in node) + [found for item in node.values() for found in provenances(item)]


def to_two_figures(number: float) -> float:
    return float(f"{number:.2g}")


def test_the_file_has_its_four_blocks_and_every_id_is_plain() -> None:
    assert list(DATA) == ["rules", "designs", "measures", "bridges"]
    assert not [
        ident for block in DATA.values() for ident in block if not re.fullmatch("[a-z][a-z0-9_]{1,39}", ident)
    ]


# Sources


def test_every_figure_has_a_source_a_place_in_it_and_a_status_that_its_source_allows() -> None:
    named = provenances(DATA)
    assert len(named) > len(READ) + len(BRIDGES)
    for entry in named:
        source = LIBRARY.sources[entry["source"]]
        assert entry["locator"] and entry["status"] in STATUSES, entry
        assert entry.get("grade", 6) in range(1, 7), entry
        assert LICENCES[source.licence]["may_bundle"], entry
        if source.row["seen"] == "recalled":
            assert entry["status"] == "to_verify", entry
        if entry["source"] == "make_the_case":
            assert entry["status"] in ("planning_assumption", "to_verify"), entry
        if source.licence not in OPEN_LICENCES:
            assert entry["status"] != "published", entry


def test_no_value_of_the_social_value_bank_is_in_it() -> None:
    assert not re.search(
        "hact|social value bank", (FOLDER / "evidence.yaml").read_text("utf-8"), re.IGNORECASE
    )


# Designs


def test_the_designs_fall_from_a_review_to_a_claim_as_the_contract_has_them() -> None:
    designs = designs_of(LIBRARY)
    marks = [(d.mark_down.share, d.mark_down.added_spread) for d in designs.values()]
    assert list(designs) == ["review", "randomised", "controlled", "before_after", "monitoring", "claim"]
    assert marks == [(1, 0), (1, 0), (0.75, 0.25), (0.5, 0.5), (0.25, 1), (0, 1)]
    assert all(later[0] <= one[0] and later[1] >= one[1] for one, later in pairwise(marks))
    assert all(d.label and d.note and d.provenance.status == "planning_assumption" for d in designs.values())
    assert mark_downs_of(LIBRARY) == {ident: design.mark_down for ident, design in designs.items()}


# Measures


@every_measure
def test_every_measure_says_what_it_is_in_which_unit_and_which_way_is_better(ident: str) -> None:
    entry = MEASURES[ident]
    assert entry["label"] and entry["unit"] and entry["better"] in ("higher", "lower")
    assert not set(entry) - OF_A_MEASURE
    assert entry.get("total") in (None, True) and entry.get("shown_only") in (None, True)


@every_measure
def test_the_figures_of_a_measure_lie_in_its_scale(ident: str) -> None:
    entry = MEASURES[ident]
    assert all(
        math.isfinite(entry[name]) and (name == "mean" or entry[name] > 0)
        for name in FIGURES
        if name in entry
    )
    assert entry.get("retest", 0.5) < 1
    if "scale" in entry:
        low, high = entry["scale"]
        assert low < high
        assert low <= entry.get("mean", low) <= high
        # No answers between two ends differ by more than half of the way between them.
        assert entry.get("sd", 0) <= (high - low) / 2
    if "tau" in entry:
        assert entry["tau"] <= entry["spread"] < entry.get("sd", math.inf)


@every_measure_that_is_read
def test_how_far_services_work_and_places_differ_is_by_the_rule_that_the_measure_names(ident: str) -> None:
    entry = READ[ident]
    rule = RULES[entry["rule"]]
    if entry["rule"] == "share_of_sd":
        assert (rule["tau"], rule["spread"]) == (0.18, 0.20)
        # The contract's own scale of PHQ-9 has tau to one figure.
        assert entry["tau"] == (1 if ident == "phq9" else to_two_figures(0.18 * entry["sd"]))
        assert entry["spread"] == to_two_figures(0.20 * entry["sd"])
    else:
        assert (entry["tau"], entry["spread"]) == (rule["tau"], rule["spread"])
        assert entry["rule"] == (
            "as_relative_reduction" if ident == "relative_reduction" else "as_qaly"
        ) and ident in ("qaly", "eq5d", "ascot", "relative_reduction")


def test_the_rules_are_those_of_the_contract() -> None:
    assert (RULES["as_qaly"]["tau"], RULES["as_qaly"]["spread"]) == (0.0105, 0.0125)
    assert math.hypot(0.0105, 0.0125) == pytest.approx(0.0163, abs=5e-5)
    assert RULES["as_qaly"]["status"] == "to_verify"
    assert (RULES["as_relative_reduction"]["tau"], RULES["as_relative_reduction"]["spread"]) == (0.1, 0.1)
    assert math.exp(-3.44 / 2) == pytest.approx(RULES["share_of_sd"]["tau"], abs=0.005)
    assert RULES["retest"]["retest"] == RULES["causal_share"]["causal_share"] == 0.5


@every_measure_that_is_read
def test_every_figure_that_is_read_says_where_it_comes_from(ident: str) -> None:
    measure = measures_of(LIBRARY)[ident]
    assert measure.scale is not None and measure.reason is None
    assert set(measure.figures) == {*(name for name in FIGURES if name in READ[ident]), "retest"}
    assert "sd" in READ[ident] or ident == "relative_reduction"


@every_measure_that_is_shown
def test_what_is_shown_and_never_read_says_why_and_has_nothing_to_read_it_by(ident: str) -> None:
    assert len(SHOWN[ident]["reason"]) > 20
    assert not set(SHOWN[ident]) & {"tau", "spread", "retest", "rule", "total"}
    assert measures_of(LIBRARY)[ident].is_shown_only
    assert ident not in {bridge["from"] for bridge in BRIDGES.values()}


def test_nothing_is_gained_by_calling_a_measure_by_another_name() -> None:
    for first, *others in ONE_THING:
        for other in others:
            assert [READ[other].get(name) for name in ("sd", "retest", "tau", "spread")] == [
                READ[first].get(name) for name in ("sd", "retest", "tau", "spread")
            ]
    for name in ("sd", "tau", "spread"):
        assert READ["hba1c_mmol"][name] * 0.0915 == pytest.approx(READ["hba1c"][name], rel=0.025)
    assert READ["ons4"]["mean"] == pytest.approx(
        sum(READ[name]["mean"] for name in ("life_satisfaction", "worthwhile", "happiness"))
        + 10
        - READ["anxiety"]["mean"]
    )


def test_a_standard_deviation_that_was_worked_out_comes_out() -> None:
    of_life_satisfaction = READ["life_satisfaction"]["sd"]
    for ident, standardised, a_point in (
        ("worthwhile", 0.80, 0.80), ("happiness", 0.84, 0.84), ("anxiety", 0.60, 0.53), ("ons4", 0.91, 0.25),
    ):  # fmt: skip
        assert READ[ident]["sd"] == to_two_figures(of_life_satisfaction * standardised / a_point)
        assert BRIDGES[f"{ident}_to_wellby"]["association"] == a_point
    change = (-1.77 - -1.91) / 3.92 * math.sqrt(2_250 / (2 * (1 - RULES["retest"]["retest"])))
    assert READ["loneliness_ucla"]["sd"] == to_two_figures(change)
    assert READ["loneliness_djg"]["sd"] == to_two_figures((0.65 + 1.43) / 3.92 * math.sqrt(96 / 4))


def test_the_golden_scales_are_those_of_the_library() -> None:
    for golden in (Q, L, P):
        assert measures_of(LIBRARY)[golden.id].scale == golden


def test_the_measures_that_services_are_asked_for_are_there() -> None:
    read = {
        "life_satisfaction", "worthwhile", "happiness", "anxiety", "swemwbs", "wemwbs", "phq9", "gad7", "hads_d", "hads_a", "loneliness_ucla",
        "loneliness_djg", "eq5d", "qaly", "wellby", "ascot", "pain_nrs", "hba1c", "smd_depression", "smd_wellbeing", "smd_recovery", "relative_reduction",
    }  # fmt: skip
    assert read <= set(READ)
    assert {"icecap_a", "pam", "sbp", "units_per_person_year", "cost_per_person_year"} <= set(SHOWN)


def test_words_that_people_use_lead_to_one_measure() -> None:
    words = Counter(word.casefold() for entry in MEASURES.values() for word in entry.get("asked_as", ()))
    assert not [word for word, count in words.items() if count > 1]
    assert len({entry["label"] for entry in MEASURES.values()}) == len(MEASURES)
    asked = {word: ident for ident, measure in measures_of(LIBRARY).items() for word in measure.asked_as}
    assert [
        asked[word]
        for word in (
            "GP visits", "A&E attendances", "life satisfaction", "wellbeing (SWEMWBS)", "low mood (PHQ-9)", "loneliness", "quality of life (EQ-5D)", "bed days",
        )
    ] == [
        "relative_reduction", "relative_reduction", "life_satisfaction", "swemwbs", "phq9", "loneliness_ucla", "eq5d", "relative_reduction",
    ]  # fmt: skip


# Bridges


@every_bridge
def test_every_bridge_leads_from_a_measure_that_is_read_to_one_that_outcomes_are_valued_in(
    ident: str,
) -> None:
    entry = BRIDGES[ident]
    assert not set(entry) - OF_A_BRIDGE
    assert entry["from"] in READ and entry["to"] in ("qaly", "wellby")
    assert entry["from"] != entry["to"] and ident == f"{entry['from']}_to_{entry['to']}"
    assert entry["label"] and entry["note"]
    assert entry["unit"].startswith("QALYs" if entry["to"] == "qaly" else "WELLBYs")


@every_bridge
def test_every_bridge_is_a_number_of_the_library_inside_its_range(ident: str) -> None:
    assumption, entry = bridges_of(LIBRARY)[ident].assumption, BRIDGES[ident]
    assert assumption.path == f"bridges.{ident}" and assumption.value == entry["value"] > 0
    if entry["distribution"] == "fixed":
        assert entry["reason"] and assumption.low is None
        return
    assert assumption.low is not None and assumption.high is not None
    assert 0 <= assumption.low < assumption.value < assumption.high
    assert entry["distribution"] == ("triangular" if assumption.low == 0 else entry["distribution"])


def test_only_what_government_itself_equates_is_official() -> None:
    official = {ident for ident, bridge in bridges_of(LIBRARY).items() if bridge.is_official}
    assert official == {"life_satisfaction_to_wellby", "eq5d_to_qaly"}
    assert {BRIDGES[ident]["value"] for ident in official} == {1}
    assert {BRIDGES[ident]["grade"] for ident in official} == {1}


@every_bridge
def test_a_bridge_from_how_people_differ_in_a_survey_holds_a_causal_share_and_says_so(ident: str) -> None:
    entry = BRIDGES[ident]
    is_of_a_survey = entry["source"] in ("happy_city_wellworth", "konig_hajek_2024")
    assert ("association" in entry) == is_of_a_survey
    if is_of_a_survey:
        assert entry["value"] == pytest.approx(entry["association"] * RULES["causal_share"]["causal_share"])
        assert entry["range"] == [0, entry["association"]]
        assert "× a causal share of 0.5 (from 0 to 1) = " in entry["note"] and entry["grade"] >= 4


def test_activation_is_never_bridged_and_says_so() -> None:
    for ident in ("pam", "smd_activation"):
        assert SHOWN[ident]["reason"].startswith("Never turned into anything else")
    assert not [
        ident for ident, entry in BRIDGES.items() if "activation" in f"{ident} {entry['label']}".casefold()
    ]


def test_a_point_of_pain_is_the_step_between_two_levels() -> None:
    bridge, entry = bridges_of(LIBRARY)["pain_nrs_to_qaly"], BRIDGES["pain_nrs_to_qaly"]
    low, high = READ["pain_nrs"]["scale"]
    assert len(bridge.levels) == high - low + 1 and bridge.levels[0] == 0
    assert list(bridge.levels) == sorted(set(bridge.levels))
    start, end = entry["between"]
    assert bridge.step(start, end) == pytest.approx(entry["value"])
    assert sorted(bridge.step(level, level - 1) for level in range(start, end, -1)) == pytest.approx(
        entry["range"]
    )
    assert bridge.step(4, 6) == bridge.step(6, 4)
    for nowhere in ((6, 6), (11, 6), (6, -1)):
        with pytest.raises(ValueError, match="no step"):
            bridge.step(*nowhere)
    assert [ident for ident, other in bridges_of(LIBRARY).items() if other.levels] == ["pain_nrs_to_qaly"]


def test_the_two_units_of_blood_sugar_are_worth_the_same() -> None:
    percent, mmol = BRIDGES["hba1c_to_qaly"], BRIDGES["hba1c_mmol_to_qaly"]
    assert percent["value"] == to_two_figures(0.371 / 15)
    assert [mmol["value"], *mmol["range"]] == pytest.approx(
        [number * 0.0915 for number in (percent["value"], *percent["range"])]
    )


# How the file is read


def test_what_was_made_of_a_file_is_kept_and_every_entry_of_it_is_there() -> None:
    assert measures_of(LIBRARY)["qaly"] is measures_of(load_library())["qaly"]
    assert list(measures_of(LIBRARY)) == list(MEASURES) and list(bridges_of(LIBRARY)) == list(BRIDGES)
    assert "phq9" in measures_of(LIBRARY) and "phq_9" not in measures_of(LIBRARY)
    with pytest.raises(KeyError):
        measures_of(LIBRARY)["phq_9"]


def test_a_measure_given_twice_or_a_file_that_is_no_yaml_says_so(tmp_path: Path) -> None:
    text = (FOLDER / "evidence.yaml").read_text("utf-8")
    twice = tmp_path / "twice"
    twice.mkdir()
    (twice / "evidence.yaml").write_text(text.replace("\n  gad7:\n", "\n  phq9:\n"), "utf-8")
    with pytest.raises(AssumptionError, match="two entries called phq9"):
        measures_of(Library(twice))
    (tmp_path / "evidence.yaml").write_text(text.replace("scale: [0, 27]", "scale: [0, 27"), "utf-8")
    spoilt = measures_of(Library(tmp_path))
    assert spoilt["gad7"].scale is not None
    with pytest.raises(AssumptionError, match="cannot be read"):
        spoilt["phq9"]
