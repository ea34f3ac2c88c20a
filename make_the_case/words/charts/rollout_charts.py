"""What the charts of a roll-out say: the areas in order, people by wave, money by year, who gains, and what waves are worth."""

from __future__ import annotations

from typing import Literal

from make_the_case.words.charts.chart import Chart, Series, scale_of
from make_the_case.words.phrases import (
    capital,
    counted,
    financial_year,
    for_each,
    gain_or_loss,
    money,
    money_range,
    party_in_prose,
    quantity,
)
from make_the_case.words.rollout_words import (
    FIFTHS,
    areas_title,
    by_worth,
    fifths_table,
    name_of_way,
    places_table,
    years_table,
)
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation.rollout.rollout_answer import Group, RolloutAnswer

MOST_BARS = 50
"""Areas that are drawn; of more, those that are worth most and least."""


def places_chart(answer: RolloutAnswer) -> Chart:
    """Returns what each area is expected to be worth, the most first: a bar each; of very many, both ends."""
    places = by_worth(answer)
    shown = places if len(places) <= MOST_BARS else [*places[: MOST_BARS // 2], *places[-MOST_BARS // 2 :]]
    values = tuple(place.npv for place in shown)
    scale, unit = scale_of(values)
    title = areas_title(answer)
    ends = (
        ""
        if len(shown) == len(places)
        else f"; the {MOST_BARS // 2} highest, and the {MOST_BARS // 2} lowest"
    )
    return Chart(
        "rollout_places", "bars", title, f"Net value of each area, counting everyone, without central costs{ends}", f"{title}.",
        f"Bar chart of the areas, the one of the highest net value first. {title}", tuple(place.name for place in shown),
        (Series("Net", values, tuple(money(value) for value in values)),), unit, scale, places_table(answer),
    )  # fmt: skip


def wave_charts(answer: RolloutAnswer) -> list[Chart]:
    """Returns who starts by year in each wave: a small chart for each, all on the same axes."""
    waves = [wave for wave in answer.waves if wave.places]
    most = max((max(wave.people_by_year(len(answer.years))) for wave in waves), default=0.0)
    return [_wave_chart(answer, wave, most) for wave in waves]


def _wave_chart(answer: RolloutAnswer, wave: Group, most: float) -> Chart:
    years = tuple(financial_year(year) for year in answer.years)
    people = tuple(wave.people_by_year(len(years)))
    title = f"Wave {wave.key}: {counted(len(wave.places), 'area')}, {wave.people:,.0f} people"
    largest = max(range(len(people)), key=lambda k: people[k])
    labels = tuple(f"{amount:,.0f}" if k == largest else "" for k, amount in enumerate(people))
    rows = tuple((year, f"{amount:,.0f}") for year, amount in zip(years, people, strict=True))
    return Chart(
        f"rollout_wave_{wave.key}", "columns", title, f"People who start in each year, {years[0]} to {years[-1]}", f"{title}.",
        f"Column chart. {title}.", tuple(year[2:] for year in years), (Series("People", people, labels),), "People", 1,
        Table(f"Wave {wave.key}, people who start", ("Year", "People"), rows),
        ends=((0.0, most),) * len(years),  # no bar has a range of its own: the axis reaches as far in every wave
    )  # fmt: skip


MOST_PAYERS = 3
ROLES: tuple[Literal["main", "second", "given"], ...] = ("main", "second", "given")


def money_chart(answer: RolloutAnswer, commissioner: str) -> Chart:
    """Returns what is paid in each year by those who pay most, the commissioner first."""
    paid = {payer: tuple(years) for payer, years in answer.cost.items() if sum(years) >= 0.5}
    order = sorted(paid, key=lambda payer: (payer != commissioner, -sum(paid[payer])))[:MOST_PAYERS]
    scale, unit = scale_of(amount for payer in order for amount in paid[payer])
    total = sum(sum(years) for years in answer.cost.values())
    title = f"{money(total)} is paid over {counted(len(answer.years), 'year')}, in cash terms"
    series = tuple(
        Series(capital(party_in_prose(payer)), paid[payer], tuple("" for _ in paid[payer]), role)
        for payer, role in zip(order, ROLES, strict=False)
    )
    return Chart(
        "rollout_money", "columns", title, "What is paid in each year, in cash terms, with central costs", f"{title}.",
        f"Column chart. {title}.", tuple(financial_year(year) for year in answer.years), series, unit, scale, years_table(answer),
    )  # fmt: skip


def fifths_chart(answer: RolloutAnswer) -> Chart | None:
    """Returns what people gain by fifth of deprivation, for each person who starts; None where no area says in which it is."""
    fifths = [fifth for fifth in answer.fifths if fifth.people > 0]
    if not fifths:
        return None
    each = tuple(fifth.benefits / fifth.people for fifth in fifths)
    people = sum(fifth.people for fifth in fifths)
    most = fifths[0]
    share = 100 * most.people / people
    title = (
        f"Of all who start, {share:.0f}% are in the most deprived fifth of areas"
        if most.key == 1
        else "Who gains, by how deprived the area is"
    )
    scale, unit = scale_of(each)
    return Chart(
        "rollout_fifths", "bars", title, "Benefits for each person who starts, present value, by fifth of deprivation", f"{title}.",
        f"Bar chart. {title}.", tuple(FIFTHS.get(fifth.key, str(fifth.key)) for fifth in fifths),
        (Series("Net", each, tuple(f"{for_each(value)} each, {quantity(round(fifth.people))} people" for value, fifth in zip(each, fifths, strict=True))),),
        unit, scale, fifths_table(answer),
    )  # fmt: skip


def ways_chart(answer: RolloutAnswer) -> Chart:
    """Returns the ways of going side by side: all at once, in waves whatever is found, and in waves with the decision."""
    ways = answer.ways
    names, values = tuple(name_of_way(answer, way) for way in ways), tuple(way.npv for way in ways)
    ends = tuple(way.spread.likely if way.spread.likely[1] > way.spread.likely[0] else None for way in ways)
    scale, unit = scale_of([*values, *(end for both in ends if both for end in both)])
    best = max(ways, key=lambda way: way.npv)
    title = f"{name_of_way(answer, best)} is expected to come out best: {gain_or_loss(best.npv)}"
    summary = "The line across each bar is its likely range." if any(ends) else f"{title}."
    return Chart(
        "rollout_ways", "bars", title, "Net value of the whole, counting everyone, central costs taken off",
        summary,
        f"Bar chart. {title}.", names, (Series("Net", values, tuple(money(value) for value in values)),), unit, scale, ways_table(answer), ends=ends,
    )  # fmt: skip


def ways_table(answer: RolloutAnswer) -> Table:
    """Returns the ways to go about it, each with what it is worth, its likely range and its chance."""
    rows = tuple(
        (
            name_of_way(answer, way),
            money(way.npv),
            money_range(*way.spread.likely),
            capital(Chance(way.spread.chance).words),
        )
        for way in answer.ways
    )
    return Table(
        "Ways to go about it",
        ("Way", "Net value", "Likely range", "Chance that it is worth more than it costs"),
        rows,
    )
