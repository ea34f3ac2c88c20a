"""From one place to many: every place worked out, added up with the costs of the whole, and decided on by what one wave shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from valuation.accounts import SOCIETY
from valuation.draws import DRAWS, METHODS, SEED, Sample, refuse_impossible, scores_of
from valuation.errors import EvaluationError
from valuation.lines.compile import compile_case
from valuation.measures import Asked, ledgers
from valuation.people import Array
from valuation.prices import years_from
from valuation.rollout.kept_blocks import kept_in
from valuation.rollout.place_models import PlaceModels
from valuation.rollout.places_worked_out import (
    MEANS,
    BlockResult,
    Tally,
    Worker,
    begun_in,
    blocks_of,
    cash_by_payer,
    without_gaps,
)
from valuation.rollout.rollout_answer import CentralAnswer, PlaceAnswer, RolloutAnswer, StopAnswer
from valuation.rollout.rollout_file import Rollout
from valuation.rollout.working_places import worked_out
from valuation.sensitivity.decision import FEWEST_DRAWS
from valuation.sensitivity.monte_carlo import likely_range
from valuation.sensitivity.pilots.sample_information import learned
from valuation.sensitivity.spread import spread_of
from valuation.streams import NET_VALUE

MOST_DRAWS = 100_000
MOST_JOBS = 64


def roll_out(
    rollout: Rollout,
    draws: int = DRAWS,
    seed: int = SEED,
    jobs: int = 1,
    each: Callable[[int], None] | None = None,
    keep: Path | None = None,
) -> RolloutAnswer:
    """Returns what a roll-out comes to, by place, by wave and for the whole.

    The same digits whatever the order of the places and the number of `jobs`, the processes that share the work. `each` is told
    how many places are done, and stops the work by raising; what is done is then kept in the folder `keep`, where one is given,
    and not worked out again by whoever asks for the same. Source: docs/rollout.md.
    """
    refuse_no_rollout(draws, seed, jobs)
    kept = None if keep is None else kept_in(keep, rollout, draws, seed)
    sums = _Sums(rollout, draws)
    for result in worked_out(rollout, draws, seed, jobs, kept, each or (lambda _: None)):
        sums.add(result)
    found = _answer(rollout, sums, draws, seed)
    if kept is not None:
        kept.forget()
    return found


def refuse_no_rollout(draws: int, seed: int, jobs: int = 1) -> None:
    """Raises EvaluationError where no roll-out is worked out over so many draws, or by so many processes."""
    refuse_impossible(draws, seed, METHODS[0])
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise EvaluationError(
            f"A roll-out is worked out over {FEWEST_DRAWS} to {MOST_DRAWS:,} draws, and {draws:,} were asked for. {DRAWS:,} are enough."
        )
    if not 1 <= jobs <= MOST_JOBS:
        raise EvaluationError(
            f"From 1 to {MOST_JOBS} processes can share the work, and {jobs:,} were asked for."
        )


class _Sums:
    """What the blocks come to together, added up in their order."""

    def __init__(self, rollout: Rollout, draws: int):
        waves = len(rollout.begins)
        self.results: list[tuple[Array, Array, Array]] = []
        self.society = np.zeros((waves, draws))
        self.decided = np.zeros((waves, draws))
        self.at_once, self.below = np.zeros(draws), np.zeros(draws)
        self.theta, self.answering = np.zeros(draws), 0.0

    def add(self, result: BlockResult) -> None:
        """Adds a block."""
        self.results.append((result.means, result.people, result.cost))
        self.society += result.society
        self.decided += result.decided if len(result.decided) else result.society
        self.at_once += result.at_once
        self.below += result.below
        self.theta += result.seen.theta
        self.answering += result.seen.answering


def _answer(rollout: Rollout, sums: _Sums, draws: int, seed: int) -> RolloutAnswer:
    central, central_values = _central(rollout, draws, seed)
    planned = sums.society.sum(axis=0) + central_values
    return RolloutAnswer(
        years=rollout.year_names,
        places=tuple(_places(rollout, sums)),
        begins=rollout.begins,
        central=central,
        planned=spread_of(planned),
        at_once=spread_of(sums.at_once + central_values),
        likely_below=likely_range(sums.below),
        stop=_stop(rollout, sums, central_values, seed),
        draws=draws,
        seed=seed,
    )


def _places(rollout: Rollout, sums: _Sums) -> list[PlaceAnswer]:
    payers = Worker(PlaceModels(rollout), 1, 0).payers
    found = []
    for places, (means, people, cost) in zip(blocks_of(rollout.places), sums.results, strict=True):
        for k, place in enumerate(places):
            by_name = dict(zip(MEANS, means[k].tolist(), strict=True))
            paid = {payer: tuple(cost[k, row].tolist()) for row, payer in enumerate(payers)}
            found.append(
                PlaceAnswer(
                    id=place.id,
                    name=place.name,
                    wave=place.wave,
                    deprivation=place.deprivation,
                    people=tuple(people[k].tolist()),
                    cost=paid,
                    **by_name,
                )
            )
    return found


def _central(rollout: Rollout, draws: int, seed: int) -> tuple[CentralAnswer, Array]:
    """Returns the costs of the whole, and their net value in every draw."""
    if rollout.central is None:
        return CentralAnswer(0.0, {}), np.zeros(draws)
    model = compile_case(rollout.central)
    tally = Tally(model, [Asked(SOCIETY, NET_VALUE)], draws)
    for rows, ledger in ledgers(model, Sample(model, draws, seed)):
        tally.add(rows, ledger)
    values = without_gaps(tally.values[0], "central")
    paid = cash_by_payer(begun_in(rollout.central, rollout.first_year), model, tally.amounts())
    return CentralAnswer(float(values.mean()), {payer: tuple(years.tolist()) for payer, years in paid.items()}), values  # fmt: skip


def _stop(rollout: Rollout, sums: _Sums, central_values: Array, seed: int) -> StopAnswer | None:
    """Returns what it is worth to decide on the later waves by the mean x̂ that one wave shows.

    x̂ = (θ + b + e)/d as of a pilot, with θ the mean over the people of that wave who answer, and Δ the later waves' net value.
    Source: docs/rollout.md.
    """
    stop, measured = rollout.shape.stop_after, rollout.measured
    if stop is None or measured is None:
        return None
    later = np.array([wave > stop.wave for wave in rollout.begins])
    delta = sums.decided[later].sum(axis=0)
    found = learned(delta, _seen(rollout, sums, len(delta), seed))
    decided_on = np.where(found.go_on, sums.society[later].sum(axis=0), 0.0)
    if stop.account == SOCIETY:
        expected = float(np.maximum(found.expected, 0.0).mean())
    else:
        expected = float(decided_on.mean())
    decided = rollout.begins[stop.wave] + measured.go_year
    return StopAnswer(
        wave=stop.wave,
        outcome=measured.effect.outcome.id,
        account=stop.account,
        decided_in=years_from(rollout.first_year, decided + 1)[-1],
        answering=sums.answering,
        later=float(delta.mean()),
        expected=expected,
        threshold=None if found.threshold is None else found.threshold.at,
        is_rising=found.threshold is None or found.threshold.is_rising,
        chance_go=float(found.go_on.mean()),
        spread=spread_of(sums.society[~later].sum(axis=0) + central_values + decided_on),
    )


def _seen(rollout: Rollout, sums: _Sums, draws: int, seed: int) -> Array | None:
    """Returns x̂ in every draw; None where no one answers."""
    measured = rollout.measured
    if measured is None or sums.answering <= 0:
        return None
    theta = sums.theta / sums.answering
    bias, error = (scores_of(name, draws, seed) for name in ("pilot bias", "pilot error"))
    return np.asarray(
        (theta + measured.bias_sd * bias + measured.error_sd(sums.answering) * error) / measured.share_read
    )
