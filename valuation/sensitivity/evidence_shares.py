"""What the benefit rests on: which share of it stands on good evidence, and which on weak, on default ranges or unread."""

from __future__ import annotations

from dataclasses import dataclass

from valuation.case.places import entry_of, group_of
from valuation.case.statuses import is_unpublished
from valuation.case.validity.validation import Case
from valuation.measures import Measures
from valuation.quantities import Assumption
from valuation.spreads import default_ranges, spread_of

GOOD, MIXED, WEAK = (1, 2), (3, 4), (5, 6)
"""Grades that read as green, amber and red (ux.md, decisions)."""
EFFECT_KEYS = (
    "adds",
    "reduces",
    "place",
    "of",
    "bridge",
    "share",
    "lag",
    "lasts",
    "drop_off",
    "deadweight",
    "attribution",
    "displacement",
)


@dataclass(frozen=True)
class EvidenceShares:
    """Shares of society's benefits, present value, by what they rest on; good, mixed and weak add up to 1."""

    good: float
    """Nothing behind it is of a grade worse than 2."""
    mixed: float
    weak: float
    """Something behind it is of grade 5 or 6, or ungraded."""
    default_ranges: float
    """A range behind it is its grade's default, because nobody has stated one."""
    unverified: float
    """A number behind it is a planning assumption, or has not been read at its source."""


def evidence_shares(measures: Measures, option: str) -> EvidenceShares | None:
    """Returns on what an option's benefits rest, or None where it has none.

    Each benefit above 0 that society reads counts with its present value, after its optimism bias, under the worst of
    the numbers that make it: the effect, how long it lasts, what is taken off, and its price. How many people there are
    is left out, because it stands behind every line alike.
    """
    model, ledger = measures.model, measures.base
    appraised = next(o for o in model.options if o.id == option)
    read_by_society = appraised.rows.classes.sum(axis=0)
    values: dict[str, float] = {}
    for column, index in enumerate(range(appraised.lines.start, appraised.lines.stop)):
        line = model.lines[index]
        if not read_by_society[column]:
            continue
        factors = (ledger.health if line.discount == "health" else ledger.standard)[0, : model.years]
        amount = float(ledger.amounts[0, index, : model.years] @ factors)
        values[line.path] = values.get(line.path, 0.0) + amount
    counted = {path: value for path, value in values.items() if value > 0}
    total = sum(counted.values())
    if total <= 0:
        return None
    behind = {path: _behind(model.case, path) for path in counted}
    defaults = default_ranges(model.case.library)

    def share(holds: dict[str, bool]) -> float:
        return sum(value for path, value in counted.items() if holds[path]) / total

    worst = {path: max((a.confidence for a in numbers), default=6) for path, numbers in behind.items()}
    return EvidenceShares(
        good=share({path: grade in GOOD for path, grade in worst.items()}),
        mixed=share({path: grade in MIXED for path, grade in worst.items()}),
        weak=share({path: grade in WEAK for path, grade in worst.items()}),
        default_ranges=share(
            {path: any(_is_default(a, defaults) for a in numbers) for path, numbers in behind.items()}
        ),
        unverified=share({path: any(is_unpublished(a) for a in numbers) for path, numbers in behind.items()}),
    )


def _is_default(assumption: Assumption, defaults: dict[int, float]) -> bool:
    spread = spread_of(assumption, defaults)
    return spread is not None and spread.is_default


def _behind(case: Case, path: str) -> list[Assumption]:
    """Returns the numbers that make one benefit: of its outcome and its value, or of the cost that stops."""
    outcome = entry_of(path) if group_of(path) == "outcomes" else None
    places = [f"{path}.{key}" for key in ("unit_value", "unit_cost", "quantity", "cashable", "real_growth")]
    if outcome:
        places += [f"{outcome}.{key}" for key in EFFECT_KEYS]
    return [number for place in places if (number := case.assumption_at(place)) is not None]
