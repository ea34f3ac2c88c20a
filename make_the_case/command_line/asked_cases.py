"""The case that a command is about: read from a file, a workbook or standard input, and changed as asked."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from make_the_case.command_line.output import UsageError, progress, say, why_of

if TYPE_CHECKING:
    from valuation import Case
    from valuation.sensitivity.analysis import Analysis

WORKBOOKS = (".xlsx", ".xlsm")
FORMS_OF_A_VALUE = "a number, a word or a mapping such as {value: 0.1, reason: As in the pilot}"


def read(place: str) -> Case:
    from valuation import parse_case, read_case
    from valuation.case.file import MOST_BYTES

    if place == "-" and sys.stdin is None:
        raise UsageError("Standard input is closed, so no case can come from it. Name a file.")
    if place == "-":
        return parse_case(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")
    return _read_back(place) if Path(place).suffix.lower() in WORKBOOKS else read_case(place)


def _read_back(place: str) -> Case:
    """Returns the case of an exported workbook with what was typed into it, and says what could not be used."""
    from make_the_case.exports.workbook.read_back import read_workbook

    workbook = read_workbook(bytes_of(place), Path(place).name)
    say(
        [
            *workbook.report,
            f"{len(workbook.changes)} changed in {Path(place).name}: {', '.join(workbook.changes) or 'nothing'}.",
        ]
    )
    return workbook.changed


def bytes_of(place: str) -> bytes:
    """Returns an uploaded file's bytes, no more than are ever opened and one."""
    from make_the_case.exports.uploads import MOST_BYTES

    try:
        with open(place, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{place} cannot be read ({why_of(error)}).") from error


def changes_in(written: Iterable[str]) -> dict[str, object]:
    """Returns what each PATH=VALUE says; raises UsageError naming every one that cannot be read."""
    from valuation import CaseError
    from valuation.case.file import loaded, plain

    changes: dict[str, object] = {}
    bad: list[str] = []
    for text in written:
        path, equals, value = text.partition("=")
        if not equals or not path.strip() or not value.strip():
            bad.append(
                f"--set {text[:200]}: this should be PATH=VALUE, such as options.ID.people.uptake=0.1."
            )
            continue
        try:
            changes[path.strip()] = plain(loaded(value.strip(), "--set", "it", FORMS_OF_A_VALUE))
        except CaseError as error:
            why = error.problems[0]
            bad.append(f"--set {text[:200]}: the value cannot be read: {why.message} Write {why.allowed}.")
    if bad:
        raise UsageError("\n".join(bad))
    return changes


def changed(
    case: Case, scenario: str | None, changes: dict[str, object], is_own_reading: bool = False
) -> Case:
    """Returns the case under a scenario, then with changes; reports every change that cannot be made.

    In one's own reading of a case a figure takes over nothing of the evidence of the number that it takes the place of.
    """
    from valuation import CaseError, with_changes, with_scenario
    from valuation.case.changes import as_typed, own_readings

    if scenario is not None:
        case = with_scenario(case, scenario)
    if not changes:
        return case
    changes = as_typed(case, changes)
    if is_own_reading:
        changes = own_readings(case, changes)
    try:
        return with_changes(case, changes)
    except CaseError as together:
        problems = list(together.problems)
        for path, change in changes.items():
            try:
                with_changes(case, {path: change})
            except CaseError as alone:
                problems += alone.problems
        unique = {(problem.path, problem.message): problem for problem in problems}
        raise CaseError(together.name, unique.values()) from together


def on_standard(case: Case, evidence: str | None) -> Case:
    """Returns the case on the standard of proof that was asked for; says so where it has no findings for that to matter."""
    from valuation.case.editing import edited

    if evidence is None:
        return case
    if case.standard is None:
        say(["This case has no findings, so --evidence changes nothing."])
        return case
    return edited(case, {"appraisal.evidence": evidence})


def say_of_the_file(case: Case) -> None:
    from make_the_case.exports.plain_text import moved_lines
    from make_the_case.words.papers.summary import said_of_an_earlier_file
    from valuation import library_changes

    say(moved_lines(library_changes(case)), fold=False)
    say(said_of_an_earlier_file(case))


def say_fixed(case: Case) -> None:
    from make_the_case.exports.plain_text import fixed_lines

    say(fixed_lines(case))


def analysis_or_why(case: Case) -> tuple[Analysis | None, list[str]]:
    """Returns the simulation, or else none and why: the papers are then made without likely ranges."""
    from valuation import MakeTheCaseError

    try:
        return _analysis(case), []
    except MakeTheCaseError as error:
        return None, [f"The simulation could not be run, so the files have no likely ranges. {error}"]


def _analysis(case: Case) -> Analysis:
    """Returns the simulation that documents take their ranges from, with what goes with it."""
    from valuation.draws import DRAWS
    from valuation.sensitivity.analysis import analysed

    with progress(DRAWS) as each:
        return analysed(case, each=each)
