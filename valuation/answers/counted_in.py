"""Effects in what people count in: days in full health, and people out of 100."""

from __future__ import annotations

from math import erf, sqrt

DAYS_IN_A_YEAR = 365
"""What one QALY is in days: a year in full health."""


def better_off_than_average(difference: float) -> float:
    """Returns the share of people who do better than the average person without the service: Φ(d).

    `difference` is d, a standardised mean difference with good positive; half do better where it is 0. Normal distributions with
    one spread are taken, as where d is pooled. Source: Cohen, Statistical power analysis (1988), measure U3.
    """
    return 0.5 * (1 + erf(difference / sqrt(2)))
