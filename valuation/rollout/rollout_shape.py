"""What a roll-out file may hold: a case, the places, the waves, the costs of the whole, and what is lost and learned on the way."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from valuation.case.key_types import (
    LONGEST_HORIZON,
    MOST_ENTRIES,
    Figure,
    FinancialYear,
    Flag,
    Id,
    Name,
    Text,
    Whole,
)
from valuation.case.option_shape import MOST_PILOT_YEARS

FORMAT = "make-the-case-rollout/1"
MOST_WAVES = 20


class RolloutPart(BaseModel):
    """A mapping of a roll-out file, which is no part of a case file; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ShareShape(RolloutPart):
    """A share that the roll-out states: a bare number, or a value with what is known of it, as a number of a case."""

    value: Figure
    range: Annotated[list[Figure], Field(min_length=2, max_length=2)] | None = None
    distribution: (
        Literal["normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform", "fixed"] | None
    ) = None
    grade: Annotated[Whole, Field(ge=1, le=6)] | None = None
    label: Name | None = None
    unit: Name | None = None
    source: Text | None = None
    locator: Text | None = None
    status: Text | None = None
    note: Text | None = None
    reason: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: object) -> object:
        return {"value": data} if isinstance(data, int | float) and not isinstance(data, bool) else data


class LearningShape(ShareShape):
    """By what share some costs fall with each doubling of the places that have begun before."""

    on: Annotated[list[Id], Field(min_length=1)]


class StopShape(RolloutPart):
    """The one decision: after which wave the later ones may be called off, and by what."""

    wave: Annotated[Whole, Field(ge=1)] = 1
    outcome: Id | None = None
    account: Text = "society"
    years: Annotated[Whole, Field(ge=1, le=MOST_PILOT_YEARS)] | None = None


class RolloutShape(RolloutPart):
    """A roll-out as it is written."""

    format: Literal["make-the-case-rollout/1"]
    title: Name | None = None
    organisation: Name | None = None
    illustrative: Flag | None = None
    case: Annotated[
        Annotated[Text, Tag("‹one›")] | Annotated[dict[str, object], Tag("‹mapping›")],
        Discriminator(lambda v: "‹mapping›" if isinstance(v, dict) else "‹one›"),
    ]
    option: Id | None = None
    places: Annotated[
        Annotated[Text, Tag("‹one›")] | Annotated[list[dict[str, object]], Tag("‹list›")],
        Discriminator(lambda v: "‹list›" if isinstance(v, list) else "‹one›"),
    ]
    waves: Annotated[dict[str, FinancialYear], Field(min_length=1, max_length=MOST_WAVES)]
    years: Annotated[Whole, Field(ge=1, le=LONGEST_HORIZON)] | None = None
    central: Annotated[list[dict[str, object]], Field(max_length=MOST_ENTRIES)] = []
    fidelity: ShareShape | None = None
    learning: LearningShape | None = None
    stop_after: StopShape | None = None
