"""Makes the fonts of the papers again from the packages that they come from. Nothing here is needed to run Make the Case.

    apt-get download fonts-noto-core fonts-noto-cjk      (Debian 12)
    for deb in fonts-noto-*.deb; do dpkg-deb -x "$deb" sources; done
    npm pack @fontsource/source-sans-3@5.3.1 @fontsource/noto-emoji@5.3.2
    for kind in source-sans-3 noto-emoji; do mkdir -p sources/$kind; tar xzf fontsource-$kind-*.tgz -C sources/$kind; done
    uv run --no-project --with fonttools --with brotli python docs/make_fonts.py sources

It writes make_the_case/exports/assets/fonts: a folder for each family, and coverage.json, which says what each family can print.
"""

from __future__ import annotations

import json
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "make_the_case/exports/assets/fonts"
NOTO = "usr/share/fonts/truetype/noto"
CJK = "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIMPLIFIED_CHINESE = 2
"""Which face of the collection is taken: one face prints every language of the collection, in the forms of its own."""

MORE_LETTERS = ("latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext")
FACES = {"Regular": "400-normal", "Italic": "400-italic", "SemiBold": "600-normal", "Bold": "700-normal"}
WEIGHTS = {"Regular": 400, "Italic": 400, "SemiBold": 600, "Bold": 700}
OURS = "Case Sans"
"""The letters of Source Sans 3 beyond western Europe: under another name, as its licence asks of a changed font."""

SCRIPTS = (
    "NotoSans", "NotoSansArabic", "NotoSansHebrew", "NotoSansBengali", "NotoSansGurmukhi", "NotoSansGujarati",
    "NotoSansDevanagari", "NotoSansTamil", "NotoSansMalayalam", "NotoSansTelugu", "NotoSansKannada", "NotoSansSinhala",
    "NotoSansOriya", "NotoSansThai", "NotoSansEthiopic", "NotoSansArmenian", "NotoSansGeorgian", "NotoSansKhmer",
    "NotoSansLao", "NotoSansMyanmar", "NotoSansSylotiNagri", "NotoSansThaana", "NotoSansMath", "NotoSansSymbols",
    "NotoSansSymbols2",
)  # fmt: skip
"""In the order in which they are asked for a character that our own letters lack."""


def main() -> None:
    """Writes every font and the list of what each can print."""
    sources = Path(sys.argv[1])
    found = [_described("Source Sans 3", "SourceSans3", sorted(FONTS.glob("SourceSans3/*.ttf")))]
    found.append(_described(OURS, "CaseSans", [_more_letters(sources, face) for face in FACES]))
    for name in SCRIPTS:
        faces = [sources / NOTO / f"{name}-{weight}.ttf" for weight in ("Regular", "Bold")]
        made = [_whole(face, name) for face in faces if face.exists()]
        found.append(_described(_family(made[0]), name, made))
        if (
            name == "NotoSans"
        ):  # a sign of everyday East Asian text stands before the pictures that share its number
            found.append(_described("Noto Sans CJK SC", "NotoSansCJK", [_east_asian(sources)]))
    made = [_emoji(sources)]
    found.append(_described(_family(made[0]), "NotoEmoji", made))
    lines = ",\n".join(json.dumps(family) for family in found)
    (FONTS / "coverage.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _described(family: str, folder: str, faces: list[Path]) -> dict[str, Any]:
    """Returns a family, its folder, and the ranges of characters that each of its faces has."""
    shared = set.intersection(*(set(TTFont(face).getBestCmap()) for face in faces))
    return {"family": family, "folder": folder, "ranges": [list(pair) for pair in _ranges(shared)]}


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if made and number == made[-1][1] + 1:
            made[-1] = (made[-1][0], number)
        else:
            made.append((number, number))
    return made


def _place(folder: str, name: str) -> Path:
    place = FONTS / folder
    place.mkdir(exist_ok=True)
    return place / name


def _family(face: Path) -> str:
    names = TTFont(face)["name"]
    return str(names.getDebugName(16) or names.getDebugName(1))


def _whole(source: Path, folder: str) -> Path:
    """Copies a font as it is, without the instructions for screens of few dots."""
    font = TTFont(source)
    for table in ("fpgm", "prep", "cvt ", "hdmx", "VDMX", "LTSH", "DSIG", "gasp", "MVAR"):
        if table in font:
            del font[table]
    for name in font.getGlyphOrder():
        font["glyf"][name].removeHinting()
    place = _place(folder, source.name)
    font.save(place)
    return place


def _more_letters(sources: Path, face: str) -> Path:
    """Joins the parts of one face of Source Sans 3 beyond western Europe, under our own name."""
    folder = sources / "source-sans-3/package/files"
    with tempfile.TemporaryDirectory() as place:
        parts = []
        for part in MORE_LETTERS:
            font = TTFont(folder / f"source-sans-3-{part}-{FACES[face]}.woff2")
            font.flavor = None
            for table in ("STAT", "BASE", "gasp", "prep"):
                if table in font:
                    del font[table]
            parts.append(Path(place) / f"{part}.ttf")
            font.save(parts[-1])
        joined = Merger().merge([str(part) for part in parts])
    _renamed(joined, face)
    made = _place("CaseSans", f"CaseSans-{face}.ttf")
    joined.save(made)
    return made


def _renamed(font: TTFont, face: str) -> None:
    names = font["name"]
    for number, words in (
        (1, OURS),
        (2, face),
        (3, f"{OURS} {face} Make the Case"),
        (4, f"{OURS} {face}"),
        (6, f"CaseSans-{face}"),
    ):
        names.setName(words, number, 3, 1, 0x409)
    for number in (16, 17, 21, 22, 25):
        names.removeNames(number)
    font["OS/2"].usWeightClass = WEIGHTS[face]
    is_bold, is_italic = face == "Bold", face == "Italic"
    font["OS/2"].fsSelection = 0x20 if is_bold else 0x01 if is_italic else 0x40
    font["head"].macStyle = int(is_bold) + 2 * int(is_italic)


def _east_asian(sources: Path) -> Path:
    """Cuts the pan-Chinese, Japanese and Korean font to the characters of everyday text, names and old standards."""
    font = TTFont(sources / CJK, fontNumber=SIMPLIFIED_CHINESE)
    wanted = (
        set(range(0x2E80, 0x2FE0))
        | set(range(0x3000, 0x3400))
        | set(range(0xFE30, 0xFE50))
        | set(range(0xFF00, 0xFFF0))
    )
    wanted |= set(range(0x4E00, 0xA000)) | set(range(0xAC00, 0xD7A4)) | set(range(0x1100, 0x1200))
    wanted |= _hong_kong()
    options = Options(layout_features=["ccmp", "kern", "ljmo", "vjmo", "tjmo"], hinting=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    place = _place("NotoSansCJK", "NotoSansCJKsc-Regular.otf")
    font.save(place)
    return place


def _hong_kong() -> set[int]:
    """Returns the characters that Cantonese and Hong Kong's names need beyond those of other standards."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                signs = bytes([lead, trail]).decode("big5hkscs")
            except UnicodeDecodeError:
                continue
            found |= {ord(sign) for sign in signs if unicodedata.category(sign) == "Lo"}
    return found


def _emoji(sources: Path) -> Path:
    font = TTFont(sources / "noto-emoji/package/files/noto-emoji-emoji-400-normal.woff2")
    font.flavor = None
    place = _place("NotoEmoji", "NotoEmoji-Regular.ttf")
    font.save(place)
    return place


if __name__ == "__main__":
    main()
