"""The sheet *Shares*: how payments and gains are shared, each share over all of its group."""

from __future__ import annotations

from make_the_case.exports.workbook.formulas import Formula
from make_the_case.exports.workbook.year_sheets import Calculation, summed
from make_the_case.words.assumption_phrases import name_of


def shares_sheet(calculation: Calculation) -> list[Formula]:
    """Writes the sheet where anything is shared, and returns the cell of each share as it is used, adding up to 1."""
    model = calculation.model
    table = model.shares
    if not table.column.size:
        return []
    sheet = calculation.year_sheet("Shares")
    cells = []
    for begin, count in zip(table.group, table.size, strict=True):
        columns = [int(column) for column in table.column[begin : begin + count]]
        group = [calculation.number(column) for column in columns]
        names = [name_of(model.case, model.assumptions[column].path) for column in columns]
        added = sheet.figure("All", f"All shares, from {names[0]}", "added up", summed(group), "share")
        for who, share in zip(names, group, strict=True):
            cells.append(sheet.figure("All", who, "share ÷ all shares", share / added, "share"))
    return cells
