"""What is known of an option's years as columns of the numbers: a row of draws that has NaN in one has the forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuation.case.places import key_of, step
from valuation.lines.rows import Rows
from valuation.people import Columns


@dataclass(frozen=True)
class KnownCost:
    """A cost of which it is known what was paid in some years."""

    cost: int
    paid: Columns
    """Of what was paid by year; NaN in a year that is forecast."""
    carries_on: frozenset[int]
    """Years after which it goes on at the price that was paid."""


def known_place(option: str, what: str) -> str:
    """Returns the place under which what is known of an option stands among the numbers: its starts, its completers or a cost."""
    return step(step("measured", option), what)


def known_people(rows: Rows, option: str, what: Literal["starts", "completers"]) -> Columns | None:
    """Returns the columns of who is known to have started or completed by year; None where nothing is known of the option."""
    known = rows.case.known.get(option)
    if known is None:
        return None
    by_year = known.starts if what == "starts" else known.completers
    return rows.columns.known_by_year(known_place(option, what), by_year, rows.horizon)


def known_costs(rows: Rows) -> list[KnownCost]:
    """Returns each cost of which it is known what was paid."""
    found = []
    for k, row in enumerate(rows.costs):
        option = rows.case.shape.options[row.option].id
        known = rows.case.known.get(option)
        if known is not None and row.path in known.money:
            columns = rows.columns.known_by_year(
                known_place(option, key_of(row.path)), known.money[row.path], rows.horizon
            )
            carries_on = frozenset(year for path, year in known.carries_on if path == row.path)
            found.append(KnownCost(k, columns, carries_on))
    return found
