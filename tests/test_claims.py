"""Famous claims, re-run: each gives its published figure within its rounding, then what is left when what it leaves out is put in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from finished_cases import case_at
from template_cases import LIBRARY, case_from

from valuation import analysed, result, with_scenario
from valuation.answers.cautions import caution_words
from valuation.evidence.scales import measures_of
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


# Where each claim lies among what studies of services like it found -----------------------------------------------


@dataclass(frozen=True)
class Place:
    """One figure of a claim, beside the findings of an outcome of a template: in the measure's own size, good positive, for a year."""

    claim: str
    option: str
    services: str
    template: str
    outcome: str
    measure: str
    what: str
    claimed: float
    said: str
    planned: str = ""
    rounding: float = 1e-9

    @property
    def sentence(self) -> str:
        """Returns what the claim's cautions have to say, counted from the template as it is today."""
        above, level, below = (sum(sign == wanted for sign in self.signs) for wanted in (1, 0, -1))
        count = above + level + below
        planned = f" What to plan on is {self.expected}." if self.planned else ""
        if not count:
            return f"Among {self.services} no study has measured {self.what}, so no finding is better or worse than {self.said}.{planned}"
        if count == 1:
            where = "better than" if above else "level with" if level else "worse than"
            return f"The one finding of {self.what} among {self.services} is {where} {self.said}.{planned}"
        return (
            f"Of {count} findings of {self.what} among {self.services}, {are(above)} better than {self.said}, "
            f"{are(level)} level with it and {are(below)} worse than it.{planned}"
        )

    @property
    def signs(self) -> list[int]:
        """Returns of each finding that is no claim whether it lies above the claim, level with it (within rounding), or below."""
        measure = measures_of(LIBRARY)[self.measure]
        found = []
        for effect in case_from(self.template).effects.values():
            for finding in effect.outcome.findings or ():
                if finding.design == "claim" or (finding.measure or effect.measure) != self.measure:
                    continue
                if effect.outcome.id != self.outcome:
                    continue
                size = finding.estimate if measure.is_higher_better else -finding.estimate
                if measure.scale is not None and measure.scale.is_total:
                    size /= finding.follow_up_months / 12
                gap = size - self.claimed
                found.append(0 if abs(gap) <= self.rounding else 1 if gap > 0 else -1)
        return found

    @property
    def expected(self) -> str:
        """Returns what to plan on, in words."""
        effect = case_from(self.template).effects[f"options.{self.template}.outcomes.{self.outcome}"]
        return self.planned.format(f"{effect.expected.adds:.2g}") if effect.expected.adds else "no change"


def are(count: int) -> str:
    return f"{count or 'none'} {'are' if count > 1 else 'is'}"


PLACES = [
    Place("people_powered_health", "people_powered_health", "programmes like it", "nesta_pph_programme", "cost_of_conditions",
          "relative_reduction", "what long-term conditions cost", 0.07, "the claimed fall of 7%", "{}"),
    Place("people_powered_health", "people_powered_health", "lay-led courses", "expert_patients_programme", "gp_consultations",
          "relative_reduction", "GP consultations", 0.07, "the claimed fall of 7%", "{}"),
    Place("building_community_capacity", "time_bank", "time banks", "time_banking", "simulated_gain",
          "net_gain_per_person_year", "the gain in money", 1300, "the claimed £1,300", "£{}"),
    Place("building_community_capacity", "befriending", "befriending services", "befriending", "simulated_gain",
          "net_gain_per_person_year", "the gain in money", 300, "the claimed £300"),
    Place("building_community_capacity", "befriending", "befriending services", "befriending", "depression_short",
          "smd_depression", "depression within a year", 0, "no difference", "a fall of {} of a standard deviation"),
    Place("building_community_capacity", "navigators", "community navigators", "community_navigators", "simulated_gain",
          "net_gain_per_person_year", "the gain in money", 900, "the claimed £900", "£{}"),
    Place("rotherham_pilot", "pilot", "link workers", "newcastle_social_prescribing", "secondary_care_cost",
          "relative_reduction", "what hospital care costs", 0, "no fall", "a fall of {}"),
    Place("rotherham_pilot", "pilot", "link workers", "newcastle_social_prescribing", "ae_attendances",
          "relative_reduction", "A&E attendances", 0, "no fall", "a fall of {}"),
    Place("expert_patients_programme", "cost_study_2008", "lay-led courses", "expert_patients_programme", "quality_of_life",
          "qaly", "quality of life", 0.040, "the claimed 0.040 QALYs a year", "{} QALYs a year"),
    Place("expert_patients_programme", "clinical_paper_2007", "lay-led courses", "expert_patients_programme", "quality_of_life",
          "qaly", "quality of life", 0.040, "the claimed 0.040 QALYs a year", "{} QALYs a year"),
    Place("expert_patients_programme", "pooled_trials", "lay-led courses", "expert_patients_programme", "quality_of_life",
          "qaly", "quality of life", 0.020, "the claimed 0.020 QALYs a year", "{} QALYs a year"),
    Place("cadet", "main", "collaborative care services", "collaborative_care", "quality_of_life",
          "qaly", "quality of life", 0.019, "the claimed 0.019 QALYs a year", "{} QALYs a year", 0.0015),
    Place("wsipp_peer_support", "vintage_2023", "peer support services", "peer_support_mh", "readmissions",
          "share_unwanted", "readmissions", 0, "no fall", "a fall of {} of a readmission for each person"),
    Place("wsipp_peer_support", "vintage_2023", "peer support services", "peer_support_mh", "readmissions",
          "cost_per_person_year", "what care costs", 0, "no saving"),
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.claim} {place.option} {place.what}")
def test_each_claim_says_where_it_lies_among_the_findings_of_services_like_it(place: Place) -> None:
    """The counts and what to plan on are worked out of the template's findings, so that the words cannot go stale."""
    case = case_at(FOLDER / f"{place.claim}.yaml")
    option = next(option for option in case.shape.options if option.id == place.option)
    assert place.sentence in " ".join(caution_words(option.cautions))


def test_every_claim_is_placed() -> None:
    assert {place.claim for place in PLACES} == set(CLAIMS)
