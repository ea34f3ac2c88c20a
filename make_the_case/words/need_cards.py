"""What people need, as cards to start from: how many templates are for it, and what comparisons have shown of them, null results too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from make_the_case.words.blocks import Heading, PageBlock, paragraphs
from make_the_case.words.panels import Squares
from make_the_case.words.phrases import listed
from make_the_case.words.services import ServiceAnswer
from valuation.case.templates import NEEDS, Head

SQUARES = 5
MOST_LETTERS_OF_EXAMPLES = 64
SHOWN_AS = {
    "shown": "a gain in {}",
    "too_small": "a gain too small to pay for it in {}",
    "not_ruled_out": "no clear difference in {}",
    "ruled_out": "no gain worth its cost in {}",
    "harm_shown": "a harm in {}",
}
"""What comparisons show of a main outcome, by its label, in the fewest words; a label that is not here has no comparison."""
SQUARES_MEAN = (
    "Filled squares show how many of every five services have a comparison that counts: with people who did not have the "
    "service."
)
ENABLERS_ALONE = "These help other services to work. They have no benefit of their own."
NONE_COMPARED = "None of them has a comparison that counts."


@dataclass(frozen=True)
class NeedCard:
    """A need: its name, a few of its services, and what is known of them all."""

    id: str
    name: str
    examples: str
    templates: int
    services: int
    compared: int
    """How many services have a comparison that counts, of their main outcome."""
    shown: str
    """What these comparisons show, in a sentence."""

    @property
    def blocks(self) -> tuple[PageBlock, ...]:
        """Returns what the card says."""
        return (
            Heading(self.name, 3),
            paragraphs(self.examples, style="state"),
            *((Squares(self.squares, SQUARES, self.evidence),) if self.services else ()),
            paragraphs(self.shown, style="small"),
        )

    @property
    def squares(self) -> int:
        """Returns how many of five squares are filled: none only where nothing was compared, all only where everything was."""
        if not self.compared or self.compared == self.services:
            return SQUARES if self.compared else 0
        return min(SQUARES - 1, max(1, round(SQUARES * self.compared / self.services)))

    @property
    def evidence(self) -> str:
        """Returns how many services have been compared, in a few words."""
        if not self.services:
            return ""
        return (
            f"{self.compared} of {self.services} {'service' if self.services == 1 else 'services'} compared"
        )


def need_cards(heads: Mapping[str, Head], services: Sequence[ServiceAnswer]) -> list[NeedCard]:
    """Returns a card for each need that a template is for, in the order of the needs."""
    answers = {service.id: service for service in services}
    cards = []
    for need, name in NEEDS.items():
        idents = [ident for ident, head in heads.items() if need in head.get("needs", [])]
        if idents:
            found = [answers[ident] for ident in idents if ident in answers]
            cards.append(_card(need, name, len(idents), [heads[ident]["name"] for ident in idents], found))
    return cards


def _card(
    need: str, name: str, templates: int, names: Sequence[str], found: Sequence[ServiceAnswer]
) -> NeedCard:
    real = [service for service in found if not service.is_enabler]
    labels = Counter(service.main.label for service in real if service.main is not None)
    shown = [words.format(labels[label]) for label, words in SHOWN_AS.items() if labels[label]]
    said = f"Comparisons show {listed(shown)}." if shown else NONE_COMPARED if real else ENABLERS_ALONE
    compared = sum(labels[label] for label in SHOWN_AS)
    return NeedCard(need, name, _examples(names), templates, len(real), compared, said)


def _examples(names: Sequence[str]) -> str:
    """Returns the shortest names, as many as have room; the first of them whatever its length.

    >>> _examples(["Time banking", "A name that is far too long to stand beside any other on a card", "Befriending"])
    'Befriending, Time banking'
    """
    kept: list[str] = []
    for name in sorted(names, key=lambda name: (len(name), name)):
        if kept and len(", ".join([*kept, name])) > MOST_LETTERS_OF_EXAMPLES:
            break
        kept.append(name)
    return ", ".join(kept)
