"""The tables of the evidence: an option at the three standards of proof, and what each outcome's findings come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from make_the_case.words.phrases import NEGLIGIBLE, gain_or_loss, listed, pounds
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation import Answer, Case
from valuation.accounts import WIDER
from valuation.answer import OptionEvidence, OutcomeEvidence
from valuation.case.effects import CLAIMED, RELATIVE_REDUCTION, FromFindings, Rung, Standard
from valuation.evidence.findings import COMPARISONS
from valuation.evidence.scales import measures_of
from valuation.figures import digits, towards


@dataclass(frozen=True)
class RungWords:
    """A standard of proof in words: its name, and the question that it answers."""

    name: str
    asks: str


RUNG_WORDS: dict[Rung, RungWords] = {
    "proven": RungWords("Proven", "What could we defend to an auditor?"),
    "expected": RungWords("Expected", "What should we plan on?"),
    "claimed": RungWords("Claimed", "What do its supporters say?"),
}
LABEL_WORDS = {
    "shown": "A gain is shown.",
    "too_small": "A gain is shown, but it is too small to pay for the service by itself.",
    "harm_shown": "A harm is shown.",
    "ruled_out": "No difference was found, and a worthwhile gain is ruled out.",
    "not_ruled_out": "No difference was found, but a worthwhile gain is still possible.",
    "no_comparison": "There is no comparison of people who had it with people who did not.",
}
"""What comparisons show of an outcome, as every paper says it."""


NONE_READ = "Comparisons are shown, but none of them counts."
"""What is said where people were compared, and no figure of it counts: set aside, or in a measure that is shown only."""


def known_words(effect: FromFindings, known: str) -> str:
    """Returns what comparisons show of an outcome, and never that nobody compared where a comparison is shown unread."""
    compared = any(finding.design in COMPARISONS for finding in effect.outcome.findings or ())
    return NONE_READ if known == "no_comparison" and compared else LABEL_WORDS[known]


Chances = Mapping[Standard, float]
"""The chance of being worth it at each standard that is uncertain."""


def standards_table(answer: Answer, option: str, chances: Chances | None = None) -> Table:
    """Returns an option at the three standards of proof, the strictest first; empty where the case has no findings.

    With the chances of a simulation each standard has its own, but for what is claimed, which is one number without a spread.
    """
    evidence = answer.options[option].evidence
    rows = tuple(
        (
            f"{RUNG_WORDS[rung].name}: {RUNG_WORDS[rung].asks}",
            pounds(found.npv),
            pounds(found.benefit_classes[WIDER]),
            *(() if chances is None else (_chance(rung, chances) or NO_CHANCE,)),
            found.sentence,
        )
        for rung, found in evidence.rungs.items()
        if evidence.standard is not None
    )
    worth_it = () if chances is None else ("Chance of being worth more than it costs",)
    return Table(
        "The same case at three standards of proof",
        ("Standard of proof", "Net value to society £", "Wider value £", *worth_it, "Verdict"),
        rows,
        f"{standard_sentence(evidence)} Amounts are present values.".strip(),
    )


NO_CHANCE = "Not calculated"


def _chance(rung: Rung, chances: Chances | None) -> str:
    return Chance(chances[rung]).words if chances is not None and rung != CLAIMED else ""


def chances_sentence(chances: Chances, standard: Standard | None) -> str:
    """Returns the chance at each standard that is uncertain; nothing where the case has no findings."""
    if standard is None:
        return ""
    said = [f"{Chance(share).words} at {RUNG_WORDS[rung].name}" for rung, share in chances.items()]
    return f"The chance of being worth more than it costs, by standard of proof, is {listed(said)}."


def standards_lines(answer: Answer, option: str) -> list[str]:
    """Returns the same in a sentence or two for each standard, for where no table is wide enough."""
    evidence = answer.options[option].evidence
    if evidence.standard is None:
        return []
    lines = [
        f"{RUNG_WORDS[rung].name}. {RUNG_WORDS[rung].asks} There is {gain_or_loss(found.npv)} for society. {_wider(found.benefit_classes[WIDER])} {found.sentence}"
        for rung, found in evidence.rungs.items()
    ]
    return [*lines, standard_sentence(evidence)]


def _wider(value: float) -> str:
    """Returns how much of it is wider value, in a sentence."""
    if abs(value) < NEGLIGIBLE:
        return "No wider value is counted."
    return f"Wider value is {gain_or_loss(value)}."


def standard_sentence(evidence: OptionEvidence) -> str:
    """Returns which standard all other figures use; nothing where the case has no findings."""
    if evidence.standard is None:
        return ""
    name = RUNG_WORDS["proven" if evidence.standard == "proven" else "expected"].name
    return f"All other figures use the standard called {name}."


def standards_sentence(evidence: OptionEvidence, chances: Chances | None = None) -> str:
    """Returns the net value to society at the three standards in a sentence; nothing where the case has no findings."""
    if evidence.standard is None:
        return ""
    values = []
    for rung, found in evidence.rungs.items():
        chance = _chance(rung, chances)
        values.append(
            f"{gain_or_loss(found.npv)} at {RUNG_WORDS[rung].name}{f' (chance {chance})' if chance else ''}"
        )
    return f"Net value by standard of proof: {listed(values)}. {standard_sentence(evidence)}"


@dataclass(frozen=True)
class FoundWords:
    """What an outcome's findings come to, in words."""

    outcome: str
    measure: str
    counted: str
    likely: str
    """Its likely range; nothing where no finding is read."""
    needed: str
    """What it would have to be to pay for the service by itself, or why it cannot."""
    needed_sentence: str
    """The same as a sentence; nothing where no effect on it does."""
    known: str


def findings_table(answer: Answer, case: Case, option: str) -> Table:
    """Returns what each outcome's findings come to in its measure, beside what it would have to be, and what comparisons show."""
    return Table(
        "What the findings come to",
        (
            "Outcome",
            "Measured in",
            "Used",
            "Likely range",
            "To pay for the service by itself",
            "What is known",
        ),
        tuple(
            (
                found.outcome,
                found.measure,
                found.counted,
                found.likely or NONE_IS_READ,
                found.needed,
                found.known,
            )
            for found in _found(answer, case, option)
        ),
        "The figure used is the effect for one person in a year, adjusted to this area. Where that is money, it is in the prices that the studies state.",
    )


def findings_lines(answer: Answer, case: Case, option: str) -> list[str]:
    """Returns what each outcome's findings come to in a sentence or two, for where no table is wide enough."""
    return [
        f"{found.outcome} ({found.measure}): {_counted_words(found)}."
        + f"{found.needed_sentence} {found.known}"
        for found in _found(answer, case, option)
    ]


def _counted_words(found: FoundWords) -> str:
    if not found.likely:
        return "nothing is counted, because no finding is read"
    return f"{found.counted} a person a year, likely range {found.likely}"


NONE_IS_READ = "No finding is read"
NO_EFFECT_DOES = "It could not pay for it"
HALF_OF_80 = 1.2816
"""Standard deviations from the middle to either end of the range that holds 8 in 10 of a normal distribution."""


def in_measure(measure: str, value: float) -> str:
    """Returns an effect as a number of its measure: a share fewer as a percentage."""
    return f"{digits(100 * value, 2)}%" if measure == RELATIVE_REDUCTION else digits(value, 2)


def break_even_in_measure(measure: str, value: float) -> str:
    """Returns the effect from which an outcome pays for the service, with the figures of any break-even value and rounded so that it still does.

    >>> break_even_in_measure("life_satisfaction", 0.19649), break_even_in_measure("relative_reduction", 0.12344)
    ('0.197', '12.4%')
    """
    enough = towards(value, upwards=True)
    return f"{digits(100 * enough, 3)}%" if measure == RELATIVE_REDUCTION else digits(enough)


def out_of_reach(measure: str, worthwhile: float, most: float | None) -> str:
    """Returns why an effect cannot be as large as it would have to be; nothing where it can.

    >>> out_of_reach("share_of_people", 1.363, 1.0), out_of_reach("share_of_people", 0.62, 1.0), out_of_reach("hba1c", 1.2, None)
    ('the most is 1', '', '')
    """
    return f"the most is {in_measure(measure, most)}" if most is not None and worthwhile > most else ""


def _found(answer: Answer, case: Case, option: str) -> list[FoundWords]:
    outcomes = answer.options[option].evidence.outcomes
    return [
        _in_words(case, case.effects[f"options.{option}.outcomes.{ident}"], found)
        for ident, found in outcomes.items()
    ]


def _in_words(case: Case, effect: FromFindings, found: OutcomeEvidence) -> FoundWords:
    counted = effect.at(case.standard or "expected")
    half = HALF_OF_80 * counted.sd
    needed, sentence = _needed(effect, found.worthwhile)
    return FoundWords(
        outcome=effect.outcome.name or effect.outcome.id,
        measure=measures_of(case.library)[effect.measure].label,
        counted=in_measure(effect.measure, counted.mean),
        likely=f"{in_measure(effect.measure, counted.mean - half)} to {in_measure(effect.measure, counted.mean + half)}"
        if counted.sd
        else "",
        needed=needed,
        needed_sentence=sentence,
        known=known_words(effect, found.label),
    )


def _needed(effect: FromFindings, worthwhile: float | None) -> tuple[str, str]:
    """Returns what an outcome would have to be to pay for the service by itself, as a cell and as a sentence."""
    if worthwhile is None:
        return NO_EFFECT_DOES, ""
    needed = break_even_in_measure(effect.measure, worthwhile)
    limit = out_of_reach(effect.measure, worthwhile, effect.most)
    begun = f" To pay for the service by itself it would have to be {needed}"
    if limit:
        return f"Out of reach: {needed}, and {limit}", f"{begun}, and {limit}."
    return needed, f"{begun}."
