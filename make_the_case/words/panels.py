"""The parts of a page that say much in little room: tiles, bars on one scale, the ladder of proof, thresholds and the budget step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from make_the_case.words.answer_bars import AnswerBars, RoomCode
from make_the_case.words.evidence_panels import EvidencePanel
from make_the_case.words.phrases import NEGLIGIBLE

Tone = Literal["cost", "value"]
"""What a mark stands for: orange is cost, and green is value. Its place and its words say the same."""


@dataclass(frozen=True)
class Decision:
    """Which of the answers that a board may give is nearest to what the case shows."""

    label: str
    answers: tuple[str, ...]
    chosen: int


@dataclass(frozen=True)
class Tile:
    """One figure of a headline, with what it counts and a line below."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    filled: int | None = None
    """How many of ten dots are filled, where the figure is a chance."""


@dataclass(frozen=True)
class Tiles:
    """Figures side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Piece:
    """A part of a bar: its amount, and the words that stand on it where there is room."""

    amount: float
    words: str = ""
    is_pale: bool = False
    """Whether it is unpaid time, or another amount that is not money paid."""


@dataclass(frozen=True)
class ValueBar:
    """A bar: what it comes to in words, its parts from the left, what is said beside it, and its likely range."""

    name: str
    tone: Tone
    pieces: tuple[Piece, ...]
    likely: str = ""
    ends: tuple[float, float] | None = None
    beside: str = ""

    @property
    def total(self) -> float:
        """Returns the amount of all its parts."""
        return sum(piece.amount for piece in self.pieces)


LINES_ARE = "Thin lines are likely ranges: 8 in 10 results."


@dataclass(frozen=True)
class CostAndValue:
    """What an option costs against what it is worth, on one scale that begins at 0, with the line where it breaks even."""

    title: str
    money: str
    """Which money it is, in a sentence."""
    alt: str
    bars: tuple[ValueBar, ...]
    break_even: float
    break_even_words: str
    is_small: bool = False
    """Whether it stands on a card, without title and range."""

    @property
    def subtitle(self) -> str:
        """Returns what stands below the title of the drawing: which money it is, and what its lines are."""
        return f"{self.money} {LINES_ARE}"

    @property
    def span(self) -> tuple[float, float]:
        """Returns the ends of the scale, which hold every bar, range and the line where it breaks even."""
        marks = [0.0, self.break_even, *(bar.total for bar in self.bars)]
        if not self.is_small:
            marks += [end for bar in self.bars for end in bar.ends or ()]
        low, high = min(marks), max(marks)
        return low, high if high - low > NEGLIGIBLE else low + 1.0


@dataclass(frozen=True)
class Rung:
    """One standard of proof: what it asks, what the option comes to there, and how sure that is."""

    name: str
    asks: str
    amount: float
    value: str
    chance: str
    mark: Literal["full", "half", "empty"]
    is_chosen: bool


@dataclass(frozen=True)
class Ladder:
    """The standards of proof, the strictest first, and what the studies show of the main outcome."""

    title: str
    subtitle: str
    rungs: tuple[Rung, ...]
    note: str = ""


@dataclass(frozen=True)
class Threshold:
    """What one figure would have to be for the option to break even, in what people count in."""

    amount: str
    sentence: str
    plan: float
    edge: float
    ends: tuple[float, float] | None
    plan_words: str
    edge_words: str
    likely_words: str = ""
    what: str = ""
    """What is counted, as the name of a row."""

    @property
    def span(self) -> tuple[float, float]:
        """Returns the ends of the scale, with a little room beyond the marks."""
        marks = [self.plan, self.edge, *(self.ends or ())]
        low, high = min(marks), max(marks)
        room = 0.12 * ((high - low) or abs(high) or 1.0)
        return low - room, high + room


@dataclass(frozen=True)
class Thresholds:
    """What would have to be true, one figure at a time."""

    title: str
    rows: tuple[Threshold, ...]
    note: str = ""


@dataclass(frozen=True)
class StripStep:
    """A step of the budget: an amount, or what is added or taken off to come to the next."""

    label: str
    amount: str
    note: str = ""
    is_change: bool = False
    is_chosen: bool = False
    """Whether it is the amount that is asked for."""


@dataclass(frozen=True)
class Strip:
    """The budget step by step, each amount with the next."""

    title: str
    steps: tuple[StripStep, ...]


@dataclass(frozen=True)
class BudgetLines:
    """The budget step by step, one below the other, for a narrow column."""

    steps: tuple[StripStep, ...]


@dataclass(frozen=True)
class BarRow:
    """A row with a name, a bar, an amount in words and a note."""

    name: str
    amount: float
    words: str
    note: str = ""
    tone: Tone = "cost"
    is_pale: bool = False


@dataclass(frozen=True)
class BarRows:
    """Rows on one scale that begins at 0, such as what a budget is spent on."""

    label: str
    rows: tuple[BarRow, ...]
    total: str = ""
    """The words of the last row, where the rows add up."""
    most: float = 0.0
    """The end of the scale where that is not the largest of these rows."""


@dataclass(frozen=True)
class Marked:
    """A verdict as a short word with a mark, so that colour never says it alone."""

    words: str
    mark: Literal["full", "half", "empty"]


@dataclass(frozen=True)
class Squares:
    """A few squares, some of them filled, and what they count in words."""

    filled: int
    of: int
    words: str


@dataclass(frozen=True)
class Swatches:
    """Colours of the style sheet, each beside its name: for developers."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class OpeningRow:
    """A row of one line, with a mark and a word that say how it stands, which opens to what else is known of it."""

    cells: tuple[str, ...]
    standing: Marked
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class OpeningRows:
    """Rows of one line each: a name, figures and how it stands, under what each is; every row opens."""

    label: str
    header: tuple[str, ...]
    rows: tuple[OpeningRow, ...]
    note: str = ""


StandingTone = Literal["good", "bad", "undecided", "waiting"]
"""What a mark stands for; the mark and its word say the same."""


@dataclass(frozen=True)
class Standing:
    """How one thing stands: a mark and a word, what it is, and its figures."""

    mark: str
    tone: StandingTone
    words: str
    name: str
    figures: str


@dataclass(frozen=True)
class Standings:
    """How several things stand, one below the other."""

    label: str
    rows: tuple[Standing, ...]


Panel = (
    Decision
    | Tiles
    | CostAndValue
    | Ladder
    | Thresholds
    | Strip
    | BudgetLines
    | BarRows
    | Marked
    | Squares
    | Swatches
    | OpeningRows
    | Standings
    | EvidencePanel
    | AnswerBars
    | RoomCode
)
"""What `panel_markup.py` writes."""
