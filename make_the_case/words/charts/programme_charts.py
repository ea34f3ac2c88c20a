"""Charts of a programme: its ceilings, value triangles, what more or less money would buy, and how often each service is in the best set."""

from __future__ import annotations

from make_the_case.words.charts.chart import Chart, Series, scale_of
from make_the_case.words.phrases import (
    capital,
    financial_year,
    for_each,
    listed,
    money,
    party_in_prose,
    pounds,
)
from make_the_case.words.programme_words import UNITS, amount, names_of, picked_words, size_words
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation.programme.programme_answer import CeilingUse, ProgrammeAnswer, ServiceRow

TIGHT = 0.98
"""Share of a ceiling from which it is nearly used up."""


def ceilings_chart(answer: ProgrammeAnswer) -> Chart:
    """Returns how much of each ceiling the chosen set uses, as bars of its hundredths."""
    names = tuple(f"{capital(party_in_prose(use.payer))}, {_when(use)}" for use in answer.ceilings)
    shares = tuple(100 * use.spent / use.most if use.most else 0.0 for use in answer.ceilings)
    labels = tuple(f"{money(use.spent)} of {money(use.most)}" for use in answer.ceilings)
    tight = [name for name, share in zip(names, shares, strict=True) if share >= 100 * TIGHT]
    title = f"Nearly used up: {listed(tight)}" if tight else "No ceiling is nearly used up"
    rows = tuple(
        (name, pounds(use.spent), pounds(use.most), f"{share:.0f}%")
        for name, use, share in zip(names, answer.ceilings, shares, strict=True)
    )
    return Chart(
        "ceilings",
        "bars",
        title,
        "How much of each ceiling the chosen services use, in cash terms",
        f"{'; '.join(f'{name}: {label}' for name, label in zip(names, labels, strict=True))}.",
        f"Bars. {title}.",
        names,
        (Series("Used", shares, labels),),
        "% of the ceiling",
        1.0,
        Table("The ceilings, £ in cash terms", ("Ceiling", "Spent £", "Ceiling £", "Used"), rows),
        whole=100,
    )


def _when(use: CeilingUse) -> str:
    return financial_year(use.year) if use.year else "all years"


def _worth_each(worth: float, maximise: str) -> str:
    return amount(worth, maximise) if maximise in UNITS else for_each(worth)


def triangles_chart(answer: ProgrammeAnswer, maximise: str, commissioner: str) -> Chart:
    """Returns the value triangles: as wide as a service costs, as high as what it is worth, the steepest first.

    Of a service in several sizes the one that is chosen, or else the first.
    """
    rows = sorted(_one_of_each(answer), key=lambda row: -_slope(row, commissioner))
    costs = tuple(sum(row.cost.get(commissioner, [])) for row in rows)
    scale, unit = scale_of(costs)
    names = tuple(_sized(row) for row in rows)
    labels = tuple(
        f"{amount(row.value, maximise)} for {money(cost)}" for row, cost in zip(rows, costs, strict=True)
    )
    steepest = names[0] if rows else ""
    payer = party_in_prose(commissioner)
    each = "£1" if maximise not in UNITS else "£1,000"
    table = Table(
        "Value triangles",
        ("Service", f"{capital(payer)} pays £ in cash", "People", "Worth each", "Worth", f"For each {each}"),
        tuple(
            (
                name,
                pounds(cost),
                f"{row.people:,.0f}",
                _worth_each(row.value / row.people, maximise) if row.people else "–",
                amount(row.value, maximise),
                _per_pound(row, cost, maximise),
            )
            for name, row, cost in zip(names, rows, costs, strict=True)
        ),
    )
    return Chart(
        "value_triangles",
        "triangles",
        f"The most for each £1: {steepest}",
        f"As wide as what {payer} pays; as high as the people times what it is worth to each. Below the line it is worth less than nothing. Pale: not chosen",
        f"{'; '.join(f'{name}: {label}' for name, label in zip(names, labels, strict=True))}.",
        f"Triangles, the steepest first. The most for each £1: {steepest}.",
        names,
        (
            Series("Worth", tuple(row.value for row in rows), labels, at=costs),
            Series("Chosen", tuple(float(row.picked in answer.best.chosen) for row in rows), ("",) * len(rows)),
        ),
        unit,
        scale,
        table,
    )  # fmt: skip


def _one_of_each(answer: ProgrammeAnswer) -> list[ServiceRow]:
    found: dict[str, ServiceRow] = {}
    for row in answer.services:
        if row.picked.service not in found or row.picked in answer.best.chosen:
            found[row.picked.service] = row
    return list(found.values())


def _sized(row: ServiceRow) -> str:
    return row.name if row.picked.size == 1 else f"{row.name}, {size_words(row.picked.size)}"


def _slope(row: ServiceRow, commissioner: str) -> float:
    cost = sum(row.cost.get(commissioner, []))
    return row.value / cost if cost > 0 else float("inf") if row.value > 0 else float("-inf")


def _per_pound(row: ServiceRow, cost: float, maximise: str) -> str:
    if cost <= 0:
        return "–"
    if maximise in UNITS:
        return f"{1000 * row.value / cost:,.2f} {UNITS[maximise]}".replace("-", "\N{MINUS SIGN}")
    sign = "\N{MINUS SIGN}" if row.value < 0 else ""
    return f"{sign}£{abs(row.value) / cost:,.2f}"


def frontier_chart(answer: ProgrammeAnswer, maximise: str) -> Chart:
    """Returns what the best set is worth where every ceiling is larger or smaller by the same factor."""
    points = [point for point in answer.frontier if point.best is not None]
    budgets = tuple(point.budget for point in points)
    worths = tuple(point.best.value for point in points if point.best is not None)
    now = answer.ceilings[0].most if answer.ceilings else 0.0
    scale, unit = scale_of(budgets)
    payer = party_in_prose(answer.ceilings[0].payer) if answer.ceilings else ""
    most = budgets[-1] if budgets else 0.0
    title = (
        f"Beyond {money(most)}, more money brings in nothing"
        if most <= now
        else f"More money goes on bringing services in up to {money(most)}"
    )
    changes = [
        (point.budget, picked_words(answer, point.best.chosen), amount(point.best.value, maximise))
        for before, point in zip([None, *points], points, strict=False)
        if point.best is not None and (before is None or before.best is None or before.best.chosen != point.best.chosen)
    ]  # fmt: skip
    table = Table(
        "What each sum of money buys",
        ("First ceiling from £", "Services", "Expected to be worth"),
        tuple((pounds(budget), words, worth) for budget, words, worth in changes),
        "Every ceiling is moved by the same factor, in 50 equal steps from nothing to the least at which no ceiling binds.",
    )
    value_scale = scale_of(worths)[0] if maximise not in UNITS else 1.0
    return Chart(
        "frontier",
        "curve",
        title,
        f"What the best services are worth, {_unit_of(worths, maximise)}, by the first ceiling of {payer}. Dotted: the money that there is",
        capital("; ".join(f"from £{pounds(budget)}: {words}" for budget, words, _ in changes)) + ".",
        f"A line that rises in steps. {title}.",
        tuple(pounds(budget) for budget in budgets),
        (Series("Worth", tuple(worth / value_scale for worth in worths), ("",) * len(worths), at=budgets),),
        f"First ceiling, {unit}",
        scale,
        table,
        base=now,
    )


def _unit_of(worths: tuple[float, ...], maximise: str) -> str:
    return UNITS.get(maximise) or scale_of(worths)[1]


def in_best_chart(answer: ProgrammeAnswer) -> Chart:
    """Returns in how many of 100 simulation runs each service in each size is in the best set."""
    rows = [row for row in sorted(answer.services, key=lambda row: -row.in_best) if row.in_best > 0]
    names = tuple(_sized(row) for row in rows)
    labels = tuple(capital(Chance(row.in_best).words) for row in rows)
    names_by_id = names_of(answer)
    title = (
        f"Most often in the best set: {names_by_id[rows[0].picked.service]}"
        if rows
        else "In no run is any of them worth its cost"
    )
    return Chart(
        "in_best_set",
        "bars",
        title,
        "Of 100 simulation runs, in how many it is in the best set under the same ceilings and rules",
        f"{'; '.join(f'{name}: {label.lower()}' for name, label in zip(names, labels, strict=True))}.",
        f"Bars. {title}.",
        names,
        (Series("In the best set", tuple(100 * row.in_best for row in rows), labels),),
        "of 100 runs",
        1.0,
        Table(
            "How often each is in the best set",
            ("Service", "Of 100 runs"),
            tuple((name, f"{100 * row.in_best:.0f}") for name, row in zip(names, rows, strict=True)),
        ),
        whole=100,
    )
