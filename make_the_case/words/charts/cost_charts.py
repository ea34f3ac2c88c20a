"""What the charts of costs say: what the cost is made of, and cash by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from make_the_case.words.charts.chart import (
    MOST_LABELS,
    Chart,
    Series,
    scale_of,
    shortened,
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


def costs_chart(result: Answer, option: str, case: Case) -> Chart:
    """Returns what the cost is made of, largest first; time given apart from payments, the allowance a bar of its own."""
    names = _cost_names(case, option)
    paid: dict[str, float] = {}
    given: dict[str, float] = {}
    allowance = 0.0
    for line in result.options[option].lines:
        if line.side != "cost" or not line.counted or line.kind == "transfer":
            continue
        if line.kind == "optimism":
            allowance += line.pv
        else:
            held = paid if line.cash else given
            held[line.path] = held.get(line.path, 0.0) + line.pv
    amounts = {path: paid.get(path, 0.0) + given.get(path, 0.0) for path in [*paid, *given]}
    ordered = sorted(
        (path for path in amounts if abs(amounts[path]) > NEGLIGIBLE), key=lambda path: -amounts[path]
    )
    shown, rest = ordered[:MOST_COSTS], ordered[MOST_COSTS:]
    rows: list[tuple[str, float, _CostRole]] = [
        (names.get(path, path), amounts[path], "main" if path in paid else "given") for path in shown
    ]
    if rest:
        rows.append((f"{len(rest)} other costs", sum(amounts[path] for path in rest), "main"))
    if abs(allowance) > NEGLIGIBLE:
        rows.append(("Allowance for optimism", allowance, "allowance"))
    roles = [role for _, _, role in rows]
    total = sum(amounts.values())
    if rows and total > NEGLIGIBLE:
        title = f"{rows[0][0]}: the largest cost, {round(100 * rows[0][1] / total)}% of the whole"
    else:
        title = "Nothing has a cost yet"
    summary = (
        f"{'; '.join(f'{name} {money(value)}' for name, value, _ in rows[:3])}. "
        f"Of the whole {money(sum(given.values()))} is time or resources given and not paid for."
        if rows
        else "No cost has been entered."
    )
    values = tuple(value for _, value, _ in rows)
    categories = tuple(f"{name} (given, not paid for)" if role == "given" else name for name, _, role in rows)
    series = tuple(
        Series(
            words,
            tuple(value if role == wanted else 0.0 for value, role in zip(values, roles, strict=True)),
            tuple(money(value) if role == wanted else "" for value, role in zip(values, roles, strict=True)),
            wanted,
        )
        for wanted, words in _COST_ROLES
        if wanted in roles
    )
    scale, unit = scale_of(values)
    table = Table(
        "What the cost is made of",
        ("Cost", "£"),
        tuple((name, pounds(value)) for name, value in zip(categories, values, strict=True)),
    )
    return Chart(
        "costs",
        "bars",
        shortened(title),
        f"Present values for everyone who bears them, {span_of(result)}; {financial_year(result.price_year)} prices",
        summary,
        f"Bar chart, largest first. {shortened(title)}.",
        categories,
        series,
        unit,
        scale,
        table,
    )


_CostRole = Literal["main", "given", "allowance"]
_COST_ROLES: tuple[tuple[_CostRole, str], ...] = (
    ("main", "Paid"),
    ("given", "Given"),
    ("allowance", "Allowance"),
)


def _cost_names(case: Case, option: str) -> dict[str, str]:
    shape = case.option(option)
    at = f"options.{option}"
    groups = [(f"{at}.costs", shape.costs)]
    groups += [(f"{at}.enablers.{enabler.id}.costs", enabler.costs) for enabler in shape.enablers]
    names = {f"{path}.{cost.id}": cost.name or cost.id for path, costs in groups for cost in costs}
    # a harm among the benefits is no cost line, but its outcome may be one that costs more to somebody
    return names | {f"{at}.outcomes.{o.id}": o.name or o.id for o in shape.outcomes}


def cash_chart(result: Answer, option: str) -> Chart:
    """Returns the commissioner's cash by financial year in cash prices: what it pays and what it receives."""
    payer, years = result.commissioner, years_of(result)
    found = result.options[option].financial_case[payer]
    paid, received = tuple(found.nominal_costs), tuple(found.nominal_cash_benefits)
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
    peak = f"The most that it is out of pocket at once is {money(found.peak_funding)}."
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
        f"Cash by financial year, {party_name(payer)}; cash prices, with inflation; the allowance for optimism is not in the budget",
        f"{title}. {back} {peak}",
        f"Column chart. {title}. {back}",
        years,
        series,
        unit,
        scale,
        cash_table(result, option),
    )
