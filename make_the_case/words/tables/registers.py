"""The registers that a management case prints: readiness, benefits, harms, risks, who does what, measures; what is missing is *to be added*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.blocks import Block, Heading, Tabled, ToWrite
from make_the_case.words.names import CLASS_WORDS
from make_the_case.words.papers.meeting_words import TO_ADD
from make_the_case.words.phrases import capital, listed, pounds
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.accounts import BENEFIT_CLASSES
from valuation.case.option_shape import Outcome
from valuation.case.places import is_at_or_below, is_below, option_at, path_of
from valuation.case.shape import Benefit

CHALLENGES = {
    "diverse": "Can people with different needs, languages, confidence and resources all take part?",
    "both_sides": "What do people get from it, and what do clinicians get from it?",
    "adoption": "Does it fit the working day without extra layers?",
    "third_parties": "Who else shapes this: employers, families, regulators, other services, funders?",
    "scale": "Who trains, supervises and holds the power issues, privacy and liability?",
    "communities": "Would it work in an area with fewer community groups or different specialties?",
}
"""The six design challenges of Nesta's *Insights from Practitioners*, as questions."""
ANSWERS = {"not_yet": "Not yet", "partly": "Partly", "in_place": "In place", None: "Not answered"}
UNPRICED = "unmonetisable"
"""A benefit not valued in money, in the words of the NHS's own register."""
NO_OWNER = "No owner yet"
MOST_RISKS = 3


def readiness_table(case: Case) -> Table:
    """Returns how far each of the six design challenges has been met."""
    readiness = case.shape.readiness
    rows = tuple(
        (
            question,
            ANSWERS[readiness[key].answer if key in readiness else None],
            (readiness[key].have if key in readiness else None) or TO_ADD,
        )
        for key, question in CHALLENGES.items()
    )
    return Table("Is it ready to work here?", ("Question", "How far", "What we have"), rows)


def registers(case: Case, answer: Answer, option: str) -> list[Block]:
    """Returns the registers, each under its heading."""
    return [
        Heading("Benefits register", 2),
        Tabled(benefits_table(case, answer, option)),
        Tabled(benefits_measured_table(case))
        if case.shape.benefits
        else ToWrite("How each benefit is measured: where it is now, its source, and when it is first measured."),
        Heading("Register of harms", 2),
        Tabled(harms_table(case, answer, option)),
        *_register("Risk register", "What may go wrong, how likely and how bad it is, and who is accountable.", risks_table(case)),
        *_register("Who does what", "Each task, with who is responsible, accountable, consulted and informed.", _responsibilities(case)),
        *_register("Measurement plan", "What is measured, when, what each figure should be, and one measure chosen by people who use the service.", measures_table(case)),
    ]  # fmt: skip


def _register(title: str, what: str, table: Table) -> list[Block]:
    return [Heading(title, 2), Tabled(table) if table.rows else ToWrite(what)]


@dataclass(frozen=True)
class _Entry:
    """A row of a register: what was written of it, the outcome of the case that it is about, and which of the two registers it is for."""

    written: Benefit
    outcome: Outcome | None
    is_harm: bool
    is_unclear: bool
    """Whether no clear difference was found."""

    @property
    def described(self) -> str:
        named = (self.outcome and self.outcome.name) or self.written.outcome or TO_ADD
        words = self.written.description or named
        return f"{words} (no clear difference found)" if self.is_unclear else words


def _entries(case: Case, answer: Answer, option: str) -> list[_Entry]:
    """Returns what has been written, then each outcome that is not entered yet."""
    outcomes = {outcome.id: outcome for outcome in case.option(option).outcomes}
    worse = {outcome.id for outcome in outcomes.values() if outcome.direction == "worse"}
    worse |= {ident for ident in outcomes if _worth(answer, option, ident)[1] < 0}
    unclear = {effect.id for effect in answer.options[option].not_priced if effect.no_clear_difference}
    entered = {benefit.outcome for benefit in case.shape.benefits}
    rows = [
        *case.shape.benefits,
        *(Benefit(id=ident, outcome=ident) for ident in outcomes if ident not in entered),
    ]
    return [
        _Entry(
            row,
            outcomes.get(row.outcome or ""),
            row.is_disbenefit or row.outcome in worse,
            row.outcome in unclear,
        )
        for row in rows
    ]


REGISTER = (
    "No.", "Category and class", "Description", "Service feature", "Potential costs", "Activities required",
    "Responsible officer", "Performance measure", "Target improvement", "Full-year value £", "Timescale",
)  # fmt: skip
HARMS = (
    "No.", "Category and class", "What may get worse", "What in the service may cause it", "Potential costs", "What is done about it",
    "Responsible officer", "Performance measure", "Most that is accepted", "Full-year value £", "Timescale",
)  # fmt: skip
NO_HARMS = "The case names no harm. That does not mean that there is none."


def benefits_table(case: Case, answer: Answer, option: str) -> Table:
    """Returns the benefits register in the Green Book's columns; what gets worse is in the register of harms."""
    rows = [row for row in _entries(case, answer, option) if not row.is_harm]
    note = "The full-year value is for the year in which the case counts most of it. It is in the case's prices, before discounting and the optimism bias adjustment."
    return Table("Benefits register", REGISTER, _numbered(answer, option, rows), note)


def harms_table(case: Case, answer: Answer, option: str) -> Table:
    """Returns the register of harms (disbenefits) in the same columns; without a row it says that the case names none."""
    rows = [row for row in _entries(case, answer, option) if row.is_harm]
    note = (
        "A harm is also called a disbenefit. One that is valued in money is counted in the result. "
        "Its full-year value is in the case's prices, before discounting and the optimism bias adjustment."
    )
    return Table("Register of harms", HARMS, _numbered(answer, option, rows), note if rows else NO_HARMS)


def _numbered(answer: Answer, option: str, entries: Sequence[_Entry]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for place, entry in enumerate(entries, start=1):
        row = entry.written
        classes, value = _worth(answer, option, row.outcome)
        rows.append(
            (
                str(place),
                capital(listed(classes)) if classes else capital(UNPRICED),
                entry.described,
                row.service_feature or TO_ADD,
                row.potential_costs or TO_ADD,
                row.activities or TO_ADD,
                row.responsible or NO_OWNER,
                row.measure or TO_ADD,
                row.target or TO_ADD,
                pounds(value) if classes else "not valued",
                row.timescale or TO_ADD,
            )
        )
    return tuple(rows)


def benefits_measured_table(case: Case) -> Table:
    """Returns how each benefit and harm that has been written is measured."""
    rows = tuple(
        (
            row.description or row.outcome or TO_ADD,
            row.baseline or TO_ADD,
            row.baseline_source or TO_ADD,
            row.first_measured or TO_ADD,
        )
        for row in case.shape.benefits
    )
    header = ("Benefit or harm", "Baseline", "Where the baseline comes from", "First measured")
    return Table("How each benefit and harm is measured", header, rows)


def _worth(answer: Answer, option: str, ident: str | None) -> tuple[list[str], float]:
    """Returns the classes of an outcome's counted value, and its largest year."""
    option_path = option_at(option)
    outcome, replaced = (path_of([option_path, group, ident]) for group in ("outcomes", "replaces"))
    lines = [
        line
        for line in answer.options[option].lines
        if (is_below(line.path, outcome) or is_at_or_below(line.path, replaced))
        and line.side == "benefit"
        and line.counted
        and line.adjusts is None
    ]
    counted = [line for line in lines if any(line.undiscounted)] or lines
    kinds = {line.benefit_class for line in counted}
    classes = [CLASS_WORDS[name].register for name in BENEFIT_CLASSES.keys if name in kinds]
    by_year = [sum(year) for year in zip(*(line.undiscounted for line in lines), strict=True)]
    return classes, max(by_year, key=abs, default=0.0)


def risks_table(case: Case) -> Table:
    """Returns the risk register, each risk scored as likelihood times consequence before and after what holds it back."""
    rows = tuple(
        (
            row.id.upper(),
            row.cause or TO_ADD,
            row.event or TO_ADD,
            row.effect or TO_ADD,
            str(row.owner or NO_OWNER),
            *_scored(row.likelihood, row.consequence),
            row.controls or TO_ADD,
            _scored(row.residual_likelihood, row.residual_consequence)[-1],
            ", by ".join(word for word in (row.actions, row.date) if word) or TO_ADD,
            row.assurance_reference or TO_ADD,
            _named(case, row.assumption),
        )
        for row in sorted(case.shape.risks, key=lambda row: -(row.likelihood or 0) * (row.consequence or 0))
    )
    header = (
        "No.", "Cause", "Event", "Effect", "Owner", "Likelihood", "Consequence", "Score", "Controls", "Score after",
        "Actions", "Assurance reference", "Assumption",
    )  # fmt: skip
    return Table(
        "Risk register",
        header,
        rows,
        "Likelihood and consequence are from 1 to 5. The score is one times the other.",
    )


def _scored(likelihood: int | None, consequence: int | None) -> tuple[str, str, str]:
    if likelihood is None or consequence is None:
        return (str(likelihood or "not scored"), str(consequence or "not scored"), "not scored")
    return str(likelihood), str(consequence), str(likelihood * consequence)


def _named(case: Case, path: str | None) -> str:
    """Returns an assumption's name, or the path as written where the case has none there."""
    if not path:
        return "none named"
    try:
        return name_of(case, path)
    except KeyError:
        return path


def main_risks(case: Case) -> tuple[str, ...]:
    """Returns the risks with the highest scores, a sentence each."""
    rows = sorted(case.shape.risks, key=lambda row: -(row.likelihood or 0) * (row.consequence or 0))[
        :MOST_RISKS
    ]
    return tuple(
        f"{row.event or row.cause or row.id}: score {_scored(row.likelihood, row.consequence)[-1]}, {row.owner or NO_OWNER}."
        for row in rows
    )


def _responsibilities(case: Case) -> Table:
    rows = tuple(
        (
            row.task,
            *(getattr(row, key) or TO_ADD for key in ("responsible", "accountable", "consulted", "informed")),
        )
        for row in case.shape.responsibilities
    )
    return Table("Who does what", ("Task", "Responsible", "Accountable", "Consulted", "Informed"), rows)


def measures_table(case: Case) -> Table:
    """Returns what will be known by when, and which weak number each measure settles."""
    rows = tuple(
        (
            row.what,
            *(
                getattr(row, key) or TO_ADD
                for key in ("chosen_by", "baseline", "month_6", "month_12", "yearly")
            ),
            _named(case, row.settles),
        )
        for row in case.shape.measures
    )
    header = ("Measure", "Chosen by", "Now", "Month 6", "Month 12", "Yearly", "Which number it settles")
    return Table("What we will know by when", header, rows)
