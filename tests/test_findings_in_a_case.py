"""A case file with findings: every error of evidence.md, section 1, and what findings come to once the case counts them.

Each case is of one year and one person, so that an outcome worth £1,000 a unit adds 1,000 × what it comes to.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from cases_at_random import LIBRARY
from small_cases import a_cost, an_option, case_data, sure
from template_cases import case_from
from test_evidence_answers import ANSWERS, WORTHWHILE, L, P, Q

from valuation import Case, CaseError, answer, with_changes, with_scenario
from valuation.case.effects import RUNGS as RUNGS_IN_ORDER
from valuation.case.effects import FromFindings
from valuation.case.validity.validation import validated
from valuation.errors import Problem
from valuation.evidence.findings import Finding, Scale
from valuation.evidence.standards import label

PRICE = 1000.0
OUTCOME = "options.it.outcomes.o"
ADDS, PLACE = f"{OUTCOME}.adds", f"{OUTCOME}.place"
A = f"{OUTCOME}.findings.a"


def a_finding(ident: str = "a", **keys: Any) -> dict[str, Any]:
    """A trial of a year in QALYs that is just about shown, but for what is said otherwise; a key of None is left out."""
    stated = {
        "id": ident, "study": f"Study {ident}", "design": "randomised", "estimate": 0.03, "se": 0.01, "follow_up_months": 12, **keys,
    }  # fmt: skip
    return {key: item for key, item in stated.items() if item is not None}


def an_outcome(*findings: Any, ident: str = "o", **keys: Any) -> dict[str, Any]:
    """An outcome in QALYs with these findings, worth £1,000 a unit, but for what is said otherwise; a key of None is left out."""
    value = {"kind": "economic", "to": "residents", "unit_value": sure(PRICE)}
    stated = {
        "id": ident, "unit": "qaly", "applies_to": "starters", "findings": list(findings) or None, "values": [value], **keys,
    }  # fmt: skip
    return {key: item for key, item in stated.items() if item is not None}


def data_of(*outcomes: dict[str, Any], costs: Any = (), **keys: Any) -> dict[str, Any]:
    data = case_data(an_option([a_cost("run", sure(0)), *costs], outcomes), **keys)
    return {**data, "format": "make-the-case/2"}


def case_of(*outcomes: dict[str, Any], appraisal: Any = None, **keys: Any) -> Case:
    data = data_of(*outcomes, **keys)
    data["appraisal"] |= appraisal or {}
    return read(data)


def read(data: dict[str, Any]) -> Case:
    return validated(data, "case", LIBRARY, None, {})


def npv(case: Case, option: str = "it") -> float:
    worth: float = answer(case).options[option].accounts["society"].npv
    return worth


def refused(data: dict[str, Any]) -> list[Problem]:
    with pytest.raises(CaseError) as caught:
        read(data)
    return caught.value.problems


# What a file may not say ----------------------------------------------------------------------------------------

TWO_REVIEWS = (a_finding(design="review", trials=9), a_finding("b", design="review", trials=4))
BEFORE: dict[str, Any] = {"design": "before_after", "se": None}
MEASURES = "a measure of the library, such as qaly, life_satisfaction or swemwbs"
EFFECTS = "adds, or reduces with of, or findings"

ERRORS: dict[str, tuple[dict[str, Any], tuple[str, str, str, str]]] = {
    "a standard error below nothing": (
        an_outcome(a_finding(se=-0.01)),
        (f"{A}.se", "outside what is allowed", "-0.01", "above 0"),
    ),
    "a standard error of nothing": (
        an_outcome(a_finding(se=0)),
        (f"{A}.se", "outside what is allowed", "0", "above 0"),
    ),
    "an interval and a standard error": (
        an_outcome(a_finding(interval=[0.01, 0.05])),
        (f"{A}.se", "`interval` and `se` say the same thing", "0.01", "the 95% interval, or the standard error"),
    ),
    "an interval upside down": (
        an_outcome(a_finding(se=None, interval=[0.05, 0.01])),
        (f"{A}.interval", "upside down", "[0.05, 0.01]", "the lower end, then the higher"),
    ),
    "an interval without a width": (
        an_outcome(a_finding(se=None, interval=[0.05, 0.05])),
        (f"{A}.interval", "has no width", "[0.05, 0.05]", "the lower end, then the higher"),
    ),
    "an interval of one end": (
        an_outcome(a_finding(se=None, interval=[0.05])),
        (f"{A}.interval", "this should be two numbers, [low, high]", "a list of 1", "two numbers, [low, high]"),
    ),
    "an interval of three": (
        an_outcome(a_finding(se=None, interval=[0, 0.03, 0.05])),
        (f"{A}.interval", "this should be two numbers, [low, high]", "a list of 3", "two numbers, [low, high]"),
    ),
    "an interval with an end that is no number": (
        an_outcome(a_finding(se=None, interval=[0, math.nan])),
        (f"{A}.interval.1", "not a finite number", "not a number", "a number; not .nan or .inf"),
    ),
    "nobody took part": (
        an_outcome(a_finding(took_part=0)),
        (f"{A}.took_part", "outside what is allowed", "0", "above 0"),
    ),
    "more than all took part": (
        an_outcome(a_finding(took_part=1.1)),
        (f"{A}.took_part", "outside what is allowed", "1.1", "1 or less"),
    ),
    "two reviews": (
        an_outcome(*TWO_REVIEWS),
        (f"{OUTCOME}.findings.b", "two reviews would count the same trials twice", f"{A}, {OUTCOME}.findings.b", "one review, and `set_aside` with the reason on the others"),
    ),
    "a study twice": (
        an_outcome(a_finding(study="Ours"), a_finding("b", study="Ours")),
        (f"{OUTCOME}.findings.b.study", "the study Ours is here twice", "Ours", "one of the two with `set_aside` and the reason, or the study's other name"),
    ),
    "a study twice in a measure that is shown": (
        an_outcome(a_finding(), *(a_finding(i, study="Ours", measure="phq9") for i in "bc")),
        (f"{OUTCOME}.findings.c.study", "the study Ours is here twice", "Ours", "one of the two with `set_aside` and the reason, or the study's other name"),
    ),
    "deadweight beside a finding": (
        an_outcome(a_finding(), deadweight=0.2),
        (f"{OUTCOME}.deadweight", "takes off what the design of a finding already takes off", "0.2", "no deadweight beside findings; `displacement` may stand"),
    ),
    "attribution beside a finding": (
        an_outcome(a_finding(), attribution=0.2),
        (f"{OUTCOME}.attribution", "takes off what the design of a finding already takes off", "0.2", "no attribution beside findings; `displacement` may stand"),
    ),
    "a measure of the outcome that is unknown": (
        an_outcome(a_finding(), measure="qualy"),
        (f"{OUTCOME}.measure", "no measure is called qualy. Probably meant: qaly.", "qualy", MEASURES),
    ),
    "a measure of a finding that is unknown": (
        an_outcome(a_finding(measure="phq_9")),
        (f"{A}.measure", "no measure is called phq_9. Probably meant: phq9.", "phq_9", MEASURES),
    ),
    "a measure of a finding that is no text": (
        an_outcome(a_finding(measure=[["phq9"]])),
        (f"{A}.measure", "this should be text.", "a list of 1", "text"),
    ),
    "no measure": (
        an_outcome(a_finding(), unit="cups of tea"),
        (f"{OUTCOME}.measure", "`measure` is missing", "cups of tea", MEASURES),
    ),
    "QALYs over no time": (
        an_outcome(a_finding(follow_up_months=None)),
        (f"{A}.follow_up_months", "a total over time", "nothing", "a number of months above 0"),
    ),
    "QALYs over a time of nothing": (
        an_outcome(a_finding(follow_up_months=0)),
        (f"{A}.follow_up_months", "outside what is allowed", "0", "above 0"),
    ),
    "a rate that is reduced, and no relative reduction": (
        an_outcome(a_finding(), measure="qaly", of=4),
        (f"{OUTCOME}.measure", "are relative reductions of that rate", "qaly", "measure: relative_reduction, or no `of`"),
    ),
    "a relative reduction of no rate": (
        an_outcome(a_finding(), measure="relative_reduction"),
        (f"{OUTCOME}.of", "a relative reduction needs `of`", "nothing", "a rate per person per year"),
    ),
    "how many in two ways": (
        an_outcome(a_finding(n=100, n_with=50, n_without=50)),
        (f"{A}.n", "`n` and `n_with` say in two ways", "100", "n alone, or n_with and n_without"),
    ),
    "how many in one group of two": (
        an_outcome(a_finding(n_without=50)),
        (f"{A}.n_with", "`n_without` needs `n_with`", "nothing", "both, or n alone"),
    ),
    "two groups of a change": (
        an_outcome(a_finding(n_with=50, n_without=50, **BEFORE)),
        (f"{A}.n_with", "a change is measured in one group", "50", "n, how many were measured both times"),
    ),
    "nobody measured": (
        an_outcome(a_finding(n=0)),
        (f"{A}.n", "outside what is allowed", "0", "1 or more"),
    ),
    "a review of what was measured here": (
        an_outcome(a_finding(design="review", here=True)),
        (f"{A}.here", "a review pools what was found elsewhere", "true", "no `here`, or the design of what was measured here"),
    ),
    "trials of a trial": (
        an_outcome(a_finding(trials=3)),
        (f"{A}.trials", "`trials` goes with a review alone", "3", "no trials, or design: review"),
    ),
    "tau of a trial": (
        an_outcome(a_finding(tau=0)),
        (f"{A}.tau", "`tau` goes with a review alone", "0", "no tau, or design: review"),
    ),
    "studies inside a trial": (
        an_outcome(a_finding(includes=["b"])),
        (f"{A}.includes", "`includes` goes with a review alone", "a list of 1", "no includes, or design: review"),
    ),
    "no trial in a review": (
        an_outcome(a_finding(design="review", trials=0)),
        (f"{A}.trials", "outside what is allowed", "0", "1 or more"),
    ),
    "heterogeneity below nothing": (
        an_outcome(a_finding(design="review", tau=-0.1)),
        (f"{A}.tau", "outside what is allowed", "-0.1", "0 or more"),
    ),
    "an effect typed beside findings": (
        an_outcome(a_finding(), adds=0.02),
        (OUTCOME, "an outcome has one effect, and this has two", "adds and findings", EFFECTS),
    ),
    "a reduction typed beside findings": (
        an_outcome(a_finding(), reduces=0.02, of=4),
        (OUTCOME, "an outcome has one effect, and this has two", "reduces and findings", EFFECTS),
    ),
    "a place typed beside findings": (
        an_outcome(a_finding(), place=0.02),
        (PLACE, "how this place differs follows from the findings", "0.02", "no `place` beside findings"),
    ),
    "two findings of one name": (
        an_outcome(a_finding(), a_finding(study="Another")),
        (f"{OUTCOME}.findings.1.id", "two entries are called a.", "a", "an id of its own for each"),
    ),
    "a bridge from another measure": (
        an_outcome(a_finding(), measure="swemwbs", unit="wellby", bridge={"use": "bridges.wemwbs_to_wellby"}),
        (f"{OUTCOME}.bridge.use", "leads from wemwbs, and the outcome is measured in swemwbs", "bridges.wemwbs_to_wellby", "bridges.swemwbs_to_wellby"),
    ),
    "a bridge where there is none": (
        an_outcome(a_finding(), measure="gad7", bridge={"use": "bridges.phq9_to_qaly"}),
        (f"{OUTCOME}.bridge.use", "leads from phq9, and the outcome is measured in gad7", "bridges.phq9_to_qaly", "a number of your own: no bridge of the library leads from gad7"),
    ),
    "a bridge to another unit": (
        an_outcome(a_finding(), measure="swemwbs", bridge={"use": "bridges.swemwbs_to_wellby"}),
        (f"{OUTCOME}.bridge.use", "leads to wellby, and the outcome is counted in qaly", "bridges.swemwbs_to_wellby", "a bridge that leads to qaly, or unit: wellby"),
    ),
    "findings of nobody": (
        an_outcome(a_finding(), applies_to=None),
        (f"{OUTCOME}.applies_to", "`applies_to` must be chosen", "nothing", "starters or completers"),
    ),
    "too many findings": (
        an_outcome(*(a_finding(f"f{k}") for k in range(101))),
        (f"{OUTCOME}.findings", "this has 101 entries, and may have 100 at most", "101", "100 at most"),
    ),
    "too many studies in a review": (
        an_outcome(a_finding(design="review", includes=[f"s{k}" for k in range(1501)])),
        (f"{A}.includes", "this has 1,501 entries, and may have 1,500 at most", "1,501", "1,500 at most"),
    ),
    "no finding in the list": (
        an_outcome(findings=[]),
        (f"{OUTCOME}.findings", "this should be at least one entry", "a list of 0", "at least one entry"),
    ),
    "an estimate in words": (
        an_outcome(a_finding(estimate="a bit better")),
        (f"{A}.estimate", "this should be a number", "a bit better", "a number, written without quotes"),
    ),
    "an estimate in quotes": (
        an_outcome(a_finding(estimate="0.03")),
        (f"{A}.estimate", "Probably meant: 0.03", "0.03", "a number, written without quotes"),
    ),
    "an estimate that is no number": (
        an_outcome(a_finding(estimate=math.nan)),
        (f"{A}.estimate", "not a finite number", "not a number", "a number; not .nan or .inf"),
    ),
    "no estimate": (
        an_outcome(a_finding(estimate=None)),
        (f"{A}.estimate", "`estimate` is missing", "nothing", "a value for it"),
    ),
    "no study": (
        an_outcome(a_finding(study=None)),
        (f"{A}.study", "`study` is missing", "nothing", "a value for it"),
    ),
    "an unknown design": (
        an_outcome(a_finding(design="rct")),
        (f"{A}.design", "not a word that is known here", "rct", "review, randomised, controlled, before_after, monitoring, claim"),
    ),
    "an unknown key": (
        an_outcome(a_finding(estimat=0.03)),
        (f"{A}.estimat", "Probably meant: estimate", "estimat", "baseline, "),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", ERRORS)
def test_each_error_is_said_once_with_its_place_what_stands_there_and_what_may(fault: str) -> None:
    outcome, (path, message, found, allowed) = ERRORS[fault]
    problems = refused(data_of(outcome))
    assert [problem.path for problem in problems] == [path], [str(problem) for problem in problems]
    (problem,) = problems
    assert message in problem.message
    assert problem.found == found
    assert problem.allowed == allowed or (allowed.endswith(", ") and problem.allowed.startswith(allowed))


@pytest.mark.parametrize(
    "outcome",
    [
        an_outcome(a_finding(), displacement=0.2),
        an_outcome(a_finding(set_aside="Another service"), deadweight=0.2, attribution=0.2),
        an_outcome(a_finding(), a_finding("b", study="Study a", set_aside="An earlier report")),
        an_outcome(a_finding(), a_finding("b", study="Study a", measure="phq9")),
        an_outcome(TWO_REVIEWS[0], {**TWO_REVIEWS[1], "set_aside": "Older"}),
        an_outcome(a_finding(design="review", includes=[], trials=1, tau=0)),
        an_outcome(a_finding(took_part=1)),
        an_outcome(a_finding(follow_up_months=None), measure="eq5d", bridge={"use": "bridges.eq5d_to_qaly"}),
        an_outcome(*(a_finding(f"f{k}") for k in range(100))),
    ],
)
def test_what_may_stand_beside_findings_does(outcome: dict[str, Any]) -> None:
    assert case_of(outcome).standard == "expected"


def test_all_errors_are_reported_together() -> None:
    faults = ["a standard error below nothing", "QALYs over no time", "two reviews", "deadweight beside a finding", "a relative reduction of no rate"]  # fmt: skip
    outcomes = [{**ERRORS[fault][0], "id": f"o{k}"} for k, fault in enumerate(faults)]
    paths = {ERRORS[fault][1][0].replace(OUTCOME, f"{OUTCOME}{k}") for k, fault in enumerate(faults)}
    assert {problem.path for problem in refused(data_of(*outcomes))} == paths


def test_a_file_of_the_first_format_holds_nothing_of_the_second() -> None:
    enjoyed = {**a_cost("walk", sure(1)), "payer": "participants", "enjoyed": "It is the walk."}
    outcome = an_outcome(a_finding(), bridge=0.5, measure="eq5d")
    data = {**data_of(outcome, an_outcome(ident="typed", adds=1, place=1), costs=[enjoyed]), "format": "make-the-case/1"}  # fmt: skip
    data["appraisal"] |= {"evidence": "proven", "own_time": "all"}
    problems = refused(data)
    assert {problem.path for problem in problems} == {
        "appraisal.evidence", "appraisal.own_time", f"{OUTCOME}.findings", f"{OUTCOME}.measure", f"{OUTCOME}.bridge",
        "options.it.outcomes.typed.place", "options.it.costs.walk.enjoyed",
    }  # fmt: skip
    for problem in problems:
        assert "belongs to make-the-case/2" in problem.message
        assert (problem.found, problem.allowed) == ("make-the-case/1", "format: make-the-case/2")


@pytest.mark.parametrize("hostile", [[], {}, "x", -1, math.nan, math.inf, True, [[]], {"use": {}}, 1e-320, 10**400, "\ud800"])  # fmt: skip
def test_no_value_at_any_key_is_more_than_an_error(hostile: Any) -> None:
    """Each is read, or refused in words; nothing else is raised."""
    keys = ("study", "measure", "estimate", "interval", "se", "n", "n_with", "n_without", "sd", "design", "trials", "tau", "includes", "baseline", "population_mean", "took_part", "follow_up_months", "here", "set_aside", "source", "status")  # fmt: skip
    outcomes = [an_outcome(a_finding(**{key: hostile})) for key in keys]
    outcomes += [an_outcome(a_finding(), **{key: hostile}) for key in ("measure", "bridge", "place", "of", "findings", "unit")]  # fmt: skip
    outcomes += [an_outcome(a_finding(se=None, interval=[0, hostile])), an_outcome(a_finding(), hostile)]
    for outcome in outcomes:
        try:
            read(data_of(outcome))
        except CaseError as error:
            assert all(problem.message and problem.path for problem in error.problems)


# The answers of the contract, through a case file ----------------------------------------------------------------

SCALES: dict[str, tuple[Scale, dict[str, Any], float]] = {
    "qaly": (Q, {"unit": "qaly"}, 1.0),
    "life_satisfaction": (L, {"unit": "wellby", "measure": "life_satisfaction", "bridge": {"use": "bridges.life_satisfaction_to_wellby"}}, 1.0),
    "phq9": (P, {"unit": "qaly", "measure": "phq9", "bridge": {"use": "bridges.phq9_to_qaly"}}, 0.006),
}  # fmt: skip
"""The contract's scales Q, L and P are these three of the library, figure for figure: their outcomes, and what a unit bridges to."""


def as_written(finding: Finding) -> dict[str, Any]:
    """A finding of the contract's table as a case file has it."""
    keys = ("id", "study", "design", "estimate", "se", "n", "n_with", "n_without", "sd", "trials", "tau", "baseline", "population_mean", "follow_up_months")  # fmt: skip
    said = {key: getattr(finding, key) for key in keys if getattr(finding, key) not in (None, 0, "")}
    said |= {"estimate": finding.estimate, "id": finding.id.replace(" ", "_")}
    said |= {"interval": list(finding.interval)} if finding.interval else {}
    said |= {"took_part": finding.took_part} if finding.took_part != 1 else {}
    said |= {"includes": sorted(finding.includes)} if finding.includes else {}
    said |= {"here": True} if finding.is_here else {}
    said |= {"set_aside": "As the table has it"} if finding.is_set_aside else {}
    said |= {"status": "to_verify"} if finding.is_to_verify else {}
    return said if finding.is_in_measure else {**said, "measure": "gad7"}


def golden_case(measure: str, standard: str) -> tuple[Case, list[int]]:
    """The rows of one scale, each as an option of its own."""
    scale, keys, _ = SCALES[measure]
    rows = [row for row, each in enumerate(ANSWERS) if each.scale == scale]
    options = [
        an_option([a_cost("run", sure(1))], [an_outcome(*map(as_written, ANSWERS[row].findings), **keys)], ident=f"row_{row}")
        for row in rows
    ]  # fmt: skip
    data = {**case_data(*options), "format": "make-the-case/2"}
    data["appraisal"]["evidence"] = standard
    return read(data), rows


def test_every_row_of_the_contract_is_in_one_of_the_three_scales() -> None:
    assert sum(len(golden_case(measure, "expected")[1]) for measure in SCALES) == len(ANSWERS) == 22


@pytest.mark.parametrize("measure", SCALES)
def test_findings_of_a_case_file_come_to_the_answers_of_the_contract(measure: str) -> None:
    scale, _, bridged = SCALES[measure]
    case, rows = golden_case(measure, "expected")
    under_proven, _ = golden_case(measure, "proven")
    for row in rows:
        golden, path = ANSWERS[row], f"options.row_{row}.outcomes.o"
        effect = case.effects[path]
        assert effect.evidence.scale == scale
        expected = effect.expected
        assert (expected.adds, expected.adds_sd) == pytest.approx(golden.adds, rel=1e-7, abs=1e-12)
        assert (expected.place, expected.place_sd, expected.correlation) == pytest.approx(golden.place, rel=1e-7, abs=1e-12)  # fmt: skip
        assert effect.proven.adds == pytest.approx(golden.proven, rel=1e-7, abs=1e-12)
        assert effect.claimed.mean == pytest.approx(golden.claimed, rel=1e-7)
        assert label(effect.evidence, WORTHWHILE[scale]) == golden.label
        adds, place = case.derived[f"{path}.adds"], case.derived[f"{path}.place"]
        assert (adds.value, place.value) == pytest.approx((golden.adds[0], golden.place[0]), rel=1e-7, abs=1e-12)  # fmt: skip
        assert adds.low is not None and adds.high is not None
        assert (adds.high - adds.low) / 3.92 == pytest.approx(golden.adds[1], rel=1e-7)
        worth = (golden.adds[0] + golden.place[0]) * bridged * PRICE
        assert npv(case, f"row_{row}") == pytest.approx(worth - 1, rel=1e-6)
        proven = effect.proven
        assert npv(under_proven, f"row_{row}") == pytest.approx(proven.mean * bridged * PRICE - 1, rel=1e-6)


# What a case counts ---------------------------------------------------------------------------------------------


def effect_of(case: Case) -> FromFindings:
    return case.effects[OUTCOME]


def test_a_person_gains_the_effect_and_the_place_through_the_bridge() -> None:
    """By hand: half of the people × (adds + place) × 0.4 × £1,000."""
    own = a_finding("b", here=True, design="controlled", estimate=0.05)
    case = case_of(an_outcome(a_finding(), own, measure="eq5d", bridge=0.4, share=0.5))
    expected = effect_of(case).expected
    assert expected.place > 0
    assert npv(case) == pytest.approx(0.5 * (expected.adds + expected.place) * 0.4 * PRICE)
    typed = case_of(an_outcome(adds=0.03, place=-0.01, bridge=0.4, share=0.5))
    assert npv(typed) == pytest.approx(0.5 * 0.02 * 0.4 * PRICE)
    assert typed.standard is None


@pytest.mark.parametrize(("reduces", "place", "counted"), [(0.3, 0.1, 0.4), (0.9, 0.3, 1.0), (-0.9, -0.3, -1.0), (0.9, -0.3, 0.6)])  # fmt: skip
def test_no_more_than_all_of_a_rate_is_taken_away_or_added(
    reduces: float, place: float, counted: float
) -> None:
    """By hand: a quarter of the people × 8 visits × clip(reduces + place, −1, 1) × 0.5 × £1,000."""
    outcome = an_outcome(a_finding(), unit="visit", of=8, share=0.25, bridge=0.5)
    case = with_changes(case_of(outcome), {f"{OUTCOME}.reduces": reduces, PLACE: place})
    assert npv(case) == pytest.approx(0.25 * 8 * counted * 0.5 * PRICE)
    typed = case_of(an_outcome(reduces=reduces, place=place, unit="visit", of=8, share=0.25, bridge=0.5))
    assert npv(typed) == pytest.approx(0.25 * 8 * counted * 0.5 * PRICE)


GRADED = {"value": 1, "grade": 4}  # for which 15% is taken off


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ({}, 1.0),
        ({"share": GRADED}, 0.85),
        ({"of": GRADED, "unit": "visit"}, 0.85),
        ({"measure": "eq5d", "bridge": GRADED}, 0.85),
        ({"values": [{"kind": "economic", "to": "residents", "unit_value": {"value": PRICE, "grade": 4}}]}, 0.85),
        ({"values": [{"kind": "economic", "to": "residents", "unit_value": sure(PRICE), "quantity": GRADED}]}, 0.85),
        ({"optimism_bias": 0.3}, 0.7),
    ],
)  # fmt: skip
def test_an_effect_is_marked_down_once_and_the_rest_takes_its_optimism_bias(
    keys: dict[str, Any], left: float
) -> None:
    finding = a_finding(design="monitoring", estimate=0.2)
    plain = case_of(an_outcome(finding, **keys))
    with_bias = case_of(an_outcome(finding, **keys), appraisal={"optimism_bias": "by_grade"})
    assert npv(plain) > 0
    assert npv(with_bias) == pytest.approx(left * npv(plain))


# Cash needs proof -----------------------------------------------------------------------------------------------

SHOWN, NOT_SHOWN, HARM = ({"estimate": x} for x in (0.3, 0.015, -0.3))
RELEASED = {"kind": "fiscal", "to": "nhs_icb", "unit_value": sure(PRICE), "cashable": sure(1), "release": {"action": "The post goes", "from_year": 0}}  # fmt: skip


@pytest.mark.parametrize(
    ("finding", "keys", "benefit_class"),
    [
        (SHOWN, {}, "cash_releasing"),
        (NOT_SHOWN, {}, "capacity"),
        (HARM, {}, "cash_releasing"),
        (SHOWN, {"measure": "eq5d", "bridge": {"use": "bridges.eq5d_to_qaly"}}, "cash_releasing"),
        (SHOWN, {"measure": "eq5d", "bridge": {"use": "bridges.eq5d_to_qaly", "value": 0.5}}, "capacity"),
        (SHOWN, {"measure": "eq5d", "bridge": sure(1)}, "capacity"),
        (SHOWN, {"measure": "ascot", "bridge": {"use": "bridges.ascot_to_qaly"}}, "capacity"),
        (HARM, {"measure": "ascot", "bridge": {"use": "bridges.ascot_to_qaly"}}, "cash_releasing"),
        ({**SHOWN, "status": "to_verify"}, {}, "capacity"),
    ],
)
def test_a_gain_releases_cash_where_it_is_proven_and_a_harm_always_costs_it(
    finding: dict[str, Any], keys: dict[str, Any], benefit_class: str
) -> None:
    case = case_of(an_outcome(a_finding(**finding), values=[RELEASED], **keys))
    classes = answer(case).options["it"].benefit_classes
    assert {name for name, amount in classes.items() if amount} == {benefit_class}
    assert sum(classes.values()) == pytest.approx(npv(case))


def test_an_effect_that_is_typed_releases_cash_as_ever() -> None:
    case = case_of(an_outcome(adds=0.3, values=[RELEASED]), an_outcome(a_finding(), ident="p"))
    assert answer(case).options["it"].benefit_classes["cash_releasing"] == pytest.approx(0.3 * PRICE)


# One route ------------------------------------------------------------------------------------------------------


def two_routes(
    first: float, second: float, counted: tuple[bool | None, bool | None] = (None, None)
) -> dict[str, Any]:
    """The same trial valued as QALYs and as WELLBYs at these prices."""

    def route(ident: str, price: float, is_counted: bool | None, **keys: Any) -> dict[str, Any]:
        overlap = {"group": "same"} | ({} if is_counted is None else {"counted": is_counted})
        value = {"kind": "wellbeing", "to": "residents", "unit_value": {"value": price, "grade": 1}, "overlap": overlap}  # fmt: skip
        return an_outcome(a_finding(estimate=0.3, se=0.001), ident=ident, values=[value], **keys)

    wellby = {"unit": "wellby", "measure": "qaly"}
    return data_of(route("o", first, counted[0]), route("w", second, counted[1], **wellby))


def counted_in(case: Case) -> list[str]:
    lines = answer(case).options["it"].lines
    return [line.path.split(".")[3] for line in lines if line.counted and line.kind == "wellbeing"]


def test_of_two_routes_the_lower_counts_and_of_two_alike_the_first() -> None:
    assert counted_in(read(two_routes(1000, 1300))) == ["o"]
    assert counted_in(read(two_routes(1300, 1000))) == ["w"]
    assert counted_in(read(two_routes(1000, 1000))) == ["o"]
    case = read(two_routes(1300, 1000))
    assert npv(case) == pytest.approx(case.effects["options.it.outcomes.w"].expected.mean * 1000)


def test_the_route_is_chosen_anew_in_a_scenario_and_after_optimism_bias() -> None:
    data = two_routes(1000, 1100)
    price = "options.it.outcomes.w.values.0.unit_value"
    data["scenarios"] = {"cheap": {"changes": {price: 900}}}
    case = read(data)
    assert (counted_in(case), counted_in(with_scenario(case, "cheap"))) == (["o"], ["w"])
    data = two_routes(1000, 1100)
    data["appraisal"]["optimism_bias"] = "by_grade"
    data["options"][0]["outcomes"][1]["values"][0]["unit_value"]["grade"] = 4  # 1100 × 0.85 is below 1000
    assert counted_in(read(data)) == ["w"]


def test_a_route_that_is_stated_stays() -> None:
    assert counted_in(read(two_routes(1000, 1300, (False, True)))) == ["w"]
    assert counted_in(read(two_routes(1300, 1000, (True, False)))) == ["o"]
    case = with_changes(read(two_routes(1000, 1300, (True, False))), {"options.it.outcomes.o.values.0.overlap.counted": False, "options.it.outcomes.w.values.0.overlap.counted": True})  # fmt: skip
    assert counted_in(case) == ["w"]


def test_under_another_standard_the_route_is_chosen_anew() -> None:
    data = two_routes(1000, 1300)
    data["options"][0]["outcomes"][1]["findings"] = [a_finding(estimate=0.3, se=0.001, status="to_verify")]
    case = read(data)
    assert counted_in(case) == ["o"]
    proven = with_changes(case, {"appraisal.evidence": "proven"})
    assert counted_in(proven) == ["w"]  # what nobody has read counts for nothing, which is the lower
    assert npv(proven) == 0


# Time that people give because they like it ---------------------------------------------------------------------


@pytest.mark.parametrize(("own_time", "who", "cost"), [
    ("counted", "participants", 0), ("counted", "carers", 0), ("counted", "volunteers", 50),
    ("all", "participants", 50), ("all", "carers", 50), ("left_out", "participants", 0), ("left_out", "volunteers", 0),
])  # fmt: skip
def test_hours_that_are_the_activity_itself_cost_nothing_unless_all_are_counted(
    own_time: str, who: str, cost: float
) -> None:
    walk = {**a_cost("walk", sure(50)), "payer": who, "cash": False, "enjoyed": "The walk is the point."}
    case = case_of(costs=[walk], appraisal={"own_time": own_time})
    assert npv(case) == -cost


# Changes, standards and what they come to -------------------------------------------------------------------------


def test_an_effect_that_is_set_stands_in_place_of_the_place_too() -> None:
    own = a_finding("b", here=True, design="controlled", estimate=0.05)
    case = case_of(an_outcome(a_finding(), own))
    assert case.derived[PLACE].value != 0
    changed = with_changes(case, {ADDS: 0.02})
    assert (changed.derived[ADDS].value, changed.derived[PLACE].value) == (0.02, 0.0)
    assert npv(changed) == pytest.approx(0.02 * PRICE)
    both = with_changes(case, {ADDS: 0.02, PLACE: 0.005})
    assert npv(both) == pytest.approx(0.025 * PRICE)
    assert npv(with_changes(changed, {PLACE: 0.005})) == pytest.approx(0.025 * PRICE)
    only_place = with_changes(case, {PLACE: 0.0})
    assert npv(only_place) == pytest.approx(effect_of(case).expected.adds * PRICE)


def test_a_scenario_changes_what_a_study_found_and_not_only_what_it_comes_to() -> None:
    data = data_of(an_outcome(a_finding(), a_finding("b")))
    data["scenarios"] = {
        "smaller": {"changes": {f"{A}.estimate": 0.01}},
        "one_aside": {"changes": {f"{A}.set_aside": "Another service"}},
        "alone": {"changes": {f"{OUTCOME}.findings": [a_finding("b")]}},
    }
    case = read(data)
    smaller, aside, alone = (with_scenario(case, ident) for ident in data["scenarios"])
    assert 0 < npv(smaller) < npv(case)
    assert npv(aside) == pytest.approx(npv(alone)) != npv(case)


def test_what_was_set_is_refused_where_it_is_no_number_of_its_kind() -> None:
    case = case_of(an_outcome(a_finding(), unit="visit", of=4))
    for path, change in ((f"{OUTCOME}.reduces", 1.5), (f"{OUTCOME}.reduces", "a lot"), (PLACE, math.nan), (f"{OUTCOME}.adds", 0.1), (f"{A}.design", "rct"), (f"{A}.se", 0)):  # fmt: skip
        with pytest.raises(CaseError) as caught:
            with_changes(case, {path: change})
        assert all(problem.path.startswith(OUTCOME) for problem in caught.value.problems)


@pytest.mark.parametrize(("grade", "worth"), [(1, 20.0), (2, 20.0), (3, 0.0), (6, 0.0), (None, 0.0)])
def test_under_proven_what_is_typed_counts_at_the_two_best_grades_where_anything_has_findings(
    grade: int | None, worth: float
) -> None:
    number = {"value": 0.02} | ({} if grade is None else {"grade": grade})
    typed = an_outcome(ident="typed", unit=None, adds=number)
    unproven = an_outcome(a_finding(estimate=0.001))
    assert npv(case_of(typed, unproven, appraisal={"evidence": "proven"})) == pytest.approx(worth)
    assert npv(case_of(typed, appraisal={"evidence": "proven"})) == pytest.approx(20.0)
    expected = case_of(typed, unproven)
    assert npv(expected) == pytest.approx(20.0 + expected.effects[OUTCOME].expected.mean * PRICE)


@pytest.mark.parametrize(
    ("findings", "grade"),
    [
        ([a_finding(design="review", trials=6)], 1),
        ([a_finding()], 1),
        ([a_finding(design="controlled")], 2),
        ([a_finding(design="before_after")], 4),  # read as monitoring: it says no baseline
        ([a_finding(design="before_after", baseline=0.6, population_mean=0.6)], 3),
        ([a_finding(design="monitoring")], 4),
        ([a_finding(design="claim")], 6),
        ([a_finding(set_aside="Another service")], 6),
        ([a_finding(design="controlled"), a_finding("b", set_aside="Another service")], 2),
        ([a_finding(design="controlled"), a_finding("b", measure="phq9")], 2),
        ([a_finding(design="controlled"), a_finding("b", design="before_after")], 2),
        ([a_finding(design="monitoring"), a_finding("b", design="controlled", here=True)], 2),
    ],
)
def test_an_effect_has_the_grade_of_the_best_finding_that_was_read(findings: list[Any], grade: int) -> None:
    case = case_of(an_outcome(*findings))
    assert {case.derived[path].grade for path in (ADDS, PLACE)} == {grade}


def test_where_nothing_can_be_read_the_first_outcome_in_qalys_or_wellbys_alone_is_unsure() -> None:
    claim = a_finding(design="claim", estimate=0.1)
    satisfied = {"unit": "wellby", "measure": "life_satisfaction"}
    visits = an_outcome(claim, ident="v", unit="visit", of=4)
    case = case_of(visits, an_outcome(claim), an_outcome(claim, ident="second"), an_outcome(claim, ident="w", **satisfied))  # fmt: skip
    spreads = {path.split(".")[3]: (effect.expected.adds_sd, effect.expected.place_sd) for path, effect in case.effects.items()}  # fmt: skip
    assert spreads == {"v": (0, 0), "o": (0.0125, 0.0105), "second": (0, 0), "w": (0, 0)}
    assert all(effect.expected.mean == 0 for effect in case.effects.values())
    first = case_of(an_outcome(a_finding(), ident="read"), an_outcome(claim, ident="w", **satisfied))
    assert first.effects["options.it.outcomes.w"].expected.adds_sd == 0.38


# The templates that hold findings -------------------------------------------------------------------------------

# Our own output, not evidence: read a change here as the statement of what a change of the model or the library did.
# Society's net value at each standard of proof, £ of 2026-27; before findings the eight stood at −3,280,916, −2,561,675,
# 2,968,374, 550,856, −2,278,970, −4,635,761, −2,421,882 and −2,274,547. With `optimism_bias: by_part`, which new cases say,
# each is 31,334 to 126,177 higher than with `by_grade`: guessed hours no longer mark up a national pay scale by the whole rate.
RUNGS = {
    "newcastle_social_prescribing": (-3_213_841, -2_687_532, -1_546_017),
    "befriending": (400_038, 400_038, 1_699_262),
    "care_plus": (-1_864_558, -1_184_641, 3_296_312),
    "pain_self_management": (-1_082_142, -831_373, 677_160),
    "year_of_care": (7_028_636, 7_028_636, 8_375_270),
    "green_social_prescribing": (-3_407_806, -3_407_806, 37_567_638),
    "telehealth_wsd": (-2_440_000, -2_320_543, -1_847_888),
    "peer_support_mh": (-2_294_149, -2_235_381, -2_142_674),
}


@pytest.mark.parametrize("ident", RUNGS)
def test_a_template_with_findings_makes_a_case_that_comes_to_its_three_standards(ident: str) -> None:
    case = case_from(ident)
    assert case.shape.format == "make-the-case/2"
    answered = answer(case)
    evidence = answered.options[ident].evidence
    assert evidence is not None and evidence.standard == "expected"
    assert tuple(round(evidence.rungs[rung].npv) for rung in RUNGS_IN_ORDER) == RUNGS[ident]
    assert not [check for check in answered.checks or () if check.severity == "stop"]


def test_the_templates_with_findings_show_every_kind_at_work() -> None:
    effects = [effect for ident in RUNGS for effect in case_from(ident).effects.values()]
    findings = [finding for effect in effects for finding in effect.outcome.findings or ()]
    labels = {
        outcome.label
        for ident in RUNGS
        for outcome in answer(case_from(ident)).options[ident].evidence.outcomes.values()
    }
    assert labels >= {"shown", "harm_shown", "ruled_out", "not_ruled_out", "no_comparison"}
    assert {finding.design for finding in findings} >= {"review", "randomised", "controlled", "before_after", "claim"}  # fmt: skip
    assert any(len(effect.readings("expected")) > 1 for effect in effects), "trials that are pooled"
    assert any(effect.outcome.bridge for effect in effects), "a scale through a bridge"
    assert any(finding.includes for finding in findings), "a review with its trials inside"
    assert any(finding.set_aside for finding in findings) and any(f.status == "to_verify" for f in findings)
    asked = with_scenario(case_from("green_social_prescribing"), "five_hundred_asked")
    (change,) = asked.effects[
        "options.green_social_prescribing.outcomes.life_satisfaction"
    ].readings("expected")  # fmt: skip
    assert change.design == "before_after"
    assert change.value == pytest.approx(2.1 - 0.45 * (7.5 - 4.7))
