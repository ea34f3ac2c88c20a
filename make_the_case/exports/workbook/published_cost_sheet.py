"""The sheet *Published_costs*: what was published that a service costs, beside what the case counts, in parts that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from make_the_case.exports.workbook.exported_case import Exported
from make_the_case.exports.workbook.formulas import Formula, choose, total, total_where
from make_the_case.exports.workbook.page_sheets import PageSheet, page_sheet
from make_the_case.exports.workbook.year_sheets import ZERO, summed
from make_the_case.words.assumption_phrases import entry_name
from make_the_case.words.phrases import capital, financial_year, listed
from make_the_case.words.tables.source_costs import KIND_WORDS
from valuation.answers.cost_beside_sources import COVERED, KINDS, Part, parts_by_line
from valuation.case.option_shape import PublishedCost

PUBLISHED_COSTS = "Published_costs"
HEADER = ("What", "Counts as", "£ over all years", "£ for each person who starts", "How")
COUNTS_AS, IN_ALL, EACH, HOW = 1, 2, 3, 4
THE_SAME = "the same costs"
NOBODY = "nobody starts"


def published_cost_sheet(exported: Exported) -> PageSheet | None:
    """Returns the sheet, or None where no option says what was published."""
    if not any(option.published_costs for option in exported.case.shape.options):
        return None
    sheet = page_sheet(PUBLISHED_COSTS, HEADER)
    for place, option in enumerate(exported.case.shape.options):
        if option.published_costs:
            _Option(exported, sheet, place).write(option.published_costs)
    return sheet


class _Option:
    """Writes one option: the people who start, then each published cost beside the lines of the case."""

    def __init__(self, exported: Exported, sheet: PageSheet, place: int):
        self.exported, self.sheet, self.place = exported, sheet, place
        self.model = exported.model.calculation.model
        self.starts: Formula = ZERO

    def write(self, published_costs: Sequence[PublishedCost]) -> None:
        people = self.exported.model.ledger.people
        row = self.sheet.add((self.model.options[self.place].name,), ("label",))
        row = self.sheet.add(("People who start", "", "", "", "over all years of the case"), ("text",))
        starts = total(people.sheet.run(people.options[self.place].starts))
        self.starts = self.sheet.put(row, IN_ALL, starts, "people")
        for published in published_costs:
            self._published(published)
        self.sheet.row += 1

    def _published(self, published: PublishedCost) -> None:
        self.sheet.row += 1
        self.sheet.add((published.name or published.id,), ("label",))
        restated = self._as_published(published)
        parts = self._lines(parts_by_line(self.model, self.place, published))
        words: dict[Part, str] = {COVERED: f"This case: {THE_SAME}"}
        words |= {kind: f"and {KIND_WORDS[kind]}" for kind in KINDS}
        amounts = {part: self._part(parts, part, label) for part, label in words.items()}
        everything = self._row("This case: all costs", summed(list(amounts.values())), "the sum of these")
        for label, cost in (
            ("All costs over what was published", everything),
            ("The same costs over what was published", amounts[COVERED]),
        ):
            row = self.sheet.add((label,), ("text",))
            self.sheet.put(row, EACH, self._each(cost / self.starts / restated), "ratio")
        if published.why_dearer:
            self.sheet.add(("Why this case comes to more", "", "", "", published.why_dearer), ("text",))

    def _as_published(self, published: PublishedCost) -> Formula:
        """Writes the figure as it was published and in the prices of the case, and returns the latter."""
        figure, case = published.unit_cost, self.exported.case
        source = case.library.source_title(figure.source) if figure.source in case.library.sources else figure.source  # fmt: skip
        names = {cost.id: cost.name or cost.id for cost in case.shape.options[self.place].costs}
        covers = listed([names[ident] for ident in published.covers])
        words = f"As published, in the prices of {financial_year(figure.price_year)}"
        row = self.sheet.add(
            (words, "", "", "", f"Source: {source or 'not said'}. It covers: {covers}."), ("text",)
        )
        stated = self.sheet.put(row, EACH, float(figure.value), "money2")
        index = self.exported.inputs.deflator_at
        row = self.sheet.add(
            ("As published, in this case's prices", "", "", "", "× index of the case ÷ index of its year"),
            ("text",),
        )
        ours = index(case.shape.appraisal.price_year)
        return self.sheet.put(row, EACH, stated * (ours / index(figure.price_year)), "money2")

    def _lines(self, parts: Mapping[int, Part]) -> tuple[list[Formula], list[Formula]]:
        """Writes each line that is a cost: what it counts as, and what it comes to; returns both columns."""
        lines, years = self.exported.model.ledger.lines, self.model.years
        kinds, amounts = list[Formula](), list[Formula]()
        for k, part in parts.items():
            line = self.model.lines[k]
            name = entry_name(self.model.case, line.path)
            words = THE_SAME if part == COVERED else KIND_WORDS[part]
            row = self.sheet.add((name,), ("text",))
            kinds.append(self.sheet.put(row, COUNTS_AS, words, "text"))
            amount = total(lines.sheet.run(lines.years[k][:years]))
            amounts.append(self.sheet.put(row, IN_ALL, amount, "money"))
            self.sheet.put(row, EACH, self._each(amounts[-1] / self.starts), "money2")
        return kinds, amounts

    def _part(self, parts: tuple[list[Formula], list[Formula]], part: Part, label: str) -> Formula:
        kinds, amounts = parts
        words = THE_SAME if part == COVERED else KIND_WORDS[part]
        found = total_where(self.sheet.run(amounts), (self.sheet.run(kinds), words)) if amounts else ZERO
        return self._row(label, found, "the lines above that count as this")

    def _row(self, label: str, in_all: Formula, how: str) -> Formula:
        row = self.sheet.add((capital(label), "", "", "", how), ("text",))
        cell = self.sheet.put(row, IN_ALL, in_all, "money")
        self.sheet.put(row, EACH, self._each(cell / self.starts), "money2")
        return cell

    def _each(self, content: Formula) -> Formula:
        return choose(self.starts > ZERO, content, NOBODY)
