"""What a case records of each option, the later record in place of the earlier, and what a reader should know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from valuation.case.places import step
from valuation.case.records.record_shape import Measured, MonthRecord, Paid
from valuation.case.validity.case_as_written import year_index
from valuation.case.validity.record_rules import year_of_month
from valuation.case.validity.validation import Case
from valuation.figures import digits, rough_money
from valuation.prices import years_from

Counted = Literal["offered", "starts", "completers"]
COUNTED: tuple[Counted, ...] = ("offered", "starts", "completers")
WORDS: Mapping[Counted, str] = {
    "offered": "people offered it",
    "starts": "people who started",
    "completers": "people who finished",
}
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Payment:
    """What was paid for a cost in a year."""

    paid: float
    """As it was recorded."""
    price_year: str | int
    restated: float
    """In the case's prices."""
    in_cash: float
    """In the prices of the year in which it was paid."""
    carries_on: bool


@dataclass(frozen=True)
class Found:
    """One finding measured here."""

    outcome: str
    record: int
    """The place of its record in the case."""
    data: Mapping[str, object]
    """As it was written."""
    study: str
    estimate: float
    year: int | None
    at: str


@dataclass
class OptionRecords:
    """What is known of one option, by year of the case, 0 the first."""

    offered: dict[int, float] = field(default_factory=dict)
    starts: dict[int, float] = field(default_factory=dict)
    completers: dict[int, float] = field(default_factory=dict)
    money: dict[str, dict[int, Payment]] = field(default_factory=dict)
    """By the id of a cost."""
    findings: dict[str, list[Found]] = field(default_factory=dict)
    """By outcome, the last report of each study."""
    months: dict[str, MonthRecord] = field(default_factory=dict)
    last: str = ""
    """The day of the last record."""
    remarks: list[str] = field(default_factory=list)
    """What a reader should know, each in a sentence."""

    def by_year(self, what: Counted) -> dict[int, float]:
        """Returns how many people by year."""
        return {"offered": self.offered, "starts": self.starts, "completers": self.completers}[what]

    @property
    def is_empty(self) -> bool:
        """Returns whether nothing is recorded."""
        return not self.last


def records_of(case: Case) -> dict[str, OptionRecords]:
    """Returns what is known of every option: the later record of the same thing in place of the earlier, which is said."""
    found = {option.id: OptionRecords() for option in case.shape.options}
    for place, record in enumerate(case.shape.measured):
        _take(case, found[record.option or case.preferred], place, record)
    for records in found.values():
        _months_as_years(case, records)
    return found


def _take(case: Case, records: OptionRecords, place: int, record: Measured) -> None:
    """Takes one record in."""
    records.last = max(records.last, record.at)
    year = None if record.year is None else year_index(case.data, record.year)
    if year is not None:
        for what in COUNTED:
            value: float | None = getattr(record, what)
            if value is not None:
                _count(case, records, what, year, value)
        for cost, paid in record.money.items():
            _pay(case, records, cost, year, paid, record.carries_on)
    for outcome, stated in record.findings.items():
        for number, finding in enumerate(stated):
            data = case.data["measured"][place]["findings"][outcome][number]
            _find(records, Found(outcome, place, data, finding.study, finding.estimate, year, record.at))
    for month in record.months if isinstance(record.months, list) else ():
        before = records.months.get(month.month)
        if before is not None and (before.starts, before.completers) != (month.starts, month.completers):
            records.remarks.append(
                f"{month.month} is recorded twice: {_of_month(before)} at first, and {_of_month(month)} later. The later is used."
            )
        records.months[month.month] = month


def _of_month(month: MonthRecord) -> str:
    return f"{_people(month.starts)} started and {_people(month.completers)} finished"


def _people(value: float | None) -> str:
    return "an unknown number" if value is None else digits(value)


def _count(case: Case, records: OptionRecords, what: Counted, year: int, value: float) -> None:
    by_year = records.by_year(what)
    if year in by_year and by_year[year] != value:
        records.remarks.append(
            f"{WORDS[what].capitalize()} in {year_name(case, year)}: {digits(by_year[year])} in an earlier record, and "
            f"{digits(value)} in a later one. The later is used."
        )
    by_year[year] = value


def _pay(
    case: Case, records: OptionRecords, cost: str, year: int, paid: float | Paid, carries_on: bool
) -> None:
    own = year_name(case, year)
    to_cash = float(case.cash_factors_over(year + 1).of(_category_of(case, cost))[year])
    if isinstance(paid, Paid):
        restated = paid.value * case.price_factor_from(paid.price_year)
        payment = Payment(paid.value, paid.price_year, restated, restated * to_cash, carries_on)
        if paid.price_year != own:
            records.remarks.append(
                f"What was paid for {cost} in {own} is recorded in prices of {paid.price_year}. It is restated: "
                f"{rough_money(paid.value)} is {rough_money(payment.in_cash)} in prices of {own}."
            )
    else:
        payment = Payment(paid, own, paid / to_cash, paid, carries_on)
    before = records.money.setdefault(cost, {}).get(year)
    if before is not None and before.in_cash != payment.in_cash:
        records.remarks.append(
            f"Paid for {cost} in {own}: {rough_money(before.in_cash)} in an earlier record, and "
            f"{rough_money(payment.in_cash)} in a later one. The later is used."
        )
    records.money[cost][year] = payment


def _category_of(case: Case, cost: str) -> str | None:
    """Returns what kind of cost one is, by which it rises; of several options with one of this id, the first one's."""
    costs = (each for option in case.shape.options for each in option.costs)
    return next((each.category for each in costs if each.id == cost), None)


def _find(records: OptionRecords, found: Found) -> None:
    """Takes a finding in: a later report of the same study replaces the earlier."""
    listed = records.findings.setdefault(found.outcome, [])
    earlier = next((each for each in listed if each.study == found.study), None)
    if earlier is not None:
        listed.remove(earlier)
        records.remarks.append(
            f"{found.study} is reported twice: {digits(earlier.estimate)} at first, and {digits(found.estimate)} later. The later is used."
        )
    listed.append(found)


def _months_as_years(case: Case, records: OptionRecords) -> None:
    """Makes twelve months the year that they are, where the year itself is not recorded; says what is missing, or does not agree."""
    by_year: dict[str, list[MonthRecord]] = {}
    for name in sorted(records.months):
        by_year.setdefault(year_of_month(name) or "", []).append(records.months[name])
    for gap in missing_months(list(records.months)):
        records.remarks.append(
            f"{gap} is missing among the months. The months on both sides are shown as they are."
        )
    readers: Mapping[Counted, Callable[[MonthRecord], float | None]] = {
        "starts": lambda month: month.starts,
        "completers": lambda month: month.completers,
    }
    for name, months in by_year.items():
        year = year_index(case.data, name)
        for what, read in readers.items():
            stated = [value for month in months if (value := read(month)) is not None]
            if year is None or len(stated) < MONTHS_OF_A_YEAR:
                continue
            total, whole = sum(stated), records.by_year(what).get(year)
            if whole is not None and whole != total:
                records.remarks.append(
                    f"{WORDS[what].capitalize()} in {name}: the months add up to {digits(total)}, and the record of the year says "
                    f"{digits(whole)}. The record of the year is used."
                )
            records.by_year(what).setdefault(year, total)


def missing_months(months: list[str]) -> list[str]:
    """Returns the months that are missing between the first and the last.

    >>> missing_months(["2027-11", "2028-02"])
    ['2027-12', '2028-01']
    """
    if not months:
        return []
    counted = sorted(int(month[:4]) * 12 + int(month[5:]) - 1 for month in months)
    gaps = set(range(counted[0], counted[-1])) - set(counted)
    return [f"{gap // 12:04d}-{gap % 12 + 1:02d}" for gap in sorted(gaps)]


def year_name(case: Case, year: int) -> str:
    """Returns the financial year at a place of the case."""
    return years_from(case.shape.appraisal.first_year, year + 1)[year]


def place_of_record(place: int) -> str:
    """Returns the path of a record."""
    return step("measured", place)
