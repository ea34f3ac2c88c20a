"""The sources of a case's numbers, as they and their licences ask to be named."""

from __future__ import annotations

from collections.abc import Iterable

from valuation import Assumption, Case
from valuation.case.effects import OWN_FINDINGS


def attribution(case: Case, source: str) -> str:
    """Returns what a source of the library and its licence ask to be printed."""
    publication = case.library.sources[source]
    licence = case.library.licences[publication.licence]
    return f"{publication.attribution.rstrip('.')}. {licence.attribution}"


def cash_sources(case: Case) -> set[str]:
    """Returns the sources of the price indices by which real money becomes cash."""
    indices = case.library.cash_indices[case.shape.appraisal.inflation]
    return {source for index in (indices.pay, indices.other) for source in index.sources}


def attributions(case: Case, assumptions: Iterable[Assumption]) -> list[tuple[str, str, str]]:
    """Returns (title, licence, attribution) of every source that the numbers name, the library's first; the case's own findings name theirs."""
    named = ({a.source for a in assumptions if a.source} | cash_sources(case)) - {OWN_FINDINGS}
    known = sorted(named & set(case.library.sources))
    rows = [
        (
            case.library.source_title(s),
            case.library.licences[case.library.sources[s].licence].name,
            attribution(case, s),
        )
        for s in known
    ]
    return rows + [(text, "not stated", text) for text in sorted(named - set(known))]
