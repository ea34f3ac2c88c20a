"""What an outcome is worth as a sum that multiplies: for one person factor by factor, and for everybody as the answer has it."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, prod
from typing import Literal

from valuation.answer import Answer
from valuation.case.option_shape import Outcome, Value
from valuation.case.places import is_at_or_below, option_of, step
from valuation.case.validity.validation import Case

Factor = Literal["effect", "rate", "bridge", "reached", "kept", "years", "price"]
Whose = Literal["starters", "completers"]


@dataclass(frozen=True)
class WorthFactor:
    """One number of the sum, and what it is."""

    kind: Factor
    value: float


@dataclass(frozen=True)
class OutcomeWorth:
    """What an outcome is worth: its factors, their product for one person, how many people, and what it comes to in all."""

    factors: tuple[WorthFactor, ...]
    each: float
    """£ for one person, in the case's prices, before discounting and before the optimism bias adjustment."""
    whose: Whose
    people: float
    """People who start, or who finish, over all the years."""
    total: float
    """Present value in £ of what is counted of it, with the optimism bias adjustment."""
    adjustment: float
    """What the optimism bias adjustment takes off of that, in £."""


def worth_of(case: Case, answer: Answer, path: str, outcome: Outcome) -> OutcomeWorth | None:
    """Returns what an outcome is worth factor by factor; None where no value of it is counted or nothing of it is measured.

    each = effect · of · bridge · share · (1 − deadweight)(1 − attribution)(1 − displacement) · years · Σ quantity · unit_value,
    over its counted values. Source: model.md, section 5.
    """
    if not outcome.has_effect:
        return None
    found = answer.options[option_of(path) or ""]
    lines = [line for line in found.lines if line.side == "benefit" and is_at_or_below(line.path, path)]
    counted = [
        value
        for place, value in enumerate(outcome.values)
        if _is_counted(value) and case.assumption_at(step(path, f"values.{place}.unit_value")) is not None
    ]
    if not counted:
        return None
    factors = tuple(_factors(case, path, outcome))
    whose: Whose = "starters" if outcome.applies_to == "starters" else "completers"
    return OutcomeWorth(
        factors=factors,
        each=prod(factor.value for factor in factors),
        whose=whose,
        people=sum(found.completers if whose == "completers" else found.starts),
        total=sum(line.pv for line in lines if line.counted),
        adjustment=-sum(line.pv for line in lines if line.counted and line.kind == "optimism"),
    )


def _is_counted(value: Value) -> bool:
    return value.overlap is None or value.overlap.counted


def _factors(case: Case, path: str, outcome: Outcome) -> list[WorthFactor]:
    """Returns the factors, those left out that change nothing."""

    def number(key: str, otherwise: float | None = None) -> float:
        return case.number(step(path, key), otherwise)

    effect = number(outcome.effect_key, 0.0) + number("place")
    is_share = outcome.effect_key == "reduces"
    factors = [WorthFactor("effect", min(1.0, max(-1.0, effect)) if is_share else effect)]
    if is_share:
        factors.append(WorthFactor("rate", number("of", 0.0)))
    kept = prod(1 - number(key) for key in ("deadweight", "attribution", "displacement"))
    others: tuple[tuple[Factor, float], ...] = (
        ("bridge", number("bridge")),
        ("reached", number("share")),
        ("kept", kept),
    )
    factors += [WorthFactor(kind, value) for kind, value in others if value != 1]
    factors.append(WorthFactor("years", person_years(number("lasts"), number("drop_off"))))
    factors.append(WorthFactor("price", _price(case, path, outcome)))
    return factors


def person_years(lasts: float, drop_off: float) -> float:
    """Returns the years of full effect that one person has: Σ (1 − drop_off)ⁿ over each year n, the last perhaps in part.

    >>> person_years(0.5, 0.0), person_years(2.0, 0.25), person_years(2.5, 0.5)
    (0.5, 1.75, 1.625)
    """
    whole = floor(lasts)
    return sum((1 - drop_off) ** year for year in range(whole)) + (lasts - whole) * (1 - drop_off) ** whole


def _price(case: Case, path: str, outcome: Outcome) -> float:
    """Returns what one unit is worth in £ of the case's prices, over every value that is counted."""
    total = 0.0
    for place, value in enumerate(outcome.values):
        at = step(path, f"values.{place}")
        price = case.assumption_at(step(at, "unit_value"))
        if _is_counted(value) and price is not None:
            total += case.number(step(at, "quantity")) * price.value * case.price_factor(price)
    return total
