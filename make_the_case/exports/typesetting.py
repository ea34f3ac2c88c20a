"""Typst: templates of our own, all words from a file of data, so that nothing a person typed is read as markup."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypedDict

from make_the_case.exports.lettering import Lettering, clusters
from make_the_case.exports.logo import Logo
from make_the_case.words.charts.chart import DrawnSeries

HEADINGS = "SourceSerif4"
"""The folder of the letters of titles and verdicts, which fall back on those of the text."""
LOGO = "logo.png"
TEMPLATES = ("board.typ", "easy.typ", "figures.typ", "paper.typ", "sheet.typ", "slips.typ")
PIECE = 24
TOO_LONG = re.compile(rf"\S{{{2 * PIECE},}}")
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
TICKS = 4


class Settings(TypedDict):
    """How Typst is told to read a folder: which letters are in it, and on which day the file says it was made."""

    root: str
    font_paths: list[str]
    ignore_system_fonts: bool
    timestamp: int


@dataclass(frozen=True)
class Typesetting:
    """A template with its data, ready to be compiled."""

    source: str
    settings: Settings

    def pdf(self, standard: Literal["ua-1"]) -> bytes:
        """Returns the PDF, held to a standard: Typst refuses a figure without words for who cannot see it."""
        import typst

        content = typst.compile(self.source, pdf_standards=[standard], **self.settings)
        assert isinstance(content, bytes)
        return content

    def pages(self, form: Literal["png", "svg"], ppi: float = 220) -> list[bytes]:
        """Returns each page as a picture."""
        import typst

        pictures = typst.compile(self.source, format=form, ppi=ppi, **self.settings)
        return [pictures] if isinstance(pictures, bytes) else list(pictures or [])


@contextmanager
def typesetting(
    template: str,
    data: Mapping[str, object],
    made_at: datetime | None = None,
    pictures: Sequence[str] = (),
    logo: Logo | None = None,
) -> Iterator[Typesetting]:
    """Gives a template with its data, the pictures that it names and a logo, in a folder of its own outside which nothing can be read."""
    with as_file(files("make_the_case.exports") / "assets") as assets, TemporaryDirectory() as place:
        folder = Path(place)
        for name in TEMPLATES:
            (folder / name).write_bytes((assets / name).read_bytes())
        (folder / "pictures").mkdir()
        for picture in (f"pictures/{name}.svg" for name in pictures):
            (folder / picture).write_bytes((assets / picture).read_bytes())
        if logo is not None:
            (folder / LOGO).write_bytes(logo.png)
        lettering = Lettering()
        words = {key: breakable(content, lettering) for key, content in data.items()}
        fonts = lettering.families()
        words |= {"fonts": [font.name for font in fonts], "unprinted": lettering.note()}
        words["logo"] = LOGO if logo else ""
        (folder / "data.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        settings: Settings = {
            "root": str(folder),
            "font_paths": [
                str(assets / "fonts" / folder) for folder in (HEADINGS, *(font.folder for font in fonts))
            ],
            "ignore_system_fonts": True,
            "timestamp": int((made_at or datetime(2026, 1, 1)).timestamp()),
        }
        yield Typesetting(str(folder / template), settings)


def breakable(item: object, lettering: Lettering) -> object:
    """Returns data as it can be printed, in which a word too long for a line may be broken, at places that cannot be seen."""
    if isinstance(item, str):
        return TOO_LONG.sub(_pieces, lettering.printed(item))
    if isinstance(item, dict):
        return {key: breakable(value, lettering) for key, value in item.items()}
    return [breakable(value, lettering) for value in item] if isinstance(item, list | tuple) else item


def _pieces(word: re.Match[str]) -> str:
    """Returns a long word with places to break it, none of them between a letter and its marks."""
    pieces, length = [""], 0
    for cluster in clusters(word.group()):
        if length >= PIECE:
            pieces, length = [*pieces, ""], 0
        pieces[-1] += cluster
        length += 1
    return MAY_BREAK.join(pieces)


def ticks(series: Sequence[DrawnSeries]) -> list[tuple[float, str]]:
    """Returns round numbers for the axis, each with its words."""
    values = [value for row in series for value in row["values"]] + [0.0]
    low, high = min(values), max(values)
    if high <= low:
        return [(0, "0")]
    rough = (high - low) / TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 2.5, 5, 10) if k * power >= rough)
    places = max(0, -math.floor(math.log10(step)) + (1 if step / power == 2.5 else 0))
    marks = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return [(tick, f"{tick:,.{places}f}".replace("-", "\N{MINUS SIGN}")) for tick in marks]
