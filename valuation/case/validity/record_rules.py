"""Rules for what happened: every record is of an option, a year and months that there are, and holds no more people than there were."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath, PureWindowsPath

from valuation.case.places import step
from valuation.case.validity.case_as_written import (
    Reading,
    entries,
    listed,
    mapping,
    price_year_problem,
    year_index,
    year_problems,
)
from valuation.case.validity.finding_rules import rules_of_one_finding
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem, choices, figure, probably, shown
from valuation.prices import financial_year, is_financial_year, years_from

PEOPLE = ("offered", "starts", "completers")
"""From everyone to those who finished: none of them is more than the one before."""
TESTED = ("starts", "completers")
"""What a test may be of, beside a cost or an outcome."""
MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$", re.ASCII)
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)
IN_WORDS = {"offered": "were offered it", "starts": "started", "completers": "finished"}


def record_rules(reading: Reading) -> Iterator[Problem]:
    """Every record is of an option and a year of the case, and of people, costs and outcomes that there are."""
    options = {str(option.get("id")): option for _, option in reading.options()}
    preferred = reading.data.get("preferred") or next(iter(options), "")
    for path, record in entries(reading.data.get("measured"), "measured"):
        yield from _day_rules(path, record)
        yield from _year_rules(reading, path, record)
        named = record.get("option")
        if isinstance(named, str) and named not in options:
            message = f"no option is called {named}.{probably(named, options)}"
            yield Problem(step(path, "option"), message, shown(named), choices(list(options)))
            continue
        option = options.get(str(named if named is not None else preferred), {})
        yield from _people_rules(path, record, option)
        yield from _money_rules(reading, path, record, option)
        yield from _finding_rules(reading, path, record, option)
        yield from _month_rules(reading, path, record)
    yield from stop_go_rules(reading, options, str(preferred))


def is_day(text: object) -> bool:
    """Returns whether a text is a day that there is, such as 2028-04-30.

    >>> is_day("2028-02-29"), is_day("2027-02-29")
    (True, False)
    """
    if not isinstance(text, str) or not DAY.match(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def year_of_month(month: object) -> str | None:
    """Returns the financial year that a month is in; None where it is no month.

    >>> year_of_month("2027-10"), year_of_month("2028-03"), year_of_month("2028-13")
    ('2027-28', '2027-28', None)
    """
    match = MONTH.match(month) if isinstance(month, str) else None
    return financial_year(int(match[1]) - (int(match[2]) < 4)) if match else None


def costs_of_records(option: PlainMapping) -> list[str]:
    """Returns the costs of which it may be recorded what was paid: the option's own, then those of its enablers."""
    groups = [option.get("costs"), *(e.get("costs") for _, e in entries(option.get("enablers"), ""))]
    return [str(cost.get("id")) for group in groups for _, cost in entries(group, "")]


def outcomes_of_records(option: PlainMapping) -> list[str]:
    """Returns the outcomes that may have been measured."""
    return [str(outcome.get("id")) for _, outcome in entries(option.get("outcomes"), "")]


def _day_rules(path: str, record: PlainMapping) -> Iterator[Problem]:
    if isinstance(record.get("at"), str) and not is_day(record["at"]):
        yield Problem(
            step(path, "at"), "this is not a day.", shown(record["at"]), "year-month-day, such as 2028-04-30"
        )


def _year_rules(reading: Reading, path: str, record: PlainMapping) -> Iterator[Problem]:
    """Figures of a whole year say which year, and it is one of the case."""
    whole = [key for key in (*PEOPLE, "money") if record.get(key)]
    year = record.get("year")
    if year is None:
        if whole:
            message = f"`{whole[0]}` is of a whole year, and this record does not say which."
            yield Problem(step(path, "year"), message, "nothing", "a financial year of the case")
        return
    yield from year_problems(reading, path, record, ("year",))
    problem = _outside(reading, year)
    if problem is not None:
        yield Problem(step(path, "year"), "this year is outside the case.", shown(year), problem)
        return
    index, first = year_index(reading.data, year), _first_year(reading)
    at = record.get("at")
    if index is not None and first and is_day(at) and str(at) < f"{int(first[:4]) + index}-04-01":
        yield Problem(
            step(path, "at"), "this record was written before its year began.", shown(at),
            f"a day on or after 1 April {int(first[:4]) + index}",
        )  # fmt: skip


def _first_year(reading: Reading) -> str:
    first = mapping(reading.data.get("appraisal")).get("first_year")
    return str(first) if is_financial_year(first) else ""


def _outside(reading: Reading, year: object) -> str | None:
    """Returns which years are allowed where one is outside the case; None where it is inside, or cannot be read."""
    index, first = year_index(reading.data, year), _first_year(reading)
    count = mapping(reading.data.get("appraisal")).get("years")
    if index is None or not first or not isinstance(count, int) or not 1 <= count <= 60 or index < 0:
        return None
    return None if index < count else f"{first} to {years_from(first, count)[-1]}"


def _people_rules(path: str, record: PlainMapping, option: PlainMapping) -> Iterator[Problem]:
    """Nobody starts who was not offered it, and nobody finishes who did not start."""
    stated = [
        (key, float(value))
        for key in PEOPLE
        if isinstance(value := record.get(key), int | float) and _is_number(value)
    ]
    if (stated or record.get("months")) and option and option.get("people") is None:
        place = stated[0][0] if stated else "months"
        message = "this option does not say who takes part, so no one can have started in it."
        yield Problem(step(path, place), message, shown(record[place]), "an option with people")
    for (above, most), (key, value) in pairwise(stated):
        if value > most:
            message = f"more people {IN_WORDS[key]} than {IN_WORDS[above]}."
            allowed = f"{figure(most)} or fewer, as many as {IN_WORDS[above]}"
            yield Problem(step(path, key), message, shown(record[key]), allowed)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _money_rules(
    reading: Reading, path: str, record: PlainMapping, option: PlainMapping
) -> Iterator[Problem]:
    """What was paid was paid for a cost of the option, in prices that can be restated."""
    known = costs_of_records(option)
    replaced = [str(cost.get("id")) for _, cost in entries(option.get("replaces"), "")]
    for ident, paid in mapping(record.get("money")).items():
        place = step(path, f"money.{ident}")
        if ident not in known:
            message = f"no cost of this option is called {ident}.{probably(ident, known)}"
            if ident in replaced:
                message = f"{ident} is a cost that this option replaces, so nothing is paid for it here."
            yield Problem(place, message, shown(ident), choices(known) or "a cost of the option")
        year = mapping(paid).get("price_year")
        if year is not None and not reading.deflator.covers(year):
            yield price_year_problem(reading, step(place, "price_year"), year)


def _finding_rules(
    reading: Reading, path: str, record: PlainMapping, option: PlainMapping
) -> Iterator[Problem]:
    """What was measured is of an outcome of the option, and each finding is complete in itself."""
    outcomes = {str(outcome.get("id")): outcome for _, outcome in entries(option.get("outcomes"), "")}
    for ident, findings in mapping(record.get("findings")).items():
        place = step(path, f"findings.{ident}")
        if ident not in outcomes:
            message = f"no outcome of this option is called {ident}.{probably(ident, outcomes)}"
            yield Problem(place, message, shown(ident), choices(list(outcomes)) or "an outcome of the option")
            continue
        for finding_path, finding in entries(findings, place):
            here = {**finding, "here": True}
            yield from rules_of_one_finding(reading, finding_path, here, outcomes[ident])
        ids = Counter(str(finding.get("id")) for _, finding in entries(findings, ""))
        for twice in (name for name, count in ids.items() if count > 1):
            yield Problem(place, f"two findings are called {twice}.", twice, "an id of its own for each")


def _month_rules(reading: Reading, path: str, record: PlainMapping) -> Iterator[Problem]:
    """Every month is a month of the case, given once; a file of them stands in the folder of the case."""
    stated, place = record.get("months"), step(path, "months")
    if isinstance(stated, str):
        problem = file_problem(stated)
        if problem is not None:
            yield Problem(place, problem, shown(stated), "the name of a CSV file in the folder of the case")
        return
    year, seen = record.get("year"), set[str]()
    for position, item in enumerate(listed(stated)):
        month = mapping(item).get("month")
        if not isinstance(month, str):
            continue
        at, of = step(place, f"{position}.month"), year_of_month(month)
        if of is None:
            yield Problem(at, "this is not a month.", shown(month), "year-month, such as 2027-10")
            continue
        if month in seen:
            yield Problem(at, f"{month} is here twice.", shown(month), "each month once")
        seen.add(month)
        index, own = year_index(reading.data, of), year_index(reading.data, year)
        allowed = _outside(reading, of)
        if index is not None and index < 0:
            allowed = f"{_first_year(reading)} or later"
        if allowed is not None:
            yield Problem(at, "this month is outside the years of the case.", shown(month), allowed)
        elif own is not None and index != own:
            yield Problem(
                at, f"this month is not in {year}, the year of the record.", shown(month), str(year)
            )


def file_problem(name: str) -> str | None:
    """Returns why a file is not one in the folder of the case, by its name alone; None where it may be.

    >>> file_problem("records/2027-28.csv"), file_problem("../other.csv")
    (None, 'a file outside its own folder is never read.')
    """
    outside = outside_the_folder(name)
    if outside is None and PureWindowsPath(name).suffix.lower() != ".csv":
        return "this is not the name of a CSV file."
    return outside


def outside_the_folder(name: str) -> str | None:
    """Returns why a file may lie elsewhere than in the folder of what names it, by its name alone; None where it does not."""
    windows = PureWindowsPath(name)
    if PurePosixPath(name).is_absolute() or windows.is_absolute() or windows.drive or windows.root:
        return "this is an absolute path, and only a file in the same folder is read."
    return "a file outside its own folder is never read." if ".." in windows.parts else None


def stop_go_rules(reading: Reading, options: dict[str, PlainMapping], preferred: str) -> Iterator[Problem]:
    """A test is of something that is counted, paid or measured, is due on a day, and tells go from stop."""
    everything = [*TESTED]
    for option in options.values():
        everything += [*costs_of_records(option), *outcomes_of_records(option)]
    ids = Counter[str]()
    for path, test in entries(mapping(reading.data.get("stop_go")).get("tests"), "stop_go.tests"):
        yield from _day_rules(path, test)
        ident, measure, go, stop = (test.get(key) for key in ("id", "measure", "go", "stop"))
        ids[str(ident)] += 1
        if ids[str(ident)] == 2:
            yield Problem(
                step(path, "id"), f"two tests are called {ident}.", shown(ident), "an id of its own for each"
            )
        if isinstance(measure, str) and measure not in everything:
            own = options.get(preferred, {})
            allowed = choices([*TESTED, *costs_of_records(own), *outcomes_of_records(own)], most=40)
            message = f"nothing that can be tested is called {measure}.{probably(measure, everything)}"
            yield Problem(step(path, "measure"), message, shown(measure), allowed)
        if _is_number(go) and go == stop:
            message = "to go on and to stop are the same figure, so nothing says which side is which."
            yield Problem(step(path, "stop"), message, shown(stop), "another figure than that of `go`")
