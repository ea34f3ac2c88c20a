"""What a roll-out comes to, typed: the whole, its waves, its places, who gains, and what deciding after a wave is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from valuation.sensitivity.spread import Spread

FORMAT = "make-the-case-rollout-result/1"


@dataclass(frozen=True)
class PlaceAnswer:
    """One place: means over the draws, in the case's prices but for cash."""

    id: str
    name: str
    wave: int
    deprivation: int | None
    npv: float
    chance: float
    """Of the draws, the share in which it is worth more than it costs, everyone counted."""
    chance_below: float
    """The share in which it is worth less than it costs."""
    people: tuple[float, ...]
    """Who starts by year of the roll-out."""
    benefits: float
    """Present value of all that anyone gains."""
    cost: Mapping[str, tuple[float, ...]]
    """£ in cash terms by payer and year, VAT and the optimism bias adjustment in."""
    at_once: float
    """Its net value if every place began in the first year."""

    @property
    def people_in_all(self) -> float:
        """Returns who starts, over all years."""
        return fsum(self.people)

    def as_dict(self) -> dict[str, object]:
        """Returns the place as `rollout --json` prints it."""
        return {
            "id": self.id, "name": self.name, "wave": self.wave, "deprivation": self.deprivation, "npv": self.npv,
            "chance": self.chance, "people": self.people_in_all, "benefits": self.benefits,
            "cost": {payer: list(years) for payer, years in self.cost.items()},
        }  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Some of the places together: a wave, or a fifth of deprivation."""

    key: int
    places: tuple[PlaceAnswer, ...]

    @property
    def people(self) -> float:
        """Returns who starts in them, over all years."""
        return fsum(place.people_in_all for place in self.places)

    @property
    def npv(self) -> float:
        """Returns their net value together, without central costs."""
        return fsum(place.npv for place in self.places)

    @property
    def benefits(self) -> float:
        """Returns what anyone gains in them, present value."""
        return fsum(place.benefits for place in self.places)

    def people_by_year(self, years: int) -> list[float]:
        """Returns who starts in them in each year."""
        return [fsum(place.people[year] for place in self.places) for year in range(years)]

    def cost_by_year(self, payer: str, years: int) -> list[float]:
        """Returns what a payer spends on them in each year, in cash terms."""
        nothing = (0.0,) * years
        return [fsum(place.cost.get(payer, nothing)[year] for place in self.places) for year in range(years)]


@dataclass(frozen=True)
class CentralAnswer:
    """The costs of the whole."""

    npv: float
    cost: Mapping[str, tuple[float, ...]]
    """£ in cash terms by payer and year."""

    def by_year(self, years: int) -> list[float]:
        """Returns what is paid in each year, by all payers."""
        return [fsum(paid[year] for paid in self.cost.values()) for year in range(years)]


@dataclass(frozen=True)
class WayAnswer:
    """One way to go about a roll-out: all at once, in waves, or in waves with a decision."""

    key: str
    npv: float
    spread: Spread

    def as_dict(self) -> dict[str, object]:
        """Returns the way as `rollout --json` prints it."""
        return {
            "way": self.key, "npv": self.npv, "npv_within": self.spread.within, "chance": self.spread.chance,
            "interval_80": list(self.spread.likely),
        }  # fmt: skip


ALL_AT_ONCE, IN_WAVES, WITH_STOP = "all_at_once", "in_waves", "in_waves_with_stop"


@dataclass(frozen=True)
class StopAnswer:
    """What it is worth to decide on the later waves by what one wave shows."""

    wave: int
    outcome: str
    account: str
    decided_in: str
    """The financial year at whose beginning it is decided."""
    answering: float
    """Of the people of that wave, how many are measured."""
    later: float
    """The mean net value of the later waves if they go ahead whatever is found, in the account that decides."""
    expected: float
    """The mean of what they are then worth to everyone: E max(E[Δ | x̂], 0)."""
    threshold: float | None
    """What is seen, in the measure's unit, at which the later waves are worth going on with; None where nothing decides it."""
    is_rising: bool
    """Whether it is gone on above the threshold."""
    chance_go: float
    spread: Spread
    """Of the whole, the later waves going ahead only where what is seen says so."""

    def as_dict(self) -> dict[str, object]:
        """Returns the decision as `rollout --json` prints it."""
        return {
            "wave": self.wave, "outcome": self.outcome, "account": self.account, "year": self.decided_in,
            "people_measured": self.answering, "later_waves": self.later, "with_stop": self.expected,
            "threshold": self.threshold, "chance_go": self.chance_go,
        }  # fmt: skip


@dataclass(frozen=True)
class RolloutAnswer:
    """What a roll-out comes to."""

    years: tuple[str, ...]
    places: tuple[PlaceAnswer, ...]
    begins: Mapping[int, int]
    """The year in which each wave begins, 0 the first."""
    central: CentralAnswer
    planned: Spread
    """Of the whole, if every wave goes ahead."""
    at_once: Spread
    """Of the whole, if every place begins in the first year."""
    likely_below: tuple[float, float]
    """How many places come out below 0: the 10th and the 90th percentile over the draws."""
    stop: StopAnswer | None
    draws: int
    seed: int

    @property
    def npv(self) -> float:
        """Returns the net value of the whole if every wave goes ahead: that of its places, and the central costs off."""
        return fsum([*(place.npv for place in self.places), self.central.npv])

    @cached_property
    def cost(self) -> dict[str, list[float]]:
        """Returns what each payer spends in each year, central costs in."""
        payers = sorted({payer for place in self.places for payer in place.cost} | set(self.central.cost))
        count = len(self.years)
        nothing = (0.0,) * count
        return {
            payer: [
                fsum([*(place.cost.get(payer, nothing)[y] for place in self.places), self.central.cost.get(payer, nothing)[y]])
                for y in range(count)
            ]
            for payer in payers
        }  # fmt: skip

    @property
    def people(self) -> list[float]:
        """Returns who starts in each year."""
        return Group(0, self.places).people_by_year(len(self.years))

    @property
    def central_per_person(self) -> float | None:
        """Returns the central costs for each person who starts, in cash terms; None where no one starts."""
        people = fsum(self.people)
        return fsum(self.central.by_year(len(self.years))) / people if people > 0 else None

    @cached_property
    def waves(self) -> tuple[Group, ...]:
        """Returns the waves in order, each with its places."""
        return tuple(
            Group(wave, tuple(each for each in self.places if each.wave == wave)) for wave in self.begins
        )

    @cached_property
    def fifths(self) -> tuple[Group, ...]:
        """Returns the fifths of deprivation that places are said to be in, the most deprived first."""
        stated = sorted({place.deprivation for place in self.places if place.deprivation is not None})
        return tuple(
            Group(fifth, tuple(each for each in self.places if each.deprivation == fifth)) for fifth in stated
        )

    @property
    def below_zero(self) -> float:
        """Returns how many places are expected to come out below 0: the mean over the draws of how many do."""
        return fsum(place.chance_below for place in self.places)

    @property
    def all_at_once(self) -> float:
        """Returns the net value of the whole if every place began in the first year, as the first wave."""
        return fsum([*(place.at_once for place in self.places), self.central.npv])

    @property
    def in_waves_with_stop(self) -> float:
        """Returns the net value of going in waves, the later ones only where what is seen says so; of the plan where nothing is decided."""
        if self.stop is None:
            return self.npv
        certain = (place.npv for place in self.places if place.wave <= self.stop.wave)
        return fsum([*certain, self.central.npv, self.stop.expected])

    @property
    def ways(self) -> tuple[WayAnswer, ...]:
        """Returns the ways to go about it: all at once, in waves where there are several, and with a decision where there is one."""
        found = [WayAnswer(ALL_AT_ONCE, self.all_at_once, self.at_once)]
        if len(self.begins) > 1:
            found.append(WayAnswer(IN_WAVES, self.npv, self.planned))
        if self.stop is not None:
            found.append(WayAnswer(WITH_STOP, self.in_waves_with_stop, self.stop.spread))
        return tuple(found)

    @property
    def is_best_to_decide(self) -> bool:
        """Returns whether deciding after a wave is worth at least as much as going on whatever is found, and as all at once."""
        return self.stop is not None and self.in_waves_with_stop >= max(self.npv, self.all_at_once)

    def committed(self, payer: str) -> float:
        """Returns what a payer spends on the waves until the decision and on the costs of the whole, in cash terms; on everything where nothing is decided."""
        last = max(self.begins) if self.stop is None else self.stop.wave
        waves = [wave.cost_by_year(payer, len(self.years)) for wave in self.waves if wave.key <= last]
        return fsum([*(fsum(paid) for paid in waves), *self.central.cost.get(payer, ())])

    def as_dict(self) -> dict[str, object]:
        """Returns the answer as `rollout --json` prints it."""
        count = len(self.years)
        return {
            "format": FORMAT,
            "years": list(self.years),
            "total": {
                "npv": self.npv, "chance": self.planned.chance, "interval_80": list(self.planned.likely), "cost": self.cost,
                "people": self.people,
            },
            "central": {
                "cost": self.central.by_year(count), "per_person": self.central_per_person, "npv": self.central.npv,
            },
            "waves": [
                {
                    "wave": wave.key, "places": len(wave.places), "people": wave.people, "npv": wave.npv,
                    "year": self.years[self.begins[wave.key]],
                }
                for wave in self.waves
            ],
            "places": [place.as_dict() for place in self.places],
            "fifths": [
                {
                    "fifth": fifth.key, "places": len(fifth.places), "people": fifth.people,
                    "benefits": fifth.benefits, "npv": fifth.npv,
                }
                for fifth in self.fifths
            ],
            "below_zero": self.below_zero,
            "below_zero_80": list(self.likely_below),
            "stop": None if self.stop is None else self.stop.as_dict(),
            "in_waves_with_stop": self.in_waves_with_stop,
            "all_at_once": self.all_at_once,
            "ways": [way.as_dict() for way in self.ways],
            "draws": self.draws,
            "seed": self.seed,
        }  # fmt: skip
