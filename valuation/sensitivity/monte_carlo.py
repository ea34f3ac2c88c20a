"""Monte Carlo: the case worked out for every draw of a sample, and what the draws say together."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES, SOCIETY
from valuation.case.validity.validation import Case
from valuation.draws import DRAWS, SAMPLE_CELLS, SEED, Drawn, Sample
from valuation.lines.compile import compile_case
from valuation.lines.model import Model
from valuation.measures import Measures, OptionMeasures, appraise, by_block, values_of
from valuation.people import Array
from valuation.streams import MEASURES, NET_VALUE, Unit

FAN_ROWS = 10_000
"""Draws of which the year by year position is kept."""
FAN = (10, 25, 50, 75, 90)
"""The percentiles of which it is shown."""
FAN_CELLS = 20_000_000
"""Amounts that are kept of them at most, over all options, accounts and years: 160 MB."""
KEPT_ROWS = 100_000
"""Draws of which the assumptions' own values are kept, for the value of information."""
NEVER = 0
"""Stands for a payback that never comes."""
LIKELY = (10, 90)
"""The likely range: 8 in 10."""
CENTRAL_95 = (2.5, 97.5)
Values = NDArray[np.floating]
"""A measure in every draw, shape (draws,), at all the digits or at half of them."""


@dataclass(frozen=True)
class AccountDraws:
    """One account's headlines in every draw, shape (draws,)."""

    pv_costs: Array
    pv_benefits: Array
    others: dict[str, NDArray[np.float32] | NDArray[np.int8]]
    """The measures that do not follow from these: at half the digits, years as whole numbers, 0 for never."""
    yearly_net: Array
    """Undiscounted benefits − costs by year of the first draws, shape (10,000 at most, years); fewer of a large case."""
    bands: Array | None = None
    """What `fan` makes of them, shape (percentiles, years), where they themselves have been left behind."""

    @property
    def npv(self) -> Array:
        """Returns benefits − costs, present values."""
        return self.measure(NET_VALUE)

    @property
    def bcr(self) -> Array:
        """Returns benefits / costs; NaN where there is no cost."""
        return self.measure("bcr")

    def measure(self, name: str) -> Array:
        """Returns a measure by its name; NaN where it is undefined."""
        measure = MEASURES[name]
        if measure.of_present_values is not None:
            return measure.of_present_values(self.pv_costs, self.pv_benefits)
        kept = self.others[name].astype(float)
        return np.where(kept == NEVER, np.nan, kept) if measure.unit is Unit.YEARS else kept


@dataclass(frozen=True)
class OptionDraws:
    """One option's headlines in every draw."""

    accounts: dict[str, AccountDraws]
    benefit_classes: dict[str, NDArray[np.float32]]
    nice_net_cost: NDArray[np.float32]
    nice_qalys: NDArray[np.float32]
    wellbys: NDArray[np.float32]


@dataclass(frozen=True)
class Moments:
    """The mean and the standard deviation of the draws of each uncertain assumption, shape (assumptions,)."""

    mean: Array
    sd: Array
    rows: int


@dataclass(frozen=True)
class Simulation:
    """What a case comes to in every draw of a sample."""

    model: Model
    sample: Sample
    options: dict[str, OptionDraws]
    values: Array
    """The first draws of each uncertain assumption, shape (100,000 at most, assumptions of `sample.paths`).

    Fewer of a case with over 200 uncertain numbers: as many as 160 MB hold.
    """
    base: Measures
    moments: Moments

    def __getitem__(self, option: str) -> OptionDraws:
        return self.options[option]

    @property
    def has_nothing_uncertain(self) -> bool:
        """Returns whether every draw is the base case, because no number of the case has a range."""
        return not self.sample.columns


def simulate(
    case: Case | Model,
    draws: int = DRAWS,
    seed: int = SEED,
    method: str = "lhs",
    each: Callable[[int], None] | None = None,
    drawn: Drawn | None = None,
) -> Simulation:
    """Returns the case worked out for a sample of all its uncertain numbers at once.

    Latin hypercube by default, `plain` or `sobol` on request; the same seed gives the same numbers. `each` is told
    how many draws are done, and stops the work by raising; `drawn` are columns of an earlier sample, and then of this one.
    Source: model.md, sections 1 and 9.
    """
    model = case if isinstance(case, Model) else compile_case(case)
    sample = Sample(model, draws, seed, method, drawn)
    draws_of = {option.id: _empty(model, draws) for option in model.options}
    is_one = draws <= sample.rows_at_once  # what is sampled at once is kept as it is, and not a second time
    kept = 0 if is_one else min(draws, KEPT_ROWS, SAMPLE_CELLS // max(len(sample.columns), 1))
    values = np.empty((kept, len(sample.columns)), order="F")
    for rows, options in by_block(model, sample):
        for ident, measures in options.items():
            _keep(draws_of[ident], rows, measures)
        if rows.start < len(values):
            block = sample.block(rows.start, rows.stop - rows.start).values[:, sample.columns]
            values[rows] = block[: len(values) - rows.start]
        if each is not None:
            each(rows.stop)
    if is_one:
        values = sample.first()
    else:
        sample.forget()
    return Simulation(model, sample, draws_of, values, appraise(model), _moments(values))


def net_values(
    model: Model,
    draws: int = DRAWS,
    seed: int = SEED,
    each: Callable[[int], None] | None = None,
    drawn: Drawn | None = None,
) -> dict[str, Array]:
    """Returns each option's net value, everyone counted, in every draw of the sample that `simulate` takes, and works out no more.

    Of no option where no number of the case has a range.
    """
    sample = Sample(model, draws, seed, drawn=drawn)
    return values_of(model, sample, SOCIETY, NET_VALUE, each) if sample.columns else {}


def _moments(values: Array) -> Moments:
    """Returns what the kept draws of the assumptions say on average, a few columns at a time: a copy of them all is not needed."""
    few = range(0, values.shape[1], 100)
    means = [values[:, k : k + 100].mean(axis=0) for k in few] or [np.zeros(0)]
    sds = [values[:, k : k + 100].std(axis=0) for k in few] or [np.zeros(0)]
    return Moments(np.concatenate(means), np.concatenate(sds), len(values))


def _empty(model: Model, draws: int) -> OptionDraws:
    cells = len(model.options) * len(ACCOUNTS) * model.years
    fan_rows = min(draws, FAN_ROWS, max(FAN_CELLS // cells, 100))

    def numbers() -> NDArray[np.float32]:
        return np.empty(draws, dtype=np.float32)

    def years() -> NDArray[np.int8]:
        return np.empty(draws, dtype=np.int8)

    def account() -> AccountDraws:
        return AccountDraws(
            pv_costs=np.empty(draws),
            pv_benefits=np.empty(draws),
            others={
                measure.name: years() if measure.unit is Unit.YEARS else numbers()
                for measure in MEASURES
                if measure.of_present_values is None
            },
            yearly_net=np.empty((fan_rows, model.years), order="F"),
        )

    classes = {name: numbers() for name in BENEFIT_CLASSES.keys}
    return OptionDraws({name: account() for name in ACCOUNTS.keys}, classes, numbers(), numbers(), numbers())


@np.errstate(
    over="ignore", invalid="ignore"
)  # what is kept at half the digits may be too large for them: a gap
def _keep(kept: OptionDraws, rows: slice, measures: OptionMeasures) -> None:
    """Writes a block of an option's measures into what is kept of them."""
    for name, account in measures.accounts.items():
        into = kept.accounts[name]
        into.pv_costs[rows] = account.pv_costs
        into.pv_benefits[rows] = account.pv_benefits
        for measure, others in into.others.items():
            values = account.by_name[measure]
            others[rows] = _years(values) if MEASURES[measure].unit is Unit.YEARS else values
        if rows.start < len(into.yearly_net):
            into.yearly_net[rows] = account.yearly_net[: len(into.yearly_net) - rows.start]
    for name, values in measures.benefit_classes.items():
        kept.benefit_classes[name][rows] = values
    kept.nice_net_cost[rows] = measures.nice_net_cost
    kept.nice_qalys[rows] = measures.nice_qalys
    wellbys = measures.health_units.get("wellby")
    kept.wellbys[rows] = 0 if wellbys is None else wellbys.discounted


def _years(payback: Array) -> Array:
    return np.where(np.isnan(payback), float(NEVER), payback)


# What the draws say ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """What the draws say of one measure; all but `undefined` is None where it is defined in none of them."""

    mean: float | None
    se: float | None
    """The standard error of the mean, sd / √n, which a Latin hypercube betters; None of a single draw."""
    median: float | None
    interval_80: tuple[float, float] | None
    interval_95: tuple[float, float] | None
    chance_positive: float | None
    undefined: float
    """The share of the draws in which the measure is undefined; they are left out of the rest."""

    def as_dict(self) -> dict[str, object]:
        """Returns the summary with the keys of `sensitivity --json`."""
        rows: dict[str, object] = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.mean is None:  # the file has always put the chance before the intervals here
            last = ("interval_80", "interval_95", "undefined")
            rows |= {key: rows.pop(key) for key in last}
        return rows


def summary(values: Values) -> Summary:
    """Returns the mean, its standard error, the median, the 80% and 95% intervals and the chance of being above 0."""
    defined = defined_of(values)
    share = 1 - len(defined) / len(values)
    if not len(defined):
        return Summary(None, None, None, None, None, None, share)
    low95, low, middle, high, high95 = map(
        float, np.percentile(defined, [CENTRAL_95[0], LIKELY[0], 50, LIKELY[1], CENTRAL_95[1]])
    )
    mean, se = _mean_and_error(defined)
    return Summary(
        mean=mean,
        se=se,
        median=middle,
        interval_80=(low, high),
        interval_95=(low95, high95),
        chance_positive=float((defined > 0).mean()),
        undefined=share,
    )


@np.errstate(over="ignore", invalid="ignore")
def _mean_and_error(values: Values) -> tuple[float, float | None]:
    """Returns the mean and its standard error; in units of the largest where a square would be beyond all numbers."""
    count = len(values)
    mean, sd = float(values.mean()), float(values.std(ddof=1)) if count > 1 else 0.0
    if not (math.isfinite(mean) and math.isfinite(sd)):
        unit = float(np.abs(values).max())
        scaled = values.astype(float) / unit
        mean, sd = float(scaled.mean()) * unit, float(scaled.std(ddof=1)) * unit if count > 1 else 0.0
    return mean, sd / math.sqrt(count) if count > 1 else None


def defined_of(values: Values) -> Values:
    """Returns the values of the draws in which a measure is defined."""
    return values[np.isfinite(values)]


def chance_positive(npv: Values) -> float:
    """Returns the share of the draws with an answer in which net value is above 0; 0 where no draw has one."""
    defined = defined_of(npv)
    return float((defined > 0).mean()) if len(defined) else 0.0


def likely_range(values: Values) -> tuple[float, float]:
    """Returns the 10th and the 90th percentile of the draws with an answer; NaN where no draw has one."""
    defined = defined_of(values)
    low, high = np.percentile(defined, LIKELY) if len(defined) else (math.nan, math.nan)
    return float(low), float(high)


def net_benefits(simulation: Simulation, account: str, rows: int | None = None) -> Array:
    """Returns the net benefit of business as usual, 0, and of every option in an account, shape (draws, options + 1).

    NaN in a draw in which an option has no answer.
    """
    columns = [draws.accounts[account].npv[:rows] for draws in simulation.options.values()]
    return np.stack([np.zeros_like(columns[0]), *columns], axis=1)


def comparable(
    simulation: Simulation, account: str, rows: int | None = None
) -> tuple[Array, NDArray[np.intp]]:
    """Returns the net benefits of the draws in which every option has an answer, and which draws these are.

    Where no draw has one, the base case alone.
    """
    nb = net_benefits(simulation, account, rows)
    kept = np.flatnonzero(np.isfinite(nb).all(axis=1))
    if kept.size:
        return nb[kept], kept
    base = [float(measured.accounts[account].npv[0]) for measured in simulation.base.options.values()]
    return np.array([[0.0, *base]]), kept


def payback_chances(account: AccountDraws, years: int) -> list[float]:
    """Returns the chance of having been paid back by the end of year 1, 2 … to the horizon, of draws with an answer."""
    years_to = account.others["payback_years"]
    reached = years_to[years_to != NEVER]
    draws = max(len(defined_of(account.npv)), 1)
    return (np.cumsum(np.bincount(reached, minlength=years + 1))[1 : years + 1] / draws).tolist()


def fan(account: AccountDraws) -> dict[str, list[float]]:
    """Returns the 10th, 25th, 50th, 75th and 90th percentile of the cumulative net position by year, undiscounted."""
    return {f"p{p}": row.tolist() for p, row in zip(FAN, bands(account), strict=True)}


def bands(account: AccountDraws) -> Array:
    """Returns the percentiles of `fan` as they are kept, of draws with an answer, shape (percentiles, years)."""
    if account.bands is not None:
        return account.bands
    position = account.yearly_net.cumsum(axis=1)
    position = position[np.isfinite(position).all(axis=1)]
    if not len(position):
        return np.full((len(FAN), account.yearly_net.shape[1]), np.nan)
    percentiles: Array = np.percentile(position, FAN, axis=0)
    return percentiles


CHECKPOINTS = (100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)


@dataclass(frozen=True)
class Checkpoint:
    """What the first draws alone said."""

    draws: int
    mean: float
    chance_positive: float


@dataclass(frozen=True)
class Convergence:
    """How what the draws say settled as they were added, and whether there were enough."""

    steps: tuple[Checkpoint, ...]
    enough: bool
    mean_within: float | None
    """How closely the mean is known: 1.96 standard errors; None where no draw has an answer."""
    chance_within: float | None


def convergence(values: Values) -> Convergence:
    """Returns the mean and the chance of being above 0 after 100, 300, 1,000 … draws, and whether there were enough.

    Enough: the chance is known to within a point (its standard error √(p(1 − p)/n) below 0.01) and the mean to within a
    twentieth of the likely range (1.96 se).
    """
    values = defined_of(values)
    count = len(values)
    if not count:
        return Convergence((), False, None, None)
    mean, se = _mean_and_error(values)
    low, high = likely_range(values)
    chance = chance_positive(values)
    chance_error = math.sqrt(chance * (1 - chance) / count)
    mean_error = 1.96 * (se or 0.0)
    rounding = 1e-12 * abs(mean)  # of a case in which nothing is uncertain
    steps = [n for n in CHECKPOINTS if n < count] + [count]
    return Convergence(
        steps=tuple(Checkpoint(n, float(values[:n].mean()), float((values[:n] > 0).mean())) for n in steps),
        enough=bool(count > 1 and chance_error < 0.01 and mean_error <= (high - low) / 20 + rounding),
        mean_within=mean_error,
        chance_within=1.96 * chance_error,
    )
