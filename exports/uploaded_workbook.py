"""A workbook that comes back: its inputs read against the case it was exported from, with a report of what could not be used.

It is read as hostile until it has been looked at: what may run, reach elsewhere or grow beyond bounds is refused or left out, with
the reason. Nothing of it but the sheet of inputs and the case file is read.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from exports.uploads import UploadError, looked_at
from exports.workbook_inputs import AS_EXPORTED, FIRST_INPUT, HIGH, INPUTS, LOW, VALUE
from exports.workbook_pages import CASE_SHEET
from valuation import Assumption, Case, compile_case, parse_case, with_changes
from valuation.errors import CaseError, Problem
from words.assumptions import name_of

SET_NAME = "From the workbook"
REASON = "Typed into the workbook."
WHERE = 2
SAME = 1e-12
"""A number read back this near what was exported, relatively, is the same: a spreadsheet keeps 15 figures."""
OURS = "Export the case from Make the Case again, and type into that file's sheet Inputs."


@dataclass(frozen=True)
class Uploaded:
    """What a workbook that came back says."""

    case: Case
    """The case as it was exported."""
    changes: dict[str, float]
    """What was typed, by path."""
    report: tuple[str, ...]
    """What could not be used, each with the reason."""

    @property
    def changed(self) -> Case:
        """Returns the case with what was typed."""
        return with_changes(self.case, dict(self.changes)) if self.changes else self.case

    @property
    def as_set(self) -> dict[str, Any]:
        """Returns what was typed as a set of changes to the case, each with its reason."""
        said = {path: {"value": value, "reason": REASON} for path, value in self.changes.items()}
        return {"name": SET_NAME, "note": "Numbers typed into an exported workbook.", "changes": said}


def read_workbook(content: bytes, name: str = "the workbook") -> Uploaded:
    """Returns the case that a workbook was exported from, with what was typed into its inputs.

    Raises UploadError where the file is none of ours or may not be opened.
    """
    notes = list(looked_at(content, name, ".xlsx", OURS))
    book = _opened(content, name)
    case = _case(book, name)
    numbers = {a.path: a for a in compile_case(case).assumptions}
    changes, report = _typed(case, book[INPUTS], numbers)
    usable, refused = _usable(case, changes, numbers)
    return Uploaded(case, usable, (*notes, *report, *refused))


# Opened ----------------------------------------------------------------------------------------------------------


def _opened(content: bytes, name: str) -> Any:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    except Exception as error:  # whatever a library raises of a file that is not what it says
        raise UploadError(f"{name} cannot be read as a workbook. {OURS}") from error
    missing = [sheet for sheet in (INPUTS, CASE_SHEET) if sheet not in book.sheetnames]
    if missing:
        raise UploadError(
            f"{name} has no sheet called {' and none called '.join(missing)}, so it was not exported by Make the Case. {OURS}"
        )
    return book


def _case(book: Any, name: str) -> Case:
    cells = (row[0] for row in book[CASE_SHEET].iter_rows(min_row=5, max_col=1, values_only=True))
    text = "".join(str(cell) for cell in cells if cell is not None)
    try:
        return parse_case(_as_yaml(text), name)
    except ValueError as error:
        raise UploadError(
            f"The sheet {CASE_SHEET} of {name} has been changed, so its case cannot be read. {OURS}"
        ) from error
    except CaseError as error:
        raise UploadError(
            f"The case file within {name} has been changed and no longer reads as a case: {error.problems[0].message} {OURS}"
        ) from error


def _as_yaml(text: str) -> bytes:
    """Returns JSON as YAML with a line for each key, as a person who saves the case would want it."""
    stream = io.BytesIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style, writer.allow_unicode, writer.width = False, True, 120
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # the case's order, not the alphabet's
    writer.dump(json.loads(text), stream)
    return stream.getvalue()


# What was typed ----------------------------------------------------------------------------------------------


def _typed(case: Case, sheet: Any, numbers: dict[str, Assumption]) -> tuple[dict[str, float], list[str]]:
    """Returns what was typed by path, and what could not be read."""
    changes: dict[str, float] = {}
    report: list[str] = []
    seen: set[str] = set()
    for at, row in enumerate(
        sheet.iter_rows(min_row=FIRST_INPUT + 1, values_only=True), start=FIRST_INPUT + 1
    ):
        cells = (*row, *[None] * (AS_EXPORTED + 1))
        path, value = cells[WHERE], cells[VALUE]
        if path is None and value is None:
            continue
        if path not in numbers:
            report.append(
                f"Row {at} of Inputs: no number of the case is at “{_short(path)}”, so the row was not read."
            )
            continue
        if path in seen:
            report.append(f"Row {at} of Inputs: {path} stands there twice; the first was read.")
            continue
        seen.add(path)
        known = numbers[path]
        number, why = _number(value)
        if number is None:
            report.append(f"{_name(case, known)} (row {at} of Inputs): {why}; {known.value:g} was kept.")
        elif not _is_same(number, known.value):
            if known.kind.holds(number):
                changes[path] = number
            else:
                report.append(
                    f"{_name(case, known)} (row {at} of Inputs): {number:g} is outside what it can be ({known.kind.allowed}); "
                    f"{known.value:g} was kept."
                )
        report += _range_notes(case, cells, known, at)
    report += [
        f"{_name(case, numbers[path])}: its row is no longer on Inputs; {numbers[path].value:g} was kept."
        for path in numbers
        if path not in seen
    ]
    return changes, report


def _range_notes(case: Case, cells: tuple[Any, ...], known: Assumption, at: int) -> Iterator[str]:
    if known.low is None or known.high is None:
        return
    ends = (cells[LOW], cells[HIGH])
    if any(
        not isinstance(e, int | float) or not _is_same(float(e), x)
        for e, x in zip(ends, (known.low, known.high), strict=True)
    ):
        yield f"{_name(case, known)} (row {at} of Inputs): its low and high ends are not read back; change them in the app."


def _number(value: Any) -> tuple[float | None, str]:
    """Returns a typed cell as a number, or why it is none."""
    if isinstance(value, bool) or value is None:
        return None, "the cell is empty" if value is None else "yes or no is not a number"
    if isinstance(value, int | float):
        return (float(value), "") if math.isfinite(value) else (None, "it is not a finite number")
    if isinstance(value, str):
        text = value.strip().removeprefix("£").replace(",", "")
        share = text.endswith("%")
        try:
            number = float(text.removesuffix("%"))
        except ValueError:
            return None, f"“{_short(value)}” is not a number"
        return (
            (number / 100 if share else number, "")
            if math.isfinite(number)
            else (None, "it is not a finite number")
        )
    return None, f"“{_short(value)}” is not a number"


def _is_same(a: float, b: float) -> bool:
    return abs(a - b) <= SAME * max(1e-300, abs(a), abs(b))


def _usable(
    case: Case, changes: dict[str, float], numbers: dict[str, Assumption]
) -> tuple[dict[str, float], list[str]]:
    """Returns the changes that make a valid case together, and why the others do not."""
    usable, report = dict(changes), []
    while usable:
        try:
            with_changes(case, dict(usable))
        except CaseError as error:
            wrong = {
                path: problem for problem in error.problems for path in usable if _concerns(problem, path)
            }
            for path, problem in (wrong or dict.fromkeys(usable, error.problems[0])).items():
                report.append(
                    f"{_name(case, numbers[path])}: {problem.message} {numbers[path].value:g} was kept."
                )
                del usable[path]
            continue
        break
    return usable, report


def _concerns(problem: Problem, path: str) -> bool:
    """Returns whether a problem is of a number, or of what it is a part of."""
    return path == problem.path or path.startswith(f"{problem.path}.") or problem.path.startswith(f"{path}.")


def _name(case: Case, known: Assumption) -> str:
    return f"“{name_of(case, known.path)}”"


def _short(value: Any, most: int = 60) -> str:
    text = str(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
