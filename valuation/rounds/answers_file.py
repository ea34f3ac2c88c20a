"""A round as a file, for who has no server: its questions written as CSV, and the answers read from it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from valuation.case.validity.validation import Case
from valuation.case.written.written_numbers import NotUnderstood, read_number
from valuation.errors import CaseError, Problem, choices, printable, shown
from valuation.quantities import ANY, COUNT, SHARE
from valuation.rounds.beliefs import Opinion
from valuation.rounds.kinds import kind_meant, kind_named, kinds_allowed
from valuation.rounds.questions import (
    Question,
    Weighed,
    is_an_outcome,
    outcomes_of,
    question_at,
    questions_of,
    why_not,
)
from valuation.rounds.replies import (
    Points,
    Replies,
    Reply,
    opinion_problems,
    points_problem,
    reason_problem,
)

COLUMNS = ("question", "path", "unit", "code", "kind", "low", "high", "best", "sure", "why")
NUMBERS = ("low", "high", "best")
SHARE_UNIT = "a share, such as 0.12 or 12%"
POINTS_UNIT = "points out of 100, written under best"
MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""Signs with which a spreadsheet begins a formula."""


def questions_csv(
    questions: Sequence[tuple[str, Question]], weighed: Sequence[tuple[str, Weighed]] = ()
) -> str:
    """Returns a round's questions as CSV, each with its words, ready for answers: one row for each person and question."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    blank = [""] * (len(COLUMNS) - 3)
    for words, question in questions:
        writer.writerow([_safe(words), question.path, _safe(unit_of(question)), *blank])
    for words, outcome in weighed:
        writer.writerow([_safe(words), outcome.path, POINTS_UNIT, *blank])
    return out.getvalue()


def unit_of(question: Question) -> str:
    """Returns what a question is answered in."""
    if question.is_share:
        return SHARE_UNIT
    number = question.number
    unit = number.unit or ("£" if question.kind.is_money else question.kind.name)
    return unit if number.price_year is None else f"{unit}, in {number.price_year} prices"


def _safe(text: str) -> str:
    """Returns a text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


@dataclass
class _Read:
    """What has been read of a file of answers, and everything wrong in it."""

    case: Case
    problems: list[Problem] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    points: dict[str, dict[str, float]] = field(default_factory=dict)
    kinds: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By code which kind somebody said they are, and on which line first."""
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    """By code and path on which line somebody answered."""
    unnamed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def wrong(self, line: int, column: str, message: str, found: str = "", allowed: str = "") -> None:
        self.problems.append(Problem(column, message, found, allowed, line))


def replies_of(case: Case, content: str | bytes, name: str) -> Replies:
    """Returns what a filled file of answers says of a case.

    Raises CaseError with everything wrong in it, each with its line. A row without a low, a high, a best guess and how
    sure is a question that somebody would rather not answer. Rows of one person have one code; rows without a code are
    taken as so many people as the most that answered one question.
    """
    read = _Read(case)
    asked: set[str] = set()
    for line, row in _rows(content, name):
        path = row.get("path", "")
        if not any(row.get(column) for column in (*NUMBERS, "sure")):
            continue
        if is_an_outcome(path):
            _read_points(read, line, path, row)
        elif (problem := why_not(case, path)) is not None:
            read.wrong(line, "path", f"{problem.message}", problem.found, problem.allowed)
        else:
            asked.add(path)
            _read_reply(read, line, question_at(case, path), row)
    points = _points(read)
    if asked:
        try:
            questions_of(case, sorted(asked))
        except CaseError as error:
            read.problems += error.problems
    if read.problems:
        raise CaseError(name, read.problems)
    return Replies(tuple(read.replies), tuple(points))


def _rows(content: str | bytes, name: str) -> list[tuple[int, Mapping[str, str]]]:
    """Returns the rows of the file by their lines; raises CaseError where it is no file of answers."""

    def refused(message: str, found: str, allowed: str = f"the columns {', '.join(COLUMNS)}") -> CaseError:
        return CaseError(name, [Problem("", message, found, allowed)])

    if len(content) > MOST_BYTES:
        raise refused(
            "this file is too large to hold the answers of a round.", f"{len(content):,} bytes", "up to 5 MB"
        )
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise refused("this file is not UTF-8 text.", "other bytes", "a CSV file saved as UTF-8") from error
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise refused("this file cannot be read as a table.", str(error)) from error
    if not rows:
        raise refused("this file is empty.", "nothing")
    head = [printable(cell).strip().casefold() for cell in rows[0][1]]
    missing = [column for column in ("path", "kind", *NUMBERS, "sure") if column not in head]
    if missing:
        raise refused(
            f"the first line does not name the columns: {', '.join(missing)}.", shown(", ".join(head))
        )
    if len(rows) > MOST_ROWS:
        raise refused("this file has too many rows.", f"{len(rows):,} rows", f"up to {MOST_ROWS:,}")
    return [
        (line, {column: cell.strip() for column, cell in zip(head, cells, strict=False) if column in COLUMNS})
        for line, cells in rows[1:]
    ]


def _who(read: _Read, line: int, path: str, row: Mapping[str, str]) -> tuple[str, str] | None:
    """Returns the code and the kind of who answered a row; None, with what is wrong, where that cannot be told."""
    written = row.get("kind", "")
    kind = kind_named(written)
    if kind is None:
        message = (
            "this row does not say which kind of person answered."
            if not written
            else f"this is not a kind of person.{kind_meant(written)}"
        )
        read.wrong(line, "kind", message, shown(written or None), kinds_allowed())
        return None
    code = printable(row.get("code", "")).strip()
    if not code:
        read.unnamed[kind, path] += 1
        code = f"{kind} {read.unnamed[kind, path]} without a code"
    said, before = read.kinds.setdefault(code, (kind, line))
    if said != kind:
        message = f"the code {code} has another kind on line {before}. One code is one person."
        read.wrong(line, "kind", message, shown(written), said.replace("_", " "))
        return None
    first = read.lines.setdefault((code, path), line)
    if first != line:
        message = f"the code {code} has answered this question on line {first} already."
        read.wrong(line, "code", message, shown(code), "one row for each code and question")
        return None
    return code, kind


def _read_reply(read: _Read, line: int, question: Question, row: Mapping[str, str]) -> None:
    """Reads one answer to one question."""
    who = _who(read, line, question.path, row)
    missing = [column for column in (*NUMBERS, "sure") if not row.get(column)]
    if missing:
        message = f"this answer lacks {' and '.join(missing)}."
        read.wrong(
            line,
            missing[0],
            message,
            "nothing",
            "low, high, best and sure; or none of them, for who would rather not say",
        )
    values = _numbers(read, line, question, row)
    sure = _sure(read, line, row.get("sure", ""))
    if values is not None:
        for message, found, allowed in opinion_problems(*values, sure, question.kind):
            column = "sure" if sure is not None and allowed == "50% to 99%" else "best"
            read.wrong(line, column, message, found, allowed)
    long = reason_problem(row.get("why", ""))
    if long is not None:
        read.wrong(line, "why", *long)
    if who is not None and values is not None and sure is not None and not missing:
        read.replies.append(Reply(*who, question.path, Opinion(*values, sure), row.get("why", "")))


def _numbers(
    read: _Read, line: int, question: Question, row: Mapping[str, str]
) -> tuple[float, float, float] | None:
    """Returns low, high and best, all three as shares of 1 where one of them shows that they are written out of 100."""
    written = [(column, row[column]) for column in NUMBERS if row.get(column)]
    out_of_100 = question.is_share and any(_plain_number(text) > SHARE.high for _, text in written)
    values: list[float] = []
    for column, text in written:
        try:
            values.append(
                read_number(text, ANY if not question.is_share else question.kind, per_hundred=out_of_100)
            )
        except NotUnderstood as error:
            read.wrong(line, column, error.what or "there is no number.", shown(text), question.kind.allowed)
    low, high, best = (*values, 0.0, 0.0, 0.0)[:3]
    return (low, high, best) if len(values) == len(NUMBERS) else None


def _plain_number(text: str) -> float:
    """Returns a number written without a sign for per cent, or 0 for anything else."""
    try:
        return read_number(text, COUNT)
    except NotUnderstood:
        return 0.0


def _sure(read: _Read, line: int, text: str) -> float | None:
    """Returns how sure somebody is, from 80, 80% or 0.8."""
    if not text:
        return None
    try:
        value = read_number(text.rstrip("% "), ANY)
    except NotUnderstood as error:
        read.wrong(line, "sure", error.what or "there is no number.", shown(text), "50% to 99%")
        return None
    is_share = value <= 1 and not text.rstrip().endswith("%")
    sure = value if is_share else value / 100
    return sure


def _read_points(read: _Read, line: int, path: str, row: Mapping[str, str]) -> None:
    """Reads the points that somebody gave to one outcome."""
    known = {outcome.path: outcome.id for outcome in outcomes_of(read.case)}
    if path not in known:
        read.wrong(line, "path", "this case has no such outcome.", shown(path), choices(list(known)))
        return
    who = _who(read, line, path, row)
    try:
        points = read_number(row.get("best", ""), ANY)
    except NotUnderstood as error:
        message = error.what or "there are no points."
        read.wrong(line, "best", message, shown(row.get("best") or None), "points out of 100")
        return
    if who is not None:
        read.points.setdefault(who[0], {})[known[path]] = points


def _points(read: _Read) -> list[Points]:
    """Returns everybody's points, and notes whose do not add up to 100."""
    everybody = []
    for code, given in read.points.items():
        kind, line = read.kinds[code]
        problem = points_problem(given.values())
        if problem is not None:
            read.wrong(line, "best", f"{problem[0]} The code is {code}.", *problem[1:])
        everybody.append(Points(code, kind, given))
    return everybody
