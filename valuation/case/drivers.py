"""Drivers: what a cost grows with, the word after `per`. A new driver is a new row of DRIVERS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from valuation.catalogue import Catalogue

Counts = Literal["falls_once", "falls_yearly", "starts", "completers", "person_years", "posts", "trained", "costs"]  # fmt: skip
"""What is counted in each year: 1 in one year or in each of delivery; people who start or finish; the years that they take part;
posts; people trained; or other costs, of which this one is a share (docs/method.md, section 4)."""


@dataclass(frozen=True)
class First:
    """A number that stands in a new cost until somebody answers."""

    value: float
    unit: str


@dataclass(frozen=True)
class Driver:
    """What a cost grows with."""

    id: str
    words: str
    """On a form."""
    counts: Counts
    unit: str
    """Of the price of a new cost."""
    form_place: int
    """Where it stands among the choices for a new cost, the usual first; the rows are in the order of the schema."""
    says: str = ""
    """In the workbook, what it counts."""
    must: Mapping[str, First | None] = field(default_factory=dict)
    """Keys of a cost that go with it alone and have to be there, with the number that a new cost begins with, if it is one."""
    may: tuple[str, ...] = ()
    """Keys of a cost that go with it alone and may be there."""
    times: str = ""
    """The key of the number that what it counts is multiplied by, for each of those counted; empty for none."""

    @property
    def keys(self) -> frozenset[str]:
        """Returns the keys of a cost that go with it alone."""
        return frozenset({*self.must, *self.may})

    @property
    def counts_people(self) -> bool:
        """Returns whether it needs to be known who takes part."""
        return self.counts in ("starts", "completers", "person_years", "posts")

    @property
    def is_once(self) -> bool:
        """Returns whether the cost falls in one year alone."""
        return self.counts == "falls_once"

    @property
    def is_share(self) -> bool:
        """Returns whether the cost is a share of other costs."""
        return self.counts == "costs"


DRIVERS: Catalogue[str, Driver] = Catalogue(
    {
        driver.id: driver
        for driver in (
            Driver("once", "Once, in one year", "falls_once", "£", 8, "1 in each year in which it falls", may=("year", "waits")),
            Driver("year", "Each year of delivery", "falls_yearly", "£ per year", 1, "1 in each year in which it falls", may=("people_per_post",)),
            Driver("start", "Each person who starts", "starts", "£ per start", 2, "people who start"),
            Driver("completer", "Each person who finishes", "completers", "£ per completer", 3, "people who finish"),
            Driver(
                "participant_year", "Each year that a person takes part", "person_years", "£ per participant_year", 6, "person-years",
                may=("lag", "lasts", "drop_off"),
            ),
            Driver(
                "fte", "Each full-time post, by how many start", "posts", "£ per full-time post a year", 4, "posts",
                {"starts_per_fte": First(100, "people who start a year")}, ("round_up_to", "at_least"),
            ),
            Driver(
                "trainee", "Each person trained", "trained", "£ per trainee", 5, "people trained",
                {"trainees": First(10, "people")}, ("over_years", "turnover"),
            ),
            Driver("costs", "A share of other costs", "costs", "share of the costs named", 7, must={"of": None}),
        )
    }
)  # fmt: skip


def driver_of(per: object) -> Driver | None:
    """Returns the driver that a cost names, as its file is written; None where it names none that is known."""
    return DRIVERS.by_key.get(per) if isinstance(per, str) else None


def keys_of_drivers() -> frozenset[str]:
    """Returns the keys of a cost that go with one driver or another."""
    return frozenset().union(*(driver.keys for driver in DRIVERS))


def drivers_on_a_form() -> list[Driver]:
    """Returns the drivers as a new cost is asked for them."""
    return sorted(DRIVERS, key=lambda driver: driver.form_place)


def is_a_share_of_costs(per: object) -> bool:
    """Returns whether a cost with this `per` is a share of others, so that its price is a share and no money."""
    driver = driver_of(per)
    return driver is not None and driver.is_share
