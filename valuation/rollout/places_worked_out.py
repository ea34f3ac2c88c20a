"""Places worked out, a few at a time: what each comes to on average, and what they come to together in every draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from valuation.accounts import SOCIETY, payer_reads
from valuation.case.validity.validation import Case
from valuation.draws import SAMPLE_BLOCK, Sample, central, places
from valuation.errors import EvaluationError
from valuation.ledger import Ledger, evaluate, with_gaps
from valuation.lines.model import Model
from valuation.measures import Asked, ledgers, values_asked
from valuation.people import Array
from valuation.rollout.place import Place
from valuation.rollout.place_models import PlaceModels
from valuation.sensitivity.monte_carlo import chance_positive
from valuation.streams import NET_VALUE

PLACES_AT_ONCE = 5
"""How many places, in the order of their ids, are added up and kept together: the same whatever the number of processes."""
FEWEST_ANSWERS = 0.5
"""The share of the draws in which a place needs an answer."""
MEANS = ("npv", "chance", "chance_below", "benefits", "at_once")
"""What is kept of each place as one number, in order."""


@dataclass(frozen=True)
class Seen:
    """What the people of the wave that decides show, added up over its places."""

    theta: Array
    """Σ m · θ in every draw, with m the people of a place who answer and θ the effect there, shape (draws,)."""
    answering: float
    """Σ m."""


@dataclass(frozen=True)
class BlockResult:
    """A few places worked out."""

    means: Array
    """Shape (places, MEANS)."""
    people: Array
    """Who starts, shape (places, years)."""
    cost: Array
    """£ in cash terms, shape (places, payers, years)."""
    society: Array
    """Net value to everyone of the places of each wave together, in every draw, shape (waves, draws)."""
    decided: Array
    """The same in the account that decides on the later waves, shape (waves, draws); no rows where it is the same account, or none decides."""
    at_once: Array
    """Net value to everyone of the places together if every one began in the first year, in every draw, shape (draws,)."""
    below: Array
    """How many of the places come out below 0, in every draw, shape (draws,)."""
    seen: Seen


def blocks_of(places: Sequence[Place]) -> list[tuple[Place, ...]]:
    """Returns the places a few at a time, in the order of their ids."""
    return [tuple(places[k : k + PLACES_AT_ONCE]) for k in range(0, len(places), PLACES_AT_ONCE)]


@dataclass
class Worker:
    """Works places of one roll-out out, one after another."""

    models: PlaceModels
    draws: int
    seed: int
    waves: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.waves = list(self.models.rollout.begins)

    @cached_property
    def payers(self) -> tuple[str, ...]:
        """Returns who pays cash anywhere, in order."""
        return payers_of(self.models.compiled(self.models.rollout.places[0]))

    @cached_property
    def dated(self) -> Case:
        """Returns the case begun in the first wave's year: its money becomes cash by the inflation from then on."""
        return begun_in(self.models.rollout.case, self.models.rollout.first_year)

    @cached_property
    def asked(self) -> list[Asked]:
        """Returns what is read of every draw: net value and benefits to everyone, and net value in the account that decides."""
        stop = self.models.rollout.shape.stop_after
        own = [] if stop is None or stop.account == SOCIETY else [Asked(stop.account, NET_VALUE)]
        return [Asked(SOCIETY, NET_VALUE), Asked(SOCIETY, "pv_benefits"), *own]

    def block(self, places_of_block: Sequence[Place]) -> BlockResult:
        """Returns some places worked out, added up in their order."""
        years, waves = self.models.rollout.years, len(self.waves)
        society = np.zeros((waves, self.draws))
        decided = np.zeros((waves if len(self.asked) > 2 else 0, self.draws))
        at_once, below = np.zeros(self.draws), np.zeros(self.draws)
        theta, answering = np.zeros(self.draws), 0.0
        means, people, cost = [], [], []
        for place in places_of_block:
            one = self.place(place)
            wave = self.waves.index(place.wave)
            society[wave] += one.values[0]
            at_once += one.at_once
            below += one.values[0] < 0
            if len(decided):
                decided[wave] += one.values[2]
            if one.seen is not None:
                theta += one.seen.theta
                answering += one.seen.answering
            means.append(one.means)
            people.append(np.concatenate([np.zeros(years - len(one.people)), one.people]))
            cost.append(one.cost)
        return BlockResult(np.array(means), np.array(people), np.array(cost), society, decided, at_once, below, Seen(theta, answering))  # fmt: skip

    def place(self, place: Place) -> PlaceWorkedOut:
        """Returns one place worked out, with what it would come to if all began at once."""
        models = self.models
        beginning = models.beginnings[place.wave]
        model = models.begun(models.compiled(place), beginning)
        sample = models.sample(model, place, self.draws, self.seed)
        tally = Tally(model, self.asked, self.draws)
        for rows, ledger in ledgers(model, sample):
            tally.add(rows, ledger)
        values = tally.values_without_gaps(place)
        at_once = values[0]
        if beginning != models.all_at_once:
            at_once = self._without_gaps(values_asked(models.at_once(model), sample, self.asked[:1]), place)
        npv = tally.values[0]
        defined = npv[np.isfinite(npv)]
        means = [
            values[0].mean(),
            chance_positive(npv),
            (defined < 0).mean(),
            values[1].mean(),
            at_once.mean(),
        ]
        stop = models.rollout.shape.stop_after
        seen = self.seen(place, model, sample) if stop is not None and place.wave == stop.wave else None
        return PlaceWorkedOut(values, at_once, np.array(means), tally.people(), self.cash(model, tally.amounts()), seen)  # fmt: skip

    def _without_gaps(self, by_option: dict[str, Array], place: Place) -> Array:
        return without_gaps(by_option[self.models.rollout.option][0], place.id)

    def cash(self, model: Model, amounts: Array) -> Array:
        """Returns the gross cash of each payer by year of the roll-out, shape (payers, years), from the mean amounts of a place's lines."""
        paid = cash_by_payer(self.dated, model, amounts)
        nothing = np.zeros(self.models.rollout.years)
        return np.stack([paid.get(payer, nothing) for payer in self.payers] or [nothing])

    def seen(self, place: Place, model: Model, sample: Sample) -> Seen:
        """Returns what the people of a place show of the outcome that decides: its effect there, as often as they answer."""
        measured = self.models.rollout.measured
        assert measured is not None
        ledger = evaluate(model, central(model))
        started, years = ledger.starts[0, 0], measured.design.years
        completion = float(ledger.completers.sum() / started.sum()) if started.sum() > 0 else 1.0
        answering = measured.answering(float(started[:years].sum()), completion)
        columns = places(model, [measured.effect.effect_path, measured.effect.place_path])
        kept = model.outcomes.kept
        theta = np.empty(self.draws)
        for start in range(0, self.draws, SAMPLE_BLOCK):
            values = sample.block(start, SAMPLE_BLOCK).values
            effect = values[:, columns].sum(axis=1)
            if kept.size:
                effect = np.where(effect > 0, effect * values[:, kept[0]], effect)
            theta[start : start + len(effect)] = effect
        return Seen(answering * theta, answering)


@dataclass(frozen=True)
class PlaceWorkedOut:
    """One place, in every draw and on average."""

    values: list[Array]
    """What was asked, in every draw, gaps filled."""
    at_once: Array
    """Its net value to everyone in every draw if every place began in the first year."""
    means: Array
    people: Array
    cost: Array
    seen: Seen | None


@dataclass
class Tally:
    """What a model comes to over its draws: measures in every one, and the means of lines and people."""

    model: Model
    asked: Sequence[Asked]
    draws: int

    def __post_init__(self) -> None:
        self.values = np.empty((len(self.asked), self.draws))
        self._amounts = np.zeros((len(self.model.lines), self.model.years))
        self._starts = np.zeros(self.model.years)
        self._counted = 0
        (self._option,) = self.model.options
        self._rows = [each.rows(self._option) for each in self.asked]

    def add(self, rows: slice, raw: Ledger) -> None:
        """Adds a block of the ledger."""
        ledger, years = with_gaps(raw), self.model.years
        standard, at_health = ledger.standard[:, :years], ledger.health[:, :years]
        amounts = ledger.amounts[:, self._option.lines, :years]
        for k, (asked, reads) in enumerate(zip(self.asked, self._rows, strict=True)):
            self.values[k, rows] = asked.values(reads @ amounts, standard, at_health)
        starts = raw.starts[:, 0]
        if ledger is not raw:  # a draw has no answer: it counts in no mean
            whole = np.isfinite(amounts).all(axis=(1, 2))
            amounts, starts = amounts[whole], starts[whole]
        self._amounts += amounts.sum(axis=0)
        self._starts += starts.sum(axis=0)
        self._counted += len(amounts)

    def amounts(self) -> Array:
        """Returns the mean amounts of the lines, shape (lines, years)."""
        return self._amounts / max(self._counted, 1)

    def people(self) -> Array:
        """Returns the mean of who starts by year, shape (years,)."""
        return self._starts / max(self._counted, 1)

    def values_without_gaps(self, place: Place) -> list[Array]:
        """Returns what was asked in every draw, with the mean of the others where a draw has no answer."""
        return [without_gaps(values, place.id) for values in self.values]


def without_gaps(values: Array, name: str) -> Array:
    """Returns values with the mean of the others where a draw has no answer; raises EvaluationError where most have none."""
    kept = np.isfinite(values)
    if kept.all():
        return values
    if kept.mean() < FEWEST_ANSWERS:
        raise EvaluationError(
            f"{name} has an answer in only {kept.sum():,} of {len(values):,} draws. Look in the case, and in the place's own numbers, "
            "for a range that reaches where the number makes no sense."
        )
    return np.where(kept, values, values[kept].mean())


def begun_in(case: Case, first_year: str) -> Case:
    """Returns a case with its years named from another first year on; what it says of its own years stays as it is."""
    appraisal = case.shape.appraisal.model_copy(update={"first_year": first_year})
    return replace(case, shape=case.shape.model_copy(update={"appraisal": appraisal}))


def payers_of(model: Model) -> tuple[str, ...]:
    """Returns who pays cash for anything of a model, in order."""
    return tuple(sorted({line.party for line in model.lines if line.side == "cost" and line.cash}))


def cash_by_payer(dated: Case, model: Model, amounts: Array) -> dict[str, Array]:
    """Returns the gross cash of each payer in cash terms, by year of the roll-out, from the mean amounts of the lines of a model.

    Σ lines of cost · inflation, VAT and the optimism bias adjustment in, shape (years of the roll-out,). `dated` begins in the
    first year of the roll-out.
    """
    years = model.begins + model.years
    factors = dated.cash_factors_over(years)
    paid = np.zeros((len(model.lines), years))
    for k, line in enumerate(model.lines):
        paid[k, model.begins :] = amounts[k] * factors.of(line.category)[model.begins :]
    return {
        payer: paid[[line.side == "cost" and payer_reads(payer, line) for line in model.lines]].sum(axis=0)
        for payer in payers_of(model)
    }
