"""Each service in each of its sizes, worked out on one sample: its value in every draw, and its mean cost by payer and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, replace

import numpy as np

from valuation.accounts import payer_reads
from valuation.answer import PartyAnswer
from valuation.answers.base_case import lines_of, not_priced_of, parties_of
from valuation.answers.reach import reach
from valuation.case.changes import with_changes
from valuation.case.places import holder_of, is_at_or_below, key_of, option_at, step
from valuation.case.validity.validation import Case
from valuation.draws import Sample
from valuation.errors import EvaluationError
from valuation.ledger import Ledger, with_gaps
from valuation.lines.compile import compile_case, compile_stage
from valuation.lines.model import Model
from valuation.lines.stage import AS_IT_STANDS
from valuation.measures import (
    HEALTH_OPPORTUNITY_COST,
    Asked,
    Measures,
    appraise,
    ledgers,
    measured_in,
    net_health_benefit,
)
from valuation.people import Array
from valuation.programme.programme_file import HEALTH, Member, Programme
from valuation.streams import NET_VALUE
from valuation.verdict import verdict_of

KnownBy = tuple[int, str, float, str, int, int]
"""What tells one candidate from another: the case as it was read, option, size, what is maximised, draws and seed."""
SCALED_PEOPLE = ("eligible", "planned_starts", "capacity", "trainees")
"""Numbers of the people of a service that its size multiplies; so does the quantity of what it replaces."""


@dataclass(frozen=True)
class Worth:
    """What a service comes to at present value, the mean over the draws: the parts of its five lines, and who pays and gains."""

    classes: Mapping[str, float]
    """£ of benefit by its class."""
    parties: Mapping[str, PartyAnswer]
    not_priced: tuple[str, ...]
    """What the outcomes are called that are not valued in money."""
    groups: tuple[tuple[str, float], ...]
    """Groups of its people, where its case tells them apart, each with how many start, at the best estimates."""


@dataclass(frozen=True)
class Candidate:
    """A service in one size, on the sample of the programme."""

    service: str
    name: str
    size: float
    values: Array
    """What is maximised, in every draw, shape (draws,)."""
    cost: Mapping[str, Array]
    """£ in cash terms by payer and year, VAT and the optimism bias adjustment in, the mean over the draws; shape (years,)."""
    people: float
    """Who starts, over all years, the mean over the draws."""
    verdict: int
    own: Array
    """The draws of the numbers that are the service's own, shape (draws, numbers)."""
    worth: Worth

    @property
    def value(self) -> float:
        """Returns the mean of what is maximised."""
        return float(self.values.mean())

    def spend(self, payer: str) -> float:
        """Returns what a payer spends on it over all years."""
        return float(self.cost[payer].sum()) if payer in self.cost else 0.0


def of_size(case: Case, option: str, size: float) -> Case:
    """Returns the case with an option of another size: who could take part, its capacity and what it replaces, and no other cost."""
    if size == 1:
        return case
    at = option_at(option)
    changes: dict[str, object] = {}
    for path, written in case.numbers_written.items():
        if any(is_at_or_below(path, step(at, f"people.{key}")) for key in SCALED_PEOPLE):
            changes[path] = scaled(written, size)
    for cost in case.option(option).replaces:
        path = step(at, f"replaces.{cost.id}.quantity")
        written = case.numbers_written.get(path)
        changes[path] = scaled(written, size) if written is not None else size
    return with_changes(case, changes)


def scaled(written: object, size: float) -> object:
    """Returns a number as it is written, its value and its range times a size.

    >>> scaled({"value": 10, "range": [8, 12], "grade": 3}, 0.5)
    {'value': 5.0, 'range': [4.0, 6.0], 'grade': 3}
    """
    if isinstance(written, int | float):
        return written * size
    if not isinstance(written, Mapping):
        return written
    ends = written.get("range")
    made = dict(written) | {"value": written["value"] * size}
    return made | {"range": [end * size for end in ends]} if isinstance(ends, list) else made


def candidates(
    programme: Programme,
    draws: int,
    seed: int,
    each: Callable[[int], None] | None = None,
    known: MutableMapping[KnownBy, Candidate] | None = None,
) -> list[Candidate]:
    """Returns every service in every size, in the order of the file; `each` is told how many draws of how many are done.

    `known` holds those that were worked out before, of the same cases.
    """
    found: list[Candidate] = []
    known = {} if known is None else known
    for member in programme.members:
        for size in member.service.sizes:
            by = (id(member.case), member.option, size, programme.shape.maximise, draws, seed)
            if by not in known:
                known[by] = _candidate(member, size, programme.shape.maximise, draws, seed)
            found.append(known[by])
            if each is not None:
                each(len(found) * draws)
    return found


def _candidate(member: Member, size: float, maximise: str, draws: int, seed: int) -> Candidate:
    case = of_size(member.case, member.option, size)
    model = compile_stage(case, member.option, AS_IT_STANDS, compile_case(case).routes)
    sample = Sample(model, draws, seed, owner=member.service.id)
    option = model.options[0]
    values, people, counted = np.empty(draws), 0.0, 0
    mean = np.zeros((len(model.lines), model.years))
    for rows, raw in ledgers(model, sample):
        ledger = with_gaps(raw)
        values[rows] = value_in(ledger, maximise)
        amounts = raw.amounts[:, :, : model.years]
        whole = np.isfinite(amounts).all(axis=(1, 2))
        mean += amounts[whole].sum(axis=0)
        people += float(raw.starts[whole, 0].sum())
        counted += int(whole.sum())
    values = without_gaps(values, member)
    measures = appraise(model)
    verdict, _ = verdict_of(measures[option.id])
    own = sample.own_columns
    average = mean / max(counted, 1)
    return Candidate(
        member.service.id,
        member.name,
        size,
        values,
        _cost_by_payer(case, model, average),
        people / max(counted, 1),
        verdict,
        np.concatenate([sample.block(start, 10_000).values[:, own] for start in range(0, draws, 10_000)]),
        _worth(measures, average, people / max(counted, 1)),
    )


def _worth(measures: Measures, average: Array, people: float) -> Worth:
    """Returns what a service comes to by its mean amounts, which are those of a ledger of one row: sums and present values are linear."""
    model, option = measures.model, measures.model.options[0]
    ledger = replace(measures.base, amounts=average[None])
    means = replace(measures, options=measured_in(ledger), base=ledger)
    classes = {name: float(value[0]) for name, value in means[option.id].benefit_classes.items()}
    return Worth(
        classes,
        parties_of(means, list(lines_of(means, option))),
        tuple(outcome.name for outcome in not_priced_of(model, option)),
        tuple((group.name, group.of_starters * people) for group in reach(model, option.id)),
    )


def without_gaps(values: Array, member: Member) -> Array:
    """Returns the values with the mean of the others where a draw has no answer; raises EvaluationError where most have none."""
    kept = np.isfinite(values)
    if 2 * kept.sum() < len(values):
        raise EvaluationError(
            f"{member.service.id} has an answer in only {kept.sum():,} of {len(values):,} draws. Look in its case for a range that reaches "
            "where the number makes no sense."
        )
    return np.where(kept, values, values[kept].mean())


def value_in(ledger: Ledger, maximise: str) -> Array:
    """Returns what is maximised of the one option of a ledger, in each of its draws."""
    model = ledger.model
    option, years = model.options[0], model.years
    account, measure = holder_of(maximise), key_of(maximise)
    if measure == NET_VALUE:
        asked = Asked(account, measure)
        amounts = ledger.amounts[:, option.lines, :years]
        return asked.values(
            asked.rows(option) @ amounts, ledger.standard[:, :years], ledger.health[:, :years]
        )
    measured = measured_in(ledger)[option.id]
    if maximise == HEALTH:
        return net_health_benefit(measured.nice_net_cost, measured.nice_qalys, HEALTH_OPPORTUNITY_COST)
    if maximise == "weighted_npv":
        return measured.weighted_npv
    units = measured.health_units.get(maximise.removesuffix("s"))
    return np.zeros(len(ledger.amounts)) if units is None else units.discounted


def _cost_by_payer(case: Case, model: Model, mean: Array) -> dict[str, Array]:
    """Returns the gross cash of each payer by year in cash terms, from the mean amounts of the lines."""
    factors = case.cash_factors_over(model.years)
    paid = np.stack(
        [amounts * factors.of(line.category) for line, amounts in zip(model.lines, mean, strict=True)]
    )
    costs = [line.side == "cost" for line in model.lines]
    payers = {line.party for line in model.lines if line.side == "cost" and line.cash}
    return {
        payer: paid[
            [is_cost and payer_reads(payer, line) for is_cost, line in zip(costs, model.lines, strict=True)]
        ].sum(axis=0)
        for payer in sorted(payers)
    }
