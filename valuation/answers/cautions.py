"""What to be careful of in an option, as long as it is true of the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from valuation.case.key_types import ANYONE, Caution
from valuation.case.option_shape import Option
from valuation.lines.line import Line

NEGLIGIBLE = 0.005
"""£ of present value below which nothing is counted: half a penny."""


def caution_words(written: object) -> list[str]:
    """Returns the words of cautions as a file writes them: text, or a list of texts and of mappings with `words`."""
    entries = written if isinstance(written, list) else [written] if written else []
    return [str(entry["words"]) if isinstance(entry, dict) else str(entry) for entry in entries]


def cautions_in_force(option: Option, lines: Iterable[tuple[Line, float]]) -> list[str]:
    """Returns what to be careful of in an option whose lines have these present values: what the numbers have made untrue is left out.

    Nothing is counted for a party where no benefit line of its that is counted is worth half a penny, good or bad;
    nothing is replaced where the option has no replaced cost.
    """
    gaining = {
        line.party for line, pv in lines if line.side == "benefit" and line.counted and abs(pv) > NEGLIGIBLE
    }
    return [
        entry.words if isinstance(entry, Caution) else entry
        for entry in _entries(option)
        if not isinstance(entry, Caution) or _holds(entry, option, gaining)
    ]


def _entries(option: Option) -> Sequence[str | Caution]:
    if option.cautions is None:
        return []
    return [option.cautions] if isinstance(option.cautions, str) else option.cautions


def _holds(caution: Caution, option: Option, gaining: set[str]) -> bool:
    is_replaced = caution.while_nothing_is_replaced and bool(option.replaces)
    is_counted = (
        bool(gaining) if ANYONE in caution.while_nothing_for else bool(gaining & {*caution.while_nothing_for})
    )
    return not is_replaced and not is_counted
