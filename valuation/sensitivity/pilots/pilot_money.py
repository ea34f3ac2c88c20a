"""The money of a pilot, in cash terms by year: what it commits to, and what going on adds."""

from __future__ import annotations

from collections.abc import Callable

from valuation.answer import PayerCash
from valuation.answers.base_case import financial_case_of
from valuation.case.validity.validation import Case
from valuation.measures import Measures
from valuation.people import Array
from valuation.prices import PAY, CashFactors, years_from
from valuation.sensitivity.pilots.pilot_answer import PilotPlanned, PilotYear

HALF_A_POUND = 0.5
"""£: less than this in a year is nothing paid."""


def planned(stop: Measures, go: Measures, case: Case, go_year: int, test_cost: float) -> PilotPlanned:
    """Returns the plan of a pilot: the years of `stop`, to which the pilot commits, and what `go` adds from `go_year` on.

    Both have the best estimates in their first row. `test_cost`, £ in the case's prices, is paid by the commissioner evenly over
    the years before it is decided.
    """
    (option,) = stop.model.options
    payer, appraisal, years = case.shape.commissioner, case.shape.appraisal, stop.model.years
    inflation = case.cash_factors_over(years)
    names = years_from(appraisal.first_year, years)
    stopped, gone = financial_case_of(stop), financial_case_of(go)
    begun, all_starts = stop[option.id].starts[0], go[option.id].starts[0]

    def row(k: int, starts: Array, paid: PayerCash, less: PayerCash | None = None) -> PilotYear:
        is_tested = less is None and k < go_year
        return PilotYear(
            names[k],
            float(starts[k]),
            paid.nominal_costs[k] - (0.0 if less is None else less.nominal_costs[k]),
            float(test_cost / go_year * inflation.other[k]) if is_tested else 0.0,
            paid.optimism_allowance[k] - (0.0 if less is None else less.optimism_allowance[k]),
            _inflation(inflation, k, paid, less),
        )

    committed = [row(k, begun, stopped[payer]) for k in range(years)]
    added = [row(k, all_starts - begun, gone[payer], stopped[payer]) for k in range(go_year, years)]
    others = [(party, sum(cash.nominal_costs[:go_year])) for party, cash in stopped.items() if party != payer]
    return PilotPlanned(
        tuple(committed[: max(go_year, _last_paid(committed))]),
        tuple(added[: _last_paid(added)]),
        tuple(sorted(others, key=lambda row: -row[1])),
    )


def _inflation(factors: CashFactors, k: int, paid: PayerCash, less: PayerCash | None) -> float:
    """Returns what £1 of what is paid in a year, in the case's prices, is in cash: between the factors of pay and of all else."""
    other, pay_factor = float(factors.other[k]), float(factors.pay[k])
    if pay_factor == other:
        return other
    all_paid, pay = (
        sum(sign * amounts[k] for sign, amounts in parts)
        for parts in (_of_each(paid, less, lambda cash: cash.nominal_costs), _of_each(paid, less, _pay))
    )
    real = pay / pay_factor + (all_paid - pay) / other
    return all_paid / real if real else other


def _pay(cash: PayerCash) -> list[float]:
    return cash.costs_by_category.get(PAY, [0.0] * len(cash.nominal_costs))


def _of_each(
    paid: PayerCash, less: PayerCash | None, amounts: Callable[[PayerCash], list[float]]
) -> list[tuple[float, list[float]]]:
    """Returns some amounts of what is paid, and those that are taken off."""
    return [(1.0, amounts(paid)), *([] if less is None else [(-1.0, amounts(less))])]


def _last_paid(rows: list[PilotYear]) -> int:
    """Returns how many rows there are up to the last in which anything is paid."""
    return max((k + 1 for k, row in enumerate(rows) if abs(row.paid) >= HALF_A_POUND), default=0)
