"""What the charts of people say: how many start and finish, and who is reached."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.words.charts.chart import (
    MOST_LABELS,
    Chart,
    Series,
    years_of,
)
from make_the_case.words.phrases import (
    capital,
    counted,
    plain_number,
    whole_percent,
)
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer
from valuation.answers.reach import Reach


def people_chart(answer: Answer, option: str) -> Chart:
    """Returns how many people start and finish in each financial year."""
    option_answer, years = answer.options[option], years_of(answer)
    starts, ends = tuple(option_answer.starts), tuple(option_answer.completers)
    total, finish = (plain_number(round(sum(numbers))) for numbers in (starts, ends))
    title = f"About {total} people start over {counted(len(years), 'year')}, and {finish} finish"
    busiest = years[starts.index(max(starts))]
    summary = f"{capital(title[0].lower() + title[1:])}. The busiest year is {busiest}, with {plain_number(round(max(starts)))} who start."

    def labels(values: Sequence[float]) -> tuple[str, ...]:
        shown = range(len(values)) if len(values) <= MOST_LABELS else (0, len(values) - 1)
        return tuple(plain_number(round(value)) if k in shown else "" for k, value in enumerate(values))

    rows = tuple(
        (y, plain_number(round(a)), plain_number(round(b)))
        for y, a, b in zip(years, starts, ends, strict=True)
    )
    return Chart(
        "people",
        "columns",
        title,
        f"People who start and who finish in each financial year, {years[0]} to {years[-1]}",
        summary,
        f"Column chart. {title}.",
        years,
        (Series("Start", starts, labels(starts)), Series("Finish", ends, labels(ends), "second")),
        "People",
        1,
        Table("People by year", ("Financial year", "Start", "Finish"), rows),
    )


NOBODY_TOLD_APART = (
    "Whether it reaches the most deprived is not known, because the case shows no groups separately."
)


def reach_chart(groups: Sequence[Reach]) -> Chart:
    """Returns each group's share of those who could take part beside its share of those who start."""
    names = tuple(group.name for group in groups)
    eligible, starters = (
        tuple(100 * share for share in shares)
        for shares in zip(*((g.of_eligible, g.of_starters) for g in groups), strict=True)
    )
    least = min(groups, key=lambda group: group.of_starters / group.of_eligible if group.of_eligible else 1.0)
    is_even = abs(least.of_starters - least.of_eligible) < 0.005
    title = (
        "Each group starts as often as its share of people would have it"
        if is_even
        else f"{least.name}: {whole_percent(least.of_eligible)} of people, {whole_percent(least.of_starters)} of those who start"
    )
    rows = tuple((g.name, whole_percent(g.of_eligible), whole_percent(g.of_starters)) for g in groups)
    sentences = " ".join(
        f"{name}: {could} of people, {start} of those who start." for name, could, start in rows
    )
    return Chart(
        "reach", "columns", title, "Share of people who could take part, and of those who start over all years, by group", sentences,
        f"Column chart. {title}.", names,
        (Series("Could take part", eligible, tuple(row[1] for row in rows)), Series("Start", starters, tuple(row[2] for row in rows), "second")),
        "% of people", 1, Table("Who is reached", ("Group", "Could take part", "Start"), rows),
    )  # fmt: skip
