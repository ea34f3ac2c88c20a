"""A CSV file or a sheet that somebody uploads of what happened each month, as CSV text."""

from __future__ import annotations

import io
from pathlib import Path

from make_the_case.exports.uploads import UploadError, looked_at

MOST_ROWS = 2_000
REMEDY = "Use the columns month, starts and completers, one row for each month."


def sheet_as_csv(content: bytes, name: str) -> str:
    """Returns the first sheet of a workbook, or a CSV file, as CSV text with months as 2027-10; raises UploadError where it cannot be read."""
    import pandas as pd  # takes a moment to load, which no other page should wait for

    is_workbook = Path(name).suffix.lower() == ".xlsx"
    if is_workbook:
        list(looked_at(content, name, ".xlsx", REMEDY))
    try:
        if is_workbook:
            frame = pd.read_excel(io.BytesIO(content), nrows=MOST_ROWS)
        else:
            frame = pd.read_csv(io.BytesIO(content), dtype=str, nrows=MOST_ROWS, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UploadError(f"{name} is not UTF-8 text. Save it again with that encoding. {REMEDY}") from error
    except (ValueError, OSError, KeyError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UploadError(f"{name} could not be read as a table. {REMEDY}") from error
    frame.columns = [str(column).strip().lower() for column in frame.columns]
    if "month" not in frame.columns:
        raise UploadError(f"{name} has no column called month. {REMEDY}")
    frame["month"] = [month_of(value) for value in frame["month"]]
    return str(frame.to_csv(index=False))


def month_of(value: object) -> str:
    """Returns a month as the case file writes it, from a date or a text; a text that is neither stays as it is.

    >>> month_of("2027-10-01"), month_of("2027-10"), month_of("May")
    ('2027-10', '2027-10', 'May')
    """
    import pandas as pd

    if isinstance(value, pd.Timestamp):
        return f"{value.year:04d}-{value.month:02d}"
    text = str(value).strip()
    is_a_day = len(text) >= 10 and text[4:5] == "-" == text[7:8] and text[:4].isdigit()
    return text[:7] if is_a_day else text
