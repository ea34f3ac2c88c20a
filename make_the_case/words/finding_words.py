"""Findings in words: what each says, how much of it is read and why, what it comes to, and what would make it stronger."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.authoring.finding_changes import Compared
from make_the_case.words.outcome_cards import effect_words, likely_words
from make_the_case.words.phrases import capital, plain_number
from make_the_case.words.tables.evidence_tables import HALF_OF_80, known_words
from valuation import Case
from valuation.case.effects import RELATIVE_REDUCTION, FromFindings
from valuation.case.words_of_choices import CHOICES
from valuation.evidence.findings import Finding
from valuation.evidence.readings import drift, is_claim, read
from valuation.evidence.scales import measures_of
from valuation.figures import digits

DESIGN_WORDS = CHOICES["Finding", "design"]
COMPARED_WORDS: dict[Compared, str] = {
    "nobody": "No",
    "waiting": "Waiting list",
    "similar": "Similar people",
    "by_chance": "At random",
}
"""Which others one's own people were measured beside."""


@dataclass(frozen=True)
class OwnQuestions:
    """What is asked of somebody who has measured something, in the words of what was measured."""

    before: str
    after: str
    people: str
    theirs: tuple[str, str, str]
    is_share_fewer: bool
    """Whether what was measured is how much of something people use, of which the share fewer counts."""
    usual: str = ""
    """What is asked about people like them, where the library has no average of everybody to set a beginning against."""


def own_questions(case: Case, measure: str, thing: str = "") -> OwnQuestions:
    """Returns the questions about a measure; of what people use, `thing` is what is counted."""
    if measure == RELATIVE_REDUCTION:
        each = f"{thing or 'times'}, each person a year"
        return OwnQuestions(
            f"Before: {each}",
            f"After: {each}",
            "How many people",
            ("Theirs before", "Theirs after", "How many of them"),
            True,
        )
    known = measures_of(case.library)[measure]
    ends = known.ends
    scale = f", {plain_number(ends[0])} to {plain_number(ends[1])}" if ends else ""
    return OwnQuestions(
        f"Average before{scale}",
        "Average after",
        "How many answered both times",
        ("Their average before", "Their average after", "How many of them"),
        False,
        ""
        if known.scale is None or known.scale.mean is not None
        else "Usual average of people like them, if known",
    )


def shown_only_words(case: Case, measure: str) -> str:
    """Returns why a measure is shown and not counted in money."""
    known = measures_of(case.library)[measure]
    if known.reason:
        return f"It is shown, but not valued in money. {capital(known.reason)}"
    return "It is shown, but not valued in money, because the library has no value for this measure."


def months_words(months: float) -> str:
    """Returns a number of months in words.

    >>> months_words(1), months_words(6)
    ('1 month', '6 months')
    """
    return "1 month" if months == 1 else f"{plain_number(months)} months"


def measure_words(case: Case, measure: str) -> str:
    """Returns a measure as somebody chooses it: its name, and other words that people ask for it by."""
    known = measures_of(case.library)[measure]
    others = [words for words in known.asked_as if words.casefold() != known.label.casefold()]
    return f"{known.label}: {', '.join(others)}" if others else known.label


def finding_line(effect: FromFindings, place: int) -> str:
    """Returns a finding in one line: its study, how it was found, what it found, and whether it is read."""
    stated = (effect.outcome.findings or [])[place]
    found = digits(stated.estimate, 3)
    if stated.interval:
        low, high = stated.interval
        found += f" ({digits(low, 3)} to {digits(high, 3)})"
    return f"{stated.study}. {DESIGN_WORDS[stated.design]}: {found}. {whether_read(effect, place)}"


def whether_read(effect: FromFindings, place: int) -> str:
    """Returns whether a finding is read, and how much it counts, or why it is not."""
    finding, evidence = effect.evidence.findings[place], effect.evidence
    elsewhere = evidence.read_elsewhere
    weights = (
        {}
        if elsewhere is None
        else {
            reading.finding.id: weight
            for reading, weight in zip(elsewhere.readings, elsewhere.pooled.weights, strict=True)
        }
    )
    if finding.is_set_aside:
        return "Set aside, so it is shown but does not count."
    if not finding.is_in_measure:
        return "In another measure, so it is shown but does not count."
    stated = (effect.outcome.findings or [])[place]
    if finding.design != stated.design:  # in a measure that is shown and never read, each is taken as a claim
        return "In a measure that is only shown, so it does not count."
    if is_claim(finding, evidence.scale):
        return "A claim, or a result without a measure of its error. It is shown but does not count."
    if finding.id in weights:
        return f"Counts, with {weights[finding.id]:.0%} of the weight of what was found elsewhere."
    if finding.is_here:
        return "Counts, as what was seen here."
    if finding.study in {study for review in evidence.live for study in review.includes}:
        return "Part of the review that counts, so it is not counted twice."
    return "Does not count, because comparisons tell more."


def own_sentences(effect: FromFindings, finding: Finding) -> list[str]:
    """Returns what becomes of a change that was measured: what would be expected anyway, how it is read, what would make it stronger."""
    scale = effect.evidence.scale
    if not finding.is_change or is_claim(finding, scale):
        return []
    anyway, design = drift(finding, scale)
    reading = read(finding, scale)
    towards = anyway * finding.estimate > 0
    sentences = [
        f"Of the change of {digits(finding.estimate, 2)}, {digits(min(abs(anyway), abs(finding.estimate)), 2)} would be "
        "expected without any service, because people come when they are at their lowest."
        if towards
        else "None of the change would be expected without a service.",
        f"What is left, {digits(abs(reading.value), 2)}, is counted at {reading.mark_down.share:.0%}, because no comparison group was measured.",
    ]
    if design != finding.design:
        sentences.append(
            "It is read as a provider's own figures, because it does not say where people began."
        )
    sentences.append(
        "A comparison would make it stronger. Measure people like them who have not had the service, at the same two times."
    )
    return sentences


def what_it_comes_to(case: Case, effect: FromFindings, known: str) -> str:
    """Returns what all findings of an outcome come to, in its measure, and what comparisons show; nothing of what is only shown.

    `known` is the answer's own label, which knows how large an effect would have to be.
    """
    if measures_of(case.library)[effect.measure].is_shown_only:
        return f"It is shown, and nothing of it is counted. {known_words(effect, known)}"
    counted = effect.at(case.standard or "expected")
    half = HALF_OF_80 * counted.sd
    likely = likely_words(effect.measure, counted.mean - half, counted.mean + half)
    amount = effect_words(case, effect, counted.mean)
    return f"Counted: {amount}{f' ({likely})' if counted.sd else ''}. {known_words(effect, known)}"
