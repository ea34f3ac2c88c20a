"""The mark of the program, a cost bar, a longer value bar and the line at which one pays for the other; and what it promises."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import quote

MARK = files(__package__).joinpath("mark.svg").read_text(encoding="utf-8").strip()
"""A picture on its own ground, so that it stands on any other; it can be told at 16 pixels."""

PROMISE = "Work out what a service costs, what it achieves, who gains and how certain that is"


def mark_address() -> str:
    """Returns the mark as an address that holds it, for a style sheet.

    >>> mark_address()[:40]
    'data:image/svg+xml,%3Csvg%20xmlns%3D%22h'
    """
    return f"data:image/svg+xml,{quote(MARK, safe='')}"
