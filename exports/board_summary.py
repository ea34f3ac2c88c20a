"""The board summary as a tagged PDF of two A4 pages: `assets/board.typ` laid out by Typst."""

from __future__ import annotations

import json
import math
import re
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from valuation import Case
from valuation.sensitivity.result import Analysis
from words.board_summary import board_summary
from words.summary import Result

STANDARD: Final = "ua-1"
"""PDF/UA: Typst refuses to write a page with a figure that has no words for who cannot see it."""
SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
"""Sizes of type in points, the largest first: the first at which all stands on two pages is used."""
PAGES = 2
PIECE = 24
TOO_LONG = re.compile(rf"\S{{{2 * PIECE},}}")
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
TICKS = 4


def board_summary_pdf(
    case: Case,
    result: Result,
    option: str,
    analysis: Analysis | None = None,
    made_at: datetime | None = None,
) -> bytes:
    """Returns the two pages of one option; the same case on the same day gives the same bytes."""
    found = board_summary(case, result, option, analysis)
    for size in SIZES:
        content, pages = _compiled(_laid_out(found, case, size), made_at)
        if pages <= PAGES:
            return content
    return content  # longer than two pages, and whole: nothing is cut off


def _laid_out(found: dict[str, Any], case: Case, size: float) -> dict[str, Any]:
    title = found["title"]
    data = {
        **found,
        "author": (case.shape.meeting and case.shape.meeting.author)
        or case.shape.organisation
        or "Make the Case",
        "size": size,
        "title_size": size * (1.75 if len(title) < 70 else 1.45 if len(title) < 140 else 1.15),
        "footer": f"Check code {found['check_code']}. Every paper with this code rests on one case.",
    }
    if data["fan"]:
        data["fan"] = {**data["fan"], "ticks": _ticks(data["fan"]["series"])}
    return data


def _ticks(series: list[dict[str, Any]]) -> list[list[Any]]:
    """Returns round numbers for the axis, each with its words."""
    values = [value for one in series for value in one["values"]] + [0.0]
    low, high = min(values), max(values)
    if high <= low:
        return [[0, "0"]]
    rough = (high - low) / TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 2.5, 5, 10) if k * power >= rough)
    places = max(0, -math.floor(math.log10(step)) + (1 if step / power == 2.5 else 0))
    ticks = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return [[tick, f"{tick:,.{places}f}".replace("-", "\N{MINUS SIGN}")] for tick in ticks]


def _breakable(item: Any) -> Any:
    """Returns data in which a word too long for a line may be broken, at places that cannot be seen."""
    if isinstance(item, str):
        return TOO_LONG.sub(lambda word: MAY_BREAK.join(re.findall(f".{{1,{PIECE}}}", word.group())), item)
    if isinstance(item, dict):
        return {key: _breakable(value) for key, value in item.items()}
    return [_breakable(value) for value in item] if isinstance(item, list | tuple) else item


def _compiled(data: dict[str, Any], made_at: datetime | None) -> tuple[bytes, int]:
    import typst

    with as_file(files("exports") / "assets") as assets, TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "board.typ").write_bytes((assets / "board.typ").read_bytes())
        (folder / "data.json").write_text(json.dumps(_breakable(data), ensure_ascii=False), encoding="utf-8")
        settings: dict[str, Any] = {
            "root": str(folder),
            "font_paths": [str(assets / "fonts")],
            "ignore_system_fonts": True,
            "timestamp": int((made_at or datetime(2026, 1, 1)).timestamp()),
        }
        content = typst.compile(str(folder / "board.typ"), pdf_standards=[STANDARD], **settings)
        pages = typst.compile(str(folder / "board.typ"), format="png", ppi=10, **settings)
    assert isinstance(content, bytes)
    return content, len(pages) if isinstance(pages, list) else 1
