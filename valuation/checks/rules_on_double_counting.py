"""Rules on what may be counted twice: one gain, one caseload, one use of a service, one growth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from valuation.answers.check import Check
from valuation.case.key_types import parties_named
from valuation.case.option_shape import Outcome, Value
from valuation.case.places import holder_of
from valuation.case.templates import template_heads
from valuation.checks.known_by_name import is_arrival, is_journey
from valuation.checks.subject import HEALTH_RATE, Reading


def value_counted_twice(case: Reading) -> Iterator[Check]:
    """Health and wellbeing values, or two outcomes in QALYs, for the same people, with no overlap group."""
    for path, option, _ in case.options():
        gains = [
            row
            for row in case.values(path, option)
            if row[2].kind in HEALTH_RATE and case.effect(holder_of(holder_of(row[0])), row[1])
        ]
        for k, (place, outcome, value) in enumerate(gains):
            for _, other, rival in gains[:k]:
                pair = {value.kind, rival.kind}
                is_both = pair == {"health", "wellbeing"}
                is_twice = (
                    outcome.id != other.id and outcome.unit == other.unit == "qaly" and pair == {"health"}
                )
                if not (is_both or is_twice) or not _share_a_gainer(value, rival):
                    continue
                if value.overlap and rival.overlap and value.overlap.group == rival.overlap.group:
                    continue
                what = "in health and in wellbeing" if is_both else "in QALYs twice"
                yield Check(
                    "value_counted_twice", "stop", place,
                    f"The same people's gain is valued {what}, in “{other.name or other.id}” and in “{outcome.name or outcome.id}”.",
                    "Put both values into one overlap group and count one of them, or take one out.",
                    abs(case.pv_of(place)),
                )  # fmt: skip


def _share_a_gainer(value: Value, rival: Value) -> bool:
    return not set(parties_named(value.to)).isdisjoint(parties_named(rival.to))


def caseload_claimed_twice(case: Reading) -> Iterator[Check]:
    """The same entry twice in one option's claims: two of its parts draw their benefit from one caseload."""
    for path, option, _ in case.options():
        for claim in sorted({claim for claim in option.claims if option.claims.count(claim) > 1}):
            yield Check(
                "caseload_claimed_twice", "stop", f"{path}.claims",
                f"The caseload “{claim}” is claimed {option.claims.count(claim)} times in “{option.name or option.id}”.",
                "Let one part of the option claim it, or make the parts separate options.",
            )  # fmt: skip


def benchmark_in_company(case: Reading) -> Iterator[Check]:
    """A benchmark that holds other templates in it, beside another option."""
    templates = template_heads(case.case.library)
    for path, option, _ in case.options():
        if templates.get(str(option.template), {}).get("alone") and len(case.case.shape.options) > 1:
            yield Check(
                "benchmark_in_company", "stop", path,
                f"“{option.name or option.id}” is a comparison that already includes other services, but this case also has another option.",
                "Put it in a case of its own, and compare the two cases.",
            )  # fmt: skip


def journey_counted_apart(case: Reading) -> Iterator[Check]:
    """Ambulance journeys beside the A&E attendances or admissions that they end in: easily the same event twice."""
    for path, option, _ in case.options():
        fiscal = [
            row for row in case.values(path, option) if row[2].kind == "fiscal" and case.pv_of(row[0]) > 0
        ]

        journeys = [row for row in fiscal if is_journey(row[1], _price_path(case, row))]
        arrivals = [row for row in fiscal if is_arrival(row[1], _price_path(case, row))]
        if journeys and arrivals and not (journeys[0][2].overlap and arrivals[0][2].overlap):
            yield Check(
                "journey_counted_apart", "warn", journeys[0][0],
                f"“{journeys[0][1].name or journeys[0][1].id}” and “{arrivals[0][1].name or arrivals[0][1].id}” may be one event "
                "counted twice. The cost of an attendance or admission can include the journey.",
                "Check what each price includes. If they overlap, put both into one overlap group.",
                case.pv_of(journeys[0][0]),
            )  # fmt: skip


def _price_path(case: Reading, row: tuple[str, Outcome, Value]) -> str:
    """Returns the path of what a value is worth, which for the library's price is the library's id."""
    price = case.number(f"{row[0]}.unit_value")
    return price.path if price else ""


HOLDS_ANOTHER = (
    {"admission", "bed day"},
    {"admission", "readmission"},
    {"bed day", "readmission"},
    {"consultation", "appointment"},
)
"""Units of use of which one can hold the other: a bed day is part of an admission."""


def use_counted_twice(case: Reading) -> Iterator[Check]:
    """Two outcomes that free the same use of the same payer, for the same people at the same time, with no overlap group."""
    for path, option, _ in case.options():
        freed = [
            row for row in case.values(path, option) if row[2].kind == "fiscal" and case.pv_of(row[0]) > 0
        ]
        uses = [_use_of(case, row) for row in freed]  # once for each, and not for each pair
        for k, row in enumerate(freed):
            for other, use in zip(freed[:k], uses, strict=False):
                if row[1].id != other[1].id and uses[k].is_one_with(use):
                    yield Check(
                        "use_counted_twice", "warn", row[0],
                        f"“{other[1].name or other[1].id}” and “{row[1].name or row[1].id}” may count the same use of one service twice.",
                        "If one includes the other, put both into one overlap group and count one of them, or take one out. "
                        "If they are separate, say so in a note.",
                        min(case.pv_of(row[0]), case.pv_of(other[0])),
                    )  # fmt: skip


@dataclass(frozen=True)
class _Use:
    """What a fiscal value prices: which use, of whose service, at what price, in which part of a person's time."""

    unit: str
    price: str | float | None
    """The library's id where it is the library's, else the amount; None where none is written."""
    parties: frozenset[str]
    begins: float
    ends: float

    def is_one_with(self, other: _Use) -> bool:
        """Returns whether two values may price one use: the same unit at one price, or units of which one holds the other."""
        if not self.parties & other.parties or not max(self.begins, other.begins) < min(
            self.ends, other.ends
        ):
            return False
        if self.unit == other.unit:
            return self.price is not None and self.price == other.price
        return {self.unit, other.unit} in HOLDS_ANOTHER


def _use_of(case: Reading, row: tuple[str, Outcome, Value]) -> _Use:
    place, outcome, value = row
    price = case.number(f"{place}.unit_value")
    outcome_path = holder_of(holder_of(place))
    begins = case.value(f"{outcome_path}.lag")
    return _Use(
        unit=str(outcome.unit or "").strip().lower().removesuffix("s"),
        price=None if price is None else price.path if price.path in case.case.library else price.value,
        parties=frozenset(parties_named(value.to)),
        begins=begins,
        ends=begins + case.value(f"{outcome_path}.lasts"),
    )


def growth_at_health_rate(case: Reading) -> Iterator[Check]:
    """Real growth on a line that is discounted at the health rate, which allows for it already."""
    for path, option, _ in case.options():
        for place, outcome, value in case.values(path, option):
            at_health = (
                value.discount or ("health" if value.kind in HEALTH_RATE else "standard")
            ) == "health"
            growth = case.value(f"{place}.real_growth")
            if at_health and growth:
                yield Check(
                    "growth_at_health_rate", "warn", f"{place}.real_growth",
                    f"“{outcome.name or outcome.id}” grows by {growth:.1%} a year and is discounted at the health rate, which is "
                    "lower because such values grow. The growth is counted twice.",
                    "Remove the real growth, or discount the value at the standard rate.",
                    abs(case.pv_of(place)),
                )  # fmt: skip
