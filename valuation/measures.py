"""Measures: what the accounts come to, and what is undefined and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES, SOCIETY, readers_at_health_rate
from valuation.discounting import discount_factors
from valuation.draws import Rows, central
from valuation.errors import EvaluationError, choices, probably
from valuation.ledger import Ledger, evaluate, refuse_missing, with_gaps
from valuation.lines.model import Model, OptionModel
from valuation.people import Array
from valuation.streams import MEASURES, NET_VALUE, Streams, measure_names, measures_of, ratio

MOST_ROWS = 400
"""Rows that `evaluate` is given at once at most."""
BLOCK_CELLS = 1_000_000
"""Amounts of a ledger, in rows × lines × years, that are worked out at once: 8 MB for each array of them."""
BUSINESS_AS_USUAL = "business_as_usual"
"""The choice to do nothing new: net value 0."""
QALY_PRICES = (20_000.0, 30_000.0)
"""£ a QALY at which net monetary benefit is stated: NICE's published range for services (model.md, section 7)."""
Amount = TypeVar("Amount", float, Array)
HEALTH_OPPORTUNITY_COST = 15_000.0
"""£ of net cost that displaces one QALY elsewhere; stated in model.md, section 7, with its range 7,000 to 20,000."""


@dataclass(frozen=True)
class AccountMeasures:
    """One account's answer in every draw; NaN where a measure is undefined."""

    by_name: dict[str, Array]
    """Every measure of the table, shape (draws,)."""
    yearly_costs: Array
    """Undiscounted costs, shape (draws, years)."""
    yearly_net: Array
    """Undiscounted benefits − costs, shape (draws, years)."""
    yearly_net_discounted: Array
    """The same at present value; its years add up to npv."""

    @property
    def pv_costs(self) -> Array:
        """Returns the present value of the costs."""
        return self.by_name["pv_costs"]

    @property
    def pv_benefits(self) -> Array:
        """Returns the present value of the benefits."""
        return self.by_name["pv_benefits"]

    @property
    def npv(self) -> Array:
        """Returns benefits − costs, present values."""
        return self.by_name[NET_VALUE]

    @property
    def bcr(self) -> Array:
        """Returns benefits / costs; NaN where there is no cost."""
        return self.by_name["bcr"]

    @property
    def payback_years(self) -> Array:
        """Returns the year in which it is paid back, counted from 1; NaN where it never is."""
        return self.by_name["payback_years"]

    @property
    def discounted_payback_years(self) -> Array:
        """Returns the same of the position at present value."""
        return self.by_name["discounted_payback_years"]

    @property
    def peak_funding(self) -> Array:
        """Returns the largest undiscounted cumulative shortfall."""
        return self.by_name["peak_funding"]


@dataclass(frozen=True)
class HealthUnits:
    """QALYs or WELLBYs of an option in every draw, after the optimism bias of the effect."""

    undiscounted: Array
    discounted: Array
    at_nice_rates: Array


@dataclass(frozen=True)
class OptionMeasures:
    """Everything that an option comes to in every draw; arrays of shape (draws,) unless said."""

    accounts: dict[str, AccountMeasures]
    benefit_classes: dict[str, Array]
    bcr_public: Array
    weighted_npv: Array
    health_units: dict[str, HealthUnits]
    nice_net_cost: Array
    starts: Array
    """People who start, shape (draws, years)."""
    completers: Array

    @property
    def sroi(self) -> Array:
        """Returns society's benefits over its costs, for the value map; never leads."""
        return self.accounts[SOCIETY].bcr

    @property
    def nice_qalys(self) -> Array:
        """Returns QALYs at the NICE reference case's rate; 0 where no outcome is in QALYs."""
        units = self.health_units.get("qaly")
        return units.at_nice_rates if units else np.zeros_like(self.nice_net_cost)


@dataclass(frozen=True)
class Measures:
    """Every measure of every draw, and the whole ledger of the base case alone."""

    model: Model
    options: dict[str, OptionMeasures]
    base: Ledger

    def __getitem__(self, option: str) -> OptionMeasures:
        return self.options[option]


def appraise(model: Model, draws: Rows | None = None) -> Measures:
    """Returns the measures of every draw (of the base case alone where none are given), block by block.

    Raises EvaluationError where the base case itself has no finite answer; a draw that has none is a gap, NaN throughout.
    """
    base = evaluate(model, central(model), beyond=True)
    refuse_missing(base)
    measured = measured_in(base)
    _refuse_unmeasured(measured)
    if draws is None:
        return Measures(model, measured, base)
    blocks = [options for _, options in by_block(model, draws)]
    return Measures(model, {ident: _joined([block[ident] for block in blocks]) for ident in blocks[0]}, base)


def by_block(model: Model, draws: Rows) -> Iterator[tuple[slice, dict[str, OptionMeasures]]]:
    """Yields (rows, measures of every option in those rows) block by block: memory is that of one block."""
    for rows, ledger in ledgers(model, draws):
        yield rows, measured_in(ledger)


def rows_per_block(model: Model) -> int:
    """Returns how many rows are worked out at once: the fewer, the more lines and years each of them has.

    A divisor of the most, so that few blocks lie across two that are sampled apart.
    """
    fit = BLOCK_CELLS // (max(len(model.lines), 1) * model.years)
    return max((size for size in range(1, min(MOST_ROWS, fit) + 1) if MOST_ROWS % size == 0), default=1)


def ledgers(model: Model, draws: Rows) -> Iterator[tuple[slice, Ledger]]:
    """Yields (rows, their ledger) block by block, however many the draws: memory is that of one block."""
    size = rows_per_block(model)
    for start in range(0, max(len(draws), 1), size):
        block = draws.block(start, size)
        yield slice(start, start + len(block)), evaluate(model, block)


def _refuse_unmeasured(options: dict[str, OptionMeasures]) -> None:
    """Raises EvaluationError naming the option whose present values are too large to be worked out."""
    for ident, measured in options.items():
        if not all(np.isfinite(account.npv).all() for account in measured.accounts.values()):
            raise EvaluationError(
                f"A present value of options.{ident} is too large to be worked out. Look at the case's discount rates."
            )


def refuse_unknown(account: str, measure: str) -> None:
    """Raises EvaluationError, with what was probably meant, where no account or measure is called so."""
    for word, what, known in ((account, "account", ACCOUNTS.keys), (measure, "measure", measure_names())):
        if word not in known:
            raise EvaluationError(
                f"No {what} is called {word}.{probably(word, known)} There are {choices(known)}."
            )


def values_of(
    model: Model, draws: Rows, account: str, measure: str, each: Callable[[int], None] | None = None
) -> dict[str, Array]:
    """Returns one measure of one account for every option in every draw, shape (draws,); NaN where undefined.

    `each` is told how many draws are done.
    """
    by_option = values_asked(model, draws, [Asked(account, measure)], each)
    return {option: rows[0] for option, rows in by_option.items()}


@dataclass(frozen=True)
class Asked:
    """One measure of one account."""

    account: str
    measure: str

    def __post_init__(self) -> None:
        refuse_unknown(self.account, self.measure)

    def rows(self, option: OptionModel) -> Array:
        """Returns which lines of an option are the account's costs, its benefits, and benefits at the health rate, (3, lines)."""
        return option.rows.of_account(self.account)

    def values(self, streams: Array, standard: Array, at_health: Array) -> Array:
        """Returns the measure of streams of costs, benefits and health benefits, shape (draws, 3, years)."""
        costs, benefits, health = streams[:, 0], streams[:, 1], streams[:, 2]
        discounted = benefits * standard + health * at_health
        streams_of_all = Streams(costs, benefits + health, costs * standard, discounted)
        return measures_of(streams_of_all, (self.measure,))[self.measure]


@np.errstate(all="ignore")  # a row whose sums are too large is a gap, as one whose lines are
def values_asked(
    model: Model, draws: Rows, asked: Sequence[Asked], each: Callable[[int], None] | None = None
) -> dict[str, Array]:
    """Returns some measures of every option in every draw, shape (asked, draws), and works out nothing else of them."""
    values = {option.id: np.empty((len(asked), len(draws))) for option in model.options}
    readings = [[wanted.rows(option) for wanted in asked] for option in model.options]
    for rows, raw in ledgers(model, draws):
        ledger = with_gaps(raw)
        standard, at_health = ledger.standard[:, : model.years], ledger.health[:, : model.years]
        for option, reading in zip(model.options, readings, strict=True):
            amounts = ledger.amounts[:, option.lines, : model.years]
            for k, wanted in enumerate(asked):
                values[option.id][k, rows] = wanted.values(reading[k] @ amounts, standard, at_health)
        if each is not None:
            each(rows.stop)
    return values


def _joined(parts: Sequence[Any]) -> Any:  # measures of an option, or an array or a mapping within them
    """Returns measures of several blocks as one."""
    first = parts[0]
    if len(parts) == 1:
        return first
    if isinstance(first, np.ndarray):
        return np.concatenate(parts)
    if isinstance(first, dict):
        return {key: _joined([part[key] for part in parts]) for key in first}
    return type(first)(*(_joined([getattr(part, f.name) for part in parts]) for f in fields(first)))


def measured_in(ledger: Ledger) -> dict[str, OptionMeasures]:
    """Returns every measure of every option in the draws of a ledger."""
    begin, measures = 0, {}
    ledger = with_gaps(ledger)
    for place, option in enumerate(ledger.model.options):
        end = begin + len(option.health_units)
        measures[option.id] = option_measures(ledger, place, ledger.health_optimism[:, begin:end])
        begin = end
    return measures


@np.errstate(all="ignore")  # a row whose sums are too large is a gap, as one whose lines are
def option_measures(ledger: Ledger, place: int, health_optimism: Array) -> OptionMeasures:
    """Returns what one option comes to, read from the ledger by its accounts."""
    model, option = ledger.model, ledger.model.options[place]
    years = model.years
    # Draws next to each other in memory: what follows adds up years, and so runs over all draws at once.
    streams = np.asfortranarray(option.rows.stacked @ ledger.amounts[:, option.lines, :years])
    sizes = [len(ACCOUNTS), len(ACCOUNTS), len(readers_at_health_rate())]
    costs, benefits, health, classes = np.split(streams, np.cumsum(sizes), axis=1)
    standard, at_health = ledger.standard[:, :years], ledger.health[:, :years]
    accounts = account_measures(costs, benefits, health, standard, at_health)
    public, society = accounts["public_sector"], accounts[SOCIETY]
    net_public_cost = public.pv_costs - public.pv_benefits
    nice = discount_factors(model.nice.standard, model.begins + years)[model.begins :]
    payer = ACCOUNTS.place("health_and_care")
    number = len(BENEFIT_CLASSES)
    by_class = {
        name: present_value(classes[:, k], standard) + present_value(classes[:, number + k], at_health)
        for k, name in enumerate(BENEFIT_CLASSES.keys)
    }
    return OptionMeasures(
        accounts=accounts,
        benefit_classes=by_class,
        bcr_public=1 + ratio(society.npv, net_public_cost),
        weighted_npv=society.npv + _extra_weight(ledger, place),
        health_units=_health_units(ledger, option, health_optimism),
        nice_net_cost=(costs[:, payer] - benefits[:, payer]) @ nice,
        starts=ledger.starts[:, place],
        completers=ledger.completers[:, place],
    )


def account_measures(
    costs: Array, benefits: Array, health: Array, standard: Array, at_health: Array
) -> dict[str, AccountMeasures]:
    """Returns every account's measures from its streams, shape (draws, accounts, years), worked out side by side.

    npv = PV(benefits) − PV(costs); bcr = PV(benefits) / PV(costs). Benefits at the health rate, shape (draws, accounts that
    may read any, years), come on top. Source: model.md, section 7.
    """
    standard = standard[:, None]
    discounted_benefits = benefits * standard
    benefits = benefits.copy(order="K")
    for k, row in enumerate(readers_at_health_rate()):
        discounted_benefits[:, row] += health[:, k] * at_health
        benefits[:, row] += health[:, k]
    streams = Streams(costs, benefits, costs * standard, discounted_benefits)
    measured = measures_of(streams, MEASURES.keys)
    net = benefits - costs
    discounted_net = discounted_benefits - streams.discounted_costs
    return {
        name: AccountMeasures(
            {measure: values[:, row] for measure, values in measured.items()},
            costs[:, row],
            net[:, row],
            discounted_net[:, row],
        )
        for row, name in enumerate(ACCOUNTS.keys)
    }


@np.errstate(all="ignore")  # far beyond the horizon a factor may outgrow every number
def beyond_horizon(measures: Measures, option: OptionModel) -> Array:
    """Returns the present value of an option's benefit after the last year of the base case, shape (classes,).

    NaN or infinite where that is too large to be worked out: it is reported, and never part of an answer.
    """
    ledger, years = measures.base, measures.model.years
    after = option.rows.classes @ ledger.amounts[0, option.lines, years:]
    number = len(BENEFIT_CLASSES)
    factors = np.repeat([ledger.standard[0, years:], ledger.health[0, years:]], number, axis=0)
    by_rate = np.where(after == 0, 0.0, after * factors).sum(axis=1)
    return by_rate[:number] + by_rate[number:]


def present_value(stream: Array, factors: Array) -> Array:
    """Returns Σ_y stream(y) · factor(y), shape (draws,), at the start of year 0."""
    return (stream * factors).sum(axis=1)


def _health_units(ledger: Ledger, option: OptionModel, optimism: Array) -> dict[str, HealthUnits]:
    """Returns the QALYs and WELLBYs of an option: amount(y) less the optimism bias of the effect, totalled."""
    years = ledger.model.years
    begins = ledger.model.begins
    nice = discount_factors(ledger.model.nice.health, begins + years)[begins:]
    totals: dict[str, Array] = {}
    for k, (unit, outcome, _) in enumerate(option.health_units):
        amount = ledger.outcomes[:, outcome, :years]
        totals[unit] = totals.get(unit, 0.0) + amount - optimism[:, k, None] * np.abs(amount)
    at_health = ledger.health[:, :years]
    return {
        unit: HealthUnits(t.sum(axis=1), present_value(t, at_health), t @ nice) for unit, t in totals.items()
    }


def _extra_weight(ledger: Ledger, place: int) -> Array:
    """Returns Σ (weight − 1) · PV of each segment's part of the option's lines to participants, shape (draws,)."""
    years = ledger.model.years
    total = np.zeros(len(ledger.amounts))
    for k, index in enumerate(ledger.model.parts.weighted):
        line = ledger.model.lines[index]
        if line.option == place and line.counted:
            factors = ledger.health if line.discount == "health" else ledger.standard
            total += present_value(ledger.segment_gain[:, k, :years], factors[:, :years])
    return total


# The NICE reading --------------------------------------------------------------------------------------------


def nice_reading(net_cost: float, qalys: float) -> tuple[float | None, str]:
    """Returns the cost per QALY, where there is a ratio, and how to read it.

    >>> nice_reading(-27.0, 0.02), nice_reading(200.0, 0.01)
    ((None, 'dominant'), (20000.0, 'ratio'))
    """
    if qalys == 0:
        return None, "no_qalys"
    if net_cost > 0:
        return (net_cost / qalys, "ratio") if qalys > 0 else (None, "dominated")
    if qalys > 0:
        return None, "dominant"
    return (None, "dominated") if net_cost == 0 else (net_cost / qalys, "cheaper_and_worse")


def net_monetary_benefit(net_cost: float, qalys: float, price: float) -> float:
    """Returns λ · QALYs − net cost, in £."""
    return price * qalys - net_cost


def net_health_benefit(
    net_cost: Amount, qalys: Amount, opportunity_cost: float = HEALTH_OPPORTUNITY_COST
) -> Amount:
    """Returns QALYs − net cost ÷ what a QALY costs the NHS elsewhere, in QALYs."""
    return qalys - net_cost / opportunity_cost


@dataclass(frozen=True)
class Increment:
    """A choice in a fully incremental analysis: what it costs and does, and what a QALY more costs than before it."""

    name: str
    cost: float
    effect: float
    status: str
    """frontier | dominated | extended_dominance"""
    icer: float | None
    """None but for those on the frontier after the first."""


def incremental_analysis(
    names: Sequence[str], costs: Sequence[float], effects: Sequence[float]
) -> list[Increment]:
    """Returns the fully incremental analysis, cheapest first: who is on the frontier, at what cost per QALY more.

    An option is *dominated* where another costs no more and does at least as much (one of them strictly);
    *extended_dominance* where a mixture of two others would do more for the same money. `icer` is against the
    option before it on the frontier, and None for the first.
    """
    order = sorted(range(len(names)), key=lambda k: (costs[k], -effects[k]))
    status = {k: "frontier" for k in order}
    frontier: list[int] = []
    for k in order:
        if frontier and effects[k] <= effects[frontier[-1]]:
            status[k] = "dominated"
            continue
        while len(frontier) > 1 and _slope(costs, effects, frontier[-1], k) <= _slope(
            costs, effects, frontier[-2], frontier[-1]
        ):
            status[frontier.pop()] = "extended_dominance"
        frontier.append(k)
    icers = {k: _slope(costs, effects, before, k) for before, k in pairwise(frontier)}
    return [Increment(names[k], costs[k], effects[k], status[k], icers.get(k)) for k in order]


def _slope(costs: Sequence[float], effects: Sequence[float], a: int, b: int) -> float:
    return (costs[b] - costs[a]) / (effects[b] - effects[a])


def distributional_weight(income: float, median_income: float, elasticity: float) -> float:
    """Returns (median_income / income) ^ elasticity. Source: HM Treasury, Green Book; model.md, section 7.

    >>> distributional_weight(20_000, 40_000, 1.0)
    2.0
    """
    return (median_income / income) ** elasticity
