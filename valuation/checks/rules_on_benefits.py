"""Rules on what a gain is worth: what becomes cash, whose benefit it is, when it falls, and who is accountable for it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from valuation.accounts import CASH_RELEASING
from valuation.answers.check import Check
from valuation.case.changes import with_changes
from valuation.case.key_types import parties_named
from valuation.case.option_shape import Cost, Option, Value
from valuation.checks.subject import HEALTH_RATE, Reading
from valuation.figures import rough_money
from valuation.lines.compile import compile_case
from valuation.measures import appraise, beyond_horizon

BEYOND = 0.10
"""The part of the benefit that may fall after the last year, where nothing is said of it."""
LARGE_BENEFIT = 0.10
"""The part of the benefit above which it should have an owner."""


def cashable_without_release(case: Reading) -> Iterator[Check]:
    """A cashable share without the decision that turns it into money, and what it would be with one."""
    for path, option, _ in case.options():
        for place, name, entry in _cashable(case, path, option):
            would_release = case.may_release(place) and case.value(f"{place}.cashable") > 0
            if entry.release is None and would_release and case.pv_of(place) > 0:
                released = with_changes(case.case, {f"{place}.release": {"action": "A decision"}})
                usual, would_be = (
                    float(m[option.id].benefit_classes[CASH_RELEASING][0])
                    for m in (case.measures, appraise(compile_case(released)))
                )
                yield Check(
                    "cashable_without_release", "warn", f"{place}.cashable",
                    f"The case says that {case.value(f'{place}.cashable'):.0%} of “{name}” becomes cash, but the case names no decision to release it. "
                    f"It counts as capacity. With a decision it would be {rough_money(would_be - usual)} of cash.",
                    "Name the decision that releases it, who takes it and from when. Or set the share that becomes cash to 0.",
                    would_be - usual,
                )  # fmt: skip


def cash_without_owner(case: Reading) -> Iterator[Check]:
    """Cash released with no named budget holder."""
    for path, option, _ in case.options():
        for place, name, entry in _cashable(case, path, option):
            if entry.release is not None and not entry.release.owner and case.value(f"{place}.cashable") > 0:
                yield Check(
                    "cash_without_owner", "warn", f"{place}.release",
                    f"“{name}” releases cash, but no budget holder is named who takes it out.",
                    "Name the budget holder as the owner of the release, and ask them first.",
                    abs(case.pv_of(place)),
                )  # fmt: skip


def _cashable(case: Reading, path: str, option: Option) -> Iterator[tuple[str, str, Value | Cost]]:
    """Yields (path, name, entry) of what may release cash: fiscal values, and costs that stop."""
    for place, outcome, value in case.values(path, option):
        if value.kind == "fiscal":
            yield place, outcome.name or outcome.id, value
    for cost in option.replaces:
        yield f"{path}.replaces.{cost.id}", cost.name or cost.id, cost


def benefit_beyond_horizon(case: Reading) -> Iterator[Check]:
    """Over a tenth of the benefit falls after the last year."""
    for path, _, compiled in case.options():
        beyond = float(beyond_horizon(case.measures, compiled).sum())
        within = float(case.measures[compiled.id].accounts["society"].pv_benefits[0])
        if 0 < beyond < math.inf and beyond > BEYOND * (beyond + within):
            yield Check(
                "benefit_beyond_horizon", "warn", path,
                f"Of the benefit, {beyond / (beyond + within):.0%} ({rough_money(beyond)}) falls after {case.years[-1]}. It is not included.",
                "Use a longer appraisal period and say why, or say that the case is cut short.",
                beyond,
            )  # fmt: skip


def tax_or_benefit_as_value(case: Reading) -> Iterator[Check]:
    """Fiscal value to the DWP or HMRC: taxes and benefits only move money."""
    for path, option, _ in case.options():
        for place, outcome, value in case.values(path, option):
            who = sorted({"dwp", "hmrc"}.intersection(parties_named(value.to)))
            if value.kind == "fiscal" and who:
                yield Check(
                    "tax_or_benefit_as_value", "warn", place,
                    f"“{outcome.name or outcome.id}” counts money to {' and '.join(w.upper() for w in who)} as a benefit to society. "
                    "Taxes and benefits only move money.",
                    "Enter it as a transfer, and say who pays it.",
                    abs(case.pv_of(place)),
                )  # fmt: skip


def weights_on_health(case: Reading) -> Iterator[Check]:
    """Distributional weights in an option whose gain to participants is in health or wellbeing."""
    for path, option, _ in case.options():
        weighted = [
            s for s in (option.people.segments if option.people else None) or [] if s.weight is not None
        ]
        gains = [
            o
            for _, o, v in case.values(path, option)
            if v.kind in HEALTH_RATE and "participants" in parties_named(v.to)
        ]
        if weighted and gains:
            yield Check(
                "weights_on_health", "warn", f"{path}.people.segments.{weighted[0].id}.weight",
                f"Income weights are applied to “{gains[0].name or gains[0].id}”, which is a gain in health or wellbeing. "
                "A QALY or a WELLBY is worth the same to everyone.",
                "Show the unweighted result first, and apply weights only to money.",
            )  # fmt: skip


def large_benefit_without_owner(case: Reading) -> Iterator[Check]:
    """A benefit above a tenth of the total without an owner, in the case or in its register."""
    registered = {row.outcome for row in case.case.shape.benefits if row.responsible}
    for path, option, _ in case.options():
        outcomes = list(case.outcomes(path, option))
        harms = sum(max(0.0, -case.pv_of(place)) for place, _ in outcomes)
        total = float(case.measures[option.id].accounts["society"].pv_benefits[0]) + harms
        for place, outcome in outcomes:
            value = case.pv_of(place)
            owned = outcome.owner or any(v.release and v.release.owner for v in outcome.values)
            owned = owned or outcome.id in registered
            if total > 0 and value > LARGE_BENEFIT * total and not owned:
                yield Check(
                    "large_benefit_without_owner", "note", place,
                    f"“{outcome.name or outcome.id}” is {value / total:.0%} of all benefit ({rough_money(value)} at present value), and it has no owner.",
                    "Name an owner, here or in the benefits register, who makes sure that it happens and is measured.",
                    value,
                )  # fmt: skip
