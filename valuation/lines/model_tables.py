"""The rows noted while walking a case, made into the tables that the evaluator reads."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from valuation.case.defaults import default_number
from valuation.case.drivers import DRIVERS, Counts
from valuation.case.option_shape import Cost, Enabler, Option, Release
from valuation.case.places import holder_of, step
from valuation.case.shape import OwnRates
from valuation.case.validity.case_as_written import year_index
from valuation.costs import CostTable
from valuation.discounting import Schedule
from valuation.lines.columns import column_array
from valuation.lines.known_columns import known_costs, known_people
from valuation.lines.model import ExposureTable, ModelPost, PartTable, ShareTable, Weighting
from valuation.lines.rows import BySegment, CashableSplit, CostRow, EntryPart, OptimismPart, Rows, noted
from valuation.outcomes import OutcomeTable, ValueTable
from valuation.people import Array, Columns, PeopleTable

LONGEST = 1000
"""Years worked out at most when benefits beyond the horizon are reported."""


def has_weights(option: Option) -> bool:
    """Returns whether any segment of the option has a distributional weight."""
    segments = option.people.segments if option.people else None
    return any(segment.weight is not None for segment in segments or [])


NOBODY = 0.0
"""Who takes part of people that a case does not count so: by who could, or by a plan of starts."""


def people_table(rows: Rows, path: str, option: Option) -> PeopleTable:
    """Returns the columns of an option's people."""
    people, people_path, of = option.people, f"{path}.people", rows.columns.of
    one, zero = rows.columns.constant(1.0), rows.columns.constant(0.0)
    if people is None:
        ones, zeros = column_array([one]), column_array([zero] * rows.horizon)
        return PeopleTable(
            "nobody", rows.horizon, zero, zero, one, zeros, zeros, None, ones, ones, ones, ones, ones, ones
        )
    planned = people.planned_starts
    segments = people.segments or []
    by_segment = {
        key: column_array(
            [rows.columns.or_default(f"{people_path}.segments.{s.id}.{key}") for s in segments] or [one]
        )
        for key in ("share", "uptake_multiplier", "effect_multiplier")
    }
    capacity = people.capacity
    begun_anew = rows.stage.from_first_step
    return PeopleTable(
        form="planned" if planned is not None else str(people.pool),
        delivery_years=_delivery_years(rows, option),
        eligible=of(f"{people_path}.eligible", NOBODY),
        uptake=of(f"{people_path}.uptake", NOBODY),
        completion=rows.columns.or_default(f"{people_path}.completion"),
        ramp=begun_anew(rows.columns.by_year(f"{people_path}.ramp", people.ramp, rows.horizon)),
        planned=begun_anew(
            rows.columns.by_year(f"{people_path}.planned_starts", planned, rows.horizon, NOBODY, after="none")
        ),
        capacity=None
        if capacity is None
        else begun_anew(rows.columns.by_year(f"{people_path}.capacity", capacity, rows.horizon, NOBODY)),
        pilot=rows.stage.starts,
        known_starts=known_people(rows, option.id, "starts"),
        known_completers=known_people(rows, option.id, "completers"),
        **by_segment,
        **{
            f"{key}_factors": _factors(rows, path, option.enablers, key)
            for key in ("uptake", "completion", "ramp")
        },
    )


def _factors(rows: Rows, path: str, enablers: list[Enabler], key: str) -> Columns:
    paths = [f"{path}.enablers.{enabler.id}.multiplies.{key}" for enabler in enablers]
    return column_array(
        [rows.columns.of(p) for p in paths if p in rows.case.numbers_written] or [rows.columns.constant(1.0)]
    )


def weighting(rows: Rows, path: str, option: Option) -> Weighting | None:
    """Returns where an option's distributional weights are, or None where it has none."""
    if not has_weights(option) or option.people is None:
        return None
    weight, incomes = [], []
    for k, segment in enumerate(option.people.segments or []):
        weight_path = f"{path}.people.segments.{segment.id}.weight"
        is_income = f"{weight_path}.income" in rows.case.numbers_written
        weight.append(rows.columns.constant(1.0) if is_income else rows.columns.or_default(weight_path))
        if is_income:
            stated = f"{weight_path}.elasticity" in rows.case.numbers_written
            elasticity = (
                rows.columns.of(f"{weight_path}.elasticity")
                if stated
                else rows.columns.library("valuation.distributional_elasticity")
            )
            incomes.append(
                (
                    k,
                    rows.columns.of(f"{weight_path}.income"),
                    rows.columns.of(f"{weight_path}.median_income"),
                    elasticity,
                )
            )
    return Weighting(column_array(weight), tuple(incomes))


def rates(rows: Rows) -> tuple[Schedule | None, tuple[int, int] | None]:
    """Returns the schedule of discount rates, or the columns of the case's own."""
    stated = rows.case.shape.appraisal.discounting
    if isinstance(stated, OwnRates):
        rates_path = "appraisal.discounting"
        return None, (rows.columns.of(f"{rates_path}.standard"), rows.columns.of(f"{rates_path}.health"))
    return rows.case.library.schedules[stated], None


def restatement(rows: Rows) -> Array:
    """Returns deflator(case) / deflator(own) of each assumption, shape (assumptions,); 1 where it is not money of a year."""
    return np.array([rows.case.price_factor(a) for a in rows.columns.assumptions], dtype=float)


def years_beyond(rows: Rows) -> int:
    """Returns how many years beyond the horizon the longest effect of the base case can reach."""
    base = {k: a.value for k, a in enumerate(rows.columns.assumptions)}
    constants = rows.columns.constants
    ends = [
        sum(base[c] if c >= 0 else constants[-1 - c] for c in (lag, lasts))
        for lag, lasts, _, _ in rows.profiles
    ]
    return max(0, min(math.ceil(max(ends, default=0)) + 1, LONGEST - rows.horizon))


def _year(rows: Rows, year: int | str | None, default: int) -> int:
    index = None if year is None else year_index(rows.case.data, year)
    return default if index is None else index


def cost_table(rows: Rows, total: int) -> CostTable:
    """Returns the table of every cost of the case, over this many years."""
    of, or_default = rows.columns.of, rows.columns.or_default
    known = known_costs(rows)
    phased = [(k, row.path, row.cost.phase) for k, row in enumerate(rows.costs) if row.cost.phase is not None]
    growing = [(k, row.path) for k, row in enumerate(rows.costs) if row.cost.real_growth is not None]
    return CostTable(
        option=column_array(row.option for row in rows.costs),
        quantity=column_array(or_default(f"{row.path}.quantity") for row in rows.costs),
        unit_cost=column_array(of(f"{row.path}.unit_cost") for row in rows.costs),
        steady=_by_year((_steady(rows, row.option, row.cost, total) for row in rows.costs), total),
        window=_by_year((_window(rows, row, total) for row in rows.costs), total),
        by_start=column_array(k for k, _ in _costs_that_count(rows, "starts")),
        by_completer=column_array(k for k, _ in _costs_that_count(rows, "completers")),
        by_participant_year=column_array(k for k, _ in _costs_that_count(rows, "person_years")),
        exposure=column_array(
            rows.exposure(row.option, "starts", row.path, _option_of(rows, row))
            for _, row in _costs_that_count(rows, "person_years")
        ),
        fte=_costs_in_posts(rows),
        posts=column_array(k for k, row in enumerate(rows.costs) if row.cost.is_posts),
        trainee=_costs_of_training(rows),
        times=tuple(
            (k, of(f"{row.path}.{DRIVERS[row.cost.per].times}"))
            for k, row in enumerate(rows.costs)
            if DRIVERS[row.cost.per].times
        ),
        share_of=_shares_of_costs(rows),
        phased=column_array(k for k, _, _ in phased),
        phase=np.array(
            [
                rows.stage.from_first_step(rows.columns.by_year(f"{path}.phase", phase, total))
                for _, path, phase in phased
            ],
            dtype=np.intp,
        ).reshape(len(phased), total),
        growing=column_array(k for k, _ in growing),
        growth=column_array(of(f"{path}.real_growth") for _, path in growing),
        known=tuple((each.cost, each.paid) for each in known),
        carries_on=tuple(each.carries_on for each in known),
    )


def _by_year(amounts: Iterable[Array], total: int) -> Array:
    """Returns a row for each amount by year, shape (amounts, years)."""
    listed = list(amounts)
    return np.array(listed, dtype=float).reshape(len(listed), total)


def _costs_that_count(rows: Rows, counts: Counts) -> list[tuple[int, CostRow]]:
    """Returns (place, cost) of every cost that grows with this."""
    return [(k, row) for k, row in enumerate(rows.costs) if DRIVERS[row.cost.per].counts == counts]


def _option_of(rows: Rows, row: CostRow) -> Option:
    return rows.case.shape.options[row.option]


def _costs_in_posts(rows: Rows) -> tuple[tuple[int, int, int, float, int], ...]:
    """Returns (cost, starts_per_fte, at_least, round_up_to, delivery_years) of each cost counted in posts."""
    return tuple(
        (
            k,
            rows.columns.of(f"{row.path}.starts_per_fte"),
            rows.columns.or_default(f"{row.path}.at_least"),
            row.cost.round_up_to or default_number("round_up_to"),
            _delivery_years(rows, _option_of(rows, row)),
        )
        for k, row in _costs_that_count(rows, "posts")
    )


def _costs_of_training(rows: Rows) -> tuple[tuple[int, int, int, int, int], ...]:
    """Returns (cost, trainees, turnover, over_years, delivery_years) of each cost counted in people trained."""
    return tuple(
        (
            k,
            rows.columns.of(f"{row.path}.trainees"),
            rows.columns.or_default(f"{row.path}.turnover"),
            row.cost.over_years or int(default_number("over_years")),
            _delivery_years(rows, _option_of(rows, row)),
        )
        for k, row in _costs_that_count(rows, "trained")
    )


def _steady(rows: Rows, place: int, cost: Cost, total: int) -> Array:
    """Returns the driver of a cost once or per year, 1 in the years in which it falls, and 0 of any other cost."""
    year = np.arange(total)
    within = year < rows.years
    counts = DRIVERS[cost.per].counts
    if counts == "falls_once":
        paid_in = rows.stage.once(_year(rows, cost.year, 0), cost.waits)
        return within * (year == paid_in).astype(float)
    if counts == "falls_yearly":
        end = (
            rows.stage.last_year(_year(rows, cost.until, 0)) + 1
            if cost.until is not None
            else _delivery_years(rows, rows.case.shape.options[place])
        )
        return within * (year < end).astype(float)
    return np.zeros(total)


def _window(rows: Rows, row: CostRow, total: int) -> Array:
    """Returns 1 in the years from `from` to `until`, both included; of what an option replaces, once it is gone on with."""
    year, cost = np.arange(total), row.cost
    last = total if cost.until is None else rows.stage.last_year(_year(rows, cost.until, total))
    window = ((year >= _year(rows, cost.from_, 0)) & (year <= last)).astype(float)
    return rows.stage.only_if_gone_on(window) if row.is_replaced else window


def _shares_of_costs(rows: Rows) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Returns each cost that is a share of others, and those others: its siblings of the names in `of`."""
    places = {row.path: k for k, row in enumerate(rows.costs)}
    return tuple(
        (k, tuple(places[step(holder_of(row.path), name)] for name in row.cost.of or []))
        for k, row in enumerate(rows.costs)
        if DRIVERS[row.cost.per].is_share
    )


def _delivery_years(rows: Rows, option: Option) -> int:
    """Returns for how many years people can start; over a longer horizon than the case's, in its own years alone."""
    stated = rows.case.delivery_years(option.id)
    return rows.stage.delivery_years(stated if rows.horizon == rows.years else min(stated, rows.years))


def exposure_table(rows: Rows) -> ExposureTable:
    """Returns the exposures, and the profiles of effect that they are to."""
    lag, lasts, drop_off, through = zip(*rows.profiles, strict=True) if rows.profiles else ((), (), (), ())
    stream, profile = zip(*rows.exposures, strict=True) if rows.exposures else ((), ())
    return ExposureTable(
        column_array(stream),
        column_array(profile),
        column_array(lag),
        column_array(lasts),
        column_array(drop_off),
        np.array(through, dtype=bool),
    )


def outcome_table(rows: Rows) -> OutcomeTable:
    """Returns the table of outcomes with an effect."""
    names = (
        "exposure", "share", "effect", "place", "base", "bridge", "deadweight", "attribution", "displacement",
    )  # fmt: skip
    columns = {name: column_array(getattr(row, name) for row in rows.outcomes) for name in names}
    clipped = column_array(place for place, row in enumerate(rows.outcomes) if row.is_clipped)
    return OutcomeTable(**columns, clipped=clipped)


def value_table(rows: Rows) -> ValueTable:
    """Returns the table of values."""
    growing = [(k, row.growth) for k, row in enumerate(rows.values) if row.growth is not None]
    return ValueTable(
        outcome=column_array(row.outcome for row in rows.values),
        quantity=column_array(row.quantity for row in rows.values),
        unit_value=column_array(row.unit_value for row in rows.values),
        growing=column_array(k for k, _ in growing),
        growth=column_array(growth for _, growth in growing),
    )


def part_table(rows: Rows, total: int) -> PartTable:
    """Returns how the lines are made from costs, values and each other."""
    parts = _Parts(rows)
    for k, part in enumerate(rows.parts):
        parts.add(k, part)
    return parts.table(total)


@dataclass
class _Parts:
    """How each line is made, noted in the order of the lines."""

    rows: Rows
    entry: list[int] = field(default_factory=list)
    share: list[tuple[int, int]] = field(default_factory=list)
    vat: list[int] = field(default_factory=list)
    adjusting: list[tuple[int, OptimismPart, EntryPart]] = field(default_factory=list)
    """Lines of optimism bias, how each is made, and how the line is that it adjusts."""
    splits: dict[int, tuple[CashableSplit, EntryPart]] = field(default_factory=dict)
    """Entries split into cash and capacity."""
    split_places: dict[int, int] = field(default_factory=dict)
    weighted: list[int] = field(default_factory=list)
    weighted_by: list[BySegment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.whole_price = self.rows.columns.constant(1.0)

    def add(self, k: int, part: EntryPart | OptimismPart) -> None:
        """Notes how the line at a place is made."""
        line = self.rows.lines[k]
        is_gain = line.party == "participants" and line.side == "benefit"
        if is_gain and part.by is not None and has_weights(self.rows.case.shape.options[line.option]):
            self.weighted.append(k)
            self.weighted_by.append(part.by)
        if isinstance(part, OptimismPart):
            self._add_optimism(k, part)
        else:
            self._add_entry(part)

    def _add_optimism(self, k: int, part: OptimismPart) -> None:
        """Notes the same part of the same entry as the line that is adjusted, times its rate."""
        adjusted = self.rows.parts[part.adjusts]
        assert isinstance(adjusted, EntryPart)  # optimism bias is on an entry, never on itself
        self.adjusting.append((k, part, adjusted))
        self.entry.append(self.entry[part.adjusts])
        self.share.append(self.share[part.adjusts])
        self.vat.append(self.vat[part.adjusts])

    def _add_entry(self, part: EntryPart) -> None:
        costs, values = len(self.rows.costs), len(self.rows.values)
        index = part.cost if part.cost is not None else costs + (part.value or 0)
        if part.split is not None:
            self.splits.setdefault(index, (part.split, part))
            place = noted(self.split_places, index)
            if part.split.is_cash:
                index = costs + values + place
        self.entry.append(index)
        first, second = (*map(_place_of_share, part.shares), WHOLE)[:2]
        self.share.append((first, second))
        self.vat.append(self.whole_price if part.vat is None else part.vat)

    def table(self, total: int) -> PartTable:
        """Returns what was noted as the evaluator reads it, over this many years."""
        lines, splits = self.rows.lines, self.splits.values()
        return PartTable(
            entry=column_array(self.entry),
            share=np.array(self.share, dtype=np.intp).reshape(len(self.entry), 2),
            vat=column_array(self.vat),
            adjusting=column_array(k for k, _, _ in self.adjusting),
            rates=np.array([part.rates for _, part, _ in self.adjusting], dtype=np.intp).reshape(-1, 2),
            sign=np.array([1.0 if lines[k].side == "cost" else -1.0 for k, _, _ in self.adjusting]),
            follows=column_array(_or_none(adjusted.outcome) for _, _, adjusted in self.adjusting),
            splitting=column_array(self.splits),
            cashable=column_array(split.cashable for split, _ in splits),
            released=_released(self.rows, [split.release for split, _ in splits], total),
            harm_of=column_array(_or_none(part.outcome) for _, part in splits),
            weighted=column_array(self.weighted),
            weighted_by=tuple((by.how, by.first, by.second) for by in self.weighted_by),
        )


WHOLE = NONE = -1
"""In the evaluator's arrays of places, that a line is not shared, or has no outcome: arrays hold numbers alone."""


def _place_of_share(share: int | None) -> int:
    return WHOLE if share is None else share


def _or_none(outcome: int | None) -> int:
    return NONE if outcome is None else outcome


def post_table(rows: Rows) -> tuple[ModelPost, ...]:
    """Returns each payer's posts."""
    return tuple(
        ModelPost(post.option, post.place, post.party, _place_of_share(post.share), post.path)
        for post in rows.posts
    )


def _released(rows: Rows, releases: list[Release | None], total: int) -> Array:
    """Returns 1 in the years in which a decision has released the money; nothing is released without one."""
    year = np.arange(total)
    released = [year >= _year(rows, r.from_year, 0) if r else np.zeros(total) for r in releases]
    by_year = np.array(released, dtype=float).reshape(len(releases), total)
    return rows.stage.only_if_gone_on(by_year)


def share_table(rows: Rows) -> ShareTable:
    """Returns the shares of payers and of those who gain."""
    groups = rows.share_groups
    return ShareTable(
        column_array(rows.share_columns),
        column_array(g for g, _ in groups),
        column_array(n for _, n in groups),
    )
