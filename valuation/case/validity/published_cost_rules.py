"""Rules for what a service costs as its sources costed it: of one year's prices, and covering costs that the option has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from valuation.case.places import step
from valuation.case.validity.case_as_written import Reading, entries, listed, mapping, price_year_problem
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem, choices, figure, probably, shown


def published_cost_rules(reading: Reading, path: str, option: PlainMapping) -> Iterator[Problem]:
    """Each published cost has a price year that can be restated, and names costs of the option, each once."""
    allowed = {str(cost.get("id")): cost for _, cost in entries(option.get("costs"), "")}
    for place, published in entries(option.get("published_costs"), step(path, "published_costs")):
        yield from _figure_rules(reading, step(place, "unit_cost"), published.get("unit_cost"))
        yield from _cover_rules(step(place, "covers"), listed(published.get("covers")), allowed)


def _figure_rules(reading: Reading, path: str, written: object) -> Iterator[Problem]:
    """The figure's year is in the price table, and its range has its low end first and the value in it."""
    year = mapping(written).get("price_year")
    if year is not None and not reading.deflator.covers(year):
        yield price_year_problem(reading, step(path, "price_year"), year)
    value, ends = mapping(written).get("value"), listed(mapping(written).get("range"))
    figures = [each for each in (*ends[:1], value, *ends[1:]) if _is_number(each)]
    if len(ends) == 2 and len(figures) == 3 and figures != sorted(figures):
        yield Problem(
            step(path, "range"),
            "the range does not hold the value, or its higher end comes first.",
            f"[{figure(figures[0])}, {figure(figures[2])}] around {figure(figures[1])}",
            "the lower end, then the higher, with the value between them",
        )


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cover_rules(path: str, covers: list[object], costs: dict[str, PlainMapping]) -> Iterator[Problem]:
    """What a published figure covers are costs of the option that use something up, each named once."""
    fit = [ident for ident, cost in costs.items() if cost.get("transfer") is not True]
    seen: set[str] = set()
    for ident in covers:
        if not isinstance(ident, str):
            continue
        if ident not in costs:
            yield Problem(
                path,
                f"no cost of this option is called {ident}.{probably(ident, fit)}",
                shown(ident),
                choices(fit, most=40) or "an id of one of this option's costs",
            )
        elif ident not in fit:
            yield Problem(
                path,
                f"{ident} is money that only changes hands, and no cost that a published figure covers.",
                shown(ident),
                choices(fit, most=40) or "a cost that is no transfer",
            )
        elif ident in seen:
            yield Problem(path, f"{ident} is named twice.", shown(ident), "each cost once")
        seen.add(ident)
