"""What happened in plain sentences and tables, for the terminal, a page and a paper: plan and actual, known now beside approved, the tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from make_the_case.words.assumption_phrases import entry_name
from make_the_case.words.outcome_cards import is_of_points
from make_the_case.words.panels import StandingTone
from make_the_case.words.phrases import (
    capital,
    counted,
    day,
    financial_year,
    gain_or_loss,
    going_on,
    money,
    party_name,
    plain_number,
    pounds,
    quantity,
)
from make_the_case.words.tables.evidence_tables import in_measure
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation import Case
from valuation.case.effects import measure_of
from valuation.case.places import group_of, key_of
from valuation.compare.bridge import Change
from valuation.evidence.scales import measures_of
from valuation.figures import digits
from valuation.learning.known_now import Learned
from valuation.learning.stop_go import Status, Tested
from valuation.learning.track import ByYear, Track, TrackedOption
from valuation.learning.xmr import Rule, Xmr

NOT_KNOWN = "not known"
TESTS = "Go on, change or stop"
NOTHING_YET = "Nothing has been recorded yet, so what is known now is what was approved."
STATUS_WORDS: Final[dict[Status, str]] = {
    "passed": "Passed, so go on",
    "failed": "Failed, so stop",
    "between": "Between the two, so change",
    "not_due": "Not due yet",
    "overdue": "Overdue, not reported",
}
STATUS_MARKS: Final[dict[Status, str]] = {
    "passed": "✓",
    "failed": "✕",
    "between": "◆",
    "not_due": "○",
    "overdue": "!",
}
"""A mark beside each word, so that no reader depends on a colour."""
STATUS_TONES: Final[dict[Status, StandingTone]] = {
    "passed": "good",
    "failed": "bad",
    "between": "undecided",
    "not_due": "waiting",
    "overdue": "undecided",
}
RULE_WORDS: Final[dict[Rule, str]] = {
    "outside": "{last} is outside the limits",
    "one_side": "seven months or more in a row are {side} the mean, up to {last}",
    "trend": "seven months or more in a row {way}, up to {last}",
    "two_of_three": "two of three months in a row are close to the {limit} limit, up to {last}",
}
COUNTED: Final[dict[str, str]] = {"starts": "People who started", "completers": "People who finished"}
LEARNED_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "uptake": ("who were offered it", "started", "share who start"),
    "completion": ("who started", "finished", "share who finish"),
}
WORTH_MORE = "it is worth more than it costs, counting everyone"


def worth_sentences(tracked: TrackedOption) -> list[str]:
    """Returns what is known now beside what was approved: society's net value and its chance."""
    approved, now = tracked.approved, tracked.now
    if tracked.records.is_empty:
        return [NOTHING_YET]
    sentences = [
        f"When it was approved, the best estimate was {gain_or_loss(approved.npv)}. Now it is {gain_or_loss(now.npv)}.",
        Chance(now.chance).that(WORTH_MORE),
        f"When it was approved, it was {Chance(approved.chance).words}.",
    ]
    return [*sentences, decision_sentence(tracked)]


def decision_sentence(tracked: TrackedOption) -> str:
    """Returns whether what is known now would change the decision: the best estimate has passed break-even, or has not."""
    was, is_now = tracked.approved.npv > 0, tracked.now.npv > 0
    if was and not is_now:
        return "On what is known now, the costs are greater than the benefits counted. The decision should be looked at again."
    if is_now and not was:
        return "On what is known now, it is worth more than it costs. It was not when it was approved."
    if is_now:
        return "On what is known now, it is still worth more than it costs."
    return "On what is known now, the costs are still greater than the benefits counted."


def learned_sentences(tracked: TrackedOption) -> list[str]:
    """Returns each share that was learned from counts, with what it was before."""
    return [_learned_sentence(each) for each in tracked.learned]


def _learned_sentence(learned: Learned) -> str:
    of, done, name = LEARNED_WORDS[learned.key]
    return (
        f"Of {plain_number(learned.n)} people {of}, {plain_number(learned.k)} {done}. The {name} was planned at "
        f"{_share(learned.before.mean)}. Later years now use {_share(learned.after.mean)}."
    )


def _share(share: float) -> str:
    return f"{digits(100 * share, 2)}%"


# Plan and actual ---------------------------------------------------------------------------------------------


def plan_table(case: Case, tracked: TrackedOption, is_known_only: bool = False) -> Table:
    """Returns plan against actual by year: who started and finished, cash by payer, what was paid and what was measured.

    `is_known_only` leaves out the years after the last of which anything is known.
    """
    plan, actual = tracked.plan, tracked.actual
    known = [actual.starts, actual.completers, *actual.costs.values(), *actual.outcomes.values()]
    count = max(
        (k + 1 for by_year in known for k, value in enumerate(by_year) if value is not None), default=0
    )
    shown = count if is_known_only and count else len(tracked.years)
    rows: list[tuple[str, ...]] = []
    for what, planned, found in (
        ("starts", plan.starts, actual.starts),
        ("completers", plan.completers, actual.completers),
    ):
        rows += _two_rows(COUNTED[what], planned, found, quantity)
    for cost, found in actual.costs.items():
        name = cost_name(case, tracked.id, cost)
        rows += _two_rows(f"{name}, £", plan.costs[cost], found, pounds)
    for payer, found in actual.cash.items():
        if any(value is not None for value in found):
            rows += _two_rows(f"All cash of {party_name(payer)}, £", plan.cash[payer], found, pounds)
    for outcome, found in actual.outcomes.items():
        label, measure = outcome_label(case, tracked.id, outcome)
        rows += _two_rows(label, plan.outcomes[outcome], found, partial(in_measure, measure))
    note = "Money is in the prices of each year, as it is paid. What is not recorded is not known."
    header = ("Each year", *(financial_year(year) for year in tracked.years[:shown]))
    kept = tuple(row[: shown + 1] for row in rows)
    return Table("What was planned, and what happened", header, kept, note)


def _two_rows(
    name: str, planned: ByYear, found: ByYear, words: Callable[[float], str]
) -> list[tuple[str, ...]]:
    def cells(by_year: ByYear, otherwise: str) -> list[str]:
        return [otherwise if value is None else words(value) for value in by_year]

    return [(f"{name}: planned", *cells(planned, "none")), (f"{name}: actual", *cells(found, NOT_KNOWN))]


def cost_name(case: Case, option: str, cost: str) -> str:
    """Returns what a cost of which it was recorded what was paid is called."""
    stated = case.option(option)
    costs = [*stated.costs, *(each for enabler in stated.enablers for each in enabler.costs)]
    found = next(each for each in costs if each.id == cost)
    return found.name or found.id


def outcome_label(case: Case, option: str, outcome: str) -> tuple[str, str]:
    """Returns what an outcome is called with what it is measured in, and its measure."""
    stated = case.option(option).outcome(outcome)
    measure = measure_of(stated, case.library) or ""
    known = measures_of(case.library).get(measure)
    unit = known.unit if known is not None else stated.unit or ""
    unit = "points" if known is not None and is_of_points(known) else unit
    return f"{stated.name or stated.id}{f', {unit}' if unit else ''}", measure


# The bridge --------------------------------------------------------------------------------------------------


def change_name(case: Case, change: Change) -> str:
    """Returns what one thing that was learned is called."""
    names = {
        "starts": "People who started",
        "completers": "People who finished",
        "uptake": "Share who start, in later years",
        "completion": "Share who finish, in later years",
    }
    key = key_of(change.path)
    if group_of(change.path) == "people":
        return names[key]
    if key in ("costs", "outcomes"):
        return "What was paid" if key == "costs" else "What was measured"
    name = entry_name(case, change.path)
    return f"{name}: what was {'measured' if key == 'findings' else 'paid'}"


def changes_that_count(tracked: TrackedOption) -> list[Change]:
    """Returns what was learned and moved it by a pound or more, the largest first."""
    return [change for change in tracked.bridge.changes if abs(change.contribution) >= 1]


def bridge_table(case: Case, tracked: TrackedOption) -> Table:
    """Returns the way from what was approved to what is known now, each thing that was learned with its share."""
    bridge = tracked.bridge
    rows = [("As approved", pounds(bridge.a))]
    rows += [
        (change_name(case, change), _signed(change.contribution)) for change in changes_that_count(tracked)
    ]
    rows.append(("As known now", pounds(bridge.b)))
    note = "Each share is the mean over all orders in which the changes could be made, so that they add up."
    return Table("What moved it: net value to everyone", ("What was learned", "£"), tuple(rows), note)


def _signed(amount: float) -> str:
    return f"+{pounds(amount)}" if amount > 0 else pounds(amount)


def largest_sentence(case: Case, tracked: TrackedOption) -> str:
    """Returns what moved it most, in a sentence; nothing where nothing did."""
    changes = changes_that_count(tracked)
    if not changes:
        return ""
    change = changes[0]
    way = "added" if change.contribution > 0 else "took off"
    return f"The largest change is “{going_on(change_name(case, change))}”, which {way} {money(abs(change.contribution))}."


# The tests ---------------------------------------------------------------------------------------------------


def tests_table(case: Case, tracked: TrackedOption) -> Table:
    """Returns each test with what it has to be, what it came to, and what follows."""
    rows = tuple(
        (
            day(date.fromisoformat(each.test.at)),
            tested_name(case, tracked.id, each),
            in_words(case, tracked.id, each, each.test.go),
            in_words(case, tracked.id, each, each.test.stop),
            NOT_KNOWN if each.value is None else in_words(case, tracked.id, each, each.value),
            f"{STATUS_MARKS[each.status]} {STATUS_WORDS[each.status]}",
        )
        for each in tracked.tests
    )
    note = "" if rows else "No test in figures has been agreed."
    return Table(TESTS, ("By", "What is tested", "Go on at", "Stop at", "Actual", "So"), rows, note)


def test_sentences(case: Case, tracked: TrackedOption) -> list[str]:
    """Returns each test in a sentence or two, for where a table is too wide."""
    rows = tests_table(case, tracked).rows
    return [
        f"{so}. {what}, by {by}: {actual}. Go on at {go}, stop at {stop}."
        for by, what, go, stop, actual, so in rows
    ]


def tested_name(case: Case, option: str, tested: Tested) -> str:
    """Returns what a test is of."""
    measure = tested.test.measure
    if measure in COUNTED:
        return f"{COUNTED[measure]} so far"
    if tested.is_outcome:
        return outcome_label(case, option, measure)[0]
    return f"Paid in the year for {going_on(cost_name(case, option, measure))}"


def in_words(case: Case, option: str, tested: Tested, value: float) -> str:
    """Returns a figure of a test as it is read."""
    if tested.is_outcome:
        return in_measure(outcome_label(case, option, tested.test.measure)[1], value).replace("-", "−")
    return quantity(value) if tested.test.measure in COUNTED else f"£{pounds(value)}"


def tests_sentence(tracked: TrackedOption) -> str:
    """Returns how many tests were passed, failed and so on, in a sentence."""
    if not tracked.tests:
        return "No test in figures has been agreed."
    words: dict[Status, str] = {
        "passed": "passed",
        "failed": "failed",
        "between": "between the two",
        "overdue": "overdue",
        "not_due": "not due yet",
    }
    counts = {status: sum(each.status == status for each in tracked.tests) for status in words}
    parts = [f"{count} {words[status]}" for status, count in counts.items() if count]
    return f"Of {counted(len(tracked.tests), 'test')}: {', '.join(parts)}."


# The months --------------------------------------------------------------------------------------------------


def reading_words(chart: Xmr) -> str:
    """Returns what a series of months says in one of four ways, the last beside another where both are true."""
    words = {"no_change": "Nothing has changed", "better": "Getting better", "worse": "Getting worse"}[
        chart.reading
    ]
    if chart.is_target_out_of_reach:
        return f"{words}. The plan will not be met without a change"
    return words


def series_sentences(what: str, chart: Xmr) -> list[str]:
    """Returns an XmR chart in words: what it says, why, its mean and its limits."""
    sentences = [f"{COUNTED[what]} each month. {reading_words(chart)}."]
    if chart.signals:
        last = max(chart.signals, key=lambda signal: signal.point)
        high = last.side == "high"
        because = RULE_WORDS[last.rule].format(
            last=month_name(chart.labels[last.point]),
            side="above" if high else "below",
            way="rise" if high else "fall",
            limit="upper" if high else "lower",
        )
        sentences.append(f"{capital(because)}.")
    sentences.append(
        f"The mean is {quantity(chart.mean)} a month. Chance alone would keep months between {quantity(chart.lower)} and {quantity(chart.upper)}."
    )
    if chart.target is not None:
        sentences.append(f"The plan is {quantity(chart.target)} a month.")
    if chart.is_provisional:
        sentences.append("There are fewer than 12 months, so the limits will move.")
    return sentences


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip


def month_name(month: str) -> str:
    """Returns a month as it is read.

    >>> month_name("2027-10")
    'October 2027'
    """
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def title_of(track: Track, tracked: TrackedOption) -> str:
    """Returns what is said above it: the option and the day."""
    return f"{tracked.name}: how it is going, {day(track.today)}"
