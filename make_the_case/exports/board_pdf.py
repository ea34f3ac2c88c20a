"""The board summary as a tagged PDF of two A4 pages: `assets/board.typ` laid out by Typst."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Final

from make_the_case.exports.logo import Logo
from make_the_case.exports.typesetting import Typesetting, typesetting
from make_the_case.words.blocks import NUMERIC
from make_the_case.words.panels import CostAndValue, ValueBar
from make_the_case.words.papers.board_summary import BoardSummary, PartyBar, board_summary
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.answers.appraised import Appraised

STANDARD: Final = "ua-1"
"""PDF/UA: Typst refuses to write a page with a figure that has no words for who cannot see it."""
SIZES = (10.5, 10.2, 9.9, 9.6, 9.3, 9.0, 8.7, 8.4, 8.0, 7.6)
"""Sizes of type in points, the largest first: the first at which all stands on two pages is used."""
PAGES = 2
PREVIEW = 110
"""Dots to the inch of a page shown on screen."""


def board_summary_pdf(
    appraised: Appraised,
    made_at: datetime | None = None,
    logo: Logo | None = None,
) -> bytes:
    """Returns the two pages of one option; the same case on the same day gives the same bytes."""
    with _typeset(appraised, made_at, logo) as made:
        return made.pdf(STANDARD)


def board_summary_page(appraised: Appraised, logo: Logo | None = None) -> bytes:
    """Returns page one as a picture (PNG)."""
    with _typeset(appraised, None, logo) as made:
        return made.pages("png", ppi=PREVIEW)[0]


@contextmanager
def _typeset(appraised: Appraised, made_at: datetime | None, logo: Logo | None) -> Iterator[Typesetting]:
    """Gives the pages at the largest type at which they are two; longer at the smallest, and whole: nothing is cut off."""
    case = appraised.case
    summary = board_summary(appraised)
    for size in SIZES:
        with typesetting("board.typ", _laid_out(summary, case, size), made_at, logo=logo) as made:
            if size == SIZES[-1] or len(made.pages("png", ppi=10)) <= PAGES:
                yield made
                return


def _laid_out(summary: BoardSummary, case: Case, size: float) -> dict[str, object]:
    """Returns the summary with what the template needs beside it: sizes, which columns are numbers, and where bars begin and end."""
    title = summary.title
    tables = {
        name: _columns(table) if table is not None else None
        for name, table in (
            ("standards", summary.standards), ("tests", summary.tests), ("options", summary.options), ("cash", summary.cash),
            ("needs", summary.needs), ("made_of", summary.made_of),
        )
    }  # fmt: skip
    return {
        **asdict(summary),
        **tables,
        "value": _placed(summary.value),
        "parties": _placed_parties(summary.parties),
        "weights": _placed_parties(summary.weights),
        "author": (case.shape.meeting and case.shape.meeting.author)
        or case.shape.organisation
        or "Make the Case",
        "size": size,
        "title_size": size * (1.9 if len(title) < 70 else 1.5 if len(title) < 140 else 1.15),
    }


def _columns(table: Table) -> dict[str, object]:
    """Returns a table with which of its columns hold numbers, and so stand to the right."""
    rest = range(1, len(table.header))
    numbers = [k for k in rest if table.rows and all(_is_number(row[k]) for row in table.rows)]
    return {**asdict(table), "numbers": numbers}


def _is_number(cell: str) -> bool:
    return NUMERIC.match(cell.removeprefix("+")) is not None


def _placed(value: CostAndValue) -> dict[str, object]:
    """Returns the two bars with the places of their ends, from 0 at the left of the scale to 1 at its right."""
    low, high = value.span

    def place(amount: float) -> float:
        return (amount - low) / (high - low)

    return {
        "title": value.title,
        "subtitle": value.subtitle,
        "alt": value.alt,
        "zero": place(0.0),
        "break_even": place(value.break_even),
        "break_even_words": value.break_even_words,
        "bars": [_placed_bar(bar, place) for bar in value.bars],
    }


def _placed_bar(bar: ValueBar, place: Callable[[float], float]) -> dict[str, object]:
    start, pieces = 0.0, []
    for piece in bar.pieces:
        ends = sorted((place(start), place(start + piece.amount)))
        pieces.append({"start": ends[0], "end": ends[1], "words": piece.words, "is_pale": piece.is_pale})
        start += piece.amount
    return {
        "name": bar.name,
        "is_cost": bar.tone == "cost",
        "pieces": pieces,
        "likely": bar.likely,
        "ends": [place(end) for end in bar.ends] if bar.ends else None,
        "beside": bar.beside,
    }


def _placed_parties(parties: list[PartyBar]) -> dict[str, object]:
    """Returns who pays and who gains with the places of their bars."""
    amounts = [party.amount for party in parties]
    low, high = min(0.0, *amounts, 0.0), max(0.0, *amounts, 0.0)
    span = (high - low) or 1.0
    rows = [
        {"name": p.name, "words": p.words, "at": (p.amount - low) / span, "is_loss": p.amount < 0}
        for p in parties
    ]
    alt = "; ".join(f"{party.name} {party.words}" for party in parties)
    return {"rows": rows, "zero": -low / span, "alt": alt or "Nobody pays or gains."}
