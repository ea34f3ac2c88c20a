"""A case on a card: what may be decided, and what it costs beside what it gives back; and a finished example, with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from make_the_case.words.blocks import PageBlock, paragraphs
from make_the_case.words.first_screen import ADVICE_WORDS, chance_of, cost_and_value
from make_the_case.words.panels import CostAndValue, Marked
from make_the_case.words.papers.summary import notices
from make_the_case.words.uncertainty import chance_sentences
from valuation import Case, answer, simulate
from valuation.answers.advice import Advice, advised, hangs_on_a_pilot
from valuation.sensitivity.pilot import pilot_or_why_not

MARKS: dict[Advice, Literal["full", "half", "empty"]] = {
    Advice.DO_NOT_APPROVE: "empty",
    Advice.TEST_FIRST: "half",
    Advice.APPROVE: "full",
}


@dataclass(frozen=True)
class FinishedCase:
    """A finished example as Start shows it."""

    title: str
    blocks: tuple[PageBlock, ...]


def case_card(case: Case) -> tuple[PageBlock, ...]:
    """Returns where a case is for, what may be decided and its two bars; the place alone where nobody takes part yet."""
    place = paragraphs(case.shape.place or "", style="state")
    answered = answer(case)
    option = answered.options[case.preferred]
    if not sum(option.starts):
        return (place,)
    chance = chance_of(simulate(case), case.preferred)
    pilot = pilot_or_why_not(case, case.preferred) if hangs_on_a_pilot(option, chance) else None
    advice = advised(option, chance, pilot).advice
    return (
        place,
        Marked(ADVICE_WORDS[advice], MARKS[advice]),
        cost_and_value(answered, case.preferred, is_small=True),
    )


def finished_case(case: Case, is_simulated: bool) -> FinishedCase:
    """Returns a finished example: its verdict and its two bars; once it is simulated, their ranges and the chance that it is worth its cost."""
    answered, simulation = answer(case), simulate(case) if is_simulated else None
    option = answered.options[case.preferred]
    has_chance = simulation is not None and not simulation.has_nothing_uncertain
    chance = chance_sentences(simulation, case.preferred)[:1] if simulation and has_chance else []
    blocks = (
        paragraphs(option.verdict.sentence, style="verdict"),
        _bars_alone(cost_and_value(answered, case.preferred, simulation)),
        paragraphs(*chance, " ".join(notices(case)), style="state"),
    )
    return FinishedCase(answered.title or case.name, blocks)


def _bars_alone(panel: CostAndValue) -> CostAndValue:
    """Returns the bars with their names and ranges, without what only a whole page has room to say."""
    bars = tuple(replace(bar, beside="") for bar in panel.bars)
    return replace(panel, title="", bars=bars)
