"""What an entry is where no key of the case says it: known by what its author calls it. Read here, and by no rule itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from valuation.case.key_types import parties_named
from valuation.case.option_shape import Option, Outcome

OWN_TIME = ("participants", "volunteers", "carers")


@dataclass(frozen=True)
class Omission:
    """A cost that a co-produced service has and cases leave out."""

    id: str
    words: str
    names: str
    """By which such a cost is known: a regular expression over what it is called."""


OMISSIONS: dict[str, Omission] = {
    row.id: row
    for row in (
        Omission("training", "training", r"train|induction|\bcourse for"),
        Omission("facilitation", "facilitation or co-design", r"facilit|co-?_?design|outreach|coordinat|supervis"),
        Omission("involvement", "payments to people with lived experience", r"involve|lived.experience|steering|panel"),
        Omission("evaluation", "evaluation", r"evaluat"),
    )
}  # fmt: skip
NO_OWN_TIME = Omission("own_time", "people's own time", "")
"""Known by who bears a cost, and not by a name."""
JOURNEY = re.compile(r"ambulance", re.IGNORECASE)
ARRIVAL = re.compile(r"a&e|ae_attendance|emergency|admission", re.IGNORECASE)


def left_out(option: Option) -> tuple[Omission, ...]:
    """Returns the costs that an option with people has none of."""
    if option.people is None:
        return ()
    costs = [*option.costs, *(cost for enabler in option.enablers for cost in enabler.costs)]
    called = " ".join(f"{cost.id} {cost.name or ''} {cost.label or ''}" for cost in costs)
    purposes = {cost.purpose for cost in costs}
    missing = [
        row
        for row in OMISSIONS.values()
        if row.id not in purposes and not re.search(row.names, called, re.IGNORECASE)
    ]
    if not any(set(OWN_TIME).intersection(parties_named(cost.payer)) for cost in costs):
        missing.append(NO_OWN_TIME)
    return tuple(missing)


def is_journey(outcome: Outcome, price: str) -> bool:
    """Returns whether an outcome, with the path of its price, is a journey by ambulance."""
    return JOURNEY.search(f"{outcome.id} {outcome.name or ''} {price}") is not None


def is_arrival(outcome: Outcome, price: str) -> bool:
    """Returns whether an outcome, with the path of its price, is an attendance or admission that a journey can end in."""
    called = f"{outcome.id} {outcome.name or ''} {price}"
    return ARRIVAL.search(called) is not None and not is_journey(outcome, price)
