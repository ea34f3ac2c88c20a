"""A case becomes lines: every number a column, every cost and value an entry, every part of an entry a line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from valuation.accounts import AccountRows, account_rows
from valuation.case import Cost, Enabler, Option, Outcome, OwnRates, Release, Value, numbers, step
from valuation.case_file import Case
from valuation.case_rules import year_index
from valuation.costs import CostTable
from valuation.discounting import NICE_REFERENCE_CASE, Schedule, load_schedule
from valuation.library import resolve
from valuation.lines import Line
from valuation.outcomes import OutcomeTable, ValueTable
from valuation.people import Array, Columns, PeopleTable
from valuation.quantities import Assumption, Kind

LONGEST = 300
"""Years worked out at most when benefits beyond the horizon are reported."""
OWN_TIME = frozenset({"volunteers", "participants", "carers"})


@dataclass(frozen=True)
class Weighting:
    """Where an option's distributional weights are found: one for each segment."""

    weight: Columns
    """Columns of typed weights (the constant 1 where none is typed)."""
    incomes: tuple[tuple[int, int, int, int], ...]
    """(segment, income, median income, elasticity)"""


@dataclass(frozen=True)
class OptionModel:
    """One option, compiled."""

    id: str
    name: str
    people: PeopleTable
    weighting: Weighting | None
    lines: slice
    rows: AccountRows
    health_units: tuple[tuple[str, int, int | None], ...]
    """(qaly or wellby, outcome, optimism column) of each outcome that is totalled."""
    not_priced: tuple[Outcome, ...]


@dataclass(frozen=True)
class ExposureTable:
    """Distinct pairs of a stream of people and a profile of effect."""

    stream: Columns
    profile: Columns
    lag: Columns
    lasts: Columns
    drop_off: Columns
    through_year: NDArray[np.bool_]


@dataclass(frozen=True)
class ShareTable:
    """Shares of payers: each a column, and the columns it adds up to 1 with."""

    column: Columns
    group: Columns
    """Where each group of shares begins, for a sum by group."""
    size: Columns


@dataclass(frozen=True)
class PartTable:
    """How the ledger's lines are made from entries (costs, then values, then cash parts)."""

    direct: Columns
    """Lines that are a share of an entry."""
    entry: Columns
    share: Columns
    vat: Columns
    adjusting: Columns
    """Lines of optimism bias, the line each adjusts, its rate and its sign."""
    adjusted: Columns
    rate: Columns
    sign: Array
    splitting: Columns
    """Entries split into cash and capacity."""
    cashable: Columns
    released: Array
    harm_of: Columns
    """The outcome whose sign makes the split entry a harm; -1 where it cannot be one."""
    weighted: Columns
    """Lines to participants, and where each one's segments are found: an exposure, or an option's starts."""
    weighted_by: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Model:
    """A compiled case: what `evaluate` reads beside the draws."""

    case: Case
    assumptions: tuple[Assumption, ...]
    restate: Array
    """deflator(case) / deflator(own) of each assumption, shape (assumptions,)."""
    constants: Array
    years: int
    tail: int
    """Years worked out beyond the horizon in the base case, so that nothing that falls there goes unseen."""
    options: tuple[OptionModel, ...]
    streams: tuple[tuple[int, str], ...]
    """(option, starts | starters | completers, or one of these weighted) of each stream of people."""
    exposures: ExposureTable
    costs: CostTable
    outcomes: OutcomeTable
    values: ValueTable
    shares: ShareTable
    parts: PartTable
    lines: tuple[Line, ...]
    posts: tuple[tuple[int, int, str, int], ...]
    """(option, cost per fte by its place among them, payer, place among the shares) of each payer's posts."""
    schedule: Schedule | None
    own_rates: tuple[int, int] | None
    nice: Schedule


class _Columns:
    """Gives each number of the case its column; defaults are constants, not assumptions."""

    def __init__(self, case: Case):
        self.case = case
        self.written: dict[str, tuple[Kind, Any]] = {path: (kind, raw) for path, kind, raw in numbers(case.data)}
        self.found: dict[str, int] = {}
        self.assumptions: list[Assumption] = []
        self.constants: list[float] = []

    def at(self, path: str) -> Assumption | None:
        """Returns the assumption behind a place, or None where the place is at its default."""
        if path not in self.written:
            return None
        kind, raw = self.written[path]
        own = self.case.data.get("assumptions") or {}
        found = resolve(path, raw, own, self.case.library, self.case.changed_library)
        return Assumption(**{**found.__dict__, "kind": kind})

    def of(self, path: str, default: float | None = None) -> int:
        """Returns the column of the number at a path, or of the constant that stands for it."""
        assumption = self.at(path)
        if assumption is None:
            if default is None:
                raise KeyError(path)
            return self.constant(default)
        return self._column(assumption)

    def library(self, library_id: str) -> int:
        """Returns the column of a library number that the model itself reads."""
        entry = resolve(library_id, {"use": library_id}, {}, self.case.library, self.case.changed_library)
        return self._column(entry)

    def _column(self, assumption: Assumption) -> int:
        if assumption.path not in self.found:
            self.found[assumption.path] = len(self.assumptions)
            self.assumptions.append(assumption)
        return self.found[assumption.path]

    def constant(self, value: float) -> int:
        """Returns the column of a constant: constants stand, last first, after the assumptions."""
        if value not in self.constants:
            self.constants.append(value)
        return -1 - self.constants.index(value)

    def by_year(self, path: str, written: Any, years: int, default: float, after: str = "carry") -> Columns:
        """Returns the columns of a list by year; its last carries on, or none come after it."""
        if not isinstance(written, list):
            return np.array([self.of(path, default)] * years)
        listed = [self.of(f"{path}.{k}") for k in range(len(written))]
        rest = listed[-1] if after == "carry" else self.constant(0.0)
        return np.array((listed + [rest] * years)[:years])

    def worst_grade(self, paths: list[str]) -> int | None:
        """Returns the worst grade among the numbers given at these places."""
        return max((found.confidence for path in paths if (found := self.at(path))), default=None)


def compile_case(case: Case) -> Model:
    """Returns the case as the tables that `evaluate` reads."""
    return _Compiler(case).model()


def _ints(values: Any) -> Columns:
    return np.array(list(values), dtype=np.intp)


class _Compiler:
    """Walks the case once, in its order, and fills the tables."""

    def __init__(self, case: Case):
        self.case, self.shape = case, case.shape
        self.columns = _Columns(case)
        self.years = case.shape.appraisal.years
        self.streams: list[tuple[int, str]] = []
        self.profiles: list[tuple[int, int, int, bool]] = []
        self.exposures: list[tuple[int, int]] = []
        self.cost_rows: list[tuple[int, str, Cost, bool]] = []
        self.outcome_rows: list[dict[str, int]] = []
        self.value_rows: list[dict[str, Any]] = []
        self.share_columns: list[int] = []
        self.share_groups: list[tuple[int, int]] = []
        self.lines: list[Line] = []
        self.posts: list[tuple[int, int, str, int]] = []
        self.rows: list[dict[str, Any]] = []
        self.by_grade = case.shape.appraisal.optimism_bias == "by_grade"
        self.counts_own_time = case.shape.appraisal.own_time == "counted"

    # The case, in its order -----------------------------------------------------------------------------------

    def model(self) -> Model:
        option_parts = [self._option(place, option) for place, option in enumerate(self.shape.options)]
        schedule, own_rates = self._rates()
        tail = self._tail()
        total = self.years + tail
        costs = self._cost_table(total)
        parts = self._part_table(total)
        options = tuple(
            OptionModel(
                option.id,
                option.name or option.id,
                self._people_table(f"options.{option.id}", option),
                self._weighting(f"options.{option.id}", option),
                place,
                account_rows(self.lines[place], self.shape.commissioner, self.case.library.payers),
                tuple(units),
                tuple(o for o in option.outcomes if not o.values),
            )
            for option, (place, units) in zip(self.shape.options, option_parts, strict=True)
        )
        exposure_table = self._exposure_table()
        outcome_table, value_table = self._outcome_table(), self._value_table()
        nice = load_schedule(NICE_REFERENCE_CASE, self.case.library)
        return Model(
            self.case,
            tuple(self.columns.assumptions),
            self._restatement(),
            np.array(self.columns.constants[::-1], dtype=float),
            self.years,
            tail,
            options,
            tuple(self.streams),
            exposure_table,
            costs,
            outcome_table,
            value_table,
            ShareTable(_ints(self.share_columns), _ints(g for g, _ in self.share_groups), _ints(n for _, n in self.share_groups)),
            parts,
            tuple(self.lines),
            tuple(self.posts),
            schedule,
            own_rates,
            nice,
        )

    def _option(self, place: int, option: Option) -> tuple[slice, list[tuple[str, int, int | None]]]:
        path = f"options.{option.id}"
        begin = len(self.lines)
        named: dict[str, int] = {}
        for cost in option.costs:
            named[cost.id] = self._cost(place, step(path, f"costs.{cost.id}"), cost, is_replaced=False)
        for enabler in option.enablers:
            for cost in enabler.costs:
                self._cost(place, f"{path}.enablers.{enabler.id}.costs.{cost.id}", cost, is_replaced=False)
        for cost in option.replaces:
            self._cost(place, step(path, f"replaces.{cost.id}"), cost, is_replaced=True)
        counted = self._counted_values(option)
        units = self._health_units(option)
        found: list[tuple[str, int, int | None]] = []
        for outcome in option.outcomes:
            index = self._outcome(place, path, option, outcome, counted)
            if index is not None and outcome.id in units:
                found.append((units[outcome.id], index, self._effect_optimism(f"{path}.outcomes.{outcome.id}", outcome)))
        return slice(begin, len(self.lines)), found

    def _counted_values(self, option: Option) -> dict[str, Value]:
        """Returns the counted value of each overlap group."""
        return {
            value.overlap.group: value
            for outcome in option.outcomes
            for value in outcome.values
            if value.overlap and value.overlap.counted
        }

    def _health_units(self, option: Option) -> dict[str, str]:
        """Returns the unit of each outcome in QALYs or WELLBYs that is totalled: of one overlap group, one."""
        members: dict[tuple[str, str], dict[str, bool]] = {}
        for outcome in option.outcomes:
            for value in outcome.values:
                if value.overlap and outcome.unit in ("qaly", "wellby"):
                    group = members.setdefault((value.overlap.group, outcome.unit), {})
                    group[outcome.id] = group.get(outcome.id, False) or value.overlap.counted
        left_out: set[str] = set()
        marked = {outcome.id for outcome in option.outcomes if outcome.total}
        for group in members.values():
            if len(group) > 1:
                best = [ident for ident, has_counted in group.items() if has_counted] or [i for i in group if i in marked]
                left_out |= set(group) - set(best[:1])
        return {o.id: o.unit for o in option.outcomes if o.unit in ("qaly", "wellby") and o.id not in left_out}

    def _cost(self, place: int, path: str, cost: Cost, is_replaced: bool) -> int:
        index = len(self.cost_rows)
        self.cost_rows.append((place, path, cost, is_replaced))
        begin = len(self.lines)
        optimism = self._cost_optimism(path, cost)
        if cost.per == "participant_year":
            self._exposure(place, "starts", path, self.shape.options[place])
        common: dict[str, Any] = {"option": place, "path": path, "category": cost.category, "is_once": cost.per == "once"}
        for party, share in self._parties(f"{path}.payer", cost.payer):
            if cost.transfer:
                for to, to_share in self._parties(f"{path}.to", cost.to or ""):
                    pair = {"entry": index, "shares": (share, to_share), "by": self._segments_of_cost(place, path, cost)}
                    self._line({**common, "side": "cost", "kind": "transfer", "party": party, "counterparty": to}, pair)
                    self._line({**common, "side": "benefit", "kind": "transfer", "party": to, "counterparty": party}, pair)
            elif is_replaced:
                self._fiscal_lines({**common, "party": party, "counted": True}, {"entry": index, "shares": (share,)}, cost)
            elif cost.cash or self.counts_own_time or party not in OWN_TIME:
                self._line({**common, "side": "cost", "kind": "cost", "party": party, "cash": cost.cash}, {"entry": index, "shares": (share,)})
                if cost.per == "fte" and cost.cash:
                    row = sum(1 for *_, earlier, _ in self.cost_rows[:index] if earlier.per == "fte")
                    self.posts.append((place, row, party, share))
                if cost.vat is not None:
                    vat = {"entry": index, "shares": (share,), "vat": self.columns.of(f"{path}.vat")}
                    self._line({**common, "side": "cost", "kind": "vat", "party": party, "is_vat": True}, vat)
        self._optimism_lines(begin, optimism)
        return index

    def _outcome(self, place: int, path: str, option: Option, outcome: Outcome, counted: dict[str, Value]) -> int | None:
        at = f"{path}.outcomes.{outcome.id}"
        if outcome.adds is None and outcome.reduces is None:
            return None
        stream = "starters" if outcome.applies_to == "starters" else "completers"
        exposure = self._exposure(place, stream, at, option)
        index = len(self.outcome_rows)
        of = self.columns.of
        self.outcome_rows.append(
            {
                "exposure": exposure,
                "share": of(f"{at}.share", 1.0),
                "effect": of(f"{at}.adds") if outcome.adds is not None else of(f"{at}.reduces"),
                "base": of(f"{at}.of") if outcome.reduces is not None else self.columns.constant(1.0),
                **{key: of(f"{at}.{key}", 0.0) for key in ("deadweight", "attribution", "displacement")},
            }
        )
        weighted_by = self._exposure(place, f"weighted {stream}", at, option) if self._has_weights(option) else exposure
        for k, value in enumerate(outcome.values):
            self._value(place, f"{at}.values.{k}", at, outcome, value, index, counted, ("exposure", exposure, weighted_by))
        return index

    def _value(
        self, place: int, path: str, outcome_path: str, outcome: Outcome, value: Value, index: int, counted: dict[str, Value], by: Any
    ) -> None:
        entry = len(self.value_rows)
        self.value_rows.append(
            {
                "outcome": index,
                "quantity": self.columns.of(f"{path}.quantity", 1.0),
                "unit_value": self.columns.of(f"{path}.unit_value"),
                "growth": self.columns.of(f"{path}.real_growth") if value.real_growth is not None else None,
            }
        )
        begin = len(self.lines)
        is_counted = value.overlap is None or value.overlap.counted
        rival = None if is_counted or value.overlap is None else counted.get(value.overlap.group)
        rivals = None if rival is None else (rival.kind, _names(rival.to), _names(rival.from_ or ""))
        default_rate = "health" if value.kind in ("health", "wellbeing") else "standard"
        common: dict[str, Any] = {
            "option": place, "path": path, "counted": is_counted, "rival": rivals, "discount": value.discount or default_rate,
        }  # fmt: skip
        for party, share in self._parties(f"{path}.to", value.to):
            source = {"entry": ~entry, "shares": (share,), "by": by, "outcome": index}
            if value.kind == "transfer":
                for payer, payer_share in self._parties(f"{path}.from", value.from_ or ""):
                    pair = {**source, "shares": (share, payer_share)}
                    self._line({**common, "side": "cost", "kind": "transfer", "party": payer, "counterparty": party}, pair)
                    self._line({**common, "side": "benefit", "kind": "transfer", "party": party, "counterparty": payer}, pair)
            elif value.kind == "fiscal":
                self._fiscal_lines({**common, "party": party}, source, value)
            elif not (value.kind == "economic" and party in OWN_TIME and outcome.unit == "hour" and not self.counts_own_time):
                made = {**common, "side": "benefit", "kind": value.kind, "party": party, "cash": False, "benefit_class": "wider"}
                self._line(made, source)
        if value.kind != "transfer":
            self._optimism_lines(begin, self._value_optimism(path, outcome_path, outcome, value))

    def _fiscal_lines(self, common: dict[str, Any], source: dict[str, Any], entry: Cost | Value) -> None:
        """Adds the capacity that a fiscal value frees and, where some of it is cashable, its cash-releasing part."""
        made = {**common, "side": "benefit", "kind": "fiscal"}
        if entry.cashable is None:
            self._line({**made, "cash": False, "benefit_class": "capacity"}, source)
            return
        path = common["path"]
        split = {"cashable": self.columns.of(f"{path}.cashable"), "release": entry.release}
        self._line({**made, "cash": True, "benefit_class": "cash_releasing"}, {**source, **split, "part": "cash"})
        self._line({**made, "cash": False, "benefit_class": "capacity"}, {**source, **split, "part": "capacity"})

    def _line(self, line: dict[str, Any], row: dict[str, Any]) -> None:
        self.lines.append(Line(**line))
        self.rows.append(row)

    def _optimism_lines(self, begin: int, column: int | None) -> None:
        """Adds a part of optimism bias for each line made since `begin`, with the party and class of what it adjusts."""
        if column is None:
            return
        for adjusted in range(begin, len(self.lines)):
            line = self.lines[adjusted]
            if line.kind == "transfer":
                continue
            self.lines.append(line.as_optimism())
            self.rows.append({"adjusts": adjusted, "rate": column, "by": self.rows[adjusted].get("by")})

    # Optimism bias --------------------------------------------------------------------------------------------

    def _bias(self, stated: list[str], grades: list[str]) -> int | None:
        """Returns the column of the first stated rate, else of the rate of the worst grade; None where switched off."""
        if not self.by_grade:
            return None
        for path in stated:
            if path in self.columns.written:
                return self.columns.of(path)
        worst = self.columns.worst_grade(grades)
        return None if worst is None else self.columns.library(f"valuation.optimism_bias_grade_{worst}")

    def _cost_optimism(self, path: str, cost: Cost) -> int | None:
        if cost.transfer:
            return None
        return self._bias([f"{path}.optimism_bias"], [f"{path}.quantity", f"{path}.unit_cost"])

    def _value_optimism(self, path: str, outcome_path: str, outcome: Outcome, value: Value) -> int | None:
        effect = [f"{outcome_path}.{key}" for key in ("reduces", "adds", "of", "share")]
        stated = [f"{path}.optimism_bias", f"{outcome_path}.optimism_bias"]
        return self._bias(stated, [*effect, f"{path}.unit_value", f"{path}.quantity"])

    def _effect_optimism(self, path: str, outcome: Outcome) -> int | None:
        return self._bias([f"{path}.optimism_bias"], [f"{path}.{key}" for key in ("reduces", "adds", "of", "share")])

    # People, exposures and shares -----------------------------------------------------------------------------

    def _has_weights(self, option: Option) -> bool:
        segments = option.people.segments if option.people else None
        return any(segment.weight is not None for segment in segments or [])

    def _exposure(self, place: int, stream: str, path: str, option: Option) -> int:
        """Returns the exposure of a stream of people to an effect with this path's lag, lasts and drop_off."""
        through = option.people is None or option.people.timing == "through_year"
        of = self.columns.of
        profile = (of(f"{path}.lag", 0.0), of(f"{path}.lasts", 1.0), of(f"{path}.drop_off", 0.0), through)
        return _index(self.exposures, (_index(self.streams, (place, stream)), _index(self.profiles, profile)))

    def _segments_of_cost(self, place: int, path: str, cost: Cost) -> tuple[str, int, int]:
        """Returns where the segments' parts of a transfer are found: with its people, or with all who start."""
        option = self.shape.options[place]
        if not self._has_weights(option):
            return ("starts", place, place)
        if cost.per == "participant_year":
            return ("exposure", self._exposure(place, "starts", path, option), self._exposure(place, "weighted starts", path, option))
        return ("starts" if cost.per in ("start", "completer") else "all starts", place, place)

    def _parties(self, path: str, parties: Any) -> Iterator[tuple[str, int]]:
        """Yields (party, place among the shares, or -1 for the whole) for one party or a sharing."""
        if isinstance(parties, str):
            yield parties, -1
            return
        begin = len(self.share_columns)
        known = {path: k for k, path in enumerate(self._share_paths)}
        first = f"{path}.{next(iter(parties))}"
        if first in known:
            begin = known[first]
        else:
            for party in parties:
                self._share_paths.append(f"{path}.{party}")
                self.share_columns.append(self.columns.of(f"{path}.{party}"))
            self.share_groups.append((begin, len(parties)))
        yield from ((party, begin + k) for k, party in enumerate(parties))

    @property
    def _share_paths(self) -> list[str]:
        return self.__dict__.setdefault("share_paths", [])

    def _people_table(self, path: str, option: Option) -> PeopleTable:
        people, at, of = option.people, f"{path}.people", self.columns.of
        one, zero = self.columns.constant(1.0), self.columns.constant(0.0)
        if people is None:
            ones, zeros = _ints([one]), _ints([zero] * self.years)
            return PeopleTable("nobody", self.years, zero, zero, one, zeros, zeros, None, ones, ones, ones, ones, ones, ones)
        planned = people.planned_starts
        delivery = people.delivery_years or (len(planned) if isinstance(planned, list) else self.years)
        segments = people.segments or []
        by_segment = {
            key: _ints([of(f"{at}.segments.{s.id}.{key}", 1.0) for s in segments] or [one])
            for key in ("share", "uptake_multiplier", "effect_multiplier")
        }
        capacity = people.capacity
        return PeopleTable(
            form="planned" if planned is not None else str(people.pool),
            delivery_years=delivery,
            eligible=of(f"{at}.eligible", 0.0),
            uptake=of(f"{at}.uptake", 0.0),
            completion=of(f"{at}.completion", 1.0),
            ramp=self.columns.by_year(f"{at}.ramp", people.ramp, self.years, 1.0),
            planned=self.columns.by_year(f"{at}.planned_starts", planned, self.years, 0.0, after="none"),
            capacity=None if capacity is None else self.columns.by_year(f"{at}.capacity", capacity, self.years, 0.0),
            **by_segment,
            **{f"{key}_factors": self._factors(path, option.enablers, key) for key in ("uptake", "completion", "ramp")},
        )

    def _factors(self, path: str, enablers: list[Enabler], key: str) -> Columns:
        paths = [f"{path}.enablers.{enabler.id}.multiplies.{key}" for enabler in enablers]
        return _ints([self.columns.of(p) for p in paths if p in self.columns.written] or [self.columns.constant(1.0)])

    def _weighting(self, path: str, option: Option) -> Weighting | None:
        if not self._has_weights(option) or option.people is None:
            return None
        weight, incomes = [], []
        for k, segment in enumerate(option.people.segments or []):
            at = f"{path}.people.segments.{segment.id}.weight"
            is_income = f"{at}.income" in self.columns.written
            weight.append(self.columns.constant(1.0) if is_income else self.columns.of(at, 1.0))
            if is_income:
                stated = f"{at}.elasticity" in self.columns.written
                elasticity = self.columns.of(f"{at}.elasticity") if stated else self.columns.library("valuation.distributional_elasticity")
                incomes.append((k, self.columns.of(f"{at}.income"), self.columns.of(f"{at}.median_income"), elasticity))
        return Weighting(_ints(weight), tuple(incomes))

    # Tables ---------------------------------------------------------------------------------------------------

    def _rates(self) -> tuple[Schedule | None, tuple[int, int] | None]:
        stated = self.shape.appraisal.discounting
        if isinstance(stated, OwnRates):
            at = "appraisal.discounting"
            return None, (self.columns.of(f"{at}.standard"), self.columns.of(f"{at}.health"))
        return load_schedule(stated, self.case.library), None

    def _restatement(self) -> Array:
        case_year, deflator = self.shape.appraisal.price_year, self.case.deflator
        own = [assumption.price_year for assumption in self.columns.assumptions]
        return np.array([1.0 if y is None else deflator.at(case_year) / deflator.at(y) for y in own], dtype=float)

    def _tail(self) -> int:
        """Returns how many years beyond the horizon the longest effect of the base case can reach."""
        base = {k: a.value for k, a in enumerate(self.columns.assumptions)}
        constants = self.columns.constants
        ends = [sum(base[c] if c >= 0 else constants[-1 - c] for c in (lag, lasts)) for lag, lasts, _, _ in self.profiles]
        return max(0, min(math.ceil(max(ends, default=0)) + 1, LONGEST - self.years))

    def _index_of(self, year: Any, default: int) -> int:
        found = None if year is None else year_index(self.case.data, year)
        return default if found is None else found

    def _cost_table(self, total: int) -> CostTable:
        year = np.arange(total)
        steady, window = np.zeros((len(self.cost_rows), total)), np.ones((len(self.cost_rows), total))
        groups: dict[str, list[int]] = {"start": [], "completer": [], "participant_year": []}
        exposures, fte, trainee, share_of, phased, phase, growing, growth = [], [], [], [], [], [], [], []
        of = self.columns.of
        places = {(place, path): k for k, (place, path, _, _) in enumerate(self.cost_rows)}
        for k, (place, path, cost, _) in enumerate(self.cost_rows):
            option = self.shape.options[place]
            delivery = self._delivery_years(option)
            begin, end = self._index_of(cost.from_, 0), self._index_of(cost.until, total)
            window[k] = (year >= begin) & (year <= end)
            if cost.per == "once":
                steady[k] = (year == self._index_of(cost.year, 0)) & (year < self.years)
            elif cost.per == "year":
                stop = end + 1 if cost.until is not None else delivery
                steady[k] = year < min(stop, self.years)
            elif cost.per in groups:
                groups[cost.per].append(k)
                if cost.per == "participant_year":
                    exposures.append(self._exposure(place, "starts", path, option))
            elif cost.per == "fte":
                per_fte, at_least = of(f"{path}.starts_per_fte"), of(f"{path}.at_least", 0.0)
                fte.append((k, per_fte, at_least, float(cost.round_up_to or 0), delivery))
            elif cost.per == "trainee":
                turnover = of(f"{path}.turnover", 0.0)
                trainee.append((k, of(f"{path}.trainees"), turnover, cost.over_years or 1, delivery))
            elif cost.per == "costs":
                beside = path.rpartition(".")[0]
                share_of.append((k, tuple(places[(place, f"{beside}.{name}")] for name in cost.of or [])))
            if cost.phase is not None:
                phased.append(k)
                phase.append(self.columns.by_year(f"{path}.phase", cost.phase, total, 1.0))
            if cost.real_growth is not None:
                growing.append(k)
                growth.append(of(f"{path}.real_growth"))
        return CostTable(
            option=_ints(place for place, *_ in self.cost_rows),
            quantity=_ints(of(f"{path}.quantity", 1.0) for _, path, _, _ in self.cost_rows),
            unit_cost=_ints(of(f"{path}.unit_cost") for _, path, _, _ in self.cost_rows),
            steady=steady,
            window=window,
            by_start=_ints(groups["start"]),
            by_completer=_ints(groups["completer"]),
            by_participant_year=_ints(groups["participant_year"]),
            exposure=_ints(exposures),
            fte=tuple(fte),
            trainee=tuple(trainee),
            share_of=tuple(share_of),
            phased=_ints(phased),
            phase=np.array(phase, dtype=np.intp).reshape(len(phased), total),
            growing=_ints(growing),
            growth=_ints(growth),
        )

    def _delivery_years(self, option: Option) -> int:
        people = option.people
        planned = people.planned_starts if people else None
        stated = people.delivery_years if people else None
        return stated or (len(planned) if isinstance(planned, list) else self.years)

    def _exposure_table(self) -> ExposureTable:
        lag, lasts, drop_off, through = zip(*self.profiles, strict=True) if self.profiles else ((), (), (), ())
        stream, profile = zip(*self.exposures, strict=True) if self.exposures else ((), ())
        return ExposureTable(_ints(stream), _ints(profile), _ints(lag), _ints(lasts), _ints(drop_off), np.array(through, dtype=bool))

    def _outcome_table(self) -> OutcomeTable:
        names = ("exposure", "share", "effect", "base", "deadweight", "attribution", "displacement")
        return OutcomeTable(**{name: _ints(row[name] for row in self.outcome_rows) for name in names})

    def _value_table(self) -> ValueTable:
        growing = [k for k, row in enumerate(self.value_rows) if row["growth"] is not None]
        named = {name: _ints(row[name] for row in self.value_rows) for name in ("outcome", "quantity", "unit_value")}
        return ValueTable(**named, growing=_ints(growing), growth=_ints(self.value_rows[k]["growth"] for k in growing))

    def _part_table(self, total: int) -> PartTable:
        costs, values = len(self.cost_rows), len(self.value_rows)
        splits: dict[int, dict[str, Any]] = {}
        direct, entry, share, vat, weighted, weighted_by = [], [], [], [], [], []
        one = self.columns.constant(1.0)
        adjusting = [k for k, row in enumerate(self.rows) if "adjusts" in row]
        for k, row in enumerate(self.rows):
            if self.lines[k].party == "participants" and self.lines[k].side == "benefit" and row.get("by"):
                weighted.append(k)
                weighted_by.append(row["by"])
            if "adjusts" in row:
                continue
            index = row["entry"] if row["entry"] >= 0 else costs + ~row["entry"]
            if "part" in row:
                splits.setdefault(index, row)
                if row["part"] == "cash":
                    index = costs + values + list(splits).index(index)
            direct.append(k)
            entry.append(index)
            share.append((*row["shares"], -1)[:2])
            vat.append(row.get("vat", one))
        sign = np.array([1.0 if self.lines[k].side == "cost" else -1.0 for k in adjusting])
        return PartTable(
            direct=_ints(direct),
            entry=_ints(entry),
            share=np.array(share, dtype=np.intp).reshape(len(direct), 2),
            vat=_ints(vat),
            adjusting=_ints(adjusting),
            adjusted=_ints(self.rows[k]["adjusts"] for k in adjusting),
            rate=_ints(self.rows[k]["rate"] for k in adjusting),
            sign=sign,
            splitting=_ints(splits),
            cashable=_ints(row["cashable"] for row in splits.values()),
            released=self._released([row["release"] for row in splits.values()], total),
            harm_of=_ints(row.get("outcome", -1) for row in splits.values()),
            weighted=_ints(weighted),
            weighted_by=tuple(weighted_by),
        )

    def _released(self, releases: list[Release | None], total: int) -> Array:
        """Returns 1 in the years in which a decision has released the money; nothing is released without one."""
        year = np.arange(total)
        rows = [year >= self._index_of(r.from_year, 0) if r else np.zeros(total) for r in releases]
        return np.array(rows, dtype=float).reshape(len(releases), total)


def _index(known: list[Any], wanted: Any) -> int:
    """Returns the place of an item in a list, adding it where it is not there yet."""
    if wanted not in known:
        known.append(wanted)
    return known.index(wanted)


def _names(parties: Any) -> tuple[str, ...]:
    return (parties,) if isinstance(parties, str) else tuple(parties)
