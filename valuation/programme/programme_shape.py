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

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ProgrammeAppraisal(Part):
    """What every case is read under, in the place of what it says itself."""

    first_year: FinancialYear | None = None
    """The financial year in which every service begins, such as 2027-28."""
    years: Annotated[Whole, Field(ge=1, le=LONGEST_HORIZON)] | None = None
    """For how many years costs and benefits are counted."""
    price_year: PriceYear | None = None
    """The financial year in whose prices money stands, such as 2026-27."""
    discounting: Text | None = None
    """The rates at which later years count for less, such as green_book."""
    evidence: Literal["expected", "proven"] | None = None
    """The standard of proof: expected, what to plan on, or proven, what could be defended to an auditor."""


class Ceiling(Part):
    """The most that a payer may spend, over all years or in each; in cash terms."""

    payer: Id
    """The organisation that may not spend more, by its id."""
    total: Amount | None = None
    """The most over all years, in cash terms."""
    by_year: Annotated[list[Amount], Field(min_length=1, max_length=LONGEST_HORIZON)] | None = None
    """The most in each year, in cash terms, from the first year on."""


class Service(Part):
    """A service that may be chosen: its case, in a file or whole, and in which sizes."""

    id: Id
    """A name of your own for the service, which rules use."""
    case: Annotated[
        Annotated[Text, Tag("‹one›")] | Annotated[dict[str, object], Tag("‹mapping›")],
        Discriminator(lambda v: "‹mapping›" if isinstance(v, dict) else "‹one›"),
    ]
    """The case file in the same folder, or the case itself."""
    option: Id | None = None
    """The option of the case that may be chosen. If you leave this blank, the preferred option is used."""
    sizes: Annotated[
        list[Annotated[Figure, Field(gt=0, le=100)]], Field(min_length=1, max_length=MOST_SIZES)
    ] = [1.0]
    """The sizes in which it may be chosen: 1 is the case as it stands, 0.5 is half of it."""
    status: Status = "open"
    """In (chosen whatever it costs), out (not chosen) or open."""


class Rule(Part):
    """What may not be chosen together, what needs what, or how much of the money goes where."""

    at_most: Annotated[Whole, Field(ge=0)] | None = None
    """The most services of those under of that may be chosen together."""
    needs: Id | None = None
    """The service that has to be chosen wherever one of those under for is."""
    at_least: Annotated[Figure, Field(ge=0, le=1)] | None = None
    """The smallest share of what the commissioner spends that has to go to the services under of_spend_on."""
    of: Annotated[list[Id], Field(min_length=1)] | None = None
    """The services of which at most so many may be chosen."""
    for_: Annotated[list[Id], Field(min_length=1)] | None = Field(default=None, alias="for")
    """The services that need the other."""
    of_spend_on: Annotated[list[Id], Field(min_length=1)] | None = None
    """The services that the money has to go to."""
    because: Text | None = None
    """Why the rule holds, in words."""


class ProgrammeShape(Part):
    """A programme as it is written."""

    format: Literal["make-the-case-programme/1"]
    """What kind of file this is: make-the-case-programme/1."""
    title: Name | None = None
    """What the programme is called."""
    organisation: Name | None = None
    """Who decides."""
    commissioner: Id
    """The organisation that is asked to pay, by its id."""
    appraisal: ProgrammeAppraisal = ProgrammeAppraisal()
    """What every case is read under, whatever it says itself."""
    budget: Annotated[list[Ceiling], Field(max_length=MOST_CEILINGS)] = []
    """The most that each organisation may spend."""
    maximise: Text = "society.npv"
    """What is made as large as it can be, such as society.npv."""
    services: Annotated[list[Service], Field(min_length=1, max_length=MOST_SERVICES)]
    """The services to choose among."""
    rules: Annotated[list[Rule], Field(max_length=MOST_RULES)] = []
    """What may not be chosen together, what needs what, and how the money is shared."""
