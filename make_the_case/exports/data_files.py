"""Results as data: one JSON object, and a zip of tidy tables with their dictionary."""

from __future__ import annotations

import csv
import io
import json
import math
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from make_the_case.words.phrases import ROUNDING, party_name, settled
from make_the_case.words.sources import attribution
from make_the_case.words.tables.value_map import VALUE_MAP, value_map_rows
from valuation import MODEL_VERSION, PROGRAM_VERSION, Answer, Assumption, Case, compile_case
from valuation.accounts import BENEFIT_CLASSES
from valuation.answers.tidy import CURRENCY, TABLES, Cell, exact_frames, unit_of
from valuation.case.statuses import counts_as
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.monte_carlo import likely_range, summary
from valuation.verdict import VERDICTS

if TYPE_CHECKING:
    import pandas as pd

    from make_the_case.words.likely_range import Amounts
    from make_the_case.words.papers.constant_block import PrintedBlock

Rows = Iterable[tuple[Cell, ...]]

WAKES = frozenset("=+-@|")
"""Signs with which a formula, or a command of old, begins in one spreadsheet or another."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""By it Excel knows that a CSV file is UTF-8, and reads £."""
LEAST_INPUT = 1e-12
"""No number of a case but 0 is nearer to nothing."""
INPUTS = frozenset(("value", "low", "high", "base", "used", "a", "b"))
"""Keys of a result under which a number of the case itself may stand."""


def result_json(answer: Answer, printed: Mapping[str, PrintedBlock] | None = None) -> bytes:
    """Returns the answer as `appraise --json` prints it, with what every paper prints of it where that is given.

    UTF-8, never NaN or infinity.
    """
    whole = answer.as_dict() | ({} if printed is None else {"printed": printed})
    return (json.dumps(settled_all(whole), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def settled_all(item: object, is_input: bool = False) -> object:
    """Returns a result in which what rounding left of nothing is 0, and nothing is minus 0.

    >>> settled_all({"npv": 7.22e-15, "parties": [-0.0, 1.5], "value": 2e-11})
    {'npv': 0.0, 'parties': [0.0, 1.5], 'value': 2e-11}
    """
    if isinstance(item, float):
        return 0.0 if abs(item) < (LEAST_INPUT if is_input else ROUNDING) else item
    if isinstance(item, dict):
        return {key: settled_all(value, key in INPUTS) for key, value in item.items()}
    return [settled_all(value, is_input) for value in item] if isinstance(item, list | tuple) else item


def tables_zip(answer: Answer, case: Case, analysis: Analysis | None = None) -> bytes:
    """Returns the tables as a zip, those of the simulation where one was run; the same case gives the same bytes."""
    assumptions = compile_case(case).assumptions
    told = _answer_tables(answer, case)
    simulated = (
        {}
        if analysis is None
        else {
            "simulation.csv": csv_file(SIMULATION, _simulation(analysis, answer.price_year)),
            "sensitivity.csv": csv_file(SENSITIVITY, _sensitivity(analysis, answer.price_year)),
        }
    )
    files = {
        "README.txt": _readme(
            answer,
            case,
            assumptions,
            {name: columns for name, (columns, _) in told.items()},
            analysis is not None,
        ).encode(),
        **{
            name: csv_file(columns, map(settled_row, frame.itertuples(index=False, name=None)))
            for name, (columns, frame) in told.items()
        },
        "assumptions.csv": csv_file(ASSUMPTIONS, _assumptions(case, assumptions)),
        "value_map.csv": csv_file(VALUE_MAP, _value_map(case, answer)),
        **simulated,
    }
    return zip_file(files)


def zip_file(files: dict[str, bytes]) -> bytes:
    """Returns files as a zip; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return stream.getvalue()


def csv_file(header: Iterable[str], rows: Rows) -> bytes:
    """Returns a table as CSV for Excel and for programs: numbers in full, text that no spreadsheet will run."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_cell(name) for name in header])
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
    return BYTE_ORDER_MARK + stream.getvalue().encode()


def _cell(cell: Cell) -> str:
    """Returns a cell as text: numbers in full and in digits, true and false in words, text that no spreadsheet will run.

    >>> _cell(0.1), _cell(None), _cell(True), _cell("=1+1"), _cell(-2.5), _cell(1e-10), _cell(-0.0)
    ('0.1', '', 'true', "'=1+1", '-2.5', '0.0000000001', '0.0')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return f"{Decimal(repr(cell)):f}" if cell else repr(abs(cell))
    text = cell.replace("\r\n", "\n").replace(
        "\r", "\n"
    )  # a lone return would begin a row that is not quoted
    return f"'{text}" if wakes_a_spreadsheet(text) else text


def wakes_a_spreadsheet(text: str) -> bool:
    """Returns whether a spreadsheet could run a text as a formula, whatever stands unseen before its first sign.

    >>> [wakes_a_spreadsheet(text) for text in ("=1", "\\uff1d1", "\\u200b @x", "\\tx", "3 = 3", "")]
    [True, True, True, True, False, False]
    """
    if text.startswith(("\t", "\r", "\n")):
        return True
    first = next(
        (sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in UNSEEN), ""
    )
    return unicodedata.normalize("NFKC", first)[:1] in WAKES and first != ""


UNSEEN = ("Cc", "Cf", "Mn", "Me")
"""Kinds of characters that show nothing, or nothing by themselves."""


# The tables, each with its data dictionary -----------------------------------------------------------------


def _answer_tables(answer: Answer, case: Case) -> dict[str, tuple[dict[str, str], pd.DataFrame]]:
    """Returns each tidy table of the answer with its data dictionary, and what a reader is told beside it."""
    import pandas as pd  # takes half a second to load, which no page should wait for

    frames = exact_frames(answer)
    columns = {name: dict(table.columns) for name, table in TABLES.items()}

    def with_column(table: str, after: str, name: str, means: str, cells: Iterable[Cell]) -> None:
        place = list(columns[table]).index(after) + 1
        frames[table].insert(place, name, pd.Series(list(cells), dtype=object))
        told = list(columns[table].items())
        columns[table] = dict([*told[:place], (name, means), *told[place:]])

    preferred = case.shape.preferred or next(iter(answer.options))
    with_column(
        "options", "name", "preferred", "whether the case puts it forward",
        (option == preferred for option in frames["options"]["option"]),
    )  # fmt: skip
    with_column("parties", "party", "name", "the party's name", map(party_name, frames["parties"]["party"]))
    return {f"{name}.csv": (columns[name], frame) for name, frame in frames.items()}


def settled_row(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Returns a row in which what rounding left of nothing is 0."""
    return tuple(settled(cell) if isinstance(cell, float) else cell for cell in cells)


ASSUMPTIONS = {
    "path": "the number's place in the case, or its id in the library",
    "label": "what it is",
    "value": "the best estimate",
    "low": "the low end of its range",
    "high": "the high end of its range",
    "distribution": "how it is drawn within the range",
    "unit": "what it is in",
    "price_year": "for money, the year of its prices",
    "grade": "confidence in the evidence, 1 (best) to 6 (worst); empty counts as 6",
    "status": "published, derived, cited_fact, planning_assumption or to_verify, where it is said",
    "source_id": "the source's id in the library, where it has one",
    "source": "the source",
    "attribution": "how the source and its licence ask to be named",
    "note": "anything a reader should know",
    "reason": "why the number was chosen or changed",
    "changed_from": "the library number that it was typed over",
}


def _assumptions(case: Case, assumptions: Iterable[Assumption]) -> Iterator[tuple[Cell, ...]]:
    library = case.library
    for a in sorted(assumptions, key=lambda number: number.path):
        is_known = a.source is not None and a.source in library.sources
        source = library.source_title(a.source) if a.source else None
        yield (
            a.path, a.label, a.value, a.low, a.high, a.distribution, a.unit,
            None if a.price_year is None else str(a.price_year), a.grade, counts_as(a),
            a.source if is_known else None, source, attribution(case, a.source) if is_known and a.source else None,
            a.note, a.reason, a.changed_from,
        )  # fmt: skip


SIMULATION = {
    "option": "the option's id",
    "account_or_class": "the account that counts it, or the class of benefit",
    "measure": "npv, pv_costs or benefit",
    "mean": "the mean over all draws",
    "p10": "the 10th percentile: the low end of the likely range",
    "p50": "the median",
    "p90": "the 90th percentile: the high end of the likely range",
    "chance_above_0": "the share of draws above 0",
    "draws": "how many draws",
    "seed": "the seed by which they can be drawn again",
    "unit": "what it is in",
    "price_year": "the financial year of its prices",
}


def _simulation(analysis: Analysis, year: str | int) -> Iterator[tuple[Cell, ...]]:
    sample = analysis.simulation.sample
    for option, simulated in analysis.simulation.options.items():
        rows: list[tuple[str, str, Amounts]] = [
            (name, "npv", account.npv) for name, account in simulated.accounts.items()
        ]
        rows += [(name, "pv_costs", account.pv_costs) for name, account in simulated.accounts.items()]
        rows += [(name, "benefit", values) for name, values in simulated.benefit_classes.items()]
        for name, measure, values in rows:
            drawn = summary(values)
            low, high = likely_range(values)
            yield (
                option, name, measure, *(None if x is None else settled(x) for x in (drawn.mean, low, drawn.median, high)), drawn.chance_positive,
                len(sample), sample.seed, CURRENCY, year,
            )  # fmt: skip


SENSITIVITY = {
    "option": "the option's id",
    "path": "the number's place in the case, or its id in the library",
    "low": "the low end of its range",
    "high": "the high end of its range",
    "at_low": "what is measured with the number at its low end; empty where undefined",
    "at_high": "the same at its high end",
    "breaks_even_at": "the value at which what is measured is 0; empty where none was found",
    "account": "the account that counts it",
    "measure": "what is measured",
    "unit": "what that is in",
    "price_year": "the financial year of its prices",
}


def _sensitivity(analysis: Analysis, year: str | int) -> Iterator[tuple[Cell, ...]]:
    for option, swings in analysis.swings.items():
        edges = {switch.path: switch.value for switch in analysis.switches[option]}
        for s in swings:
            ends = (None if math.isnan(x) else settled(x) for x in (s.at_low, s.at_high))
            yield (
                option, s.path, s.low, s.high, *ends, edges.get(s.path), analysis.account, analysis.measure, *unit_of(analysis.measure, year),
            )  # fmt: skip


def _value_map(case: Case, answer: Answer) -> Iterator[tuple[Cell, ...]]:
    for row in value_map_rows(case, answer):
        yield settled_row(row.cell(key) for key in VALUE_MAP)


def _readme(
    answer: Answer,
    case: Case,
    assumptions: Iterable[Assumption],
    told: Mapping[str, Mapping[str, str]],
    has_simulation: bool,
) -> str:
    """Returns the data dictionary, and the attributions that the licences of the numbers used ask for."""
    used = [
        case.library.sources[a.source] for a in assumptions if a.source and a.source in case.library.sources
    ]
    licences = case.library.licences
    names = sorted({source.attribution for source in used})
    words = sorted({licences[source.licence].attribution for source in used})
    tables = {
        **told, "assumptions.csv": ASSUMPTIONS, "value_map.csv": VALUE_MAP,
        **({"simulation.csv": SIMULATION, "sensitivity.csv": SENSITIVITY} if has_simulation else {}),
    }  # fmt: skip
    lines = [
        answer.title or "A case without a title",
        f"Check code {answer.check_code}. Papers with the same code come from the same case. The code is not an approval.",
        f"Made by Make the Case {PROGRAM_VERSION}, model {MODEL_VERSION}, library {case.library.version}.",
        "",
        f"Money is in {answer.price_year} prices unless the unit says otherwise. Present values are at",
        "the start of the first year. Text is UTF-8 and numbers are unrounded. An empty cell is",
        "undefined or not stated. A text that begins with = + - @ | or a tab has an apostrophe before it,",
        "so that no spreadsheet runs it as a formula.",
    ]
    *firsts, last = BENEFIT_CLASSES.keys
    rows = {"classes": f"{', '.join(firsts)} or {last}", "verdicts": len(VERDICTS)}
    for name, columns in tables.items():
        lines += [
            "",
            name,
            *(f"  {column}: {meaning.format(**rows)}" for column, meaning in columns.items()),
        ]
    lines += ["", "Sources of the library's numbers used here", *(f"  {name}" for name in names or ["None."])]
    lines += ["", "Licences", *(f"  {word}" for word in words or ["None."])]
    return "\n".join(lines) + "\n"
