"""The answer as tidy tables: a row for each thing that was observed, a column for each thing that is said of it.

The CSV tables are written from them, and a notebook works with them: `answer(case).frames()["results"]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from valuation.answers.plain_data import fields_of
from valuation.streams import MEASURES, Unit

if TYPE_CHECKING:
    import pandas as pd

    from valuation.answer import Answer, NiceAnswer

Cell = str | float | int | bool | None
CURRENCY = "GBP"


@dataclass(frozen=True)
class TidyTable:
    """One table: what each of its columns holds, and its rows."""

    columns: Mapping[str, str]
    rows: Callable[[Answer], Iterator[tuple[Cell, ...]]]


RESULTS = {
    "option": "the option's id",
    "measure": "what is measured, by its name in result.json",
    "account_or_class": "the account that counts it, or the class of benefit; empty where neither",
    "value": "the number, unrounded; empty where it is undefined",
    "unit": "what it is in",
    "price_year": "the financial year of its prices, for money",
}
UNITS = {Unit.MONEY: CURRENCY, Unit.RATIO: "ratio", Unit.YEARS: "years"}


def unit_of(measure: str, year: str | int) -> tuple[str, str | int | None]:
    """Returns what a measure is in, and for money the year of its prices."""
    unit = MEASURES[measure].unit
    return UNITS[unit], year if unit is Unit.MONEY else None


def _results(answer: Answer) -> Iterator[tuple[Cell, ...]]:
    year = answer.price_year
    for option, option_answer in answer.options.items():
        yield option, "verdict", None, option_answer.verdict.number, "verdict number", None
        for account, measures in option_answer.accounts.items():
            for name in MEASURES.keys:
                yield option, name, account, measures.by_name[name], *unit_of(name, year)
        for name, amount in option_answer.benefit_classes.items():
            yield option, "benefit_classes", name, amount, CURRENCY, year
        for name, beyond in option_answer.beyond_horizon.items():
            yield option, "beyond_horizon", name, beyond, CURRENCY, year
        yield option, "sroi", None, option_answer.sroi, "ratio", None
        yield option, "bcr_public", None, option_answer.bcr_public, "ratio", None
        yield option, "weighted_npv", "society", option_answer.weighted_npv, CURRENCY, year
        for key, unit, units in (
            ("qalys", "QALYs", option_answer.qalys),
            ("wellbys", "WELLBYs", option_answer.wellbys),
        ):
            yield option, f"{key}_undiscounted", None, units.undiscounted if units else None, unit, None
            yield option, f"{key}_discounted", None, units.discounted if units else None, unit, None
        yield from _nice(option, option_answer.nice, year)


def _nice(option: str, nice: NiceAnswer, year: str | int) -> Iterator[tuple[Cell, ...]]:
    yield option, "nice_net_cost", "health_and_care", nice.net_cost, CURRENCY, year
    yield option, "nice_qalys", None, nice.qalys, "QALYs", None
    yield option, f"icer_{nice.icer.reading}", None, nice.icer.value, f"{CURRENCY} per QALY", year
    for price, value in nice.net_monetary_benefit.items():
        yield option, f"net_monetary_benefit_at_{price}", "health_and_care", value, CURRENCY, year
    yield option, "net_health_benefit", None, nice.net_health_benefit, "QALYs", None


OPTIONS = {
    "option": "the option's id",
    "name": "its name",
    "verdict_number": "1 to {verdicts}, by rule",
    "verdict": "the verdict in words",
    "not_priced": "effects not valued in money, with their direction, separated by semicolons",
}


def _options(answer: Answer) -> Iterator[tuple[Cell, ...]]:
    for option, option_answer in answer.options.items():
        effects = "; ".join(
            f"{e.name} ({e.direction or 'direction not said'})" for e in option_answer.not_priced
        )
        yield (
            option,
            option_answer.name,
            option_answer.verdict.number,
            option_answer.verdict.sentence,
            effects,
        )


PEOPLE = {
    "option": "the option's id",
    "year": "the financial year",
    "starts": "people who start",
    "completers": "people who finish",
}


def _people(answer: Answer) -> Iterator[tuple[Cell, ...]]:
    for option, option_answer in answer.options.items():
        for year, starts, completers in zip(
            answer.years, option_answer.starts, option_answer.completers, strict=True
        ):
            yield option, year, starts, completers


LINES = {
    "option": "the option's id",
    "path": "the entry of the case that the line is a part of",
    "side": "cost or benefit",
    "kind": "cost, vat, optimism, transfer, fiscal, economic, health or wellbeing",
    "adjusts": "for optimism bias, the kind of line it adjusts",
    "benefit_class": "{classes}; empty for costs and transfers",
    "cash": "whether money moves",
    "party": "who bears or receives it",
    "counterparty": "the other side of a transfer",
    "counted": "false where another value of its overlap group is counted instead",
    "year": "the financial year",
    "amount": "the amount in that year, not discounted; a benefit below 0 is a harm",
    "unit": "what it is in",
    "price_year": "the financial year of its prices",
}


def _lines(answer: Answer) -> Iterator[tuple[Cell, ...]]:
    keys = ("path", "side", "kind", "adjusts", "benefit_class", "cash", "party", "counterparty", "counted")
    for option, option_answer in answer.options.items():
        for line in option_answer.lines:
            for year, amount in zip(answer.years, line.undiscounted, strict=True):
                yield option, *(getattr(line, key) for key in keys), year, amount, CURRENCY, answer.price_year


PARTIES = {
    "option": "the option's id",
    "party": "who pays or gains",
    "pv_costs": "present value of what it pays or gives, transfers paid included",
    "pv_cash_benefits": "present value of cash it gains, transfers received included",
    "pv_other_benefits": "present value of what it gains otherwise",
    "net": "gains less costs; the parties' nets add up to society's npv",
    "unit": "what it is in",
    "price_year": "the financial year of its prices",
}


def _parties(answer: Answer) -> Iterator[tuple[Cell, ...]]:
    keys = ("pv_costs", "pv_cash_benefits", "pv_other_benefits", "net")
    for option, option_answer in answer.options.items():
        for party, row in option_answer.parties.items():
            yield (
                option,
                party,
                *(getattr(row, key) for key in keys),
                CURRENCY,
                answer.price_year,
            )


FINANCIAL_CASE = {
    "option": "the option's id",
    "party": "the payer",
    "measure": "what is measured, by its name in result.json",
    "category": "pay, non_pay, capital or not_said, for costs_by_category",
    "year": "the financial year; empty for a figure of the whole period",
    "value": "the number; money is in cash prices; the optimism allowance is not in the budget",
    "unit": "what it is in; wte is whole-time equivalents",
}


def _financial_case(answer: Answer) -> Iterator[tuple[Cell, ...]]:
    for option, option_answer in answer.options.items():
        for party, cash in option_answer.financial_case.items():
            for name, value in fields_of(cash).items():
                unit = "wte" if name == "wte" else f"{CURRENCY}, cash prices"
                streams = value.items() if isinstance(value, dict) else [(None, value)]
                for category, stream in streams:
                    if isinstance(stream, float):
                        yield option, party, name, category, None, stream, unit
                    elif isinstance(stream, list):
                        for year, amount in zip(answer.years, stream, strict=True):
                            yield option, party, name, category, year, amount, unit


TABLES = {
    "results": TidyTable(RESULTS, _results),
    "options": TidyTable(OPTIONS, _options),
    "people_by_year": TidyTable(PEOPLE, _people),
    "lines_by_year": TidyTable(LINES, _lines),
    "parties": TidyTable(PARTIES, _parties),
    "financial_case": TidyTable(FINANCIAL_CASE, _financial_case),
}
"""Every table of an answer by its name."""


def exact_frames(answer: Answer) -> dict[str, pd.DataFrame]:
    """Returns each table as a data frame that holds the answer's own values, None where undefined, for whoever writes them."""
    import pandas as pd  # a second of loading, and most who read an answer need no frames

    return {
        name: pd.DataFrame(list(table.rows(answer)), columns=list(table.columns), dtype=object)
        for name, table in TABLES.items()
    }
