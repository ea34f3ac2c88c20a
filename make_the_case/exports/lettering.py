"""Which fonts a text needs, and what stands for a character that none of them has.

The papers are set in Source Sans 3. A text with other letters gets the fonts that have them, and only those, so that a paper without
them is as quick to make and as small as ever. What each font can print stands in `assets/fonts/coverage.json`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from make_the_case.words.phrases import counted, listed

FOLDER = files("make_the_case.exports") / "assets/fonts"
STAND_IN = "\N{WHITE SQUARE}"
MOST_NAMED = 8
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"

WORD_SIGNS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0FB: "✗", 0xF076: "❖", 0xF0E0: "→", 0xF0DF: "←", 0xF0A8: "◻",
    0xF06E: "■", 0xF071: "❑", 0xF06F: "□", 0xF02D: "–", 0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0A3: "≤", 0xF0B4: "×",
    0xF0AE: "→", 0xF0D7: "·", 0xF0FE: "☑",
}  # fmt: skip
"""Signs of Word's own fonts Symbol and Wingdings, which it writes as characters that have no meaning elsewhere."""
UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\ufff9-\ufffb]")
"""Marks that turn or hide what follows them, or show nothing: a paper prints the words without them."""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Characters that show nothing by themselves; a font need not have them."""
JOINER = "\N{ZERO WIDTH JOINER}"
TINTS = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
TURNED = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Letters that are written from right to left."""
TURNED_LETTER = re.compile(f"[{TURNED}]")
SMALL_LETTERS = re.compile("[a-z]{2}")
BEFORE_A_NUMBER = re.compile(
    rf"(?<=[{TURNED}])(?=(?:(?![{TURNED}])[\W_])*\d(?:(?![{TURNED}])[\W\d_])*(?:(?![{TURNED}])[^\W\d_]|$))"
)


def is_turned(text: str) -> bool:
    """Returns whether a text is read from right to left; a sentence of ours about such a text, with small letters, is not.

    >>> is_turned("\u05e9\u05dc\u05d5\u05dd NHS 2026"), is_turned("\u05e9\u05dc\u05d5\u05dd: what each person gains")
    (True, False)
    """
    return TURNED_LETTER.search(text) is not None and SMALL_LETTERS.search(text) is None


def directed(text: str) -> str:
    """Returns a text in which a number stays where it is written, after a name that is written from right to left."""
    return text if is_turned(text) else BEFORE_A_NUMBER.sub(LEFT_TO_RIGHT, text)


@dataclass(frozen=True)
class Family:
    """A font: its name, the folder of its files, and the ranges of characters that it prints."""

    name: str
    folder: str
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def has(self, character: str) -> bool:
        """Returns whether each of its faces has a sign for a character."""
        place = bisect_right(self.firsts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.lasts[place]


@cache
def families() -> tuple[Family, ...]:
    """Returns the fonts of the product, in the order in which they are asked for a character."""
    read = json.loads((FOLDER / "coverage.json").read_text(encoding="utf-8"))
    return tuple(
        Family(
            font["family"],
            font["folder"],
            tuple(a for a, _ in font["ranges"]),
            tuple(b for _, b in font["ranges"]),
        )
        for font in read
    )


@cache
def _other() -> re.Pattern[str]:
    """Returns what finds a character beyond those of our own letters."""
    own = families()[0]
    ranges = "".join(
        f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in zip(own.firsts, own.lasts, strict=True)
    )
    return re.compile(f"[^{ranges}\n\u200b]")


@dataclass
class Lettering:
    """The fonts that the texts of one paper need, and the characters that none of them has: gathered text by text."""

    used: set[Family] = field(default_factory=set)
    missing: dict[str, None] = field(default_factory=dict)

    def printed(self, text: str) -> str:
        """Returns a text as it can be printed, a stand-in for each character that no font has."""
        if not _other().search(text):
            return text
        plain = UNSEEN.sub("", CONTROLS.sub(" ", text)).translate(WORD_SIGNS)
        whole = unicodedata.normalize("NFC", plain)
        return directed("".join(map(self._cluster, clusters(whole))))

    def families(self) -> list[Family]:
        """Returns the fonts in their order: our own always, and those that are needed."""
        return [one for place, one in enumerate(families()) if place == 0 or one in self.used]

    def note(self) -> str:
        """Returns what the stand-ins stand for, or nothing where there are none."""
        return note(self.missing)

    def _cluster(self, cluster: str) -> str:
        """Returns a character with its marks as it can be printed: a typesetter takes all of it from one font."""
        seen = IGNORABLE.sub("", cluster)
        for font in families():
            if all(map(font.has, seen)):
                self.used.add(font)
                return cluster
        if JOINER in cluster:
            return "".join(map(self._cluster, clusters(cluster.replace(JOINER, ""))))
        home = next((font for font in families() if font.has(seen[0])), None)
        kept = [sign for sign in seen if home is not None and home.has(sign)]
        self.missing |= dict.fromkeys(sign for sign in seen if home is None or not home.has(sign))
        return "".join(map(self._cluster, [*("".join(kept),) * bool(kept), STAND_IN]))


def note(missing: Iterable[str]) -> str:
    """Returns what the stand-ins stand for as a sentence, or nothing where there are none.

    >>> note("\U00013000")
    '\u25a1 stands for a character that these fonts cannot print: egyptian hieroglyph a001 (U+13000).'
    """
    names = [_name(sign) for sign in missing]
    if not names:
        return ""
    signs = "a character" if len(names) == 1 else counted(len(names), "character")
    return f"{STAND_IN} stands for {signs} that these fonts cannot print: {listed(names, MOST_NAMED)}."


def unprinted(words: Iterable[str]) -> str:
    """Returns which characters of some texts the papers cannot print, as a sentence; nothing where they print them all."""
    lettering = Lettering()
    for text in words:
        lettering.printed(text)
    return lettering.note()


def _name(sign: str) -> str:
    name = unicodedata.name(sign, "").replace("-", " ").lower()
    return f"{name} (U+{ord(sign):04X})" if name else f"a character without a name (U+{ord(sign):04X})"


def clusters(text: str) -> Iterator[str]:
    """Yields each character together with the marks, joiners and tints that belong to it."""
    made = ""
    for sign in text:
        if made and not _goes_on(made, sign):
            yield made
            made = ""
        made += sign
    if made:
        yield made


def _goes_on(made: str, sign: str) -> bool:
    number = ord(sign)
    return (
        unicodedata.category(sign) in ("Mn", "Mc", "Me")
        or IGNORABLE.match(sign) is not None
        or number in TINTS
        or (made.endswith(JOINER) and number > 0x2000)
        or (number in FLAG_LETTERS and len(made) == 1 and ord(made) in FLAG_LETTERS)
    )
