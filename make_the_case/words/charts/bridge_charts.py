"""What the charts of two cases compared say: the way from A to B, and where each figure that differs stands in its range."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.words.assumption_phrases import assumption
from make_the_case.words.charts.chart import Chart, Series, scale_of
from make_the_case.words.papers.comparison import (
    SHARED,
    as_stated,
    contributions_table,
    differences_table,
    gap_sentences,
    is_restated,
    name_in_either,
    sides_in_words,
)
from make_the_case.words.phrases import capital, counted, money, quoted
from make_the_case.words.tables.sensitivity_tables import measured
from valuation import Case
from valuation.compare.bridge import Bridge, Change
from valuation.spreads import default_ranges, spread_of

MOST_CHANGES = 10
SHORT_VALUE = 16
"""Letters of a value that still reads well beside its name."""


def _step_name(first: Case, second: Case, change: Change) -> str:
    """Returns what a step of the way is called: what it changes, and to what where that is short."""
    name = capital(name_in_either(first, second, change.path))
    a, b = sides_in_words(first, second, change)
    return f"{name}: {b}, not {a}" if max(len(a), len(b)) <= SHORT_VALUE else name


def bridge_chart(
    first: Case,
    second: Case,
    bridge: Bridge,
    a: str = "A",
    b: str = "B",
    totals: tuple[str, str] | None = None,
) -> Chart:
    """Returns the way from A to B, one bar for each change, the largest first; small ones together. `totals` are both in full."""
    order = sorted(bridge.changes, key=lambda change: -abs(change.contribution))
    shown, rest = order[:MOST_CHANGES], order[MOST_CHANGES:]
    names = [_step_name(first, second, change) for change in shown]
    start, end = (f"{totals[0]} ({a})", f"{totals[1]} ({b})") if totals else (a, b)
    steps = [change.contribution for change in shown]
    if rest:
        names.append(f"{len(rest)} smaller changes")
        steps.append(sum(change.contribution for change in rest))
    values = (bridge.a, *steps, bridge.b)
    scale, unit = scale_of([bridge.a, bridge.b, *_running(bridge.a, steps)])
    sentences = gap_sentences(first, second, bridge, a, b)
    title = sentences[-1].rstrip(".") if bridge.changes else f"{a} and {b} are the same"
    if totals and abs(bridge.b - bridge.a) >= 1:
        title = _gap_title(totals[1], bridge)
    labels = (money(bridge.a), *(f"+{money(s)}" if s > 0 else money(s) for s in steps), money(bridge.b))
    return Chart(
        "bridge", "steps", title,
        f"{measured(second, bridge.account, bridge.measure)}; from {a} to {b}",
        f"{' '.join(sentences) if totals else sentences[0]} {SHARED}", f"Step chart from {a} to {b}. {sentences[0]}",
        (start, *names, end), (Series("Steps", values, labels),), unit, scale,
        contributions_table(first, second, bridge, a, b),
    )  # fmt: skip


def _gap_title(side: str, bridge: Bridge) -> str:
    """Returns how far a side is from the other, by its name."""
    gap = bridge.b - bridge.a
    return f"{quoted(side)} is {money(abs(gap))} {'higher' if gap > 0 else 'lower'}"


def _running(start: float, steps: Sequence[float]) -> list[float]:
    levels = [start]
    for step in steps:
        levels.append(levels[-1] + step)
    return levels


def dumbbell_chart(first: Case, second: Case, bridge: Bridge, a: str = "A", b: str = "B") -> Chart | None:
    """Returns the numbers that differ, each as two dots in its range: 0% its low end, 100% its high end."""
    defaults = default_ranges(first.library)
    rows: list[tuple[Change, float, float]] = []
    for change in sorted(bridge.changes, key=lambda c: -abs(c.contribution)):
        if (
            change.kind != "number"
            or not isinstance(change.a, int | float)
            or not isinstance(change.b, int | float)
        ):
            continue
        try:
            spread = spread_of(assumption(first, change.path), defaults)
        except (KeyError, ValueError, IndexError, TypeError):
            spread = None
        restated = is_restated(first, second, change)
        sides = [as_stated(first, change.path, float(value), restated) for value in (change.a, change.b)]
        known = [spread.low, spread.high] if spread else []
        low, high = min(*sides, *known), max(*sides, *known)
        if high > low:
            at_a, at_b = (100 * (value - low) / (high - low) for value in sides)
            rows.append((change, at_a, at_b))
    if not rows:
        return None
    rows = rows[:MOST_CHANGES]
    names = tuple(capital(name_in_either(first, second, change.path)) for change, *_ in rows)
    said = [sides_in_words(first, second, change) for change, *_ in rows]
    return Chart(
        "differences", "dots", f"{a} and {b} differ in {counted(len(bridge.changes), 'place')}",
        f"Each number within its likely range in {a}, or in what the two say where that is wider",
        f"{names[0]} is {said[0][0]} in {a}. It is {said[0][1]} in {b}.",
        f"Dot plot of what differs between {a} and {b}.", names,
        (
            Series(a, tuple(row[1] for row in rows), tuple(sides[0] for sides in said), "main"),
            Series(b, tuple(row[2] for row in rows), tuple(sides[1] for sides in said), "second"),
        ),
        "% of the way from low to high", 1.0, differences_table(first, second, bridge, a, b),
    )  # fmt: skip
