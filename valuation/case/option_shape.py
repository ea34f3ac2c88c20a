"""The shape of an option: its people, its costs, its outcomes with what each is worth, and what makes it work better."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
)
from pydantic_core import PydanticCustomError

from valuation import quantities as q
from valuation.case import defaults
from valuation.case.choices import ChoiceOf
from valuation.case.drivers import DRIVERS
from valuation.case.key_types import (
    MOST_ENTRIES,
    MOST_FINDINGS,
    MOST_GROUPS,
    MOST_IN_A_REGISTER,
    MOST_PUBLISHED_COSTS,
    Count,
    CountsByYear,
    Described,
    Duration,
    Figure,
    Flag,
    Gain,
    Growth,
    Id,
    Money,
    Multiplier,
    Name,
    Number,
    Parties,
    PositiveCount,
    PriceYear,
    Rate,
    Reduction,
    Shape,
    Share,
    SharesByYear,
    Text,
    TextOrNumber,
    Whole,
    Year,
    Years,
)


class IncomeWeight(Described):
    """A distributional weight from incomes: (median_income / income) ^ elasticity."""

    income: Annotated[
        Number, q.Kind("income", 0, q.INF, "gamma", "an income above 0", low_is_open=True, is_money=True)
    ]
    median_income: Annotated[
        Number, q.Kind("income", 0, q.INF, "gamma", "an income above 0", low_is_open=True, is_money=True)
    ]
    elasticity: Multiplier | None = None


def is_income_weight(value: object) -> bool:
    """Returns whether a weight is written from incomes, and not as a number."""
    return isinstance(value, IncomeWeight) or (
        isinstance(value, dict) and bool({"income", "median_income"} & set(value))
    )


def _weight_form(value: object) -> str:
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
    split_by: Literal["groups", "areas"] | None = None


class Release(Described):
    """The decision that turns freed capacity into money."""

    action: Text
    owner: Text | None = None
    from_year: Year = defaults.FROM_YEAR


POSTS = "posts"
"""The unit of a quantity that is whole-time posts."""


class Cost(Described):
    """A cost: a driver × quantity × unit cost, in the years in which it falls."""

    id: Id
    name: Name | None = None
    category: Literal["pay", "non_pay", "capital"] | None = None
    purpose: Literal["training", "supervision", "evaluation", "overheads", "involvement"] | None = None
    per: Annotated[str, ChoiceOf(DRIVERS.by_key)]
    quantity: Count | None = None
    unit_cost: Money
    payer: Parties
    people_per_post: Annotated[Figure, Field(ge=0)] | None = None
    cash: Flag = defaults.IS_CASH
    transfer: Flag = defaults.IS_TRANSFER
    to: Parties | None = None
    vat: Share | None = None
    phase: SharesByYear | None = None
    real_growth: Growth | None = None
    optimism_bias: Rate | None = None
    enjoyed: Text | None = None
    year: Year | None = None
    waits: Flag = defaults.WAITS
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

    @property
    def is_posts(self) -> bool:
        """Returns whether its quantity is whole-time posts: by how many start, with the people that each can see, or counted in posts a year."""
        if DRIVERS[self.per].counts == "posts" or self.people_per_post is not None:
            return True
        return self.per == "year" and self.quantity is not None and self.quantity.unit == POSTS


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
    """What one unit of an outcome is worth, and who gains it."""

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


class Finding(Shape):
    """What one study, review or measurement of your own found, as it was published; evidence.md, section 1."""

    id: Id
    study: Text
    measure: Text | None = None
    estimate: Figure
    interval: Annotated[list[Figure], Field(min_length=2, max_length=2)] | None = None
    se: Annotated[Figure, Field(gt=0)] | None = None
    n: Annotated[Figure, Field(ge=1)] | None = None
    n_with: Annotated[Figure, Field(ge=1)] | None = None
    n_without: Annotated[Figure, Field(ge=1)] | None = None
    sd: Annotated[Figure, Field(gt=0)] | None = None
    design: Literal["review", "randomised", "controlled", "before_after", "monitoring", "claim"]
    trials: Annotated[Whole, Field(ge=1)] | None = None
    tau: Annotated[Figure, Field(ge=0)] | None = None
    includes: Annotated[list[Text], Field(max_length=MOST_ENTRIES)] = []
    baseline: Figure | None = None
    population_mean: Figure | None = None
    took_part: Annotated[Figure, Field(gt=0, le=1)] | None = None
    follow_up_months: Annotated[Figure, Field(gt=0)] | None = None
    here: Flag = False
    set_aside: Text | None = None
    source: Text | None = None
    locator: TextOrNumber | None = None
    status: Text | None = None
    population: Text | None = None
    comparator: Text | None = None
    label: Name | None = None
    by: Text | None = None
    at: TextOrNumber | None = None
    note: Text | None = None
    reason: Text | None = None


class Outcome(Described):
    """A change in people's lives or in what they use, and its values; without values it is not priced."""

    id: Id
    name: Name | None = None
    unit: Name | None = None
    adds: Gain | None = None
    reduces: Reduction | None = None
    of: Rate | None = None
    findings: Annotated[list[Finding], Field(min_length=1, max_length=MOST_FINDINGS)] | None = None
    measure: Text | None = None
    bridge: Multiplier | None = None
    place: Gain | None = None
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

    @property
    def has_effect(self) -> bool:
        """Returns whether anything is counted of it: an effect that is typed, or one that its findings come to."""
        return self.adds is not None or self.reduces is not None or self.findings is not None

    @property
    def effect_key(self) -> Literal["adds", "reduces"]:
        """Returns the key of its effect, typed or from findings: a reduction goes with the rate that it is a share of."""
        return "reduces" if self.reduces is not None or (self.findings and self.of is not None) else "adds"


class PublishedFigure(Described):
    """What a study, an evaluation or a provider published that something costs, as it was published: money of one year."""

    value: Annotated[Figure, Field(gt=0)]
    range: Annotated[list[Figure], Field(min_length=2, max_length=2)] | None = None
    unit: Name | None = None
    price_year: PriceYear
    source: Text | None = None
    grade: Annotated[Whole, Field(ge=1, le=6)] | None = None


class PublishedCost(Described):
    """What a service like this costs each person who starts as its source costed it: shown beside the option's own costs, never added to them."""

    id: Id
    name: Name | None = None
    unit_cost: PublishedFigure
    covers: Annotated[list[Text], Field(min_length=1, max_length=MOST_ENTRIES)]
    why_dearer: Text | None = None


def _one_outcome(stated: object) -> object:
    """Refuses a list of outcomes, in words of its own."""
    if isinstance(stated, list):
        raise PydanticCustomError("one_outcome", "one outcome")
    return stated


MOST_PILOT_YEARS = 10
"""For how many years people may start in a pilot at most: what takes longer is the service itself."""


class PilotPlan(Described):
    """How an option would be tried before it is gone on with; what is left empty is as `defaults.py` says."""

    people: Annotated[Whole, Field(ge=1)] | None = None
    years: Annotated[Whole, Field(ge=1, le=MOST_PILOT_YEARS)] = defaults.PILOT_YEARS
    comparison: Literal["randomised", "controlled", "none"] = defaults.COMPARISON
    outcome: Annotated[Text | None, BeforeValidator(_one_outcome)] = None
    fixed_cost: Money | None = None
    cost_per_person: Money | None = None
    answer_share: Annotated[Number, q.SHARE_ABOVE_0] | None = None
    sd: Annotated[Number, q.SPREAD] | None = None


class Option(Described):
    """One way of doing things, measured against business as usual."""

    id: Id
    name: Name | None = None
    people: People | None = None
    costs: Annotated[list[Cost], Field(max_length=MOST_ENTRIES)] = []
    published_costs: Annotated[list[PublishedCost], Field(max_length=MOST_PUBLISHED_COSTS)] = []
    replaces: Annotated[list[Cost], Field(max_length=MOST_ENTRIES)] = []
    outcomes: Annotated[list[Outcome], Field(max_length=MOST_ENTRIES)] = []
    enablers: Annotated[list[Enabler], Field(max_length=MOST_GROUPS)] = []
    claims: Annotated[list[Text], Field(max_length=MOST_IN_A_REGISTER)] = []
    pilot: PilotPlan | None = None

    def outcome(self, ident: str) -> Outcome:
        """Returns an outcome by its id; StopIteration where none is called so."""
        return next(outcome for outcome in self.outcomes if outcome.id == ident)
