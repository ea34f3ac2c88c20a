"""The answer: everything that a case comes to, typed; the one place that knows its JSON (model.md, section 10)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from valuation.accounts import BENEFIT_CLASSES, CAPACITY, CASH_RELEASING, is_shared_out, payer_reads
from valuation.case_file import check_code
from valuation.cautions import cautions_in_force
from valuation.check_reading import Check
from valuation.checks import checks_of
from valuation.compile import compile_case
from valuation.lines import Line
from valuation.measures import (
    BUSINESS_AS_USUAL,
    HEALTH_OPPORTUNITY_COST,
    QALY_PRICES,
    AccountMeasures,
    HealthUnits,
    Increment,
    Measures,
    OptionMeasures,
    appraise,
    beyond_horizon,
    incremental_analysis,
    net_health_benefit,
    net_monetary_benefit,
    nice_reading,
)
from valuation.model import Model, OptionModel
from valuation.people import Array
from valuation.places import entry_of
from valuation.plain_data import fields_of
from valuation.prices import years_from
from valuation.statuses import counts_as
from valuation.streams import MEASURES, NET_VALUE, Measure, Unit
from valuation.tidy import exact_frames
from valuation.validation import Case, Fixed
from valuation.verdict import verdict_of

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "make-the-case-result/1"


@dataclass(frozen=True)
class VerdictAnswer:
    """An option's verdict: its number, and its sentence."""

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

    def as_dict(self) -> dict[str, Any]:
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
    """An effect without a price: which way, how large, for whom and why, and whether a difference was found."""

    id: str
    name: str
    direction: str | None
    size: str | None
    who: str | None
    why_not_priced: str | None
    effect: EffectAnswer | None
    no_clear_difference: bool


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

    def as_dict(self) -> dict[str, Any]:
        """Returns the party with the keys of `appraise --json`: of the classes those that its table has a key for."""
        return {
            "pv_costs": self.pv_costs,
            "pv_cash_benefits": self.pv_cash_benefits,
            "pv_other_benefits": self.pv_other_benefits,
            "net": self.net,
            "pv_costs_in_kind": self.pv_costs_in_kind,
            **{
                one.part_of_a_party: self.by_class[one.name]
                for one in BENEFIT_CLASSES
                if one.part_of_a_party is not None
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

    def party(self, name: str) -> PartyAnswer:
        """Returns what a party pays and gains, nothing where it does neither."""
        return self.parties.get(name) or PartyAnswer()

    def nominal_costs(self, payer: str) -> list[float]:
        """Returns what a payer pays in cash by year, none where its cash does not change."""
        cash = self.financial_case.get(payer)
        return [] if cash is None else cash.nominal_costs

    def as_dict(self) -> dict[str, Any]:
        """Returns the option with the keys of `appraise --json`."""
        names = [effect.name for effect in self.not_priced]
        return fields_of(self) | {"benefit_classes": {**self.benefit_classes, "not_priced": names}}


@dataclass(frozen=True)
class DeflatorAnswer:
    """Which year's prices were measured last, and the growth that years after the forecast carry on with."""

    last_outturn: str
    last_growth_carried_on_from: str | None


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

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer as `appraise --json` prints it."""
        return {"format": FORMAT, **fields_of(self)}


LineAmounts = tuple[Line, Array, Array]
"""A line of the base case with its amounts and its discounted amounts by year."""


def result(case: Case) -> dict[str, Any]:
    """Returns the base case as `appraise --json` prints it."""
    return answer(case).as_dict()


def answer(case: Case) -> Answer:
    """Returns what a case comes to, with what a critical friend says of it."""
    measures = appraise(compile_case(case))
    return answer_of(measures, checks_of(measures))


def answer_of(measures: Measures, checks: Sequence[Check] = ()) -> Answer:
    """Returns the answer of measures whose first row is the base case, with what the critical friend said of it."""
    model = measures.model
    case, shape = model.case, model.case.shape
    first_year = shape.appraisal.first_year
    nominal, carried_from = case.deflator.nominal_factors(first_year, model.years, shape.appraisal.price_year)
    return Answer(
        title=shape.title or "",
        commissioner=shape.commissioner,
        price_year=shape.appraisal.price_year,
        years=years_from(first_year, model.years),
        check_code=check_code(case),
        discounting=model.schedule.id if model.schedule else "own rates",
        deflator=DeflatorAnswer(case.deflator.last_outturn, carried_from),
        options={
            option.id: _option(measures, place, option, nominal) for place, option in enumerate(model.options)
        },
        nice_incremental=_incremental(measures),
        evidence=_evidence(model),
        fixed_for_this_run=case.fixed,
        checks=tuple(checks),
    )


def _option(measures: Measures, place: int, option: OptionModel, nominal: Array) -> OptionAnswer:
    found = measures[option.id]
    lines = list(_lines(measures, option))
    number, sentence = verdict_of(found)
    return OptionAnswer(
        name=option.name,
        verdict=VerdictAnswer(number, sentence),
        starts=found.starts[0].tolist(),
        completers=found.completers[0].tolist(),
        accounts={name: _account(account) for name, account in found.accounts.items()},
        benefit_classes={name: float(value[0]) for name, value in found.benefit_classes.items()},
        not_priced=_not_priced(measures.model, option),
        beyond_horizon=_beyond_horizon(measures, option),
        sroi=_defined(found.sroi[0]),
        bcr_public=_defined(found.bcr_public[0]),
        weighted_npv=float(found.weighted_npv[0]),
        qalys=_health_units(found.health_units.get("qaly")),
        wellbys=_health_units(found.health_units.get("wellby")),
        nice=_nice(found),
        outcomes=_outcomes(measures, option, lines),
        cautions=cautions_in_force(
            measures.model.case.shape.options[place], ((line, float(pv.sum())) for line, _, pv in lines)
        ),
        lines=[_line(*row) for row in lines],
        parties=_parties(measures, lines),
        financial_case=_financial_case(measures, place, lines, nominal),
    )


def _defined(value: float) -> float | None:
    """Returns a number, or None where it is undefined."""
    return float(value) if math.isfinite(value) else None


def _account(account: AccountMeasures) -> AccountAnswer:
    return AccountAnswer(
        by_name={
            measure.name: _stated(measure, float(account.by_name[measure.name][0])) for measure in MEASURES
        },
        yearly_costs=account.yearly_costs[0].tolist(),
        yearly_net=account.yearly_net[0].tolist(),
        yearly_net_discounted=account.yearly_net_discounted[0].tolist(),
    )


def _stated(measure: Measure, value: float) -> float | int | None:
    """Returns a measure as the answer states it: whole years, and None where there is no answer."""
    return int(value) if measure.unit is Unit.YEARS and math.isfinite(value) else _defined(value)


def _not_priced(model: Model, option: OptionModel) -> list[NotPricedAnswer]:
    numbers = {assumption.path: assumption for assumption in model.assumptions} if option.not_priced else {}
    found = []
    for outcome in option.not_priced:
        at = f"options.{option.id}.outcomes.{outcome.id}"
        measured = numbers.get(f"{at}.adds") or numbers.get(f"{at}.reduces")
        low, high = (measured.low, measured.high) if measured else (None, None)
        found.append(
            NotPricedAnswer(
                id=outcome.id,
                name=outcome.name or outcome.id,
                direction=outcome.direction,
                size=outcome.size,
                who=outcome.who,
                why_not_priced=outcome.why_not_priced,
                effect=None if measured is None else EffectAnswer(measured.value, low, high),
                no_clear_difference=low is not None and high is not None and low <= 0 <= high,
            )
        )
    return found


def _health_units(units: HealthUnits | None) -> HealthUnitsAnswer | None:
    if units is None:
        return None
    return HealthUnitsAnswer(float(units.undiscounted[0]), float(units.discounted[0]))


def _nice(found: OptionMeasures) -> NiceAnswer:
    net_cost, qalys = float(found.nice_net_cost[0]), float(found.nice_qalys[0])
    value, reading = nice_reading(net_cost, qalys)
    return NiceAnswer(
        net_cost=net_cost,
        qalys=qalys,
        icer=CostPerQaly(value, reading),
        net_monetary_benefit={
            f"{price:.0f}": float(net_monetary_benefit(net_cost, qalys, price)) for price in QALY_PRICES
        },
        net_health_benefit=float(net_health_benefit(net_cost, qalys, HEALTH_OPPORTUNITY_COST)),
    )


def _incremental(measures: Measures) -> list[Increment]:
    """Returns the fully incremental NICE analysis of all options and business as usual."""
    names = [BUSINESS_AS_USUAL, *measures.options]
    costs = [0.0, *(float(found.nice_net_cost[0]) for found in measures.options.values())]
    qalys = [0.0, *(float(found.nice_qalys[0]) for found in measures.options.values())]
    return incremental_analysis(names, costs, qalys)


def _lines(measures: Measures, option: OptionModel) -> Iterable[LineAmounts]:
    """Yields each line of an option's base case with its amounts and its discounted amounts by year."""
    ledger, years = measures.base, measures.model.years
    for index in range(option.lines.start, option.lines.stop):
        line = measures.model.lines[index]
        factors = ledger.health if line.discount == "health" else ledger.standard
        amounts = ledger.amounts[0, index, :years] + 0.0  # so that nothing is not printed as -0.0
        yield line, amounts, amounts * factors[0, :years]


def _line(line: Line, amounts: Array, discounted: Array) -> LineAnswer:
    return LineAnswer(
        path=line.path,
        side=line.side,
        kind=line.kind,
        adjusts=line.adjusts,
        benefit_class=line.benefit_class,
        cash=line.cash,
        party=line.party,
        counterparty=line.counterparty,
        counted=line.counted,
        undiscounted=amounts.tolist(),
        pv=float(discounted.sum()),
    )


def _beyond_horizon(measures: Measures, option: OptionModel) -> dict[str, float | None]:
    found = beyond_horizon(measures, option)
    return dict(zip(BENEFIT_CLASSES.keys, map(_defined, found), strict=True))


def _parties(measures: Measures, lines: Sequence[LineAmounts]) -> dict[str, PartyAnswer]:
    parties: dict[str, PartyAnswer] = {}
    by_year: dict[str, Array] = {}

    def add(party: str, part: str, sign: int, amounts: Array, discounted: Array) -> PartyAnswer:
        row, pv = parties.setdefault(party, PartyAnswer()), float(discounted.sum())
        setattr(row, part, getattr(row, part) + pv)
        row.net += sign * pv
        by_year[party] = by_year.get(party, np.zeros(measures.model.years)) + sign * amounts
        return row

    for line, amounts, discounted in lines:
        if not is_shared_out(line):
            continue
        if line.side == "cost":
            row = add(line.party, "pv_costs", -1, amounts, discounted)
            if not line.cash:
                row.pv_costs_in_kind += float(discounted.sum())
            if line.is_vat:
                add("hmrc", "pv_cash_benefits", 1, amounts, discounted)
            continue
        row = add(
            line.party, "pv_cash_benefits" if line.cash else "pv_other_benefits", 1, amounts, discounted
        )
        if line.benefit_class is not None:
            row.by_class[line.benefit_class] += float(discounted.sum())
    for party, amounts in by_year.items():
        parties[party].net_by_year = amounts.tolist()
    return parties


def _outcomes(measures: Measures, option: OptionModel, lines: Sequence[LineAmounts]) -> list[OutcomeAnswer]:
    ledger, model = measures.base, measures.model
    fiscal: dict[str, list[LineAmounts]] = {}
    for row in lines:
        if row[0].basis == "fiscal":
            fiscal.setdefault(entry_of(row[0].path) or "", []).append(row)
    found = []
    for outcome, index in option.outcomes:
        path = f"options.{option.id}.outcomes.{outcome.id}"
        amounts = ledger.outcomes[0, index, : model.years]
        values = fiscal.get(path, [])
        whole = sum(float(a.sum()) for line, a, _ in values if line.kind == "fiscal")
        freed = sum(
            float(a.sum()) for line, a, _ in values if line.benefit_class == CAPACITY and line.counted
        )
        found.append(
            OutcomeAnswer(
                path=path,
                name=outcome.name or outcome.id,
                unit=outcome.unit,
                amounts=amounts.tolist(),
                capacity_amount=float(amounts.sum()) * (freed / whole) if whole else 0.0,
            )
        )
    return found


def _financial_case(
    measures: Measures, place: int, lines: Sequence[LineAmounts], nominal: Array
) -> dict[str, PayerCash]:
    commissioner = measures.model.case.shape.commissioner
    cash = [(line, amounts * nominal) for line, amounts, _ in lines if line.cash]
    others = sorted({line.party for line, _ in cash} - {commissioner})
    posts = _posts_by_party(measures, place)
    return {
        party: _party_cash(
            [row for row in cash if payer_reads(party, row[0])], posts.get(party), len(nominal)
        )
        for party in [commissioner, *others]
    }


def _party_cash(rows: list[tuple[Line, Array]], posts: Array | None, years: int) -> PayerCash:
    nothing = np.zeros(years)
    budget = [(line, amount) for line, amount in rows if line.kind != "optimism"]
    costs = [(line, amount) for line, amount in budget if line.side == "cost"]
    paid = sum((amount for _, amount in costs), nothing)
    received = sum((amount for line, amount in budget if line.side == "benefit"), nothing)
    allowance = sum(
        (amount if line.side == "cost" else -amount for line, amount in rows if line.kind == "optimism"),
        nothing,
    )
    categories = sorted({line.category or "not_said" for line, _ in costs})
    return PayerCash(
        nominal_costs=paid.tolist(),
        nominal_cash_benefits=received.tolist(),
        net=(received - paid).tolist(),
        optimism_allowance=allowance.tolist(),
        costs_by_category={
            name: sum((a for line, a in costs if (line.category or "not_said") == name), nothing).tolist()
            for name in categories
        },
        recurrent_costs=sum((a for line, a in costs if not line.is_once), nothing).tolist(),
        non_recurrent_costs=sum((a for line, a in costs if line.is_once), nothing).tolist(),
        wte=(nothing if posts is None else posts).tolist(),
        peak_funding=max(0.0, float(-(received - paid).cumsum().min())),
    )


def _posts_by_party(measures: Measures, place: int) -> dict[str, Array]:
    """Returns whole-time equivalents by payer and year, shared as the posts' pay is."""
    model, ledger = measures.model, measures.base
    found: dict[str, Array] = {}
    for k, (option, _, party, _) in enumerate(model.posts):
        if option == place:
            found[party] = found.get(party, np.zeros(model.years)) + ledger.posts[0, k]
    return found


def _evidence(model: Model) -> EvidenceAnswer:
    used = sorted(model.assumptions, key=lambda a: a.path)

    def with_status(status: str) -> list[str]:
        return [a.path for a in used if counts_as(a) == status and a.path not in POLICY]

    return EvidenceAnswer(
        planning_assumption=with_status("planning_assumption"),
        to_verify=with_status("to_verify"),
        library_used={a.path: a.value for a in used if a.path in model.case.library},
    )


POLICY = frozenset(f"valuation.optimism_bias_grade_{grade}" for grade in range(1, 7))
