"""Which services for the money: the set with the largest mean value under every ceiling and rule, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from valuation.draws import DRAWS, METHODS, SEED, refuse_impossible
from valuation.errors import EvaluationError
from valuation.figures import digits
from valuation.people import Array
from valuation.prices import years_from
from valuation.programme.candidates import Candidate, candidates
from valuation.programme.choice import Choice, Chosen, Limit, value_of
from valuation.programme.giving_way import why_none
from valuation.programme.how_sure import HowSure, how_sure
from valuation.programme.programme_answer import (
    CeilingUse,
    Dropped,
    FrontierPoint,
    LeftOut,
    Moved,
    Picked,
    ProgrammeAnswer,
    ServiceRow,
    Sum,
)
from valuation.programme.programme_file import Programme
from valuation.programme.programme_shape import Rule
from valuation.programme.set_worth import set_worth
from valuation.sensitivity.decision import FEWEST_DRAWS, Worth
from valuation.sensitivity.information import joint_evppi, noise_floor
from valuation.sensitivity.spread import spread_of

NEXT = 5
STEPS = 50
"""Equal steps of the frontier, from no money to all that anything needs."""
LAST_POUNDS = 100_000.0
"""£ by which the money is moved, to see what the last of it buys and what more of it would."""
SOLVED = 1_000
"""Draws of which each is solved: how often a service is in the best set."""


def choose(
    programme: Programme,
    draws: int = DRAWS,
    seed: int = SEED,
    each: Callable[[int], None] | None = None,
) -> ProgrammeAnswer:
    """Returns which services are best under the programme's ceilings and rules, and how sure that is.

    Largest mean over the draws of what is maximised; ties go to less cost to the commissioner, then to the order of the file.
    `each` is told how many of `steps_of(programme, draws)` are done. Raises EvaluationError where no set keeps every rule.
    Source: docs/programme.md.
    """
    refuse_impossible(draws, seed, METHODS[0])
    refuse_too_few(draws)
    return Chooser(programme, candidates(programme, draws, seed, each)).answer(each)


def refuse_too_few(draws: int) -> None:
    """Raises EvaluationError where so few draws are asked for that nothing can be said of a choice."""
    if draws < FEWEST_DRAWS:
        raise EvaluationError(
            f"A programme is worked out over {FEWEST_DRAWS} draws or more, and {draws:,} were asked for. {DRAWS:,} are enough."
        )


def steps_of(programme: Programme, draws: int) -> int:
    """Returns how many steps there are to be told: the draws of every size, and those that are solved."""
    return draws * sum(len(member.service.sizes) for member in programme.members) + min(draws, SOLVED)


@dataclass
class Chooser:
    """A programme with its candidates worked out."""

    programme: Programme
    candidates: Sequence[Candidate]

    @cached_property
    def values(self) -> Array:
        """Returns the value of each candidate in each draw, shape (draws, candidates)."""
        return np.stack([each.values for each in self.candidates], axis=1)

    @cached_property
    def means(self) -> Array:
        """Returns the mean value of each candidate."""
        return self.values.mean(axis=0)

    @cached_property
    def choice(self) -> Choice:
        """Returns the choice as numbers."""
        shape = self.programme.shape
        return Choice(
            services=tuple(each.service for each in self.candidates),
            cost=self._spend,
            always=frozenset(s.id for s in shape.services if s.status == "in"),
            never=frozenset(s.id for s in shape.services if s.status == "out"),
            limits=(*(use.limit for use in self._ceilings), *self._rules()),
        )

    @cached_property
    def _spend(self) -> Array:
        payer = self.programme.shape.commissioner
        return np.array([each.spend(payer) for each in self.candidates])

    @cached_property
    def years(self) -> tuple[str, ...]:
        """Returns the financial years of the programme."""
        appraisal = self.programme.members[0].case.shape.appraisal
        return tuple(years_from(appraisal.first_year, appraisal.years))

    @cached_property
    def _ceilings(self) -> list[_Ceiling]:
        found = []
        for ceiling in self.programme.shape.budget:
            payer = ceiling.payer
            by_year = np.stack([each.cost.get(payer, np.zeros(len(self.years))) for each in self.candidates])
            if ceiling.total is not None:
                limit = Limit(
                    f"the ceiling of {self._called(payer)} in all", by_year.sum(axis=1), ceiling.total, True
                )
                found.append(_Ceiling(payer, "", limit))
            for k, most in enumerate(ceiling.by_year or ()):
                limit = Limit(
                    f"the ceiling of {self._called(payer)} in {self.years[k]}", by_year[:, k], most, True
                )
                found.append(_Ceiling(payer, self.years[k], limit))
        return found

    def _rules(self) -> list[Limit]:
        """Returns the rules as limits: those that are written, and that at most one draws its benefit from each claim."""
        limits = [limit for rule in self.programme.shape.rules for limit in self._limits_of(rule)]
        claims = sorted({claim for member in self.programme.members for claim in member.claims})
        for claim in claims:
            sharing = [member.service.id for member in self.programme.members if claim in member.claims]
            if len(sharing) > 1:
                name = f"the rule that at most one of {self._named(sharing)} draws its benefit from “{claim}”"
                limits.append(Limit(name, self._of(sharing), 1.0, kind="claim"))
        return limits

    def _limits_of(self, rule: Rule) -> list[Limit]:
        why = f" ({rule.because})" if rule.because else ""
        if rule.at_most is not None:
            name = f"the rule that at most {rule.at_most} of {self._named(rule.of or [])} may be chosen{why}"
            return [Limit(name, self._of(rule.of or []), float(rule.at_most), kind="at_most")]
        if rule.needs is not None:
            needed = self._of([rule.needs])
            return [
                Limit(
                    f"the rule that {self._named([each])} needs {self._named([rule.needs])}{why}",
                    self._of([each]) - needed,
                    0.0,
                    kind="needs",
                )
                for each in rule.for_ or ()
            ]
        share, spend = rule.at_least or 0.0, self._spend
        on = rule.of_spend_on or []
        name = f"the rule that at least {digits(100 * share)}% of the spending is on {self._named(on)}{why}"
        return [Limit(name, share * spend - spend * self._of(on), 0.0, kind="at_least")]

    def _called(self, payer: str) -> str:
        return self.programme.payers.get(payer, payer)

    def _named(self, services: Sequence[str]) -> str:
        names = {member.service.id: member.name for member in self.programme.members}
        *first, last = [names.get(each, each) for each in services]
        return f"{', '.join(first)} and {last}" if first else last

    def _of(self, services: Sequence[str]) -> Array:
        """Returns 1 for each candidate of these services and 0 for the others."""
        return np.array([float(each.service in services) for each in self.candidates])

    # The answer ----------------------------------------------------------------------------------------------

    def answer(self, each: Callable[[int], None] | None = None) -> ProgrammeAnswer:
        """Returns the chosen set with everything that is said of it."""
        chosen = self.choice.best(self.means)
        if chosen is None:
            raise EvaluationError(why_none(self.choice))
        following = self.next_best(chosen)
        frontier = self.frontier(chosen)
        sure = self.sure(chosen, each)
        # Of the frontier what today's ceilings allow: knowing more is worth nothing to a set that nobody may choose.
        today = (point for _, point in frontier if point is not None and self.choice.keeps(point))
        sets = [chosen, *following, *today]
        return ProgrammeAnswer(
            best=self.sum_of(chosen),
            cost=self.cost_of(chosen),
            years=self.years,
            services=tuple(self._row(k, sure.in_best) for k in range(len(self.candidates))),
            ceilings=tuple(self._use(each, chosen) for each in self._ceilings),
            frontier=tuple(
                FrontierPoint(budget, None if found is None else self.sum_of(found)) for budget, found in frontier
            ),
            next_best=tuple(self.sum_of(one) for one in following),
            left_out=tuple(self.left_out(chosen, frontier)),
            evpi=sure.evpi,
            evppi=tuple(self.worth_finding_out(list(dict.fromkeys(sets)))),
            chance_best=sure.chance_best,
            spread=spread_of(self.values[:, list(chosen)].sum(axis=1)),
            restated=self.programme.restated,
            worth=set_worth([self.candidates[k] for k in chosen], self.programme.shape.commissioner),
            dropped=tuple(self.dropped(chosen)),
            moved=tuple(self.moved()),
        )  # fmt: skip

    def sum_of(self, chosen: Chosen) -> Sum:
        """Returns a set with its mean value."""
        return Sum(tuple(self._picked(k) for k in chosen), value_of(self.means, chosen))

    def _picked(self, k: int) -> Picked:
        return Picked(self.candidates[k].service, self.candidates[k].size)

    def cost_of(self, chosen: Chosen) -> dict[str, list[float]]:
        """Returns £ of a set in cash terms by payer and year."""
        payers = sorted({payer for k in chosen for payer in self.candidates[k].cost})
        nothing = np.zeros(len(self.years))
        return {
            payer: sum((self.candidates[k].cost.get(payer, nothing) for k in chosen), nothing).tolist()
            for payer in payers
        }

    def _row(self, k: int, in_best: Array) -> ServiceRow:
        one = self.candidates[k]
        cost = {payer: years.tolist() for payer, years in one.cost.items()}
        return ServiceRow(
            self._picked(k), one.name, one.value, cost, one.people, one.verdict, float(in_best[k])
        )

    def _use(self, ceiling: _Ceiling, chosen: Chosen) -> CeilingUse:
        limit = ceiling.limit
        return CeilingUse(
            limit.name, ceiling.payer, ceiling.year, value_of(limit.amounts, chosen), limit.most
        )

    def next_best(self, chosen: Chosen) -> list[Chosen]:
        """Returns the next five sets, the best first."""
        found = [chosen]
        while len(found) <= NEXT:
            following = self.choice.best(self.means, without=found)
            if following is None:
                break
            found.append(following)
        return found[1:]

    def frontier(self, chosen: Chosen) -> list[tuple[float, Chosen | None]]:
        """Returns the best set at each of 50 equal steps of every ceiling, from 0 to the least at which none binds."""
        ceilings = self._ceilings
        if not ceilings:
            return [(0.0, chosen)]
        unbound = replace(
            self.choice, limits=tuple(each for each in self.choice.limits if not each.is_ceiling)
        )
        most = unbound.best(self.means)
        assert most is not None  # for what keeps every ceiling and rule keeps the rules
        least = max(
            (
                value_of(each.limit.amounts, most) / each.limit.most
                for each in ceilings
                if each.limit.most > 0
            ),
            default=0.0,
        )
        amount = ceilings[0].limit.most
        factors = np.linspace(0.0, least, STEPS + 1)
        found = self._best_at_each(factors)
        return [(float(f * amount), found[k]) for k, f in enumerate(factors)]

    def _best_at_each(self, factors: Array) -> dict[int, Chosen | None]:
        """Returns the best set at each factor of the ceilings, which rise; solved only where the sets at both ends differ.

        A set that is best with more money and can be had with less is the best of all amounts between.
        """
        found: dict[int, Chosen | None] = {}
        spans = [(0, len(factors) - 1)]
        while spans:
            low, high = spans.pop()
            for k in (low, high):
                if k not in found:
                    found[k] = self.choice.with_ceilings(float(factors[k])).best(self.means)
            if found[low] == found[high]:
                found |= dict.fromkeys(range(low, high), found[high])
            elif high - low > 1:
                middle = (low + high) // 2
                spans += [(low, middle), (middle, high)]
        return found

    def dropped(self, chosen: Chosen) -> list[Dropped]:
        """Returns what is best without each chosen service in turn: what comes in in its place, and what that gives up."""
        found = []
        for service in (self.candidates[k].service for k in chosen):
            others = replace(
                self.choice, never=self.choice.never | {service}, always=self.choice.always - {service}
            )
            best = others.best(self.means)
            found.append(Dropped(service, None if best is None else self.sum_of(best)))
        return found

    def moved(self) -> list[Moved]:
        """Returns what is best with £100,000 less and more of each payer's first ceiling, its others moved by the same factor."""
        found = []
        for payer in dict.fromkeys(each.payer for each in self._ceilings):
            own = [each.limit for each in self._ceilings if each.payer == payer]
            first = own[0].most
            for by in (-min(LAST_POUNDS, first), LAST_POUNDS) if first else ():
                limits = (
                    replace(each, most=each.most * (first + by) / first)
                    if any(each is one for one in own)
                    else each
                    for each in self.choice.limits
                )
                best = replace(self.choice, limits=tuple(limits)).best(self.means)
                found.append(Moved(payer, by, None if best is None else self.sum_of(best)))
        return found

    def left_out(self, chosen: Chosen, frontier: Sequence[tuple[float, Chosen | None]]) -> list[LeftOut]:
        """Returns what would bring in each service that is not chosen: a budget, or a rise of its own mean value."""
        value, found = value_of(self.means, chosen), []
        taken = {self.candidates[k].service for k in chosen}
        now = self._ceilings[0].limit.most if self._ceilings else 0.0
        for service in self.programme.shape.services:
            if service.id in taken or service.status == "out":
                continue
            places = [k for k, each in enumerate(self.candidates) if each.service == service.id]
            nearest = min(places, key=lambda k: abs(self.candidates[k].size - 1))
            forced = replace(self.choice, forced=frozenset([nearest])).best(self.means)
            budgets = [
                budget
                for budget, one in frontier
                if budget >= now and one is not None and set(one) & set(places)
            ]
            rise = None if forced is None else value - value_of(self.means, forced)
            found.append(LeftOut(service.id, min(budgets, default=None), rise))
        return found

    def sure(self, chosen: Chosen, each: Callable[[int], None] | None) -> HowSure:
        """Returns how sure the choice is, over the first 1,000 draws."""
        before = len(self.values) * len(self.candidates)
        return how_sure(
            self.choice, self.values[:SOLVED], chosen, each and (lambda done: each(before + done))
        )

    def worth_finding_out(self, sets: Sequence[Chosen]) -> list[Worth]:
        """Returns what perfect information on each service's own numbers would be worth to a choice among these sets."""
        names = {member.service.id: member.name for member in self.programme.members}
        nb = np.stack([self.values[:, list(one)].sum(axis=1) for one in sets], axis=1)
        found = []
        for service in self.programme.shape.services:
            one = next(each for each in self.candidates if each.service == service.id)
            is_worth = one.own.shape[1] > 0 and len(sets) > 1
            value = joint_evppi(nb, one.own) if is_worth else 0.0
            is_clear = value > 0 and value > noise_floor(nb, one.own, together=True)
            found.append(Worth(service.id, names[service.id], value, is_clear))
        return found


@dataclass(frozen=True)
class _Ceiling:
    payer: str
    year: str
    limit: Limit
