"""What was planned, what happened, what is known now and what moved it, of every option of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from valuation.accounts import SOCIETY, payer_reads
from valuation.answer import Answer
from valuation.answers.base_case import answer_of
from valuation.case.places import option_at
from valuation.case.validity.record_rules import year_of_month
from valuation.case.validity.validation import Case
from valuation.compare.bridge import Bridge
from valuation.draws import DRAWS, SEED, Sample
from valuation.learning.known_now import KnownNow, Learned, cost_paths, known_now
from valuation.learning.recorded import MONTHS_OF_A_YEAR, Found, OptionRecords
from valuation.learning.stop_go import Tested, tested
from valuation.learning.what_moved_it import what_moved_it
from valuation.learning.xmr import Xmr, xmr
from valuation.lines.compile import compile_case
from valuation.measures import Measures, appraise, values_of
from valuation.people import Array
from valuation.sensitivity.monte_carlo import chance_positive
from valuation.streams import NET_VALUE

FORMAT = "make-the-case-track/1"
ByYear = list[float | None]


@dataclass(frozen=True)
class Course:
    """How an option goes by year: as planned, or as it went, None where that is not known."""

    starts: ByYear
    completers: ByYear
    cash: dict[str, ByYear]
    """By payer: costs paid in money with VAT, in the prices of each year."""
    costs: dict[str, ByYear]
    """By the id of a cost of which it was recorded what was paid: without VAT, in the prices of each year."""
    outcomes: dict[str, ByYear]
    """What was measured of each outcome, in its measure's own direction."""

    def as_dict(self) -> dict[str, object]:
        """Returns the course as `track --json` prints it."""
        return {
            "starts": self.starts,
            "completers": self.completers,
            "cash": self.cash,
            "outcomes": self.outcomes,
        }


@dataclass(frozen=True)
class Worth:
    """What an option is worth to society at the best estimates, and the chance that it is worth more than it costs."""

    npv: float
    chance: float


@dataclass(frozen=True)
class TrackedOption:
    """One option: planned and actual, approved and now."""

    id: str
    name: str
    years: list[str]
    plan: Course
    actual: Course
    approved: Worth
    now: Worth
    bridge: Bridge
    tests: tuple[Tested, ...]
    learned: tuple[Learned, ...]
    series: dict[str, Xmr]
    """By what is counted, starts or completers, the months as an XmR chart."""
    records: OptionRecords

    def as_dict(self) -> dict[str, object]:
        """Returns the option as `track --json` prints it."""
        return {
            "years": self.years,
            "plan": self.plan.as_dict(),
            "actual": self.actual.as_dict(),
            "approved": {"npv": self.approved.npv, "chance": self.approved.chance},
            "now": {"npv": self.now.npv, "chance": self.now.chance},
            "bridge": [
                {"path": change.path, "contribution": change.contribution} for change in self.bridge.changes
            ],
            "tests": [test.as_dict() for test in self.tests],
            "series": {what: _series_as_dict(chart) for what, chart in self.series.items()},
            "remarks": list(self.records.remarks),
        }


def _series_as_dict(chart: Xmr) -> dict[str, object]:
    return {
        "months": list(chart.labels),
        "values": list(chart.values),
        "mean": chart.mean,
        "lower": chart.lower,
        "upper": chart.upper,
        "reading": chart.reading,
        "plan_out_of_reach": chart.is_target_out_of_reach,
    }


@dataclass(frozen=True)
class Track:
    """A case, what has become of it, and the day on which it is looked at."""

    known: KnownNow
    today: date
    options: dict[str, TrackedOption]

    def as_dict(self) -> dict[str, object]:
        """Returns the answer as `track --json` prints it."""
        return {"format": FORMAT, "options": {ident: each.as_dict() for ident, each in self.options.items()}}


def track(case: Case, today: date | None = None, draws: int = DRAWS, seed: int = SEED) -> Track:
    """Returns what was planned, what happened and what is known now, of every option.

    As things are on a day: `today`, or that of the last record where that is later or no day is given. Source: docs/method.md, *What happened*.
    """
    known = known_now(case)
    days = [date.fromisoformat(records.last) for records in known.records.values() if not records.is_empty]
    on = max([today or date.min, *days])
    approved = _side(known.approved, draws, seed)
    now = approved if known.now is known.approved else _side(known.now, draws, seed)
    options = {
        option.id: _tracked(known, option.id, approved, now, on) for option in known.approved.shape.options
    }
    return Track(known, on, options)


@dataclass(frozen=True)
class _Side:
    """The case as approved, or as it is known now, worked out."""

    case: Case
    measures: Measures
    answer: Answer
    chances: dict[str, float]


def _side(case: Case, draws: int, seed: int) -> _Side:
    model = compile_case(case)
    measures = appraise(model)
    values = values_of(model, Sample(model, draws, seed), SOCIETY, NET_VALUE)
    chances = {ident: chance_positive(each) for ident, each in values.items()}
    return _Side(case, measures, answer_of(measures), chances)


def _worth(side: _Side, option: str) -> Worth:
    return Worth(side.answer.options[option].accounts[SOCIETY].npv, side.chances[option])


def _tracked(known: KnownNow, option: str, approved: _Side, now: _Side, on: date) -> TrackedOption:
    case, records = known.approved, known.records[option]
    years, plan = approved.answer.years, _plan(known, option, approved)
    return TrackedOption(
        id=option,
        name=case.option(option).name or option,
        years=years,
        plan=plan,
        actual=_actual(known, option, now),
        approved=_worth(approved, option),
        now=_worth(now, option),
        bridge=what_moved_it(known, option),
        tests=tested(case, option, records, on),
        learned=tuple(each for each in known.learned if each.option == option),
        series=_series(records, plan, years),
        records=records,
    )


def _plan(known: KnownNow, option: str, side: _Side) -> Course:
    """Returns how an option was to go: the forecast as approved, at the best estimates."""
    answered, records, count = side.answer.options[option], known.records[option], len(side.answer.years)
    paid = _paid_by_year(side, option)
    paths = cost_paths(option, side.case)
    return Course(
        starts=[*answered.starts],
        completers=[*answered.completers],
        cash={payer: [*cash.nominal_costs] for payer, cash in answered.financial_case.items()},
        costs={cost: [*paid.get(paths[cost], [0.0] * count)] for cost in records.money},
        outcomes={
            outcome: [planned_effect(side.case, option, outcome)] * count for outcome in records.findings
        },
    )


def _actual(known: KnownNow, option: str, side: _Side) -> Course:
    """Returns how an option went; None in the years of which it is not known."""
    records, years = known.records[option], range(len(side.answer.years))
    answered = side.answer.options[option]
    return Course(
        starts=[records.starts.get(year) for year in years],
        completers=[records.completers.get(year) for year in years],
        cash={
            payer: [
                amount if _is_all_known(side, option, payer, year, records) else None
                for year, amount in enumerate(cash.nominal_costs)
            ]
            for payer, cash in answered.financial_case.items()
        },
        costs={
            cost: [by_year[year].in_cash if year in by_year else None for year in years]
            for cost, by_year in records.money.items()
        },
        outcomes={
            outcome: [_found_in(found, year) for year in years] for outcome, found in records.findings.items()
        },
    )


def _found_in(found: Sequence[Found], year: int) -> float | None:
    """Returns what was found in a year: the last of its reports."""
    of_year = [each for each in found if each.year == year]
    return max(of_year, key=lambda each: each.at).estimate if of_year else None


def _paid_by_year(side: _Side, option: str) -> dict[str, list[float]]:
    """Returns what each cost comes to by year in the prices of each year, without VAT and optimism bias, by its path."""
    model, ledger = side.measures.model, side.measures.base
    inflation = side.case.cash_factors_over(model.years)
    lines = next(each.lines for each in model.options if each.id == option)
    found: dict[str, Array] = {}
    for place in range(lines.start, lines.stop):
        line = model.lines[place]
        if line.side == "cost" and line.kind == "cost":
            amount = ledger.amounts[0, place, : model.years] * inflation.of(line.category)
            found[line.path] = found.get(line.path, np.zeros(model.years)) + amount
    return {path: amounts.tolist() for path, amounts in found.items()}


def _is_all_known(side: _Side, option: str, payer: str, year: int, records: OptionRecords) -> bool:
    """Returns whether all that a payer pays in money in a year was recorded, and anything was."""
    model, ledger = side.measures.model, side.measures.base
    lines = next(each.lines for each in model.options if each.id == option)
    ids = {path: cost for cost, path in cost_paths(option, side.case).items()}
    paid = [
        model.lines[place].path
        for place in range(lines.start, lines.stop)
        if payer_reads(payer, model.lines[place])
        and model.lines[place].side == "cost"
        and model.lines[place].cash
        and model.lines[place].kind != "optimism"
        and ledger.amounts[0, place, year] != 0
    ]
    return bool(paid) and all(year in records.money.get(ids.get(path, ""), {}) for path in paid)


def planned_effect(case: Case, option: str, outcome: str) -> float | None:
    """Returns what was planned on of an outcome, in its measure's own direction: how it works, and how this place differs.

    Where lower is better in the measure, as in a scale of depression, a gain of 2 is a change of −2. None of an outcome
    that nothing is counted of.
    """
    stated = case.option(option).outcome(outcome)
    path = f"{option_at(option)}.outcomes.{outcome}"
    if not stated.has_effect:
        return None
    effect = case.number(f"{path}.{stated.effect_key}") + case.number(f"{path}.place")
    found = case.effects.get(path)
    return -effect if found is not None and not found.evidence.scale.is_higher_better else effect


def _series(records: OptionRecords, plan: Course, years: list[str]) -> dict[str, Xmr]:
    """Returns the months as XmR charts, each beside what was planned of a month of its last year."""
    charts: dict[str, Xmr] = {}
    for what, planned in (("starts", plan.starts), ("completers", plan.completers)):
        stated = {
            month: value
            for month, record in sorted(records.months.items())
            if (value := record.starts if what == "starts" else record.completers) is not None
        }
        if not stated:
            continue
        year = year_of_month(max(stated)) or ""
        of_year = planned[years.index(year)] if year in years else None
        target = None if of_year is None else of_year / MONTHS_OF_A_YEAR
        chart = xmr(list(stated), list(stated.values()), target)
        if chart is not None:
            charts[what] = chart
    return charts
