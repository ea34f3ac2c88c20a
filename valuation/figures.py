"""Numbers and amounts inside sentences: in digits, with a real minus, and never as a power of ten."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

MINUS = "\N{MINUS SIGN}"


def digits(number: float, figures: int = 6) -> str:
    """Returns a number in digits to so many significant figures, never as a power of ten.

    >>> digits(0.00001234567), digits(1234567.0, 3), digits(-2.50)
    ('0.0000123457', '1,230,000', '\u22122.5')
    """
    if not math.isfinite(number) or number == 0:
        return "0" if number == 0 else str(number)
    text = f"{Decimal(f'{abs(number):.{figures - 1}e}'):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{MINUS if number < 0 else ''}{text}"


def towards(value: float, upwards: bool, figures: int = 3) -> float:
    """Returns a number to so many significant figures, up or down; what differs by what a search leaves over is the number itself.

    >>> towards(0.12341, True), towards(0.12341, False), towards(12.0000000000001, True), towards(-1234.5, True)
    (0.124, 0.123, 12.0, -1234.0)
    """
    if value == 0 or abs(value) >= 1e15:
        return value
    exact = Decimal(repr(value))
    step = Decimal(1).scaleb(max(exact.adjusted() - figures + 1, -18))
    if abs(value) >= 1000:
        step = min(step, Decimal(1)) if figures > 3 else Decimal(1)
    near = exact.quantize(step, ROUND_HALF_EVEN)
    if abs(near - exact) > abs(exact) * Decimal("1e-9"):
        near = exact.quantize(step, ROUND_CEILING if upwards else ROUND_FLOOR)
    return float(near)


def rough_money(amount: float) -> str:
    """Returns an amount as a check names it, to about two figures: £1.2 million, £390,000, £4,200 or £40.

    >>> rough_money(1_234_567), rough_money(389_700), rough_money(4_213), rough_money(40.2), rough_money(-389_700)
    ('£1.2 million', '£390,000', '£4,200', '£40', '\u2212£390,000')
    """
    size = abs(amount)
    sign = MINUS if amount < 0 and size >= 0.5 else ""
    if size >= 999_500:
        return f"{sign}£{size / 1e6:,.1f} million"
    places = -3 if size >= 10_000 else -2 if size >= 1_000 else 0
    return f"{sign}£{round(size, places):,.0f}"
