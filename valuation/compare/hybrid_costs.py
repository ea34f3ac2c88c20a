"""The costs of a hybrid, its replaced costs and its enablers: those alike once, the others in a version for each case.

A version is switched by its quantity: what it is in the case that has it, and nothing in the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from valuation.case.defaults import default_number
from valuation.case.drivers import DRIVERS
from valuation.case.editing import free_id
from valuation.case.option_shape import Cost, Enabler
from valuation.case.places import key_of, step
from valuation.case.validity.case_as_written import mapping
from valuation.compare.hybrid_numbers import (
    FIRST,
    SECOND,
    Difference,
    Sides,
    Written,
    WrittenPair,
    as_number,
    entries_by_id,
    set_apart,
)
from valuation.compare.hybrid_optimism import OptimismRates

COST_NUMBERS = (
    "quantity", "unit_cost", "vat", "real_growth", "starts_per_fte", "at_least", "trainees", "turnover", "lag", "lasts",
    "drop_off", "cashable",
)  # fmt: skip
COST_WORDS = (
    "id", "category", "per", "cash", "transfer", "year", "from", "until", "round_up_to", "over_years", "of", "release",
    "enjoyed", "waits",
)  # fmt: skip
ENABLED = ("uptake", "completion", "ramp")


@dataclass(frozen=True)
class CostList:
    """A list of costs at one place of both cases, as written and as shapes."""

    path: str
    written: tuple[dict[str, Written], dict[str, Written]]
    shapes: tuple[dict[str, Cost], dict[str, Cost]]
    group: str | None = None
    """The change that all of it belongs to, where only one case has what holds it."""


class HybridCosts:
    """Writes the costs of the merged case."""

    def __init__(self, sides: Sides, optimism: OptimismRates):
        self.sides, self.optimism = sides, optimism

    def of_option(self, key: Literal["costs", "replaces"]) -> list[Written]:
        """Returns the costs of the option, or the costs that it replaces."""
        first, second = self.sides.options
        return self._costs(
            _cost_list(
                step(self.sides.path, key),
                key,
                self.sides.written,
                (first.costs, second.costs) if key == "costs" else (first.replaces, second.replaces),
            )
        )

    def enablers(self) -> list[Written]:
        """Returns the enablers of both; one that a single case has is one change, its costs and all."""
        sides = self.sides
        first, second = (entries_by_id(option, "enablers") for option in sides.written)
        enablers: list[Written] = []
        for ident in dict.fromkeys([*first, *second]):
            path = step(step(sides.path, "enablers"), ident)
            a, b = first.get(ident), second.get(ident)
            only = path if a is None or b is None else None
            if only:
                words = set_apart(a, b), set_apart(b, a)
                sides.differences[only] = Difference(path, "structure", *words, places={path})
            factors: Written = {}
            for key in ENABLED:
                if any(mapping(side.get("multiplies")).get(key) is not None for side in (a or {}, b or {})):
                    factors[key] = self._factor(step(step(path, "multiplies"), key), only)
            costs = _cost_list(step(path, "costs"), "costs", (a or {}, b or {}), self._enabling(ident), only)
            enablers.append({"id": ident, "multiplies": factors, "costs": self._costs(costs)})
        return enablers

    def _enabling(self, ident: str) -> tuple[Sequence[Cost], Sequence[Cost]]:
        def costs_of(enablers: Sequence[Enabler]) -> Sequence[Cost]:
            return next((enabler.costs for enabler in enablers if enabler.id == ident), [])

        first, second = self.sides.options
        return costs_of(first.enablers), costs_of(second.enablers)

    def _factor(self, place: str, only: str | None) -> Written:
        numbers = self.sides.numbers_at(place)
        a, b = (1.0 if number is None else number.value for number in numbers)
        self.sides.base[place] = a
        if a != b:
            self.sides.note_number(place, numbers, a, b, only)
        return as_number(a)

    def _costs(self, costs: CostList) -> list[Written]:
        """Returns the costs of both: those alike once, the others in a version for each, switched by their quantity."""
        first, second = costs.written
        taken = list(dict.fromkeys([*first, *second]))
        alike = {ident for ident in first if ident in second and self._is_alike(costs, ident)}
        versions = (
            {ident: ident for ident in first if ident not in alike},
            {
                ident: ident if ident not in first else free_id(f"{ident[:30]}_other", taken)
                for ident in second
                if ident not in alike
            },
        )
        shared = []
        for ident, cost in first.items():
            if ident in alike:
                made = self._of_both(step(costs.path, ident), (cost, second[ident]))
                if made.get("of"):  # of what either has: what is switched off adds nothing
                    theirs = [versions[SECOND].get(each, each) for each in names_in(second[ident], "of")]
                    made["of"] = list(dict.fromkeys([*names_in(made, "of"), *theirs]))
                shared.append(made)
        apart = []
        for side in (FIRST, SECOND):
            for ident, new in versions[side].items():
                made = self._version(side, costs, ident, new)
                if made.get("of"):  # of what this case has
                    made["of"] = [versions[side].get(each, each) for each in names_in(made, "of")]
                apart.append(made)
        return [*shared, *apart]

    def _is_alike(self, costs: CostList, ident: str) -> bool:
        """Returns whether two costs of one id differ in numbers and shares of payers alone."""
        both = set(costs.written[FIRST]) & set(costs.written[SECOND])

        def form(side: int) -> tuple[object, ...]:
            cost = costs.shapes[side][ident]
            return (
                cost.per,
                cost.cash,
                cost.transfer,
                cost.enjoyed is not None,
                cost.round_up_to or default_number("round_up_to"),
                cost.over_years or default_number("over_years"),
                tuple(self.sides.year(side, year) for year in (cost.year, cost.from_, cost.until)),
                cost.release and self.sides.year(side, cost.release.from_year),
                sorted(set(cost.of or []) & both),
            )

        return form(FIRST) == form(SECOND)

    def _of_both(self, path: str, written: WrittenPair) -> Written:
        """Returns a cost that both have."""
        sides, (first, second) = self.sides, written
        made: Written = {key: part for key, part in first.items() if key in COST_WORDS}
        made |= sides.numbers(path, cost_numbers(), written, graded=("quantity", "unit_cost"))
        if first.get("phase") or second.get("phase"):
            made["phase"] = sides.by_year(step(path, "phase"), (first.get("phase"), second.get("phase")))
        for key in ("payer", "to"):
            if first.get(key):
                made[key] = sides.parties(step(path, key), (first[key], second[key]))
        if not first.get("transfer"):
            made["optimism_bias"] = self.optimism.of_both(path, *_evidence(path), has_parts=True)
        return made

    def _version(self, side: int, costs: CostList, ident: str, new: str) -> Written:
        """Returns a cost as one of the cases has it, its quantity nothing in the other."""
        sides = self.sides
        entry, other = costs.written[side][ident], costs.written[1 - side].get(ident)
        path, to = step(costs.path, ident), step(costs.path, new)
        keys = {*COST_WORDS, *cost_numbers(), "phase", "payer", "to"} - {"quantity"}
        made = sides.spelled_entry(side, path, {key: part for key, part in entry.items() if key in keys}, to)
        made["id"] = key_of(to)
        number, place = sides.cases[side].assumption_at(step(path, "quantity")), step(to, "quantity")
        sides.note_switch(
            side, costs.group or path, place, 1.0 if number is None else number.value, entry, other, path
        )
        made["quantity"] = as_number(sides.base[place])
        if not entry.get("transfer"):
            made["optimism_bias"] = self.optimism.of_one(side, to, *_evidence(path), has_parts=True)
        return made


def _cost_list(
    path: str,
    key: str,
    holders: tuple[Mapping[str, object], Mapping[str, object]],
    shapes: tuple[Sequence[Cost], Sequence[Cost]],
    group: str | None = None,
) -> CostList:
    first, second = ({cost.id: cost for cost in listing} for listing in shapes)
    return CostList(
        path,
        (entries_by_id(holders[FIRST], key), entries_by_id(holders[SECOND], key)),
        (first, second),
        group,
    )


def _evidence(path: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns where the optimism bias of a cost may be stated, and the numbers whose grades it hangs on."""
    return (step(path, "optimism_bias"),), (step(path, "quantity"), step(path, "unit_cost"))


def names_in(entry: Mapping[str, object], key: str) -> list[str]:
    """Returns the names that an entry lists under a key; none where it has no such list."""
    names = entry.get(key)
    return [str(name) for name in names] if isinstance(names, list) else []


def cost_numbers() -> tuple[str, ...]:
    """Returns the keys of a cost that hold a number: those of every cost, and what a driver is multiplied by."""
    return (
        *COST_NUMBERS,
        *(driver.times for driver in DRIVERS if driver.times and driver.times not in COST_NUMBERS),
    )
