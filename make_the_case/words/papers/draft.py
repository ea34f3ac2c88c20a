"""Whether a paper is only a draft: how many of its numbers are still the template's."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.phrases import plain_number
from valuation import Case
from valuation.case.places import concerns, written_at
from valuation.case.statuses import awaits_an_answer

DRAFT = "draft"
"""What stands in the name of a file that is not for a decision."""


@dataclass(frozen=True)
class DraftWords:
    """What is said of numbers that are still the template's: across the top of a paper, and at its foot; nothing where none is."""

    banner: str = ""
    footer: str = ""

    @property
    def is_draft(self) -> bool:
        """Returns whether any number is still the template's."""
        return bool(self.banner)


def draft_words(case: Case, option: str) -> DraftWords:
    """Returns what is said of an option's numbers that are still the template's, out of all that are written for it."""
    numbers = [path for path in case.numbers_written if concerns(path, option)]
    left = sum(awaits_an_answer(written_at(case.data, path)) for path in numbers)
    if not left:
        return DraftWords()
    how_many = f"{plain_number(left)} of {plain_number(len(numbers))} numbers {'is' if left == 1 else 'are'} the template's"
    return DraftWords(f"Draft: {how_many}. Not for a decision.", f"{how_many}.")
