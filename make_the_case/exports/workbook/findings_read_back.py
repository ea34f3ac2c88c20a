"""The sheet *Evidence* of a workbook that comes back: what was typed into its findings, and the standard of proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from make_the_case.exports.workbook.evidence_sheet import (
    EVIDENCE,
    STANDARD,
    STANDARD_WORDS,
    EvidenceSheet,
)
from make_the_case.exports.workbook.finding_table import (
    ENDS,
    PUBLISHED,
    WHERE,
    WORDS_OF_A_FINDING,
    column_of,
    published,
)
from make_the_case.exports.workbook.sheet_cells import Area, Book, Cells, Held, Unreadable
from valuation import Case
from valuation.case.effects import EXPECTED, PROVEN, STANDARD_AT
from valuation.case.key_words import described
from valuation.case.option_shape import Finding
from valuation.case.places import holder_of, key_of, step
from valuation.evidence.scales import designs_of

Typed = float | str | bool | None | list[float]
"""What a cell of a finding says, or the two ends of its interval."""
NumberReader = Callable[[Held], tuple[float | None, str]]
"""Reads a cell as a number, or says why it is none."""
KEPT = "What was exported was kept."
STANDARD_PATH = "appraisal.evidence"
MOST_ROWS_MORE = 1_000


@dataclass
class TypedFindings:
    """What was typed by path, and what could not be read."""

    changes: dict[str, Typed] = field(default_factory=dict)
    report: list[str] = field(default_factory=list)


def typed_findings(case: Case, book: Book, number: NumberReader) -> TypedFindings:
    """Returns what was typed into the findings of a case."""
    typed = TypedFindings()
    if not case.effects:
        return typed
    if EVIDENCE not in book.sheets:
        typed.report.append(f"The sheet {EVIDENCE} is gone; its findings were kept as they were exported.")
        return typed
    last = EvidenceSheet(case).sheet.row + MOST_ROWS_MORE
    wanted = frozenset({0, WHERE, STANDARD[1], *map(column_of, PUBLISHED)})
    sheet = book.cells(EVIDENCE, Area(1, last, wanted))
    findings = stated_findings(case)
    seen: set[str] = set()
    for row in sheet.rows():
        path = sheet.at(row, WHERE)
        if path == STANDARD_AT:
            _standard(case, sheet.at(row, STANDARD[1]), typed)
        if not isinstance(path, str) or path not in findings:
            continue
        if path in seen:
            typed.report.append(f"Row {row} of {EVIDENCE}: {path} stands there twice; the first was read.")
            continue
        seen.add(path)
        _Row(case, sheet, row, path, findings[path], number).read(typed)
    typed.report += [
        f"{finding_name(findings[path])}: its row is no longer on {EVIDENCE}; it was kept."
        for path in findings
        if path not in seen
    ]
    return typed


def stated_findings(case: Case) -> dict[str, Finding]:
    """Returns every finding of a case by its path."""
    return {
        step(path, f"findings.{finding.id}"): finding
        for path, effect in case.effects.items()
        for finding in effect.outcome.findings or ()
    }


def name_at(case: Case, path: str) -> str:
    """Returns what a change to a finding, or to the standard, is called."""
    if path == STANDARD_PATH:
        return STANDARD_WORDS
    finding = stated_findings(case).get(holder_of(path))
    return path if finding is None else f"{finding_name(finding)}, {_label(key_of(path))}"


def finding_name(finding: Finding) -> str:
    """Returns what a finding is called."""
    return f"“{finding.study}”"


def _label(key: str) -> str:
    words = ENDS.get(key) or described(Finding, key).label
    return words[0].lower() + words[1:]


def _standard(case: Case, said: Held | None, typed: TypedFindings) -> None:
    """Notes another standard than the case's own."""
    word = said.strip().lower() if isinstance(said, str) else said
    if word not in (EXPECTED, PROVEN):
        typed.report.append(
            f"{STANDARD_WORDS}: {said or 'nothing'} is not a standard that a case can use. {case.standard} was kept."
        )
    elif word != case.standard:
        typed.changes[STANDARD_PATH] = str(word)


@dataclass(frozen=True)
class _Row:
    """A finding's row."""

    case: Case
    sheet: Cells
    row: int
    path: str
    finding: Finding
    number: NumberReader

    def read(self, typed: TypedFindings) -> None:
        """Notes what was typed into the row."""
        ends: dict[str, Typed] = {}
        for key in PUBLISHED:
            said, why = self._cell(key)
            if why:
                typed.report.append(
                    f"{finding_name(self.finding)}, {_label(key)} (row {self.row} of {EVIDENCE}): {why} {KEPT}"
                )
                if key in ENDS:
                    ends[key] = published(self.finding, key)
            elif key in ENDS:
                ends[key] = said
            elif not _is_same(said, published(self.finding, key)):
                typed.changes[step(self.path, key)] = said
        self._interval(ends, typed)

    def _interval(self, ends: dict[str, Typed], typed: TypedFindings) -> None:
        if all(_is_same(said, published(self.finding, key)) for key, said in ends.items()):
            return
        numbers = [said for said in ends.values() if isinstance(said, float)]
        if len(numbers) == 1:
            typed.report.append(
                f"{finding_name(self.finding)} (row {self.row} of {EVIDENCE}): an interval has two ends, and one is empty. {KEPT}"
            )
        else:
            typed.changes[step(self.path, "interval")] = numbers or None

    def _cell(self, key: str) -> tuple[Typed, str]:
        """Returns what a cell says, or why it cannot be read."""
        held = self.sheet.at(self.row, column_of(key))
        if isinstance(held, Unreadable):
            return None, f"{held.why}."
        if held is None:
            return (False, "") if key == "here" else (None, "")
        if key not in WORDS_OF_A_FINDING:
            number, why = self.number(held)
            is_whole = key == "trials" and number is not None and number == int(number)
            return (int(number) if is_whole and number is not None else number), why
        return self._word(key, held)

    def _word(self, key: str, held: float | str | bool) -> tuple[Typed, str]:
        word = str(held).strip()
        if key == "here":
            known = {"yes": True, "true": True, "no": False, "false": False}
            here = known.get(word.lower())
            return here, "" if here is not None else f"“{word}” is neither yes nor no."
        if key == "design":
            designs = list(designs_of(self.case.library))
            word = word.lower()
            return word, "" if word in designs else f"“{word}” is none of {', '.join(designs)}."
        return word or None, ""


def _is_same(said: Typed, exported: float | str) -> bool:
    """Returns whether a cell says what was exported; yes or no is written as yes or nothing."""
    if isinstance(said, bool):
        return said == (exported == "yes")
    if said is None or said == "":
        return exported == ""
    if isinstance(said, int | float) and isinstance(exported, float):
        return abs(said - exported) <= 1e-12 * max(1e-300, abs(said), abs(exported))
    return said == (exported.strip() if isinstance(exported, str) else exported)
