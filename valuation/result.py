"""The result: one object with everything that a case comes to, the contract of `appraise --json` (model.md, section 10)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from valuation.accounts import BENEFIT_CLASSES, CAPACITY, is_shared_out, payer_reads
from valuation.case_file import check_code
from valuation.cautions import cautions_in_force
from valuation.checks import checks_of
from valuation.compile import compile_case
from valuation.lines import Line
from valuation.measures import (
    BUSINESS_AS_USUAL,
    HEALTH_OPPORTUNITY_COST,
    QALY_PRICES,
    AccountMeasures,
    HealthUnits,
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
from valuation.prices import years_from
from valuation.statuses import UNPUBLISHED, counts_as
from valuation.streams import MEASURES, Measure, Unit
from valuation.validation import Case
from valuation.verdict import verdict_of

FORMAT = "make-the-case-result/1"


def result(case: Case) -> dict[str, Any]:
    """Returns the base case as `appraise --json` prints it: unrounded, in the case's prices, None where undefined.

    `fixed_for_this_run` names the numbers that a change has fixed, and why.
    """
    measures = appraise(compile_case(case))
    return result_of(measures, [check.as_dict() for check in checks_of(measures)])


def result_of(measures: Measures, checks: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """Returns the result object of measures whose first row is the base case, with what the critical friend said of it."""
    model = measures.model
    case, shape = model.case, model.case.shape
    first_year = shape.appraisal.first_year
    nominal, carried_from = case.deflator.nominal_factors(first_year, model.years, shape.appraisal.price_year)
    return {
        "format": FORMAT,
        "title": shape.title or "",
        "commissioner": shape.commissioner,
        "price_year": shape.appraisal.price_year,
        "years": years_from(first_year, model.years),
        "check_code": check_code(case),
        "discounting": model.schedule.id if model.schedule else "own rates",
        "deflator": {"last_outturn": case.deflator.last_outturn, "last_growth_carried_on_from": carried_from},
        "options": {
            option.id: _option(measures, place, option, nominal) for place, option in enumerate(model.options)
        },
        "nice_incremental": _incremental(measures),
        "evidence": _evidence(model),
        "fixed_for_this_run": [asdict(fixed) for fixed in case.fixed],
        "checks": list(checks),
    }


def _option(measures: Measures, place: int, option: OptionModel, nominal: Array) -> dict[str, Any]:
    found = measures[option.id]
    lines = list(_lines(measures, option))
    number, sentence = verdict_of(found)
    return {
        "name": option.name,
        "verdict": {"number": number, "sentence": sentence},
        "starts": found.starts[0].tolist(),
        "completers": found.completers[0].tolist(),
        "accounts": {name: _account(account) for name, account in found.accounts.items()},
        "benefit_classes": {
            **{name: float(value[0]) for name, value in found.benefit_classes.items()},
            "not_priced": [outcome.name or outcome.id for outcome in option.not_priced],
        },
        "not_priced": _not_priced(measures.model, option),
        "beyond_horizon": _beyond_horizon(measures, option),
        "sroi": _defined(found.sroi[0]),
        "bcr_public": _defined(found.bcr_public[0]),
        "weighted_npv": float(found.weighted_npv[0]),
        "qalys": _health_units(found.health_units.get("qaly")),
        "wellbys": _health_units(found.health_units.get("wellby")),
        "nice": _nice(found),
        "outcomes": _outcomes(measures, option, lines),
        "cautions": cautions_in_force(
            measures.model.case.shape.options[place], ((line, float(pv.sum())) for line, _, pv in lines)
        ),
        "lines": [_line(line, *amounts) for line, *amounts in lines],
        "parties": _parties(measures, lines),
        "financial_case": _financial_case(measures, place, lines, nominal),
    }


def _defined(value: Any) -> float | None:
    """Returns a number, or None where it is undefined."""
    return float(value) if math.isfinite(value) else None


def _account(account: AccountMeasures) -> dict[str, Any]:
    return {
        **{measure.name: _stated(measure, float(account.by_name[measure.name][0])) for measure in MEASURES},
        "yearly_costs": account.yearly_costs[0].tolist(),
        "yearly_net": account.yearly_net[0].tolist(),
        "yearly_net_discounted": account.yearly_net_discounted[0].tolist(),
    }


def _stated(measure: Measure, value: float) -> float | int | None:
    """Returns a measure as the result states it: whole years, and None where there is no answer."""
    return int(value) if measure.unit is Unit.YEARS and math.isfinite(value) else _defined(value)


def _not_priced(model: Model, option: OptionModel) -> list[dict[str, Any]]:
    """Returns each effect without a price: which way, how large, for whom and why, and whether a difference was found."""
    keys = ("direction", "size", "who", "why_not_priced")
    numbers = {assumption.path: assumption for assumption in model.assumptions} if option.not_priced else {}
    found = []
    for outcome in option.not_priced:
        at = f"options.{option.id}.outcomes.{outcome.id}"
        measured = numbers.get(f"{at}.adds") or numbers.get(f"{at}.reduces")
        low, high = (measured.low, measured.high) if measured else (None, None)
        found.append(
            {
                "id": outcome.id,
                "name": outcome.name or outcome.id,
                **{key: getattr(outcome, key) for key in keys},
                "effect": None if measured is None else {"value": measured.value, "low": low, "high": high},
                "no_clear_difference": low is not None and high is not None and low <= 0 <= high,
            }
        )
    return found


def _health_units(units: HealthUnits | None) -> dict[str, float] | None:
    if units is None:
        return None
    return {"undiscounted": float(units.undiscounted[0]), "discounted": float(units.discounted[0])}


def _nice(found: OptionMeasures) -> dict[str, Any]:
    net_cost, qalys = float(found.nice_net_cost[0]), float(found.nice_qalys[0])
    value, reading = nice_reading(net_cost, qalys)
    return {
        "net_cost": net_cost,
        "qalys": qalys,
        "icer": {"value": value, "reading": reading},
        "net_monetary_benefit": {
            f"{price:.0f}": float(net_monetary_benefit(net_cost, qalys, price)) for price in QALY_PRICES
        },
        "net_health_benefit": float(net_health_benefit(net_cost, qalys, HEALTH_OPPORTUNITY_COST)),
    }


def _incremental(measures: Measures) -> list[dict[str, Any]]:
    """Returns the fully incremental NICE analysis of all options and business as usual."""
    names = [BUSINESS_AS_USUAL, *measures.options]
    costs = [0.0, *(float(found.nice_net_cost[0]) for found in measures.options.values())]
    qalys = [0.0, *(float(found.nice_qalys[0]) for found in measures.options.values())]
    return incremental_analysis(names, costs, qalys)


def _lines(measures: Measures, option: OptionModel) -> Iterable[tuple[Line, Array, Array]]:
    """Yields each line of an option's base case with its amounts and its discounted amounts by year."""
    ledger, years = measures.base, measures.model.years
    for index in range(option.lines.start, option.lines.stop):
        line = measures.model.lines[index]
        factors = ledger.health if line.discount == "health" else ledger.standard
        amounts = ledger.amounts[0, index, :years] + 0.0  # so that nothing is not printed as -0.0
        yield line, amounts, amounts * factors[0, :years]


def _line(line: Line, amounts: Array, discounted: Array) -> dict[str, Any]:
    return {
        "path": line.path,
        "side": line.side,
        "kind": line.kind,
        "adjusts": line.adjusts,
        "benefit_class": line.benefit_class,
        "cash": line.cash,
        "party": line.party,
        "counterparty": line.counterparty,
        "counted": line.counted,
        "undiscounted": amounts.tolist(),
        "pv": float(discounted.sum()),
    }


def _beyond_horizon(measures: Measures, option: OptionModel) -> dict[str, float | None]:
    """Returns by class the present value of benefit that falls after the last year: reported, never added."""
    found = beyond_horizon(measures, option)
    return dict(zip(BENEFIT_CLASSES.keys, map(_defined, found), strict=True))


def _parties(measures: Measures, lines: list[Any]) -> dict[str, dict[str, Any]]:
    """Returns who pays and who gains: every counted line, both sides of transfers, VAT a gain to HMRC.

    Of its costs, what is given in kind; of its benefits, what is cash-releasing and what is capacity, stand apart too.
    """
    years = measures.model.years
    found: dict[str, dict[str, Any]] = {}
    part_of = {one.name: one.part_of_a_party for one in BENEFIT_CLASSES if one.part_of_a_party is not None}

    def row_of(party: str) -> dict[str, Any]:
        totals = ("pv_costs", "pv_cash_benefits", "pv_other_benefits", "net")
        empty = {
            **dict.fromkeys((*totals, "pv_costs_in_kind", *part_of.values()), 0.0),
            "net_by_year": np.zeros(years),
        }
        return found.setdefault(party, empty)

    def add(party: str, key: str, sign: int, amounts: Array, discounted: Array) -> None:
        row = row_of(party)
        row[key] += float(discounted.sum())
        row["net"] += sign * float(discounted.sum())
        row["net_by_year"] = row["net_by_year"] + sign * amounts

    for line, amounts, discounted in lines:
        if not is_shared_out(line):
            continue
        if line.side == "cost":
            add(line.party, "pv_costs", -1, amounts, discounted)
            if not line.cash:
                row_of(line.party)["pv_costs_in_kind"] += float(discounted.sum())
            if line.is_vat:
                add("hmrc", "pv_cash_benefits", 1, amounts, discounted)
            continue
        add(line.party, "pv_cash_benefits" if line.cash else "pv_other_benefits", 1, amounts, discounted)
        if line.benefit_class in part_of:
            row_of(line.party)[part_of[line.benefit_class]] += float(discounted.sum())
    for row in found.values():
        row["net_by_year"] = row["net_by_year"].tolist()
    return found


def _outcomes(measures: Measures, option: OptionModel, lines: list[Any]) -> list[dict[str, Any]]:
    """Returns each outcome with an effect: its amount by year, and how much of it frees capacity.

    `capacity_amount` is the amount, over all years, that stands behind the counted capacity freed: the share of the
    outcome's fiscal value that is capacity once optimism bias is off it.
    """
    ledger, model = measures.base, measures.model
    fiscal: dict[str, list[Any]] = {}
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
            {
                "path": path,
                "name": outcome.name or outcome.id,
                "unit": outcome.unit,
                "amounts": amounts.tolist(),
                "capacity_amount": float(amounts.sum()) * (freed / whole) if whole else 0.0,
            }
        )
    return found


def _financial_case(
    measures: Measures, place: int, lines: list[Any], nominal: Array
) -> dict[str, dict[str, Any]]:
    """Returns each payer's cash by financial year in nominal terms, the commissioner's first; optimism bias apart."""
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


def _party_cash(rows: list[tuple[Line, Array]], posts: Array | None, years: int) -> dict[str, Any]:
    """Returns one payer's nominal cash: costs with VAT and transfers paid, cash received, and what costs are made of."""
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
    return {
        "nominal_costs": paid.tolist(),
        "nominal_cash_benefits": received.tolist(),
        "net": (received - paid).tolist(),
        "optimism_allowance": allowance.tolist(),
        "costs_by_category": {
            name: sum((a for line, a in costs if (line.category or "not_said") == name), nothing).tolist()
            for name in categories
        },
        "recurrent_costs": sum((a for line, a in costs if not line.is_once), nothing).tolist(),
        "non_recurrent_costs": sum((a for line, a in costs if line.is_once), nothing).tolist(),
        "wte": (nothing if posts is None else posts).tolist(),
        "peak_funding": max(0.0, float(-(received - paid).cumsum().min())),
    }


def _posts_by_party(measures: Measures, place: int) -> dict[str, Array]:
    """Returns whole-time equivalents by payer and year, shared as the posts' pay is."""
    model, ledger = measures.model, measures.base
    found: dict[str, Array] = {}
    for k, (option, _, party, _) in enumerate(model.posts):
        if option == place:
            found[party] = found.get(party, np.zeros(model.years)) + ledger.posts[0, k]
    return found


def _evidence(model: Model) -> dict[str, Any]:
    """Returns the numbers that the case rests on and nobody has published or checked, for its first page."""
    used = sorted(model.assumptions, key=lambda a: a.path)
    by_status = {
        status: [a.path for a in used if counts_as(a) == status and a.path not in POLICY]
        for status in UNPUBLISHED
    }
    return {**by_status, "library_used": {a.path: a.value for a in used if a.path in model.case.library}}


POLICY = frozenset(f"valuation.optimism_bias_grade_{grade}" for grade in range(1, 7))
