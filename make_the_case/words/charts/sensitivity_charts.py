"""What the charts of sensitivity say: the fan, the tornado, break-even, the sets compared, the bridge, acceptability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from make_the_case.words.assumption_phrases import edge_in_words, names_together, value_in_words
from make_the_case.words.charts.chart import Chart, Series, scale_of
from make_the_case.words.likely_range import Amounts
from make_the_case.words.names import account_in_prose
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    better_or_worse,
    capital,
    financial_year,
    gain_or_loss,
    listed,
    money,
    pounds,
    quoted,
)
from make_the_case.words.tables.sensitivity_tables import chance_cell, one_way_table
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import break_even_sentence, range_label
from valuation import Answer, Case
from valuation.accounts import BENEFIT_CLASSES, cash_accounts
from valuation.measures import BUSINESS_AS_USUAL
from valuation.sensitivity.decision import Acceptability
from valuation.sensitivity.monte_carlo import Simulation, fan, likely_range
from valuation.sensitivity.one_way import Swing
from valuation.sensitivity.switching import Switch

MOST_BARS = 6
BANDS = (
    ("p10", "1 in 10 below"),
    ("p25", "1 in 4 below"),
    ("p50", "Middle"),
    ("p75", "1 in 4 above"),
    ("p90", "1 in 10 above"),
)


def fan_chart(simulation: Simulation, answer: Answer, option: str, account: str = "commissioner") -> Chart:
    """Returns the fan of an account's cumulative position by year: bands of 8 in 10 and 5 in 10, and the middle."""
    bands = fan(simulation[option].accounts[account])
    years = tuple(financial_year(year) for year in answer.years)
    who = account_in_prose(account, answer.commissioner)
    low, middle, high = (bands[key][-1] for key in ("p10", "p50", "p90"))
    word = "pay back" if account in cash_accounts() else "break even"
    below = [k for k, value in enumerate(bands["p50"]) if value < -1e-9]
    back = None if below and below[-1] == len(years) - 1 else years[below[-1] + 1] if below else years[0]
    when = f"does not {word} by {years[-1]}" if back is None else f"should {word} in {back}"
    title = f"{capital(who)}: likely range {better_or_worse(low, high)} by {years[-1]}"
    if high - low < NEGLIGIBLE:
        title = f"{capital(who)}: {gain_or_loss(middle)} by {years[-1]}"
    scale, unit = scale_of([value for row in bands.values() for value in row])
    series = tuple(
        Series(words, tuple(bands[key]), tuple("" for _ in years), "main" if key == "p50" else "second")
        for key, words in BANDS
    )
    rows = tuple((year, *(pounds(bands[key][k]) for key, _ in BANDS)) for k, year in enumerate(years))
    table = Table(
        "The likely position at the end of each year", ("Financial year", *(f"{w} £" for _, w in BANDS)), rows
    )
    return Chart(
        f"fan_{account}", "fan", title,
        f"Cumulative position, {years[0]} to {years[-1]}, in {financial_year(answer.price_year)} prices, not discounted. The "
        "bands cover 8 in 10 and 5 in 10 simulation results.",
        f"In the middle of the simulation results it {when}.",
        f"Fan chart. {title}.", years, series, unit, scale, table,
        (len(years) - 1, capital(when)),
    )  # fmt: skip


def tornado_chart(case: Case, swings: Sequence[Swing], base: float, account: str = "society") -> Chart:
    """Returns what moves net value most: bars from its low to its high end, the largest first."""
    shown = [s for s in swings if s.swing > 0 and not math.isnan(s.swing)][:MOST_BARS]
    names = tuple(names_together(case, (s.path for s in shown)).values())
    turning = [name for name, s in zip(names, shown, strict=True) if (s.at_low < 0) != (s.at_high < 0)]
    if not shown:
        title = "Nothing is uncertain here"
    elif len(turning) == 1:
        title = f"One figure alone can change the answer: {quoted(turning[0])}"
    elif turning:
        title = f"Each of {len(turning)} figures can change the answer, first {quoted(turning[0])}"
    else:
        title = f"No figure alone changes the answer. First is {quoted(names[0])}"
    ends = [value for s in shown for value in (s.at_low, s.at_high)]
    scale, unit = scale_of([*ends, base])
    low = Series(
        "At its low end", tuple(s.at_low for s in shown),
        tuple(value_in_words(case, s.path, s.low) for s in shown), "second",
    )  # fmt: skip
    high = Series(
        "At its high end", tuple(s.at_high for s in shown),
        tuple(value_in_words(case, s.path, s.high) for s in shown), "main",
    )  # fmt: skip
    labels = [
        f"{quoted(name)} from {value_in_words(case, s.path, s.low)} to {value_in_words(case, s.path, s.high)} "
        f"takes it from {gain_or_loss(s.at_low)} to {gain_or_loss(s.at_high)}"
        for name, s in zip(names, shown, strict=True)
    ]
    summary = (
        f"The base case is {gain_or_loss(base)}. {'. '.join(labels[:3])}."
        if shown
        else "No number has a range."
    )
    return Chart(
        "tornado", "span", title,
        f"Net value, {account_in_prose(account, case.shape.commissioner)}, with one figure at a time at the worse (left) and the better end "
        "of its range. The solid line is our case",
        summary, f"Bar chart, one bar for each assumption. {title}.", names, (low, high), unit, scale,
        one_way_table(case, swings, account), base=base,
    )  # fmt: skip


NONE_BREAKS_EVEN = "no value tried breaks even"


def break_even_chart(
    case: Case, swings: Sequence[Swing], switches: Sequence[Switch], is_worth_it: bool
) -> Chart:
    """Returns where each assumption stands in its range and where the answer changes: a dot and a bar from 0 to 100% of it."""
    edges = {s.path: s for s in switches}
    shown = [s for s in swings if s.swing > 0 and s.high > s.low and s.path in edges][:MOST_BARS]

    def within(swing: Swing, value: float) -> float:
        return 100 * (value - swing.low) / (swing.high - swing.low)

    used = tuple(within(s, edges[s.path].base) for s in shown)
    breaks = tuple(_edge(s, edges[s.path].value) for s in shown)
    inside = [s for s, at in zip(shown, breaks, strict=True) if 0 <= at <= 100]
    names = tuple(names_together(case, (s.path for s in shown)).values())
    edge_labels = tuple(
        NONE_BREAKS_EVEN if math.isnan(at) else edge_in_words(case, edges[s.path])
        for s, at in zip(shown, breaks, strict=True)
    )
    title = _could_change(len(inside), len(shown))
    sentences = [break_even_sentence(case, edges[s.path], is_worth_it) for s in shown]
    rows = tuple(
        (
            name,
            value_in_words(case, s.path, s.low),
            value_in_words(case, s.path, edges[s.path].base),
            value_in_words(case, s.path, s.high),
            edge_in_words(case, edges[s.path]),
        )
        for name, s in zip(names, shown, strict=True)
    )
    return Chart(
        "break_even", "dots", title, "Each line is one figure's range. The dot is the figure used, and the dotted mark is the break-even value",
        " ".join(sentences[:3]), f"Dot plot. {title}.", names,
        (
            Series("Used", used, tuple(row[2] for row in rows), "main"),
            Series("breaks even at", breaks, edge_labels, "edge"),
        ),
        "% of the way from low to high", 1.0,
        Table("How well it must work", ("Assumption", "Low", "Used", "High", "Break-even value"), rows),
    )  # fmt: skip


def _could_change(inside: int, shown: int) -> str:
    """Returns how many of the figures have their break-even value within their range.

    >>> _could_change(0, 6), _could_change(1, 6)
    ('None of these figures alone changes the answer within its range', 'Of these 6 figures, one alone could change the answer within its range')
    """
    if not inside:
        return "None of these figures alone changes the answer within its range"
    if inside == shown:
        return "Each of these figures alone could change the answer within its range"
    many = (
        "one alone could change the answer within its range"
        if inside == 1
        else f"each of {inside} alone could change the answer within its range"
    )
    return f"Of these {shown} figures, {many}"


def _edge(swing: Swing, value: float | None) -> float:
    """Returns where an edge stands on a row, just off it where it lies outside the range; NaN where there is none."""
    if value is None:
        return math.nan
    position = 100 * (value - swing.low) / (swing.high - swing.low)
    return min(106.0, max(-6.0, position))


def acceptability_chart(case: Case, acceptability: Acceptability) -> Chart:
    """Returns each option's chance of being best, over what a QALY or a WELLBY is taken to be worth."""
    names = {option.id: option.name or option.id for option in case.shape.options}
    names[BUSINESS_AS_USUAL] = "Business as usual"
    unit = {"qaly": "a QALY", "wellby": "a WELLBY"}[acceptability.unit]
    roles = ("second", "main", "given", "allowance")
    turns = next(
        (
            price
            for price, option in zip(acceptability.prices, acceptability.frontier, strict=True)
            if option != BUSINESS_AS_USUAL
        ),
        None,
    )
    reading = "in the NICE reading" if acceptability.unit == "qaly" else "counting everyone"
    title = (
        f"Business as usual is best at every value of {unit} up to {money(acceptability.prices[-1])}"
        if turns is None
        else f"Something new is best on average from {money(turns)} for {unit}"
        if turns > acceptability.prices[0]
        else f"Something new is best on average at every value of {unit}"
    )
    rows = tuple(
        (
            f"£{price:,.0f}",
            *(chance_cell(acceptability.chances[o][k]) for o in acceptability.chances),
            names[acceptability.frontier[k]],
        )
        for k, price in enumerate(acceptability.prices)
        if k % max(1, (len(acceptability.prices) - 1) // 7) == 0
    )
    return Chart(
        f"acceptability_{acceptability.unit}", "lines", title,
        f"Chance that each option is best, by what {unit} is taken to be worth, {reading}",
        f"At {money(acceptability.prices[-1])} for {unit}: "
        + listed(f"{names[o]} {chance_cell(shares[-1])}" for o, shares in acceptability.chances.items()) + ".",
        f"Line chart. {title}.", tuple(f"£{price:,.0f}" for price in acceptability.prices),
        tuple(
            Series(names[o], tuple(100 * share for share in shares), tuple("" for _ in shares), roles[k % 4], tuple(acceptability.prices))  # type: ignore[arg-type]
            for k, (o, shares) in enumerate(acceptability.chances.items())
        ),
        "% of simulation runs", 1.0,
        Table("Chance of being best", (f"Value of {unit}", *(names[o] for o in acceptability.chances), "Best on average"), rows),
    )  # fmt: skip


def with_ranges(chart: Chart, simulation: Simulation, option: str, account: str = "commissioner") -> Chart:
    """Returns the chart of cost, cash, capacity and wider value with the likely range of each."""
    simulated = simulation[option]
    amounts: list[Amounts] = [
        -simulated.accounts[account].pv_costs,
        *(simulated.benefit_classes[k] for k in BENEFIT_CLASSES.keys),
    ]
    ends = tuple(_ends(values) for values in amounts)
    ranges = [range_label(values) for values in amounts]
    series = chart.series[0]
    labels = tuple(
        "\n".join([label, *words.splitlines()])
        for label, words in zip(series.labels, [*ranges, ""], strict=True)
    )
    return replace(chart, series=(replace(series, labels=labels),), ends=(*ends, None))


def _ends(values: Amounts) -> tuple[float, float] | None:
    low, high = likely_range(values)
    return (low, high) if high - low > NEGLIGIBLE else None
