"""The effects of a hybrid: what the findings of one case or of the other come to, at the standard of proof on which the hybrid stands.

All findings of one outcome are one change, and so is the standard. An effect follows from both, and is looked up for each hybrid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from valuation.case.effects import (
    EXPECTED,
    PROVEN,
    PROVEN_GRADES,
    STANDARD_AT,
    FromFindings,
    Standard,
    derived_numbers,
    measure_of,
)
from valuation.case.option_shape import Outcome
from valuation.case.places import step
from valuation.compare.hybrid_numbers import (
    FIRST,
    SECOND,
    Difference,
    Sides,
    Written,
    as_number,
    grade_of,
    shared_path,
)

SIDES = (FIRST, SECOND)
EffectAndPlace = tuple[float, float]


@dataclass(frozen=True)
class HybridEffect:
    """How an outcome's effect, and what this place adds to it, follow from a hybrid."""

    outcome: str
    """Its path in the cases."""
    effect: str
    """Its place in the merged case."""
    place: str
    change: str | None
    """The key of the change that takes the first case's effect to the second's; None where both have the same."""
    at: Mapping[tuple[int, bool], EffectAndPlace]
    """By side, and by whether the hybrid stands on what is proven."""


@dataclass(frozen=True)
class HybridTypedEffect:
    """An effect without findings, which counts nothing where a hybrid stands on what is proven and its grade is weak."""

    effect: str
    place: str
    change: str | None
    is_weak: tuple[bool, bool]


class HybridEffects:
    """Writes the effect of one outcome after another, and remembers how that of a hybrid follows."""

    def __init__(self, sides: Sides):
        self.sides = sides
        self.from_findings: list[HybridEffect] = []
        self.typed: list[HybridTypedEffect] = []
        self.is_proven = (stands_on_proven(sides, FIRST), stands_on_proven(sides, SECOND))
        self._only_by_prior: list[HybridEffect] = []
        """Effects that differ because another outcome of the option is the first of which nothing can be read."""

    def has_findings(self, path: str) -> bool:
        """Returns whether an outcome of both cases has findings in either."""
        return any(self._of(side, path) is not None for side in SIDES)

    def released(self, side: int, path: str) -> bool:
        """Returns whether a gain may release cash in one of the cases."""
        effect = self._of(side, path)
        return effect is None or effect.is_proven_gain

    def of_both(self, path: str, shapes: tuple[Outcome, Outcome]) -> Written:
        """Returns the effect and the place to write for an outcome of both cases, of which one has findings at least."""
        key = shapes[FIRST].effect_key
        effect, place = step(path, key), step(path, "place")
        at: dict[tuple[int, bool], EffectAndPlace] = {
            (side, is_proven): self._numbers(side, path, key, is_proven)
            for side in SIDES
            for is_proven in {*self.is_proven}
        }
        change = self._change(path, shapes, at)
        made = HybridEffect(path, effect, place, change, at)
        if change is None and self._is_another(at):
            self._only_by_prior.append(made)
        else:
            self.from_findings.append(made)
        a, b = (at[side, self.is_proven[side]] for side in SIDES)
        self.sides.base.update({effect: a[0], place: a[1]})
        if change is not None:
            self._note(made, change, shapes, a, b)
            self.sides.made_with.update({effect: change, place: change})
        return {key: as_number(a[0]), "place": as_number(a[1])}

    def of_version(self, side: int, path: str, to: str, shape: Outcome) -> Written:
        """Returns the effect and the place to write for an outcome as one of the cases has it, where its findings come to them."""
        key = shape.effect_key
        numbers = {is_proven: self._numbers(side, path, key, is_proven) for is_proven in {*self.is_proven}}
        at = {(each, is_proven): pair for is_proven, pair in numbers.items() for each in SIDES}
        self.from_findings.append(HybridEffect(path, step(to, key), step(to, "place"), None, at))
        own = numbers[self.is_proven[side]]
        return {key: as_number(own[0]), "place": as_number(own[1])}

    def note_typed(self, path: str, to: str, key: str, side: int | None = None) -> None:
        """Notes an effect without findings of both cases, or of one, where a hybrid may stand on what is proven."""
        if not any(self.is_proven):
            return
        effect = step(path, key)
        numbers = self.sides.numbers_at(effect)
        if side is not None:
            own = numbers[side]
            numbers = (own and self.sides.both_of(side, own, effect)) or (own, own)
        grades = [grade_of(number) for number in numbers]
        weak = (grades[FIRST] not in PROVEN_GRADES, grades[SECOND] not in PROVEN_GRADES)
        change = shared_path(effect, numbers)
        self.typed.append(HybridTypedEffect(step(to, key), step(to, "place"), change, weak))

    def note_standard(self) -> None:
        """Notes where one case stands on what is proven and the other does not; and joins what differs only by a prior to its cause."""
        if self.is_proven[FIRST] != self.is_proven[SECOND]:
            a, b = (PROVEN if is_proven else EXPECTED for is_proven in self.is_proven)
            self.sides.differences[STANDARD_AT] = Difference(
                STANDARD_AT, "structure", a, b, places={STANDARD_AT}
            )
        for made in self._only_by_prior:
            change = self._cause_of_prior(made)
            first, second = (made.at[side, self.is_proven[side]] for side in SIDES)
            difference = self.sides.differences.setdefault(
                change, Difference(change, "structure", sum(first), sum(second))
            )
            difference.columns.update({made.effect: second[0], made.place: second[1]})
            difference.places.add(made.effect)
            self.from_findings.append(replace(made, change=change))

    def _of(self, side: int, path: str) -> FromFindings | None:
        return self.sides.cases[side].effects.get(path)

    def _numbers(self, side: int, path: str, key: str, is_proven: bool) -> EffectAndPlace:
        """Returns an outcome's effect and place in one of the cases, at a standard that may be the other's."""
        case, found = self.sides.cases[side], self._of(side, path)
        effect, place = step(path, key), step(path, "place")
        if found is None:
            is_weak = grade_of(case.assumption_at(effect)) not in PROVEN_GRADES
            return (
                (0.0, 0.0) if is_proven and is_weak else (case.number(effect, 0.0), case.number(place, 0.0))
            )
        standard: Standard = PROVEN if is_proven else EXPECTED
        numbers = derived_numbers({path: found}, standard, case.changed_effects)
        return numbers[effect].value, numbers[place].value

    def _is_another(self, at: Mapping[tuple[int, bool], EffectAndPlace]) -> bool:
        return any(at[FIRST, is_proven] != at[SECOND, is_proven] for is_proven in {*self.is_proven})

    def _change(
        self, path: str, shapes: tuple[Outcome, Outcome], at: Mapping[tuple[int, bool], EffectAndPlace]
    ) -> str | None:
        """Returns what makes the effect another one: the findings, their measure, or a change of what they come to."""
        first, second = shapes
        if _by_id(first) != _by_id(second):
            return step(path, "findings")
        measures = [
            measure_of(shape, case.library) for shape, case in zip(shapes, self.sides.cases, strict=True)
        ]
        if measures[FIRST] != measures[SECOND]:
            return step(path, "measure")
        changed = [case.changed_effects for case in self.sides.cases]
        for place in (step(path, first.effect_key), step(path, "place")):
            if changed[FIRST].get(place) != changed[SECOND].get(place):
                return place if self._is_another(at) else None
        return None

    def _note(
        self,
        made: HybridEffect,
        change: str,
        shapes: tuple[Outcome, Outcome],
        a: EffectAndPlace,
        b: EffectAndPlace,
    ) -> None:
        """Notes the change of an effect: one number where a run has changed that one, else what the whole comes to."""
        places = {made.effect}
        if change in (made.effect, made.place):
            k = (made.effect, made.place).index(change)
            # the other of the two is looked up with it, and not moved where this one alone is asked for
            noted = Difference(change, "number", a[k], b[k], columns={change: b[k]}, places={change})
        else:
            sides: tuple[object, object] = (sum(a), sum(b))
            if change == step(made.outcome, "measure"):
                sides = shapes[FIRST].measure, shapes[SECOND].measure
            noted = Difference(
                change, "structure", *sides, columns={made.effect: b[0], made.place: b[1]}, places=places
            )
        self.sides.differences[change] = noted

    def _cause_of_prior(self, made: HybridEffect) -> str:
        """Returns the change that makes another outcome the first of the option of which nothing can be read."""
        effects = [case.effects for case in self.sides.cases]
        for path in dict.fromkeys([*effects[FIRST], *effects[SECOND]]):
            priors = [path in each and each[path].has_prior for each in effects]
            if path != made.outcome and priors[FIRST] != priors[SECOND]:
                changes = (step(path, "findings"), step(path, "measure"), path)
                known = next((change for change in changes if change in self.sides.differences), None)
                if known is not None:
                    return known
        return step(made.outcome, "findings")


def stands_on_proven(sides: Sides, side: int) -> bool:
    """Returns whether one of the cases stands on what is proven."""
    return sides.cases[side].standard == PROVEN


def _by_id(outcome: Outcome) -> dict[str, object]:
    """Returns an outcome's findings by their ids: their order is immaterial."""
    return {finding.id: finding for finding in outcome.findings or ()}
