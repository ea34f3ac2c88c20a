"""The services of the library as rows of one line, each of which opens to what is known of it and what it would have to be."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.words.panels import Marked, OpeningRow, OpeningRows
from make_the_case.words.phrases import money, pounds
from make_the_case.words.services import STANDING_WORDS, ServiceAnswer, Standing, unread_words
from make_the_case.words.uncertainty import Chance
from valuation.case.effects import EXPECTED, PROVEN, RUNGS

HEADER = (
    "Service",
    "£ for each person",
    "Proven, £000",
    "Expected, £000",
    "Claimed, £000",
    "Chance, expected",
    "How it stands",
)
"""What stands above the rows: a name, figures, and how the service stands."""
IN_SHORT: dict[Standing, Marked] = {
    Standing.PROVEN: Marked("Worth it", "full"),
    Standing.EXPECTED: Marked("Worth it, not proven", "half"),
    Standing.UNKNOWN: Marked("Not known yet", "half"),
    Standing.RULED_OUT: Marked("Ruled out", "empty"),
}
NOTE = (
    "Net value to society at three standards of proof, in thousands of pounds, as each template stands: for its own number of "
    "people, over five years."
)


def service_rows(found: Sequence[ServiceAnswer]) -> OpeningRows:
    """Returns services in a line each, in their order; enablers have no benefit of their own and are left out."""
    rows = tuple(_row(service) for service in found if not service.is_enabler)
    return OpeningRows("Services of the library, each of which opens", HEADER, rows, NOTE)


def _row(service: ServiceAnswer) -> OpeningRow:
    cost = service.cost_per_start
    return OpeningRow(
        cells=(
            service.name,
            "" if cost is None else pounds(cost),
            *(pounds(service.net[rung] / 1_000) for rung in RUNGS),
            Chance(service.chances[EXPECTED]).words,
        ),
        standing=IN_SHORT[service.standing],
        sentences=tuple(sentence for sentence in _sentences(service) if sentence),
    )


def _sentences(service: ServiceAnswer) -> tuple[str, ...]:
    """Returns what a row opens to: how it stands in full, its main outcome, the chance on what is proven, and what remains to be read."""
    proven = Chance(service.chances[PROVEN]).words
    return (
        f"{STANDING_WORDS[service.standing]}.",
        f"{service.known} {service.needed}".strip(),
        f"On what is proven, the chance of being worth more than it costs is {proven}.",
        f"Knowing every figure for certain before deciding would be worth at most {money(service.evpi)}.",
        f"Share of its benefits that depends on figures not yet checked at their source: {unread_words(service)}.",
    )
