"""A table of findings on the sheet *Evidence*: a row for each, what was published, and how it is read, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

from make_the_case.exports.workbook.formulas import (
    Formula,
    Range,
    both,
    choose,
    either,
    largest,
    looked_up,
    root,
    sign,
    size,
    term,
)
from make_the_case.exports.workbook.page_sheets import PageSheet
from make_the_case.exports.workbook.year_sheets import ONE, ZERO, multiplied
from valuation.case.effects import FromFindings
from valuation.case.key_words import described
from valuation.case.option_shape import Finding as StatedFinding
from valuation.case.places import step
from valuation.evidence.findings import MANY_TRIALS, Finding
from valuation.evidence.readings import WIDTH_IN_ERRORS

WHERE = 2
"""The column of a finding's path, as on the sheet Inputs."""
FIRST_PUBLISHED = 3
ENDS = {"low": "Low end of the 95% interval", "high": "High end of the 95% interval"}
WORDS_OF_A_FINDING = ("design", "here", "set_aside", "status")
"""Keys that hold a word and no number."""
PUBLISHED = (
    "design", "estimate", *ENDS, "se", "n", "n_with", "n_without", "sd", "trials", "tau", "baseline", "population_mean",
    "took_part", "follow_up_months", "here", "set_aside", "status",
)  # fmt: skip
"""What was published, each in an input cell; an interval is its two ends."""
READING = {
    "error": "1 Error: (high − low) ÷ 3.92, or as stated, or from how many were measured",
    "read_as": "Read as: a claim where there is no error",
    "kind": "Kind",
    "is_able": "In the measure, not set aside, no claim",
    "is_inside": "Inside a review that is read",
    "role": "Read as one of",
    "is_inside_verified": "Inside a review that has been checked at its source",
    "verified_role": "Read as one of, of what is checked at its source",
    "drift": "2 Drift: what would have changed anyhow",
    "design_read": "Design after drift",
    "without_drift": "Estimate without drift",
    "divisor": "3 Divided by: the share who took part, the years of a total",
    "x": "x: for each person, good positive",
    "s": "s: its error",
    "share": "4 Design: d",
    "added_spread": "β",
    "believed": "d · x",
    "believed_error": "√(s² + (β · max(|d · x|, q))²)",
    "is_large": "A review of five or more trials",
    "claimed": "What it claims",
}
"""The steps of reading by name, each with the head of its column."""
WEIGHTS = {
    "review_tau": "τ of a review",
    "weight": "Weight, other places' comparisons",
    "own_weight": "Weight, comparisons here",
    "published_weight": "Weight as published",
}
"""What each set of comparisons gives a finding, by name."""
SETS = {"all": "", "verified": ", of what is checked at its source"}
CHANGE_WEIGHTS = {
    "change_weight": "Weight, other places' changes",
    "own_change_weight": "Weight, changes here",
}
COMPARISON, CHANGE, CLAIM = "comparison", "change", "claim"
HERE = " here"
TO_VERIFY = "to_verify"
YES, NO = term("yes"), term("no")


_WEIGHTS_BY_SET = {
    f"{name} {each}": f"{words}{of_set}" for each, of_set in SETS.items() for name, words in WEIGHTS.items()
}
COLUMNS = (*PUBLISHED, "in_measure", *READING, *_WEIGHTS_BY_SET, *CHANGE_WEIGHTS)
"""Every column after a finding's path, by name: what was published, the steps of reading, and the weights."""
_PLACES = {name: FIRST_PUBLISHED + place for place, name in enumerate(COLUMNS)}


def column_of(name: str) -> int:
    """Returns where a column stands."""
    return _PLACES[name]


def published(stated: StatedFinding, key: str) -> float | str:
    """Returns what a finding says under a key, as a cell holds it; an empty text where it says nothing."""
    if key in ENDS:
        return float(stated.interval[list(ENDS).index(key)]) if stated.interval else ""
    value = getattr(stated, key)
    if key == "here":
        return "yes" if value else ""
    if value is None:
        return ""
    return str(value) if key in WORDS_OF_A_FINDING else float(value)


def heads() -> list[str]:
    """Returns the heads of the columns after a finding's path."""
    of_published = [ENDS.get(key) or described(StatedFinding, key).label for key in PUBLISHED]
    return [
        *of_published,
        "In the measure",
        *READING.values(),
        *_WEIGHTS_BY_SET.values(),
        *CHANGE_WEIGHTS.values(),
    ]


@dataclass(frozen=True)
class MeasureCells:
    """The figures of a measure in which findings are read; of a mean or an sd that it has not, an empty text and no cell."""

    mean: Formula
    sd: Formula
    retest: Formula
    tau: Formula
    spread: Formula
    is_higher_better: bool
    is_total: bool


@dataclass(frozen=True)
class DesignCells:
    """The designs, and what each leaves of an estimate: d and β."""

    words: Range
    shares: Range
    added_spreads: Range


@dataclass
class Row:
    """A finding's row: the finding, and its cells by the name of their column."""

    number: int
    path: str
    finding: Finding
    stated: StatedFinding
    cells: dict[str, Formula] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Formula:
        return self.cells[name]


class FindingTable:
    """Writes the findings of an outcome; the weights follow when the sets that give them are written."""

    def __init__(self, sheet: PageSheet, effect: FromFindings, measure: MeasureCells, designs: DesignCells):
        self.sheet, self.measure, self.designs = sheet, measure, designs
        sheet.add(("Finding", "Study", "Where", *heads()), ["header"] * (3 + len(heads())))
        self.rows = [
            self._published(step(effect.path, f"findings.{finding.id}"), finding, stated)
            for finding, stated in zip(effect.evidence.findings, effect.outcome.findings or (), strict=True)
        ]
        for row in self.rows:
            self._kind(row)
        for row in self.rows:
            self._role(row)
            self._without_drift(row)
            self._for_each_person(row)
            self._by_design(row)

    def column(self, name: str) -> Range:
        """Returns a column of the table."""
        return self.sheet.run([row[name] for row in self.rows])

    def write(self, row: Row, name: str, content: Formula, style: str = "reading") -> Formula:
        """Writes a cell of a finding's row."""
        row.cells[name] = self.sheet.put(row.number, column_of(name), content, style)
        return row.cells[name]

    def _published(self, path: str, finding: Finding, stated: StatedFinding) -> Row:
        row = Row(self.sheet.row, path, finding, stated)
        self.sheet.add((finding.id, finding.study, path), ("text", "text", "text"))
        for key in PUBLISHED:
            row.cells[key] = self.sheet.put(row.number, column_of(key), published(stated, key), "input")
        self.write(row, "in_measure", YES if finding.is_in_measure else NO)
        return row

    def _kind(self, row: Row) -> None:
        error = self.write(row, "error", self._error(row))
        design = row["design"]
        if row.finding.design == CLAIM != row.stated.design:  # the measure is shown and never read
            read_as = self.write(row, "read_as", term(CLAIM))
        else:
            is_claim = either(design.is_same(CLAIM), error.is_empty)
            read_as = self.write(row, "read_as", choose(is_claim, CLAIM, design))
        is_measured_twice = choose(_is_change(read_as), CHANGE, COMPARISON)
        kind = self.write(row, "kind", choose(read_as.is_same(CLAIM), CLAIM, is_measured_twice))
        may_be_read = choose(kind.is_same(CLAIM), NO, row["in_measure"])
        self.write(row, "is_able", choose(row["set_aside"].is_empty, may_be_read, NO))
        is_large = both(design.is_same("review"), row["trials"] >= MANY_TRIALS)
        self.write(row, "is_large", choose(is_large, YES, NO))

    def _error(self, row: Row) -> Formula:
        """Returns step 1: the standard error as published or worked out, an empty text where it cannot be."""
        low, high, se, n = (row[key] for key in ("low", "high", "se", "n"))
        n_with, n_without = row["n_with"], row["n_without"]
        sd = choose(row["sd"].is_empty, self.measure.sd, row["sd"])
        of_change = choose(n.is_empty, "", sd * root((ONE - self.measure.retest) * 2 / n))
        of_groups = choose(
            either(n_with.is_empty, n_without.is_empty), "", sd * root(ONE / n_with + ONE / n_without)
        )
        of_comparison = choose(n.is_empty, of_groups, sd * root(term(4) / n))
        worked_out = choose(sd.is_empty, "", choose(_is_change(row["design"]), of_change, of_comparison))
        stated = choose(se.is_empty, worked_out, se)
        return choose(either(low.is_empty, high.is_empty), stated, (high - low) / WIDTH_IN_ERRORS)

    def _role(self, row: Row) -> None:
        """Writes as what a finding is read, among all and among those that somebody has read; an empty text where it is not."""
        reviews = [other for other in self.rows if row.finding.study in other.finding.includes]
        for name, role, is_verified in (
            ("is_inside", "role", False),
            ("is_inside_verified", "verified_role", True),
        ):
            able = [
                both(
                    other["is_able"].is_same(YES),
                    other["design"].is_same("review"),
                    *([other["status"].is_not(TO_VERIFY)] if is_verified else ()),
                )
                for other in reviews
            ]
            inside = self.write(row, name, choose(either(*able), YES, NO) if able else NO)
            read = choose(row["here"].is_same(YES), _joined(row["kind"], HERE), row["kind"])
            is_out = [row["is_able"].is_same(NO), inside.is_same(YES)]
            if is_verified:
                is_out.append(row["status"].is_same(TO_VERIFY))
            self.write(row, role, choose(either(*is_out), "", read))

    def _without_drift(self, row: Row) -> None:
        """Writes step 2: what a change would have been anyhow, and what is left of it."""
        measure, baseline, estimate = self.measure, row["baseline"], row["estimate"]
        mean = choose(row["population_mean"].is_empty, measure.mean, row["population_mean"])
        is_blind = either(baseline.is_empty, mean.is_empty)
        moves = ONE - measure.retest
        unseen = moves * measure.sd * sign(estimate) if measure.sd.value != "" else ZERO
        drifted = choose(is_blind, unseen, moves * (mean - baseline))
        drift = self.write(row, "drift", choose(row["kind"].is_same(CHANGE), drifted, ZERO))
        is_monitoring = both(row["read_as"].is_same("before_after"), is_blind)
        self.write(row, "design_read", choose(is_monitoring, "monitoring", row["read_as"]))
        left = sign(estimate) * largest(ZERO, size(estimate) - size(drift))
        self.write(row, "without_drift", choose(drift * estimate <= ZERO, estimate, left))

    def _for_each_person(self, row: Row) -> None:
        """Writes step 3: for each person who took part, for each year of a total, with good positive."""
        took_part, months = row["took_part"], row["follow_up_months"]
        is_shared = both(row["kind"].is_same(COMPARISON), took_part > ZERO)
        parts = [choose(is_shared, took_part, ONE)]
        if self.measure.is_total:
            parts.append(choose(months.is_empty, ONE, months / 12))
        divisor = self.write(row, "divisor", multiplied(parts))
        self.write(row, "x", self._as_good(row["without_drift"]) / divisor)
        self.write(row, "s", choose(row["error"].is_empty, ZERO, row["error"] / divisor))
        claimed = self._as_good(row["estimate"]) / divisor
        is_shown = both(row["in_measure"].is_same(YES), row["set_aside"].is_empty)
        self.write(row, "claimed", choose(is_shown, claimed, ""))

    def _as_good(self, estimate: Formula) -> Formula:
        return estimate if self.measure.is_higher_better else -estimate

    def _by_design(self, row: Row) -> None:
        """Writes step 4: what the design leaves of an estimate and its error."""
        designs, read = self.designs, row["design_read"]
        share = self.write(row, "share", looked_up(read, designs.words, designs.shares))
        spread = self.write(row, "added_spread", looked_up(read, designs.words, designs.added_spreads))
        believed = self.write(row, "believed", share * row["x"])
        error = with_spread(row["s"] ** 2, spread, believed, self.measure)
        self.write(row, "believed_error", root(error))

    # Weights --------------------------------------------------------------------------------------------------

    def review_taus(self, of_set: str, role: str) -> Range:
        """Writes of each large review that is read how much its trials differ, at least half the measure's, and returns the column."""
        name = f"review_tau {of_set}"
        for row in self.rows:
            states = both(row[role].is_same(COMPARISON), row["is_large"].is_same(YES))
            own = choose(row["tau"].is_empty, "", largest(row["tau"], self.measure.tau / 2))
            self.write(row, name, choose(states, own, ""))
        return self.column(name)

    def weights(self, of_set: str, role: str, tau: Formula) -> None:
        """Writes the weights of a set of comparisons: of other places, of this one, and of both as published."""
        for row in self.rows:
            of_place = choose(row["is_large"].is_same(YES), ZERO, tau**2)
            is_elsewhere, is_here = row[role].is_same(COMPARISON), row[role].is_same(COMPARISON + HERE)
            squared = row["believed_error"] ** 2
            self.write(row, f"weight {of_set}", choose(is_elsewhere, ONE / (squared + of_place), ZERO))
            self.write(row, f"own_weight {of_set}", choose(is_here, ONE / squared, ZERO))
            as_published = ONE / (row["s"] ** 2 + of_place)
            either_place = either(is_elsewhere, is_here)
            self.write(row, f"published_weight {of_set}", choose(either_place, as_published, ZERO))

    def change_weights(self) -> None:
        """Writes the weights of changes, of other places and of this one."""
        for name, role in (("change_weight", CHANGE), ("own_change_weight", CHANGE + HERE)):
            for row in self.rows:
                self.write(row, name, choose(row["role"].is_same(role), ONE / row["s"] ** 2, ZERO))


def with_spread(variance: Formula, added: Formula, believed: Formula, measure: MeasureCells) -> Formula:
    """Returns s² + (β · max(|x|, q))²: the variance that a design leaves of an estimate."""
    return variance + (added * largest(size(believed), measure.spread)) ** 2


def _is_change(design: Formula) -> Formula:
    return either(design.is_same("before_after"), design.is_same("monitoring"))


def _joined(word: Formula, ending: str) -> Formula:
    return Formula(f'{word.text}&"{ending}"', f"{word.value}{ending}", 2)
