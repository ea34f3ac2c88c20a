"""The design of a pilot: what is measured of whom, with which error, when it is decided, and what the test costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from valuation.case.defaults import PILOT_FOLLOW_UP
from valuation.case.effects import FromFindings
from valuation.case.option_shape import Option, PilotPlan
from valuation.case.places import option_at, step
from valuation.case.validity.validation import Case
from valuation.errors import EvaluationError, choices, probably
from valuation.evidence.findings import Design, Scale
from valuation.figures import digits
from valuation.sensitivity.pilots.pilot_answer import Comparison, PilotError, WhyNot

DESIGN_OF: Final[dict[Comparison, Design]] = {
    "randomised": "randomised",
    "controlled": "controlled",
    "none": "before_after",
}
"""As what a finding of a pilot would be read, by whom its people are compared with."""


@dataclass(frozen=True)
class PilotDesign:
    """A pilot of one option, but for its size and the outcome that decides it."""

    case: Case
    option: Option
    years: int
    comparison: Comparison

    @property
    def path(self) -> str:
        """Returns where the case says it."""
        return step(option_at(self.option.id), "pilot")

    @property
    def is_compared(self) -> bool:
        """Returns whether as many people without the service are measured beside those with it."""
        return self.comparison != "none"

    def cost(self, answering: float) -> float:
        """Returns what the test costs, in the case's prices: fixed_cost + cost_per_person · everyone measured."""
        measured = answering * (2 if self.is_compared else 1)
        return self._money("fixed_cost") + self._money("cost_per_person") * measured

    def _money(self, key: str) -> float:
        path = step(self.path, key)
        stated = self.case.assumption_at(path)
        return self.case.number(path) if stated is None else stated.value * self.case.price_factor(stated)


@dataclass(frozen=True)
class Measured:
    """The outcome that decides a pilot, and how it would be measured and read."""

    design: PilotDesign
    effect: FromFindings

    def compared_by(self, comparison: Comparison) -> Measured:
        """Returns the same outcome in a pilot whose people are compared in another way."""
        return replace(self, design=replace(self.design, comparison=comparison))

    @property
    def scale(self) -> Scale:
        """Returns the measure of the outcome, with how far people differ in it."""
        return self.effect.evidence.scale

    @property
    def follow_up(self) -> float:
        """Returns after how many years people are asked: the longest follow-up of its findings, at least half a year."""
        live = [finding for finding in self.effect.evidence.findings if not finding.is_set_aside]
        months = [f.follow_up_months for f in live or self.effect.evidence.findings if f.follow_up_months]
        return max(PILOT_FOLLOW_UP, max(months, default=0.0) / 12)

    @property
    def go_year(self) -> int:
        """Returns G = D + ⌈F⌉, the year of the case in which it would be gone on."""
        return self.design.years + math.ceil(self.follow_up)

    @property
    def share_read(self) -> float:
        """Returns d, what the design leaves of an estimate."""
        return self.scale.mark_downs[DESIGN_OF[self.design.comparison]].share

    @property
    def bias_sd(self) -> float:
        """Returns β · q, how far the way of comparing may lead astray."""
        return self.scale.mark_downs[DESIGN_OF[self.design.comparison]].added_spread * self.scale.spread

    def error_sd(self, answering: float) -> float:
        """Returns the standard error of what is seen, once it is read: √(σ² · 2/m), or √(σ² · 2(1 − ρ)/m) of a change.

        m answer, with and again without the service. σ of a total is divided by the years that it adds up over. Infinite where
        nobody answers. Source: docs/method.md, *A pilot*.
        """
        if answering <= 0:
            return math.inf
        sd = self.sd / (self.follow_up if self.scale.is_total else 1.0)
        variance = 2 / answering if self.design.is_compared else 2 * (1 - self.scale.retest) / answering
        return sd * math.sqrt(variance)

    @property
    def sd(self) -> float:
        """Returns how far people differ in the measure: as the pilot says, else as the library does."""
        stated = self.design.case.assumption_at(step(self.design.path, "sd"))
        sd = self.scale.sd if stated is None else stated.value
        if sd is None:
            raise PilotError(
                f"It is not known how far people differ in {self.effect.measure}, in which {self.effect.outcome.id} is "
                f"measured, so the error of a pilot cannot be worked out. Say it as {self.design.path}.sd: a standard deviation.",
                WhyNot.NO_SPREAD,
                self.effect.outcome.id,
            )
        return sd

    def answering(self, people: float, completion: float) -> float:
        """Returns m, how many of the people who start are measured: those who complete, where it is in them, and answer."""
        share = self.design.case.number(step(self.design.path, "answer_share"))
        return people * share * (completion if self.effect.outcome.applies_to == "completers" else 1.0)


def design_of(
    case: Case, option: str | None, years: int | None, comparison: Comparison | None
) -> PilotDesign:
    """Returns the pilot of an option (default the preferred one) as the case says it, but for what is asked for here."""
    known = [each.id for each in case.shape.options]
    if option is not None and option not in known:
        raise EvaluationError(
            f"No option is called {option}.{probably(option, known)} There are {choices(known)}."
        )
    chosen = case.option(option or case.preferred)
    plan = chosen.pilot or PilotPlan()
    if comparison is not None and comparison not in DESIGN_OF:
        raise EvaluationError(
            f"No way to compare is called {comparison}.{probably(comparison, list(DESIGN_OF))} There are {choices(list(DESIGN_OF))}."
        )
    return PilotDesign(case, chosen, plan.years if years is None else years, comparison or plan.comparison)


def measurable(design: PilotDesign, outcome: str | None) -> Sequence[Measured]:
    """Returns the outcomes that may decide the pilot: the one that is asked for, or that the case names, else all with findings."""
    effects = [
        Measured(design, effect)
        for each in design.option.outcomes
        if (effect := design.case.effects.get(step(option_at(design.option.id), f"outcomes.{each.id}")))
        is not None
    ]
    by_id = {each.effect.outcome.id: each for each in effects}
    named = outcome or (design.option.pilot.outcome if design.option.pilot else None)
    if named is not None and named in by_id:
        return [by_id[named]]
    if not by_id:
        raise PilotError(
            f"No outcome of {design.option.id} has findings, so nothing says what a pilot may find. "
            "Add what has been found elsewhere to the outcome that it would be decided by.",
            WhyNot.NO_FINDINGS,
        )
    if named is not None:
        own = [each.id for each in design.option.outcomes]
        raise EvaluationError(_not_measurable(design.option.id, named, own, list(by_id)))
    return effects


def _not_measurable(option: str, named: str, own: Sequence[str], with_findings: Sequence[str]) -> str:
    """Returns why an outcome cannot decide a pilot: it is two, or none, or nothing has been found of it."""
    fit = f"There are {choices(with_findings)}."
    if any(ident in named.replace(",", " ").split() for ident in own if ident != named):
        return f"A pilot is decided by one outcome, and {named} names more than one. {fit}"
    if named not in own:
        return f"No outcome of {option} is called {named}.{probably(named, with_findings)} Of those with findings {fit[0].lower()}{fit[1:]}"
    return f"{named} has no findings, so nothing says what a pilot may find. With findings {fit[0].lower()}{fit[1:]}"


def refuse_no_time(measured: Measured) -> None:
    """Raises EvaluationError where, once it is known what was found, nobody would be left to go on with."""
    design = measured.design
    if design.option.people is None:
        raise PilotError(
            f"{design.option.id} does not say who takes part, so no one can be in a pilot of it. Say how many start.",
            WhyNot.NO_PEOPLE,
        )
    delivery = min(design.case.delivery_years(design.option.id), design.case.shape.appraisal.years)
    if measured.go_year >= delivery:
        raise PilotError(
            f"A pilot of {design.years} {_years(design.years)}, whose people are asked after {digits(measured.follow_up, 2)} "
            f"{_years(measured.follow_up)}, is decided after {measured.go_year} years, and {design.option.id} is delivered for "
            f"{delivery}: no years would be left to go on in. Take fewer years of pilot, an outcome that shows sooner, or more years.",
            WhyNot.NO_TIME,
            measured.effect.outcome.id,
        )


def _years(count: float) -> str:
    return "year" if count == 1 else "years"
