"""Two cases made one: every number of either is a column, and what only one of them has is switched by its quantity.

Of one option in two cases. Numbers are spelled out where they are used, restated to the common prices, and the optimism bias
of each entry is stated, so that a hybrid of the two is a row of draws for one compiled case.
"""

from __future__ import annotations

from dataclasses import dataclass

from valuation.case.defaults import OWN_TIME
from valuation.case.places import step
from valuation.case.validity.case_as_written import mapping
from valuation.case.validity.validation import Case
from valuation.compare.hybrid_costs import HybridCosts
from valuation.compare.hybrid_effects import HybridEffect, HybridEffects, HybridTypedEffect
from valuation.compare.hybrid_numbers import Difference, Sides, Written
from valuation.compare.hybrid_optimism import OptimismRate, OptimismRates, note_policy
from valuation.compare.hybrid_outcomes import HybridOutcomes
from valuation.compare.hybrid_people import people_of_both

APPRAISAL = "appraisal"


@dataclass(frozen=True)
class Merged:
    """One option of two cases as one case, with every change between them."""

    cases: tuple[Case, Case]
    option: str
    data: Written
    """The merged case, as its file would hold it, with what the first has at each place."""
    differences: dict[str, Difference]
    """Every change, by what makes its places one."""
    rates: dict[str, OptimismRate]
    """How the optimism bias at each place of the merged case follows from the changes that are made."""
    is_proven: tuple[bool, bool]
    """Whether each case stands on what is proven."""
    effects: tuple[HybridEffect, ...]
    typed_effects: tuple[HybridTypedEffect, ...]
    """How the effects at their places of the merged case follow from the changes that are made."""


def merged(first: Case, second: Case, option: str) -> Merged:
    """Returns one option of two cases as one case."""
    sides = Sides(first, second, option)
    optimism = OptimismRates(sides)
    costs = HybridCosts(sides, optimism)
    made: Written = {"id": option}
    people = people_of_both(sides)
    if people is not None:
        made["people"] = people
    made["enablers"] = costs.enablers()
    made["costs"] = costs.of_option("costs")
    made["replaces"] = costs.of_option("replaces")
    effects = HybridEffects(sides)
    made["outcomes"] = HybridOutcomes(sides, optimism, effects).of_option()
    effects.note_standard()
    data: Written = {
        "format": first.data["format"],
        "commissioner": first.data["commissioner"],
        APPRAISAL: _appraisal(sides),
        "options": [made],
    }
    note_policy(sides)
    return Merged(
        cases=sides.cases,
        option=option,
        data=data,
        differences=sides.differences,
        rates=optimism.by_place,
        is_proven=effects.is_proven,
        effects=tuple(effects.from_findings),
        typed_effects=tuple(effects.typed),
    )


def _appraisal(sides: Sides) -> Written:
    """Returns how the merged case is appraised, with the optimism bias stated of each entry; notes who commissions, too."""
    first, second = (case.data for case in sides.cases)
    sides.note_part("commissioner", first["commissioner"], second["commissioner"])
    appraisal: Written = {**first[APPRAISAL], "optimism_bias": "by_grade"}
    _written_part(sides, appraisal, "own_time", OWN_TIME)
    if all(isinstance(case[APPRAISAL]["discounting"], dict) for case in (first, second)):
        path = step(APPRAISAL, "discounting")
        appraisal["discounting"] = {name: sides.number(step(path, name)) for name in ("standard", "health")}
    else:
        _written_part(sides, appraisal, "discounting")
    return appraisal


def _written_part(sides: Sides, appraisal: Written, key: str, default: str | None = None) -> None:
    """Writes a part of the appraisal as the first case has it, and notes where the second has another."""
    path = step(APPRAISAL, key)
    a, b = (
        sides.spelled(side, path, mapping(case.data[APPRAISAL]).get(key, default))
        for side, case in enumerate(sides.cases)
    )
    appraisal[key] = a
    sides.note_part(path, a, b)
