"""The sheet *Published_costs* of a workbook: what was published, beside what the case counts, as formulas that follow the inputs."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from cases_at_random import case_of, cases
from finished_cases import case_at
from hypothesis import given
from small_cases import sure
from test_published_costs import ADDED, a_service, published
from test_workbook import ROOT
from test_workbook_recalculated import needs_libreoffice, with_typed
from workbook_cells import is_close, recalculated

from make_the_case.exports.workbook.formulas import Formula
from make_the_case.exports.workbook.other_sheets import filled
from make_the_case.exports.workbook.published_cost_sheet import EACH, IN_ALL, NOBODY, PUBLISHED_COSTS
from make_the_case.exports.workbook.whole_workbook import workbook
from make_the_case.words.tables.source_costs import KIND_WORDS
from valuation import Case, answer, with_changes
from valuation.answers.cost_beside_sources import KINDS

THE_SAME, ALL, TIMES = (
    "This case: the same costs",
    "This case: all costs",
    "All costs over what was published",
)
RESTATED = "As published, in this case's prices"


def rows_of(case: Case) -> list[tuple[str, Any, Any]]:
    """What each row of the sheet says, what it comes to in all, and for each person who starts; none where there is no sheet."""
    sheets = {sheet.name: sheet for sheet in filled(case, answer(case)).sheets}
    if PUBLISHED_COSTS not in sheets:
        return []
    cells = sheets[PUBLISHED_COSTS].cells

    def at(row: int, column: int) -> Any:
        content = cells[row, column].content if (row, column) in cells else None
        return content.value if isinstance(content, Formula) else content

    rows = sorted({row for row, _ in cells})
    return [(str(at(row, 0)), at(row, IN_ALL), at(row, EACH)) for row in rows]


def each(rows: list[tuple[str, Any, Any]], label: str) -> list[Any]:
    return [amount for words, _, amount in rows if words.casefold() == label.casefold()]


def test_the_sheet_has_the_parts_that_were_worked_out_by_hand() -> None:
    rows = rows_of(case_of(a_service(why_dearer="It left out volunteers.")))
    assert each(rows, RESTATED) == [500] and each(rows, THE_SAME) == [pytest.approx(220)]
    said = [each(rows, f"and {KIND_WORDS[kind]}") for kind in KINDS]
    assert said == [[pytest.approx(amount)] for amount in ADDED.values()]
    assert each(rows, ALL) == [pytest.approx(316)] and each(rows, TIMES) == [pytest.approx(0.632)]
    assert "Why this case comes to more" in [words for words, _, _ in rows]
    assert ("People who start", 200, "") in rows


def differing(case: Case) -> list[str]:
    """What the sheet says otherwise than the engine."""
    rows = rows_of(case)
    found = [one for option in answer(case).options.values() for one in option.cost_beside_sources]
    bad = []
    for label, amounts in (
        (THE_SAME, [one.covered for one in found]),
        (ALL, [one.full for one in found]),
        (TIMES, [one.ratio for one in found]),
        *(
            (f"and {KIND_WORDS[kind]}", [one.added[k].per_start for one in found])
            for k, kind in enumerate(KINDS)
        ),
    ):
        said = [
            amount for amount in each(rows, label) if amount != NOBODY
        ]  # of an option in which somebody starts
        bad += [f"{label}: {said} and not {amounts}"] if len(said) != len(amounts) else []
        bad += [
            f"{label}: {a} and not {b}" for a, b in zip(said, amounts, strict=False) if not is_close(a, b)
        ]
    return bad


@pytest.mark.parametrize("path", sorted((ROOT / "cases").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_sheet_of_a_finished_case_says_what_the_engine_says(path: Any) -> None:
    assert differing(case_at(path)) == []


@given(cases())
def test_the_sheet_says_what_the_engine_says_whatever_the_case(data: dict[str, Any]) -> None:
    for option in data["options"]:
        covers = [cost["id"] for cost in option.get("costs", []) if not cost.get("transfer")][:1]
        if covers and option["id"] != data["options"][-1]["id"]:
            option["published_costs"] = [published(covers=covers)]
    assert differing(case_of(data)) == []


def test_where_nobody_starts_the_sheet_says_so_and_without_what_is_published_there_is_none() -> None:
    data = a_service()
    data["options"][0]["people"]["planned_starts"] = [sure(0)]
    assert each(rows_of(case_of(data)), ALL) == [NOBODY]
    del data["options"][0]["published_costs"]
    assert rows_of(case_of(data)) == []


@needs_libreoffice
@pytest.mark.slow
def test_a_price_that_is_typed_moves_the_sheet_as_the_engine_would(tmp_path: Any) -> None:
    case = case_of(a_service())
    changes = {"options.it.costs.workers.unit_cost": 31_000.0, "options.it.costs.study.unit_cost": 900.0}
    (tmp_path / "typed.xlsx").write_bytes(with_typed(workbook(case, answer(case), is_wrong=True), changes))
    (book,) = recalculated([tmp_path / "typed.xlsx"], tmp_path)
    said = {row[0].value: row[EACH].value for row in book[PUBLISHED_COSTS].iter_rows() if row[0].value}
    (found,) = answer(with_changes(case, dict(changes))).options["it"].cost_beside_sources
    assert is_close(said[ALL], found.full) and is_close(said[TIMES], found.ratio)
    assert is_close(said[THE_SAME], found.covered)
    assert is_close(said["And evaluation"], 4.5)


def test_the_sheet_is_listed_on_the_cover() -> None:
    case = case_of(a_service())
    book = openpyxl.load_workbook(io.BytesIO(workbook(case, answer(case))))
    assert PUBLISHED_COSTS in [row[0].value for row in book["Cover"].iter_rows()]
