"""LibreOffice works the formulas out anew, from cached values that are wrong, and comes to what the engine says.

Six cases here; forty at random with `python3 run.py test -m exhaustive`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cases_at_random import case_of, cases
from hypothesis import HealthCheck, Phase, given, seed, settings
from workbook_cells import SOFFICE, cell_at, dressed, held, is_close, named, recalculated

from make_the_case.exports.workbook.formulas import Formula
from make_the_case.exports.workbook.input_sheets import VALUE
from make_the_case.exports.workbook.other_sheets import MATCHES, filled
from make_the_case.exports.workbook.whole_workbook import workbook
from valuation import Case, CaseError, answer, compile_case, read_case, with_changes
from valuation.accounts import ACCOUNTS
from valuation.streams import MEASURES

ROOT = Path(__file__).resolve().parent.parent
FINDINGS = ROOT / "tests/cases/findings/every_finding.yaml"
SIX = [ROOT / "tests/cases/every_section.yaml", FINDINGS, *sorted((ROOT / "cases").glob("*.yaml"))][:6]
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")


def check(case: Case, book: Any) -> list[str]:
    """What a recalculated workbook gets wrong: headlines, yearly lines, and every other formula beside its own value."""
    found, model = answer(case), compile_case(case)
    made = filled(case, found)
    bad = [
        f"{what}: {cell_at(book, cell)} and not {expected}"
        for what, cell, expected in held(made, model, found)
        if not is_close(cell_at(book, cell), expected)
    ]
    for sheet in made.sheets:
        for (row, column), cell in sheet.cells.items():
            if isinstance(cell.content, Formula):
                there = book[sheet.name].cell(row + 1, column + 1).value
                if not is_close(there, cell.content.value) and not _is_rounding(there, cell.content.value):
                    bad.append(f"{sheet.name} {row + 1},{column + 1}: {there} and not {cell.content.value}")
    return bad


def _is_rounding(found: Any, expected: Any) -> bool:
    """Whether both are nothing but what is left of large amounts that cancel: a ten-millionth of a penny."""
    return all(isinstance(each, int | float) and abs(each) < 1e-8 for each in (found, expected))


def five_changes(case: Case) -> dict[str, float]:
    """Up to five inputs moved as far as the case stays valid, spread over all of them."""
    found: dict[str, float] = {}
    numbers = [a for a in compile_case(case).assumptions if a.value and a.kind.holds(0.9 * a.value)]
    for assumption in numbers[:: max(1, len(numbers) // 8)]:
        tried = {**found, assumption.path: 0.9 * assumption.value}
        try:
            answer(with_changes(case, dict(tried)))
        except CaseError:
            continue
        found = tried
        if len(found) == 5:
            break
    return found


def with_typed(content: bytes, changes: dict[str, float]) -> bytes:
    """The workbook as a person leaves it who types into its inputs."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {row[2].value: row for row in book["Inputs"].iter_rows(min_row=5)}
    for path, value in changes.items():
        rows[path][VALUE].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def headlines(book: Any, case: Case) -> list[str]:
    """What the named headlines of a workbook get wrong of a case."""
    app = answer(case).options
    return [
        f"{name}: {named(book, name)} and not {value}"
        for option in case.shape.options
        for account in ACCOUNTS.keys
        for measure in MEASURES.keys
        for name, value in [
            (f"{option.id}.{account}.{measure}", app[option.id].accounts[account].by_name[measure])
        ]
        if not is_close(named(book, name), value)
    ]


def tried(all_cases: list[Case], folder: Path) -> None:
    """Writes each case's workbook with wrong cached values, and once more with five inputs typed over; works both out."""
    first, second, changed = [], [], []
    for k, case in enumerate(all_cases):
        content = workbook(case, answer(case), is_wrong=True)
        changes = five_changes(case)
        for files, name, written in (
            (first, "as_exported", content),
            (second, "typed", with_typed(content, changes)),
        ):
            path = folder / f"{name}_{k}.xlsx"
            path.write_bytes(written)
            files.append(path)
        changed.append(with_changes(case, dict(changes)))
    books = recalculated([*first, *second], folder)
    for case, book in zip(all_cases, books[: len(first)], strict=True):
        assert check(case, book) == []
        assert named(book, MATCHES) == "Yes"
    for case, book in zip(changed, books[len(first) :], strict=True):
        assert headlines(book, case) == []


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.longer
def test_six_cases_are_recalculated_to_the_engines_answers(tmp_path) -> None:
    tried([read_case(path) for path in SIX], tmp_path)


@needs_libreoffice
@pytest.mark.slow
def test_an_effect_that_is_typed_over_findings_stands_in_place_of_what_the_place_adds(tmp_path) -> None:
    case, outcome = read_case(FINDINGS), "options.link_workers.outcomes.life"
    effect = {f"{outcome}.adds": 0.3}
    both = {**effect, f"{outcome}.place": -0.1}
    visits = "options.link_workers.outcomes.visits"
    more_than_all = {f"{visits}.reduces": 0.9, f"{visits}.place": 0.3}
    exported = workbook(case, answer(case), is_wrong=True)
    changes = [effect, both, more_than_all]
    files = [tmp_path / f"typed_{k}.xlsx" for k in range(len(changes))]
    for file, change in zip(files, changes, strict=True):
        file.write_bytes(with_typed(exported, change))
    for book, change in zip(recalculated(files, tmp_path), changes, strict=True):
        assert headlines(book, with_changes(case, dict(change))) == []


def keys_of(data: Any) -> set[str]:
    """Every key of plain data, and every word that says what grows with what."""
    if isinstance(data, dict):
        words = {str(data[key]) for key in ("per", "kind", "pool", "timing", "applies_to") if key in data}
        return set(data) | words | {key for item in data.values() for key in keys_of(item)}
    return {key for item in data for key in keys_of(item)} if isinstance(data, list) else set()


USED = [
    "eligible",
    "pool",
    "standing",
    "each_year",
    "uptake",
    "ramp",
    "completion",
    "delivery_years",
    "timing",
    "through_year",
    "start_of_year",
    "capacity",
    "planned_starts",
    "segments",
    "share",
    "uptake_multiplier",
    "effect_multiplier",
    "weight",
    "income",
    "median_income",
    "elasticity",
    "once",
    "year",
    "start",
    "completer",
    "participant_year",
    "fte",
    "trainee",
    "costs",
    "quantity",
    "unit_cost",
    "phase",
    "real_growth",
    "from",
    "until",
    "starts_per_fte",
    "round_up_to",
    "at_least",
    "trainees",
    "over_years",
    "turnover",
    "of",
    "lag",
    "lasts",
    "drop_off",
    "payer",
    "to",
    "cash",
    "vat",
    "transfer",
    "optimism_bias",
    "category",
    "replaces",
    "cashable",
    "release",
    "enablers",
    "multiplies",
    "adds",
    "reduces",
    "deadweight",
    "attribution",
    "displacement",
    "starters",
    "completers",
    "fiscal",
    "economic",
    "health",
    "wellbeing",
    "unit_value",
    "overlap",
    "counted",
    "discount",
    "total",
    "range",
    "use",
    "value",
    "grade",
    "price_year",
    "own_time",
    "discounting",
    "optimism_bias",
    "standard",
]
"""The keys of the contract's sections 1 to 6 that change a number, and the words that they may hold."""


@needs_libreoffice
@pytest.mark.exhaustive
def test_forty_cases_that_use_every_key_are_recalculated_to_the_engines_answers(tmp_path) -> None:
    found: list[dict[str, Any]] = []

    @seed(20261123)
    @settings(
        max_examples=40, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(cases())
    def gather(data: dict[str, Any]) -> None:
        found.append(data)

    gather()
    written = [dressed(data) if k % 2 else data for k, data in enumerate(found)]
    assert set(USED) - {key for data in written for key in keys_of(data)} == set()
    tried([case_of(data) for data in written], tmp_path)


@needs_libreoffice
@pytest.mark.slow
def test_one_number_can_be_tried_at_an_end_of_its_range(tmp_path) -> None:
    case = read_case(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    uptake = next(a for a in compile_case(case).assumptions if a.path.endswith(".people.uptake"))
    place = compile_case(case).assumptions.index(uptake) + 1
    book = openpyxl.load_workbook(io.BytesIO(workbook(case, answer(case), is_wrong=True)))
    book["Sensitivity"]["C5"], book["Sensitivity"]["C6"] = place, "high"
    book.save(tmp_path / "tried.xlsx")
    (found,) = recalculated([tmp_path / "tried.xlsx"], tmp_path)
    assert headlines(found, with_changes(case, {uptake.path: uptake.high})) == []
    assert named(found, MATCHES).startswith("No")
    assert found["Sensitivity"]["C7"].value == "Share who start"
