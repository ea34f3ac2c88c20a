"""A programme as tidy tables: services by size and year, ceilings, the frontier, what comes next and what is worth finding out."""

from __future__ import annotations

from collections.abc import Iterator

from make_the_case.exports.data_files import csv_file, zip_file
from valuation.answers.tidy import Cell
from valuation.programme.programme_answer import Picked, ProgrammeAnswer
from valuation.programme.programme_file import Programme

Rows = Iterator[tuple[Cell, ...]]
README = """\
A programme as tables. Every figure is the mean over the simulation runs unless its name says otherwise.

services.csv      each service in each size: whether it is chosen, what it is worth, who starts, its verdict, how often it is in the best set
costs.csv         the same by payer and financial year, in cash terms, VAT and the optimism bias adjustment in
ceilings.csv      each ceiling, what the chosen set uses of it, and what is left
frontier.csv      the best set where every ceiling is moved by one factor; budget is the first ceiling
next_best.csv     the sets that come next
finding_out.csv   what knowing each service's own numbers would be worth to the choice
"""


def programme_zip(programme: Programme, answer: ProgrammeAnswer, code: str) -> bytes:
    """Returns the tables as a zip; the same programme gives the same bytes."""
    maximise = programme.shape.maximise
    files = {
        "README.txt": f"{README}\nWhat is made as large as it can be: {maximise}\nCheck code {code}\n".encode(),
        "services.csv": csv_file(
            ("service", "name", "size", "chosen", "value", "people", "verdict", "in_best"), _services(answer)
        ),
        "costs.csv": csv_file(("service", "size", "chosen", "payer", "year", "cost_gbp"), _costs(answer)),
        "ceilings.csv": csv_file(("payer", "year", "spent_gbp", "ceiling_gbp", "left_gbp"), _ceilings(answer)),
        "frontier.csv": csv_file(("budget_gbp", "value", "chosen"), _frontier(answer)),
        "next_best.csv": csv_file(("place", "value", "gives_up", "chosen"), _next_best(answer)),
        "finding_out.csv": csv_file(("service", "value"), ((worth.path, worth.value) for worth in answer.evppi)),
    }  # fmt: skip
    return zip_file(files)


def _services(answer: ProgrammeAnswer) -> Rows:
    chosen = set(answer.best.chosen)
    for row in answer.services:
        ident, size = row.picked.service, row.picked.size
        yield ident, row.name, size, row.picked in chosen, row.value, row.people, row.verdict, row.in_best


def _costs(answer: ProgrammeAnswer) -> Rows:
    chosen = set(answer.best.chosen)
    for row in answer.services:
        for payer, by_year in row.cost.items():
            for year, cost in zip(answer.years, by_year, strict=True):
                yield row.picked.service, row.picked.size, row.picked in chosen, payer, year, cost


def _ceilings(answer: ProgrammeAnswer) -> Rows:
    for use in answer.ceilings:
        yield use.payer, use.year or "all", use.spent, use.most, use.most - use.spent


def _frontier(answer: ProgrammeAnswer) -> Rows:
    for point in answer.frontier:
        best = point.best
        yield point.budget, None if best is None else best.value, _set(best.chosen if best else ())


def _next_best(answer: ProgrammeAnswer) -> Rows:
    for place, one in enumerate(answer.next_best, 2):
        yield place, one.value, answer.best.value - one.value, _set(one.chosen)


def _set(chosen: tuple[Picked, ...]) -> str:
    return " ".join(f"{each.service}:{each.size}" for each in chosen)
