"""Rules on costs and prices: what is left out, what is paid too late, and what is priced too long ago."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from valuation.answers.check import Check
from valuation.answers.cost_beside_sources import cost_beside_sources
from valuation.case.places import within_option
from valuation.checks.known_by_name import left_out
from valuation.checks.subject import Reading
from valuation.figures import digits, rough_money
from valuation.quantities import Assumption

OLD_AFTER = 3
"""Years after which a unit cost is old."""
MANY_PRICE_YEARS = 4


def costs_left_out(case: Reading) -> Iterator[Check]:
    """No cost for training, facilitation, involvement payments, evaluation or people's own time."""
    for path, option, _ in case.options():
        missing = left_out(option)
        if missing:
            words = [omission.words for omission in missing]
            listed = ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1]
            yield Check(
                "costs_left_out", "warn", f"{path}.costs",
                f"“{option.name or option.id}” has no cost for {listed}.",
                "Add the cost, or say under “What to be careful about” why there is none.",
                missing=tuple(omission.id for omission in missing),
            )  # fmt: skip


def dearer_than_published(case: Reading) -> Iterator[Check]:
    """Over one and a half times what a source published, without a reason."""
    for place, (path, option, _) in enumerate(case.options()):
        for beside in cost_beside_sources(case.measures, place):
            if beside.is_dearer and not beside.why_dearer:
                yield Check(
                    "dearer_than_published", "warn", f"{path}.published_costs.{beside.id}",
                    f"“{option.name or option.id}” costs {rough_money(beside.full)} for each person who starts, {digits(beside.ratio, 2)} "
                    f"times the published cost ({beside.name}), which is {rough_money(beside.restated)} in the case's prices.",
                    "Look at what this case adds. Correct it, or explain it under “Why this case comes to more”.",
                )  # fmt: skip


def benefits_before_service(case: Reading) -> Iterator[Check]:
    """People start before anything is paid for."""
    for path, option, compiled in case.options():
        starts = case.measures[option.id].starts[0]
        rows = [
            k for k in range(compiled.lines.start, compiled.lines.stop) if case.model.lines[k].kind == "cost"
        ]
        spent = np.abs(case.measures.base.amounts[0, rows, : case.model.years]).sum(axis=0)
        early = [y for y in range(case.model.years) if starts[y] > 0 and spent[: y + 1].sum() == 0]
        if rows and spent.any() and early:
            yield Check(
                "benefits_before_service", "warn", f"{path}.people",
                f"In {case.years[early[0]]}, {starts[early[0]]:,.0f} people start before anything is spent.",
                "Let people start when the service does, or move the costs to the year they fall in.",
            )  # fmt: skip


def old_unit_costs(case: Reading) -> Iterator[Check]:
    """Prices of more than three years before the case's own."""
    year = _first_year(case.case.shape.appraisal.price_year)
    old = sorted(
        (a for a in case.model.assumptions if _is_estimate(a) and a.price_year is not None and year - _first_year(a.price_year) > OLD_AFTER),
        key=lambda a: (_first_year(a.price_year), a.path),
    )  # fmt: skip
    if old:
        counts = "One price is" if len(old) == 1 else f"There are {len(old)} prices"
        yield Check(
            "old_unit_costs", "note", old[0].path,
            f"{counts} more than {OLD_AFTER} years older than the case's prices. The oldest, {within_option(old[0].path)}, is from "
            f"{str(old[0].price_year).replace('-', '/')}. Old prices are restated for inflation, but the cost of care may have changed differently.",
            "Look for newer figures.",
            named=(old[0].path,),
        )  # fmt: skip


def mixed_price_years(case: Reading) -> Iterator[Check]:
    """Money of many price years in one case."""
    years = {
        str(a.price_year) for a in case.model.assumptions if a.price_year is not None and _is_estimate(a)
    }
    if len(years) >= MANY_PRICE_YEARS:
        yield Check(
            "mixed_price_years", "note", "appraisal.price_year",
            f"The case uses prices of {len(years)} different years ({', '.join(sorted(years)).replace('-', '/')}). "
            "All are restated in the prices of the case.",
            "Check that each figure says the right year.",
        )  # fmt: skip


def _is_estimate(assumption: Assumption) -> bool:
    return assumption.stated_distribution != "fixed"


def _first_year(year: int | str | None) -> int:
    return int(str(year)[:4])
