"""The base case → the answer: what the measures, the ledger and the case come to, one option after another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from valuation.accounts import BENEFIT_CLASSES, CAPACITY, is_shared_out, payer_reads
from valuation.answer import (
    AccountAnswer,
    Answer,
    CostPerQaly,
    DeflatorAnswer,
    EffectAnswer,
    EvidenceAnswer,
    HealthUnitsAnswer,
    LineAnswer,
    NiceAnswer,
    NotPricedAnswer,
    OptionAnswer,
    OptionEvidence,
    OutcomeAnswer,
    PartyAnswer,
    PayerCash,
    PostsAnswer,
    VerdictAnswer,
)
from valuation.answers.cautions import cautions_in_force
from valuation.answers.check import Check
from valuation.answers.cost_beside_sources import cost_beside_sources
from valuation.answers.rungs import evidence_of_options, standards_differ
from valuation.case.effects import FromFindings
from valuation.case.file import check_code
from valuation.case.places import entry_of
from valuation.case.statuses import counts_as
from valuation.case.validity.validation import Case
from valuation.checks.critical_friend import checks_of
from valuation.evidence.standards import label
from valuation.lines.compile import compile_case
from valuation.lines.line import Line
from valuation.lines.model import Model, OptionModel
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
from valuation.people import Array
from valuation.prices import years_from
from valuation.streams import MEASURES, Measure, Unit
from valuation.verdict import verdict_of

LineAmounts = tuple[Line, Array, Array]
"""A line of the base case with its amounts and its discounted amounts by year."""


def result(case: Case) -> dict[str, object]:
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
    evidence = evidence_of_options(measures)
    return Answer(
        title=shape.title or "",
        commissioner=shape.commissioner,
        price_year=shape.appraisal.price_year,
        years=years_from(first_year, model.years),
        check_code=check_code(case),
        discounting=model.schedule.id if model.schedule else "own rates",
        deflator=DeflatorAnswer(
            case.deflator.last_outturn, case.cash_factors.carried_from, shape.appraisal.inflation
        ),
        options={
            option.id: _option(measures, place, option, evidence[option.id])
            for place, option in enumerate(model.options)
        },
        nice_incremental=_incremental(measures),
        evidence=_evidence(model),
        fixed_for_this_run=case.fixed,
        checks=tuple(checks),
    )


def _option(measures: Measures, place: int, option: OptionModel, evidence: OptionEvidence) -> OptionAnswer:
    measured = measures[option.id]
    lines = list(lines_of(measures, option))
    number, sentence = verdict_of(measured)
    differ = standards_differ(evidence)
    return OptionAnswer(
        name=option.name,
        verdict=VerdictAnswer(number, f"{differ} {sentence}" if differ else sentence),
        starts=measured.starts[0].tolist(),
        completers=measured.completers[0].tolist(),
        accounts={name: _account(account) for name, account in measured.accounts.items()},
        benefit_classes={name: float(value[0]) for name, value in measured.benefit_classes.items()},
        not_priced=not_priced_of(measures.model, option),
        beyond_horizon=_beyond_horizon(measures, option),
        sroi=_defined(measured.sroi[0]),
        bcr_public=_defined(measured.bcr_public[0]),
        weighted_npv=float(measured.weighted_npv[0]),
        qalys=_health_units(measured.health_units.get("qaly")),
        wellbys=_health_units(measured.health_units.get("wellby")),
        nice=_nice(measured),
        outcomes=_outcomes(measures, option, lines),
        cautions=cautions_in_force(
            measures.model.case.shape.options[place], ((line, float(pv.sum())) for line, _, pv in lines)
        ),
        lines=[_line(*row) for row in lines],
        parties=parties_of(measures, lines),
        financial_case=_financial_case(measures, place, lines),
        evidence=evidence,
        cost_beside_sources=cost_beside_sources(measures, place),
        posts=_posts(measures, place),
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


def not_priced_of(model: Model, option: OptionModel) -> list[NotPricedAnswer]:
    """Returns the outcomes of an option that are not valued in money."""
    numbers = {assumption.path: assumption for assumption in model.assumptions} if option.not_priced else {}
    not_priced = []
    for outcome in option.not_priced:
        place = f"options.{option.id}.outcomes.{outcome.id}"
        measured = numbers.get(f"{place}.adds") or numbers.get(f"{place}.reduces")
        low, high = (measured.low, measured.high) if measured else (None, None)
        not_priced.append(
            NotPricedAnswer(
                id=outcome.id,
                name=outcome.name or outcome.id,
                direction=outcome.direction,
                size=outcome.size,
                who=outcome.who,
                why_not_priced=outcome.why_not_priced,
                effect=None if measured is None else EffectAnswer(measured.value, low, high),
                no_clear_difference=_is_unclear(model.case.effects.get(place), low, high),
            )
        )
    return not_priced


def _is_unclear(effect: FromFindings | None, low: float | None, high: float | None) -> bool:
    """Returns whether comparisons found no difference, or, without findings, whether an effect's range holds none."""
    if effect is not None:
        return label(effect.evidence, None) == "not_ruled_out"
    return low is not None and high is not None and low <= 0 <= high


def _health_units(units: HealthUnits | None) -> HealthUnitsAnswer | None:
    if units is None:
        return None
    return HealthUnitsAnswer(float(units.undiscounted[0]), float(units.discounted[0]))


def _nice(measured: OptionMeasures) -> NiceAnswer:
    net_cost, qalys = float(measured.nice_net_cost[0]), float(measured.nice_qalys[0])
    value, reading = nice_reading(net_cost, qalys)
    return NiceAnswer(
        net_cost=net_cost,
        qalys=qalys,
        icer=CostPerQaly(value, reading),
        net_monetary_benefit={
            f"{price:.0f}": net_monetary_benefit(net_cost, qalys, price) for price in QALY_PRICES
        },
        net_health_benefit=net_health_benefit(net_cost, qalys, HEALTH_OPPORTUNITY_COST),
    )


def _incremental(measures: Measures) -> list[Increment]:
    """Returns the fully incremental NICE analysis of all options and business as usual."""
    names = [BUSINESS_AS_USUAL, *measures.options]
    costs = [0.0, *(float(measured.nice_net_cost[0]) for measured in measures.options.values())]
    qalys = [0.0, *(float(measured.nice_qalys[0]) for measured in measures.options.values())]
    return incremental_analysis(names, costs, qalys)


def lines_of(measures: Measures, option: OptionModel) -> Iterable[LineAmounts]:
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
        category=line.category,
    )


def _beyond_horizon(measures: Measures, option: OptionModel) -> dict[str, float | None]:
    beyond = beyond_horizon(measures, option)
    return dict(zip(BENEFIT_CLASSES.keys, map(_defined, beyond), strict=True))


def parties_of(measures: Measures, lines: Sequence[LineAmounts]) -> dict[str, PartyAnswer]:
    """Returns what each party pays and gains by the lines of one option, at present value."""
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
    outcomes = []
    for outcome, index in option.outcomes:
        path = f"options.{option.id}.outcomes.{outcome.id}"
        amounts = ledger.outcomes[0, index, : model.years]
        values = fiscal.get(path, [])
        whole = sum(float(a.sum()) for line, a, _ in values if line.kind == "fiscal")
        freed = sum(
            float(a.sum()) for line, a, _ in values if line.benefit_class == CAPACITY and line.counted
        )
        outcomes.append(
            OutcomeAnswer(
                path=path,
                name=outcome.name or outcome.id,
                unit=outcome.unit,
                amounts=amounts.tolist(),
                capacity_amount=float(amounts.sum()) * (freed / whole) if whole else 0.0,
            )
        )
    return outcomes


def _financial_case(measures: Measures, place: int, lines: Sequence[LineAmounts]) -> dict[str, PayerCash]:
    model = measures.model
    commissioner, inflation = model.case.shape.commissioner, model.case.cash_factors_over(model.years)
    cash = [(line, amounts * inflation.of(line.category)) for line, amounts, _ in lines if line.cash]
    others = sorted({line.party for line, _ in cash} - {commissioner})
    posts = _posts_by_party(measures, place)
    return {
        party: _party_cash(
            [row for row in cash if payer_reads(party, row[0])], posts.get(party), measures.model.years
        )
        for party in [commissioner, *others]
    }


def financial_case_of(measures: Measures, place: int = 0) -> dict[str, PayerCash]:
    """Returns the nominal cash of each payer by year, £, of one option of measures whose first row is the base case."""
    return _financial_case(measures, place, list(lines_of(measures, measures.model.options[place])))


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


def _posts(measures: Measures, place: int) -> list[PostsAnswer]:
    """Returns the whole-time posts of an option by cost and payer, shared as their pay is."""
    model, ledger = measures.model, measures.base
    return [
        PostsAnswer(post.path, post.party, ledger.posts[0, k].tolist())
        for k, post in enumerate(model.posts)
        if post.option == place
    ]


def _posts_by_party(measures: Measures, place: int) -> dict[str, Array]:
    """Returns whole-time equivalents by payer and year."""
    posts: dict[str, Array] = {}
    for row in _posts(measures, place):
        posts[row.party] = posts.get(row.party, np.zeros(measures.model.years)) + np.array(row.by_year)
    return posts


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
