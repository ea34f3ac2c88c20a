"""A workbook that comes back: what was typed is read, what cannot be used is reported, what may not be opened is refused."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from finished_cases import case_at

from make_the_case.exports.uploads import MOST_BYTES, UploadError
from make_the_case.exports.workbook.read_back import read_workbook
from make_the_case.exports.workbook.whole_workbook import workbook
from valuation import Case, answer, bridge, case_text, check_code, compile_case, parse_case
from valuation.case.editing import edited

ROOT = Path(__file__).resolve().parent.parent
SECTIONS, FINDINGS = (
    ROOT / f"tests/cases/{name}.yaml" for name in ("every_section", "findings/every_finding")
)
CASES = [SECTIONS, FINDINGS, *sorted((ROOT / "cases").glob("*.yaml"))]
WALK = "options.walking_group"


def exported(case: Case) -> bytes:
    return workbook(case, answer(case))


@pytest.fixture(scope="module")
def case() -> Case:
    return case_at(ROOT / "cases/worked_example.yaml")


@pytest.fixture(scope="module")
def content(case) -> bytes:
    return exported(case)


def saved(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook as somebody leaves it who has changed something in it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed(values: dict[str, Any], column: int = 4) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        rows = {row[2].value: row[0].row for row in book["Inputs"].iter_rows(min_row=5)}
        for path, value in values.items():
            book["Inputs"].cell(rows[path], column).value = value

    return change


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_there_and_back_the_check_code_is_the_same(path: Path) -> None:
    case = case_at(path)
    found = read_workbook(exported(case))
    assert (check_code(found.case), found.changes, found.report) == (check_code(case), {}, ())
    assert found.changed is found.case


def test_what_comes_back_can_be_saved_as_a_case_file_with_a_line_for_each_key(case, content) -> None:
    found = read_workbook(content).case
    again = parse_case(case_text(found).encode(), "again")
    assert check_code(again) == check_code(case)
    assert len(case_text(found).splitlines()) > 30


def test_five_cells_typed_are_five_changes_and_the_bridge_shows_what_they_did(case, content) -> None:
    values = {
        f"{WALK}.outcomes.bed_days.reduces": 0.3,
        f"{WALK}.outcomes.bed_days.of": 1.5,
        f"{WALK}.outcomes.bed_days.values.0.unit_value": 410.0,
        f"{WALK}.people.completion": 0.7,
        f"{WALK}.costs.leader.unit_cost": 31_000.0,
    }
    values = {
        path: value
        for path, value in values.items()
        if path in {a.path for a in compile_case(case).assumptions}
    }
    assert len(values) >= 4
    found = read_workbook(saved(content, typed(values)))
    assert (found.changes, found.report) == (values, ())
    assert {change.path for change in bridge(case, found.changed).changes} == set(values)
    said = found.as_set["changes"]
    assert {path: change["value"] for path, change in said.items()} == values
    assert all(change["reason"] for change in said.values())


def test_a_number_typed_as_a_person_types_it_is_understood(content) -> None:
    found = read_workbook(
        saved(
            content,
            typed(
                {
                    f"{WALK}.people.completion": "65%",
                    f"{WALK}.outcomes.bed_days.values.0.unit_value": "£1,200",
                }
            ),
        )
    )
    assert found.changes == {
        f"{WALK}.people.completion": 0.65,
        f"{WALK}.outcomes.bed_days.values.0.unit_value": 1200,
    }


UNUSABLE = [
    (None, "the cell is empty"),
    ("lots", "“lots” is not a number"),
    (True, "yes or no is not a number"),
    (1.2, "1.2 is outside what it can be (a share from 0 to 1"),
    (-0.1, "-0.1 is outside what it can be"),
    ("inf", "“inf” is not a number"),
    ("0,5", "0,5 could be 0.5 or 5. Write 0.5, or 5."),
    ("1 200", "“1 200” could be one number or two"),
    ("#REF!", "it is an error (#REF!)"),
    (datetime.date(2026, 5, 1), "a date is not a number"),
    (datetime.time(12, 30), "a date is not a number"),
    ("=1/4", "its formula has no result in the file"),
    ("45", "“45” is more than 1. If you mean 45%, write 45% or 0.45."),
    (1e-13, "is not a number from"),
]


@pytest.mark.parametrize(("value", "why"), UNUSABLE, ids=lambda x: str(x))
def test_what_cannot_be_used_is_reported_with_its_row_and_what_was_kept(content, value, why) -> None:
    found = read_workbook(saved(content, typed({f"{WALK}.people.completion": value})))
    assert found.changes == {}
    (line,) = found.report
    assert why in line and "row" in line and "was kept" in line


def test_decimal_commas_are_never_read_as_thousands_and_both_readings_are_named() -> None:
    content = (ROOT / "tests/cases/faults/11_workbook_with_comma_decimals.xlsx").read_bytes()
    found = read_workbook(content)
    assert found.changes == {}
    said = "\n".join(found.report)
    for both in ("412.50 or 41250", "0.02 or 2", "12.5 or 125", "20500.00 or 20.50000"):
        assert f"could be {both}. Write" in said


def test_text_with_a_point_that_the_spreadsheet_did_not_take_for_a_number_is_asked_back(content) -> None:
    eligible = f"{WALK}.people.eligible"
    found = read_workbook(saved(content, typed({eligible: "1.200"})))
    assert found.changes == {} and "1.200 could be 1.200 or 1200" in found.report[0]
    assert read_workbook(saved(content, typed({eligible: "1,200"}))).changes == {eligible: 1200}
    german = {eligible: "1,200", f"{WALK}.people.completion": "0,7"}
    found = read_workbook(saved(content, typed(german)))
    assert found.changes == {} and any("1,200 could be 1.200 or 1200" in line for line in found.report)


@pytest.mark.parametrize("title", ["_x0041_ and _x000A_", "🚶 Łódź", "a\\tb", "=1+1", "  spaces  inside"])
def test_the_title_comes_back_whatever_signs_are_in_it(case, title: str) -> None:
    titled = edited(case, {"title": title})
    assert read_workbook(exported(titled)).case.shape.title == titled.shape.title


def test_shares_that_no_longer_add_up_are_reported_and_the_rest_is_used() -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    shares = [
        a for a in compile_case(case).assumptions if a.path.endswith(".share") and ".segments." in a.path
    ]
    uptake = next(a for a in compile_case(case).assumptions if a.path.endswith(".people.uptake"))
    found = read_workbook(
        saved(exported(case), typed({shares[0].path: shares[0].value + 0.1, uptake.path: 0.15}))
    )
    assert found.changes == {uptake.path: 0.15}
    assert len(found.report) == 1 and "add up" in found.report[0]


def test_rows_taken_away_added_or_renamed_are_reported(content) -> None:
    def change(book: Any) -> None:
        sheet = book["Inputs"]
        rows = {row[2].value: row[0].row for row in sheet.iter_rows(min_row=5)}
        sheet.cell(rows[f"{WALK}.people.completion"], 3).value = "options.walking_group.people.something"
        last = sheet.max_row + 2
        sheet.cell(last, 3).value, sheet.cell(last, 4).value = "made.up", 3

    found = read_workbook(saved(content, change))
    assert found.changes == {}
    said = " ".join(found.report)
    assert "people.something" in said and "made.up" in said and "no longer on Inputs" in said


def test_a_range_that_was_changed_is_said_not_to_be_read() -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    ranged = next(a for a in compile_case(case).assumptions if a.low is not None)
    found = read_workbook(saved(exported(case), typed({ranged.path: 0.999}, column=5)))
    assert found.changes == {} and "not read back" in found.report[0]


# What may not be opened ----------------------------------------------------------------------------------------


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    return zipped({**parts, name: data})


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'

REFUSED = {
    "empty": (lambda _: b"", "not a workbook"),
    "text": (lambda _: b"title: a case", "not a workbook"),
    "cut short": (lambda content: content[: len(content) // 2], "not a workbook"),
    "over 10 MB": (lambda content: content + b"\0" * MOST_BYTES, "over 10 MB"),
    "a zip bomb": (lambda content: with_part(content, "xl/media/x.bin", b"\0" * (210 * 2**20)), "unpacks to far more"),
    "macros": (lambda content: with_part(content, "xl/vbaProject.bin", b"x"), "macros"),
    "entities": (lambda content: with_part(content, "xl/extra.xml", ENTITY), "XML entities"),
    "entities in UTF-16": (lambda content: with_part(content, "xl/extra.xml", ENTITY.decode().encode("utf-16")), "XML entities"),
    "locked, or an old .xls": (lambda _: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 5000, "locked with a password, or in an older form"),
    "an .ods": (lambda _: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), "OpenDocument"),
    "a .csv": (lambda _: b"No.,Name,Where,Value\n1,A,b,2\n", "not a workbook"),
    "another zip": (lambda _: zipped({"a.txt": b"a"}), "cannot be read as a workbook"),
    "somebody else's": (lambda _: plain_book(), "no sheet called Inputs"),
    "a broken part": (lambda content: with_part(content, "xl/workbook.xml", b"<x"), "cannot be read as a workbook"),
    "a changed case": (lambda content: saved(content, lambda book: book["Case_file"].__setitem__("A5", "{")), "has been changed"),
    "no case": (lambda content: saved(content, lambda book: book["Case_file"].__setitem__("A5", '{"title":"x"}')), "no longer reads as a case"),
}  # fmt: skip


def plain_book() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("kind", REFUSED, ids=str)
def test_what_may_not_be_opened_is_refused_with_the_reason(content, kind: str) -> None:
    make, why = REFUSED[kind]
    with pytest.raises(UploadError) as refused:
        read_workbook(make(content), "theirs.xlsx")
    assert why in str(refused.value) and "theirs.xlsx" in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_links_to_other_workbooks_are_left_out_and_it_is_said(content) -> None:
    link = b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    found = read_workbook(with_part(content, "xl/externalLinks/externalLink1.xml", link))
    assert found.changes == {} and "Links to other files were left out" in found.report[0]


# Reasons, and formulas that somebody typed over --------------------------------------------------------------------


def test_a_reason_typed_beside_a_number_comes_back_with_it_and_nothing_of_the_authors_evidence_does(
    content,
) -> None:
    path = f"{WALK}.people.completion"
    reasoned = saved(
        saved(content, typed({path: 0.65})), typed({path: "Our own count of 2025/26."}, column=16)
    )
    found = read_workbook(reasoned)
    assert (found.changes, found.report) == ({path: 0.65}, ())
    number = found.changed.assumption_at(path)
    assert (number.value, number.reason) == (0.65, "Our own count of 2025/26.")
    assert (number.source, number.grade, number.note) == (None, None, None)
    assert found.as_set["changes"][path]["reason"] == "Our own count of 2025/26."


def test_a_formula_that_was_typed_over_is_named_with_its_cell_and_what_stands_there(content) -> None:
    def typed_over(book: Any) -> None:
        book["Cash_flow"]["F5"].value = 999
        book["Costs"]["G6"].value = None

    assert openpyxl.load_workbook(io.BytesIO(content))["Cash_flow"]["F5"].value.startswith("=")
    found = read_workbook(saved(content, typed_over))
    assert found.changes == {}
    (said,) = found.report
    assert said.startswith("2 formulas outside the yellow cells of Inputs were typed over: ")
    assert "Cash_flow!F5 (now 999)" in said and "Costs!G6 (now empty)" in said


def test_of_a_workbook_of_another_version_nothing_is_said_of_its_formulas(content) -> None:
    def of_another_version(book: Any) -> None:
        book["Cash_flow"]["F5"].value = 999
        (cell,) = [row[1] for row in book["Versions"].iter_rows() if row[0].value == "Program"]
        cell.value = "0.0.1"

    assert read_workbook(saved(content, of_another_version)).report == ()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_workbook_in_which_nothing_was_typed_over_is_said_nothing_of(path: Path) -> None:
    assert read_workbook(exported(case_at(path))).report == ()
