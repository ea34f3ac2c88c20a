"""A chart in words and numbers as plain data, which a screen or a document then draws, and what charts share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict

from make_the_case.words.phrases import financial_year
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer

MOST_LABELS = 12
"""More marks than this in a row are labelled at the ends alone."""

Kind = Literal[
    "line",
    "columns",
    "bars",
    "fan",
    "span",
    "steps",
    "dots",
    "lines",
    "tried",
    "findings",
    "xmr",
    "triangles",
    "curve",
]


@dataclass(frozen=True)
class Series:
    """One set of marks: its name, a value for each category, and the words at each mark."""

    name: str
    values: tuple[float, ...]
    labels: tuple[str, ...]
    role: Literal["main", "second", "given", "allowance", "edge"] = "main"
    """An edge is where the answer changes."""
    at: tuple[float, ...] = ()
    """Where each mark stands on the other axis, for lines over numbers and not over categories."""


@dataclass(frozen=True)
class Group:
    """Rows of a chart that belong together, under a heading."""

    heading: str
    rows: int
    """How many there are; with none, the heading says why."""
    is_claimed: bool = False
    """Whether they are claims, which are shown and never counted: they stretch no axis."""


@dataclass(frozen=True)
class Chart:
    """A chart in words and numbers: values are unrounded, and divided by `scale` to stand on the axis."""

    id: str
    kind: Kind
    title: str
    subtitle: str
    summary: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    scale: float
    table: Table
    mark: tuple[int, str] | None = None
    """What is said at one place of the drawing: which category, and the words."""
    base: float | None = None
    """Where the base case stands, for a chart that departs from it."""
    ends: tuple[tuple[float, float] | None, ...] = ()
    """The likely range of each bar, where it has one."""
    own: int | None = None
    """Which row is our case, from which the others depart."""
    groups: tuple[Group, ...] = ()
    """How the rows of a chart stand together, for one that has several kinds of them."""
    whole: float = 0.0
    """What the values are shares of, which the axis reaches at least: 100 for a share in per cent."""


class DrawnSeries(TypedDict):
    """A series as a typesetter reads it: its values divided by the scale of the chart."""

    name: str
    values: list[float]


def years_of(answer: Answer) -> tuple[str, ...]:
    """Returns the financial years of an answer as they are written."""
    return tuple(financial_year(year) for year in answer.years)


def span_of(answer: Answer) -> str:
    """Returns the first and the last financial year of an answer."""
    years = years_of(answer)
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def scale_of(values: Iterable[float]) -> tuple[float, str]:
    """Returns what amounts are divided by on the axis, and how the axis then says so."""
    largest = max((abs(value) for value in values), default=0.0)
    for size, name in ((1e12, "trillion"), (1e9, "billion")):
        if largest >= 2 * size:
            return size, f"£ {name}"
    if largest >= 2_000_000:
        return 1_000_000, "£ million"
    return (1_000, "£ thousand") if largest >= 20_000 else (1, "£")
