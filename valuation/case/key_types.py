"""What may stand at one key of a case file: text, a figure, a year, a number with what is known of it, who pays; each with its limits.

Every shape is made of these. What a whole entry holds is in `option_shape.py`, and the whole case in `shape.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Strict,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from valuation import quantities as q

MOST_OPTIONS = 20
MOST_ENTRIES = 1500
"""Costs, replaced costs and values of outcomes, over all options together."""
MOST_SCENARIOS = 200
MOST_OWN_NUMBERS = 5000
MOST_CORRELATIONS = 1000
MOST_FINDINGS = 100
MOST_PUBLISHED_COSTS = 10
"""Figures of what one option costs as its sources costed it."""
MOST_GROUPS = 50
"""Segments, enablers or other groups of one option."""
MOST_IN_A_REGISTER = 200
LONGEST_HORIZON = 60
LONGEST_NAME = 500
"""Characters of what is printed within a line."""
LONGEST_TEXT = 50_000
"""Characters of any other text: some twenty pages."""
Text = Annotated[str, Strict(), Field(max_length=LONGEST_TEXT)]
Name = Annotated[str, Strict(), Field(max_length=LONGEST_NAME)]
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]


def no_nearer_to_0(value: float) -> float:
    """Returns a number that is 0 or of a size to be worked with; refuses any other."""
    if not q.is_of_a_size(value):
        raise PydanticCustomError("too_near_0", "a number too near 0")
    return value


NOT_TOO_NEAR_0 = {
    "not": {
        "anyOf": [
            {"exclusiveMinimum": 0, "exclusiveMaximum": q.SMALLEST},
            {"exclusiveMinimum": -q.SMALLEST, "exclusiveMaximum": 0},
        ]
    }
}
Figure = Annotated[
    float,
    Strict(),
    Field(allow_inf_nan=False, ge=-q.LARGEST, le=q.LARGEST, json_schema_extra=NOT_TOO_NEAR_0),
    AfterValidator(no_nearer_to_0),
]
"""A number of a case: at most 1e15 in size and, where not 0, at least 1e-12."""
MOST_YEARS = 1000
"""Beyond this, a number of years or a year's place in the case is a calendar year, or a slip."""
Years = Annotated[Whole, Field(ge=1, le=MOST_YEARS)]
Id = Annotated[str, Strict(), Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
FinancialYear = Annotated[str, Strict(), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})]
PriceYear = Annotated[
    Annotated[Whole, Field(ge=0, le=9999), Tag("‹index›")] | Annotated[FinancialYear, Tag("‹year›")],
    Discriminator(lambda v: "‹year›" if isinstance(v, str) else "‹index›"),
]
Year = Annotated[
    Annotated[Whole, Field(ge=0, le=MOST_YEARS), Tag("‹index›")] | Annotated[FinancialYear, Tag("‹year›")],
    Discriminator(lambda v: "‹year›" if isinstance(v, str) else "‹index›"),
]
"""A year of the case: its index, 0 the first, or the financial year itself."""
TextOrNumber = Annotated[
    Annotated[Text, Tag("‹one›")] | Annotated[Figure, Tag("‹number›")],
    Discriminator(
        lambda v: "‹number›" if isinstance(v, int | float) and not isinstance(v, bool) else "‹one›"
    ),
    WithJsonSchema(
        {"type": ["string", "number"], "maxLength": LONGEST_TEXT, "minimum": -q.LARGEST, "maximum": q.LARGEST}
    ),
]
"""What is usually words and may be a number: how many were studied, a page, a year to look again."""
Texts = Annotated[
    Annotated[Text, Tag("‹one›")] | Annotated[list[Text], Tag("‹list›")],
    Discriminator(lambda v: "‹list›" if isinstance(v, list) else "‹one›"),
]


class Shape(BaseModel):
    """A mapping of the case file in which an unknown key is an error."""

    # Built when first used: the whole at once, in place of each part and then again inside the whole.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


ANYONE = "anyone"
"""In place of a party: a caution that holds while nothing is counted at all."""


class Caution(Shape):
    """Something to be careful of that is true only for so long: while nothing is counted for these parties, or nothing replaced."""

    words: Text
    while_nothing_for: list[Text] = []
    while_nothing_is_replaced: Flag = False


Cautions = Annotated[
    Annotated[
        list[
            Annotated[
                Annotated[Text, Tag("‹one›")] | Annotated[Caution, Tag("‹mapping›")],
                Discriminator(lambda v: "‹mapping›" if isinstance(v, dict | Caution) else "‹one›"),
            ]
        ],
        Tag("‹list›"),
    ]
    | Annotated[Text, Tag("‹one›")],
    Discriminator(lambda v: "‹list›" if isinstance(v, list) else "‹one›"),
]
"""What to be careful of: words, or words with what would make them untrue."""


class Described(Shape):
    """The descriptive keys that may stand anywhere and never change a number."""

    label: Name | None = None
    locator: TextOrNumber | None = None
    status: Text | None = None
    study: TextOrNumber | None = None
    design: Text | None = None
    n: TextOrNumber | None = None
    follow_up_months: TextOrNumber | None = None
    by: Text | None = None
    at: TextOrNumber | None = None
    signed_off_by: Text | None = None
    owner: Text | None = None
    review: TextOrNumber | None = None
    initiative: Text | None = None
    serves: Text | None = None
    template: Text | None = None
    cautions: Cautions | None = None
    note: Text | None = None
    reason: Text | None = None


DESCRIPTIVE_KEYS = frozenset(Described.model_fields)


class Number(Described):
    """An assumption: a bare number, or a mapping with a value (or a `use`) and what is known about it."""

    value: Figure | None = None
    range: Annotated[list[Figure], Field(min_length=2, max_length=2)] | None = None
    distribution: (
        Literal["normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform", "fixed"] | None
    ) = None
    unit: Name | None = None
    price_year: PriceYear | None = None
    source: Text | None = None
    grade: Annotated[Whole, Field(ge=1, le=6)] | None = None
    use: Text | None = None
    uses_round: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: object) -> object:
        return data if isinstance(data, dict | Number) else {"value": data}

    @model_validator(mode="after")
    def _has_a_value(self) -> Number:
        if self.value is None and self.use is None:
            raise ValueError("this number has neither a value nor a `use`")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        mapping = handler(core_schema)
        resolved = handler.resolve_ref_schema(mapping)
        resolved_copy = dict(resolved)
        resolved.clear()
        bare = {"type": "number", "minimum": -q.LARGEST, "maximum": q.LARGEST, **NOT_TOO_NEAR_0}
        resolved.update(anyOf=[bare, resolved_copy], description=cls.__doc__)
        return mapping


Share = Annotated[Number, q.SHARE]
Money = Annotated[Number, q.MONEY]
Count = Annotated[Number, q.COUNT]
PositiveCount = Annotated[Number, q.POSITIVE_COUNT]
Multiplier = Annotated[Number, q.MULTIPLIER]
Rate = Annotated[Number, q.RATE]
Duration = Annotated[Number, q.DURATION]
Gain = Annotated[Number, q.GAIN]
Reduction = Annotated[Number, q.REDUCTION]
Growth = Annotated[Number, q.GROWTH]
DiscountRate = Annotated[Number, q.DISCOUNT_RATE]
AnyNumber = Annotated[Number, q.ANY]

Parties = Annotated[
    Annotated[Text, Tag("‹one›")] | Annotated[dict[str, Share], Tag("‹mapping›")],
    Discriminator(lambda v: "‹mapping›" if isinstance(v, dict) else "‹one›"),
]


def parties_named(parties: Parties | None) -> tuple[str, ...]:
    """Returns the payers or groups that are named, in their order: the one, those who share, or nobody."""
    return (parties,) if isinstance(parties, str) else tuple(parties or ())


CountsByYear = Annotated[
    Annotated[list[Count], Field(min_length=1, max_length=LONGEST_HORIZON), Tag("‹list›")]
    | Annotated[Count, Tag("‹one›")],
    Discriminator(lambda v: "‹list›" if isinstance(v, list) else "‹one›"),
]
SharesByYear = Annotated[list[Share], Field(min_length=1, max_length=LONGEST_HORIZON)]
