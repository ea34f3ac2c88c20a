"""What an option costs to run each year, and a total given for it: one factor on its running cash costs."""

from __future__ import annotations

from typing import Any

from make_the_case.authoring.origins import ANSWERS, assumption_at
from valuation.case.changes import with_changes
from valuation.case.drivers import DRIVERS
from valuation.case.editing import edited
from valuation.case.places import holder_of, written_at
from valuation.case.validity.validation import Case
from valuation.draws import central
from valuation.errors import CaseError, Problem
from valuation.figures import digits
from valuation.ledger import evaluate, refuse_missing
from valuation.lines.compile import compile_case


def running_cost(case: Case, option: str) -> float:
    """Returns the running cash costs of an option, in £ a year on average over its years of delivery.

    Real prices of the case's year, all payers, before VAT and optimism bias; what is paid once, transfers and
    time given are not in it. Equation: Σ over lines and years of cost(y) ÷ years of delivery (model.md, section 4).
    """
    model = compile_case(case)
    ledger = evaluate(model, central(model))
    refuse_missing(ledger)
    place = next(k for k, model_option in enumerate(model.options) if model_option.id == option)
    rows = model.options[place].lines
    total = sum(
        float(ledger.amounts[0, index, : model.years].sum())
        for index in range(rows.start, rows.stop)
        if (line := model.lines[index]).kind == "cost"
        and line.side == "cost"
        and line.cash
        and not line.is_once
    )
    return total / _delivery_years(case, option)


def with_running_cost(case: Case, option: str, total: float, answer: str) -> Case:
    """Returns the case with an option's running cash costs scaled by one factor to a total in £ a year.

    The factor goes into each unit cost, with the reason; costs that are a share of others follow by themselves.
    Raises CaseError where no factor gives the total.
    """
    paths = _scaled_paths(case, option)
    now = running_cost(case, option)
    at = f"options.{option}.costs"
    if not paths:
        raise _refused(
            case, at, "this option has no running cost to scale. Add one first, such as a post.", total
        )
    twice = running_cost(with_changes(case, {path: 2 * _value(case, path) for path in paths}), option)
    scalable = twice - now
    source, grade = ANSWERS[answer]
    if scalable <= 0:
        return _first_set(case, option, paths, total, answer)
    rest = now - scalable
    factor = (total - rest) / scalable
    if factor < 0:
        raise _refused(
            case,
            at,
            f"overheads on what is paid once come to £{rest:,.0f} a year already, so the total cannot be less.",
            total,
        )
    changes: dict[str, Any] = {}
    for path in paths:
        raw = written_at(case.data, path)
        assumption = assumption_at(case, path)
        said = (
            {key: raw[key] for key in ("use", "unit", "label") if key in raw} if isinstance(raw, dict) else {}
        )
        if assumption is not None and assumption.unit:
            said.setdefault("unit", assumption.unit)
        if assumption is not None and assumption.price_year is not None:
            said["price_year"] = assumption.price_year
        changes[path] = {
            "value": factor * _value(case, path),
            **said,
            "source": source,
            "grade": grade,
            "reason": f"Scaled by {digits(factor, 4)} so that the running costs come to £{total:,.0f} a year.",
        }
    return edited(case, changes)


def _first_set(case: Case, option: str, paths: list[str], total: float, answer: str) -> Case:
    """Returns the case with the total as its first yearly cost, where all running costs are nothing so far."""
    source, grade = ANSWERS[answer]
    path = next((path for path in paths if DRIVERS[_per(case, path)].counts == "falls_yearly"), None)
    if path is None:
        raise _refused(
            case,
            f"options.{option}.costs",
            "all running costs come to nothing so far, so there is nothing to scale. Type the costs one by one.",
            total,
        )
    number = {"value": total, "unit": "£ per year", "source": source, "grade": grade}
    return edited(case, {path: {**number, "reason": "The yearly total, as one cost."}})


def _scaled_paths(case: Case, option: str) -> list[str]:
    """Returns the unit costs of running cash costs, but for those that are a share of others."""
    shape = case.option(option)
    groups = [(f"options.{option}.costs", shape.costs)]
    groups += [(f"options.{option}.enablers.{e.id}.costs", e.costs) for e in shape.enablers]
    return [
        f"{at}.{cost.id}.unit_cost"
        for at, costs in groups
        for cost in costs
        if cost.cash and not cost.transfer and not (DRIVERS[cost.per].is_once or DRIVERS[cost.per].is_share)
    ]


def _per(case: Case, path: str) -> str:
    return str(written_at(case.data, holder_of(path))["per"])


def _value(case: Case, path: str) -> float:
    return case.number(path, 0.0)


def _delivery_years(case: Case, option: str) -> int:
    return min(case.delivery_years(option), case.shape.appraisal.years)


def _refused(case: Case, path: str, message: str, total: float) -> CaseError:
    return CaseError(case.name, [Problem(path, message, f"£{total:,.0f} a year")])
