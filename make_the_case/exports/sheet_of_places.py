"""A CSV file or a sheet that somebody uploads with the places of a roll-out, as rows."""

from __future__ import annotations

from pathlib import Path

from make_the_case.exports.uploads import UploadError, looked_at
from valuation.rollout.places_table import NoTable, PlacesTable, table_of

REMEDY = (
    "Use a first line with the columns id, name, eligible, wave and deprivation, and one row for each place."
)


def sheet_of_places(content: bytes, name: str) -> PlacesTable:
    """Returns the table in the first sheet of a workbook, or in a CSV file; raises UploadError where it cannot be read."""
    if Path(name).suffix.lower() == ".xlsx":
        list(looked_at(content, name, ".xlsx", REMEDY))
    try:
        return table_of(content, name)
    except NoTable as error:
        raise UploadError(f"{name} was not read: {error} {REMEDY}") from error
