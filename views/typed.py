"""What a person types or pastes into a number's field → the number, or a sentence that says how to mend it."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from valuation import Kind

WORDS = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "mn": 6, "bn": 9, "b": 9, "billion": 9,
}  # fmt: skip
NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<figure>\d[\d,]*\.?\d*|\.\d+)(?:e(?P<power>[-+]?\d{1,4}))?\s*(?P<word>[a-z]*)\s*(?P<percent>%?)",
    re.IGNORECASE,
)
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
LONGEST = 200
MOST_NUMBERS = 60


class NotUnderstood(Exception):
    """What was typed is not a number that the field can take; its text is for the person who typed it."""


def read_number(text: str, kind: Kind, *, label: str, example: str, per_hundred: bool = False) -> float:
    """Returns the number typed into a field; raises NotUnderstood with the sentence to show there.

    `per_hundred` is for a field that shows a share as a percentage: 12, 12% and 12 in every 100 are 0.12.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        raise NotUnderstood(f"{_named(label)}: enter a number, like {example}.")
    if re.search(r"[\t\n;|]", plain) or re.search(
        r"\d\s*,\s+\d|\d%?\s+[-\d.]*\d{4,}|\d[%a-z]*\s+\d{1,2}\b(?!\d)", plain
    ):
        raise NotUnderstood(f"That looks like more than one number. Paste one number, like {example}.")
    if len(plain) > LONGEST:
        raise NotUnderstood(f"{_named(label)}: that is too long for a number. Enter one, like {example}.")
    value = _value(plain, kind, label, example, per_hundred)
    if not kind.holds(value):
        raise NotUnderstood(
            f"{_named(label)} must be {_allowed(kind, per_hundred)}. You typed {_quoted(text)}."
        )
    return value


def read_numbers(
    text: str, kind: Kind, *, label: str, example: str, per_hundred: bool = False
) -> list[float]:
    """Returns numbers typed as a list, or pasted as a row or column of a spreadsheet."""
    plain = unicodedata.normalize("NFKC", text).strip()
    parts = re.split(r"[;\t\n|]+|,\s+|(?<=[\d%])\s+(?=[-+£.\d])", plain) if plain else []
    parts = [part.strip().rstrip(",") for part in parts if part.strip().rstrip(",")]
    if not parts:
        raise NotUnderstood(f"{_named(label)}: enter one number for each year, like {example}.")
    if len(parts) > MOST_NUMBERS:
        raise NotUnderstood(f"{_named(label)} takes one number for each year, {MOST_NUMBERS} at most.")
    return [read_number(part, kind, label=label, example=example, per_hundred=per_hundred) for part in parts]


def shown_number(value: float, per_hundred: bool = False) -> str:
    """Returns a number as it stands in its field, so that reading it again gives the very same number.

    >>> shown_number(38000), shown_number(0.12, per_hundred=True), shown_number(-0.5)
    ('38,000', '12', '-0.5')
    """
    exact = Decimal(repr(float(value))) * (100 if per_hundred else 1)
    if exact == exact.to_integral_value() and abs(exact) < 10**15:
        return f"{int(exact):,}"
    if not Decimal("1e-7") <= abs(exact) < Decimal(10**15):
        return f"{exact.normalize():e}".replace("e+", "e")
    return f"{exact.normalize():,f}"


def money_shown(value: float) -> str:
    """Returns an amount to the penny for its field: nobody pays less, and the case keeps the exact amount."""
    return shown_number(round(value, 2))


def _value(plain: str, kind: Kind, label: str, example: str, per_hundred: bool) -> float:
    bare = re.sub(r"[\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}]", "-", plain)
    bracketed = re.fullmatch(r"\((.+)\)", bare)
    bare = f"-{bracketed.group(1)}" if bracketed else bare
    bare = re.sub(r"(?<=\d)\s(?=\d{3}(\D|$))", "", bare)  # 1 200
    bare = re.sub(r"^([-+]?)\s*£\s*", r"\1", bare).strip()
    bare = re.sub(r"^£\s*([-+])", r"\1", bare)
    found = NUMBER.fullmatch(bare)
    word = found.group("word").casefold() if found else ""
    if found is None or (word and word not in WORDS):
        raise NotUnderstood(
            f"{_named(label)}: {_quoted(plain)} is not a number. Enter the number alone, like {example}."
        )
    figure = found.group("figure")
    if "," in figure and not GROUPED.fullmatch(figure):
        as_point, without = figure.replace(",", ".", 1), figure.replace(",", "")
        if figure.count(",") == 1:
            raise NotUnderstood(f"{figure} could be {as_point} or {without}. Write {as_point}, or {without}.")
        raise NotUnderstood(
            f"{_quoted(figure)} has its commas in odd places. Write {without}, if that is meant."
        )
    try:
        exact = Decimal(f"{found.group('sign')}{figure.replace(',', '')}e{found.group('power') or 0}")
    except InvalidOperation as error:
        raise NotUnderstood(f"{_named(label)}: enter a number, like {example}.") from error
    exact = exact.scaleb(WORDS.get(word, 0))
    is_percentage = bool(found.group("percent"))
    if is_percentage and not per_hundred and kind.is_money:
        raise NotUnderstood(
            f"{_named(label)} is an amount of money, not a percentage. Enter it like {example}."
        )
    if is_percentage or per_hundred:
        exact = exact.scaleb(-2)
    value = float(exact)
    if not math.isfinite(value):
        raise NotUnderstood(f"{_named(label)}: that number is too large. Enter one, like {example}.")
    return value


def _allowed(kind: Kind, per_hundred: bool) -> str:
    if not per_hundred:
        return kind.allowed.partition(" (")[0]
    low = "more than" if kind.low_is_open else "between"
    if math.isinf(kind.high):
        return f"{low} {kind.low * 100:g}" if kind.low_is_open else f"{kind.low * 100:g} or more"
    return (
        f"between {kind.low * 100:g} and {kind.high * 100:g}"
        if math.isfinite(kind.low)
        else f"at most {kind.high * 100:g}"
    )


def _named(label: str) -> str:
    return label.rstrip(" ?.") or "This field"


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"\N{LEFT SINGLE QUOTATION MARK}{short[:30]}{'…' if len(short) > 30 else ''}\N{RIGHT SINGLE QUOTATION MARK}"
