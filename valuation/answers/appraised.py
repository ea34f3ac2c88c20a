"""What always travels together: a case, what it comes to, the option that is spoken of, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # who only appraises a case does not wait for what simulations need
    from valuation.answer import Answer
    from valuation.case.validity.validation import Case
    from valuation.sensitivity.analysis import Analysis


class Appraised(NamedTuple):
    """A case with its answer, for one option: what every page and paper is about."""

    case: Case
    answer: Answer
    option: str
    analysis: Analysis | None = None
    """The simulation with what goes with it, where there is one: without, nothing is said of how sure the answer is."""
