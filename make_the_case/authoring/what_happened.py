"""What somebody types, pastes or uploads of what happened → a record of the case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from valuation import Case, CaseError
from valuation.case.places import step
from valuation.case.written.plain_values import PlainMapping
from valuation.case.written.written_numbers import NotUnderstood, read_number
from valuation.errors import Problem
from valuation.learning.months_file import months_of
from valuation.quantities import COUNT, MONEY, Kind

AT = "measured"


def records_with(case: Case, record: PlainMapping) -> list[PlainMapping]:
    """Returns the records of a case with one more at the end: what is later stands in the place of what is earlier."""
    return [*case.data.get(AT, []), record]


def record_of_year(
    at: str,
    year: str,
    option: str,
    source: str,
    people: dict[str, str],
    cost: str,
    paid: str,
    carries_on: bool,
) -> PlainMapping:
    """Returns the record of a year as it was typed; NotUnderstood says which figure is none."""
    record: PlainMapping = {"at": at, "year": year, "option": option}
    if source.strip():
        record["source"] = source.strip()
    for key, typed in people.items():
        if typed.strip():
            record[key] = _read(typed, COUNT, {"offered": "People offered it", "starts": "People who started"}.get(key, "People who finished"))  # fmt: skip
    if cost and paid.strip():
        record["money"] = {cost: _read(paid, MONEY, "What was paid")}
        if carries_on:
            record["carries_on"] = True
    return record


def _read(typed: str, kind: Kind, label: str) -> float | int:
    value = read_number(typed, kind, label=label, example="120")
    return int(value) if value == int(value) else value


def record_of_months(at: str, option: str, source: str, months: Sequence[PlainMapping]) -> PlainMapping:
    """Returns the record of some months."""
    record: PlainMapping = {"at": at, "option": option, "months": list(months)}
    return {**record, "source": source.strip()} if source.strip() else record


def months_pasted(text: str, first: str, what: str) -> list[PlainMapping]:
    """Returns the months that were pasted: a table with its heads, or a column of numbers that begins in a month.

    Raises CaseError with every cell that is no number.

    >>> months_pasted("3\\n\\n5", "2027-12", "starts")
    [{'month': '2027-12', 'starts': 3}, {'month': '2028-01', 'starts': 5}]
    >>> months_pasted("month\\tstarts\\n2027-04\\t7", "", "starts")
    [{'month': '2027-04', 'starts': 7.0}]
    """
    if "month" in text.strip().splitlines()[0].lower():
        months, problems = months_of(text.replace("\t", ","), step(AT, "months"))
        if problems:
            raise CaseError("What was pasted", problems)
        return months
    begin = int(first[:4]) * 12 + int(first[5:]) - 1
    found: list[PlainMapping] = []
    refused: list[Problem] = []
    for number, line in enumerate([line for line in text.splitlines() if line.strip()]):
        month = begin + number
        try:
            value: Any = _read(line, COUNT, f"Line {number + 1}")
        except NotUnderstood as error:
            refused.append(
                Problem("", str(error), line.strip(), "a number of people, such as 12", number + 1)
            )
            continue
        found.append({"month": f"{month // 12:04d}-{month % 12 + 1:02d}", what: value})
    if refused:
        raise CaseError("What was pasted", refused)
    return found
