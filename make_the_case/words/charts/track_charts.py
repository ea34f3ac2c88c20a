"""What the charts of what happened say: months with their limits, plan against actual, and what moved the result."""

from __future__ import annotations

from make_the_case.words.charts.chart import Chart, Series, scale_of
from make_the_case.words.panels import Standing, Standings, Tile, Tiles
from make_the_case.words.phrases import capital, financial_year, gain_or_loss, going_on, money, quantity
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.track_words import (
    COUNTED,
    STATUS_MARKS,
    STATUS_TONES,
    STATUS_WORDS,
    TESTS,
    bridge_table,
    change_name,
    changes_that_count,
    month_name,
    reading_words,
    series_sentences,
    tests_table,
)
from make_the_case.words.uncertainty import Chance
from valuation import Case
from valuation.learning.track import TrackedOption
from valuation.learning.xmr import Xmr

MOST_CHANGES = 8
MEAN, UPPER, LOWER, PLAN, SIGNALS = "Mean", "Upper limit", "Lower limit", "Plan", "Not chance"


def xmr_chart(what: str, chart: Xmr) -> Chart:
    """Returns months as an XmR chart: the values, their mean and limits, the plan, and the months that chance would hardly bring."""
    months = tuple(_short(month) for month in chart.labels)
    values = chart.values
    labels = tuple(quantity(v) if k in (0, len(values) - 1) else "" for k, v in enumerate(values))
    lines = [(MEAN, chart.mean), (UPPER, chart.upper), (LOWER, chart.lower)]
    lines += [(PLAN, chart.target)] if chart.target is not None else []
    series = [Series(COUNTED[what], values, labels)]
    series += [
        Series(
            name, (level,) * len(values), (f"{name} {quantity(level)}",), "edge" if name == PLAN else "given"
        )
        for name, level in lines
    ]
    marked = sorted({point for signal in chart.signals for point in signal.points})
    series.append(Series(SIGNALS, tuple(values[k] for k in marked), (), "second", tuple(map(float, marked))))
    sentences = series_sentences(what, chart)
    rows = tuple(
        (month_name(month), quantity(value), "yes" if k in marked else "no")
        for k, (month, value) in enumerate(zip(chart.labels, values, strict=True))
    )
    return Chart(
        f"xmr_{what}", "xmr", f"{COUNTED[what]} each month: {going_on(reading_words(chart))}",
        "Each point is a month. The lines are the mean and the limits of chance. A diamond is part of a change that chance would hardly bring",
        " ".join(sentences), f"XmR chart. {' '.join(sentences)}", months, tuple(series), "People a month", 1.0,
        Table(f"{COUNTED[what]} each month", ("Month", "People", "Part of a change"), rows),
    )  # fmt: skip


def _short(month: str) -> str:
    name, year = month_name(month).split()
    return f"{name[:3]} {year[2:]}"


def people_course_chart(tracked: TrackedOption) -> Chart | None:
    """Returns how many started in each year that is known, planned and actual; None where no year is."""
    known = [
        (year, plan, found)
        for year, plan, found in zip(tracked.years, tracked.plan.starts, tracked.actual.starts, strict=True)
        if found is not None and plan is not None
    ]
    if not known:
        return None
    years = tuple(financial_year(year) for year, *_ in known)
    planned, actual = (tuple(float(row[k]) for row in known) for k in (1, 2))
    total, of = quantity(sum(actual)), quantity(sum(planned))
    title = f"In all, {total} people started, and {of} were planned"
    rows = tuple((year, quantity(a), quantity(b)) for year, a, b in zip(years, planned, actual, strict=True))
    return Chart(
        "course", "columns", title, f"People who started in each year that is known, {years[0]} to {years[-1]}",
        f"{title}.", f"Column chart. {title}.", years,
        (Series("Planned", planned, tuple(map(quantity, planned)), "given"), Series("Actual", actual, tuple(map(quantity, actual)))),
        "People", 1, Table("People who started", ("Financial year", "Planned", "Actual"), rows),
    )  # fmt: skip


def moved_chart(case: Case, tracked: TrackedOption) -> Chart | None:
    """Returns the way from what was approved to what is known now, a bar for each thing that was learned; None where nothing moved it."""
    changes = changes_that_count(tracked)
    if not changes:
        return None
    shown, rest = changes[:MOST_CHANGES], changes[MOST_CHANGES:]
    names = [change_name(case, change) for change in shown]
    steps = [change.contribution for change in shown]
    if rest:
        names.append(f"{len(rest)} smaller changes")
        steps.append(sum(change.contribution for change in rest))
    bridge = tracked.bridge
    levels = [bridge.a]
    for step in steps:
        levels.append(levels[-1] + step)
    scale, unit = scale_of([*levels, bridge.b])
    gap = bridge.b - bridge.a
    title = f"It is {money(abs(gap))} {'higher' if gap > 0 else 'lower'} than when it was approved"
    labels = (
        money(bridge.a),
        *(f"+{money(step)}" if step > 0 else money(step) for step in steps),
        money(bridge.b),
    )
    summary = f"{capital(title)}. It was {gain_or_loss(bridge.a)}, and is {gain_or_loss(bridge.b)} now."
    return Chart(
        "known_now", "steps", title, "Net value to everyone, present value; from approved to known now", summary,
        f"Step chart. {summary}", ("As approved", *names, "As known now"),
        (Series("Steps", (bridge.a, *steps, bridge.b), labels),), unit, scale, bridge_table(case, tracked),
    )  # fmt: skip


def worth_tiles(tracked: TrackedOption) -> Tiles:
    """Returns what was approved and what is known now side by side: net value, and the chance that it is worth more than it costs."""

    def chance(label: str, share: float) -> Tile:
        found = Chance(share)
        return Tile(
            label, capital(found.words), note="that it is worth more than it costs", filled=found.filled
        )

    return Tiles(
        (
            Tile(
                "Net value, as approved", money(tracked.approved.npv), note="best estimate, counting everyone"
            ),
            Tile("Net value, as known now", money(tracked.now.npv), note="best estimate, counting everyone"),
            chance("Chance, as approved", tracked.approved.chance),
            chance("Chance, as known now", tracked.now.chance),
        )
    )


def standings(case: Case, tracked: TrackedOption) -> Standings:
    """Returns each test with its mark, its word and its figures."""
    rows = tests_table(case, tracked).rows
    return Standings(
        TESTS,
        tuple(
            Standing(
                STATUS_MARKS[tested.status],
                STATUS_TONES[tested.status],
                STATUS_WORDS[tested.status],
                f"{what}, by {by}",
                f"Actual {actual}. Go on at {go}, stop at {stop}.",
            )
            for tested, (by, what, go, stop, actual, _) in zip(tracked.tests, rows, strict=True)
        ),
    )
