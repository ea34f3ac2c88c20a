"""What holds where a case says nothing: every default of the case file, read by its shape, the engine, the checks, the bridge and the forms.

A default is no assumption: it has no path and no grade (docs/method.md, section 2). What differs by what else is said, such as the
years of delivery, is worked out where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TIMING: Final = "through_year"
EFFECT_BASIS: Final = "net"
OPTIMISM_BIAS: Final = "by_grade"
OWN_TIME: Final = "counted"
INFLATION: Final = "gdp_deflator"
"""By what real money becomes cash."""
IS_CASH: Final = True
IS_TRANSFER: Final = False
IS_COUNTED: Final = True
"""Of the values of one overlap, whether this one is."""
IS_TOTALLED: Final = False
WAITS: Final = False
"""Whether a cost paid once waits until a pilot is gone on with."""
FROM_YEAR: Final = 0
"""From which a decision releases money: the first."""
PILOT_YEARS: Final = 2
"""For how many years people start in a pilot."""
COMPARISON: Final = "controlled"
"""Whom people in a pilot are compared with: others like them, not chosen by lot."""
PILOT_FOLLOW_UP: Final = 0.5
"""Years that people in a pilot are followed at least."""


@dataclass(frozen=True)
class Default:
    """What a number is where a case does not state it."""

    value: float
    words: str = ""
    """What the empty field of a form says; nothing where it is always filled."""


DEFAULTS: dict[str, Default] = {
    # People
    "completion": Default(1.0, "100: everyone finishes"),
    "ramp": Default(1.0, "100%: everyone from the first year"),
    "uptake_multiplier": Default(1.0, "1"),
    "effect_multiplier": Default(1.0, "1"),
    "weight": Default(1.0, "1"),
    "uptake": Default(1.0, "1"),  # what an enabler multiplies it by; the share that starts is always stated
    # Costs
    "quantity": Default(1.0, "1 each"),
    "phase": Default(1.0, "In full from the first year"),
    "at_least": Default(0.0, "0"),
    "round_up_to": Default(0.0, "Not rounded"),
    "over_years": Default(1.0, "1"),
    "turnover": Default(0.0, "0%"),
    "vat": Default(0.0, "0%"),
    "cashable": Default(0.0, "0%"),
    "real_growth": Default(0.0, "0%"),
    # Outcomes, and costs for each year that a person takes part
    "share": Default(1.0, "100%: everyone"),
    "place": Default(0.0, "0: as elsewhere"),
    "bridge": Default(1.0, "1: valued as it was measured"),
    "lag": Default(0.0, "0: from the start"),
    "lasts": Default(1.0, "1 year"),
    "drop_off": Default(0.0, "0%"),
    "deadweight": Default(0.0, "0%"),
    "attribution": Default(0.0, "0%"),
    "displacement": Default(0.0, "0%"),
    # A pilot
    "fixed_cost": Default(0.0, "£0"),
    "cost_per_person": Default(0.0, "£0"),
    "answer_share": Default(0.7, "70%"),
}
"""By the key of the case file."""
WITHOUT_A_NUMBER: dict[str, str] = {
    "optimism_bias": "By the grade of its evidence",
    "capacity": "No limit",
    "discount": "The rate of its kind",
    "year": "The first year",
    "from": "From the first year",
    "until": "To the end of delivery",
    "from_year": "The first year",
    "sd": "As the measure says",
}
"""What the empty field says of a key whose default is no number."""


def default_number(key: str, otherwise: float | None = None) -> float:
    """Returns what a number of this key is where a case does not state it; KeyError where it has to be stated.

    >>> default_number("lasts"), default_number("drop_off")
    (1.0, 0.0)
    """
    if key not in DEFAULTS and otherwise is not None:
        return otherwise
    return DEFAULTS[key].value


def default_words(key: str) -> str:
    """Returns what the empty field of a key says; nothing where something has to be stated."""
    return DEFAULTS[key].words if key in DEFAULTS else WITHOUT_A_NUMBER.get(key, "")
