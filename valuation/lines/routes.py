"""One route: of two ways to value one change, the one that is counted where findings leave it open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from valuation.case.option_shape import Option, Outcome, Value
from valuation.case.places import option_of, step
from valuation.case.validity.validation import Case
from valuation.draws import Draws
from valuation.ledger import Ledger, evaluate
from valuation.lines.model import Model, Route, Routes


def route_of(path: str, group: str) -> Route:
    """Returns the route that a value's overlap group is, by the path of the value."""
    return option_of(path) or "", group


def values_of_option(path: str, option: Option) -> Iterator[tuple[str, Outcome, Value]]:
    """Yields (path, outcome, value) of every value of an option, in the file's order."""
    for outcome in option.outcomes:
        for place, value in enumerate(outcome.values):
            yield f"{path}.outcomes.{outcome.id}.values.{place}", outcome, value


def open_groups(case: Case) -> dict[Route, list[str]]:
    """Returns the values of each overlap group of which findings leave open which is counted: an outcome in it has findings,
    and no value says `counted`. Source: evidence.md, section 6."""
    groups: dict[Route, list[str]] = {}
    with_findings, settled = set(), set()
    for option in case.shape.options if case.effects else ():
        for path, outcome, value in values_of_option(step("options", option.id), option):
            if value.overlap is None:
                continue
            route = option.id, value.overlap.group
            groups.setdefault(route, []).append(path)
            if outcome.findings:
                with_findings.add(route)
            if "counted" in value.overlap.model_fields_set:
                settled.add(route)
    return {route: paths for route, paths in groups.items() if route in with_findings - settled}


def first_routes(case: Case) -> Routes:
    """Returns the first value of each group that is left open."""
    return {route: paths[0] for route, paths in open_groups(case).items()}


def cautious_routes(model: Model, row: Draws) -> Routes:
    """Returns of each group that is left open the value with the lower present value after optimism bias, in one row of draws.

    Of two alike it is the first of the file. Source: evidence.md, section 6.
    """
    (routes,) = cautious_routes_of_rows(model, evaluate(model, row), open_groups(model.case))
    return routes


def cautious_routes_of_rows(
    model: Model, ledger: Ledger, groups: Mapping[Route, Sequence[str]]
) -> list[Routes]:
    """Returns for each row of a ledger which value counts of each of these groups: the one with the lower present value."""
    rows, years = len(ledger.amounts), model.years
    worth = {path: np.zeros(rows) for paths in groups.values() for path in paths}
    for place, line in enumerate(model.lines):
        if line.path in worth and line.side == "benefit" and line.kind != "transfer":
            factors = ledger.health if line.discount == "health" else ledger.standard
            worth[line.path] += (ledger.amounts[:, place, :years] * factors[:, :years]).sum(axis=1)
    lowest = {
        route: np.stack([worth[path] for path in paths]).argmin(axis=0) for route, paths in groups.items()
    }
    return [{route: paths[lowest[route][row]] for route, paths in groups.items()} for row in range(rows)]
