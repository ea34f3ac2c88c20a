"""Famous claims, re-run: each gives its published figure within its rounding, then what is left when what it leaves out is put in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from finished_cases import case_at

from valuation import analysed, result, with_scenario
from valuation.measures import nice_reading

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "claims"
CLAIMS = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def options(name: str, scenario: str = "") -> dict[str, Any]:
    case = case_at(FOLDER / f"{name}.yaml")
    return result(with_scenario(case, scenario) if scenario else case)["options"]


def society(found: dict[str, Any]) -> dict[str, Any]:
    return found["accounts"]["society"]


def test_the_claims_are_there() -> None:
    assert set(CLAIMS) == {
        "people_powered_health", "building_community_capacity", "rotherham_pilot", "expert_patients_programme", "cadet",
        "wsipp_peer_support",
    }  # fmt: skip


def test_people_powered_health_seven_per_cent_is_four_point_four_billion_and_no_cash_when_nobody_takes_it() -> (
    None
):
    """Published: 7%, £4.4 billion. Only the two were published, so it is a re-addition, and says so."""
    claim = options("people_powered_health")["people_powered_health"]
    assert society(claim)["npv"] == pytest.approx(4.4e9, rel=1e-6) and claim["verdict"]["number"] == 1
    text = (FOLDER / "people_powered_health.yaml").read_text("utf-8")
    assert "A re-addition" in text
    assert options("people_powered_health", "as_capacity")["people_powered_health"]["verdict"]["number"] == 1
    costed = options("people_powered_health", "with_its_costs")["people_powered_health"]
    assert (
        costed["accounts"]["public_cash"]["npv"] == pytest.approx(-750e6) and costed["verdict"]["number"] == 2
    )
    halved = options("people_powered_health", "with_a_counterfactual")["people_powered_health"]
    assert society(halved)["npv"] == pytest.approx(2.2e9, rel=1e-6)


def test_time_banks_befriending_and_navigators_come_to_their_published_sums() -> None:
    """Published: £1,300 for £450, £300 for £80, £900 for £480."""
    found = options("building_community_capacity")
    assert {name: (society(o)["npv"], round(society(o)["bcr"], 3)) for name, o in found.items()} == {
        "time_bank": (pytest.approx(850), 2.889), "befriending": (pytest.approx(220), 3.75), "navigators": (pytest.approx(420), 1.875),
    }  # fmt: skip
    with_time = options("building_community_capacity", "befriending_with_volunteers_time")["befriending"]
    assert society(with_time)["npv"] < 0 and with_time["verdict"]["number"] == 5
    without = options("building_community_capacity", "navigators_without_transfers")["navigators"]
    assert society(without)["npv"] < 0


def test_rotherham_gives_back_half_and_is_never_called_a_saving() -> None:
    """Published: £552,000 avoided, a return of 0.50; the cost follows from the two."""
    claim = options("rotherham_pilot")["pilot"]
    account = claim["accounts"]["public_sector"]
    assert (account["npv"], account["bcr"]) == (pytest.approx(-552_000), pytest.approx(0.5))
    assert claim["verdict"]["number"] == 5 and claim["benefit_classes"]["cash_releasing"] == 0
    assert society(options("rotherham_pilot", "sustained")["pilot"])["npv"] == pytest.approx(0, abs=1)


def test_the_expert_patients_programme_is_94_or_70_in_100_or_29_000_pounds_a_qaly() -> None:
    """Published: 0.020 QALYs and £27 less (94% and 70% at £20,000); trials pooled, about £29,000 a QALY."""
    case = case_at(FOLDER / "expert_patients_programme.yaml")
    found = result(case)["options"]
    for name in ("cost_study_2008", "clinical_paper_2007"):
        assert found[name]["qalys"]["undiscounted"] == pytest.approx(0.020)
        assert society(found[name])["npv"] == pytest.approx(427), "net benefit at £20,000 a QALY"
    analysis = analysed(case, 20_000)
    chance = {name: float((analysis.simulation[name].accounts["society"].npv > 0).mean()) for name in found}
    assert chance["cost_study_2008"] == pytest.approx(0.94, abs=0.01)
    assert chance["clinical_paper_2007"] == pytest.approx(0.70, abs=0.01)
    pooled = found["pooled_trials"]
    assert society(pooled)["pv_costs"] / pooled["qalys"]["undiscounted"] == pytest.approx(29_000)


def test_collaborative_care_comes_to_its_published_cost_for_each_qaly() -> None:
    """Published: £14,248 (£270.72, 0.019), £17,738, £3,334; £312.83 less in the broader view."""
    found = options("cadet")
    published = {"main": 14_248.42, "dearer": 17_738, "cheaper": 3_334}
    for name, ratio in published.items():
        cost, gained = society(found[name])["pv_costs"], found[name]["qalys"]["undiscounted"]
        assert nice_reading(cost, gained)[0] == pytest.approx(ratio, abs=1)
    assert society(found["main"])["npv"] == pytest.approx(109.28, abs=0.005)
    broader = society(found["broader"])
    assert broader["pv_costs"] - (broader["pv_benefits"] - 380) == pytest.approx(-312.83, abs=0.005)


def test_peer_support_in_washington_state_in_both_vintages() -> None:
    """Published: 2016: 590 for 3,477; 2023: 8,030 for 4,142 (US dollars)."""
    found = options("wsipp_peer_support")
    for name, total, net, ratio in (("vintage_2016", 590, -2887, 0.17), ("vintage_2023", 8030, 3888, 1.94)):
        account = society(found[name])
        assert account["pv_benefits"] == pytest.approx(total, abs=1)
        assert account["npv"] == pytest.approx(net, abs=1) and account["bcr"] == pytest.approx(
            ratio, abs=0.01
        )
    purse = options("wsipp_peer_support", "only_taxpayers")["vintage_2023"]
    assert society(purse)["npv"] < 0
    assert "It is not converted" in (FOLDER / "wsipp_peer_support.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", CLAIMS)
def test_each_claim_says_what_it_is_and_each_of_its_scenarios_lowers_or_tests_it(name: str) -> None:
    case = case_at(FOLDER / f"{name}.yaml")
    base = result(case)["options"]
    assert "re-run" in case.shape.title and len(case.shape.scenarios) >= 2
    assert case.shape.appraisal.optimism_bias == "none", "a claim is re-run as it was made"
    for ident, scenario in case.shape.scenarios.items():
        assert scenario.note and all(change["reason"] for change in scenario.changes.values())
        found = result(with_scenario(case, ident))["options"]
        assert any(found[one]["accounts"] != base[one]["accounts"] for one in found), ident
    for option in case.shape.options:
        assert option.cautions and any(not outcome.values for outcome in option.outcomes), (
            "harms are thought of"
        )


@pytest.mark.parametrize("name", CLAIMS)
def test_what_must_be_true_is_a_switching_value_of_the_claims_own_numbers(name: str) -> None:
    case = case_at(FOLDER / f"{name}.yaml")
    switches = analysed(case, 200).switches
    assert any(switch.value is not None for found in switches.values() for switch in found)
