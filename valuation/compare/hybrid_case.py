"""Two cases made one: every number of either is a column, and what only one of them has is switched by its quantity.

Of one option in two cases. Numbers are spelled out where they are used, restated to the common prices, and the optimism bias
of each entry is stated, so that a hybrid of the two is a row of draws for one compiled case.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from valuation.case.defaults import OWN_TIME, default_number
from valuation.case.drivers import DRIVERS
from valuation.case.editing import free_id
from valuation.case.option_shape import Cost, Outcome, Value
from valuation.case.places import group_of, key_of, own_name, step
from valuation.case.validity.case_as_written import year_index
from valuation.case.validity.validation import Case
from valuation.library import Library
from valuation.quantities import Assumption

EFFECT = ("reduces", "adds", "of", "share")
COST_NUMBERS = (
    "quantity", "unit_cost", "vat", "real_growth", "starts_per_fte", "at_least", "trainees", "turnover", "lag", "lasts",
    "drop_off", "cashable",
)  # fmt: skip
OUTCOME_NUMBERS = (*EFFECT, "lag", "lasts", "drop_off", "deadweight", "attribution", "displacement")
VALUE_NUMBERS = ("quantity", "unit_value", "cashable", "real_growth")
YEARS = ("year", "from", "until")
WORSE_THAN_NONE = 0
"""Stands for the grade of a number that is not there: no other is better."""


@dataclass
class Draft:
    """One change between the cases, before anything is known of what it contributes."""

    path: str
    kind: str
    """number | structure"""
    a: Any
    b: Any
    columns: dict[str, float] = field(default_factory=dict)
    """What the second case has at each place of the merged one that it moves."""
    places: set[str] = field(default_factory=set)
    factor: float = 1.0
    """deflator(case) / deflator(own) of both numbers, or 1 where the two are said in the case's prices."""
    parts: dict[str, Any] = field(default_factory=dict)
    """What the second case has in place of a part of the case that no number expresses, by its path."""


@dataclass(frozen=True)
class Rate:
    """How the optimism bias of one entry follows from a hybrid: a stated rate, or that of the worst grade of its numbers."""

    stated: tuple[float | None, float | None]
    stated_change: str | None
    grades: tuple[tuple[int, int, str | None], ...]
    """(grade in A, grade in B, the key of the change that takes one to the other)."""


class Merged:
    """One option of two cases as one case, with every change between them."""

    def __init__(self, first: Case, second: Case, option: str):
        self.cases = (first, second)
        self.at = f"options.{option}"
        self.numbers = (first, second)
        self.drafts: dict[str, Draft] = {}
        self.base: dict[str, float] = {}
        """What the first case has at each place of the merged one."""
        self.rates: dict[str, Rate] = {}
        self.raw = tuple(next(o for o in case.data["options"] if o["id"] == option) for case in self.cases)
        self.shapes = tuple(case.option(option) for case in self.cases)
        self.data = self._case()

    # The whole ----------------------------------------------------------------------------------------------

    def _case(self) -> dict[str, Any]:
        first, second = (case.data for case in self.cases)
        option: dict[str, Any] = {"id": self.raw[0]["id"]}
        people = self._people()
        if people is not None:
            option["people"] = people
        option["enablers"] = self._enablers()
        for key in ("costs", "replaces"):
            option[key] = self._costs(self.at, self.raw, key)
        option["outcomes"] = self._outcomes()
        appraisal = {**first["appraisal"], "optimism_bias": "by_grade"}
        data = {
            "format": first["format"],
            "commissioner": first["commissioner"],
            "appraisal": appraisal,
            "options": [option],
        }
        self._part(data, "commissioner", first["commissioner"], second["commissioner"])
        for key, default in (("own_time", OWN_TIME), ("discounting", None)):
            pair = [case["appraisal"].get(key, default) for case in (first, second)]
            if key == "discounting" and all(isinstance(rates, dict) for rates in pair):
                appraisal[key] = {
                    name: self._number(f"appraisal.discounting.{name}") for name in ("standard", "health")
                }
            else:
                spelled = [self._spelled(side, f"appraisal.{key}", item) for side, item in enumerate(pair)]
                appraisal[key] = spelled[0]
                self._part(data, f"appraisal.{key}", spelled[0], spelled[1])
        self._modes()
        self._library_rates()
        return data

    def _part(self, data: dict[str, Any], path: str, a: Any, b: Any) -> None:
        """Notes a part of the case that is another in the second one and that no number expresses."""
        if a != b:
            self.drafts[path] = Draft(path, "structure", a, b, parts={path: b}, places={path})

    def _spelled(self, side: int, path: str, item: Any, to: str | None = None) -> Any:
        """Returns a part of one case with every number in it spelled out; `to` is its place in the merged one."""
        to = to or path
        found = self.numbers[side].assumption_at(path)
        if found is not None:
            return _plain(self._only_here(side, found, path, to))
        if isinstance(item, dict):
            return {
                key: self._spelled(side, step(path, key), value, step(to, key)) for key, value in item.items()
            }
        if isinstance(item, list):
            named = [value.get("id") if isinstance(value, dict) else None for value in item]
            steps = [ident or k for k, ident in enumerate(named)]
            return [
                self._spelled(side, step(path, at), value, step(to, at))
                for at, value in zip(steps, item, strict=True)
            ]
        return copy.deepcopy(item)

    def _only_here(self, side: int, found: Assumption, path: str, to: str) -> float:
        """Returns a number of a part that one case has, and moves it where it is one that both cases share."""
        pair = self._both_of(side, found, path)
        there = self.numbers[1 - side].assumption_at(path) if to == path else None
        if pair is None or (there is not None and there.path != found.path):
            return self._restated(side, found)
        a, b = (self._restated(k, number) for k, number in enumerate(pair))
        self.base[to] = a
        if a != b or pair[0].confidence != pair[1].confidence:
            self._note(to, pair, a, b, None, path)
        return a

    def _both_of(self, side: int, found: Assumption, path: str) -> tuple[Assumption, Assumption] | None:
        """Returns a number that many places use as the first case has it and the second, or None where they do not share it."""
        if found.path == path:
            return None
        theirs = self.cases[1 - side].used(own_name(found.path) or found.path)
        if theirs is None:
            return None
        return (found, theirs) if side == 0 else (theirs, found)

    def _modes(self) -> None:
        pair = [case.shape.appraisal.optimism_bias for case in self.cases]
        if pair[0] != pair[1]:
            path = "appraisal.optimism_bias"
            self.drafts[path] = Draft(path, "structure", pair[0], pair[1], places={path})

    def _library_rates(self) -> None:
        for grade in range(1, 7):
            path = f"valuation.optimism_bias_grade_{grade}"
            a, b = (bias_of(case, grade) for case in self.cases)
            if a != b:
                self.drafts[path] = Draft(path, "number", a, b, places={path})

    # Numbers ------------------------------------------------------------------------------------------------

    def _restated(self, side: int, found: Assumption) -> float:
        return found.value * self._factor(side, found)

    def _factor(self, side: int, found: Assumption) -> float:
        case = self.cases[side]
        if found.price_year is None:
            return 1.0
        return case.deflator.at(case.shape.appraisal.price_year) / case.deflator.at(found.price_year)

    def _number(self, place: str, group: str | None = None, also_by_grade: bool = False) -> dict[str, Any]:
        """Returns the number to write at a place of both cases, and notes the change where they differ."""
        found = tuple(numbers.assumption_at(place) for numbers in self.numbers)
        default = default_number(key_of(place), 0.0)
        a, b = (default if f is None else self._restated(side, f) for side, f in enumerate(found))
        self.base[place] = a
        if a != b or (also_by_grade and _grade(found[0]) != _grade(found[1])):
            self._note(place, found, a, b, group)
        return _plain(a)

    def _note(
        self,
        place: str,
        found: tuple[Assumption | None, ...],
        a: float,
        b: float,
        group: str | None,
        written_at: str | None = None,
    ) -> None:
        """Notes that a number moves: as the one that both share, as one of a group, or by itself.

        Its two values are said as they are written, or in the case's prices where they are in prices of two years.
        """
        key = group or self._key(place, found)
        factors = [self._factor(side, f) for side, f in enumerate(found) if f is not None]
        is_alike = len(set(factors)) == 1
        said = [x / factors[0] for x in (a, b)] if is_alike else [a, b]
        said = [f.value if is_alike and f is not None else x for f, x in zip(found, said, strict=True)]
        draft = self.drafts.setdefault(key, Draft(key, "number", said[0], said[1]))
        draft.columns[place] = b
        draft.places.add(written_at or place)
        draft.factor = factors[0] if is_alike else 1.0

    def _key(self, place: str, found: tuple[Assumption | None, ...]) -> str:
        first, second = found
        shared = first is not None and second is not None and first.path == second.path
        return first.path if shared and first is not None else place

    def _flat(
        self,
        entry: dict[str, Any],
        path: str,
        keys: Iterable[str],
        raw: tuple[Any, ...],
        graded: Iterable[str] = (),
    ) -> None:
        """Writes an entry's numbers that either case states, and notes how they differ."""
        for key in keys:
            if any(side.get(key) is not None for side in raw):
                entry[key] = self._number(step(path, key), also_by_grade=key in graded)

    def _by_year(self, path: str, raw: tuple[Any, ...], after: str = "carry", is_one: bool = False) -> Any:
        """Returns a list by year, both padded to the longer; `is_one` where a falling list would be an error."""
        if not any(isinstance(item, list) for item in raw):
            return self._number(path)
        length = max(len(item) if isinstance(item, list) else 1 for item in raw)
        if after == "none":  # one number for every year of delivery, beside a list after which nobody starts
            length = max(length, self._delivered())
        sides = [[self._in_year(side, path, raw[side], k, after) for k in range(length)] for side in (0, 1)]
        differing = [k for k in range(length) if sides[0][k][0] != sides[1][k][0]]
        group = path if is_one and len(differing) > 1 else None
        for k in range(length):
            (a, found_a), (b, found_b) = sides[0][k], sides[1][k]
            place = f"{path}.{k}"
            self.base[place] = a
            if a != b:
                self._note(place, (found_a, found_b), a, b, group)
        if group:
            self.drafts[group].a, self.drafts[group].b = ([value for value, _ in side] for side in sides)
        return [_plain(value) for value, _ in sides[0]]

    def _in_year(self, side: int, path: str, raw: Any, k: int, after: str) -> tuple[float, Assumption | None]:
        if raw is None:
            return default_number(key_of(path), 1.0), None
        if isinstance(raw, list) and k >= len(raw) and after == "none":
            return 0.0, None
        found = self.numbers[side].assumption_at(
            f"{path}.{min(k, len(raw) - 1)}" if isinstance(raw, list) else path
        )
        return (0.0 if found is None else self._restated(side, found)), found

    def _parties(self, path: str, raw: tuple[Any, ...]) -> Any:
        """Returns a sharing among the parties of both, a share of 0 for who has none; their shares are one change."""
        sides = []
        for side, written in enumerate(raw):
            names = [written] if isinstance(written, str) else list(written)
            found = {name: self.numbers[side].assumption_at(f"{path}.{name}") for name in names}
            sides.append({name: 1.0 if number is None else number.value for name, number in found.items()})
        names = list(dict.fromkeys([*sides[0], *sides[1]]))
        if len(names) == 1:
            return names[0]
        for name in names:
            self.base[f"{path}.{name}"] = sides[0].get(name, 0.0)
        if sides[0] != sides[1]:
            said = [written if isinstance(written, str) else dict(sides[k]) for k, written in enumerate(raw)]
            kind = "number" if set(sides[0]) == set(sides[1]) else "structure"
            columns = {f"{path}.{name}": sides[1].get(name, 0.0) for name in names}
            self.drafts[path] = Draft(path, kind, said[0], said[1], columns=columns, places={path})
        return {name: _plain(sides[0].get(name, 0.0)) for name in names}

    # People -------------------------------------------------------------------------------------------------

    def _people(self) -> dict[str, Any] | None:
        path = f"{self.at}.people"
        raw = tuple(option.get("people") for option in self.raw)
        if raw[0] is None and raw[1] is None:
            return None
        if raw[0] is None or raw[1] is None or self._frame(0) != self._frame(1):
            spelled: list[Any] = [
                None if item is None else self._spelled(side, path, item) for side, item in enumerate(raw)
            ]
            if raw[0] and raw[1]:
                for key in self._alike(raw[0], raw[1]):  # a change of its own, whatever else differs
                    spelled[0][key] = spelled[1][key] = self._number(f"{path}.{key}")
            said = ["nobody" if item is None else _people_in_words(item) for item in raw]
            self.drafts[path] = Draft(
                path, "structure", said[0], said[1], parts={path: spelled[1]}, places={path}
            )
            return spelled[0]
        made = {key: raw[0][key] for key in ("pool", "delivery_years", "timing") if key in raw[0]}
        for key in ("eligible", "uptake", "completion"):
            if any(item.get(key) is not None for item in raw):
                made[key] = self._number(f"{path}.{key}")
        is_standing = made.get("pool") == "standing"
        for key, after in (("ramp", "carry"), ("planned_starts", "none"), ("capacity", "carry")):
            if any(item.get(key) is not None for item in raw):
                lists = tuple(item.get(key) for item in raw)
                made[key] = self._by_year(f"{path}.{key}", lists, after, is_one=key == "ramp" and is_standing)
        if raw[0].get("segments"):
            made["segments"] = [self._segment(path, segment) for segment in raw[0]["segments"]]
            shares = f"{path}.segments"
            if shares in self.drafts:
                self.drafts[shares].a, self.drafts[shares].b = (self._shares(side, shares) for side in (0, 1))
        return made

    def _frame(self, side: int) -> Any:
        """Returns what of an option's people is no number."""
        people, years = self.shapes[side].people, self.cases[side].shape.appraisal.years
        if people is None:
            return None
        lasts, is_free = self.cases[side].delivery_years(self.shapes[side].id), people.planned_starts is None
        has = (people.pool, is_free, people.timing, min(lasts, years), people.capacity is None)
        return (*has, [segment.id for segment in people.segments or []])

    def _delivered(self) -> int:
        """Returns in how many years of the case people start, which is the same in both."""
        return int(self._frame(0)[3])

    def _segment(self, path: str, segment: dict[str, Any]) -> dict[str, Any]:
        at = f"{path}.segments.{segment['id']}"
        other = next(s for s in self.raw[1]["people"]["segments"] if s["id"] == segment["id"])
        made = {"id": segment["id"], "share": self._number(f"{at}.share", group=f"{path}.segments")}
        self._flat(made, at, ("uptake_multiplier", "effect_multiplier"), (segment, other))
        return made

    def _alike(self, first: dict[str, Any], second: dict[str, Any]) -> list[str]:
        """Returns the numbers of people that mean the same in both cases, however they differ in form."""
        same_pool = first.get("pool") == second.get("pool")
        keys = ("eligible", "uptake", "completion") if same_pool else ("uptake", "completion")
        return [key for key in keys if first.get(key) is not None and second.get(key) is not None]

    def _shares(self, side: int, path: str) -> dict[str, float]:
        """Returns the share of each segment, by its name."""
        named = {s["id"]: s for s in self.raw[side]["people"]["segments"]}
        found = {
            s.get("name") or ident: self.numbers[side].assumption_at(f"{path}.{ident}.share")
            for ident, s in named.items()
        }
        return {name: 0.0 if number is None else number.value for name, number in found.items()}

    def _enablers(self) -> list[dict[str, Any]]:
        by_id = [{e["id"]: e for e in option.get("enablers") or []} for option in self.raw]
        made = []
        for ident in dict.fromkeys([*by_id[0], *by_id[1]]):
            path = f"{self.at}.enablers.{ident}"
            pair = tuple(side.get(ident) for side in by_id)
            both = tuple(item or {} for item in pair)
            only = None if None not in pair else path
            if only:
                self.drafts[only] = Draft(
                    path, "structure", _there(*pair), _there(*reversed(pair)), places={path}
                )
            factors = {}
            for key in ("uptake", "completion", "ramp"):
                if any((item.get("multiplies") or {}).get(key) is not None for item in both):
                    place = f"{path}.multiplies.{key}"
                    factors[key] = self._factor_at(place, only)
            entry = {"id": ident, "multiplies": factors, "costs": self._costs(path, both, "costs", only)}
            made.append(entry)
        return made

    def _factor_at(self, place: str, only: str | None) -> dict[str, Any]:
        found = tuple(numbers.assumption_at(place) for numbers in self.numbers)
        a, b = (1.0 if f is None else f.value for f in found)
        self.base[place] = a
        if a != b:
            self._note(place, found, a, b, only)
        return _plain(a)

    # Entries ------------------------------------------------------------------------------------------------

    def _costs(
        self, at: str, raw: tuple[Any, ...], key: str, group: str | None = None
    ) -> list[dict[str, Any]]:
        """Returns the costs of both: those alike once, the others in a version for each, switched by their quantity."""
        by_id = [{cost["id"]: cost for cost in side.get(key) or []} for side in raw]
        shapes = [self._shapes_at(side, at, key) for side in (0, 1)]
        taken = list(dict.fromkeys([*by_id[0], *by_id[1]]))
        alike = {i for i in by_id[0] if i in by_id[1] and self._same_cost(shapes[0][i], shapes[1][i], by_id)}
        second = {
            i: i if i not in by_id[0] else free_id(f"{i[:30]}_other", taken)
            for i in by_id[1]
            if i not in alike
        }
        made = [
            self._same(f"{at}.{key}.{ident}", cost, (cost, by_id[1][ident]))
            for ident, cost in by_id[0].items()
            if ident in alike
        ]
        for side, versions in ((0, {i: i for i in by_id[0] if i not in alike}), (1, second)):
            for ident, new in versions.items():
                other = by_id[1 - side].get(ident)
                made.append(
                    self._version(
                        side, f"{at}.{key}.{ident}", f"{at}.{key}.{new}", by_id[side][ident], other, group
                    )
                )
            for cost in made[-len(versions) :] if versions else ():
                if cost.get("of"):  # of what this case has
                    cost["of"] = [versions.get(ident, ident) for ident in cost["of"]]
        for cost in made[: len(alike)]:
            if cost.get("of"):  # of what either has: what is switched off adds nothing
                theirs = [second.get(ident, ident) for ident in by_id[1][cost["id"]]["of"]]
                cost["of"] = list(dict.fromkeys([*cost["of"], *theirs]))
        return made

    def _shapes_at(self, side: int, at: str, key: str) -> dict[str, Cost]:
        owner: Any = self.shapes[side]
        if group_of(at) == "enablers":
            owner = next((e for e in owner.enablers if e.id == key_of(at)), None)
        return {cost.id: cost for cost in (getattr(owner, key) if owner is not None else [])}

    def _same_cost(self, a: Cost, b: Cost, by_id: list[dict[str, Any]]) -> bool:
        """Returns whether two costs of one id differ in numbers and shares of payers alone."""
        both = set(by_id[0]) & set(by_id[1])

        def frame(side: int, cost: Cost) -> Any:
            release = cost.release and self._year(side, cost.release.from_year)
            years = tuple(self._year(side, y) for y in (cost.year, cost.from_, cost.until))
            words = (
                cost.per,
                cost.cash,
                cost.transfer,
                cost.round_up_to or default_number("round_up_to"),
                cost.over_years or default_number("over_years"),
            )
            return (*words, years, release, sorted(set(cost.of or []) & both))

        return frame(0, a) == frame(1, b)

    def _year(self, side: int, year: Any) -> int | None:
        return None if year is None else year_index(self.cases[side].data, year)

    def _same(self, path: str, entry: dict[str, Any], raw: tuple[dict[str, Any], ...]) -> dict[str, Any]:
        """Returns a cost that both have."""
        made = {key: item for key, item in entry.items() if key in COST_WORDS}
        self._flat(made, path, cost_numbers(), raw, graded=("quantity", "unit_cost"))
        if any(side.get("phase") for side in raw):
            made["phase"] = self._by_year(f"{path}.phase", tuple(side.get("phase") for side in raw))
        for key in ("payer", "to"):
            if entry.get(key):
                made[key] = self._parties(f"{path}.{key}", tuple(side[key] for side in raw))
        if not entry.get("transfer"):
            made["optimism_bias"] = self._rate(
                path, (f"{path}.optimism_bias",), (f"{path}.quantity", f"{path}.unit_cost")
            )
        return made

    def _version(
        self, side: int, path: str, new: str, entry: dict[str, Any], other: Any, group: str | None
    ) -> dict[str, Any]:
        """Returns a cost as one of the cases has it, its quantity nothing in the other."""
        made = self._spelled(
            side,
            path,
            {
                k: v
                for k, v in entry.items()
                if (k in COST_WORDS or k in (*cost_numbers(), "phase", "payer", "to")) and k != "quantity"
            },
            new,
        )
        made["id"] = key_of(new)
        quantity = self.numbers[side].assumption_at(f"{path}.quantity")
        self._switch(
            side, group or path, f"{new}.quantity", 1.0 if quantity is None else quantity.value, entry, other
        )
        made["quantity"] = _plain(self.base[f"{new}.quantity"])
        if not entry.get("transfer"):
            made["optimism_bias"] = self._version_rate(
                side, new, (f"{path}.optimism_bias",), (f"{path}.quantity", f"{path}.unit_cost")
            )
        return made

    def _switch(self, side: int, key: str, place: str, on: float, entry: Any, other: Any) -> None:
        """Notes that a place is on in one of the cases and 0 in the other."""
        pair = (entry, other) if side == 0 else (other, entry)
        draft = self.drafts.setdefault(
            key, Draft(key, "structure", _there(pair[0], pair[1]), _there(pair[1], pair[0]))
        )
        draft.places.add(key)
        self.base[place] = on if side == 0 else 0.0
        draft.columns[place] = 0.0 if side == 0 else on

    # Outcomes -----------------------------------------------------------------------------------------------

    def _outcomes(self) -> list[dict[str, Any]]:
        by_id = [{o["id"]: o for o in option.get("outcomes") or []} for option in self.raw]
        shapes = [{o.id: o for o in option.outcomes} for option in self.shapes]
        alike = {i for i in by_id[0] if i in by_id[1] and self._same_outcome(shapes[0][i], shapes[1][i])}
        apart, joined = self._groups_apart(shapes, alike)
        alike -= apart
        taken = list(dict.fromkeys([*by_id[0], *by_id[1]]))
        made = [
            self._same_outcome_made(ident, (outcome, by_id[1][ident]))
            for ident, outcome in by_id[0].items()
            if ident in alike
        ]
        for side in (0, 1):
            for ident, entry in by_id[side].items():
                if ident in alike or not _has_effect(entry):
                    continue
                new = ident if side == 0 or ident not in by_id[0] else free_id(f"{ident[:30]}_other", taken)
                made.append(
                    self._outcome_version(side, ident, new, by_id, shapes[side][ident], joined.get(ident))
                )
        return made

    def _same_outcome(self, a: Outcome, b: Outcome) -> bool:
        """Returns whether two outcomes of one id, and all their values, differ in numbers and shares alone."""

        def frame(side: int, outcome: Outcome) -> Any:
            values = [self._value_frame(side, value) for value in outcome.values]
            counts_time = outcome.unit == "hour"
            return (
                outcome.applies_to,
                outcome.adds is None,
                outcome.reduces is None,
                outcome.of is None,
                counts_time,
                values,
            )

        return frame(0, a) == frame(1, b) and _has_effect_shape(a)

    def _value_frame(self, side: int, value: Value) -> Any:
        overlap = value.overlap and (
            value.overlap.group,
            value.overlap.counted,
            str(value.to),
            str(value.from_),
        )
        release = value.release and self._year(side, value.release.from_year)
        return (value.kind, value.discount, overlap, release, value.from_ is None, value.cashable is None)

    def _groups_apart(
        self, shapes: list[dict[str, Outcome]], alike: set[str]
    ) -> tuple[set[str], dict[str, str]]:
        """Returns the outcomes that stand apart because their overlap group does, and the change they belong to."""
        groups: dict[str, set[str]] = {}
        for side in shapes:
            for ident, outcome in side.items():
                for value in outcome.values:
                    if value.overlap:
                        groups.setdefault(value.overlap.group, set()).add(ident)
        apart: set[str] = set()
        joined: dict[str, str] = {}
        for members in groups.values():
            if not members <= alike:
                first = f"{self.at}.outcomes.{min(members - alike)}"
                apart |= members & alike
                joined |= dict.fromkeys(members, first)
        return apart, joined

    def _same_outcome_made(self, ident: str, raw: tuple[dict[str, Any], ...]) -> dict[str, Any]:
        path = f"{self.at}.outcomes.{ident}"
        made: dict[str, Any] = {
            key: raw[0][key] for key in ("id", "unit", "applies_to", "effect_basis", "total") if key in raw[0]
        }
        self._flat(made, path, OUTCOME_NUMBERS, raw, graded=EFFECT)
        made["values"] = []
        for k, value in enumerate(raw[0].get("values") or []):
            at = f"{path}.values.{k}"
            pair = (value, raw[1]["values"][k])
            entry: dict[str, Any] = {
                key: value[key] for key in ("kind", "release", "overlap", "discount") if key in value
            }
            self._flat(entry, at, VALUE_NUMBERS, pair, graded=("unit_value", "quantity"))
            for key in ("to", "from"):
                if value.get(key):
                    is_kept = value.get("overlap") is not None  # who else reads it hangs on whom it names
                    entry[key] = (
                        self._spelled(0, f"{at}.{key}", value[key])
                        if is_kept
                        else self._parties(f"{at}.{key}", tuple(v[key] for v in pair))
                    )
            if value["kind"] != "transfer":
                stated = (f"{at}.optimism_bias", f"{path}.optimism_bias")
                graded = (*(f"{path}.{key}" for key in EFFECT), f"{at}.unit_value", f"{at}.quantity")
                entry["optimism_bias"] = self._rate(at, stated, graded)
            made["values"].append(entry)
        return made

    def _outcome_version(
        self, side: int, ident: str, new: str, by_id: list[dict[str, Any]], shape: Outcome, joined: str | None
    ) -> dict[str, Any]:
        entry, other = by_id[side][ident], by_id[1 - side].get(ident)
        path, to = f"{self.at}.outcomes.{ident}", f"{self.at}.outcomes.{new}"
        words = ("unit", "applies_to", "effect_basis", "total")
        kept = {k: entry[k] for k in (*words, *OUTCOME_NUMBERS) if k in entry and k != "share"}
        made = self._spelled(side, path, kept, to)
        made |= {"id": new, "values": []}
        share = self.numbers[side].assumption_at(f"{path}.share")
        self._switch(side, joined or path, f"{to}.share", 1.0 if share is None else share.value, entry, other)
        made["share"] = _plain(self.base[f"{to}.share"])
        for k, value in enumerate(entry.get("values") or []):
            at = f"{path}.values.{k}"
            there = f"{to}.values.{k}"
            kept = {key: item for key, item in value.items() if key in VALUE_WORDS or key in VALUE_NUMBERS}
            spelled = self._spelled(side, at, kept, there)
            if side == 1 and spelled.get("overlap"):
                spelled["overlap"] = {**spelled["overlap"], "group": f"{spelled['overlap']['group']} (other)"}
            if value["kind"] != "transfer":
                graded = (*(f"{path}.{key}" for key in EFFECT), f"{at}.unit_value", f"{at}.quantity")
                stated = (f"{at}.optimism_bias", f"{path}.optimism_bias")
                spelled["optimism_bias"] = self._version_rate(side, there, stated, graded)
            made["values"].append(spelled)
        return made

    # Optimism bias ------------------------------------------------------------------------------------------

    def _rate(self, path: str, stated: tuple[str, ...], graded: tuple[str, ...]) -> dict[str, Any]:
        """Returns the optimism bias to write for an entry of both cases, and notes how a hybrid's follows."""
        place = f"{path}.optimism_bias"
        said = tuple(self._stated(side, stated) for side in (0, 1))
        key = None
        if said[0] != said[1]:
            written = {self._stated_at(side, stated) for side in (0, 1)} - {None}
            key = written.pop() or place if len(written) == 1 else place  # one for many values is one change
            self.drafts.setdefault(key, Draft(key, "number", said[0], said[1], places={key}))
        grades = []
        for at in graded:
            found = tuple(numbers.assumption_at(at) for numbers in self.numbers)
            if found[0] is not None or found[1] is not None:
                grades.append((_grade(found[0]), _grade(found[1]), self._moved_by(at, found)))
        self.rates[place] = Rate(said, key, tuple(grades))  # type: ignore[arg-type]
        self.base[place] = self._own_rate(0, stated, graded)
        return _plain(self.base[place])

    def _version_rate(
        self, side: int, new: str, stated: tuple[str, ...], graded: tuple[str, ...]
    ) -> dict[str, Any]:
        """Returns the optimism bias to write for an entry of one case, and notes how a hybrid's follows."""
        said = self._stated(side, stated)
        grades = []
        for at in graded:
            found = self.numbers[side].assumption_at(at)
            if found is not None:
                pair = self._both_of(side, found, at) or (found, found)
                key = found.path if found.path in self.drafts else None
                grades.append((pair[0].confidence, pair[1].confidence, key))
        self.rates[f"{new}.optimism_bias"] = Rate((said, said), None, tuple(grades))
        return _plain(self._own_rate(side, stated, graded))

    def _moved_by(self, place: str, found: tuple[Assumption | None, ...]) -> str | None:
        key = self._key(place, found)
        return key if key in self.drafts else None

    def _stated_at(self, side: int, places: tuple[str, ...]) -> str | None:
        return next((place for place in places if self.numbers[side].assumption_at(place) is not None), None)

    def _stated(self, side: int, places: tuple[str, ...]) -> float | None:
        found = self.numbers[side].assumption_at(self._stated_at(side, places) or "")
        return None if found is None else found.value

    def _own_rate(self, side: int, stated: tuple[str, ...], graded: tuple[str, ...]) -> float:
        """Returns the optimism bias of an entry as one of the cases has it."""
        case = self.cases[side]
        if case.shape.appraisal.optimism_bias == "none":
            return 0.0
        said = self._stated(side, stated)
        if said is not None:
            return said
        found = (self.numbers[side].assumption_at(place) for place in graded)
        worst = max((number.confidence for number in found if number is not None), default=1)
        return bias_of(case, worst)


COST_WORDS = (
    "id", "category", "per", "cash", "transfer", "year", "from", "until", "round_up_to", "over_years", "of", "release",
)  # fmt: skip
APART = ("per", "of", "applies_to", "unit", "cash", "transfer", "year", "from", "until", "release")
"""What can tell two versions of one entry apart in a word or two."""
VALUE_WORDS = ("kind", "to", "from", "release", "overlap", "discount")


def cost_numbers() -> tuple[str, ...]:
    """Returns the keys of a cost that hold a number: those of every cost, and what a driver is multiplied by."""
    return (*COST_NUMBERS, *(d.times for d in DRIVERS if d.times and d.times not in COST_NUMBERS))


def bias_of(case: Case, grade: int) -> float:
    """Returns the optimism bias of a grade, as this case's library has it."""
    path = f"valuation.optimism_bias_grade_{grade}"
    library: Library = case.library
    entry = case.changed_library.get(path)
    return float(entry["value"]) if entry is not None else library.get(path).value


def _grade(found: Assumption | None) -> int:
    return WORSE_THAN_NONE if found is None else found.confidence


def _plain(value: float) -> dict[str, Any]:
    return {"value": value, "grade": 1}


def _there(entry: Any, other: Any) -> str | None:
    """Returns in what words an entry stands apart from the other case's, or None where it is not there."""
    if not entry:
        return None
    if not other:
        return "there"
    apart = [key for key in APART if entry.get(key) != other.get(key)]
    return ", ".join(f"{key} {_in_a_word(entry.get(key))}" for key in apart) or "as it stands there"


def _in_a_word(item: Any) -> str:
    if item is None:
        return "not said"
    if isinstance(item, dict):
        return " ".join(f"{key} {value}" for key, value in item.items())
    words = ", ".join(map(str, item)) if isinstance(item, list) else str(item)
    return words.replace("_", " ")


def _has_effect(entry: dict[str, Any]) -> bool:
    return bool(entry.get("values")) and (entry.get("adds") is not None or entry.get("reduces") is not None)


def _has_effect_shape(outcome: Outcome) -> bool:
    return bool(outcome.values) and (outcome.adds is not None or outcome.reduces is not None)


def _people_in_words(people: dict[str, Any]) -> str:
    if people.get("planned_starts") is not None:
        return "planned starts"
    return "one population, offered once" if people.get("pool") == "standing" else "newly eligible every year"
