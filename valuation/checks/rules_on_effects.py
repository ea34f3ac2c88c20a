"""Rules on who comes and on what changes for them: how many, how much, for how long, and what gets worse."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from valuation.answers.check import Check
from valuation.case.defaults import default_number
from valuation.case.option_shape import Outcome
from valuation.case.templates import number_in_template
from valuation.checks.subject import Reading
from valuation.evidence.readings import read
from valuation.evidence.standards import ERRORS_ON_A_SIDE
from valuation.figures import digits


def net_effect_adjusted_again(case: Reading) -> Iterator[Check]:
    """A net effect, measured against a comparator, with deadweight or attribution taken off again."""
    for path, option, _ in case.options():
        for place, outcome in case.outcomes(path, option):
            taken = [key for key in ("deadweight", "attribution") if case.value(f"{place}.{key}") > 0]
            if outcome.effect_basis == "net" and taken:
                listed = " and ".join(f"{key} ({case.value(f'{place}.{key}'):.0%})" for key in taken)
                yield Check(
                    "net_effect_adjusted_again", "warn", f"{place}.{taken[0]}",
                    f"“{outcome.name or outcome.id}” was measured against a comparison group, but {listed} is taken off it again.",
                    "Leave it out, or say that the effect is gross if it is a before-and-after one.",
                )  # fmt: skip


def more_avoided_than_exists(case: Reading) -> Iterator[Check]:
    """Activity avoided in a year above what the whole group has now: amount(y) > eligible · of."""
    for path, option, compiled in case.options():
        eligible = case.value(f"{path}.people.eligible", 0.0)
        for place, outcome in case.outcomes(path, option):
            if outcome.effect_key != "reduces" or eligible <= 0:
                continue
            now = eligible * case.value(f"{place}.of", 0.0) * case.value(f"{place}.share")
            amounts = case.amounts(compiled, outcome)
            year = int(np.argmax(amounts))
            if amounts[year] > now * (1 + 1e-9):
                yield Check(
                    "more_avoided_than_exists", "warn", place,
                    f"The case counts {amounts[year]:,.0f} of “{outcome.name or outcome.id}” in {case.years[year]}, but "
                    f"this group has about {now:,.0f} a year.",
                    "Check how often it happens a year, by how much it is reduced, how long it lasts and who is counted.",
                    abs(case.pv_of(place)),
                )  # fmt: skip


def more_starts_than_eligible(case: Reading) -> Iterator[Check]:
    """More people start than could be offered it: the cap of 1 on a segment's uptake binds, so that the average falls short."""
    for path, option, _ in case.options():
        people = option.people
        if people is None or not people.segments or people.uptake is None:
            continue
        place = f"{path}.people.segments"
        rows = [
            (s, case.value(f"{place}.{s.id}.share", 0.0), case.value(f"{place}.{s.id}.uptake_multiplier"))
            for s in people.segments
        ]
        average = sum(share * multiplier for _, share, multiplier in rows)
        uptake = case.value(f"{path}.people.uptake", 0.0)
        for segment, _, multiplier in rows:
            wanted = uptake * multiplier / average if average else 0.0
            if wanted > 1 + 1e-9:
                yield Check(
                    "more_starts_than_eligible", "warn", f"{place}.{segment.id}",
                    f"To reach the share who start, {wanted:.0%} of “{segment.name or segment.id}” would have to start. It is held at 100%, so fewer "
                    "start in all.",
                    "Lower how much more often this group starts, or the share who start.",
                )  # fmt: skip


def larger_than_best_study(case: Reading) -> Iterator[Check]:
    """An effect beyond what the template's study found, or beyond the far end of every finding that may be read."""
    for path, option, _ in case.options():
        for outcome_path, outcome in case.outcomes(path, option):
            number_path = f"{outcome_path}.{outcome.effect_key}"
            best = _most_found(case, outcome_path, number_path)
            value = case.effect(outcome_path, outcome)
            if best is not None and value > best and value > 0:
                yield Check(
                    "larger_than_best_study", "warn", number_path,
                    f"The effect on “{outcome.name or outcome.id}” is {digits(value)}. The template's study supports no more than {digits(best)}.",
                    "Use the study's figure, or name the better study that found more.",
                    abs(case.pv_of(outcome_path)),
                )  # fmt: skip


def _most_found(case: Reading, outcome_path: str, number_path: str) -> float | None:
    """Returns the best end of what studies found, per person and good positive, or None where no study says."""
    known = case.case.effects.get(outcome_path)
    if known is not None:
        scale = known.evidence.scale
        readings = [read(finding, scale) for finding in known.evidence.live]
        return max((reading.value + ERRORS_ON_A_SIDE * reading.se for reading in readings), default=None)
    study = number_in_template(case.case, number_path)
    if not isinstance(study, dict) or "value" not in study:
        return None
    return float(max(study.get("range") or [study["value"]]))


def outlasts_its_study(case: Reading) -> Iterator[Check]:
    """An effect that lasts longer than its study followed people."""
    for path, option, _ in case.options():
        for place, outcome in case.outcomes(path, option):
            months = _months_followed(outcome)
            lasts = case.value(f"{place}.lag") + case.value(f"{place}.lasts")
            if months is not None and lasts * 12 > months + 1e-9 and case.effect(place, outcome) > 0:
                yield Check(
                    "outlasts_its_study", "warn", f"{place}.lasts",
                    f"“{outcome.name or outcome.id}” is counted for {digits(lasts * 12)} months, but its study followed people for {digits(months)}.",
                    f"Count it for {digits(months / 12)} years, or say why it should last longer.",
                    abs(case.pv_of(place)),
                )  # fmt: skip


def _months_followed(outcome: Outcome) -> float | None:
    """Returns for how long people were followed: by the longest finding that is not set aside, or as the effect says."""
    followed = [f.follow_up_months for f in outcome.findings or () if f.set_aside is None]
    if followed:
        return max((months for months in followed if months is not None), default=None)
    keys = ("adds", "reduces")
    stated = [
        outcome.follow_up_months,
        *(getattr(getattr(outcome, key), "follow_up_months", None) for key in keys),
    ]
    numbers = (
        months
        for text in stated
        if text is not None
        for months in re.findall(r"\d+(?:\.\d+)?", str(text))[:1]
    )
    return next((float(number) for number in numbers), None)


def never_fades(case: Reading) -> Iterator[Check]:
    """A drop-off of 0 over more than two years."""
    for path, option, _ in case.options():
        for place, outcome in case.outcomes(path, option):
            lasts = case.value(f"{place}.lasts")
            if lasts > 2 and case.value(f"{place}.drop_off") == 0 and case.effect(place, outcome) > 0:
                yield Check(
                    "never_fades", "warn", f"{place}.drop_off",
                    f"“{outcome.name or outcome.id}” lasts {digits(lasts)} years and does not fade.",
                    "Give the share by which it fades each year, or a study that found no fading.",
                    abs(case.pv_of(place)),
                )  # fmt: skip


def full_from_the_first_year(case: Reading) -> Iterator[Check]:
    """Everyone who will ever come comes at once: no time to build up."""
    for path, option, _ in case.options():
        people = option.people
        if people is None or people.uptake is None or case.model.years < 2:
            continue
        first = case.value(f"{path}.people.ramp.0", default_number("ramp"))
        if first >= 1:
            yield Check(
                "full_from_the_first_year", "note", f"{path}.people.ramp",
                f"“{option.name or option.id}” is at full size from {case.years[0]}. New services take time to build up.",
                "Say how it builds up, such as 30%, 70% and then 100%.",
            )  # fmt: skip


def no_harm_considered(case: Reading) -> Iterator[Check]:
    """No harm or extra demand is considered."""
    for path, option, _ in case.options():
        harms = [o for place, o in case.outcomes(path, option) if case.effect(place, o) < 0]
        worse = [o for o in option.outcomes if o.direction == "worse"]
        if option.outcomes and not harms and not worse:
            yield Check(
                "no_harm_considered", "note", f"{path}.outcomes",
                f"“{option.name or option.id}” has no harm and no extra demand, so nothing gets worse for anyone.",
                "Ask who waits longer, who is found to need care, and who it does not work for.",
            )  # fmt: skip
