"""The tables of sensitivity: what matters most, what would have to be true, the scenarios side by side, the value of further evidence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from make_the_case.words.assumption_phrases import (
    edge_in_words,
    name_of,
    name_with_unit,
    names_together,
    value_in_words,
)
from make_the_case.words.names import (
    CLASS_WORDS,
    MEASURE_WORDS,
    VERDICT_WORDS,
    account_in_prose,
)
from make_the_case.words.phrases import capital, counted, listed, party_in_prose, pounds, ratio, whole_percent
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import worth_in_words
from valuation import Case
from valuation.accounts import BENEFIT_CLASSES
from valuation.sensitivity.decision import Information
from valuation.sensitivity.one_way import Swing
from valuation.sensitivity.sensitivity_answer import MonteCarloAnswer, ScenarioAnswer
from valuation.sensitivity.switching import Switch
from valuation.sensitivity.trials import Gap
from valuation.streams import MEASURES, Unit

MOST_ROWS = 12
NOT_MOVED = (Gap.SHARES_ADD_UP, Gap.NOT_IN_A_CASE)
"""Why an assumption is not moved by itself."""


def measured(case: Case, account: str, measure: str) -> str:
    """Returns what is measured, and from which point of view: `Net value, counting everyone`."""
    return f"{MEASURE_WORDS[measure].name}, {account_in_prose(account, case.shape.commissioner)}"


IN_A_CELL = {Unit.MONEY: pounds, Unit.RATIO: ratio, Unit.YEARS: "{:.0f}".format}
"""How a measure is written, by what it is in."""


def cell(value: float | None, measure: str) -> str:
    """Returns a measure as a cell: whole pounds, years, or a ratio to two places; *not defined* where it is not."""
    if value is None or math.isnan(value):
        return "not defined"
    return IN_A_CELL[MEASURES[measure].unit](value)


def chance_cell(share: float) -> str:
    """Returns a chance as a percentage, never nothing or all of it: a simulation cannot know that.

    >>> chance_cell(0.674), chance_cell(0.0), chance_cell(1.0)
    ('67%', 'under 1%', 'over 99%')
    """
    return "under 1%" if share < 0.01 else "over 99%" if share > 0.99 else whole_percent(share)


def one_way_table(
    case: Case, swings: Sequence[Swing], account: str = "society", measure: str = "npv", most: int = MOST_ROWS
) -> Table:
    """Returns each assumption at its low and high end, the largest swing first."""
    moved = [s for s in swings if s.gap not in NOT_MOVED]
    names = names_together(case, (s.path for s in moved))
    rows = [
        (
            names[s.path],
            value_in_words(case, s.path, s.low),
            value_in_words(case, s.path, s.high),
            cell(s.at_low, measure),
            cell(s.at_high, measure),
        )
        for s in moved[:most]
        if s.swing != 0
    ]
    unit = " £" if MEASURES[measure].unit is Unit.MONEY else ""
    header = ("Assumption", "Low", "High", f"At low{unit}", f"At high{unit}")
    left = sum(1 for s in moved[most:] if s.swing != 0)
    notes = (
        [
            f"There {'is' if left == 1 else 'are'} {counted(left, 'other assumption that matters', 'other assumptions that matter')} less."
        ]
        if left
        else []
    )
    notes += [_not_moved(case, gap, [s for s in swings if s.gap is gap]) for gap in NOT_MOVED]
    return Table(
        f"What matters most. {measured(case, account, measure)}",
        header,
        tuple(rows),
        " ".join(filter(None, notes)),
    )


def _not_moved(case: Case, gap: Gap, swings: Sequence[Swing]) -> str:
    """Returns which assumptions are not moved by themselves and why, or nothing where there is none."""
    if not swings:
        return ""
    most = 3
    names = [f"“{name_of(case, s.path)}”" for s in swings[:most]]
    which = "Some are not moved, such as" if len(swings) > most else "Not moved:"
    return f"{which} {listed(names)}. {gap.sentence}"


def switching_table(case: Case, switches: Iterable[Switch], swings: Sequence[Swing]) -> Table:
    """Returns at which value of each assumption the answer changes, those that matter most first."""
    order = {s.path: k for k, s in enumerate(swings)}
    names = names_together(case, order)
    spans = {s.path: s for s in swings}
    rows: list[tuple[str, ...]] = []
    with_place: list[str] = []
    for switch in sorted(switches, key=lambda s: order.get(s.path, len(order))):
        if switch.path not in spans or switch.value is None:
            continue
        swing = spans[switch.path]
        inside = swing.low <= switch.value <= swing.high
        if switch.set_with and len(rows) < MOST_ROWS:
            with_place.append(names[switch.path])
        rows.append(
            (
                name_with_unit(case, switch.path, names[switch.path]),
                value_in_words(case, switch.path, switch.base),
                edge_in_words(case, switch, has_unit=False),
                "yes" if inside else "no",
            )
        )
    note = (
        "An assumption that is not listed does not change the answer at any value tried. "
        "Money is in the case's prices."
    )
    if with_place:
        note += f" For {listed(with_place)}, the difference of this area is left as it is."
    header = ("Assumption", "Used", "Break-even value", "Within its range")
    return Table("What would have to be true", header, tuple(rows[:MOST_ROWS]), note)


def chances_table(case: Case, monte_carlo: MonteCarloAnswer, measure: str = "npv") -> Table:
    """Returns each account's mean, likely range and chance of net value above nothing."""
    rows = []
    for account, summary in monte_carlo.accounts.items():
        low, high = summary.interval_80 or (None, None)
        rows.append(
            (
                capital(account_in_prose(account, case.shape.commissioner)),
                cell(summary.mean, measure),
                cell(low, measure),
                cell(high, measure),
                chance_cell(summary.chance_positive or 0.0),
            )
        )
    undefined = max((summary.undefined for summary in monte_carlo.accounts.values()), default=0.0)
    note = (
        f"In up to {whole_percent(undefined)} of the simulation runs this is not defined. They are left out."
        if undefined > 0
        else ""
    )
    header = ("Point of view", "Mean", "1 in 10 below", "1 in 10 above", "Chance above 0")
    return Table(f"All numbers at once: {MEASURE_WORDS[measure].name.lower()}", header, tuple(rows), note)


def scenarios_table(case: Case, rows: Iterable[ScenarioAnswer], option: str) -> Table:
    """Returns the verdict and the headlines of an option in each scenario."""
    payer = party_in_prose(case.shape.commissioner)
    cells, missing = [], list[str]()
    for row in rows:
        headlines = row.options[option]
        if headlines is None:
            cells.append((row.name, *["not defined"] * (2 + len(BENEFIT_CLASSES)), "no answer"))
            missing.append(f"{row.name}: {row.reason}")
            continue
        classes = headlines.benefit_classes
        cells.append(
            (
                row.name,
                pounds(headlines.commissioner_pv_costs),
                *(pounds(classes[name]) for name in BENEFIT_CLASSES.keys),
                pounds(headlines.npv["society"]),
                VERDICT_WORDS[headlines.verdict.number].short,
            )
        )
    kinds = (f"{CLASS_WORDS[name].column} £" for name in BENEFIT_CLASSES.keys)
    header = ("Scenario", f"Costs {payer} £", *kinds, "Net £", "Verdict")
    note = " ".join([*missing, "Present values. Do not add the kinds of benefit together."])
    return Table("Scenarios side by side", header, tuple(cells), note)


def information_table(case: Case, information: Information, most: int = 8) -> Table:
    """Returns what it would be worth at most to know each theme, and each figure, for certain."""
    rows = [
        (f"Theme: {worth.name}", worth_in_words(worth.value, worth.distinguishable))
        for worth in information.groups
    ]
    rows += [
        (name_of(case, worth.path), worth_in_words(worth.value, worth.distinguishable))
        for worth in information.evppi[:most]
    ]
    note = "For everyone served over the years of the case."
    return Table("Value of further evidence", ("What", "Worth"), tuple(rows), note)
