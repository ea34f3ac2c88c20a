"""The workbook: what its formulas come to is what the engine says, cell by cell, and it is fit to be opened.

What a spreadsheet makes of the formulas is in test_workbook_recalculated.py.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from cases_at_random import case_of, cases
from finished_cases import case_at
from hypothesis import given
from workbook_cells import dressed, held, is_close

from make_the_case.exports.workbook.formulas import Formula
from make_the_case.exports.workbook.other_sheets import MATCHES, filled
from make_the_case.exports.workbook.record_sheets import PIECE, pieces
from make_the_case.exports.workbook.whole_workbook import workbook
from make_the_case.exports.workbook.year_sheets import LONGEST_TAIL
from valuation import Case, analysed, answer, compile_case, parse_case, with_changes
from valuation.accounts import ACCOUNTS
from valuation.streams import MEASURES

ROOT = Path(__file__).resolve().parent.parent
SECTIONS, FINDINGS = (
    ROOT / f"tests/cases/{name}.yaml" for name in ("every_section", "findings/every_finding")
)
CASES = [SECTIONS, FINDINGS, *sorted((ROOT / "cases").glob("*.yaml"))]
MADE_AT = datetime(2026, 11, 23, 9, 30)


def wrong(case: Case) -> list[str]:
    found, model = answer(case), compile_case(case)
    made = filled(case, found)
    return [
        f"{what}: {cell.value} and not {expected}"
        for what, cell, expected in held(made, model, found)
        if not is_close(cell.value, expected)
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_headline_and_yearly_line_comes_to_what_the_engine_says(path: Path) -> None:
    assert wrong(case_at(path)) == []


@given(cases() | cases().map(dressed))
def test_whatever_the_case_the_formulas_come_to_what_the_engine_says(data) -> None:
    assert wrong(case_of(data)) == []


@pytest.fixture(scope="module")
def northshire() -> Case:
    return case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")


@pytest.fixture(scope="module")
def content(northshire) -> bytes:
    return workbook(northshire, answer(northshire), analysed(northshire, 500), MADE_AT)


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_each_headline_has_a_name_and_is_a_formula(northshire, book) -> None:
    for option in northshire.shape.options:
        for account in ACCOUNTS.keys:
            for measure in MEASURES.keys:
                sheet, _, place = book.defined_names[f"{option.id}.{account}.{measure}"].attr_text.partition(
                    "!"
                )
                assert str(book[sheet][place.replace("$", "")].value).startswith("="), (account, measure)


def test_each_input_is_named_by_its_path_and_is_a_number_that_may_be_changed(northshire, book) -> None:
    for assumption in compile_case(northshire).assumptions:
        sheet, _, place = book.defined_names[assumption.path].attr_text.partition("!")
        assert sheet == "Inputs"
        assert book[sheet][place.replace("$", "")].value == pytest.approx(assumption.value, rel=1e-15)


def test_nothing_of_the_calculation_is_typed_in(book) -> None:
    """On the sheets of the calculation a number without a formula is a nought, a one, a published rate or a year."""
    for name in ("People", "Exposure", "Costs", "Benefits", "Lines", "Accounts", "Who_pays", "Cash_flow"):
        for row in book[name].iter_rows(min_row=5):
            typed = [cell.value for cell in row if isinstance(cell.value, int | float)]
            assert set(typed) <= {0, 1}, (name, row[0].row, typed)


def test_each_input_has_the_bounds_of_the_schema(northshire, book) -> None:
    rules = {str(rule.sqref): rule for rule in book["Inputs"].data_validations.dataValidation}
    for row, assumption in enumerate(compile_case(northshire).assumptions, start=5):
        rule = rules[f"D{row}"]
        if (assumption.kind.low, assumption.kind.high) == (0, 1):
            assert (rule.operator or "between", float(rule.formula1), float(rule.formula2)) == (
                "between",
                0,
                1,
            )
        elif assumption.kind.low == 0:
            assert rule.operator in ("greaterThan", "greaterThanOrEqual") and float(rule.formula1) == 0


def test_the_inputs_say_where_they_come_from(northshire, book) -> None:
    said = {row[2].value: row for row in book["Inputs"].iter_rows(min_row=5)}
    visit = said["unit_costs.ae_attendance"]
    assert visit[8].value == "National default" and "National Cost Collection" in visit[10].value
    assert "National Cost Collection" in visit[3].comment.text


def test_the_file_holds_nothing_that_runs_or_reaches_elsewhere(content) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        texts = [
            archive.read(name).decode("utf-8", "replace")
            for name in names
            if name.endswith((".xml", ".rels"))
        ]
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
    assert not [text for text in texts if 'TargetMode="External"' in text]
    assert not [text for text in texts if re.search(r"_xlfn|_xlws|t=\"array\"|LAMBDA\(", text)]


def test_charts_have_words_for_who_cannot_see_them(content) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    said = re.findall(r'descr="([^"]*)"', drawing)
    assert len(said) == 2 and all("chart" in words and "ICB" in words for words in said)


def test_what_comes_from_a_simulation_is_dated_and_said_not_to_be_a_formula(book) -> None:
    note = book["Simulation"]["A2"].value
    assert "not formulas" in note and "23 November 2026" in note and "500 draws" in note and "seed 1" in note


def test_without_a_simulation_the_block_says_so_in_place_of_ranges(northshire) -> None:
    found = openpyxl.load_workbook(io.BytesIO(workbook(northshire, answer(northshire))))
    said = [row[1].value for row in found["Summary"].iter_rows(max_col=2) if row[0].value == "How sure"]
    assert len(said) == 1 and said[0].startswith("No simulation has been run")
    assert "Simulation" not in found.sheetnames


def test_the_cached_values_are_right_for_who_only_previews(content, northshire) -> None:
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    app = answer(northshire).options["peer_courses"].accounts["society"].npv
    sheet, _, place = values.defined_names["peer_courses.society.npv"].attr_text.partition("!")
    assert values[sheet][place.replace("$", "")].value == pytest.approx(app)
    sheet, _, place = values.defined_names[MATCHES].attr_text.partition("!")
    assert values[sheet][place.replace("$", "")].value == "Yes"


def test_no_sheet_is_blank_and_each_begins_with_its_title(book) -> None:
    for sheet in book.worksheets:
        assert sheet["A1"].value and sheet.max_row > 3, sheet.title
        assert not sheet.merged_cells.ranges
    listed = [row[0].value for row in book["Cover"].iter_rows(min_row=5) if row[0].value in book.sheetnames]
    assert listed == book.sheetnames


HOSTILE = [
    '=HYPERLINK("http://x.example","a")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\tTab",
    "http://x.example",
    "a\"b'<&>",
    "שלום",
    "x" * 400,
]


def test_text_that_looks_like_a_formula_stays_text_also_after_it_is_edited() -> None:
    text = (ROOT / "cases/worked_example.yaml").read_text("utf-8")
    case = parse_case(text.encode(), "case")
    for words in HOSTILE:
        named = with_changes(
            case, {"title": words, "options.walking_group.name": words, "organisation": words}
        )
        found = openpyxl.load_workbook(io.BytesIO(workbook(named, answer(named))))
        cells = [
            cell
            for sheet in found.worksheets
            if sheet.title not in ("Case_file",)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.strip() == words.strip()
        ]
        assert cells, words
        for cell in cells:
            assert cell.data_type == "s", (words, cell.coordinate)
            if words.strip()[0] in "=+-@":  # a tab is read as a space
                assert cell.quotePrefix, (words, cell.coordinate)


def test_the_case_within_is_in_pieces_that_a_cell_holds(northshire) -> None:
    found = pieces(northshire)
    assert all(len(piece) <= PIECE for piece in found) and "".join(found).isascii()


def test_an_effect_that_outlives_every_column_is_reported_by_the_sheet_of_checks() -> None:
    text = (ROOT / "cases/worked_example.yaml").read_text("utf-8")
    case = with_changes(
        parse_case(text.encode(), "case"), {"options.walking_group.outcomes.bed_days.lasts": 200.0}
    )
    made = filled(case, answer(case))
    assert made.model.calculation.all_years == made.model.calculation.years + LONGEST_TAIL
    sheet = next(sheet for sheet in made.sheets if sheet.name == "Checks")
    row = next(
        at
        for (at, column), cell in sheet.cells.items()
        if column == 0 and "Every effect ends" in str(cell.content)
    )
    says = sheet.cells[row, 4].content
    assert isinstance(says, Formula) and str(says.value).startswith("no:")


def test_the_same_case_on_the_same_day_gives_the_same_bytes(northshire) -> None:
    found = answer(northshire)
    assert workbook(northshire, found, None, MADE_AT) == workbook(northshire, found, None, MADE_AT)
