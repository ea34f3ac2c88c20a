"""The two sheets that a workbook's calculation starts from: every number that may be changed, and the price index."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.exports.workbook.evidence_sheet import EvidenceSheet
from make_the_case.exports.workbook.formulas import Formula, Sheet, address, choose, size, term
from make_the_case.exports.workbook.year_sheets import Proof
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.first_answer import ORIGINS
from make_the_case.words.papers.assumptions_log import where_from
from valuation import Assumption, Case
from valuation.draws import spreads
from valuation.evidence.standards import ERRORS_ON_A_SIDE
from valuation.lines.model import Model
from valuation.prices import Deflator, financial_year
from valuation.spreads import Spread

INPUT_HEADER = (
    "No.", "Name", "Where", "Value", "Low", "High", "Unit", "Price year", "Where it comes from", "Grade", "Source",
    "In use", "In this case's prices", "As exported", "Changed", "Your reason",
)  # fmt: skip
VALUE, LOW, HIGH, IN_USE, IN_PRICES, AS_EXPORTED, CHANGED, YOUR_REASON = 3, 4, 5, 11, 12, 13, 14, 15
INPUTS, PRICES, SENSITIVITY = "Inputs", "Prices", "Sensitivity"
TEST_NUMBER, TEST_END = (4, 2), (5, 2)
"""On the sheet Sensitivity: which number is tried at an end of its range, and at which end."""
TRIED, TRIED_END = Formula(f"{SENSITIVITY}!$C$5", 0.0), Formula(f"{SENSITIVITY}!$C$6", "low")
"""The cells at these two places."""
FIRST_INPUT = 4
SAME = 1e-12
"""How near to what was exported a number is the same that findings come to."""
FROM_FINDINGS = "What the findings come to"


@dataclass(frozen=True)
class Input:
    """One row of the inputs."""

    assumption: Assumption
    row: int
    spread: Spread | None


class InputSheets:
    """Writes the inputs and the price index, and says where each number of the model stands."""

    def __init__(self, model: Model):
        self.model = model
        self.evidence = EvidenceSheet(model.case) if model.case.effects else None
        self.prices = Sheet(PRICES, row=4)
        self.indices = self._prices()
        self.sheet = Sheet(INPUTS)
        reach = spreads(model)
        self.inputs = [
            Input(assumption, FIRST_INPUT + k, reach[k]) for k, assumption in enumerate(model.assumptions)
        ]
        self.derived = {} if self.evidence is None else derived_cells(model.case, self.evidence)
        """What findings come to, by the paths of the effects and places."""
        self.effect_of = {each.place_path: each.effect_path for each in model.case.effects.values()}
        """The effect beside each place that findings come to."""
        self.is_ours: dict[str, Formula] = {}
        """Whether an effect or a place stands as the findings come to it, by its path."""
        self.cells = [self._input(row) for row in self.inputs]

    @property
    def proof(self) -> Proof | None:
        """Returns what a calculation asks of the findings, where there are any."""
        if self.evidence is None:
            return None
        gains = {path: cells.is_proven_gain for path, cells in self.evidence.effects.items()}
        return Proof(self.evidence.is_proven, gains)

    def number(self, column: int) -> Formula:
        """Returns a number of the model by its column: an input in the case's prices, or a default as it stands."""
        if column >= 0:
            return self.cells[column]
        return term(float(self.model.constants[column]))

    def deflator_at(self, year: str | int) -> Formula:
        """Returns the price index of a financial year, or of a calendar year: ¼ of the one ending in it, ¾ of the other."""
        return self.index_at(self.model.case.deflator, year)

    def index_at(self, deflator: Deflator, year: str | int) -> Formula:
        """Returns one of the price indices of a financial year, or of a calendar year: ¼ of the one ending in it, ¾ of the other."""
        index = self.indices[deflator.name]
        if isinstance(year, int):
            return index[financial_year(year - 1)] * 0.25 + index[financial_year(year)] * 0.75
        return index[year]

    def _prices(self) -> dict[str, dict[str, Formula]]:
        """Writes the GDP deflator by year, and beside it the indices of pay and of all else where the case's cash grows with them."""
        case, put = self.model.case, self.prices.put
        cash = case.library.cash_indices[case.shape.appraisal.inflation]
        beside = {index.name: index for index in (cash.pay, cash.other) if index is not case.deflator}
        indices: dict[str, dict[str, Formula]] = {name: {} for name in (case.deflator.name, *beside)}
        for k, index in enumerate(beside.values()):
            put(self.prices.row - 1, 3 + k, index.label, "header")
        for year in sorted(case.deflator.index):
            row = self.prices.row
            self.prices.row += 1
            put(row, 0, year, "words")
            indices[case.deflator.name][year] = put(row, 1, float(case.deflator.index[year]), "factor")
            put(row, 2, "outturn" if year <= case.deflator.last_outturn else "forecast", "words")
            for k, (name, index) in enumerate(beside.items()):
                if year in index.index:
                    indices[name][year] = put(row, 3 + k, float(index.index[year]), "factor")
        return indices

    def _input(self, entered: Input) -> Formula:
        """Writes an input with its range, and returns it as it is used: at an end of its range where it is tried there."""
        case, a, put, row = self.model.case, entered.assumption, self.sheet.put, entered.row
        number = row - FIRST_INPUT + 1
        put(row, 0, float(number), "count")
        put(row, 1, _name(case, a), "text")
        put(row, 2, a.path, "text")
        derived = self.derived.get(a.path)
        is_changed = (
            a.path in case.changed_effects
        )  # for this run, so that what findings come to gives way to it
        follows = None if is_changed else derived
        value = put(row, VALUE, float(a.value) if follows is None else follows.mean, "input")
        has_ends = self._ends(entered, follows)
        put(row, 6, a.unit or "", "text")
        put(row, 7, "" if a.price_year is None else str(a.price_year), "text")
        put(row, 8, FROM_FINDINGS if a.is_from_findings else ORIGINS[where_from(case, a.path)], "text")
        put(row, 9, float(a.grade) if a.grade else "none", "count")
        put(row, 10, case.library.source_title(a.source) if a.source else "not stated", "text")
        exported = put(row, AS_EXPORTED, float(a.value), "faint")
        used: Formula = value
        if derived is not None:
            self.is_ours[a.path] = value.is_same(derived.mean)
        if a.path in self.effect_of:  # an effect that is typed stands in place of both
            is_effect_ours, is_ours = self.is_ours[self.effect_of[a.path]], self.is_ours[a.path]
            used = choose(is_effect_ours, value, choose(is_ours, 0, value))
        as_it_stands = used
        if has_ends:
            low, high = (self._end(row, column) for column in (LOW, HIGH))
            used = choose(TRIED.is_same(number), choose(TRIED_END.is_same("low"), low, high), used)
        in_use = put(row, IN_USE, used, "number")
        in_prices: Formula = in_use
        if a.price_year is not None:
            ours = self.deflator_at(case.shape.appraisal.price_year)
            in_prices = in_use * (ours / self.deflator_at(a.price_year))
        is_as_exported = value.is_same(exported)
        if derived is not None:  # what is worked out twice is the same but for rounding
            is_as_exported = size(as_it_stands - exported) <= SAME
        put(row, CHANGED, choose(is_as_exported, "", "changed"), "text")
        put(row, YOUR_REASON, "", "reason")
        return put(row, IN_PRICES, in_prices, "number")

    def _ends(self, entered: Input, follows: Derived | None) -> bool:
        """Writes the ends of a number's range, and returns whether it has any; those of what findings come to follow them."""
        if follows is not None:
            half = follows.sd * ERRORS_ON_A_SIDE
            self.sheet.put(entered.row, LOW, follows.mean - half, "range")
            self.sheet.put(entered.row, HIGH, follows.mean + half, "range")
        elif entered.spread:
            self.sheet.put(entered.row, LOW, float(entered.spread.low), "range")
            self.sheet.put(entered.row, HIGH, float(entered.spread.high), "range")
        return follows is not None or entered.spread is not None

    def _end(self, row: int, column: int) -> Formula:
        """Returns the cell of an end of a range."""
        content = self.sheet.cells[row, column].content
        value = content.value if isinstance(content, Formula) else content
        return Formula(f"{INPUTS}!{address(row, column)}", value)


@dataclass(frozen=True)
class Derived:
    """What findings come to at the standard that is chosen: its mean and its standard deviation."""

    mean: Formula
    sd: Formula


def derived_cells(case: Case, evidence: EvidenceSheet) -> dict[str, Derived]:
    """Returns where what findings come to stands, by the paths of the effects and places."""
    cells: dict[str, Derived] = {}
    for path, effect in case.effects.items():
        here = evidence.effects[path]
        cells[effect.effect_path] = Derived(here.adds, here.adds_sd)
        cells[effect.place_path] = Derived(here.place, here.place_sd)
    return cells


def _name(case: Case, a: Assumption) -> str:
    try:
        return name_of(case, a.path)
    except (KeyError, ValueError, IndexError, TypeError):
        return a.label or a.path
