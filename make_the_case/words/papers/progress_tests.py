"""When to go on, change or stop, by rule: in people and dates, and in what the main outcome has to come to.

The rules are judgements of this project, written down in docs/papers.md. The bands of a test never overlap.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from make_the_case.words.phrases import day, plain_number
from make_the_case.words.tables.budget_steps import Asked
from make_the_case.words.thresholds import effect_bands
from valuation.answers.appraised import Appraised
from valuation.answers.main_outcome import main_outcome

GO_ON = 0.9
"""The share of the planned starts at which to go on as planned."""
STOP = 0.6
"""The share of the planned starts below which to stop."""
LEAST_PEOPLE = 10
"""Planned starts below which a test of how many have started tells nothing."""


@dataclass(frozen=True)
class ProgressTest:
    """One thing that will be known by a day, and what it has to be to go on, to change something, or to stop."""

    by: date
    what: str
    plan: str
    go: str
    change: str
    stop: str
    is_effect: bool = False
    """Whether it is what the main outcome comes to, and not how many people have started."""

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        """Returns the test as a row of a table."""
        what = f"{self.what} (plan {self.plan})" if self.plan else self.what
        return day(self.by), what, self.go, self.change, self.stop


HEADER = ("By", "We will know", "Go on", "Change", "Stop")


def last_day(year: str) -> date:
    """Returns the last day of a financial year, or of a calendar year where the case counts in those.

    >>> last_day("2027-28"), last_day("2027")
    (datetime.date(2028, 3, 31), datetime.date(2027, 12, 31))
    """
    first = int(str(year)[:4])
    return date(first + 1, 3, 31) if "-" in str(year) else date(first, 12, 31)


def middle_day(year: str) -> date:
    """Returns the last day of the first half of a year.

    >>> middle_day("2027-28"), middle_day("2027")
    (datetime.date(2027, 9, 30), datetime.date(2027, 6, 30))
    """
    first = int(str(year)[:4])
    return date(first, 9, 30) if "-" in str(year) else date(first, 6, 30)


def progress_tests(appraised: Appraised, asked: Asked) -> tuple[ProgressTest, ...]:
    """Returns the tests of the years that are agreed now: who has started by half of the first year and by its end, and what
    the main outcome has come to by the end of at most the second."""
    answer, option = appraised.answer, appraised.option
    years = [year.year for year in asked.now]
    planned = dict(zip(answer.years, answer.options[option].starts, strict=True))
    first_two = years[:2]
    return (*tests_of_starts(planned, first_two), *_effect(appraised, first_two[-1]))


def tests_of_starts(planned: Mapping[str, float], years: Sequence[str]) -> tuple[ProgressTest, ...]:
    """Returns the tests of how many have started by half of the first year, by its end, and by the end of the last of these years."""
    first = planned[years[0]]
    tests = [_starts(middle_day(years[0]), first / 2), _starts(last_day(years[0]), first)]
    if len(years) > 1:
        tests.append(_starts(last_day(years[-1]), sum(planned[year] for year in years)))
    return tuple(test for test in tests if test is not None)


def _starts(by: date, plan: float) -> ProgressTest | None:
    """Returns the test of how many have started; None where too few are planned for it to tell anything."""
    people = round(plan)
    if people < LEAST_PEOPLE:
        return None
    go, stop = math.ceil(GO_ON * people), math.ceil(STOP * people)
    return ProgressTest(
        by,
        "How many people have started",
        plain_number(people),
        f"{plain_number(go)} or more",
        _between(stop, go - 1),
        f"fewer than {plain_number(stop)}",
    )


def _between(low: int, high: int) -> str:
    return plain_number(low) if low == high else f"{plain_number(low)} to {plain_number(high)}"


def _effect(appraised: Appraised, year: str) -> list[ProgressTest]:
    """Returns the test of the main outcome at its break-even value; none where no value of it that can be measured decides."""
    if appraised.analysis is None:
        return []
    main = main_outcome(appraised.answer.options[appraised.option])
    bands = None if main is None else effect_bands(appraised.case, appraised.option, main, appraised.analysis)
    if bands is None:
        return []
    return [
        ProgressTest(
            last_day(year), bands.what, bands.plan, bands.go, bands.change, bands.stop, is_effect=True
        )
    ]
