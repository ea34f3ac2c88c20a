"""A page or a paper as plain data: what it says, block by block, before it is a screen or a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from make_the_case.words.charts.chart import Chart
from make_the_case.words.panels import Panel
from make_the_case.words.phrases import AMOUNT, TOO_SMALL
from make_the_case.words.tables.summary_tables import Table

# Words, some of them marked ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bold:
    """Words in bold type."""

    words: str


@dataclass(frozen=True)
class Italic:
    """Words in italic type."""

    words: str


@dataclass(frozen=True)
class Link:
    """Words that lead to an address on the web; where that is none, the words alone."""

    words: str
    address: str


@dataclass(frozen=True)
class Break:
    """Where the next line begins."""

    words: str = "\n"


Text = str | tuple[str | Bold | Italic | Link | Break, ...]
"""What stands in a paragraph, in a line of a list or beside a label. A paper prints its words, without the marks."""


def plain(text: Text) -> str:
    """Returns the words of a text without its marks.

    >>> plain(("Costs ", Bold("£1.2 million"), " a year."))
    'Costs £1.2 million a year.'
    """
    return text if isinstance(text, str) else "".join(_words_of(part) for part in text)


def _words_of(part: str | Bold | Italic | Link | Break) -> str:
    return part if isinstance(part, str) else part.words


def amounts_in_bold(sentence: str) -> tuple[str | Bold, ...]:
    """Returns a sentence with its amounts of money in bold.

    >>> amounts_in_bold("Costs £1.2 million in all.")
    ('Costs ', Bold(words='£1.2 million'), ' in all.')
    """
    parts: list[str | Bold] = []
    at = 0
    for amount in AMOUNT.finditer(sentence):
        parts += [sentence[at : amount.start()], Bold(amount.group())]
        at = amount.end()
    return (*parts, sentence[at:])


def in_one_line(words: object) -> str:
    """Returns words that a file wrote over several lines as one line."""
    return " ".join(str(words).split())


# Blocks ------------------------------------------------------------------------------------------------------

Style = Literal[
    "plain",
    "verdict",
    "notice",
    "recommendation",
    "small",
    "refused",
    "state",
    "clause",
    "row",
    "running",
    "under",
    "together",
    "brand",
    "amount",
    "above",
]
"""How a paragraph looks. `state` says how something stands, `refused` why something was not taken."""
Aloud = Literal["", "alert", "status"]
"""Whether a screen reader says a paragraph by itself when it appears: at once, or when it has time."""


@dataclass(frozen=True)
class Heading:
    """A heading: in a paper of level 1 (a part) or 2 (a section of it), on a page 1 for its own title."""

    text: str
    level: Literal[1, 2, 3, 4] = 1
    is_program: bool = False
    """Whether it is the name of the program, which stands larger."""
    is_quiet: bool = False
    """Whether it only names the page, because the answer itself stands as the title."""
    picture: str = ""
    """The shipped picture that stands beside it in a PDF; it shows what the words say, and nothing more."""
    is_unseen: bool = False
    """Whether it is read aloud and not seen, because a tab with the same words stands above it."""


@dataclass(frozen=True)
class Words:
    """Paragraphs one after another."""

    paragraphs: tuple[Text, ...]
    style: Style = "plain"
    aloud: Aloud = ""


@dataclass(frozen=True)
class Lines:
    """A list; the five lines and the steps are numbered."""

    items: tuple[Text, ...]
    is_numbered: bool = False
    style: Literal["plain", "bare", "five", "steps", "checks"] = "plain"
    """`bare` has no marks before its lines, and `checks` stand beside each other."""


@dataclass(frozen=True)
class Facts:
    """Labels, each with what it says."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Tabled:
    """A table."""

    table: Table


@dataclass(frozen=True)
class Drawn:
    """A chart, followed by its numbers in a table unless one has just been printed that holds them."""

    chart: Chart
    has_table: bool = True


@dataclass(frozen=True)
class ToWrite:
    """What only a person can write: a box to complete, never filler."""

    what: str


Block = Heading | Words | Lines | Facts | Tabled | Drawn | ToWrite
"""What a paper is made of, and a page too."""


@dataclass(frozen=True)
class Cell:
    """A field of a grid: what it says, and what it stands for."""

    text: Text
    mark: Literal["", "first", "even", "short"] = ""


@dataclass(frozen=True)
class Grid:
    """A table whose fields are places in a plane, named across and down."""

    label: str
    across: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Icons:
    """Ten figures, of which some are filled."""

    filled: int


@dataclass(frozen=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True)
class Box:
    """Blocks that belong together: the strip above every page, an example beside one's own case, a refusal with its reasons."""

    blocks: tuple[PageBlock, ...]
    style: Literal["strip", "beside", "refused", "card", "plain", "tint"]
    aloud: Aloud = ""


@dataclass(frozen=True)
class Beside:
    """Boxes beside each other where there is room, and below each other where there is not."""

    boxes: tuple[Box, ...]
    widths: Literal["halves", "wide-narrow"] = "halves"


@dataclass(frozen=True)
class Rowed:
    """A chart of rows, which the page draws itself: what it says, what it measures, its rows, and a summary unless there is no room for one."""

    chart: Chart
    has_summary: bool = True


PageBlock = Block | Grid | Icons | Rule | Box | Beside | Rowed | Panel
"""What a page is made of, beside the widgets."""


def paragraphs(*texts: Text, style: Style = "plain", aloud: Aloud = "") -> Words:
    """Returns paragraphs, empty ones left out."""
    return Words(tuple(text for text in texts if text), style, aloud)


def notice(text: Text, aloud: Aloud = "alert") -> Words:
    """Returns what a reader has to know before anything else."""
    return paragraphs(text, style="notice", aloud=aloud)


def refused(text: Text) -> Words:
    """Returns why something was not taken."""
    return paragraphs(text, style="refused", aloud="alert")


def state(text: Text) -> Words:
    """Returns how something stands."""
    return paragraphs(text, style="state")


def five(lines: Iterable[str]) -> Lines:
    """Returns the five lines, their amounts of money in bold."""
    return Lines(tuple(map(amounts_in_bold, lines)), is_numbered=True, style="five")


def facts(rows: Iterable[tuple[str, object]]) -> Facts:
    """Returns labels with what they say, those without anything left out."""
    return Facts(
        tuple((label, words if isinstance(words, tuple) else str(words)) for label, words in rows if words)
    )


# Columns of a table ------------------------------------------------------------------------------------------

NUMERIC = re.compile(
    r"^[\u2212+-]?£?[\d,.]+(%| million| billion)?$|^$|^not defined$|^(less than|about) £?[\d,.]+%?$|^[\d.,]+ (\(\d{4}/\d{2}\)|times)$|^(under|over) \d+%$"
)


NO_NUMBER = {"nil", "nothing", "none", "not known", "not calculated", TOO_SMALL}
"""What stands in the place of a number where there is none."""


def numeric_columns(table: Table) -> list[bool]:
    """Returns which columns of a table hold numbers, or words in the place of one, and so stand to the right; the first names the row."""
    return [k > 0 and _holds_numbers([row[k] for row in table.rows]) for k in range(len(table.header))]


def _holds_numbers(cells: Sequence[str]) -> bool:
    others = [cell for cell in cells if not NUMERIC.match(cell)]
    return all(cell.lower() in NO_NUMBER for cell in others) and (not others or len(others) < len(cells))


def prose_columns(table: Table) -> list[bool]:
    """Returns which columns of a table hold words, and so stand to the left: those of which less than half of what is said is a number."""
    return [k > 0 and _says_words([row[k] for row in table.rows if row[k]]) for k in range(len(table.header))]


def _says_words(cells: Sequence[str]) -> bool:
    return sum(NUMERIC.match(cell) is None for cell in cells) * 2 > len(cells)


LONGEST_WORD = 24
"""Letters of a word that is kept whole: an address on the web may break."""
LETTER = 0.62
"""The width of a wide letter in bold, in its size: no heading breaks within a word."""


def column_widths(table: Table, width: float, size: float) -> list[float]:
    """Returns the width of each column in cm: no less than its longest word, and the rest by how much it has to hold.

    >>> table = Table("", ("Who", "£"), (("People who take part", "1,161,799"),))
    >>> [round(width, 2) for width in column_widths(table, 10.0, 10.0)]
    [7.61, 2.39]
    """
    letter, padding = size * LETTER * 2.54 / 72, 0.42
    columns = list(zip(table.header, *table.rows, strict=True))
    least = [
        padding + letter * min(LONGEST_WORD, max(_in_bold(head), *(map(_longest, cells))))
        for head, *cells in columns
    ]
    usual = [
        min(max(map(len, column)), 2 * sum(map(len, column)) / len(column)) for column in columns
    ]  # letters: the longest cell, or twice the average where one cell is far longer than the rest
    more = [max(0.0, padding + letter * of - need) for of, need in zip(usual, least, strict=True)]
    spare = width - sum(least)
    if spare < 0:
        widest = _widest(least, width)
        return [min(need, widest) for need in least]
    if not sum(more):
        return [width * need / sum(least) for need in least]
    return [need + spare * extra / sum(more) for need, extra in zip(least, more, strict=True)]


def _longest(cell: str) -> int:
    """Returns how many letters the longest word of a cell has."""
    return max(map(len, cell.split()), default=0)


def _in_bold(heading: str) -> float:
    """Returns how many wide letters the widest word of a heading is as wide as: an M or a W counts for more.

    >>> _in_bold("Wave"), _in_bold("The area")
    (4.25, 4.0)
    """
    return max((len(word) + sum(sign in "MW" for sign in word) / 4 for word in heading.split()), default=0.0)


def _widest(least: list[float], width: float) -> float:
    """Returns how wide a column may be for all to fit, so that only the widest give way."""
    left = width
    for place, need in enumerate(sorted(least)):
        share = left / (len(least) - place)
        if need >= share:
            return share
        left -= need
    return width
