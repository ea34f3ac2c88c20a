"""Commit, try first or leave it: an option worked out all three ways on the same draws by the one evaluator."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from valuation.accounts import SOCIETY, account_rows
from valuation.case.changes import with_changes
from valuation.case.effects import EXPECTED, PROVEN, STANDARD_AT
from valuation.case.option_shape import MOST_PILOT_YEARS
from valuation.case.validity.validation import Case
from valuation.discounting import discount_factors
from valuation.draws import DRAWS, SAMPLE_BLOCK, SEED, Draws, Rows, Sample, central, places, scores_of
from valuation.errors import EvaluationError
from valuation.ledger import evaluate, starts_by_segment
from valuation.lines.compile import compile_case, compile_stage
from valuation.lines.line import Line
from valuation.lines.model import Model
from valuation.lines.stage import Stage, Way
from valuation.measures import QALY_PRICES, appraise, by_block, refuse_unknown, values_of
from valuation.people import Array
from valuation.sensitivity.decision import FEWEST_DRAWS
from valuation.sensitivity.information import joint_evppi, regression
from valuation.sensitivity.pilots.pilot_answer import (
    CarryOn,
    Compared,
    Comparison,
    Expected,
    NoPilot,
    Pilot,
    PilotError,
    PilotPlanned,
    PilotSize,
    best_of,
)
from valuation.sensitivity.pilots.pilot_design import (
    DESIGN_OF,
    Measured,
    design_of,
    measurable,
    refuse_no_time,
)
from valuation.sensitivity.pilots.pilot_money import planned
from valuation.sensitivity.pilots.sample_information import Learned, learned
from valuation.streams import NET_VALUE

GRID = (25, 50, 100, 200, 400, 800)
"""People in a pilot, where nobody says how many."""
NICE = "nice"
"""In place of an account, the NICE reading: QALYs at the lower of its prices, less the net cost to health and care."""
PAYS_AS = "health_and_care"
"""The account whose costs the NICE reading counts."""
GoAndStop = tuple[Array, Array]
"""The net value in every draw of a pilot that is gone on with, and of one that is stopped."""


def pilot(
    case: Case,
    option: str | None = None,
    people: int | None = None,
    years: int | None = None,
    comparison: Comparison | None = None,
    outcome: str | None = None,
    account: str = SOCIETY,
    draws: int = DRAWS,
    seed: int = SEED,
    each: Callable[[int], None] | None = None,
) -> Pilot:
    """Returns what it is worth to commit to an option, to try it first with so many people, or to leave it.

    At the standard *Expected*. What is asked for here stands before what the case says; without a number of people every size
    of the grid that could start. `each` is told how many draws are done. Raises EvaluationError where no such pilot can be.
    Source: docs/method.md, *A pilot*.
    """
    refuse_no_pilot(people, years, account, draws)
    if case.standard == PROVEN:
        case = with_changes(case, {STANDARD_AT: EXPECTED})
    design = design_of(case, option, years, comparison)
    trial = Trial(list(measurable(design, outcome)), account, draws, seed)
    asked = people if people is not None else (design.option.pilot.people if design.option.pilot else None)
    sizes = trial.sizes_that_start(asked)
    steps = 1 + 2 * len(sizes)
    done = iter(range(1, steps + 1))

    def told() -> None:
        if each is not None:
            each(draws * next(done) // steps)

    return trial.answer(sizes, told)


def pilot_or_why_not(
    case: Case,
    option: str,
    draws: int = DRAWS,
    seed: int = SEED,
    each: Callable[[int], None] | None = None,
) -> Pilot | NoPilot:
    """Returns the pilot that a case describes, or why none can be worked out."""
    try:
        return pilot(case, option, draws=draws, seed=seed, each=each)
    except PilotError as error:
        return NoPilot(str(error), error.why, error.outcome)
    except EvaluationError as error:
        return NoPilot(str(error))


def refuse_no_pilot(people: int | None, years: int | None, account: str, draws: int = DRAWS) -> None:
    """Raises EvaluationError where no case could have such a pilot, or be read so."""
    if account != NICE:
        refuse_unknown(account, NET_VALUE)
    if draws < FEWEST_DRAWS:
        raise EvaluationError(
            f"A pilot is worked out over {FEWEST_DRAWS} draws or more, and {draws:,} were asked for. {DRAWS:,} are enough."
        )
    if people is not None and people < 1:
        raise EvaluationError(f"A pilot has 1 person or more, and {people:,} were asked for.")
    if years is not None and not 1 <= years <= MOST_PILOT_YEARS:
        raise EvaluationError(
            f"People start in a pilot for 1 to {MOST_PILOT_YEARS} years, and {years:,} were asked for."
        )


@dataclass
class Trial:
    """One option's pilot over one sample of draws, for one account."""

    candidates: Sequence[Measured]
    """The outcomes that may decide it."""
    account: str
    draws: int
    seed: int
    _committed: dict[int, Array] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """Returns the case, at the standard *Expected*."""
        return self.candidates[0].design.case

    @property
    def ident(self) -> str:
        """Returns the option."""
        return self.candidates[0].design.option.id

    @cached_property
    def as_it_stands(self) -> Model:
        """Returns the whole case, compiled as for every other question."""
        return compile_case(self.case)

    def staged(self, way: Way, go_year: int) -> Model:
        """Returns the option compiled for one of the ways, with a pilot without limit."""
        stage = Stage(way, self.candidates[0].design.years, go_year)
        return compile_stage(self.case, self.ident, stage, self.as_it_stands.routes)

    @cached_property
    def measured(self) -> Measured:
        """Returns the outcome that decides: of several, the one of which *does it work* and *does it work here* matter most."""
        if len(self.candidates) == 1:
            return self.candidates[0]
        values = self.committed(max(each.go_year for each in self.candidates))
        kept = np.isfinite(values)
        nb = np.stack([np.zeros(kept.sum()), values[kept]], axis=1)

        def matters(measured: Measured) -> tuple[float, float]:
            both = np.stack(self.effect_and_place(measured), axis=1)[kept]
            return joint_evppi(nb, both), float(regression(both)(nb)[:, 1].std())

        return max(self.candidates, key=matters) if kept.any() else self.candidates[0]

    @cached_property
    def theta(self) -> Array:
        """Returns the draws of the effect here of the outcome that decides, shape (draws,)."""
        effect, place = self.effect_and_place(self.measured)
        return effect + place

    @cached_property
    def commit(self) -> Model:
        """Returns the option as it stands, over the years that all ways are worked out over."""
        refuse_no_time(self.measured)
        return self.staged("commit", self.measured.go_year)

    @cached_property
    def go(self) -> Model:
        """Returns the option tried first, then gone on with."""
        return self.staged("go", self.measured.go_year)

    @cached_property
    def stop(self) -> Model:
        """Returns the option tried first, then stopped."""
        return self.staged("stop", self.measured.go_year)

    @cached_property
    def rows(self) -> Rows:
        """Returns the draws that all ways are worked out on: those of the option alone."""
        sample = Sample(self.alone, self.draws, self.seed)
        return Draws(sample.block(0, self.draws).values) if self.draws <= SAMPLE_BLOCK else sample

    def effect_and_place(self, measured: Measured) -> tuple[Array, Array]:
        """Returns the draws of an outcome's effect, and of how this place differs."""
        effect, place = places(self.alone, [measured.effect.effect_path, measured.effect.place_path])
        values = [
            self.rows.block(start, SAMPLE_BLOCK).values[:, [effect, place]]
            for start in range(0, self.draws, SAMPLE_BLOCK)
        ]
        both = np.concatenate(values)
        return both[:, 0], both[:, 1]

    @cached_property
    def alone(self) -> Model:
        """Returns the option alone over the case's own years: its numbers are those of every stage, in their order."""
        return self.staged("commit", 0)

    def committed(self, go_year: int) -> Array:
        """Returns the net value of the option as it stands in every draw, over the case's years and those of the pilot."""
        if go_year not in self._committed:
            self._committed[go_year] = self.values(self.staged("commit", go_year))
        return self._committed[go_year]

    def central(self, model: Model) -> float:
        """Returns the net value of a stage at the best estimates."""
        return float(self.values(model, central(model))[0])

    def values(self, model: Model, rows: Rows | None = None) -> Array:
        """Returns the net value of a stage in every draw, in the account, shape (draws,); NaN where it cannot be worked out."""
        rows = self.rows if rows is None else rows
        if self.account != NICE:
            return values_of(model, rows, self.account, NET_VALUE)[self.ident]
        price = QALY_PRICES[0]
        parts = [found[self.ident] for _, found in by_block(model, rows)]
        return np.concatenate([price * part.nice_qalys - part.nice_net_cost for part in parts])

    # Sizes ---------------------------------------------------------------------------------------------------

    def sizes_that_start(self, people: int | None) -> list[int]:
        """Returns the size that is asked for, which has to be able to start, or those of the grid that can."""
        refuse_no_time(self.measured)
        if people is None:
            return [size for size in GRID if self.could_start(size) >= size * (1 - 1e-9)]
        starting = self.could_start(people)
        if starting < people * (1 - 1e-9):
            years = self.measured.design.years
            raise EvaluationError(
                f"{people:,} people cannot start in {years} {'year' if years == 1 else 'years'} of pilot, as many in each: at "
                f"the best estimates {starting:,.0f} would. Take fewer people, more years of pilot, or a faster build-up."
            )
        return [people]

    def could_start(self, people: int) -> float:
        """Returns how many would start in a pilot of this many people at the best estimates."""
        model = of_size(self.stop, people, self.measured.design.years)
        (by_segment,) = starts_by_segment(model, central(model))
        return float(by_segment.sum())

    @cached_property
    def completion(self) -> float:
        """Returns the share of those who start that complete, at the central estimates."""
        ledger = evaluate(self.commit, central(self.commit))
        started = float(ledger.starts.sum())
        return float(ledger.completers.sum()) / started if started > 0 else 1.0

    # Money ---------------------------------------------------------------------------------------------------

    @cached_property
    def cost_factor(self) -> float:
        """Returns what £1 of the test's cost, paid evenly over the years before it is decided, takes off the account's net value."""
        paid = Line(0, "", "cost", "cost", self.case.shape.commissioner)
        rows = account_rows([paid], self.case.shape.commissioner, self.case.library.payers)
        is_read = rows.of_account(PAYS_AS if self.account == NICE else self.account)[0, 0]
        years = self.measured.go_year
        if self.account == NICE:
            factors = discount_factors(self.commit.nice.standard, years)
        else:
            factors = evaluate(self.commit, central(self.commit)).standard[0, :years]
        return float(is_read * factors.mean())

    # The answer ----------------------------------------------------------------------------------------------

    def answer(self, sizes: Sequence[int], told: Callable[[], None]) -> Pilot:
        """Returns the three ways, and each size of the pilot."""
        measured, committed = self.measured, self.committed(self.measured.go_year)
        told()
        ways = {size: self.go_and_stop(size, told) for size in sizes}
        answers = tuple(self.of_size(size, measured, ways[size]) for size in sizes)
        refuse_too_few(np.isfinite(committed))
        kept = committed[np.isfinite(committed)]
        wrong_now = (kept < 0 if kept.mean() > 0 else kept > 0).mean()
        return Pilot(
            option=self.ident,
            account=self.account,
            years=measured.design.years,
            follow_up=measured.follow_up,
            go_year=measured.go_year,
            comparison=measured.design.comparison,
            outcome=measured.effect.outcome.id,
            measure=measured.effect.measure,
            commit=_expected(kept),
            run_out=self.central(self.commit) - self.central(self.alone),
            sizes=answers,
            chance_wrong_now=float(wrong_now),
            compared=self.otherwise_compared(answers, ways),
        )

    def otherwise_compared(self, answers: tuple[PilotSize, ...], ways: dict[int, GoAndStop]) -> Compared:
        """Returns the best size by each way of comparing, on the same draws."""
        best = best_of(answers)
        if best is None:
            return {}
        measured = {comparison: self.measured.compared_by(comparison) for comparison in DESIGN_OF}
        return {key: self.of_size(best.people, each, ways[best.people]) for key, each in measured.items()}

    def go_and_stop(self, people: int, told: Callable[[], None]) -> GoAndStop:
        """Returns the net value in every draw of a pilot of one size that is gone on with, and of one that is stopped."""
        found = []
        for model in (self.go, self.stop):
            found.append(self.values(of_size(model, people, self.measured.design.years)))
            told()
        return found[0], found[1]

    def of_size(self, people: int, measured: Measured, ways: GoAndStop) -> PilotSize:
        """Returns a pilot of one size: V = E[stop] + E max(E[go − stop | seen], 0), its test's cost in both."""
        kept = np.isfinite(ways[0]) & np.isfinite(ways[1])
        refuse_too_few(kept)
        go, stop = ways[0][kept], ways[1][kept]
        delta = go - stop
        answering = measured.answering(people, self.completion)
        found = learned(delta, self.seen(measured, answering, kept))
        cost = measured.design.cost(answering) * self.cost_factor
        gain = np.maximum(found.expected, 0).mean()
        payoff = stop + np.where(found.go_on, delta, 0.0)
        return PilotSize(
            people=people,
            expected=Expected(float(stop.mean() + gain - cost), _expected(payoff).se),
            cost=cost,
            evsi=float(max(0.0, gain - max(delta.mean(), 0.0))) if found.threshold else 0.0,
            carry_on=self.carry_on(people, answering, found),
            plan=self.plan(people, measured, answering),
            answering=answering,
            error_sd=measured.error_sd(answering),
            is_uncertain=found.is_uncertain,
            chance_go=float(found.go_on.mean()),
            chance_wrong=float(np.where(found.go_on, delta < 0, delta > 0).mean()),
        )

    def plan(self, people: int, measured: Measured, answering: float) -> PilotPlanned:
        """Returns who starts and what is paid until it is decided and, where it is gone on with, after that."""
        stop, go = (appraise(of_size(model, people, measured.design.years)) for model in (self.stop, self.go))
        return planned(stop, go, self.case, measured.go_year, measured.design.cost(answering))

    def seen(self, measured: Measured, answering: float, kept: NDArray[np.bool_]) -> Array | None:
        """Returns what is seen in each draw: x̂ = (θ + b + e)/d; None where θ does not vary, or nobody answers.

        b ~ Normal(0, (β · q)²) by how it is compared; e ~ Normal(0, the error of so many people).
        """
        theta, error_sd = self.theta, measured.error_sd(answering)
        if not np.isfinite(error_sd) or not theta.max() > theta.min():
            return None
        bias, error = (scores_of(name, self.draws, self.seed) for name in ("pilot bias", "pilot error"))
        seen = theta + measured.bias_sd * bias + error_sd * error
        return np.asarray((seen / measured.share_read)[kept])

    def carry_on(self, people: int, answering: float, found: Learned) -> CarryOn | None:
        """Returns by what it is gone on with, changed or stopped; None where nothing that may be seen decides it."""
        if found.threshold is None:
            return None
        go_at, stop = found.threshold, found.stop_below
        first = int(self.case.shape.appraisal.first_year[:4])
        years, follow_up = self.measured.design.years, self.measured.follow_up
        stop_at = None
        if stop is not None and stop.is_rising == go_at.is_rising:
            stop_at = min(stop.at, go_at.at) if go_at.is_rising else max(stop.at, go_at.at)
        return CarryOn(
            people=people,
            measured=answering,
            go_at=go_at.at,
            stop_at=stop_at,
            is_rising=go_at.is_rising,
            started_by=_months_on(first, 12 * years),
            measured_by=_months_on(first, 12 * years + math.ceil(12 * follow_up)),
            decided_on=date(first + self.measured.go_year, 4, 1),
        )


def of_size(model: Model, people: float, years: int) -> Model:
    """Returns a stage whose pilot has so many people, as many in each of its years."""
    (option,) = model.options
    starts = option.people.pilot
    assert starts is not None  # of the option as it stands there is no pilot
    table = replace(option.people, pilot=replace(starts, most_a_year=people / years))
    return replace(model, options=(replace(option, people=table),))


def refuse_too_few(kept: NDArray[np.bool_]) -> None:
    """Raises EvaluationError where so few draws have an answer that nothing can be said of them."""
    if kept.sum() < FEWEST_DRAWS:
        raise EvaluationError(
            f"A pilot can be worked out in only {kept.sum():,} of {len(kept):,} draws: in the others an amount is too large, or "
            "divides by nothing. Look for a range that reaches where the number makes no sense."
        )


def _expected(values: Array) -> Expected:
    return Expected(float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values)))


def _months_on(first: int, months: int) -> date:
    """Returns the last day of so many months from the first of April of a year."""
    years, month = divmod(3 + months, 12)
    return date(first + years, month + 1, 1) - timedelta(days=1)
