"""The audit log as CSV, for a spreadsheet or whatever an organisation reads its logs with."""

from __future__ import annotations

from collections.abc import Iterable

from make_the_case.exports.data_files import csv_file
from make_the_case.words.audit_words import DEEDS, Logged

HEADER = ("when_utc", "who", "did", "in_words", "case", "team", "about")
"""`case` and `team` are numbers: a title is something that was typed, and the log holds none."""


def log_csv(log: Iterable[Logged]) -> bytes:
    """Returns the log as a CSV file, in UTF-8, in which no text is run as a formula."""
    rows = ((line.at, line.who, line.did, DEEDS[line.did], line.draft, line.team, line.about) for line in log)
    return csv_file(HEADER, rows)
