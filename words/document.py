"""A document as plain data: what it says, block by block, before it is a page or a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from words.charts import Chart
from words.summary_tables import Table


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a part) or 2 (a section of it)."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Words:
    """Paragraphs one after another."""

    paragraphs: tuple[str, ...]
    style: Literal["plain", "verdict", "notice", "recommendation", "small"] = "plain"


@dataclass(frozen=True)
class Lines:
    """A numbered list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Labels, each with what it says."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tabled:
    """A table."""

    table: Table


@dataclass(frozen=True)
class Drawn:
    """A chart, followed by its numbers in a table."""

    chart: Chart


@dataclass(frozen=True)
class ToWrite:
    """What only a person can write: a box to complete, never filler."""

    what: str


Block = Heading | Words | Lines | Facts | Tabled | Drawn | ToWrite


def paragraphs(
    *texts: str, style: Literal["plain", "verdict", "notice", "recommendation", "small"] = "plain"
) -> Words:
    """Returns paragraphs, empty ones left out."""
    return Words(tuple(text for text in texts if text), style)


NUMERIC = re.compile(r"^[\u2212-]?£?[\d,.]+(%| million| billion)?$|^$|^not defined$|^(under|over) \d+%$")


def numeric_columns(table: Table) -> list[bool]:
    """Returns which columns of a table hold numbers alone, and so stand to the right; the first names the row."""
    return [k > 0 and all(NUMERIC.match(row[k]) for row in table.rows) for k in range(len(table.header))]
