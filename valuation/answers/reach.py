"""Who is reached: each group's share of the people who could take part, beside its share of those who start."""

from __future__ import annotations

from dataclasses import dataclass

from valuation.draws import central
from valuation.ledger import starts_by_segment
from valuation.lines.model import Model


@dataclass(frozen=True)
class Reach:
    """One group of an option's people, in the base case."""

    name: str
    of_eligible: float
    """Its share of those who could take part."""
    of_starters: float
    """Its share of those who start, over all years."""


def reach(model: Model, option: str) -> tuple[Reach, ...]:
    """Returns the groups of an option, or none where everybody is alike or nobody starts."""
    place = next(k for k, each in enumerate(model.options) if each.id == option)
    people = model.case.shape.options[place].people
    if people is None or not people.segments:
        return ()
    started = starts_by_segment(model, central(model))[place][0].sum(axis=1)
    if not started.sum():
        return ()
    shares = [
        number.value
        for s in people.segments
        if (number := model.case.assumption_at(f"options.{option}.people.segments.{s.id}.share")) is not None
    ]
    return tuple(
        Reach(s.name or s.id.replace("_", " "), share / sum(shares), float(part / started.sum()))
        for s, share, part in zip(people.segments, shares, started, strict=True)
    )
