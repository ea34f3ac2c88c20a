"""The tests that a board agreed: passed, failed, between the two, not due, or overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from valuation.case.records.record_shape import StopGoTest
from valuation.case.validity.record_rules import TESTED, year_of_month
from valuation.case.validity.validation import Case
from valuation.learning.recorded import OptionRecords

Status = Literal["passed", "failed", "between", "not_due", "overdue"]


@dataclass(frozen=True)
class Tested:
    """A test, and what has become of it."""

    test: StopGoTest
    status: Status
    value: float | None
    """What it is read from; None where that is not known yet."""
    is_outcome: bool

    def as_dict(self) -> dict[str, object]:
        """Returns the test as `track --json` prints it."""
        return {"id": self.test.id, "status": self.status, "value": self.value}


def tested(case: Case, option: str, records: OptionRecords, today: date) -> tuple[Tested, ...]:
    """Returns every test of an option, as things are on a day.

    Go at `go` or better, stop at `stop` or worse; which is better follows from which of the two is higher. Before its day a test
    is not due, and after it, where nothing says what it came to, overdue.
    """
    tests = case.shape.stop_go.tests if case.shape.stop_go else []
    return tuple(_tested(case, option, records, each, today) for each in tests if _is_of(case, option, each))


def _is_of(case: Case, option: str, test: StopGoTest) -> bool:
    """Returns whether a test is of this option: the preferred, or the one that alone has what it measures."""
    if test.measure in TESTED:
        return option == case.preferred
    owners = [each.id for each in case.shape.options if test.measure in _measurable(case, each.id)]
    return option == (case.preferred if case.preferred in owners else owners[0])


def _measurable(case: Case, option: str) -> list[str]:
    stated = case.option(option)
    costs = [*stated.costs, *(cost for enabler in stated.enablers for cost in enabler.costs)]
    return [*(cost.id for cost in costs), *(outcome.id for outcome in stated.outcomes)]


def _tested(case: Case, option: str, records: OptionRecords, test: StopGoTest, today: date) -> Tested:
    is_outcome = test.measure in [outcome.id for outcome in case.option(option).outcomes]
    due = date.fromisoformat(test.at)
    value = _value(case, records, test, due, is_outcome)
    if today < due:
        status: Status = "not_due"
    elif value is None:
        status = "overdue"
    else:
        status = judged(value, test.go, test.stop)
    return Tested(test, status, value, is_outcome)


def judged(value: float, go: float, stop: float) -> Status:
    """Returns on which side of a test a value is; to go on wins where both would hold.

    >>> judged(100, 100, 60), judged(60, 100, 60), judged(80, 100, 60), judged(31, 30, 40)
    ('passed', 'failed', 'between', 'between')
    """
    sign = 1 if go > stop else -1
    if sign * value >= sign * go:
        return "passed"
    return "failed" if sign * value <= sign * stop else "between"


def _value(case: Case, records: OptionRecords, test: StopGoTest, due: date, is_outcome: bool) -> float | None:
    year, _ = year_of_day(case, due)
    if is_outcome:
        found = [
            each
            for each in records.findings.get(test.measure, [])
            if _is_known_by(each.year, each.at, year, due)
        ]
        return max(found, key=lambda each: each.at).estimate if found else None
    if test.measure == "starts":
        return people_until(case, records, "starts", due)
    if test.measure == "completers":
        return people_until(case, records, "completers", due)
    payment = records.money.get(test.measure, {}).get(year)
    return None if payment is None else payment.in_cash


def _is_known_by(of: int | None, at: str, year: int, due: date) -> bool:
    """Returns whether a finding is of the test's year or an earlier one; one that names no year, whether it was there by the day."""
    return at <= due.isoformat() if of is None else of <= year


def year_of_day(case: Case, day: date) -> tuple[int, bool]:
    """Returns the year of the case that a day is in, and whether the day is its last."""
    name = year_of_month(f"{day.year:04d}-{day.month:02d}") or ""
    return int(name[:4]) - int(case.shape.appraisal.first_year[:4]), (day.month, day.day) == (3, 31)


def people_until(
    case: Case, records: OptionRecords, what: Literal["starts", "completers"], due: date
) -> float | None:
    """Returns how many people started or completed from the beginning to a day; None where one of the years or months is not known."""
    year, is_whole = year_of_day(case, due)
    by_year = records.by_year(what)
    years = range(year + 1 if is_whole else year)
    if any(each not in by_year for each in years):
        return None
    before = sum(by_year[each] for each in years)
    if is_whole:
        return before
    first = int(case.shape.appraisal.first_year[:4]) + year
    last = due.year * 12 + due.month - 1
    months = [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(first * 12 + 3, last + 1)]
    stated = [getattr(records.months.get(month), what, None) for month in months]
    known = [value for value in stated if value is not None]
    return before + sum(known) if len(known) == len(months) else None
