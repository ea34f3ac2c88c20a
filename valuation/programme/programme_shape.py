"""What a programme file may hold: services, ceilings, rules and what is made as large as can be."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from valuation.case.key_types import (
    LONGEST_HORIZON,
    Figure,
    FinancialYear,
    Id,
    Name,
    PriceYear,
    Text,
    Whole,
)

FORMAT = "make-the-case-programme/1"
MOST_SERVICES = 40
MOST_SIZES = 10
MOST_CEILINGS = 50
MOST_RULES = 100
Amount = Annotated[Figure, Field(ge=0)]
Status = Literal["in", "out", "open"]


class Part(BaseModel):
    """A mapping of a programme file, which is no part of a case file; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProgrammeAppraisal(Part):
    """What every case is read under, in the place of what it says itself."""

    first_year: FinancialYear | None = None
    years: Annotated[Whole, Field(ge=1, le=LONGEST_HORIZON)] | None = None
    price_year: PriceYear | None = None
    discounting: Text | None = None
    evidence: Literal["expected", "proven"] | None = None


class Ceiling(Part):
    """The most that a payer may spend, over all years or in each; in cash terms."""

    payer: Id
    total: Amount | None = None
    by_year: Annotated[list[Amount], Field(min_length=1, max_length=LONGEST_HORIZON)] | None = None


class Service(Part):
    """A service that may be chosen: its case, in a file or whole, and in which sizes."""

    id: Id
    case: Annotated[
        Annotated[Text, Tag("‹one›")] | Annotated[dict[str, object], Tag("‹mapping›")],
        Discriminator(lambda v: "‹mapping›" if isinstance(v, dict) else "‹one›"),
    ]
    option: Id | None = None
    sizes: Annotated[
        list[Annotated[Figure, Field(gt=0, le=100)]], Field(min_length=1, max_length=MOST_SIZES)
    ] = [1.0]
    status: Status = "open"


class Rule(Part):
    """What may not be chosen together, what needs what, or how much of the money goes where."""

    at_most: Annotated[Whole, Field(ge=0)] | None = None
    needs: Id | None = None
    at_least: Annotated[Figure, Field(ge=0, le=1)] | None = None
    of: Annotated[list[Id], Field(min_length=1)] | None = None
    for_: Annotated[list[Id], Field(min_length=1)] | None = Field(default=None, alias="for")
    of_spend_on: Annotated[list[Id], Field(min_length=1)] | None = None
    because: Text | None = None


class ProgrammeShape(Part):
    """A programme as it is written."""

    format: Literal["make-the-case-programme/1"]
    title: Name | None = None
    organisation: Name | None = None
    commissioner: Id
    appraisal: ProgrammeAppraisal = ProgrammeAppraisal()
    budget: Annotated[list[Ceiling], Field(max_length=MOST_CEILINGS)] = []
    maximise: Text = "society.npv"
    services: Annotated[list[Service], Field(min_length=1, max_length=MOST_SERVICES)]
    rules: Annotated[list[Rule], Field(max_length=MOST_RULES)] = []
