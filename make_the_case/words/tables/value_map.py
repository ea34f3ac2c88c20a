"""The social value map: inputs, outcomes and what would have happened anyway, in the order of the Social Value guide."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from make_the_case.words.assumption_phrases import entry_name
from make_the_case.words.phrases import capital, financial_year, party_in_prose, plain_number
from valuation import ACCOUNTS, Answer, Assumption, Case, compile_case
from valuation.accounts import SOCIETY
from valuation.case.option_shape import Outcome
from valuation.case.places import entry_of
from valuation.lines.model import OptionModel

VALUE_MAP = {
    "option": "Option",
    "stakeholder": "Stakeholder",
    "change": "What changes for them, or what they put in",
    "input": "Input, present value £",
    "indicator": "Indicator",
    "quantity": "Quantity over all years",
    "duration": "Duration, years",
    "starts_after": "Starts after, years",
    "proxy": "Financial proxy, £ for each unit, in the case's prices",
    "source": "Source of the proxy",
    "deadweight": "Deadweight: would have happened anyway",
    "displacement": "Displacement: moved from elsewhere",
    "attribution": "Attribution: due to others",
    "drop_off": "Drop-off a year",
    "present_value": "Social return, present value £",
}

INDICATORS = {"qaly": "QALY", "wellby": "WELLBY"}
"""What the units that have short names of their own are called."""
ALLOWANCE = ": optimism bias adjustment"
"""What follows a line's name where the row is the allowance on it."""


@dataclass(frozen=True)
class MapRow:
    """A row of the map: what a party puts in, or what changes for it and what that is worth; None where a column is the other's."""

    option: str
    stakeholder: str
    entry: str
    """The cost or outcome that the row is of."""
    change: str
    input: float | None = None
    indicator: str | None = None
    quantity: float | None = None
    duration: float | None = None
    starts_after: float | None = None
    proxy: float | None = None
    source: str | None = None
    deadweight: float | None = None
    displacement: float | None = None
    attribution: float | None = None
    drop_off: float | None = None
    present_value: float | None = None
    line: int | None = None
    """The line of the model whose benefit it is."""

    def cell(self, key: str) -> float | str | None:
        """Returns what stands in one of the columns of the map."""
        content = getattr(self, key)
        assert content is None or isinstance(content, int | float | str)
        return content


def value_map_rows(case: Case, answer: Answer, only: str | None = None) -> list[MapRow]:
    """Returns a row for each counted line that society reads, of all options or one: what each party puts in, then what changes for each."""
    options = compile_case(case).options
    return [
        row
        for option in options
        if only in (None, option.id)
        for side in ("cost", "benefit")
        for row in _rows(case, answer, option, side)
    ]


def _rows(case: Case, answer: Answer, option: OptionModel, side: str) -> Iterator[MapRow]:
    """Yields the rows of an option's costs, or those of its benefits."""
    society = ACCOUNTS.place(SOCIETY)
    outcomes = {f"options.{option.id}.outcomes.{outcome.id}": outcome for outcome, _ in option.outcomes}
    amounts = {row.path: sum(row.amounts) for row in answer.options[option.id].outcomes}
    for k, line in enumerate(answer.options[option.id].lines):
        is_read = option.rows.costs[society, k] if side == "cost" else option.rows.classes[:, k].any()
        if line.side != side or not is_read:
            continue
        name = entry_name(case, line.path)
        row = MapRow(
            option=option.name,
            stakeholder=capital(party_in_prose(line.party)),
            entry=name,
            change=f"{name}{ALLOWANCE}" if line.kind == "optimism" else name,
        )
        if side == "cost":
            yield replace(row, input=line.pv)
            continue
        row = replace(row, present_value=line.pv, line=option.lines.start + k)
        entry = entry_of(line.path) or line.path
        if entry in outcomes and line.kind != "optimism":
            row = _with_outcome(row, case, entry, line.path, outcomes[entry], amounts[entry])
        yield row


def _with_outcome(row: MapRow, case: Case, path: str, value: str, outcome: Outcome, amount: float) -> MapRow:
    """Returns the row of a value of an outcome with what the case says of both, by their paths."""
    proxy = case.assumption_at(f"{value}.unit_value")
    factor = 1.0 if proxy is None else case.price_factor(proxy)
    return replace(
        row,
        indicator=INDICATORS.get(outcome.unit or "", outcome.unit) or "not stated",
        quantity=amount,
        duration=case.number(f"{path}.lasts"),
        starts_after=case.number(f"{path}.lag"),
        proxy=None if proxy is None else proxy.value * factor,
        source=_source_of(case, proxy),
        deadweight=case.number(f"{path}.deadweight"),
        displacement=case.number(f"{path}.displacement"),
        attribution=case.number(f"{path}.attribution"),
        drop_off=case.number(f"{path}.drop_off"),
    )


def _source_of(case: Case, proxy: Assumption | None) -> str:
    """Returns where a proxy comes from, with the price that is published there where the case's prices are others."""
    if proxy is None or not proxy.source:
        return "not stated"
    title = case.library.source_title(proxy.source)
    if proxy.price_year is None or math.isclose(case.price_factor(proxy), 1.0):
        return title
    return f"{title}: £{plain_number(proxy.value)} in {financial_year(proxy.price_year)} prices"
