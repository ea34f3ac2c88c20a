"""The registers that a management case prints: readiness, benefits, risks, who does what, measures; what is missing is *to be added*."""

from __future__ import annotations

from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.blocks import Block, Heading, Tabled, ToWrite
from make_the_case.words.names import CLASS_WORDS
from make_the_case.words.papers.meeting_words import TO_ADD
from make_the_case.words.phrases import capital, listed, pounds
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.accounts import BENEFIT_CLASSES
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
    shape = case.shape
    blocks: list[Block] = [
        Heading("Benefits register", 2),
        Tabled(benefits_table(case, answer, option)),
        Tabled(benefits_measured_table(case)),
    ]
    for title, what, table in (
        ("Risk register", "What may go wrong, how likely and how bad it is, and who is accountable.", risks_table(case)),
        ("Who does what", "Each task, with who is responsible, accountable, consulted and informed.", _responsibilities(case)),
        ("Measurement plan", "What is measured, when, what each figure should be, and one measure chosen by people who use the service.", measures_table(case)),
    ):  # fmt: skip
        blocks += [Heading(title, 2), Tabled(table) if table.rows else ToWrite(what)]
    if not shape.benefits:
        blocks[2] = ToWrite(
            "How each benefit is measured: where it is now, its source, and when it is first measured."
        )
    return blocks


def benefits_table(case: Case, answer: Answer, option: str) -> Table:
    """Returns the benefits register in the Green Book's columns: what has been written, then each outcome that is not entered yet."""
    written = {benefit.outcome for benefit in case.shape.benefits}
    outcomes = {outcome.id: outcome for outcome in case.option(option).outcomes}
    not_entered = [Benefit(id=ident, outcome=ident) for ident in outcomes if ident not in written]
    rows = []
    for place, benefit in enumerate([*case.shape.benefits, *not_entered], start=1):
        classes, value = _worth(answer, option, benefit.outcome)
        outcome = outcomes.get(benefit.outcome or "")
        is_worse = benefit.is_disbenefit or (outcome and outcome.direction == "worse")
        described = benefit.description or (outcome and outcome.name) or benefit.outcome or TO_ADD
        rows.append(
            (
                str(place),
                capital(listed(classes)) if classes else capital(UNPRICED),
                f"{described} (a disbenefit)" if is_worse else described,
                benefit.service_feature or TO_ADD,
                benefit.potential_costs or TO_ADD,
                benefit.activities or TO_ADD,
                benefit.responsible or NO_OWNER,
                benefit.measure or TO_ADD,
                benefit.target or TO_ADD,
                pounds(value) if classes else "not valued",
                benefit.timescale or TO_ADD,
            )
        )
    header = (
        "No.", "Category and class", "Description", "Service feature", "Potential costs", "Activities required",
        "Responsible officer", "Performance measure", "Target improvement", "Full-year value £", "Timescale",
    )  # fmt: skip
    note = "The full-year value is for the year in which the case counts most of it. It is before discounting and the optimism bias adjustment."
    return Table("Benefits register", header, tuple(rows), note)


def benefits_measured_table(case: Case) -> Table:
    """Returns how each benefit that has been written is measured."""
    rows = tuple(
        (
            f"{place} {row.description or row.outcome or ''}".strip(),
            row.baseline or TO_ADD,
            row.baseline_source or TO_ADD,
            row.first_measured or TO_ADD,
        )
        for place, row in enumerate(case.shape.benefits, start=1)
    )
    header = ("Benefit", "Baseline", "Where the baseline comes from", "First measured")
    return Table("How each benefit is measured", header, rows)


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
