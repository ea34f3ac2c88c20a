"""What a person types or pastes into a number field → a number, or a sentence that says how to mend it; and back.

A number is never guessed: where what was typed can be read in two ways, the sentence names both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal

from valuation import Kind
from valuation.quantities import MONEY

LONGEST_NUMBER = 100
"""Characters: what `shown_number` writes has under 30, and a pasted decimal may have more."""
LONGEST_LIST = 4000
"""Characters: 60 years, the most a case may have, of the longest numbers that are written."""
MOST_QUOTED = 30

TAKES_PER_CENT = {"share", "rate", "relative reduction", "growth", "number"}
"""Kinds for which 12% is 0.12. A multiplier is left out: 10% may be meant as 1.1."""
TAKES_THOUSANDS = {"money", "income", "count", "number"}
"""Kinds that may be written 390k or 1.2m; elsewhere m might be metres or months."""

ONE_SPACE = "\N{NO-BREAK SPACE}"
ALIKE = str.maketrans(
    {
        **{chr(ord("\N{FULLWIDTH DIGIT ZERO}") + digit): str(digit) for digit in range(10)},
        **dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{FULLWIDTH HYPHEN-MINUS}\N{SMALL HYPHEN-MINUS}", "-"),
        **dict.fromkeys("\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}", ONE_SPACE),
        **dict.fromkeys("\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}", "\n"),
        "\N{IDEOGRAPHIC SPACE}": " ",
        "\N{FULLWIDTH COMMA}": ",",
        "\N{FULLWIDTH FULL STOP}": ".",
        "\N{FULLWIDTH PERCENT SIGN}": "%",
        "\N{FULLWIDTH POUND SIGN}": "£",
        "\N{FULLWIDTH PLUS SIGN}": "+",
        "\N{FULLWIDTH LEFT PARENTHESIS}": "(",
        "\N{FULLWIDTH RIGHT PARENTHESIS}": ")",
    }
)
"""What a spreadsheet, a word processor or a keyboard elsewhere writes for the same thing."""
UNSEEN = " \t\n\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{LEFT-TO-RIGHT MARK}"

SCALES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}
WRITTEN = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?(?P<pound>£[ \xa0]?)?(?P<late_sign>[+-])?"
    r"(?P<digits>(?:[0-9]|\.[0-9])[0-9.,\xa0]*)(?P<power>e[+-]?[0-9]{1,6})?"
    rf"(?:[ \xa0]?(?P<scale>{'|'.join(SCALES)}))?(?:[ \xa0]?(?P<percent>%))?(?P<close>\))?",
    # Without ASCII a long s or a dotless i would pass for a letter of a word that is not there.
    re.IGNORECASE | re.ASCII,
)
PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:\xa0[0-9]{3})+)(?:\.[0-9]*)?")
SPACED = re.compile(r"[+-]?£?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]*)?")


class NotUnderstood(ValueError):
    """What was typed is no number that its field can hold; the text is the sentence to show beside the field."""


def read_number(text: str, kind: Kind, *, per_hundred: bool = False, label: str, example: str) -> float:
    """Returns the number that was typed into a field for one; in a field per hundred, 12 and 12% are both 0.12.

    >>> from valuation.quantities import MONEY, SHARE
    >>> read_number("£1.2 million", MONEY, label="Cost", example="£500")
    1200000.0
    >>> read_number("45", SHARE, per_hundred=True, label="Share who finish", example="45")
    0.45
    """
    enter = f"Enter {_field(label, 'a number')}, like {example}."
    typed = _plain(text)
    if not typed:
        raise NotUnderstood(enter)
    if _is_several(typed):
        raise NotUnderstood(f"That looks like more than one number. Paste one number, like {example}.")
    if SPACED.fullmatch(typed):
        one = re.sub(r"(?<=[0-9]) (?=[0-9])", ",", typed)
        raise NotUnderstood(
            f"{_quoted(typed)} could be one number or two. For one, write {_cut(one)}. {enter}"
        )
    return _one(typed, kind, per_hundred, _quoted(typed), enter)


def read_numbers(
    text: str, kind: Kind, *, per_hundred: bool = False, label: str, example: str
) -> list[float]:
    """Returns the numbers that were typed or pasted into a field for one by year: at least one.

    Between them stand commas with spaces, semicolons or spaces, or the tabs or new lines of a spreadsheet.

    >>> from valuation.quantities import COUNT, SHARE
    >>> read_numbers("20%, 60%, 100%", SHARE, label="Build-up", example="20%, 100%")
    [0.2, 0.6, 1.0]
    >>> read_numbers("1,200\\t1,300", COUNT, label="Places", example="200, 400")
    [1200.0, 1300.0]
    """
    enter = f"Enter {_field(label, 'numbers')}, like {example}."
    typed = _plain(text)
    if not typed:
        raise NotUnderstood(enter)
    if len(typed) > LONGEST_LIST:
        raise NotUnderstood(f"That is too long for one number a year. {enter}")
    if "\t" in typed and "\n" in typed:
        raise NotUnderstood(
            f"That looks like a table of several rows. Paste one row or one column, like {example}."
        )
    parts = _parts(typed)
    if "" in parts:
        raise NotUnderstood(f"Number {parts.index('') + 1} is empty. Write 0 where there is none. {enter}")
    found = []
    for place, part in enumerate(parts, 1):
        who = f"Number {place}, {_quoted(part)}," if len(parts) > 1 else _quoted(part)
        if "," in part and (len(parts) == 1 or not GROUPED.search(part)):
            raise NotUnderstood(
                f"{who} could be one number or several. Put a space after each comma between two numbers, "
                f"or write one number without commas. {enter}"
            )
        if " " in part and not re.search("[A-Za-z]", part):
            raise NotUnderstood(
                f"{who} could be one number or several. Write each number without spaces inside it. {enter}"
            )
        found.append(_one(part, kind, per_hundred, who, enter))
    return found


def shown_number(value: float, kind: Kind, per_hundred: bool = False) -> str:
    """Returns the number as it stands in its field, exactly: the shortest text that is read as the same number.

    >>> from valuation.quantities import MONEY, SHARE
    >>> shown_number(47257.9776, MONEY), shown_number(0.07, SHARE, per_hundred=True)
    ('47,257.9776', '7')
    """
    exact = _decimal(value, per_hundred)
    return f"{exact:,f}" if _is_short(exact) else f"{exact:e}"


def shown_numbers(values: Sequence[float], kind: Kind, per_hundred: bool = False) -> str:
    """Returns a list by year as it stands in its field; a comma there divides numbers, never thousands.

    >>> from valuation.quantities import COUNT
    >>> shown_numbers([150, 1200.5], COUNT)
    '150, 1200.5'
    """
    return ", ".join(shown_number(value, kind, per_hundred).replace(",", "") for value in values)


def money_shown(value: float) -> str:
    """Returns an amount to the penny for its field: nobody pays less, and the case keeps the exact amount."""
    return shown_number(round(value, 2), MONEY)


# Reading -----------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Returns the text with one character for what is meant alike, and nothing unseen at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(ALIKE).strip(UNSEEN)


def _parts(typed: str) -> list[str]:
    """Returns the numbers of a list as typed; where something firmer divides them, a space does not."""
    text = re.sub(" +", " ", typed)
    text = re.sub(
        r"(?<=[0-9.]) (?=(?:thousand|million|billion|k|m|bn|%)(?![a-z]))|(?<=£) ", "", text, flags=re.I
    )
    text = re.sub(r" ?(?:,[ \n]+|;[ \n]?|\t|\n) ?", ";", text)
    return text.removesuffix(",").removesuffix(";").split(";" if ";" in text else " ")


def _is_several(typed: str) -> bool:
    """Returns whether one field holds what looks like several numbers: a row, a column, a list or a range."""
    if re.search(r"[\t\n;]", typed):
        return True
    if len(typed) > LONGEST_NUMBER or SPACED.fullmatch(typed):
        return False
    between = re.split(r"[0-9][0-9.,\xa0]*[0-9]|[0-9]", typed)[1:-1]
    is_list = any(" " in gap or gap.strip("£%+") == "-" for gap in between) or typed.count(", ") > 0
    return is_list and not re.search(r"[^-+£%., ]", re.sub(r"\b(?:to|and|or)\b", "", "".join(between)))


def _one(typed: str, kind: Kind, per_hundred: bool, who: str, enter: str) -> float:
    """Returns the one number that is written, where it is a number, of this kind, and in its domain."""
    found = WRITTEN.fullmatch(typed) if len(typed) <= LONGEST_NUMBER else None
    if found is None:
        has_digit = any(character.isdigit() for character in typed)
        what = "has more than a number in it" if has_digit else "is not a number"
        raise NotUnderstood(f"{who} {what}. {enter}")
    signs = [found["sign"], found["late_sign"], found["open"]]
    if len([sign for sign in signs if sign]) > 1 or bool(found["open"]) != bool(found["close"]):
        raise NotUnderstood(f"{who} has signs or brackets that do not belong together. {enter}")
    digits = found["digits"]
    if not PLAIN.fullmatch(digits) and not GROUPED.fullmatch(digits):
        raise NotUnderstood(_misplaced(typed, digits, who, enter))
    if found["pound"] and not kind.is_money and kind.name != "number":
        raise NotUnderstood(f"{who} is an amount of money, which does not go here. {enter}")
    if found["percent"] and not per_hundred and kind.name not in TAKES_PER_CENT:
        raise NotUnderstood(f"{who} is a percentage, which does not go here. {enter}")
    if found["scale"] and (found["percent"] or kind.name not in TAKES_THOUSANDS):
        raise NotUnderstood(f"{who} has more than a number in it. {enter}")
    power = int((found["power"] or "e0")[1:]) + (SCALES[found["scale"].lower()] if found["scale"] else 0)
    power -= 2 if found["percent"] or per_hundred else 0
    sign = "-" if "-" in signs or found["open"] else ""
    # In text, so that the one rounding is to the nearest number there is: 7 per hundred is 0.07 and no other.
    value = float(f"{sign}{digits.replace(',', '').replace(ONE_SPACE, '')}e{power}") + 0.0
    if not math.isfinite(value) or (not value and re.search("[1-9]", digits)):
        raise NotUnderstood(f"{who} is too {'near 0' if not value else 'large'} to be worked with. {enter}")
    if not kind.holds(value):
        is_hundredfold = kind.high == 1 < value <= 100 and not (found["percent"] or per_hundred)
        raise NotUnderstood(
            _meant_per_hundred(value, kind, who)
            if is_hundredfold
            else _outside(value, kind, per_hundred, who, enter)
        )
    return value


def _misplaced(typed: str, digits: str, who: str, enter: str) -> str:
    """Returns what is wrong with the commas and points of a number, and both readings where there are two."""
    if re.fullmatch("[0-9]+,[0-9]+", digits):
        point, none = (_cut(re.sub(r"^0+(?=[0-9])", "", typed.replace(",", other))) for other in (".", ""))
        return f"{_cut(typed)} could be {point} or {none}. Write {point}, or {none}."
    if digits.count(".") > 1 and "," not in digits:
        return f"{who} has more than one decimal point. Write thousands with commas, like 1,200,000. {enter}"
    return f"{who} has a comma or a space in an unusual place. Write thousands like 1,200,000. {enter}"


def _meant_per_hundred(value: float, kind: Kind, who: str) -> str:
    hundred = shown_number(value, kind)
    share = shown_number(float(_decimal(value, False).scaleb(-2)), kind)
    return f"{who} is more than 1. If you mean {hundred}%, write {hundred}% or {share}."


def _outside(value: float, kind: Kind, per_hundred: bool, who: str, enter: str) -> str:
    way = "high" if value > kind.high else "low"
    allowed = _allowed_per_hundred(kind) if per_hundred else kind.allowed
    return f"{who} is too {way}. {enter} It must be {allowed}."


def _allowed_per_hundred(kind: Kind) -> str:
    low, high = (f"{100 * end:g}".replace("-", "\N{MINUS SIGN}") for end in (kind.low, kind.high))
    if math.isinf(kind.high):
        return f"above {low}" if kind.low_is_open else f"{low} or more"
    return f"{high} or less" if math.isinf(kind.low) else f"between {low} and {high}"


# Saying ------------------------------------------------------------------------------------------------------


def _field(label: str, what: str) -> str:
    """Returns a field in a sentence: words that go on in it as they are, a label as it stands above the field."""
    name = label.strip()
    return name if name[:1].islower() else f"{what} for “{name}”" if name else what


def _quoted(typed: str) -> str:
    """Returns a little of what was typed, as text on one line."""
    return f"“{_cut(typed)}”"


def _cut(typed: str) -> str:
    start = typed[: MOST_QUOTED + 1]
    line = "".join(character if character.isprintable() else " " for character in start)
    return line if len(line) <= MOST_QUOTED else line[: MOST_QUOTED - 1] + "…"


def _decimal(value: float, per_hundred: bool) -> Decimal:
    """Returns exactly what a float is written as, or that a hundredfold, without zeros at its end."""
    return Decimal(repr(float(value) + 0.0)).scaleb(2 if per_hundred else 0).normalize()


def _is_short(exact: Decimal) -> bool:
    """Returns whether a number is shorter written out than with a power of ten."""
    return not exact or -7 <= exact.adjusted() <= 15
