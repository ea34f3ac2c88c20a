"""The assumptions log: every assumption with its evidence as rated and its effect as calculated."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from make_the_case.authoring.origins import Origin, origin
from make_the_case.words.assumption_phrases import (
    assumption,
    edge_in_words,
    name_of,
    quality,
    used_in_words,
    value_in_words,
)
from make_the_case.words.evidence_asked import asked_for
from make_the_case.words.first_answer import ORIGINS
from make_the_case.words.names import OPTIMISM_POLICIES
from make_the_case.words.phrases import capital, counted, financial_year, gain_or_loss, pounds
from make_the_case.words.tables.summary_tables import Table
from valuation import Assumption, Case, Measures
from valuation.case.places import own_name, written_at
from valuation.case.words_of_choices import CHOICES
from valuation.sensitivity.one_way import Swing
from valuation.sensitivity.switching import Switch
from valuation.spreads import default_ranges, spread_of

WEAK, MIXED, STRONG = "Weak", "Mixed", "Strong"
BIG, MEDIUM, SMALL = "Big", "Medium", "Small"
QUALITIES = (WEAK, MIXED, STRONG)
IMPACTS = (BIG, MEDIUM, SMALL)
IMPACT_MEANS = {
    BIG: "moves the answer across break-even, or by a quarter or more of the case",
    MEDIUM: "moves it by 5% to 25% of the case",
    SMALL: "moves it by less than 5% of the case",
}
"""The case is as large as the largest of its costs, its benefits and its net value: one without a benefit is not without a size."""
NO_REASON = "No reason given"


@dataclass(frozen=True)
class LogRow:
    """One assumption of the log, as it is read."""

    id: str
    path: str
    places: tuple[str, ...]
    """Where the case uses it."""
    name: str
    value: str
    low: str
    high: str
    unit: str
    where_from: str
    source: str
    quality: str
    impact: str
    swing: float
    at_low: float | None
    at_high: float | None
    not_moved: str
    """Why it is not moved by itself, or nothing."""
    breaks_even: str
    has_edge: bool
    """Whether any value tried changes the answer."""
    reason: str
    ask_for: str
    """What evidence would settle it, and who can give it."""
    is_changed: bool
    """Whether it is somebody's own in place of a figure of the library."""
    has_source: bool
    has_reason: bool
    details: tuple[tuple[str, str], ...]

    @property
    def owes_a_reason(self) -> bool:
        """Returns whether it stands in place of a figure of the library, and no reason is given."""
        return self.is_changed and not self.has_reason

    @property
    def is_test_first(self) -> bool:
        """Returns whether its evidence is weak and its effect large."""
        return self.quality == WEAK and self.impact == BIG


def size_of(measures: Measures, option: str) -> float:
    """Returns how large an option's case is: the largest of its costs, its benefits and its net value, counting everyone, in £ of present value."""
    society = measures[option].accounts["society"]
    return max(abs(float(values[0])) for values in (society.pv_costs, society.pv_benefits, society.npv))


def turns_the_answer(swing: Swing | None) -> bool:
    """Returns whether an assumption, moved from its low to its high, takes the answer across break-even."""
    return swing is not None and swing.swing > 0 and (swing.at_low < 0) != (swing.at_high < 0)


def impact_of(swing: Swing | None, size: float) -> str:
    """Returns how much an assumption matters, moved from its low to its high: Big, Medium or Small.

    Big where the swing in society's npv crosses nothing or is 25% of the size of the case or more, Medium from 5%
    (docs/papers.md).
    """
    if swing is None or not swing.swing > 0:
        return SMALL
    if turns_the_answer(swing) or swing.swing >= 0.25 * size:
        return BIG
    return MEDIUM if swing.swing >= 0.05 * size else SMALL


def _weakness(number: Assumption) -> int:
    """Returns the place of a number's evidence in `QUALITIES`; what nobody has read at its source is not strong yet."""
    rated = QUALITIES.index(quality(number))
    return min(rated, QUALITIES.index(MIXED)) if number.status == "to_verify" else rated


def log_rows(
    case: Case, option: str, measures: Measures, swings: Sequence[Swing], switches: Iterable[Switch]
) -> list[LogRow]:
    """Returns the log of an option, what to test first at the top: what can turn the answer, and then weak evidence of a big effect.

    What no range moves comes last.
    """
    by_path = {swing.path: swing for swing in swings}
    edges = {switch.path: switch for switch in switches}
    size = size_of(measures, option)
    listed = [a for a in measures.model.assumptions if a.path in edges]
    used = _places(case)
    order = sorted(
        listed,
        key=lambda a: (
            not turns_the_answer(by_path.get(a.path)),
            IMPACTS.index(impact_of(by_path.get(a.path), size)) + _weakness(a),
            IMPACTS.index(impact_of(by_path.get(a.path), size)),
            -(by_path[a.path].swing if _is_moved(by_path.get(a.path)) else 0.0),
            a.path,
        ),
    )
    return [
        _row(case, f"A{number}", a, by_path.get(a.path), edges[a.path], size, tuple(used.get(a.path, ())))
        for number, a in enumerate(order, start=1)
    ]


def _is_moved(swing: Swing | None) -> bool:
    """Returns whether an assumption has an answer at both ends of its range."""
    return swing is not None and math.isfinite(swing.swing)


def _places(case: Case) -> dict[str, list[str]]:
    """Returns the places of the options that use each assumption."""
    places: dict[str, list[str]] = {}
    for place in case.numbers_written:
        number = None if own_name(place) is not None else case.assumption_at(place)
        if number is not None:
            places.setdefault(number.path, []).append(place)
    return places


def _row(
    case: Case,
    ident: str,
    number: Assumption,
    swing: Swing | None,
    edge: Switch,
    size: float,
    places: tuple[str, ...],
) -> LogRow:
    path = number.path
    spread = spread_of(number, default_ranges(case.library))
    raw = written_at(case.data, path)
    written: dict[str, object] = raw if isinstance(raw, dict) else {}
    words = assumption(case, path)
    return LogRow(
        id=ident,
        path=path,
        places=places,
        name=name_of(case, path),
        value=used_in_words(case, path),
        low="" if spread is None else value_in_words(case, path, spread.low),
        high="" if spread is None else value_in_words(case, path, spread.high),
        unit=number.unit or "",
        where_from=ORIGINS[where_from(case, path)],
        source=case.library.source_title(number.source) if number.source else "No source given",
        quality=quality(number),
        impact=impact_of(swing, size),
        swing=swing.swing if swing is not None and _is_moved(swing) else 0.0,
        at_low=swing.at_low if swing is not None and _is_moved(swing) else None,
        at_high=swing.at_high if swing is not None and _is_moved(swing) else None,
        not_moved="" if swing is None or swing.gap is None else swing.gap.sentence,
        breaks_even=edge_in_words(case, edge),
        has_edge=edge.value is not None,
        reason=number.reason or (NO_REASON if number.changed_from else ""),
        ask_for=ask_in_words(case, path),
        is_changed=number.changed_from is not None,
        has_source=bool(number.source),
        has_reason=bool(number.reason),
        details=_details(case, words, written, None if spread is None else spread.is_default),
    )


def ask_in_words(case: Case, path: str) -> str:
    """Returns what evidence to ask for on a number, and who can give it, as a cell or a line says it."""
    asked = asked_for(case, path)
    return f"{capital(asked.what)}, from {asked.who}"


def where_from(case: Case, path: str) -> Origin:
    """Returns where an assumption's value comes from; one of the library's own is a national default."""
    if path in case.library and path not in case.changed_library:
        return "library"
    return origin(case, path)


DETAILS = (
    ("locator", "Page"),
    ("study", "Study"),
    ("design", "Evidence type"),
    ("n", "People studied"),
    ("follow_up_months", "Followed, months"),
    ("serves", "How like our people"),
    ("note", "Note"),
    ("by", "Written by"),
    ("at", "Date"),
    ("signed_off_by", "Signed off by"),
    ("owner", "Owner"),
    ("review", "How and when to improve it"),
)


def _details(
    case: Case, number: Assumption, written: dict[str, object], is_default: bool | None
) -> tuple[tuple[str, str], ...]:
    entry = case.library.entry(number.path) if number.path in case.library else written
    rows = [("Grade", f"{number.grade or 'none, counted as 6'}")]
    if is_default is not None:
        rows.append(
            ("Range", "the usual range of its grade, because none is stated" if is_default else "stated")
        )
    if number.price_year is not None:
        rows.append(("Prices of", financial_year(number.price_year)))
    rows += [(words, str(entry[key])) for key, words in DETAILS if entry.get(key) is not None]
    return tuple(rows)


def log_table(rows: Sequence[LogRow]) -> Table:
    """Returns the log as a table: what each number is, how good, how much it matters, and its break-even value."""
    header = (
        "Assumption",
        "Used",
        "Range",
        "Source",
        "Evidence",
        "Effect",
        "Net value £, at low and at high",
        "Break-even value",
    )
    cells = tuple(
        (
            f"{row.id} {row.name}",
            row.value,
            f"{row.low} to {row.high}" if row.low else "none",
            row.where_from,
            row.quality,
            row.impact,
            ""
            if row.at_low is None or row.at_high is None
            else f"{pounds(row.at_low)} and {pounds(row.at_high)}",
            row.breaks_even if row.has_edge else "none",
        )
        for row in rows
    )
    note = (
        "Evidence is as its author grades it. Strong is grade 1 or 2, mixed is 3 or 4, and weak is 5, 6 or no grade. "
        "Effect is calculated. It is how far net value, counting everyone, moves between the low and the high end, beside the "
        "largest of costs, benefits and net value. What can turn the answer comes first. "
        "The break-even value is none where no value tried changes the answer. Money that is used is in the case's prices, and net value "
        "is a present value."
    )
    return Table("The assumptions, what to test first at the top", header, cells, note)


MOST_ASKED = 8
"""Assumptions of which it is said what evidence to ask for: the first of the log."""


def asked_table(rows: Sequence[LogRow]) -> Table:
    """Returns what evidence to ask for on the first assumptions of the log, and who can give it."""
    cells = tuple((f"{row.id} {row.name}", row.value, row.ask_for) for row in rows[:MOST_ASKED])
    note = "Money that is used is in the case's prices."
    return Table("The evidence to ask for first", ("Assumption", "Used", "Ask for"), cells, note)


def grid_of(rows: Sequence[LogRow]) -> dict[tuple[str, str], list[str]]:
    """Returns the ids in each cell of the grid of effect by evidence."""
    cells: dict[tuple[str, str], list[str]] = {
        (impact, quality): [] for impact in IMPACTS for quality in QUALITIES
    }
    for row in rows:
        cells[row.impact, row.quality].append(row.id)
    return cells


def structure_rows(case: Case) -> list[tuple[str, str]]:
    """Returns the assumptions that are no numbers: years, prices, discounting, and what it is compared with."""
    appraisal = case.shape.appraisal
    stated = appraisal.discounting
    usual = case.shape.counterfactual
    return [
        (
            "Appraisal period",
            f"{counted(appraisal.years, 'year')} from {financial_year(appraisal.first_year)}",
        ),
        ("Prices", f"{financial_year(appraisal.price_year)} prices"),
        ("Inflation in cash terms", CHOICES[("Appraisal", "inflation")][appraisal.inflation]),
        (
            "Discounting",
            case.library.schedules[stated].label if isinstance(stated, str) else "the case's own rates",
        ),
        ("Compared with", (usual.name if usual else None) or "business as usual"),
        (
            "Optimism bias adjustment",
            OPTIMISM_POLICIES[appraisal.optimism_bias],
        ),
        (
            "People's own time",
            "counted as a cost to society" if appraisal.own_time == "counted" else "left out",
        ),
    ]


FILTERS: dict[str, tuple[str, Callable[[LogRow], bool]]] = {
    "all": ("All assumptions", lambda row: True),
    "test_first": ("Test first: weak evidence, big effect", lambda row: row.is_test_first),
    "changed": ("Changed from the library", lambda row: row.is_changed),
    "no_reason": ("No reason given", lambda row: row.owes_a_reason),
    "no_source": ("No source", lambda row: not row.has_source),
    "red": ("Weak evidence", lambda row: row.quality == WEAK),
}
"""What the log can be filtered by: the words, and which rows are let through."""


def impact_sentence(row: LogRow) -> str:
    """Returns what moving one assumption over its range does to net value, in a sentence."""
    if row.not_moved:
        return row.not_moved
    if row.at_low is None or row.at_high is None or row.swing == 0:
        return "It is not moved here. It has no range, or this option does not depend on it."
    low, high = gain_or_loss(row.at_low), gain_or_loss(row.at_high)
    return (
        f"Counting everyone, there is {low} at {row.low} and {high} at {row.high}. "
        f"The effect is {row.impact.lower()}: it {IMPACT_MEANS[row.impact]}."
    )
