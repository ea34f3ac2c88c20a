"""The chart of an outcome's findings: each as it was published, ours beside the studies, and last what the case counts."""

from __future__ import annotations

from make_the_case.words.charts.chart import Chart, Series, shortened
from make_the_case.words.finding_words import what_it_comes_to, whether_read
from make_the_case.words.tables.evidence_tables import in_measure
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.case.effects import FromFindings
from valuation.evidence.readings import claimed_value, per_person, standard_error
from valuation.evidence.scales import measures_of
from valuation.evidence.standards import ERRORS_ON_A_SIDE

COUNTED = "What the case counts"

Row = tuple[str, float, tuple[float, float] | None, str]
"""A bar: its name, where it ends, its 95% interval, and what is said of it in the table."""


def findings_chart(case: Case, effect: FromFindings) -> Chart:
    """Returns every finding in the outcome's measure with its 95% interval, for each person and with good to the right, and what is counted."""
    rows = _rows(effect)
    counted = effect.at(case.standard or "expected")
    around = ERRORS_ON_A_SIDE * counted.sd
    rows.append(
        (
            COUNTED,
            counted.mean,
            (counted.mean - around, counted.mean + around) if counted.sd else None,
            "",
        )
    )
    name = effect.outcome.name or effect.outcome.id
    unit = measures_of(case.library)[effect.measure].unit
    title = shortened(f"{name}: what was found, and what the case counts")
    return Chart(
        f"findings_{effect.outcome.id}",
        "bars",
        title,
        f"For each person, in {unit}; good is to the right. The thin lines are 95% intervals",
        what_it_comes_to(case, effect),
        f"Bar chart, one bar for each finding. {title}.",
        tuple(row[0] for row in rows),
        (Series("Found", tuple(row[1] for row in rows), tuple(_words(effect.measure, row) for row in rows)),),
        unit,
        1.0,
        Table(
            title,
            ("Finding", "For each person", "95% interval", "Whether it is read"),
            tuple(
                (row[0], in_measure(effect.measure, row[1]), _interval(effect.measure, row), row[3])
                for row in rows
            ),
        ),
        ends=tuple(row[2] for row in rows),
    )


def _rows(effect: FromFindings) -> list[Row]:
    rows: list[Row] = []
    scale = effect.evidence.scale
    for place, finding in enumerate(effect.evidence.findings):
        if not finding.is_in_measure:
            continue
        value, se = claimed_value(finding, scale), standard_error(finding, scale)
        around = None if se is None else ERRORS_ON_A_SIDE * per_person(se, finding, scale)
        ends = None if around is None else (value - around, value + around)
        rows.append((finding.study, value, ends, whether_read(effect, place)))
    return rows


def _interval(measure: str, row: Row) -> str:
    return "Not known" if row[2] is None else " to ".join(in_measure(measure, end) for end in row[2])


def _words(measure: str, row: Row) -> str:
    found = in_measure(measure, row[1])
    return found if row[2] is None else f"{found} ({_interval(measure, row)})"
