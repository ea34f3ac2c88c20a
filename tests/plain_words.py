"""Plain words: what no sentence on a screen, in a paper, in the terminal or in a message should be (issue 21, item 9)."""

from __future__ import annotations

import re

MOST_WORDS = 30
QUOTED = re.compile(r"“[^“”]*”|\([^()“”]*\)")
"""A name that somebody gave, and what stands in brackets: of a sentence's length each counts as one word."""
KEYS = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]\w*\.[a-z]\w*\.\w+|\buse: |\bclaims: |`")
FIGURES = re.compile(r"\de[−-]\d|(?:^|[\s(])-\d|£[-−]")
"""A power of ten, a hyphen for a minus, and a minus between the pound and its number."""
SIGNED = re.compile(r"−£")
STOPS_AT_NOTHING = re.compile(r"\bStop if this\b")
SMALL_LETTERS = re.compile(r"\b(?:nhs|icb|hmrc)\b|\w…(?:\s|$)")
NOT = re.compile(
    r"\b(?:ready-made sets?|challenge sets?|central estimates?|everyone counted|gains? in cash|gains? otherwise|not priced|counted as nothing"
    r"|who is counting|put to the|optimism allowance|allowance for optimism|stand-ins?|critical friend|look again|put forward|in kind"
    r"|of it recurrent|cash prices|today's (?:money|value)|finding out is|futures tried|nobody|whom|rests? on|left empty)\b",
    re.IGNORECASE,
)
CUT = re.compile(r"\bOne [^.]*\band so count\b|\b0\.0\d+ readmission\b")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z“£])")


def sentences(text: str) -> list[str]:
    """Returns the sentences of a text; a cell, a name or a heading is none."""
    return [part for part in SENTENCE.split(text) if part.endswith((".", "?", "!")) and " " in part]


def plain_faults(text: str, in_terminal: bool = False) -> list[str]:
    """Returns what is not plain in a text, each with the name of its pattern."""
    found = [
        f"{name}: {hit.group()}"
        for name, pattern in _everywhere(in_terminal)
        for hit in pattern.finditer(text)
    ]
    bared = text
    while QUOTED.search(bared):  # brackets stand within brackets
        bared = QUOTED.sub("X", bared)
    for sentence in sentences(bared):
        if len(sentence.split()) > MOST_WORDS:
            found.append(f"over {MOST_WORDS} words: {sentence}")
        if sentence.count(":") + sentence.count(";") > 1:
            found.append(f"colons: {sentence}")
        if SIGNED.search(sentence):
            found.append(f"a minus in a sentence: {sentence}")
    return found


def _everywhere(in_terminal: bool) -> list[tuple[str, re.Pattern[str]]]:
    patterns = [
        ("a figure", FIGURES),
        ("no reason to stop", STOPS_AT_NOTHING),
        ("small letters or a cut name", SMALL_LETTERS),
        ("another word", NOT),
        ("cut short", CUT),
    ]
    return patterns if in_terminal else [*patterns, ("a key", KEYS)]
