"""Which pages of a Word file lie on their side."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.words.blocks import Block, Heading, Tabled
from make_the_case.words.tables.summary_tables import Table

MOST_UPRIGHT = 9
"""Columns that stand on an upright page; the section of a table with more lies on its side."""
MOST_UPRIGHT_IF_LONG = 7
"""The same of a table that would take more than a page upright, because its words stand in narrow columns."""
LONG = 20
"""Rows from which a table is long."""
MOST_BETWEEN = 16
"""Blocks between two stretches of wide tables that lie on their side with them: to turn the page twice costs two half-empty pages."""


def on_their_side(blocks: Sequence[Block]) -> list[bool]:
    """Returns which blocks stand on pages that lie on their side: all of a section that has a wide table, its heading with it."""
    is_wide = [False] * len(blocks)
    start = 0
    for place, block in enumerate(blocks):
        if isinstance(block, Heading) and not (place and isinstance(blocks[place - 1], Heading)):
            start = place
        if isinstance(block, Tabled) and _is_wide(block.table):
            end = next((k for k in range(place, len(blocks)) if isinstance(blocks[k], Heading)), len(blocks))
            is_wide[start:end] = [True] * (end - start)
    return _joined(is_wide)


def _is_wide(table: Table) -> bool:
    columns, rows = len(table.header), len(table.rows)
    return rows > 0 and columns > (MOST_UPRIGHT_IF_LONG if rows > LONG else MOST_UPRIGHT)


def _joined(is_wide: list[bool]) -> list[bool]:
    """Returns the same with the few blocks between two wide stretches on their side too."""
    found, last = list(is_wide), -1
    for place, lies in enumerate(is_wide):
        if not lies:
            continue
        if 0 <= last < place - 1 and place - last - 1 <= MOST_BETWEEN:
            found[last + 1 : place] = [True] * (place - last - 1)
        last = place
    return found
