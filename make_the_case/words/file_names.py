"""What a file is called when it is taken away: after the case, so that two cases' papers are told apart in one folder."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 100
MOST_BYTES = 240
"""A name may have 255 bytes on most disks: a browser may add a number to it."""
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
"""What no file of Windows or macOS may have in its name."""
RESERVED = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{port}{k}" for port in ("COM", "LPT") for k in range(1, 10)))
)
"""What Windows keeps for devices, whatever follows its first dot."""


def file_name(title: str, what: str, ending: str, option: str = "") -> str:
    """Returns a name that every disk takes: the case, the option where it is not called as the case is, and what the file is.

    >>> file_name("Peer support in Northshire", "Board summary", ".pdf")
    'Peer support in Northshire - board summary.pdf'
    >>> file_name("Costs: 50/50?", "Tables", ".zip", "Option <A>")
    'Costs 50 50 - Option A - tables.zip'
    >>> file_name("", "Workbook", ".xlsx")
    'Case without a title - workbook.xlsx'
    """
    case, chosen = _plain(title) or "Case without a title", _plain(option)
    tail = f" - {what[:1].lower()}{what[1:]}{ending}"
    middle = f" - {chosen}" if chosen and chosen != case else ""
    room = MOST_CHARACTERS - len(tail)
    if len(case) + len(middle) > room and middle:
        middle = f" - {_cut(chosen, room // 3, MOST_BYTES // 4)}"
    return f"{_cut(case, room - len(middle), MOST_BYTES - len((middle + tail).encode()))}{middle}{tail}"


def _plain(text: str) -> str:
    """Returns a text without what a disk refuses or a reader cannot see, and without a dot or a dash at its ends."""
    seen = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Zs") else sign
        for sign in unicodedata.normalize("NFC", FORBIDDEN.sub(" ", text))
        if unicodedata.category(sign) not in ("Cf", "Cs", "Co", "Cn")
    )
    plain = " ".join(seen.split()).strip(" .-~")
    return plain.replace(".", " ", 1) if plain.partition(".")[0].strip().upper() in RESERVED else plain


def _cut(text: str, most: int, most_bytes: int) -> str:
    """Returns a text of so many characters and bytes at most, cut before a letter and not before its marks."""
    if len(text) <= most and len(text.encode()) <= most_bytes:
        return text
    short = text[: most - 1]
    while len(short.encode()) > most_bytes - 3:
        short = short[:-1]
    at = len(short)
    while at > 1 and unicodedata.category(text[at]).startswith("M"):
        at -= 1
    return f"{short[:at].rstrip(' .-')}…"


def case_file_name(name: str, title: str | None) -> str:
    """Returns the name of the case file to save.

    >>> case_file_name("case", "Peer support in Northshire: COPD"), case_file_name("ours.yaml", "x")
    ('peer-support-in-northshire-copd.yaml', 'ours.yaml')
    """
    if name.endswith((".yaml", ".yml")):
        return name
    words = "".join(c if c.isalnum() and c.isascii() else " " for c in (title or "").casefold()).split()
    return f"{'-'.join(words)[:60] or 'case'}.yaml"
