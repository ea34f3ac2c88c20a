"""The case file's shape: every key that a case may have, and what kind of quantity each number is.

What a shape cannot say (that shares add up, that ids are unique, that a `use` exists) is in `case_rules.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
)
from pydantic_core import PydanticCustomError

from valuation import quantities as q
from valuation.case import defaults
from valuation.case.key_types import (
    LONGEST_HORIZON,
    MOST_CORRELATIONS,
    MOST_GROUPS,
    MOST_IN_A_REGISTER,
    MOST_OPTIONS,
    MOST_OWN_NUMBERS,
    MOST_SCENARIOS,
    AnyNumber,
    Described,
    DiscountRate,
    Figure,
    FinancialYear,
    Flag,
    Id,
    Name,
    PriceYear,
    Shape,
    Text,
    TextOrNumber,
    Whole,
    Years,
    no_nearer_to_0,
)
from valuation.case.option_shape import Option
from valuation.case.records.record_shape import MOST_RECORDS, MOST_TESTS, Measured, StopGoTest
from valuation.case.records.round_shape import MOST_ROUNDS, Round

FORMAT = "make-the-case/1"
FORMAT_WITH_FINDINGS = "make-the-case/2"
"""The format of a case that uses a key of evidence.md; a case without them keeps the other, which every program reads."""
FORMATS = (FORMAT, FORMAT_WITH_FINDINGS)


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
    optimism_bias: Literal["by_grade", "by_part", "none"] = defaults.OPTIMISM_BIAS
    own_time: Literal["counted", "left_out", "all"] = defaults.OWN_TIME
    inflation: Literal["gdp_deflator", "nhs"] = defaults.INFLATION
    evidence: Literal["expected", "proven"] | None = None


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


class Budget(Described):
    """The money that there is for the proposal, in the case's prices; no number is worked out from it."""

    per_year: Annotated[Figure, Field(ge=0)]
    years: Years | None = None


class Proposal(Described):
    """What is proposed, who it is for and why, as the documents print it; no number is worked out from it."""

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
    budget: Budget | None = None


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
    """Words of a person that it concerns, printed where they have agreed to it."""

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
    """When to go on, change or stop; where all of it is left empty, the papers draft tests by rule."""

    carry_on: Text | None = None
    change: Text | None = None
    stop: Text | None = None
    reports: Text | None = None
    tests: Annotated[list[StopGoTest], Field(max_length=MOST_TESTS)] = []
    exit_cost: Annotated[Figure, Field(ge=0)] | None = None
    exit_cost_covers: Text | None = None


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
        no_nearer_to_0(value)
    return value


Plain = Annotated[object, AfterValidator(_plainly_held)]
"""What is looked at where it is used: a change, once it stands in its place; what a later program has kept."""


class Scenario(Described):
    """A named set of changes to this case."""

    name: Name | None = None
    kind: Literal["challenge"] | None = None
    author: Text | None = None
    interests: Text | None = None
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

    format: Literal["make-the-case/1", "make-the-case/2"]
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
    measured: Annotated[list[Measured], Field(max_length=MOST_RECORDS)] = []
    rounds: Annotated[list[Round], Field(max_length=MOST_ROUNDS)] = []
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


def shapes_by_name() -> dict[str, type[Shape]]:
    """Returns every mapping that a case file may hold, by the name of its shape."""
    waiting, shapes = [Shape], {}
    while waiting:
        shape = waiting.pop(0)
        shapes[shape.__name__] = shape
        waiting += shape.__subclasses__()
    return shapes
