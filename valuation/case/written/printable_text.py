"""Text as a case holds it: what cannot be printed is refused, what does not show is taken out, a name stands on one line.

The file keeps what was written in it; what is worked with, printed and stood for by the check code is the text tidied.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from valuation.case.places import entry_name, step
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem, shown

ON_ONE_LINE = frozenset(
    {
        "title", "organisation", "place", "name", "label", "unit", "local_term", "report_to", "agenda_item", "date", "lead",
        "author", "role", "owner", "by", "signed_off_by",
    }
)  # fmt: skip
"""Keys of names and titles, which are printed within a line; other text keeps its paragraphs."""

CANNOT_BE_HELD = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
"""What no paper, page or spreadsheet can hold: NUL, half a surrogate pair, and what is no character at all."""

JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Kept within text: Bengali, Urdu, Persian and emoji are written with them."""
_FLAG = "\N{WAVING BLACK FLAG}"
_TAGS = "\U000e0020-\U000e007f"
"""Kept after a black flag: the flags of England, Scotland and Wales are written with them."""
_BREAK = "\\n\\r\v\f\x1c-\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
_NOTHING = (
    "\N{SOFT HYPHEN}\N{COMBINING GRAPHEME JOINER}\N{ARABIC LETTER MARK}\N{MONGOLIAN VOWEL SEPARATOR}\N{ZERO WIDTH SPACE}"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\u202a-\u202e\u2060-\u206f\N{ZERO WIDTH NO-BREAK SPACE}\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0001"
)
_CONTROL = "\x01-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
_LINES = re.compile(f"\\r\\n|[{_BREAK}]")
_SPACES_ON_ONE_LINE = re.compile(f"[ ]*[\\t{_BREAK}{_CONTROL}][ \\t{_BREAK}{_CONTROL}]*")
_SPACES = re.compile(f"[\\t{_CONTROL}]")
_UNSEEN = re.compile(f"[{_NOTHING}]|(?<![{_FLAG}{_TAGS}])[{_TAGS}]+")
_STRAY_JOINERS = re.compile(f"(?:^|(?<=[ \\n]))[{JOINERS}]+|[{JOINERS}]+(?=$|[ \\n])")
_UNTIDY = re.compile(f"[\\t{_BREAK}{_CONTROL}{_NOTHING}{_TAGS}{JOINERS}]")


def tidied(node: object, known: Container[int] = (), key: str = "") -> object:
    """Returns plain data with its text tidied; the same object where nothing had to be.

    `known` are the identities of parts that are tidy.
    """
    if id(node) in known:
        return node
    if isinstance(node, str):
        return tidied_text(node, key in ON_ONE_LINE) if _UNTIDY.search(node) else node
    if isinstance(node, dict):
        tidy_items: PlainMapping = {name: tidied(item, known, name) for name, item in node.items()}
        return tidy_items if any(tidy_items[name] is not item for name, item in node.items()) else node
    if isinstance(node, list):
        items = [tidied(item, known, key) for item in node]
        return items if any(a is not b for a, b in zip(items, node, strict=True)) else node
    return node


def tidied_text(text: str, is_one_line: bool) -> str:
    """Returns text without what does not show: on one line, or with its lines kept.

    >>> tidied_text("Beds\\tavoided", True), tidied_text("Beds\\n avoided\\u202e\\n", True)
    ('Beds avoided', 'Beds avoided')
    >>> tidied_text("First.\\r\\n\\r\\nSecond\\x07", False)
    'First.\\n\\nSecond '
    """
    spaced = _SPACES_ON_ONE_LINE.sub(" ", text) if is_one_line else _SPACES.sub(" ", _LINES.sub("\n", text))
    text = _STRAY_JOINERS.sub("", _UNSEEN.sub("", spaced))
    return text.strip(" ") if is_one_line else text


def text_problems(node: object, known: Container[int] = (), path: str = "") -> Iterator[Problem]:
    """Yields the text that no paper can hold, a problem for each place, with keys among it.

    `known` are the identities of parts that hold none.
    """
    if id(node) in known:
        return
    if isinstance(node, str):
        unheld_sign = CANNOT_BE_HELD.search(node)
        if unheld_sign:
            yield Problem(path, f"this text holds {unheld(unheld_sign[0])}.", shown(node), "text without it")
    elif isinstance(node, dict):
        for key, item in node.items():
            yield from text_problems(str(key), known, path)
            yield from text_problems(item, known, step(path, key))
    elif isinstance(node, list):
        for place, item in enumerate(node):
            yield from text_problems(item, known, step(path, entry_name(item, place)))


def unheld(sign: str) -> str:
    """Returns in words what a sign is that no paper can hold."""
    if sign == "\x00":
        return "a NUL, a sign that nothing can print"
    if "\ud800" <= sign <= "\udfff":
        return "half of a pair that only together is one character"
    return f"U+{ord(sign):04X}, which is no character"
