"""The case file's shape: every key that a case may have, and what kind of quantity each number is.

What a shape cannot say (that shares add up, that ids are unique, that a `use` exists) is in `case_rules.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from valuation import quantities as q
from valuation.case import defaults
from valuation.case.choices import ChoiceOf
from valuation.case.drivers import DRIVERS

FORMAT = "make-the-case/1"

MOST_OPTIONS = 20
MOST_ENTRIES = 1500
"""Costs, replaced costs and values of outcomes, over all options together."""
MOST_SCENARIOS = 200
MOST_OWN_NUMBERS = 5000
MOST_CORRELATIONS = 1000
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


def _no_nearer_to_0(value: float) -> float:
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
    AfterValidator(_no_nearer_to_0),
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

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return data if isinstance(data, dict | Number) else {"value": data}

    @model_validator(mode="after")
    def _said(self) -> Number:
        if self.value is None and self.use is None:
            raise ValueError("this number has neither a value nor a `use`")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> Any:
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


class IncomeWeight(Described):
    """A distributional weight from incomes: (median_income / income) ^ elasticity."""

    income: Annotated[
        Number, q.Kind("income", 0, q.INF, "gamma", "an income above 0", low_is_open=True, is_money=True)
    ]
    median_income: Annotated[
        Number, q.Kind("income", 0, q.INF, "gamma", "an income above 0", low_is_open=True, is_money=True)
    ]
    elasticity: Multiplier | None = None


def is_income_weight(value: Any) -> bool:
    """Returns whether a weight is written from incomes, and not as a number."""
    return isinstance(value, IncomeWeight) or (
        isinstance(value, dict) and bool({"income", "median_income"} & set(value))
    )


def _weight_form(value: Any) -> str:
    return "‹mapping›" if is_income_weight(value) else "‹one›"


class Segment(Described):
    """A part of the people who differ in uptake, in effect, or in the weight put on what they gain."""

    id: Id
    name: Name | None = None
    share: Share
    uptake_multiplier: Multiplier | None = None
    effect_multiplier: Multiplier | None = None
    weight: (
        Annotated[
            Annotated[Multiplier, Tag("‹one›")] | Annotated[IncomeWeight, Tag("‹mapping›")],
            Discriminator(_weight_form),
        ]
        | None
    ) = None


class People(Described):
    """Who is offered it, who starts, when, and who completes."""

    eligible: Count | None = None
    pool: Literal["standing", "each_year"] | None = None
    uptake: Share | None = None
    ramp: SharesByYear | None = None
    planned_starts: CountsByYear | None = None
    completion: Share | None = None
    delivery_years: Years | None = None
    timing: Literal["through_year", "start_of_year"] = defaults.TIMING
    capacity: CountsByYear | None = None
    segments: Annotated[list[Segment], Field(min_length=1, max_length=MOST_GROUPS)] | None = None


class Release(Described):
    """The decision that turns freed capacity into money."""

    action: Text
    owner: Text | None = None
    from_year: Year = defaults.FROM_YEAR


class Cost(Described):
    """A cost: a driver × quantity × unit cost, in the years in which it falls."""

    id: Id
    name: Name | None = None
    category: Literal["pay", "non_pay", "capital"] | None = None
    per: Annotated[str, ChoiceOf(DRIVERS.by_key)]
    quantity: Count | None = None
    unit_cost: Money
    payer: Parties
    cash: Flag = defaults.IS_CASH
    transfer: Flag = defaults.IS_TRANSFER
    to: Parties | None = None
    vat: Share | None = None
    phase: SharesByYear | None = None
    real_growth: Growth | None = None
    optimism_bias: Rate | None = None
    year: Year | None = None
    until: Year | None = None
    starts_per_fte: PositiveCount | None = None
    round_up_to: Annotated[Figure, Field(ge=0)] | None = None
    at_least: Count | None = None
    trainees: Count | None = None
    over_years: Years | None = None
    turnover: Share | None = None
    of: Annotated[list[Text], Field(min_length=1, max_length=MOST_ENTRIES)] | None = None
    lag: Duration | None = None
    lasts: Duration | None = None
    drop_off: Share | None = None
    cashable: Share | None = None
    release: Release | None = None
    from_: Year | None = Field(default=None, alias="from")


class Multiplies(Described):
    """What an enabler multiplies."""

    uptake: Multiplier | None = None
    completion: Multiplier | None = None
    ramp: Multiplier | None = None


class Enabler(Described):
    """What makes an option work better: costs of its own, and factors on uptake, completion or ramp."""

    id: Id
    name: Name | None = None
    costs: Annotated[list[Cost], Field(max_length=MOST_ENTRIES)] = []
    multiplies: Multiplies = Multiplies()


class Overlap(Described):
    """A group of values of the same change, of which one is counted."""

    group: Text
    counted: Flag = defaults.IS_COUNTED


class Value(Described):
    """What one unit of an outcome is worth, and to whom."""

    kind: Literal["fiscal", "economic", "health", "wellbeing", "transfer"]
    to: Parties
    from_: Parties | None = Field(default=None, alias="from")
    quantity: Count | None = None
    unit_value: Money
    cashable: Share | None = None
    release: Release | None = None
    overlap: Overlap | None = None
    discount: Literal["health", "standard"] | None = None
    real_growth: Growth | None = None
    optimism_bias: Share | None = None


class Outcome(Described):
    """A change in people's lives or in what they use, and its values; without values it is not priced."""

    id: Id
    name: Name | None = None
    unit: Name | None = None
    adds: Gain | None = None
    reduces: Reduction | None = None
    of: Rate | None = None
    share: Share | None = None
    applies_to: Literal["starters", "completers"] | None = None
    effect_basis: Literal["net", "gross"] = defaults.EFFECT_BASIS
    lag: Duration | None = None
    lasts: Duration | None = None
    drop_off: Share | None = None
    deadweight: Share | None = None
    attribution: Share | None = None
    displacement: Share | None = None
    optimism_bias: Share | None = None
    total: Flag = defaults.IS_TOTALLED
    values: Annotated[list[Value], Field(max_length=MOST_ENTRIES)] = []
    direction: Literal["better", "worse"] | None = None
    size: Literal["small", "medium", "large"] | None = None
    who: Text | None = None
    why_not_priced: Text | None = None


class Option(Described):
    """One way of doing things, measured against business as usual."""

    id: Id
    name: Name | None = None
    people: People | None = None
    costs: Annotated[list[Cost], Field(max_length=MOST_ENTRIES)] = []
    replaces: Annotated[list[Cost], Field(max_length=MOST_ENTRIES)] = []
    outcomes: Annotated[list[Outcome], Field(max_length=MOST_ENTRIES)] = []
    enablers: Annotated[list[Enabler], Field(max_length=MOST_GROUPS)] = []
    claims: Annotated[list[Text], Field(max_length=MOST_IN_A_REGISTER)] = []


class OwnRates(Described):
    """A case's own discount rates, one for every year."""

    standard: DiscountRate
    health: DiscountRate


class Appraisal(Described):
    """When, for how long, in whose prices and at which rates the case is worked out."""

    first_year: FinancialYear
    years: Annotated[Whole, Field(ge=1, le=LONGEST_HORIZON)]
    price_year: PriceYear
    discounting: Annotated[
        Annotated[Text, Tag("‹one›")] | Annotated[OwnRates, Tag("‹mapping›")],
        Discriminator(lambda v: "‹mapping›" if isinstance(v, dict | OwnRates) else "‹one›"),
    ]
    optimism_bias: Literal["by_grade", "none"] = defaults.OPTIMISM_BIAS
    own_time: Literal["counted", "left_out"] = defaults.OWN_TIME


class Narrative(Shape):
    """Text for the five-case document; the economic and financial cases are written from the numbers."""

    strategic: Text | None = None
    economic: Text | None = None
    commercial: Text | None = None
    financial: Text | None = None
    management: Text | None = None


class Counterfactual(Described):
    """Business as usual: what every option is measured against."""

    name: Name | None = None
    description: Text | None = None


class Objective(Described):
    """What the proposal should achieve, and how anybody will see that it did."""

    what: Text | None = None
    measure: Text | None = None
    baseline: Text | None = None
    target: Text | None = None
    when: Text | None = None


class Shaping(Described):
    """Who helped to shape the proposal, how, and what changed because of it."""

    group: Literal["lived_experience", "carers", "clinicians", "voluntary_sector", "public"]
    how: Text | None = None
    how_many: Text | None = None
    what_changed: Text | None = None


class Logic(Described):
    """The chain from what there is to what should come of it, and why each step should follow from the last."""

    context: Text | None = None
    activities: Text | None = None
    impact: Text | None = None
    because: dict[Literal["activities", "outputs", "outcomes", "impact"], Text] = {}


class Proposal(Described):
    """What is proposed, for whom and why, as the documents print it; no number is worked out from it."""

    local_term: Text | None = None
    for_whom: Text | None = None
    how_many: Text | None = None
    problem: Annotated[str, Strict(), Field(max_length=200)] | None = None
    change: Text | None = None
    objectives: Annotated[list[Objective], Field(max_length=3)] = []
    aims: list[Literal["outcomes", "inequalities", "value_for_money", "social_and_economic"]] = []
    shaped_by: Annotated[list[Shaping], Field(max_length=MOST_GROUPS)] = []
    not_known: Text | None = None
    logic: Logic | None = None


class Meeting(Described):
    """The meeting that the papers go to, as their header prints it."""

    report_to: Text | None = None
    date: Text | None = None
    agenda_item: Text | None = None
    lead: Text | None = None
    author: Text | None = None
    purpose: Literal["decision", "assurance", "information"] | None = None
    recommendation: Text | None = None
    considered_before: Text | None = None
    interests: Text | None = None


class Checked(Described):
    """Who has checked the case (`by`), and what they checked."""

    role: Text | None = None
    date: Text | None = None
    what: Text | None = None
    not_checked: Text | None = None


class Implications(Described):
    """What the proposal means for what a board has to ask of every paper, a line each."""

    finance: Text | None = None
    workforce: Text | None = None
    quality: Text | None = None
    equality: Text | None = None
    risk: Text | None = None
    legal: Text | None = None
    people: Text | None = None
    conflicts: Text | None = None
    sustainability: Text | None = None


class Quotation(Described):
    """Words of somebody whom it concerns, printed where they have agreed to it."""

    words: Text | None = None
    who: Text | None = None
    consent: Flag = False


class Readiness(Described):
    """How far one of the six design challenges has been met."""

    answer: Literal["not_yet", "partly", "in_place"] | None = None
    have: Text | None = None


class Risk(Described):
    """A row of the risk register; scores from 1 to 5."""

    id: Id
    cause: Text | None = None
    event: Text | None = None
    effect: Text | None = None
    likelihood: Annotated[int, Strict(), Field(ge=1, le=5)] | None = None
    consequence: Annotated[int, Strict(), Field(ge=1, le=5)] | None = None
    controls: Text | None = None
    residual_likelihood: Annotated[int, Strict(), Field(ge=1, le=5)] | None = None
    residual_consequence: Annotated[int, Strict(), Field(ge=1, le=5)] | None = None
    actions: Text | None = None
    date: Text | None = None
    assurance_reference: Text | None = None
    assumption: Text | None = None


class Benefit(Described):
    """A row of the benefits register, in the columns of the Green Book; it changes no number."""

    id: Id
    outcome: Text | None = None
    description: Text | None = None
    service_feature: Text | None = None
    potential_costs: Text | None = None
    activities: Text | None = None
    responsible: Text | None = None
    measure: Text | None = None
    baseline: Text | None = None
    baseline_source: Text | None = None
    target: Text | None = None
    timescale: Text | None = None
    first_measured: Text | None = None
    is_disbenefit: Flag = False


class Responsibility(Described):
    """Who does, answers for, is asked about and is told of one task."""

    task: Text
    responsible: Text | None = None
    accountable: Text | None = None
    consulted: Text | None = None
    informed: Text | None = None


class Measure(Described):
    """What is measured, by when, and which weak number it settles."""

    what: Text
    chosen_by: Text | None = None
    baseline: Text | None = None
    month_6: Text | None = None
    month_12: Text | None = None
    yearly: Text | None = None
    settles: Text | None = None


class StopGo(Described):
    """When to carry on, change or stop; what is left empty is drafted from the values at which the case breaks even."""

    carry_on: Text | None = None
    change: Text | None = None
    stop: Text | None = None
    reports: Text | None = None


MOST_LEVELS_OF_A_CHANGE = 6


def _plainly_held(value: object, levels: int = MOST_LEVELS_OF_A_CHANGE) -> object:
    """Refuses what no place of a case could hold: numbers that are not of a size, and mappings within mappings."""
    if isinstance(value, dict | list):
        if not levels:
            raise PydanticCustomError("too_deep", "mappings or lists within one another")
        for item in value.values() if isinstance(value, dict) else value:
            _plainly_held(item, levels - 1)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if value != value or abs(value) > q.LARGEST:
            raise PydanticCustomError("too_large", "a number too large")
        _no_nearer_to_0(value)
    return value


Plain = Annotated[Any, AfterValidator(_plainly_held)]
"""What is looked at where it is used: a change, once it stands in its place; what a later program has kept."""


class Scenario(Described):
    """A named set of changes to this case."""

    name: Name | None = None
    kind: Literal["challenge"] | None = None
    changes: dict[str, Plain]


class Saved(Described):
    """What the case rested on when it was saved: written by the app, never by hand."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)
    __pydantic_extra__: dict[str, Plain]

    program: TextOrNumber | None = None
    library: TextOrNumber | None = None
    code: TextOrNumber | None = None
    used: dict[str, Figure] = {}


class CaseShape(Described):
    """A whole case: options against a named counterfactual."""

    format: Literal["make-the-case/1"]
    title: Name | None = None
    organisation: Name | None = None
    place: Name | None = None
    illustrative: Flag | None = None
    commissioner: Text
    appraisal: Appraisal
    proposal: Proposal | None = None
    narrative: Narrative | None = None
    assumptions: Annotated[dict[Id, AnyNumber], Field(max_length=MOST_OWN_NUMBERS)] = {}
    options: Annotated[list[Option], Field(min_length=1, max_length=MOST_OPTIONS)]
    preferred: Text | None = None
    counterfactual: Counterfactual | None = None
    meeting: Meeting | None = None
    checked: Checked | None = None
    sunset: Text | None = None
    implications: Implications | None = None
    quotation: Quotation | None = None
    readiness: dict[
        Literal["diverse", "both_sides", "adoption", "third_parties", "scale", "communities"], Readiness
    ] = {}
    risks: Annotated[list[Risk], Field(max_length=MOST_IN_A_REGISTER)] = []
    benefits: Annotated[list[Benefit], Field(max_length=MOST_IN_A_REGISTER)] = []
    responsibilities: Annotated[list[Responsibility], Field(max_length=MOST_IN_A_REGISTER)] = []
    measures: Annotated[list[Measure], Field(max_length=MOST_IN_A_REGISTER)] = []
    stop_go: StopGo | None = None
    scenarios: Annotated[dict[Id, Scenario], Field(max_length=MOST_SCENARIOS)] = {}
    correlations: Annotated[
        list[Annotated[list[TextOrNumber], Field(min_length=3, max_length=3)]],
        Field(max_length=MOST_CORRELATIONS),
    ] = []
    saved: Saved | None = None


@cache
def field_name(model: type[BaseModel], key: str) -> str:
    """Returns the attribute that holds a key of the file (`from` is `from_`)."""
    return next((name for name, f in model.model_fields.items() if (f.alias or name) == key), key)


def keys_of(model: type[BaseModel]) -> list[str]:
    """Returns the keys a mapping of this shape may have, as they are written in the file."""
    return [f.alias or name for name, f in model.model_fields.items()]
