"""Cases of one year and round numbers, for the tests of sampling and sensitivity: the answer is a short sum on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases_at_random import case_of

from valuation import Case, Model, compile_case

NORMAL = {"distribution": "normal"}


def sure(value: float) -> dict[str, Any]:
    """A number that is certain, an effect too: grade 1, no range, and fixed."""
    return {"value": value, "grade": 1, "distribution": "fixed", "reason": "It is certain."}


def between(value: float, low: float, high: float, distribution: str | None = None) -> dict[str, Any]:
    """A number with a range, drawn by the distribution of its kind or by another."""
    found: dict[str, Any] = {"value": value, "range": [low, high], "grade": 1}
    return found if distribution is None else {**found, "distribution": distribution}


def normal(value: float, sd: float) -> dict[str, Any]:
    """A number whose range is that of a normal distribution with this standard deviation."""
    return between(value, value - 1.96 * sd, value + 1.96 * sd, "normal")


def a_cost(ident: str, unit_cost: Any, **keys: Any) -> dict[str, Any]:
    """A cost to the commissioner, once, in year 0."""
    return {"id": ident, "per": "once", "unit_cost": unit_cost, "payer": "nhs_icb", **keys}


def a_gain(ident: str, adds: Any, unit_value: Any = 1.0, **keys: Any) -> dict[str, Any]:
    """A gain to residents for each person who starts, in year 0; `unit_value` certain unless it is a mapping."""
    price = unit_value if isinstance(unit_value, dict) else sure(unit_value)
    value = {"kind": "economic", "to": "residents", "unit_value": price}
    return {"id": ident, "adds": adds, "applies_to": "starters", "values": [value], **keys}


def an_option(
    costs: Sequence[dict[str, Any]], gains: Sequence[dict[str, Any]] = (), ident: str = "it", **keys: Any
) -> dict[str, Any]:
    """An option that one person starts on the first day of year 0, unless `people` says otherwise."""
    people = {"planned_starts": [sure(1)], "timing": "start_of_year"}
    return {"id": ident, "people": people, "costs": list(costs), "outcomes": list(gains), **keys}


def case_data(*options: dict[str, Any], years: int = 1, **keys: Any) -> dict[str, Any]:
    """The plain data of a case without optimism bias, so that its sums stay short."""
    return {
        "format": "make-the-case/1",
        "title": "A small case",
        "commissioner": "nhs_icb",
        "appraisal": {
            "first_year": "2026-27",
            "years": years,
            "price_year": "2026-27",
            "discounting": "green_book",
            "optimism_bias": "none",
        },
        "options": list(options),
        **keys,
    }


def small_case(*options: dict[str, Any], years: int = 1, **keys: Any) -> Case:
    return case_of(case_data(*options, years=years, **keys))


def small_model(*options: dict[str, Any], years: int = 1, **keys: Any) -> Model:
    return compile_case(small_case(*options, years=years, **keys))


def gains_of(*adds: Any, cost: float = 100.0, **keys: Any) -> Model:
    """An option with one certain cost and gains g0, g1 … of £1 a unit: society's npv is their sum less the cost."""
    gains = [a_gain(f"g{k}", effect) for k, effect in enumerate(adds)]
    return small_model(an_option([a_cost("run", sure(cost))], gains), **keys)


def gain_path(k: int) -> str:
    return f"options.it.outcomes.g{k}.adds"
