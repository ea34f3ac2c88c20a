"""Every chart of a case as pictures, with the words for who cannot see them and the numbers that they draw."""

from __future__ import annotations

from make_the_case.exports.chart_pictures import pictures
from make_the_case.exports.data_files import csv_file, zip_file
from make_the_case.words.blocks import Drawn
from make_the_case.words.charts.chart import Chart
from make_the_case.words.papers.full_case import full_case
from make_the_case.words.phrases import settled
from valuation import Answer
from valuation.answers.appraised import Appraised
from valuation.answers.tidy import Cell


def charts_zip(appraised: Appraised) -> bytes:
    """Returns a zip of the full case's charts: each as SVG, PNG, a table (CSV) and its alternative text."""
    answer = appraised.answer
    charts = [block.chart for block in full_case(appraised) if isinstance(block, Drawn)]
    files: dict[str, bytes] = {}
    for place, (chart, svg, png) in enumerate(
        zip(charts, pictures(charts, "svg"), pictures(charts, "png"), strict=True), start=1
    ):
        name = f"{place}-{chart.id.replace('_', '-')}"
        files |= {
            f"{name}.svg": svg, f"{name}.png": png, f"{name}.csv": _table(chart), f"{name}.txt": _words(chart, answer),
        }  # fmt: skip
    return zip_file(files)


def _table(chart: Chart) -> bytes:
    """Returns what the chart draws, unrounded: a row for each place on it, a column for each series."""
    header = ("what", *(row.name for row in chart.series))
    rows: list[tuple[Cell, ...]] = [
        (name, *(settled(row.values[place]) for row in chart.series))
        for place, name in enumerate(chart.categories)
    ]
    return csv_file(header, rows)


def _words(chart: Chart, answer: Answer) -> bytes:
    words = (chart.title, chart.subtitle, f"Alternative text: {chart.alt}", chart.summary)
    return ("\n\n".join((*words, f"Check code {answer.check_code}.")) + "\n").encode()
