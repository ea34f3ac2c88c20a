"""Months from a CSV file in the folder of a case: read in the terminal, never from elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from valuation.case.file import with_every_rule
from valuation.case.places import step
from valuation.case.validity.case_as_written import entries
from valuation.case.validity.record_rules import file_problem
from valuation.case.validity.validation import Case
from valuation.case.written.plain_values import PlainMapping
from valuation.case.written.written_numbers import NotUnderstood, read_number
from valuation.errors import CaseError, Problem, choices, printable, shown
from valuation.quantities import COUNT

COLUMNS = ("month", "starts", "completers")
MOST_BYTES = 1_000_000


def with_months_from_files(case: Case, folder: Path) -> Case:
    """Returns the case with the months of its CSV files in the place of their names.

    Raises CaseError with every file that cannot be read, and every cell that is no number.
    """
    problems: list[Problem] = []
    records: list[PlainMapping] = []
    for path, record in entries(case.data.get("measured"), "measured"):
        name = record.get("months")
        if isinstance(name, str):
            text, refused = _text_of(folder, name, step(path, "months"))
            months, more = ([], []) if text is None else months_of(text, step(path, "months"))
            problems += [*refused, *more]
            record = {**record, "months": months}
        records.append(record)
    if problems:
        raise CaseError(case.name, problems)
    if records == case.data.get("measured", []):
        return case
    data = {**case.data, "measured": records}
    return replace(with_every_rule(data, case.name, case.library, None, case), document=case.document)


def _text_of(folder: Path, name: str, path: str) -> tuple[str | None, list[Problem]]:
    """Returns the text of a file in the folder, or why it is not read: it is elsewhere, a link, too large or no text."""

    def refused(message: str) -> tuple[None, list[Problem]]:
        return None, [Problem(path, message, shown(name), "a CSV file in the folder of the case")]

    problem = file_problem(name)
    if problem is not None:
        return refused(problem)
    place = folder
    for part in Path(name).parts:
        place = place / part
        if place.is_symlink():
            return refused("this leads through a link, and only a file in the folder of the case is read.")
    if not place.is_file():
        return refused("there is no such file in the folder of the case.")
    with place.open("rb") as file:
        body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return refused("this file is too large to hold months: over 1 MB.")
    try:
        return body.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return refused("this file is not UTF-8 text. Save it again with that encoding.")


def months_of(text: str, path: str = "months") -> tuple[list[PlainMapping], list[Problem]]:
    """Returns the months of a CSV text with the columns month, starts and completers, and what cannot be read in it."""
    rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    if not rows:
        return [], [Problem(path, "this file is empty.", "nothing", f"the columns {choices(COLUMNS)}")]
    head = [printable(cell).strip().lower() for cell in rows[0]]
    if "month" not in head or not {"starts", "completers"} & set(head):
        message = "the first line does not name the columns."
        return [], [Problem(path, message, shown(", ".join(head)), f"the columns {choices(COLUMNS)}")]
    months, problems = [], []
    for number, row in enumerate(rows[1:], 2):
        month: PlainMapping = {}
        for cell, value in _cells(head, row):
            if cell == "month":
                month[cell] = value
                continue
            try:
                month[cell] = read_number(value, COUNT)
            except NotUnderstood:
                message = f"line {number} has text where a number of people belongs, in the column {cell}."
                problems.append(
                    Problem(path, message, shown(value), "a number of people, such as 12", number)
                )
        months.append(month)
    return months, problems


def _cells(head: list[str], row: list[str]) -> Iterator[tuple[str, str]]:
    """Yields (column, what stands there) of the columns that are read, empty cells left out."""
    for name, cell in zip(head, row, strict=False):
        if name in COLUMNS and cell.strip():
            yield name, printable(cell).strip()
