"""Rules on where numbers come from: no grade, no source, no reason, no answer of one's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from valuation.answers.check import Check
from valuation.case.places import OWN, option_of, within_option, written_at
from valuation.case.statuses import awaits_an_answer
from valuation.checks.subject import Reading
from valuation.figures import digits
from valuation.quantities import Assumption
from valuation.sensitivity.evidence_shares import evidence_shares

SAME = 1e-9
"""How far apart two numbers may be that are one, as a share: by rounding."""


def ungraded_numbers(case: Reading) -> Iterator[Check]:
    """Numbers without a grade or a source, those that matter most named."""
    for _, option, _ in case.options():
        swings = case.swings[option.id]
        bare = [a for a in _own_numbers(case, option.id) if a.grade is None or not a.source]
        if bare:
            order = sorted(bare, key=lambda a: (-swings.get(a.path, 0.0), a.path))
            named = ", ".join(within_option(a.path) for a in order[:3])
            counts = (
                "One figure has no grade or no source, so it counts"
                if len(order) == 1
                else f"There are {len(order)} figures with no grade or no source, so they count"
            )
            which = (
                "It is" if len(order) == 1 else "Those that matter most are" if len(order) > 3 else "They are"
            )
            yield Check(
                "ungraded_numbers", "warn", order[0].path,
                f"{counts} as the weakest. {which} {named}.",
                "Say where each comes from and how good that is. Start with the ones that matter most.",
                swings.get(order[0].path, 0.0),
                named=tuple(a.path for a in order[:3]),
            )  # fmt: skip


def library_changed_without_reason(case: Reading) -> Iterator[Check]:
    """A library's figure replaced by another, without saying why."""
    for assumption in case.model.assumptions:
        if assumption.changed_from is not None and not assumption.reason:
            library, changed_from = case.case.library, assumption.changed_from
            replaced = library.get(changed_from) if changed_from in library else None
            before = f" (it says {digits(replaced.value)})" if replaced else ""
            name = f"“{replaced.label}”" if replaced and replaced.label else "figure"
            yield Check(
                "library_changed_without_reason", "warn", assumption.path,
                f"The library's {name}{before} is replaced by {digits(assumption.value)}, and no reason is given.",
                "Give a reason, or use the library's figure again.",
                max((swings.get(assumption.path, 0.0) for swings in case.swings.values()), default=0.0),
            )  # fmt: skip


def moved_since_the_workshop(case: Reading) -> Iterator[Check]:
    """A number that says that it comes from a workshop, and is no longer what the workshop came to."""
    pooled = {(held.id, each.path): each.value for held in case.case.shape.rounds for each in held.questions}
    for (ident, path), value in pooled.items():
        stated = case.case.stated.get(path)
        raw = None if stated is None else stated.raw
        number = case.case.assumption_at(path)
        if not isinstance(raw, dict) or raw.get("uses_round") != ident or number is None:
            continue
        if abs(number.value - value) > SAME * max(abs(number.value), abs(value)):
            yield Check(
                "moved_since_the_workshop", "warn", path,
                f"This figure names a workshop as its source. The workshop came to {digits(value)}, and it is {digits(number.value)} now.",
                "Use what the workshop came to, or give the figure a source of its own.",
                max((swings.get(path, 0.0) for swings in case.swings.values()), default=0.0),
            )  # fmt: skip


def still_a_placeholder(case: Reading) -> Iterator[Check]:
    """Numbers that stand as the template has them, where it asks for one's own."""
    waiting: defaultdict[str | None, list[str]] = defaultdict(list)
    for place in case.case.numbers_written:
        if awaits_an_answer(written_at(case.case.data, place)):
            waiting[option_of(place)].append(place)
    for _, option, _ in case.options():
        placeholders = waiting[option.id]
        if placeholders:
            swings = case.swings[option.id]
            order = sorted(placeholders, key=lambda place: (-swings.get(place, 0.0), place))
            named = ", ".join(within_option(place) for place in order[:3])
            counts = "One figure is" if len(order) == 1 else f"There are {len(order)} figures that are"
            which = "" if len(order) <= 3 else ". Those that matter most are"
            yield Check(
                "still_a_placeholder", "warn", order[0],
                f"{counts} still the template's{which or ':'} {named}.",
                "Replace each with yours, or keep the template figure and say so.",
                swings.get(order[0], 0.0),
                named=tuple(order[:3]),
            )  # fmt: skip


def rests_on_what_is_not_published(case: Reading) -> Iterator[Check]:
    """Most of the value depends on default ranges, planning assumptions or figures not read at their source."""
    for path, option, _ in case.options():
        shares = evidence_shares(case.measures, option.id)
        if shares is None or max(shares.default_ranges, shares.unverified) <= 0.5:
            continue
        what = (
            "a range that has not been stated"
            if shares.default_ranges >= shares.unverified
            else "a figure that is unpublished or not yet checked at its source"
        )
        yield Check(
            "rests_on_what_is_not_published", "note", path,
            f"Of the benefit of “{option.name or option.id}”, {max(shares.default_ranges, shares.unverified):.0%} depends on {what}.",
            "State a range from evidence, or check the source, for the benefit that matters most.",
        )  # fmt: skip


def _own_numbers(case: Reading, option: str) -> list[Assumption]:
    """Returns the numbers of an option, and those of the case that it uses; not the library's."""
    places = sorted((*case.numbers_below[option], *case.numbers_below[OWN]))
    numbers = (case.model.assumptions[place] for place in places)
    return [number for number in numbers if not (number.stated_distribution == "fixed" and number.reason)]
