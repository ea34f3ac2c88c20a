"""How an outcome's findings are read, as panels: one's own figure step by step, all of them beside each other, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from make_the_case.words.evidence_panels import (
    Advice,
    Forest,
    ForestRow,
    Product,
    StepBar,
    StepBars,
)
from make_the_case.words.finding_words import whether_read
from make_the_case.words.outcome_cards import effect_words, likely_words, unit_words, years_words
from make_the_case.words.phrases import counted, money, percent, plain_number
from make_the_case.words.shown_findings import as_published, shown_finding
from make_the_case.words.tables.evidence_tables import (
    HALF_OF_80,
    break_even_in_measure,
    in_measure,
    known_words,
    out_of_reach,
)
from valuation import Answer, Case
from valuation.answer import OutcomeEvidence
from valuation.answers.outcome_worth import Factor, OutcomeWorth, worth_of
from valuation.case.effects import RELATIVE_REDUCTION, FromFindings
from valuation.case.places import key_of, option_of
from valuation.evidence.findings import Design, Finding
from valuation.evidence.reading_steps import ReadingSteps, steps_of
from valuation.evidence.readings import is_claim
from valuation.evidence.scales import designs_of, measures_of
from valuation.evidence.standards import Effect
from valuation.figures import MINUS, digits, rough_money

MOST_OF_AN_INTERVAL = 2.5
"""How far beyond the largest figure the scale follows an interval."""
MOST_TICKS = 5
SHARES = {0.25: "a quarter", 0.5: "half", 0.75: "three quarters"}
TAKEN_OFF: dict[Design, tuple[str, str]] = {
    "before_after": ("No comparison", "the cause is not known"),
    "monitoring": ("Our own records, no comparison", "the cause is not known"),
    "controlled": ("Compared, not at random", "the two groups may differ"),
}
"""What is taken off for a design, and why."""
STRONGER: dict[Design, tuple[Design, str]] = {
    "before_after": ("controlled", "Ask people on a waiting list the same question, at the same two times."),
    "monitoring": ("before_after", "Say how people were on average when they began."),
    "controlled": ("randomised", "Choose by chance who starts first, and compare them with those who wait."),
}
"""What would let more of a figure count: the design that it would then be read as, and what to do."""


@dataclass(frozen=True)
class OutcomeReading:
    """How an outcome's findings are read: the panels that have something to show."""

    steps: StepBars | None
    forest: Forest
    worth: Product | None
    advice: Advice | None
    notes: tuple[str, ...]


def reading_of(case: Case, answer: Answer, path: str, own: str | None = None) -> OutcomeReading:
    """Returns how the findings of an outcome are read, one's own step by step where it is named by its id."""
    effect = case.effects[path]
    mine = next((finding for finding in effect.evidence.findings if finding.id == own), None)
    steps = None if mine is None else steps_of(mine, effect.evidence.scale)
    found = answer.options[option_of(path) or ""].evidence.outcomes[key_of(path)]
    worth = worth_of(case, answer, path, effect.outcome)
    notes = () if mine is None or steps is not None else (_claim_words(effect, mine),)
    return OutcomeReading(
        steps=None if mine is None or steps is None else _steps(case, effect, mine, steps),
        forest=_forest(case, effect, found, own),
        worth=None if worth is None or not worth.each else _product(case, effect, worth),
        advice=None if steps is None or mine is None else _advice(case, mine, steps),
        notes=notes,
    )


def _claim_words(effect: FromFindings, mine: Finding) -> str:
    if effect.measure == RELATIVE_REDUCTION and mine.design != "claim":
        return (
            "Your figure is shown, and not counted yet. Give the 95% interval of the change, and it is read."
        )
    return "Your figure is shown, and not counted: nothing says how uncertain it is, or this measure is only shown."


# Step by step ------------------------------------------------------------------------------------------------


def _steps(case: Case, effect: FromFindings, mine: Finding, steps: ReadingSteps) -> StepBars:
    measure = effect.measure
    counted_here = effect.at(case.standard or "expected")
    rows = [
        StepBar("You measured", _measured_note(measure, mine), 0.0, steps.measured, signed(measure, steps.measured), "found")
    ]  # fmt: skip
    left = steps.measured
    if mine.is_change:
        rest = left - steps.anyway
        note = "people come at their lowest" if steps.anyway else "nothing would have changed by itself"
        rows.append(
            StepBar("Would have changed anyway", note, left, rest, signed(measure, -steps.anyway), "taken")
        )
        left = rest
    if steps.share < 1:
        name, why = TAKEN_OFF[steps.design]
        share = SHARES.get(steps.share, percent(steps.share))
        rows.append(
            StepBar(f"{name}: {share} counts", why, left, steps.believed, signed(measure, -steps.taken_off), "taken")
        )  # fmt: skip
    studies = sum(
        1 for reading in effect.readings(case.standard or "expected") if reading.finding.id != mine.id
    )
    rows.append(
        StepBar(
            f"With {counted(studies, 'study', 'studies')}" if studies else "Beside similar services",
            _likely(measure, counted_here),
            0.0,
            counted_here.mean,
            in_measure(measure, counted_here.mean),
            "counted",
        )
    )
    return StepBars(
        f"Your {in_measure(measure, abs(steps.measured))} is read as {in_measure(measure, counted_here.mean)}",
        f"{_what(case, effect)} for each person who {_does(effect)}, because of the service",
        tuple(rows),
    )


def signed(measure: str, value: float) -> str:
    """Returns an amount with its sign, as a change is written.

    >>> signed("points", 1.5), signed("points", -1.17), signed("points", 0.0)
    ('+1.5', '−1.17', '0')
    """
    words = percent(round(abs(value), 3)) if measure == RELATIVE_REDUCTION else digits(abs(value), 3)
    return f"{'+' if value > 0 else MINUS if value < 0 else ''}{words}"


def _measured_note(measure: str, mine: Finding) -> str:
    parts = []
    if mine.baseline is not None:
        parts.append(f"from {plain_number(mine.baseline)}")
    people = mine.n or ((mine.n_with or 0) + (mine.n_without or 0))
    if people:
        parts.append(f"{plain_number(people)} people")
    return ", ".join(parts)


def _likely(measure: str, effect: Effect) -> str:
    half = HALF_OF_80 * effect.sd
    return likely_words(measure, effect.mean - half, effect.mean + half) if effect.sd else ""


def _what(case: Case, effect: FromFindings) -> str:
    if effect.measure == RELATIVE_REDUCTION:
        return f"{effect.outcome.name or effect.outcome.id}: the share fewer"
    return f"{measures_of(case.library)[effect.measure].label}: {unit_words(case, effect)}"


def _does(effect: FromFindings) -> str:
    return "starts" if effect.outcome.applies_to == "starters" else "finishes"


def _advice(case: Case, mine: Finding, steps: ReadingSteps) -> Advice | None:
    if steps.design not in STRONGER:
        return None
    design, what = STRONGER[steps.design]
    if steps.design == "monitoring" and mine.baseline is not None:
        what = "Give the usual average of people like yours, where one is published."
    share = designs_of(case.library)[design].mark_down.share
    then = "in full" if share == 1 else f"at {SHARES.get(share, percent(share))}"
    now = SHARES.get(steps.share, percent(steps.share))
    return Advice("To count more of it:", f"{what} Your figure would then be read {then}, not at {now}.")


# Side by side ------------------------------------------------------------------------------------------------


def _forest(case: Case, effect: FromFindings, found: OutcomeEvidence, own: str | None) -> Forest:
    rows = tuple(
        _row(effect, place, finding, own)
        for place, finding in enumerate(effect.evidence.findings)
        if finding.is_in_measure
    )
    at = effect.at(case.standard or "expected")
    half = HALF_OF_80 * at.sd
    likely = _likely(effect.measure, at)
    words = effect_words(case, effect, at.mean) + (f" ({likely})" if likely else "")
    if not at.mean and not at.sd:
        words = "No finding counts, so nothing is counted"
    together = ForestRow("Read together", "", at.mean, (at.mean - half, at.mean + half), None, "square")
    break_even = found.worthwhile if effect.outcome.values else None
    limit = "" if break_even is None else out_of_reach(effect.measure, break_even, effect.most)
    span = _span(rows, together, None if limit else break_even)
    is_drawn = break_even is not None and not limit and span[0] <= break_even <= span[1]
    even = _even_words(effect, break_even, limit, is_drawn)
    others = sum(not finding.is_in_measure for finding in effect.evidence.findings)
    if others:
        even += f" Not drawn: {counted(others, 'finding')} in another measure."
    return Forest(
        known_words(effect, found.label),
        "Square: compared, with its 95% interval. Diamond: no comparison. Dot: as read here. Better is to the right.",
        rows,
        together,
        words,
        break_even if is_drawn else None,
        even.strip(),
        tuple(
            (at, in_measure(effect.measure, as_published(at, effect.evidence.scale)))
            for at in ticks_of(*span)
        ),
        span,
    )


def _even_words(effect: FromFindings, break_even: float | None, limit: str, is_drawn: bool) -> str:
    """Returns from which effect on the outcome would pay for the service by itself, and whether that can be."""
    if not effect.outcome.values:
        return ""
    if break_even is None:
        return "No effect on this outcome alone would pay for the service."
    needed = break_even_in_measure(effect.measure, break_even)
    if limit:
        return f"To pay for the service by itself it would have to be {needed}, and {limit}."
    if is_drawn:
        return f"Dotted line: it would pay for the service by itself from {needed}."
    return f"It would pay for the service by itself from {needed}, which is off the scale."


def _row(effect: FromFindings, place: int, finding: Finding, own: str | None) -> ForestRow:
    scale = effect.evidence.scale
    shown = shown_finding(finding, scale)
    value = shown.value
    steps = None if finding.is_set_aside else steps_of(finding, scale)
    is_read = steps is not None and finding.id in {each.id for each in effect.evidence.live}
    read = steps.believed if is_read and steps is not None and steps.believed != value else None
    figure = shown.figure
    if is_read:
        note = "read in full" if read is None else f"read as {in_measure(effect.measure, read)}"
    else:
        note = whether_read(effect, place)
    claim = is_claim(finding, scale)
    return ForestRow(
        finding.study,
        f"{figure}, {note}" if is_read else f"{note} It found {figure}.",
        value,
        shown.ends,
        read,
        "claim" if claim else "square" if finding.is_comparison else "diamond",
        finding.id == own,
    )


def _span(rows: tuple[ForestRow, ...], together: ForestRow, break_even: float | None) -> tuple[float, float]:
    """Returns the ends of the scale: claims never stretch it, nor does an interval beyond a few times the largest figure."""
    marks = [0.0, *(together.ends or ())]
    for row in rows:
        if row.mark != "claim":
            marks += [row.value, *(() if row.read is None else (row.read,))]
    reach = MOST_OF_AN_INTERVAL * (max(map(abs, marks)) or 1.0)
    if break_even is not None and break_even <= reach:
        marks.append(break_even)
    marks += [min(reach, max(-reach, end)) for row in rows if row.mark != "claim" for end in row.ends or ()]
    low, high = min(marks), max(marks)
    room = 0.04 * ((high - low) or 1.0)
    return low - room, high + room


def ticks_of(low: float, high: float) -> tuple[float, ...]:
    """Returns up to five round places on a scale.

    >>> ticks_of(-0.5, 2.1)
    (0.0, 1.0, 2.0)
    """
    size = 10.0 ** floor(log10(high - low))
    steps = (size / 10, size / 5, size / 2, size, 2 * size, 5 * size)
    step = next(each for each in steps if (high - low) / each <= MOST_TICKS - 1)
    first = -floor(-low / step)
    return tuple(round(place * step, 12) for place in range(first, floor(high / step) + 1))


# What it is worth --------------------------------------------------------------------------------------------


def _product(case: Case, effect: FromFindings, worth: OutcomeWorth) -> Product:
    factors = tuple(
        (_factor_words(effect, kind, value), label) for kind, value, label in _labelled(case, effect, worth)
    )
    did = "start" if worth.whose == "starters" else "finish"
    people = f"{plain_number(round(worth.people))} people who {did}"
    total = f"In present value that is {money(abs(worth.total))} for the {people}"
    if worth.total < 0:
        total += ", for the worse"
    if abs(worth.adjustment) >= 1:
        total += f", after an optimism bias adjustment of {money(abs(worth.adjustment))}"
    each = f"{MINUS if worth.each < 0 else ''}{rough_money(abs(worth.each))}"
    return Product("What it is worth", factors, (f"{each} a person", "before discounting"), f"{total}.")


def _labelled(case: Case, effect: FromFindings, worth: OutcomeWorth) -> list[tuple[Factor, float, str]]:
    counted_in = {"qaly": "QALY", "wellby": "WELLBY"}.get(
        effect.outcome.unit or "", effect.outcome.unit or "unit"
    )
    rate = case.assumption_at(f"{effect.path}.of")
    labels: dict[Factor, str] = {
        "effect": "fewer" if effect.measure == RELATIVE_REDUCTION else unit_words(case, effect),
        "rate": (rate.unit if rate is not None else None) or "a year",
        "bridge": f"{counted_in}s for each of them",
        "reached": "of people reached",
        "kept": "not moved from elsewhere",
        "years": "lasts",
        "price": f"a {counted_in}",
    }
    return [(factor.kind, factor.value, labels[factor.kind]) for factor in worth.factors]


def _factor_words(effect: FromFindings, kind: Factor, value: float) -> str:
    if kind == "effect":
        return in_measure(effect.measure, value)
    if kind == "years":
        return years_words(value)
    if kind == "price":
        return f"£{plain_number(round(value))}" if value >= 100 else f"£{value:,.2f}"
    return percent(value) if kind in ("reached", "kept") else plain_number(value)
