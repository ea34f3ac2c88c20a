"""The table of places: a CSV file, a sheet of a workbook or rows in the file itself, read as text, cell by cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from valuation.errors import printable

MOST_BYTES = 10_000_000
MOST_UNPACKED = 200_000_000
"""Bytes that a workbook may unpack to."""
MOST_PLACES = 10_000
"""England has 42 integrated care boards, about 1,250 primary care networks and 6,200 practices."""
SHEETS = (".xlsx", ".xlsm")
SEPARATORS = (",", ";", "\t")
A_TABLE = (
    "a CSV file or a sheet (.xlsx) whose first line names the columns id, name, eligible, wave and any others"
)


class NoTable(Exception):
    """Why there is no table in what was given, in a sentence."""


@dataclass(frozen=True)
class TableRow:
    """One place as it is written: its cells by column, and in which line they stand."""

    cells: Mapping[str, str]
    line: int | None
    """None of a row that is given whole."""


@dataclass(frozen=True)
class PlacesTable:
    """The places as they are written."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    name: str = ""
    """Of its file; none of rows that are given whole."""


def table_of(content: bytes, name: str) -> PlacesTable:
    """Returns the table in a CSV file or a workbook's first sheet, read with pandas; raises NoTable where there is none."""
    written = _sheet(content) if name.lower().endswith(SHEETS) else _csv(content)
    lines = [(k, row) for k, row in enumerate(written, 1) if any(row)]
    if not lines:
        raise NoTable("this file is empty.")
    (_, first), *rest = lines
    refuse_too_many(len(rest))
    columns = [cell.strip().lower() if _is_head(cell) else cell.strip() for cell in first]
    used = [k for k, column in enumerate(columns) if column or any(row[k] for _, row in rest)]
    rows = tuple(TableRow({columns[k]: row[k] for k in used}, line) for line, row in rest)
    return PlacesTable(tuple(columns[k] for k in used), rows, name)


def table_of_rows(rows: Sequence[Mapping[str, object]]) -> PlacesTable:
    """Returns the table of places that stand in the file itself; raises NoTable where they are too many."""
    refuse_too_many(len(rows))
    columns = tuple(dict.fromkeys(str(key) for row in rows for key in row))
    return PlacesTable(
        columns, tuple(TableRow({str(key): cell_of(item) for key, item in row.items()}, None) for row in rows)
    )


def refuse_too_many(count: int) -> None:
    """Raises NoTable where there are more places than are worked out at once."""
    if count > MOST_PLACES:
        raise NoTable(
            f"there are {count:,} places, and {MOST_PLACES:,} at most are worked out at once: more than England has practices. "
            "Put small places together, or make two roll-outs of them."
        )


def cell_of(value: object) -> str:
    """Returns what stands in a cell as text: a number with all its digits, nothing for what is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return printable(str(value)).strip()


HEADS = ("id", "name", "eligible", "wave", "deprivation", "here")
"""Columns that are no path, which people also write with a capital."""


def _is_head(cell: str) -> bool:
    return cell.strip().lower() in HEADS


def _csv(content: bytes) -> list[list[str]]:
    import pandas as pd

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoTable("this file is not UTF-8 text. Save it again with that encoding.") from error
    if "\0" in text:
        raise NoTable("this file is not text. Save the sheet as CSV (UTF-8), or as a workbook ending .xlsx.")
    whole, text = text, text.lstrip("\r\n")
    if not text.strip():
        raise NoTable("this file is empty.")
    empty: list[list[str]] = [[]] * whole[: len(whole) - len(text)].count("\n")
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            skipinitialspace=True,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        why = printable(str(error)).strip()
        raise NoTable(f"this file cannot be read as a table: {why}.") from error
    return [*empty, *_texts(frame.values.tolist())]


def _sheet(content: bytes) -> list[list[str]]:
    import pandas as pd

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise NoTable("this workbook unpacks to far more than a table of places holds.")
        frame = pd.read_excel(
            io.BytesIO(content), header=None, dtype=str, keep_default_na=False, na_filter=False
        )
    except NoTable:
        raise
    except Exception as error:  # whatever a damaged or hostile workbook makes its readers raise
        message = "this is not a workbook in the form .xlsx, or it is damaged or locked."
        raise NoTable(message) from error
    return _texts(frame.values.tolist())


def _texts(rows: list[list[object]]) -> list[list[str]]:
    return [["" if cell != cell else cell_of(cell) for cell in row] for row in rows]  # NaN is not itself
