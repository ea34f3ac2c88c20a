"""How a number stands in its field; what is typed there is read by `valuation.case.written.written_numbers`, as everywhere."""

from __future__ import annotations

from valuation.case.written.written_numbers import (
    NotUnderstood,
    read_number,
    read_numbers,
    shown_number,
    shown_numbers,
)
from valuation.quantities import MONEY

__all__ = ["NotUnderstood", "money_shown", "read_number", "read_numbers", "shown_number", "shown_numbers"]


def money_shown(value: float) -> str:
    """Returns an amount to the penny for its field: nobody pays less, and the case keeps the exact amount."""
    return shown_number(round(value, 2), MONEY)
