"""The shape of what happened: a record of a year or of months, and the tests that say when to go on, change or stop."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Strict, Tag, WithJsonSchema

from valuation.case.key_types import (
    LONGEST_HORIZON,
    MOST_ENTRIES,
    MOST_FINDINGS,
    Described,
    Figure,
    Flag,
    Id,
    PriceYear,
    Text,
    Year,
)
from valuation.case.option_shape import Finding

MOST_RECORDS = 500
MOST_MONTHS = 12 * LONGEST_HORIZON
MOST_TESTS = 50
Day = Annotated[
    str,
    Strict(),
    Field(max_length=40),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
"""A day, such as 2028-04-30."""
Month = Annotated[
    str, Strict(), Field(max_length=40), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})
]
"""A month, such as 2027-10."""
People = Annotated[Figure, Field(ge=0)]


class MonthRecord(Described):
    """How many people started and completed in one month."""

    month: Month
    starts: People | None = None
    completers: People | None = None


class Paid(Described):
    """What was paid for a cost in a year, in the prices of another year than the one in which it was paid."""

    value: Annotated[Figure, Field(ge=0)]
    price_year: PriceYear


Payment = Annotated[
    Annotated[Annotated[Figure, Field(ge=0)], Tag("‹number›")] | Annotated[Paid, Tag("‹mapping›")],
    Discriminator(lambda v: "‹mapping›" if isinstance(v, dict | Paid) else "‹number›"),
]
Months = Annotated[
    Annotated[list[MonthRecord], Field(max_length=MOST_MONTHS), Tag("‹list›")]
    | Annotated[Text, Tag("‹one›")],
    Discriminator(lambda v: "‹one›" if isinstance(v, str) else "‹list›"),
]
"""The months themselves, or the name of a CSV file in the folder of the case."""


class Measured(Described):
    """What happened in one year of an option, or in some months of it, as it was recorded on a day."""

    at: Day
    year: Year | None = None
    source: Text | None = None
    option: Text | None = None
    offered: People | None = None
    starts: People | None = None
    completers: People | None = None
    money: Annotated[dict[Id, Payment], Field(max_length=MOST_ENTRIES)] = {}
    carries_on: Flag = False
    findings: dict[Id, Annotated[list[Finding], Field(max_length=MOST_FINDINGS)]] = {}
    months: Months | None = None


class StopGoTest(Described):
    """One number that will be known by a day, and what it has to be to go on or to stop."""

    id: Id
    measure: Text
    at: Day
    go: Figure
    stop: Figure
    source: Text | None = None
