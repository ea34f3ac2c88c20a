"""What would have to be true for an option to break even, one figure at a time, in what people count in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from make_the_case.words.assumption_phrases import (
    assumption,
    edge_in_words,
    entry_name,
    name_of,
    value_in_words,
)
from make_the_case.words.panels import Threshold, Thresholds
from make_the_case.words.phrases import after_words, capital, plain_number
from valuation import Answer, Case
from valuation.answers.counted_in import DAYS_IN_A_YEAR, better_off_than_average
from valuation.case.option_shape import Outcome
from valuation.case.places import entry_of, first_of, key_of, option_at, path_of, step, within_option
from valuation.evidence.scales import Measure, measures_of
from valuation.figures import MINUS, digits
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.one_way import Swing
from valuation.sensitivity.switching import Switch

Group = Literal["effect", "people", "duration", "other"]
MOST = 3
PEOPLE_KEYS = frozenset({"uptake", "completion", "eligible", "planned_starts"})
QALY, WELLBY = "qaly", "wellby"


def thresholds(case: Case, answer: Answer, option: str, analysis: Analysis) -> Thresholds:
    """Returns up to three figures with the value at which the option breaks even, all else as planned: an effect, how many people, how long."""
    swings = {swing.path: swing for swing in analysis.swings[option]}
    ordered = sorted(
        (switch for switch in analysis.switches[option] if switch.value is not None),
        key=lambda switch: -_swing(swings.get(switch.path)),
    )
    chosen: dict[Group, Switch] = {}
    others: list[Switch] = []
    for switch in ordered:
        group = _group_of(case, switch.path)
        if group is None:
            continue
        if group == "other" or group in chosen:
            others.append(switch)
        else:
            chosen[group] = switch
    order: tuple[Group, ...] = ("effect", "people", "duration")
    picked = [chosen[group] for group in order if group in chosen]
    picked += [switch for switch in others if _group_of(case, switch.path) == "other"][: MOST - len(picked)]
    rows = tuple(_row(case, switch, swings.get(switch.path)) for switch in picked[:MOST])
    is_worth_it = answer.options[option].accounts["society"].npv >= 0
    title = "What would have to stay true" if is_worth_it else "What would have to be true"
    if not rows:
        return Thresholds(title, (), NO_FIGURE_DOES_OVER if is_worth_it else NO_FIGURE_DOES)
    does = "It still breaks even" if is_worth_it else "It would break even"
    return Thresholds(f"{title}. {does}, all else as planned, if:", rows)


NO_FIGURE_DOES = (
    "No figure, changed by itself within what is possible, makes the benefits counted as great as the costs. "
    "Several would have to change together, or more would have to be measured."
)
NO_FIGURE_DOES_OVER = (
    "No figure, changed by itself within what is possible, makes the costs greater than the benefits."
)


def _swing(swing: Swing | None) -> float:
    return 0.0 if swing is None or math.isnan(swing.swing) else swing.swing


def _group_of(case: Case, path: str) -> Group | None:
    """Returns which question a number answers; None for prices of a policy and for what nobody counts."""
    entry = entry_of(path)
    key = key_of(path)
    if entry is None:
        return "people" if key in PEOPLE_KEYS else None
    if first_of(within_option(path)) == "outcomes":
        if key in ("adds", "reduces"):
            return "effect"
        return "duration" if key == "lasts" else None
    return "other"


# The test of the outcome that the value depends on most --------------------------------------------------------

STOP_AT = 0.5
"""The share of the break-even value below which to stop."""


@dataclass(frozen=True)
class EffectBands:
    """What an outcome has to come to, in what people count in, to go on, to change something, or to stop."""

    what: str
    plan: str
    go: str
    change: str
    stop: str


def effect_bands(case: Case, option: str, outcome: str, analysis: Analysis) -> EffectBands | None:
    """Returns the bands of one outcome: go on at its break-even value, stop below half of it, change something between.

    None where its break-even value is not above 0, so that the case holds without it, or where no value that is possible decides.
    """
    entry = path_of((option_at(option), "outcomes", outcome))
    switch = next(
        (
            found
            for found in analysis.switches[option]
            if entry_of(found.path) == entry and key_of(found.path) in ("adds", "reduces")
        ),
        None,
    )
    if switch is None or switch.value is None or switch.value <= 0:
        return None
    counts = _counted_as(case, switch.path)
    plan, edge, low = (
        _said(case, switch.path, value, counts).words
        for value in (switch.base, switch.value, STOP_AT * switch.value)
    )
    return EffectBands(counts.what, plan, f"{edge} or more", f"{low} to less than {edge}", f"less than {low}")


def effect_in_words(case: Case, option: str, outcome: str, value: float) -> str:
    """Returns an effect on one outcome as people count it: its amount, and what it is of."""
    entry = path_of((option_at(option), "outcomes", outcome))
    counts = _counted_as(case, step(entry, case.effects[entry].key))
    return f"{counts.amount.format(_counted(value, counts))} {counts.sentence}".rstrip(".")


# One row -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Said:
    """A value as it is counted: what is drawn, in words, and the sentence that follows."""

    amount: float
    words: str


def _row(case: Case, switch: Switch, swing: Swing | None) -> Threshold:
    counts = _counted_as(case, switch.path)
    edge = _said(case, switch.path, float(switch.value or 0.0), counts)
    plan = _said(case, switch.path, switch.base, counts)
    ends = None
    words = ""
    if swing is not None and swing.low < swing.high:
        low, high = (_said(case, switch.path, end, counts) for end in (swing.low, swing.high))
        if low.amount > high.amount:
            low, high = high, low
        ends, words = (low.amount, high.amount), f"range {_reach(switch.path, low, high)}"
    amount = edge.words if counts.has_words else edge_in_words(case, switch, has_unit=False)
    return Threshold(
        counts.amount.format(amount),
        counts.sentence,
        plan.amount,
        edge.amount,
        ends,
        f"plan {plan.words}",
        f"breaks even at {edge.words}",
        words,
        counts.what,
    )


def _reach(path: str, low: _Said, high: _Said) -> str:
    """Returns a range in words; where an effect may be a harm its ends are said to be worse and better, as no one counts people below 0."""
    if key_of(path) not in EFFECTS or low.amount >= 0:
        return f"{low.words} to {high.words}"
    side = "better" if high.amount >= 0 else "worse"
    return f"{low.words.removeprefix(MINUS)} worse to {high.words.removeprefix(MINUS)} {side}"


EFFECTS = ("adds", "place", "reduces")
"""What says how much an outcome changes, with good above 0, by its key."""


@dataclass(frozen=True)
class _Counts:
    """How a number is counted: by how much it is multiplied, the amount with its unit, and what the amount is of."""

    scale: float
    amount: str
    sentence: str
    what: str = ""
    """What is counted, as the name of a column or of a test."""
    has_words: bool = True
    """Whether its amount is the scaled number, and not the words of the assumption."""
    is_shift: bool = False
    """Whether it is a difference in standard deviations, said as people out of 100."""


def _said(case: Case, path: str, value: float, counts: _Counts) -> _Said:
    if not counts.has_words:
        return _Said(value * case.price_factor(assumption(case, path)), value_in_words(case, path, value))
    scaled = 100 * better_off_than_average(value) if counts.is_shift else value * counts.scale
    return _Said(scaled, _counted(value, counts))


def _counted(value: float, counts: _Counts) -> str:
    """Returns a value as it is counted, with no more digits than it has."""
    if counts.is_shift:
        return digits(100 * better_off_than_average(value), 2)
    scaled = value * counts.scale
    is_whole = 1 <= abs(scaled) < 10 and round(scaled, 1) == round(scaled)
    return digits(scaled, 1 if is_whole else 2 if abs(scaled) < 100 else 3)


def _counted_as(case: Case, path: str) -> _Counts:
    key, entry = key_of(path), entry_of(path)
    if key == "completion":
        return _Counts(
            100, "{} in every 100", "people who start finish.", "How many of every 100 who start finish"
        )
    if key == "uptake":
        return _Counts(
            100,
            "{} in every 100",
            "people who are offered it start.",
            "How many of every 100 who are offered it start",
        )
    if key == "eligible":
        return _Counts(1, "{} people", "could be offered it.", "How many people could be offered it")
    if key == "lasts":
        name = after_words(entry_name(case, path))
        return _Counts(
            12,
            "{} months",
            f"is how long the full gain lasts: {name}.",
            f"Months for which the full gain lasts: {name}",
        )
    if entry is not None and key in ("adds", "reduces"):
        return _effect(case, path, _outcome_at(case, path))
    return _Counts(
        1,
        "{}",
        f"{name_of(case, path, says_option=False)}.",
        name_of(case, path, says_option=False),
        has_words=False,
    )


@dataclass(frozen=True)
class _Who:
    """Who an effect is counted for: one person, and several."""

    one: str
    many: str


START, FINISH = _Who("starts", "start"), _Who("finishes", "finish")


def _outcome_at(case: Case, path: str) -> Outcome:
    return next(
        outcome
        for option in case.shape.options
        for outcome in option.outcomes
        if path_of((option_at(option.id), "outcomes", outcome.id)) == entry_of(path)
    )


def _effect(case: Case, path: str, outcome: Outcome) -> _Counts:
    who = FINISH if outcome.applies_to == "completers" else START
    name = outcome.name or outcome.id
    if key_of(path) == "reduces":
        return _Counts(
            100,
            "{} in every 100 fewer",
            f"{name}, for people who {who.many}.",
            f"How many fewer in every 100, among people who {who.many} ({after_words(name)})",
        )
    found = case.effects.get(entry_of(path) or "")
    measure = measures_of(case.library)[found.measure] if found is not None else None
    unit = measure.id if measure is not None else outcome.unit
    is_index = (
        measure is not None
        and measure.ends is not None
        and measure.ends[1] <= 1  # 1 is full health
        and not measure.is_share_of_people
    )
    if (unit in (QALY, WELLBY) and measure is None) or unit == QALY or is_index:
        return _Counts(
            DAYS_IN_A_YEAR,
            "{} days",
            f"in full health a year gained by each person who {who.one} ({after_words(name)}).",
            f"Days in full health a year gained by each person who {who.one} ({after_words(name)})",
        )
    if measure is not None:
        return _measured(measure, name, who)
    return _Counts(
        1,
        f"{{}} {outcome.unit or ''}".rstrip(),
        f"{name}, for each person who {who.one}.",
        f"{name}, for each person who {who.one}",
    )


def _measured(measure: Measure, name: str, who: _Who) -> _Counts:
    if measure.is_standardised:
        return _Counts(
            1,
            "{} in every 100",
            f"who {who.many} do better than the average person without it, who stands at 50 ({after_words(name)}).",
            f"How many of every 100 who {who.many} do better than the average person without it ({after_words(name)})",
            is_shift=True,
        )
    if measure.is_share_of_people:
        return _Counts(
            100,
            "{} more in every 100",
            f"who {who.many}: {after_words(name)}.",
            f"How many more in every 100 who {who.many} ({after_words(name)})",
        )
    if measure.ends is not None and measure.ends[1] - measure.ends[0] <= WHOLE_POINTS:
        return _Counts(
            100,
            "{} in every 100",
            f"who {who.many} end a whole point better ({plain_number(measure.ends[0])} to {plain_number(measure.ends[1])}) than they would have: {after_words(name)}.",
            f"How many of every 100 who {who.many} end a whole point better than they would have ({after_words(name)})",
        )
    return _Counts(
        1,
        f"{{}} {measure.unit}",
        f"better, for each person who {who.one}: {after_words(name)}.",
        f"{capital(measure.unit)} better, for each person who {who.one} ({after_words(name)})",
    )


WHOLE_POINTS = 11
"""The longest scale on which a gain is said as how many people in 100 gain a whole point."""
