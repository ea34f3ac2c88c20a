"""What the charts of costs say: what the cost is made of, and cash by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from make_the_case.words.charts.chart import (
    MOST_LABELS,
    Chart,
    Series,
    scale_of,
    span_of,
    years_of,
)
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    capital,
    financial_year,
    money,
    party_in_prose,
    party_name,
    pounds,
)
from make_the_case.words.tables.summary_tables import Table, cash_table
from valuation import Answer, Case

MOST_COSTS = 10


CostRole = Literal["main", "given", "allowance"]
COST_ROLES: tuple[tuple[CostRole, str], ...] = (
    ("main", "Paid"),
    ("given", "Given"),
    ("allowance", "Optimism bias adjustment"),
)


@dataclass
class Costs:
    """What the counted costs of an option come to: what is paid and what is given, by entry, and the allowance for optimism."""

    paid: dict[str, float] = field(default_factory=dict)
    given: dict[str, float] = field(default_factory=dict)
    allowance: float = 0.0

    @property
    def by_entry(self) -> dict[str, float]:
        """Returns what is paid and given for each entry, by its path."""
        paths = [*self.paid, *self.given]
        return {path: self.paid.get(path, 0.0) + self.given.get(path, 0.0) for path in paths}


@dataclass(frozen=True)
class CostBar:
    """One bar of the chart: a cost, the rest together, or the allowance."""

    name: str
    amount: float
    role: CostRole

    @property
    def category(self) -> str:
        """Returns what stands under the bar."""
        return f"{self.name} (unpaid)" if self.role == "given" else self.name


def costs_chart(answer: Answer, option: str, case: Case) -> Chart:
    """Returns what the cost is made of, largest first; time given apart from payments, the allowance a bar of its own."""
    costs = _costs(answer, option)
    bars = _cost_bars(costs, _cost_names(case, option))
    total = sum(costs.by_entry.values())
    title, summary = "Nothing has a cost yet", "No cost has been entered."
    if bars and total > NEGLIGIBLE:
        title = f"{bars[0].name}: the largest cost, {round(100 * bars[0].amount / total)}% of the whole"
    if bars:
        largest = "; ".join(f"{bar.name} {money(bar.amount)}" for bar in bars[:3])
        given = money(sum(costs.given.values()))
        summary = f"{largest}. Of the whole {given} is time or resources given and not paid for."
    scale, unit = scale_of(bar.amount for bar in bars)
    return Chart(
        "costs",
        "bars",
        title,
        f"Present values for everyone who bears them, {span_of(answer)}; {financial_year(answer.price_year)} prices",
        summary,
        f"Bar chart, largest first. {title}.",
        tuple(bar.category for bar in bars),
        _series_by_role(bars),
        unit,
        scale,
        Table(
            "What the cost is made of",
            ("Cost", "£"),
            tuple((bar.category, pounds(bar.amount)) for bar in bars),
        ),
    )


def _costs(answer: Answer, option: str) -> Costs:
    costs = Costs()
    for line in answer.options[option].lines:
        if line.side != "cost" or not line.counted or line.kind == "transfer":
            continue
        if line.kind == "optimism":
            costs.allowance += line.pv
        else:
            entries = costs.paid if line.cash else costs.given
            entries[line.path] = entries.get(line.path, 0.0) + line.pv
    return costs


def _cost_bars(costs: Costs, names: dict[str, str]) -> list[CostBar]:
    """Returns the largest costs one by one, the others together, and the allowance for optimism last."""
    amounts = costs.by_entry
    ordered = sorted(
        (path for path in amounts if abs(amounts[path]) > NEGLIGIBLE), key=lambda path: -amounts[path]
    )
    bars = [
        CostBar(names.get(path, path), amounts[path], "main" if path in costs.paid else "given")
        for path in ordered[:MOST_COSTS]
    ]
    if rest := ordered[MOST_COSTS:]:
        bars.append(CostBar(f"{len(rest)} other costs", sum(amounts[path] for path in rest), "main"))
    if abs(costs.allowance) > NEGLIGIBLE:
        bars.append(CostBar("Optimism bias adjustment", costs.allowance, "allowance"))
    return bars


def _series_by_role(bars: list[CostBar]) -> tuple[Series, ...]:
    """Returns the bars as a series for each role that any of them has, nothing in it for the others."""
    return tuple(
        Series(
            words,
            tuple(bar.amount if bar.role == role else 0.0 for bar in bars),
            tuple(money(bar.amount) if bar.role == role else "" for bar in bars),
            role,
        )
        for role, words in COST_ROLES
        if any(bar.role == role for bar in bars)
    )


def _cost_names(case: Case, option: str) -> dict[str, str]:
    stated, path_of_option = case.option(option), f"options.{option}"
    groups = [(f"{path_of_option}.costs", stated.costs)]
    groups += [(f"{path_of_option}.enablers.{e.id}.costs", e.costs) for e in stated.enablers]
    names = {f"{path}.{cost.id}": cost.name or cost.id for path, costs in groups for cost in costs}
    # a harm among the benefits is no cost line, but its outcome may be one that costs more to somebody
    return names | {f"{path_of_option}.outcomes.{o.id}": o.name or o.id for o in stated.outcomes}


def cash_chart(answer: Answer, option: str) -> Chart:
    """Returns the commissioner's cash by financial year in cash prices: what it pays and what it receives."""
    payer, years = answer.commissioner, years_of(answer)
    cash = answer.options[option].financial_case[payer]
    paid, received = tuple(cash.nominal_costs), tuple(cash.nominal_cash_benefits)
    who = party_in_prose(payer)
    spends = [value for value in paid if value > NEGLIGIBLE]
    if not spends:
        title = f"{capital(who)} pays nothing in any year"
    elif len(spends) == 1 or money(min(spends)) == money(max(spends)):
        title = f"{capital(who)} pays about {money(max(spends))} a year"
    else:
        title = f"{capital(who)} pays {money(min(spends))} to {money(max(spends))} a year"
    back = (
        f"It receives {money(sum(received))} in all."
        if sum(received) > NEGLIGIBLE
        else "It receives nothing back in cash."
    )
    peak = f"The most paid out before money comes back is {money(cash.peak_funding)}."
    scale, unit = scale_of([*paid, *received])

    def labels(values: Sequence[float]) -> tuple[str, ...]:
        shown = range(len(values)) if len(values) <= MOST_LABELS // 2 else (0, len(values) - 1)
        return tuple(money(v) if k in shown and abs(v) > NEGLIGIBLE else "" for k, v in enumerate(values))

    series: tuple[Series, ...] = (Series("Pays", paid, labels(paid), "second"),)
    if any(abs(value) > NEGLIGIBLE for value in received):
        series = (*series, Series("Receives", received, labels(received)))
    return Chart(
        "cash",
        "columns",
        title,
        f"Cash by financial year, {party_name(payer)}, in cash terms. The optimism bias adjustment is not part of the budget",
        f"{title}. {back} {peak}",
        f"Column chart. {title}. {back}",
        years,
        series,
        unit,
        scale,
        cash_table(answer, option),
    )
