"""The verdict: one sentence on the whole, chosen by rule from who breaks even."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuation.accounts import SOCIETY
from valuation.catalogue import Catalogue
from valuation.measures import OptionMeasures

BREAK_EVEN = -1e-6
"""An npv this little below 0 counts as break-even in the verdict."""
DECIDING = ("public_cash", "public_sector", SOCIETY, "commissioner")
"""The accounts whose npv decide the verdict, in the order in which `verdict` takes them."""
COSTS_MORE = 5
"""The verdict on what costs more than the benefits counted, from every point of view."""


@dataclass(frozen=True)
class Verdict:
    """A verdict, and when it holds."""

    number: int
    holds: Mapping[str, bool]
    """By account: whether its npv breaks even, or does not. The accounts that are not named may do either."""
    sentence: str
    sentence_beyond_own_budget: str = ""
    """What is said in its place where the commissioner's own npv does not break even, if anything is."""

    @property
    def is_worth_it(self) -> bool:
        """Returns whether society gains at least as much as it gives."""
        return self.holds.get(SOCIETY, False)

    @property
    def rests_on_public_value(self) -> bool:
        """Returns whether it says that public bodies get back, in cash or in capacity, what they give."""
        return self.holds.get("public_cash", False) or self.holds.get("public_sector", False)


VERDICTS = Catalogue(
    {
        verdict.number: verdict
        for verdict in (
            Verdict(
                1,
                {"society": True, "public_sector": True, "public_cash": True},
                "This should pay for itself in cash, and be worth more than it costs overall.",
                "This should pay for itself in cash across public bodies, but not in the commissioner's own budget, and be worth "
                "more than it costs overall.",
            ),
            Verdict(
                2,
                {"society": True, "public_sector": True, "public_cash": False},
                "This needs funding. It is not expected to pay for itself in cash. Counting the staff time and beds it should free, "
                "it is worth at least what it costs public bodies.",
            ),
            Verdict(
                3,
                {"society": True, "public_sector": False, "public_cash": False},
                "This needs funding. It is not expected to pay for itself in cash or capacity, but it is worth more than it costs "
                "on these assumptions, once wider value is counted.",
            ),
            Verdict(
                4,
                {"society": False, "public_sector": True},
                "For public bodies this should be worth at least what it costs. Counting everyone, people are worse off. Rethink it "
                "before going ahead.",
            ),
            Verdict(
                COSTS_MORE,
                {"society": False, "public_sector": False},
                "On these assumptions the costs are greater than the benefits counted.",
            ),
            Verdict(
                6,
                {"society": True, "public_sector": False, "public_cash": True},
                "This releases more cash than it costs, but takes more capacity than it frees. It is worth more than it costs "
                "on these assumptions, once wider value is counted.",
            ),
        )
    }
)


def verdict(public_cash: float, public_sector: float, society: float, commissioner: float) -> tuple[int, str]:
    """Returns the verdict's number and sentence, by rule on the npv of four accounts.

    The row of VERDICTS that holds, an account breaking even where its npv is at least −1e-6. Source: model.md, section 7;
    words: ux.md, section 4.5.
    """
    npv = (public_cash, public_sector, society, commissioner)
    breaks_even = {account: value >= BREAK_EVEN for account, value in zip(DECIDING, npv, strict=True)}
    row = next(
        row
        for row in VERDICTS
        if all(breaks_even[account] == is_needed for account, is_needed in row.holds.items())
    )
    if row.sentence_beyond_own_budget and not breaks_even["commissioner"]:
        return row.number, row.sentence_beyond_own_budget
    return row.number, row.sentence


def verdict_of(measured: OptionMeasures, row: int = 0) -> tuple[int, str]:
    """Returns an option's verdict in one row, the base case unless said."""
    return verdict(*(float(measured.accounts[name].npv[row]) for name in DECIDING))
