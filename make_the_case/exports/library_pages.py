"""Pages of `docs/` that are written from the library and the glossary, and what the app keeps of every service; a test fails when one is stale.

`python -m make_the_case.exports.library_pages` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from make_the_case.exports.terms import terms_file
from make_the_case.words.glossary import TERMS
from make_the_case.words.phrases import plain_number, pounds
from make_the_case.words.services import (
    KEPT_IN,
    ServiceAnswer,
    as_text,
    counts_in_words,
    services,
    services_table,
    unread_words,
)
from make_the_case.words.tables.library_rows import entry_rows, users_of_entries
from make_the_case.words.template_evidence import STATUS_WORDS
from valuation import Library, load_library
from valuation.evidence.findings import Scale
from valuation.evidence.scales import Bridge, Measure, bridges_of, measures_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
BEGIN, END = "<!-- written by make_the_case.exports.library_pages -->", "<!-- end -->"


def assumptions_page(library: Library) -> str:
    """Returns docs/assumptions.md: every entry of the library with its source, licence, status and where it is used."""
    used = users_of_entries(library)
    lines = [
        "# Every assumption of the library",
        "",
        "Written by `python -m make_the_case.exports.library_pages` from `assumptions/`; a test fails when it is stale. What the words mean is in",
        "[assumptions/README.md](../assumptions/README.md).",
        "",
        f"Library {library.version}.",
    ]
    table = ""
    for row in entry_rows(library):
        if row.table != table:
            table = row.table
            lines += ["", f"## {table}", "", _row(("Entry", "What", "Value", "Prices of", "Grade", "Status", "Source", "Licence", "Used by")), "|---" * 9 + "|"]  # fmt: skip
        lines.append(
            _row((f"`{row.path}`", row.label, row.value, row.price_year, row.grade, row.status, row.source, row.licence,
                  ", ".join(used.get(row.path, ())) or "nothing of ours: there for your case"))
        )  # fmt: skip
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def evidence_table(found: Sequence[ServiceAnswer]) -> str:
    """Returns the generated tables of docs/evidence.md: the services with the highest net value first, then the enablers."""
    real = [service for service in found if not service.is_enabler]
    table = services_table(real)
    lines = [_row(("Template", *table.header, "Depends on planning or unchecked figures")), "|---|---" + "|---:" * 4 + "|---|---|---:|---:|"]  # fmt: skip
    lines += [
        _row((f"`{service.id}`", *row, unread_words(service)))
        for service, row in zip(real, table.rows, strict=True)
    ]
    lines += ["", table.note, "", _row(("Enabler", "What it is", "Cost in all £")), "|---|---|---:|"]
    lines += [_row((f"`{s.id}`", s.name, pounds(s.cost))) for s in found if s.is_enabler]
    return "\n".join(lines)


def evidence_page(text: str, found: Sequence[ServiceAnswer]) -> str:
    """Returns docs/evidence.md with its generated part written anew."""
    counts = "\n".join(f"- {words}" for words in counts_in_words(found))
    made = f"{BEGIN}\n{counts}\n\n{evidence_table(found)}\n{END}"
    return re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: made, text, flags=re.DOTALL)


MEASURE_HEADER = (
    "What is measured",
    "In the file",
    "Better",
    "sd",
    "τ",
    "q",
    "ρ",
    "Mean",
    "Its sd is",
    "Its τ is",
)
BRIDGE_HEADER = ("Bridge", "Value and range", "Grade", "Its figure is", "Official")


def measures_page(library: Library) -> str:
    """Returns docs/measures.md: the measures that are read, the bridges from them, and what is shown and never read, with the reasons."""
    measures, bridges = measures_of(library).values(), bridges_of(library).values()
    return "\n".join(
        (
            "# Measures and bridges",
            "",
            "Written by `python -m make_the_case.exports.library_pages` from `assumptions/evidence.yaml`; a test fails when it is stale. How a finding in a",
            "measure is read is in [evidence.md](evidence.md).",
            "",
            "## Measures that are read",
            "",
            "sd is how far people differ, τ how far a service differs from place to place, q how far services like these have been seen to work, and ρ how far one",
            "person's answers at two times go together. The mean is of the population; where there is none, give the finding the mean of its people.",
            "",
            _row(MEASURE_HEADER),
            "|---|---|---|---:|---:|---:|---:|---:|---|---|",
            *(
                _row(_measure_cells(measure, measure.scale))
                for measure in measures
                if measure.scale is not None
            ),
            "",
            "## Bridges",
            "",
            "What one unit of a measure is worth, for a person and a year, with good positive.",
            "",
            _row(BRIDGE_HEADER),
            "|---|---:|---:|---|---|",
            *(_row(_bridge_cells(bridge)) for bridge in bridges),
            "",
            "## Shown, and never read",
            "",
            *(f"- {measure.label}. {measure.reason}" for measure in measures if measure.is_shown_only),
            "",
        )
    )


def _measure_cells(measure: Measure, scale: Scale) -> tuple[str, ...]:
    figures = (scale.sd, scale.tau, scale.spread, scale.retest, scale.mean)
    statuses = (measure.figures.get("sd"), measure.figures["tau"])
    return (
        measure.label,
        f"`{measure.id}`",
        "higher" if measure.is_higher_better else "lower",
        *("" if figure is None else plain_number(figure) for figure in figures),
        *("" if figure is None else STATUS_WORDS[figure.status] for figure in statuses),
    )


def _bridge_cells(bridge: Bridge) -> tuple[str, ...]:
    number = bridge.assumption
    ends = (
        ""
        if number.low is None or number.high is None
        else f" ({plain_number(number.low)} to {plain_number(number.high)})"
    )
    return (
        f"{number.label} (`{bridge.id}`)",
        f"{plain_number(number.value)}{ends}",
        str(number.grade),
        STATUS_WORDS[str(number.status)],
        "yes" if bridge.is_official else "no",
    )


def glossary_page() -> str:
    """Returns docs/glossary.md: every term as a reader meets it, and as the case file and the code call it."""
    return "\n".join(
        (
            "# Glossary",
            "",
            "Written by `python -m make_the_case.exports.library_pages` from `make_the_case/words/glossary.py`; a test fails when it is stale.",
            "",
            "One concept, one word, in the case file, the code, the screen and the papers. The plain word comes first where a reader meets it.",
            "",
            _row(("On screen and in papers", "In the case file and the code", "What it means")),
            "|---|---|---|",
            *(_row(term) for term in TERMS),
            "",
        )
    )


def pages(library: Library) -> Iterator[tuple[Path, str]]:
    """Yields each page's place and what it should hold."""
    yield DOCS / "assumptions.md", assumptions_page(library)
    yield DOCS / "measures.md", measures_page(library)
    yield DOCS / "glossary.md", glossary_page()
    yield DOCS / "terms.csv", terms_file()
    found = services(library)
    yield DOCS.parent / "make_the_case/words" / KEPT_IN, as_text(found)
    place = DOCS / "evidence.md"
    yield place, evidence_page(place.read_text(encoding="utf-8"), found)


if __name__ == "__main__":
    for where, words in pages(load_library()):
        where.write_text(words, encoding="utf-8")
        print(f"Written to {where.name}")
