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
    """A list; the five lines are numbered."""

    items: tuple[str, ...]
    is_numbered: bool = False


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
    """A chart, followed by its numbers in a table unless one has just been printed that holds them."""

    chart: Chart
    has_table: bool = True


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


LONGEST_WORD = 24
"""Letters of a word that is kept whole: an address on the web may break."""
LETTER = 0.62
"""The width of a wide letter in bold, in its size: no heading breaks within a word."""


def column_widths(table: Table, width: float, size: float) -> list[float]:
    """Returns the width of each column in cm: no less than its longest word, and the rest by how much it has to hold.

    >>> table = Table("", ("Who", "£"), (("People who take part", "1,161,799"),))
    >>> [round(width, 2) for width in column_widths(table, 10.0, 10.0)]
    [7.61, 2.39]
    """
    letter, padding = size * LETTER * 2.54 / 72, 0.42
    columns = list(zip(table.header, *table.rows, strict=True))
    least = [
        padding
        + letter * min(LONGEST_WORD, max(len(word) for cell in column for word in (*cell.split(), "")))
        for column in columns
    ]
    usual = [
        min(max(map(len, column)), 2 * sum(map(len, column)) / len(column)) for column in columns
    ]  # letters: the longest cell, or twice the average where one cell is far longer than the rest
    more = [max(0.0, padding + letter * of - need) for of, need in zip(usual, least, strict=True)]
    spare = width - sum(least)
    if spare < 0:
        widest = _widest(least, width)
        return [min(need, widest) for need in least]
    if not sum(more):
        return [width * need / sum(least) for need in least]
    return [need + spare * extra / sum(more) for need, extra in zip(least, more, strict=True)]


def _widest(least: list[float], width: float) -> float:
    """Returns how wide a column may be for all to fit, so that only the widest give way."""
    left = width
    for place, need in enumerate(sorted(least)):
        share = left / (len(least) - place)
        if need >= share:
            return share
        left -= need
    return width
