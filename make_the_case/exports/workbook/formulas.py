"""Formulas that know what they come to: one expression is both the text that a spreadsheet works out and its value now.

So every cell of a workbook is written with a value that a reader without a spreadsheet's engine sees, and the same expression
can be held to the engine's answer without one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

Value = float | str | bool

COMPARED, ADDED, MULTIPLIED, RAISED, ATOM = range(1, 6)
"""How tightly an expression holds together: what holds less tightly stands in brackets."""


class Formula:
    """A piece of a formula, with its value."""

    __slots__ = ("rank", "text", "value")

    def __init__(self, text: str, value: Value, rank: int = ATOM):
        self.text, self.value, self.rank = text, value, rank

    def at_least(self, rank: int) -> str:
        """Returns the text, in brackets where it holds less tightly."""
        return self.text if self.rank >= rank else f"({self.text})"

    @property
    def number(self) -> float:
        """Returns the value as a number; a text counts as nothing, as it does in a sum of a range."""
        return 0.0 if isinstance(self.value, str) else float(self.value)

    def __add__(self, other: Term) -> Formula:
        b = term(other)
        return Formula(f"{self.at_least(ADDED)}+{b.at_least(ADDED)}", self.number + b.number, ADDED)

    def __sub__(self, other: Term) -> Formula:
        b = term(other)
        return Formula(f"{self.at_least(ADDED)}-{b.at_least(MULTIPLIED)}", self.number - b.number, ADDED)

    def __rsub__(self, other: Term) -> Formula:
        return term(other) - self

    def __mul__(self, other: Term) -> Formula:
        b = term(other)
        text = f"{self.at_least(MULTIPLIED)}*{b.at_least(MULTIPLIED)}"
        return Formula(text, self.number * b.number, MULTIPLIED)

    def __truediv__(self, other: Term) -> Formula:
        b = term(other)
        value = self.number / b.number if b.number else math.nan
        return Formula(f"{self.at_least(MULTIPLIED)}/{b.at_least(RAISED)}", value, MULTIPLIED)

    def __neg__(self) -> Formula:
        return Formula(f"-{self.at_least(ATOM)}", -self.number, MULTIPLIED)

    def __pow__(self, other: Term) -> Formula:
        b = term(other)
        return Formula(f"{self.at_least(ATOM)}^{b.at_least(ATOM)}", _power(self.number, b.number), RAISED)

    def _compared(self, sign: str, other: Term, value: bool) -> Formula:
        return Formula(f"{self.at_least(ADDED)}{sign}{term(other).at_least(ADDED)}", value, COMPARED)

    def __lt__(self, other: Term) -> Formula:
        return self._compared("<", other, self.number < term(other).number)

    def __le__(self, other: Term) -> Formula:
        return self._compared("<=", other, self.number <= term(other).number)

    def __gt__(self, other: Term) -> Formula:
        return self._compared(">", other, self.number > term(other).number)

    def __ge__(self, other: Term) -> Formula:
        return self._compared(">=", other, self.number >= term(other).number)

    def is_same(self, other: Term) -> Formula:
        """Returns whether two values are the same, as a formula."""
        b = term(other)
        return self._compared("=", b, self.value == b.value)

    def is_not(self, other: Term) -> Formula:
        """Returns whether two values differ, as a formula."""
        b = term(other)
        return self._compared("<>", b, self.value != b.value)

    @property
    def is_empty(self) -> Formula:
        """Returns whether a cell is empty, or holds an empty text."""
        return self.is_same("")


Term = Formula | float | int | str


def _power(base: float, exponent: float) -> float:
    try:
        return base**exponent
    except (OverflowError, ZeroDivisionError):
        return math.nan


def term(item: Term) -> Formula:
    """Returns a formula, a number or a text as a formula.

    >>> (term(2) * (term(3) + 1.5)).text, (term(1) - (term(2) - 3)).value, term("a").text
    ('2*(3+1.5)', 2.0, '"a"')
    """
    if isinstance(item, Formula):
        return item
    if isinstance(item, str):
        doubled = item.replace('"', '""')
        return Formula(f'"{doubled}"', item)
    text = repr(item) if isinstance(item, int) else repr(float(item)).removesuffix(".0").replace("e", "E")
    return Formula(text, float(item), MULTIPLIED if text.startswith("-") else ATOM)


def call(name: str, value: Value, *parts: Term) -> Formula:
    """Returns a function of a spreadsheet, with the value that it comes to."""
    return Formula(f"{name}({','.join(term(part).text for part in parts)})", value)


def smallest(*parts: Term) -> Formula:
    return call("MIN", min(term(part).number for part in parts), *parts)


def largest(*parts: Term) -> Formula:
    return call("MAX", max(term(part).number for part in parts), *parts)


def root(part: Formula) -> Formula:
    return call("SQRT", math.sqrt(part.number) if part.number >= 0 else math.nan, part)


def below_in_a_normal(part: Formula) -> Formula:
    """Returns the chance that a standard normal number is below."""
    return call("NORMSDIST", 0.5 * (1 + math.erf(part.number / math.sqrt(2))), part)


def whole(part: Formula) -> Formula:
    """Returns the whole number at or below."""
    return call("INT", float(math.floor(part.number)), part)


def sign(part: Formula) -> Formula:
    return call("SIGN", float((part.number > 0) - (part.number < 0)), part)


def size(part: Formula) -> Formula:
    return call("ABS", abs(part.number), part)


def choose(test: Formula, yes: Term, no: Term) -> Formula:
    """Returns one of two, by a test."""
    return call("IF", term(yes if test.value else no).value, test, yes, no)


def both(*tests: Formula) -> Formula:
    return call("AND", all(test.value for test in tests), *tests)


def either(*tests: Formula) -> Formula:
    return call("OR", any(test.value for test in tests), *tests)


def chosen(place: Formula, *parts: Term) -> Formula:
    """Returns one of several, by its place among them, counted from 1."""
    return call("CHOOSE", term(parts[int(place.number) - 1]).value, place, *parts)


def within(low: Term, part: Formula, high: Term) -> Formula:
    """Returns a number, or the nearer of two ends where it is outside them."""
    return largest(low, smallest(high, part))


@dataclass(frozen=True)
class Range:
    """Cells next to one another, in a row or a column."""

    text: str
    cells: tuple[Formula, ...]

    @property
    def numbers(self) -> list[float]:
        """Returns what the cells come to."""
        return [cell.number for cell in self.cells]


def total(cells: Range) -> Formula:
    return Formula(f"SUM({cells.text})", math.fsum(cells.numbers))


def lowest(cells: Range) -> Formula:
    return Formula(f"MIN({cells.text})", min(cells.numbers))


def highest(cells: Range) -> Formula:
    """Returns the highest of the cells that hold a number; 0 where none does."""
    numbers = [cell.number for cell in cells.cells if not isinstance(cell.value, str)]
    return Formula(f"MAX({cells.text})", max(numbers, default=0.0))


def numbers_in(cells: Range) -> Formula:
    """Returns how many of the cells hold a number."""
    return Formula(
        f"COUNT({cells.text})", float(sum(not isinstance(cell.value, str) for cell in cells.cells))
    )


def place_of_lowest(cells: Range) -> Formula:
    """Returns the place of the lowest of the cells, counted from 1; of the first where several are the lowest."""
    lowest_number = min(cells.numbers)
    place = float(cells.numbers.index(lowest_number) + 1)
    return Formula(f"MATCH(MIN({cells.text}),{cells.text},0)", place)


def looked_up(word: Formula, words: Range, figures: Range) -> Formula:
    """Returns the figure that stands where a word stands among words."""
    by_word = dict(zip((cell.value for cell in words.cells), figures.numbers, strict=True))
    return Formula(
        f"INDEX({figures.text},MATCH({word.text},{words.text},0))", by_word.get(word.value, math.nan)
    )


def products(*ranges: Range) -> Formula:
    """Returns the sum of the products of ranges of one shape."""
    value = math.fsum(math.prod(row) for row in zip(*(r.numbers for r in ranges), strict=True))
    return Formula(f"SUMPRODUCT({','.join(r.text for r in ranges)})", value)


def total_where(amounts: Range, *tests: tuple[Range, str]) -> Formula:
    """Returns the sum of the amounts where each range of words holds the word that goes with it; `<>word` for any other."""
    value = math.fsum(
        amount
        for k, amount in enumerate(amounts.numbers)
        if all(_holds(where.cells[k].value, word) for where, word in tests)
    )
    conditions = ",".join(f'{where.text},"{word}"' for where, word in tests)
    return Formula(f"SUMIFS({amounts.text},{conditions})", value)


def _holds(value: Value, word: str) -> bool:
    return value != word[2:] if word.startswith("<>") else value == word


Content = Formula | float | str
"""What a cell is filled with."""


@dataclass
class Cell:
    """What is written at one place: a formula, or a number or text as it stands; and in which style."""

    content: Content
    style: str = ""


@dataclass
class Sheet:
    """A sheet while it is being filled: cells by (row, column), both from 0."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    years_from: int = 10_000
    """The first column of years: a formula's way to a cell from there on moves with it when it is copied sideways."""
    row: int = 0
    """The next free row."""

    def put(self, row: int, column: int, content: Content, style: str = "") -> Formula:
        """Writes a formula, a number or a text and returns the cell as a formula that refers to it."""
        if isinstance(content, bool):
            content = "yes" if content else "no"
        self.cells[row, column] = Cell(content, style)
        value = content.value if isinstance(content, Formula) else content
        place = address(row, column, is_fixed=column < self.years_from)
        return Formula(f"{self.name}!{place}", value)

    def across(self, row: int, column: int, contents: Sequence[Content], style: str = "") -> list[Formula]:
        """Writes contents side by side and returns the cells."""
        return [self.put(row, column + k, content, style) for k, content in enumerate(contents)]

    def run(self, cells: Sequence[Formula]) -> Range:
        """Returns cells of this sheet that stand next to one another as a range."""
        first, last = (cell.text.partition("!")[2] for cell in (cells[0], cells[-1]))
        return Range(
            f"{self.name}!{first}:{last}" if len(cells) > 1 else f"{self.name}!{first}", tuple(cells)
        )


def address(row: int, column: int, is_fixed: bool = True) -> str:
    """Returns a cell's address: fixed, a formula copied elsewhere still reads it.

    >>> address(0, 0), address(9, 27, is_fixed=False)
    ('$A$1', 'AB10')
    """
    return f"${column_name(column)}${row + 1}" if is_fixed else f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """Returns a column's letters.

    >>> column_name(0), column_name(25), column_name(26), column_name(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def text_on(sheet: str, formula: Formula) -> str:
    """Returns a formula as it is written on a sheet, which needs no name for its own cells."""
    return "=" + formula.text.replace(f"{sheet}!", "")
