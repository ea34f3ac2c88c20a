"""The table of what a service costs as its sources costed it, beside what the case counts for each person who starts."""

from __future__ import annotations

from collections.abc import Iterable

from make_the_case.words.phrases import capital, financial_year, listed, plain_number, pounds, quoted
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.answers.cost_beside_sources import KINDS, CostBesideSource, Kind
from valuation.figures import digits

KIND_WORDS: dict[Kind, str] = {
    "training": "training",
    "supervision": "supervision",
    "evaluation": "evaluation",
    "overheads": "overheads",
    "involvement": "paying people with lived experience",
    "own_time": "people's and carers' own time",
    "volunteers_time": "volunteers' time",
    "staff_time": "unpaid time of staff in post, and other unpaid resources",
    "other": "other costs paid in money",
    "optimism": "the optimism bias adjustment",
}
"""What each kind of cost that a case adds is called in its row."""


def source_costs_table(answer: Answer, option: str, case: Case) -> Table | None:
    """Returns what was published beside what the case counts, in parts that add up; None where nothing is published or nobody starts."""
    rows = answer.options[option].cost_beside_sources
    if not rows:
        return None
    year = financial_year(answer.price_year)

    def row(label: str, cells: Iterable[str]) -> tuple[str, ...]:
        return (label, *cells)

    added = {part: [_added(one, part) for one in rows] for part in KINDS}
    return Table(
        "What it costs for each person who starts, beside what was published",
        ("£ for each person who starts", *(one.name for one in rows)),
        (
            row("As published, in the prices of its year", (_published(one) for one in rows)),
            row(f"As published, in {year} prices", (pounds(one.restated) for one in rows)),
            row("This case: the same costs", (pounds(one.covered) for one in rows)),
            *(
                row(f"and {KIND_WORDS[part]}", map(pounds, amounts))
                for part, amounts in added.items()
                if any(amounts)
            ),
            row("This case: all costs", (pounds(one.full) for one in rows)),
            row("All costs over what was published", (f"{digits(one.ratio, 2)} times" for one in rows)),
        ),
        _note(rows, case, option),
    )


def _added(one: CostBesideSource, kind: Kind) -> float:
    return next(part.per_start for part in one.added if part.kind == kind)


def _published(one: CostBesideSource) -> str:
    return f"{plain_number(one.published)} ({financial_year(one.price_year)})"


def _note(rows: list[CostBesideSource], case: Case, option: str) -> str:
    """Returns how the figures are counted, what each published one covers, and why the case is dearer where it says so."""
    names = {cost.id: cost.name or cost.id for cost in case.option(option).costs}
    sentences = ["Over all years of the case, not discounted, before VAT."]
    for one in rows:
        source = case.library.source_title(one.source) if one.source in case.library.sources else one.source
        covers = listed([quoted(names[ident]) for ident in one.covers])
        sentences.append(
            f"{capital(one.name)} covers {covers}. Source: {quoted(source) if source else 'not stated'}."
        )
        if one.why_dearer:
            sentences.append(one.why_dearer)
    return " ".join(sentences)
