"""What a person writes for a number → a number, or a sentence that says how to mend it; and back.

The one reader of written numbers: of the app's fields, `--set`, a workbook's cells and text in a file where a number
should stand. A number is never guessed: where what was written can be read in two ways, the sentence names both.
A point is the decimal mark, as everywhere in this program; commas and spaces of any kind divide thousands.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from valuation.figures import digits
from valuation.quantities import ANY, LARGEST, MONEY, SMALLEST, Kind, is_of_a_size

LONGEST_NUMBER = 100
"""Characters: what `shown_number` writes has under 30, and a pasted decimal may have more."""
LONGEST_LIST = 4000
"""Characters: 60 years, the most a case may have, of the longest numbers that are written."""
MOST_QUOTED = 30

TAKES_PER_CENT = {"share", "rate", "relative reduction", "growth", "number"}
"""Kinds for which 12% is 0.12. A multiplier is left out: 10% may be meant as 1.1."""
TAKES_THOUSANDS = {"money", "income", "count", "number"}
"""Kinds that may be written 390k or 1.2m; elsewhere m might be metres or months."""
TAKES_POUNDS = {"money", "income", "number"}

ONE_SPACE = "\N{NO-BREAK SPACE}"
MINUS_SIGNS = (
    "\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{FIGURE DASH}\N{HORIZONTAL BAR}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{SMALL HYPHEN-MINUS}\N{SMALL EM DASH}\N{SUPERSCRIPT MINUS}\N{HEAVY MINUS SIGN}"
    "\N{HYPHEN BULLET}"
)
DIVIDING_SPACES = (
    "\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}\N{PUNCTUATION SPACE}\N{HAIR SPACE}\N{SIX-PER-EM SPACE}"
    "\N{MEDIUM MATHEMATICAL SPACE}"
)
"""Spaces that stand inside a number and nowhere else: too narrow, or not to be broken at, to divide two numbers."""
PLAIN_SPACES = (
    "\N{EN QUAD}\N{EM QUAD}\N{EN SPACE}\N{EM SPACE}\N{THREE-PER-EM SPACE}\N{FOUR-PER-EM SPACE}\N{IDEOGRAPHIC SPACE}"
    "\N{OGHAM SPACE MARK}"
)
UNSEEN_SIGNS = (
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
    "\N{SOFT HYPHEN}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT EMBEDDING}"
    "\N{LEFT-TO-RIGHT OVERRIDE}\N{POP DIRECTIONAL FORMATTING}\N{LEFT-TO-RIGHT ISOLATE}\N{FIRST STRONG ISOLATE}"
    "\N{POP DIRECTIONAL ISOLATE}\N{INVISIBLE PLUS}\N{INVISIBLE TIMES}\N{INVISIBLE SEPARATOR}"
)
"""What shows as nothing. What turns text round is not among it: 12 turned round shows as 21, and is refused."""
ALIKE = str.maketrans(
    {
        **dict.fromkeys(MINUS_SIGNS, "-"),
        **dict.fromkeys(DIVIDING_SPACES, ONE_SPACE),
        **dict.fromkeys(PLAIN_SPACES, " "),
        **dict.fromkeys(UNSEEN_SIGNS, ""),
        **dict.fromkeys("\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}", "\n"),
        "\N{FULLWIDTH COMMA}": ",",
        "\N{FULLWIDTH FULL STOP}": ".",
        "\N{FULLWIDTH PERCENT SIGN}": "%",
        "\N{SMALL PERCENT SIGN}": "%",
        "\N{ARABIC PERCENT SIGN}": "%",
        "\N{FULLWIDTH POUND SIGN}": "£",
        "\N{FULLWIDTH PLUS SIGN}": "+",
        "\N{FULLWIDTH LEFT PARENTHESIS}": "(",
        "\N{FULLWIDTH RIGHT PARENTHESIS}": ")",
        "\N{FULLWIDTH SEMICOLON}": ";",
        "\N{ARABIC DECIMAL SEPARATOR}": ".",
        "\N{ARABIC THOUSANDS SEPARATOR}": ",",
        "\N{ARABIC SEMICOLON}": ";",
    }
)
"""What a spreadsheet, a word processor or a keyboard elsewhere writes for the same thing."""
OTHER_DIGIT = re.compile(r"(?![0-9])\d")
"""A decimal digit of any other script: Arabic, Bengali, Devanagari, full width."""
UNSEEN = " \t\n\N{NO-BREAK SPACE}"

PENCE = {"p": -2, "pence": -2}
SCALES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9, **PENCE}
WRITTEN = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?(?P<pound>£[ \xa0]?)?(?P<late_sign>[+-])?"
    r"(?P<digits>(?:[0-9]|\.[0-9])(?:[0-9.,\xa0]*[0-9.,])?)(?P<power>e[+-]?[0-9]{1,6})?"
    rf"(?:[ \xa0]?(?P<scale>{'|'.join(SCALES)}))?(?:[ \xa0]?(?P<percent>%))?(?P<close>\))?",
    # Without ASCII a long s or a dotless i would pass for a letter of a word that is not there.
    re.IGNORECASE | re.ASCII,
)
PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
POINTS_FOR_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.\xa0][0-9]{3})+,[0-9]+")
"""A whole number in threes, and a decimal comma: what other languages write for 20,500.00."""
ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:\xa0[0-9]{3})+)(?:\.[0-9]*)?")
SPACED = re.compile(r"[+-]?£?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]*)?")


class NotUnderstood(ValueError):
    """What was written is no number that its place can hold; the text is the sentence to show beside a field."""

    def __init__(self, what: str, remedy: str = "", readings: Sequence[float] = ()):
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        """What is wrong with what was written, both readings where there are two, without what a field asks for."""
        self.readings = tuple(readings)
        """The numbers that may be meant, where there are two."""


def read_number(
    text: str, kind: Kind, *, per_hundred: bool = False, label: str = "", example: str = ""
) -> float:
    """Returns the number that was written where one belongs; in a field per hundred, 12 and 12% are both 0.12.

    >>> from valuation.quantities import MONEY, SHARE
    >>> read_number("£1.2 million", MONEY, label="Cost", example="£500")
    1200000.0
    >>> read_number("45", SHARE, per_hundred=True, label="Share who finish", example="45")
    0.45
    """
    enter = _enter(label, "a number", example)
    typed = _plain(text)
    if not typed:
        raise NotUnderstood("", enter)
    if _is_several(typed):
        like = f" Paste one number, like {example}." if example else ""
        raise NotUnderstood(f"That looks like more than one number.{like}")
    if SPACED.fullmatch(typed):
        joined = re.sub(r"(?<=[0-9]) (?=[0-9])", ",", typed)
        raise NotUnderstood(
            f"{_quoted(typed)} could be one number or two. For one, write {_cut(joined)}.", enter
        )
    return _number_in(typed, kind, per_hundred, _quoted(typed), enter)


def read_numbers(
    text: str, kind: Kind, *, per_hundred: bool = False, label: str = "", example: str = ""
) -> list[float]:
    """Returns the numbers that were typed or pasted into a field for one by year: at least one.

    Between them stand commas with spaces, semicolons or spaces, or the tabs or new lines of a spreadsheet.

    >>> from valuation.quantities import COUNT, SHARE
    >>> read_numbers("20%, 60%, 100%", SHARE, label="Build-up", example="20%, 100%")
    [0.2, 0.6, 1.0]
    >>> read_numbers("1,200\\t1,300", COUNT, label="Places", example="200, 400")
    [1200.0, 1300.0]
    """
    enter = _enter(label, "numbers", example)
    typed = _plain(text)
    if not typed:
        raise NotUnderstood("", enter)
    if len(typed) > LONGEST_LIST:
        raise NotUnderstood("That is too long for one number a year.", enter)
    if "\t" in typed and "\n" in typed:
        like = f", like {example}" if example else ""
        raise NotUnderstood(f"That looks like a table of several rows. Paste one row or one column{like}.")
    parts = _parts(typed)
    if "" in parts:
        raise NotUnderstood(f"Number {parts.index('') + 1} is empty. Write 0 where there is none.", enter)
    numbers = []
    for place, part in enumerate(parts, 1):
        who = f"Number {place}, {_quoted(part)}," if len(parts) > 1 else _quoted(part)
        if "," in part and (len(parts) == 1 or not GROUPED.search(part)):
            raise NotUnderstood(
                f"{who} could be one number or several. Put a space after each comma between two numbers, "
                "or write one number without commas.",
                enter,
            )
        if " " in part and not re.search("[A-Za-z]", part):
            raise NotUnderstood(
                f"{who} could be one number or several. Write each number without spaces inside it.", enter
            )
        numbers.append(_number_in(part, kind, per_hundred, who, enter))
    return numbers


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


def written_out(value: float) -> str:
    """Returns the number exactly, as a file may hold it: without commas and without a power of ten."""
    return f"{_decimal(value, False):f}"


def two_ways(text: str) -> NotUnderstood | None:
    """Returns what to ask of a number whose one comma or point may be a decimal mark or divide thousands.

    For text from a programme that would have made a number of it, had it taken the mark as this one does.

    >>> print(two_ways("1.200"))
    1.200 could be 1.200 or 1200. Write 1.200, or 1200.
    """
    typed = _plain(text)
    digits = typed.lstrip("-+£ \xa0(").removesuffix(")")
    mark = ONE_GROUP.fullmatch(digits)
    return None if mark is None else _either(typed, [typed.replace(mark[1], "."), typed.replace(mark[1], "")])


# Reading -----------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Returns the text with one character for what is meant alike, and nothing unseen at its ends."""
    typed = text.replace("\r\n", "\n").replace("\r", "\n").translate(ALIKE)
    return OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), typed).strip(UNSEEN)


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


def _number_in(typed: str, kind: Kind, per_hundred: bool, who: str, enter: str) -> float:
    """Returns the one number that is written, where it is a number, of this kind, and in its domain."""
    parts = WRITTEN.fullmatch(typed) if len(typed) <= LONGEST_NUMBER else None
    if parts is None:
        has_digit = any(character.isdigit() for character in typed)
        what = "has more than a number in it" if has_digit else "is not a number"
        raise NotUnderstood(f"{who} {what}.", enter)
    signs = [parts["sign"], parts["late_sign"], parts["open"]]
    if len([sign for sign in signs if sign]) > 1 or bool(parts["open"]) != bool(parts["close"]):
        raise NotUnderstood(f"{who} has signs or brackets that do not belong together.", enter)
    digits, scale = parts["digits"], (parts["scale"] or "").lower()
    if not PLAIN.fullmatch(digits) and not GROUPED.fullmatch(digits):
        raise _misplaced(typed, digits, who, enter)
    _refuse_misfit(parts, scale, kind, per_hundred, who, enter)
    power = int((parts["power"] or "e0")[1:]) + SCALES.get(scale, 0)
    power -= 2 if parts["percent"] or per_hundred else 0
    sign = "-" if "-" in signs or parts["open"] else ""
    # In text, so that the one rounding is to the nearest number there is: 7 per hundred is 0.07 and no other.
    value = float(f"{sign}{digits.replace(',', '').replace(ONE_SPACE, '')}e{power}") + 0.0
    if not is_of_a_size(value) or (not value and re.search("[1-9]", digits)):
        raise NotUnderstood(f"{who} is {_beyond(value)}.", enter)
    if not kind.holds(value):
        is_hundredfold = kind.high == 1 < value <= 100 and not (parts["percent"] or per_hundred)
        raise (
            _meant_per_hundred(value, kind, who)
            if is_hundredfold
            else _outside(value, kind, per_hundred, who, enter)
        )
    return value


def _refuse_misfit(
    parts: re.Match[str], scale: str, kind: Kind, per_hundred: bool, who: str, enter: str
) -> None:
    """Refuses a pound sign, a percentage or a word for thousands where a number of this kind has none."""
    if (parts["pound"] or scale in PENCE) and kind.name not in TAKES_POUNDS:
        raise NotUnderstood(f"{who} is an amount of money, which does not go here.", enter)
    if parts["percent"] and not per_hundred and kind.name not in TAKES_PER_CENT:
        raise NotUnderstood(f"{who} is a percentage, which does not go here.", enter)
    is_twice = scale in PENCE and parts["pound"]
    if scale and (parts["percent"] or is_twice or kind.name not in TAKES_THOUSANDS):
        raise NotUnderstood(f"{who} has more than a number in it.", enter)


def _beyond(value: float) -> str:
    if abs(value) > 1:
        return f"too large to be worked with: the most is {shown_number(LARGEST, MONEY)}"
    return f"too near 0 to be worked with: the least is {Decimal(repr(SMALLEST)):f}, or 0 itself"


def _misplaced(typed: str, digits: str, who: str, enter: str) -> NotUnderstood:
    """Returns what is wrong with the commas and points of a number, and both readings where there are two."""
    if re.fullmatch("[0-9]+,[0-9]+", digits):
        return _either(typed, [typed.replace(",", "."), typed.replace(",", "")])
    if POINTS_FOR_THOUSANDS.fullmatch(digits):
        in_threes = re.sub(r"[.\xa0]", "", typed)
        point = typed.replace(",", "").replace(ONE_SPACE, "")
        return (
            _either(typed, [in_threes.replace(",", "."), point])
            if point.count(".") == 1
            else _either(typed, [in_threes.replace(",", "."), in_threes.replace(",", "")])
        )
    if digits.count(".") > 1 and "," not in digits:
        what = f"{who} has more than one decimal point. Write thousands with commas, like 1,200,000."
        return NotUnderstood(what, enter)
    return NotUnderstood(
        f"{who} has a comma or a space in an unusual place. Write thousands like 1,200,000.", enter
    )


def _either(typed: str, written: Sequence[str]) -> NotUnderstood:
    """Returns the question which of two numbers is meant."""
    first, second = (_cut(re.sub(r"^0+(?=[0-9])", "", each)) for each in written)
    what = f"{_cut(typed)} could be {first} or {second}. Write {first}, or {second}."
    readings = []
    for each in written:
        try:
            readings.append(read_number(each, ANY))
        except NotUnderstood:  # with a word or a sign that no number has: then the words alone are said
            continue
    return NotUnderstood(what, readings=readings)


def _meant_per_hundred(value: float, kind: Kind, who: str) -> NotUnderstood:
    hundred = shown_number(value, kind)
    share = shown_number(float(_decimal(value, False).scaleb(-2)), kind)
    return NotUnderstood(f"{who} is more than 1. If you mean {hundred}%, write {hundred}% or {share}.")


def _outside(value: float, kind: Kind, per_hundred: bool, who: str, enter: str) -> NotUnderstood:
    way = "high" if value > kind.high else "low"
    allowed = _allowed_per_hundred(kind) if per_hundred else kind.allowed
    return NotUnderstood(f"{who} is too {way}.", f"{enter} It must be {allowed}.")


def _allowed_per_hundred(kind: Kind) -> str:
    low, high = (digits(100 * end) for end in (kind.low, kind.high))
    if math.isinf(kind.high):
        return f"above {low}" if kind.low_is_open else f"{low} or more"
    return f"{high} or less" if math.isinf(kind.low) else f"between {low} and {high}"


# Saying ------------------------------------------------------------------------------------------------------


def _enter(label: str, what: str, example: str) -> str:
    """Returns what a field asks for."""
    return f"Enter {_field(label, what)}" + (f", like {example}." if example else ".")


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
