"""Workbooks made to fill the memory of whoever opens them: each is read within the cells that are asked for, or refused."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from make_the_case.exports.workbook.whole_workbook import workbook
from valuation import answer, read_case

ROOT = Path(__file__).resolve().parent.parent
INPUTS, CASE_FILE = "Inputs", "Case_file"
MB = 2**20
MOST_MEMORY = 300
"""Megabytes of the whole process, of which some 70 are the program itself."""
READS = """
import re, sys
from make_the_case.exports.workbook.read_back import read_workbook
from make_the_case.exports.uploads import UploadError
try:
    found = read_workbook(open(sys.argv[1], "rb").read(), "theirs.xlsx")
    print("read", found.changes, found.report)
except UploadError as error:
    print("refused", error)
# Not `ru_maxrss`, which counts what whoever started this process had.
print(int(re.search(r"VmHWM:\\s*([0-9]+)", open("/proc/self/status").read())[1]) // 1024)
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
Pieces = Iterator[bytes]
Maker = Callable[[bytes], Pieces]


@pytest.fixture(scope="module")
def good() -> bytes:
    case = read_case(ROOT / "cases/worked_example.yaml")
    return workbook(case, answer(case))


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    names = [
        part.split(b'"')[1].decode() for part in archive.read("xl/workbook.xml").split(b"<sheet name=")[1:]
    ]
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def with_part(good: bytes, name: str, make: Maker) -> bytes:
    """The workbook with one part made anew, written piece by piece so that the test itself stays small."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(good)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        name = part_of(old, name) if "/" not in name else name
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        with new.open(name, "w", force_zip64=True) as stream:
            for piece in make(old.read(name) if name in old.namelist() else b""):
                stream.write(piece)
    return packed.getvalue()


def into_the_sheet(cells: bytes, times: int = 1) -> Maker:
    def make(old: bytes) -> Pieces:
        end = old.index(b"</sheetData>")
        yield old[:end]
        for _ in range(times):
            yield cells
        yield old[end:]

    return make


def repeated(start: bytes, piece: bytes, times: int, end: bytes = b"") -> Maker:
    def make(_: bytes) -> Pieces:
        yield start
        for _ in range(times):
            yield piece
        yield end

    return make


SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
FAR = b'<row r="1048576"><c r="D1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
A_ROW = b'<row r="9"><c r="D9"><v>1</v></c>' + b'<c r="D9"><v>1</v></c>' * 50_000 + b"</row>"
HOSTILE: dict[str, tuple[str, Maker, str]] = {
    "a cell at the far corner": (INPUTS, into_the_sheet(FAR), "read {}"),
    "a cell at the far corner of the case": (CASE_FILE, into_the_sheet(FAR), "read {}"),
    "a row of millions of cells": (INPUTS, into_the_sheet(A_ROW, 100), "refused"),
    "millions of rows": (INPUTS, into_the_sheet(b'<row><c t="b"><v>1</v></c></row>' * 50_000, 40), "read"),
    "texts of a hundred megabytes": ("xl/sharedStrings.xml", repeated(SST + b"<si><t>", b"a" * MB, 100, b"</t></si></sst>"), "refused"),
    "millions of texts": ("xl/sharedStrings.xml", repeated(SST, b"<si><t>a</t></si>" * 60_000, 100, b"</sst>"), "refused"),
    "a tag of a hundred megabytes": ("xl/styles.xml", repeated(b'<a b="', b"x" * MB, 100, b'"/>'), "refused"),
    "a remark of a hundred megabytes": (INPUTS, repeated(b"<!--", b"x" * MB, 100, b"--><a/>"), "refused"),
    "tags within tags": (INPUTS, repeated(b"", b"<a>" * MB, 30), "refused"),
    "tags within tags in the list of sheets": ("xl/workbook.xml", repeated(b"", b"<a>" * MB, 30), "refused"),
    "a picture that unpacks to 210 MB": ("xl/media/x.bin", repeated(b"", b"\0" * MB, 210), "unpacks to far more"),
    "an entity behind much else": ("xl/extra.xml", repeated(b" " * (MB - 4), b'<!DOCTYPE a [<!ENTITY b "c">]>', 1), "XML entities"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_fills_memory_is_refused_or_passed_over_without_being_unpacked(
    good: bytes, tmp_path: Path, name: str
) -> None:
    part, make, expected = HOSTILE[name]
    place = tmp_path / "theirs.xlsx"
    place.write_bytes(with_part(good, part, make))
    said, memory = outcome(place)
    assert expected in said and "Traceback" not in said
    assert memory < MOST_MEMORY


def outcome(place: Path) -> tuple[str, int]:
    """What reading a file came to, and how much memory the whole process ever had."""
    done = subprocess.run([sys.executable, "-c", READS, str(place)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    *said, memory = done.stdout.splitlines()
    return " ".join(said), int(memory)


def test_25_mb_that_are_no_workbook_are_refused_by_their_size(tmp_path: Path) -> None:
    place = tmp_path / "theirs.xlsx"
    with place.open("wb") as file:
        file.truncate(25 * MB)
    said, memory = outcome(place)
    assert "over 10 MB" in said and memory < MOST_MEMORY


def test_a_hundred_thousand_parts_are_refused(tmp_path: Path) -> None:
    place = tmp_path / "theirs.xlsx"
    with zipfile.ZipFile(place, "w") as archive:
        for number in range(60_000):
            archive.writestr(str(number), b"")
    said, memory = outcome(place)
    assert "unpacks to far more" in said and memory < MOST_MEMORY
