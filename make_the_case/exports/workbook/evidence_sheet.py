"""The sheet *Evidence*: what studies found, how each finding is read, and what an outcome's findings come to at each standard.

At its head stands the standard of proof, which may be changed: what is counted of every outcome follows it. The equations are
those of `valuation/evidence/`; comparisons of this place are taken together by 1/s², which comes to what one after another does.
"""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.exports.workbook.finding_table import (
    FIRST_PUBLISHED,
    NO,
    WHERE,
    DesignCells,
    FindingTable,
    MeasureCells,
    Row,
)
from make_the_case.exports.workbook.formulas import (
    Formula,
    both,
    choose,
    chosen,
    highest,
    largest,
    numbers_in,
    term,
)
from make_the_case.exports.workbook.page_sheets import PageSheet, page_sheet
from make_the_case.exports.workbook.pooling_rows import PoolingRows, SetCells
from make_the_case.exports.workbook.year_sheets import ZERO
from valuation import Case
from valuation.case.effects import (
    EXPECTED,
    PROVEN,
    RUNGS,
    STANDARD_AT,
    UNITS_WITH_A_PRIOR,
    FromFindings,
    Rung,
)
from valuation.case.places import option_of
from valuation.evidence.scales import designs_of, measures_of
from valuation.evidence.standards import LIKELY_HARM

EVIDENCE = "Evidence"
STANDARD_WORDS = "Standard of proof: proven, expected or claimed"
STANDARD = (3, 3)
"""Where the standard of proof stands, by row and column."""
NUMBER_OF_STANDARD = (4, 3)
NOTE = (
    "Type in the yellow cells: what was published, and the standard. An interval goes before a standard error, and both before "
    "how many were measured."
)
CLAIMED: Rung = "claimed"
OF_A_STANDARD = {
    "adds": "Effect: mean",
    "adds_sd": "Effect: standard deviation",
    "place": "How this area differs: mean",
    "place_sd": "How this area differs: standard deviation",
}


@dataclass(frozen=True)
class EffectCells:
    """What an outcome's findings come to at the standard that is chosen, and whether it is a proven gain."""

    adds: Formula
    adds_sd: Formula
    place: Formula
    place_sd: Formula
    is_proven_gain: Formula


class EvidenceSheet:
    """Writes the standard, the designs, and a block for each outcome that has findings."""

    def __init__(self, case: Case):
        self.case = case
        self.sheet: PageSheet = page_sheet(EVIDENCE, row=STANDARD[0])
        self.findings: list[Row] = []
        """Every finding's row, in the order of the case."""
        self.effects: dict[str, EffectCells] = {}
        """By the path of the outcome."""
        self.claimed: dict[str, Formula] = {}
        """What the supporters of each outcome say, by its path."""
        self.standard, number = self._standard()
        self.is_proven = number.is_same(1)
        """Whether the workbook stands on *Proven*."""
        self.number = number
        self.designs = self._designs()
        self.priors: dict[str, list[Formula]] = {}
        """By option, whether each outcome so far is uncertain with nothing to read."""
        for path, effect in case.effects.items():
            self.effects[path] = self._block(effect)

    def _standard(self) -> tuple[Formula, Formula]:
        sheet, (row, column) = self.sheet, STANDARD
        sheet.put(1, 0, NOTE, "note")
        sheet.put(row, 0, STANDARD_WORDS, "label")
        sheet.put(row, WHERE, STANDARD_AT, "text")
        standard = sheet.put(row, column, self.case.standard or EXPECTED, "input")
        sheet.put(row + 1, 0, "Its number: 1, 2 or 3", "text")
        of_others = choose(standard.is_same(EXPECTED), 2, 3)
        number = sheet.put(*NUMBER_OF_STANDARD, choose(standard.is_same(PROVEN), 1, of_others), "count")
        sheet.row = row + 3
        return standard, number

    def _designs(self) -> DesignCells:
        """Writes what each design leaves of an estimate."""
        sheet = self.sheet
        sheet.add(("Design of study", "In the file", "", "d: believed", "β: spread added"), ["header"] * 5)
        cells: list[tuple[Formula, Formula, Formula]] = []
        for design in designs_of(self.case.library).values():
            row = sheet.add((design.label,), ("text",))
            mark_down = design.mark_down
            cells.append(
                (
                    sheet.put(row, 1, design.id, "text"),
                    sheet.put(row, 3, mark_down.share, "reading"),
                    sheet.put(row, 4, mark_down.added_spread, "reading"),
                )
            )
        words, shares, added = zip(*cells, strict=True)
        return DesignCells(sheet.run(words), sheet.run(shares), sheet.run(added))

    # An outcome -----------------------------------------------------------------------------------------------

    def _block(self, effect: FromFindings) -> EffectCells:
        sheet, option = self.sheet, option_of(effect.path) or ""
        sheet.row += 1
        name = effect.outcome.name or effect.outcome.id
        sheet.add((f"{self.case.option(option).name or option}: {name}",), ("title",))
        measure = self._measure(effect)
        table = FindingTable(sheet, effect, measure, self.designs)
        self.findings += table.rows
        sheet.row += 1
        sheet.add(
            ("What they come to", "How", "", "All", "Comparisons", "Comparisons checked at their source"),
            ["header"] * 6,
        )
        priors = self.priors.setdefault(option, [])
        pooled = PoolingRows(sheet, table, effect.outcome.unit in UNITS_WITH_A_PRIOR, priors)
        priors.append(pooled.prior)
        return self._standards(effect, table, pooled)

    def _measure(self, effect: FromFindings) -> MeasureCells:
        """Writes the figures of a measure; a measure that is only shown has none, and its findings are claims."""
        sheet, scale = self.sheet, effect.evidence.scale
        known = measures_of(self.case.library)[effect.measure]
        is_better = "higher" if scale.is_higher_better else "lower"
        is_total = "a total over time" if scale.is_total else "a level"
        words = f"{known.label}; {known.unit}; {is_better} is better; {is_total}"
        sheet.add(("Measure", words), ("label", "text"))

        def figure(label: str, number: float | None) -> Formula:
            row = sheet.add((label,), ("text",))
            return term("") if number is None else sheet.put(row, FIRST_PUBLISHED, float(number), "reading")

        return MeasureCells(
            mean=figure("Mean of the population", scale.mean),
            sd=figure("Standard deviation", scale.sd),
            retest=figure("ρ: how far two answers of one person go together", scale.retest),
            tau=figure("τ: how far places differ", scale.tau),
            spread=figure("q: how far services like these have been seen to work", scale.spread),
            is_higher_better=scale.is_higher_better,
            is_total=scale.is_total,
        )

    def _standards(self, effect: FromFindings, table: FindingTable, pooled: PoolingRows) -> EffectCells:
        """Writes what counts under each standard, and at the one that is chosen."""
        sheet = self.sheet
        proof, harm = self._proof(pooled)
        sheet.add(
            ("What counts", "", "", *(rung.capitalize() for rung in RUNGS), "At the standard above"),
            ["header"] * (FIRST_PUBLISHED + len(RUNGS) + 1),
        )
        told = table.column("claimed")
        most = choose(numbers_in(told).is_same(0), pooled.all.expected, highest(told))
        claimed = largest(pooled.all.expected, most)
        rows: dict[str, dict[str, Formula]] = {}
        for name, words in OF_A_STANDARD.items():
            row = sheet.add((words,), ("text",))
            by_rung = {
                PROVEN: self._of_proven(name, pooled, proof, harm),
                EXPECTED: _figure(pooled.all, name),
                CLAIMED: claimed if name == "adds" else ZERO,
            }
            cells = [
                sheet.put(row, FIRST_PUBLISHED + k, by_rung[rung], "reading") for k, rung in enumerate(RUNGS)
            ]
            here = sheet.put(row, FIRST_PUBLISHED + len(RUNGS), chosen(self.number, *cells), "reading")
            rows[name] = {**dict(zip(RUNGS, cells, strict=True)), "here": here}
        proven = rows["adds"][PROVEN] + rows["place"][PROVEN]
        row = sheet.add(("Counts above nothing under Proven, so that it may release cash", "", ""), ("text",))
        is_gain = choose(proven > ZERO, "yes", NO) if effect.is_official else NO
        gain = sheet.put(row, FIRST_PUBLISHED, is_gain, "reading")
        self.claimed[effect.path] = rows["adds"][CLAIMED]
        adds, adds_sd, place, place_sd = (rows[name]["here"] for name in OF_A_STANDARD)
        return EffectCells(adds, adds_sd, place, place_sd, gain)

    def _proof(self, pooled: PoolingRows) -> tuple[Formula, Formula]:
        """Writes which comparisons prove the effect, and whether a harm counts without proof."""
        sheet, comparisons, verified = self.sheet, pooled.comparisons, pooled.verified
        row = sheet.add(
            ("Proven by", "1 the comparisons, 2 those checked at their source (the lower counts); 0 none"),
            ("text", "text"),
        )
        lower = choose(verified.expected < comparisons.expected, 2, 1)
        is_shown = comparisons.side * verified.side > ZERO
        proof = sheet.put(row, FIRST_PUBLISHED, choose(is_shown, lower, ZERO), "reading")
        row = sheet.add(("Chance of harm", "Φ(−mean ÷ sd)"), ("text", "text"))
        chance = sheet.put(row, FIRST_PUBLISHED, pooled.all.chance_of_harm, "reading")
        harm = both(pooled.all.expected < ZERO, chance >= LIKELY_HARM)
        return proof, harm

    def _of_proven(self, name: str, pooled: PoolingRows, proof: Formula, harm: Formula) -> Formula:
        sets = [_figure(each, name) for each in (pooled.comparisons, pooled.verified)]
        of_harm = choose(harm, _figure(pooled.all, name), ZERO)
        return choose(proof.is_same(0), of_harm, choose(proof.is_same(1), *sets))


def _figure(cells: SetCells, name: str) -> Formula:
    """Returns a figure of what a set of findings comes to."""
    figures = {
        "adds": cells.state.adds,
        "adds_sd": cells.adds_sd,
        "place": cells.state.place,
        "place_sd": cells.place_sd,
    }
    return figures[name]
