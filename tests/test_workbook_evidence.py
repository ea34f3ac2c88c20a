"""The sheet *Evidence*: a finding that is changed in a workbook changes the answer as the engine would, at every standard of proof."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from finished_cases import case_at
from test_evidence_answers import ANSWERS
from test_evidence_answers import Q as Q_SCALE
from test_evidence_properties import evidence_at_random
from test_findings_in_a_case import case_of
from test_workbook import wrong
from test_workbook_recalculated import headlines, with_typed
from workbook_cells import SOFFICE, is_close, named, recalculated

from make_the_case.exports.workbook.evidence_sheet import CLAIMED, EVIDENCE, STANDARD, EvidenceSheet
from make_the_case.exports.workbook.finding_table import WHERE, column_of
from make_the_case.exports.workbook.input_sheets import LOW
from make_the_case.exports.workbook.read_back import read_workbook
from make_the_case.exports.workbook.whole_workbook import workbook
from valuation import Case, CaseError, answer, with_changes, with_scenario
from valuation.case.changes import own_readings
from valuation.case.editing import edited
from valuation.case.effects import RUNGS, Rung
from valuation.case.option_shape import Finding as StatedFinding
from valuation.evidence.findings import Finding
from valuation.evidence.scales import measures_of
from valuation.evidence.standards import Evidence

ROOT = Path(__file__).resolve().parent.parent
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")
FINDINGS = ROOT / "tests/cases/findings/every_finding.yaml"
Q, L, M, V, D = (
    f"options.{path}.findings"
    for path in (
        "link_workers.outcomes.quality",
        "link_workers.outcomes.life",
        "link_workers.outcomes.mood",
        "link_workers.outcomes.visits",
        "befriending.outcomes.days",
    )
)
TRIED: tuple[tuple[dict[str, Any], tuple[Rung, ...]], ...] = (
    (
        {
            f"{Q}.later.interval": [0.02, 0.045],
            f"{D}.harm.design": "monitoring",
            f"{L}.own_wait.design": "before_after",
        },
        RUNGS,
    ),
    (
        {
            f"{Q}.told.design": "randomised",
            f"{Q}.told.se": 0.02,
            f"{Q}.pooled.se": None,
            f"{L}.national.baseline": 4.0,
            f"{L}.own_survey.here": False,
        },
        ("expected",),
    ),
    (
        {
            f"{Q}.unread.status": None,
            f"{Q}.retracted.set_aside": None,
            f"{L}.own_wait.estimate": -1.5,
            f"{D}.harm.estimate": 0.4,
            f"{M}.calls.took_part": 0.9,
            f"{V}.trial.estimate": -0.2,
            f"{V}.trial.interval": [-0.3, -0.1],
        },
        ("expected", "proven"),
    ),
)
"""Changes to findings, with the standards at which each is tried: an interval and designs at every one.

In the second the review is left without an error, so that the trial inside it is read. In the third a harm becomes a gain that
is proven and releases cash, and losses make the other route the one that counts, which goes to other parties.
"""


def at_rung(case: Case, rung: Rung) -> Case:
    """The case on a standard of proof; what is claimed is one number for each outcome, whatever the place."""
    if rung != CLAIMED:
        return with_changes(case, {"appraisal.evidence": rung})
    case = with_changes(case, {"appraisal.evidence": "expected"})
    claimed = {effect.effect_path: effect.claimed.mean for effect in case.effects.values()}
    return with_changes(case, claimed)


def cells_of(changes: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """What is typed for changes to findings: by path and key, an interval as its two ends and yes for true."""
    cells: dict[tuple[str, str], Any] = {}
    for change, value in changes.items():
        path, _, key = change.rpartition(".")
        if key == "interval":
            cells |= {(path, end): number for end, number in zip(("low", "high"), value, strict=True)}
        else:
            cells[path, key] = {True: "yes", False: None}[value] if isinstance(value, bool) else value
    return cells


def with_findings(content: bytes, changes: dict[str, Any], standard: str | None = None) -> bytes:
    """The workbook as a person leaves it who types into its findings, and says on which standard it stands."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[EVIDENCE]
    rows = {row[WHERE].value: row[0].row for row in sheet.iter_rows()}
    for (path, key), value in cells_of(changes).items():
        sheet.cell(rows[path], column_of(key) + 1).value = value
    if standard is not None:
        sheet.cell(STANDARD[0] + 1, STANDARD[1] + 1).value = standard
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def other_readings(book: Any, case: Case) -> list[str]:
    """What the named classes of benefit, health and verdict of a workbook get wrong of a case."""
    bad = []
    for ident, option in answer(case).options.items():
        said = {f"benefit_classes.{name}": amount for name, amount in option.benefit_classes.items()}
        said |= {"verdict.number": option.verdict.number, "weighted_npv": option.weighted_npv}
        health = {"qalys.discounted": option.qalys, "wellbys.discounted": option.wellbys}
        said |= {name: each.discounted for name, each in health.items() if each is not None}
        bad += [
            f"{ident}.{name}: {named(book, f'{ident}.{name}')} and not {value}"
            for name, value in said.items()
            if not is_close(named(book, f"{ident}.{name}"), value)
        ]
    sums = [row for row in book["Checks"].iter_rows(values_only=True) if "add up" in str(row[0])]
    assert len(sums) == 2 * len(case.shape.options)
    return bad + [str(row) for row in sums if row[4] != "yes"]


OTHER_DESIGN = {
    "randomised": "controlled",
    "controlled": "randomised",
    "before_after": "monitoring",
    "monitoring": "before_after",
}


def may_be_read(case: Case) -> list[tuple[str, StatedFinding]]:
    """The findings of priced outcomes that are read once they have an error: in their outcome's measure, and nobody set them aside."""
    return [
        (f"{effect.path}.findings.{stated.id}", stated)
        for effect in case.effects.values()
        if effect.outcome.values and not measures_of(case.library)[effect.measure].is_shown_only
        for stated, finding in zip(effect.outcome.findings or (), effect.evidence.findings, strict=True)
        if finding.is_in_measure and not finding.is_set_aside and stated.design != "claim"
    ]


def an_interval_and_a_design(case: Case) -> dict[str, Any]:
    """The first finding that may be read with half its interval, or with one where it has none, and the last with another design."""
    findings = may_be_read(case)
    path, first = findings[0]
    middle, half = first.estimate, abs(first.estimate) / 5
    if first.interval is not None:
        low, high = first.interval
        middle, half = (low + high) / 2, (high - low) / 4
    changes: dict[str, Any] = {f"{path}.interval": [round(middle - half, 9), round(middle + half, 9)]}
    if first.se is not None:
        changes[f"{path}.se"] = None
    with_error = [each for each in findings if each[1].interval or each[1].se]
    path, last = [each for each in with_error or findings if each[1].design in OTHER_DESIGN][-1]
    return changes | {f"{path}.design": OTHER_DESIGN[last.design]}


FINISHED = [path for path in sorted((ROOT / "cases").glob("*.yaml")) if case_at(path).effects]
IN_EVERY_RUN = "southfold_befriending"
"""The finished case that is recalculated in every run; the others are where it is asked for (`-m exhaustive`)."""


def tried_on(path: Path) -> Iterator[tuple[dict[str, Any], Rung]]:
    """Yields changes to the findings of a case, and the standards at which each is tried; a finished case also as it is."""
    changes_of = (
        TRIED
        if path == FINDINGS
        else [(change, RUNGS) for change in ({}, an_interval_and_a_design(case_at(path)))]
    )
    for changes, rungs in changes_of:
        for rung in rungs:
            yield changes, rung


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path == FINDINGS or path.stem == IN_EVERY_RUN else pytest.mark.exhaustive, id=path.stem)
        for path in (FINDINGS, *FINISHED)
    ],
)  # fmt: skip
def test_changed_findings_are_recalculated_to_the_engines_answers_at_every_rung(path, tmp_path) -> None:
    case, tried = case_at(path), list(tried_on(path))
    exported = workbook(case, answer(case), is_wrong=True)
    files = [tmp_path / f"tried_{k}.xlsx" for k in range(len(tried))]
    for file, (changes, rung) in zip(files, tried, strict=True):
        file.write_bytes(with_findings(exported, changes, rung))
    for file, (changes, rung), book in zip(files, tried, recalculated(files, tmp_path), strict=True):
        as_changed = with_changes(case, dict(changes))
        for ident, option in answer(as_changed).options.items():
            said = option.evidence.rungs[rung]
            assert is_close(named(book, f"{ident}.society.npv"), said.npv)
            assert is_close(named(book, f"{ident}.verdict.number"), said.verdict)
        at_the_rung = at_rung(as_changed, rung)
        bad = [*headlines(book, at_the_rung), *other_readings(book, at_the_rung)]
        assert (list(changes), rung, bad) == (list(changes), rung, [])
        back = read_workbook((tmp_path / "recalculated" / file.name).read_bytes())
        is_another = rung not in (CLAIMED, case.standard)
        assert back.changes == {**changes, **({"appraisal.evidence": rung} if is_another else {})}
        assert sum("not a standard" in line for line in back.report) == (rung == CLAIMED)


def test_the_finished_cases_are_among_what_is_recalculated_each_with_an_interval_and_a_design_changed() -> (
    None
):
    assert {path.stem for path in FINISHED} >= {
        IN_EVERY_RUN,
        "larkmoor_green_prescribing",
        "oldhaven_telehealth",
        "highcombe_diabetes",
    }
    for path in FINISHED:
        case = case_at(path)
        changes = an_interval_and_a_design(case)
        assert {name.rpartition(".")[2] for name in changes} >= {"interval", "design"}, path.stem
        assert is_moved(case, with_changes(case, changes)), path.stem


def is_moved(case: Case, changed: Case) -> bool:
    """Whether an option's net value to society differs between two states of a case."""
    was, now = (answer(each).options for each in (case, changed))
    return any(was[name].accounts["society"].npv != now[name].accounts["society"].npv for name in was)


# What comes back -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def case() -> Case:
    return case_at(FINDINGS)


@pytest.fixture(scope="module")
def exported(case) -> bytes:
    return workbook(case, answer(case))


def test_what_was_typed_into_findings_comes_back_as_changes_to_them(case, exported) -> None:
    changes = {name: value for tried, _ in TRIED for name, value in tried.items()}
    back = read_workbook(with_findings(exported, changes, "proven"))
    assert (back.changes, back.report) == ({"appraisal.evidence": "proven", **changes}, ())
    assert back.changed.effects == with_changes(case, dict(back.changes)).effects
    as_a_set = edited(case, {"scenarios.typed": back.as_set})
    assert answer(with_scenario(as_a_set, "typed")).options == answer(back.changed).options


def test_an_effect_that_is_typed_comes_back_beside_a_finding_that_is_typed(case, exported) -> None:
    outcome = "options.link_workers.outcomes.mood"
    typed = with_typed(with_findings(exported, {f"{Q}.later.estimate": 0.05}), {f"{outcome}.adds": 0.9})
    back = read_workbook(typed)
    assert (back.changes, back.report) == ({f"{Q}.later.estimate": 0.05, f"{outcome}.adds": 0.9}, ())


def test_a_case_whose_effect_was_changed_for_the_run_is_exported_with_the_change(case) -> None:
    outcome = "options.link_workers.outcomes.mood"
    for change in (
        {f"{outcome}.adds": 0.9},
        {f"{outcome}.place": 0.2},
        {f"{outcome}.adds": 0.9, f"{outcome}.place": 0.2},
    ):
        changed = with_changes(case, dict(change))
        assert wrong(changed) == []
        back = read_workbook(workbook(changed, answer(changed)))
        assert back.changes == change
        # Whose figure it is, it inherits no grade of the findings in whose place it stands: the workbook does not say who changed it.
        assert (
            answer(back.changed).options
            == answer(with_changes(case, own_readings(case, dict(change)))).options
        )


def test_an_end_of_a_range_that_is_typed_over_what_findings_come_to_is_said_not_to_be_read(exported) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported))
    row = next(row for row in book["Inputs"].iter_rows(min_row=5) if str(row[2].value).endswith("mood.adds"))
    row[LOW].value = 0.1
    stream = io.BytesIO()
    book.save(stream)
    back = read_workbook(stream.getvalue())
    assert back.changes == {} and "low and high ends are not read back" in back.report[0]


UNUSABLE: list[tuple[dict[str, Any], str]] = [
    ({f"{Q}.later.design": "gossip"}, "“gossip” is none of review, randomised"),
    ({f"{Q}.later.interval": [0.09, 0.01]}, "the interval is upside down"),
    ({f"{Q}.later.interval": [None, 0.01]}, "an interval has two ends, and one is empty"),
    ({f"{Q}.later.se": 0.01}, "say the same thing in two ways"),
    ({f"{Q}.later.estimate": None}, "Trial 2023"),
    ({f"{Q}.later.estimate": "a lot"}, "“a lot” is not a number"),
    ({f"{Q}.later.estimate": "0,5"}, "0,5 could be 0.5 or 5"),
    ({f"{Q}.later.took_part": 1.4}, "Trial 2023"),
    ({f"{Q}.own.n_with": None}, "`n_without` needs `n_with`"),
    ({f"{L}.own_survey.here": "perhaps"}, "“perhaps” is neither yes nor no"),
    ({f"{Q}.pooled.trials": 0}, "Review 2021"),
]


@pytest.mark.parametrize(("typed", "why"), UNUSABLE, ids=lambda each: str(each)[:40])
def test_what_cannot_be_used_of_a_finding_is_reported_and_kept(exported, typed, why) -> None:
    back = read_workbook(with_findings(exported, {**typed, f"{D}.harm.estimate": -0.2}))
    assert back.changes == {f"{D}.harm.estimate": -0.2}
    (line,) = back.report
    assert why in line and "kept" in line


def test_a_finding_whose_row_is_gone_is_reported(exported) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported))
    row = next(row for row in book[EVIDENCE].iter_rows() if row[WHERE].value == f"{Q}.later")
    row[WHERE].value = "somewhere"
    stream = io.BytesIO()
    book.save(stream)
    back = read_workbook(stream.getvalue())
    assert back.changes == {} and "“Trial 2023”: its row is no longer on Evidence" in back.report[0]


# What a sheet comes to, without a spreadsheet --------------------------------------------------------------------

MEASURES: dict[str, dict[str, Any]] = {
    "qaly": {"unit": "qaly"},
    "life_satisfaction": {"unit": "wellby", "measure": "life_satisfaction"},
    "phq9": {"unit": "point", "measure": "phq9"},
    "visits": {"unit": "visit", "of": {"value": 4, "grade": 1}},
}
OTHER = {"qaly": "phq9", "life_satisfaction": "phq9", "phq9": "gad7", "visits": "phq9"}


def stated(finding: Finding, measure: str) -> dict[str, Any]:
    """A finding as a case states it."""
    keys = {
        "id": f"f_{finding.id.replace(' ', '_')}",
        "study": finding.study,
        "measure": None if finding.is_in_measure else OTHER[measure],
        "design": finding.design,
        "estimate": finding.estimate,
        "interval": list(finding.interval) if finding.interval else None,
        "trials": finding.trials or None,
        "includes": sorted(finding.includes) or None,
        "took_part": None if finding.took_part == 1 else finding.took_part,
        "here": finding.is_here or None,
        "set_aside": "A reason" if finding.is_set_aside else None,
        "status": "to_verify" if finding.is_to_verify else None,
    }
    for key in ("se", "n", "n_with", "n_without", "sd", "tau", "baseline", "population_mean"):
        keys[key] = getattr(finding, key)
    keys["follow_up_months"] = finding.follow_up_months
    return {key: item for key, item in keys.items() if item is not None}


def case_with(evidence: Evidence, standard: str) -> Case:
    measure = evidence.scale.id
    findings = [stated(finding, measure) for finding in evidence.findings]
    outcome = {"id": "o", "applies_to": "starters", "values": [], "findings": findings, **MEASURES[measure]}
    return case_of(outcome, appraisal={"evidence": standard})


def differing(case: Case) -> list[str]:
    """What the sheet of a case comes to that the engine does not say, at the standard of the case."""
    sheet = EvidenceSheet(case)
    bad = []
    for path, effect in case.effects.items():
        cells, said = sheet.effects[path], effect.at(case.standard or "expected")
        bad += [
            f"{path} {key}: {getattr(cells, key).value} and not {getattr(said, key)}"
            for key in ("adds", "adds_sd", "place", "place_sd")
            if getattr(cells, key).value != pytest.approx(getattr(said, key), rel=1e-9, abs=1e-15)
        ]
        if sheet.claimed[path].value != pytest.approx(effect.claimed.mean, rel=1e-9):
            bad.append(f"{path} claimed: {sheet.claimed[path].value} and not {effect.claimed.mean}")
        if (cells.is_proven_gain.value == "yes") != effect.is_proven_gain:
            bad.append(f"{path} is a proven gain: {cells.is_proven_gain.value}")
    return bad


@pytest.mark.parametrize("standard", ["expected", "proven"])
@pytest.mark.parametrize("place", range(len(ANSWERS)))
def test_each_answer_of_the_contract_is_what_the_sheet_comes_to(place: int, standard: str) -> None:
    row = ANSWERS[place]
    assert differing(case_with(Evidence(row.findings, row.scale), standard)) == []


def test_a_review_that_nobody_has_read_hides_nothing_of_what_somebody_has() -> None:
    review = Finding(
        "pooled", "Review", "review", 0.03, se=0.005, trials=8, includes=frozenset({"Trial"}), is_to_verify=True, follow_up_months=12
    )  # fmt: skip
    trial = Finding("trial", "Trial", "randomised", 0.03, se=0.009, follow_up_months=12)
    case = case_with(Evidence((review, trial), Q_SCALE), "proven")
    assert case.effects["options.it.outcomes.o"].proven.mean > 0
    assert differing(case) == []


def test_whatever_the_findings_the_sheet_comes_to_what_the_engine_says() -> None:
    judged = 0
    for seed in range(300):
        evidence = evidence_at_random(seed)
        if not evidence.findings:
            continue
        try:
            case = case_with(evidence, ("expected", "proven")[seed % 2])
        except CaseError:  # such as a review that is set aside beside another, which a file may not say
            continue
        judged += 1
        assert (seed, differing(case)) == (seed, [])
    assert judged > 200
