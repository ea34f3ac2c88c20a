"""Every template says by which words it is found, whom it fits and whom not, and what is like it."""

from __future__ import annotations

import pytest

from valuation import load_library
from valuation.case.templates import NEEDS, template_heads

HEADS = template_heads(load_library())


@pytest.mark.parametrize("ident", HEADS)
def test_a_template_says_for_whom_it_is_and_how_it_is_found(ident: str) -> None:
    head = HEADS[ident]
    assert 1 <= len(head["needs"]) <= 3 and set(head["needs"]) <= set(NEEDS)
    assert len({*head["needs"]}) == len(head["needs"])
    assert 3 <= len(head["also_called"]) <= 10 and all(
        isinstance(word, str) and word for word in head["also_called"]
    )
    for sentence in (head["fits"], head["not_for"]):
        assert sentence[0].isupper() and sentence.endswith(".")
    assert 2 <= len(head["like"]) <= 5 and len({*head["like"]}) == len(head["like"])
    assert set(head["like"]) <= set(HEADS) - {ident}


def test_every_need_has_templates() -> None:
    assert {need for head in HEADS.values() for need in head["needs"]} == set(NEEDS)
