"""What a roll-out file may hold: a case, the places, the waves, the costs of the whole, and what is lost and learned on the way."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

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

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ShareShape(RolloutPart):
    """A share that the roll-out states: a bare number, or a value with what is known of it, as a number of a case."""

    value: Figure
    """The share, from 0 to 1."""
    range: Annotated[list[Figure], Field(min_length=2, max_length=2)] | None = None
    """The lowest and the highest that it may well be."""
    distribution: (
        Literal["normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform", "fixed"] | None
    ) = None
    """How it is spread over its range."""
    grade: Annotated[Whole, Field(ge=1, le=6)] | None = None
    """How good the evidence is, from 1 (best) to 6."""
    label: Name | None = None
    """What it is, in a few words."""
    unit: Name | None = None
    """What it is counted in."""
    source: Text | None = None
    """Where it comes from."""
    locator: Text | None = None
    """Where in the source it stands."""
    status: Text | None = None
    """How well the figure is founded."""
    note: Text | None = None
    """Anything that a reader should know."""
    reason: Text | None = None
    """Why it is fixed or changed."""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: object) -> object:
        return {"value": data} if isinstance(data, int | float) and not isinstance(data, bool) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Returns the schema with the bare number beside the mapping, where nothing else has to be said."""
        stated = handler.resolve_ref_schema(handler(core))
        return stated if cls is not ShareShape else {"anyOf": [{"type": "number"}, stated]}


class LearningShape(ShareShape):
    """By what share some costs fall with each doubling of the places that have begun before."""

    on: Annotated[list[Id], Field(min_length=1)]
    """The costs that fall, by their ids in the case."""


class StopShape(RolloutPart):
    """The one decision: after which wave the later ones may be called off, and by what."""

    wave: Annotated[Whole, Field(ge=1)] = 1
    """The wave after which it is decided."""
    outcome: Id | None = None
    """The outcome of the case that is measured."""
    account: Text = "society"
    """Whose point of view decides, such as society."""
    years: Annotated[Whole, Field(ge=1, le=MOST_PILOT_YEARS)] | None = None
    """For how many years people of that wave start who are measured."""


class RolloutShape(RolloutPart):
    """A roll-out as it is written."""

    format: Literal["make-the-case-rollout/1"]
    """What kind of file this is: make-the-case-rollout/1."""
    title: Name | None = None
    """What the roll-out is called."""
    organisation: Name | None = None
    """Who decides."""
    illustrative: Flag | None = None
    """Yes where the areas are made up."""
    case: Annotated[
        Annotated[Text, Tag("‹one›")] | Annotated[dict[str, object], Tag("‹mapping›")],
        Discriminator(lambda v: "‹mapping›" if isinstance(v, dict) else "‹one›"),
    ]
    """The case file in the same folder, or the case itself."""
    option: Id | None = None
    """The option of the case that is taken to other areas. If you leave this blank, the preferred option is used."""
    places: Annotated[
        Annotated[Text, Tag("‹one›")] | Annotated[list[dict[str, object]], Tag("‹list›")],
        Discriminator(lambda v: "‹list›" if isinstance(v, list) else "‹one›"),
    ]
    """A CSV file or a sheet in the same folder with a row for each area, or the rows themselves."""
    waves: Annotated[dict[str, FinancialYear], Field(min_length=1, max_length=MOST_WAVES)]
    """The financial year in which each wave begins, by its number."""
    years: Annotated[Whole, Field(ge=1, le=LONGEST_HORIZON)] | None = None
    """For how many years it is worked out, from the first wave on."""
    central: Annotated[list[dict[str, object]], Field(max_length=MOST_ENTRIES)] = []
    """Costs of the whole, written as costs of a case: once, by the year, in posts, or as a share of others."""
    fidelity: ShareShape | None = None
    """The share of a gain that is kept outside the first wave."""
    learning: LearningShape | None = None
    """By what share some costs fall with each doubling of the areas that have begun before."""
    stop_after: StopShape | None = None
    """The one decision: after which wave the later ones may be called off, and on what."""
