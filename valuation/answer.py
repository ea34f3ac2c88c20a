"""The answer: everything that a case comes to, typed; the one place that knows its JSON (model.md, section 10)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from valuation.accounts import BENEFIT_CLASSES, CAPACITY, CASH_RELEASING
from valuation.answers.check import Check
from valuation.answers.cost_beside_sources import CostBesideSource
from valuation.answers.plain_data import fields_of
from valuation.answers.tidy import exact_frames
from valuation.case.effects import Rung
from valuation.case.validity.validation import Fixed
from valuation.measures import Increment
from valuation.streams import NET_VALUE

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "make-the-case-result/1"


@dataclass(frozen=True)
class VerdictAnswer:
    """An option's verdict: its number, and its sentence, which says first where it hangs on how much proof is asked for."""

    number: int
    sentence: str


@dataclass(frozen=True)
class AccountAnswer:
    """What one account comes to: every measure of the table, and the years behind them."""

    by_name: dict[str, float | int | None]
    """Every measure, None where it is undefined."""
    yearly_costs: list[float]
    yearly_net: list[float]
    yearly_net_discounted: list[float]

    @property
    def pv_costs(self) -> float:
        """Returns the present value of the costs."""
        return self._money("pv_costs")

    @property
    def pv_benefits(self) -> float:
        """Returns the present value of the benefits."""
        return self._money("pv_benefits")

    @property
    def npv(self) -> float:
        """Returns benefits − costs, present values."""
        return self._money(NET_VALUE)

    @property
    def payback_years(self) -> int | None:
        """Returns the year in which it is paid back, counted from 1; None where it never is."""
        years = self.by_name["payback_years"]
        return None if years is None else int(years)

    @property
    def peak_funding(self) -> float:
        """Returns the largest undiscounted cumulative shortfall."""
        return self._money("peak_funding")

    def _money(self, name: str) -> float:
        value = self.by_name[name]
        assert value is not None  # money is defined wherever there is an answer
        return value

    def as_dict(self) -> dict[str, object]:
        """Returns the account with the keys of `appraise --json`."""
        return {
            **self.by_name,
            "yearly_costs": self.yearly_costs,
            "yearly_net": self.yearly_net,
            "yearly_net_discounted": self.yearly_net_discounted,
        }


@dataclass(frozen=True)
class EffectAnswer:
    """An effect as it was measured, with the ends of its range where it has one."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class NotPricedAnswer:
    """An effect without a price: which way, how large, who it is for and why, and whether a difference was found."""

    id: str
    name: str
    direction: str | None
    size: str | None
    who: str | None
    why_not_priced: str | None
    effect: EffectAnswer | None
    no_clear_difference: bool

    @property
    def is_only_hoped_for(self) -> bool:
        """Returns whether it should get better, and its findings come to nothing by the case's standard of proof."""
        is_nothing = self.effect is not None and not self.effect.value
        return is_nothing and self.direction == "better" and not self.no_clear_difference


@dataclass(frozen=True)
class HealthUnitsAnswer:
    """QALYs or WELLBYs of an option."""

    undiscounted: float
    discounted: float


@dataclass(frozen=True)
class CostPerQaly:
    """The net cost of a QALY, where there is a ratio, and how to read it."""

    value: float | None
    reading: str


@dataclass(frozen=True)
class NiceAnswer:
    """The reading of the NICE reference case."""

    net_cost: float
    qalys: float
    icer: CostPerQaly
    net_monetary_benefit: dict[str, float]
    """By the price of a QALY, in whole pounds."""
    net_health_benefit: float


@dataclass(frozen=True)
class OutcomeAnswer:
    """An outcome with an effect: its amount by year, and how much of it frees capacity."""

    path: str
    name: str
    unit: str | None
    amounts: list[float]
    capacity_amount: float
    """The amount, over all years, behind the counted capacity freed: the share of the outcome's fiscal value that is
    capacity once optimism bias is off it."""


@dataclass(frozen=True)
class LineAnswer:
    """One line of the ledger: what it is, its amounts by year and its present value."""

    path: str
    side: str
    kind: str
    adjusts: str | None
    benefit_class: str | None
    cash: bool
    party: str
    counterparty: str | None
    counted: bool
    undiscounted: list[float]
    pv: float
    category: str | None = None
    """What a cost is spent on: pay, non_pay or capital; none where it is not said."""


@dataclass
class PartyAnswer:
    """What one party pays and gains, at present value."""

    pv_costs: float = 0.0
    pv_cash_benefits: float = 0.0
    pv_other_benefits: float = 0.0
    net: float = 0.0
    pv_costs_in_kind: float = 0.0
    """What of its costs is given in kind."""
    by_class: dict[str, float] = field(default_factory=lambda: dict.fromkeys(BENEFIT_CLASSES.keys, 0.0))
    """What of its benefits is of each class."""
    net_by_year: list[float] = field(default_factory=list)

    @property
    def pv_cash_releasing(self) -> float:
        """Returns what of its benefits is cash-releasing."""
        return self.by_class[CASH_RELEASING]

    @property
    def pv_capacity(self) -> float:
        """Returns what of its benefits is capacity."""
        return self.by_class[CAPACITY]

    def as_dict(self) -> dict[str, object]:
        """Returns the party with the keys of `appraise --json`: of the classes those that its table has a key for."""
        return {
            "pv_costs": self.pv_costs,
            "pv_cash_benefits": self.pv_cash_benefits,
            "pv_other_benefits": self.pv_other_benefits,
            "net": self.net,
            "pv_costs_in_kind": self.pv_costs_in_kind,
            **{
                row.part_of_a_party: self.by_class[row.name]
                for row in BENEFIT_CLASSES
                if row.part_of_a_party is not None
            },
            "net_by_year": self.net_by_year,
        }


@dataclass(frozen=True)
class PayerCash:
    """One payer's nominal cash by financial year: costs with VAT and transfers paid, cash received, and what costs are made of."""

    nominal_costs: list[float]
    nominal_cash_benefits: list[float]
    net: list[float]
    optimism_allowance: list[float]
    costs_by_category: dict[str, list[float]]
    recurrent_costs: list[float]
    non_recurrent_costs: list[float]
    wte: list[float]
    peak_funding: float


@dataclass(frozen=True)
class PostsAnswer:
    """The whole-time posts of one cost that one party pays for, by year."""

    path: str
    party: str
    by_year: list[float]


@dataclass(frozen=True)
class RungAnswer:
    """What an option comes to at one standard of proof: its verdict, society's net value, and its benefits by class."""

    verdict: int
    npv: float
    benefit_classes: dict[str, float]
    sentence: str
    """The verdict in words."""

    def as_dict(self) -> dict[str, object]:
        """Returns the rung with the keys of `appraise --json`."""
        return {"verdict": self.verdict, "npv": self.npv, "benefit_classes": self.benefit_classes}


@dataclass(frozen=True)
class FindingAnswer:
    """A finding as it is read: whether it is, its value and error for each person, and its weight where it is pooled."""

    id: str
    read: bool
    value: float | None
    se: float | None
    weight: float | None


@dataclass(frozen=True)
class OutcomeEvidence:
    """What an outcome's findings come to at the case's standard, in its measure, and what it would have to be."""

    label: str
    worthwhile: float | None
    value: float
    sd: float
    place: float
    place_sd: float
    rho: float
    all_read: float
    """What would be expected if nothing were set aside."""
    findings: list[FindingAnswer]


@dataclass(frozen=True)
class OptionEvidence:
    """An option at the three standards of proof, and the evidence of each outcome with findings."""

    standard: str | None
    """The case's own; None where it has no findings, and all rungs are the case."""
    rungs: dict[Rung, RungAnswer]
    outcomes: dict[str, OutcomeEvidence]

    @property
    def of_the_case(self) -> RungAnswer:
        """Returns the rung that the case stands on."""
        return self.rungs["proven" if self.standard == "proven" else "expected"]

    @property
    def do_verdicts_differ(self) -> bool:
        """Returns whether the verdict hangs on how much proof is asked for."""
        return len({rung.verdict for rung in self.rungs.values()}) > 1


@dataclass(frozen=True)
class OptionAnswer:
    """Everything that one option comes to."""

    name: str
    verdict: VerdictAnswer
    starts: list[float]
    completers: list[float]
    accounts: dict[str, AccountAnswer]
    benefit_classes: dict[str, float]
    not_priced: list[NotPricedAnswer]
    beyond_horizon: dict[str, float | None]
    """By class, the present value of benefit that falls after the last year: reported, never added."""
    sroi: float | None
    bcr_public: float | None
    weighted_npv: float
    qalys: HealthUnitsAnswer | None
    wellbys: HealthUnitsAnswer | None
    nice: NiceAnswer
    outcomes: list[OutcomeAnswer]
    cautions: list[str]
    lines: list[LineAnswer]
    parties: dict[str, PartyAnswer]
    """Who pays and who gains: every counted line, both sides of transfers, VAT a gain to HMRC."""
    financial_case: dict[str, PayerCash]
    """By payer, the commissioner first."""
    evidence: OptionEvidence
    cost_beside_sources: list[CostBesideSource]
    """Each published cost beside the option's own."""
    posts: list[PostsAnswer]
    """Whole-time posts by cost and payer; the JSON has them by payer alone."""

    def party(self, name: str) -> PartyAnswer:
        """Returns what a party pays and gains, nothing where it does neither."""
        return self.parties.get(name) or PartyAnswer()

    def nominal_costs(self, payer: str) -> list[float]:
        """Returns what a payer pays in cash by year, none where its cash does not change."""
        cash = self.financial_case.get(payer)
        return [] if cash is None else cash.nominal_costs

    def as_dict(self) -> dict[str, object]:
        """Returns the option with the keys of `appraise --json`."""
        names = [effect.name for effect in self.not_priced]
        shown = fields_of(self) | {"benefit_classes": {**self.benefit_classes, "not_priced": names}}
        return {key: value for key, value in shown.items() if key != "posts"}


@dataclass(frozen=True)
class DeflatorAnswer:
    """Which year's prices were measured last, and the growth that years after the forecast carry on with."""

    last_outturn: str
    last_growth_carried_on_from: str | None
    inflation: str
    """By what real money becomes cash: a key of the library's `cash_indices`."""


@dataclass(frozen=True)
class EvidenceAnswer:
    """The numbers that the case rests on and nobody has published or checked, and the library's that it uses."""

    planning_assumption: list[str]
    to_verify: list[str]
    library_used: dict[str, float]


@dataclass(frozen=True)
class Answer:
    """Everything that a case comes to: unrounded, in the case's prices, None where undefined."""

    title: str
    commissioner: str
    price_year: str | int
    years: list[str]
    check_code: str
    discounting: str
    deflator: DeflatorAnswer
    options: dict[str, OptionAnswer]
    nice_incremental: list[Increment]
    evidence: EvidenceAnswer
    fixed_for_this_run: tuple[Fixed, ...]
    """The numbers that a change has fixed, and why."""
    checks: tuple[Check, ...] | None = ()
    """What a critical friend says of the case; None where the checks came to no end."""

    def frames(self) -> dict[str, pd.DataFrame]:
        """Returns the answer as tidy data frames by name, each column of the type of what is in it.

        `results` has a row for each option, measure and account; `lines_by_year` one for each line and year.
        """
        return {name: frame.infer_objects() for name, frame in exact_frames(self).items()}

    def as_dict(self) -> dict[str, object]:
        """Returns the answer as `appraise --json` prints it."""
        return {"format": FORMAT, **fields_of(self)}
