"""The outcomes of a hybrid: those alike once, the others in a version for each case, switched by the share of people that they reach."""

from __future__ import annotations

from collections.abc import Mapping

from valuation.case.editing import free_id
from valuation.case.option_shape import Outcome, Value
from valuation.case.places import step
from valuation.case.validity.case_as_written import mapping
from valuation.compare.hybrid_effects import HybridEffects
from valuation.compare.hybrid_numbers import (
    FIRST,
    SECOND,
    Difference,
    Sides,
    Written,
    WrittenPair,
    as_number,
    entries_by_id,
)
from valuation.compare.hybrid_optimism import OptimismRates

FOUND = ("reduces", "adds", "place")
"""What findings come to."""
EFFECT = (*FOUND, "of", "share", "bridge")
OUTCOME_NUMBERS = (*EFFECT, "lag", "lasts", "drop_off", "deadweight", "attribution", "displacement")
OUTCOME_WORDS = ("unit", "applies_to", "effect_basis", "total")
VALUE_NUMBERS = ("quantity", "unit_value", "cashable", "real_growth")
VALUE_WORDS = ("kind", "to", "from", "release", "overlap", "discount")


class HybridOutcomes:
    """Writes the outcomes of the merged case."""

    def __init__(self, sides: Sides, optimism: OptimismRates, effects: HybridEffects):
        self.sides, self.optimism, self.effects = sides, optimism, effects
        first, second = sides.options
        self.path = step(sides.path, "outcomes")
        self.shapes = (
            {each.id: each for each in first.outcomes},
            {each.id: each for each in second.outcomes},
        )
        self.written = (
            entries_by_id(sides.written[FIRST], "outcomes"),
            entries_by_id(sides.written[SECOND], "outcomes"),
        )

    def of_option(self) -> list[Written]:
        """Returns the outcomes of the option; what has no effect in a case is left out of it."""
        first, second = self.written
        alike = {ident for ident in first if ident in second and self._is_alike(ident)}
        apart, joined = self._groups_apart(alike)
        alike -= apart
        taken = list(dict.fromkeys([*first, *second]))
        outcomes = [
            self._of_both(ident, (entry, second[ident])) for ident, entry in first.items() if ident in alike
        ]
        for side in (FIRST, SECOND):
            for ident in self.written[side]:
                if ident in alike or not _has_effect(self.shapes[side][ident]):
                    continue
                is_taken = side == SECOND and ident in first
                new = free_id(f"{ident[:30]}_other", taken) if is_taken else ident
                outcomes.append(self._version(side, ident, new, joined.get(ident)))
        return outcomes

    def _is_alike(self, ident: str) -> bool:
        """Returns whether two outcomes of one id, and all their values, differ in numbers and shares alone."""

        def form(side: int) -> tuple[object, ...]:
            outcome = self.shapes[side][ident]
            return (
                outcome.applies_to,
                outcome.effect_key,
                outcome.of is None,
                self._may_be_cut_off(side, outcome),
                outcome.unit == "hour",
                [self._form_of_value(side, value) for value in outcome.values],
            )

        return all(_has_effect(shapes[ident]) for shapes in self.shapes) and form(FIRST) == form(SECOND)

    def _may_be_cut_off(self, side: int, outcome: Outcome) -> bool:
        """Returns whether a reduction comes to the same where it is kept from −1 to 1, as it is beside a place."""
        if outcome.reduces is None or outcome.place is not None:
            return True
        return self.sides.cases[side].number(step(step(self.path, outcome.id), "reduces")) >= -1

    def _form_of_value(self, side: int, value: Value) -> tuple[object, ...]:
        overlap = value.overlap and (
            value.overlap.group,
            value.overlap.counted,
            str(value.to),
            str(value.from_),
        )
        release = value.release and self.sides.year(side, value.release.from_year)
        return (value.kind, value.discount, overlap, release, value.from_ is None, value.cashable is None)

    def _groups_apart(self, alike: set[str]) -> tuple[set[str], dict[str, str]]:
        """Returns the outcomes that stand apart because their overlap group does, and the change they belong to."""
        groups: dict[str, set[str]] = {}
        for outcomes in self.shapes:
            for ident, outcome in outcomes.items():
                for value in outcome.values:
                    if value.overlap:
                        groups.setdefault(value.overlap.group, set()).add(ident)
        apart: set[str] = set()
        joined: dict[str, str] = {}
        for members in groups.values():
            if not members <= alike:
                apart |= members & alike
                joined |= dict.fromkeys(members, step(self.path, min(members - alike)))
        return apart, joined

    def _of_both(self, ident: str, written: WrittenPair) -> Written:
        """Returns an outcome that both have."""
        path, (first, second) = step(self.path, ident), written
        made: Written = {key: first[key] for key in ("id", *OUTCOME_WORDS) if key in first}
        shapes = (self.shapes[FIRST][ident], self.shapes[SECOND][ident])
        if self.effects.has_findings(path):
            made |= self.effects.of_both(path, shapes)
            keys = [key for key in OUTCOME_NUMBERS if key not in FOUND]
            made |= self.sides.numbers(path, keys, written, graded=EFFECT)
        else:
            made |= self.sides.numbers(path, OUTCOME_NUMBERS, written, graded=EFFECT)
            self.effects.note_typed(path, path, shapes[FIRST].effect_key)
        pairs = zip(_values(first), _values(second), strict=True)
        made["values"] = [self._value_of_both(path, k, pair) for k, pair in enumerate(pairs)]
        return made

    def _value_of_both(self, outcome: str, k: int, written: WrittenPair) -> Written:
        sides, path, (first, second) = self.sides, _value_at(outcome, k), written
        made: Written = {
            key: first[key] for key in ("kind", "release", "overlap", "discount") if key in first
        }
        made |= sides.numbers(path, VALUE_NUMBERS, written, graded=("unit_value", "quantity"))
        if made.get("release") is not None:
            self._release_what_is_proven(outcome, path, made)
        for key in ("to", "from"):
            if first.get(key):
                is_kept = first.get("overlap") is not None  # who else reads it depends on what it names
                place = step(path, key)
                made[key] = (
                    sides.spelled(FIRST, place, first[key])
                    if is_kept
                    else sides.parties(place, (first[key], second[key]))
                )
        if first["kind"] != "transfer":
            made["optimism_bias"] = self.optimism.of_both(path, *_evidence(outcome, path))
        return made

    def _release_what_is_proven(self, outcome: str, path: str, made: Written) -> None:
        """Takes the release off a value of which nothing is proven: in the first case here, in the second as a part of the case."""
        released = [self.effects.released(side, outcome) for side in (FIRST, SECOND)]
        release = made["release"]
        if not released[FIRST]:
            del made["release"]
        if released[FIRST] != released[SECOND]:
            key = step(outcome, "findings")
            if key not in self.sides.differences:  # the same findings, through another bridge
                key = step(outcome, "bridge")
            a, b = ("money" if each else "capacity until it is proven" for each in released)
            difference = self.sides.differences.setdefault(key, Difference(key, "structure", a, b))
            difference.parts[step(path, "release")] = release if released[SECOND] else None
            difference.places.add(key)

    def _version(self, side: int, ident: str, new: str, joined: str | None) -> Written:
        """Returns an outcome as one of the cases has it, its share nothing in the other."""
        sides, entry, other = self.sides, self.written[side][ident], self.written[1 - side].get(ident)
        path, to = step(self.path, ident), step(self.path, new)
        keys = [key for key in (*OUTCOME_WORDS, *OUTCOME_NUMBERS) if key in entry and key != "share"]
        made = sides.spelled_entry(side, path, {key: entry[key] for key in keys}, to)
        made |= {"id": new, "values": []}
        shape = self.shapes[side][ident]
        if shape.findings is None:
            self.effects.note_typed(path, to, shape.effect_key, side)
        else:
            made |= self.effects.of_version(side, path, to, shape)
        number, place = sides.cases[side].assumption_at(step(path, "share")), step(to, "share")
        sides.note_switch(
            side, joined or path, place, 1.0 if number is None else number.value, entry, other, path
        )
        made["share"] = as_number(sides.base[place])
        made["values"] = [
            self._version_of_value(side, path, to, k, value) for k, value in enumerate(_values(entry))
        ]
        return made

    def _version_of_value(self, side: int, outcome: str, to: str, k: int, value: Written) -> Written:
        path, place = _value_at(outcome, k), _value_at(to, k)
        kept = {key: part for key, part in value.items() if key in VALUE_WORDS or key in VALUE_NUMBERS}
        made = self.sides.spelled_entry(side, path, kept, place)
        overlap = mapping(made.get("overlap"))
        if not self.effects.released(side, outcome):
            made.pop("release", None)
        if side == SECOND and overlap:
            made["overlap"] = {**overlap, "group": f"{overlap['group']} (other)"}
        if value["kind"] != "transfer":
            made["optimism_bias"] = self.optimism.of_one(side, place, *_evidence(outcome, path))
        return made


def _value_at(outcome: str, k: int) -> str:
    return step(step(outcome, "values"), k)


def _values(outcome: Mapping[str, object]) -> list[Written]:
    values = outcome.get("values")
    return [mapping(value) for value in values] if isinstance(values, list) else []


def _evidence(outcome: str, value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns where the optimism bias of a value may be stated, the nearest first, and the numbers whose grades it hangs on."""
    stated = (step(value, "optimism_bias"), step(outcome, "optimism_bias"))
    graded = (*(step(outcome, key) for key in EFFECT), step(value, "unit_value"), step(value, "quantity"))
    return stated, graded


def _has_effect(outcome: Outcome) -> bool:
    return bool(outcome.values) and outcome.has_effect
