"""Tables for a page that is no wider than it is: columns in which nothing is said are left out, and named."""

from __future__ import annotations

from make_the_case.words.phrases import listed
from make_the_case.words.tables.summary_tables import Table

NOTHING = ("0", "")
"""What a cell says that says nothing."""


def without_empty_columns(table: Table) -> Table:
    """Returns a table without the columns that are 0 in every row; its note names them.

    >>> table = Table("", ("Who", "Cash £", "Net £"), (("a", "0", "5"), ("b", "0", "7")), "Present values.")
    >>> without_empty_columns(table)
    Table(caption='', header=('Who', 'Net £'), rows=(('a', '5'), ('b', '7')), note='Present values. In every row this is 0: Cash £.')
    """
    if not table.rows:
        return table
    empty = [k > 0 and all(row[k] in NOTHING for row in table.rows) for k in range(len(table.header))]
    if not any(empty):
        return table
    named = listed(words for words, is_empty in zip(table.header, empty, strict=True) if is_empty)
    return Table(
        table.caption,
        _kept(table.header, empty),
        tuple(_kept(row, empty) for row in table.rows),
        f"{table.note} In every row this is 0: {named}.".strip(),
    )


def _kept(row: tuple[str, ...], empty: list[bool]) -> tuple[str, ...]:
    return tuple(words for words, is_empty in zip(row, empty, strict=True) if not is_empty)
