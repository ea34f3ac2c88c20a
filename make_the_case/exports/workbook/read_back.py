"""A workbook that comes back: its inputs read against the case it was exported from, with a report of what could not be used.

It is read as hostile until it has been looked at: what may run, reach elsewhere or grow beyond bounds is refused or left out, with
the reason. Nothing of it but the sheets of inputs and of evidence and the case file is read.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ruamel.yaml import YAML

from make_the_case.exports.uploads import UploadError, looked_at
from make_the_case.exports.workbook.findings_read_back import KEPT, Typed, name_at, typed_findings
from make_the_case.exports.workbook.input_sheets import FIRST_INPUT, HIGH, INPUTS, LOW, VALUE, YOUR_REASON
from make_the_case.exports.workbook.overwritten import overwritten
from make_the_case.exports.workbook.record_sheets import CASE_SHEET
from make_the_case.exports.workbook.sheet_cells import Area, Book, Cells, Held, Unreadable
from make_the_case.words.assumption_phrases import name_of
from valuation import Assumption, Case, Kind, compile_case, parse_case, with_changes
from valuation.case.changes import own_readings
from valuation.case.effects import RUNGS
from valuation.case.file import MOST_BYTES
from valuation.case.places import is_at_or_below
from valuation.case.written.written_numbers import NotUnderstood, read_number, two_ways
from valuation.errors import CaseError, Problem, figure
from valuation.quantities import ANY, SIZES, is_of_a_size

SET_NAME = "From the workbook"
REASON = "Typed into the workbook."
WHERE = 2
SAME = 1e-12
"""A number read back this near what was exported, relatively, is the same: a spreadsheet keeps 15 figures."""
FIRST_PIECE, MOST_PIECES = 5, 1_000
"""The row at which the case begins on its sheet, and more rows than the largest case fills."""
MOST_ROWS_MORE = 1_000
"""Rows that somebody may have put between the inputs, or below them."""
NEAR = 1e-9
"""How near a formula comes to what the engine works out."""
LONGEST_CELL = 1_000
MOST_LINES = 200
"""Of the report; whoever has more has changed another file than they think."""
OURS = "Export the case from Make the Case again, and type into that file's sheet Inputs."


@dataclass(frozen=True)
class Uploaded:
    """What a workbook that came back says."""

    case: Case
    """The case as it was exported."""
    changes: dict[str, Typed]
    """What was typed, by path."""
    report: tuple[str, ...]
    """What could not be used, each with the reason."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why each number was changed, by path, of those of which that was typed beside them."""

    @property
    def changed(self) -> Case:
        """Returns the case with what was typed; whose number it is, it inherits nothing of the evidence of another."""
        return with_changes(self.case, self._stated) if self.changes else self.case

    @property
    def as_set(self) -> dict[str, object]:
        """Returns what was typed as a set of changes to the case, each with its reason."""
        return {"name": SET_NAME, "note": "Numbers typed into an exported workbook.", "changes": self._stated}

    @property
    def _stated(self) -> dict[str, object]:
        """Returns what was typed by path, each number with its reason."""
        numbers = {a.path for a in compile_case(self.case).assumptions}
        changes: dict[str, object] = {
            path: {"value": value, "reason": self.reasons.get(path, REASON)} if path in numbers else value
            for path, value in self.changes.items()
        }
        return own_readings(self.case, changes)


def read_workbook(content: bytes, name: str = "the workbook") -> Uploaded:
    """Returns the case that a workbook was exported from, with what was typed into its inputs.

    Raises UploadError where the file is none of ours or may not be opened.
    """
    notes = list(looked_at(content, name, ".xlsx", OURS))
    book = _opened(content, name)
    case = _case(book, name)
    findings = typed_findings(case, book, lambda held: _number(held, ANY, has_commas=False))
    numbers = {a.path: a for a in compile_case(case).assumptions}
    usable, refused = _usable(case, findings.changes, numbers)
    changes, reasons, report = _typed(case, book, numbers, come_to(case, _with(case, usable)))
    usable, refused_numbers = _usable(case, {**usable, **changes}, numbers)
    lines = [*notes, *findings.report, *refused, *report, *refused_numbers, *overwritten(case, book)]
    if len(lines) > MOST_LINES:
        lines[MOST_LINES:] = [f"{len(lines) - MOST_LINES:,} more rows could not be used."]
    return Uploaded(case, usable, tuple(lines), reasons)


def _with(case: Case, changes: Mapping[str, Typed]) -> Case:
    return with_changes(case, dict(changes)) if changes else case


# Opened ----------------------------------------------------------------------------------------------------------


def _opened(content: bytes, name: str) -> Book:
    book = Book(content, f"{name} cannot be read as a workbook. {OURS}")
    missing = [sheet for sheet in (INPUTS, CASE_SHEET) if sheet not in book.sheets]
    if missing:
        raise UploadError(
            f"{name} has no sheet called {' and none called '.join(missing)}, so it was not exported by Make the Case. {OURS}"
        )
    return book


def _case(book: Book, name: str) -> Case:
    cells = book.cells(CASE_SHEET, Area(FIRST_PIECE, FIRST_PIECE + MOST_PIECES, frozenset({0})))
    text = "".join(str(cells.at(row, 0)) for row in cells.rows())
    try:
        return parse_case(_as_yaml(text), name)
    except (ValueError, RecursionError) as error:
        raise UploadError(
            f"The sheet {CASE_SHEET} of {name} has been changed, so its case cannot be read. {OURS}"
        ) from error
    except CaseError as error:
        raise UploadError(
            f"The case file within {name} has been changed and no longer reads as a case: {error.problems[0].message} {OURS}"
        ) from error


def _as_yaml(text: str) -> bytes:
    """Returns JSON as YAML with a line for each key, as a person who saves the case would want it."""
    data = json.loads(text)
    if len(json.dumps(data, ensure_ascii=False).encode()) > MOST_BYTES:
        raise ValueError("more than a case file may hold")
    stream = io.BytesIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style, writer.allow_unicode, writer.width = False, True, 120
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # the case's order, not the alphabet's
    writer.dump(data, stream)
    return stream.getvalue()


# What was typed ----------------------------------------------------------------------------------------------


def _typed(
    case: Case, book: Book, numbers: dict[str, Assumption], ours: Mapping[str, list[float]]
) -> tuple[dict[str, float], dict[str, str], list[str]]:
    """Returns what was typed by path, why, and what could not be read.

    What findings come to stands there as a formula, and so follows what was typed into them.
    """
    first = FIRST_INPUT + 1
    last = first + len(numbers) + MOST_ROWS_MORE
    sheet = book.cells(
        INPUTS, Area(first, last, frozenset({WHERE, VALUE, LOW, HIGH, YOUR_REASON}), LONGEST_CELL)
    )
    has_commas = _has_decimal_commas(sheet)
    changes: dict[str, float] = {}
    reasons: dict[str, str] = {}
    report: list[str] = []
    seen: set[str] = set()
    for row in sheet.rows():
        path, value = sheet.at(row, WHERE), sheet.at(row, VALUE)
        if path is None and value is None:
            continue
        if not isinstance(path, str) or path not in numbers:
            at_nothing = (
                "it does not say where its number is"
                if path is None
                else f"no number of the case is at “{_short(path)}”"
            )
            report.append(f"Row {row} of Inputs: {at_nothing}, so the row was not read.")
            continue
        if path in seen:
            report.append(f"Row {row} of Inputs: {path} stands there twice; the first was read.")
            continue
        seen.add(path)
        known = numbers[path]
        notes = list(_range_notes(case, sheet, known, row))
        if (row, VALUE) in sheet.formulas and path in ours and _follows(value, ours[path]):
            report += notes
            continue
        number, why = _number(value, known.kind, has_commas)
        if number is None:
            report.append(f"{_name(case, known)} (row {row} of Inputs): {why} {_kept(known)}")
        elif not _is_same(number, known.value):
            changes[path] = number
            reason = sheet.at(row, YOUR_REASON)
            if isinstance(reason, str) and reason.strip():
                reasons[path] = reason.strip()
        report += notes
    report += [
        f"{_name(case, numbers[path])}: its row is no longer on Inputs; {figure(numbers[path].value)} was kept."
        for path in numbers
        if path not in seen
    ]
    if sheet.went_on:
        report.append(f"Inputs goes on below row {last:,}; what stands there was not read.")
    return changes, reasons, report


def come_to(*cases: Case) -> dict[str, list[float]]:
    """Returns what findings come to in any of these cases, at any standard, by the paths of the effects and places."""
    amounts: dict[str, list[float]] = {}
    for effect in (effect for case in cases for effect in case.effects.values()):
        for rung in RUNGS:
            amounts.setdefault(effect.effect_path, []).append(effect.at(rung).adds)
            amounts.setdefault(effect.place_path, []).append(effect.at(rung).place)
    return amounts


def _follows(value: Held | None, ours: Sequence[float]) -> bool:
    """Returns whether a formula is still the one that was exported: it has no result yet, or one that findings come to."""
    if not isinstance(value, float):
        return isinstance(value, Unreadable)
    return any(abs(value - each) <= NEAR * max(1.0, abs(each)) for each in ours)


def _kept(known: Assumption) -> str:
    return f"{figure(known.value)} was kept."


def _has_decimal_commas(sheet: Cells) -> bool:
    """Returns whether any number stands there as text with what elsewhere is a decimal comma."""
    texts = (held for (_, column), held in sheet.by_place.items() if column == VALUE)
    return any(_readings(held) for held in texts if isinstance(held, str))


def _readings(text: str) -> tuple[float, ...]:
    try:
        read_number(text, ANY)
    except NotUnderstood as error:
        return error.readings
    return ()


def _range_notes(case: Case, sheet: Cells, known: Assumption, at: int) -> Iterator[str]:
    if known.low is None or known.high is None or {(at, LOW), (at, HIGH)} <= sheet.formulas:
        return  # it has none, or they follow what findings come to
    ends = (sheet.at(at, LOW), sheet.at(at, HIGH))
    if any(
        not isinstance(e, float) or not _is_same(e, x)
        for e, x in zip(ends, (known.low, known.high), strict=True)
    ):
        yield f"{_name(case, known)} (row {at} of Inputs): its low and high ends are not read back; change them in the app."


def _number(value: Held | None, kind: Kind, has_commas: bool) -> tuple[float | None, str]:
    """Returns a typed cell as a number, or a sentence why it is none.

    A number that stands as text is one that the spreadsheet did not take for a number. So 1.200 may be 1,200 in another
    language; and 1,200 may be 1.2 where another cell shows that commas are decimal there.
    """
    if isinstance(value, bool) or value is None:
        return None, "the cell is empty." if value is None else "yes or no is not a number."
    if isinstance(value, Unreadable):
        return None, f"{value.why}."
    if isinstance(value, float):
        if not is_of_a_size(value):
            return None, f"{figure(value)} is not {SIZES}."
        is_held = kind.holds(value)
        return (
            (value, "") if is_held else (None, f"{figure(value)} is outside what it can be ({kind.allowed}).")
        )
    either = two_ways(value)
    if either is not None and (has_commas or "," not in value):
        return None, either.what
    try:
        return read_number(value, kind), ""
    except NotUnderstood as error:
        return None, error.what or "the cell is empty."


def _is_same(a: float, b: float) -> bool:
    return abs(a - b) <= SAME * max(1e-300, abs(a), abs(b))


def _usable(
    case: Case, changes: Mapping[str, Typed], numbers: Mapping[str, Assumption]
) -> tuple[dict[str, Typed], list[str]]:
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
                known = numbers.get(path)
                name = name_at(case, path) if known is None else _name(case, known)
                kept = KEPT if known is None else _kept(known)
                report.append(f"{name}: {problem.message} {kept}")
                del usable[path]
            continue
        break
    return usable, report


def _concerns(problem: Problem, path: str) -> bool:
    """Returns whether a problem is of a number, or of what it is a part of."""
    return is_at_or_below(path, problem.path) or is_at_or_below(problem.path, path)


def _name(case: Case, known: Assumption) -> str:
    return f"“{name_of(case, known.path)}”"


def _short(value: object, most: int = 60) -> str:
    text = str(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
