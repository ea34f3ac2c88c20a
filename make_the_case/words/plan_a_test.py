"""What the page *Plan a test* says: the three ways on one line, the test in four figures, ways to compare, and what it costs by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from make_the_case.words import pilot_words
from make_the_case.words.charts.chart import Chart, Group, Series, scale_of
from make_the_case.words.panels import Tile, Tiles
from make_the_case.words.phrases import (
    capital,
    counted,
    day,
    each_pays,
    financial_year,
    gain_or_loss,
    listed,
    party_in_prose,
    plain_number,
    pounds,
)
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation import Case
from valuation.sensitivity.pilots.pilot_answer import CarryOn, Comparison, Pilot, PilotSize

GO_AHEAD, LEAVE_IT = "Go ahead with all of it", "Leave it"
DECIDE_NOW, TEST_FIRST = "Decide now", "Test it first, then decide"


@dataclass(frozen=True)
class WayToCompare:
    """A way to see what would have happened anyway, as people who run services know it, and how an evaluator reads it."""

    name: str
    takes: str
    counts_as: Comparison


WAYS_TO_COMPARE: Final = (
    WayToCompare(
        "By lot",
        "A draw says who starts now and who starts after the test. Fair where there are fewer places than people.",
        "randomised",
    ),
    WayToCompare(
        "Places start in turn, drawn by lot",
        "Practices or areas start one after another, in an order that is drawn. It takes more people than by lot, because places differ.",
        "randomised",
    ),
    WayToCompare(
        "Waiting list",
        "People who have asked and wait are measured beside those who start.",
        "controlled",
    ),
    WayToCompare(
        "Similar people or places",
        "People who are like them in records, or a similar place without the service, are measured beside them.",
        "controlled",
    ),
    WayToCompare(
        "Before and after",
        "The same people are asked before and after. No one else is asked, so what would have changed anyway is allowed for by a rule.",
        "none",
    ),
)


# The three ways on one line ----------------------------------------------------------------------------------


def ways_chart(case: Case, pilot: Pilot) -> Chart:
    """Returns what going ahead, leaving it and a test of each size are expected to be worth, on one line."""
    best = pilot.best_size
    now = ((GO_AHEAD, pilot.commit.value, pilot.commit.se), (LEAVE_IT, pilot.nothing, 0.0))
    tests = tuple(
        (f"With {size.people:,} {'person' if size.people == 1 else 'people'}", size.expected.value, size.expected.se)
        for size in pilot.sizes
    )  # fmt: skip
    rows = (*now, *tests)
    scale, unit = scale_of(value for _, value, _ in rows)
    own = {"commit": 0, "nothing": 1}.get(pilot.best_way)
    if own is None and best is not None:
        own = len(now) + pilot.sizes.index(best)
    labels = tuple(gain_or_loss(value) for _, value, _ in rows)
    title = pilot_words.way_sentence(pilot).rstrip(".")
    table = Table(
        "The three ways",
        ("Way", "Expected to be worth £", "Standard error £"),
        tuple((name, pounds(value), pounds(error)) for name, value, error in rows),
    )
    return Chart(
        "ways_forward",
        "tried",
        title,
        f"Expected net value over {counted(case.shape.appraisal.years + pilot.go_year, 'year')}, present value, "
        f"{financial_year(case.shape.appraisal.price_year)} prices",
        listed(f"{name}: {label}" for (name, _, _), label in zip(rows, labels, strict=True)) + ".",
        f"Dots on one line. {title}.",
        tuple(name for name, _, _ in rows),
        (Series("Expected net value", tuple(value for _, value, _ in rows), labels),),
        unit,
        scale,
        table,
        base=pilot.now,
        ends=(None,) * len(rows),
        own=own,
        groups=(Group(DECIDE_NOW, len(now)), *([Group(TEST_FIRST, len(tests))] if tests else [])),
    )


# The test in four figures ------------------------------------------------------------------------------------


def tiles_of_a_test(case: Case, pilot: Pilot, size: PilotSize) -> Tiles:
    """Returns how many people, what has to be seen, how likely that is, and the day of the decision."""
    go = size.carry_on
    return Tiles(
        (
            Tile("People", f"{size.people:,}", f"over {counted(pilot.years, 'year')}", _beside(pilot, size)),
            Tile("Go on at", *_threshold(case, pilot, go)),
            Tile(
                "Chance that it goes on",
                _tenths(size.chance_go),
                note=f"wrong afterwards: {_tenths(size.chance_wrong)}; deciding now: {_tenths(pilot.chance_wrong_now)}",
                filled=Chance(size.chance_go).filled,
            ),
            Tile(
                "Decide on",
                day(go.decided_on) if go else "–",
                note=f"the last person is asked by {day(go.measured_by)}" if go else "whatever it found, the decision would be the same",
            ),
        )
    )  # fmt: skip


def _beside(pilot: Pilot, size: PilotSize) -> str:
    if pilot.comparison == "none":
        return "asked before and after"
    return f"beside {size.people:,} without it; {plain_number(round(2 * size.answering))} answer"


def _threshold(case: Case, pilot: Pilot, go: CarryOn | None) -> tuple[str, str, str]:
    """Returns what has to be seen as a tile has it: the amount, its unit, and what it is of."""
    if go is None:
        return "–", "", "no result would change the decision"
    effect = pilot_words.effect_of(case, pilot)
    amount, _, unit = pilot_words.amount_seen(case, effect, go.go_at).partition(" ")
    return (
        amount,
        unit,
        f"{pilot_words.or_more(go)}: {effect.outcome.name or effect.outcome.id}",
    )


def _tenths(share: float) -> str:
    chance = Chance(share)
    return f"{chance.tenths} in 10" if chance.is_about else capital(chance.words)


# Ways to compare ---------------------------------------------------------------------------------------------


def compared_table(case: Case, pilot: Pilot) -> Table:
    """Returns each way to compare, with what it takes and what the best size would be worth by it."""
    rows = tuple(
        (
            way.name + (" (planned)" if way.counts_as == pilot.comparison else ""),
            way.takes,
            gain_or_loss(pilot.compared[way.counts_as].expected.value),
            _go_at(case, pilot, pilot.compared[way.counts_as]),
        )
        for way in WAYS_TO_COMPARE
    )
    people = pilot.best_size.people if pilot.best_size else 0
    return Table(
        f"Ways to compare, each with {people:,} people, present value",
        ("Compared with", "What it takes", "Expected to be worth", "Go on at"),
        rows,
        "The less a way of comparing can show, the more has to be seen before going on. Asking no one else is cheap, and its answer will be disputed.",
    )


def _go_at(case: Case, pilot: Pilot, size: PilotSize) -> str:
    if size.carry_on is None:
        return "No result would change the decision"
    return pilot_words.amount_seen(case, pilot_words.effect_of(case, pilot), size.carry_on.go_at)


# Money -------------------------------------------------------------------------------------------------------


def money_of_test_table(case: Case, size: PilotSize) -> Table:
    """Returns what a test costs the organisation asked to pay by year, in cash terms, with who starts."""
    years = size.plan.until
    rows = [
        (financial_year(year.year), plain_number(round(year.starts)), pounds(year.running), pounds(year.testing), pounds(year.paid))
        for year in years
    ]  # fmt: skip
    total = (
        "Until it is decided",
        plain_number(round(sum(year.starts for year in years))),
        *(pounds(sum(amounts)) for amounts in ([y.running for y in years], [y.testing for y in years], [y.paid for y in years])),
    )  # fmt: skip
    payer = capital(party_in_prose(case.shape.commissioner))
    return Table(
        f"What it costs {party_in_prose(case.shape.commissioner)}, in cash terms",
        ("Financial year", "People who start", "The service £", "Measuring £", f"{payer} pays £"),
        (*rows, total),
        _money_note(size),
    )


def _money_note(size: PilotSize) -> str:
    after = sum(year.paid for year in size.plan.after)
    parts = []
    if not any(year.testing for year in size.plan.until):
        parts.append("Nothing is planned yet for what measuring costs.")
    if size.plan.others:
        parts.append(f"Until it is decided, others pay, in cash terms: {each_pays(size.plan.others)}.")
    if after >= 1:
        until = financial_year(size.plan.after[-1].year)
        parts.append(f"Going on would cost £{pounds(after)} more, until {until}.")
    return " ".join(parts)
