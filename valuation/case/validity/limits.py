"""How large a case may be: what is beyond it is said at once, with the count, before anything else is looked at.

Every limit is several times what a real case holds. Within them all the commands answer within 1 GB of memory, and in
proportion to what they are asked (benchmarks/size.py). What has no limit of its own is bounded by the file's 1 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from valuation.case.key_types import (
    MOST_CORRELATIONS,
    MOST_ENTRIES,
    MOST_IN_A_REGISTER,
    MOST_OPTIONS,
    MOST_OWN_NUMBERS,
    MOST_SCENARIOS,
)
from valuation.case.validity.case_as_written import entries, listed, mapping
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem

MOST_SHARINGS = 3000
"""Costs, replaced costs and values, each once for every pair of those who pay and who receive."""
MOST_NUMBERS = 20_000
"""Numbers that a case states, each once for every place."""

ENTRIES = "costs, replaced costs and values of outcomes"
REGISTERS = ("risks", "benefits", "responsibilities", "measures")


class OptionSize(NamedTuple):
    """How much an option holds."""

    entries: int
    """Costs, replaced ones and those of enablers too, and values of outcomes."""
    sharings: int
    """Pairs of who pays and who receives, over all entries."""
    outcomes: int


def size_of_option(option: PlainMapping) -> OptionSize:
    """Returns how much an option holds, as it is written."""

    def parties(stated: object) -> int:
        return max(len(stated), 1) if isinstance(stated, dict) else 1

    groups = [option.get("costs"), option.get("replaces")]
    groups += [enabler.get("costs") for _, enabler in entries(option.get("enablers"), "")]
    costs = [cost for group in groups for _, cost in entries(group, "")]
    outcomes = [outcome for _, outcome in entries(option.get("outcomes"), "")]
    values = [value for outcome in outcomes for _, value in entries(outcome.get("values"), "")]
    sharings = sum(parties(cost.get("payer")) * parties(cost.get("to")) for cost in costs)
    sharings += sum(parties(value.get("to")) * parties(value.get("from")) for value in values)
    return OptionSize(len(costs) + len(values), sharings, len(listed(option.get("outcomes"))))


def size_problems(
    data: PlainMapping, size_of: Callable[[PlainMapping], OptionSize] = size_of_option
) -> Iterator[Problem]:
    """Yields what a case has more of than it may, each with the count; reads the case as written, valid or not."""
    options = [size_of(option) for _, option in entries(data.get("options"), "")]
    counts = (
        ("options", len(listed(data.get("options"))), MOST_OPTIONS, "options", "put some of them into a case of their own"),
        ("options", sum(option.entries for option in options), MOST_ENTRIES, ENTRIES, _SMALLER),
        ("options", sum(option.sharings for option in options), MOST_SHARINGS,
         f"{ENTRIES}, counted once for each who pays or gains", "share fewer of them between payers"),
        ("options", sum(option.outcomes for option in options), MOST_ENTRIES, "outcomes", _SMALLER),
        ("scenarios", len(mapping(data.get("scenarios"))), MOST_SCENARIOS, "scenarios", "keep some of them in a copy of the case"),
        ("assumptions", len(mapping(data.get("assumptions"))), MOST_OWN_NUMBERS, "assumptions of its own",
         "write those that are used once where they are used"),
        ("correlations", len(listed(data.get("correlations"))), MOST_CORRELATIONS, "correlations", "keep the strongest"),
        *((key, len(listed(data.get(key))), MOST_IN_A_REGISTER, f"entries under {key}", "keep the most important")
          for key in REGISTERS),
    )  # fmt: skip
    for path, count, most, what, remedy in counts:
        if count > most:
            yield Problem(
                path,
                f"this case has {count:,} {what}, and a case may hold {most:,} at most: {remedy}.",
                f"{count:,}",
                f"{most:,} at most",
            )


_SMALLER = "join small ones, or put an option into a case of its own"


def too_many_numbers() -> Problem:
    """Returns the problem of a case that states more numbers than it may."""
    return Problem(
        "",
        f"this case states over {MOST_NUMBERS:,} numbers, and a case may hold {MOST_NUMBERS:,} at most: {_SMALLER}.",
        f"over {MOST_NUMBERS:,}",
        f"{MOST_NUMBERS:,} at most",
    )
