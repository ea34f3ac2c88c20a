"""A document of blocks as a tagged PDF: `assets/paper.typ` laid out by Typst."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from make_the_case.exports.chart_pictures import figure, shortened
from make_the_case.exports.logo import Logo
from make_the_case.exports.typesetting import Typesetting, typesetting
from make_the_case.words.blocks import (
    Block,
    Drawn,
    Facts,
    Heading,
    Lines,
    Tabled,
    ToWrite,
    Words,
    column_widths,
    numeric_columns,
    plain,
)
from make_the_case.words.tables.summary_tables import Table

LARGE_PRINT = 14.0
USUAL_PRINT = 11.0
PAGE_WIDTH = 17.0
"""Centimetres between the margins."""


def paper(
    title: str,
    subtitle: str,
    author: str,
    code: str,
    blocks: Sequence[Block],
    made_at: datetime | None = None,
    size: float = USUAL_PRINT,
    logo: Logo | None = None,
    footer: str = "",
) -> AbstractContextManager[Typesetting]:
    """Gives a document laid out on as many pages as it takes, under its organisation's logo where there is one."""
    data = {
        "title": title, "subtitle": subtitle, "author": author or "Make the Case", "size": size,
        "footer": footer or f"Check code {code}. Papers with the same code come from the same case.", "blocks": [_block(block) for block in blocks],
    }  # fmt: skip
    pictures = sorted({block.picture for block in blocks if isinstance(block, Heading) and block.picture})
    return typesetting("paper.typ", data, made_at, pictures, logo)


def _block(block: Block) -> dict[str, object]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level, "picture": block.picture}
    if isinstance(block, Words):
        return {"kind": "words", "style": block.style, "paragraphs": list(map(plain, block.paragraphs))}
    if isinstance(block, Lines):
        return {"kind": "lines", "items": list(map(plain, block.items)), "numbered": block.is_numbered}
    if isinstance(block, Facts):
        return {"kind": "facts", "rows": [[label, plain(words)] for label, words in block.rows]}
    if isinstance(block, ToWrite):
        return {"kind": "write", "what": block.what}
    if isinstance(block, Drawn):
        chart = block.chart
        return {
            "kind": "figure", "title": chart.title, "subtitle": chart.subtitle, "summary": chart.summary, "alt": chart.alt,
            "figure": figure(chart), "table": _table(chart.table) if block.has_table else None,
        }  # fmt: skip
    assert isinstance(block, Tabled)
    return {"kind": "table", "table": _table(block.table)}


def _table(table: Table) -> dict[str, object]:
    return {
        "caption": table.caption, "header": list(map(shortened, table.header)), "rows": [list(row) for row in table.rows], "note": table.note,
        "numeric": numeric_columns(table), "widths": column_widths(table, PAGE_WIDTH, USUAL_PRINT),
    }  # fmt: skip
