"""A case as written, valid or not, and what every rule asks of it: numbers, parties, years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from valuation.case.numbers_of_a_case import Stated, Walked
from valuation.case.places import entry_name, step
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem, choices, probably, shown
from valuation.figures import digits
from valuation.library import Library, UseError, resolve
from valuation.prices import Deflator, is_financial_year, years_from
from valuation.quantities import Assumption


@dataclass
class Reading:
    """A case as written, with what the rules need to judge it."""

    data: PlainMapping
    library: Library
    deflator: Deflator
    changed: dict[str, PlainMapping] = field(default_factory=dict)
    right: Mapping[int, Walked] = field(default_factory=dict)
    """Options and entries of which it is known that no rule has anything against them, by their identity, and the numbers of each."""
    stated: dict[str, Stated] = field(default_factory=dict)
    """Every number by its path, with the assumption that it stands for, once the rules of numbers have been through."""
    _resolved: dict[tuple[str, int], Assumption | None] = field(default_factory=dict)

    @property
    def own(self) -> PlainMapping:
        """Returns the case's own assumptions block."""
        return mapping(self.data.get("assumptions"))

    def options(self) -> Iterator[tuple[str, PlainMapping]]:
        """Yields (path, option)."""
        return entries(self.data.get("options"), "options")

    def number(self, path: str, raw: object) -> Assumption | None:
        """Returns the assumption behind a number as written, or None where it cannot be read."""
        place = (path, id(raw))
        if place not in self._resolved:
            try:
                self._resolved[place] = (
                    resolve(path, raw, self.own, self.library, self.changed) if raw is not None else None
                )
            except (UseError, TypeError, ValueError, KeyError, OverflowError):
                self._resolved[place] = None
        return self._resolved[place]

    def value(self, path: str, raw: object, default: float | None = None) -> float | None:
        """Returns the value behind a number as written, or the default where there is none."""
        assumption = self.number(path, raw)
        return default if assumption is None else assumption.value


def mapping(value: object) -> PlainMapping:
    """Returns the value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[object]:
    """Returns the value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def entries(value: object, path: str) -> Iterator[tuple[str, PlainMapping]]:
    """Yields (path, entry) for the mappings of a list."""
    for place, item in enumerate(listed(value)):
        if isinstance(item, dict):
            yield step(path, entry_name(item, place)), item


def price_year_problem(reading: Reading, path: str, year: object) -> Problem:
    """Returns the problem of a price year that the deflator's table does not hold."""
    hint = ""
    if isinstance(year, str) and re.fullmatch(r"[0-9]{4}/[0-9]{2,4}|[0-9]{4}-[0-9]{4}", year):
        meant = f"{year[:4]}-{year[-2:]}"
        hint = f" Probably meant: {meant}." if reading.deflator.covers(meant) else ""
    return Problem(
        path,
        f"this price year is not in the table of GDP deflators.{hint}",
        shown(year),
        reading.deflator.span(),
    )


def share_sum_problem(
    reading: Reading, path: str, shares: Sequence[tuple[str, object]], what: str
) -> Iterator[Problem]:
    """Yields a problem where the shares do not add up to 1 (±1e-9)."""
    values = [reading.value(p, raw) for p, raw in shares]
    if values and all(v is not None for v in values):
        total = sum(v for v in values if v is not None)
        if abs(total - 1) > 1e-9:
            yield Problem(
                path,
                f"the shares of {what} add up to {digits(total, 10)}, not 1.",
                digits(total, 10),
                "shares that add up to 1",
            )


def party_problems(
    reading: Reading, path: str, party: object, public_only: bool = False
) -> Iterator[Problem]:
    """Yields problems of a payer or gainer, alone or shared."""
    payers = reading.library.payers
    allowed = [p.id for p in payers.values() if p.is_public or not public_only]
    names = [party] if isinstance(party, str) else list(party) if isinstance(party, dict) else []
    for name in names:
        party_path = path if isinstance(party, str) else step(path, name)
        if name not in payers:
            yield Problem(
                party_path,
                f"no payer or group is called {name}.{probably(name, allowed)}",
                shown(name),
                choices(allowed, most=30),
            )
        elif name not in allowed:
            yield Problem(
                party_path,
                f"a fiscal value goes to a public payer, and {name} is not one; for others the kind is economic, health or wellbeing.",
                shown(name),
                choices(allowed, most=30),
            )
    if isinstance(party, dict):
        if not party:
            yield Problem(
                path, "the sharing names no one.", "an empty mapping", "{nhs_icb: 0.6, local_authority: 0.4}"
            )
        yield from share_sum_problem(
            reading, path, [(step(path, k), v) for k, v in party.items()], "the payers"
        )


def year_index(data: Mapping[str, object], year: object) -> int | None:
    """Returns the index of a year of the case, 0 the first, from an index or a financial year; None where it is neither."""
    if isinstance(year, int) and not isinstance(year, bool):
        return year
    first = mapping(data.get("appraisal")).get("first_year")
    if is_financial_year(year) and is_financial_year(first):
        return int(str(year)[:4]) - int(str(first)[:4])
    return None


def year_problems(
    reading: Reading, path: str, entry: PlainMapping, keys: tuple[str, ...]
) -> Iterator[Problem]:
    """Yields problems of the years named in an entry."""
    for key in keys:
        year = entry.get(key)
        if year is None or isinstance(year, bool):
            continue
        first = mapping(reading.data.get("appraisal")).get("first_year")
        example = years_from(str(first), 2)[1] if is_financial_year(first) else "2027-28"
        allowed = f"an index, 0 the first year, or a financial year such as {example}"
        index = year_index(reading.data, year)
        if isinstance(year, str) and not is_financial_year(year):
            yield Problem(step(path, key), "this is not a financial year.", shown(year), allowed)
        elif index is not None and index < 0:
            yield Problem(
                step(path, key), "this year is before the first year of the case.", shown(year), allowed
            )
        elif isinstance(year, int) and 1000 < year < 10_000:
            yield Problem(step(path, key), "a calendar year is not a year of the case.", shown(year), allowed)
        elif isinstance(year, int) and year >= 10_000:
            yield Problem(step(path, key), "this is not a year of the case.", shown(year), allowed)
