"""Every word on a screen as a person meets it, and the conventions that it keeps (ux.md, section 7)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache

from google.protobuf.message import Message  # type: ignore[import-untyped]
from paper_words import faults
from streamlit.testing.v1 import AppTest

NOT_READ = re.compile(
    r"(^|_)(id|ids|key|url|spec|config|hash|page|src|mimetype|type|width|name|group|form)$|figure|theme|icon|allowed|color|^(js_content|css_content|json)$"
)
"""Fields of Streamlit's messages that no person reads."""
DAYS = {("DateInput", key) for key in ("default", "min", "max", "value", "set_value")}
"""Days as they are sent: the field itself writes them as 30/04/2028."""
RANGE = re.compile(r"£?\d[\d,.]*%? ?- ?£?\d")
NUMERAL_FIRST = re.compile(r"(?:^|(?<=[.?] ))\d(?![\d.]*[.)] )")
TECHNICAL = re.compile(r" \((?:deadweight|attribution|displacement|drop-off)\)")
ABRUPT = re.compile(r"\b(please|sorry|oops|click here|user error)\b", re.IGNORECASE)

SECRET = re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{20,}(?![\w-])")
"""What a draft is found by: drawn by lot, and so now and then like the key of a case file."""


def said_on(page: AppTest) -> Iterator[str]:
    """Yields every text that the page shows or reads aloud: paragraphs, cells, labels, help, choices."""
    for block in (page.main, page.sidebar):
        for element in block:
            yield from _texts(getattr(element, "proto", None))


def _texts(message: object) -> Iterator[str]:
    if not isinstance(message, Message):
        return
    for field, value in message.ListFields():
        if not is_read(field.name) or (message.DESCRIPTOR.name, field.name) in DAYS:
            continue
        for item in value if field.is_repeated else (value,):
            if isinstance(item, str):
                yield from _parts(item)
            else:
                yield from _texts(item)


@cache
def is_read(field: str) -> bool:
    """Returns whether a person reads what a field of a message holds, by the name of the field."""
    return NOT_READ.search(field) is None


def _parts(text: str) -> Iterator[str]:
    """Yields the paragraphs, cells and entries of HTML, or the paragraphs of other text, without marks."""
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    for part in re.split(r"</?(?:p|li|td|th|dt|dd|h[1-6]|ol|ul|dl|div|table|tr|hr|br)\b[^>]*>|\n\n", text):
        plain = SECRET.sub("a link", " ".join(html.unescape(re.sub(r"<[^>]+>", "", part)).split()))
        if plain:
            yield plain.replace("\\", "").replace("**", "")


@cache
def screen_faults(text: str) -> tuple[str, ...]:
    """Returns what a text on a screen should not say, or not say so; a technical term may stand in brackets after the plain one.

    Kept, as most of what a page says stands on every page.
    """
    text = TECHNICAL.sub("", text)
    found = [
        *faults(text),
        *(f.group() for f in RANGE.finditer(text)),
        *(f.group() for f in ABRUPT.finditer(text)),
    ]
    if " " in text and text.endswith((".", "?")):  # a sentence, not a cell or a name
        found += [
            f"begins with a numeral: {text[max(0, f.start() - 5) : f.end() + 25]}"
            for f in NUMERAL_FIRST.finditer(text)
        ]
    return tuple(found)
