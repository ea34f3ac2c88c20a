"""What a step changed, as the history says it: the words of the page, and no key of the file."""

from __future__ import annotations

import pytest
from finished_cases import case_at, path_of

from make_the_case.words.change_words import changed_words

SOUTHFOLD = case_at(path_of("southfold_befriending"))
AT = f"options.{SOUTHFOLD.preferred}"


@pytest.mark.parametrize(
    ("did", "said"),
    [
        ("", "A change"),
        ("A change taken back", "A change taken back"),
        ("Workshop of 3 March 2027: 22 people, 4 numbers", "Workshop of 3 March 2027: 22 people, 4 numbers"),
        (f"form:own:{AT}.outcomes.depression", "Figures of your own for an outcome"),
        ("form:add:costs", "Something added"),
        ("form:something", "A change"),
        (f"{AT}.people.pool", "The same people, or new ones each year"),
        (f"{AT}.people.uptake", "Share who start"),
        ("proposal.problem", "The problem"),
        ("title", "Title"),
        (f"{AT}.costs.taken_out_since", "Taken out since"),
    ],
)
def test_the_history_says_a_step_in_words_of_the_page(did: str, said: str) -> None:
    assert changed_words(SOUTHFOLD, did) == said
