"""The chart of an outcome's findings: each as it was published, ours beside the studies, and last what the case counts."""

from __future__ import annotations

from make_the_case.words.charts.chart import Chart, Series
from make_the_case.words.finding_words import what_it_comes_to, whether_read
from make_the_case.words.phrases import plain_number
from make_the_case.words.shown_findings import NO_INTERVAL, ShownFinding, shown_finding
from make_the_case.words.tables.evidence_tables import in_measure
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.case.effects import FromFindings
from valuation.evidence.scales import measures_of
from valuation.evidence.standards import ERRORS_ON_A_SIDE

COUNTED, NOTHING = "What the case counts", "Nothing"

Row = tuple[str, ShownFinding, str]
"""A bar: its name, where it ends with its 95% interval, and what is said of it in the table."""


def findings_chart(case: Case, effect: FromFindings, known: str) -> Chart:
    """Returns every finding in the outcome's measure with its 95% interval, for each person and with good to the right, and what is counted.

    `known` is what the answer says that comparisons show.
    """
    rows = [*_rows(effect), (COUNTED, _counted(case, effect), "")]
    name = effect.outcome.name or effect.outcome.id
    unit = measures_of(case.library)[effect.measure].unit
    title = f"{name}: what was found, and what the case counts"
    return Chart(
        f"findings_{effect.outcome.id}",
        "bars",
        title,
        f"For each person, in {unit}; good is to the right{_line_words(effect)}. The thin lines are 95% intervals",
        what_it_comes_to(case, effect, known),
        f"Bar chart, one bar for each finding. {title}.",
        tuple(row[0] for row in rows),
        (Series("Found", tuple(at.value for _, at, _ in rows), tuple(at.words for _, at, _ in rows)),),
        f"{unit}, how far from {plain_number(even)}"
        if (even := effect.evidence.scale.no_difference)
        else unit,
        1.0,
        Table(
            title,
            ("Finding", "For each person", "95% interval", "Whether it is read"),
            tuple((name, at.figure, at.interval, said) for name, at, said in rows),
        ),
        ends=tuple(at.ends for _, at, _ in rows),
    )


def _line_words(effect: FromFindings) -> str:
    even = effect.evidence.scale.no_difference
    return f", and the line is {plain_number(even)}, no difference" if even else ""


def _counted(case: Case, effect: FromFindings) -> ShownFinding:
    """Returns what the case counts: nothing of a measure that is only shown."""
    counted = effect.at(case.standard or "expected")
    if measures_of(case.library)[effect.measure].is_shown_only:
        return ShownFinding(0.0, None, NOTHING, NOTHING)
    figure = in_measure(effect.measure, counted.mean)
    if not counted.sd:
        return ShownFinding(counted.mean, None, figure, NO_INTERVAL)
    around = ERRORS_ON_A_SIDE * counted.sd
    ends = (counted.mean - around, counted.mean + around)
    return ShownFinding(
        counted.mean, ends, figure, " to ".join(in_measure(effect.measure, end) for end in ends)
    )


def _rows(effect: FromFindings) -> list[Row]:
    return [
        (finding.study, shown_finding(finding, effect.evidence.scale), whether_read(effect, place))
        for place, finding in enumerate(effect.evidence.findings)
        if finding.is_in_measure
    ]
