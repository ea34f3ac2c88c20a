"""The cells of a workbook that came back, read as a stream: only those asked for are ever held, whatever else is in the file.

A library that opens a workbook makes an object of every cell, and one cell at the far corner makes millions. Here a part is
fed to the XML parser piece by piece, and what is not asked for goes by.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from make_the_case.exports.uploads import UploadError
from make_the_case.exports.workbook.xml_stream import Enough, Feeding, TooMuch

CHUNK = 64 * 2**10
MOST_TEXT = 16 * 2**20
"""Characters of text that are held, of a whole sheet."""
MOST_STYLES = 70_000
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
IS_DATE, IS_ERROR, NO_RESULT = (
    "a date is not a number",
    "it is an error",
    "its formula has no result in the file; open it, let it recalculate and save it again",
)


@dataclass(frozen=True)
class Unreadable:
    """A cell that holds something else than a number or text, and why it is not read."""

    why: str


Held = float | str | bool | Unreadable
"""What a cell holds: a number, text, yes or no, or what cannot be read as any."""


@dataclass(frozen=True)
class Area:
    """The cells of a sheet that are read: rows from the first to the last, counted from 1, and columns counted from 0."""

    first: int
    last: int
    columns: frozenset[int]
    longest: int = 40_000
    """Characters of a cell; the rest goes by."""


@dataclass
class Cells:
    """The cells that were asked for and are not empty, by row and column, which are formulas, and whether the rows went on below them."""

    by_place: dict[tuple[int, int], Held] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    went_on: bool = False

    def at(self, row: int, column: int) -> Held | None:
        """Returns what a cell holds, or None where it is empty."""
        return self.by_place.get((row, column))

    def rows(self) -> list[int]:
        """Returns the rows in which any cell that was asked for is not empty, in order."""
        return sorted({row for row, _ in self.by_place})


class Book:
    """A workbook, opened to be read sheet by sheet."""

    def __init__(self, content: bytes, refusal: str):
        self.refusal = refusal
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.parts = {part.filename.lower(): part.filename for part in self.archive.infolist()}
        main = next(iter(self._targets("", "officedocument").values()), "xl/workbook.xml")
        self.targets = self._targets(main, "")
        self.sheets = self._sheets(main)
        self.main = main

    def cells(self, sheet: str, area: Area) -> Cells:
        """Returns the cells of a sheet that are in an area; raises UploadError where it cannot be read."""
        reading = _SheetReading(area)
        self._feed(self.sheets[sheet], reading.start, reading.end, reading.text)
        shared = self._shared_strings(set(reading.shared.values()), area.longest)
        for place, number in reading.shared.items():
            reading.cells.by_place[place] = shared.get(number, "")
        self._mark_dates(reading)
        cells = {place: held for place, held in reading.cells.by_place.items() if held != ""}
        return Cells(cells, reading.cells.formulas, reading.cells.went_on)

    def _sheets(self, main: str) -> dict[str, str]:
        """Returns the part in which each sheet is, by the sheet's name."""
        parts: dict[str, str] = {}

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "sheet" and len(parts) < 1000:
                ident = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                if ident in self.targets:
                    parts.setdefault(attributes.get("name", ""), self.targets[ident])

        self._feed(main, start)
        return parts

    def _targets(self, part: str, kind: str) -> dict[str, str]:
        """Returns the parts that a part of the file names, by the id it names them with."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        targets: dict[str, str] = {}

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            is_inside = attributes.get("TargetMode") != "External"
            if tag == "Relationship" and is_inside and len(targets) < 10_000:
                target = attributes.get("Target", "")
                inside = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                if attributes.get("Type", "").lower().endswith(kind):
                    targets[attributes.get("Id", "")] = posixpath.normpath(inside)

        if relations.lower() in self.parts:
            self._feed(relations, start)
        return targets

    def _beside(self, name: str) -> str | None:
        """Returns the part of this name beside the workbook's own, where there is one."""
        place = posixpath.join(posixpath.dirname(self.main), name)
        return place if place.lower() in self.parts else None

    def _shared_strings(self, wanted: set[int], longest: int) -> dict[int, str]:
        """Returns the texts with these numbers from the list that all sheets share."""
        part = self._beside("sharedStrings.xml")
        if part is None or not wanted:
            return {}
        reading = _SharedReading(wanted, longest)
        self._feed(part, reading.start, reading.end, reading.text)
        return reading.found

    def _mark_dates(self, reading: _SheetReading) -> None:
        """Puts in place of each number that is shown as a date that it is one."""
        styles = {style for style in reading.styles.values() if style}
        part = self._beside("styles.xml")
        if part is None or not styles:
            return
        formats = _FormatReading()
        self._feed(part, formats.start, formats.end)
        for place, style in reading.styles.items():
            if formats.is_date(style):
                reading.cells.by_place[place] = Unreadable(IS_DATE)

    def _feed(
        self,
        part: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Feeds a part to handlers, piece by piece; raises UploadError where it is not XML as office programs write it."""
        stopped = Feeding(start, end, text)
        try:
            with self.archive.open(self.parts[part.lower()]) as stream:
                while chunk := stream.read(CHUNK):
                    stopped.feed(chunk)
                stopped.feed(b"", is_last=True)
        except Enough:
            return
        except Exception as error:  # of zip, of XML, or of numbers where there are none
            raise UploadError(self.refusal) from error


class _Text:
    """Text that is being read, no more of it held than asked for."""

    def __init__(self, longest: int):
        self.longest, self.left, self.pieces = longest, longest, list[str]()

    def begin(self) -> None:
        self.left, self.pieces = self.longest, []

    def add(self, piece: str) -> None:
        if self.left > 0:
            self.pieces.append(piece[: self.left])
            self.left -= len(piece)

    def whole(self) -> str:
        return "".join(self.pieces)


class _SheetReading:
    """The cells of one area, as the parser comes to them."""

    def __init__(self, area: Area):
        self.area, self.cells = area, Cells()
        self.shared: dict[tuple[int, int], int] = {}
        self.styles: dict[tuple[int, int], int] = {}
        self.row, self.column = 0, -1
        self.kind, self.style, self.is_wanted, self.is_formula = "n", 0, False, False
        self.said, self.is_said, self.held = _Text(area.longest), False, 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            row = attributes.get("r", "")
            self.row = int(row) if row.isdecimal() and len(row) < 9 else self.row + 1
            self.column = -1
        elif tag == "c":
            self._cell(attributes)
        elif tag == "f":
            self.is_formula = True
        elif tag in ("v", "t"):
            self.is_said = self.is_wanted

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.is_said = False
        elif tag == "c" and self.is_wanted:
            self._put(self.said.whole())
            self.is_wanted = False

    def text(self, piece: str) -> None:
        if self.is_said:
            self.said.add(piece)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        place = PLACE.fullmatch(attributes.get("r", ""))
        self.column = _column(place[1]) if place else self.column + 1
        self.row = int(place[2]) if place else self.row
        in_columns = self.column in self.area.columns
        if self.row > self.area.last:  # rows stand in order
            self.cells.went_on = True
            raise Enough
        self.is_wanted = in_columns and self.area.first <= self.row <= self.area.last
        self.kind, self.is_formula = attributes.get("t", "n"), False
        style = attributes.get("s", "0")
        self.style = int(style) if style.isdecimal() and len(style) < 9 else 0
        self.said.begin()

    def _put(self, said: str) -> None:
        self.held += len(said)
        if self.held > MOST_TEXT:
            raise TooMuch
        place = (self.row, self.column)
        if self.is_formula:
            self.cells.formulas.add(place)
        if self.kind == "s" and said.strip().isdecimal() and len(said) < 12:
            self.shared[place] = int(said)
        elif self.kind in ("str", "inlineStr"):
            self.cells.by_place[place] = _unescaped(said)
        elif self.kind == "d":
            self.cells.by_place[place] = Unreadable(IS_DATE)
        elif self.kind == "e":
            self.cells.by_place[place] = Unreadable(f"{IS_ERROR} ({said[:20]})")
        elif not said.strip():
            self.cells.by_place[place] = Unreadable(NO_RESULT) if self.is_formula else ""
        elif self.kind == "b":
            self.cells.by_place[place] = said.strip() == "1"
        else:
            self.cells.by_place[place] = _number(said)
            self.styles[place] = self.style


class _SharedReading:
    """The texts with the numbers asked for, as the parser comes to them; how they are pronounced goes by."""

    def __init__(self, wanted: set[int], longest: int):
        self.wanted, self.found = wanted, dict[int, str]()
        self.number, self.is_said, self.is_pronounced, self.held = -1, False, False, 0
        self.said = _Text(longest)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "si":
            self.number += 1
            self.said.begin()
        elif tag == "rPh":
            self.is_pronounced = True
        elif tag == "t":
            self.is_said = self.number in self.wanted and not self.is_pronounced

    def end(self, tag: str) -> None:
        if tag == "t":
            self.is_said = False
        elif tag == "rPh":
            self.is_pronounced = False
        elif tag == "si" and self.number in self.wanted:
            self.found[self.number] = _unescaped(self.said.whole())
            self.held += len(self.found[self.number])
            if self.held > MOST_TEXT:
                raise TooMuch
            if len(self.found) == len(self.wanted):
                raise Enough

    def text(self, piece: str) -> None:
        if self.is_said:
            self.said.add(piece)


class _FormatReading:
    """Which styles show a number as a date."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []
        self.is_of_cells = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self.codes) > MOST_STYLES or len(self.formats) > MOST_STYLES:
            raise TooMuch
        if tag == "numFmt":
            self.codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")[:300]
        elif tag == "cellXfs":
            self.is_of_cells = True
        elif tag == "xf" and self.is_of_cells:
            self.formats.append(int(attributes.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self.is_of_cells = False

    def is_date(self, style: int) -> bool:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        if not style or style >= len(self.formats):
            return False
        number = self.formats[style]
        return bool(is_date_format(self.codes.get(number) or BUILTIN_FORMATS.get(number)))


def _column(letters: str) -> int:
    """Returns a column counted from 0: A is 0, XFD is 16,383."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _number(said: str) -> Held:
    try:
        number = float(said)
    except ValueError:
        return said
    return number if math.isfinite(number) else Unreadable("it is not a finite number")


def _unescaped(text: str) -> str:
    """Returns text as it was before it was made fit for XML: a sign that XML cannot hold stands there as `_x0007_`."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
