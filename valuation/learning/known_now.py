"""The case as it is known now: another case, in which what happened stands in the place of what was forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from valuation.case.places import option_at, step
from valuation.case.records.known_years import KnownYears
from valuation.case.validity.case_as_written import entries, mapping
from valuation.case.validity.validation import Case, validated
from valuation.case.written.plain_values import PlainMapping
from valuation.learning.recorded import Found, OptionRecords, records_of
from valuation.learning.shares_learned import Beta, drawn_as_beta, factor_of_enablers
from valuation.quantities import Assumption

Learnable = Literal["uptake", "completion"]
LEARNABLE: tuple[Learnable, ...] = ("uptake", "completion")


@dataclass(frozen=True)
class Learned:
    """A share of an option that was learned from counts."""

    option: str
    key: Learnable
    path: str
    before: Beta
    after: Beta
    k: float
    n: float
    by_enablers: float
    """What enablers multiply it by: k over this is counted."""


@dataclass(frozen=True)
class KnownNow:
    """A case as approved, what was recorded of it, and the case as it is known now."""

    approved: Case
    records: Mapping[str, OptionRecords]
    learned: tuple[Learned, ...]
    now: Case

    def with_findings(self, outcomes: frozenset[tuple[str, str]]) -> Case:
        """Returns the case as it is known now, with what was measured of these (option, outcome) alone."""
        return _now(self.approved, self.records, self.learned, outcomes)


def known_now(case: Case) -> KnownNow:
    """Returns a case as it is known now: with no records, the case itself.

    Years with starts, completers or money are no longer forecast; a share that is drawn as a beta is a + k, b + n − k; what was
    measured is read as found here. Source: docs/method.md, *What happened*.
    """
    records = records_of(case)
    if not case.shape.measured:
        return KnownNow(case, records, (), case)
    learned = tuple(
        found
        for option in case.shape.options
        for key in LEARNABLE
        if (found := _learned(case, option.id, key, records[option.id])) is not None
    )
    every = frozenset((ident, outcome) for ident, each in records.items() for outcome in each.findings)
    return KnownNow(case, records, learned, _now(case, records, learned, every))


def _learned(case: Case, option: str, key: Learnable, records: OptionRecords) -> Learned | None:
    """Returns what counts have taught of a share; None where none were made, or it is not drawn as a beta."""
    path = f"{option_at(option)}.people.{key}"
    of, done = (records.offered, records.starts) if key == "uptake" else (records.starts, records.completers)
    years = [year for year in of if year in done]
    n = sum(of[year] for year in years)
    before = drawn_as_beta(case.assumption_at(path), case.library)
    if before is None or n <= 0:
        return None
    factor = factor_of_enablers(case, option, key)
    k = sum(done[year] for year in years)
    counted = min(n, k / factor) if factor > 0 else 0.0
    return Learned(option, key, path, before, before.updated(counted, n), k, n, factor)


def _now(
    case: Case,
    records: Mapping[str, OptionRecords],
    learned: tuple[Learned, ...],
    outcomes: frozenset[tuple[str, str]],
) -> Case:
    data = {key: item for key, item in case.data.items() if key != "measured"}
    data["options"] = [
        _option_now(case, option, records[str(option["id"])], learned, outcomes)
        for option in case.data["options"]
    ]
    made = validated(data, case.name, case.library, case.document, case.changed_library, case)
    known = {ident: _known_years(ident, each, case) for ident, each in records.items() if not each.is_empty}
    return replace(made, known=known, changed_effects=case.changed_effects, fixed=case.fixed)


def _option_now(
    case: Case,
    option: PlainMapping,
    records: OptionRecords,
    learned: tuple[Learned, ...],
    outcomes: frozenset[tuple[str, str]],
) -> PlainMapping:
    """Returns an option as plain data with the shares that were learned and the findings that were made here."""
    ident = str(option["id"])
    made = dict(option)
    for each in learned:
        if each.option == ident:
            number = case.assumption_at(each.path)
            made["people"] = {**mapping(made["people"]), each.key: _as_written(each, number)}
    found = {outcome: each for outcome, each in records.findings.items() if (ident, outcome) in outcomes}
    if found:
        made["outcomes"] = [
            _outcome_now(outcome, found.get(str(outcome["id"]), []))
            for _, outcome in entries(option["outcomes"], "")
        ]
    return made


def _as_written(learned: Learned, number: Assumption | None) -> PlainMapping:
    """Returns a learned share as it would be written in a case."""
    low, high = learned.after.range()
    stated: PlainMapping = {
        "value": learned.after.mean,
        "range": [low, high],
        "distribution": "beta",
        "source": "Records of this service",
    }
    if number is not None and number.grade is not None:
        stated["grade"] = number.grade
    return stated


def _outcome_now(outcome: PlainMapping, found: list[Found]) -> PlainMapping:
    """Returns an outcome with what was measured here; of one study the last report alone, and of an effect without findings none."""
    if not found or not outcome.get("findings"):
        return outcome
    studies = {(each.study, each.data.get("measure")) for each in found}
    kept = [
        finding
        for _, finding in entries(outcome["findings"], "")
        if (finding.get("study"), finding.get("measure")) not in studies
        or finding.get("set_aside") is not None
    ]
    names = {str(finding.get("id")) for finding in kept}
    added = []
    for each in found:
        name = str(each.data["id"])
        while name in names:
            name = f"{name}_{each.record}"
        names.add(name)
        added.append({**each.data, "id": name, "here": True})
    return {**outcome, "findings": [*kept, *added]}


def _known_years(option: str, records: OptionRecords, case: Case) -> KnownYears:
    """Returns what is no longer forecast of an option."""
    paths = cost_paths(option, case)
    money = {
        paths[cost]: {year: payment.restated for year, payment in by_year.items()}
        for cost, by_year in records.money.items()
    }
    carries_on = frozenset(
        (paths[cost], year)
        for cost, by_year in records.money.items()
        for year, payment in by_year.items()
        if payment.carries_on
    )
    return KnownYears(dict(records.starts), dict(records.completers), money, carries_on)


def cost_paths(option: str, case: Case) -> dict[str, str]:
    """Returns the path of each cost by its id, of which it may be recorded what was paid: the option's own before those of its enablers."""
    path, stated = option_at(option), case.option(option)
    paths = {
        cost.id: f"{path}.enablers.{enabler.id}.costs.{cost.id}"
        for enabler in stated.enablers
        for cost in enabler.costs
    }
    return paths | {cost.id: step(path, f"costs.{cost.id}") for cost in stated.costs}
